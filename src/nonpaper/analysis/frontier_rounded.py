"""The exact frontier of coarser values: what is left where the true one is out of reach, with a guaranteed bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonpaper.analysis.frontier_build import Run
from nonpaper.analysis.frontier_found import TABLE_BYTES, UNSURE, WORSE, Case, Found, Method, Progress, Trace, none
from nonpaper.analysis.frontier_links import Link, sweep
from nonpaper.analysis.frontier_rows import efficient, falling, thinned
from nonpaper.errors import UsageError

MOST_COUNTS = {1: 30_000, 2: 3_000, 3: 200}
"""The most points per party that a table is asked to hold, by its number of axes."""

_ROUNDED = (
    "The values were rounded to about {counts} points per party before the exact frontier was taken: every point is a "
    "real package at its true worth, but better ones may be missing, by no more than the bound."
)


def rounded(case: Case, links: tuple[Link, ...], most: int, progress: Progress | None) -> Found:
    """The exact frontier of coarser values, its packages at their true worth, and the guaranteed bound.

    A package x is beaten in coarse counts by the package of some point; in true values that can only be off by how far
    the rounding errors of each issue's options lie apart, summed over the issues.
    """
    if not 2 <= case.gains[0].shape[1] <= 4 or case.parties == 1:
        raise UsageError(f"rounding is for two to four parties, not {case.parties}")
    total = np.maximum(np.sum([gain.max(axis=0) for gain in case.gains], axis=0), 1)
    axes = len(total) - 1
    counts = int((TABLE_BYTES / 2 / (2 * max(len(case.gains) / (axes + 1), 1))) ** (1 / axes) * 0.8)
    counts = max(2, min(counts, MOST_COUNTS[axes]))
    size = np.maximum(total / counts, 1.0)
    coarse = [np.rint(gain / size).astype(np.int64) for gain in case.gains]
    spread = sum(
        (np.ptp(gain - rough * size, axis=0) for gain, rough in zip(case.gains, coarse, strict=True)),
        np.zeros(len(total)),
    )
    rough_case = replace(
        case,
        gains=tuple(rough - rough.min(axis=0) for rough in coarse),
        offset=np.zeros_like(case.offset),
        least=None,
    )
    plan = sweep(rough_case.gains, links)
    run = Run(rough_case, plan, max(most, 1_000_000), Method.ROUNDED, False, progress)
    found = run.answer()
    if not len(found.rows):
        return found
    rows, trace = found.rows, found.found
    chosen = np.arange(len(rows))
    if len(rows) > most:
        kept, loss = thinned(rows, np.zeros(len(rows), dtype=np.int64), most)
        chosen = chosen[kept]
        spread = spread + loss * size
    packages = trace.packages(chosen) if isinstance(trace, Trace) else trace[chosen]
    true = np.sum([gain[packages[:, issue]] for issue, gain in enumerate(case.gains)], axis=0)
    if case.least is not None:
        good = (true >= case.least).all(axis=1)
        true, packages = true[good], packages[good]
    kept_rows = np.flatnonzero(efficient(true))
    kept_rows = kept_rows[falling(true[kept_rows])]
    if not spread.any():  # the values were that coarse already
        return replace(found, rows=true[kept_rows], found=packages[kept_rows]) if len(true) else none(case, WORSE)
    return Found(
        true[kept_rows],
        Method.ROUNDED,
        packages[kept_rows],
        bound=spread,
        states=found.states,
        most=found.most,
        handover=found.handover,
        words=(_ROUNDED.format(counts=counts), *(() if len(true) else (UNSURE,))),
    )
