"""Medians of repeated runs, and the ratio to a peer in the same run."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

UNPROVED = object()
_LONG = 5.0  # seconds; what takes longer is not repeated


@dataclass(frozen=True)
class Row:
    """One line of the results, in seconds unless `unit` says otherwise.

    `ratio` is the peer's median over ours on the same cases.

    `stopped`: the peer was stopped at its limit, so its time and the ratio are at least what stands there. `unproved`:
    on so many of the cases our own answer was not proved when its time was over.
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
    unproved: int = 0
    cases: int = 1
    unit: str = "s"


Clock = Callable[[], float]


def bounded(work: Callable[[], Any], seconds: float, clock: Clock = time.process_time) -> tuple[float, Any, bool]:
    """The time of one call, stopped after `seconds` by the wall; its answer, None if stopped; whether it was stopped.

    The work is done in a child process, which is ended at the limit: a solver deep in its own code hears no signal that
    is meant for Python.
    """
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_send, args=(theirs, work, clock))
    before = _spent_by_children()
    child.start()
    theirs.close()
    in_time = ours.poll(seconds)
    try:
        took, answer = ours.recv() if in_time else (0.0, None)
    except EOFError:
        raise RuntimeError("the peer ended without an answer") from None
    finally:
        child.kill()
        child.join()
        ours.close()
    if not in_time:
        took = seconds if clock is time.perf_counter else _spent_by_children() - before
    return took, answer, not in_time


def _send(connection: Connection, work: Callable[[], Any], clock: Clock) -> None:
    connection.send(timed(work, clock))


def _spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    """Each case `repeat` times (once if that takes long), its median taken; the row has the median and the worst.

    `ours` returns `UNPROVED` for an answer that is not proved. The peer's time is by the same clock.

    The peer runs once on the first `peer_cases` cases, beside ours, for `limit` seconds at most each. With `same` both
    must return the same.
    """
    ours(cases[0])
    unproved = 0
    figures: list[float] = []
    peers: list[float] = []
    stopped = False
    for number, case in enumerate(cases):
        runs = [timed(lambda case=case: ours(case), clock)]  # type: ignore[misc]
        while len(runs) < repeat and runs[0][0] < _LONG:
            runs.append(timed(lambda case=case: ours(case), clock))  # type: ignore[misc]
        unproved += runs[0][1] is UNPROVED
        figures.append(statistics.median(seconds for seconds, _ in runs))
        if peer is not None and number < peer_cases:
            seconds, answer, late = bounded(lambda case=case: peer(case), limit, clock)  # type: ignore[misc]
            peers.append(seconds)
            stopped = stopped or late
            if same and not late and runs[0][1] is not UNPROVED and answer != runs[0][1]:
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
        stopped=stopped,
        unproved=unproved,
        cases=len(cases),
    )
