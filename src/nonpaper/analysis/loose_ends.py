"""Which acts of a plan has nothing later waiting for them, and which act of the other side could be made to wait?

An act is a loose end where another side wants it and nothing stands behind it: no condition waits for it, and no later
stage brings its doer anything. Left undone, it costs nothing. What can be undone once all is over is no loose end but
the floor of the package: no order mends that.
"""

from __future__ import annotations

from collections.abc import Sequence

from nonpaper.analysis.forces import Forces
from nonpaper.analysis.obligations import Obligations
from nonpaper.analysis.plans import LooseEnd
from nonpaper.analysis.staging import Assignment, Measure

_LEAST = 1e-9  # who gains less by an act, on average, does not want it


def loose_ends(every: Obligations, measure: Measure, order: Assignment, sides: Sequence[str]) -> tuple[LooseEnd, ...]:
    """The loose ends of a plan, in the order of the ids of their issues, each with the act that could wait for it.

    That act is of a side that wants what is loose, and its doer wants it; done in the stage after, it breaks no
    condition, and the order compares no worse in temptation and in exposure. Of several it is the one after which the
    order compares best, then the one worth most to the doer of the loose end. An end without one is not told.
    """
    found = []
    for issue in every.acts:
        partner = _partner(every, measure, order, issue, sides)
        if partner is not None:
            last = every.every[every.acts[issue][-1]]
            own = tuple(party for party in last.by if party in sides)
            found.append(LooseEnd(issue, last.target, own, (partner,)))
    return tuple(found)


def _partner(
    every: Obligations, measure: Measure, order: Assignment, issue: str, sides: Sequence[str]
) -> tuple[str, int] | None:
    """The act that could be made to wait for the last of an issue, where that is loose."""
    numbers = every.acts[issue]
    last = numbers[-1]
    own = [party for party in every.every[last].by if party in sides]
    held = any(order[d] < order[r] for d, r in zip(every.deposits.get(issue, ()), numbers, strict=False))
    if every.every[last].on_paper or held or not own:
        return None
    if any(set(numbers) & set(wait.first) and order[wait.then] >= order[last] for wait in every.waits):
        return None
    theirs = {name: _other_side(every, name, own, sides) for name in every.acts}
    wanted = {name for name, by in theirs.items() if by and any(_gain(measure, p, name) > _LEAST for p in own)}
    if any(order[number] > order[last] for name in wanted for number in every.acts[name]):
        return None
    now = measure.score(order)
    tries = []
    for name in sorted(wanted):
        number = every.acts[name][-1]
        if every.every[number].on_paper or not any(_gain(measure, p, issue) > _LEAST for p in theirs[name]):
            continue
        after = _moved(order, number, order[last])
        score = measure.score(after)
        if measure.keeps(after) and (score.temptation, score.exposure) <= (now.temptation, now.exposure):
            worth = max(_gain(measure, party, name) for party in own)
            tries.append((score.temptation, score.exposure, score.arrears, -worth, name, every.every[number].target))
    if not tries:
        return None
    *_, name, step = min(tries)
    return name, step


def _other_side(every: Obligations, issue: str, own: Sequence[str], sides: Sequence[str]) -> tuple[str, ...]:
    """The sides whose act an issue is, where none of `own` has a part in it."""
    by = every.every[every.acts[issue][0]].by
    return () if set(by) & set(own) else tuple(party for party in by if party in sides)


def _gain(measure: Measure, party: str, issue: str) -> float:
    """How much better off a party is, on average, when all of an issue is done; 0 where that is not known."""
    forces: Forces | None = measure.forces.get(party)
    if forces is None:
        return 0.0
    rows = forces.done[issue]
    return float((rows[-1] - rows[0]).mean())


def _moved(order: Assignment, number: int, stage: int) -> Assignment:
    """The order with one act in a stage of its own, right after another stage."""
    changed = [at + (at > stage) for at in order]
    changed[number] = stage + 1
    used = {at: place for place, at in enumerate(sorted({at for at in changed if at}), 1)}
    return tuple(used.get(at, 0) for at in changed)
