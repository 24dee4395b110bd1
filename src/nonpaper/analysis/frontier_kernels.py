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

from nonpaper.analysis.frontier_rows import Ints, Lists, Merged, Numbers
from nonpaper.compiled import compiled

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
_LOWEST = -(2**62)
LONG = 50_000  # candidates in a group from which a Fenwick tree pays


def _compiled(signature: str) -> Callable[[_Kernel], _Kernel]:
    """Compile for this signature when first called, and keep the machine code; typed as the function it was."""

    def later(function: _Kernel) -> _Kernel:
        @cache
        def made() -> Callable[..., Any]:
            return compiled(function, signature)

        @wraps(function)
        def call(*arguments: Any) -> Any:
            return made()(*arguments)

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
    "(int64[:, ::1], int64[::1], int64[::1], int64[:, ::1], int64[::1])"
)
def _merge3(rows: Ints, start: Ints, end: Ints, gain: Ints, first: Ints) -> tuple[Ints, Numbers, Numbers, Ints]:
    """Candidates come falling lexicographically, so what dominates one came before it and nothing is ever removed.

    What has come is remembered by its second and third columns alone, as a staircase: the second falls, the third
    rises. The last step whose second is as large has the best third there is.
    """
    total = (end - start).sum()
    out = np.empty((total, 3), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    seconds = np.empty(total + 1, np.int64)
    thirds = np.empty(total + 1, np.int64)
    head = start.copy()
    front = np.empty((start.shape[0], 3), np.int64)  # what stands at the head of each list
    for each in range(start.shape[0]):
        for column in range(3):
            front[each, column] = rows[start[each], column] + gain[each, column]
    count = 0
    for group in range(first.shape[0] - 1):
        steps = 0
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
            place, size = 0, steps
            while size > 0:
                half = size >> 1
                if seconds[place + half] >= two:
                    place += half + 1
                    size -= half + 1
                else:
                    size = half
            if place > 0 and thirds[place - 1] >= three:
                continue
            low = place - 1 if place > 0 and seconds[place - 1] == two else place
            high = place
            while high < steps and thirds[high] <= three:
                high += 1
            gone = high - low
            if gone == 0:
                for step in range(steps, low, -1):
                    seconds[step], thirds[step] = seconds[step - 1], thirds[step - 1]
            elif gone > 1:
                for step in range(low + 1, steps - gone + 1):
                    seconds[step], thirds[step] = seconds[step + gone - 1], thirds[step + gone - 1]
            seconds[low], thirds[low] = two, three
            steps += 1 - gone
            out[count, 0], out[count, 1], out[count, 2] = one, two, three
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
    "(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64, int64)"
)
def _merge3_packed(
    rows: Ints, start: Ints, end: Ints, gain: Ints, first: Ints, top: int, size: int
) -> tuple[Ints, Numbers, Numbers, Ints]:
    """As `_merge3`, for long lists: the columns in one number of 21 bits each, a Fenwick tree [Fenwick1994] for stairs.

    The tree holds the best third column for each distance of the second from `top`, `size` distances in all.
    """
    total = (end - start).sum()
    out = np.empty((total, 3), np.int64)
    parent = np.empty(total, np.int32)
    source = np.empty(total, np.int32)
    ends = np.empty(first.shape[0] - 1, np.int64)
    low = np.int64((1 << 21) - 1)
    tree = np.empty(size + 1, np.int32)
    head = start.copy()
    front = np.empty(start.shape[0], np.int64)
    for each in range(start.shape[0]):
        front[each] = rows[start[each]] + gain[each]
    count = 0
    for group in range(first.shape[0] - 1):
        tree[:] = -1
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
            rank = top - two + 1
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
    narrow = lists.highest < 1 << bits
    if rows.shape[1] == 2:
        if not narrow:
            return Merged(*_merge2(rows, start, end, gain, first))
        return Merged(*_merge2_packed(_packed(rows, bits), start, end, _packed(gain, bits), first))
    if not narrow or lists.candidates < LONG * (len(first) - 1):
        return Merged(*_merge3(rows, start, end, gain, first))
    top = int(rows[:, 1].max() + gain[:, 1].max())
    size = top - int(rows[:, 1].min() + gain[:, 1].min()) + 1
    return Merged(*_merge3_packed(_packed(rows, bits), start, end, _packed(gain, bits), first, top, size))


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
