"""Who asks for what to change, and who was not heard on what?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nonpaper.case.case import Case
from nonpaper.positions.position import Bound, BoundKind, MarkKind, NotHeard, Position, Side, Way

_ASKING = (BoundKind.DEMAND, BoundKind.REFUSAL, BoundKind.RED_LINE, BoundKind.MOVED)
_UNANSWERED = (MarkKind.NOT_SAID, MarkKind.HAS_NOT_OFFERED)


def asking(
    case: Case,
    positions: Mapping[tuple[str, str], Position],
    wanted: Mapping[tuple[str, str], tuple[Bound, ...]],
    status_quo: Mapping[str, int],
) -> list[Bound]:
    """The bounds by which a side asks to move an issue from the status quo, in the order of the case.

    Demands, what is left of them after they moved, refusals of the status quo, and the soft demands (`wanted`) that a
    condition on an own act implies. What a party has only accepted or offered asks for nothing.
    """
    found = []
    for issue in case.issues:
        for side in case.sides:
            position = positions[side.id, issue]
            implied = wanted.get((side.id, issue), ())
            for bound in position.bounds:
                if (bound.kind in _ASKING or bound in implied) and not bound.admits(status_quo[issue]):
                    found.append(bound)
    return found


def asked(bounds: Iterable[Bound]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Issue id -> (party, statement id) of everybody who asks to move it from the status quo."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for bound in bounds:
        found.setdefault(bound.issue, {}).update(dict.fromkeys((bound.party, id_) for id_ in bound.statements))
    return {issue: tuple(pairs) for issue, pairs in found.items()}


def not_heard(
    case: Case,
    positions: Mapping[tuple[str, str], Position],
    actors: Mapping[str, tuple[str, ...]],
    asks: Iterable[Bound],
) -> tuple[NotHeard, ...]:
    """Silences. First each side with no live word on an issue in which it has a stake, or which is its act; then each
    demand that a party whose act it is never answered.

    A demand is answered by any binding word of that party on the issue since it was first made, and by an earlier one
    from which the answer can be read: the step asked for is among what it says yes to, waits with, or refuses. A
    denial, a report or blame answers nothing, nor does a priority, which names no step.
    """
    found: list[NotHeard] = []
    for issue in case.issues:
        for side in case.sides:
            position = positions[side.id, issue]
            stake = position.direction.way is not Way.NONE or side.id in actors[issue]
            if not position.live and stake:
                found.append(NotHeard(side.id, issue))
    for bound in asks:
        for party in actors[bound.issue]:
            if party == bound.party or (party, bound.issue) not in positions:
                continue
            last = positions[party, bound.issue].last_step
            if last is not None and bound.since is not None and last >= bound.since:
                continue
            wishes = _wished(bound, len(case.issues[bound.issue].steps))
            answers = positions[party, bound.issue].marks
            if all(answers[step].kind in _UNANSWERED for step in wishes):
                found.append(NotHeard(party, bound.issue, bound.statements[-1]))
    return tuple(dict.fromkeys(found))


def _wished(bound: Bound, steps: int) -> list[int]:
    """The steps that would meet the demand least: its own step, or on a choice each step it allows."""
    if bound.side is Side.SET or bound.step is None:
        return [step for step in range(steps) if bound.admits(step)]
    return [bound.step]
