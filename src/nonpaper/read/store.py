"""What was read in each report? The proposals on disk, one file a report, under reading/proposals/.

A file is canonical JSON: the same reading gives the same bytes. It is written whole or not at all, and checked when it
is loaded: a span that leaves the text, a text that has changed, a key that nobody wrote is a problem with its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nonpaper.case.reports import FOLDER as REPORTS
from nonpaper.case.text import Problems, decode
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.document import Document
from nonpaper.read.files import write_whole
from nonpaper.read.plain_values import (
    NotPlainError,
    Plain,
    document_of,
    plain_document,
    plain_proposal,
    proposal_of,
)
from nonpaper.read.proposals import Proposal
from nonpaper.read.spans import Span

FOLDER = "reading"
PROPOSALS = "proposals"
VERSION = 1
_MOST_BYTES = 64_000_000
_KEYS = {"nonpaper", "document", "text_sha256", "reader", "words", "proposals"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader proposes for one report.

    `text_digest` is the hash of the file that the record cites, `words` the fingerprint of what the reader knew of the
    case (its parties, issues and their words); "" without a case.
    """

    document: Document
    text_digest: str
    reader: str
    proposals: tuple[Proposal, ...]
    words: str = ""


def path_of(folder: Path, report: str) -> Path:
    """Where the reading of a report of a case is kept."""
    return folder / FOLDER / PROPOSALS / f"{report}.json"


def label_of(report: str) -> str:
    """The same, as problems call it."""
    return f"{FOLDER}/{PROPOSALS}/{report}.json"


def as_bytes(reading: Reading) -> bytes:
    """A reading as canonical JSON: keys in order, one proposal a line, letters of every script as they are."""
    parts = {
        "nonpaper": _line(VERSION),
        "document": _line(plain_document(reading.document)),
        "text_sha256": _line(reading.text_digest),
        "reader": _line(reading.reader),
        "words": _line(reading.words),
        "proposals": _list([_line(plain_proposal(proposal)) for proposal in reading.proposals]),
    }
    return ("{\n" + ",\n".join(f'"{key}": {parts[key]}' for key in sorted(parts)) + "\n}\n").encode("utf-8")


def _line(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _list(lines: list[str]) -> str:
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def save_reading(folder: Path, reading: Reading) -> Path:
    """Keep a reading in the folder of its case, in the place of an older one of the same report.

    Raises ValueError where proposals and report do not fit, `SaveError` where the file cannot be written.
    """
    wrong = misfit(reading.document, reading.proposals)
    if wrong:
        raise ValueError(wrong)
    path = path_of(folder, reading.document.name)
    write_whole(path, as_bytes(reading))
    return path


def misfit(document: Document, proposals: tuple[Proposal, ...]) -> str:
    """What does not fit between a report and what is proposed for it; "" where all does."""
    wrong = next((told for each in proposals if (told := _out_of(document, each))), "")
    if not wrong and len({each.id for each in proposals}) < len(proposals):
        wrong = "two proposals have one id"
    return wrong


def load_reading(folder: Path, report: str) -> Reading | Problem | None:
    """What is kept for a report of a case; None where nothing is, and a problem where it cannot be relied on."""
    label = label_of(report)
    path = path_of(folder, report)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        return problem("unreadable-file", Place(label), f"{label} cannot be read: {why.lower()}")
    if len(data) > _MOST_BYTES:
        return problem("file-too-large", Place(label), f"{label} has more than {_MOST_BYTES:,} bytes")
    text = _kept_text(folder, report)
    return text if isinstance(text, Problem) else reading_of(data, label, *text)


def reading_of(data: bytes, label: str, text: str, digest: str) -> Reading | Problem:
    """The reading in the bytes of a file, checked against the text of its report."""
    problems = Problems()
    source = decode(data, label, problems)
    if source is None:
        return problems.in_order()[0]
    try:
        plain = json.loads(source.text)
    except json.JSONDecodeError as error:
        told = f"it is no JSON: {error.msg.lower()}"
        return source.problem("bad-reading", error.pos, error.pos + 1, told, _HINT)
    except RecursionError:
        return problem("bad-reading", Place(label), "its lists stand too deep in one another", _HINT)
    try:
        reading = _reading(plain, text)
    except NotPlainError as error:
        return problem("bad-reading", Place(label), f"it is not as it was written: {error}", _HINT)
    if reading.text_digest != digest:
        told = f"{REPORTS}/{reading.document.name} has changed since it was read"
        return problem("report-changed", Place(label), told, _CHANGED)
    return reading


_HINT = "delete the file, and read the report anew: what was accepted stands in the record"
_CHANGED = "put the old file back; or read the report anew with --again"


def _reading(plain: object, text: str) -> Reading:
    if not isinstance(plain, dict) or set(plain) != _KEYS:
        keys = ", ".join(f"`{key}`" for key in sorted(_KEYS))
        raise NotPlainError(f"its keys are {keys}")
    if plain["nonpaper"] != VERSION:
        raise NotPlainError(f"it is of version {plain['nonpaper']!r}; this program reads version {VERSION}")
    for key in ("text_sha256", "reader", "words"):
        if not isinstance(plain[key], str):
            raise NotPlainError(f"{key} is a text")
    if not isinstance(plain["proposals"], list):
        raise NotPlainError("proposals is a list")
    document = document_of(plain["document"], text)
    proposals: list[Proposal] = []
    for place, each in enumerate(plain["proposals"]):
        try:
            proposals.append(proposal_of(each))
        except NotPlainError as error:
            raise NotPlainError(f"proposals[{place}].{error}") from None
    wrong = misfit(document, tuple(proposals))
    if wrong:
        raise NotPlainError(wrong)
    return Reading(document, plain["text_sha256"], plain["reader"], tuple(proposals), plain["words"])


def _out_of(document: Document, proposal: Proposal) -> str:
    """What is wrong between a proposal and its document; "" where nothing is."""
    if proposal.report != document.name:
        return f"{proposal.id} is of the report {proposal.report!r}, not of {document.name!r}"
    end = len(document.text)
    for span in spans_of(proposal):
        if not 0 <= span.start <= span.end <= end:
            return f"{proposal.id} points at {span.start} to {span.end}; the text ends at {end}"
    return ""


def spans_of(proposal: Proposal) -> Iterator[Span]:
    """Every span that a proposal holds."""
    yield proposal.passage
    yield from (*proposal.source, *proposal.cue, *proposal.content)
    yield from (term.span for term in proposal.terms)
    yield from (reference.span for reference in proposal.references)
    yield from (time.words for time in (proposal.said, proposal.happens) if time is not None)
    yield from (judged.span for judged in proposal.judgements if judged.span is not None)


def _kept_text(folder: Path, report: str) -> tuple[str, str] | Problem:
    """The text of a report under reports/ and the hash of its bytes."""
    label = f"{REPORTS}/{report}"
    try:
        data = (folder / REPORTS / report).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        return problem(
            "missing-report", Place(label_of(report)), f"{label} cannot be read: {why.lower()}", "put it back"
        )
    problems = Problems()
    text = decode(data, label, problems)
    return problems.in_order()[0] if text is None else (text.text, hashlib.sha256(data).hexdigest())


def kept_readings(folder: Path) -> list[str]:
    """The names of the reports of a case for which a reading is kept, by the alphabet."""
    root = folder / FOLDER / PROPOSALS
    return sorted(
        path.relative_to(root).as_posix().removesuffix(".json")
        for path in root.rglob("*.json")
        if path.is_file() and not path.name.startswith(".")
    )


__all__ = [
    "Plain",
    "Reading",
    "as_bytes",
    "kept_readings",
    "load_reading",
    "path_of",
    "reading_of",
    "save_reading",
    "spans_of",
]
