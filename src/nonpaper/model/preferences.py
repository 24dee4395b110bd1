"""What does each side value, and on what basis? Positions in; directions, terms and priorities of every side out.

Nothing here is drawn: this is what was said, what is inferred from it and what is assumed, each told apart. What is
left open is drawn by `nonpaper.model.worlds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from nonpaper.case.case import Values
from nonpaper.case.issues import Issue
from nonpaper.positions.position import Basis, HeldPriority, Position, Table, Way


class Stake(StrEnum):
    """What an issue is to a party: a get if its best step is not the status quo, else a give."""

    GET = "get"
    GIVE = "give"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class IssueValue:
    """How one party values one issue, as far as it is known.

    `best` are the indices of the step it likes best, one where that is known, else all it may be. `basis` and
    `statements` tell on what the direction rests, `best_basis` on what the best step does. `group` is the thing whose
    weight the issue shares. `weight` is what the case gives, in units of its own that only compare with other weights
    of this party; `table` the value of every step the case gives, from 0 (worst) to 1 (best), exact.
    """

    issue: str
    steps: int
    status_quo: int
    way: Way
    basis: Basis
    best: tuple[int, ...]
    best_basis: Basis
    stake: Stake
    choice: bool = False
    group: str | None = None
    weight: Fraction | None = None
    table: tuple[Fraction, ...] | None = None
    statements: tuple[str, ...] = ()

    def compare(self, step: int, other: int) -> int | None:
        """1 if the party likes `step` better than `other`, -1 if worse, 0 if alike; None where worlds differ."""
        if step == other or self.stake is Stake.NONE:
            return 0
        if self.table is not None:
            return (self.table[step] > self.table[other]) - (self.table[step] < self.table[other])
        if len(self.best) > 1:
            return None
        (best,) = self.best
        if best in (step, other):
            return 1 if step == best else -1
        if self.choice or (step < best) is not (other < best):
            return None
        return 1 if abs(step - best) < abs(other - best) else -1


@dataclass(frozen=True, slots=True)
class TermPart:
    """One step of a term. `effect` is 1 for a gain over the status quo, -1 for a give, 0 for neither, None unknown."""

    issue: str
    step: int
    basis: Basis
    effect: int | None
    statements: tuple[str, ...]


class TermKind(StrEnum):
    """Where a term comes from."""

    DRAFT = "draft"  # a draft or a stage of one that it has accepted
    OWN = "own"  # what it has asked for, and what it would do for that


@dataclass(frozen=True, slots=True)
class Term:
    """A package that the party has said it would sign, so that it is worth at least no agreement to it.

    `against` is the status quo of that day; issues not in `parts` lie there. `basis` is ASSUMED where the party never
    said what it would give. `words` is one plain sentence, without the party's name.
    """

    kind: TermKind
    parts: tuple[TermPart, ...]
    against: Mapping[str, int]
    basis: Basis
    statements: tuple[str, ...]
    words: str
    draft: str | None = None
    stage: int | None = None

    @property
    def steps(self) -> dict[str, int]:
        """Issue id -> step of the package, only for the issues it names."""
        return {part.issue: part.step for part in self.parts}


@dataclass(frozen=True, slots=True)
class Cost:
    """What no agreement costs, as a share of all that is at stake for the party: an interval, exact."""

    low: Fraction
    high: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True)
class PartyPreferences:
    """What one side values. `issues` holds every issue of the case, in its order.

    `no_agreement` is what no agreement is worth to it where the case gives that and not all its values, as a share of
    all that is at stake; the cost says nothing then. `notes` are what a reader has to know of it, in sentences without
    the party's name: terms that are not used and why, priorities that say nothing.
    """

    party: str
    issues: Mapping[str, IssueValue]
    cost: Cost
    priorities: tuple[HeldPriority, ...] = ()
    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    no_agreement: Fraction | None = None

    @property
    def given(self) -> bool:
        """Whether the case gives a number for everything, so that nothing is left to be drawn."""
        return bool(self.staked) and all(v.weight is not None and v.table is not None for v in self.staked)

    @property
    def staked(self) -> tuple[IssueValue, ...]:
        """The issues in which it has a stake."""
        return tuple(issue for issue in self.issues.values() if issue.stake is not Stake.NONE)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What every side values, as of the table's day. `parties` is in the order of the case."""

    at: date
    status_quo: Mapping[str, int]
    parties: Mapping[str, PartyPreferences] = field(default_factory=dict)


def preferences(table: Table) -> Preferences:
    """The preferences of all sides: directions, what the case gives, priorities, and what each said it would sign.

    Raises ValueError for a weight or points below zero, which a checked case does not have.
    """
    from nonpaper.model.terms import terms

    found = {}
    for side in table.case.sides:
        given = table.case.values.get(side.id) or Values(side.id)
        issues = {
            issue.id: issue_value(issue, table.positions[side.id, issue.id], table.status_quo[issue.id], given)
            for issue in table.case.issues.values()
        }
        held, notes = _priorities(table, side.id, issues)
        said, more = terms(table, side.id, issues)
        cost, worth = no_agreement(given, issues)
        if worth is not None and said:
            said, notes = (), (*notes, "Its own terms are not used: the case gives what no agreement is worth to it.")
        found[side.id] = PartyPreferences(side.id, issues, cost, held, said, (*notes, *more), worth)
    return Preferences(table.at, table.status_quo, found)


def issue_value(issue: Issue, position: Position, status_quo: int, given: Values) -> IssueValue:
    """How a party values one issue: the direction of its position, and what the case gives in numbers."""
    direction = position.direction
    last = issue.rungs
    values = given.steps.get(issue.id)
    points = given.points.get(issue.id)
    weight = points if points is not None else given.weights.get(issue.id)
    if weight is not None and weight < 0:
        raise ValueError(f"{given.party} values {issue.id!r} at {weight}: below nothing")
    table, best_basis = None, direction.basis
    if values is not None and len(values) == len(issue.steps):
        least, most = min(values), max(values)
        if most == least:
            weight = Fraction(0)
        else:
            table = tuple((value - least) / (most - least) for value in values)
            if points is None:  # a package is worth weight times step, so an issue weighs what its steps span
                weight = (most - least) * (Fraction(1) if weight is None else weight)
    if weight == 0 or last < 1 or (direction.way is Way.NONE and table is None):
        best: tuple[int, ...] = ()
    elif table is not None:
        best, best_basis = tuple(step for step, value in enumerate(table) if value == 1), Basis.SAID
    elif direction.way is not Way.BEST:
        best = (last,) if direction.way is Way.UP else (0,)
    elif direction.best is not None:
        best = (direction.best,)
    else:
        best, best_basis = _candidates(issue, position, status_quo), Basis.ASSUMED
    stake = Stake.NONE if not best else Stake.GIVE if status_quo in best else Stake.GET
    way = direction.way if best else Way.NONE
    if not issue.is_choice and table is None and way is Way.BEST and best in ((0,), (last,)):
        way = Way.DOWN if best == (0,) else Way.UP
    return IssueValue(
        issue.id,
        len(issue.steps),
        status_quo,
        way,
        direction.basis,
        best,
        best_basis,
        stake,
        issue.is_choice,
        issue.part_of,
        weight if best else None,
        table,
        direction.statements,
    )


def _candidates(issue: Issue, position: Position, status_quo: int) -> tuple[int, ...]:
    """Where the best step may lie if nobody has said where: among what the party would sign, the status quo last.

    On a ladder a best step between is no end of it; on a choice it is a step that the bounds leave.
    """
    inner = range(len(issue.steps)) if issue.is_choice else range(1, issue.rungs)
    signs = [step for step in inner if position.admits(step)] or list(inner) or list(range(len(issue.steps)))
    return tuple(step for step in signs if step != status_quo) or tuple(signs)


def no_agreement(given: Values, issues: Mapping[str, IssueValue]) -> tuple[Cost, Fraction | None]:
    """What no agreement costs a party; or its worth alone, where the case gives that and values are left to be drawn.

    Where all values are given, the worth of no agreement is so much less than that of the status quo, and this is the
    cost: exact, below 0 where no agreement is worth more. It is in the measure of the case (weight times step), and is
    brought to that of the worlds, where the worst package is worth 0 and the best 1.
    """
    if given.no_agreement is None:
        if given.no_deal_cost is None:
            return Cost(Fraction(0), Fraction(0), Basis.ASSUMED), None
        return Cost(*given.no_deal_cost, Basis.SAID), None
    staked = [value for value in issues.values() if value.stake is not Stake.NONE]
    if not staked or not all(value.table is not None and value.weight is not None for value in staked):
        return Cost(Fraction(0), Fraction(0), Basis.SAID), given.no_agreement
    whole = sum((value.weight or Fraction(0) for value in staked), Fraction(0))
    least = sum(
        (given.weights.get(issue, Fraction(1)) * min(steps) for issue, steps in given.steps.items()), Fraction(0)
    )
    worth = (given.no_agreement - least) / whole
    now = sum(((value.weight or Fraction(0)) * (value.table or ())[value.status_quo] for value in staked), Fraction(0))
    cost = now / whole - worth
    return Cost(cost, cost, Basis.SAID), None


def _priorities(
    table: Table, party: str, issues: Mapping[str, IssueValue]
) -> tuple[tuple[HeldPriority, ...], tuple[str, ...]]:
    """The priorities that compare two stakes, and a note on each that does not."""
    held, notes = [], []
    for priority in table.priorities:
        if priority.party != party:
            continue
        empty = [name for name in (priority.more, priority.less) if issues[name].stake is Stake.NONE]
        if empty:
            titles = " and ".join(table.case.issues[name].title for name in empty)
            ids = ", ".join(priority.statements)
            notes.append(f"The priority in {ids} is not used: it has no stake of its own in {titles}.")
        else:
            held.append(priority)
    return tuple(held), tuple(notes)
