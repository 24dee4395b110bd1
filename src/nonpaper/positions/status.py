"""Where do the talks stand? The calendar, the matrix of issues most stuck first, and who was not heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nonpaper.case.case import Deadline, Round
from nonpaper.positions.position import Contradiction, Dispute, NotHeard, Position, Table


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
