"""What would a party have to say to make a move? The row that somebody would enter in the record."""

from __future__ import annotations

from collections.abc import Iterable

from nonpaper.analysis.moves import eased
from nonpaper.analysis.results import Move, MoveKind
from nonpaper.case.claims import Claim, Comparison, Condition, Link, Op, Span
from nonpaper.case.grammar import spell
from nonpaper.case.statements import Stance
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Reach, Side

_NOWHERE = Span(0, 0)
_OPS = {Reach.UP: Op.AT_LEAST, Reach.DOWN: Op.AT_MOST, Reach.EXACT: Op.EQUAL}
_SIDES = {Side.LOWER: Op.AT_LEAST, Side.UPPER: Op.AT_MOST, Side.SET: Op.EQUAL}


def said_by(model: Model, move: Move) -> str:
    """Stance and claim of the row by which the mover makes the move; the kind of the move where no row does."""
    row = answer_of(model, move)
    return move.kind.value if row is None else f"{row[0].value} {row[1].text}"


def answer_of(model: Model, move: Move) -> tuple[Stance, Claim] | None:
    """The stance and the claim by which the mover makes the move; None for a move that goes round the matter.

    A bound moves with an acceptance, and so does the refusal of a whole, all its parts named at once. The record keeps
    a condition per step of its act and issues of the condition, the last word counts, and `withdraws` gives it up; so
    what stands there beside the condition that moves is said again.
    """
    rule = next((rule for rule in model.rules if rule.id == move.rule), None)
    if rule is None or not move.kind.settles:
        return None
    if rule.kind is RuleKind.BOUND and rule.side is not None:
        return Stance.ACCEPTS, _claim([Comparison(move.issue, _SIDES[rule.side], move.target, _NOWHERE)])
    if rule.act is None or rule.link is None:
        return Stance.ACCEPTS, _claim(_compared(model, part) for part in rule.literals)
    clauses = [each.clause for each in model.rules if each.id != rule.id and _kept_with(each, rule)]
    stance, link = Stance.INSISTS, rule.link
    if move.kind is MoveKind.TOGETHER:
        link = Link.WITH
        clauses.append(rule.clause)
    elif move.kind is MoveKind.EASE:
        clauses.append(eased(model, rule.clause, move))
    elif not clauses:
        stance = Stance.WITHDRAWS
        clauses.append(rule.clause)
    said = tuple(tuple(_compared(model, part) for part in clause) for clause in sorted(clauses))
    return stance, _claim([_compared(model, rule.act)], Condition(link, said, _NOWHERE))


def _claim(terms: Iterable[Comparison], condition: Condition | None = None) -> Claim:
    claim = Claim("", tuple(terms), condition)
    return Claim(spell(claim), claim.terms, condition)


def _compared(model: Model, part: Literal) -> Comparison:
    return Comparison(part.issue, _OPS[part.reach], model.issues[part.issue].steps[part.step], _NOWHERE)


def _kept_with(other: Rule, rule: Rule) -> bool:
    """Whether the record keeps two conditions as one: of one party, for one step of an act, on the same issues."""
    same = (other.kind, other.party, other.act, other.link) == (rule.kind, rule.party, rule.act, rule.link)
    return same and {part.issue for part in other.clause} == {part.issue for part in rule.clause}
