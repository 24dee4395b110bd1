"""A new case: it passes check without a question, and nothing that stands there is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from nonpaper.case.load import load_case
from nonpaper.case.record import COLUMNS
from nonpaper.case.scaffold import scaffold
from nonpaper.case.statements import Stance
from nonpaper.errors import SaveError, UsageError


def test_a_new_case_has_neither_errors_nor_warnings(tmp_path: Path) -> None:
    """And shows what a case is made of."""
    files = scaffold(tmp_path / "mine")
    assert [file.relative_to(tmp_path / "mine").as_posix() for file in files] == [
        "case.yaml",
        "record.csv",
        "reports/2030-05-08-harbour-news.txt",
    ]
    loaded = load_case(tmp_path / "mine")
    assert loaded.problems == ()
    case = loaded.case
    assert case is not None
    assert [party.name for party in case.sides] == ["Ferry crew", "Ferry company"]
    assert case.issues["pay"].numbers is not None
    assert any(statement.claim is not None and statement.claim.condition for statement in case.statements)
    assert {Stance.DEMANDS, Stance.OFFERS, Stance.REJECTS} <= {statement.stance for statement in case.statements}
    for statement in case.statements:
        assert statement.source is not None
        text = case.reports[statement.source.report].text
        assert text[statement.source.start : statement.source.end] == statement.quote


def test_the_record_has_all_columns(tmp_path: Path) -> None:
    """So that nobody has to look them up."""
    scaffold(tmp_path)
    assert (tmp_path / "record.csv").read_text(encoding="utf-8").startswith(",".join(COLUMNS) + "\n")


def test_the_same_twice(tmp_path: Path) -> None:
    """No date of today, no name of the machine."""
    one, two = scaffold(tmp_path / "one"), scaffold(tmp_path / "two")
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


@pytest.mark.parametrize(
    "title",
    ["Talks: the second round", 'A "round" table', "back\\slash", "  spaces  ", "# no comment", "خطوة", "{a}", "a\nb"],
)
def test_any_title_is_kept(tmp_path: Path, title: str) -> None:
    """Whatever YAML would make of it."""
    scaffold(tmp_path, title)
    loaded = load_case(tmp_path)
    assert loaded.problems == ()
    assert loaded.case is not None
    assert loaded.case.title == " ".join(title.split())


def test_an_empty_title_is_none(tmp_path: Path) -> None:
    """Nothing is written then."""
    with pytest.raises(UsageError, match="title is empty"):
        scaffold(tmp_path / "mine", " \n ")
    assert not (tmp_path / "mine").exists()


def test_what_stands_there_stays(tmp_path: Path) -> None:
    """A folder with anything in it, a file, a place where one may not write."""
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        scaffold(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        scaffold(tmp_path / "note.txt")
    with pytest.raises(SaveError, match="could not be written"):
        scaffold(tmp_path / "note.txt" / "case")
    assert [entry.name for entry in tmp_path.iterdir()] == ["note.txt"]
