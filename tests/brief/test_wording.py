"""The sentences themselves: plain, neutral, and exact about what was said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.brief.made import make

from nonpaper.analysis.results import Move, MoveKind
from nonpaper.brief.document import Run, Text, Tone, cite, ending, fill, plain, visible
from nonpaper.brief.wording import Words, burden_words, count_words, day_words, span_words, when_words
from nonpaper.case.claims import Link
from nonpaper.case.statements import When
from nonpaper.model.rules import Rule, RuleKind
from nonpaper.positions.position import BoundKind, Hearsay, Literal, Reach, Side

MADE = make()
WORDS = Words(MADE.case, MADE.why.model)


def bound(side: Side, kind: BoundKind, step: int) -> str:
    return plain(WORDS.bound("reds", "truce", side, kind, step, None))


@pytest.mark.parametrize(
    ("side", "kind", "step", "words"),
    [
        (Side.LOWER, BoundKind.DEMAND, 1, "Reds asks for at least temporary on Truce"),
        (Side.LOWER, BoundKind.DEMAND, 2, "Reds asks for permanent on Truce"),
        (Side.LOWER, BoundKind.REFUSAL, 1, "Reds refuses anything short of temporary on Truce"),
        (Side.LOWER, BoundKind.RED_LINE, 1, "Reds will not sign anything short of temporary on Truce (a red line)"),
        (Side.LOWER, BoundKind.SOFT, 1, "Reds has not accepted less than temporary on Truce"),
        (Side.UPPER, BoundKind.DEMAND, 0, "Reds asks that it stay at none on Truce"),
        (Side.UPPER, BoundKind.REFUSAL, 1, "Reds refuses anything beyond temporary on Truce"),
        (Side.UPPER, BoundKind.RED_LINE, 1, "Reds will not sign anything beyond temporary on Truce (a red line)"),
        (Side.UPPER, BoundKind.SOFT, 1, "Reds has not offered more than temporary on Truce"),
        (Side.UPPER, BoundKind.STANDING, 0, "Reds has not offered to move from none on Truce"),
    ],
)
def test_a_bound_says_what_was_said_and_no_more(side: Side, kind: BoundKind, step: int, words: str) -> None:
    assert bound(side, kind, step) == words


def test_only_what_was_refused_is_called_refused() -> None:
    for side in (Side.LOWER, Side.UPPER):
        for kind in BoundKind:
            refuses = any(word in bound(side, kind, 1) for word in ("refuses", "will not sign"))
            assert refuses == (kind in (BoundKind.REFUSAL, BoundKind.RED_LINE))


def test_a_choice_names_its_steps() -> None:
    def chosen(kind: BoundKind) -> str:
        return plain(WORDS.bound("reds", "venue", Side.SET, kind, None, frozenset({2})))

    assert chosen(BoundKind.DEMAND) == "Reds asks for Hill on Venue"
    assert chosen(BoundKind.REFUSAL) == "Reds refuses undecided or Harbour on Venue"
    assert chosen(BoundKind.SOFT) == "Reds has not offered more than Hill on Venue"


def test_a_condition_reads_as_one() -> None:
    captives, withdrawal = Literal("list", Reach.UP, 1), Literal("truce", Reach.UP, 1)

    def told(link: Link, hearsay: Hearsay = Hearsay.FIRST_HAND) -> str:
        rule = Rule("r", RuleKind.CONDITION, "reds", 4, ("s05",), act=captives, link=link, clause=(withdrawal,))
        return plain(WORDS.rule(rule if hearsay is Hearsay.FIRST_HAND else _heard(rule, hearsay)))

    assert told(Link.AFTER) == "Reds: List of names (given) only after Truce (at least temporary)"
    assert told(Link.IF) == "Reds: List of names (given) only if the package has Truce (at least temporary)"
    assert told(Link.WITH) == "Reds: List of names (given) at the earliest together with Truce (at least temporary)"
    assert told(Link.AFTER, Hearsay.OTHER_SIDE).endswith("(known only through the other side)")
    assert told(Link.AFTER, Hearsay.SECOND_HAND).endswith("(second hand)")


def _heard(rule: Rule, hearsay: Hearsay) -> Rule:
    from dataclasses import replace

    return replace(rule, hearsay=hearsay)


def test_moves_say_who_does_what_from_where_to_where() -> None:
    give = Move(MoveKind.GIVE, "reds", "truce", Fraction(1), ("s01",), "bound:reds:truce", "permanent", "none", 2)
    assert plain(WORDS.move(give)) == "Reds moves 2 rungs on Truce, from permanent to none"
    together = Move(MoveKind.TOGETHER, "blues", "seat", Fraction(1), ("s04",), "c:blues:seat")
    assert plain(WORDS.move(together)) == (
        "Blues lets Blues at the table (present) come together with List of names (given), not only after it"
    )
    drop = Move(MoveKind.DROP, "reds", "list", Fraction(4), ("s05",), "c:reds:list")
    assert plain(WORDS.move(drop)).startswith("Reds drops its condition: List of names (given) only after")


def test_burdens_have_no_false_decimals() -> None:
    given = ((0, 1), (1, 100), (3, 2), (4, 3), (33, 20), (5, 1), (299, 100))
    assert [burden_words(Fraction(n, d)) for n, d in given] == [
        "0", "under 0.1", "1.5", "1.3", "1.7", "5", "3",
    ]  # fmt: skip


def test_days_and_numbers() -> None:
    assert day_words(date(2024, 3, 7)) == "7 March 2024"
    assert span_words(date(2024, 3, 3), date(2024, 3, 7)) == "3 to 7 March 2024"
    assert span_words(date(2024, 2, 28), date(2024, 3, 7)) == "28 February to 7 March 2024"
    assert span_words(date(2023, 12, 30), date(2024, 1, 2)) == "30 December 2023 to 2 January 2024"
    assert span_words(date(2024, 3, 3), None) == "since 3 March 2024"
    assert when_words(When("[..2024-03-07]", None, date(2024, 3, 7))) == "by 7 March 2024"
    assert (count_words(0, "source"), count_words(1, "source"), count_words(2, "party", "parties")) == (
        "no source", "1 source", "2 parties",
    )  # fmt: skip


def test_a_template_reads_nothing_twice() -> None:
    told: Text = fill("{who} on {what}", who=Run("{what}", tone=Tone.NAME), what="{who}")
    assert plain(told) == "{what} on {who}"
    assert plain(ending((Run("Yes"), cite("s1")))) == "Yes."
    assert plain(ending((Run("Yes?"),))) == "Yes?"


def test_what_hides_is_shown() -> None:
    assert visible("a\u202eb\x00\ud800\n\tc\U000e0041") == "a[U+202E]b[U+0000][U+D800]  c[U+E0041]"
    assert visible("שלום e\u0301 a\u200db 交渉") == "שלום e\u0301 a\u200db 交渉"
