"""What a package breaks: priced by hand, against the table of moves, and against the search for ways out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from tests.oracle import plain, ways
from tests.oracle.made import at_least, at_most, done, ladder, model, waits
from tests.oracle.strategies import models

from nonpaper.analysis.candidates import all_packages, axes
from nonpaper.analysis.results import MoveKind
from nonpaper.analysis.walk_backs import Breaking
from nonpaper.analysis.ways_out import Search
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind

F = Fraction


def firm(rule: Rule, firmness: int) -> Rule:
    return replace(rule, firmness=firmness)


def untimed(case: Model) -> Model:
    """The same model with every order read as a mere condition, and nothing that side-steps."""
    rules = tuple(replace(rule, link=Link.IF) if rule.link is not None else rule for rule in case.rules)
    issues = {
        name: replace(issue, deposit=None, refer_to=None, may_stay_open=False) for name, issue in case.issues.items()
    }
    return replace(case, rules=rules, issues=issues, deposited=frozenset())


def every_package(case: Model, breaking: Breaking) -> np.ndarray:
    return all_packages(case, breaking, axes(case, breaking, case.issues, {}, {}), case.issues)


@given(models(issues=(1, 3), rules=(2, 8)).map(untimed).filter(lambda case: ways.size(case) <= 2_000))
def test_the_least_burden_of_any_package_is_the_price_of_the_cheapest_way_out(case: Model) -> None:
    """Two roads to one figure: over all packages, what has to be walked back; and the search for ways out."""
    breaking = Breaking(case)
    rows = every_package(case, breaking)
    found = Search(case).cheapest(settle=True, most=1, count=1).ways
    if not len(rows):
        assert not found
        return
    totals = [sum((each.price for each in breaking.walk_backs(row)), F(0)) for row in rows.tolist()]
    assert found and min(totals) == found[0].price
    burdens = breaking.burdens(rows)
    summed = sum(burdens.values(), np.zeros(len(rows)))
    assert np.allclose(summed, [float(total) for total in totals], atol=1e-9)


@given(models(issues=(1, 3), rules=(1, 8)).filter(lambda case: ways.size(case) <= 2_000))
def test_a_package_without_a_walk_back_is_a_deal_when_moments_are_left_aside(case: Model) -> None:
    breaking = Breaking(case)
    rows = every_package(case, breaking)
    free = {tuple(row) for row in rows.tolist() if not breaking.walk_backs(row)}
    names = list(case.issues)
    deals = [package for package in plain.packages(case) if plain.timeless(case, case.rules, package)]
    assert free == {tuple(package[name] for name in names) for package in deals}


@given(models(issues=(1, 3), rules=(2, 8)).filter(lambda case: ways.size(case) <= 2_000))
def test_credibility_is_the_product_over_what_is_broken(case: Model) -> None:
    breaking = Breaking(case)
    rows = every_package(case, breaking)
    assume(len(rows))
    for row, credible in zip(rows.tolist(), breaking.credibility(rows), strict=True):
        chance = F(1)
        for each in breaking.walk_backs(row):
            if each.counted:
                chance *= 1 - each.chance
        assert abs(float(chance) - credible) < 1e-9
        assert 0 <= credible <= 1


def test_a_bound_is_broken_by_its_rungs_of_the_ladder() -> None:
    case = model((ladder("pay", 5),), firm(at_least("pay", 4), 5), must_move=("pay",))
    (back,) = Breaking(case).walk_backs([1])
    assert (back.kind, back.share, back.price, back.chance) == (MoveKind.GIVE, F(3, 4), F(15, 4), F(3, 8))
    assert (back.origin, back.target) == (case.issues["pay"].steps[4], case.issues["pay"].steps[1])


def test_a_condition_costs_the_cheaper_of_ease_and_drop_and_is_refused_as_a_whole() -> None:
    rule = firm(waits(done("truce"), Link.AFTER, done("aid", 3), party="birch"), 3)
    case = model((ladder("truce"), ladder("aid", 4)), rule, must_move=("truce",))
    (eased,) = Breaking(case).walk_backs([1, 2])
    assert (eased.kind, eased.price, eased.chance) == (MoveKind.EASE, F(1), F(3, 10))
    (dropped,) = Breaking(case).walk_backs([1, 0])
    assert (dropped.kind, dropped.price, dropped.chance) == (MoveKind.DROP, F(3), F(3, 10))


def test_two_statements_that_claim_the_same_step_count_once() -> None:
    """The demand of all the aid, and the truce that waits for it: one claim, and the dearer of the two counts."""
    demand = firm(at_least("aid", 3, "birch"), 4)
    waiting = firm(waits(done("truce"), Link.AFTER, done("aid", 3), party="birch"), 4)
    case = model((ladder("truce"), ladder("aid", 4)), demand, waiting, must_move=("truce",))
    backs = Breaking(case).walk_backs([1, 2])
    assert {(back.chance, back.counted) for back in backs} == {(F(4, 30), False), (F(4, 10), True)}
    assert Breaking(case).credibility(np.array([[1, 2]], dtype=np.int16))[0] == pytest.approx(0.6)
    elsewhere = replace(demand, party="ash")
    other = model((ladder("truce"), ladder("aid", 4)), elsewhere, waiting, must_move=("truce",))
    credible = Breaking(other).credibility(np.array([[1, 2]], dtype=np.int16))[0]
    assert credible == pytest.approx((1 - 4 / 30) * 0.6), "another party's claim counts by itself"


def test_what_is_kept_is_never_broken() -> None:
    demand, refusal = firm(at_least("pay", 2), 3), firm(at_most("pay", 1), 4)
    case = model((ladder("pay", 4),), demand, refusal, must_move=("pay",))
    breaking = Breaking(case, kept=[case.rules[1].id])
    assert every_package(case, breaking).tolist() == [[1]]


def test_a_red_line_crossed_is_known_as_one() -> None:
    red = replace(firm(at_most("pay", 0), 4), bound_kind=BoundKind.RED_LINE)
    whole = Rule("w", RuleKind.WHOLE, "ash", 4, ("s9",), literals=(done("pay"), done("aid")), bound_kind=red.bound_kind)
    case = model((ladder("pay", 2), ladder("aid")), red, whole)
    assert [back.red_line for back in Breaking(case).walk_backs([1, 1])] == [True, True]
