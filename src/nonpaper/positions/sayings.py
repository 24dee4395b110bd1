"""What does one statement say about each issue it names?

A statement is taken apart into *sayings*, one for each act it names; its condition and its refusal of a whole are read
beside them. Nothing here looks at what was said before: that is the fold's part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from nonpaper.case.case import Case
from nonpaper.case.claims import Comparison, Condition, DraftRef, Op
from nonpaper.case.parties import Rank
from nonpaper.case.statements import STANCES, Stance, Statement
from nonpaper.positions.position import Hearsay, Literal, Reach
from nonpaper.positions.voices import Voice, order


class Verb(Enum):
    """What a saying does on its issue."""

    DEMAND = "demands"
    REFUSE = "refuses"
    CONCEDE = "accepts or offers"
    ADMIT = "signable under a condition"
    WITHDRAW = "takes back"
    STAGE = "accepts in a stage"


class Term(NamedTuple):
    """An issue and the steps a comparison names: from `step` up, from it down, or just it."""

    issue: str
    reach: Reach
    step: int


class Saying(NamedTuple):
    """One statement of one party about one act. `under` are the issues of its condition, None where it has none."""

    verb: Verb
    term: Term
    voice: Voice
    under: frozenset[str] | None = None

    @property
    def red(self) -> bool:
        """Whether this is a red line."""
        return self.voice.statement.stance is Stance.RULES_OUT


class Reader:
    """Reads statements against the ladders of one case (with the numbers named already inserted)."""

    def __init__(
        self,
        case: Case,
        actors: Mapping[str, tuple[str, ...]],
        sides: Iterable[str],
        members: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.case = case
        self.actors = actors  # issue -> whose act
        self.sides = frozenset(sides)
        self.members = members  # party -> itself, or the members of the bloc
        self.index = {issue.id: {label: k for k, label in enumerate(issue.steps)} for issue in case.issues.values()}
        self.last = {issue.id: len(issue.steps) - 1 for issue in case.issues.values()}
        self.days = {statement.id: statement.day for statement in case.statements}
        self.choices = frozenset(issue.id for issue in case.issues.values() if issue.is_choice)
        self._terms: dict[int, list[tuple[Term, DraftRef | None]]] = {}  # by the identity of the case's own statements

    def term(self, comparison: Comparison) -> Term | None:
        """A comparison as steps: `> a` is from the next step up, `< a` from the one before down.

        None for an issue or step that the case does not have. On a choice every comparison names just its step.
        """
        step = self.index.get(comparison.issue, {}).get(comparison.step)
        if step is None:
            return None
        issue, op = comparison.issue, comparison.op
        if op is Op.EQUAL or issue in self.choices:
            return Term(issue, Reach.EXACT, step)
        if op is Op.AT_LEAST:
            return Term(issue, Reach.UP, step)
        if op is Op.ABOVE:
            return Term(issue, Reach.UP, min(step + 1, self.last[issue]))
        if op is Op.AT_MOST:
            return Term(issue, Reach.DOWN, step)
        return Term(issue, Reach.DOWN, max(step - 1, 0))

    def draft_terms(self, ref: DraftRef) -> list[Term]:
        """The steps that a draft, or its first stages, reach; none for a draft that is not on the table yet."""
        draft = self.case.drafts.get(ref.draft)
        if draft is None:
            return []
        found = []
        for issue, label in draft.steps(ref.stage).items():
            step = self.index.get(issue, {}).get(label)
            if step is not None:
                found.append(Term(issue, Reach.EXACT, step))
        return found

    def is_stage(self, ref: DraftRef) -> bool:
        """Whether a stage short of the whole draft is meant (a last stage is the draft: stages are cumulative)."""
        draft = self.case.drafts.get(ref.draft)
        return draft is not None and ref.stage is not None and ref.stage < len(draft.stages)

    def terms(self, statement: Statement) -> list[tuple[Term, DraftRef | None]]:
        """What the statement names outside its condition, drafts spelt out."""
        if statement.claim is None:
            return []
        have = self._terms.get(id(statement))
        if have is not None:
            return have
        found: list[tuple[Term, DraftRef | None]] = []
        for part in statement.claim.terms:
            if isinstance(part, DraftRef):
                found.extend((term, part) for term in self.draft_terms(part))
            else:
                term = self.term(part)
                if term is not None:
                    found.append((term, None))
        self._terms[id(statement)] = found
        return found

    def binds(self, voice: Voice) -> bool:
        """Whether the voice binds its party at all: not where the stance only records."""
        return STANCES[voice.statement.stance].binds

    def own(self, party: str, issue: str) -> bool:
        """Whether the issue is this party's act, alone or with others."""
        return party in self.actors[issue]

    def alone(self, party: str, issue: str) -> bool:
        """Whether the issue is this party's act and nobody else's."""
        return self.actors[issue] == (party,)

    def sayings(self, voice: Voice) -> list[Saying]:
        """What the voice says act by act. Empty where the stance binds nobody, and for the refusal of a whole.

        Of those who are no sides only what they say of their own acts counts, and what they propose never does.
        A refusal under a condition says nothing (it refuses the condition), nor does the withdrawal of a condition: see
        `positions.conditions`.
        """
        statement = voice.statement
        stance = statement.stance
        claim = statement.claim
        if claim is None or not claim.terms or not STANCES[stance].binds or stance is Stance.PRIORITISES:
            return []
        side = voice.party in self.sides
        if not side and stance is Stance.PROPOSES:
            return []
        under = None
        if claim.condition is not None:
            under = frozenset(c.issue for clause in claim.condition.clauses for c in clause)
        refusing = stance in (Stance.REJECTS, Stance.RULES_OUT)
        if under is not None and (refusing or stance is Stance.WITHDRAWS):
            return []
        terms = self.terms(statement)
        if refusing and len(terms) > 1:
            return []
        found = []
        for term, draft in terms:
            if not side and not self.own(voice.party, term.issue):
                continue
            said = voice
            verb = _VERBS.get(stance)
            if stance is Stance.INSISTS:
                verb = Verb.DEMAND if under is None else Verb.ADMIT
            elif stance is Stance.PROPOSES:
                # An offer of what it does alone; of a joint act it also asks the others' part, so that is a demand.
                verb = Verb.CONCEDE if self.alone(voice.party, term.issue) else Verb.DEMAND
            elif verb is Verb.CONCEDE and draft is not None:
                if self.is_stage(draft):
                    verb = Verb.STAGE
                elif voice.hearsay is not Hearsay.OTHER_SIDE:
                    said = voice._replace(rank=Rank.PRINCIPAL, order=order(statement, voice.grade, Rank.PRINCIPAL))
            if verb is not None:
                found.append(Saying(verb, term, said, under))
        return found

    def literal(self, term: Term) -> Literal:
        """A term as a condition reads it: on a ladder `=` is from that step up, `=` the first step from it down."""
        reach = term.reach
        if reach is Reach.EXACT and term.issue not in self.choices:
            reach = Reach.UP if term.step > 0 else Reach.DOWN
        return Literal(term.issue, reach, term.step)

    def vacuous(self, literal: Literal) -> bool:
        """Whether the literal holds on every step."""
        if literal.reach is Reach.UP:
            return literal.step <= 0
        return literal.reach is Reach.DOWN and literal.step >= self.last[literal.issue]

    def clauses(self, condition: Condition) -> tuple[tuple[Literal, ...], ...]:
        """The clauses of a condition as literals, in a fixed order, without those that always hold."""
        found = set()
        for clause in condition.clauses:
            terms = [self.term(comparison) for comparison in clause]
            literals = {self.literal(term) for term in terms if term is not None}
            if literals and None not in terms and not any(self.vacuous(literal) for literal in literals):
                found.add(tuple(sorted(literals)))
        return tuple(sorted(found))

    def named(self, statement: Statement) -> frozenset[str]:
        """Every issue the statement bears on: terms, condition, priority, topic, and the issues of its drafts."""
        claim = statement.claim
        if claim is None:
            return frozenset()
        found = {term.issue for term, _ in self.terms(statement)}
        if claim.condition is not None or not claim.terms:
            found.update(issue for issue in claim.issues if issue in self.index)
        return frozenset(found)


_VERBS: Mapping[Stance, Verb] = {
    Stance.DEMANDS: Verb.DEMAND,
    Stance.REJECTS: Verb.REFUSE,
    Stance.RULES_OUT: Verb.REFUSE,
    Stance.ACCEPTS: Verb.CONCEDE,
    Stance.OFFERS: Verb.CONCEDE,
    Stance.COMMITS: Verb.CONCEDE,
    Stance.WITHDRAWS: Verb.WITHDRAW,
}
