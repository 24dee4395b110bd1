"""What becomes of the rules when somebody moves? The seven moves, and the model after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nonpaper.analysis.results import Move, MoveKind
from nonpaper.case.claims import Link
from nonpaper.errors import UsageError
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Side


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of the table of moves: what it does, which price it has, and whether it settles or side-steps."""

    kind: MoveKind
    what: str
    price: str


MOVES: Mapping[MoveKind, MoveRow] = {
    row.kind: row
    for row in (
        MoveRow(
            MoveKind.GIVE,
            "a bound moves one rung or more (on a choice, one more step would be signed)",
            "f x rungs / rungs of the ladder (distance, where the steps are numbers)",
        ),
        MoveRow(
            MoveKind.EASE,
            "the step that a condition names comes nearer the status quo",
            "f x rungs / rungs between that step and the status quo",
        ),
        MoveRow(MoveKind.TOGETHER, "`after` becomes `with`: the same moment is enough", "f/4 for each edge"),
        MoveRow(
            MoveKind.DEPOSIT,
            "a third party holds the rung until the depositor's own condition is met; done for the others from then on",
            "f/4, f of the depositor's firmest condition on it (3 if none)",
        ),
        MoveRow(MoveKind.REFER, "the party puts its bound to the body that may decide instead", "f/3"),
        MoveRow(
            MoveKind.LEAVE_OPEN,
            "the issue goes as far as every bound against going further allows; the rest is left to letters",
            "2f/5 for each live bound on the issue",
        ),
        MoveRow(MoveKind.DROP, "a whole bound, a condition, a refused whole or a priority goes", "f"),
    )
}


def left_open_at(model: Model, issue: str) -> tuple[int, frozenset[str]] | None:
    """Where an issue that is left open stops, and the ids of the bounds that are left to letters.

    None where leaving it open would change nothing: its bounds leave a step that none excludes.
    """
    bounds = [rule for rule in model.rules if rule.kind is RuleKind.BOUND and rule.issue == issue]
    start = model.status_quo[issue]
    if model.issues[issue].is_choice:
        if frozenset.intersection(
            frozenset(range(len(model.issues[issue].steps))), *(rule.allowed or frozenset() for rule in bounds)
        ):
            return None
        return start, frozenset(rule.id for rule in bounds)
    lower = [rule for rule in bounds if rule.side is Side.LOWER]
    upper = [rule for rule in bounds if rule.side is Side.UPPER]
    if not lower or not upper:
        return None
    least, furthest = max(rule.step or 0 for rule in lower), min(rule.step or 0 for rule in upper)
    if least <= furthest:
        return None
    if furthest >= start:
        return furthest, frozenset(rule.id for rule in lower)
    if least <= start:
        return least, frozenset(rule.id for rule in upper)
    return start, frozenset(rule.id for rule in bounds)


def apply_moves(model: Model, moves: Iterable[Move]) -> Model:
    """The model once the moves are made; rules that are given up are gone, the others are as they were.

    Raises UsageError for a move that names a rule which the model does not have.
    """
    rules: dict[str, Rule | None] = {rule.id: rule for rule in model.rules}
    deposited = set(model.deposited)
    added: list[Rule] = []
    for move in moves:
        if move.kind is MoveKind.DEPOSIT:
            deposited.add(move.issue)
        elif move.kind is MoveKind.LEAVE_OPEN:
            stop = left_open_at(model, move.issue)
            if stop is None:
                raise UsageError(f"nothing on {move.issue!r} can be left open")
            for gone in stop[1]:
                rules[gone] = None
            added += held_at(model, move.issue, stop[0])
        elif move.kind is MoveKind.REFER:
            for rule in model.rules:
                if rule.kind is RuleKind.BOUND and rule.issue == move.issue and rule.party == move.party:
                    rules[rule.id] = None
        else:
            _apply_to_rules(model, rules, move)
    kept = [rule for rule in rules.values() if rule is not None]
    fixed = list({rule.id: rule for rule in added}.values())
    return replace(model, rules=(*kept, *fixed), deposited=frozenset(deposited))


def _apply_to_rules(model: Model, rules: dict[str, Rule | None], move: Move) -> None:
    moved = next((rule for rule in model.rules if rule.id == move.rule), None)
    if moved is None:
        raise UsageError(f"no rule {move.rule!r} to move")
    if moved.kind is RuleKind.BOUND:
        _move_bounds(model, rules, move, moved)
    elif move.kind is MoveKind.DROP:
        rules[moved.id] = None
    elif move.kind is MoveKind.TOGETHER:
        now = rules[moved.id]
        if now is not None:
            rules[moved.id] = replace(now, link=Link.WITH)
    elif move.kind is MoveKind.EASE:
        now = rules[moved.id]
        if now is not None:
            rules[moved.id] = replace(now, clause=eased(model, now.clause, move))


def _move_bounds(model: Model, rules: dict[str, Rule | None], move: Move, moved: Rule) -> None:
    """All bounds of this party on this side of the issue come at least as far as the move's target."""
    issue = model.issues[move.issue]
    target = issue.index(move.target)
    for rule in model.rules:
        now = rules[rule.id]
        same = rule.kind is RuleKind.BOUND and (rule.party, rule.issue, rule.side) == (
            moved.party,
            moved.issue,
            moved.side,
        )
        if not same or now is None:
            continue
        if moved.side is Side.SET:
            rules[rule.id] = replace(now, allowed=(now.allowed or frozenset()) | {target})
        else:
            furthest = min if moved.side is Side.LOWER else max
            rules[rule.id] = replace(now, step=furthest(now.step or 0, target))


def eased(model: Model, clause: tuple[Literal, ...], move: Move) -> tuple[Literal, ...]:
    """What a condition asks for once the step it names has come nearer the status quo."""
    issue = model.issues[move.issue]
    origin, target = issue.index(move.origin), issue.index(move.target)
    return tuple(
        replace(part, step=target) if part.issue == move.issue and part.step == origin else part for part in clause
    )


def held_at(model: Model, issue: str, step: int) -> tuple[Rule, ...]:
    """Rules of nobody that hold an issue at one step."""

    def bound(side: Side, allowed: frozenset[int] | None = None) -> Rule:
        return Rule(
            id=f"held: {issue} at {model.issues[issue].steps[step]} ({side})",
            kind=RuleKind.BOUND,
            party=None,
            firmness=0,
            statements=(),
            issue=issue,
            side=side,
            step=None if allowed else step,
            allowed=allowed,
        )

    if model.issues[issue].is_choice:
        return (bound(Side.SET, frozenset({step})),)
    return (bound(Side.LOWER), bound(Side.UPPER))
