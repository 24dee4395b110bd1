"""What a frontier in the making is made of: the question in whole numbers, the way back to packages, the answer.

Shared by the methods (`frontier_enumerate`, `frontier_build`, `frontier_rounded`); `frontier` asks and tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from nonpaper.analysis.frontier_links import Step
from nonpaper.analysis.frontier_rows import Ints, Numbers
from nonpaper.errors import EngineError

FEW_PACKAGES = 4_000
"""Up to here all packages are put side by side."""

TABLE_BYTES = 400_000_000
"""The most that a table may take, all its layers together."""

WORSE = "No allowed package is at least as good as no agreement for every party."
UNKEPT = "No package keeps every link."
UNSURE = "No point found is as good as no agreement for every party; a package that the bound leaves room for may be."

Progress = Callable[[int, int, int], None]
Choices = npt.NDArray[np.uint16]


class Method(StrEnum):
    """How a frontier was found. `DENSE` begins as a merge and hands over to the table."""

    ENUMERATED = "enumerated"
    MERGED = "merged"
    DENSE = "dense"
    ROUNDED = "rounded"
    THINNED = "thinned"


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One issue of a merge: for each row the row before and the option taken."""

    issue: int
    parent: Numbers
    option: Choices


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """The part of a run that was done on a table: the table before each step, and where the merge's rows lie in it."""

    cells: Ints  # (value, x, y, z) of each point
    steps: tuple[Step, ...]
    gains: tuple[Ints, ...]
    tables: tuple[npt.NDArray[np.int16], ...]
    origin: npt.NDArray[np.int32]  # row of the merge at each cell of the first table


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Enough to walk back from a point to its package. `kept` are the rows of the last layer that are points."""

    issues: int
    layers: tuple[Layer, ...]
    board: Board | None
    kept: Ints

    def packages(self, points: Ints) -> Choices:
        """A row of options for each of these points."""
        out = np.zeros((self.issues, len(points)), dtype=np.uint16)
        row = self.kept[points]
        order = None
        if self.board is not None:
            order = np.argsort(row, kind="stable")  # neighbours in the table one after the other
            row = row[order]
        if self.board is not None:
            from nonpaper.analysis.frontier_kernels import step_back

            cells = np.ascontiguousarray(self.board.cells[row])
            taken = np.empty(len(cells), dtype=np.int32)
            for step, gains, table in zip(
                reversed(self.board.steps), reversed(self.board.gains), reversed(self.board.tables), strict=True
            ):
                step_back(table, cells, gains, taken)
                if len(taken) and taken.min() < 0:
                    raise EngineError("a cell of the table has nothing before it")
                out[step.issue] = np.array(step.options, dtype=np.uint16)[taken]
            row = self.board.origin[cells[:, 1], cells[:, 2], cells[:, 3]].astype(np.int64)
        for layer in reversed(self.layers):
            out[layer.issue] = layer.option[row]
            row = layer.parent[row].astype(np.int64)
        if order is not None:
            there = np.empty_like(order)
            there[order] = np.arange(len(order))
            out = out[:, there]
        return np.ascontiguousarray(out.T)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The question in whole numbers: gains from 0 per issue and party, and what was taken away to get there.

    One party has a second column of zeros beside it, so that everything below sees at least two.
    """

    gains: tuple[Ints, ...]
    offset: Ints
    least: Ints | None
    parties: int
    quantum: Fraction | None
    rounding: npt.NDArray[np.float64]

    @property
    def size(self) -> float:
        """What one count is worth in the unit of the values."""
        return 1.0 if self.quantum is None else float(self.quantum)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An answer in the counts of a case."""

    rows: Ints
    method: Method
    found: Choices | Trace
    bound: npt.NDArray[np.float64] | None = None
    ties: tuple[int, ...] | None = None
    states: int = 1
    most: int = 0
    handover: int | None = None
    words: tuple[str, ...] = ()


def none(case: Case, words: str) -> Found:
    """No point at all, and why."""
    empty = np.zeros((0, len(case.gains)), dtype=np.uint16)
    return Found(np.zeros((0, case.gains[0].shape[1]), dtype=np.int64), Method.ENUMERATED, empty, words=(words,))
