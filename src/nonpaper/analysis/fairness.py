"""Which packages would a fair-minded third person point to? Four answers of bargaining theory, over a given set.

Each party brings one utility a package and the utility of no agreement; what counts is the *gain*, the difference.
Only packages that leave nobody worse off than no agreement are looked at. Nash and Kalai-Smorodinsky do not depend on
how each party's scale is drawn; the egalitarian and the utilitarian answer do, and mean something only if one unit of
the one party may be set against one unit of the other (`Rule.needs_comparable_scales`).

The packages are a list: there are no lotteries between them (but see `with_lotteries`). Whole numbers and fractions
are reckoned exactly, so a tie is a tie; floats are equal within `TIE`. Every tie is reported. The efficient packages
give the same answers as all packages: nobody is lost by asking the frontier only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonpaper.errors import UsageError

Amount = int | Fraction | float
Utilities = Sequence[Sequence[Amount]] | NDArray[Any]

TIE = 1e-9
"""Floats are equal within this share of the product (Nash), the ideal gain (Kalai-Smorodinsky) or the largest gain."""


class Rule(StrEnum):
    """Four readings of a fair deal, by the names of the literature."""

    NASH = "nash"
    KALAI_SMORODINSKY = "kalai-smorodinsky"
    EGALITARIAN = "egalitarian"
    UTILITARIAN = "utilitarian"

    @property
    def needs_comparable_scales(self) -> bool:
        """Whether the answer changes when one party's scale is stretched: then it compares the parties' units."""
        return self in (Rule.EGALITARIAN, Rule.UTILITARIAN)


@dataclass(frozen=True, slots=True)
class Fair:
    """The packages that one rule points to: all that tie, by row, and none where `reason` says why.

    `value` is what they have in common: the product of gains (Nash), the smallest share of a party's own ideal gain
    (Kalai-Smorodinsky, 0 to 1), the smallest gain (egalitarian) or the sum of gains (utilitarian). `gains` holds each
    different vector of gains among them once. `count` is how many packages the rows stand for. `exact` is False where
    an input was a float. Without `better_for_all` no package is better than no agreement for everyone, and whatever is
    pointed to leaves somebody without a gain.
    """

    rule: Rule
    packages: tuple[int, ...]
    count: int
    gains: tuple[tuple[Fraction, ...], ...]
    value: Fraction | None
    exact: bool
    better_for_all: bool
    reason: str = ""


def nash(utilities: Utilities, no_agreement: Sequence[Amount], counts: Sequence[int] | None = None) -> Fair:
    """The packages with the largest product of gains over no agreement [Nash1950].

    `utilities` has a row a package and a column a party, each column in its own unit; `no_agreement` one number a
    party. `counts` says how many packages a row stands for (default one). Efficient; no scale matters; dropping
    packages that were not chosen changes nothing. If no package is better for everyone all products are nought: no
    package is named.

    Raises `UsageError` where the shapes do not fit or a number is not finite.
    """
    return _answer(Rule.NASH, _Table.of(utilities, no_agreement), counts)


def kalai_smorodinsky(
    utilities: Utilities, no_agreement: Sequence[Amount], counts: Sequence[int] | None = None
) -> Fair:
    """The packages whose smallest *share of the ideal gain* is largest [KalaiSmorodinsky1975].

    A party's ideal gain is its largest among the packages that leave nobody worse off than no agreement. On a convex
    set the shares come out equal; on a list they cannot, so this is the max-min of the normalised gains, and among
    equals the next smallest share decides, and so on, as in [Imai1983]. Efficient; no scale matters. More packages
    with the same ideal gains never lower `value`, though the gain of one party may fall (which it could not on a
    convex set of two).

    Arguments and errors as in `nash`.
    """
    return _answer(Rule.KALAI_SMORODINSKY, _Table.of(utilities, no_agreement), counts)


def egalitarian(utilities: Utilities, no_agreement: Sequence[Amount], counts: Sequence[int] | None = None) -> Fair:
    """The packages whose smallest gain is largest, then the second smallest, and so on (leximin) [Kalai1977].

    Compares the parties' units: meaningful only on comparable scales. Arguments and errors as in `nash`.
    """
    return _answer(Rule.EGALITARIAN, _Table.of(utilities, no_agreement), counts)


def utilitarian(utilities: Utilities, no_agreement: Sequence[Amount], counts: Sequence[int] | None = None) -> Fair:
    """The packages with the largest sum of gains [Harsanyi1955], among those that leave nobody worse off.

    Adds the parties' units: meaningful only on comparable scales. Arguments and errors as in `nash`.
    """
    return _answer(Rule.UTILITARIAN, _Table.of(utilities, no_agreement), counts)


def fair_packages(
    utilities: Utilities, no_agreement: Sequence[Amount], counts: Sequence[int] | None = None
) -> tuple[Fair, ...]:
    """All four answers, in the order of `Rule`. Arguments and errors as in `nash`."""
    table = _Table.of(utilities, no_agreement)
    return tuple(_answer(rule, table, counts) for rule in Rule)


@dataclass(frozen=True, slots=True)
class _Table:
    """The gains of the packages that leave nobody worse off.

    `rows` are their numbers; `gains` whole numbers, to be divided by `unit`, or floats.
    """

    rows: NDArray[np.intp]
    gains: NDArray[Any]
    unit: int
    exact: bool
    better: bool

    @staticmethod
    def of(utilities: Utilities, no_agreement: Sequence[Amount]) -> _Table:
        array, exact = _numbers(utilities)
        point, exact_too = _numbers(no_agreement)
        if point.ndim != 1 or not len(point):
            raise UsageError("no_agreement holds one number for each party")
        if array.size == 0 and array.ndim < 2:
            array = array.reshape(0, len(point))
        if array.ndim != 2 or array.shape[1] != len(point):
            raise UsageError(f"utilities need {len(point)} columns, one a party, not the shape {array.shape}")
        unit = 1
        if exact and exact_too:
            array, point, unit = _whole(array, point)
            gains = array - point
        else:
            exact = exact_too = False
            array, point = array.astype(np.float64), point.astype(np.float64)
            if not (np.isfinite(array).all() and np.isfinite(point).all()):
                raise UsageError("utilities are finite numbers")
            scale = np.maximum(np.abs(array).max(axis=0, initial=0), np.abs(point))
            gains = array - point
            gains[np.abs(gains) <= TIE * scale] = 0.0
        rows = np.flatnonzero((gains >= 0).all(axis=1))
        gains = gains[rows]
        better = bool((gains > 0).all(axis=1).any())
        return _Table(rows, gains, unit, exact, better)


def _numbers(values: object) -> tuple[NDArray[Any], bool]:
    """An array, and whether all of it is whole numbers or fractions."""
    try:
        given = np.asarray(values)
        if given.dtype.kind == "O" or (not isinstance(values, np.ndarray) and given.size and given.dtype.kind != "i"):
            given = np.array(values, dtype=object)  # as they were given: fractions, very large numbers
    except ValueError:
        raise UsageError("every package needs one number for each party") from None
    if given.dtype.kind == "O":
        kinds = {type(each) for each in given.flat}
        wrong = [kind.__name__ for kind in kinds if not issubclass(kind, int | Fraction | float) or kind is bool]
        if wrong:
            raise UsageError(f"utilities are int, Fraction or float, not {min(wrong)}")
        return given, not any(issubclass(kind, float) for kind in kinds)
    if given.dtype.kind not in "iuf":
        raise UsageError(f"utilities are int, Fraction or float, not {given.dtype}")
    return given, given.dtype.kind != "f" or not given.size


def _whole(array: NDArray[Any], point: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], int]:
    """Both as whole numbers of one common unit (its inverse comes third); in 64 bits where nothing can overflow."""
    unit = 1
    for part in (array, point):
        if part.dtype.kind == "O":
            unit = lcm(unit, *(each.denominator for each in part.flat))
    parts = []
    for part in (array, point):
        largest = max((abs(int(each)) for each in (part.min(), part.max())), default=0) if part.size else 0
        if part.dtype.kind == "O" or unit > 1 or largest >= _SMALL:
            part = np.array([int(each * unit) for each in part.astype(object).flat], dtype=object).reshape(part.shape)
            if all(abs(each) < _SMALL for each in part.flat):
                part = part.astype(np.int64)
        parts.append(part if part.dtype.kind == "O" else part.astype(np.int64))
    if any(part.dtype.kind == "O" for part in parts):
        parts = [part.astype(object) for part in parts]
    return parts[0], parts[1], unit


_SMALL = 2**52
"""Whole numbers below this, and their differences, are exact in 64 bits and as floats."""


def _answer(rule: Rule, table: _Table, counts: Sequence[int] | None) -> Fair:
    """One rule on a table, with the reason where it names no package."""
    if counts is not None and len(table.rows) and len(counts) <= int(table.rows[-1]):
        raise UsageError("counts hold one number for each package")

    def nothing(reason: str) -> Fair:
        return Fair(rule, (), 0, (), None, table.exact, table.better, reason)

    if not len(table.rows):
        return nothing("no package leaves everyone at least as well off as no agreement")
    if rule is Rule.NASH and not table.better:
        return nothing("no package is better than no agreement for everyone")
    if rule is Rule.NASH:
        chosen, value = _largest_product(table)
    elif rule is Rule.UTILITARIAN:
        chosen, value = _largest_sum(table)
    else:
        chosen, value = _leximin(table, normalised=rule is Rule.KALAI_SMORODINSKY)
    rows = tuple(int(row) for row in table.rows[chosen])
    different = {tuple(Fraction(each) / table.unit for each in gains) for gains in table.gains[chosen].tolist()}
    count = len(rows) if counts is None else sum(int(counts[row]) for row in rows)
    return Fair(rule, rows, count, tuple(sorted(different)), value, table.exact, table.better)


def _largest_product(table: _Table) -> tuple[NDArray[np.intp], Fraction]:
    """The rows with the largest product: by logarithms, and among those near the top by the products themselves."""
    able = np.flatnonzero((table.gains > 0).all(axis=1))
    gains = table.gains[able]
    logs = np.log(gains.astype(np.float64)).sum(axis=1)
    near = np.flatnonzero(logs >= logs.max() - TIE)
    if not table.exact:
        return able[near], prod((Fraction(each) for each in gains[int(np.argmax(logs))].tolist()), start=Fraction(1))
    products = [prod(row) for row in gains[near].tolist()]
    best = max(products)
    chosen = near[[product == best for product in products]]
    return able[chosen], Fraction(best, table.unit ** gains.shape[1])


def _largest_sum(table: _Table) -> tuple[NDArray[np.intp], Fraction]:
    """The rows with the largest sum."""
    sums = table.gains.sum(axis=1)
    best = sums.max()
    slack = 0 if table.exact else TIE * float(table.gains.max())
    return np.flatnonzero(sums >= best - slack), Fraction(best.item() if hasattr(best, "item") else best) / table.unit


def _leximin(table: _Table, *, normalised: bool) -> tuple[NDArray[np.intp], Fraction]:
    """The rows whose smallest (normalised) gain is largest, then the second smallest, and so on.

    A party that no package gives anything has nothing to divide by; its share is 0 everywhere, which decides nothing.
    """
    gains, unit = table.gains, table.unit
    if normalised:
        ideal = [each or 1 for each in gains.max(axis=0).tolist()]
        if table.exact:
            unit = lcm(*ideal)
            factors = [unit // each for each in ideal]
            small = all(each * factor < _SMALL for each, factor in zip(ideal, factors, strict=True))
            gains = gains.astype(np.int64 if small else object) * np.array(factors, dtype=np.int64 if small else object)
        else:
            gains = gains / np.array(ideal)
    ordered = np.sort(gains, axis=1)
    slack = 0 if table.exact else TIE * (1.0 if normalised else float(gains.max()))
    left = np.arange(len(ordered))
    for column in range(ordered.shape[1]):
        values = ordered[left, column]
        left = left[values >= values.max() - slack]
    smallest = ordered[left, 0].max()
    return left, Fraction(smallest.item() if hasattr(smallest, "item") else smallest) / unit


@dataclass(frozen=True, slots=True)
class Lottery:
    """A mixture of at most two packages of a list. `parts` are (the rows that have these utilities, the chance)."""

    rule: Rule
    parts: tuple[tuple[tuple[int, ...], Fraction], ...]
    utilities: tuple[Fraction, Fraction]


def with_lotteries(rule: Rule, utilities: Utilities, no_agreement: Sequence[Amount]) -> Lottery | None:
    """The same question where two parties may also draw lots between packages, or divide their time between them.

    Exact (a float is taken at its binary value). None where no lottery leaves both at least as well off as no
    agreement. With lots Kalai-Smorodinsky is the point where both have the same share of their ideal gain, if the
    frontier has one.

    Raises `UsageError` as `nash` does, for more or fewer than two parties, and for the utilitarian rule, which never
    needs a lottery.
    """
    if rule is Rule.UTILITARIAN:
        raise UsageError("the largest sum never needs a lottery: call utilitarian()")
    _Table.of(utilities, no_agreement)  # shapes and numbers
    point = [Fraction(each) for each in np.array(no_agreement, dtype=object).tolist()]
    if len(point) != 2:
        raise UsageError(f"lotteries are worked out for two parties, not {len(point)}")
    rows: dict[tuple[Fraction, Fraction], list[int]] = {}
    for number, (one, other) in enumerate(np.array(utilities, dtype=object).reshape(-1, 2).tolist()):
        rows.setdefault((Fraction(one) - point[0], Fraction(other) - point[1]), []).append(number)
    line = _clipped(_upper_right(sorted(rows)))
    if not line:
        return None
    ends = [spot.gains for spot in line]
    scale = (Fraction(1), Fraction(1))
    if rule is Rule.KALAI_SMORODINSKY:
        scale = (max(x for x, _ in ends) or Fraction(1), max(y for _, y in ends) or Fraction(1))
    spots = list(line)
    for start, end in pairwise(line):
        t = _inside(rule, start.gains, end.gains, scale)
        if t is not None:
            spots.append(_between(start, end, t))

    def worth(spot: _Spot) -> tuple[Fraction, Fraction]:
        x, y = spot.gains
        if rule is Rule.NASH:
            return (x * y, Fraction(0))
        return (min(x / scale[0], y / scale[1]), max(x / scale[0], y / scale[1]))

    best = max(spots, key=worth)
    parts = tuple((tuple(rows[corner]), share) for corner, share in best.mix if share)
    return Lottery(rule, parts, (best.gains[0] + point[0], best.gains[1] + point[1]))


_Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A point of the frontier with lotteries, as a mixture of its corners."""

    gains: _Pair
    mix: tuple[tuple[_Pair, Fraction], ...]


def _upper_right(points: list[_Pair]) -> list[_Pair]:
    """The corners of the efficient side of the hull of sorted points, from the first party's least to its most."""
    hull: list[_Pair] = []
    for point in points:
        while hull and hull[-1][1] <= point[1]:
            hull.pop()
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) >= 0:
            hull.pop()
        hull.append(point)
    return hull


def _turn(a: _Pair, b: _Pair, c: _Pair) -> Fraction:
    """Above 0 where a, b, c turn left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _clipped(corners: list[_Pair]) -> list[_Spot]:
    """The stretch of the frontier on which neither gain is below nought."""
    spots = [_Spot(corner, ((corner, Fraction(1)),)) for corner in corners]
    line: list[_Spot] = []
    for number, spot in enumerate(spots):
        if number:
            before = spots[number - 1]
            for axis in (0, 1):
                low, high = before.gains[axis], spot.gains[axis]
                if low * high < 0:
                    cut = _between(before, spot, low / (low - high))
                    if min(cut.gains) >= 0:
                        line.append(cut)
        if min(spot.gains) >= 0:
            line.append(spot)
    return sorted({spot.gains: spot for spot in line}.values(), key=lambda spot: spot.gains)


def _between(start: _Spot, end: _Spot, t: Fraction) -> _Spot:
    """The mixture (1 - t) of start and t of end."""
    gains = tuple((1 - t) * a + t * b for a, b in zip(start.gains, end.gains, strict=True))
    shares: dict[_Pair, Fraction] = {}
    for spot, weight in ((start, 1 - t), (end, t)):
        for corner, share in spot.mix:
            shares[corner] = shares.get(corner, Fraction(0)) + weight * share
    return _Spot((gains[0], gains[1]), tuple(sorted(shares.items())))


def _inside(rule: Rule, start: _Pair, end: _Pair, scale: _Pair) -> Fraction | None:
    """Where strictly between two corners the rule may have its best point: as a share of the way, or None."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if rule is Rule.NASH:
        t = -(start[0] * dy + start[1] * dx) / (2 * dx * dy)  # efficient corners differ in both
    else:
        t = (start[1] * scale[0] - start[0] * scale[1]) / (dx * scale[1] - dy * scale[0])
    return t if 0 < t < 1 else None
