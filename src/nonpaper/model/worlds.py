"""What may each side's preferences be, given everything it said? Worlds: draws of the prior that agree with it.

Parties' worlds are independent of each other: the n-th world of one has nothing to do with the n-th of another, and
the chance that several parties accept is the product of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from nonpaper.model.cone import LANES, Lanes, Row, draw_prior, holds, run_chain, weights
from nonpaper.model.none_left import any_left, minimal_set
from nonpaper.model.preferences import PartyPreferences, Preferences
from nonpaper.model.prior import Layout, layout, stream
from nonpaper.positions.position import Basis

if TYPE_CHECKING:
    from nonpaper.model.prior import Floats

WORLDS = 10_000
TOLERANCE = 1e-9
"""How much less than no agreement counts as equal to it, as a share of all that is at stake."""
_BLOCK = 16_384
_TRIALS = 4 * _BLOCK  # draws before it is decided whether keeping what agrees pays
_PAYS = 0.02  # the least share kept with which it does
_LOOK = 64 * _BLOCK  # draws that are looked through for a world before the search is given up


class Method(StrEnum):
    """How the worlds of a party were drawn."""

    DIRECT = "direct"  # every draw is a world: nothing was said that a draw could contradict, or only complete orders
    REJECTION = "rejection"  # draws of the prior, those kept that agree
    CHAIN = "chain"  # many chains that never leave what agrees


@dataclass(frozen=True, slots=True)
class Share:
    """A share of worlds, 0 to 1, and its standard error."""

    share: float
    error: float


@dataclass(frozen=True, eq=False)
class PartyWorlds:
    """The worlds of one party.

    `value` maps every issue to an array (worlds, steps): weight times value of the step, so that the worth of a package
    is the sum over issues, between 0 (the worst package) and 1 (the best). `weight` are the weights alone, (worlds,).
    `no_agreement` is the worth of the status quo less the cost of no agreement, (worlds,); it may be below 0. All
    figures are shares of what is at stake for this party, never to be added to, or taken from, those of another.

    `drawn` counts the draws of the prior or the sweeps of the chain, `kept` the draws that agreed. `effective` is how
    many independent worlds the worlds are worth; `r_hat` is for chains only (1: lanes agree). `notes` and `assumptions`
    are sentences. Parties with one `stream` saw the same random numbers.
    """

    party: str
    value: Mapping[str, Floats]
    weight: Mapping[str, Floats]
    no_agreement: Floats
    status_quo: Mapping[str, int]
    method: Method
    drawn: int
    kept: int
    effective: float
    r_hat: float | None
    stream: str
    notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many worlds there are."""
        return int(self.no_agreement.shape[0])

    def worth(self, package: Mapping[str, int]) -> Floats:
        """What a package (issue id -> step index) is worth in each world; what it does not name stays as it is.

        Raises KeyError for an issue, and IndexError for a step, that the case does not have.
        """
        for issue, step in package.items():
            steps = self.value[issue].shape[1]
            if not 0 <= step < steps:
                raise IndexError(f"issue {issue!r} has steps 0 to {steps - 1}; found {step}")
        total = np.zeros(self.count)
        for issue in sorted(self.value):
            total += self.value[issue][:, package.get(issue, self.status_quo[issue])]
        return total

    def accepts(self, package: Mapping[str, int]) -> np.ndarray:
        """In which worlds the package is worth at least no agreement."""
        return np.asarray(self.worth(package) >= self.no_agreement - TOLERANCE)

    def acceptability(self, package: Mapping[str, int]) -> Share:
        """The share of worlds in which the package is worth at least no agreement."""
        share = float(self.accepts(package).mean())
        return Share(share, self.error(share))

    def error(self, share: float) -> float:
        """The standard error of a share of these worlds.

        Where it is 0 or 1 the error is that of one world more that says otherwise: nothing drawn is ever certain.
        """
        size = self.effective
        near = min(max(share, 1.0 / (size + 2.0)), 1.0 - 1.0 / (size + 2.0))
        return float(np.sqrt(near * (1.0 - near) / size))

    def mean_error(self, figures: Floats) -> float:
        """The standard error of the mean of a figure, (worlds,), over these worlds."""
        return float(np.std(figures) / np.sqrt(self.effective))


@dataclass(frozen=True, slots=True)
class NoWorlds:
    """No world agrees with what this party said: never a figure, but the statements that leave none.

    Without any one of the `causes` a world is left, if `proved`. `statements` are theirs. A cause told by no statement
    is given in the case.
    """

    party: str
    causes: tuple[str, ...]
    statements: tuple[str, ...]
    proved: bool
    words: str


@dataclass(frozen=True, eq=False)
class Worlds:
    """The worlds of all sides. `parties` is in the order of the preferences; a side without worlds says why."""

    parties: Mapping[str, PartyWorlds | NoWorlds]
    seed: int
    count: int

    @property
    def drawn(self) -> Mapping[str, PartyWorlds]:
        """The parties that have worlds."""
        return {name: found for name, found in self.parties.items() if isinstance(found, PartyWorlds)}

    @property
    def none_left(self) -> tuple[NoWorlds, ...]:
        """The parties that have none."""
        return tuple(found for found in self.parties.values() if isinstance(found, NoWorlds))

    def joint(self, package: Mapping[str, int], parties: Iterable[str] | None = None) -> Share:
        """The share of worlds in which all of several parties (default: every side) accept: the product of their own.

        Parties that saw the same random numbers may err together, so their errors are added; those of others are
        independent, and add as squares. Raises ValueError where one of the parties has no worlds.
        """
        shares: dict[str, list[tuple[float, float]]] = {}
        every = sorted(self.parties if parties is None else parties)
        for name in every:
            found = self.parties[name]
            if isinstance(found, NoWorlds):
                raise ValueError(f"{name} has no worlds: {found.words}")
            share = found.acceptability(package)
            shares.setdefault(found.stream, []).append((share.share, share.error))
        return product(list(shares.values()))


def product(groups: Sequence[Sequence[tuple[float, float]]]) -> Share:
    """The product of (share, error) pairs in any order: errors inside a group add, those of groups add as squares."""
    flat = sorted(pair for group in groups for pair in group)
    total = float(np.prod([share for share, _ in flat])) if flat else 1.0
    squares = []
    for group in groups:
        together = 0.0
        for share, error in sorted(group):
            others = list(flat)
            others.remove((share, error))
            together += error * float(np.prod([other for other, _ in others])) if others else error
        squares.append(together**2)
    return Share(total, float(np.sqrt(sum(sorted(squares)))))


def draw_worlds(preferences: Preferences, *, seed: int = 0, count: int = WORLDS) -> Worlds:
    """`count` worlds of every side, each given all that this side said.

    The same preferences, seed and count give the same bytes. No name and no order, of parties, issues or statements,
    changes a figure: a party's random numbers hang on the ids of the issues and on its own stakes in them, so two
    parties with the same stakes see the same, and nothing but products of shares may be made of two parties' worlds.

    Raises ValueError for a `count` below 100 or a seed below 0.
    """
    if count < 100:
        raise ValueError(f"at least 100 worlds are needed for a share; found {count}")
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0 up; found {seed}")
    found = {name: party_worlds(party, seed=seed, count=count) for name, party in preferences.parties.items()}
    return Worlds(found, seed, count)


def party_worlds(preferences: PartyPreferences, *, seed: int = 0, count: int = WORLDS) -> PartyWorlds | NoWorlds:
    """The worlds of one party, or the statements that leave none. See `draw_worlds`."""
    columns = layout(preferences)
    rows, causes = constraints(preferences, columns)
    cost = (float(preferences.cost.low), float(preferences.cost.high))
    told = assumptions(preferences)
    if not columns.shapes:
        note = "It has no stake in any issue: to it every package is worth the same."
        empty = Lanes(np.zeros((0, count)), [], np.full(count, cost[0]))
        return _worlds(preferences, columns, empty, Method.DIRECT, (count, count), told, notes=(note,))
    orders, rest = complete_orders(columns, rows)
    kept: list[Lanes] = []
    drawn = have = 0
    while have < count:
        if drawn >= _TRIALS and have < _PAYS * drawn:
            break
        block = _block(columns, cost, seed, drawn // _BLOCK, orders)
        good = np.flatnonzero(holds(columns, rest, block)) if rest else np.arange(_BLOCK)
        kept.append(block.pick(good))
        drawn += _BLOCK
        have += len(good)
        if drawn == _BLOCK and not len(good) and not (left := any_left(columns, rows, cost)).world and left.proved:
            return _none(preferences, columns, rows, causes, cost)
    pool = Lanes.join(kept)
    if have >= count:
        method = Method.REJECTION if rest else Method.DIRECT
        return _worlds(
            preferences, columns, pool.pick(np.arange(count)), method, (drawn, have), told, size=float(count)
        )
    rng = stream(columns.key, seed, 1 << 20)
    start = pool if have >= LANES else None
    found = run_chain(columns, rows, cost, count, rng, start)
    if found is None:
        return _none(preferences, columns, rows, causes, cost)
    notes: tuple[str, ...] = ()
    if found.size < count / 10 or found.r_hat > 1.1:
        notes = (
            f"What it said leaves few worlds, and they are hard to walk through: {found.size:.0f} of {count} count.",
        )
    return _worlds(
        preferences,
        columns,
        found.lanes,
        Method.CHAIN,
        (drawn, have),
        told,
        size=found.size,
        r_hat=found.r_hat,
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing a party said that a world has to agree with: a sentence, and its statements."""

    words: str
    statements: tuple[str, ...]


def constraints(preferences: PartyPreferences, columns: Layout) -> tuple[tuple[Row, ...], tuple[Cause, ...]]:
    """The rows of a party, one for each term and priority, in an order made of their content alone.

    What holds in every world is left out, and told exactly: a term between equals, or one that the numbers of the case
    settle, must not fail by a rounding.
    """
    place = {issue: column for column, issue in enumerate(columns.issues)}
    found: dict[tuple[object, ...], tuple[Row, Cause]] = {}
    for term in preferences.terms:
        steps = tuple(sorted((place[i], step, term.against[i]) for i, step in term.steps.items() if i in place))
        steps = tuple(part for part in steps if part[1] != part[2])
        cause = Cause(term.words, term.statements)
        _join(found, ("term", steps), Row(steps=steps, costly=True), cause)
    for priority in preferences.priorities:
        pair = (place[priority.more], place[priority.less])
        words = f"It has said that {priority.more} matters more to it than {priority.less}."
        row = Row(weights=((pair[0], 1.0), (pair[1], -1.0)))
        _join(found, ("priority", pair), row, Cause(words, priority.statements))
    rows: list[Row] = []
    causes: list[Cause] = []
    for key in sorted(found, key=repr):
        row, cause = found[key]
        if _always(row, columns):
            continue
        rows.append(Row(row.steps, row.weights, row.costly, len(causes)))
        causes.append(cause)
    return tuple(rows), tuple(causes)


def _always(row: Row, columns: Layout) -> bool:
    """Whether the numbers of the case alone, exactly, make a row hold."""
    ratio = dict(zip(columns.known, columns.ratio, strict=True))
    total = Fraction(0)
    for column, step, base in row.steps:
        values = columns.shapes[column].exact
        if values is None or (column not in ratio and values[step] != values[base]):
            return False
        total += ratio.get(column, Fraction(0)) * (values[step] - values[base])
    for column, factor in row.weights:
        if column not in ratio:
            return False
        total += ratio[column] * Fraction(factor)
    return total >= 0


def _join(found: dict[tuple[object, ...], tuple[Row, Cause]], key: tuple[object, ...], row: Row, cause: Cause) -> None:
    """Equal rows are one, with the statements of all."""
    if key in found:
        old = found[key][1]
        cause = Cause(old.words, tuple(dict.fromkeys((*old.statements, *cause.statements))))
    found[key] = (row, cause)


def complete_orders(columns: Layout, rows: Sequence[Row]) -> tuple[tuple[tuple[int, ...], ...], tuple[Row, ...]]:
    """The priorities that order some issues of one role completely, and the rows that are left beside them.

    Only issues that have a weight of their own, which the case does not give, are exchangeable and can be sorted.
    """
    role = {column: k for k, units in enumerate(columns.units) for unit in units if len(unit) == 1 for column in unit}
    for column in columns.known:
        role.pop(column, None)
    below: dict[int, set[int]] = {}
    near: dict[int, set[int]] = {}
    taken = []
    for place, row in enumerate(rows):
        if row.steps or [factor for _, factor in row.weights] != [1.0, -1.0]:
            continue
        (more, _), (less, _) = row.weights
        if more in role and less in role and role[more] == role[less]:
            below.setdefault(more, set()).add(less)
            near.setdefault(more, set()).add(less)
            near.setdefault(less, set()).add(more)
            taken.append((place, more))
    orders: list[tuple[int, ...]] = []
    done: set[int] = set()
    seen: set[int] = set()
    for first in sorted(near):
        if first in seen:
            continue
        group, wait = {first}, [first]
        while wait:
            for other in near[wait.pop()] - group:
                group.add(other)
                wait.append(other)
        seen |= group
        order = _total(group, below)
        if order is not None:
            orders.append(order)
            done |= group
    rest = tuple(row for place, row in enumerate(rows) if not any(place == p and more in done for p, more in taken))
    return tuple(orders), rest


def _total(group: set[int], below: Mapping[int, set[int]]) -> tuple[int, ...] | None:
    """The one order of a group in which each comes before all that it is said to be above; None if not just one."""
    left = set(group)
    order: list[int] = []
    while left:
        tops = [column for column in left if not any(column in below.get(other, ()) for other in left)]
        if len(tops) != 1:
            return None
        order.append(tops[0])
        left.remove(tops[0])
    return tuple(order)


def assumptions(preferences: PartyPreferences) -> tuple[str, ...]:
    """What the worlds of a party rest on that nobody said, in sentences without its name."""
    found = []
    if preferences.no_agreement is not None:
        found.append("What no agreement is worth to it is given, as a share of all that is at stake for it.")
    elif preferences.cost.basis is Basis.ASSUMED:
        found.append("No agreement is taken to cost it nothing beyond the status quo.")
    assumed = sorted(v.issue for v in preferences.staked if v.basis is Basis.ASSUMED and v.table is None)
    if assumed:
        found.append(f"Which way it likes these to go is assumed from whose act they are: {', '.join(assumed)}.")
    unknown = sorted(v.issue for v in preferences.staked if len(v.best) > 1 and v.table is None)
    if unknown:
        found.append(f"Which step it likes best is not known, and drawn: {', '.join(unknown)}.")
    weighed = [v.issue for v in preferences.staked if v.weight is not None]
    if len(weighed) == 1 and len(preferences.staked) > 1:
        found.append(f"A weight for {weighed[0]} alone has no proportion to anything, and is not used.")
    found += [term.words for term in preferences.terms if term.basis is Basis.ASSUMED]
    if any(value.weight is None for value in preferences.staked):
        found.append("What was not said about weights and steps is drawn evenly.")
    return tuple(found)


def _block(
    columns: Layout, cost: tuple[float, float], seed: int, place: int, orders: Sequence[tuple[int, ...]]
) -> Lanes:
    """The draws of one block of the prior, given complete orders."""
    block = draw_prior(columns, cost, stream(columns.key, seed, place), _BLOCK)
    for order in orders:
        chosen = list(order)
        block.masses[chosen] = -np.sort(-block.masses[chosen], axis=0)
    return block


def _none(
    preferences: PartyPreferences,
    columns: Layout,
    rows: Sequence[Row],
    causes: Sequence[Cause],
    cost: tuple[float, float],
) -> NoWorlds:
    if any_left(columns, rows, cost).world:
        kept, proved = tuple(range(len(causes))), False
    else:
        kept, proved = minimal_set(columns, rows, cost, tuple(range(len(causes))))
    words = [causes[place].words for place in kept]
    ids = tuple(dict.fromkeys(id_ for place in kept for id_ in causes[place].statements))
    how = "These cannot all be true of it" if proved else "No world was found that agrees with all of these"
    return NoWorlds(preferences.party, tuple(words), ids, proved, f"{how}: {' '.join(words)}")


def _worlds(
    preferences: PartyPreferences,
    columns: Layout,
    lanes: Lanes,
    method: Method,
    counted: tuple[int, int],
    told: tuple[str, ...],
    *,
    size: float | None = None,
    r_hat: float | None = None,
    notes: tuple[str, ...] = (),
) -> PartyWorlds:
    count = lanes.cost.shape[0]
    weight = weights(columns, lanes)
    place = {issue: column for column, issue in enumerate(columns.issues)}
    value: dict[str, Floats] = {}
    share: dict[str, Floats] = {}
    status_quo = {issue: known.status_quo for issue, known in preferences.issues.items()}
    now = np.zeros(count)
    for issue in sorted(preferences.issues):
        if issue in place:
            share[issue] = np.ascontiguousarray(weight[place[issue]])
            worth = (weight[place[issue]] * lanes.values[place[issue]]).T
            value[issue] = np.ascontiguousarray(worth)
            now += value[issue][:, status_quo[issue]]
        else:
            share[issue] = np.zeros(count)
            value[issue] = np.zeros((count, preferences.issues[issue].steps))
    for array in (*value.values(), *share.values()):
        array.flags.writeable = False
    against = now - lanes.cost
    if preferences.no_agreement is not None:
        against = np.full(count, float(preferences.no_agreement))
    against.flags.writeable = False
    return PartyWorlds(
        preferences.party,
        value,
        share,
        against,
        status_quo,
        method,
        counted[0],
        counted[1],
        float(count) if size is None else size,
        r_hat,
        columns.key,
        (*preferences.notes, *notes),
        told,
    )
