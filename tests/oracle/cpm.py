"""Is there a deal? CPMpy and OR-Tools answer, with an integer for every step and for every moment.

For models too large to walk through. CPMpy is a test dependency only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

import cpmpy as cp

from nonpaper.case.claims import Link
from nonpaper.case.prices import price
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Reach, Side
from tests.oracle import ways


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


@dataclass
class Priced:
    """The model with everything that can be moved as a variable, and what each party pays as an integer sum.

    For the least price on models with too many sets of moves to try. `scale` turns the integers into prices.
    """

    model: Model
    encoding: Encoding = field(init=False)
    bills: list[tuple[str, Fraction, Any]] = field(default_factory=list)  # who pays how much if it is so
    rules: list[Any] = field(default_factory=list)
    sidesteps: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Every rule with its ways to give; nothing is chosen yet."""
        handing = [name for name, issue in self.model.issues.items() if issue.deposit is not None and issue.by]
        everywhere = replace(self.model, deposited=frozenset(handing) | self.model.deposited)
        self.encoding = Encoding(everywhere)
        self.rules += self.encoding.ground
        for name in handing:
            if name not in self.model.deposited:
                self._deposit(name)
        for name in self.model.issues:
            self._bounds(name)
        for rule in self.model.rules:
            if rule.kind is RuleKind.WHOLE:
                dropped = self._choice(rule.party, rule.firmness * self._price("drop"))
                self.rules.append(dropped | self.encoding.constraint(rule))
            elif rule.kind is RuleKind.CONDITION:
                self._condition(rule)
            elif rule.kind is RuleKind.PROCEDURE:
                self.rules.append(self.encoding.constraint(rule))

    def _price(self, key: str) -> Fraction:
        return price(self.model.prices, key)

    def _choice(self, party: str | None, amount: Fraction) -> Any:
        """A yes or no that costs a party something."""
        chosen = cp.boolvar()
        self.bills.append((str(party), amount, chosen))
        return chosen

    def _deposit(self, name: str) -> None:
        """Unless it is deposited, the moment of handing over is the moment of release."""
        deposited = cp.boolvar()
        self.sidesteps.append(deposited)
        for (issue, step), moment in self.encoding.handed.items():
            if issue == name:
                self.rules.append(deposited | (moment == self.encoding.moments[issue, step]))
        own = [
            (rule.party, rule.firmness)
            for rule in self.model.rules
            if rule.kind is RuleKind.CONDITION
            and rule.act is not None
            and rule.act.issue == name
            and rule.party in self.model.issues[name].by
        ]
        firmest = max((firmness for _, firmness in own), default=0)
        payers = sorted({party for party, firmness in own if firmness == firmest} or set(self.model.issues[name].by))
        for party in payers:
            self.bills.append((str(party), (firmest or 3) * self._price("deposit") / len(payers), deposited))

    def _bounds(self, name: str) -> None:
        """Per party and side a mark for every step let in; a referral lifts a party's, leaving open lifts all."""
        issue, step = self.model.issues[name], self.encoding.steps[name]
        bounds = [rule for rule in self.model.rules if rule.kind is RuleKind.BOUND and rule.issue == name]
        shut = {
            k: [rule for rule in bounds if not _admits(rule, k)] for k in range(len(issue.steps))
        }  # who is against which step
        left: Any = cp.BoolVal(False)
        if bounds and issue.may_stay_open and all(shut.values()):
            left = cp.boolvar()
            self.sidesteps.append(left)
            self.rules.append(left.implies(step == self._stop(name, bounds)))
            for rule in bounds:
                self.bills.append((str(rule.party), rule.firmness * self._price("leave_open"), left))
        for party in sorted({str(rule.party) for rule in bounds}):
            mine = [rule for rule in bounds if rule.party == party]
            lifted = left
            if ways.may_decide(self.model, party, name):
                referred = self._choice(party, max(rule.firmness for rule in mine) * self._price("refer"))
                self.sidesteps.append(referred)
                lifted = left | referred
            for side in Side:
                against = {k: [rule for rule in who if rule in mine and rule.side is side] for k, who in shut.items()}
                let_in: dict[int, Any] = {}
                for k, who in against.items():
                    if who:
                        if side is Side.SET:
                            share = Fraction(1, len(issue.steps) - 1)
                        else:
                            share = issue.share(k, k + 1) if side is Side.LOWER else issue.share(k - 1, k)
                        firmest = max(rule.firmness for rule in who)
                        let_in[k] = self._choice(party, firmest * share * self._price("give"))
                        self.rules.append(lifted | let_in[k] | (step != k))
                if side is not Side.SET:  # what is let in at the far end lets everything nearer in
                    order = sorted(let_in, reverse=side is Side.LOWER)
                    for nearer, further in pairwise(order):
                        self.rules.append(let_in[further].implies(let_in[nearer]))

    def _stop(self, name: str, bounds: list[Rule]) -> int:
        """Where an issue left open stops."""
        start, last = self.model.status_quo[name], len(self.model.issues[name].steps) - 1
        pulls = {rule.side for rule in bounds if not _admits(rule, start)}
        if pulls == {Side.LOWER}:
            return min([last, *(rule.step or 0 for rule in bounds if rule.side is Side.UPPER)])
        if pulls == {Side.UPPER}:
            return max([0, *(rule.step or 0 for rule in bounds if rule.side is Side.LOWER)])
        return start

    def _condition(self, rule: Rule) -> None:
        """A condition: dropped, its `after` a `with`, or each step it names at some place on the way back."""
        assert rule.act is not None
        encoding, start = self.encoding, self.model.status_quo
        dropped = self._choice(rule.party, rule.firmness * self._price("drop"))
        void = rule.link is not Link.IF and rule.act.holds(start[rule.act.issue])
        waits = rule.link is not Link.IF and not void
        gap: Any = 0
        if rule.link is Link.AFTER and waits:
            gap = 1 - self._choice(rule.party, rule.firmness * self._price("together"))
        enough: list[Any] = [cp.BoolVal(void)]
        for literal in rule.clause:
            places = [literal]
            issue, begin = self.model.issues[literal.issue], start[literal.issue]
            if not issue.is_choice and not literal.holds(begin):
                between = range(begin + 1, literal.step) if literal.step > begin else range(literal.step + 1, begin)
                places += [replace(literal, step=k) for k in between]
            for place in places:
                met = encoding.holds(place)
                if waits:
                    met = met & (encoding.moment(rule, rule.act) >= encoding.moment(rule, place) + gap)
                if place is not literal:
                    share = issue.share(place.step, literal.step) / issue.share(begin, literal.step)
                    met = met & self._choice(rule.party, rule.firmness * share * self._price("ease"))
                enough.append(met)
        self.rules.append(dropped | encoding.holds(rule.act).implies(cp.any(enough)))

    def least(
        self, *, alone: str | None = None, settling: bool = False, even: bool = False
    ) -> tuple[Fraction, ...] | None:
        """The least price; with `even` the smallest largest burden and then the least price. None if nothing helps."""
        scale = lcm(*(amount.denominator for _, amount, _ in self.bills)) if self.bills else 1
        sums: dict[str, Any] = {}
        for party, amount, chosen in self.bills:
            sums[party] = sums.get(party, 0) + int(amount * scale) * chosen
        rules = list(self.rules)
        if alone is not None:
            rules += [~chosen for party, _, chosen in self.bills if party != alone]
        if settling:
            rules += [~chosen for chosen in self.sidesteps]
        top = int(sum(amount for _, amount, _ in self.bills) * scale) + 1
        largest, total = cp.intvar(0, top), cp.intvar(0, top)
        rules += [largest >= each for each in sums.values()]
        rules.append(total == sum(sums.values()) if sums else total == 0)
        problem = cp.Model(rules)
        problem.minimize(largest * top + total if even else total)
        if not problem.solve(solver="ortools", num_search_workers=1):
            return None
        if even:
            return (Fraction(int(largest.value()), scale), Fraction(int(total.value()), scale))
        return (Fraction(int(total.value()), scale),)


def _admits(rule: Rule, step: int) -> bool:
    """Whether a bound lets a step pass."""
    if rule.allowed is not None:
        return step in rule.allowed
    assert rule.step is not None
    return step >= rule.step if rule.side is Side.LOWER else step <= rule.step
