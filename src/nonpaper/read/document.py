"""What is a report, once it is plain text? The text that spans point into, and what is known of where it is from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from nonpaper.case.statements import When
from nonpaper.read.spans import Span

_LINE = re.compile(r"[^\r\n]+")


class Basis(StrEnum):
    """How the day of a report is known. It is never guessed."""

    GIVEN = "given"  # by the person who brought the report
    METADATA = "metadata"  # by the page's own metadata
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch that is furniture and not report: shown, never silently lost. `words` is what stood there."""

    words: str
    why: str  # a reason code: "header", "furniture", "caption", "credit", "repeated paragraph", "left out of the page"
    span: Span | None = None  # in the text where it is still there and only passed over; None where it is not


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it is read. All spans of the room point into `text`, by code points."""

    name: str  # its name under reports/, as the record cites it
    text: str
    digest: str  # sha256 of the bytes as they came, hex
    outlet: str = ""
    published: When | None = None
    published_basis: Basis = Basis.NONE
    credit: str = ""  # the article's own line about its sources: "Agencies"
    original: str = ""  # the file under reports/ as it came, where the text was taken out of it (HTML)
    origin: str = ""  # the path or address it was taken from
    language: str = "en"
    dropped: tuple[Dropped, ...] = ()
    title: str = ""  # as its header or its page gives it; the text may hold it too

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """The lines of the text that hold words, in order, trimmed; what was dropped is passed over."""
        passed = _merged(gone.span for gone in self.dropped if gone.span is not None)
        starts = [span.start for span in passed]
        found: list[Span] = []
        for line in _LINE.finditer(self.text):
            words = line[0].strip()
            if not words:
                continue
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            span = Span(start, start + len(words))
            before = bisect_right(starts, span.start)
            if not before or not passed[before - 1].holds(span):
                found.append(span)
        return tuple(found)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same stretches in order, with those that touch or overlap drawn into one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
