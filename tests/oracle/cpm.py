"""Is there a deal? CPMpy and OR-Tools answer, with an integer for every step and for every moment.

For models too large to walk through. CPMpy is a test dependency only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import cpmpy as cp

from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Reach, Side


@dataclass
class Encoding:
    """The variables of one model: a step per issue, a moment for every step, one more where it is deposited."""

    model: Model
    steps: dict[str, Any] = field(default_factory=dict)
    moments: dict[tuple[str, int], Any] = field(default_factory=dict)
    handed: dict[tuple[str, int], Any] = field(default_factory=dict)
    ground: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out the variables and what every deal has to satisfy before any rule is heard."""
        horizon = 1 + 2 * sum(len(issue.steps) for issue in self.model.issues.values())
        moves: dict[str, Any] = {}
        for name, issue in self.model.issues.items():
            last, start = len(issue.steps) - 1, self.model.status_quo[name]
            self.steps[name] = cp.intvar(0, last, name=f"x_{name}")
            moves[name] = self.steps[name] != start
            for step in range(last + 1):
                if step != start:
                    self.moments[name, step] = cp.intvar(1, horizon, name=f"t_{name}_{step}")
                    if name in self.model.deposited:
                        self.handed[name, step] = cp.intvar(1, horizon, name=f"d_{name}_{step}")
                        self.ground.append(self.moments[name, step] >= self.handed[name, step])
            for clock in (self.moments, self.handed):
                if not issue.is_choice and (name, 0 if start else last) in clock:
                    self.ground += [clock[name, k] >= clock[name, k - 1] for k in range(start + 2, last + 1)]
                    self.ground += [clock[name, k] >= clock[name, k + 1] for k in range(start - 2, -1, -1)]
        self.ground.append(cp.any(list(moves.values())))
        self.ground += [moves[name] for name in self.model.must_move]
        self.ground += [cp.any([moves[name] for name in group]) for group in self.model.one_of]

    def holds(self, literal: Literal) -> Any:
        """The literal as a constraint on the package."""
        step = self.steps[literal.issue]
        if literal.reach is Reach.UP:
            return step >= literal.step
        return step <= literal.step if literal.reach is Reach.DOWN else step == literal.step

    def moment(self, rule: Rule, literal: Literal) -> Any:
        """When the literal comes true for a rule, given that it is in the package: 0 where the status quo has it."""
        if literal.holds(self.model.status_quo[literal.issue]):
            return 0
        depositors = self.model.issues[literal.issue].by
        early = literal.issue in self.model.deposited and rule.party not in depositors
        return (self.handed if early else self.moments)[literal.issue, literal.step]

    def constraint(self, rule: Rule) -> Any:
        """One rule as one constraint."""
        if rule.kind is RuleKind.BOUND:
            step = self.steps[str(rule.issue)]
            if rule.side is Side.SET:
                return cp.any([step == each for each in sorted(rule.allowed or ())])
            return step >= rule.step if rule.side is Side.LOWER else step <= rule.step
        if rule.kind is RuleKind.WHOLE:
            return ~cp.all([self.holds(literal) for literal in rule.literals])
        assert rule.act is not None
        act = self.holds(rule.act)
        if rule.link is Link.IF:
            return act.implies(cp.any([self.holds(literal) for literal in rule.clause]))
        if rule.act.holds(self.model.status_quo[rule.act.issue]):
            return cp.BoolVal(True)
        waiting = self.moment(rule, rule.act)
        gap = 1 if rule.link is Link.AFTER else 0
        each = [self.holds(literal) & (waiting >= self.moment(rule, literal) + gap) for literal in rule.clause]
        return act.implies(cp.any(each))


def has_deal(model: Model, rules: Iterable[Rule] | None = None) -> bool:
    """Whether a package and moments keep the rules (the model's own, unless others are given)."""
    encoding = Encoding(model)
    kept = model.rules if rules is None else tuple(rules)
    problem = cp.Model([*encoding.ground, *(encoding.constraint(rule) for rule in kept)])
    return bool(problem.solve(solver="ortools", num_search_workers=1))


def is_minimal(model: Model, rules: Iterable[Rule]) -> bool:
    """Whether the rules are a conflict, and any one of them taken away leaves a deal."""
    members = tuple(rules)
    if has_deal(model, members):
        return False
    return all(has_deal(model, members[:k] + members[k + 1 :]) for k in range(len(members)))


def reach(model: Model, issue: str) -> tuple[int, ...]:
    """The steps of one issue that occur in some deal."""
    found = []
    for step in range(len(model.issues[issue].steps)):
        encoding = Encoding(model)
        problem = cp.Model(
            [
                *encoding.ground,
                encoding.steps[issue] == step,
                *(encoding.constraint(rule) for rule in model.rules),
            ]
        )
        if problem.solve(solver="ortools", num_search_workers=1):
            found.append(step)
    return tuple(found)
