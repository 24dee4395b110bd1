"""What does a world draw before anything that was said is held against it? The prior over one party's values.

A world of a party is a weight for each issue and a value for each of its steps, so that its value of a package is the
sum of weight times value, from 0 to 1. What the case gives is taken as given. The rest:

* the share of its stake that lies in gets against gives is uniform on (0, 1), so that no list of issues tilts it;
* inside each, weights are uniform on the simplex, and issues that are part of one thing share one weight (how they
  share it is uniform too; parts that are gets and parts that are gives share one weight on either side);
* the inner steps of a ladder are uniform order statistics between worst and best; with a best step in the middle one
  end, drawn evenly, is worth 0 and the other is drawn; on a choice the best step is worth 1, one of the others, drawn
  evenly, 0, and the rest are uniform; a best step that is not known is drawn evenly among those it may be;
* weights that the case gives for some issues only fix their proportions: what they weigh together is drawn.

Uniform weights on a simplex and uniform order statistics stand for knowing nothing but the order, as in SMAA
[LahdelmaSalminen2001] and in rank order centroids [BarronBarrett1996].
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from nonpaper.model.preferences import IssueValue, PartyPreferences, Stake
from nonpaper.positions.position import Way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """How the steps of one issue get their values. Steps are indices; `draw` gives an array (worlds, steps).

    Where `rising` gives the steps from worst to best, each inner value, the others given, is uniform between its
    neighbours.
    """

    value: IssueValue

    @property
    def exact(self) -> tuple[Fraction, ...] | None:
        """The values of the steps where nothing is drawn, else None."""
        if self.value.table is not None:
            return self.value.table
        if self.value.steps == 2 and len(self.value.best) == 1:
            return tuple(Fraction(step == self.value.best[0]) for step in range(2))
        return None

    @property
    def given(self) -> bool:
        """Whether nothing is drawn."""
        return self.exact is not None

    @property
    def rising(self) -> tuple[int, ...] | None:
        """The steps from worst to best where the order is known, None where it is drawn too."""
        if self.value.table is not None or self.value.choice or len(self.value.best) != 1:
            return None
        if self.value.way is Way.UP:
            return tuple(range(self.value.steps))
        if self.value.way is Way.DOWN:
            return tuple(range(self.value.steps - 1, -1, -1))
        return None

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Values of all steps in `count` worlds, each row from 0 at its worst step to 1 at its best."""
        steps = self.value.steps
        if self.value.table is not None:
            row = np.array([float(value) for value in self.value.table])
            return np.broadcast_to(row, (count, steps)).copy()
        best = self.value.best
        if len(best) == 1:
            return self._around(rng, best[0], count)
        chosen = rng.integers(len(best), size=count)
        drawn = np.empty((count, steps))
        for place, step in enumerate(best):
            here = np.flatnonzero(chosen == place)
            drawn[here] = self._around(rng, step, len(here))
        return drawn

    def _around(self, rng: np.random.Generator, best: int, count: int) -> Floats:
        """Values with the best step at one place."""
        steps = self.value.steps
        if self.value.choice:
            drawn = rng.random((count, steps))
            others = np.array([step for step in range(steps) if step != best])
            worst = others[rng.integers(len(others), size=count)]
            drawn[np.arange(count), worst] = 0.0
            drawn[:, best] = 1.0
            return drawn
        drawn = np.empty((count, steps))
        drawn[:, best] = 1.0
        ends = np.zeros((count, 2))
        if 0 < best < steps - 1:
            ends[np.arange(count), rng.integers(2, size=count)] = rng.random(count)
        for end, least in ((0, ends[:, 0]), (steps - 1, ends[:, 1])):
            if end == best:
                continue
            way = 1 if best > end else -1
            inner = np.sort(rng.random((count, abs(best - end) - 1)), axis=1)
            drawn[:, end] = least
            for place in range(inner.shape[1]):
                drawn[:, end + way * (place + 1)] = least + (1.0 - least) * inner[:, place]
        return drawn


@dataclass(frozen=True)
class Layout:
    """One party's values as columns: the issues with a stake in the order of their ids, and how their weights hang
    together.

    `roles` holds the columns of the gets and of the gives (an empty one is left out), `units` for each role the columns
    that count once in its simplex. `known` are the columns whose proportions the case gives, `ratio` those proportions
    (summing to 1).
    """

    shapes: tuple[Shape, ...]
    roles: tuple[tuple[int, ...], ...]
    units: tuple[tuple[tuple[int, ...], ...], ...]
    known: tuple[int, ...]
    ratio: tuple[Fraction, ...]
    key: str

    @property
    def issues(self) -> tuple[str, ...]:
        """The issue of each column."""
        return tuple(shape.value.issue for shape in self.shapes)

    @property
    def fixed(self) -> bool:
        """Whether the case gives all weights."""
        return len(self.known) == len(self.shapes)

    def masses(self, rng: np.random.Generator, count: int) -> Floats:
        """Weights before those that the case gives are put in: (worlds, issues), each row summing to 1."""
        found = np.empty((count, len(self.shapes)))
        shares: list[Floats] = [np.ones(count)]
        if len(self.roles) == 2:
            first = rng.random(count)
            shares = [first, 1.0 - first]
        for share, units in zip(shares, self.units, strict=True):
            weights = _simplex(rng, count, len(units)) * share[:, None]
            for place, unit in enumerate(units):
                if len(unit) == 1:
                    found[:, unit[0]] = weights[:, place]
                else:
                    found[:, list(unit)] = _simplex(rng, count, len(unit)) * weights[:, [place]]
        return found

    def weights(self, masses: Floats) -> Floats:
        """The weights of the issues: masses, with what the case gives in its proportions. Same shape."""
        if not self.known:
            return masses
        known = list(self.known)
        found = masses.copy()
        together = masses[:, known].sum(axis=1)
        found[:, known] = together[:, None] * np.array([float(part) for part in self.ratio])
        return found


def layout(preferences: PartyPreferences) -> Layout:
    """The columns of one party. Whatever order its issues stand in, the same columns come out.

    `key` is a fingerprint of what the prior rests on, the ids of the issues and the party's stakes in them, and of
    nothing else: no name, no order, no statement.
    """
    staked = sorted(preferences.staked, key=lambda value: value.issue)
    roles, units = [], []
    for stake in (Stake.GET, Stake.GIVE):
        columns = [place for place, value in enumerate(staked) if value.stake is stake]
        if not columns:
            continue
        grouped: dict[str, list[int]] = {}
        for place in columns:
            value = staked[place]
            grouped.setdefault(f"part of {value.group}" if value.group else f"issue {value.issue}", []).append(place)
        roles.append(tuple(columns))
        units.append(tuple(tuple(group) for group in grouped.values()))
    known = tuple(place for place, value in enumerate(staked) if value.weight is not None)
    if len(known) < 2 and len(known) < len(staked):
        known = ()  # one weight alone has no proportion to anything
    given = [staked[place].weight or Fraction(0) for place in known]
    ratio = tuple(weight / sum(given) for weight in given)
    content = [
        (v.issue, v.stake.value, v.way.value, v.steps, v.best, v.choice, v.group, _exact(v.table)) for v in staked
    ]
    told = repr((content, known, _exact(ratio)))
    key = hashlib.sha256(told.encode()).hexdigest()
    return Layout(tuple(Shape(value) for value in staked), tuple(roles), tuple(units), known, ratio, key)


def stream(key: str, seed: int, *place: int) -> np.random.Generator:
    """The stream of random numbers for one party's prior, a seed and a place. Raises ValueError for a seed below 0."""
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0 up; found {seed}")
    words = [int(key[k : k + 8], 16) for k in range(0, 32, 8)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words, *place])))


def _simplex(rng: np.random.Generator, count: int, parts: int) -> Floats:
    drawn = rng.standard_exponential((count, parts))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _exact(values: Sequence[Fraction] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(str(value) for value in values)
