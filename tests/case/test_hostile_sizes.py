"""Files that are far too long, wide or deep: refused or read within two seconds, and said why."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nonpaper.case.load import load_case
from nonpaper.problems import Severity, render_problem

CASE = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues: {x: {steps: [p, q]}}\n"
HEADER = "id,date,party,stance,claim\n"
ROW = "2024-01-01,a,demands,x = q\n"
SECONDS = 4.0  # of processor time; two are promised, on a machine that does nothing else


def parties(lines: list[str]) -> str:
    """A case with these lines under `parties`."""
    return "title: T\nparties:\n" + "\n".join(lines) + "\nissues: {x: {steps: [p, q]}}\n"


RECORDS: dict[str, Callable[[], str]] = {
    "very many rows": lambda: HEADER + "".join(f"s{n},{ROW}" for n in range(55_000)),
    "all of them wrong": lambda: HEADER + "".join(f"s{n},2024-01-0x,p{n},demandz,y{n} = q\n" for n in range(55_000)),
    "all with one id": lambda: HEADER + f"s1,{ROW}" * 50_000,
    "each corrects the one before": lambda: (
        "id,date,party,stance,claim,corrects\n"
        + "".join(f"s{n},{ROW[:-1]},s{n - 1 if n else 19_999}\n" for n in range(20_000))
    ),
    "nothing but commas": lambda: HEADER + "," * 15_000_000,
    "nothing but quotes": lambda: HEADER + '"' * 15_000_001,
    "a quote that is never closed, again and again": lambda: HEADER + '"a\n' * 100_000,
    "nothing but line ends": lambda: HEADER + "\n" * 900_000,
    "a header that does not end": lambda: HEADER[:-1] + "".join(f",c{n}" for n in range(300_000)) + "\n",
    "a header that repeats itself": lambda: HEADER[:-1] + ",c" * 300_000 + "\n",
    "a claim that does not end": lambda: HEADER + "s1,2024-01-01,a,demands," + "x = q and " * 1_000_000,
}
OUTLINES: dict[str, Callable[[], str]] = {
    "very many parties": lambda: parties([f"  p{n}: {{name: P{n}, nmae: x}}" for n in range(20_000)]),
    "blocs of blocs of blocs": lambda: parties(
        [f"  p{n}: {{name: P, members: [p{n + 1}]}}" for n in range(10_000)] + ["  p10000: {name: Q}"]
    ),
    "everybody in everything": lambda: parties([f"  p{n}: {{name: P{n}}}" for n in range(3_000)]).replace(
        "{x: {steps: [p, q]}}", "".join(f"\n  i{n}: {{steps: [p, q], by: all}}" for n in range(3_000))
    ),
    "a ladder to the sky": lambda: CASE.replace("[p, q]", f"[{', '.join(f's{n}' for n in range(80_000))}]"),
    "one key again and again": lambda: "title: T\n" * 80_000,
    "very many stages": lambda: CASE + "drafts: {d: {on: 2024-01-01, stages: [" + "{x: q}, " * 60_000 + "]}}\n",
    "very many lines of procedure": lambda: CASE + "procedure: [" + "x = q after x = p, " * 40_000 + "]\n",
}


def timed(folder: Path, case: str, record: str) -> None:
    """Load, show every problem, and look at the clock."""
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    (folder / "record.csv").write_text(record, encoding="utf-8")
    start = time.process_time()
    loaded = load_case(folder)
    assert time.process_time() - start < SECONDS
    assert (loaded.case is None) == any(p.severity is Severity.ERROR for p in loaded.problems)
    assert len(loaded.problems) <= 1001
    for problem in loaded.problems:
        assert len(render_problem(problem)) < 3_000


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_any_size(tmp_path: Path, name: str) -> None:
    """Whatever it is full of."""
    timed(tmp_path, CASE, RECORDS[name]())


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_of_any_size(tmp_path: Path, name: str) -> None:
    """Whatever it is full of."""
    timed(tmp_path, OUTLINES[name](), HEADER + f"s1,{ROW}")


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS"), reason="this system counts no memory")
@pytest.mark.parametrize("name", ["very many rows", "nothing but quotes", "nothing but commas"])
def test_memory_has_an_end_too(tmp_path: Path, name: str) -> None:
    """Half a gigabyte at most, measured in a process of its own (whose own record may begin with its parent's peak)."""
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "record.csv").write_text(RECORDS[name](), encoding="utf-8")
    code = (
        "import resource, sys; from pathlib import Path; from nonpaper.case.load import load_case; "
        "load_case(Path(sys.argv[1])); status = Path('/proc/self/status'); "
        "peak = [line.split()[1] for line in status.read_text().splitlines() if line.startswith('VmHWM')] "
        "if status.exists() else []; print(*peak or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 512 * 1024
