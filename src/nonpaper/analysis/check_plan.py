"""Does a plan do what it says? Every stage replayed, every figure worked out anew, exactly; what is wrong, as values.

Nothing here is shared with whoever made the plan but the frozen types that a plan is told in. Every plan is looked at
here before it leaves the program. Where the design leaves something open, this is how it is read, and the planner too:

* The rungs under an irreversible rung that is done are locked: what cannot be undone keeps what it stands on.
* Of a reversed rung the share `undo` stays, for who did it and for who got it; of a rung on paper nothing does.
* A joint act is nobody's alone: within its stage it neither tempts nor exposes one of those whose act it is.
* What is on paper is set at signature, a moment before the first stage, unless something keeps it waiting for what is
  not on paper: then it is set when that is over, still in one move. Two papers of one signature are in order.
* A deposit is out of its giver's hands: from the stage after it on, nobody can hold it back. So it is released, in the
  stage of its release, whoever leaves; before that it counts for nobody, but that one who leaves has lost a deposit of
  its own that goes over. It takes a stage of its own to be held: the release comes later than the deposit, and as soon
  as the giver's own conditions for it, where it has any, are met.
* A condition holds back the first part of a divisible act, and is met by the last part of one.
* A guarantee covers a stage if its `when` is true as the stage begins (what first brings it about is not covered), and
  if the package moves one of its issues (where it names any). What is deposited is done, to the guarantor.
* Median and 90 % quantile are those of the sorted worlds, straight lines between neighbours (the middle of the two
  middle ones; place 0.9 x (n - 1) from 0). `share` is the median over the median of what leaving gains over no deal,
  and none where the median is not above 0: there leaving does not gain.
* Arrears are one number a stage. A rung is worth its mean over the worlds in which the package is accepted. Gives are
  the rungs of a party's own acts, alone or with others, that leave it worse off; gets are the rungs of acts of other
  sides that leave it better off; what is on paper, gates and the acts of third parties are neither. Arrears are the
  share of the gives done less the share of the gets received.
* The guarantee a party needs is the most by which its 90 % quantile in a stage, or of the floor, is above 0 and above
  what the case's own guarantees cover there.
* Somebody would walk where a median, less what guarantees cover, is above `prices.trust`.
* An order is forced by a rule where the rule puts its act after, or beside, something that the status quo did not
  have. All of those are told. An end is loose if all rules are kept though what they could wait for there is taken
  away.
* A line of procedure of which the package moves the act and not what it needs is broken by the package itself; that is
  told as a breach, in the stage of the act.
* No loss, for a swap: no worse by the worst temptation above the floor (90 % quantile less that of the floor, what
  guarantees cover taken off both; a floor below 0 counts as 0), exposure and arrears over all parties and stages, in
  whole steps of 0.1, 0.1 and 0.2 from 0. A step that hangs on less than the tolerance is not held against the plan.

Worlds given as fractions are kept to the last digit. Drawn ones are read to `READ` of what is at stake, a millionth of
the tolerance; from there on all is whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.plans import Act, Force, LooseEnd, Plan, Stage
from nonpaper.analysis.results import MoveKind
from nonpaper.case.case import Guarantee
from nonpaper.case.claims import Comparison, Link, Op
from nonpaper.case.issues import Deposit, Issue
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
NOTHING = Fraction(1, 1_000_000_000_000)
"""A mean change of worth that is no larger is none."""
READ = Fraction(1, 2**40)
"""To which part of what is at stake the worth of a drawn world is read."""
TEMPTATION_STEP, EXPOSURE_STEP, ARREARS_STEP = Fraction(1, 10), Fraction(1, 10), Fraction(1, 5)
_NONE, _WHOLE = Fraction(0), Fraction(1)
_HALF, _NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)

Place: TypeAlias = tuple[str, int]  # a rung: issue, and the step that it reaches
Held: TypeAlias = tuple[str, int, bool]  # and whether it is handed to a third party, or done
Weights: TypeAlias = dict[Place, Fraction]  # how often the value of a step counts
Ints: TypeAlias = NDArray[Any]  # whole numbers, one a world: of 64 bits where that is enough, else of any size
QUO, SIGNATURE = -1, 0  # moments before the first stage


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
    RELEASE = "release"  # not when the depositor's own condition is met, or without having been held
    DEPOSIT = "deposit"  # held where the issue does not allow it, or by a side
    PAPER = "paper"  # on paper, and not at signature in one move
    FLAG = "flag"  # `reversible` or `on_paper` is not what the case says
    BY = "by"  # not by all those whose act it is, or by others
    VERIFIER = "verifier"
    WAIT = "wait"  # an act is said to wait for what no kept rule makes it wait for, or not said to
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
    freed: list[tuple[int, Fraction]] = field(default_factory=list)  # what of it the third party released, and when

    @property
    def place(self) -> Place:
        """Issue and step."""
        return (self.issue.id, self.target)

    @property
    def held(self) -> Fraction:
        """How much is with the third party now."""
        return _total(self.handed) - _total(self.freed)

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
        parts = list(self.done)
        if handed:  # what was handed over counts from then on, and not once more when it is released
            parts += [*self.handed, *((stage, -amount) for stage, amount in self.freed)]
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
        self.by = {name: self._doers(rungs[0].issue.by) for name, rungs in self.rungs.items()}
        self.signed: frozenset[str] = frozenset()
        self.at: dict[Place, _Rung] = {rung.place: rung for rungs in self.rungs.values() for rung in rungs}
        self.flaws = [flaw for stage in stages for flaw in self._replay(stage)]
        self.flaws += self._left()

    def _doers(self, by: Iterable[str]) -> tuple[str, ...]:
        """Whose act it is one by one: the members of a bloc, everybody who signs for `all`."""
        parties = self.plan.table.case.parties
        found: list[str] = []
        for name in by:
            found += self.plan.sides if name == "all" else parties[name].members if name in parties else ()
            if name != "all" and (name not in parties or not parties[name].members):
                found.append(name)
        return tuple(dict.fromkeys(found))

    def sign(self, rules: Sequence[Rule]) -> list[Flaw]:
        """Put what is on paper at the moment of signature, but for what the rules make wait for something else.

        What comes back are papers that nothing keeps waiting and that are set later than in the first stage.
        """
        signed = {name for name, rungs in self.rungs.items() if rungs[0].issue.on_paper}
        late: set[str] | None = None
        while late is None or late:
            late = set()
            for rule in rules:
                act = None if rule.act is None else self.reaches(rule.act)
                if act is None or act.issue.id not in signed:
                    continue
                kept = [part for part in rule.clause if self.has(part)]
                if any(part.holds(self.model.status_quo[part.issue]) for part in kept):
                    continue
                needs = [rung for part in kept if (rung := self.reaches(part)) is not None]
                if needs and not any(rung.issue.id in signed for rung in needs):
                    late.add(act.issue.id)
            signed -= late
        self.signed = frozenset(signed)
        found = []
        for name in sorted(signed):
            for rung in self.rungs[name]:
                for number, _ in rung.done:
                    if number > 1:
                        words = "what is on paper is set at signature, in the first stage"
                        found.append(Flaw(FlawKind.PAPER, words, number, name, rung.target))
                rung.done = [(SIGNATURE if number == 1 else number, amount) for number, amount in rung.done]
        return found

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
                early = _until(rung.handed, number - 1) - _total(rung.freed)
                if early < act.amount:
                    yield flaw(FlawKind.RELEASE, f"step {rung.target} is released though nobody has held it before")
                rung.freed.append((number, min(act.amount, rung.held)))
            elif _total(rung.done) + rung.held + act.amount > 1:
                yield flaw(FlawKind.RELEASE, f"step {rung.target} is held: it has to be released")
            rung.done.append((number, act.amount))

    def _told(self, number: int, act: Act, issue: Issue) -> Iterator[Flaw]:
        """What the act says of itself against what the case says."""

        def flaw(kind: FlawKind, words: str) -> Flaw:
            return Flaw(kind, words, number, act.issue, act.target)

        parties = self.plan.table.case.parties
        holder = act.deposited
        by = self.by[issue.id] if issue.id in self.by else self._doers(issue.by)
        if sorted(act.by) != sorted(by):
            yield flaw(FlawKind.BY, f"it is the act of {', '.join(by)}, not of {', '.join(act.by)}")
        if holder is not None:
            if issue.deposit is None:
                yield flaw(FlawKind.DEPOSIT, f"{issue.id} may not be deposited")
            if not holder or holder in self.plan.sides or holder in by:
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
        in_one_move = taken == self.rungs.get(issue.id, ()) and act.amount == 1
        if issue.on_paper and (not in_one_move or holder is not None or act.released):
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

    def has(self, literal: Literal) -> bool:
        """Whether the package makes a literal true."""
        return literal.holds(self.plan.package.get(literal.issue, self.model.status_quo[literal.issue]))

    def reaches(self, literal: Literal) -> _Rung | None:
        """The rung that makes a literal true; None where the status quo has it, or the package does not."""
        if literal.holds(self.model.status_quo[literal.issue]):
            return None
        return next((rung for rung in self.rungs.get(literal.issue, ()) if literal.holds(rung.target)), None)

    def sees_held(self, rule: Rule, rung: _Rung) -> bool:
        """Whether a rule takes a rung for done once it is deposited: all but the depositor's own do."""
        return rule.party not in self.by[rung.issue.id]

    def met(self, rule: Rule, part: Literal) -> int | None:
        """The stage that makes a literal true to a rule, `QUO` where it is so already.

        None where nothing does, or the package does not have it: what is passing does not count.
        """
        if not self.has(part):
            return None
        if part.holds(self.model.status_quo[part.issue]):
            return QUO
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
        # All that is signed is signed at one moment, whatever comes after what in it.
        last = act - 1 if rule.link is Link.AFTER and act != SIGNATURE else act
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
        What a third party has held since an earlier stage is released all the same.
        """
        found: dict[Place, Fraction] = {}
        for place, rung in self.at.items():
            by = self.by[place[0]]
            takes = party not in by if lured else set(by) == {party}
            if stage is None or takes:
                found[place] = _until(rung.done, len(self.stages) if stage is None else stage)
                continue
            found[place] = _until(rung.done, stage - 1)
            if lured and party in by and rung.issue.deposit is Deposit.OVER:
                found[place] += _until(rung.handed, stage - 1) - _until(rung.freed, stage - 1)
            else:
                found[place] += _total(part for part in rung.freed if part[0] == stage)
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
        """Whether a guarantee is there as a stage begins; None: once all is over."""
        if guarantee.issues and not any(issue in self.rungs for issue in guarantee.issues):
            return False
        if guarantee.when is None:
            return True
        level: dict[str, int] = dict(self.model.status_quo)
        last = len(self.stages) if stage is None else stage - 1
        for name, rungs in self.rungs.items():
            for rung in rungs:
                done = rung.finished(not set(self._doers((guarantee.by,))) & set(self.by[name]))
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
        bound = [each for each in case.guarantees if party in self._doers((each.binds,))]
        return sum((each.worth for each in bound if self.holds(each, stage)), _NONE)


class _Purse:
    """The worlds of one party in which it accepts the package, as whole numbers over one denominator."""

    def __init__(self, party: str, given: PartyWorlds | ExactWorlds, walk: _Walk, parts: int) -> None:
        self.party = party
        start, package = walk.model.status_quo, walk.plan.package
        names = list(given.value)
        read = _read(given, parts * 4 * (1 + len(walk.at) + len(names)))
        self.scale, self.parts = read.scale, parts
        self.unit = self.scale * parts
        self.count = len(given.no_agreement)
        loss = read.no_agreement.copy()
        for name in names:
            loss -= read.value[name][:, package.get(name, start[name])]
        good = loss <= math.floor(EQUAL * self.scale)
        self.accepted = int(good.sum())
        self.column: dict[Place, Ints] = {
            (name, step): read.value[name][good, step]
            for name in walk.rungs
            for step in range(len(walk.model.issues[name].steps))
        }
        # What staying is worth less than no agreement: below 0 where the package is accepted.
        self.loss: Ints = loss[good] * parts

    def change(self, weights: Weights) -> Ints:
        """What a change from the status quo is worth, world by world, in units."""
        found: Ints = np.zeros(self.accepted, dtype=self.loss.dtype)
        for place, weight in weights.items():
            factor = weight * self.parts
            if factor.denominator != 1:
                raise ValueError(f"{weight} is no multiple of 1/{self.parts}")
            if factor:
                found = found + factor.numerator * self.column[place]
        return found

    def mean(self, rung: _Rung) -> Fraction:
        """What a rung is worth on average."""
        name = rung.issue.id
        gained = self.column[name, rung.target] - self.column[name, rung.origin]
        return Fraction(sum(gained.tolist()), self.accepted * self.scale)

    def quantile(self, values: Ints, share: Fraction) -> Fraction:
        """The quantile of figures in units, straight lines between neighbours."""
        place = (len(values) - 1) * share
        low = math.floor(place)
        high = min(low + 1, len(values) - 1)
        ranked = np.sort(values) if values.dtype == object else np.partition(values, (low, high))
        lower, upper = int(ranked[low]), int(ranked[high])
        return (lower + (place - low) * (upper - lower)) / self.unit


@dataclass(frozen=True, slots=True)
class _Read:
    """Worlds as whole numbers of 1/`scale`: `value` has an array (worlds, steps) an issue."""

    scale: int
    value: Mapping[str, Ints]
    no_agreement: Ints


def _read(given: PartyWorlds | ExactWorlds, most: int) -> _Read:
    """Worlds as whole numbers: of 64 bits, if the sums of `most` of them fit, else of any size."""
    if isinstance(given, ExactWorlds):
        numbers = [*given.no_agreement, *(v for rows in given.value.values() for row in rows for v in row)]
        scale = math.lcm(*(number.denominator for number in numbers))
        largest = max((abs(number.numerator) * (scale // number.denominator) for number in numbers), default=0)
        exact = np.dtype(np.int64) if largest * most < 2**62 else np.dtype(object)
        return _Read(
            scale,
            {
                name: np.array([[int(v * scale) for v in row] for row in rows], exact)
                for name, rows in given.value.items()
            },
            np.array([int(v * scale) for v in given.no_agreement], exact),
        )
    largest_drawn = max(
        [1.0, *(float(np.abs(rows).max(initial=0.0)) for rows in (*given.value.values(), given.no_agreement))]
    )
    scale = READ.denominator
    kind = np.dtype(np.int64) if math.ceil(largest_drawn) * scale * most < 2**62 else np.dtype(object)

    def whole(rows: NDArray[np.float64]) -> Ints:
        return np.rint(rows * float(scale)).astype(np.int64).astype(kind)

    return _Read(scale, {name: whole(rows) for name, rows in given.value.items()}, whole(given.no_agreement))


@dataclass(frozen=True, slots=True)
class _Measures:
    """A party's figures in one stage (or, as the floor, at the end): arrays are over worlds, in units."""

    temptation: Ints
    gain: Ints
    exposure: Ints
    arrears: Fraction


def _measures(walk: _Walk, purse: _Purse, stage: int | None) -> _Measures:
    gain = purse.change(walk.weights(walk.kept(walk.amounts(stage, purse.party))))
    exposed = purse.change(walk.weights(walk.kept(walk.amounts(stage, purse.party, lured=False))))
    return _Measures(gain + purse.loss, gain, -exposed, _arrears(walk, purse, stage))


def _arrears(walk: _Walk, purse: _Purse, stage: int | None) -> Fraction:
    last = len(walk.stages) if stage is None else stage
    done, due = {True: _NONE, False: _NONE}, {True: _NONE, False: _NONE}
    for name, rungs in walk.rungs.items():
        by = walk.by[name]
        others = [each for each in by if each in walk.plan.sides and each != purse.party]
        for rung in () if rungs[0].issue.on_paper else rungs:
            mean = purse.mean(rung)
            gives = mean < -NOTHING and purse.party in by
            if gives or (mean > NOTHING and others):
                due[gives] += abs(mean)
                done[gives] += abs(mean) * _until(rung.done, last)
    return _share(done[True], due[True]) - _share(done[False], due[False])


def _share(part: Fraction, whole: Fraction) -> Fraction:
    return part / whole if whole > 0 else _NONE


class _Replay:
    """One plan, looked at from all sides."""

    def __init__(self, plan: Plan, worlds: Mapping[str, PartyWorlds | ExactWorlds], tolerance: Fraction) -> None:
        self.plan, self.model, self.tolerance = plan, plan.model, tolerance
        self.worlds = worlds
        self.walk = _Walk(plan, plan.stages)
        self.rules, self.opening = self._opened()
        self.unsigned = self.walk.sign(self.rules)

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
        found += self.unsigned
        found += self.opening
        found += self._walked_back()
        found += self._conditions()
        found += self._tardy()
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
        return self.walk.has(literal)

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
        for rule in self.model.rules:
            stage = self.walk.begins(rule)
            if rule.party is not None or stage is None or not self._breaks(rule):
                continue
            real.add((max(1, stage), rule.id))
            if (max(1, stage), rule.id) not in told and rule.act is not None:
                words = f"{rule.act.issue} comes in stage {max(1, stage)}, and the package leaves out what it needs"
                yield Flaw(FlawKind.CONDITION, words, max(1, stage), rule.act.issue, rule.act.step, rule=rule.id)
        for rule in self.rules:
            stage = self.walk.begins(rule)
            if stage is None or rule.act is None or self.walk.keeps(rule):
                continue
            real.add((stage, rule.id))
            if (stage, rule.id) in told:
                continue
            rung = self.walk.reaches(rule.act)
            own = rung is not None and bool(rung.handed) and not self.walk.sees_held(rule, rung)
            kind = FlawKind.RELEASE if own else FlawKind.CONDITION
            words = f"{rule.act.issue} comes in stage {stage}, and what it waits for does not come before"
            yield Flaw(kind, words, stage, rule.act.issue, rule.act.step, rule.party or "", rule.id)
        for number, name in sorted(told - real):
            yield Flaw(FlawKind.BREACH, "this rule is not broken here", number, rule=name)

    def _tardy(self) -> Iterator[Flaw]:
        """Rungs that are held though all is there that their giver's own conditions ask for."""
        for name, rungs in self.walk.rungs.items():
            own: dict[int, list[Rule]] = {}
            for rule in self.rules:
                act = None if rule.act is None else self.walk.reaches(rule.act)
                if act is not None and act.issue.id == name and not self.walk.sees_held(rule, act):
                    own.setdefault(act.target, []).append(rule)
            before = SIGNATURE
            for rung in rungs if own else ():
                released = min((number for number, _ in rung.freed), default=None)
                if released is not None and rung.handed:
                    first = max(before, 1 + min(number for number, _ in rung.handed))
                    for rule in own.get(rung.target, ()):
                        when = [moment for part in rule.clause if (moment := self.walk.met(rule, part)) is not None]
                        first = max(first, min(when, default=released) + (rule.link is Link.AFTER))
                    if released > first:
                        words = f"step {rung.target} is held though all that it waits for is there in stage {first}"
                        yield Flaw(FlawKind.RELEASE, words, released, name, rung.target)
                before = rung.finished(False) or before

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
            for rule in self.rules:
                yield from self._unsaid(rule, stage)

    def _unsaid(self, rule: Rule, stage: Stage) -> Iterator[Flaw]:
        """What makes an act wait in the stage where it begins, and is said of no act there."""
        rung = None if rule.act is None else self.walk.reaches(rule.act)
        when = [self.walk.met(rule, part) for part in rule.clause]
        if rung is None or rung.issue.id in self.walk.signed or self.walk.begins(rule) != stage.number or QUO in when:
            return
        acts = [act for act in stage.acts if self._of(rule, act)]
        needs = [each.place for part in rule.clause if self._in(part) and (each := self.walk.reaches(part)) is not None]
        where = (stage.number, rung.issue.id, rung.target, "", rule.id)
        if needs and not any(set(needs) & set(act.waits_for) for act in acts):
            yield Flaw(FlawKind.WAIT, "it waits for something, and the plan does not say so", *where)
        for statement in rule.statements:
            if not any(statement in act.statements for act in acts):
                yield Flaw(FlawKind.WAIT, f"{statement} makes it wait, and the plan does not say so", *where)

    def _of(self, rule: Rule, act: Act) -> bool:
        """Whether a rule holds back one of the rungs that an act takes."""
        rung = None if rule.act is None else self.walk.reaches(rule.act)
        if rung is None or not any(rung is each for each in self.walk.taken(act)):
            return False
        return act.deposited is None or self.walk.sees_held(rule, rung)

    def _forced(self) -> Iterator[Flaw]:
        for stage in self.plan.stages:
            real = {rule.id for rule in self.rules if self._forces(rule, stage.number)}
            told = {rule.id for rule in stage.forced_by}
            for name in sorted(told - real):
                words = "it does not put anything here after, or beside, something else"
                yield Flaw(FlawKind.FORCED, words, stage.number, rule=name)
            for name in sorted(real - told):
                words = "it puts something here after, or beside, something else, and the plan does not say so"
                yield Flaw(FlawKind.FORCED, words, stage.number, rule=name)

    def _forces(self, rule: Rule, number: int) -> bool:
        """Whether a rule that is kept puts something in a stage where it stands."""
        when = [self.walk.met(rule, part) for part in rule.clause]
        return self.walk.begins(rule) == number and QUO not in when and self.walk.keeps(rule)

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
        own = walk.by[end.issue]
        if sorted(end.by) != sorted(party for party in own if party in self.plan.sides):
            yield f"it is the act of {', '.join(own)}"
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
            elif set(walk.by[other[0]]) & set(own) or not set(walk.by[other[0]]) & set(self.plan.sides):
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
                at[(*rung.place, False)] = SIGNATURE if rung.issue.id in walk.signed else 1
                if rung.handed:
                    at[(*rung.place, True)] = 1
                    waits.append(((*rung.place, False), ((*rung.place, True),), 1))
                if k:
                    waits.append(((*rung.place, False), ((*rungs[k - 1].place, False),), 0))
        for rule in self.rules:
            act = None if rule.act is None else walk.reaches(rule.act)
            if not walk.keeps(rule) or (act is not None and act.issue.id in walk.signed):
                continue
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
                    if act_at[0] in walk.signed or least > last:
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
                found[party] = _Purse(party, given, self.walk, common)
        return found

    def _near(self, printed: float, exact: Fraction | float) -> bool:
        return math.isfinite(printed) and abs(Fraction(printed) - Fraction(exact)) <= self.tolerance

    def _figures(self, purses: Mapping[str, _Purse]) -> Iterator[Flaw]:
        plan = self.plan
        medians: dict[tuple[str, int | None], Fraction] = {}
        for party, purse in purses.items():
            share = Fraction(purse.accepted, purse.count)
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
                    words = f"arrears are {float(found.arrears):.6f}, not {stage.arrears.get(party)}"
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
        least = Fraction(int((figures > math.floor(trust + slack)).sum()), len(figures))
        most = Fraction(int((figures > math.floor(trust - slack)).sum()), len(figures))
        if not math.isfinite(force.worlds) or not least - EQUAL <= Fraction(force.worlds) <= most + EQUAL:
            yield flaw(f"it is above what is trusted in {float(least):.4f} of the worlds, not {force.worlds}")
        if gain is None:
            return
        whole = purse.quantile(gain, _HALF)
        if force.share is None:
            if median > self.tolerance and whole > self.tolerance:
                yield flaw(f"leaving gains, and it is not said that it is {float(median / whole):.6f} of that")
        elif median < -EQUAL or whole <= 0:
            yield flaw("leaving gains it nothing: there is nothing to be a share of")
        elif not self._near(force.share * float(whole), median):
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
        now = _loss(self.walk, purses, self.tolerance)
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
            late = walk.sign(self.rules)
            fresh = [
                each.words for each in (*walk.flaws, *late) if each.kind in _UNSOUND or each.kind is FlawKind.PAPER
            ]
            if fresh:
                yield flaw(f"swapped, {fresh[0]}")
                continue
            broken = [rule.id for rule in self.rules if self.walk.keeps(rule) and not walk.keeps(rule)]
            if broken:
                yield flaw(f"swapped, it breaks {broken[0]}")
                continue
            if purses and _loss(walk, purses, -self.tolerance) > now:
                yield flaw("swapped, the order is worse")


def _loss(walk: _Walk, purses: Mapping[str, _Purse], slack: Fraction) -> tuple[int, int, int, int]:
    """How bad an order is: the worst temptation above the floor, exposure and arrears in steps, and the stages.

    `slack` is added to every figure first, so that what is doubtful can be read either way.
    """
    worst = [0, 0, 0]
    for party, purse in purses.items():
        if not purse.accepted:
            continue
        end = purse.quantile(_measures(walk, purse, None).temptation, _NINE_TENTHS) - walk.cover(party, None)
        for stage in walk.stages:
            found = _measures(walk, purse, stage.number)
            above = purse.quantile(found.temptation, _NINE_TENTHS) - walk.cover(party, stage.number)
            figures = (
                (above - max(end, _NONE) + slack) / TEMPTATION_STEP,
                (purse.quantile(found.exposure, _NINE_TENTHS) + slack) / EXPOSURE_STEP,
                (found.arrears + slack) / ARREARS_STEP,
            )
            worst = [max(old, math.floor(new)) for old, new in zip(worst, figures, strict=True)]
    return (worst[0], worst[1], worst[2], len(walk.stages))


def _total(parts: Iterable[tuple[int, Fraction]]) -> Fraction:
    return sum((amount for _, amount in parts), _NONE)


def _until(parts: Iterable[tuple[int, Fraction]], stage: int) -> Fraction:
    """How much was done or handed over by the end of a stage."""
    return _total(part for part in parts if part[0] <= stage)


def _reversible(issue: Issue, step: int) -> bool:
    """Whether the rung that reaches a step can be undone."""
    return issue.reversible if isinstance(issue.reversible, bool) else issue.steps[step] in issue.reversible
