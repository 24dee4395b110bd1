"""How does an answer show itself? On a terminal, as a page, in a notebook, as Markdown, CSV, plain dicts and rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nonpaper.errors import SaveError
from nonpaper.problems import Problem

if TYPE_CHECKING:
    from nonpaper.analysis.packages import Deals
    from nonpaper.analysis.plans import Plan
    from nonpaper.analysis.results import Why
    from nonpaper.brief.document import Document
    from nonpaper.positions.history import History
    from nonpaper.positions.status import Status

Plain = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of: where they stand, why there is no deal, and (where asked for) deals and their order."""

    status: Status
    why: Why
    deals: Deals | None = None
    plan: Plan | None = None


@dataclass(frozen=True, repr=False)
class Answer(Generic[T]):
    """One answer: the frozen `result`, and the ways to show it.

    Attributes of the result are the answer's own (`answer.rows` is `answer.result.rows`). Two answers are equal if
    their results are.
    """

    question: str  # "status", "history", "why", "deals", "stages", "brief", "read" or "score"
    result: T
    _compose: Callable[[], Document] = field(compare=False)
    _plain: Callable[[], Plain] = field(compare=False)
    _rows: Callable[[], list[Plain]] = field(compare=False)
    _flat: bool = field(default=False, compare=False)  # whether its CSV is the rows, and not the tables of the page

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
        from nonpaper.brief.csv_tables import render, write

        if self._flat:
            rows = self.to_rows()
            return write([list(rows[0]), *(row.values() for row in rows)]) if rows else ""
        return render(self.document())

    def to_dict(self) -> Plain:
        """The answer as plain dicts, lists, texts and numbers, under the names of the vocabulary; fit for JSON."""
        return self._plain()

    def to_rows(self) -> list[Plain]:
        """The answer's main table, a dict per row and the same keys in each; fit for a data frame.

        A row is a party on an issue (status, brief), a statement (history), a conflict (why), a package (deals), an act
        (stages), a proposed statement or, with a case, a report (read), a figure (score).
        """
        return self._rows()

    def _repr_html_(self) -> str:
        from nonpaper.brief.html import fragment

        return fragment(self.document())


def status_answer(result: Status) -> Answer[Status]:
    """The answer to: where do they stand?"""

    def compose() -> Document:
        from nonpaper.brief.compose import compose_status

        return compose_status(result)

    def plain() -> Plain:
        from nonpaper.brief.plain import plain_status

        return plain_status(result)

    def rows() -> list[Plain]:
        from nonpaper.brief.plain import rows_status

        return rows_status(result)

    return Answer("status", result, compose, plain, rows)


def history_answer(result: History) -> Answer[History]:
    """The answer to: how did one party come to stand there on one issue?"""

    def compose() -> Document:
        from nonpaper.brief.compose import compose_history

        return compose_history(result.table, result.party, result.issue)

    def plain() -> Plain:
        from nonpaper.brief.plain import plain_position

        return plain_position(result.table, result.position)

    def rows() -> list[Plain]:
        columns = ("date", "statement", "rank", "grade", "hearsay", "effect", "words")
        return [{name: entry[name] for name in columns} for entry in plain()["history"]]

    return Answer("history", result, compose, plain, rows)


def why_answer(result: Why, plan: Plan | None = None) -> Answer[Why]:
    """The answer to: why is there no deal? With the plan of a package: and would somebody walk from it?"""

    def compose() -> Document:
        from nonpaper.brief.compose import compose_why

        return compose_why(result, plan)

    def plain() -> Plain:
        from nonpaper.brief.plain import plain_why

        return plain_why(result, plan)

    def rows() -> list[Plain]:
        from nonpaper.brief.plain import rows_why

        return rows_why(result)

    return Answer("why", result, compose, plain, rows)


def deals_answer(result: Deals) -> Answer[Deals]:
    """The answer to: which packages could be signed?"""

    def compose() -> Document:
        from nonpaper.brief.compose import compose_deals

        return compose_deals(result)

    def plain() -> Plain:
        from nonpaper.brief.plain import plain_deals

        return plain_deals(result)

    def rows() -> list[Plain]:
        from nonpaper.brief.plain import rows_deals

        return rows_deals(result)

    return Answer("deals", result, compose, plain, rows)


def stages_answer(result: Plan) -> Answer[Plan]:
    """The answer to: in what order could a package be carried out?"""

    def compose() -> Document:
        from nonpaper.brief.compose import compose_stages

        return compose_stages(result)

    def plain() -> Plain:
        from nonpaper.brief.plain import plain_stages

        return plain_stages(result)

    def rows() -> list[Plain]:
        from nonpaper.brief.plain import rows_stages

        return rows_stages(result)

    return Answer("stages", result, compose, plain, rows)


def brief_answer(
    status: Answer[Status],
    why: Answer[Why],
    deals: Answer[Deals] | None = None,
    stages: Answer[Plan] | None = None,
) -> Answer[Brief]:
    """All on one page, with what moved and the sources."""
    result = Brief(
        status.result,
        why.result,
        deals.result if deals is not None else None,
        stages.result if stages is not None else None,
    )

    def compose() -> Document:
        from nonpaper.brief.compose import compose_brief

        return compose_brief(result.status, result.why, result.deals, result.plan)

    def plain() -> Plain:
        told = {"status": status.to_dict(), "why": why.to_dict()}
        told |= {} if deals is None else {"deals": deals.to_dict()}
        return told if stages is None else {**told, "stages": stages.to_dict()}

    return Answer("brief", result, compose, plain, status.to_rows)


def show_problem(problem: Problem, width: int = 100) -> str:
    """A problem as it is shown on a terminal: the place, the line it stands on with a caret, and what to do."""
    from nonpaper.problems import render_problem

    return render_problem(problem, width)


def plain_problem(problem: Problem) -> Plain:
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
