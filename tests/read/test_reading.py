"""Many reports at once: the same bytes as one by one, nothing lost; what goes wrong with one stays with that one."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from nonpaper.case.case import Case
from nonpaper.case.load import load_case
from nonpaper.case.scaffold import scaffold
from nonpaper.errors import SaveError, UsageError
from nonpaper.read.crew import Orders
from nonpaper.read.reading import Hearing, Outcome, Wanted, hear
from nonpaper.read.report import Given, given_of
from nonpaper.read.store import Reading, load_reading

ROOT = Path(__file__).parents[2]
STUB = "tests.read.stub_reader:open_stub"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A small case that passes check."""
    scaffold(tmp_path / "case")
    found = load_case(tmp_path / "case").case
    assert found is not None
    return found


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of reports, two of them the same and two of one name."""
    folder = tmp_path / "news"
    (folder / "more").mkdir(parents=True)
    for number in range(6):
        (folder / f"r{number}.txt").write_text(f"Ida said that {number} is not enough. olaf said no.\n")
    (folder / "more" / "r0.txt").write_text("Bo said yes.\n")
    (folder / "more" / "r1.txt").write_bytes((folder / "r1.txt").read_bytes())
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def heard(
    reports: Sequence[Path | str],
    case: Case | None = None,
    *,
    given: Given = Given(),  # noqa: B008 - frozen
    jobs: int = 1,
    again: bool = False,
    name: str = "",
    seconds: float = 20,
    tasks: int = 500,
    version: str = "1",
) -> Hearing:
    """What the reader of the tests makes of them."""
    folder = str(case.folder) if case is not None else None
    orders = Orders(STUB, {"version": version}, folder, seconds=seconds, tasks=tasks)
    return hear(Wanted(reports, orders, given, name, jobs, again), case)


def outcomes(hearing: Hearing) -> list[Outcome]:
    """What became of each."""
    return [each.outcome for each in hearing.reports]


def counted(hearing: Hearing) -> dict[str, int]:
    """How many reports ended so, by its words."""
    return {outcome.value: hearing.count(outcome) for outcome in Outcome if hearing.count(outcome)}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_without_a_case_who_said_what_is_told_and_nothing_is_written(news: Path) -> None:
    """The proposals are in the answer."""
    before = files(news)
    hearing = heard([news / "r0.txt", news / "more" / "r0.txt"])
    assert [[each.speaker for each in report.proposals] for report in hearing.reports] == [["Ida", "olaf"], ["Bo"]]
    assert hearing.reports[0].sure == (1, 0, 1)
    assert files(news) == before


def test_many_at_once_give_the_same_bytes_as_one_by_one(case: Case, news: Path, tmp_path: Path) -> None:
    """Names, index and proposals, whatever process ends first; fresh processes change nothing either."""
    plain = files(case.folder)
    for copy in ("a", "b", "c"):
        shutil.copytree(case.folder, tmp_path / copy)
    a, b, c = (load_case(tmp_path / copy).case for copy in ("a", "b", "c"))
    for path in sorted(news.rglob("*.txt"), key=lambda path: (len(path.parts), path)):
        heard([path], a)
    hearing = heard([news], b, jobs=3)
    heard([news], c, jobs=2, tasks=1)
    assert counted(hearing) == {"read": 7, "the same as another": 1, "left out": 1}
    assert files(tmp_path / "a") == files(tmp_path / "b") == files(tmp_path / "c")
    new = files(tmp_path / "a").keys() - plain.keys()
    assert {name for name in new if name.startswith("reports/")} == {
        *(f"reports/r{number}.txt" for number in range(6)),
        "reports/r0-2.txt",
    }


def test_what_was_read_is_passed_over_and_read_anew_when_something_has_changed(case: Case, news: Path) -> None:
    """The reader, the words of the case, what is said of the report; or because it is asked for."""
    reports = [news / "r0.txt", news / "r2.txt"]
    assert outcomes(heard(reports, case)) == [Outcome.READ] * 2
    again = heard(reports, case)
    assert outcomes(again) == [Outcome.PASSED_OVER] * 2
    assert [each.found for each in again.reports] == [2, 2]
    assert outcomes(heard(reports, case, again=True)) == [Outcome.READ] * 2
    assert outcomes(heard(reports, case, version="2")) == [Outcome.READ] * 2
    dated = heard(reports[:1], case, version="2", given=given_of("Harbour News", "2030-05-08"))
    assert outcomes(dated) == [Outcome.READ]
    # What was said of it once is remembered.
    assert outcomes(heard(reports[:1], case, version="2")) == [Outcome.PASSED_OVER]
    heard(reports[:1], case)
    found = load_reading(case.folder, "r0.txt")
    assert isinstance(found, Reading)
    assert (found.document.outlet, found.document.published and found.document.published.text) == (
        "Harbour News",
        "2030-05-08",
    )


def test_a_case_is_not_disturbed(case: Case, news: Path) -> None:
    """Its record, its answers and its fingerprint are those of before; the files are told as never cited, no more."""
    heard([news], case)
    after = load_case(case.folder)
    assert after.case is not None
    assert after.case.fingerprint == case.fingerprint
    assert {problem.code for problem in after.problems} == {"report-never-cited"}
    assert {problem.place.file.split("/")[0] for problem in after.problems} == {"reports"}


def test_thousands_of_uncited_reports_do_not_drown_the_rest(case: Case) -> None:
    """A few are named, the others counted, and the case still passes check."""
    for number in range(1_200):
        (case.folder / "reports" / f"x{number}.txt").write_text("x")
    after = load_case(case.folder)
    assert after.case is not None
    assert len(after.problems) == 21
    assert any("1,180 more" in problem.message for problem in after.problems)


def test_the_index_says_where_each_report_is_from(case: Case, tmp_path: Path) -> None:
    """A row for each, that opens in a spreadsheet."""
    page = tmp_path / "page.html"
    said = "The crew said that nobody casts off for less than six per cent, after three days of talks."
    page.write_text(
        f'<html><head><meta property="og:site_name" content="=News"></head><body><p>{said}</p></body></html>'
    )
    heard([page], case, given=given_of(None, "2030-05-08"))
    with (case.folder / "reading" / "reports.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["report"] == "page.txt"
    assert row["original"] == "page.html"
    assert row["outlet"] == "'=News"  # no spreadsheet takes it for a formula
    assert (row["published"], row["published_basis"]) == ("2030-05-08", "given")
    assert (case.folder / "reports" / "page.html").read_bytes() == page.read_bytes()
    assert said in (case.folder / "reports" / "page.txt").read_text(encoding="utf-8")
    found = load_reading(case.folder, "page.txt")
    assert isinstance(found, Reading)
    assert found.document.outlet == "=News"
    # The page, its copy under reports/ and the text that was taken out of it are one report.
    named = [page, case.folder / "reports" / "page.html", case.folder / "reports" / "page.txt"]
    assert outcomes(heard(named, case)) == [Outcome.PASSED_OVER, Outcome.SAME, Outcome.SAME]
    # A page is not asked about beside its text.
    assert [p.place.file for p in load_case(case.folder).problems] == ["reports/page.txt"]


def test_a_report_that_lies_under_reports_keeps_its_place(case: Case) -> None:
    """Also in a folder there."""
    (case.folder / "reports" / "may").mkdir()
    (case.folder / "reports" / "may" / "8.txt").write_text("Ida said no.\n")
    heard([case.folder / "reports"], case)
    assert isinstance(load_reading(case.folder, "may/8.txt"), Reading)
    assert not (case.folder / "reports" / "8.txt").exists()


def test_nothing_is_written_over(case: Case, news: Path) -> None:
    """Not what lies there already, not what was edited, not an index that cannot be read."""
    mine = case.folder / "reports" / "r0.txt"
    mine.write_text("My own notes.\n")
    heard([news / "r0.txt"], case)
    assert mine.read_text() == "My own notes.\n"
    kept = case.folder / "reports" / "r0-2.txt"
    assert kept.read_bytes() == (news / "r0.txt").read_bytes()
    kept.write_text("edited")
    hearing = heard([news / "r0.txt"], case)
    assert [problem.code for problem in hearing.all_problems] == ["report-changed"]
    assert kept.read_text() == "edited"
    index = case.folder / "reading" / "reports.csv"
    index.write_text("report,sha256\n../x,123\n")
    hearing = heard([news / "r1.txt"], case)
    assert [(problem.code, problem.place.line) for problem in hearing.all_problems] == [("bad-reading", 2)]
    assert index.read_text() == "report,sha256\n../x,123\n"


def test_no_link_leads_what_is_kept_out_of_the_case(case: Case, news: Path, tmp_path: Path) -> None:
    """Not the folder of reports, and not one inside it."""
    (tmp_path / "elsewhere").mkdir()
    (case.folder / "reports" / "r0.txt").symlink_to(tmp_path / "elsewhere" / "r0.txt")
    heard([news / "r0.txt"], case)
    shutil.move(case.folder / "reports", tmp_path / "moved")
    (case.folder / "reports").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SaveError, match="leads out of the case"):
        heard([news / "r1.txt"], case)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_broken_file_of_proposals_is_told_and_kept_until_asked(case: Case, news: Path) -> None:
    """Reading again with --again writes it anew."""
    heard([news / "r0.txt"], case)
    path = case.folder / "reading" / "proposals" / "r0.txt.json"
    good = path.read_bytes()
    path.write_bytes(good[:100])
    hearing = heard([news / "r0.txt"], case)
    assert (outcomes(hearing), hearing.all_problems[0].code) == ([Outcome.NOT_READ], "bad-reading")
    assert path.read_bytes() == good[:100]
    heard([news / "r0.txt"], case, again=True)
    assert path.read_bytes() == good


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("die", "signal 9"),
        ("fail", "RuntimeError: a defect of the reader"),
        ("hang", "longer than 1 seconds"),
        ("eat", "more memory"),
    ],
)
def test_a_report_that_brings_its_process_down_is_a_problem_of_its_own(
    case: Case, news: Path, order: str, told: str
) -> None:
    """The others are read, those before and those after."""
    (news / "r1.txt").write_text(f"ORDER: {order}\n")
    hearing = heard([news / f"r{number}.txt" for number in range(4)], case, seconds=1, jobs=1)
    assert outcomes(hearing) == [Outcome.READ, Outcome.NOT_READ, Outcome.READ, Outcome.READ]
    (problem,) = hearing.all_problems
    assert problem.code == "report-not-read"
    assert told in problem.message
    assert not (case.folder / "reports" / "r1.txt").exists()


def test_what_a_library_prints_does_no_harm(news: Path) -> None:
    """The pipe to the parent is the reader's own."""
    (news / "r1.txt").write_text("Ida said no.\nORDER: chatter\n")
    assert [len(each.proposals) for each in heard([news / "r1.txt", news / "r2.txt"]).reports] == [1, 2]


def begun(case: Case, folder: Path, reports: int, jobs: int, until: int) -> subprocess.Popen[bytes]:
    """A process that reads a folder of slow reports into a case, and has kept some of them."""
    folder.mkdir()
    for number in range(reports):
        (folder / f"r{number:02}.txt").write_text(f"Ida said {number}.\nORDER: wait\n")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pathlib import Path\n"
        "from tests.read.test_reading import heard, load_case\n"
        f"heard([Path({str(folder)!r})], load_case(Path({str(case.folder)!r})).case, jobs={jobs})"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    kept = case.folder / "reading" / "proposals"
    while process.poll() is None and (not kept.exists() or len(list(kept.glob("*.json"))) < until):
        time.sleep(0.05)
    return process


def test_ctrl_c_keeps_what_is_done(case: Case, tmp_path: Path) -> None:
    """The rest is read the next time; no process is left behind, and no half a file."""
    process = begun(case, tmp_path / "many", 30, jobs=2, until=4)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    done = len(list((case.folder / "reading" / "proposals").glob("*.json")))
    assert 4 <= done < 30
    assert not list(case.folder.rglob("*.aside"))
    assert len((case.folder / "reading" / "reports.csv").read_text().splitlines()) == done + 1
    hearing = heard([tmp_path / "many"], case, jobs=2)
    assert counted(hearing) == {"read": 30 - done, "passed over": done}


def test_a_kill_at_any_moment_leaves_whole_files(case: Case, tmp_path: Path) -> None:
    """And what it had kept is not kept twice, though it never came to write the index."""
    process = begun(case, tmp_path / "many", 10, jobs=1, until=3)
    process.kill()
    process.communicate(timeout=20)
    kept = [path.name for path in (case.folder / "reading" / "proposals").glob("r*.json")]
    assert 3 <= len(kept) < 10
    assert all(isinstance(load_reading(case.folder, name.removesuffix(".json")), Reading) for name in kept)
    assert not (case.folder / "reading" / "reports.csv").exists()
    heard([tmp_path / "many"], case)
    names = {path.name for path in (case.folder / "reports").iterdir() if path.name.startswith("r")}
    assert names == {f"r{number:02}.txt" for number in range(10)}


def test_two_at_work_in_one_case_are_one_too_many(case: Case, news: Path) -> None:
    """The second is told to wait."""
    fcntl = pytest.importorskip("fcntl")
    (case.folder / "reading").mkdir()
    handle = os.open(case.folder / "reading" / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(UsageError, match="another nonpaper"):
            heard([news], case)
    finally:
        os.close(handle)


def test_a_name_is_for_one_report(case: Case, news: Path) -> None:
    """And is what it is then called."""
    with pytest.raises(UsageError, match="for one report"):
        heard([news], case, name="x")
    heard([news / "r0.txt"], case, name="8 May, harbour")
    assert isinstance(load_reading(case.folder, "8-May-harbour.txt"), Reading)


def test_a_reader_that_cannot_be_opened_says_why(news: Path) -> None:
    """Before anything is read."""
    with pytest.raises(UsageError, match="does not start"):
        hear(Wanted([news], Orders("tests.read.stub_reader:no_such")))
