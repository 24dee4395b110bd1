"""How are worlds drawn where almost none would be kept? A chain over the cone of values that agree with what was said.

A statement is a *row*: a sum over issues of weight times a difference of step values, plus the cost of no agreement,
which must not be negative. In masses (weights before they are made to sum to 1) every row is linear, and so it is in
each step value when the rest is held. The chain therefore draws each number from its exact conditional law, in turn:

* A mass. Were all weights one simplex, masses would be independent exponentials and a mass would follow an exponential
  cut to the interval that the rows leave: a hit-and-run on weights [TervonenEtAl2013] along the axes, in a cone. The
  prior here is a tree of simplices (gets and gives, then units, then the parts of a thing), with a density that has a
  factor (sum of the masses below a node) ** (1 - number of children) for each node. Each factor is a gamma integral, so
  with one gamma variable drawn for a node its masses are exponentials again, only of another rate
  [DamienWakefieldWalker1999].
* The mass of a whole thing, and of all gets or all gives, at fixed proportions: a cut exponential too.
* An inner step of a ladder: uniform between its neighbours, cut by the rows. Shapes with a drawn order (a best step in
  the middle, a choice) are drawn afresh as a whole and kept where every row still holds.
* The cost of no agreement where an interval is given: uniform, cut by the rows.

Many chains (lanes) run side by side. They begin at draws that were kept where there are enough of them, and so in the
very law they are to follow; else at draws of the prior on which the rows are tightened in levels, in each of which the
lanes that fail are replaced by lanes that hold (a splitting, [DelMoralDoucetJasra2006]).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonpaper.model.prior import Layout

if TYPE_CHECKING:
    from nonpaper.model.prior import Floats, Ints


@dataclass(frozen=True)
class Row:
    """One inequality: value of `steps` (column, step, base) and `weights` (column, factor), plus the cost, >= 0.

    `costly` rows count the cost of no agreement in; `source` says which statement they came from.
    """

    steps: tuple[tuple[int, int, int], ...] = ()
    weights: tuple[tuple[int, float], ...] = ()
    costly: bool = False
    source: int = 0


@dataclass
class Lanes:
    """The state of many worlds: masses (issues, lanes), values per issue (steps, lanes), cost (lanes)."""

    masses: Floats
    values: list[Floats]
    cost: Floats

    def pick(self, lanes: Ints) -> Lanes:
        """The same worlds, only those, in that order."""
        return Lanes(self.masses[:, lanes], [value[:, lanes] for value in self.values], self.cost[lanes])

    @staticmethod
    def join(several: Sequence[Lanes]) -> Lanes:
        """All of them side by side."""
        return Lanes(
            np.concatenate([part.masses for part in several], axis=1),
            [np.concatenate(values, axis=1) for values in zip(*(part.values for part in several), strict=True)],
            np.concatenate([part.cost for part in several]),
        )


def draw_prior(layout: Layout, cost: tuple[float, float], rng: np.random.Generator, count: int) -> Lanes:
    """Worlds of the prior, whatever was said."""
    masses = np.ascontiguousarray(layout.masses(rng, count).T)
    values = [np.ascontiguousarray(shape.draw(rng, count).T) for shape in layout.shapes]
    low, high = cost
    return Lanes(masses, values, low + (high - low) * rng.random(count) if high > low else np.full(count, low))


def weights(layout: Layout, lanes: Lanes) -> Floats:
    """The weights of the issues, (issues, lanes), each lane summing to 1."""
    found = np.asarray(layout.weights(lanes.masses.T).T)
    return np.asarray(found / found.sum(axis=0))


def balance(layout: Layout, rows: Sequence[Row], lanes: Lanes) -> tuple[Floats, Floats]:
    """What speaks for each row and what against it, not below 0: (rows, lanes) each. It holds if for >= against."""
    weight = weights(layout, lanes)
    plus = np.zeros((len(rows), weight.shape[1]))
    minus = np.zeros_like(plus)
    for place, row in enumerate(rows):
        if row.costly:
            plus[place] += lanes.cost
        for column, step, base in row.steps:
            part = weight[column] * (lanes.values[column][step] - lanes.values[column][base])
            plus[place] += np.maximum(part, 0.0)
            minus[place] -= np.minimum(part, 0.0)
        for column, factor in row.weights:
            (plus if factor > 0 else minus)[place] += abs(factor) * weight[column]
    return plus, minus


def holds(layout: Layout, rows: Sequence[Row], lanes: Lanes) -> np.ndarray:
    """Which lanes agree with all rows."""
    plus, minus = balance(layout, rows, lanes)
    return np.asarray((plus >= minus).all(axis=0))


COMPILES = 40
"""From how many issues on the sweep is compiled: below, compiling takes longer than it saves."""


class Chain:
    """Sweeps over lanes under rows. `share` is how much of what speaks against a row counts: with 1, the row itself."""

    def __init__(
        self, layout: Layout, rows: Sequence[Row], cost: tuple[float, float], rng: np.random.Generator
    ) -> None:
        self.layout = layout
        self.rows = tuple(rows)
        self.cost = cost
        self.rng = rng
        self.costly = any(row.costly for row in rows) and cost[1] > 0
        self.ratio = np.array([float(part) for part in layout.ratio])
        self.fixed_rows = _FixedRows(len(layout.shapes), self.rows, layout.known, self.ratio)
        self.moving = [place for place, row in enumerate(self.rows) if row.steps or row.costly]
        self.compiles = len(layout.shapes) >= COMPILES

    def sweep(self, lanes: Lanes, share: float = 1.0) -> None:
        """Every number once, in place."""
        parts = self._parts(lanes, share)
        if not self.layout.fixed:
            self._masses(lanes, parts, share)
        self._values(lanes, share)

    # --- masses -----------------------------------------------------------------------------------------------------

    def _parts(self, lanes: Lanes, share: float) -> list[tuple[Ints, Floats]]:
        """For each column the rows in which its mass counts by its steps or the cost, and its factor in each."""
        found: list[list[tuple[int, Floats]]] = [[] for _ in self.layout.shapes]
        known = {column: self.ratio[place] for place, column in enumerate(self.layout.known)}
        for place in self.moving:
            row = self.rows[place]
            together = np.zeros(lanes.cost.shape)
            factors: dict[int, Floats] = {}
            for column, step, base in row.steps:
                gap = lanes.values[column][step] - lanes.values[column][base]
                gap = np.where(gap < 0, gap * share, gap)
                if column in known:
                    together += known[column] * gap
                else:
                    factors[column] = factors[column] + gap if column in factors else gap
            if any(column in known for column, _, _ in row.steps):
                factors.update(dict.fromkeys(known, together))
            if row.costly and self.costly:
                for column in range(len(found)):
                    factors[column] = factors[column] + lanes.cost if column in factors else lanes.cost
            for column, factor in factors.items():
                found[column].append((place, factor))
        return [
            (
                np.array([row for row, _ in pairs], dtype=np.int64),
                np.array([factor for _, factor in pairs]).reshape(len(pairs), -1 if pairs else 1),
            )
            for pairs in found
        ]

    def _masses(self, lanes: Lanes, parts: list[tuple[Ints, Floats]], share: float) -> None:
        layout, rng, masses = self.layout, self.rng, lanes.masses
        count = masses.shape[1]
        constant = self.fixed_rows.at(share)
        two = len(layout.roles) == 2
        rates: list[Floats] = [np.ones(count)]
        rate_of = np.zeros(len(layout.shapes), dtype=np.int64)
        of_role: list[Floats] = []
        for role, units in zip(layout.roles, layout.units, strict=True):
            rate = rates[0]
            if two and len(units) > 1:
                rate = 1.0 + rng.standard_gamma(len(units) - 1, count) / masses[list(role)].sum(axis=0)
            of_role.append(rate)
            rates.append(rate)
            rate_of[list(role)] = len(rates) - 1
            for unit in units:
                if len(unit) > 1:
                    rates.append(rate + rng.standard_gamma(len(unit) - 1, count) / masses[list(unit)].sum(axis=0))
                    rate_of[list(unit)] = len(rates) - 1
        uniform = rng.random(masses.shape)
        if self.compiles:
            self._compiled(masses, np.stack(rates), rate_of, uniform, parts, share)
        else:
            sums = np.zeros((len(self.rows), count))
            for column, (rows, factors) in enumerate(parts):
                sums[rows] += factors * masses[column]
                fixed, plain = constant[column]
                sums[fixed] += plain * masses[column]
            for column, (rows, factors) in enumerate(parts):
                low, high = _limits(sums[rows], factors, -masses[column], np.full(count, np.inf))
                fixed, plain = constant[column]
                low, high = _limits(sums[fixed], plain, low, high)
                moved = _cut_exponential(uniform[column], low, high, rates[rate_of[column]])
                masses[column] += moved
                np.maximum(masses[column], 0.0, out=masses[column])
                sums[rows] += factors * moved
                sums[fixed] += plain * moved
        for units, rate in zip(layout.units, of_role, strict=True):
            for unit in units:
                if len(unit) > 1:
                    self._scale(masses, unit, parts, constant, rate)
        if two:
            for role in layout.roles:
                self._scale(masses, role, parts, constant, rates[0])
        masses /= masses.sum(axis=0)
        if not two:
            masses *= rng.standard_gamma(len(layout.units[0]), count)
        else:
            masses *= rng.standard_gamma(2.0, count)

    def _compiled(
        self,
        masses: Floats,
        rates: Floats,
        rate_of: Ints,
        uniform: Floats,
        parts: list[tuple[Ints, Floats]],
        share: float,
    ) -> None:
        """The same in compiled loops."""
        from nonpaper.model.cone_kernel import sweep

        count = masses.shape[1]
        lane_factors = [np.broadcast_to(factors, (len(rows), count)) for rows, factors in parts if len(rows)]
        sweep(
            masses,
            np.zeros((len(self.rows), count)),
            rates,
            rate_of,
            uniform,
            *self.fixed_rows.flat(share),
            np.cumsum([0, *(len(rows) for rows, _ in parts)]),
            np.concatenate([rows for rows, _ in parts]),
            np.concatenate([np.empty((0, count)), *lane_factors]),
        )

    def _scale(
        self,
        masses: Floats,
        columns: tuple[int, ...],
        parts: list[tuple[Ints, Floats]],
        constant: list[tuple[Ints, Floats]],
        rate: Floats,
    ) -> None:
        """The sum of some masses, their proportions held."""
        count = masses.shape[1]
        inside, outside = np.zeros((len(self.rows), count)), np.zeros((len(self.rows), count))
        chosen = set(columns)
        for column, (rows, factors) in enumerate(parts):
            side = inside if column in chosen else outside
            side[rows] += factors * masses[column]
            fixed, plain = constant[column]
            side[fixed] += plain * masses[column]
        total = masses[list(columns)].sum(axis=0)
        crossing = np.flatnonzero((outside != 0).any(axis=1) & (inside != 0).any(axis=1))
        low, high = np.zeros(count), np.full(count, np.inf)
        if len(crossing):
            down, up = _limits((inside + outside)[crossing], inside[crossing], np.full(count, -1.0), high)
            low, high = (1.0 + down) * total, (1.0 + up) * total
        fresh = _cut_exponential(np.asarray(self.rng.random(count)), low, high, rate)
        masses[list(columns)] *= fresh / np.maximum(total, 1e-300)

    # --- values and cost --------------------------------------------------------------------------------------------

    def _values(self, lanes: Lanes, share: float) -> None:
        rng, layout = self.rng, self.layout
        drawn = self.costly and self.cost[1] > self.cost[0]
        if not drawn and all(shape.given for shape in layout.shapes):
            return
        weight = weights(layout, lanes)
        plus, minus = balance(layout, self.rows, lanes)
        sums = plus - share * minus
        count = weight.shape[1]
        for column, shape in enumerate(layout.shapes):
            if shape.given:
                continue
            value = lanes.values[column]
            here = [
                (place, step, base) for place in self.moving for c, step, base in self.rows[place].steps if c == column
            ]
            if not here:
                value[:] = shape.draw(rng, count).T
                continue
            rising = shape.rising
            if rising is not None:
                for before, step, after in zip(rising, rising[1:], rising[2:], strict=False):
                    low, high = value[before] - value[step], value[after] - value[step]
                    factors = []
                    for place, up, base in here:
                        if step in (up, base):
                            gain = rising.index(up) > rising.index(base)
                            sign = (1.0 if up == step else -1.0) * (1.0 if gain else share)
                            factors.append((place, sign * weight[column]))
                    for place, factor in factors:
                        low, high = _limits(sums[[place]], factor[None, :], low, high)
                    moved = low + (high - low) * rng.random(count)
                    value[step] += moved
                    for place, factor in factors:
                        sums[place] += factor * moved
                continue
            fresh = np.ascontiguousarray(shape.draw(rng, count).T)
            changed = sums.copy()
            for place, step, base in here:
                old, new = value[step] - value[base], fresh[step] - fresh[base]
                old, new = np.where(old < 0, old * share, old), np.where(new < 0, new * share, new)
                changed[place] += weight[column] * (new - old)
            places = sorted({place for place, _, _ in here})
            kept = (changed[places] >= 0).all(axis=0)
            value[:, kept] = fresh[:, kept]
            sums[:, kept] = changed[:, kept]
        if drawn:
            places = [place for place, row in enumerate(self.rows) if row.costly]
            least = np.maximum(self.cost[0], (lanes.cost - sums[places]).max(axis=0))
            least = np.minimum(least, lanes.cost)
            lanes.cost[:] = least + (self.cost[1] - least) * rng.random(count)


class _FixedRows:
    """The rows that compare weights only: the same factors in every lane."""

    def __init__(self, columns: int, rows: Sequence[Row], known: tuple[int, ...], ratio: Floats) -> None:
        self.columns, self.rows, self.known, self.ratio = columns, rows, known, ratio
        self._made: tuple[float, list[tuple[Ints, Floats]]] | None = None
        self._flat: tuple[float, tuple[Ints, Ints, Floats]] | None = None

    def flat(self, share: float) -> tuple[Ints, Ints, Floats]:
        """The same one after the other: where each column begins, the rows, the factors."""
        if self._flat is None or self._flat[0] != share:
            made = self.at(share)
            begins = np.cumsum([0, *(len(rows) for rows, _ in made)])
            rows = np.concatenate([rows for rows, _ in made])
            self._flat = (share, (begins, rows, np.concatenate([factors[:, 0] for _, factors in made])))
        return self._flat[1]

    def at(self, share: float) -> list[tuple[Ints, Floats]]:
        """For each column the rows and its factor in each, (rows, 1)."""
        if self._made is not None and self._made[0] == share:
            return self._made[1]
        found: list[dict[int, float]] = [{} for _ in range(self.columns)]
        place_of = {column: place for place, column in enumerate(self.known)}
        for place, row in enumerate(self.rows):
            together = 0.0
            for column, factor in row.weights:
                part = factor if factor > 0 else factor * share
                if column in place_of:
                    together += part * float(self.ratio[place_of[column]])
                else:
                    found[column][place] = found[column].get(place, 0.0) + part
            if any(column in place_of for column, _ in row.weights):
                for column in self.known:
                    found[column][place] = together
        made = [
            (np.array(list(rows), dtype=np.int64), np.array(list(rows.values()), dtype=float)[:, None])
            for rows in found
        ]
        self._made = (share, made)
        return made


def _limits(sums: Floats, factors: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """How far a number may move, so that sums + factors * move stay at least 0; never past where it is."""
    if not len(factors):
        return low, high
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = -np.maximum(sums, 0.0) / factors
    down = np.where(factors > 0, ends, -np.inf).max(axis=0)
    up = np.where(factors < 0, ends, np.inf).min(axis=0)
    return np.minimum(np.maximum(low, down), 0.0), np.maximum(np.minimum(high, up), 0.0)


def _cut_exponential(uniform: Floats, low: Floats, high: Floats, rate: Floats) -> Floats:
    """Exponentials of that rate, each cut to its interval (upper ends may be infinite), from uniform numbers."""
    drawn = low - np.log1p(uniform * np.expm1(-rate * (high - low))) / rate
    return np.asarray(np.minimum(drawn, high))


@dataclass(frozen=True)
class Drawn:
    """Worlds from a chain, with how it went: sweeps between two worlds of a lane, effective size, R-hat, levels."""

    lanes: Lanes
    thin: int
    size: float
    r_hat: float
    levels: int
    sweeps: int


LANES = 500
_BURN = 30  # sweeps after the last level, before anything is kept
_THIN = 4  # sweeps between two worlds of a lane, to begin with
_FEWEST = 100  # lanes
_LONGEST = 256
_KEPT = 0.25  # the share of lanes that a level keeps


def run_chain(
    layout: Layout,
    rows: Sequence[Row],
    cost: tuple[float, float],
    count: int,
    rng: np.random.Generator,
    start: Lanes | None = None,
    lanes: int = LANES,
) -> Drawn | None:
    """`count` worlds that agree with all rows, from many lanes; None where no start was found in the levels allowed.

    Sweeps between worlds are doubled until the effective size is at least half of `count` or 256 sweeps are reached.
    The law at rest is the prior given the rows, whatever the number of sweeps.
    """
    chain = Chain(layout, rows, cost, rng)
    lanes = min(lanes // 2 if chain.compiles else lanes, max(_FEWEST, count // 4))
    levels = 0
    if start is None:
        begun = _levels(chain, max(_FEWEST, lanes // 2) if chain.compiles else lanes)
        if begun is None:
            return None
        state, levels = begun
        state = state.pick(np.resize(np.arange(state.cost.shape[0]), lanes))
    else:
        state = start.pick(np.arange(lanes))
    sweeps = 0
    per_lane = max(4, -(-count // lanes))
    thin = _THIN
    for _ in range(_BURN if levels else 0):
        chain.sweep(state)
        sweeps += 1
    kept: list[Lanes] = []
    while True:
        while len(kept) < per_lane:
            for _ in range(thin):
                chain.sweep(state)
            sweeps += thin
            kept.append(state.pick(np.arange(lanes)))
        size, r_hat = diagnose([_outputs(layout, part) for part in kept])
        size *= min(1.0, count / (lanes * per_lane))
        if size >= count / 2 or thin >= _LONGEST:
            break
        times = 2
        while times * size < count / 2 and times * thin < _LONGEST:
            times *= 2
        kept = kept[times - 1 :: times]
        thin *= times
    return Drawn(Lanes.join(kept).pick(np.arange(count)), thin, min(size, float(count)), r_hat, levels, sweeps)


def _levels(chain: Chain, lanes: int, most: int = 400) -> tuple[Lanes, int] | None:
    """Lanes that agree with all rows, from draws of the prior, by counting more and more of what speaks against."""
    rng = chain.rng
    state = draw_prior(chain.layout, chain.cost, rng, lanes)
    share = 0.0
    for level in range(1, most + 1):
        plus, minus = balance(chain.layout, chain.rows, state)
        with np.errstate(divide="ignore", invalid="ignore"):
            held = np.where(minus > 0, plus / minus, np.inf).min(axis=0)
        aim = float(np.quantile(held, 1.0 - _KEPT))
        if aim <= share and (held > share).any():
            aim = float(held[held > share].min())  # most lanes stand at the same point: go on with those beyond it
        share = 1.0 if aim >= 1.0 else max(share, aim)
        good = np.flatnonzero(held >= share)
        state = state.pick(np.sort(np.concatenate([good, rng.choice(good, lanes - len(good))])))
        for _ in range(2):
            chain.sweep(state, share)
        if share >= 1.0:
            return state, level
    return None


def _outputs(layout: Layout, lanes: Lanes) -> Floats:
    """What is watched: the worth of every step but the worst, and the cost: (numbers, lanes)."""
    weight = weights(layout, lanes)
    return np.concatenate([*(weight[k] * value for k, value in enumerate(lanes.values)), lanes.cost[None, :]])


def diagnose(series: Sequence[Floats]) -> tuple[float, float]:
    """Effective sample size and R-hat of lanes in time: the least and the greatest over the numbers watched.

    `series` has one array (numbers, lanes) for each moment. The size is by the initial positive sequence [Geyer1992],
    autocovariances averaged over lanes; R-hat compares the spread between lanes with that inside [GelmanRubin1992].
    Numbers that never move are left out; with nothing left both say that all is well.
    """
    drawn = np.stack(series)  # moments, numbers, lanes
    moments, _, lanes = drawn.shape
    centred = drawn - drawn.mean(axis=(0, 2), keepdims=True)
    spread = (centred**2).mean(axis=(0, 2))
    moving = spread > 1e-24
    if not moving.any():
        return float(moments * lanes), 1.0
    centred, spread = centred[:, moving], spread[moving]
    correlations = np.stack(
        [(centred[: moments - lag] * centred[lag:]).mean(axis=(0, 2)) / spread for lag in range(moments)]
    )
    pairs = correlations[: moments - moments % 2].reshape(-1, 2, correlations.shape[1]).sum(axis=1)
    falling = np.minimum.accumulate(pairs, axis=0)
    positive = np.logical_and.accumulate(falling > 0, axis=0)
    times = np.maximum(2.0 * (falling * positive).sum(axis=0) - 1.0, 1.0)
    r_hat = 1.0
    if moments > 1 and lanes > 1:
        inside = centred.var(axis=0, ddof=1).mean(axis=1)
        between = centred.mean(axis=0).var(axis=1, ddof=1)
        r_hat = float(np.sqrt(((moments - 1) / moments * inside + between) / np.maximum(inside, 1e-300)).max())
    return float(moments * lanes / times.max()), r_hat
