"""How does a report get in? Bytes in, a text with its origin out; a mistake in them is a problem."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from nonpaper.case.reports import MOST_BYTES
from nonpaper.case.rows import Wrong, read_when
from nonpaper.case.statements import When
from nonpaper.case.text import MOST_LINES, Problems, Text, decode
from nonpaper.errors import UsageError
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.document import Basis, Document, Dropped
from nonpaper.read.furniture import passed_over
from nonpaper.read.published import read_published
from nonpaper.read.spans import Span

TEXTS = (".txt", ".text", ".md")
PAGES = (".html", ".htm", ".xhtml")
_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z _-]{0,30}:[^\r\n]*(?:\r\n|\r|\n)){1,40}---[ \t]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):([^\r\n]*)")
# The same with lines among them that are none of that, after a first line whose key is known.
_ODD_HEADER = re.compile(
    r"[A-Za-z][A-Za-z _-]{0,30}:[^\r\n]*(?:\r\n|\r|\n)(?:[^\r\n]{1,200}(?:\r\n|\r|\n)){0,12}?"
    r"---[ \t]*(?:\r\n|\r|\n|\Z)"
)
_LINE = re.compile(r"[^\r\n]+")
_KEYS = {
    "outlet": ("outlet", "publisher", "newspaper"),
    "published": ("date", "published"),
    "title": ("title", "headline"),
    "credit": ("credit", "agency", "agencies"),
    "origin": ("address", "url", "link"),
    "language": ("language", "lang"),
}
_BEGINS_A_PAGE = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|article)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Raw:
    """A report as it came: its bytes, what its problems call it, and where it is from."""

    data: bytes
    label: str  # what the user calls it: a path or an address
    name: str = ""  # the name that its text has, or will have, under reports/
    original: str = ""  # that of the page it is taken out of; "" where the text itself is what came
    origin: str = ""
    content_type: str = ""  # as a server tells it: "text/html; charset=..."

    @property
    def is_page(self) -> bool:
        """Whether it is HTML: so its server says, or its name, or its first words."""
        kind = self.content_type.partition(";")[0].strip().casefold()
        if kind:
            return kind != "text/plain"
        ending = Path(self.label).suffix.casefold()
        return ending in PAGES or (ending not in TEXTS and _BEGINS_A_PAGE.match(self.data[:4000]) is not None)


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who brings a report says of it; it goes before whatever the report says of itself."""

    outlet: str = ""
    published: When | None = None
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report gave: a document, None where it has none; and all that is wrong or doubtful about it.

    `notes` are sentences about how it was read: what a second reader left unread, or gave that was turned away.
    """

    document: Document | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Said:
    """What a report says of itself, while it is read."""

    text: str
    outlet: str = ""
    title: str = ""
    credit: str = ""
    origin: str = ""
    language: str = ""
    published: When | None = None
    basis: Basis = Basis.NONE
    body: int = 0  # where its header ends
    lost: tuple[Dropped, ...] = ()  # what stood on the page and is not in the text
    problems: list[Problem] = field(default_factory=list)


def is_address(name: str) -> bool:
    """Whether a report is named by its address in the web."""
    return name.casefold().startswith(("http://", "https://"))


def given_of(outlet: str | None = None, published: str | None = None) -> Given:
    """What is said of a report on the command line. Raises `UsageError` for a day that can be read in two ways."""
    when: When | None = None
    if published is not None:
        read = read_when(published)
        if isinstance(read, Wrong):
            worded = read_published(published)
            if isinstance(worded, str):
                raise UsageError(f"the day of a report: {worded}; write it year-month-day, e.g. 2024-03-07")
            read = worded
        when = read
    return Given(outlet=" ".join((outlet or "").split()), published=when)


def read_report(path: Path) -> bytes | Problem:
    """The bytes of a report on disk, or why they cannot be read; at most `MOST_BYTES`."""
    label = str(path)
    try:
        if path.is_dir():
            return problem("unreadable-file", Place(label), "this is a folder, not a report")
        if not path.exists():
            return problem("missing-file", Place(label), "there is no such file")
        if not path.is_file():
            return problem("unreadable-file", Place(label), "this is no ordinary file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        return problem("unreadable-file", Place(label), f"it cannot be read: {why.lower()}")
    return too_large(data, label) or data


def too_large(data: bytes, label: str) -> Problem | None:
    """The problem of a report that is larger than what a case may hold."""
    if len(data) > MOST_BYTES or data.count(b"\n") > MOST_LINES or data.count(b"\r") > MOST_LINES:
        told = f"a report may have {MOST_BYTES:,} bytes and {MOST_LINES:,} lines; this one has more"
        return problem("file-too-large", Place(label), told, "cut it, and bring the part that matters")
    return None


def take(raw: Raw, given: Given = Given(), kept: str | None = None) -> Taken:
    """The document that a report holds.

    The text of a text file is the file itself, so that a span points into the file that the record cites; a header
    (lines `key: value`, then a line `---`) and whatever is furniture stay in it and are passed over, see
    `Document.dropped`. The text of a page is what stands on it as an article. The day is taken from the person, the
    header, or the page's own metadata, in this order, and never guessed: what can be read in two ways is a problem.
    `kept` is the text that was taken out of this page before; it is not taken out anew, so that spans stay true.
    """
    wrong = _no_text(raw)
    if wrong is not None:
        return Taken(None, (wrong,))
    if raw.is_page:
        from nonpaper.read.page import read_page

        said = read_page(raw, kept)
    else:
        said = _plain_text(raw)
    if isinstance(said, Problem):
        return Taken(None, (said,))
    dropped, credit = passed_over(said.text, said.body)
    if said.body:
        header = Span(0, len(said.text[: said.body].rstrip()))
        dropped = (Dropped(header.of(said.text), "header", header), *dropped)
    document = Document(
        name=raw.name,
        text=said.text,
        digest=hashlib.sha256(raw.data).hexdigest(),
        title=given.title or _tidy(said.title),
        outlet=given.outlet or _tidy(said.outlet),
        published=given.published or said.published,
        published_basis=Basis.GIVEN if given.published is not None else said.basis,
        credit=_tidy(said.credit or credit),
        original=raw.original,
        origin=_tidy(raw.origin if is_address(raw.origin) else said.origin or raw.origin),
        language=given.language or _tidy(said.language) or "en",
        dropped=(*dropped, *said.lost),
    )
    if not document.paragraphs:
        told = "there is no word of a report in it" + (": all of it is furniture" if dropped else "")
        return Taken(None, (problem("report-empty", Place(raw.label), told), *said.problems))
    if given.published is not None:
        said.problems = [each for each in said.problems if each.code != "report-date"]
        if said.published is not None and not _within(said.published, given.published):
            told = f"it says itself that it is of {said.published.text}; taken is {given.published.text}, as given"
            said.problems.append(problem("report-date", Place(raw.label), told, "which of the two is right?"))
    said.problems += _language(document, raw.label)
    return Taken(document, tuple(said.problems))


def _tidy(words: str) -> str:
    """What a report says of itself, on one line, without what cannot be seen, and no longer than a line or four."""
    seen = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(seen.split())[:300]


def text_bytes(document: Document, raw: Raw) -> bytes:
    """What is kept under the document's name: the file as it came, or the text that was taken out of a page."""
    return raw.data if not document.original else document.text.encode("utf-8")


def _within(one: When, other: When) -> bool:
    return (other.start is None or one.end >= other.start) and one.end <= other.end


def _no_text(raw: Raw) -> Problem | None:
    """The problem of bytes that are no text at all."""
    place = Place(raw.label)
    if not raw.data.strip():
        return problem("report-empty", place, "there is nothing in it")
    large = too_large(raw.data, raw.label)
    if large is not None:
        return large
    if raw.data[:4] == b"%PDF":
        return problem("report-not-text", place, "this is a PDF, not a text", "save its text as .txt, and bring that")
    if raw.data[:4] == b"PK\x03\x04":
        told = "this is an archive or a document of a word processor, not a text"
        return problem("report-not-text", place, told, "save it as plain text, and bring that")
    if b"\0" in raw.data and raw.data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        at = raw.data.index(b"\0")
        told = f"this is no text: its byte {at + 1:,} is NUL"
        return problem("report-not-text", place, told, "is it a picture, a program, or a text in UTF-16?")
    return None


def _plain_text(raw: Raw) -> Said | Problem:
    problems = Problems()
    text = decode(raw.data, raw.label, problems)
    if text is None:
        return problems.in_order()[0]
    said = Said(text.text)
    head = _HEADER.match(text.text) or _odd_header(text.text)
    if head is not None:
        said.body = head.end()
        _read_header(text, head.end(), said)
    return said


def _odd_header(text: str) -> re.Match[str] | None:
    """A header with a line or two that are no `key: value`; at least half of its lines are that, with keys known."""
    head = _ODD_HEADER.match(text)
    if head is None:
        return None
    known = {word for words in _KEYS.values() for word in words}
    lines = [_KEY.fullmatch(line) for line in _LINE.findall(head[0])][:-1]
    keys = [line is not None and line[1].strip().casefold() in known for line in lines]
    return head if keys[0] and 2 * sum(keys) >= len(keys) else None


def _read_header(text: Text, end: int, said: Said) -> None:
    keys = {word: name for name, words in _KEYS.items() for word in words}
    found: dict[str, str] = {}
    for line in _LINE.finditer(text.text, 0, end):
        if _KEY.fullmatch(line[0]) is None and line[0].rstrip() != "---":
            told = "this line of the header is no `key: value`, and is passed over"
            hint = f"write it as one of {', '.join(words[0] for words in _KEYS.values())}; or leave it out"
            said.problems.append(text.problem("report-header", line.start(), line.end(), told, hint))
    for line in _KEY.finditer(text.text, 0, end):
        name, value = keys.get(line[1].strip().casefold(), ""), " ".join(line[2].split())
        if not name or not value or name in found:
            continue
        found[name] = value
        if name == "published":
            read = read_when(value)
            when = read_published(value) if isinstance(read, Wrong) else read
            if isinstance(when, When):
                said.published, said.basis = when, Basis.GIVEN
            else:
                start = line.start(2) + len(line[2]) - len(line[2].lstrip())
                hint = "write it year-month-day, or say --date"
                said.problems.append(text.problem("report-date", start, line.end(2), when, hint))
    said.outlet, said.title = found.get("outlet", ""), found.get("title", "")
    said.credit, said.origin = found.get("credit", ""), found.get("origin", "")
    said.language = found.get("language", "").casefold()


def _language(document: Document, label: str) -> list[Problem]:
    """A question where the report does not seem to be in English, which is what the rules read."""
    code = re.split(r"[-_]", document.language)[0].strip().casefold()
    if code not in ("en", "eng", "english", ""):
        told = f"it says itself that it is in {document.language!r}; the rules read English"
        return [problem("report-language", Place(label), told, "little will be found in it, and less of it is right")]
    sample = document.text[:200_000]
    letters = [letter for letter in sample if letter.isalpha()]
    latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if letters and latin * 2 < len(letters):
        told = "most of its letters are not Latin; the rules read English"
        return [problem("report-language", Place(label), told, "little will be found in it, and less of it is right")]
    return []


def report_name(wanted: str, ending: str) -> str:
    """A name that a record can cite and any disk can hold, from that of a file or an address.

    Letters and digits of every script, dots and hyphens stay; all else becomes a hyphen. At most 120 bytes.
    """
    tidy = unicodedata.normalize("NFC", wanted.encode("utf-8", "replace").decode("utf-8"))
    tidy = re.sub(r"[^\w.-]+", "-", tidy).strip("-._")
    stem = tidy.encode("utf-8")[: 120 - len(ending)].decode("utf-8", "ignore").rstrip("-.")
    return (stem or "report") + ending
