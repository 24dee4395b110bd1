"""How would two parties share the issues if each spread points over them? Adjusted Winner [BramsTaylor1996].

Each issue goes to whom it matters more to; then the one who got more hands issues back, those that cost it least for
what they bring the other first, until both have the same number of points. At most one issue has to be divided.

An issue "won" means that it is settled the party's way. The general form lets an issue that is lost be worth something
too (`lost`), as when the other side's way is a step of a ladder that one can half live with. Everything is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from nonpaper.errors import UsageError

Pair = tuple[Fraction, Fraction]
Points = tuple[int | Fraction, int | Fraction]

MOST_TIED = 12
"""How many issues of one ratio are tried in every way; with more of them, one way is given and `complete` is False."""

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who gets what. `shares` holds, per issue, the share settled the first party's way; the rest goes to the second.

    `totals` are the points of the first and of the second party, each out of `AdjustedWinner.total` of its own.
    `divided` is the one issue with a share between 0 and 1, if any.
    """

    shares: Mapping[str, Fraction]
    totals: Pair
    divided: str | None

    def won_by(self, party: int) -> tuple[str, ...]:
        """The issues settled wholly the way of party 0 or 1, in the order in which they were given."""
        return tuple(issue for issue, share in self.shares.items() if share == 1 - party)


_Settle = Callable[[Mapping[str, Fraction]], Settlement]
"""Shares of the first party -> the settlement; issues not named are halved."""


@dataclass(frozen=True, slots=True)
class AdjustedWinner:
    """What Adjusted Winner comes to.

    `settlements` are all ways to give both the same with as little division as possible: several only where issues
    have the same ratio of points (then `complete` says whether all are there). `whole` are, should the issue not be
    divided after all, the two ways of giving it away in one piece (empty where nothing is divided). `first` are the
    totals when each untied issue goes to whom it matters more to; `after_ties` those when the `tied` issues have gone
    to whoever was behind (None where nobody was); `indifferent` are issues on which neither has a point: they count
    for neither.

    `equitable`: both have the same. `envy_free`: neither would rather have the other's part. `efficient`: no
    settlement, divided in whatever way, is better for one and not worse for the other. All three are checked on each
    settlement.
    `scaled` is True where the points of a party did not add up to `total` and were stretched.
    """

    settlements: tuple[Settlement, ...]
    whole: tuple[Settlement, ...]
    complete: bool
    first: Pair
    tied: tuple[str, ...]
    after_ties: Pair | None
    indifferent: tuple[str, ...]
    equitable: bool
    envy_free: bool
    efficient: bool
    total: Fraction
    scaled: bool


def adjusted_winner(
    points: Mapping[str, Points], lost: Mapping[str, Points] | None = None, total: int | Fraction = 100
) -> AdjustedWinner:
    """Share issues between two parties so that both get equally many of their own points.

    `points` maps each issue to what its settlement the party's own way is worth to the first and the second party,
    from 0 up; `lost` what the other's way is worth to it (default 0, never more than its own way). Each party's
    points are stretched to `total`, so that nobody wins by writing larger numbers. Swapping the parties swaps the
    answer; the order of the issues only decides the order in which things are listed.

    The answer is equitable and efficient, and in the plain form envy-free [BramsTaylor1996]; with `lost` envy may stay.
    The three flags say what holds.

    Raises `UsageError` where an issue has not two numbers, a number is negative, not a whole number or a fraction, or
    below what losing is worth, and where a party has no points at all.
    """
    issues = tuple(points)
    won, losing, scaled = _scaled(points, lost or {}, Fraction(total))
    stakes = {issue: (won[issue][0] - losing[issue][0], won[issue][1] - losing[issue][1]) for issue in issues}
    indifferent = tuple(issue for issue in issues if not any(stakes[issue]))
    at_stake = [issue for issue in issues if any(stakes[issue])]
    if not at_stake:
        raise UsageError("both parties are indifferent on every issue: there is nothing to share")

    def settled(given: Mapping[str, Fraction]) -> Settlement:
        shares = {issue: given.get(issue, _HALF) for issue in issues}
        totals = tuple(
            sum(
                (losing[i][party] + stakes[i][party] * (shares[i] if party == 0 else 1 - shares[i]) for i in issues),
                Fraction(0),
            )
            for party in (0, 1)
        )
        cut = [issue for issue in at_stake if 0 < shares[issue] < 1]
        return Settlement(shares, (totals[0], totals[1]), cut[0] if cut else None)

    margin, fixed = _margin(at_stake, stakes, settled)
    ways, complete = _even(margin, stakes, fixed, settled)
    settlements = tuple(settled(each) for each in ways)
    whole: tuple[Settlement, ...] = ()
    if settlements[0].divided is not None:
        rounded = [
            dict(way) | {each.divided: Fraction(side)}
            for way, each in zip(ways, settlements, strict=True)
            if each.divided is not None
            for side in (1, 0)
        ]
        unique = {tuple(way[i] for i in at_stake): way for way in rounded}
        whole = tuple(settled(way) for _, way in sorted(unique.items(), reverse=True))
    tied = tuple(issue for issue in at_stake if stakes[issue][0] == stakes[issue][1])
    first, after = _first(issues, losing, stakes, tied)
    return AdjustedWinner(
        settlements,
        whole,
        complete,
        first,
        tied,
        after,
        indifferent,
        all(each.totals[0] == each.totals[1] for each in settlements),
        all(_envy_free(each, settled) for each in settlements),
        all(_efficient(each, at_stake, stakes) for each in settlements),
        Fraction(total),
        scaled,
    )


def _scaled(
    points: Mapping[str, Points], lost: Mapping[str, Points], total: Fraction
) -> tuple[dict[str, Pair], dict[str, Pair], bool]:
    """Both tables with each party's points for winning adding up to `total`, and whether that changed anything."""
    unknown = sorted(set(lost) - set(points))
    if unknown:
        raise UsageError(f"lost names {unknown[0]!r}, which has no points")
    if total <= 0:
        raise UsageError("total is above 0")
    table: dict[str, Pair] = {}
    floor: dict[str, Pair] = {}
    for issue, given in points.items():
        pairs: list[Pair] = []
        for pair in (given, lost.get(issue, (0, 0))):
            if len(pair) != 2 or any(isinstance(p, bool) or not isinstance(p, int | Fraction) or p < 0 for p in pair):
                raise UsageError(f"{issue}: two numbers from 0 up, whole or fractions, not {pair!r}")
            pairs.append((Fraction(pair[0]), Fraction(pair[1])))
        table[issue], floor[issue] = pairs
        if any(mine < otherwise for mine, otherwise in zip(*pairs, strict=True)):
            raise UsageError(f"{issue}: losing is worth more than winning; then let the sides change places on it")
    sums = [sum((pair[party] for pair in table.values()), Fraction(0)) for party in (0, 1)]
    if min(sums) == 0:
        raise UsageError("a party has no points on any issue")
    factor = (total / sums[0], total / sums[1])

    def stretch(part: dict[str, Pair]) -> dict[str, Pair]:
        return {issue: (pair[0] * factor[0], pair[1] * factor[1]) for issue, pair in part.items()}

    return stretch(table), stretch(floor), any(each != 1 for each in factor)


def _margin(at_stake: Sequence[str], stakes: Mapping[str, Pair], settled: _Settle) -> tuple[list[str], dict[str, int]]:
    """The issues of the ratio at which the totals meet, and for all others whether the first party wins them (1 or 0).

    Going from the issue that the first party values most, compared with the second, each goes to the first party until
    it would have more; all issues of that ratio are the margin. What only one party values is its own in any case.
    """
    groups: dict[Fraction, list[str]] = {}
    fixed: dict[str, int] = {}
    for issue in at_stake:
        mine, theirs = stakes[issue]
        fixed[issue] = 1 if theirs == 0 else 0
        if mine and theirs:
            groups.setdefault(mine / theirs, []).append(issue)

    def ahead(shares: Mapping[str, int]) -> bool:
        totals = settled({issue: Fraction(share) for issue, share in shares.items()}).totals
        return totals[0] >= totals[1]

    for ratio in sorted(groups, reverse=True):
        if ahead(fixed):
            break
        margin = groups[ratio]
        tried = fixed | dict.fromkeys(margin, 1)
        if ahead(tried):
            return margin, {issue: share for issue, share in fixed.items() if issue not in margin}
        fixed = tried
    return [], fixed


def _even(
    margin: Sequence[str], stakes: Mapping[str, Pair], fixed: Mapping[str, int], settled: _Settle
) -> tuple[list[dict[str, Fraction]], bool]:
    """All ways to give the margin so that the totals meet with at most one issue divided, and whether these are all."""
    base = {issue: Fraction(share) for issue, share in fixed.items()}

    def behind(given: Mapping[str, Fraction]) -> Fraction:
        """How many points the first party is behind."""
        totals = settled(given).totals
        return totals[1] - totals[0]

    if not margin:
        return [base], True
    nobody = base | dict.fromkeys(margin, Fraction(0))
    wanted = behind(nobody)
    worth = {issue: sum(stakes[issue], Fraction(0)) for issue in margin}
    complete = len(margin) <= MOST_TIED
    ways: list[dict[str, Fraction]] = []
    if complete:
        for choice in product((1, 0), repeat=len(margin)):
            if sum((worth[i] for i, taken in zip(margin, choice, strict=True) if taken), Fraction(0)) == wanted:
                ways.append(base | {i: Fraction(taken) for i, taken in zip(margin, choice, strict=True)})
        if ways:
            return ways, True
        for cut in margin:
            rest = [issue for issue in margin if issue != cut]
            for choice in product((1, 0), repeat=len(rest)):
                given = sum((worth[i] for i, taken in zip(rest, choice, strict=True) if taken), Fraction(0))
                if 0 < wanted - given < worth[cut]:
                    shares = {i: Fraction(taken) for i, taken in zip(rest, choice, strict=True)}
                    ways.append(base | shares | {cut: (wanted - given) / worth[cut]})
        return ways, True
    one = dict(nobody)
    for issue in sorted(margin):
        one[issue] = min(Fraction(1), wanted / worth[issue])
        wanted -= one[issue] * worth[issue]
    return [one], False


def _first(
    issues: Sequence[str], losing: Mapping[str, Pair], stakes: Mapping[str, Pair], tied: Sequence[str]
) -> tuple[Pair, Pair | None]:
    """The totals when each untied issue goes to whom it matters more to, and when the tied ones have followed."""
    totals = [sum((losing[issue][party] for issue in issues), Fraction(0)) for party in (0, 1)]
    for issue in issues:
        mine, theirs = stakes[issue]
        if mine != theirs:
            totals[0 if mine > theirs else 1] += max(mine, theirs)
    first = (totals[0], totals[1])
    if not tied:
        return first, first
    if first[0] == first[1]:
        return first, None
    totals[0 if first[0] < first[1] else 1] += sum((stakes[issue][0] for issue in tied), Fraction(0))
    return first, (totals[0], totals[1])


def _envy_free(each: Settlement, settled: _Settle) -> bool:
    """Whether neither would be better off with the other's part."""
    turned = settled({issue: 1 - share for issue, share in each.shares.items()})
    return all(mine >= theirs for mine, theirs in zip(each.totals, turned.totals, strict=True))


def _efficient(each: Settlement, at_stake: Sequence[str], stakes: Mapping[str, Pair]) -> bool:
    """Whether no exchange helps one and harms nobody.

    One does exactly if somebody holds part of what only the other values, or if the second party holds part of an issue
    that the first values more, compared with the second, than an issue of which the first holds part.
    """
    held = [stakes[issue] for issue in at_stake if each.shares[issue] > 0]
    others = [stakes[issue] for issue in at_stake if each.shares[issue] < 1]
    if any(mine == 0 for mine, _ in held) or any(theirs == 0 for _, theirs in others):
        return False
    return all(mine[0] * theirs[1] >= mine[1] * theirs[0] for mine in held for theirs in others)
