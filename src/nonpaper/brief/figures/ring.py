"""The ring of preconditions: who waits for what, so that nobody can begin?

Wide, acts and the conditions between them alternate around a ring; narrow, they run downwards and back to the top.
"""

from __future__ import annotations

import math

from nonpaper.brief.document import Ring, RingEdge
from nonpaper.brief.figures.svg import GREY, HUES, INK, Canvas, Sheet, measure, n, wrap

BOX = 176.0


def draw(ring: Ring, sheet: Sheet) -> tuple[str, ...]:
    """One piece."""
    width = sheet.width
    canvas = sheet.canvas()
    if width >= 700 and 2 <= len(ring.acts) <= 4:
        height = _round(ring, canvas)
    else:
        height = _downwards(ring, canvas)
    return (sheet.piece(canvas, height),)


def _edge_lines(edge: RingEdge, width: float) -> tuple[list[str], list[str]]:
    words = edge.words + (f" ({edge.hearsay})" if edge.hearsay else "")
    return wrap(edge.party, width, 13, bold=True), wrap(words, width, 12)


def _act_lines(act: tuple[str, str], width: float) -> tuple[list[str], list[str]]:
    return wrap(act[0], width - 20, 13.5, bold=True), wrap(act[1], width - 20, 12.5)


def _act_height(act: tuple[str, str], width: float) -> float:
    first, second = _act_lines(act, width)
    return 16 + len(first) * 17.5 + len(second) * 16.3


def _act(canvas: Canvas, act: tuple[str, str], x: float, y: float, width: float, height: float) -> None:
    """A box around (x, y) with the issue and its step."""
    canvas.rect(x - width / 2, y - height / 2, width, height, fill="#fff", stroke=INK, line=2, round_=5)
    first, second = _act_lines(act, width)
    down = canvas.lines(x, y - height / 2 + 20, first, size=13.5, bold=True, anchor="middle")
    canvas.lines(x, down, second, size=12.5, italic=True, anchor="middle")


def _edge_height(edge: RingEdge, width: float) -> float:
    first, second = _edge_lines(edge, width)
    return len(first) * 16.9 + len(second) * 15.6 + 20


def _edge(canvas: Canvas, edge: RingEdge, x: float, y: float, width: float) -> None:
    """The words on an arrow, around (x, y): who holds to it, how, and the sources."""
    height = _edge_height(edge, width)
    first, second = _edge_lines(edge, width)
    widest = max([*(measure(one, 13, bold=True) for one in first), *(measure(one, 12) for one in second), 40.0]) + 12
    canvas.rect(x - widest / 2, y - height / 2, widest, height, fill="#fff")
    down = canvas.lines(x, y - height / 2 + 14, first, size=13, bold=True, fill=HUES[edge.hue], anchor="middle")
    down = canvas.lines(x, down, second, size=12, fill=INK, anchor="middle")
    wide = sum(6.5 * len(f"[{numbers}]") for numbers in (canvas.numbers.get(ref, 0) for ref in edge.statements))
    canvas.references(x - wide / 2, down, edge.statements)


def _round(ring: Ring, canvas: Canvas) -> float:
    count = len(ring.acts)
    slots = 2 * count
    heights = [_act_height(act, BOX) for act in ring.acts]
    edges = {edge.first: edge for edge in ring.edges}
    tall = max([*heights, *(_edge_height(edge, BOX) for edge in ring.edges)])
    rx = canvas.width / 2 - BOX / 2 - 8
    ry = max(150.0, tall * (0.95 if count <= 2 else 1.35 if count == 3 else 1.75))
    cx, cy = canvas.width / 2, ry + tall / 2 + 6

    def at(slot: float) -> tuple[float, float]:
        angle = -math.pi / 2 + 2 * math.pi * slot / slots
        return cx + rx * math.cos(angle), cy + ry * math.sin(angle)

    points = [at(slot * slots / 240) for slot in range(241)]
    canvas.path("M" + " L".join(f"{n(x)} {n(y)}" for x, y in points[:-1]) + " Z", stroke=GREY, width=2)
    for place, act in enumerate(ring.acts):
        if place in edges:
            x, y = at(2 * place + 1)
            _edge(canvas, edges[place], x, y, BOX)
        x, y = at(2 * place)
        _act(canvas, act, x, y, BOX, heights[place])
    for place in range(count):
        # an arrowhead where the ring enters the next act
        then = (place + 1) % count
        x, y = at(2 * then)
        half_w, half_h = BOX / 2 + 3, heights[then] / 2 + 3
        for back in range(1, 240):
            slot = 2 * (place + 1) - back / 240 * 2
            px, py = at(slot)
            if abs(px - x) > half_w or abs(py - y) > half_h:
                qx, qy = at(slot - 0.05)
                _arrow(canvas, px, py, math.atan2(py - qy, px - qx))
                break
    return 2 * ry + tall + 12


def _arrow(canvas: Canvas, x: float, y: float, angle: float) -> None:
    """An arrowhead whose point is at (x, y)."""
    length, half = 13.0, 6.5
    bx, by = x - length * math.cos(angle), y - length * math.sin(angle)
    px, py = -math.sin(angle) * half, math.cos(angle) * half
    canvas.path(
        f"M{n(x)} {n(y)} L{n(bx + px)} {n(by + py)} L{n(bx - px)} {n(by - py)} Z", fill=INK, stroke=INK, width=1
    )


def _downwards(ring: Ring, canvas: Canvas) -> float:
    edges = {edge.first: edge for edge in ring.edges}
    back = 22.0
    width = min(canvas.width - back - 8, 420.0)
    x = width / 2 + 2
    y = 4.0
    first = 0.0
    for place, act in enumerate(ring.acts):
        height = _act_height(act, width)
        if place == 0:
            first = y + height / 2
        _act(canvas, act, x, y + height / 2, width, height)
        y += height
        if place in edges:
            edge = edges[place]
            tall = _edge_height(edge, width - 24)
            canvas.line(x, y, x, y + tall + 22, stroke=GREY, width=2)
            _edge(canvas, edge, x, y + tall / 2 + 4, width - 24)
            if place < len(ring.acts) - 1:
                _arrow(canvas, x, y + tall + 22, math.pi / 2)
                y += tall + 22
            else:
                y += tall + 8
                right = width + back
                canvas.add("")
                canvas.path(
                    f"M{n(x)} {n(y)} V{n(y + 12)} H{n(right)} V{n(first)} H{n(width + 14)}", stroke=GREY, width=2
                )
                _arrow(canvas, width + 3, first, math.pi)
                y += 14
    return y + 6
