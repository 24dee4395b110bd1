"""Worlds counted: many packages in full, and the best of a million. Each row runs in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np

from benchmarks.timing import Row
from nonpaper.analysis.acceptability import Sample, acceptability, best_packages

WORLDS = 10_000


def opposed(issues: int, steps: int, parties: int, *, worlds: int, no_agreement: float = 0.5) -> list[Sample]:
    """Parties of which every other one likes the steps the other way round; all issues matter to all, by chance."""
    samples = []
    for party in range(parties):
        draw = np.random.default_rng(party)
        weights = draw.dirichlet(np.ones(issues), worlds)
        tables = []
        for issue in range(issues):
            table = np.sort(draw.random((worlds, steps)), axis=1)
            table[:, 0], table[:, -1] = 0, 1
            tables.append(np.ascontiguousarray((table[:, ::-1] if party % 2 else table) * weights[:, [issue]]))
        samples.append(Sample(tuple(tables), draw.normal(no_agreement, 0.05, worlds)))
    return samples


def credibility(packages: np.ndarray[Any, Any], steps: int, kind: str) -> np.ndarray[Any, Any]:
    """A factor a package: all the same, drawn at random, or as walking back would give it.

    In the last, each party of two has a demand in the middle of every other issue, of firmness 3.
    """
    if kind == "all one":
        return np.ones(len(packages))
    if kind == "random":
        return np.random.default_rng(9).random(len(packages))
    factor = np.ones(len(packages))
    for issue in range(packages.shape[1]):
        over = packages[:, issue] - steps // 2 if issue % 2 else steps // 2 - packages[:, issue]
        factor *= 1 - 0.3 * np.maximum(over, 0) / (steps - 1)
    return factor


def warm() -> None:
    """Let the kernel be compiled once, as it is on the first day only; compiling takes two seconds and 20 MB."""
    acceptability(opposed(2, 2, 1, worlds=10), [[0, 0]])
    print("{}")


def in_full(count: int) -> None:
    """Three parties, 30 issues of four steps: every world and every package."""
    samples = opposed(30, 4, 3, worlds=WORLDS)
    packages = np.random.default_rng(0).integers(0, 4, (count, 30))
    _measured(lambda: acceptability(samples, packages))


def in_full_by_matrices(count: int) -> None:
    """The same by products of float32 matrices in blocks: what one would write first. Not exact near a threshold."""
    samples = opposed(30, 4, 3, worlds=WORLDS)
    packages = np.random.default_rng(0).integers(0, 4, (count, 30))
    ones = np.zeros((120, count), dtype=np.float32)
    ones[np.arange(30) * 4 + packages, np.arange(count)[:, None]] = 1
    values = [np.concatenate(sample.values, axis=1).astype(np.float32) for sample in samples]

    def work() -> None:
        counts = np.zeros((len(samples), count), dtype=np.int64)
        for start in range(0, WORLDS, 512):
            for party, sample in enumerate(samples):
                worth = values[party][start : start + 512] @ ones
                target = sample.threshold[start : start + 512, None].astype(np.float32)
                counts[party] += np.count_nonzero(worth >= target, axis=0)

    _measured(work)


def best(kind: str, issues: int) -> None:
    """Two parties, issues of four steps: the best twenty of all packages."""
    samples = opposed(issues, 4, 2, worlds=WORLDS, no_agreement=0.45)
    packages = np.indices((4,) * issues, dtype=np.uint8).reshape(issues, -1).T
    factor = credibility(packages.astype(np.int64), 4, kind)
    best_packages(samples, packages[:100], factor[:100], 20)
    _measured(lambda: best_packages(samples, packages, factor, 20).examined)


def everything(issues: int) -> None:
    """All packages counted in full, to compare with."""
    samples = opposed(issues, 4, 2, worlds=WORLDS, no_agreement=0.45)
    packages = np.indices((4,) * issues, dtype=np.uint8).reshape(issues, -1).T
    acceptability(samples, packages[:100])
    _measured(lambda: acceptability(samples, packages))


def _measured(work: Any) -> None:
    """Three times, in seconds of the clock and of this process, and the most memory it ever had, in megabytes."""
    times, own, note = [], [], None
    for _ in range(3):
        start, begun = time.perf_counter(), time.process_time()
        note = work()
        times.append(time.perf_counter() - start)
        own.append(time.process_time() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = note if isinstance(note, float) else None
    print(json.dumps({"times": times, "cpu": own, "memory": memory, "examined": told}))


def rows(quick: bool = False) -> Iterator[Row]:
    """Seconds of the clock; the name tells those of the core, and the most memory of the whole process."""
    _child("warm()")
    count, issues = (2_000, 8) if quick else (10_000, 10)
    whole = f"{WORLDS} worlds x {count} packages x 3 parties"
    yield _row(f"acceptability: {whole}", "in_full", [count], 1.5, 200)
    yield _row(f"the same, matrices of float32: {whole}", "in_full_by_matrices", [count], None, None)
    many = f"of {4**issues} packages, {WORLDS} worlds, 2 parties"
    for kind in ("walk-backs", "random", "all one"):
        yield _row(f"the best 20 {many}, credibility {kind}", "best", [kind, issues], 10.0, 1000)
    yield _row(f"all {many[3:]}, in full", "everything", [issues], None, None)


def _row(name: str, work: str, arguments: list[Any], goal: float | None, most: int | None) -> Row:
    """Run one measurement in a child."""
    told = _child(f"{work}(*{arguments!r})")
    memory = f"{told['memory']:.0f} MB"
    if most is not None:
        memory += f" of {most}" + ("" if told["memory"] <= most else " MISSED")
    seen = "" if told["examined"] is None else f", {told['examined']:.0%} examined"
    busy = f"{median(told['cpu']):.2f} s of one core, "
    return Row(f"{name} ({busy}{memory}{seen})", median(told["times"]), max(told["times"]), goal, runs=3)


def _child(call: str) -> Any:
    """What a function of this module prints in a process of its own."""
    code = f"from benchmarks import acceptability; acceptability.{call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
