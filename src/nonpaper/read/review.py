"""What enters the record? Proposals, one by one, before a person: accepted, changed, rejected, put off, taken back.

A proposal enters the record only when somebody with a name accepts it, and only as a row that the case's own check has
no error in. What is decided stands in `reading/decisions.csv` (see `nonpaper.read.decisions`); everything else here is
worked out from the proposals and from that file, so it is the same after the program has been stopped at any moment.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from nonpaper.case.case import Case
from nonpaper.case.load import load_case
from nonpaper.case.record import (
    Record,
    Row,
    alone,
    append_row,
    last_row,
    open_record,
    read_rows,
    save_record,
    sync_folder,
)
from nonpaper.case.record import without_last_row as shortened
from nonpaper.case.statements import Stance, Statement
from nonpaper.case.text import nearest
from nonpaper.errors import CaseError, SaveError, UsageError
from nonpaper.problems import Problem, Severity
from nonpaper.read.decisions import FILE, FOLDER, Decision, Decisions, Kind, append_decisions, cut_back, settle
from nonpaper.read.document import Document
from nonpaper.read.proposals import Proposal
from nonpaper.read.proposed_rows import (
    FIELDS,
    RESTS_ON,
    added_proposal,
    cited,
    conjuncts,
    each_side,
    merge_proposals,
    missing_columns,
    next_id,
    proposed_row,
    split_proposal,
    waits,
)
from nonpaper.read.spans import Span
from nonpaper.read.together import Ties, Together, same_as, settled_as


class State(StrEnum):
    """Where a proposal stands. `REPLACED`: split, or made into one with others."""

    OPEN = "open"
    SKIPPED = "skipped"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REPLACED = "replaced"

    @property
    def decided(self) -> bool:
        """Whether nothing is left to do about it."""
        return self in (State.ACCEPTED, State.REJECTED, State.REPLACED)


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal in the queue, and what has been decided about it so far.

    `changed` are the cells that a person has given it (column -> text), `statement` the id of its row once accepted,
    `reason` that of the last decision, `decision` its number (0: none yet), `made` the number of the decision that
    made it (0: a reader did).
    """

    proposal: Proposal
    document: Document
    state: State = State.OPEN
    changed: Mapping[str, str] = field(default_factory=dict)
    statement: str = ""
    reason: str = ""
    decision: int = 0
    made: int = 0

    @property
    def id(self) -> str:
        """The id of the proposal."""
        return self.proposal.id


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often what one rule decided was accepted as it was, changed, or rejected with its proposal."""

    field: str
    rule: str
    accepted: int
    edited: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table wants of one proposal: accept, reject, skip, or only to edit; `changes` are column -> text."""

    id: str
    kind: Kind
    reason: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)


class Read(Protocol):
    """What is kept of the reading of one report."""

    @property
    def document(self) -> Document:
        """The report."""

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What was proposed, in the order of the text."""


def replay(readings: Iterable[Read], decisions: Decisions) -> dict[str, Item]:
    """Every proposal by its id, as the decisions leave it; those of the readers first, then those made by hand.

    Decisions about a proposal that the readers no longer make are passed over; `forgotten` tells them.
    """
    items: dict[str, Item] = {}
    documents: dict[str, Document] = {}
    for reading in readings:
        documents[reading.document.name] = reading.document
        for proposal in (side for joint in reading.proposals for side in each_side(joint)):
            items[proposal.id] = Item(proposal, reading.document)
    for decision in decisions.live:
        _apply(items, documents, decision)
    return items


def forgotten(readings: Iterable[Read], decisions: Decisions) -> tuple[str, ...]:
    """The ids of proposals that were decided about, and that no reader makes any more."""
    items = replay(readings, decisions)
    named = dict.fromkeys(name for decision in decisions.live for name in decision.proposals)
    return tuple(name for name in named if name not in items)


def _apply(items: dict[str, Item], documents: Mapping[str, Document], decision: Decision) -> None:
    if decision.kind is Kind.ADD:
        document = documents.get(decision.row.get("report", ""))
        span = Span(int(decision.row.get("start", "0")), int(decision.row.get("end", "0")))
        if document is not None and span.end <= len(document.text):
            made = added_proposal(document, span, decision.number)
            items[made.id] = Item(made, document, made=decision.number, decision=decision.number)
        return
    about = [items[name] for name in decision.proposals if name in items]
    if not about or len(about) < len(decision.proposals):
        return
    new = {
        Kind.ACCEPT: State.ACCEPTED,
        Kind.REJECT: State.REJECTED,
        Kind.SKIP: State.SKIPPED,
        Kind.SPLIT: State.REPLACED,
        Kind.MERGE: State.REPLACED,
    }
    for item in about:
        items[item.id] = replace(
            item,
            state=new.get(decision.kind, item.state),
            reason=decision.reason,
            decision=decision.number,
            statement=decision.statement or item.statement,
            changed={**item.changed, **decision.row} if decision.kind is Kind.EDIT else item.changed,
        )
    parts: tuple[Proposal, ...] = ()
    first = about[0]
    if decision.kind is Kind.SPLIT:
        parts = split_proposal(first.proposal, first.document.text, decision.cuts, decision.number)
    elif decision.kind is Kind.MERGE:
        parts = (merge_proposals([item.proposal for item in about], decision.number),)
    kept = {
        column: text
        for column, text in first.changed.items()
        if column not in ("start", "end", "quote", "claim")  # those belong to the words that were cut or joined
    }
    for part in parts:
        items[part.id] = Item(part, first.document, changed=kept, made=decision.number, decision=decision.number)


def _now() -> datetime:
    return datetime.now(UTC)


class Review:
    """One sitting of one person over the proposals of a case.

    `case` and `record` are as they stand now, with everything accepted so far; `notes` what had to be mended, or is
    worth knowing, when the sitting was opened; `unread` the problems of readings that cannot be relied on.
    """

    def __init__(
        self,
        folder: Path,
        readings: Sequence[Read],
        by: str = "",
        clock: Callable[[], datetime] = _now,
        unread: Sequence[Problem] = (),
    ) -> None:
        self.folder = folder
        self.by = " ".join(by.split())
        if not self.by.isprintable():
            raise UsageError("the name of who reviews has signs in it that cannot be seen")
        self.readings = tuple(readings)
        self.unread = tuple(unread)
        self.notes: tuple[str, ...] = ()
        self._clock = clock
        self._home = folder / FOLDER
        self._path = self._home / FILE
        self._problems: frozenset[Problem] = frozenset()
        self.reopen()
        self.first = self.decisions.next  # what has this number or a higher one was decided in this sitting

    @classmethod
    def open(cls, folder: str | Path, by: str = "", clock: Callable[[], datetime] = _now) -> Review:
        """The review of a case, with the proposals that are kept for it.

        Raises `UsageError` where no report of the case has been read, `CaseError` where the case has errors, and
        `SaveError` where the decisions cannot be relied on.
        """
        from nonpaper.read.store import kept_readings, load_reading

        case = Path(folder)
        names = kept_readings(case) if (case / FOLDER).is_dir() else []
        loaded = [load_reading(case, name) for name in names]
        if not names:
            command = f"nonpaper read REPORT... --case {shlex.quote(str(folder))}"
            raise UsageError(f"no report of {str(folder)!r} has been read: {command}")
        return cls(
            case,
            [each for each in loaded if each is not None and not isinstance(each, Problem)],
            by,
            clock,
            [each for each in loaded if isinstance(each, Problem)],
        )

    def reopen(self) -> None:
        """Read case, record and decisions anew, and bring the last two into agreement.

        Where that cannot be done, what was read before stays. Raises `CaseError` where the case has errors,
        `SaveError` where the decisions cannot be relied on.
        """
        try:
            if not self._home.is_dir():
                self._home.mkdir()
                sync_folder(self.folder)
            with alone(self._home):
                record = open_record(self.folder)
                loaded = load_case(self.folder, record)
                if loaded.case is None:
                    raise CaseError(tuple(p for p in loaded.problems if p.severity is Severity.ERROR))
                settled = settle(self._path, record, self._when())
        except OSError as error:
            raise SaveError(f"{self._home} cannot be used: {error.strerror or error}") from error
        self.record, self.decisions = record, settled.decisions
        self._take(loaded.case)
        self._replay()
        gone = forgotten(self.readings, self.decisions)
        notes = list(settled.notes)
        if gone:
            was = "1 proposal" if len(gone) == 1 else f"{len(gone)} proposals"
            notes.append(f"{was} that had been decided about is not made by the readers any more; its row stays")
        self.notes = tuple(notes)

    def _take(self, case: Case) -> None:
        self.case = case
        self._problems = frozenset(case.problems)

    def _replay(self) -> None:
        self.items = replay(self.readings, self.decisions)
        self._ties: Ties | None = None
        self._inside: dict[str, dict[str, Proposal]] = {}
        # What was settled as the same as a row is open again once that row does not stand any more.
        standing = self._standing()
        once = {d.statement for d in self.decisions.all if d.statement} | {one.id for one in self.case.statements}
        for item in [each for each in self.items.values() if each.state is State.REJECTED]:
            row = settled_as(item.reason)
            if row in once and row not in standing:
                self.items[item.id] = replace(item, state=State.OPEN, reason="")

    def _standing(self) -> frozenset[str]:
        """The rows of the record that no other corrects."""
        corrected = {statement.corrects for statement in self.case.statements}
        return frozenset(statement.id for statement in self.case.statements if statement.id not in corrected)

    def _when(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    # --- looking ----------------------------------------------------------------------------------------------------

    def item(self, id: str) -> Item:
        """The item of a proposal. Raises `UsageError`, with the nearest id, for one that there is not."""
        if id not in self.items:
            near = nearest(id, self.items)
            raise UsageError(f"no proposal {id!r}" + (f"; did you mean {near!r}?" if near else ""))
        return self.items[id]

    def queue(self, report: str | None = None) -> tuple[Item, ...]:
        """What is open first, the least sure of it first, then by report and place; then what was put off, and last
        what is decided. What was split or made into one is left out: its parts stand for it.

        Raises `UsageError` for a report of which nothing has been read.
        """
        names = [reading.document.name for reading in self.readings]
        if report is not None and report not in names:
            near = nearest(report, names)
            raise UsageError(f"{report!r} has not been read" + (f"; did you mean {near!r}?" if near else ""))
        found = [
            item
            for item in self.items.values()
            if item.state is not State.REPLACED and report in (None, item.document.name)
        ]
        return tuple(sorted(found, key=_turn))

    def count(self, state: State, report: str | None = None) -> int:
        """How many proposals stand so."""
        return sum(item.state is state and report in (None, item.document.name) for item in self.items.values())

    def row(self, item: Item) -> dict[str, str]:
        """The row that the item would become: column -> text, without its id and the reviewer's name."""
        return proposed_row(item.proposal, item.document, self.case, self._others(item), item.changed)

    def edited(self, item: Item) -> tuple[str, ...]:
        """The columns in which a person has changed what was offered."""
        offered = proposed_row(item.proposal, item.document, self.case, self._others(item))
        row = self.row(item)
        found = [column for column in FIELDS if row[column] != offered[column]]
        # A claim that only follows its stance, and a quote that only follows its span, were not changed for themselves.
        return tuple(each for each in found if each not in ("claim", "quote") or each in item.changed)

    def _others(self, item: Item) -> Mapping[str, Proposal]:
        if not self._inside:
            for other in self.items.values():
                self._inside.setdefault(other.document.name, {})[other.id] = other.proposal
        return self._inside.get(item.document.name, {})

    def together(self, item: Item) -> Together:
        """Who else says what the item says: independent sources, copies that count once, rows of the record."""
        if self._ties is None:
            told = [
                each
                for each in self.items.values()
                if each.state is not State.REPLACED
                and (each.state is not State.REJECTED or settled_as(each.reason) or each.id == item.id)
            ]
            self._ties = Ties(told, self.case)
        found = self._ties.of(item)
        cited_here = {statement.id for statement in self.already(item)}
        return replace(found, rows=tuple(row for row in found.rows if row.id not in cited_here))

    def look_again(self, item: Item) -> str:
        """Why a person has to look at the claim of an item that was split or merged by hand; "" where none has to."""
        if not item.made or "claim" in item.changed or not item.proposal.claim:
            return ""
        made_of = [
            each.proposal.claim
            for each in self.items.values()
            if each.state is State.REPLACED and each.decision == item.made and each.proposal.claim
        ]
        claim = item.proposal.claim
        if len(set(made_of)) > 1 and claim != " and ".join(dict.fromkeys(made_of)):
            return "look at the claim: it is the first one's alone; a condition cannot be joined"
        if len(made_of) == 1 and waits(claim):
            return "look at the claim: the condition of the whole was carried over to this part"
        if len(made_of) == 1 and claim == made_of[0]:
            return "look at the claim: it is still that of the whole"
        return ""

    def next_id(self) -> str:
        """The id that the next accepted row gets: free, and never that of a row that was accepted before."""
        return next_id(self.record, [d.statement for d in self.decisions.all if d.statement])

    def already(self, item: Item) -> tuple[Statement, ...]:
        """The rows of the record that cite some of the same words, as far as they were not corrected."""
        span = cited(item.proposal, item.document)
        corrected = {statement.corrects for statement in self.case.statements}
        return tuple(
            statement
            for statement in self.case.statements
            if statement.source is not None
            and statement.source.report == item.document.name
            and statement.source.start is not None
            and statement.source.end is not None
            and statement.source.start < span.end
            and span.start < statement.source.end
            and statement.id not in corrected
        )

    def trial(self, item: Item) -> tuple[Case | None, tuple[Problem, ...]]:
        """The case as it would be with the item accepted (None where the row has errors), and what `check` would say
        of the row, errors and questions. Nothing is written."""
        record, _ = self._with_row(self.record, item, self.next_id())
        return self._tried(record)

    def _tried(self, record: Record) -> tuple[Case | None, tuple[Problem, ...]]:
        loaded = load_case(self.folder, record)
        return loaded.case, tuple(problem for problem in loaded.problems if problem not in self._problems)

    def _with_row(self, record: Record, item: Item, id: str) -> tuple[Record, dict[str, str]]:
        row = {"id": id, **self.row(item), "reviewed_by": self.by}
        row = {column: text for column, text in row.items() if text}
        odd = missing_columns(record, row)
        if odd:
            columns = ", ".join(f"`{column}`" for column in odd)
            raise UsageError(f"record.csv has no column for {columns}; add it to the first line of the file")
        return append_row(record, row), row

    def cuts(self, item: Item) -> tuple[int, ...]:
        """Where the item could be split between its conjuncts."""
        return conjuncts(item.proposal, item.document.text)

    def rules(self) -> tuple[RuleCount, ...]:
        """How the rules of the readers have fared: those rejected or changed most first."""
        tally: dict[tuple[str, str], list[int]] = {}
        for item in self.items.values():
            if item.state not in (State.ACCEPTED, State.REJECTED) or settled_as(item.reason):
                continue
            edited = self.edited(item) if item.state is State.ACCEPTED else ()
            rules = dict.fromkeys((j.field, j.reason.partition(":")[0].strip()) for j in item.proposal.judgements)
            for about, rule in rules:
                changed = any(column in edited for column in RESTS_ON.get(about, ()))
                place = 2 if item.state is State.REJECTED else 1 if changed else 0
                tally.setdefault((about, rule), [0, 0, 0])[place] += 1
        counts = [RuleCount(about, rule, *numbers) for (about, rule), numbers in tally.items()]
        return tuple(sorted(counts, key=lambda c: (-(c.rejected + c.edited), -c.accepted, c.field, c.rule)))

    def rules_words(self) -> str:
        """The same as a table in plain text, with the totals above it."""
        accepted = [item for item in self.items.values() if item.state is State.ACCEPTED]
        edited = sum(bool(self.edited(item)) for item in accepted)
        same = sum(item.state is State.REJECTED and bool(settled_as(item.reason)) for item in self.items.values())
        numbers = (len(accepted) - edited, edited, self.count(State.REJECTED) - same)
        lines = [f"{numbers[0]} accepted as proposed, {numbers[1]} after a change, {numbers[2]} rejected"]
        lines[0] += f", {same} the same as a row" if same else ""
        lines[0] += f"; {self.count(State.OPEN)} open, {self.count(State.SKIPPED)} put off"
        rules = self.rules()
        if not rules:
            return lines[0]
        width = max(len(f"{count.field}: {count.rule}") for count in rules)
        lines += ["", f"{'rule':{width}}  accepted  changed  rejected"]
        for count in rules:
            name = f"{count.field}: {count.rule}"
            lines.append(f"{name:{width}}  {count.accepted:8}  {count.edited:7}  {count.rejected:8}")
        return "\n".join(lines)

    # --- deciding ---------------------------------------------------------------------------------------------------

    def accept(self, id: str) -> str:
        """Put the row of an item into the record; gives the id of the statement.

        Raises `CaseError`, with the problems, where the case's check finds an error in the row; `SaveError` where
        record.csv or the decisions have changed in the meantime: nothing is accepted then, and `reopen` reads them
        anew.
        """
        item = self._open_item(id)
        statement = self._own_id(item) or self.next_id()
        after, row = self._with_row(self.record, item, statement)
        case, problems = self._tried(after)
        if case is None:
            raise CaseError(tuple(p for p in problems if p.severity is Severity.ERROR))
        decision = self._decision(Kind.ACCEPT, (id,), statement=statement, row=row)
        self._write([decision], after, case)
        return statement

    def edit(self, id: str, changes: Mapping[str, str]) -> tuple[str, ...]:
        """Change cells of the row that an item would become; it stays open. Gives the columns that did change.

        Raises `UsageError` for a column that cannot be changed here.
        """
        item = self._open_item(id)
        odd = next((column for column in changes if column not in FIELDS), None)
        if odd is not None:
            near = nearest(odd, FIELDS)
            raise UsageError(f"no column {odd!r} to change" + (f"; did you mean {near!r}?" if near else ""))
        row = self.row(item)
        new = {column: text for column, text in changes.items() if text != row[column]}
        if new:
            self._write([self._decision(Kind.EDIT, (id,), row=new)])
        return tuple(new)

    def reject(self, id: str, reason: str = "") -> None:
        """It is no statement for this record; the reason is kept."""
        self._open_item(id)
        self._write([self._decision(Kind.REJECT, (id,), reason=reason)])

    def same(self, ids: Iterable[str], statement: str) -> None:
        """Settle proposals that a row of the record says already: rejected, with that row as the reason. Undone all
        together, or each by itself; open again by themselves when the row is taken back.

        Raises `UsageError` where that row does not stand in the record.
        """
        if statement not in self._standing():
            raise UsageError(f"no row {statement!r} stands in the record")
        items = [self._open_item(one) for one in dict.fromkeys(ids)]
        if items:
            told = same_as(statement)
            self._write([self._decision(Kind.REJECT, (each.id,), reason=told, later=n) for n, each in enumerate(items)])

    def skip(self, id: str) -> None:
        """Put it off: it comes again when the rest is decided."""
        self._open_item(id)
        self._write([self._decision(Kind.SKIP, (id,))])

    def split(self, id: str, cuts: Sequence[int] = ()) -> tuple[str, ...]:
        """Make several of one, cut at code points of the report; none given: between its conjuncts. Gives their ids.

        Raises `UsageError` where nothing can be cut there.
        """
        item = self._open_item(id)
        at = tuple(cuts) or self.cuts(item)
        if not at:
            raise UsageError("no `and` or `or` joins these words; choose the point where they are cut")
        decision = self._decision(Kind.SPLIT, (id,), cuts=at)
        parts = split_proposal(item.proposal, item.document.text, at, decision.number)
        self._write([decision])
        return tuple(part.id for part in parts)

    def merge(self, ids: Sequence[str]) -> str:
        """Make one of several of one report, their spans and claims joined; the first says the rest. Gives its id."""
        items = [self._open_item(one) for one in ids]
        decision = self._decision(Kind.MERGE, tuple(ids))
        made = merge_proposals([item.proposal for item in items], decision.number)
        self._write([decision])
        return made.id

    def add(self, report: str, span: Span) -> str:
        """Propose a stretch of a report that no reader has proposed; who says what in it is to be filled in. Gives its
        id.

        Raises `UsageError` for a report that has not been read, and for a stretch without words.
        """
        document = next((r.document for r in self.readings if r.document.name == report), None)
        if document is None:
            raise UsageError(f"{report!r} has not been read")
        row = {"report": report, "start": str(span.start), "end": str(span.end)}
        decision = self._decision(Kind.ADD, (), row=row)
        made = added_proposal(document, span, decision.number)
        self._write([decision])
        return made.id

    def undo(self, id: str | None = None) -> tuple[str, str]:
        """Take back the last decision of this sitting, or the last one about an item, in whatever sitting.

        A row that was accepted in this sitting and is still the last of the record, unchanged, is taken out again.
        Otherwise the record keeps it, and a correction is added: a row that names it and binds nobody. Gives the id of
        a proposal that is open now ("" where one made by hand is gone), and what was done, in words. Raises
        `UsageError` where there is nothing to take back, or parts have been decided about since.
        """
        decision = self._last(id)
        children = {item.id for item in self.items.values() if item.made == decision.number}
        busy = [d for d in self.decisions.live if d.number > decision.number and children.intersection(d.proposals)]
        if busy:
            raise UsageError("its parts have been decided about since; take those decisions back first")
        about = decision.proposals[0] if decision.proposals else ""
        line = self._decision(Kind.UNDO, decision.proposals, undoes=decision.number)
        if decision.kind is not Kind.ACCEPT:
            group = self._settled_with(decision) if id is None else []
            lines = [self._decision(Kind.UNDO, d.proposals, undoes=d.number, later=n + 1) for n, d in enumerate(group)]
            self._write([line, *lines])
            told = f"{len(group) + 1} that were settled together are open again"
            return about, told if group else _UNDONE[decision.kind]
        statement = decision.statement
        if decision.number >= self.first and self._is_last(decision):
            after = shortened(self.record, statement, decision.before)
            told = f"{statement} is taken out of the record again"
            line = replace(line, statement=statement)
        else:
            row = self._correction(decision)
            after = append_row(self.record, row)
            told = f"{statement} stays in the record, and {row['id']} corrects it: it counts no longer"
            line = replace(line, statement=row["id"], row=row)
        case, problems = self._tried(after)
        if case is None:
            raise CaseError(tuple(p for p in problems if p.severity is Severity.ERROR))
        waiting = self.count(State.OPEN)
        self._write([line], after, case)
        again = self.count(State.OPEN) - waiting - 1
        return about, told + (f"; {again} more that said the same, open again" if again > 0 else "")

    def decide_all(self, wanted: Sequence[Wanted], *, dry: bool = False) -> tuple[tuple[int, Problem], ...]:
        """Decide about many at once: all of it, or nothing where one row has an error; nothing ever if `dry`.

        Gives the problems, each with the place of its proposal in `wanted`; they stand where the row would stand in
        record.csv. Raises `UsageError` for a proposal that there is not, or that is decided already.
        """
        lines: list[Decision] = []
        after = self.record
        given: dict[str, int] = {}
        for place, each in enumerate(wanted):
            item = self._open_item(each.id)
            row = self.row(item)
            changes = {column: text for column, text in each.changes.items() if text != row[column]}
            if changes:
                lines.append(self._decision(Kind.EDIT, (each.id,), row=changes, later=len(lines)))
                item = replace(item, changed={**item.changed, **changes})
            if each.kind is Kind.ACCEPT:
                taken = [d.statement for d in (*self.decisions.all, *lines) if d.statement]
                statement = self._own_id(item) or next_id(after, taken)
                after, row = self._with_row(after, item, statement)
                given[statement] = place
                lines.append(self._decision(Kind.ACCEPT, (each.id,), statement=statement, row=row, later=len(lines)))
            elif each.kind is not Kind.EDIT:
                lines.append(self._decision(each.kind, (each.id,), reason=each.reason, later=len(lines)))
        case: Case | None = self.case
        found: list[tuple[int, Problem]] = []
        if given:
            case, problems = self._tried(after)
            where = _lines_of(after, given)
            for problem in problems:
                if problem.place.file == self.record.text.file:
                    place = max((line for line in where if line <= problem.place.line), default=0)
                    found += [(where[place], problem)] if place else []
        if case is None or not lines or dry:
            return tuple(found)
        digest = hashlib.sha256(after.data).hexdigest()
        if given:
            lines = [
                replace(line, before=self.record.seen, after=digest) if line.kind is Kind.ACCEPT else line
                for line in lines
            ]
        self._write(lines, after if given else None, case)
        return tuple(found)

    # --- writing ----------------------------------------------------------------------------------------------------

    def _decision(
        self,
        kind: Kind,
        proposals: tuple[str, ...],
        reason: str = "",
        undoes: int | None = None,
        statement: str = "",
        row: Mapping[str, str] | None = None,
        cuts: tuple[int, ...] = (),
        later: int = 0,
    ) -> Decision:
        if not self.by:
            raise UsageError("say who reviews: --by NAME")
        number = self.decisions.next + later
        tidy = " ".join(reason.split())
        return Decision(number, self._when(), self.by, kind, proposals, tidy, undoes, statement, row or {}, cuts)

    def _open_item(self, id: str) -> Item:
        item = self.item(id)
        if item.state.decided:
            was = f"{item.state.value} as {item.statement}" if item.state is State.ACCEPTED else item.state.value
            raise UsageError(f"{id} is {was} already; undo that first")
        return item

    def _own_id(self, item: Item) -> str:
        """The id that the item had when it was accepted before, if no row has it now."""
        mine = [d.statement for d in self.decisions.all if d.kind is Kind.ACCEPT and item.id in d.proposals]
        there = {statement.id for statement in self.case.statements}
        return next((old for old in reversed(mine) if old not in there), "")

    def _last(self, id: str | None) -> Decision:
        if id is None:
            mine = [d for d in self.decisions.live if d.number >= self.first]
            if not mine:
                raise UsageError("nothing has been decided in this sitting; go to an older decision to take it back")
            return mine[-1]
        item = self.item(id)
        about = [d for d in self.decisions.live if id in d.proposals or d.number == item.made]
        if not about:
            raise UsageError(f"nothing has been decided about {id}")
        return about[-1]

    def _settled_with(self, decision: Decision) -> list[Decision]:
        """The other decisions of this sitting that were made in one go with this one: the same as the same row."""
        if decision.kind is not Kind.REJECT or not settled_as(decision.reason):
            return []
        found: list[Decision] = []
        number = decision.number - 1
        for each in reversed(self.decisions.all[:number]):
            mine = each.number >= self.first and each.number == number
            if not mine or (each.kind, each.reason, each.when) != (decision.kind, decision.reason, decision.when):
                break
            if each.number not in self.decisions.undone:
                found.append(each)
            number -= 1
        return found

    def _is_last(self, decision: Decision) -> bool:
        """Whether the accepted row is the last of the record, and as it was accepted."""
        cells = {column: text for column, text in last_row(self.record).items() if text}
        return cells == dict(decision.row)

    def _correction(self, decision: Decision) -> dict[str, str]:
        """A row that takes an accepted one back: it names it, and binds nobody."""
        statement = self.case.statement(decision.statement)
        old = decision.row
        row = {
            "id": self.next_id(),
            "date": statement.when.text,
            "party": statement.party or "",
            "stance": Stance.REPORTS.value,
            **{column: old[column] for column in _KEPT if column in old},
            "quote": statement.quote,
            "reviewed_by": self.by,
            "corrects": statement.id,
            "note": f"taken back in the review: {statement.id} had been accepted by mistake",
        }
        row = {column: text for column, text in row.items() if text}
        odd = missing_columns(self.record, row)
        if "corrects" in odd:
            raise UsageError("record.csv has no column `corrects`; add it to the first line of the file")
        return {column: text for column, text in row.items() if column not in odd}

    def _write(self, lines: Sequence[Decision], after: Record | None = None, case: Case | None = None) -> None:
        """The decision first, then the record; what is in memory follows only when both are on the disk."""
        if after is not None and not lines[-1].after:
            digest = hashlib.sha256(after.data).hexdigest()
            lines = [replace(line, before=self.record.seen, after=digest) if line.statement else line for line in lines]
        kept = self.decisions
        with alone(self._home):
            decisions = append_decisions(kept, lines)
            if after is not None:
                try:
                    self.record = save_record(after)
                except SaveError:
                    cut_back(self._path, len(kept.data))
                    raise
        self.decisions = decisions
        if case is not None:
            self._take(case)
        self._replay()


_KEPT = ("speaker", "named", "outlet", "report", "start", "end")  # what a correction says as the row did
_UNDONE: Mapping[Kind, str] = {
    Kind.EDIT: "the change is taken back",
    Kind.REJECT: "it is rejected no longer",
    Kind.SKIP: "it is put off no longer",
    Kind.SPLIT: "the parts are one again",
    Kind.MERGE: "what was made into one is apart again",
    Kind.ADD: "what was added is gone again",
}


def _turn(item: Item) -> tuple[int, int, str, Span, str]:
    group = 2 if item.state.decided else 1 if item.state is State.SKIPPED else 0
    return group, item.proposal.confidence.height, item.document.name, item.proposal.passage, item.id


def _lines_of(record: Record, given: Mapping[str, int]) -> dict[int, int]:
    """The lines of the rows with these ids -> what the ids are given for."""
    place = record.columns.index("id")
    return {
        row.line: given[row.cells[place]]
        for row in read_rows(record.text)
        if isinstance(row, Row) and place < len(row.cells) and row.cells[place] in given
    }
