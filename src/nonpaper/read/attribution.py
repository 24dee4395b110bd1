"""Who said it, with which words, and what was said? Source, cue and content, nested where one tells of another."""

from __future__ import annotations

from dataclasses import dataclass

from nonpaper.read.spans import Span


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
