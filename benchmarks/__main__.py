"""Run the benchmarks: `python -m benchmarks [--quick] [-o FILE] [NAME...]`; NAME is one of the suites below."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from benchmarks import acceptability, frontier, reading, record, stages, start, why, worlds
from benchmarks.timing import Row

SUITES = {
    "start": start.rows,
    "record": record.rows,
    "why": why.rows,
    "worlds": worlds.rows,
    "frontier": frontier.rows,
    "acceptability": acceptability.rows,
    "stages": stages.rows,
    "reading": reading.rows,
}
METHOD = (
    "Each case runs three times (commands seven, what takes over five seconds once) and its median counts; a row shows "
    "the median and the worst of its cases, encoding included. CPMpy (with OR-Tools) answers the same question on the "
    "first cases in the same run, its model building included, in a process that is ended after a minute; where the "
    "question has one right answer, both must give it or the run stops. Conflicts and ways out are in CPU time, ours "
    "and theirs (each works in one thread); the minute, and the half minute after which a way out comes back unproved, "
    "are by the clock on the wall. The ratio is the median of theirs over ours, case by case: trust it more than the "
    "times, which a busy machine stretches. "
    "Beside worlds the peer is hopsy: both draw 10,000, and the time is that for 5,000 effective ones (initial "
    "positive sequence), the start of ours included, the rounding of theirs not. Reading is timed in a new "
    "process on an invented report. A frontier is timed with a package "
    "for each of its points, in seconds of one core, and its goals are for the worst case."
)


def machine() -> str:
    """One line on where and with what this was measured."""
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    parts = ("python-sat", "ortools", "cpmpy", "numpy", "numba", "moocore")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in parts)
    busy = f"{os.getloadavg()[0]:.0f} processes at work as this began"
    return f"{cpu}, {os.cpu_count()} cores, {busy}, Python {platform.python_version()}, {versions}"


def line(row: Row) -> str:
    """One row of the table."""
    measured = row.worst if row.every else row.ours
    shown = _seconds if row.unit == "s" else lambda value: f"{value:.0f} {row.unit}"
    goal = "" if row.goal is None else f"{shown(row.goal)}{'' if measured <= row.goal else ' MISSED'}"
    least = "> " if row.stopped else ""
    peer = "" if row.peer is None else f"{row.peer_name} {least}{_seconds(row.peer)}"
    ratio = "" if row.ratio is None else f"{least}{row.ratio:,.0f}x"
    name = row.name + (f" ({row.unproved} of {row.cases} not proved in time)" if row.unproved else "")
    return f"| {name} | {shown(row.ours)} | {shown(row.worst)} | {goal} | {peer} | {ratio} |"


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def main() -> int:
    """Run the named suites and print, or write, a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"among {', '.join(SUITES)}; default: all")
    parser.add_argument("--quick", action="store_true", help="small sizes and few cases: a minute")
    parser.add_argument("-o", "--output", type=Path, help="write the table to this file")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in SUITES]
    if unknown:
        parser.error(f"no suite {unknown[0]!r}; there are {', '.join(SUITES)}")
    text = [f"# Benchmarks, {datetime.now(UTC).date()}", "", machine(), "", METHOD, ""]
    text += ["| work | median | worst | goal | peer | ratio |", "|---|---|---|---|---|---|"]
    for name in options.names or SUITES:
        for row in SUITES[name](options.quick):
            text.append(line(row))
            print(text[-1], file=sys.stderr, flush=True)
    whole = "\n".join(text) + "\n"
    if options.output is None:
        print(whole)
    else:
        options.output.write_text(whole, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
