"""Which reports has a case? Their files under reports/ as they came, and an index of where each is from.

`reading/reports.csv` is for people: it opens in a spreadsheet, one report a row, by name. What is brought twice is one
report, by the hash of its bytes; another report under the same name gets another name; nothing is written over.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nonpaper.case.record import neutral_cell
from nonpaper.case.reports import FOLDER as REPORTS
from nonpaper.case.rows import Wrong, read_when
from nonpaper.case.statements import When
from nonpaper.case.text import Problems, decode, read_bytes
from nonpaper.errors import SaveError
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.document import Basis, Document
from nonpaper.read.files import write_new, write_whole
from nonpaper.read.report import TEXTS, Given, Raw, report_name, text_bytes
from nonpaper.read.store import FOLDER

FILE = "reports.csv"
LABEL = f"{FOLDER}/{FILE}"
COLUMNS = (
    *("report", "outlet", "published", "published_basis", "title", "credit", "language"),
    *("original", "origin", "sha256", "original_sha256"),
)
_MOST_BYTES = 64_000_000
_CITED = re.compile(r"[^\x00-\x1f\x7f\\:]{1,200}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the index. `sha256` is of the file under `report`; `original_sha256` of the page it was taken from."""

    report: str
    sha256: str
    outlet: str = ""
    published: When | None = None
    basis: Basis = Basis.NONE
    title: str = ""
    credit: str = ""
    language: str = ""
    original: str = ""
    origin: str = ""
    original_sha256: str = ""

    @property
    def digest(self) -> str:
        """The hash of the bytes as they came."""
        return self.original_sha256 or self.sha256


class Shelf:
    """The reports of one case folder. Changes are on the disk after `save`; files are there at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: tuple[Problem, ...] = ()
        self.entries: dict[str, Entry] = {}
        self._by_digest: dict[str, str] = {}
        self._claimed: dict[str, str] = {}  # a name in small letters -> the digest that it is kept for
        self._written = b""
        root = (folder / REPORTS).resolve()
        if root != folder.resolve() / REPORTS:
            raise SaveError(f"{str(folder / REPORTS)!r} leads out of the case; nothing is written there")
        self._root = root
        self._load()

    # --- the index ------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        path = self.folder / FOLDER / FILE
        if not path.exists():
            return
        problems = Problems()
        data = read_bytes(path, LABEL, _MOST_BYTES, problems, of_case=True)
        text = decode(data, LABEL, problems) if data is not None else None
        if data is None or text is None:
            self.problems = problems.in_order()
            return
        reader = csv.reader(io.StringIO(text.text, newline=""), strict=True)
        try:
            header = next(reader, [])
            lacking = [name for name in ("report", "sha256") if name not in header]
            if lacking:
                told = f"its first line names no column `{lacking[0]}`"
                problems.add(problem("bad-reading", Place(LABEL), told, _HINT))
            else:
                for cells in reader:
                    if any(cells):
                        self._row(dict(zip(header, map(_plain_cell, cells), strict=False)), reader.line_num, problems)
        except csv.Error as error:
            problems.add(problem("bad-reading", Place(LABEL, reader.line_num), f"this row is no CSV: {error}", _HINT))
        self.problems = problems.in_order()
        self._written = data

    def _row(self, row: Mapping[str, str], line: int, problems: Problems) -> None:
        name, digest = row["report"], row.get("sha256", "")
        when = read_when(row["published"]) if row.get("published") else None
        wrong = ""
        if not _CITED.fullmatch(name) or name.startswith(("/", "~", ".")) or ".." in name.split("/"):
            wrong = f"`{name[:60]}` is no name of a report"
        elif not re.fullmatch(r"[0-9a-f]{64}", digest):
            wrong = "`sha256` is 64 hex digits"
        elif isinstance(when, Wrong):
            wrong = when.message
        elif row.get("published_basis", "") not in ("", *(each.value for each in Basis)):
            wrong = f"`published_basis` is one of {', '.join(each.value for each in Basis)}"
        elif name in self.entries:
            wrong = f"`{name}` is there twice"
        if wrong or isinstance(when, Wrong):
            problems.add(problem("bad-reading", Place(LABEL, line), wrong, _HINT))
            return
        known = {key: row.get(key, "") for key in COLUMNS if key not in ("published", "published_basis")}
        basis = Basis(row.get("published_basis") or (Basis.GIVEN if when is not None else Basis.NONE))
        self._enter(Entry(**known, published=when, basis=basis))

    def _enter(self, entry: Entry) -> None:
        self.entries[entry.report] = entry
        for digest in (entry.sha256, entry.digest):
            self._by_digest.setdefault(digest, entry.report)
        for name in (entry.report, entry.original):
            if name:
                self._claimed[name.casefold()] = entry.digest

    def save(self) -> None:
        """Write the index, by name, if anything of it has changed. Raises `SaveError`."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for _, entry in sorted(self.entries.items()):
            cells = {key: str(getattr(entry, key, "")) for key in COLUMNS}
            cells["published"] = entry.published.text if entry.published is not None else ""
            cells["published_basis"] = entry.basis.value
            writer.writerow([neutral_cell(cells[key]) for key in COLUMNS])
        data = out.getvalue().encode("utf-8")
        if data != self._written and (self.entries or self._written):
            write_whole(self.folder / FOLDER / FILE, data)
            self._written = data

    # --- what is there --------------------------------------------------------------------------------------------

    def known(self, digest: str) -> Entry | None:
        """The report with these bytes, if its file is still there."""
        name = self._by_digest.get(digest)
        entry = self.entries.get(name) if name is not None else None
        return entry if entry is not None and (self._root / entry.report).is_file() else None

    def changed(self, entry: Entry) -> Problem | None:
        """The problem of a report whose file is not what it was when it was brought in."""
        label = f"{REPORTS}/{entry.report}"
        data = (self._root / entry.report).read_bytes()
        if hashlib.sha256(data).hexdigest() == entry.sha256:
            return None
        told = f"{label} is not what it was when it was brought in"
        return problem("report-changed", Place(label), told, f"put the old file back; its hash stands in {LABEL}")

    def given(self, entry: Entry | None, said: Given) -> Given:
        """What a person has said of a report, now or when it was brought in; what is said now goes first."""
        if entry is None:
            return said
        when = entry.published if entry.basis is Basis.GIVEN else None
        return replace(said, outlet=said.outlet or entry.outlet, published=said.published or when)

    def named(self, raw: Raw, digest: str, wanted: str = "") -> Raw:
        """The report with the names that it has, or will have, under reports/: those it has already, or free ones.

        A file that lies there keeps its name. Names are given out in the order in which they are asked for.
        """
        entry = self.known(digest)
        if entry is not None:
            return replace(raw, name=entry.report, original=entry.original)
        inside = self._inside(raw.label)
        stem, ending = (Path(inside).with_suffix("").as_posix(), Path(inside).suffix) if inside else _stem(raw, wanted)
        number = 1
        while True:
            tail = f"-{number}" if number > 1 else ""
            text = f"{stem}{tail}{'.txt' if raw.is_page else ending}"
            page = f"{stem}{tail}{ending}" if raw.is_page else ""
            if inside and raw.is_page:
                page = inside  # only its text may have to look for another name
            if self._free(text, raw, digest, page=bool(page)) and (not page or self._free(page, raw, digest)):
                for name in (text, page):
                    if name:
                        self._claimed[name.casefold()] = digest
                return replace(raw, name=text, original=page)
            number += 1

    def _free(self, name: str, raw: Raw, digest: str, *, page: bool = False) -> bool:
        claimed = self._claimed.get(name.casefold())
        if claimed is not None and claimed != digest:
            return False
        path = self._root / name
        if not path.exists() and not path.is_symlink():
            return True
        # There already: only if it is the same (a run that was killed before it wrote the index, a file put there).
        return not page and path.is_file() and path.read_bytes() == raw.data

    def _inside(self, label: str) -> str:
        """The name of a file that lies under reports/ and that a record can cite as it is; "" for any other."""
        if re.match(r"https?://", label):
            return ""
        try:
            name = Path(label).resolve().relative_to(self._root).as_posix()
        except (ValueError, OSError):
            return ""
        good = _CITED.fullmatch(name) and not any(part.startswith((".", "~")) for part in name.split("/"))
        encodable = not any("\ud800" <= letter <= "\udfff" for letter in name)
        return name if good and encodable else ""

    # --- what comes in --------------------------------------------------------------------------------------------

    def keep(self, document: Document, raw: Raw) -> Entry:
        """Put the files of a report under reports/, if they are not there, and its row into the index.

        Raises `SaveError` where something else stands there.
        """
        text = text_bytes(document, raw)
        for name, data in ((document.original, raw.data), (document.name, text)):
            if not name:
                continue
            path = self._root / name
            if not path.resolve().is_relative_to(self._root):
                raise SaveError(f"{REPORTS}/{name} leads out of the case; nothing is written there")
            if not path.exists():
                write_new(path, data)
            elif path.read_bytes() != data:
                raise SaveError(f"another file has come to stand at {REPORTS}/{name}; nothing was written over it")
        entry = Entry(
            report=document.name,
            sha256=hashlib.sha256(text).hexdigest(),
            outlet=document.outlet,
            published=document.published,
            basis=document.published_basis,
            title=document.title,
            credit=document.credit,
            language=document.language,
            original=document.original,
            origin=document.origin,
            original_sha256=document.digest if document.original else "",
        )
        self._enter(entry)
        return entry

    def kept_text(self, entry: Entry) -> str | None:
        """The text of a page as it was taken out when it was brought in; it is never taken out anew."""
        if not entry.original:
            return None
        return (self._root / entry.report).read_bytes().decode("utf-8", "replace")


_HINT = "mend the row; or delete the file, and read the reports anew"


def _plain_cell(cell: str) -> str:
    """A cell without the sign that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and neutral_cell(cell[1:]) == cell else cell


def _stem(raw: Raw, wanted: str) -> tuple[str, str]:
    """The name without its ending, and the ending, for a report that comes from elsewhere."""
    label = wanted or re.sub(r"^https?://(?:www\.)?|[?#].*$", "", raw.label)
    last = label if re.match(r"https?://", raw.label) else label.replace("\\", "/").rstrip("/").rpartition("/")[2]
    ending = Path(last).suffix.casefold()
    if raw.is_page:
        kept = ending if ending in (".html", ".htm", ".xhtml") else ".html"
    else:
        kept = ending if ending in TEXTS else ".txt"
    stem = last[: -len(ending)] if ending and ending in (".html", ".htm", ".xhtml", *TEXTS) else last
    return report_name(stem, kept)[: -len(kept)], kept
