"""What do other programs call a negotiation? A scenario: issues with options, and for each party what each is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MOST_OPTIONS = 1000  # of one issue, and issues of one scenario, and profiles: as many as a case holds
_DECIMAL = re.compile(r"[+-]?(?P<whole>[0-9]{0,400})(?:\.(?P<part>[0-9]{0,400}))?(?:[eE](?P<power>[+-]?[0-9]{1,4}))?")
_MOST_WHOLE, _MOST_PART = 50, 60  # digits before and behind the point of a number that is read


@dataclass(frozen=True, slots=True)
class ScenarioIssue:
    """An issue and its options, in the order of the file. `ordered` where they are numbers or ranks."""

    name: str
    options: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What one party makes of it: a weight for each issue, and a value for each option of it, exact.

    `tables` holds a row for each issue, in the order of the scenario, with a value for each option. `reservation` is
    what no agreement is worth, in the measure of `utility`; None where every agreement is better than none.
    `discount` is what is left of a value after one unit of time; None where nothing is said.
    """

    name: str
    weights: tuple[Fraction, ...]
    tables: tuple[tuple[Fraction, ...], ...]
    reservation: Fraction | None = None
    discount: Fraction | None = None

    def utility(self, package: Sequence[int]) -> Fraction:
        """What a package is worth: the sum of weight times value. `package` is the place of an option per issue."""
        return sum(
            (weight * table[option] for weight, table, option in zip(self.weights, self.tables, package, strict=True)),
            Fraction(0),
        )

    @property
    def most(self) -> Fraction:
        """What the best package is worth."""
        return sum((w * max(table) for w, table in zip(self.weights, self.tables, strict=True)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario. `notes` say what a reader has to know about how it was read."""

    title: str
    issues: tuple[ScenarioIssue, ...]
    profiles: tuple[Profile, ...]
    source: str = ""
    notes: tuple[str, ...] = ()


def read_decimal(text: str) -> Fraction | None:
    """The exact value of a decimal number, with or without exponent; None where it is none, or has too many digits.

    At most 50 digits before the point and 60 behind it: what is longer was not written to be read. Neither `nan` nor
    `inf` is a number.
    """
    found = _DECIMAL.fullmatch(text.strip())
    if found is None or not (found["whole"] or found["part"]):
        return None
    power = int(found["power"] or 0)
    part = (found["part"] or "").rstrip("0")
    whole = found["whole"].lstrip("0")
    if whole or part.strip("0"):
        if len(whole) + power > _MOST_WHOLE or len(part) - power > _MOST_PART or len(whole) > 110 or len(part) > 110:
            return None
    else:
        return Fraction(0)
    value = Fraction(int(whole + part or "0")) * Fraction(10) ** (power - len(part))
    return -value if text.strip().startswith("-") else value


def written(number: Fraction) -> str:
    """A number as a case holds it: a decimal where it has one, else a fraction. Reading it gives the same number."""
    return decimal(number) or f"{number.numerator}/{number.denominator}"


def decimal(number: Fraction) -> str | None:
    """The decimal text of a number, exact; None where it has none, or one with more than 60 digits behind the point."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > 60:
        return None
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def rounded(number: Fraction) -> tuple[str, bool]:
    """A decimal text, and whether it is exact; where there is none, the nearest with 17 digits behind the point."""
    exact = decimal(number)
    if exact is not None:
        return exact, True
    near = decimal(Fraction(round(number * 10**17), 10**17)) or "0"
    return near, False
