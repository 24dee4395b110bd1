"""Who speaks, how high, through whom; what is held back; and whose is the last word of a day."""

from __future__ import annotations

import pytest
from tests.positions.tables import CASE, bounds, conditions, effects, position, table

from nonpaper.brief.page import Page
from nonpaper.brief.sections.movement import history_row
from nonpaper.case.statements import Grade

SPEAKS = "id,date,party,stance,claim,speaker,named,role,reported_by,grade,firmness"


def row(id: str, day: int, stance: str, claim: str, **more: str) -> str:
    """One row of reds, with what else it has."""
    cells = {"party": "reds", "named": "true", **more}
    tail = ",".join(cells.get(key, "") for key in ("speaker", "named", "role", "reported_by", "grade", "firmness"))
    return f"{id},2024-03-{day:02},{cells['party']},{stance},{claim},{tail}"


@pytest.mark.parametrize(
    ("cells", "rank"),
    [
        ({}, "principal"),  # in the party's own name
        ({"speaker": "the red side"}, "principal"),
        ({"speaker": "Queen Red"}, "principal"),
        ({"speaker": "Envoy Red"}, "delegation"),
        ({"speaker": "somebody else"}, "delegation"),
        ({"speaker": "somebody else", "role": "principal"}, "principal"),
        ({"speaker": "Queen Red", "named": "false"}, "unnamed"),
    ],
)
def test_rank(cells: dict[str, str], rank: str) -> None:
    found = table(row("s1", 1, "demands", "aid = all", **cells), columns=SPEAKS)
    assert position(found, "reds", "aid").history[0].rank == rank


@pytest.mark.parametrize(
    ("cells", "rank"),
    [
        ({"speaker": "Envoy Red"}, "the delegation"),
        ({"speaker": "diplomat close to the talks", "named": "no"}, "an unnamed source"),
        ({"speaker": "", "named": "no"}, "an unnamed source"),
        ({"speaker": "the red side", "named": "no"}, "an unnamed source"),
        ({"speaker": "Reds"}, "the principal"),
        ({"speaker": "the red side"}, "the principal"),
    ],
)
def test_the_rank_is_told_in_the_history(cells: dict[str, str], rank: str) -> None:
    """In the words of the brief."""
    found = table(row("s1", 1, "demands", "aid = all", **cells), columns=SPEAKS)
    (entry,) = position(found, "reds", "aid").history
    who = history_row(Page(found), entry)[3]
    assert f"{rank} · ungraded" in str(who)


def test_an_alias_that_the_case_lists_as_delegation_is_that() -> None:
    """The list is the closer word; the row's own `role` still goes before it."""
    case = CASE.replace("delegation: [Envoy Red", "delegation: [the red side, Envoy Red")
    assert case != CASE
    for role, rank in (("", "delegation"), ("principal", "principal")):
        found = table(row("s1", 1, "demands", "aid = all", speaker="the red side", role=role), case, columns=SPEAKS)
        assert position(found, "reds", "aid").history[0].rank == rank


@pytest.mark.parametrize(
    ("teller", "hearsay"),
    [
        ("", "first hand"),
        ("a newspaper", "second hand"),
        ("Usher", "second hand"),  # a mediator is no side
        ("Blues", "by the other side"),
        ("Envoy Blue", "by the other side"),
    ],
)
def test_through_whom(teller: str, hearsay: str) -> None:
    found = table(row("s1", 1, "demands", "aid = all", reported_by=teller), columns=SPEAKS)
    (bound,) = position(found, "reds", "aid").bounds
    assert bound.hearsay == hearsay


def test_a_bound_is_as_well_known_as_its_best_source() -> None:
    rows = [row("s1", 1, "demands", "aid = all", reported_by="Blues"), row("s2", 2, "demands", "aid = all")]
    (bound,) = position(table("\n".join(rows), columns=SPEAKS), "reds", "aid").bounds
    assert bound.hearsay == "first hand"


def test_the_other_sides_account_lifts_no_red_line() -> None:
    """What the blues say that the reds' own queen accepted is held back, and is shown beside her red line."""
    red = row("s1", 1, "rules out", "list = given", speaker="Queen Red", grade="A1")
    for speaker in ("", "Queen Red"):
        told = row("s2", 2, "accepts", "list = given", speaker=speaker, reported_by="Blues", grade="A1")
        found = table(f"{red}\n{told}", columns=SPEAKS)
        assert bounds(found, "reds", "list") == ["upper withheld red line 4"]
        assert [clash.statements for clash in found.contradictions] == [("s1", "s2")]


def test_a_bound_that_only_others_say_was_moved_is_known_as_such() -> None:
    rows = [row("s1", 1, "rejects", "aid <= few"), row("s2", 2, "accepts", "aid = few", reported_by="Blues")]
    found = table("\n".join(rows), columns=SPEAKS)
    (bound,) = position(found, "reds", "aid").bounds
    assert (bound.hearsay, bound.moved_by) == ("first hand", "by the other side")
    assert position(found, "reds", "aid").marks[1].hearsay == "by the other side"


def test_who_softens_a_demand_told_by_others_has_named_where_it_stands() -> None:
    rows = [row("s1", 1, "demands", "aid = all", reported_by="Blues"), row("s2", 2, "accepts", "aid = few")]
    (bound,) = position(table("\n".join(rows), columns=SPEAKS), "reds", "aid").bounds
    assert (bound.kind, bound.hearsay) == ("moved", "first hand")
    told = row("s2", 2, "accepts", "aid = few", reported_by="Usher")
    (bound,) = position(table(rows[0] + "\n" + told, columns=SPEAKS), "reds", "aid").bounds
    assert bound.hearsay == "second hand", "as well known as the best of its words"


def test_a_lower_speaker_cannot_lift_a_demand_of_the_year() -> None:
    rows = [row("s1", 1, "demands", "aid = all"), row("s2", 2, "accepts", "aid = few", speaker="Envoy Red")]
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower all demand 3"]
    assert effects(found, "reds", "aid")["s2"] == "held back"
    (clash,) = found.contradictions
    assert (clash.statements, clash.binds) == (("s1", "s2"), "s1")
    assert {"s1", "s2"} <= set(position(found, "reds", "aid").live), "both live"


def test_nor_a_red_line_but_a_plain_refusal_it_can() -> None:
    lifts = row("s2", 2, "accepts", "list = given", speaker="a source", named="false")
    red = table(row("s1", 1, "rules out", "list = given") + "\n" + lifts, columns=SPEAKS)
    assert bounds(red, "reds", "list") == ["upper withheld red line 4"]
    plain = table(row("s1", 1, "rejects", "list = given") + "\n" + lifts, columns=SPEAKS)
    assert bounds(plain, "reds", "list") == ["upper given moved 3"]
    assert not plain.contradictions


def test_the_firmer_binds() -> None:
    rows = [row("s1", 1, "demands", "aid = all")]
    rows.append(row("s2", 2, "demands", "aid = few", speaker="Envoy Red", firmness="5"))
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower few demand 5"]
    (clash,) = found.contradictions
    assert clash.binds == "s2"


def test_a_demand_older_than_a_year_holds_nothing_back() -> None:
    old = "s1,2023-01-01,reds,demands,aid = all,,true,,,,"
    found = table(old + "\n" + row("s2", 2, "accepts", "aid = few", speaker="Envoy Red"), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower few moved 3"]
    assert not found.contradictions


def test_the_highest_speaker_lifts_what_anybody_said() -> None:
    rows = [row("s1", 1, "demands", "aid = all"), row("s2", 2, "accepts", "aid = few", speaker="Queen Red")]
    assert bounds(table("\n".join(rows), columns=SPEAKS), "reds", "aid") == ["lower few moved 3"]


def test_a_delegation_settles_what_its_mandate_says() -> None:
    """The list is in the mandate of the reds' delegation; an unnamed source has no mandate."""
    first = row("s1", 1, "rules out", "list = given")
    envoy = table(first + "\n" + row("s2", 2, "accepts", "list = given", speaker="Envoy Red"), columns=SPEAKS)
    assert bounds(envoy, "reds", "list") == ["upper given moved 4"]
    source = table(first + "\n" + row("s2", 2, "accepts", "list = given", named="false"), columns=SPEAKS)
    assert bounds(source, "reds", "list") == ["upper withheld red line 4"]


def test_saying_it_again_from_above_settles_the_contradiction() -> None:
    rows = [row("s1", 1, "demands", "aid = all"), row("s2", 2, "accepts", "aid = few", speaker="Envoy Red")]
    rows.append(row("s3", 3, "demands", "aid = all"))
    found = table("\n".join(rows), columns=SPEAKS)
    assert not found.contradictions
    rows[-1] = row("s3", 3, "accepts", "aid = most")
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower most moved 3"]
    assert not found.contradictions


def test_refusing_a_nearer_step_from_above_upholds_what_a_lower_speaker_overruled() -> None:
    """Whoever refuses a step refuses those beyond: the red line is live again, and repeating it says nothing new."""
    rows = [row("s1", 1, "rules out", "aid = all", firmness="1")]
    rows.append(row("s2", 2, "demands", "aid = all", speaker="Envoy Red"))
    assert bounds(table("\n".join(rows), columns=SPEAKS), "reds", "aid")[0] == "lower all demand 3"
    rows.append(row("s3", 3, "rejects", "aid >= few", firmness="5"))
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower none moved 3", "upper none refusal 5", "upper most red line 1"]
    assert not found.contradictions
    again = table("\n".join([*rows, row("s4", 4, "rejects", "aid = all", firmness="1")]), columns=SPEAKS)
    assert bounds(again, "reds", "aid") == bounds(found, "reds", "aid")


def test_a_harder_word_from_below_takes_nothing_from_a_higher_one() -> None:
    """The source hardens and then gives way: the queen's own demand still stands."""
    rows = [row("s1", 1, "demands", "aid = most"), row("s2", 2, "demands", "aid = all", named="false")]
    assert bounds(table("\n".join(rows), columns=SPEAKS), "reds", "aid") == ["lower all demand 3"]
    rows.append(row("s3", 3, "accepts", "aid = none", named="false"))
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["lower most demand 3"]
    assert [c.statements for c in found.contradictions] == [("s1", "s3")]


def test_a_lower_speaker_cannot_close_the_other_end_on_a_red_line_either() -> None:
    """Refusing all that is left below the red line would leave no step at all, so the red line holds that back."""
    rows = [row("s1", 1, "rules out", "aid = all"), row("s2", 2, "rejects", "aid <= most", speaker="Envoy Red")]
    found = table("\n".join(rows), columns=SPEAKS)
    assert bounds(found, "reds", "aid") == ["upper most red line 4"]
    assert [c.statements for c in found.contradictions] == [("s1", "s2")]


def test_a_difference_of_rank_or_grade_is_noted() -> None:
    rows = [row("s1", 1, "demands", "aid = few", grade="A1")]
    rows.append(row("s2", 2, "demands", "aid = all", speaker="Envoy Red", grade="C3"))
    entry = position(table("\n".join(rows), columns=SPEAKS), "reds", "aid").history[-1]
    assert entry.words == (
        "Hardens, from at least few to all. Said by the delegation; what it replaces was said by the principal."
        " What it replaces was better graded: A1, this is C3."
    )


@pytest.mark.parametrize(
    ("one", "other", "last"),
    [
        ({"grade": "A1", "speaker": "Envoy Red"}, {"grade": "C1"}, "one"),  # grade before rank
        ({"speaker": "Queen Red", "grade": "B2"}, {"speaker": "Envoy Red", "grade": "B2", "firmness": "5"}, "one"),
        ({"firmness": "5"}, {"firmness": "2"}, "one"),
        ({"grade": "F6"}, {}, "one"),  # ungraded is the worst
    ],
)
def test_on_one_day_the_best_source_has_the_last_word(one: dict[str, str], other: dict[str, str], last: str) -> None:
    """Two demands of different steps on one day, in either order of the rows: a softer one, then a harder one."""
    for steps in (("most", "all"), ("all", "most")):
        rows = [row("one", 1, "demands", f"aid = {steps[0]}", **one)]
        rows.append(row("other", 1, "demands", f"aid = {steps[1]}", **other))
        for order in (rows, rows[::-1]):
            found = table("\n".join(order), columns=SPEAKS)
            assert [entry.statement for entry in position(found, "reds", "aid").history][-1] == last


def test_on_one_day_the_narrower_comes_last_and_the_rows_decide_nothing() -> None:
    rows = [row("s1", 1, "demands", "aid = all"), row("s2", 1, "demands", "aid = few")]
    for order in (rows, rows[::-1]):
        assert bounds(table("\n".join(order), columns=SPEAKS), "reds", "aid") == ["lower all demand 3"]


BLOC = CASE.replace(
    "issues:",
    "  union:\n    name: Union of both\n    members: [reds, blues]\n    speakers: {principal: [Chair]}\nissues:",
    1,
)


def test_a_bloc_speaks_for_each_member_a_grade_lower_for_the_silent_one() -> None:
    rows = row("s1", 1, "demands", "watch = some", party="union", speaker="Envoy Red", grade="B2")
    found = table(rows, BLOC, columns=SPEAKS)
    assert bounds(found, "reds", "watch") == bounds(found, "blues", "watch") == ["lower some demand 3"]
    assert position(found, "reds", "watch").best_grade == Grade("B", 2)
    assert position(found, "blues", "watch").best_grade == Grade("C", 2)


def test_the_chair_of_a_bloc_is_every_members_principal() -> None:
    found = table(row("s1", 1, "demands", "watch = some", party="union", speaker="Chair"), BLOC, columns=SPEAKS)
    assert {position(found, p, "watch").history[0].rank.value for p in ("reds", "blues")} == {"principal"}


def test_a_grade_is_asked_of_each_member() -> None:
    rows = row("s1", 1, "demands", "watch = some", party="union", speaker="Envoy Red", grade="B2")
    found = table(rows, BLOC, columns=SPEAKS, min_grade="B2")
    assert bounds(found, "reds", "watch") == ["lower some demand 3"]
    assert bounds(found, "blues", "watch") == []
    assert found.below_grade == 1


def test_a_bloc_makes_a_condition_of_each_member() -> None:
    found = table(row("s1", 1, "insists", "truce = some after watch = some", party="union"), BLOC, columns=SPEAKS)
    assert conditions(found, "reds") == conditions(found, "blues") == ["truce >= some after watch >= some"]


@pytest.mark.parametrize(
    ("one", "other", "binds"),
    [
        ("accepts,list = given", "rejects,list = given", "rejects"),
        ("accepts,truce = some", "demands,truce = all", "demands"),
        ("demands,seat = Elm", "rejects,seat = Elm", "demands"),
        ("demands,truce = none", "demands,truce = all", "demands"),
        ("accepts,levy = 20%", "rejects,levy >= 10%", "rejects"),
    ],
)
def test_equal_words_of_one_day_that_exclude_each_other_are_a_contradiction(one: str, other: str, binds: str) -> None:
    """In whatever order the rows stand, and whatever they are called."""
    answers = []
    for first, second in ((one, other), (other, one)):
        found = table(f"s1,2024-03-01,reds,{first}\ns2,2024-03-01,reds,{second}")
        (clash,) = found.contradictions
        said = {"s1": first, "s2": second}
        answers.append((said[clash.binds], [bound.step for bound in found.bounds()]))
        assert set(clash.statements) == {"s1", "s2"}
        assert said[clash.binds].startswith(binds)
        assert "equal weight" in clash.words
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "rows",
    [
        "s1,2024-03-01,reds,accepts,list = given\ns2,2024-03-02,reds,rejects,list = given",
        "s1,2024-03-01,reds,demands,truce >= some\ns2,2024-03-01,reds,demands,truce = all",
        "s1,2024-03-01,reds,accepts,aid = few\ns2,2024-03-01,reds,rejects,aid = none",
        "s1,2024-03-01,reds,accepts,truce = some\ns2,2024-03-01,reds,demands,truce = all\n"
        "s3,2024-03-02,reds,accepts,truce = some",
    ],
)
def test_what_can_both_be_meant_or_came_later_is_none(rows: str) -> None:
    assert not table(rows).contradictions
