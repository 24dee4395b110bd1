"""From a report to proposed statements: the traps of the press in sentences of our own, and what must never happen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.parsing import model, words

from nonpaper.case.case import Case
from nonpaper.case.load import load_case
from nonpaper.case.statements import Stance
from nonpaper.read.document import Document
from nonpaper.read.language import PLAIN, language
from nonpaper.read.proposals import Confidence, Polarity, Proposal
from nonpaper.read.reader import CaseWords, case_words, read
from nonpaper.read.score_gold import score_gold

SHARED = Path(os.environ.get("NONPAPER_SHARED", Path(__file__).parents[3] / "shared"))
REPORTS = SHARED / "reports"
EXAMPLES = Path(__file__).parents[2] / "examples"


def proposed(text: str, known: CaseWords | None = None) -> tuple[Proposal, ...]:
    """What is proposed for a text, with a case or without one."""
    return read(Document("report.txt", text, "0" * 64), known or CaseWords(), model())


def said(text: str, known: CaseWords | None = None) -> list[tuple[str, str, str]]:
    """Party, stance and words of every proposal."""
    return [(one.party, one.stance.value, words(text, one.content)) for one in proposed(text, known)]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The dockers' union rejected the port authority's latest offer on Monday.", "rejects"),
        ("India has refused to sign the text.", "rejects"),
        ("The nurses want a 12 percent rise.", "demands"),
        ("China said developed countries must cut their emissions first.", "demands"),
        ("The hospital says it cannot afford more than 4 percent.", "rules out"),
        ("The company said it was ready to raise pay by 3 percent.", "offers"),
        ("The EU proposed a fund of 2 billion euros for the poorest countries.", "proposes"),
        ("Ministers agreed to lift the tariffs on steel.", "accepts"),
        ("Peru's government pledged to keep talking.", "commits"),
        ("Both countries said they would study the draft.", "commits"),
        ("The United States threatened to impose sanctions if the talks fail.", "threatens"),
        ('"We will walk out on Friday," said Ada Brun, a spokeswoman for the Harbour Workers Union.', "threatens"),
        ("The pilots said they would return to work if the airline reinstates their colleagues.", "insists"),
        ("The envoy said a truce must be in place before the crews are freed.", "insists"),
        ("The rebels accused the government of violating the truce.", "blames"),
        ("The minister denied that the army had crossed the line.", "denies"),
        ("A senior official said the two sides were close to an agreement.", "reports"),
        ("The Kremlin described the plan as unrealistic.", "rejects"),
        ("Kari Lund, the head of the miners' union, said safety was its top priority.", "prioritises"),
    ],
)
def test_every_stance_of_the_vocabulary_that_the_press_tells(text: str, stance: str) -> None:
    assert [one.stance.value for one in proposed(text)] == [stance]


def test_a_double_negation_is_neither_the_stance_nor_its_opposite() -> None:
    (one,) = proposed("Kenya did not rule out further talks.")
    assert (one.stance, one.polarity) == (Stance.RULES_OUT, Polarity.NEGATED)
    (reported,) = proposed("Kenyan officials said they did not rule out a further round.")
    assert (reported.stance, reported.polarity) == (Stance.RULES_OUT, Polarity.NEGATED)
    assert not reported.claim


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("Norway did not agree to the plan.", Stance.REJECTS, Polarity.AFFIRMED),
        (
            '"We do not think we can accept this," said Norwegian Prime Minister Ola Berg.',
            Stance.REJECTS,
            Polarity.AFFIRMED,
        ),
        ("Norway has not rejected the plan.", Stance.REJECTS, Polarity.NEGATED),
        ("Norway no longer rejects the plan.", Stance.REJECTS, Polarity.NEGATED),
        ("Norway refused to rule out military action.", Stance.RULES_OUT, Polarity.NEGATED),
        ("Norway said it would not rule out sanctions.", Stance.RULES_OUT, Polarity.NEGATED),
        ("Norway said it could accept a smaller fleet.", Stance.ACCEPTS, Polarity.HYPOTHETICAL),
        ("Norway denied that it had accepted the offer.", Stance.DENIES, Polarity.AFFIRMED),
        ("Norway dropped its demand for a new border.", Stance.WITHDRAWS, Polarity.AFFIRMED),
        ("Norway withdrew its offer of a ceasefire.", Stance.WITHDRAWS, Polarity.AFFIRMED),
        ("Norway said it would not walk out of the talks.", Stance.COMMITS, Polarity.AFFIRMED),
        ("Norway asked Sweden to accept the deal.", Stance.DEMANDS, Polarity.AFFIRMED),
    ],
)
def test_a_negation_is_kept_and_never_turns_a_statement_round(text: str, stance: Stance, polarity: Polarity) -> None:
    assert [(one.stance, one.polarity) for one in proposed(text)] == [(stance, polarity)]


@pytest.mark.parametrize(
    "text",
    [
        "The sides failed to agree on a text.",
        "Norway stopped short of rejecting the plan.",
        "Sweden kept Norway from accepting the offer.",
    ],
)
def test_what_nobody_did_is_no_position(text: str) -> None:
    assert proposed(text) == ()


def test_what_is_doubted_of_another_is_not_told_as_its_word() -> None:
    found = proposed("Norwegian Prime Minister Ola Berg said he doubted that Sweden would accept the terms.")
    assert [(one.party, one.stance) for one in found] == [("Norway", Stance.REPORTS)]


def test_one_cue_carries_several_statements_for_one_speaker() -> None:
    text = (
        "Officials in the union said a pay offer must be on the table before the strike ends, "
        "the sacked crews must return and all fines must be repaid."
    )
    found = proposed(text)
    assert [one.stance.value for one in found] == ["insists", "demands", "demands"]
    assert len({one.speaker for one in found}) == 1


def test_what_was_done_and_what_will_be_are_two_statements() -> None:
    text = (
        "The Norland delegation left Vienna on Monday, but will continue with the talks, the Norland government said."
    )
    assert [stance for _, stance, _ in said(text)] == ["reports", "commits"]


def test_demands_are_split_by_issue_and_blame_is_not() -> None:
    demands = said("The miners demanded higher pay, a shorter week and an end to night shifts.")
    assert [what for _, _, what in demands] == ["higher pay", "a shorter week", "an end to night shifts"]
    blame = said("The miners accused the owners of delaying the talks and hiding the accounts.")
    assert len(blame) == 1


def test_an_adversary_tells_and_both_levels_are_kept() -> None:
    text = (
        "Minister Olav Rud of Norland told the Harbour Gazette that Sudland was rejecting the offer to share the catch."
    )
    outer, inner = proposed(text)
    assert not outer.second_hand
    assert inner.second_hand and inner.within == outer.id
    assert (inner.speaker, inner.stance) == ("Sudland", Stance.REJECTS)
    assert inner.reported_by == "Olav Rud"


def test_hearsay_has_no_speaker_and_no_party() -> None:
    (one,) = proposed("The accord would reportedly free all the crews within a week.")
    assert (one.speaker, one.party, one.named, one.second_hand) == ("", "", False, True)


def test_what_is_only_expected_of_a_party_is_anonymous_and_second_hand() -> None:
    (one,) = proposed("Norway is expected to demand the return of the boats.")
    assert (one.party, one.stance, one.named, one.second_hand) == ("Norway", Stance.DEMANDS, False, True)


def test_a_source_without_a_side_has_no_party() -> None:
    (one,) = proposed("A source said the talks had stalled.")
    assert (one.party, one.named) == ("", False)


def test_the_outlet_is_never_borrowed_from_the_next_sentence() -> None:
    text = (
        "Minister Olav Rud of Norway said the offer stood. Rud told the Harbour Gazette that the boats would be freed."
    )
    first, second = proposed(text)
    assert (first.outlet, second.outlet) == ("", "Harbour Gazette")


def test_one_breath_has_one_channel() -> None:
    text = (
        "A Norwegian official told the country's Fjord News television channel that talks had stalled, "
        "but said they would resume."
    )
    assert [one.outlet for one in proposed(text)] == ["Fjord News", "Fjord News"]


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Talks will resume on Tuesday, the Qatari foreign ministry said in a statement.", "statement"),
        ("At a news conference on Sunday, the mayor said the offer was final.", "news conference"),
        ("The union told supporters that the strike would go on.", ""),
        ("According to the Daily Courier, the airline has accepted the pilots' terms.", "Daily Courier"),
    ],
)
def test_the_channel_that_a_sentence_names(text: str, outlet: str) -> None:
    assert {one.outlet for one in proposed(text)} == {outlet}


def test_scare_quotes_are_no_quotation() -> None:
    (one,) = proposed("The governor said the ‘Republic’ was not a party to the talks.")
    assert one.direct == "indirect"


def test_a_credit_of_sources_is_no_statement() -> None:
    assert proposed("Source: Agencies") == ()


@pytest.mark.parametrize(
    "text",
    [
        "The general said 14 soldiers had been killed in the fighting.",
        "The union declined to comment.",
        "Asked about the offer, the crowd fell silent.",
        "NORLAND WALKS OUT OF TALKS, OFFICIAL SAYS",
        "Analysts say the market will recover.",
        "By signing up you accept the terms of this site.",
        "The statement offered no details of the plan.",
    ],
)
def test_tolls_small_talk_headlines_and_colour_are_no_statements(text: str) -> None:
    assert proposed(text) == ()


def test_relief_is_no_threat() -> None:
    assert said("Norway said it would lift the sanctions on Friday.")[0][1] == "commits"
    assert said("Norway said it would impose sanctions on Friday.")[0][1] == "threatens"


def test_the_condition_keeps_its_act_with_the_price_behind_it() -> None:
    text = "Norway rejected any talks unless Sweden frees the boats."
    assert said(text) == [("Norway", "insists", "any talks unless Sweden frees the boats")]


def test_or_else_is_a_threat() -> None:
    text = "Norway gave the company a one-week ultimatum to lower its prices or face sanctions."
    assert [stance for _, stance, _ in said(text)] == ["demands", "threatens"]


def test_a_mediator_who_asks_all_sides_proposes() -> None:
    assert said("The mediator, Carlos Vega, urged both sides to return to the table.")[0][1] == "proposes"


# --- in general ---------------------------------------------------------------------------------------------------

LONG = """The harbour talks between Norway and the dockers ended on Monday without a deal.

Norwegian Trade Minister Kari Lund said her country would not pay for the lost days, but was ready to raise wages.
"We have offered 4 percent," she told Fjord News. "We cannot go further."

The Harbour Workers Union (HWU) rejected the offer. HWU president Tom Hale said the ministry must open its books,
and that the strike would go on until it does. A person close to the talks said they would resume on Thursday.
"""


def test_the_same_report_gives_the_same_proposals_in_order_of_their_places() -> None:
    once, again = proposed(LONG), proposed(LONG)
    assert once == again
    assert [one.passage for one in once] == sorted(one.passage for one in once)
    assert len({one.id for one in once}) == len(once)


def valid(text: str, found: Sequence[Proposal]) -> bool:
    """Whether all spans lie in the text and begin and end with something, and every content in its passage."""
    for one in found:
        spans = [one.passage, *one.source, *one.cue, *one.content]
        if any(not 0 <= span.start < span.end <= len(text) or span.of(text) != span.of(text).strip() for span in spans):
            return False
        if not all(one.passage.holds(span) for span in one.content):
            return False
    return True


def test_every_span_is_a_stretch_of_the_text() -> None:
    assert valid(LONG, proposed(LONG))


PIECES = st.sampled_from([
    "Norway", "the union", "said", "“", "”", '"', "‘", "’", "that", "rejected", "the offer", ",", ".", "\n\n",
    "it will",
    "never", "if", "unless", "according to", "reportedly", "-", "(HWU)", "…", "\u00ad", "we demand", "he", "must", ":",
    "Kari Lund", "told", "the Gazette", "and", "not", "😀",
])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_broken_text_neither_raises_nor_gives_a_broken_span(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert valid(text, proposed(text))


def test_every_field_that_a_reviewer_sees_has_a_reason() -> None:
    for one in proposed(LONG):
        judged = {judgement.field for judgement in one.judgements}
        assert {"stance", "speaker", "party", "named", "outlet"} <= judged
        assert all(judgement.reason for judgement in one.judgements)


def test_a_pronoun_without_anybody_before_it_stays_unknown() -> None:
    for one in proposed('"We will never sign," he said.'):
        assert (one.speaker, one.party, one.confidence) == ("", "", Confidence.LOW)


def test_without_a_model_only_little_is_read_and_nothing_is_sure() -> None:
    found = read(Document("report.txt", LONG, "0" * 64), CaseWords(), language(PLAIN))
    assert all(one.confidence is Confidence.LOW for one in found)
    assert valid(LONG, found)


# --- against reports that a person has marked -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marking:
    reports: Path
    cases: dict[str, Case]


@pytest.fixture(scope="module")
def marking() -> _Marking:
    """The marked reports, which are no part of the project; the test skips where they are absent."""
    if not (REPORTS / "gold").is_dir():
        pytest.skip("the marked reports are not beside the clone")
    cases = {}
    for report, folder in (
        ("000_b1b6a300f38eec56", "cairo-2024"),
        ("06-chicago-teachers-2012", "chicago-teachers-2012"),
    ):
        loaded = load_case(EXAMPLES / folder).case
        assert loaded is not None
        cases[report] = loaded
    return _Marking(REPORTS, cases)


def test_marked_reports_are_read_well_enough(marking: _Marking) -> None:
    score = score_gold(marking.reports, lambda document, case: read(document, case_words(case), model()), marking.cases)
    assert score.f1()[2] >= 0.80
    assert score.f1("close")[2] >= 0.75
    for name, least in (("party", 0.92), ("named", 0.95), ("outlet", 0.90), ("hand", 0.90), ("stance", 0.85)):
        right, judged = score.accuracy(name)
        assert right >= least * judged, name
    assert score.macro() >= 0.75
    assert score.turned == ()


def test_the_report_of_cairo(marking: _Marking) -> None:
    score = score_gold(marking.reports, lambda document, case: read(document, case_words(case), model()), marking.cases)
    (cairo,) = [report for report in score.reports if report.report.startswith("000")]
    right = sum(cairo.right["party"][at] and cairo.right["stance"][at] for at in range(len(cairo.pairs)))
    assert right >= 24
