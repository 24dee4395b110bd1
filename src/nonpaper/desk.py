"""One case carried down the whole line, each answer computed when it is asked for.

    folder --load--> case --fold--> table --status, history--> where they stand
                                      |--compile--> model --why--> why there is no deal, and the ways out

Every answer is frozen, carries the values it was made of, and knows how to show itself: in a notebook, on a
terminal, as a page, as Markdown, as CSV, as plain dicts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nonpaper.case.statements import Grade
from nonpaper.errors import CaseError, SaveError, UsageError
from nonpaper.problems import Problem, Severity

if TYPE_CHECKING:
    from nonpaper.analysis.results import Why
    from nonpaper.brief.document import Document
    from nonpaper.case.case import Case
    from nonpaper.positions.history import History
    from nonpaper.positions.position import Table
    from nonpaper.positions.status import Status

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of: where they stand, and why there is no deal."""

    status: Status
    why: Why


@dataclass(frozen=True, repr=False)
class Answer(Generic[T]):
    """One answer: the frozen `result`, and the ways to show it.

    Attributes of the result are the answer's own (`answer.rows` is `answer.result.rows`). Two answers are equal if
    their results are.
    """

    question: str  # "status", "history", "why" or "brief"
    result: T
    _compose: Callable[[], Document] = field(compare=False)
    _plain: Callable[[], dict[str, Any]] = field(compare=False)
    _rows: Callable[[], list[dict[str, Any]]] = field(compare=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.result, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(n for n in dir(self.result) if not n.startswith("_"))})

    def __repr__(self) -> str:
        return f"<nonpaper {self.question}; print() shows it, .result holds it>"

    def __str__(self) -> str:
        return self.to_text()

    def document(self) -> Document:
        """The answer as sections, tables and figures, in no particular form yet."""
        return self._compose()

    def to_text(self, width: int = 80, *, colour: bool = False) -> str:
        """The answer for a terminal `width` columns wide, with ANSI colours only where `colour` is set."""
        from nonpaper.brief.terminal import render

        return render(self.document(), width=width, colour=colour)

    def to_html(self) -> str:
        """The answer as one self-contained page: no script, no network, prints on A4."""
        from nonpaper.brief.html import render

        return render(self.document())

    def to_markdown(self) -> str:
        """The answer as Markdown, for a word processor."""
        from nonpaper.brief.markdown import render

        return render(self.document())

    def to_csv(self) -> str:
        """The answer's tables as CSV. Cells that a spreadsheet would take for a formula are neutralised."""
        from nonpaper.brief.csv_tables import render

        return render(self.document())

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain dicts, lists, texts and numbers, under the names of the vocabulary; fit for JSON."""
        return self._plain()

    def to_rows(self) -> list[dict[str, Any]]:
        """The answer's main table, a dict per row and the same keys in each; fit for a data frame.

        A row is a party on an issue (status, brief), a statement (history), or a conflict (why).
        """
        return self._rows()

    def _repr_html_(self) -> str:
        from nonpaper.brief.html import fragment

        return fragment(self.document())


class Desk:
    """A case on the desk: ask it where the sides stand, how that came, and why there is no deal.

    Nothing is computed before it is asked for, and nothing that is asked changes the case. `at` is a date or its ISO
    text and hides whatever came later (default: the day of the newest entry of the case); `min_grade` is a grade of
    the Admiralty code, e.g. "B3", and leaves out what is graded lower or not at all. Every question accepts both.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._tables: dict[tuple[date | None, Grade | None], Table] = {}

    @classmethod
    def open(cls, folder: str | Path) -> Desk:
        """The case in a folder.

        Raises `CaseError`, with all problems in order of place, where the case has errors, and `UsageError` where
        there is no such folder.
        """
        case, problems = open_case(folder)
        if case is None:
            raise CaseError(tuple(p for p in problems if p.severity is Severity.ERROR))
        return cls(case)

    def __repr__(self) -> str:
        return f"<nonpaper case {self.inventory()}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self)[1:-1])}</p>"

    def check(self) -> tuple[Problem, ...]:
        """The warnings about this case, in order of place: questions that do not stop an answer."""
        return self.case.problems

    def inventory(self) -> str:
        """What the case holds and how far it reaches, in one line."""
        case = self.case
        parts = [
            _count(len(case.parties), "party", "parties"),
            _count(len(case.issues), "issue"),
            _count(len(case.statements), "statement"),
            _count(len(case.drafts), "draft"),
            _count(len(case.rounds), "round"),
            _count(len(case.procedure), "line of procedure", "lines of procedure"),
            _count(len(case.reports), "report"),
        ]
        warnings = _count(len(case.problems), "warning") if case.problems else "no problems"
        return f"{case.title}: {', '.join(part for part in parts if not part.startswith('0 '))}; {warnings}"

    def holds(self, path: Path) -> bool:
        """Whether a path is one of the files that make up this case, which no answer may be written over."""
        folder, file = self.case.folder.resolve(), path.resolve()
        return file in (folder / "case.yaml", folder / "record.csv") or (folder / "reports") in file.parents

    def table(self, at: date | str | None = None, min_grade: Grade | str | None = None) -> Table:
        """The positions folded from the record, as of a day: what all other answers are made of."""
        from nonpaper.positions.fold import fold

        day, grade = read_day(at), read_grade(min_grade)
        if (day, grade) not in self._tables:
            self._tables[day, grade] = fold(self.case, day, grade)
        return self._tables[day, grade]

    def status(self, at: date | str | None = None, min_grade: Grade | str | None = None) -> Answer[Status]:
        """Where do they stand? The calendar of the talks, the issues most stuck first, who was not heard, disputes.

        Of the result, `rows` are the issues (`state`, the `gap` in words, its `distance` as a share of the ladder, 0 to
        1) with one position per side: its bounds, and one mark per step (said, inferred or assumed). Deadlines are in
        days left, negative once passed. A side that said nothing is listed in `not_heard`, never taken to agree.
        Raises `UsageError` for a date or a grade that cannot be read.
        """
        from nonpaper.positions.status import status

        result = status(self.table(at, min_grade))

        def compose() -> Document:
            from nonpaper.brief.compose import compose_status

            return compose_status(result)

        def plain() -> dict[str, Any]:
            from nonpaper.brief.plain import plain_status

            return plain_status(result)

        def rows() -> list[dict[str, Any]]:
            from nonpaper.brief.plain import rows_status

            return rows_status(result)

        return Answer("status", result, compose, plain, rows)

    def history(
        self, party: str, issue: str, at: date | str | None = None, min_grade: Grade | str | None = None
    ) -> Answer[History]:
        """How did one party come to stand where it stands on one issue? Every statement, and what each moved.

        `party` is an id, a name or an alias, `issue` an id or a title. Raises `UsageError`, with the nearest name,
        for one that the case does not have, and for a party that takes no position there: a bloc (ask for a member),
        or one that neither signs nor acts on the issue.
        """
        from nonpaper.positions.history import history

        who = self._party(party)
        what = self._issue(issue)
        table = self.table(at, min_grade)
        if (who, what) not in table.positions:
            raise UsageError(self._no_position(who, what))
        result = history(table, who, what)

        def compose() -> Document:
            from nonpaper.brief.compose import compose_history

            return compose_history(table, who, what)

        def plain() -> dict[str, Any]:
            from nonpaper.brief.plain import plain_position

            return plain_position(table, table.positions[who, what])

        def rows() -> list[dict[str, Any]]:
            columns = ("date", "statement", "rank", "grade", "hearsay", "effect", "words")
            return [{name: entry[name] for name in columns} for entry in plain()["history"]]

        return Answer("history", result, compose, plain, rows)

    def why(
        self,
        at: date | str | None = None,
        min_grade: Grade | str | None = None,
        top: int = 20,
        *,
        bare: bool = False,
        whole_only: bool = False,
    ) -> Answer[Why]:
        """Why is there no deal, and what would open one? Conflicts in knots, hardest first, with their ways out.

        A conflict is a minimal set of rules that no deal satisfies, a way out a set of moves that opens one; the two
        mirror each other [Reiter1987]. Prices are firmness (0 to 5) times the share of an issue that moves, as exact
        fractions; they order ways out, and are neither money nor worth. `proved` says whether a way is the best of its
        kind, else `bound` is the least price still possible.

        `top` is how many conflicts to look for at most, the lightest first; `complete` says whether that was all. With
        `bare` any package but the status quo is a deal, whatever it moves. With `whole_only` the way out of everything
        is looked for at once, not added up knot by knot. Raises `UsageError` for a `top` below 1, and for a date or a
        grade that cannot be read.
        """
        if top < 1:
            raise UsageError(f"top is how many conflicts to look for, at least 1; found {top}")
        result = self._why(self.table(at, min_grade), top, bare=bare, whole_only=whole_only)

        def compose() -> Document:
            from nonpaper.brief.compose import compose_why

            return compose_why(result)

        def plain() -> dict[str, Any]:
            from nonpaper.brief.plain import plain_why

            return plain_why(result)

        def rows() -> list[dict[str, Any]]:
            from nonpaper.brief.plain import rows_why

            return rows_why(result)

        return Answer("why", result, compose, plain, rows)

    def brief(
        self,
        at: date | str | None = None,
        min_grade: Grade | str | None = None,
        top: int = 20,
        *,
        bare: bool = False,
        whole_only: bool = False,
    ) -> Answer[Brief]:
        """All of it on one page: where they stand, why they are stuck, the ways out, what moved, the sources.

        The result holds `status` and `why`, as those questions give them; the arguments are theirs.
        """
        status = self.status(at, min_grade)
        why = self.why(at, min_grade, top, bare=bare, whole_only=whole_only)
        result = Brief(status.result, why.result)

        def compose() -> Document:
            from nonpaper.brief.compose import compose_brief

            return compose_brief(result.status, result.why)

        def plain() -> dict[str, Any]:
            return {"status": status.to_dict(), "why": why.to_dict()}

        return Answer("brief", result, compose, plain, status.to_rows)

    @staticmethod
    def _why(table: Table, top: int, *, bare: bool, whole_only: bool) -> Why:
        from nonpaper.analysis.why import why
        from nonpaper.model.compile import compile_model

        return why(table, compile_model(table, bare), top=top, at_once=whole_only)

    def _party(self, asked: str) -> str:
        parties = self.case.parties
        if asked in parties:
            return asked
        for party in parties.values():
            if party.goes_by(asked):
                return party.id
        names = {word: p.id for p in parties.values() for word in (p.id, p.name, *p.aliases)}
        raise UsageError(f"no party {asked!r} in this case{_nearest(asked, names)}")

    def _no_position(self, party: str, issue: str) -> str:
        """Why there is no history to show, and of whom there is one."""
        members = self.case.parties[party].members
        if members:
            return f"{party!r} is a bloc: what it says counts for each member; ask for {' or '.join(members)}"
        return f"{party!r} does not sign, and {issue!r} is not its act: it has no position there"

    def _issue(self, asked: str) -> str:
        issues = self.case.issues
        if asked in issues:
            return asked
        for issue in issues.values():
            if asked.strip().casefold() in (issue.id.casefold(), issue.title.casefold()):
                return issue.id
        names = {word: i.id for i in issues.values() for word in (i.id, i.title)}
        raise UsageError(f"no issue {asked!r} in this case{_nearest(asked, names)}")


def load(folder: str | Path) -> Desk:
    """The case in a folder, on the desk: the same as `Desk.open`.

    Raises `CaseError`, with all problems in order of place, where the case has errors, and `UsageError` where there
    is no such folder.
    """
    return Desk.open(folder)


def check(folder: str | Path) -> tuple[Problem, ...]:
    """Every problem of the case in a folder, errors and warnings, in order of place; empty where there is none.

    Raises `UsageError` where there is no such folder.
    """
    _, problems = open_case(folder)
    return problems


def new(folder: str | Path) -> tuple[Path, ...]:
    """A new case in a folder that is empty or not there yet; it passes `check`. Gives the files written.

    Raises `UsageError` where something stands there already, `SaveError` where it cannot be written.
    """
    from nonpaper.case.scaffold import scaffold

    return tuple(scaffold(Path(folder)))


def show_problem(problem: Problem) -> str:
    """A problem as it is shown on a terminal: the place, the line it stands on with a caret, and what to do."""
    from nonpaper.problems import render_problem

    return render_problem(problem)


def plain_problem(problem: Problem) -> dict[str, Any]:
    """A problem as a plain dict, fit for JSON."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
        "field": place.field,
        "message": problem.message,
        "hint": problem.hint,
    }


def problems_as_csv(problems: Sequence[Problem]) -> str:
    """Problems as CSV, one a row, under a header."""
    from nonpaper.brief.csv_tables import write

    columns = ("severity", "file", "line", "column", "end_column", "field", "code", "message", "hint")
    rows = [plain_problem(problem) for problem in problems]
    return write([columns, *([row[name] for name in columns] for row in rows)])


def problems_as_markdown(problems: Sequence[Problem]) -> str:
    """Problems as a Markdown table."""
    lines = ["| severity | place | code | message | hint |", "|---|---|---|---|---|"]
    for problem in problems:
        place = f"{problem.place.file}:{problem.place.line}:{problem.place.column}"
        cells = (problem.severity.value, place, problem.code, problem.message, problem.hint)
        lines.append(f"| {' | '.join(' '.join(c.split()).replace('|', chr(92) + '|') for c in cells)} |")
    return "\n".join(lines) + "\n"


def read_day(at: date | str | None) -> date | None:
    """A day from a date or its ISO text, None left as it is. Raises `UsageError`."""
    if at is None or (isinstance(at, date) and type(at) is date):
        return at
    if isinstance(at, date):  # a datetime: its day
        return date(at.year, at.month, at.day)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", at.strip()):
        try:
            return date.fromisoformat(at.strip())
        except ValueError:
            pass
    raise UsageError(f"a date is written year-month-day, e.g. 2024-03-07; found {at!r}")


def read_grade(grade: Grade | str | None) -> Grade | None:
    """A grade from its two characters, None left as it is. Raises `UsageError`."""
    if grade is None or isinstance(grade, Grade):
        return grade
    found = re.fullmatch(r"([A-F])([1-6])", grade.strip().upper())
    if found is None:
        raise UsageError(
            f"a grade is a letter A-F for the source and a digit 1-6 for the information, e.g. B3; found {grade!r}"
        )
    return Grade(found[1], int(found[2]))


def write_text(path: Path, text: str) -> None:
    """Write a file aside and move it into place, so that the old one stays whole until the new one is.

    What is no file of its own, such as a pipe or a terminal, is written to straight. Raises `SaveError` where it
    cannot be written; then the old file is untouched.
    """
    import os
    import tempfile

    if path.is_dir():
        raise SaveError(f"{str(path)!r} is a folder")
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.resolve().parent)
    except OSError as error:
        raise SaveError(f"{str(path)!r} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(aside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        Path(aside).replace(path.resolve())
    except OSError as error:
        Path(aside).unlink(missing_ok=True)
        raise SaveError(f"{str(path)!r} cannot be written: {error.strerror}") from error


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def open_case(folder: str | Path) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case in a folder, None where it has errors, and all its problems in order of place.

    Raises `UsageError` where there is no such folder.
    """
    from nonpaper.case.load import load_case

    path = Path(folder)
    if not path.exists():
        beside = {entry.name: entry.name for entry in path.parent.iterdir()} if path.parent.is_dir() else {}
        raise UsageError(f"no folder {str(path)!r}{_nearest(path.name, beside)}")
    if not path.is_dir():
        raise UsageError(f"a case is a folder; {str(path)!r} is a file")
    loaded = load_case(path)
    return loaded.case, loaded.problems


def _nearest(asked: str, names: Mapping[str, str]) -> str:
    """`; did you mean ...?` with the nearest name (and the id it stands for), else all ids if there are few."""
    folded = {name.casefold(): name for name in sorted(names)}
    close = get_close_matches(asked.strip().casefold(), folded, n=1, cutoff=0.5)
    if close:
        name = folded[close[0]]
        spelt_out = "" if name == names[name] else f" ({name})"
        return f"; did you mean {names[name]!r}{spelt_out}?"
    ids = list(dict.fromkeys(names.values()))
    return f"; there are: {', '.join(ids)}" if ids and len(ids) <= 20 else ""
