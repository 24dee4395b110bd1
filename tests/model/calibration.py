"""Planted negotiations: what the worlds call 70 % is true seven times in ten.

A party's preferences are drawn from the prior, in plain Python. Statements are drawn beside them, knowing nothing of
them, and the pair is kept only if the preferences agree with the statements: so the preferences that are kept are drawn
from the prior given the statements, which is what worlds claim to be. Then the worlds are drawn from the statements
alone, and asked about a package; the planted preferences say whether it is true.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from tests.model.made import get, give, party, plain_agrees, plain_world, plain_worth

from nonpaper.model.preferences import Cost, IssueValue, PartyPreferences
from nonpaper.model.worlds import PartyWorlds, party_worlds
from nonpaper.positions.position import Basis


class Told(NamedTuple):
    """What the worlds say of a package, and whether the planted preferences accept it."""

    share: float
    true: bool


def planted(rng: random.Random) -> tuple[PartyPreferences, float, list[IssueValue]]:
    """The statements of one party on three to six issues, and its cost of no agreement."""
    values: list[IssueValue] = []
    for place in range(rng.randint(3, 6)):
        name, steps = f"i{place}", rng.randint(2, 5)
        kind = rng.random() if place > 1 else place * 0.5
        if kind < 0.4:
            values.append(get(name, steps))
        elif kind < 0.8:
            values.append(give(name, steps))
        elif kind < 0.9:
            values.append(get(name, steps + 2, best=(rng.randint(1, steps),)))
        else:
            values.append(get(name, steps + 1, best=(rng.randint(1, steps),), choice=True))
    cost = Fraction(rng.choice([0, 0, 1, 2]), 20)
    terms = [package(values, rng) for _ in range(rng.randint(0, 2))]
    pairs = [tuple(rng.sample([value.issue for value in values], 2)) for _ in range(rng.randint(0, 2))]
    made = party(values, terms, [(more, less) for more, less in pairs], Cost(cost, cost, Basis.SAID))
    return made, float(cost), values


def package(values: list[IssueValue], rng: random.Random) -> dict[str, int]:
    """A package that moves each issue with two chances in three."""
    return {value.issue: rng.randrange(value.steps) for value in values if rng.random() < 2 / 3}


PACKAGES = 8
"""How many packages are asked about in each negotiation."""


def told(count: int, seed: int, worlds: int) -> Iterator[Told]:
    """`count` planted negotiations, and in each what is told of some packages."""
    rng = random.Random(seed)
    found = 0
    while found < count:
        made, cost, values = planted(rng)
        truth = plain_world(values, rng)
        if not plain_agrees(truth, made, cost):
            continue
        drawn = party_worlds(made, seed=rng.randrange(1 << 30), count=worlds)
        if not isinstance(drawn, PartyWorlds):
            raise RuntimeError(f"no world is left though one was planted: {drawn.words}")
        least = plain_worth(truth, {}) - cost
        for _ in range(PACKAGES):
            asked = package(values, rng)
            yield Told(drawn.acceptability(asked).share, plain_worth(truth, asked) >= least)
        found += 1


def bins(cases: list[Told], edges: tuple[float, ...]) -> list[tuple[float, float, int]]:
    """Between each two edges the mean share told, how often it was true, and how many cases."""
    rows = []
    for low, high in pairwise(edges):
        here = [case for case in cases if low <= case.share < high]
        if here:
            rows.append((sum(c.share for c in here) / len(here), sum(c.true for c in here) / len(here), len(here)))
    return rows
