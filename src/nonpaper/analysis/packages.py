"""What `deals` answers with: packages, who would have to walk back what, and how each side may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from nonpaper.analysis.results import Move, MoveKind
from nonpaper.model.rules import Model, Rule
from nonpaper.positions.position import Basis, Hearsay, Table


@dataclass(frozen=True, slots=True)
class WalkBack:
    """One statement (or several that say the same) that a package breaks, and what breaking it costs its party.

    `kind` is GIVE for a bound (DROP where all of it goes), EASE or DROP for a condition, DROP for a refused whole.
    `price` is as in the table of moves: firmness times the share given. `share` is how much of it is broken, over 0 to
    1 (a condition or a whole: 1). `chance` is how likely the package is refused for this alone: what a statement that
    is meant, and no tactics, would do; `counted` is False where another statement of the same party claims the same
    step and is the dearer. Where steps are told, `origin` is the step claimed and `target` the one the package has.
    """

    party: str
    rule: Rule
    kind: MoveKind
    statements: tuple[str, ...]
    price: Fraction
    share: Fraction
    chance: Fraction
    red_line: bool
    issue: str
    origin: str = ""
    target: str = ""
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """How one side may see a package, over the worlds consistent with what was said.

    `share` of those worlds in which it is worth at least no agreement (0 to 1), with its standard `error`. `mean`,
    `low` and `high` are of its worth to that side, 0 (its worst) to 1 (its best), the mean and the 5 % and 95 %
    quantiles: never to be compared between sides. `break_even`, where `share` is below one half: how dear no agreement
    would have to be, as a share of what is at stake, for one world in two. `fails` are the issues whose weight most
    sets apart the worlds in which the package fails: (issue, mean weight where it fails, mean weight in all).
    """

    party: str
    share: float
    error: float
    mean: float
    low: float
    high: float
    break_even: float | None = None
    fails: tuple[tuple[str, float, float], ...] = ()


class PackageMark(StrEnum):
    """What a package is known for. Of the four solutions all that tie are marked."""

    NASH = "Nash"
    KALAI_SMORODINSKY = "Kalai-Smorodinsky"
    EGALITARIAN = "egalitarian"
    UTILITARIAN = "utilitarian"
    EFFICIENT = "efficient"  # on the frontier of the central world


@dataclass(frozen=True, slots=True)
class Package:
    """One step on every issue, and what can be said of it.

    `steps` maps issue -> step index; `letter` is A, B, C ... in the table, or blank. `walk_backs` are in the order of
    the parties, the dearest first; `burden` is their price per party (and that of `opened_by`), exact. `credibility` is
    the chance that no statement it breaks was meant: it ranks, and is never printed as a chance. `joint` is the product
    of the sides' shares. `score` is joint times credibility. `equal` counts the packages in the same class of the
    ranking (what differs by less than two standard errors). `dominated_by` counts packages that are better in the
    central world for a side and worse for none. `opened_by` is the cheapest way to open a circle that the package
    keeps both sides of. `drafts` are drafts that end here. `broken_procedure` are lines of the procedure that a package
    named by the user breaks; `completed` issues that it left out and the procedure needs.
    """

    steps: Mapping[str, int]
    walk_backs: tuple[WalkBack, ...]
    burden: Mapping[str, Fraction]
    credibility: float
    readings: Mapping[str, Reading]
    joint: float | None
    joint_error: float | None
    score: float | None
    letter: str = ""
    name: str = ""  # "draft framework", "package" where the user named it, else blank
    rank: int | None = None  # from 1, among all packages looked at; None where packages are not ranked jointly
    equal: int = 1
    dominated_by: int = 0
    marks: tuple[PackageMark, ...] = ()
    opened_by: tuple[Move, ...] = ()
    drafts: tuple[str, ...] = ()
    broken_procedure: tuple[Rule, ...] = ()
    completed: tuple[str, ...] = ()
    weakest: str | None = None  # the side with the lowest share

    @property
    def red_lines(self) -> tuple[WalkBack, ...]:
        """The red lines that it crosses."""
        return tuple(each for each in self.walk_backs if each.red_line)

    def of(self, party: str) -> tuple[WalkBack, ...]:
        """What one party would have to walk back."""
        return tuple(each for each in self.walk_backs if each.party == party)


@dataclass(frozen=True, slots=True)
class TradeOff:
    """Two issues worth trading [LaxSebenius1986]: `gains` values `more` above `less`, `gives` the reverse.

    `share` of worlds in which both hold, 0 to 1, with its standard `error`.
    """

    gains: str
    gives: str
    more: str
    less: str
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class Divided:
    """Adjusted Winner for two sides with points [BramsTaylor1996]: who wins which issue, which one is divided."""

    won: Mapping[str, tuple[str, ...]]
    divided: str | None
    shares: Mapping[str, Fraction]  # of the divided issue
    totals: Mapping[str, Fraction]  # points each side ends with


@dataclass(frozen=True, slots=True)
class ValueBasis:
    """On what one side's values rest. `words` are sentences: what was said, inferred, assumed, and not used.

    `cost` is the least and the most that no agreement costs it, as shares of what is at stake; `no_agreement` what no
    agreement is then worth to it, 0 (its worst) to 1 (its best): the 5 % quantile, the mean and the 95 % quantile.
    """

    party: str
    direction: Mapping[str, Basis]
    given: tuple[str, ...]  # what the case file gives: "points", "weights", "steps", "no_deal_cost"
    cost: tuple[float, float]
    cost_basis: Basis
    worlds: int
    effective: float  # effective sample size
    method: str  # "direct", "rejection" or "chain"
    no_agreement: tuple[float, float, float]
    statements: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emptied:
    """No world agrees with all that a side said: the statements that leave none, a minimal set."""

    party: str
    statements: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Deals:
    """The answer of `deals`.

    `packages` are the rows of the table, best first, each differing from every row above it in at least two issues;
    `drafts` and `named` are those asked about by name, wherever they rank. `looked_at` counts the packages that were
    ranked, `every` says whether those are all there are; else `how` says which were looked at. `frontier` counts the
    efficient packages of the central world. `unranked` are sides that were not heard: then no package is ranked
    jointly. `by_refusals` are sides heard only through what they refuse. `emptied` is not empty where no world is left:
    then there are no packages and no figures.
    """

    table: Table
    model: Model
    sides: tuple[str, ...]
    worlds: int
    seed: int
    rule: str
    packages: tuple[Package, ...]
    drafts: tuple[Package, ...]
    named: tuple[Package, ...]
    looked_at: int
    every: bool
    how: str
    frontier: int
    bases: Mapping[str, ValueBasis]
    trade_offs: tuple[TradeOff, ...] = ()
    divided: Divided | None = None
    unranked: tuple[str, ...] = ()
    by_refusals: tuple[str, ...] = ()
    emptied: tuple[Emptied, ...] = ()
    kept: tuple[str, ...] = ()  # statements kept on request
    notes: tuple[str, ...] = ()
    prices: Mapping[str, Fraction] = field(default_factory=dict)


__all__ = [
    "Deals",
    "Divided",
    "Emptied",
    "Hearsay",
    "Package",
    "PackageMark",
    "Reading",
    "TradeOff",
    "ValueBasis",
    "WalkBack",
]
