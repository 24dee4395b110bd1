"""Small records and their tables: a few rows in the test, one answer read from them."""

from __future__ import annotations

from datetime import date

from tests.build import build_case

from nonpaper.case.statements import Grade
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Position, Table

CASE = """
title: Two sides and a mediator
parties:
  reds:
    name: Reds
    aliases: [the red side]
    speakers: {principal: [Queen Red], delegation: [Envoy Red]}
    mandate: [list]
  blues:
    name: Blues
    speakers: {principal: [King Blue], delegation: [Envoy Blue]}
  usher: {name: Usher, role: mediator}
issues:
  truce: {title: Truce, steps: [none, some, all], by: [reds, blues]}
  list: {title: List, steps: [withheld, given], by: reds}
  aid: {title: Aid, steps: [none, few, most, all], by: blues}
  levy: {title: Levy, steps: [0%, 10%, 20%], by: blues}
  seat: {title: Seat, steps: [undecided, Elm, Oak, Ash], kind: choice, by: all}
  watch: {title: Watchers, steps: [none, some, many], by: usher}
"""
COLUMNS = "id,date,party,stance,claim"


def table(
    rows: str, case: str = CASE, *, columns: str = COLUMNS, at: str | None = None, min_grade: str | None = None
) -> Table:
    """The table of a record of a few lines, `columns` telling what stands in them."""
    built = build_case(case, f"{columns}\n{rows}")
    grade = Grade(min_grade[0], int(min_grade[1])) if min_grade is not None else None
    return fold(built, date.fromisoformat(at) if at is not None else None, grade)


def bounds(found: Table, party: str, issue: str) -> list[str]:
    """The live bounds in a few words each: `lower some demand 3`."""
    steps = found.case.issues[issue].steps
    told = []
    for bound in found.positions[party, issue].bounds:
        where = [bound.step or 0] if bound.allowed is None else sorted(bound.allowed)
        told.append(f"{bound.side.value} {' '.join(steps[k] for k in where)} {bound.kind.value} {bound.firmness}")
    return told


def marks(found: Table, party: str, issue: str) -> list[str]:
    """The marks step by step; what is not said but carried over has its basis behind it."""
    return [
        mark.kind.value + ("" if mark.basis.value == "said" else f" ({mark.basis.value})")
        for mark in found.positions[party, issue].marks
    ]


def effects(found: Table, party: str, issue: str) -> dict[str, str]:
    """Statement id -> what it did."""
    return {entry.statement: entry.effect.value for entry in found.positions[party, issue].history}


def position(found: Table, party: str, issue: str) -> Position:
    """The position of a party on an issue."""
    return found.positions[party, issue]


def conditions(found: Table, party: str) -> list[str]:
    """The conditions of a party: `list >= given after truce >= some`."""
    issues = found.case.issues
    signs = {"up": ">=", "down": "<=", "exact": "="}

    def told(issue: str, reach: str, step: int) -> str:
        return f"{issue} {signs[reach]} {issues[issue].steps[step]}"

    return [
        f"{told(c.act.issue, c.act.reach.value, c.act.step)} {c.link.value} "
        + " or ".join(told(x.issue, x.reach.value, x.step) for x in c.clause)
        for c in found.conditions
        if c.party == party
    ]
