"""A case from a few lines in the test itself: `build_case(YAML, ROWS)`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from nonpaper.case.case import Case
from nonpaper.case.load import Loaded, load_case
from nonpaper.errors import CaseError
from nonpaper.problems import Severity


def write_case(
    folder: Path, case_yaml: str, rows: str | Iterable[str] = "", reports: Mapping[str, str] | None = None
) -> Path:
    """A case folder. `rows` is record.csv with only the columns it uses; lines may be indented, blank ones are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line.strip() for line in (rows.splitlines() if isinstance(rows, str) else rows)]
    record = "\n".join(line for line in lines if line) or "id,date,party,stance,claim"
    (folder / "case.yaml").write_text(_dedent(case_yaml), encoding="utf-8")
    (folder / "record.csv").write_text(record + "\n", encoding="utf-8")
    for name, text in (reports or {}).items():
        (folder / "reports").mkdir(exist_ok=True)
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    return folder


def load_rows(
    case_yaml: str, rows: str | Iterable[str] = "", reports: Mapping[str, str] | None = None
) -> Loaded:
    """A case from text, with whatever is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        return load_case(write_case(Path(folder), case_yaml, rows, reports))


def build_case(
    case_yaml: str, rows: str | Iterable[str] = "", reports: Mapping[str, str] | None = None
) -> Case:
    """A case from text. Raises `CaseError` where it has errors."""
    loaded = load_rows(case_yaml, rows, reports)
    if loaded.case is None:
        raise CaseError(tuple(p for p in loaded.problems if p.severity is Severity.ERROR))
    return loaded.case


def _dedent(text: str) -> str:
    from textwrap import dedent

    return dedent(text.lstrip("\n"))
