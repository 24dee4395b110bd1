"""Which statements cannot all be kept? Minimal conflicts, the lightest first, each checked twice.

A conflict is a minimal unsatisfiable set of rules. The lightest come from the clauses and the circles learnt so far
(`listing`); a circle lighter than the conflicts found could still be missing, so those are listed and added until none
is: then "lightest" is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nonpaper.analysis.encoding import Encoding
from nonpaper.analysis.listing import Formula
from nonpaper.analysis.precedence import Edge, lightest
from nonpaper.analysis.results import Conflict, ConflictKind
from nonpaper.errors import EngineError
from nonpaper.model.compile import weakest
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Hearsay

_SHORT = 3  # circles of so few statements are all learnt at the start
_MOST_CIRCLES = 20_000
ROUNDS = 1_000  # so many sets of rules are tried at most in one listing; a few seconds
_HAND_WEIGHT = {Hearsay.FIRST_HAND: 0, Hearsay.SECOND_HAND: 1, Hearsay.OTHER_SIDE: 2}


@dataclass(frozen=True, slots=True)
class Found:
    """Conflicts as sorted tuples of rule indices, lightest first.

    `complete`: there are no others. `proved`: none that is lighter than the last one is missing. `rounds` is how many
    sets of rules were tried.
    """

    conflicts: tuple[tuple[int, ...], ...]
    complete: bool
    proved: bool
    rounds: int = 0


def weight(rule: Rule) -> int:
    """How much a rule adds to the weight of a conflict: few rules first, then those better known and firmer held."""
    soft = rule.bound_kind in (BoundKind.SOFT, BoundKind.STANDING)
    return 4 + _HAND_WEIGHT[rule.hearsay] + (2 if soft else 0)


def one_conflict(encoding: Encoding, among: Sequence[int] | None = None) -> tuple[int, ...] | None:
    """Some minimal conflict (None if a deal exists), by deletion from an unsatisfiable core."""
    rules = list(among) if among is not None else list(range(len(encoding.model.rules)))
    if encoding.solve(rules):
        return None
    return _shrunk(encoding, encoding.core())


def lightest_conflicts(encoding: Encoding, top: int, rounds: int = ROUNDS) -> Found:
    """The `top` lightest conflicts. Empty and complete if a deal exists.

    After `rounds` sets of rules that were tried the conflicts found so far come back, not complete.
    """
    every = range(len(encoding.model.rules))
    if encoding.solve(every):
        return Found((), complete=True, proved=True)
    weights = [weight(rule) for rule in encoding.model.rules]
    listed_all = True
    if encoding.edges:
        listed_all = _learn(encoding, weights, float("inf"), _SHORT)
    selectors = dict(zip(encoding.selectors, weights, strict=True))
    left = rounds
    while True:
        formula = Formula([*encoding.hard, *encoding.circles], encoding.joint, selectors, encoding.top)
        listed = formula.lightest(top, left)
        left -= listed.rounds
        if not encoding.edges:
            break
        known = len(encoding.circles)
        furthest = max(map(formula.weight, listed.conflicts), default=0) + 1
        listed_all = _learn(encoding, weights, float("inf") if listed.complete else furthest, None)
        if len(encoding.circles) == known:
            break
        if left <= 0:
            listed_all = False
            break
    conflicts = [tuple(sorted(map(encoding.rule_of.__getitem__, each))) for each in listed.conflicts]
    if not conflicts:
        some = one_conflict(encoding)
        conflicts, listed_all = [some] if some is not None else [], False
    checked = dict.fromkeys(_checked(encoding, conflict) for conflict in conflicts)
    return Found(tuple(checked), listed.complete and listed_all, listed_all, rounds - left)


def conflict_of(model: Model, numbers: Sequence[int]) -> Conflict:
    """A conflict as a value: its kind, its rules in telling order, and everything they rest on."""
    rules = [model.rules[number] for number in numbers]
    issues = tuple(name for name in model.issues if any(name in rule.issues for rule in rules))
    kind = ConflictKind.LINKED
    if len(issues) == 1:
        kind = ConflictKind.HEAD_ON
    else:
        with Encoding(_only(model, rules), orders=False) as timeless:
            if timeless.solve(range(len(rules))):
                kind = ConflictKind.CIRCLE
    rules = _ring(model, rules) if kind is ConflictKind.CIRCLE else sorted(rules, key=_telling)
    asked_by = _asked_by(model, issues[0], rules) if kind is ConflictKind.HEAD_ON else ()
    told = (*rules, *asked_by)
    return Conflict(
        kind=kind,
        rules=tuple(rules),
        statements=tuple(dict.fromkeys(s for rule in told for s in rule.statements)),
        parties=tuple(sorted({rule.party for rule in told if rule.party is not None})),
        issues=issues,
        hearsay=weakest(rule.hearsay for rule in told),
        asked_by=asked_by,
    )


def _asked_by(model: Model, issue: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The bounds of others with which those of a head-on conflict leave no step, if by themselves they leave one."""
    if any(rule.kind is not RuleKind.BOUND for rule in rules):
        return ()
    left = [step for step in range(len(model.issues[issue].steps)) if all(rule.admits(step) for rule in rules)]
    own = {rule.party for rule in rules}
    others = [
        rule
        for rule in model.rules
        if rule.kind is RuleKind.BOUND and rule.issue == issue and rule.party is not None and rule.party not in own
    ]
    asking = [rule for rule in others if left and not any(rule.admits(step) for step in left)]
    return tuple(sorted(asking, key=_telling))


def knotted(model: Model, conflicts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The conflicts, by index, gathered into groups that share rules.

    What moves together counts as shared: the bounds of one party on one issue (one concession moves them all, one
    referral takes them all), all bounds on an issue that may be left open, and a depositor's conditions on what it
    may deposit (the firmest of them sets the price).
    """
    groups: list[tuple[set[tuple[str, ...]], list[int]]] = []
    for index, conflict in enumerate(conflicts):
        rules, members = {tie for number in conflict for tie in ties(model, model.rules[number])}, [index]
        apart = []
        for group in groups:
            if group[0] & rules:
                rules |= group[0]
                members += group[1]
            else:
                apart.append(group)
        groups = [*apart, (rules, members)]
    return [sorted(members) for _, members in groups]


def ties(model: Model, rule: Rule) -> set[tuple[str, ...]]:
    """What two rules have in common if they can only be moved, or priced, together."""
    found: set[tuple[str, ...]] = {("rule", rule.id)}
    if rule.kind is RuleKind.BOUND and rule.issue is not None:
        found.add(("bounds", rule.issue, rule.party or ""))
        if model.issues[rule.issue].may_stay_open:
            found.add(("bounds", rule.issue))
    if rule.act is not None:
        issue = model.issues[rule.act.issue]
        if issue.deposit is not None and rule.party in issue.by:
            found.add(("deposit", issue.id))
    return found


def ground(model: Model, conflicts: Sequence[Sequence[int]], group: Iterable[int], complete: bool) -> list[int]:
    """The rules among which a knot is opened, by number: all but those of the other knots.

    Where not all conflicts are known, only those that are tied to the knot's own.
    """
    inside = {number for index in group for number in conflicts[index]}
    others = {number for numbers in conflicts for number in numbers} - inside
    numbers = [number for number in range(len(model.rules)) if number not in others]
    if complete:
        return numbers
    tied = {tie for number in inside for tie in ties(model, model.rules[number])}
    return [number for number in numbers if tied & ties(model, model.rules[number])]


def _only(model: Model, rules: Sequence[Rule]) -> Model:
    return replace(model, rules=tuple(rules))


def _telling(rule: Rule) -> tuple[object, ...]:
    kinds = (RuleKind.BOUND, RuleKind.WHOLE, RuleKind.CONDITION, RuleKind.PROCEDURE)
    return (kinds.index(rule.kind), *_content(rule))


def _content(rule: Rule) -> tuple[object, ...]:
    """Where a rule stands among others whatever the parties are called; by its id only where nothing else tells."""
    return (sorted(rule.statements), rule.issues, rule.id)


def _ring(model: Model, rules: Sequence[Rule]) -> list[Rule]:
    """The rules of a circle in the order of the ring (what waits for what), the rest after them."""
    with Encoding(_only(model, rules)) as encoding:
        encoding.solve(range(len(rules)))
        circles, _ = lightest(encoding.edges, lambda owner: 1, float("inf"), None, 200)
    if not circles:
        return sorted(rules, key=_telling)
    best = max(
        circles, key=lambda c: (len({e.owner for e in c if e.owner >= 0}), [_content(rules[e.owner]) for e in c])
    )
    owners = list(dict.fromkeys(edge.owner for edge in reversed(best) if edge.owner >= 0))
    first = min(range(len(owners)), key=lambda k: _content(rules[owners[k]]))
    owners = owners[first:] + owners[:first]
    rest = sorted((rule for number, rule in enumerate(rules) if number not in owners), key=_telling)
    return [rules[number] for number in owners] + rest


def _learn(encoding: Encoding, weights: Sequence[int], bound: float, longest: int | None) -> bool:
    """Add all circles lighter than `bound`; whether none was left out."""

    def cost(owner: int) -> int:
        return weights[owner]

    circles, all_of_them = lightest(encoding.edges, cost, bound, longest, _MOST_CIRCLES)
    for circle in sorted(circles, key=_length):
        encoding.forbid(circle)
    return all_of_them


def _length(circle: tuple[Edge, ...]) -> int:
    return len(circle)


def _shrunk(encoding: Encoding, core: Sequence[int]) -> tuple[int, ...]:
    """A minimal conflict inside an unsatisfiable set of rules."""
    kept = sorted(core)
    position = 0
    while position < len(kept):
        without = kept[:position] + kept[position + 1 :]
        if encoding.solve(without):
            position += 1
        else:
            left = set(encoding.core())
            kept = [number for number in without if number in left]
            position = sum(number in left for number in kept[:position])
    return tuple(kept)


def _checked(encoding: Encoding, conflict: tuple[int, ...]) -> tuple[int, ...]:
    """The conflict, verified: unsatisfiable, and satisfiable without any one member (else made smaller)."""
    if encoding.solve(conflict):
        raise EngineError(f"not a conflict after all: {[encoding.model.rules[n].id for n in conflict]}")
    if all(encoding.solve([other for other in conflict if other != number]) for number in conflict):
        return conflict
    return _shrunk(encoding, conflict)
