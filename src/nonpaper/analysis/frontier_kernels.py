"""The compiled inner loops of the frontier: merging sorted lists for two and three parties, and steps over a table.

Importing this module loads numba, and compiles the loops the first time (the machine code is kept beside the source or,
where that may not be written, in the user's cache). `frontier` does so only where there is enough to do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

from nonpaper.analysis.frontier_rows import Ints, Lists, Merged, Numbers

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
_LOWEST = -(2**62)
_DIRECT = 1 << 23  # a Fenwick tree over so many values is still used without ranking them first


def _compiled(signature: str) -> Callable[[_Kernel], _Kernel]:
    """Compile for this signature when first called, and keep the machine code; typed as the function it was."""

    def later(function: _Kernel) -> _Kernel:
        @cache
        def compiled() -> Callable[..., Any]:
            return cast(Callable[..., Any], njit(signature, cache=True)(function))

        @wraps(function)
        def call(*arguments: Any) -> Any:
            return compiled()(*arguments)

        return cast(_Kernel, call)

    return later


@_compiled(
    "Tuple((int64[:, ::1], int32[::1], int32[::1], int64[::1]))"
    "(int64[:, ::1], int64[::1], int64[::1], int64[:, ::1], int64[::1])"
)
def _merge2(rows: Ints, start: Ints, end: Ints, gain: Ints, first: Ints) -> tuple[Ints, Numbers, Numbers, Ints]:
    """Lists fall in the first column and rise in the second: the next row is kept if its second is a new best."""
    total = (end - start).sum()
    out = np.empty((total, 2), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    head = start.copy()
    one = np.empty(start.shape[0], np.int64)  # what stands at the head of each list
    two = np.empty(start.shape[0], np.int64)
    for each in range(start.shape[0]):
        one[each] = rows[start[each], 0] + gain[each, 0]
        two[each] = rows[start[each], 1] + gain[each, 1]
    count = 0
    for group in range(first.shape[0] - 1):
        best = _LOWEST
        while True:
            chosen, most, second = -1, _LOWEST, _LOWEST
            for each in range(first[group], first[group + 1]):
                second_here = two[each]
                if second_here <= best:
                    at, stop, extra = head[each], end[each], gain[each, 1]
                    if at == stop:
                        continue
                    at += 1
                    while at < stop and rows[at, 1] + extra <= best:
                        at += 1
                    head[each] = at
                    if at == stop:
                        continue
                    second_here = rows[at, 1] + extra
                    two[each] = second_here
                    one[each] = rows[at, 0] + gain[each, 0]
                first_here = one[each]
                if first_here > most or (first_here == most and second_here > second):
                    chosen, most, second = each, first_here, second_here
            if chosen < 0:
                break
            out[count, 0] = most
            out[count, 1] = second
            parent[count] = head[chosen]
            source[count] = chosen
            count += 1
            best = second
        ends[group] = count
    return out[:count].copy(), parent[:count].copy(), source[:count].copy(), ends


@_compiled(
    "Tuple((int64[:, ::1], int32[::1], int32[::1], int64[::1]))"
    "(int64[:, ::1], int64[::1], int64[::1], int64[:, ::1], int64[::1], int64[::1], int64[::1], int64[::1], int32[::1])"
)
def _merge3(
    rows: Ints,
    start: Ints,
    end: Ints,
    gain: Ints,
    first: Ints,
    top: Ints,
    span: Ints,
    base: Ints,
    ranks: Numbers,
) -> tuple[Ints, Numbers, Numbers, Ints]:
    """Candidates come falling lexicographically, so what dominates one came before it and nothing is ever removed.

    A Fenwick tree [Fenwick1994] over the second column (its distance from the group's `top`, or its rank where `base`
    of the list is not negative) holds the best third column so far.
    """
    total = (end - start).sum()
    out = np.empty((total, 3), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    tree = np.empty(span.max() + 2, np.int64)
    head = start.copy()
    front = np.empty((start.shape[0], 3), np.int64)  # what stands at the head of each list
    for each in range(start.shape[0]):
        for column in range(3):
            front[each, column] = rows[start[each], column] + gain[each, column]
    count = 0
    for group in range(first.shape[0] - 1):
        size = span[group]
        tree[: size + 1] = _LOWEST
        while True:
            chosen, one, two, three = -1, _LOWEST, _LOWEST, _LOWEST
            for each in range(first[group], first[group + 1]):
                a = front[each, 0]
                if a < one:
                    continue
                b, c = front[each, 1], front[each, 2]
                if a > one or b > two or (b == two and c > three):
                    chosen, one, two, three = each, a, b, c
            if chosen < 0:
                break
            at = head[chosen]
            head[chosen] = at + 1
            if at + 1 < end[chosen]:
                for column in range(3):
                    front[chosen, column] = rows[at + 1, column] + gain[chosen, column]
            else:
                front[chosen, 0] = _LOWEST - 1
            if base[chosen] >= 0:
                rank = ranks[base[chosen] + at - start[chosen]] + 1
            else:
                rank = top[group] - two + 1
            node = rank
            free = True
            while node > 0:
                if tree[node] >= three:
                    free = False
                    break
                node -= node & -node
            if free:
                node = rank
                while node <= size and tree[node] < three:
                    tree[node] = three
                    node += node & -node
                out[count, 0] = one
                out[count, 1] = two
                out[count, 2] = three
                parent[count] = at
                source[count] = chosen
                count += 1
        ends[group] = count
    return out[:count].copy(), parent[:count].copy(), source[:count].copy(), ends


@_compiled(
    "Tuple((int64[:, ::1], int32[::1], int32[::1], int64[::1]))"
    "(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1])"
)
def _merge2_packed(rows: Ints, start: Ints, end: Ints, gain: Ints, first: Ints) -> tuple[Ints, Numbers, Numbers, Ints]:
    """As `_merge2`, both columns in one number of 31 bits each: lexicographic order is the order of the numbers."""
    total = (end - start).sum()
    out = np.empty((total, 2), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    low = np.int64((1 << 31) - 1)
    head = start.copy()
    front = np.empty(start.shape[0], np.int64)
    for each in range(start.shape[0]):
        front[each] = rows[start[each]] + gain[each]
    count = 0
    for group in range(first.shape[0] - 1):
        best = np.int64(-1)
        while True:
            chosen, most = -1, np.int64(-1)
            for each in range(first[group], first[group + 1]):
                here = front[each]
                if here & low <= best and here >= 0:
                    at, stop, extra = head[each] + 1, end[each], gain[each]
                    while at < stop and (rows[at] + extra) & low <= best:
                        at += 1
                    head[each] = at
                    here = rows[at] + extra if at < stop else np.int64(-1)
                    front[each] = here
                if here > most:
                    chosen, most = each, here
            if chosen < 0:
                break
            best = most & low
            out[count, 0] = most >> 31
            out[count, 1] = best
            parent[count] = head[chosen]
            source[count] = chosen
            count += 1
        ends[group] = count
    return out[:count].copy(), parent[:count].copy(), source[:count].copy(), ends


@_compiled(
    "Tuple((int64[:, ::1], int32[::1], int32[::1], int64[::1]))"
    "(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int32[::1])"
)
def _merge3_packed(
    rows: Ints,
    start: Ints,
    end: Ints,
    gain: Ints,
    first: Ints,
    top: Ints,
    span: Ints,
    base: Ints,
    ranks: Numbers,
) -> tuple[Ints, Numbers, Numbers, Ints]:
    """As `_merge3`, the three columns in one number of 21 bits each, and a tree half the size."""
    total = (end - start).sum()
    out = np.empty((total, 3), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    low = np.int64((1 << 21) - 1)
    tree = np.empty(span.max() + 2, np.int32)
    head = start.copy()
    front = np.empty(start.shape[0], np.int64)
    for each in range(start.shape[0]):
        front[each] = rows[start[each]] + gain[each]
    count = 0
    for group in range(first.shape[0] - 1):
        size = span[group]
        tree[: size + 1] = -1
        while True:
            chosen, most = -1, np.int64(-1)
            for each in range(first[group], first[group + 1]):
                here = front[each]
                if here > most:
                    chosen, most = each, here
            if chosen < 0:
                break
            at = head[chosen]
            head[chosen] = at + 1
            front[chosen] = rows[at + 1] + gain[chosen] if at + 1 < end[chosen] else np.int64(-1)
            three = np.int32(most & low)
            two = (most >> 21) & low
            if base[chosen] >= 0:
                rank = ranks[base[chosen] + at - start[chosen]] + 1
            else:
                rank = top[group] - two + 1
            node = rank
            free = True
            while node > 0:
                if tree[node] >= three:
                    free = False
                    break
                node -= node & -node
            if free:
                node = rank
                while node <= size and tree[node] < three:
                    tree[node] = three
                    node += node & -node
                out[count, 0] = most >> 42
                out[count, 1] = two
                out[count, 2] = three
                parent[count] = at
                source[count] = chosen
                count += 1
        ends[group] = count
    return out[:count].copy(), parent[:count].copy(), source[:count].copy(), ends


def _packed(rows: Ints, bits: int) -> Ints:
    """The columns of each row in one number."""
    packed = rows[:, 0].copy()
    for column in range(1, rows.shape[1]):
        packed <<= bits
        packed |= rows[:, column]
    return packed


def merge(rows: Ints, lists: Lists) -> Merged:
    """As `frontier_rows.merge`, for two or three parties; each list must fall lexicographically and be undominated.

    No entry may be negative.
    """
    rows = np.ascontiguousarray(rows)
    start, end, gain, first = lists.start, lists.end, lists.gain, lists.first
    bits = 31 if rows.shape[1] == 2 else 21
    narrow = int(rows.max()) + int(gain.max()) < 1 << bits
    small, extra = (_packed(rows, bits), _packed(gain, bits)) if narrow else (rows, gain)
    if rows.shape[1] == 2:
        return Merged(*(_merge2_packed if narrow else _merge2)(small, start, end, extra, first))
    ranked = _ranked(rows, lists)
    return Merged(*(_merge3_packed if narrow else _merge3)(small, start, end, extra, first, *ranked))


def _ranked(rows: Ints, lists: Lists) -> tuple[Ints, Ints, Ints, Numbers]:
    """Per group the largest second value and how many there are; ranks for the groups whose values are far apart."""
    groups = len(lists.first) - 1
    top = np.zeros(groups, dtype=np.int64)
    span = np.zeros(groups, dtype=np.int64)
    base = np.full(len(lists.start), -1, dtype=np.int64)
    ranks: list[Numbers] = [np.zeros(0, dtype=np.int32)]
    filled = 0
    second = np.ascontiguousarray(rows[:, 1])
    highest: dict[tuple[int, int], tuple[int, int]] = {}
    for group in range(groups):
        each = range(int(lists.first[group]), int(lists.first[group + 1]))
        high, low, size = _LOWEST, -_LOWEST, 0
        for number in each:
            span_of = (int(lists.start[number]), int(lists.end[number]))
            if span_of not in highest:
                part = second[span_of[0] : span_of[1]]
                highest[span_of] = (int(part.max()), int(part.min()))
            extra = int(lists.gain[number, 1])
            high = max(high, highest[span_of][0] + extra)
            low = min(low, highest[span_of][1] + extra)
            size += span_of[1] - span_of[0]
        top[group], span[group] = high, high - low + 1
        if span[group] > min(max(4096, 8 * size), _DIRECT):
            parts = [second[lists.start[n] : lists.end[n]] + lists.gain[n, 1] for n in each]
            different, inverse = np.unique(np.concatenate(parts), return_inverse=True)
            ranks.append((len(different) - 1 - inverse).astype(np.int32))
            span[group] = len(different)
            for number, part in zip(each, parts, strict=True):
                base[number] = filled
                filled += len(part)
    return top, span, base, np.concatenate(ranks)


Table = npt.NDArray[np.int16]
"""Values of one party over the totals of the others; an empty cell holds the lowest number."""


@_compiled("void(int16[:, :, ::1], int16[:, :, ::1], int64[:, ::1])")
def step_over(before: Table, after: Table, gains: Ints) -> None:
    """One issue: `after[x + a, y + b, z + c] = max(before[x, y, z] + g)` over its options (g, a, b, c).

    The sum of the largest gains must stay below 2**15: then an empty cell stays below 0 and nothing overflows.
    """
    for option in range(gains.shape[0]):
        gain = np.int16(gains[option, 0])
        a, b, c = gains[option, 1], gains[option, 2], gains[option, 3]
        for x in range(before.shape[0]):
            for y in range(before.shape[1]):
                source = before[x, y]
                target = after[x + a, y + b]
                for z in range(before.shape[2]):
                    value = np.int16(source[z] + gain)
                    target[z + c] = max(target[z + c], value)


@_compiled("int64[:, ::1](int16[:, :, ::1])")
def efficient_cells(table: Table) -> Ints:
    """The cells (value, x, y, z) above every cell that is at least as far on each axis; negative values are empty."""
    depth, height, width = table.shape
    best = np.full((height + 1, width + 1), -1, np.int64)
    room = 1024
    found = np.empty((room, 4), np.int64)
    count = 0
    for x in range(depth - 1, -1, -1):
        for y in range(height - 1, -1, -1):
            for z in range(width - 1, -1, -1):
                beyond = max(best[y, z], max(best[y + 1, z], best[y, z + 1]))
                value = np.int64(table[x, y, z])
                if value > beyond:
                    if count == room:
                        room *= 2
                        larger = np.empty((room, 4), np.int64)
                        larger[:count] = found[:count]
                        found = larger
                    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = value, x, y, z
                    count += 1
                    beyond = value
                best[y, z] = beyond
    return found[:count].copy()


@_compiled("void(int16[:, :, ::1], int64[:, ::1], int64[:, ::1], int32[::1])")
def step_back(before: Table, cells: Ints, gains: Ints, taken: Numbers) -> None:
    """For each cell (value, x, y, z) the first option that leads to it; the cell becomes the one it came from."""
    depth, height, width = before.shape
    for each in range(cells.shape[0]):
        taken[each] = -1
        for option in range(gains.shape[0]):
            x = cells[each, 1] - gains[option, 1]
            y = cells[each, 2] - gains[option, 2]
            z = cells[each, 3] - gains[option, 3]
            value = cells[each, 0] - gains[option, 0]
            if x < 0 or y < 0 or z < 0 or x >= depth or y >= height or z >= width or value < 0:
                continue
            if before[x, y, z] == value:
                taken[each] = option
                cells[each, 0], cells[each, 1], cells[each, 2], cells[each, 3] = value, x, y, z
                break
