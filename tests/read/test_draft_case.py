"""A case from reports of our own: it passes `check`, says where all was found, and leaves the rest to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from nonpaper.case.load import load_case
from nonpaper.cli import main
from nonpaper.errors import UsageError
from nonpaper.problems import Severity
from nonpaper.read.draft_case import Found, case_text, draft_case, issues_of, parties_of
from nonpaper.read.spans import Span

FERRIES = """outlet: Harbour News
date: 2030-05-08
---
The ferry workers' union said on Tuesday that it demands higher wages and a shorter night shift.

Union leader Ida Brandt said the union would not accept the wages that the company had offered.

The Ferry Company said it rejected a shorter night shift. Its director Olaf Nyman said the company
offers wages of three percent more.
"""
WEATHER = "It rained.\nNobody said anything.\n"


def written(folder: Path, **texts: str) -> list[Path]:
    """Reports on disk."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_a_drafted_case_passes_check(tmp_path: Path) -> None:
    """With warnings only, the reports in it as they were, and an empty record."""
    (report,) = written(tmp_path, ferries=FERRIES)
    drafted = draft_case(tmp_path / "case", [report])
    loaded = load_case(tmp_path / "case")
    assert loaded.case is not None
    assert all(problem.severity is not Severity.ERROR for problem in loaded.problems)
    assert loaded.case.statements == ()
    assert (tmp_path / "case/reports/ferries.txt").read_bytes() == report.read_bytes()
    assert set(drafted.files) <= {path for path in (tmp_path / "case").rglob("*") if path.is_file()}
    assert loaded.case.title == "Drafted from 1 report, 2030-05-08"
    assert all(issue.steps == ("none", "some", "all") for issue in loaded.case.issues.values())


def test_what_recurs_is_an_issue_and_where_it_was_found_is_told(tmp_path: Path) -> None:
    """Needs a model of English."""
    pytest.importorskip("spacy")
    (report,) = written(tmp_path, ferries=FERRIES)
    drafted = draft_case(tmp_path / "case", [report])
    if drafted.advice:
        pytest.skip(drafted.advice)
    assert {"wages", "shift"} <= {issue.name for issue in drafted.issues}
    text = (tmp_path / "case/case.yaml").read_text(encoding="utf-8")
    for found in (*drafted.parties, *drafted.issues):
        name, span = found.places[0]
        assert f"{name} {span.start}-{span.end}" in text
        assert 0 <= span.start < span.end <= len(FERRIES)
    assert "placeholder" in text


def test_reports_without_a_word_of_the_talks_give_placeholders(tmp_path: Path) -> None:
    """Two sides and an issue to be filled in, and no invention."""
    drafted = draft_case(tmp_path / "case", written(tmp_path, weather=WEATHER))
    assert (drafted.parties, drafted.issues) == ((), ())
    loaded = load_case(tmp_path / "case").case
    assert loaded is not None
    assert [party.name for party in loaded.sides] == ["First side", "Second side"]
    assert list(loaded.issues) == ["first_issue"]


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    """And one that is named twice is read once."""
    paths = written(tmp_path, ferries=FERRIES, weather=WEATHER)
    draft_case(tmp_path / "one", paths)
    draft_case(tmp_path / "two", [*paths, paths[0]])
    for path in sorted((tmp_path / "one").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_nothing_is_written_over_and_nothing_half(tmp_path: Path) -> None:
    """A folder with something in it, a report that is not there, no report at all."""
    (report,) = written(tmp_path, ferries=FERRIES)
    with pytest.raises(UsageError, match="not empty"):
        draft_case(tmp_path, [report])
    with pytest.raises(UsageError, match="no such file"):
        draft_case(tmp_path / "case", [report, tmp_path / "gone.txt"])
    with pytest.raises(UsageError, match="at least one"):
        draft_case(tmp_path / "case", [])
    assert not (tmp_path / "case").exists()


def test_names_of_any_kind_make_a_case_that_can_be_read(tmp_path: Path) -> None:
    """Quotes, colons, brackets, keywords, the same word twice."""
    place = (("r.txt", Span(0, 9)),)
    names = ('The "Front": [North]', "all", "and", "none", "№ 7", "Ça va", "no", "# x", "all", "*ref", "{a: b}")
    parties = tuple(Found(name, (name + " army", "army"), place, ('Jo "X" Doe',)) for name in names)
    issues = tuple(Found(name, (name + " now",), place, (), ("5 percent",)) for name in names)
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(case_text('A "title": new', parties, issues), encoding="utf-8")
    header = "id,date,party,stance,claim\n"
    (folder / "record.csv").write_text(header, encoding="utf-8")
    loaded = load_case(folder)
    assert loaded.case is not None, loaded.problems
    assert [party.name for party in loaded.case.parties.values()] == list(names)
    assert len(loaded.case.issues) == len(names)


def test_nothing_told_is_nobody_and_nothing() -> None:
    """No statement, no party, no issue."""
    assert parties_of(()) == ()
    assert issues_of((), ()) == ()


def test_the_command_drafts_from_all_reports_behind_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `nonpaper new DIR --from REPORT...`; a report without --from is a slip, and nothing is written."""
    paths = [str(path) for path in written(tmp_path, ferries=FERRIES, weather=WEATHER)]
    assert main(["new", str(tmp_path / "case"), "--from", *paths]) == 0
    told = capsys.readouterr().out
    assert "all of it is to be edited" in told
    assert (tmp_path / "case/reports/ferries.txt").is_file()
    assert (tmp_path / "case/reports/weather.txt").is_file()
    assert main(["check", str(tmp_path / "case")]) == 0
    assert main(["new", str(tmp_path / "other"), *paths]) == 2
    assert "--from" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
