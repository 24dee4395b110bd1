"""What is the least that has to be given up? Clauses and a price on literals, asked of CP-SAT until no circle is left.

Steps are order-encoded and each price hangs on one literal: without orders, alternatives and choices, and where all
conditions run the same way, this is the question of a cheapest closure [Picard1976], whose linear relaxation is whole.
So CP-SAT, with the relaxation switched on, mostly proves the least at its root, where a search by unsatisfiable cores
has to meet hundreds of them. Circles of orders are added as clauses when an answer runs into them; as long as some are
missing the answers are too good, so the proved bound of any round is a bound for the question itself. With circles the
relaxation is whole no longer, and cuts close most of the gap; a largest burden leaves one that they do not close.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from nonpaper.analysis.precedence import Clause
from nonpaper.errors import EngineError

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_WHOLE = 2.0**53  # a float below it tells whole numbers apart


@dataclass(frozen=True, slots=True)
class Answer:
    """The true variables of an answer, whether it is proved that none costs less, and the least that one could cost.

    Where time ran out before there was an answer at all, `true` is None.
    """

    true: set[int] | None
    proved: bool
    bound: int


class Program:
    """Clauses over the variables 1 to `top`; what is paid is the price of literals that are false.

    `learn` is handed the true variables of an answer and returns the clauses that it breaks and that were not known.
    All questions together take `seconds` at most.
    """

    def __init__(
        self, top: int, clauses: Iterable[Clause], learn: Callable[[set[int]], list[Clause]], seconds: float
    ) -> None:
        from ortools.sat.python import cp_model

        self._until = monotonic() + seconds
        self._learn = learn
        self._model = cp_model.CpModel()
        text = ["variables{domain:[0,1]}" * top]
        text += [f"constraints{{bool_or{{literals:{_indices(clause)}}}}}" for clause in clauses]
        self._model.proto.parse_text_format("".join(text))  # several times quicker than clause by clause
        self._variables = [self._model.get_bool_var_from_proto_index(index) for index in range(top)]
        self._solver = cp_model.CpSolver()
        parameters = self._solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = 1
        parameters.linearization_level = 2
        parameters.max_presolve_iterations = 1  # the clauses come nearly as simple as they get
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.use_sat_inprocessing = False
        parameters.add_lp_constraints_lazily = False  # measured: the root is solved sooner with all of them
        self.nearest: set[int] = set()  # the last answer, even if it still has circles
        self.late = False
        self._bound = 0
        self._circular = True

    def cost(self, weights: Mapping[int, int]) -> cp_model.LinearExprT:
        """What is paid: the sum of the weights of the literals that are false."""
        from ortools.sat.python import cp_model

        terms = [self._variables[abs(literal) - 1] for literal in weights]
        factors = [-weight if literal > 0 else weight for literal, weight in weights.items()]
        given = sum(weight for literal, weight in weights.items() if literal > 0)
        return cp_model.LinearExpr.weighted_sum(terms, factors) + given

    def largest(self, costs: Iterable[cp_model.LinearExprT], least: int, most: int) -> cp_model.LinearExprT:
        """The largest of several costs, known to lie between `least` and `most`."""
        largest = self._model.new_int_var(least, most, "largest")
        for cost in costs:
            self._model.add(largest >= cost)
        return largest

    def limit(self, cost: cp_model.LinearExprT, most: int) -> None:
        """Let later answers cost no more than this."""
        self._model.add(cost <= most)

    def branch(self, clauses: Iterable[Clause], learn: Callable[[set[int]], list[Clause]]) -> None:
        """From here on expect answers to come of branching, not of the relaxation: no cuts, and every clause at once.

        A largest burden has a gap at its root that cuts hardly narrow, and each round of such a question is dear.
        """
        self._solver.parameters.cut_level = 0
        self._learn = learn
        self._add(clauses)

    def least(self, cost: cp_model.LinearExprT) -> Answer | None:
        """An answer of the least cost. None if there is no answer at all."""
        self._model.minimize(cost)
        self._bound = 0
        found = self._search()
        if found is False:
            return None
        if found is None:
            return Answer(None if self._circular else self.nearest, False, self._bound)
        return Answer(self.nearest, True, self._solver.value(cost))

    def others(self, priced: Sequence[int]) -> Iterator[set[int]]:
        """The answers that cost no more than the last, which is left out, each by what of `priced` it gives up.

        `late` tells afterwards whether time ran out before the last of them. What was minimized last still is: with
        nothing to minimize the relaxation would not see that a dearer answer is out of the question.
        """
        while given := [literal for literal in priced if not holds(literal, self.nearest)]:
            self._add([given])
            found = self._search()
            if not found:
                self.late = found is None
                return
            yield self.nearest

    def _add(self, clauses: Iterable[Clause]) -> None:
        for clause in clauses:
            self._model.proto.constraints.add().bool_or.literals.extend(_indices(clause))

    def _search(self) -> bool | None:
        """Whether there is an answer without circles, left in `nearest`; None where time ran out before the proof."""
        from ortools.sat.python import cp_model

        self._circular = True
        while (left := self._until - monotonic()) > 0:
            self._solver.parameters.max_time_in_seconds = left
            verdict = self._solver.solve(self._model)
            if verdict == cp_model.INFEASIBLE:
                return False
            if verdict == cp_model.MODEL_INVALID:
                raise EngineError(f"not a program: {self._model.validate()}")
            self._bound = max(self._bound, _whole(self._solver.best_objective_bound))
            if verdict == cp_model.UNKNOWN:
                return None
            values = self._solver.response_proto.solution
            self.nearest = {v for v in range(1, len(self._variables) + 1) if values[v - 1]}
            fresh = self._learn(self.nearest)
            self._circular = bool(fresh)
            if not fresh or verdict != cp_model.OPTIMAL:
                return True if verdict == cp_model.OPTIMAL else None
            self._add(fresh)
        return None


def holds(literal: int, true: set[int]) -> bool:
    """Whether a literal holds where exactly these variables are true."""
    return literal in true if literal > 0 else -literal not in true


def _indices(clause: Clause) -> list[int]:
    """CP-SAT counts variables from 0 and writes the negation of v as -v - 1; the clauses count them from 1."""
    return [v - 1 if v > 0 else v for v in clause]


def _whole(bound: float) -> int:
    """The greatest whole number that a float surely does not overstate."""
    if not math.isfinite(bound):
        return 0
    return max(0, math.floor(bound if bound < _WHOLE else math.nextafter(bound, 0.0)))
