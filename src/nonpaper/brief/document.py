"""What does a page say? Sections, paragraphs, tables, figures and cards as frozen values, in no particular form.

A document is composed once (`nonpaper.brief.compose`) and shown in many forms: terminal, page, Markdown, CSV. Nothing
in here knows about HTML or about the terminal. Every run of text may cite statements; the forms make links of that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from nonpaper.positions.position import Basis, MarkKind


class Tone(StrEnum):
    """What a run of text is, so that each form can set it apart (and keep its writing direction to itself)."""

    PLAIN = "plain"
    STRONG = "strong"
    NAME = "name"  # of a party, an outlet, a speaker: as the case gives it
    TERM = "term"  # the title of an issue
    STEP = "step"  # the label of a step
    QUOTE = "quote"  # verbatim words of a report
    CODE = "code"  # ids, hashes, claims as they are written


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `cites` are the ids of the statements (or `procedure:N`, `draft:ID`) it rests on."""

    text: str
    cites: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN


Text = tuple[Run, ...]


def plain(text: Text) -> str:
    """The words alone."""
    return "".join(run.text for run in text)


def cited(text: Text) -> tuple[str, ...]:
    """The ids that a text cites, in order, each once."""
    return tuple(dict.fromkeys(cite for run in text for cite in run.cites))


def fill(template: str, **parts: Run | Text | str) -> Text:
    """`template` with each `{name}` replaced by its run or runs.

    Raises KeyError for a name that is not given. Braces in the parts are left alone: nothing is read twice.
    """
    runs: list[Run] = []
    for literal, name in re.findall(r"([^{]+)|\{(\w+)\}", template):
        if literal:
            runs.append(Run(literal))
            continue
        part = parts[name]
        if isinstance(part, str):
            runs.append(Run(part))
        elif isinstance(part, Run):
            runs.append(part)
        else:
            runs.extend(part)
    return tuple(run for run in runs if run.text or run.cites)


def joined(texts: tuple[Text, ...], separator: str = ", ", last: str | None = None) -> Text:
    """Texts one after the other: `a, b and c` with `last=" and "`."""
    runs: list[Run] = []
    for position, text in enumerate(texts):
        if position:
            final = last is not None and position == len(texts) - 1
            runs.append(Run(last if final and last is not None else separator))
        runs.extend(text)
    return tuple(runs)


def ending(text: Text, mark: str = ".") -> Text:
    """The text with a full stop, unless it has one; citations that end it stay at the end."""
    words = plain(text).rstrip().rstrip("”")
    if not words or words.endswith((".", "!", "?", ":", "…")):
        return text
    last = text[-1]
    if last.cites and last.tone is Tone.PLAIN:
        return (*text[:-1], replace(last, text=last.text + mark))
    return (*text, Run(mark))


def capital(text: Text) -> Text:
    """The text with a capital first letter (a name is left as the case gives it)."""
    if not text or text[0].tone in (Tone.NAME, Tone.CODE, Tone.QUOTE) or not text[0].text:
        return text
    return (replace(text[0], text=text[0].text[0].upper() + text[0].text[1:]), *text[1:])


def cite(*statements: str) -> Run:
    """A bare reference to statements."""
    return Run("", tuple(dict.fromkeys(statements)))


_HIDING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)}


def visible(text: str) -> str:
    """`text` with what could hide, reorder or break a line shown instead: controls and overrides as `[U+202E]`.

    Line breaks and tabs become spaces. Letters of every script, combining marks and joiners stay as they are.
    """
    out: list[str] = []
    for char in text:
        code = ord(char)
        if char in "\n\r\t\x0b\x0c\u2028\u2029\x85":
            out.append(" ")
        elif code in _HIDING or unicodedata.category(char) in ("Cc", "Cs"):
            out.append(f"[U+{code:04X}]")
        else:
            out.append(char)
    return "".join(out)


# --- blocks -------------------------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a paragraph is for."""

    BODY = "body"
    ANSWER = "answer"  # the sentence that answers the section's question
    NOTE = "note"  # small print
    WARNING = "warning"  # must not be overlooked


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: Text
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, one thought a line."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Short names with their values: a list of terms."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: one or more lines, each a text. `heads` marks the cell that names its row."""

    lines: tuple[Text, ...]
    heads: bool = False
    number: bool = False


def header(*titles: str) -> tuple[Text, ...]:
    """The header of a table."""
    return tuple((Run(title),) for title in titles)


def row_of(*cells: str | Text) -> tuple[Cell, ...]:
    """A row of one line each; the first cell names it."""
    texts: list[Text] = [(Run(cell),) if isinstance(cell, str) else cell for cell in cells]
    return tuple(Cell((text,), heads=place == 0) for place, text in enumerate(texts))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header. `name` is short and plain, for file names and anchors."""

    name: str
    caption: str
    header: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a report, with who said them through whom, where and when. Several statements may rest on them."""

    statements: tuple[str, ...]
    words: str
    who: Text
    source: Text


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotations, one after the other."""

    quotes: tuple[Quote, ...]


# --- drawings: what a figure shows, as data; `nonpaper.brief.figures` draws it ----------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """One step of one party's ladder."""

    step: str
    mark: MarkKind
    basis: Basis
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """One party on one issue. `words` is its bound in words; `said` when, by how many sources, how graded."""

    party: str
    hue: int  # 0 and 1 for the first two sides, 2 for everyone else
    spots: tuple[Spot, ...]
    words: str
    said: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One issue of the matrix. `now` and `drafted` are places on the ladder."""

    issue: str
    state: str
    gap: str
    steps: tuple[str, ...]
    now: int
    drafted: int | None
    ladders: tuple[Ladder, ...]
    choice: bool = False


@dataclass(frozen=True, slots=True)
class LadderMatrix:
    """Issues against parties, a small ladder in each cell."""

    rows: tuple[LadderRow, ...]
    parties: tuple[tuple[str, int], ...]  # name, hue
    draft: str = ""


@dataclass(frozen=True, slots=True)
class RingEdge:
    """What comes first (`first`, a place in the ring's acts) and what waits for it (`then`)."""

    first: int
    then: int
    party: str
    hue: int
    words: str
    statements: tuple[str, ...]
    hearsay: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """Acts that wait for one another in a circle."""

    acts: tuple[tuple[str, str], ...]  # issue, step
    edges: tuple[RingEdge, ...]


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One statement in the history of a position. `step` is what it names, None where it names none."""

    day: date
    statement: str
    step: int | None
    effect: str
    hollow: bool  # unnamed, or not first hand


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A bound over time: from each day on, at that step. `lower`: it closes the ladder from below."""

    lower: bool
    points: tuple[tuple[date, int | None, bool], ...]  # day, step, red line


@dataclass(frozen=True, slots=True)
class StepChart:
    """The history of one party on one issue."""

    party: str
    hue: int
    issue: str
    steps: tuple[str, ...]
    points: tuple[ChartPoint, ...]
    lines: tuple[ChartLine, ...]
    until: date
    choice: bool = False


@dataclass(frozen=True, slots=True)
class CalendarBar:
    """A round of talks."""

    label: str
    detail: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class CalendarPoint:
    """Something on one day: `kind` is "draft", "deadline", "firm deadline" or "statement"."""

    kind: str
    label: str
    day: date
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The talks in time."""

    bars: tuple[CalendarBar, ...]
    points: tuple[CalendarPoint, ...]
    at: date


@dataclass(frozen=True, slots=True)
class Band:
    """What something may be worth to one party, on that party's own scale from 0 (its worst) to 1 (its best).

    The 5 % quantile, the mean and the 95 % quantile over the worlds; `words` tell them without false decimals.
    """

    low: float
    mean: float
    high: float
    words: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """In what share of the worlds (0 to 1) one party would sign, with its standard error; None where it was not heard.

    `words` tell the share without false decimals.
    """

    share: float | None
    error: float
    words: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DotRow:
    """One package: `kind` is "package", "draft" or "named"; a dot for each lane of the picture."""

    kind: str
    label: str
    detail: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class DotRows:
    """How often each package is acceptable to each party. `lanes` are names and hues, in the order of the case."""

    lanes: tuple[tuple[str, int], ...]
    rows: tuple[DotRow, ...]


@dataclass(frozen=True, slots=True)
class WorthScale:
    """One party's own scale: what no agreement is worth to it, and what each package is (kind, label, band)."""

    party: str
    hue: int
    no_agreement: Band
    assumed: bool
    rows: tuple[tuple[str, str, Band], ...]


@dataclass(frozen=True, slots=True)
class WorthScales:
    """The worth of packages, party by party: a scale for each, never one beside the other."""

    scales: tuple[WorthScale, ...]


@dataclass(frozen=True, slots=True)
class TradeOffs:
    """Packages by their worth to two parties, each along its own scale; both have the same rows."""

    across: WorthScale
    upwards: WorthScale


@dataclass(frozen=True, slots=True)
class LaneBar:
    """One act in a lane, in one stage.

    `kind` is "act", "paper" (set at signature), "deposit" (handed to somebody who holds it), "hold" (held at the end of
    the stage), "release" or "cover" (a guarantee that holds). `label` is what moves, `change` from where to where,
    `notes` what must be known beside it; `says` tells all of it in one line.
    """

    kind: str
    label: str
    change: str
    notes: tuple[str, ...]
    reversible: bool
    verified: bool
    says: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """What one party, or a third party, does: its bars stage by stage."""

    party: str
    hue: int
    cells: tuple[tuple[LaneBar, ...], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one party is behind (above 0, up to 1) or ahead (below 0, down to -1) after a stage, also in words."""

    value: float
    words: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lanes:
    """Who does what in which stage, and below it who is ahead after each; all rows have as many cells as `stages`."""

    stages: tuple[str, ...]
    lanes: tuple[Lane, ...]
    strips: tuple[tuple[str, int, tuple[Standing, ...]], ...]  # name, hue, a standing for each stage


Drawing = LadderMatrix | Ring | StepChart | Calendar | DotRows | WorthScales | TradeOffs | Lanes


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: its answer as a sentence, a description in words, what is drawn, and the same as a table."""

    id: str
    title: Text
    description: str
    drawing: Drawing
    table: Table


@dataclass(frozen=True, slots=True)
class Card:
    """One conflict: what kind, between whom, in which words."""

    id: str
    badge: str
    heading: Text
    blocks: tuple[Block, ...]


Block = Paragraph | Bullets | Facts | Table | Quotes | Figure | Card


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document; at most one level of parts inside it."""

    id: str
    title: Text
    blocks: tuple[Block, ...]
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the list of sources: a statement of the record, a line of the procedure, or a draft.

    `who` is who speaks for whom, `via` who tells it; `claim` as the record has it, behind its stance; `span` the
    stretch of the report. `audience` is blank where everyone may know it.
    """

    id: str
    number: int
    kind: str  # "statement", "procedure" or "draft"
    day: str
    who: Text
    via: Text = ()
    claim: str = ""
    outlet: str = ""
    report: str = ""
    span: str = ""
    grade: str = ""
    quote: str = ""
    audience: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page: the same content for every form.

    `banner` is a warning that stands above everything; `fingerprint` is that of the case; `at` the day it is as of,
    None where it is of no day.
    """

    kind: str  # "status", "history", "why", "deals", "stages", "brief", "read" or "score"
    title: str
    subtitle: Text
    at: date | None
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    fingerprint: str
    banner: Text = ()
    numbers: dict[str, int] = field(default_factory=dict, compare=False)

    def number(self, statement: str) -> int:
        """The number under which a statement stands in the list of sources. Raises KeyError."""
        return self.numbers[statement]


def blocks_of(section: Section) -> Iterator[Block]:
    """Every block of a section, those inside cards and parts included, in reading order."""
    for block in section.blocks:
        yield block
        if isinstance(block, Card):
            yield from block.blocks
    for part in section.parts:
        yield from blocks_of(part)


def _cites_of(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from cited(block.text)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from cited(item)
    elif isinstance(block, Facts):
        for _, text in block.pairs:
            yield from cited(text)
    elif isinstance(block, Table):
        for head in block.header:
            yield from cited(head)
        for row in block.rows:
            for cell in row:
                for line in cell.lines:
                    yield from cited(line)
        yield from cited(block.note)
    elif isinstance(block, Quotes):
        for quote in block.quotes:
            yield from quote.statements
    elif isinstance(block, Figure):
        yield from cited(block.title)
        yield from drawn(block.drawing)
        yield from _cites_of(block.table)
    else:
        yield from cited(block.heading)


def drawn(drawing: Drawing) -> Iterator[str]:
    """The ids that a drawing links to."""
    if isinstance(drawing, LadderMatrix):
        for row in drawing.rows:
            for ladder in row.ladders:
                yield from ladder.statements
                for spot in ladder.spots:
                    yield from spot.statements
    elif isinstance(drawing, Ring):
        for edge in drawing.edges:
            yield from edge.statements
    elif isinstance(drawing, StepChart):
        for said in drawing.points:
            yield said.statement
    elif isinstance(drawing, DotRows):
        for package in drawing.rows:
            for dot in package.dots:
                yield from dot.statements
    elif isinstance(drawing, WorthScales | TradeOffs):
        for scale in _scales(drawing):
            yield from scale.no_agreement.statements
            for *_, band in scale.rows:
                yield from band.statements
    elif isinstance(drawing, Lanes):
        for lane in drawing.lanes:
            for bar in (bar for cell in lane.cells for bar in cell):
                yield from bar.statements
        for *_, standings in drawing.strips:
            for standing in standings:
                yield from standing.statements
    else:
        for point in drawing.points:
            yield from point.cites


def _scales(drawing: WorthScales | TradeOffs) -> tuple[WorthScale, ...]:
    return drawing.scales if isinstance(drawing, WorthScales) else (drawing.across, drawing.upwards)


def cites_of(section: Section) -> tuple[str, ...]:
    """The ids that a section cites anywhere, in order, each once."""
    found: dict[str, None] = dict.fromkeys(cited(section.title))
    for part in section.parts:
        found.update(dict.fromkeys(cited(part.title)))
    for block in blocks_of(section):
        found.update(dict.fromkeys(_cites_of(block)))
    return tuple(found)
