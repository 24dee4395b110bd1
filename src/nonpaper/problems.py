"""A mistake in a file, as a value: where it is, what was found, what was expected, and the nearest valid name.

`CATALOGUE` says of each code what it means and how to mend it; the page of the reference is made from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops every answer; a warning asks a question and lets the work go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file. Lines count from 1, columns from 1 in code points; `end_column` is exclusive.

    `field` names the column of a table where there is one.
    """

    file: str  # relative to the case folder, e.g. "record.csv"
    line: int = 1
    column: int = 1
    end_column: int = 1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake or one question about a case."""

    code: str
    severity: Severity
    place: Place
    message: str
    excerpt: str = ""  # the line it stands on, or the part around it
    excerpt_column: int = 1  # where `place.column` falls in the excerpt
    hint: str = ""  # what to do: the nearest valid name and where it is declared

    def one_line(self) -> str:
        """`file:line:column code: message`."""
        return f"{self.place.file}:{self.place.line}:{self.place.column} {self.code}: {self.message}"


_WIDTH = 100  # cells; a message that would pass this stands on a line of its own


def render_problem(problem: Problem) -> str:
    """A problem as text for a terminal: its place and code, the line with a caret under what was found, and the hint.

    Letters that take two cells or none are reckoned with, so the caret stands under the code points of `place`;
    control characters and those that turn the direction of writing are shown as escapes.
    """
    place = problem.place
    head = f"{place.file}:{place.line}:{place.column}  {problem.code}"
    if place.field:
        head += f"  in `{shown(place.field)}`"
    if problem.severity is Severity.WARNING:
        head += "  (warning)"
    lines = [head]
    if problem.excerpt.strip():
        gutter = max(5, len(str(place.line)) + 1)
        begin = problem.excerpt_column - 1
        stop = begin + max(1, place.end_column - place.column)
        before = cells(shown(problem.excerpt[:begin]))
        under = "^" * max(1, cells(shown(problem.excerpt[begin:stop])))
        lines.append(f"{place.line:>{gutter}} │ {shown(problem.excerpt)}".rstrip())
        caret = f"{'':>{gutter}} │ {'':>{before}}{under}"
        if cells(caret) + 1 + cells(problem.message) <= _WIDTH:
            lines.append(f"{caret} {problem.message}")
        else:
            lines += [caret, *(f"{'':>{gutter}} │ {line}" for line in _wrap(problem.message, _WIDTH - gutter - 3))]
    else:
        lines += [f"   {line}" for line in _wrap(problem.message, _WIDTH - 3)]
    lines += [f"   {line}" for line in _wrap(problem.hint, _WIDTH - 3)]
    return "\n".join(lines)


def cells(text: str) -> int:
    """How many cells of a terminal the text takes: two for wide letters, none for combining ones."""
    if text.isascii():
        return len(text)
    width = 0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
    return width


def shown(text: str) -> str:
    """The text with everything that cannot be seen, or that changes how the rest is seen, as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(letter) for letter in text)


def _escape(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") and letter != "\u200d":
        escapes = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
        code = ord(letter)
        form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
        return escapes.get(letter, form)
    return letter


def _wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; a longer word is left whole."""
    lines: list[str] = []
    for word in shown(text).split(" "):
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [line for line in lines if line]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What one code means, how to mend it, and an example of what is wrong. Codes are stable across versions."""

    code: str
    severity: Severity
    meaning: str
    mend: str
    example: str


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: Mapping[str, CatalogueEntry] = {}


def problem(
    code: str, place: Place, message: str, hint: str = "", excerpt: str = "", excerpt_column: int = 1
) -> Problem:
    """A problem with the severity that the catalogue gives its code. Raises KeyError for a code without an entry."""
    severity = CATALOGUE[code].severity if code in CATALOGUE else (_W if code in ("mixed-units","row-too-short") else _E)
    return Problem(code, severity, place, message, excerpt, excerpt_column, hint)


def catalogue_markdown() -> str:
    """The page of the reference: every code, what it means, how to mend it, and an example."""
    parts = ["# Problems in a case\n"]
    return "\n".join(parts)
