"""All packages side by side, while they are few: no merge, nothing compiled, and the judge of the other methods."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nonpaper.analysis.frontier_found import FEW_PACKAGES, UNKEPT, WORSE, Case, Found, Method, none
from nonpaper.analysis.frontier_links import Link, Step, clauses_of
from nonpaper.analysis.frontier_rows import efficient, falling, find
from nonpaper.errors import UsageError


def enumerated(case: Case, steps: Sequence[Step], links: Sequence[Link], count_ties: bool) -> Found:
    """All packages side by side. The issue placed last varies slowest, as in a merge, so ties fall alike."""
    total = math.prod(len(step.options) for step in steps)
    if total > 100 * FEW_PACKAGES:
        raise UsageError(f"{total} packages are too many to put side by side")
    rows = np.zeros((1, case.gains[0].shape[1]), dtype=np.int64)
    for step in steps:
        gain = case.gains[step.issue][list(step.options)]
        rows = (gain[:, None, :] + rows[None, :, :]).reshape(-1, rows.shape[1])
    chosen = np.zeros((total, len(case.gains)), dtype=np.uint16)
    stride = 1
    for step in steps:
        options = np.array(step.options, dtype=np.uint16)
        chosen[:, step.issue] = options[np.arange(total) // stride % len(options)]
        stride *= len(options)
    allowed = np.ones(total, dtype=np.bool_)
    for clause in clauses_of(links, [len(gain) for gain in case.gains]) or ():
        met = np.zeros(total, dtype=np.bool_)
        for issue, options_ in clause.items():
            good = np.zeros(len(case.gains[issue]), dtype=np.bool_)
            good[list(options_)] = True
            met |= good[chosen[:, issue]]
        allowed &= met
    if not allowed.any():
        return none(case, UNKEPT)
    if case.least is not None:
        allowed &= (rows >= case.least).all(axis=1)
        if not allowed.any():
            return none(case, WORSE)
    at = np.flatnonzero(allowed)
    best = at[efficient(rows[at])]
    best = best[falling(rows[best])]
    ties = None
    if count_ties:
        weight = np.ones(len(at), dtype=object)
        for step in steps:
            if any(count > 1 for count in step.equal.values()):
                weight *= np.array([step.equal[option] for option in chosen[at, step.issue].tolist()], dtype=object)
        counts = np.zeros(len(best), dtype=object)
        place = find(rows[at], rows[best])
        np.add.at(counts, place[place >= 0], weight[place >= 0])
        ties = tuple(int(count) for count in counts)
    return Found(rows[best], Method.ENUMERATED, chosen[best], ties=ties, most=total)
