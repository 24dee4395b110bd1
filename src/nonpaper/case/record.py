"""What is in record.csv, byte for byte? The file as rows of cells, changed one row at a time and saved whole.

An edit touches the row it is about and nothing else: comments, column order, quotes, line ends and a user's own
columns stay as they were. A save either leaves the old file or the new one, never anything between.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nonpaper.case.text import Problems, Text, decode, nearest, read_bytes
from nonpaper.errors import CaseError, SaveError, UsageError
from nonpaper.problems import Problem

FILE = "record.csv"
COLUMNS: Mapping[str, str] = {
    "id": "a name for the row, once in the record; answers cite it",
    "date": "a day, year-month-day; a month, a year, or an interval where only that is known (`[..2024-03-07]`)",
    "party": "the id of the party; blank where nobody is bound",
    "stance": "what the statement does, a word of the table of stances",
    "claim": "what exactly about; blank, or a bare issue, only where the stance binds nobody",
    "speaker": "who said it; blank: the party itself",
    "named": "`false` where the report does not name the speaker; blank: `true`",
    "role": "what the speaker is; `principal` and `delegation` count as rank",
    "reported_by": "who says that they said it; blank: first hand",
    "outlet": "who published it",
    "report": "the file in `reports/`",
    "start": "where the words begin in the report: code points from 0, a byte order mark not counted",
    "end": "where they end: the first code point behind them",
    "quote": "the words; blank, with a span: they are taken from the report",
    "firmness": "0 to 5; blank: the default of the stance",
    "grade": "the Admiralty code: source A to F, information 1 to 6, e.g. `B2`; blank: ungraded",
    "audience": "who may know it; blank: everyone",
    "reviewed_by": "who has checked the row",
    "corrects": "the id of the row that this one replaces",
    "note": "anything else",
}
REQUIRED = ("id", "date", "stance")
MOST_BYTES = 16_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 500
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the text: its line, its first code point and the one behind it, and its cells."""

    line: int
    start: int
    end: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Record:
    """record.csv: its bytes, and the hash of what was on disk when it was read.

    Edits give a new `Record`; nothing is on disk before `save_record`.
    """

    path: Path
    data: bytes
    seen: str  # sha256 of the file as it was read
    text: Text
    columns: tuple[str, ...]

    @property
    def newline(self) -> str:
        """How a line of the file ends."""
        found = re.search(r"\r\n|\r|\n", self.text.text)
        return found[0] if found is not None else "\n"


def read_record(folder: Path, problems: Problems) -> Record | None:
    """The record of a case folder; None, and the problems, where it has no header that could be used."""
    path = folder / FILE
    data = read_bytes(path, FILE, MOST_BYTES, problems, of_case=True)
    text = decode(data, FILE, problems) if data is not None else None
    if data is None or text is None:
        return None
    nul = text.text.find("\0")
    if nul >= 0:
        problems.add(text.problem("control-character", nul, nul + 1, "a NUL character may not stand in a record"))
        return None
    header = next(iter(read_rows(text)), None)
    columns = _columns(header, text, problems)
    if columns is None:
        return None
    return Record(path, data, hashlib.sha256(data).hexdigest(), text, columns)


def open_record(folder: Path) -> Record:
    """The record of a case folder, to be changed. Raises `CaseError` where its header cannot be used."""
    problems = Problems()
    record = read_record(folder, problems)
    if record is None or len(problems):
        raise CaseError(problems.in_order())
    return record


def _columns(header: Row | Problem | None, text: Text, problems: Problems) -> tuple[str, ...] | None:
    """The names of the columns, if the record has those that it needs, each once."""
    if isinstance(header, Problem):
        problems.add(header)
        return None
    columns_are = f"the columns are {', '.join(COLUMNS)}"
    if header is None:
        problems.add(text.problem("missing-column", 0, 1, "the record is empty: it has no header", columns_are))
        return None
    columns = tuple(cell.strip() for cell in header.cells)
    if len(columns) == 1 and re.search(r"[;\t|]", columns[0]):
        sign = "tabs" if "\t" in columns[0] else f"`{re.findall(r'[;|]', columns[0])[0]}`"
        told = f"the columns are parted by {sign}, not by commas"
        problems.add(text.problem("csv-delimiter", header.start, header.end, told, "save it with commas"))
        return None
    if len(columns) > MOST_COLUMNS:
        told = f"the header has {len(columns):,} columns; at most {MOST_COLUMNS} are read"
        problems.add(text.problem("file-too-large", header.start, None, told))
        return None
    whole = True
    spans = cell_spans(text.text, header.start)
    before: set[str] = set()
    for place, name in enumerate(columns):
        if name and name in before:
            told = f"the column `{name}` is there twice"
            problems.add(text.problem("duplicate-column", *spans[place], told, "delete or rename one"))
            whole = False
        before.add(name)
    missing = [name for name in REQUIRED if name not in columns]
    if len(missing) == len(REQUIRED):
        told = f"the first line is not a header: it names none of {', '.join(f'`{name}`' for name in REQUIRED)}"
        problems.add(text.problem("missing-column", header.start, header.end, told, columns_are))
        return None
    for name in missing:
        if name not in columns:
            near = nearest(name, [column for column in columns if column not in COLUMNS])
            hint = f"is it the column `{near}`?" if near else columns_are
            end = spans[-1][1] if spans else header.end
            problems.add(text.problem("missing-column", header.start, end, f"the column `{name}` is missing", hint))
            whole = False
    return columns if whole else None


def read_rows(text: Text) -> Iterator[Row | Problem]:
    """The rows of a record, the header first; a problem in place of a row that cannot be read. Empty lines are none."""
    start, line, slips = 0, 1, 0
    while start < len(text.text):
        lines = _Lines(text.text, start, line)
        reader = csv.reader(lines, strict=True)
        try:
            for cells in reader:
                if any(cells):
                    yield Row(line, start, lines.at, cells)
                start, line = lines.at, lines.line
            return
        except csv.Error as error:
            slips += 1
            yield _csv_problem(text, start, error)
            if slips >= 20:
                return
            # The next line begins anew: a quote that is not closed would otherwise swallow the rest.
            skipped = _LINE.match(text.text, start)
            start = skipped.end() if skipped is not None else len(text.text)
            line += 1


class _Lines:
    """The lines of a text from an offset on, and how far they have been read."""

    def __init__(self, text: str, at: int, line: int) -> None:
        self.found = _LINE.finditer(text, at)
        self.at = at
        self.line = line

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        found = next(self.found)
        self.at = found.end()
        self.line += 1
        return found[0]


def _csv_problem(text: Text, start: int, error: csv.Error) -> Problem:
    """Why a row cannot be read, at the quote where it goes wrong."""
    if "field limit" in str(error):
        most = csv.field_size_limit()
        long = next((span for span in cell_spans(text.text, start) if span[1] - span[0] > most), (start, start))
        told = f"a cell is longer than {most:,} characters"
        return text.problem("cell-too-long", long[0], long[0] + 1, told, "is a quote not closed?")
    first = _LINE.match(text.text, start)
    end = first.end() if first is not None else start
    spans = cell_spans(text.text, start)
    for begin, stop in spans:
        cell = text.text[begin:stop]
        if cell.startswith('"') and not _QUOTED.fullmatch(cell):
            hint = 'a quote inside a cell is doubled: ""; a cell with quotes or commas stands in quotes'
            return text.problem("csv-quote", begin, min(stop, end), "the quotes of this cell do not close it", hint)
    return text.problem("csv-quote", start, end, f"this row is no CSV: {error}")


# Possessive, so that a quote that is never closed costs one pass over the rest of the file and no memory.
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
_CELL = re.compile(r'"[^"]*+(?:""[^"]*+)*+"?+[^,\r\n]*+|[^,\r\n]*+')


def cell_spans(text: str, start: int) -> list[tuple[int, int]]:
    """Where each cell of the row that begins at `start` stands, quotes included: its first code point, and the next
    after its last."""
    spans: list[tuple[int, int]] = []
    at = start
    while True:
        found = _CELL.match(text, at)
        end = found.end() if found is not None else at
        spans.append((at, end))
        if end >= len(text) or text[end] != ",":
            return spans
        at = end + 1


def within_cell(text: str, span: tuple[int, int], offset: int) -> int:
    """Where the code point of a cell's value with this offset stands in the text: quotes are skipped, `""` is one."""
    start, end = span
    if not text.startswith('"', start, end):
        return min(start + offset, end)
    at = start + 1
    while offset > 0 and at < end:
        at += 2 if text.startswith('""', at) else 1
        offset -= 1
    return min(at, end)


# --- changing -----------------------------------------------------------------------------------------------------


def append_row(record: Record, row: Mapping[str, str]) -> Record:
    """The record with one more row; `row` is column -> text, and what it does not name is blank.

    Raises `UsageError` for a column that the record does not have, and for an id that is blank or taken.
    """
    for column in row:
        _place(record, column)
    if not row.get("id", "").strip():
        raise UsageError("a row has an id")
    if _find(record, row["id"]) is not None:
        raise UsageError(f"the record has a row {row['id']!r} already")
    text = record.text.text
    line = ",".join(_quoted(row.get(column, "")) for column in record.columns)
    joint = "" if not text or text.endswith(("\n", "\r")) else record.newline
    return _with_text(record, f"{text}{joint}{line}{record.newline}")


def without_last_row(record: Record, id: str, before: str = "") -> Record:
    """The record without its last row, the row `id`: what undoes `append_row`.

    `before` is the hash (sha256, hex) of the bytes before the row was appended, where it is known: if taking away the
    line end before the row gives those very bytes, that goes too. Raises `UsageError` where another row is the last.
    """
    row = _find(record, id)
    text = record.text.text
    if row is None or text[row.end :].strip():
        raise UsageError(f"the last row of the record is not {id!r}")
    shorter = _with_text(record, text[: row.start])
    if before and text[: row.start].endswith(record.newline):
        shortest = _with_text(record, text[: row.start - len(record.newline)])
        if hashlib.sha256(shortest.data).hexdigest() == before:
            return shortest
    return shorter


def last_row(record: Record) -> dict[str, str]:
    """The cells of the last row, column -> text; empty where the record has no row."""
    rows = iter(read_rows(record.text))
    next(rows, None)
    last = None
    for row in rows:
        last = row
    if not isinstance(last, Row):
        return {}
    return {column: text for column, text in zip(record.columns, last.cells, strict=False) if column}


def change_cell(record: Record, id: str, column: str, value: str) -> Record:
    """The record with one cell of the row `id` changed; every other byte stays.

    Raises `UsageError` for a row or a column that the record does not have, and for an id that is taken.
    """
    place = _place(record, column)
    row = _find(record, id)
    if row is None:
        raise UsageError(f"the record has no row {id!r}")
    if column == "id" and value.strip() != id.strip() and (not value.strip() or _find(record, value) is not None):
        raise UsageError(f"the record has a row {value!r} already" if value.strip() else "a row has an id")
    text = record.text.text
    spans = cell_spans(text, row.start)
    if place < len(spans):
        start, end = spans[place]
        cell = _quoted(value, always=text.startswith('"', start, end))
        return _with_text(record, text[:start] + cell + text[end:])
    if not value:
        return record
    end = spans[-1][1]
    return _with_text(record, text[:end] + "," * (place - len(spans) + 1) + _quoted(value) + text[end:])


def _place(record: Record, column: str) -> int:
    if column not in record.columns or not column:
        near = nearest(column, record.columns)
        raise UsageError(f"the record has no column {column!r}" + (f"; did you mean {near!r}?" if near else ""))
    return record.columns.index(column)


def _find(record: Record, id: str) -> Row | None:
    place = record.columns.index("id")
    rows = iter(read_rows(record.text))
    next(rows, None)
    for row in rows:
        if isinstance(row, Row) and place < len(row.cells) and row.cells[place].strip() == id.strip():
            return row
    return None


def _quoted(value: str, *, always: bool = False) -> str:
    if "\0" in value:
        raise UsageError("a NUL character may not stand in a record")
    if len(value) > csv.field_size_limit():
        raise UsageError(f"the text is longer than a cell may be: {csv.field_size_limit():,} characters")
    if not always and not any(sign in value for sign in ',"\r\n') and value == value.strip(" "):
        return value
    return '"' + value.replace('"', '""') + '"'


def _with_text(record: Record, text: str) -> Record:
    try:
        data = (("\ufeff" if record.text.marked else "") + text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"the character {text[error.start]!r} cannot be written") from error
    return replace(record, data=data, text=Text(record.text.file, text, record.text.marked))


# --- saving -------------------------------------------------------------------------------------------------------


def save_record(record: Record) -> Record:
    """Write the record: aside in the same folder, brought to the disk, then put in the place of the old file.

    Whenever the machine stops, the old file or the new one stands there, whole. Raises `SaveError`, and leaves the
    old file, where the file has changed since it was read or cannot be written.
    """
    try:
        path = record.path.resolve(strict=True)
        with alone(path.parent):
            if hashlib.sha256(path.read_bytes()).hexdigest() != record.seen:
                raise SaveError(f"{record.path} has changed since it was read; read it again and repeat the change")
            _clear_leftovers(path)
            _replace(path, record.data)
    except OSError as error:
        raise SaveError(f"{record.path} could not be written: {error.strerror or error}") from error
    return replace(record, seen=hashlib.sha256(record.data).hexdigest())


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".aside", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            aside.chmod(path.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _clear_leftovers(path: Path) -> None:
    """Delete what a save that was killed has left beside the record; nobody else saves while we hold the folder."""
    for left in path.parent.glob(f".{path.name}.*.aside"):
        left.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The folder to ourselves: two programs that save at once wait for each other, so the second sees the file of the
    first. Not to be taken twice by one program."""
    try:
        import fcntl
    except ImportError:  # a system without such locks: the hash still tells almost every change
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """The new name of the file is on the disk too."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- handing out --------------------------------------------------------------------------------------------------


def neutral_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: for tables that are handed out. The record stays as it is."""
    return f"'{value}" if value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA[:4]) else value
