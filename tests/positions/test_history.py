"""How a position came about: every statement, what it moved, what it retired, and why, in plain words."""

from __future__ import annotations

import pytest
from tests.positions.tables import CASE, table

from nonpaper.errors import UsageError
from nonpaper.positions.history import history
from nonpaper.positions.position import Table

STORY = """
s1,2024-03-01,blues,rules out,aid >= few
s2,2024-03-02,blues,reports,aid
s3,2024-03-03,blues,insists,aid = few after list = given
s4,2024-03-04,blues,offers,aid = most
s5,2024-03-05,blues,offers,aid = few
s6,2024-03-06,blues,withdraws,aid = most
s7,2024-03-07,blues,rejects,aid = few
s8,2024-03-08,blues,prioritises,aid > truce
s9,2024-03-09,,carries out,aid = few
"""


def words(found: Table, party: str, issue: str) -> list[str]:
    """The sentences of a history."""
    return [f"{entry.statement}: {entry.words}" for entry in history(found, party, issue).entries]


def test_the_whole_story_of_one_party_on_one_issue() -> None:
    assert words(table(STORY), "blues", "aid") == [
        "s1: The first word here: no further than none, as a red line.",
        "s2: Shown only: nothing is computed with it.",
        "s3: Softens, from no further than none to no further than few. "
        "Sets a condition: Aid (at least few) only after List (given).",
        "s4: Softens, from no further than few to no further than most.",
        "s5: Says no more than what stands already: no further than most.",
        "s6: Takes an offer back. What binds: no further than few.",
        "s7: Hardens, from no further than few to no further than none.",
        "s8: Says which of two issues matters more to it.",
        "s9: A step was carried out.",
    ]


def test_before_and_after_are_the_bounds_as_they_stood() -> None:
    told = history(table(STORY), "blues", "aid").entries
    steps = [[bound.step for bound in entry.after] for entry in told]
    assert steps == [[0], [0], [1], [2], [2], [1], [0], [0], [0]]
    assert [entry.before for entry in told[1:]] == [entry.after for entry in told[:-1]]


def test_a_condition_stands_in_the_history_of_its_act_and_of_what_it_names() -> None:
    found = table("s1,2024-03-01,reds,insists,list = given after truce = some or aid = all")
    told = "s1: Sets a condition: List (given) only after Aid (all) or Truce (at least some)."
    assert words(found, "reds", "list") == words(found, "reds", "truce") == words(found, "reds", "aid") == [told]


def test_a_first_offer_is_not_called_a_refusal_of_more() -> None:
    told = words(table("s1,2024-03-01,blues,offers,aid = few\ns2,2024-03-02,blues,rejects,aid > few"), "blues", "aid")
    assert told == [
        "s1: The first word here: it names few, and refuses nothing beyond.",
        "s2: Holds to what it had only offered: no further than few.",
    ]


def test_a_refused_whole_is_told_on_each_of_its_issues() -> None:
    rows = "s1,2024-03-01,reds,rejects,aid = few and truce = some\n"
    rows += "s2,2024-03-02,reds,accepts,aid = few and truce = some"
    found = table(rows)
    assert words(found, "reds", "aid") == [
        "s1: Refuses a combination as a whole; the parts may still be accepted.",
        "s2: The first word here: it names few, and refuses nothing beyond. "
        "No longer refuses as a whole what it refused before.",
    ]


def test_taking_back_what_was_never_offered() -> None:
    told = words(table("s1,2024-03-01,blues,withdraws,aid = few"), "blues", "aid")
    assert told == ["s1: Takes back an offer of which the record has nothing left."]


def test_the_contradictions_of_the_position_come_with_it() -> None:
    columns = "id,date,party,stance,claim,speaker"
    rows = "s1,2024-03-01,reds,demands,aid = all,\ns2,2024-03-02,reds,accepts,aid = few,Envoy Red"
    told = history(table(rows, columns=columns), "reds", "aid")
    assert told.contradictions[0].words == (
        "the delegation (2024-03-02) would lift what the principal said (2024-03-01): both stand, "
        "and the earlier is the higher speaker's, so it binds"
    )
    assert told.entries[1].words == (
        "Is held back, for a higher speaker has said otherwise within the year. What binds: all."
    )


def test_who_has_no_position_has_an_empty_history_and_who_is_unknown_is_told() -> None:
    found = table("s1,2024-03-01,usher,proposes,aid = all", CASE)
    assert history(found, "usher", "aid").entries == ()
    with pytest.raises(UsageError, match="no party 'greens'"):
        history(found, "greens", "aid")
    with pytest.raises(UsageError, match="no issue 'peace'"):
        history(found, "reds", "peace")
