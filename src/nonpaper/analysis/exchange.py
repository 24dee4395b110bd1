"""A plain exchange: what has to be done once and for all, at a cost to one for the good of another. When is it safe?

Nothing can be taken back, nothing is deposited, and there is one world: the case in which the order of the stages is an
old and well understood question [SandholmWang2002]. Whoever leaves loses what is still to come to it and saves what it
has still to give, so a guarantee of `need` holds everybody if no party ever gains more than that by leaving. Here are
four exact answers to how small that can be: one at a time over all subsets, in stages by integer programming, for what
can be divided by linear programming, and one seller's items against money by the rule of [SandholmFerrandon2000].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.exchange_kernel import best_path
from nonpaper.errors import TooLargeError, UsageError

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Integers = NDArray[np.int64]
MOST = 24  # one at a time: 2^24 states are 200 MB
_EFFORT = 60.0
_FINDING = 0.8  # the share of the effort that goes into finding a plan, the rest into the bound


@dataclass(frozen=True, eq=False)
class Exchange:
    """`giver[i]` does obligation i at a `cost`, `receiver[i]` has the `value` of it: whole numbers, one an obligation.

    Parties are numbered from 0; `allowed[p]` is what holds party p beside the exchange (a guarantee, a reputation).
    `before[i]` are the obligations that come before i, in an earlier stage; `beside` are pairs of one stage.
    """

    giver: Integers
    receiver: Integers
    cost: Integers
    value: Integers
    allowed: Integers
    before: tuple[tuple[int, ...], ...]
    beside: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        count = len(self.giver)
        if not (count == len(self.receiver) == len(self.cost) == len(self.value) == len(self.before)):
            raise UsageError("every obligation has a giver, a receiver, a cost, a value, and what comes before it")
        if count and max(int(self.giver.max()), int(self.receiver.max())) >= len(self.allowed):
            raise UsageError("every party has what is allowed it")

    @property
    def size(self) -> int:
        """How many obligations there are."""
        return len(self.giver)

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.allowed)

    def to_come(self, party: int) -> int:
        """What the whole exchange is worth to a party; below 0 no order holds it without a guarantee."""
        return int(self.value[self.receiver == party].sum() - self.cost[self.giver == party].sum())

    def need(self, stages: Sequence[int], *, within: bool = True) -> int:
        """What a guarantee has to add for a plan (the stage of each obligation, from 1), 0 where none is needed.

        Within a stage who leaves may have taken all of the others' part and done none of its own; without `within` only
        the moments between the stages count.
        """
        worst = 0
        at = np.asarray(stages)
        for party in range(self.parties):
            gets, gives = self.receiver == party, self.giver == party
            for stage in range(1, int(at.max(initial=0)) + 1):
                come = int(self.value[gets & (at > stage if within else at >= stage)].sum())
                give = int(self.cost[gives & (at >= stage)].sum())
                worst = max(worst, give - come - int(self.allowed[party]))
        return worst


def one_at_a_time(exchange: Exchange) -> tuple[int, tuple[int, ...]]:
    """The least that a guarantee has to add when obligations are done one by one, and an order: over all 2^n states.

    Between any two acts nobody gains more by leaving than it is held by. Raises `TooLargeError` above 24 obligations,
    and `UsageError` for pairs that fall together or waits that run in a circle.
    """
    if exchange.size > MOST:
        raise TooLargeError(
            f"{exchange.size} obligations one at a time are 2^{exchange.size} states; {MOST} are allowed"
        )
    if exchange.beside:
        raise UsageError("what is done one at a time is not done together")
    before = np.array([sum(1 << j for j in each) for each in exchange.before], dtype=np.int64)
    change = np.zeros((exchange.parties, exchange.size), dtype=np.int32)
    for number in range(exchange.size):
        change[exchange.giver[number], number] += exchange.cost[number]
        change[exchange.receiver[number], number] -= exchange.value[number]
    need, order = best_path(change, exchange.allowed.astype(np.int32), before)
    if need >= 1 << 30:
        raise UsageError("the waits run in a circle: no order keeps them")
    return int(need), tuple(int(number) for number in order)


@dataclass(frozen=True, slots=True)
class Staged:
    """The stage of every obligation, from 1, the guarantee it needs, and the least that any plan may need.

    `proved` where those two are equal; else `gap` says in words how far the search got.
    """

    stages: tuple[int, ...]
    need: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no plan of so many stages needs less."""
        return self.need == self.bound

    @property
    def gap(self) -> str:
        """How far what was found may be from the best; empty where it is proved."""
        if self.proved:
            return ""
        return f"needs {self.need}; that no plan needs less than {self.bound} is proved, what lies between is not known"


def staged(exchange: Exchange, count: int, *, effort: float = _EFFORT) -> Staged | None:
    """The plan of at most `count` stages that needs the smallest guarantee; None where the waits allow none.

    By CP-SAT: `done[i][t]`, obligation i is done once stage t is over, never falls. The search goes first without
    linear relaxation, which only holds it up, and finds the plan; where that does not prove it the best, a second
    one with the relaxation raises the bound. `effort` is the solver's own measure of work, about seconds, for both
    together; where it runs out the plan comes back with the bound proved so far. Raises `TooLargeError` where not
    even a plan was found by then.
    """
    from ortools.sat.python import cp_model

    model, done, need = _stages_to_choose(exchange, count)
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = 0
    parameters.linearization_level = 0
    parameters.max_deterministic_time = effort * _FINDING
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TooLargeError(f"no plan of {count} stages was found with the effort allowed, and none was ruled out")
    stages = _chosen(solver, done, count)
    best, bound = round(solver.objective_value), round(solver.best_objective_bound)
    if status == cp_model.FEASIBLE:
        model.add(need < best)
        parameters.linearization_level = 2
        parameters.max_deterministic_time = effort * (1 - _FINDING)
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            bound = best
        else:
            bound = max(bound, round(solver.best_objective_bound))
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                stages, best = _chosen(solver, done, count), round(solver.objective_value)
    return Staged(stages, best, bound)


def _stages_to_choose(
    exchange: Exchange, count: int
) -> tuple[cp_model.CpModel, list[list[cp_model.IntVar]], cp_model.IntVar]:
    """The question to the solver: when is what done, so that the guarantee needed is smallest?"""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    zero, one = model.new_constant(0), model.new_constant(1)
    done = [
        [zero, *(model.new_bool_var(f"{number}:{t}") for t in range(1, count)), one] for number in range(exchange.size)
    ]
    for number, row in enumerate(done):
        for t in range(1, count):
            model.add_implication(row[t], row[t + 1])
        for first in exchange.before[number]:
            for t in range(1, count + 1):
                model.add_implication(row[t], done[first][t - 1])
    for first, then in exchange.beside:
        for t in range(1, count):
            model.add(done[first][t] == done[then][t])
    least = max(0, *(-exchange.to_come(party) - int(exchange.allowed[party]) for party in range(exchange.parties)))
    need = model.new_int_var(least, int(exchange.cost.sum()) + least, "need")
    for party in range(exchange.parties):
        gets, gives = np.flatnonzero(exchange.receiver == party), np.flatnonzero(exchange.giver == party)
        for t in range(1, count + 1):
            terms = [done[i][t] for i in gets] + [done[i][t - 1] for i in gives]
            factors = [int(exchange.value[i]) for i in gets] + [-int(exchange.cost[i]) for i in gives]
            rest = exchange.to_come(party) + int(exchange.allowed[party])
            model.add(cp_model.LinearExpr.weighted_sum(terms, factors) <= need + rest)
    model.minimize(need)
    return model, done, need


def _chosen(solver: cp_model.CpSolver, done: Sequence[Sequence[cp_model.IntVar]], count: int) -> tuple[int, ...]:
    return tuple(1 + sum(not solver.value(row[t]) for t in range(1, count)) for row in done)


def divided(exchange: Exchange, count: int) -> tuple[float, NDArray[np.float64]]:
    """What a guarantee has to add at least if every obligation can be done bit by bit, and how much is done when.

    The second is an array (obligations, stages): the share of each obligation done once a stage is over. Waits between
    obligations are not looked at; by linear programming (HiGHS). Raises `UsageError` where there are waits.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    if any(exchange.before) or exchange.beside:
        raise UsageError("what is done bit by bit has no before and after")
    size = exchange.size
    rows: list[Integers] = []
    columns: list[Integers] = []
    entries: list[NDArray[np.float64]] = []
    limits: list[float] = []
    last = size * count  # the column of the guarantee; column i * count + t is the share done once stage t + 1 is over
    for party in range(exchange.parties):
        gets, gives = np.flatnonzero(exchange.receiver == party), np.flatnonzero(exchange.giver == party)
        for t in range(count):
            row = len(limits)
            own = [gets * count + t] + ([gives * count + t - 1] if t else [])
            factors = [exchange.value[gets].astype(float)] + ([-exchange.cost[gives].astype(float)] if t else [])
            columns.append(np.concatenate([*own, np.array([last])]))
            entries.append(np.concatenate([*factors, np.array([-1.0])]))
            rows.append(np.full(len(columns[-1]), row))
            limits.append(float(exchange.to_come(party) + exchange.allowed[party]))
    now = (np.arange(size)[:, None] * count + np.arange(count - 1)[None, :]).ravel()
    first = len(limits)
    rows += [np.arange(first, first + len(now))] * 2
    columns += [now, now + 1]
    entries += [np.ones(len(now)), -np.ones(len(now))]
    limits += [0.0] * len(now)
    every = (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns)))
    matrix = coo_array(every, shape=(len(limits), last + 1)).tocsr()
    upper = np.ones(last + 1)
    lower = np.zeros(last + 1)
    lower[count - 1 : last : count] = 1.0
    upper[last] = np.inf
    aim = np.zeros(last + 1)
    aim[last] = 1.0
    found = linprog(aim, A_ub=matrix, b_ub=np.array(limits), bounds=np.column_stack([lower, upper]), method="highs")
    if found.status != 0:
        raise TooLargeError(f"the linear program has no answer: {found.message}")
    return float(found.x[last]), np.asarray(found.x[:last]).reshape(size, count)


def sellers_order(cost: Sequence[float], value: Sequence[float]) -> tuple[float, tuple[int, ...]]:
    """One seller's items against money that can be paid bit by bit: the least slack, and the order of the items.

    Item i may be delivered while what is left to gain from the whole exchange, and the slack, is worth at least
    `value[i]`; delivering it leaves `value[i] - cost[i]` less. First come the items that cost more than they are worth,
    the least valued first; then the others, the dearest to deliver first [SandholmFerrandon2000]. O(n log n).
    """
    surplus = [v - c for v, c in zip(value, cost, strict=True)]
    first = sorted((i for i, s in enumerate(surplus) if s <= 0), key=lambda i: value[i])
    then = sorted((i for i, s in enumerate(surplus) if s > 0), key=lambda i: -cost[i])
    order = (*first, *then)
    left, slack = sum(surplus), 0.0
    for number in order:
        slack = max(slack, value[number] - left)
        left -= surplus[number]
    return slack, order
