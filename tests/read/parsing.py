"""A text of a test, parsed by the model of English; the test skips, saying so, where none is installed."""

from __future__ import annotations

from functools import cache

import pytest

from nonpaper.read.attribution import Attribution, Parsed, attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import Language, language
from nonpaper.read.spans import Span


@cache
def model() -> Language:
    """The model that the tests are written for; another one may parse a sentence otherwise."""
    found = language()
    if not found.parses:
        pytest.skip(found.advice)
    return found


def parsed(text: str) -> Parsed:
    """A text as a parsed document."""
    return parse(Document("report.txt", text, "0" * 64), model())


def told(text: str, nested: bool = True) -> list[tuple[str, str, str]]:
    """Source, cue and content of every attribution, as words; parts are joined by " | "."""
    return [
        (words(text, one.source), words(text, one.cue), words(text, one.content))
        for one in attributions(parsed(text), nested)
    ]


def words(text: str, spans: tuple[Span, ...]) -> str:
    """The words of spans, joined by " | "."""
    return " | ".join(span.of(text) for span in spans)


def valid(text: str, found: tuple[Attribution, ...]) -> bool:
    """Whether every span is a stretch of the text that begins and ends with something."""
    return all(
        0 <= span.start < span.end <= len(text) and span.of(text) == span.of(text).strip()
        for one in found
        for span in (*one.source, *one.cue, *one.content)
    )
