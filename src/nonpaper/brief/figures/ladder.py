"""The ladder matrix: what has each side said about each step of each issue?

Wide, issues are rows and sides are columns; narrow, the sides stand one below the other under their issue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nonpaper.brief.document import Ladder, LadderMatrix, LadderRow
from nonpaper.brief.figures.svg import GREY, HUES, INK, PALE, Canvas, Sheet, measure, wrap
from nonpaper.brief.wording import MARK_WORDS
from nonpaper.positions.position import Basis, MarkKind

ISSUE, GAP, PAD = 190.0, 170.0, 14.0
PAPER = 760.0  # the width of the matrix on an upright page
LABEL = 11.0  # the size of the labels under the marks
LEAST = 150.0  # a column narrower than this has no room for words
PIECE = 300.0  # of a piece on an upright page, so that what is left of a page is used
FIRST, TALLEST = 560.0, 690.0  # of the first piece, below title and legend, and of any other: each fits a printed page


def draw(matrix: LadderMatrix, sheet: Sheet) -> tuple[str, ...]:
    """The legend, then the matrix in as many pieces as pages need."""
    width = sheet.width
    wide = width >= 700
    first, tallest = (FIRST, TALLEST) if width > PAPER else (PIECE, PIECE)
    pieces: list[list[LadderRow]] = [[]]
    height = 0.0
    for row in matrix.rows:
        needs = _row(matrix, row, sheet.canvas(), 0, wide)
        if pieces[-1] and height + needs > (first if len(pieces) == 1 else tallest) and wide:
            pieces.append([])
            height = 0.0
        pieces[-1].append(row)
        height += needs
    out = [_legend(matrix, width, f"{sheet.id}-l")]
    for number, rows in enumerate(pieces, start=1):
        canvas = sheet.canvas()
        y = _head(matrix, canvas) if wide else 0.0
        for row in rows:
            y += _row(matrix, row, canvas, y, wide)
        out.append(sheet.piece(canvas, y + 2, number, len(pieces)))
    return tuple(out)


def tells_words(matrix: LadderMatrix, width: float) -> bool:
    """Whether so wide a matrix has room for the bounds in words; else its table alone tells them."""
    return all(room >= LEAST for _, room in _columns(matrix, width))


def tags(names: Sequence[str]) -> tuple[str, ...]:
    """Short names that tell the sides apart where two hues do not: initials, first letters, or else their places.

    Empty for one or two sides.
    """
    if len(names) <= 2:
        return ("",) * len(names)
    words = [re.findall(r"\w+", name) for name in names]
    initials = ["".join(word[0] for word in each if len(word) > 1).upper() for each in words]
    letters = ["".join(each)[:3] for each in words]
    both = [own if initials.count(own) == 1 else first for own, first in zip(initials, letters, strict=True)]
    for signs in (initials, both, letters):
        if all(signs) and len(set(signs)) == len(signs):
            return tuple(signs)
    return tuple(str(place) for place in range(1, len(names) + 1))


def _columns(matrix: LadderMatrix, width: float) -> list[tuple[float, float]]:
    count = max(1, len(matrix.parties))
    each = (width - ISSUE - GAP) / count
    return [(ISSUE + place * each, each - PAD) for place in range(count)]


def _head(matrix: LadderMatrix, canvas: Canvas) -> float:
    canvas.text(0, 16, "Issue", size=13, bold=True)
    tallest = 16.0
    names = tags([party for party, _ in matrix.parties])
    for (x, width), (party, hue), tag in zip(_columns(matrix, canvas.width), matrix.parties, names, strict=False):
        named = f"{party} ({tag})" if tag else party
        y = canvas.lines(x, 16, wrap(named, width, 13, bold=True), size=13, bold=True, fill=HUES[hue])
        tallest = max(tallest, y - 16.9)
    canvas.text(canvas.width - GAP + 4, 16, "Gap", size=13, bold=True)
    canvas.line(0, tallest + 8, canvas.width, tallest + 8, stroke=INK, width=2)
    return tallest + 9


def _row(matrix: LadderMatrix, row: LadderRow, canvas: Canvas, top: float, wide: bool) -> float:
    if wide:
        counted = any(_crowded(row, width) for _, width in _columns(matrix, canvas.width))
        bottom = _issue(row, canvas, 0, top + 18, ISSUE - PAD, counted)
        names = tags([party for party, _ in matrix.parties])
        for (x, width), ladder, tag in zip(_columns(matrix, canvas.width), row.ladders, names, strict=False):
            bottom = max(bottom, _cell(row, ladder, canvas, x, top + 6, width, counted, tag))
        x = canvas.width - GAP + 4
        y = canvas.lines(x, top + 18, [row.state], size=12.5, bold=True)
        bottom = max(bottom, canvas.lines(x, y, wrap(row.gap, GAP - 4, 12), size=12))
    else:
        counted = _crowded(row, canvas.width)
        bottom = _issue(row, canvas, 0, top + 18, canvas.width, counted)
        bottom = canvas.lines(0, bottom + 2, wrap(f"{row.state}: {row.gap}", canvas.width, 13), size=13)
        for ladder in row.ladders:
            y = canvas.lines(
                0,
                bottom + 6,
                wrap(ladder.party, canvas.width, 13, bold=True),
                size=13,
                bold=True,
                fill=HUES[ladder.hue],
            )
            bottom = _cell(row, ladder, canvas, 0, y - 12, canvas.width, counted)
    canvas.line(0, bottom, canvas.width, bottom, stroke=PALE if wide else INK)
    return bottom - top


def _crowded(row: LadderRow, width: float) -> bool:
    """Whether the steps have no room for their labels under the marks; then they are counted instead."""
    slot = width / len(row.steps)
    return any(measure(word, LABEL, bold=True) > slot - 5 for step in row.steps for word in step.split())


def _issue(row: LadderRow, canvas: Canvas, x: float, y: float, width: float, counted: bool) -> float:
    y = canvas.lines(x, y, wrap(row.issue, width, 13.5, bold=True), size=13.5, bold=True)
    if counted:
        for place, step in enumerate(row.steps, start=1):
            notes = [words for words, at in (("now", row.now), ("draft", row.drafted)) if at == place - 1]
            label = f"{place} {step}" + (f" ({', '.join(notes)})" if notes else "")
            y = canvas.lines(x, y, wrap(label, width, 12), size=12, fill=GREY, leading=1.2)
        return y
    y = canvas.lines(x, y, wrap(f"status quo: {row.steps[row.now]}", width, 12), size=12, fill=GREY)
    if row.drafted is not None:
        y = canvas.lines(x, y, wrap(f"draft: {row.steps[row.drafted]}", width, 12), size=12, fill=GREY)
    return y


def _cell(
    row: LadderRow, ladder: Ladder, canvas: Canvas, x: float, y: float, width: float, counted: bool, tag: str = ""
) -> float:
    """One ladder: marks on a rail, a label under each, then the bound in words and its sources; `tag` says whose."""
    colour = HUES[ladder.hue]
    slot = width / len(row.steps)
    size = LABEL
    labels = [[str(place)] for place in range(1, len(row.steps) + 1)]
    if not counted:
        labels = [wrap(step, slot - 5, size, bold=True) for step in row.steps]
    middle = y + 13
    if not row.choice:
        canvas.line(x + slot / 2, middle, x + width - slot / 2, middle, stroke=PALE, width=2)
    lowest = middle
    for place, (spot, label) in enumerate(zip(ladder.spots, labels, strict=True)):
        at = x + slot * (place + 0.5)
        words = MARK_WORDS[spot.mark]
        if spot.basis is not Basis.SAID and spot.mark is not MarkKind.NOT_SAID:
            words += f" ({spot.basis.value})"
        linked = canvas.open_link(spot.statements, f"{ladder.party}, {row.issue}, {spot.step}: {words}")
        if linked:
            half = min(12.0, slot / 2)
            canvas.rect(at - half, middle - 12, 2 * half, 24, fill="#fff")
        canvas.mark(at, middle, spot.mark, spot.basis, colour, min(8.0, slot / 2 - 1.5))
        if linked:
            canvas.close_link()
        end = canvas.lines(
            at, middle + 24, label, size=size, bold=place == row.now, anchor="middle",
            fill=INK if place == row.now else GREY, leading=1.15,
        )  # fmt: skip
        if place == row.drafted:
            d = end - 3
            canvas.path(f"M{at} {d - 4} l4 4 l-4 4 l-4 -4 Z", fill="#fff", stroke=INK, width=1.25)
            end += 9
        lowest = max(lowest, end)
    lowest += 5
    if width >= LEAST:  # among many sides the words stand in the table only
        lowest = canvas.lines(x, lowest, wrap(ladder.words, width, 12.5), size=12.5)
    said = wrap(f"{tag}: {ladder.said}" if tag else ladder.said, width, 11.5)
    last = canvas.lines(x, lowest, said, size=11.5, fill=GREY) - 11.5 * 1.3
    if ladder.statements:
        beside = x + measure(said[-1], 11.5) + 6
        needs = sum(measure(f"[{canvas.numbers.get(ref, 0)}]", 11) + 4 for ref in ladder.statements)
        if beside + needs > x + width:
            beside, last = x, last + 15
        last = canvas.references(beside, last, ladder.statements, limit=x + width)
    return last + 12


def _legend(matrix: LadderMatrix, width: float, id: str) -> str:
    canvas = Canvas(width, {}, {})
    x, y = 10.0, 14.0
    entries: list[tuple[MarkKind | None, Basis, str]] = [
        *((kind, Basis.SAID, words) for kind, words in MARK_WORDS.items()),
        (MarkKind.SAYS_YES, Basis.INFERRED, "hollow: inferred or assumed"),
        (None, Basis.SAID, "bold: status quo"),
    ]
    drafted = any(row.drafted is not None for row in matrix.rows)
    if drafted:
        entries.append((None, Basis.ASSUMED, "in the draft"))
    for kind, basis, words in entries:
        bold = kind is None and basis is Basis.SAID
        needs = measure(words, 12, bold=bold) + (30 if kind is not None or not bold else 10)
        if x + needs > width and x > 10:
            x, y = 10.0, y + 24
        if kind is not None:
            canvas.mark(x, y - 4, kind, basis, INK, 7)
            canvas.text(x + 13, y, words, size=12)
        elif bold:
            canvas.text(x - 8, y, words, size=12, bold=True)
        else:
            canvas.path(f"M{x} {y - 8} l4 4 l-4 4 l-4 -4 Z", fill="#fff", stroke=INK, width=1.25)
            canvas.text(x + 13, y, words, size=12)
        x += needs
    return canvas.finish(y + 10, id, "What the marks mean", ", ".join(words for *_, words in entries))
