"""The report at the left of the screen: its words, what is proposed of them, and the margin that tells what became of
each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nonpaper.problems import cells
from nonpaper.read.spans import Span
from nonpaper.screen.lines import Line, letter, line_of, point_at, wrapped
from nonpaper.screen.marks import Marks

MARGIN = 2  # cells
_STYLES = {
    "other": Style(underline=True),
    "source": Style(underline=True, bold=True),
    "content": Style(reverse=True),
    "chosen": Style(reverse=True, bold=True, underline=True),
}


class ReportView(ScrollView, can_focus=False):
    """A text with stretches marked. `stretches` are by kind: other, source, content, chosen; a later kind covers an
    earlier one."""

    DEFAULT_CSS = "ReportView { scrollbar-size-vertical: 1; scrollbar-color: $foreground 30%; overflow-x: hidden; }"

    class Dragged(Message):
        """Somebody has drawn the mouse over these words."""

        def __init__(self, span: Span) -> None:
            self.span = span
            super().__init__()

    def __init__(self, marks: Marks, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marks = marks
        self.text = ""
        self.stretches: Mapping[str, tuple[Span, ...]] = {}
        self.margin: Mapping[int, str] = {}  # code point -> the sign beside its line
        self.lines: tuple[Line, ...] = ()
        self.before: dict[int, str] = {}
        self._down: int | None = None

    def show(
        self, text: str, stretches: Mapping[str, Iterable[Span]], margin: Mapping[int, str], at: int | None = None
    ) -> None:
        """Show a text and what is marked in it; scroll to the code point `at`, where it is not seen already."""
        self.text = text
        self.stretches = {kind: tuple(sorted(spans)) for kind, spans in stretches.items()}
        self.margin = margin
        self._wrap()
        if at is not None:
            self.look_at(at)
        self.refresh()

    def look_at(self, at: int) -> None:
        """Scroll so that a code point is seen, with the lines around it."""
        line = line_of(self.lines, at)
        height = max(1, self.size.height)
        top = self.scroll_offset.y
        if not top + 1 <= line < top + height - 3:
            self.scroll_to(y=max(0, line - height // 3), animate=False, immediate=True)

    def line_start(self, at: int, down: int) -> int:
        """The code point at which the line so many below that of `at` begins."""
        line = min(max(0, line_of(self.lines, at) + down), len(self.lines) - 1)
        return self.lines[line].start

    def on_resize(self) -> None:
        """The lines are broken anew."""
        at = self.lines[min(self.scroll_offset.y, len(self.lines) - 1)].start if self.lines else 0
        self._wrap()
        if self.lines:
            self.scroll_to(y=line_of(self.lines, at), animate=False, immediate=True)
        for kind in ("chosen", "content"):
            if self.stretches.get(kind):
                self.look_at(self.stretches[kind][0].start)
                break

    def _wrap(self) -> None:
        self.before = {}
        if not self.marks.styles:
            around = {
                "other": self.marks.other,
                "source": self.marks.source,
                "content": self.marks.content,
                "chosen": self.marks.chosen,
            }
            for kind, spans in self.stretches.items():
                for span in spans:
                    opened, closed = around[kind]
                    self.before[span.end] = closed + self.before.get(span.end, "")
                    self.before[span.start] = self.before.get(span.start, "") + opened
        width = max(10, self.scrollable_content_region.width - MARGIN)
        self.lines = wrapped(self.text, width, self.before)
        self.virtual_size = Size(width + MARGIN, len(self.lines))

    def render_line(self, y: int) -> Strip:
        """One line of the column: its margin, and its letters in their styles."""
        number = y + self.scroll_offset.y
        base = self.rich_style
        width = self.size.width
        if number >= len(self.lines):
            return Strip.blank(width, base)
        line = self.lines[number]
        end = line.end + 1 if line.end >= len(self.text) or self.text[line.end] == "\n" else line.end
        signs = [sign for at, sign in self.margin.items() if line.start <= at < max(end, line.start + 1)]
        sign = self.marks.here if self.marks.here in signs else signs[0] if signs else " "
        runs: list[tuple[str, Style]] = [(f"{sign:{MARGIN}}", base)]
        spaces = line.start + len(self.text[line.start : line.end].rstrip())
        here = self._on(line) if self.marks.styles else []
        for at in range(line.start, line.end):
            style = _style(at, here) if at < spaces else None
            if at in self.before:
                runs.append((self.before[at], base))
            runs.append((letter(self.text, at), base + style if style is not None else base))
        if end > line.end and line.end in self.before:
            runs.append((self.before[line.end], base))
        segments: list[Segment] = []
        for words, style in runs:
            if segments and segments[-1].style == style:
                segments[-1] = Segment(segments[-1].text + words, style)
            elif words:
                segments.append(Segment(words, style))
        spent = sum(cells(segment.text) for segment in segments)
        return Strip(segments, spent).adjust_cell_length(width, base)

    def _on(self, line: Line) -> list[tuple[Span, Style]]:
        """The stretches that reach into a line, with their styles; those that cover others come last."""
        return [
            (span, _STYLES[kind])
            for kind in _STYLES
            for span in self.stretches.get(kind, ())
            if span.start < line.end and line.start < span.end
        ]

    # --- the mouse --------------------------------------------------------------------------------------------------

    def _point(self, event: events.MouseEvent) -> int | None:
        number = event.y + self.scroll_offset.y
        if not 0 <= number < len(self.lines):
            return None
        return point_at(self.text, self.lines[number], max(0, event.x - MARGIN), self.before)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A stretch begins."""
        self._down = self._point(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A stretch ends."""
        up, down = self._point(event), self._down
        self._down = None
        if up is not None and down is not None and up != down:
            self.post_message(self.Dragged(Span(min(up, down), max(up, down) + 1)))


def _style(at: int, here: Sequence[tuple[Span, Style]]) -> Style | None:
    """The style of a code point: that of the last stretch that covers it."""
    return next((style for span, style in reversed(here) if span.start <= at < span.end), None)
