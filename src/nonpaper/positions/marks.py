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
    asked: dict[int, tuple[str, ...]] = {}
    named: dict[int, tuple[str, ...]] = {}
    for yes, ids in held.yes.items():
        if yes.asked:
            asked[yes.step] = (*asked.get(yes.step, ()), *ids)
        named[yes.step] = (*named.get(yes.step, ()), *ids)
    carries = _nearest(course, held)
    waiting = [condition for condition in conditions if condition.act.issue == course.issue.id]
    found = []
    for step in range(len(course.issue.steps)):
        shut = [(bound, by_name) for bound, by_name in bounds if not bound.admits(step)]
        if shut:
            found.append(_shut(course, shut, step, over))
            continue
        under = [condition for condition in waiting if condition.act.holds(step)]
        if step in asked:
            found.append(Mark(MarkKind.SAYS_YES, Basis.SAID, asked[step]))
        elif under:
            basis = Basis.SAID if any(condition.act.step == step for condition in under) else over
            found.append(Mark(MarkKind.ONLY_IF, basis, _all(condition.statements for condition in under)))
        elif step in named:
            found.append(Mark(MarkKind.SAYS_YES, Basis.SAID, named[step]))
        elif step in carries:
            found.append(Mark(MarkKind.SAYS_YES, over, named[carries[step]]))
        else:
            implied = [bound for bound in wanted if bound.admits(step)]
            found.append(Mark(MarkKind.SAYS_YES, Basis.INFERRED, implied[0].statements) if implied else NOT_SAID)
    return tuple(found)


def _shut(course: Course, shut: Sequence[tuple[Bound, frozenset[int] | None]], step: int, over: Basis) -> Mark:
    """The mark of a step that bounds exclude: the strongest of what they say."""
    kinds = {_excluded(bound) for bound, _ in shut}
    kind = next(kind for kind in _FIRST if kind in kinds)
    of_kind = [(bound, by_name) for bound, by_name in shut if _excluded(bound) is kind]
    said = any(not bound.soft and (by_name is None or step in by_name) for bound, by_name in of_kind)
    if kind is MarkKind.HAS_NOT_OFFERED and course.direction.basis is Basis.SAID:
        said = True
    return Mark(kind, Basis.SAID if said else over, _all(bound.statements for bound, _ in of_kind))


def _all(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    first, *more = several
    return tuple(dict.fromkeys((*first, *(id_ for ids in more for id_ in ids)))) if more else first


def _nearest(course: Course, held: Held) -> dict[int, int]:
    """For each step that is carried by a yes to another, the nearest step named from which it is."""
    spans: dict[int, tuple[int, int]] = {}
    for yes in held.yes:
        low, high = course.span(yes)
        old = spans.get(yes.step, (low, high))
        spans[yes.step] = (min(low, old[0]), max(high, old[1]))
    found: dict[int, int] = {}
    for steps, end in ((range(course.issue.rungs + 1), 1), (range(course.issue.rungs, -1, -1), 0)):
        reaching: list[int] = []  # the steps passed that reach this far, the nearest last
        for step in steps:
            if step in spans:
                reaching.append(step)
            while reaching and (spans[reaching[-1]][1] < step if end else spans[reaching[-1]][0] > step):
                reaching.pop()
            if reaching and (step not in found or abs(step - reaching[-1]) < abs(step - found[step])):
                found[step] = reaching[-1]
    return found
