"""Adjusted Winner: the published examples row by row, and what it promises, by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.analysis.adjusted_winner import MOST_TIED, AdjustedWinner, adjusted_winner
from nonpaper.errors import UsageError

Table = dict[str, tuple[int, int]]


def fractions(*numbers: int | Fraction) -> tuple[Fraction, ...]:
    """Numbers as fractions, to compare with."""
    return tuple(map(Fraction, numbers))


def holds(found: AdjustedWinner) -> bool:
    """All three promises."""
    return found.equitable and found.envy_free and found.efficient


# Published ------------------------------------------------------------------------------------------------------------


def test_panama_canal() -> None:
    """United States and Panama, ten issues, points of [Raiffa1982] as retold by Brams at pages.nyu.edu/adjustedwinner.

    64 to 53 before the tied issue; land and water is divided, 2/15 to 13/15; 66 points each.
    """
    found = adjusted_winner(
        {
            "US defense rights": (22, 9),
            "use rights": (22, 15),
            "land and water": (15, 15),
            "expansion rights": (14, 3),
            "duration": (11, 15),
            "expansion routes": (6, 5),
            "compensation": (4, 11),
            "jurisdiction": (2, 7),
            "US military rights": (2, 7),
            "defense role of Panama": (2, 13),
        }
    )
    assert found.first == fractions(64, 53)
    assert found.tied == ("land and water",)
    (settled,) = found.settlements
    assert settled.divided == "land and water"
    assert settled.shares["land and water"] == Fraction(2, 15)
    assert settled.totals == fractions(66, 66)
    assert settled.won_by(0) == ("US defense rights", "use rights", "expansion rights", "expansion routes")
    assert [each.totals for each in found.whole] == [fractions(79, 53), fractions(64, 68)]
    assert holds(found)
    assert not found.scaled


def test_camp_david() -> None:
    """Israel and Egypt, six issues [BramsTogman1996]: 60 to 75, Sinai 1/6 to 5/6, 395/6 (65.83) each.

    A page that retells it from Brams and Taylor's book prints 51 for Egypt on Sinai beside a column total of 100, which
    needs 55, and 65.3 as the result: neither 55 (65.83) nor 51 (64.48) gives that, so the page has two slips.
    """
    points: Table = {
        "Sinai": (35, 55),
        "diplomatic recognition": (10, 5),
        "West Bank and Gaza": (20, 10),
        "linkage": (10, 5),
        "Palestinian rights": (5, 20),
        "Jerusalem": (20, 5),
    }
    assert [sum(pair[party] for pair in points.values()) for party in (0, 1)] == [100, 100]
    found = adjusted_winner(points)
    assert found.first == found.after_ties == fractions(60, 75)
    (settled,) = found.settlements
    assert (settled.divided, settled.shares["Sinai"]) == ("Sinai", Fraction(1, 6))
    assert settled.totals == (Fraction(395, 6), Fraction(395, 6))
    assert holds(found)
    unscaled = 60 + 35 * Fraction(71 - 60, 35 + 51)  # with the misprint, and no stretching to 100
    assert round(float(unscaled), 2) == 64.48


def test_bob_and_carol() -> None:
    """The textbook divorce: Carol 65, Bob 40, with the tie 50; retirement account 1/6 to Bob; 170/3 (56.67) each."""
    found = adjusted_winner(
        {
            "retirement account": (50, 40),
            "home": (20, 30),
            "summer cottage": (15, 10),
            "investments": (10, 10),
            "other": (5, 10),
        }
    )
    assert (found.first, found.after_ties) == (fractions(65, 40), fractions(65, 50))
    (settled,) = found.settlements
    assert (settled.divided, 1 - settled.shares["retirement account"]) == ("retirement account", Fraction(1, 6))
    assert settled.totals == (Fraction(170, 3), Fraction(170, 3))
    assert holds(found)


# Promises -------------------------------------------------------------------------------------------------------------

pairs = st.one_of(
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.builds(
        lambda ratio, by: (ratio[0] * by, ratio[1] * by), st.sampled_from([(1, 1), (2, 1), (1, 2)]), st.integers(1, 4)
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Up to six issues with small points, so that ratios tie; each party has some."""
    rows = draw(st.lists(pairs, min_size=1, max_size=6))
    rows.append((draw(st.integers(1, 9)), draw(st.integers(1, 9))))
    return {f"issue{number}": pair for number, pair in enumerate(rows)}


@given(tables())
def test_equitable_envy_free_and_efficient(points: Table) -> None:
    """In the plain form all three always hold; efficiency by a linear programme, envy by hand."""
    found = adjusted_winner(points)
    assert holds(found)
    sums = [sum(pair[p] for pair in points.values()) for p in (0, 1)]
    stakes = {i: (Fraction(100 * a, sums[0]), Fraction(100 * b, sums[1])) for i, (a, b) in points.items()}
    for settled in found.settlements:
        mine, theirs = worth(settled.shares, stakes)
        assert mine == theirs >= 50
        assert most(stakes, theirs) == mine, "the first party could have more at no loss of the second"


def most(stakes: Mapping[str, tuple[Fraction, Fraction]], second: Fraction) -> Fraction:
    """The most that the first party can have while the second has `second`: at a corner, with one issue cut at most."""
    best = Fraction(0)
    for way in product((0, 1), repeat=len(stakes)):
        shares = dict(zip(stakes, map(Fraction, way), strict=True))
        mine, theirs = worth(shares, stakes)
        if theirs >= second:
            best = max(best, mine)
            for issue, (a, b) in stakes.items():
                if shares[issue] == 0 and b:
                    best = max(best, mine + a * min(Fraction(1), (theirs - second) / b))
    return best


@given(tables())
def test_at_most_one_issue_is_divided_and_none_needlessly(points: Table) -> None:
    """All even and efficient ways that divide at most one issue, by trying them all."""
    found = adjusted_winner(points)
    sums = [sum(pair[p] for pair in points.values()) for p in (0, 1)]
    stakes = {
        i: (Fraction(100 * a, sums[0]), Fraction(100 * b, sums[1])) for i, (a, b) in points.items() if (a, b) != (0, 0)
    }
    whole, cut = set(), set()
    top = found.settlements[0].totals[0]
    for given_away in product((0, 1), repeat=len(stakes)):
        shares = dict(zip(stakes, map(Fraction, given_away), strict=True))
        if worth(shares, stakes) == (top, top):
            whole.add(tuple(shares.values()))
        for issue in stakes:
            if shares[issue] == 0:
                a, b = worth(shares, stakes)
                shares_of = shares | {issue: (b - a) / sum(stakes[issue])}
                if 0 < shares_of[issue] < 1 and worth(shares_of, stakes) == (top, top):
                    cut.add(tuple(shares_of.values()))
    assert found.complete
    ours = {tuple(s.shares[issue] for issue in stakes) for s in found.settlements}
    assert ours == (whole or cut)


def worth(shares: Mapping[str, Fraction], stakes: Mapping[str, tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    """The points of both."""
    first = sum((stakes[i][0] * share for i, share in shares.items()), Fraction(0))
    second = sum((stakes[i][1] * (1 - share) for i, share in shares.items()), Fraction(0))
    return first, second


@given(tables(), st.integers(1, 5), st.integers(1, 5))
def test_neither_the_order_of_the_parties_nor_larger_numbers_matter(points: Table, first: int, second: int) -> None:
    """Swap the parties, and the answer swaps; write larger numbers, and nothing changes."""
    found = adjusted_winner(points)
    turned = adjusted_winner({issue: (b * second, a * first) for issue, (a, b) in reversed(points.items())})
    assert turned.first == found.first[::-1]
    ours = {tuple(sorted((issue, share) for issue, share in each.shares.items())) for each in found.settlements}
    theirs = {tuple(sorted((issue, 1 - share) for issue, share in each.shares.items())) for each in turned.settlements}
    assert ours == theirs
    assert {each.totals for each in found.whole} == {each.totals[::-1] for each in turned.whole}


@given(tables(), st.data())
def test_losing_may_be_worth_something(points: Table, data: st.DataObject) -> None:
    """The general form: totals by hand, nothing better for both among whole issues, and flags that tell the truth."""
    lost = {i: (data.draw(st.integers(0, a)), data.draw(st.integers(0, b))) for i, (a, b) in points.items()}
    if all(points[i] == lost[i] for i in points):
        return
    found = adjusted_winner(points, lost)
    sums = [sum(pair[p] for pair in points.values()) for p in (0, 1)]

    def total(shares: Mapping[str, Fraction], party: int) -> Fraction:
        part = {i: share if party == 0 else 1 - share for i, share in shares.items()}
        points_of = sum(points[i][party] * x + lost[i][party] * (1 - x) for i, x in part.items())
        return Fraction(100 * points_of) / sums[party]

    even = found.settlements[0].totals
    for settled in found.settlements:
        assert settled.totals == (total(settled.shares, 0), total(settled.shares, 1)) == even
        swapped = {i: 1 - share for i, share in settled.shares.items()}
        free = all(settled.totals[p] >= total(swapped, p) for p in (0, 1))
        assert found.envy_free <= free
    assert found.efficient
    assert found.equitable
    assert even[0] == even[1]
    for way in product((0, 1), repeat=len(points)):
        shares = dict(zip(points, map(Fraction, way), strict=True))
        other = (total(shares, 0), total(shares, 1))
        assert min(other) <= min(even), "whole issues cannot leave the worse off better off"
        assert not (other[0] >= even[0] and other[1] >= even[1] and other != even)


def test_with_something_for_the_loser_envy_may_stay_and_that_is_said() -> None:
    """The first party has 90 of its points without the issue, so equal totals leave nearly all of it to the second."""
    found = adjusted_winner({"a": (100, 100)}, {"a": (90, 0)})
    (settled,) = found.settlements
    assert settled.shares["a"] == Fraction(1, 11)
    assert (found.equitable, found.efficient, found.envy_free) == (True, True, False)


def test_an_issue_on_which_neither_has_a_point_counts_for_neither() -> None:
    found = adjusted_winner({"a": (60, 40), "b": (40, 60), "flag": (0, 0)})
    (settled,) = found.settlements
    assert found.indifferent == ("flag",)
    assert (settled.divided, settled.won_by(0), settled.won_by(1)) == (None, ("a",), ("b",))
    assert found.whole == ()


def test_equal_issues_are_not_settled_by_their_names() -> None:
    """Three issues that weigh the same: each may be the one that is divided, and all ways are there."""
    found = adjusted_winner({"a": (1, 1), "b": (1, 1), "c": (1, 1)})
    assert {each.divided for each in found.settlements} == {"a", "b", "c"}
    assert len(found.settlements) == 6
    assert found.after_ties is None


def test_nothing_is_divided_where_whole_issues_do() -> None:
    """One large issue against two small ones: even without division, either way round."""
    found = adjusted_winner({"a": (2, 2), "b": (1, 1), "c": (1, 1)})
    assert {(each.won_by(0), each.won_by(1)) for each in found.settlements} == {
        (("a",), ("b", "c")),
        (("b", "c"), ("a",)),
    }
    assert found.whole == ()


def test_too_many_equal_issues_are_said_to_be_too_many() -> None:
    found = adjusted_winner({f"i{n}": (1, 1) for n in range(MOST_TIED + 1)})
    assert not found.complete
    assert len(found.settlements) == 1
    assert holds(found)


@pytest.mark.parametrize(
    ("points", "lost"),
    [
        ({}, None),
        ({"a": (1, 0)}, None),
        ({"a": (-1, 2)}, None),
        ({"a": (0.5, 2)}, None),
        ({"a": (1, 2, 3)}, None),
        ({"a": (1, 2)}, {"b": (0, 0)}),
        ({"a": (1, 2)}, {"a": (2, 0)}),
        ({"a": (1, 2)}, {"a": (1, 2)}),
    ],
)
def test_what_cannot_be_shared_is_an_error(points: Table, lost: Table | None) -> None:
    with pytest.raises(UsageError):
        adjusted_winner(points, lost)
