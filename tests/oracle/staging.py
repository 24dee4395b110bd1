"""In which order? The plain answer: try every order of the rungs, stage by stage, and measure each by the definition.

An order is a list of stages, each a set of events: a rung handed to a third party, or done. Only orders that keep what
the package keeps both sides of are tried. Measures are means of nothing: for every world the worth of what would be
left is added up issue by issue, and quantiles are taken over the worlds in which the package is acceptable. It shares
nothing with the checker of plans, or with whoever makes plans; where the design leaves something open, the checker's
docstring says how it is read, and this reads it so too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any, TypeAlias

import numpy as np

from nonpaper.analysis.plans import Act, Force, Plan, Stage, Trust
from nonpaper.analysis.walk_backs import Breaking
from nonpaper.case.case import Guarantee
from nonpaper.case.claims import Comparison, Link, Op
from nonpaper.case.prices import price
from nonpaper.model.rules import Model, Rule
from nonpaper.model.worlds import PartyWorlds
from nonpaper.positions.position import Table
from tests.oracle.plain import first_reached, path, standing

Event: TypeAlias = tuple[str, int, str]  # issue, step reached, "held" or "done"
Order: TypeAlias = tuple[frozenset[Event], ...]
Key: TypeAlias = tuple[int, int, int, int]  # worst temptation above the floor, exposure, arrears (in steps); stages
Floats: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
MOST = 8  # events that the plain search can cope with
_SLACK = 1e-9


@dataclass(frozen=True)
class Figures:
    """One party in one stage, world by world over those in which it accepts: or at the end, as the floor."""

    temptation: Floats
    exposure: Floats
    arrears: float


@dataclass
class Judge:
    """A package, and what every order of it is worth. `deposited`: issues whose rungs may be handed over first.

    `worlds` are those of the sides that are looked at. `opened` are rules that take the place of the model's own.
    """

    table: Table
    model: Model
    package: Mapping[str, int]
    worlds: Mapping[str, PartyWorlds]
    deposited: frozenset[str] = frozenset()
    opened: tuple[Rule, ...] | None = None
    accepted: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        self.accepted = {name: found.accepts(self.package) for name, found in self.worlds.items()}

    @property
    def sides(self) -> tuple[str, ...]:
        """Those who sign."""
        return tuple(party.id for party in self.table.case.sides)

    @property
    def trusted(self) -> float:
        """Up to which temptation a plan is trusted."""
        return float(price(self.model.prices, "trust"))

    def way(self, issue: str) -> list[int]:
        """The steps reached on the way."""
        return path(self.model, issue, dict(self.package))

    def events(self) -> list[Event]:
        """What has to happen, and what may."""
        found: list[Event] = []
        for issue in self.model.issues:
            for step in self.way(issue):
                if issue in self.deposited:
                    found.append((issue, step, "held"))
                found.append((issue, step, "done"))
        return found

    # orders

    def rules(self) -> Iterator[Rule]:
        """What orders acts, both sides in the package."""
        for rule in self.model.rules if self.opened is None else self.opened:
            if rule.link in (Link.AFTER, Link.WITH) and standing(rule, dict(self.package)):
                assert rule.act is not None
                if first_reached(self.model, rule.act, dict(self.package)) is not None:
                    yield rule

    def moment(self, rule: Rule, issue: str, step: int, at: Mapping[Event, int]) -> int | None:
        """When a rung happens, as a rule sees it: all but the depositor's own take what is held for done."""
        if rule.party not in self.model.issues[issue].by and (issue, step, "held") in at:
            return at[issue, step, "held"]
        return at.get((issue, step, "done"))

    def keeps(self, order: Sequence[Iterable[Event]]) -> bool:
        """Whether an order, or the beginning of one, breaks nothing so far."""
        at = {event: number for number, stage in enumerate(order, 1) for event in stage}
        for (issue, step, what), number in at.items():
            way = self.way(issue)
            place = way.index(step)
            if self.model.issues[issue].on_paper and number > 1:
                return False
            if what == "done" and at.get((issue, step, "held"), 0) >= number:
                return False
            for below in way[:place]:
                under = at.get((issue, below, "done"))
                if what == "held":
                    under = at.get((issue, below, "held"), under)
                if under is None or under > number:
                    return False
        for issue in self.model.issues:
            if (
                self.model.issues[issue].on_paper
                and order
                and any(at.get((issue, s, "done")) != 1 for s in self.way(issue))
            ):
                return False
        for rule in self.rules():
            assert rule.act is not None
            starts = first_reached(self.model, rule.act, dict(self.package))
            assert starts is not None
            act = self.moment(rule, rule.act.issue, starts, at)
            if act is None:
                continue
            latest = act - 1 if rule.link is Link.AFTER else act
            met = False
            for literal in standing(rule, dict(self.package)) or ():
                reached = first_reached(self.model, literal, dict(self.package))
                when = 0 if reached is None else self.moment(rule, literal.issue, reached, at)
                met = met or (when is not None and when <= latest)
            if not met:
                return False
        return True

    def orders(self) -> Iterator[Order]:
        """Every order that keeps everything. Raises ValueError where there are too many events to try them all."""
        events = self.events()
        if len(events) > MOST:
            raise ValueError(f"{len(events)} events are too many for a plain search")
        yield from self._from((), events)

    def _from(self, begun: Order, left: list[Event]) -> Iterator[Order]:
        if not any(what == "done" for _, _, what in left):
            if begun:
                yield begun
            return
        for size in range(1, len(left) + 1):
            for chosen in combinations(left, size):
                order = (*begun, frozenset(chosen))
                if self.keeps(order):
                    rest = [event for event in left if event not in chosen]
                    # What is done already can be handed over no more.
                    rest = [e for e in rest if e[2] == "done" or (e[0], e[1], "done") in rest]
                    yield from self._from(order, rest)

    # worth

    def _worth(self, party: str, levels: Mapping[str, Mapping[int, Fraction]]) -> Floats:
        """What is left is worth: from the status quo, each rung by the share of it that is there."""
        found = self.worlds[party]
        total = np.zeros(found.count)
        for issue, array in found.value.items():
            total = total + array[:, self.model.status_quo[issue]]
            before = self.model.status_quo[issue]
            for step in self.way(issue):
                share = float(levels.get(issue, {}).get(step, Fraction(0)))
                total = total + share * (array[:, step] - array[:, before])
                before = step
        return np.asarray(total[self.accepted[party]])

    def left(self, done: Mapping[str, set[int]]) -> dict[str, dict[int, Fraction]]:
        """What stays of the rungs that are done, once all is undone that can be."""
        found: dict[str, dict[int, Fraction]] = {}
        for name, steps in done.items():
            issue = self.model.issues[name]
            stays: dict[int, Fraction] = {}
            locked = False
            for step in reversed([each for each in self.way(name) if each in steps]):
                can = issue.reversible if isinstance(issue.reversible, bool) else issue.steps[step] in issue.reversible
                locked = locked or not can
                stays[step] = Fraction(1) if locked else issue.undo
            found[name] = {} if issue.on_paper else stays
        return found

    def done(self, order: Order, stage: int, new: bool, by: str, others: bool) -> dict[str, set[int]]:
        """The rungs done before a stage, and (if `new`) those of the stage that others, or one alone, do."""
        found: dict[str, set[int]] = {issue: set() for issue in self.model.issues}
        for number, events in enumerate(order, 1):
            for issue, step, what in events:
                does = by not in self.model.issues[issue].by if others else self.model.issues[issue].by == (by,)
                if what == "done" and (number < stage or (new and number == stage and does)):
                    found[issue].add(step)
        return found

    def figures(self, order: Order, party: str, stage: int) -> Figures:
        """A party in a stage, from 1; one past the last stage is the end, and its temptation the floor."""
        found, accepted = self.worlds[party], self.accepted[party]
        quo = self._worth(party, {})
        cost = quo - found.no_agreement[accepted]
        package = found.worth(self.package)[accepted]
        lured = self.left(self.done(order, stage, True, party, True))
        alone = self.left(self.done(order, stage, True, party, False))
        return Figures(
            self._worth(party, lured) - cost - package,
            quo - self._worth(party, alone),
            self.arrears(order, party, stage),
        )

    def arrears(self, order: Order, party: str, stage: int) -> float:
        """The share of its gives done less that of its gets received, weighed by value, the median over worlds."""
        found, accepted = self.worlds[party], self.accepted[party]
        over = {e for number, events in enumerate(order, 1) if number <= stage for e in events}
        sums = {True: [np.zeros(int(accepted.sum()))] * 2, False: [np.zeros(int(accepted.sum()))] * 2}
        for name, array in found.value.items():
            by = self.model.issues[name].by
            if not by or any(each not in self.sides for each in by):
                continue
            values = array[accepted]
            start = self.model.status_quo[name]
            reached = [start, *(step for step in self.way(name) if (name, step, "done") in over)][-1]
            gives = values[:, start] >= values.max(axis=1)
            for give in (True, False):
                sign = -1.0 if give else 1.0
                mine = np.where(gives == give, sign, 0.0)
                sums[give] = [
                    sums[give][0] + mine * (values[:, reached] - values[:, start]),
                    sums[give][1] + mine * (values[:, self.package.get(name, start)] - values[:, start]),
                ]
        shares = {
            give: np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
            for give, (part, whole) in sums.items()
        }
        return float(np.median(shares[True] - shares[False]))

    # guarantees

    def holds(self, guarantee: Guarantee, order: Order, stage: int) -> bool:
        """Whether a guarantee is there if the party it binds leaves in a stage and the others do their part."""
        if guarantee.issues and not any(self.way(issue) for issue in guarantee.issues):
            return False
        level = dict(self.model.status_quo)
        for name in self.model.issues:
            for step in self.way(name):
                for number, events in enumerate(order, 1):
                    counts = number < stage or (number == stage and guarantee.binds not in self.model.issues[name].by)
                    held = (name, step, "held") in events and guarantee.by not in self.model.issues[name].by
                    if counts and ((name, step, "done") in events or held):
                        level[name] = step
        terms = guarantee.when.terms if guarantee.when is not None else ()
        return all(self._true(term, level) for term in terms if isinstance(term, Comparison))

    def _true(self, term: Comparison, level: Mapping[str, int]) -> bool:
        step, now = self.model.issues[term.issue].index(term.step), level[term.issue]
        if term.op is Op.EQUAL:
            return now == step if self.model.issues[term.issue].is_choice or not step else now >= step
        return {Op.AT_LEAST: now >= step, Op.AT_MOST: now <= step, Op.ABOVE: now > step, Op.BELOW: now < step}[term.op]

    def cover(self, order: Order, party: str, stage: int) -> float:
        """What guarantees cover of a party's temptation in a stage."""
        return float(
            sum(g.worth for g in self.table.case.guarantees if g.binds == party and self.holds(g, order, stage))
        )

    # comparison

    def key(self, order: Order) -> Key:
        """How orders are compared: the smaller the better, one after the other."""
        return (*self._key(order, range(1, len(order) + 1)), len(order))

    def _key(self, order: Order, stages: Iterable[int]) -> tuple[int, int, int]:
        worst = [0, 0, 0]
        for party, accepted in self.accepted.items():
            if not accepted.any():
                continue
            end = self._floor(party)
            for stage in stages:
                found = self.figures(order, party, stage)
                above = float(np.quantile(found.temptation - end, 0.9)) - self.cover(order, party, stage)
                figures = (above / 0.1, float(np.quantile(found.exposure, 0.9)) / 0.1, found.arrears / 0.2)
                worst = [max(old, floor(new + _SLACK)) for old, new in zip(worst, figures, strict=True)]
        return (worst[0], worst[1], worst[2])

    def _floor(self, party: str) -> Floats:
        whole: Order = (frozenset((i, s, "done") for i in self.model.issues for s in self.way(i)),)
        return self.figures(whole, party, 2).temptation


def best_plans(judge: Judge) -> tuple[Key | None, tuple[Order, ...]]:
    """The best that any order reaches, and all orders that reach it; None and nothing where none keeps the rules."""
    best: Key | None = None
    found: list[Order] = []
    for order in judge.orders():
        key = judge.key(order)
        if best is None or key < best:
            best, found = key, []
        if key == best:
            found.append(order)
    return best, tuple(found)


def order_of(plan: Plan) -> Order:
    """The stages of a plan as events. Raises ValueError for one that splits rungs: that is beyond the plain search."""
    stages: list[frozenset[Event]] = []
    for stage in plan.stages:
        events: set[Event] = set()
        for act in stage.acts:
            if act.amount != 1:
                raise ValueError(f"{act.issue} is done in parts")
            way = path(plan.model, act.issue, dict(plan.package))
            start = 0 if act.origin == plan.model.status_quo[act.issue] else way.index(act.origin) + 1
            what = "held" if act.deposited is not None else "done"
            events.update((act.issue, step, what) for step in way[start : way.index(act.target) + 1])
        stages.append(frozenset(events))
    return tuple(stages)


# as a plan


def plan_of(judge: Judge, order: Order, holder: str = "a third party") -> Plan:
    """An order as a plan with all its figures: what a planner that chose it would have to say."""
    model = judge.model
    stages = tuple(_stage(judge, order, number, holder) for number in range(1, len(order) + 1))
    end = len(order) + 1
    floor, guarantee, walks = {}, {}, []
    for party, accepted in judge.accepted.items():
        if not accepted.any():
            continue
        floor[party] = _force(judge, order, party, end)
        needs = [(stage.number, stage.temptation[party]) for stage in stages] + [(end, floor[party])]
        guarantee[party] = max(0.0, *(force.q90 - judge.cover(order, party, number) for number, force in needs))
        walks += [
            (number % end, party, force)
            for number, force in needs
            if force.median - judge.cover(order, party, number) > judge.trusted
        ]
    trust = None
    if walks:
        number, party, force = min(walks, key=lambda walk: walk[:2])
        trust = Trust(number or None, party, force, ())
    steps = [judge.package[name] for name in model.issues]
    return Plan(
        table=judge.table,
        model=model,
        name="a package",
        package=judge.package,
        sides=judge.sides,
        stages=stages,
        floor=floor,
        guarantee=guarantee,
        accepts={party: float(accepted.mean()) for party, accepted in judge.accepted.items()},
        walked_back=Breaking(model).walk_backs(steps),
        trust=trust,
    )


def _stage(judge: Judge, order: Order, number: int, holder: str) -> Stage:
    before = frozenset().union(*order[: number - 1])
    heard = [party for party, accepted in judge.accepted.items() if accepted.any()]
    acts: list[Act] = []
    for event in judge.events():
        if event in order[number - 1]:
            act = _act(judge, event, before, holder)
            if (
                acts
                and replace(acts[-1], origin=act.origin, target=act.target) == act
                and acts[-1].target == act.origin
            ):
                act = replace(act, origin=acts.pop().origin)
            acts.append(act)
    forced = []
    at = {event: place for place, stage in enumerate(order, 1) for event in stage}
    for rule in judge.rules():
        assert rule.act is not None
        starts = first_reached(judge.model, rule.act, dict(judge.package))
        reached = [
            first_reached(judge.model, part, dict(judge.package)) for part in standing(rule, dict(judge.package)) or ()
        ]
        if starts is None or None in reached or judge.moment(rule, rule.act.issue, starts, at) != number:
            continue
        when = [
            judge.moment(rule, part.issue, step, at) for part, step in zip(rule.clause, reached, strict=False) if step
        ]
        if len(rule.clause) == 1 and when and when[0] is not None and when[0] < number:
            forced.append(rule)
    guarantees = judge.table.case.guarantees
    return Stage(
        number,
        tuple(acts),
        {party: _force(judge, order, party, number) for party in heard},
        {party: _force(judge, order, party, number, exposed=True) for party in heard},
        {party: judge.arrears(order, party, number) for party in heard},
        tuple(forced),
        tuple(place for place, each in enumerate(guarantees) if judge.holds(each, order, number)),
    )


def _act(judge: Judge, event: Event, before: frozenset[Event], holder: str) -> Act:
    name, step, what = event
    issue = judge.model.issues[name]
    way = [judge.model.status_quo[name], *judge.way(name)]
    can = issue.reversible if isinstance(issue.reversible, bool) else issue.steps[step] in issue.reversible
    return Act(
        name,
        way[way.index(step) - 1],
        step,
        issue.by,
        can,
        issue.on_paper,
        deposited=holder if what == "held" else None,
        released=what == "done" and (name, step, "held") in before,
        verifier=issue.verified_by,
    )


def _force(judge: Judge, order: Order, party: str, stage: int, *, exposed: bool = False) -> Force:
    found = judge.figures(order, party, stage)
    figures = found.exposure if exposed else found.temptation
    share = None
    if not exposed:
        quo = judge.worlds[party].no_agreement[judge.accepted[party]]
        package = judge.worlds[party].worth(judge.package)[judge.accepted[party]]
        gain = float(np.median(found.temptation + package - quo))
        share = float(np.median(figures)) / gain if gain > _SLACK else None
    above = float((figures > judge.trusted).mean())
    return Force(float(np.median(figures)), float(np.quantile(figures, 0.9)), share, above)


__all__ = ["MOST", "Event", "Figures", "Judge", "Key", "Order", "best_plans", "order_of", "plan_of"]
