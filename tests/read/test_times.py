"""Days and intervals from words: what can be but one is resolved, what could be two is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.rows import read_when
from nonpaper.case.statements import When
from nonpaper.read.spans import Span
from nonpaper.read.times import said_and_happens, times_in

THURSDAY = date(2024, 3, 7)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def on(day: date) -> When:
    """A report of a day that is known."""
    return When(day.isoformat(), day, day)


# The words, and what they come to in a report of Thursday, 7 March 2024; "" is unresolved, None no time at all.
CASES: tuple[tuple[str, str | None], ...] = (
    ("They left on Thursday", "2024-03-07"),
    ("They met on Wednesday", "2024-03-06"),
    ("They met on Friday", "2024-03-01"),
    ("They will meet on Friday", "2024-03-08"),
    ("They will meet on Wednesday", "2024-03-13"),
    ("They will meet on Thursday", ""),  # today, or in a week
    ("They will meet on Thursday evening", "2024-03-07"),
    ("Talks on Tuesday", ""),  # before or after?
    ("The talks, due on Monday, are off", "2024-03-11"),
    ("They were due to meet on Monday", ""),  # before or after the report, the words fit both
    ("They would have met on Monday", ""),
    ("They agreed to meet on Monday", "2024-03-11"),
    ("She spoke late Wednesday", "2024-03-06"),
    ("They will not repeat Monday’s talks", ""),  # of which Monday, the verb does not say
    ("They gathered on Wednesday to prepare what will follow", "2024-03-06"),
    ("They came to meet on Monday", ""),
    ("On Wednesday, the council refused to meet", "2024-03-06"),
    ("They want the council to meet on Monday", "2024-03-11"),
    ("She arrived late Wednesday", "2024-03-06"),
    ("She arrived early on Monday morning", "2024-03-04"),
    ("It will reopen Sunday night", "2024-03-10"),
    ("It will resume next week", "2024-03-11/2024-03-17"),
    ("It broke down last week", "2024-02-26/2024-03-03"),
    ("They met earlier this week", "2024-03-04/2024-03-07"),
    ("They meet later this week", "2024-03-07/2024-03-10"),
    ("this week", "2024-03-04/2024-03-10"),
    ("next month", "2024-04"),
    ("last month", "2024-02"),
    ("earlier this month", "2024-03-01/2024-03-07"),
    ("later this year", "2024-03-07/2024-12-31"),
    ("last year", "2023"),
    ("next year", "2025"),
    ("They will vote this weekend", "2024-03-09/2024-03-10"),
    ("They voted this weekend", ""),  # four days ago is no longer this weekend
    ("this weekend", ""),
    ("twenty-two days ago", None),
    ("a report in USA Today", None),
    ("on Good Friday", None),
    ("an earlier round", None),
    ("It came too soon", None),
    ("as soon as possible", None),
    ("over the weekend", ""),
    ("in the past week", ""),
    ("next Monday", "2024-03-11"),  # the nearest one, and that of next week
    ("next Friday", ""),  # tomorrow, or in a week
    ("last Friday", "2024-03-01"),
    ("last Monday", ""),  # three days ago, or ten
    ("this Friday", "2024-03-08"),
    ("today", "2024-03-07"),
    ("this morning", "2024-03-07"),
    ("tonight", "2024-03-07"),
    ("tomorrow morning", "2024-03-08"),
    ("yesterday", "2024-03-06"),
    ("last night", "2024-03-06"),
    ("the day before yesterday", "2024-03-05"),
    ("the day after tomorrow", "2024-03-09"),
    ("7 March 2023", "2023-03-07"),
    ("March 7, 2023", "2023-03-07"),
    ("the 10th of March", "2024-03-10"),
    ("Mar. 12", "2024-03-12"),
    ("29 December", "2023-12-29"),
    ("2 January", "2024-01-02"),
    ("5 September", ""),  # half a year either way
    ("30 February", ""),
    ("Friday, 8 March", "2024-03-08"),
    ("Friday, 9 March", ""),  # a Saturday
    ("Friday, 8 March 2024", "2024-03-08"),
    ("Friday, 8 March 2023", ""),  # a Wednesday
    ("2024-03-07", "2024-03-07"),
    ("2024-02-30", ""),
    ("07/03/2024", ""),  # March or July
    ("25/03/2024", "2024-03-25"),
    ("03/25/2024", "2024-03-25"),
    ("05/05/2024", "2024-05-05"),
    ("March 2022", "2022-03"),
    ("They will vote in May", "2024-05"),
    ("They voted in October", "2023-10"),
    ("in October", ""),
    ("in 2019", "2019"),
    ("by the end of the month", "2024-03-07/2024-03-31"),
    ("by the end of the week", "2024-03-07/2024-03-10"),
    ("at the end of the month", "2024-03"),
    ("within 48 hours", "2024-03-07/2024-03-09"),
    ("within two weeks", "2024-03-07/2024-03-21"),
    ("in the next ten days", "2024-03-07/2024-03-17"),
    ("in the coming days", ""),
    ("soon", ""),
    ("in two days", "2024-03-09"),
    ("in three weeks", ""),
    ("two days ago", "2024-03-05"),
    ("three weeks ago", "[..2024-03-07]"),
    ("a day earlier", ""),
    ("the following day", ""),
    ("had earlier said", "[..2024-03-07]"),
    ("by Friday", "2024-03-07/2024-03-08"),
    ("until 10 March", "2024-03-07/2024-03-10"),
    ("before 10 March", "2024-03-07/2024-03-09"),
    ("since Monday", "2024-03-04/2024-03-07"),
    ("after Friday", ""),
    ("before Ramadan", ""),
    ("before the elections", ""),
    ("It was March 10 when they met", ""),  # past, and the nearest is not
    ("four days of talks", None),
    ("they may 5 times refuse", None),
    ("a march of 5 km", None),
    ("a raise of 16 percent over four years", None),
    ("the second round", None),
    ("They met on Tues. in Tarn", "2024-03-05"),
    ("She told the Sun. He sat down.", None),
)


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_what_a_time_comes_to(words: str, expected: str | None) -> None:
    """And nothing else is taken for a time."""
    found = times_in(words, None, on(THURSDAY))
    assert [named.resolved.edtf for named in found] == ([] if expected is None else [expected])
    assert all(named.resolved.reason for named in found)


@pytest.mark.parametrize("words", [words for words, expected in CASES if expected])
def test_what_is_resolved_is_a_date_of_the_record(words: str) -> None:
    """The interval is the one that the record reads."""
    for named in times_in(words, None, on(THURSDAY)):
        when = read_when(named.time.edtf)
        assert isinstance(when, When)
        assert (when.start, when.end) == (named.resolved.start, named.resolved.end)
        assert named.time.precision


def test_without_the_day_of_the_report_only_full_dates_are_known() -> None:
    """And an interval of days is no day."""
    span = When("2024-03-04/2024-03-07", date(2024, 3, 4), THURSDAY)
    for words, expected in CASES:
        for published in (None, span):
            for named in times_in(words, None, published):
                full = any(sign.isdigit() for sign in words) and any(f"20{n:02d}" in words for n in range(19, 25))
                assert named.resolved.edtf == (expected if full else ""), words


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en-GB", "2024-03-07"), ("dmy", "2024-03-07"), ("en_US", "2024-07-03"), ("", ""), ("xx", "")],
)
def test_numbers_with_slashes_need_a_place(locale: str, expected: str) -> None:
    """The third of July, or the seventh of March."""
    (named,) = times_in("07/03/2024", None, on(THURSDAY), locale=locale)
    assert named.resolved.edtf == expected


def test_saying_and_happening_are_two_times() -> None:
    """Each goes with its own verb; what only describes a feast goes with neither."""
    text = "An envoy said on Wednesday that talks will resume next week."
    content = Span(text.index("talks"), len(text) - 1)
    said, happens = said_and_happens(text, Span(0, len(text)), (content,), on(THURSDAY))
    assert said is not None and happens is not None
    assert (said.edtf, happens.edtf) == ("2024-03-06", "2024-03-11/2024-03-17")
    assert (said.words.of(text), happens.words.of(text)) == ("on Wednesday", "next week")

    text = "She had earlier said a deal was near, before the feast which begins on Sunday."
    content = Span(text.index("a deal"), len(text) - 1)
    said, happens = said_and_happens(text, Span(0, len(text)), (content,), on(THURSDAY))
    assert said is not None
    assert said.edtf == "[..2024-03-07]"
    assert happens is None


def test_no_time_named_is_no_time() -> None:
    """The day of the report is not put in its place."""
    text = "He said that nobody would come."
    assert said_and_happens(text, Span(0, len(text)), (Span(8, 30),), on(THURSDAY)) == (None, None)


days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@given(days, st.sampled_from(DAYS), st.sampled_from(("They met on {}", "They will meet on {}", "next {}", "last {}")))
def test_a_week_later_everything_is_a_week_later(day: date, weekday: str, words: str) -> None:
    """Weekdays move with the report."""
    said = words.format(weekday)
    (here,) = times_in(said, None, on(day))
    (then,) = times_in(said, None, on(day + timedelta(weeks=1)))
    assert (here.resolved.end is None) == (then.resolved.end is None)
    if here.resolved.end is not None and here.resolved.start is not None:
        assert then.resolved.start == here.resolved.start + timedelta(weeks=1)
        assert then.resolved.end == here.resolved.end + timedelta(weeks=1)


@given(days, st.integers(min_value=1, max_value=6), st.booleans())
def test_a_weekday_is_that_day(day: date, shift: int, past: bool) -> None:
    """Whoever writes it of a day in the week before or after is understood."""
    true = day + timedelta(days=-shift if past else shift)
    words = f"They {'arrived' if past else 'will arrive'} on {DAYS[true.weekday()]}"
    (named,) = times_in(words, None, on(day))
    assert (named.resolved.start, named.resolved.end) == (true, true)


@given(days, st.integers(min_value=-140, max_value=140), st.booleans(), st.booleans(), st.booleans())
def test_a_date_near_the_report_needs_no_year(day: date, shift: int, american: bool, year: bool, named: bool) -> None:
    """With or without year and weekday, in either order."""
    true = day + timedelta(days=shift)
    month = true.strftime("%B")
    words = f"{month} {true.day}" if american else f"{true.day} {month}"
    words += f", {true.year}" if year and american else f" {true.year}" if year else ""
    words = f"{DAYS[true.weekday()]}, {words}" if named else words
    (found,) = times_in(words, None, on(day))
    assert (found.resolved.start, found.resolved.end) == (true, true)


@given(days, st.integers(min_value=-400, max_value=400), st.sampled_from(("week", "month", "year")))
def test_an_interval_holds_the_day_that_it_was_said_of(day: date, shift: int, unit: str) -> None:
    """ "Next month" of a day in the month after the report's."""
    true = day + timedelta(days=shift)
    if unit == "week":
        apart = (true - timedelta(days=true.weekday()) - (day - timedelta(days=day.weekday()))).days // 7
    elif unit == "month":
        apart = true.year * 12 + true.month - day.year * 12 - day.month
    else:
        apart = true.year - day.year
    if abs(apart) > 1:
        return
    words = f"{('last', 'this', 'next')[apart + 1]} {unit}"
    (named,) = times_in(words, None, on(day))
    assert named.resolved.holds(true)


@given(days, st.integers(min_value=0, max_value=60), st.sampled_from(("within {} days", "in the next {} days")))
def test_within_so_many_days_holds_each_of_them(day: date, count: int, words: str) -> None:
    """And no day before the report."""
    for named in times_in(words.format(count), None, on(day)):
        assert named.resolved.holds(day + timedelta(days=count))
        assert not named.resolved.holds(day - timedelta(days=1))


@given(st.text(alphabet="Mondayfriwek nextls by/0123456789-,.", max_size=40), days)
def test_any_text_has_an_answer(words: str, day: date) -> None:
    """In order, none inside another, and each a date of the record or unresolved."""
    at = 0
    for named in times_in(words, None, on(day)):
        assert named.span.start >= at
        at = named.span.end
        assert not named.resolved.edtf or isinstance(read_when(named.resolved.edtf), When)
