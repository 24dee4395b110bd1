"""Nothing enters the record that a person has not accepted, and nothing that was decided is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.read.talks import HEADER, NAME, RECORD, REPORT, Talks, make_talks, read_report, span

from nonpaper.case.load import load_case
from nonpaper.case.record import change_cell, open_record, save_record
from nonpaper.errors import CaseError, SaveError, UsageError
from nonpaper.read.decisions import Decision, Kind, read_decisions
from nonpaper.read.proposals import Confidence, Judgement
from nonpaper.read.proposed_rows import next_id
from nonpaper.read.review import Review, State, Wanted
from nonpaper.read.spans import Span


def noon() -> datetime:
    """A clock that stands still."""
    return datetime(2031, 5, 9, 12, tzinfo=UTC)


def sit(talks: Talks, by: str = "Ruth") -> Review:
    """A sitting."""
    return Review(talks.folder, talks.readings, by, noon)


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    """The bridge at Tarn, with nothing decided."""
    return make_talks(tmp_path / "tarn")


# --- what is offered ----------------------------------------------------------------------------------------------


def test_the_least_sure_come_first_and_what_is_decided_last(talks: Talks) -> None:
    """Of equal confidence by the place in the report; what was put off stands behind what is open."""
    review = sit(talks)
    assert [item.proposal.confidence.value for item in review.queue()] == ["low", "low", "medium", "high", "high"]
    first, second = (item.id for item in review.queue()[:2])
    review.skip(first)
    review.reject(second, "no statement")
    order = [item.id for item in review.queue()]
    assert order[-1] == second
    assert order[-2] == first
    assert [item.id for item in sit(talks).queue()] == order


def test_a_row_says_only_what_the_report_says(talks: Talks) -> None:
    """Verbatim words and their span; the day they were said, else that of the report; what is not known is blank."""
    review = sit(talks)
    row = review.row(review.item(talks.id("reject a full")))
    assert row["date"] == "2031-05-06"
    assert row["quote"] == REPORT[int(row["start"]) : int(row["end"])]
    assert (row["party"], row["stance"], row["claim"]) == ("north", "rejects", "toll = full")
    assert (row["outlet"], row["firmness"], row["grade"], row["named"]) == ("Tarn Post", "", "", "true")
    assert review.row(review.item(talks.id("four lanes")))["date"] == "2031-05-08"


@pytest.mark.parametrize("words", ["would accept", "rule out"])
def test_what_was_negated_or_supposed_is_never_offered_as_its_stance(talks: Talks, words: str) -> None:
    """It is offered as `reports`, about its issue; a person may give it a stance, and then the claim comes with it."""
    review = sit(talks)
    proposal = review.item(talks.id(words)).proposal
    row = review.row(review.item(proposal.id))
    assert row["stance"] == "reports"
    assert row["claim"] in review.case.issues
    review.accept(proposal.id)
    assert review.case.statements[-1].stance.value == "reports"
    review.undo()
    review.edit(proposal.id, {"stance": "accepts"})
    assert review.row(review.item(proposal.id))["claim"] == proposal.claim
    assert review.edited(review.item(proposal.id)) == ("stance",)


def test_a_day_that_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    """A person has to give it; until then the row is refused, with the place of the blank cell."""
    talks = make_talks(tmp_path / "tarn", published=None)
    review = sit(talks)
    about = talks.id("four lanes")
    with pytest.raises(CaseError, match=r"record.csv:4:\d+ missing-cell: the row has no date"):
        review.accept(about)
    assert talks.record == RECORD.encode()
    review.edit(about, {"date": "2031-05-08"})
    assert review.accept(about) == "s03"


def test_a_row_with_an_error_never_enters(talks: Talks) -> None:
    """A step that the ladder does not have is told as `check` tells it, with the nearest name."""
    review = sit(talks)
    about = talks.id("reject a full")
    review.edit(about, {"claim": "toll = ful"})
    case, problems = review.trial(review.item(about))
    assert case is None
    assert [(p.code, p.place.field) for p in problems] == [("unknown-step", "claim")]
    with pytest.raises(CaseError, match="`toll` has no step `ful`"):
        review.accept(about)
    assert talks.record == RECORD.encode()
    assert all(decision.kind is Kind.EDIT for decision in review.decisions.all)


def test_words_that_the_record_has_already_are_named(talks: Talks) -> None:
    """Whoever coded by hand before is not made to code it twice without knowing."""
    review = sit(talks)
    about = talks.id("reject a full")
    assert review.already(review.item(about)) == ()
    review.accept(about)
    again = review.add(NAME, span("a full toll"))
    assert [statement.id for statement in review.already(review.item(again))] == ["s03"]


# --- what enters the record ---------------------------------------------------------------------------------------


def test_accepting_appends_one_row_and_touches_nothing_else(talks: Talks) -> None:
    """Bytes of other rows, columns of a user's own, and the order of the columns stay."""
    review = sit(talks)
    assert review.accept(talks.id("reject a full")) == "s03"
    assert talks.record.startswith(RECORD.encode())
    assert talks.record.count(b"\n") == RECORD.count("\n") + 1
    row = talks.rows()["s03"]
    assert (row["reviewed_by"], row["mood"], row["claim"]) == ("Ruth", "", "toll = full")
    loaded = load_case(talks.folder)
    assert loaded.case is not None
    assert loaded.case == review.case


def test_nobody_accepts_without_a_name(talks: Talks) -> None:
    """The name is never guessed."""
    review = sit(talks, by=" ")
    with pytest.raises(UsageError, match="--by NAME"):
        review.accept(talks.id("reject a full"))
    assert talks.record == RECORD.encode()


def test_a_record_that_has_changed_meanwhile_is_not_written_over(talks: Talks) -> None:
    """Nothing is accepted, the decision is not kept either, and after reading anew it goes."""
    review = sit(talks)
    about = talks.id("reject a full")
    save_record(change_cell(open_record(talks.folder), "s01", "note", "from a spreadsheet"))
    with pytest.raises(SaveError, match="has changed since it was read"):
        review.accept(about)
    assert review.item(about).state is State.OPEN
    assert sit(talks).item(about).state is State.OPEN
    review.reopen()
    assert review.accept(about) == "s03"
    assert talks.rows()["s01"]["note"] == "from a spreadsheet"


def test_two_sittings_at_once_do_not_lose_a_decision(talks: Talks) -> None:
    """The second is told, and reads anew."""
    one, two = sit(talks), sit(talks, "Sam")
    one.accept(talks.id("reject a full"))
    with pytest.raises(SaveError, match="open the review again"):
        two.reject(talks.id("rule out"), "no")
    two.reopen()
    two.reject(talks.id("rule out"), "no")
    assert [d.by for d in two.decisions.all] == ["Ruth", "Sam"]


def test_a_column_that_the_record_does_not_have_is_asked_for(tmp_path: Path) -> None:
    """What would not find its place is not left out in silence."""
    talks = make_talks(
        tmp_path / "tarn", record="id,date,party,stance,claim\ns1,2031-05-01,south,demands,toll = full\n"
    )
    with pytest.raises(UsageError, match="no column for `named`, `outlet`, `report`"):
        sit(talks).accept(talks.id("reject a full"))


@pytest.mark.parametrize(
    ("ids", "given", "new"),
    [
        ([], [], "s01"),
        (["s01", "s02"], [], "s03"),
        (["s01", "s09"], [], "s10"),
        (["s98", "s99"], [], "s100"),
        (["s01"], ["s02"], "s03"),
        (["a1", "a2", "s7"], [], "a3"),
        (["north", "south"], [], "s01"),
        (["cairo-07"], [], "cairo-08"),
    ],
)
def test_the_next_id_follows_those_there_are(tmp_path: Path, ids: list[str], given: list[str], new: str) -> None:
    """And is never one that a row had before."""
    rows = "".join(f"{one},2031-05-01,south,demands,toll = full\n" for one in ids)
    talks = make_talks(tmp_path / "tarn", record=f"id,date,party,stance,claim\n{rows}")
    assert next_id(open_record(talks.folder), given) == new


# --- undo ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", [RECORD, RECORD.rstrip("\n"), "\ufeff" + RECORD.replace("\n", "\r\n")])
def test_what_is_accepted_and_undone_at_once_leaves_the_record_as_it_was(tmp_path: Path, record: str) -> None:
    """To the byte, one after the other; and accepted again, it has its old id."""
    talks = make_talks(tmp_path / "tarn", record=record)
    review = sit(talks)
    one, two = talks.id("reject a full"), talks.id("four lanes")
    assert (review.accept(one), review.accept(two)) == ("s03", "s04")
    assert review.undo()[0] == two
    assert review.undo() == (one, "s03 is taken out of the record again")
    assert talks.record == record.encode()
    assert review.accept(two) == "s04"
    assert review.accept(one) == "s03"


def test_what_was_accepted_in_an_older_sitting_is_corrected(talks: Talks) -> None:
    """The record only grows: a new row names the old one and binds nobody, and the old one counts no longer."""
    about = talks.id("reject a full")
    sit(talks).accept(about)
    before = talks.record
    review = sit(talks)
    with pytest.raises(UsageError, match="nothing has been decided in this sitting"):
        review.undo()
    assert review.undo(about) == (about, "s03 stays in the record, and s04 corrects it: it counts no longer")
    assert talks.record.startswith(before)
    row = talks.rows()["s04"]
    assert (row["corrects"], row["stance"], row["claim"], row["party"]) == ("s03", "reports", "", "north")
    assert review.item(about).state is State.OPEN
    assert review.accept(about) == "s05"


def test_a_row_that_is_not_the_last_any_more_is_corrected(talks: Talks) -> None:
    """A row that came behind it, by whatever hand, stays where it is."""
    review = sit(talks)
    one, two = talks.id("reject a full"), talks.id("four lanes")
    review.accept(one)
    review.accept(two)
    review.undo(one)
    assert list(talks.rows()) == ["s01", "s02", "s03", "s04", "s05"]
    assert talks.rows()["s05"]["corrects"] == "s03"


def test_everything_else_is_undone_too(talks: Talks) -> None:
    """Change, reject, skip, split, merge and add; each gives the state before."""
    review = sit(talks)
    about, other = talks.id("four lanes"), talks.id("reject a full")
    before = dict(review.items)
    for decide in (
        lambda: review.edit(about, {"note": "seen"}),
        lambda: review.reject(about, "wrong speaker"),
        lambda: review.skip(about),
        lambda: review.split(about),
        lambda: review.merge([other, about]),
        lambda: review.add(NAME, span("Une délégation")),
    ):
        decide()
        assert review.items != before
        review.undo()
        assert review.items == before
    assert sit(talks).items == before
    assert talks.record == RECORD.encode()


def test_parts_that_were_decided_about_hold_their_split(talks: Talks) -> None:
    """It is taken back after they are."""
    review = sit(talks)
    about = talks.id("four lanes")
    part, _ = review.split(about)
    review.accept(part)
    with pytest.raises(UsageError, match="its parts have been decided about"):
        review.undo(about)
    review.undo(part)
    assert review.undo(about) == (about, "the parts are one again")


# --- split, merge, add --------------------------------------------------------------------------------------------


def test_a_split_between_conjuncts_parts_words_and_claims(talks: Talks) -> None:
    """Each part has its own words, and of the claim what its words name."""
    review = sit(talks)
    parts = [review.item(part) for part in review.split(talks.id("four lanes"))]
    words = [[s.of(REPORT) for s in part.proposal.content] for part in parts]
    assert words == [["four lanes"], ["no toll"]]
    rows = [review.row(part) for part in parts]
    assert [row["claim"] for row in rows] == ["lanes = four", "toll = none"]
    assert [row["quote"] for row in rows] == ["Mayor Ada Lind demanded four lanes", "no toll"]
    assert [review.accept(part.id) for part in parts] == ["s03", "s04"]


def test_where_nothing_joins_the_words_a_point_is_needed(talks: Talks) -> None:
    """And it lies between two words of the content."""
    review = sit(talks)
    about = talks.id("reject a full")
    with pytest.raises(UsageError, match="choose the point"):
        review.split(about)
    for outside in (span("reject a full").start, len(REPORT) + 5):
        with pytest.raises(UsageError, match="no words"):
            review.split(about, [outside])
    one, two = review.split(about, [span("a full toll").start])
    assert [review.item(part).proposal.content[0].of(REPORT) for part in (one, two)] == ["reject", "a full toll"]


def test_made_into_one_the_claims_are_joined(talks: Talks) -> None:
    """The first says who, the words are those of both; the edits of the first stay."""
    review = sit(talks)
    one, two = talks.id("reject a full"), talks.id("four lanes")
    review.edit(one, {"speaker": "the mayor"})
    made = review.item(review.merge([one, two]))
    assert [s.of(REPORT) for s in made.proposal.content] == ["reject a full toll", "four lanes and no toll"]
    row = review.row(made)
    assert row["claim"] == "toll = full and lanes = four and toll = none"
    assert row["speaker"] == "the mayor"
    assert row["quote"].startswith("The northerners")
    assert row["quote"].endswith("no toll")
    with pytest.raises(UsageError, match="replaced already"):
        review.accept(one)


def test_a_missed_statement_is_added_and_filled_in(talks: Talks) -> None:
    """In any script; spans are code points, and the words come back as they stand."""
    review = sit(talks)
    made = review.add(NAME, Span(span("橋の代表団").start - 1, span("橋の代表団").end + 1))
    row = review.row(review.item(made))
    assert (row["quote"], row["stance"], row["party"]) == ("橋の代表団", "reports", "")
    review.edit(made, {"party": "south", "stance": "demands", "claim": "lanes = four"})
    review.accept(made)
    assert talks.rows()["s03"]["quote"] == "橋の代表団"
    with pytest.raises(UsageError, match="no words"):
        review.add(NAME, Span(0, 0))
    with pytest.raises(UsageError, match="ends at"):
        review.add(NAME, Span(0, len(REPORT) + 1))


# --- many at once -------------------------------------------------------------------------------------------------


def test_a_table_is_taken_in_whole_or_not_at_all(talks: Talks) -> None:
    """One wrong row, and none is accepted; the problem is told for the row it is about."""
    review = sit(talks)
    good, bad = talks.id("reject a full"), talks.id("four lanes")
    wanted = [Wanted(good, Kind.ACCEPT), Wanted(bad, Kind.ACCEPT, changes={"claim": "lanes = five"})]
    found = review.decide_all(wanted)
    assert [(place, problem.code) for place, problem in found] == [(1, "unknown-step")]
    assert talks.record == RECORD.encode()
    assert review.decisions.all == ()
    wanted[1] = Wanted(bad, Kind.REJECT, "twice the same")
    assert review.decide_all([*wanted, Wanted(talks.id("rule out"), Kind.ACCEPT)]) == ()
    assert list(talks.rows()) == ["s01", "s02", "s03", "s04"]
    assert sit(talks).items == review.items


# --- counts -------------------------------------------------------------------------------------------------------


def test_rules_are_counted_by_what_became_of_their_fields(talks: Talks) -> None:
    """A change counts against the rule of its own field, a rejection against all of them."""
    review = sit(talks)
    one, two, three = talks.id("reject a full"), talks.id("four lanes"), talks.id("rule out")
    review.accept(one)
    review.edit(two, {"stance": "offers"})
    review.accept(two)
    review.reject(three, "no statement")
    told = {(c.field, c.rule): (c.accepted, c.edited, c.rejected) for c in review.rules()}
    assert told == {("stance", "cue"): (1, 1, 1), ("party", "alias"): (2, 0, 0), ("party", "name"): (0, 0, 1)}


# --- the file of decisions ----------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(TEXT, TEXT, TEXT)
def test_a_decision_is_read_as_it_was_written(by: str, reason: str, cell: str) -> None:
    """Whatever stands in it, it is one line (white space in names and reasons is folded)."""
    import tempfile

    from nonpaper.read.decisions import Decisions, append_decisions

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.csv"
        given = Decision(1, "2031-05-09T12:00:00Z", by, Kind.EDIT, ("p1",), reason, row={"note": cell})
        written = append_decisions(Decisions(path), [given])
        read, whole = read_decisions(path)
        assert whole == len(path.read_bytes()) == len(written.data)
        assert read.all[0].row == {"note": cell}
        assert read.all[0].reason.split() == reason.split()
        append_decisions(read, [replace(given, number=2)])
        assert len(read_decisions(path)[0].all) == 2


def test_a_decision_that_was_changed_by_hand_is_told(talks: Talks) -> None:
    """With its line; nothing is guessed about it."""
    review = sit(talks)
    review.reject(talks.id("rule out"), "no")
    review.reject(talks.id("would accept"), "no")
    path = talks.folder / "reading" / "decisions.csv"
    path.write_bytes(path.read_bytes().replace(b",no,", b",yes,", 1))
    with pytest.raises(SaveError, match=r"decisions.csv:2 is not as it was written"):
        sit(talks)


def test_a_row_that_somebody_took_out_is_open_again(talks: Talks) -> None:
    """The decisions follow the record, with a line that says so."""
    about = talks.id("reject a full")
    sit(talks).accept(about)
    (talks.folder / "record.csv").write_bytes(RECORD.encode())
    review = sit(talks)
    assert review.notes == ("s03 was accepted and is not in the record: what was proposed is open again",)
    assert review.item(about).state is State.OPEN
    assert review.decisions.all[-1].reason == "the row is not in the record"
    assert sit(talks).notes == ()
    assert review.accept(about) == "s03"


def test_what_the_reader_no_longer_proposes_is_passed_over(talks: Talks) -> None:
    """Its row stays, and the sitting says so."""
    about = talks.id("reject a full")
    sit(talks).accept(about)
    reading = read_report()
    fewer = replace(reading, proposals=tuple(p for p in reading.proposals if p.id != about))
    review = Review(talks.folder, [fewer], "Ruth", noon)
    assert review.notes == (
        "1 proposal that had been decided about is not made by the readers any more; its row stays",
    )
    assert "s03" in talks.rows()


MOVES: tuple[Callable[[Review, str], object], ...] = (
    lambda review, name: review.accept(name),
    lambda review, name: review.edit(name, {"note": f"{len(review.decisions.all)}"}),
    lambda review, name: review.edit(name, {"stance": "accepts", "party": "south", "claim": "toll = half"}),
    lambda review, name: review.reject(name, "no"),
    lambda review, name: review.skip(name),
    lambda review, name: review.split(name),
    lambda review, name: review.merge([name, review.queue()[0].id]),
    lambda review, name: review.undo(),
    lambda review, name: review.undo(name),
    lambda review, name: review.add(NAME, Span(0, 20)),
    lambda review, name: review.reopen(),
    lambda review, name: review.same([name], review.case.statements[-1].id),
)


def agrees(review: Review, talks: Talks) -> None:
    """Record and decisions say the same: what is accepted is in the record, and nothing else has come in."""
    accepted = {item.statement for item in review.items.values() if item.state is State.ACCEPTED}
    rows = talks.rows()
    corrected = {row["corrects"] for row in rows.values() if row["corrects"]}
    came = {one for one, row in rows.items() if row["reviewed_by"] and not row["corrects"]}
    assert accepted == came - corrected
    assert talks.record.startswith(RECORD.encode())


@given(st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 9)), max_size=14))
def test_a_sitting_is_the_same_after_it_is_opened_again(moves: list[tuple[int, int]]) -> None:
    """Whatever was done in whatever order: what is in memory is what is on the disk, and the record agrees."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        talks = make_talks(Path(folder) / "tarn")
        review = sit(talks)
        for move, place in moves:
            queue = review.queue()
            try:
                MOVES[move](review, queue[place % len(queue)].id)
            except (UsageError, CaseError):
                pass
            agrees(review, talks)
        again = sit(talks)
        assert again.items == review.items
        assert again.notes == ()
        assert again.case == review.case


def test_headers_and_helpers_agree() -> None:
    """The record of these tests has all the columns that a row needs."""
    from nonpaper.read.proposed_rows import FIELDS

    assert set(FIELDS) <= {*HEADER.split(","), "audience", "corrects", "note"}
    assert Judgement("stance", Confidence.HIGH, "cue: said").reason.partition(":")[0] == "cue"
