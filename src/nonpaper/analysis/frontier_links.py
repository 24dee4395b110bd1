"""In which order are the issues placed, and what do the links between them leave open on the way?

The frontier is built issue by issue. Between two issues all that matters of the links is what they still ask of the
issues ahead: that is the *state*, and only prefixes in the same state may be compared. The number of states grows
with how many links are open at once (the path-width of their graph), never with the number of packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonpaper.analysis.frontier_rows import Ints, Truths, efficient
from nonpaper.errors import UsageError

MOST_STATES = 20_000
"""Beyond so many states at once a frontier is not attempted."""


@dataclass(frozen=True, slots=True)
class Link:
    """A package is allowed only if at least one literal holds: that issue takes one of those options.

    A literal is (issue, options), both by number from 0. `implies`, `excludes` and `from_table` write the usual ones.
    """

    literals: tuple[tuple[int, frozenset[int]], ...]


def at_least_one(*literals: tuple[int, Iterable[int]]) -> Link:
    """At least one of (issue, options) holds."""
    return Link(tuple((issue, frozenset(options)) for issue, options in literals))


def excludes(first: tuple[int, int], second: tuple[int, int], *, options: Sequence[int]) -> Link:
    """Not both: (issue, option) and (issue, option). `options` is the number of options of each issue."""
    return at_least_one(*((issue, set(range(options[issue])) - {option}) for issue, option in (first, second)))


def implies(act: tuple[int, Iterable[int]], *clause: tuple[int, Iterable[int]], options: Sequence[int]) -> Link:
    """If the first literal holds, one of the others does too. `options` is the number of options of each issue."""
    issue, chosen = act
    return at_least_one((issue, set(range(options[issue])) - set(chosen)), *clause)


def from_table(first: int, second: int, allowed: npt.ArrayLike) -> tuple[Link, ...]:
    """The links of two issues from a table of truth values: row an option of `first`, column one of `second`."""
    table = np.asarray(allowed, dtype=bool)
    rows: dict[tuple[bool, ...], list[int]] = {}
    for number, row in enumerate(table.tolist()):
        if not all(row):
            rows.setdefault(tuple(row), []).append(number)
    every = set(range(len(table)))
    return tuple(
        at_least_one((first, every - set(numbers)), (second, {column for column, good in enumerate(row) if good}))
        for row, numbers in rows.items()
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """Options of one issue that mean the same to every link, and what choosing one does to the state.

    `keep` is a mask over the state's bits; `later` are clauses that bind if still unmet: (bit, mask).
    `touched` are the fields that must not become empty.
    """

    options: tuple[int, ...]
    bit: int
    keep: int
    later: tuple[tuple[int, int], ...]
    touched: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One issue to be placed, with its options in order and the same by kind.

    Of options of a kind that are worth the same to everyone only the first is placed: `equal[option]` counts them.
    """

    issue: int
    options: tuple[int, ...]
    kinds: tuple[Kind, ...]
    linked: bool
    equal: dict[int, int]

    def after(self, state: int, kind: Kind) -> int | None:
        """The state once an option of this kind is taken; None if it may not be, or leaves some issue no option."""
        if kind.bit and not state & kind.bit:
            return None
        new = state & kind.keep
        for clause, mask in kind.later:
            if state & clause:
                new &= mask
        for field in kind.touched:
            if not new & field:
                return None
        return new


@dataclass(frozen=True, slots=True)
class Sweep:
    """The issues in the order of placing, and the state at the start. `impossible`: no package is allowed."""

    steps: tuple[Step, ...]
    start: int
    impossible: bool = False


def clauses_of(links: Iterable[Link], options: Sequence[int]) -> tuple[dict[int, frozenset[int]], ...] | None:
    """The links as clauses issue -> options, each once, without those that always hold; None if one never can.

    Raises:
        UsageError: a link names an issue or an option that does not exist.
    """
    clauses: dict[tuple[tuple[int, tuple[int, ...]], ...], dict[int, frozenset[int]]] = {}
    for number, link in enumerate(links):
        clause: dict[int, frozenset[int]] = {}
        for issue, allowed in link.literals:
            if not 0 <= issue < len(options):
                raise UsageError(f"link {number} speaks of issue {issue}; the issues are 0 to {len(options) - 1}")
            wrong = [option for option in allowed if not 0 <= option < options[issue]]
            if wrong:
                raise UsageError(
                    f"link {number}: issue {issue} has no option {wrong[0]}; they are 0 to {options[issue] - 1}"
                )
            clause[issue] = clause.get(issue, frozenset()) | allowed
        clause = {issue: allowed for issue, allowed in sorted(clause.items()) if allowed}
        if not clause:
            return None
        if any(len(allowed) == options[issue] for issue, allowed in clause.items()):
            continue
        clauses.setdefault(tuple((issue, tuple(sorted(allowed))) for issue, allowed in clause.items()), clause)
    return tuple(clauses[key] for key in sorted(clauses))


def sweep(values: Sequence[Ints], links: Iterable[Link]) -> Sweep:
    """How to place the issues: linked ones first, so that few links are open at a time, then the rest.

    Options that no efficient package can contain are left out: some other option is at least as good for every party
    and better for one, and keeps every link that this one keeps.
    """
    found = clauses_of(links, [len(each) for each in values])
    if found is None:
        return Sweep((), 0, impossible=True)
    allowed = [set(range(len(each))) for each in values]
    clauses: list[dict[int, frozenset[int]]] = []
    for clause in found:
        if len(clause) == 1:
            ((issue, options),) = clause.items()
            allowed[issue] &= options
        else:
            clauses.append(clause)
    if not all(allowed):
        return Sweep((), 0, impossible=True)
    of: dict[int, list[int]] = {}
    for number, clause in enumerate(clauses):
        for issue in clause:
            of.setdefault(issue, []).append(number)
    kinds: list[dict[frozenset[int], list[int]]] = []
    equal: list[dict[int, int]] = []
    unbeaten = _unbeaten(values)
    for issue, table in enumerate(values):
        met = {
            option: frozenset(n for n in of.get(issue, ()) if option in clauses[n][issue]) for option in allowed[issue]
        }
        whole = issue not in of and len(allowed[issue]) == len(table)
        sorted_out, counted = _kinds(table, met, unbeaten.get(issue) if whole else None)
        kinds.append(sorted_out)
        equal.append(counted)
    made = _best_order(clauses, of, lambda order: _steps(order, kinds, equal, clauses, of))
    free = [issue for issue in range(len(values)) if issue not in of]
    rest = _steps(sorted(free, key=lambda i: (-len(values[i]), i)), kinds, equal, (), {})
    return Sweep((*made.steps, *rest.steps), made.start)


def _best_order(
    clauses: Sequence[dict[int, frozenset[int]]], of: dict[int, list[int]], made: Callable[[Sequence[int]], Sweep]
) -> Sweep:
    """The linked issues in whichever of several greedy orders leaves the fewest states open; counted, not guessed.

    Nothing here depends on the order of the parties, so neither does the choice between packages worth the same.
    """
    neighbours = dict.fromkeys(sorted(of), 0)
    for issue, numbers in of.items():
        for other in {other for number in numbers for other in clauses[number]} - {issue}:
            neighbours[issue] |= 1 << other
    best = made(_greedy(neighbours, _both, None))
    least, peak = _weight(best, None)
    lonely = sorted(neighbours, key=lambda issue: (neighbours[issue].bit_count(), issue))[:8]
    for rule in (_ahead, _behind, _fewer):
        if peak > 4:
            best, least, peak = _better(best, least, peak, made(_greedy(neighbours, rule, None)))
    for start in lonely:
        for rule in (_both, _behind):
            if peak > 128 and len(neighbours) <= 100:
                best, least, peak = _better(best, least, peak, made(_greedy(neighbours, rule, start)))
    return best


def _better(best: Sweep, least: int, peak: int, other: Sweep) -> tuple[Sweep, int, int]:
    """The lighter of two sweeps, with its weight and its peak."""
    weight, highest = _weight(other, least)
    return (other, weight, highest) if weight < least else (best, least, peak)


def _weight(made: Sweep, least: int | None) -> tuple[int, int]:
    """The states after each issue, later ones weighing more as their lists are longer, and the most at once.

    Counting stops once it passes `least`, or where the question would be refused anyway.
    """
    states = {made.start}
    total, peak = 0, 1
    for number, step in enumerate(made.steps, 1):
        reached = (step.after(state, kind) for state in states for kind in step.kinds)
        states = {state for state in reached if state is not None}
        total += len(states) * number
        peak = max(peak, len(states))
        if peak > MOST_STATES:
            return _HOPELESS, peak
        if least is not None and total >= least:
            return least, peak
    return total, peak


_HOPELESS = 2**62
_FEW_OPTIONS = 24
_Rule = Callable[[int, int], int]


def _ahead(waiting: int, unfinished: int) -> int:
    return waiting


def _behind(waiting: int, unfinished: int) -> int:
    return unfinished


def _fewer(waiting: int, unfinished: int) -> int:
    return min(waiting, unfinished)


def _both(waiting: int, unfinished: int) -> int:
    return waiting + unfinished


def _greedy(neighbours: dict[int, int], rule: _Rule, start: int | None) -> list[int]:
    """Place next what keeps least open: issues waited for, or placed issues that still wait, as the rule says."""
    order: list[int] = []
    unfinished: list[int] = []
    placed = waiting = 0
    left = list(neighbours)

    def cost(issue: int) -> tuple[int, bool, int, int]:
        done = placed | 1 << issue
        ahead = (waiting | neighbours[issue]) & ~done
        behind = sum(1 for other in (*unfinished, issue) if neighbours[other] & ~done)
        return rule(ahead.bit_count(), behind), not waiting >> issue & 1, (neighbours[issue] & ~done).bit_count(), issue

    while left:
        chosen = start if start is not None and not order else min(left, key=cost)
        left.remove(chosen)
        order.append(chosen)
        placed |= 1 << chosen
        waiting = (waiting | neighbours[chosen]) & ~placed
        unfinished = [other for other in (*unfinished, chosen) if neighbours[other] & ~placed]
    return order


def _unbeaten(values: Sequence[Ints]) -> dict[int, list[bool]]:
    """For issues of few options, whether each option is efficient: all issues of one size at once, which is quicker."""
    sizes: dict[int, list[int]] = {}
    for issue, table in enumerate(values):
        if len(table) <= _FEW_OPTIONS:
            sizes.setdefault(len(table), []).append(issue)
    found: dict[int, list[bool]] = {}
    for issues in sizes.values():
        tables = np.stack([values[issue] for issue in issues])
        as_good: Truths = np.all(tables[:, :, None, :] >= tables[:, None, :, :], axis=3)
        beaten: Truths = np.any(as_good & ~as_good.transpose(0, 2, 1), axis=1)
        found.update(zip(issues, np.logical_not(beaten).tolist(), strict=True))
    return found


def _kinds(
    values: Ints, met: dict[int, frozenset[int]], unbeaten: list[bool] | None
) -> tuple[dict[frozenset[int], list[int]], dict[int, int]]:
    """Clauses met -> options that meet exactly those, without the hopeless; and how many each of them stands for."""
    together: dict[frozenset[int], list[int]] = {}
    for option in sorted(met):
        together.setdefault(met[option], []).append(option)
    kinds: dict[frozenset[int], list[int]] = {}
    equal: dict[int, int] = {}
    for clauses, options in together.items():
        kept = unbeaten if unbeaten is not None else efficient(values[options], equals=True).tolist()
        good = [option for option, keep in zip(options, kept, strict=True) if keep]
        rivals = [option for other, these in together.items() if other > clauses for option in these]
        first: dict[tuple[int, ...], int] = {}
        for option in good:
            worth = values[option]
            beaten = rivals and ((values[rivals] >= worth).all(axis=1) & (values[rivals] > worth).any(axis=1)).any()
            if not beaten:
                representative = first.setdefault(tuple(worth.tolist()), option)
                equal[representative] = equal.get(representative, 0) + 1
        if first:
            kinds[clauses] = list(first.values())
    return kinds, equal


def _steps(
    order: Sequence[int],
    kinds: Sequence[dict[frozenset[int], list[int]]],
    equal: Sequence[dict[int, int]],
    clauses: Sequence[dict[int, frozenset[int]]],
    of: dict[int, list[int]],
) -> Sweep:
    """The bits of the state, one for each kind of option of each linked issue and one for each longer clause."""
    place = {issue: number for number, issue in enumerate(order)}
    bits: dict[tuple[int, frozenset[int]], int] = {}
    for issue in of:
        for met in kinds[issue]:
            bits[issue, met] = 1 << len(bits)
    fields = {issue: sum(bits[issue, met] for met in kinds[issue]) for issue in of}
    longer = [number for number, clause in enumerate(clauses) if len(clause) > 2]
    open_bits = {number: 1 << (len(bits) + k) for k, number in enumerate(longer)}

    def breaking(number: int, issue: int) -> int:
        """The options of an issue that do not meet a clause."""
        return sum(bits[issue, met] for met in kinds[issue] if number not in met)

    steps: list[Step] = []
    for now, issue in enumerate(order):
        made: list[Kind] = []
        for met, options in kinds[issue].items():
            gone, later, touched = fields.get(issue, 0), [], []
            for number in of.get(issue, ()):
                ahead = [other for other in clauses[number] if place[other] > now]
                if number in met:
                    gone |= open_bits.get(number, 0)
                elif len(ahead) == 1:
                    barred = breaking(number, ahead[0])
                    touched.append(fields[ahead[0]])
                    if len(clauses[number]) == 2:
                        gone |= barred
                    else:
                        later.append((open_bits[number], ~(barred | open_bits[number])))
            made.append(Kind(tuple(options), bits.get((issue, met), 0), ~gone, tuple(later), tuple(touched)))
        options_ = tuple(sorted(equal[issue]))
        steps.append(Step(issue, options_, tuple(made), issue in of, equal[issue]))
    return Sweep(tuple(steps), (1 << (len(bits) + len(longer))) - 1)
