"""What waits for what: conditions, refused wholes and priorities."""

from __future__ import annotations

import pytest
from tests.positions.tables import CASE, bounds, conditions, effects, marks, position, table

WHOLE = CASE.replace("{title: Aid, ", "{title: Aid, favours: {reds: up, blues: down}, ")


def wholes(rows: str, case: str = CASE, columns: str = "id,date,party,stance,claim") -> list[list[str]]:
    """The refused wholes: `aid >= most` and so on."""
    found = table(rows, case, columns=columns)
    signs = {"up": ">=", "down": "<=", "exact": "="}
    return [
        [f"{x.issue} {signs[x.reach.value]} {found.case.issues[x.issue].steps[x.step]}" for x in whole.literals]
        for whole in found.wholes
    ]


def test_a_condition_is_kept_as_a_rule() -> None:
    found = table("s1,2024-03-01,reds,insists,list = given after truce >= some")
    assert conditions(found, "reds") == ["list >= given after truce >= some"]
    assert found.conditions[0].firmness == 4
    assert marks(found, "reds", "list") == ["not said", "only if"]


def test_an_equals_sign_is_read_from_that_step_up_but_for_the_first() -> None:
    found = table("s1,2024-03-01,reds,insists,list = given after aid = few")
    assert conditions(found, "reds") == ["list >= given after aid >= few"]
    found = table("s1,2024-03-01,reds,insists,list = withheld after aid = none")
    assert conditions(found, "reds") == ["list <= withheld after aid <= none"]


def test_a_bound_that_excludes_the_act_moves_to_it() -> None:
    found = table("s1,2024-03-01,reds,rejects,list = given\ns2,2024-03-02,reds,insists,list = given after truce = some")
    assert bounds(found, "reds", "list") == ["upper given moved 3"]
    assert effects(found, "reds", "list")["s2"] == "softens"
    rows = "s1,2024-03-01,reds,demands,truce = all\ns2,2024-03-02,reds,accepts,truce = some if aid = all"
    assert bounds(table(rows), "reds", "truce") == ["lower some moved 3"]


def test_insisting_on_more_leaves_a_stricter_demand_alone() -> None:
    """A truce of at least some *after* aid does not say that some would be enough."""
    rows = "s1,2024-03-01,reds,demands,truce = all\ns2,2024-03-02,reds,insists,truce >= some after aid = all"
    assert bounds(table(rows), "reds", "truce") == ["lower all demand 3"]


def test_only_a_demand_with_a_condition_is_also_a_bound() -> None:
    found = table("s1,2024-03-01,reds,demands,aid = most if list = given")
    assert bounds(found, "reds", "aid") == ["lower most demand 3"]
    assert conditions(found, "reds") == ["aid >= most if list >= given"]
    found = table("s1,2024-03-01,blues,offers,aid = few if list = given")
    assert bounds(found, "blues", "aid") == []
    assert conditions(found, "blues") == ["aid >= few if list >= given"]


@pytest.mark.parametrize(("link", "effect"), [("with", "relaxes a condition"), ("if", "relaxes a condition")])
def test_the_last_word_on_an_act_and_an_issue_counts(link: str, effect: str) -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = all\n"
    found = table(rows + f"s2,2024-03-02,reds,insists,list = given {link} truce = some")
    assert conditions(found, "reds") == [f"list >= given {link} truce >= some"]
    assert effects(found, "reds", "list")["s2"] == effect
    assert position(found, "reds", "list").history[1].retired == ("s1",)


def test_conditions_on_different_issues_or_steps_stand_beside_each_other() -> None:
    rows = "s1,2024-03-01,blues,insists,aid = all after truce = some\n"
    rows += "s2,2024-03-02,blues,insists,aid = all after list = given\n"
    found = table(rows + "s3,2024-03-03,blues,insists,aid = few after truce = all")
    assert len(conditions(found, "blues")) == 3


def test_equal_conditions_are_one_rule_of_the_highest_firmness() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = some,3\n"
    rows += "s2,2024-03-02,reds,insists,list = given after truce >= some,5"
    (condition,) = table(rows, columns="id,date,party,stance,claim,firmness").conditions
    assert (condition.statements, condition.firmness) == (("s1", "s2"), 5)


def test_several_acts_each_wait_and_several_conditions_are_all_needed() -> None:
    found = table("s1,2024-03-01,blues,insists,aid = all and truce = some after list = given and watch = some")
    assert sorted(conditions(found, "blues")) == [
        "aid >= all after list >= given",
        "aid >= all after watch >= some",
        "truce >= some after list >= given",
        "truce >= some after watch >= some",
    ]
    found = table("s1,2024-03-01,blues,insists,aid = all after list = given or watch = some")
    assert conditions(found, "blues") == ["aid >= all after list >= given or watch >= some"]


def test_two_conditions_on_one_issue_in_one_statement_both_hold() -> None:
    found = table("s1,2024-03-01,reds,insists,list = given if aid >= few and aid <= most")
    assert sorted(conditions(found, "reds")) == ["list >= given if aid <= most", "list >= given if aid >= few"]


def test_accepting_without_the_condition_does_not_lift_it() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = some\ns2,2024-03-02,reds,accepts,list = given"
    found = table(rows)
    assert conditions(found, "reds") == ["list >= given after truce >= some"]
    assert marks(found, "reds", "list")[1] == "only if"


def test_a_condition_on_an_own_act_is_a_soft_demand_of_what_it_names() -> None:
    found = table("s1,2024-03-01,reds,insists,list = given after aid >= few")
    assert bounds(found, "reds", "aid") == ["lower few soft 2"]
    assert marks(found, "reds", "aid")[:2] == ["asks for more (assumed)", "says yes (inferred)"]
    found = table("s1,2024-03-01,blues,insists,list = given after aid >= few")
    assert bounds(found, "blues", "aid") == [], "the list is not the blues' act"


def test_the_soft_demand_gives_way_to_a_bound_that_stands() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after aid >= few\ns2,2024-03-02,reds,demands,aid = all"
    assert bounds(table(rows), "reds", "aid") == ["lower all demand 3"]


def test_of_several_soft_demands_the_least_strict_binds() -> None:
    """For few it would already hand over the list: that is the worst it would sign."""
    rows = "s1,2024-03-01,reds,insists,list = given after aid >= few\n"
    rows += "s2,2024-03-02,reds,insists,truce = all after aid = all"
    assert bounds(table(rows), "reds", "aid") == ["lower few soft 2"]


def test_nobody_makes_a_soft_demand_of_itself_or_of_one_thing_or_another() -> None:
    assert bounds(table("s1,2024-03-01,blues,insists,truce = some after aid = few"), "blues", "aid") == []
    found = table("s1,2024-03-01,reds,insists,list = given after aid = few or watch = some")
    assert bounds(found, "reds", "aid") == bounds(found, "reds", "watch") == []


def test_an_offer_taken_back_takes_its_condition_with_it() -> None:
    rows = "s1,2024-03-01,blues,offers,aid = few if list = given\ns2,2024-03-02,blues,withdraws,aid = few"
    assert conditions(table(rows, at="2024-03-01"), "blues") == ["aid >= few if list >= given"]
    assert conditions(table(rows), "blues") == []


@pytest.mark.parametrize("given_up", ["truce >= some", "truce = all"])
@pytest.mark.parametrize("link", ["if", "after", "with"])
def test_a_condition_is_given_up_and_what_it_held_back_stands(link: str, given_up: str) -> None:
    """By the step of the act and the issues of the condition, whatever its link and the step it waits for."""
    rows = "s1,2024-03-01,reds,insists,list = given after truce >= some\n"
    rows += "s2,2024-03-02,reds,insists,list = given after aid = few\n"
    found = table(rows + f"s3,2024-03-03,reds,withdraws,list = given {link} {given_up}")
    assert conditions(found, "reds") == ["list >= given after aid >= few"]
    assert effects(found, "reds", "list")["s3"] == "gives up a condition"
    entry = position(found, "reds", "list").history[-1]
    assert entry.words.startswith("Gives up its condition: ")
    assert entry.retired == ("s1",)
    assert bounds(found, "reds", "truce") == [], "what it only waited for is no demand any more"


def test_an_offer_stands_when_its_condition_is_given_up() -> None:
    rows = "s1,2024-03-01,blues,rejects,aid >= few\ns2,2024-03-02,blues,offers,aid = few if list = given\n"
    found = table(rows + "s3,2024-03-03,blues,withdraws,aid = few if list = given")
    assert conditions(found, "blues") == []
    assert bounds(found, "blues", "aid") == bounds(table(rows), "blues", "aid")
    assert marks(table(rows), "blues", "aid")[1] == "only if"
    assert marks(found, "blues", "aid")[1] != "only if"


def test_nobody_gives_up_what_it_did_not_set() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce >= some\n"
    others = (
        "blues,withdraws,list = given after truce >= some",
        "reds,withdraws,list = given after aid = few",
        "reds,accepts,list = given",
    )
    for other in others:
        assert conditions(table(rows + f"s2,2024-03-02,{other}"), "reds") == ["list >= given after truce >= some"]
    again = (
        rows + f"s2,2024-03-02,{others[0].replace('blues', 'reds')}\n" + rows.replace("s1,2024-03-01", "s3,2024-03-03")
    )
    assert conditions(table(again), "reds") == ["list >= given after truce >= some"], "the last word counts"


def test_refusing_anothers_condition_computes_nothing_and_is_shown() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after truce = some\n"
    rows += "s2,2024-03-02,blues,rules out,list = given after truce = some"
    found = table(rows)
    assert not [b for b in found.bounds() if b.party == "blues"]
    (dispute,) = found.disputes
    assert (dispute.kind, dispute.party, dispute.answers) == ("refuses a condition", "blues", ("s1",))
    assert effects(found, "blues", "list")["s2"] == "disputes a condition"


# --- wholes -----------------------------------------------------------------------------------------------------------


def test_refusing_two_things_together_refuses_the_whole_only() -> None:
    rows = "s1,2024-03-01,reds,rejects,aid = few and watch = some"
    found = table(rows, WHOLE)
    assert bounds(found, "reds", "aid") == bounds(found, "reds", "watch") == []
    assert wholes(rows, WHOLE) == [["aid <= few", "watch <= some"]], "each part with every worse step"
    assert wholes("s1,2024-03-01,blues,rejects,aid = few and watch = some", WHOLE) == [["aid >= few", "watch <= some"]]


def test_the_parts_may_still_be_accepted_one_by_one() -> None:
    rows = "s1,2024-03-01,reds,rejects,aid = few and watch = some\ns2,2024-03-02,reds,accepts,aid = few\n"
    assert wholes(rows + "s3,2024-03-03,reds,accepts,watch = some", WHOLE) == [["aid <= few", "watch <= some"]]
    assert wholes(rows + "s3,2024-03-03,reds,accepts,aid = few and watch = some", WHOLE) == []


def test_the_same_whole_again_is_one_and_red_if_ever_ruled_out() -> None:
    rows = "s1,2024-03-01,reds,rejects,aid = few and watch = some\n"
    rows += "s2,2024-03-02,reds,rules out,watch = some and aid = few"
    (whole,) = table(rows, WHOLE).wholes
    assert (whole.statements, whole.red_line, whole.firmness) == (("s1", "s2"), True, 4)


def test_a_refused_whole_of_a_higher_speaker_is_not_lifted_by_a_lower() -> None:
    columns = "id,date,party,stance,claim,speaker"
    rows = "s1,2024-03-01,reds,rules out,aid = few and watch = some,\n"
    rows += "s2,2024-03-02,reds,accepts,aid = few and watch = some,Envoy Red"
    found = table(rows, WHOLE, columns=columns)
    assert len(found.wholes) == 1
    assert [c.statements for c in found.contradictions] == [("s1", "s2")]


# --- priorities -------------------------------------------------------------------------------------------------------


def test_a_priority_is_kept_and_the_last_word_counts() -> None:
    rows = "s1,2024-03-01,reds,prioritises,aid > truce\ns2,2024-03-02,reds,prioritises,aid > truce\n"
    (held,) = table(rows).priorities
    assert (held.more, held.less, held.statements) == ("aid", "truce", ("s1", "s2"))
    (held,) = table(rows + "s3,2024-03-03,reds,prioritises,truce > aid").priorities
    assert (held.more, held.less, held.statements) == ("truce", "aid", ("s3",))


def test_an_alternative_relaxes_a_condition_and_goes_again() -> None:
    one = "s1,2024-03-01,reds,insists,list = given after aid = all"
    either = "s2,2024-03-02,reds,insists,list = given after aid = all or truce = all"
    found = table(f"{one}\n{either}")
    assert [set(condition.statements) for condition in found.conditions] == [{"s2"}]
    assert effects(found, "reds", "list")["s2"] == "relaxes a condition"
    back = table(either + "\n" + one.replace("s1,2024-03-01", "s3,2024-03-03"))
    assert [set(condition.statements) for condition in back.conditions] == [{"s3"}]


def test_a_soft_demand_of_a_condition_gives_way_to_what_was_accepted_since() -> None:
    """The reds have no stake in aid, so nothing of theirs stands there but what their condition implies."""
    case = CASE.replace("{title: Aid, ", "{title: Aid, favours: {blues: down}, ")
    rows = "s1,2024-03-01,reds,insists,list = given after aid = all"
    assert bounds(table(rows, case), "reds", "aid") == ["lower all soft 2"]
    rows += "\ns2,2024-03-02,reds,accepts,aid = few"
    assert bounds(table(rows, case), "reds", "aid") == ["lower few soft 2"]
    rows += "\ns3,2024-03-03,reds,insists,list = given after aid = most"
    assert bounds(table(rows, case), "reds", "aid") == ["lower most soft 2"], "the newer condition asks for more again"


def test_an_offer_taken_back_had_been_made() -> None:
    rows = "s1,2024-03-01,reds,offers,list = given after aid = all\ns2,2024-03-02,reds,withdraws,list = given"
    found = table(rows)
    assert not conditions(found, "reds")
    told = position(found, "reds", "list").history
    assert [entry.effect.value for entry in told] == ["sets a condition", "withdraws an offer"]
    assert told[1].retired == ("s1",)
