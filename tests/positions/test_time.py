"""What is seen on a day and above a grade, what was carried out, and what was corrected."""

from __future__ import annotations

import copy
import pickle
from datetime import date

from tests.build import build_case
from tests.positions.tables import CASE, bounds, conditions, effects, position, table

from nonpaper.positions.fold import fold, seen
from nonpaper.positions.position import Table

ROUNDS = (
    CASE
    + """
rounds:
  - {where: Here, from: 2024-03-01, to: 2024-03-05, present: [reds, blues], ended: impasse}
  - {where: There, from: 2024-04-01, present: [reds], absent: [blues]}
deadlines: [{on: 2024-03-10, what: the feast, firm: true}]
"""
)


def test_a_past_day_hides_what_came_later() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = few\ns2,2024-03-05,reds,demands,aid = all"
    found = table(rows, at="2024-03-04")
    assert bounds(found, "reds", "aid") == ["lower few demand 3"]
    assert found.unseen == 1


def test_the_day_is_by_default_the_newest_of_the_case() -> None:
    assert table("s1,2024-03-07,reds,demands,aid = few").at == date(2024, 3, 7)
    assert table("s1,2024-03-07,reds,demands,aid = few", ROUNDS).at == date(2024, 4, 1)


def test_a_day_in_the_future_changes_nothing_and_one_before_everything_shows_nothing() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = few"
    assert bounds(table(rows, at="2030-01-01"), "reds", "aid") == ["lower few demand 3"]
    early = table(rows, at="2000-01-01")
    assert (bounds(early, "reds", "aid"), early.unseen) == ([], 1)


def test_an_interval_counts_from_its_end() -> None:
    rows = "s1,[..2024-03-05],reds,demands,aid = few"
    assert not bounds(table(rows, at="2024-03-04"), "reds", "aid")
    assert bounds(table(rows, at="2024-03-05"), "reds", "aid")


def test_the_end_of_a_round_is_unseen_before_it_comes() -> None:
    case = build_case(ROUNDS, "id,date,party,stance,claim\ns1,2024-03-01,reds,demands,aid = few")
    (meeting,) = seen(case, date(2024, 3, 3)).rounds
    assert (meeting.where, meeting.end, meeting.ended) == ("Here", None, None)
    assert seen(case, date(2024, 3, 3)).deadlines, "a deadline is known ahead"
    (meeting,) = seen(case, date(2024, 3, 5)).rounds
    assert (meeting.end, meeting.ended) == (date(2024, 3, 5), "impasse")


def test_only_grades_that_are_good_enough() -> None:
    columns = "id,date,party,stance,claim,grade"
    rows = "s1,2024-03-01,reds,demands,aid = few,B2\ns2,2024-03-02,reds,demands,aid = most,B4\n"
    found = table(rows + "s3,2024-03-03,reds,demands,aid = all,", columns=columns, min_grade="B3")
    assert bounds(found, "reds", "aid") == ["lower few demand 3"]
    assert found.below_grade == 2, "an ungraded statement is left out too"


# --- what was carried out ---------------------------------------------------------------------------------------------


def status_quo(found: Table, issue: str) -> str:
    """The label of the status quo."""
    return found.case.issues[issue].steps[found.status_quo[issue]]


def test_carrying_out_moves_the_status_quo_up_and_down() -> None:
    rows = "s1,2024-03-02,blues,carries out,aid = most\ns2,2024-03-04,blues,carries out,aid = few"
    days = [status_quo(table(rows, at=f"2024-03-0{day}"), "aid") for day in (1, 2, 3, 4)]
    assert days == ["none", "most", "most", "few"]
    assert table(rows).status_quo_by == {"aid": "s2"}
    assert effects(table(rows), "blues", "aid")["s1"] == "carried out"


def test_a_row_of_nobody_tells_what_was_reached() -> None:
    assert status_quo(table("s1,2024-03-02,,carries out,truce = some"), "truce") == "some"


def test_a_joint_act_is_done_when_all_do_it_and_undone_by_any_one() -> None:
    first = "s1,2024-03-02,reds,carries out,truce = some\n"
    assert status_quo(table(first), "truce") == "none"
    both = first + "s2,2024-03-03,blues,carries out,truce = some\n"
    assert status_quo(table(both), "truce") == "some"
    assert status_quo(table(both + "s3,2024-03-04,reds,carries out,truce = none"), "truce") == "none"


def test_who_is_no_side_stands_where_it_has_gone() -> None:
    found = table("s1,2024-03-02,usher,carries out,watch = some")
    assert bounds(found, "usher", "watch") == ["lower some standing 2", "upper some standing 2"]


def test_what_is_done_is_no_longer_asked_for() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = few\n"
    assert table(rows).asked == {"aid": (("reds", "s1"),)}
    assert table(rows + "s2,2024-03-02,,carries out,aid = most").asked == {}


# --- corrections ------------------------------------------------------------------------------------------------------

FIXES = "id,date,party,stance,claim,grade,corrects"


def test_a_correction_replaces_the_older_row_from_its_own_day() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all,,\ns2,2024-03-05,reds,demands,aid = few,,s1"
    assert bounds(table(rows, columns=FIXES, at="2024-03-04"), "reds", "aid") == ["lower all demand 3"]
    found = table(rows, columns=FIXES)
    assert bounds(found, "reds", "aid") == ["lower few demand 3"]
    assert effects(found, "reds", "aid") == {"s1": "corrected", "s2": "opens"}


def test_a_chain_of_corrections_is_followed() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all,,\ns2,2024-03-02,reds,demands,aid = most,,s1\n"
    found = table(rows + "s3,2024-03-03,reds,demands,aid = few,,s2", columns=FIXES)
    assert bounds(found, "reds", "aid") == ["lower few demand 3"]
    assert list(effects(found, "reds", "aid").values()) == ["corrected", "corrected", "opens"]


def test_a_correction_may_move_a_statement_to_another_party_or_issue() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = some,,\ns2,2024-03-02,blues,demands,truce = some,,s1"
    found = table(rows, columns=FIXES)
    assert conditions(found, "reds") == []
    assert bounds(found, "blues", "truce") == ["lower some demand 3"]


def test_a_row_whose_correction_is_not_good_enough_was_wrong_all_the_same() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all,A1,\ns2,2024-03-05,reds,demands,aid = few,D4,s1"
    found = table(rows, columns=FIXES, min_grade="B2")
    assert bounds(found, "reds", "aid") == []
    assert found.below_grade == 2


def test_the_same_table_twice() -> None:
    case = build_case(CASE, "id,date,party,stance,claim\ns1,2024-03-01,reds,demands,aid = few")
    assert fold(case) == fold(case)
    assert position(fold(case), "reds", "aid") == position(fold(seen(case)), "reds", "aid")


def test_a_table_can_be_copied_and_stored() -> None:
    """A history is put into words when it is first read; a copy has the words."""
    found = position(table("s1,2024-03-01,reds,demands,aid = few"), "reds", "aid")
    assert copy.deepcopy(found) == found
    assert pickle.loads(pickle.dumps(found)).history == found.history
