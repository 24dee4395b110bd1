"""What has to be done to carry out a package, by whom, and what waits for what?

Every rung between the status quo and the package is an obligation; the rung of a divisible issue is cut into equal
parts, and a rung that a third party may hold has its deposit beside its release. Waits come from the conditions and
lines of procedure of which the package keeps both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from nonpaper.analysis.encoding import is_void
from nonpaper.case.case import Case
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule
from nonpaper.model.space import reached_at
from nonpaper.positions.position import Literal

PARTS = (2, 3, 4)  # in so many equal parts the rung of a divisible issue may be done, beside at once


@dataclass(frozen=True, slots=True)
class Obligation:
    """One rung of one issue, or an equal part of it, from step `origin` to step `target` (indices).

    `place` counts the obligations of its issue from 1; `amount` is the part of the rung that it is. A `deposit` puts
    the rung into the hands of a third party, and is done no later than the obligation of the same place that releases
    it. `locked` says that what is done cannot be undone.
    """

    issue: str
    origin: int
    target: int
    place: int
    by: tuple[str, ...]
    locked: bool
    on_paper: bool = False
    amount: Fraction = Fraction(1)
    deposit: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Obligation number `then` comes later than one of `first` (or not earlier, where not `strict`)."""

    then: int
    first: tuple[int, ...]
    strict: bool
    rule: Rule


@dataclass(frozen=True, slots=True)
class Obligations:
    """All of them, in the order of the ids of their issues, deposits after releases.

    `acts` and `deposits` map issue -> the numbers of its obligations, in their order. `signed` are those set at
    signature, before anything else. `together` are numbers that fall on one moment. `eager` are releases that come
    as soon as all their waits, the deposit and the release before them allow it. `opening` are issues of which a rung
    has to be held at least for a stage, because that is how a circle is opened.
    """

    every: tuple[Obligation, ...]
    waits: tuple[Wait, ...]
    acts: Mapping[str, tuple[int, ...]]
    deposits: Mapping[str, tuple[int, ...]]
    signed: frozenset[int]
    together: tuple[tuple[int, ...], ...]
    eager: frozenset[int]
    opening: frozenset[str] = frozenset()

    @property
    def chains(self) -> tuple[tuple[int, int], ...]:
        """Pairs (first, then) of which the second is done no earlier than the first, whatever anybody says."""
        found: list[tuple[int, int]] = []
        for numbers in (*self.acts.values(), *self.deposits.values()):
            found += pairwise(numbers)
        for issue, numbers in self.deposits.items():
            found += zip(numbers, self.acts[issue], strict=True)
        return tuple(found)


def earliest(every: Obligations, waits: Sequence[Wait] | None = None) -> tuple[int, ...] | None:
    """The earliest stage of every obligation, 0 at signature; None where the waits (all, or those) run in a circle."""
    held = every.waits if waits is None else waits
    at = [0 if number in every.signed else 1 for number in range(len(every.every))]
    while max(at, default=0) <= len(at):
        before = list(at)
        for first, then in every.chains:
            at[then] = max(at[then], at[first])
        for numbers in every.together:
            latest = max(at[n] for n in numbers)
            for n in numbers:
                at[n] = latest
        for each in held:
            at[each.then] = max(at[each.then], min(at[n] for n in each.first) + each.strict)
        if at == before:
            return tuple(at)
    return None


def circle(every: Obligations) -> tuple[Wait, ...]:
    """A minimal set of waits that no order keeps; empty where there is an order."""
    if earliest(every) is not None:
        return ()
    left = list(every.waits)
    for each in every.waits:
        fewer = [other for other in left if other is not each]
        if earliest(every, fewer) is None:
            left = fewer
    return tuple(left)


def doers(case: Case, by: Iterable[str]) -> tuple[str, ...]:
    """Whose act it is, each bloc replaced by its members and `all` by everybody who signs."""
    found: dict[str, None] = {}
    for party in by:
        names = [side.id for side in case.sides] if party == "all" else case.parties[party].members or (party,)
        found.update(dict.fromkeys(names))
    return tuple(found)


def steps_between(model: Model, issue: str, target: int) -> list[tuple[int, int]]:
    """The rungs from the status quo to a step: (origin, target) each, in their order."""
    start = model.status_quo[issue]
    if start == target:
        return []
    if model.issues[issue].is_choice:
        return [(start, target)]
    way = 1 if target > start else -1
    return [(step, step + way) for step in range(start, target, way)]


def kept_waits(model: Model, package: Mapping[str, int]) -> tuple[Rule, ...]:
    """The conditions and lines of procedure over moments of which a package keeps both sides."""
    found = []
    for rule in model.rules:
        if rule.act is None or rule.link is None or rule.link is Link.IF or is_void(rule, model.status_quo):
            continue
        if rule.act.holds(package[rule.act.issue]) and any(part.holds(package[part.issue]) for part in rule.clause):
            found.append(rule)
    return tuple(found)


def obligations(
    case: Case, model: Model, package: Mapping[str, int], *, held: Iterable[str] = (), parts: int = max(PARTS)
) -> Obligations:
    """What carrying out a package takes, under the rules of a model.

    `held` are issues that a third party may hold, beside those that the model says are deposited. The issues of the
    model stand in any order; the answer is in the order of their ids.
    """
    every: list[Obligation] = []
    acts: dict[str, tuple[int, ...]] = {}
    for issue in sorted(model.issues):
        rungs = steps_between(model, issue, package[issue])
        if rungs:
            first = len(every)
            every += _rungs(case, model, issue, rungs, parts)
            acts[issue] = tuple(range(first, len(every)))
    deposits: dict[str, tuple[int, ...]] = {}
    for issue in sorted(model.deposited | set(held)):
        if issue in acts and not model.issues[issue].on_paper:
            first = len(every)
            own = [every[number] for number in acts[issue]]
            every += [_deposit(each) for each in own]
            deposits[issue] = tuple(range(first, len(every)))
    waits = _waits(model, package, every, acts, deposits)
    signed = _signed(every, acts, waits)
    waits = tuple(each for each in waits if each.then not in signed)
    papers = [numbers for numbers in acts.values() if every[numbers[0]].on_paper and numbers[0] not in signed]
    eager: set[int] = set()
    for issue in deposits:
        own_waits = {each.then for each in waits if each.rule.party in every[acts[issue][0]].by}
        if own_waits & set(acts[issue]):
            eager.update(acts[issue])
    return Obligations(
        tuple(every),
        waits,
        acts,
        deposits,
        frozenset(signed),
        tuple(papers),
        frozenset(eager - signed),
        frozenset(model.deposited & set(deposits)),
    )


def _rungs(case: Case, model: Model, name: str, rungs: Sequence[tuple[int, int]], parts: int) -> list[Obligation]:
    issue = model.issues[name]
    by = doers(case, issue.by)
    count = parts if issue.divisible and not issue.on_paper else 1
    found: list[Obligation] = []
    for origin, target in rungs:
        undone = issue.steps[target] in issue.reversible if isinstance(issue.reversible, tuple) else issue.reversible
        for _ in range(count):
            found.append(
                Obligation(
                    name,
                    origin,
                    target,
                    len(found) + 1,
                    by,
                    locked=not undone and not issue.on_paper,
                    on_paper=issue.on_paper,
                    amount=Fraction(1, count),
                )
            )
    return found


def _deposit(act: Obligation) -> Obligation:
    return Obligation(
        act.issue, act.origin, act.target, act.place, act.by, act.locked, act.on_paper, act.amount, deposit=True
    )


def _waits(
    model: Model,
    package: Mapping[str, int],
    every: Sequence[Obligation],
    acts: Mapping[str, tuple[int, ...]],
    deposits: Mapping[str, tuple[int, ...]],
) -> tuple[Wait, ...]:
    def seen(rule: Rule, literal: Literal, *, last: bool) -> int | None:
        """The obligation that a rule looks at: for all but the depositor, a deposited rung is done once deposited."""
        moment = reached_at(literal, model.issues[literal.issue], model.status_quo[literal.issue])
        if moment is None:
            return None
        theirs = literal.issue in deposits and rule.party not in every[acts[literal.issue][0]].by
        numbers = (deposits if theirs else acts)[literal.issue]
        found = [number for number in numbers if every[number].target == moment[2]]
        return found[-1] if last else found[0]

    waits = []
    for rule in kept_waits(model, package):
        if rule.act is None:
            continue
        kept = [part for part in rule.clause if part.holds(package[part.issue])]
        first = [seen(rule, part, last=True) for part in kept]
        then = seen(rule, rule.act, last=False)
        if then is None or None in first:
            continue  # it holds as things are now
        numbers = tuple(sorted({number for number in first if number is not None}))
        waits.append(Wait(then, numbers, rule.link is Link.AFTER, rule))
    return tuple(waits)


def _signed(every: Sequence[Obligation], acts: Mapping[str, tuple[int, ...]], waits: Iterable[Wait]) -> set[int]:
    """What is set at signature: all on paper, but for what waits for something that is not."""
    signed = {number for numbers in acts.values() for number in numbers if every[number].on_paper}
    while True:
        late = {each.then for each in waits if each.then in signed and not signed.intersection(each.first)}
        gone = {number for number in signed if late.intersection(acts[every[number].issue])}
        if not gone:
            return signed
        signed -= gone
