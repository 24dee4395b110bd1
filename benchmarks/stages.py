"""Orders of obligations: plain exchanges at random and made hard, and plans of whole packages over many worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import UNPROVED, Row, median
from nonpaper.analysis.exchange import Exchange, divided, one_at_a_time, staged
from nonpaper.analysis.forces import Forces
from nonpaper.analysis.obligations import obligations
from nonpaper.analysis.staging import Measure, Staging
from nonpaper.case.case import Case
from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.model.worlds import Method, PartyWorlds
from nonpaper.positions.position import Literal, Reach

_EFFORT = 1.0  # of the solver for one exchange in stages, in its own measure


def drawn(size: int, parties: int, seed: int, waits: float = 0.15) -> Exchange:
    """An exchange at random: costs 1 to 19, most values above them, each obligation waits for few of those before."""
    draw = np.random.default_rng(seed)
    giver = draw.integers(0, parties, size)
    receiver = (giver + draw.integers(1, parties, size)) % parties if parties > 2 else 1 - giver
    cost = draw.integers(1, 20, size)
    value = np.maximum(1, cost + draw.integers(-2, 15, size))
    before = tuple(tuple(j for j in range(i) if draw.random() < 2 * waits / max(1, i)) for i in range(size))
    return Exchange(giver, receiver, cost, value, np.zeros(parties, np.int64), before)


def hard(size: int, parties: int, seed: int, waits: float = 0.5) -> Exchange:
    """A hard one: large uneven costs in pairs worth hardly more than they cost, so that every party just gains.

    How it is made: the obligations come in pairs, one each way between two parties, both at the same cost of 500 to
    1,999; all of them are shuffled; each is worth 1 to 39 more than it costs; and with the chance `waits` it waits for
    one of another party's among the twelve before it. The bound that comes from the whole exchange alone is 0, what is
    needed is a question of sums as in a knapsack, and the waits leave most of the order open: the proof is what is
    hard, and from about thirty obligations on it is not had in the time allowed.
    """
    g, r, c, value, draw = _even_pairs(size, parties, seed)
    before = []
    for i in range(len(c)):
        others = [j for j in range(max(0, i - 12), i) if g[j] != g[i]]
        before.append((int(draw.choice(others)),) if others and draw.random() < waits else ())
    return Exchange(g, r, c, value, np.zeros(parties, np.int64), tuple(before))


def tight(size: int, parties: int, seed: int, lines: int, waits: float, deepest: int) -> Exchange:
    """The same sums under a tight order: each party goes through its own obligations along `lines` lines.

    How it is made: costs and values are those of `hard`; each party deals its obligations out to its lines in turn, and
    does those of a line one after the other; with the chance `waits` an obligation also waits for one of another
    party's among the twelve before it, unless that made a chain of more than `deepest`.
    """
    g, r, c, value, draw = _even_pairs(size, parties, seed)
    before: list[tuple[int, ...]] = []
    depth: list[int] = []
    for i in range(len(c)):
        own = [j for j in range(i) if g[j] == g[i]]
        others = [j for j in range(max(0, i - 12), i) if g[j] != g[i] and depth[j] < deepest]
        first = {own[-lines]} if len(own) >= lines else set()
        if others and draw.random() < waits:
            first.add(int(draw.choice(others)))
        before.append(tuple(sorted(first)))
        depth.append(1 + max((depth[j] for j in first), default=0))
    return Exchange(g, r, c, value, np.zeros(parties, np.int64), tuple(before))


def _even_pairs(
    size: int, parties: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], np.random.Generator]:
    """Givers, receivers, costs and values of shuffled pairs of equal cost, and the generator as they leave it."""
    draw = np.random.default_rng(seed)
    giver, receiver, cost = [], [], []
    for pair in range(size // 2):
        one = pair % parties
        other = (one + 1 + int(draw.integers(parties - 1))) % parties
        price = int(draw.integers(500, 2_000))
        giver += [one, other]
        receiver += [other, one]
        cost += [price, price]
    order = draw.permutation(len(cost))
    c = np.array(cost)[order]
    return np.array(giver)[order], np.array(receiver)[order], c, c + draw.integers(1, 40, len(c)), draw


def carried(size: int, parties: int, worlds: int, seed: int, *, locked: float = 0.6, waits: float = 0.4) -> Measure:
    """A package of `size` rungs on as many issues, of which a share cannot be undone, with conditions of its doers.

    Values are drawn as for a case nobody said anything about: half of a party's stake lies in what it gets, on average.
    """
    draw = np.random.default_rng(seed)
    sides = [f"p{n}" for n in range(parties)]
    issues, rules = {}, []
    by = [int(n) for n in draw.integers(0, parties, size)]
    for number in range(size):
        name = f"i{number:02d}"
        undone = bool(draw.random() >= locked)
        issues[name] = Issue(name, name, ("none", "done"), by=(sides[by[number]],), reversible=undone)
        others = [j for j in range(number) if by[j] != by[number]]
        if others and draw.random() < waits:
            first = int(draw.choice(others))
            act, price = Literal(name, Reach.UP, 1), Literal(f"i{first:02d}", Reach.UP, 1)
            rules.append(
                Rule(
                    f"r{number}",
                    RuleKind.CONDITION,
                    sides[by[number]],
                    4,
                    (),
                    act=act,
                    link=Link.AFTER,
                    clause=(price,),
                )
            )
    case = Case(Path(), "made", {side: Party(side, side) for side in sides}, issues, ())
    start = dict.fromkeys(issues, 0)
    prices: dict[str, Fraction] = {}
    model = Model(issues, start, tuple(rules), (), (), "bare", None, prices)
    package = dict.fromkeys(issues, 1)
    every = obligations(case, model, package)
    forces = {}
    for place, side in enumerate(sides):
        gives = [n for n in range(size) if by[n] == place]
        gets = [n for n in range(size) if by[n] != place and (parties == 2 or draw.random() < 2 / parties)]
        share = draw.uniform(0.5, 1.0, worlds)
        value = {name: np.zeros((worlds, 2)) for name in issues}
        for own, part, step in ((gives, 1 - share, 0), (gets, share, 1)):
            if own:
                weight = draw.dirichlet(np.ones(len(own)), worlds) * part[:, None]
                for column, number in enumerate(own):
                    value[f"i{number:02d}"][:, step] = weight[:, column]
        now = np.sum([value[name][:, 0] for name in sorted(value)], axis=0)
        made = PartyWorlds(side, value, {}, now, start, Method.DIRECT, worlds, worlds, float(worlds), None, "made")
        forces[side] = Forces(side, made, model, package, every)
    return Measure(model, every, forces, (), sides)


def _plan(measure: Measure) -> Any:
    found = Staging(measure).best()
    return found.score if found.proved else UNPROVED


def _in_stages(count: int, exchange: Exchange) -> Any:
    found = staged(exchange, count, effort=_EFFORT)
    if found is None:
        raise RuntimeError(f"the waits leave no plan of {count} stages")
    return found.need if found.proved else UNPROVED


def _gap(cases: Sequence[Exchange], count: int) -> str:
    """How far above the bound proved the plans are, in words; nothing where all are proved the best."""
    found = [staged(each, count, effort=_EFFORT) for each in cases]
    above = [each.need / each.bound - 1 for each in found if each is not None and not each.proved]
    return f", up to {max(above):.0%} above the bound" if above else ""


def _one_at_a_time(exchange: Exchange) -> Any:
    return one_at_a_time(exchange)[0]


def _divided(exchange: Exchange) -> Any:
    return round(divided(exchange, 20)[0], 6)


def rows(quick: bool = False) -> Iterator[Row]:
    """One row a question and size; `quick` takes few cases and no hard ones."""
    count = 3 if quick else 12
    for parties in (2, 4):
        name = f"one at a time, all 2^20 states: 20 obligations, {parties} parties"
        yield median(name, [drawn(20, parties, seed) for seed in range(count)], _one_at_a_time, 0.1)
    random = [drawn(60, 4, seed) for seed in range(count)]
    yield median("in 10 stages, proved: 60 obligations, 4 parties", random, partial(_in_stages, 10), 1.0)
    for lines, waits, deepest in ((2, 0.0, 10), (3, 0.3, 7)):
        cases = [tight(60, 4, seed, lines, waits, deepest) for seed in range(count)]
        name = f"in 10 stages, hard sums, {lines} lines a party: 60 obligations, 4 parties{_gap(cases, 10)}"
        yield median(name, cases, partial(_in_stages, 10), 1.0)
    for size, stages in ((24, 6), (32, 8)) if quick else ((24, 6), (32, 8), (60, 10)):
        cases = [hard(size, 4, seed) for seed in range(2 if quick else 5)]
        name = f"in {stages} stages, hard sums, loose: {size} obligations, 4 parties{_gap(cases, stages)}"
        yield median(name, cases, partial(_in_stages, stages), 1.0 if size == 60 else None, repeat=1)
    free = [drawn(200, 2, seed, waits=0) for seed in range(3)]
    yield median("divided in 20 stages: 200 obligations, 2 parties", free, _divided, 0.2)
    for size, parties, worlds in ((20, 2, 100), (10, 2, 10_000), (20, 2, 10_000), (40, 4, 1_000)):
        name = f"a plan, proved: {size} obligations, {parties} parties, {worlds} worlds"
        goal = 5.0 if worlds == 100 else None
        few = 2 if quick else 5
        yield median(name, [carried(size, parties, worlds, seed) for seed in range(few)], _plan, goal, repeat=1)
        if quick:
            break
