"""What each side values, read from a few rows of record: stakes, terms, and what they rest on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.positions.tables import CASE, COLUMNS, table

from nonpaper.model.preferences import Cost, PartyPreferences, Stake, Term, TermKind, preferences
from nonpaper.positions.position import Basis, Table, Way


def of(rows: str, name: str = "reds", case: str = CASE, columns: str = COLUMNS) -> tuple[Table, PartyPreferences]:
    """The table and one party's preferences."""
    found = table(rows, case, columns=columns)
    return found, preferences(found).parties[name]


def told(found: Table, term: Term) -> dict[str, str]:
    """Issue -> step of a term, a question mark behind what is assumed."""
    issues = found.case.issues
    return {
        part.issue: issues[part.issue].steps[part.step] + ("" if part.basis is Basis.SAID else "?")
        for part in term.parts
    }


def own(rows: str, name: str = "reds", case: str = CASE) -> dict[str, str]:
    """The own terms of a party, empty where there are none."""
    found, party = of(rows, name, case)
    terms = [term for term in party.terms if term.kind is TermKind.OWN]
    return told(found, terms[0]) if terms else {}


def test_a_get_is_what_is_not_at_its_best_yet() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,blues,rejects,aid >= most"
    found, reds = of(rows)
    assert reds.issues["aid"].stake is Stake.GET
    assert reds.issues["aid"].basis is Basis.INFERRED
    assert reds.issues["aid"].statements == ("s1",)
    assert reds.issues["list"].stake is Stake.GIVE  # its own act alone, nothing said: down is assumed
    assert reds.issues["list"].basis is Basis.ASSUMED
    blues = preferences(found).parties["blues"]
    assert blues.issues["aid"].stake is Stake.GIVE
    assert reds.cost.basis is Basis.ASSUMED
    assert reds.cost.low == reds.cost.high == 0


def test_what_is_carried_out_to_the_end_is_a_give_for_who_wants_it() -> None:
    rows = "s1,2024-03-01,reds,demands,aid = all\ns2,2024-03-02,blues,carries out,aid = all"
    _, reds = of(rows)
    assert reds.issues["aid"].stake is Stake.GIVE


def test_a_best_step_nobody_has_named_is_one_the_bounds_leave() -> None:
    rows = "s1,2024-03-01,reds,demands,aid >= few\ns2,2024-03-02,reds,rejects,aid = all"
    _, reds = of(rows)
    assert reds.issues["aid"].way is Way.BEST
    assert reds.issues["aid"].best == (1, 2)
    assert reds.issues["aid"].best_basis is Basis.ASSUMED
    _, reds = of("s1,2024-03-01,reds,demands,seat = Oak")
    assert (reds.issues["seat"].best, reds.issues["seat"].best_basis) == ((2,), Basis.INFERRED)
    _, reds = of("s1,2024-03-01,reds,rejects,seat = Oak")
    assert reds.issues["seat"].best == (1, 3)


def test_own_terms_are_demands_and_what_it_would_do_for_them() -> None:
    rows = """s1,2024-03-01,reds,demands,aid >= most
s2,2024-03-02,reds,offers,list = given"""
    assert own(rows) == {"aid": "most", "list": "given"}


def test_a_condition_names_both_its_sides() -> None:
    rows = "s1,2024-03-01,reds,insists,list = given after aid >= few"
    assert own(rows) == {"aid": "few", "list": "given"}


def test_a_demand_comes_before_what_was_only_named() -> None:
    """The condition names few, and would be met with it; what it demands is most."""
    rows = """s1,2024-03-01,reds,demands,aid >= most
s2,2024-03-02,reds,insists,list = given after aid >= few"""
    assert own(rows) == {"aid": "most", "list": "given"}


def test_of_several_steps_named_the_one_it_likes_least_counts() -> None:
    rows = """s1,2024-03-01,blues,demands,list = given
s2,2024-03-02,blues,insists,aid >= few after list = given
s3,2024-03-03,blues,insists,aid >= most after truce >= some"""
    assert own(rows, "blues") == {"aid": "most", "list": "given", "truce": "some"}
    rows = """s1,2024-03-01,reds,insists,list = given after aid >= few
s2,2024-03-02,reds,insists,truce = some after aid >= most"""
    assert own(rows, "reds")["aid"] == "few"


def test_a_refusal_of_the_status_quo_asks_for_what_it_leaves() -> None:
    rows = """s1,2024-03-01,reds,rejects,aid <= few
s2,2024-03-02,reds,offers,list = given"""
    assert own(rows) == {"aid": "most", "list": "given"}


def test_a_refusal_of_a_give_names_nothing() -> None:
    """To refuse the last step is not to offer the one before it."""
    rows = """s1,2024-03-01,blues,rejects,aid = all
s2,2024-03-02,blues,demands,list = given
s3,2024-03-03,blues,offers,levy = 10%"""
    assert own(rows, "blues") == {"levy": "10%", "list": "given"}


def test_terms_without_a_give_take_what_the_others_ask_as_far_as_its_bounds_go() -> None:
    rows = """s1,2024-03-01,blues,demands,list = given
s2,2024-03-02,reds,demands,aid = all
s3,2024-03-03,reds,demands,levy = 20%
s4,2024-03-04,blues,rules out,aid >= most
s5,2024-03-05,blues,rejects,levy >= 10%"""
    assert own(rows, "blues") == {"list": "given", "aid": "few?"}
    _, blues = of(rows, "blues")
    (term,) = blues.terms
    assert term.basis is Basis.ASSUMED
    assert "assumed" in term.words
    assert set(term.statements) == {"s1", "s2"}


def test_what_the_others_make_a_condition_is_asked_too() -> None:
    rows = """s1,2024-03-01,blues,demands,list = given
s2,2024-03-02,reds,insists,list = given after aid >= few"""
    assert own(rows, "blues") == {"list": "given", "aid": "few?"}


def test_terms_without_a_gain_are_not_used_and_that_is_said() -> None:
    _, reds = of("s1,2024-03-01,reds,offers,list = given")
    assert reds.terms == ()
    assert "What it wants in return is not known" in reds.notes[0]


def test_silence_has_no_terms() -> None:
    _, reds = of("s1,2024-03-01,blues,demands,list = given")
    assert reds.terms == ()
    assert reds.notes == ()


DRAFTED = (
    CASE
    + """
drafts:
  paper: {on: 2024-02-01, by: [usher], stages: [{truce: some, list: given}, {aid: all}]}
"""
)


def test_an_accepted_draft_is_a_term_against_the_status_quo_of_that_day() -> None:
    rows = """s0,2024-02-10,blues,carries out,aid = few
s1,2024-03-01,reds,accepts,draft:paper
s2,2024-03-05,blues,carries out,aid = most"""
    found, reds = of(rows, case=DRAFTED)
    draft = next(term for term in reds.terms if term.kind is TermKind.DRAFT)
    assert told(found, draft) == {"aid": "all", "list": "given", "truce": "some"}
    assert draft.against["aid"] == 1
    assert (draft.draft, draft.stage, draft.statements) == ("paper", None, ("s1",))


def test_a_stage_is_a_term_with_what_was_made_its_condition() -> None:
    found, reds = of("s1,2024-03-01,reds,accepts,draft:paper/1 if levy = 20%", case=DRAFTED)
    draft = next(term for term in reds.terms if term.kind is TermKind.DRAFT)
    assert told(found, draft) == {"levy": "20%", "list": "given", "truce": "some"}
    assert draft.stage == 1


@pytest.mark.parametrize("stance", ["rejects", "withdraws"])
def test_a_draft_turned_down_since_is_no_term(stance: str) -> None:
    rows = f"s1,2024-03-01,reds,accepts,draft:paper\ns2,2024-03-02,reds,{stance},draft:paper"
    _, reds = of(rows, case=DRAFTED)
    assert not [term for term in reds.terms if term.kind is TermKind.DRAFT]


def test_a_draft_that_costs_it_nothing_says_nothing() -> None:
    """Every world agrees with it, so it is left out."""
    _, blues = of("s1,2024-03-01,blues,accepts,draft:paper/1", "blues", DRAFTED)
    assert blues.terms == ()


GIVEN = (
    CASE
    + """
values:
  reds: {points: {aid: 30, list: 10}, steps: {truce: [0, 12, 30]}, no_deal_cost: [0, 0.1]}
"""
)


def test_what_the_case_gives_is_exact() -> None:
    _, reds = of("s1,2024-03-01,reds,demands,aid = all", case=GIVEN)
    assert reds.issues["aid"].weight == 30
    assert reds.issues["truce"].table == (Fraction(0), Fraction(2, 5), Fraction(1))
    assert reds.issues["truce"].weight == 30
    assert reds.cost == Cost(Fraction(0), Fraction(1, 10), Basis.SAID)


def test_a_priority_over_something_without_a_stake_is_not_used() -> None:
    case = CASE.replace("{title: Aid, ", "{title: Aid, favours: {blues: down}, ")
    _, reds = of("s1,2024-03-01,reds,prioritises,aid > list", case=case)
    assert reds.priorities == ()
    assert "s1" in reds.notes[0]
    _, reds = of("s1,2024-03-01,reds,prioritises,truce > list")
    assert [(p.more, p.less) for p in reds.priorities] == [("truce", "list")]
