"""Is there a deal? The plain answer: try every package, and for each one look for moments that keep every rule.

Nothing here is clever. It walks through all packages (so: a handful of issues of a few steps), and decides the moments
by raising the earliest possible ones until nothing has to be raised any more. All minimal conflicts come from looking
at every set of rules. The engines are tested against this search; it must never borrow from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TypeAlias

from nonpaper.analysis.results import ConflictKind
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Side

Package: TypeAlias = dict[str, int]
Event: TypeAlias = tuple[str, int, bool]  # issue, step reached, and whether it is the handing over to a third party
Moments: TypeAlias = dict[Event, int]


@dataclass(frozen=True)
class Deal:
    """A package, and the earliest moment of every rung on the way to it."""

    package: Package
    moments: Moments


def packages(model: Model) -> Iterator[Package]:
    """Every package that moves what a deal has to move, whatever the rules say."""
    names = list(model.issues)
    for steps in product(*(range(len(model.issues[name].steps)) for name in names)):
        package = dict(zip(names, steps, strict=True))
        moved = {name for name in names if package[name] != model.status_quo[name]}
        if not moved or not moved.issuperset(model.must_move):
            continue
        if all(moved.intersection(group) for group in model.one_of):
            yield package


def path(model: Model, issue: str, package: Package) -> list[int]:
    """The steps reached one after the other on the way from the status quo to the package, the start left out."""
    start, end = model.status_quo[issue], package[issue]
    if model.issues[issue].is_choice:
        return [end] if end != start else []
    return list(range(start + 1, end + 1)) if end > start else list(range(start - 1, end - 1, -1))


def first_reached(model: Model, literal: Literal, package: Package) -> int | None:
    """The step of the path at which the literal comes true and stays true; None where the status quo has it already.

    Only asked for literals that hold in the package.
    """
    if literal.holds(model.status_quo[literal.issue]):
        return None
    for step in path(model, literal.issue, package):
        if literal.holds(step):
            return step
    raise AssertionError("a literal that holds in the package is reached on the way to it")


def admits(rule: Rule, package: Package) -> bool:
    """Whether a bound or a refused whole lets the package pass. Conditions are looked at elsewhere."""
    if rule.kind is RuleKind.BOUND:
        assert rule.issue is not None
        step = package[rule.issue]
        if rule.side is Side.SET:
            assert rule.allowed is not None
            return step in rule.allowed
        assert rule.step is not None
        return step >= rule.step if rule.side is Side.LOWER else step <= rule.step
    if rule.kind is RuleKind.WHOLE:
        return not all(literal.holds(package[literal.issue]) for literal in rule.literals)
    return True


def standing(rule: Rule, package: Package) -> list[Literal] | None:
    """Of a condition whose act is in the package: which of its literals hold there. None where it asks nothing."""
    if rule.kind not in (RuleKind.CONDITION, RuleKind.PROCEDURE):
        return None
    assert rule.act is not None
    if not rule.act.holds(package[rule.act.issue]):
        return None
    return [literal for literal in rule.clause if literal.holds(package[literal.issue])]


def sees_deposit(model: Model, rule: Rule, issue: str) -> bool:
    """Whether the rule counts the issue as done once it is handed over: not so a rule of the party whose act it is."""
    return issue in model.deposited and rule.party not in model.issues[issue].by


def timeless(model: Model, rules: Iterable[Rule], package: Package) -> bool:
    """Whether the package keeps all the rules when `after` and `with` ask no more than `if` does.

    What the status quo has done already waits for nothing, so its `after` and `with` are moot.
    """
    for rule in rules:
        if not admits(rule, package):
            return False
        held = standing(rule, package)
        if held is None or held:
            continue
        assert rule.act is not None
        if rule.link is Link.IF or first_reached(model, rule.act, package) is not None:
            return False
    return True


def moments(model: Model, rules: Iterable[Rule], package: Package) -> Moments | None:
    """The earliest moments, from 1, that keep every `after` and `with`; None where there are none.

    Only asked where `timeless` holds. Every rule says that one event is no earlier (or is later) than the earliest of
    some others, so starting all at 1 and raising what is too early gives the least answer, if there is one; and if
    there is one, no event of it needs to be later than the number of events.
    """
    at: Moments = {}
    waits: list[tuple[Event, list[Event | None], int]] = []  # event >= the earliest of these + 0 or 1
    for issue in model.issues:
        steps = path(model, issue, package)
        handed = issue in model.deposited
        for place, step in enumerate(steps):
            at[issue, step, False] = 1
            if place:
                waits.append(((issue, step, False), [(issue, steps[place - 1], False)], 0))
            if handed:
                at[issue, step, True] = 1
                waits.append(((issue, step, False), [(issue, step, True)], 0))
                if place:
                    waits.append(((issue, step, True), [(issue, steps[place - 1], True)], 0))

    def event(rule: Rule, literal: Literal) -> Event | None:
        step = first_reached(model, literal, package)
        if step is None:
            return None
        return (literal.issue, step, sees_deposit(model, rule, literal.issue))

    for rule in rules:
        held = standing(rule, package)
        if held is None or rule.link is Link.IF:
            continue
        assert rule.act is not None
        act = event(rule, rule.act)
        if act is not None:
            waits.append((act, [event(rule, literal) for literal in held], 1 if rule.link is Link.AFTER else 0))

    latest = len(at)
    changed = True
    while changed:
        changed = False
        for later, earlier, gap in waits:
            least = min(0 if each is None else at[each] for each in earlier) + gap
            if at[later] < least:
                if least > latest:
                    return None
                at[later] = least
                changed = True
    return at


def keeps_order(
    model: Model,
    package: Package,
    told: Mapping[tuple[str, int], int],
    held: Mapping[tuple[str, int], int] | None = None,
) -> bool:
    """Whether the moments told for the steps of a package, and for its deposits, keep every rule of the model."""
    held = held or {}
    for issue in model.issues:
        steps = path(model, issue, package)
        for moments in ([told[issue, step] for step in steps], [held[issue, s] for s in steps if (issue, s) in held]):
            if moments != sorted(moments) or any(moment < 1 for moment in moments):
                return False
        if any(held[issue, step] > told[issue, step] for step in steps if (issue, step) in held):
            return False

    def when(rule: Rule, literal: Literal) -> int:
        step = first_reached(model, literal, package)
        if step is None:
            return 0
        return held[literal.issue, step] if sees_deposit(model, rule, literal.issue) else told[literal.issue, step]

    for rule in model.rules:
        standing_there = standing(rule, package)
        if standing_there is None or rule.link is Link.IF or rule.act is None:
            continue
        act = when(rule, rule.act)
        gap = 1 if rule.link is Link.AFTER else 0
        if act and not any(act >= when(rule, literal) + gap for literal in standing_there):
            return False
    return timeless(model, model.rules, package)


def deals(model: Model, rules: Iterable[Rule] | None = None) -> Iterator[Deal]:
    """Every package that keeps the rules (the model's own, unless others are given), with its moments."""
    kept = tuple(model.rules if rules is None else rules)
    for package in packages(model):
        if timeless(model, kept, package):
            when = moments(model, kept, package)
            if when is not None:
                yield Deal(package, when)


def has_deal(model: Model, rules: Iterable[Rule] | None = None) -> bool:
    """Whether there is a deal at all."""
    return next(deals(model, rules), None) is not None


def projection(model: Model, rules: Iterable[Rule] | None = None) -> dict[str, tuple[int, ...]]:
    """Per issue the steps that occur in some deal; empty tuples where there is none."""
    seen: dict[str, set[int]] = {issue: set() for issue in model.issues}
    for deal in deals(model, rules):
        for issue, step in deal.package.items():
            seen[issue].add(step)
    return {issue: tuple(sorted(steps)) for issue, steps in seen.items()}


def is_conflict(model: Model, rules: Iterable[Rule]) -> bool:
    """Whether no deal keeps all of these rules."""
    return not has_deal(model, rules)


def is_minimal(model: Model, rules: Iterable[Rule]) -> bool:
    """Whether the rules are a conflict, and any one of them taken away leaves a deal."""
    members = tuple(rules)
    return is_conflict(model, members) and all(
        has_deal(model, members[:k] + members[k + 1 :]) for k in range(len(members))
    )


def without_times(rule: Rule) -> Rule:
    """The rule with its waiting taken away: `after` and `with` read as `if`."""
    return rule if rule.link in (None, Link.IF) else replace(rule, link=Link.IF)


def goes_without_times(model: Model, rules: Iterable[Rule]) -> bool:
    """Whether some package keeps the rules when no moment has to be found for them."""
    kept = tuple(rules)
    return any(timeless(model, kept, package) for package in packages(model))


def kind_of(model: Model, rules: Iterable[Rule]) -> ConflictKind:
    """Head-on: all on one issue. Circle: it goes if times are ignored. Linked: the rest."""
    members = tuple(rules)
    if len({issue for rule in members for issue in rule.issues}) == 1:
        return ConflictKind.HEAD_ON
    return ConflictKind.CIRCLE if goes_without_times(model, members) else ConflictKind.LINKED


def together_possible(model: Model) -> set[frozenset[int]]:
    """The largest sets of rules (by their place in the model) that some deal keeps: found package by package."""
    rules = model.rules
    found: set[frozenset[int]] = set()
    for package in packages(model):
        kept = [k for k, rule in enumerate(rules) if timeless(model, (rule,), package)]
        waiting = [k for k in kept if rules[k].link in (Link.AFTER, Link.WITH) and standing(rules[k], package)]
        calm = frozenset(kept) - frozenset(waiting)
        best: list[frozenset[int]] = []
        for size in range(len(waiting), -1, -1):
            for chosen in combinations(waiting, size):
                some = frozenset(chosen)
                if any(some <= other for other in best):
                    continue
                if moments(model, [rules[k] for k in chosen], package) is not None:
                    best.append(some)
        found.update(calm | some for some in best)
    return {some for some in found if not any(some < other for other in found)}


def all_conflicts(model: Model) -> set[frozenset[str]]:
    """Every minimal conflict, as sets of rule ids: every set of rules looked at, the small ones first.

    A set is a conflict if it lies in none of the sets that some deal keeps. The empty set is the answer where no
    package moves what has to be moved.
    """
    rules = model.rules
    possible = together_possible(model)
    found: list[frozenset[int]] = []
    # No minimal conflict has a rule that every largest possible set keeps.
    contested = [k for k in range(len(rules)) if any(k not in some for some in possible)] if possible else []
    for size in range(len(contested) + 1):
        for chosen in combinations(contested, size):
            some = frozenset(chosen)
            if any(other <= some for other in found):
                continue
            if not any(some <= other for other in possible):
                found.append(some)
    return {frozenset(rules[k].id for k in some) for some in found}


def order_exists(model: Model, rules: Iterable[Rule], package: Package) -> bool:
    """The same question as `moments`, asked another way: for every choice of literals, is there a ring with an `after`?

    Slower, and only here so that the two can be compared.
    """
    fixed: list[tuple[Event, Event, bool]] = []  # later, earlier, strictly
    events: set[Event] = set()
    for issue in model.issues:
        steps = path(model, issue, package)
        for place, step in enumerate(steps):
            events.add((issue, step, False))
            if issue in model.deposited:
                events.add((issue, step, True))
                fixed.append(((issue, step, False), (issue, step, True), False))
            for early in (False, True) if issue in model.deposited else (False,):
                if place:
                    fixed.append(((issue, step, early), (issue, steps[place - 1], early), False))
    options: list[list[tuple[Event, Event, bool] | None]] = []
    for rule in rules:
        held = standing(rule, package)
        if held is None or rule.link is Link.IF or rule.act is None:
            continue
        reached = first_reached(model, rule.act, package)
        if reached is None:
            continue
        own = (rule.act.issue, reached, sees_deposit(model, rule, rule.act.issue))
        row: list[tuple[Event, Event, bool] | None] = []
        for literal in held:
            at = first_reached(model, literal, package)
            if at is None:
                row.append(None)
            else:
                early = sees_deposit(model, rule, literal.issue)
                row.append((own, (literal.issue, at, early), rule.link is Link.AFTER))
        options.append(row)
    for choice in product(*options):
        edges = fixed + [edge for edge in choice if edge is not None]
        reach = {(a, b): strict for a, b, strict in edges}
        for a, b, strict in edges:
            reach[a, b] = reach[a, b] or strict
        for middle in events:
            for a in events:
                for b in events:
                    if (a, middle) in reach and (middle, b) in reach:
                        strict = reach[a, middle] or reach[middle, b]
                        reach[a, b] = reach.get((a, b), False) or strict
        if not any(reach.get((each, each), False) for each in events):
            return True
    return False


__all__ = [
    "Deal",
    "Moments",
    "Package",
    "admits",
    "all_conflicts",
    "deals",
    "first_reached",
    "goes_without_times",
    "has_deal",
    "is_conflict",
    "is_minimal",
    "keeps_order",
    "kind_of",
    "moments",
    "order_exists",
    "packages",
    "path",
    "projection",
    "standing",
    "timeless",
    "together_possible",
    "without_times",
]
