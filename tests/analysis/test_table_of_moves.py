"""The table of moves, line by line, on cases small enough to price by hand: the program and the oracle say the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.oracle import ways
from tests.oracle.made import at_least, at_most, done, ladder, model, waits

from nonpaper.analysis.results import MoveKind
from nonpaper.analysis.ways_out import Search
from nonpaper.case.claims import Link
from nonpaper.case.issues import Deposit, Issue, Kind
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Side

F = Fraction


def firm(rule: Rule, firmness: int) -> Rule:
    return replace(rule, firmness=firmness)


def cheapest(case: Model, price: Fraction, *kinds: MoveKind, count: int = 1) -> None:
    """The least price, by both; one of the ways (there are so many) is made of these moves."""
    assert ways.cheapest(case)[0] == price
    found = Search(case).cheapest(most=100, count=100)
    assert {way.price for way in found.ways} == {price}
    assert len(found.ways) == count
    assert sorted(kinds) in [sorted(move.kind for move in way.moves) for way in found.ways]


def test_give_costs_firmness_times_the_share_of_the_ladder() -> None:
    case = model((ladder("pay", 5),), firm(at_least("pay", 4), 5), firm(at_most("pay", 3), 4), must_move=("pay",))
    cheapest(case, F(1), MoveKind.DROP)  # one rung of four at firmness 4, which is all of the refusal


def test_where_steps_are_numbers_the_distance_counts() -> None:
    steps, numbers = ("10", "11", "20"), (F(10), F(11), F(20))
    pay = Issue(id="pay", title="pay", steps=steps, numbers=numbers, status_quo="10", by=("ash",))
    case = model((pay,), firm(at_least("pay", 2), 3), firm(at_most("pay", 1), 3))
    cheapest(case, F(27, 10), MoveKind.DROP, count=2)  # nine tenths of the way, whoever gives
    near = model((pay,), firm(at_least("pay", 2), 3), firm(at_most("pay", 0), 3), must_move=("pay",))
    assert ways.alone(near, "ash")[0] == F(3)
    assert ways.cheapest(near)[0] == F(3)


def test_of_two_bounds_on_one_side_the_firmest_sets_the_price_of_each_rung() -> None:
    soft = replace(firm(at_most("pay", 0), 2), bound_kind=BoundKind.SOFT)
    case = model((ladder("pay", 3),), soft, firm(at_most("pay", 1), 4), firm(at_least("pay", 2), 5))
    assert ways.alone(case, "ash")[0] == F(1) + F(2)  # the first rung at 2, the second at 4, a half each
    assert {way.price for way in Search(case).cheapest(alone="ash").ways} == {F(3)}


def test_on_a_choice_each_step_that_joins_is_one_rung() -> None:
    venue = Issue(id="venue", title="venue", steps=("a", "b", "c"), kind=Kind.CHOICE, status_quo="a", by=("ash",))
    wants = replace(firm(at_least("venue", 0, "birch"), 4), side=Side.SET, step=None, allowed=frozenset({1}))
    other = replace(wants, party="ash", firmness=3, allowed=frozenset({2}))
    cheapest(model((venue,), wants, other), F(3, 2), MoveKind.GIVE)


def test_ease_brings_the_step_named_nearer_the_status_quo() -> None:
    rule = firm(waits(done("truce"), Link.IF, done("aid", 3), party="birch"), 3)
    case = model((ladder("truce"), ladder("aid", 4)), rule, firm(at_most("aid", 2), 5), must_move=("truce",))
    cheapest(case, F(1), MoveKind.EASE)  # one of the three rungs named
    far = model((ladder("truce"), ladder("aid", 4)), rule, firm(at_most("aid", 0), 4), must_move=("truce",))
    cheapest(far, F(3), MoveKind.DROP)  # all the way back it is a drop


def circle(**more: object) -> Model:
    issues = (replace(ladder("list", by=("ash",)), **more), ladder("truce", by=("birch",)))  # type: ignore[arg-type]
    return model(
        issues,
        firm(waits(done("list"), Link.AFTER, done("truce"), party="ash"), 4),
        firm(waits(done("truce"), Link.AFTER, done("list"), party="birch"), 3),
        must_move=("list", "truce"),
    )


def test_together_opens_a_circle_only_on_all_its_edges() -> None:
    cheapest(circle(), F(1) + F(3, 4), MoveKind.TOGETHER, MoveKind.TOGETHER)


def test_a_deposit_costs_a_quarter_of_the_depositors_firmest_condition() -> None:
    cheapest(circle(deposit=Deposit.BACK), F(1), MoveKind.DEPOSIT)


def test_a_depositor_without_a_condition_pays_a_quarter_of_three() -> None:
    case = circle(deposit=Deposit.BACK)
    procedure = replace(case.rules[0], kind=RuleKind.PROCEDURE, party=None, firmness=0)
    # The list may be handed over only after the truce, by procedure; so a deposit is of no use, and birch must give.
    cheapest(replace(case, rules=(procedure, case.rules[1])), F(3), MoveKind.DROP)
    other = replace(case.rules[0], party="birch", firmness=5)
    assert ways.deposit_burden(replace(case, rules=(other, case.rules[1])), "list") == {"ash": F(3, 4)}


def test_procedure_can_never_be_moved() -> None:
    case = circle()
    bound = tuple(replace(rule, kind=RuleKind.PROCEDURE, party=None, firmness=0) for rule in case.rules)
    stuck = replace(case, rules=bound)
    assert ways.cheapest(stuck) == (None, [])
    assert not Search(stuck).cheapest().ways


@pytest.mark.parametrize(
    ("more", "price", "kinds"),
    [
        ({}, F(3), (MoveKind.DROP,)),
        ({"refer_to": "panel"}, F(1), (MoveKind.REFER,)),
        ({"may_stay_open": True}, F(2, 5) * (3 + 4), (MoveKind.LEAVE_OPEN, MoveKind.LEAVE_OPEN)),
    ],
)
def test_what_side_steps_a_head_on_conflict(
    more: dict[str, object], price: Fraction, kinds: tuple[MoveKind, ...]
) -> None:
    pay = replace(ladder("pay", 3), **more)  # type: ignore[arg-type]
    aid = ladder("aid")
    case = model((pay, aid), firm(at_least("pay", 2), 4), firm(at_most("pay", 0), 3), firm(at_least("aid", 1), 3))
    cheapest(case, price, *kinds)


def test_a_refused_whole_is_dropped_at_its_firmness() -> None:
    whole = Rule("", RuleKind.WHOLE, "ash", 2, (), literals=(done("pay"), done("aid")))
    case = model((ladder("pay"), ladder("aid")), whole, firm(at_least("pay", 1), 3), firm(at_least("aid", 1), 4))
    cheapest(case, F(2), MoveKind.DROP)


@pytest.mark.parametrize(
    ("body", "confirms", "who"),
    [
        ("court", {}, {"ash", "birch"}),
        ("senate", {"senate": frozenset({"ash"})}, {"ash"}),
        ("members", {"members": frozenset({"birch"})}, {"birch"}),
        ("ash", {}, {"birch"}),
    ],
)
def test_a_ratifier_decides_for_its_own_side_alone(
    body: str, confirms: dict[str, frozenset[str]], who: set[str]
) -> None:
    pay = replace(ladder("pay", 3), refer_to=body)
    low = replace(firm(at_least("pay", 2), 3), party="ash")
    high = replace(firm(at_most("pay", 0), 3), party="birch")
    case = replace(model((pay, ladder("aid")), low, high), confirms=confirms)
    referring = {soft.party for soft in Search(case).softs if soft.kind is MoveKind.REFER}
    assert referring == who
    found = Search(case).cheapest().ways
    assert {move.party for way in found for move in way.moves} == who
