"""What is live on one end of a ladder, or on a choice, and what does each new word do to it?

A *stand* is a live bound with everybody who holds it up. On one end of a ladder several can be live at once: the
strictest binds, and behind it a less strict one that is firmer, or that a higher speaker holds. Stands are values; each
function here takes some and gives the stands that are live afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from nonpaper.positions.position import BoundKind, Hearsay
from nonpaper.positions.voices import WEAKNESS

YEAR = 365  # days: a word older than this holds nothing back
SOFT_FIRMNESS = 2

STRENGTH = {
    BoundKind.STANDING: 0,
    BoundKind.SOFT: 1,
    BoundKind.MOVED: 2,
    BoundKind.REFUSAL: 3,
    BoundKind.DEMAND: 4,
    BoundKind.RED_LINE: 5,
}


class Word(NamedTuple):
    """A statement as it meets the stands: who says it, how high, how firmly."""

    id: str
    day: date
    height: int  # of the speaker
    lifts: int  # the height with which it may lift what others said: the principal's, where a mandate allows
    firmness: int
    hearsay: Hearsay
    red: bool = False
    given: bool = False  # whether the row gives the firmness itself
    guards: bool = False  # a demand or a red line: what a lower speaker cannot lift within the year
    softens: bool = False  # an acceptance, an offer or a condition


class Contest(NamedTuple):
    """A word that would lift a stand, and the one that holds it back; `firmer`: the first is firmer, and so binds."""

    word: Word
    by: Word
    firmer: bool


class Stand(NamedTuple):
    """One live bound. `tight` counts the rungs it excludes; `named` are steps refused by name, None where all are."""

    tight: int
    kind: BoundKind
    firmness: int
    words: tuple[Word, ...]
    since: date
    named: frozenset[int] | None = None
    contest: Contest | None = None

    @property
    def binds(self) -> bool:
        """Whether it is not overruled by a firmer word that it would hold back."""
        return self.contest is None or not self.contest.firmer

    @property
    def red(self) -> bool:
        """Whether it is a red line."""
        return self.kind is BoundKind.RED_LINE

    @property
    def hearsay(self) -> Hearsay:
        """The best hand among its words. One who softens it himself has named where he stands: that is first hand."""
        return min((word.hearsay for word in self.words), key=WEAKNESS.__getitem__, default=Hearsay.FIRST_HAND)

    @property
    def moved_by(self) -> Hearsay:
        """The hand of the word that moved it to where it stands, first hand where none did."""
        last = self.words[-1]
        return last.hearsay if last.softens and self.kind is BoundKind.MOVED else Hearsay.FIRST_HAND


Stands = tuple[Stand, ...]  # the strictest first


def tightest(stands: Stands) -> int:
    """How many rungs are excluded: 0 where nothing is."""
    for stand in stands:
        if stand.contest is None or not stand.contest.firmer:
            return stand.tight
    return 0


def holder(stand: Stand, word: Word) -> Word | None:
    """The word that keeps `word` from lifting this stand, None where nothing does.

    That is a demand or a red line of a strictly higher speaker, less than a year old.
    """
    if stand.kind is not BoundKind.DEMAND and stand.kind is not BoundKind.RED_LINE:
        return None
    for held in reversed(stand.words):
        if held.guards and held.height > word.lifts and (word.day - held.day).days < YEAR:
            return held
    return None


def contested(stand: Stand, word: Word, by: Word) -> Stand:
    """The stand with a word beside it that it holds back. The firmer of the two binds; where equal, the higher."""
    firmer = word.firmness > stand.firmness
    if stand.contest is not None and stand.contest.firmer and not firmer:
        return stand
    return stand._replace(contest=Contest(word, by, firmer))


def merged(one: Stand, other: Stand, word: Word | None = None) -> Stand:
    """Two stands at the same step as one: the stronger kind, the greater firmness, all who hold it up.

    A contest goes on unless `word`, the newer one, comes from as high as the word that was held back.
    """
    contest = one.contest or other.contest
    if contest is not None and word is not None:
        contest = _answered(contest, word)
    kind = one.kind if STRENGTH[one.kind] >= STRENGTH[other.kind] else other.kind
    named = None if one.named is None or other.named is None else one.named | other.named
    if len(other.words) == 1 and one.words[-1].id != other.words[0].id:
        words = one.words + other.words
    else:
        have = {held.id for held in other.words}
        words = (*(held for held in one.words if held.id not in have), *other.words)
    return Stand(one.tight, kind, max(one.firmness, other.firmness), words, min(one.since, other.since), named, contest)


def _answered(contest: Contest, word: Word) -> Contest | None:
    """What is left of a contest once a newer word holds the stand up: nothing, if it comes from as high."""
    return None if word.height >= contest.word.lifts else contest._replace(firmer=False)


def _upheld(stand: Stand, word: Word) -> Stand:
    """A stand behind a stricter new one: who excludes a step excludes those beyond, so the new word upholds it too."""
    return stand if stand.contest is None else stand._replace(contest=_answered(stand.contest, word))


def with_word(stand: Stand, word: Word) -> tuple[Word, ...]:
    """Those who hold a stand up, and the word that softens it; it takes the place of the one that did so before."""
    if stand.words[-1].softens or stand.words[-1].id == word.id:
        return (*stand.words[:-1], word)
    return (*stand.words, word)


def _in_order(stands: list[Stand]) -> Stands:
    """One stand per step, the strictest first."""
    if len(stands) < 2:
        return tuple(stands)
    at: dict[int, Stand] = {}
    for stand in stands:
        at[stand.tight] = merged(at[stand.tight], stand) if stand.tight in at else stand
    return tuple(at[tight] for tight in sorted(at, reverse=True))


def _stays_behind(stand: Stand, fresh: Stand, word: Word) -> bool:
    """Whether an older, less strict stand stays live behind a stricter new one.

    A refusal does where it is firmer, or a red line where the new one is none; so does what holds a lower speaker back,
    for a lower speaker's harder word takes nothing away from a higher one's.
    """
    refusal = stand.kind is BoundKind.REFUSAL or stand.red
    if refusal and (stand.firmness > fresh.firmness or (stand.red and not fresh.red)):
        return True
    return holder(stand, word) is not None


def press(stands: Stands, tight: int, word: Word) -> Stands:
    """A demand: it replaces what stood on this end, be it harder or softer; a softening may be held back."""
    fresh = Stand(tight, BoundKind.DEMAND, word.firmness, (word,), word.day)
    left: list[Stand] = []
    for stand in stands:
        if stand.tight > tight:
            held = holder(stand, word)
            if held is not None:
                left.append(contested(stand, word, held))
        elif stand.tight == tight:
            fresh = merged(stand, fresh, word)
        elif _stays_behind(stand, fresh, word):
            left.append(_upheld(stand, word))
    return _in_order([*left, fresh])


def limit(stands: Stands, tight: int, word: Word, named: frozenset[int] | None) -> Stands:
    """A refusal: it only narrows. Less strict than what binds, it stays behind where it is firmer, else says less."""
    kind = BoundKind.RED_LINE if word.red else BoundKind.REFUSAL
    fresh = Stand(tight, kind, word.firmness, (word,), word.day, named)
    stricter = [stand for stand in stands if stand.tight > tight and stand.binds]
    same = [stand for stand in stands if stand.tight == tight]
    if same:
        fresh = merged(same[0], fresh, word)
    elif stricter:
        firmer = all(word.firmness > stand.firmness for stand in stricter)
        if not firmer and not (word.red and not any(stand.red for stand in stricter)):
            return stands
    left = [stand for stand in stands if stand.tight > tight]
    behind = [stand for stand in stands if stand.tight < tight]
    left += [_upheld(stand, word) for stand in behind if stricter or _stays_behind(stand, fresh, word)]
    return _in_order([*left, fresh])


def give_way(stands: Stands, tight: int, word: Word, create: bool) -> Stands:
    """A step is named as signable: every stricter stand moves there and keeps its firmness, unless it is held back.

    A stand that moves is no red line any more; a soft one stays soft. Where nothing stands and `create` is set, the
    step named becomes a soft bound: no more than that was offered.
    """
    if not stands:
        if not create:
            return stands
        firmness = word.firmness if word.given else SOFT_FIRMNESS
        return (Stand(tight, BoundKind.SOFT, firmness, (word,), word.day),)
    if stands[0].tight <= tight:
        return stands
    left: list[Stand] = []
    for stand in stands:
        if stand.tight <= tight:
            left.append(stand)
            continue
        soft = stand.kind is BoundKind.SOFT or stand.kind is BoundKind.STANDING
        moved = Stand(
            tight,
            BoundKind.SOFT if soft else BoundKind.MOVED,
            stand.firmness,
            with_word(stand, word),
            word.day,
            stand.named,
        )
        held_by = holder(stand, word)
        if held_by is None:
            left.append(moved)
            continue
        kept = contested(stand, word, held_by)
        left.append(kept)
        if not kept.binds:
            left.append(moved)
    return _in_order(left)


def exported(stands: Stands) -> list[Stand]:
    """The stands that bind, the strictest first: it, and behind it each that is firmer, or a red line where none is.

    What was moved until it excludes nothing is among them, as the trace of a position given up.
    """
    found: list[Stand] = []
    for stand in stands:
        if not stand.binds or (stand.tight == 0 and stand.kind is not BoundKind.MOVED):
            continue
        firmer = all(stand.firmness > before.firmness for before in found)
        if firmer or (stand.red and not any(before.red for before in found)):
            found.append(stand)
    return found
