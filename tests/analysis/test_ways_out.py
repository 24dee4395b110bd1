"""Every way out opens a deal and costs what the table says; none is cheaper, more even, or missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.oracle import cpm, plain, ways
from tests.oracle.strategies import models

from nonpaper.analysis import moves
from nonpaper.analysis.results import Move, WayOut
from nonpaper.analysis.ways_out import Search, Ways
from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Reach

A_FEW = max(10, settings.default.max_examples // 12) if settings.default else 10
ALL = 1_000  # more ways than any of these models has
STUCK = models(issues=(1, 3), rules=(2, 8)).filter(
    lambda model: not plain.has_deal(model) and ways.size(model) <= 2_000
)


def paid(burden: dict[str, Fraction]) -> dict[str, Fraction]:
    return {party: amount for party, amount in burden.items() if amount}


def opens_a_deal(model: Model, way: WayOut) -> None:
    """The way is made of moves that may be made, costs what the table says, and opens a deal by both appliers."""
    assert way.proved
    assert all(ways.may_be_made(model, move) for move in way.moves)
    burden = ways.burden_of(model, way.moves)
    assert paid(burden) == paid(dict(way.burden))
    assert sum((move.price for move in way.moves), Fraction(0)) == way.price == ways.total(burden)
    assert plain.has_deal(ways.apply_moves(model, way.moves))
    assert plain.has_deal(moves.apply_moves(model, way.moves))


def equally_good(found: Ways, opened: list[tuple[Move, ...]]) -> None:
    """As many ways as the plain search finds, each told once."""
    assert len(found.ways) + found.more == len(opened)
    told = {
        frozenset((move.kind, move.party, move.issue, move.rule, move.target) for move in way.moves)
        for way in found.ways
    }
    assert len(told) == len(found.ways)


@given(STUCK)
def test_the_cheapest_ways(model: Model) -> None:
    least, opened = ways.cheapest(model)
    found = Search(model).cheapest(most=ALL, count=ALL)
    assert (least is None) == (not found.ways)
    for way in found.ways:
        opens_a_deal(model, way)
        assert way.price == least
    equally_good(found, opened)


@given(STUCK)
def test_the_cheapest_ways_that_settle(model: Model) -> None:
    least, opened = ways.cheapest(model, settling=True)
    found = Search(model).cheapest(settle=True, most=ALL, count=ALL)
    assert (least is None) == (not found.ways)
    for way in found.ways:
        opens_a_deal(model, way)
        assert way.price == least
        assert all(move.kind.settles for move in way.moves)
    equally_good(found, opened)


@given(STUCK)
def test_the_most_even_ways(model: Model) -> None:
    least, opened = ways.most_even(model)
    found = Search(model).even(most=ALL, count=ALL)
    assert (least is None) == (not found.ways)
    for way in found.ways:
        opens_a_deal(model, way)
        assert (ways.largest(way.burden), way.price) == least
    equally_good(found, opened)


@given(STUCK)
def test_each_side_alone(model: Model) -> None:
    for party in sorted({rule.party for rule in model.rules if rule.party is not None}):
        least, opened = ways.alone(model, party)
        found = Search(model).cheapest(alone=party, most=ALL, count=ALL)
        assert (least is None) == (not found.ways)
        for way in found.ways:
            opens_a_deal(model, way)
            assert way.party == party
            assert set(paid(dict(way.burden))) <= {party}
            assert all(move.party == party for move in way.moves)
            assert way.price == least
        equally_good(found, opened)


@given(STUCK, st.integers(1, 3))
def test_the_case_may_set_its_own_prices(model: Model, cheap: int) -> None:

    priced = replace(
        model, prices={"deposit": Fraction(cheap, 10), "together": Fraction(1, 7), "leave_open": Fraction(2)}
    )
    least, _ = ways.cheapest(priced)
    assume(least is not None)
    found = Search(priced).cheapest()
    assert found.ways
    for way in found.ways:
        opens_a_deal(priced, way)
        assert way.price == least


@settings(max_examples=A_FEW)
@given(models(issues=(4, 8), longest=5, rules=(12, 30)))
def test_larger_models_by_the_solver(model: Model) -> None:
    """Least prices where the sets of moves are too many to try: an integer program of CPMpy must find the same."""
    assume(not cpm.has_deal(model))
    priced = cpm.Priced(model)
    parties = sorted({rule.party for rule in model.rules if rule.party is not None})
    for found, least in (
        (Search(model).cheapest(most=3, count=3), priced.least()),
        (Search(model).cheapest(settle=True, most=3, count=3), priced.least(settling=True)),
        (Search(model).even(most=3, count=3), priced.least(even=True)),
        *((Search(model).cheapest(alone=party, most=3, count=3), priced.least(alone=party)) for party in parties),
    ):
        assert (least is None) == (not found.ways)
        for way in found.ways:
            burden = ways.burden_of(model, way.moves)
            assert paid(burden) == paid(dict(way.burden))
            assert least in ((way.price,), (ways.largest(burden), way.price))
            assert cpm.has_deal(ways.apply_moves(model, way.moves))
            assert cpm.has_deal(moves.apply_moves(model, way.moves))


def test_a_long_circle_is_met_behind_a_short_one() -> None:
    """Of two rings the long one is put aside while the short one is learnt; every way opens both, and none is missing.

    The ring of two is opened by taking both its edges together (a quarter each), that of eight by dropping any one.
    """
    rings = [["a0", "a1"], [f"b{number}" for number in range(8)]]
    names = [name for ring in rings for name in ring]
    waits = tuple(
        Rule(
            id=f"{act} after {first}",
            kind=RuleKind.CONDITION,
            party="ash",
            firmness=1,
            statements=(f"{act}-{first}",),
            act=Literal(act, Reach.UP, 1),
            link=Link.AFTER,
            clause=(Literal(first, Reach.UP, 1),),
        )
        for ring in rings
        for act, first in zip(ring, (*ring[1:], ring[0]), strict=True)
    )
    space = {name: Issue(name, name, ("no", "yes"), by=("ash",)) for name in names}
    model = Model(space, dict.fromkeys(names, 0), waits, tuple(names), (), "draft", "rings")
    for ways_found in (Search(model).cheapest(most=ALL, count=ALL), Search(model).even(most=ALL, count=ALL)):
        assert {way.price for way in ways_found.ways} == {Fraction(2, 4) + 1}
        assert len(ways_found.ways) == 8 and ways_found.counted
        for way in ways_found.ways:
            opens_a_deal(model, way)
