"""When the clock stops the search for a way out, what comes back still opens a deal, and its bound is a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from itertools import count

import pytest
from benchmarks.planted import planted
from hypothesis import given
from tests.oracle import plain, ways
from tests.oracle.strategies import models, table_for

from nonpaper.analysis import moves, program
from nonpaper.analysis.results import WayOut
from nonpaper.analysis.ways_out import Search, Ways
from nonpaper.analysis.why import why
from nonpaper.model.rules import Model

ALL = 1_000  # more ways than any of these models has
STUCK = models(issues=(1, 3), rules=(2, 8)).filter(
    lambda model: not plain.has_deal(model) and ways.size(model) <= 2_000
)


def large() -> Model:
    """A record whose most even way takes longer to prove than any of the limits here."""
    return planted(600, 30, spoiled=0.15, seed=3, deposits=True)


def cost(way: WayOut, even: bool) -> Fraction:
    """What the bound of a way is about."""
    return max(way.burden.values(), default=Fraction(0)) if even else way.price


def one_unproved(found: Ways, model: Model) -> WayOut:
    """The only way that comes back: made of moves that may be made, priced by the table, and opening a deal."""
    assert not found.searched
    (way,) = found.ways
    assert not way.proved
    burden = ways.burden_of(model, way.moves)
    assert {party: amount for party, amount in burden.items() if amount} == {
        party: amount for party, amount in way.burden.items() if amount
    }
    assert sum(burden.values(), Fraction(0)) == way.price
    return way


@given(STUCK)
def test_without_any_time_there_is_still_a_way_wherever_there_is_one(model: Model) -> None:
    parties = sorted({rule.party for rule in model.rules if rule.party is not None})
    for found, least in (
        (Search(model).cheapest(seconds=0), ways.cheapest(model)[0]),
        (Search(model).cheapest(settle=True, seconds=0), ways.cheapest(model, settling=True)[0]),
        *((Search(model).cheapest(alone=party, seconds=0), ways.alone(model, party)[0]) for party in parties),
    ):
        assert (least is None) == (not found.ways)
        if least is not None:
            way = one_unproved(found, model)
            assert way.bound is not None
            assert way.bound <= least <= way.price
            assert plain.has_deal(ways.apply_moves(model, way.moves))
    even, _ = ways.most_even(model)
    found = Search(model).even(seconds=0)
    assert (even is None) == (not found.ways)
    if even is not None:
        way = one_unproved(found, model)
        assert way.bound is not None
        assert way.bound <= even[0] <= cost(way, even=True)
        assert plain.has_deal(ways.apply_moves(model, way.moves))


@given(STUCK)
def test_nothing_is_given_up_in_vain(model: Model) -> None:
    for way in Search(model).cheapest(seconds=0).ways:
        for left_out in range(len(way.moves)):
            rest = way.moves[:left_out] + way.moves[left_out + 1 :]
            assert way.moves[left_out].price == 0 or not plain.has_deal(moves.apply_moves(model, rest))


@pytest.mark.parametrize("rounds", [1, 2, 3, 4])
@pytest.mark.parametrize("even", [False, True])
def test_the_bound_holds_wherever_the_clock_stops(rounds: int, even: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is a counter, so that it stops after the same question in every run."""
    model = large()
    search: Callable[..., Ways] = Search(model).even if even else Search(model).cheapest
    (best,) = search(most=1, count=1, seconds=300).ways
    assert best.proved
    ticks = count()
    monkeypatch.setattr(program, "monotonic", lambda: 60.0 * next(ticks))
    found = (Search(model).even if even else Search(model).cheapest)(most=1, count=1, seconds=60.0 * rounds + 30)
    (way,) = found.ways
    if way.proved:
        assert (cost(way, even), way.price) == (cost(best, even), best.price)
        return
    one_unproved(found, model)
    assert way.bound is not None
    assert way.bound <= cost(best, even) <= cost(way, even)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.2])
def test_the_limit_is_kept(seconds: float) -> None:
    search = Search(large())
    for ask in (search.cheapest, search.even):
        start = time.monotonic()
        (way,) = ask(most=1, count=1, seconds=seconds).ways
        assert time.monotonic() - start < seconds + 20  # what is found in time has to be made a way and be checked
        assert way.proved == (way.bound is None)


def test_the_clock_may_stop_between_equally_good_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is a counter, and stops after the first of several equally good ways."""
    model = planted(40, 6, spoiled=0.3, seed=1, orders=0)
    every = Search(model).cheapest(most=ALL, count=ALL)
    assert every.searched
    assert len(every.ways) > 1
    ticks = count()
    monkeypatch.setattr(program, "monotonic", lambda: 60.0 * next(ticks))
    some = Search(model).cheapest(most=ALL, count=ALL, seconds=90.0)
    assert not some.searched
    assert [way.price for way in some.ways] == [every.ways[0].price]
    assert all(way.proved for way in some.ways)


def test_why_says_that_time_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    model = planted(40, 6, spoiled=0.3, seed=1)
    assert not any("time ran out" in note for note in why(table_for(model), model).notes)
    in_time = Search._program
    monkeypatch.setattr(Search, "_program", lambda search, barred, seconds: in_time(search, barred, 0.0))
    found = why(table_for(model), model)
    assert any("time ran out" in note for note in found.notes)
    assert not any(knot.price_proved for knot in found.knots)
    assert not any(way.proved for knot in found.knots for way in knot.ways)
    assert not any(whole.proved for whole in found.whole)
