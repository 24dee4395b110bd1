"""The Chicago case: a labour dispute with a numeric ladder."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import nonpaper
from nonpaper.analysis.results import ConflictKind, Why
from nonpaper.desk import Desk
from nonpaper.positions.position import Basis, Hearsay, Side, Table, Way

FOLDER = Path(__file__).parents[2] / "examples" / "chicago-teachers-2012"


@pytest.fixture(scope="module")
def case() -> Desk:
    return nonpaper.load(FOLDER)


@pytest.fixture(scope="module")
def table(case: Desk) -> Table:
    return case.table()


@pytest.fixture(scope="module")
def why(case: Desk) -> Why:
    return case.why().result


def test_every_marked_statement_is_a_row(case: Desk) -> None:
    assert {statement.id[:3] for statement in case.case.statements} == {f"c{number:02}" for number in range(1, 21)}


def test_the_gap_on_pay_is_one_small_rung(table: Table) -> None:
    """Refusing sixteen per cent asks for the next step up, and no more than that."""
    steps = table.case.issues["pay"].steps
    (least,) = [b.step for b in table.positions["ctu", "pay"].bounds if b.side is Side.LOWER]
    most = min(b.step for b in table.positions["board", "pay"].bounds if b.side is Side.UPPER and b.step is not None)
    assert (steps[least or 0], steps[most]) == ("17%", "16%")


def test_the_refusal_of_the_offer_is_the_other_sides_account(why: Why) -> None:
    (pay,) = [c for knot in why.knots for c in knot.conflicts if c.issues == ("pay",)]
    assert pay.hearsay is Hearsay.OTHER_SIDE


def test_head_on_on_four_changes_and_on_pay(why: Why) -> None:
    found = [c for knot in why.knots for c in knot.conflicts]
    assert {c.kind for c in found} == {ConflictKind.HEAD_ON}
    assert {issue for c in found for issue in c.issues} == {
        "pay",
        "pay_method",
        "evaluation",
        "school_day",
        "school_year",
    }


def test_directions_are_inferred_where_the_case_gives_none(table: Table) -> None:
    for party, way in (("board", Way.UP), ("ctu", Way.DOWN)):
        direction = table.positions[party, "school_day"].direction
        assert (direction.way, direction.basis) == (way, Basis.INFERRED)
    assert table.positions["ctu", "pay"].direction.basis is Basis.SAID


def test_the_strike_ends_with_a_contract(table: Table) -> None:
    (waits,) = [c for c in table.conditions if c.act.issue == "classes"]
    assert waits.party == "ctu"
    assert [literal.issue for literal in waits.clause] == ["contract"]
    assert set(waits.statements) == {"c08", "c20"}


def test_demands_that_were_never_answered(table: Table) -> None:
    unanswered = {silence.demand for silence in table.not_heard if silence.party == "board"}
    assert {"c06a", "c06b", "c17"} <= unanswered


def test_the_cost_of_no_agreement_is_an_interval(case: Desk) -> None:
    costs = {party: values.no_deal_cost for party, values in case.case.values.items()}
    assert costs == dict.fromkeys(("ctu", "board"), (Fraction(1, 20), Fraction(1, 4)))


def test_both_sides_ask_for_a_contract(case: Desk) -> None:
    states = {row.issue: row.state for row in case.status().rows}
    assert states["contract"] == "agreed"
    assert {issue for issue, state in states.items() if state == "open"} == {
        "classes",
        "recall",
        "class_size",
        "investment",
    }


def test_each_side_could_settle_each_question_at_the_same_price(why: Why) -> None:
    for knot in why.knots:
        alone = {way.party: way.price for way in knot.ways if way.kind == "alone"}
        assert set(alone) == {"ctu", "board"}
        assert len(set(alone.values())) == 1
