"""In which order? The plain answer: try every order of the rungs, stage by stage, and measure each by the definition.

An order is a list of stages, each a set of events: a rung handed to a third party, or done. Only orders that keep what
the package keeps both sides of are tried. Measures are means of nothing: for every world the worth of what would be
left is added up issue by issue, and quantiles are taken over the worlds in which the package is acceptable. It shares
nothing with the checker of plans, or with whoever makes plans; where the design leaves something open, the checker's
docstring says how it is read, and this reads it so too. One thing more is asked of an order here: a rung that a third
party holds is released as soon as what its giver asks for allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any, TypeAlias

import numpy as np

from nonpaper.analysis.plans import Act, Breach, Force, Plan, Stage, Trust
from nonpaper.analysis.walk_backs import Breaking
from nonpaper.case.case import Guarantee
from nonpaper.case.claims import Comparison, Link, Op
from nonpaper.case.issues import Deposit
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
_NOTHING = 1e-12


@dataclass(frozen=True)
class Figures:
    """One party in one stage, world by world over those in which it accepts: or at the end, as the floor."""

    temptation: Floats
    exposure: Floats
    arrears: float


@dataclass
class Judge:
    """A package, and what every order of it is worth. `deposited`: issues whose rungs may be handed over first.

    `worlds` are those of the sides that are looked at. `opened` are rules that take the place of the model's own,
    `opening` issues that have to be held for a while, because that opens a circle.
    """

    table: Table
    model: Model
    package: Mapping[str, int]
    worlds: Mapping[str, PartyWorlds]
    deposited: frozenset[str] = frozenset()
    opened: tuple[Rule, ...] | None = None
    opening: frozenset[str] = frozenset()
    accepted: dict[str, Floats] = field(init=False)
    signed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.accepted = {name: found.accepts(self.package) for name, found in self.worlds.items()}
        self.signed = self._signed()

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

    def whose(self, issue: str) -> set[str]:
        """Whose act an issue is, one by one."""
        found: set[str] = set()
        for name in self.model.issues[issue].by:
            party = self.table.case.parties.get(name)
            found |= set(self.sides) if name == "all" else set(party.members if party and party.members else (name,))
        return found

    def _signed(self) -> frozenset[str]:
        """What is set at signature: the largest set of papers of which none waits for what is not in it."""
        papers = [name for name in self.model.issues if self.model.issues[name].on_paper and self.way(name)]
        for size in range(len(papers), -1, -1):
            for chosen in combinations(papers, size):
                if all(self._signable(rule, chosen) for rule in self.rules()):
                    return frozenset(chosen)
        return frozenset()

    def _signable(self, rule: Rule, papers: Iterable[str]) -> bool:
        if rule.act is None or rule.act.issue not in papers:
            return True
        reached = [
            (part.issue, first_reached(self.model, part, dict(self.package)))
            for part in standing(rule, dict(self.package)) or ()
        ]
        return any(step is None or issue in papers for issue, step in reached)

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
        if rule.party not in self.whose(issue) and (issue, step, "held") in at:
            return at[issue, step, "held"]
        return at.get((issue, step, "done"))

    def keeps(self, order: Sequence[Iterable[Event]]) -> bool:
        """Whether an order, or the beginning of one, breaks nothing so far."""
        at = {event: number for number, stage in enumerate(order, 1) for event in stage}
        signed = self.signed
        for (issue, step, what), number in at.items():
            way = self.way(issue)
            place = way.index(step)
            if self.model.issues[issue].on_paper and (
                what == "held" or any(at.get((issue, other, "done")) != number for other in way)
            ):
                return False
            if what == "done" and at.get((issue, step, "held"), 0) >= number:
                return False
            for below in way[:place]:
                under = at.get((issue, below, "done"))
                if what == "held":
                    under = at.get((issue, below, "held"), under)
                if under is None or under > number:
                    return False
        if order and any(at.get((issue, step, "done")) != 1 for issue in signed for step in self.way(issue)):
            return False
        at = {event: 0 if event[0] in signed else number for event, number in at.items()}
        if self._tardy(at):
            return False
        return all(self.begins(rule, at) is None or self.kept(rule, at) for rule in self.rules())

    def moments(self, order: Sequence[Iterable[Event]]) -> dict[Event, int]:
        """The stage of every event, 0 for what is signed before the first."""
        return {
            event: 0 if number == 1 and event[0] in self.signed else number
            for number, stage in enumerate(order, 1)
            for event in stage
        }

    def begins(self, rule: Rule, at: Mapping[Event, int]) -> int | None:
        """When the act of a rule begins, as the rule sees it."""
        assert rule.act is not None
        starts = first_reached(self.model, rule.act, dict(self.package))
        return None if starts is None else self.moment(rule, rule.act.issue, starts, at)

    def kept(self, rule: Rule, at: Mapping[Event, int]) -> bool:
        """Whether something that a rule waits for is there in time."""
        act, met = self.begins(rule, at), self._met(rule, at)
        if act is None or met is None or rule.act is None:
            return False
        return met < act or (met == act and (rule.link is Link.WITH or rule.act.issue in self.signed))

    def _met(self, rule: Rule, at: Mapping[Event, int]) -> int | None:
        """When the first of what a rule waits for is there, -1 if it is so already; None: not so far."""
        found: list[int] = []
        for literal in standing(rule, dict(self.package)) or ():
            reached = first_reached(self.model, literal, dict(self.package))
            when = -1 if reached is None else self.moment(rule, literal.issue, reached, at)
            found += [] if when is None else [when]
        return min(found, default=None)

    def _tardy(self, at: Mapping[Event, int]) -> bool:
        """Whether a rung is held though all is there that its giver's own conditions ask for."""
        for issue in self.deposited:
            own = [rule for rule in self.rules() if rule.party in self.whose(issue) and rule.act is not None]
            own = [rule for rule in own if rule.act is not None and rule.act.issue == issue]
            earlier = 0
            for step in self.way(issue) if own else ():
                released = at.get((issue, step, "done"))
                if released is None:
                    break
                held = at.get((issue, step, "held"))
                if held is not None:
                    could = max(held + 1, earlier)
                    for rule in own:
                        if rule.act is not None and first_reached(self.model, rule.act, dict(self.package)) == step:
                            met = self._met(rule, at)
                            could = max(could, (0 if met is None else met) + (rule.link is Link.AFTER))
                    if released > could:
                        return True
                earlier = released
        return False

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

    def done(self, order: Order, stage: int, party: str, leaves: bool) -> dict[str, set[int]]:
        """The rungs done before a stage, and those of the stage that the others do (if the party leaves), or it alone.

        A rung that was held before is released by whoever holds it. Who leaves loses what goes over then.
        """
        found: dict[str, set[int]] = {issue: set() for issue in self.model.issues}
        before = {event for events in order[: stage - 1] for event in events}
        now = set(order[stage - 1]) if stage <= len(order) else set()
        for issue, step, what in before | now:
            own = self.whose(issue)
            does = party not in own if leaves else own == {party}
            held = (issue, step, "held") in before
            if what == "done" and ((issue, step, what) in before or does or held):
                found[issue].add(step)
            if held and leaves and party in own and self.model.issues[issue].deposit is Deposit.OVER:
                found[issue].add(step)
        return found

    def figures(self, order: Order, party: str, stage: int) -> Figures:
        """A party in a stage, from 1; one past the last stage is the end, and its temptation the floor."""
        found, accepted = self.worlds[party], self.accepted[party]
        quo = self._worth(party, {})
        cost = quo - found.no_agreement[accepted]
        package = found.worth(self.package)[accepted]
        lured = self.left(self.done(order, stage, party, True))
        alone = self.left(self.done(order, stage, party, False))
        return Figures(
            self._worth(party, lured) - cost - package,
            quo - self._worth(party, alone),
            self.arrears(order, party, stage),
        )

    def arrears(self, order: Order, party: str, stage: int) -> float:
        """The share of its gives done less that of its gets received, each rung weighed by its mean worth."""
        accepted = self.accepted[party]
        over = {e for number, events in enumerate(order, 1) if number <= stage for e in events}
        done, due = [0.0, 0.0], [0.0, 0.0]
        for name, issue in self.model.issues.items():
            by = self.whose(name)
            before = self.model.status_quo[name]
            for step in self.way(name):
                array = self.worlds[party].value[name][accepted]
                gained = float(np.mean(array[:, step] - array[:, before]))
                before = step
                give = gained < 0 and party in by
                get = gained > 0 and any(each in self.sides and each != party for each in by)
                if not issue.on_paper and abs(gained) > _NOTHING and (give or get):
                    due[give] += abs(gained)
                    done[give] += abs(gained) * ((name, step, "done") in over)
        return (done[1] / due[1] if due[1] else 0.0) - (done[0] / due[0] if due[0] else 0.0)

    # guarantees

    def holds(self, guarantee: Guarantee, order: Order, stage: int) -> bool:
        """Whether a guarantee is there as a stage begins."""
        if guarantee.issues and not any(self.way(issue) for issue in guarantee.issues):
            return False
        level = dict(self.model.status_quo)
        for name in self.model.issues:
            for step in self.way(name):
                for number, events in enumerate(order, 1):
                    counts = number < stage or name in self.signed
                    held = (name, step, "held") in events and guarantee.by not in self.whose(name)
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
            end = len(order) + 1
            stays = float(np.quantile(self.figures(order, party, end).temptation, 0.9)) - self.cover(order, party, end)
            for stage in stages:
                found = self.figures(order, party, stage)
                above = float(np.quantile(found.temptation, 0.9)) - self.cover(order, party, stage) - max(0.0, stays)
                figures = (above / 0.1, float(np.quantile(found.exposure, 0.9)) / 0.1, found.arrears / 0.2)
                worst = [max(old, floor(round(new, 6))) for old, new in zip(worst, figures, strict=True)]
        return (worst[0], worst[1], worst[2])


def best_plans(judge: Judge) -> tuple[Key | None, tuple[Order, ...]]:
    """The best that any order reaches, and all orders that reach it; None and nothing where none keeps the rules."""
    best: Key | None = None
    found: list[Order] = []
    for order in judge.orders():
        held = {issue for events in order for issue, _, what in events if what == "held"}
        if not judge.opening <= held:
            continue
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
        breaches=tuple(_left_out(judge, order)),
        trust=trust,
    )


def _left_out(judge: Judge, order: Order) -> Iterator[Breach]:
    """Lines of procedure of which the package moves the act and has nothing of what it needs."""
    at = {event: place for place, stage in enumerate(order, 1) for event in stage}
    for rule in judge.model.rules:
        if rule.party is None and rule.act is not None and standing(rule, dict(judge.package)) == []:
            step = first_reached(judge.model, rule.act, dict(judge.package))
            moment = None if step is None else judge.moment(rule, rule.act.issue, step, at)
            if moment is not None:
                yield Breach(moment, rule, "")


def _stage(judge: Judge, order: Order, number: int, holder: str) -> Stage:
    before = frozenset().union(*order[: number - 1])
    heard = [party for party, accepted in judge.accepted.items() if accepted.any()]
    acts: list[Act] = []
    for event in judge.events():
        if event in order[number - 1]:
            act = _act(judge, event, before, holder, frozenset().union(*order))
            alike = ("issue", "by", "reversible", "on_paper", "deposited", "released", "verifier")
            if acts and acts[-1].target == act.origin and all(getattr(acts[-1], n) == getattr(act, n) for n in alike):
                below = acts.pop()
                act = replace(
                    act,
                    origin=below.origin,
                    waits_for=(*below.waits_for, *act.waits_for),
                    statements=(*below.statements, *act.statements),
                )
            acts.append(act)
    forced = []
    at = judge.moments(order)
    for rule in judge.rules():
        reached = [
            first_reached(judge.model, part, dict(judge.package)) for part in standing(rule, dict(judge.package)) or ()
        ]
        if None not in reached and judge.begins(rule, at) == number and judge.kept(rule, at):
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


def _act(judge: Judge, event: Event, before: frozenset[Event], holder: str, every: frozenset[Event]) -> Act:
    name, step, what = event
    issue = judge.model.issues[name]
    way = [judge.model.status_quo[name], *judge.way(name)]
    can = issue.reversible if isinstance(issue.reversible, bool) else issue.steps[step] in issue.reversible
    waits: dict[tuple[str, int], None] = {}
    statements: dict[str, None] = {}
    for rule in judge.rules() if name not in judge.signed else ():
        assert rule.act is not None
        kept = standing(rule, dict(judge.package)) or ()
        needs = [(part.issue, first_reached(judge.model, part, dict(judge.package))) for part in kept]
        held = rule.party not in judge.whose(name) and (name, step, "held") in every
        starts = rule.act.issue == name and first_reached(judge.model, rule.act, dict(judge.package)) == step
        if starts and held is (what == "held") and all(at is not None for _, at in needs):
            waits |= {(each, at): None for each, at in needs if at is not None}
            statements |= dict.fromkeys(rule.statements)
    return Act(
        name,
        way[way.index(step) - 1],
        step,
        tuple(sorted(judge.whose(name))),
        can,
        issue.on_paper,
        deposited=holder if what == "held" else None,
        released=what == "done" and (name, step, "held") in before,
        waits_for=tuple(waits),
        statements=tuple(statements),
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
        middle = float(np.median(figures))
        share = middle / gain if gain > _SLACK and middle > _SLACK else None
    above = float((figures > judge.trusted).mean())
    return Force(float(np.median(figures)), float(np.quantile(figures, 0.9)), share, above)


__all__ = ["MOST", "Event", "Figures", "Judge", "Key", "Order", "best_plans", "order_of", "plan_of"]
