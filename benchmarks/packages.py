"""Values of packages, made at random: two generators, and links between issues."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from nonpaper.analysis.frontier_links import Link, from_table

Kind = Literal["opposed", "random"]
Values = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def made(
    issues: int, options: int, parties: int, *, seed: int, kind: Kind = "opposed", points: int | None = None
) -> list[Values]:
    """Each party weighs the issues its own way, 1 in all, and gives the worst option 0, the best the issue's weight.

    *opposed*: two parties want the options in opposite order and the others in any order, so that nearly all options
    are efficient: the hard case. *random*: everyone in any order. Real values have six decimals; `points` makes them
    whole, about so many for the best package.
    """
    draw = np.random.default_rng(seed)
    weights = draw.dirichlet(np.full(issues, 1.5), size=parties)
    values: list[Values] = []
    for issue in range(issues):
        table = np.empty((options, parties))
        for party in range(parties):
            worth = np.sort(draw.random(options))
            worth = (worth - worth[0]) / (worth[-1] - worth[0])
            if kind == "random" or party >= 2:
                worth = draw.permutation(worth)
            elif party == 1:
                worth = worth[::-1]
            table[:, party] = worth * weights[party, issue]
        values.append(np.round(table, 6) if points is None else np.rint(table * points).astype(np.int64))
    return values


def linked(issues: int, options: int, count: int, *, seed: int, near: int | None = None) -> tuple[Link, ...]:
    """So many pairs of issues with a link: one option excludes one of the other issue, or allows but half of them.

    With `near` the two are never further apart than that.
    """
    draw = np.random.default_rng(seed)
    tables: dict[tuple[int, int], npt.NDArray[np.bool_]] = {}
    while len(tables) < count:
        one = int(draw.integers(issues))
        other = int(draw.integers(issues)) if near is None else int((one + draw.integers(1, near + 1)) % issues)
        if one == other or (one, other) in tables or (other, one) in tables:
            continue
        table = np.ones((options, options), dtype=np.bool_)
        option = int(draw.integers(options))
        if draw.random() < 0.5:
            table[option, int(draw.integers(options))] = False
        else:
            table[option] = False
            table[option, draw.permutation(options)[: max(1, options // 2)]] = True
        tables[one, other] = table
    return tuple(link for (one, other), table in tables.items() for link in from_table(one, other, table))
