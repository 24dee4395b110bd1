"""What would a package break, whose statements are they, and what would walking them back cost?

Every bound, condition and refused whole of a party is looked at by itself; the lines of the procedure, and statements
that are to be kept, are not up for it. Packages are rows of step indices, one column an issue in the order of the
model. Prices are those of the table of moves. A statement may be meant or be tactics: broken by `g` of its `n` rungs it
is the reason of a refusal with chance `meant * f * g / n` (a condition, or a whole, is broken as a whole); two
statements of one party that claim the same step count once, the dearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nonpaper.analysis.encoding import is_void
from nonpaper.analysis.packages import WalkBack
from nonpaper.analysis.results import MoveKind
from nonpaper.case.issues import Issue
from nonpaper.case.prices import price as price_of
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Literal, Reach, Side

Rows = NDArray[np.int16]
Flags = NDArray[np.bool_]
_RED = BoundKind.RED_LINE
_NOTHING = Fraction(0)


class Breaking:
    """Reads packages against the rules of a model.

    `kept` are ids of rules that no package may break; the lines of the procedure never may.
    """

    def __init__(self, model: Model, kept: Iterable[str] = ()) -> None:
        self.model = model
        self.issues = tuple(model.issues)
        self.column = {name: place for place, name in enumerate(self.issues)}
        self.meant = price_of(model.prices, "meant")
        keep = set(kept)
        own = [rule for rule in model.rules if rule.party is not None]
        self.hard = tuple(rule for rule in model.rules if rule.party is None or rule.id in keep)
        self.soft = tuple(rule for rule in own if rule.id not in keep)
        self._shares: dict[str, tuple[Fraction, ...]] = {}
        self._paid: dict[str, tuple[Fraction, ...]] = {}
        self._tabulate()

    # which packages are deals but for their walk-backs

    def possible(self, rows: Rows, *, stays: bool = False) -> Flags:
        """Which packages keep the procedure and what is to be kept, and move what a deal has to move."""
        fine = np.ones(len(rows), dtype=bool)
        for rule in self.hard:
            fine &= ~self.broken(rule, rows)
        start = self.model.status_quo
        away = {name: rows[:, self.column[name]] != start[name] for name in self.issues}
        for name in self.model.must_move:
            fine &= away[name]
        for group in self.model.one_of:
            fine &= _any([away[name] for name in group], len(rows))
        return fine if stays else fine & _any(list(away.values()), len(rows))

    def moves_a_stake(self, rows: Rows, staked: Iterable[str]) -> Flags:
        """Which packages move at least one issue in which somebody has a stake."""
        start = self.model.status_quo
        return _any([rows[:, self.column[name]] != start[name] for name in staked], len(rows))

    def broken(self, rule: Rule, rows: Rows) -> Flags:
        """Which packages break a rule; the moments of acts are not looked at."""
        if rule.kind is RuleKind.BOUND and rule.issue is not None:
            steps = range(len(self.model.issues[rule.issue].steps))
            excluded = np.array([not rule.admits(step) for step in steps])
            return excluded[rows[:, self.column[rule.issue]]]
        if rule.kind is RuleKind.WHOLE:
            return _all([self.holds(part, rows) for part in rule.literals], len(rows))
        if is_void(rule, self.model.status_quo):
            return np.zeros(len(rows), dtype=bool)
        met = _any([self.holds(part, rows) for part in rule.clause], len(rows))
        return ~met if rule.act is None else self.holds(rule.act, rows) & ~met

    def holds(self, literal: Literal, rows: Rows) -> Flags:
        """In which packages a literal holds."""
        steps = range(self._steps(literal.issue))
        inside = np.array([literal.holds(step) for step in steps])
        return inside[rows[:, self.column[literal.issue]]]

    # what it costs

    def _tabulate(self) -> None:
        """Per bound: the share of it that each step breaks, and the price of that.

        Of several bounds of a party on one side of an issue, each rung is paid for by the firmest that excludes it.
        """
        groups: dict[tuple[str, str, Side | None], list[Rule]] = {}
        for rule in self.soft:
            if rule.kind is RuleKind.BOUND and rule.issue is not None:
                groups.setdefault((rule.party or "", rule.issue, rule.side), []).append(rule)
                self._shares[rule.id] = tuple(
                    _broken_share(rule, self.model.issues[rule.issue], step)
                    for step in range(len(self.model.issues[rule.issue].steps))
                )
        give = price_of(self.model.prices, "give")
        for (_, name, _), own in groups.items():
            issue = self.model.issues[name]
            for rule in own:
                self._paid[rule.id] = tuple(
                    sum(
                        (
                            give * rule.firmness * share
                            for rung, share in _rungs_broken(rule, issue, step)
                            if _payer(own, rung) is rule
                        ),
                        _NOTHING,
                    )
                    for step in range(len(issue.steps))
                )

    def how_many(self, party: str, rows: Rows) -> NDArray[np.int64]:
        """For each package how many rules of a party it breaks."""
        found = np.zeros(len(rows), dtype=np.int64)
        for rule in self.soft:
            if rule.party == party:
                found += self.broken(rule, rows)
        return found

    def credibility(self, rows: Rows) -> NDArray[np.float64]:
        """For each package the chance, 0 to 1, that nothing it breaks was meant. It ranks, and is not a forecast."""
        groups: dict[tuple[object, ...], list[Rule]] = {}
        for rule in self.soft:
            groups.setdefault(_claim(rule), []).append(rule)
        meant = float(self.meant)
        stays = np.ones(len(rows))
        # The product is taken in the order of its factors' content, so that no name or order moves a last digit.
        for claim in sorted(groups, key=lambda key: [(r.firmness, r.kind) for r in groups[key]]):
            dearest = np.zeros(len(rows))
            for rule in groups[claim]:
                np.maximum(dearest, self._chances(rule, rows, meant), out=dearest)
            stays *= 1 - np.minimum(dearest, 1)
        return np.round(stays, 12)

    def _chances(self, rule: Rule, rows: Rows, meant: float) -> NDArray[np.float64]:
        if rule.kind is RuleKind.BOUND and rule.issue is not None:
            table = np.array([meant * rule.firmness * float(share) for share in self._shares[rule.id]])
            return table[rows[:, self.column[rule.issue]]]
        return np.where(self.broken(rule, rows), meant * rule.firmness, 0.0)

    def burdens(self, rows: Rows) -> dict[str, NDArray[np.float64]]:
        """For each party with something to walk back in some package: the price of it, per package."""
        found: dict[str, NDArray[np.float64]] = {}
        for rule in self.soft:
            party = rule.party or ""
            if rule.kind is RuleKind.BOUND and rule.issue is not None:
                price = np.array([float(paid) for paid in self._paid[rule.id]])[rows[:, self.column[rule.issue]]]
            else:
                price = self._prices(rule, rows)
            if party in found:
                found[party] = found[party] + price
            else:
                found[party] = price
        return {party: np.round(total, 12) for party, total in found.items()}

    def _prices(self, rule: Rule, rows: Rows) -> NDArray[np.float64]:
        whole = float(price_of(self.model.prices, "drop") * rule.firmness)
        price = np.where(self.broken(rule, rows), whole, 0.0)
        for part in rule.clause if rule.kind is RuleKind.CONDITION else ():
            eased = np.array([float(self._eased(rule, part, step)) for step in range(self._steps(part.issue))])
            np.minimum(price, eased[rows[:, self.column[part.issue]]], out=price)
        return price

    def _steps(self, issue: str) -> int:
        return len(self.model.issues[issue].steps)

    def _eased(self, rule: Rule, part: Literal, step: int) -> Fraction:
        """What it costs to ease one literal of a condition until a step meets it; never more than the drop."""
        drop = price_of(self.model.prices, "drop") * rule.firmness
        issue, start = self.model.issues[part.issue], self.model.status_quo[part.issue]
        if part.holds(step) or issue.is_choice or part.reach is Reach.EXACT or part.holds(start):
            return drop
        toward = start < step if part.reach is Reach.UP else start > step
        if not toward:
            return drop  # eased all the way is a drop
        share = issue.share(step, part.step) / issue.share(start, part.step)
        return min(drop, price_of(self.model.prices, "ease") * rule.firmness * share)

    def walk_backs(self, steps: Sequence[int]) -> tuple[WalkBack, ...]:
        """What one package breaks, statement by statement; the parties in no order of theirs, the dearest first."""
        rows = np.array([steps], dtype=np.int16)
        found: list[WalkBack] = []
        for rule in self.soft:
            if not self.broken(rule, rows)[0]:
                continue
            found.append(self._walk_back(rule, steps))
        dearest: dict[tuple[object, ...], WalkBack] = {}
        for each in found:
            held = dearest.get(_claim(each.rule))
            if held is None or (each.chance, each.price) > (held.chance, held.price):
                dearest[_claim(each.rule)] = each
        counted = [replace(each, counted=dearest[_claim(each.rule)] is each) for each in found]
        return tuple(sorted(counted, key=lambda each: (-each.price, not each.red_line, each.issue, each.statements)))

    def _walk_back(self, rule: Rule, steps: Sequence[int]) -> WalkBack:
        party, meant = rule.party or "", self.meant * rule.firmness
        red = rule.bound_kind is _RED
        if rule.kind is RuleKind.BOUND and rule.issue is not None:
            issue, step = self.model.issues[rule.issue], steps[self.column[rule.issue]]
            share = self._shares[rule.id][step]
            if rule.side is Side.SET:
                origin = " or ".join(issue.steps[k] for k in sorted(rule.allowed or ()))
            else:
                origin = issue.steps[rule.step or 0]
            kind = MoveKind.DROP if _all_of_it(rule, issue, step) else MoveKind.GIVE
            price, chance = self._paid[rule.id][step], min(Fraction(1), meant * share)
            return WalkBack(
                *(party, rule, kind, rule.statements, price, share, chance, red, rule.issue, origin, issue.steps[step])
            )
        price, kind, origin, target = price_of(self.model.prices, "drop") * rule.firmness, MoveKind.DROP, "", ""
        about = rule.act.issue if rule.act is not None else rule.issues[0]
        for part in rule.clause:
            step = steps[self.column[part.issue]]
            eased = self._eased(rule, part, step)
            if eased < price:
                issue = self.model.issues[part.issue]
                price, kind, about = eased, MoveKind.EASE, part.issue
                origin, target = issue.steps[part.step], issue.steps[step]
        share, chance = Fraction(1), min(Fraction(1), meant)
        return WalkBack(party, rule, kind, rule.statements, price, share, chance, red, about, origin, target)


def _claim(rule: Rule) -> tuple[object, ...]:
    """What a rule claims: of one party's rules, those with the same claim count once.

    A bound claims the step (or steps) it ends at, a condition the step that it waits for.
    """
    if rule.kind is RuleKind.BOUND:
        return (rule.party, rule.issue, rule.step if rule.side is not Side.SET else rule.allowed)
    if rule.kind is RuleKind.CONDITION and len(rule.clause) == 1:
        only = rule.clause[0]
        return (rule.party, only.issue, only.step if only.reach is not Reach.EXACT else frozenset({only.step}))
    return (rule.party, rule.id)


def _rungs_broken(rule: Rule, issue: Issue, step: int) -> list[tuple[int, Fraction]]:
    """The rungs of a bound that a step breaks, each as the step that it excludes, with its share of the ladder."""
    if rule.admits(step):
        return []
    if rule.side is Side.SET:
        return [(step, Fraction(1, max(1, issue.rungs)))]
    if rule.side is Side.LOWER:
        return [(rung, issue.share(rung, rung + 1)) for rung in range(step, rule.step or 0)]
    return [(rung, issue.share(rung - 1, rung)) for rung in range((rule.step or 0) + 1, step + 1)]


def _broken_share(rule: Rule, issue: Issue, step: int) -> Fraction:
    return sum((share for _, share in _rungs_broken(rule, issue, step)), _NOTHING)


def _payer(own: Sequence[Rule], rung: int) -> Rule:
    """Of the bounds that exclude a rung, the one that it is paid for by: the firmest, a red line before another."""
    against = [rule for rule in own if not rule.admits(rung)]
    return max(against, key=lambda rule: (rule.firmness, rule.bound_kind is _RED, rule.statements))


def _all_of_it(rule: Rule, issue: Issue, step: int) -> bool:
    return (rule.side is Side.LOWER and step == 0) or (rule.side is Side.UPPER and step == issue.rungs)


def _any(flags: Sequence[Flags], count: int) -> Flags:
    found = np.zeros(count, dtype=bool)
    for each in flags:
        found |= each
    return found


def _all(flags: Sequence[Flags], count: int) -> Flags:
    found = np.ones(count, dtype=bool)
    for each in flags:
        found &= each
    return found
