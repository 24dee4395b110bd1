"""Which row of the record would a proposal become? Each column from what the reader found; what is not known is blank.

Nothing is guessed: a date is the day the words were said, where the report tells it, else the day of the report, else
blank, and then a person has to give it. What was negated ("did not rule out") or only supposed ("would accept") is
offered as `reports`, about its issue, and never as the stance it would have without that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from nonpaper.case.case import Case
from nonpaper.case.claims import Span as ClaimSpan
from nonpaper.case.grammar import Compared, Reading, read_claim
from nonpaper.case.record import COLUMNS, Record
from nonpaper.case.rows import LONGEST_SPAN, Wrong, read_when
from nonpaper.case.statements import Stance
from nonpaper.errors import UsageError
from nonpaper.read.decisions import row_ids
from nonpaper.read.document import Document
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal
from nonpaper.read.spans import Span, hull, trimmed

BY_HAND = "by hand"
FIELDS = tuple(column for column in COLUMNS if column not in ("id", "reviewed_by"))
"""The columns that whoever reviews may change; the id and the reviewer's name are given by the review."""

# Field of a proposal -> the columns of the record that rest on it.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "stance": ("stance",),
    "polarity": ("stance",),
    "party": ("party",),
    "speaker": ("speaker",),
    "source": ("speaker", "party"),
    "named": ("named",),
    "role": ("role",),
    "reported_by": ("reported_by",),
    "within": ("reported_by",),
    "outlet": ("outlet",),
    "claim": ("claim",),
    "topic": ("claim",),
    "terms": ("claim",),
    "said": ("date",),
    "content": ("start", "end", "quote"),
    "passage": ("start", "end", "quote"),
}


def proposed_row(
    proposal: Proposal,
    document: Document,
    case: Case,
    others: Mapping[str, Proposal],
    changed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The row, column -> text, without id and reviewer; `changed` are the cells that a person has changed.

    `others` are the proposals of the same report by id, for one that stands inside another's words.
    """
    changed = changed or {}
    stance = changed.get("stance") or offered_stance(proposal).value
    span = cited(proposal, document)
    row = dict.fromkeys(FIELDS, "")
    row.update(
        date=_date(proposal, document),
        party=proposal.party if proposal.party in case.parties else "",
        stance=stance,
        claim=_claim(proposal, case, stance),
        speaker=proposal.speaker,
        named="true" if proposal.named else "false",
        role=proposal.role,
        reported_by=_reported_by(proposal, case, others),
        outlet=proposal.outlet or document.outlet,
        report=document.name,
        start=str(span.start),
        end=str(span.end),
        quote=span.of(document.text),
    )
    row.update(changed)
    if ("start" in changed or "end" in changed) and "quote" not in changed:
        row["quote"] = _words(row["start"], row["end"], document.text) or row["quote"]
    return row


def offered_stance(proposal: Proposal) -> Stance:
    """The stance that is offered: the reader's own, or `reports` where the words do not affirm it."""
    return proposal.stance if proposal.polarity is Polarity.AFFIRMED else Stance.REPORTS


def cited(proposal: Proposal, document: Document) -> Span:
    """The stretch that the row cites: the passage; where that is longer than a row may cite, the content alone."""
    for span in (proposal.passage, *([hull(proposal.content)] if proposal.content else ())):
        tidy = trimmed(document.text, span)
        if 0 < tidy.end - tidy.start <= LONGEST_SPAN:
            return tidy
    return Span(tidy.start, min(tidy.end, tidy.start + LONGEST_SPAN))


def _words(start: str, end: str, text: str) -> str:
    if not (start.isdecimal() and end.isdecimal()):
        return ""
    return text[int(start) : int(end)]


def _date(proposal: Proposal, document: Document) -> str:
    if proposal.said is not None and proposal.said.edtf and not isinstance(read_when(proposal.said.edtf), Wrong):
        return proposal.said.edtf
    return document.published.text if document.published is not None else ""


def _claim(proposal: Proposal, case: Case, stance: str) -> str:
    """The claim; for a stance that was only offered in place of the reader's, the bare issue it is about."""
    topic = proposal.topic if proposal.topic in case.issues else ""
    if stance == proposal.stance.value or proposal.polarity is Polarity.AFFIRMED:
        return proposal.claim or topic
    if stance != Stance.REPORTS.value:
        return proposal.claim or topic
    named = [term.issue for term in proposal.terms if term.issue in case.issues]
    reading = read_claim(proposal.claim) if proposal.claim else None
    if isinstance(reading, Reading):
        named += [t.issue.text for t in reading.terms if isinstance(t, Compared) and t.issue.text in case.issues]
    return topic or next(iter(named), "")


def _reported_by(proposal: Proposal, case: Case, others: Mapping[str, Proposal]) -> str:
    if proposal.reported_by or not proposal.within:
        return proposal.reported_by
    around = others.get(proposal.within)
    if around is None:  # several may say together what this one stands in
        around = next((one for name, one in others.items() if name.startswith(f"{proposal.within}:")), None)
    if around is None:
        return ""
    party = case.parties.get(around.party)
    return around.speaker or (party.name if party is not None else around.party)


def missing_columns(record: Record, row: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that the row fills and the record does not have."""
    return tuple(column for column, text in row.items() if text and column not in record.columns)


def next_id(record: Record, given: Iterable[str]) -> str:
    """The next free id, after the pattern of those that the record has; `given` are ids that were in it once."""
    pattern = re.compile(r"(.*?)([0-9]{1,9})")
    counted: dict[str, tuple[int, int, int]] = {}  # what stands before the number -> how many, highest, digits
    there = row_ids(record)
    for name in sorted(there | set(given)):
        found = pattern.fullmatch(name)
        if found is not None:
            many, highest, digits = counted.get(found[1], (0, 0, 1))
            width = len(found[2]) if found[2].startswith("0") or int(found[2]) > highest else digits
            counted[found[1]] = many + 1, max(highest, int(found[2])), max(digits, width)
    if not counted:
        counted = {"s": (0, 0, 2)}
    start, (_, highest, digits) = max(counted.items(), key=lambda each: (each[1][0], each[0] == "s", each[0]))
    return f"{start}{highest + 1:0{digits}d}"


# --- proposals made of proposals ----------------------------------------------------------------------------------

_JOINT = re.compile(r"(?:[,;:—–]\s*)?\b(?:and|or|but)\s+(?:also\s+)?|;\s+")
_TAIL = re.compile(r"(?:[\s,;:—–]+(?:and|or|but)?)+\Z")


def conjuncts(proposal: Proposal, text: str) -> tuple[int, ...]:
    """Where the content could be cut between its parts: before each part behind a conjunction or a semicolon.

    Where the reader found several issues in it, only between words for different issues.
    """
    cuts: list[int] = []
    for span in proposal.content:
        cuts += [span.start + found.end() for found in _JOINT.finditer(span.of(text)) if found.start() > 0]
    between = sorted(proposal.terms, key=lambda term: term.span)
    pairs = [
        (one.span.end, two.span.start)
        for one, two in pairwise(between)
        if one.issue != two.issue and one.span.end <= two.span.start
    ]
    if pairs:
        cuts = [max(inside) for low, high in pairs if (inside := [cut for cut in cuts if low <= cut <= high])]
    return tuple(dict.fromkeys(cuts))


def each_side(proposal: Proposal) -> tuple[Proposal, ...]:
    """One proposal for each party, where several say one thing together (`A; B`): a row is of one party.

    Their ids are that of the proposal, a colon and the party's.
    """
    parties = [party for part in proposal.party.split(";") if (party := part.strip())]
    parties = list(dict.fromkeys(parties))
    if len(parties) < 2:
        return (proposal,)
    judged = proposal.judged("party")
    sure = judged.confidence if judged is not None else Confidence.HIGH
    together = Judgement("party", sure, f"said together: {', '.join(parties)}")
    return tuple(
        replace(
            proposal,
            id=f"{proposal.id}:{'_'.join(party.split())}",
            party=party,
            judgements=(together, *proposal.judgements),
        )
        for party in parties
    )


def split_proposal(proposal: Proposal, text: str, cuts: Sequence[int], number: int) -> tuple[Proposal, ...]:
    """The parts of a proposal whose content is cut at `cuts`. Raises `UsageError` where a part would hold no words."""
    edges = [-1, *sorted(set(cuts)), len(text) + 1]
    parts: list[tuple[Span, ...]] = []
    for low, high in pairwise(edges):
        spans: list[Span] = []
        for span in proposal.content:
            cut = Span(max(span.start, low), min(span.end, high))
            if cut.start < cut.end:
                cut = trimmed(text, cut)
                if cut.end < span.end:  # a cut, and not the reader's own end
                    tail = _TAIL.search(cut.of(text))
                    cut = Span(cut.start, cut.start + tail.start()) if tail is not None else cut
            if cut.start < cut.end:
                spans.append(cut)
        if not spans:
            raise UsageError("a part would hold no words; cut between two words of the content")
        parts.append(tuple(spans))
    claims = _claims_apart(proposal, parts)
    return tuple(
        replace(
            proposal,
            id=f"{proposal.id}.{number}.{place + 1}",
            reader=f"{proposal.reader}; split {BY_HAND}",
            content=content,
            passage=_passage(proposal, content, place),
            terms=tuple(term for term in proposal.terms if any(span.overlaps(term.span) for span in content)),
            claim=claims[place],
        )
        for place, content in enumerate(parts)
    )


def _passage(proposal: Proposal, content: tuple[Span, ...], place: int) -> Span:
    """The first part keeps the words that tell who said it, where they stand before it; the others their content."""
    around = hull(content)
    return Span(min(proposal.passage.start, around.start), around.end) if place == 0 else around


def _claims_apart(proposal: Proposal, parts: Sequence[tuple[Span, ...]]) -> list[str]:
    """The claim of each part: the comparisons about the issues that its words name, else the whole claim."""
    reading = read_claim(proposal.claim) if proposal.claim else None
    if not isinstance(reading, Reading) or len(reading.terms) < 2:
        return [proposal.claim] * len(parts)
    claims: list[str] = []
    waits = "" if reading.condition is None else f" {_cut(reading.text, reading.condition.span)}"
    for content in parts:
        issues = {term.issue for term in proposal.terms if any(span.overlaps(term.span) for span in content)}
        kept = [t for t in reading.terms if isinstance(t, Compared) and t.issue.text in issues]
        told = " and ".join(_cut(reading.text, term.span) for term in kept)
        claims.append(f"{told}{waits}" if told else proposal.claim)
    return claims


def waits(claim: str) -> bool:
    """Whether a claim has a condition."""
    reading = read_claim(claim)
    return isinstance(reading, Reading) and reading.condition is not None


def _cut(text: str, span: ClaimSpan) -> str:
    return text[span.start : span.end]


def merge_proposals(proposals: Sequence[Proposal], number: int) -> Proposal:
    """One proposal of several of one report: spans and claims joined; what differs is the first one's.

    Raises `UsageError` for fewer than two, or for proposals of different reports.
    """
    if len({proposal.id for proposal in proposals}) < 2:
        raise UsageError("two proposals are needed to make one of them")
    if len({proposal.report for proposal in proposals}) > 1:
        raise UsageError("only proposals of one report can be made into one")
    first = proposals[0]
    claims = list(dict.fromkeys(proposal.claim for proposal in proposals if proposal.claim))
    readings = [read_claim(claim) for claim in claims]
    if not all(isinstance(reading, Reading) and reading.terms and not reading.condition for reading in readings):
        del claims[1:]  # joined, a condition of one would become one of all
    return replace(
        first,
        id=f"{first.id}.{number}.0",
        reader=f"{first.reader}; merged {BY_HAND}",
        passage=hull(proposal.passage for proposal in proposals),
        source=_united(span for proposal in proposals for span in proposal.source),
        cue=_united(span for proposal in proposals for span in proposal.cue),
        content=_united(span for proposal in proposals for span in proposal.content),
        claim=" and ".join(claims),
        topic=next((proposal.topic for proposal in proposals if proposal.topic), ""),
        terms=tuple(dict.fromkeys(term for proposal in proposals for term in proposal.terms)),
        references=tuple(dict.fromkeys(r for proposal in proposals for r in proposal.references)),
        judgements=tuple(dict.fromkeys(j for proposal in proposals for j in proposal.judgements)),
    )


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same stretches, in order, those that overlap or touch made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def added_proposal(document: Document, span: Span, number: int) -> Proposal:
    """A proposal of a stretch that no reader has proposed: who says what in it is for a person to fill in.

    Raises `UsageError` where the stretch holds no words or leaves the text.
    """
    if not 0 <= span.start <= span.end <= len(document.text):
        raise UsageError(
            f"the words would stand at {span.start} to {span.end}; the report ends at {len(document.text)}"
        )
    tidy = trimmed(document.text, span)
    if tidy.start >= tidy.end:
        raise UsageError("there are no words there")
    return Proposal(
        id=f"added.{number}",
        report=document.name,
        reader=BY_HAND,
        passage=tidy,
        source=(),
        cue=(),
        content=(tidy,),
        stance=Stance.REPORTS,
        judgements=(Judgement("content", Confidence.HIGH, BY_HAND),),
    )
