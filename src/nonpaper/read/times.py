"""When was it said, and when is it to happen? The times that a report names, as days or intervals; or left open.

A time is resolved against the day of the report, where that is known for certain, and only where it can be but one
interval. What could be two ("next Friday" on a Monday, 07/03/2024) stays unresolved, with the reason. Intervals are
written as the record takes them: `2024-03-07`, `2024-03`, `2024-03-04/2024-03-10`, `[..2024-03-07]`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nonpaper.case.statements import When
from nonpaper.read.proposals import Time
from nonpaper.read.spans import Span

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {name[:3]: place for place, name in enumerate(_DAYS)}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_COUNTS = {
    word: number for number, word in enumerate(("a", "two", "three", "four", "five", "six", "seven", "eight"), 1)
} | {
    "an": 1,
    "one": 1,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "fifteen": 15,
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "forty-eight": 48,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_PART = r"(?:(?:very )?(?:early|late|later)(?: on)? )?"
_PART_AFTER = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|noon|midnight))?"
# Short forms only with their point; none of those that are words, and names of newspapers, themselves (Sat, Sun).
_DAY = (
    r"(?<!Black )(?<!Good )(?<!Super )(?<!Bloody )(?<!Easter )(?<!Palm )(?<!Cyber )(?<!Ash )"
    r"(?P<weekday>Mon(?:day|(?=\.))|Tue(?:sday|s?(?=\.))|Wed(?:nesday|(?=\.))|Thu(?:rsday|r?s?(?=\.))|"
    r"Fri(?:day|(?=\.))|Saturday|Sunday)"
)
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|Jun(?:e|\.)|Jul(?:y|\.)|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_NUMBER = r"(?<![-\w])(?P<count>\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}|"
    rf"{_MONTH.replace('month', 'month2')} (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]))"
)
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d))"


@dataclass(frozen=True, slots=True)
class Resolved:
    """An interval of days, and how exactly it is known. `start` is None where it is open; both are, if unresolved."""

    start: date | None = None
    end: date | None = None
    precision: str = ""
    reason: str = ""

    @property
    def edtf(self) -> str:
        """As the record writes it; "" while it is unresolved."""
        if self.end is None:
            return ""
        if self.start is None:
            return f"[..{self.end.isoformat()}]"
        if self.start == self.end:
            return self.start.isoformat()
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            if self.start.year == self.end.year:
                return f"{self.start.year:04d}"
        elif self.start.day == 1 and self.end == _month_end(self.start):
            return f"{self.start.year:04d}-{self.start.month:02d}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    def holds(self, day: date) -> bool:
        """Whether a day lies in the interval; none does while it is unresolved."""
        return self.end is not None and (self.start is None or self.start <= day) and day <= self.end


@dataclass(frozen=True, slots=True)
class Named:
    """A time as a text names it, where, and what it comes to. `tense` is "past", "future" or "" where not known."""

    span: Span
    resolved: Resolved
    tense: str = ""

    @property
    def time(self) -> Time:
        """As a proposal carries it."""
        return Time(self.span, self.resolved.edtf, self.resolved.precision, self.resolved.reason)


def times_in(
    text: str,
    span: Span | None = None,
    published: When | None = None,
    *,
    locale: str = "",
    doc: Any = None,
    at: int = 0,
    tense: str = "",
) -> tuple[Named, ...]:
    """All times that a stretch of a text names, in order, none inside another.

    `published` is the day of the report; an interval of days is as good as none. `locale` says how 07/03/2024 is read:
    "dmy" or "mdy" (or a tag such as "en-GB", "en-US"). `doc` is the parse of the paragraph that begins at `at`; with
    it the tense is that of the governing verb, without it that of the nearest verb in the clause. `tense`, if given,
    holds for all of them.
    """
    where = span if span is not None else Span(0, len(text))
    day = published.end if published is not None and published.is_day else None
    found: list[Named] = []
    place = where.start
    while place < where.end:
        best: tuple[int, int, re.Match[str], Rule] | None = None
        for pattern, rule in _RULES:
            match = pattern.search(text, place, where.end)
            if match is None:
                continue
            order = (match.start(), -match.end())
            if best is None or order < best[:2]:
                best = (*order, match, rule)
        if best is None:
            break
        match, rule = best[2], best[3]
        here = Span(match.start(), match.end())
        when = tense or _tense(text, here, where, doc, at)
        found.append(Named(here, _safely(rule, match, _Setting(day, when, _order_of(locale))), when))
        place = match.end()
    return tuple(found)


def said_and_happens(
    text: str,
    passage: Span,
    content: Sequence[Span],
    published: When | None = None,
    *,
    cue: Sequence[Span] = (),
    locale: str = "",
    doc: Any = None,
    at: int = 0,
) -> tuple[Time | None, Time | None]:
    """When it was said, and when what was said happens.

    A time outside the content belongs to the saying, which is past; one inside belongs to what is said. A time in a
    clause that only describes something ("..., which begins on Sunday") belongs to neither. Of several, the nearest to
    the cue is that of the saying, the first that of what is said. What cannot be resolved is given all the same,
    unresolved.
    """
    near: list[tuple[int, Time]] = []
    day = published.end if published is not None else None
    for gap in _outside(passage, content):
        for named in times_in(text, gap, published, locale=locale, tense="past"):
            start = named.resolved.start
            if start is not None and day is not None and start > day:
                continue  # nothing was said after the report
            far = min((max(0, named.span.start - c.end, c.start - named.span.end) for c in cue), default=0)
            near.append((far, named.time))
    said = min(near, key=lambda pair: (pair[0], pair[1].words), default=None)
    happens: Time | None = None
    for part in content:
        for named in times_in(text, part, published, locale=locale, doc=doc, at=at):
            if happens is None and not _describes(text, part, named.span, doc, at):
                happens = named.time
    return said[1] if said is not None else None, happens


def _outside(passage: Span, content: Sequence[Span]) -> list[Span]:
    gaps: list[Span] = []
    start = passage.start
    for part in sorted(content):
        if part.start > start:
            gaps.append(Span(start, min(part.start, passage.end)))
        start = max(start, part.end)
        if start >= passage.end:
            break
    if start < passage.end:
        gaps.append(Span(start, passage.end))
    return gaps


_RELATIVE = re.compile(r"(?:,\s*|\s)(?:which|who|whose|where)\s", re.IGNORECASE)


def _describes(text: str, part: Span, span: Span, doc: Any, at: int) -> bool:
    """Whether a time stands in a relative clause, and so is no time of what is said."""
    if doc is not None:
        token = _token_at(doc, span, at)
        steps = 0
        while token is not None and token.head is not token and steps < 30:
            if token.dep_ == "relcl":
                return bool(token.left_edge.idx + at >= part.start)
            token, steps = token.head, steps + 1
        return False
    ends = [found.end() for found in _RELATIVE.finditer(text, part.start, span.start)]
    return bool(ends) and "," not in text[ends[-1] : span.start]


# --- tense --------------------------------------------------------------------------------------------------------

_AHEAD = (
    r"agree[sd]?|plan(?:s|ned|ning)?|expect(?:s|ed|ing)?|want(?:s|ed)?|vow(?:s|ed)?|promise[sd]?|pledge[sd]?|"
    r"intend(?:s|ed)?|hope[sd]?|hoping|ask(?:s|ed)?|urge[sd]?|set|due|scheduled|ready|going|about|likely|offer(?:s|ed)?"
)
_TENSES = re.compile(
    rf"(?P<future>\b(?:will|would|shall|won['’]t|must|should|may|might|due|scheduled|upcoming)\b|['’]ll\b|"
    rf"\b(?:{_AHEAD})\s+(?:\w+\s+){{0,3}}?to\b)|"
    r"(?P<open>\bto\b|\b(?:expected|planned|need)\b)|"
    r"(?P<past>\b(?:said|told|had|was|were|did|left|met|began|came|went|held|broke|fell|rose|spoke|wrote|stood|fought|"
    r"sought|brought|kept|lost|won|saw|struck|froze|fled|signed|took|gave|made|sent|ran|[a-z]{2,}ed|ago|since|last)\b)",
    re.IGNORECASE,
)
_LOOKING_BACK = re.compile(r"\b(?:had|was|were|would have|should have|could have)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:!?—“”\n]|, (?:and|but)\b|\bbut\b")


def _tense(text: str, span: Span, where: Span, doc: Any, at: int) -> str:
    """ "past" or "future", by the verb that governs the time; "" where there is none to go by.

    Without a parse that is the nearest verb before it in the clause, else the next one behind. "Monday's talks" are of
    Monday, whatever the verb does.
    """
    if re.match(r"['’]s\b", text[span.end : span.end + 3]) or text[: span.start].endswith(("the ", "The ")):
        return ""
    if doc is not None:
        told = _tense_of_parse(doc, span, at)
        if told:
            return told
    start = where.start
    for sign in _CLAUSE.finditer(text, where.start, span.start):
        start = sign.end()
    stop = _CLAUSE.search(text, span.end, where.end)
    before = text[start : span.start]
    after = text[span.end : stop.start() if stop is not None else where.end]
    marks = list(_TENSES.finditer(before))
    if marks:
        kind = marks[-1].lastgroup or ""
        looking_back = _LOOKING_BACK.search(before)
        if kind == "future" and looking_back:
            return ""  # "was due to meet": before or after, who knows
        if kind == "past" and looking_back and " have" in looking_back[0]:
            return ""
        return "" if kind == "open" else kind
    first = _TENSES.search(after)
    return "" if first is None or first.lastgroup == "open" else first.lastgroup or ""


_PLANNING = frozenset(("schedule", "plan", "expect", "set", "intend", "slate", "agree"))
_WANTING = frozenset(("want", "vow", "promise", "pledge", "hope", "ask", "urge", "offer", "ready", "due", "demand"))


def _token_at(doc: Any, span: Span, at: int) -> Any:
    inside = [token for token in doc if span.start <= token.idx + at < span.end]
    return next((token for token in inside if token.text[:1].isupper() or token.text[:1].isdigit()), None) or (
        inside[-1] if inside else None
    )


def _tense_of_parse(doc: Any, span: Span, at: int) -> str:
    token = _token_at(doc, span, at)
    for _ in range(30):
        if token is None:
            return ""
        if token.pos_ in ("VERB", "AUX"):
            helpers = {child.text.lower() for child in token.children if child.dep_ in ("aux", "auxpass")}
            if helpers & {"will", "would", "shall", "wo", "'ll", "’ll", "must", "should", "may", "might"}:
                return "" if "have" in helpers else "future"
            if "to" in helpers:
                return "future" if token.head.lemma_ in _PLANNING | _WANTING and token.head is not token else ""
            if token.tag_ == "VBD" or helpers & {"had", "has", "have", "was", "were", "did"}:
                # "Were scheduled for Monday", "had planned to": the words around it say more than the tag.
                return "" if token.lemma_ in _PLANNING else "past"
            return ""
        if token.head is token:
            return ""
        token = token.head
    return ""


# --- the rules ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setting:
    day: date | None
    tense: str
    order: str  # "dmy", "mdy" or ""


Rule = Callable[[re.Match[str], _Setting], Resolved]
_NO_DAY = Resolved(reason="the day of the report is not known")


def _safely(rule: Rule, match: re.Match[str], setting: _Setting) -> Resolved:
    """What a rule comes to; unresolved where it leads out of the calendar."""
    try:
        return rule(match, setting)
    except (ValueError, OverflowError):
        return Resolved(reason="there is no such day")


def _order_of(locale: str) -> str:
    asked = locale.strip().casefold().replace("_", "-")
    if asked in ("dmy", "mdy"):
        return asked
    if asked == "en-us":
        return "mdy"
    return "dmy" if asked.startswith(("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za")) else ""


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _week(day: date, weeks: int = 0) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def _weekday_of(words: str) -> int:
    return _SHORT_DAYS[words.casefold().rstrip(".")[:3]]


def _part_of_a_day(match: re.Match[str]) -> str:
    words = match[0].casefold()
    parts = ("morning", "afternoon", "evening", "night", "early", "late", "noon", "midnight", "tonight")
    return "part of a day" if any(part in words for part in parts) else "day"


def _weekday(match: re.Match[str], setting: _Setting) -> Resolved:
    """A bare weekday: today, if it is the report's own; else the last or the next one, by the verb's tense."""
    if setting.day is None:
        return _NO_DAY
    ahead = (_weekday_of(match["weekday"]) - setting.day.weekday()) % 7
    precision = _part_of_a_day(match)
    if ahead == 0:
        if setting.tense == "future" and precision == "day":
            return Resolved(reason="the weekday of the report: today, or in a week")
        return Resolved(setting.day, setting.day, precision, "the weekday of the report: today")
    if setting.tense == "past":
        day = setting.day - timedelta(days=7 - ahead)
        return Resolved(day, day, precision, "the last one before the report, by the verb")
    if setting.tense == "future":
        day = setting.day + timedelta(days=ahead)
        return Resolved(day, day, precision, "the next one after the report, by the verb")
    return Resolved(reason="before or after the report: no verb says which")


def _which_weekday(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "Next Friday": where the nearest one is also that of the next week; else two can be meant."""
    if setting.day is None:
        return _NO_DAY
    which = match["which"].casefold()
    weekday = _weekday_of(match["weekday"])
    precision = _part_of_a_day(match)
    if which == "this":
        day = _week(setting.day)[0] + timedelta(days=weekday)
        ahead = day >= setting.day
        if (setting.tense == "past" and ahead and day != setting.day) or (setting.tense == "future" and not ahead):
            return Resolved(reason="the one of this week does not go with the verb")
        return Resolved(day, day, precision, "the one of this week")
    ahead_by = (weekday - setting.day.weekday()) % 7 or 7
    if which in ("next", "coming"):
        near = setting.day + timedelta(days=ahead_by)
        other = _week(setting.day, 1)[0] + timedelta(days=weekday)
        if which == "coming":
            other = near
    else:
        near = setting.day - timedelta(days=(7 - ahead_by) or 7)
        other = near if which == "past" else _week(setting.day, -1)[0] + timedelta(days=weekday)
    if near != other:
        return Resolved(reason=f"{near.isoformat()} or {other.isoformat()}: it may mean either")
    return Resolved(near, near, precision, f"the {which} one")


def _near_day(match: re.Match[str], setting: _Setting) -> Resolved:
    if setting.day is None:
        return _NO_DAY
    words = match[0].casefold()
    shift = 1 if "tomorrow" in words else -1 if "yesterday" in words or "last night" in words else 0
    if "day after" in words:
        shift = 2
    if "day before" in words:
        shift = -2
    day = setting.day + timedelta(days=shift)
    return Resolved(day, day, _part_of_a_day(match), "counted from the day of the report")


def _whole(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "Next week", "earlier this month", "later this year"."""
    if setting.day is None:
        return _NO_DAY
    if match["unit"].casefold() == "weekend" and match["which"].casefold() == "this":
        return _this_weekend(setting.day, setting.tense)
    shift = {"next": 1, "coming": 1, "last": -1, "past": -1, "previous": -1, "this": 0}[match["which"].casefold()]
    if match["which"].casefold() in ("past", "coming"):
        return Resolved(reason="counted back or on, or by the calendar: it may mean either")
    unit = match["unit"].casefold()
    start, end = _unit(setting.day, unit, shift)
    part = (match["part"] or "").casefold()
    if shift == 0 and part.startswith("earlier"):
        end = setting.day
    elif shift == 0 and part.startswith("later"):
        start = setting.day
    precision = "week" if unit == "weekend" else unit
    return Resolved(start, end, precision, f"by the calendar: {match['which'].casefold()} {unit}")


def _this_weekend(day: date, tense: str) -> Resolved:
    """The one that is, or has just been, or is to come, by the verb."""
    saturday, sunday = _unit(day, "weekend", 0)
    if day >= saturday or tense == "future":
        return Resolved(saturday, sunday, "week", "the weekend of this week")
    if tense == "past" and day.weekday() < 2:
        saturday, sunday = _unit(day, "weekend", -1)
        return Resolved(saturday, sunday, "week", "the weekend that has just been")
    return Resolved(reason="the last weekend or the next: it may mean either")


def _unit(day: date, unit: str, shift: int) -> tuple[date, date]:
    if unit == "week":
        return _week(day, shift)
    if unit == "weekend":
        monday, sunday = _week(day, shift)
        return monday + timedelta(days=5), sunday
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        first = date(months // 12, months % 12 + 1, 1)
        return first, _month_end(first)
    return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)


def _end_of(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "By the end of the month": from the report to then. "At the end of the month": some day of it."""
    if setting.day is None:
        return _NO_DAY
    unit = match["unit"].casefold()
    shift = 1 if "next" in match[0].casefold() else 0
    start, end = _unit(setting.day, unit, shift)
    if match["by"].casefold() in ("by", "before", "until", "till"):
        return Resolved(setting.day, end, unit, "from the report to then")
    return Resolved(start, end, unit, f"near the end of the {unit}")


def _within(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "Within 48 hours", "in the next ten days": from the report on."""
    if setting.day is None:
        return _NO_DAY
    days = _in_days(match)
    if days is None:
        return Resolved(reason="it is not said of how many days")
    return Resolved(setting.day, setting.day + timedelta(days=days), "interval", "from the report on")


def _ago(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "Two days ago": that day. Of weeks and months one knows no day."""
    if setting.day is None:
        return _NO_DAY
    unit = match["unit"].casefold().rstrip("s")
    if unit == "hour":
        hours = _count(match["count"])
        day = setting.day
        return Resolved(day - timedelta(days=(hours + 23) // 24), day, "interval", "counted back from the report")
    if unit != "day":
        return Resolved(None, setting.day, "open", f"counted in {unit}s: before the report")
    day = setting.day - timedelta(days=_count(match["count"]))
    return Resolved(day, day, "day", "counted back from the report")


def _in_so_many(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "In two days": that day. Of weeks and months one knows no day."""
    if setting.day is None:
        return _NO_DAY
    unit = match["unit"].casefold().rstrip("s")
    if unit not in ("day", "hour"):
        return Resolved(reason=f"counted in {unit}s: about when")
    if setting.tense == "past":
        return Resolved(reason="how long it took, and not when")
    if unit == "hour":
        days = (_count(match["count"]) + 23) // 24
        return Resolved(setting.day, setting.day + timedelta(days=days), "interval", "counted from the report")
    day = setting.day + timedelta(days=_count(match["count"]))
    return Resolved(day, day, "day", "counted from the report")


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[words.casefold()]


def _in_days(match: re.Match[str]) -> int | None:
    unit = match["unit"].casefold().rstrip("s")
    count = _count(match["count"]) if match["count"] else None
    if count is None:
        return None
    days = {"hour": (count + 23) // 24, "day": count, "week": 7 * count, "month": 31 * count, "year": 366 * count}
    return days.get(unit)


def _date(match: re.Match[str], setting: _Setting) -> Resolved:
    """A day of a month; without a year the one nearest to the report. A weekday that contradicts it leaves it open."""
    day_of = int(match["day"] or match["day2"])
    month = _month_of(match["month"] or match["month2"])
    weekday = _weekday_of(match["weekday"]) if match["weekday"] else None
    if match["year"]:
        day = date(int(match["year"]), month, day_of)
        return _checked(day, weekday, "a full date")
    if setting.day is None:
        return Resolved(reason="no year, and the day of the report is not known")
    near: list[date] = []
    for year in (setting.day.year - 1, setting.day.year, setting.day.year + 1):
        try:
            near.append(date(year, month, day_of))
        except ValueError:
            continue  # 29 February
    if not near:
        return Resolved(reason="there is no such day")
    near.sort(key=lambda day: (abs(day - (setting.day or day)), day))
    best = near[0]
    if abs(best - setting.day).days > 150:
        return Resolved(reason="no year, and about half a year away: it may be either side of the report")
    if setting.tense == "past" and best > setting.day:
        return Resolved(reason="no year, and the nearest does not go with the verb")
    return _checked(best, weekday, "the one nearest to the report")


def _checked(day: date, weekday: int | None, reason: str) -> Resolved:
    if weekday is not None and day.weekday() != weekday:
        told = f"{day.isoformat()} is a {_DAYS[day.weekday()].capitalize()}: weekday and date contradict each other"
        return Resolved(reason=told)
    return Resolved(day, day, "day", reason)


def _month_of(words: str) -> int:
    asked = words.casefold().rstrip(".")[:3]
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(asked))


def _month(match: re.Match[str], setting: _Setting) -> Resolved:
    """A month; without a year by the verb's tense, else where only one is near."""
    month = _month_of(match["month"])
    if match["year"]:
        first = date(int(match["year"]), month, 1)
        return Resolved(first, _month_end(first), "month", "a month of a year")
    if setting.day is None:
        return Resolved(reason="no year, and the day of the report is not known")
    here = setting.day.year * 12 + setting.day.month - 1
    ahead = (month - setting.day.month) % 12
    if ahead == 0:
        months = here
    elif setting.tense == "past":
        months = here + ahead - 12
    elif setting.tense == "future":
        months = here + ahead
    else:
        return Resolved(reason="before or after the report: no verb says which")
    first = date(months // 12, months % 12 + 1, 1)
    return Resolved(first, _month_end(first), "month", "the one nearest to the report, by the verb")


def _year(match: re.Match[str], setting: _Setting) -> Resolved:
    year = int(match["year"])
    return Resolved(date(year, 1, 1), date(year, 12, 31), "year", "a year")


def _iso(match: re.Match[str], setting: _Setting) -> Resolved:
    day = date(int(match["year"]), int(match["m"]), int(match["d"]))
    return Resolved(day, day, "day", "a full date")


def _slashed(match: re.Match[str], setting: _Setting) -> Resolved:
    """07/03/2024: which is the month is said by the place of the outlet, or by a number above twelve."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    readings = {"dmy": (two, one), "mdy": (one, two)}
    possible = {order: date(year, month, day) for order, (month, day) in readings.items() if month <= 12 and day <= 31}
    if setting.order in possible:
        return Resolved(possible[setting.order], possible[setting.order], "day", f"read as {setting.order}")
    if setting.order and possible:
        return Resolved(reason=f"cannot be read as {setting.order}")
    days = set(possible.values())
    if len(days) == 1:
        day = days.pop()
        return Resolved(day, day, "day", "a full date")
    return Resolved(reason="day and month may be either way round" if days else "there is no such day")


def _bounded(match: re.Match[str], setting: _Setting) -> Resolved:
    """ "By Friday", "until 10 March", "since Monday": from the report to then, or from then to the report."""
    word = match["bound"].casefold()
    back = word == "since"
    inner = next(
        (
            _safely(rule, found, _Setting(setting.day, "past" if back else "future", setting.order))
            for pattern, rule in _DATES
            if (found := pattern.fullmatch(match["rest"])) is not None
        ),
        None,
    )
    if inner is None or inner.end is None:
        return inner or Resolved(reason=f"{word} when is not known")
    if word == "after":
        return Resolved(reason="open towards the future")
    if setting.day is None:
        return Resolved(reason="the day of the report is not known") if inner.start else inner
    if back:
        if inner.start is None or inner.start > setting.day:
            return Resolved(reason="it lies after the report")
        return Resolved(inner.start, setting.day, "interval", "from then to the report")
    last = inner.end if word != "before" else (inner.start or inner.end) - timedelta(days=1)
    if last < setting.day:
        return Resolved(None, last, "open", "up to then, before the report")
    if setting.tense == "past" and word == "before":
        return Resolved(None, last, "open", "up to then")
    return Resolved(setting.day, last, "interval", "from the report to then")


def _earlier(match: re.Match[str], setting: _Setting) -> Resolved:
    """Some time before the report; the start is open."""
    if setting.day is None:
        return _NO_DAY
    return Resolved(None, setting.day, "open", "some time before the report")


def _unknown(reason: str) -> Rule:
    def rule(match: re.Match[str], setting: _Setting) -> Resolved:
        return Resolved(reason=reason)

    return rule


def _rule(pattern: str, rule: Rule) -> tuple[re.Pattern[str], Rule]:
    return re.compile(pattern), rule


_WEEKDAY_DATE = rf"(?:(?i:on )?{_DAY},? (?:the )?)?{_DATE}{_YEAR}?\b"
_DATES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    _rule(r"\b(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
    _rule(r"\b(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b", _slashed),
    _rule(_WEEKDAY_DATE, _date),
    _rule(rf"\b(?i:on )?(?P<which>(?i:next|last|this|coming|past)) {_DAY}{_PART_AFTER}\b", _which_weekday),
    _rule(rf"\b(?:(?i:on ))?(?i:{_PART}){_DAY}{_PART_AFTER}\b", _weekday),
    _rule(rf"\b(?:(?i:in|during) )?(?:(?i:early|mid|late)[ -])?{_MONTH}(?:,? (?P<year>(?:19|20)\d\d))\b", _month),
    _rule(rf"\b(?i:in|during) (?:(?i:early|mid|late)[ -])?{_MONTH}(?P<year>(?!))?\b", _month),
    _rule(r"\b(?i:tomorrow|yesterday)(?i: morning| afternoon| evening| night)?\b", _near_day),
    _rule(rf"\b{_MONTH}(?P<year>(?!))?$", _month),
)
_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    *_DATES[:-1],
    _rule(
        rf"\b(?P<bound>(?i:by|until|till|before|since|after)) (?P<rest>(?:{_WEEKDAY_DATE}"
        r"|(?:(?:next|last|this|coming) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow"
        r"|(?:19|20)\d\d-\d\d-\d\d))(?!\s+(?:\d|morning|evening))",
        _bounded,
    ),
    _rule(
        r"(?<!USA )\b(?i:(?:earlier |later )?today|tonight|this (?:morning|afternoon|evening)|last night|"
        r"the day (?:after tomorrow|before yesterday))\b",
        _near_day,
    ),
    _rule(
        r"\b(?:(?P<part>(?i:earlier|later)) )?(?i:in |during |over |at )?(?:the )?"
        r"(?P<which>(?i:next|last|this|previous|coming|past)) (?P<unit>(?i:weekend|week|month|year))\b",
        _whole,
    ),
    _rule(
        r"\b(?P<by>(?i:by|before|until|till|at|towards?|near)) the end of (?:the|this|next) "
        r"(?P<unit>(?i:week|month|year))\b",
        _end_of,
    ),
    _rule(
        rf"\b(?i:within|in|over|during) the (?:next|coming) (?:{_NUMBER} )?"
        r"(?P<unit>(?i:hours?|days?|weeks?|months?))\b",
        _within,
    ),
    _rule(rf"\b(?i:within) (?:the )?(?i:{_NUMBER})[ -](?P<unit>(?i:hours?|days?|weeks?|months?))\b", _within),
    _rule(rf"\b(?i:{_NUMBER}) (?P<unit>(?i:hours?|days?|weeks?|months?|years?)) ago\b", _ago),
    _rule(rf"\b(?i:in) (?i:{_NUMBER}) (?P<unit>(?i:hours?|days?|weeks?|months?|years?))\b(?! of)", _in_so_many),
    _rule(r"\b(?i:in) (?P<year>(?:19|20)\d\d)\b", _year),
    _rule(
        r"\b(?i:(?:a|one|two|three|some|several|\d+) (?:hours?|days?|weeks?|months?|years?) (?:earlier|later|before)|"
        r"the (?:previous|following|next) (?:day|week|month))\b",
        _unknown("counted from something else"),
    ),
    _rule(
        r"\b(?i:in (?:the )?(?:coming|near|next few|following) (?:hours|days|weeks|months|future)|"
        r"(?<!too )(?<!as )(?<!so )soon(?! as)|shortly|"
        r"in due course|(?:over|at|on) the weekend)\b",
        _unknown("about when"),
    ),
    _rule(
        r"(?<!an )(?<!the )(?<!his )(?<!her )(?<!its )(?<!their )"
        r"\b(?i:earlier(?! (?:this|than|in|today))|previously|recently|in recent (?:days|weeks|months))\b",
        _earlier,
    ),
    _rule(
        r"\b(?i:before|after|during|by|until) (?:the (?:Muslim |Christian |Jewish )?(?:holy |fasting )*(?:month of )?)?"
        r"(?:Ramadan|Eid(?:[ -]al[ -]\w+)?|Christmas|Easter|Passover|Thanksgiving|New Year)\b",
        _unknown("a feast whose day is not looked up"),
    ),
    _rule(
        r"\b(?i:before|after|until) the (?i:elections?|summit|deadline|vote|referendum|harvest|winter|summer)\b",
        _unknown("an event whose day is not said"),
    ),
)
