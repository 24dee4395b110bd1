"""What was decided about each proposal, by whom and when? A file that only grows: CASE/reading/decisions.csv.

A decision that changes the record is written in two steps, and the record is the second:

1. the decision, as a line that holds the row, and the hashes of the record before and after it; brought to the disk;
2. the record, whole, in the place of the old one.

A decision whose second step is missing did not happen: nothing is in the record that was not decided, and nothing
counts as decided that is not in the record. `settle` sees to that when the file is opened, and says what it did. A
line that was cut off is taken away; an acceptance whose row is not in the record (the machine stopped in between, or
somebody took the row out) is taken back with a line that says so; an undo that the record has not followed is taken
away. A line is one line, whatever stands in it, and ends with a check of its own cells, so that half a line is never
taken for a whole one. The ids of rows that once were accepted are never given to others.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from nonpaper.case.record import Record, Row, read_rows, sync_folder
from nonpaper.errors import SaveError

FOLDER = "reading"
FILE = "decisions.csv"
COLUMNS = (
    *("number", "when", "by", "decision", "proposals", "reason", "undoes", "statement", "row", "cuts"),
    *("before", "after", "check"),
)
_MOST_BYTES = 256_000_000


class Kind(StrEnum):
    """What can be decided. `EDIT` changes what a proposal says and leaves it open; `ADD` makes one by hand."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    SKIP = "skip"
    SPLIT = "split"
    MERGE = "merge"
    ADD = "add"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    `row` is column -> text: the whole row of the record for `accept`, and for an `undo` that had to add a correction;
    what was changed for `edit`; `report`, `start` and `end` for `add`. `cuts` are the code points where a `split`
    cuts. `before` and `after` are hashes (sha256, hex) of record.csv, blank where the record is not changed.
    """

    number: int
    when: str  # UTC, 2024-03-07T18:05:09Z
    by: str
    kind: Kind
    proposals: tuple[str, ...]
    reason: str = ""
    undoes: int | None = None
    statement: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    cuts: tuple[int, ...] = ()
    before: str = ""
    after: str = ""

    def cells(self) -> tuple[str, ...]:
        """The cells of its line, without the check."""
        return (
            str(self.number),
            self.when,
            self.by,
            self.kind.value,
            " ".join(self.proposals),
            self.reason,
            "" if self.undoes is None else str(self.undoes),
            self.statement,
            json.dumps(dict(self.row), ensure_ascii=True) if self.row else "",
            " ".join(map(str, self.cuts)),
            self.before,
            self.after,
        )


@dataclass(frozen=True, slots=True)
class Decisions:
    """The file: its decisions, in order, and its bytes as they were read or written last."""

    path: Path
    data: bytes = b""
    all: tuple[Decision, ...] = ()

    @property
    def undone(self) -> frozenset[int]:
        """The numbers of those that were taken back."""
        return frozenset(decision.undoes for decision in self.all if decision.undoes is not None)

    @property
    def live(self) -> tuple[Decision, ...]:
        """Those that stand: neither taken back nor a taking back."""
        undone = self.undone
        return tuple(d for d in self.all if d.number not in undone and d.kind is not Kind.UNDO)

    @property
    def next(self) -> int:
        """The number of the next decision."""
        return self.all[-1].number + 1 if self.all else 1


def _line(cells: Iterable[str]) -> bytes:
    # A break inside a cell would make two lines of one; no cell needs one (the row is JSON, which escapes it).
    tidy = [" ".join(cell.split()) if "\n" in cell or "\r" in cell else cell for cell in cells]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([*tidy, _check(tidy)])
    return out.getvalue().encode("utf-8")


def _check(cells: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(cells).encode("utf-8")).hexdigest()[:12]


def _header() -> bytes:
    return (",".join(COLUMNS) + "\n").encode()


def _decision(line: bytes) -> Decision | None:
    """The decision of a line; None where the line is not whole or is not as it was written."""
    try:
        cells = next(csv.reader([line.decode("utf-8")], strict=True), [])
        if len(cells) != len(COLUMNS) or _check(cells[:-1]) != cells[-1]:
            return None
        row = json.loads(cells[8]) if cells[8] else {}
        return Decision(
            int(cells[0]),
            cells[1],
            cells[2],
            Kind(cells[3]),
            tuple(cells[4].split()),
            cells[5],
            int(cells[6]) if cells[6] else None,
            cells[7],
            {str(column): str(text) for column, text in row.items()},
            tuple(int(cut) for cut in cells[9].split()),
            cells[10],
            cells[11],
        )
    except (ValueError, csv.Error, AttributeError):
        return None


def read_decisions(path: Path) -> tuple[Decisions, int]:
    """The decisions of a file, and the length in bytes of what is whole: less than the file's, where a line was cut.

    Raises `SaveError` where a line before the last one is not as it was written, or the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Decisions(path), 0
    except OSError as error:
        raise SaveError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(data) > _MOST_BYTES:
        raise SaveError(f"{path} has more than {_MOST_BYTES:,} bytes")
    header = _header()
    if not data.startswith(header):
        if header.startswith(data):
            return Decisions(path), 0  # the first line was cut
        raise SaveError(f"{path}:1 is not the header that decisions have; put the file back as it was")
    found: list[Decision] = []
    at = len(header)
    lines = data[at:].split(b"\n")
    for place, line in enumerate(lines[:-1]):
        decision = _decision(line)
        if decision is None or decision.number != len(found) + 1:
            if place == len(lines) - 2 and not lines[-1]:
                break  # the last line, whole by its end and not by its check: its blocks did not all reach the disk
            told = "is not as it was written; decisions are not changed by hand: put the line back, and undo it instead"
            raise SaveError(f"{path}:{place + 2} {told}")
        found.append(decision)
        at += len(line) + 1
    return Decisions(path, data[:at], tuple(found)), at


def append_decisions(decisions: Decisions, new: Sequence[Decision]) -> Decisions:
    """The file with more lines, brought to the disk in one write.

    The caller holds the folder (`nonpaper.case.record.alone`). Raises `SaveError` where somebody else has decided in
    the meantime, or the file cannot be written.
    """
    path = decisions.path
    lines = b"".join(_line(decision.cells()) for decision in new)
    if not decisions.data:
        lines = _header() + lines
    try:
        there = path.exists()
        if (path.read_bytes() if there else b"") != decisions.data:
            raise SaveError(f"{path} has changed since it was read; open the review again")
        with path.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if not there:
            sync_folder(path.parent)
    except OSError as error:
        raise SaveError(f"{path} could not be written: {error.strerror or error}") from error
    return Decisions(path, decisions.data + lines, (*decisions.all, *new))


def cut_back(path: Path, whole: int) -> None:
    """Take away what stands behind the last whole line. The caller holds the folder. Raises `SaveError`."""
    try:
        with path.open("r+b") as file:
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SaveError(f"{path} could not be written: {error.strerror or error}") from error


# --- the record has followed --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """The file in agreement with the record, and what had to be done for that, in words."""

    decisions: Decisions
    notes: tuple[str, ...] = ()


def settle(path: Path, record: Record, now: str) -> Settled:
    """Bring the decisions into agreement with the record, whatever has happened; the record is not touched.

    `now` is the time for the lines that have to be added. The caller holds the folder. Raises `SaveError`.
    """
    decisions, whole = read_decisions(path)
    notes: list[str] = []
    if path.exists() and whole < path.stat().st_size:
        cut_back(path, whole)
        notes.append("the last decision had not been written to its end, and is taken away: decide it again")
    there = row_ids(record)
    last = decisions.all[-1] if decisions.all else None
    if last is not None and last.kind is Kind.UNDO and last.statement and (last.statement in there) != bool(last.row):
        kept = decisions.all[:-1]
        whole = len(decisions.data) - len(_line(last.cells()))
        cut_back(path, whole)
        decisions = Decisions(path, decisions.data[:whole], kept)
        notes.append("the record had not followed the last undo, which is taken away: undo it again")
    lost = [d for d in decisions.live if d.kind is Kind.ACCEPT and d.statement not in there]
    if lost:
        told = "the row is not in the record"
        lines = [
            Decision(decisions.next + place, now, "", Kind.UNDO, each.proposals, told, undoes=each.number)
            for place, each in enumerate(lost)
        ]
        decisions = append_decisions(decisions, lines)
        ids = ", ".join(decision.statement for decision in lost)
        was = "was accepted and is" if len(lost) == 1 else "were accepted and are"
        notes.append(f"{ids} {was} not in the record: what was proposed is open again")
    return Settled(decisions, tuple(notes))


def row_ids(record: Record) -> frozenset[str]:
    """The ids of the rows of a record."""
    place = record.columns.index("id")
    rows = iter(read_rows(record.text))
    next(rows, None)
    return frozenset(row.cells[place].strip() for row in rows if isinstance(row, Row) and place < len(row.cells))
