"""Which packages could be signed? Those that everybody likes at least as well as no agreement in most worlds.

A package is looked at if it is a deal but for what some side would have to walk back (`walk_backs`). It ranks by the
share of worlds in which everybody would accept it, times its credibility; what differs by less than two standard errors
is equal, and of equals the one with the smaller largest burden comes first. Shares over sampled preferences follow
stochastic multicriteria acceptability analysis [LahdelmaSalminen2001].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count as count_from

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.acceptability import (
    Acceptability,
    Sample,
    acceptability,
    best_packages,
    break_even,
    utility_bands,
)
from nonpaper.analysis.adjusted_winner import adjusted_winner
from nonpaper.analysis.candidates import EVERY, Candidates, all_packages, axes, how_many, near
from nonpaper.analysis.encoding import is_void
from nonpaper.analysis.fairness import Rule as Fairness
from nonpaper.analysis.fairness import fair_packages
from nonpaper.analysis.frontier_links import Link
from nonpaper.analysis.openings import Openings
from nonpaper.analysis.packages import (
    Deals,
    Divided,
    Emptied,
    Package,
    PackageMark,
    Reading,
    TradeOff,
    ValueBasis,
    WalkBack,
)
from nonpaper.analysis.results import Move
from nonpaper.analysis.trade_offs import trade_offs
from nonpaper.analysis.walk_backs import Breaking, Rows
from nonpaper.case.statements import Stance
from nonpaper.model.compile import compile_model
from nonpaper.model.preferences import Preferences, Stake, preferences
from nonpaper.model.rules import Model, RuleKind
from nonpaper.model.worlds import WORLDS, PartyWorlds, Worlds, draw_worlds
from nonpaper.positions.position import Basis, BoundKind, Literal, MarkKind, Table

RULE = (
    "by the share of worlds in which all sides would accept, times the credibility of what the package breaks; what "
    "differs by less than two standard errors is equal, and among equals the smaller largest burden is first"
)
RULE_UNRANKED = "by what would have to be walked back: the smaller largest burden first, then the smaller total"
_APART = 2  # rows of the table differ in at least so many issues
_EQUAL = 2.0  # standard errors
_SAME = 1e-11  # figures that differ by less are the same
_COUNTED = 30_000  # packages whose worlds are all counted; of more, only those that could come first
_AT_ONCE = 2_048  # packages counted between two looks at the clock
_AHEAD = 2_000  # of more packages, so many are put in order
_FRONTIER = 200_000  # points kept while the frontier is built, where there are too many packages to go through
_SEEDS = 200  # efficient packages whose neighbours are looked at
_TELLS = 0.2  # of its spread: how far a mean weight has to lie off to tell failing worlds apart
Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, beside the case and the day.

    `keep` are statement ids that no package may break, `no_red_lines` keeps all red lines. `at_most` caps how many
    statements a party may have to walk back. `fixed` maps issue -> step index. `named` are packages to be looked at
    wherever they rank: the name each is asked by, and issue -> step index; what it leaves out stays as it is, but for
    what the procedure needs. `top` is how many rows are told, `worlds` how many are drawn for each side.
    """

    top: int = 5
    seed: int = 0
    worlds: int = WORLDS
    bare: bool = False
    keep: tuple[str, ...] = ()
    no_red_lines: bool = False
    at_most: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, int] = field(default_factory=dict)
    named: tuple[tuple[str, Mapping[str, int]], ...] = ()


def deals(table: Table, asked: Question | None = None, *, progress: Progress | None = None) -> Deals:
    """The packages of a table, ranked. `progress` is told what is being done, how much of it, of how much.

    Raises `UsageError` as `Question` is read by the desk; an interrupt raises as ever.
    """
    asked = asked or Question()
    model = compile_model(table, asked.bare)
    wants = preferences(table)
    told = progress or _silent
    told("drawing worlds", 0, len(wants.parties))
    worlds = draw_worlds(wants, seed=asked.seed, count=asked.worlds)
    told("drawing worlds", len(wants.parties), len(wants.parties))
    return _Ranking(table, model, asked, wants, worlds, told).answer()


def live(table: Table, party: str) -> tuple[str, ...]:
    """The live statements of a side, on whatever issue."""
    found: dict[str, None] = {}
    for (who, _), position in table.positions.items():
        if who == party:
            found.update(dict.fromkeys(position.live))
    beside = [(each.party, each.statements) for each in table.conditions]
    beside += [(each.party, each.statements) for each in table.wholes]
    beside += [(each.party, each.statements) for each in table.priorities]
    for who, statements in beside:
        if who == party:
            found.update(dict.fromkeys(statements))
    return tuple(found)


def kept_rules(model: Model, keep: Iterable[str], no_red_lines: bool) -> tuple[str, ...]:
    """The ids of the rules that rest on statements to be kept, or are red lines where those are."""
    wanted = set(keep)
    return tuple(
        rule.id
        for rule in model.rules
        if wanted.intersection(rule.statements) or (no_red_lines and rule.bound_kind is BoundKind.RED_LINE)
    )


class _Ranking:
    """One question carried through: which packages, their figures, their order, and the rows that are told."""

    def __init__(
        self, table: Table, model: Model, asked: Question, wants: Preferences, worlds: Worlds, progress: Progress
    ) -> None:
        self.table, self.asked, self.progress = table, asked, progress
        self.told_model = model
        # Inside, the issues stand in the order of their ids, so that no sum depends on the order of the file.
        self.model = model = replace(model, issues=dict(sorted(model.issues.items())))
        self.wants, self.worlds = wants, worlds
        self.notes: list[str] = []
        self.issues = tuple(model.issues)
        self.sides = tuple(wants.parties)
        self.breaking = Breaking(model, kept_rules(model, asked.keep, asked.no_red_lines))
        self.openings = Openings(model, self.breaking)
        self.staked = tuple(
            issue
            for issue in self.issues
            if any(party.issues[issue].stake is not Stake.NONE for party in wants.parties.values())
        )
        acts = {party for issue in model.issues.values() for party in issue.by}
        self.unranked = tuple(
            side
            for side in self.sides
            if not live(table, side) and (wants.parties[side].staked or side in acts) and not wants.parties[side].given
        )
        drawn = worlds.drawn
        self.seen = {side: drawn[side] for side in self.sides if side in drawn and side not in self.unranked}
        self.samples = {side: self._sample(each) for side, each in self.seen.items()}
        self.axes = axes(model, self.breaking, self.staked, asked.fixed, self._else_at())

    def _sample(self, party: PartyWorlds) -> Sample:
        return Sample(tuple(party.value[issue] for issue in self.issues), party.no_agreement, party.effective)

    # the answer

    def answer(self) -> Deals:
        """All of it; no figure at all where a side that was heard has no world left."""
        emptied = tuple(
            Emptied(each.party, each.statements, each.words)
            for each in self.worlds.none_left
            if each.party not in self.unranked
        )
        if emptied:
            return self._deals(emptied=emptied)
        looked = self._candidates()
        ranked = self._ranked(looked.rows)
        central = {side: _worth(_central(each, self.issues), looked.rows) for side, each in self.seen.items()}
        marks, frontier = self._marks(looked.rows, central)
        rows = [looked.rows[number].tolist() for number in self._told(looked.rows, ranked)]
        drafts = self._drafts()
        steps = [*rows, *(self._row(steps) for _, steps, _ in drafts)]
        for _, given in self.asked.named:
            steps.append(self._row(self._completed(given)[0]))
        packages = self._packages(steps, ranked, central, marks, looked)
        lettered = [replace(each, letter=_letter(n)) for n, each in enumerate(packages[: len(rows)])]
        of_drafts = [
            replace(each, name=f"draft {name}", drafts=(name,), completed=completed)
            for each, (name, _, completed) in zip(packages[len(rows) :], drafts, strict=False)
        ]
        named = [
            replace(each, name=name, completed=self._completed(given)[1])
            for each, (name, given) in zip(packages[len(rows) + len(drafts) :], self.asked.named, strict=True)
        ]
        return self._deals(tuple(lettered), tuple(of_drafts), tuple(named), looked, frontier)

    def _deals(
        self,
        packages: tuple[Package, ...] = (),
        drafts: tuple[Package, ...] = (),
        named: tuple[Package, ...] = (),
        looked: Candidates | None = None,
        frontier: int = 0,
        emptied: tuple[Emptied, ...] = (),
    ) -> Deals:
        shown = () if emptied else tuple(self.seen)
        return Deals(
            table=self.table,
            model=self.told_model,
            sides=self.sides,
            worlds=self.asked.worlds,
            seed=self.asked.seed,
            rule=RULE_UNRANKED if self.unranked else RULE,
            packages=packages,
            drafts=drafts,
            named=named,
            looked_at=len(looked.rows) if looked is not None else 0,
            every=looked.every if looked is not None else False,
            how=looked.how if looked is not None else "",
            frontier=frontier,
            bases={side: self._basis(side) for side in shown},
            trade_offs=() if emptied else self._trade_offs(),
            divided=None if emptied else self._divided(),
            unranked=self.unranked,
            by_refusals=tuple(side for side in shown if only_refuses(self.table, side)),
            emptied=emptied,
            kept=self.asked.keep,
            notes=tuple(self.notes),
            prices=self.model.prices,
        )

    # which packages

    def _candidates(self) -> Candidates:
        total = how_many(self.axes)
        if total <= EVERY:
            given = self.table.case.values
            stays = all(side in given and given[side].no_agreement is not None for side in self.sides)
            rows = all_packages(self.model, self.breaking, self.axes, self.staked, stays=stays)
            return Candidates(self._within(rows), True, "every package that is a deal but for what it breaks")
        seeds = promising(self.model, self.breaking, self.axes, self.seen, self.table)
        rows = near(seeds, self.model, self.axes)
        rows = rows[self.breaking.possible(rows) & self.breaking.moves_a_stake(rows, self.staked)]
        how = (
            f"there are {total:,} packages, too many to go through: looked at were those efficient in the central "
            "world, the drafts, the ways out, and whatever lies within two rungs of one of them"
        )
        return Candidates(self._within(rows), False, how)

    def _within(self, rows: Rows) -> Rows:
        """The packages that ask of no party to walk back more statements than it is allowed to."""
        for party, most in self.asked.at_most.items():
            rows = rows[self.breaking.how_many(party, rows) <= most]
        return rows

    # their order

    def _ranked(self, rows: Rows) -> _Order:
        """The order of the packages and the classes of equals.

        Every package is counted in the same worlds, so two standard errors of the leader's figure are no less than
        those of a difference between near packages; a class is what lies that near to its first.
        """
        credible = self.breaking.credibility(rows)
        if self.unranked or not self.samples:
            return self._by_burden(rows)
        samples = list(self.samples.values())
        if len(rows) <= _COUNTED:
            numbers, joint, spread = self._counted(rows, credible)
        else:
            self.progress("looking for the best packages", 0, len(rows))
            best = best_packages(samples, rows, credible, _AHEAD)
            self.progress("looking for the best packages", len(rows), len(rows))
            numbers, joint, spread = np.asarray(best.rows), best.acceptability.joint, best.acceptability.joint_error
        score = np.round(joint * credible[numbers], 12)
        error = spread * credible[numbers]
        ahead = np.lexsort([*self._content(rows[numbers]), -score])
        order: list[int] = []
        classes: list[int] = []
        falling = score[ahead]
        first = 0
        while first < len(ahead):
            leader = ahead[first]
            within = falling[first] - _EQUAL * error[leader] if error[leader] > 0 else falling[first] - _SAME
            size = max(1, int(np.searchsorted(-falling[first:], -within, side="left")))
            group = numbers[ahead[first : first + size]]
            order += self._smaller_burden_first(rows, group)
            classes += [size] * size
            first += size
        return _Order(tuple(order), tuple(classes), len(numbers) == len(rows))

    def _counted(self, rows: Rows, credible: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
        """Joint shares and their errors, the most credible packages first, so that an interrupt keeps what matters."""
        samples = list(self.samples.values())
        order = np.argsort(-credible, kind="stable")
        joint, error = np.zeros(len(rows)), np.zeros(len(rows))
        done = 0
        self.progress("counting worlds", 0, len(rows))
        try:
            while done < len(rows):
                part = order[done : done + _AT_ONCE]
                found = acceptability(samples, rows[part])
                joint[part], error[part] = found.joint, found.joint_error
                done += len(part)
                self.progress("counting worlds", done, len(rows))
        except KeyboardInterrupt:
            if not done:
                raise
            self.notes.append(
                f"Interrupted: of {len(rows):,} packages the {done:,} most credible were counted and ranked"
            )
        numbers = np.sort(order[:done])
        return numbers, joint[numbers], error[numbers]

    def _by_burden(self, rows: Rows) -> _Order:
        order = self._smaller_burden_first(rows, np.arange(len(rows)))
        return _Order(tuple(order), (1,) * len(order), True)

    def _smaller_burden_first(self, rows: Rows, numbers: NDArray[np.intp]) -> list[int]:
        """Packages by their largest burden, then the total, then their steps by the ids of the issues."""
        if len(numbers) < 2:
            return [int(number) for number in numbers]
        chosen = rows[numbers]
        burdens = self.breaking.burdens(chosen)
        for party, more in self.openings.burdens(chosen).items():
            burdens[party] = burdens.get(party, np.zeros(len(chosen))) + more
        every = np.array(list(burdens.values())) if burdens else np.zeros((1, len(chosen)))
        every = np.round(np.sort(every, axis=0), 9)
        keys = [*self._content(chosen), *self._better(chosen), np.round(every.sum(axis=0), 9), every.max(axis=0)]
        return [int(number) for number in numbers[np.lexsort(keys)]]

    def _better(self, rows: Rows) -> list[Floats]:
        """Keys for packages of equal burden: the larger product of gains in the central world, where all gain."""
        product = np.ones(len(rows))
        for party in self.seen.values():
            gains = _worth(_central(party, self.issues), rows) - float(party.no_agreement.mean())
            product *= np.maximum(np.round(gains, 9), 0.0)
        return [-np.round(product, 9)]

    def _content(self, rows: Rows) -> list[Floats]:
        """Keys for packages that are equal in all else: the more yeses, then the nearer the status quo by issue ids."""
        start = np.array([self.model.status_quo[issue] for issue in self.issues])
        away = (rows - start).astype(np.float64)
        keys = [
            column for place in reversed(range(rows.shape[1])) for column in (away[:, place], np.abs(away[:, place]))
        ]
        yeses = np.zeros(len(rows))
        for column, issue in enumerate(self.issues):
            yeses += np.array(self._yeses(issue), dtype=np.float64)[rows[:, column]]
        return [*keys, -yeses]

    def _elsewhere(self) -> dict[str, int]:
        """Where the issues lie that no package moves, though they do not lie where they are now."""
        return {issue: steps[0] for issue, steps in zip(self.issues, self.axes, strict=True) if len(steps) == 1}

    def _else_at(self) -> dict[str, int]:
        """Where an issue lies that is nobody's stake: at the step that most have said yes to, else at the draft's."""
        found = dict(self.table.drafted)
        for issue in self.issues:
            yeses = self._yeses(issue)
            if any(yeses):
                found[issue] = max(range(len(yeses)), key=lambda step: (yeses[step], -step))
        return found

    def _yeses(self, issue: str) -> list[int]:
        """How many sides have said yes to each step."""
        marks = [self.table.positions[side, issue].marks for side in self.sides]
        steps = range(len(self.model.issues[issue].steps))
        return [
            sum(each[step].kind is MarkKind.SAYS_YES and each[step].basis is Basis.SAID for each in marks)
            for step in steps
        ]

    def _told(self, rows: Rows, ranked: _Order) -> list[int]:
        """The rows of the table: best first, each apart from every one above it in at least two issues."""
        told: list[int] = []
        for number in ranked.order:
            if all(int((rows[number] != rows[other]).sum()) >= _APART for other in told):
                told.append(number)
            if len(told) == self.asked.top:
                break
        return told

    # one package

    def _packages(
        self,
        steps: Sequence[Sequence[int]],
        ranked: _Order,
        central: Mapping[str, Floats],
        marks: Mapping[int, tuple[PackageMark, ...]],
        looked: Candidates,
    ) -> list[Package]:
        """Everything about a few packages."""
        if not steps:
            return []
        rows = np.array(steps, dtype=np.int16)
        place = {number: rank for rank, number in enumerate(ranked.order)}
        number_of = {tuple(row): number for number, row in enumerate(looked.rows.tolist())}
        found = acceptability(list(self.samples.values()), rows) if self.samples else None
        readings = self._readings(rows, found)
        credible = self.breaking.credibility(rows)
        packages = []
        for at, row in enumerate(steps):
            number = number_of.get(tuple(row))
            rank = place.get(number) if number is not None else None
            joint = None if found is None or self.unranked else float(found.joint[at])
            own = {
                side: float(_worth(_central(each, self.issues), rows[at : at + 1])[0])
                for side, each in self.seen.items()
            }
            packages.append(
                Package(
                    steps={issue: int(row[self.issues.index(issue)]) for issue in self.told_model.issues},
                    walk_backs=self._in_order(self.breaking.walk_backs(row)),
                    burden=self._burden(row),
                    credibility=float(credible[at]),
                    readings={side: each[at] for side, each in readings.items()},
                    joint=joint,
                    joint_error=None if joint is None or found is None else float(found.joint_error[at]),
                    score=None if joint is None else joint * float(credible[at]),
                    rank=rank + 1 if rank is not None and not self.unranked else None,
                    equal=ranked.classes[rank] if rank is not None else 1,
                    dominated_by=_dominating(own, central),
                    marks=marks.get(number, ()) if number is not None else (),
                    opened_by=self._opened_by(row),
                    drafts=self._ends_of(row),
                    broken_procedure=tuple(
                        rule
                        for rule in self.breaking.hard
                        if rule.party is None and self.breaking.broken(rule, rows[at : at + 1])[0]
                    ),
                    weakest=self._weakest(readings, at),
                )
            )
        return packages

    def _readings(self, rows: Rows, found: Acceptability | None) -> dict[str, list[Reading]]:
        if found is None:
            return {}
        out: dict[str, list[Reading]] = {}
        for number, (side, sample) in enumerate(self.samples.items()):
            bands = utility_bands(sample, rows)
            dearer = break_even(sample, rows)
            out[side] = [
                Reading(
                    party=side,
                    share=float(found.share[number, at]),
                    error=self.seen[side].error(float(found.share[number, at])),
                    mean=float(bands.mean[at]),
                    low=float(bands.quantiles[at, 0]),
                    high=float(bands.quantiles[at, 2]),
                    break_even=max(0.0, float(dearer.cost[at])) if found.share[number, at] < 0.5 else None,
                    fails=self._fails(side, rows[at].tolist()),
                )
                for at in range(len(rows))
            ]
        return out

    def _fails(self, side: str, row: Sequence[int]) -> tuple[tuple[str, float, float], ...]:
        """The issues whose mean weight lies furthest off, in its own spread, where the package fails."""
        party = self.seen[side]
        package = dict(zip(self.issues, (int(step) for step in row), strict=True))
        fails = ~party.accepts(package)
        if not fails.any() or fails.all():
            return ()
        found = []
        for issue in sorted(party.weight):
            weight = party.weight[issue]
            spread = float(weight.std())
            if spread <= 0:
                continue
            there, mean = float(weight[fails].mean()), float(weight.mean())
            if abs(there - mean) >= _TELLS * spread:
                found.append((abs(there - mean) / spread, issue, there, mean))
        found.sort(key=lambda each: (-each[0], each[1]))
        return tuple((issue, there, mean) for _, issue, there, mean in found[:2])

    def _in_order(self, backs: Iterable[WalkBack]) -> tuple[WalkBack, ...]:
        place = {party: n for n, party in enumerate(self.table.case.parties)}
        return tuple(sorted(backs, key=lambda each: place.get(each.party, len(place))))

    def _burden(self, row: Sequence[int]) -> dict[str, Fraction]:
        total: dict[str, Fraction] = {}
        for back in self.breaking.walk_backs(row):
            total[back.party] = total.get(back.party, Fraction(0)) + back.price
        for move in self._opened_by(row):
            total[move.party] = total.get(move.party, Fraction(0)) + move.price
        return {party: total[party] for party in self.table.case.parties if party in total}

    def _opened_by(self, row: Sequence[int]) -> tuple[Move, ...]:
        ways = self.openings.ways(row)
        return ways[0].moves if ways else ()

    def _weakest(self, readings: Mapping[str, Sequence[Reading]], at: int) -> str | None:
        """The side that would least often accept; nobody where several are equally near to that."""
        shares = sorted((each[at].share, each[at].error, side) for side, each in readings.items())
        if len(shares) < 2 or shares[1][0] - shares[0][0] <= _EQUAL * float(np.hypot(shares[0][1], shares[1][1])):
            return None
        return shares[0][2]

    # drafts and packages that are named

    def _row(self, steps: Mapping[str, int]) -> list[int]:
        return [steps[issue] for issue in self.issues]

    def _drafts(self) -> list[tuple[str, Mapping[str, int], tuple[str, ...]]]:
        found: list[tuple[str, Mapping[str, int], tuple[str, ...]]] = []
        for name, draft in self.table.case.drafts.items():
            given = {issue: self.model.issues[issue].index(label) for issue, label in draft.steps().items()}
            steps, completed = self._completed(given)
            found.append((name, steps, completed))
        return found

    def _ends_of(self, row: Sequence[int]) -> tuple[str, ...]:
        return tuple(name for name, steps, _ in self._drafts() if self._row(steps) == list(row))

    def _completed(self, given: Mapping[str, int]) -> tuple[dict[str, int], tuple[str, ...]]:
        """A package that names some issues, with what the procedure needs beside them; the rest stays as it is."""
        steps = {**self.model.status_quo, **self._elsewhere(), **given}
        added: list[str] = []
        lines = [rule for rule in self.model.rules if rule.kind is RuleKind.PROCEDURE and len(rule.clause) == 1]
        for _ in lines:
            for rule in lines:
                (needed,) = rule.clause
                waits = rule.act is None or rule.act.holds(steps[rule.act.issue])
                if waits and not needed.holds(steps[needed.issue]) and needed.issue not in given:
                    steps[needed.issue] = needed.step
                    added.append(needed.issue)
        return steps, tuple(dict.fromkeys(added))

    # the central world

    def _marks(self, rows: Rows, central: Mapping[str, Floats]) -> tuple[dict[int, tuple[PackageMark, ...]], int]:
        """What packages are known for in the central world, by their number; and how many are efficient there."""
        if not len(rows) or not central:
            return {}, 0
        from moocore import is_nondominated

        points = np.round(np.column_stack(list(central.values())), 9)
        efficient = np.asarray(is_nondominated(points, maximise=True, keep_weakly=True))
        numbers = np.flatnonzero(efficient)
        found: dict[int, list[PackageMark]] = {int(number): [PackageMark.EFFICIENT] for number in numbers}
        if not self.unranked:
            point = [float(each.no_agreement.mean()) for each in self.seen.values()]
            for fair in fair_packages(points[numbers], point):
                for place in fair.packages:
                    found[int(numbers[place])].append(_FAIR[fair.rule])
        return {number: tuple(marks) for number, marks in found.items()}, int(efficient.sum())

    # values

    def _basis(self, side: str) -> ValueBasis:
        wants, worlds = self.wants.parties[side], self.seen[side]
        values = self.table.case.values.get(side)
        given = [
            name
            for name in ("points", "weights", "steps", "no_deal_cost", "no_agreement")
            if values is not None and getattr(values, name) not in (None, {})
        ]
        low, high = np.quantile(worlds.no_agreement, (0.05, 0.95))
        statements = dict.fromkeys(id_ for term in wants.terms for id_ in term.statements)
        statements.update(dict.fromkeys(id_ for held in wants.priorities for id_ in held.statements))
        return ValueBasis(
            party=side,
            direction={issue: value.basis for issue, value in wants.issues.items() if value.stake is not Stake.NONE},
            given=tuple(given),
            cost=(float(wants.cost.low), float(wants.cost.high)),
            cost_basis=wants.cost.basis,
            worlds=worlds.count,
            effective=worlds.effective,
            method=worlds.method.value,
            no_agreement=(float(low), float(worlds.no_agreement.mean()), float(high)),
            statements=tuple(statements),
            words=tuple(
                dict.fromkeys(
                    (
                        *(term.words for term in wants.terms if term.basis is not Basis.ASSUMED),
                        *worlds.assumptions,
                        *wants.notes,
                        *worlds.notes,
                    )
                )
            ),
        )

    def _trade_offs(self) -> tuple[TradeOff, ...]:
        weights, effective = {}, {}
        for side, party in self.seen.items():
            weights[side] = np.column_stack([party.weight[issue] for issue in self.issues])
            effective[side] = party.effective
        found: list[TradeOff] = []
        for one, other in _pairs(tuple(self.seen)):
            both = [issue for issue in self.issues if self._opposed(one, other, issue)]
            columns = [self.issues.index(issue) for issue in both]
            if len(both) < 2:
                continue
            pair = {side: weights[side][:, columns] for side in (one, other)}
            for each in trade_offs(pair, both, effective=effective):
                first, second = each.parties
                more, less = each.issues
                found.append(TradeOff(first, second, more, less, float(each.share), each.error))
        found.sort(key=lambda each: (-round(each.share, 9), each.more, each.less))
        return tuple(found)

    def _opposed(self, one: str, other: str, issue: str) -> bool:
        """Whether two sides like an issue to go different ways, so that there is something to trade."""
        ours, theirs = self.wants.parties[one].issues[issue], self.wants.parties[other].issues[issue]
        return bool(ours.best) and bool(theirs.best) and not set(ours.best) & set(theirs.best)

    def _divided(self) -> Divided | None:
        """Adjusted Winner, where the case gives two sides points and has an issue that can be divided."""
        case = self.table.case
        if len(self.sides) != 2 or any(side not in case.values or not case.values[side].points for side in self.sides):
            return None
        if not any(issue.divisible for issue in case.issues.values()):
            return None
        one, other = self.sides
        issues = [i for i in self.issues if i in case.values[one].points or i in case.values[other].points]
        points = {
            issue: (case.values[one].points.get(issue, Fraction(0)), case.values[other].points.get(issue, Fraction(0)))
            for issue in issues
        }
        found = adjusted_winner(points)
        settled = found.settlements[0]
        return Divided(
            won={side: settled.won_by(place) for place, side in enumerate(self.sides)},
            divided=settled.divided,
            shares={}
            if settled.divided is None
            else {one: settled.shares[settled.divided], other: 1 - settled.shares[settled.divided]},
            totals=dict(zip(self.sides, settled.totals, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class _Order:
    """Numbers of packages, best first; how many are in the class of each; whether all packages are there."""

    order: tuple[int, ...]
    classes: tuple[int, ...]
    all: bool


_FAIR = {
    Fairness.NASH: PackageMark.NASH,
    Fairness.KALAI_SMORODINSKY: PackageMark.KALAI_SMORODINSKY,
    Fairness.EGALITARIAN: PackageMark.EGALITARIAN,
    Fairness.UTILITARIAN: PackageMark.UTILITARIAN,
}


def only_refuses(table: Table, party: str) -> bool:
    """Whether a side was heard only through what it refuses."""
    stances = {table.case.statement(id_).stance for id_ in live(table, party) if not id_.startswith("draft:")}
    return bool(stances) and stances <= {Stance.REJECTS, Stance.RULES_OUT}


def promising(
    model: Model, breaking: Breaking, steps: Sequence[Sequence[int]], seen: Mapping[str, PartyWorlds], table: Table
) -> Rows:
    """Packages worth a look where there are too many to go through: efficient ones, the drafts, and the ways out."""
    from nonpaper.analysis.frontier import frontier
    from nonpaper.analysis.why import why

    issues = tuple(model.issues)
    found: list[list[int]] = []
    if seen:
        central = [_central(party, issues) for party in seen.values()]
        values = [
            np.column_stack([tables[column][list(allowed)] for tables in central])
            for column, allowed in enumerate(steps)
        ]
        edge = frontier(values, links_of(model, breaking, steps), limit=_FRONTIER, thin=True)
        if len(edge):
            chosen = np.unique(np.linspace(0, len(edge) - 1, min(len(edge), _SEEDS)).astype(int))
            options = edge.packages(chosen).tolist()
            found += [[steps[column][option] for column, option in enumerate(row)] for row in options]
    for draft in table.case.drafts.values():
        given = {issue: model.issues[issue].index(label) for issue, label in draft.steps().items()}
        found.append([given.get(issue, model.status_quo[issue]) for issue in issues])
    answer = why(table, model)
    opened = [whole.opened.package for whole in answer.whole]
    opened += [answer.deal.package] if answer.deal is not None else []
    found += [[package[issue] for issue in issues] for package in opened]
    inside = [row for row in found if all(step in allowed for step, allowed in zip(row, steps, strict=True))]
    return np.array(inside, dtype=np.int16).reshape(-1, len(issues))


def links_of(model: Model, breaking: Breaking, steps: Sequence[Sequence[int]]) -> tuple[Link, ...]:
    """What may not be broken, as links between the options of issues (an option is a place among its steps)."""
    column = {issue: place for place, issue in enumerate(model.issues)}

    def options(literal: Literal, *, holds: bool = True) -> tuple[int, frozenset[int]]:
        place = column[literal.issue]
        return place, frozenset(n for n, step in enumerate(steps[place]) if literal.holds(step) is holds)

    found = []
    for rule in breaking.hard:
        if rule.kind is RuleKind.WHOLE:
            found.append(Link(tuple(options(literal, holds=False) for literal in rule.literals)))
        elif rule.kind is not RuleKind.BOUND and not is_void(rule, model.status_quo):
            acts = () if rule.act is None else (options(rule.act, holds=False),)
            found.append(Link((*acts, *(options(literal) for literal in rule.clause))))
    for group in (*((issue,) for issue in model.must_move), *model.one_of):
        moved = []
        for issue in group:
            place, start = column[issue], model.status_quo[issue]
            moved.append((place, frozenset(n for n, step in enumerate(steps[place]) if step != start)))
        found.append(Link(tuple(moved)))
    return tuple(found)


def _central(party: PartyWorlds, issues: Sequence[str]) -> list[Floats]:
    """The mean value of each step of each issue."""
    return [party.value[issue].mean(axis=0) for issue in issues]


def _worth(tables: Sequence[Floats], rows: Rows) -> Floats:
    total = np.zeros(len(rows))
    for column, table in enumerate(tables):
        total += table[rows[:, column]]
    return total


def _dominating(own: Mapping[str, float], central: Mapping[str, Floats]) -> int:
    """How many packages are better in the central world for a side and worse for none."""
    if not central:
        return 0
    no_worse = np.logical_and.reduce([worth >= own[side] - 1e-9 for side, worth in central.items()])
    better = np.logical_or.reduce([worth > own[side] + 1e-9 for side, worth in central.items()])
    return int((no_worse & better).sum())


def _pairs(sides: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for place, one in enumerate(sides) for other in sides[place + 1 :]]


def _letter(number: int) -> str:
    """A, B, ... Z, AA, AB ..."""
    letters = ""
    for _ in count_from():
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
        if number < 0:
            break
    return letters


def _silent(what: str, done: int, of: int) -> None:
    """Progress that nobody watches."""
