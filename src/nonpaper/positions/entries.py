"""What did each statement do, in words? The entries of a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import overload

from nonpaper.case.case import Case
from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Rank
from nonpaper.case.statements import Stance
from nonpaper.positions.conditions import Outcome
from nonpaper.positions.course import Course, Step, Turn
from nonpaper.positions.disputes import refuses_condition
from nonpaper.positions.position import Bound, Effect, Entry, Hearsay, Literal, Reach, Side
from nonpaper.positions.sayings import Reader, Verb
from nonpaper.positions.voices import HEIGHT, Voice


class Tale(Sequence[Entry]):
    """The entries of one history. They are worked out when first read: most of a table's are never asked for."""

    __slots__ = ("_tell", "_told")

    def __init__(self, tell: Callable[[], tuple[Entry, ...]]) -> None:
        self._tell = tell
        self._told: tuple[Entry, ...] | None = None

    def told(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        if self._told is None:
            self._told = self._tell()
        return self._told

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        return self.told()[place]

    def __len__(self) -> int:
        return len(self.told())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Tale):
            return self.told() == other.told()
        return self.told() == other

    def __hash__(self) -> int:
        return hash(self.told())

    def __repr__(self) -> str:
        return repr(self.told())

    def __reduce__(self) -> tuple[type[tuple[Entry, ...]], tuple[tuple[Entry, ...]]]:
        return tuple, (self.told(),)  # copied or stored, it is the plain entries


class Teller:
    """Tells what statements did. Words that several histories share are made once."""

    def __init__(self, case: Case, reader: Reader, corrected: Mapping[str, str]) -> None:
        self.issues = case.issues
        self.reader = reader
        self.corrected = corrected
        self.told: dict[str, str] = {}

    def tale(self, course: Course, turns: Sequence[Turn], outcomes: Sequence[dict[str, Outcome]]) -> Tale:
        """The history of a position, told when it is read."""
        return Tale(lambda: self.entries(course, turns, outcomes))

    def entries(
        self, course: Course, turns: Sequence[Turn], outcomes: Sequence[dict[str, Outcome]]
    ) -> tuple[Entry, ...]:
        """The history: each turn with its effect on bounds, conditions and wholes, in words."""
        steps: list[Step] = []
        course.run(turns, steps)
        issue = course.issue
        found: list[Entry] = []
        past: dict[str, Voice] = {}
        told: tuple[tuple[Bound, ...], str] = ((), "")
        for step in steps:
            voice = step.turn.voice
            statement = voice.statement
            beside = [outcome[statement.id] for outcome in outcomes if statement.id in outcome]
            effect = self._effect(step, beside)
            old = told[1] if told[0] is step.before else bound_words(issue, step.before)
            new = old if step.before is step.after else bound_words(issue, step.after)
            told = (step.after, new)
            entry = Entry(
                statement.id,
                statement.day,
                voice.rank,
                voice.grade,
                voice.hearsay,
                effect,
                self._words(issue, step, effect, beside, old, new, past),
                tuple(dict.fromkeys((*step.retired, *(old_id for did in beside for old_id in did.retired)))),
                step.before,
                step.after,
            )
            found.append(entry)
            past[statement.id] = voice
        return tuple(found)

    def _effect(self, step: Step, beside: Sequence[Outcome]) -> Effect:
        """What a statement did in all: to the bounds first, else to a whole, a condition or a priority."""
        statement = step.turn.voice.statement
        if statement.id in self.corrected:
            return Effect.CORRECTED
        if statement.stance is Stance.CARRIES_OUT:
            return Effect.CARRIED_OUT
        effect = step.effect
        for did in beside:
            if effect in _NOTHING or did.effect in (Effect.SOFTENS, Effect.HELD_BACK):
                effect = did.effect
        if effect is Effect.SHOWN and refuses_condition(statement):
            effect = Effect.DISPUTES
        return effect

    def _words(
        self,
        issue: Issue,
        step: Step,
        effect: Effect,
        beside: Sequence[Outcome],
        old: str,
        new: str,
        past: Mapping[str, Voice],
    ) -> str:
        """A sentence about the bounds, and one about each thing beside them."""
        statement = step.turn.voice.statement
        if effect in (Effect.CORRECTED, Effect.CARRIED_OUT, Effect.DISPUTES):
            return _PLAIN[effect]
        told = []
        if step.effect not in _NOTHING:
            told.append(_moved(issue, step, old, new))
            if step.effect in (Effect.HARDENS, Effect.SOFTENS):
                told += _note(step.turn.voice, step, past)
        for did in beside:
            told.append(did.words if did.words else _WAITS[did.effect] + self._condition(step.turn.voice) + ".")
            if did.retired and not did.words:
                told += _differs(step.turn.voice, [past[id_] for id_ in did.retired if id_ in past])
        if told:
            return " ".join(told)
        if statement.stance is Stance.WITHDRAWS:
            waits = statement.claim is not None and statement.claim.condition is not None
            if waits:
                return "Gives up a condition of which the record has nothing left."
            return "Takes back an offer of which the record has nothing left."
        if step.effect is Effect.SHOWN and step.turn.sayings:
            return "Shown only: whether it wants more than that, or less, cannot be told."
        if step.effect is Effect.SAYS_LESS and new:
            return f"Says no more than what stands already: {new}."
        return _PLAIN[step.effect]

    def _condition(self, voice: Voice) -> str:
        """The condition of a statement in plain words, made once."""
        claim = voice.statement.claim
        if claim is None or claim.condition is None:
            return ""
        if voice.id not in self.told:
            acts = [self.reader.literal(term) for term, _ in self.reader.terms(voice.statement)]
            clauses = self.reader.clauses(claim.condition)
            words = condition_words(self.issues, acts, claim.condition.link, clauses) if clauses else ""
            self.told[voice.id] = words
        return self.told[voice.id]


_NOTHING = (Effect.SHOWN, Effect.SAYS_LESS)
_SPEAKERS = {Rank.PRINCIPAL: "the principal", Rank.DELEGATION: "the delegation", Rank.UNNAMED: "an unnamed source"}


def _said_by(voice: Voice) -> str:
    if voice.rank is Rank.UNNAMED and voice.hearsay is not Hearsay.FIRST_HAND:
        return "Known only by the account of others"
    return f"Said by {_SPEAKERS[voice.rank]}"


def _note(voice: Voice, step: Step, past: Mapping[str, Voice]) -> list[str]:
    """How the speaker and the grade differ from those of the word that moved; nothing where they are no less."""
    return _differs(voice, [past[id_] for bound in step.before for id_ in bound.statements if id_ in past])


def _differs(voice: Voice, earlier: Sequence[Voice]) -> list[str]:
    """How the speaker and the grade of a word differ from those of what it replaces."""
    if not earlier:
        return []
    highest = max(earlier, key=lambda old: HEIGHT[old.rank])
    notes = []
    if HEIGHT[highest.rank] > HEIGHT[voice.rank]:
        notes.append(f"{_said_by(voice)}; what it replaces was said by {_SPEAKERS[highest.rank]}.")
    best = min([old.grade for old in earlier if old.grade is not None], default=None)
    if best is not None and (voice.grade is None or best < voice.grade):
        notes.append(f"What it replaces was better graded: {best}, this is {voice.grade or 'ungraded'}.")
    return notes


def bound_words(issue: Issue, bounds: Iterable[Bound]) -> str:
    """The bounds in a few words, without who holds them: `at least partial`, `no further than none`."""
    words = []
    ends: set[Side] = set()
    for bound in bounds:
        if bound.side is Side.SET:
            allowed = [label for k, label in enumerate(issue.steps) if bound.admits(k)]
            words.append(" or ".join(allowed) if len(allowed) * 2 <= len(issue.steps) else _all_but(issue, bound))
        elif bound.step is not None and bound.side not in ends:
            label = issue.steps[bound.step]
            if bound.step == (0 if bound.side is Side.LOWER else issue.rungs):
                continue
            if bound.side is Side.LOWER:
                words.append(label if bound.step == issue.rungs else f"at least {label}")
            else:
                words.append(f"no further than {label}")
            ends.add(bound.side)
    return " and ".join(words)


def _all_but(issue: Issue, bound: Bound) -> str:
    return "anything but " + " or ".join(label for k, label in enumerate(issue.steps) if not bound.admits(k))


def literal_words(issue: Issue, literal: Literal) -> str:
    """One act of a package: `Ceasefire (at least temporary)`."""
    label = issue.steps[literal.step]
    if literal.reach is Reach.UP and literal.step < issue.rungs:
        label = f"at least {label}"
    elif literal.reach is Reach.DOWN and literal.step > 0:
        label = f"at most {label}"
    return f"{issue.title} ({label})"


def condition_words(
    issues: Mapping[str, Issue], acts: Iterable[Literal], link: Link, clauses: Iterable[Iterable[Literal]]
) -> str:
    """A condition in plain words: `Captives (all) only after Withdrawal (full)`."""
    done = " and ".join(literal_words(issues[act.issue], act) for act in acts)
    needed = " and ".join(
        " or ".join(literal_words(issues[literal.issue], literal) for literal in clause) for clause in clauses
    )
    return f"{done} {_LINKS[link]} {needed}"


_LINKS = {Link.IF: "only if there is", Link.AFTER: "only after", Link.WITH: "not before"}


_WAITS = {
    Effect.CONDITION: "Sets a condition: ",
    Effect.RELAXES: "Relaxes a condition, which is now: ",
    Effect.GIVES_UP: "Gives up its condition: ",
    Effect.CONFIRMS: "Repeats a condition: ",
}


def _moved(issue: Issue, step: Step, old: str, new: str) -> str:
    """What a statement did to the bounds: `old` and `new` are those before and after it, in words."""
    effect = step.effect
    red = _any_red(step.after) and not _any_red(step.before)
    line = ", as a red line" if red else ""
    if effect is Effect.OPENS and step.before:
        return f"The first word from this end: what stands is now {new}{line}."
    if effect is Effect.OPENS:
        if not new:
            return f"The first word here: it says yes to {_named(issue, step)}."
        if all(bound.soft for bound in step.after):
            return f"The first word here: it names {_named(issue, step)}, and refuses nothing beyond."
        return f"The first word here: {new}{line}."
    if effect is Effect.HARDENS:
        if old == new:
            return f"Stays at {new}, and draws a firmer line behind it."
        return f"Hardens, from {old} to {new}{line}." if old and new else f"Hardens, to {new or old}{line}."
    if effect is Effect.SOFTENS:
        if old and new and old != new:
            return f"Softens, from {old} to {new}."
        return f"Softens: “{old}” no longer holds." if old else f"Softens: it now says yes to {_named(issue, step)}."
    if effect is Effect.CONFIRMS:
        accepts = any(saying.verb in (Verb.CONCEDE, Verb.STAGE) for saying in step.turn.sayings)
        if accepts:
            return f"Says yes to {_named(issue, step)}" + (f", within what stands: {new}." if new else ".")
        if step.before and step.before is not step.after and all(bound.soft for bound in step.before):
            return f"Holds to what it had only offered: {new}{line}."
        return f"Confirms what stands: {new}{line}." if new else "Confirms what stands."
    now = f" What binds: {new}." if new else ""
    return _PLAIN[effect] + (now if effect in (Effect.HELD_BACK, Effect.WITHDRAWN) else "")


def _any_red(bounds: tuple[Bound, ...]) -> bool:
    return any(bound.red_line for bound in bounds)


def _named(issue: Issue, step: Step) -> str:
    """The steps it says yes to."""
    verbs = (Verb.DEMAND, Verb.CONCEDE, Verb.STAGE, Verb.ADMIT)
    steps = sorted({saying.term.step for saying in step.turn.sayings if saying.verb in verbs})
    return " and ".join(issue.steps[k] for k in steps) or "more than before"


_PLAIN = {
    Effect.SAYS_LESS: "Says no more than what stands already.",
    Effect.HELD_BACK: "Is held back, for a higher speaker has said otherwise within the year.",
    Effect.WITHDRAWN: "Takes an offer back.",
    Effect.CARRIED_OUT: "A step was carried out.",
    Effect.DISPUTES: "Turns down another's condition; nothing is computed with that.",
    Effect.MARKS: "Accepts a stage of a draft: its steps are marked, and no bound is lifted.",
    Effect.SHOWN: "Shown only: nothing is computed with it.",
    Effect.CORRECTED: "Was corrected by a later row, and counts no more.",
}
