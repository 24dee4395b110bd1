"""What do two parties gain and give from package to package? Crosses, not points, each axis a scale of its own.

The arms span nine worlds in ten, the label stands at the mean. Hatched: worth less than no agreement, on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nonpaper.brief.document import Band, TradeOffs, WorthScale
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, measure, n, wrap

SIDE = 520.0  # of the square, at most
SHIFTS = ((0.0, 0.0), *((dx * k, dy * k) for k in (1.0, 1.6, 2.4) for dx, dy in (
    (24.0, -20.0), (-24.0, -20.0), (24.0, 20.0), (-24.0, 20.0), (0.0, -28.0), (0.0, 28.0), (34.0, 0.0), (-34.0, 0.0),
)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Box:
    """The room that a label takes."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: _Box) -> bool:
        """Whether two labels would overlap."""
        apart = abs(self.x - other.x) >= (self.width + other.width) / 2
        return not apart and abs(self.y - other.y) < (self.height + other.height) / 2


def draw(trade: TradeOffs, sheet: Sheet) -> tuple[str, ...]:
    """One piece."""
    width = sheet.width
    canvas = sheet.canvas()
    left = 12.0
    side = min(SIDE, width - left - 12)
    head = wrap(f"↑ Worth to {trade.upwards.party}, on its own scale", width, 13, bold=True)
    top = canvas.lines(0, 16, head, size=13, bold=True, fill=HUES[trade.upwards.hue]) - 2
    canvas.text(left, top + 4, "its best", size=11.5, fill=GREY)
    top += 12
    bottom = top + side

    def across(value: float) -> float:
        return left + min(1.0, max(0.0, value)) * side

    def upwards(value: float) -> float:
        return bottom - min(1.0, max(0.0, value)) * side

    x, y = across(trade.across.no_agreement.mean), upwards(trade.upwards.no_agreement.mean)
    canvas.hatch(left, top, x - left, side)
    canvas.hatch(left, y, side, bottom - y, falling=True)
    canvas.line(x, top, x, bottom, stroke=INK, width=1.5, dash="5 3")
    canvas.line(left, y, left + side, y, stroke=INK, width=1.5, dash="5 3")
    canvas.rect(left, top, side, side, stroke=INK, line=1.5)
    places = []
    for (_, _, wide), (_, _, tall) in zip(trade.across.rows, trade.upwards.rows, strict=True):
        x1, x2, x3 = (across(value) for value in (wide.low, wide.mean, wide.high))
        y1, y2, y3 = (upwards(value) for value in (tall.low, tall.mean, tall.high))
        places.append((x2, y2))
        _arm(canvas, x1, y2, x3, y2, HUES[trade.across.hue])
        _arm(canvas, x2, y1, x2, y3, HUES[trade.upwards.hue])
    _labels(canvas, trade, places, left, left + side, top, bottom)
    end = _below(canvas, trade, left, side, bottom)
    return (sheet.piece(canvas, end),)


def _arm(canvas: Canvas, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
    canvas.line(x1, y1, x2, y2, stroke=colour, width=2)
    for x, y in ((x1, y1), (x2, y2)):
        if x1 == x2:
            canvas.line(x - 4, y, x + 4, y, stroke=colour, width=2)
        else:
            canvas.line(x, y - 4, x, y + 4, stroke=colour, width=2)


def _labels(
    canvas: Canvas,
    trade: TradeOffs,
    places: Sequence[tuple[float, float]],
    left: float,
    right: float,
    top: float,
    bottom: float,
) -> None:
    """The labels at the means, moved aside where two would meet; a thin line leads back then."""
    taken: list[_Box] = []
    for (kind, label, wide), (_, _, tall), (x, y) in zip(trade.across.rows, trade.upwards.rows, places, strict=True):
        short = wrap(label, 110, 12, bold=True)[0] if kind != "package" else label
        needs = max(22.0, measure(short, 12, bold=True) + 10)
        box = _Box(x, y, needs, 22)
        for dx, dy in SHIFTS:
            sideways = dx + (needs / 2 - 11) * ((dx > 0) - (dx < 0))
            moved = _Box(x + sideways, y + dy, needs, 22)
            inside = left <= moved.x - needs / 2 and moved.x + needs / 2 <= right
            inside = inside and top <= moved.y - 11 and moved.y + 11 <= bottom
            if inside and not any(moved.meets(other) for other in taken):
                box = moved
                break
        taken.append(box)
        if (box.x, box.y) != (x, y):
            canvas.line(x, y, box.x, box.y, stroke=INK, width=1)
            canvas.circle(x, y, 3, fill=INK)
        says = f"{label}: worth {wide.words} to {trade.across.party}, {tall.words} to {trade.upwards.party}"
        linked = canvas.open_link(_statements(wide, tall), says)
        if kind == "package" and needs <= 24:
            canvas.circle(box.x, box.y, 11, fill="#fff", stroke=INK, width=2)
        else:
            canvas.rect(box.x - needs / 2, box.y - 11, needs, 22, fill="#fff", stroke=INK, line=1.5, dash="4 3")
        canvas.text(box.x, box.y + 4.5, short, size=12, bold=True, anchor="middle")
        if linked:
            canvas.close_link()


def _statements(*bands: Band) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref for band in bands for ref in band.statements))


def _below(canvas: Canvas, trade: TradeOffs, left: float, side: float, bottom: float) -> float:
    """What the axes and the lines mean."""
    canvas.text(left, bottom + 16, "its worst", size=11.5, fill=GREY)
    canvas.text(left + side, bottom + 16, "its best", size=11.5, fill=GREY, anchor="end")
    head = wrap(f"→ Worth to {trade.across.party}, on its own scale", canvas.width, 13, bold=True)
    y = canvas.lines(0, bottom + 36, head, size=13, bold=True, fill=HUES[trade.across.hue]) + 4
    for scale, where in ((trade.across, "left of the upright line"), (trade.upwards, "below the level line")):
        words = f"Hatched {where}: worth less to {scale.party} than no agreement{_assumed(scale)}, on average."
        canvas.hatch(0, y - 10, 22, 13, falling=scale is trade.upwards)
        canvas.path(f"M0 {n(y - 10)} h22 v13 h-22 Z", stroke=PALE, width=1)
        says = f"{scale.party}, no agreement: {scale.no_agreement.words}"
        linked = canvas.open_link(scale.no_agreement.statements, says)
        y = canvas.lines(30, y, wrap(words, canvas.width - 30, 12), size=12) + 4
        if linked:
            canvas.close_link()
    return y


def _assumed(scale: WorthScale) -> str:
    return " (its cost is assumed)" if scale.assumed else ""
