"""What every example keeps to: it loads without an error, cites its reports, and says where its facts are from."""

from __future__ import annotations

from pathlib import Path

import pytest

import nonpaper
from nonpaper.problems import Severity

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/case.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_example_has_questions_at_most(folder: Path) -> None:
    assert all(problem.severity is Severity.WARNING for problem in nonpaper.check(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_row_has_a_span_a_quote_and_a_grade(folder: Path) -> None:
    case = nonpaper.load(folder).case
    for statement in case.statements:
        assert statement.source is not None
        assert statement.grade is not None
        text = case.reports[statement.source.report].text
        assert text[statement.source.start : statement.source.end] == statement.quote != ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_example_says_where_it_is_from(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "invented" in readme or "## Where the facts are from" in readme
    assert "## What the program answers" in readme
    for report in (folder / "reports").iterdir():
        head = report.read_text(encoding="utf-8")[:400]
        assert "(invented)" in head or "analyst's own summary" in head
