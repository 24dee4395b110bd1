"""One answer of `why` held against the plain search: what must be true of it whatever the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from tests.oracle import cpm, plain, ways

from nonpaper.analysis.moves import apply_moves
from nonpaper.analysis.results import (
    NO_WAY,
    Conflict,
    Knot,
    Move,
    MoveKind,
    OpenBounds,
    WayKind,
    WayOut,
    Why,
)
from nonpaper.case.claims import Link
from nonpaper.model.compile import compile_model
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Hearsay

FEW = 2_000  # sets of moves that the plain search is made to try


def space(model: Model) -> int:
    """How many packages there are."""
    size = 1
    for issue in model.issues.values():
        size *= len(issue.steps)
    return size


def paid(burden: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Who pays anything, and what."""
    return {party: amount for party, amount in burden.items() if amount}


def judge(why: Why, *, by_solver: bool = False) -> None:
    """Everything below, as far as the size of the case allows."""
    model = why.model
    if why.nothing_asked:
        assert why.deal is None and not why.knots
        return
    assert (why.deal is None) == (not plain.has_deal(model))
    assert (why.deal is None) == bool(why.knots)
    if why.deal is not None:
        judge_bounds(model, why.deal)
        assert not why.whole
        return
    judge_conflicts(why, by_solver=by_solver)
    for knot in why.knots:
        judge_knot(why, knot)
    judge_whole(why)


def judge_bounds(model: Model, opened: OpenBounds) -> None:
    """The bounds of the deals are those of the plain search; the example is one of them, in an order that holds."""
    assert dict(opened.bounds) == plain.projection(model)
    package = dict(opened.package)
    assert package in [deal.package for deal in plain.deals(model)]
    told = {(issue, step): moment for issue, step, moment in opened.order}
    walked = {(issue, step) for issue in model.issues for step in plain.path(model, issue, package)}
    assert walked <= set(told)
    held = {(issue, step): moment for issue, step, moment in opened.deposits}
    assert set(held) == {(issue, step) for issue, step in walked if issue in model.deposited}
    assert plain.keeps_order(model, package, told, held)
    spoken = {issue for rule in model.rules for issue in rule.issues}
    assert not spoken.intersection(opened.open)


def judge_conflicts(why: Why, *, by_solver: bool) -> None:
    """Each conflict is minimal and of its kind; all are there where that is claimed; knots share no rule."""
    model = why.model
    own = {rule.id: rule for rule in model.rules}
    seen: list[frozenset[str]] = []
    for knot in why.knots:
        for conflict in knot.conflicts:
            assert all(own[rule.id] == rule for rule in conflict.rules)
            assert plain.is_minimal(model, conflict.rules)
            assert not by_solver or cpm.is_minimal(model, conflict.rules)
            assert conflict.kind is plain.kind_of(model, conflict.rules)
            seen.append(frozenset(rule.id for rule in conflict.rules))
    assert len(set(seen)) == len(seen) == why.found
    if len(model.rules) <= 14 and space(model) <= 1_024:
        everything = plain.all_conflicts(model)
        assert set(seen) <= everything
        assert why.complete == (len(everything) == len(seen))

    def bundle(conflict: Conflict) -> set[str]:
        return with_ties(model, (*conflict.rules, *conflict.asked_by))

    bundles = [bundle(conflict) for knot in why.knots for conflict in knot.conflicts]
    if why.complete:
        assert sorted(map(len, gathered(bundles))) == sorted(len(knot.conflicts) for knot in why.knots)
        for knot in why.knots:
            assert len(gathered([bundle(conflict) for conflict in knot.conflicts])) == 1
    for knot in why.knots:
        judge_cards(model, knot)


def rules_of(knot: Knot) -> set[str]:
    """The ids of the rules in a knot."""
    return {rule.id for conflict in knot.conflicts for rule in conflict.rules}


def with_ties(model: Model, rules: Iterable[Rule]) -> set[str]:
    """The rules, and what one move takes along with them: knots that share any of it are one knot.

    The bounds of one party on one issue (given, or put to another body, together), all bounds on an issue that may stay
    open, and the conditions on an issue of those who may deposit it.
    """
    found: set[str] = set()
    for rule in rules:
        found.add(rule.id)
        if rule.kind is RuleKind.BOUND and rule.issue is not None:
            found.add(f"{rule.party} on {rule.issue}")
            if model.issues[rule.issue].may_stay_open:
                found.add(f"all on {rule.issue}")
        if rule.kind is RuleKind.CONDITION and rule.act is not None:
            issue = model.issues[rule.act.issue]
            if issue.deposit is not None and rule.party in issue.by:
                found.add(f"deposit of {issue.id}")
    return found


def gathered(bundles: Iterable[set[str]]) -> list[list[set[str]]]:
    """Bundles that hang together by shared members, in groups."""
    groups: list[list[set[str]]] = []
    for bundle in bundles:
        joined = [group for group in groups if any(bundle & each for each in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([bundle, *(each for group in joined for each in group)])
    return groups


def judge_cards(model: Model, knot: Knot) -> None:
    """Every conflict of a knot stands on one card; the moves on a circle's edges are priced by the table."""
    on_cards = [conflict for card in knot.cards for conflict in card.conflicts]
    assert len(on_cards) == len(knot.conflicts)
    assert all(conflict in on_cards for conflict in knot.conflicts)
    kinds = [(card.kind, frozenset(card.issues)) for card in knot.cards]
    assert len(set(kinds)) == len(kinds)
    for card in knot.cards:
        assert all(
            (each.kind, frozenset(each.issues)) == (card.kind, frozenset(card.issues)) for each in card.conflicts
        )


def own_ground(why: Why, knot: Knot) -> Model:
    """The model a knot has to be opened in: all rules but those of the other knots."""
    others: set[str] = set()
    for other in why.knots:
        if other is not knot:
            others |= rules_of(other)
    return without(why.model, others)


def without(model: Model, ids: Iterable[str]) -> Model:
    """The model without some of its rules."""
    gone = set(ids)
    return replace(model, rules=tuple(rule for rule in model.rules if rule.id not in gone))


def judge_way(model: Model, way: WayOut, everything: Model) -> None:
    """The way may be gone, costs what the table says, and opens a deal by the oracle's reading and by our own."""
    assert all(ways.may_be_made(model, move) for move in way.moves)
    assert paid(ways.burden_of(model, way.moves, everything)) == paid(way.burden)
    assert sum((move.price for move in way.moves), Fraction(0)) == way.price == ways.total(way.burden)
    assert plain.has_deal(ways.apply_moves(model, way.moves))
    assert plain.has_deal(apply_moves(model, way.moves))


def judge_knot(why: Why, knot: Knot) -> None:
    """Every way opens the knot; none is cheaper or more even where all can be tried; who goes alone goes alone."""
    ground = own_ground(why, knot)
    for way in knot.ways:
        judge_way(ground, way, why.model)
        if way.kind is WayKind.ALONE:
            assert way.party is not None
            assert set(paid(way.burden)) == {way.party} == {move.party for move in way.moves}
    assert len({(way.kind, way.party, frozenset(way.moves)) for way in knot.ways}) == len(knot.ways)
    judge_hearsay(why, knot)
    judge_answers(why, knot, ground)
    if not why.complete or ways.size(ground) > FEW:
        return
    by_kind: dict[tuple[WayKind, str | None], list[WayOut]] = {}
    for way in knot.ways:
        by_kind.setdefault((way.kind, way.party if way.kind is WayKind.ALONE else None), []).append(way)
    least, _ = ways.cheapest(ground, everything=why.model)
    assert (least is None) == ((WayKind.CHEAPEST, None) not in by_kind)
    assert all(way.price == least for way in by_kind.get((WayKind.CHEAPEST, None), []))
    even, _ = ways.most_even(ground, why.model)
    assert (even is None) == ((WayKind.EVEN, None) not in by_kind)
    assert all((ways.largest(way.burden), way.price) == even for way in by_kind.get((WayKind.EVEN, None), []))
    for party in {rule.party for rule in ground.rules if rule.party is not None}:
        lone, _ = ways.alone(ground, party, why.model)
        mine = by_kind.get((WayKind.ALONE, party), [])
        assert (lone is None) == (not mine)
        assert all(way.price == lone for way in mine)
    settled, _ = ways.cheapest(ground, settling=True, everything=why.model)
    assert knot.price == settled


def read_without(why: Why, gone: Iterable[str]) -> Model:
    """The rules of the record once it is read without some of its rows."""
    table = why.table
    rows = tuple(row for row in table.case.statements if row.id not in set(gone))
    return compile_model(
        fold(replace(table.case, statements=rows), table.at, table.min_grade), why.model.deal_by == "bare"
    )


def left_of(why: Why, knot: Knot, model: Model) -> Model | None:
    """The rules among which a knot has to be opened in another reading; None where nothing of it is left.

    Left of it is each conflict on one of its issues that no other knot has told; rules that hang together with that
    stay, and so does all that is in no conflict.
    """
    if model.deal_by == "asked" and not model.one_of:
        return None
    told = {frozenset(rule.id for rule in c.rules) for other in why.knots if other is not knot for c in other.conflicts}
    by_id = {rule.id: rule for rule in model.rules}
    bundles = {
        conflict: with_ties(model, [by_id[each] for each in conflict]) for conflict in plain.all_conflicts(model)
    }
    own = [
        bundles[conflict]
        for conflict in bundles
        if conflict not in told and any(set(by_id[each].issues) & set(knot.issues) for each in conflict)
    ]
    if not own:
        return None
    groups = gathered(list(bundles.values()))
    apart = [group for group in groups if not any(bundle in own for bundle in group)]
    return without(model, [each for group in apart for bundle in group for each in bundle])


def judge_hearsay(why: Why, knot: Knot) -> None:
    """What holds if the reports are wrong holds in the record without them, and so does what a denial would do."""
    heard = [
        rule
        for rule in {rule.id: rule for c in knot.conflicts for rule in (*c.rules, *c.asked_by)}.values()
        if rule.party is not None and rule.hearsay is not Hearsay.FIRST_HAND
    ]
    assert (knot.if_wrong is None) == (not heard or bool(knot.if_wrong_not))
    denied = {ask.words for ask in knot.asks if ask.kind == "confirm"}
    assert denied <= {rule.id for rule in heard}
    if not heard or not why.complete:
        return
    assert not knot.not_tried
    for rule in heard:
        model = read_without(why, rule.statements)
        if len(model.rules) <= 12 and space(model) <= 512:
            assert (rule.id in denied) == (left_of(why, knot, model) is None)
    model = read_without(why, [statement for rule in heard for statement in rule.statements])
    if len(model.rules) > 12 or space(model) > 512:
        return
    rest = left_of(why, knot, model)
    assert (knot.if_wrong == ()) == (rest is None)
    if rest is None:
        return
    for way in knot.if_wrong or ():
        judge_way(rest, way, model)
    if ways.size(rest) <= FEW:
        least, _ = ways.cheapest(rest, everything=model)
        assert (least is None) == (knot.if_wrong_not == NO_WAY)
        assert all(way.price == least for way in knot.if_wrong or ())


def judge_answers(why: Why, knot: Knot, ground: Model) -> None:
    """Each answer asked for is one move that opens the knot; no single move that settles it is kept back."""
    asked = [ask.move for ask in knot.asks if ask.move is not None]
    assert len(set(asked)) == len(asked)
    for move in asked:
        assert move.kind.settles
        assert plain.has_deal(ways.apply_moves(ground, [move]))
    for way in knot.ways:
        if len(way.moves) == 1 and way.moves[0].kind.settles:
            assert way.moves[0] in asked
    if not why.complete:
        return
    told = {(move.kind is MoveKind.TOGETHER, move.rule) for move in asked}
    for rule in ground.rules:
        waits = rule.kind in (RuleKind.CONDITION, RuleKind.WHOLE) and rule.party is not None
        if waits and plain.has_deal(without(ground, [rule.id])) and any(rule.id == each for each in rules_of(knot)):
            assert (False, rule.id) in told, "giving it up would do"
        if waits and rule.link is Link.AFTER:
            eased = tuple(replace(each, link=Link.WITH) if each is rule else each for each in ground.rules)
            assert ((True, rule.id) in told) == plain.has_deal(replace(ground, rules=eased))


def judge_whole(why: Why) -> None:
    """The whole opens all knots at once, costs what its moves cost, and tells the bounds of what it opens."""
    model = why.model
    for whole in why.whole:
        opened = ways.apply_moves(model, whole.moves)
        assert paid(ways.burden_of(model, whole.moves)) == paid(whole.burden)
        assert ways.total(whole.burden) == whole.price
        judge_bounds(opened, replace(whole.opened, open=()))
        kinds = {(move.kind, move.issue) for move in whole.moves}
        assert set(whole.opened.referred) == {issue for kind, issue in kinds if kind is MoveKind.REFER}
        assert set(whole.opened.left_open) == {issue for kind, issue in kinds if kind is MoveKind.LEAVE_OPEN}
        for issue, stop in whole.opened.left_open.items():
            assert whole.opened.bounds[issue] == (stop,)
    prices = [knot.price for knot in why.knots]
    known = [price for price in prices if price is not None]
    assert known == sorted(known, reverse=True), "the hardest knot is told first"


def told(why: Why, parties: Mapping[str, str]) -> dict[str, object]:
    """The answer with every party under another name, in no order but that of the knots' prices.

    Rules go by their statements, since their ids are made of names.
    """

    def party(name: str | None) -> str:
        return "" if name is None else parties.get(name, name)

    def paying(burden: Mapping[str, Fraction]) -> frozenset[tuple[str, Fraction]]:
        return frozenset((party(name), amount) for name, amount in burden.items() if amount)

    def moved(moves: Iterable[Move]) -> frozenset[object]:
        return frozenset(
            (
                *(move.kind, party(move.party), move.issue, frozenset(move.statements), move.price),
                *(move.origin, move.target, move.rungs),
            )
            for move in moves
        )

    def way(each: WayOut) -> object:
        return (each.kind, party(each.party), each.price, paying(each.burden), moved(each.moves), each.proved)

    def opened(bounds: OpenBounds) -> object:
        return (
            frozenset(bounds.bounds.items()),
            frozenset(bounds.open),
        )

    def conflict(each: Conflict) -> object:
        return (
            *(each.kind, frozenset(frozenset(rule.statements) for rule in each.rules), frozenset(each.statements)),
            *(frozenset(map(party, each.parties)), frozenset(each.issues), each.hearsay),
        )

    def knot(each: Knot) -> object:
        return (
            each.price,
            frozenset(map(conflict, each.conflicts)),
            frozenset(
                (
                    card.kind,
                    frozenset(card.issues),
                    frozenset(map(conflict, card.conflicts)),
                    moved(card.edge_moves),
                )
                for card in each.cards
            ),
            frozenset(map(way, each.ways)),
            frozenset((kind, count) for kind, count in each.more_ways.items() if count),
            frozenset(
                (ask.kind, party(ask.party), frozenset(ask.statements), frozenset(ask.issues)) for ask in each.asks
            ),
            None if each.if_wrong is None else frozenset(map(way, each.if_wrong)),
            frozenset(map(party, each.parties)),
            frozenset(each.issues),
        )

    return {
        "deal": None if why.deal is None else opened(why.deal),
        "prices": [each.price for each in why.knots],
        "knots": frozenset(map(knot, why.knots)),
        "whole": frozenset(
            (each.kind, each.price, paying(each.burden), moved(each.moves), opened(each.opened), each.ways)
            for each in why.whole
        ),
        "not heard": frozenset((party(each.party), each.issue, each.demand) for each in why.not_heard),
        "nobody asked": frozenset(why.nobody_asked),
        "nothing asked": why.nothing_asked,
        "found": (why.complete, why.found, why.lightest_proved),
    }
