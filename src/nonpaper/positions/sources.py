"""How many sources tell it? An outlet that prints the words of another is no second one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nonpaper.case.statements import Statement

_SAME_WORDS = 3  # days within which the same words are taken for one story


class Sources(NamedTuple):
    """`independent` sources, told by `outlets` outlets; where these are more, some print the same words."""

    independent: int
    outlets: int


def sources_of(statements: Iterable[Statement]) -> Sources:
    """The sources of some statements of one party on one issue.

    As many as there are pairs of an outlet and a story, each in one pair only. The same quote (but for white space,
    marks and capitals) within three days is one story, whoever prints it; without a quote each statement is its own.
    The order of the rows decides nothing.
    """
    printed: dict[str, dict[tuple[str, int], None]] = {}
    last: dict[str, tuple[date, int]] = {}
    for place, statement in enumerate(sorted(statements, key=lambda each: each.day)):
        words, story = _folded(statement.quote), place
        if words and words in last and (statement.day - last[words][0]).days <= _SAME_WORDS:
            story = last[words][1]
        last[words] = (statement.day, story)
        printed.setdefault(_outlet(statement), {})[words, story] = None
    if len(printed) < 2:
        return Sources(len(printed), len(printed))
    taken: dict[tuple[str, int], str] = {}
    count = sum(_finds_a_story(outlet, printed, taken, set()) for outlet in printed)
    return Sources(count, len(printed))


def _finds_a_story(
    outlet: str,
    printed: dict[str, dict[tuple[str, int], None]],
    taken: dict[tuple[str, int], str],
    tried: set[tuple[str, int]],
) -> bool:
    """Whether the outlet gets a story of its own; others may have to take another of theirs for it."""
    for story in printed[outlet]:
        if story in tried:
            continue
        tried.add(story)
        if story not in taken or _finds_a_story(taken[story], printed, taken, tried):
            taken[story] = outlet
            return True
    return False


@lru_cache(maxsize=4096)
def _folded(quote: str) -> str:
    """The letters and digits of a quote, without capitals; one space between words."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in quote.casefold()).split())


def _outlet(statement: Statement) -> str:
    """What counts as one outlet: the outlet itself, else the report it stands in, else who tells it."""
    report = statement.source.report if statement.source is not None else ""
    return (statement.outlet or report or statement.reported_by).strip().casefold()
