"""The desk: one case carried down the whole line, and answers that show themselves."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import nonpaper
from nonpaper.answers import Answer, write_text
from nonpaper.asking import read_day, read_grade
from nonpaper.case.statements import Grade
from nonpaper.desk import Desk
from nonpaper.errors import CaseError, SaveError, UsageError

EXAMPLES = Path(__file__).parents[1] / "examples"
CAIRO = EXAMPLES / "cairo-2024"
RIVER = EXAMPLES / "river-treaty"
QUESTIONS = ("status", "history", "why", "brief")


@pytest.fixture(scope="module")
def cairo() -> Desk:
    """The Cairo talks on the desk."""
    return nonpaper.load(CAIRO)


def asked(desk: Desk, question: str) -> Answer[Any]:
    """The answer to a question by its name."""
    answers: dict[str, Callable[[], Answer[Any]]] = {
        "status": desk.status,
        "history": lambda: desk.history("hamas", "captives"),
        "why": desk.why,
        "brief": desk.brief,
    }
    return answers[question]()


# --- opening ------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_misuse_and_the_nearest_is_named() -> None:
    """A slip in the path is the commonest of all mistakes."""
    with pytest.raises(UsageError, match=r"no folder .*cairo-2042.*did you mean 'cairo-2024'"):
        nonpaper.load(EXAMPLES / "cairo-2042")


def test_a_file_is_not_a_case() -> None:
    """A case is a folder."""
    with pytest.raises(UsageError, match="is a file"):
        nonpaper.load(CAIRO / "case.yaml")


def test_a_broken_case_raises_with_all_its_problems(tmp_path: Path) -> None:
    """Not half loaded, and not one mistake at a time."""
    (tmp_path / "case.yaml").write_text(
        "title: Broken\nparties: {a: {name: A}, b: {nmae: B}}\nissues: {x: {steps: [p]}}\n"
    )
    (tmp_path / "record.csv").write_text("id,date,party,stance,claim\ns1,2024-02-30,a,demands,x = p\n")
    with pytest.raises(CaseError) as caught:
        nonpaper.load(tmp_path)
    assert len(caught.value.problems) >= 3
    assert {p.place.file for p in caught.value.problems} == {"case.yaml", "record.csv"}
    assert set(caught.value.problems) <= set(nonpaper.check(tmp_path))


def test_a_new_case_has_no_problem(tmp_path: Path) -> None:
    """What `new` writes passes `check`, and every question has an answer."""
    folder = tmp_path / "mine"
    written = nonpaper.new(folder)
    assert all(path.exists() for path in written)
    assert nonpaper.check(folder) == ()
    desk = nonpaper.load(folder)
    assert desk.status().rows
    assert desk.brief().to_text()


def test_a_new_case_overwrites_nothing(tmp_path: Path) -> None:
    """Somebody's work is never written over."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises((UsageError, SaveError)):
        nonpaper.new(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


# --- asking -------------------------------------------------------------------------------------------------------


def test_where_they_stand_is_asked_as_of_a_day(cairo: Desk) -> None:
    """A date and its ISO text are the same question."""
    assert cairo.status(at="2024-03-07") == cairo.status(at=date(2024, 3, 7))
    assert cairo.status(at="2024-03-07") == cairo.status()
    assert cairo.status(at="2024-03-02") != cairo.status()


def test_parties_and_issues_go_by_their_names(cairo: Desk) -> None:
    """An id, a name in any case or an alias; an issue's id or title."""
    by_id = cairo.history("hamas", "captives")
    assert cairo.history("HAMAS", cairo.case.issues["captives"].title) == by_id


@pytest.mark.parametrize(
    ("party", "issue", "told"),
    [
        ("hammas", "captives", "no party 'hammas' in this case; did you mean 'hamas'"),
        ("hamas", "captive", "no issue 'captive' in this case; did you mean 'captives'"),
        ("zzz", "captives", "no party 'zzz' in this case; there are: hamas, israel"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(cairo: Desk, party: str, issue: str, told: str) -> None:
    """Misuse says what was meant."""
    with pytest.raises(UsageError, match=told):
        cairo.history(party, issue)


def test_a_name_that_two_go_by_is_asked_back(tmp_path: Path) -> None:
    """The first of two is not simply taken."""
    (tmp_path / "case.yaml").write_text(
        "title: T\nparties: {a: {name: A, aliases: [rebels]}, b: {name: B, aliases: [Rebels]}}\n"
        "issues: {x: {steps: [no, yes], by: a}}\n"
    )
    (tmp_path / "record.csv").write_text("id,date,party,stance,claim\ns1,2024-02-03,a,demands,x = yes\n")
    with pytest.raises(UsageError, match="'rebels' may be a or b"):
        nonpaper.load(tmp_path).history("rebels", "x")


@pytest.mark.parametrize(
    ("party", "told"),
    [
        ("lower", "'lower' is a bloc: what it says counts for each member; ask for brin or corva"),
        ("commission", "'commission' does not sign, and 'flow' is not its act"),
    ],
)
def test_who_has_no_position_is_told_why(party: str, told: str) -> None:
    """An empty answer would not say that another question is meant."""
    with pytest.raises(UsageError, match=told):
        nonpaper.load(RIVER).history(party, "flow")


@pytest.mark.parametrize("wrong", ["yesterday", "2024-3-7", "2024-02-30", "07.03.2024", "2024-03", ""])
def test_a_date_is_written_one_way(wrong: str) -> None:
    """No guessing which number is the month."""
    with pytest.raises(UsageError, match="year-month-day"):
        read_day(wrong)


def test_dates_and_grades_are_read() -> None:
    """The forms that are accepted, all of them."""
    assert read_day(None) is None
    day = date(2024, 3, 7)
    evening = datetime(2024, 3, 7, 23, 59)  # noqa: DTZ001 - a clock on a wall is meant
    assert read_day(" 2024-03-07 ") == read_day(day) == read_day(evening) == day
    assert read_grade(None) is None
    assert read_grade("b3") == read_grade(Grade("B", 3)) == Grade("B", 3)


@pytest.mark.parametrize("wrong", ["B", "3", "G1", "B7", "B33", ""])
def test_a_grade_is_a_letter_and_a_digit(wrong: str) -> None:
    """The Admiralty code, nothing else."""
    with pytest.raises(UsageError, match="A-F"):
        read_grade(wrong)


def test_the_grade_leaves_out_what_is_weaker(cairo: Desk) -> None:
    """And says how many rows that were."""
    table = cairo.table(min_grade="B2")
    assert table.below_grade > 0
    assert all(s.grade is not None and s.grade.at_least(Grade("B", 2)) for s in table.case.statements)


def test_top_counts_from_one(cairo: Desk) -> None:
    """To look for no conflict at all is no question."""
    with pytest.raises(UsageError, match="at least 1"):
        cairo.why(top=0)


# --- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_shows_itself_in_every_form(cairo: Desk, question: str) -> None:
    """Terminal, page, notebook, Markdown, CSV, plain dicts and rows, all of the same answer."""
    answer = asked(cairo, question)
    assert answer.question == question
    assert "Cairo" in answer.to_text()
    assert str(answer) == answer.to_text()
    assert "\x1b" not in answer.to_text()
    assert answer.to_html().lstrip().lower().startswith("<!doctype html>")
    assert "<script" not in answer._repr_html_()
    assert answer.to_markdown().startswith("# ")
    assert "," in answer.to_csv()
    plain = answer.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    rows = answer.to_rows()
    assert rows
    assert len({tuple(row) for row in rows}) == 1, "every row has the same columns"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gives_the_same_bytes(question: str) -> None:
    """Promise 2, with the case read twice."""
    folder = CAIRO if question == "history" else RIVER
    first, second = asked(nonpaper.load(folder), question), asked(nonpaper.load(folder), question)
    assert first == second
    assert first.to_html() == second.to_html()
    assert first.to_dict() == second.to_dict()


def test_an_answer_is_its_result_and_cannot_be_changed(cairo: Desk) -> None:
    """Attributes of the result are the answer's own; nothing is written back."""
    answer = cairo.status()
    assert answer.rows is answer.result.rows
    assert "rows" in dir(answer)
    with pytest.raises(AttributeError, match="no_such"):
        _ = answer.no_such
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.result = None  # type: ignore[misc,assignment]  # what is tested is that this fails


def test_text_keeps_to_its_width(cairo: Desk) -> None:
    """Eighty columns in a pipe, and what it is told at a terminal."""
    import unicodedata

    def columns(line: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line if not unicodedata.combining(c))

    for width in (80, 120):
        for line in cairo.brief().to_text(width=width).splitlines():
            assert columns(line) <= width, line


def test_why_speaks_the_vocabulary(cairo: Desk) -> None:
    """The keys of the JSON are those the reference gives."""
    plain = cairo.why().to_dict()
    assert {"deal", "not_heard", "nobody_asked", "knots", "whole", "would_help"} <= plain.keys()
    assert plain["deal"] is None
    for knot in plain["knots"]:
        assert {"price", "conflicts", "ways"} <= knot.keys()
        for conflict in knot["conflicts"]:
            assert {"kind", "rules", "statements", "parties", "issues", "hearsay"} <= conflict.keys()
        for way in knot["ways"]:
            assert {"kind", "price", "burden", "moves"} <= way.keys()
            for move in way["moves"]:
                assert {"move", "statement", "party", "issue", "from", "to", "price"} <= move.keys()


# --- files --------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """The old file stands until the new one is complete; its mode is kept, and nothing is left beside it."""
    page = tmp_path / "brief.html"
    page.write_text("old")
    page.chmod(0o640)
    write_text(page, "new\n")
    assert page.read_text() == "new\n"
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    with pytest.raises(SaveError, match="cannot be written"):
        write_text(tmp_path / "nowhere" / "brief.html", "new")
    with pytest.raises(SaveError, match="is a folder"):
        write_text(tmp_path, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


def test_what_is_no_file_is_written_to_and_stays_what_it_is(tmp_path: Path) -> None:
    """A pipe, a terminal, the null device: nothing is moved into their place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write_text(pipe, "new")
        assert read.result(timeout=10) == "new"
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What is written through a symbolic link lands in the file that it leads to."""
    (tmp_path / "real.html").write_text("old")
    (tmp_path / "link.html").symlink_to("real.html")
    write_text(tmp_path / "link.html", "new")
    assert (tmp_path / "real.html").read_text() == "new"
    assert (tmp_path / "link.html").is_symlink()


def test_a_case_tells_its_sides_and_the_others_apart() -> None:
    """A bloc is the sum of its members, a mediator signs nothing."""
    assert "3 sides (and 1 bloc, 1 mediator, 1 ratifier), 6 issues" in nonpaper.load(RIVER).inventory()
    assert "2 sides (and 2 mediators, 2 verifiers)" in nonpaper.load(CAIRO).inventory()
