"""The innermost loop of acceptability: how often a sum reaches its threshold, in whole numbers, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nonpaper.compiled import compiled


def _count_block(
    tables: NDArray[np.int32],
    begin: NDArray[np.int32],
    keys: NDArray[np.int32],
    margin: int,
    values: NDArray[np.float64],
    starts: NDArray[np.int64],
    packages: NDArray[np.int32],
    rows: NDArray[np.intp],
    target: NDArray[np.float64],
    found: NDArray[np.int64],
) -> None:
    """Add to `found`, for each package (one of `rows`), the worlds of the block in which it reaches the target.

    `tables` (rows, worlds) holds sums of groups of issues in whole units, `keys` (packages, groups) the rows of a
    package, sorted so that packages with the same beginning follow each other: their partial sums are kept. `begin`
    (worlds,) is the target below nought. A sum within `margin` units of 0 is settled by `values` (steps of all
    issues, worlds), with the step of issue i in row `starts[i] + packages[rows[p], i]`, summed in the order of the
    issues.

    The casts to 32 bits are what lets the compiler keep eight or sixteen worlds in one register.
    """
    count, groups = keys.shape
    worlds = begin.shape[0]
    above = np.int32(margin)
    below = np.int32(-margin)
    part = np.zeros((groups + 1, worlds), dtype=np.int32)
    for s in range(worlds):
        part[0, s] = begin[s]
    for p in range(count):
        known = 0
        if p > 0:
            while known < groups and keys[p, known] == keys[p - 1, known]:
                known += 1
        for g in range(known, groups - 1):
            before = part[g]
            after = part[g + 1]
            row = tables[keys[p, g]]
            for s in range(worlds):
                after[s] = np.int32(before[s] + row[s])
        last = part[max(groups - 1, 0)]
        row = tables[keys[p, groups - 1]] if groups else begin * np.int32(0)
        sure = np.int32(0)
        possible = np.int32(0)
        for s in range(worlds):
            x = np.int32(last[s] + row[s])
            sure = np.int32(sure + np.int32(x >= above))
            possible = np.int32(possible + np.int32(x >= below))
        found[p] += sure
        if possible != sure:
            for s in range(worlds):
                x = np.int32(last[s] + row[s])
                if below <= x < above:
                    worth = 0.0
                    for i in range(starts.shape[0]):
                        worth += values[starts[i] + packages[rows[p], i], s]
                    if worth >= target[s]:
                        found[p] += 1


count_block = compiled(_count_block, nogil=True)
