"""What can go wrong for the programmer who calls us: few exceptions, one tree.

A mistake in a *file* is not an exception but a value, see `nonpaper.problems`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nonpaper.problems import Problem


class NonpaperError(Exception):
    """The root of every exception that this package raises on purpose."""


class UsageError(NonpaperError):
    """The call itself is wrong: an unknown party, a date that cannot be read. Says what to do."""


class CaseError(NonpaperError):
    """The case has errors, so no answer can be given; `problems` holds all of them, in order of place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = len(problems)
        first = problems[0].one_line() if problems else "no problem given"
        more = f" (and {count - 1} more)" if count > 1 else ""
        super().__init__(f"{first}{more}")


class SaveError(NonpaperError):
    """A file could not be written, or has changed since it was read; the old file is untouched."""


class EngineError(NonpaperError):
    """A computed answer failed its own check; a defect of the program, never of the case."""


class TooLargeError(NonpaperError):
    """An exact answer would take more rows or states than allowed; says how many, and what to do about it."""
