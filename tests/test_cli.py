"""The commands: what they print where, and with which code they end."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from nonpaper.cli import main

ROOT = Path(__file__).parents[1]
CAIRO = ROOT / "examples" / "cairo-2024"
RIVER = ROOT / "examples" / "river-treaty"
ORCHARD = ROOT / "examples" / "scenarios" / "orchard"
COMMANDS = (
    *("new", "import", "export", "check", "status", "history", "why", "deals", "stages", "brief"),
    *("read", "read score"),
)
ASKED = {
    "status": ["status", str(CAIRO)],
    "history": ["history", str(CAIRO), "hamas", "list"],
    "why": ["why", str(CAIRO)],
    "brief": ["brief", str(CAIRO)],
}


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


Say = Callable[..., Said]


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Runs the command line in this process."""

    def run(*arguments: str | Path) -> Said:
        capfdbinary.readouterr()
        code = main([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode("utf-8"), err.decode("utf-8"))

    return run


def shell(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a person would, in a process of its own."""
    env = {**os.environ, **{str(k): str(v) for k, v in more.items()}}
    return subprocess.run(
        [sys.executable, "-m", "nonpaper", *map(str, arguments)], capture_output=True, text=True, env=env, check=False
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A case with mistakes in both of its files."""
    (tmp_path / "case.yaml").write_text(
        "title: Broken\nparties:\n  a: {name: A}\n  b: {name: B}\n"
        "issues:\n  sovereignty: {title: S, steps: [none, full], by: c}\n"
    )
    (tmp_path / "record.csv").write_text(
        "id,date,party,stance,claim\n"
        "s1,2024-03-07,a,demands,sovereignity = full\n"
        "s2,2024-03-07,a,demand,sovereignty = full\n"
    )
    return tmp_path


# --- help and misuse ----------------------------------------------------------------------------------------------


def test_help_lists_the_commands_and_nothing_that_is_not_there(say: Say) -> None:
    """No stubs."""
    said = say("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in said.out
    for later in ("review", "stability"):
        assert f"\n  {later} " not in said.out
    assert "Exit codes: 0 fine, 1 problems in the case, 2 misuse." in said.out


def test_without_a_command_there_is_help(say: Say) -> None:
    """Somebody who types the name alone is told what to type."""
    said = say()
    assert said.code == 2
    assert "brief" in said.out + said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(say: Say, command: str) -> None:
    """And takes a seed, whether it draws anything or not."""
    said = say(*command.split(), "--help")
    assert said.code == 0
    assert "--seed" in said.out


def test_the_version(say: Say) -> None:
    """What a report of a defect begins with."""
    said = say("--version")
    assert (said.code, said.out.split()[0]) == (0, "nonpaper")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["statsu", "x"], "Did you mean 'status'"),
        (["status"], "Missing argument 'CASE'"),
        (["status", str(CAIRO), "--att", "2024-03-07"], "--at"),
        (["status", str(CAIRO), "--at", "7 March"], "year-month-day"),
        (["status", str(CAIRO), "--min-grade", "3B"], "a letter A-F"),
        (["status", str(CAIRO), "--format", "pdf"], "text, json, csv, md"),
        (["status", str(CAIRO) + "x"], "did you mean 'cairo-2024'"),
        (["status", str(CAIRO / "case.yaml")], "is a file"),
        (["history", str(CAIRO), "hammas", "list"], "did you mean 'hamas'"),
        (["history", str(CAIRO), "hamas", "lists"], "did you mean 'list'"),
        (["why", str(CAIRO), "--top", "0"], "--top"),
        (["brief", str(CAIRO), "-o", "brief.docx"], "say --format"),
        (["check", str(CAIRO), "--at", "soon"], "year-month-day"),
        (["import"], "Missing argument 'FILE...'"),
        (["import", str(ORCHARD), "-o", str(CAIRO)], "is not empty; nothing was written"),
        (["export", str(CAIRO)], "Missing option '--to'"),
        (["export", str(CAIRO), "--to", "geniusweb"], "'genius', 'negmas'"),
    ],
)
def test_misuse_ends_with_2_and_says_what_was_meant(say: Say, arguments: list[str], told: str) -> None:
    """On standard error, without a traceback."""
    said = say(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert told in " ".join(said.err.replace("│", " ").split())
    assert "Traceback" not in said.err


# --- problems in the case -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "status", "why", "brief"])
def test_problems_are_told_all_at_once_on_standard_error(say: Say, broken: Path, command: str) -> None:
    """Whatever was asked; with file, line and column, the line itself, and the nearest valid name."""
    said = say(command, broken)
    assert said.code == 1
    assert said.out == ""
    assert "case.yaml:6:" in said.err
    assert "record.csv:2:" in said.err
    assert "record.csv:3:" in said.err
    assert "sovereignty" in said.err
    assert "^" in said.err


@pytest.mark.parametrize("command", ["check", "status"])
def test_problems_as_json_are_a_list(say: Say, broken: Path, command: str) -> None:
    """For another program."""
    said = say(command, broken, "--format", "json")
    assert (said.code, said.err) == (1, "")
    problems = json.loads(said.out)
    assert {"code", "severity", "file", "line", "column", "message", "hint"} <= problems[0].keys()
    assert [(p["file"], p["line"]) for p in problems] == sorted((p["file"], p["line"]) for p in problems)


def test_problems_as_a_table(say: Say, broken: Path) -> None:
    """For a spreadsheet, or a word processor."""
    rows = list(csv.DictReader(io.StringIO(say("check", broken, "--format", "csv").out)))
    assert {row["file"] for row in rows} == {"case.yaml", "record.csv"}
    assert say("check", broken, "--format", "md").out.startswith("| severity |")


def test_check_of_a_sound_case_ends_with_0(say: Say) -> None:
    """Warnings are questions: they are told, and they do not fail."""
    said = say("check", CAIRO)
    assert said.code == 0
    assert "Cairo truce talks, March 2024" in said.out
    assert "39 statements" in said.out


def test_check_says_that_it_reads_the_whole_record(say: Say) -> None:
    """An option that changes nothing is not silently accepted."""
    assert "whole record" in say("check", CAIRO, "--at", "2024-03-01").err


# --- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ASKED)
def test_text_in_a_pipe_is_plain_and_eighty_columns_wide(say: Say, question: str) -> None:
    """No colour, whatever the environment says of the terminal."""
    said = say(*ASKED[question])
    assert said.code == 0
    assert "\x1b" not in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    assert said.out.endswith("\n")
    assert not said.out.endswith("\n\n")


@pytest.mark.parametrize("question", ASKED)
def test_every_answer_comes_in_every_form(say: Say, question: str) -> None:
    """JSON that parses, CSV that parses, Markdown with a title."""
    assert isinstance(json.loads(say(*ASKED[question], "--format", "json").out), dict)
    assert len(list(csv.reader(io.StringIO(say(*ASKED[question], "--format", "csv").out)))) > 3
    assert say(*ASKED[question], "--format", "md").out.startswith("# ")


def test_a_past_date_and_a_grade_and_a_seed_are_taken_by_all(say: Say) -> None:
    """DESIGN: all of them."""
    for arguments in ASKED.values():
        said = say(*arguments, "--at", "2024-03-07", "--min-grade", "C3", "--seed", "7")
        assert said.code == 0, said.err


def test_a_brief_is_written_to_a_file_in_the_form_its_ending_tells(say: Say, tmp_path: Path) -> None:
    """And an old one is replaced."""
    for ending, begins in {".html": "<!doctype html>", ".md": "# ", ".json": "{", ".txt": ""}.items():
        page = tmp_path / f"brief{ending}"
        page.write_text("old")
        said = say("brief", CAIRO, "-o", page)
        assert (said.code, said.out) == (0, f"{page} written\n")
        assert page.read_text(encoding="utf-8").lower().startswith(begins)
        assert page.read_text(encoding="utf-8") != "old"
    assert say("brief", CAIRO, "-o", tmp_path / "no" / "brief.html").code == 2


def test_a_brief_is_never_written_over_the_case(say: Say, tmp_path: Path) -> None:
    """Not over its files, and not over the reports that it cites, even through a link."""
    case = tmp_path / "case"
    shutil.copytree(RIVER, case)
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    (tmp_path / "way").symlink_to(case)
    for file in ("record.csv", "reports/tarn-courier-march.txt", "case.yaml"):
        for folder in (case, tmp_path / "way"):
            said = say("brief", case, "-o", folder / file, "--format", "csv")
            assert said.code == 2
            assert "is part of the case" in said.err
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before


def test_a_new_case_passes_check(say: Say, tmp_path: Path) -> None:
    """The first two commands of a newcomer."""
    assert say("new", tmp_path / "mine").code == 0
    said = say("check", tmp_path / "mine")
    assert (said.code, said.err) == (0, "")
    assert say("new", tmp_path / "mine").code == 2


# --- other programs -----------------------------------------------------------------------------------------------


def test_a_scenario_comes_in_and_goes_out(say: Say, tmp_path: Path) -> None:
    """It says which files it wrote, how the numbers were read, and what to do next."""
    said = say("import", ORCHARD, "-o", tmp_path / "case")
    assert said.code == 0
    assert said.err == ""
    assert said.out.splitlines() == [
        str(tmp_path / "case" / "case.yaml"),
        str(tmp_path / "case" / "record.csv"),
        "note: as in GENIUS, an evaluation counts as its share of the issue's largest evaluation",
        f"next: nonpaper check {tmp_path / 'case'}",
    ]
    assert say("check", tmp_path / "case").code == 0
    assert say("brief", tmp_path / "case").code == 0
    said = say("export", tmp_path / "case", "--to", "genius", "-o", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    assert [Path(line).name for line in said.out.splitlines()] == ["domain.xml", "The-grower.xml", "The-owner.xml"]
    said = say("import", ORCHARD, "--raw", "-o", tmp_path / "raw")
    assert "note: evaluations are kept as they stand in the files (--raw)" in said.out


def test_what_cannot_be_brought_in_or_out_is_a_problem(say: Say, tmp_path: Path) -> None:
    """With its place, and nothing is written."""
    broken = tmp_path / "domain.xml"
    broken.write_text("<negotiation_template>\n  <x>\n</negotiation_template>")
    said = say("import", broken, ORCHARD / "orchard-owner.xml", "-o", tmp_path / "case")
    assert (said.code, said.out) == (1, "")
    assert "domain.xml:3:3  xml-syntax" in said.err
    said = say("import", tmp_path / "none.xml")
    assert (said.code, said.out) == (1, "")
    assert "missing-file" in said.err
    said = say("export", RIVER, "--to", "negmas", "-o", tmp_path / "out")
    assert (said.code, said.out) == (1, "")
    assert all(party in said.err for party in ("Alda", "Brin", "Corva"))
    assert [path.name for path in tmp_path.iterdir()] == ["domain.xml"]


# --- at the terminal and in the pipe ------------------------------------------------------------------------------


def test_no_reader_no_complaint() -> None:
    """`nonpaper brief CASE | head -1` ends quietly."""
    command = f"{sys.executable} -m nonpaper brief {CAIRO} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_ctrl_c_is_quiet() -> None:
    """No traceback for somebody who changes their mind."""
    code = (
        "import sys, time, nonpaper.desk as d; "
        "d.Desk.open = classmethod(lambda c, f: (print('on', flush=True), time.sleep(30))); "
        "from nonpaper.cli import main; sys.exit(main(['status', 'x']))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == ""


def test_colour_only_at_a_terminal_and_not_if_unwanted() -> None:
    """A terminal gets colour, NO_COLOR takes it away, a dumb one never had it."""
    pty = pytest.importorskip("pty")

    def at_terminal(**more: str) -> bytes:
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")} | {"TERM": "xterm"} | more
        parent, child = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "nonpaper", "status", str(RIVER)],
            stdout=child,
            stderr=child,
            env=env,
            close_fds=True,
        )
        os.close(child)
        shown = b""
        try:
            while piece := os.read(parent, 65536):
                shown += piece
        except OSError:
            pass
        process.wait()
        os.close(parent)
        return bytes(shown)

    assert b"\x1b[" in at_terminal()
    assert b"\x1b[" not in at_terminal(NO_COLOR="1")
    assert b"\x1b[" not in at_terminal(TERM="dumb")


def test_an_ascii_stream_is_no_traceback() -> None:
    """Letters that the stream does not have are replaced; JSON then spells them out."""
    done = shell("status", CAIRO, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    done = shell("status", CAIRO, "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(done.stdout)


def test_status_is_quick_from_a_cold_shell() -> None:
    """Half a second on a quiet machine is the promise; here processor time is asked, with room for a busy one."""
    resource = pytest.importorskip("resource")

    def spent(*arguments: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return float(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

    assert min(spent("-c", "import nonpaper") for _ in range(3)) < 0.2
    assert min(spent("-m", "nonpaper", "status", str(CAIRO)) for _ in range(3)) < 1.0


def test_a_long_option_with_one_dash_is_named(say: Say) -> None:
    said = say("why", CAIRO, "-at", "2024-03-07")
    assert said.code == 2
    assert "did you mean '--at'?" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("brief", CAIRO, "--format", "pdf"),
            "there is no form 'pdf'; there are: text, json, csv, md, html; for a PDF",
        ),
        (("why", CAIRO, "--format=docx"), "there is no form 'docx'; there are: text, json, csv, md"),
        (("why", CAIRO, "--top", "x"), "--top takes a whole number, e.g. 20; found 'x'"),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(say: Say, arguments: tuple[str | Path, ...], told: str) -> None:
    said = say(*arguments)
    assert said.code == 2
    assert told in said.err


def test_what_comes_next_can_be_pasted(say: Say, tmp_path: Path) -> None:
    said = say("new", tmp_path / "my case")
    line = said.out.splitlines()[-1]
    assert shlex.split(line.removeprefix("next: "))[-1] == str(tmp_path / "my case")


def test_a_record_without_a_header_is_one_problem(say: Say, tmp_path: Path) -> None:
    say("new", tmp_path / "case")
    record = tmp_path / "case" / "record.csv"
    record.write_text("".join(record.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
    problems = json.loads(say("check", tmp_path / "case", "--format", "json").out)
    assert [problem["code"] for problem in problems if problem["file"] == "record.csv"] == ["missing-column"]
    assert "not a header" in problems[-1]["message"]


def test_very_many_quotes_without_a_span_do_not_drown_the_rest(say: Say, tmp_path: Path) -> None:
    say("new", tmp_path / "case")
    folder = tmp_path / "case"
    (folder / "reports" / "more.txt").write_text("We want it.\n", encoding="utf-8")
    record = folder / "record.csv"
    with record.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows += [
        {**rows[0], "id": f"x{n}", "report": "more.txt", "start": "", "end": "", "quote": "We want it."}
        for n in range(1_200)
    ]
    with record.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    said = say("check", folder, "--format", "json")
    assert said.code == 0
    told = [problem for problem in json.loads(said.out) if problem["code"] == "quote-without-span"]
    assert len(told) == 21
    assert told[0]["hint"] == "these words stand there: `start` 0, `end` 11"
    assert "1180 more quotes" in told[-1]["message"]
