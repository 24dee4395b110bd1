"""What was read is kept: what goes into a file comes out of it, and what is wrong with a file is told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.rows import Wrong, read_when
from nonpaper.case.statements import Stance, When
from nonpaper.problems import Problem
from nonpaper.read.document import Basis, Document, Dropped
from nonpaper.read.plain_values import NotPlainError, document_of, plain_document, plain_proposal, proposal_of
from nonpaper.read.proposals import (
    Confidence,
    Judgement,
    Polarity,
    Proposal,
    Reference,
    Term,
    Time,
)
from nonpaper.read.spans import Span
from nonpaper.read.store import Reading, as_bytes, kept_readings, load_reading, path_of, reading_of, save_reading

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXT = "The crew said that nobody casts off for less than six per cent, and the company did not answer. €😀"
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda cut: Span(min(cut), max(cut)))
TUPLES = st.lists(SPANS, max_size=3).map(tuple)


def when(text: str) -> When:
    """A day or an interval."""
    found = read_when(text)
    assert not isinstance(found, Wrong)
    return found


DAYS = st.sampled_from(["2030-05-08", "[..2030-05-08]", "2030-05", "2030-05-06/2030-05-08"]).map(when)
TIMES = st.builds(Time, SPANS, WORDS, WORDS, WORDS)
PROPOSALS = st.builds(
    Proposal,
    id=st.uuids().map(str),
    report=st.just("news.txt"),
    reader=WORDS,
    passage=SPANS,
    source=TUPLES,
    cue=TUPLES,
    content=TUPLES,
    stance=st.sampled_from(Stance),
    polarity=st.sampled_from(Polarity),
    direct=WORDS,
    speaker=WORDS,
    named=st.booleans(),
    party=WORDS,
    claim=WORDS,
    terms=st.lists(st.builds(Term, WORDS, WORDS, SPANS, WORDS), max_size=2).map(tuple),
    references=st.lists(st.builds(Reference, SPANS, st.lists(WORDS, max_size=2).map(tuple)), max_size=2).map(tuple),
    said=st.none() | TIMES,
    happens=st.none() | TIMES,
    judgements=st.lists(
        st.builds(Judgement, WORDS, st.sampled_from(Confidence), WORDS, st.none() | SPANS), max_size=2
    ).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    name=st.just("news.txt"),
    text=st.just(TEXT),
    digest=st.just(hashlib.sha256(TEXT.encode()).hexdigest()),
    title=WORDS,
    outlet=WORDS,
    published=st.none() | DAYS,
    published_basis=st.sampled_from(Basis),
    credit=WORDS,
    dropped=st.lists(st.builds(Dropped, WORDS, WORDS, st.none() | SPANS), max_size=2).map(tuple),
)
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@given(PROPOSALS)
def test_a_proposal_comes_back_as_it_went(proposal: Proposal) -> None:
    """Through plain dicts and through JSON."""
    assert proposal_of(plain_proposal(proposal)) == proposal
    assert proposal_of(json.loads(json.dumps(plain_proposal(proposal)))) == proposal


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_went(document: Document) -> None:
    """Its text stands apart."""
    plain = plain_document(document)
    assert "text" not in plain
    assert document_of(json.loads(json.dumps(plain)), document.text) == document


@given(DOCUMENTS, st.lists(PROPOSALS, max_size=3, unique_by=lambda p: p.id), WORDS)
def test_a_reading_comes_back_and_the_same_reading_gives_the_same_bytes(
    document: Document, proposals: list[Proposal], reader: str
) -> None:
    """Whatever letters are in it."""
    reading = Reading(document, DIGEST, reader, tuple(proposals), "w")
    data = as_bytes(reading)
    found = reading_of(data, "x.json", TEXT, DIGEST)
    assert found == reading
    assert isinstance(found, Reading)
    assert as_bytes(found) == data
    assert data.endswith(b"}\n")


@given(PROPOSALS, st.sampled_from(["passage", "stance", "named", "terms", "said", "judgements", "id", "source"]))
def test_what_no_proposal_holds_is_refused(proposal: Proposal, key: str) -> None:
    """Of whatever field: never a proposal with something else in it."""
    for odd in (3.5, {"x": 1}, [[1]], [-1, 3], [5, 2], [True, 2]):
        with pytest.raises(NotPlainError):
            proposal_of({**plain_proposal(proposal), key: odd})
    with pytest.raises(NotPlainError, match="has no `extra`"):
        proposal_of({**plain_proposal(proposal), "extra": ""})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with one report and its reading."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "news.txt").write_bytes(TEXT.encode())
    save_reading(tmp_path, READING)
    return tmp_path


PROPOSAL = Proposal("p1", "news.txt", "stub", Span(0, 9), (Span(0, 8),), (), (Span(4, 8),), Stance.DEMANDS)
READING = Reading(Document("news.txt", TEXT, DIGEST), DIGEST, "stub", (PROPOSAL,))


def test_what_is_kept_is_found(kept: Path) -> None:
    """By the name of the report."""
    assert load_reading(kept, "news.txt") == READING
    assert load_reading(kept, "other.txt") is None
    assert kept_readings(kept) == ["news.txt"]


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"", "bad-reading", "no JSON"),
        (b"[", "bad-reading", "no JSON"),
        (b"[" * 100_000, "bad-reading", "too deep"),
        (b"[]", "bad-reading", "its keys are"),
        (b"\xff", "not-utf8", "0xff"),
        (as_bytes(READING)[:-40], "bad-reading", "no JSON"),
        (as_bytes(READING).replace(b'"nonpaper": 1', b'"nonpaper": 99'), "bad-reading", "version 99"),
        (as_bytes(READING).replace(b"demands", b"demads"), "bad-reading", "proposals[0].stance is one of"),
        (as_bytes(READING).replace(b"[0, 9]", b"[0, 9999]"), "bad-reading", "the text ends at"),
        (as_bytes(READING).replace(b"[0, 9]", b"[9, 0]"), "bad-reading", "proposals[0].passage"),
        (as_bytes(READING).replace(b'"report": "news.txt"', b'"report": "olds.txt"'), "bad-reading", "olds.txt"),
    ],
)
def test_a_broken_file_is_told_with_what_to_do(kept: Path, data: bytes, code: str, told: str) -> None:
    """Its name, the place where it can be known, and how to mend it."""
    path_of(kept, "news.txt").write_bytes(data)
    found = load_reading(kept, "news.txt")
    assert isinstance(found, Problem)
    assert (found.code, found.place.file) == (code, "reading/proposals/news.txt.json")
    assert told in found.message
    assert found.hint


def test_a_report_that_has_changed_is_told(kept: Path) -> None:
    """Its spans may point at other words."""
    (kept / "reports" / "news.txt").write_text(TEXT.replace("six", "two"), encoding="utf-8")
    found = load_reading(kept, "news.txt")
    assert isinstance(found, Problem)
    assert found.code == "report-changed"
    (kept / "reports" / "news.txt").unlink()
    found = load_reading(kept, "news.txt")
    assert isinstance(found, Problem)
    assert found.code == "missing-report"


def test_no_span_that_leaves_the_text_is_ever_written(kept: Path) -> None:
    """The old file stays."""
    before = path_of(kept, "news.txt").read_bytes()
    with pytest.raises(ValueError, match="the text ends at"):
        save_reading(kept, replace(READING, proposals=(replace(PROPOSAL, passage=Span(0, 5_000)),)))
    with pytest.raises(ValueError, match="is of the report"):
        save_reading(kept, replace(READING, proposals=(replace(PROPOSAL, report="olds.txt"),)))
    assert path_of(kept, "news.txt").read_bytes() == before
