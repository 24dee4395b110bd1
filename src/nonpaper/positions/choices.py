"""What is live on a choice, whose steps have no order, and what does each new word do to it?

A choice has no ends. A party wants a set of steps, or has refused some one by one: what it wants is one stand, each
step refused another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nonpaper.positions.position import BoundKind
from nonpaper.positions.stands import SOFT_FIRMNESS, Stand, Word, contested, holder, merged, with_word


class Chosen(NamedTuple):
    """What a party would sign on a choice of `size` steps.

    `want` has its steps in `named`; `refused` has a stand for each step turned down by name.
    """

    size: int
    want: Stand | None = None
    refused: Mapping[int, Stand] = {}

    def allowed(self) -> frozenset[int]:
        """The steps that nothing excludes."""
        steps = frozenset(range(self.size))
        if self.want is not None and self.want.binds and self.want.named is not None:
            steps &= self.want.named
        return steps - {step for step, stand in self.refused.items() if stand.binds}


def _want(chosen: Chosen, kind: BoundKind, steps: frozenset[int], firmness: int, words: tuple[Word, ...]) -> Stand:
    return Stand(chosen.size - len(steps), kind, firmness, words, words[-1].day, steps)


def choose(chosen: Chosen, step: int, word: Word) -> Chosen:
    """A demand of one step: it replaces what was wanted, and lifts a refusal of that step, unless it is held back."""
    want, refused = chosen.want, dict(chosen.refused)
    fresh = _want(chosen, BoundKind.DEMAND, frozenset({step}), word.firmness, (word,))
    against = refused.get(step)
    if against is not None:
        held = holder(against, word)
        if held is None:
            del refused[step]
        else:
            refused[step] = contested(against, word, held)
            if refused[step].binds:
                return chosen._replace(refused=refused)
    if want is not None and want.named is not None:
        if want.named == fresh.named:
            return chosen._replace(want=merged(want, fresh, word), refused=refused)
        if step not in want.named:
            held = holder(want, word)
            if held is not None:
                kept = contested(want, word, held)
                if kept.binds:
                    return chosen._replace(want=kept, refused=refused)
                fresh = fresh._replace(contest=None)
    return chosen._replace(want=fresh, refused=refused)


def turn_down(chosen: Chosen, step: int, word: Word) -> Chosen:
    """A refusal of one step. It narrows what was wanted; refusing the very step demanded gives that demand up.

    A step refused while others are wanted stays refused, and comes to bear when those are given up.

    The last step that is left cannot be refused: that word changes nothing, and `check` asks about it.
    """
    want, refused = chosen.want, dict(chosen.refused)
    kind = BoundKind.RED_LINE if word.red else BoundKind.REFUSAL
    fresh = Stand(1, kind, word.firmness, (word,), word.day, frozenset({step}))
    if step in refused:
        refused[step] = merged(refused[step], fresh, word)
        return chosen._replace(refused=refused)
    if want is not None and want.named is not None:
        if step not in want.named:
            return chosen._replace(refused={**refused, step: fresh})
        left = want.named - {step}
        if left - refused.keys():
            narrower = _want(chosen, want.kind, left, want.firmness, with_word(want, word))
            return chosen._replace(want=narrower._replace(contest=want.contest), refused={**refused, step: fresh})
        held = holder(want, word)
        if held is not None:
            kept = contested(want, word, held)
            if kept.binds:
                return chosen._replace(want=kept)
        chosen = chosen._replace(want=None)
    if len(refused) + 1 >= chosen.size:
        return chosen
    return chosen._replace(refused={**refused, step: fresh})


def admit(chosen: Chosen, step: int, word: Word, create: bool) -> Chosen:
    """A step is named as signable: it joins what was wanted, a refusal of it goes, unless either is held back."""
    want, refused = chosen.want, dict(chosen.refused)
    if want is None and not refused:
        if not create:
            return chosen
        firmness = word.firmness if word.given else SOFT_FIRMNESS
        return chosen._replace(want=_want(chosen, BoundKind.SOFT, frozenset({step}), firmness, (word,)))
    against = refused.get(step)
    if against is not None:
        held = holder(against, word)
        if held is None:
            del refused[step]
        else:
            refused[step] = contested(against, word, held)
    if want is not None and want.named is not None and step not in want.named:
        joined = want.named | {step}
        held = holder(want, word)
        kept = None if held is None else contested(want, word, held)
        if kept is not None and kept.binds:
            want = kept
        else:
            soft = want.kind in (BoundKind.SOFT, BoundKind.STANDING)
            kind = BoundKind.SOFT if soft else BoundKind.MOVED
            want = _want(chosen, kind, joined, want.firmness, with_word(want, word))
    return chosen._replace(want=want, refused=refused)


def chosen_stands(chosen: Chosen) -> list[tuple[Stand, frozenset[int]]]:
    """The stands that bind with the steps each allows, the strictest first.

    A refusal is among them where nothing is wanted, or where it is firmer than what is, or a red line.
    """
    every = frozenset(range(chosen.size))
    found: list[tuple[Stand, frozenset[int]]] = []
    want = chosen.want
    tells = want is not None and (want.named != every or want.kind is BoundKind.MOVED)
    if want is not None and want.binds and want.named is not None and tells:
        found.append((want, want.named))
    for step in sorted(chosen.refused):
        stand = chosen.refused[step]
        beyond = not found or found[0][1] == every or step in found[0][1]
        firmer = want is None or stand.firmness > want.firmness or (stand.red and not want.red)
        if stand.binds and (beyond or firmer):
            found.append((stand, every - {step}))
    return found
