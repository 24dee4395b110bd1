"""How did one party come to stand where it stands on one issue? Each statement, what it moved, what it retired."""

from __future__ import annotations

from dataclasses import dataclass

from nonpaper.errors import UsageError
from nonpaper.positions.position import (
    Basis,
    Contradiction,
    Direction,
    Entry,
    Position,
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
    return History(table, party, issue, position, tuple(position.history), against)
