"""What would go into the record, if a person agreed? One report in, proposed statements out, in order of the text.

The reader is rules over a parse: it gives the same proposals for the same report, reaches no network, and says for
every field why it decided so and how sure it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nonpaper.case.statements import Stance
from nonpaper.read.acts import acts, raised
from nonpaper.read.attribution import Attribution, Paragraph, Parsed, attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import Language
from nonpaper.read.lexicon import HEARSAY_ADVERBS
from nonpaper.read.outlets import Outlet, outlet_of
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal, proposal_id
from nonpaper.read.references import resolve
from nonpaper.read.spans import Span, hull
from nonpaper.read.speakers import NOBODY, CaseWords, Speakers, Voice, case_words
from nonpaper.read.stances import NOUNS, POSITIONS, SPLIT, Reading, is_listed, readings
from nonpaper.read.terms import link, noun_phrases
from nonpaper.read.times import said_and_happens

__all__ = ["RULES", "CaseWords", "case_words", "read"]

RULES = "rules 0.1"
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
# Of what is thought and felt only this is told; the rest ("saw", "knows") is no statement.
_FACTUAL = frozenset(
    {"begin", "start", "continue", "go", "proceed", "come", "manage", "vote", "decide", "choose", "opt"}
)
_NOT_FACTUAL = frozenset(
    {"doubt", "deny", "hope", "want", "wish", "demand", "insist", "ask", "urge", "expect", "suggest", "propose"}
)
_NAMINGS = frozenset({"express", "voice", "call", "describe", "label", "brand", "dub", "term"})
_THOUGHTS = frozenset({"believe", "think", "fear", "hope", "doubt", "expect", "suspect", "worry", "agree", "decide"})


@dataclass(slots=True)
class _Heard:
    """An attribution with its voice and what its words do."""

    attribution: Attribution
    voice: Voice
    readings: tuple[Reading, ...]
    outlet: Outlet
    own: bool = False  # it stands in the words of its own speaker, who is told already
    second: str = ""  # who tells it
    targets: tuple[str, ...] = ()  # for each reading whom it blames, asks or answers; "" where nobody is named
    number: int = 0


def read(document: Document, words: CaseWords, language: Language) -> tuple[Proposal, ...]:
    """The proposed statements of one report, in order of their places; the same for the same input.

    `words` are a case's (`case_words`), or empty: then parties go by the names the report gives them.
    """
    return read_parsed(parse(document, language), words)


def read_parsed(parsed: Parsed, words: CaseWords) -> tuple[Proposal, ...]:
    """The same for a report that is parsed already."""
    told = attributions(parsed)
    heard = _hear(parsed, words, told)
    proposals: list[Proposal] = []
    ids: dict[int, str] = {}
    for one in heard:
        for reading, target in zip(one.readings, one.targets, strict=True):
            if not _counts(one, reading):
                continue
            proposal = _proposal(parsed, one, reading, target, ids)
            ids.setdefault(one.number, proposal.id)
            proposals.append(proposal)
    merged = _merged(parsed, sorted(proposals, key=_place))
    return _linked(parsed, merged, words, told)


def _place(one: Proposal) -> tuple[Any, ...]:
    return (one.passage, one.content, one.stance.value, one.party)


def _linked(
    parsed: Parsed, proposals: Sequence[Proposal], words: CaseWords, everything: Sequence[Attribution]
) -> tuple[Proposal, ...]:
    """With what each is about, what it points back to, and its times; one for each act that its content names."""
    document = parsed.document
    done: list[Proposal] = []
    renamed: dict[str, str] = {}
    for one in proposals:
        paragraph = parsed.paragraph(one.content[0].start)
        doc = paragraph.doc if paragraph is not None else None
        at = paragraph.span.start if paragraph is not None else 0
        phrases = noun_phrases(doc, at) if doc is not None and words.terms is None else ()
        _, happens = said_and_happens(document.text, one.passage, one.content, document.published, doc=doc, at=at)
        told = [span for each in everything if each.cue[0].overlaps(one.passage) for span in each.content]
        said, _ = said_and_happens(document.text, one.passage, (*one.content, *told), document.published)
        if one.within:
            said = None  # when it was told of, not when it was said
        found = [
            filled
            for linked in link(document.text, one.content, one.stance, one.party, words.terms, phrases=phrases)
            for filled in resolve(document.text, linked, one.party, done, words.terms)
        ]
        parts = []
        for linked in found:
            # "did not rule out" asks for nothing and binds to nothing: it is about an issue, and no more.
            claim = "" if one.polarity is not Polarity.AFFIRMED else linked.claim
            parts.append(
                replace(
                    one,
                    stance=linked.stance if claim else one.stance,
                    content=linked.content,
                    claim=claim,
                    topic=linked.topic,
                    terms=linked.terms,
                    references=linked.references,
                    said=said,
                    happens=happens,
                    within=renamed.get(one.within, one.within),
                    judgements=(*one.judgements, *linked.judgements),
                )
            )
        taken: set[str] = {each.id for each in done}
        for number, part in enumerate(parts):
            name = proposal_id(document.digest, part.content, part.stance, part.party)
            if name in taken:
                # Two claims on the same words: the second goes by its claim as well.
                name = proposal_id(document.digest, part.content, part.stance, f"{part.party}|{part.claim}|{number}")
            if number == 0:
                renamed[one.id] = name
            taken.add(name)
            done.append(replace(part, id=name))
    return tuple(done)


def _hear(parsed: Parsed, words: CaseWords, told: Sequence[Attribution]) -> list[_Heard]:
    speakers = Speakers(parsed, words)
    everything: list[tuple[Attribution, int]] = [(one, number) for number, one in enumerate(told)]
    everything += [(one, len(told) + number) for number, one in enumerate(acts(parsed, told))]
    voices: dict[int, Voice] = {}
    heard: dict[int, _Heard] = {}

    def resolve(paragraph: Paragraph, token: Any) -> Voice:
        start = paragraph.span.start
        return speakers.of(_noun_phrase(start, token), None, start + token.idx)

    # An outer attribution is heard before what stands in it; otherwise in order of the text.
    def depth(one: Attribution) -> int:
        steps, at = 0, one.within
        while at is not None and steps < 9:
            steps, at = steps + 1, told[at].within
        return steps

    for one, number in sorted(everything, key=lambda pair: (pair[0].sentence.start, depth(pair[0]), pair[0].cue[0])):
        outer = heard.get(one.within) if one.within is not None else None
        one, teller = _quoted_as(parsed, one)
        one = _spelt_out(parsed, _only_clause(parsed, _run_on(parsed, one)))
        expected = raised(parsed, one)
        if expected is not None:
            one = replace(expected, within=one.within)
        voice = speakers.voice(one, outer.voice if outer else None)
        if expected is not None or one.kind == "hearsay":
            voice = replace(voice, named=False, reason=f"hearsay: {one.lemma}")
        voices[number] = voice
        # What a speaker says of itself is told by the clauses of the outer words, where they tell anything.
        own = outer is not None and voice.speaks and voice.name == outer.voice.name
        own = own and outer is not None and any(reading.said for reading in outer.readings)
        # "Norland will not sign, its envoy said": the envoy's word, and no second one of Norland's.
        ours = outer is not None and outer.voice.kind in ("person", "group") and outer.attribution.kind == "speech"
        ours = ours and outer is not None and bool(voice.party) and voice.party == outer.voice.party
        position = outer is not None and any(each.said and each.stance in SPLIT for each in outer.readings)
        own = own or (ours and position and voice.kind == "state")
        second = ""
        if teller:
            second = teller
        else:
            second = _told_by(one, voice, heard)
        found = readings(parsed, one, voice, resolve) if _listens(parsed, one, voice, expected is not None) else ()
        outlet = outlet_of(parsed, one, told, voice)
        if not outlet.name and outer is not None:
            outlet = outer.outlet
        targets = tuple(_target(speakers, each.target, voice) for each in found)
        heard[number] = _Heard(one, voice, found, outlet, own, second, targets, number)
        if voice.speaks and one.within is None:
            speakers.remember(one.cue[0].start, voice)
    return sorted(heard.values(), key=lambda h: (h.attribution.cue[0], h.number))


def _told_by(one: Attribution, voice: Voice, heard: Mapping[int, _Heard]) -> str:
    """Who says that this was said: the nearest speaker around it who is of another side; "" where there is none.

    A position inside another ("rejected Norland's demand") is told by the report, not by the one who rejects it.
    """
    at = one.within
    for _ in range(9):
        if at is None or at not in heard:
            return ""
        outer = heard[at]
        if outer.attribution.kind in ("speech", "hearsay", "heading", "thought"):
            same = outer.voice.name == voice.name or (voice.party and voice.party == outer.voice.party)
            return "" if same else outer.voice.name or outer.attribution.lemma
        at = outer.attribution.within
    return ""


def _noun_phrase(start: int, token: Any) -> Span:
    """A noun with what describes it, up to a relative clause or a comma."""
    last = token.i
    for child in token.rights:
        if child.dep_ in ("relcl", "punct", "appos", "conj", "cc"):
            break
        last = child.right_edge.i
    doc = token.doc
    return Span(start + doc[token.left_edge.i].idx, start + doc[last].idx + len(doc[last]))


def _run_on(parsed: Parsed, one: Attribution) -> Attribution:
    """With the clauses that follow the content of "said" and that the parser made its main clause.

    "Officials said the port must open, the crews must go home and all pay must be settled": three demands of one voice.
    """
    verb = parsed.cue_token(one)
    paragraph = parsed.paragraph(one.cue[0].start)
    if (
        verb is None
        or paragraph is None
        or len(one.content) != 1
        or one.kind != "speech"
        or one.content[0] < one.cue[0]
    ):
        return one
    head, doc = verb.head, verb.doc
    start = paragraph.span.start
    end = one.content[0].end

    def close(token: Any) -> bool:
        """Whether a clause begins right where the content ends."""
        first = token.left_edge.i
        while doc[first].is_punct or doc[first].lower_ in ("and", "or", "but"):
            first += 1
        return bool(0 <= start + doc[first].idx - end <= 6)

    for child in verb.children:
        listed = child.dep_ == "conj" and is_listed(child)
        if (child.dep_ == "ccomp" or listed) and child.i > verb.i and close(child):
            last = child.right_edge
            end = start + last.idx + len(last)
    modal = any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children)
    if verb.dep_ == "ccomp" and modal and head.i > verb.i and verb.right_edge.i < head.i:
        begin = next((t for t in doc[verb.right_edge.i + 1 : head.i + 1] if not t.is_punct), head)
        if start + begin.idx - end <= 6:
            last = head.sent[-1]
            end = start + last.idx + len(last)
    return replace(one, content=(Span(one.content[0].start, end),))


def _quoted_as(parsed: Parsed, one: Attribution) -> tuple[Attribution, str]:
    """Of "The Herald quotes the mayor as saying" the mayor's saying, and who tells it; "" where nobody else does."""
    verb = parsed.cue_token(one)
    paragraph = parsed.paragraph(one.cue[0].start)
    if verb is None or paragraph is None or verb.tag_ != "VBG" or verb.head.lower_ != "as":
        return one, ""
    quoting = verb.head.head
    if quoting.lemma_ not in ("quote", "cite"):
        return one, ""
    who = next((c for c in quoting.children if c.dep_ in ("dobj", "nsubjpass")), None)
    teller = next((c for c in quoting.children if c.dep_ == "nsubj"), None)
    if who is None:
        return one, ""
    start, doc = paragraph.span.start, verb.doc
    source = Span(start + doc[who.left_edge.i].idx, start + who.idx + len(who))
    told = doc[teller.left_edge.i : teller.i + 1].text if teller is not None else ""
    return replace(one, source=(source,), within=None), told


def _only_clause(parsed: Parsed, one: Attribution) -> Attribution:
    """ "..., which cost millions, according to the port": only the clause that the credit stands in."""
    token = parsed.cue_token(one)
    paragraph = parsed.paragraph(one.cue[0].start)
    if one.lemma != "according to" or token is None or paragraph is None:
        return one
    clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
    if clause is None or clause.left_edge.i == clause.sent.start:
        return one
    start = paragraph.span.start + token.doc[clause.left_edge.i].idx
    content = tuple(Span(max(part.start, start), part.end) for part in one.content if part.end > start)
    return replace(one, content=content) if content else one


def _spelt_out(parsed: Parsed, one: Attribution) -> Attribution:
    """Of "the plan, which Norland accepted" the plan, where the pronoun alone is the content."""
    paragraph = parsed.paragraph(one.cue[0].start)
    if len(one.content) != 1 or paragraph is None:
        return one
    if one.content[0].of(parsed.document.text).casefold() not in ("which", "that", "who"):
        return one
    pronoun = paragraph.token(one.content[0].start)
    clause = next((a for a in pronoun.ancestors if a.dep_ == "relcl"), None) if pronoun is not None else None
    if clause is None:
        return one
    noun = clause.head
    while noun.pos_ != "NOUN" and noun.head != noun:
        noun = noun.head  # "a plan, tabled in May, which": the parser takes the nearest name
    if noun.pos_ != "NOUN" or noun.i > pronoun.i or noun.ent_type_ in ("DATE", "TIME"):
        return one
    start, doc = paragraph.span.start, noun.doc
    return replace(one, content=(Span(start + doc[noun.left_edge.i].idx, start + noun.idx + len(noun)),))


def _listens(parsed: Parsed, one: Attribution, voice: Voice, expected: bool) -> bool:
    """Whether an attribution can be a statement at all."""
    if one.kind == "hearsay":
        return True
    if (
        one.source
        and one.source[0].of(parsed.document.text).casefold() in ("you", "one", "it")
        and voice.kind == "unknown"
    ):
        return False
    verb = parsed.cue_token(one)
    if verb is not None:
        if verb.pos_ == "NOUN" and verb.lemma_ not in NOUNS:
            return False
        # A headline within the text; "those who refuse to disarm"; a verb that the parser hung too high.
        if one.sentence.of(parsed.document.text).isupper():
            return False
        # "whether they had agreed", "if they reject it": nobody says that it is so.
        if one.lemma in POSITIONS and any(
            c.dep_ == "mark" and c.lower_ in ("whether", "if", "unless") for c in verb.children
        ):
            return False
        # "stopped them from accepting", "failed to agree", "asked Norway to sign": nobody did so.
        if one.lemma in POSITIONS and verb.dep_ == "pcomp" and verb.head.lower_ not in ("after", "by", "since"):
            return False
        bare = verb.tag_ == "VB" and verb.dep_ in ("xcomp", "acl", "advcl", "ccomp", "relcl")
        if (
            one.lemma in POSITIONS
            and verb.dep_ in ("ccomp", "xcomp")
            and verb.head.i < verb.i
            and verb.head.lemma_ in _NOT_FACTUAL
        ):
            return False
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
        if one.lemma in POSITIONS and bare and infinitive and not expected and verb.head.lemma_ not in _FACTUAL:
            return False
        if verb.dep_ == "relcl" and voice.kind in ("group", "anonymous", "body") and voice.party in ("", voice.name):
            return False
        helped = any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        if verb.tag_ == "VB" and verb.dep_ == "conj" and not helped and verb.head.tag_ != "VB" and one.kind == "act":
            return False
    if not voice.speaks and voice is not NOBODY and voice.kind == "thing":
        return False
    if voice.kind == "unknown" and not one.source:
        return expected
    if one.kind in ("speech", "heading", "act") or one.lemma in POSITIONS:
        return True
    first = one.lemma.split()[0]
    return first in _THOUGHTS or first in _NAMINGS or first in POSITIONS


def _counts(one: _Heard, reading: Reading) -> bool:
    """Whether a reading is a statement about the talks: no small talk, colour, toll or bystander's view."""
    if not reading.said or not reading.content:
        return False
    if one.own:
        return False  # the clauses of the outer words tell it
    position = reading.stance in SPLIT
    kind = one.voice.kind
    if kind in ("bystander", "media") and reading.stance is not Stance.DEMANDS:
        return False
    if kind == "media" or (
        kind == "unknown" and not position and one.attribution.kind != "hearsay" and not one.attribution.source
    ):
        return False
    if one.attribution.within is not None and not position and reading.stance is Stance.REPORTS:
        return False
    return not (
        one.attribution.lemma in ("according to",) and kind not in ("person", "state", "body", "anonymous", "group")
    )


def _target(speakers: Speakers, words: Span | None, voice: Voice) -> str:
    """The party, else the name, of whom the words mean; "" for nobody, for the speaker and for who only listens."""
    if words is None:
        return ""
    meant = speakers.of(words, None, words.start)
    if meant.kind not in ("person", "state", "body", "group", "together") or meant.name == voice.name:
        return ""
    return "" if meant.party and meant.party == voice.party else meant.party or (meant.name if meant.named else "")


def _proposal(parsed: Parsed, one: _Heard, reading: Reading, target: str, ids: dict[int, str]) -> Proposal:
    document = parsed.document
    attribution, voice = one.attribution, one.voice
    party = voice.party
    within = ids.get(attribution.within, "") if attribution.within is not None else ""
    second = one.second
    if attribution.kind == "hearsay" and not second:
        second = attribution.lemma if attribution.lemma in HEARSAY_ADVERBS else attribution.reason
    judgements = [
        Judgement("stance", reading.confidence, reading.reason, reading.content[0]),
        Judgement("speaker", voice.confidence, voice.reason, attribution.source[0] if attribution.source else None),
        Judgement("party", voice.party_confidence, voice.party_reason or "no source"),
        Judgement("named", HIGH if voice.kind != "group" else MEDIUM, voice.kind),
        Judgement("outlet", one.outlet.confidence, one.outlet.reason, one.outlet.span),
    ]
    if second:
        judgements.append(Judgement("reported_by", MEDIUM, f"second hand: {second}"))
    return Proposal(
        proposal_id(document.digest, reading.content, reading.stance, party),
        document.name,
        f"{RULES} · {parsed.language}",
        _passage(parsed, attribution, reading),
        attribution.source,
        attribution.cue,
        reading.content,
        reading.stance,
        reading.polarity,
        attribution.direct,
        voice.name,
        voice.named,
        voice.role,
        party,
        second,
        one.outlet.name,
        target,
        within=within if second else "",
        judgements=tuple(judgements),
    )


def _passage(parsed: Parsed, attribution: Attribution, reading: Reading) -> Span:
    """The sentence of the cue together with the sentences of the content, to the closing mark."""
    text = parsed.document.text
    spans = [attribution.sentence, *attribution.cue, *attribution.source, *reading.content]
    for span in reading.content:
        paragraph = parsed.paragraph(span.start)
        tokens = paragraph.tokens(span) if paragraph is not None else None
        if tokens is not None and len(tokens):
            for sentence in (tokens[0].sent, tokens[-1].sent):
                start = paragraph.span.start  # type: ignore[union-attr]
                spans.append(Span(start + sentence.start_char, start + sentence.end_char))
    whole = hull(spans)
    end = whole.end
    while end < len(text) and text[end] in "”\"’'.!?":
        end += 1
    start = whole.start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _merged(parsed: Parsed, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Neighbours of the same speaker and the same unsplit stance, with nothing but white space between, are one."""
    text = parsed.document.text
    kept: list[Proposal] = []
    seen: set[str] = set()
    for one in proposals:
        if one.id in seen:
            continue
        before = kept[-1] if kept else None
        if before is not None and _goes_on(text, before, one):
            content = tuple(dict.fromkeys((*before.content, *one.content)))
            kept[-1] = replace(
                before,
                content=content,
                passage=hull((before.passage, one.passage)),
                id=proposal_id(parsed.document.digest, content, before.stance, before.party),
                judgements=tuple(dict.fromkeys((*before.judgements, *one.judgements))),
            )
            seen.add(kept[-1].id)
            continue
        if any(_same_words(one, other) for other in kept):
            continue
        seen.add(one.id)
        kept.append(one)
    return tuple(kept)


def _same_words(one: Proposal, other: Proposal) -> bool:
    return one.content == other.content and one.party == other.party and one.speaker == other.speaker


def _goes_on(text: str, before: Proposal, one: Proposal) -> bool:
    return (
        before.stance is one.stance
        and one.stance not in SPLIT
        and before.polarity is one.polarity
        and before.speaker == one.speaker
        and before.outlet == one.outlet
        and before.within == one.within
        and before.direct == one.direct == "direct"
        and not re.search(r"\S", text[before.passage.end : one.passage.start])
        and "\n" not in text[before.passage.end : one.passage.start]
    )
