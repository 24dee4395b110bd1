"""Medians of repeated runs, and the ratio to a peer in the same run."""

from __future__ import annotations

import signal
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the results, in seconds. `ratio` is the peer's median over ours on the same cases.

    `stopped`: the peer was stopped at its limit, so its time and the ratio are at least what stands there.
    `every`: the goal is for the worst of the cases, not for their median.
    """

    name: str
    ours: float
    worst: float
    goal: float | None
    peer: float | None = None
    ratio: float | None = None
    runs: int = 1
    stopped: bool = False
    peer_name: str = "CPMpy"
    every: bool = False


class _TooLongError(Exception):
    """The peer has had its time."""


Clock = Callable[[], float]


def bounded(work: Callable[[], Any], seconds: float, clock: Clock = time.perf_counter) -> tuple[float, Any, bool]:
    """Like `timed`, but stopped after `seconds`: the time, the answer (None if stopped), and whether it was stopped."""

    def stop(*_: object) -> None:
        raise _TooLongError

    on_the_wall = clock is not time.process_time
    timer = signal.ITIMER_REAL if on_the_wall else signal.ITIMER_PROF
    alarm = signal.SIGALRM if on_the_wall else signal.SIGPROF
    before = signal.signal(alarm, stop)
    signal.setitimer(timer, seconds)
    start = clock()
    try:
        answer = work()
    except _TooLongError:
        return clock() - start, None, True
    finally:
        signal.setitimer(timer, 0)
        signal.signal(alarm, before)
    return clock() - start, answer, False


def timed(work: Callable[[], Any], clock: Clock = time.perf_counter) -> tuple[float, Any]:
    """Time of one call by the clock (on the wall unless told otherwise), and what it returned.

    The clock of the process ticks coarsely, so by it short work is done over and over and the mean counts.
    """
    start = clock()
    result = work()
    calls = 1
    while clock is time.process_time and clock() - start < 0.2 and calls < 10_000:
        for _ in range(calls):
            work()
        calls *= 2
    spent = clock() - start
    return spent / calls, result


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
    limit: float = 60.0,
    clock: Clock = time.perf_counter,
) -> Row:
    """Each case `repeat` times, its median taken; the row has the median and the worst of the cases.

    The peer runs once on the first `peer_cases` cases, beside ours, for `limit` seconds at most each. With `same` both
    must return the same.
    """
    ours(cases[0])
    figures: list[float] = []
    peers: list[float] = []
    stopped = False
    for number, case in enumerate(cases):
        runs = [timed(lambda case=case: ours(case), clock) for _ in range(repeat)]  # type: ignore[misc]
        figures.append(statistics.median(seconds for seconds, _ in runs))
        if peer is not None and number < peer_cases:
            seconds, answer, late = bounded(lambda case=case: peer(case), limit, clock)  # type: ignore[misc]
            peers.append(seconds)
            stopped = stopped or late
            if same and not late and answer != runs[0][1]:
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
        stopped,
    )
