"""In which order? The stages with the smallest worst temptation, then exposure, then arrears, then the fewest stages.

Orders are compared coarsely, for the figures are: temptation above what stays for good in steps of ten points,
exposure in steps of ten, arrears in steps of twenty. The search is exact. Which obligation is done by the end of which
stage is a question to a solver (CP-SAT); what a stage may not do is learnt from the plans it proposes: each stage that
tempts or exposes somebody too much is reduced to the least that already does, and that is forbidden in every stage
[HookerOttosson2003]. A level is proved best when the one below it has no plan left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from nonpaper.analysis.forces import Cover, Forces, Parts, arrears_of
from nonpaper.analysis.obligations import Obligations, earliest
from nonpaper.model.rules import Model

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

TEMPTATION, EXPOSURE, ARREARS = 0.1, 0.1, 0.2
"""The steps in which orders are compared, as shares of what is at stake."""
_UNITS = 1_000_000  # arrears are counted in so many units of a whole
_EFFORT = 30.0  # for one question to the solver, in its own measure of work (about seconds)
_SETTLING = 0.5  # the same, for a choice among plans that compare as equal
_TRIES = 3  # and so many times, where the choice is not proved the best of its kind
_FINE = 900  # plans with more cells (obligations times stages) are not made even among equals
Assignment = tuple[int, ...]
"""The stage of every obligation, from 1; 0 for what is set at signature."""
KINDS = ("temptation", "exposure")


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """What orders are compared by, in this order: the steps of temptation, exposure and arrears, then the stages."""

    temptation: int
    exposure: int
    arrears: int
    stages: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One stage as one side sees it: what leaving, or being left, comes to at the 90 % quantile, guarantees off."""

    party: str
    kind: str
    stage: int
    value: float
    level: int


def steps(figure: float, size: float) -> int:
    """How many whole steps of a size a figure is above 0; none below."""
    return max(0, int(round(figure / size, 6) // 1))


class Measure:
    """Measures any order of the obligations of one package."""

    def __init__(
        self,
        model: Model,
        every: Obligations,
        forces: Mapping[str, Forces],
        covers: Sequence[Cover],
        sides: Sequence[str],
    ) -> None:
        self.every, self.covers = every, tuple(covers)
        self.parts = Parts(model, every, sides)
        self.owed = {party: arrears_of(each, every, sides) for party, each in forces.items()}
        shares = {party: _in_whole_units(each) for party, each in self.owed.items()}
        content = {party: (sorted(shares[party][0].items()), sorted(shares[party][1].items())) for party in forces}
        # The search goes through the parties by what they give and get, so that no name or order of theirs guides it.
        self.forces = {party: forces[party] for party in sorted(forces, key=lambda party: content[party])}
        self.shares = {party: shares[party] for party in self.forces}
        self.whole = [1] * len(every.every)
        self.floor = {party: self.at_end(party) for party in forces}

    def flags(self, plan: Assignment, stage: int) -> list[int]:
        """1 for each obligation that is done once a stage is over (0: at signature)."""
        return [int(at <= stage) for at in plan]

    def covered(self, party: str, done: Sequence[int]) -> float:
        """What guarantees take off a party's temptation while so much is done."""
        return sum(each.worth for each in self.covers if each.party == party and each.holds(done))

    def at_end(self, party: str, share: float = 0.9) -> float:
        """A quantile of the temptation that stays for good, guarantees taken off."""
        state = {issue: len(numbers) for issue, numbers in self.every.acts.items()}
        return self.forces[party].quantile("temptation", state, share) - self.covered(party, self.whole)

    def figure(self, kind: str, party: str, before: Sequence[int], after: Sequence[int], share: float = 0.9) -> float:
        """A quantile in a stage; guarantees that hold before it are taken off the temptation."""
        found = self.forces[party].quantile(kind, self.parts.state(kind, party, before, after), share)
        return found - self.covered(party, before) if kind == "temptation" else found

    def level(self, kind: str, party: str, figure: float) -> int:
        """A figure in steps: of temptation, above what stays for good where that is above 0; of exposure."""
        if kind == "temptation":
            return steps(figure - max(0.0, self.floor[party]), TEMPTATION)
        return steps(figure, EXPOSURE)

    def moments(self, plan: Assignment) -> Iterator[Moment]:
        """Every stage of a plan as every side sees it."""
        for stage in range(1, max(plan, default=0) + 1):
            before, after = self.flags(plan, stage - 1), self.flags(plan, stage)
            for party in self.forces:
                for kind in KINDS:
                    value = self.figure(kind, party, before, after)
                    yield Moment(party, kind, stage, value, self.level(kind, party, value))

    def arrears(self, party: str, done: Sequence[int]) -> float:
        """The share of its gives done less the share of its gets received, -1 to 1, as orders are compared by it."""
        return _behind(self.shares[party], done) / _UNITS

    def arrears_told(self, party: str, done: Sequence[int]) -> float:
        """The same, not rounded to the units in which orders are compared."""
        return _behind(self.owed[party], done)

    def score(self, plan: Assignment) -> Score:
        """What a plan is compared by."""
        worst = dict.fromkeys(KINDS, 0)
        for each in self.moments(plan):
            worst[each.kind] = max(worst[each.kind], each.level)
        behind = 0
        last = max(plan, default=0)
        for stage in range(1, last + 1):
            done = self.flags(plan, stage)
            behind = max([behind, *(steps(self.arrears(party, done), ARREARS) for party in self.forces)])
        return Score(worst["temptation"], worst["exposure"], behind, last)

    def needed(self, plan: Assignment) -> dict[str, float]:
        """Per party how much more a guarantee would have to be worth to hold it at the 90 % quantile, throughout."""
        need = {party: max(0.0, self.floor[party]) for party in self.forces}
        for each in self.moments(plan):
            if each.kind == "temptation":
                need[each.party] = max(need[each.party], each.value)
        return need

    def _late(self, plan: Assignment, issue: str) -> bool:
        """Whether a rung stays in a third party's hands though all that its release waits for is done."""
        before = 0
        for held, released in zip(self.every.deposits[issue], self.every.acts[issue], strict=True):
            if released in self.every.eager and plan[held] < plan[released]:
                first = max(plan[held] + 1, before)
                for each in self.every.waits:
                    if each.then == released:
                        first = max(first, min(plan[n] for n in each.first) + each.strict)
                if plan[released] > first:
                    return True
            before = plan[released]
        return False

    def _held(self, plan: Assignment, issue: str) -> bool:
        """Whether a rung of an issue is in a third party's hands for a stage or more."""
        pairs = zip(self.every.deposits[issue], self.every.acts[issue], strict=True)
        return any(plan[held] < plan[released] for held, released in pairs)

    def keeps(self, plan: Assignment) -> bool:
        """Whether a plan keeps every wait and the order of the rungs."""
        every = self.every
        if any(plan[then] < plan[first] for first, then in every.chains):
            return False
        if any(len({plan[n] for n in group}) > 1 for group in every.together):
            return False
        if any(self._late(plan, issue) for issue in every.deposits):
            return False
        if not all(self._held(plan, issue) for issue in every.opening):
            return False
        return not any(broken(each.strict, plan[each.then], [plan[n] for n in each.first]) for each in every.waits)


def _in_whole_units(shares: tuple[Mapping[int, float], Mapping[int, float]]) -> tuple[dict[int, int], dict[int, int]]:
    """Shares in whole units, so that the solver and the measure count alike."""
    gives, gets = ({n: round(part * _UNITS) for n, part in each.items()} for each in shares)
    return gives, gets


def _behind(shares: tuple[Mapping[int, float], Mapping[int, float]], done: Sequence[int]) -> float:
    gives, gets = (sum(part for n, part in each.items() if done[n]) for each in shares)
    return gives - gets


def broken(strict: bool, then: int, first: Sequence[int]) -> bool:
    """Whether an act comes too early for what it waits for."""
    return then <= min(first) if strict else then < min(first)


@dataclass(frozen=True, slots=True)
class Core:
    """The least that already tempts or exposes a party so much: never in one stage all of these literals.

    A literal is (obligation, whether what is done in the stage itself counts, done or not); `bare` are guarantees that
    do not hold, `held` such that do.
    """

    kind: str
    party: str
    value: float
    literals: tuple[tuple[int, bool, bool], ...]
    bare: tuple[int, ...] = ()
    held: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan, whether it is proved best, else how far the search got. `plan` None: there is none."""

    plan: Assignment | None
    score: Score | None
    proved: bool
    gap: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    """What a plan may reach: steps of temptation, exposure and arrears; None where that does not matter yet."""

    temptation: int | None = None
    exposure: int | None = None
    arrears: int | None = None


class Staging:
    """The search for the best plan of one package.

    `most` caps the number of stages, `guarantee` what a guarantee would have to be worth to hold every party at the
    90 % quantile: then the plan has the fewest stages with no more than that.
    """

    def __init__(self, measure: Measure, *, most: int | None = None, guarantee: float | None = None) -> None:
        self.measure, self.every = measure, measure.every
        moving = len(self.every.every) - len(self.every.signed)
        self.most = min(moving, most) if most is not None else moving
        self.guarantee = guarantee
        self.cores: dict[Core, None] = {}

    def best(self) -> Found:
        """The best plan, by levels; `proved` False where the solver's effort ran out on the way."""
        if not self.every.every or (self.most == 0 and len(self.every.signed) == len(self.every.every)):
            plan = (0,) * len(self.every.every)
            return Found(plan, self.measure.score(plan), True)
        if self.most == 0:
            return Found(None, None, True)
        known, first = self._solve(self.most, _Level())
        if first is None:
            return Found(None, None, known)
        plan = first
        if self.guarantee is not None:
            return self._fewest(plan)
        gaps: list[str] = []
        level = _Level()
        for name in ("temptation", "exposure", "arrears"):
            level, plan = self._lowest(name, level, plan, gaps)
        for count in range(self._least(), self.measure.score(plan).stages):
            known, better = self._solve(count, level)
            if better is not None:
                plan = better
                break
            if not known:
                gaps.append(f"whether {count} stages would do is not known")
        plan = self._settled(max(plan), level, plan)
        return Found(plan, self.measure.score(plan), not gaps, "; ".join(gaps))

    def _lowest(self, name: str, level: _Level, plan: Assignment, gaps: list[str]) -> tuple[_Level, Assignment]:
        """The lowest level of one figure that still has a plan, after those before it."""
        have = getattr(self.measure.score(plan), name)
        for reach in range(have + 1):
            tried = replace(level, **{name: reach})
            if reach == have:
                return tried, plan
            known, better = self._solve(self.most, tried)
            if better is not None:
                return tried, better
            if not known:
                gaps.append(f"whether a smaller {name} can be had is not known")
        return level, plan

    def _fewest(self, plan: Assignment) -> Found:
        gaps: list[str] = []
        for count in range(self._least(), max(plan) + 1):
            known, better = self._solve(count, _Level())
            if better is not None:
                level = self.measure.score(better)
                reach = _Level()
                for name in ("temptation", "exposure", "arrears"):
                    self.most = count
                    reach, better = self._lowest(name, reach, better, gaps)
                level = self.measure.score(better)
                better = self._settled(level.stages, reach, better)
                return Found(better, self.measure.score(better), not gaps, "; ".join(gaps))
            if not known:
                gaps.append(f"whether {count} stages would do is not known")
        return Found(plan, self.measure.score(plan), False, "; ".join(gaps))

    def fewest_at_all(self) -> int:
        """The fewest stages in which everything can be done, whoever is tempted."""
        return next(
            count for count in range(self._least(), self.most + 1) if self._solve(count, _Level())[1] is not None
        )

    def _least(self) -> int:
        """The least number of stages that the waits alone leave."""
        return max(1, max(earliest(self.every) or (1,)))

    # one question to the solver

    def _solve(self, count: int, level: _Level) -> tuple[bool, Assignment | None]:
        """Whether the answer is known, and a plan of at most so many stages within a level."""
        question = _Question(self, count, level)
        while True:
            known, plan = question.ask()
            if plan is None:
                return known, None
            fresh = [core for core in self._broken(plan, level) if core not in self.cores]
            if not fresh:
                return True, plan
            for core in dict.fromkeys(fresh):
                self.cores[core] = None
                question.forbid(core)

    def _settled(self, count: int, level: _Level, plan: Assignment) -> Assignment:
        """Of equally good plans the one that is most even on the way, then does what can be done early.

        The last is decided by the content of the obligations alone, so that no name or order of parties settles it.
        Among very many the choice is not proved the best of its kind: all of them compare as equal.
        """
        if len(plan) * count > _FINE:
            return plan
        for aim in ("even", "early"):
            question = _Question(self, count, level)
            question.hint(plan)
            if aim == "early":
                question.no_worse(plan)
            question.aim(aim)
            unproved = 0
            while unproved < _TRIES:
                _, better = question.ask()
                if better is None:
                    break
                unproved += not question.proved
                fresh = [core for core in self._broken(better, level) if core not in self.cores]
                if not fresh:
                    plan = better
                    break
                for core in dict.fromkeys(fresh):
                    self.cores[core] = None
                    question.forbid(core)
        return closed(plan)

    # what a plan does too much of

    def too_much(self, kind: str, party: str, value: float, level: _Level) -> bool:
        """Whether a figure is above what a level allows."""
        if kind == "temptation":
            if self.guarantee is not None and value > self.guarantee + 1e-9:
                return True
            return level.temptation is not None and self.measure.level(kind, party, value) > level.temptation
        return level.exposure is not None and self.measure.level(kind, party, value) > level.exposure

    def _broken(self, plan: Assignment, level: _Level) -> Iterator[Core]:
        for each in self.measure.moments(plan):
            if self.too_much(each.kind, each.party, each.value, level):
                before, after = self.measure.flags(plan, each.stage - 1), self.measure.flags(plan, each.stage)
                yield self._core(each.kind, each.party, before, after, level)

    def _core(self, kind: str, party: str, before: Sequence[int], after: Sequence[int], level: _Level) -> Core:
        """The state reduced: gets not done, gives done, one after the other, while it is still too much."""
        measure, every = self.measure, self.every
        forces = measure.forces[party]
        state = measure.parts.state(kind, party, before, after)
        own = [each for each in measure.covers if each.party == party and kind == "temptation"]
        inactive = [each for each in own if not each.holds(before)]
        cover = sum(each.worth for each in own if each.holds(before))

        def figure() -> float:
            return forces.quantile(kind, state) - cover

        bare: list[int] = []
        for each in inactive:  # where it is too much even with the guarantee, it does not matter whether that holds
            cover += each.worth
            if not self.too_much(kind, party, figure(), level):
                cover -= each.worth
                bare.append(each.number)
        literals: list[tuple[int, bool, bool]] = []
        for issue in forces.matters:
            within, deposited = measure.parts.which(kind, party, issue)
            numbers = every.deposits[issue] if deposited else every.acts[issue]
            rising = forces.way[issue] == ("up" if kind == "temptation" else "down")
            mixed = forces.way[issue] == "mixed"
            count = state[issue]
            if not mixed:
                ends = range(count) if rising else range(len(numbers), count, -1)
                for other in ends:
                    state[issue] = other
                    if self.too_much(kind, party, figure(), level):
                        count = other
                        break
                state[issue] = count
            if (rising or mixed) and count:
                literals.append((numbers[count - 1], within, True))
            if (not rising or mixed) and count < len(numbers):
                literals.append((numbers[count], within, False))
        return Core(kind, party, figure(), tuple(literals), tuple(bare))


class _Question:
    """Is there a plan of at most so many stages within a level? `done[n][t]`: obligation n is done once t is over."""

    def __init__(self, search: Staging, count: int, level: _Level) -> None:
        from ortools.sat.python import cp_model

        self.search, self.count, self.level = search, count, level
        self.model = model = cp_model.CpModel()
        every = search.every
        self.true = true = model.new_constant(1)
        self.false = model.new_constant(0)
        self.held = {n: d for issue, own in every.deposits.items() for n, d in zip(every.acts[issue], own, strict=True)}
        self.counted: dict[tuple[int, int], cp_model.IntVar] = {}
        self.proved = False  # of the last answer, that it is the best of what was aimed at
        self.done: list[list[cp_model.IntVar]] = []
        for number, each in enumerate(every.every):
            if number in every.signed:
                self.done.append([true] * (count + 1))
                continue
            row = [model.new_bool_var(f"{each.issue}:{each.place}:{t}") for t in range(1, count)]
            self.done.append([self.false, *row, true])
            for now, later in pairwise(row):
                model.add_implication(now, later)
        self._waits()
        self.covers = {each.number: [self._cover(each, t) for t in range(count)] for each in search.measure.covers}
        self.behind = {party: [self._arrears(party, t) for t in range(1, count)] for party in search.measure.forces}
        if level.arrears is not None:
            most = round(ARREARS * (level.arrears + 1) * _UNITS) - 1
            for figures in self.behind.values():
                for figure in figures:
                    model.add(figure <= most)
        for core in search.cores:
            if search.too_much(core.kind, core.party, core.value, level):
                self.forbid(core)
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = 1
        parameters.random_seed = 0
        parameters.max_deterministic_time = _EFFORT
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0

    def _waits(self) -> None:
        model, every, done = self.model, self.search.every, self.done
        for first, then in every.chains:
            for t in range(self.count + 1):
                model.add_implication(done[then][t], done[first][t])
        for numbers in every.together:
            for first, then in pairwise(numbers):
                for t in range(self.count + 1):
                    model.add(done[first][t] == done[then][t])
        for each in every.waits:
            for t in range(1, self.count + 1):
                before = t - 1 if each.strict else t
                model.add_bool_or([done[each.then][t].negated(), *(done[n][before] for n in each.first)])
        for issue, numbers in every.deposits.items():
            for place, (held, released) in enumerate(zip(numbers, every.acts[issue], strict=True)):
                if released in every.eager:
                    self._eager(issue, place, held, released)
        for issue in sorted(every.opening):
            somewhere = []
            for held, released in zip(every.deposits[issue], every.acts[issue], strict=True):
                for t in range(1, self.count):
                    here = model.new_bool_var("")
                    model.add_implication(here, done[held][t])
                    model.add_implication(here, done[released][t].negated())
                    somewhere.append(here)
            model.add_bool_or(somewhere)

    def _eager(self, issue: str, place: int, held: int, released: int) -> None:
        """A rung in a third party's hands is released as soon as its waits, and the release before it, are over."""
        every, done = self.search.every, self.done
        waits = [each for each in every.waits if each.then == released]
        for t in range(1, self.count + 1):
            reasons = [done[held][t - 1].negated()]
            if place:
                reasons.append(done[every.acts[issue][place - 1]][t].negated())
            for each in waits:
                before = t - 1 if each.strict else t
                if len(each.first) == 1:
                    reasons.append(done[each.first[0]][before].negated())
                else:
                    met = self.model.new_bool_var("")
                    for number in each.first:
                        self.model.add_implication(done[number][before], met)
                    reasons.append(met.negated())
            self.model.add_bool_or([*reasons, done[released][t]])

    def _cover(self, cover: Cover, t: int) -> cp_model.IntVar:
        """Whether a guarantee holds once stage t is over."""
        holds = self.model.new_bool_var("")
        parts = [self.done[n][t] for n in cover.needs] + [self.done[n][t].negated() for n in cover.until]
        for each in parts:
            self.model.add_implication(holds, each)
        self.model.add_bool_or([holds, *(each.negated() for each in parts)])
        return holds

    def _arrears(self, party: str, t: int) -> cp_model.LinearExpr:
        from ortools.sat.python import cp_model

        gives, gets = self.search.measure.shares[party]
        terms = [self.done[n][t] for n in (*gives, *gets)]
        factors = [*gives.values(), *(-part for part in gets.values())]
        return cp_model.LinearExpr.weighted_sum(terms, factors)

    def forbid(self, core: Core) -> None:
        """In no stage all of this."""
        for t in range(1, self.count + 1):
            clause = []
            for number, within, is_done in core.literals:
                each = self.done[number][t] if within else self._held_back(number, t)
                clause.append(each.negated() if is_done else each)
            clause += [self.covers[number][t - 1] for number in core.bare]
            self.model.add_bool_or(clause)

    def _held_back(self, number: int, t: int) -> cp_model.IntVar:
        """Whether an obligation is done in stage t though its giver holds back: before it, or released by a holder."""
        held = self.held.get(number)
        if held is None or t == 1:
            return self.done[number][t - 1]
        if (number, t) not in self.counted:
            counts = self.model.new_bool_var("")
            released, before, deposited = self.done[number][t], self.done[number][t - 1], self.done[held][t - 1]
            self.model.add_implication(before, counts)
            self.model.add_bool_or([released.negated(), deposited.negated(), counts])
            self.model.add_implication(counts, released)
            self.model.add_bool_or([counts.negated(), before, deposited])
            self.counted[number, t] = counts
        return self.counted[number, t]

    def hint(self, plan: Assignment) -> None:
        """A plan that is known to be good."""
        for number, at in enumerate(plan):
            if number not in self.search.every.signed:
                for t in range(1, self.count):
                    self.model.add_hint(self.done[number][t], at <= t)

    def _uneven(self) -> list[cp_model.IntVar]:
        found = []
        for row in self.behind.values():
            for each in row:
                above = self.model.new_int_var(0, 2 * _UNITS, "")
                self.model.add(above >= each)
                found.append(above)
        return found

    def aim(self, what: str) -> None:
        """What to make as small as can be: "even", arrears along the way; "early", the stages of what is done."""
        self.solver.parameters.max_deterministic_time = _SETTLING
        if what == "even":
            self.model.minimize(sum(self._uneven()))
            return
        terms, factors = [], []
        for number, each in enumerate(self.search.every.every):
            if number in self.search.every.signed:
                continue
            weight = 1_000 + crc32(f"{each.issue}:{each.place}:{each.deposit}".encode()) % 997
            for t in range(1, self.count):
                terms.append(self.done[number][t])
                factors.append(-weight)
        self.model.minimize(sum(f * v for f, v in zip(factors, terms, strict=True)))

    def no_worse(self, plan: Assignment) -> None:
        """No more arrears along the way, in sum, than a plan has."""
        total = 0
        for party in self.behind:
            gives, gets = self.search.measure.shares[party]
            for t in range(1, self.count):
                figure = sum(part for n, part in gives.items() if plan[n] <= t)
                figure -= sum(part for n, part in gets.items() if plan[n] <= t)
                total += max(0, figure)
        self.model.add(sum(self._uneven()) <= total)

    def ask(self) -> tuple[bool, Assignment | None]:
        """Whether the answer is known, and a plan if there is one."""
        from ortools.sat.python import cp_model

        status = self.solver.solve(self.model)
        self.proved = status == cp_model.OPTIMAL
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            plan = []
            for number, row in enumerate(self.done):
                signed = number in self.search.every.signed
                plan.append(0 if signed else 1 + sum(not self.solver.value(row[t]) for t in range(1, self.count)))
            return True, closed(tuple(plan))
        return status == cp_model.INFEASIBLE, None


def closed(plan: Assignment) -> Assignment:
    """The same order without empty stages."""
    used = {stage: place for place, stage in enumerate(sorted({at for at in plan if at}), 1)}
    return tuple(used.get(at, 0) for at in plan)
