"""Is the mark fair? Pairs one to one, opposites caught, parties in free words; and formats that are read exactly."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.statements import Stance
from nonpaper.errors import UsageError
from nonpaper.read.document import Document
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal
from nonpaper.read.score_gold import (
    Marked,
    macro_f1,
    matched,
    same_outlet,
    same_party,
    score_gold,
    score_report,
    turned_round,
)
from nonpaper.read.score_gold import Pair as ScoredPair
from nonpaper.read.spans import Span

TEXT = "Norway rejected the offer. Denmark said it would pay."
OFFER, PAY = Span(16, 25), Span(40, 52)


def marked(**changes: object) -> Marked:
    """A marked statement: Norway rejects the offer."""
    one = Marked("1", Span(0, 26), (OFFER,), "Norway", "Norway", "", True, (Stance.REJECTS,))
    return replace(one, **changes)  # type: ignore[arg-type]


def proposal(**changes: object) -> Proposal:
    """The same as it is proposed."""
    judged = (Judgement("stance", Confidence.HIGH, "cue: reject"),)
    one = Proposal(
        "p1", "r", "rules", Span(0, 26), (Span(0, 6),), (Span(7, 15),), (OFFER,), Stance.REJECTS,
        speaker="Norway", party="Norway", judgements=judged,
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def document() -> Document:
    """The text as a document."""
    return Document("r", TEXT, "0" * 64)


def test_a_perfect_reader_is_perfect_and_a_silent_one_is_nothing() -> None:
    good = score_report(document(), [marked()], [proposal()])
    assert set(good.at.values()) == {1}
    assert all(all(values) for values in good.right.values())
    silent = score_report(document(), [marked()], [])
    assert set(silent.at.values()) == {0}


def test_saying_a_thing_twice_is_no_second_find() -> None:
    twice = [proposal(), proposal(id="p2", party="Denmark")]
    assert score_report(document(), [marked()], twice).at["touching"] == 1


def test_claims_on_the_same_words_are_one_statement() -> None:
    parts = [proposal(claim="a = 1"), proposal(id="p2", claim="b = 1")]
    assert len(score_report(document(), [marked()], parts).proposals) == 1


@given(st.lists(st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0]), min_size=3, max_size=3), max_size=4))
def test_pairs_have_the_largest_sum_that_can_be_had(overlaps: list[list[float]]) -> None:
    found = matched(overlaps, 0.25)
    assert len({i for i, _ in found}) == len(found) == len({j for _, j in found})
    kept = [[value if value >= 0.25 else 0.0 for value in row] for row in overlaps]
    best = max(
        (
            sum(kept[i][j] for i, j in zip(rows, columns, strict=True))
            for size in range(min(len(kept), 3) + 1)
            for rows in itertools.combinations(range(len(kept)), size)
            for columns in itertools.permutations(range(3), size)
        ),
        default=0.0,
    )
    assert sum(overlaps[i][j] for i, j in found) == pytest.approx(best)


@pytest.mark.parametrize(
    ("said", "read", "turned"),
    [
        ((Stance.REJECTS, Polarity.AFFIRMED), (Stance.ACCEPTS, Polarity.AFFIRMED), True),
        ((Stance.OFFERS, Polarity.AFFIRMED), (Stance.RULES_OUT, Polarity.AFFIRMED), True),
        ((Stance.RULES_OUT, Polarity.NEGATED), (Stance.RULES_OUT, Polarity.AFFIRMED), True),
        ((Stance.RULES_OUT, Polarity.NEGATED), (Stance.ACCEPTS, Polarity.AFFIRMED), True),
        ((Stance.RULES_OUT, Polarity.NEGATED), (Stance.RULES_OUT, Polarity.NEGATED), False),
        ((Stance.RULES_OUT, Polarity.NEGATED), (Stance.REPORTS, Polarity.AFFIRMED), False),
        ((Stance.REJECTS, Polarity.AFFIRMED), (Stance.DEMANDS, Polarity.AFFIRMED), False),
        ((Stance.REJECTS, Polarity.AFFIRMED), (Stance.BLAMES, Polarity.AFFIRMED), False),
    ],
)
def test_opposites(said: tuple[Stance, Polarity], read: tuple[Stance, Polarity], turned: bool) -> None:
    pair = ScoredPair(marked(stances=(said[0],), polarity=said[1]), proposal(stance=read[0], polarity=read[1]), 1.0)
    assert turned_round(pair) is turned


@pytest.mark.parametrize(
    ("party", "speaker", "read", "same"),
    [
        ("US", "The US", "United States", True),
        ("Russia", "Vladimir Putin", "Moscow", True),
        ("town mayor / harbour board", "Tom Hale", "Harbour Board", True),
        ("Harbour Workers Union", "Ada Brun", "harbour board", False),
        ("US; Canada", "both", "Canada; US", True),
        ("US; Canada", "both", "US", False),
        ("separatists", "Rebels", "Rebels", True),
        ("Harbour Workers Union", "Ada Lund", "HWU", True),
        ("Norway", "Ola Berg", "Norwegian government", True),
        ("Norway", "Ola Berg", "Danish government", False),
        ("town mayor / harbour board", "Tom Hale", "Tom Hale", False),
        ("", "a source", "", True),
        ("", "a source", "Norway", False),
        ("Norway", "Norway", "", False),
    ],
)
def test_parties_in_free_words(party: str, speaker: str, read: str, same: bool) -> None:
    everyone = [
        "US",
        "Canada",
        "Russia",
        "town mayor / harbour board",
        "Harbour Workers Union",
        "separatists",
        "Norway",
    ]
    assert same_party(marked(party=party, speaker=speaker), proposal(party=read), everyone) is same


def test_a_bare_statement_is_a_channel_that_may_be_named_or_not() -> None:
    assert same_outlet("a statement", "") and same_outlet("", "statement")
    assert same_outlet("Twitter", "tweet") and same_outlet("Fjord News", "Fjord News TV")
    assert not same_outlet("Fjord News", "") and not same_outlet("", "Harbour Gazette")


def test_macro_f1_by_hand() -> None:
    told = [("demands", "demands"), ("demands", "offers"), ("offers", "offers"), ("blames", "reports")]
    assert macro_f1(told) == pytest.approx((2 / 3 + 2 / 3 + 0.0) / 3)


def test_offsets_that_do_not_give_the_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "01-fish.txt").write_text(f"title: Fish\ndate: 2024-03-07\n---\n{TEXT}\n", encoding="utf-8")
    item = {
        "id": "01-01", "speaker": "Norway", "speaks_for": "Norway", "outlet": None, "attribution": "named",
        "stance": "rejects", "quote_span": [0, 26], "content_span": [16, 25], "content": "the offer",
    }  # fmt: skip
    file = tmp_path / "gold" / "01-fish.json"
    file.write_text(json.dumps({"text_file": "reports/01-fish.txt", "statements": [item]}), encoding="utf-8")
    score = score_gold(tmp_path, lambda report, case: [proposal()] if report.published else [])
    assert score.f1("exact") == (1.0, 1.0, 1.0)
    assert score.sure() == (1, 1, 1, 1)
    file.write_text(
        json.dumps({"text_file": "reports/01-fish.txt", "statements": [{**item, "content": "an offer"}]}),
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="01-01"):
        score_gold(tmp_path, lambda report, case: [])


def test_a_folder_without_marking_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gold"):
        score_gold(tmp_path, lambda report, case: [])
