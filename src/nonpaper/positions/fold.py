"""Where does each side stand, as of a day and above a grade? The record in, a table of positions out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from nonpaper.case.case import Case, Round, numbers_named
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Rank
from nonpaper.case.statements import STANCES, Grade, Stance, Statement, When
from nonpaper.case.vocabulary import read_number
from nonpaper.positions.conditions import Outcome, conditions, in_time, priorities, wholes
from nonpaper.positions.contradictions import stage_clashes
from nonpaper.positions.course import Course, Held, Turn
from nonpaper.positions.directions import direction
from nonpaper.positions.disputes import disputes
from nonpaper.positions.entries import Teller
from nonpaper.positions.implied import soft_demands
from nonpaper.positions.marks import marks
from nonpaper.positions.position import (
    Bound,
    BoundKind,
    Contradiction,
    Direction,
    Entry,
    Hearsay,
    HeldCondition,
    HeldPriority,
    Position,
    Reach,
    RefusedWhole,
    Side,
    Table,
)
from nonpaper.positions.sayings import Reader, Saying, Term, Verb
from nonpaper.positions.silences import asked, asking, not_heard
from nonpaper.positions.sources import sources_of
from nonpaper.positions.status_quo import StatusQuo
from nonpaper.positions.voices import Voice, Voices, actors, order

Key = tuple[str, str]  # party, issue


def seen(case: Case, at: date | None = None, min_grade: Grade | None = None) -> Case:
    """The case as it looked on the evening of `at` to somebody who trusts only sources from `min_grade` up.

    Statements, drafts and rounds dated later are left out, and so is the end of a round that lasts longer; deadlines
    stay, for they were known ahead. Ladders of numbers have the numbers that what is left names. `at` is by default
    the newest day of the case. An ungraded statement is left out wherever a grade is asked for.
    """
    return _view(case, at, min_grade).case


@dataclass(frozen=True, slots=True)
class _View:
    case: Case
    at: date
    corrected: Mapping[str, str]  # id of a corrected row -> id of the row that stands for it
    unseen: int
    below_grade: int


def newest_day(case: Case) -> date:
    """The day of the newest statement, draft or round of the case; the first deadline where there is none."""
    days = [statement.day for statement in case.statements]
    days += [draft.on for draft in case.drafts.values()]
    days += [meeting.end or meeting.start for meeting in case.rounds]
    return max(days, default=min((deadline.on for deadline in case.deadlines), default=date.min))


def _view(case: Case, at: date | None, min_grade: Grade | None) -> _View:
    day = at if at is not None else newest_day(case)
    dated = [statement for statement in case.statements if statement.day <= day]
    corrected = {statement.corrects: statement.id for statement in dated if statement.corrects is not None}
    kept = dated
    if min_grade is not None:
        good = {s.id for s in dated if s.grade is not None and s.grade.at_least(min_grade)}
        # A row whose correction is not good enough was wrong all the same, so it does not come back.
        kept = [s for s in dated if s.id in good and corrected.get(s.id, s.id) in good]
    statements = tuple(kept)
    drafts = {id_: draft for id_, draft in case.drafts.items() if draft.on <= day}
    rounds = tuple(_round_seen(meeting, day) for meeting in case.rounds if meeting.start <= day)
    standing = tuple(s for s in statements if s.id not in corrected)
    numbers = numbers_named(case, standing, drafts)
    issues = {
        issue.id: _with_named(issue, numbers[issue.id]) if issue.id in numbers else issue
        for issue in case.issues.values()
    }
    view = replace(case, statements=statements, drafts=drafts, rounds=rounds, issues=issues)
    return _View(view, day, corrected, len(case.statements) - len(dated), len(dated) - len(kept))


def _round_seen(meeting: Round, day: date) -> Round:
    if meeting.end is not None and meeting.end > day:
        return replace(meeting, end=None, ended=None)
    return meeting


def _with_named(issue: Issue, labels: Iterable[str]) -> Issue:
    """The issue with the numbers that only claims, procedure or drafts name."""
    values: dict[str, Fraction] = {}
    for label in sorted(labels):
        read = read_number(label)
        if read is not None:
            values[label] = read[0]
    return issue.with_numbers(values)


def fold(case: Case, at: date | None = None, min_grade: Grade | None = None) -> Table:
    """The positions of all sides on all issues, as of `at` (default: the newest day of the case).

    What each statement does is told in `nonpaper.positions.sayings`, what becomes of it in `stands` and `course`. The
    same case, day and grade give the same table; the order of the rows, and of parties and issues, decides nothing.
    A grade is asked of a bloc's statement as it counts for each member, so it may be left out for some of them only.
    """
    view = _view(case, at, min_grade)
    return _Folding(view, min_grade).table()


class _Ground(NamedTuple):
    """One party on one issue: its words in order, and where they lead."""

    course: Course
    turns: Sequence[Turn]
    held: Held
    undone: set[str]  # the ids of offers that were taken back


class _Beside(NamedTuple):
    """What one party holds beside its bounds, and what each of its statements did there."""

    conditions: Sequence[HeldCondition]
    wholes: Sequence[RefusedWhole]
    priorities: Sequence[HeldPriority]
    contradictions: Sequence[Contradiction]
    outcomes: Sequence[dict[str, Outcome]]


_NOTHING = _Beside((), (), (), (), ())


class _Folding:
    """One fold: holds what its parts share while it runs, and is thrown away afterwards."""

    def __init__(self, view: _View, min_grade: Grade | None) -> None:
        self.view = view
        self.case = view.case
        self.min_grade = min_grade
        self.actors = actors(self.case)
        self.sides = tuple(side.id for side in self.case.sides)
        self.voices = Voices(self.case)
        self.reader = Reader(self.case, self.actors, self.sides, self.voices.members)
        self.partly = 0
        self.blocs: dict[str, list[str]] = {party: [] for party in self.case.parties}
        for party, inside in self.voices.members.items():
            for member in inside:
                if member != party:
                    self.blocs[member].append(party)

    def table(self) -> Table:
        """The whole fold, from left to right."""
        case, reader, corrected = self.case, self.reader, self.view.corrected
        status_quo = StatusQuo(case, reader, corrected)
        spoken, turns, sayings = self._read(status_quo)
        grounds = {key: self._ground(key, turns[key], sayings.get(key, ()), status_quo) for key in turns}
        directions = {key: ground.course.direction for key, ground in grounds.items()}
        beside = {
            party: self._beside(party, in_time(spoken[party]), directions, grounds)
            for party in case.parties
            if party in spoken
        }
        teller = Teller(case, reader, corrected)
        wanted: dict[Key, tuple[Bound, ...]] = {}
        positions: dict[Key, Position] = {}
        contradictions = [clash for more in beside.values() for clash in more.contradictions]
        for key, ground in grounds.items():
            more = beside.get(key[0], _NOTHING)
            wanted[key] = soft_demands(reader, ground.course, ground.held, more.conditions)
            tale = teller.tale(ground.course, ground.turns, more.outcomes)
            positions[key] = self._position(key, ground, more, wanted[key], status_quo, tale)
            contradictions += ground.course.contradictions(ground.held, ground.turns)
        for party, more in beside.items():
            contradictions += stage_clashes(reader, party, spoken[party], more.conditions, positions, status_quo.now)
        place = {party: k for k, party in enumerate(case.parties)}
        held = [condition for more in beside.values() for condition in more.conditions]
        asks = asking(case, positions, wanted, status_quo.now)
        draft, drafted = self._drafted()
        return Table(
            case,
            self.view.at,
            self.min_grade,
            status_quo.now,
            status_quo.by,
            positions,
            tuple(held),
            tuple(whole for more in beside.values() for whole in more.wholes),
            tuple(priority for more in beside.values() for priority in more.priorities),
            tuple(sorted(contradictions, key=lambda clash: place[clash.party])),
            disputes(case, reader, corrected, held),
            not_heard(case, positions, self.actors, asks),
            drafted,
            draft,
            asked(asks),
            self.view.unseen,
            self.view.below_grade + self.partly,
        )

    def _read(
        self, status_quo: StatusQuo
    ) -> tuple[dict[str, list[Voice]], dict[Key, list[Turn]], dict[Key, list[Saying]]]:
        """The record taken apart: each party's voices that stand; the turns and what they say, by party and issue."""
        case, reader = self.case, self.reader
        keys: list[Key] = [(side, issue) for side in self.sides for issue in case.issues]
        for acted, doers in self.actors.items():
            keys += [(doer, acted) for doer in doers if doer not in self.sides]
        turns: dict[Key, list[Turn]] = {key: [] for key in keys}
        sayings: dict[Key, list[Saying]] = {}
        spoken: dict[str, list[Voice]] = {}
        for voice, standing in self._said():
            party = voice.party
            found: list[Saying] = []
            if standing:
                spoken.setdefault(party, []).append(voice)
                found = reader.sayings(voice)
                for saying in found:
                    sayings.setdefault((party, saying.term.issue), []).append(saying)
            for issue in reader.named(voice.statement):
                if (party, issue) in turns:
                    here = tuple([saying for saying in found if saying.term.issue == issue])
                    turns[party, issue].append(Turn(voice, here))
        self._carried_out_by_nobody(turns)
        self._offered_in_drafts(turns, status_quo)
        return spoken, turns, sayings

    def _ground(self, key: Key, turns: Iterable[Turn], sayings: Sequence[Saying], status_quo: StatusQuo) -> _Ground:
        """The bounds of one party on one issue."""
        party, issue = key
        on = status_quo.on(issue)
        towards = direction(
            self.case, self.case.issues[issue], party, self.blocs[party], self.actors[issue], sayings, on
        )
        course = Course(self.case.issues[issue], self.case.parties[party], towards, on, side=party in self.sides)
        ordered = course.in_order(turns)
        held, undone = course.run(ordered)
        return _Ground(course, ordered, held, undone)

    def _beside(
        self, party: str, voices: list[Voice], directions: Mapping[Key, Direction], grounds: Mapping[Key, _Ground]
    ) -> _Beside:
        """What one party holds beside its bounds."""
        taken = {issue: ground.undone for (who, issue), ground in grounds.items() if who == party and ground.undone}
        rules, of_rules = conditions(self.reader, party, voices, taken)
        if taken:  # what was taken back later was said all the same
            said = conditions(self.reader, party, voices, {})[1]
            back = {id_ for ids in taken.values() for id_ in ids}
            of_rules = {id_: outcome for id_, outcome in said.items() if id_ in back} | of_rules
        place = {issue: k for k, issue in enumerate(self.case.issues)}
        rules.sort(key=lambda rule: (place[rule.act.issue], rule.act))
        refused, of_wholes, clashes = wholes(self.reader, party, voices, directions, taken)
        preferred, of_priorities = priorities(party, voices)
        held = [condition for rule in rules for condition in rule.held()]
        return _Beside(held, refused, preferred, clashes, (of_wholes, of_rules, of_priorities))

    def _drafted(self) -> tuple[str | None, dict[str, int]]:
        """The newest draft on the table and where it ends; of several on one day, the last in the file."""
        newest = None
        for draft in self.case.drafts.values():
            if newest is None or draft.on >= newest.on:
                newest = draft
        if newest is None:
            return None, {}
        return newest.id, {issue: self.reader.index[issue][label] for issue, label in newest.steps().items()}

    # --- the record -------------------------------------------------------------------------------------------------

    def _said(self) -> list[tuple[Voice, bool]]:
        """Every voice that is good enough, and whether it still stands or was corrected."""
        found = []
        for statement in self.case.statements:
            standing = statement.id not in self.view.corrected
            left_out = False
            for voice in self.voices.of(statement):
                good = self.min_grade is None or (voice.grade is not None and voice.grade.at_least(self.min_grade))
                if good:
                    found.append((voice, standing))
                else:
                    left_out = True
            self.partly += left_out
        return found

    def _carried_out_by_nobody(self, turns: dict[Key, list[Turn]]) -> None:
        """What was reached without a word of who did it stands in the history of everybody whose act it is."""
        for statement in self.case.statements:
            if statement.stance is not Stance.CARRIES_OUT:
                continue
            speaks = self.voices.members.get(statement.party or "", ())
            rank = Rank.PRINCIPAL if statement.named else Rank.UNNAMED
            hearsay = Hearsay.SECOND_HAND if statement.reported_by else Hearsay.FIRST_HAND
            said = order(statement, statement.grade, rank)
            for issue in self.reader.named(statement):
                if not set(speaks).intersection(self.actors[issue]):
                    for doer in self.actors[issue]:
                        turns[doer, issue].append(Turn(Voice(statement, doer, rank, statement.grade, hearsay, said)))

    def _offered_in_drafts(self, turns: dict[Key, list[Turn]], status_quo: StatusQuo) -> None:
        """A draft by those who are no sides, which moves their own act, is an offer of it (cited as `draft:ID`)."""
        for draft in self.case.drafts.values():
            tabled = dict.fromkeys(member for by in draft.by for member in self.voices.members.get(by, ()))
            statement = Statement(
                f"draft:{draft.id}",
                When(draft.on.isoformat(), draft.on, draft.on),
                Stance.OFFERS,
                firmness=STANCES[Stance.OFFERS].firmness,
            )
            for issue, label in draft.steps().items():
                step = self.reader.index[issue][label]
                for party in tabled:
                    if party in self.sides or (party, issue) not in turns or step == status_quo.on(issue)(draft.on):
                        continue
                    said = order(statement, None, Rank.PRINCIPAL)
                    voice = Voice(statement, party, Rank.PRINCIPAL, None, Hearsay.FIRST_HAND, said)
                    saying = Saying(Verb.CONCEDE, Term(issue, Reach.EXACT, step), voice)
                    turns[party, issue].append(Turn(voice, (saying,)))

    # --- one position -----------------------------------------------------------------------------------------------

    def _position(
        self,
        key: Key,
        ground: _Ground,
        beside: _Beside,
        wanted: tuple[Bound, ...],
        status_quo: StatusQuo,
        tale: Sequence[Entry],
    ) -> Position:
        party, issue = key
        course, held = ground.course, ground.held
        bounds = course.live(held) + [(bound, None) for bound in wanted]
        if party not in self.sides:
            now = status_quo.now[issue]
            bounds = [(_no_less_than_done(bound, now), named) for bound, named in bounds]
            bounds += [(bound, None) for bound in course.standing(held, now, status_quo.by.get(issue))]
        bounds.sort(key=_strictest)
        live = held.ids()
        for condition in beside.conditions:
            if condition.act.issue == issue or any(literal.issue == issue for literal in condition.clause):
                live.update(dict.fromkeys(condition.statements))
        for whole in beside.wholes:
            if any(literal.issue == issue for literal in whole.literals):
                live.update(dict.fromkeys(whole.statements))
        voices = [turn.voice for turn in ground.turns if turn.voice.id in live]
        said = [turn.voice.statement for turn in ground.turns if self._counts(turn.voice.statement)]
        days = [statement.day for statement in said]
        about_steps = [statement.day for statement in said if statement.stance is not Stance.PRIORITISES]
        grades = [voice.grade for voice in voices if voice.grade is not None]
        told = sources_of(voice.statement for voice in voices)
        hands = {
            turn.voice.id: turn.voice.hearsay for turn in ground.turns if turn.voice.hearsay is not Hearsay.FIRST_HAND
        }
        return Position(
            party,
            issue,
            course.direction,
            tuple([bound for bound, _ in bounds]),
            marks(course, held, bounds, beside.conditions, wanted, hands),
            tuple(dict.fromkeys([voice.id for voice in voices])),
            max(days, default=None),
            told.independent,
            min(grades, default=None),
            bool(voices) and all(voice.hearsay is not Hearsay.FIRST_HAND for voice in voices),
            tale,
            max(about_steps, default=None),
            told.outlets,
        )

    def _counts(self, statement: Statement) -> bool:
        """Whether a statement binds and stands."""
        return STANCES[statement.stance].binds and statement.id not in self.view.corrected


def _strictest(pair: tuple[Bound, frozenset[int] | None]) -> tuple[int, int]:
    """Each end by itself, the strictest first."""
    bound = pair[0]
    if bound.allowed is not None:
        return (2, len(bound.allowed))
    step = bound.step or 0
    return (0, -step) if bound.side is Side.LOWER else (1, step)


def _no_less_than_done(bound: Bound, now: int) -> Bound:
    """What a mediator, guarantor or host has carried out, it has offered."""
    if bound.kind is not BoundKind.SOFT or bound.admits(now):
        return bound
    if bound.allowed is not None:
        return replace(bound, allowed=bound.allowed | {now})
    return replace(bound, step=now)
