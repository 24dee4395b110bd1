"""Fair packages: the published examples, the axioms by brute force, and every tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.analysis.fairness import (
    Fair,
    Rule,
    egalitarian,
    fair_packages,
    kalai_smorodinsky,
    nash,
    utilitarian,
    with_lotteries,
)
from nonpaper.errors import UsageError

SOLUTIONS = {
    Rule.NASH: nash,
    Rule.KALAI_SMORODINSKY: kalai_smorodinsky,
    Rule.EGALITARIAN: egalitarian,
    Rule.UTILITARIAN: utilitarian,
}
# Published: Nash 1950, the barter of Bill and Jack --------------------------------------------------------------------

BILL = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}  # worth to Bill, to Jack
JACK = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}


def barter() -> tuple[list[tuple[int, int]], list[frozenset[str]]]:
    """All 512 allocations: what each is worth to Bill and to Jack, and which goods change hands."""
    goods = {**BILL, **JACK}
    worth, moved = [], []
    for gone in product((False, True), repeat=len(goods)):
        given_away = frozenset(name for name, away in zip(goods, gone, strict=True) if away)
        bills = (BILL.keys() - given_away) | (JACK.keys() & given_away)
        worth.append((sum(goods[g][0] for g in bills), sum(goods[g][1] for g in goods.keys() - bills)))
        moved.append(given_away)
    return worth, moved


def vectors(*gains: tuple[int, ...]) -> tuple[tuple[Fraction, ...], ...]:
    """Vectors of gains as fractions, to compare with."""
    return tuple(tuple(map(Fraction, each)) for each in gains)


def test_nash_1950_bill_and_jack() -> None:
    """[Nash1950]: Bill gives book, whip, ball and bat for pen, toy and knife; from (12, 6) to (24, 11), product 60."""
    worth, moved = barter()
    found = nash(worth, (12, 6))
    assert found.value == 60
    assert found.gains == vectors((12, 5))
    assert [moved[row] for row in found.packages] == [{"book", "whip", "ball", "bat", "pen", "toy", "knife"}]
    assert worth[found.packages[0]] == (24, 11)


def test_the_other_answers_for_bill_and_jack() -> None:
    """Our own figures over all 512 allocations; the paper gives Nash's answer only."""
    worth, _ = barter()
    ideal = kalai_smorodinsky(worth, (12, 6))
    assert (ideal.gains, ideal.value) == (vectors((12, 5)), Fraction(5, 8)), "ideal gains are 18 and 8"
    assert egalitarian(worth, (12, 6)).gains == vectors((8, 6))
    most = utilitarian(worth, (12, 6))
    assert (most.value, most.gains) == (Fraction(18), vectors((14, 4), (16, 2), (18, 0)))
    assert most.count == len(most.packages) >= 3


def test_three_of_the_nine_published_outcomes_are_dominated() -> None:
    """Tables that retell [Nash1950] list nine outcomes; (0, 8), (14, 3) and (16, 1) are not efficient."""
    worth, _ = barter()
    gains = {(bill - 12, jack - 6) for bill, jack in worth}
    published = [(0, 8), (6, 7), (8, 6), (12, 5), (14, 4), (14, 3), (16, 2), (16, 1), (18, 0)]
    assert gains.issuperset(published)
    frontier = {g for g in gains if min(g) >= 0 and not any(dominates(other, g) for other in gains)}
    assert frontier == {(2, 8), (6, 7), (8, 6), (12, 5), (14, 4), (16, 2), (18, 0)}
    assert set(published) - frontier == {(0, 8), (14, 3), (16, 1)}


# Published: three options, with lotteries -----------------------------------------------------------------------------

OPTIONS = [(60, 80), (50, 110), (30, 150)]


def test_three_options() -> None:
    """The worked example of the encyclopaedia's page on the Kalai-Smorodinsky solution (retold, and recomputed)."""
    assert nash(OPTIONS, (0, 0)).packages == (1,)
    assert egalitarian(OPTIONS, (0, 0)).packages == (0,)
    assert utilitarian(OPTIONS, (0, 0)).packages == (2,)
    mixed = with_lotteries(Rule.KALAI_SMORODINSKY, OPTIONS, (0, 0))
    assert mixed is not None
    assert mixed.utilities == (Fraction(140, 3), Fraction(350, 3))
    assert mixed.parts == (((2,), Fraction(1, 6)), ((1,), Fraction(5, 6)))
    for rule, answer in ((Rule.NASH, (50, 110)), (Rule.EGALITARIAN, (60, 80))):
        pure = with_lotteries(rule, OPTIONS, (0, 0))
        assert pure is not None
        assert (pure.utilities,) == vectors(answer)


# Axioms ---------------------------------------------------------------------------------------------------------------

small = st.integers(-3, 6)


@st.composite
def problems(draw: st.DrawFn, parties: int | None = None) -> tuple[list[tuple[int, ...]], tuple[int, ...]]:
    """A few packages with small whole numbers, so that ties abound, and a no-agreement point."""
    m = parties or draw(st.integers(1, 4))
    rows = draw(st.lists(st.tuples(*[small] * m), min_size=1, max_size=12))
    return rows, draw(st.tuples(*[st.integers(-2, 2)] * m))


def dominates(one: Sequence[int], other: Sequence[int]) -> bool:
    """At least as good for everyone, and another package."""
    return all(a >= b for a, b in zip(one, other, strict=True)) and tuple(one) != tuple(other)


def judge(rule: Rule, rows: Sequence[Sequence[Fraction | int]], point: Sequence[Fraction | int]) -> list[int]:
    """The definition, spelt out over a list: slow, and plain."""
    gains = [tuple(Fraction(u) - Fraction(d) for u, d in zip(row, point, strict=True)) for row in rows]
    able = [n for n, g in enumerate(gains) if min(g) >= 0]
    if rule is Rule.NASH:
        able = [n for n in able if min(gains[n]) > 0]
    if not able:
        return []
    ideal = [max(gains[n][p] for n in able) or 1 for p in range(len(point))]
    keys: dict[Rule, Callable[[tuple[Fraction, ...]], Any]] = {
        Rule.NASH: prod,
        Rule.KALAI_SMORODINSKY: lambda g: sorted(x / i for x, i in zip(g, ideal, strict=True)),
        Rule.EGALITARIAN: sorted,
        Rule.UTILITARIAN: sum,
    }
    worth = {n: keys[rule](gains[n]) for n in able}
    best = max(worth.values())
    return [n for n in able if worth[n] == best]


@pytest.mark.parametrize("rule", Rule)
@given(problems())
def test_every_tie_by_the_definition(rule: Rule, case: tuple[list[tuple[int, ...]], tuple[int, ...]]) -> None:
    """Brute force by the definitions, on whole numbers, fractions, very large numbers and numpy's own."""
    rows, point = case
    expected = judge(rule, rows, point)
    huge = 10**30 + 1
    for given_rows, given_point in (
        (rows, point),
        ([[Fraction(u, 7) for u in row] for row in rows], [Fraction(d, 7) for d in point]),
        ([[u * huge for u in row] for row in rows], [d * huge for d in point]),
        (np.array(rows, dtype=np.int16), point),
        ([[u / 8 for u in row] for row in rows], [d / 8 for d in point]),
    ):
        found = SOLUTIONS[rule](given_rows, given_point)
        assert list(found.packages) == expected
        assert found.count == len(expected)
        assert bool(found.reason) == (not expected)


@pytest.mark.parametrize("rule", Rule)
@given(problems())
def test_nobody_can_gain_without_a_loss(rule: Rule, case: tuple[list[tuple[int, ...]], tuple[int, ...]]) -> None:
    """Efficiency, and that nobody is left worse off than no agreement."""
    rows, point = case
    for row in SOLUTIONS[rule](rows, point).packages:
        assert not any(dominates(other, rows[row]) for other in rows)
        assert all(u >= d for u, d in zip(rows[row], point, strict=True))


@pytest.mark.parametrize("rule", Rule)
@given(problems(parties=3), st.permutations(range(3)), st.randoms())
def test_no_name_and_no_place_matters(
    rule: Rule, case: tuple[list[tuple[int, ...]], tuple[int, ...]], order: list[int], draw: object
) -> None:
    """Parties in another order, packages in another order: the same packages."""
    rows, point = case
    turned = [tuple(row[p] for p in order) for row in reversed(rows)]
    found = SOLUTIONS[rule](rows, point).packages
    other = SOLUTIONS[rule](turned, [point[p] for p in order]).packages
    assert {len(rows) - 1 - row for row in other} == set(found)


@pytest.mark.parametrize("rule", Rule)
@given(problems(parties=2), st.tuples(*[st.integers(1, 9)] * 2), st.tuples(*[small] * 2))
def test_scales_matter_only_where_said(
    rule: Rule,
    case: tuple[list[tuple[int, ...]], tuple[int, ...]],
    stretch: tuple[int, int],
    shift: tuple[int, int],
) -> None:
    """Nash and Kalai-Smorodinsky do not see how a party's scale is drawn; the others only its zero."""
    rows, point = case
    if rule.needs_comparable_scales:
        stretch = (stretch[0], stretch[0])

    def drawn(row: Sequence[int]) -> list[int]:
        return [u * by + to for u, by, to in zip(row, stretch, shift, strict=True)]

    found, other = SOLUTIONS[rule](rows, point), SOLUTIONS[rule]([drawn(row) for row in rows], drawn(point))
    assert found.packages == other.packages


def test_the_egalitarian_and_the_utilitarian_answer_hang_on_the_scale() -> None:
    """The warning is not for nothing: stretch one party's scale and another package is named."""
    rows = [(4, 1), (2, 2)]
    for rule in Rule:
        before = SOLUTIONS[rule](rows, (0, 0)).packages
        after = SOLUTIONS[rule]([(a, 5 * b) for a, b in rows], (0, 0)).packages
        assert (before != after) == rule.needs_comparable_scales


@given(problems(), st.data())
def test_nash_does_not_look_at_what_was_not_chosen(
    case: tuple[list[tuple[int, ...]], tuple[int, ...]], data: st.DataObject
) -> None:
    """Independence of irrelevant alternatives: any subset that keeps a chosen package keeps the choice."""
    rows, point = case
    chosen = set(nash(rows, point).packages)
    kept = [n for n in range(len(rows)) if n in chosen or data.draw(st.booleans())]
    found = nash([rows[n] for n in kept], point) if kept else None
    assert found is None or {kept[row] for row in found.packages} == chosen


@given(problems(), st.lists(st.tuples(*[small] * 4), max_size=5))
def test_more_packages_never_lower_the_smallest_share(
    case: tuple[list[tuple[int, ...]], tuple[int, ...]], more: list[tuple[int, ...]]
) -> None:
    """Monotonicity as it holds on a list: with the ideal gains unchanged, the smallest share cannot fall."""
    rows, point = case
    able = [row for row in rows if all(u >= d for u, d in zip(row, point, strict=True))]
    if not able:
        return
    ideal = [max(column) for column in zip(*able, strict=True)]
    added = [row[: len(point)] for row in more if all(u <= i for u, i in zip(row, ideal, strict=False))]
    before, after = kalai_smorodinsky(rows, point).value, kalai_smorodinsky(rows + added, point).value
    assert before is not None
    assert after is not None
    assert after >= before


def test_on_a_list_one_party_may_lose_by_more_packages() -> None:
    """What does not hold: on a convex set of two nobody's gain falls when the ideal gains stay; on a list it can."""
    rows = [(10, 0), (0, 10), (8, 3)]
    assert kalai_smorodinsky(rows, (0, 0)).gains == vectors((8, 3))
    assert kalai_smorodinsky([*rows, (4, 7)], (0, 0)).gains == vectors((4, 7))


@pytest.mark.parametrize("rule", Rule)
@given(problems())
def test_the_frontier_is_enough(rule: Rule, case: tuple[list[tuple[int, ...]], tuple[int, ...]]) -> None:
    """Asked of the efficient packages only, each rule gives the same gains and the same value."""
    rows, point = case
    efficient = [row for row in rows if not any(dominates(other, row) for other in rows)]
    whole, part = SOLUTIONS[rule](rows, point), SOLUTIONS[rule](efficient, point)
    assert (whole.gains, whole.value, whole.better_for_all) == (part.gains, part.value, part.better_for_all)


# What is said where there is little to say ----------------------------------------------------------------------------


def test_nothing_better_for_everyone_is_said() -> None:
    rows = [(3, 0), (0, 0), (0, 3)]
    assert not any(each.better_for_all for each in fair_packages(rows, (0, 0)))
    found = nash(rows, (0, 0))
    assert (found.packages, found.reason) == ((), "no package is better than no agreement for everyone")
    assert kalai_smorodinsky(rows, (0, 0)).packages == (0, 2)


def test_nothing_as_good_for_everyone_is_said() -> None:
    for found in fair_packages([(3, -1), (-1, 3)], (0, 0)):
        assert found.packages == ()
        assert found.value is None
        assert found.reason == "no package leaves everyone at least as well off as no agreement"
    assert nash([], (0, 0)).packages == ()


def test_a_row_may_stand_for_many_packages() -> None:
    found = nash([(1, 4), (4, 1), (1, 1)], (0, 0), counts=[10**15, 3, 7])
    assert (found.packages, found.count) == ((0, 1), 10**15 + 3)


def test_floats_are_equal_within_the_tolerance_and_not_beyond() -> None:
    """0.1 + 0.2 is 0.3; a millionth more is more."""
    same: list[Fair] = list(fair_packages([(0.1 + 0.2, 0.3), (0.3, 0.1 + 0.2)], (0.0, 0.0)))
    assert all(found.packages == (0, 1) and not found.exact for found in same)
    assert all(found.packages == (0,) for found in fair_packages([(0.3 + 1e-6, 0.3), (0.3, 0.3)], (0.0, 0.0)))
    assert nash([(0.1 + 0.2, 1.0)], (0.3, 0.0)).packages == (), "a gain of a rounding error is no gain"


def test_exact_where_floats_would_tie() -> None:
    """Two products of thirty digits that differ in the last."""
    n = 10**15
    assert nash([(n - 1, n + 1), (n, n)], (0, 0)).packages == (1,)
    assert nash([(10**40 - 1, 10**40 + 1), (10**40, 10**40)], (0, 0)).packages == (1,)


@given(problems(parties=2))
def test_lotteries_are_at_least_as_good_as_any_grid_of_them(
    case: tuple[list[tuple[int, ...]], tuple[int, ...]],
) -> None:
    """No mixture of two packages in tenths beats the answer, by the product and by the smallest gain."""
    rows, point = case
    for rule in (Rule.NASH, Rule.EGALITARIAN):
        found = with_lotteries(rule, rows, point)
        worth: Callable[[Sequence[Fraction]], Any] = prod if rule is Rule.NASH else min
        best: Fraction | None = None
        for one, other in product(rows, repeat=2):
            for tenth in range(11):
                mix = [Fraction(tenth, 10) * a + Fraction(10 - tenth, 10) * b for a, b in zip(one, other, strict=True)]
                gains = [u - d for u, d in zip(mix, point, strict=True)]
                if min(gains) >= 0:
                    best = max(best or Fraction(0), worth(gains))
        if found is None:
            assert best is None
            continue
        total = [sum(share * rows[same[0]][p] for same, share in found.parts) for p in (0, 1)]
        assert tuple(total) == found.utilities
        assert sum(share for _, share in found.parts) == 1
        assert best is None or worth([u - d for u, d in zip(found.utilities, point, strict=True)]) >= best


@given(problems(parties=2))
def test_with_lotteries_both_have_the_same_share_of_their_ideal(
    case: tuple[list[tuple[int, ...]], tuple[int, ...]],
) -> None:
    """[KalaiSmorodinsky1975] on the convex set: shares are equal wherever both can gain at once."""
    rows, point = case
    found = with_lotteries(Rule.KALAI_SMORODINSKY, rows, point)
    if found is None or not nash(rows, point).better_for_all:
        return
    ideal = ideal_with_lotteries(rows, point)
    shares = [(u - d) / i for u, d, i in zip(found.utilities, point, ideal, strict=True)]
    assert shares[0] == shares[1]


def ideal_with_lotteries(rows: list[tuple[int, ...]], point: tuple[int, ...]) -> list[Fraction]:
    """Each party's most among mixtures of two packages that leave nobody worse off."""
    best = [Fraction(0), Fraction(0)]
    gains = [tuple(Fraction(u - d) for u, d in zip(row, point, strict=True)) for row in rows]
    for one, other in product(gains, repeat=2):
        cuts = [Fraction(0)]
        cuts += [one[p] / (one[p] - other[p]) for p in (0, 1) if one[p] * other[p] < 0]
        for t in cuts:
            spot = [(1 - t) * a + t * b for a, b in zip(one, other, strict=True)]
            if min(spot) >= 0:
                best = [max(a, b) for a, b in zip(best, spot, strict=True)]
    return best


def test_what_cannot_be_asked() -> None:
    for wrong in ([(1, 2), (1,)], [(1, 2, 3)], [("a", "b")], [(float("nan"), 1.0)], [(True, False)]):
        with pytest.raises(UsageError):
            nash(wrong, (0, 0))  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        nash([(1, 2)], ())
    with pytest.raises(UsageError):
        nash([(1, 2), (2, 1)], (0, 0), counts=[1])
    with pytest.raises(UsageError):
        with_lotteries(Rule.UTILITARIAN, OPTIONS, (0, 0))
    with pytest.raises(UsageError):
        with_lotteries(Rule.NASH, [(1, 2, 3)], (0, 0, 0))
