"""A model as clauses: one switch per rule, one variable per step, and the order of the rungs kept apart.

Steps of a ladder are order-encoded (`x >= k`), those of a choice one-hot. Each rule is guarded by its own selector, so
that any set of rules can be asked about (group MUS, [LiffitonSakallah2008]). Moments are difference constraints whose
circles become clauses when an answer runs into them, see `precedence`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from types import TracebackType

from pysat.solvers import Solver

from nonpaper.analysis.precedence import Clause, Edge, Precedence, clauses_against
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.model.space import Moment, reached_at, rungs_from
from nonpaper.positions.position import Literal, Reach, Side


class Space:
    """Variables and hard clauses for the steps of every issue, and what makes a package a deal."""

    def __init__(self, model: Model, demand_move: bool = True) -> None:
        self.model = model
        self.hard: list[Clause] = []
        self.joint: list[Clause] = []  # hard as well: that one of several issues moves
        self.top = 0
        self._first: dict[str, int] = {}
        self._exact: dict[Literal, int] = {}
        for name, issue in model.issues.items():
            count = len(issue.steps)
            self._first[name] = self.top + 1
            if issue.is_choice:
                steps = range(self.top + 1, self.top + count + 1)
                self.hard.append(list(steps))
                self.hard += [[-a, -b] for a in steps for b in range(a + 1, steps.stop)]
                self.top += count
            else:
                self.hard += [[-k - 1, k] for k in range(self.top + 1, self.top + count - 1)]
                self.top += count - 1
        if demand_move:
            self._demand_move()

    def new(self) -> int:
        """A fresh variable."""
        self.top += 1
        return self.top

    def at_least(self, issue: str, step: int) -> int | bool:
        """The literal for `x >= step` on a ladder, or its truth where it has only one."""
        if step <= 0:
            return True
        if step > self.model.issues[issue].rungs:
            return False
        return self._first[issue] + step - 1

    def exactly(self, issue: str, step: int) -> int | bool:
        """The literal for `x == step`."""
        if self.model.issues[issue].is_choice:
            return self._first[issue] + step
        low, high = self.at_least(issue, step), self.at_least(issue, step + 1)
        if low is True:
            return not high if isinstance(high, bool) else -high
        if high is False:
            return low
        key = Literal(issue, Reach.EXACT, step)
        if key not in self._exact:
            both = self.new()
            self._exact[key] = both
            self.hard += [[-both, low], [-both, -high], [both, -low, high]]
        return self._exact[key]

    def steps_here(self, issue: str, step: int) -> list[int] | None:
        """The literals that together say `x == step`, without a new variable; None where it cannot be."""
        if self.model.issues[issue].is_choice:
            return [self._first[issue] + step]
        low, above = self.at_least(issue, step), self.at_least(issue, step + 1)
        if low is False or above is True:
            return None
        return [*([] if low is True else [low]), *([] if above is False else [-above])]

    def literal(self, literal: Literal) -> int | bool:
        """The literal of the formula that stands for a literal of the model, or its truth."""
        if literal.reach is Reach.UP:
            return self.at_least(literal.issue, literal.step)
        if literal.reach is Reach.DOWN:
            above = self.at_least(literal.issue, literal.step + 1)
            return not above if isinstance(above, bool) else -above
        return self.exactly(literal.issue, literal.step)

    def package(self, answer: Iterable[int]) -> dict[str, int]:
        """Issue -> step index, read from the answer of a solver."""
        true = {v for v in answer if v > 0}
        package: dict[str, int] = {}
        for name, issue in self.model.issues.items():
            first = self._first[name]
            if issue.is_choice:
                package[name] = next(k for k in range(len(issue.steps)) if first + k in true)
            else:
                package[name] = sum(first + k in true for k in range(issue.rungs))
        return package

    def _moved(self, issue: str) -> Clause | None:
        """The clause "this issue leaves the status quo": None where it must be true, empty where it cannot be."""
        stays = self.exactly(issue, self.model.status_quo[issue])
        if stays is True:
            return []
        if stays is False:
            return None
        return [-stays]

    def _demand_move(self) -> None:
        model = self.model
        groups = [(issue,) for issue in model.must_move] + list(model.one_of)
        if not groups:
            groups = [tuple(model.issues)]
        for group in groups:
            clause: Clause = []
            for issue in group:
                moved = self._moved(issue)
                if moved is None:
                    break
                clause += moved
            else:
                (self.joint if len(group) > 1 else self.hard).append(clause)


def is_void(rule: Rule, status_quo: Mapping[str, int]) -> bool:
    """Whether an order between acts is moot because the act has already happened."""
    return rule.act is not None and rule.link is not Link.IF and rule.act.holds(status_quo[rule.act.issue])


def order_the_rungs(precedence: Precedence, model: Model) -> None:
    """Rungs of one issue are climbed one after the other (or together), deposits before releases."""
    for name, issue in model.issues.items():
        for chain in rungs_from(issue, model.status_quo[name]):
            for lower, upper in pairwise(chain):
                precedence.add(lower, upper, strict=False)
                if name in model.deposited:
                    precedence.add(held(lower), held(upper), strict=False)
            if name in model.deposited:
                for rung in chain:
                    precedence.add(held(rung), rung, strict=False)


def held(moment: Moment) -> tuple[str, Moment]:
    """The moment at which a third party has the rung in its hands."""
    return ("held", moment)


def seen_by(rule: Rule, moment: Moment, model: Model) -> Moment | tuple[str, Moment]:
    """The moment that a rule looks at: for all but the depositor, a deposited rung is done once it is deposited."""
    if moment[0] in model.deposited and rule.party not in model.issues[moment[0]].by:
        return held(moment)
    return moment


class Encoding(Space):
    """The model's rules behind selectors, with an incremental oracle for sets of rules.

    Use as a context manager: the solvers hold memory outside Python.
    """

    def __init__(self, model: Model, orders: bool = True) -> None:
        super().__init__(model)
        self.precedence = Precedence()
        self.selectors: list[int] = []
        self.rule_of: dict[int, int] = {}
        for number, rule in enumerate(model.rules):
            self.top += 1
            self.selectors.append(self.top)
            self.rule_of[self.top] = number
            self._encode(number, rule, self.top, orders)
        if orders and self.precedence.edges:
            order_the_rungs(self.precedence, model)
            self.edges: list[Edge] = self.precedence.knotted()
        else:
            self.edges = []
        self.circles: list[Clause] = []
        self._known: set[frozenset[int]] = set()
        self._solver = Solver("g4", bootstrap_with=[*self.hard, *self.joint])
        self._answer: set[int] = set()

    def __enter__(self) -> Encoding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the solver's memory back."""
        self._solver.delete()

    def _encode(self, number: int, rule: Rule, selector: int, orders: bool) -> None:
        off = -selector
        if rule.kind is RuleKind.BOUND:
            if rule.issue is None:
                raise ValueError(f"bound without an issue: {rule.id}")
            if rule.side is Side.SET:
                allowed = rule.allowed or frozenset()
                self._guarded([off], [self.exactly(rule.issue, step) for step in sorted(allowed)])
            elif rule.side is Side.LOWER:
                self._guarded([off], [self.at_least(rule.issue, rule.step or 0)])
            else:
                above = self.at_least(rule.issue, (rule.step or 0) + 1)
                self._guarded([off], [not above if isinstance(above, bool) else -above])
        elif rule.kind is RuleKind.WHOLE:
            self._guarded([off], [_negated(self.literal(part)) for part in rule.literals])
        elif not is_void(rule, self.model.status_quo):
            self._encode_condition(number, rule, selector, orders)

    def _encode_condition(self, number: int, rule: Rule, selector: int, orders: bool) -> None:
        acts = True if rule.act is None else self.literal(rule.act)
        if acts is False:
            return
        guards = [-selector] if acts is True else [-selector, -acts]
        active = (selector,) if acts is True else (selector, acts)
        model = self.model
        timed = orders and rule.link is not Link.IF and rule.act is not None
        if not timed or len(rule.clause) == 1:
            self._guarded(guards, [self.literal(part) for part in rule.clause])
            choices: list[tuple[Literal, tuple[int, ...]]] = [(part, active) for part in rule.clause] if timed else []
        else:
            choices = []
            picks: Clause = []
            for part in rule.clause:
                pick = self.new()
                picks.append(pick)
                self._guarded([-pick], [self.literal(part)])
                choices.append((part, (*active, pick)))
            self.hard.append([*guards, *picks])
        if rule.act is None:
            return
        then = reached_at(rule.act, model.issues[rule.act.issue], model.status_quo[rule.act.issue])
        for part, switches in choices:
            first = reached_at(part, model.issues[part.issue], model.status_quo[part.issue])
            if first is not None and then is not None:
                self.precedence.add(
                    seen_by(rule, first, model),
                    seen_by(rule, then, model),
                    strict=rule.link is Link.AFTER,
                    guards=switches,
                    owner=number,
                )

    def _guarded(self, guards: Clause, options: list[int | bool]) -> None:
        """Add `guards or one of options`, leaving out what is always true."""
        if any(option is True for option in options):
            return
        self.hard.append([*guards, *(option for option in options if not isinstance(option, bool))])

    # the oracle

    def forbid(self, circle: Iterable[Edge]) -> bool:
        """Learn a circle; whether it was new."""
        fresh = False
        for clause in clauses_against(circle):
            key = frozenset(clause)
            if key not in self._known:
                self._known.add(key)
                self.circles.append(clause)
                self._solver.add_clause(clause)
                fresh = True
        return fresh

    def solve(self, rules: Iterable[int], also: Iterable[int] = ()) -> bool:
        """Whether some deal satisfies all rules with these indices (and the literals `also`)."""
        assumed = [self.selectors[number] for number in rules]
        chosen = set(assumed)
        assumed += also
        while True:
            if not self._solver.solve(assumptions=assumed):
                return False
            self._answer = {v for v in self._solver.get_model() or () if v > 0}
            if not self.edges:
                return True
            circles = self.precedence.broken(self.edges, self._reader(chosen))
            if not circles:
                return True
            for circle in circles:
                self.forbid(circle)

    def _reader(self, chosen: set[int]) -> Callable[[int], bool]:
        """Tells the value of a literal in the last answer; of the selectors only the chosen ones are true."""
        true = self._answer

        def holds(literal: int) -> bool:
            if literal in self.rule_of:
                return literal in chosen
            return literal in true if literal > 0 else -literal not in true

        return holds

    def core(self) -> list[int]:
        """After `solve` said no: indices of rules that together are already impossible."""
        return sorted(self.rule_of[v] for v in self._solver.get_core() or () if v in self.rule_of)

    def answer(self) -> dict[str, int]:
        """After `solve` said yes: the package found."""
        return self.package(self._answer)

    def moments(self, rules: Iterable[int]) -> tuple[dict[Moment, int], dict[Moment, int]]:
        """After `solve` said yes: the earliest moment of every rung of the package found, and of every deposit.

        Counted from 1. A deposit has a moment of its own, before the acts that could share it, where the order allows.
        """
        chosen = {self.selectors[number] for number in rules}
        reader = self._reader(chosen)
        edges = list(self.precedence.edges)
        moments = self.precedence.moments(edges, reader)
        taken = self._taken()
        deposits = [rung for rung in taken if rung[0] in self.model.deposited]
        for rung in deposits:
            at = moments[held(rung)]
            node = self.precedence.node
            beside = [
                Edge(node(held(rung)), node(other), strict=True)
                for other in taken
                if moments.get(other, 1) == at and (other == rung or other[0] != rung[0])
            ]
            if beside and not self.precedence.broken([*edges, *beside], reader, most=1):
                edges += beside
                moments = self.precedence.moments(edges, reader)
        return (
            {rung: moments.get(rung, 1) for rung in taken},
            {rung: moments[held(rung)] for rung in deposits},
        )

    def _taken(self) -> list[Moment]:
        """The rungs that the package found climbs, in the order of the issues."""
        package = self.answer()
        taken: list[Moment] = []
        for name, issue in self.model.issues.items():
            start, end = self.model.status_quo[name], package[name]
            for chain in rungs_from(issue, start):
                for rung in chain:
                    climbed = (
                        rung[2] == end
                        if issue.is_choice
                        else (start < rung[2] <= end if rung[1] == "up" else end <= rung[2] < start)
                    )
                    if climbed:
                        taken.append(rung)
        return taken


def _negated(literal: int | bool) -> int | bool:
    return not literal if isinstance(literal, bool) else -literal
