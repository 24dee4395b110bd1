"""Would somebody walk, and what would keep them? Changes to the plan, each one measured again.

A plan is not trusted where the median temptation of a side, guarantees taken off, is above the price of trust: at the
end for good (the package itself is the trouble then), or in some stage on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nonpaper.analysis.obligations import Obligations
from nonpaper.analysis.plans import Repair, Trust
from nonpaper.analysis.staging import Assignment, Measure
from nonpaper.case.case import Case
from nonpaper.model.rules import Model

_HELPS = 0.005  # a change that lowers a temptation by less is not told
_DIGITS = 9


def trust_in(
    case: Case, model: Model, every: Obligations, measure: Measure, order: Assignment, trust: float
) -> Trust | None:
    """Who would walk first, if anybody: the package before the order, then the first stage; the most tempted party."""
    at_end = {party: measure.at_end(party, 0.5) for party in measure.forces}
    mending = _Mending(case, model, every, measure, order, trust)
    tempted = _most(at_end, trust)
    whole = {issue: len(numbers) for issue, numbers in every.acts.items()}
    if tempted is not None:
        force = measure.forces[tempted].force("temptation", whole, trust)
        return Trust(None, tempted, force, mending.of_the_package(tempted, at_end[tempted]))
    for stage in range(1, max(order, default=0) + 1):
        before, after = measure.flags(order, stage - 1), measure.flags(order, stage)
        now = {party: measure.figure("temptation", party, before, after, 0.5) for party in measure.forces}
        tempted = _most(now, trust)
        if tempted is not None:
            state = measure.parts.state("temptation", tempted, before, after)
            force = measure.forces[tempted].force("temptation", state, trust)
            return Trust(stage, tempted, force, mending.of_a_stage(tempted, stage, now[tempted]))
    return None


def _most(figures: dict[str, float], trust: float) -> str | None:
    """Who is tempted most, if anybody is too much; of equals whose figures are given first."""
    above = [party for party, figure in figures.items() if figure > trust + 1e-9]
    return max(above, key=lambda party: figures[party], default=None)


class _Mending:
    """The changes that could help one side to stay."""

    def __init__(
        self, case: Case, model: Model, every: Obligations, measure: Measure, order: Assignment, trust: float
    ) -> None:
        self.case, self.model, self.every, self.measure = case, model, every, measure
        self.order, self.trust = order, trust

    def of_the_package(self, party: str, before: float) -> tuple[Repair, ...]:
        """What would lower the temptation that stays for good: less that cannot be taken back is in by then."""
        name = self.case.parties[party].name
        found = []
        for issue in self._gets(party):
            own, count = self.model.issues[issue], len(self.every.acts[issue])
            if not self.every.every[self.every.acts[issue][-1]].locked:
                continue
            none, less = self._at_the_end(party, issue, 0.0), self._at_the_end(party, issue, count - 1.0)
            if own.deposit is not None:  # what a third party can hold need be neither held back nor cut
                words = f"{own.title} stays with a third party for as long as {name} could still leave."
                found.append(Repair("deposit", party, before, none, words, issue))
                continue
            what = own.title if count == 1 else f"The last part of {own.title}"
            words = f"{what} is held back until something else holds {name}."
            found.append(Repair("hold back", party, before, less, words, issue))
            half = self._at_the_end(party, issue, count - 0.5)
            cut = (
                f"{own.title} is cut in two" if count == 1 else f"The last part of {own.title} is cut in two once more"
            )
            words = f"{cut}, if it can be, and the second half is held back until something else holds {name}."
            found.append(Repair("split", party, before, half, words, issue))
            found.append(Repair("snap-back", party, before, none, self._returns(own.title, name), issue))
        return self._told(party, before, found)

    def _at_the_end(self, party: str, issue: str, done: float) -> float:
        """The median temptation that stays for good with so many obligations of an issue locked in, the rest not."""
        forces = self.measure.forces[party]
        whole = {each: len(numbers) for each, numbers in self.every.acts.items()}
        low = int(done)
        rows = forces.above[issue]
        kept = rows[low] + (done - low) * (rows[low + 1] - rows[low]) if done > low else rows[low]
        figures = forces.temptation({**whole, issue: 0}) + kept
        return float(np.median(figures)) - self.measure.covered(party, self.measure.whole)

    def of_a_stage(self, party: str, stage: int, before: float) -> tuple[Repair, ...]:
        """What would lower the temptation on the way."""
        name = self.case.parties[party].name
        found = []
        for kind, order, words, issue in (*self._split(party, stage), *self._moved(party, stage)):
            if self.measure.keeps(order) and not self._worse(order, party):
                found.append(Repair(kind, party, before, self._worst(party, order), words, issue))
        for issue in self._gets(party):
            own = self.model.issues[issue]
            after = self._worst(party, self.order, without=issue)
            if own.deposit is not None:
                words = f"{own.title} is put in the hands of a third party until {name} has done its part."
                found.append(Repair("deposit", party, before, after, words, issue))
            found.append(Repair("snap-back", party, before, after, self._returns(own.title, name), issue))
        return self._told(party, before, found)

    def _told(self, party: str, before: float, found: Iterable[Repair]) -> tuple[Repair, ...]:
        """The best of each kind, the most effective first; what the case rules out last; and the guarantee it takes."""
        worth = round(before - self.trust, _DIGITS)
        name = self.case.parties[party].name
        words = (
            f"A third party makes leaving dearer for {name}, so that in the middle world it gains no more than is "
            f"allowed for ({self.trust:.0%}); to leave it nothing to gain takes more."
        )
        best: dict[str, Repair] = {}
        for each in found:
            if each.after < before - _HELPS and (each.kind not in best or each.after < best[each.kind].after):
                best[each.kind] = each
        best["guarantee"] = Repair("guarantee", party, before, self.trust, words, worth=worth)
        return tuple(
            Repair(e.kind, e.party, round(e.before, _DIGITS), round(e.after, _DIGITS), e.words, e.issue, e.worth)
            for e in sorted(best.values(), key=lambda e: (e.kind == "snap-back", round(e.after, _DIGITS), e.kind))
        )

    def _returns(self, title: str, name: str) -> str:
        return f"Only if {title} could be given so that it returns should {name} leave; the case has it as final."

    def _gets(self, party: str) -> list[str]:
        """The issues that are locked in and leave a party better off, by the act of others."""
        forces = self.measure.forces[party]
        found = []
        for issue in forces.matters:
            rows = forces.value[issue]
            if self.every.every[self.every.acts[issue][0]].by != (party,) and float((rows[-1] - rows[0]).mean()) > 0:
                found.append(issue)
        return found

    def _worst(self, party: str, order: Assignment, *, without: str = "") -> float:
        """The highest median of a party's temptation over all stages and the end, an issue left out of what is kept."""
        measure = self.measure
        forces = measure.forces[party]
        whole = {issue: len(numbers) for issue, numbers in self.every.acts.items()}
        states = [(whole, measure.whole)]
        for stage in range(1, max(order, default=0) + 1):
            before, after = measure.flags(order, stage - 1), measure.flags(order, stage)
            states.append((measure.parts.state("temptation", party, before, after), before))
        return max(
            forces.quantile("temptation", {**state, **({without: 0} if without else {})}, 0.5)
            - measure.covered(party, done)
            for state, done in states
        )

    def _worse(self, order: Assignment, party: str) -> bool:
        """Whether a change brings another side above what is trusted that was not above it."""
        for other in self.measure.forces:
            if other != party:
                after = self._worst(other, order)
                if after > self.trust + 1e-9 and after > self._worst(other, self.order) + _HELPS:
                    return True
        return False

    def _split(self, party: str, stage: int) -> list[tuple[str, Assignment, str, str]]:
        """The stage cut in two, what the party does first."""
        own = {n for n, at in enumerate(self.order) if at == stage and party in self.every.every[n].by}
        if not own or len(own) == sum(at == stage for at in self.order):
            return []
        order = tuple(at + (at > stage or (at == stage and n not in own)) for n, at in enumerate(self.order))
        words = f"Stage {stage} is cut in two: what {self.case.parties[party].name} does comes first."
        return [("split", order, words, "")]

    def _moved(self, party: str, stage: int) -> list[tuple[str, Assignment, str, str]]:
        """One issue done in another stage: gets later, its own part earlier, or a get held to the end."""
        found = []
        last = max(self.order)
        gets = set(self._gets(party))
        for issue, numbers in self.every.acts.items():
            here = [n for n in numbers if self.order[n]]
            title = self.model.issues[issue].title
            beside = dict(zip(numbers, self.every.deposits.get(issue, ()), strict=False))
            if issue in gets:
                later = [n for n in here if self.order[n] >= stage and self.every.every[n].locked]
                for target in range(stage + 1, last + 2):
                    if not later:
                        break
                    kind = "hold back" if target == last + 1 else "reorder"
                    where = "comes last, by itself" if target == last + 1 else f"waits for stage {target}"
                    moved = [n for n in later if self.order[n] < target]
                    if moved:
                        found.append((kind, self._at(moved, beside, target), f"{title} {where}.", issue))
            elif party in self.every.every[numbers[0]].by:
                moved = [n for n in here if self.order[n] > stage]
                if moved and stage > 1:
                    found.append(
                        ("reorder", self._at(moved, beside, stage - 1), f"{title} comes in stage {stage - 1}.", issue)
                    )
        return found

    def _at(self, moved: Sequence[int], beside: dict[int, int], target: int) -> Assignment:
        order = list(self.order)
        for number in moved:
            order[number] = target
            if number in beside:
                order[beside[number]] = min(target, order[beside[number]])
        used = {stage: place for place, stage in enumerate(sorted({at for at in order if at}), 1)}
        return tuple(used.get(at, 0) for at in order)
