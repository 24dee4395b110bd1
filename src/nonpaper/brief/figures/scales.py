"""What is each package worth to each party? A drawing for each party, on its own scale and never beside another's.

A bar spans nine worlds in ten, a tick stands at the mean, and a hatched strip is what no agreement is worth.
"""

from __future__ import annotations

from nonpaper.brief.document import Band, WorthScale, WorthScales
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, measure, n, wrap

LABEL, WORDS = 170.0, 110.0
ROW = 30.0


def draw(scales: WorthScales, sheet: Sheet) -> tuple[str, ...]:
    """A piece for each party."""
    width = sheet.width
    out = []
    for number, scale in enumerate(scales.scales, start=1):
        canvas = sheet.canvas()
        height = _scale(scale, canvas, width >= 700)
        out.append(sheet.piece(canvas, height, number, len(scales.scales)))
    return tuple(out)


def _scale(scale: WorthScale, canvas: Canvas, wide: bool) -> float:
    left, right = (LABEL + 8, canvas.width - WORDS - 8) if wide else (10.0, canvas.width - 10)
    head = wrap(f"Worth to {scale.party}, on its own scale", canvas.width, 13.5, bold=True)
    y = canvas.lines(0, 16, head, size=13.5, bold=True, fill=HUES[scale.hue])
    canvas.text(left - 8, y + 2, "its worst", size=12, fill=GREY)
    canvas.text(right + 8, y + 2, "its best", size=12, fill=GREY, anchor="end")
    top = y + 10
    rows = [_height(label, canvas, wide) for _, label, _ in scale.rows]
    bottom = top + sum(rows) + 4

    def at(value: float) -> float:
        return left + min(1.0, max(0.0, value)) * (right - left)

    none = scale.no_agreement
    start, end = at(none.low), max(at(none.high), at(none.low) + 4)
    canvas.hatch(start, top, end - start, bottom - top)
    canvas.line(at(none.mean), top, at(none.mean), bottom, stroke=INK, width=1.5, dash="5 3")
    for value in (0.0, 0.5, 1.0):
        canvas.line(at(value), top, at(value), bottom, stroke=PALE)
    canvas.line(0, top, canvas.width, top, stroke=INK, width=2)
    y = top
    for (kind, label, band), height in zip(scale.rows, rows, strict=True):
        _bar(canvas, scale, kind, label, band, y, height, (at(band.low), at(band.mean), at(band.high)), wide)
        y += height
    canvas.line(0, bottom, canvas.width, bottom, stroke=INK, width=1)
    words = "no agreement (its cost is assumed)" if scale.assumed else "no agreement"
    says = f"{scale.party}, {words}: {none.words}"
    needs = measure(words, 12)
    x = min(max(at(none.mean), needs / 2), canvas.width - needs / 2)
    linked = canvas.open_link(none.statements, says)
    canvas.text(x, bottom + 17, words, size=12, anchor="middle")
    if linked:
        canvas.close_link()
    return bottom + 26


def _height(label: str, canvas: Canvas, wide: bool) -> float:
    if wide:
        return max(ROW, 14 + 16 * len(wrap(label, LABEL - 8, 13, bold=True)))
    return 24 + ROW


def _bar(
    canvas: Canvas,
    scale: WorthScale,
    kind: str,
    label: str,
    band: Band,
    y: float,
    height: float,
    places: tuple[float, float, float],
    wide: bool,
) -> None:
    """One package: its name, its bar with the mean, and the bar in words."""
    low, mean, high = places
    if wide:
        lines = wrap(label, LABEL - 8, 13, bold=True)
        canvas.lines(0, y + height / 2 + 5 - (len(lines) - 1) * 8, lines, size=13, bold=True)
        canvas.text(canvas.width - WORDS + 6, y + height / 2 + 4, band.words, size=12)
        middle = y + height / 2
    else:
        room = canvas.width - measure(band.words, 12.5) - 12
        canvas.paper(0, y + 6, label, 13, bold=True)
        canvas.text(0, y + 18, wrap(label, room, 13, bold=True)[0], size=13, bold=True)
        canvas.paper(canvas.width - measure(band.words, 12.5), y + 6, band.words, 12.5)
        canvas.text(canvas.width, y + 18, band.words, size=12.5, anchor="end")
        middle = y + 24 + (height - 24) / 2
    canvas.line(0, y + height, canvas.width, y + height, stroke=PALE, width=0.75)
    linked = canvas.open_link(band.statements, f"{label}, {scale.party}: worth {band.words}")
    wide_enough = max(high - low, 6.0)
    dash = "5 3" if kind != "package" else ""
    canvas.rect(low, middle - 6, wide_enough, 12, fill="#fff", stroke=HUES[scale.hue], line=2, dash=dash)
    d = f"M{n(mean)} {n(middle - 10)} V{n(middle + 10)}"
    canvas.path(d, stroke=HUES[scale.hue], width=3.5)
    if linked:
        canvas.close_link()
