"""What would open a deal, and at what least price? Every set of moves is tried, the cheap ones first.

The seven moves as the design's table words them, written anew: what each does to the rules (`apply_moves`), what it
costs and who pays (`burden_of`), and by plain trial which sets of moves open a deal for least (`cheapest`, `most_even`,
`alone`). Only for models of a few issues and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from typing import TypeAlias

from nonpaper.analysis.results import Move, MoveKind
from nonpaper.case.claims import Link
from nonpaper.case.prices import price
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import Literal, Reach, Side
from tests.oracle import plain

Burden: TypeAlias = dict[str, Fraction]


def bounds_on(model: Model, issue: str, party: str | None = None, side: Side | None = None) -> list[Rule]:
    """The live bounds on an issue, or those of one party, or on one side."""
    return [
        rule
        for rule in model.rules
        if rule.kind is RuleKind.BOUND
        and rule.issue == issue
        and (party is None or rule.party == party)
        and (side is None or rule.side is side)
    ]


def excludes(rule: Rule, step: int) -> bool:
    """Whether a bound leaves a step out."""
    return not plain.admits(rule, {str(rule.issue): step})


def rule_of(model: Model, move: Move) -> Rule:
    """The rule that a move names."""
    return next(rule for rule in model.rules if rule.id == move.rule)


def left_open_at(model: Model, issue: str) -> int:
    """Where an issue stops that is left open: as far as every bound against going further allows.

    Going further is going the way that the bounds which exclude the status quo ask for. Where they ask for both ways,
    each of them is against the other, and the issue stays where it is; a choice stays too.
    """
    start = model.status_quo[issue]
    asks = [rule.side for rule in bounds_on(model, issue) if excludes(rule, start)]
    if Side.LOWER in asks and Side.UPPER not in asks:
        against = [rule.step for rule in bounds_on(model, issue, side=Side.UPPER) if rule.step is not None]
        return min(against, default=len(model.issues[issue].steps) - 1)
    if Side.UPPER in asks and Side.LOWER not in asks:
        return max([rule.step for rule in bounds_on(model, issue, side=Side.LOWER) if rule.step is not None], default=0)
    return start


def can_be_left_open(model: Model, issue: str) -> bool:
    """Whether the case allows it and it has a meaning: no step lies inside all the bounds on the issue."""
    bounds = bounds_on(model, issue)
    common = [k for k in range(len(model.issues[issue].steps)) if not any(excludes(rule, k) for rule in bounds)]
    return model.issues[issue].may_stay_open and not common


def named_by(rule: Rule, issue: str, origin: int, target: int) -> Literal:
    """The literal of a condition that an ease from one step to another is about."""
    reach = Reach.UP if target < origin else Reach.DOWN
    found = [each for each in rule.clause if each.issue == issue and each.step == origin and each.reach is reach]
    assert len(found) == 1, f"an ease names one literal of its condition: {rule.id} {issue} {origin} {target}"
    return found[0]


def nearer(literal: Literal, step: int) -> Literal:
    """The literal with another step."""
    return replace(literal, step=step)


def apply_moves(model: Model, moves: Iterable[Move]) -> Model:
    """The model once the moves are made."""
    changed: dict[str, Rule | None] = {rule.id: rule for rule in model.rules}
    pinned: list[Rule] = []
    deposited = set(model.deposited)
    for move in moves:
        if move.kind is MoveKind.DEPOSIT:
            deposited.add(move.issue)
        elif move.kind is MoveKind.LEAVE_OPEN:
            stop = left_open_at(model, move.issue)
            for rule in bounds_on(model, move.issue):
                if excludes(rule, stop):
                    changed[rule.id] = None
            pin = Rule(
                f"pin {move.issue}", RuleKind.BOUND, None, 5, (), move.issue, Side.SET, allowed=frozenset({stop})
            )
            if pin not in pinned:
                pinned.append(pin)
        elif move.kind is MoveKind.REFER:
            for rule in bounds_on(model, move.issue, move.party):
                changed[rule.id] = None
        else:
            _move_rule(model, changed, move)
    kept = tuple(rule for rule in changed.values() if rule is not None)
    return replace(model, rules=(*kept, *pinned), deposited=frozenset(deposited))


def _move_rule(model: Model, changed: dict[str, Rule | None], move: Move) -> None:
    """A give, ease, together or drop: done to the rule, on top of what an earlier move made of it."""
    named = rule_of(model, move)
    if named.kind is RuleKind.PROCEDURE or named.party is None:
        raise AssertionError(f"nobody can move the procedure: {move}")
    now = changed[named.id]
    if named.kind is RuleKind.BOUND:
        for rule in bounds_on(model, str(named.issue), named.party, named.side):
            bound = changed[rule.id]
            if bound is None:
                continue
            if move.kind is MoveKind.DROP:
                changed[rule.id] = None
                continue
            assert move.kind is MoveKind.GIVE
            target = model.issues[move.issue].index(move.target)
            if bound.allowed is not None:
                changed[rule.id] = replace(bound, allowed=bound.allowed | {target})
            elif bound.side is Side.LOWER:
                changed[rule.id] = replace(bound, step=min(target, bound.step or 0))
            else:
                assert bound.step is not None
                changed[rule.id] = replace(bound, step=max(target, bound.step))
    elif now is not None:
        if move.kind is MoveKind.DROP:
            changed[named.id] = None
        elif move.kind is MoveKind.TOGETHER:
            assert now.link in (Link.AFTER, Link.WITH)
            changed[named.id] = replace(now, link=Link.WITH)
        else:
            assert move.kind is MoveKind.EASE
            issue = model.issues[move.issue]
            origin, target = issue.index(move.origin), issue.index(move.target)
            place = named.clause.index(named_by(named, move.issue, origin, target))
            clause = tuple(nearer(each, target) if k == place else each for k, each in enumerate(now.clause))
            changed[named.id] = replace(now, clause=clause)


def add(burden: Burden, party: str | None, amount: Fraction) -> None:
    """Somebody pays."""
    assert party is not None
    burden[party] = burden.get(party, Fraction(0)) + amount


def give_price(model: Model, party: str, issue: str, side: Side, given: set[int]) -> Fraction:
    """What it costs a party to let the steps `given` in that it excludes on one side of an issue.

    Per rung the firmest of its bounds that exclude the step; on a choice every step that joins is one rung.
    """
    axis = model.issues[issue]
    total = Fraction(0)
    for step in given:
        firmest = max((r.firmness for r in bounds_on(model, issue, party, side) if excludes(r, step)), default=0)
        if side is Side.SET:
            share = Fraction(1, axis.rungs)
        else:
            share = axis.share(step, step + 1) if side is Side.LOWER else axis.share(step - 1, step)
        total += firmest * share
    return total * price(model.prices, "give")


def ease_price(model: Model, rule: Rule, literal: Literal, target: int) -> Fraction:
    """What it costs to bring the step a condition names nearer the status quo: its share of that stretch."""
    axis, start = model.issues[literal.issue], model.status_quo[literal.issue]
    if axis.is_choice:
        return rule.firmness * price(model.prices, "ease")
    stretch = axis.share(start, literal.step)
    return rule.firmness * axis.share(target, literal.step) / stretch * price(model.prices, "ease")


def deposit_burden(model: Model, issue: str) -> Burden:
    """Who pays what for handing an issue over: those whose act it is and who hold the firmest condition on it."""
    factor = price(model.prices, "deposit")
    firm = {
        party: max(
            (
                rule.firmness
                for rule in model.rules
                if rule.kind is RuleKind.CONDITION
                and rule.party == party
                and rule.act is not None
                and rule.act.issue == issue
            ),
            default=0,
        )
        for party in model.issues[issue].by
    }
    top = max(firm.values())
    payers = [party for party, firmness in firm.items() if firmness == top]
    return {party: (top or 3) * factor / len(payers) for party in payers}


def drop_price(model: Model, rule: Rule) -> Fraction:
    """What it costs to give a condition or a refused whole up."""
    return rule.firmness * price(model.prices, "drop")


def burden_of(model: Model, moves: Iterable[Move], everything: Model | None = None) -> Burden:
    """What each party pays for the moves, by the table and nothing that the moves themselves say.

    Where the model is only a part, `everything` is the whole of it: a deposit is priced by all that is held.
    """
    burden: Burden = {}
    gives: dict[tuple[str, str, Side], set[int]] = {}
    done: set[tuple[str, str]] = set()
    for move in moves:
        if move.kind in (MoveKind.DEPOSIT, MoveKind.LEAVE_OPEN):
            if (move.kind, move.issue) in done:
                continue
            done.add((move.kind, move.issue))
            if move.kind is MoveKind.DEPOSIT:
                for party, amount in deposit_burden(everything or model, move.issue).items():
                    add(burden, party, amount)
            else:
                for rule in bounds_on(model, move.issue):
                    add(burden, rule.party, rule.firmness * price(model.prices, "leave_open"))
        elif move.kind is MoveKind.REFER:
            firmest = max(rule.firmness for rule in bounds_on(model, move.issue, move.party))
            add(burden, move.party, firmest * price(model.prices, "refer"))
        else:
            rule = rule_of(model, move)
            axis = model.issues[move.issue] if move.issue else None
            if rule.kind is RuleKind.BOUND:
                assert rule.party is not None and rule.side is not None and rule.issue is not None and axis is not None
                steps = range(len(axis.steps))
                shut = {
                    step
                    for step in steps
                    if any(excludes(r, step) for r in bounds_on(model, rule.issue, rule.party, rule.side))
                }
                if move.kind is MoveKind.GIVE:
                    target = axis.index(move.target)
                    if rule.side is Side.SET:
                        shut = {target}
                    else:
                        shut &= set(steps[target:] if rule.side is Side.LOWER else steps[: target + 1])
                gives.setdefault((rule.party, rule.issue, rule.side), set()).update(shut)
            elif move.kind is MoveKind.DROP:
                add(burden, rule.party, drop_price(model, rule))
            elif move.kind is MoveKind.TOGETHER:
                add(burden, rule.party, rule.firmness * price(model.prices, "together"))
            else:
                assert axis is not None
                origin = axis.index(move.origin)
                target = axis.index(move.target)
                literal = named_by(rule, move.issue, origin, target)
                add(burden, rule.party, ease_price(model, rule, literal, target))
    for (party, issue, side), steps_given in gives.items():
        add(burden, party, give_price(model, party, issue, side, steps_given))
    return burden


def may_be_made(model: Model, move: Move) -> bool:
    """Whether the case allows the move at all: deposits, referrals and issues left open have to be declared."""
    if move.kind is MoveKind.DEPOSIT:
        return model.issues[move.issue].deposit is not None
    if move.kind is MoveKind.REFER:
        return may_decide(model, move.party, move.issue)
    if move.kind is MoveKind.LEAVE_OPEN:
        return can_be_left_open(model, move.issue)
    return rule_of(model, move).kind is not RuleKind.PROCEDURE


def may_decide(model: Model, party: str, issue: str) -> bool:
    """Whether the body named on the issue may decide for the party: no ratifier of others, nor the party itself."""
    body = model.issues[issue].refer_to
    if body is None or body == party:
        return False
    return body not in model.confirms or party in model.confirms[body]


@dataclass(frozen=True)
class Option:
    """Some moves that belong together, and who pays what for them."""

    moves: tuple[Move, ...]
    burden: Mapping[str, Fraction]


NOTHING = Option((), {})


def _move(kind: MoveKind, party: str, issue: str = "", rule: str = "", origin: str = "", target: str = "") -> Move:
    return Move(kind, party, issue, Fraction(0), (), rule, origin, target)


def levers(model: Model, everything: Model | None = None) -> list[list[Option]]:
    """Everything that can be moved, each with all the ways to move it; the first way is to leave it alone."""
    found: list[list[Option]] = []
    for name, axis in model.issues.items():
        bounds = bounds_on(model, name)
        owners = list(dict.fromkeys(str(rule.party) for rule in bounds))
        for party in owners:
            for side in Side:
                mine = [rule for rule in bounds if rule.party == party and rule.side is side]
                if mine:
                    found.append([NOTHING, *_gives(model, party, name, side, mine)])
            if may_decide(model, party, name):
                found.append([NOTHING, _option(model, _move(MoveKind.REFER, party, name))])
        if can_be_left_open(model, name):
            found.append([NOTHING, _option(model, _move(MoveKind.LEAVE_OPEN, owners[0], name))])
        if axis.deposit is not None and axis.by and name not in model.deposited:
            move = _move(MoveKind.DEPOSIT, axis.by[0], name)
            found.append([NOTHING, Option((move,), burden_of(model, (move,), everything))])
    for rule in model.rules:
        if rule.kind is RuleKind.WHOLE:
            found.append([NOTHING, _option(model, _move(MoveKind.DROP, str(rule.party), rule=rule.id))])
        elif rule.kind is RuleKind.CONDITION:
            found.append([NOTHING, *_relaxations(model, rule)])
    return found


def _option(model: Model, *moves: Move) -> Option:
    return Option(moves, burden_of(model, moves))


def _gives(model: Model, party: str, issue: str, side: Side, mine: list[Rule]) -> Iterator[Option]:
    axis = model.issues[issue]
    shut = [step for step in range(len(axis.steps)) if any(excludes(rule, step) for rule in mine)]
    if side is Side.SET:
        for size in range(1, len(shut) + 1):
            for chosen in combinations(shut, size):
                moves = [_move(MoveKind.GIVE, party, issue, mine[0].id, target=axis.steps[step]) for step in chosen]
                yield _option(model, *moves)
    else:
        for step in shut:
            yield _option(model, _move(MoveKind.GIVE, party, issue, mine[0].id, target=axis.steps[step]))


def _relaxations(model: Model, rule: Rule) -> Iterator[Option]:
    party = str(rule.party)
    yield _option(model, _move(MoveKind.DROP, party, rule.act.issue if rule.act else "", rule.id))
    literals: list[list[Move | None]] = []
    for literal in rule.clause:
        axis, start = model.issues[literal.issue], model.status_quo[literal.issue]
        row: list[Move | None] = [None]
        if not literal.holds(start) and not axis.is_choice and literal.reach is not Reach.EXACT:
            up = literal.reach is Reach.UP
            for step in range(start + 1, literal.step) if up else range(literal.step + 1, start):
                row.append(
                    _move(MoveKind.EASE, party, literal.issue, rule.id, axis.steps[literal.step], axis.steps[step])
                )
        literals.append(row)
    together: list[Move | None] = [None]
    if rule.link is Link.AFTER:
        together.append(_move(MoveKind.TOGETHER, party, rule.act.issue if rule.act else "", rule.id))
    for choice in product(*literals, together):
        moves = tuple(move for move in choice if move is not None)
        if moves:
            yield _option(model, *moves)


def size(model: Model) -> int:
    """How many sets of moves there are to try."""
    total = 1
    for lever in levers(model):
        total *= len(lever)
    return total


def total(burden: Mapping[str, Fraction]) -> Fraction:
    """The price of all."""
    return sum(burden.values(), Fraction(0))


def largest(burden: Mapping[str, Fraction]) -> Fraction:
    """The burden of whoever bears most."""
    return max(burden.values(), default=Fraction(0))


def _best(
    model: Model,
    key: Callable[[Mapping[str, Fraction]], tuple[Fraction, ...]],
    party: str | None = None,
    settling: bool = False,
    everything: Model | None = None,
) -> tuple[tuple[Fraction, ...] | None, list[tuple[Move, ...]]]:
    """The least key at which some set of moves opens a deal, and all sets of moves that do so for it."""
    tried: list[tuple[tuple[Fraction, ...], tuple[Move, ...]]] = []
    found = levers(model, everything)
    if settling:
        found = [[each for each in lever if all(move.kind.settles for move in each.moves)] for lever in found]
    for chosen in product(*found):
        burden: Burden = {}
        for option in chosen:
            for payer, amount in option.burden.items():
                add(burden, payer, amount)
        if party is None or all(payer == party or amount == 0 for payer, amount in burden.items()):
            tried.append((key(burden), tuple(move for option in chosen for move in option.moves)))
    tried.sort(key=lambda entry: (entry[0], len(entry[1])))
    least: tuple[Fraction, ...] | None = None
    opened: list[tuple[Move, ...]] = []
    for cost, moves in tried:
        if least is not None and cost > least:
            break
        if plain.has_deal(apply_moves(model, moves)):
            least = cost
            opened.append(moves)
    return least, opened


def cheapest(
    model: Model, *, settling: bool = False, everything: Model | None = None
) -> tuple[Fraction | None, list[tuple[Move, ...]]]:
    """The least price of a deal, and every set of moves that opens one for it. None where no moves help.

    `settling`: without the moves that only go round a conflict.
    """
    least, ways = _best(model, lambda burden: (total(burden),), settling=settling, everything=everything)
    return (None if least is None else least[0]), ways


def most_even(
    model: Model, everything: Model | None = None
) -> tuple[tuple[Fraction, ...] | None, list[tuple[Move, ...]]]:
    """The smallest largest burden, then the smallest total; and every set of moves that has both."""
    return _best(model, lambda burden: (largest(burden), total(burden)), everything=everything)


def alone(model: Model, party: str, everything: Model | None = None) -> tuple[Fraction | None, list[tuple[Move, ...]]]:
    """The least that one party pays for a deal if it moves alone. None where it cannot open one."""
    least, ways = _best(model, lambda burden: (total(burden),), party, everything=everything)
    return (None if least is None else least[0]), ways
