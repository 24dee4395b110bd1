"""Which statements does the record hold? Each row of record.csv, typed, with every name looked up."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from nonpaper.case.claims import Claim, Op, Span
from nonpaper.case.grammar import Reading, Slip, read_claim, spell_step
from nonpaper.case.parties import Party, Role
from nonpaper.case.record import COLUMNS, MOST_ROWS, Record, Row, cell_spans, read_rows, within_cell
from nonpaper.case.reports import Reports
from nonpaper.case.statements import STANCES, Grade, Source, Stance, Statement, When
from nonpaper.case.text import MOST_PROBLEMS, Names, Problems, Text, nearest
from nonpaper.case.vocabulary import Vocabulary
from nonpaper.problems import Place, Problem

LONGEST_SPAN = 5_000  # code points of a report that a row may cite
LONGEST_SEARCHED = 1_000_000  # code points of a report in which quotes are looked for
MOST_UNSPANNED = 20  # quotes without a span are told one by one up to here
_STANCES: Mapping[str, Stance] = {stance.value: stance for stance in Stance}
_GRADE = re.compile(r"[A-F][1-6]")
_COUNT = re.compile(r"[0-9]{1,9}")
_CORRECTS = list(COLUMNS).index("corrects")
_EDTF_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Wrong(NamedTuple):
    """Why a cell cannot be read."""

    code: str
    message: str
    hint: str = ""


def read_when(text: str) -> When | Wrong:
    """A day or an interval [EDTF]: `2024-03-07`, `2024-03`, `2024`, `2024-03-04/2024-03-07`, `[..2024-03-07]`."""
    asked = text.strip()
    hint = "a day is written 2024-03-07; an interval 2024-03-04/2024-03-07, or [..2024-03-07] for: by then"
    between = asked.startswith("[") and asked.endswith("]")
    if between:
        first, sign, last = asked[1:-1].partition("..")
    else:
        first, sign, last = asked.partition("/")
    if not sign:
        first = last = asked[1:-1] if between else asked
    start, end = _span_of(first), _span_of(last)
    if (sign and not last) or last == "..":
        return Wrong("bad-date", f"`{_short(asked)}` has no end; a statement counts from the end of its interval", hint)
    if between and not sign:
        return Wrong("bad-date", f"`{_short(asked)}` is no interval", hint)
    if end is None or (start is None and not (between and sign and not first)):
        if re.search(r"[?~%X]", asked):
            return Wrong("bad-date", f"`{_short(asked)}`: dates with doubts in them are not read", hint)
        return Wrong("bad-date", f"`{_short(asked)}` is no date", hint)
    if start is not None and start[0] > end[1]:
        return Wrong("bad-date", f"the interval `{_short(asked)}` ends before it begins", hint)
    return When(asked, start[0] if start is not None else None, end[1])


def _span_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of a day, a month or a year."""
    found = _EDTF_DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year or 0, month, 1), date(year or 0, month, calendar.monthrange(year or 0, month)[1])
        return (one := date(year or 0, month, day)), one
    except (ValueError, calendar.IllegalMonthError):
        return None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


class RowsReader:
    """Reads a record in two steps: first its rows, to note the numbers they name; then their statements."""

    def __init__(self, record: Record, vocabulary: Vocabulary, problems: Problems) -> None:
        self.record = record
        self.text: Text = record.text
        self.vocabulary = vocabulary
        self.problems = problems
        self.where = {name: place for place, name in enumerate(record.columns) if name}
        self.extra = [(name, place) for name, place in self.where.items() if name not in COLUMNS]
        self.width = len(record.columns)
        # Where each column of COLUMNS stands in a row with one blank cell more; that is the one of a column not there.
        self.order = [self.where.get(name, -1) for name in COLUMNS]
        self.rows: list[Row] = []
        self.claims: dict[str, Reading | Slip] = {}
        self.unspanned: list[tuple[Row, str, str, str]] = []  # a row, its report, its quote, the text of the report
        self._looked_up: dict[str, tuple[Claim | None, list[Slip]]] = {}
        self._whens: dict[str, When | Wrong] = {}
        self._grades: dict[str, Grade] = {}
        self.read_all()

    def read_all(self) -> None:
        """The rows, and their claims as written."""
        rows = iter(read_rows(self.text))
        next(rows, None)
        claim = self.where.get("claim")
        wrong = 0
        for row in rows:
            if isinstance(row, Problem):
                self.problems.add(row)
                continue
            if len(self.rows) >= MOST_ROWS:
                told = f"the record has more than {MOST_ROWS:,} rows; more are not read"
                self.problems.add(self.text.problem("file-too-large", row.start, None, told))
                return
            self.rows.append(row)
            if claim is not None and claim < len(row.cells) and row.cells[claim].strip():
                text = row.cells[claim]
                if text not in self.claims:
                    reading = self.claims[text] = read_claim(text)
                    wrong += isinstance(reading, Slip) or not self.vocabulary.knows(reading)
                    if isinstance(reading, Reading):
                        self.vocabulary.note_numbers(reading)
                if wrong > MOST_PROBLEMS:
                    return  # each of them is a problem, and no more are told

    # --- telling ----------------------------------------------------------------------------------------------------

    def tell(self, code: str, row: Row, column: str, told: str, hint: str = "", span: Span | None = None) -> None:
        """A problem with a cell, or with a stretch of its value. A cell that is not there is told at the row's end."""
        text = self.text.text
        spans = cell_spans(text, row.start)
        place = self.where.get(column, len(spans))
        start, end = spans[place] if place < len(spans) else (spans[-1][1], spans[-1][1])
        if span is not None:
            start, end = within_cell(text, (start, end), span.start), within_cell(text, (start, end), span.end)
        else:
            start, end = self.inside((start, end))
        self.problems.add(self.text.problem(code, start, end, told, hint, column if column in self.where else ""))

    def cell_at(self, start: int, column: str) -> tuple[int, int, str]:
        """Where a cell of the row that begins at an offset stands, and its column; the whole row, if it is blank."""
        text = self.text.text
        spans = cell_spans(text, start)
        place = self.where.get(column, len(spans))
        if place >= len(spans) or spans[place][0] == spans[place][1]:
            return start, spans[-1][1], ""
        return *self.inside(spans[place]), column

    def inside(self, span: tuple[int, int]) -> tuple[int, int]:
        """A cell without the quotes around it."""
        start, end = span
        quoted = end - start > 2 and self.text.text.startswith('"', start, end)
        return (start + 1, end - 1) if quoted else span

    # --- statements -------------------------------------------------------------------------------------------------

    def statements(self, parties: Mapping[str, Party], names: Names, reports: Reports) -> tuple[Statement, ...]:
        """The statements in the order of the file; a row with a mistake is told and left out."""
        self.parties, self.names, self.reports = parties, names, reports
        first: dict[str, Row] = {}
        found: list[Statement] = []
        corrections: list[tuple[Row, str, str]] = []
        for row in self.rows:
            if self.problems.full:
                break
            cells = self.cells(row)
            statement = self.statement(row, cells)
            name, corrected = cells[0].strip(), cells[_CORRECTS].strip()
            if name in first:
                hint = f"first at {self.text.file}:{first[name].line}; an id is given once"
                self.tell("duplicate-id", row, "id", f"the id `{_short(name)}` is taken", hint)
            elif name:
                first[name] = row
            if corrected:
                corrections.append((row, name, corrected))
            if statement is not None:
                found.append(statement)
        self.corrections(corrections, first)
        self.quotes_without_spans()
        return tuple(found)

    def quotes_without_spans(self) -> None:
        """Quotes that no span holds against their report: the first of them each, the rest by their number."""
        for row, name, quote, text in self.unspanned[:MOST_UNSPANNED]:
            found = _place_of(quote, text)
            told = f"the row gives no span, so the quote is not held against `{_short(name)}`"
            hint = "these words do not stand in the report"
            if len(text) > LONGEST_SEARCHED:
                hint = "give `start` and `end`"
            elif found is not None:
                hint = f"these words stand there: `start` {found[0]}, `end` {found[1]}"
            self.tell("quote-without-span", row, "quote", told, hint)
        more = self.unspanned[MOST_UNSPANNED:]
        if more:
            told = f"here and below {len(more)} more quotes are not held against their report: the rows give no span"
            self.tell("quote-without-span", more[0][0], "quote", told)

    def cells(self, row: Row) -> list[str]:
        """The cells of a row in the order of COLUMNS, blank where there is none."""
        cells = row.cells
        if len(cells) != self.width:
            self.uneven(row)
            cells = [*cells[: self.width], *[""] * (self.width - len(cells))]
        line = (*cells, "")
        return [line[place] for place in self.order]

    def statement(self, row: Row, cells: list[str]) -> Statement | None:
        """One row; None where a cell of it is wrong, which is told."""
        before = self.problems.errors
        name, date_, party_, stance_, claim_, speaker, named, role, reported_by, outlet = cells[:10]
        report, start, end, quote, firmness, grade_, audience, reviewed_by, corrects, note = cells[10:]
        name = name.strip()
        if not name:
            self.tell("missing-cell", row, "id", "the row has no id", "answers cite a row by its id, e.g. s01")
        elif len(name) > 100 or not name.isprintable() or " " in name or name.startswith("procedure:"):
            self.tell("bad-id", row, "id", f"`{_short(name)}` cannot be an id", "an id is one word, e.g. s01")
        when = self.when(row, date_)
        stance = self.stance(row, stance_.strip())
        party = party_.strip() or None
        if party is not None and party not in self.names.places:
            self.tell("unknown-party", row, "party", f"no party has the id `{_short(party)}`", self.names.hint(party))
            party = None
        elif party is None and stance is not None and STANCES[stance].binds:
            told = f"`{stance.value}` binds somebody: whom?"
            self.tell("missing-cell", row, "party", told, f"the parties are {', '.join(self.names.places)}")
        claim = self.claim(row, claim_, stance, party)
        firmness = firmness.strip()
        if firmness and firmness not in ("0", "1", "2", "3", "4", "5"):
            told = f"`{_short(firmness)}` is no firmness"
            self.tell("bad-firmness", row, "firmness", told, "0 to 5, or blank for the default of the stance")
        named = named.strip()
        if named and named.lower() not in ("true", "false", "yes", "no"):
            told = f"`{_short(named)}` is neither `true` nor `false`"
            self.tell("unknown-value", row, "named", told, "`false` where the report does not name the speaker")
        source, quote = self.source(row, report.strip(), start.strip(), end.strip(), quote)
        grade = self.grade(row, grade_.strip())
        if when is None or stance is None or self.problems.errors > before:
            return None
        return Statement(
            name,
            when,
            stance,
            party,
            claim,
            speaker.strip(),
            named.lower() not in ("false", "no"),
            role.strip(),
            reported_by.strip(),
            outlet.strip(),
            source,
            quote,
            int(firmness) if firmness else STANCES[stance].firmness,
            bool(firmness),
            grade,
            audience.strip(),
            reviewed_by.strip(),
            corrects.strip() or None,
            note,
            {column: row.cells[place] for column, place in self.extra if place < len(row.cells)},
            Place(self.text.file, row.line),
        )

    def uneven(self, row: Row) -> None:
        """A row with more or fewer cells than the header."""
        many, width = len(row.cells), self.width
        if many > width:
            if not any(cell.strip() for cell in row.cells[width:]):
                return
            spans = cell_spans(self.text.text, row.start)
            told = f"the row has {many} cells, the header {width}"
            hint = "a cell with a comma in it stands in quotes"
            self.problems.add(self.text.problem("row-too-long", spans[width][0], spans[width][1], told, hint))
        else:
            told = f"the row has {many} cells, the header {width}; the rest are taken for blank"
            self.problems.add(self.text.problem("row-too-short", self.stop(row), None, told, "is a comma missing?"))

    def stop(self, row: Row) -> int:
        """The end of a row without its line end."""
        return row.start + len(self.text.text[row.start : row.end].rstrip("\r\n"))

    def when(self, row: Row, text: str) -> When | None:
        """The date cell."""
        if text not in self._whens:
            self._whens[text] = read_when(text) if text.strip() else Wrong("missing-cell", "the row has no date")
        when = self._whens[text]
        if isinstance(when, Wrong):
            self.tell(when.code, row, "date", when.message, when.hint)
            return None
        return when

    def stance(self, row: Row, text: str) -> Stance | None:
        """The stance cell."""
        stance = _STANCES.get(text)
        if stance is None:
            if not text:
                self.tell("missing-cell", row, "stance", "the row has no stance", f"one of {', '.join(_STANCES)}")
                return None
            near = nearest(text.replace("_", " "), _STANCES)
            hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(_STANCES)}"
            self.tell("unknown-stance", row, "stance", f"`{_short(text)}` is no stance", hint)
        return stance

    def grade(self, row: Row, text: str) -> Grade | None:
        """The grade cell; blank is ungraded."""
        if not text:
            return None
        grade = self._grades.get(text)
        if grade is None:
            if not _GRADE.fullmatch(text):
                hint = "a letter A to F for the source and a digit 1 to 6 for the information, e.g. B2"
                self.tell("bad-grade", row, "grade", f"`{_short(text)}` is no grade", hint)
                return None
            grade = self._grades[text] = Grade(text[0], int(text[1]))
        return grade

    def claim(self, row: Row, text: str, stance: Stance | None, party: str | None) -> Claim | None:
        """The claim cell, and whether its form fits the stance."""
        if not text.strip():
            if stance is not None and self.binds(stance, party):
                example = "`aid > return`" if stance is Stance.PRIORITISES else "`ceasefire >= temporary`"
                told = f"`{stance.value}` is about something: about what?"
                self.tell("missing-cell", row, "claim", told, f"write an issue and a step, e.g. {example}")
            return None
        reading = self.claims[text]
        if isinstance(reading, Slip):
            self.tell(reading.code, row, "claim", reading.message, reading.hint, reading.span)
            return None
        if text not in self._looked_up:
            self._looked_up[text] = self.vocabulary.claim(reading)
        claim, slips = self._looked_up[text]
        for slip in slips:
            self.tell(slip.code, row, "claim", slip.message, slip.hint, slip.span)
        if claim is None or stance is None:
            return claim
        misfit = self.misfit(stance, claim, binds=self.binds(stance, party))
        if misfit is not None:
            self.tell(misfit.code, row, "claim", misfit.message, misfit.hint, misfit.span)
        return claim

    def binds(self, stance: Stance, party: str | None) -> bool:
        """Whether a claim is needed: the stance binds, or moves the status quo. A mediator's proposal does neither."""
        if stance is Stance.PROPOSES and party is not None and party in self.parties:
            return self.parties[party].role is Role.PARTY
        return STANCES[stance].binds or stance is Stance.CARRIES_OUT

    @staticmethod
    def misfit(stance: Stance, claim: Claim, *, binds: bool) -> Slip | None:
        """What is wrong with the form of a claim beside its stance."""
        whole = Span(0, len(claim.text))
        said = f"`{stance.value}`"
        if claim.topic is not None:
            if binds:
                told = f"{said} says something about `{claim.topic}`: what?"
                return Slip("claim-form", whole, told, "a bare issue may stand only where the stance binds nobody")
            return None
        if claim.priority is not None:
            if binds and stance is not Stance.PRIORITISES:
                return Slip(
                    "claim-form", claim.priority.span, f"{said} takes no priority", "the stance is `prioritises`"
                )
            return None
        condition = claim.condition
        if stance is Stance.PRIORITISES:
            return Slip("claim-form", whole, "`prioritises` puts one issue before another", "e.g. `aid > return`")
        if stance is Stance.INSISTS and condition is None:
            hint = "add `if`, `after` or `with`; a demand without a condition is `demands`"
            return Slip("claim-form", whole, "`insists` is for a condition, and there is none", hint)
        if stance is Stance.CARRIES_OUT and condition is not None:
            return Slip("claim-form", condition.span, f"{said} takes no condition", "delete it")
        if stance is Stance.CARRIES_OUT:
            if claim.drafts:
                hint = "write a row for each issue, `issue = step`"
                return Slip("claim-form", claim.drafts[0].span, f"{said} names the steps that were reached", hint)
            for term in claim.comparisons:
                if term.op is not Op.EQUAL:
                    told = f"{said} names the step that was reached, with `=`"
                    return Slip("claim-form", term.span, told, f"write `{term.issue} = {spell_step(term.step)}`")
        return None

    def source(self, row: Row, name: str, first: str, last: str, quote: str) -> tuple[Source | None, str]:
        """Where the words stand, and the words; a blank quote is taken from the report."""
        if not name:
            if first or last:
                column = "start" if first else "end"
                self.tell("span-incomplete", row, column, f"`{column}` is given, but no report", "name the report")
            return None, quote
        report = self.reports.find(name)
        if isinstance(report, tuple):
            self.tell(report[0], row, "report", report[1], report[2])
            return None, quote
        if report is None:
            return None, quote
        for column, text in (("start", first), ("end", last)):
            if text and not _COUNT.fullmatch(text):
                hint = "code points are counted from 0 at the beginning of the report"
                self.tell("bad-number", row, column, f"`{_short(text)}` is no whole number", hint)
                return None, quote
        if not first and not last:
            if quote.strip():
                self.unspanned.append((row, name, quote, report.text))
            return Source(name), quote
        if not first or not last:
            blank, other = ("start", "end") if not first else ("end", "start")
            self.tell("span-incomplete", row, blank, f"`{blank}` is blank, `{other}` is not", "give both")
            return None, quote
        start, end = int(first), int(last)
        size = len(report.text)
        if start >= end:
            told = f"the span ends at {end}, and begins at {start}"
            self.tell("span-outside", row, "end", told, "`end` is the first code point behind the words")
            return None, quote
        if end > size:
            self.tell(
                "span-outside", row, "end" if start < size else "start", f"`{name}` has {size:,} code points only"
            )
            return None, quote
        if end - start > LONGEST_SPAN:
            told = f"the span has {end - start:,} code points; at most {LONGEST_SPAN:,} are cited at once"
            self.tell("span-too-long", row, "end", told, "cite the sentence, or leave `start` and `end` blank")
            return None, quote
        words = report.text[start:end]
        if not quote.strip():
            return Source(name, start, end), " ".join(words.split())
        if quote != words and quote.split() != words.split():
            self.tell(
                "quote-mismatch", row, "quote", f"the report says there: {_cut(words)}", _stands(quote, report.text)
            )
            return None, quote
        return Source(name, start, end), quote

    # --- corrections ------------------------------------------------------------------------------------------------

    def corrections(self, corrections: Iterable[tuple[Row, str, str]], rows: Mapping[str, Row]) -> None:
        """A correction names another row, and no row corrects itself, however far round."""
        older = {name: corrected for _, name, corrected in corrections}
        sound: set[str] = set()
        for row, name, corrected in corrections:
            if corrected not in rows:
                near = nearest(corrected, rows)
                hint = f"did you mean `{near}`, at {self.text.file}:{rows[near].line}?" if near else ""
                self.tell("unknown-statement", row, "corrects", f"no row has the id `{_short(corrected)}`", hint)
                continue
            chain: dict[str, None] = {}
            at = name
            while at in older and at not in sound and at not in chain:
                chain[at] = None
                at = older[at]
            if at == name and chain:
                told = f"the row corrects itself: {_short(' corrects '.join((*chain, name)))}"
                self.tell("corrects-circle", row, "corrects", told, "a correction names an older row")
            sound.update(chain)


def _cut(words: str) -> str:
    tidy = " ".join(words.split())
    return f"“{tidy if len(tidy) <= 80 else tidy[:79] + '…'}”"


def _stands(quote: str, text: str) -> str:
    """Where a quote stands in a report, whatever its white space."""
    if len(quote) > LONGEST_SPAN or len(text) > LONGEST_SEARCHED:
        return ""  # it would take long; the message is clear without it
    found = _place_of(quote, text)
    if found is None:
        return "nor do these words stand elsewhere in the report"
    return f"these words stand at {found[0]} to {found[1]}"


def _place_of(quote: str, text: str) -> tuple[int, int] | None:
    """The span of a quote in a report, whatever its white space; None where it is not there (or too long to look)."""
    if len(quote) > LONGEST_SPAN or len(text) > LONGEST_SEARCHED:
        return None
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return (found.start(), found.end()) if found is not None else None
