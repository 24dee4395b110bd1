"""Does a plan do what it says? Every stage replayed, every figure worked out anew, exactly; what is wrong, as values.

Nothing here is shared with whoever made the plan. Where the design leaves something open, this is how it is read:

* The rungs under an irreversible rung that is done are locked: what cannot be undone keeps what it stands on.
* Of a reversed rung the share `undo` stays, for who did it and for who got it; of a rung on paper nothing does.
* A joint act is nobody's alone: within its stage it neither tempts nor exposes one of those whose act it is.
* A release counts as the depositor's act, in its stage; before that the rung counts for nobody. It takes a stage of its
  own to be held: the release comes later than the deposit.
* A condition holds back the first part of a divisible act, and is met by the last part of one.
* A guarantee holds in a stage if its `when` is true once the others have done their part and the party that it binds
  has not, and if the package moves one of its issues (where it names any). What is deposited is done, to the guarantor.
* Median and 90 % quantile are those of the sorted worlds, straight lines between neighbours (the middle of the two
  middle ones; place 0.9 x (n - 1) from 0). `share` is the median over the median of what leaving gains over no deal.
* Arrears are weighed by value, world by world, and the median told: of all that the acts of the sides take from a party
  in the package on issues that it likes best as they are, the share already taken; less the same for its gets.
* The guarantee a party needs is the most by which its 90 % quantile in a stage, or of the floor, is above 0 and above
  what the case's own guarantees cover there.
* Somebody would walk where a median, less what guarantees cover, is above `prices.trust`.
* An order is forced by a rule if its act stands here, what it waits for stands earlier, and the status quo did not
  have it. An end is loose if all rules are kept though what they could wait for there is taken away.
* No loss, for a swap: no worse by the worst temptation above the floor (world by world, its 90 % quantile less what
  guarantees cover), exposure and arrears over all parties and stages, in whole steps of 0.1, 0.1 and 0.2 from 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from nonpaper.analysis.plans import Act, Force, LooseEnd, Plan, Stage
from nonpaper.analysis.results import MoveKind
from nonpaper.case.case import Guarantee
from nonpaper.case.claims import Comparison, Link, Op
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Role
from nonpaper.case.prices import price
from nonpaper.model.rules import Rule, RuleKind
from nonpaper.positions.position import Literal

if TYPE_CHECKING:
    from nonpaper.model.worlds import PartyWorlds

TOLERANCE = Fraction(1, 1_000_000)
"""How far a printed figure may lie from the exact one, as a share of what is at stake."""
EQUAL = Fraction(1, 1_000_000_000)
"""How much less than no agreement counts as equal to it (as in the worlds themselves)."""
TEMPTATION_STEP, EXPOSURE_STEP, ARREARS_STEP = Fraction(1, 10), Fraction(1, 10), Fraction(1, 5)
_NONE, _WHOLE = Fraction(0), Fraction(1)
_HALF, _NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)

Place: TypeAlias = tuple[str, int]  # a rung: issue, and the step that it reaches
Held: TypeAlias = tuple[str, int, bool]  # and whether it is handed to a third party, or done
Weights: TypeAlias = dict[Place, Fraction]  # how often the value of a step counts
Ints: TypeAlias = list[int]


class FlawKind(StrEnum):  # one line each, in the order in which a plan is looked at
    """What a plan can have wrong."""

    REASON = "reason"  # no stages and no reason, or both
    STAGES = "stages"  # a stage without acts, or with the wrong number
    PATH = "path"  # an act that the way from the status quo to the package does not have
    ORDER = "order"  # a rung before the one below it
    TWICE = "twice"  # a rung, or more than all of it, done again
    MISSING = "missing"  # a rung of the package that is not done in the end
    CHOICE = "choice"  # a choice that is not made in one move
    AMOUNT = "amount"  # parts of what cannot be divided, or that are no parts
    CONDITION = "condition"  # an act before what it has to wait for
    RELEASE = "release"  # released before the depositor's own condition is met, or without having been held
    DEPOSIT = "deposit"  # held where the issue does not allow it, or by a side
    PAPER = "paper"  # on paper, and not at signature in one move
    FLAG = "flag"  # `reversible` or `on_paper` is not what the case says
    BY = "by"  # not by all those whose act it is, or by others
    VERIFIER = "verifier"
    WAIT = "wait"  # an act is said to wait for what no kept rule makes it wait for
    OPENED = "opened"  # a move that does not open anything
    WALKED_BACK = "walked back"
    BREACH = "breach"
    ACCEPTS = "accepts"
    TEMPTATION = "temptation"
    EXPOSURE = "exposure"
    FLOOR = "floor"
    ARREARS = "arrears"
    GUARANTEE = "guarantee"
    COVERED = "covered"
    TRUST = "trust"
    FORCED = "forced"
    LOOSE = "loose end"
    SWAP = "swap"
    PROOF = "proof"


_UNSOUND = frozenset(
    (
        FlawKind.PATH,
        FlawKind.ORDER,
        FlawKind.TWICE,
        FlawKind.MISSING,
        FlawKind.CHOICE,
        FlawKind.AMOUNT,
        FlawKind.RELEASE,
    )
)
"""What leaves no way to replay: no figures are looked at then."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a plan: where, what, and against which rule. Blank or None where it is about none."""

    kind: FlawKind
    words: str
    stage: int | None = None
    issue: str = ""
    step: int | None = None
    party: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ExactWorlds:
    """The worlds of one party as exact numbers: `value` maps an issue to its steps' worth, world by world.

    `no_agreement` is what no agreement is worth, world by world. All are shares of what is at stake for the party.
    """

    party: str
    value: Mapping[str, tuple[tuple[Fraction, ...], ...]]
    no_agreement: tuple[Fraction, ...]


def exactly(worlds: PartyWorlds) -> ExactWorlds:
    """Worlds as exact numbers: every float stands for just the fraction that it is."""
    value = {
        issue: tuple(tuple(Fraction(float(v)) for v in row) for row in array.tolist())
        for issue, array in worlds.value.items()
    }
    return ExactWorlds(worlds.party, value, tuple(Fraction(float(v)) for v in worlds.no_agreement.tolist()))


def check_plan(
    plan: Plan,
    worlds: Mapping[str, PartyWorlds | ExactWorlds] | None = None,
    *,
    tolerance: Fraction = TOLERANCE,
) -> tuple[Flaw, ...]:
    """Everything that is wrong with a plan, in the order of its stages; empty where nothing is.

    `worlds` are those the figures of the plan were made of, by party: `Worlds.drawn`, or exact ones. Figures are looked
    at for the parties that are given, and only where the stages themselves are sound; without worlds, not at all.
    `tolerance` is how far a printed figure may be off.
    """
    return _Replay(plan, worlds or {}, tolerance).flaws()


@dataclass(slots=True)
class _Rung:
    """One rung on the way, and in which stages how much of it was handed over, and done."""

    issue: Issue
    origin: int
    target: int
    handed: list[tuple[int, Fraction]] = field(default_factory=list)
    done: list[tuple[int, Fraction]] = field(default_factory=list)
    freed: Fraction = _NONE  # how much of what was done came from the third party

    @property
    def place(self) -> Place:
        """Issue and step."""
        return (self.issue.id, self.target)

    @property
    def held(self) -> Fraction:
        """How much is with the third party now."""
        return _total(self.handed) - self.freed

    @property
    def locks(self) -> bool:
        """Whether it cannot be undone."""
        return not self.issue.on_paper and not _reversible(self.issue, self.target)

    def started(self, handed: bool) -> int | None:
        """The stage of its first part, one handed over counted or not."""
        stages = [stage for stage, _ in (*self.done, *(self.handed if handed else ()))]
        return min(stages, default=None)

    def finished(self, handed: bool) -> int | None:
        """The stage of its last part: all of it done, or done or handed over."""
        parts = self.handed if handed and self.handed else self.done
        if handed and self.handed and _total(self.handed) < 1:
            parts = sorted([*self.handed, *self.done])
        total = _NONE
        for stage, amount in sorted(parts):
            total += amount
            if total >= 1:
                return stage
        return None


class _Walk:
    """The way of a package from the status quo, and what some stages make of it."""

    def __init__(self, plan: Plan, stages: Sequence[Stage]) -> None:
        self.plan = plan
        self.model = plan.model
        self.stages = stages
        self.rungs: dict[str, tuple[_Rung, ...]] = {}
        for name, issue in plan.model.issues.items():
            start, end = plan.model.status_quo[name], plan.package.get(name, plan.model.status_quo[name])
            if start == end:
                continue
            way = [start, end] if issue.is_choice else [*range(start, end, 1 if end > start else -1), end]
            self.rungs[name] = tuple(_Rung(issue, a, b) for a, b in pairwise(way))
        self.at: dict[Place, _Rung] = {rung.place: rung for rungs in self.rungs.values() for rung in rungs}
        self.flaws = [flaw for stage in stages for flaw in self._replay(stage)]
        self.flaws += self._left()

    def _replay(self, stage: Stage) -> Iterator[Flaw]:
        for act in sorted(stage.acts, key=self._height):
            yield from self._act(stage.number, act)

    def _height(self, act: Act) -> int:
        """How far up the way an act begins: what is done together may be told in any order."""
        taken = self.taken(act)
        return self.rungs[act.issue].index(taken[0]) if taken else 0

    def taken(self, act: Act) -> tuple[_Rung, ...]:
        """The rungs of the way that an act takes; empty where they are not on the way."""
        way = self.rungs.get(act.issue, ())
        origins = {rung.origin: place for place, rung in enumerate(way)}
        targets = {rung.target: place for place, rung in enumerate(way)}
        if act.origin not in origins or act.target not in targets:
            return ()
        return way[origins[act.origin] : targets[act.target] + 1]

    def _act(self, number: int, act: Act) -> Iterator[Flaw]:
        def flaw(kind: FlawKind, words: str) -> Flaw:
            return Flaw(kind, words, number, act.issue, act.target)

        issue = self.model.issues.get(act.issue)
        if issue is None:
            yield flaw(FlawKind.PATH, f"no issue is called {act.issue!r}")
            return
        yield from self._told(number, act, issue)
        taken = self.taken(act)
        if not taken:
            kind = FlawKind.CHOICE if issue.is_choice and act.issue in self.rungs else FlawKind.PATH
            yield flaw(kind, f"the way of {act.issue} does not lead from step {act.origin} to step {act.target}")
            return
        if not 0 < act.amount <= 1:
            yield flaw(FlawKind.AMOUNT, f"{act.amount} is no part of a rung")
            return
        if act.amount != 1 and (not issue.divisible or len(taken) > 1):
            yield flaw(FlawKind.AMOUNT, f"{act.issue} is not one rung of what can be divided")
        way = self.rungs[act.issue]
        for rung in taken:
            below = way[: way.index(rung)]
            if act.deposited is not None:
                if any(_total(under.done) + under.held < 1 for under in below):
                    yield flaw(FlawKind.ORDER, f"step {rung.target} is handed over before the rung below it")
                if _total(rung.done) + rung.held + act.amount > 1:
                    yield flaw(FlawKind.TWICE, f"step {rung.target} is handed over though it is held or done")
                else:
                    rung.handed.append((number, act.amount))
                continue
            if any(_total(under.done) < 1 for under in below):
                yield flaw(FlawKind.ORDER, f"step {rung.target} is done before the rung below it")
            if _total(rung.done) + act.amount > 1:
                yield flaw(FlawKind.TWICE, f"more than all of step {rung.target} is done")
                continue
            if act.released:
                early = _total([part for part in rung.handed if part[0] < number]) - rung.freed
                if early < act.amount:
                    yield flaw(FlawKind.RELEASE, f"step {rung.target} is released though nobody has held it before")
                rung.freed += min(act.amount, rung.held)
            elif _total(rung.done) + rung.held + act.amount > 1:
                yield flaw(FlawKind.RELEASE, f"step {rung.target} is held: it has to be released")
            rung.done.append((number, act.amount))

    def _told(self, number: int, act: Act, issue: Issue) -> Iterator[Flaw]:
        """What the act says of itself against what the case says."""

        def flaw(kind: FlawKind, words: str) -> Flaw:
            return Flaw(kind, words, number, act.issue, act.target)

        parties = self.plan.table.case.parties
        holder = act.deposited
        if sorted(act.by) != sorted(issue.by):
            yield flaw(FlawKind.BY, f"it is the act of {', '.join(issue.by)}, not of {', '.join(act.by)}")
        if holder is not None:
            if issue.deposit is None:
                yield flaw(FlawKind.DEPOSIT, f"{issue.id} may not be deposited")
            if not holder or holder in self.plan.sides or holder in issue.by:
                yield flaw(FlawKind.DEPOSIT, f"{holder or 'nobody'} is no third party")
            elif holder in parties and parties[holder].role is Role.PARTY:
                yield flaw(FlawKind.DEPOSIT, f"{holder} is no third party")
            if act.released:
                yield flaw(FlawKind.RELEASE, "what is released is held by nobody any more")
        taken = self.taken(act)
        if taken and not issue.on_paper and act.reversible is any(rung.locks for rung in taken):
            yield flaw(FlawKind.FLAG, f"`reversible` is {act.reversible}, and the case says otherwise")
        if act.on_paper is not issue.on_paper:
            yield flaw(FlawKind.FLAG, f"`on_paper` is {act.on_paper}, and the case says otherwise")
        if issue.on_paper:
            if number != 1:
                yield flaw(FlawKind.PAPER, "what is on paper is set at signature, in the first stage")
            if taken != self.rungs.get(issue.id, ()) or act.amount != 1 or holder is not None or act.released:
                yield flaw(FlawKind.PAPER, "what is on paper is set in one move")
        if act.verifier != issue.verified_by:
            yield flaw(FlawKind.VERIFIER, f"the case names {issue.verified_by or 'no verifier'}")

    def _left(self) -> Iterator[Flaw]:
        for rung in self.at.values():
            if _total(rung.done) == 1:
                continue
            where = (None, rung.issue.id, rung.target)
            if rung.held > 0:
                yield Flaw(FlawKind.RELEASE, f"step {rung.target} is held to the end, and never released", *where)
            elif rung.done:
                yield Flaw(FlawKind.AMOUNT, f"only {_total(rung.done)} of step {rung.target} is done", *where)
            else:
                yield Flaw(FlawKind.MISSING, f"step {rung.target} is never reached", *where)

    # moments

    def reaches(self, literal: Literal) -> _Rung | None:
        """The rung that makes a literal true; None where the status quo has it, or the package does not."""
        if literal.holds(self.model.status_quo[literal.issue]):
            return None
        return next((rung for rung in self.rungs.get(literal.issue, ()) if literal.holds(rung.target)), None)

    def sees_held(self, rule: Rule, rung: _Rung) -> bool:
        """Whether a rule takes a rung for done once it is deposited: all but the depositor's own do."""
        return rule.party not in rung.issue.by

    def met(self, rule: Rule, part: Literal) -> int | None:
        """The stage that makes a literal true to a rule; 0 where the status quo has it, None where nothing does."""
        if part.holds(self.model.status_quo[part.issue]):
            return 0
        rung = self.reaches(part)
        return None if rung is None else rung.finished(self.sees_held(rule, rung))

    def begins(self, rule: Rule) -> int | None:
        """The stage of the act that a rule holds back; None where it holds back nothing."""
        rung = None if rule.act is None else self.reaches(rule.act)
        return None if rung is None else rung.started(self.sees_held(rule, rung))

    def keeps(self, rule: Rule, without: Iterable[Place] = ()) -> bool:
        """Whether the stages keep an order; `without` are rungs that shall not count for it."""
        act = self.begins(rule)
        if act is None:
            return True
        last = act - 1 if rule.link is Link.AFTER else act
        away = set(without)
        for part in rule.clause:
            rung, when = self.reaches(part), self.met(rule, part)
            if when is not None and when <= last and not (rung is not None and rung.place in away):
                return True
        return False

    # what is left of it

    def amounts(self, stage: int | None, party: str = "", lured: bool = True) -> dict[Place, Fraction]:
        """How much of each rung is done when somebody leaves in a stage; None: once all is over.

        `lured`: the party leaves, the others have done their part of the stage. Else: it has done its own, they leave.
        """
        found: dict[Place, Fraction] = {}
        for place, rung in self.at.items():
            by = rung.issue.by
            takes = party not in by if lured else set(by) == {party}
            last = len(self.stages) if stage is None else stage if takes else stage - 1
            found[place] = _total([part for part in rung.done if part[0] <= last])
        return found

    def kept(self, amounts: Mapping[Place, Fraction]) -> dict[Place, Fraction]:
        """What is left of each rung once all that can be undone is undone."""
        found: dict[Place, Fraction] = {}
        for rungs in self.rungs.values():
            locked = max((k for k, rung in enumerate(rungs) if rung.locks and amounts[rung.place] > 0), default=-1)
            for k, rung in enumerate(rungs):
                amount = amounts[rung.place]
                if rung.issue.on_paper:
                    found[rung.place] = _NONE
                elif k <= locked:
                    found[rung.place] = amount
                else:
                    found[rung.place] = amount * rung.issue.undo
        return found

    def weights(self, amounts: Mapping[Place, Fraction]) -> Weights:
        """The change from the status quo as a weighing of the values of steps."""
        found: Weights = {}
        for place, amount in amounts.items():
            if amount:
                rung = self.at[place]
                found[place] = found.get(place, _NONE) + amount
                origin = (rung.issue.id, rung.origin)
                found[origin] = found.get(origin, _NONE) - amount
        return found

    # guarantees

    def holds(self, guarantee: Guarantee, stage: int | None) -> bool:
        """Whether a guarantee is there should the party that it binds leave in a stage; None: once all is over."""
        if guarantee.issues and not any(issue in self.rungs for issue in guarantee.issues):
            return False
        if guarantee.when is None:
            return True
        level: dict[str, int] = dict(self.model.status_quo)
        for name, rungs in self.rungs.items():
            takes = guarantee.binds not in rungs[0].issue.by
            last = len(self.stages) if stage is None else stage if takes else stage - 1
            for rung in rungs:
                done = rung.finished(guarantee.by not in rung.issue.by)
                if done is None or done > last:
                    break
                level[name] = rung.target
        return all(self._compares(each, level) for each in guarantee.when.comparisons)

    def _compares(self, term: Comparison, level: Mapping[str, int]) -> bool:
        """Whether a comparison is true of the steps reached; `=` on a ladder is read from that step up."""
        issue, op = self.model.issues[term.issue], term.op
        step, now = issue.index(term.step), level[term.issue]
        if op is Op.EQUAL and not issue.is_choice:
            op = Op.AT_LEAST if step > 0 else Op.AT_MOST
        return {
            Op.EQUAL: now == step,
            Op.AT_LEAST: now >= step,
            Op.AT_MOST: now <= step,
            Op.ABOVE: now > step,
            Op.BELOW: now < step,
        }[op]

    def cover(self, party: str, stage: int | None) -> Fraction:
        """What guarantees cover of a party's temptation in a stage."""
        case = self.plan.table.case
        return sum((g.worth for g in case.guarantees if g.binds == party and self.holds(g, stage)), _NONE)


class _Purse:
    """The worlds of one party in which it accepts the package, as whole numbers over one denominator."""

    def __init__(self, party: str, given: ExactWorlds, walk: _Walk, parts: int) -> None:
        self.party = party
        self.count = len(given.no_agreement)
        start = walk.model.status_quo
        whole = walk.weights(dict.fromkeys(walk.at, _WHOLE))
        worth = [
            sum((given.value[issue][world][start[issue]] for issue in given.value), _NONE)
            + sum((weight * given.value[i][world][step] for (i, step), weight in whole.items()), _NONE)
            for world in range(self.count)
        ]
        self.accepted = [w for w in range(self.count) if worth[w] >= given.no_agreement[w] - EQUAL]
        used = {name: given.value[name] for name in walk.rungs}
        numbers = [given.no_agreement[w] for w in self.accepted] + [worth[w] for w in self.accepted]
        numbers += [value for rows in used.values() for w in self.accepted for value in rows[w]]
        self.scale = math.lcm(*(number.denominator for number in numbers))
        self.parts = parts
        self.unit = self.scale * parts

        def whole_number(value: Fraction, by: int) -> int:
            return value.numerator * (self.scale // value.denominator) * by

        self.column: dict[Place, Ints] = {
            (name, step): [whole_number(rows[w][step], 1) for w in self.accepted]
            for name, rows in used.items()
            for step in range(len(walk.model.issues[name].steps))
        }
        # What staying is worth less than no agreement: below 0 where the package is accepted.
        self.loss = [whole_number(given.no_agreement[w] - worth[w], parts) for w in self.accepted]

    def change(self, weights: Weights) -> Ints:
        """What a change from the status quo is worth, world by world, in units."""
        found = [0] * len(self.accepted)
        for place, weight in weights.items():
            factor = weight * self.parts
            if factor.denominator != 1:
                raise ValueError(f"{weight} is no multiple of 1/{self.parts}")
            if factor:
                whole = factor.numerator
                found = [total + whole * value for total, value in zip(found, self.column[place], strict=True)]
        return found

    def quantile(self, values: Sequence[int], share: Fraction) -> Fraction:
        """The quantile of figures in units, straight lines between neighbours."""
        return _quantile(values, share) / self.unit


@dataclass(frozen=True, slots=True)
class _Measures:
    """A party's figures in one stage (or, as the floor, at the end): lists are over worlds, in units."""

    temptation: Ints
    gain: Ints
    exposure: Ints
    arrears: float


def _measures(walk: _Walk, purse: _Purse, stage: int | None) -> _Measures:
    gain = purse.change(walk.weights(walk.kept(walk.amounts(stage, purse.party))))
    exposed = purse.change(walk.weights(walk.kept(walk.amounts(stage, purse.party, lured=False))))
    return _Measures(
        [left + loss for left, loss in zip(gain, purse.loss, strict=True)],
        gain,
        [-left for left in exposed],
        _arrears(walk, purse, stage),
    )


def _arrears(walk: _Walk, purse: _Purse, stage: int | None) -> float:
    last = len(walk.stages) if stage is None else stage
    sides = set(walk.plan.sides)
    count = len(purse.accepted)
    done, due = {True: [0] * count, False: [0] * count}, {True: [0] * count, False: [0] * count}
    for name, rungs in walk.rungs.items():
        issue = rungs[0].issue
        if not issue.by or not sides.issuperset(issue.by):
            continue
        amounts = {rung.place: _total([part for part in rung.done if part[0] <= last]) for rung in rungs}
        now = purse.change(walk.weights(amounts))
        end = purse.change(walk.weights({rung.place: _WHOLE for rung in rungs}))
        steps = [purse.column[name, step] for step in range(len(issue.steps))]
        start = steps[walk.model.status_quo[name]]
        for world in range(count):
            gives = start[world] == max(column[world] for column in steps)
            sign = -1 if gives else 1
            done[gives][world] += sign * now[world]
            due[gives][world] += sign * end[world]
    shares = [
        _share(done[True][world], due[True][world]) - _share(done[False][world], due[False][world])
        for world in range(count)
    ]
    shares.sort()
    return (shares[(count - 1) // 2] + shares[count // 2]) / 2


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


class _Replay:
    """One plan, looked at from all sides."""

    def __init__(self, plan: Plan, worlds: Mapping[str, PartyWorlds | ExactWorlds], tolerance: Fraction) -> None:
        self.plan, self.model, self.tolerance = plan, plan.model, tolerance
        self.worlds = worlds
        self.walk = _Walk(plan, plan.stages)
        self.rules, self.opening = self._opened()

    def flaws(self) -> tuple[Flaw, ...]:
        plan = self.plan
        if not plan.stages:
            if plan.reason:
                return ()
            return (Flaw(FlawKind.REASON, "there are no stages, and no reason is given"),)
        found: list[Flaw] = []
        if plan.reason:
            found.append(Flaw(FlawKind.REASON, "a reason is given for there being no plan, and there are stages"))
        for place, stage in enumerate(plan.stages, 1):
            if stage.number != place:
                found.append(Flaw(FlawKind.STAGES, f"stage {place} is numbered {stage.number}", stage.number))
            if not stage.acts:
                found.append(Flaw(FlawKind.STAGES, f"nothing is done in stage {place}", place))
        if found:
            return tuple(found)
        found += self.walk.flaws
        found += self.opening
        found += self._walked_back()
        found += self._conditions()
        found += self._waits()
        found += self._forced()
        found += self._loose()
        if not plan.proved and not plan.gap:
            found.append(Flaw(FlawKind.PROOF, "the order is not proved, and no word says how far the search got"))
        sound = not any(flaw.kind in _UNSOUND for flaw in self.walk.flaws)
        purses = self._purses() if sound else {}
        if sound:
            found += self._covered()
            found += self._figures(purses)
            found += self._swaps(purses)
        return tuple(sorted(found, key=lambda flaw: flaw.stage or 0))

    # the rules

    def _opened(self) -> tuple[tuple[Rule, ...], list[Flaw]]:
        """The orders that the package keeps both sides of, once the circle is opened."""
        rules: dict[str, Rule | None] = {rule.id: rule for rule in self.model.rules if self._orders(rule)}
        known = {rule.id: rule for rule in self.model.rules}
        flaws: list[Flaw] = []

        def flaw(words: str, rule: str = "", issue: str = "") -> None:
            flaws.append(Flaw(FlawKind.OPENED, words, rule=rule, issue=issue))

        for move in self.plan.opened_by:
            if move.kind is MoveKind.DEPOSIT:
                if not any(rung.handed for rung in self.walk.rungs.get(move.issue, ())):
                    flaw(f"{move.issue} is to be deposited, and no stage does it", issue=move.issue)
                continue
            if move.kind not in (MoveKind.TOGETHER, MoveKind.EASE, MoveKind.DROP):
                flaw(f"{move.kind} opens no circle that a package keeps", move.rule, move.issue)
                continue
            rule = known.get(move.rule)
            if rule is None or rule.act is None:
                flaw("no such condition", move.rule)
                continue
            if rule.kind is RuleKind.PROCEDURE:
                flaw(f"{move.kind} never goes through procedure", move.rule)
                continue
            now = rules.get(move.rule)
            if now is None:
                if move.rule not in rules:
                    flaw("the package does not keep both sides of it", move.rule)
                continue
            if move.kind is MoveKind.DROP:
                rules[move.rule] = None
            elif move.kind is MoveKind.TOGETHER:
                if now.link is not Link.AFTER:
                    flaw("it is no `after`", move.rule)
                rules[move.rule] = replace(now, link=Link.WITH)
            else:
                issue, start = self.model.issues[move.issue], self.model.status_quo[move.issue]
                origin, target = issue.index(move.origin), issue.index(move.target)
                nearer = min(origin, start) <= target <= max(origin, start) and target != origin
                named = [part for part in now.clause if part.issue == move.issue and part.step == origin]
                if not nearer or not named:
                    flaw(f"{move.issue} does not come nearer the status quo in it", move.rule, move.issue)
                    continue
                clause = tuple(replace(part, step=target) if part in named else part for part in now.clause)
                rules[move.rule] = replace(now, clause=clause)
        return tuple(rule for rule in rules.values() if rule is not None), flaws

    def _orders(self, rule: Rule) -> bool:
        """Whether a rule puts acts of the package in an order: `after` or `with`, both sides in it."""
        if rule.act is None or rule.link not in (Link.AFTER, Link.WITH):
            return False
        if rule.act.holds(self.model.status_quo[rule.act.issue]):
            return False
        return self._in(rule.act) and any(self._in(part) for part in rule.clause)

    def _in(self, literal: Literal) -> bool:
        return literal.holds(self._step(literal.issue))

    def _step(self, issue: str) -> int:
        return self.plan.package.get(issue, self.model.status_quo[issue])

    def _breaks(self, rule: Rule) -> bool:
        if rule.kind is RuleKind.BOUND and rule.issue is not None:
            return not rule.admits(self._step(rule.issue))
        if rule.kind is RuleKind.WHOLE:
            return all(self._in(part) for part in rule.literals)
        if rule.act is None:
            return False
        if rule.link is not Link.IF and rule.act.holds(self.model.status_quo[rule.act.issue]):
            return False
        return self._in(rule.act) and not any(self._in(part) for part in rule.clause)

    def _walked_back(self) -> Iterator[Flaw]:
        broken = {rule.id for rule in self.model.rules if rule.party is not None and self._breaks(rule)}
        told = {each.rule.id for each in self.plan.walked_back}
        for rule in sorted(broken - told):
            yield Flaw(FlawKind.WALKED_BACK, "the package breaks it, and the plan does not say so", rule=rule)
        for rule in sorted(told - broken):
            yield Flaw(FlawKind.WALKED_BACK, "the package does not break it", rule=rule)

    def _conditions(self) -> Iterator[Flaw]:
        told = {(breach.stage, breach.rule.id) for breach in self.plan.breaches}
        real: set[tuple[int, str]] = set()
        for rule in self.rules:
            stage = self.walk.begins(rule)
            if stage is None or rule.act is None or self.walk.keeps(rule):
                continue
            real.add((stage, rule.id))
            if (stage, rule.id) in told:
                continue
            rung = self.walk.reaches(rule.act)
            own = rung is not None and bool(rung.handed) and rule.party in rung.issue.by
            kind = FlawKind.RELEASE if own else FlawKind.CONDITION
            words = f"{rule.act.issue} comes in stage {stage}, and what it waits for does not come before"
            yield Flaw(kind, words, stage, rule.act.issue, rule.act.step, rule.party or "", rule.id)
        for number, name in sorted(told - real):
            yield Flaw(FlawKind.BREACH, "this rule is not broken here", number, rule=name)

    # what the plan says of itself

    def _waits(self) -> Iterator[Flaw]:
        for stage in self.plan.stages:
            for act in stage.acts:
                own = [rule for rule in self.rules if self._of(rule, act)]
                real = {
                    rung.place for rule in own for part in rule.clause if (rung := self.walk.reaches(part)) is not None
                }
                named = {statement for rule in own for statement in rule.statements}
                for place in act.waits_for:
                    if place not in real:
                        words = f"no rule that is kept makes it wait for step {place[1]} of {place[0]}"
                        yield Flaw(FlawKind.WAIT, words, stage.number, act.issue, act.target)
                for statement in act.statements:
                    if statement not in named:
                        words = f"{statement} does not make it wait"
                        yield Flaw(FlawKind.WAIT, words, stage.number, act.issue, act.target)

    def _of(self, rule: Rule, act: Act) -> bool:
        """Whether a rule holds back one of the rungs that an act takes."""
        rung = None if rule.act is None else self.walk.reaches(rule.act)
        if rung is None or not any(rung is each for each in self.walk.taken(act)):
            return False
        return act.deposited is None or self.walk.sees_held(rule, rung)

    def _forced(self) -> Iterator[Flaw]:
        kept = {rule.id: rule for rule in self.rules}
        for stage in self.plan.stages:
            for told in stage.forced_by:
                rule = kept.get(told.id)
                if rule is None:
                    words = "it puts nothing in an order, or is not kept"
                    yield Flaw(FlawKind.FORCED, words, stage.number, rule=told.id)
                    continue
                when = [self.walk.met(rule, part) for part in rule.clause]
                earlier = [moment for moment in when if moment is not None and 0 < moment < stage.number]
                if self.walk.begins(rule) != stage.number or not earlier or 0 in when:
                    words = "it does not put anything here after something before"
                    yield Flaw(FlawKind.FORCED, words, stage.number, rule=rule.id)

    def _loose(self) -> Iterator[Flaw]:
        for end in self.plan.loose_ends:
            found = list(self._loose_end(end))
            for words in found:
                yield Flaw(FlawKind.LOOSE, words, None, end.issue, end.step)

    def _loose_end(self, end: LooseEnd) -> Iterator[str]:
        walk = self.walk
        rung = walk.at.get((end.issue, end.step))
        if rung is None:
            yield "no act of the package ends there"
            return
        if sorted(end.by) != sorted(rung.issue.by):
            yield f"it is the act of {', '.join(rung.issue.by)}"
        away = {rung.place}
        for stage in self.plan.stages:
            for act in stage.acts:
                if act.issue == end.issue and act.target == end.step:
                    away.update(each.place for each in walk.taken(act))
        for rule in self.rules:
            if walk.keeps(rule) and not walk.keeps(rule, away):
                yield f"{rule.id} waits for it"
        for other in end.could_wait:
            waiting = walk.at.get(other)
            if waiting is None:
                yield f"step {other[1]} of {other[0]} is not in the package"
            elif set(waiting.issue.by) & set(rung.issue.by) or not set(waiting.issue.by) <= set(self.plan.sides):
                yield f"{other[0]} is not the act of the other side"
            elif not self._orderable(((*other, False), ((end.issue, end.step, False),), 1)):
                yield f"{other[0]} cannot wait for it: no order is left"

    def _orderable(self, extra: tuple[Held, tuple[Held, ...], int]) -> bool:
        """Whether all kept orders, and one more, can be kept by some stages that hold the same rungs."""
        walk = self.walk
        at: dict[Held, int] = {}
        waits: list[tuple[Held, tuple[Held, ...], int]] = [extra]
        for rungs in walk.rungs.values():
            for k, rung in enumerate(rungs):
                at[(*rung.place, False)] = 1
                if rung.handed:
                    at[(*rung.place, True)] = 1
                    waits.append(((*rung.place, False), ((*rung.place, True),), 1))
                if k:
                    waits.append(((*rung.place, False), ((*rungs[k - 1].place, False),), 0))
        for rule in self.rules:
            act = None if rule.act is None else walk.reaches(rule.act)
            met = [(part, walk.reaches(part)) for part in rule.clause if self._in(part)]
            if act is None or any(rung is None for _, rung in met):
                continue
            clause = tuple(
                (*rung.place, bool(rung.handed) and walk.sees_held(rule, rung)) for _, rung in met if rung is not None
            )
            if not clause:
                continue
            seen = (*act.place, bool(act.handed) and walk.sees_held(rule, act))
            waits.append((seen, clause, 1 if rule.link is Link.AFTER else 0))
        last = len(at) + 1
        changed = True
        while changed:
            changed = False
            for act_at, earlier, gap in waits:
                least = min(at[each] for each in earlier) + gap
                if at[act_at] < least:
                    paper = self.model.issues[act_at[0]].on_paper
                    if least > (1 if paper else last):
                        return False
                    at[act_at] = least
                    changed = True
        return True

    def _covered(self) -> Iterator[Flaw]:
        guarantees = self.plan.table.case.guarantees
        for stage in self.plan.stages:
            real = {k for k, each in enumerate(guarantees) if self.walk.holds(each, stage.number)}
            told = set(stage.covered_by)
            for place in sorted(real - told):
                words = f"guarantee {place} holds here, and the plan does not say so"
                yield Flaw(FlawKind.COVERED, words, stage.number)
            for place in sorted(told - real):
                yield Flaw(FlawKind.COVERED, f"guarantee {place} does not hold here", stage.number)

    # the figures

    def _purses(self) -> dict[str, _Purse]:
        parts = [rung.issue.undo.denominator for rung in self.walk.at.values()]
        amounts = [amount.denominator for rung in self.walk.at.values() for _, amount in (*rung.done, *rung.handed)]
        common = math.lcm(*parts, 1) * math.lcm(*amounts, 1)
        found: dict[str, _Purse] = {}
        for party, given in self.worlds.items():
            if party in self.plan.sides:
                exact = given if isinstance(given, ExactWorlds) else exactly(given)
                found[party] = _Purse(party, exact, self.walk, common)
        return found

    def _near(self, printed: float, exact: Fraction | float) -> bool:
        return math.isfinite(printed) and abs(Fraction(printed) - Fraction(exact)) <= self.tolerance

    def _figures(self, purses: Mapping[str, _Purse]) -> Iterator[Flaw]:
        plan = self.plan
        medians: dict[tuple[str, int | None], Fraction] = {}
        for party, purse in purses.items():
            share = Fraction(len(purse.accepted), purse.count)
            told = plan.accepts.get(party)
            if told is None or not self._near(told, share):
                words = f"{party} accepts in {float(share):.4f} of its worlds, not {told}"
                yield Flaw(FlawKind.ACCEPTS, words, party=party)
            if not purse.accepted:
                if party in plan.floor or any(party in stage.temptation for stage in plan.stages):
                    yield Flaw(FlawKind.ACCEPTS, "figures over no world at all", party=party)
                continue
            needs = _NONE
            for stage in (*plan.stages, None):
                number = None if stage is None else stage.number
                found = _measures(self.walk, purse, number)
                medians[party, number] = purse.quantile(found.temptation, _HALF) - self.walk.cover(party, number)
                needs = max(needs, purse.quantile(found.temptation, _NINE_TENTHS) - self.walk.cover(party, number))
                if stage is None:
                    yield from self._force(FlawKind.FLOOR, plan.floor, purse, found.temptation, found.gain, None)
                    continue
                yield from self._force(
                    FlawKind.TEMPTATION, stage.temptation, purse, found.temptation, found.gain, stage.number
                )
                yield from self._force(FlawKind.EXPOSURE, stage.exposure, purse, found.exposure, None, stage.number)
                if not self._near(stage.arrears.get(party, math.nan), found.arrears):
                    words = f"arrears are {found.arrears:.6f}, not {stage.arrears.get(party)}"
                    yield Flaw(FlawKind.ARREARS, words, stage.number, party=party)
            if not self._near(plan.guarantee.get(party, math.nan), needs):
                words = f"the guarantee needed is {float(needs):.6f}, not {plan.guarantee.get(party)}"
                yield Flaw(FlawKind.GUARANTEE, words, party=party)
        if medians:
            yield from self._trust(medians)

    def _force(
        self,
        kind: FlawKind,
        told: Mapping[str, Force],
        purse: _Purse,
        figures: Ints,
        gain: Ints | None,
        stage: int | None,
    ) -> Iterator[Flaw]:
        def flaw(words: str) -> Flaw:
            return Flaw(kind, words, stage, party=purse.party)

        force = told.get(purse.party)
        if force is None:
            yield flaw("there is no figure")
            return
        median, q90 = purse.quantile(figures, _HALF), purse.quantile(figures, _NINE_TENTHS)
        if not self._near(force.median, median):
            yield flaw(f"the median is {float(median):.6f}, not {force.median}")
        if not self._near(force.q90, q90):
            yield flaw(f"the 90 % quantile is {float(q90):.6f}, not {force.q90}")
        trust = price(self.model.prices, "trust") * purse.unit
        slack = self.tolerance * purse.unit
        least = Fraction(sum(figure > trust + slack for figure in figures), len(figures))
        most = Fraction(sum(figure > trust - slack for figure in figures), len(figures))
        if not math.isfinite(force.worlds) or not least - EQUAL <= Fraction(force.worlds) <= most + EQUAL:
            yield flaw(f"it is above what is trusted in {float(least):.4f} of the worlds, not {force.worlds}")
        if gain is None:
            return
        whole = purse.quantile(gain, _HALF)
        if whole <= 0:
            if force.share is not None:
                yield flaw("leaving gains it nothing over no deal: there is nothing to be a share of")
        elif force.share is None or not self._near(force.share * float(whole), median):
            yield flaw(f"it is {float(median / whole):.6f} of what leaving gains, not {force.share}")

    def _trust(self, medians: Mapping[tuple[str, int | None], Fraction]) -> Iterator[Flaw]:
        most, told = price(self.model.prices, "trust"), self.plan.trust
        surely = {key for key, value in medians.items() if value > most + self.tolerance}
        maybe = {key for key, value in medians.items() if value > most - self.tolerance}
        if told is None:
            for party, stage in sorted(surely, key=repr)[:1]:
                yield Flaw(FlawKind.TRUST, f"{party} would walk, and the plan does not say so", stage, party=party)
            return
        if (told.party, told.stage) not in medians:
            return
        if (told.party, told.stage) not in maybe:
            yield Flaw(FlawKind.TRUST, f"{told.party} would not walk there", told.stage, party=told.party)
            return
        earlier = {stage for _, stage in surely if stage is not None and told.stage is not None and stage < told.stage}
        if earlier:
            words = f"somebody would walk before, in stage {min(earlier)}"
            yield Flaw(FlawKind.TRUST, words, told.stage, party=told.party)
        here = self.plan.floor if told.stage is None else self.plan.stages[told.stage - 1].temptation
        if told.temptation != here.get(told.party):
            words = "the temptation told is not that of the stage"
            yield Flaw(FlawKind.TRUST, words, told.stage, party=told.party)
        for repair in told.repairs:
            if repair.after >= repair.before:
                words = f"{repair.kind} does not lower the temptation of {repair.party}"
                yield Flaw(FlawKind.TRUST, words, told.stage, party=repair.party)

    # swaps

    def _swaps(self, purses: Mapping[str, _Purse]) -> Iterator[Flaw]:
        plan = self.plan
        if not plan.swaps:
            return
        now = _loss(self.walk, purses)
        for (first, one), (second, other) in plan.swaps:
            where = (first, one, None, "")

            def flaw(words: str, at: tuple[int, str, None, str] = where) -> Flaw:
                return Flaw(FlawKind.SWAP, words, *at)

            numbers = {stage.number: stage for stage in plan.stages}
            if first == second or first not in numbers or second not in numbers:
                yield flaw("these are not two stages")
                continue
            here = tuple(act for act in numbers[first].acts if act.issue == one)
            there = tuple(act for act in numbers[second].acts if act.issue == other)
            if not here or not there:
                yield flaw("there is no such act")
                continue
            stages = []
            for stage in plan.stages:
                acts = stage.acts
                if stage.number == first:
                    acts = (*(act for act in acts if act not in here), *there)
                elif stage.number == second:
                    acts = (*(act for act in acts if act not in there), *here)
                stages.append(replace(stage, acts=acts))
            walk = _Walk(plan, stages)
            fresh = [each.words for each in walk.flaws if each.kind in _UNSOUND or each.kind is FlawKind.PAPER]
            if fresh:
                yield flaw(f"swapped, {fresh[0]}")
                continue
            broken = [rule.id for rule in self.rules if self.walk.keeps(rule) and not walk.keeps(rule)]
            if broken:
                yield flaw(f"swapped, it breaks {broken[0]}")
                continue
            if purses and _loss(walk, purses) > now:
                yield flaw("swapped, the order is worse")


def _loss(walk: _Walk, purses: Mapping[str, _Purse]) -> tuple[int, int, int, int]:
    """How bad an order is: the worst temptation above the floor, exposure and arrears in steps, and the stages."""
    worst = [0, 0, 0]
    for party, purse in purses.items():
        if not purse.accepted:
            continue
        floor = _measures(walk, purse, None).temptation
        for stage in walk.stages:
            found = _measures(walk, purse, stage.number)
            above = [a - b for a, b in zip(found.temptation, floor, strict=True)]
            figures = (
                (purse.quantile(above, _NINE_TENTHS) - walk.cover(party, stage.number)) / TEMPTATION_STEP,
                purse.quantile(found.exposure, _NINE_TENTHS) / EXPOSURE_STEP,
                Fraction(found.arrears) / ARREARS_STEP,
            )
            worst = [max(old, math.floor(new + EQUAL)) for old, new in zip(worst, figures, strict=True)]
    return (worst[0], worst[1], worst[2], len(walk.stages))


def _quantile(values: Sequence[int], share: Fraction) -> Fraction:
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])


def _total(parts: Iterable[tuple[int, Fraction]]) -> Fraction:
    return sum((amount for _, amount in parts), _NONE)


def _reversible(issue: Issue, step: int) -> bool:
    """Whether the rung that reaches a step can be undone."""
    return issue.reversible if isinstance(issue.reversible, bool) else issue.steps[step] in issue.reversible
