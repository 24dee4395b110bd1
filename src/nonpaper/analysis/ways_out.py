"""What could be moved, by whom and at what price, so that a deal opens?

Every bound, condition and refused whole becomes soft, rung by rung, at the price of the table of moves. The cheapest
way gives up the least in sum, the most even one asks the least of whoever bears most; both are integer programs over
the same clauses, see `program`. Orders between acts are added as clauses when an answer runs into circles.
Every way that leaves this module has been applied to the rules, and a deal was found; where the clock stops a search,
the way found is mended until it opens one, and comes back unproved with the bound that was proved so far.

Prices (exact fractions; f is the firmness of the mover's own statement):
    give       per rung of the ladder: f x share of the ladder; where several bounds of one party lie on the same
               side of one issue, the firmest of those that exclude the rung. On a choice, f / (steps - 1) for each
               step that joins.
    ease       per rung between the status quo and the step named: f x share of that stretch; all of it is a drop.
    together   f/4 for the edge.      refer      f/3, f of the firmest bound of that party on the issue.
    deposit    f/4, f of the firmest condition of those whose act it is on the issue, 3 if none; shared if several
               are as firm.
    leave open 2f/5 for each live bound on the issue, paid by the party whose bound it is.
    drop       f.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice

from pysat.solvers import Solver

from nonpaper.analysis.encoding import Encoding, Space, held, is_void, order_the_rungs
from nonpaper.analysis.moves import apply_moves, left_open_at
from nonpaper.analysis.precedence import Clause, Edge, Precedence, clauses_against
from nonpaper.analysis.program import Program, holds
from nonpaper.analysis.results import Move, MoveKind, WayKind, WayOut
from nonpaper.case.claims import Link
from nonpaper.case.prices import price as price_of
from nonpaper.errors import EngineError
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.model.space import Moment, reached_at, rungs_from
from nonpaper.positions.position import Literal, Reach, Side

_SIDE_STEPS = (MoveKind.DEPOSIT, MoveKind.REFER, MoveKind.LEAVE_OPEN)
_DEPOSIT_FIRMNESS = 3
SECONDS = 30.0  # for one question
_CIRCLES = 4_000  # learnt at once from one answer: one for each order it breaks
_LONGEST = 2  # times the shortest that an answer breaks: longer ones slow a quick question, and mostly fall with these
_FINEST = 10**9  # prices are exact below this common denominator, else rounded to it


@dataclass(frozen=True, slots=True)
class Soft:
    """One thing that may be given up: keep the literal `keep`, or `party` pays `price`.

    `group` says which move it belongs to: softs of one group that are given up together are one move. `rung` is the
    step of the ladder it is about, -1 where it has none.
    """

    keep: int
    price: Fraction
    party: str
    kind: MoveKind
    group: tuple[str, ...]
    rule: Rule
    also: tuple[Rule, ...]  # further rules that are given up with it
    issue: str
    rung: int = -1
    part: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """Equally good ways, and how many more there are that are not listed: at least so many, unless `counted`.

    `searched`: the search for equally good ones was not cut short by the clock.
    """

    ways: tuple[WayOut, ...]
    more: int = 0
    counted: bool = True
    searched: bool = True


class Search:
    """The soft problem over some of the model's rules; each question is asked afresh and answered exactly."""

    def __init__(self, model: Model, numbers: Iterable[int] | None = None) -> None:
        rules = model.rules if numbers is None else tuple(model.rules[number] for number in sorted(numbers))
        self.model = replace(model, rules=rules)
        self.every = model.rules  # a deposit is priced by all that its depositor holds to, whatever is looked at
        self.space = Space(self.model)
        self.softs: list[Soft] = []
        self.precedence = Precedence()
        self.deposits = {
            name: self.space.new()
            for name, issue in model.issues.items()
            if issue.deposit is not None and issue.by and name not in model.deposited
        }
        self._prices: dict[tuple[str, int], Fraction] = {}
        self._eases: dict[tuple[Literal, int], list[tuple[int, Literal, Fraction]]] = {}
        self._own: dict[tuple[str | None, str, Side | None], list[Rule]] = {}
        self._deposits()
        exempt = self._exemptions()
        self._bounds(exempt)
        for number, rule in enumerate(rules):
            if rule.kind is RuleKind.WHOLE:
                self._whole(rule)
            elif rule.act is None and rule.kind is RuleKind.PROCEDURE:
                self._clause([], rule.clause)
            elif rule.kind in (RuleKind.CONDITION, RuleKind.PROCEDURE) and not is_void(rule, model.status_quo):
                self._condition(number, rule)
        self.edges: list[Edge] = self.precedence.knotted() if self.precedence.edges else []
        self.circles: list[Clause] = []
        self.long_circles: dict[tuple[int, ...], Clause] = {}  # put aside, see `_LONGEST`
        self._scale()

    # building

    def _price(self, key: str, firmness: int) -> Fraction:
        """The price of a move on something so firmly held, before it is shared out over rungs."""
        price = self._prices.get((key, firmness))
        if price is None:
            price = self._prices[key, firmness] = price_of(self.model.prices, key) * firmness
        return price

    def _soft(
        self,
        kind: MoveKind,
        rule: Rule,
        party: str,
        price: Fraction,
        keep: int,
        *,
        issue: str = "",
        name: str = "",
        rung: int = -1,
        part: int = 0,
        held: Sequence[Rule] = (),
    ) -> None:
        issue = issue or rule.issue or rule.issues[0]
        group = (kind.value, party, issue, name or rule.id)
        self.softs.append(Soft(keep, price, party, kind, group, rule, tuple(held), issue, rung, part))

    def _bound_rules(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.model.rules:
            if rule.kind is RuleKind.BOUND and rule.issue is not None:
                found.setdefault(rule.issue, []).append(rule)
        return found

    def _exemptions(self) -> dict[str, Clause]:
        """For each bound: the literals under which it need not hold (referred, or left open)."""
        exempt: dict[str, Clause] = {}
        for name, rules in self._bound_rules().items():
            issue = self.model.issues[name]
            for party in sorted({rule.party for rule in rules if rule.party is not None}):
                if not self.model.may_refer(party, name):
                    continue
                own = [rule for rule in rules if rule.party == party]
                referred = self.space.new()
                firmest = max(own, key=_firmness)
                cost = self._price("refer", firmest.firmness)
                self._soft(MoveKind.REFER, firmest, party, cost, -referred, name="refer", held=own)
                for rule in own:
                    exempt.setdefault(rule.id, []).append(referred)
            stop = left_open_at(self.model, name) if issue.may_stay_open else None
            if stop is not None:
                self._leave_open(name, rules, stop, exempt)
        return exempt

    def _leave_open(
        self, name: str, rules: list[Rule], stop: tuple[int, frozenset[str]], exempt: dict[str, Clause]
    ) -> None:
        left = self.space.new()
        for party in sorted({rule.party for rule in rules if rule.party is not None}):
            own = [rule for rule in rules if rule.party == party]
            firmest = max(own, key=_firmness)
            cost = self._price("leave_open", sum(rule.firmness for rule in own))
            self._soft(MoveKind.LEAVE_OPEN, firmest, party, cost, -left, name="open", rung=stop[0], held=own)
        self._clause([-left], (Literal(name, Reach.EXACT, stop[0]),))
        for rule in rules:
            if rule.id in stop[1]:
                exempt.setdefault(rule.id, []).append(left)

    def _clause(self, guards: Clause, literals: Sequence[Literal]) -> None:
        """`guards` or one of the literals."""
        options = [self.space.literal(part) for part in literals]
        if not any(option is True for option in options):
            self.space.hard.append([*guards, *(option for option in options if not isinstance(option, bool))])

    def _bounds(self, exempt: dict[str, Clause]) -> None:
        """Each rung (or step of a choice) that a party's bounds exclude costs its firmest excluder's share."""
        for name, rules in self._bound_rules().items():
            issue = self.model.issues[name]
            groups: dict[tuple[str | None, Side | None], list[Rule]] = {}
            for rule in rules:
                groups.setdefault((rule.party, rule.side), []).append(rule)
            for (party, side), own in groups.items():
                self._own[party, name, side] = own
                for step in range(len(issue.steps)):
                    against = [rule for rule in own if _excludes(rule, step)]
                    if not against:
                        continue
                    firmest = max(against, key=_firmness)
                    if side is Side.SET:
                        inside, share = self.space.exactly(name, step), Fraction(1, max(1, issue.rungs))
                        inside = not inside if isinstance(inside, bool) else -inside
                    elif side is Side.LOWER:
                        inside, share = self.space.at_least(name, step + 1), issue.share(step, step + 1)
                    else:
                        beyond = self.space.at_least(name, step)
                        inside = not beyond if isinstance(beyond, bool) else -beyond
                        share = issue.share(step - 1, step)
                    options: Clause = [] if isinstance(inside, bool) else [inside]
                    if party is None:
                        self.space.hard.append(options)
                        continue
                    spared = exempt.get(firmest.id, [])
                    if len(options) == 1 and not spared:
                        keep = options[0]
                    else:
                        keep = self.space.new()
                        self.space.hard.append([-keep, *options, *spared])
                    self._soft(
                        MoveKind.GIVE,
                        firmest,
                        party,
                        self._price("give", firmest.firmness) * share,
                        keep,
                        name=str(side),
                        rung=step,
                    )

    def _whole(self, rule: Rule) -> None:
        options: Clause = []
        for part in rule.literals:
            literal = self.space.literal(part)
            if literal is False:
                return
            if literal is not True:
                options.append(-literal)
        if rule.party is None:
            self.space.hard.append(options)
            return
        keep = self.space.new()
        self.space.hard.append([-keep, *options])
        self._soft(MoveKind.DROP, rule, rule.party, self._price("drop", rule.firmness), keep)

    def _condition(self, number: int, rule: Rule) -> None:
        """An act that waits: it may be eased rung by rung, taken together, or dropped; procedure never."""
        if rule.act is None:
            return
        acts = self.space.literal(rule.act)
        if acts is False:
            return
        guards: Clause = [] if acts is True else [-acts]
        active: tuple[int, ...] = () if acts is True else (acts,)
        party = rule.party
        together: int | None = None
        if party is not None and rule.link is Link.AFTER:
            together = self.space.new()
            cost = self._price("together", rule.firmness)
            self._soft(MoveKind.TOGETHER, rule, party, cost, -together, issue=rule.act.issue)
        easable = [self._rungs_named(part, rule.firmness) for part in rule.clause]
        if party is not None and (len(rule.clause) > 1 or not all(easable)):
            dropped = self.space.new()
            self._soft(MoveKind.DROP, rule, party, self._price("drop", rule.firmness), -dropped, issue=rule.act.issue)
            guards.append(dropped)
            active = (*active, -dropped)
        picks: Clause = []
        for part, (literal, rungs) in enumerate(zip(rule.clause, easable, strict=True)):
            under, on = guards, active
            if len(rule.clause) > 1:
                pick = self.space.new()
                picks.append(pick)
                under, on = [-pick], (*active, pick)
            self._alternative(number, rule, part, literal, rungs, under, on, together)
        if picks:
            self.space.hard.append([*guards, *picks])

    def _alternative(
        self,
        number: int,
        rule: Rule,
        part: int,
        literal: Literal,
        rungs: list[tuple[int, Literal, Fraction]],
        guards: Clause,
        active: tuple[int, ...],
        together: int | None,
    ) -> None:
        if not rungs or rule.party is None:
            self._clause(guards, (literal,))
            self._edge(number, rule, literal, active, together)
            return
        nearer: int | None = None
        for step, named, cost in rungs:
            if len(rule.clause) > 1 and nearer is None and step == rungs[0][0]:
                # eased all the way one of several alternatives would be a drop, and the drop is offered already
                self._clause(guards, (named,))
                self._edge(number, rule, named, active, together)
                continue
            eased = self.space.new()
            if nearer is not None:
                self.space.hard.append([-nearer, eased])
            nearer = eased
            name = f"{rule.id}#{part}"
            self._soft(
                MoveKind.EASE, rule, rule.party, cost, -eased, issue=literal.issue, name=name, rung=step, part=part
            )
            self._clause([*guards, eased], (named,))
            self._edge(number, rule, named, (*active, -eased), together)

    def _rungs_named(self, literal: Literal, firmness: int) -> list[tuple[int, Literal, Fraction]]:
        """The rungs from the status quo to the step a condition names, nearest first, each with the price of easing it.

        Empty: the condition cannot be eased, only dropped.
        """
        known = self._eases.get((literal, firmness))
        if known is not None:
            return known
        issue, start = self.model.issues[literal.issue], self.model.status_quo[literal.issue]
        rungs: list[tuple[int, Literal, Fraction]] = []
        if not (issue.is_choice or literal.reach is Reach.EXACT or literal.holds(start)):
            whole = self._price("ease", firmness) / issue.share(start, literal.step)
            away = 1 if literal.reach is Reach.UP else -1
            for step in range(start + away, literal.step + away, away):
                rungs.append((step, replace(literal, step=step), whole * issue.share(step - away, step)))
        self._eases[literal, firmness] = rungs
        return rungs

    def _edge(self, number: int, rule: Rule, literal: Literal, active: tuple[int, ...], together: int | None) -> None:
        if rule.link is Link.IF or rule.act is None:
            return
        issues, start = self.model.issues, self.model.status_quo
        then = reached_at(rule.act, issues[rule.act.issue], start[rule.act.issue])
        first = reached_at(literal, issues[literal.issue], start[literal.issue])
        if first is None or then is None:
            return
        self.precedence.add(
            self._seen_by(rule, first),
            self._seen_by(rule, then),
            strict=rule.link is Link.AFTER,
            guards=active,
            together=together,
            owner=number,
        )

    def _seen_by(self, rule: Rule, moment: Moment) -> Moment | tuple[str, Moment]:
        name = moment[0]
        own = rule.party in self.model.issues[name].by
        return held(moment) if not own and (name in self.deposits or name in self.model.deposited) else moment

    def _deposits(self) -> None:
        order_the_rungs(self.precedence, replace(self.model, deposited=self.model.deposited | set(self.deposits)))
        acting: dict[tuple[str | None, str], list[Rule]] = {}
        for rule in self.every if self.deposits else ():
            if rule.kind is RuleKind.CONDITION and rule.act is not None:
                acting.setdefault((rule.party, rule.act.issue), []).append(rule)
        for name, deposited in self.deposits.items():
            issue = self.model.issues[name]
            for rungs in rungs_from(issue, self.model.status_quo[name]):
                for rung in rungs:
                    self.precedence.add(rung, held(rung), strict=False, guards=(-deposited,))
            own = [rule for party in dict.fromkeys(issue.by) for rule in acting.get((party, name), ())]
            firmness = max((rule.firmness for rule in own), default=_DEPOSIT_FIRMNESS)
            firmest = [rule for rule in own if rule.firmness == firmness]
            payers = sorted({rule.party for rule in firmest if rule.party is not None}) or sorted(issue.by)
            cost = self._price("deposit", firmness) / len(payers)
            for payer in payers:
                reason = min((rule for rule in firmest if rule.party == payer), key=lambda rule: rule.id, default=None)
                rule = reason or Rule(f"{payer}: {name}", RuleKind.CONDITION, payer, firmness, (), issue=name)
                self._soft(MoveKind.DEPOSIT, rule, payer, cost, -deposited, issue=name, name="deposit")

    def _scale(self) -> None:
        """Whole-number weights in proportion to the prices; a move without a price still weighs the least there is."""
        common = math.lcm(*(soft.price.denominator for soft in self.softs)) if self.softs else 1
        self.exact = common <= _FINEST
        self.common = min(common, _FINEST)
        step = len(self.softs) + 1
        weight = {price: max(1, round(price * self.common) * step) for price in {soft.price for soft in self.softs}}
        shared = max(1, math.gcd(*weight.values()))
        self.weights = [weight[soft.price] // shared for soft in self.softs]
        self.unit = Fraction(shared, self.common * step)  # the price of one unit of weight

    # asking

    def cheapest(
        self,
        *,
        settle: bool = False,
        alone: str | None = None,
        most: int = 8,
        count: int = 64,
        seconds: float = SECONDS,
    ) -> Ways:
        """The ways of least price: `most` of them, by content, of the `count` that are looked for at most.

        `settle`: without side-steps; `alone`: with moves of one party only.

        Where `seconds` do not suffice for the proof, the best way found comes back with `proved` False, and `bound` the
        least that a way could still cost.
        """
        kind = WayKind.CHEAPEST if alone is None else WayKind.ALONE
        barred = {soft.keep for soft in self.softs if self._barred(soft, settle, alone)}
        weights = {keep: w for keep, w in self._weights().items() if keep not in barred}
        program = self._program(barred, seconds)
        price = program.cost(weights)
        least = program.least(price)
        if least is None:
            return Ways(())
        if not least.proved:
            true = least.true or self._mended(program.nearest, barred)
            return self._unproved(kind, alone, true, least.bound)
        program.limit(price, least.bound)
        return self._listed(kind, alone, program, list(weights), most, count)

    def even(self, *, most: int = 8, count: int = 32, seconds: float = SECONDS) -> Ways:
        """The ways with the smallest largest burden, and among those the smallest total.

        Where `seconds` do not suffice for the proof, the best way found comes back with `proved` False, and `bound` the
        least that the largest burden could still be.
        """
        program = self._program((), seconds)
        parties = sorted({soft.party for soft in self.softs})
        own = [self._weights(party) for party in parties]
        burdens = [program.cost(weights) for weights in own]
        weights = self._weights()
        total = program.cost(weights)
        cheapest = program.least(total)  # quick, and tells the next question the circles and what is to be shared out
        if cheapest is None:
            return Ways(())
        largest = program.largest(burdens, -(-cheapest.bound // max(1, len(burdens))), sum(self.weights))
        program.branch(self.long_circles.values(), partial(self._circles_in, every=True))
        most_even = program.least(largest)
        if most_even is None:
            raise EngineError("the ways out were lost between two questions")
        if not most_even.proved:
            true = most_even.true or self._mended(program.nearest, ())
            return self._unproved(WayKind.EVEN, None, true, most_even.bound)
        program.limit(largest, most_even.bound)
        least = program.least(total)
        if least is None:
            raise EngineError("the most even way was lost between two questions")
        if not least.proved:
            return self._unproved(WayKind.EVEN, None, least.true or most_even.true, most_even.bound)
        program.limit(total, least.bound)
        return self._listed(WayKind.EVEN, None, program, list(weights), most, count)

    def _weights(self, party: str | None = None) -> dict[int, int]:
        """Literal -> what giving it up weighs, or weighs for one party; equal literals of several softs add up."""
        weights: dict[int, int] = {}
        for soft, weight in zip(self.softs, self.weights, strict=True):
            if party is None or soft.party == party:
                weights[soft.keep] = weights.get(soft.keep, 0) + weight
        return weights

    def _program(self, barred: Iterable[int], seconds: float) -> Program:
        clauses = [*self.space.hard, *self.space.joint, *self.circles, *([keep] for keep in sorted(barred))]
        return Program(self.space.top, clauses, self._circles_in, seconds)

    def _listed(
        self, kind: WayKind, party: str | None, program: Program, priced: list[int], most: int, count: int
    ) -> Ways:
        """The answer of the program and those as good, `count` at most: the first `most` by content, each tried out."""
        others = program.others(priced)
        found = [self._way(kind, party, true) for true in (program.nearest, *islice(others, count - 1))]
        counted = len(found) < count or next(others, None) is None
        ways = sorted(found, key=lambda way: content(way.moves))
        for way in ways[:most]:
            check(self.model, way.moves)
        return Ways(tuple(ways[:most]), len(ways[most:]), counted and not program.late, not program.late)

    def _unproved(self, kind: WayKind, party: str | None, true: set[int] | None, bound: int) -> Ways:
        """The one way found in time, with the least price that the weight `bound` can stand for."""
        if true is None:
            return Ways(())
        units = math.floor(bound * self.unit * self.common) - (0 if self.exact else len(self.softs))
        way = self._way(kind, party, true)
        check(self.model, way.moves)
        return Ways(
            (replace(way, proved=False, bound=max(Fraction(0), Fraction(units, self.common))),), 0, False, False
        )

    def _mended(self, nearest: set[int], barred: Iterable[int]) -> set[int] | None:
        """An answer without circles near one that may have some, none of what it gives up being given up in vain.

        None if there is no answer at all.
        """
        weights = self._weights()
        fixed = sorted(barred)
        with Solver("g4", bootstrap_with=[*self.space.hard, *self.space.joint, *self.circles]) as solver:
            if nearest:
                solver.set_phases([v if v in nearest else -v for v in range(1, self.space.top + 1)])
            else:
                solver.set_phases(list(weights))

            def solved(kept: list[int]) -> set[int] | None:
                while solver.solve(assumptions=[*fixed, *kept]):
                    true = {v for v in solver.get_model() or () if v > 0}
                    fresh = self._circles_in(true)
                    if not fresh:
                        return true
                    for clause in fresh:
                        solver.add_clause(clause)
                return None

            true = solved([])
            if true is None:
                return None
            kept = [keep for keep in weights if holds(keep, true)]
            for keep in sorted(weights, key=lambda keep: (-weights[keep], keep)):
                if not holds(keep, true):
                    better = solved([*kept, keep])
                    if better is not None:
                        true = better
                        kept = [keep for keep in weights if holds(keep, true)]
            return true

    def _barred(self, soft: Soft, settle: bool, alone: str | None) -> bool:
        return (settle and soft.kind in _SIDE_STEPS) or (alone is not None and soft.party != alone)

    def _circles_in(self, true: set[int], every: bool = False) -> list[Clause]:
        """The clauses that an answer's circles call for, the long ones only if `every`; kept for later questions."""
        if not self.edges:
            return []
        circles = self.precedence.broken(self.edges, lambda literal: holds(literal, true), _CIRCLES)
        fresh = {tuple(sorted(clause)): clause for circle in circles for clause in clauses_against(circle)}
        longest = _LONGEST * min(map(len, fresh), default=0)
        short = [clause for clause in fresh.values() if len(clause) <= longest]
        self.circles += short
        self.long_circles |= {key: clause for key, clause in fresh.items() if len(clause) > longest}
        return list(fresh.values()) if every else short

    def singles(self, conflicts: Sequence[frozenset[str]]) -> tuple[Move, ...]:
        """Every single move that settles all these conflicts (as ids of rules) and opens a deal, the least of its kind.

        Least means: no smaller part of the same move does. Whether it is the cheapest way of its party does not matter.
        """
        groups: dict[tuple[str, ...], list[Soft]] = {}
        for soft in self.softs:
            if soft.kind not in _SIDE_STEPS:
                key = (*soft.group, str(soft.rung)) if soft.rule.side is Side.SET else soft.group
                groups.setdefault(key, []).append(soft)
        found = []
        for softs in groups.values():
            moved = {softs[0].rule.id}
            if softs[0].kind is MoveKind.GIVE:
                moved = {rule.id for rule in self._alike(softs[0])}
            if not all(moved & conflict for conflict in conflicts):
                continue
            parts = self._nearest_first(softs)
            if not opens(self.model, (self._move(parts),)):
                continue
            least = bisect_left(range(1, len(parts)), 1, key=lambda k: opens(self.model, (self._move(parts[:k]),))) + 1
            found.append(self._move(parts[:least]))
        return tuple(found)

    def _nearest_first(self, softs: Sequence[Soft]) -> list[Soft]:
        """The parts of one move in the order in which they are given up."""
        soft = softs[0]
        if soft.kind is MoveKind.EASE:
            start = self.model.status_quo[soft.issue]
            return sorted(softs, key=lambda each: -abs(each.rung - start))
        return sorted(softs, key=lambda each: each.rung, reverse=soft.rule.side is Side.LOWER)

    def _alike(self, soft: Soft) -> list[Rule]:
        """The bounds that are moved together: of one party, on one side of one issue."""
        return self._own[soft.party, soft.issue, soft.rule.side]

    # reading an answer

    def _way(self, kind: WayKind, party: str | None, true: set[int]) -> WayOut:
        moves = self._moves([soft for soft in self.softs if not holds(soft.keep, true)])
        burden: dict[str, Fraction] = {}
        for move in moves:
            burden[move.party] = burden.get(move.party, Fraction(0)) + move.price
        return WayOut(
            kind=kind,
            party=party,
            price=sum((move.price for move in moves), Fraction(0)),
            burden={name: burden[name] for name in sorted(burden)},
            moves=moves,
        )

    def _moves(self, given: Sequence[Soft]) -> tuple[Move, ...]:
        groups: dict[tuple[str, ...], list[Soft]] = {}
        for soft in given:
            key = (*soft.group, str(soft.rung)) if soft.rule.side is Side.SET else soft.group
            groups.setdefault(key, []).append(soft)
        moves = [self._move(softs) for softs in groups.values()]
        return tuple(sorted(moves, key=lambda move: (move.party, move.issue, move.kind, move.rule, move.target)))

    def _move(self, softs: list[Soft]) -> Move:
        soft = softs[0]
        cost = sum((each.price for each in softs), Fraction(0))
        issue = self.model.issues[soft.issue]
        rule, kind, origin, target = soft.rule, soft.kind, "", ""
        caveat: str = ""
        if kind is MoveKind.GIVE:
            kind, rule, origin, target = self._give(softs)
        elif kind is MoveKind.EASE:
            named = rule.clause[soft.part]
            start = self.model.status_quo[soft.issue]
            away = -1 if named.step > start else 1
            furthest = min(softs, key=lambda each: abs(each.rung - start)).rung + away
            origin = issue.steps[named.step]
            if furthest == start:
                kind, origin = MoveKind.DROP, ""
                soft = replace(soft, issue=rule.act.issue if rule.act is not None else soft.issue)
            else:
                target = issue.steps[furthest]
        elif kind is MoveKind.LEAVE_OPEN:
            target = issue.steps[soft.rung]
            caveat = "a weak point for good: the rest is left to letters"
        elif kind is MoveKind.REFER:
            caveat = f"needs the consent of {issue.refer_to}, which may say no"
        elif kind is MoveKind.DEPOSIT:
            caveat = "if it can be made ready before"
        lifted = (rule, *(other for each in softs for other in (each.rule, *each.also)))
        return Move(
            kind=kind,
            party=soft.party,
            issue=soft.issue,
            price=cost,
            statements=tuple(dict.fromkeys(statement for each in lifted for statement in each.statements)),
            rule=rule.id,
            origin=origin,
            target=target,
            rungs=len(softs),
            caveat=caveat,
            caveat_statements=rule.statements if soft.kind is MoveKind.DEPOSIT else (),
        )

    def _give(self, softs: list[Soft]) -> tuple[MoveKind, Rule, str, str]:
        """The kind of a concession, the bound it moves, from where and to where."""
        soft = softs[0]
        issue = self.model.issues[soft.issue]
        own = self._alike(soft)
        if soft.rule.side is Side.SET:
            inside = [step for step in range(len(issue.steps)) if all(step in (r.allowed or ()) for r in own)]
            origin = " or ".join(issue.steps[step] for step in inside)
            return MoveKind.GIVE, soft.rule, origin, issue.steps[soft.rung]
        if soft.rule.side is Side.LOWER:
            strictest = max(own, key=lambda rule: (rule.step or 0, rule.id))
            target, end = min(each.rung for each in softs), 0
        else:
            strictest = min(own, key=lambda rule: (rule.step or 0, rule.id))
            target, end = max(each.rung for each in softs), issue.rungs
        kind = MoveKind.DROP if target == end else MoveKind.GIVE
        return kind, strictest, issue.steps[strictest.step or 0], issue.steps[target]


def opens(model: Model, moves: Iterable[Move]) -> bool:
    """Whether a deal is there once the moves are made, by the other engine."""
    with Encoding(apply_moves(model, moves)) as opened:
        return opened.solve(range(len(opened.model.rules)))


def check(model: Model, moves: Sequence[Move]) -> None:
    """Apply the moves and look for a deal with the other engine. Raises EngineError if there is none."""
    if not opens(model, moves):
        raise EngineError(f"a way out opens nothing: {[(m.kind.value, m.rule, m.target) for m in moves]}")


def edge_moves(model: Model, circles: Sequence[Sequence[int]]) -> tuple[Move, ...]:
    """The moves on the edges of the circles of one card, one by one and as priced, the lightest first.

    Each is tried out on every circle that it touches; one that does not open them all by itself says so.
    """
    found: dict[tuple[str, str, str], Move] = {}
    caveats: dict[tuple[str, str, str], list[str]] = {}
    for numbers in circles:
        search = Search(model, numbers)
        groups: dict[tuple[str, ...], list[Soft]] = {}
        for soft in search.softs:
            if soft.kind is not MoveKind.GIVE:
                groups.setdefault(soft.group, []).append(soft)
        moves = [search._move(softs) for softs in groups.values()]
        for move in moves:
            key = (move.kind.value, move.rule, move.party)
            found.setdefault(key, move)
            caveats.setdefault(key, []).append(_by_itself(search.model, move, moves))
    told = []
    for key, move in found.items():
        limits = list(dict.fromkeys(caveats[key]))
        limit = limits[0] if len(limits) == 1 else "does not open every circle it is in by itself"
        told.append(replace(move, caveat="; ".join(part for part in (move.caveat, limit) if part)))
    return tuple(sorted(told, key=lambda move: (move.price, _told_by(move))))


def _by_itself(circle: Model, move: Move, moves: Iterable[Move]) -> str:
    """What has to be said of a move that does not open a circle alone; empty where it does."""
    if opens(circle, (move,)):
        return ""
    if move.kind is not MoveKind.TOGETHER:
        return "does not open it by itself"
    edges = [each for each in moves if each.kind is MoveKind.TOGETHER]
    if not opens(circle, edges):
        kept = any(rule.kind is RuleKind.PROCEDURE and rule.link is Link.AFTER for rule in circle.rules)
        return "does not open it: procedure keeps its order" if kept else "does not open it by itself"
    if any(opens(circle, [each for each in edges if each != other]) for other in edges):
        return "opens it only along with others"
    if any(rule.link is Link.WITH for rule in circle.rules):
        return "opens it only with every other edge of the ring that says `after`"
    return "opens it only with every other edge of the ring"


def _firmness(rule: Rule) -> tuple[int, tuple[str, ...]]:
    """The firmer rule; of equally firm ones the same, whatever the parties are called."""
    return rule.firmness, rule.statements


def _excludes(rule: Rule, step: int) -> bool:
    if rule.side is Side.SET:
        return step not in (rule.allowed or frozenset())
    if rule.side is Side.LOWER:
        return step < (rule.step or 0)
    return step > (rule.step or 0)


def _told_by(move: Move) -> tuple[str, ...]:
    """What a move is about: the same in every order of the case, and by its names only where nothing else tells."""
    return (move.issue, move.kind, *sorted(move.statements), move.origin, move.target, move.party, move.rule)


def content(moves: Sequence[Move]) -> tuple[int, list[tuple[str, ...]]]:
    """Where a way stands among equally good ones: fewer moves first, then by what they move."""
    return len(moves), sorted(_told_by(move) for move in moves)
