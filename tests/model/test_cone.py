"""The chain and keeping what agrees are two ways to the same worlds: no seam where one hands over to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from tests.model.made import FREE, get, give, party

from nonpaper.model.cone import Chain, Lanes, diagnose, draw_prior, holds, run_chain, weights
from nonpaper.model.none_left import any_left
from nonpaper.model.preferences import Cost, IssueValue
from nonpaper.model.prior import Layout, layout
from nonpaper.model.worlds import constraints
from nonpaper.positions.position import Basis

SOME = Cost(Fraction(1, 50), Fraction(1, 50), Basis.SAID)
OPEN = Cost(Fraction(0), Fraction(1, 10), Basis.SAID)
PLAIN = [get("a"), get("b"), get("c", 4), give("d"), give("e", 4)]
SHAPED = [get("a", 4, best=(2,)), get("b", 4, best=(1, 2)), get("c", 4, best=(2,), choice=True), give("d"), give("e")]
GROUPED = [get("a", group="g"), get("b", group="g"), get("c", 4), give("d", group="h"), give("e", group="h"), give("f")]
KNOWN = [get("a", weight=3), get("b"), get("c", 4), give("d", weight=2), give("e", 5)]
ALL_KNOWN = [get("a", weight=3), get("b", 4, weight=1), give("c", weight=2), give("d", 5, weight=1)]
Case = tuple[list[IssueValue], list[dict[str, int]], list[tuple[str, str]], Cost]
CASES: Mapping[str, Case] = {
    "priorities": (PLAIN, [], [("a", "b"), ("d", "c"), ("d", "e")], FREE),
    "a term": (PLAIN, [{"a": 1, "d": 2, "e": 1}], [], FREE),
    "terms, a priority and a cost": (PLAIN, [{"a": 1, "d": 2}, {"b": 2, "e": 3}], [("b", "a")], SOME),
    "a cost that is drawn": (PLAIN, [{"a": 1, "d": 2, "e": 2}], [("e", "d")], OPEN),
    "best steps between, and a choice": (SHAPED, [{"a": 3, "b": 3, "c": 1, "d": 1, "e": 2}], [], SOME),
    "parts of things": (GROUPED, [{"a": 1, "d": 2, "e": 1, "f": 1}], [("c", "a")], FREE),
    "some weights given": (KNOWN, [{"a": 1, "b": 1, "d": 1, "e": 3}], [("e", "a")], SOME),
    "all weights given": (ALL_KNOWN, [{"a": 1, "b": 1, "c": 2, "d": 2}], [], OPEN),
}


def watched(columns: Layout, lanes: Lanes) -> np.ndarray:
    """The worth of every step, and the cost: (figures, worlds)."""
    weight = weights(columns, lanes)
    return np.concatenate([*(weight[k] * value for k, value in enumerate(lanes.values)), lanes.cost[None, :]])


def kept(columns: Layout, rows: Sequence[object], cost: tuple[float, float], count: int) -> Lanes:
    """Draws of the prior that agree."""
    rng = np.random.default_rng(11)
    found: list[Lanes] = []
    have = 0
    while have < count:
        block = draw_prior(columns, cost, rng, 20_000)
        found.append(block.pick(np.flatnonzero(holds(columns, rows, block))))  # type: ignore[arg-type]
        have += found[-1].cost.shape[0]
    return Lanes.join(found)


@pytest.mark.parametrize("start", ["levels", "draws"])
@pytest.mark.parametrize("name", CASES)
def test_the_chain_follows_the_law_of_what_is_kept(name: str, start: str) -> None:
    """Means, spreads and quantiles of all figures, within what chance allows."""
    values, terms, priorities, given = CASES[name]
    made = party(values, terms, priorities, given)
    columns = layout(made)
    rows, _ = constraints(made, columns)
    cost = (float(given.low), float(given.high))
    apart = kept(columns, rows, cost, 20_000)
    begun = kept(columns, rows, cost, 500) if start == "draws" else None
    drawn = run_chain(columns, rows, cost, 10_000, np.random.default_rng(5), begun)
    assert drawn is not None
    assert holds(columns, rows, drawn.lanes).mean() > 0.9999
    assert drawn.r_hat < 1.05
    theirs, ours = watched(columns, apart), watched(columns, drawn.lanes)
    moving = theirs.std(axis=1) > 1e-9
    theirs, ours = theirs[moving], ours[moving]
    error = np.sqrt(1 / theirs.shape[1] + 1 / drawn.size)
    assert np.abs((theirs.mean(axis=1) - ours.mean(axis=1)) / theirs.std(axis=1)).max() < 4.5 * error
    assert np.abs(theirs.std(axis=1) / ours.std(axis=1) - 1).max() < 0.05
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        quantile = np.quantile(theirs, share, axis=1)
        reached = (ours <= quantile[:, None]).mean(axis=1)
        beyond = (ours < quantile[:, None]).mean(axis=1)  # a figure may have weight on one point
        far = np.maximum(beyond - share, share - reached)
        assert far.max() < 4.5 * np.sqrt(share * (1 - share)) * error + 1e-3


def test_the_compiled_sweep_does_what_the_plain_one_does() -> None:
    """The same numbers in, the same lanes out, but for rounding; terms, priorities, groups and gets against gives."""
    values = [
        *(get(f"g{k:02}", 2, group="g" if k < 3 else None) for k in range(25)),
        *(give(f"v{k:02}", 3) for k in range(20)),
    ]
    terms = [{"g00": 1, "g05": 1, "v01": 2, "v02": 1}, {"g07": 1, "g08": 1, "g01": 1, "v03": 2}]
    made = party(values, terms, [("g04", "g05"), ("v01", "g06"), ("v05", "v04"), ("g09", "g10"), ("g10", "g11")], SOME)
    columns = layout(made)
    rows, _ = constraints(made, columns)
    cost = (0.02, 0.02)
    plain, compiled = (Chain(columns, rows, cost, np.random.default_rng(3)) for _ in range(2))
    assert plain.compiles
    plain.compiles = False
    block = draw_prior(columns, cost, np.random.default_rng(4), 60_000)
    start = block.pick(np.flatnonzero(holds(columns, rows, block))[:64])
    one, other = start.pick(np.arange(64)), start.pick(np.arange(64))
    for _ in range(5):
        plain.sweep(one)
        compiled.sweep(other)
    assert one.masses == pytest.approx(other.masses, abs=1e-6)
    assert not np.allclose(one.masses, start.masses)


def test_a_long_order_broken_into_pairs_is_walked_like_the_sorted_one() -> None:
    """All weights in order: the chain against the exact draw, one in 8! of the prior."""
    names = [f"i{k}" for k in range(8)]
    made = party([get(name, 2) for name in names], [], list(pairwise(names)))
    columns = layout(made)
    rows, _ = constraints(made, columns)
    drawn = run_chain(columns, rows, (0.0, 0.0), 10_000, np.random.default_rng(2))
    assert drawn is not None
    exact = -np.sort(-np.random.default_rng(1).dirichlet(np.ones(8), 100_000), axis=1)
    for place, weight in enumerate(weights(columns, drawn.lanes)):
        error = exact[:, place].std() / np.sqrt(drawn.size)
        assert weight.mean() == pytest.approx(exact[:, place].mean(), abs=4.5 * error)


def test_the_effective_size_of_a_chain_with_a_known_memory() -> None:
    """An autoregression with factor r is worth (1 - r) / (1 + r) of its length [Geyer1992]."""
    rng = np.random.default_rng(9)
    for factor in (0.0, 0.5, 0.8):
        state = rng.standard_normal((1, 500))
        series = []
        for _ in range(60):
            state = factor * state + np.sqrt(1 - factor**2) * rng.standard_normal((1, 500))
            series.append(state)
        size, r_hat = diagnose(series)
        assert size == pytest.approx(30_000 * (1 - factor) / (1 + factor), rel=0.12)
        assert r_hat < 1.1


def test_lanes_that_do_not_agree_are_told() -> None:
    rng = np.random.default_rng(9)
    apart = np.repeat([[0.0], [1.0]], 250, axis=0).T
    size, r_hat = diagnose([apart + 0.1 * rng.standard_normal((1, 500)) for _ in range(40)])
    assert size < 1_000
    assert r_hat > 2


@pytest.mark.parametrize("name", CASES)
def test_where_draws_agree_a_world_is_left(name: str) -> None:
    """The linear programme never denies what a draw shows."""
    values, terms, priorities, given = CASES[name]
    made = party(values, terms, priorities, given)
    columns = layout(made)
    rows, _ = constraints(made, columns)
    left = any_left(columns, rows, (float(given.low), float(given.high)))
    assert left.world
    assert left.proved
