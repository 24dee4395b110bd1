"""Every code has one broken case here, and what is told about it is fixed to the letter.

A folder holds the case and `expected.txt`. What cannot be kept as a file (a cell of a megabyte) is grown from it first.
To look at what a case gives now: `nonpaper check tests/errors/CODE`; what stands in `scenario/` is the file of another
program: `nonpaper import tests/errors/CODE/scenario`. What stands in `report/` is a report that is brought in, as by
`nonpaper read`; the case beside it is the one that it is brought into, where there is one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest

from nonpaper.case.load import load_case
from nonpaper.formats.from_case import scenario_of
from nonpaper.formats.reading import read_scenario
from nonpaper.problems import CATALOGUE, Problem, Severity, render_problem
from nonpaper.read.crew import Orders
from nonpaper.read.fetch import Fetcher
from nonpaper.read.reading import Outcome, Wanted, hear

HERE = Path(__file__).parent


def _long_case(folder: Path) -> None:
    with (folder / "case.yaml").open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 1_000_000 + "\n")


def _many_rows(folder: Path) -> None:
    with (folder / "record.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"t{number},2031-03-06,alda,reject,water = all\n" for number in range(1001))


def _long_cell(folder: Path) -> None:
    with (folder / "record.csv").open("a", encoding="utf-8") as file:
        file.write(f"s3,2031-03-06,alda,reports,{'x' * 140_000}\ns4,2031-03-06,alda,reject,water = all\n")


def _long_report(folder: Path) -> None:
    (folder / "reports" / "news.txt").write_text("words " * 1000, encoding="utf-8")


GROWN: dict[str, Callable[[Path], None]] = {
    "file-too-large": _long_case,
    "too-many-problems": _many_rows,
    "cell-too-long": _long_cell,
    "span-too-long": _long_report,
}


def told(code: str, tmp_path: Path) -> str:
    """All that is told about the broken case of a code; of very many problems, the first and the last."""
    folder = tmp_path / code
    shutil.copytree(HERE / code, folder)
    (folder / "expected.txt").unlink(missing_ok=True)
    if code in GROWN:
        GROWN[code](folder)
    found, read = problems_of(folder)
    assert code in {problem.code for problem in found}
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    assert read != bool(errors)
    shown = [render_problem(problem) for problem in found]
    if len(shown) > 20:
        shown = [shown[0], f"({len(shown) - 2} more)", shown[-1]]
    return "\n\n".join(shown) + "\n"


def problems_of(folder: Path) -> tuple[tuple[Problem, ...], bool]:
    """The problems of a folder, and whether it was read all the same: a scenario, a report, a case (handed on)."""
    if (folder / "report").is_dir():
        return problems_of_report(folder)
    if (folder / "scenario").is_dir():
        brought = read_scenario([folder / "scenario"])
        return brought.problems, brought.scenario is not None
    loaded = load_case(folder)
    if folder.name == "values-incomplete" and loaded.case is not None:
        drawn = scenario_of(loaded.case)
        return drawn.problems, drawn.scenario is not None
    return loaded.problems, loaded.case is not None


def problems_of_report(folder: Path) -> tuple[tuple[Problem, ...], bool]:
    """The problems of what stands in `report/` (a file that begins with http: its address), and whether it was read."""
    case = load_case(folder).case if (folder / "case.yaml").exists() else None
    with chdir(folder / "report"):
        names = sorted(path.name for path in Path().iterdir())
        first = Path(names[0]).read_bytes()
        named = [first.decode().strip()] if first.startswith(b"http") else names
        fetcher = Fetcher(resolve=lambda host, port: ["192.168.0.1"])
        hearing = hear(Wanted(named, Orders("tests.read.stub_reader:open_stub")), case, fetcher=fetcher)
    return hearing.all_problems, hearing.count(Outcome.READ) == len(named)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_broken_case_is_told_to_the_letter(code: str, tmp_path: Path) -> None:
    """The message of each code, as a user reads it."""
    expected = HERE / code / "expected.txt"
    assert expected.exists(), f"tests/errors/{code} has no expected.txt:\n{told(code, tmp_path)}"
    assert told(code, tmp_path) == expected.read_text(encoding="utf-8")


def test_every_folder_is_a_code() -> None:
    """No case is left behind when a code goes."""
    assert {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(CATALOGUE)
