"""The Cairo case: what the program must find in it, told from the record alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import nonpaper
from nonpaper.analysis.results import ConflictKind, MoveKind, Why
from nonpaper.desk import Desk
from nonpaper.positions.position import BoundKind, Hearsay, Side, Table

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "cairo-2024"


@pytest.fixture(scope="module")
def case() -> Desk:
    return nonpaper.load(FOLDER)


@pytest.fixture(scope="module")
def table(case: Desk) -> Table:
    return case.table()


@pytest.fixture(scope="module")
def why(case: Desk) -> Why:
    return case.why().result


def conflicts(why: Why, kind: ConflictKind) -> list[set[str]]:
    """The issues of each conflict of one kind."""
    return [set(c.issues) for knot in why.knots for c in knot.conflicts if c.kind is kind]


def test_every_marked_statement_is_a_row(case: Desk) -> None:
    """The report was marked by hand: 26 statements, and each is in the record, whole or split."""
    marked = {f"s{number:02}" for number in range(1, 27)}
    assert {statement.id[:3] for statement in case.case.statements} == marked


def test_nothing_is_wrong_with_the_case_but_the_questions_it_raises(case: Desk) -> None:
    """The draft moves the captives, and nobody in the record asks for that: `check` says so, and finds no error."""
    assert all(problem.severity == "warning" for problem in case.check())
    assert any("captives" in problem.message for problem in case.check())


def test_head_on_where_one_side_demands_what_the_other_refuses(why: Why) -> None:
    found = conflicts(why, ConflictKind.HEAD_ON)
    issues = {issue for issues in found for issue in issues}
    assert issues == {"ceasefire", "withdrawal", "return", "aid", "prisoners"}
    assert len(found) == len(issues)


def test_the_refusal_of_aid_is_known_only_through_the_other_side(why: Why) -> None:
    (aid,) = [c for knot in why.knots for c in knot.conflicts if c.issues == ("aid",)]
    assert aid.hearsay is Hearsay.OTHER_SIDE
    (knot,) = [knot for knot in why.knots if aid in knot.conflicts]
    assert "confirm" in {ask.kind for ask in knot.asks if ask.party == "israel"}
    assert knot.if_wrong == (), "were the report wrong, nothing would have to move"


def test_no_other_head_on_rests_on_the_other_side(why: Why) -> None:
    for knot in why.knots:
        for conflict in knot.conflicts:
            if conflict.kind is ConflictKind.HEAD_ON and conflict.issues != ("aid",):
                assert conflict.hearsay is not Hearsay.OTHER_SIDE, conflict.issues


def test_the_circle_of_the_chair_the_list_and_the_truce(why: Why) -> None:
    assert conflicts(why, ConflictKind.CIRCLE) == [{"attendance", "list", "ceasefire"}]
    (circle,) = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.CIRCLE]
    assert set(circle.statements) == {"s24b", "s26", "procedure:1"}
    assert set(circle.parties) == {"hamas", "israel"}


def test_the_list_can_be_deposited_if_it_can_be_made_before(why: Why) -> None:
    """The card offers the list to the mediators, and beside it the depositor's own word that it cannot be drawn up."""
    (card,) = [card for knot in why.knots for card in knot.cards if card.kind is ConflictKind.CIRCLE]
    (deposit,) = [move for move in card.edge_moves if move.kind is MoveKind.DEPOSIT]
    assert (deposit.party, deposit.issue) == ("hamas", "list")
    assert "s26" in deposit.caveat_statements
    assert deposit.caveat


def test_linked_demands(why: Why) -> None:
    """Prisoners are demanded with the captives, captives wait for withdrawal and return, and those are refused."""
    linked = conflicts(why, ConflictKind.LINKED)
    assert {"captives", "prisoners", "withdrawal"} in linked
    assert {"captives", "prisoners", "return"} in linked


def test_nobody_asks_for_the_captives(why: Why, table: Table) -> None:
    assert "captives" in why.nobody_asked
    assert "captives" not in table.asked
    assert table.case.drafts["framework"].steps()["captives"] == "all"


def test_the_refusal_of_the_list_has_become_a_condition(case: Desk, table: Table) -> None:
    """The second-hand refusal stays in the history; the party's own later word moves it to the condition."""
    (bound,) = [b for b in table.positions["hamas", "list"].bounds if b.side is Side.UPPER]
    assert bound.kind is BoundKind.MOVED
    assert table.case.issues["list"].steps[bound.step or 0] == "given"
    entries = [entry.statement for entry in case.history("hamas", "list").result.position.history]
    assert entries.index("s25") < entries.index("s26")


def test_what_was_not_excluded_is_no_red_line(case: Desk, table: Table) -> None:
    assert case.case.statement("s11").stance == "reports"
    assert not any("s11" in bound.statements for bound in table.bounds())


def test_accepting_the_first_stage_lifts_no_demand(table: Table) -> None:
    position = table.positions["hamas", "ceasefire"]
    assert [b.kind for b in position.bounds if b.side is Side.LOWER] == [BoundKind.DEMAND]
    assert table.case.issues["ceasefire"].steps[position.bounds[0].step or 0] == "permanent"


def test_the_calendar(case: Desk) -> None:
    status = case.status()
    assert [(left.deadline.what, left.days) for left in status.deadlines] == [("Ramadan is expected to begin", 3)]
    assert status.rounds[0].absent == ("israel",)
    assert "hamas" in {party for party, _ in status.away}


def test_the_day_before_nothing_had_certainly_been_said(case: Desk) -> None:
    """Statements known to an interval count from its end; only the draft is seen on the day before."""
    before = case.table("2024-03-06")
    assert before.unseen == len(case.case.statements)
    assert before.draft == "framework"
    assert not before.bounds()


def test_better_sources_only(case: Desk) -> None:
    """Without the other side's account and the unknown source, aid is no conflict and no circle is left."""
    stricter = case.why(min_grade="C3").result
    assert {"aid"} not in conflicts(stricter, ConflictKind.HEAD_ON)
    assert conflicts(stricter, ConflictKind.CIRCLE) == []
    assert {"withdrawal"} in conflicts(stricter, ConflictKind.HEAD_ON)


def test_all_conflicts_and_their_knots(why: Why) -> None:
    """Eight conflicts in four knots, and no others; the hardest is the one about the exchange."""
    assert why.complete
    assert [len(knot.conflicts) for knot in why.knots] == [5, 1, 1, 1]
    assert set(why.knots[0].issues) == {"captives", "prisoners", "withdrawal", "return"}


def test_no_side_contradicts_itself(table: Table) -> None:
    assert table.contradictions == ()


def test_swapping_the_ids_of_the_sides_swaps_the_answers_and_changes_nothing_else(why: Why, tmp_path: Path) -> None:
    """Whoever is called first or second, the same is found."""
    swap = {"hamas": "israel", "israel": "hamas"}
    shutil.copytree(FOLDER, tmp_path / "swapped")
    for file in ("case.yaml", "record.csv"):
        text = (FOLDER / file).read_text(encoding="utf-8")
        swapped = re.sub(r"\b(hamas|israel)\b", lambda found: swap[found[0]], text)
        (tmp_path / "swapped" / file).write_text(swapped, encoding="utf-8")
    other: Why = nonpaper.load(tmp_path / "swapped").why().result

    def told(answer: Why, names: dict[str, str]) -> set[object]:
        ways = {
            (
                knot.price,
                way.kind,
                names.get(way.party or "", ""),
                move.kind,
                names[move.party],
                move.issue,
                move.target,
            )
            for knot in answer.knots
            for way in knot.ways
            for move in way.moves
        }
        conflicts = {
            (c.kind, frozenset(c.statements), frozenset(names[p] for p in c.parties))
            for knot in answer.knots
            for c in knot.conflicts
        }
        return {*ways, *conflicts, answer.nobody_asked}

    assert told(other, swap) == told(why, {name: name for name in swap})
