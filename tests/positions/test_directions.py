"""Which way a party likes an issue to go: said, inferred or assumed, and never mixed up."""

from __future__ import annotations

import pytest
from tests.positions.tables import CASE, marks, position, table

FAVOURS = """
title: Directions given
parties:
  reds: {name: Reds}
  blues: {name: Blues}
  greens: {name: Greens}
  both: {name: Reds and Blues, members: [reds, blues]}
issues:
  aid: {title: Aid, steps: [none, few, most, all], by: blues, favours: {reds: up, blues: few}}
  truce: {title: Truce, steps: [none, some], by: all, favours: {both: down}}
  gate: {title: Gate, steps: [shut, open], by: reds, favours: {reds: none}}
"""


def way(rows: str, party: str, issue: str, case: str = CASE, columns: str = "id,date,party,stance,claim") -> str:
    direction = table(rows, case, columns=columns).positions[party, issue].direction
    return f"{direction.way.value} {direction.basis.value}"


def test_what_the_case_gives_is_said() -> None:
    found = table("", FAVOURS)
    assert way("", "reds", "aid", FAVOURS) == "up said"
    direction = position(found, "blues", "aid").direction
    assert (direction.way.value, direction.best) == ("best", 1)


def test_parties_that_favours_does_not_name_have_no_stake() -> None:
    assert way("", "greens", "aid", FAVOURS) == "none said"
    assert way("", "blues", "gate", FAVOURS) == "none said"
    assert way("", "reds", "gate", FAVOURS) == "none said"


def test_a_bloc_in_favours_stands_for_its_members() -> None:
    assert way("", "reds", "truce", FAVOURS) == way("", "blues", "truce", FAVOURS) == "down said"
    assert way("", "greens", "truce", FAVOURS) == "none said"


@pytest.mark.parametrize(
    ("stance", "claim", "expected"),
    [
        ("demands", "aid = few", "up inferred"),  # a step above the status quo
        ("demands", "aid >= most", "up inferred"),
        ("demands", "aid = none", "down inferred"),  # the status quo or less
        ("demands", "aid <= few", "down inferred"),
        ("rejects", "aid = none", "up inferred"),  # refuses the first
        ("rules out", "aid <= few", "up inferred"),
        ("rejects", "aid = all", "down inferred"),  # refuses the last
        ("rules out", "aid >= few", "down inferred"),
        ("rejects", "aid = few", "up assumed"),  # neither end: nothing can be inferred
        ("demands", "aid >= none", "up assumed"),  # excludes nothing
        ("offers", "aid = none", "up assumed"),  # never from what is offered
        ("accepts", "aid = none", "up assumed"),
        ("commits", "aid = none", "up assumed"),
        ("insists", "aid = none after list = given", "up assumed"),  # never from a condition
        ("rejects", "aid = all if list = given", "up assumed"),
        ("demands", "aid = none if list = given", "down inferred"),  # but it is a demand too
    ],
)
def test_inferred_from_demands_and_refusals(stance: str, claim: str, expected: str) -> None:
    assert way(f"s1,2024-03-01,reds,{stance},{claim}", "reds", "aid") == expected


def test_a_step_above_the_status_quo_of_that_day() -> None:
    rows = "s1,2024-03-01,,carries out,aid = most\ns2,2024-03-02,reds,demands,aid = few"
    assert way(rows, "reds", "aid") == "down inferred"
    later = "s1,2024-03-03,,carries out,aid = most\ns2,2024-03-02,reds,demands,aid = few"
    assert way(later, "reds", "aid") == "up inferred"


def test_both_is_a_best_step_between() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = few\ns2,2024-03-02,reds,rejects,aid = all"
    assert way(rows, "reds", "aid") == "best inferred"


def test_what_was_softened_since_still_counts() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,reds,demands,aid = few"
    assert way(rows, "reds", "aid") == "up inferred"


def test_assumed_from_whose_act_it_is() -> None:
    assert way("", "blues", "aid") == "down assumed", "who alone acts"
    assert way("", "reds", "aid") == "up assumed", "everyone else"
    assert way("", "reds", "truce") == way("", "blues", "truce") == "up assumed", "a joint act"


def test_a_single_statement_that_turns_the_inference_is_named() -> None:
    direction = position(table("s1,2024-03-01,reds,rejects,aid = all"), "reds", "aid").direction
    assert direction.turned_by == ("s1",), "without it, up would be assumed"
    rows = "s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,reds,demands,aid = few\n"
    assert position(table(rows + "s3,2024-03-03,reds,rejects,aid = all"), "reds", "aid").direction.turned_by == ("s3",)
    assert position(table("s1,2024-03-01,reds,demands,aid = all"), "reds", "aid").direction.turned_by == ()


def test_the_best_step_of_a_choice_is_the_one_demanded_last() -> None:
    found = table("s1,2024-03-01,reds,demands,seat = Elm\ns2,2024-03-02,reds,demands,seat = Oak")
    assert position(found, "reds", "seat").direction.best == 2
    assert position(found, "blues", "seat").direction.best is None


def test_a_carried_mark_is_inferred_or_assumed_and_never_said() -> None:
    assert marks(table("s1,2024-03-01,reds,accepts,aid = few", FAVOURS), "reds", "aid")[2:] == [
        "says yes (inferred)",
        "says yes (inferred)",
    ]
    assert marks(table("s1,2024-03-01,reds,accepts,aid = few"), "reds", "aid")[2:] == ["says yes (assumed)"] * 2


def test_a_refusal_where_the_best_is_unknown() -> None:
    """Below what is demanded it asks for more, above it for less; in the midst it cannot be told, and is shown only."""
    rows = "s1,2024-03-01,reds,demands,aid = most\ns2,2024-03-01,reds,rejects,aid = all\n"
    below = table(rows + "s3,2024-03-02,reds,rejects,aid = few")
    assert [b.step for b in position(below, "reds", "aid").bounds] == [2, 2]
    midst = table(rows + "s3,2024-03-02,reds,demands,aid = few\ns4,2024-03-03,reds,rejects,aid = most")
    assert position(midst, "reds", "aid").history[-1].effect == "shown only"


def test_without_a_stake_only_the_ends_can_be_told() -> None:
    found = table("s1,2024-03-01,greens,rejects,aid = all\ns2,2024-03-02,greens,rejects,aid = few", FAVOURS)
    assert [(b.side.value, b.step) for b in position(found, "greens", "aid").bounds] == [("upper", 2)]
