"""What `why` answers with: conflicts, cards, knots, moves and ways out, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from nonpaper.model.rules import Model, Rule
from nonpaper.positions.position import Hearsay, NotHeard, Table

NO_WAY = "no way out"  # why `if_wrong` holds no ways: no move opens the knot then either
NOT_TRIED = "not looked at"  # or there is too much to read again


class ConflictKind(StrEnum):
    """How a conflict would go away: on one issue, if times are ignored, or neither."""

    HEAD_ON = "head-on"
    CIRCLE = "circle"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal set of rules that no deal satisfies. `rules` are in the order of the ring for a circle.

    `asked_by` are bounds of other parties that ask for what these rules exclude. They are no members, for the draft, or
    what everybody asks for, moves the issue in any case; but it is between them that the talks are stuck. `statements`
    and `parties` count them in; `hearsay` is the weakest among all. Checked twice: unsatisfiable, and satisfiable
    without any one member.
    """

    kind: ConflictKind
    rules: tuple[Rule, ...]
    statements: tuple[str, ...]
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    hearsay: Hearsay
    asked_by: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """Conflicts of one knot, of one kind on the same issues, told together. `edge_moves` only for a circle."""

    kind: ConflictKind
    issues: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    edge_moves: tuple[Move, ...] = ()


class MoveKind(StrEnum):
    """The seven moves. `DEPOSIT`, `REFER` and `LEAVE_OPEN` side-step a conflict, the others settle it."""

    GIVE = "give"
    EASE = "ease"
    TOGETHER = "together"
    DEPOSIT = "deposit"
    REFER = "refer"
    LEAVE_OPEN = "leave open"
    DROP = "drop"

    @property
    def settles(self) -> bool:
        """Whether the move settles the matter rather than going round it."""
        return self in (MoveKind.GIVE, MoveKind.EASE, MoveKind.TOGETHER, MoveKind.DROP)


@dataclass(frozen=True, slots=True)
class Move:
    """One move of one party. `origin` and `target` are step labels where the move has them, else "".

    `rule` is the id of the rule moved (of the firmest, where several); `statements` hold that rule up.
    `caveat` is what must be said beside it (the depositor's own reason; the risk of ratification; a weak point).
    """

    kind: MoveKind
    party: str
    issue: str
    price: Fraction
    statements: tuple[str, ...]
    rule: str
    origin: str = ""
    target: str = ""
    rungs: int = 0
    caveat: str = ""
    caveat_statements: tuple[str, ...] = ()


class WayKind(StrEnum):
    """Which question a way out answers."""

    EVEN = "even"
    CHEAPEST = "cheapest"
    ALONE = "alone"
    SETTLING = "settling"  # the cheapest without side-steps, where none of the others is as cheap and settles


@dataclass(frozen=True, slots=True)
class WayOut:
    """A set of moves that opens a deal, with its price and each party's burden. `party` only for ALONE.

    `proved` is False where the clock stopped the search; then `bound` is the least price still possible, for EVEN the
    least burden that whoever bears most could still have.
    """

    kind: WayKind
    party: str | None
    price: Fraction
    burden: Mapping[str, Fraction]
    moves: tuple[Move, ...]
    proved: bool = True
    bound: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A single further statement that would remove a knot: a confirmation (or denial) of hearsay, or an answer.

    `words` are what would be confirmed (the id of its rule), or what an answer would say in the language of the record
    (the kind of its move where no row would do just that); `move` is the move that the answer would make.
    """

    kind: str  # "confirm" or "answer"
    party: str
    statements: tuple[str, ...]  # what it would confirm, deny or answer
    issues: tuple[str, ...]
    words: str
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class Knot:
    """Conflicts that share a rule. `price` is that of the cheapest way that settles it (None: no way settles it).

    `price_proved` is False where the clock stopped the search for it: it may cost less then. `all_searched` is False
    where it stopped the search for equally good ways of some kind: there may be more than `ways` and `more_ways` tell.
    `ways` holds the equally good ones of each kind; `more_ways` counts equal ones not listed, by kind (`alone:PARTY`
    for a party alone); of the kinds in `uncounted` there may be more than that. `if_wrong` are the cheapest ways should
    every report in the knot that is not first hand be wrong, found in the record without them: empty where no way is
    needed then, None where nothing in the knot rests on hearsay, or where `if_wrong_not` says why it is not known.
    `not_tried` counts the reports of which it was not looked at what their denial would do.
    """

    price: Fraction | None
    cards: tuple[Card, ...]
    conflicts: tuple[Conflict, ...]
    ways: tuple[WayOut, ...]
    asks: tuple[Ask, ...]
    if_wrong: tuple[WayOut, ...] | None
    more_ways: Mapping[str, int]
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    price_proved: bool = True
    all_searched: bool = True
    uncounted: tuple[str, ...] = ()
    if_wrong_not: str = ""
    not_tried: int = 0


@dataclass(frozen=True, slots=True)
class OpenBounds:
    """What is possible: per issue the least and furthest step in any deal, and one example package.

    `bounds` maps issue id -> indices of the steps that occur in some deal; `package` issue id -> index;
    `open` the issues on which no statement bears; `order` a moment per (issue, step) of the example package.
    `referred` maps an issue that the moves put to a body to that body: what it becomes is left to it, and the steps of
    `bounds` and `package` are only where the other bounds let it lie. `left_open` maps an issue that is left open to
    the index of the step at which it stops. `deposits` are (issue, step, moment) at which a third party has it in hand.
    """

    bounds: Mapping[str, tuple[int, ...]]
    package: Mapping[str, int]
    open: tuple[str, ...]
    order: tuple[tuple[str, int, int], ...] = ()  # (issue, step, moment), moments from 1
    referred: Mapping[str, str] = field(default_factory=dict)
    left_open: Mapping[str, int] = field(default_factory=dict)
    deposits: tuple[tuple[str, int, int], ...] = ()  # (issue, step, moment), on the same line of moments


@dataclass(frozen=True, slots=True)
class Whole:
    """All knots opened: the moves, each party's total, and the bounds of the packages that this opens.

    `ways` counts the equally good wholes of this kind (at least so many, unless `counted`); those told stand beside
    this one. `proved` and `bound` as for a way out; the sum of several ways, one of them not proved, has no bound.
    """

    kind: WayKind
    price: Fraction
    burden: Mapping[str, Fraction]
    moves: tuple[Move, ...]
    opened: OpenBounds
    ways: int = 1
    proved: bool = True
    bound: Fraction | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """The answer of `why`. Exactly one of `deal` and `knots` is filled, unless `nothing_asked` is True.

    `complete` says whether all conflicts were found; else `found` of them, proved to be the lightest where
    `lightest_proved`. `nobody_asked` are issues that a draft or condition moves though nobody asks for it.
    """

    table: Table
    model: Model
    deal: OpenBounds | None
    knots: tuple[Knot, ...]
    whole: tuple[Whole, ...]  # all that are equally even first, then the cheapest where they cost less
    not_heard: tuple[NotHeard, ...]
    nobody_asked: tuple[str, ...]
    nothing_asked: bool
    complete: bool
    found: int
    lightest_proved: bool
    notes: tuple[str, ...] = ()
