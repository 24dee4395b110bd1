"""How does a file come to stand on the disk? Whole or not at all, whenever the machine stops."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nonpaper.case.record import sync_folder
from nonpaper.errors import SaveError, UsageError

LOCK = ".lock"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file aside, bring it to the disk, and put it in the place of the old one. Raises `SaveError`."""
    aside = _aside(path, data)
    try:
        aside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise SaveError(f"{str(path)!r} cannot be written: {error.strerror or error}") from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file where none stands; what stands there already is never touched. Raises `SaveError`."""
    aside = _aside(path, data)
    try:
        # A second name for the file, since renaming would put it over one that has come in the meantime.
        os.link(aside, path)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise SaveError(f"{str(path)!r} is there already; nothing was written over it") from error
    except OSError as error:
        raise SaveError(f"{str(path)!r} cannot be written: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)


def _aside(path: Path, data: bytes) -> Path:
    aside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A short name of its own: that of the file may be as long as the disk allows.
        handle, name = tempfile.mkstemp(prefix=".nonpaper.", suffix=".aside", dir=path.parent)
        aside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        aside.chmod(0o666 & ~mask)
    except OSError as error:
        if aside is not None:
            aside.unlink(missing_ok=True)
        raise SaveError(f"{str(path)!r} cannot be written: {error.strerror or error}") from error
    return aside


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds a folder for one program at a time. Raises `UsageError` where another one holds it."""
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise SaveError(f"{str(folder)!r} cannot be written: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(f"another nonpaper is at work in {str(folder)!r}; wait until it has ended") from error
        yield
    finally:
        os.close(handle)
