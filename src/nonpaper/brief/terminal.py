"""How does it look on a terminal? A document as lines of text, readable at 80 columns and without colour.

Words of the case never pass through rich's markup, and what could hide or reorder a line is shown instead. Columns
are counted in cells, so that wide, combining and right-to-left letters keep them straight.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from nonpaper.brief.document import (
    Block,
    Bullets,
    Card,
    Cell,
    Document,
    DotRows,
    Facts,
    Figure,
    LadderMatrix,
    LaneBar,
    Lanes,
    Paragraph,
    Quotes,
    Ring,
    Role,
    Section,
    Source,
    Spot,
    Table,
    Text,
    Tone,
    WorthScales,
    plain,
    visible,
)
from nonpaper.positions.position import Basis, MarkKind

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text as Line

GLYPHS = {
    MarkKind.SAYS_YES: "●",
    MarkKind.ONLY_IF: "◐",
    MarkKind.ASKS_MORE: "▲",
    MarkKind.HAS_NOT_OFFERED: "–",
    MarkKind.REFUSES: "×",
    MarkKind.RULED_OUT: "■",
    MarkKind.NOT_SAID: "·",
}

LEGEND = (
    ("●", "says yes"),
    ("◐", "only if"),
    ("▲", "asks for more"),
    ("–", "has not offered it"),
    ("×", "refuses"),
    ("■", "rules it out"),
    ("·", "has not said"),
    ("( )", "inferred or assumed"),
)

STYLES = {
    Tone.STRONG: "bold",
    Tone.TERM: "bold",
    Tone.STEP: "italic",
    Tone.CODE: "cyan",
}


def render(document: Document, width: int = 80, *, colour: bool = False) -> str:
    """The whole document, `width` columns wide (at least 40), ending in a line break."""
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=max(40, width),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        soft_wrap=False,
    )
    _Screen(document, console).show()
    lines = [line.rstrip() if not colour else line for line in buffer.getvalue().split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n"


class _Screen:
    """One document on one console."""

    def __init__(self, document: Document, console: Console) -> None:
        self.document = document
        self.console = console

    def show(self) -> None:
        document = self.document
        self.put(self.line(document.title, "bold"))
        self.put(self.text(document.subtitle))
        if document.banner:
            self.put(self.line(""))
            self.boxed(self.text(document.banner, "bold"))
        for section in document.sections:
            self.section(section, 0)
        if document.sources:
            self.heading("Sources", 0)
            for source in document.sources:
                self.source(source)
        self.put(self.line(""))
        if document.fingerprint:
            self.put(self.line(f"Case fingerprint {document.fingerprint}", "dim"))

    # --- pieces -----------------------------------------------------------------------------------------------

    def put(self, what: RenderableType) -> None:
        self.console.print(what)

    def line(self, words: str, style: str = "") -> Line:
        from rich.text import Text as Line

        return Line(visible(words), style=style)

    def text(self, text: Text, style: str = "") -> Line:
        """A text with its citations as numbers in brackets."""
        from rich.text import Text as Line

        line = Line(style=style)
        for run in text:
            line.append(visible(run.text), style=STYLES.get(run.tone))
            if run.cites:
                if line.plain and not line.plain.endswith((" ", "(")):
                    line.append(" ")
                line.append(self.marks(run.cites), style="cyan")
        return line

    def marks(self, cites: tuple[str, ...]) -> str:
        numbers = sorted({self.document.numbers[cite] for cite in cites if cite in self.document.numbers})
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def heading(self, words: str, level: int) -> None:
        self.put(self.line(""))
        line = self.line(words, "bold")
        self.put(line)
        if level == 0:
            self.put(self.line("═" * min(line.cell_len, self.console.width)))

    def boxed(self, what: RenderableType) -> None:
        from rich import box
        from rich.panel import Panel

        self.put(Panel(what, box=box.HEAVY, width=self.console.width))

    def indented(self, what: RenderableType, by: int) -> None:
        from rich.padding import Padding

        self.put(Padding(what, (0, 0, 0, by)))

    def bullet(self, mark: str, text: Line, by: int = 0) -> None:
        from rich.table import Table as Grid

        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=len(mark))
        grid.add_column(overflow="fold")
        grid.add_row(self.line(mark), text)
        self.indented(grid, by)

    # --- blocks -----------------------------------------------------------------------------------------------

    def section(self, section: Section, level: int) -> None:
        self.heading(plain(section.title), level)
        for block in section.blocks:
            self.block(block)
        for part in section.parts:
            self.section(part, level + 1)

    def block(self, block: Block, by: int = 0) -> None:
        if isinstance(block, Paragraph):
            style = {Role.ANSWER: "bold", Role.NOTE: "dim", Role.WARNING: "bold"}.get(block.role, "")
            line = self.text(block.text, style)
            if block.role is Role.WARNING:
                from rich.text import Text as Line

                line = Line("! ", style="bold").append_text(line)
            self.indented(line, by)
        elif isinstance(block, Bullets):
            for place, item in enumerate(block.items, start=1):
                self.bullet(f"{place}." if block.ordered else "•", self.text(item), by)
        elif isinstance(block, Facts):
            for name, value in block.pairs:
                from rich.text import Text as Line

                self.indented(Line(f"{name}: ").append_text(self.text(value)), by)
        elif isinstance(block, Table):
            self.table(block, by)
        elif isinstance(block, Quotes):
            for quote in block.quotes:
                from rich.text import Text as Line

                words = Line("“").append(visible(quote.words), style="italic").append("”")
                self.indented(words, by + 2)
                who = Line("— ").append_text(self.text(quote.who)).append("; ").append_text(self.text(quote.source))
                who.append(" " + self.marks(quote.statements), style="cyan")
                self.indented(who, by + 4)
        elif isinstance(block, Figure):
            self.figure(block, by)
        else:
            self.card(block)

    def card(self, card: Card) -> None:
        from rich.text import Text as Line

        self.put(self.line(""))
        self.put(Line(f"┌ {card.badge}: ", style="bold").append_text(self.text(card.heading)))
        for block in card.blocks:
            self.block(block, 2)

    def figure(self, figure: Figure, by: int) -> None:
        self.indented(self.text(figure.title, "bold"), by)
        if isinstance(figure.drawing, LadderMatrix):
            self.matrix(figure.drawing)
        elif isinstance(figure.drawing, Ring):
            self.ring(figure.drawing, by)
        elif isinstance(figure.drawing, DotRows):
            self.dots(figure.drawing)
        elif isinstance(figure.drawing, WorthScales):
            self.scales(figure.drawing)
        elif isinstance(figure.drawing, Lanes):
            self.lanes(figure.drawing)
            self.table(figure.table, by)
        else:
            self.table(figure.table, by, caption=False)

    def matrix(self, matrix: LadderMatrix) -> None:
        """The ladder matrix: steps beneath each issue, one glyph a step in the same order."""
        from rich import box
        from rich.table import Table as Grid
        from rich.text import Text as Line

        grid = Grid(
            box=box.SIMPLE_HEAD, width=self.console.width, padding=(0, 1, 0, 0), pad_edge=False, show_lines=True
        )
        sides = len(matrix.parties)
        stacked = sides > 3 or (sides > 2 and self.console.width < 100)
        grid.add_column("Issue and steps", overflow="fold", ratio=3)
        if stacked:
            grid.add_column("Where each stands", overflow="fold", ratio=6)
        else:
            for name, _ in matrix.parties:
                grid.add_column(self.line(name), overflow="fold", ratio=3)
        grid.add_column("Gap", overflow="fold", ratio=3)
        for row in matrix.rows:
            head = self.line(row.issue, "bold")
            for place, step in enumerate(row.steps):
                head.append("\n")
                head.append(f"{place + 1} {visible(step)}")
                notes = [w for w, at in (("now", row.now), ("draft", row.drafted)) if at == place]
                if notes:
                    head.append(f" ({', '.join(notes)})", style="dim")
            cells: list[Line] = []
            for ladder in row.ladders:
                cell = Line("".join(_glyph(spot) for spot in ladder.spots).rstrip() + "\n")
                cell.append(visible(ladder.words))
                if ladder.statements:
                    cell.append(" " + self.marks(ladder.statements), style="cyan")
                cell.append(f"\n{visible(ladder.said)}", style="dim")
                cells.append(cell)
            gap = self.line(row.state, "bold").append("\n").append(visible(row.gap), style="not bold")
            if stacked:
                whole = Line()
                for place, (ladder, cell) in enumerate(zip(row.ladders, cells, strict=True)):
                    whole.append("\n" if place else "").append(visible(ladder.party) + "\n", style="bold")
                    whole.append_text(cell)
                cells = [whole]
            grid.add_row(head, *cells, gap)
        self.put(grid)
        self.put(
            self.line(
                "Marks, from the first step to the last: " + ", ".join(f"{g} {w}" for g, w in LEGEND) + ".", "dim"
            )
        )

    def ring(self, ring: Ring, by: int) -> None:
        """The ring of preconditions, read downwards and back to the top."""
        from rich.text import Text as Line

        for place, (issue, step) in enumerate(ring.acts):
            edge = next((e for e in ring.edges if e.then == place), None)
            mark = "╭▶" if place == 0 else "├▶" if place < len(ring.acts) - 1 else "╰▶"
            line = Line(f"{mark} ").append(visible(issue), style="bold").append(f" ({visible(step)})")
            if edge is not None:
                before = ring.acts[edge.first]
                line.append(f" — {visible(edge.party)}: {edge.words} {visible(before[0])} ({visible(before[1])})")
                if edge.hearsay:
                    line.append(f", {edge.hearsay}")
                line.append(" " + self.marks(edge.statements), style="cyan")
            self.bullet(mark, line[len(mark) + 1 :], by)

    def dots(self, dots: DotRows) -> None:
        """How often each package is acceptable: a lane for each party, from in no world to in every world."""
        names = min(max(_longest(name for name, _ in dots.lanes), 4), 24)
        said = _longest(dot.words for row in dots.rows for dot in row.dots)
        room = max(10, self.console.width - names - said - 6)
        self.put(self.line(f"{' ' * (names + 4)}{'in no world'.ljust(max(12, room - 14))}in every world", "dim"))
        for row in dots.rows:
            self.put(self.line(row.label, "bold").append(f"  {visible(row.detail)}", style="not bold dim"))
            for (name, _), dot in zip(dots.lanes, row.dots, strict=True):
                lane = ["├", *"─" * (room - 2), "┤"]
                lane[room // 2] = "┼"
                if dot.share is not None:
                    lane[_place(dot.share, room)] = "●"
                self.lane(name, names, "".join(lane), dot.words)

    def scales(self, scales: WorthScales) -> None:
        """What each package is worth to each party, on a scale of its own."""
        for scale in scales.scales:
            names = min(max(_longest(label for _, label, _ in scale.rows), len("no agreement")), 24)
            said = _longest(band.words for *_, band in (("", "", scale.no_agreement), *scale.rows))
            room = max(10, self.console.width - names - said - 6)
            self.put(self.line(f"Worth to {scale.party}, on its own scale", "bold"))
            self.put(self.line(f"{' ' * (names + 4)}{'its worst'.ljust(max(10, room - 8))}its best", "dim"))
            for kind, label, band in (("none", "no agreement", scale.no_agreement), *scale.rows):
                lane = ["·"] * room
                low, high = _place(band.low, room), _place(band.high, room)
                lane[low : high + 1] = ["░" if kind == "none" else "━"] * (high + 1 - low)
                lane[_place(band.mean, room)] = "┃"
                self.lane(label, names, "".join(lane), band.words)
            if scale.assumed:
                self.put(self.line("What no agreement costs it is assumed.", "dim"))
        self.put(self.line("━ nine worlds in ten, ░ the same for no agreement, ┃ the mean.", "dim"))

    def lanes(self, lanes: Lanes) -> None:
        """Who does what in which stage, one stage below the other, and who is ahead after each."""
        from rich.text import Text as Line

        names = min(max(_longest(name for name, *_ in lanes.strips), 4), 24)
        said = max(_longest(one.words for *_, marks in lanes.strips for one in marks), 4)
        room = max(11, (self.console.width - names - said - 6) // 2 * 2 - 1)
        for words in lanes.ahead:
            self.bullet("⚑", Line(f"On the calendar, tied to no stage: {visible(words)}"), 0)
        for place, stage in enumerate(lanes.stages):
            self.put(self.line(f"── {stage} ".ljust(self.console.width, "─"), "bold"))
            for lane in lanes.lanes:
                if not lane.cells[place]:
                    continue
                self.put(self.line(f"  {lane.party}", "bold"))
                for bar in lane.cells[place]:
                    told = Line(visible(bar.label), style="bold")
                    told.append(f": {visible(', '.join((bar.change, *bar.notes)))} ", style="not bold")
                    told.append(self.marks(bar.statements), style="not bold cyan")
                    self.bullet(_bar_glyph(bar), told, 4)
            for place_, (name, _, marks) in enumerate(lanes.strips):
                if place_ == 0:
                    ends = f"{' ' * (names + 4)}{'behind'.ljust(max(8, room - 5))}ahead"
                    self.put(self.line(ends, "dim"))
                strip = ["├", *"─" * (room - 2), "┤"]
                middle = room // 2
                end = min(max(round(middle - marks[place].value * middle), 0), room - 1)
                for at in range(min(end, middle), max(end, middle) + 1):
                    strip[at] = "━"
                strip[middle] = "┼" if end == middle else "┃"
                self.lane(name, names, "".join(strip), marks[place].words)
        words_ = "■ cannot be undone, □ can be undone, ▤ held by a third party, ▷ released, ◇ on paper or a promise."
        self.put(self.line(words_, "dim"))

    def lane(self, name: str, names: int, drawn: str, words: str) -> None:
        """One line of a picture: a name, what is drawn, and the same in words."""
        from rich.cells import cell_len, set_cell_size

        shown = visible(name)
        if cell_len(shown) > names:
            self.put(self.line(f"  {shown}"))
            shown = ""
        self.put(self.line(f"  {set_cell_size(shown, names)}  {drawn}  {words}"))

    def table(self, table: Table, by: int = 0, *, caption: bool = True) -> None:
        if caption and table.caption:
            self.indented(self.line(table.caption, "italic"), by)
        for part in _split(table, self.console.width - by):
            self.grid(part, by)
        if table.note:
            self.indented(self.text(table.note, "dim"), by)

    def grid(self, table: Table, by: int) -> None:
        """The header and the rows of a table."""
        from rich import box
        from rich.table import Table as Grid

        grid = Grid(
            box=box.SIMPLE_HEAD, width=self.console.width - by, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False
        )
        widths = _widths(table, self.console.width - by)
        for place, head in enumerate(table.header):
            number = all(row[place].number for row in table.rows) and bool(table.rows)
            grid.add_column(
                self.text(head), overflow="fold", width=widths[place], justify="right" if number else "left"
            )
        for row in table.rows:
            grid.add_row(*(self.cell(cell) for cell in row))
        self.indented(grid, by)

    def cell(self, cell: Cell) -> Line:
        from rich.text import Text as Line

        line = Line(style="bold" if cell.heads else "")
        for place, text in enumerate(cell.lines):
            if place:
                line.append("\n")
            if place == 1 and cell.heads:
                line.stylize("not bold", len(line.plain))
            line.append_text(self.text(text))
        return line

    def source(self, source: Source) -> None:
        from rich.text import Text as Line

        line = Line()
        line.append(visible(source.id), style="cyan")
        if source.day:
            line.append(f" · {source.day}")
        line.append(" · ").append_text(self.text(source.who))
        if source.claim:
            line.append(": ").append(visible(source.claim), style="italic")
        tail = [*([] if not source.via else [_words(source.via)]), source.outlet, source.report, source.span]
        tail.append(f"grade {source.grade}" if source.grade and source.grade != "ungraded" else source.grade)
        line.append("".join(f" · {visible(part)}" for part in tail if part))
        if source.audience:
            line.append(f" · for: {visible(source.audience)}", style="bold")
        if source.quote:
            line.append("\n“").append(visible(source.quote), style="italic").append("”")
        if source.note:
            line.append(f"\n({visible(source.note)})", style="dim")
        self.bullet(f"[{source.number}]".rjust(len(str(len(self.document.sources))) + 2), line)


def _glyph(spot: Spot) -> str:
    """A mark, three cells wide; in brackets where it is inferred or assumed."""
    glyph = GLYPHS[spot.mark]
    return f" {glyph} " if spot.basis is Basis.SAID or spot.mark is MarkKind.NOT_SAID else f"({glyph})"


def _bar_glyph(bar: LaneBar) -> str:
    """The mark of an act in a lane."""
    glyphs = {"deposit": "▤", "hold": "▤", "release": "▷", "paper": "◇", "cover": "◇"}
    return glyphs.get(bar.kind, "□" if bar.reversible else "■")


def _words(text: Text) -> str:
    return plain(text)


def _longest(words: Iterable[str]) -> int:
    """The cells that the longest of some words needs."""
    from rich.cells import cell_len

    return max((cell_len(visible(one)) for one in words), default=0)


def _place(value: float, room: int) -> int:
    """Where a number from 0 to 1 stands on a line; the ends only where it is 0 or 1."""
    if value <= 0 or value >= 1:
        return 0 if value <= 0 else room - 1
    return min(max(round(value * (room - 1)), 1), room - 2)


def _split(table: Table, room: int) -> list[Table]:
    """A table that is too wide, in parts that each begin with its first column; one that fits as it is."""
    least, *_ = _measures(table)
    needs = [width + 2 for width in least]  # with the gap beside each column
    if len(least) < 4 or sum(needs) <= room:
        return [table]
    parts: list[list[int]] = [[]]
    for place in range(1, len(least)):
        if parts[-1] and needs[0] + sum(needs[one] for one in parts[-1]) + needs[place] > room:
            parts.append([])
        parts[-1].append(place)
    each = -(-(len(least) - 1) // len(parts))
    even = [list(range(start, min(start + each, len(least)))) for start in range(1, len(least), each)]
    if all(needs[0] + sum(needs[one] for one in part) <= room for part in even):
        parts = even
    return [
        replace(
            table,
            header=tuple(table.header[n] for n in (0, *places)),
            rows=tuple(tuple(row[n] for n in (0, *places)) for row in table.rows),
        )
        for places in parts
    ]


def _widths(table: Table, room: int) -> list[int]:
    """How wide the columns are: each at least as its longest word, the rest shared by what they hold."""
    least, most, weight = _measures(table)
    room -= 2 * len(table.header)  # the gap beside each column
    widths = list(least)
    spare = room - sum(widths)
    if spare < 0:
        share = room / max(1, sum(least))
        return [max(3, int(width * share)) for width in least]
    while spare > 0:
        hungry = [n for n in range(len(widths)) if widths[n] < most[n]]
        if not hungry:
            break
        poorest = max(hungry, key=lambda n: (weight[n] / widths[n], -n))
        widths[poorest] += 1
        spare -= 1
    return widths


def _measures(table: Table) -> tuple[list[int], list[int], list[int]]:
    """For each column the least it needs, the most it can use, and how much it holds, in cells."""
    from rich.cells import cell_len

    least, most, weight = [], [], []
    for place, head in enumerate(table.header):
        cells = [row[place].lines for row in table.rows if place < len(row)]
        lines = [visible(plain(text)) for text in (head, *(line for cell in cells for line in cell))]
        longest = max((cell_len(line) for line in lines), default=1)
        word = max((cell_len(word) for line in lines for word in line.split()), default=1)
        tight = max((cell_len(line) for line in lines[1:]), default=1)
        least.append(max(min(20, word), tight if tight <= 14 else 0))
        most.append(max(longest + 8, least[-1]))  # and room for the numbers of its sources
        weight.append(max((sum(cell_len(plain(line)) + 4 for line in cell) for cell in cells), default=1))
    return least, most, weight
