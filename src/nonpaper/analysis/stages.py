"""In what order could a package be carried out so that neither side is left exposed? Does a draft's own order hold?

The plan keeps every condition and line of procedure of which the package keeps both sides; if those run in a circle, it
is made with the cheapest way to open it. What each side would gain by leaving at each stage, and lose if it were left,
is told over the worlds in which the package is acceptable to it; `staging` says how orders are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from nonpaper.analysis.check_plan import Flaw, check_plan
from nonpaper.analysis.deals import Question as DealsQuestion
from nonpaper.analysis.deals import deals, kept_rules, live
from nonpaper.analysis.forces import Cover, Forces
from nonpaper.analysis.loose_ends import loose_ends
from nonpaper.analysis.moves import apply_moves
from nonpaper.analysis.obligations import PARTS, Obligation, Obligations, Wait, doers, obligations
from nonpaper.analysis.openings import Openings
from nonpaper.analysis.packages import Emptied, WalkBack
from nonpaper.analysis.plan_words import Words
from nonpaper.analysis.plans import Breach, Opening, Plan, Stage
from nonpaper.analysis.repairs import trust_in
from nonpaper.analysis.results import Move
from nonpaper.analysis.staging import Assignment, Found, Measure, Staging, broken, closed
from nonpaper.analysis.walk_backs import Breaking
from nonpaper.case.parties import Role
from nonpaper.case.prices import price as price_of
from nonpaper.errors import EngineError, UsageError
from nonpaper.model.compile import compile_model
from nonpaper.model.preferences import preferences
from nonpaper.model.rules import Model
from nonpaper.model.space import reached_at
from nonpaper.model.worlds import WORLDS, Worlds, draw_worlds
from nonpaper.positions.position import Table
from nonpaper.positions.sayings import Reader

Progress = Callable[[str, int, int], None]
_FLAWS = 5  # so many flaws of a plan are told, should there be any


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, beside the case and the day.

    `package` maps issue -> step index (what it leaves out stays as it is, but for what the procedure needs), or is
    `draft:ID`, or the letter of a package of `deals`; without it, the best of `deals` is staged. `draft` is the id of a
    draft whose own stages are to be walked through. `at_most` caps the number of stages; `max_guarantee` asks for the
    fewest stages for which no side needs a guarantee worth more than that, 0 to 1. The rest is as for `deals`.
    """

    package: Mapping[str, int] | str | None = None
    draft: str | None = None
    at_most: int | None = None
    max_guarantee: float | None = None
    seed: int = 0
    worlds: int = WORLDS
    bare: bool = False
    keep: tuple[str, ...] = ()
    no_red_lines: bool = False
    name: str = ""


def stages(table: Table, asked: Question | None = None, *, progress: Progress | None = None) -> Plan:
    """The plan for a package, or a draft's own order walked through.

    Where there is no plan, `reason` says why. Every plan (this one, a draft as it was walked through, and those behind
    the other openings) has passed the independent checker (`check_plan`). Raises `UsageError` for a draft, a package or
    a number of stages that cannot be, and `EngineError`, with the flaws, for a plan that does not do what it says.
    """
    asked = asked or Question()
    told = progress or _silent
    if asked.at_most is not None and asked.at_most < 1:
        raise UsageError(f"a plan has at least one stage; found {asked.at_most}")
    if asked.max_guarantee is not None and not 0 <= asked.max_guarantee <= 1:
        raise UsageError(f"a guarantee is worth a share of what is at stake, 0 to 1; found {asked.max_guarantee}")
    model = compile_model(table, asked.bare)
    wants = preferences(table)
    told("drawing worlds", 0, len(wants.parties))
    worlds = draw_worlds(wants, seed=asked.seed, count=asked.worlds)
    told("drawing worlds", len(wants.parties), len(wants.parties))
    unheard = _unheard(table)
    emptied = tuple(
        Emptied(each.party, each.statements, each.words) for each in worlds.none_left if each.party not in unheard
    )
    if emptied:
        empty = Plan(table, model, asked.name, {}, tuple(wants.parties), (), {}, {}, {})
        return replace(
            empty,
            emptied=emptied,
            unheard=unheard,
            worlds=asked.worlds,
            seed=asked.seed,
            reason="No world agrees with all that was said, so nothing can be told of who would leave.",
        )
    name, package, reason = _package(table, model, asked)
    made = _Making(table, model, asked, name, package, worlds, unheard, told)
    if reason:
        return made.none(reason)
    return made.checked(made.walked(asked.draft) if asked.draft is not None else made.plan())


def _unheard(table: Table) -> tuple[str, ...]:
    """The sides whose act or stake is in the case and who were not heard."""
    wants = preferences(table)
    acts = {party for issue in table.case.issues.values() for party in issue.by}
    return tuple(
        side
        for side, own in wants.parties.items()
        if not live(table, side) and (own.staked or side in acts) and not own.given
    )


def _package(table: Table, model: Model, asked: Question) -> tuple[str, dict[str, int], str]:
    """The package's name, its steps, and why there is none."""
    stay = dict(model.status_quo)
    if asked.draft is not None:
        draft = table.case.drafts.get(asked.draft)
        if draft is None:
            raise UsageError(f"no draft {asked.draft!r} on the table as of that day")
        steps = {issue: model.issues[issue].index(label) for issue, label in draft.steps().items()}
        return asked.name or f"draft {asked.draft}", {**stay, **steps}, ""
    given: Mapping[str, int] | None = None
    name, letter = asked.name, "A"
    if isinstance(asked.package, str):
        if asked.package.startswith("draft:"):
            id_ = asked.package.removeprefix("draft:")
            if id_ not in table.case.drafts:
                raise UsageError(f"no draft {id_!r} on the table as of that day")
            named = table.case.drafts[id_].steps()
            given = {issue: model.issues[issue].index(label) for issue, label in named.items()}
            name = name or f"draft {id_}"
        else:
            letter = asked.package
    elif asked.package is not None:
        given = asked.package
        for issue, step in given.items():
            if issue not in model.issues:
                raise UsageError(f"no issue {issue!r} in this case")
            if not 0 <= step < len(model.issues[issue].steps):
                raise UsageError(f"{issue!r} has steps 0 to {model.issues[issue].rungs}; found {step}")
        if set(given) == set(model.issues):
            return name or "package", dict(given), ""
        name = name or "package"
    top = 1 if given is not None else max(5, ord(letter[0]) - ord("A") + 1 if len(letter) == 1 else 100)
    found = deals(
        table,
        DealsQuestion(
            top=top,
            seed=asked.seed,
            worlds=asked.worlds,
            bare=asked.bare,
            keep=asked.keep,
            no_red_lines=asked.no_red_lines,
            named=((name, given),) if given is not None else (),
        ),
    )
    if given is not None:
        return name, dict(found.named[0].steps), ""
    for each in found.packages:
        if each.letter == letter:
            return name or f"package {letter}", dict(each.steps), ""
    if isinstance(asked.package, str):
        letters = [each.letter for each in found.packages]
        known = ("A" if len(letters) == 1 else f"{letters[0]} to {letters[-1]}") if letters else "none"
        raise UsageError(f"there is no package {letter!r}; there are: {known}")
    return name, stay, "There is no package to be put in an order: none keeps the procedure and what is to be kept."


class _Making:
    """One package on its way to a plan."""

    def __init__(
        self,
        table: Table,
        model: Model,
        asked: Question,
        name: str,
        package: Mapping[str, int],
        worlds: Worlds,
        unheard: tuple[str, ...],
        told: Progress,
    ) -> None:
        self.table, self.asked, self.name, self.told = table, asked, name, told
        self.told_model = model
        self.model = replace(model, issues=dict(sorted(model.issues.items())))
        self.package = {issue: package[issue] for issue in model.issues}
        self.row = [self.package[issue] for issue in self.model.issues]
        self.sides = tuple(side.id for side in table.case.sides)
        self.unheard = unheard
        self.drawn = {side: each for side, each in worlds.drawn.items() if side not in unheard}
        self.breaking = Breaking(self.model, kept_rules(self.model, asked.keep, asked.no_red_lines))
        self.openings = Openings(self.model, self.breaking)
        self.notes: list[str] = []

    # the answer

    def plan(self) -> Plan:
        """The best order."""
        model, moves = self._opened()
        every, measure, found = self._searched(model, ())
        held = tuple(
            issue
            for issue, numbers in every.acts.items()
            if self.model.issues[issue].deposit is not None
            and issue not in model.deposited
            and set(every.every[numbers[0]].by) & set(self.sides)
            and not every.every[numbers[0]].on_paper
        )
        if (
            held
            and measure is not None
            and (found.score is None or (found.score.temptation, found.score.exposure) > (0, 0))
        ):
            more, other, better = self._searched(model, held)
            if better.score is not None and (found.score is None or better.score < found.score):
                every, measure, found = more, other, better
                used = (
                    [
                        issue
                        for issue in held
                        if any(
                            found.plan[d] < found.plan[r]
                            for d, r in zip(every.deposits[issue], every.acts[issue], strict=True)
                        )
                    ]
                    if found.plan is not None
                    else []
                )
                titles = ", ".join(self.model.issues[issue].title for issue in used)
                self.notes.append(
                    f"No circle asks for a deposit; the plan uses one because it leaves less to gain: {titles}."
                )
        if measure is None:
            return self.none(self._nobody_accepts())
        if found.plan is None:
            why, exists = self._why_none(every, found)
            return replace(self.none(why), opened_by=moves, exists=exists)
        self.notes += self._divided(model, every, found, held)
        plan = self._told(model, every, measure, found.plan, moves, found)
        return replace(plan, other_openings=self._other_openings(plan))

    def checked(self, plan: Plan) -> Plan:
        """The plan, once the independent checker has gone through it. Raises `EngineError` with what it found wrong."""
        flaws = check_plan(plan, self.drawn)
        if flaws:
            told = "; ".join(_flaw_told(each) for each in flaws[:_FLAWS])
            more = f"; and {len(flaws) - _FLAWS} more" if len(flaws) > _FLAWS else ""
            raise EngineError(f"the plan for {plan.name} does not do what it says: {told}{more}")
        return plan

    def walked(self, id_: str) -> Plan:
        """A draft in its own stages: where they break a condition, and who is exposed when."""
        model = self.model
        every = obligations(self.table.case, model, self.package, parts=1)
        measure = self._measure(model, every)
        if measure is None:
            return self.none(self._nobody_accepts())
        at = _stages_of(self.table, model, id_)
        order = [0 if number in every.signed else at(each) for number, each in enumerate(every.every)]
        self.notes += self._not_walked(id_, order)
        # A stage that is done already, or moves only what is signed, is none any more.
        order = list(closed(tuple(order)))
        plan = self._told(model, every, measure, tuple(order), (), Found(tuple(order), None, True))
        return replace(plan, breaches=(*plan.breaches, *self._breaches(every, order)), swaps=())

    def none(self, reason: str) -> Plan:
        """No plan, and why."""
        return Plan(
            table=self.table,
            model=self.told_model,
            name=self.name,
            package=self.package,
            sides=self.sides,
            stages=(),
            floor={},
            guarantee={},
            accepts={side: float(each.accepts(self.package).mean()) for side, each in self.drawn.items()},
            walked_back=self._walked_back(),
            worlds=self.asked.worlds,
            seed=self.asked.seed,
            unheard=self.unheard,
            ratified_by=self._ratified_by(),
            notes=tuple(self.notes),
            reason=reason,
        )

    # what the plan rests on

    def _opened(self) -> tuple[Model, tuple[Move, ...]]:
        ways = self.openings.ways(self.row)
        if not ways:
            return self.model, ()
        return apply_moves(self.model, ways[0].moves), ways[0].moves

    def _searched(self, model: Model, held: Iterable[str]) -> tuple[Obligations, Measure | None, Found]:
        """The best order; what may be divided is cut into so many parts as make it better, and no more."""
        self.told("looking for the best order", 0, 1)
        best = self._cut(model, held, 1)
        for parts in PARTS:
            every, measure, found = best
            if measure is None or not self._may_be_divided(every) or not _wanting(found):
                break
            more = self._cut(model, held, parts)
            if self._better(more[2], found):
                best = more
        self.told("looking for the best order", 1, 1)
        return best

    def _cut(self, model: Model, held: Iterable[str], parts: int) -> tuple[Obligations, Measure | None, Found]:
        every = obligations(self.table.case, model, self.package, held=held, parts=parts)
        measure = self._measure(model, every)
        if measure is None:
            return every, None, Found(None, None, True)
        return every, measure, Staging(measure, most=self.asked.at_most, guarantee=self.asked.max_guarantee).best()

    def _divided(self, model: Model, every: Obligations, found: Found, held: Iterable[str]) -> list[str]:
        """What the order does in parts, and why it does not do it at once."""
        cut = [
            (self.model.issues[issue].title, round(1 / every.every[numbers[0]].amount))
            for issue, numbers in every.acts.items()
            if every.every[numbers[0]].amount < 1
            and found.plan is not None
            and len({found.plan[n] for n in numbers}) > 1
        ]
        if not cut or found.score is None:
            return []
        kept = held if any(issue not in model.deposited for issue in every.deposits) else ()
        whole = self._cut(model, kept, 1)[2].score
        if whole is None:
            why = "at once, no order does what is asked for"
        elif found.score.temptation < whole.temptation:
            why = "at once, somebody would gain more by leaving on the way"
        elif found.score.exposure < whole.exposure:
            why = "at once, somebody would lose more by being left on the way"
        elif found.score.arrears < whole.arrears:
            why = "at once, some side would fall further behind"
        else:
            why = "at once, it would take more stages"
        told = ", ".join(f"{title} in {count} equal parts" for title, count in cut)
        return [f"The order divides {told}: {why}. More parts were not better, or were not tried beyond {max(PARTS)}."]

    def _may_be_divided(self, every: Obligations) -> bool:
        return any(
            self.model.issues[issue].divisible and not every.every[n[0]].on_paper for issue, n in every.acts.items()
        )

    def _better(self, one: Found, other: Found) -> bool:
        """Whether one order compares better than another; where a guarantee is capped, the fewest stages come first."""
        if one.score is None or other.score is None:
            return one.score is not None
        if self.asked.max_guarantee is not None and one.score.stages != other.score.stages:
            return one.score.stages < other.score.stages
        return one.score < other.score

    def _measure(self, model: Model, every: Obligations) -> Measure | None:
        forces = {side: Forces(side, each, self.model, self.package, every) for side, each in self.drawn.items()}
        if any(not each.worlds for each in forces.values()):
            return None
        return Measure(model, every, forces, self._covers(every), self.sides)

    def _covers(self, every: Obligations) -> tuple[Cover, ...]:
        """The guarantees that can hold under the package, and on which obligations each hangs."""
        case, model = self.table.case, self.model
        reader = Reader(case, {}, (), {})
        found = []
        for number, each in enumerate(case.guarantees):
            if each.issues and not any(issue in every.acts for issue in each.issues):
                continue
            needs: list[int] = []
            until: list[int] = []
            never = False
            for part in each.when.comparisons if each.when is not None else ():
                term = reader.term(part)
                if term is None:
                    continue
                literal = reader.literal(term)
                start, end = model.status_quo[literal.issue], self.package[literal.issue]
                if literal.holds(start) and literal.holds(end):
                    continue
                # To the guarantor what a third party holds is done, unless it is the guarantor's own.
                numbers = every.acts.get(literal.issue, ())
                if numbers and not set(every.every[numbers[0]].by) & set(doers(case, (each.by,))):
                    numbers = every.deposits.get(literal.issue, numbers)
                if literal.holds(end):
                    moment = reached_at(literal, model.issues[literal.issue], start)
                    needs += [n for n in numbers if moment is not None and every.every[n].target == moment[2]][-1:]
                elif literal.holds(start):
                    gone = [n for n in numbers if not literal.holds(every.every[n].target)]
                    until += [n for n in gone if every.every[n].target == every.every[gone[0]].target][-1:]
                else:
                    never = True
            if never:
                continue
            for party in doers(case, (each.binds,)):
                found.append(Cover(number, party, float(each.worth), tuple(needs), tuple(until)))
        return tuple(found)

    def _walked_back(self) -> tuple[WalkBack, ...]:
        place = {party: n for n, party in enumerate(self.table.case.parties)}
        return tuple(sorted(self.breaking.walk_backs(self.row), key=lambda each: place.get(each.party, len(place))))

    def _ratified_by(self) -> tuple[str, ...]:
        """Ratifiers of a side that acts in the package, and bodies to which one of its issues may be put."""
        moved = [name for name in self.model.issues if self.package[name] != self.model.status_quo[name]]
        case = self.table.case
        acting = {party for name in moved for party in doers(case, self.model.issues[name].by)}
        return tuple(
            party.id
            for party in case.parties.values()
            if party.role is Role.RATIFIER and party.of is not None and set(doers(case, (party.of,))) & acting
        )

    def _nobody_accepts(self) -> str:
        case = self.table.case
        names = [case.parties[side].name for side, each in self.drawn.items() if not each.accepts(self.package).any()]
        return (
            f"In none of the worlds that agree with what was said is the package acceptable to {' or '.join(names)}: "
            "it would not begin."
        )

    def _why_none(self, every: Obligations, found: Found) -> tuple[str, bool | None]:
        """Why there is no order, and whether there is one that goes beyond what was asked for; None if not known."""
        if not found.proved:
            return "No order was found in the time allowed, and it is not proved that there is none.", None
        measure = self._measure(self.model, every)
        least = Staging(measure).best() if measure is not None else Found(None, None, True)
        case = self.table.case
        if least.plan is None:
            words = Words(case, self.told_model, every, self.sides)
            why = f"No order keeps all of these, and no move that is known opens the circle: {words.circle(every)}."
            return why, False
        if self.asked.max_guarantee is not None and measure is not None:
            need = measure.needed(least.plan)
            floor = [p for p in measure.forces if measure.floor[p] > self.asked.max_guarantee]
            if floor:
                names = " and ".join(f"{case.parties[p].name} ({measure.floor[p]:.0%})" for p in floor)
                why = (
                    "No order needs so little: once all is done, a guarantee has to be worth at least this share of "
                    f"what is at stake for the side it holds: {names}; at most {self.asked.max_guarantee:.0%} "
                    "was to do."
                )
                return why, True
            names = " and ".join(f"{case.parties[p].name} ({worth:.0%})" for p, worth in need.items())
            return f"No order within what was asked for does with so little; the best order needs {names}.", True
        search = Staging(measure) if measure is not None else None
        known = search.fewest_at_all() if search is not None else None
        return (
            f"The conditions that the package keeps take at least {known} stages; {self.asked.at_most} were asked for.",
            True,
        )

    # the plan in words

    def _told(
        self,
        model: Model,
        every: Obligations,
        measure: Measure,
        order: Assignment,
        moves: tuple[Move, ...],
        found: Found,
    ) -> Plan:
        trust = float(price_of(self.model.prices, "trust"))
        words = Words(self.table.case, self.told_model, every, self.sides)
        last = max(order, default=0)
        told = []
        whole = {issue: len(numbers) for issue, numbers in every.acts.items()}
        needed = measure.needed(order)
        for number in range(1, max(last, 1 if every.signed else 0) + 1):
            before, after = measure.flags(order, number - 1), measure.flags(order, number)
            forces = {
                kind: {
                    side: each.force(kind, measure.parts.state(kind, side, before, after), trust)
                    for side, each in self._seen(measure)
                }
                for kind in ("temptation", "exposure")
            }
            told.append(
                Stage(
                    number=number,
                    acts=words.acts(order, number),
                    temptation=forces["temptation"],
                    exposure=forces["exposure"],
                    arrears={
                        side: round(measure.arrears_told(side, after), 9) + 0.0 for side, _ in self._seen(measure)
                    },
                    forced_by=words.forced_by(order, number),
                    covered_by=tuple(dict.fromkeys(each.number for each in measure.covers if each.holds(before))),
                )
            )
        return Plan(
            table=self.table,
            model=self.told_model,
            name=self.name,
            package=self.package,
            sides=self.sides,
            stages=tuple(told),
            floor={side: each.force("temptation", whole, trust) for side, each in self._seen(measure)},
            guarantee={side: round(needed[side], 9) for side, _ in self._seen(measure)},
            accepts={side: each.accepts for side, each in self._seen(measure)},
            walked_back=self._walked_back(),
            opened_by=moves,
            loose_ends=loose_ends(every, measure, order, self.sides),
            swaps=_swaps(every, measure, order),
            trust=trust_in(self.table.case, self.model, every, measure, order, trust),
            proved=found.proved,
            gap=found.gap,
            worlds=self.asked.worlds,
            seed=self.asked.seed,
            breaches=tuple(self._left_out(every, order)),
            unheard=self.unheard,
            ratified_by=self._ratified_by(),
            notes=tuple(self.notes),
            reason="" if told else "The package is how things are now: there is nothing to be done.",
            own_order=self.asked.draft is not None,
        )

    def _seen(self, measure: Measure) -> list[tuple[str, Forces]]:
        """The sides whose worlds are known, in the order of the case."""
        return [(side, measure.forces[side]) for side in self.sides if side in measure.forces]

    def _other_openings(self, plan: Plan) -> tuple[Opening, ...]:
        """The next two ways to open the circle, and what the plan would be with each."""
        found = []
        for way in self.openings.others(self.row) if plan.opened_by else ():
            every, measure, other = self._searched(apply_moves(self.model, way.moves), ())
            if measure is None or other.plan is None:
                continue
            self.checked(self._told(apply_moves(self.model, way.moves), every, measure, other.plan, way.moves, other))
            words = Words(self.table.case, self.told_model, every, self.sides)
            found.append(Opening(way.moves, way.price, words.changed(plan, other.plan, measure.needed(other.plan))))
        return tuple(found)

    # a draft's own order

    def _not_walked(self, id_: str, order: Sequence[int]) -> Iterator[str]:
        """What of a draft's own stages is not walked through: stages of which nothing is left, and what is undone."""
        draft = self.table.case.drafts[id_]
        empty = [str(number) for number in range(1, len(draft.stages) + 1) if number not in order]
        if empty and set(order) - {0}:
            one = len(empty) == 1
            yield (
                f"Of the draft's own stages, {', '.join(empty)} {'has' if one else 'have'} nothing that is still to be "
                f"done after signature; the others are counted without {'it' if one else 'them'}."
            )
        for name, end in self.package.items():
            issue, last = self.model.issues[name], self.model.status_quo[name]
            for number in range(1, len(draft.stages) + 1):
                label = draft.steps(number).get(name)
                step = last if label is None else issue.index(label)
                if not (
                    last == step or step == end or (not issue.is_choice and (last < step < end or end < step < last))
                ):
                    yield (
                        f"{issue.title} would be at {issue.steps[step]} in stage {number} and at {issue.steps[end]} in "
                        "the end; only the straight way there is walked through."
                    )
                    break
                last = step

    def _breaches(self, every: Obligations, order: Sequence[int]) -> list[Breach]:
        """Conditions that the order breaks, each with the smallest change that mends it."""
        words = Words(self.table.case, self.told_model, every, self.sides)
        found = []
        for wait in every.waits:
            if broken(wait.strict, order[wait.then], [order[n] for n in wait.first]):
                found.append(
                    Breach(order[wait.then], wait.rule, words.mended(order, wait, _smallest(every, order, wait)))
                )
        return found

    def _left_out(self, every: Obligations, order: Sequence[int]) -> list[Breach]:
        """What the procedure needs for an act of the package, and the package does not have."""
        words = Words(self.table.case, self.told_model, every, self.sides)
        what = "draft" if self.asked.draft is not None else "package"
        missing = []
        for rule in self.model.rules:
            act = rule.act
            if rule.party is not None or act is None or act.holds(self.model.status_quo[act.issue]):
                continue
            if any(part.holds(self.package[part.issue]) for part in rule.clause):
                continue
            if act.holds(self.package[act.issue]):
                numbers = every.deposits.get(act.issue, every.acts[act.issue])
                stage = max(1, min(order[n] for n in numbers if act.holds(every.every[n].target)))
                missing.append(Breach(stage, rule, words.left_out(rule, stage, what)))
        return missing


def _wanting(found: Found) -> bool:
    """Whether an order leaves something that more parts might better."""
    score = found.score
    return score is None or (score.temptation, score.exposure, score.arrears) > (0, 0, 0)


def _stages_of(table: Table, model: Model, id_: str) -> Callable[[Obligation], int]:
    """In which stage of a draft an obligation falls: the first that reaches its step."""
    draft = table.case.drafts[id_]

    def at(each: Obligation) -> int:
        issue, start = model.issues[each.issue], model.status_quo[each.issue]
        for number in range(1, len(draft.stages) + 1):
            label = draft.steps(number).get(each.issue)
            if label is None:
                continue
            step = issue.index(label)
            if step == each.target or (not issue.is_choice and start < each.target < step):
                return number
            if not issue.is_choice and start > each.target > step:
                return number
        return len(draft.stages)

    return at


def _smallest(every: Obligations, order: Sequence[int], wait: Wait) -> tuple[int, int] | None:
    """The one obligation that, done in another stage, mends a breach and opens no other: (number, stage).

    The shortest way is taken, of equal ones that which delays nothing; None where no single change does.
    """
    now = _bad(every, order)
    tries: list[tuple[int, bool, int, int]] = []
    last = max(order, default=1)
    for number in (wait.then, *wait.first):
        for stage in range(last + 2):
            if stage != order[number]:
                tries.append((abs(stage - order[number]), stage > order[number], number, stage))
    for _, _, number, stage in sorted(tries):
        changed = list(order)
        changed[number] = stage
        left = _bad(every, changed)
        if left < now and (wait.then, wait.first) not in {(then, first) for then, first, _ in left}:
            return number, stage
    return None


def _bad(every: Obligations, order: Sequence[int]) -> frozenset[tuple[int, tuple[int, ...], bool]]:
    """The waits and orders of rungs that an order breaks."""
    found = {
        (each.then, each.first, each.strict)
        for each in every.waits
        if broken(each.strict, order[each.then], [order[n] for n in each.first])
    }
    found |= {(then, (first,), False) for first, then in every.chains if order[then] < order[first]}
    return frozenset(found)


def _swaps(
    every: Obligations, measure: Measure, order: Assignment
) -> tuple[tuple[tuple[int, str], tuple[int, str]], ...]:
    """Pairs of acts in different stages that may change places: all is kept, and nothing compares worse."""
    score = measure.score(order)
    acts: dict[tuple[int, str], list[int]] = {}
    for issue, numbers in every.acts.items():
        for number in numbers:
            if order[number]:
                acts.setdefault((order[number], issue), []).append(number)
    held = {
        issue
        for issue, own in every.deposits.items()
        for d, r in zip(own, every.acts[issue], strict=True)
        if order[d] != order[r]
    }
    found = []
    for one, other in combinations(sorted(acts), 2):
        if one[0] == other[0] or one[1] == other[1] or {one[1], other[1]} & held:
            continue
        changed = list(order)
        for (stage, issue), (_, target) in ((one, (0, other[0])), (other, (0, one[0]))):
            for number in acts[stage, issue]:
                changed[number] = target
                if issue in every.deposits:
                    changed[every.deposits[issue][every.acts[issue].index(number)]] = target
        if measure.keeps(tuple(changed)) and measure.score(tuple(changed)) <= score:
            found.append((one, other))
    return tuple(found)


def _flaw_told(flaw: Flaw) -> str:
    where = [f"stage {flaw.stage}"] if flaw.stage is not None else []
    where += [each for each in (flaw.issue, flaw.party, flaw.rule) if each]
    return f"{flaw.kind.value} ({', '.join(where)}): {flaw.words}" if where else f"{flaw.kind.value}: {flaw.words}"


def _silent(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""
