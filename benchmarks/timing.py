"""Medians of repeated runs, and the ratio to a peer in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the results, in seconds. `ratio` is the peer's median over ours on the same cases."""

    name: str
    ours: float
    worst: float
    goal: float | None
    peer: float | None = None
    ratio: float | None = None
    runs: int = 1


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Wall time of one call, and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median(
    name: str,
    cases: Sequence[Any],
    ours: Callable[[Any], Any],
    goal: float | None,
    peer: Callable[[Any], Any] | None = None,
    peer_cases: int = 0,
    *,
    repeat: int = 3,
    same: bool = False,
) -> Row:
    """Each case `repeat` times, its median taken; the row has the median and the worst of the cases.

    The peer runs once on the first `peer_cases` cases, beside ours. With `same` both must return the same.
    """
    ours(cases[0])
    figures: list[float] = []
    peers: list[float] = []
    for number, case in enumerate(cases):
        runs = [timed(lambda case=case: ours(case)) for _ in range(repeat)]  # type: ignore[misc]
        figures.append(statistics.median(seconds for seconds, _ in runs))
        if peer is not None and number < peer_cases:
            seconds, answer = timed(lambda case=case: peer(case))  # type: ignore[misc]
            peers.append(seconds)
            if same and answer != runs[0][1]:
                raise RuntimeError(f"{name}: case {number}: ours {runs[0][1]}, peer {answer}")
    ratio = statistics.median(p / o for p, o in zip(peers, figures, strict=False)) if peers else None
    return Row(
        name,
        statistics.median(figures),
        max(figures),
        goal,
        statistics.median(peers) if peers else None,
        ratio,
        len(cases) * repeat,
    )
