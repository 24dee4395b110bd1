"""What do these reports say? From what a person names (files, folders, addresses) to proposals, told and kept.

Names are given out in the order in which reports are named, whatever process ends first; what is done is on the disk
before the next answer is waited for. So many at once give the same bytes as one by one, and nothing is lost by Ctrl-C.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from nonpaper.case.case import Case
from nonpaper.errors import UsageError
from nonpaper.problems import Place, Problem, Severity, problem
from nonpaper.read.corroboration import Line, corroborated
from nonpaper.read.crew import Hand, Hello, Orders
from nonpaper.read.document import Document
from nonpaper.read.fetch import Fetcher
from nonpaper.read.files import alone
from nonpaper.read.proposals import Proposal
from nonpaper.read.report import PAGES, TEXTS, Given, Raw, Taken, is_address, read_report
from nonpaper.read.shelf import Entry, Shelf
from nonpaper.read.store import FOLDER, Reading, load_reading, misfit, save_reading

Progress = Callable[[str, int, int], None]
_SAVED_EVERY = 5.0  # seconds between two writings of the index; the files of the reports are written at once


class Outcome(StrEnum):
    """What became of one report."""

    READ = "read"
    PASSED_OVER = "passed over"  # it was read before: the same bytes, the same reader, the same words of the case
    SAME = "the same as another"  # as one that was named before it
    NOT_READ = "not read"  # its problems say why
    LEFT_OUT = "left out"  # a file in a folder that is neither text nor page by its name


@dataclass(frozen=True, slots=True)
class Heard:
    """One report that was named, and what came of it.

    `proposals` are there where nothing is kept (without a case); `found` is how many there are, in any case.
    """

    named: str  # as the person named it
    outcome: Outcome
    document: Document | None = None
    proposals: tuple[Proposal, ...] = ()
    found: int = 0
    sure: tuple[int, int, int] = (0, 0, 0)  # of high, medium and low confidence
    same_as: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()  # how it was read, where there is something to say


@dataclass(frozen=True, slots=True)
class Hearing:
    """All reports that were named, in that order; `case` is where they are kept, None where nothing is."""

    reports: tuple[Heard, ...]
    reader: str
    case: Path | None = None
    title: str = ""
    advice: str = ""
    problems: tuple[Problem, ...] = ()  # of the index
    lines: tuple[Line, ...] = ()  # the statements that stand in more than one of these reports
    leads: Mapping[str, tuple[Document, Proposal]] = field(default_factory=dict)  # the proposal that a line leads with

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the index, then those of each report."""
        return (*self.problems, *(each for heard in self.reports for each in heard.problems))

    def count(self, outcome: Outcome) -> int:
        """How many reports ended so."""
        return sum(heard.outcome is outcome for heard in self.reports)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read and how; `name` is for a single report. `jobs` is how many processes work side by side."""

    reports: Sequence[str | Path]
    orders: Orders
    given: Given = field(default_factory=Given)
    name: str = ""
    jobs: int = 1
    again: bool = False


def hear(
    wanted: Wanted, case: Case | None = None, *, fetcher: Fetcher | None = None, progress: Progress | None = None
) -> Hearing:
    """Read reports; with a case, keep them and what was found in them in its folder.

    A report that was kept and read before, by the same reader with the same words of the case, is passed over (unless
    `again`). Raises `UsageError` where the reader cannot be opened, and where a name is given to more than one report;
    `SaveError` where something cannot be written.
    """
    listed = list(_listed(wanted.reports))
    if wanted.name and len(listed) != 1:
        raise UsageError(f"--name is for one report; these are {len(listed)}")
    if wanted.jobs < 1:
        raise UsageError(f"jobs is a whole number of at least 1; found {wanted.jobs}")
    folder = case.folder if case is not None else None
    with alone(folder / FOLDER) if folder is not None else nullcontext():
        work = _Work(wanted, case, listed, fetcher or Fetcher(), progress)
        return work.done()


def _listed(reports: Sequence[str | Path]) -> Iterator[tuple[str, bool]]:
    """What is named, folders opened, in order; and whether it is a file of a folder that is no report by its name."""
    for each in reports:
        name = str(each)
        path = Path(name)
        if is_address(name) or not path.is_dir():
            yield name, False
            continue
        for above, folders, files in os.walk(path):
            folders[:] = sorted(inner for inner in folders if not inner.startswith("."))
            for file in sorted(files):
                if not file.startswith("."):
                    yield str(Path(above) / file), Path(file).suffix.casefold() not in (*TEXTS, *PAGES)


class _Work:
    """One run: what is waited for, and what is done."""

    def __init__(
        self,
        wanted: Wanted,
        case: Case | None,
        listed: list[tuple[str, bool]],
        fetcher: Fetcher,
        progress: Progress | None,
    ) -> None:
        self.wanted = wanted
        self.case = case
        self.listed = listed
        self.fetcher = fetcher
        self.progress = progress
        self.shelf = Shelf(case.folder) if case is not None else None
        if self.shelf is not None and self.shelf.problems:
            # What cannot be read is not written over: a person has to look at it.
            self.refused = self.shelf.problems
        else:
            self.refused = ()
        self.heard: dict[int, Heard] = {}
        self.seen: dict[str, str] = {}  # digest -> who had it first
        self.first = Hand(wanted.orders)
        self.hands: SimpleQueue[Hand] = SimpleQueue()
        self.all_hands: list[Hand] = [self.first]
        self.saved = time.monotonic()

    def done(self) -> Hearing:
        if self.refused:
            return Hearing((), "", self.case.folder if self.case is not None else None, problems=self.refused)
        try:
            hello = self.first.start()
            self.hands.put(self.first)
            self._read_all(hello)
        finally:
            for hand in self.all_hands:
                hand.close()
            if self.shelf is not None:
                self.shelf.save()
        reports = tuple(self.heard[place] for place in range(len(self.listed)))
        lines, leads = self._lines(reports)
        return Hearing(
            reports,
            hello.reader,
            self.case.folder if self.case is not None else None,
            self.case.title if self.case is not None else "",
            hello.advice,
            lines=lines,
            leads=leads,
        )

    def _lines(self, reports: Sequence[Heard]) -> tuple[tuple[Line, ...], dict[str, tuple[Document, Proposal]]]:
        """What stands in more than one report, and the proposals that lead; of a case as its files have them."""
        found = [heard for heard in reports if heard.document is not None and heard.found]
        if len(found) < 2:
            return (), {}
        told: list[tuple[Document, Proposal]] = []
        for heard in found:
            document, proposals = heard.document, heard.proposals
            if self.case is not None and document is not None:
                stored = load_reading(self.case.folder, document.name)
                if stored is None or isinstance(stored, Problem):
                    continue  # what is wrong with it has been told
                document, proposals = stored.document, stored.proposals
            if document is not None:
                told += [(document, proposal) for proposal in proposals if proposal.party]
        lines = tuple(line for line in corroborated(told) if len(line.reports) > 1)
        wanted = {line.lead for line in lines}
        return lines, {proposal.id: (document, proposal) for document, proposal in told if proposal.id in wanted}

    def _read_all(self, hello: Hello) -> None:
        waiting: dict[Future[tuple[Taken, tuple[Proposal, ...]]], tuple[int, Raw]] = {}
        pool = ThreadPoolExecutor(max_workers=self.wanted.jobs)
        try:
            for place in range(len(self.listed)):
                prepared = self._prepared(place, hello)
                if prepared is None:
                    continue
                while len(waiting) >= 2 * self.wanted.jobs:
                    self._collect(waiting, hello)
                waiting[pool.submit(self._one, *prepared)] = (place, prepared[0])
            while waiting:
                self._collect(waiting, hello)
        except BaseException:
            # Ctrl-C: what waits is dropped, what is at work is ended, what is done has been written.
            pool.shutdown(wait=False, cancel_futures=True)
            for hand in self.all_hands:
                hand.close()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _one(self, raw: Raw, given: Given, kept: str | None) -> tuple[Taken, tuple[Proposal, ...]]:
        """One report, by a process that has nothing to do. Runs in a thread of the pool."""
        if self.hands.empty() and len(self.all_hands) < self.wanted.jobs:
            hand = Hand(self.wanted.orders)
            self.all_hands.append(hand)
        else:
            hand = self.hands.get()
        try:
            return hand.read(raw, given, kept)
        finally:
            self.hands.put(hand)

    def _collect(
        self, waiting: dict[Future[tuple[Taken, tuple[Proposal, ...]]], tuple[int, Raw]], hello: Hello
    ) -> None:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            place, raw = waiting.pop(future)
            taken, proposals = future.result()
            self._tell(place, self._kept(place, raw, taken, proposals, hello))

    def _tell(self, place: int, heard: Heard) -> None:
        self.heard[place] = heard
        if self.progress is not None:
            self.progress("reading reports", len(self.heard), len(self.listed))
        if self.shelf is not None and time.monotonic() - self.saved > _SAVED_EVERY:
            self.shelf.save()
            self.saved = time.monotonic()

    def _prepared(self, place: int, hello: Hello) -> tuple[Raw, Given, str | None] | None:
        """A report that has to be read, named and with what is said of it; None where the outcome is told already."""
        name, odd = self.listed[place]
        if odd:
            self._tell(place, Heard(name, Outcome.LEFT_OUT))
            return None
        raw = self._raw(name)
        if isinstance(raw, Problem):
            self._tell(place, Heard(name, Outcome.NOT_READ, problems=(raw,)))
            return None
        digest = hashlib.sha256(raw.data).hexdigest()
        given, kept = self.wanted.given, None
        entry = self.shelf.known(digest) if self.shelf is not None else None
        one = entry.digest if entry is not None else digest
        if one in self.seen:
            self._tell(place, Heard(name, Outcome.SAME, same_as=self.seen[one]))
            return None
        self.seen[one] = name
        if self.shelf is None:
            return replace(raw, name=self.wanted.name or _called(name)), given, None
        if entry is not None:
            told = self._known(name, entry, hello)
            if told is not None:
                self._tell(place, told)
                return None
            raw = self._as_kept(raw, entry)
            kept = self.shelf.kept_text(entry)
        return self.shelf.named(raw, one, self.wanted.name), self.shelf.given(entry, given), kept

    def _as_kept(self, raw: Raw, entry: Entry) -> Raw:
        """The report as it came, also where the text that was taken out of it has been named."""
        if not entry.original or hashlib.sha256(raw.data).hexdigest() == entry.digest or self.case is None:
            return raw
        page = read_report(self.case.folder / "reports" / entry.original)
        return raw if isinstance(page, Problem) else Raw(page, raw.label, origin=entry.origin, content_type="text/html")

    def _known(self, name: str, entry: Entry, hello: Hello) -> Heard | None:
        """The outcome of a report that the case has already; None where it has to be read anew."""
        if self.case is None or self.shelf is None:
            return None
        changed = self.shelf.changed(entry)
        if changed is not None:
            return Heard(name, Outcome.NOT_READ, problems=(changed,))
        if self.wanted.again:
            return None
        stored = load_reading(self.case.folder, entry.report)
        if isinstance(stored, Problem):
            return Heard(name, Outcome.NOT_READ, problems=(stored,))
        given = self.shelf.given(entry, self.wanted.given)
        if (
            stored is None
            or (stored.reader, stored.words) != (hello.reader, hello.words)
            or (given.outlet and given.outlet != stored.document.outlet)
            or (given.published is not None and given.published != stored.document.published)
        ):
            return None
        return _counted(Heard(name, Outcome.PASSED_OVER, stored.document), stored.proposals, keep=False)

    def _raw(self, name: str) -> Raw | Problem:
        if is_address(name):
            return self.fetcher.fetch(name)
        if "\0" in name:
            return problem("unreadable-file", Place(name), "its name cannot be used")
        data = read_report(Path(name))
        return data if isinstance(data, Problem) else Raw(data, name, origin=Path(name).name)

    def _kept(self, place: int, raw: Raw, taken: Taken, proposals: tuple[Proposal, ...], hello: Hello) -> Heard:
        """The outcome of a report that a process has answered for; with a case, it is on the disk after this."""
        name = self.listed[place][0]
        document = taken.document
        if document is None:
            stop = any(each.severity is Severity.ERROR for each in taken.problems)
            found = taken.problems if stop else (problem("report-not-read", Place(name), "no reason was given"),)
            return Heard(name, Outcome.NOT_READ, problems=found)
        wrong = misfit(document, proposals)
        if wrong:  # a defect of the reader, told with the report that shows it
            return Heard(name, Outcome.NOT_READ, problems=(problem("report-not-read", Place(name), wrong),))
        if self.case is not None and self.shelf is not None:
            entry = self.shelf.keep(document, raw)
            save_reading(self.case.folder, Reading(document, entry.sha256, hello.reader, proposals, hello.words))
        heard = Heard(name, Outcome.READ, document, problems=taken.problems, notes=taken.notes)
        return _counted(heard, proposals, keep=self.case is None)


def _called(name: str) -> str:
    """What a report is called where nothing is kept: the name of its file, or its address."""
    return (name if is_address(name) else Path(name).name).encode("utf-8", "replace").decode("utf-8")


def _counted(heard: Heard, proposals: tuple[Proposal, ...], *, keep: bool) -> Heard:
    heights = [proposal.confidence.height for proposal in proposals]
    sure = (heights.count(3), heights.count(2), heights.count(1))
    document = heard.document
    if document is not None and not keep:
        document = replace(document, text="")  # it stands on the disk; of thousands, no memory could hold all
    return replace(heard, document=document, proposals=proposals if keep else (), found=len(proposals), sure=sure)


__all__ = ["Heard", "Hearing", "Outcome", "Progress", "Wanted", "hear"]
