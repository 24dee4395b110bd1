"""What is each statement about, and when? Proposals get their claims, topics, terms, references and times.

The last step of the rules: speakers and stances are known, and the words of the content are still only words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nonpaper.read.attribution import Parsed
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal, proposal_id
from nonpaper.read.references import in_order, resolve
from nonpaper.read.spans import Span, hull
from nonpaper.read.terms import Linked, link, noun_phrases
from nonpaper.read.times import said_and_happens


def about(
    parsed: Parsed, proposals: Iterable[Proposal], terms: CaseTerms | None = None, *, locale: str = ""
) -> tuple[Proposal, ...]:
    """The same proposals in order of the text, with what they are about; several for one that names several acts.

    Without `terms` (no case) topics are the report's own noun phrases. A stance may change where the words show it: a
    demand of one's own act with a condition insists. What is negated ("did not rule out") claims nothing. `locale` is
    how the outlet writes dates in numbers.
    """
    made: list[Proposal] = []
    listed = in_order(proposals)
    for proposal in listed:
        if proposal.judged("claim") is not None or proposal.judged("topic") is not None:
            made.append(proposal)  # it is known already
            continue
        found = [
            each
            for linked in _linked(parsed, proposal, terms)
            for each in resolve(parsed.document.text, linked, proposal.party, made, terms)
        ]
        timed = _timed(parsed, proposal, listed, locale)
        made += [_told(parsed, timed, linked, number) for number, linked in enumerate(found)]
    return in_order(made)


def _linked(parsed: Parsed, proposal: Proposal, terms: CaseTerms | None) -> tuple[Linked, ...]:
    text = parsed.document.text
    phrases: list[Span] = []
    if terms is None:
        for number in sorted({_paragraph_start(parsed, span.start) for span in proposal.content}):
            paragraph = parsed.paragraph(number)
            if paragraph is not None and paragraph.doc is not None:
                phrases += noun_phrases(paragraph.doc, paragraph.span.start)
    found = link(text, proposal.content, proposal.stance, proposal.party, terms, phrases=phrases)
    if proposal.polarity is not Polarity.NEGATED or terms is None:
        return found
    topic = next((each.topic or (each.terms[0].issue if each.terms else "") for each in found), "")
    told = Judgement("topic", Confidence.MEDIUM if topic else Confidence.LOW, "negated: it claims nothing")
    whole = tuple(term for each in found for term in each.terms)
    return (Linked("", topic, proposal.stance, proposal.content, whole, found[0].references, (told,)),)


def _paragraph_start(parsed: Parsed, at: int) -> int:
    paragraph = parsed.paragraph(at)
    return paragraph.span.start if paragraph is not None else at


def _timed(parsed: Parsed, proposal: Proposal, listed: Sequence[Proposal], locale: str) -> Proposal:
    document = parsed.document
    first = proposal.content[0].start if proposal.content else proposal.passage.start
    paragraph = parsed.paragraph(first)
    said, happens = said_and_happens(
        document.text,
        proposal.passage,
        proposal.content,
        document.published,
        cue=proposal.cue,
        others=_of_others(proposal, listed),
        locale=locale,
        doc=paragraph.doc if paragraph is not None else None,
        at=paragraph.span.start if paragraph is not None else 0,
    )
    judgements = list(proposal.judgements)
    for field, time in (("said", said), ("happens", happens)):
        if time is not None:
            sure = Confidence.HIGH if time.precision in ("day", "part of a day") else Confidence.MEDIUM
            judgements.append(Judgement(field, sure if time.edtf else Confidence.LOW, time.reason, time.words))
    return replace(proposal, said=said, happens=happens, judgements=tuple(judgements))


def _of_others(proposal: Proposal, listed: Sequence[Proposal]) -> list[Span]:
    """Where other statements stand: their contents, and around one that stands within another all that is outside."""
    own = set(proposal.content)
    outer = next((other for other in listed if proposal.within and other.id == proposal.within), None)
    found = [
        span
        for other in listed
        if other.passage.overlaps(proposal.passage) and other is not outer
        for span in other.content
        if span not in own and not any(span.holds(part) for part in own)
    ]
    if outer is not None and outer.content:
        inner = hull(outer.content)
        found += [Span(0, inner.start), Span(inner.end, max(inner.end, proposal.passage.end))]
    return found


def _told(parsed: Parsed, proposal: Proposal, linked: Linked, number: int) -> Proposal:
    """One proposal with one result; the first keeps its id, if its stance stays."""
    name = proposal.id
    if number or linked.stance is not proposal.stance:
        issue = linked.terms[0].issue if linked.terms else linked.claim
        key = f"{proposal.party}|{issue}|{number}" if number else proposal.party
        name = proposal_id(parsed.document.digest, proposal.content, linked.stance, key)
    return replace(
        proposal,
        id=name,
        stance=linked.stance,
        claim=linked.claim,
        topic=linked.topic,
        terms=linked.terms,
        references=linked.references,
        judgements=(*proposal.judgements, *linked.judgements),
    )
