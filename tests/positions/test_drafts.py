"""Drafts on the table: accepted, accepted in part, turned down; and the acts of those who are no sides."""

from __future__ import annotations

from tests.positions.tables import CASE, bounds, effects, marks, position, table

DRAFT = (
    CASE
    + """
drafts:
  paper:
    on: 2024-03-02
    by: [usher]
    stages:
      - {truce: some, aid: few}
      - {list: given, aid: all, watch: some}
"""
)


def test_accepting_a_draft_accepts_its_steps() -> None:
    found = table("s1,2024-03-01,reds,demands,truce = all\ns2,2024-03-03,reds,accepts,draft:paper", DRAFT)
    assert bounds(found, "reds", "truce") == ["lower some moved 3"]
    assert bounds(found, "reds", "list") == [], "as far as it can go: it excludes nothing"
    assert marks(found, "reds", "list") == ["says yes (assumed)", "says yes"]


def test_accepting_a_draft_speaks_for_the_principal() -> None:
    columns = "id,date,party,stance,claim,speaker"
    rows = "s1,2024-03-01,reds,demands,truce = all,\ns2,2024-03-03,reds,accepts,draft:paper,Envoy Red"
    found = table(rows, DRAFT, columns=columns)
    assert bounds(found, "reds", "truce") == ["lower some moved 3"]
    assert not found.contradictions


def test_accepting_a_stage_marks_its_steps_and_lifts_no_bound() -> None:
    found = table("s1,2024-03-01,reds,demands,truce = all\ns2,2024-03-03,reds,accepts,draft:paper/1", DRAFT)
    assert bounds(found, "reds", "truce") == ["lower all demand 3"]
    assert marks(found, "reds", "aid")[1] == "says yes"
    assert bounds(found, "reds", "aid") == []
    some = position(found, "reds", "truce").marks[1]
    assert (some.kind, some.stage) == ("asks for more", ("s2",)), "the stage is seen beside the demand"
    assert effects(found, "reds", "truce")["s2"] == "marks a stage"
    assert not found.contradictions, "that a stage does not go far enough yet is no contradiction"


def test_a_stage_that_breaks_an_own_condition_is_a_contradiction() -> None:
    rows = "s1,2024-03-01,reds,insists,truce = some after list = given\ns2,2024-03-03,reds,accepts,draft:paper/1"
    (clash,) = table(rows, DRAFT).contradictions
    assert (clash.statements, clash.binds, clash.issue) == (("s1", "s2"), "s1", "truce")
    rows = "s1,2024-03-01,reds,insists,truce = some after aid = few\ns2,2024-03-03,reds,accepts,draft:paper/1"
    assert not table(rows, DRAFT).contradictions


def test_a_stage_that_goes_beyond_a_refusal_is_one_too() -> None:
    rows = "s1,2024-03-01,blues,rejects,aid = few\ns2,2024-03-03,blues,accepts,draft:paper/1"
    found = table(rows, DRAFT)
    assert [c.statements for c in found.contradictions] == [("s1", "s2")]
    assert bounds(found, "blues", "aid") == ["upper none refusal 3"]


def test_the_last_stage_is_the_draft() -> None:
    found = table("s1,2024-03-01,reds,demands,truce = all\ns2,2024-03-03,reds,accepts,draft:paper/2", DRAFT)
    assert bounds(found, "reds", "truce") == ["lower some moved 3"]


def test_turning_a_draft_down_refuses_the_whole() -> None:
    found = table("s1,2024-03-03,reds,rejects,draft:paper", DRAFT)
    assert not [b for b in found.bounds() if b.party == "reds"]
    (whole,) = found.wholes
    assert whole.draft == "paper"
    found = table("s1,2024-03-03,reds,rejects,draft:paper\ns2,2024-03-04,reds,accepts,draft:paper", DRAFT)
    assert not found.wholes
    assert "softens" in effects(found, "reds", "truce").values()


def test_who_accepts_a_draft_lifts_even_the_principals_refusal_of_it() -> None:
    columns = "id,date,party,stance,claim,speaker"
    rows = "s1,2024-03-03,reds,rules out,draft:paper,\ns2,2024-03-04,reds,accepts,draft:paper,Envoy Red"
    found = table(rows, DRAFT, columns=columns)
    assert not found.wholes
    assert not found.contradictions


def test_demanding_a_draft_demands_each_step() -> None:
    found = table("s1,2024-03-03,reds,demands,draft:paper", DRAFT)
    assert bounds(found, "reds", "aid") == ["lower all demand 3"]
    assert bounds(found, "reds", "truce") == ["lower some demand 3"]


def test_the_newest_draft_is_on_the_table_from_its_day() -> None:
    rows = "s1,2024-03-03,reds,reports,truce"
    found = table(rows, DRAFT)
    assert (found.draft, found.drafted) == ("paper", {"truce": 1, "aid": 3, "list": 1, "watch": 1})
    before = table(rows, DRAFT, at="2024-03-01")
    assert (before.draft, dict(before.drafted)) == (None, {})


def test_who_is_no_side_stands_at_the_status_quo_until_it_offers() -> None:
    assert bounds(table(""), "usher", "watch") == ["upper none standing 2"]
    assert marks(table(""), "usher", "watch") == ["not said"] + ["has not offered (assumed)"] * 2
    assert bounds(table("s1,2024-03-01,usher,proposes,watch = many"), "usher", "watch") == ["upper none standing 2"]
    assert bounds(table("s1,2024-03-01,usher,offers,watch = some"), "usher", "watch") == ["upper some soft 2"]
    assert bounds(table("s1,2024-03-01,usher,commits,watch = many"), "usher", "watch") == []


def test_an_offer_under_a_condition_moves_a_third_partys_act_too() -> None:
    found = table("s1,2024-03-01,usher,offers,watch = some if truce = some")
    assert bounds(found, "usher", "watch") == ["upper some soft 2"]
    assert marks(found, "usher", "watch")[1] == "only if"


def test_a_draft_that_moves_its_authors_own_act_is_an_offer() -> None:
    found = table("", DRAFT)
    (bound,) = position(found, "usher", "watch").bounds
    assert (bound.kind, bound.step, bound.statements) == ("soft", 1, ("draft:paper",))


def test_what_a_third_party_says_of_others_acts_binds_nobody() -> None:
    found = table("s1,2024-03-01,usher,demands,aid = all")
    assert ("usher", "aid") not in found.positions
    assert not found.asked
