"""The review in a spreadsheet: what is handed out comes back as it was, and is taken in whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.read.talks import NAME, RECORD, Talks, make_talks
from tests.read.test_review import agrees, sit

from nonpaper.errors import UsageError
from nonpaper.problems import render_problem
from nonpaper.read.review import Review, State
from nonpaper.read.review_table import COLUMNS, as_table, escaped, take_in, unescaped

Rows = list[dict[str, str]]


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    """The bridge at Tarn, with nothing decided."""
    return make_talks(tmp_path / "tarn")


def rows_of(review: Review) -> Rows:
    """The table as a spreadsheet shows it."""
    return list(csv.DictReader(io.StringIO(as_table(review), newline="")))


def table(folder: Path, rows: Rows, mark: str = "\ufeff") -> Path:
    """The table as a spreadsheet saves it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "filled.csv"
    path.write_bytes((mark + out.getvalue()).encode())
    return path


def filled(review: Review, talks: Talks, **decisions: str) -> Rows:
    """The table with decisions for the proposals that begin with these words (`_` for a space)."""
    rows = rows_of(review)
    wanted = {talks.id(words.replace("_", " ")): decision for words, decision in decisions.items()}
    for row in rows:
        row["decision"] = wanted.get(row["proposal"], row["decision"])
    return rows


def test_the_table_has_a_row_for_each_proposal_in_the_order_of_the_queue(talks: Talks) -> None:
    """With the sentence in plain words, what is doubtful, and every field of the record."""
    review = sit(talks)
    rows = rows_of(review)
    assert tuple(rows[0]) == COLUMNS
    assert [row["proposal"] for row in rows] == [item.id for item in review.queue()]
    negated = next(row for row in rows if "rule out two lanes" in row["quote"])
    assert negated["stance"] == "reports"
    assert negated["remark"].startswith("negated in the report: not “rules out”, unless you say so; stance: unsure")
    sure = next(row for row in rows if "four lanes" in row["quote"])
    assert sure["sentence"] == "North Bank demands Lanes (four) and Toll (none), said by Ada Lind."


def test_what_nobody_filled_in_changes_nothing(talks: Talks) -> None:
    """Exported and taken in again, by a program that quotes every cell."""
    review = sit(talks)
    done = take_in(review, table(talks.folder, rows_of(review)))
    assert (done.problems, done.accepted, done.edited) == ((), 0, 0)
    assert review.decisions.all == ()


def test_a_table_decides_and_can_be_taken_in_twice(talks: Talks) -> None:
    """The second time everything is so already, and not a byte changes."""
    review = sit(talks)
    rows = filled(review, talks, reject_a_full="Accept ", four_lanes="reject", rule_out="skip")
    for row in rows:
        if row["decision"] == "reject":
            row["reason"] = "=1+1 is no reason"
        if row["decision"] == "Accept ":
            row["note"] = "seen in print"
            row["named"] = "TRUE"
    path = table(talks.folder, rows)
    done = take_in(review, path)
    assert (done.problems, done.accepted, done.rejected, done.skipped) == ((), 1, 1, 1)
    assert talks.rows()["s03"]["note"] == "seen in print"
    assert review.edited(review.item(talks.id("reject a full"))) == ("note",)
    agrees(review, talks)
    before = talks.record, review.decisions.data
    for again in (review, sit(talks)):
        done = take_in(again, path)
        assert (done.problems, done.accepted, done.rejected, done.skipped, done.edited) == ((), 0, 0, 0, 0)
        assert done.unchanged == 3
        assert (talks.record, again.decisions.data) == before
    done = take_in(review, table(talks.folder, rows_of(review)))
    assert (done.problems, done.unchanged) == ((), 3)


def test_changes_without_a_decision_are_kept(talks: Talks) -> None:
    """Work in a spreadsheet is not lost because a cell was left blank; the proposal stays open."""
    review = sit(talks)
    rows = rows_of(review)
    rows[0]["note"] = "ask the ferrymen"
    assert take_in(review, table(talks.folder, rows)).edited == 1
    item = review.item(rows[0]["proposal"])
    assert (item.state, item.changed) == (State.OPEN, {"note": "ask the ferrymen"})


def wrong_step(rows: Rows) -> None:
    """A claim that the case does not know."""
    rows[0].update(decision="accept", claim="toll = ful", stance="accepts")


def wrong_day(rows: Rows) -> None:
    """A day as some spreadsheets write it."""
    rows[1].update(decision="accept", date="5/8/2031")


def wrong_word(rows: Rows) -> None:
    """No decision."""
    rows[2].update(decision="acept")


def wrong_id(rows: Rows) -> None:
    """No proposal."""
    rows[3].update(proposal=rows[3]["proposal"] + "0", decision="accept")


def twice(rows: Rows) -> None:
    """One proposal in two rows."""
    rows[4].update(rows[3])


@pytest.mark.parametrize(
    ("spoil", "code", "line", "field"),
    [
        (wrong_step, "unknown-step", 2, "claim"),
        (wrong_day, "bad-date", 3, "date"),
        (wrong_word, "unknown-decision", 4, "decision"),
        (wrong_id, "unknown-proposal", 5, "proposal"),
        (twice, "duplicate-id", 6, "proposal"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken_in(
    talks: Talks, spoil: Callable[[Rows], None], code: str, line: int, field: str
) -> None:
    """The problem stands at its line and cell of the table."""
    review = sit(talks)
    rows = filled(review, talks, reject_a_full="accept")
    spoil(rows)
    done = take_in(review, table(talks.folder, rows))
    assert [(p.code, p.place.file, p.place.line, p.place.field) for p in done.problems] == [
        (code, "filled.csv", line, field)
    ]
    assert talks.record == RECORD.encode()
    assert review.decisions.all == ()
    assert "^" in render_problem(done.problems[0])


def test_all_that_is_wrong_is_told_at_once(talks: Talks) -> None:
    """In order of place."""
    review = sit(talks)
    rows = rows_of(review)
    for spoil in (wrong_step, wrong_day, wrong_word, wrong_id):
        spoil(rows)
    found = take_in(review, table(talks.folder, rows)).problems
    assert [problem.place.line for problem in found] == [2, 3, 4, 5]


def test_a_table_cannot_change_what_was_decided(talks: Talks) -> None:
    """It says what was decided, and that it is to be undone first."""
    review = sit(talks)
    about = talks.id("reject a full")
    rows = filled(review, talks, reject_a_full="reject")
    review.accept(about)
    done = take_in(review, table(talks.folder, rows))
    assert [p.code for p in done.problems] == ["decided-already"]
    assert "accepted as s03 already" in done.problems[0].message
    assert review.item(about).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("proposal;decision\np;accept\n", "csv-delimiter"),
        ("propsal,decision\np,accept\n", "missing-column"),
        ("proposal,decision,note,note\n", "duplicate-column"),
        ('proposal,decision\n"p,accept\n', "csv-quote"),
        ("proposal,decision\np,accept,,more\n", "row-too-long"),
    ],
)
def test_a_table_that_is_none_is_told(talks: Talks, text: str, code: str) -> None:
    """As a record that is none."""
    path = talks.folder / "filled.csv"
    path.write_text(text, encoding="utf-8")
    assert code in [problem.code for problem in take_in(sit(talks), path).problems]


def test_who_takes_it_in_has_a_name(talks: Talks) -> None:
    """As everywhere."""
    path = table(talks.folder, rows_of(sit(talks)))
    with pytest.raises(UsageError, match="--by NAME"):
        take_in(sit(talks, by=""), path)


def test_a_table_of_one_report(talks: Talks) -> None:
    """And the nearest name, for a report that has not been read."""
    assert as_table(sit(talks), NAME) == as_table(sit(talks))
    with pytest.raises(UsageError, match=r"did you mean 'tarn-post\.txt'"):
        as_table(sit(talks), "tarn-pots.txt")


@given(st.text(max_size=8) | st.text("'=+-@ \t\r\na", max_size=8))
def test_no_cell_is_a_formula_and_every_value_comes_back(value: str) -> None:
    """Apostrophes that were there before included."""
    cell = escaped(value)
    assert unescaped(cell) == value
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r")) or not value.startswith(("\t", "\r"))


def test_words_that_look_like_a_formula_come_back_from_the_table(talks: Talks) -> None:
    """The quote of a report may begin with any sign."""
    review = sit(talks)
    about = review.add(NAME, review.item(talks.id("“=nothing")).proposal.content[0])
    review.edit(about, {"note": '\'=HYPERLINK("x")', "speaker": "@north", "role": "-"})
    rows = rows_of(review)
    cells = next(row for row in rows if row["proposal"] == about)
    assert (cells["note"], cells["speaker"], cells["role"]) == ("''=HYPERLINK(\"x\")", "'@north", "'-")
    assert take_in(review, table(talks.folder, rows)).edited == 0
