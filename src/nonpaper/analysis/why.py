"""Why is there no deal? Conflicts gathered into knots, the ways out of each, and of all of them together.

The first two of three answers: no point that all can sign (head-on and linked conflicts), or points but no path
(preconditions that run in a circle). If a deal is open, that is the answer, with its bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from nonpaper.analysis.conflicts import conflict_of, ground, knotted, lightest_conflicts
from nonpaper.analysis.doubts import Doubts
from nonpaper.analysis.encoding import Encoding
from nonpaper.analysis.moves import apply_moves, left_open_at
from nonpaper.analysis.results import (
    Ask,
    Card,
    Conflict,
    ConflictKind,
    Knot,
    Move,
    MoveKind,
    OpenBounds,
    WayKind,
    WayOut,
    Whole,
    Why,
)
from nonpaper.analysis.said_by import said_by
from nonpaper.analysis.ways_out import Search, Ways, edge_moves, opens
from nonpaper.model.compile import compile_model
from nonpaper.model.rules import Model, RuleKind
from nonpaper.model.space import Moment
from nonpaper.positions.position import Literal, MarkKind, Table

TOP = 50
_WIDTH = 256  # how many sums of equally good ways are kept side by side
_LISTED = 8  # how many equally good ways or wholes are told
_ALL = 1_000  # more than are ever looked for
_KIND_ORDER = (ConflictKind.HEAD_ON, ConflictKind.CIRCLE, ConflictKind.LINKED)


def why(table: Table, model: Model | None = None, *, top: int = TOP, bare: bool = False, at_once: bool = False) -> Why:
    """Why the talks are stuck, as of the table's day.

    `top` is how many conflicts are looked for at most (the lightest; the answer says whether there are more).
    `bare` lifts what a deal has to move. `at_once` looks for one way out of everything instead of adding up the knots'.
    """
    model = compile_model(table, bare) if model is None else model
    nobody = nobody_asked(table, model)
    if model.deal_by == "asked" and not model.one_of:
        return _answer(table, model, nobody, nothing_asked=True)
    with Encoding(model) as encoding:
        if encoding.solve(range(len(model.rules))):
            return _answer(table, model, nobody, deal=open_bounds(model, encoding, table.drafted, welcomed(table)))
        found = lightest_conflicts(encoding, top)
    notes: list[str] = []
    conflicts = [conflict_of(model, numbers) for numbers in found.conflicts]
    by_id = {rule.id: number for number, rule in enumerate(model.rules)}
    stuck = [
        (*numbers, *(by_id[rule.id] for rule in conflict.asked_by))
        for numbers, conflict in zip(found.conflicts, conflicts, strict=True)
    ]
    each: list[_Found] = []
    for group in knotted(model, stuck):
        among = ground(model, found.conflicts, group, found.complete)
        each.append(_knot(model, [conflicts[n] for n in group], [found.conflicts[n] for n in group], among))
    each.sort(key=lambda one: _hardest_first(one.knot))
    doubts = Doubts(table, model, top)
    told = [one.knot for one in each]
    knots = [doubts.told(knot, [other for other in told if other is not knot]) for knot in told]
    if not all(knot.price_proved and all(way.proved for way in knot.ways) for knot in knots):
        notes.append("time ran out before every way out was proved best of its kind; there may be better ones")
    elif not all(knot.all_searched for knot in knots):
        notes.append("time ran out before all equally good ways out were listed; there may be more of them")
    if not found.complete:
        notes.append(
            f"the {len(found.conflicts)} lightest conflicts were looked at; "
            "there may be more, and knots may reach further"
        )
    wholes = _at_once(model, table) if at_once or not found.complete else _summed(model, each, table)
    if not wholes:
        wholes = _at_once(model, table)
        notes.append("the ways out of the knots do not add up; the whole was looked for at once")
    if not wholes:
        notes.append("no move of any party opens a deal: the lines of the procedure stand against it by themselves")
    return _answer(
        table,
        model,
        nobody,
        knots=tuple(knots),
        whole=wholes,
        complete=found.complete,
        found=len(found.conflicts),
        lightest_proved=found.proved,
        notes=tuple(notes),
    )


def _answer(
    table: Table,
    model: Model,
    nobody: tuple[str, ...],
    *,
    deal: OpenBounds | None = None,
    knots: tuple[Knot, ...] = (),
    whole: tuple[Whole, ...] = (),
    nothing_asked: bool = False,
    complete: bool = True,
    found: int = 0,
    lightest_proved: bool = True,
    notes: tuple[str, ...] = (),
) -> Why:
    return Why(
        table=table,
        model=model,
        deal=deal,
        knots=knots,
        whole=whole,
        not_heard=table.not_heard,
        nobody_asked=nobody,
        nothing_asked=nothing_asked,
        complete=complete,
        found=found,
        lightest_proved=lightest_proved,
        notes=notes,
    )


def nobody_asked(table: Table, model: Model) -> tuple[str, ...]:
    """Issues that the draft or a condition moves, though no party asks for it."""
    moved = set(model.must_move)
    for rule in model.rules:
        if rule.kind in (RuleKind.CONDITION, RuleKind.PROCEDURE):
            literals: Iterable[Literal] = (*rule.clause, *((rule.act,) if rule.act is not None else ()))
            moved |= {part.issue for part in literals if not part.holds(model.status_quo[part.issue])}
    return tuple(name for name in model.issues if name in moved and not table.asked.get(name))


def open_bounds(
    model: Model, encoding: Encoding, drafted: Mapping[str, int], welcome: Mapping[str, int] | None = None
) -> OpenBounds:
    """Which steps occur in some deal, and one deal: the nearest to the draft, and else to the status quo.

    The example goes through the issues by id and takes for each the drafted step if it can; on an issue that no rule
    bears on, the one that is `welcome` (`welcomed`); else the nearest to the status quo that still leaves a deal. So it
    does not depend on the order of anything.
    """
    spoken = {name for rule in model.rules for name in rule.issues}
    wished = {**{name: step for name, step in (welcome or {}).items() if name not in spoken}, **drafted}
    rules = range(len(model.rules))
    seen: dict[str, set[int]] = {name: set() for name in model.issues}
    for name, issue in model.issues.items():
        for step in range(len(issue.steps)):
            if step not in seen[name] and _possible(encoding, rules, ((name, step),)):
                for each, at in encoding.answer().items():
                    seen[each].add(at)
    chosen: list[tuple[str, int]] = []
    for name in sorted(model.issues):
        start, wanted = model.status_quo[name], wished.get(name)
        steps = sorted(seen[name], key=lambda step: (step != wanted, abs(step - start), step))
        for step in steps:
            if len(steps) == 1 or _possible(encoding, rules, (*chosen, (name, step))):
                chosen.append((name, step))
                break
    _possible(encoding, rules, tuple(chosen))
    moments, deposits = encoding.moments(rules)
    told = sorted({*moments.values(), *deposits.values()})
    ranks = {moment: rank for rank, moment in enumerate(told, 1)}

    def ranked(found: Mapping[Moment, int]) -> tuple[tuple[str, int, int], ...]:
        return tuple(sorted(((r[0], r[2], ranks[at]) for r, at in found.items()), key=lambda row: (row[2], row)))

    return OpenBounds(
        bounds={name: tuple(sorted(seen[name])) for name in model.issues},
        package=encoding.answer(),
        open=tuple(name for name in model.issues if name not in spoken),
        order=ranked(moments),
        deposits=ranked(deposits),
    )


def welcomed(table: Table) -> dict[str, int]:
    """The issues on which all that was said is a yes to one and the same step, each with that step."""
    yes: dict[str, set[int]] = {}
    for (_, name), position in table.positions.items():
        yes.setdefault(name, set()).update(
            step for step, mark in enumerate(position.marks) if mark.kind is MarkKind.SAYS_YES and mark.statements
        )
    return {name: min(steps) for name, steps in yes.items() if len(steps) == 1}


def _possible(encoding: Encoding, rules: Iterable[int], steps: Sequence[tuple[str, int]]) -> bool:
    """Whether some deal lies at these steps."""
    also: list[int] = []
    for name, step in steps:
        literals = encoding.steps_here(name, step)
        if literals is None:
            return False
        also += literals
    return encoding.solve(rules, also)


def _hardest_first(knot: Knot) -> tuple[object, ...]:
    statements = sorted({statement for conflict in knot.conflicts for statement in conflict.statements})
    rules = sorted({rule.id for conflict in knot.conflicts for rule in conflict.rules})
    price = -(knot.price or Fraction(0))
    return (knot.price is not None, price, -len(knot.conflicts), sorted(knot.issues), statements, rules)


@dataclass(frozen=True, slots=True)
class _Found:
    """A knot, and all the ways that were found of it, listed or not."""

    knot: Knot
    even: Ways
    cheapest: Ways


def _knot(model: Model, conflicts: list[Conflict], numbers: list[tuple[int, ...]], among: list[int]) -> _Found:
    """One knot: its cards, its ways out among the rules `among`, and the single answers that would remove it."""
    search = Search(model, among)
    settled = search.cheapest(settle=True, most=1, count=1)
    even, cheapest = search.even(most=_ALL), search.cheapest(most=_ALL)
    named: dict[str, Ways] = {"even": _first(even), "cheapest": _first(cheapest)}
    for party in sorted({soft.party for soft in search.softs}):
        named[f"alone:{party}"] = search.cheapest(alone=party)
    price = settled.ways[0].price if settled.ways else None
    if price is not None and not any(
        way.price == price and all(move.kind.settles for move in way.moves)
        for ways in named.values()
        for way in ways.ways
    ):  # the price of the knot is that of a way that can be read
        ways = search.cheapest(settle=True)
        named["settling"] = replace(ways, ways=tuple(replace(way, kind=WayKind.SETTLING) for way in ways.ways))
    singles = search.singles([frozenset(rule.id for rule in conflict.rules) for conflict in conflicts])
    knot = Knot(
        price=price,
        price_proved=all(way.proved for way in settled.ways),
        all_searched=all(ways.searched for ways in named.values()),
        cards=_cards(model, conflicts, numbers),
        conflicts=tuple(conflicts),
        ways=tuple(way for ways in named.values() for way in ways.ways),
        asks=_answers(model, singles),
        if_wrong=None,
        more_ways={kind: ways.more for kind, ways in named.items() if ways.more},
        parties=tuple(sorted({party for conflict in conflicts for party in conflict.parties})),
        issues=tuple(name for name in model.issues if any(name in conflict.issues for conflict in conflicts)),
        uncounted=tuple(kind for kind, ways in named.items() if not ways.counted),
    )
    return _Found(knot, even, cheapest)


def _first(ways: Ways) -> Ways:
    """The ways that are listed of all that were found."""
    return Ways(ways.ways[:_LISTED], ways.more + len(ways.ways[_LISTED:]), ways.counted)


def _cards(model: Model, conflicts: Sequence[Conflict], numbers: Sequence[tuple[int, ...]]) -> tuple[Card, ...]:
    """Conflicts of one kind on the same issues, told together."""
    groups: dict[tuple[ConflictKind, tuple[str, ...]], list[int]] = {}
    for place, conflict in enumerate(conflicts):
        groups.setdefault((conflict.kind, conflict.issues), []).append(place)
    cards = []
    for (kind, issues), places in groups.items():
        moves = edge_moves(model, [numbers[k] for k in places]) if kind is ConflictKind.CIRCLE else ()
        cards.append(Card(kind, issues, tuple(conflicts[k] for k in places), moves))
    return tuple(sorted(cards, key=lambda card: (_KIND_ORDER.index(card.kind), len(card.issues), sorted(card.issues))))


def _answers(model: Model, moves: Iterable[Move]) -> tuple[Ask, ...]:
    """The single statements by which a party would make one of these moves."""
    asks = [Ask("answer", move.party, move.statements, (move.issue,), said_by(model, move), move) for move in moves]
    return tuple(sorted(dict.fromkeys(asks), key=lambda ask: (sorted(ask.statements), ask.words, ask.party)))


def _at_once(model: Model, table: Table) -> tuple[Whole, ...]:
    """The most even ways out of everything, and the cheapest where they cost less, each looked for directly."""
    search = Search(model)
    even, cheapest = search.even(most=_LISTED), search.cheapest(most=_LISTED)
    kinds = [even]
    if cheapest.ways and (not even.ways or cheapest.ways[0].price < even.ways[0].price):
        kinds.append(cheapest)
    return tuple(
        _whole(model, table, way, len(ways.ways) + ways.more, ways.counted) for ways in kinds for way in ways.ways
    )


def _summed(model: Model, knots: Sequence[_Found], table: Table) -> tuple[Whole, ...]:
    """The knots' ways added up: the most even sums of the most even ones, then the cheapest where they cost less.

    All equally good sums are counted, and the first `_LISTED` come back, in the order of the knots and of their ways.
    Empty if they do not add up to a deal.
    """
    wholes: list[Whole] = []
    for kind in (WayKind.EVEN, WayKind.CHEAPEST):
        found = [knot.even if kind is WayKind.EVEN else knot.cheapest for knot in knots]
        if not _apart(model, found):
            return ()
        sums: _Sums = {(): _Sum(1, ((),))}
        counted = all(ways.counted for ways in found)
        for ways in found:
            sums = _added(sums, ways)
            counted = counted and len(sums) <= _WIDTH
            sums = dict(sorted(sums.items(), key=_most_even_first)[:_WIDTH])
        best = min(_evenness(dict(burden)) for burden in sums)
        if wholes and best[1] >= wholes[0].price:
            break
        equal = [total for burden, total in sums.items() if _evenness(dict(burden)) == best]
        count = sum(total.count for total in equal)
        proved = all(way.proved for ways in found for way in ways.ways)
        for picked in sorted(picks for total in equal for picks in total.first)[:_LISTED]:
            moves = tuple(m for ways, place in zip(found, picked, strict=True) for m in ways.ways[place].moves)
            if not opens(model, moves):
                return ()
            burden = _burden(moves)
            way = WayOut(kind, None, sum(burden.values(), Fraction(0)), burden, moves, proved)
            wholes.append(_whole(model, table, way, count, counted))
    return tuple(wholes)


def _apart(model: Model, found: Iterable[Ways]) -> bool:
    """Whether every knot has a way, and no two touch the same: one party's bounds on one issue, or one other move."""
    bounds = {rule.id for rule in model.rules if rule.kind is RuleKind.BOUND}
    touched: set[tuple[str, ...]] = set()
    for ways in found:
        moves = [move for way in ways.ways for move in way.moves]
        here = {(m.party, m.issue) if m.rule in bounds else (m.kind.value, m.party, m.issue, m.rule) for m in moves}
        if not ways.ways or touched & here:
            return False
        touched |= here
    return True


@dataclass(frozen=True, slots=True)
class _Sum:
    """How many sums of ways come to one burden, and the first of them: the places of their ways, knot by knot."""

    count: int
    first: tuple[tuple[int, ...], ...]


_Sums = dict[tuple[tuple[str, Fraction], ...], _Sum]


def _added(sums: _Sums, ways: Ways) -> _Sums:
    """Every sum with every way of one more knot."""
    counts: dict[tuple[tuple[str, Fraction], ...], int] = {}
    first: dict[tuple[tuple[str, Fraction], ...], list[tuple[int, ...]]] = {}
    for burden, total in sums.items():
        for place, way in enumerate(ways.ways):
            grown = dict(burden)
            for party, price in way.burden.items():
                grown[party] = grown.get(party, Fraction(0)) + price
            key = tuple(sorted(grown.items()))
            counts[key] = counts.get(key, 0) + total.count
            first.setdefault(key, []).extend((*picks, place) for picks in total.first)
    return {key: _Sum(count, tuple(sorted(first[key])[:_LISTED])) for key, count in counts.items()}


def _most_even_first(item: tuple[tuple[tuple[str, Fraction], ...], _Sum]) -> tuple[object, ...]:
    return (_evenness(dict(item[0])), item[1].first)


def _together(moves: tuple[Move, ...], more: tuple[Move, ...]) -> tuple[Move, ...]:
    """Both sets of moves, each move once, in an order of their content."""
    both = dict.fromkeys((*moves, *more))
    return tuple(sorted(both, key=lambda move: (move.issue, move.party, move.kind, move.rule, move.target)))


def _whole(model: Model, table: Table, way: WayOut, count: int, counted: bool) -> Whole:
    with Encoding(apply_moves(model, way.moves)) as opened:
        bounds = open_bounds(opened.model, opened, table.drafted, welcomed(table))
    bounds = replace(bounds, referred=_referred(model, way.moves), left_open=_left_open(model, way.moves))
    return Whole(
        kind=way.kind,
        price=way.price,
        burden=way.burden,
        moves=_together(way.moves, ()),
        opened=bounds,
        ways=count,
        proved=way.proved,
        bound=way.bound,
        counted=counted,
    )


def _referred(model: Model, moves: Iterable[Move]) -> dict[str, str]:
    """The issues that the moves put to a body that may decide them, each with that body."""
    put = {move.issue for move in moves if move.kind is MoveKind.REFER}
    return {name: issue.refer_to for name, issue in model.issues.items() if name in put and issue.refer_to is not None}


def _left_open(model: Model, moves: Iterable[Move]) -> dict[str, int]:
    """The issues that the moves leave open, each with the step at which it stops."""
    left = {move.issue for move in moves if move.kind is MoveKind.LEAVE_OPEN}
    stops = {name: left_open_at(model, name) for name in model.issues if name in left}
    return {name: stop[0] for name, stop in stops.items() if stop is not None}


def _burden(moves: Iterable[Move]) -> dict[str, Fraction]:
    burden: dict[str, Fraction] = {}
    for move in moves:
        burden[move.party] = burden.get(move.party, Fraction(0)) + move.price
    return {party: burden[party] for party in sorted(burden)}


def _evenness(burden: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """The largest burden, then the total: smaller is more even."""
    return (max(burden.values(), default=Fraction(0)), sum(burden.values(), Fraction(0)))
