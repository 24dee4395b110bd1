"""A mistake in a file, as a value: where it is, what was found, what was expected, and the nearest valid name."""

from __future__ import annotations

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
