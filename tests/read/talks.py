"""Invented talks about a bridge, with a report and what a reader might propose of it: the material of these tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.build import write_case

from nonpaper.case.rows import Wrong, read_when
from nonpaper.case.statements import Stance, When
from nonpaper.read.document import Basis, Document
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal, Term, Time, proposal_id
from nonpaper.read.spans import Span, hull
from nonpaper.read.store import Reading

CASE = """
    title: The bridge at Tarn (invented)
    parties:
      north: {name: North Bank, aliases: [the northerners], speakers: {principal: [Mayor Ada Lind]}}
      south: {name: South Bank}
      ferry: {name: Ferry Company, role: mediator}
    issues:
      toll:
        title: Toll
        steps: [none, half, full]
        by: south
        favours: {north: down, south: up}
      lanes:
        title: Lanes
        steps: [one, two, four]
        by: [north, south]
"""
HEADER = "id,date,party,stance,claim,speaker,named,role,reported_by,outlet,report,start,end,quote,firmness,grade"
RECORD = (
    f"{HEADER},audience,reviewed_by,corrects,note,mood\n"
    "s01,2031-05-01,south,demands,toll = full,,true,,,,,,,,,,,,,,calm\n"
    's02,2031-05-02,north,demands,lanes >= two,,true,,,,,,,,,,,,,"kept, as it is",\n'
)
REPORT = (
    "The northerners said on Tuesday that they reject a full toll. Mayor Ada Lind demanded four lanes and no toll.\n"
    "\n"
    "According to the ferrymen, South Bank would accept half a toll. The South did not rule out two lanes.\n"
    "Une délégation du café — 橋の代表団 — said: “=nothing is agreed”.\n"
)
NAME = "tarn-post.txt"


@dataclass(frozen=True)
class Talks:
    """A case folder with the reading of one report."""

    folder: Path
    readings: tuple[Reading, ...]

    def id(self, words: str) -> str:
        """The proposal whose content begins with these words."""
        reading = self.readings[0]
        found = [p for p in reading.proposals if p.content[0].of(reading.document.text).startswith(words)]
        return found[0].id

    @property
    def record(self) -> bytes:
        """record.csv as it stands."""
        return (self.folder / "record.csv").read_bytes()

    def rows(self) -> dict[str, dict[str, str]]:
        """The rows of the record by id, as a spreadsheet reads them."""
        text = self.record.decode("utf-8-sig")
        return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def day(text: str) -> When:
    """A day or interval."""
    read = read_when(text)
    assert not isinstance(read, Wrong)
    return read


def span(words: str, text: str = REPORT) -> Span:
    """Where words stand in the report."""
    start = text.index(words)
    return Span(start, start + len(words))


def proposed(
    content: Iterable[str],
    stance: Stance,
    source: str,
    passage: str = "",
    terms: Iterable[tuple[str, str, str]] = (),
    confidence: Confidence = Confidence.HIGH,
    polarity: Polarity = Polarity.AFFIRMED,
    party: str = "",
    claim: str = "",
    speaker: str = "",
    named: bool = True,
    reported_by: str = "",
    said: Time | None = None,
) -> Proposal:
    """A proposal about words of the report."""
    spans = tuple(span(words) for words in content)
    who = span(source)
    return Proposal(
        id=proposal_id("d", spans, stance, party),
        report=NAME,
        reader="made for a test",
        passage=span(passage) if passage else hull((who, *spans)),
        source=(who,),
        cue=(),
        content=spans,
        stance=stance,
        polarity=polarity,
        speaker=speaker,
        named=named,
        party=party,
        claim=claim,
        reported_by=reported_by,
        said=said,
        terms=tuple(Term(issue, step, span(words)) for issue, step, words in terms),
        judgements=(
            Judgement("stance", confidence, "cue: said"),
            Judgement("party", Confidence.HIGH, "alias: the northerners" if party == "north" else "name: South"),
        ),
    )


def proposals() -> tuple[Proposal, ...]:
    """What a reader might propose: sure and unsure, second hand, negated, and two things in one sentence."""
    return (
        proposed(
            ["reject a full toll"],
            Stance.REJECTS,
            "The northerners",
            party="north",
            claim="toll = full",
            said=Time(span("on Tuesday"), "2031-05-06", "day", "weekday"),
        ),
        proposed(
            ["four lanes and no toll"],
            Stance.DEMANDS,
            "Mayor Ada Lind",
            terms=[("lanes", "four", "four lanes"), ("toll", "none", "no toll")],
            party="north",
            claim="lanes = four and toll = none",
            speaker="Ada Lind",
            confidence=Confidence.MEDIUM,
        ),
        proposed(
            ["would accept half a toll"],
            Stance.ACCEPTS,
            "South Bank",
            party="south",
            claim="toll >= half",
            reported_by="the ferrymen",
            named=False,
            polarity=Polarity.HYPOTHETICAL,
            confidence=Confidence.LOW,
        ),
        proposed(
            ["rule out two lanes"],
            Stance.RULES_OUT,
            "The South did",
            terms=[("lanes", "two", "two lanes")],
            party="south",
            claim="lanes >= two",
            polarity=Polarity.NEGATED,
            confidence=Confidence.LOW,
        ),
        proposed(["“=nothing is agreed”"], Stance.REPORTS, "Une délégation du café", named=False),
    )


def make_talks(folder: Path, published: str | None = "2031-05-08", record: str = RECORD) -> Talks:
    """The case, its report and the reading of it on disk."""
    write_case(folder, CASE, reports={NAME: REPORT})
    (folder / "record.csv").write_bytes(record.encode())
    return Talks(folder, (read_report(published),))


def read_report(published: str | None = "2031-05-08") -> Reading:
    """The reading of the report."""
    document = Document(
        NAME,
        REPORT,
        "d",
        outlet="Tarn Post",
        published=day(published) if published else None,
        published_basis=Basis.GIVEN if published else Basis.NONE,
    )
    return Reading(document, "t", "made for a test", proposals())
