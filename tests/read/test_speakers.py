"""Whose words, for which party, named or not: with the aliases of a case and from the report alone."""

from __future__ import annotations

import pytest
from tests.read.parsing import model

from nonpaper.case.parties import Party, Rank, Role
from nonpaper.read.document import Document
from nonpaper.read.nations import state_of
from nonpaper.read.proposals import Proposal
from nonpaper.read.reader import read
from nonpaper.read.speakers import CaseWords

FISH = CaseWords((
    Party("north", "Norway", aliases=("the northern fleet", "Oslo"), speakers={Rank.PRINCIPAL: ("Kari Lund",)}),
    Party("crews", "Fishing Crews' League", aliases=("the league", "the crews")),
    Party("host", "Iceland", Role.HOST),
))  # fmt: skip


def speakers(text: str, known: CaseWords | None = None) -> list[tuple[str, str, bool]]:
    """Speaker, party and whether named, of every proposal."""
    found: tuple[Proposal, ...] = read(Document("report.txt", text, "0" * 64), known or CaseWords(), model())
    return [(one.speaker, one.party, one.named) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegian Foreign Minister Kari Lund rejected the offer.", ("Kari Lund", "Norway", True)),
        ("Tom Hale, president of the Harbour Workers Union, rejected the offer.",
         ("Tom Hale", "Harbour Workers Union", True)),
        ("A Danish official rejected the offer.", ("Danish official", "Denmark", False)),
        ("Sources rejected the report of a deal.", ("Sources", "", False)),
        ("A Danish government spokesman rejected the offer.", ("Danish government spokesman", "Denmark", True)),
        ("Copenhagen rejected the offer.", ("Denmark", "Denmark", True)),
        ("The U.S. rejected the offer.", ("U.S.", "U.S.", True)),
        ("Representatives of the Harbour Workers Union rejected the offer.",
         ("Representatives of the Harbour Workers Union", "Harbour Workers Union", True)),
    ],
)  # fmt: skip
def test_what_a_report_says_of_a_speaker(text: str, expected: tuple[str, str, bool]) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The northern fleet rejected the offer.", ("Norway", "north", True)),
        ("Norwegian officials rejected the offer.", ("Norwegian officials", "north", False)),
        ("Lund rejected the offer.", ("Kari Lund", "north", True)),
        ("The league rejected the offer.", ("Fishing Crews' League", "crews", True)),
        ("Officials in the league rejected the offer.", ("Officials in the league", "crews", False)),
        ("The Swedes rejected the offer.", ("Sweden", "Sweden", True)),
    ],
)
def test_a_case_knows_the_words_for_its_parties(text: str, expected: tuple[str, str, bool]) -> None:
    assert speakers(text, FISH) == [expected]


def test_a_full_name_once_then_the_surname_then_a_pronoun() -> None:
    text = (
        "Danish Trade Minister Kari Lund said the ports would open. Lund rejected the second demand. "
        "She said the boats must leave."
    )
    assert speakers(text) == [("Kari Lund", "Denmark", True)] * 3


def test_the_office_points_to_the_last_who_held_it() -> None:
    text = "Mayor Tom Hale opened the talks on Monday. Later the mayor said the offer was final."
    assert [name for name, _, _ in speakers(text)] == ["Tom Hale"]


def test_two_speakers_are_one_statement_of_two_parties() -> None:
    assert speakers("Denmark and Norway said they would study the draft.") == [
        ("Denmark and Norway", "Denmark; Norway", True)
    ]


def test_the_acronym_in_brackets_is_the_same_body() -> None:
    text = "The Harbour Workers Union (HWU) met on Monday. The HWU rejected the offer, and HWU leaders said so."
    assert {party for _, party, _ in speakers(text)} == {"HWU"}


def test_who_is_quoted_by_a_paper_speaks_and_the_paper_tells() -> None:
    text = "The Daily Courier quoted Danish Trade Minister Kari Lund as saying the ports must open."
    (one,) = read(Document("report.txt", text, "0" * 64), CaseWords(), model())
    assert (one.speaker, one.party, one.second_hand) == ("Kari Lund", "Denmark", True)


def test_the_adjective_the_people_and_the_seat_of_a_state() -> None:
    assert [state_of(words) for words in ("Norwegian", "the Danes", "Oslo", "U.S.", "US", "us", "Atlantis")] == [
        "Norway", "Denmark", "Norway", "United States", "United States", "", "",
    ]  # fmt: skip
    assert state_of("Oslo", seats=False) == ""
