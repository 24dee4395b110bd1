"""What check asks: each question where it is due, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build import build_case, load_rows, write_case

from nonpaper.case.check import CHECKS, check_case
from nonpaper.case.load import load_case
from nonpaper.problems import CATALOGUE, Problem, Severity

CASE = """
title: T
parties:
  a: {name: Alda}
  b: {name: Brin}
  m: {name: Mediator, role: mediator}
issues:
  truce: {steps: [none, temporary, permanent], by: [a, b]}
  list: {steps: [withheld, given], by: a}
  pay: {steps: [none, some, much, all], by: b}
  aid: {steps: [shut, half, open], by: b, favours: {a: up, b: down}}
  seat: {kind: choice, steps: [open, north, south, west], by: all}
"""
HEARD = "2024-01-01,a,reports,truce\n2024-01-01,b,reports,truce\n"
HEADER = "date,party,stance,claim\n"


def asked(rows: str = "", case: str = CASE) -> list[Problem]:
    """The questions about a case with these rows; both sides are heard."""
    made = build_case(case, HEADER + HEARD + rows)
    assert [p.message for p in made.problems] == [p.message for p in check_case(made)]
    assert all(p.excerpt for p in made.problems if not p.place.file.startswith("reports/"))
    return list(made.problems)


def codes(rows: str = "", case: str = CASE) -> list[str]:
    """Their codes."""
    return [problem.code for problem in asked(rows, case)]


def test_a_case_in_order_raises_no_question() -> None:
    """A demand, an answer, a condition."""
    rows = """
        2024-01-02,a,demands,aid = open
        2024-01-03,b,rejects,aid = open
        2024-01-03,b,accepts,aid = half after list = given
        2024-01-04,a,demands,seat = north
    """
    assert codes(rows) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("2024-01-02,a,insists,truce = temporary after truce = permanent", "condition-restates"),
        ("2024-01-02,b,demands,list = given\n2024-01-03,b,offers,aid = open if list = given", "condition-restates"),
        ("2024-01-02,b,demands,list = given\n2024-01-03,b,offers,aid = open after list = given", None),
        ("2024-01-02,b,demands,pay >= some\n2024-01-03,b,offers,aid = open if pay >= much", None),
        ("2024-01-02,b,demands,pay >= much\n2024-01-03,b,offers,aid = open if pay >= some", "condition-restates"),
        (
            "2024-01-02,b,demands,pay >= much\n2024-01-03,b,offers,aid = open if pay >= much\n"
            "2024-01-04,b,accepts,pay = some",
            None,
        ),
        ("2024-01-03,b,offers,aid <= half if pay >= much", "condition-on-a-range"),
        ("2024-01-03,b,insists,aid <= half after pay >= much", "condition-on-a-range"),
        ("2024-01-03,b,offers,aid = half if pay >= much", None),
        ("2024-01-03,b,offers,aid >= half if pay >= much", None),
        ("2024-01-03,b,offers,aid <= half", None),
        ("2024-01-02,a,demands,pay = much", "direction-unclear"),
        ("2024-01-02,a,rejects,pay = some", "direction-unclear"),
        ("2024-01-02,a,demands,pay = much\n2024-01-03,a,rejects,pay = none", None),
        ("2024-01-02,a,demands,pay >= much", None),
        ("2024-01-02,a,demands,pay = all", None),
        ("2024-01-02,a,demands,aid = half", None),
        ("2024-01-02,a,rejects,pay = all and list = given", "package-or-each"),
        ("2024-01-02,a,rules out,pay = all and list = given", "package-or-each"),
        ("2024-01-02,a,rejects,pay = all after list = given", None),
        ("2024-01-02,a,rejects,pay >= none", "refuses-everything"),
        ("2024-01-02,a,rejects,pay <= all", "refuses-everything"),
        ("2024-01-02,a,rejects,pay <= some\n2024-01-03,a,rules out,pay >= much", "refuses-everything"),
        ("2024-01-02,a,rejects,pay <= some\n2024-01-03,b,rules out,pay >= much", None),
        ("2024-01-02,b,withdraws,aid = open", "withdraws-nothing"),
        ("2024-01-02,b,offers,aid = open\n2024-01-03,b,withdraws,aid = open", None),
        ("2024-01-02,b,offers,aid = open\n2024-01-03,b,withdraws,pay = some", "withdraws-nothing"),
        ("2024-01-04,b,offers,aid = open\n2024-01-03,b,withdraws,aid = open", "withdraws-nothing"),
        ("2024-01-02,b,insists,aid = open after pay = all\n2024-01-03,b,withdraws,aid = open if pay = much", None),
        (
            "2024-01-02,b,insists,aid = open after pay = all\n2024-01-03,b,withdraws,aid = open if list = given",
            "withdraws-nothing",
        ),
        ("2024-01-02,b,offers,aid = open\n2024-01-03,b,withdraws,aid = open if list = given", "withdraws-nothing"),
        ("2024-01-02,a,rejects,aid = open", "against-favours"),
        ("2024-01-02,b,demands,aid >= half", "against-favours"),
        ("2024-01-02,b,demands,aid = open", "against-favours"),
        ("2024-01-02,b,demands,aid = half", None),
        ("2024-01-02,b,accepts,aid = open", None),
        ("2024-01-02,a,demands,aid <= half", "against-favours"),
    ],
)
def test_a_question_is_asked_where_it_is_due(rows: str, code: str | None) -> None:
    """And the same words one shade different raise none."""
    assert codes(rows) == ([code] if code else [])


def test_nobody_is_told_to_leave_out_a_condition_that_protects() -> None:
    """The demand may be withdrawn; then the condition is all that is left."""
    (found,) = asked("2024-01-02,b,demands,list = given\n2024-01-03,b,offers,aid = open if list = given")
    assert "told twice" in found.message and found.hint is not None
    assert "keep it if the offer is meant to stand or fall with it" in found.hint and "leave it out" not in found.hint


def test_a_cap_on_what_the_party_wants_more_of_may_wait() -> None:
    """A concession with its price, not an offer written the wrong way round."""
    wants = CASE.replace("favours: {a: up, b: down}", "favours: {b: up}")
    assert wants != CASE
    assert codes("2024-01-03,b,offers,aid <= half if pay >= much", wants) == []


def test_a_corrected_row_is_asked_about_no_more() -> None:
    """The row that replaces it counts."""
    rows = "date,party,stance,claim,corrects\n2024-01-01,a,reports,truce,\n2024-01-01,b,reports,truce,\n"
    rows += "2024-01-02,a,rejects,pay >= none,\n2024-01-03,a,rejects,pay >= much,s3"
    assert build_case(CASE, rows).problems == ()


def test_a_refused_draft_is_no_refusal_of_every_step() -> None:
    """It is refused as a whole."""
    drafts = CASE + "drafts: {one: {on: 2024-01-01, by: m, stages: [{aid: open}]}}\n"
    rows = "2024-01-02,a,demands,aid = open\n2024-01-02,b,rejects,draft:one\n"
    assert codes(rows, drafts) == []


def test_who_was_never_heard() -> None:
    """Each side by its own place; mediators need not speak; a bloc speaks for its members."""
    silent = build_case(CASE, HEADER + "2024-01-01,a,reports,truce").problems
    assert [(p.code, p.place.line) for p in silent] == [("party-never-heard", 4)]
    assert "Brin" in silent[0].message
    bloc = CASE.replace("  m:", "  ab: {name: Both, members: [a, b]}\n  m:")
    assert build_case(bloc, HEADER + "2024-01-01,ab,reports,truce").problems == ()


def test_what_a_draft_moves_though_nobody_asks() -> None:
    """Asked: a demand, a refusal of how things are, a condition on an act of one's own. Not: an offer, a report."""
    drafts = CASE + "drafts: {one: {on: 2024-01-01, by: m, stages: [{truce: temporary, list: given}, {pay: some}]}}\n"
    rows = "2024-01-02,a,rejects,truce = none\n2024-01-02,b,insists,aid = half after list = given\n"
    found = [p for p in asked(rows, drafts) if p.code == "draft-moves-unasked"]
    assert [(p.place.line, "`pay`" in p.message) for p in found] == [(12, True)]
    for row, more in (("b,offers,pay = some", True), ("a,demands,pay >= some", False), ("m,demands,pay = all", True)):
        moved = "draft-moves-unasked" in codes(f"{rows}2024-01-02,{row}\n", drafts)
        assert moved is more, row


UNION = """
title: T
parties: {union: {name: Union}, north: {name: North}, south: {name: South}}
issues:
  pay_north: {steps: [low, high], by: north}
  pay_south: {steps: [low, high], by: south}
"""
TABLES = "2024-01-01,union,demands,pay_north = high\n2024-01-01,union,demands,pay_south = high\n"
ANSWERS = "2024-01-02,north,rejects,pay_north = high\n2024-01-02,south,rejects,pay_south = high\n"


def test_tables_that_nothing_links_are_several_cases() -> None:
    """One union, two companies that never face each other; a link of any kind makes it one table."""
    found = build_case(UNION, HEADER + TABLES + ANSWERS).problems
    assert [p.code for p in found] == ["several-tables"]
    assert "Union, which faces them all" in found[0].message
    links = (
        "procedure: [pay_north = high after pay_south = high]",
        "drafts: {d: {on: 2024-01-01, stages: [{pay_north: high, pay_south: high}]}}",
        "rounds: [{where: Here, from: 2024-01-01, present: [north, south]}]",
    )
    for link in links:
        assert build_case(UNION + link, HEADER + TABLES + ANSWERS).problems == ()
    row = "2024-01-03,north,insists,pay_north = high after pay_south = high\n"
    assert build_case(UNION, HEADER + TABLES + ANSWERS + row).problems == ()


def test_two_sides_are_one_table() -> None:
    """However many issues they have."""
    two = UNION.replace(", south: {name: South}", "").replace("by: south", "by: north")
    assert build_case(two, HEADER + TABLES + ANSWERS.replace("south,", "north,")).problems == ()


def test_a_report_that_nobody_cites(tmp_path: Path) -> None:
    """Each by its name; what is cited, hidden or no file is passed over."""
    rows = "id,date,party,stance,claim,report\ns1,2024-01-01,a,reports,truce,one.txt\ns2,2024-01-01,b,reports,truce,"
    write_case(tmp_path, CASE, rows, {"one.txt": "words", "two.txt": "words", ".three": "words"})
    (tmp_path / "reports" / "empty").mkdir()
    found = load_case(tmp_path).problems
    assert [(p.code, p.place.file) for p in found] == [("report-never-cited", "reports/two.txt")]


def test_words_that_mean_two_parties() -> None:
    """Whatever their letters, and whether name, id or alias."""
    shared = CASE.replace("{name: Brin}", "{name: Brin, aliases: [The Delegation]}")
    shared = shared.replace("{name: Alda}", "{name: Alda, aliases: [the delegation, BRIN]}")
    found = asked("", shared)
    assert [p.code for p in found] == ["alias-shared", "alias-shared"]
    assert found[0].place.line == 4


def test_every_question_has_its_entry_and_only_asks() -> None:
    """One function, one code, a warning of the catalogue."""
    for check in CHECKS:
        code = check.__name__.replace("_", "-")
        assert CATALOGUE[code].severity is Severity.WARNING
        assert check.__doc__


def test_questions_stop_nothing() -> None:
    """The case is there, with its questions."""
    loaded = load_rows(CASE, HEADER + "2024-01-02,a,rejects,pay >= none")
    assert loaded.case is not None
    assert loaded.case.problems == loaded.problems
    assert {p.severity for p in loaded.problems} == {Severity.WARNING}
