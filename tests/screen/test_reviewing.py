"""The screen of the review, key by key, on a small terminal and on a large one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.read.talks import NAME, RECORD, REPORT, Talks, make_talks, span
from tests.read.test_review import agrees, sit
from tests.read.two_reports import LAKE, QUIET, joint, make_reports

from nonpaper.case.record import change_cell, open_record, save_record
from nonpaper.read.review import Review, State
from nonpaper.read.spans import Span

pytest.importorskip("textual", reason="the screen needs the extra `read`")

from textual.pilot import Pilot
from textual.widgets import Input, Label, OptionList, Static

from nonpaper.screen.marks import PLAIN, STYLED, Marks
from nonpaper.screen.report_view import ReportView
from nonpaper.screen.reviewing import ReviewApp, ReviewScreen

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    """The bridge at Tarn, with nothing decided."""
    return make_talks(tmp_path / "tarn")


class Seat:
    """Somebody before the screen."""

    def __init__(self, app: ReviewApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> ReviewScreen:
        """The screen of the review, whatever stands before it."""
        return self.app.reviewing

    @property
    def review(self) -> Review:
        """What is decided."""
        return self.screen.review

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def write(self, text: str) -> None:
        """A text, letter by letter."""
        names = {" ": "space", "=": "equals_sign", ">": "greater_than_sign", "-": "minus"}
        await self.press(*[names.get(letter, letter) for letter in text])

    def told(self, where: str) -> str:
        """What stands in a part of the screen."""
        return str(self.screen.query_one(where, Static).render())

    def report(self) -> list[str]:
        """The lines of the report as they are shown."""
        view = self.screen.query_one(ReportView)
        return [view.render_line(y).text.rstrip() for y in range(view.size.height)]

    def state(self, words: str, talks: Talks) -> State:
        """Where the proposal about these words stands."""
        return self.review.item(talks.id(words)).state


def sitting(
    talks: Talks,
    play: Callable[[Seat], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    by: str = "Ruth",
    marks: Marks = STYLED,
    agree: bool = True,
) -> None:
    """Play something before the screen; afterwards record and decisions agree."""

    async def run() -> None:
        app = ReviewApp(sit(talks, by), None, marks)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await play(Seat(app, pilot))

    asyncio.run(run())
    if agree:
        agrees(sit(talks), talks)


@pytest.mark.parametrize("size", SIZES)
def test_a_card_says_who_says_what_how_sure_and_what_it_would_change(talks: Talks, size: tuple[int, int]) -> None:
    """The third of the queue: two demands of the mayor."""

    async def play(seat: Seat) -> None:
        assert seat.told("#top").startswith("1 of 5 · 5 open")
        await seat.press("j", "j")
        lines = seat.told("#lines")
        assert "North Bank demands Lanes (four) and Toll (none), said by Ada Lind." in lines
        assert "fairly sure (cue “said”)" in lines
        assert "This would change: Toll, North Bank: nothing excluded → no further than none" in seat.told("#changes")
        assert "Lanes, North Bank: at least two → four" in seat.told("#changes")
        assert any(line.startswith("▶") and "Mayor" in line for line in seat.report())
        assert seat.screen.query_one("#keys", Static).size.height == 1
        assert size[0] == 80 or len(seat.report()) > 25

    sitting(talks, play, size)


@pytest.mark.parametrize("size", SIZES)
def test_accept_go_on_and_undo(talks: Talks, size: tuple[int, int]) -> None:
    """`a` writes the row and goes to the next; `u` takes it out again, to the byte; the margin tells."""

    async def play(seat: Seat) -> None:
        await seat.press("j", "j", "a")
        assert seat.told("#message") == "Accepted as s03."
        assert seat.state("four lanes", talks) is State.ACCEPTED
        assert seat.screen.current == talks.id("reject a full")
        assert any(line.startswith("✓") for line in seat.report())
        await seat.press("k")
        assert seat.told("#changes") == "In the record as s03. u takes it back."
        await seat.press("u")
        assert seat.told("#message") == "Undone: s03 is taken out of the record again."
        assert talks.record == RECORD.encode()

    sitting(talks, play, size)


def test_everything_accepted(talks: Talks) -> None:
    """Five times `a`, and the screen says that it is done."""

    async def play(seat: Seat) -> None:
        await seat.press("a", "a", "a", "a", "a")
        assert seat.told("#message").endswith("Everything is decided.")
        await seat.press("a")
        assert "already; undo that first" in seat.told("#message")

    sitting(talks, play)
    assert len(talks.rows()) == 7


@pytest.mark.parametrize("size", SIZES)
def test_reject_with_a_reason(talks: Talks, size: tuple[int, int]) -> None:
    """A digit, or words of one's own; without a reason it stays."""

    async def play(seat: Seat) -> None:
        first, second = (item.id for item in seat.review.queue()[:2])
        await seat.press("r", "escape")
        assert seat.review.item(first).state is State.OPEN
        await seat.press("r", "enter", "3")
        assert seat.review.item(first).reason == "wrong speaker or party"
        assert seat.screen.current == second
        await seat.press("r")
        await seat.write("satire")
        await seat.press("enter")
        assert seat.review.item(second).reason == "satire"
        assert "2 rejected" in seat.told("#top")

    sitting(talks, play, size)


@pytest.mark.parametrize("size", SIZES)
def test_edit_shows_what_check_says_and_keeps_it(talks: Talks, size: tuple[int, int]) -> None:
    """A wrong step is told below its cell while it is written; Escape leaves everything as it was."""

    async def play(seat: Seat) -> None:
        about = talks.id("reject a full")
        seat.screen.current = about
        await seat.press("e")
        claim = seat.app.screen.query_one("#cell-claim", Input)
        claim.value = "toll = ful"
        await seat.pilot.pause()
        wrong = seat.app.screen.query_one("#wrong-claim", Static)
        assert wrong.display
        assert "`toll` has no step `ful`" in str(wrong.render())
        await seat.press("escape")
        assert seat.review.decisions.all == ()
        await seat.press("e")
        seat.app.screen.query_one("#cell-claim", Input).value = "toll = half"
        seat.app.screen.query_one("#cell-note", Input).value = "checked"
        await seat.press("ctrl+s")
        assert seat.review.edited(seat.review.item(about)) == ("claim", "note")
        assert "what *" in seat.told("#lines")
        await seat.press("a")

    sitting(talks, play, size)
    assert (talks.rows()["s03"]["claim"], talks.rows()["s03"]["note"]) == ("toll = half", "checked")


def test_what_cannot_be_accepted_says_why(tmp_path: Path) -> None:
    """A day that nobody knows: below the card, and when `a` is pressed; the editor opens at that cell."""
    talks = make_talks(tmp_path / "tarn", published=None)

    async def play(seat: Seat) -> None:
        assert "date: the row has no date" in seat.told("#changes")
        await seat.press("a")
        assert "the row has no date" in seat.told("#message")
        await seat.press("e")
        assert seat.app.focused is seat.app.screen.query_one("#cell-date", Input)
        await seat.write("2031-05-08")
        await seat.press("enter", "a")
        assert seat.told("#message") == "Accepted as s03."

    sitting(talks, play)


@pytest.mark.parametrize("size", SIZES)
def test_a_stance_by_its_key(talks: Talks, size: tuple[int, int]) -> None:
    """What was negated is offered as `reports`; a digit gives it a stance, and 0 takes that back."""

    async def play(seat: Seat) -> None:
        about = talks.id("rule out")
        seat.screen.current = about
        seat.screen.show()
        assert "! negated in the report: not “rules out”, unless you say so" in seat.told("#lines").replace("\n", " ")
        for key, stance in zip("123456789", [*["demands", "insists", "rejects"], "rules out", "accepts"], strict=False):
            await seat.press(key)
            assert seat.review.row(seat.review.item(about))["stance"] == stance
        await seat.press("5")
        assert "says `accepts` already" in seat.told("#message")
        await seat.press("9", "8", "7", "6", "0")
        assert seat.review.row(seat.review.item(about))["stance"] == "reports"

    sitting(talks, play, size)


@pytest.mark.parametrize("size", SIZES)
def test_skip_puts_it_off(talks: Talks, size: tuple[int, int]) -> None:
    """And it comes again when the rest is decided."""

    async def play(seat: Seat) -> None:
        first = seat.screen.current
        await seat.press("s")
        assert seat.review.item(first).state is State.SKIPPED
        await seat.press("a", "a", "a", "a")
        assert seat.screen.current == first
        await seat.press("u")
        assert seat.review.count(State.ACCEPTED) == 3

    sitting(talks, play, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [["c"], ["enter"], ["space", "enter"]])
def test_split(talks: Talks, size: tuple[int, int], keys: list[str]) -> None:
    """Between its conjuncts by one key, or where the cursor stands: it begins at the conjunct."""

    async def play(seat: Seat) -> None:
        await seat.press("j", "j", "x", *keys)
        assert seat.told("#message") == "Split into 2."
        parts = [item for item in seat.review.items.values() if item.made]
        assert [part.proposal.content[0].of(REPORT) for part in parts] == ["four lanes", "no toll"]
        assert seat.screen.current == parts[0].id
        await seat.press("a", "a")
        await seat.press("x", "escape")
        assert not seat.screen.mode

    sitting(talks, play, size)
    assert [row["claim"] for row in talks.rows().values()][2:] == ["lanes = four", "toll = none"]


@pytest.mark.parametrize("size", SIZES)
def test_merge(talks: Talks, size: tuple[int, int]) -> None:
    """The nearest stands first; Escape leaves both as they were."""

    async def play(seat: Seat) -> None:
        seat.screen.current = talks.id("reject a full")
        await seat.press("m", "escape")
        assert seat.review.decisions.all == ()
        await seat.press("m", "j", "k", "enter")
        made = seat.review.item(seat.screen.current)
        assert len(made.proposal.content) == 2
        assert " of 4 · 4 open" in seat.told("#top")
        assert seat.review.row(made)["claim"] == "toll = full and lanes = four and toll = none"

    sitting(talks, play, size)


@pytest.mark.parametrize("size", SIZES)
def test_add_what_was_missed_by_keys(talks: Talks, size: tuple[int, int]) -> None:
    """To the first word, space, to the last, Enter; in any script, by code points."""

    async def play(seat: Seat) -> None:
        seat.screen.current = talks.id("“=nothing")
        await seat.press("n")
        while seat.screen.steps[seat.screen.cursor].of(REPORT) != "橋":
            await seat.press("right")
        await seat.press("space", "l", "l", "h", "l", "enter")
        made = seat.review.item(seat.screen.current)
        assert made.proposal.content == (span("橋の代"),)
        assert "Added." in seat.told("#message")
        await seat.press("u")
        assert made.id not in seat.review.items
        await seat.press("n", "down", "up", "j", "k", "escape")
        assert not seat.screen.mode

    sitting(talks, play, size)


def test_add_what_was_missed_with_the_mouse(talks: Talks) -> None:
    """Whole words, however carelessly they were touched."""

    async def play(seat: Seat) -> None:
        view = seat.screen.query_one(ReportView)
        row = next(y for y, line in enumerate(seat.report()) if "According to" in line)
        await seat.pilot.mouse_down(view, offset=(4, row))
        await seat.pilot.mouse_up(view, offset=(13, row))
        await seat.pilot.pause()
        assert seat.screen.mode == "add"
        await seat.press("enter")
        assert seat.review.item(seat.screen.current).proposal.content[0].of(REPORT) == "According to"

    sitting(talks, play)


@pytest.mark.parametrize("size", SIZES)
def test_help_and_counts_and_quit(talks: Talks, size: tuple[int, int]) -> None:
    """`?` explains every key, `c` counts the rules, `q` ends; everything is on the disk."""

    async def play(seat: Seat) -> None:
        await seat.press("question_mark")
        assert "accept: the row enters the record" in str(seat.app.screen.query_one(Static).render())
        await seat.press("x")
        assert seat.app.screen is seat.screen
        await seat.press("a", "c")
        assert "cue" in str(seat.app.screen.query_one(Static).render())
        await seat.press("escape", "up", "down", "pageup", "pagedown", "less_than_sign", "greater_than_sign", "q")
        assert not seat.app.is_running

    sitting(talks, play, size)
    assert len(talks.rows()) == 3


def test_a_name_is_asked_for_once(talks: Talks) -> None:
    """Before the first decision; without one nothing is decided, and it is asked again."""

    async def play(seat: Seat) -> None:
        await seat.press("escape", "a", "escape")
        assert seat.review.decisions.all == ()
        await seat.press("r")
        await seat.write("Ruth")
        await seat.press("enter", "a")
        assert seat.told("#message") == "Accepted as s03."

    sitting(talks, play, by="")
    assert talks.rows()["s03"]["reviewed_by"] == "Ruth"


def test_a_record_that_changes_meanwhile_is_read_again(talks: Talks) -> None:
    """Nothing is accepted unseen; the next `a` goes."""

    async def play(seat: Seat) -> None:
        save_record(change_cell(open_record(talks.folder), "s01", "mood", "wary"))
        await seat.press("a")
        assert "read again; nothing was decided" in seat.told("#message")
        assert seat.review.decisions.all == ()
        await seat.press("a")

    sitting(talks, play, agree=False)  # the record is not that of the beginning any more
    assert (talks.rows()["s01"]["mood"], "s03" in talks.rows()) == ("wary", True)


def test_a_record_that_cannot_be_read_any_more_ends_nothing(talks: Talks) -> None:
    """Somebody has saved a mistake: it is told, nothing is decided, and once it is mended the sitting goes on."""

    async def play(seat: Seat) -> None:
        (talks.folder / "record.csv").write_bytes(RECORD.replace("toll = full", "toll = ful").encode())
        await seat.press("a")
        assert "Nothing was decided. record.csv:2:37 unknown-step" in seat.told("#message")
        (talks.folder / "record.csv").write_bytes(RECORD.encode())
        await seat.press("a")
        assert seat.told("#message") == "Accepted as s03."

    sitting(talks, play)


def test_without_colour_letters_tell_everything(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets in place of underlines, and signs that any terminal has."""
    from nonpaper.screen.marks import marks_here

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert marks_here() is PLAIN
    monkeypatch.setenv("TERM", "xterm")
    assert marks_here().styles
    monkeypatch.setenv("NO_COLOR", "1")
    assert marks_here() is PLAIN

    async def play(seat: Seat) -> None:
        await seat.press("j", "j")
        shown = " ".join(line[2:] for line in seat.report() if line)
        assert "<reject a full toll>. {Mayor Ada Lind} demanded [four lanes and no toll]." in " ".join(shown.split())
        assert any(line.startswith(">") for line in seat.report())
        assert any(line.startswith("o ") for line in seat.report())
        assert "→" not in seat.told("#changes")

    sitting(talks, play, marks=PLAIN)


@pytest.mark.parametrize("width", [80, 43])
def test_a_long_report_scrolls_to_what_is_looked_at(tmp_path: Path, width: int) -> None:
    """The words are on the screen, whatever stands before them."""
    talks = make_talks(tmp_path / "tarn")
    long = "word " * 4000 + "\n" + REPORT
    (talks.folder / "reports" / NAME).write_text(long, encoding="utf-8")
    shift = len(long) - len(REPORT)
    reading = talks.readings[0]

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(one.start + shift, one.end + shift) for one in spans)

    proposals = tuple(
        replace(p, passage=moved((p.passage,))[0], source=moved(p.source), content=moved(p.content), said=None)
        for p in reading.proposals
    )
    later = replace(reading, document=replace(reading.document, text=long), proposals=proposals)
    there = replace(talks, readings=(later,))

    async def play(seat: Seat) -> None:
        assert any(line.startswith("▶") for line in seat.report())
        await seat.press("j", "j", "j")
        assert any(line.startswith("▶") and "The northerners" in line for line in seat.report())

    sitting(there, play, size=(width, 24))


def test_with_nothing_proposed_something_can_be_added(tmp_path: Path) -> None:
    """A report in which the reader finds nothing is still there to be read."""
    talks = make_talks(tmp_path / "tarn")
    empty = replace(talks, readings=(replace(talks.readings[0], proposals=()),))

    async def play(seat: Seat) -> None:
        assert "Nothing has been proposed" in seat.told("#top")
        await seat.press("a", "e", "r", "s", "x", "m", "j", "k", "1", "u")
        await seat.press("n", "space", "l", "enter")
        assert seat.told("#top").startswith("1 of 1")
        assert seat.review.item(seat.screen.current).proposal.content[0].of(REPORT) == "The northerners"

    sitting(empty, play)


@pytest.mark.parametrize("size", SIZES)
def test_one_key_settles_what_says_the_same(tmp_path: Path, size: tuple[int, int]) -> None:
    """Offered when the first of a line is accepted; `u` takes all of it back; on a card it settles that one."""
    talks = make_reports(tmp_path / "tarn")

    async def play(seat: Seat) -> None:
        about = talks.id("reject a full")
        seat.screen.current = about
        seat.screen.show()
        assert "reported by: Lake News" in " ".join(seat.told("#lines").split())
        await seat.press("a")
        assert "Accepted as s03. 2 more say the same" in seat.told("#message")
        await seat.press("=")
        assert "2 are settled as the same as s03" in seat.told("#message")
        settled = [item for item in seat.review.items.values() if item.reason == "same as s03"]
        assert [item.state for item in settled] == [State.REJECTED] * 2
        assert seat.screen.item is not None
        assert seat.screen.item.state is State.OPEN
        seat.screen.current = talks.id("four lanes")
        await seat.press("u")
        assert "2 that were settled together are open again" in seat.told("#message")
        seat.screen.current = next(i.id for i in settled if i.document.name == LAKE)
        seat.screen.show()
        assert "s03 of the record says the same, in another report" in " ".join(seat.told("#lines").split())
        assert "= settles this one as the same as s03" in " ".join(seat.told("#lines").split())
        await seat.press("=")
        assert "1 is settled" in seat.told("#message")
        seat.screen.current = about
        await seat.press("=")
        seat.screen.current = about
        await seat.press("=")
        assert seat.told("#message") == "Nothing else says the same."
        seat.screen.current = talks.id("four lanes")
        await seat.press("=")
        assert seat.told("#message") == "No row of the record says the same."

    sitting(talks, play, size)


def test_two_sides_that_say_one_thing_are_two_cards(tmp_path: Path) -> None:
    """Each names its party; both can be accepted."""
    talks = joint(tmp_path / "tarn")

    async def play(seat: Seat) -> None:
        assert seat.told("#top").startswith("1 of 2")
        assert seat.told("#lines").startswith("North Bank demands")
        assert "said together “north, south”" in " ".join(seat.told("#lines").split())
        await seat.press("a")
        assert seat.told("#lines").startswith("South Bank demands")
        await seat.press("a")

    sitting(talks, play)
    assert [row["party"] for row in talks.rows().values()][2:] == ["north", "south"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("marks", [STYLED, PLAIN])
def test_the_editor_lists_what_is_possible(talks: Talks, size: tuple[int, int], marks: Marks) -> None:
    """Party, stance and claim by arrow and Enter; a sign, and no shade, tells where one is."""

    async def play(seat: Seat) -> None:
        about = talks.id("reject a full")
        seat.screen.current = about
        await seat.press("e")
        editor = seat.app.screen
        assert str(editor.query_one("#name-party", Label).render()).startswith("> party")
        await seat.press("down")
        options = seat.app.screen.query_one(OptionList)
        assert str(options.get_option_at_index(0).prompt) == "> north: North Bank"
        await seat.press("j")
        assert str(options.get_option_at_index(0).prompt) == "  north: North Bank"
        assert str(options.get_option_at_index(1).prompt) == "> south: South Bank"
        await seat.press("enter")
        assert seat.app.screen is editor
        assert editor.query_one("#cell-party", Input).value == "south"
        await seat.press("tab", "tab")
        assert str(editor.query_one("#name-claim", Label).render()).startswith("> claim")
        await seat.press("down")
        told = [str(option.prompt).strip(" >") for option in seat.app.screen.query_one(OptionList).options]
        assert told[:2] == ["toll: Toll (only what it is about)", "toll = none"]
        assert "lanes >= two" in told or "lanes  >= two" in told
        await seat.press("j", "enter")
        assert editor.query_one("#cell-claim", Input).value != "toll = full"
        assert bool(editor.query_one("#cell-claim", Input).suggester) is marks.styles
        assert editor.query_one("#cell-role", Input).placeholder.startswith("(")
        await seat.press("escape")
        assert seat.review.decisions.all == ()

    sitting(talks, play, size, marks=marks)


def test_a_report_with_nothing_proposed_can_be_reached(tmp_path: Path) -> None:
    """`o` lists the reports; `n` adds there; `j` goes back to what is proposed."""
    talks = make_reports(tmp_path / "tarn")

    async def play(seat: Seat) -> None:
        await seat.press("o")
        names = [str(option.prompt) for option in seat.app.screen.query_one(OptionList).options]
        assert f"{QUIET}: nothing proposed, 0 open" in names[3]
        await seat.press("j", "j", "j", "enter")
        assert f"Nothing has been proposed of {QUIET}." in seat.told("#top")
        assert any("Nothing happened" in line for line in seat.report())
        await seat.press("a", "e", "r", "s", "x", "m", "=", "1")
        await seat.press("n", "space", "l", "enter")
        item = seat.screen.item
        assert item is not None
        assert (item.document.name, item.proposal.content[0].of(item.document.text)) == (QUIET, "Nothing happened")
        await seat.press("u", "o", "j", "j", "j", "enter", "j")
        assert seat.screen.item is not None

    sitting(talks, play)


def test_a_condition_that_was_carried_over_is_said_at_once(tmp_path: Path) -> None:
    """In the message and on the card."""
    talks = make_talks(tmp_path / "tarn")
    (reading,) = talks.readings
    about = talks.id("four lanes")
    proposals = tuple(
        replace(each, claim="lanes = four and toll = none if toll = half") if each.id == about else each
        for each in reading.proposals
    )
    there = replace(talks, readings=(replace(reading, proposals=proposals),))

    async def play(seat: Seat) -> None:
        seat.screen.current = about
        await seat.press("x", "c")
        assert seat.told("#message").startswith("Look at the claim (e): the condition of the whole was carried over")
        assert "! look at the claim" in seat.told("#lines")

    sitting(there, play)
