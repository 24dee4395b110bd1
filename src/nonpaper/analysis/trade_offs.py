"""What could be traded for what? Pairs of issues that two parties weigh the other way round in most worlds.

Logrolling [LaxSebenius1986]: the one gets its way on what matters more to it, the other on what matters more to *it*.
What a party's issues weigh is not known but drawn, one set of weights a world, so a trade-off has a share: how often
both halves of it are true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nonpaper.errors import UsageError

MOST_WORLDS = Fraction(1, 2)
"""A trade-off is told where its share is above this by more than two standard errors.

Where nothing is known of either party's weights a pair has one quarter; where the one is known for certain and nothing
of the other, one half. So only what is known of both can be above.
"""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """Of two issues the first party weighs the first above the second, the second party the second above the first.

    `share` is the chance that both hold, `halves` that each holds by itself, all 0 to 1; `error` is the standard error
    of `share` (0 where no drawn world disagrees: the true share may still be off by about three in the number of
    worlds). `place` counts from 1; equal shares have the same place, and their order means nothing.
    """

    parties: tuple[str, str]
    issues: tuple[str, str]
    share: Fraction
    error: float
    halves: tuple[Fraction, Fraction]
    place: int


def trade_offs(
    weights: Mapping[str, NDArray[np.float64]],
    issues: Sequence[str],
    least: Fraction = MOST_WORLDS,
    effective: Mapping[str, float] | None = None,
    *,
    common: bool = False,
) -> tuple[TradeOff, ...]:
    """All pairs of parties and issues whose share is clearly above `least`, largest first.

    `weights` holds, by party, an array (worlds, issues): what the whole of each issue is worth in each world, in that
    party's own unit; only comparisons inside a row are made, so units do not matter. Pass the issues on which the
    parties pull in different directions: on others there is nothing to trade. Weights that are equal (issues `part_of`
    one thing) count for neither side. `effective` is the effective number of worlds by party, where worlds are not
    independent draws.

    Worlds of different parties are independent, so the share is the product of two: p, that the one weighs i above j,
    and q, that the other weighs j above i. So every world of the one meets every world of the other. The error follows
    from Var(pq) = p^2 Var(q) + q^2 Var(p) + Var(p) Var(q). With `common`, world k of the one belongs to world k of the
    other (a shared scenario): then both halves are counted in the same world, with the error of a plain share. For
    independent worlds that is right too but less sharp: its variance is larger by pq(1 - p)(1 - q) / n.

    Raises `UsageError` where shapes do not fit, a weight is not finite, or worlds are common but not equally many.
    """
    count = len(issues)
    counted: dict[str, NDArray[np.int64]] = {}
    for party, table in weights.items():
        if table.ndim != 2 or table.shape[1] != count or not len(table):
            raise UsageError(f"{party}: weights of {count} issues in at least one world, not the shape {table.shape}")
        if not np.isfinite(table).all():
            raise UsageError(f"{party}: weights are finite")
        if not common:
            counted[party] = np.array([(table[:, [i]] > table).sum(axis=0) for i in range(count)]).reshape(count, count)
    found: list[tuple[Fraction, float, tuple[Fraction, Fraction], tuple[str, str], tuple[str, str]]] = []
    for one, other in combinations(sorted(weights), 2):
        n, m = len(weights[one]), len(weights[other])
        if common and n != m:
            raise UsageError(f"{one} and {other} have {n} and {m} worlds: common worlds are equally many")
        sizes = tuple((effective or {}).get(party, float(len(weights[party]))) for party in (one, other))
        for i in range(count):
            mine = weights[one][:, [i]] > weights[one] if common else None
            theirs = weights[other] > weights[other][:, [i]] if common else None
            for j in range(count):
                if mine is not None and theirs is not None:
                    p, q = Fraction(int(mine[:, j].sum()), n), Fraction(int(theirs[:, j].sum()), m)
                    share = Fraction(int((mine[:, j] & theirs[:, j]).sum()), n)
                    error = float(share * (1 - share) / Fraction(min(sizes))) ** 0.5
                else:
                    p, q = Fraction(int(counted[one][i, j]), n), Fraction(int(counted[other][j, i]), m)
                    share = p * q
                    error = _product_error(float(p), float(q), sizes[0], sizes[1])
                if float(share) - 2 * error > least:
                    found.append((share, error, (p, q), (one, other), (issues[i], issues[j])))
    found.sort(key=lambda each: (-each[0], each[3], each[4]))
    places: dict[Fraction, int] = {}
    for number, each in enumerate(found, 1):
        places.setdefault(each[0], number)
    return tuple(
        TradeOff(parties, pair, share, error, halves, places[share]) for share, error, halves, parties, pair in found
    )


def _product_error(p: float, q: float, n: float, m: float) -> float:
    """The standard error of the product of two independent shares, of n and m worlds."""
    of_p, of_q = p * (1 - p) / n, q * (1 - q) / m
    return float((p * p * of_q + q * q * of_p + of_p * of_q) ** 0.5)
