"""The invented river: one conflict of each kind, and all seven moves."""

from __future__ import annotations

from pathlib import Path

import pytest

import nonpaper
from nonpaper.analysis.results import ConflictKind, MoveKind, Why
from nonpaper.case.statements import Grade
from nonpaper.desk import Desk
from nonpaper.positions.position import BoundKind, Side, Table

FOLDER = Path(__file__).parents[2] / "examples" / "river-treaty"


@pytest.fixture(scope="module")
def case() -> Desk:
    return nonpaper.load(FOLDER)


@pytest.fixture(scope="module")
def table(case: Desk) -> Table:
    return case.table()


@pytest.fixture(scope="module")
def why(case: Desk) -> Why:
    return case.why().result


def test_one_conflict_of_each_kind_and_one_on_a_choice(why: Why) -> None:
    found = {(c.kind, frozenset(c.issues)) for knot in why.knots for c in knot.conflicts}
    assert (ConflictKind.HEAD_ON, frozenset({"flow"})) in found
    assert (ConflictKind.HEAD_ON, frozenset({"seat"})) in found
    assert (ConflictKind.CIRCLE, frozenset({"data", "compensation"})) in found
    assert (ConflictKind.LINKED, frozenset({"navigation", "compensation"})) in found


def test_all_seven_moves_can_be_met(why: Why) -> None:
    ways = [move for knot in why.knots for way in knot.ways for move in way.moves]
    edges = [move for knot in why.knots for card in knot.cards for move in card.edge_moves]
    assert {move.kind for move in (*ways, *edges)} == set(MoveKind)


def test_a_bloc_speaks_for_its_members_a_grade_lower_for_the_silent_one(table: Table) -> None:
    for member in ("brin", "corva"):
        assert any("t01" in bound.statements for bound in table.positions[member, "flow"].bounds)
    assert table.positions["brin", "flow"].best_grade == Grade("B", 1)
    assert table.positions["corva", "flow"].best_grade == Grade("C", 1)


def test_an_offer_moves_a_refusal_and_deletes_nothing(case: Desk) -> None:
    early = case.table("2031-04-10").positions["alda", "flow"]
    late = case.table().positions["alda", "flow"]
    steps = case.case.issues["flow"].steps
    assert [steps[b.step or 0] for b in early.bounds if b.side is Side.UPPER] == ["20%"]
    (moved,) = [b for b in late.bounds if b.side is Side.UPPER]
    assert (steps[moved.step or 0], moved.kind) == ("30%", BoundKind.MOVED)
    assert {entry.statement for entry in late.history} >= {"t02", "t08"}


def test_what_was_carried_out_moves_the_status_quo(case: Desk) -> None:
    steps = case.case.issues["data"].steps
    assert steps[case.table("2031-04-01").status_quo["data"]] == "none"
    assert steps[case.table("2031-04-02").status_quo["data"]] == "monthly"


def test_the_middle_of_the_flow_is_the_most_even_and_the_senate_the_cheapest(why: Why) -> None:
    (flow,) = [knot for knot in why.knots if knot.issues == ("flow",)]
    (even,) = [way for way in flow.ways if way.kind == "even"]
    assert {(move.kind, move.party, move.target) for move in even.moves} == {
        (MoveKind.GIVE, party, "40%") for party in ("alda", "brin", "corva")
    }
    (cheapest,) = [way for way in flow.ways if way.kind == "cheapest"]
    assert [(move.kind, move.party) for move in cheapest.moves] == [(MoveKind.REFER, "alda")]


def test_two_ways_for_the_barges_cost_the_same_and_both_are_shown(why: Why) -> None:
    (barges,) = [knot for knot in why.knots if "navigation" in knot.issues]
    cheapest = [way for way in barges.ways if way.kind == "cheapest"]
    assert {(move.kind, move.party) for way in cheapest for move in way.moves} == {
        (MoveKind.EASE, "alda"),
        (MoveKind.DROP, "corva"),
    }
