"""Claims: what is written is what is read, every word knows where it stands, and a slip is told where it is made."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import build_case

from nonpaper.case.case import Case, Draft
from nonpaper.case.claims import Claim, Comparison, Condition, DraftRef, Link, Op, Priority, Span
from nonpaper.case.grammar import KEYWORDS, LONGEST, Reading, Slip, read_claim, spell
from nonpaper.case.issues import Issue
from nonpaper.case.text import Names
from nonpaper.case.vocabulary import Vocabulary, read_number

CASE = """
title: T
parties: {a: {name: A}, b: {name: B}, m: {name: M, role: mediator}}
issues:
  truce: {steps: [none, temporary, permanent]}
  list: {steps: [withheld, given]}
  pay: {steps: [10%, 14.5%, 20%]}
  weeks: {steps: [6 weeks, 4 weeks, 2 weeks]}
  venue: {kind: choice, steps: [open, New York, Genève, "50/50 (shared)"]}
  خطوة: {steps: [لا, نعم]}
drafts:
  frame-work: {on: 2024-01-05, by: m, stages: [{truce: temporary, pay: 12%}, {list: given}]}
"""
SPAN = Span(0, 0)


@pytest.fixture(scope="module")
def case() -> Case:
    """A case with words, numbers, numbers that fall, a choice, another script, and a draft."""
    return build_case(CASE)


def vocabulary(case: Case) -> Vocabulary:
    """What its claims may name."""
    issues: dict[str, Issue | None] = dict(case.issues)
    drafts: dict[str, Draft | None] = dict(case.drafts)
    return Vocabulary(
        issues,
        drafts,
        Names("issue", {name: issue.place for name, issue in case.issues.items() if issue.place}),
        Names("draft", {name: draft.place for name, draft in case.drafts.items() if draft.place}),
    )


def read(case: Case, text: str) -> Claim:
    """A claim that must be right."""
    reading = read_claim(text)
    assert isinstance(reading, Reading), reading
    claim, slips = vocabulary(case).claim(reading)
    assert not slips
    assert claim is not None
    return claim


def slips(case: Case, text: str) -> list[Slip]:
    """What is wrong with a claim that must be wrong."""
    reading = read_claim(text)
    if isinstance(reading, Slip):
        return [reading]
    claim, found = vocabulary(case).claim(reading)
    assert claim is None
    assert found
    return found


def bare(claim: Claim) -> object:
    """A claim without its text and places."""

    def term(each: Comparison | DraftRef) -> object:
        return (each.draft, each.stage) if isinstance(each, DraftRef) else (each.issue, each.op, each.step)

    condition = claim.condition
    return (
        [term(each) for each in claim.terms],
        condition and (condition.link, [[term(each) for each in clause] for clause in condition.clauses]),
        claim.priority and (claim.priority.more, claim.priority.less),
        claim.topic,
    )


# --- what is written is what is read ------------------------------------------------------------------------------


LABELS: Mapping[str, tuple[str, ...]] = {
    "truce": ("none", "temporary", "permanent"),
    "pay": ("10%", "14.5%", "20%", "12%"),
    "venue": ("open", "New York", "Genève", "50/50 (shared)"),
    "خطوة": ("لا", "نعم"),
}


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """One comparison that has a meaning."""
    issue = draw(st.sampled_from(sorted(LABELS)))
    step = draw(st.sampled_from(LABELS[issue]))
    ops = [Op.EQUAL]
    if issue != "venue":
        ops += [Op.AT_LEAST, Op.AT_MOST]
        ops += [Op.ABOVE] if step not in ("permanent", "20%", "نعم") else []
        ops += [Op.BELOW] if step not in ("none", "10%", "لا") else []
    return Comparison(issue, draw(st.sampled_from(ops)), step, SPAN)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Any claim: terms with or without a condition, a priority, a topic."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return Claim("", topic=draw(st.sampled_from(sorted(LABELS))))
    if kind == 1:
        more, less = draw(st.permutations(sorted(LABELS)))[:2]
        return Claim("", priority=Priority(more, less, SPAN))
    ref = st.sampled_from([DraftRef("frame-work", stage, SPAN) for stage in (None, 1, 2)])
    terms = draw(st.lists(st.one_of(comparisons(), comparisons(), ref), min_size=1, max_size=4))
    condition = None
    if draw(st.booleans()):
        clause = st.lists(comparisons(), min_size=1, max_size=3, unique=True).map(tuple)
        clauses = draw(st.lists(clause, min_size=1, max_size=3, unique=True))
        condition = Condition(draw(st.sampled_from(list(Link))), tuple(clauses), SPAN)
    return Claim("", tuple(terms), condition)


@given(claim=claims())
def test_a_claim_spelt_is_the_claim_read(case: Case, claim: Claim) -> None:
    """Spelling and reading are each other's contrary, and spelling twice changes nothing."""
    text = spell(claim)
    again = read(case, text)
    assert bare(again) == bare(claim)
    assert spell(again) == text


@given(claim=claims(), gaps=st.lists(st.sampled_from([" ", "  ", "\t", "\n "]), min_size=1))
def test_every_word_knows_where_it_stands(case: Case, claim: Claim, gaps: list[str]) -> None:
    """The span of a comparison holds its issue first and its step last, whatever the gaps between words."""
    text = spell(claim)
    pieces = text.split(" ")
    if '"' not in text:
        text = "".join(piece + gaps[n % len(gaps)] for n, piece in enumerate(pieces))
    found = read(case, text)
    conditions = [c for clause in found.condition.clauses for c in clause] if found.condition else []
    for each in (*found.comparisons, *conditions):
        cut = text[each.span.start : each.span.end]
        assert cut.startswith(each.issue)
        assert cut.rstrip('"').endswith(each.step)
    for ref in found.drafts:
        assert text[ref.span.start : ref.span.end].startswith("draft:frame-work")


LETTERS = st.sampled_from('ab tructelisgvn>=<"()/:%1.andorifwhé\x00')


@given(text=st.text(alphabet=LETTERS, max_size=40) | st.text(max_size=40))
def test_no_text_breaks_the_reader(case: Case, text: str) -> None:
    """Whatever stands in a cell is a claim, or a slip that lies in it."""
    reading = read_claim(text)
    found = [reading] if isinstance(reading, Slip) else vocabulary(case).claim(reading)[1]
    for slip in found:
        assert 0 <= slip.span.start <= slip.span.end <= len(text) + 1
        assert slip.message


# --- what it means ------------------------------------------------------------------------------------------------


def test_and_binds_tighter_than_or(case: Case) -> None:
    """All of several clauses, of each one: `a or b and c` is `(a or b) and (a or c)`."""
    plain = read(case, "pay = 20% if truce = permanent or list = given and venue = open").condition
    grouped = read(case, "pay = 20% if (truce = permanent or list = given) and venue = open").condition
    assert plain is not None
    assert grouped is not None
    assert [[c.issue for c in clause] for clause in plain.clauses] == [["truce", "list"], ["truce", "venue"]]
    assert [[c.issue for c in clause] for clause in grouped.clauses] == [["truce", "list"], ["venue"]]


def test_a_draft_in_a_condition_is_spelt_out(case: Case) -> None:
    """As what it reaches by that stage; among alternatives, each of its steps with the others."""
    first = read(case, "pay = 20% after draft:frame-work/1").condition
    assert first is not None
    assert [[(c.issue, c.step) for c in clause] for clause in first.clauses] == [
        [("truce", "temporary")],
        [("pay", "12%")],
    ]
    either = read(case, "pay = 20% after venue = open or draft:frame-work").condition
    assert either is not None
    assert [len(clause) for clause in either.clauses] == [2, 2, 2]


def test_a_draft_among_the_terms_stays_a_draft(case: Case) -> None:
    """Accepting a draft is more than accepting its steps."""
    claim = read(case, "draft:frame-work/1 and list = given")
    assert claim.drafts == (DraftRef("frame-work", 1, Span(0, 18)),)


def test_two_issues_make_a_priority(case: Case) -> None:
    """And only with `>`."""
    assert read(case, "pay > truce").priority == Priority("pay", "truce", Span(0, 11))
    assert slips(case, "pay >= truce")[0].code == "unknown-step"


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("pay = 14.50%", "14.5%"),
        ("pay = 010%", "10%"),
        ("pay >= 12%", "12%"),
        ("pay >= 17.25%", "17.25%"),
        ('weeks = "3 weeks"', "3 weeks"),
        ('weeks = "4 Weeks"', "4 weeks"),
    ],
)
def test_a_number_is_a_number_however_it_is_written(case: Case, text: str, step: str) -> None:
    """The declared spelling where there is one; any number between two steps; one unit."""
    assert read(case, text).comparisons[0].step == step


def test_a_number_has_one_spelling_in_a_case() -> None:
    """The first by the alphabet of all that the record uses, in whatever order the rows stand."""
    rows = ["2024-01-01,a,demands,pay >= 12.50%", "2024-01-02,b,rejects,pay > 12.5%"]
    for order in (rows, rows[::-1]):
        made = build_case(CASE, "date,party,stance,claim\n" + "\n".join(order))
        assert {c.step for s in made.statements if s.claim for c in s.claim.comparisons} == {"12.5%"}


@pytest.mark.parametrize(
    ("label", "number"),
    [("14.5%", "14.5 %"), ("-3", "-3 "), ("$20", "20 $"), ("20 USD", "20 usd"), ("six", None), ("1/2", None)],
)
def test_which_labels_are_numbers(label: str, number: str | None) -> None:
    """A value and a unit, exactly; nothing that only looks like one."""
    found = read_number(label)
    assert (found and f"{float(found[0]):g} {found[1]}") == number


# --- slips --------------------------------------------------------------------------------------------------------

SLIPS = [
    # text, code, what stands at the span, a piece of the message or the hint
    ("", "claim-syntax", "", "empty"),
    ("truce >=", "claim-syntax", "", "breaks off"),
    ("truce = = none", "claim-syntax", "=", "does not belong"),
    ("truce => none", "claim-syntax", ">", "`>=`"),
    ("truce == none", "claim-syntax", "=", "`>=`, `<=`, `=`"),
    ("truce ≥ temporary", "claim-syntax", "≥", "write `>=` for `≥`"),
    ("venue = New York", "claim-syntax", "York", "in quotes"),
    ('venue = "New York', "claim-syntax", '"New York', "not closed"),
    ("truce = none or list = given", "claim-syntax", "or", "condition only"),
    ("truce = none if list = given after pay = 20%", "claim-syntax", "after", "one condition"),
    ("truce = none AND list = given", "claim-syntax", "AND", "small letters"),
    ("truce = none if (list = given", "claim-syntax", "", "`)`"),
    ("and = none", "unknown-issue", "and", ""),
    ("truce = if", "unknown-step", "if", ""),
    ("truce = none and", "claim-syntax", "", "breaks off"),
    ("truse = none", "unknown-issue", "truse", "did you mean `truce`"),
    ("truce = temporal", "unknown-step", "temporal", "did you mean `temporary`"),
    ("pay >= 30%", "number-outside", "30%", "10% to 20%"),
    ("pay >= 12", "unknown-step", "12", "with their unit"),
    ("venue >= Genève", "choice-has-no-order", " >= ", "write `venue = Genève`"),
    ("truce > permanent", "no-such-step", "permanent", "no step above"),
    ("truce < none", "no-such-step", "none", "no step below"),
    ("draft:framework", "unknown-draft", "draft:framework", "did you mean `frame-work`"),
    ("draft:frame-work/3", "unknown-stage", "3", "2 stages"),
    ("draft:frame-work/x", "unknown-stage", "draft:frame-work/x", "no number"),
    ("draft:", "unknown-draft", "draft:", "name of a draft"),
    ("pay > truce and list = given", "claim-form", "list = given", "row for each"),
    ("pay > pay", "claim-form", "pay", "itself"),
]


@pytest.mark.parametrize(("text", "code", "at", "told"), SLIPS, ids=[text or "(empty)" for text, *_ in SLIPS])
def test_a_slip_is_told_where_it_is_made(case: Case, text: str, code: str, at: str, told: str) -> None:
    """The code, the very letters, and what to do."""
    slip = slips(case, text)[0]
    assert slip.code == code
    assert text[slip.span.start : slip.span.end] == at
    assert told in f"{slip.message} {slip.hint}"


def test_a_name_is_told_with_the_place_where_it_is_declared(case: Case) -> None:
    """So that one can go there."""
    assert "declared at case.yaml:4" in slips(case, "truse = none")[0].hint


def test_all_slips_of_names_at_once(case: Case) -> None:
    """Three wrong names, three slips, in their order."""
    found = slips(case, "truse = none and pay = x after lizt = given")
    assert [slip.code for slip in found] == ["unknown-issue", "unknown-step", "unknown-issue"]


def test_a_condition_does_not_blow_up(case: Case) -> None:
    """Alternatives multiply; at some point a reader would not follow either."""
    many = " or ".join("(truce = none and list = given)" for _ in range(12))
    distinct = " or ".join(f"(truce = none and pay = {n}%)" for n in range(11, 20))
    for text in (f"pay = 20% if {many}", f"pay = 20% if {distinct}", "(" * 500 + "truce", f"pay = 20% if {'(' * 400}"):
        reading = read_claim(text)
        assert isinstance(reading, Slip) or len(reading.condition.clauses if reading.condition else ()) <= 64
    assert isinstance(read_claim("a" * (LONGEST + 1)), Slip)


def test_a_word_that_begins_like_a_keyword_is_no_keyword(case: Case) -> None:
    """`android` is not `and roid`."""
    for word in KEYWORDS:
        reading = read_claim(f"{word}roid = {word}x {word if word == 'and' else 'and'} x = {word}-y")
        assert isinstance(reading, Reading)
        assert len(reading.terms) == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("pay = “four per cent”", "straight quotes"),
        ("pay is 6%", "write a sign for `is`"),
    ],
)
def test_common_slips_of_the_hand_are_named(text: str, hint: str) -> None:
    slip = read_claim(text)
    assert isinstance(slip, Slip)
    assert hint in slip.hint
    assert "the end" not in slip.message or "`and`" in slip.message, "a bare issue is no help"
