"""Who said what: one statement a row, with where it was reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from nonpaper.case.claims import Claim
from nonpaper.problems import Place


class Stance(StrEnum):
    """What a statement does. The table below says which bind and how firmly."""

    DEMANDS = "demands"
    INSISTS = "insists"
    REJECTS = "rejects"
    RULES_OUT = "rules out"
    ACCEPTS = "accepts"
    OFFERS = "offers"
    COMMITS = "commits"
    WITHDRAWS = "withdraws"
    PRIORITISES = "prioritises"
    PROPOSES = "proposes"
    CARRIES_OUT = "carries out"
    THREATENS = "threatens"
    REPORTS = "reports"
    DENIES = "denies"
    BLAMES = "blames"


@dataclass(frozen=True, slots=True)
class StanceRow:
    """One line of the table of stances: does it bind, how firm is it by default, and what it means."""

    stance: Stance
    binds: bool
    firmness: int  # the default, 0 to 5; 0 where it does not bind
    meaning: str


STANCES: Mapping[Stance, StanceRow] = {
    row.stance: row
    for row in (
        StanceRow(Stance.DEMANDS, True, 3, "asks for a step; the worst it would sign there"),
        StanceRow(Stance.INSISTS, True, 4, "holds to a condition: one act only if, after or with another"),
        StanceRow(Stance.REJECTS, True, 3, "turns down a step, a whole combination, or a draft"),
        StanceRow(Stance.RULES_OUT, True, 4, "a red line: a step it says it will never sign"),
        StanceRow(Stance.ACCEPTS, True, 3, "says it would sign a step, a draft or a stage of a draft"),
        StanceRow(Stance.OFFERS, True, 3, "puts a step of its own on the table"),
        StanceRow(Stance.COMMITS, True, 3, "binds itself to a step"),
        StanceRow(
            Stance.WITHDRAWS,
            True,
            3,
            "takes an offer back; with a condition, gives that condition up: the offer or demand stands without it",
        ),
        StanceRow(Stance.PRIORITISES, True, 3, "says that one issue matters more to it than another"),
        StanceRow(
            Stance.PROPOSES,
            True,
            3,
            "a party's own: an offer of its acts, a demand of others'; a mediator's binds nobody",
        ),
        StanceRow(Stance.CARRIES_OUT, False, 0, "a step was reached on that date, up or down: it moves the status quo"),
        StanceRow(Stance.THREATENS, False, 0, "announces harm; shown, never computed with"),
        StanceRow(Stance.REPORTS, False, 0, "says how things are; shown, never computed with"),
        StanceRow(Stance.DENIES, False, 0, "denies an account; shown among the disputed accounts"),
        StanceRow(Stance.BLAMES, False, 0, "faults another; shown among the disputed accounts"),
    )
}


@dataclass(frozen=True, slots=True, order=True)
class Grade:
    """The Admiralty code: reliability of the source A-F, credibility of the information 1-6.

    F and 6: it cannot be judged.
    """

    source: str
    information: int

    def __str__(self) -> str:
        return f"{self.source}{self.information}"

    def at_least(self, other: Grade) -> bool:
        """Source at least as reliable and information at least as credible as `other`'s."""
        return self.source <= other.source and self.information <= other.information

    def lowered(self) -> Grade:
        """One letter down (F stays F): for a bloc's word about a member that did not speak itself."""
        return Grade("ABCDEFF"["ABCDEF".index(self.source) + 1], self.information)


UNGRADED = Grade("F", 6)


@dataclass(frozen=True, slots=True)
class When:
    """A day, or an interval of days where only that is known; a statement counts from `end`."""

    text: str  # as written
    start: date | None  # None: open
    end: date

    @property
    def is_day(self) -> bool:
        """Whether the exact day is known."""
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words stand: a file under `reports/` and a span of code points, end exclusive."""

    report: str
    start: int | None = None
    end: int | None = None


NOBODY_NAMED = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})
"""What stands in `reported_by` where a report says that something is told, and not by whom."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the record. `firmness` is 0 to 5, the default of the stance where the row is blank."""

    id: str
    when: When
    stance: Stance
    party: str | None = None
    claim: Claim | None = None
    speaker: str = ""
    named: bool = True
    role: str = ""  # the speaker's role as the row gives it
    reported_by: str = ""  # second-hand: who says that they said it
    outlet: str = ""
    source: Source | None = None
    quote: str = ""
    firmness: int = 0
    firmness_given: bool = False
    grade: Grade | None = None
    audience: str = ""  # who may know it; blank: everyone
    reviewed_by: str = ""
    corrects: str | None = None
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)  # a user's own columns
    place: Place | None = field(default=None, compare=False)

    @property
    def day(self) -> date:
        """The day from which the statement counts."""
        return self.when.end

    @property
    def second_hand(self) -> bool:
        """Whether somebody else tells what the party said."""
        return bool(self.reported_by)
