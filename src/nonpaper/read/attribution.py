"""Who said it, with which words, and what was said? Source, cue and content, nested where one tells of another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nonpaper.read.clauses import Finding, findings
from nonpaper.read.document import Document
from nonpaper.read.language import Language
from nonpaper.read.lexicon import SPEECH
from nonpaper.read.plain import plainly
from nonpaper.read.segments import Quotation, quotations
from nonpaper.read.spans import Span, trimmed

# A longer paragraph is cut at ends of sentences: the parser's memory grows with the length of what it is given.
LONGEST = 8_000  # code points
# A longer run without a space is no word (an address, a row of marks): it is read as one word whatever it holds.
RUN = 200  # code points
_RUNS = re.compile(rf"\S{{{RUN + 1},}}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One source, one cue, one content; each a tuple of spans, since a quote may be broken in two.

    `lemma` is the cue's lemma with its particle or preposition ("say", "call for", "rule out", "according to", ":").
    `kind` is the class of the cue in the lexicon: "speech", "thought", "will", "attitude", "act", "hearsay",
    "heading". `negated` and `hypothetical` are of the cue's own clause ("did not rule out", "would accept").
    `within` is the index, in the document's tuple, of the attribution in whose content this one stands.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    lemma: str
    kind: str
    sentence: Span
    direct: str = "indirect"  # "direct", "indirect" or "mixed"
    negated: bool = False
    hypothetical: bool = False
    within: int | None = None
    reason: str = ""  # "subject of: told", "according to", "colon"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it was parsed. `doc` is spaCy's, over the words of `span` alone, or None without a model.

    A stretch without a space that is too long for a word stands in `doc` as so many x. Quotations point into the
    document's text; a place of `doc` is counted from `span.start`.
    """

    span: Span
    quotations: tuple[Quotation, ...]
    doc: Any = field(default=None, repr=False, compare=False)
    goes_on: bool = False  # it was longer than `LONGEST`; the next piece is the same paragraph

    def token(self, at: int) -> Any:
        """The spaCy token that holds a place of the document's text; None without a model or outside."""
        if self.doc is None or not self.span.start <= at < self.span.end:
            return None
        found = self.doc.char_span(at - self.span.start, at - self.span.start + 1, alignment_mode="expand")
        return found[0] if found is not None and len(found) else None

    def tokens(self, span: Span) -> Any:
        """The spaCy `Span` of the tokens that a span of the document touches; None where there is none."""
        start, end = max(span.start, self.span.start), min(span.end, self.span.end)
        if self.doc is None or start >= end:
            return None
        return self.doc.char_span(start - self.span.start, end - self.span.start, alignment_mode="expand")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document with every paragraph parsed once."""

    document: Document
    language: Language
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()  # what the reader should know: no model, a paragraph that was cut

    def paragraph(self, at: int) -> Paragraph | None:
        """The paragraph that holds a place of the text."""
        number = bisect_right(self.paragraphs, at, key=lambda one: one.span.start) - 1
        if number < 0 or at >= self.paragraphs[number].span.end:
            return None
        return self.paragraphs[number]

    def cue_token(self, attribution: Attribution) -> Any:
        """The spaCy token that heads the cue: the verb of "has said"; None without a model."""
        first = attribution.cue[0]
        paragraph = self.paragraph(first.start)
        tokens = None if paragraph is None else paragraph.tokens(first)
        return None if tokens is None else tokens.root


def parse(document: Document, language: Language) -> Parsed:
    """Every paragraph parsed, its quotations found. Nothing is dropped: a very long paragraph comes in pieces."""
    pieces: list[tuple[Span, bool]] = []
    notes = [language.advice] if language.advice else []
    for span in document.paragraphs:
        parts = list(_pieces(document.text, span))
        pieces += [(part, number + 1 < len(parts)) for number, part in enumerate(parts)]
        if len(parts) > 1:
            length = f"{span.end - span.start:,} characters"
            notes.append(f"the paragraph at {span.start} has {length}; it was read in {len(parts)} pieces")
    runs = len(_RUNS.findall(document.text))
    if runs:
        notes.append(f"read as one word each: stretches of more than {RUN} characters without a space ({runs})")
    docs = language.documents(_RUNS.sub(_as_word, span.of(document.text)) for span, _ in pieces)
    paragraphs: list[Paragraph] = []
    open_before = False
    for (span, goes_on), doc in zip(pieces, docs, strict=True):
        quoted = quotations(span.of(document.text), span.start, open_before=open_before)
        open_before = bool(quoted) and not quoted[-1].closed
        paragraphs.append(Paragraph(span, quoted, doc, goes_on))
    return Parsed(document, language, tuple(paragraphs), tuple(notes))


def attributions(parsed: Parsed, nested: bool = True) -> tuple[Attribution, ...]:
    """Every attribution of a document, in order of the text.

    With `nested`, those inside the content of another stand beside it and name it in `within`; without, only the
    outermost are told and a relative pronoun stands for itself, as in PolNeAR [Newell2018].
    """
    text = parsed.document.text
    gathered: list[tuple[Paragraph, list[Finding]]] = []
    for paragraph in parsed.paragraphs:
        own = _own(paragraph)
        found = plainly(paragraph.span.of(text), own) if paragraph.doc is None else findings(paragraph.doc, own)
        gathered.append((paragraph, found))
    more = _continuations(text, gathered)
    built = sorted(
        (
            _built(parsed, paragraph, one, more.get((number, place), ()), nested)
            for number, (paragraph, found) in enumerate(gathered)
            for place, one in enumerate(found)
            if (nested or not one.quoted) and (one.content or (number, place) in more)
        ),
        key=lambda one: (one.cue, one.content),
    )
    return _placed([one for one in built if one.cue and one.content], nested)


def _continuations(text: str, gathered: Sequence[tuple[Paragraph, list[Finding]]]) -> dict[tuple[int, int], list[Span]]:
    """Whose are the quotations that stand alone? Their spans, by paragraph and number of the finding they belong to.

    `"...," she said. "..."`: the second one is hers. A paragraph that begins with a quotation and has nobody's name
    goes on with who spoke last in the paragraph before.
    """
    more: dict[tuple[int, int], list[Span]] = {}
    speaking: tuple[int, int] | None = None  # who spoke last, while one paragraph follows upon the other
    for number, (paragraph, found) in enumerate(gathered):
        at = paragraph.span.start
        claimed = [(start + at, end + at) for one in found if not one.quoted for start, end in one.content]
        speakers = [
            (one.cue[0][0] + at, place)
            for place, one in enumerate(found)
            if not one.quoted and one.kind == SPEECH and one.main
        ]
        waiting = speaking is not None and gathered[speaking[0]][1][speaking[1]].awaits
        if waiting and speaking is not None and not paragraph.quotations and not found:
            more.setdefault(speaking, []).append(paragraph.span)
            speaking = None
            continue
        alone = True  # nothing but quotations so far
        before = speaking
        speaking = None
        reached = at
        for q in paragraph.quotations:
            if q.depth or q.words < 2 or q.single:
                continue
            between = text[reached : q.span.start]
            alone = alone and not between.strip()
            reached = q.span.end
            if any(start < q.span.end and q.span.start < end for start, end in claimed):
                continue
            led = text[max(at, q.span.start - 3) : q.span.start].rstrip()
            if led and led[-1] not in ".!?:”\"'’)":
                continue
            owner: tuple[int, int] | None = None
            earlier = [place for cue, place in speakers if cue < q.span.start]
            if earlier:
                owner = (number, earlier[-1])
            elif alone and before is not None:
                owner = before
            elif speakers and q.words > 3:
                owner = (number, speakers[0][1])
            if owner is not None:
                more.setdefault(owner, []).append(q.span)
                speaking = owner
        if speakers:
            speaking = (number, speakers[-1][1])
    return more


def _placed(built: Sequence[Attribution], nested: bool) -> tuple[Attribution, ...]:
    """Each with the attribution in whose content it stands: the one with the shortest content that holds its cue.

    The last letter of a cue stands for it: "have reportedly accepted" is broken by another cue.
    """
    cues = [one.cue[-1].end - 1 for one in built]
    contents = sorted((span.start, span.end, number) for number, one in enumerate(built) for span in one.content)
    within: list[int | None] = [None] * len(built)
    active: list[tuple[int, int, int]] = []  # contents that hold the place reached: end, length, number
    reached = 0
    for number in sorted(range(len(built)), key=cues.__getitem__):
        at, own = cues[number], built[number].content
        while reached < len(contents) and contents[reached][0] <= at:
            start, end, other = contents[reached]
            active.append((end, end - start, other))
            reached += 1
        active = [one for one in active if one[0] > at]
        holders = (
            (length, other)
            for _, length, other in active
            if other != number and not any(span.start <= cues[other] < span.end for span in own)
        )
        within[number] = min(holders, default=(0, None))[1]
    if nested:
        return tuple(replace(one, within=outer) for one, outer in zip(built, within, strict=True))
    return tuple(one for one, outer in zip(built, within, strict=True) if outer is None)


def _as_word(run: re.Match[str]) -> str:
    return "x" * len(run[0])


def _own(paragraph: Paragraph) -> tuple[Quotation, ...]:
    """The quotations, counted from the paragraph's own beginning."""
    back = -paragraph.span.start
    return tuple(replace(q, span=_moved(q.span, back), inner=_moved(q.inner, back)) for q in paragraph.quotations)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _built(parsed: Parsed, paragraph: Paragraph, one: Finding, more: Sequence[Span], nested: bool) -> Attribution:
    at = paragraph.span.start
    text = parsed.document.text

    def spans(ranges: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        moved = (trimmed(text, Span(start + at, end + at)) for start, end in ranges)
        return tuple(sorted(span for span in moved if span.start < span.end))

    content = tuple(sorted((*spans(one.content), *(trimmed(text, span) for span in more))))
    return Attribution(
        spans(one.source if nested or not one.pronoun else one.pronoun),
        spans(one.cue),
        content,
        one.lemma,
        one.kind,
        spans([one.sentence])[0],
        direct=_directness(text, spans(one.content), more, paragraph.quotations),
        negated=one.negated,
        hypothetical=one.hypothetical,
        reason=one.reason,
    )


def _directness(text: str, content: Sequence[Span], more: Sequence[Span], quoted: Sequence[Quotation]) -> str:
    """Whether the content stands in quotation marks: wholly, partly or not at all. `more` are whole quotations."""
    whole = set(content)  # a few words in marks are what was said, where they are all that was said
    outer = [q.span for q in quoted if q.depth == 0 and (not q.scare or q.span in whole)]
    inside, outside = bool(more), False
    for span in content:
        at = span.start
        for q in outer[max(0, bisect_right(outer, at, key=lambda one: one.start) - 1) :]:
            if q.start >= span.end:
                break
            if q.end > at:
                outside = outside or _worded(text[at : max(at, q.start)])
                inside = inside or _worded(text[max(at, q.start) : min(q.end, span.end)])
                at = min(q.end, span.end)
        outside = outside or _worded(text[at : span.end])
    if not inside:
        return "indirect"
    return "mixed" if outside else "direct"


def _worded(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """The span itself, or pieces of at most `LONGEST`, cut after the end of a sentence or else at a space."""
    start = span.start
    while span.end - start > LONGEST:
        limit = start + LONGEST
        cut = max(text.rfind(mark, start + 1, limit) for mark in (". ", "? ", "! ", ".” ", '." '))
        cut = cut + 2 if cut > start else text.rfind(" ", start + 1, limit)
        if cut <= start:
            cut = limit
        yield _stripped(text, start, cut)
        start = cut
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield _stripped(text, start, span.end)


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
