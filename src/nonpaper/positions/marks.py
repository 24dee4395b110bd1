"""What has a party said about each step of an issue? One mark per step; silence is never consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nonpaper.positions.course import Course, Held
from nonpaper.positions.position import Basis, Bound, BoundKind, HeldCondition, Mark, MarkKind, Side

NOT_SAID = Mark(MarkKind.NOT_SAID, Basis.SAID)


def carried(course: Course) -> Basis:
    """On what a mark rests that the direction carries from one step to another: never on the party's own word."""
    return Basis.ASSUMED if course.direction.basis is Basis.ASSUMED else Basis.INFERRED


def _excluded(bound: Bound) -> MarkKind:
    if bound.red_line:
        return MarkKind.RULED_OUT
    if bound.kind is BoundKind.STANDING:
        return MarkKind.HAS_NOT_OFFERED
    if bound.side is Side.LOWER:
        return MarkKind.ASKS_MORE
    return MarkKind.HAS_NOT_OFFERED if bound.soft else MarkKind.REFUSES


_FIRST = (MarkKind.RULED_OUT, MarkKind.REFUSES, MarkKind.ASKS_MORE, MarkKind.HAS_NOT_OFFERED)


def marks(
    course: Course,
    held: Held,
    bounds: Sequence[tuple[Bound, frozenset[int] | None]],
    conditions: Iterable[HeldCondition],
    wanted: Sequence[Bound],
) -> tuple[Mark, ...]:
    """The marks of every step.

    `bounds` are the live bounds, each with the steps that were refused by name (None: all it excludes were); `wanted`
    are the soft demands among them that only a condition implies. Outside the bounds: ruled out, refuses, asks for more
    or has not offered. Inside: a step demanded by name is a yes; else a step under an own condition is *only if*, even
    where it was accepted too, for accepting does not lift a condition; else what was named, and what is better, is a
    yes. What the direction carries over is inferred or assumed, never said.
    """
    over = carried(course)
    asked = {yes.step: ids for yes, ids in held.yes.items() if yes.asked}
    waiting = [condition for condition in conditions if condition.act.issue == course.issue.id]
    found = []
    for step in range(len(course.issue.steps)):
        shut = [(bound, named) for bound, named in bounds if not bound.admits(step)]
        if shut:
            kinds = {_excluded(bound) for bound, _ in shut}
            kind = next(kind for kind in _FIRST if kind in kinds)
            of_kind = [(bound, named) for bound, named in shut if _excluded(bound) is kind]
            said = any(not bound.soft and (named is None or step in named) for bound, named in of_kind)
            if kind is MarkKind.HAS_NOT_OFFERED and course.direction.basis is Basis.SAID:
                said = True
            ids = tuple(dict.fromkeys(id_ for bound, _ in of_kind for id_ in bound.statements))
            found.append(Mark(kind, Basis.SAID if said else over, ids))
            continue
        if step in asked:
            found.append(Mark(MarkKind.SAYS_YES, Basis.SAID, asked[step]))
            continue
        under = [condition for condition in waiting if condition.act.holds(step)]
        if under:
            basis = Basis.SAID if any(condition.act.step == step for condition in under) else over
            ids = tuple(dict.fromkeys(id_ for condition in under for id_ in condition.statements))
            found.append(Mark(MarkKind.ONLY_IF, basis, ids))
            continue
        found.append(_yes(course, held, wanted, step, over))
    return tuple(found)


def _yes(course: Course, held: Held, wanted: Sequence[Bound], step: int, over: Basis) -> Mark:
    named = [ids for yes, ids in held.yes.items() if yes.step == step]
    if named:
        return Mark(MarkKind.SAYS_YES, Basis.SAID, tuple(dict.fromkeys(id_ for ids in named for id_ in ids)))
    better = [ids for yes, ids in held.yes.items() if course.covers(yes, step)]
    if better:
        return Mark(MarkKind.SAYS_YES, over, tuple(dict.fromkeys(id_ for ids in better for id_ in ids)))
    implied = [bound for bound in wanted if bound.admits(step)]
    if implied:
        return Mark(MarkKind.SAYS_YES, Basis.INFERRED, implied[0].statements)
    return NOT_SAID
