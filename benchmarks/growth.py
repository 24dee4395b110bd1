"""How the frontier grows: time and memory against issues, steps, parties, links and points.

`python -m benchmarks.growth [--quick] [-o FOLDER]` asks each question in a process of its own, a minute at most, and
writes `frontier-growth.md` and `frontier-growth.svg`.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.frontier import Goal
from benchmarks.timing import timed

_SEED = 1
_MINUTE = 60.0


@dataclass(frozen=True)
class Line:
    """One thing grows, the rest stays."""

    name: str
    grows: str
    goals: tuple[Goal, ...]
    thin: bool = False


@dataclass(frozen=True)
class Spot:
    """What one question took; `seconds` is None if it was not done in a minute."""

    at: int
    seconds: float | None
    method: str
    megabytes: float = 0.0
    points: int = 0
    rows: int = 0
    states: int = 0
    bound: float = 0.0


def lines(quick: bool = False) -> tuple[Line, ...]:
    """What grows, and how far."""
    many = (10, 20, 30, 50, 70, 100)
    every = (
        Line("2 parties, real values, 7 options", "issues", tuple(Goal(2, n, 7, None) for n in (*many, 150, 200))),
        Line(
            "3 parties, real values, 5 options",
            "issues",
            tuple(Goal(3, n, 5, None) for n in (5, 10, 15, 20, 30, 40, 50)),
        ),
        Line("3 parties, 1000 points, 7 options", "issues", tuple(Goal(3, n, 7, None, points=1000) for n in many)),
        Line("4 parties, 100 points, 7 options", "issues", tuple(Goal(4, n, 7, None, points=100) for n in many)),
        Line(
            "4 parties, real values, 5 options",
            "issues",
            tuple(Goal(4, n, 5, None) for n in (6, 8, 10, 12, 14, 16, 20)),
        ),
        Line("5 parties, real values, 5 options", "issues", tuple(Goal(5, n, 5, None) for n in (6, 8, 9, 10, 12))),
        Line("2 parties, real values, 50 issues", "options", tuple(Goal(2, 50, k, None) for k in (2, 3, 5, 7, 11, 21))),
        Line("3 parties, real values, 20 issues", "options", tuple(Goal(3, 20, k, None) for k in (2, 3, 5, 7, 11, 21))),
        Line("real values, 10 issues, 5 options", "parties", tuple(Goal(m, 10, 5, None) for m in (2, 3, 4, 5))),
        Line(
            "2 parties, real values, 30 issues, 5 options",
            "links",
            tuple(Goal(2, 30, 5, None, links=c) for c in (0, 10, 20, 30, 40, 50)),
        ),
        Line(
            "2 parties, real values, 50 issues, 7 options, links among neighbours",
            "links",
            tuple(Goal(2, 50, 7, None, links=c, near=3) for c in (0, 25, 50, 75, 100, 140)),
        ),
        Line(
            "3 parties, 50 issues, 7 options",
            "points",
            tuple(Goal(3, 50, 7, None, points=p) for p in (30, 100, 300, 1000, 3000, 10_000)),
        ),
        Line(
            "beyond exact: 4 parties, real values, 5 options",
            "issues",
            tuple(Goal(4, n, 5, None) for n in (20, 30, 50)),
            True,
        ),
        Line(
            "beyond exact: 5 parties, real values, 5 options",
            "issues",
            tuple(Goal(5, n, 5, None) for n in (10, 15, 20)),
            True,
        ),
    )
    return tuple(Line(line.name, line.grows, line.goals[:2], line.thin) for line in every[:3]) if quick else every


def value(goal: Goal, grows: str) -> int:
    """How large the growing thing is."""
    size = {"issues": goal.issues, "options": goal.options, "parties": goal.parties, "links": goal.links}
    return int(goal.points or 0) if grows == "points" else size[grows]


def measure(goal: Goal, *, thin: bool) -> dict[str, Any]:
    """One question, in this process: a run after the first, and how much memory the whole took beyond the start."""
    from nonpaper.analysis.frontier import frontier
    from nonpaper.errors import TooLargeError

    frontier([[[1, 0, 0], [0, 1, 0]]])  # loads numpy and moocore
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    case = goal.case(_SEED)
    limit = None if thin else 3_000_000
    try:
        found = frontier(case.values, case.links, thin=thin, limit=limit)
        found.packages()
        seconds, _ = timed(
            lambda: frontier(case.values, case.links, thin=thin, limit=limit).packages(), time.process_time
        )
    except TooLargeError as problem:
        return {"seconds": None, "method": f"stopped: {problem}"}
    method = f"{found.method}"
    if found.handover is not None and found.exact:
        method += f" from issue {found.handover + 1}" if found.handover else ""
    return {
        "seconds": seconds,
        "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000,
        "points": len(found),
        "rows": found.rows,
        "states": found.states,
        "method": method,
        "bound": float(found.bound.max()),
    }


def spot(goal: Goal, line: Line) -> Spot:
    """The same in a new process, stopped after a minute for each run."""
    asked = json.dumps({"goal": asdict(goal), "thin": line.thin})
    command = [sys.executable, "-m", "benchmarks.growth", "--one", asked]
    told: dict[str, Any] = {"seconds": None, "method": "more than a minute"}
    try:
        done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=2 * _MINUTE)
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        pass
    return Spot(value(goal, line.grows), **told)


def table(line: Line, spots: Sequence[Spot]) -> list[str]:
    """A Markdown table."""
    bound = any(each.bound for each in spots)
    head = [line.grows, "time", "memory", "points", "most rows at once"]
    head += ["states"] if line.grows == "links" else []
    head += ["method"] + (["bound (of 1)"] if bound else [])
    out = [f"### {line.name[0].upper()}{line.name[1:]}, against {line.grows}", ""]
    out += [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for each in spots:
        if each.seconds is None:
            cells = [f"{each.at:,}"] + [""] * (len(head) - 2) + [each.method]
            if bound:
                cells = [*cells[:-2], each.method, ""]
        else:
            cells = [f"{each.at:,}", _seconds(each.seconds), f"{each.megabytes:,.0f} MB", f"{each.points:,}"]
            cells += [f"{each.rows:,}"] + ([f"{each.states:,}"] if line.grows == "links" else []) + [each.method]
            cells += [f"{each.bound:.3f}"] if bound else []
        out.append(f"| {' | '.join(cells)} |")
    return [*out, ""]


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


INK, PALE = "#1c1c1c", "#c9c9c9"
HUES = ("#1b4f8a", "#95450a", "#4d4d4d", "#1b7a5a", "#7a1b5a", "#6b6b00")
LEFT, TOP, WIDE, HIGH = 60.0, 20.0, 420.0, 300.0


def drawn(curves: Sequence[tuple[str, Sequence[Spot]]]) -> str:
    """Time against issues, both on logarithmic scales, each curve named at its end."""
    low, high, fast, slow = math.log10(5), math.log10(200), -4.0, 2.0

    def x(issues: float) -> float:
        return LEFT + (math.log10(issues) - low) / (high - low) * WIDE

    def y(seconds: float) -> float:
        return TOP + (slow - math.log10(max(seconds, 10**fast))) / (slow - fast) * HIGH

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 370" role="img" font-family="sans-serif" '
        'font-size="12">',
        "<title>Time for the exact frontier against the number of issues</title>",
        '<rect width="740" height="370" fill="#ffffff"/>',
    ]
    for power, name in zip(range(-4, 3), ("0.1 ms", "1 ms", "10 ms", "0.1 s", "1 s", "10 s", "100 s"), strict=True):
        at = y(10.0**power)
        parts.append(f'<path d="M{LEFT:.0f} {at:.1f}H{LEFT + WIDE:.0f}" stroke="{PALE}"/>')
        parts.append(f'<text x="{LEFT - 6:.0f}" y="{at + 4:.1f}" text-anchor="end" fill="{INK}">{name}</text>')
    for issues in (5, 10, 20, 50, 100, 200):
        at = x(issues)
        parts.append(f'<path d="M{at:.1f} {TOP:.0f}V{TOP + HIGH:.0f}" stroke="{PALE}"/>')
        parts.append(f'<text x="{at:.1f}" y="{TOP + HIGH + 18:.0f}" text-anchor="middle" fill="{INK}">{issues}</text>')
    parts.append(
        f'<text x="{LEFT + WIDE / 2:.0f}" y="{TOP + HIGH + 38:.0f}" text-anchor="middle" fill="{INK}">issues</text>'
    )
    ends: list[tuple[float, float, str, str]] = []
    for (name, spots), hue in zip(curves, HUES, strict=False):
        done = [(x(each.at), y(each.seconds)) for each in spots if each.seconds is not None]
        if not done:
            continue
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in done)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{hue}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{hue}"/>' for a, b in done]
        ends.append((done[-1][1], done[-1][0], name, hue))
    floor = TOP
    for at, right, name, hue in sorted(ends):
        line = max(at + 4, floor + 16)
        floor = line
        way = f"M{right:.1f} {at:.1f}L{LEFT + WIDE + 8:.0f} {line - 4:.1f}"
        parts.append(f'<path d="{way}" stroke="{hue}" stroke-dasharray="2 3"/>')
        parts.append(f'<text x="{LEFT + WIDE + 12:.0f}" y="{line:.1f}" fill="{hue}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


INTRO = """# How the frontier grows

Written by `python -m benchmarks.growth`, {date}, on
{machine}.

Values of the generator *opposed* (nearly every option is efficient: the hard case), seed {seed}; each question in a
process of its own, a run after the first, with a package for every point, in seconds of one core; memory is what the
process grew by, kernels and way back included. Where it grew by little, the compiled loops were not loaded: for so
small a question that would take longer than it saves, so the next larger one may be quicker. What the methods are is
told in [the frontier](frontier.md).

![Time against the number of issues](frontier-growth.svg)
"""


def main() -> int:
    """Measure and write; or answer one question for the process that asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three short lines")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/explanation"), help="the folder to write to")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        asked = json.loads(options.one)
        print(json.dumps(measure(Goal(**asked["goal"]), thin=asked["thin"])))
        return 0
    text = [INTRO.format(date=datetime.now(UTC).date(), machine=machine(), seed=_SEED)]
    curves = []
    for line in lines(options.quick):
        spots = []
        for goal in line.goals:
            spots.append(spot(goal, line))
            print(line.name, spots[-1], file=sys.stderr, flush=True)
            if spots[-1].seconds is None:
                break
        text += table(line, spots)
        if line.grows == "issues" and not line.thin:
            curves.append((line.name, spots))
    (options.output / "frontier-growth.md").write_text("\n".join(text).rstrip() + "\n", encoding="utf-8")
    (options.output / "frontier-growth.svg").write_text(drawn(curves), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
