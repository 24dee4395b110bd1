"""Who else reports it, in the review: copies count once, a row is named, what is settled so comes back by itself."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from tests.read.talks import RECORD, Talks, make_talks
from tests.read.test_review import agrees, sit
from tests.read.two_reports import COPY, LAKE, NAME, joint, make_reports

from nonpaper.case.record import append_row, open_record, save_record
from nonpaper.errors import CaseError, UsageError
from nonpaper.read.proposals import Confidence, Proposal
from nonpaper.read.review import Review, State
from nonpaper.read.review_table import as_table
from nonpaper.read.together import settled_as
from nonpaper.read.wording import row_words


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    """Three reports of one refusal, two of them one copy."""
    return make_reports(tmp_path / "tarn")


def refusals(review: Review) -> dict[str, str]:
    """Report -> the proposal of the refusal in it."""
    return {item.document.name: item.id for item in review.items.values() if item.proposal.claim == "toll = full"}


def told(review: Review, id: str) -> str:
    """What is said of the others."""
    item = review.item(id)
    return "; ".join(review.together(item).words(item.document.name))


def test_others_are_named_and_copies_count_once(talks: Talks) -> None:
    """From whichever of the three it is seen."""
    review = sit(talks)
    ids = refusals(review)
    assert set(ids) == {NAME, LAKE, COPY}
    own = told(review, ids[NAME])
    assert own.startswith("reported by: Lake News (lake-news.txt, valley-echo.txt: copied text)")
    copy = told(review, ids[LAKE])
    assert "reported by: Tarn Post (tarn-post.txt)" in copy
    assert "agency copy (copied text), with valley-echo.txt: counts once" in copy
    assert told(review, talks.id("four lanes")) == ""


def test_a_row_that_says_the_same_is_named_with_its_report(talks: Talks) -> None:
    """Accepted in this review, or in the record before it, from another report or from none."""
    review = sit(talks)
    ids = refusals(review)
    assert review.accept(ids[LAKE]) == "s03"
    assert f"s03 of the record says the same, in another report ({LAKE})" in told(review, ids[NAME])
    other = make_talks(
        talks.folder.parent / "other",
        record=RECORD + "s03,2031-05-07,north,rejects,toll = full,,true,,,,,,,,,,,,,\n",
    )
    again = sit(replace(other, readings=talks.readings))
    assert again.together(again.item(ids[NAME])).rows[0].id == "s03"
    assert "s03 of the record says the same" in told(again, ids[NAME])


@pytest.mark.parametrize("change", [{"stance": "accepts"}, {"claim": "toll = half"}, {"date": "2031-06-01"}])
def test_what_a_person_has_changed_counts(talks: Talks, change: dict[str, str]) -> None:
    """Another stance, claim or day is another statement."""
    review = sit(talks)
    ids = refusals(review)
    review.edit(ids[NAME], change)
    assert told(review, ids[NAME]) == ""
    assert "Tarn Post" not in told(review, ids[LAKE])


def test_what_is_settled_is_kept_and_undone_in_one_go(talks: Talks) -> None:
    """With the row as its reason; the last undo takes back all, that of a card its own."""
    review = sit(talks)
    ids = refusals(review)
    row = review.accept(ids[NAME])
    review.same([ids[LAKE], ids[COPY]], row)
    assert [review.item(ids[name]).reason for name in (LAKE, COPY)] == ["same as s03"] * 2
    assert sit(talks).item(ids[COPY]).state is State.REJECTED
    assert "0 rejected, 2 the same as a row" in review.rules_words()
    # They are still reports of it.
    assert "Lake News" in told(review, ids[NAME])
    assert "2 that were settled together" in review.undo()[1]
    assert [review.item(ids[name]).state for name in (LAKE, COPY)] == [State.OPEN] * 2
    review.same([ids[LAKE], ids[COPY]], row)
    review.undo(ids[COPY])
    assert [review.item(ids[name]).state for name in (LAKE, COPY)] == [State.REJECTED, State.OPEN]
    agrees(review, talks)


def test_what_is_settled_comes_back_when_its_row_goes(talks: Talks) -> None:
    """Taken out of the record, corrected in a later sitting, or deleted by hand: nothing is lost with it."""
    review = sit(talks)
    ids = refusals(review)
    review.same([ids[LAKE]], review.accept(ids[NAME]))
    _, words = review.undo(ids[NAME])
    assert "1 more that said the same, open again" in words
    assert review.item(ids[LAKE]).state is State.OPEN
    review.accept(ids[NAME])
    later = sit(talks)
    assert later.item(ids[LAKE]).state is State.REJECTED
    assert "corrects it" in later.undo(ids[NAME])[1]
    assert later.item(ids[LAKE]).state is State.OPEN
    assert sit(talks).item(ids[LAKE]).state is State.OPEN
    later.reject(ids[LAKE], "same as ever")  # a person's own words are a person's own words
    assert sit(talks).item(ids[LAKE]).state is State.REJECTED


def test_only_a_row_that_stands_can_be_named(talks: Talks) -> None:
    """And what is decided already is not settled again."""
    review = sit(talks)
    ids = refusals(review)
    with pytest.raises(UsageError, match="no row 's09'"):
        review.same([ids[LAKE]], "s09")
    review.accept(ids[LAKE])
    with pytest.raises(UsageError, match="undo that first"):
        review.same([ids[LAKE]], "s01")
    assert settled_as("wrong words") == ""


def test_a_row_of_another_program_settles_too(talks: Talks) -> None:
    """Written into the record by hand, and corrected later: both are seen when the review is opened again."""
    new = {"id": "s03", "date": "2031-05-07", "party": "north", "stance": "rejects", "claim": "toll = full"}
    save_record(append_row(open_record(talks.folder), new))
    review = sit(talks)
    ids = refusals(review)
    review.same([ids[LAKE]], "s03")
    correction = {"id": "s04", "date": "2031-05-07", "party": "north", "stance": "reports", "corrects": "s03"}
    save_record(append_row(open_record(talks.folder), correction))
    assert sit(talks).item(ids[LAKE]).state is State.OPEN


def test_the_table_has_a_column_for_it(talks: Talks) -> None:
    """For reading: it is not read back."""
    review = sit(talks)
    ids = refusals(review)
    review.accept(ids[NAME])
    rows = {row["proposal"]: row for row in csv.DictReader(io.StringIO(as_table(review), newline=""))}
    assert f"s03 of the record says the same, in another report ({NAME})" in rows[ids[COPY]]["also"]
    assert rows[talks.id("four lanes")]["also"] == ""


def test_two_sides_that_say_one_thing_make_a_row_each(tmp_path: Path) -> None:
    """Each accepted or rejected by itself, with its speaker; a split of one leaves the other whole."""
    talks = joint(tmp_path / "tarn")
    review = sit(talks)
    assert [review.row(item)["party"] for item in review.queue()] == ["north", "south"]
    for item in review.queue():
        review.accept(item.id)
    rows = list(talks.rows().values())[2:]
    assert [(row["party"], row["claim"]) for row in rows] == [("north", "lanes >= two"), ("south", "lanes >= two")]
    agrees(sit(talks), talks)


def test_a_side_that_the_case_does_not_know_never_enters(tmp_path: Path) -> None:
    """The one that it knows does; for the other a person has to say who it is."""
    talks = joint(tmp_path / "tarn", "north; the crane drivers")
    review = sit(talks)
    known, unknown = (item.id for item in review.queue())
    review.accept(known)
    with pytest.raises(CaseError):
        review.accept(unknown)
    assert [row["party"] for row in talks.rows().values()][2:] == ["north"]
    review.edit(unknown, {"party": "north; south"})
    with pytest.raises(CaseError):
        review.accept(unknown)


def _with_condition(talks: Talks) -> Talks:
    """The demand of two things waits for a third."""
    (reading,) = talks.readings

    def waiting(each: Proposal) -> Proposal:
        if each.confidence is not Confidence.MEDIUM:
            return each
        return replace(each, claim="lanes = four and toll = none if toll = half")

    return replace(talks, readings=(replace(reading, proposals=tuple(map(waiting, reading.proposals))),))


def test_a_condition_that_was_carried_over_is_to_be_looked_at(tmp_path: Path) -> None:
    """After a split and after a merge, until a person has changed the claim."""
    talks = _with_condition(make_talks(tmp_path / "tarn"))
    review = sit(talks)
    part, other = review.split(talks.id("four lanes"))
    assert "condition of the whole was carried over" in review.look_again(review.item(part))
    review.edit(other, {"claim": "toll = none"})
    assert review.look_again(review.item(other)) == ""
    made = review.merge([talks.id("reject a full"), part])
    assert "the first one's alone" in review.look_again(review.item(made))
    plain = sit(make_talks(tmp_path / "plain"))
    assert plain.look_again(plain.item(plain.split(talks.id("four lanes"))[0])) == ""


def test_hearsay_without_a_source_is_told_so(talks: Talks) -> None:
    """Nobody is called "reportedly"."""
    row = {"party": "north", "stance": "rejects", "claim": "toll = full", "reported_by": "reportedly"}
    assert row_words(row, sit(talks).case) == "North Bank rejects Toll (full), second hand, no source named."


def test_the_brief_says_the_same_of_hearsay(talks: Talks) -> None:
    """Of a row that was accepted so."""
    from nonpaper.brief.document import plain
    from nonpaper.brief.wording import Words

    review = sit(talks)
    about = refusals(review)[LAKE]
    review.edit(about, {"reported_by": "reportedly"})
    name = review.accept(about)
    row = review.case.statement(name)
    assert plain(Words(review.case).via(row)) == "second hand, no source named"
