"""On which day was a report published? A day that can be read in one way only; every other form is refused."""

from __future__ import annotations

import re
from datetime import date

from nonpaper.case.statements import When

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = r"(?:[T ,]+(?:at )?\d{1,2}[:.]\d{2}.{0,40})?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_CLOCK}")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_WORDS = r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?"
_DAY_FIRST = re.compile(
    rf"{_WORDS}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<month>[a-z]{{3,9}})\.?,?[ -](?P<year>\d{{4}}){_CLOCK}"
)
_MONTH_FIRST = re.compile(
    rf"{_WORDS}(?P<month>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}"
)
_NUMBERS = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}){_CLOCK}")


def read_published(text: str) -> When | str:
    """The day that a text names, in words or as numbers; or, as a text, why it cannot be told.

    `07/03/2024` is the seventh of March to one outlet and the third of July to another: it is refused, and so is a
    weekday that contradicts the day. A time of day and its zone are passed over: the day is the one that is written.
    """
    asked = " ".join(text.split())
    short = asked if len(asked) <= 40 else asked[:39] + "…"
    found = _ISO.fullmatch(asked) or _RUN.fullmatch(asked)
    if found is not None:
        return _day(int(found[1]), int(found[2]), int(found[3])) or f"there is no day {short!r}"
    found = _DAY_FIRST.fullmatch(asked.casefold()) or _MONTH_FIRST.fullmatch(asked.casefold())
    if found is not None:
        month = _named(found["month"], _MONTHS)
        when = _day(int(found["year"]), month, int(found["day"])) if month else None
        if when is None:
            return f"there is no day {short!r}"
        if found["weekday"] is not None and _named(found["weekday"], _DAYS) != when.end.weekday() + 1:
            return f"in {short!r} the weekday and the day do not agree"
        return when
    found = _NUMBERS.fullmatch(asked)
    if found is None:
        return f"{short!r} is no day that can be read"
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    both = {when for when in (_day(year, second, first), _day(year, first, second)) if when is not None}
    if len(both) > 1:
        one, other = sorted(when.text for when in both)
        return f"{short!r} may be {one} or {other}"
    return both.pop() if both else f"there is no day {short!r}"


def _day(year: int, month: int, day: int) -> When | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return When(found.isoformat(), found, found)


def _named(word: str, names: tuple[str, ...]) -> int:
    """The place of a name, from 1, by its first letters, at least three; 0 where it is none of them."""
    if word == "sept":
        word = "sep"
    return next((place for place, name in enumerate(names, 1) if name.startswith(word)), 0)
