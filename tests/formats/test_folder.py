"""Into which folder is something written? One that is empty or not there; all files or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.formats.made import ROOT

from nonpaper.errors import SaveError, UsageError
from nonpaper.formats.bring import bring
from nonpaper.formats.folder import write_folder

ORCHARD = ROOT / "examples" / "scenarios" / "orchard"


def test_an_empty_folder_is_filled_and_a_full_one_stays(tmp_path: Path) -> None:
    """Also where the one file in it is hidden."""
    (tmp_path / "empty").mkdir()
    assert [path.name for path in write_folder(tmp_path / "empty", {"a": "1\n"})] == ["a"]
    assert (tmp_path / "empty" / "a").read_bytes() == b"1\n"
    for name in ("a", ".hidden"):
        folder = tmp_path / f"full {name}"
        folder.mkdir()
        (folder / name).write_text("mine")
        with pytest.raises(UsageError, match="not empty"):
            write_folder(folder, {"a": "1\n"})
        assert [(entry.name, entry.read_text()) for entry in folder.iterdir()] == [(name, "mine")]


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    """A link may lead anywhere."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="no folder"):
            write_folder(tmp_path / name, {"a": "1"})
    with pytest.raises(SaveError, match="could not be written"):
        write_folder(tmp_path / "file" / "below", {"a": "1"})
    assert list((tmp_path / "there").iterdir()) == []


def test_when_it_fails_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a part of the files nor the folder aside."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    for name in ("new", "empty"):
        with pytest.raises(SaveError, match="No space left"):
            write_folder(tmp_path / name, {"a": "1", "b": "2"})
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_what_somebody_put_there_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the renaming."""
    sync = os.fsync

    def slow(handle: int) -> None:
        for name in ("new", "empty"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "b").write_text("theirs")
        sync(handle)

    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(os, "fsync", slow)
            with pytest.raises(SaveError):
                write_folder(tmp_path / name, {"a": "1", "b": "2"})
        assert [(path.name, path.read_text()) for path in (tmp_path / name).iterdir()] == [("b", "theirs")]
        for path in tmp_path.glob("*/b"):
            path.unlink()
        (tmp_path / "new").rmdir()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_into_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-o .` and no `-o` at all; the same bytes each time."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    bring([ORCHARD], Path())
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["case.yaml", "record.csv"]
    monkeypatch.chdir(tmp_path)
    assert bring([ORCHARD]).folder == Path("orchard")
    for name in ("case.yaml", "record.csv"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "orchard" / name).read_bytes()
    with pytest.raises(UsageError, match="not empty"):
        bring([ORCHARD])
