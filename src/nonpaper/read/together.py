"""Who else says it? Of one proposal in the review: the other reports that tell the same, and the rows that say it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from nonpaper.case.case import Case
from nonpaper.case.statements import Stance, Statement
from nonpaper.read.corroboration import Line, SourceOfLine, corroborated
from nonpaper.read.document import Document
from nonpaper.read.proposals import Polarity, Proposal, Time
from nonpaper.read.spans import Span

_SETTLED = re.compile(r"same as (\S+)")
_Key = tuple[str, Stance, Polarity, str, str]


def same_as(statement: str) -> str:
    """The reason with which a proposal is rejected that a row of the record says already."""
    return f"same as {statement}"


def settled_as(reason: str) -> str:
    """The row that such a reason names; "" for any other reason."""
    found = _SETTLED.fullmatch(reason.strip())
    return found[1] if found is not None else ""


class Tied(Protocol):
    """What has to be known of a proposal in the queue."""

    @property
    def proposal(self) -> Proposal:
        """As it was proposed."""

    @property
    def document(self) -> Document:
        """Its report."""

    @property
    def changed(self) -> Mapping[str, str]:
        """The cells of its row that a person has changed."""

    @property
    def statement(self) -> str:
        """The id of its row, once accepted."""


@dataclass(frozen=True, slots=True)
class SameRow:
    """A row of the record that says the same; `report` is the file it cites, "" for none."""

    id: str
    report: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """Who else says what a proposal says. `own` is the source that it belongs to itself, None where it stands alone."""

    own: SourceOfLine | None = None
    others: tuple[SourceOfLine, ...] = ()  # independent of its own
    rows: tuple[SameRow, ...] = ()
    proposals: tuple[str, ...] = ()  # the other proposals of the line, by their ids

    def words(self, report: str) -> list[str]:
        """A sentence each for the other sources, for the copies that count once, and for the rows; none: nobody else.

        `report` is the name of the report that the proposal is of.
        """
        return [*self.sources_words(report), *self.rows_words(report)]

    def sources_words(self, report: str, most: int | None = None) -> list[str]:
        """A sentence for the other sources, and one for the copies; of more than `most` the rest is counted."""
        told: list[str] = []
        if self.others:
            told.append("reported by: " + _listed([source_words(source, most) for source in self.others], "; ", most))
        if self.own is not None and len(self.own.reports) > 1:
            rest = _listed([name for name in self.own.reports if name != report], ", ", most)
            told.append(f"{copy_words(self.own)} {rest}: counts once")
        return told

    def rows_words(self, report: str) -> list[str]:
        """A sentence for each row of the record."""
        told: list[str] = []
        for row in self.rows:
            where = "in this report" if row.report == report else "in another report"
            where = where if row.report in ("", report) else f"{where} ({row.report})"
            told.append(f"{row.id} of the record says the same{', ' + where if row.report else ''}")
        return told


def _listed(names: list[str], between: str, most: int | None) -> str:
    told = between.join(names[:most])
    return told if most is None or len(names) <= most else f"{told}{between}and {len(names) - most} more"


def source_words(source: SourceOfLine, most: int | None = None) -> str:
    """A source with its reports: `Harbour News (a.txt)`; with why several count once, where they are several."""
    why = f": {'; '.join(source.why)}" if source.why and len(source.reports) > 1 else ""
    reports = _listed(list(source.reports), ", ", most)
    told = reports + why if source.name in source.reports else f"{source.name} ({reports}{why})"
    return f"{told}, second hand" if source.second_hand else told


def copy_words(source: SourceOfLine) -> str:
    """Why several reports are one source: `agency copy (copied text), with`."""
    why = f" ({'; '.join(source.why)})" if source.why else ""
    agency = any(each == "copied text" or each.startswith("one credit") for each in source.why)
    return f"{'agency copy' if agency else 'one source'}{why}, with"


class Ties:
    """All proposals of a review, found by what they say. Made anew when something is decided."""

    def __init__(self, items: Iterable[Tied], case: Case) -> None:
        self._case = case
        self._by_key: dict[_Key, list[tuple[Tied, Proposal]]] = defaultdict(list)
        self._rows: dict[_Key, list[Statement]] = defaultdict(list)
        self._documents: dict[str, Document] = {}
        self._lines: dict[_Key, tuple[Line, ...]] = {}
        mine: set[str] = set()
        for item in items:
            said = _as_changed(item, case)
            self._documents.setdefault(item.document.name, item.document)
            self._by_key[_key(said)].append((item, said))
            mine.add(item.statement)
        corrected = {statement.corrects for statement in case.statements}
        for statement in case.statements:
            if statement.id not in mine and statement.id not in corrected and statement.party is not None:
                self._rows[_key(_as_told(statement))].append(statement)

    def of(self, item: Tied) -> Together:
        """Who else says what this proposal says; nobody where its party is not one of the case's."""
        said = _as_changed(item, self._case)
        if said.party not in self._case.parties:
            return Together()
        key = _key(said)
        group, rows = self._by_key[key], self._rows.get(key, [])
        if len(group) + len(rows) < 2:
            return Together()
        if key not in self._lines:
            told = [(each.document, proposal) for each, proposal in group]
            told += [(self._document(row), _as_told(row, self._documents)) for row in rows]
            self._lines[key] = corroborated(told)
        line = next((line for line in self._lines[key] if said.id in line.proposals), None)
        if line is None or len(line.proposals) < 2:
            return Together()
        own = next(source for source in line.sources if said.id in source.proposals)
        there = set(line.proposals)
        accepted = [(each, p) for each, p in group if p.id in there and each.statement and p.id != said.id]
        found = [SameRow(each.statement, each.document.name) for each, _ in accepted]
        found += [SameRow(r.id, r.source.report if r.source is not None else "") for r in rows if r.id in there]
        return Together(
            own,
            tuple(source for source in line.sources if source is not own),
            tuple(found),
            tuple(p.id for _, p in group if p.id in there and p.id != said.id),
        )

    def _document(self, row: Statement) -> Document:
        name = row.source.report if row.source is not None and row.source.report else f"row {row.id}"
        known = self._documents.get(name)
        return known if known is not None else Document(name, "", name, outlet=row.outlet, published=row.when)


def _key(said: Proposal) -> _Key:
    return (said.party, said.stance, said.polarity, said.claim, "" if said.claim else said.topic)


def _as_changed(item: Tied, case: Case) -> Proposal:
    """The proposal with what a person has changed in it, as far as it bears on what it says."""
    said, changed = item.proposal, item.changed
    if not changed and said.claim not in case.issues:
        return said
    claim = " ".join(changed.get("claim", said.claim).split())
    topic = said.topic
    if claim in case.issues:
        claim, topic = "", claim
    said = replace(said, party=changed.get("party", said.party), claim=claim, topic=topic)
    if changed.get("stance") in {stance.value for stance in Stance}:
        said = replace(said, stance=Stance(changed["stance"]), polarity=Polarity.AFFIRMED)
    if changed.get("date"):
        said = replace(said, said=Time(said.passage, changed["date"], reason="by hand"))
    return said


def _as_told(row: Statement, documents: Mapping[str, Document] | None = None) -> Proposal:
    """A row of the record as if a reader had proposed it."""
    source = row.source
    known = source is not None and source.report in (documents or {})
    span = Span(0, 0)
    if known and source is not None and source.start is not None and source.end is not None:
        span = Span(source.start, source.end)
    claim = row.claim
    return Proposal(
        id=row.id,
        report=source.report if source is not None else "",
        reader="the record",
        passage=span,
        source=(),
        cue=(),
        content=(span,) if span.end > span.start else (),
        stance=row.stance,
        party=row.party or "",
        reported_by=row.reported_by,
        outlet="" if known else row.outlet,
        claim=" ".join(claim.text.split()) if claim is not None and not claim.topic else "",
        topic=claim.topic or "" if claim is not None else "",
        said=Time(span, row.when.text),
    )
