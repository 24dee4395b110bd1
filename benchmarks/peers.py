"""The same questions put to CPMpy, with OR-Tools behind it: models written as its users would write them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Any

import cpmpy as cp
from cpmpy.tools.explain import mus, optimal_mus
from tests.oracle.cpm import Encoding

from nonpaper.analysis.conflicts import weight
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Side


def one_conflict(model: Model) -> int:
    """The size of some minimal conflict."""
    ground = Encoding(model)
    return len(mus([ground.constraint(rule) for rule in model.rules], hard=ground.ground, solver="ortools"))


def lightest(model: Model) -> int:
    """The weight of the lightest conflict."""
    ground = Encoding(model)
    soft = [ground.constraint(rule) for rule in model.rules]
    weights = [weight(rule) for rule in model.rules]
    found = optimal_mus(soft, hard=ground.ground, weights=weights, solver="ortools", hs_solver="ortools")
    chosen = {id(each) for each in found}
    return sum(w for each, w in zip(soft, weights, strict=True) if id(each) in chosen)


def cheapest(model: Model) -> Fraction:
    """The least price of a way out: bounds given rung by rung, conditions eased, taken together, or deposited."""
    costs, ground, common = _priced(model)
    problem = cp.Model(ground)
    problem.minimize(cp.sum([price * given for _, price, given in costs]))
    problem.solve(solver="ortools", num_workers=1)
    return Fraction(round(problem.objective_value()), common)


def most_even(model: Model) -> Fraction:
    """The smallest largest burden (and then the smallest total, asked for in the same objective)."""
    costs, ground, common = _priced(model)
    parties = sorted({party for party, _, _ in costs})
    burdens = [cp.sum([price * given for who, price, given in costs if who == party]) for party in parties]
    ceiling = sum(price for _, price, _ in costs) + 1
    problem = cp.Model(ground)
    problem.minimize(cp.max(burdens) * ceiling + cp.sum(burdens))
    problem.solve(solver="ortools", num_workers=1)
    return Fraction(int(problem.objective_value()) // ceiling, common)


def _priced(model: Model) -> tuple[list[tuple[str, int, Any]], list[Any], int]:
    """Per party what it may give up and its price, the hard constraints, and the common denominator of the prices."""
    encoding = Encoding(model)
    ground = list(encoding.ground)
    prices: list[tuple[str, Fraction, Any]] = []
    rungs: dict[tuple[str, str, Side, int], int] = {}
    held = _deposits(model, encoding, prices, ground)
    for rule in model.rules:
        party = str(rule.party)
        if rule.kind is RuleKind.BOUND:
            issue = model.issues[str(rule.issue)]
            below = (
                range(1, (rule.step or 0) + 1)
                if rule.side is Side.LOWER
                else range((rule.step or 0) + 1, issue.rungs + 1)
            )
            for rung in below:
                key = (party, issue.id, rule.side or Side.LOWER, rung)
                rungs[key] = max(rungs.get(key, 0), rule.firmness)
        else:
            _wait(model, encoding, rule, held, prices, ground)
    for (party, name, side, rung), firmness in rungs.items():
        step = encoding.steps[name]
        given = (step < rung) if side is Side.LOWER else (step >= rung)
        prices.append((party, Fraction(firmness, model.issues[name].rungs), given))
    common = lcm(*(price.denominator for _, price, _ in prices))
    return [(party, int(price * common), given) for party, price, given in prices], ground, common


def _deposits(
    model: Model, encoding: Encoding, prices: list[tuple[str, Fraction, Any]], ground: list[Any]
) -> Callable[[str, int, str], Any]:
    """A switch and a moment per issue that may be deposited; tells the moment that a party looks at."""
    switches: dict[str, Any] = {}
    moments: dict[tuple[str, int], Any] = {}
    horizon = 1 + sum(len(issue.steps) for issue in model.issues.values())
    for name, issue in model.issues.items():
        if issue.deposit is None:
            continue
        switches[name] = cp.boolvar()
        own = [r.firmness for r in model.rules if r.act is not None and r.act.issue == name and r.party in issue.by]
        prices.append((issue.by[0], Fraction(max(own, default=3), 4), switches[name]))
        for rung in range(1, issue.rungs + 1):
            moments[name, rung] = cp.intvar(1, horizon)
            ground.append(moments[name, rung] <= encoding.moments[name, rung])
            ground.append((~switches[name]).implies(moments[name, rung] == encoding.moments[name, rung]))
            if rung > 1:
                ground.append(moments[name, rung] >= moments[name, rung - 1])

    def looked_at(name: str, rung: int, party: str) -> Any:
        deposited = name in switches and party not in model.issues[name].by
        return moments[name, rung] if deposited else encoding.moments[name, rung]

    return looked_at


def _wait(
    model: Model,
    encoding: Encoding,
    rule: Rule,
    held: Callable[[str, int, str], Any],
    prices: list[tuple[str, Fraction, Any]],
    ground: list[Any],
) -> None:
    assert rule.act is not None
    party, first = str(rule.party), rule.clause[0]
    act = encoding.holds(rule.act)
    needed = cp.intvar(0, first.step)
    prices.append((party, Fraction(rule.firmness, first.step), first.step - needed))
    ground.append(act.implies(encoding.steps[first.issue] >= needed))
    if rule.link is Link.AFTER:
        together = cp.boolvar()
        prices.append((party, Fraction(rule.firmness, 4), together))
        waiting = held(rule.act.issue, rule.act.step, party)
        for rung in range(1, first.step + 1):
            before = held(first.issue, rung, party)
            ground.append((act & (needed >= rung)).implies(waiting + together >= before + 1))
