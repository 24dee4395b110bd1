"""Which packages keep both sides of a circle of preconditions, and what is the cheapest way to open it?

Whether the acts of a package can be put in an order depends only on which of the timed conditions it keeps, so packages
are sorted by that, and each kind is looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.encoding import Encoding, is_void
from nonpaper.analysis.moves import held_at
from nonpaper.analysis.results import Move, WayOut
from nonpaper.analysis.walk_backs import Breaking, Rows
from nonpaper.analysis.ways_out import Search, Soft
from nonpaper.case.claims import Link
from nonpaper.model.rules import Model, Rule


class Openings:
    """Opens packages one kind at a time; what was found once is kept."""

    def __init__(self, model: Model, breaking: Breaking) -> None:
        self.model = model
        self.breaking = breaking
        timed = [n for n, rule in enumerate(model.rules) if _timed(rule) and not is_void(rule, model.status_quo)]
        with Encoding(replace(model, rules=tuple(model.rules[n] for n in timed))) as encoding:
            owners = {edge.owner for edge in encoding.edges}
        self.timed = tuple(number for place, number in enumerate(timed) if place in owners)
        self._found: dict[bytes, tuple[WayOut, ...]] = {}

    def kinds(self, rows: Rows) -> NDArray[np.bool_]:
        """For each package, which timed conditions it keeps and by which of their alternatives: a row of flags."""
        flags = []
        for number in self.timed:
            rule = self.model.rules[number]
            if rule.act is None:
                continue
            kept = self.breaking.holds(rule.act, rows) & ~self.breaking.broken(rule, rows)
            flags += [kept & self.breaking.holds(part, rows) for part in rule.clause]
        return np.column_stack(flags) if flags else np.zeros((len(rows), 0), dtype=bool)

    def ways(self, steps: Sequence[int]) -> tuple[WayOut, ...]:
        """The cheapest ways to put the acts of a package in an order: none needed, then empty; equal ones all."""
        rows = np.array([steps], dtype=np.int16)
        kind = self.kinds(rows)[0]
        key = np.packbits(kind).tobytes()
        if key not in self._found:
            self._found[key] = self._open(steps) if kind.any() else ()
        return self._found[key]

    def _open(self, steps: Sequence[int]) -> tuple[WayOut, ...]:
        whole, numbers = self._kept(steps)
        with Encoding(replace(whole, rules=tuple(whole.rules[n] for n in numbers))) as encoding:
            if encoding.solve(range(len(numbers))):
                return ()
        return Search(whole, numbers).cheapest().ways

    def _kept(self, steps: Sequence[int]) -> tuple[Model, list[int]]:
        """The model with the package held fixed, and the numbers of the rules that count: those it keeps, and those."""
        rows = np.array([steps], dtype=np.int16)
        model = self.model
        kept = [
            number
            for number in self.timed
            if (act := model.rules[number].act) is not None
            and self.breaking.holds(act, rows)[0]
            and not self.breaking.broken(model.rules[number], rows)[0]
        ]
        fixed = [
            rule for name, step in zip(model.issues, steps, strict=True) for rule in held_at(model, name, int(step))
        ]
        whole = replace(model, rules=(*model.rules, *fixed), must_move=(), one_of=())
        return whole, [*kept, *range(len(model.rules), len(whole.rules))]

    def others(self, steps: Sequence[int], count: int = 2) -> tuple[WayOut, ...]:
        """The next ways to open the circles of a package, after the cheapest: equal ones first, then the dearer.

        A dearer way does without some move of each way before it.
        """
        found = list(self.ways(steps))
        if not found:
            return ()
        whole, numbers = self._kept(steps)
        barred: list[frozenset[Move]] = [frozenset()]
        while len(found) <= count and barred:
            fresh: dict[frozenset[Move], WayOut] = {}
            for without in barred:
                for move in dict.fromkeys(move for way in found for move in way.moves if move not in without):
                    wanted = without | {move}
                    search = Search(whole, numbers)
                    search.space.hard += [[soft.keep] for soft in search.softs if any(_is(soft, m) for m in wanted)]
                    for way in search.cheapest().ways:
                        if all(way.moves != other.moves for other in found):
                            fresh[wanted] = way
                            break
            if not fresh:
                break
            found.append(min(fresh.values(), key=_nameless))
            barred = [frozenset(), *fresh]
        return tuple(found[1 : count + 1])

    def burdens(self, rows: Rows) -> dict[str, NDArray[np.float64]]:
        """For each party that has to help to open some package: its price per package, of equal ways the first."""
        found: dict[str, NDArray[np.float64]] = {}
        kinds = self.kinds(rows)
        if not kinds.shape[1]:
            return found
        packed, first, where = np.unique(np.packbits(kinds, axis=1), axis=0, return_index=True, return_inverse=True)
        for number in range(len(packed)):
            ways = self.ways(rows[first[number]].tolist())
            for party, price in ways[0].burden.items() if ways else ():
                column = found.setdefault(party, np.zeros(len(rows)))
                column[where.ravel() == number] = float(price)
        return found


def _timed(rule: Rule) -> bool:
    return rule.act is not None and rule.link is not None and rule.link is not Link.IF


def _nameless(way: WayOut) -> tuple[Fraction, list[tuple[str, str, str, str]], list[str]]:
    """Ways by price, then by what they move; the rules only where all else is equal."""
    moves = sorted((move.kind.value, move.issue, move.origin, move.target) for move in way.moves)
    return way.price, moves, sorted(move.rule for move in way.moves)


def _is(soft: Soft, move: Move) -> bool:
    """Whether giving something up is (part of) a move."""
    if soft.kind is not move.kind or soft.party != move.party or soft.issue != move.issue:
        return False
    return soft.rule.id == move.rule or not move.kind.settles
