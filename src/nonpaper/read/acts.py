"""Which acts are positions, though nobody says a word? "Norland turned down the offer", "its demand to be paid first".

Attributions have a cue of saying, thinking or taking a stand. What is added here: verbs of position with a particle or
a phrase between them and what is asked, nouns of position with an owner, and what somebody "is expected to" or "is
said to" do. Each is given as an `Attribution` of the kind "act", or of the kind "hearsay" where it is hearsay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from nonpaper.read.attribution import Attribution, Paragraph, Parsed
from nonpaper.read.spans import Span, hull
from nonpaper.read.stances import NOUNS, POSITIONS

# Verb, what follows it (a preposition or particle, or an object noun), and the name of the frame.
_PHRASES = {
    ("set", "deadline"): "set deadline",
    ("give", "ultimatum"): "set deadline",
    ("issue", "ultimatum"): "set deadline",
    ("set", "ultimatum"): "set deadline",
    ("give", "deadline"): "set deadline",
    ("make", "demand"): "demand",
    ("make", "offer"): "offer",
    ("make", "proposal"): "propose",
    ("reach", "deal"): "agree to",
    ("reach", "agreement"): "agree to",
    ("reach", "accord"): "agree to",
    ("strike", "deal"): "agree to",
    ("sign", "deal"): "sign",
    ("sign", "agreement"): "sign",
    ("sign", "accord"): "sign",
    ("declare", "ceasefire"): "undertake",
    ("declare", "truce"): "undertake",
    ("announce", "ceasefire"): "undertake",
    ("announce", "truce"): "undertake",
    ("order", "ceasefire"): "undertake",
    ("put", "forward"): "put forward",
    ("turn", "down"): "turn down",
    ("vote", "down"): "vote down",
    ("shoot", "down"): "shoot down",
    ("throw", "out"): "throw out",
    ("brush", "aside"): "brush aside",
    ("rule", "out"): "rule out",
    ("push", "back"): "push back",
}
_RAISED = frozenset({"expect", "believe", "say", "report", "understand", "think", "rumour", "rumor"})
_PLURAL = frozenset({"demand", "call", "request"})


def acts(parsed: Parsed, told: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """The positions that no attribution of `told` has as its cue, in order of the text; `within` points into `told`."""
    taken = {span.start for one in told for span in one.cue} | {span.end for one in told for span in one.cue}
    cues = [span for one in told for span in one.cue]
    found: list[Attribution] = []
    for paragraph in parsed.paragraphs:
        if paragraph.doc is None:
            continue
        for token in paragraph.doc:
            at = paragraph.span.start + token.idx
            if any(span.start <= at < span.end for span in cues):
                continue
            one = None
            if token.pos_ == "VERB":
                one = _verb(paragraph, token)
            elif token.pos_ == "NOUN" and token.lemma_ in NOUNS:
                one = _noun(paragraph, token)
            elif token.pos_ == "ADJ" and token.lower_ in ("ready", "willing", "prepared", "open", "unwilling"):
                one = _ready(paragraph, token)
            if one is not None and one.cue[0].start not in taken:
                found.append(replace(one, within=_within(one, told)))
    return tuple(found)


def _within(one: Attribution, told: Sequence[Attribution]) -> int | None:
    best: tuple[int, int] | None = None
    for number, other in enumerate(told):
        for span in other.content:
            if span.holds(one.cue[0]) and not any(mine.holds(other.cue[0]) for mine in one.content):
                best = min(best or (span.end - span.start, number), (span.end - span.start, number))
    return None if best is None else best[1]


def raised(parsed: Parsed, one: Attribution) -> Attribution | None:
    """ "Norland is expected to demand more": the position that is only expected or said of its subject, as hearsay."""
    verb = parsed.cue_token(one)
    paragraph = parsed.paragraph(one.cue[0].start)
    if verb is None or paragraph is None or verb.lemma_ not in _RAISED or verb.tag_ != "VBN":
        return None
    subject = next((c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj")), None)
    inner = next((c for c in verb.children if c.dep_ == "xcomp"), None)
    if subject is None or inner is None:
        return None
    while inner.lemma_ == "be" and any(c.dep_ in ("acomp", "xcomp") for c in inner.children):
        inner = next(c for c in inner.children if c.dep_ in ("acomp", "xcomp"))
    name = _name(inner)
    if name not in POSITIONS:
        return None
    content = _after(paragraph, inner)
    if content is None:
        return None
    return _built(paragraph, subject, [verb, inner], [content], name, "hearsay", f"is {verb.lower_} to")


def _verb(paragraph: Paragraph, token: Any) -> Attribution | None:
    name = _name(token)
    if name not in POSITIONS or not _finite(token):
        return None
    subject = _subject(token)
    if subject is None:
        return None
    content = _after(paragraph, token)
    if content is None:
        return None
    return _built(paragraph, subject, [token], [content], name, "act", f"subject of: {token.lower_}")


def _finite(token: Any) -> bool:
    """Whether the verb tells of an act: no infinitive, and no participle that only describes a noun."""
    if token.tag_ in ("VBD", "VBZ", "VBP"):
        return True
    helped = any(c.dep_ == "aux" and c.lower_ != "to" for c in token.children)
    if token.tag_ == "VB":
        return helped
    if token.tag_ == "VBG":
        after = token.dep_ == "pcomp" and token.head.lower_ in ("after", "by", "since")
        return helped or token.dep_ in ("advcl", "conj") or after
    return helped or (token.tag_ == "VBN" and token.dep_ == "conj")


def _noun(paragraph: Paragraph, token: Any) -> Attribution | None:
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    if owner is None:
        return None
    content = None
    for child in token.children:
        if child.i > token.i and (
            (child.dep_ in ("acl", "relcl") and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children))
            or (child.dep_ in ("ccomp", "acl") and any(c.dep_ == "mark" for c in child.children))
            or (child.dep_ == "prep" and child.lower_ in ("for", "of", "to", "on"))
        ):
            end = token.doc[child.right_edge.i]
            content = (child.left_edge.i, end.i + 1)
    if content is None:
        return None
    start = paragraph.span.start
    doc = token.doc
    above = token.head
    while above.head != above and above.pos_ not in ("VERB", "AUX"):
        above = above.head
    for child in above.children:
        # Infinitives that the parser hung too high: "its demands to end the blockade and, later, open the port".
        bare_verb = (
            child.dep_ == "conj" and child.tag_ == "VB" and not any(c.dep_ in ("aux", "nsubj") for c in child.children)
        )
        if bare_verb and content[1] <= child.left_edge.i <= content[1] + 2:
            content = (content[0], child.right_edge.i + 1)
    span = Span(start + doc[content[0]].idx, start + doc[content[1] - 1].idx + len(doc[content[1] - 1]))
    name = NOUNS[token.lemma_]
    return _built(paragraph, owner, [token], [span], name, "act", f"owner of: {token.lower_}", bare=True)


def _ready(paragraph: Paragraph, token: Any) -> Attribution | None:
    """ "Norland is ready to talk": an offer, a limit where it is negated."""
    verb = token.head
    if token.dep_ != "acomp" or verb.lemma_ not in ("be", "remain", "seem", "appear"):
        return None
    subject = _subject(verb)
    inner = [c for c in token.children if c.i > token.i and c.dep_ in ("xcomp", "prep", "ccomp")]
    if subject is None or not inner:
        return None
    start = paragraph.span.start
    doc = token.doc
    last = doc[inner[-1].right_edge.i]
    content = Span(start + doc[token.i].idx, start + last.idx + len(last))
    built = _built(paragraph, subject, [token], [content], "be ready", "act", f"subject of: {token.lower_}")
    negated = any(c.dep_ == "neg" for c in verb.children) or token.lower_ == "unwilling"
    return replace(built, cue=(Span(start + verb.idx, start + verb.idx + len(verb)),), negated=negated)


def _name(token: Any) -> str:
    lemma = str(token.lemma_)
    for child in token.children:
        if child.i > token.i:
            if (lemma, child.lower_) in _PHRASES:
                return _PHRASES[lemma, child.lower_]
            if child.dep_ == "dobj" and (lemma, child.lemma_) in _PHRASES:
                return _PHRASES[lemma, child.lemma_]
    for child in token.children:
        if child.i > token.i and child.dep_ in ("prep", "prt", "advmod") and f"{lemma} {child.lower_}" in POSITIONS:
            return f"{lemma} {child.lower_}"
    return lemma


def _subject(token: Any, depth: int = 0) -> Any:
    for child in token.children:
        if child.dep_ == "nsubj":
            if child.tag_ in ("WDT", "WP") and token.dep_ == "relcl":
                return token.head
            return child
        if child.dep_ == "agent":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    if any(c.dep_ == "nsubjpass" for c in token.children):
        return None
    if depth < 3 and token.dep_ in ("conj", "advcl", "xcomp") and token.head.pos_ in ("VERB", "AUX"):
        return _subject(token.head, depth + 1)
    return None


def _after(paragraph: Paragraph, token: Any) -> Span | None:
    """What stands after the verb and hangs on it: object, infinitive, clause, or the object of its preposition."""
    doc = token.doc
    low = high = -1
    phrase = next((c for c in token.children if c.dep_ == "dobj" and (token.lemma_, c.lemma_) in _PHRASES), None)
    if phrase is not None and phrase.right_edge.i > phrase.i:
        # "gave them a week's ultimatum to leave": what stands behind the noun; "set a deadline for": with it.
        begin = doc[phrase.i + 1] if token.lemma_ in ("give", "make", "issue") else doc[phrase.left_edge.i]
        last = doc[phrase.right_edge.i]
        return Span(paragraph.span.start + begin.idx, paragraph.span.start + last.idx + len(last))
    for child in token.children:
        if child.i > token.i and child.dep_ in ("dobj", "xcomp", "ccomp", "prep", "dative", "advcl", "oprd", "acl"):
            if child.dep_ == "prep" and low < 0 and f"{token.lemma_} {child.lower_}" not in POSITIONS:
                continue
            asked = any(c.lower_ in ("for", "to") and c.dep_ in ("mark", "aux") for c in child.children)
            if child.dep_ == "advcl" and low < 0 and not asked:
                continue
            first = child.left_edge.i
            if doc[first].lower_ == "for" and child.dep_ != "prep":
                first += 1
            if child.dep_ == "prep" and low < 0:
                first = child.i + 1
            low = first if low < 0 else low
            high = max(high, child.right_edge.i + 1)
    if low < 0 or high <= low:
        return None
    start = paragraph.span.start
    return Span(start + doc[low].idx, start + doc[high - 1].idx + len(doc[high - 1]))


def _built(
    paragraph: Paragraph,
    subject: Any,
    cue: Sequence[Any],
    content: Iterable[Span],
    name: str,
    kind: str,
    reason: str,
    bare: bool = False,
) -> Attribution:
    doc, start = subject.doc, paragraph.span.start
    verb = cue[0]
    source = [t for t in subject.subtree if not _relative(t, subject)] if not bare else list(subject.subtree)
    source = [t for t in source if t.dep_ != "case" or t.i < subject.i]
    first, last = min(source, key=lambda t: t.i), max(source, key=lambda t: t.i)
    sentence = subject.sent
    negated = any(c.dep_ == "neg" for token in cue for c in token.children)
    supposed = any(c.dep_ == "aux" and c.lower_ in ("would", "could", "might", "may") for t in cue for c in t.children)
    del doc
    return Attribution(
        (Span(start + first.idx, start + last.idx + len(last)),),
        (hull(Span(start + t.idx, start + t.idx + len(t)) for t in [verb]),),
        tuple(content),
        name,
        kind,
        Span(start + sentence.start_char, start + sentence.end_char),
        negated=negated,
        hypothetical=supposed,
        reason=reason,
    )


def _relative(token: Any, head: Any) -> bool:
    while token != head and token.head != token:
        if token.dep_ in ("relcl", "acl") and token.head == head:
            return True
        token = token.head
    return False
