"""What a move costs its mover: one table, which a case may change under `prices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the table: the factor on the firmness of what is moved, and what it pays for."""

    key: str
    default: Fraction
    meaning: str


PRICES: Mapping[str, Price] = {
    price.key: price
    for price in (
        Price("give", Fraction(1), "a bound moves: firmness times the share of the ladder given"),
        Price(
            "ease",
            Fraction(1),
            "the step a condition names comes nearer the status quo: firmness times the share eased",
        ),
        Price("together", Fraction(1, 4), "`after` becomes `with`: this share of the firmness, for each edge"),
        Price("deposit", Fraction(1, 4), "a third party holds the rung: this share of the depositor's firmness on it"),
        Price("refer", Fraction(1, 3), "a bound is put to the body named in `refer_to`: this share of the firmness"),
        Price(
            "leave_open",
            Fraction(2, 5),
            "the rest of an issue is left to letters: this share for each live bound on it",
        ),
        Price("drop", Fraction(1), "a condition, a refused whole or a priority goes: this share of the firmness"),
        Price(
            "meant", Fraction(1, 10), "the chance, per point of firmness, that a statement is meant rather than tactics"
        ),
        Price(
            "trust",
            Fraction(1, 10),
            "the temptation, as a share of what is at stake, above which a plan is not trusted",
        ),
    )
}


def price(prices: Mapping[str, Fraction], key: str) -> Fraction:
    """The price under `key`, the case's own if it gives one."""
    return prices.get(key, PRICES[key].default)
