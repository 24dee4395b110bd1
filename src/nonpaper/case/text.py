"""Where in a file does something stand? A file of the case as text, and problems placed in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from pathlib import Path
from stat import S_ISREG

from nonpaper.problems import Place, Problem, Severity, cells, problem

BOM = "\ufeff"
MOST_PROBLEMS = 1000
MOST_LINES = 1_000_000
_BREAK = re.compile(r"\r\n|\r|\n")
_MANY = 300  # names among which the nearest is looked for
_BEFORE, _AFTER = 35, 55  # code points kept around a place in a long line


@dataclass(slots=True)
class Text:
    """The text of one file, without its byte order mark; offsets count code points from 0."""

    file: str
    text: str
    marked: bool = False  # whether a byte order mark was taken off; it is no column of the first line
    _starts: list[int] = field(default_factory=list)

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both from 1."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; that of the end of the text, if it has no such line."""
        self.line_column(0)
        return min(self._starts[line - 1] + column - 1 if line <= len(self._starts) else len(self.text), len(self.text))

    def place(self, start: int, end: int | None = None, field: str = "") -> Place:
        """The place of a stretch; it ends with its first line. Offsets beyond the text are drawn into it."""
        start = max(0, min(start, len(self.text)))
        line, column = self.line_column(start)
        stop = self._line_end(line)
        end = start if end is None else max(start, min(end, stop))
        return Place(self.file, line, column, column + end - start, field)

    def _line_end(self, line: int) -> int:
        stop = self._starts[line] if line < len(self._starts) else len(self.text)
        while stop > self._starts[line - 1] and self.text[stop - 1] in "\r\n":
            stop -= 1
        return stop

    def problem(self, code: str, start: int, end: int | None, message: str, hint: str = "", field: str = "") -> Problem:
        """A problem at a stretch of the text, with its line, or the part of it around the place."""
        place = self.place(start, end, field)
        first = self._starts[place.line - 1]
        line = self.text[first : self._line_end(place.line)]
        begin = place.column - 1
        low, high = 0, len(line)
        if high > _BEFORE + _AFTER:
            low = max(0, min(begin - _BEFORE, high - _BEFORE - _AFTER))
            high = min(high, max(low + _BEFORE + _AFTER, min(place.end_column - 1, begin + 2 * _AFTER)))
        while 0 < low < begin and cells(line[low]) == 0:
            low += 1  # not to begin with an accent that has lost its letter
        excerpt = ("…" if low else "") + line[low:high] + ("…" if high < len(line) else "")
        return problem(code, place, message, hint, excerpt, begin - low + (2 if low else 1))


class Problems:
    """The problems found so far. It stops taking them at a thousand, and says so."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self.full = False
        self.errors = 0

    def add(self, *problems: Problem) -> None:
        """Take note of problems."""
        for each in problems:
            if len(self._found) < MOST_PROBLEMS:
                self.errors += each.severity is Severity.ERROR
                self._found[each] = None
            elif not self.full:
                self.full = True
                self.errors += 1

    def __len__(self) -> int:
        return len(self._found)

    def in_order(self) -> tuple[Problem, ...]:
        """All of them, in order of place."""
        found = sorted(self._found, key=lambda p: (p.place, p.code, p.message))
        if self.full:
            last = Place(found[-1].place.file, found[-1].place.line)
            told = f"there are more than {MOST_PROBLEMS} problems; the first {MOST_PROBLEMS} found are told"
            found.append(problem("too-many-problems", last, told, "mend some of these and check again"))
        return tuple(found)


def read_bytes(path: Path, file: str, most: int, problems: Problems, *, of_case: bool = False) -> bytes | None:
    """The bytes of a regular file of at most `most` bytes; None, and a problem, where there is no such thing.

    `of_case` is whether the file belongs to a case, and the case lacks it where it is not there.
    """
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            told = f"{file} is a folder, not a file" if path.is_dir() else f"{file} is no ordinary file"
            problems.add(problem("unreadable-file", Place(file), told))
            return None
        if stat.st_size > most:
            told = f"{file} has {stat.st_size:,} bytes; at most {most:,} are read"
            problems.add(problem("file-too-large", Place(file), told))
            return None
        with path.open("rb") as handle:
            data = handle.read(most + 1)
    except FileNotFoundError:
        near = nearest(path.name, _beside(path))
        hint = f"is it `{near}`? Then rename it" if near else ""
        told = f"the case has no {file}" if of_case else f"there is no file {file}"
        problems.add(problem("missing-file", Place(file), told, hint))
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        problems.add(problem("unreadable-file", Place(file), f"{file} cannot be read: {why.lower()}"))
        return None
    if len(data) > most or data.count(b"\n") > MOST_LINES or data.count(b"\r") > MOST_LINES:
        told = f"{file} is longer than {most:,} bytes or {MOST_LINES:,} lines; more are not read"
        problems.add(problem("file-too-large", Place(file), told))
        return None
    return data


def _beside(path: Path) -> list[str]:
    """The names of what stands in a file's folder."""
    try:
        return [entry.name for entry in islice(path.parent.iterdir(), 1000)]
    except OSError:
        return []


def decode(data: bytes, file: str, problems: Problems) -> Text | None:
    """The bytes as UTF-8, with or without byte order mark; None, and a problem at the first wrong byte, otherwise."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        told = f"{file} is written in UTF-16, not in UTF-8"
        problems.add(problem("not-utf8", Place(file), told, "save it as UTF-8"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8")
        start = max(good.rfind("\n"), good.rfind("\r")) + 1
        around = Text(file, good[start:] + data[error.start : error.start + 40].decode("utf-8", "replace"))
        line = len(_BREAK.findall(good)) + 1
        found = around.problem(
            "not-utf8",
            len(good) - start,
            len(good) - start + 1,
            f"the byte 0x{data[error.start]:02x} is no UTF-8; {file} seems to be in another encoding",
            f"in Windows-1252 it would be {data[error.start : error.start + 1].decode('cp1252', 'replace')!r}; "
            "save the file as UTF-8",
        )
        place = found.place
        marked = 1 if line == 1 and good.startswith(BOM) else 0
        at = Place(file, line, place.column - marked, place.end_column - marked)
        problems.add(problem(found.code, at, found.message, found.hint, found.excerpt, found.excerpt_column))
        return None
    if text.startswith(BOM):
        return Text(file, text[1:], marked=True)
    return Text(file, text)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one sort that a case declares, each with the place where it does."""

    sort: str  # "party", "issue", ...
    places: Mapping[str, Place]
    also: Mapping[str, str] = field(default_factory=dict)  # another word for it -> the name

    def hint(self, word: str) -> str:
        """`did you mean ...`, with the place where that name is declared; else the names there are."""
        asked = word.strip()
        name = self.also.get(asked.casefold()) or nearest(asked, self.places)
        if name is None:
            close = nearest(asked, self.also)
            name = self.also[close] if close is not None else None
        if name is not None:
            place = self.places[name]
            where = f", declared at {place.file}:{place.line}" if place.file else ""
            return f"did you mean `{name}`{where}?"
        if not self.places:
            return f"the case declares no {self.sort}"
        return f"there are: {', '.join(self.places)}" if len(self.places) <= 12 else ""


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name most like a word, or one that begins with it; ties go to the first of the alphabet.

    Of very many names only the first few that begin with the same letter are looked at.
    """
    many = list(names)
    if len(many) > _MANY:
        many = list(islice((name for name in many if name[:1].casefold() == word[:1].casefold()), _MANY))
    return _nearest(word, tuple(sorted(many)))


@lru_cache(maxsize=4096)
def _nearest(word: str, names: tuple[str, ...]) -> str | None:
    if not word or len(word) > 80:
        return None
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if not close and len(word) > 2:
        close = [name for name in folded if name.startswith(word.casefold())]
    return folded[close[0]] if close else None
