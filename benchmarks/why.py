"""Conflicts and ways out on planted cases: ours, encoding included, and CPMpy's in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import peers
from benchmarks.planted import ordered, planted
from benchmarks.timing import UNPROVED, Row, median
from nonpaper.analysis.conflicts import lightest_conflicts, one_conflict, weight
from nonpaper.analysis.encoding import Encoding
from nonpaper.analysis.ways_out import Search
from nonpaper.model.rules import Model


@dataclass(frozen=True)
class Size:
    """How many statements over how many issues, and the goals in seconds."""

    statements: int
    issues: int
    goals: dict[str, float]
    seeds: int
    peer_seeds: int


SIZES = (
    Size(500, 30, {"one": 0.005, "lightest": 0.1, "cheapest": 0.05, "ordered": 0.2, "even": 1.0}, 6, 2),
    Size(2000, 50, {"one": 0.02, "lightest": 0.5, "cheapest": 0.2, "ordered": 0.2, "even": 1.0}, 6, 1),
)


def rows(quick: bool = False) -> Iterator[Row]:
    """One row a question and size; `quick` leaves out the large size and most seeds."""
    cpu = time.process_time  # every search, ours and theirs, works in one thread
    for size in SIZES[:1] if quick else SIZES:
        seeds = 2 if quick else size.seeds
        for spoiled in (0.02, 0.15):
            free = [planted(size.statements, size.issues, spoiled=spoiled, seed=s, orders=0) for s in range(seeds)]
            timed = [
                planted(size.statements, size.issues, spoiled=spoiled, seed=s, deposits=True) for s in range(seeds)
            ]
            name = f"{size.statements} statements, {size.issues} issues, {spoiled:.0%} spoiled"
            asked: list[tuple[str, str, list[Model], Callable[[Model], Any], Callable[[Model], Any]]] = [
                ("one conflict", "one", timed, _one, peers.one_conflict),
                ("the lightest, proved", "lightest", timed, _lightest, peers.lightest),
                ("cheapest way out, no order", "cheapest", free, _cheapest, peers.cheapest),
                ("cheapest way out, order and deposits", "ordered", timed, _cheapest, peers.cheapest),
                ("most even way out, order and deposits", "even", timed, _even, peers.most_even),
            ]
            for question, key, models, ours, theirs in asked:
                count = 1 if quick else size.peer_seeds
                same = key != "one"
                yield median(f"{question}: {name}", models, ours, size.goals[key], theirs, count, same=same, clock=cpu)
    acts, statements = (100, 500) if quick else (200, 2000)
    for spoiled in (0.01, 0.05):
        circles = [ordered(acts, statements, spoiled=spoiled, seed=s) for s in range(2 if quick else 6)]
        name = f"the lightest circle: {acts} acts, {statements} orders, {spoiled:.0%} spoiled"
        yield median(name, circles, _lightest, 1.0, peers.lightest, 1, same=True, clock=cpu)


def _one(model: Model) -> int:
    with Encoding(model) as encoding:
        conflict = one_conflict(encoding)
    return len(conflict or ())


def _lightest(model: Model) -> int:
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 1)
    if not found.proved:
        raise RuntimeError("not proved to be the lightest")
    return sum(weight(model.rules[number]) for number in found.conflicts[0])


def _cheapest(model: Model) -> Any:
    way = Search(model).cheapest(most=1, count=1).ways[0]
    return way.price if way.proved else UNPROVED


def _even(model: Model) -> Any:
    way = Search(model).even(most=1, count=1).ways[0]
    return max(way.burden.values()) if way.proved else UNPROVED
