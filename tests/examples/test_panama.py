"""The Panama case: a short record, published points, and what the points leave out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import nonpaper
from nonpaper.analysis.adjusted_winner import AdjustedWinner, adjusted_winner
from nonpaper.analysis.fairness import nash
from nonpaper.analysis.results import Why
from nonpaper.desk import Desk
from nonpaper.positions.position import Basis, Table, Way

FOLDER = Path(__file__).parents[2] / "examples" / "panama-canal-1977"
TO_THE_UNITED_STATES = ("defense", "use", "expansion", "routes")  # by the published answer


@pytest.fixture(scope="module")
def case() -> Desk:
    return nonpaper.load(FOLDER)


@pytest.fixture(scope="module")
def table(case: Desk) -> Table:
    return case.table()


@pytest.fixture(scope="module")
def why(case: Desk) -> Why:
    return case.why().result


@pytest.fixture(scope="module")
def answer(case: Desk) -> AdjustedWinner:
    us, panama = (case.case.values[party].points for party in ("us", "panama"))
    return adjusted_winner({issue: (us[issue], panama[issue]) for issue in case.case.issues})


def test_each_side_has_a_hundred_points_on_all_issues(case: Desk) -> None:
    for values in case.case.values.values():
        assert set(values.points) == set(case.case.issues)
        assert sum(values.points.values()) == 100
    assert case.case.values["panama"].no_deal_cost is None


def test_what_was_signed_in_1974_narrows_what_no_agreement_costs(case: Desk) -> None:
    """The principles cost the United States 13 points, so no world is left in which no agreement costs it less."""
    found = case.deals(worlds=1_000)
    low, _, high = found.bases["us"].no_agreement
    assert low >= 0.3 and high <= 0.8 - 0.13 + 1e-9
    assert found.bases["panama"].no_agreement == pytest.approx((0.08, 0.08, 0.08))
    assert found.divided is not None and found.divided.divided == "land"
    assert dict(found.divided.totals) == {"us": Fraction(66), "panama": Fraction(66)}


def test_without_the_guess_the_statement_that_leaves_no_world_comes_back(case: Desk) -> None:
    from dataclasses import replace

    values = case.case.values
    other = replace(case.case, values={**values, "us": replace(values["us"], no_deal_cost=None)})
    found = Desk(other).deals(worlds=1_000)
    assert [(each.party, each.statements) for each in found.emptied] == [("us", ("j01",))]
    assert not found.packages


def test_the_published_division(answer: AdjustedWinner) -> None:
    """[Raiffa1982], as retold by Brams at pages.nyu.edu/adjustedwinner: 66 each, land and water 2/15 to 13/15."""
    (settled,) = answer.settlements
    assert settled.won_by(0) == TO_THE_UNITED_STATES
    assert settled.divided == "land"
    assert (settled.shares["land"], *settled.totals) == (Fraction(2, 15), Fraction(66), Fraction(66))
    assert answer.equitable
    assert answer.envy_free
    assert answer.efficient


def test_only_the_issue_that_is_divided_can_be(case: Desk, answer: AdjustedWinner) -> None:
    divisible = {issue.id for issue in case.case.issues.values() if issue.divisible}
    assert divisible == {each.divided for each in answer.settlements}


def worth(case: Desk, party: str, package: dict[str, int]) -> Fraction:
    """The points of a package of whole steps: all of an issue's where it goes the party's way."""
    issues = case.case.issues
    points = case.case.values[party].points
    best = {issue: case.table().positions[party, issue].direction.way is Way.UP for issue in issues}
    return sum((points[issue] for issue, step in package.items() if bool(step) == best[issue]), Fraction(0))


def test_points_know_no_status_quo(case: Desk, answer: AdjustedWinner) -> None:
    """The United States has 80 points under the old treaty: more than the even division gives it."""
    quo = dict.fromkeys(case.case.issues, 0)
    start = (worth(case, "us", quo), worth(case, "panama", quo))
    assert start == (Fraction(80), Fraction(8))
    packages = [dict(zip(quo, map(int, f"{number:010b}"), strict=True)) for number in range(1024)]
    found = nash([(worth(case, "us", each), worth(case, "panama", each)) for each in packages], start)
    assert found.better_for_all, "some are: rights to expand for jurisdiction and the like"
    assert start[0] - answer.settlements[0].totals[0] == 14, "what no agreement has to cost for the even division"


def test_a_deal_is_open_because_little_was_said(why: Why) -> None:
    assert why.deal is not None
    assert why.knots == ()
    assert set(why.deal.open) == {"defense", "land", "expansion", "role"}
    unheard = {silence.issue for silence in why.not_heard if silence.party == "us" and silence.demand is None}
    assert unheard == set(why.model.issues) - {"duration", "jurisdiction"}
    assert {silence.demand for silence in why.not_heard if silence.demand} == {"p05", "p06", "p07"}


def test_both_agreed_on_an_end_and_on_the_jurisdiction(case: Desk) -> None:
    states = {row.issue: row.state for row in case.status().rows}
    assert {issue for issue, state in states.items() if state == "agreed"} == {"duration", "jurisdiction"}


def test_all_directions_are_the_analysts(table: Table) -> None:
    assert {position.direction.basis for position in table.positions.values()} == {Basis.SAID}


def test_the_one_question_of_check_is_about_the_one_condition(case: Desk) -> None:
    assert [problem.code for problem in case.check()] == ["condition-restates"]
    (condition,) = case.table().conditions
    assert (condition.party, condition.act.issue) == ("panama", "routes")
