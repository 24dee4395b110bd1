"""`nonpaper read` as a person types it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.read.commands import Say, sayer

import nonpaper.read.readers
from nonpaper.case.scaffold import scaffold
from nonpaper.desk import read_reports

TEXT = (
    "outlet: Harbour News\ndate: 2030-05-08\ntitle: No boats\n---\nIda said nobody casts off.\n"
    "READ MORE: Company says a deal is near\nolaf said three per cent.\nSource: Agencies\n"
)


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs the command line in this process, with the reader of the tests."""
    monkeypatch.setattr(nonpaper.read.readers, "READERS", {"rules": "tests.read.stub_reader:open_stub"})
    return sayer(capfdbinary)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """One report."""
    path = tmp_path / "news.txt"
    path.write_text(TEXT)
    return path


def test_who_said_what_is_told_at_eighty_columns(say: Say, report: Path) -> None:
    """With where the report is from, how sure each line is, and what was passed over."""
    code, out, err = say("read", report)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    for words in (
        "1 report, 2 statements",
        "Harbour News; 8 May 2030, as given; credited to Agencies",
        "“nobody casts off”",
        "(high)",
        "(low)",
        "furniture: READ MORE: Company says a deal is near",
        "stub 1",
    ):
        assert words in out
    assert sorted(path.name for path in report.parent.iterdir()) == ["news.txt"]


def test_every_form(say: Say, report: Path) -> None:
    """JSON with the spans, CSV with a row for each statement, Markdown with a title."""
    told = json.loads(say("read", report, "--format", "json")[1])
    (one,) = told["reports"]
    assert (one["outlet"], one["published"], one["published_basis"]) == ("Harbour News", "2030-05-08", "given")
    start, end = one["statements"][0]["content"][0]
    assert TEXT[start:end] == one["statements"][0]["words"] == "nobody casts off"
    assert [gone["why"] for gone in one["passed_over"]] == ["header", "furniture", "credit"]
    rows = list(csv.DictReader(io.StringIO(say("read", report, "--format", "csv")[1])))
    assert [row["speaker"] for row in rows] == ["Ida", "olaf"]
    assert TEXT[int(rows[1]["start"]) : int(rows[1]["end"])] == rows[1]["quote"]
    assert say("read", report, "--format", "md")[1].startswith("# What the reports say\n")


def test_with_a_case_they_are_kept_and_the_next_step_is_told(say: Say, report: Path, tmp_path: Path) -> None:
    """And passed over the second time."""
    scaffold(tmp_path / "case")
    record = (tmp_path / "case" / "record.csv").read_bytes()
    code, out, err = say("read", report, "--case", tmp_path / "case")
    assert (code, err) == (0, "")
    assert "2: 1 high, 1" in out
    assert out.splitlines()[-1] == f"next: nonpaper review {tmp_path / 'case'}"
    assert (tmp_path / "case" / "reading" / "proposals" / "news.txt.json").exists()
    assert (tmp_path / "case" / "record.csv").read_bytes() == record
    assert "passed over" in say("read", report, "--case", tmp_path / "case")[1]
    told = json.loads(say("read", report, "--case", tmp_path / "case", "--again", "--format", "json")[1])
    assert (told["reports"][0]["outcome"], told["reports"][0]["found"]) == ("read", 2)
    (row,) = csv.DictReader(io.StringIO(say("read", report, "--case", tmp_path / "case", "--format", "csv")[1]))
    assert (row["report"], row["high"], row["low"]) == ("news.txt", "1", "1")


def test_one_that_cannot_be_read_is_a_problem_and_the_others_are_read(say: Say, report: Path, tmp_path: Path) -> None:
    """It ends with 1."""
    (tmp_path / "a.txt").write_bytes(b"f\xfcr")
    code, out, err = say("read", tmp_path / "a.txt", report, tmp_path / "no.txt")
    assert code == 1
    assert "2 statements" in out
    assert "not-utf8" in err
    assert "missing-file" in err
    told = json.loads(say("read", tmp_path / "a.txt", report, "--format", "json")[1])
    assert [problem["code"] for problem in told["problems"]] == ["not-utf8"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["read"], "Missing argument 'REPORT...'"),
        (["read", "x.txt", "--date", "07/03/2030"], "2030-03-07 or 2030-07-03"),
        (["read", "x.txt", "--date", "soon"], "year-month-day"),
        (["read", "x.txt", "y.txt", "--name", "z"], "--name is for one report"),
        (["read", "x.txt", "--jobs", "0"], "--jobs"),
        (["read", "x.txt", "--case", "no-such-case"], "no folder 'no-such-case'"),
        (["read", "score"], "one of the two"),
        (["read", "score", "--gold", "no-such"], "no gold/*.json"),
        (["read", "score", "--polnear", "no-such"], "no text/*.txt"),
        (["read", "score", "--polnear", "x", "--split", "all"], "'all' is none of them"),
    ],
)
def test_misuse_ends_with_2(say: Say, arguments: list[str], told: str) -> None:
    """And says what was meant."""
    code, out, err = say(*arguments)
    assert (code, out) == (2, "")
    assert told in " ".join(err.replace("│", " ").split())


def test_the_same_in_several_reports_is_one_line(say: Say, report: Path, tmp_path: Path) -> None:
    """With its independent sources, a copy counted once, in every form; of a case too, also when it was read before."""
    other, copy = tmp_path / "lake.txt", tmp_path / "echo.txt"
    rest = " ".join(f"word{number}" for number in range(60))
    other.write_text(f"outlet: Lake Post\ndate: 2030-05-09\n---\nIda said nobody casts off.\n{rest}\n")
    copy.write_text(f"outlet: Echo\ndate: 2030-05-09\n---\nIda said nobody casts off.\n{rest}\n")
    paths = (report, other, copy)
    out = say("read", *paths)[1]
    assert max(map(len, out.splitlines())) <= 80
    told = " ".join(out.split())
    assert "2 independent sources:" in told
    assert "Echo (echo.txt, lake.txt: copied text)" in told
    assert "2 independent sources:" in say("read", *paths, "--format", "md")[1]
    (line,) = json.loads(say("read", *paths, "--format", "json")[1])["together"]
    assert (line["party"], line["independent"], line["first"]) == ("ida", 2, "2030-05-08")
    rows = list(csv.DictReader(io.StringIO(say("read", *paths, "--format", "csv")[1])))
    assert [(row["independent_sources"], row["also_in"]) for row in rows[:2]] == [
        ("2", "echo.txt, lake.txt"),
        ("1", ""),
    ]
    scaffold(tmp_path / "case")
    for _ in range(2):
        assert "2 independent sources:" in say("read", *paths, "--case", tmp_path / "case")[1]
    assert "independent" not in say("read", report)[1]
    lone = tmp_path / "lone.txt"
    lone.write_text("Olaf said it rains.\n")
    assert "No statement was found in more than one of these reports." in say("read", report, lone)[1]


def test_of_very_many_the_best_told_are_shown_and_the_rest_is_counted(say: Say, tmp_path: Path) -> None:
    """Nothing is cut in silence."""
    for number in range(9):
        said = "\n".join(f"Ida{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10]} said the ferry sails." for n in range(70))
        more = f"Olaf said the crane number{number} is broken." if number else "Zoe said nothing is heavy."
        text = (
            f"outlet: Paper {number}\ndate: 2030-05-08\n---\n{said if number < 2 else ''}\n{more}\nMax said it rains.\n"
        )
        (tmp_path / f"r{number}.txt").write_text(text + " ".join(f"w{number}x{n}" for n in range(2000)) + "\n")
    told = " ".join(say("read", tmp_path)[1].split())
    assert "9 independent sources:" in told
    assert "and 3 more; --format json has them all" in told
    assert "These are the 60 with most sources of 7" in told
    assert len(json.loads(say("read", tmp_path, "--format", "json")[1])["together"]) >= 71


def test_what_is_to_be_copied_is_never_broken(say: Say, report: Path, tmp_path: Path) -> None:
    """However long the path is, and with spaces in it."""
    case = tmp_path / ("a long way down " * 8).strip()
    scaffold(case)
    last = say("read", report, "--case", case)[1].splitlines()[-1]
    assert last == f"next: nonpaper review '{case}'"
    scaffold(tmp_path / "empty case")
    code, _, err = say("review", tmp_path / "empty case", "--counts")
    assert code == 2
    assert f"nonpaper read REPORT... --case '{tmp_path / 'empty case'}'" in err


def test_a_hostile_title_hides_nothing_on_the_terminal(say: Say, tmp_path: Path) -> None:
    """No control character and no turn of direction gets through."""
    path = tmp_path / "bad\x1b[31m\nname.txt"
    path.write_text("outlet: Evil\x1b]0;x\x07 \u202eNews\n---\nIda said \x1b[2J no.\n")
    _, out, err = say("read", path)
    assert not any(ord(letter) < 32 and letter != "\n" for letter in out + err)
    assert "\u202e" not in out


def test_from_python_it_is_the_same(say: Say, report: Path) -> None:
    """An answer that shows itself."""
    answer = read_reports([report], outlet="Other News", date="2030-05-09")
    (heard,) = answer.result.reports
    assert heard.document is not None
    assert (heard.document.outlet, [row["speaker"] for row in answer.to_rows()]) == ("Other News", ["Ida", "olaf"])
    assert "report-date" in {problem.code for problem in answer.result.all_problems}


def test_reading_needs_no_main_guard(tmp_path: Path, report: Path) -> None:
    """A plain script may call it: no process runs the script again."""
    script = tmp_path / "script.py"
    script.write_text(
        "import nonpaper.read.readers as r\n"
        "r.READERS = {'rules': 'tests.read.stub_reader:open_stub'}\n"
        "from nonpaper.desk import read_reports\n"
        f"print(len(read_reports([{str(report)!r}], jobs=2).to_rows()))\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


SHARED = Path(os.environ.get("NONPAPER_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.parametrize(
    ("option", "folder", "more"),
    [("--polnear", "polnear", ["--first", "2"]), ("--gold", "reports", []), ("--gold", "reports/gold", [])],
)
def test_anyone_can_repeat_the_figures(say: Say, option: str, folder: str, more: list[str]) -> None:
    """With the texts at hand: a table for people, rows for a spreadsheet."""
    if not (SHARED / folder).is_dir():
        pytest.skip(f"the texts of {folder} are not beside this clone")
    code, out, err = say("read", "score", option, SHARED / folder, *more)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    rows = list(csv.DictReader(io.StringIO(say("read", "score", option, SHARED / folder, *more, "--format", "csv")[1])))
    assert all(0 <= float(row[key]) <= 100 for row in rows for key in ("precision", "recall", "f1") if row[key])
    assert any(float(row["f1"] or 0) > 30 for row in rows)


def test_a_file_called_score_can_be_read(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its path."""
    monkeypatch.chdir(tmp_path)
    Path("score").write_text("Ida said no.\n")
    assert "1 statement" in say("read", "./score")[1]


def test_the_rules_read_through_the_same_door(tmp_path: Path) -> None:
    """The reader that there is: a report of our own, read twice, in a process of its own, gives the same bytes."""
    scaffold(tmp_path / "case")
    path = tmp_path / "news.txt"
    path.write_text("The union said on Monday that it will not accept less than six per cent.\n")
    answer = read_reports([path], tmp_path / "case", date="2030-05-08")
    assert answer.result.reports[0].found >= 1
    assert not [problem for problem in answer.result.all_problems if problem.severity == "error"]
    kept = tmp_path / "case" / "reading" / "proposals" / "news.txt.json"
    before = kept.read_bytes()
    again = read_reports([path], tmp_path / "case")
    assert again.result.reports[0].outcome.value == "passed over"
    read_reports([path], tmp_path / "case", again=True)
    assert kept.read_bytes() == before
