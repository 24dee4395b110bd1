"""Which way does a party like an issue to go, and on what does that rest?

Said in the case (`favours`), inferred from what the party demands and refuses, or assumed from whose act it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from nonpaper.case.case import Case
from nonpaper.case.issues import Issue
from nonpaper.positions.position import Basis, Direction, Reach, Way
from nonpaper.positions.sayings import Saying, Verb


class Leaning(NamedTuple):
    """What the party's demands and refusals on one issue show: the ids that lean up, those that lean down."""

    up: tuple[str, ...]
    down: tuple[str, ...]


def direction(
    case: Case,
    issue: Issue,
    party: str,
    blocs: Iterable[str],
    actors: tuple[str, ...],
    sayings: Iterable[Saying],
    status_quo: Callable[[date], int],
) -> Direction:
    """The direction of a party on an issue.

    Given in the case: said; parties that `favours` does not name have no stake there (`blocs` are those the party
    belongs to, and count as its name). Else inferred from all that the party ever demanded and refused there, retired
    or not, never from what it offers, accepts or commits, and never from a condition: *up*, it demands a step above
    the status quo of that day or refuses the first; *down*, it demands the status quo or less or refuses the last;
    both, a best step between, which is not known. Else assumed: who alone acts prefers down, everyone else up, a joint
    act up. On a choice there is no up and down: the best step is the one demanded last.

    `turned_by` names the statements of which each alone, taken away, would change which way is inferred.
    """
    if issue.favours is not None:
        given = issue.favours.get(party)
        for bloc in blocs:
            given = given or issue.favours.get(bloc)
        if given is None:
            return Direction(Way.NONE, Basis.SAID)
        best = issue.index(given.best) if given.best is not None else None
        return Direction(Way(given.way), Basis.SAID, best)
    if issue.is_choice:
        return _best_choice(sayings)
    leaning = lean(issue, sayings, status_quo)
    assumed = Way.DOWN if actors == (party,) else Way.UP
    way = _way(bool(leaning.up), bool(leaning.down), assumed)
    if not leaning.up and not leaning.down:
        return Direction(way, Basis.ASSUMED)
    turned: list[str] = []
    if len(leaning.up) == 1 and _way(False, bool(leaning.down), assumed) is not way:
        turned += leaning.up
    if len(leaning.down) == 1 and _way(bool(leaning.up), False, assumed) is not way:
        turned += leaning.down
    statements = tuple(dict.fromkeys((*leaning.up, *leaning.down)))
    return Direction(way, Basis.INFERRED, None, statements, tuple(turned))


def lean(issue: Issue, sayings: Iterable[Saying], status_quo: Callable[[date], int]) -> Leaning:
    """Which statements lean up and which down. Those that exclude nothing, or refuse everything, lean nowhere."""
    up: dict[str, None] = {}
    down: dict[str, None] = {}
    last = issue.rungs
    for saying in sayings:
        reach, step = saying.term.reach, saying.term.step
        if saying.verb is Verb.DEMAND:
            if reach is Reach.EXACT:
                (up if step > status_quo(saying.voice.statement.day) else down)[saying.voice.id] = None
            elif reach is Reach.UP and step > 0:
                up[saying.voice.id] = None
            elif reach is Reach.DOWN and step < last:
                down[saying.voice.id] = None
        elif saying.verb is Verb.REFUSE:
            first = step == 0 if reach is not Reach.DOWN else True
            furthest = step == last if reach is not Reach.UP else True
            if first and not furthest:
                up[saying.voice.id] = None
            elif furthest and not first:
                down[saying.voice.id] = None
    return Leaning(tuple(up), tuple(down))


def _way(up: bool, down: bool, assumed: Way) -> Way:
    if up and down:
        return Way.BEST
    if up:
        return Way.UP
    if down:
        return Way.DOWN
    return assumed


def _best_choice(sayings: Iterable[Saying]) -> Direction:
    """The step of a choice that was demanded last; unknown where none was."""
    demanded = [saying for saying in sayings if saying.verb is Verb.DEMAND]
    if not demanded:
        return Direction(Way.BEST, Basis.ASSUMED)
    last = max(demanded, key=lambda s: (s.voice.order, s.voice.statement.stance, s.term.step))
    ids = tuple(dict.fromkeys(s.voice.id for s in demanded if s.term.step == last.term.step))
    turned = ids if len(ids) == 1 and any(s.term.step != last.term.step for s in demanded) else ()
    return Direction(Way.BEST, Basis.INFERRED, last.term.step, ids, turned)
