"""Choices, which have no order, and ladders of numbers, of which a claim may name one between two."""

from __future__ import annotations

from tests.positions.tables import bounds, effects, marks, position, table


def test_a_demand_sets_the_step() -> None:
    found = table("s1,2024-03-01,reds,demands,seat = Elm")
    assert bounds(found, "reds", "seat") == ["set Elm demand 3"]
    more = "asks for more (inferred)"  # to ask for one is not to refuse the others by name
    assert marks(found, "reds", "seat") == [more, "says yes", more, more]


def test_accepting_another_step_joins_it() -> None:
    found = table("s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-02,reds,accepts,seat = Oak")
    assert bounds(found, "reds", "seat") == ["set Elm Oak moved 3"]
    more = "asks for more (inferred)"
    assert marks(found, "reds", "seat") == [more, "says yes", "says yes", more]
    assert effects(found, "reds", "seat")["s2"] == "softens"


def test_a_refusal_removes_a_step() -> None:
    found = table("s1,2024-03-01,reds,rejects,seat = Elm")
    assert bounds(found, "reds", "seat") == ["set undecided Oak Ash refusal 3"]
    assert marks(found, "reds", "seat") == ["not said", "refuses", "not said", "not said"]


def test_each_refused_step_is_a_bound_of_its_own() -> None:
    found = table("s1,2024-03-01,reds,rejects,seat = Elm\ns2,2024-03-02,reds,rules out,seat = Oak")
    assert bounds(found, "reds", "seat") == ["set undecided Oak Ash refusal 3", "set undecided Elm Ash red line 4"]
    assert marks(found, "reds", "seat") == ["not said", "refuses", "ruled out", "not said"]


def test_accepting_where_nothing_stands_is_a_soft_set() -> None:
    found = table("s1,2024-03-01,reds,accepts,seat = Elm")
    assert bounds(found, "reds", "seat") == ["set Elm soft 2"]
    assert marks(found, "reds", "seat")[2] == "has not offered (assumed)"


def test_a_new_demand_replaces_the_old_one() -> None:
    found = table("s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-02,reds,demands,seat = Oak")
    assert bounds(found, "reds", "seat") == ["set Oak demand 3"]
    assert position(found, "reds", "seat").history[1].retired == ("s1",)


def test_accepting_a_refused_step_lifts_the_refusal() -> None:
    found = table("s1,2024-03-01,reds,rejects,seat = Elm\ns2,2024-03-02,reds,accepts,seat = Elm")
    assert bounds(found, "reds", "seat") == []
    assert marks(found, "reds", "seat")[1] == "says yes"


def test_refusing_the_step_it_demanded_gives_the_demand_up() -> None:
    found = table("s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-02,reds,rejects,seat = Elm")
    assert bounds(found, "reds", "seat") == ["set undecided Oak Ash refusal 3"]


def test_the_last_step_left_cannot_be_refused() -> None:
    steps = ("undecided", "Elm", "Oak", "Ash")
    rows = [f"s{k},2024-03-0{k},reds,rejects,seat = {step}" for k, step in enumerate(steps, start=1)]
    assert marks(table("\n".join(rows)), "reds", "seat") == ["refuses", "refuses", "refuses", "not said"]


def test_a_lower_speaker_cannot_put_another_step_in_the_place_of_the_one_demanded() -> None:
    columns = "id,date,party,stance,claim,speaker"
    rows = "s1,2024-03-01,reds,demands,seat = Elm,\ns2,2024-03-02,reds,demands,seat = Oak,Envoy Red"
    found = table(rows, columns=columns)
    assert bounds(found, "reds", "seat") == ["set Elm demand 3"]
    assert [c.statements for c in found.contradictions] == [("s1", "s2")]


def test_an_offer_of_a_step_can_be_taken_back() -> None:
    rows = "s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-02,reds,accepts,seat = Oak\n"
    assert bounds(table(rows + "s3,2024-03-03,reds,withdraws,seat = Oak"), "reds", "seat") == ["set Elm demand 3"]


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_a_claim_may_name_a_number_between_two_steps() -> None:
    found = table("s1,2024-03-01,blues,offers,levy = 14.5%\ns2,2024-03-02,reds,demands,levy = 20%")
    assert found.case.issues["levy"].steps == ("0%", "10%", "14.5%", "20%")
    assert bounds(found, "blues", "levy") == ["upper 14.5% soft 2"]
    assert bounds(found, "reds", "levy") == ["lower 20% demand 3"]


def test_a_number_is_seen_from_the_day_it_is_named() -> None:
    rows = "s1,2024-03-01,reds,demands,levy = 20%\ns2,2024-03-02,blues,offers,levy = 14.5%"
    assert table(rows, at="2024-03-01").case.issues["levy"].steps == ("0%", "10%", "20%")


def test_a_refused_number_asks_for_the_next_step_named() -> None:
    found = table("s1,2024-03-01,reds,demands,levy >= 10%\ns2,2024-03-02,reds,rejects,levy = 14.5%")
    assert bounds(found, "reds", "levy") == ["lower 20% refusal 3"]


def test_one_number_has_one_spelling() -> None:
    found = table("s1,2024-03-01,reds,demands,levy = 10.0%")
    assert found.case.issues["levy"].steps == ("0%", "10%", "20%")
    assert bounds(found, "reds", "levy") == ["lower 10% demand 3"]
