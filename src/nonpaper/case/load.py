"""A folder on disk: is it a case, and which? The door through which everything comes in; past it, names are things."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from nonpaper.case.case import Case
from nonpaper.case.check import check_case
from nonpaper.case.outline import OutlineReader
from nonpaper.case.record import Record, read_record
from nonpaper.case.reports import Reports
from nonpaper.case.rows import RowsReader
from nonpaper.case.statements import Statement
from nonpaper.case.text import Problems, Text, decode, read_bytes
from nonpaper.problems import Problem

FILE = "case.yaml"
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gives: the case, None where it has errors; and all problems, in order of place."""

    case: Case | None
    problems: tuple[Problem, ...]


def load_case(folder: Path, instead: Record | None = None) -> Loaded:
    """The case in a folder, with everything that is wrong or doubtful about it.

    `instead` is a record to be read in place of the one on disk: what the case would be if that were saved.

    Nothing in a file raises: a mistake is a problem with a place. All of them are collected; where one of them is an
    error there is no case.
    """
    problems = Problems()
    data = read_bytes(folder / FILE, FILE, MOST_BYTES, problems, of_case=True)
    text = decode(data, FILE, problems) if data is not None else None
    record = instead if instead is not None else read_record(folder, problems)
    if text is None:
        return Loaded(None, problems.in_order())
    reader = OutlineReader(text, problems)
    if not reader.readable:
        return Loaded(None, problems.in_order())
    rows = RowsReader(record, reader.vocabulary, problems) if record is not None else None
    outline = reader.outline()
    reports = Reports(folder, problems)
    statements: tuple[Statement, ...] = ()
    if rows is not None:
        statements = rows.statements(reader.parties, reader.party_names, reports)
    if record is None or data is None or problems.errors:
        return Loaded(None, problems.in_order())
    cited = dict(sorted(reports.read.items()))
    hashed = hashlib.sha256()
    for part in (data, record.data, *(report.sha256.encode() for report in cited.values())):
        hashed.update(hashlib.sha256(part).digest())
    case = Case(
        folder=folder,
        title=outline.title,
        parties=outline.parties,
        issues=outline.issues,
        statements=statements,
        procedure=outline.procedure,
        drafts=outline.drafts,
        rounds=outline.rounds,
        deadlines=outline.deadlines,
        guarantees=outline.guarantees,
        values=outline.values,
        prices=outline.prices,
        reports=cited,
        fingerprint=hashed.hexdigest(),
    )
    problems.add(*(_with_line(each, text, record.text, rows) for each in check_case(case)))
    found = problems.in_order()
    return Loaded(replace(case, problems=found), found)


def _with_line(question: Problem, outline: Text, record: Text, rows: RowsReader | None) -> Problem:
    """A question of `check` with the line it is about; one about a row stands at the column it names, or its claim."""
    place = question.place
    text = {outline.file: outline, record.file: record}.get(place.file)
    if text is None:
        return question
    start = text.offset(place.line, place.column)
    end = start + place.end_column - place.column
    field = place.field
    if text is record and rows is not None and start == end:
        start, end, field = rows.cell_at(start, field or "claim")
    return text.problem(question.code, start, end, question.message, question.hint, field)
