"""How a knot is told: a ring once, with what forces its acts; the hardest only where one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build import write_case

from nonpaper import desk

RING = """title: T
parties: {a: {name: Ayland}, b: {name: Beland}}
issues:
  aid: {title: Aid, steps: [none, some, all], by: a}
  list: {title: List, steps: [none, some, all], by: b}
"""
ROWS = """id,date,party,stance,claim
s1,2024-01-01,a,insists,aid = all after list = all
s2,2024-01-01,b,insists,list = all after aid = all
s3,2024-01-02,a,demands,list = all
s4,2024-01-02,b,demands,aid = all
"""


def test_a_ring_is_drawn_once_with_what_makes_its_acts_part_of_every_deal(tmp_path: Path) -> None:
    write_case(tmp_path, RING, ROWS)
    text = desk.load(tmp_path).why().to_text()
    assert text.count("Nobody can begin") == 1
    assert "1 circle of preconditions" in text
    card, _, _ = text.partition("Ways out")
    assert "Ayland asks for all on List" in card
    sources = text.partition("\nSources\n")[2]
    assert all(f"s{n} ·" in sources for n in range(1, 5))


@pytest.mark.parametrize(("firmness", "told"), [("3", 0), ("5", 1)])
def test_one_is_the_hardest_only_where_no_other_is_as_hard(tmp_path: Path, firmness: str, told: int) -> None:
    case = RING + "drafts: {p: {on: 2024-01-01, by: [a], stages: [{aid: some}]}}\n"
    rows = "id,date,party,stance,claim,firmness\n"
    for issue, how in (("aid", "3"), ("list", firmness)):
        rows += f"x{issue},2024-01-01,a,demands,{issue} = all,{how}\n"
        rows += f"y{issue},2024-01-01,b,rejects,{issue} = all,{how}\n"
    write_case(tmp_path, case, rows)
    text = desk.load(tmp_path).why().to_text()
    assert "Knot 2 of 2" in text
    assert " ".join(text.split()).count("It is the hardest.") == told
