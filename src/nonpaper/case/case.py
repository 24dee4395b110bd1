"""The frozen whole of what people wrote down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from nonpaper.case.claims import Claim, Comparison
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party, Role
from nonpaper.case.statements import Grade, Statement, When
from nonpaper.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on the table. Each stage maps issue id -> step label; stages are cumulative."""

    id: str
    on: date
    by: tuple[str, ...]
    stages: tuple[Mapping[str, str], ...]
    place: Place | None = field(default=None, compare=False)

    def steps(self, stage: int | None = None) -> dict[str, str]:
        """Issue id -> step label after the given stage (1 is the first), or at the end."""
        reached: dict[str, str] = {}
        for part in self.stages[: stage if stage is not None else len(self.stages)]:
            reached.update(part)
        return reached


@dataclass(frozen=True, slots=True)
class Round:
    """A meeting. `ended` is agreed, extended, adjourned, impasse, walkout, or None while it lasts."""

    where: str
    start: date
    end: date | None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    ended: str | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that presses; `firm` says whether it binds or only presses."""

    on: date
    what: str
    firm: bool = False
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A third party's promise. `worth` is a share of what is at stake for the party it binds; `when` is a claim."""

    by: str
    binds: str
    issues: tuple[str, ...]
    worth: Fraction
    when: Claim | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Values:
    """What the case gives about one party's values. Exact numbers; the cost of no agreement is an interval.

    `points` and `weights` are per issue, `steps` per issue in the order of its declared steps. Where every issue has
    `steps`, a package is worth the sum of weight times step; of the steps alone, where there are no weights.
    `no_agreement` is in that same measure (a share of all at stake, where steps are missing), and stands in place of
    the status quo less `no_deal_cost`. `discount` is what an imported scenario says about time; it is never computed
    with.
    """

    party: str
    points: Mapping[str, Fraction] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    steps: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    no_deal_cost: tuple[Fraction, Fraction] | None = None
    no_agreement: Fraction | None = None
    discount: Fraction | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A line of the analyst's own judgement about how things are done: `procedure:N`, counted from 1."""

    id: str
    claim: Claim
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """A text that the record cites, as it was. `sha256` is of the file's bytes."""

    name: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Case:
    """A negotiation as it was written down. Built by `nonpaper.case.load.load_case`; never changed afterwards.

    `prices` holds the case's own prices over the defaults of the table of moves. `fingerprint` is the hash of the
    bytes of case.yaml, record.csv and the cited reports, in that order. `problems` are the warnings that loading and
    checking gave; a case with errors is not built.
    """

    folder: Path
    title: str
    parties: Mapping[str, Party]
    issues: Mapping[str, Issue]
    statements: tuple[Statement, ...]  # in the order of the file, corrected rows included
    procedure: tuple[Procedure, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    values: Mapping[str, Values] = field(default_factory=dict)
    prices: Mapping[str, Fraction] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    fingerprint: str = ""
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def sides(self) -> tuple[Party, ...]:
        """Those who sign: role `party`, blocs replaced by their members, in the order of the file."""
        return tuple(p for p in self.parties.values() if p.role is Role.PARTY and not p.is_bloc)

    def statement(self, id: str) -> Statement:
        """The statement with this id. Raises KeyError."""
        for statement in self.statements:
            if statement.id == id:
                return statement
        raise KeyError(f"no statement {id!r}")


def numbers_named(case: Case, statements: tuple[Statement, ...], drafts: Mapping[str, Draft]) -> dict[str, set[str]]:
    """Issue id -> labels that claims, procedure and drafts name and the issue does not declare."""
    found: dict[str, set[str]] = {}

    def note(issue: str, step: str) -> None:
        if step not in case.issues[issue].steps:
            found.setdefault(issue, set()).add(step)

    def walk(claim: Claim | None) -> None:
        if claim is None:
            return
        conditions: list[Comparison] = []
        if claim.condition is not None:
            conditions = [c for clause in claim.condition.clauses for c in clause]
        for comparison in (*claim.comparisons, *conditions):
            note(comparison.issue, comparison.step)

    for statement in statements:
        walk(statement.claim)
    for line in case.procedure:
        walk(line.claim)
    for draft in drafts.values():
        for issue, step in draft.steps().items():
            note(issue, step)
    return found


__all__ = [
    "Case",
    "Deadline",
    "Draft",
    "Grade",
    "Guarantee",
    "Procedure",
    "Report",
    "Round",
    "Values",
    "When",
    "numbers_named",
]
