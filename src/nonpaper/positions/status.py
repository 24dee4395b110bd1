"""Where do the talks stand? The calendar, the matrix of issues most stuck first, and who was not heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from nonpaper.case.case import Case, Deadline, Round
from nonpaper.case.issues import Issue
from nonpaper.case.statements import Stance
from nonpaper.positions.position import (
    Bound,
    BoundKind,
    Contradiction,
    Dispute,
    Hearsay,
    MarkKind,
    NotHeard,
    Position,
    Side,
    Table,
    Way,
)


class State(StrEnum):
    """How an issue stands between the sides."""

    STUCK = "stuck"  # no step that all would sign
    OPEN = "open"  # nothing excluded, but not all have said yes to one step
    AGREED = "agreed"  # all sides with a stake have said yes to a common step
    SILENT = "silent"  # nobody with a stake has said anything


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """A deadline and how far it is off; negative once it has passed."""

    deadline: Deadline
    days: int


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One row of the matrix. `gap` is the distance in words; `distance` the share of the ladder between the bounds.

    The share is 0 where bounds leave a common step, at most 1; on a choice it counts the steps that would have to join.
    """

    issue: str
    state: State
    gap: str
    distance: float
    status_quo: int
    drafted: int | None
    positions: tuple[Position, ...]  # one per side, in the order of the case
    common: tuple[int, ...]  # steps no bound excludes
    agreed: tuple[int, ...]  # steps that all sides with a stake say yes to
    conditions: int  # conditions, of anyone, in which this issue is the act or the price


@dataclass(frozen=True, slots=True)
class Status:
    """The answer of `status`."""

    table: Table
    at: date
    rounds: tuple[Round, ...]
    away: tuple[tuple[str, str], ...]  # (party, statement id): a delegation gone home to consult
    deadlines: tuple[DaysLeft, ...]
    rows: tuple[IssueRow, ...]  # most stuck first
    contradictions: tuple[Contradiction, ...]
    disputes: tuple[Dispute, ...]
    not_heard: tuple[NotHeard, ...]


def status(table: Table) -> Status:
    """Where the talks stand, as of the table's day.

    The rounds in the order of their days; the deadlines with the days left; the issues most stuck first: those without
    a common step by the distance between the bounds, then by red lines, firmness and conditions; then the open ones,
    those with most conditions first; then what is agreed, and last what nobody has spoken about. The order of the file
    decides only what is equal in all that.
    """
    case = table.case
    rows = [_row(table, issue) for issue in case.issues.values()]
    rows.sort(key=lambda row: _how_stuck(table, row))
    return Status(
        table,
        table.at,
        tuple(sorted(case.rounds, key=lambda meeting: meeting.start)),
        away(table),
        tuple(
            DaysLeft(deadline, (deadline.on - table.at).days)
            for deadline in sorted(case.deadlines, key=lambda deadline: deadline.on)
        ),
        tuple(rows),
        table.contradictions,
        table.disputes,
        table.not_heard,
    )


def away(table: Table) -> tuple[tuple[str, str], ...]:
    """Delegations that are away to consult: (party, statement id), the newest for each side, in the order of the case.

    The rule is plain. A side is away if it has itself said so since the last round began: a statement of its own with
    the stance `reports` or `commits` whose quote or note has a word that begins with *consult*. Nothing else in the
    record tells it, so a delegation that came back is shown as away until the next round is entered.
    """
    case = table.case
    since = max((meeting.start for meeting in case.rounds), default=None)
    corrected = {statement.corrects for statement in case.statements}
    newest: dict[str, tuple[date, str]] = {}
    for statement in case.statements:
        if statement.stance not in (Stance.REPORTS, Stance.COMMITS) or statement.id in corrected:
            continue
        if statement.party is None or (since is not None and statement.day < since):
            continue
        text = f"{statement.quote} {statement.note}".casefold()
        if not any(word.startswith("consult") for word in text.split()):
            continue
        for party in case.parties[statement.party].members or (statement.party,):
            newest[party] = max(newest.get(party, (date.min, "")), (statement.day, statement.id))
    return tuple((side.id, newest[side.id][1]) for side in case.sides if side.id in newest)


def _row(table: Table, issue: Issue) -> IssueRow:
    case = table.case
    sides = tuple(table.positions[side.id, issue.id] for side in case.sides)
    others = [p for (party, on), p in table.positions.items() if on == issue.id and p not in sides]
    steps = range(len(issue.steps))
    now = table.status_quo[issue.id]
    common = tuple(step for step in steps if all(position.admits(step) for position in (*sides, *others)))
    waits = [c for c in table.conditions if c.act.issue == issue.id or any(x.issue == issue.id for x in c.clause)]
    staked = [p for p in sides if p.direction.way is not Way.NONE or p.party in issue.by] or list(sides)
    agreed = tuple(
        step
        for step in common
        if all(position.marks[step].kind is MarkKind.SAYS_YES for position in staked)
        and not any(c.act.issue == issue.id and c.act.holds(step) and not c.act.holds(now) for c in waits)
    )
    distance = Fraction(0)
    if not common:
        state, distance = State.STUCK, _distance(issue, (*sides, *others))
    elif not any(position.live for position in staked) and not any(position.bounds for position in staked):
        state = State.SILENT
    else:
        state = State.AGREED if agreed and staked else State.OPEN
    return IssueRow(
        issue.id,
        state,
        _gap(case, issue, state, (*sides, *others), staked, common, agreed, len(waits)),
        float(distance),
        now,
        table.drafted.get(issue.id),
        sides,
        common,
        agreed,
        len(waits),
    )


def _how_stuck(table: Table, row: IssueRow) -> tuple[float, ...]:
    order = (State.STUCK, State.OPEN, State.AGREED, State.SILENT).index(row.state)
    bounds = [bound for position in row.positions for bound in position.bounds]
    red = sum(bound.red_line for bound in bounds) if row.state is State.STUCK else 0
    firmness = sum(bound.firmness for bound in bounds) if row.state is State.STUCK else 0
    return (order, -row.distance, -red, -firmness, -row.conditions)


def _ends(positions: Iterable[Position]) -> tuple[list[Bound], list[Bound]]:
    """The bounds that ask for most and those that allow least: each held by one party or by several."""
    bounds = [bound for position in positions for bound in position.bounds]
    lower = [bound for bound in bounds if bound.side is Side.LOWER and bound.step is not None]
    upper = [bound for bound in bounds if bound.side is Side.UPPER and bound.step is not None]
    most = max((bound.step or 0 for bound in lower), default=0)
    least = min((bound.step or 0 for bound in upper), default=0)
    return [bound for bound in lower if bound.step == most], [bound for bound in upper if bound.step == least]


def _distance(issue: Issue, positions: Sequence[Position]) -> Fraction:
    if issue.is_choice:
        shut = min(sum(not position.admits(step) for position in positions) for step in range(len(issue.steps)))
        return min(Fraction(shut, max(issue.rungs, 1)), Fraction(1))
    lower, upper = _ends(positions)
    if not lower or not upper:
        return Fraction(0)
    return issue.share(upper[0].step or 0, lower[0].step or 0)


def _gap(
    case: Case,
    issue: Issue,
    state: State,
    positions: Sequence[Position],
    staked: Sequence[Position],
    common: Sequence[int],
    agreed: Sequence[int],
    conditions: int,
) -> str:
    """The distance in words: `no overlap: ...`, `overlap: temporary`, `one condition`, `nobody has spoken`."""
    if state is State.SILENT:
        spoke = any(position.last_said is not None for position in staked)
        return "nobody has taken a position" if spoke else "nobody has spoken"
    if state is State.AGREED:
        told = [p for p in staked if all(p.marks[step].hearsay is not Hearsay.FIRST_HAND for step in agreed)]
        whom = _listed(case.parties[position.party].name for position in told) if told else ""
        return f"agreed: {_range(issue, agreed)}" + (f" (for {whom} only others say so)" if told else "")
    if state is State.STUCK:
        return f"no overlap: {_apart(case, issue, positions)}"
    parts = []
    if len(common) < len(issue.steps):
        unsaid = [p for p in staked if p.live and not any(p.marks[step].statements for step in common)]
        by_silence = f" (not named by {len(unsaid)} of {len(staked)})" if unsaid else ""
        parts.append(f"overlap: {_range(issue, common)}{by_silence}")
    if conditions:
        parts.append("one condition" if conditions == 1 else f"{conditions} conditions")
    for words, silent in (
        ("not spoken", [p for p in staked if not p.live and p.last_said is None]),
        ("taken no position", [p for p in staked if not p.live and p.last_said is not None]),
    ):
        if silent:
            names = [case.parties[position.party].name for position in silent]
            parts.append(f"{_listed(names)} {'has' if len(names) == 1 else 'have'} {words}")
    return "; ".join(parts) or "nothing is refused, but not all have said yes"


def _range(issue: Issue, steps: Sequence[int]) -> str:
    labels = [issue.steps[step] for step in steps]
    if issue.is_choice or len(labels) < 3:
        return " or ".join(labels)
    return f"{labels[0]} to {labels[-1]}"


def _listed(names: Iterable[str]) -> str:
    *first, last = dict.fromkeys(names)
    return f"{', '.join(first)} and {last}" if first else last


def _apart(case: Case, issue: Issue, positions: Sequence[Position]) -> str:
    """Who asks for what and who goes how far, in the same words whoever they are."""
    if issue.is_choice:
        told = [(position, _wants(issue, position)) for position in positions if position.bounds]
        words = list(dict.fromkeys(word for _, word in told))
        return ", ".join(_told(case, [p.party for p, w in told if w == word], word) for word in words)
    lower, upper = _ends(positions)
    parts = []
    for bounds in (lower, upper):
        words = list(dict.fromkeys(_goes(issue, bound) for bound in bounds))
        parts += [_told(case, [bound.party for bound in bounds if _goes(issue, bound) == w], w) for w in words]
    return ", ".join(parts)


def _told(case: Case, parties: Iterable[str], words: tuple[str, str, str]) -> str:
    names = list(dict.fromkeys(case.parties[party].name for party in parties))
    return f"{_listed(names)} {words[0] if len(names) == 1 else words[1]} {words[2]}"


def _goes(issue: Issue, bound: Bound) -> tuple[str, str, str]:
    """A bound as a verb for one, a verb for several, and what follows."""
    label = issue.steps[bound.step or 0]
    told = " (as the other side tells it)" if bound.hearsay is Hearsay.OTHER_SIDE else ""
    red = " (a red line)" if bound.red_line else ""
    if bound.kind is BoundKind.STANDING:
        return "has", "have", f"not offered to move from {label}"
    if bound.side is Side.LOWER:
        if bound.kind in (BoundKind.REFUSAL, BoundKind.RED_LINE):
            return "refuses", "refuse", f"anything short of {label}{red}{told}"
        if bound.kind is BoundKind.SOFT:
            return "has", "have", f"accepted no less than {label}{told}"
        least = label if bound.step == issue.rungs else f"at least {label}"
        return "asks", "ask", f"for {least}{told}"
    if bound.kind is BoundKind.SOFT:
        return "has", "have", f"offered no more than {label}{told}"
    return "goes", "go", f"no further than {label}{red}{told}"


def _wants(issue: Issue, position: Position) -> tuple[str, str, str]:
    allowed = [label for step, label in enumerate(issue.steps) if position.admits(step)]
    shut = [label for step, label in enumerate(issue.steps) if not position.admits(step)]
    kinds = {bound.kind for bound in position.bounds}
    if kinds <= {BoundKind.REFUSAL, BoundKind.RED_LINE}:
        return "refuses", "refuse", " and ".join(shut)
    if BoundKind.DEMAND in kinds:
        return "asks", "ask", f"for {' or '.join(allowed)}"
    if BoundKind.STANDING in kinds:
        return "has", "have", f"not offered to move from {' or '.join(allowed)}"
    return "has", "have", f"named only {' or '.join(allowed)}"
