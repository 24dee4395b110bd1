"""How much is said? Numbers in a report, with their unit and how they are meant: exactly, at least, more than."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from nonpaper.case.claims import Op
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import AT_LEAST, AT_MOST, LESS_THAN, MORE_THAN, plain_words
from nonpaper.read.wordforms import Word

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
MULTIPLES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}
SPELT_OUT = {"t": "tonne", "h": "hour", "hr": "hour", "kg": "kilogram", "km": "kilometre", "kilometer": "kilometre"}
"""Units written short or in another spelling, as the one under which they are compared."""
_COINS = {"$": "$", "€": "€", "£": "£", "dollar": "$", "euro": "€", "pound": "£"}
_FLIPPED = {Op.ABOVE: Op.AT_MOST, Op.BELOW: Op.AT_LEAST, Op.AT_LEAST: Op.BELOW, Op.AT_MOST: Op.ABOVE}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as the claim language knows units: "%", "hour", "$"; "" where it has none.

    `first` and `last` are places among the words, the last one included. `op` is how it is meant.
    """

    value: Fraction
    unit: str
    op: Op
    first: int
    last: int
    span: Span
    target: bool = False  # the second of "from 3 to 5 percent"


def quantities(words: Sequence[Word]) -> tuple[Quantity, ...]:
    """All numbers among some words, in order. Ordinals, years and times of day are none."""
    found: list[Quantity] = []
    place = 0
    while place < len(words):
        read = _number(words, place)
        if read is None:
            place += 1
            continue
        value, after = read
        first = place
        unit, last = _unit(words, first, after)
        op, first = _meant(words, first, last)
        if not _is_a_year(words, place, value, unit):
            target = place > 0 and words[place - 1].text == "to" and bool(found) and found[-1].last >= place - 3
            found.append(
                Quantity(value, unit, op, first, last, Span(words[first].span.start, words[last].span.end), target)
            )
        place = last + 1
    # "from 3 to 5 percent": the first number takes the unit of the second, and is where it starts from.
    for index in range(len(found) - 1):
        here, after_it = found[index], found[index + 1]
        if after_it.target and not here.unit:
            found[index] = Quantity(here.value, after_it.unit, here.op, here.first, here.last, here.span)
    return tuple(found)


def flipped(op: Op) -> Op:
    """How a comparison is meant under a "not": not less than is at least. `=` stays."""
    return _FLIPPED.get(op, op)


def _number(words: Sequence[Word], place: int) -> tuple[Fraction, int] | None:
    """The number that begins at a place, and the place behind it."""
    text = words[place].text
    if text[0].isdigit():
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", text):
            return None
        value, place = Fraction(text), place + 1
    elif text in _NUMBERS and not (text == "one" and not _counted(words, place)):
        value, place = Fraction(_NUMBERS[text]), place + 1
        if value >= 20 and place < len(words) and 0 < _NUMBERS.get(words[place].text, 0) < 10:
            value, place = value + _NUMBERS[words[place].text], place + 1
    elif text in MULTIPLES and place > 0 and words[place - 1].text == "a":
        value = Fraction(1)
    else:
        return None
    while place < len(words) and words[place].text in MULTIPLES:
        value, place = value * MULTIPLES[words[place].text], place + 1
    if place + 1 < len(words) and words[place].text == "and" and words[place + 1].text == "a":
        half = words[place + 2].text if place + 2 < len(words) else ""
        if half in ("half", "quarter"):
            value, place = value + Fraction(1, 2 if half == "half" else 4), place + 3
    return value, place


def _counted(words: Sequence[Word], place: int) -> bool:
    after = words[place + 1].text if place + 1 < len(words) else ""
    return after in ("percent", "per", "percentage", "%") or after in MULTIPLES


def _unit(words: Sequence[Word], first: int, after: int) -> tuple[str, int]:
    """The unit of a number, as the claim language spells it, and the last word that belongs to it."""
    if first > 0 and words[first - 1].text in _COINS:
        return _COINS[words[first - 1].text], after - 1
    here = words[after].text if after < len(words) else ""
    then = words[after + 1].text if after + 1 < len(words) else ""
    if here in ("%", "percent", "pc"):
        return "%", after
    if here == "percentage" or (here == "per" and then == "cent"):
        return "%", after + 1
    if not here.isalpha():
        return "", after - 1
    if here in _COINS or here[:-1] in _COINS:
        return _COINS.get(here, _COINS.get(here[:-1], "")), after
    unit = here[:-1] if len(here) > 3 and here.endswith("s") else here
    return SPELT_OUT.get(unit, unit), after


def _meant(words: Sequence[Word], first: int, last: int) -> tuple[Op, int]:
    """How the number is meant, and the first word that says so."""
    begin = first - 1 if first > 0 and words[first - 1].text in _COINS else first
    for phrases, op in ((AT_LEAST, Op.AT_LEAST), (AT_MOST, Op.AT_MOST), (MORE_THAN, Op.ABOVE), (LESS_THAN, Op.BELOW)):
        for phrase in phrases:
            asked = phrase.split()
            if tuple(word.text for word in words[max(0, begin - len(asked)) : begin]) == tuple(asked):
                return op, begin - len(asked)
    behind = tuple(word.text for word in words[last + 1 : last + 5] if word.text != ",")
    if behind[:3] in (("and", "not", "more"), ("and", "no", "more"), ("but", "not", "more"), ("but", "no", "more")):
        return Op.AT_MOST, begin
    behind = tuple(word.text for word in words[last + 1 : last + 3])
    if behind in (("or", "more"), ("or", "higher"), ("or", "above")):
        return Op.AT_LEAST, begin
    if behind in (("or", "less"), ("or", "lower"), ("or", "below"), ("or", "fewer")):
        return Op.AT_MOST, begin
    return Op.EQUAL, begin


_MONTHS = plain_words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)


def _is_a_year(words: Sequence[Word], place: int, value: Fraction, unit: str) -> bool:
    """Whether the number is a year or a day of a month."""
    before = words[place - 1].text if place > 0 else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    if before in _MONTHS or after in _MONTHS:
        return True
    whole = value.denominator == 1 and 1900 <= value <= 2100 and words[place].text.isdigit()
    return whole and unit not in ("%", "$", "€", "£") and before in ("in", "by", "of", "since", "until", "from", "to")
