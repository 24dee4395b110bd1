"""What would each side gain by leaving at some point, or lose if it were left there?

Who leaves stops acting and undoes what it can; the others answer in kind. What is reversible unravels but for the share
that is lost for good, what is on paper falls, what cannot be undone stays. In a stage that leads from one state to the
next, a party that leaves has taken what the others do in it and held back its own part (temptation), or has done its
own part and got nothing (exposure). Only worlds in which the package is acceptable to the party count, and figures are
shares of what is at stake for that party.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.obligations import Obligations
from nonpaper.analysis.plans import Force
from nonpaper.case.issues import Deposit
from nonpaper.model.rules import Model
from nonpaper.model.worlds import PartyWorlds

Floats = NDArray[np.float64]
State = Mapping[str, int]
"""Issue -> how many of its obligations are done."""
_SAME = 1e-12
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Cover:
    """A guarantee that binds a party: `worth` of what is at stake for it, while its `when` holds.

    It holds once all obligations of `needs` are done, and until one of `until` is. `number` is its place in the case.
    """

    number: int
    party: str
    worth: float
    needs: tuple[int, ...] = ()
    until: tuple[int, ...] = ()

    def holds(self, done: Sequence[int]) -> bool:
        """Whether it holds when so much is done: 1 for each obligation that is.

        What it takes off a stage is asked as the stage begins: what first brings it about in the stage is not covered.
        """
        return all(done[number] for number in self.needs) and not any(done[number] for number in self.until)


class Forces:
    """One side's worlds in which it accepts the package, and what they say of any state of its carrying out.

    `value[issue]` has a row for each count of obligations done, from none to all, with what leaving keeps of the
    issue then, in every world.
    """

    def __init__(self, party: str, worlds: PartyWorlds, model: Model, package: State, every: Obligations) -> None:
        self.party = party
        good = np.flatnonzero(worlds.accepts(package))
        self.accepts = len(good) / worlds.count
        self.worlds = len(good)
        self.issues = tuple(every.acts)
        self.value: dict[str, Floats] = {}
        self.done: dict[str, Floats] = {}  # what the issue is worth when so much is done and nobody leaves
        now = np.zeros(len(good))
        signed = np.zeros(len(good))
        for issue in sorted(worlds.value):
            column = worlds.value[issue][good]
            now += column[:, model.status_quo[issue]]
            signed += column[:, package[issue]]
            if issue in every.acts:
                self.done[issue] = _along(column, model.status_quo[issue], every, issue)
                self.value[issue] = _left(self.done[issue], every, issue, float(model.issues[issue].undo))
        self.cost = now - worlds.no_agreement[good]
        self.gain = signed - now + self.cost
        self.rest = -self.gain  # what leaving gains where nothing is locked in
        self.above = {issue: rows - rows[0] for issue, rows in self.value.items()}
        self.way = {issue: _way(rows) for issue, rows in self.value.items()}
        self.matters = tuple(issue for issue in self.issues if self.way[issue] != "none")
        self.levels = {issue: _levels(self.value[issue]) for issue in self.matters}
        self._kept: dict[tuple[object, ...], float] = {}

    def locked(self, state: State) -> Floats:
        """What is locked in for the party in a state, over how things are now, in each world."""
        total = np.zeros(self.worlds)
        for issue in self.matters:
            done = state.get(issue, 0)
            if done:
                total += self.above[issue][done]
        return total

    def temptation(self, state: State) -> Floats:
        """What leaving gains over the package, in each world."""
        return self.rest + self.locked(state)

    def exposure(self, state: State) -> Floats:
        """What being left costs against how things are now, in each world."""
        return -self.locked(state)

    def quantile(self, kind: str, state: State, share: float = 0.9) -> float:
        """A quantile of "temptation" or "exposure" in a state, between two worlds by proportion; kept once measured."""
        key = (kind, share, *(self.levels[issue][state.get(issue, 0)] for issue in self.matters))
        found = self._kept.get(key)
        if found is None:
            figures = self.temptation(state) if kind == "temptation" else self.exposure(state)
            place, part = divmod(share * (self.worlds - 1), 1)
            low = min(int(place), self.worlds - 1)
            high = min(low + 1, self.worlds - 1)
            figures.partition((low, high))
            found = round(float(figures[low] + part * (figures[high] - figures[low])), _DIGITS) + 0.0
            self._kept[key] = found
        return found

    def force(self, kind: str, state: State, trust: float) -> Force:
        """All that is told of a temptation or an exposure; no share where the median is not above 0."""
        median, high = self.quantile(kind, state, 0.5), self.quantile(kind, state)
        figures = self.temptation(state) if kind == "temptation" else self.exposure(state)
        share = None
        if kind == "temptation":
            taken = float(np.median(self.locked(state)))
            share = round(median / taken, _DIGITS) if median > 0 and taken > _SAME else None
        return Force(median, high, share, round(float((figures > trust + _SAME).mean()), _DIGITS))


def _along(column: Floats, start: int, every: Obligations, issue: str) -> Floats:
    """What the issue is worth after none, one, ... all of its obligations: rows; between two steps by proportion."""
    rows = [column[:, start]]
    amount = Fraction(0)
    for number in every.acts[issue]:
        each = every.every[number]
        amount += each.amount
        if amount >= 1:
            amount = Fraction(0)
            rows.append(column[:, each.target])
        else:
            rows.append(column[:, each.origin] + float(amount) * (column[:, each.target] - column[:, each.origin]))
    return np.array(rows)


def _left(done: Floats, every: Obligations, issue: str, undo: float) -> Floats:
    """What is left of the issue once somebody leaves: down to the last locked obligation, but for the share lost."""
    numbers = every.acts[issue]
    if every.every[numbers[0]].on_paper:
        return np.repeat(done[:1], len(done), axis=0)
    rows, last = [done[0]], 0
    for place, number in enumerate(numbers, 1):
        if every.every[number].locked:
            last = place
        rows.append(done[last] if last == place or not undo else done[last] + undo * (done[place] - done[last]))
    return np.array(rows)


def _way(rows: Floats) -> str:
    """Whether more of the issue done is never worse in any world ("up"), never better ("down"), or neither."""
    steps = np.diff(rows, axis=0)
    if np.all(np.abs(steps) <= _SAME):
        return "none"
    if np.all(steps >= -_SAME):
        return "up"
    return "down" if np.all(steps <= _SAME) else "mixed"


def _levels(rows: Floats) -> tuple[int, ...]:
    """For each count done the least count that is worth the same in every world."""
    found = [0]
    for place in range(1, len(rows)):
        same = np.array_equal(rows[place], rows[found[-1]])
        found.append(found[-1] if same else place)
    return tuple(found)


class Parts:
    """Which obligations count as done when a party leaves, or is left, between two states."""

    def __init__(self, model: Model, every: Obligations, sides: Sequence[str]) -> None:
        self.every = every
        self.by = {issue: every.every[numbers[0]].by for issue, numbers in every.acts.items()}
        self.over = {issue for issue in every.deposits if model.issues[issue].deposit is Deposit.OVER}
        self.sides = tuple(sides)

    def which(self, kind: str, party: str, issue: str) -> tuple[bool, bool]:
        """Of an issue in a stage: whether what is done in the stage itself counts, and whether deposits count.

        Temptation: the others' part of the stage is taken, the own part (and any joint act) is held back; a deposit
        that goes over on breach is lost to who made it. Exposure: only what the party does alone is done. What a third
        party has held since an earlier stage is out of its giver's hands and nobody's to hold back: in the stage of its
        release it is released. The checker of plans reads it so too.
        """
        own = party in self.by[issue]
        if kind == "temptation":
            return not own, own and issue in self.over
        return self.by[issue] == (party,), False

    def state(self, kind: str, party: str, before: Sequence[int], after: Sequence[int]) -> dict[str, int]:
        """What counts as done for a party that leaves, or is left: `before` and `after` count acts and deposits.

        Both are flags, 1 for each obligation done before the stage and once it is over.
        """
        found = {}
        for issue, numbers in self.every.acts.items():
            within, deposited = self.which(kind, party, issue)
            done = after if within else before
            if issue in self.every.deposits and not within:
                held = self.every.deposits[issue]
                if deposited:
                    found[issue] = sum(before[n] for n in held)
                else:
                    found[issue] = sum(
                        before[n] or (before[d] and after[n]) for n, d in zip(numbers, held, strict=True)
                    )
            else:
                found[issue] = sum(done[n] for n in numbers)
        return found


def arrears_of(forces: Forces, every: Obligations, sides: Sequence[str]) -> tuple[dict[int, float], dict[int, float]]:
    """What share of a party's gives, and of its gets, each obligation is, by its mean worth over the worlds that count.

    So arrears are one number a stage (and not a median of what they would be world by world, which adds up to no whole;
    the checker of plans reads it so too). A give is an act of the party (alone or with others) that leaves it worse
    off, a get an act of another side that leaves it better off. Third parties' acts, gates and what is on paper are
    neither.
    """
    gives: dict[int, float] = {}
    gets: dict[int, float] = {}
    for issue, numbers in every.acts.items():
        mean = forces.done[issue].mean(axis=1) if forces.worlds else np.zeros(len(numbers) + 1)
        for place, number in enumerate(numbers):
            each = every.every[number]
            change = float(mean[place + 1] - mean[place])
            others = [name for name in each.by if name != forces.party and name in sides]
            if each.on_paper or abs(change) <= _SAME:
                continue
            if change < 0 and forces.party in each.by:
                gives[number] = -change
            elif change > 0 and others:
                gets[number] = change
    return _shares(gives), _shares(gets)


def _shares(worth: Mapping[int, float]) -> dict[int, float]:
    total = sum(worth[number] for number in sorted(worth))
    return {number: worth[number] / total for number in sorted(worth)}
