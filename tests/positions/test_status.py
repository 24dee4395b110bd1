"""Where the talks stand: the calendar, the matrix most stuck first, the gap in words; who asks, who was not heard."""

from __future__ import annotations

from tests.positions.tables import CASE, table

from nonpaper.positions.status import Status, status

CALENDAR = (
    CASE
    + """
rounds:
  - {where: There, from: 2024-03-20, to: 2024-03-22, present: [reds, blues], ended: adjourned}
  - {where: Here, from: 2024-03-01, to: 2024-03-05, present: [reds], absent: [blues], ended: impasse}
deadlines:
  - {on: 2024-03-30, what: the feast, firm: true}
  - {on: 2024-03-10, what: the vote, firm: false}
"""
)


def row(found: Status, issue: str) -> tuple[str, str]:
    """How an issue stands, and its gap."""
    (row,) = [row for row in found.rows if row.issue == issue]
    return row.state.value, row.gap


def test_the_calendar() -> None:
    found = status(table("s1,2024-03-01,reds,reports,truce", CALENDAR, at="2024-03-25"))
    assert [(meeting.where, meeting.absent) for meeting in found.rounds] == [("Here", ("blues",)), ("There", ())]
    assert [(left.deadline.what, left.days) for left in found.deadlines] == [("the vote", -15), ("the feast", 5)]


def test_a_delegation_away_to_consult() -> None:
    columns = "id,date,party,stance,claim,quote,note"
    rows = "s1,2024-03-04,reds,reports,truce,We go home to consult.,\n"
    rows += "s2,2024-03-21,blues,commits,truce = some,,home for consultations"
    assert status(table(rows, CALENDAR, columns=columns, at="2024-03-10")).away == (("reds", "s1"),)
    later = status(table(rows, CALENDAR, columns=columns))
    assert later.away == (("blues", "s2"),), "a new round has begun since the reds said so"


def test_no_overlap_and_who_stands_where() -> None:
    found = status(table("s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-01,blues,rules out,aid >= few"))
    assert row(found, "aid") == ("stuck", "no overlap: Reds asks for all, Blues goes no further than none (a red line)")


def test_what_was_not_offered_is_not_called_a_refusal() -> None:
    found = status(table("s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-01,blues,offers,aid = few"))
    assert row(found, "aid") == ("stuck", "no overlap: Reds asks for all, Blues has offered no more than few")


def test_what_only_the_other_side_tells_is_marked() -> None:
    columns = "id,date,party,stance,claim,reported_by"
    rows = "s1,2024-03-01,reds,demands,aid = all,\ns2,2024-03-01,blues,rejects,aid >= few,Reds"
    gap = row(status(table(rows, columns=columns)), "aid")[1]
    assert gap.endswith("Blues goes no further than none (as the other side tells it)")


def test_overlap() -> None:
    found = status(table("s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-01,blues,rejects,aid = all"))
    assert row(found, "aid") == ("open", "overlap: few or most (not named by 1 of 2)")


def test_one_condition() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = some\ns2,2024-03-01,blues,demands,list = given"
    assert row(status(table(rows)), "list") == ("open", "overlap: given; one condition")


def test_nobody_has_spoken() -> None:
    found = status(table("s1,2024-03-01,reds,rejects,aid = few after list = given"))
    assert row(found, "aid") == ("silent", "nobody has taken a position"), "who only spoke of it is not told as silent"
    assert row(found, "truce") == ("silent", "nobody has spoken")


def test_one_has_not_spoken() -> None:
    found = status(table("s1,2024-03-01,reds,demands,aid >= few"))
    assert row(found, "aid") == ("open", "overlap: few to all; Blues has not spoken")
    spoke = status(
        table("s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-02,blues,rejects,aid = few after list = given")
    )
    assert row(spoke, "aid") == ("open", "overlap: few to all; Blues has taken no position")


def test_an_overlap_that_most_never_named_says_so() -> None:
    rows = "s1,2024-03-01,reds,rejects,aid = all\ns2,2024-03-01,blues,rejects,aid = all"
    assert row(status(table(rows)), "aid") == ("open", "overlap: none to most (not named by 2 of 2)")


def test_agreed() -> None:
    rows = "s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-01,blues,accepts,aid = few"
    assert row(status(table(rows)), "aid") == ("agreed", "agreed: few")


def test_nothing_is_agreed_while_a_condition_is_live() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = few\ns2,2024-03-01,blues,accepts,aid = few\n"
    found = status(table(rows + "s3,2024-03-02,blues,insists,aid = few after list = given"))
    assert row(found, "aid") == ("open", "overlap: few; one condition")


def test_silence_is_no_consent() -> None:
    found = status(table("s1,2024-03-01,reds,accepts,watch = some"))
    assert row(found, "watch")[0] != "agreed"


def test_a_choice_on_which_they_differ() -> None:
    found = status(table("s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-01,blues,demands,seat = Oak"))
    assert row(found, "seat") == ("stuck", "no overlap: Reds asks for Elm, Blues asks for Oak")


def test_the_most_stuck_come_first_whatever_the_order_of_the_file() -> None:
    rows = "\n".join(
        (
            "s1,2024-03-01,reds,demands,aid = all",
            "s2,2024-03-01,blues,rejects,aid = all",  # a third of the ladder apart
            "s3,2024-03-01,reds,demands,levy = 20%",
            "s4,2024-03-01,blues,rejects,levy >= 10%",  # the whole ladder
            "s5,2024-03-01,reds,demands,truce = some",
            "s6,2024-03-01,blues,accepts,truce = some",  # agreed
            "s7,2024-03-01,blues,demands,list = given",
        )
    )
    found = status(table(rows))
    assert [row.issue for row in found.rows][:4] == ["levy", "aid", "list", "truce"]
    assert [row.distance for row in found.rows][:2] == [1.0, 1 / 3]


# --- who asks, and who was not heard ----------------------------------------------------------------------------------


def silences(rows: str) -> list[tuple[str, str, str | None]]:
    """The silences on aid, which is the blues' act."""
    return [(s.party, s.issue, s.demand) for s in table(rows).not_heard if s.issue == "aid"]


def test_a_party_with_no_live_word_was_not_heard() -> None:
    assert silences("s1,2024-03-01,reds,accepts,aid = few") == [("blues", "aid", None)]


def test_a_demand_that_was_never_answered() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all\n"
    assert silences(rows) == [("blues", "aid", None), ("blues", "aid", "s1")]
    assert silences(rows + "s2,2024-03-02,blues,denies,aid") == silences(rows), "a denial is no answer"
    assert silences(rows + "s2,2024-03-02,blues,prioritises,aid > truce") == silences(rows), "it names no step"
    assert silences(rows + "s2,2024-03-02,blues,rejects,aid = all") == []
    assert silences(rows + "s2,2024-03-02,blues,offers,aid = few") == [], "a counter-offer is an answer"


def test_an_earlier_word_answers_where_the_answer_can_be_read_from_it() -> None:
    asked = "s2,2024-03-02,reds,demands,aid = all"
    assert silences("s1,2024-03-01,blues,rejects,aid = all\n" + asked) == []
    assert silences("s1,2024-03-01,blues,offers,aid = few\n" + asked) == [("blues", "aid", "s2")]


def test_who_asks_to_move_an_issue() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-01,reds,accepts,watch = some\n"
    rows += "s3,2024-03-01,blues,rejects,truce = none\ns4,2024-03-01,blues,demands,levy = 0%\n"
    found = table(rows + "s5,2024-03-01,reds,insists,list = given after levy = 10%")
    assert found.asked == {
        "truce": (("blues", "s3"),),  # refuses the status quo
        "aid": (("reds", "s1"),),
        "levy": (("reds", "s5"),),  # a condition on an own act
    }


def test_accounts_that_are_disputed_are_kept_apart_from_positions() -> None:
    columns = "id,date,party,stance,claim,reported_by"
    rows = "s1,2024-03-01,reds,blames,truce,\ns2,2024-03-02,blues,blames,truce,\n"
    found = table(rows + "s3,2024-03-02,blues,rejects,aid = all,Reds\ns4,2024-03-03,blues,denies,aid,", columns=columns)
    assert [(d.kind, d.statement, d.answers) for d in found.disputes] == [
        ("blames", "s1", ()),
        ("blames", "s2", ("s1",)),
        ("denies", "s4", ("s3",)),
    ]
