"""How is it drawn? Each figure as SVG made here: no script, no network, the same on a screen and on paper.

    ladder    the matrix of issues
    ring      a circle of preconditions
    steps     the history of a position
    calendar  the talks in time
    dots      how often each package is acceptable
    scales    what each package is worth to each party
    trade     packages by their worth to two parties
    lanes     who does what in which stage

Every figure carries its title (which is its answer) and a description, and every mark leads to its statements.
"""

from __future__ import annotations

from collections.abc import Mapping

from nonpaper.brief.document import (
    Calendar,
    DotRows,
    Figure,
    LadderMatrix,
    Lanes,
    Ring,
    TradeOffs,
    WorthScales,
    plain,
)
from nonpaper.brief.figures import calendar, dots, ladder, lanes, ring, scales, steps, trade
from nonpaper.brief.figures.svg import Sheet

WIDE: Mapping[str, float] = {
    "LadderMatrix": 1080.0,
    "Ring": 760.0,
    "StepChart": 760.0,
    "Calendar": 1000.0,
    "DotRows": 900.0,
    "WorthScales": 900.0,
    "TradeOffs": 700.0,
    "Lanes": 1080.0,
}
NARROW = 340.0


def on_paper(figure: Figure) -> float | None:
    """How wide a matrix is drawn for an upright page; None where it would lose its words, and for all other figures."""
    if isinstance(figure.drawing, LadderMatrix) and ladder.tells_words(figure.drawing, ladder.PAPER):
        return ladder.PAPER
    return None


def says_all(figure: Figure) -> bool:
    """Whether the drawing tells in words what its table does, so that paper needs only one of the two."""
    if isinstance(figure.drawing, LadderMatrix):
        return ladder.tells_words(figure.drawing, WIDE["LadderMatrix"])
    return True


def draw(
    figure: Figure, numbers: Mapping[str, int], anchors: Mapping[str, str], id: str, *, width: float | None = None
) -> tuple[str, ...]:
    """The pieces of a figure as `svg` elements, `width` pixels wide (by default as wide as it likes to be).

    `id` begins every id in them; `numbers` and `anchors` give the number and the address of each statement. Below
    700 pixels a figure is drawn for a narrow screen.
    """
    drawing = figure.drawing
    wide = width if width is not None else WIDE[type(drawing).__name__]
    sheet = Sheet(wide, numbers, anchors, id, plain(figure.title), figure.description)
    if isinstance(drawing, LadderMatrix):
        return ladder.draw(drawing, sheet)
    if isinstance(drawing, Ring):
        return ring.draw(drawing, sheet)
    if isinstance(drawing, Calendar):
        return calendar.draw(drawing, sheet)
    if isinstance(drawing, DotRows):
        return dots.draw(drawing, sheet)
    if isinstance(drawing, WorthScales):
        return scales.draw(drawing, sheet)
    if isinstance(drawing, TradeOffs):
        return trade.draw(drawing, sheet)
    if isinstance(drawing, Lanes):
        return lanes.draw(drawing, sheet)
    return steps.draw(drawing, sheet)


__all__ = ["NARROW", "WIDE", "draw", "on_paper", "says_all"]
