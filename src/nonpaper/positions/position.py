"""Where each side stands: the values that folding a record gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from nonpaper.case.case import Case
from nonpaper.case.claims import Link
from nonpaper.case.parties import Rank
from nonpaper.case.statements import Grade


class Basis(StrEnum):
    """On what a mark or a direction rests. Never mixed up on any screen."""

    SAID = "said"
    INFERRED = "inferred"
    ASSUMED = "assumed"


class Hearsay(StrEnum):
    """Who tells it. `OTHER_SIDE`: known only through another party's account; the weakest of all."""

    FIRST_HAND = "first hand"
    SECOND_HAND = "second hand"
    OTHER_SIDE = "by the other side"


class Way(StrEnum):
    """Which way a party likes an issue to go."""

    UP = "up"
    DOWN = "down"
    BEST = "best"  # a best step in the middle
    NONE = "none"  # no stake


@dataclass(frozen=True, slots=True)
class Direction:
    """A party's direction on an issue. `best` is a step index where the case gives it, else None.

    `turned_by`: the statements of which each alone, taken away, would change an inferred direction.
    """

    way: Way
    basis: Basis
    best: int | None = None
    statements: tuple[str, ...] = ()
    turned_by: tuple[str, ...] = ()


class Side(StrEnum):
    """Which end a bound closes: LOWER is the least step, UPPER the furthest; SET is a choice's steps."""

    LOWER = "lower"
    UPPER = "upper"
    SET = "set"


class BoundKind(StrEnum):
    """Where a bound comes from; only SOFT is worded "has not offered more than"."""

    DEMAND = "demand"
    REFUSAL = "refusal"
    RED_LINE = "red line"
    MOVED = "moved"  # a stricter bound that its party has softened
    SOFT = "soft"
    STANDING = "standing"  # an act of a mediator, guarantor or host that nobody has offered yet


@dataclass(frozen=True, slots=True)
class Bound:
    """The worst step, for this party, that it would sign, on one side of one issue.

    `step` is an index into the issue's steps (LOWER, UPPER); `allowed` the indices it would sign (SET).
    `firmness` is 0 to 5. `statements` are those that hold it up, newest last. `hearsay` is the best hand among them;
    `moved_by` is the hand of the word that moved it to where it stands (first hand where none did).
    """

    party: str
    issue: str
    side: Side
    kind: BoundKind
    firmness: int
    statements: tuple[str, ...]
    since: date | None
    step: int | None = None
    allowed: frozenset[int] | None = None
    hearsay: Hearsay = Hearsay.FIRST_HAND
    moved_by: Hearsay = Hearsay.FIRST_HAND

    @property
    def red_line(self) -> bool:
        """Whether the party has said it will never sign what lies beyond."""
        return self.kind is BoundKind.RED_LINE

    @property
    def soft(self) -> bool:
        """Whether nothing beyond was refused, only not offered."""
        return self.kind in (BoundKind.SOFT, BoundKind.STANDING)

    def admits(self, step: int) -> bool:
        """Whether a step lies inside the bound."""
        if self.allowed is not None:
            return step in self.allowed
        if self.step is None:
            return True
        return step >= self.step if self.side is Side.LOWER else step <= self.step


class Reach(StrEnum):
    """How a literal reads its step: from that step up, from that step down, or just that step."""

    UP = "up"
    DOWN = "down"
    EXACT = "exact"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A statement about one issue in a package: its step lies at `step` or beyond, the way `reach` says.

    On a choice `reach` is EXACT. On a ladder EXACT only stands for a refusal of just that step.
    """

    issue: str
    reach: Reach
    step: int

    def holds(self, step: int) -> bool:
        """Whether a package whose step on the issue is `step` satisfies the literal."""
        if self.reach is Reach.UP:
            return step >= self.step
        if self.reach is Reach.DOWN:
            return step <= self.step
        return step == self.step


@dataclass(frozen=True, slots=True)
class HeldCondition:
    """A party's `act` only if, after or with one of `clause` (one literal is the common case)."""

    party: str
    act: Literal
    link: Link
    clause: tuple[Literal, ...]
    firmness: int
    statements: tuple[str, ...]
    since: date | None
    hearsay: Hearsay = Hearsay.FIRST_HAND


@dataclass(frozen=True, slots=True)
class RefusedWhole:
    """A combination, or a draft, that a party refuses as a whole: not all of `literals` together."""

    party: str
    literals: tuple[Literal, ...]
    firmness: int
    red_line: bool
    statements: tuple[str, ...]
    since: date | None
    draft: str | None = None
    hearsay: Hearsay = Hearsay.FIRST_HAND


@dataclass(frozen=True, slots=True)
class HeldPriority:
    """The party has said that `more` matters more to it than `less`."""

    party: str
    more: str
    less: str
    firmness: int
    statements: tuple[str, ...]


class MarkKind(StrEnum):
    """What a party has said about one step of one issue. Silence is never consent."""

    SAYS_YES = "says yes"
    ONLY_IF = "only if"
    ASKS_MORE = "asks for more"
    HAS_NOT_OFFERED = "has not offered"
    REFUSES = "refuses"  # turned down, though not called a red line
    RULED_OUT = "ruled out"
    NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one step. `basis` INFERRED or ASSUMED: carried over by the direction, not named (drawn hollow).

    `hearsay` is the best hand among its statements. `stage` are statements that accept a stage of a draft which has
    this step: they mark it, and lift no bound.
    """

    kind: MarkKind
    basis: Basis
    statements: tuple[str, ...] = ()
    hearsay: Hearsay = Hearsay.FIRST_HAND
    stage: tuple[str, ...] = ()


class Effect(StrEnum):
    """What a statement did to the position when it came."""

    OPENS = "opens"  # the first word on this side of the issue
    HARDENS = "hardens"
    SOFTENS = "softens"
    CONFIRMS = "confirms"
    SAYS_LESS = "says less"  # changes nothing: less than what stands
    CONDITION = "sets a condition"
    RELAXES = "relaxes a condition"
    GIVES_UP = "gives up a condition"
    HELD_BACK = "held back"  # a lower speaker would lift a higher one's word: a contradiction
    WITHDRAWN = "withdraws an offer"
    CARRIED_OUT = "carried out"
    DISPUTES = "disputes a condition"
    MARKS = "marks a stage"
    SHOWN = "shown only"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement in the history of a party on an issue: what it did, and what it retired and why.

    `retired` are ids of statements that no longer bind since this one; `before` and `after` the bounds of this
    position (LOWER, UPPER or SET) around the statement, as they stood.
    """

    statement: str
    day: date
    rank: Rank
    grade: Grade | None
    hearsay: Hearsay
    effect: Effect
    words: str  # one plain sentence: what moved, and why
    retired: tuple[str, ...] = ()
    before: tuple[Bound, ...] = ()
    after: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of one party that cannot both be meant, none of which a later or a weightier word has replaced.

    `binds` is the one the fold goes by.
    """

    party: str
    issue: str
    statements: tuple[str, str]
    binds: str
    words: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """An account that is contested: who blames whom, who denies what, who refuses whose condition."""

    kind: str  # "blames", "denies" or "refuses a condition"
    party: str | None
    statement: str
    about: tuple[str, ...]  # issue ids
    answers: tuple[str, ...] = ()  # ids of statements of others on the same issue that it speaks against
    words: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """One party on one issue. `marks` has one mark per step; `bounds` are live and bind, the strictest first.

    `sources` counts outlets with words of their own, `outlets` all of them (see `positions.sources`).
    `best_grade` is the best grade among the live statements.
    `last_said` is the day of the last binding word, `last_step` of the last one about steps (a priority is not).
    `history` are all statements of this party on this issue, oldest first (put into words when first read).
    """

    party: str
    issue: str
    direction: Direction
    bounds: tuple[Bound, ...]
    marks: tuple[Mark, ...]
    live: tuple[str, ...]
    last_said: date | None
    sources: int
    best_grade: Grade | None
    second_hand_only: bool
    history: Sequence[Entry] = ()
    last_step: date | None = None
    outlets: int = 0

    def admits(self, step: int) -> bool:
        """Whether no live bound excludes the step (silence excludes nothing)."""
        return all(bound.admits(step) for bound in self.bounds)


@dataclass(frozen=True, slots=True)
class NotHeard:
    """A silence: a party with no live word on an issue, or a demand (`demand`: its statement id) it never answered."""

    party: str
    issue: str
    demand: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Everything the fold gives, as of one day. `case` holds only what is seen then, ladders with the numbers named.

    `status_quo` and `drafted` (the newest draft's end state) map issue id -> step index. `positions` is keyed
    (party id, issue id) for every side and every issue, and for others only where they act.
    """

    case: Case
    at: date
    min_grade: Grade | None
    status_quo: Mapping[str, int]
    status_quo_by: Mapping[str, str]  # issue id -> the statement that carried it out last
    positions: Mapping[tuple[str, str], Position]
    conditions: tuple[HeldCondition, ...]
    wholes: tuple[RefusedWhole, ...]
    priorities: tuple[HeldPriority, ...]
    contradictions: tuple[Contradiction, ...]
    disputes: tuple[Dispute, ...]
    not_heard: tuple[NotHeard, ...]
    drafted: Mapping[str, int] = field(default_factory=dict)
    draft: str | None = None
    asked: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    # issue id -> (party, statement id) of each live demand or firm bound that asks to move it from the status quo
    unseen: int = 0  # statements dated later than `at`
    below_grade: int = 0  # statements left out by `min_grade`

    def bounds(self) -> tuple[Bound, ...]:
        """All live bounds of all positions, in the order of the case."""
        return tuple(bound for position in self.positions.values() for bound in position.bounds)
