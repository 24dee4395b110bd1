"""What stands on each end of a ladder, and what moves it."""

from __future__ import annotations

from tests.positions.tables import bounds, effects, marks, position, table


def test_a_demand_is_a_bound_and_carries_every_better_step() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = most")
    assert bounds(found, "reds", "aid") == ["lower most demand 3"]
    assert marks(found, "reds", "aid") == ["asks for more", "asks for more", "says yes", "says yes (inferred)"]


def test_above_and_below_name_the_next_step() -> None:
    found = table("s1,2024-03-01,reds,demands,aid > few\ns2,2024-03-01,blues,demands,aid < most")
    assert bounds(found, "reds", "aid") == ["lower most demand 3"]
    assert bounds(found, "blues", "aid") == ["upper few demand 3"]


def test_a_refusal_closes_the_next_step_better_than_what_is_refused() -> None:
    found = table("s1,2024-03-01,blues,rejects,aid = all\ns2,2024-03-01,reds,rejects,aid <= few")
    assert bounds(found, "blues", "aid") == ["upper most refusal 3"]
    assert bounds(found, "reds", "aid") == ["lower most refusal 3"]


def test_a_refused_step_carries_every_worse_one() -> None:
    found = table("s1,2024-03-01,blues,rules out,aid = most")
    assert marks(found, "blues", "aid") == ["not said", "not said", "ruled out", "ruled out (assumed)"]


def test_a_red_line_is_marked_ruled_out_and_is_the_firmer() -> None:
    found = table("s1,2024-03-01,blues,rules out,aid >= most")
    assert bounds(found, "blues", "aid") == ["upper few red line 4"]
    assert marks(found, "blues", "aid")[2:] == ["ruled out", "ruled out"]


def test_a_refusal_only_narrows() -> None:
    """Having refused even few, refusing all as well says nothing about few."""
    found = table("s1,2024-03-01,blues,rejects,aid >= few\ns2,2024-03-02,blues,rejects,aid = all")
    assert bounds(found, "blues", "aid") == ["upper none refusal 3"]
    assert effects(found, "blues", "aid")["s2"] == "says less"


def test_a_red_line_stays_behind_a_stricter_demand() -> None:
    found = table("s1,2024-03-01,reds,rules out,aid = none\ns2,2024-03-02,reds,demands,aid = all")
    assert bounds(found, "reds", "aid") == ["lower all demand 3", "lower few red line 4"]
    assert marks(found, "reds", "aid") == ["ruled out", "asks for more", "asks for more", "says yes"]


def test_a_red_line_is_drawn_behind_a_demand_that_stands() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,reds,rules out,aid = none")
    assert bounds(found, "reds", "aid") == ["lower all demand 3", "lower few red line 4"]
    assert effects(found, "reds", "aid") == {"s1": "opens", "s2": "hardens"}


def test_a_demand_less_strict_than_the_one_before_softens_and_retires_it() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,reds,demands,aid = few")
    assert bounds(found, "reds", "aid") == ["lower few demand 3"]
    (_, entry) = position(found, "reds", "aid").history
    assert (entry.effect.value, entry.retired) == ("softens", ("s1",))
    assert entry.words == "Softens, from all to at least few."


def test_a_harder_demand_retires_the_older() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = few\ns2,2024-03-02,reds,demands,aid = all")
    assert bounds(found, "reds", "aid") == ["lower all demand 3"]
    assert position(found, "reds", "aid").history[1].retired == ("s1",)


def test_the_same_demand_again_confirms() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,reds,demands,aid = all")
    (bound,) = position(found, "reds", "aid").bounds
    assert bound.statements == ("s1", "s2")
    assert effects(found, "reds", "aid")["s2"] == "confirms"


def test_an_offer_moves_a_stricter_bound_and_keeps_its_firmness() -> None:
    found = table("s1,2024-03-01,blues,rules out,aid >= few\ns2,2024-03-02,blues,offers,aid = most")
    assert bounds(found, "blues", "aid") == ["upper most moved 4"]
    assert marks(found, "blues", "aid")[-1] == "refuses", "no longer a red line"
    assert position(found, "blues", "aid").bounds[0].statements == ("s1", "s2"), "moved, never deleted"


def test_an_offer_where_nothing_stands_is_a_soft_bound() -> None:
    found = table("s1,2024-03-01,blues,offers,aid = few")
    assert bounds(found, "blues", "aid") == ["upper few soft 2"]
    assert marks(found, "blues", "aid") == [
        "says yes (assumed)",
        "says yes",
        "has not offered (assumed)",
        "has not offered (assumed)",
    ]


def test_a_further_offer_moves_a_soft_bound_and_a_lesser_one_says_less() -> None:
    rows = "s1,2024-03-01,blues,offers,aid = few\ns2,2024-03-02,blues,offers,aid = most\n"
    found = table(rows + "s3,2024-03-03,blues,offers,aid = few")
    assert bounds(found, "blues", "aid") == ["upper most soft 2"]
    assert effects(found, "blues", "aid") == {"s1": "opens", "s2": "softens", "s3": "says less"}


def test_an_offer_taken_back_is_as_if_it_had_not_been_made() -> None:
    rows = "s1,2024-03-01,blues,rejects,aid >= few\ns2,2024-03-02,blues,offers,aid = most\n"
    found = table(rows + "s3,2024-03-03,blues,withdraws,aid = most")
    assert bounds(found, "blues", "aid") == ["upper none refusal 3"]
    assert effects(found, "blues", "aid")["s3"] == "withdraws an offer"


def test_taking_back_a_step_leaves_the_nearer_offers() -> None:
    rows = "s1,2024-03-01,blues,offers,aid = few\ns2,2024-03-02,blues,offers,aid = all\n"
    found = table(rows + "s3,2024-03-03,blues,withdraws,aid = most")
    assert bounds(found, "blues", "aid") == ["upper few soft 2"], "the offer of all reached most, so it goes"


def test_taking_back_with_the_day_before_unchanged() -> None:
    rows = "s1,2024-03-01,blues,offers,aid = few\ns2,2024-03-03,blues,withdraws,aid = few"
    assert bounds(table(rows, at="2024-03-02"), "blues", "aid") == ["upper few soft 2"]
    assert bounds(table(rows), "blues", "aid") == []


def test_a_best_step_between_has_two_bounds() -> None:
    found = table("s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-02,reds,rejects,aid = all")
    assert bounds(found, "reds", "aid") == ["lower few demand 3", "upper most refusal 3"]


def test_accepting_a_step_moves_only_the_bound_that_excludes_it() -> None:
    rows = "s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-02,reds,rejects,aid = all\n"
    assert bounds(table(rows + "s3,2024-03-03,reds,accepts,aid = all"), "reds", "aid") == [
        "lower few demand 3",
        "upper all moved 3",
    ]
    assert bounds(table(rows + "s3,2024-03-03,reds,accepts,aid = none"), "reds", "aid") == [
        "lower none moved 3",
        "upper most refusal 3",
    ]


def test_a_demand_of_what_was_refused_lifts_the_refusal() -> None:
    """Of two words of one party that leave it no step at all, the newer counts."""
    found = table("s1,2024-03-01,blues,rejects,aid >= few\ns2,2024-03-02,blues,demands,aid >= most")
    assert bounds(found, "blues", "aid") == ["lower most demand 3", "upper most moved 3"]


def test_refusing_every_step_leaves_the_last_one() -> None:
    found = table("s1,2024-03-01,blues,rejects,aid >= none")
    assert bounds(found, "blues", "aid") == ["upper none refusal 3"]


def test_what_a_party_proposes_offers_its_own_acts_and_demands_others() -> None:
    found = table("s1,2024-03-01,blues,proposes,aid = few and list = given")
    assert bounds(found, "blues", "aid") == ["upper few soft 2"]
    assert bounds(found, "blues", "list") == ["lower given demand 3"]


def test_the_proposal_of_a_joint_act_asks_for_the_others_part() -> None:
    found = table("s1,2024-03-01,blues,proposes,truce = some")
    assert bounds(found, "blues", "truce") == ["lower some demand 3"]


def test_what_a_mediator_proposes_threatens_or_reports_is_shown_only() -> None:
    rows = "s1,2024-03-01,usher,proposes,aid = all\ns2,2024-03-02,blues,threatens,aid = none\n"
    found = table(rows + "s3,2024-03-02,blues,reports,aid")
    assert not any(bound.party in ("reds", "blues") for bound in found.bounds())
    assert set(effects(found, "blues", "aid").values()) == {"shown only"}


def test_the_firmness_of_a_row_is_its_stances_unless_given() -> None:
    columns = "id,date,party,stance,claim,firmness"
    found = table("s1,2024-03-01,reds,demands,aid = all,5\ns2,2024-03-01,blues,rules out,aid = all,", columns=columns)
    assert bounds(found, "reds", "aid") == ["lower all demand 5"]
    assert bounds(found, "blues", "aid") == ["upper most red line 4"]
