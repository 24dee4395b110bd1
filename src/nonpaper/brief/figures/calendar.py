"""The calendar: when did they meet, what lies on the table, what presses, and when was something said?

Wide, a line of time with one row for each round, draft and deadline; narrow, a list that runs downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nonpaper.brief.document import Calendar, CalendarPoint
from nonpaper.brief.figures.svg import GREY, INK, LINK, PALE, Canvas, Sheet, measure, n, wrap
from nonpaper.brief.figures.times import Scale, short_day

ROW, NAMES = 30.0, 250.0


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: what it is, how it is called, from when to when."""

    kind: str
    label: str
    detail: str
    start: date
    end: date | None
    cites: tuple[str, ...]


def draw(calendar: Calendar, sheet: Sheet) -> tuple[str, ...]:
    """One piece."""
    width = sheet.width
    canvas = sheet.canvas()
    rows = [
        _Line("round", f"Round in {bar.label}", bar.detail, bar.start, bar.end or calendar.at, ())
        for bar in calendar.bars
    ]
    rows += [
        _Line(
            point.kind,
            f"Draft {point.label}" if point.kind == "draft" else point.label,
            "",
            point.day,
            None,
            point.cites,
        )
        for point in calendar.points
        if point.kind != "statement"
    ]
    order = {"draft": 0, "round": 1}
    rows.sort(key=lambda row: (row.start, order.get(row.kind, 2), row.label))
    said = sorted((p for p in calendar.points if p.kind == "statement"), key=lambda p: (p.day, p.label))
    height = _wide(canvas, rows, said, calendar) if width >= 700 else _narrow(canvas, rows, said, calendar)
    return (sheet.piece(canvas, height),)


def _wide(canvas: Canvas, rows: list[_Line], said: list[CalendarPoint], calendar: Calendar) -> float:
    days = (
        [row.start for row in rows]
        + [row.end for row in rows if row.end]
        + [point.day for point in said]
        + [calendar.at]
    )
    scale = Scale(min(days), max(days), NAMES + 26, canvas.width - 40)
    top = 24.0
    names = [wrap(row.label, NAMES - 8, 12.5, bold=True) for row in rows]
    details = [wrap(row.detail, NAMES - 8, 11.5) if row.detail else [] for row in rows]
    tall = [max(ROW, 12 + len(a) * 16.3 + len(b) * 15) for a, b in zip(names, details, strict=True)]
    bottom = top + sum(tall) + (ROW + 6 if said else 0)
    scale.axis(canvas, bottom, top)
    today = scale.at(calendar.at)
    canvas.line(today, top - 4, today, bottom, stroke=INK, width=1.5, dash="5 3")
    anchor = "middle" if today < canvas.width - 70 else "end"
    canvas.text(today, top - 9, f"as of {short_day(calendar.at)}", size=11.5, bold=True, anchor=anchor)
    y = top
    for row, name, detail, height in zip(rows, names, details, tall, strict=True):
        middle = y + height / 2
        down = canvas.lines(0, y + 17, name, size=12.5, bold=True)
        canvas.lines(0, down - 1, detail, size=11.5, fill=GREY)
        canvas.line(0, y + height, canvas.width, y + height, stroke=PALE, width=0.75)
        _event(canvas, row, scale, middle)
        y += height
    if said:
        canvas.text(0, bottom - ROW / 2 + 4, "Statements", size=12.5, bold=True)
        for group, x in _bins(said, scale):
            _count(canvas, group, x, bottom - ROW / 2 - 1)
    return bottom + 26


def _event(canvas: Canvas, row: _Line, scale: Scale, y: float) -> None:
    x = scale.at(row.start)
    if row.end is not None:
        width = max(10.0, scale.at(row.end) - x)
        canvas.rect(x - 5, y - 7, width + 10, 14, fill=INK, stroke=INK)
        words = (
            f"{short_day(row.start, year=False)} to {short_day(row.end, year=False)}"
            if row.end != row.start
            else (short_day(row.start, year=False))
        )
        _beside(canvas, x - 5, x + width + 5, y, words)
        return
    linked = canvas.open_link(row.cites, row.label)
    _shape(canvas, row.kind, x, y)
    if linked:
        canvas.close_link()
    _beside(canvas, x - 9, x + 9, y, short_day(row.start, year=False))


def _beside(canvas: Canvas, left: float, right: float, y: float, words: str) -> None:
    wide = measure(words, 11.5)
    after = right + wide + 12 < canvas.width
    canvas.rect(right + 4 if after else left - 8 - wide, y - 8, wide + 4, 15, fill="#fff")
    if after:
        canvas.text(right + 6, y + 4, words, size=11.5)
    else:
        canvas.text(left - 6, y + 4, words, size=11.5, anchor="end")


def _shape(canvas: Canvas, kind: str, x: float, y: float) -> None:
    """A diamond for a draft; a flag for a deadline, filled where it is firm."""
    if kind == "draft":
        canvas.path(f"M{n(x)} {n(y - 9)} l9 9 l-9 9 l-9 -9 Z", fill="#fff", stroke=INK, width=2)
    else:
        canvas.line(x, y - 11, x, y + 11, stroke=INK, width=2)
        canvas.path(
            f"M{n(x)} {n(y - 11)} l13 5 l-13 5 Z",
            fill=INK if kind == "firm deadline" else "#fff",
            stroke=INK,
            width=1.75,
        )


def _bins(said: list[CalendarPoint], scale: Scale) -> list[tuple[list[CalendarPoint], float]]:
    """Statements by day; days too near for two marks share one."""
    out: list[tuple[list[CalendarPoint], float]] = []
    for point in said:
        x = scale.at(point.day)
        if out and x - out[-1][1] < 27:
            out[-1][0].append(point)
        else:
            out.append(([point], x))
    return out


def _count(canvas: Canvas, group: list[CalendarPoint], x: float, y: float) -> None:
    first, last = group[0].day, group[-1].day
    days = short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"
    many = f"{len(group)} statement{'s' if len(group) > 1 else ''}"
    linked = canvas.open_link(tuple(cite for point in group for cite in point.cites), f"{many}, {days}")
    canvas.circle(x, y, 12, fill="#fff", stroke=LINK, width=1.5)
    canvas.text(x, y + 4, str(len(group)), size=11.5, fill=LINK, anchor="middle")
    if linked:
        canvas.close_link()


def _narrow(canvas: Canvas, rows: list[_Line], said: list[CalendarPoint], calendar: Calendar) -> float:
    lines = list(rows)
    counted: dict[date, list[CalendarPoint]] = {}
    for point in said:
        counted.setdefault(point.day, []).append(point)
    if len(counted) > 12:  # by month, where there are many days
        months: dict[date, list[CalendarPoint]] = {}
        for day, points in counted.items():
            months.setdefault(min(d for d in counted if (d.year, d.month) == (day.year, day.month)), []).extend(points)
        counted = months
    lines.append(_Line("as of", f"As of {short_day(calendar.at)}", "", calendar.at, None, ()))
    order = {"draft": 0, "round": 1, "said": 2, "as of": 3}
    for day, points in counted.items():
        many = f"{len(points)} statement{'s' if len(points) > 1 else ''}"
        lines.append(_Line("said", many, "", day, None, tuple(cite for point in points for cite in point.cites)))
    lines.sort(key=lambda row: (row.start, order.get(row.kind, 4), row.label))
    y = 6.0
    x = 96.0
    top = y
    for row in lines:
        bold = row.kind != "said"
        name = wrap(row.label, canvas.width - x - 26, 13, bold=bold)
        days = f"{short_day(row.start)}" + (f" to {short_day(row.end)}" if row.end and row.end != row.start else "")
        when = wrap(days, x - 20, 11.5)
        detail = wrap(row.detail, canvas.width - x - 26, 12) if row.detail else []
        height = max(30.0, 12 + len(name) * 17 + len(detail) * 15.6, 12 + len(when) * 15)
        canvas.line(x, top, x, y + height, stroke=PALE, width=2)
        linked = canvas.open_link(row.cites, f"{row.label}, {days}")
        if row.kind == "said":
            canvas.circle(x, y + 13, 6, fill="#fff", stroke=LINK)
        elif row.kind == "round":
            canvas.rect(x - 6, y + 5, 12, max(16.0, height - 12), fill=INK)
        elif row.kind == "as of":
            canvas.line(x - 8, y + 13, x + 8, y + 13, stroke=INK, width=3)
        else:
            _shape(canvas, row.kind, x, y + 14)
        down = canvas.lines(x + 22, y + 17, name, size=13, bold=bold, fill=LINK if linked else INK)
        if linked:
            canvas.close_link()
        canvas.lines(x + 22, down, detail, size=12, fill=GREY)
        if row.kind != "as of":
            canvas.lines(x - 16, y + 17, when, size=11.5, fill=GREY, anchor="end")
        y += height
        top = y
    return y + 4
