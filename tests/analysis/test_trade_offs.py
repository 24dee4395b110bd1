"""Trade-offs: planted ones are found, nothing is told where nothing is known, the error is what repetition shows."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from nonpaper.analysis.trade_offs import trade_offs
from nonpaper.errors import UsageError

ISSUES = ("aid", "border", "captives")
Weights = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def simplex(draw: np.random.Generator, worlds: int, alpha: tuple[float, ...]) -> Weights:
    """Weights that add up to one, larger on average where alpha is."""
    return draw.dirichlet(alpha, worlds)


def test_every_pair_of_worlds_by_hand() -> None:
    """Three worlds of the one, two of the other: counted pair by pair."""
    one = np.array([[3.0, 1, 2], [2, 1, 1], [1, 1, 4]])
    other = np.array([[1.0, 5, 3], [1, 4, 4]])
    found = {(t.parties, t.issues): t.share for t in trade_offs({"x": one, "y": other}, ISSUES, Fraction(-1))}
    for (i, first), (j, second) in product(enumerate(ISSUES), repeat=2):
        hits = sum(a[i] > a[j] and b[j] > b[i] for a in one for b in other)
        assert found[("x", "y"), (first, second)] == Fraction(hits, 6)


def test_a_planted_trade_off_is_the_only_one() -> None:
    draw = np.random.default_rng(1)
    weights = {"x": simplex(draw, 4000, (9, 1, 2)), "y": simplex(draw, 4000, (1, 9, 2))}
    top = trade_offs(weights, ISSUES)[0]
    assert (top.parties, top.issues, top.place) == (("x", "y"), ("aid", "border"), 1)
    assert top.share > Fraction(9, 10)
    assert top.share == top.halves[0] * top.halves[1]


def test_nothing_is_told_of_a_party_of_which_nothing_is_known() -> None:
    """One party's weights known for certain, the other's not at all: one half, and that is not more than one half."""
    draw = np.random.default_rng(2)
    known = np.tile([0.6, 0.3, 0.1], (1000, 1))
    for _ in range(20):
        blank = simplex(draw, 1000, (1, 1, 1))
        assert len(trade_offs({"x": known, "y": blank}, ISSUES)) <= 1, "two standard errors let one in forty through"
        assert trade_offs({"x": simplex(draw, 1000, (1, 1, 1)), "y": blank}, ISSUES) == ()


def test_issues_that_share_a_weight_are_no_trade_off() -> None:
    same = np.tile([0.5, 0.5], (100, 1))
    assert trade_offs({"x": same, "y": same}, ("a", "b"), Fraction(-1))[0].share == 0


@pytest.mark.parametrize("common", [False, True])
def test_the_error_is_the_spread_of_repeated_draws(common: bool) -> None:
    draw = np.random.default_rng(3)
    shares, errors = [], []
    for _ in range(400):
        weights = {"x": simplex(draw, 200, (2, 1)), "y": simplex(draw, 200, (1, 2))}
        found = trade_offs(weights, ("a", "b"), Fraction(-1), common=common)[0]
        shares.append(float(found.share))
        errors.append(found.error)
    assert np.std(shares) == pytest.approx(np.mean(errors), rel=0.12)
    if not common:
        wider = trade_offs(weights, ("a", "b"), Fraction(-1), common=True)[0].error
        assert errors[-1] < wider, "every pair of worlds tells more than each world with its own"


def test_fewer_effective_worlds_widen_the_error() -> None:
    draw = np.random.default_rng(4)
    weights = {"x": simplex(draw, 900, (2, 1)), "y": simplex(draw, 900, (1, 2))}
    plain = trade_offs(weights, ("a", "b"), Fraction(-1))[0]
    fewer = trade_offs(weights, ("a", "b"), Fraction(-1), {"x": 100.0, "y": 100.0})[0]
    assert fewer.share == plain.share
    assert fewer.error == pytest.approx(3 * plain.error, rel=0.01)


def test_neither_units_nor_names_matter_and_ties_share_a_place() -> None:
    draw = np.random.default_rng(5)
    base = simplex(draw, 500, (6, 1, 1))
    weights = {"x": base[:, [0, 1, 2]], "y": base[:, [2, 0, 1]], "z": base[:, [1, 2, 0]]}
    found = trade_offs(weights, ISSUES)
    scaled = trade_offs({"x": weights["x"] * 7, "y": weights["y"] / 3, "z": weights["z"]}, ISSUES)
    assert found == scaled
    assert [t.share for t in found] == sorted((t.share for t in found), reverse=True)
    assert all(t.place == 1 + sum(other.share > t.share for other in found) for t in found)
    turned = trade_offs({"c": weights["x"], "b": weights["y"], "a": weights["z"]}, ISSUES)
    names = {"c": "x", "b": "y", "a": "z"}

    def told(answer: object, rename: dict[str, str]) -> set[object]:
        assert isinstance(answer, tuple)
        halves = [zip((rename[p] for p in t.parties), t.issues, strict=True) for t in answer]
        return {(frozenset(half), t.share, t.place) for half, t in zip(halves, answer, strict=True)}

    assert told(turned, names) == told(found, {p: p for p in "xyz"})


def test_what_does_not_fit_is_an_error() -> None:
    good = np.ones((3, 2))
    for wrong in (np.ones((3, 3)), np.ones((0, 2)), np.ones(2), np.full((3, 2), np.nan)):
        with pytest.raises(UsageError):
            trade_offs({"x": good, "y": wrong}, ("a", "b"))
    with pytest.raises(UsageError):
        trade_offs({"x": good, "y": np.ones((4, 2))}, ("a", "b"), common=True)
