"""How do files come to stand in a folder? All of them or none, and never over anything that stands there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from nonpaper.case.record import sync_folder
from nonpaper.errors import SaveError, UsageError


def write_folder(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write files into a folder that is empty or not there yet; gives them in the order of `texts`.

    They are written aside and brought to the disk first. A new folder is put in place by one renaming: whenever the
    machine stops, it holds all files or is not there. An empty folder stays the folder that it is (somebody may stand
    in it), and gets the files one by one, each whole. Raises `UsageError` where something stands there already,
    `SaveError` where it cannot be written; then nothing of it is left.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{str(folder)!r} is there already, and is no folder")
    aside: Path | None = None
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(f"the folder {str(folder)!r} is not empty; nothing was written")
        # Resolved, so that `-o .` has a name and a parent too.
        there = folder.resolve()
        there.parent.mkdir(parents=True, exist_ok=True)
        empty = there.exists()
        within = there if empty else there.parent
        aside = Path(tempfile.mkdtemp(prefix=f".{there.name[:40]}.", suffix=".aside", dir=within))
        for name, text in texts.items():
            with (aside / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        if empty:
            _move_in(aside, there, texts)
        else:
            mask = os.umask(0)
            os.umask(mask)
            aside.chmod(0o777 & ~mask)
            sync_folder(aside)
            # A folder takes the place of an empty one and of no other: what somebody has put there meanwhile stays.
            aside.replace(there)
            aside = None
            sync_folder(there.parent)
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "a name has a letter that cannot be written"
        raise SaveError(f"{str(folder)!r} could not be written: {why}") from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
    return tuple(folder / name for name in texts)


def _move_in(aside: Path, folder: Path, names: Iterable[str]) -> None:
    """Files into a folder, each under a name that is free; none of them, where one cannot be moved."""
    moved: list[Path] = []
    try:
        for name in names:
            # A second name for the file, since renaming would put it over one that has come in the meantime.
            os.link(aside / name, folder / name)
            moved.append(folder / name)
        sync_folder(folder)
    except OSError:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
