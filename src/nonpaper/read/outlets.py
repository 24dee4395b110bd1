"""Through which channel was it said? The outlet, programme, meeting or kind of statement that its sentence names.

Nothing is borrowed: a statement whose sentence names no channel has none, whatever the next sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nonpaper.read.attribution import Attribution, Paragraph, Parsed
from nonpaper.read.nations import bare
from nonpaper.read.proposals import Confidence
from nonpaper.read.spans import Span
from nonpaper.read.speakers import Voice, is_media


@dataclass(frozen=True, slots=True)
class Outlet:
    """The channel of a statement; "" where the sentence names none."""

    name: str = ""
    confidence: Confidence = Confidence.HIGH
    reason: str = "none named"
    span: Span | None = None


_CHANNELS = re.compile(
    r"\b(?:news conference|press conference|news briefing|press briefing|briefing|interview|statement|tweet|tweets|"
    r"letter|speech|address|twitter|facebook|telegram|truth social|instagram|television|tv|radio|rally|debate|memo|"
    r"email|e-mail|blog|op-ed|editorial|article|communiqu[eé]|press release|news release|testimony|post|"
    r"conference call|"
    r"social media|website|broadcast|podcast|programme|program|show|video|remarks|comments)\b",
    re.IGNORECASE,
)
_HEARERS = re.compile(
    r"^(?:reporters?|journalists?|supporters?|lawmakers?|delegates?|members?|colleagues?|us|him|her|them|me|"
    r"parliament|congress|staff|workers|crowds?|a crowd)$",
    re.IGNORECASE,
)
_VERBS_OF_MEDIA = frozenset({"report", "quote", "say", "cite", "write", "tell"})


def outlet_of(parsed: Parsed, one: Attribution, told: Sequence[Attribution], voice: Voice) -> Outlet:
    """The channel of one attribution."""
    verb = parsed.cue_token(one)
    paragraph = parsed.paragraph(one.cue[0].start)
    if verb is None or paragraph is None:
        return Outlet()
    found = _told(paragraph, verb) or _phrase(paragraph, verb, one) or _agency(parsed, one, told)
    if found is None and verb.dep_ in ("conj", "advcl") and verb.head.pos_ == "VERB" and not _subject_of_own(verb):
        # "told Harbour Radio that ..., but said ...": one breath, one channel.
        found = _told(paragraph, verb.head) or _phrase(paragraph, verb.head, one)
    if found is not None:
        return found
    if voice.kind == "document" and voice.role:
        return Outlet(voice.role, Confidence.HIGH, "the document itself", one.source[0])
    return Outlet()


def _named(paragraph: Paragraph, token: Any, reason: str, low: int | None = None) -> Outlet:
    doc = token.doc
    kept = [
        t
        for t in token.subtree
        if not any(
            a.dep_ in ("relcl", "acl", "prep") and (a == t or a.is_ancestor(t)) and a.i > token.i for a in token.subtree
        )
    ]
    kept = [t for t in kept if not (t.i > token.i and t.dep_ in ("advmod", "npadvmod"))]
    first = kept[0].i if low is None else low
    last = max(t.i for t in kept)
    end = last + 1
    while end > first + 1 and doc[end - 1].is_punct:
        end -= 1
    start = paragraph.span.start
    span = Span(start + doc[first].idx, start + doc[end - 1].idx + len(doc[end - 1]))
    name = _channel(paragraph, token, doc[first:end])
    return Outlet(name or bare(doc[first:end].text), Confidence.HIGH, reason, span)


def _channel(paragraph: Paragraph, token: Any, phrase: Any) -> str:
    """The name in a phrase such as "the country's Al-Hayat television channel" or "national TV network Channel 1"."""
    names = [
        e
        for e in paragraph.doc.ents
        if e.label_ in ("ORG", "PRODUCT", "WORK_OF_ART", "FAC") and phrase.start <= e.start < e.end <= phrase.end
    ]
    for entity in names:
        if len(entity.text) > 2:
            return bare(entity.text)
    capital = [t for t in phrase if t.pos_ == "PROPN"]
    return bare(" ".join(t.text for t in capital)) if capital and is_media(phrase.text) else ""


def _told(paragraph: Paragraph, verb: Any) -> Outlet | None:
    """ "told Harbour Radio": the one who was told, where that is an outlet."""
    if verb.lemma_ not in ("tell", "inform", "brief"):
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "dative", "nsubj", "oprd") and child.i > verb.i:
            phrase = paragraph.doc[child.left_edge.i : child.right_edge.i + 1]
            if _HEARERS.match(child.text) and not child.text.isupper():
                for inner in child.children:
                    if inner.dep_ == "prep" and inner.lower_ in ("at", "in", "on", "during"):
                        target = next((c for c in inner.children if c.dep_ == "pobj"), None)
                        if target is not None and _CHANNELS.search(target.text):
                            return _named(paragraph, target, f"{inner.lower_}: {target.lower_}")
                return None
            if child.ent_type_ == "ORG" or is_media(phrase.text):
                if child.ent_type_ in ("PERSON", "GPE") and not is_media(child.text):
                    return None
                return _named(paragraph, child, "told")
    return None


def _phrase(paragraph: Paragraph, verb: Any, one: Attribution) -> Outlet | None:
    """ "said in a statement", "at a news conference on Monday, X called ...", "on Channel 9, X said"."""
    doc = paragraph.doc
    content = [(span.start - paragraph.span.start, span.end - paragraph.span.start) for span in one.content]
    best: Outlet | None = None
    for preposition in _prepositions(verb):
        if any(start <= preposition.idx < end for start, end in content):
            continue
        if preposition.lower_ not in ("in", "on", "at", "during", "via", "to", "by", "with", "through", "for"):
            continue
        target = next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)
        if target is None:
            continue
        phrase = doc[target.left_edge.i : target.right_edge.i + 1]
        words = phrase.text
        channel = _CHANNELS.search(target.text) or _CHANNELS.search(
            doc[max(target.left_edge.i, target.i - 1) : target.i + 1].text
        )
        if preposition.lower_ in ("to", "with", "for", "by"):
            if not (
                (target.ent_type_ == "ORG" and is_media(target.text)) or (is_media(words) and target.pos_ == "PROPN")
            ):
                continue
        elif not channel and not is_media(words):
            continue
        if not channel and target.ent_type_ in ("GPE", "DATE", "PERSON", "LOC"):
            continue
        # "in an interview with Harbour Radio": the outlet, if one is named, before the kind of talk.
        inner = [
            p
            for c in target.children
            if c.dep_ == "prep" and c.lower_ in ("with", "to", "on", "for", "by", "published")
            for p in c.children
            if p.dep_ == "pobj" and (is_media(p.text) or p.ent_type_ == "ORG")
        ]
        for child in target.children:
            if child.dep_ == "acl" and child.lemma_ in ("make", "give", "send", "post", "publish", "broadcast", "air"):
                inner += [
                    p
                    for c in child.children
                    if c.dep_ == "prep" and c.lower_ in ("to", "on", "in", "by")
                    for p in c.children
                    if p.dep_ == "pobj" and (is_media(p.text) or p.ent_type_ == "ORG")
                ]
        found = _named(paragraph, inner[0] if inner else target, f"{preposition.lower_}: {target.lower_}")
        if best is None or (channel and best.name and not is_media(best.name)):
            best = best or found
    return best


def _subject_of_own(verb: Any) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _prepositions(verb: Any) -> list[Any]:
    """Those that hang on the verb of the cue, or stand at the head of its sentence."""
    found = [c for c in verb.children if c.dep_ in ("prep", "agent")]
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubj") and child.i > verb.i - 12:
            found += [
                c
                for c in child.children
                if c.dep_ == "prep" and c.lower_ in ("in", "on", "during", "at") and child.dep_ == "dobj"
            ]
    for child in verb.children:
        if child.dep_ == "advcl" and child.i < verb.i:
            found += [c for c in child.children if c.dep_ == "prep" and c.lower_ in ("in", "on", "during", "at")]
            found += [g for c in child.children if c.dep_ == "xcomp" for g in c.children if g.dep_ == "prep"]
    head = verb
    while head.dep_ in ("conj", "advcl", "ccomp") and head.head != head and head.head.sent == head.sent:
        head = head.head
        found += [c for c in head.children if c.dep_ == "prep" and c.i < head.i]
    extra = []
    for preposition in found:
        extra += [
            c
            for p in preposition.children
            if p.dep_ == "pobj"
            for c in p.children
            if c.dep_ == "prep" and c.lower_ in ("in", "on")
        ]
    return found + extra


def _agency(parsed: Parsed, one: Attribution, told: Sequence[Attribution]) -> Outlet | None:
    """ "..., according to The Herald" around it, or "The Herald quotes X as saying"."""
    text = parsed.document.text
    for other in told:
        if other is one or not other.source:
            continue
        holds = any(span.holds(one.cue[0]) for span in other.content) or (
            other.sentence == one.sentence and other.lemma == "according to"
        )
        verb = other.lemma in _VERBS_OF_MEDIA or other.lemma == "according to"
        words = other.source[0].of(text)
        if "spokes" not in words and holds and verb and is_media(words.split(",")[-1] if "," in words else words):
            paragraph = parsed.paragraph(other.source[0].start)
            tokens = None if paragraph is None else paragraph.tokens(other.source[0])
            name = bare(words.split(" of ")[-1] if "," in words else words)
            if tokens is not None and paragraph is not None:
                name = _channel(paragraph, tokens.root, tokens) or name
            return Outlet(name, Confidence.HIGH, f"{other.lemma}: {name}", other.source[0])
    return None
