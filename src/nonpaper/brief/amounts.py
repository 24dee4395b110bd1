"""How much is it? Shares of worlds, worth and counts in words, as fine as they are known and no finer.

A share of worlds is told in hundredths or tenths with its error in the same unit, and is called none or all only where
it is. Worth is told in tenths of the way from a party's worst package to its best.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

ROUGH = 0.02  # a standard error above which hundredths would be false


def share_words(share: float, error: float, of: str = " worlds") -> str:
    """`93 of 100 worlds (±1)`: a share (0 to 1) with its standard error, rounded up, in the same unit.

    `of` follows the hundred; blank where what is counted has been said.
    """
    if share <= 0:
        return "none" if not of else "no world drawn"
    if share >= 1:
        return "all" if not of else "every world drawn"
    unit = 100 if error <= ROUGH else 10
    count = floor(share * unit + 0.5)
    if count == 0:
        return f"under 1 of {unit}{of}"
    if count == unit:
        return f"over {unit - 1} of {unit}{of}"
    return f"{count} of {unit}{of} (±{max(1, ceil(error * unit - 1e-9))})"


def about(share: float) -> str:
    """`about 9 of 10 worlds`: a share (0 to 1) in passing, in tenths."""
    if share <= 0:
        return "no world"
    if share >= 1:
        return "every world"
    count = floor(share * 10 + 0.5)
    if count == 0:
        return "fewer than 1 of 10 worlds"
    if count == 10:
        return "more than 9 of 10 worlds"
    return f"about {count} of 10 worlds"


def tenths(value: float) -> str:
    """A number from 0 to 1 to one decimal; 0 and 1 only where it is."""
    if value <= 0:
        return "0"
    if value >= 1:
        return "1"
    count = floor(value * 10 + 0.5)
    if count == 0:
        return "under 0.1"
    return "over 0.9" if count == 10 else f"0.{count}"


def band_words(low: float, high: float) -> str:
    """`0.4 to 0.7`: a stretch of worth, from 0 (the party's worst) to 1 (its best)."""
    first, last = tenths(low), tenths(high)
    if first == last:
        return first if first[0] in "uo" or first in ("0", "1") else f"about {first}"
    first = "0" if first == "under 0.1" else first
    last = "1" if last == "over 0.9" else last
    return f"{first} to {last}"


def many_words(number: int) -> str:
    """A count with its thousands set apart: 3,888."""
    return f"{number:,}"


def hundredths(value: Fraction) -> str:
    """An exact share as parts of 100, to the whole."""
    return str(floor(value * 100 + Fraction(1, 2)))


def known(value: float, error: float) -> float:
    """A share as data: to the decimal place of its standard error, at most three places."""
    places = 2 if error > 0.0095 else 3
    return round(value, places)


PARTS = (
    (0.05, "a twentieth"),
    (0.1, "a tenth"),
    (0.2, "a fifth"),
    (0.25, "a quarter"),
    (0.3, "three tenths"),
    (1 / 3, "a third"),
    (0.4, "two fifths"),
    (0.5, "a half"),
    (0.6, "three fifths"),
    (2 / 3, "two thirds"),
    (0.7, "seven tenths"),
    (0.75, "three quarters"),
    (0.8, "four fifths"),
    (0.9, "nine tenths"),
)
LEAST, MOST = 0.025, 0.95  # below and above, a share is told as next to nothing and as nearly all


def part_words(value: float) -> str:
    """A share of a whole (0 to 1) as people say it: nothing, about a quarter, nearly all. Right to a twentieth."""
    if value <= 0:
        return "nothing"
    if value < LEAST:
        return "next to nothing"
    if value > MOST:
        return "all" if value >= 1 else "nearly all"
    return "about " + min(PARTS, key=lambda part: (abs(part[0] - value), part[0]))[1]


def reach_words(median: float, q90: float, of: str = "") -> str:
    """A share with its range: in the middle world, and up to where nine worlds in ten stay. `of` follows the first."""
    first, last = part_words(median), part_words(q90)
    if median <= 0 and 0 < q90 < LEAST:
        return f"{last}{of}"
    return first + of if first == last else f"{first}{of}, up to {last.removeprefix('about ')}"


def given_words(value: Fraction) -> str:
    """A share that somebody has set, not measured: without "about" where the words say just that."""
    words = part_words(float(value))
    exact = any(Fraction(part).limit_denominator(20) == value for part, _ in PARTS)
    return words.removeprefix("about ") if exact else words
