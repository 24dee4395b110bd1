"""What the words and times of a whole report come to, once it is known who speaks and what they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.build import build_case
from tests.read.sentences import RIVER

from nonpaper.case.statements import Stance, When
from nonpaper.read.about import about
from nonpaper.read.attribution import parse
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.document import Basis, Document
from nonpaper.read.language import PLAIN, language
from nonpaper.read.proposals import Polarity, Proposal, proposal_id
from nonpaper.read.spans import Span

DAY = date(2031, 4, 10)  # a Thursday
TEXT = (
    "Lowland said on Tuesday that it wants daily gauge readings and forty percent of the summer flow.\n"
    "Upland rejected those demands, and said talks would resume next week.\n"
    "It did not rule out inspections."
)


def document() -> Document:
    """The report."""
    when = When(DAY.isoformat(), DAY, DAY)
    return Document("r.txt", TEXT, "ab" * 32, published=when, published_basis=Basis.GIVEN)


def proposal(passage: str, cue: str, content: str, stance: Stance, party: str) -> Proposal:
    """A proposal as the step before gives it."""
    start = TEXT.index(passage)
    whole = Span(start, start + len(passage))

    def within(words: str) -> Span:
        at = TEXT.index(words, whole.start)
        return Span(at, at + len(words))

    name = proposal_id("ab" * 32, (within(content),), stance, party)
    return Proposal(name, "r.txt", "t", whole, (), (within(cue),), (within(content),), stance, party=party)


FIRST, SECOND, THIRD = TEXT.split("\n")
GIVEN = (
    proposal(FIRST, "wants", "daily gauge readings and forty percent of the summer flow", Stance.DEMANDS, "lower"),
    proposal(SECOND, "rejected", "those demands", Stance.REJECTS, "upper"),
    proposal(SECOND, "said", "talks would resume next week", Stance.REPORTS, "upper"),
    replace(proposal(THIRD, "rule out", "inspections", Stance.RULES_OUT, "upper"), polarity=Polarity.NEGATED),
)


def told(terms: CaseTerms | None) -> tuple[Proposal, ...]:
    """What they are about, read without a model of English."""
    return about(parse(document(), language(PLAIN)), GIVEN, terms)


def test_one_content_becomes_a_statement_for_each_act() -> None:
    """And so does a refusal of them all; what is negated claims nothing."""
    found = told(CaseTerms.of(build_case(RIVER)))
    assert [(each.party, each.stance, each.claim, each.topic) for each in found] == [
        ("lower", Stance.DEMANDS, "data = daily", ""),
        ("lower", Stance.DEMANDS, "flow = 40%", ""),
        ("upper", Stance.REJECTS, "data = daily", ""),
        ("upper", Stance.REJECTS, "flow = 40%", ""),
        ("upper", Stance.REPORTS, "", "talks"),
        ("upper", Stance.RULES_OUT, "", "inspection"),
    ]
    assert len({each.id for each in found}) == len(found)
    assert [each.references[0].meant for each in found[2:4]] == [(found[0].id,), (found[1].id,)]


def test_times_stay_with_their_own_statement() -> None:
    """The talks are next week; that was not said on Tuesday, nor the refusal next week."""
    found = told(CaseTerms.of(build_case(RIVER)))
    assert [each.said.edtf if each.said else None for each in found] == ["2031-04-08"] * 2 + [None] * 4
    assert [each.happens.edtf if each.happens else None for each in found] == [
        *[None] * 4,
        "2031-04-14/2031-04-20",
        None,
    ]


def test_it_is_the_same_twice() -> None:
    """What is known already is left as it is, and nothing depends on the order of what is given."""
    terms = CaseTerms.of(build_case(RIVER))
    once = told(terms)
    parsed = parse(document(), language(PLAIN))
    assert about(parsed, once, terms) == once
    assert about(parsed, reversed(GIVEN), terms) == once


def test_without_a_case_nothing_is_claimed() -> None:
    """And nothing invented."""
    found = told(None)
    assert {each.claim for each in found} == {""}
    assert len(found) == len(GIVEN)
