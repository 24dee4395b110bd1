"""Which packages are efficient? The exact Pareto frontier of additive values over linked issues.

Issues, options and parties are numbers here; who they are is known further right. A package takes one option of each
issue and is worth to each party the sum of what its options are worth to it. It is efficient if no allowed package is
at least as good for every party and better for one. The frontier is built issue by issue from the efficient prefixes:
one that is beaten by another in the same state (`frontier_links`) stays beaten whatever follows, so the work grows with
the frontier and not with the number of packages [NemhauserUllmann1969].

Five methods, chosen by size; where the choice is free the points are the same to the last digit:

* *enumerated*: all packages side by side, while they are few.
* *merged*: sorted lists, one per option, merged into one; for two parties a sweep, for three a sweep over a Fenwick
  tree [KungLuccioPreparata1975], for more the filter of moocore.
* *dense*: from the issue on where it is cheaper, the best value of one party for every total of the others, in a table.
* *rounded* and *thinned*: not exact, only where asked for, with a bound that is guaranteed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from nonpaper.analysis.frontier_build import THINNED, Run
from nonpaper.analysis.frontier_enumerate import enumerated
from nonpaper.analysis.frontier_found import FEW_PACKAGES, UNKEPT, Case, Choices, Found, Method, Progress, Trace, none
from nonpaper.analysis.frontier_links import Link, Sweep, sweep
from nonpaper.analysis.frontier_rounded import rounded
from nonpaper.analysis.frontier_rows import thinned
from nonpaper.errors import TooLargeError, UsageError

QUANTUM = Fraction(1, 1_000_000)
"""Values that are not integers are counted in millionths, so that a tie is a tie."""

_EXACT = 2**53  # moocore compares floats: integers up to here are exact
_MOST_OPTIONS = 2**16 - 1
_MOST_ROWS = {1: 5_000_000, 2: 5_000_000, 3: 1_000_000, 4: 100_000}

Values = npt.NDArray[np.int64] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The efficient packages, by what they are worth: `points` has a row per point, a column per party.

    `points` are integers if the values were, else multiples of `quantum`; rows fall lexicographically; all differ.
    `exact`: these are all the points there are. Otherwise `bound` holds per party, in the unit of its values, by how
    much at most it may be worse off than with the package meant: for every allowed package that is better than no
    agreement by at least `bound` for all, some point is at most `bound` below it for each party. Every point,
    exact or not, is what the package of `packages` is worth.
    `rounding` is the most that any package's worth was changed by counting in `quantum`, per party.
    `ties` holds per point how many packages are worth exactly that (where asked for); `in_words` what must be said.
    `states` and `rows` are the most at any one time, `handover` the number of issues placed before the table took over.
    """

    points: Values
    method: Method
    exact: bool
    bound: npt.NDArray[np.float64]
    quantum: Fraction | None
    rounding: npt.NDArray[np.float64]
    in_words: tuple[str, ...]
    ties: tuple[int, ...] | None
    states: int
    rows: int
    handover: int | None
    found: Choices | Trace = field(repr=False)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def efficient_packages(self) -> int | None:
        """How many packages are efficient, those worth the same counted each; None unless asked for."""
        return None if self.ties is None else sum(self.ties)

    def packages(self, rows: npt.ArrayLike | None = None) -> Choices:
        """A package for each of these points (default: all): a row per point, an option number per issue.

        Of several worth the same it is always the same one, chosen by option and issue numbers alone, so that no order
        of the parties decides.
        """
        chosen = np.arange(len(self.points)) if rows is None else np.atleast_1d(np.asarray(rows, dtype=np.int64))
        if len(chosen) and not (-len(self.points) <= chosen.min() and chosen.max() < len(self.points)):
            raise UsageError(f"there are {len(self.points)} points, from 0 to {len(self.points) - 1}")
        if isinstance(self.found, Trace):
            return self.found.packages(chosen % max(len(self.points), 1))
        return self.found[chosen]


def frontier(
    values: Sequence[npt.ArrayLike],
    links: Iterable[Link] = (),
    at_least: npt.ArrayLike | None = None,
    *,
    limit: int | None = None,
    thin: bool = False,
    count_ties: bool = False,
    method: Method | None = None,
    quantum: Fraction = QUANTUM,
    progress: Progress | None = None,
) -> Frontier:
    """The efficient packages by what they are worth, with a package for each.

    Args:
        values: per issue a table, a row per option and a column per party; more is better. Integers are taken as they
            are; if any is not, all are counted in `quantum`.
        links: what packages are allowed; all must hold.
        at_least: per party what no agreement is worth to it, in the unit of its values (minus infinity: no matter).
            What is worse for anyone is left out: the answer is the whole frontier cut there.
        limit: the most rows at any one time; default 5 million for up to two parties, 1 million for three, 100 000
            for four and 30 000 for more.
        thin: beyond the limit, answer with a rounded or thinned set and its bound in place of the exception.
        count_ties: count how many packages are worth the same as each point. Exact answers only; never on a table.
        method: one method and no other, for tests and comparisons; None chooses.
        quantum: the unit in which values that are not integers are counted.
        progress: called after each issue with issues done, issues in all, and rows at present. May raise to stop.

    An interrupt (KeyboardInterrupt) stops between two issues at the latest; nothing is left behind.

    Raises:
        UsageError: tables that do not fit together, numbers that are not finite or too large, a link that names
            nothing, more than 65 535 options, or a wish that the method cannot meet.
        TooLargeError: the limit was reached and `thin` is False.
    """
    case = _counted(values, at_least, quantum)
    if limit is not None and limit < 1:
        raise UsageError(f"the limit must be at least 1 row, not {limit}")
    most = limit if limit is not None else _MOST_ROWS.get(case.parties, 30_000)
    links = tuple(links)
    plan = sweep(case.gains, links)
    if plan.impossible:
        return _told(case, none(case, UNKEPT), count_ties)
    found = _answer(case, plan, links, most, thin, count_ties, method, progress)
    return _told(case, found, count_ties)


def _answer(
    case: Case,
    plan: Sweep,
    links: tuple[Link, ...],
    most: int,
    thin: bool,
    count_ties: bool,
    method: Method | None,
    progress: Progress | None,
) -> Found:
    steps = plan.steps
    few = math.prod(len(step.options) for step in steps) <= FEW_PACKAGES
    if count_ties and (method in (Method.DENSE, Method.ROUNDED, Method.THINNED)):
        raise UsageError(f"packages worth the same are counted for exact merges only, not if {method}")
    if method is Method.ENUMERATED or (method is None and few):
        found = enumerated(case, steps, links, count_ties)
        return _fewer(found, most) if thin and not count_ties and len(found.rows) > most else found
    if method is Method.ROUNDED:
        return rounded(case, links, most, progress)
    try:
        return Run(case, plan, most, method, count_ties, progress).answer()
    except TooLargeError:
        if not thin or count_ties or method is not None:
            raise
    if case.parties in (3, 4):
        try:
            return rounded(case, links, most, progress)
        except TooLargeError:
            pass  # even the coarse values leave too much
    return Run(case, plan, most, Method.THINNED, False, progress).answer()


def _fewer(found: Found, most: int) -> Found:
    """One point per box of an exact set that is larger than wished."""
    kept, loss = thinned(found.rows, np.zeros(len(found.rows), dtype=np.int64), most)
    packages = found.found[kept] if not isinstance(found.found, Trace) else found.found.packages(np.flatnonzero(kept))
    words = (*found.words, THINNED.format(most=most))
    return replace(found, rows=found.rows[kept], found=packages, method=Method.THINNED, bound=loss, words=words)


def _counted(values: Sequence[npt.ArrayLike], at_least: npt.ArrayLike | None, quantum: Fraction) -> Case:
    """The values as whole numbers from 0, checked."""
    tables = [np.asarray(each) for each in values]
    if not tables:
        raise UsageError("a frontier needs at least one issue")
    for number, table in enumerate(tables):
        if table.ndim != 2 or not table.shape[0] or not table.shape[1]:
            raise UsageError(
                f"issue {number}: the values must be a table, options by parties, not of shape {table.shape}"
            )
        if table.shape[1] != tables[0].shape[1]:
            raise UsageError(
                f"issue {number} has values for {table.shape[1]} parties, issue 0 for {tables[0].shape[1]}"
            )
        if len(table) > _MOST_OPTIONS:
            raise UsageError(f"issue {number} has {len(table)} options; at most {_MOST_OPTIONS} can be told apart")
        if table.dtype.kind not in "iuf":
            raise UsageError(f"issue {number}: values must be numbers, not {table.dtype}")
    parties = tables[0].shape[1]
    whole = all(table.dtype.kind in "iu" for table in tables)
    if not whole and quantum <= 0:
        raise UsageError(f"the quantum must be above 0, not {quantum}")
    scale = 1.0 if whole else float(1 / quantum)
    every = np.concatenate(tables)  # one table of all options: numpy is quicker at few large things than at many small
    begin = np.cumsum([0, *(len(table) for table in tables)])[:-1]
    floats = every.astype(np.float64)
    if not np.isfinite(floats).all():
        issue = int(np.searchsorted(begin, np.flatnonzero(~np.isfinite(floats).all(axis=1))[0], side="right")) - 1
        raise UsageError(f"issue {issue}: a value is not a finite number")
    if np.maximum.reduceat(np.abs(floats).max(axis=1), begin).sum() * scale >= _EXACT:
        raise UsageError("the values are too large to be added exactly: their sum must stay below 2**53 in counts")
    counts = every.astype(np.int64) if whole else np.rint(floats * scale).astype(np.int64)
    rounding = np.zeros(parties)
    if not whole:
        rounding = np.maximum.reduceat(np.abs(floats - counts / scale), begin, axis=0).sum(axis=0)
    lowest = np.minimum.reduceat(counts, begin, axis=0)
    offset = lowest.sum(axis=0)
    least = None
    if at_least is not None:
        asked = np.asarray(at_least, dtype=np.float64)
        if asked.shape != (parties,) or np.isnan(asked).any():
            raise UsageError(f"at_least must hold one number for each of the {parties} parties, not {at_least!r}")
        exact = np.ceil(asked) if whole else np.rint(asked * scale)
        least = np.clip(exact, -_EXACT, _EXACT).astype(np.int64) - offset
    counts -= np.repeat(lowest, [len(table) for table in tables], axis=0)
    gains = [counts[start : start + len(table)] for start, table in zip(begin.tolist(), tables, strict=True)]
    if parties == 1:
        gains = [np.column_stack([gain, np.zeros_like(gain)]) for gain in gains]
        offset = np.append(offset, 0)
        least = None if least is None else np.append(least, 0)
    return Case(tuple(gains), offset, least, parties, None if whole else quantum, rounding)


def _told(case: Case, found: Found, count_ties: bool) -> Frontier:
    """The answer in the unit of the values."""
    counts = (found.rows + case.offset)[:, : case.parties]
    words = list(found.words)
    points: Values = counts
    if case.quantum is not None:
        points = counts * (case.quantum.numerator / 1.0) / case.quantum.denominator
        words.append(
            f"Values are counted in units of {float(case.quantum):g}; what is worth the same to the unit is a tie."
        )
    exact = found.bound is None
    bound = np.zeros(case.parties) if found.bound is None else found.bound[: case.parties] * case.size
    return Frontier(
        points=points,
        method=found.method,
        exact=exact,
        bound=bound,
        quantum=case.quantum,
        rounding=case.rounding,
        in_words=tuple(words),
        ties=found.ties if len(found.rows) or not count_ties else (),
        states=found.states,
        rows=max(found.most, len(points)),
        handover=found.handover,
        found=found.found,
    )
