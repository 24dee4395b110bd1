"""What is a report, once it is plain text? The text that spans point into, and what is known of where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nonpaper.case.statements import When
from nonpaper.read.spans import Span


class Basis(StrEnum):
    """How the day of a report is known. It is never guessed."""

    GIVEN = "given"  # by the person who brought the report
    METADATA = "metadata"  # by the page's own metadata
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch that is furniture and not report: shown, never silently lost. `words` is what stood there."""

    words: str
    why: str  # a reason code: "furniture", "repeated paragraph"
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

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """The lines of the text that hold words, in order, trimmed; what was dropped is passed over."""
        found: list[Span] = []
        at = 0
        passed = [gone.span for gone in self.dropped if gone.span is not None]
        for line in self.text.split("\n"):
            start, end = at, at + len(line)
            at = end + 1
            words = line.strip()
            if not words:
                continue
            start += len(line) - len(line.lstrip())
            span = Span(start, start + len(words))
            if not any(gone.holds(span) for gone in passed):
                found.append(span)
        return tuple(found)
