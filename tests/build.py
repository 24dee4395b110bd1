"""A case from a few lines in the test itself: `build_case(YAML, ROWS)`."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from nonpaper.case.case import Case
from nonpaper.case.load import Loaded, load_case
from nonpaper.errors import CaseError
from nonpaper.problems import Severity

Rows = str | Iterable[str] | Iterable[Mapping[str, object]]
FIRST = ("id", "date", "party", "stance", "claim")


def write_case(folder: Path, case_yaml: str, rows: Rows = "", reports: Mapping[str, str] | None = None) -> Path:
    """A case folder.

    `rows` is record.csv with only the columns it uses (lines may be indented, blank ones are left out), or mappings of
    column to value. Where no row has an id they are called s1, s2, ...
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(_dedent(case_yaml), encoding="utf-8")
    (folder / "record.csv").write_text(as_csv(rows), encoding="utf-8")
    for name, text in (reports or {}).items():
        (folder / "reports").mkdir(exist_ok=True)
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    return folder


def as_csv(rows: Rows) -> str:
    """The text of record.csv."""
    given = rows.splitlines() if isinstance(rows, str) else list(rows)
    lines = [line.strip() for line in given if isinstance(line, str) and line.strip()]
    tables = [dict(row) for row in given if isinstance(row, Mapping)]
    if not tables:
        lines = lines or [",".join(FIRST)]
        if "id" not in lines[0].split(","):
            lines = [f"id,{lines[0]}", *(f"s{number},{line}" for number, line in enumerate(lines[1:], 1))]
        return "\n".join(lines) + "\n"
    out = io.StringIO()
    columns = list(dict.fromkeys((*FIRST, *(key for row in tables for key in row))))
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(tables, 1):
        writer.writerow({"id": f"s{number}", **row})
    return out.getvalue()


def load_rows(case_yaml: str, rows: Rows = "", reports: Mapping[str, str] | None = None) -> Loaded:
    """A case from text, with whatever is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        return load_case(write_case(Path(folder), case_yaml, rows, reports))


def build_case(case_yaml: str, rows: Rows = "", reports: Mapping[str, str] | None = None) -> Case:
    """A case from text. Raises `CaseError` where it has errors."""
    loaded = load_rows(case_yaml, rows, reports)
    if loaded.case is None:
        raise CaseError(tuple(p for p in loaded.problems if p.severity is Severity.ERROR))
    return loaded.case


def _dedent(text: str) -> str:
    from textwrap import dedent

    return dedent(text.lstrip("\n"))
