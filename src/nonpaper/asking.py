"""What was asked for? Dates, grades and names as people write them, read once, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from nonpaper.case.statements import Grade
from nonpaper.errors import UsageError


def read_day(at: date | str | None) -> date | None:
    """A day from a date or its ISO text, None left as it is. Raises `UsageError`."""
    if at is None or (isinstance(at, date) and type(at) is date):
        return at
    if isinstance(at, date):  # a datetime: its day
        return date(at.year, at.month, at.day)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", at.strip()):
        try:
            return date.fromisoformat(at.strip())
        except ValueError:
            pass
    raise UsageError(f"a date is written year-month-day, e.g. 2024-03-07; found {at!r}")


def read_grade(grade: Grade | str | None) -> Grade | None:
    """A grade from its two characters, None left as it is. Raises `UsageError`."""
    if grade is None or isinstance(grade, Grade):
        return grade
    found = re.fullmatch(r"([A-F])([1-6])", grade.strip().upper())
    if found is None:
        raise UsageError(
            f"a grade is a letter A-F for the source and a digit 1-6 for the information, e.g. B3; found {grade!r}"
        )
    return Grade(found[1], int(found[2]))


def nearest(asked: str, names: Mapping[str, str]) -> str:
    """`; did you mean ...?` with the nearest name (and the id it stands for), else all ids if there are few.

    `names` maps every name that may be meant to the id it stands for.
    """
    folded = {name.casefold(): name for name in sorted(names)}
    close = get_close_matches(asked.strip().casefold(), folded, n=1, cutoff=0.5)
    if close:
        name = folded[close[0]]
        spelt_out = "" if name == names[name] else f" ({name})"
        return f"; did you mean {names[name]!r}{spelt_out}?"
    ids = list(dict.fromkeys(names.values()))
    return f"; there are: {', '.join(ids)}" if ids and len(ids) <= 20 else ""
