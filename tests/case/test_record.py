"""The record, byte for byte: what is not edited stays, and a save that is killed leaves the old file or the new one."""

from __future__ import annotations

import csv
import io
import os
import random
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.record import (
    COLUMNS,
    Record,
    Row,
    append_row,
    cell_spans,
    change_cell,
    neutral_cell,
    open_record,
    read_rows,
    save_record,
    within_cell,
)
from nonpaper.case.text import Text
from nonpaper.errors import CaseError, SaveError, UsageError

# Quotes where none are needed, a column of the user's own, a cell of two lines, a comment in a note, a formula.
ODD = (
    '"id",date,party,stance,"mood",claim,quote,note\r\n'
    's1,2024-01-01,a,demands,calm,x = q,"one, ""two""\r\nthree",=1+1\r\n'
    "s2,2024-01-02,b,rejects,,x = q,Genève,\r\n"
    "\r\n"
    's3,"2024-01-03",a,demands,"",x = r,,"# a comment, kept"'
)


def write(folder: Path, text: str = ODD) -> Path:
    """A record on disk."""
    folder.mkdir(exist_ok=True)
    (folder / "record.csv").write_bytes(text.encode("utf-8"))
    return folder


def cells(record: Record) -> list[list[str]]:
    """The rows of a record as a spreadsheet would read them."""
    return [row for row in csv.reader(io.StringIO(record.text.text, newline="")) if any(row)]


# --- nothing is touched that is not edited ------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_read_and_saved_is_the_same_bytes(tmp_path: Path, mark: str) -> None:
    """Byte order mark, line ends, quotes, empty lines and a last line without an end included."""
    folder = write(tmp_path, mark + ODD)
    save_record(open_record(folder))
    assert (folder / "record.csv").read_bytes() == (mark + ODD).encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_one_cell_is_changed_and_nothing_else(tmp_path: Path, mark: str) -> None:
    """A cell in quotes keeps them, the others get them only where they need them."""
    record = open_record(write(tmp_path, mark + ODD))
    for name, column, value, old, new in (
        ("s2", "claim", "x >= q", "rejects,,x = q,", "rejects,,x >= q,"),
        ("s2", "mood", "wary, but calm", "rejects,,x", 'rejects,"wary, but calm",x'),
        ("s3", "date", "2024-02-03", '"2024-01-03"', '"2024-02-03"'),
        ("s1", "quote", "short", '"one, ""two""\r\nthree"', '"short"'),
        ("s3", "note", "", '"# a comment, kept"', '""'),
    ):
        changed = change_cell(record, name, column, value)
        assert changed.data == (mark + ODD.replace(old, new, 1)).encode()
        assert changed.data != record.data
    assert record.data == (mark + ODD).encode()


def test_a_row_is_appended_in_the_file_s_own_columns_and_line_ends(tmp_path: Path) -> None:
    """The last line gets the end that it lacks, and that is all that happens to it."""
    record = append_row(open_record(write(tmp_path)), {"id": "s4", "party": "a", "quote": "yes,\nno", "mood": "glad"})
    assert record.data == (ODD + '\r\ns4,,a,,glad,,"yes,\nno",\r\n').encode()


def test_a_cell_behind_the_end_of_a_short_row(tmp_path: Path) -> None:
    """The commas that lead to it are written."""
    record = open_record(write(tmp_path, "id,date,stance,claim,note\ns1,2024-01-01,demands\n"))
    assert change_cell(record, "s1", "note", "new").data.endswith(b"s1,2024-01-01,demands,,new\n")
    assert change_cell(record, "s1", "note", "").data == record.data


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda r: append_row(r, {"id": "s1"}), "already"),
        (lambda r: append_row(r, {"party": "a"}), "has an id"),
        (lambda r: append_row(r, {"id": "s9", "moood": "x"}), "did you mean 'mood'"),
        (lambda r: change_cell(r, "s9", "claim", "x"), "no row 's9'"),
        (lambda r: change_cell(r, "s1", "speaker", "x"), "no column 'speaker'"),
        (lambda r: change_cell(r, "s1", "id", "s2"), "already"),
        (lambda r: change_cell(r, "s1", "id", " "), "has an id"),
        (lambda r: change_cell(r, "s1", "note", "\0"), "NUL"),
        (lambda r: change_cell(r, "s1", "note", "x" * 140_000), "longer than"),
        (lambda r: change_cell(r, "s1", "note", "\ud800"), "cannot be written"),
    ],
)
def test_an_edit_that_would_spoil_the_record_is_refused(
    tmp_path: Path, edit: Callable[[Record], Record], told: str
) -> None:
    """With what is wrong about it."""
    with pytest.raises(UsageError, match=told):
        edit(open_record(write(tmp_path)))


def test_a_record_without_a_header_cannot_be_edited(tmp_path: Path) -> None:
    """The problems say why."""
    with pytest.raises(CaseError) as caught:
        open_record(write(tmp_path, "a,b\n1,2\n"))
    assert {problem.code for problem in caught.value.problems} == {"missing-column"}


# --- properties ---------------------------------------------------------------------------------------------------

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["", ",", '"', '""', "\n", "\r\n", "\r", " a", "a ", "=1", "é\u0301", "\u202e", "\x85", "\u2028", 'a"b', '"a"']
)
NAMES = ["id", "date", "stance", "claim", "mood", "note"]


def made(rows: list[list[str]], quoting: Any, end: str, mark: str) -> bytes:
    """A record as some other program may write it."""
    buffer = io.StringIO(newline="")
    if any("\r" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # the csv module leaves a lone carriage return bare, and then cannot read it back
    writer = csv.writer(buffer, quoting=quoting, lineterminator=end)
    writer.writerow(NAMES)
    for number, row in enumerate(rows):
        writer.writerow([f"s{number}", *row])
    return (mark + buffer.getvalue()).encode()


RECORDS = st.builds(
    made,
    st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=6),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)


def held(data: bytes) -> Record:
    """A record that never was on disk."""
    text = data.decode("utf-8")
    return Record(
        Path("record.csv"),
        data,
        "",
        Text("record.csv", text.removeprefix("\ufeff"), text[:1] == "\ufeff"),
        tuple(NAMES),
    )


@given(RECORDS, st.integers(0, 5), st.sampled_from(NAMES[1:]), CELL)
def test_an_edit_changes_one_cell_and_leaves_all_other_bytes(data: bytes, row: int, column: str, value: str) -> None:
    """Read back, the cell has the new value; around it every byte is the old one."""
    record = held(data)
    before = cells(record)
    if row >= len(before) - 1:
        return
    changed = change_cell(record, f"s{row}", column, value)
    after = cells(changed)
    before[row + 1][NAMES.index(column)] = value
    assert after == before
    start, end = cell_spans(record.text.text, list(read_rows(record.text))[row + 1].start)[NAMES.index(column)]  # type: ignore[union-attr]
    old, new = record.text.text, changed.text.text
    assert new.startswith(old[:start])
    assert new.endswith(old[end:])
    assert len(new) - len(value) <= len(old) - (end - start) + 2 + value.count('"')


@given(RECORDS, st.lists(CELL, min_size=5, max_size=5))
def test_an_appended_row_is_read_back(data: bytes, row: list[str]) -> None:
    """As it was given; everything before it as it was."""
    record = held(data)
    longer = append_row(record, {"id": "new", **dict(zip(NAMES[1:], row, strict=True))})
    assert longer.data.startswith(data)
    assert cells(longer) == [*cells(record), ["new", *row]]


@given(RECORDS)
def test_every_cell_is_found_where_it_stands(data: bytes) -> None:
    """The stretch of each cell, read alone, is the cell; and each of its letters has its place."""
    text = held(data).text
    for row in read_rows(text):
        assert isinstance(row, Row)
        assert text.line_column(row.start)[0] == row.line or "\r" in text.text
        spans = cell_spans(text.text, row.start)
        assert len(spans) == len(row.cells)
        for span, cell in zip(spans, row.cells, strict=True):
            raw = text.text[slice(*span)]
            assert (raw == cell) or raw == '"' + cell.replace('"', '""') + '"'
            for offset, letter in enumerate(cell):
                assert text.text[within_cell(text.text, span, offset)] == letter


@given(st.text(st.sampled_from('ab,"\r\n\ufeff\0é'), max_size=40))
def test_no_bytes_raise(text: str) -> None:
    """Whatever stands in the file, rows or problems come out, and they come to an end."""
    for row in read_rows(Text("record.csv", text)):
        assert row.line >= 1 if isinstance(row, Row) else row.code in ("csv-quote", "cell-too-long")


# --- saving -------------------------------------------------------------------------------------------------------


def test_a_save_is_refused_where_the_file_has_changed_meanwhile(tmp_path: Path) -> None:
    """Somebody else's row is not lost."""
    folder = write(tmp_path)
    mine, theirs = open_record(folder), open_record(folder)
    save_record(append_row(theirs, {"id": "theirs"}))
    kept = (folder / "record.csv").read_bytes()
    with pytest.raises(SaveError, match="has changed since it was read"):
        save_record(append_row(mine, {"id": "mine"}))
    assert (folder / "record.csv").read_bytes() == kept
    assert [entry.name for entry in folder.iterdir()] == ["record.csv"]


def test_one_save_after_another(tmp_path: Path) -> None:
    """What a save gives back can be changed and saved again."""
    record = open_record(write(tmp_path))
    for number in range(3):
        record = save_record(append_row(record, {"id": f"t{number}"}))
    assert [row[0] for row in cells(open_record(tmp_path))][-3:] == ["t0", "t1", "t2"]


def test_the_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    """A record that others may not read stays so; one that lies elsewhere is written there."""
    real = write(tmp_path / "real") / "record.csv"
    real.chmod(0o640)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "record.csv").symlink_to(real)
    save_record(append_row(open_record(linked), {"id": "t"}))
    assert (linked / "record.csv").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert b"\r\nt," in real.read_bytes()


def test_a_record_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    """The folder may have been moved; that is for the user to say."""
    record = open_record(write(tmp_path))
    (tmp_path / "record.csv").unlink()
    with pytest.raises(SaveError, match="could not be written"):
        save_record(record)
    assert not list(tmp_path.iterdir())


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def in_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own; gives the process."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def saved(folder: Path, text: str) -> None:
    """One save, of another text of about the same size."""
    record = open_record(folder)
    save_record(change_cell(record, "s1", "note", text))


def kill_at(line: int) -> Callable[[FrameType, str, Any], Any]:
    """A tracer that kills its own process when the module of the record comes to its n-th line."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.endswith(("record.py", "tempfile.py")):
            return None
        if event == "line":
            count += 1
            if count == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


@needs_fork
def test_killed_at_any_line_a_save_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Every line of the save, one after the other, until it is not killed any more."""
    folder = write(tmp_path)
    record = change_cell(open_record(folder), "s1", "note", "new " * 5000)
    old, new, seen = ODD.encode(), record.data, set()
    for line in range(1, 1000):
        (folder / "record.csv").write_bytes(old)

        def work(line: int = line) -> None:
            sys.settrace(kill_at(line))
            save_record(record)

        _, status = os.waitpid(in_child(work), 0)
        found = (folder / "record.csv").read_bytes()
        assert found in (old, new)
        seen.add(found)
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    else:
        pytest.fail("the save never came to its end")
    assert line > 20
    assert seen == {old, new}
    assert [entry.name for entry in folder.iterdir()] == ["record.csv"], (
        "the last save clears what the killed ones left"
    )


@needs_fork
def test_killed_at_any_moment_a_save_leaves_a_whole_file(tmp_path: Path) -> None:
    """A process that saves again and again, killed from outside at random moments."""
    folder = write(tmp_path)
    texts = {letter: letter * 100_000 for letter in "ab"}
    whole = {change_cell(open_record(folder), "s1", "note", text).data for text in texts.values()}
    saved(folder, texts["a"])
    chance = random.Random(7)

    def work() -> None:
        for number in range(10_000):
            saved(folder, texts["ab"[number % 2]])

    for _ in range(25):
        child = in_child(work)
        time.sleep(chance.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert (folder / "record.csv").read_bytes() in whole
    saved(folder, texts["b"])
    assert len(list(folder.iterdir())) == 1


@needs_fork
def test_of_two_programs_that_save_at_once_neither_loses_a_row(tmp_path: Path) -> None:
    """Each tries until it is not refused any more."""
    folder = write(tmp_path)

    def work(name: str) -> None:
        for number in range(10):
            while True:
                try:
                    save_record(append_row(open_record(folder), {"id": f"{name}{number}"}))
                    break
                except SaveError:
                    continue

    children = [in_child(lambda name=name: work(name)) for name in ("a", "b")]  # type: ignore[misc]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    ids = [row[0] for row in cells(open_record(folder))]
    assert sorted(ids[4:]) == sorted(f"{name}{number}" for name in "ab" for number in range(10))


# --- handing out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "  @x"])
def test_no_cell_that_is_handed_out_is_a_formula(cell: str) -> None:
    """An apostrophe in front makes a text of it."""
    assert neutral_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "a", "1", "pay = 3%", "a-b", "'x"])
def test_other_cells_are_handed_out_as_they_are(cell: str) -> None:
    """Nothing is changed without need."""
    assert neutral_cell(cell) == cell


def test_the_columns_are_those_of_the_design() -> None:
    """In this order."""
    assert ",".join(COLUMNS) == (
        "id,date,party,stance,claim,speaker,named,role,reported_by,outlet,report,start,end,quote,firmness,grade,"
        "audience,reviewed_by,corrects,note"
    )
