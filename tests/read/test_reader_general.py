"""Faults that reports of other conflicts showed, each in sentences of our own."""

from __future__ import annotations

import pytest
from tests.read.parsing import model, words

from nonpaper.case.statements import Stance
from nonpaper.read.document import Document
from nonpaper.read.proposals import Confidence, Proposal
from nonpaper.read.reader import CaseWords, read


def proposed(text: str) -> tuple[Proposal, ...]:
    return read(Document("report.txt", text, "0" * 64), CaseWords(), model())


def contents(text: str) -> list[str]:
    return [words(text, one.content) for one in proposed(text)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The port authority said it can pay three per cent.", "it can pay three per cent"),
        (
            "The crew said that nobody casts off for less than six per cent.",
            "nobody casts off for less than six per cent",
        ),
        ("The mayor said,“We will not sign it this year.”", "We will not sign it this year"),
        ("“The deal is not good enough for us,”Berg said.", "The deal is not good enough for us"),
        (
            "The port must open by Monday, the harbour ministry said, state television reported.",
            "The port must open by Monday",
        ),
        ("“We shall not move on pay at all,” Berg said when asked about the offer.", "We shall not move on pay at all"),
    ],
)
def test_a_content_is_all_that_was_said_and_no_more(text: str, content: str) -> None:
    assert contents(text) == [content]


def test_words_that_go_on_in_the_next_paragraphs_are_the_same_speaker_s() -> None:
    text = "“We want to end this strike,” said Mia Grant.\n\n“The company must pay.\n\nIt has broken its word.”"
    found = proposed(text)
    assert {one.speaker for one in found} == {"Mia Grant"}
    assert "The company must pay" in contents(text)


def test_what_a_pronoun_stands_for_is_told_in_its_place() -> None:
    text = "It was close to an earlier Norwegian plan, published in May, which the Danish government accepted."
    (one,) = proposed(text)
    assert (one.stance, one.party, words(text, one.content)) == (
        Stance.ACCEPTS,
        "Denmark",
        "an earlier Norwegian plan",
    )


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Norway blamed Denmark for the delay.", "Denmark"),
        ("Norway urged Denmark to lift the blockade.", "Denmark"),
        ("Norway said Denmark must reopen the border.", "Denmark"),
        ("Norway rejected the plan.", ""),
        ("Norway demanded a truce.", ""),
    ],
)
def test_whom_it_is_aimed_at_is_told_where_the_grammar_says_so(text: str, target: str) -> None:
    (one,) = proposed(text)
    assert one.target == target


def test_who_is_asked_is_no_part_of_what_is_asked() -> None:
    assert contents("Norway urged Denmark to lift the blockade.") == ["lift the blockade"]


def test_who_only_owns_by_a_pronoun_that_means_nobody_has_no_party() -> None:
    assert [one.party for one in proposed("His movement called for a truce. Officials rejected the offer.")] == ["", ""]


def test_a_topic_does_not_begin_with_a_possessive_that_was_cut_off() -> None:
    (one,) = proposed("The mayor said Norway’s delegation had left the talks.")
    assert not one.topic.startswith("’")


def test_a_pronoun_behind_a_comma_means_who_did_what_the_clause_says() -> None:
    found = proposed("Denmark blamed Norway for the delay, saying it plans to resume its attacks.")
    assert [(one.party, one.stance) for one in found] == [("Denmark", Stance.BLAMES), ("Denmark", Stance.THREATENS)]


def test_a_spokesperson_without_a_name_is_named_a_line_later_and_never_for_sure() -> None:
    text = (
        "The road is open again, a Norwegian army spokesman said.\n\n"
        "“The road was cleared in the night,” Colonel Ada Lund said."
    )
    last = proposed(text)[-1]
    assert (last.speaker, last.party) == ("Ada Lund", "Norway")
    assert last.confidence is not Confidence.HIGH


def test_an_order_to_one_s_own_is_a_commitment_and_to_others_a_demand() -> None:
    (own,) = proposed("Norway ordered its troops to leave the valley.")
    (other,) = proposed("Norway ordered the Danish ships to leave the harbour.")
    assert (own.stance, other.stance) == (Stance.COMMITS, Stance.DEMANDS)


def test_a_deal_that_two_have_reached_is_accepted_by_both() -> None:
    (one,) = proposed("Norway and Denmark have reached a deal to share the catch.")
    assert (one.stance, one.party) == (Stance.ACCEPTS, "Norway; Denmark")


def test_violence_of_the_other_side_is_blame_and_of_one_s_own_a_report() -> None:
    (other,) = proposed("Norway said Denmark had attacked the harbour.")
    (own,) = proposed("Norway said it had attacked the harbour.")
    assert (other.stance, own.stance) == (Stance.BLAMES, Stance.REPORTS)


def stance_is_sure(text: str) -> list[bool]:
    found = [one.judged("stance") for one in proposed(text)]
    return [judged is not None and judged.confidence is Confidence.HIGH for judged in found]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Norway said the ships arrived in the harbour on Monday.", True),
        ("Norway said the harbour could open on Monday.", False),
        ("Norway said the harbour opens if the crews come home.", False),
        ("“We came to the harbour on Monday,” Norway said.", False),
        ("Norway said the closing of the harbour was wrong.", False),
        ("Norway said Denmark closed the harbour on Monday.", False),
        ("Norway said it will sign only if the bank is closed.", True),
        ("Norway said it will sign if the bank is closed.", False),
    ],
)
def test_only_a_plain_report_and_a_plain_cue_are_sure(text: str, sure: bool) -> None:
    assert stance_is_sure(text) == [sure]


def told(text: str) -> list[tuple[str, str, str, str]]:
    return [(one.speaker, one.party, one.stance.value, words(text, one.content)) for one in proposed(text)]


@pytest.mark.parametrize(
    ("text", "stance", "content"),
    [
        ("Norway will sign no agreement without a new quay.", "insists", "sign no agreement without a new quay"),
        (
            "Norway said it would not sign a pact without a new quay.",
            "insists",
            "it would not sign a pact without a new quay",
        ),
        ("Norway will not accept less than six per cent.", "demands", "not accept less than six per cent"),
        ("Norway said it cannot accept anything below six per cent.", "demands", None),
        ("Norway's minister said: “We will accept nothing less than 40 tonnes.”", "demands", None),
        ("Norway signed no agreement.", "rejects", "signed no agreement"),
        ("Norway said the crews will be crushed if they don't leave the harbour.", "threatens", None),
        ("“We are proceeding to open the harbour,” the Norwegian minister said.", "commits", None),
        ("Norway said a date for the talks would be announced on Monday.", "commits", None),
        ("“If Denmark agrees, we can go up to 40 tonnes,” Norway said.", "offers", None),
        ("Norway said it could go up to 40 tonnes if Denmark agrees.", "offers", None),
        ("The crews accused him of being ready to sell the quay.", "blames", "being ready to sell the quay"),
    ],
)
def test_what_words_of_another_shape_do(text: str, stance: str, content: str | None) -> None:
    ((_, _, found, said),) = told(text)
    assert found == stance
    assert content is None or said == content


def test_a_speaker_of_the_subject_of_its_words() -> None:
    text = (
        "The Fishers Union met in Bergen. Norway will not accept less than 40 tonnes, its minister, Ilsa Brandt, "
        "told reporters."
    )
    assert ("Ilsa Brandt", "Norway", "demands", "not accept less than 40 tonnes") in told(text)


def test_he_is_nobody_whom_his_own_words_name() -> None:
    text = (
        "Jan Holt, the mediator of the United Nations, came to Bergen on Monday. "
        "President Ada Lund of Norway had agreed to come, he said."
    )
    accepted = [one for one in proposed(text) if one.stance is Stance.ACCEPTS]
    assert [(one.party, one.reported_by) for one in accepted] == [("Norway", "Jan Holt")]


def test_what_another_had_not_done_is_never_accepted_by_it() -> None:
    for text in (
        "Norway had agreed to the plan, the mediator said, but Denmark had not.",
        "The mediator said Norway had agreed to the plan but Denmark had not agreed.",
    ):
        assert not [one for one in proposed(text) if one.party == "Denmark" and one.stance is Stance.ACCEPTS]


def test_whom_a_threat_is_aimed_at_is_no_threat_of_its_own() -> None:
    text = "Norway's president threatened the crews on Monday, saying they will be crushed if they don't leave."
    ((_, _, stance, content),) = told(text)
    assert (stance, content) == ("threatens", "they will be crushed if they don't leave")
