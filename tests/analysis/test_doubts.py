"""What would hold if a report were wrong, what one word would do, and how many ways are equally good."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.judging import told
from tests.build import build_case
from tests.oracle.records import Record, nth_record, records

from nonpaper.analysis import doubts
from nonpaper.analysis.results import NO_WAY, NOT_TRIED, Conflict, MoveKind, WayKind, Why
from nonpaper.analysis.why import why
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Hearsay

CASE = """
title: A made case
parties: {a: {name: Ayland}, b: {name: Beland}}
issues:
  aid: {title: Aid, steps: [none, some, most, all], by: a}
  pay: {title: Pay, steps: [none, some], by: a}
"""


def why_of(rows: str, case: str = CASE) -> Why:
    """The answer for rows of party, stance, claim and perhaps who reports it, a day each."""
    lines = [line.strip() for line in rows.strip().splitlines()]
    numbered = [
        f"s{n:03d},2024-01-{1 + n % 28:02d},{line}{'' if line.count(',') == 3 else ','}" for n, line in enumerate(lines)
    ]
    return why(fold(build_case(case, "\n".join(["id,date,party,stance,claim,reported_by", *numbered]))))


def answers(found: Why) -> list[str]:
    return [ask.words for knot in found.knots for ask in knot.asks if ask.kind == "answer"]


# --- reports ----------------------------------------------------------------------------------------------------------


def test_an_older_demand_binds_again_once_a_report_is_denied() -> None:
    found = why_of(
        """b,demands,aid >= some and pay = some
           a,rejects,aid >= some
           b,demands,aid = all,a"""
    )
    (knot,) = found.knots
    assert knot.if_wrong, "the older demand still stands against the refusal"
    assert {way.price for way in knot.if_wrong} == {1}
    assert not [ask for ask in knot.asks if ask.kind == "confirm"]


def test_an_offer_stands_where_the_refusal_before_it_was_only_told() -> None:
    """Who softens what others told of him has named where he stands, so nothing here is doubted."""
    (knot,) = why_of("a,rejects,aid >= some,b\na,accepts,aid = most\nb,demands,aid = all").knots
    assert knot.if_wrong is None and not knot.if_wrong_not


def test_a_conflict_that_rests_on_a_report_alone_goes_with_it() -> None:
    found = why_of("b,demands,aid = all\na,rejects,aid >= some,b")
    (knot,) = found.knots
    assert knot.if_wrong == ()
    assert [ask.party for ask in knot.asks if ask.kind == "confirm"] == ["a"]


def test_no_way_is_not_told_as_no_move_needed() -> None:
    case = CASE + "procedure: [aid >= some after pay = some, pay = some after aid >= some]\n"
    case += "drafts: {paper: {on: 2024-01-01, by: [a], stages: [{aid: some, pay: some}]}}\n"
    found = why_of("b,demands,aid = all\na,rejects,aid >= some,b", case)
    knots = [knot for knot in found.knots if knot.if_wrong_not or knot.if_wrong is not None]
    assert knots, "some knot rests on the report"
    assert all(knot.if_wrong_not == NO_WAY or knot.if_wrong == () for knot in knots)


def test_a_long_record_is_read_again_only_so_often() -> None:
    """The rest is counted, not guessed."""
    many = 8
    issues = "".join(f"  i{n}: {{title: I{n}, steps: [none, some, all], by: a}}\n" for n in range(many))
    case = "title: Long\nparties: {a: {name: Ayland}, b: {name: Beland}}\nissues:\n" + issues
    case += "drafts: {p: {on: 2024-01-01, by: [a], stages: [{i0: all}]}}\n"
    rows = [f"b,demands,i{n} = all,a\na,rejects,i{n} >= some" for n in range(many)]
    rows += [f"b,reports,i{n % many}" for n in range(1_900)]
    start = time.monotonic()
    found = why_of("\n".join(rows), case)
    assert time.monotonic() - start < 60
    doubted = [
        rule
        for knot in found.knots
        for c in knot.conflicts
        for rule in c.rules
        if rule.hearsay is not Hearsay.FIRST_HAND
    ]
    tried = [ask for knot in found.knots for ask in knot.asks if ask.kind == "confirm"]
    skipped = sum(knot.not_tried for knot in found.knots)
    assert skipped > 0
    assert len(tried) + skipped == len(doubted)
    assert {knot.if_wrong_not for knot in found.knots} == {"", NOT_TRIED}


def test_where_there_are_too_many_conflicts_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a price nor that a denial would do is told of a reading whose conflicts were not all looked at."""
    record = nth_record(2799, 11, 3)
    told = [way.price for knot in why(fold(record.build())).knots for way in knot.if_wrong or ()]
    assert told == [8, 9]
    monkeypatch.setattr(doubts, "_LISTING", 10)
    monkeypatch.setattr(doubts, "_MOST_CROSSED", 1)
    found = why(fold(record.build()))
    assert {knot.if_wrong_not for knot in found.knots} == {NOT_TRIED}
    assert not [ask for knot in found.knots for ask in knot.asks if ask.kind == "confirm"]


# --- one word ---------------------------------------------------------------------------------------------------------


def test_a_single_move_is_asked_for_even_where_two_small_ones_are_cheaper() -> None:
    case = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues:\n"
    case += "  x: {title: X, steps: [no, yes], by: a}\n  y: {title: Y, steps: [no, yes], by: a}\n"
    found = why_of("a,insists,x = yes after y = yes\na,insists,y = yes after x = yes\nb,demands,x = yes", case)
    (knot,) = found.knots
    assert knot.price == 2
    assert {"withdraws x >= yes after y >= yes", "withdraws y >= yes after x >= yes"} <= set(answers(found))


def test_a_condition_is_eased_word_by_word() -> None:
    """A step of the act that is called like the one to ease, inside an issue whose name it is part of, stays."""
    case = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues:\n"
    case += "  allaid: {title: All aid, steps: [none, some, all], by: a}\n"
    case += "  captives: {title: Captives, steps: [none, some, all], by: b}\n"
    found = why_of(
        """a,insists,allaid = all after captives = all
           b,insists,captives = all after allaid = all
           a,demands,captives = all
           b,demands,allaid = all""",
        case,
    )
    assert "insists allaid >= all after captives >= some" in answers(found)


def test_a_step_of_several_words_is_written_in_quotes() -> None:
    case = CASE.replace("[none, some, most, all]", '[none, "a little", all]')
    assert 'accepts aid >= "a little"' in answers(why_of("b,demands,aid = all\na,rejects,aid = all", case))


@given(records(rows=(3, 12), issues=(2, 3)))
def test_a_row_that_is_asked_for_removes_the_knot(record: Record) -> None:
    found = why(fold(record.build()), top=1_000)
    for knot in found.knots:
        elsewhere = {rules(c) for other in found.knots if other is not knot for c in other.conflicts}
        for ask in knot.asks:
            if ask.kind != "answer" or ask.move is None or ask.words == ask.move.kind.value:
                continue
            stance, _, claim = ask.words.partition(" ")
            row = dict.fromkeys(record.rows[0], "") | {"id": "more", "date": "2024-03-20", "party": ask.party}
            row |= {"stance": stance, "claim": claim, "named": "true", "grade": "A1"}
            again = why(fold(Record(record.case, (*record.rows, row)).build()), top=1_000)
            left = [c for other in again.knots for c in other.conflicts if rules(c) not in elsewhere]
            assert not [c for c in left if set(c.issues) & set(knot.issues)], ask.words


def rules(conflict: Conflict) -> frozenset[str]:
    return frozenset(rule.id for rule in conflict.rules)


# --- circles ----------------------------------------------------------------------------------------------------------

TWO = """title: T
parties: {a: {name: A}, b: {name: B}}
issues:
  x: {title: X, steps: [no, yes], by: a}
  y: {title: Y, steps: [no, yes], by: b}
"""


@pytest.mark.parametrize(
    ("procedure", "rows", "caveat"),
    [
        ("x = yes with y = yes", "", ""),
        ("x = yes after y = yes", "", "does not open it: procedure keeps its order"),
        ("", "a,insists,x = yes with y = yes", ""),
        ("", "a,insists,x = yes after y = yes", "opens it only with every other edge of the ring"),
    ],
)
def test_what_a_card_says_of_together_is_so(procedure: str, rows: str, caveat: str) -> None:
    case = TWO + (f"procedure: [{procedure}]\n" if procedure else "")
    found = why_of(
        f"b,insists,y = yes after x = yes\n{rows}\na,demands,y = yes\nb,demands,x = yes".replace("\n\n", "\n"), case
    )
    ((card,),) = [knot.cards for knot in found.knots]
    (move,) = [m for m in card.edge_moves if m.kind is MoveKind.TOGETHER and m.party == "b"]
    assert move.caveat == caveat


@given(st.integers(0, 2**16))
def test_a_ring_of_ten_has_ten_ways_in_any_order(seed: int) -> None:
    names = [f"x{n:02d}" for n in range(10)]
    dice = Random(seed)
    shuffled = dice.sample(names, 10)
    issues = "".join(f"  {name}: {{title: {name}, steps: [no, yes], by: a}}\n" for name in shuffled)
    case = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues:\n" + issues
    rows = [f"a,insists,{name} = yes after {names[n - 9]} = yes" for n, name in enumerate(names)]
    prices = "prices: {together: 1}\n"
    found = why_of("\n".join([*rows, "b,demands,x00 = yes"]), case + prices)
    (knot,) = found.knots
    listed = [way for way in knot.ways if way.kind is WayKind.CHEAPEST]
    assert len(listed) == 8
    assert knot.more_ways["cheapest"] == knot.more_ways["alone:a"] == 2
    assert not knot.uncounted
    assert [way.moves[0].issue for way in listed] == names[:8]
    assert {whole.ways for whole in found.whole} == {10}
    assert len([ask for ask in knot.asks if ask.move and ask.move.kind is MoveKind.DROP]) == 10


def test_equal_sums_of_several_knots_are_all_counted() -> None:
    """Four knots with two equal ways each make sixteen sums, of which those that share the burden evenly are best."""
    issues = "".join(f"  i{n}: {{title: I{n}, steps: [none, all], by: a}}\n" for n in range(4))
    case = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues:\n" + issues
    case += "drafts: {p: {on: 2024-01-01, by: [a], stages: [{i0: all}]}}\n"
    rows = [f"b,demands,i{n} = all\na,demands,i{n} = none" for n in range(1, 4)]
    found = why_of("\n".join(rows), case)
    assert len(found.knots) == 3
    assert {(whole.ways, whole.counted) for whole in found.whole} == {(6, True)}
    assert len(found.whole) == 6
    assert told(found, {})["whole"]
