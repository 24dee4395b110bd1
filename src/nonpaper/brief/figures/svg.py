"""With what is it drawn? A small canvas that writes SVG: text that is measured and wrapped, marks, links.

Nothing is styled inline (the page forbids it): colours are presentation attributes, type comes from classes.
Texts are escaped; a figure carries its title and description, and every link says where it leads.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from nonpaper.brief.document import visible
from nonpaper.positions.position import Basis, MarkKind

INK = "#1c1c1c"
GREY = "#5c5c5c"
PALE = "#c9c9c9"
LINK = "#174a7c"
HUES = ("#1b4f8a", "#95450a", "#4d4d4d")  # two hues that colour-blind eyes tell apart, and grey; all 4.5:1 on white

_NARROW = set("ijl.,:;'|!()[]{}ftr/\\` ·")
_WIDE = set("mwMW@%—●■▲")


def measure(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide words are in a sans-serif face, in pixels; a little more rather than less."""
    total = 0.0
    for char in words:
        if unicodedata.combining(char):
            continue
        if unicodedata.east_asian_width(char) in "WF":
            total += 1.0
        elif char in _NARROW:
            total += 0.33
        elif char in _WIDE:
            total += 0.92
        elif char.isupper():
            total += 0.71
        else:
            total += 0.57
    return total * size * (1.07 if bold else 1.0)


def wrap(words: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Words broken into lines no wider than `width`; a word that is wider alone is broken inside."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while measure(line, size, bold=bold) > width and len(line) > 1:
            cut = len(line)
            while cut > 1 and measure(line[:cut], size, bold=bold) > width:
                cut -= 1
            lines.append(line[:cut])
            line = line[cut:]
    if line:
        lines.append(line)
    return lines or [""]


def isolated(words: str) -> str:
    """Words that cannot disturb what stands beside them: controls shown, other writing directions isolated."""
    shown = visible(words)
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in shown):
        return f"\u2068{shown}\u2069"
    return shown


@dataclass
class Canvas:
    """One drawing under way. `numbers` gives each statement its number, `anchors` its address on the page."""

    width: float
    numbers: Mapping[str, int]
    anchors: Mapping[str, str]
    parts: list[str] = field(default_factory=list)

    def add(self, markup: str) -> None:
        """Markup that is already safe."""
        self.parts.append(markup)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        fill: str = INK,
        bold: bool = False,
        italic: bool = False,
        anchor: str = "start",
    ) -> None:
        """One line of text with its baseline at `y`."""
        extra = (' font-weight="700"' if bold else "") + (' font-style="italic"' if italic else "")
        if anchor != "start":
            extra += f' text-anchor="{anchor}"'
        self.add(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" fill="{fill}"{extra}>{escape(isolated(words))}</text>'
        )

    def lines(
        self,
        x: float,
        y: float,
        words: Sequence[str],
        *,
        size: float = 12,
        fill: str = INK,
        bold: bool = False,
        italic: bool = False,
        anchor: str = "start",
        leading: float = 1.3,
    ) -> float:
        """Lines of text, the first with its baseline at `y`; gives the baseline after the last."""
        for line in words:
            self.text(x, y, line, size=size, fill=fill, bold=bold, italic=italic, anchor=anchor)
            y += size * leading
        return y

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = PALE, width: float = 1, dash: str = ""
    ) -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" stroke="{stroke}" '
            f'stroke-width="{n(width)}"{dashes}/>'
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 1,
        dash: str = "",
        round_: float = 0,
    ) -> None:
        """A rectangle."""
        more = f' rx="{n(round_)}"' if round_ else ""
        more += f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{n(line)}"{more}/>'
        )

    def path(self, d: str, *, fill: str = "none", stroke: str = INK, width: float = 1.5, dash: str = "") -> None:
        """A path."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{n(width)}" stroke-linejoin="round"{dashes}/>'
        )

    def circle(
        self, x: float, y: float, r: float, *, fill: str = "none", stroke: str = INK, width: float = 1.5
    ) -> None:
        """A circle."""
        self.add(
            f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}" stroke="{stroke}" stroke-width="{n(width)}"/>'
        )

    def open_link(self, statements: Sequence[str], says: str) -> bool:
        """Begin a link to the first of `statements` that the page lists; False (and nothing begun) where none is."""
        known = [ref for ref in statements if ref in self.numbers]
        if not known:
            return False
        sources = ", ".join(str(self.numbers[ref]) for ref in known)
        label = escape(f"{visible(says)}, source {sources}")
        self.add(f'<a href="#{self.anchors[known[0]]}" aria-label="{label}"><title>{label}</title>')
        return True

    def close_link(self) -> None:
        """End a link."""
        self.add("</a>")

    def references(
        self, x: float, y: float, statements: Sequence[str], *, size: float = 11, limit: float = 1e9
    ) -> float:
        """Source numbers, each a link, beginning at `x`; they wrap before `limit`. Gives the last baseline."""
        known = sorted({ref for ref in statements if ref in self.numbers}, key=lambda ref: self.numbers[ref])
        left = x
        for ref in known:
            words = f"[{self.numbers[ref]}]"
            width = measure(words, size) + 4
            if x + width > limit and x > left:
                x, y = left, y + size * 1.5
            self.add(
                f'<a href="#{self.anchors[ref]}" aria-label="source {self.numbers[ref]}"><text x="{n(x)}" y="{n(y)}" '
                f'font-size="{n(size)}" fill="{LINK}" text-decoration="underline">{words}</text></a>'
            )
            x += width
        return y

    def mark(self, x: float, y: float, kind: MarkKind, basis: Basis, colour: str, r: float = 8) -> None:
        """The mark of a step: a shape for each kind, hollow where it is inferred or assumed."""
        full = basis is Basis.SAID
        fill = colour if full else "#fff"
        if kind is MarkKind.NOT_SAID:
            self.circle(x, y, 2, fill=GREY, stroke=GREY, width=0.5)
        elif kind is MarkKind.SAYS_YES:
            self.circle(x, y, r, fill=fill, stroke=colour, width=2)
        elif kind is MarkKind.ONLY_IF:
            self.circle(x, y, r, fill="#fff", stroke=colour, width=2)
            half = f"M{n(x)} {n(y - r)} A{n(r)} {n(r)} 0 0 0 {n(x)} {n(y + r)} Z"
            self.path(half, fill=fill, stroke=colour, width=1.5)
        elif kind is MarkKind.ASKS_MORE:
            self.path(
                f"M{n(x)} {n(y - r)} L{n(x + r)} {n(y + r * 0.8)} L{n(x - r)} {n(y + r * 0.8)} Z",
                fill=fill,
                stroke=colour,
                width=2,
            )
        elif kind is MarkKind.HAS_NOT_OFFERED:
            self.rect(x - r, y - r * 0.32, 2 * r, r * 0.64, fill=fill, stroke=colour, line=1.75)
        elif kind is MarkKind.REFUSES:
            self.path(_cross(x, y, r), fill=fill, stroke=colour, width=1.5)
        else:
            self.rect(x - r, y - r, 2 * r, 2 * r, fill=fill, stroke=colour, line=2)
            inner = "#fff" if full else colour
            k = r * 0.5
            self.path(
                f"M{n(x - k)} {n(y - k)} L{n(x + k)} {n(y + k)} M{n(x + k)} {n(y - k)} L{n(x - k)} {n(y + k)}",
                stroke=inner,
                width=2.5 if full else 2,
            )

    def token(self, x: float, y: float, hue: int, r: float = 6) -> None:
        """The mark of a party: a circle for the first, a square for the second, a diamond for the others."""
        colour = HUES[hue]
        if hue == 0:
            self.circle(x, y, r, fill=colour, stroke="#fff", width=1)
        elif hue == 1:
            self.rect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1, fill=colour, stroke="#fff")
        else:
            k = n(r + 1)
            self.path(f"M{n(x)} {n(y - r - 1)} l{k} {k} l-{k} {k} l-{k} -{k} Z", fill=colour, stroke="#fff")

    def hatch(self, x: float, y: float, width: float, height: float, *, falling: bool = False, gap: float = 8) -> None:
        """Thin slanting lines over a rectangle, rising from left to right, or falling."""
        if width <= 0 or height <= 0:
            return
        parts = []
        place = gap
        while place < width + height:
            x1, y1 = (place, 0.0) if place <= width else (width, place - width)
            x2, y2 = (0.0, place) if place <= height else (place - height, height)
            if falling:
                x1, x2 = width - x1, width - x2
            parts.append(f"M{n(x + x1)} {n(y + y1)} L{n(x + x2)} {n(y + y2)}")
            place += gap
        if parts:
            self.path(" ".join(parts), stroke=PALE, width=1)

    def paper(self, x: float, y: float, words: str, size: float, *, bold: bool = False) -> None:
        """White ground for a line of words whose top left corner is at (x, y)."""
        self.rect(x - 2, y - 1, measure(words, size, bold=bold) + 4, size * 1.35, fill="#fff")

    def finish(self, height: float, id: str, title: str, description: str) -> str:
        """The whole drawing as one `svg` element, named by its title and description."""
        title, description = escape(visible(title)), escape(visible(description))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-labelledby="{id}-t" '
            f'aria-describedby="{id}-d" width="{n(self.width)}" height="{n(height)}" '
            f'viewBox="0 0 {n(self.width)} {n(height)}">'
            f'<title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>' + "".join(self.parts) + "</svg>"
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a figure is drawn on: how wide, the number and the address of each statement, and how it is named."""

    width: float
    numbers: Mapping[str, int]
    anchors: Mapping[str, str]
    id: str
    title: str
    description: str

    def canvas(self) -> Canvas:
        """An empty canvas of this width."""
        return Canvas(self.width, self.numbers, self.anchors)

    def piece(self, canvas: Canvas, height: float, number: int = 1, of: int = 1) -> str:
        """A finished piece, `number` of so many, with an id and a name of its own."""
        named = self.title if of == 1 else f"{self.title} (part {number} of {of})"
        return canvas.finish(height, f"{self.id}-{number}", named, self.description)


def n(value: float) -> str:
    """A coordinate, to a tenth of a pixel, always written the same."""
    rounded = round(value + 0.0, 1)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"


def _cross(x: float, y: float, r: float) -> str:
    """The outline of an oblique cross."""
    a, b = r * 0.95, r * 0.4
    points = (
        (-a, -a + b),
        (-a + b, -a),
        (0, -b),
        (a - b, -a),
        (a, -a + b),
        (b, 0),
        (a, a - b),
        (a - b, a),
        (0, b),
        (-a + b, a),
        (-a, a - b),
        (-b, 0),
    )
    return "M" + " L".join(f"{n(x + dx)} {n(y + dy)}" for dx, dy in points) + " Z"
