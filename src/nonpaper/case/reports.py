"""Which texts does the record cite? The files under reports/, read as they are, and never from anywhere else."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath

from nonpaper.case.case import Report
from nonpaper.case.text import Problems, decode, nearest, read_bytes

FOLDER = "reports"
MOST_BYTES = 16_000_000  # of one report
MOST_BYTES_IN_ALL = 64_000_000
_ODD = re.compile(r"[\x00-\x1f\x7f\\:]")


class Reports:
    """The reports of one case, each read once, when it is first cited."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder = folder
        self.problems = problems
        self.read: dict[str, Report] = {}
        self.digests: dict[str, str] = {}
        self._wrong: dict[str, tuple[str, str, str] | None] = {}
        self._bytes = 0

    def find(self, name: str) -> Report | tuple[str, str, str] | None:
        """The report of this name, or the code, the message and the hint that say why it cannot be read.

        None where the file's own mistake has been told already.
        """
        if name in self.read:
            return self.read[name]
        if name not in self._wrong:
            wrong = self._read(name)
            if wrong == ("", "", ""):
                return self.read[name]
            self._wrong[name] = wrong
        return self._wrong[name]

    def _read(self, name: str) -> tuple[str, str, str] | None:
        parts = PurePosixPath(name).parts
        if _ODD.search(name) or name.startswith(("/", "~")) or not parts or ".." in parts or len(name) > 200:
            told = "a report is a file inside the folder `reports`"
            return "bad-report-name", told, "write its name as seen from there, e.g. `2024-03-07-agencies.txt`"
        root = self.folder.resolve() / FOLDER
        file = f"{FOLDER}/{name}"
        try:
            path = (root / name).resolve()
            inside = path.is_relative_to(root)
            there = path.exists()
        except (OSError, RuntimeError):  # a ring of links
            inside = there = False
        if not inside and (there or (root / name).is_symlink()):
            return "bad-report-name", f"`{file}` leads out of the folder `reports`", "copy the file into it"
        if not there:
            near = nearest(name, report_files(self.folder))
            hint = f"did you mean `{near}`?" if near else f"put the text into `{file}`"
            return "missing-report", f"there is no file `{file}`", hint
        data = read_bytes(path, file, min(MOST_BYTES, MOST_BYTES_IN_ALL - self._bytes), self.problems, of_case=True)
        text = decode(data, file, self.problems) if data is not None else None
        if data is None or text is None:
            return None
        self._bytes += len(data)
        self.read[name] = Report(name, text.text, hashlib.sha256(data).hexdigest())
        return "", "", ""


def report_files(folder: Path, most: int = 10_000) -> list[str]:
    """The names of the files under reports/, as a record cites them, by the alphabet; hidden ones are left out."""
    found: list[str] = []
    root = folder / FOLDER
    for above, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                path = (Path(above) / name).relative_to(root).as_posix()
                found.append(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        if len(found) > most:
            break
    return sorted(found)
