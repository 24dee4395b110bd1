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

_DIGITS = 9
_LEAST = 1e-9  # who gains less by an act, on average, does not want it


def loose_ends(every: Obligations, measure: Measure, order: Assignment, sides: Sequence[str]) -> tuple[LooseEnd, ...]:
    """The loose ends of a plan, in the order of the ids of their issues, each with the act that could wait for it.

    That act is of a side that wants what is loose, and its doer wants it; done in the stage after, it breaks no
    condition, and the order compares no worse in temptation and in exposure. Of several it is the one after which the
    order compares best, then the one worth most to the doer of the loose end; where several tie, all are told, for no
    name settles it. An end without one is not told.
    """
    found = []
    for issue in every.acts:
        partners = _partners(every, measure, order, issue, sides)
        if partners:
            last = every.every[every.acts[issue][-1]]
            own = tuple(party for party in last.by if party in sides)
            found.append(LooseEnd(issue, last.target, own, partners))
    return tuple(found)


def _partners(
    every: Obligations, measure: Measure, order: Assignment, issue: str, sides: Sequence[str]
) -> tuple[tuple[str, int], ...]:
    """The act (all that tie) that could be made to wait for the last of an issue, where that is loose."""
    numbers = every.acts[issue]
    last = numbers[-1]
    own = [party for party in every.every[last].by if party in sides]
    beside = {r: d for name, held in every.deposits.items() for d, r in zip(held, every.acts[name], strict=True)}
    held = any(order[beside[r]] < order[r] for r in numbers if r in beside)
    if every.every[last].on_paper or held or not own:
        return ()
    done_as = {d: r for r, d in beside.items() if order[d] == order[r]}  # deposits not made: the act itself is meant
    waits = [({done_as.get(n, n) for n in wait.first}, wait.then) for wait in every.waits]
    if any(first & set(numbers) and order[then] >= order[last] for first, then in waits):
        return ()
    theirs = {name: _other_side(every, name, own, sides) for name in every.acts}
    wanted = {name for name, by in theirs.items() if by and any(_gain(measure, p, name) > _LEAST for p in own)}
    if any(order[number] > order[last] for name in wanted for number in every.acts[name]):
        return ()
    now = measure.score(order)
    tries = []
    for name in sorted(wanted):
        number = every.acts[name][-1]
        if every.every[number].on_paper or not any(_gain(measure, p, issue) > _LEAST for p in theirs[name]):
            continue
        with_it = [d for d in (beside.get(number),) if d is not None and order[d] == order[number]]
        after = _moved(order, [number, *with_it], order[last])
        score = measure.score(after)
        if measure.keeps(after) and (score.temptation, score.exposure) <= (now.temptation, now.exposure):
            worth = max(_gain(measure, party, name) for party in own)
            key = (score.temptation, score.exposure, score.arrears, -round(worth, _DIGITS))
            tries.append((key, (name, every.every[number].target)))
    best = min((key for key, _ in tries), default=None)
    return tuple(act for key, act in tries if key == best)


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


def _moved(order: Assignment, numbers: Sequence[int], stage: int) -> Assignment:
    """The order with one act (and its deposit, where it is not made before) in a stage of its own, after another."""
    changed = [at + (at > stage) for at in order]
    for number in numbers:
        changed[number] = stage + 1
    used = {at: place for place, at in enumerate(sorted({at for at in changed if at}), 1)}
    return tuple(used.get(at, 0) for at in changed)
