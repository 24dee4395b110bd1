"""How did one party come to stand where it stands on one issue? Each statement, what it moved, what it retired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nonpaper.case.case import Case
from nonpaper.case.issues import Issue
from nonpaper.errors import UsageError
from nonpaper.positions.position import (
    Basis,
    Bound,
    BoundKind,
    Contradiction,
    Direction,
    Effect,
    Entry,
    Position,
    Side,
    Table,
    Way,
)


@dataclass(frozen=True, slots=True)
class History:
    """The answer of `history`. `entries` are all statements of the party on the issue, oldest first."""

    table: Table
    party: str
    issue: str
    position: Position
    entries: tuple[Entry, ...]
    contradictions: tuple[Contradiction, ...]


def history(table: Table, party: str, issue: str) -> History:
    """One party on one issue. Raises `UsageError` for a party or an issue that the case does not have.

    A party that is no side and does not act on the issue has no position there, so its history is empty.
    """
    if party not in table.case.parties:
        raise UsageError(f"the case has no party {party!r}; it has {', '.join(table.case.parties)}")
    if issue not in table.case.issues:
        raise UsageError(f"the case has no issue {issue!r}; it has {', '.join(table.case.issues)}")
    position = table.positions.get((party, issue))
    if position is None:
        position = Position(party, issue, Direction(Way.NONE, Basis.ASSUMED), (), (), (), None, 0, None, False)
    against = tuple(c for c in table.contradictions if c.party == party and c.issue == issue)
    return History(table, party, issue, position, position.history, against)


def bound_words(issue: Issue, bounds: Iterable[Bound]) -> str:
    """The bounds in a few words, without who holds them: `at least partial`, `no further than none`."""
    words = []
    ends: set[Side] = set()
    for bound in bounds:
        if bound.side is Side.SET:
            allowed = [label for k, label in enumerate(issue.steps) if bound.admits(k)]
            words.append(" or ".join(allowed) if len(allowed) * 2 <= len(issue.steps) else _all_but(issue, bound))
        elif bound.step is not None and bound.side not in ends:
            label = issue.steps[bound.step]
            if bound.step == (0 if bound.side is Side.LOWER else issue.rungs):
                continue
            if bound.side is Side.LOWER:
                words.append(label if bound.step == issue.rungs else f"at least {label}")
            else:
                words.append(f"no further than {label}")
            ends.add(bound.side)
    return " and ".join(words)


def _all_but(issue: Issue, bound: Bound) -> str:
    return "anything but " + " or ".join(label for k, label in enumerate(issue.steps) if not bound.admits(k))


def entry_words(case: Case, issue: Issue, effect: Effect, before: tuple[Bound, ...], after: tuple[Bound, ...]) -> str:
    """One plain sentence about what a statement did: what moved, and why."""
    old, new = bound_words(issue, before), bound_words(issue, after)
    red = any(bound.red_line for bound in after) and not any(bound.red_line for bound in before)
    line = ", as a red line" if red else ""
    if effect is Effect.OPENS:
        if any(bound.kind is BoundKind.SOFT for bound in after):
            return f"The first word here: it has named {new}, and no more than that." if new else "The first word here."
        return f"The first word here: {new}{line}." if new else "The first word here: it excludes nothing."
    if effect is Effect.HARDENS:
        if old == new:
            return f"Stays at {new}, and draws a firmer line behind it." if new else "Hardens."
        return f"Hardens, from {old} to {new}{line}." if old else f"Hardens to {new}{line}."
    if effect is Effect.SOFTENS:
        if not old:
            return "Softens."
        return f"Softens, from {old} to {new}." if new else f"Softens: it no longer holds to {old}."
    return _PLAIN[effect].format(now=f": {new}" if new else "", line=line)


_PLAIN = {
    Effect.CONFIRMS: "Confirms what stands{now}{line}.",
    Effect.SAYS_LESS: "Says no more than what stands already{now}.",
    Effect.CONDITION: "Sets a condition.",
    Effect.RELAXES: "Relaxes a condition.",
    Effect.HELD_BACK: "Is held back: a higher speaker has said otherwise within the year, and both stand{now}.",
    Effect.WITHDRAWN: "Takes an offer back{now}.",
    Effect.CARRIED_OUT: "Carries out a step.",
    Effect.DISPUTES: "Turns down another's condition; nothing is computed with that.",
    Effect.MARKS: "Accepts a stage of a draft: its steps are marked, and no bound is lifted.",
    Effect.SHOWN: "Shown only: it binds nobody.",
    Effect.CORRECTED: "Was corrected by a later row, and counts no more.",
}
