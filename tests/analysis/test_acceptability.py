"""Acceptability: exactly what plain sums of floats say, near ties included; and the best are really the best."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.analysis.acceptability import (
    TIE,
    Sample,
    acceptability,
    accepting_worlds,
    best_packages,
    break_even,
    utility_bands,
)
from nonpaper.errors import UsageError

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
seeds = st.integers(0, 2**32 - 1)


def drawn(draw: np.random.Generator, worlds: int, sizes: list[int], grid: int | None = None) -> Sample:
    """A party's worlds; on a `grid` all numbers are multiples of its inverse, so that ties abound."""
    weights = draw.dirichlet(np.ones(len(sizes)), worlds)
    tables = [weights[:, [i]] * draw.random((worlds, size)) for i, size in enumerate(sizes)]
    threshold = draw.normal(0.4, 0.15, worlds)
    if grid is not None:
        tables = [np.round(table * grid) / grid for table in tables]
        threshold = np.round(threshold * grid) / grid
    return Sample(tuple(tables), threshold)


def plain(sample: Sample, packages: Array) -> list[int]:
    """The definition, one package and one sum at a time."""
    counts = []
    for package in packages:
        worth = sum(table[:, step] for table, step in zip(sample.values, package, strict=True))
        counts.append(int((worth >= sample.threshold - TIE).sum()))
    return counts


def some_packages(draw: np.random.Generator, sizes: list[int], count: int) -> Array:
    """Packages drawn at random, repeats included."""
    return np.stack([draw.integers(0, size, count) for size in sizes], axis=1)


@given(seeds, st.integers(1, 700), st.lists(st.integers(1, 5), min_size=1, max_size=7), st.sampled_from([None, 2, 8]))
def test_counts_are_those_of_plain_sums(seed: int, worlds: int, sizes: list[int], grid: int | None) -> None:
    """Any shape: issues with one step, issues without a stake, packages twice, equal sums."""
    draw = np.random.default_rng(seed)
    sample = drawn(draw, worlds, sizes, grid)
    if seed % 3 == 0:
        sample.values[0][:] = sample.values[0][:, :1]
    packages = some_packages(draw, sizes, 40)
    assert accepting_worlds(sample, packages).tolist() == plain(sample, packages)


def test_many_issues_and_large_issues() -> None:
    """More combinations than a table of sums has room for, and more steps on one issue than that too."""
    draw = np.random.default_rng(1)
    for sizes in ([4] * 50, [7] * 24, [300, 2, 90, 3], [2] * 63):
        sample = drawn(draw, 150, sizes)
        packages = some_packages(draw, sizes, 60)
        assert accepting_worlds(sample, packages).tolist() == plain(sample, packages)


def test_the_status_quo_is_as_good_as_no_agreement_that_costs_nothing() -> None:
    """In every world, though the threshold was summed in another order; and nothing a little worse is."""
    draw = np.random.default_rng(2)
    sample = drawn(draw, 5000, [3] * 30)
    quo = np.ones((1, 30), dtype=int)
    backwards, forwards = np.zeros(5000), np.zeros(5000)
    for table, mirrored in zip(sample.values, reversed(sample.values), strict=True):
        forwards += table[:, 1]
        backwards += mirrored[:, 1]
    assert (backwards != forwards).any(), "the sums differ in their last digit"
    assert accepting_worlds(Sample(sample.values, backwards), quo).tolist() == [5000]
    assert accepting_worlds(Sample(sample.values, backwards + 2 * TIE), quo).tolist() == [0]


@given(seeds)
def test_what_lies_within_the_rounding_is_looked_at_again(seed: int) -> None:
    """Thresholds a hair above and below the worth: the whole numbers cannot tell, the floats can."""
    draw = np.random.default_rng(seed)
    sample = drawn(draw, 400, [4] * 6)
    package = some_packages(draw, [4] * 6, 1)
    worth = sum(table[:, step] for table, step in zip(sample.values, package[0], strict=True))
    hair = draw.choice([-1.0, 1.0], 400) * 10.0 ** draw.uniform(-13, -7, 400)
    near = Sample(sample.values, worth + TIE + hair)
    assert accepting_worlds(near, package).tolist() == plain(near, package)


@given(seeds)
def test_the_unit_of_the_values_is_free(seed: int) -> None:
    """Values far above one, and below nought, count as exactly."""
    draw = np.random.default_rng(seed)
    base = drawn(draw, 300, [3, 4, 2])
    far = Sample(tuple(1e6 * (table - 0.3) for table in base.values), 1e6 * (base.threshold - 0.9))
    packages = some_packages(draw, [3, 4, 2], 30)
    assert accepting_worlds(far, packages).tolist() == plain(far, packages)


@given(seeds)
def test_better_on_every_issue_is_accepted_at_least_as_often(seed: int) -> None:
    draw = np.random.default_rng(seed)
    base = drawn(draw, 500, [4] * 5)
    rising = Sample(tuple(np.sort(table, axis=1) for table in base.values), base.threshold)
    low = some_packages(draw, [4] * 5, 30)
    high = np.minimum(low + draw.integers(0, 2, low.shape), 3)
    assert (accepting_worlds(rising, high) >= accepting_worlds(rising, low)).all()


def test_errors_are_the_spread_of_repeated_draws() -> None:
    """Shares and their product, drawn anew three hundred times."""
    shares, joints, errors, joint_errors = [], [], [], []
    package = np.array([[1, 2, 1]])
    for seed in range(300):
        draw = np.random.default_rng(seed)
        found = acceptability([drawn(draw, 400, [2, 4, 3]) for _ in range(3)], package)
        shares.append(found.share[:, 0])
        joints.append(found.joint[0])
        errors.append(found.error[:, 0])
        joint_errors.append(found.joint_error[0])
        assert found.joint[0] == pytest.approx(found.share[:, 0].prod())
    assert np.std(shares, axis=0) == pytest.approx(np.mean(errors, axis=0), rel=0.12)
    assert np.std(joints) == pytest.approx(np.mean(joint_errors), rel=0.12)


def test_fewer_effective_worlds_widen_the_error() -> None:
    draw = np.random.default_rng(3)
    sample = drawn(draw, 900, [3, 3])
    thin = Sample(sample.values, sample.threshold, effective=100)
    packages = some_packages(draw, [3, 3], 20)
    plenty, few = acceptability([sample, sample], packages), acceptability([thin, thin], packages)
    assert (plenty.counts == few.counts).all()
    assert few.error == pytest.approx(3 * plenty.error)
    assert few.joint_error == pytest.approx(3 * plenty.joint_error)


def test_no_party_has_to_be_first() -> None:
    draw = np.random.default_rng(4)
    one, other = drawn(draw, 300, [3, 4]), drawn(draw, 500, [3, 4])
    packages = some_packages(draw, [3, 4], 12)
    found, turned = acceptability([one, other], packages), acceptability([other, one], packages[::-1])
    assert (found.share == turned.share[::-1, ::-1]).all()
    assert found.joint_error == pytest.approx(turned.joint_error[::-1])


# A few packages, closely ----------------------------------------------------------------------------------------------


def test_bands_of_a_known_distribution() -> None:
    """Worth uniform on (0, 1) on one step, nought on the other."""
    uniform = (np.arange(10_000) + 0.5) / 10_000
    sample = Sample((np.stack([np.zeros(10_000), uniform], axis=1),), np.zeros(10_000))
    bands = utility_bands(sample, [[0], [1]])
    assert bands.mean == pytest.approx([0, 0.5])
    assert bands.quantiles == pytest.approx(np.array([[0, 0, 0], [0.05, 0.5, 0.95]]), abs=1e-3)


@given(seeds, st.integers(1, 60))
def test_at_the_break_even_cost_one_world_in_two_accepts(seed: int, worlds: int) -> None:
    """Take that much off no agreement and at least half accept; take a little less and it is fewer than half."""
    draw = np.random.default_rng(seed)
    sample = drawn(draw, worlds, [3, 3])
    package = some_packages(draw, [3, 3], 1)
    found = break_even(sample, package)
    assert found.low[0] <= found.cost[0] <= found.high[0]
    for less, half in ((0.0, True), (1e-6, False)):
        dearer = Sample(sample.values, sample.threshold - (found.cost[0] - less))
        enough = 2 * accepting_worlds(dearer, package)[0] >= worlds
        assert enough == half or tied(sample, package, found.cost[0])


def tied(sample: Sample, package: Array, cost: float) -> bool:
    """Whether two worlds break even within a millionth of each other, where the little less is not less."""
    lacking = sample.threshold - sum(table[:, s] for table, s in zip(sample.values, package[0], strict=True))
    return bool((np.abs(lacking - cost) < 2e-6).sum() > 1)


def test_the_break_even_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    """The median of a uniform threshold is one half."""
    held = []
    for seed in range(600):
        draw = np.random.default_rng(seed)
        found = break_even(Sample((np.zeros((300, 1)),), draw.random(300)), [[0]])
        held.append(found.low[0] <= 0.5 <= found.high[0])
    assert 0.92 <= np.mean(held) <= 0.98


# The best -------------------------------------------------------------------------------------------------------------


def judge(
    samples: list[Sample], packages: Array, factor: Array, top: int, within: float = 0.0
) -> list[tuple[int, int]]:
    """Rows and places of the best, from full counts and fractions."""
    counts = [plain(sample, packages) for sample in samples]
    value = [prod(each, start=Fraction(f)) for each, f in zip(zip(*counts, strict=True), factor.tolist(), strict=True)]
    order = sorted(range(len(value)), key=lambda row: (-value[row], row))
    floor = value[order[min(top, len(order)) - 1]] - Fraction(within * prod(s.worlds for s in samples))
    return [(row, 1 + sum(v > value[row] for v in value)) for row in order if value[row] >= floor]


@given(
    seeds,
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.integers(1, 30),
    st.sampled_from([None, 2, 4]),
    st.sampled_from(["all one", "halves", "free"]),
)
def test_the_best_are_those_of_counting_everything(
    seed: int, sizes: list[int], top: int, grid: int | None, kind: str
) -> None:
    """Rows, order, places and every tie, for one to three parties with different numbers of worlds."""
    draw = np.random.default_rng(seed)
    samples = [drawn(draw, int(draw.integers(1, 90)), sizes, grid) for _ in range(draw.integers(1, 4))]
    packages = some_packages(draw, sizes, int(draw.integers(1, 250)))
    count = len(packages)
    factor = draw.random(count)
    if kind != "free":
        factor = np.ones(count) if kind == "all one" else np.round(2 * factor) / 2
    found = best_packages(samples, packages, factor, top)
    assert list(zip(found.rows.tolist(), found.place.tolist(), strict=True)) == judge(samples, packages, factor, top)
    full = acceptability(samples, packages[found.rows])
    assert (found.acceptability.counts == full.counts).all()
    assert found.value == pytest.approx(full.joint * factor[found.rows])
    band = best_packages(samples, packages, factor, top, within=0.125)
    assert band.rows.tolist() == [row for row, _ in judge(samples, packages, factor, top, 0.125)]


def test_most_packages_are_let_go_early_and_none_wrongly() -> None:
    """On ten thousand packages, of which most cannot be believed, far from all worlds are looked at."""
    draw = np.random.default_rng(6)
    sizes = [4] * 6
    samples = [drawn(draw, 400, sizes) for _ in range(2)]
    packages = np.indices(sizes).reshape(6, -1).T
    factor = draw.random(len(packages)) ** 4
    found = best_packages(samples, packages, factor, 10)
    assert found.examined < 0.5
    assert list(zip(found.rows.tolist(), found.place.tolist(), strict=True)) == judge(samples, packages, factor, 10)


def test_nobody_accepts_anything_and_all_tie() -> None:
    sample = Sample((np.zeros((50, 3)),), np.ones(50))
    found = best_packages([sample, sample], [[0], [1], [2]], [1.0, 0.5, 0.0], 1)
    assert (found.rows.tolist(), found.place.tolist()) == ([0, 1, 2], [1, 1, 1])


def test_there_may_be_nothing_to_count() -> None:
    sample = drawn(np.random.default_rng(7), 10, [2, 2])
    none: list[list[int]] = []
    assert acceptability([sample], none).share.shape == (1, 0)
    assert best_packages([sample], none, [], 3).rows.tolist() == []


def test_what_does_not_fit_is_an_error() -> None:
    sample = drawn(np.random.default_rng(8), 10, [2, 3])
    for wrong in ([[0]], [[0, 3]], [[-1, 0]], [[0.0, 1.0]], [0, 1]):
        with pytest.raises(UsageError):
            accepting_worlds(sample, wrong)
    with pytest.raises(UsageError):
        acceptability([], [[0, 0]])
    with pytest.raises(UsageError):
        acceptability([sample, drawn(np.random.default_rng(9), 10, [2])], [[0, 0]])
    for values, threshold in (
        ((), np.zeros(3)),
        ((np.zeros((3, 2)),), np.zeros(4)),
        ((np.zeros((3, 0)),), np.zeros(3)),
        ((np.full((3, 2), np.nan),), np.zeros(3)),
        ((np.zeros((3, 2)),), np.full(3, np.inf)),
    ):
        with pytest.raises(UsageError):
            Sample(values, threshold)
    with pytest.raises(UsageError):
        Sample((np.zeros((3, 2)),), np.zeros(3), effective=0.0)
    with pytest.raises(UsageError):
        utility_bands(sample, [[0, 0]], (0.5, 1.5))
    for factor, top, within in (([1.0, 1.0], 1, 0.0), ([-1.0], 1, 0.0), ([1.0], 0, 0.0), ([1.0], 1, -0.1)):
        with pytest.raises(UsageError):
            best_packages([sample], [[0, 0]], factor, top, within)
