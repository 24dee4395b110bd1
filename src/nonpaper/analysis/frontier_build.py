"""The frontier built issue by issue: merged lists in every state, and a table from where that is cheaper.

A prefix that another in the same state beats stays beaten whatever follows [NemhauserUllmann1969]; so after each issue
only the efficient prefixes of each state are kept, with the row and the option each came from. Where totals are small
whole numbers a table takes over: the best value of one party for every total of the others.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from nonpaper.analysis.frontier_found import (
    TABLE_BYTES,
    UNKEPT,
    UNSURE,
    WORSE,
    Board,
    Case,
    Found,
    Layer,
    Method,
    Progress,
    Trace,
    none,
)
from nonpaper.analysis.frontier_links import MOST_STATES, Step, Sweep
from nonpaper.analysis.frontier_rows import Ints, Lists, Merged, falling, find, merge, thinned
from nonpaper.errors import TooLargeError, UsageError

_PLAIN_CANDIDATES = 400_000  # so much the plain merge does before the kernels are loaded
_NANOSECONDS = {2: 12.0, 3: 60.0}  # per candidate of a merge; with more parties:
_NANOSECONDS_FILTER = 400.0
_NANOSECONDS_CELL = 0.2  # per cell of the table and option
_NANOSECONDS_NEW = 1.0  # per cell of a new table; at the end the efficient cells are looked for in one

THINNED = (
    "Beyond {most} rows one efficient prefix was kept per box: every point is a real package, but better ones may be "
    "missing, by no more than the bound."
)


class Run:
    """One frontier being built, issue by issue."""

    def __init__(
        self, case: Case, plan: Sweep, most: int, method: Method | None, count_ties: bool, progress: Progress | None
    ) -> None:
        self.case, self.steps = case, plan.steps
        self.most, self.method, self.progress = most, method, progress
        self.width = case.gains[0].shape[1]
        self.rows: Ints = np.zeros((1, self.width), dtype=np.int64)
        self.states: dict[int, tuple[int, int]] = {plan.start: (0, 1)}
        self.counts = np.ones(1, dtype=object) if count_ties else None
        self.layers: list[Layer] = []
        self.bound = np.zeros(self.width)
        self.spent = 0
        self.most_states, self.most_rows = 1, 1
        self.rest = np.zeros((len(self.steps) + 1, self.width), dtype=np.int64)
        for number in range(len(self.steps) - 1, -1, -1):
            step = self.steps[number]
            self.rest[number] = self.rest[number + 1] + case.gains[step.issue][list(step.options)].max(axis=0)
        self.highest = int(self.rest[0].max())

    def answer(self) -> Found:
        """Place every issue, on a table from where that is cheaper."""
        for number, step in enumerate(self.steps):
            if self._table_is_cheaper(number):
                return self._on_table(number)
            self._place(step)
            if not self.states:
                return none(self.case, UNKEPT)
            self._prune(number + 1)
            if not len(self.rows) and not self.bound.any():
                return none(self.case, WORSE)
            if not len(self.rows):
                break
            if len(self.rows) > self.most:
                self._reduce(number + 1)
            self.most_rows = max(self.most_rows, len(self.rows))
            if self.progress is not None:
                self.progress(number + 1, len(self.steps), len(self.rows))
        if self.method is Method.DENSE:
            raise UsageError("no table of these values would fit into memory, or links are open to the end")
        thinned = self.method is Method.THINNED and self.bound.any()
        return Found(
            self.rows,
            Method.THINNED if thinned else Method.MERGED,
            Trace(len(self.case.gains), tuple(self.layers), None, np.arange(len(self.rows))),
            bound=self.bound if thinned else None,
            ties=None if self.counts is None else tuple(int(count) for count in self.counts),
            states=self.most_states,
            most=self.most_rows,
            words=() if not thinned else (THINNED.format(most=self.most), *(() if len(self.rows) else (UNSURE,))),
        )

    def _place(self, step: Step) -> None:
        """One issue more: from every state, every kind of option, into the state it leads to."""
        reached: dict[int, list[tuple[int, int, int]]] = {}
        for state, (begin, stop) in self.states.items():
            for kind in step.kinds:
                new = step.after(state, kind)
                if new is not None:
                    reached.setdefault(new, []).extend((option, begin, stop) for option in kind.options)
        if len(reached) > MOST_STATES:
            raise TooLargeError(
                f"the links leave {len(reached)} states open at once, more than {MOST_STATES}: "
                "settle an issue beforehand, or leave out links"
            )
        if not reached:
            self.states = {}
            return
        lists = [each for group in reached.values() for each in sorted(group)]
        option, start, end = np.array(lists, dtype=np.int64).T.copy()
        first = np.array([0, *itertools.accumulate(len(group) for group in reached.values())], dtype=np.int64)
        candidates = int((end - start).sum())
        merging = Lists(start, end, self.case.gains[step.issue][option], first, candidates, self.highest)
        merged = self._merger(merging.candidates)(self.rows, merging)
        self.spent += merging.candidates
        if self.counts is not None:
            self.counts = self._counted(step, merging, option, merged)
        self.layers.append(Layer(step.issue, merged.parent, option[merged.source].astype(np.uint16)))
        self.rows = merged.rows
        bounds = [0, *merged.ends.tolist()]
        self.states = {state: (bounds[k], bounds[k + 1]) for k, state in enumerate(reached)}
        self.most_states = max(self.most_states, len(self.states))

    def _merger(self, candidates: int) -> Callable[[Ints, Lists], Merged]:
        """The compiled merge where there is one and enough to do to make up for loading it."""
        if self.width > 3 or not kernels_at_hand(self.spent + candidates):
            return merge
        from nonpaper.analysis import frontier_kernels

        return frontier_kernels.merge

    def _counted(self, step: Step, lists: Lists, option: Ints, merged: Merged) -> npt.NDArray[np.object_]:
        """How many packages lead to each row: over its options, those of the row that is left without it."""
        counts = np.zeros(len(merged.rows), dtype=object)
        begin = 0
        for group, end in enumerate(merged.ends.tolist()):
            among = merged.rows[begin:end]
            for each in range(int(lists.first[group]), int(lists.first[group + 1])):
                span = slice(int(lists.start[each]), int(lists.end[each]))
                place = find(self.rows[span] + lists.gain[each], among)
                met = place >= 0
                counts[begin + place[met]] += (self.counts[span] * step.equal[int(option[each])])[met]  # type: ignore[index]
            begin = end
        return counts

    def _prune(self, placed: int) -> None:
        """Drop what cannot reach no agreement for some party even with the best of everything ahead."""
        if self.case.least is not None:
            self._keep((self.rows + self.rest[placed] >= self.case.least).all(axis=1))

    def _keep(self, kept: npt.NDArray[np.bool_]) -> None:
        if kept.all():
            return
        at = np.flatnonzero(kept)
        layer = self.layers[-1]
        self.rows = self.rows[at]
        self.layers[-1] = replace(layer, parent=layer.parent[at], option=layer.option[at])
        if self.counts is not None:
            self.counts = self.counts[at]
        spans = {s: np.searchsorted(at, span).tolist() for s, span in self.states.items()}
        self.states = {state: (low, high) for state, (low, high) in spans.items() if low < high}

    def _reduce(self, placed: int) -> None:
        """Too many rows: stop, or keep one per box and add what that may cost to the bound."""
        if self.method is not Method.THINNED:
            raise TooLargeError(
                f"after {placed} of {len(self.steps)} issues {len(self.rows)} efficient prefixes stand, more than "
                f"{self.most}: allow more, cut at no agreement, count in coarser units, or ask for a thinned answer"
            )
        state = np.zeros(len(self.rows), dtype=np.int64)
        for number, (low, high) in enumerate(self.states.values()):
            state[low:high] = number
        kept, loss = thinned(self.rows, state, self.most)
        self.bound = self.bound + loss
        self._keep(kept)

    def _table_is_cheaper(self, number: int) -> bool:
        """Whether the rest is done faster on a table, and that fits; only past the linked issues, never counting."""
        if (
            self.counts is not None
            or self.method in (Method.MERGED, Method.THINNED)
            or self.width > 4
            or len(self.states) > 1
            or any(step.linked for step in self.steps[number:])
        ):
            return False
        ahead = sorted(self.rest[number].tolist())
        if ahead[-1] >= 2**15 or 2 * math.prod(counts + 1 for counts in ahead[:-1]) > TABLE_BYTES:
            return False  # too large whatever the rows are
        _, shapes, highest = self._table(number)
        cells = [math.prod(shape) for shape in shapes]
        if 2 * sum(cells) + 4 * cells[0] > TABLE_BYTES or highest >= 2**15:
            return False
        if self.method is Method.DENSE:
            return True
        options = [len(step.options) for step in self.steps[number:]]
        merging = len(self.rows) * sum(options) * _NANOSECONDS.get(self.width, _NANOSECONDS_FILTER)
        stepping = _NANOSECONDS_NEW * (sum(cells) + 3 * cells[-1])
        stepping += _NANOSECONDS_CELL * sum(after * count for after, count in zip(cells[1:], options, strict=True))
        return stepping < merging and kernels_at_hand(self.spent + len(self.rows) * sum(options))

    def _table(self, number: int) -> tuple[list[int], list[tuple[int, int, int]], int]:
        """Of a table begun at this issue: its parties, its shape before each step and at the end, its highest value.

        The party with the most counts comes first: it is the value of a cell, the others are its place.
        """
        reach = np.ptp(self.rows, axis=0)
        total = (reach + self.rest[number]).tolist()
        order = sorted(range(self.width), key=lambda party: (-total[party], party))
        shapes = []
        for rest in self.rest[number:].tolist():
            shape = [1, 1, 1] + [total[party] - rest[party] + 1 for party in order[1:]]
            shapes.append((shape[-3], shape[-2], shape[-1]))
        return order, shapes, total[order[0]]

    def _on_table(self, number: int) -> Found:
        """The remaining issues on a table, whose cells are totals of all parties but one."""
        from nonpaper.analysis.frontier_kernels import efficient_cells, step_over

        order, sizes, _ = self._table(number)
        columns = [order[0]] + [-1] * (4 - self.width) + order[1:]
        low = self.rows.min(axis=0)
        lowest = np.iinfo(np.int16).min

        def placed(rows: Ints) -> Ints:
            """Rows as (value, x, y, z)."""
            blank = np.zeros(len(rows), dtype=np.int64)
            return np.column_stack([rows[:, column] if column >= 0 else blank for column in columns])

        here = placed(self.rows - low)
        table = np.full(sizes[0], lowest, dtype=np.int16)
        table[here[:, 1], here[:, 2], here[:, 3]] = here[:, 0]
        origin = np.full(sizes[0], -1, dtype=np.int32)
        origin[here[:, 1], here[:, 2], here[:, 3]] = np.arange(len(here))
        tables, gains = [], []
        for done, step in enumerate(self.steps[number:], 1):
            tables.append(table)
            gains.append(np.ascontiguousarray(placed(self.case.gains[step.issue][list(step.options)])))
            after = np.full(sizes[done], lowest, dtype=np.int16)
            step_over(table, after, gains[-1])
            table = after
            if self.progress is not None:
                self.progress(number + done, len(self.steps), table.size)
        cells = efficient_cells(table)
        rows = np.zeros((len(cells), self.width), dtype=np.int64)
        for place, column in enumerate(columns):
            if column >= 0:
                rows[:, column] = cells[:, place] + low[column]
        if self.case.least is not None:
            good = (rows >= self.case.least).all(axis=1)
            rows, cells = rows[good], cells[good]
            if not len(rows):
                return none(self.case, WORSE)
        if len(rows) > self.most and self.method is not Method.ROUNDED:
            raise TooLargeError(
                f"{len(rows)} points are more than {self.most}: allow more, or ask for a thinned answer"
            )
        kept = falling(rows)
        board = Board(cells, self.steps[number:], tuple(gains), tuple(tables), origin)
        return Found(
            rows[kept],
            Method.DENSE,
            Trace(len(self.case.gains), tuple(self.layers), board, kept),
            states=self.most_states,
            most=max(self.most_rows, len(rows)),
            handover=number,
        )


def kernels_at_hand(candidates: int) -> bool:
    """Whether the compiled loops are loaded, or so much is to be done that loading them pays."""
    return candidates > _PLAIN_CANDIDATES or "nonpaper.analysis.frontier_kernels" in sys.modules
