"""If no world agrees with what a party said: which statements leave none?

Whether any world is left is a question of linear programming, once each step is told by weight times value: rows and
order are linear in these, and where a shape has a drawn order a whole number chooses it. A world is left if all rows
and all orders can hold with something to spare; what can hold only with nothing to spare has chance 0, and counts as
none. The smallest sets are found by leaving out one statement after the other [Chinneck2008]: the set that remains
leaves no world, and without any one of its members there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonpaper.model.cone import Row
from nonpaper.model.prior import Layout, Shape

if TYPE_CHECKING:
    from nonpaper.model.prior import Floats

SPARE = 1e-7
"""The least room, as a share of all that is at stake, with which statements must be able to hold."""


@dataclass(frozen=True, slots=True)
class Left:
    """Whether some world agrees with some rows. `proved`: the solver has finished, and the answer is certain."""

    world: bool
    proved: bool


def any_left(layout: Layout, rows: Sequence[Row], cost: tuple[float, float], seconds: float = 20.0) -> Left:
    """Whether some world, the dearest no agreement allowed among them, agrees with all rows."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    programme = _Programme(layout)
    for row in rows:
        programme.add(row, cost[1])
    matrix, lower, upper = programme.constraints()
    aims = np.zeros(programme.columns)
    aims[programme.spare] = -1.0
    whole = np.array(programme.whole, dtype=float)
    found = milp(
        aims,
        integrality=whole,
        bounds=Bounds(np.zeros(programme.columns), np.ones(programme.columns)),
        constraints=LinearConstraint(matrix, lower, upper),
        options={"time_limit": seconds},
    )
    if found.status == 2:
        return Left(False, True)
    if found.x is not None and -found.fun > SPARE:
        return Left(True, True)
    return Left(found.status != 0, found.status == 0)


def minimal_set(
    layout: Layout, rows: Sequence[Row], cost: tuple[float, float], sources: Sequence[int]
) -> tuple[tuple[int, ...], bool]:
    """Sources whose rows together leave no world, and each of which is needed; and whether all that is proved.

    `sources` in the order in which they are preferred in the answer: the last are left out first. Call it only where
    `any_left` has said that none is.
    """
    kept = list(sources)
    proved = True
    for source in reversed(list(sources)):
        fewer = [other for other in kept if other != source]
        left = any_left(layout, [row for row in rows if row.source in fewer], cost)
        proved = proved and left.proved
        if not left.world:
            kept = fewer
    return tuple(kept), proved


class _Programme:
    """The worth of each step, the weights, what chooses a shape, and the room to spare (the last column)."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.whole: list[int] = []
        self.lines: list[tuple[dict[int, float], float, float]] = []
        self.weight = [self._column() for _ in layout.shapes]
        self.step = [[self._column() for _ in range(shape.value.steps)] for shape in layout.shapes]
        self.spare = self._column()
        infinite = float("inf")
        self._infinite = infinite
        self.lines.append((dict.fromkeys(self.weight, 1.0), 1.0, 1.0))
        for column in self.weight:
            self._at_least({column: 1.0, self.spare: -1.0})
        if layout.known:
            first = layout.known[0]
            for column, part in zip(layout.known[1:], layout.ratio[1:], strict=True):
                pair = {self.weight[column]: float(layout.ratio[0]), self.weight[first]: -float(part)}
                self.lines.append((pair, 0.0, 0.0))
        for place, shape in enumerate(layout.shapes):
            self._shape(place, shape)

    @property
    def columns(self) -> int:
        return len(self.whole)

    def _column(self, whole: bool = False) -> int:
        self.whole.append(int(whole))
        return len(self.whole) - 1

    def _at_least(self, line: dict[int, float], least: float = 0.0) -> None:
        self.lines.append((line, least, self._infinite))

    def _shape(self, place: int, shape: Shape) -> None:
        weight, steps = self.weight[place], self.step[place]
        value = shape.value
        if value.table is not None:
            for step, share in zip(steps, value.table, strict=True):
                self.lines.append(({step: 1.0, weight: -float(share)}, 0.0, 0.0))
            return
        chosen = [self._column(whole=True) for _ in value.best]
        self.lines.append((dict.fromkeys(chosen, 1.0), 1.0, 1.0))
        for best, choice in zip(value.best, chosen, strict=True):
            # What follows binds only where `choice` is 1: nothing is worth more than 1, so 1 - choice frees it.
            self._at_least({steps[best]: 1.0, weight: -1.0, choice: -1.0}, -1.0)
            others = [step for step in range(value.steps) if step != best]
            lowest = others if value.choice else [step for step in (0, value.steps - 1) if step != best]
            zeros = [self._column(whole=True) for _ in lowest]
            self._at_least({**dict.fromkeys(zeros, 1.0), choice: -1.0})
            for step, zero in zip(lowest, zeros, strict=True):
                self._at_least({steps[step]: -1.0, zero: -1.0}, -1.0)
                if len(lowest) > 1:
                    self._at_least({steps[step]: 1.0, self.spare: -1.0, zero: 1.0, choice: -1.0}, -1.0)
            if value.choice:
                for step in others:
                    line = {weight: 1.0, steps[step]: -1.0, self.spare: -1.0, choice: -1.0}
                    self._at_least(line, -1.0)
                continue
            for step in others:
                nearer = step + 1 if step < best else step - 1
                self._at_least({steps[nearer]: 1.0, steps[step]: -1.0, self.spare: -1.0, choice: -1.0}, -1.0)
        for step in steps:
            self._at_least({weight: 1.0, step: -1.0})

    def add(self, row: Row, cost: float) -> None:
        """A row, with room to spare."""
        line: dict[int, float] = {self.spare: -1.0}
        for place, step, base in row.steps:
            for column, factor in ((self.step[place][step], 1.0), (self.step[place][base], -1.0)):
                line[column] = line.get(column, 0.0) + factor
        for place, factor in row.weights:
            line[self.weight[place]] = line.get(self.weight[place], 0.0) + factor
        self._at_least(line, -cost if row.costly else 0.0)

    def constraints(self) -> tuple[Any, Floats, Floats]:
        """The sparse matrix of all lines, and their lower and upper ends."""
        import numpy as np
        from scipy.sparse import csr_array

        rows, columns, factors = [], [], []
        for place, (line, _, _) in enumerate(self.lines):
            for column, factor in line.items():
                rows.append(place)
                columns.append(column)
                factors.append(factor)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self.lines), self.columns))
        return matrix, np.array([low for _, low, _ in self.lines]), np.array([high for _, _, high in self.lines])
