"""In which share of worlds could each party live with a package?

A world is one full set of a party's values; a package is acceptable in it if it is worth at least no agreement.
Worlds of different parties are independent, so the share of worlds in which all accept is the product of the shares.

Counting is exact. Values become whole numbers of 2^-30 of their range, whose sums have no rounding at all; what
comes closer to the threshold than the rounding of the values could reach is looked at again in the values themselves.
Packages that differ only where a party sees no difference are counted once, and packages that begin alike share their
sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nonpaper.analysis.counting import count_block
from nonpaper.errors import UsageError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TIE = 1e-9
"""A package worth less than no agreement by no more than this is worth as much: it is accepted.

In the unit of the values, of which 1 is all that is at stake for the party. Far below anything that a case can tell
apart, and far above the rounding of a sum of floats, so that the status quo equals itself.
"""

QUANTILES = (0.05, 0.5, 0.95)
"""The band that is shown of a utility: low, median, high."""

_ROWS = 64  # a group of issues has at most so many combinations of steps, unless one issue alone has more
_CELLS = 2**18  # sums kept at hand while a block of worlds is counted: a megabyte
_WORTH = 8  # a bound is worked out where it holds for so many packages at once, on average
_STAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # shares of the worlds after which the hopeless are let go


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One party's worlds: for each issue an array (worlds, steps) of weighted values, and the worth of no agreement.

    The utility of a package in a world is the sum over the issues of the value of its step; 1 is all that is at
    stake. `threshold` (worlds,) is what no agreement is worth there, its cost already taken off. `effective` is the
    effective number of worlds where they are not independent draws (never more than there are).

    Raises `UsageError` if shapes do not fit or a number is not finite.
    """

    values: tuple[Floats, ...]
    threshold: Floats
    effective: float | None = None

    def __post_init__(self) -> None:
        if not self.values or self.threshold.ndim != 1 or not len(self.threshold):
            raise UsageError("a sample needs at least one issue and one world")
        for number, table in enumerate(self.values):
            if table.ndim != 2 or len(table) != len(self.threshold) or not table.shape[1]:
                raise UsageError(f"issue {number}: values have the shape (worlds, steps), not {table.shape}")
            if not np.isfinite(table).all():
                raise UsageError(f"issue {number}: values are finite")
        if not np.isfinite(self.threshold).all():
            raise UsageError("thresholds are finite")
        if self.effective is not None and not self.effective > 0:
            raise UsageError("the effective number of worlds is above 0")

    @property
    def worlds(self) -> int:
        """How many worlds were drawn."""
        return len(self.threshold)

    @property
    def size(self) -> float:
        """How many independent worlds they are worth."""
        return float(self.worlds) if self.effective is None else min(self.effective, float(self.worlds))


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """Shares of worlds with their standard errors, 0 to 1: per party (parties, packages), and for all parties at once.

    Where no world disagrees the error is 0; the true share may still be off by about 3 / worlds.
    """

    counts: Integers
    share: Floats
    error: Floats
    joint: Floats
    joint_error: Floats


def acceptability(samples: Sequence[Sample], packages: ArrayLike) -> Acceptability:
    """How many worlds accept each package, per party and jointly.

    `packages` is an array (packages, issues) of whole numbers: which step of each issue. Errors are sqrt(p (1 - p) / n)
    with n the effective number of worlds; that of the product follows by the delta method from independent shares:
    the squares of error times the other shares, summed.

    Raises `UsageError` where packages do not fit the samples.
    """
    chosen = _packages(samples, packages)
    counts = np.array([accepting_worlds(sample, chosen) for sample in samples], dtype=np.int64)
    return _summary(samples, counts.reshape(len(samples), len(chosen)))


def accepting_worlds(sample: Sample, packages: ArrayLike) -> Integers:
    """In how many worlds each package is worth at least no agreement, exactly: sum of the values >= threshold - `TIE`.

    Raises `UsageError` where packages do not fit the sample.
    """
    counter = _Counter(sample, _packages([sample], packages))
    counter.count(np.arange(len(counter.keys)), 0, sample.worlds)
    return counter.counts[counter.where]


def _summary(samples: Sequence[Sample], counts: Integers) -> Acceptability:
    """Counts as shares with their errors."""
    worlds = np.array([sample.worlds for sample in samples], dtype=np.float64)[:, None]
    sizes = np.array([sample.size for sample in samples], dtype=np.float64)[:, None]
    share = counts / worlds
    error = np.sqrt(share * (1 - share) / sizes)
    others = np.array([np.delete(share, party, axis=0).prod(axis=0) for party in range(len(samples))])
    joint_error = np.sqrt(((error * others) ** 2).sum(axis=0))
    return Acceptability(counts, share, error, share.prod(axis=0), joint_error)


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Utility of each package over the worlds, 0 to 1: its mean, and its quantiles (packages, quantiles)."""

    mean: Floats
    quantiles: Floats


def utility_bands(sample: Sample, packages: ArrayLike, quantiles: Sequence[float] = QUANTILES) -> Bands:
    """What a few packages are worth to a party: the mean over its worlds and the given quantiles.

    Raises `UsageError` where packages do not fit the sample or a quantile is not between 0 and 1.
    """
    if any(not 0 <= each <= 1 for each in quantiles):
        raise UsageError("quantiles lie between 0 and 1")
    chosen = _packages([sample], packages)
    mean, bands = np.empty(len(chosen)), np.empty((len(chosen), len(quantiles)))
    for number, package in enumerate(chosen):
        worth = _utility(sample, package)
        mean[number], bands[number] = worth.mean(), np.quantile(worth, quantiles)
    return Bands(mean, bands)


@dataclass(frozen=True, slots=True, eq=False)
class BreakEven:
    """How much dearer no agreement would have to be for one world in two to accept, per package; 1 is all at stake.

    Counted on top of the cost already in the threshold; below 0, one world in two would accept even if no agreement
    were better by that much. `low` and `high` enclose it with 95 % confidence.
    """

    cost: Floats
    low: Floats
    high: Floats


def break_even(sample: Sample, packages: ArrayLike) -> BreakEven:
    """The median over the worlds of no agreement's worth less the package's, with its order-statistic interval.

    The interval runs between the ranks n/2 +- 0.98 sqrt(n), n the effective number of worlds, stretched to all worlds.
    Raises `UsageError` where packages do not fit the sample.
    """
    chosen = _packages([sample], packages)
    worlds = sample.worlds
    middle = (worlds + 1) // 2 - 1
    reach = 0.98 * worlds / sample.size**0.5
    ranks = [middle, max(0, int(np.floor(middle - reach))), min(worlds - 1, int(np.ceil(middle + reach)))]
    found = np.empty((3, len(chosen)))
    for number, package in enumerate(chosen):
        lacking = np.partition(sample.threshold - _utility(sample, package), sorted(set(ranks)))
        found[:, number] = lacking[ranks]
    return BreakEven(found[0], found[1], found[2])


def _utility(sample: Sample, package: NDArray[np.int32]) -> Floats:
    """A package's worth in each world, summed issue by issue: the sum that all counting agrees with."""
    worth = np.zeros(sample.worlds)
    for table, step in zip(sample.values, package, strict=True):
        worth += table[:, step]
    return worth


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The best packages by joint acceptability times credibility (`value`): their `rows`, best first, `place` from 1.

    Exactly equal values share a place, and all that tie with the last one wanted are there. `acceptability` belongs to
    `rows`, column by column. `examined` is the share of the worlds times packages times parties that had to be counted.
    """

    rows: Integers
    value: Floats
    place: Integers
    acceptability: Acceptability
    examined: float


def best_packages(
    samples: Sequence[Sample], packages: ArrayLike, credibility: ArrayLike, top: int, within: float = 0.0
) -> Ranking:
    """The `top` packages by joint acceptability times credibility: exactly as counting all in full would give.

    `credibility` holds one factor a package, 0 or more. With `within`, packages whose value is that much less than
    the last place's are there too (a band of equals is cut by the caller). The order is exact: products of whole
    counts and the given factors, as fractions where floats are too close to tell.

    A package is let go when the most that it can still come to leaves it behind `top` others that have been counted in
    full: each party accepting it in all worlds not yet looked at, or as often as a package that is the best for it on
    some issues and the same on the others, whichever is less. After a first stage that shows whom to count in full,
    worlds that accept little come first: there hopes are dashed. Memory is a few dozen bytes a package.

    Raises `UsageError` where shapes do not fit, a factor is below 0 or not finite, `top` is not above 0, or `within` is
    below 0.
    """
    chosen = _packages(samples, packages)
    factor = np.asarray(credibility, dtype=np.float64)
    if factor.shape != (len(chosen),) or not np.isfinite(factor).all() or (factor < 0).any():
        raise UsageError(f"credibility is {len(chosen)} factors of 0 or more")
    if top < 1 or not within >= 0:
        raise UsageError("top is above 0, and within not below 0")
    counters = [_Counter(_hard_worlds_first(sample), chosen) for sample in samples]
    for counter in counters:
        counter.limit()
    alive = np.arange(len(chosen))
    least = _scouted(counters, factor, top) if len(chosen) > top else 0.0
    alive = alive[_reach(counters, factor, alive) >= (least - within) * (1 - 1e-12)]
    for start, end in pairwise((0.0, *_STAGES)):
        for counter in counters:
            counter.extend(alive, start, end)
        alive = alive[_reach(counters, factor, alive) >= (least - within) * (1 - 1e-12)]
    counts = np.array([counter.counts[counter.where[alive]] for counter in counters], dtype=np.int64)
    rows, places = _exact_order(counts, factor[alive], top, within * prod(sample.worlds for sample in samples))
    summary = _summary(samples, counts[:, rows].reshape(len(samples), len(rows)))
    done = sum(counter.work for counter in counters)
    whole = sum(len(counter.keys) * counter.sample.worlds for counter in counters)
    return Ranking(alive[rows], summary.joint * factor[alive[rows]], places, summary, done / whole if whole else 0.0)


def _hard_worlds_first(sample: Sample) -> Sample:
    """The first stage as drawn, then those worlds first in which average steps fall furthest behind no agreement."""
    ease = np.sum([table.mean(axis=1) for table in sample.values], axis=0) - sample.threshold
    ease[: round(_STAGES[0] * sample.worlds)] = -np.inf
    order = np.argsort(ease, kind="stable")
    return Sample(tuple(table[order] for table in sample.values), sample.threshold[order], sample.effective)


def _reach(counters: Sequence[_Counter], factor: Floats, alive: NDArray[np.intp]) -> Floats:
    """The most that each package can still come to."""
    value = factor[alive].copy()
    for counter in counters:
        at = counter.where[alive]
        most = np.minimum(counter.counts[at] + (counter.sample.worlds - counter.seen[at]), counter.most[at])
        value *= most / counter.sample.worlds
    return value


def _scouted(counters: Sequence[_Counter], factor: Floats, top: int) -> float:
    """A value that `top` packages reach for certain: the promising ones, by a few worlds, counted in full."""
    everyone = np.arange(len(factor))
    for counter in counters:
        counter.extend(everyone, 0.0, _STAGES[0])
    guess = factor.copy()
    for counter in counters:
        guess *= counter.counts[counter.where]
    many = min(len(factor), 2 * top + 100)
    scouts = np.argpartition(guess, len(guess) - many)[-many:]
    for counter in counters:
        for start, end in pairwise(_STAGES):
            counter.extend(scouts, start, end)
    return float(np.sort(_reach(counters, factor, scouts))[-top])


def _exact_order(counts: Integers, factor: Floats, top: int, within: float) -> tuple[NDArray[np.intp], Integers]:
    """The columns of the first `top` places and their ties, best first, and their places."""
    product_of: NDArray[np.object_] = reduce(lambda a, b: a * b, (row.astype(object) for row in counts))
    rough = product_of.astype(np.float64) * factor
    last = np.sort(rough)[-top] if len(rough) > top else -np.inf
    near = np.flatnonzero(rough >= (last - within) * (1 - 1e-12)) if last > -np.inf else np.arange(len(rough))
    known: dict[tuple[int, float], Fraction] = {}
    pairs = list(zip(product_of[near].tolist(), factor[near].tolist(), strict=True))
    for pair in pairs:
        if pair not in known:
            known[pair] = pair[0] * Fraction(pair[1])
    exact = [known[pair] for pair in pairs]
    order = sorted(range(len(near)), key=lambda number: (-exact[number], near[number]))
    places = np.empty(len(order), dtype=np.int64)
    for number, each in enumerate(order):
        tied = number and exact[each] == exact[order[number - 1]]
        places[number] = places[number - 1] if tied else number + 1
    if len(order) > top:
        floor = exact[order[top - 1]] - Fraction(within)
        order = [each for each in order if exact[each] >= floor]
    return near[order], places[: len(order)]


class _Counter:
    """Counts one party's worlds for packages, each different one once.

    `keys` (different packages, groups of issues) are numbers of rows in the tables of sums; `where` maps each package
    to its row of `keys`, `first` back to one of its packages; `counts` are worlds that accept, among the `seen` first
    ones.
    """

    def __init__(self, sample: Sample, packages: NDArray[np.int32]) -> None:
        self.sample = sample
        same = [_first_alike(table) for table in sample.values]
        self.starts = np.cumsum([0, *(table.shape[1] for table in sample.values)], dtype=np.int64)[:-1]
        self.issues = [issue for issue, alike in enumerate(same) if alike.any()]
        used = [np.flatnonzero(same[issue] == np.arange(len(same[issue]))) for issue in self.issues]
        self.steps = used
        self.groups = _groups([len(each) for each in used])
        digits = [np.searchsorted(u, same[i])[packages[:, i]] for i, u in zip(self.issues, used, strict=True)]
        keys = np.zeros((len(packages), len(self.groups)), dtype=np.int32)
        base = 0
        for number, group in enumerate(self.groups):
            for issue in group:
                keys[:, number] = keys[:, number] * len(used[issue]) + digits[issue]
            keys[:, number] += base
            base += prod(len(used[issue]) for issue in group)
        self.rows = base
        first, self.where = _different(keys)
        self.keys = np.ascontiguousarray(keys[first])
        self.packages, self.first = packages, first
        self.counts = np.zeros(len(self.keys), dtype=np.int64)
        self.seen = np.zeros(len(self.keys), dtype=np.int64)
        self.most = np.full(len(self.keys), sample.worlds, dtype=np.int64)
        self.work = 0
        target = sample.threshold - TIE
        largest = sum((np.abs(table).max(axis=1) for table in sample.values), np.abs(target)).max()
        self.scale = 2.0**30 / max(float(largest), 1e-300)
        self.margin = (len(sample.values) + 1) // 2 + 2

    def extend(self, packages: NDArray[np.intp], start: float, end: float) -> None:
        """Count the worlds from share `start` to share `end` for those of the packages that have not seen them."""
        worlds = self.sample.worlds
        first, last = round(start * worlds), round(end * worlds)
        wanted = np.zeros(len(self.keys), dtype=np.bool_)
        wanted[self.where[packages]] = True
        self.count(np.flatnonzero(wanted & (self.seen == first)), first, last)

    def count(self, chosen: NDArray[np.intp], first: int, last: int) -> None:
        """Count the worlds `first` to `last` (not included) for the chosen rows of `keys`."""
        if not len(chosen) or first == last:
            return
        self.counts[chosen] += self._counted(self.keys[chosen], self.first[chosen], first, last, self.margin)
        self.seen[chosen] = last

    def limit(self) -> None:
        """Lower `most`: let one group of issues at a time be as good as can be in each world, and count that.

        Worth it only where many packages differ in that group alone. Counted is whatever is not surely below the
        threshold, and the best sum in whole units is no less than any other, so no count is too small.
        """
        for number in range(len(self.groups)):
            keys = self.keys.copy()
            keys[:, number] = self.rows + number
            first, where = _different(keys)
            if len(first) * _WORTH > len(keys):
                continue
            # With the margin negated the loop counts what is above minus the margin, and has nothing to settle.
            counts = self._counted(keys[first], self.first[first], 0, self.sample.worlds, -self.margin)
            self.most = np.minimum(self.most, counts[where])

    def _counted(self, keys: NDArray[np.int32], rows: NDArray[np.intp], first: int, last: int, margin: int) -> Integers:
        """The worlds `first` to `last` (not included) that accept each of the keys, of the packages in these rows."""
        found = np.zeros(len(keys), dtype=np.int64)
        block = min(max(64, _CELLS // max(1, self.rows) // 64 * 64), 1024)
        for start in range(first, last, block):
            end = min(last, start + block)
            values = np.concatenate([table[start:end].T for table in self.sample.values])
            target = self.sample.threshold[start:end] - TIE
            tables, begin = self._tables(values, target)
            count_block(tables, begin, keys, margin, values, self.starts, self.packages, rows, target, found)
        self.work += len(keys) * (last - first)
        return found

    def _tables(self, values: Floats, target: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The sums of each group's combinations (rows, worlds), and where each world begins (minus its target).

        The last rows are the best sum of each group.
        """
        whole = np.rint(values * self.scale).astype(np.int32)
        begin = -np.rint(target * self.scale).astype(np.int32)
        for issue, start in enumerate(self.starts):
            if issue not in self.issues:  # worth the same at every step
                begin += whole[start]
        tables = np.empty((self.rows + len(self.groups), len(target)), dtype=np.int32)
        at = 0
        for number, group in enumerate(self.groups):
            sums = np.zeros((1, len(target)), dtype=np.int32)
            for place in group:
                part = whole[self.starts[self.issues[place]] + self.steps[place]]
                sums = (sums[:, None, :] + part[None, :, :]).reshape(-1, len(target))
            tables[at : at + len(sums)] = sums
            tables[self.rows + number] = sums.max(axis=0)
            at += len(sums)
        return tables, begin


def _first_alike(table: Floats) -> NDArray[np.intp]:
    """For each step of an issue, the first step that is worth the same in every world."""
    first: dict[bytes, int] = {}
    columns = np.ascontiguousarray(table.T) + 0.0  # no minus nought
    return np.array([first.setdefault(column.tobytes(), step) for step, column in enumerate(columns)], dtype=np.intp)


def _groups(sizes: Sequence[int]) -> list[list[int]]:
    """Issues in groups whose steps have at most `_ROWS` combinations; the last groups, which change most, are full."""
    groups: list[list[int]] = []
    room = 0
    for issue in reversed(range(len(sizes))):
        if groups and room * sizes[issue] <= _ROWS:
            groups[0].insert(0, issue)
            room *= sizes[issue]
        else:
            groups.insert(0, [issue])
            room = sizes[issue]
    return groups


def _different(keys: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which rows are the first of their kind, in lexical order, and for each row the number of its kind."""
    count = len(keys)
    if not count or not keys.shape[1]:
        return np.zeros(min(count, 1), dtype=np.intp), np.zeros(count, dtype=np.intp)
    low = keys.min(axis=0).astype(np.int64)
    spans = (keys.max(axis=0) - low + 1).tolist()
    if prod(spans) < 2**62:  # one number says it all
        word = np.zeros(count, dtype=np.int64)
        for column, span in enumerate(spans):
            word *= span
            word += keys[:, column] - low[column]
        if prod(spans) <= 4 * count:
            present = np.zeros(prod(spans), dtype=np.bool_)
            present[word] = True
            where = (np.cumsum(present) - 1)[word]
            first = np.empty(int(present.sum()), dtype=np.intp)
            first[where[::-1]] = np.arange(count)[::-1]
            return first, where
        order = np.argsort(word, kind="stable")
        new = np.diff(word[order], prepend=-1) != 0
    else:
        order = np.lexsort(keys.T[::-1])
        new = np.ones(count, dtype=np.bool_)
        new[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
    where = np.empty(count, dtype=np.intp)
    where[order] = np.cumsum(new) - 1
    return order[new], where


def _packages(samples: Sequence[Sample], packages: ArrayLike) -> NDArray[np.int32]:
    """Packages as whole numbers of 32 bits, checked against the steps of every sample."""
    if not samples:
        raise UsageError("at least one party is needed")
    given = np.asarray(packages)
    issues = len(samples[0].values)
    if given.size == 0:
        given = np.zeros((0, issues), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != issues or given.dtype.kind not in "iu":
        raise UsageError(f"packages are an array (packages, {issues}) of whole numbers")
    for sample in samples:
        if len(sample.values) != issues:
            raise UsageError("all parties need the same issues")
        for issue, table in enumerate(sample.values):
            if len(given) and not 0 <= int(given[:, issue].min()) <= int(given[:, issue].max()) < table.shape[1]:
                raise UsageError(f"issue {issue} has the steps 0 to {table.shape[1] - 1}")
    return np.ascontiguousarray(given, dtype=np.int32)
