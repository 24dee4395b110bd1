"""The commands: what a person types at a terminal. Everything they do is done by the desk."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from nonpaper.errors import CaseError, EngineError, SaveError, UsageError
from nonpaper.version import VERSION

if TYPE_CHECKING:
    from rich.progress import TaskID

    from nonpaper.answers import Answer
    from nonpaper.desk import Brought, Desk
    from nonpaper.problems import Problem

FINE, PROBLEMS, MISUSE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


class Form(StrEnum):
    """The forms that every answer comes in."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MD = "md"


class PageForm(StrEnum):
    """The forms that a brief comes in: those of every answer, and a page."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    HTML = "html"


class Program(StrEnum):
    """The programs that a scenario is written for."""

    GENIUS = "genius"
    NEGMAS = "negmas"


_BY_ENDING = {".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".csv": "csv", ".txt": "text"}

app = typer.Typer(
    name="nonpaper",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: the same words in a pipe, on paper and in the reference
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="From what the sides of a negotiation have said: where they stand, why there is no deal, and the ways out.",
    epilog="Exit codes: 0 fine, 1 problems in the case, 2 misuse.",
)

CaseFolder = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.", show_default=False)]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DATE",
        help="As of this day, e.g. 2024-03-07; what came later is not seen. Default: the day of the newest entry.",
    ),
]
MinGrade = Annotated[
    str | None,
    typer.Option(
        "--min-grade",
        metavar="GRADE",
        help="Only what is graded so or better: B3 is source at least B and information at least 3.",
    ),
]
Drawn = Annotated[int, typer.Option("--worlds", metavar="N", min=100, help="How many worlds to draw for each side.")]
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="N", min=0, help="Draws other worlds; the same number repeats them to the byte."),
]
NoSeed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Changes nothing here: this command draws nothing at random.")
]
OutputFolder = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="DIR", help="A folder that is empty or not there yet. Default: named after it."
    ),
]
InForm = Annotated[Form, typer.Option("--format", help="How to show it.")]
TopConflicts = Annotated[
    int, typer.Option("--top", metavar="K", min=1, help="How many conflicts to look for at most, the lightest first.")
]
Kept = Annotated[
    list[str] | None, typer.Option("--keep", metavar="ID", help="Only packages that do not break this statement.")
]
NoRedLines = Annotated[bool, typer.Option("--no-red-lines", help="Only packages that cross no red line.")]
Bare = Annotated[bool, typer.Option("--bare", help="Any package but the status quo is a deal, whatever it moves.")]
WholeOnly = Annotated[bool, typer.Option("--whole", help="Look for the ways out of all knots at once.")]


def _tell_version(wanted: bool) -> None:
    """Print the version and end, where it is asked for."""
    if wanted:
        _say(f"nonpaper {VERSION}")
        raise typer.Exit(FINE)


@app.callback()
def before_any_command(
    version: Annotated[
        bool, typer.Option("--version", help="Tell the version, and end.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """What stands before the name of a command."""


@app.command("new", short_help="Start a case: a folder that passes `check`.")
def new_case(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.", show_default=False)
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[REPORT]...", help="More reports for --from.", show_default=False)
    ] = None,
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="REPORT",
            help="Draft the case from this report, and from those behind it: parties and issues, to be edited.",
            show_default=False,
        ),
    ] = None,
    seed: NoSeed = None,
) -> None:
    """Start a case: a folder with a small example in it that passes `check`, or one drafted from reports."""
    from nonpaper.desk import draft, new

    if more and not reports:
        raise UsageError("a report to draft the case from stands behind --from")
    if reports:
        drafted = draft(folder, [*reports, *(more or ())])
        _tell(drafted.problems, Form.TEXT)
        if drafted.advice:
            print(f"nonpaper: {drafted.advice}", file=sys.stderr)
        for path in drafted.files:
            _say(str(path))
        parties, issues = len(drafted.parties), len(drafted.issues)
        found = f"{_many(parties, 'party', 'parties')} and {_many(issues, 'issue', 'issues')}"
        said = _many(drafted.statements, "statement", "statements")
        _say(f"drafted: {found} from {said}; all of it is to be edited")
    else:
        for path in new(folder):
            _say(str(path))
    _say(f"next: nonpaper check {shlex.quote(str(folder))}")


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


@app.command("import", short_help="A scenario of GENIUS or NegMAS as a new case.")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="The domain and a profile for each party, or a folder of them.", show_default=False
        ),
    ],
    output: OutputFolder = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Keep GENIUS's evaluations as they stand, instead of dividing as GENIUS does.")
    ] = False,
    seed: NoSeed = None,
) -> None:
    """A scenario of GENIUS (XML) or NegMAS (YAML) as a new case: parties, issues and exact values, and no statement."""
    from nonpaper.desk import import_scenario

    done = import_scenario(files, output, raw=raw)
    _tell_written(done)
    _say(f"next: nonpaper check {shlex.quote(str(done.folder))}")


@app.command("export", short_help="The values of a case as a scenario of GENIUS or NegMAS.")
def export_values(
    case: CaseFolder,
    to: Annotated[Program, typer.Option("--to", help="For which program.", show_default=False)],
    output: OutputFolder = None,
    seed: NoSeed = None,
) -> None:
    """The values of a case as a scenario of another program; what is not given is named, and nothing is made up."""
    from nonpaper.desk import export_case

    try:
        done = export_case(case, to.value, output)
    except CaseError as error:
        _tell(error.problems, Form.TEXT)
        raise typer.Exit(PROBLEMS) from None
    _tell_written(done)


@app.command("check", short_help="Read a case and tell all its problems at once.")
def check_case(
    case: CaseFolder,
    form: InForm = Form.TEXT,
    at: At = None,
    min_grade: MinGrade = None,
    seed: NoSeed = None,
) -> None:
    """Read a case and tell all its problems at once, in order of place. Exits 1 where there is an error."""
    from nonpaper.asking import read_day, read_grade
    from nonpaper.desk import Desk, open_case

    if (read_day(at), read_grade(min_grade)) != (None, None):
        print("nonpaper: check reads the whole record; --at and --min-grade change nothing here", file=sys.stderr)
    found, problems = open_case(case)
    _tell(problems, form)
    if found is None:
        raise typer.Exit(PROBLEMS)
    if form is Form.TEXT:
        _say(Desk(found).inventory())


@app.command("review", short_help="Decide which proposed statements enter the record.")
def review_proposals(
    case: CaseFolder,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who reviews; stands in `reviewed_by`. Default: asked at the start."),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="NAME", help="Only what was proposed of this report.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write the queue to this CSV file, for a spreadsheet, and end."),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Decide as this CSV file says, all of it or nothing, and end."),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="How the rules of the reader have fared, the worst first, and end.")
    ] = False,
    seed: NoSeed = None,
) -> None:
    """Decide which proposed statements enter the record, on a screen or by way of a spreadsheet.

    What `nonpaper read` has proposed is shown beside the words of the report, the least sure first: accept, change or
    reject it, with one key each. Every decision can be undone, and none is lost, whenever the program ends.
    """
    from nonpaper.desk import export_review, import_review, open_review

    if sum((export is not None, table is not None, counts)) > 1:
        raise UsageError("--export, --import and --counts are asked for one at a time")
    try:
        review = open_review(case, by or "")
    except CaseError as error:
        _tell(error.problems, Form.TEXT)
        raise typer.Exit(PROBLEMS) from None
    _tell(review.unread, Form.TEXT)
    for note in review.notes:
        print(f"nonpaper: {note}", file=sys.stderr)
    if export is not None:
        _say(f"{export_review(review, export, report)} written: fill in `decision`, then give it to --import")
    elif table is not None:
        done = import_review(review, table)
        _tell(done.problems, Form.TEXT)
        if any(problem.severity == "error" for problem in done.problems):
            print("nonpaper: nothing was taken in; mend these, and give the table again", file=sys.stderr)
            raise typer.Exit(PROBLEMS)
        told = ", ".join(f"{number} {word}" for word, number in done.counts().items())
        _say(f"{told} ({done.unchanged} decided so already)")
    elif counts:
        _say(review.rules_words())
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the review needs a terminal; in a spreadsheet: --export FILE.csv, then --import FILE.csv")
    else:
        from nonpaper.screen.start import run_review

        run_review(review, report)


@app.command("status", short_help="Where the talks stand, the most stuck issue first.")
def status_of(
    case: CaseFolder, at: At = None, min_grade: MinGrade = None, form: InForm = Form.TEXT, seed: NoSeed = None
) -> None:
    """Where the talks stand: the calendar, the issues most stuck first, who was not heard, what is disputed."""
    _show(_open(case, form).status(at, min_grade), form)


@app.command("history", short_help="One party on one issue: how it came to stand there.")
def history_of(
    case: CaseFolder,
    party: Annotated[str, typer.Argument(metavar="PARTY", help="A party's id, name or alias.", show_default=False)],
    issue: Annotated[str, typer.Argument(metavar="ISSUE", help="An issue's id or title.", show_default=False)],
    at: At = None,
    min_grade: MinGrade = None,
    form: InForm = Form.TEXT,
    seed: NoSeed = None,
) -> None:
    """One party on one issue: every statement, how it moved the position, what it retired and why."""
    _show(_open(case, form).history(party, issue, at, min_grade), form)


@app.command("why", short_help="Why there is no deal, and the ways out.")
def why_no_deal(
    case: CaseFolder,
    top: TopConflicts = 20,
    bare: Bare = False,
    whole: WholeOnly = False,
    at: At = None,
    min_grade: MinGrade = None,
    form: InForm = Form.TEXT,
    seed: NoSeed = None,
) -> None:
    """Why there is no deal: the conflicts, hardest knot first, and the ways out of each."""
    _show(_open(case, form).why(at, min_grade, top, bare=bare, whole_only=whole), form)


@app.command("deals", short_help="Which packages could be signed, and what each would ask of whom.")
def which_deals(
    case: CaseFolder,
    top: Annotated[int, typer.Option("--top", metavar="K", min=1, help="How many packages to tell.")] = 5,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            metavar="ISSUE=STEP,...",
            help="Look at this package too, or at draft:ID, wherever it ranks; what it leaves out stays as it is.",
        ),
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option("--fix", metavar="ISSUE=STEP", help="Only packages with this step.")
    ] = None,
    keep: Kept = None,
    no_red_lines: NoRedLines = False,
    at_most: Annotated[
        list[str] | None,
        typer.Option(
            "--at-most-walk-back",
            metavar="PARTY=N",
            help="Only packages for which this party has to walk back at most N of its positions.",
        ),
    ] = None,
    worlds: Drawn = 10_000,
    bare: Bare = False,
    at: At = None,
    min_grade: MinGrade = None,
    form: InForm = Form.TEXT,
    seed: Seed = 0,
) -> None:
    """Which packages could be signed: ranked by the worlds in which all sides would accept, and by what they break."""
    from nonpaper.asking import read_counts, read_pairs

    desk = _open(case, form)
    with _progress() as progress:
        answer = desk.deals(
            at,
            min_grade,
            top,
            seed=seed,
            worlds=worlds,
            bare=bare,
            keep=keep or (),
            no_red_lines=no_red_lines,
            at_most=read_counts(at_most or (), "--at-most-walk-back PARTY=N"),
            fix=read_pairs(fix or (), "--fix ISSUE=STEP"),
            packages=package or (),
            progress=progress,
        )
    _show(answer, form)


@app.command("stages", short_help="In which order a package could be carried out, and what would hold it.")
def in_what_order(
    case: CaseFolder,
    package: Annotated[
        str | None,
        typer.Option(
            "--package",
            metavar="ISSUE=STEP,...",
            help="This package: a letter of `deals`, its steps, or draft:ID. Default: the first of `deals`.",
        ),
    ] = None,
    draft: Annotated[
        str | None, typer.Option("--draft", metavar="ID", help="Walk through the stages of this draft as they stand.")
    ] = None,
    stages: Annotated[int | None, typer.Option("--stages", metavar="K", min=1, help="At most so many stages.")] = None,
    max_guarantee: Annotated[
        float | None,
        typer.Option(
            "--max-guarantee",
            metavar="G",
            min=0,
            max=1,
            help="The fewest stages for which no side needs a guarantee worth more than this share of its stake.",
        ),
    ] = None,
    keep: Kept = None,
    no_red_lines: NoRedLines = False,
    worlds: Drawn = 10_000,
    bare: Bare = False,
    at: At = None,
    min_grade: MinGrade = None,
    form: InForm = Form.TEXT,
    seed: Seed = 0,
) -> None:
    """In which order a package could be carried out: who is exposed when, what is forced, and what would hold it."""
    desk = _open(case, form)
    with _progress() as progress:
        answer = desk.stages(
            at,
            min_grade,
            package,
            draft=draft,
            stages=stages,
            max_guarantee=max_guarantee,
            seed=seed,
            worlds=worlds,
            bare=bare,
            keep=keep or (),
            no_red_lines=no_red_lines,
            progress=progress,
        )
    _show(answer, form)


@app.command("read", short_help="What reports say: who said what; with a case, for review.")
def read_what(
    reports: Annotated[
        list[str],
        typer.Argument(
            metavar="REPORT...",
            help="Text or HTML files, folders of them, or addresses of pages (http, https).",
            show_default=False,
        ),
    ],
    case: Annotated[
        Path | None,
        typer.Option(
            "--case", metavar="CASE", help="Keep them, and what is proposed, in this case. Default: nothing is stored."
        ),
    ] = None,
    outlet: Annotated[
        str | None, typer.Option("--outlet", metavar="NAME", help="Who published them. Default: what they say.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="The day they were published. Default: what they say; no guess."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="N", help="What to call it under reports/, where it is one.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="How many to read side by side.")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Read anew what was read before.")] = False,
    limit: Annotated[
        float | None,
        typer.Option(
            "--limit",
            metavar="SECONDS",
            min=1,
            help="How long one report may take. Default: 25, or an hour with --model.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="URL",
            help="A language model of your own that reads it all again; words are sent there, and nowhere else.",
        ),
    ] = None,
    model_name: Annotated[
        str | None, typer.Option("--model-name", metavar="M", help="What the model is called at that address.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Ask the model nothing: take the replies that the case has kept.")
    ] = False,
    form: InForm = Form.TEXT,
    seed: NoSeed = None,
) -> None:
    """What reports say: who said what, with where the words stand. With a case, kept in it until a person decides.

    A report that cannot be read is a problem, and the others are read; then it exits 1. How well it reads can be
    measured: `nonpaper read score`.
    """
    from nonpaper.desk import read_reports

    try:
        with _progress() as progress:
            answer = read_reports(
                reports,
                case,
                outlet=outlet,
                date=date,
                name=name,
                jobs=jobs,
                again=again,
                limit=limit,
                model=model,
                model_name=model_name,
                replay=replay,
                progress=progress,
            )
    except CaseError as error:
        _tell(error.problems, form)
        raise typer.Exit(PROBLEMS) from None
    problems = answer.result.all_problems
    if form is not Form.JSON:  # in the JSON they stand beside the reports
        _tell(problems, Form.TEXT)
    _show(answer, form)
    if case is not None and form is Form.TEXT and any(heard.found for heard in answer.result.reports):
        _say(f"next: nonpaper review {shlex.quote(str(case))}")  # on one line, so that it can be pasted
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(PROBLEMS)


@app.command("read score", short_help="How well the rules read: PolNeAR, or reports you have marked.")
def score_of_reading(
    polnear: Annotated[
        Path | None,
        typer.Option("--polnear", metavar="DIR", help="The directory that holds PolNeAR's train, dev and test."),
    ] = None,
    split: Annotated[
        str, typer.Option("--split", metavar="PART", help="Which part of PolNeAR: train, dev or test.")
    ] = "dev",
    first: Annotated[
        int | None, typer.Option("--first", metavar="N", min=1, help="Only the first N articles of PolNeAR.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="DIR", help="A directory of reports, with what a person has marked in gold/."),
    ] = None,
    form: InForm = Form.TEXT,
    seed: NoSeed = None,
) -> None:
    """How well the rules read, measured on PolNeAR or on reports that you have marked. Anyone can repeat it."""
    from nonpaper.desk import score_reading

    _show(score_reading(polnear, split=split, gold=gold, limit=first), form)


@app.command("brief", short_help="All of it on one page, on the terminal or in a file.")
def brief_on(
    case: CaseFolder,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write it to this file; the ending (.html, .md, ...) tells the form."
        ),
    ] = None,
    top: TopConflicts = 20,
    bare: Bare = False,
    whole: WholeOnly = False,
    at: At = None,
    min_grade: MinGrade = None,
    form: Annotated[
        PageForm | None, typer.Option("--format", help="How to show it. Default: text, or as FILE ends.")
    ] = None,
    seed: Seed = 0,
) -> None:
    """The whole on one page: where they stand, why they are stuck, the ways out, the sources."""
    if form is None:
        form = _form_of(output)
    desk = _open(case, form)
    if output is not None and desk.holds(output):
        raise UsageError(f"{str(output)!r} is part of the case; a brief is not written over it")
    with _progress() as progress:
        answer = desk.brief(at, min_grade, top, bare=bare, whole_only=whole, seed=seed, progress=progress)
    if output is None:
        _show(answer, form)
        return
    from nonpaper.answers import write_text

    write_text(output, _worded(answer, form, width=80, colour=False))
    _say(f"{output} written")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments` (default: those of the process); gives the exit code.

    0 fine, 1 problems in the case, 2 misuse; 130 after Ctrl-C, 141 where whoever read the output has gone.
    """
    given = list(arguments) if arguments is not None else sys.argv[1:]
    try:
        if given[:2] == ["read", "score"]:
            given[:2] = ["read score"]  # a command of two words; a file of that name is ./score
        _one_dash(given)
        _plain_values(given)
        app(args=given, prog_name="nonpaper")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FINE
    except (UsageError, SaveError) as error:
        print(f"nonpaper: {error}", file=sys.stderr)
        return MISUSE
    except EngineError as error:
        print(f"nonpaper: {error}\nThis is a defect of the program, not of the case.", file=sys.stderr)
        return PROBLEMS
    except KeyboardInterrupt:
        return INTERRUPTED
    return FINE


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on stderr while work lasts, where somebody is watching; None where nobody is."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield told


def _one_dash(arguments: Sequence[str]) -> None:
    """Raises `UsageError` for a long option with one dash, which would be read as several short ones."""
    for argument in arguments:
        if argument == "--":
            return
        name = argument.partition("=")[0]
        if name in {f"-{option}" for option in ("at", "min-grade", "format", "seed", "top", "bare", "whole", "output")}:
            raise UsageError(f"no option {name!r}; did you mean '-{name}'?")


def _plain_values(arguments: Sequence[str]) -> None:
    """Raises `UsageError` for a form that there is not and a number that is none, in our own words."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            return
        name, sign, value = argument.partition("=")
        if not sign:
            value = arguments[place + 1] if place + 1 < len(arguments) else ""
        if name == "--format" and value and value not in set(PageForm):
            forms = ", ".join(PageForm if arguments[0] == "brief" else Form)
            told = "; for a PDF, write .html and print it" if value == "pdf" and arguments[0] == "brief" else ""
            raise UsageError(f"there is no form {value!r}; there are: {forms}{told}")
        if name == "--top" and value and not re.fullmatch(r"[+-]?[0-9]+", value):
            raise UsageError(f"--top takes a whole number, e.g. 20; found {value!r}")


def _open(case: Path, form: str) -> Desk:
    """The case on the desk; its problems on stderr, and the end, where it has errors."""
    from nonpaper.desk import Desk

    try:
        return Desk.open(case)
    except CaseError as error:
        _tell(error.problems, form)
        raise typer.Exit(PROBLEMS) from None


def _tell(problems: Sequence[Problem], form: str) -> None:
    """All problems at once: rendered on stderr, or on stdout as a JSON list, as CSV or as a Markdown table."""
    from nonpaper.answers import plain_problem, problems_as_csv, problems_as_markdown, show_problem

    if form == "json":
        _say(_as_json([plain_problem(problem) for problem in problems]))
    elif form == "csv":
        _say(problems_as_csv(problems))
    elif form == "md":
        _say(problems_as_markdown(problems))
    else:
        room = min(100, shutil.get_terminal_size((100, 24)).columns) if sys.stderr.isatty() else 100
        for problem in problems:
            print(show_problem(problem, room).rstrip(), end="\n\n", file=sys.stderr)


def _tell_written(done: Brought) -> None:
    """What an import or export has written and how; its problems on stderr, and the end, where there are errors."""
    _tell(done.problems, Form.TEXT)
    if not done.files:
        raise typer.Exit(PROBLEMS)
    for path in done.files:
        _say(str(path))
    for note in done.notes:
        _say(f"note: {note}")


def _show(answer: Answer[Any], form: str) -> None:
    """An answer on stdout: in colour and as wide as the terminal, or plain and 80 columns wide in a pipe."""
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((80, 24)).columns if terminal else 80
    _say(_worded(answer, form, width, colour))


def _worded(answer: Answer[Any], form: str, width: int, colour: bool) -> str:
    """An answer in one of its forms."""
    if form == "json":
        return _as_json(answer.to_dict())
    if form == "csv":
        return answer.to_csv()
    if form == "md":
        return answer.to_markdown()
    if form == "html":
        return answer.to_html()
    return answer.to_text(width, colour=colour)


def _as_json(value: object) -> str:
    """JSON, indented; letters of every script as they are, unless the stream has no room for them."""
    unicode = (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    return json.dumps(value, ensure_ascii=not unicode, indent=2)


def _form_of(output: Path | None) -> PageForm:
    """The form that a file's ending asks for; text where there is no file."""
    if output is None:
        return PageForm.TEXT
    try:
        return PageForm(_BY_ENDING[output.suffix.lower()])
    except KeyError:
        endings = ", ".join(_BY_ENDING)
        raise UsageError(f"cannot tell the form of {str(output)!r} by its ending ({endings}); say --format") from None


def _say(text: str) -> None:
    """Text on stdout, with one line break at its end. Ends quietly where the reader has gone."""
    out = sys.stdout
    encoded = (text.rstrip("\n") + "\n").encode(out.encoding or "utf-8", errors="replace")
    try:
        out.flush()
        if hasattr(out, "buffer"):
            out.buffer.write(encoded)
        else:
            out.write(encoded.decode(out.encoding or "utf-8"))
        out.flush()
    except BrokenPipeError:
        _hang_up()


def _hang_up() -> NoReturn:
    """Ends quietly: the interpreter must not complain, on its way out, that it cannot flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(PIPE_CLOSED)


if __name__ == "__main__":
    sys.exit(main())
