"""What did each statement do, in words? The entries of a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, overload

from nonpaper.case.case import Case
from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Rank
from nonpaper.case.statements import Stance
from nonpaper.positions.conditions import Outcome
from nonpaper.positions.course import Course, Step, Turn
from nonpaper.positions.disputes import refuses_condition
from nonpaper.positions.position import Bound, Effect, Entry, Literal, Reach, Side
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

    def _effect(self, step: Step, outcomes: Sequence[dict[str, Outcome]]) -> tuple[Effect, tuple[str, ...]]:
        """What a statement did in all: to the bounds first, else to a whole, a condition or a priority."""
        statement = step.turn.voice.statement
        effect, retired = step.effect, step.retired
        if statement.id in self.corrected:
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
            words = condition_words(self.issues, acts, claim.condition.link, clauses) if clauses else ""
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


class Telling(NamedTuple):
    """What a sentence about one statement is made of. `old` and `new` are bounds in words, before and after it.

    `named` are the steps it says yes to, `condition` what it makes wait, `note` how its speaker and grade differ from
    those of the word it replaces.
    """

    effect: Effect
    old: str
    new: str
    red: bool = False  # it draws a red line that was not there
    soft_before: bool = False
    soft_after: bool = False
    named: str = ""
    condition: str = ""
    note: str = ""


def entry_words(told: Telling) -> str:
    """One or two plain sentences about what a statement did: what moved, and why."""
    condition = told.condition
    if told.effect is Effect.CONDITION:
        return f"Sets a condition: {condition}." if condition else "States a priority or a condition."
    if told.effect is Effect.RELAXES:
        return f"Relaxes a condition, which is now: {condition}."
    if condition and told.effect is Effect.CONFIRMS and told.old == told.new and not told.named:
        return f"Repeats a condition: {condition}."
    words = _moved(told)
    if condition and told.effect not in (Effect.DISPUTES, Effect.SHOWN, Effect.CORRECTED):
        words += f" On a condition: {condition}."
    return words + told.note


def _moved(told: Telling) -> str:
    effect, old, new = told.effect, told.old, told.new
    line = ", as a red line" if told.red else ""
    if effect is Effect.OPENS:
        if not new:
            return f"The first word here: it says yes to {told.named}." if told.named else "The first word here."
        return f"The first word here: {new}{', though nothing else is refused' if told.soft_after else line}."
    if effect is Effect.HARDENS:
        if old == new:
            return (
                f"Stays at {new}, and draws a firmer line behind it." if new else "Hardens: it refuses more as a whole."
            )
        if not old:
            return f"Hardens, to {new}{line}."
        return f"Hardens, from {old} to {new}{line}." if new else f"Hardens, from {old}."
    if effect is Effect.SOFTENS:
        if not old or old == new:
            return (
                "Softens: it no longer refuses a whole." if not told.named else f"Softens: it now goes to {told.named}."
            )
        return f"Softens, from {old} to {new}." if new else f"Softens: it no longer holds to {old}."
    if effect is Effect.CONFIRMS:
        if told.soft_before and not told.soft_after:
            return f"Holds to what it had only offered: {new}{line}."
        if told.named and not told.red:
            return f"Says yes to {told.named}" + (f", within what stands: {new}." if new else ".")
        return f"Confirms what stands: {new}{line}." if new else "Confirms what stands."
    return _PLAIN[effect].format(now=f": {new}" if new else "")


_PLAIN = {
    Effect.SAYS_LESS: "Says no more than what stands already{now}.",
    Effect.HELD_BACK: "Is held back, for a higher speaker has said otherwise within the year; both stand{now}.",
    Effect.WITHDRAWN: "Takes an offer back{now}.",
    Effect.CARRIED_OUT: "Carries out a step: the status quo moves.",
    Effect.DISPUTES: "Turns down another's condition; nothing is computed with that.",
    Effect.MARKS: "Accepts a stage of a draft: its steps are marked, and no bound is lifted.",
    Effect.SHOWN: "Shown only: nothing is computed with it.",
    Effect.CORRECTED: "Was corrected by a later row, and counts no more.",
}
