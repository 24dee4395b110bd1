"""Which rows of values are not dominated? The plain way, with numpy and moocore: quick to load, any number of parties.

Rows are integers, one column a party, more is better. The kernels of `frontier_kernels` do the same faster for two and
three parties; the tests hold one against the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]

_FEW_ROWS = 24  # up to here each is compared with each


def efficient(rows: Ints, *, equals: bool = False) -> Truths:
    """Which rows no other row dominates: at least as good in every column and better in one [KungLuccioPreparata1975].

    Of equal rows the first counts, with `equals` all of them. Entries below 2**53 in size.
    """
    if len(rows) <= 1:
        return np.ones(len(rows), dtype=np.bool_)
    if len(rows) <= _FEW_ROWS:
        at_least = (rows[:, None, :] >= rows[None, :, :]).all(axis=2)  # row i as good as row j for everyone
        if equals:
            return np.logical_not((at_least & ~at_least.T).any(axis=0))
        return np.logical_not((at_least & ~np.tril(at_least.T)).any(axis=0))
    import moocore

    points = rows if rows.shape[1] > 1 else np.column_stack([rows, np.zeros(len(rows))])
    found: Truths = moocore.is_nondominated(points.astype(np.float64), maximise=True, keep_weakly=equals)
    return found


def falling(rows: Ints) -> npt.NDArray[np.intp]:
    """The order that sorts rows lexicographically, largest first; equal rows stay as they were."""
    return np.lexsort(tuple(-rows[:, column] for column in range(rows.shape[1] - 1, -1, -1)))


@dataclass(frozen=True, slots=True)
class Lists:
    """What is to be merged: list l is rows `start[l]` to `end[l]`, each plus `gain[l]`.

    Lists `first[g]` to `first[g + 1]` make up group g. Of equal rows in a group that of the earliest list is kept.
    """

    start: Ints
    end: Ints
    gain: Ints
    first: Ints
    candidates: int  # rows before any is dropped
    highest: int  # no entry of a row is or becomes larger


@dataclass(frozen=True, slots=True)
class Merged:
    """The undominated rows, group after group (group g ends at `ends[g]`), each falling lexicographically.

    `parent` is the row each was made from, `source` the list.
    """

    rows: Ints
    parent: Numbers
    source: Numbers
    ends: Ints


def merge(rows: Ints, lists: Lists) -> Merged:
    """The efficient rows of each group: all candidates side by side, then the filter."""
    made: list[Ints] = []
    parents: list[Ints] = []
    sources: list[Ints] = []
    ends = []
    total = 0
    for low, high in zip(lists.first[:-1].tolist(), lists.first[1:].tolist(), strict=True):
        spans = [np.arange(lists.start[k], lists.end[k]) for k in range(low, high)]
        parent = np.concatenate(spans)
        source = np.repeat(np.arange(low, high), [len(span) for span in spans])
        candidates = rows[parent] + lists.gain[source]
        kept = np.flatnonzero(efficient(candidates))
        kept = kept[falling(candidates[kept])]
        made.append(candidates[kept])
        parents.append(parent[kept])
        sources.append(source[kept])
        total += len(kept)
        ends.append(total)
    return Merged(
        np.concatenate(made),
        np.concatenate(parents).astype(np.int32),
        np.concatenate(sources).astype(np.int32),
        np.array(ends, dtype=np.int64),
    )


def find(wanted: Ints, among: Ints) -> Ints:
    """For each wanted row its place in `among` (rows all different), or -1.

    Rows are looked up by a linear hash modulo 2**64; a multiplier under which two rows of `among` collide is changed
    for another, and what is found is compared, so the answer does not rest on luck.
    """
    if not len(among) or not len(wanted):
        return np.full(len(wanted), -1, dtype=np.int64)
    odd = np.uint64(0x9E3779B97F4A7C15)
    while True:
        with np.errstate(over="ignore"):
            weights = odd ** np.arange(1, among.shape[1] + 1, dtype=np.uint64)
            keys = (among.astype(np.uint64) * weights).sum(axis=1, dtype=np.uint64)
            asked = (wanted.astype(np.uint64) * weights).sum(axis=1, dtype=np.uint64)
            odd = odd * np.uint64(3) + np.uint64(2)
        order = np.argsort(keys, kind="stable")
        known = keys[order]
        if (known[1:] != known[:-1]).all():
            break
    place = order[np.minimum(np.searchsorted(known, asked), len(known) - 1)]
    return np.where((among[place] == wanted).all(axis=1), place, -1).astype(np.int64)


def thinned(rows: Ints, state: Ints, most: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """At most `most` of the rows, and per column by how much one that is gone may beat the one kept for it.

    One row is kept per box [PapadimitriouYannakakis2000], the one best for the party with the widest range; boxes are
    as small as `most` allows, cubes once every party's range counts as one, and never hold rows of two states.
    """
    reach = np.maximum(np.ptp(rows, axis=0), 1)
    lead = max(range(rows.shape[1]), key=lambda column: (int(reach[column]), int(rows[:, column].sum()), -column))
    others = [column for column in range(rows.shape[1]) if column != lead]
    unit = (rows[:, others] - rows[:, others].min(axis=0)) / reach[others]

    def boxes(side: float) -> Ints:
        key, different = state, int(state.max()) + 1
        radix = int(1 / side) + 1
        for column in np.floor(unit / side).astype(np.int64).T:
            if different * radix >= 2**62:
                key = np.unique(key, return_inverse=True)[1].astype(np.int64)
                different = len(key)
            key, different = key * radix + column, different * radix
        return np.unique(key, return_inverse=True)[1].astype(np.int64)

    low, high = 0.0, 1.0
    while (best := boxes(high)).max() + 1 > most and high < 4.0:
        high *= 2
    for _ in range(12):
        middle = (low + high) / 2
        tried = boxes(middle)
        if tried.max() + 1 > most:
            low = middle
        else:
            high, best = middle, tried
            if best.max() + 1 > 0.9 * most:
                break
    sums = (rows / reach).sum(axis=1)
    order = np.lexsort((-sums, -rows[:, lead], best))
    first = np.r_[True, best[order][1:] != best[order][:-1]]
    keeper = np.empty(int(best.max()) + 1, dtype=np.int64)
    keeper[best[order[first]]] = order[first]
    loss = np.maximum(rows - rows[keeper[best]], 0).max(axis=0).astype(np.float64)
    kept = np.zeros(len(rows), dtype=np.bool_)
    kept[keeper] = True
    return kept, loss
