"""How often is each package acceptable to each party? Dots with their errors, a lane for each party.

Wide, a row reads from the package over the party to its dot; narrow, the words stand above each lane.
"""

from __future__ import annotations

from nonpaper.brief.document import Dot, DotRow, DotRows
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, measure, wrap

LABEL, NAMES, WORDS = 150.0, 170.0, 128.0  # the columns beside the lanes, on a wide drawing
LANE, GAP = 25.0, 16.0
TALLEST = 620.0  # of a piece, so that it fits a printed page
ERRORS = 2.0  # standard errors that a bar spans to each side


def draw(dots: DotRows, sheet: Sheet) -> tuple[str, ...]:
    """The rows in as many pieces as pages need, each under its axis."""
    width = sheet.width
    wide = width >= 700
    pieces: list[list[DotRow]] = [[]]
    height = 0.0
    for row in dots.rows:
        needs = _row(dots, row, sheet.canvas(), 0, wide)
        if pieces[-1] and height + needs > TALLEST and wide:
            pieces.append([])
            height = 0.0
        pieces[-1].append(row)
        height += needs
    out = []
    for number, rows in enumerate(pieces, start=1):
        canvas = sheet.canvas()
        top = _axis(canvas, wide)
        y = top
        for row in rows:
            y += _row(dots, row, canvas, y, wide)
        if number == len(pieces):
            y = _legend(canvas, y + 18)
        out.append(sheet.piece(canvas, y + 4, number, len(pieces)))
    return tuple(out)


def _span(width: float, wide: bool) -> tuple[float, float]:
    """Where the lanes begin and end."""
    return (LABEL + NAMES + 8, width - WORDS - 8) if wide else (8.0, width - 8)


def _axis(canvas: Canvas, wide: bool) -> float:
    left, right = _span(canvas.width, wide)
    canvas.text(left - 6, 14, "in no world", size=12, fill=GREY)
    canvas.text((left + right) / 2, 14, "in half", size=12, fill=GREY, anchor="middle")
    canvas.text(right + 6, 14, "in every world", size=12, fill=GREY, anchor="end")
    canvas.line(0, 22, canvas.width, 22, stroke=INK, width=2)
    return 24.0


def _row(dots: DotRows, row: DotRow, canvas: Canvas, top: float, wide: bool) -> float:
    if wide:
        y = canvas.lines(0, top + 20, wrap(row.label, LABEL - 8, 13.5, bold=True), size=13.5, bold=True)
        least = canvas.lines(0, y, wrap(row.detail, LABEL - 8, 11.5), size=11.5, fill=GREY) - 8
        y = top + 6
        for (name, hue), dot in zip(dots.lanes, row.dots, strict=True):
            lines = wrap(name, NAMES - 14, 12.5)
            tall = max(LANE, len(lines) * 16.3 + 8)
            canvas.lines(LABEL, y + tall / 2 + 4 - (len(lines) - 1) * 8, lines, size=12.5, fill=HUES[hue])
            _lane(canvas, row, name, hue, dot, y + tall / 2, wide)
            canvas.text(canvas.width - WORDS + 6, y + tall / 2 + 4, dot.words, size=12)
            y += tall
        bottom = max(y, least) + GAP / 2
    else:
        y = canvas.lines(0, top + 20, wrap(row.label, canvas.width, 14, bold=True), size=14, bold=True)
        y = canvas.lines(0, y, wrap(row.detail, canvas.width, 12), size=12, fill=GREY)
        for (name, hue), dot in zip(dots.lanes, row.dots, strict=True):
            room = canvas.width - measure(dot.words, 12.5) - 12
            lines = wrap(name, room, 12.5)
            canvas.text(canvas.width, y, dot.words, size=12.5, anchor="end")
            y = canvas.lines(0, y, lines, size=12.5, fill=HUES[hue]) - 2
            _lane(canvas, row, name, hue, dot, y, wide)
            y += 28
        bottom = y - 8
    canvas.line(0, bottom, canvas.width, bottom, stroke=PALE)
    return bottom - top


def _lane(canvas: Canvas, row: DotRow, name: str, hue: int, dot: Dot, y: float, wide: bool) -> None:
    """One party's line from none to all, with its mark."""
    left, right = _span(canvas.width, wide)
    canvas.line(left, y, right, y, stroke=PALE, width=1.5)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + tick * (right - left)
        half = 6.0 if tick in (0.0, 0.5, 1.0) else 3.5
        canvas.line(x, y - half, x, y + half, stroke=PALE, width=1.5)
    if dot.share is None:
        return
    linked = canvas.open_link(dot.statements, f"{row.label}, {name}: acceptable in {dot.words}")
    at = left + dot.share * (right - left)
    first = left + max(0.0, dot.share - ERRORS * dot.error) * (right - left)
    last = left + min(1.0, dot.share + ERRORS * dot.error) * (right - left)
    canvas.rect(at - 12, y - 12, 24, 24, fill="none")
    if last - first > 1:
        canvas.line(first, y, last, y, stroke=HUES[hue], width=3)
        for x in (first, last):
            canvas.line(x, y - 7, x, y + 7, stroke=HUES[hue], width=2)
    canvas.token(at, y, hue, 6)
    if linked:
        canvas.close_link()


def _legend(canvas: Canvas, y: float) -> float:
    words = "Bar: two standard errors of the counting to each side (unseen where the mark is wider)."
    lines = wrap(words, canvas.width, 11.5)
    return canvas.lines(0, y, lines, size=11.5, fill=GREY) - 6
