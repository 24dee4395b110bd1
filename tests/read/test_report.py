"""How a report gets in: what is its text, what is passed over, and of which day it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.statements import When
from nonpaper.case.text import Problems, decode
from nonpaper.errors import UsageError
from nonpaper.read.document import Basis, Document, Dropped
from nonpaper.read.furniture import passed_over
from nonpaper.read.published import read_published
from nonpaper.read.report import Given, Raw, Taken, given_of, report_name, take
from nonpaper.read.spans import Span

NOTHING = Given()


def taken(text: str | bytes, label: str = "news.txt", given: Given = NOTHING, content_type: str = "") -> Taken:
    """What the bytes of a report give."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    return take(Raw(data, label, name="news.txt", original="news.html", content_type=content_type), given)


def document(text: str | bytes, label: str = "news.txt", given: Given = NOTHING) -> Document:
    """The document of a report that has one."""
    found = taken(text, label, given)
    assert found.document is not None, found.problems
    return found.document


def codes(found: Taken) -> list[str]:
    """The codes of what is wrong with it."""
    return [problem.code for problem in found.problems]


# --- text ---------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200), st.booleans())
def test_spans_point_into_the_file_that_the_record_cites(words: str, marked: bool) -> None:
    """The text of a document is what the case reads when a row cites the file, with or without a byte order mark."""
    data = ("\ufeff" if marked else "").encode() + words.encode("utf-8")
    found = taken(data)
    if found.document is not None:
        read = decode(data, "x", Problems())
        assert read is not None
        assert found.document.text == read.text
        for span in found.document.paragraphs:
            assert span.of(read.text) == span.of(read.text).strip() != ""


def test_a_header_is_what_the_report_says_of_itself_and_no_part_of_it() -> None:
    """Outlet and day are taken as given, and the spans still count from the head of the file."""
    text = "outlet: Harbour News\r\ndate: 2030-05-08\r\ntitle: No boats\r\n---\r\nThe crew said no.\r\n"
    found = document(text)
    assert (found.outlet, found.title) == ("Harbour News", "No boats")
    assert (found.published, found.published_basis) == (
        When("2030-05-08", date(2030, 5, 8), date(2030, 5, 8)),
        Basis.GIVEN,
    )
    assert found.text == text
    assert [span.of(text) for span in found.paragraphs] == ["The crew said no."]
    assert found.dropped[0].why == "header"


@pytest.mark.parametrize(
    "text", ["Ida Brandt: no.\nOlaf Nyman: yes.\n", "He said: no\n---\n", "a: b\n\n---\nx said no\n"]
)
def test_what_only_looks_like_a_header_is_none(text: str) -> None:
    """Only lines `key: value` from the first line on, then `---`."""
    found = taken(text).document
    if text.startswith("He said"):
        assert found is None  # a header and nothing else
    else:
        assert found is not None
        assert not found.dropped


def test_what_is_given_goes_before_what_a_report_says_and_a_difference_is_told() -> None:
    """The person knows better, and is asked."""
    found = taken("outlet: A\ndate: 2030-05-08\n---\nShe said no.\n", given=given_of("B", "2030-05-09"))
    assert found.document is not None
    assert (found.document.outlet, found.document.published and found.document.published.text) == ("B", "2030-05-09")
    assert codes(found) == ["report-date"]
    assert "2030-05-08" in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"", "report-empty", "nothing"),
        (b" \n\t \n", "report-empty", "nothing"),
        (b"Advertisement\n", "report-empty", "furniture"),
        ("Sie sagte: für heute nicht.".encode("cp1252"), "not-utf8", "0xfc"),
        ("She said no.".encode("utf-16"), "not-utf8", "UTF-16"),
        (b"She said\0no.", "report-not-text", "NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "report-not-text", "NUL"),
        (b"%PDF-1.7 ...", "report-not-text", "PDF"),
        (b"PK\x03\x04 ...", "report-not-text", "word processor"),
        (b"She said \xed\xa0\x80 no.", "not-utf8", "0xed"),
    ],
)
def test_what_is_no_report_is_a_clear_problem(data: bytes, code: str, told: str) -> None:
    """Never a traceback, and never a text with other letters than were written."""
    found = taken(data)
    assert found.document is None
    assert codes(found) == [code]
    assert told in found.problems[0].message


def test_a_report_in_another_language_is_asked_about() -> None:
    """It is read all the same: names and numbers may be there."""
    assert codes(taken("قالت الحكومة إنها لن تقبل.\n")) == ["report-language"]
    assert codes(taken("lang: fr\n---\nElle dit non.\n")) == ["report-language"]
    assert codes(taken("She said no. 他说不。\n")) == []


# --- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024-03-07", "2024-03-07"),
        ("2024-03-07T23:30:00Z", "2024-03-07"),
        ("2024-03-07 09:15", "2024-03-07"),
        ("20240307", "2024-03-07"),
        ("7 March 2024", "2024-03-07"),
        ("March 7th, 2024", "2024-03-07"),
        ("Thu, 07 Mar 2024 10:00:00 GMT", "2024-03-07"),
        ("Thursday, March 7, 2024, at 10:00", "2024-03-07"),
        ("25/03/2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
        ("03/03/2024", "2024-03-03"),
    ],
)
def test_a_day_that_can_be_read_in_one_way(words: str, day: str) -> None:
    """In words or in numbers."""
    found = read_published(words)
    assert isinstance(found, When)
    assert (found.text, found.start, found.end) == (day, found.end, date.fromisoformat(day))


@pytest.mark.parametrize(
    "words",
    [
        "07/03/2024",
        "7.3.2024",
        "Friday, 7 March 2024",
        "Thursday",
        "March 2024",
        "31 February 2024",
        "soon",
        "",
        "2024-13-01",
    ],
)
def test_every_other_form_is_refused(words: str) -> None:
    """Two readings, a weekday that contradicts, or no day at all: told, and never guessed."""
    assert isinstance(read_published(words), str)


def test_an_ambiguous_day_in_a_header_is_a_problem_at_its_place() -> None:
    """The report has no day then."""
    found = taken("outlet: A\ndate: 07/03/2024\n---\nShe said no.\n")
    assert found.document is not None
    assert found.document.published is None
    assert [(p.code, p.place.line, p.place.column) for p in found.problems] == [("report-date", 2, 7)]


def test_an_impossible_day_in_a_header_is_a_problem_at_its_place() -> None:
    """And an odd line does not hide the rest of the header."""
    found = taken("outlet: A\nby our own staff\ndate: 2031-02-30\n---\nShe said no.\n")
    assert found.document is not None
    assert (found.document.outlet, found.document.published) == ("A", None)
    assert [(p.code, p.place.line, p.place.column) for p in found.problems] == [
        ("report-header", 2, 1),
        ("report-date", 3, 7),
    ]
    assert "there is no day '2031-02-30'" in found.problems[1].message
    assert [span.of(found.document.text) for span in found.document.paragraphs] == ["She said no."]


def test_an_ambiguous_day_on_the_command_line_is_refused() -> None:
    """Before anything is read."""
    with pytest.raises(UsageError, match="2024-03-07 or 2024-07-03"):
        given_of(None, "07/03/2024")
    given = given_of(None, "7 March 2024").published
    assert given is not None
    assert given.text == "2024-03-07"


# --- furniture ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: Company says a deal is near",
        "Advertisement",
        "Sign up for our morning letter",
        "Image caption The quay at noon",
        "The quay at noon. [Ana Lind/Reuters]",
        "Follow us on Telegram",
        "© 2030 Harbour News. All rights reserved.",
        "4 min read",
        "Share this article",
    ],
)
def test_furniture_is_passed_over_and_shown(line: str) -> None:
    """With its place; the text is not touched."""
    text = f"The crew said no to the offer.\n{line}\nThe company said yes to it.\n"
    found = document(text)
    assert found.text == text
    assert [gone.span and gone.span.of(text) for gone in found.dropped] == [line]
    assert len(found.paragraphs) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Sign the agreement and read more into it than it says, the minister urged both sides.",
        "The union said the company must share the burden.",
        "“Read the offer,” said Ida Brandt.",
        "Photographs of the quay were shown by the company, which said nobody had been there.",
        "Sources: the talks will resume on Monday, said an official who was not named.",
        "The company updated its offer on Monday.",
        "Register the boats by Friday, the harbour office said.",
        "The crew wants pay and/or hours (Brandt/Nyman text) settled first.",
    ],
)
def test_what_somebody_said_is_no_furniture(line: str) -> None:
    """However it begins."""
    text = (
        f"The crew said no to the offer.\n{line}\nThe company said yes to it.\nMore at six.\nAnd at ten.\nGood night.\n"
    )
    assert document(text).dropped == ()


def test_a_paragraph_that_stands_there_twice_counts_once() -> None:
    """A short one may be meant twice."""
    text = "The crew said that it wants six per cent.\nNo.\nThe crew said that it wants six per cent.\nNo.\n"
    found = document(text)
    assert [(gone.why, gone.span and gone.span.start) for gone in found.dropped] == [("repeated paragraph", 46)]
    assert len(found.paragraphs) == 3


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("She said no.\nSource: Agencies\n", "Agencies"),
        ("She said no.\n— Reuters\n", "Reuters"),
        ("She said no.\n(AP)\n", "AP"),
        ("She said no. (AFP)\n", "AFP"),
        ("HARBOUR (AP) — She said no.\n", "AP"),
        ("She said no.\nWith reporting by Harbour News and agencies\n", "Harbour News and agencies"),
        ("She said no. (Coastal Press Agency)\n", "Coastal Press Agency"),
        ("She said no.\n(Coastal Press Agency)\n", "Coastal Press Agency"),
        ("She said no.\n(Additional reporting by Ida Brandt and Olaf Nyman)\n", "Ida Brandt and Olaf Nyman"),
        ("She said no.\n(Additional reporting by Ida Brandt.)\n", "Ida Brandt"),
        ("She said no (at the Harbour Agency).\n", ""),
        ("She praised them. (The old agency was closed.)\n", ""),
        ("She said no.\nSource: officials at the harbour office\n", ""),
        ("She said no.\n— Ida Brandt\n", ""),
        ("She said no.\n", ""),
    ],
)
def test_the_credit_is_found_and_is_no_statement(text: str, credit: str) -> None:
    """Where the article says that it is from."""
    assert document(text).credit == credit


@pytest.mark.parametrize(
    "line", ["Source: " + "A-" * 60 + "!", "Source: " + "A&A " * 30 + "!", "(" * 500, "get the " * 30]
)
def test_no_line_takes_long_to_tell(line: str) -> None:
    """No pattern can be made to try everything: a thousand such lines are a matter of a second, not of years."""
    passed_over(f"{line}\n" * 1000)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.text("ab \n\r", max_size=60))
def test_paragraphs_are_the_lines_that_are_not_passed_over(cuts: list[tuple[int, int]], text: str) -> None:
    """By the plain definition: a line inside one dropped stretch, or a chain of them, is not there."""
    spans = [Span(min(cut), max(cut)) for cut in cuts]
    found = Document("x", text, "", dropped=tuple(Dropped("", "furniture", span) for span in spans)).paragraphs
    covered = {at for span in spans for at in range(span.start, span.end)}
    expected, at = [], 0
    for line in text.replace("\r", "\n").split("\n"):
        start = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        if line.strip() and not covered >= set(range(start, start + len(line.strip()))):
            expected.append(Span(start, start + len(line.strip())))
    assert list(found) == expected


# --- pages --------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>No boats | Harbour News</title>
<meta property="og:site_name" content="Harbour News">{head}</head><body>
<nav><ul><li>Home</li><li>The world</li></ul></nav>
<article><h1>No boats before six per cent</h1>{time}
<figure><img src="q.jpg"><figcaption>The quay, empty on Tuesday</figcaption></figure>
<p>The crew of the ferries said on Wednesday that nobody casts off for less than six per cent, after three days.</p>
<p>READ MORE: Company says a deal is near</p>
<p>Olaf Nyman told Harbour News that the company can pay three per cent, and not more, and wants boats all day.</p>
<p>Source: Agencies</p></article>
<footer><p>Last updated 22 November 2031</p></footer></body></html>"""


def page(head: str = "", time: str = "") -> Taken:
    """A page with this in its head, and this below its title."""
    return taken(PAGE.format(head=head, time=time), "news.html")


def test_a_page_gives_its_article_and_tells_what_is_left_out() -> None:
    """Menus, captions and furniture: shown, not silently lost."""
    found = page().document
    assert found is not None
    words = [span.of(found.text) for span in found.paragraphs]
    assert [line.split()[0] for line in words] == ["No", "The", "Olaf"]
    assert (found.outlet, found.credit, found.original) == ("Harbour News", "Agencies", "news.html")
    told = {gone.words: gone.why for gone in found.dropped}
    assert told["The quay, empty on Tuesday"] == "caption"
    assert told["READ MORE: Company says a deal is near"] == "furniture"
    assert told["Home"] == "furniture"


@pytest.mark.parametrize(
    ("head", "time"),
    [
        ('<meta property="article:published_time" content="2030-05-08T10:00:00+02:00">', ""),
        ('<meta name="DC.date.issued" content="8 May 2030">', ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2030-05-08"}</script>', ""),
        (
            '<script type="application/ld+json">'
            '{"@graph": [{"@type": ["Article"], "datePublished": "2030-05-08"}]}</script>',
            "",
        ),
        ("", '<time datetime="2030-05-08">Wednesday</time>'),
        ("", '<time itemprop="datePublished" datetime="2030-05-08">w</time><time datetime="2030-05-09">later</time>'),
        ("", '<time datetime="2030-05-08">w</time><time class="updated" datetime="2030-05-09">later</time>'),
    ],
)
def test_the_day_of_a_page_comes_from_its_metadata(head: str, time: str) -> None:
    """Meta tags, linked data, time tags."""
    found = page(head, time)
    assert found.document is not None
    assert found.document.published is not None, found.problems
    assert (found.document.published.text, found.document.published_basis) == ("2030-05-08", Basis.METADATA)


@pytest.mark.parametrize(
    ("head", "time", "told"),
    [
        ("", "", ""),
        ('<meta name="date" content="07/03/2030">', "", "may be"),
        ('<meta name="date" content="2030-05-08"><meta name="pubdate" content="2030-06-08">', "", "do not agree"),
        ("", '<time datetime="2030-05-08">w</time><time datetime="2030-05-09">t</time>', "do not agree"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2030-05-08"}</script>', "", ""),
        ('<script type="application/ld+json">{broken</script>', "", ""),
    ],
)
def test_a_day_is_never_guessed(head: str, time: str, told: str) -> None:
    """Not from the footer, not from one of two, not from when it was changed."""
    found = page(head, time)
    assert found.document is not None
    assert (found.document.published, found.document.published_basis) == (None, Basis.NONE)
    assert told in "".join(problem.message for problem in found.problems)
    assert bool(told) == (codes(found) == ["report-date"])


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("windows-1251", "windows-1251"), ("cp1252", "iso-8859-1"), ("utf-16", "")],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding: str, declared: str) -> None:
    """And letters stay what they were."""
    word = "Ђорђе" if encoding == "windows-1251" else "“Müller”"
    told = f'<meta charset="{declared}">' if declared else ""
    said = "said that the crew has to sail, and the crew did not answer."
    html = f"<html><head>{told}</head><body><article><p>{word} {said}"
    found = document(html.encode(encoding), "news.html")
    assert word in found.text


def test_a_page_that_is_not_what_it_declares_is_a_problem() -> None:
    """No letter is guessed."""
    assert codes(taken(b"<html><head><meta charset=utf-8></head><body><p>f\xfcr</p>", "x.html")) == ["not-utf8"]
    assert codes(taken(b"<html><head><meta charset=klingon></head><body><p>x</p>", "x.html")) == ["not-utf8"]
    assert codes(taken(b"<html><body><p>f\xfcr</p>", "x.html", content_type="text/html; charset=utf-8")) == ["not-utf8"]


def test_a_page_without_an_article_is_a_problem() -> None:
    """Nothing is made up."""
    assert codes(taken("<html><body><script>said('no')</script></body></html>", "x.html")) == ["report-empty"]


def test_what_was_taken_out_once_is_not_taken_out_anew() -> None:
    """Another version of what takes it out would move the spans."""
    raw = Raw(PAGE.format(head="", time="").encode(), "x.html", "x.txt", "x.html")
    found = take(raw, Given(), "The crew said no.\n").document
    assert found is not None
    assert found.text == "The crew said no.\n"
    assert found.outlet == "Harbour News"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("7 March, agencies", "7-March-agencies.txt"),
        ("a\nb", "a-b.txt"),
        ("../../etc/passwd", "etc-passwd.txt"),
        (".hidden", "hidden.txt"),
        ("новости", "новости.txt"),
        ("", "report.txt"),
        ("\udcff\udcfe", "report.txt"),
        ("x" * 500, "x" * 116 + ".txt"),
    ],
)
def test_a_name_is_one_that_a_record_can_cite(name: str, kept: str) -> None:
    """Whatever the file was called."""
    assert report_name(name, ".txt") == kept
