"""What a statement would change is the difference of what is derived without it and with it."""

from __future__ import annotations

from time import perf_counter

import pytest
from tests.build import build_case

from nonpaper.positions.changes import would_change

CASE = """
    title: t
    parties: {alda: {name: Alda}, brin: {name: Brin}}
    issues:
      pay: {title: Pay, steps: [10%, 14%, 20%], by: brin, favours: {alda: up, brin: down}}
      rest: {title: Rest, steps: [none, some, all], by: [alda, brin], favours: {alda: up, brin: down}}
"""
ROWS = [
    "date,party,stance,claim",
    "2031-01-01,alda,demands,pay >= 14%",
    "2031-01-01,brin,rejects,rest = all",
]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2031-01-02,alda,demands,pay = 20%", ["Pay, Alda: at least 14% → 20%"]),
        ("2031-01-02,alda,accepts,pay = 10%", ["Pay, Alda: at least 14% → any step"]),
        (
            "2031-01-02,brin,rules out,rest = some",
            ["Rest, Brin: no further than some → no further than none (a red line)"],
        ),
        (
            "2031-01-02,brin,demands,rest = none if pay = 10%",
            ["Brin, new condition: Rest (none) only if there is Pay (10%)"],
        ),
        ("2031-01-02,alda,prioritises,pay > rest", ["Alda, new priority: Pay before Rest"]),
        ("2031-01-02,brin,carries out,pay = 14%", ["Pay, status quo: 10% → 14%"]),
        ("2031-01-02,alda,reports,pay", []),
        ("2031-01-02,alda,demands,pay >= 14%", []),
    ],
)
def test_one_more_statement_and_what_moves(row: str, told: list[str]) -> None:
    """In words, from where to where; nothing where nothing moves."""
    found = [change.words for change in would_change(build_case(CASE, ROWS), build_case(CASE, [*ROWS, row]))]
    assert [words for words in found if words in told] == told, found
    if not told:
        assert found == []


def test_backwards_it_tells_the_contrary() -> None:
    """The difference has a direction."""
    before, after = build_case(CASE, ROWS), build_case(CASE, [*ROWS, "2031-01-02,alda,demands,pay = 20%"])
    there, back = would_change(before, after), would_change(after, before)
    assert (there[0].before, there[0].after) == (back[0].after, back[0].before)
    assert would_change(before, before) == ()


def test_an_older_statement_that_is_found_later_is_seen_in_its_time() -> None:
    """It changes nothing where a newer word stands."""
    late = [*ROWS, "2031-03-01,alda,demands,pay = 20%"]
    found = would_change(build_case(CASE, late), build_case(CASE, [*late, "2030-12-01,alda,demands,pay = 10%"]))
    assert not [change for change in found if change.issue == "pay" and change.before != change.after and change.before]


def test_it_is_quick_enough_to_stand_under_every_card() -> None:
    """Two folds; far below the fifth of a second that a person would notice."""
    before, after = build_case(CASE, ROWS), build_case(CASE, [*ROWS, "2031-01-02,alda,demands,pay = 20%"])
    would_change(before, after)
    start = perf_counter()
    would_change(before, after)
    assert perf_counter() - start < 2  # a bound that a busy machine keeps; the benchmark tells the figure
