"""What has a side said that it would sign? Drafts and stages it has accepted, and its own terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nonpaper.case.statements import Stance
from nonpaper.model.preferences import IssueValue, Stake, Term, TermKind, TermPart
from nonpaper.positions.position import Basis, Bound, BoundKind, Literal, MarkKind, Position, Table
from nonpaper.positions.sayings import Reader
from nonpaper.positions.status_quo import StatusQuo
from nonpaper.positions.voices import Voices, actors

_ACCEPTS = (Stance.ACCEPTS, Stance.OFFERS, Stance.COMMITS)
_TAKES_BACK = (Stance.REJECTS, Stance.RULES_OUT, Stance.WITHDRAWS)
_ASKING = (BoundKind.DEMAND, BoundKind.REFUSAL, BoundKind.RED_LINE, BoundKind.MOVED)


class _Named(NamedTuple):
    step: int
    statements: tuple[str, ...]


def terms(table: Table, party: str, issues: Mapping[str, IssueValue]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms of one party, accepted drafts first, and what is to be said about those that are not used.

    Terms in which the party loses nothing say nothing, for every world agrees with them; they are left out.
    """
    found = [term for term in accepted_drafts(table, party, issues) if _says_something(term)]
    own, notes = own_terms(table, party, issues)
    if own is not None:
        found.append(own)
    return tuple(found), notes


def accepted_drafts(table: Table, party: str, issues: Mapping[str, IssueValue]) -> list[Term]:
    """The drafts and stages that the party has accepted and not turned down or taken back since.

    Each is compared with the status quo of the day on which it was accepted. What the statement names beside the draft,
    its condition included, belongs to the package. A bloc's word is each member's.
    """
    case = table.case
    voices = Voices(case)
    acting = actors(case)
    reader = Reader(case, acting, voices.sides, voices.members)
    corrected = {s.corrects: s.id for s in case.statements if s.corrects is not None}
    then = StatusQuo(case, reader, corrected)
    said = []
    for statement in case.statements:
        if statement.id in corrected or statement.claim is None or not statement.claim.drafts:
            continue
        for voice in voices.of(statement):
            good = table.min_grade is None or (voice.grade is not None and voice.grade.at_least(table.min_grade))
            if voice.party == party and good:
                said.append(voice)
    live: dict[tuple[str, int | None], Term] = {}
    for voice in sorted(said, key=lambda voice: (*voice.order, voice.id)):
        statement = voice.statement
        claim = statement.claim
        if claim is None:
            continue
        keys = [
            (ref.draft, ref.stage if reader.is_stage(ref) else None) for ref in claim.drafts if ref.draft in case.drafts
        ]
        if statement.stance in _TAKES_BACK and claim.condition is None:
            if len(claim.terms) == 1:
                for key in keys:
                    live.pop(key, None)
            continue
        if statement.stance not in _ACCEPTS or not keys:
            continue
        steps = {term.issue: term.step for term, _ in reader.terms(statement)}
        for clause in reader.clauses(claim.condition) if claim.condition is not None else ():
            for literal in clause:
                steps.setdefault(literal.issue, literal.step)
        against = {issue: then.on(issue)(statement.day) for issue in case.issues}
        parts = tuple(
            TermPart(issue, step, Basis.SAID, issues[issue].compare(step, against[issue]), (statement.id,))
            for issue, step in sorted(steps.items())
        )
        draft, stage = keys[0]
        old = live.pop((draft, stage), None)
        same = old is not None and old.steps == steps and old.against == against
        ids = (*(old.statements if same and old is not None else ()), statement.id)
        what = f"the draft {draft}" if stage is None else f"stage {stage} of the draft {draft}"
        words = f"It has accepted {what}."
        live[draft, stage] = Term(TermKind.DRAFT, parts, against, Basis.SAID, ids, words, draft, stage)
    return list(live.values())


def own_terms(table: Table, party: str, issues: Mapping[str, IssueValue]) -> tuple[Term | None, tuple[str, ...]]:
    """What a party asks for and what it would do for that, as one package; None, and why, where that says nothing.

    On each issue what it demands, else the step it accepted, offered or named in a live condition (both its sides);
    of several the one it likes least. A refusal that asks to move an issue from the status quo counts as a demand of
    the step it leaves. Issues never named stay at the status quo.

    Where it names no give, it is taken to give for all that what the others demand, or make a condition, of its acts,
    as far as its own bounds go: nobody signs what he refuses. That is assumed. Where it names no gain, its terms are
    not used: what it wants in return is not known.
    """
    parts: dict[str, TermPart] = {}
    for issue, value in issues.items():
        named = _named(table, party, issue)
        if named:
            worst = _least_liked(value, named)
            effect = value.compare(worst.step, value.status_quo)
            parts[issue] = TermPart(issue, worst.step, Basis.SAID, effect, worst.statements)
    if not parts:
        return None, ()
    if all(part.effect in (0, -1) for part in parts.values()):
        if all(part.effect == 0 for part in parts.values()):
            return None, ()
        return None, ("What it wants in return is not known: its own terms name no gain for it, and are not used.",)
    basis = Basis.SAID
    if all(part.effect in (0, 1) for part in parts.values()):
        gives = _assumed_gives(table, party, issues, parts)
        if not gives:
            return None, ("Its own terms name nothing that it would give, and nobody asks it for anything.",)
        parts.update(gives)
        basis = Basis.ASSUMED
    ordered = tuple(parts[issue] for issue in sorted(parts))
    ids = tuple(dict.fromkeys(id_ for part in ordered for id_ in part.statements))
    words = "It would sign what it asks for, with what it says it would do."
    if basis is Basis.ASSUMED:
        words = "It would sign what it asks for, with what the others ask of it, as far as its own bounds go (assumed)."
    return Term(TermKind.OWN, ordered, dict(table.status_quo), basis, ids, words), ()


def _named(table: Table, party: str, issue: str) -> list[_Named]:
    """What the party demands on an issue, else every step it has accepted, offered or named in a live condition."""
    position = table.positions[party, issue]
    now = table.status_quo[issue]
    demanded = [
        bound
        for bound in position.bounds
        if bound.kind is BoundKind.DEMAND or (bound.kind in _ASKING and not bound.admits(now))
    ]
    if demanded:
        return [_Named(step, bound.statements) for bound in demanded for step in _steps(bound, position)]
    found = [
        _Named(step, mark.statements)
        for step, mark in enumerate(position.marks)
        if mark.kind is MarkKind.SAYS_YES and mark.basis is Basis.SAID
    ]
    for bound in position.bounds:
        if bound.kind is BoundKind.SOFT:
            found += [_Named(step, bound.statements) for step in _steps(bound, position)]
    for condition in table.conditions:
        if condition.party == party:
            literals = (condition.act, *condition.clause)
            found += [_Named(x.step, condition.statements) for x in literals if x.issue == issue]
    return found


def _steps(bound: Bound, position: Position) -> list[int]:
    """The step at a bound; on a choice those it allows, or only the best where that is one of them."""
    if bound.allowed is None:
        return [] if bound.step is None else [bound.step]
    best = position.direction.best
    return [best] if best is not None and best in bound.allowed else sorted(bound.allowed)


def _least_liked(value: IssueValue, named: Iterable[_Named]) -> _Named:
    """Of several steps the one the party likes least, with every statement that names it.

    Where that differs from world to world, the furthest from the status quo, then the first.
    """
    options: dict[int, tuple[str, ...]] = {}
    for step, ids in named:
        options[step] = tuple(dict.fromkeys((*options.get(step, ()), *ids)))
    worst: int | None = None
    for step in sorted(options, key=lambda step: (-abs(step - value.status_quo), step)):
        if worst is None or value.compare(step, worst) == -1:
            worst = step
    if worst is None:
        raise ValueError(f"no step is named on {value.issue!r}")
    return _Named(worst, options[worst])


def _assumed_gives(
    table: Table, party: str, issues: Mapping[str, IssueValue], named: Mapping[str, TermPart]
) -> dict[str, TermPart]:
    """What the others demand, or make a condition, of the party's acts at a loss to it, within its bounds."""
    acting = actors(table.case)
    found: dict[str, TermPart] = {}
    for issue, value in issues.items():
        if issue in named or party not in acting[issue] or value.stake is Stake.NONE:
            continue
        position = table.positions[party, issue]
        asked = []
        for other in table.case.sides:
            if other.id == party:
                continue
            theirs = table.positions[other.id, issue]
            for bound in theirs.bounds:
                if bound.kind in _ASKING and not bound.admits(value.status_quo):
                    asked += [_Named(step, bound.statements) for step in _steps(bound, theirs)]
        for condition in table.conditions:
            if condition.party != party:
                asked += [_Named(x.step, condition.statements) for x in condition.clause if _asks(x, value)]
        within = [_Named(_as_far_as(position, value, step), ids) for step, ids in asked]
        gives = [_Named(step, ids) for step, ids in within if value.compare(step, value.status_quo) == -1]
        if gives:
            worst = _least_liked(value, gives)
            found[issue] = TermPart(issue, worst.step, Basis.ASSUMED, -1, worst.statements)
    return found


def _asks(literal: Literal, value: IssueValue) -> bool:
    return literal.issue == value.issue and not literal.holds(value.status_quo)


def _as_far_as(position: Position, value: IssueValue, step: int) -> int:
    """The step nearest to the one asked for, from the status quo on, that the party's own bounds admit."""
    if value.choice:
        return step if position.admits(step) else value.status_quo
    back = -1 if step > value.status_quo else 1
    while step != value.status_quo and not position.admits(step):
        step += back
    return step


def _says_something(term: Term) -> bool:
    """Whether the party gives anything in it, so that some world could disagree."""
    return any(part.effect in (-1, None) for part in term.parts)
