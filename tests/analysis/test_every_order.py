"""The planner against going through every order, and its promise on names, over random cases with every key.

The plain planner of the tests shares nothing with the planner: it goes through all orders that keep what the package
keeps, and measures each from the definitions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import settings
from tests.build import build_case
from tests.oracle.records import Record, reordered, with_parties
from tests.oracle.staged import SIDES, nth_staged
from tests.oracle.staging import Judge, Key, best_plans, order_of

from nonpaper.analysis.moves import apply_moves
from nonpaper.analysis.plans import Plan
from nonpaper.analysis.stages import Question, stages
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Table

CASES = 3 * (settings.default.max_examples if settings.default else 40)
FEW = 5  # events that are gone through in every order


def best(judge: Judge, plan: Plan) -> Key | None:
    """The best that any order reaches; deposits are looked at where the plan without them tempts or exposes somebody.

    Raises ValueError where there are too many events.
    """
    if len(judge.events()) > FEW:
        raise ValueError("too many")
    least, _ = best_plans(judge)
    more = frozenset(
        name
        for name, issue in judge.model.issues.items()
        if issue.deposit is not None and judge.whose(name) & set(judge.sides) and judge.way(name)
    )
    if more - judge.deposited and (least is None or least[:2] > (0, 0)):
        held = replace(judge, deposited=judge.deposited | more)
        if len(held.events()) > FEW:
            raise ValueError("too many")
        other, _ = best_plans(held)
        least = other if least is None or (other is not None and other < least) else least
    return least


def test_no_order_is_better_than_the_plan_and_no_plan_means_no_order() -> None:
    """What the plan is compared by is that of the best of all orders; where there is no plan, there is no order."""
    compared = deposited = 0
    for seed in range(CASES):
        case = nth_staged(seed, 2 + seed % 3)
        judge = case.judge()
        plan = stages(judge.table, Question(package=judge.package, worlds=100))
        assert bool(plan.stages) is not bool(plan.reason), seed
        worlds = {party: found for party, found in judge.worlds.items() if party not in plan.unheard}
        model = apply_moves(plan.model, plan.opened_by)
        judge = replace(judge, worlds=worlds, opened=model.rules, deposited=model.deposited, opening=model.deposited)
        if any(not accepted.any() for accepted in judge.accepted.values()):
            assert "acceptable" in plan.reason, seed
            continue
        if any(issue.divisible and judge.way(name) for name, issue in model.issues.items()):
            continue  # the planner may split it, the plain one does not
        try:
            least = best(judge, plan)
        except ValueError:
            continue
        if not plan.stages:
            assert least is None, seed
            continue
        order = order_of(plan)
        held = frozenset(issue for events in order for issue, _, what in events if what == "held")
        judge = replace(judge, deposited=judge.deposited | held)
        assert judge.keeps(order), seed
        assert judge.key(order) == least and plan.proved, (seed, judge.key(order), least)
        compared, deposited = compared + 1, deposited + bool(held)
    assert compared > CASES / 4 and deposited


# the promise on names


def told(plan: Plan, names: Mapping[str, str]) -> object:
    """All that a plan says, with other names for the parties."""

    def name(party: str) -> str:
        return names.get(party, party)

    def of(figures: Mapping[str, Any]) -> dict[str, Any]:
        return {name(party): figure for party, figure in figures.items()}

    return [
        [
            (
                sorted(
                    (act.issue, act.origin, act.target, sorted(map(name, act.by)), act.released, act.amount)
                    + (act.deposited is not None, sorted(act.waits_for))
                    for act in stage.acts
                ),
                of(stage.temptation),
                of(stage.exposure),
                of(stage.arrears),
                stage.covered_by,
                sorted((name(rule.party or ""), rule.statements) for rule in stage.forced_by),
            )
            for stage in plan.stages
        ],
        *(of(figures) for figures in (plan.floor, plan.guarantee, plan.accepts)),
        sorted(plan.swaps),
        sorted((end.issue, end.step, sorted(map(name, end.by)), sorted(end.could_wait)) for end in plan.loose_ends),
        plan.trust and (plan.trust.stage, plan.trust.temptation),
        sorted((move.kind, move.issue, name(move.party)) for move in plan.opened_by),
        sorted((breach.stage, breach.rule.statements) for breach in plan.breaches),
        bool(plan.reason),
    ]


def test_rename_swap_or_reorder_and_no_plan_changes() -> None:
    """The sides change names in a ring, and parties, issues and the lines of a day stand in another order."""
    planned = 0
    for seed in range(CASES):
        case = nth_staged(seed, 2 + seed % 3)
        dice = Random(seed)
        package = dict(case.labels)
        sides = [side for side in SIDES if side in case.case["parties"]]
        names = dict(zip(sides, [*sides[1:], sides[0]], strict=True))
        other = with_parties(reordered(Record(dict(case.case), tuple(dict(row) for row in case.rows)), dice), names)
        text: dict[str, Any] = dict(other.case)
        text["guarantees"] = [
            {**each, "binds": names.get(each["binds"], each["binds"])} for each in case.case.get("guarantees", ())
        ]
        plans = []
        for table in (case.table(), fold(build_case(json.dumps(text), [dict(row) for row in other.rows]))):
            plans.append(stages(table, Question(package=steps(table, package), worlds=100)))
        assert told(plans[0], names) == told(plans[1], {}), seed
        planned += bool(plans[0].stages)
    assert planned > CASES / 2


def steps(table: Table, labels: Mapping[str, str]) -> dict[str, int]:
    """Issue -> step index."""
    return {name: issue.index(labels[name]) for name, issue in table.case.issues.items()}
