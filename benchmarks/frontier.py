"""The Pareto frontier: how long it takes with a package for each point, beside enumeration and beside NegMAS."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import moocore
import numpy as np
import numpy.typing as npt

from benchmarks.packages import Kind, Values, linked, made
from benchmarks.timing import Row, median
from nonpaper.analysis.frontier import frontier
from nonpaper.analysis.frontier_links import Link

_SEEDS = 6
_CLOCK = time.process_time  # all of it runs on one core; other programs on the machine should not count


@dataclass(frozen=True)
class Case:
    """One question."""

    values: list[Values]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Goal:
    """A size, and the seconds in which the worst of the seeds must be done, packages included."""

    parties: int
    issues: int
    options: int
    seconds: float | None
    points: int | None = None
    links: int = 0
    near: int | None = None
    kind: Kind = "opposed"

    @property
    def name(self) -> str:
        """In words."""
        worth = "real values" if self.points is None else f"{self.points} points"
        if self.kind != "opposed":
            worth += f", {self.kind}"
        links = f", {self.links} links" if self.links else ""
        if self.near:
            links += f" among neighbours (up to {self.near} apart)"
        return f"frontier: {self.parties} parties, {self.issues} issues x {self.options} options, {worth}{links}"

    def case(self, seed: int) -> Case:
        """The case of a seed."""
        values = made(self.issues, self.options, self.parties, seed=seed, kind=self.kind, points=self.points)
        return Case(values, linked(self.issues, self.options, self.links, seed=seed, near=self.near))


GOALS = (
    Goal(2, 50, 7, 0.03),
    Goal(2, 50, 7, None, kind="random"),
    Goal(2, 50, 7, None, points=1000),
    Goal(2, 100, 7, None),
    Goal(2, 30, 5, 0.1, links=40),
    Goal(2, 50, 7, 0.2, links=50),
    Goal(2, 50, 7, None, links=100, near=3),
    Goal(3, 30, 5, 0.5),
    Goal(3, 30, 5, None, kind="random"),
    Goal(3, 30, 5, None, links=20),
    Goal(3, 50, 7, 0.3, points=1000),
    Goal(4, 50, 7, 0.3, points=100),
    Goal(4, 20, 5, None, points=200),
    Goal(4, 10, 5, None),
)


def rows(quick: bool = False) -> Iterator[Row]:
    """The goals, then the peers on a million packages, then the first answer of a new process."""
    for goal in (GOALS[0], GOALS[4], GOALS[7], GOALS[11]) if quick else GOALS:
        cases = [goal.case(seed) for seed in range(2 if quick else _SEEDS)]
        yield replace(median(goal.name, cases, ours, goal.seconds, clock=_CLOCK), every=True)
    sizes = [(8, 4, 2)] if quick else [(10, 4, 2), (10, 4, 3), (8, 7, 3)]
    for issues, options, parties in sizes:
        cases = [Case(made(issues, options, parties, seed=seed)) for seed in range(2 if quick else 3)]
        name = f"{options**issues:,} packages, {parties} parties"
        row = median(f"frontier: {name}", cases, ours, None, plain, len(cases), same=True, clock=_CLOCK)
        yield replace(row, peer_name="numpy, moocore")
        if options**issues < 2_000_000:
            yield from _beside_negmas(f"frontier: {name}", cases, negmas_frontier, "NegMAS")
    for issues, options in [(10, 4)] if quick else [(10, 4), (10, 5), (20, 5)]:
        cases = [Case(made(issues, options, 2, seed=seed)) for seed in range(1 if quick else 3)]
        name = f"frontier: 2 parties, {issues} issues x {options} options"
        yield from _beside_negmas(name, cases, mobanos, "NegMAS MOBANOS")
    for parties, issues in ((3, 10), (3, 30)):
        yield median(f"frontier, first of a new process: {parties} parties, {issues} issues x 5", [issues], _cold, 3.0)


def ours(case: Case) -> int:
    """How many points; their packages are made too."""
    found = frontier(case.values, case.links)
    if len(found.packages()) != len(found) or not found.exact:
        raise RuntimeError("not an exact frontier with its packages")
    return len(found)


def plain(case: Case) -> int:
    """All packages side by side in numpy, then moocore's filter."""
    every: npt.NDArray[Any] = np.zeros((1, case.values[0].shape[1]), dtype=np.int64)
    for table in case.values:
        counts = np.rint(table * 1_000_000).astype(np.int64)
        every = (every[:, None, :] + counts[None, :, :]).reshape(-1, every.shape[1])
    return int(moocore.is_nondominated(every.astype(np.float64), maximise=True).sum())


def _beside_negmas(name: str, cases: list[Case], peer: Callable[[Any], Any], peer_name: str) -> Iterator[Row]:
    """The row, or a word in its place where NegMAS is not installed. It compares floats, so counts need not agree."""
    try:
        import negmas  # noqa: F401
    except ImportError:
        print(f"{name}: NegMAS is not installed (make peers), left out", file=sys.stderr)
        return
    row = median(name, cases, ours, None, lambda made_: peer(made_)(), 1, limit=120.0, clock=_CLOCK)
    yield replace(row, peer_name=peer_name)


def _utilities(case: Case) -> tuple[list[Any], list[Any]]:
    from negmas.outcomes import make_issue
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import TableFun

    options = [[f"o{option}" for option in range(len(table))] for table in case.values]
    issues = [make_issue(names, f"i{number}") for number, names in enumerate(options)]
    utilities = []
    for party in range(case.values[0].shape[1]):
        tables = [
            TableFun({name: float(worth) for name, worth in zip(names, table[:, party], strict=True)})
            for names, table in zip(options, case.values, strict=True)
        ]
        utilities.append(LinearAdditiveUtilityFunction(values=tables, issues=issues))
    return issues, utilities


def negmas_frontier(case: Case) -> Callable[[], int]:
    """NegMAS, made ready: its general frontier, which goes through all outcomes."""
    from negmas.preferences.ops import pareto_frontier

    issues, utilities = _utilities(case)
    return lambda: len(pareto_frontier(utilities, issues=issues)[0])


def mobanos(case: Case) -> Callable[[], int]:
    """NegMAS, made ready: its quickest exact way, for two parties with additive values."""
    from negmas.preferences import MOBANOSParetoSampler

    _, utilities = _utilities(case)

    def run() -> int:
        sampler = MOBANOSParetoSampler()
        sampler.init(utilities[0], utilities[1])
        return len(sampler.pareto_outcomes())

    return run


def _cold(issues: int) -> None:
    code = (
        "from benchmarks.packages import made; from nonpaper.analysis.frontier import frontier; "
        f"print(len(frontier(made({issues}, 5, 3, seed=1)).packages()))"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
