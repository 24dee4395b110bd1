"""How does a report fit a column of a terminal? Lines of at most so many cells, each knowing its code points.

Letters that take two cells or none are reckoned with, an accent never leaves its letter, and what cannot be seen is
shown as an escape. Nothing of this changes an offset: a line is a stretch of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nonpaper.problems import cells, shown
from nonpaper.read.spans import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the column: the code points from `start` up to `end`. A line break belongs to no line."""

    start: int
    end: int


def letter(text: str, at: int) -> str:
    """The code point as it is shown; a carriage return is not."""
    sign = text[at]
    return "" if sign == "\r" else " " if sign == "\t" else shown(sign)


def wrapped(text: str, width: int, before: Mapping[int, str] | None = None) -> tuple[Line, ...]:
    """The text in lines of at most `width` cells (at least 2), broken between words, or between wide letters.

    `before` are marks that are shown before a code point, and take room of their own.
    """
    marks = before or {}
    lines: list[Line] = []
    at = 0
    for paragraph in text.split("\n"):
        end = at + len(paragraph)
        lines += _paragraph(text, at, end, max(2, width), marks)
        at = end + 1
    return tuple(lines)


def _paragraph(text: str, start: int, stop: int, width: int, marks: Mapping[int, str]) -> list[Line]:
    lines: list[Line] = []
    first, spent, chance, at = start, 0, -1, start
    while at < stop:
        size = cells(letter(text, at)) + cells(marks.get(at, ""))
        if size and spent + size > width and at > first:
            if text[at] == " ":  # a space at the end of a line needs no room
                chance = at + 1
            cut = chance if first < chance <= at + 1 else at
            lines.append(Line(first, cut))
            first = at = cut
            spent, chance = 0, -1
            continue
        spent += size
        at += 1
        if text[at - 1].isspace() or (at < stop and cells(letter(text, at)) == 2):
            chance = at
    lines.append(Line(first, stop))
    return lines


def line_of(lines: Sequence[Line], at: int) -> int:
    """The number, from 0, of the line in which a code point stands."""
    return max(0, bisect_right(lines, at, key=lambda line: line.start) - 1)


def point_at(text: str, line: Line, x: int, before: Mapping[int, str] | None = None) -> int:
    """The code point at the cell `x` (from 0) of a line; the line's end, behind its last letter."""
    spent = 0
    for at in range(line.start, line.end):
        spent += cells(letter(text, at)) + cells((before or {}).get(at, ""))
        if x < spent:
            return at
    return line.end


def hanging(text: str, width: int, indent: int) -> str:
    """Words in lines of at most `width` cells, those behind the first set in by `indent`."""
    lines = wrapped(text, width)
    if len(lines) < 2:
        return text
    rest = wrapped(text[lines[0].end :].lstrip(), max(2, width - indent))
    below = text[lines[0].end :].lstrip()
    return "\n".join([text[: lines[0].end].rstrip(), *(" " * indent + below[r.start : r.end].rstrip() for r in rest)])


def words(text: str) -> tuple[Span, ...]:
    """The words of a text, for a cursor to step over; of a script without spaces each wide letter by itself."""
    found: list[Span] = []
    for run in re.finditer(r"\S+", text):
        start = run.start()
        for at in range(run.start() + 1, run.end()):
            size = cells(text[at])
            if size and (size == 2 or cells(text[at - 1]) == 2):
                found.append(Span(start, at))
                start = at
        found.append(Span(start, run.end()))
    return tuple(found)
