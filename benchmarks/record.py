"""A long record: how long to load, check and fold 10 000 statements."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.timing import Row, median
from nonpaper.case.check import check_case
from nonpaper.case.load import load_case
from nonpaper.positions.fold import fold

STANCES = ("demands", "rejects", "rules out", "accepts", "offers", "reports")
COLUMNS = ("id", "date", "party", "stance", "claim", "quote", "grade", "named")


def write_case(folder: Path, statements: int, issues: int = 30, steps: int = 5, seed: int = 1) -> Path:
    """A case of three sides with a random record, a fifth of it conditions."""
    draw = random.Random(seed)
    names = [f"issue{number}" for number in range(issues)]
    labels = [f"step{step}" for step in range(steps)]
    parties = ("amber", "birch", "cedar")
    lines = ["title: A long record", "parties:", *(f"  {p}: {{name: {p.title()}}}" for p in parties), "issues:"]
    for name in names:
        lines.append(f"  {name}: {{title: {name}, steps: [{', '.join(labels)}], by: {draw.choice(parties)}}}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = date(2020, 1, 1)
    with (folder / "record.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number in range(statements):
            stance = draw.choice(STANCES)
            name, step = draw.choice(names), draw.choice(labels)
            claim = name if stance == "reports" else f"{name} {draw.choice(('>=', '<=', '='))} {step}"
            if stance != "reports" and draw.random() < 0.2:
                stance = "insists"
                other = draw.choice([each for each in names if each != name])
                claim = f"{name} >= {step} after {other} >= {draw.choice(labels)}"
            writer.writerow(
                {
                    "id": f"s{number}",
                    "date": str(start + timedelta(days=draw.randrange(1500))),
                    "party": draw.choice(parties),
                    "stance": stance,
                    "claim": claim,
                    "quote": f"Words of statement {number}, as somebody reported them.",
                    "grade": draw.choice(("A1", "B2", "C3", "D4", "")),
                    "named": draw.choice(("true", "false")),
                }
            )
    return folder


def rows(quick: bool = False) -> Iterator[Row]:
    """Load, check and fold together, and each by itself."""
    count = 2_000 if quick else 10_000
    with tempfile.TemporaryDirectory() as place:
        folder = write_case(Path(place) / "long", count)
        case = load_case(folder).case
        if case is None:
            raise RuntimeError("the benchmark's own case does not load")

        def whole(_: object) -> None:
            loaded = load_case(folder)
            if loaded.case is not None:
                check_case(loaded.case)
                fold(loaded.case)

        yield median(f"load, check and fold {count} statements", [None], whole, 1.0)
        yield median(f"load {count} statements", [None], lambda _: load_case(folder), None)
        yield median(f"check {count} statements", [None], lambda _: check_case(case), None)
        yield median(f"fold {count} statements", [None], lambda _: fold(case), None)
