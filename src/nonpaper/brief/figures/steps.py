"""The history of a position: where did the party draw its line, and when did that move?"""

from __future__ import annotations

from datetime import date

from nonpaper.brief.document import StepChart
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, measure, n, wrap
from nonpaper.brief.figures.times import Scale, short_day

ROW = 44.0


def draw(chart: StepChart, sheet: Sheet) -> tuple[str, ...]:
    """One piece: steps from bottom to top, days from left to right."""
    width = sheet.width
    canvas = sheet.canvas()
    colour = HUES[chart.hue]
    left = min(max(measure(step, 12) for step in (*chart.steps, "no step named")) + 14, width * 0.36)
    unplaced = any(point.step is None for point in chart.points)
    rows = len(chart.steps) + (1 if unplaced else 0)
    top = 14.0
    bottom = top + ROW * rows

    def y(step: int | None) -> float:
        if step is None:
            return top + ROW * (rows - 0.5)
        return top + ROW * (len(chart.steps) - step - 0.5)

    for place, step in enumerate(chart.steps):
        canvas.line(left, y(place), width - 6, y(place), stroke=PALE)
        lines = wrap(step, left - 12, 12)
        canvas.lines(left - 10, y(place) + 4 - (len(lines) - 1) * 7, lines, size=12, anchor="end", leading=1.2)
    if unplaced:
        canvas.line(left, top + ROW * (rows - 1), width - 6, top + ROW * (rows - 1), stroke=PALE, dash="2 3")
        canvas.lines(
            left - 10, y(None), wrap("no step named", left - 12, 11.5), size=11.5, fill=GREY, anchor="end", leading=1.2
        )
    days = [point.day for point in chart.points]
    scale = Scale(min(days), max([*days, chart.until]), left + 22, width - 30)
    scale.axis(canvas, bottom, top)
    for line in chart.lines:
        _line(canvas, chart, line.lower, line.points, scale, y, colour, width - 6)
    seen: dict[tuple[date, int | None], int] = {}
    many: dict[tuple[date, int | None], int] = {}
    for point in chart.points:
        many[point.day, point.step] = many.get((point.day, point.step), 0) + 1
    for point in chart.points:
        key = (point.day, point.step)
        place = seen.get(key, 0)
        seen[key] = place + 1
        x = scale.at(point.day) + (place - (many[key] - 1) / 2) * 18
        named = chart.steps[point.step] if point.step is not None else "no step named"
        says = f"{chart.party}, {short_day(point.day)}, {named}: {point.effect}"
        linked = canvas.open_link((point.statement,), says)
        canvas.rect(x - 9, y(point.step) - 12, 18, 24, fill="none")
        canvas.circle(x, y(point.step), 6, fill="#fff" if point.hollow else colour, stroke=colour, width=2)
        if point.statement in sheet.numbers:
            canvas.text(x, y(point.step) - 10, str(sheet.numbers[point.statement]), size=11, anchor="middle")
        if linked:
            canvas.close_link()
    height = _legend(chart, canvas, bottom + 40)
    return (sheet.piece(canvas, height),)


def _line(
    canvas: Canvas,
    chart: StepChart,
    lower: bool,
    points: tuple[tuple[date, int | None, bool], ...],
    scale: Scale,
    y: object,
    colour: str,
    right: float,
) -> None:
    """The bound, from each day on; a red line is thicker. The end closed from above is dashed."""
    place = y if callable(y) else None
    if place is None:
        return
    offset = 5.0 if lower else -5.0  # just outside the steps it admits, so that both bounds can be seen at one step
    last: tuple[float, float] | None = None
    for number, (day, step, red) in enumerate(points):
        x = scale.at(day)
        end = scale.at(points[number + 1][0]) if number + 1 < len(points) else right
        if step is None:
            last = None
            continue
        height = place(step) + offset
        d = (
            f"M{n(last[0])} {n(last[1])} L{n(x)} {n(height)} L{n(end)} {n(height)}"
            if last
            else (f"M{n(x)} {n(height)} L{n(end)} {n(height)}")
        )
        canvas.path(d, stroke=colour, width=4 if red else 2, dash="" if lower else "6 4")
        last = (end, height)


def _legend(chart: StepChart, canvas: Canvas, y: float) -> float:
    colour = HUES[chart.hue]
    kinds = {line.lower for line in chart.lines}
    red = any(mark for line in chart.lines for *_, mark in line.points)
    entries: list[tuple[str, str]] = []
    if any(not point.hollow for point in chart.points):
        entries.append(("dot", "a named source, first hand"))
    if any(point.hollow for point in chart.points):
        entries.append(("ring", "not named, or second hand"))
    if True in kinds:
        entries.append(("solid", "the least it would sign"))
    if False in kinds:
        entries.append(("dashed", "the furthest it would go"))
    if red:
        entries.append(("thick", "thick: a red line"))
    x = 8.0
    for kind, words in entries:
        needs = measure(words, 12) + 44
        if x + needs > canvas.width and x > 8:
            x, y = 8.0, y + 22
        if kind in ("dot", "ring"):
            canvas.circle(x + 8, y - 4, 6, fill=colour if kind == "dot" else "#fff", stroke=colour, width=2)
        else:
            ink, line = (INK, 4) if kind == "thick" else (colour, 2)
            canvas.line(x - 4, y - 4, x + 20, y - 4, stroke=ink, width=line, dash="6 4" if kind == "dashed" else "")
        canvas.text(x + 26, y, words, size=12)
        x += needs
    return y + 10
