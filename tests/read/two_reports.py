"""The bridge at Tarn again, told by two newspapers and by one that prints the copy of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.read.talks import NAME, Talks, day, make_talks, proposed

from nonpaper.case.statements import Stance
from nonpaper.read.document import Basis, Document
from nonpaper.read.proposals import Confidence, Judgement, Proposal, proposal_id
from nonpaper.read.spans import Span
from nonpaper.read.store import Reading

LAKE = "lake-news.txt"
COPY = "valley-echo.txt"
QUIET = "quiet.txt"
STORY = (
    "North Bank turned down a full toll on Tuesday, two officials of the county told this newspaper in the evening, "
    "while the rain went on and the old ferry lay at the pier for a third day with nobody aboard but the cook.\n"
)


def _reading(name: str, outlet: str, text: str, *proposals: Proposal) -> Reading:
    document = Document(name, text, name, outlet=outlet, published=day("2031-05-08"), published_basis=Basis.GIVEN)
    return Reading(document, name, "made for a test", proposals)


def refusal(name: str) -> Proposal:
    """What the other newspapers print: the refusal that the first report has too."""
    words = "turned down a full toll"
    start = STORY.index(words)
    content = (Span(start, start + len(words)),)
    return Proposal(
        id=proposal_id(name, content, Stance.REJECTS, "north"),
        report=name,
        reader="made for a test",
        passage=Span(0, start + len(words)),
        source=(Span(0, 10),),
        cue=(),
        content=content,
        stance=Stance.REJECTS,
        party="north",
        claim="toll = full",
        judgements=(Judgement("party", Confidence.HIGH, "name: North Bank"),),
    )


def make_reports(folder: Path) -> Talks:
    """The case with three reports of one refusal, two of them one copy, and a fourth of which nothing is proposed."""
    talks = make_talks(folder)
    readings = [
        *talks.readings,
        _reading(LAKE, "Lake News", STORY, refusal(LAKE)),
        _reading(COPY, "Valley Echo", STORY, refusal(COPY)),
        _reading(QUIET, "", "Nothing happened at the pier.\n"),
    ]
    for reading in readings[1:]:
        (folder / "reports" / reading.document.name).write_text(reading.document.text, encoding="utf-8")
    return replace(talks, readings=tuple(readings))


def joint(folder: Path, party: str = "north; south") -> Talks:
    """A report in which two say one thing."""
    talks = make_talks(folder)
    said = proposed(
        ["two lanes"],
        Stance.DEMANDS,
        "The South did",
        party=party,
        claim="lanes >= two",
        speaker="Ada Lind and the southerners",
    )
    (reading,) = talks.readings
    return replace(talks, readings=(replace(reading, proposals=(said,)),))


__all__ = ["COPY", "LAKE", "NAME", "QUIET", "STORY", "joint", "make_reports"]
