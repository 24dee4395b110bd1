"""Can the review be done in a spreadsheet? The queue as a table with a column to fill in, and the table back.

A cell that a spreadsheet would take for a formula has an apostrophe set before it, which is taken off again on the way
back; no other cell is changed, so what was not touched comes back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nonpaper.case.record import Row, cell_spans, neutral_cell, read_rows
from nonpaper.case.text import Problems, Text, decode, nearest, read_bytes
from nonpaper.errors import UsageError
from nonpaper.problems import Problem, Severity
from nonpaper.read.decisions import Kind
from nonpaper.read.proposed_rows import FIELDS
from nonpaper.read.review import Item, Review, State, Wanted
from nonpaper.read.wording import judged_words, polarity_words, row_words

COLUMNS = ("proposal", "decision", "reason", "confidence", "sentence", "remark", "also", *FIELDS)
"""The first three are read back, and those of the record; `confidence`, `sentence`, `remark` and
`also` (who else reports it, and which rows say it already) are for reading."""
_MOST_BYTES = 64_000_000
_DECISIONS: Mapping[str, Kind] = {"accept": Kind.ACCEPT, "reject": Kind.REJECT, "skip": Kind.SKIP}
_STATES: Mapping[State, str] = {State.ACCEPTED: "accept", State.REJECTED: "reject", State.SKIPPED: "skip"}


def escaped(value: str) -> str:
    """The cell as it is handed out: an apostrophe before what a spreadsheet would take for a formula."""
    bare = value.lstrip("'")
    return f"'{value}" if neutral_cell(bare) != bare else value


def unescaped(cell: str) -> str:
    """The value of a cell that `escaped` has made, whatever the value was."""
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and neutral_cell(bare) != bare else cell


def as_table(review: Review, report: str | None = None) -> str:
    """The queue as CSV, one row a proposal; what is decided already has its decision filled in.

    Raises `UsageError` for a report of which nothing has been read.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in review.queue(report):
        row = review.row(item)
        cells = {
            **row,
            "proposal": item.id,
            "decision": _STATES.get(item.state, ""),
            "reason": item.reason,
            "confidence": item.proposal.confidence.value,
            "sentence": row_words(row, review.case),
            "remark": _remark(review, item, row),
            "also": "; ".join(review.together(item).words(item.document.name)),
        }
        writer.writerow([escaped(cells[column]) for column in COLUMNS])
    return out.getvalue()


def _remark(review: Review, item: Item, row: Mapping[str, str]) -> str:
    """What is doubtful: words that do not affirm, and the judgements that are not sure."""
    parts = [polarity_words(item.proposal, row["stance"]), review.look_again(item)]
    parts += [f"{j.field}: {judged_words(j)}" for j in item.proposal.judgements if j.confidence.height < 3]
    return "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a table has done: how many it accepted, rejected, put off and changed, and how many were so already.

    Where one of `problems` is an error, nothing was done, and the numbers are 0.
    """

    problems: tuple[Problem, ...]
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    edited: int = 0
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        """What was done -> how often."""
        done = (self.accepted, self.rejected, self.skipped, self.edited)
        return dict(zip(("accepted", "rejected", "put off", "changed and still open"), done, strict=True))


def take_in(review: Review, path: Path) -> TakenIn:
    """Decide as a table says: all of it, or nothing where one row of it is wrong; all problems are told at once.

    A row without a decision whose cells were changed keeps the changes, and stays open. What is decided in the same way
    already is passed over, so a table can be taken in twice. Problems are placed in the table.
    """
    problems = Problems()
    data = read_bytes(path, path.name, _MOST_BYTES, problems)
    text = decode(data, path.name, problems) if data is not None else None
    if text is None:
        return TakenIn(problems.in_order())
    if not review.by:
        raise UsageError("say who reviews: --by NAME")
    table = _Table(review, text, problems)
    wanted = table.wanted()
    for place, found in review.decide_all([each for _, each in wanted], dry=True):
        table.tell_of(wanted[place][0], found)
    if problems.errors:
        return TakenIn(problems.in_order())
    review.decide_all([each for _, each in wanted])
    kinds = [each.kind for _, each in wanted]
    return TakenIn(
        problems.in_order(),
        kinds.count(Kind.ACCEPT),
        kinds.count(Kind.REJECT),
        kinds.count(Kind.SKIP),
        kinds.count(Kind.EDIT),
        table.unchanged,
    )


class _Table:
    """A table on its way in."""

    def __init__(self, review: Review, text: Text, problems: Problems) -> None:
        self.review = review
        self.text = text
        self.problems = problems
        self.columns: list[str] = []
        self.unchanged = 0

    def wanted(self) -> list[tuple[Row, Wanted]]:
        """What each row wants, rows that want nothing left out."""
        rows = self._rows()
        header = next(rows, None)
        if header is None or not self._header(header):
            return []
        found: list[tuple[Row, Wanted]] = []
        seen: dict[str, Row] = {}
        for row in rows:
            cells = [unescaped(cell) for cell in row.cells]
            if len(cells) > len(self.columns) and any(cell.strip() for cell in cells[len(self.columns) :]):
                told = f"the row has {len(cells)} cells, the header {len(self.columns)}"
                self._tell("row-too-long", row, None, told, "a cell with a comma in it stands in quotes")
                continue
            given = dict(zip(self.columns, cells, strict=False))
            want = self._wanted(row, given, seen)
            if want is not None:
                found.append((row, want))
        return found

    def _rows(self) -> Iterator[Row]:
        for row in read_rows(self.text):
            if isinstance(row, Problem):
                self.problems.add(row)
            else:
                yield row

    def _header(self, header: Row) -> bool:
        self.columns = [unescaped(cell).strip() for cell in header.cells]
        if len(self.columns) == 1 and any(sign in self.columns[0] for sign in ";\t|"):
            told = "the columns are not parted by commas"
            self._tell("csv-delimiter", header, None, told, "save it with commas")
            return False
        good = True
        for name in ("proposal", "decision"):
            if name not in self.columns:
                near = nearest(name, [column for column in self.columns if column not in COLUMNS])
                hint = f"is it the column `{near}`?" if near else "write the table anew with --export"
                self._tell("missing-column", header, None, f"the column `{name}` is missing", hint)
                good = False
        for name in sorted({column for column in self.columns if column and self.columns.count(column) > 1}):
            self._tell("duplicate-column", header, None, f"the column `{name}` is there twice", "delete or rename one")
            good = False
        return good

    def _wanted(self, row: Row, given: Mapping[str, str], seen: dict[str, Row]) -> Wanted | None:
        named = given.get("proposal", "").strip()
        if named not in self.review.items:
            near = nearest(named, self.review.items)
            hint = f"did you mean `{near}`?" if near else "the table may be of another case, or of an older reading"
            told = f"there is no proposal `{named}`" if named else "the row names no proposal"
            self._tell("unknown-proposal", row, "proposal", told, hint)
            return None
        if named in seen:
            hint = f"first at {self.text.file}:{seen[named].line}; each stands once"
            self._tell("duplicate-id", row, "proposal", f"the proposal `{named}` stands twice", hint)
            return None
        seen[named] = row
        item = self.review.items[named]
        asked = given.get("decision", "").strip().casefold()
        if asked and asked not in _DECISIONS:
            near = nearest(asked, _DECISIONS)
            hint = f"did you mean `{near}`?" if near else "accept, reject or skip; blank: it stays open"
            self._tell("unknown-decision", row, "decision", f"`{asked}` is no decision", hint)
            return None
        changes = self._changes(item, given)
        reason = " ".join(given.get("reason", "").split())
        if item.state.decided or (item.state is State.SKIPPED and asked in ("", "skip")):
            return self._again(row, item, asked, changes, reason)
        if not asked and not changes:
            return None
        return Wanted(named, _DECISIONS[asked] if asked else Kind.EDIT, reason, changes)

    def _again(self, row: Row, item: Item, asked: str, changes: Mapping[str, str], reason: str) -> Wanted | None:
        """A row about what is decided already: nothing to do where it says the same."""
        same = asked in ("", _STATES.get(item.state, "")) and not changes
        if same and (item.state is not State.REJECTED or not asked or reason == item.reason):
            self.unchanged += bool(asked)
            return None
        if item.state is State.SKIPPED:
            return Wanted(item.id, Kind.EDIT, "", changes)
        was = f"accepted as {item.statement}" if item.state is State.ACCEPTED else item.state.value
        what = f"`{next(iter(changes))}` differs" if changes else "the table says otherwise"
        told = f"`{item.id}` is {was} already, and {what}"
        hint = "take that decision back in the review first, or put the row back as it was exported"
        self._tell("decided-already", row, next(iter(changes), "decision"), told, hint)
        return None

    def _changes(self, item: Item, given: Mapping[str, str]) -> dict[str, str]:
        """The cells that differ from what was handed out; what only a spreadsheet's habits have changed does not."""
        row = self.review.row(item)
        found: dict[str, str] = {}
        for column in FIELDS:
            if column not in given:
                continue
            new, old = given[column], row[column]
            if new.split() == old.split() or (column == "named" and new.strip().casefold() == old):
                continue
            found[column] = new if column in ("quote", "note") else new.strip()
        return found

    # --- telling ----------------------------------------------------------------------------------------------------

    def _tell(self, code: str, row: Row, column: str | None, told: str, hint: str = "") -> None:
        text = self.text.text
        spans = cell_spans(text, row.start)
        if column is not None and column in self.columns and self.columns.index(column) < len(spans):
            start, end = spans[self.columns.index(column)]
            if end - start > 2 and text.startswith('"', start):
                start, end = start + 1, end - 1
        else:
            start, end = row.start, spans[-1][1]
        self.problems.add(self.text.problem(code, start, end, told, hint, column or ""))

    def tell_of(self, row: Row, found: Problem) -> None:
        """What the case's check says of the row that would come of it, at the cell of the table it is about."""
        column = found.place.field if found.place.field in self.columns else None
        if found.severity is Severity.ERROR or column is not None:
            self._tell(found.code, row, column, found.message, found.hint)
