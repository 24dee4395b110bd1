"""Who does what in which stage, and who is ahead after it? Swim lanes: a row for each party, a column for each stage.

A bar is an act: dashed where it can be undone, thick and solid where it cannot; a lock where somebody verifies it, a
crate where a third party holds it. Below stand strips: behind to the left, ahead to the right. Above stand the
deadlines that lie ahead. On a narrow screen the stages stand one below the other.
"""

from __future__ import annotations

from nonpaper.brief.document import LaneBar, Lanes, Standing
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, n, wrap

NAMES = 118.0  # the column of names, on a wide drawing
TOGETHER = 5  # stages side by side in one piece
PAD, GAP = 8.0, 6.0
ICON = 17.0
LEGEND = (
    ("solid", "cannot be undone"),
    ("dashed", "can be undone"),
    ("dotted", "on paper, or a promise"),
    ("lock", "verified"),
    ("crate", "held by a third party"),
)


def draw(lanes: Lanes, sheet: Sheet) -> tuple[str, ...]:
    """Wide, a piece for each few stages; narrow, a piece for each stage."""
    width = sheet.width
    many = len(lanes.stages)
    wide = width >= 700
    pieces = -(-many // TOGETHER) if wide else many
    each = -(-many // pieces) if pieces else 1
    groups = [range(start, min(start + each, many)) for start in range(0, many, each)]
    out = []
    for number, group in enumerate(groups, start=1):
        canvas = sheet.canvas()
        top = _ahead(lanes, canvas) if number == 1 else 0.0
        bottom = _wide(lanes, canvas, group, top) if wide else _narrow(lanes, canvas, group[0], top)
        if number == len(groups):
            bottom = _legend(canvas, bottom + 18)
        out.append(sheet.piece(canvas, bottom + 4, number, len(groups)))
    return tuple(out)


def _ahead(lanes: Lanes, canvas: Canvas) -> float:
    """The deadlines above everything, each with a flag; they belong to no stage."""
    if not lanes.ahead:
        return 0.0
    canvas.text(0, 15, "On the calendar, tied to no stage:", size=12, bold=True)
    y = 20.0
    for words in lanes.ahead:
        canvas.path(f"M6 {n(y + 16)} V{n(y + 3)} h9 l-3 3.5 l3 3.5 h-9", stroke=INK, width=1.75)
        y = canvas.lines(22, y + 14, wrap(words, canvas.width - 26, 12), size=12) - 10
    return y + 10


def _wide(lanes: Lanes, canvas: Canvas, group: range, down: float) -> float:
    column = (canvas.width - NAMES) / len(group)
    left = [NAMES + column * place for place in range(len(group))]
    for place, stage in enumerate(group):
        canvas.text(left[place] + GAP / 2, down + 15, lanes.stages[stage], size=13.5, bold=True)
    y = down + 24.0
    canvas.line(0, y, canvas.width, y, stroke=INK, width=2)
    top = y
    for lane in lanes.lanes:
        cells = [lane.cells[stage] for stage in group]
        names = wrap(lane.party, NAMES - 26, 13, bold=True)
        tall = max([_stack(cell, column - GAP) for cell in cells] + [len(names) * 17 + 12, 34.0])
        canvas.token(8, y + 17, lane.hue, 6)
        canvas.lines(22, y + 22, names, size=13, bold=True, fill=HUES[lane.hue])
        for place, cell in enumerate(cells):
            _bars(canvas, lane.party, lane.hue, cell, left[place] + GAP / 2, y + GAP / 2 + 2, column - GAP)
        y += tall
        canvas.line(0, y, canvas.width, y, stroke=PALE)
    if lanes.strips:
        canvas.line(0, y, canvas.width, y, stroke=INK, width=1.5)
        canvas.text(0, y + 17, "After the stage:", size=12, bold=True)
        for place in range(len(group)):
            canvas.text(left[place] + 10, y + 17, "← behind", size=11.5, fill=GREY)
            canvas.text(left[place] + column - 10, y + 17, "ahead →", size=11.5, fill=GREY, anchor="end")
        y += 22
        for name, hue, standings in lanes.strips:
            names = wrap(name, NAMES - 26, 13, bold=True)
            lines = [wrap(standings[stage].words, column - 20, 11.5) for stage in group]
            tall = max(len(names) * 17 + 12, *(28 + 15 * len(words) for words in lines))
            canvas.token(8, y + 13, hue, 6)
            canvas.lines(22, y + 18, names, size=13, bold=True, fill=HUES[hue])
            for place, stage in enumerate(group):
                says = f"{name}, after {lanes.stages[stage]}: {standings[stage].words}"
                _strip(canvas, standings[stage], hue, left[place] + 10, y + 13, column - 20, says)
                canvas.lines(left[place] + column / 2, y + 36, lines[place], size=11.5, anchor="middle")
            y += tall
            canvas.line(0, y, canvas.width, y, stroke=PALE, width=0.75)
    for x in left:
        canvas.line(x, top, x, y, stroke=PALE)
    return y


def _narrow(lanes: Lanes, canvas: Canvas, stage: int, down: float) -> float:
    canvas.text(0, down + 16, lanes.stages[stage], size=15, bold=True)
    y = down + 24.0
    canvas.line(0, y, canvas.width, y, stroke=INK, width=2)
    for lane in lanes.lanes:
        if lane.cells[stage]:
            canvas.token(8, y + 17, lane.hue, 6)
            y = canvas.lines(22, y + 22, wrap(lane.party, canvas.width - 26, 13, bold=True), size=13, bold=True,
                             fill=HUES[lane.hue]) - 9  # fmt: skip
            y = _bars(canvas, lane.party, lane.hue, lane.cells[stage], 2, y, canvas.width - 4) + 2
    if lanes.strips:
        canvas.line(0, y, canvas.width, y, stroke=INK, width=1.5)
        canvas.text(0, y + 18, "After it: ← behind", size=12, fill=GREY)
        canvas.text(canvas.width, y + 18, "ahead →", size=12, fill=GREY, anchor="end")
        y += 26
        for name, hue, standings in lanes.strips:
            standing = standings[stage]
            canvas.token(8, y + 9, hue, 6)
            words = wrap(f"{name}: {standing.words}", canvas.width - 26, 12.5)
            y = canvas.lines(22, y + 14, words, size=12.5, fill=HUES[hue])
            _strip(canvas, standing, hue, 8, y, canvas.width - 16, f"{name}, after {lanes.stages[stage]}: {words[0]}")
            y += 20
    return y


def _lines(bar: LaneBar, width: float) -> tuple[list[str], list[str], list[str]]:
    """The words in a bar: what moves, from where to where, and notes."""
    icons = ICON * ((bar.kind in ("deposit", "hold", "release")) + bar.verified)
    head = wrap(bar.label, width - 2 * PAD - icons, 12.5, bold=True)
    change = wrap(bar.change, width - 2 * PAD, 12) if bar.change else []
    notes = [line for note in bar.notes for line in wrap(note, width - 2 * PAD, 11.5)]
    return head, change, notes


def _height(bar: LaneBar, width: float) -> float:
    head, change, notes = _lines(bar, width)
    return 2 * PAD + 16.3 * len(head) + 15.6 * len(change) + 15 * len(notes) - 4


def _stack(cell: tuple[LaneBar, ...], width: float) -> float:
    """How tall the bars of one cell are, one below the other."""
    return sum(_height(bar, width) + GAP for bar in cell) + GAP


def _bars(canvas: Canvas, party: str, hue: int, cell: tuple[LaneBar, ...], x: float, y: float, width: float) -> float:
    for bar in cell:
        tall = _height(bar, width)
        linked = canvas.open_link(bar.statements, f"{party}: {bar.says}")
        _outline(canvas, bar, HUES[hue], x, y, width, tall)
        head, change, notes = _lines(bar, width)
        right = x + width - PAD
        if bar.verified:
            _lock(canvas, right - 6, y + PAD + 5)
            right -= ICON
        if bar.kind in ("deposit", "hold", "release"):
            _crate(canvas, right - 6, y + PAD + 5, held=bar.kind != "release")
        down = canvas.lines(x + PAD, y + PAD + 10, head, size=12.5, bold=True)
        down = canvas.lines(x + PAD, down, change, size=12)
        canvas.lines(x + PAD, down, notes, size=11.5, fill=GREY)
        if linked:
            canvas.close_link()
        y += tall + GAP
    return y


def _outline(canvas: Canvas, bar: LaneBar, colour: str, x: float, y: float, width: float, tall: float) -> None:
    """Dotted for a promise or what is only on paper, dashed where it can be undone, thick and solid where it cannot."""
    if bar.kind in ("paper", "cover"):
        canvas.rect(x, y, width, tall, fill="#fff", stroke=colour, line=1.5, dash="1.5 3.5", round_=2)
    elif bar.reversible:
        canvas.rect(x, y, width, tall, fill="#fff", stroke=colour, line=1.75, dash="6 4", round_=2)
    else:
        canvas.rect(x + 1, y + 1, width - 2, tall - 2, fill="#fff", stroke=colour, line=3.5, round_=2)


def _strip(canvas: Canvas, standing: Standing, hue: int, x: float, y: float, width: float, says: str) -> None:
    """From the middle to the left where a party is behind, to the right where it is ahead."""
    middle, half = x + width / 2, width / 2
    canvas.line(x, y, x + width, y, stroke=PALE, width=1.5)
    for place in (x, x + width):
        canvas.line(place, y - 4, place, y + 4, stroke=PALE, width=1.5)
    linked = canvas.open_link(standing.statements, says)
    canvas.rect(x, y - 12, width, 24)
    end = middle - max(-1.0, min(1.0, standing.value)) * half
    if abs(end - middle) > 0.5:
        canvas.rect(min(end, middle), y - 5, abs(end - middle), 10, fill=HUES[hue])
    canvas.line(middle, y - 8, middle, y + 8, stroke=INK, width=2)
    if linked:
        canvas.close_link()


def _lock(canvas: Canvas, x: float, y: float) -> None:
    """A padlock around (x, y)."""
    canvas.path(f"M{n(x - 3)} {n(y - 1)} V{n(y - 3)} a3 3 0 0 1 6 0 V{n(y - 1)}", stroke=INK, width=1.75)
    canvas.rect(x - 5, y - 1, 10, 7.5, fill=INK, round_=1)


def _crate(canvas: Canvas, x: float, y: float, *, held: bool) -> None:
    """A crate around (x, y): shut while it holds something, open where it is released."""
    canvas.rect(x - 5.5, y - 2, 11, 8.5, fill="#fff", stroke=INK, line=1.5)
    if held:
        canvas.line(x - 6.5, y - 3, x + 6.5, y - 3, stroke=INK, width=2.5)
        canvas.line(x, y - 2, x, y + 6, stroke=INK, width=1.5)
    else:
        canvas.line(x - 6.5, y - 2, x + 4, y - 7, stroke=INK, width=2)


def _legend(canvas: Canvas, y: float) -> float:
    """What the marks mean."""
    x = 0.0
    for kind, words in LEGEND:
        needs = 36 + 6.6 * len(words)
        if x and x + needs > canvas.width:
            x, y = 0.0, y + 20
        if kind == "lock":
            _lock(canvas, x + 12, y - 5)
        elif kind == "crate":
            _crate(canvas, x + 12, y - 5, held=True)
        elif kind == "solid":
            canvas.rect(x + 2, y - 10, 20, 10, stroke=INK, line=3.5, round_=2)
        else:
            canvas.rect(x + 2, y - 10, 20, 10, stroke=INK, line=1.75, dash="6 4" if kind == "dashed" else "1.5 3.5")
        canvas.text(x + 28, y, words, size=11.5, fill=GREY)
        x += needs
    return y + 4
