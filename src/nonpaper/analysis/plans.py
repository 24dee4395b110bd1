"""What `stages` answers with: in which order a package could be carried out, who is exposed when, and what holds it.

Temptation and exposure are told over the worlds in which the package is acceptable to the party: the median and the
90 % quantile, as shares of what is at stake for that party, 0 to 1. No sum or difference between parties is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from nonpaper.analysis.packages import Emptied, WalkBack
from nonpaper.analysis.results import Move
from nonpaper.model.rules import Model, Rule
from nonpaper.positions.position import Table


@dataclass(frozen=True, slots=True)
class Force:
    """How much a party would gain by leaving (temptation), or lose if it were left (exposure), at one point.

    `median` and `q90` are shares of what is at stake for the party (below 0: it would lose by leaving). `share` is the
    median as a share of what leaving gains it over no deal, None where leaving does not gain. `worlds` is the share of
    worlds in which the figure is above `prices.trust`.
    """

    median: float
    q90: float
    share: float | None = None
    worlds: float = 0.0


@dataclass(frozen=True, slots=True)
class Act:
    """One or more rungs of one issue in one stage: from step `origin` to step `target` (indices).

    `amount`, for a divisible issue split by the plan, is the part of the rung that is done, 0 to 1 (1 otherwise).
    `by` are those whose act it is. `deposited` is who holds the rung, None where nobody does: then it is done;
    `released` marks the release of a rung deposited before. `reversible` says whether it can be undone, `on_paper`
    whether it is set at signature. `waits_for` are the acts that it comes after or with (issue, step), with the
    statements (or lines of procedure) that say so in `statements`. `verifier` is a party id. `trigger` and
    `if_not_done` are plain sentences without citations.
    """

    issue: str
    origin: int
    target: int
    by: tuple[str, ...]
    reversible: bool
    on_paper: bool = False
    amount: Fraction = Fraction(1)
    deposited: str | None = None
    released: bool = False
    waits_for: tuple[tuple[str, int], ...] = ()
    statements: tuple[str, ...] = ()
    verifier: str | None = None
    deadline: str = ""
    trigger: str = ""
    if_not_done: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is done together, before anything of the next stage.

    `temptation` and `exposure` are each party's within this stage, should the others do their part and it not (or the
    other way round). `arrears` is per party the share of its gives done less the share of its gets received once the
    stage is over, -1 to 1: above 0 it is behind, below 0 ahead. Arrears weigh
    each rung by its mean worth over the worlds that count. `forced_by` are the rules that put something here after, or
    beside, what they wait for; `covered_by` the guarantees whose `when` holds as the stage begins.
    """

    number: int  # from 1
    acts: tuple[Act, ...]
    temptation: Mapping[str, Force]
    exposure: Mapping[str, Force]
    arrears: Mapping[str, float]
    forced_by: tuple[Rule, ...] = ()
    covered_by: tuple[int, ...] = ()  # indices into the case's guarantees


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """An act that can be left undone, or undone, and for which nothing later waits.

    `could_wait` is the act of the other side (issue, step) that could be made to wait for it, so that no condition is
    broken and the order compares no worse in temptation and exposure; several where they tie.
    """

    issue: str
    step: int
    by: tuple[str, ...]
    could_wait: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that would lower the temptation that is too high, found by changing the plan and measuring again.

    `kind` is "split", "reorder", "hold back", "deposit", "snap-back" or "guarantee". `party` is whose temptation it
    lowers, from `before` to `after` (medians); `issue` what it is about, `worth` the guarantee it takes. `words` is a
    plain sentence without citations.
    """

    kind: str
    party: str
    before: float
    after: float
    words: str
    issue: str = ""
    worth: float | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Somebody would walk: the first stage and the party, by how much, in what share of worlds, and what would help.

    `stage` is None where the package itself is the trouble: the floor, which no order can beat.
    """

    stage: int | None
    party: str
    temptation: Force
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """Another way to open a circle that the package keeps both sides of, and what the plan would be with it."""

    moves: tuple[Move, ...]
    price: Fraction
    words: str


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a draft's own stages break a condition, or a package leaves out what the procedure needs.

    The stage (of the act that comes too early), the rule, and in words the smallest change that mends it.
    """

    stage: int
    rule: Rule
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer of `stages`.

    `package` maps issue -> step index. `floor` is per party the temptation that stays for good once all is done, which
    no order can beat; `guarantee` per party how much (of what is at stake for it) a third party would have to add to
    hold it at the 90 % quantile, over all stages. `walked_back` is what the package breaks, `opened_by` how the circle
    it keeps is opened, `other_openings` the next two ways. `accepts` is per party the share of worlds in which it
    accepts the package: all forces are over those. `swaps` are pairs of acts, (stage, issue) each, that may change
    places at no loss. `proved` says whether no order compares better, else `gap` says in words how far the search got.
    `breaches` are where a draft that was walked through in its own stages breaks a condition, and what the procedure
    needs and the draft or the package leaves out. `trust` is None where nobody would walk.
    `reason` says why there is no plan, where there is none (`stages` is empty then); `exists` whether there is an order
    all the same, beyond what was asked for (None: not known). `own_order`: the order is a draft's
    own, walked through and not sought.
    """

    table: Table
    model: Model
    name: str  # "package A", "draft framework", or as the user named it
    package: Mapping[str, int]
    sides: tuple[str, ...]
    stages: tuple[Stage, ...]
    floor: Mapping[str, Force]
    guarantee: Mapping[str, float]
    accepts: Mapping[str, float]
    walked_back: tuple[WalkBack, ...] = ()
    opened_by: tuple[Move, ...] = ()
    other_openings: tuple[Opening, ...] = ()
    loose_ends: tuple[LooseEnd, ...] = ()
    swaps: tuple[tuple[tuple[int, str], tuple[int, str]], ...] = ()
    breaches: tuple[Breach, ...] = ()
    trust: Trust | None = None
    proved: bool = True
    gap: str = ""
    worlds: int = 0
    seed: int = 0
    emptied: tuple[Emptied, ...] = ()
    unheard: tuple[str, ...] = ()
    ratified_by: tuple[str, ...] = ()  # ratifiers whose consent the package needs: a risk
    notes: tuple[str, ...] = ()
    reason: str = ""
    own_order: bool = False
    exists: bool | None = False
