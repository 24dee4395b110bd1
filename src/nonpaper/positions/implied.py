"""What does a condition ask for without saying so?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from nonpaper.positions.course import Course, Held
from nonpaper.positions.position import Bound, BoundKind, HeldCondition, Literal, Reach, Side
from nonpaper.positions.sayings import Reader
from nonpaper.positions.stands import SOFT_FIRMNESS
from nonpaper.positions.voices import best_hand


def soft_demands(reader: Reader, course: Course, held: Held, own: Iterable[HeldCondition]) -> tuple[Bound, ...]:
    """The soft demands of one party on one issue that its conditions on own acts imply.

    Only on an end where nothing of the party stands, and only of conditions that name one thing. Of several on one end
    the least strict binds: for that much the party would already do something; on a choice each step named is one it
    would take. Nobody demands of itself, so what the party does alone is left out; so is what its own bounds exclude,
    for to make an act wait for what one refuses is no demand of it; and where two conditions want opposite things,
    neither is a demand. A step that the party has accepted or offered on its own since then is enough for it.
    """
    party, issue = course.party.id, course.issue
    steps = range(len(issue.steps))
    if reader.alone(party, issue.id):
        return ()
    named: dict[Side, list[tuple[Literal, HeldCondition]]] = {}
    for condition in own:
        literal = condition.clause[0]
        if len(condition.clause) != 1 or literal.issue != issue.id or not reader.own(party, condition.act.issue):
            continue
        side = _side(literal)
        if not _stands(held, side) and any(literal.holds(step) and course.admits(held, step) for step in steps):
            named.setdefault(side, []).append((literal, condition))
    found = tuple(_given_way(reader, _bound(party, side, pairs), held) for side, pairs in named.items())
    found = tuple(bound for bound in found if not all(bound.admits(step) for step in steps))
    if not any(all(bound.admits(step) for bound in found) for step in steps):
        return ()
    return found


def _given_way(reader: Reader, bound: Bound, held: Held) -> Bound:
    """The soft demand, moved to what its party has said yes to since it was made; nothing else would be signed."""
    for yes, ids in held.yes.items():
        if yes.stage or yes.asked or bound.admits(yes.step):
            continue
        days = [reader.days[id_] for id_ in ids if id_ in reader.days]
        if bound.since is not None and max(days, default=date.min) < bound.since:
            continue
        statements = tuple(dict.fromkeys((*bound.statements, *ids)))
        if bound.allowed is not None:
            bound = replace(bound, allowed=bound.allowed | {yes.step}, statements=statements)
        else:
            bound = replace(bound, step=yes.step, statements=statements)
    return bound


def _side(literal: Literal) -> Side:
    return {Reach.UP: Side.LOWER, Reach.DOWN: Side.UPPER, Reach.EXACT: Side.SET}[literal.reach]


def _stands(held: Held, side: Side) -> bool:
    if side is Side.SET:
        return bool(held.stands())
    return bool(held.lower if side is Side.LOWER else held.upper)


def _bound(party: str, side: Side, pairs: list[tuple[Literal, HeldCondition]]) -> Bound:
    reached = [literal.step for literal, _ in pairs]
    step = None if side is Side.SET else min(reached) if side is Side.LOWER else max(reached)
    holding = [condition for literal, condition in pairs if step is None or literal.step == step]
    holding.sort(key=lambda condition: (condition.since or date.min, condition.statements))
    return Bound(
        party,
        pairs[0][0].issue,
        side,
        BoundKind.SOFT,
        SOFT_FIRMNESS,
        tuple(dict.fromkeys(id_ for condition in holding for id_ in condition.statements)),
        holding[0].since,
        step,
        frozenset(reached) if side is Side.SET else None,
        best_hand(condition.hearsay for condition in holding),
    )
