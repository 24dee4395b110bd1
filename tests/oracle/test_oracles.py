"""The judges agree with each other, and with cases small enough to see through."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from nonpaper.analysis.results import ConflictKind
from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue, Kind
from nonpaper.model.rules import Model
from nonpaper.positions.position import Literal, Reach
from tests.oracle import cpm, plain, ways
from tests.oracle.made import at_least, at_most, done, ladder, model, waits
from tests.oracle.strategies import models


def only_conflict(case: Model) -> ConflictKind:
    conflicts = plain.all_conflicts(case)
    assert conflicts == {frozenset(rule.id for rule in case.rules)}
    assert cpm.is_minimal(case, case.rules)
    return plain.kind_of(case, case.rules)


def test_two_bounds_that_do_not_meet_are_head_on() -> None:
    case = model((ladder("pay", 4),), at_least("pay", 3), at_most("pay", 1))
    assert only_conflict(case) is ConflictKind.HEAD_ON


def test_preconditions_that_wait_for_each_other_are_a_circle() -> None:
    case = model(
        (ladder("truce"), ladder("list"), ladder("talks")),
        waits(done("truce"), Link.AFTER, done("talks")),
        waits(done("talks"), Link.AFTER, done("list")),
        waits(done("list"), Link.AFTER, done("truce"), party=None),
        must_move=("truce", "list", "talks"),
    )
    assert only_conflict(case) is ConflictKind.CIRCLE


def test_a_circle_opens_only_when_all_of_it_may_happen_at_once() -> None:
    issues = (ladder("truce"), ladder("list"))
    one = waits(done("truce"), Link.WITH, done("list"))
    for link, opens in ((Link.WITH, True), (Link.AFTER, False)):
        case = model(issues, one, waits(done("list"), link, done("truce")), must_move=("truce", "list"))
        assert plain.has_deal(case) is opens
        assert cpm.has_deal(case) is opens


def test_a_condition_nobody_can_meet_is_linked() -> None:
    case = model(
        (ladder("truce"), ladder("aid", 3)),
        waits(done("truce"), Link.IF, done("aid", 2)),
        at_most("aid", 1),
        at_least("truce", 1),
    )
    assert only_conflict(case) is ConflictKind.LINKED


def test_one_of_two_conditions_is_enough() -> None:
    case = model(
        (ladder("truce"), ladder("aid"), ladder("list")),
        waits(done("truce"), Link.AFTER, done("aid"), done("list")),
        waits(done("list"), Link.AFTER, done("truce")),
        must_move=("truce", "aid", "list"),
    )
    deal = next(plain.deals(case))
    assert deal.moments["aid", 1, False] < deal.moments["truce", 1, False] < deal.moments["list", 1, False]


def test_what_the_status_quo_has_done_waits_for_nothing() -> None:
    issues = (ladder("truce", 3, start=1), ladder("aid"))
    assert plain.has_deal(model(issues, waits(done("truce"), Link.AFTER, done("aid")), at_most("aid", 0)))
    asked = model(issues, waits(done("truce"), Link.IF, done("aid")), at_most("aid", 0), must_move=("truce",))
    assert [deal.package["truce"] for deal in plain.deals(asked)] == [0]
    assert cpm.reach(asked, "truce") == (0,)


def test_rungs_are_climbed_in_order_and_down_as_well() -> None:
    falls = replace(ladder("pay", 4, start=3))
    down = waits(Literal("pay", Reach.DOWN, 2), Link.AFTER, Literal("pay", Reach.DOWN, 1))
    case = model((falls,), down, at_most("pay", 0))
    assert not plain.has_deal(case)
    assert not cpm.has_deal(case)


def test_a_choice_moves_once() -> None:
    venue = Issue(id="venue", title="venue", steps=("here", "there", "far"), kind=Kind.CHOICE, status_quo="here")
    case = model(
        (venue, ladder("talks")),
        waits(done("talks"), Link.AFTER, Literal("venue", Reach.EXACT, 2)),
        waits(Literal("venue", Reach.EXACT, 1), Link.IF, done("talks")),
        must_move=("talks",),
    )
    assert plain.projection(case)["venue"] == cpm.reach(case, "venue") == (2,)


def test_a_rung_handed_over_opens_the_circle_of_the_others_only() -> None:
    issues = (ladder("list", by=("ash",)), ladder("truce", by=("birch",)))
    rules = (
        waits(done("list"), Link.AFTER, done("truce"), party="ash"),
        waits(done("truce"), Link.AFTER, done("list"), party="birch"),
    )
    case = model(issues, *rules, must_move=("list", "truce"))
    assert not plain.has_deal(case)
    assert plain.has_deal(replace(case, deposited=frozenset({"list"})))
    assert cpm.has_deal(replace(case, deposited=frozenset({"list"})))
    # Were both conditions the depositor's own, handing over would change nothing for it.
    own = model(issues, *(replace(rule, party="ash") for rule in rules), must_move=("list", "truce"))
    assert not plain.has_deal(replace(own, deposited=frozenset({"list"})))
    assert not cpm.has_deal(replace(own, deposited=frozenset({"list"})))


def handed_over(case: Model) -> Model:
    """The model with every issue deposited that may be."""
    return replace(case, deposited=frozenset(name for name, issue in case.issues.items() if issue.deposit))


@pytest.mark.parametrize("handed", [False, True])
@given(case=models(issues=(1, 5), rules=(1, 14)))
def test_the_judges_agree_whether_there_is_a_deal(case: Model, handed: bool) -> None:
    case = handed_over(case) if handed else case
    assert plain.has_deal(case) == cpm.has_deal(case)


@given(models(issues=(1, 4), rules=(2, 12)))
def test_the_judges_agree_on_every_minimal_conflict(case: Model) -> None:
    conflicts = plain.all_conflicts(case)
    assert bool(conflicts) != plain.has_deal(case)
    for conflict in sorted(conflicts, key=sorted)[:5]:
        members = [rule for rule in case.rules if rule.id in conflict]
        assert plain.is_minimal(case, members)
        assert cpm.is_minimal(case, members)


@given(models(issues=(1, 4), rules=(1, 10)))
def test_the_judges_agree_on_what_a_deal_may_contain(case: Model) -> None:
    steps = plain.projection(case)
    for issue in case.issues:
        assert steps[issue] == cpm.reach(case, issue)


@pytest.mark.parametrize("handed", [False, True])
@given(case=models(issues=(2, 3), rules=(4, 10)))
def test_the_least_moments_and_the_search_for_a_ring_agree(case: Model, handed: bool) -> None:
    case = handed_over(case) if handed else case
    for package in plain.packages(case):
        if plain.timeless(case, case.rules, package):
            found = plain.moments(case, case.rules, package)
            assert (found is not None) == plain.order_exists(case, case.rules, package)


STUCK = models(issues=(1, 3), rules=(2, 8)).filter(lambda case: not plain.has_deal(case) and ways.size(case) <= 1_000)


@given(STUCK)
def test_the_judges_agree_on_the_least_prices(case: Model) -> None:
    priced = cpm.Priced(case)

    def least(found: Fraction | None) -> tuple[Fraction] | None:
        return None if found is None else (found,)

    assert priced.least() == least(ways.cheapest(case)[0])
    assert priced.least(settling=True) == least(ways.cheapest(case, settling=True)[0])
    assert priced.least(even=True) == ways.most_even(case)[0]
    for party in sorted({rule.party for rule in case.rules if rule.party is not None}):
        assert priced.least(alone=party) == least(ways.alone(case, party)[0])
