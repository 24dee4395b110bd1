"""Why is there no deal? Conflicts gathered into knots, the ways out of each, and of all of them together.

The first two of three answers: no point that all can sign (head-on and linked conflicts), or points but no path
(preconditions that run in a circle). If a deal is open, that is the answer, with its bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from nonpaper.analysis.conflicts import conflict_of, lightest_conflicts
from nonpaper.analysis.encoding import Encoding
from nonpaper.analysis.moves import apply_moves, eased, left_open_at
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
from nonpaper.analysis.ways_out import Search, Ways, edge_moves
from nonpaper.case.claims import Link
from nonpaper.case.grammar import Reading, read_claim, spell_step
from nonpaper.model.compile import compile_model, literal_words
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.model.space import Moment
from nonpaper.positions.position import Hearsay, Literal, MarkKind, Reach, Table

TOP = 50
_WIDTH = 256  # how many sums of equally good ways are kept side by side
_LISTED = 8  # how many equally good wholes are told
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
    told = [
        (*numbers, *(by_id[rule.id] for rule in conflict.asked_by))
        for numbers, conflict in zip(found.conflicts, conflicts, strict=True)
    ]
    groups = _knotted(model, told)
    members = [sorted({number for index in group for number in told[index]}) for group in groups]
    knots: list[Knot] = []
    for index, group in enumerate(groups):
        others = {number for other, numbers in enumerate(members) if other != index for number in numbers}
        numbers = [n for n in range(len(model.rules)) if n not in others]
        if not found.complete:
            tied = {tie for number in members[index] for tie in _ties(model, model.rules[number])}
            numbers = [n for n in numbers if tied & _ties(model, model.rules[n])]
        knots.append(_knot(model, [conflicts[n] for n in group], [found.conflicts[n] for n in group], numbers))
    knots.sort(key=_hardest_first)
    if not all(knot.price_proved and all(way.proved for way in knot.ways) for knot in knots):
        notes.append("time ran out before every way out was proved best of its kind; there may be better ones")
    elif not all(knot.all_searched for knot in knots):
        notes.append("time ran out before all equally good ways out were listed; there may be more of them")
    if not found.complete:
        notes.append(
            f"the {len(found.conflicts)} lightest conflicts were looked at; there are more, and knots may reach further"
        )
    wholes = _at_once(model, table) if at_once or not found.complete else _summed(model, knots, table)
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


def _knotted(model: Model, conflicts: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """The conflicts, by index, gathered into groups that share rules.

    What moves together counts as shared: the bounds of one party on one issue (one concession moves them all, one
    referral takes them all), all bounds on an issue that may be left open, and a depositor's conditions on what it
    may deposit (the firmest of them sets the price).
    """
    groups: list[tuple[set[tuple[str, ...]], list[int]]] = []
    for index, conflict in enumerate(conflicts):
        rules, members = {tie for number in conflict for tie in _ties(model, model.rules[number])}, [index]
        apart = []
        for group in groups:
            if group[0] & rules:
                rules |= group[0]
                members += group[1]
            else:
                apart.append(group)
        groups = [*apart, (rules, members)]
    return [sorted(members) for _, members in groups]


def _ties(model: Model, rule: Rule) -> set[tuple[str, ...]]:
    """What two rules have in common if they can only be moved, or priced, together."""
    ties: set[tuple[str, ...]] = {("rule", rule.id)}
    if rule.kind is RuleKind.BOUND and rule.issue is not None:
        ties.add(("bounds", rule.issue, rule.party or ""))
        if model.issues[rule.issue].may_stay_open:
            ties.add(("bounds", rule.issue))
    if rule.act is not None:
        issue = model.issues[rule.act.issue]
        if issue.deposit is not None and rule.party in issue.by:
            ties.add(("deposit", issue.id))
    return ties


def _hardest_first(knot: Knot) -> tuple[bool, Fraction, int, tuple[str, ...]]:
    return (knot.price is not None, -(knot.price or Fraction(0)), -len(knot.conflicts), tuple(sorted(knot.issues)))


def _knot(model: Model, conflicts: list[Conflict], numbers: list[tuple[int, ...]], among: list[int]) -> Knot:
    """One knot: its cards, its ways out among the rules `among`, and what a single statement could do."""
    search = Search(model, among)
    inside = {rule.id for conflict in conflicts for rule in conflict.rules}
    settled = search.cheapest(settle=True, most=1, count=1)
    parties = tuple(sorted({party for conflict in conflicts for party in conflict.parties}))
    named: dict[str, Ways] = {"even": search.even(), "cheapest": search.cheapest()}
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
    hearsay = {rule.id for conflict in conflicts for rule in conflict.rules if rule.hearsay is not Hearsay.FIRST_HAND}
    if_wrong: tuple[WayOut, ...] | None = None
    if hearsay:
        rest = Search(model, [n for n in among if model.rules[n].id not in hearsay]).cheapest()
        if_wrong = tuple(way for way in rest.ways if way.moves)
    by_rules = {frozenset(r.id for r in conflict.rules): numbers[k] for k, conflict in enumerate(conflicts)}
    return Knot(
        price=price,
        price_proved=all(way.proved for way in settled.ways),
        all_searched=all(ways.searched for ways in named.values()),
        cards=_cards(model, conflicts, by_rules),
        conflicts=tuple(conflicts),
        ways=tuple(way for ways in named.values() for way in ways.ways),
        asks=_asks(model, among, inside, [search.cheapest(settle=True, alone=party) for party in parties]),
        if_wrong=if_wrong,
        more_ways={kind: ways.more for kind, ways in named.items() if ways.more},
        parties=parties,
        issues=tuple(name for name in model.issues if any(name in conflict.issues for conflict in conflicts)),
    )


def _cards(
    model: Model, conflicts: Sequence[Conflict], numbers: Mapping[frozenset[str], tuple[int, ...]]
) -> tuple[Card, ...]:
    """Conflicts of one kind on the same issues, told together."""
    groups: dict[tuple[ConflictKind, tuple[str, ...]], list[Conflict]] = {}
    for conflict in conflicts:
        groups.setdefault((conflict.kind, conflict.issues), []).append(conflict)
    cards = []
    for (kind, issues), members in groups.items():
        moves: dict[tuple[str, str, str], Move] = {}
        if kind is ConflictKind.CIRCLE:
            for conflict in members:
                for move in edge_moves(model, numbers[frozenset(rule.id for rule in conflict.rules)]):
                    moves.setdefault((move.kind, move.rule, move.party), move)
        cards.append(Card(kind, issues, tuple(members), tuple(moves.values())))
    return tuple(sorted(cards, key=lambda card: (_KIND_ORDER.index(card.kind), len(card.issues), sorted(card.issues))))


def _asks(model: Model, among: Sequence[int], inside: set[str], alone: Iterable[Ways]) -> tuple[Ask, ...]:
    """Single statements that would remove the knot: a report that turns out wrong, or one party's one settling move."""
    asks: dict[tuple[str, str, str], Ask] = {}
    with Encoding(replace(model, rules=tuple(model.rules[n] for n in among))) as encoding:
        for number, rule in enumerate(encoding.model.rules):
            if rule.id not in inside or rule.hearsay is Hearsay.FIRST_HAND or rule.party is None:
                continue
            if encoding.solve([n for n in range(len(encoding.model.rules)) if n != number]):
                asks["confirm", rule.party, rule.id] = Ask("confirm", rule.party, rule.statements, rule.issues, rule.id)
    for ways in alone:
        for way in ways.ways:
            if len(way.moves) == 1:
                move = way.moves[0]
                words = said_by(model, move)
                ask = Ask("answer", move.party, move.statements, (move.issue,), words, move)
                asks.setdefault(("answer", move.party, words), ask)
    return tuple(asks[key] for key in sorted(asks))


def said_by(model: Model, move: Move) -> str:
    """What the mover would have to say to make the move, in the language of the record: a stance and a claim.

    Where the language has no words for it (a drop; a label with a quote in it), what move it is.
    """
    rule = next((rule for rule in model.rules if rule.id == move.rule), None)
    if rule is None:
        return move.kind.value
    if rule.kind is RuleKind.BOUND:
        sign = {Reach.UP: ">=", Reach.DOWN: "<="}.get(_reach(rule), "=")
        return _in_the_record("accepts", f"{move.issue} {sign} {spell_step(move.target)}", move)
    if rule.act is None or move.kind not in (MoveKind.TOGETHER, MoveKind.EASE):
        return f"no longer: {rule.id.partition(': ')[2]}"
    clause, link = rule.clause, rule.link or Link.IF
    if move.kind is MoveKind.EASE:
        clause = eased(model, clause, move)
    else:
        link = Link.WITH
    waits = " or ".join(literal_words(part, model.issues) for part in clause)
    return _in_the_record("insists", f"{literal_words(rule.act, model.issues)} {link.value} {waits}", move)


def _in_the_record(stance: str, claim: str, move: Move) -> str:
    return f"{stance} {claim}" if isinstance(read_claim(claim), Reading) else move.kind.value


def _reach(rule: Rule) -> Reach:
    if rule.side is None or rule.allowed is not None:
        return Reach.EXACT
    return Reach.UP if rule.side.value == "lower" else Reach.DOWN


def _at_once(model: Model, table: Table) -> tuple[Whole, ...]:
    """The most even ways out of everything, and the cheapest where they cost less, each looked for directly."""
    search = Search(model)
    even, cheapest = search.even(), search.cheapest()
    wholes = [_whole(model, table, way, len(even.ways) + even.more) for way in even.ways]
    if cheapest.ways and (not wholes or cheapest.ways[0].price < wholes[0].price):
        count = len(cheapest.ways) + cheapest.more
        wholes += [_whole(model, table, way, count) for way in cheapest.ways]
    return tuple(wholes)


def _summed(model: Model, knots: Sequence[Knot], table: Table) -> tuple[Whole, ...]:
    """The knots' ways added up: the most even sums of the most even ones, then the cheapest where they cost less.

    All equally good sums come back, up to `_LISTED`. Empty if they do not add up to a deal.
    """
    wholes: list[Whole] = []
    for kind in (WayKind.EVEN, WayKind.CHEAPEST):
        sums: dict[tuple[Move, ...], None] = {(): None}
        touched: set[tuple[str, str]] = set()
        for knot in knots:
            ways = [way for way in knot.ways if way.kind is kind]
            bounds = {touch for way in ways for touch in _bounds_moved(model, way.moves)}
            if not ways or touched & bounds:
                return ()
            touched |= bounds
            grown = dict.fromkeys(_together(moves, way.moves) for moves in sums for way in ways)
            sums = dict.fromkeys(sorted(grown, key=lambda moves: _evenness(_burden(moves)))[:_WIDTH])
        best = min(_evenness(_burden(moves)) for moves in sums)
        if wholes and best[1] >= wholes[0].price:
            break
        equal = [moves for moves in sums if _evenness(_burden(moves)) == best]
        for moves in equal:
            with Encoding(apply_moves(model, moves)) as opened:
                if not opened.solve(range(len(opened.model.rules))):
                    return ()
        proved = all(way.proved for knot in knots for way in knot.ways if way.kind is kind)
        for moves in equal[:_LISTED]:
            burden = _burden(moves)
            way = WayOut(kind, None, sum(burden.values(), Fraction(0)), burden, moves, proved)
            wholes.append(_whole(model, table, way, len(equal)))
    return tuple(wholes)


def _bounds_moved(model: Model, moves: Iterable[Move]) -> set[tuple[str, str]]:
    """Whose bounds on which issue the moves touch: what two knots both touch cannot be priced apart."""
    bounds = {rule.id for rule in model.rules if rule.kind is RuleKind.BOUND}
    return {(move.party, move.issue) for move in moves if move.rule in bounds}


def _together(moves: tuple[Move, ...], more: tuple[Move, ...]) -> tuple[Move, ...]:
    """Both sets of moves, each move once, in an order of their content."""
    both = dict.fromkeys((*moves, *more))
    return tuple(sorted(both, key=lambda move: (move.issue, move.party, move.kind, move.rule, move.target)))


def _whole(model: Model, table: Table, way: WayOut, count: int) -> Whole:
    with Encoding(apply_moves(model, way.moves)) as opened:
        bounds = open_bounds(opened.model, opened, table.drafted, welcomed(table))
    bounds = replace(bounds, referred=_referred(model, way.moves), left_open=_left_open(model, way.moves))
    return Whole(way.kind, way.price, way.burden, _together(way.moves, ()), bounds, count, way.proved, way.bound)


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
