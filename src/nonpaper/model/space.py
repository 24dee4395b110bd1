"""The space of a negotiation: where a package lies, and which rungs lead to it from the status quo."""

from __future__ import annotations

from nonpaper.case.issues import Issue
from nonpaper.positions.position import Literal

Moment = tuple[str, str, int]
"""A rung as a moment in time: (issue, "up" | "down" | "to", step reached)."""


def reached_at(literal: Literal, issue: Issue, status_quo: int) -> Moment | None:
    """The rung whose moment makes the literal true on the way from the status quo; None if it is true already."""
    if literal.holds(status_quo):
        return None
    if issue.is_choice:
        return (literal.issue, "to", literal.step)
    if literal.step > status_quo:
        return (literal.issue, "up", literal.step)
    return (literal.issue, "down", literal.step)


def rungs_from(issue: Issue, status_quo: int) -> list[list[Moment]]:
    """The rungs that can be climbed from the status quo, as chains in the order in which they are climbed."""
    if issue.is_choice:
        return [[(issue.id, "to", step)] for step in range(len(issue.steps)) if step != status_quo]
    up: list[Moment] = [(issue.id, "up", step) for step in range(status_quo + 1, len(issue.steps))]
    down: list[Moment] = [(issue.id, "down", step) for step in range(status_quo - 1, -1, -1)]
    return [chain for chain in (up, down) if chain]
