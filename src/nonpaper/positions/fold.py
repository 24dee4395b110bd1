"""Where does each side stand, as of a day and above a grade? The record in, a table of positions out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from nonpaper.case.case import Case, Round, numbers_named
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Rank
from nonpaper.case.statements import STANCES, Grade, Stance, Statement, When
from nonpaper.case.vocabulary import read_number
from nonpaper.positions.conditions import Outcome, Rule, conditions, in_time, priorities, wholes
from nonpaper.positions.contradictions import stage_clashes
from nonpaper.positions.course import Course, Held, Step, Turn
from nonpaper.positions.directions import direction
from nonpaper.positions.disputes import disputes, refuses_condition
from nonpaper.positions.history import Telling, bound_words, condition_words, entry_words
from nonpaper.positions.marks import marks
from nonpaper.positions.position import (
    Bound,
    BoundKind,
    Contradiction,
    Direction,
    Effect,
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
from nonpaper.positions.stands import SOFT_FIRMNESS
from nonpaper.positions.voices import HEIGHT, Voice, Voices, actors, order

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


class _StatusQuo:
    """What has been carried out, issue by issue.

    A joint act is done when all have done it, and undone by any one of them: a row that names one of several actors is
    that one's part, and the issue stands where the least of them stands. A row of nobody, or of somebody who does not
    act there, tells what was reached. On a choice done by several, all must have gone to the same step.
    """

    def __init__(self, case: Case, reader: Reader, done: Iterable[tuple[tuple[object, ...], Statement]]) -> None:
        self.days: dict[str, list[date]] = {}
        self.steps: dict[str, list[int]] = {}
        self.by: dict[str, str] = {}
        parts: dict[str, dict[str, int]] = {}
        now = {issue.id: issue.start for issue in case.issues.values()}
        self.start = dict(now)
        for _, statement in sorted(done, key=lambda pair: pair[0]):
            speaks = set(reader_members(reader, statement.party))
            for term, _ in reader.terms(statement):
                issue = case.issues[term.issue]
                doers = reader.actors[issue.id]
                part = parts.setdefault(issue.id, dict.fromkeys(doers, now[issue.id]))
                for doer in speaks.intersection(doers) or doers:
                    part[doer] = term.step
                reached = set(part.values()) or {term.step}
                if issue.is_choice:
                    step = term.step if len(reached) == 1 else now[issue.id]
                else:
                    step = min(reached)
                if step != now[issue.id] or issue.id not in self.by:
                    self.by[issue.id] = statement.id
                now[issue.id] = step
                self.days.setdefault(issue.id, []).append(statement.day)
                self.steps.setdefault(issue.id, []).append(step)
        self.now = now

    def on(self, issue: str) -> Callable[[date], int]:
        """The status quo of an issue on a day, what was carried out on that day included."""
        start = self.start[issue]
        days, steps = self.days.get(issue), self.steps.get(issue)
        if days is None or steps is None:
            return lambda day: start

        def step(day: date) -> int:
            place = bisect_right(days, day)
            return steps[place - 1] if place else start

        return step


def reader_members(reader: Reader, party: str | None) -> tuple[str, ...]:
    """The party itself, or the members of a bloc."""
    return reader.members.get(party, (party,)) if party is not None else ()


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
        self.told: dict[str, str] = {}
        self.blocs: dict[str, list[str]] = {party: [] for party in self.case.parties}
        for party, inside in self.voices.members.items():
            for member in inside:
                if member != party:
                    self.blocs[member].append(party)

    def table(self) -> Table:
        """The whole fold, from left to right."""
        case, reader = self.case, self.reader
        said = self._said()
        status_quo = _StatusQuo(case, reader, self._carried_out())
        keys: list[Key] = [(side, issue) for side in self.sides for issue in case.issues]
        for acted, doers in self.actors.items():
            keys += [(doer, acted) for doer in doers if doer not in self.sides]
        turns: dict[Key, list[Turn]] = {key: [] for key in keys}
        sayings: dict[Key, list[Saying]] = {}
        spoken: dict[str, list[Voice]] = {}
        for voice, standing in said:
            party = voice.party
            by_issue: dict[str, list[Saying]] = {}
            if standing:
                spoken.setdefault(party, []).append(voice)
                for saying in reader.sayings(voice):
                    by_issue.setdefault(saying.term.issue, []).append(saying)
                    sayings.setdefault((party, saying.term.issue), []).append(saying)
            for named in reader.named(voice.statement):
                if (party, named) in turns:
                    turns[party, named].append(Turn(voice, tuple(by_issue.get(named, ()))))
        self._offered_in_drafts(turns, status_quo)

        directions: dict[Key, Direction] = {}
        courses: dict[Key, Course] = {}
        held: dict[Key, Held] = {}
        steps: dict[Key, list[Step]] = {}
        undone: dict[str, dict[str, set[str]]] = {}
        for party, issue_id in keys:
            issue = case.issues[issue_id]
            on = status_quo.on(issue_id)
            key = (party, issue_id)
            directions[key] = direction(
                case, issue, party, self.blocs[party], self.actors[issue_id], sayings.get(key, ()), on
            )
            course = Course(issue, case.parties[party], directions[key], on, side=party in self.sides)
            courses[key] = course
            held[key], steps[key], gone = course.run(turns[key])
            if gone:
                undone.setdefault(party, {})[issue_id] = gone

        held_conditions: list[HeldCondition] = []
        held_wholes: list[RefusedWhole] = []
        held_priorities: list[HeldPriority] = []
        contradictions: list[Contradiction] = []
        outcomes: dict[str, list[dict[str, Outcome]]] = {}
        ruled: dict[str, list[Rule]] = {}
        for party in case.parties:
            if party not in spoken:
                continue
            voices = in_time(spoken[party])
            taken = undone.get(party, {})
            rules, of_rules = conditions(reader, party, voices, taken)
            ruled[party] = rules
            place = {issue: k for k, issue in enumerate(case.issues)}
            for rule in sorted(rules, key=lambda rule: (place[rule.act.issue], rule.act)):
                held_conditions += rule.held()
            refused, of_wholes, clashes = wholes(reader, party, voices, directions, taken)
            held_wholes += refused
            preferred, of_priorities = priorities(party, voices)
            held_priorities += preferred
            contradictions += clashes
            outcomes[party] = [of_wholes, of_rules, of_priorities]

        of_party: dict[str, list[HeldCondition]] = {}
        for condition in held_conditions:
            of_party.setdefault(condition.party, []).append(condition)
        wanted: dict[Key, tuple[Bound, ...]] = {}
        positions: dict[Key, Position] = {}
        binding_days: dict[Key, date] = {}
        for key in keys:
            party, issue_id = key
            course = courses[key]
            own = of_party.get(party, [])
            wanted[key] = self._wanted(course, held[key], own)
            bounds = course.live(held[key])
            bounds += [(bound, None) for bound in wanted[key]]
            if party not in self.sides:
                now = status_quo.now[issue_id]
                by = status_quo.by.get(issue_id)
                bounds = [(_no_less_than_done(bound, now), named) for bound, named in bounds]
                bounds += [(bound, None) for bound in course.standing(held[key], now, by)]
            bounds.sort(key=_strictest)
            entries = self._entries(key, steps[key], outcomes.get(party, []))
            binding = [t.voice for t in turns[key] if self._counts(t)]
            if binding:
                binding_days[key] = max(voice.statement.day for voice in binding)
            positions[key] = self._position(
                key, course, held[key], bounds, own, held_wholes, wanted[key], steps[key], entries
            )
            contradictions += course.contradictions(held[key])
        for party, voices_of in spoken.items():
            contradictions += stage_clashes(
                reader, party, voices_of, of_party.get(party, []), positions, status_quo.now
            )

        asks = asking(case, positions, wanted, status_quo.now)
        newest = max(case.drafts.values(), key=lambda draft: draft.on, default=None)
        for draft in case.drafts.values():
            if newest is not None and draft.on == newest.on:
                newest = draft  # of several on one day, the last in the file
        drafted = {}
        if newest is not None:
            drafted = {issue: reader.index[issue][label] for issue, label in newest.steps().items()}
        return Table(
            case,
            self.view.at,
            self.min_grade,
            status_quo.now,
            status_quo.by,
            positions,
            tuple(held_conditions),
            tuple(held_wholes),
            tuple(held_priorities),
            tuple(sorted(contradictions, key=lambda c: self.sides.index(c.party) if c.party in self.sides else -1)),
            disputes(case, reader, self.view.corrected, held_conditions),
            not_heard(case, positions, self.actors, asks, binding_days),
            drafted,
            newest.id if newest is not None else None,
            asked(asks),
            self.view.unseen,
            self.view.below_grade + self.partly,
        )

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

    def _carried_out(self) -> list[tuple[tuple[object, ...], Statement]]:
        found = []
        for statement in self.case.statements:
            if statement.stance is Stance.CARRIES_OUT and statement.id not in self.view.corrected:
                rank = Rank.PRINCIPAL if statement.named else Rank.UNNAMED
                far = max((term.step for term, _ in self.reader.terms(statement)), default=0)
                text = statement.claim.text if statement.claim is not None else ""
                key = (*order(statement, statement.grade, rank), far, text, statement.id)
                found.append((key, statement))
        return found

    def _offered_in_drafts(self, turns: dict[Key, list[Turn]], status_quo: _StatusQuo) -> None:
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

    def _counts(self, turn: Turn) -> bool:
        """Whether a turn is a binding word that stands."""
        statement = turn.voice.statement
        return STANCES[statement.stance].binds and statement.id not in self.view.corrected

    # --- one position -----------------------------------------------------------------------------------------------

    def _wanted(self, course: Course, held: Held, own: Iterable[HeldCondition]) -> tuple[Bound, ...]:
        """The soft demands that conditions on own acts imply, on ends where nothing of the party stands.

        Of several on one end the least strict: for that much the party would already do something. Nobody demands of
        itself, so what the party does alone is left out; so is what its own bounds exclude, for to make an act wait for
        what one refuses is no demand of it.
        """
        party, issue = course.party.id, course.issue
        if self.reader.alone(party, issue.id):
            return ()
        found: dict[Side, Bound] = {}
        for condition in own:
            if len(condition.clause) != 1 or condition.clause[0].issue != issue.id:
                continue
            if not self.reader.own(party, condition.act.issue):
                continue
            literal = condition.clause[0]
            if issue.is_choice:
                side, step, allowed = Side.SET, None, frozenset({literal.step})
                taken = held.chosen is not None and bool(held.stands())
            else:
                side = Side.LOWER if literal.reach is Reach.UP else Side.UPPER
                step, allowed = literal.step, None
                taken = bool(held.lower if side is Side.LOWER else held.upper)
            if taken or not any(literal.holds(k) and course.admits(held, k) for k in range(len(issue.steps))):
                continue
            bound = Bound(
                party,
                issue.id,
                side,
                BoundKind.SOFT,
                SOFT_FIRMNESS,
                condition.statements,
                condition.since,
                step,
                allowed,
                condition.hearsay,
            )
            old = found.get(side)
            if old is None:
                found[side] = bound
            elif _same_demand(old, bound):
                found[side] = replace(
                    old,
                    statements=tuple(dict.fromkeys((*old.statements, *bound.statements))),
                    hearsay=min(old.hearsay, bound.hearsay, key=list(Hearsay).index),
                )
            elif old.allowed is not None and bound.allowed is not None:
                found[side] = replace(
                    old,
                    allowed=old.allowed | bound.allowed,
                    statements=tuple(dict.fromkeys((*old.statements, *bound.statements))),
                )
            elif old.step is not None and bound.step is not None and (bound.step < old.step) == (side is Side.LOWER):
                found[side] = bound
        wanted = tuple(found.values())
        if not any(all(bound.admits(k) for bound in wanted) for k in range(len(issue.steps))):
            return ()  # two conditions want opposite things: neither is a demand
        return wanted

    def _position(
        self,
        key: Key,
        course: Course,
        held: Held,
        bounds: list[tuple[Bound, frozenset[int] | None]],
        own: list[HeldCondition],
        refused: Iterable[RefusedWhole],
        wanted: tuple[Bound, ...],
        steps: list[Step],
        entries: tuple[Entry, ...],
    ) -> Position:
        party, issue = key
        live = held.ids()
        for condition in own:
            if condition.act.issue == issue or any(literal.issue == issue for literal in condition.clause):
                live.update(dict.fromkeys(condition.statements))
        for whole in refused:
            if whole.party == party and any(literal.issue == issue for literal in whole.literals):
                live.update(dict.fromkeys(whole.statements))
        counted = [step.turn for step in steps if step.turn.voice.id in live]
        voices = [turn.voice for turn in counted]
        days = [step.turn.voice.statement.day for step in steps if self._counts(step.turn)]
        grades = [voice.grade for voice in voices if voice.grade is not None]
        return Position(
            party,
            issue,
            course.direction,
            tuple(bound for bound, _ in bounds),
            marks(course, held, bounds, own, wanted),
            tuple(dict.fromkeys(voice.id for voice in voices)),
            max(days, default=None),
            len({_outlet(voice.statement) for voice in voices}),
            min(grades, default=None),
            bool(voices) and all(voice.hearsay is not Hearsay.FIRST_HAND for voice in voices),
            entries,
        )

    def _entries(self, key: Key, steps: list[Step], outcomes: list[dict[str, Outcome]]) -> tuple[Entry, ...]:
        """The history: each step with its effect on bounds, conditions and wholes, in words."""
        issue = self.case.issues[key[1]]
        found: list[Entry] = []
        past: dict[str, Voice] = {}
        told: tuple[tuple[Bound, ...], str] = ((), "")
        for step in steps:
            voice = step.turn.voice
            statement = voice.statement
            effect, retired = self._effect(step, outcomes)
            old = told[1] if told[0] is step.before else bound_words(issue, step.before)
            new = old if step.before is step.after else bound_words(issue, step.after)
            told = (step.after, new)
            changed = step.before is not step.after
            telling = Telling(
                effect,
                old,
                new,
                changed and _red(step.after) and not _red(step.before),
                changed and _soft(step.before),
                changed and _soft(step.after),
                self._named(issue, step) if effect in _NAMING else "",
                self._condition(voice) if statement.claim is not None and statement.claim.condition is not None else "",
                _note(voice, step, past) if effect in (Effect.HARDENS, Effect.SOFTENS) else "",
            )
            entry = Entry(
                statement.id,
                statement.day,
                voice.rank,
                voice.grade,
                voice.hearsay,
                effect,
                entry_words(telling),
                retired,
                step.before,
                step.after,
            )
            found.append(entry)
            past[statement.id] = voice
        return tuple(found)

    def _effect(self, step: Step, outcomes: list[dict[str, Outcome]]) -> tuple[Effect, tuple[str, ...]]:
        """What a statement did in all: to the bounds first, else to a whole, a condition or a priority."""
        statement = step.turn.voice.statement
        effect, retired = step.effect, step.retired
        if statement.id in self.view.corrected:
            return Effect.CORRECTED, ()
        if statement.stance is Stance.CARRIES_OUT:
            return Effect.CARRIED_OUT, ()
        for outcome in outcomes:
            did = outcome.get(statement.id)
            if did is not None:
                retired = tuple(dict.fromkeys((*retired, *did.retired)))
                if effect in (Effect.SHOWN, Effect.SAYS_LESS) or did.effect in (Effect.SOFTENS, Effect.HELD_BACK):
                    effect = did.effect
        if effect is Effect.SHOWN and refuses_condition(statement):
            effect = Effect.DISPUTES
        return effect, retired

    @staticmethod
    def _named(issue: Issue, step: Step) -> str:
        """The steps it says yes to; what a demand asks for is told as a bound already."""
        verbs = {Verb.CONCEDE, Verb.STAGE}
        if step.effect is not Effect.CONFIRMS:
            verbs.add(Verb.DEMAND)
        steps = sorted({saying.term.step for saying in step.turn.sayings if saying.verb in verbs})
        return " and ".join(issue.steps[k] for k in steps)

    def _condition(self, voice: Voice) -> str:
        """The condition of a statement in plain words, made once."""
        claim = voice.statement.claim
        if claim is None or claim.condition is None:
            return ""
        if voice.id not in self.told:
            acts = [self.reader.literal(term) for term, _ in self.reader.terms(voice.statement)]
            clauses = self.reader.clauses(claim.condition)
            words = condition_words(self.case.issues, acts, claim.condition.link, clauses) if clauses else ""
            self.told[voice.id] = words
        return self.told[voice.id]


_NAMING = (Effect.OPENS, Effect.CONFIRMS, Effect.SOFTENS)
_SPEAKERS = {Rank.PRINCIPAL: "the principal", Rank.DELEGATION: "the delegation", Rank.UNNAMED: "an unnamed source"}


def _red(bounds: tuple[Bound, ...]) -> bool:
    return any(bound.red_line for bound in bounds)


def _soft(bounds: tuple[Bound, ...]) -> bool:
    return bool(bounds) and all(bound.soft for bound in bounds)


def _note(voice: Voice, step: Step, past: Mapping[str, Voice]) -> str:
    """How the speaker and the grade differ from those of the word that moved; empty where they are no less."""
    earlier = [past[id_] for bound in step.before for id_ in bound.statements if id_ in past]
    if not earlier:
        return ""
    highest = max(earlier, key=lambda old: HEIGHT[old.rank])
    note = ""
    if HEIGHT[highest.rank] > HEIGHT[voice.rank]:
        note = f" Said by {_SPEAKERS[voice.rank]}; what it replaces was said by {_SPEAKERS[highest.rank]}."
    graded = [old.grade for old in earlier if old.grade is not None]
    if graded and (voice.grade is None or min(graded) < voice.grade):
        note += f" What it replaces was better graded: {min(graded)}, this is {voice.grade or 'ungraded'}."
    return note


def _same_demand(one: Bound, other: Bound) -> bool:
    return one.step == other.step and one.allowed == other.allowed


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


def _outlet(statement: Statement) -> str:
    """What counts as one source: the outlet, else the report it stands in, else who tells it."""
    report = statement.source.report if statement.source is not None else ""
    return (statement.outlet or report or statement.reported_by).strip().casefold()
