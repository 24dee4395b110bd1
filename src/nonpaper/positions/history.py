"""How did one party come to stand where it stands on one issue? Each statement, what it moved, what it retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.errors import UsageError
from nonpaper.positions.position import (
    Basis,
    Bound,
    Contradiction,
    Direction,
    Effect,
    Entry,
    Literal,
    Position,
    Reach,
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


def literal_words(issue: Issue, literal: Literal) -> str:
    """One act of a package: `Ceasefire (at least temporary)`."""
    label = issue.steps[literal.step]
    if literal.reach is Reach.UP and literal.step < issue.rungs:
        label = f"at least {label}"
    elif literal.reach is Reach.DOWN and literal.step > 0:
        label = f"at most {label}"
    return f"{issue.title} ({label})"


def condition_words(
    issues: Mapping[str, Issue], acts: Iterable[Literal], link: Link, clauses: Iterable[Iterable[Literal]]
) -> str:
    """A condition in plain words: `Captives (all) only after Withdrawal (full)`."""
    done = " and ".join(literal_words(issues[act.issue], act) for act in acts)
    needed = " and ".join(
        " or ".join(literal_words(issues[literal.issue], literal) for literal in clause) for clause in clauses
    )
    return f"{done} {_LINKS[link]} {needed}"


_LINKS = {Link.IF: "only if there is", Link.AFTER: "only after", Link.WITH: "not before"}


class Telling(NamedTuple):
    """What a sentence about one statement is made of. `old` and `new` are bounds in words, before and after it.

    `named` are the steps it says yes to, `condition` what it makes wait, `note` how its speaker and grade differ from
    those of the word it replaces.
    """

    effect: Effect
    old: str
    new: str
    red: bool = False  # it draws a red line that was not there
    soft_before: bool = False
    soft_after: bool = False
    named: str = ""
    condition: str = ""
    note: str = ""


def entry_words(told: Telling) -> str:
    """One or two plain sentences about what a statement did: what moved, and why."""
    condition = told.condition
    if told.effect is Effect.CONDITION:
        return f"Sets a condition: {condition}." if condition else "States a priority or a condition."
    if told.effect is Effect.RELAXES:
        return f"Relaxes a condition, which is now: {condition}."
    if condition and told.effect is Effect.CONFIRMS and told.old == told.new and not told.named:
        return f"Repeats a condition: {condition}."
    words = _moved(told)
    if condition and told.effect not in (Effect.DISPUTES, Effect.SHOWN, Effect.CORRECTED):
        words += f" On a condition: {condition}."
    return words + told.note


def _moved(told: Telling) -> str:
    effect, old, new = told.effect, told.old, told.new
    line = ", as a red line" if told.red else ""
    if effect is Effect.OPENS:
        if not new:
            return f"The first word here: it says yes to {told.named}." if told.named else "The first word here."
        return f"The first word here: {new}{', though nothing else is refused' if told.soft_after else line}."
    if effect is Effect.HARDENS:
        if old == new:
            return (
                f"Stays at {new}, and draws a firmer line behind it." if new else "Hardens: it refuses more as a whole."
            )
        if not old:
            return f"Hardens, to {new}{line}."
        return f"Hardens, from {old} to {new}{line}." if new else f"Hardens, from {old}."
    if effect is Effect.SOFTENS:
        if not old or old == new:
            return (
                "Softens: it no longer refuses a whole." if not told.named else f"Softens: it now goes to {told.named}."
            )
        return f"Softens, from {old} to {new}." if new else f"Softens: it no longer holds to {old}."
    if effect is Effect.CONFIRMS:
        if told.soft_before and not told.soft_after:
            return f"Holds to what it had only offered: {new}{line}."
        if told.named and not told.red:
            return f"Says yes to {told.named}" + (f", within what stands: {new}." if new else ".")
        return f"Confirms what stands: {new}{line}." if new else "Confirms what stands."
    return _PLAIN[effect].format(now=f": {new}" if new else "")


_PLAIN = {
    Effect.SAYS_LESS: "Says no more than what stands already{now}.",
    Effect.HELD_BACK: "Is held back, for a higher speaker has said otherwise within the year; both stand{now}.",
    Effect.WITHDRAWN: "Takes an offer back{now}.",
    Effect.CARRIED_OUT: "Carries out a step: the status quo moves.",
    Effect.DISPUTES: "Turns down another's condition; nothing is computed with that.",
    Effect.MARKS: "Accepts a stage of a draft: its steps are marked, and no bound is lifted.",
    Effect.SHOWN: "Shown only: nothing is computed with it.",
    Effect.CORRECTED: "Was corrected by a later row, and counts no more.",
}
