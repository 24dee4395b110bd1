"""Which minimal conflicts has a formula, the lightest first, and are these all of them?

The lightest come from implicit hitting sets [IgnatievPrevitiLiffitonMarquesSilva2015]. To prove that there are no more,
every way of lifting one rule of each conflict is met, so conflicts that have nothing to do with each other multiply.
Where they do, the formula is made stricter until it falls apart: in an answer that keeps most rules, the variables on
which nothing clashes keep their values, and a clause about several issues has to hold by what it says of one of them.
The conflicts of the stricter formula are those of its parts. If each of them is one of the formula itself, these are
all, since any other could not be kept in the stricter formula either, and so would hold one of these inside. If one is
not, what made it so is taken back.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pysat.examples.optux import OptUx
from pysat.formula import WCNF
from pysat.solvers import Solver

from nonpaper.analysis.precedence import Clause

_WHOLE = 256  # so many rounds before the formula is taken apart

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Minimal conflicts as sorted selectors, the lightest first; whether there are no more; the rounds it took."""

    conflicts: tuple[Members, ...]
    complete: bool
    rounds: int


class Formula:
    """Hard clauses over the variables 1 to `top`; `weights` maps each selector that may be lifted to its weight.

    `joint` are further hard clauses, about several issues at once, of which each literal alone suffices.
    """

    def __init__(
        self, clauses: Iterable[Clause], joint: Iterable[Clause], weights: Mapping[int, int], top: int
    ) -> None:
        self.clauses = list(clauses)
        self.joint = list(joint)
        self.weights = weights
        self.top = top

    def lightest(self, most: int, rounds: int) -> Listed:
        """The `most` lightest conflicts, in so many rounds at most; each round tries one set of rules."""
        clock = Rounds(min(rounds, _WHOLE))
        found = list(islice(self._conflicts(clock), most + 1))
        spent = clock.spent
        if clock.ended and rounds > spent:
            apart = self._apart(most, rounds - spent)
            if apart is not None:
                return Listed(apart.conflicts, apart.complete, spent + apart.rounds)
            clock = Rounds(rounds - spent)
            found = list(islice(self._conflicts(clock), most + 1))
            spent += clock.spent
        return Listed(tuple(found[:most]), not clock.ended and len(found) <= most, spent)

    def weight(self, members: Iterable[int]) -> int:
        """How much these selectors weigh together."""
        return sum(self.weights[each] for each in members)

    def _conflicts(self, clock: Rounds) -> Iterator[Members]:
        with Solver("g4", bootstrap_with=[*self.clauses, *self.joint]) as solver:
            if solver.solve(assumptions=list(self.weights)):
                return
        formula = WCNF()
        formula.hard = [*self.clauses, *self.joint]
        formula.soft = [[selector] for selector in self.weights]
        formula.wght = list(self.weights.values())
        formula.topw = sum(formula.wght) + 1
        formula.nv = self.top
        with OptUx(formula, solver="g4") as search:
            while clock.goes_on():
                hitting = search.hitman.get()  # the lightest that meets all that was seen to be lifted
                if hitting is None:
                    return
                search.oracle.set_phases(search.sels)
                if search.oracle.solve(assumptions=hitting):
                    true = search.oracle.get_model()
                    lifted = [each for each in search.sels if true[each - 1] < 0]
                    search.hitman.hit(lifted, weights=search.weights)
                else:
                    search.hitman.block(hitting)
                    yield tuple(sorted((*search.units, *hitting)))

    def weighed(self, clock: Rounds) -> Iterator[tuple[int, Members]]:
        """The conflicts, each with what it weighs, the lightest first."""
        return ((self.weight(each), each) for each in self._conflicts(clock))

    # taking apart

    def _apart(self, most: int, rounds: int) -> Listed | None:
        """The same from the parts of a stricter formula; None where it does not fall apart in time."""
        blocks = self._blocks()
        clock = Rounds(rounds)
        with Solver("g4", bootstrap_with=[*self.clauses, *self.joint]) as solver:
            clashing, values = self._clashes(solver)
            free = self._touched(clashing, blocks)
            whole = self._about(clashing)
            while len(parts := self._parts(blocks, values, free, whole)) > 1:
                found: list[Members] = []
                for conflict in _merged(parts, clock):
                    if len(found) == most or solver.solve(assumptions=conflict):
                        break
                    found.append(conflict)
                else:
                    return Listed(tuple(found), not clock.ended, clock.spent)
                if len(found) == most:
                    return Listed(tuple(found), False, clock.spent)
                if more := self._touched(conflict, blocks) - free:
                    free |= more
                elif less := self._about(conflict) - whole:
                    whole |= less
                elif near := {n for n, clause in self._numbered(self.joint) if free & set(map(abs, clause))} - whole:
                    whole |= near
                else:
                    return None
                if clock.ended:
                    return None
        return None

    def _clashes(self, solver: Solver) -> tuple[set[int], set[int]]:
        """Selectors without which there is an answer, and the literals of this answer: conflicts that share nothing."""
        kept = list(self.weights)
        clashing: set[int] = set()
        while not solver.solve(assumptions=kept):
            core = list(solver.get_core() or ())
            for each in list(core):
                fewer = [other for other in core if other != each]
                if not solver.solve(assumptions=fewer):
                    core = fewer
            clashing.update(core)
            kept = [each for each in kept if each not in clashing]
        return clashing, set(solver.get_model() or ())

    def _blocks(self) -> dict[int, int]:
        """For each variable the number of its block: what stands and falls together whatever is lifted, as the steps
        of one issue."""
        joined = _Joined()
        for clause in (*self.clauses, *self.joint):
            rule = any(abs(v) in self.weights for v in clause)
            for group in [[abs(v)] for v in clause] if rule or clause in self.joint else [[abs(v) for v in clause]]:
                if group[0] not in self.weights:
                    joined.join(group)
        return {v: number for number, group in enumerate(joined.groups()) for v in group}

    def _numbered(self, clauses: Sequence[Clause]) -> Iterator[tuple[int, Clause]]:
        return enumerate(clauses, len(self.clauses) if clauses is self.joint else 0)

    def _about(self, selectors: Iterable[int]) -> set[int]:
        """The clauses of these rules, by number."""
        chosen = set(selectors)
        return {number for number, clause in enumerate(self.clauses) if chosen.intersection(map(abs, clause))}

    def _touched(self, selectors: Iterable[int], blocks: Mapping[int, int]) -> set[int]:
        """The variables that these rules are about, with all that stand and fall with them."""
        near = {blocks[abs(v)] for n in self._about(selectors) for v in self.clauses[n] if abs(v) in blocks}
        return {v for v, block in blocks.items() if block in near}

    def _parts(self, blocks: Mapping[int, int], values: set[int], free: set[int], whole: set[int]) -> list[Formula]:
        """The formula with all but the free variables at their values, apart where nothing is shared.

        A clause that is not `whole` is narrowed to what it says of one block, one on which it holds in the answer.
        """
        clauses = []
        joined = _Joined()
        for number, clause in enumerate((*self.clauses, *self.joint)):
            left = [v for v in clause if abs(v) in free or abs(v) in self.weights]
            if any(v in values for v in clause if v not in left):
                continue
            if number not in whole:
                holding = next((blocks[abs(v)] for v in left if v in values and abs(v) in blocks), None)
                if holding is not None:
                    left = [v for v in left if abs(v) in self.weights or blocks[abs(v)] == holding]
            clauses.append(left)
            joined.join([abs(v) for v in left])
        place = {v: number for number, group in enumerate(joined.groups()) for v in group}
        inside: dict[int, list[Clause]] = {}
        for clause in clauses:
            inside.setdefault(place[abs(clause[0])], []).append(clause)
        weights: dict[int, dict[int, int]] = {}
        for selector, weight in self.weights.items():
            if selector in place:
                weights.setdefault(place[selector], {})[selector] = weight
        return [Formula(inside[number], (), weights[number], self.top) for number in sorted(weights)]


class Rounds:
    """Counts the rounds of several searches together; `ended` once one was refused."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.spent = 0
        self.ended = False

    def goes_on(self) -> bool:
        """Whether there is one round more, which is then counted."""
        self.ended = self.ended or self.spent >= self.left
        self.spent += not self.ended
        return not self.ended


class _Joined:
    """Variables gathered into groups that share something."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def _root(self, v: int) -> int:
        self._above.setdefault(v, v)
        while self._above[v] != v:
            self._above[v] = self._above[self._above[v]]
            v = self._above[v]
        return v

    def join(self, variables: Sequence[int]) -> None:
        """Put these into one group, with all that are in a group with them."""
        for v in variables:
            self._above[self._root(v)] = self._root(variables[0])

    def groups(self) -> list[list[int]]:
        """The groups, in the order in which their members were met."""
        found: dict[int, list[int]] = {}
        for v in self._above:
            found.setdefault(self._root(v), []).append(v)
        return list(found.values())


def _merged(parts: Sequence[Formula], clock: Rounds) -> Iterator[Members]:
    """The conflicts of all parts, the lightest first."""
    return (conflict for _, conflict in heapq.merge(*(part.weighed(clock) for part in parts)))
