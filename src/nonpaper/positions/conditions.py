"""What does a party make wait for what, what does it refuse only as a whole, and what matters more to it?

Conditions, refused wholes and priorities live beside the bounds. Each is folded on its own: the last word counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nonpaper.case.claims import Link
from nonpaper.case.parties import Rank
from nonpaper.case.statements import STANCES, Stance
from nonpaper.positions.contradictions import held_back
from nonpaper.positions.position import (
    Contradiction,
    Direction,
    Effect,
    Hearsay,
    HeldCondition,
    HeldPriority,
    Literal,
    Reach,
    RefusedWhole,
    Way,
)
from nonpaper.positions.sayings import Reader, Term
from nonpaper.positions.stands import YEAR, Contest, Word
from nonpaper.positions.voices import HEIGHT, Voice, best_hand

_STRENGTH = {Link.IF: 0, Link.WITH: 1, Link.AFTER: 2}
_NO_CONDITION = (Stance.REJECTS, Stance.RULES_OUT, Stance.PRIORITISES)

Content = frozenset[tuple[Link, tuple[Literal, ...]]]


class Outcome(NamedTuple):
    """What one statement did beside the bounds, which statements it put out of force, and a sentence about it.

    Conditions have no sentence here: who tells the history has the titles.
    """

    effect: Effect
    retired: tuple[str, ...] = ()
    words: str = ""


class Rule(NamedTuple):
    """The last word on one act and one set of condition issues: what it waits for, and who said so alike."""

    party: str
    act: Literal
    content: Content
    voices: tuple[Voice, ...]

    @property
    def firmness(self) -> int:
        """The greatest firmness among those who said it."""
        return max(voice.statement.firmness for voice in self.voices)

    @property
    def hearsay(self) -> Hearsay:
        """The best hand among them."""
        return best_hand(voice.hearsay for voice in self.voices)

    @property
    def since(self) -> date:
        """The day from which it has been said so."""
        return min(voice.statement.day for voice in self.voices)

    @property
    def ids(self) -> tuple[str, ...]:
        """The statements, newest last."""
        return tuple(dict.fromkeys(voice.id for voice in self.voices))

    def held(self) -> list[HeldCondition]:
        """As conditions, one for each clause."""
        return [
            HeldCondition(self.party, self.act, link, clause, self.firmness, self.ids, self.since, self.hearsay)
            for link, clause in sorted(self.content)
        ]


def in_time(voices: Iterable[Voice]) -> list[Voice]:
    """The voices of one party in the order of the fold; on one day what waits longer comes last."""

    def key(voice: Voice) -> tuple[object, ...]:
        claim = voice.statement.claim
        waits = -1 if claim is None or claim.condition is None else _STRENGTH[claim.condition.link]
        return (*voice.order, waits, voice.statement.stance.value, claim.text if claim is not None else "", voice.id)

    return sorted(voices, key=key)


def conditions(
    reader: Reader, party: str, voices: Sequence[Voice], undone: Mapping[str, set[str]]
) -> tuple[list[Rule], dict[str, Outcome]]:
    """The conditions of one party, and what each statement did to them.

    Kept per step of the act and set of issues in the condition; the last word counts, and equal words hold one rule up
    together. Several acts: each waits. Several clauses: each is a rule of its own. `withdraws` gives the condition up;
    an offer taken back takes its condition with it (`undone`: issue -> ids). An act or a clause that holds on every
    step makes nothing wait.
    """
    rules: dict[tuple[Literal, frozenset[str]], Rule] = {}
    outcomes: dict[str, Outcome] = {}
    side = party in reader.sides
    for voice in voices:
        statement = voice.statement
        claim = statement.claim
        if claim is None or claim.condition is None or not STANCES[statement.stance].binds:
            continue
        if statement.stance in _NO_CONDITION or (not side and statement.stance is Stance.PROPOSES):
            continue
        groups: dict[frozenset[str], set[tuple[Link, tuple[Literal, ...]]]] = {}
        for clause in reader.clauses(claim.condition):
            groups.setdefault(frozenset(literal.issue for literal in clause), set()).add((claim.condition.link, clause))
        for term, _ in reader.terms(statement):
            act = reader.literal(term)
            if reader.vacuous(act) or statement.id in undone.get(term.issue, ()):
                continue
            if not side and not reader.own(party, term.issue):
                continue
            for issues, group in groups.items():
                content = frozenset(group)
                old = rules.get((act, issues))
                if statement.stance is Stance.WITHDRAWS:
                    if old is None:
                        continue
                    del rules[act, issues]
                    outcome = Outcome(Effect.GIVES_UP, old.ids)
                    outcomes[voice.id] = _first(outcomes.get(voice.id), outcome)
                    continue
                if old is None:
                    old = _taken_over(rules, act, issues, content)
                if old is None:
                    outcome = Outcome(Effect.CONDITION)
                    rules[act, issues] = Rule(party, act, content, (voice,))
                elif old.content == content:
                    outcome = Outcome(Effect.CONFIRMS)
                    rules[act, issues] = old._replace(voices=(*old.voices, voice))
                else:
                    weaker = _asks_less(content, old.content)
                    outcome = Outcome(Effect.RELAXES if weaker else Effect.CONDITION, old.ids)
                    rules[act, issues] = Rule(party, act, content, (voice,))
                outcomes[voice.id] = _first(outcomes.get(voice.id), outcome)
    return list(rules.values()), outcomes


def _taken_over(
    rules: dict[tuple[Literal, frozenset[str]], Rule], act: Literal, issues: frozenset[str], content: Content
) -> Rule | None:
    """An older condition on the same act that a new one on more issues, or on fewer, replaces; it is taken out.

    That is so where one asks for all that the other asks for: an alternative is added, or goes.
    """
    for key, old in rules.items():
        if key[0] != act or not (key[1] < issues or issues < key[1]):
            continue
        if _asks_less(content, old.content) or _asks_less(old.content, content):
            del rules[key]
            return old
    return None


def _first(one: Outcome | None, other: Outcome) -> Outcome:
    if one is None:
        return other
    weight = (Effect.CONDITION, Effect.RELAXES, Effect.GIVES_UP, Effect.CONFIRMS)
    effect = min(one.effect, other.effect, key=weight.index)
    return Outcome(effect, tuple(dict.fromkeys((*one.retired, *other.retired))))


def _asks_less(new: Content, old: Content) -> bool:
    """Whether each new clause is implied by an old one: a weaker link, or a step that is easier to reach."""

    def implied(link: Link, clause: tuple[Literal, ...]) -> bool:
        return any(
            _STRENGTH[link] <= _STRENGTH[former] and all(any(_within(was, now) for now in clause) for was in literals)
            for former, literals in old
        )

    return all(implied(link, clause) for link, clause in new)


def _within(inner: Literal, outer: Literal) -> bool:
    """Whether every step of one literal is a step of the other."""
    if inner.issue != outer.issue:
        return False
    if inner == outer:
        return True
    if inner.reach is not outer.reach or inner.reach is Reach.EXACT:
        return False
    return inner.step >= outer.step if inner.reach is Reach.UP else inner.step <= outer.step


# --- refused wholes ---------------------------------------------------------------------------------------------------


class _Refusal(NamedTuple):
    literals: tuple[Literal, ...]
    draft: str | None
    ref: tuple[str, int | None] | None
    words: tuple[Word, ...]
    red: bool


def wholes(
    reader: Reader,
    party: str,
    voices: Sequence[Voice],
    directions: Mapping[tuple[str, str], Direction],
    undone: Mapping[str, set[str]],
) -> tuple[list[RefusedWhole], dict[str, Outcome], list[Contradiction]]:
    """What one party refuses only as a whole: a combination, or a draft; and what each statement did to it.

    Each part is carried to every step worse for the party; parts that would then exclude nothing fall away. A whole is
    refused until the party names all its parts as signable in one statement, or accepts that draft or that stage; a
    red line of a higher speaker less than a year old is not lifted by a lower one: a contradiction.
    """
    live: dict[tuple[Literal, ...], _Refusal] = {}
    outcomes: dict[str, Outcome] = {}
    clashes: dict[tuple[Literal, ...], Contradiction] = {}
    if party not in reader.sides:
        return [], outcomes, []
    for voice in voices:
        statement = voice.statement
        claim = statement.claim
        if claim is None or not claim.terms or not STANCES[statement.stance].binds:
            continue
        if statement.stance in (Stance.REJECTS, Stance.RULES_OUT):
            terms = reader.terms(statement)
            if claim.condition is not None or len(terms) < 2:
                continue
            literals = _worse(reader, party, [term for term, _ in terms], directions)
            red = statement.stance is Stance.RULES_OUT
            word = _word(voice, red)
            old = live.get(literals)
            if old is not None:
                live[literals] = old._replace(words=(*old.words, word), red=old.red or red)
                outcomes[voice.id] = Outcome(Effect.CONFIRMS, (), "Refuses the same as a whole again.")
                continue
            refs = claim.drafts
            draft = refs[0].draft if len(refs) == 1 and len(claim.terms) == 1 else None
            ref = (refs[0].draft, refs[0].stage) if draft is not None else None
            live[literals] = _Refusal(literals, draft, ref, (word,), red)
            what = f"the draft {draft}" if draft is not None else "a combination"
            words = f"Refuses {what} as a whole; the parts may still be accepted."
            outcomes[voice.id] = Outcome(Effect.HARDENS, (), words)
        elif live and statement.stance not in (Stance.WITHDRAWS, Stance.PRIORITISES):
            named = _named(reader, voice, undone)
            accepted = {(ref.draft, ref.stage) for ref in claim.drafts}
            retired: list[str] = []
            for literals, whole in list(live.items()):
                meets = all(any(_meets(term, literal) for term in named) for literal in literals)
                if not meets and whole.ref not in accepted:
                    continue
                word = _word(voice, red=False)
                if voice.hearsay is not Hearsay.OTHER_SIDE and any(not reader.is_stage(ref) for ref in claim.drafts):
                    word = word._replace(lifts=HEIGHT[Rank.PRINCIPAL])  # who accepts a draft speaks for the principal
                guard = next((w for w in reversed(whole.words) if _guards(w, word)), None)
                if guard is not None and whole.red:
                    contest = Contest(word, guard, word.firmness > max(w.firmness for w in whole.words))
                    clashes[literals] = held_back(party, literals[0].issue, contest)
                    if not contest.firmer:
                        words = "Does not lift the refusal of a whole, which a higher speaker has made a red line."
                        outcomes[voice.id] = Outcome(Effect.HELD_BACK, (), words)
                        continue
                del live[literals]
                retired += [w.id for w in whole.words]
            if retired:
                words = "No longer refuses as a whole what it refused before."
                outcomes[voice.id] = Outcome(Effect.SOFTENS, tuple(dict.fromkeys(retired)), words)
    found = [
        RefusedWhole(
            party,
            whole.literals,
            max(word.firmness for word in whole.words),
            whole.red,
            tuple(dict.fromkeys(word.id for word in whole.words)),
            whole.words[0].day,
            whole.draft,
            best_hand(word.hearsay for word in whole.words),
        )
        for whole in live.values()
    ]
    return found, outcomes, list(clashes.values())


def _guards(held: Word, word: Word) -> bool:
    return held.red and held.height > word.lifts and (word.day - held.day).days < YEAR


def _word(voice: Voice, red: bool) -> Word:
    statement = voice.statement
    height = HEIGHT[voice.rank]
    return Word(statement.id, statement.day, height, height, statement.firmness, voice.hearsay, red=red)


def _named(reader: Reader, voice: Voice, undone: Mapping[str, set[str]]) -> list[Term]:
    """The steps a statement names as signable together; none where part of it was taken back, and none of a stage."""
    terms = [term for term, ref in reader.terms(voice.statement) if ref is None or not reader.is_stage(ref)]
    return [] if any(voice.id in undone.get(term.issue, ()) for term in terms) else terms


def _meets(term: Term, literal: Literal) -> bool:
    return term.issue == literal.issue and literal.holds(term.step)


def _worse(
    reader: Reader, party: str, terms: Iterable[Term], directions: Mapping[tuple[str, str], Direction]
) -> tuple[Literal, ...]:
    """The parts of a whole, each with every step that is worse for the party."""
    exact = []
    carried = []
    for term in terms:
        literal = Literal(term.issue, term.reach, term.step)
        exact.append(literal)
        if term.reach is Reach.EXACT and term.issue not in reader.choices:
            towards = directions[party, term.issue]
            way, best = towards.way, towards.best
            if way is Way.BEST and best is not None and best != term.step:
                way = Way.UP if term.step < best else Way.DOWN
            if way is Way.UP:
                literal = Literal(term.issue, Reach.DOWN, term.step)
            elif way is Way.DOWN:
                literal = Literal(term.issue, Reach.UP, term.step)
        if not reader.vacuous(literal):
            carried.append(literal)
    return tuple(sorted(set(carried or exact)))


# --- priorities -------------------------------------------------------------------------------------------------------


def priorities(party: str, voices: Sequence[Voice]) -> tuple[list[HeldPriority], dict[str, Outcome]]:
    """What one party has said matters more to it than what; of two that contradict each other the last word counts."""
    live: dict[frozenset[str], tuple[str, str, int, tuple[str, ...]]] = {}
    outcomes: dict[str, Outcome] = {}
    for voice in voices:
        claim = voice.statement.claim
        if voice.statement.stance is not Stance.PRIORITISES or claim is None or claim.priority is None:
            continue
        more, less = claim.priority.more, claim.priority.less
        old = live.get(frozenset({more, less}))
        if old is not None and old[0] == more:
            live[frozenset({more, less})] = (more, less, max(old[2], voice.statement.firmness), (*old[3], voice.id))
            outcomes[voice.id] = Outcome(Effect.CONFIRMS, (), "Says again which of two issues matters more to it.")
        else:
            live[frozenset({more, less})] = (more, less, voice.statement.firmness, (voice.id,))
            words = "Says which of two issues matters more to it."
            if old is not None:
                words = "Turns round which of two issues matters more to it."
            outcomes[voice.id] = Outcome(Effect.OPENS, old[3] if old is not None else (), words)
    return [HeldPriority(party, *held) for held in live.values()], outcomes
