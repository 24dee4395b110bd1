"""Who speaks, how high, through whom, and whose is the last word of a day?

A row of the record becomes one *voice* for each party it speaks for: one, or every member of a bloc.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nonpaper.case.case import Case
from nonpaper.case.parties import Party, Rank, Role
from nonpaper.case.statements import Grade, Statement
from nonpaper.positions.position import Hearsay

HEIGHT: Mapping[Rank, int] = {rank: rank.height for rank in Rank}
WEAKNESS: Mapping[Hearsay, int] = {Hearsay.FIRST_HAND: 0, Hearsay.SECOND_HAND: 1, Hearsay.OTHER_SIDE: 2}


class Voice(NamedTuple):
    """One statement as the word of one party. `grade` is already lowered for a member of a bloc that did not speak."""

    statement: Statement
    party: str
    rank: Rank
    grade: Grade | None
    hearsay: Hearsay
    order: tuple[object, ...]  # day, then better grade, higher rank, greater firmness: larger is later

    @property
    def id(self) -> str:
        """The id of the statement."""
        return self.statement.id


def members(case: Case, party: str) -> tuple[str, ...]:
    """The party itself, or the members of a bloc (of blocs too), each once, in the order of the file."""
    found: dict[str, None] = {}
    _gather(case, party, found, set())
    return tuple(found)


def _gather(case: Case, party: str, found: dict[str, None], passed: set[str]) -> None:
    known = case.parties.get(party)
    if known is None or party in passed:
        return
    passed.add(party)
    if not known.is_bloc:
        found[party] = None
    for member in known.members:
        _gather(case, member, found, passed)


def actors(case: Case) -> dict[str, tuple[str, ...]]:
    """Issue id -> whose act it is, blocs replaced by their members."""
    return {
        issue.id: tuple(dict.fromkeys(member for party in issue.by for member in members(case, party)))
        for issue in case.issues.values()
    }


def _names(party: Party) -> set[str]:
    names = {party.id, party.name, *party.aliases}
    for speakers in party.speakers.values():
        names.update(speakers)
    return {name.strip().casefold() for name in names}


class Voices:
    """Turns statements into voices. Asks each question about a speaker or a teller once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.members = {party: members(case, party) for party in case.parties}
        self.names = {party.id: _names(party) for party in case.parties.values()}
        self.sides = {side.id for side in case.sides}
        self._ranks: dict[tuple[str, str, str, str, bool, Hearsay], Rank] = {}
        self._hands: dict[tuple[str, str, str], Hearsay] = {}
        self._spoke: dict[tuple[str, str], bool] = {}

    def of(self, statement: Statement) -> list[Voice]:
        """The voices of a statement: none where it speaks for nobody, one for each member of a bloc."""
        speaks = statement.party
        if speaks is None or speaks not in self.members:
            return []
        voices = []
        for party in self.members[speaks]:
            grade = statement.grade
            if party != speaks and grade is not None and not self.spoke(party, statement.speaker):
                grade = grade.lowered()
            hearsay = self.hearsay(party, statement)
            rank = self.rank(party, statement)
            voices.append(Voice(statement, party, rank, grade, hearsay, order(statement, grade, rank)))
        return voices

    def spoke(self, party: str, speaker: str) -> bool:
        """Whether a speaker is one of this party's own, by name, alias or list of speakers."""
        key = (party, speaker)
        if key not in self._spoke:
            self._spoke[key] = speaker.strip().casefold() in self.names[party]
        return self._spoke[key]

    def rank(self, party: str, statement: Statement) -> Rank:
        """Principal, delegation or unnamed.

        An unnamed source is unnamed whatever it is called, and so is whoever is known only by the other side's account,
        or by anybody's account that names no speaker. What is said in the party's own name (no speaker, or the party's
        name, unless the case lists that under `speakers` as its delegation) is the principal's; else the row's `role`
        decides where it says principal or delegation, else the party's list of speakers; everybody else named is of the
        delegation.
        """
        told = self.hearsay(party, statement)
        key = (party, statement.party or party, statement.speaker, statement.role, statement.named, told)
        if key not in self._ranks:
            self._ranks[key] = self._rank(*key)
        return self._ranks[key]

    def _rank(self, party: str, speaks: str, speaker: str, role: str, named: bool, told: Hearsay) -> Rank:
        if not named or told is Hearsay.OTHER_SIDE or (told is Hearsay.SECOND_HAND and not speaker.strip()):
            return Rank.UNNAMED
        owners = [self.case.parties[owner] for owner in dict.fromkeys((party, speaks))]
        asked = speaker.strip().casefold()

        def listed(rank: Rank) -> bool:
            named_so = (name for owner in owners for name in owner.speakers.get(rank, ()))
            return asked in {name.strip().casefold() for name in named_so}

        own = any(owner.goes_by(speaker) for owner in owners)
        if not asked or (own and not listed(Rank.DELEGATION)):
            return Rank.PRINCIPAL
        given = role.strip().casefold()
        if given in (Rank.PRINCIPAL.value, Rank.DELEGATION.value):
            return Rank(given)
        return Rank.PRINCIPAL if listed(Rank.PRINCIPAL) else Rank.DELEGATION

    def hearsay(self, party: str, statement: Statement) -> Hearsay:
        """First hand; second hand; or told by another side, named by id, name, alias or speaker."""
        if not statement.reported_by:
            return Hearsay.FIRST_HAND
        key = (party, statement.party or party, statement.reported_by)
        if key not in self._hands:
            self._hands[key] = self._hearsay(*key)
        return self._hands[key]

    def _hearsay(self, party: str, speaks: str, teller: str) -> Hearsay:
        told = teller.strip().casefold()
        own = {party, *self.members[speaks]}
        for other in self.case.parties.values():
            apart = other.role is Role.PARTY and not own.intersection(self.members[other.id])
            if apart and told in self.names[other.id]:
                return Hearsay.OTHER_SIDE
        return Hearsay.SECOND_HAND


_BETTER = {letter: 10 * (7 - place) for place, letter in enumerate("ABCDEF")}


def order(statement: Statement, grade: Grade | None, rank: Rank) -> tuple[object, ...]:
    """Where a statement stands in time: its day, and on one day by grade, rank and firmness, the best last.

    The id and the row decide nothing. An ungraded statement comes before every graded one of its day.
    """
    graded = 0 if grade is None else _BETTER[grade.source] - grade.information
    return (statement.day, graded, HEIGHT[rank], statement.firmness)


def best_hand(hands: Iterable[Hearsay]) -> Hearsay:
    """The best of several hands: what one says first hand is not weakened by who repeats it."""
    return min(hands, key=WEAKNESS.__getitem__, default=Hearsay.FIRST_HAND)
