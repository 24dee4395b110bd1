"""One case carried down the whole line, each answer computed when it is asked for.

    folder --load--> case --fold--> table --status, history--> where they stand
                                      |--compile--> model --why--> why there is no deal, and the ways out
                                                          |--deals--> which packages could be signed
                                                          |--stages--> in which order one could be carried out

Every answer is frozen, carries the values it was made of, and knows how to show itself: in a notebook, on a
terminal, as a page, as Markdown, as CSV, as plain dicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nonpaper.answers import (
    Answer,
    Brief,
    brief_answer,
    deals_answer,
    history_answer,
    stages_answer,
    status_answer,
    why_answer,
)
from nonpaper.asking import nearest, nearest_draft, read_day, read_deals, read_grade
from nonpaper.case.parties import Role
from nonpaper.case.statements import Grade
from nonpaper.errors import CaseError, UsageError
from nonpaper.problems import Problem, Severity, shown

if TYPE_CHECKING:
    from nonpaper.analysis.packages import Deals
    from nonpaper.analysis.plans import Plan
    from nonpaper.analysis.results import Why
    from nonpaper.case.case import Case
    from nonpaper.formats.bring import Brought as Brought
    from nonpaper.positions.changes import Change
    from nonpaper.positions.history import History
    from nonpaper.positions.position import Table
    from nonpaper.positions.status import Status
    from nonpaper.read.draft_case import Drafted
    from nonpaper.read.reading import Hearing
    from nonpaper.read.review import Review
    from nonpaper.read.review_table import TakenIn
    from nonpaper.read.score import PolnearScore
    from nonpaper.read.score_gold import GoldScore

    Score = PolnearScore | GoldScore

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


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
            self._present(),
            _count(len(case.issues), "issue"),
            _count(len(case.statements), "statement"),
            _count(len(case.drafts), "draft"),
            _count(len(case.rounds), "round"),
            _count(len(case.procedure), "line of procedure", "lines of procedure"),
            _count(len(case.reports), "report"),
        ]
        warnings = _count(len(case.problems), "warning") if case.problems else "no problems"
        return f"{shown(case.title)}: {', '.join(part for part in parts if not part.startswith('0 '))}; {warnings}"

    def _present(self) -> str:
        """How many sides would sign, and who else is there."""
        others: dict[str, int] = {}
        for party in self.case.parties.values():
            if party.is_bloc:
                others["bloc"] = others.get("bloc", 0) + 1
            elif party.role is not Role.PARTY:
                others[party.role.value] = others.get(party.role.value, 0) + 1
        beside = ", ".join(_count(number, role) for role, number in others.items())
        sides = _count(len(self.case.sides), "side")
        return f"{sides} (and {beside})" if beside else sides

    def holds(self, path: Path) -> bool:
        """Whether a path is one of the files that make up this case, which no answer may be written over."""
        folder, file = self.case.folder.resolve(), path.resolve()
        inside = (folder / "reports", folder / "reading")
        return file in (folder / "case.yaml", folder / "record.csv") or any(each in file.parents for each in inside)

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

        return status_answer(status(self.table(at, min_grade)))

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
        return history_answer(history(table, who, what))

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
        kind; else `bound` is the least price still possible, for the most even one the least that whoever bears most
        could still bear. Each question about ways out has half a minute.

        `top` is how many conflicts to look for at most, the lightest first; `complete` says whether that was all. With
        `bare` any package but the status quo is a deal, whatever it moves. With `whole_only` the way out of everything
        is looked for at once, not added up knot by knot. Raises `UsageError` for a `top` below 1, and for a date or a
        grade that cannot be read.
        """
        if top < 1:
            raise UsageError(f"top is how many conflicts to look for, at least 1; found {top}")
        from nonpaper.analysis.why import why
        from nonpaper.model.compile import compile_model

        table = self.table(at, min_grade)
        found = why(table, compile_model(table, bare), top=top, at_once=whole_only)
        if found.deal is None:
            return why_answer(found)
        return why_answer(found, self.stages(at, min_grade, bare=bare).result)

    def deals(
        self,
        at: date | str | None = None,
        min_grade: Grade | str | None = None,
        top: int = 5,
        *,
        seed: int = 0,
        worlds: int = 10_000,
        bare: bool = False,
        keep: Sequence[str] = (),
        no_red_lines: bool = False,
        at_most: Mapping[str, int] | None = None,
        fix: Mapping[str, str] | None = None,
        packages: Sequence[str | Mapping[str, str]] = (),
        progress: Progress | None = None,
    ) -> Answer[Deals]:
        """Which packages could be signed? Ranked by the worlds in which all sides would accept, and by what they break.

        A world is one full set of a side's preferences consistent with everything it said; `worlds` are drawn for each
        side (at least 100), and `seed` repeats them to the byte. Shares of worlds are 0 to 1 with their standard
        errors; the worth of a package runs from 0 to 1 for each side, and is never compared between sides. Prices are
        those of the table of moves. Raises nothing where no world is left: then `emptied` says which statements leave
        none.

        `top` is how many packages are told. `keep` are statements that no package may break, `no_red_lines` keeps every
        red line; `at_most` maps a party to how many positions it may have to walk back. `fix` maps an issue to the
        label of the step it is to have. `packages` are looked at wherever they rank: each a mapping of issue to label,
        or its text, `ceasefire=temporary, aid=free`, or `draft:ID` or `draft:ID/STAGE`; what a package leaves out
        stays as it is, but for what the procedure needs. `progress` is called with what is being done, how much of it
        is done, and of how much. Raises `UsageError` for what cannot be read or is not in the case.
        """
        from nonpaper.analysis.deals import Question, deals

        table = self.table(at, min_grade)
        wanted = read_deals(
            table,
            keep=keep,
            at_most={self._party(party): most for party, most in (at_most or {}).items()},
            fix={self._issue(issue): step for issue, step in (fix or {}).items()},
            packages=packages,
            top=top,
            seed=seed,
            worlds=worlds,
        )
        question = Question(
            top=top,
            seed=seed,
            worlds=worlds,
            bare=bare,
            keep=tuple(dict.fromkeys(keep)),
            no_red_lines=no_red_lines,
            at_most=wanted.at_most,
            fixed=wanted.fixed,
            named=wanted.named,
        )
        return deals_answer(deals(table, question, progress=progress))

    def stages(
        self,
        at: date | str | None = None,
        min_grade: Grade | str | None = None,
        package: str | Mapping[str, str] | None = None,
        *,
        draft: str | None = None,
        stages: int | None = None,
        max_guarantee: float | None = None,
        seed: int = 0,
        worlds: int = 10_000,
        bare: bool = False,
        keep: Sequence[str] = (),
        no_red_lines: bool = False,
        progress: Progress | None = None,
    ) -> Answer[Plan]:
        """In which order could a package be carried out, who is exposed when, and what would hold it?

        `package` is a letter of `deals`, a mapping of issue to label or its text, or `draft:ID`; default: the first of
        `deals`. With `draft` the stages of a mediator's own draft are walked through, and what breaks a condition in
        them is told. `stages` is the most stages there may be; `max_guarantee` (0 to 1) asks for the fewest stages for
        which no side needs a guarantee worth more. Temptation (what a party would gain by leaving) and exposure (what
        it would lose if it were left) are shares of what is at stake for that party, over the worlds in which it
        accepts the package: median and 90 % quantile. The other arguments are those of `deals`. Raises `UsageError` for
        what cannot be read or is not in the case; where there is no plan, the answer says why.
        """
        from nonpaper.analysis.stages import Question
        from nonpaper.analysis.stages import stages as staged

        table = self.table(at, min_grade)
        letter = isinstance(package, str) and package.strip().isalpha() and len(package.strip()) <= 2
        named = () if package is None or letter else (package,)
        wanted = read_deals(table, keep=keep, at_most={}, fix={}, packages=named, top=1, seed=seed, worlds=worlds)
        steps: str | Mapping[str, int] | None = None
        name = ""
        if letter and isinstance(package, str):
            steps = package.strip().upper()
        elif wanted.named:
            name, steps = wanted.named[0]
        if draft is not None:
            known = self.table(at, min_grade).case.drafts
            asked_for = draft.removeprefix("draft:")
            if asked_for not in known:
                raise UsageError(f"no draft {draft!r} on the table as of that day{nearest_draft(draft, known)}")
            draft = asked_for
        question = Question(
            package=steps,
            draft=draft,
            at_most=stages,
            max_guarantee=max_guarantee,
            seed=seed,
            worlds=worlds,
            bare=bare,
            keep=tuple(dict.fromkeys(keep)),
            no_red_lines=no_red_lines,
            name=name,
        )
        return stages_answer(staged(table, question, progress=progress))

    def brief(
        self,
        at: date | str | None = None,
        min_grade: Grade | str | None = None,
        top: int = 20,
        *,
        bare: bool = False,
        whole_only: bool = False,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> Answer[Brief]:
        """All of it on one page: where they stand, why they are stuck, the ways out, packages, what moved, the sources.

        The result holds `status`, `why`, `deals` and the plan of `stages` for the first of the packages, as those
        questions give them; the arguments are theirs.
        """
        return brief_answer(
            self.status(at, min_grade),
            self.why(at, min_grade, top, bare=bare, whole_only=whole_only),
            self.deals(at, min_grade, bare=bare, seed=seed, progress=progress),
            self.stages(at, min_grade, bare=bare, seed=seed, progress=progress),
        )

    def _party(self, asked: str) -> str:
        parties = self.case.parties
        if asked in parties:
            return asked
        meant = [party.id for party in parties.values() if party.goes_by(asked)]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise UsageError(f"{asked!r} may be {' or '.join(meant)}: use the id")
        names = {word: p.id for p in parties.values() for word in (p.id, p.name, *p.aliases)}
        raise UsageError(f"no party {asked!r} in this case{nearest(asked, names)}")

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
        words = asked.strip().casefold()
        meant = [i.id for i in issues.values() if words in (i.id.casefold(), i.title.casefold())]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise UsageError(f"{asked!r} may be {' or '.join(meant)}: use the id")
        names = {word: i.id for i in issues.values() for word in (i.id, i.title)}
        raise UsageError(f"no issue {asked!r} in this case{nearest(asked, names)}")


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


def draft(folder: str | Path, reports: Sequence[str | Path], title: str = "") -> Drafted:
    """A case drafted from reports, in a folder that is empty or not there yet; it passes `check`, with warnings.

    Parties and issues are proposals for a person to edit, each with a comment that says where it was found; the record
    is empty. Raises `UsageError` where something stands there already, where no report is named, and where one of them
    cannot be read, `SaveError` where the case cannot be written.
    """
    from nonpaper.read.draft_case import draft_case

    return draft_case(Path(folder), list(reports), title)


def import_scenario(files: Sequence[str | Path], folder: str | Path | None = None, *, raw: bool = False) -> Brought:
    """A scenario of GENIUS (XML) or NegMAS (YAML) as a new case, which passes `check`.

    `files` are a domain and a profile for each party, or folders of them; `folder` is empty or not there yet (default:
    named after the scenario). GENIUS's evaluations are divided as GENIUS does, or kept as they stand, if `raw`. Gives
    the files written, notes on how they were read, and all problems in order of place; where one of those is an error,
    nothing is written. Raises `UsageError` where something stands there already, `SaveError` where it cannot be
    written.
    """
    from nonpaper.formats.bring import bring

    return bring([Path(file) for file in files], Path(folder) if folder is not None else None, raw=raw)


def export_case(case: str | Path, to: str, folder: str | Path | None = None) -> Brought:
    """The values of a case as a scenario of another program: `to` is `genius` or `negmas`.

    Where the case does not give all values nothing is written, and the problems say what is missing, party by party.
    Raises `CaseError` where the case has errors, `UsageError` where something stands in `folder` already.
    """
    from nonpaper.formats.bring import hand_over

    return hand_over(Desk.open(case).case, to, Path(folder) if folder is not None else None)


def open_review(folder: str | Path, by: str = "") -> Review:
    """The review of what was proposed for a case: proposals enter the record only when a person accepts them.

    `by` is the name of whoever reviews; it stands in `reviewed_by` of what is accepted, and without it nothing can be
    decided. Raises `UsageError` where there is no such folder or no report of the case has been read, `CaseError` where
    the case has errors, `SaveError` where the decisions cannot be relied on.
    """
    from nonpaper.read.review import Review

    path = Path(folder)
    if not path.is_dir():
        open_case(path)
    return Review.open(path, by)


def would_change(before: Case, after: Case) -> tuple[Change, ...]:
    """What one more statement would change in the positions: two cases, without it and with it, and the difference."""
    from nonpaper.positions import changes

    return changes.would_change(before, after)


def export_review(review: Review, file: str | Path, report: str | None = None) -> Path:
    """Write the queue of a review as a CSV table, one row a proposal, with a column `decision` to be filled in.

    Raises `UsageError` for a report of which nothing has been read, and for a file that is part of the case;
    `SaveError` where it cannot be written.
    """
    from nonpaper.answers import write_text
    from nonpaper.read.review_table import as_table

    path = Path(file)
    if Desk(review.case).holds(path) or (review.folder / "reading").resolve() in path.resolve().parents:
        raise UsageError(f"{str(path)!r} is part of the case; a table is not written over it")
    write_text(path, "\ufeff" + as_table(review, report))  # the mark tells spreadsheets that it is UTF-8
    return path


def import_review(review: Review, file: str | Path) -> TakenIn:
    """Decide as the table in a CSV file says: all of it, or, where one row has an error, nothing.

    All problems are told at once, placed in the table. A table can be taken in twice: the second time it changes
    nothing. Raises `UsageError` where the review has no name, `SaveError` where the record or the decisions have
    changed meanwhile.
    """
    from nonpaper.read.review_table import take_in

    return take_in(review, Path(file))


def read_reports(
    reports: Sequence[str | Path],
    case: str | Path | None = None,
    *,
    outlet: str | None = None,
    date: str | None = None,
    name: str | None = None,
    jobs: int = 1,
    again: bool = False,
    limit: float | None = None,
    model: str | None = None,
    model_name: str | None = None,
    replay: bool = False,
    progress: Progress | None = None,
) -> Answer[Hearing]:
    """What do these reports say? Proposed statements, each with where its words stand; none of them in the record.

    `reports` are files (text, or HTML), folders of them, or addresses of pages; nothing else is ever fetched. Without
    a `case` nothing is stored. With one, the reports are kept in its `reports/` and what is proposed in its
    `reading/`, for a person to decide upon; what was read before by the same reader is passed over, unless `again`.
    `outlet` and `date` (year-month-day, or an interval as the record writes it) are of all these reports, and go
    before what a report says of itself; a day is never guessed. `name` is what a single report is to be called.
    `jobs` processes read side by side, each report for at most `limit` seconds (by default 25; an hour with a second
    reader); one that cannot be read is a problem of the answer (`all_problems`), and the others are read.

    `model` is the address of a language model that reads everything a second time, `model_name` what it is called
    there: the one thing that ever sends words of a report anywhere, and to that address alone. `replay` asks it
    nothing, and takes the replies that the case has kept. Raises `CaseError` where the case has errors, `UsageError`
    for what cannot be read as asked, `SaveError` where something cannot be written.
    """
    from nonpaper.heard import hearing_answer
    from nonpaper.read.crew import SECONDS, Orders
    from nonpaper.read.readers import READERS
    from nonpaper.read.reading import Wanted, hear
    from nonpaper.read.report import given_of

    if limit is not None and not limit > 0:
        raise UsageError(f"limit is how many seconds a report may take, above 0; found {limit:g}")
    if model is None and (model_name or replay):
        raise UsageError("a second reader needs its address: --model URL (and --model-name, as it is called there)")
    if replay and case is None:
        raise UsageError("replies are kept in a case: --replay needs --case")
    opened = Desk.open(case).case if case is not None else None
    folder = str(opened.folder) if opened is not None else None
    if model is None:
        orders = Orders(READERS["rules"], case=folder, seconds=limit or SECONDS)
    else:
        options = {"url": model, "model": model_name or "", "replay": "yes" if replay else "no"}
        orders = Orders(READERS["both"], options, case=folder, seconds=limit or 3600.0)
    wanted = Wanted(reports, orders, given_of(outlet, date), name or "", jobs, again)
    return hearing_answer(hear(wanted, opened, progress=progress))


def score_reading(
    polnear: str | Path | None = None, *, split: str = "dev", gold: str | Path | None = None, limit: int | None = None
) -> Answer[Score]:
    """How well do the rules read? Against PolNeAR, or against reports that a person has marked; one of the two.

    `polnear` is the directory that holds PolNeAR's parts, of which `split` (`train`, `dev`, `test`) is read, the first
    `limit` articles of it or all; `gold` holds reports and `gold/*.json`. Figures of PolNeAR are in percent. None of
    those texts comes with this program. Raises `UsageError` where there is no such thing.
    """
    from nonpaper.heard import gold_answer, polnear_answer

    if (polnear is None) == (gold is None):
        raise UsageError("say --polnear DIR, or --gold DIR: one of the two")
    if polnear is not None:
        from nonpaper.read.score import score_polnear

        return polnear_answer(score_polnear(Path(polnear), split, limit=limit))
    from nonpaper.read.language import language
    from nonpaper.read.reader import RULES, case_words, read
    from nonpaper.read.score_gold import score_gold

    model = language()
    folder = Path(gold or "")
    if folder.resolve().name == "gold" and not (folder / "gold").is_dir():
        folder = folder.resolve().parent  # the folder of the marks was named, and the reports stand beside it
    score = score_gold(folder, lambda document, case: read(document, case_words(case), model))
    return gold_answer(score, f"{RULES} · {model}")


def open_case(folder: str | Path) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case in a folder, None where it has errors, and all its problems in order of place.

    Raises `UsageError` where there is no such folder.
    """
    from nonpaper.case.load import load_case

    path = Path(folder)
    if not path.exists():
        beside = {entry.name: entry.name for entry in path.parent.iterdir()} if path.parent.is_dir() else {}
        raise UsageError(f"no folder {str(path)!r}{nearest(path.name, beside)}")
    if not path.is_dir():
        raise UsageError(f"a case is a folder; {str(path)!r} is a file")
    loaded = load_case(path)
    return loaded.case, loaded.problems


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
