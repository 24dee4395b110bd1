"""How many sources a position has: outlets with words of their own."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests.positions.tables import position, table

from nonpaper.brief.page import Page

COLUMNS = "id,date,party,stance,claim,outlet,quote"


@pytest.mark.parametrize(
    ("rows", "sources", "outlets"),
    [
        ((("01", "Post", "We want all."), ("01", "Radio", "“We  want all”")), 1, 2),
        ((("01", "Post", "We want all."), ("04", "Radio", "We want all.")), 1, 2),
        ((("01", "Post", "We want all."), ("05", "Radio", "We want all.")), 2, 2),
        ((("01", "Post", "We want all."), ("01", "Radio", "All or nothing.")), 2, 2),
        ((("01", "Post", "We want all."), ("01", "Post", "All or nothing.")), 1, 1),
        ((("01", "Post", ""), ("01", "Radio", "")), 2, 2),
        ((("01", "Post", "We want all."), ("01", "Radio", "We want all."), ("01", "Radio", "All or nothing.")), 2, 2),
        ((("01", "Post", "We want all."), ("01", "Radio", "We want all."), ("01", "Wire", "We want all.")), 1, 3),
    ],
)
def test_the_same_words_are_one_source(rows: tuple[tuple[str, str, str], ...], sources: int, outlets: int) -> None:
    """Whatever the order of the rows."""
    for order in permutations(rows):
        lines = [f"s{n},2024-03-{day},reds,demands,aid = all,{at},{said}" for n, (day, at, said) in enumerate(order)]
        found = position(table("\n".join(lines), columns=COLUMNS), "reds", "aid")
        assert (found.sources, found.outlets) == (sources, outlets)


def test_copies_are_told() -> None:
    """One source, and that two reports print it."""
    rows = "s1,2024-03-01,reds,demands,aid = all,Post,All.\ns2,2024-03-01,reds,demands,aid = all,Radio,All."
    found = table(rows, columns=COLUMNS)
    assert "1 source (2 reports, the same words)" in Page(found).words.said(position(found, "reds", "aid"))
