"""A folder becomes a case: every key, every column, every mistake with its place, and nothing that raises."""

from __future__ import annotations

import re
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import build_case, load_rows, write_case

from nonpaper.case.issues import Deposit, Favour, Kind
from nonpaper.case.load import Loaded, load_case
from nonpaper.case.parties import Rank, Role
from nonpaper.case.statements import STANCES, Stance, When
from nonpaper.problems import Problem, Severity, render_problem

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/case.yaml"))

WHOLE = """
title: Talks
parties:
  a: {name: Alda, aliases: [the north], speakers: {principal: [Ruvo], delegation: [Holm]}, mandate: [aid]}
  b: {name: Brin}
  c: {name: Corva}
  bloc: {name: Low Lands, members: [b, c]}
  m: {name: Egypt, role: mediator}
  senate: {name: Senate, role: ratifier, of: a}
issues:
  truce:
    title: Ceasefire
    steps: [none, temporary, permanent]
    kind: ladder
    status_quo: temporary
    by: all
    favours: {a: up, bloc: temporary, c: none}
    reversible: [temporary]
    undo: 1/5
    on_paper: true
    deposit: back
    divisible: true
    refer_to: senate
    may_stay_open: true
    part_of: war
    verified_by: m
    words: {_: [truce, cease-fire], permanent: [lasting]}
  aid: {steps: [10%, 14.5%, 20%], by: [a, bloc], reversible: false}
  pledge: {steps: [open, binding], by: m}
  venue: {kind: choice, steps: [open, New York]}
procedure: [truce >= permanent after aid = 12%]
drafts: {one: {on: 2024-02-23, by: [m], stages: [{aid: 12.0%}, {truce: permanent}]}}
rounds:
  - {where: Cairo, from: 2024-03-03, to: 2024-03-07, present: [a], absent: [bloc], ended: walkout}
  - {where: Doha, from: 2024-04-01}
deadlines: [{on: 2024-03-10, what: Ramadan, firm: true}]
guarantees: [{by: m, binds: a, issues: [truce], worth: 0.2, when: pledge = binding}]
values:
  a: {points: {truce: 30}, steps: {aid: [0, 12, 30]}, no_deal_cost: [0, 0.1]}
  b: {weights: {truce: 2}, no_deal_cost: 0.3}
prices: {deposit: 1/8, trust: 0.1}
"""
SMALL = """
title: T
parties: {a: {name: Alda, aliases: [the north]}, b: {name: Brin}, m: {name: Egypt, role: mediator}}
issues: {x: {steps: [p, q, r]}, y: {steps: [p, q]}}
"""


def wrong(rows: str, case: str = SMALL, **reports: str) -> list[Problem]:
    """What is wrong, of what matters."""
    loaded = load_rows(case, rows, {f"{name}.txt": text for name, text in reports.items()})
    return [problem for problem in loaded.problems if problem.severity is Severity.ERROR]


# --- case.yaml ----------------------------------------------------------------------------------------------------


def test_every_key_of_case_yaml_arrives() -> None:
    """In its type, its names looked up, blocs and `all` replaced by those who sign."""
    case = build_case(WHOLE)
    assert [side.id for side in case.sides] == ["a", "b", "c"]
    assert case.parties["a"].speakers == {Rank.PRINCIPAL: ("Ruvo",), Rank.DELEGATION: ("Holm",)}
    assert case.parties["a"].mandate == ("aid",)
    assert case.parties["bloc"].members == ("b", "c")
    assert (case.parties["senate"].role, case.parties["senate"].of) == (Role.RATIFIER, "a")
    truce = case.issues["truce"]
    assert (truce.title, truce.kind, truce.start, truce.by) == ("Ceasefire", Kind.LADDER, 1, ("a", "b", "c"))
    assert truce.favours == {"a": Favour("up"), "b": Favour("best", "temporary"), "c": Favour("none")}
    assert (truce.reversible, truce.undo, truce.on_paper) == (("temporary",), Fraction(1, 5), True)
    assert (truce.deposit, truce.divisible, truce.refer_to) == (Deposit.BACK, True, "senate")
    assert (truce.may_stay_open, truce.part_of, truce.verified_by) == (True, "war", "m")
    assert truce.words == {"_": ("truce", "cease-fire"), "permanent": ("lasting",)}
    aid = case.issues["aid"]
    assert (aid.by, aid.reversible, aid.favours) == (("a", "b", "c"), False, None)
    assert aid.numbers == (Fraction(10), Fraction(29, 2), Fraction(20))
    assert case.issues["venue"].is_choice
    assert case.issues["venue"].numbers is None
    line = case.procedure[0]
    assert line.id == "procedure:1"
    assert line.claim.condition is not None
    assert line.claim.condition.clauses[0][0].step == "12%"
    draft = case.drafts["one"]
    assert (draft.on, draft.by, draft.steps(1)) == (date(2024, 2, 23), ("m",), {"aid": "12%"})
    assert draft.steps() == {"aid": "12%", "truce": "permanent"}
    first, second = case.rounds
    assert (first.where, first.start, first.end) == ("Cairo", date(2024, 3, 3), date(2024, 3, 7))
    assert (first.present, first.ended, second.end, second.ended) == (("a",), "walkout", None, None)
    assert [(d.on, d.what, d.firm) for d in case.deadlines] == [(date(2024, 3, 10), "Ramadan", True)]
    guarantee = case.guarantees[0]
    assert (guarantee.by, guarantee.binds, guarantee.issues, guarantee.worth) == ("m", "a", ("truce",), Fraction(1, 5))
    assert guarantee.when is not None
    assert case.values["a"].points == {"truce": 30}
    assert case.values["a"].steps == {"aid": (Fraction(0), Fraction(12), Fraction(30))}
    assert case.values["a"].no_deal_cost == (Fraction(0), Fraction(1, 10))
    assert case.values["b"].no_deal_cost == (Fraction(3, 10), Fraction(3, 10))
    assert case.prices == {"deposit": Fraction(1, 8), "trust": Fraction(1, 10)}


def test_everything_declared_knows_its_place() -> None:
    """The key or the words by which one finds it in the file."""
    case = build_case(WHOLE)
    lines = WHOLE.lstrip("\n").splitlines()
    things = {
        **{name: party.place for name, party in case.parties.items()},
        **{name: issue.place for name, issue in case.issues.items()},
        "one": case.drafts["one"].place,
        "where: Cairo": case.rounds[0].place,
        "truce >=": case.procedure[0].place,
    }
    for name, place in things.items():
        assert place is not None
        assert lines[place.line - 1][place.column - 1 :].startswith(name)


BAD_YAML = [
    # what is replaced, by what, and what is told: code, the letters it stands at, a piece of message or hint
    ("name: Brin", "nmae: Brin", "unknown-key", "nmae", "did you mean `name`"),
    ("name: Brin", "nmae: Brin", "missing-key", "b", "`name`"),
    ("role: mediator", "role: mediater", "unknown-value", "mediater", "did you mean `mediator`"),
    ("members: [b, c]", "members: [b, d]", "unknown-party", "d", ""),
    ("members: [b, c]", "members: [b, bloc]", "bloc-circle", "bloc", "bloc > bloc"),
    ("members: [b, c]", "members: [b, m]", "bloc-role", "m", "one role"),
    (", of: a", "", "ratifier-of", "senate", "for whom"),
    (", of: a", ", of: alda", "unknown-party", "alda", "did you mean `a`"),
    ("mandate: [aid]", "mandate: [aids]", "unknown-issue", "aids", "did you mean `aid`, declared at case.yaml:"),
    ("status_quo: temporary", "status_quo: temp", "unknown-step", "temp", "did you mean `temporary`"),
    ("by: all", "by: al", "unknown-party", "al", ""),
    ("a: up", "a: upp", "unknown-step", "upp", "did you mean `up`"),
    ("reversible: [temporary]", "reversible: maybe", "unknown-value", "maybe", "`true` nor `false`"),
    ("reversible: [temporary]", "reversible: [later]", "unknown-step", "later", ""),
    ("undo: 1/5", "undo: 1.5", "out-of-range", "1.5", "between 0 and 1"),
    ("undo: 1/5", "undo: 20%", "bad-number", "20%", "0.2"),
    ("undo: 1/5", "undo: 1/0", "bad-number", "1/0", ""),
    ("undo: 1/5", "undo: 1e999999999", "bad-number", "1e999999999", ""),
    ("deposit: back", "deposit: bak", "unknown-value", "bak", "did you mean `back`"),
    ("refer_to: senate", "refer_to: Senate", "unknown-party", "Senate", "did you mean `senate`"),
    ("permanent: [lasting]", "lasting: [lasting]", "unknown-step", "lasting", ""),
    ("[10%, 14.5%, 20%]", "[10%, 20%, 14.5%]", "steps-not-sorted", "14.5%", "rise"),
    ("[10%, 14.5%, 20%]", "[10%, 10.0%, 20%]", "duplicate-step", "10.0%", "same number"),
    ("[open, binding]", "[open]", "too-few-steps", "[", "two steps"),
    ("[open, binding]", "[open, open]", "duplicate-step", "open", "twice"),
    ("[open, binding]", "[open, aid]", "step-named-like-issue", "aid", "priority"),
    ("[open, binding]", "open", "wrong-type", "open", "a list"),
    ("after aid = 12%", "", "claim-form", "truce >= permanent", "with a condition"),
    ("after aid = 12%", "after aid = 30%", "number-outside", "30%", "10% to 20%"),
    ("on: 2024-02-23", "on: 2024-02-30", "bad-date", "2024-02-30", "year-month-day"),
    ("{aid: 12.0%}", "{aids: 12%}", "unknown-issue", "aids", ""),
    ("{aid: 12.0%}", "{aid: 50%}", "number-outside", "50%", ""),
    ("to: 2024-03-07", "to: 2024-03-01", "round-dates", "2024-03-01", "before it begins"),
    ("absent: [bloc]", "absent: [a]", "present-and-absent", "a", "both"),
    ("ended: walkout", "ended: walk-out", "unknown-value", "walk-out", "did you mean `walkout`"),
    ("binds: a", "binds: z", "unknown-party", "z", ""),
    ("worth: 0.2", "worth: -0.2", "out-of-range", "-0.2", "less than 0"),
    ("when: pledge = binding", "when: pledge", "claim-form", "pledge", "hangs on steps"),
    ("steps: {aid: [0, 12, 30]}", "steps: {aid: [0, 12]}", "wrong-length", "[", "3 steps"),
    ("no_deal_cost: [0, 0.1]", "no_deal_cost: [0.2, 0.1]", "interval-order", "[", "before it begins"),
    ("values:\n  a:", "values:\n  z:", "unknown-party", "z", ""),
    ("deposit: 1/8", "depositt: 1/8", "unknown-key", "depositt", "did you mean `deposit`"),
    ("title: Talks\n", "", "missing-key", "p", "`title`"),
    ("  venue:", "  after:", "bad-id", "after", "meaning of its own"),
    ("  venue:", "  the venue:", "bad-id", "the venue", "letters, digits"),
]


@pytest.mark.parametrize(("old", "new", "code", "at", "told"), BAD_YAML, ids=[f"{c}: {n}" for _, n, c, *_ in BAD_YAML])
def test_a_mistake_in_case_yaml_is_told_where_it_is_made(old: str, new: str, code: str, at: str, told: str) -> None:
    """The code, the very letters, and what was expected."""
    assert old in WHOLE
    broken = WHOLE.replace(old, new, 1).lstrip("\n")
    loaded = load_rows(broken)
    assert loaded.case is None
    found = [problem for problem in loaded.problems if problem.code == code]
    assert found, [problem.one_line() for problem in loaded.problems]
    place = found[0].place
    assert broken.splitlines()[place.line - 1][place.column - 1 : place.end_column - 1] == at
    assert told in f"{found[0].message} {found[0].hint}"


def test_one_mistake_is_told_once() -> None:
    """What hangs on a broken entry is not told again: the issue is known, only its steps are not."""
    rows = "date,party,stance,claim\n2024-01-01,a,demands,truce >= permanent and aid = 20%"
    broken = WHOLE.replace("steps: [none, temporary, permanent]", "steps: [none]")
    loaded = load_rows(broken, rows)
    assert [problem.code for problem in loaded.problems] == ["too-few-steps"]


# --- record.csv ---------------------------------------------------------------------------------------------------


def test_every_column_of_the_record_arrives() -> None:
    """Typed; a user's own columns beside them."""
    header = (
        "id,date,party,stance,claim,speaker,named,role,reported_by,outlet,report,start,end,quote,firmness,grade,"
        "audience,reviewed_by,corrects,note,mood\n"
    )
    rows = (
        header
        + 's1,2024-03-04,a,demands,x >= q,"Ruvo, J.",false,principal,b,Courier,r.txt,4,9,words,5,B2,us,me,,note,grim\n'
        + "s2,2024-03-05,a,rejects,x = p,,,,,,,,,,,,,,s1,,\n"
    )
    case = build_case(SMALL, rows, {"r.txt": "The words."})
    said, newer = case.statements
    assert (said.id, said.day, said.party, said.stance) == ("s1", date(2024, 3, 4), "a", Stance.DEMANDS)
    assert (said.speaker, said.named, said.role, said.reported_by) == ("Ruvo, J.", False, "principal", "b")
    assert said.source is not None
    assert (said.outlet, said.source.report, said.source.start, said.source.end) == ("Courier", "r.txt", 4, 9)
    assert (said.quote, said.firmness, said.firmness_given, str(said.grade)) == ("words", 5, True, "B2")
    assert (said.audience, said.reviewed_by, said.note, said.extra) == ("us", "me", "note", {"mood": "grim"})
    assert (newer.named, newer.grade, newer.corrects, newer.source) == (True, None, "s1", None)
    assert (newer.firmness, newer.firmness_given) == (STANCES[Stance.REJECTS].firmness, False)
    assert case.reports["r.txt"].text == "The words."


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-03-07", "2024-03-07", "2024-03-07"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-03-04/2024-03-07", "2024-03-04", "2024-03-07"),
        ("2024-02/2024-03", "2024-02-01", "2024-03-31"),
        ("[..2024-03-07]", None, "2024-03-07"),
        ("[2024-03-04..2024-03-07]", "2024-03-04", "2024-03-07"),
        ("0001-01-01", "0001-01-01", "0001-01-01"),
    ],
)
def test_a_date_is_a_day_or_an_interval(text: str, start: str | None, end: str) -> None:
    """A statement counts from the end."""
    case = build_case(SMALL, [{"date": text, "party": "a", "stance": "reports"}])
    assert case.statements[0].when == When(text, date.fromisoformat(start) if start else None, date.fromisoformat(end))
    assert case.statements[0].day == date.fromisoformat(end)


def test_a_speaker_is_named_or_not() -> None:
    """In a spreadsheet's letters too; blank is named."""
    words = {"": True, "true": True, "TRUE": True, "yes": True, "false": False, "FALSE": False, "No": False}
    rows = [{"date": "2024-01-01", "party": "a", "stance": "reports", "named": word} for word in words]
    assert [said.named for said in build_case(SMALL, rows).statements] == list(words.values())


NO_DATES = (
    "2024-03-07/.. [2024-03-07..] 2024-03-07? 2024~ 2024-13 2024-02-30 07.03.2024 24-03-07 2024-3-7 .. [] today "
    "2024-03-07/2024-03-04 /2024-03-07 2024-03-07T10:00 ２０２４-03-07 2024-W10 0000"
)


@pytest.mark.parametrize("text", NO_DATES.split())
def test_any_other_date_is_a_mistake(text: str) -> None:
    """An open end, a doubt, a day that the calendar does not have."""
    rows = [{"date": text, "party": "a", "stance": "reports"}]
    loaded = load_rows(SMALL, rows)
    errors = [(p.code, p.place.field) for p in loaded.problems if p.severity is Severity.ERROR]
    assert errors == [("bad-date", "date")]


BAD_ROWS = [
    # the row after `id,date,`, and code, column, what stands at the place, a piece of message or hint
    ("A,demands,x = q", "unknown-party", "party", "A", "did you mean `a`"),
    ("the north,demands,x = q", "unknown-party", "party", "the north", "did you mean `a`"),
    (",demands,x = q", "missing-cell", "party", "", "whom"),
    ("a,demanded,x = q", "unknown-stance", "stance", "demanded", "did you mean `demands`"),
    ("a,rules_out,x = q", "unknown-stance", "stance", "rules_out", "did you mean `rules out`"),
    ("a,demands,", "missing-cell", "claim", "", "about what"),
    ("a,demands,x", "claim-form", "claim", "x", "bare issue"),
    ("a,demands,x > y", "claim-form", "claim", "x > y", "prioritises"),
    ("a,prioritises,x = q", "claim-form", "claim", "x = q", "one issue before another"),
    ("a,insists,x = q", "claim-form", "claim", "x = q", "`demands`"),
    (",carries out,", "missing-cell", "claim", "", ""),
    (",carries out,x >= q", "claim-form", "claim", "x >= q", "write `x = q`"),
    ("a,carries out,x = q after y = q", "claim-form", "claim", "after y = q", "no condition"),
    ("a,demands,z = q", "unknown-issue", "claim", "z", ""),
    ('a,demands,"x = ""q q"""', "unknown-step", "claim", '""q q""', ""),
    ("a,demands,x = q and", "claim-syntax", "claim", "", "breaks off"),
]


@pytest.mark.parametrize(("row", "code", "column", "at", "told"), BAD_ROWS, ids=[row for row, *_ in BAD_ROWS])
def test_a_mistake_in_a_row_is_told_in_its_cell(row: str, code: str, column: str, at: str, told: str) -> None:
    """The code, the column, the very letters, and what was expected."""
    rows = f"id,date,party,stance,claim\nok,2024-01-01,b,reports,x\ns1,2024-01-01,{row}\n"
    found = wrong(rows)
    assert [(p.code, p.place.line, p.place.field) for p in found] == [(code, 3, column)]
    place = found[0].place
    assert rows.splitlines()[2][place.column - 1 : place.end_column - 1] == at
    assert told in f"{found[0].message} {found[0].hint}"


@pytest.mark.parametrize(
    "row",
    [
        ",reports,",
        ",reports,x",
        ",blames,x",
        "a,denies,",
        "a,threatens,x = q",
        ",carries out,x = q",
        "m,proposes,",
        "m,proposes,x = q",
        "a,reports,x > y",
        "a,prioritises,x > y",
        "a,demands,x = q if y = q",
    ],
)
def test_what_may_be_blank_where_the_stance_binds_nobody(row: str) -> None:
    """The party, the claim; a bare issue is a topic."""
    assert build_case(SMALL, f"date,party,stance,claim\n2024-01-01,{row}").statements


BAD_CELLS = [
    ({"firmness": "6"}, "bad-firmness"),
    ({"firmness": "-1"}, "bad-firmness"),
    ({"firmness": "3.0"}, "bad-firmness"),
    ({"firmness": "³"}, "bad-firmness"),
    ({"grade": "G1"}, "bad-grade"),
    ({"grade": "B7"}, "bad-grade"),
    ({"grade": "B"}, "bad-grade"),
    ({"named": "perhaps"}, "unknown-value"),
    ({"corrects": "s9"}, "unknown-statement"),
    ({"corrects": "s1"}, "corrects-circle"),
    ({"id": "a b"}, "bad-id"),
    ({"id": "procedure:1"}, "bad-id"),
    ({"report": "r.txt", "start": "4"}, "span-incomplete"),
    ({"start": "4"}, "span-incomplete"),
    ({"report": "r.txt", "start": "4", "end": "4"}, "span-outside"),
    ({"report": "r.txt", "start": "4", "end": "11"}, "span-outside"),
    ({"report": "r.txt", "start": "four", "end": "9"}, "bad-number"),
    ({"report": "r.txt", "start": "-4", "end": "9"}, "bad-number"),
    ({"report": "r.txt", "start": "4", "end": "9" * 30}, "bad-number"),
    ({"report": "r.txt", "start": "4", "end": "9", "quote": "Words"}, "quote-mismatch"),
    ({"report": "R.txt", "start": "4", "end": "9"}, "missing-report"),
]


@pytest.mark.parametrize(("cells", "code"), BAD_CELLS, ids=[f"{code}: {cells}" for cells, code in BAD_CELLS])
def test_a_cell_that_cannot_be_read(cells: dict[str, str], code: str) -> None:
    """One problem, in one of the cells given."""
    row = {"id": "s1", "date": "2024-01-01", "party": "a", "stance": "demands", "claim": "x = q", **cells}
    found = wrong_cells(row)
    assert [problem.code for problem in found] == [code]
    assert found[0].place.line == 2


def wrong_cells(*rows: dict[str, str]) -> list[Problem]:
    """What is wrong with these rows beside a report of ten letters."""
    loaded = load_rows(SMALL, rows, {"r.txt": "The words."})
    return [problem for problem in loaded.problems if problem.severity is Severity.ERROR]


def test_a_quote_is_compared_whatever_its_white_space() -> None:
    """Line ends and doubled blanks of the report are no difference; a letter is. Blank, it is taken from the report."""
    report = "\ufeffSaid:\r\n  they  will\n\tsign. 🙂 Then"
    row = {"date": "2024-01-01", "party": "a", "stance": "reports", "report": "r.txt", "start": 5, "end": 27}
    case = build_case(SMALL, [{**row, "quote": quote} for quote in ("they will sign.", "")], {"r.txt": report})
    assert [s.quote for s in case.statements] == ["they will sign.", "they will sign."]
    assert case.reports["r.txt"].text[29] == "T"  # the mark is no letter, and a smile is one


def test_a_circle_of_corrections_is_told_once() -> None:
    """However far round; a chain is none."""
    row = {"date": "2024-01-01", "party": "a", "stance": "reports"}
    chain = [{**row, "corrects": corrects} for corrects in ("", "s1", "s2", "s3")]
    assert build_case(SMALL, chain).statements[3].corrects == "s3"
    chain[0]["corrects"] = "s3"
    assert [p.code for p in wrong_cells(*chain)] == ["corrects-circle"]


def test_an_id_is_given_once() -> None:
    """The second is told, with the place of the first."""
    row = {"id": "s1", "date": "2024-01-01", "party": "a", "stance": "reports"}
    found = wrong_cells(row, row, row)
    assert [(p.code, p.place.line) for p in found] == [("duplicate-id", 3), ("duplicate-id", 4)]
    assert "record.csv:2" in found[0].hint


# --- the whole ----------------------------------------------------------------------------------------------------


def test_all_mistakes_at_once_in_order_of_place() -> None:
    """Of both files, and none hides another."""
    case = "title: T\ntitel: T\nparties: {a: {name: A}, b: {nmae: B}}\n"
    case += "issues: {x: {steps: [p]}, y: {steps: [p, q], by: c}}\n"
    rows = "id,date,party,stance,claim\ns1,2024-02-30,a,demnds,y = r\ns1,2024,c,demands,z = p\n"
    loaded = load_rows(case, rows)
    codes = [problem.code for problem in loaded.problems]
    assert loaded.case is None
    assert sorted({p.place for p in loaded.problems}) == list(dict.fromkeys(p.place for p in loaded.problems))
    for code in (
        "unknown-key", "missing-key", "too-few-steps", "unknown-party", "bad-date", "unknown-stance", "unknown-step",
        "duplicate-id", "unknown-issue",
    ):  # fmt: skip
        assert code in codes


@pytest.mark.parametrize("section", ["title", "parties", "issues"])
def test_a_missing_key_hides_nothing(section: str) -> None:
    """What else is wrong is told beside it."""
    lines = [
        "title: T",
        "parties: {a: {name: A, nmae: A}}",
        "issues: {x: {steps: [p], onpaper: true}}",
        "rounds: [{where: Here, from: soon}]",
    ]
    loaded = load_rows("\n".join(line for line in lines if not line.startswith(section)))
    codes = [problem.code for problem in loaded.problems]
    assert codes.count("missing-key") == 1
    assert "bad-date" in codes
    assert codes.count("unknown-key") == (2 if section == "title" else 1)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_examples_load(folder: Path) -> None:
    """Without an error, twice the same."""
    loaded = load_case(folder)
    assert loaded.case is not None
    assert loaded == load_case(folder)


def test_the_fingerprint_is_of_what_was_read(tmp_path: Path) -> None:
    """Of case.yaml, the record and the cited reports; not of where they lie, nor of what nobody cites."""
    rows = "id,date,party,stance,claim,report\ns1,2024-01-01,a,reports,x,r.txt\n"

    def fingerprint(name: str, case: str = SMALL, record: str = rows, **reports: str) -> str:
        texts = {"r.txt": "words", **{f"{key}.txt": text for key, text in reports.items()}}
        made = load_case(write_case(tmp_path / name, case, record, texts)).case
        assert made is not None
        return made.fingerprint

    first = fingerprint("one")
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert fingerprint("two") == first
    assert fingerprint("three", other="uncited") == first
    changed = {
        fingerprint("four", SMALL + "# a comment\n"),
        fingerprint("five", SMALL, rows.replace("2024-01-01", "2024-01-02")),
        fingerprint("six", SMALL, rows, r="other words"),
    }
    assert len(changed | {first}) == 4


def inside(loaded: Loaded, folder: Path) -> None:
    """Each problem lies in its file, and its excerpt shows what stands there."""
    texts: dict[str, list[str]] = {}
    assert list(loaded.problems) == sorted(loaded.problems, key=lambda p: p.place)
    for problem in loaded.problems:
        assert render_problem(problem)
        place = problem.place
        path = folder / place.file
        if not path.is_file() or problem.code in ("not-utf8", "file-too-large", "report-never-cited"):
            continue
        if place.file not in texts:
            texts[place.file] = re.split(r"\r\n|\r|\n", path.read_bytes().decode().removeprefix("\ufeff"))
        lines = texts[place.file]
        assert 1 <= place.line <= len(lines), problem
        line = lines[place.line - 1]
        assert 1 <= place.column <= place.end_column <= len(line) + 2, problem
        if problem.excerpt and "…" not in problem.excerpt:
            assert problem.excerpt == line
            assert problem.excerpt_column == place.column


CHUNKS = [b"\n", b"\r", b'"', b",", b":", b"- ", b"[", b"{", b"}", b"'", b"#", b"&a ", b"*a ", b"!x ", b"\xff", b"\x00"]
CHUNKS += [b"\xef\xbb\xbf", "é".encode(), "‮".encode(), b"\t", b"=", b" and ", b" if ", b"2024", b"0", b"-", b".", b"/"]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
@given(data=st.data())
def test_a_file_changed_at_random_raises_nothing(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A few bytes of an example deleted, doubled or put in: a case, or problems that lie in their files."""
    copy = tmp_path_factory.mktemp("copy") / "case"
    shutil.copytree(folder, copy)
    path = copy / data.draw(st.sampled_from(["case.yaml", "record.csv"]))
    text = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        kind = data.draw(st.sampled_from(["put in", "delete", "double", "swap"]))
        size = data.draw(st.integers(1, 30))
        if kind == "put in":
            text = text[:at] + data.draw(st.sampled_from(CHUNKS)) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + size :]
        elif kind == "double":
            text = text[: at + size] + text[at:]
        else:
            text = text[:at] + text[at + size : at + 2 * size] + text[at : at + size] + text[at + 2 * size :]
    path.write_bytes(text)
    loaded = load_case(copy)
    assert (loaded.case is None) == any(problem.severity is Severity.ERROR for problem in loaded.problems)
    inside(loaded, copy)
    shutil.rmtree(copy.parent)


@given(case=st.binary(max_size=200) | st.text(max_size=200).map(str.encode), record=st.binary(max_size=200))
def test_random_bytes_raise_nothing(tmp_path_factory: pytest.TempPathFactory, case: bytes, record: bytes) -> None:
    """They are no case, and it says why."""
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "case.yaml").write_bytes(case)
    (folder / "record.csv").write_bytes(record)
    loaded = load_case(folder)
    assert loaded.case is None
    assert loaded.problems
    inside(loaded, folder)
    shutil.rmtree(folder)


def test_what_no_agreement_is_worth_is_exact_and_has_a_measure() -> None:
    """In the measure of the steps, where there are some for every issue; else it is a share."""
    case = build_case(
        "title: T\nparties: {a: {name: A}}\nissues: {x: {steps: [p, q]}}\n"
        "values: {a: {steps: {x: [0, 30]}, no_agreement: 12.345678901234567890123456789, discount: 1/3}}\n"
    )
    assert case.values["a"].no_agreement == Fraction("12.345678901234567890123456789")
    assert case.values["a"].discount == Fraction(1, 3)
    loaded = load_rows(
        "title: T\nparties: {a: {name: A}}\nissues: {x: {steps: [p, q]}}\nvalues: {a: {no_agreement: 12}}\n"
    )
    assert loaded.case is None
    assert any(p.code == "out-of-range" and "no `steps` of x" in p.message for p in loaded.problems)
