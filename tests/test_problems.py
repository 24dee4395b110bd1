"""How a problem is shown, and what the catalogue says of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.case.text import MOST_PROBLEMS, Names, Problems, Text, nearest
from nonpaper.problems import CATALOGUE, Place, Severity, catalogue_markdown, cells, problem, render_problem, shown

SOURCE = [Path(__file__).parents[1] / "src" / "nonpaper" / room for room in ("case", "formats")]
READ = Path(__file__).parents[1] / "src" / "nonpaper" / "read"


def told(text: str, start: int, end: int, message: str = "here") -> list[str]:
    """The lines of a problem with a stretch of a text."""
    return render_problem(Text("case.yaml", text).problem("unknown-key", start, end, message)).splitlines()


def caret(text: str, found: str) -> tuple[str, str]:
    """What stands above the carets, by cells, where `found` is told; and the line of the carets."""
    start = text.index(found)
    _, excerpt, line, *_ = told(text, start, start + len(found))
    begin, width = cells(line[: line.index("^")]), line.count("^")
    above, at = "", 0
    for letter in excerpt:
        size = cells(letter)
        if begin <= at < begin + width:
            above += letter
        at += size
    return above, line


def test_a_problem_has_its_place_its_line_a_caret_and_a_hint() -> None:
    """As the style page shows it."""
    text = Text("record.csv", "id,date\ns1,2024-03-07,hamas,demands,sovereignity = full\n")
    found = text.problem("unknown-issue", 36, 48, "no issue has this name", "did you mean `sovereignty`?", "claim")
    assert render_problem(found) == (
        "record.csv:2:29  unknown-issue  in `claim`\n"
        "    2 │ s1,2024-03-07,hamas,demands,sovereignity = full\n"
        "      │                             ^^^^^^^^^^^^ no issue has this name\n"
        "   did you mean `sovereignty`?"
    )


def test_a_warning_says_so() -> None:
    """Nobody shall take a question for an error."""
    assert render_problem(problem("alias-shared", Place("case.yaml", 3), "x")).startswith(
        "case.yaml:3:1  alias-shared  (warning)\n"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("abc wrong def", "wrong"),
        ("日本語 wrong 語", "wrong"),
        ("日本語 間違 語", "間違"),
        ("Ge\u0300ne\u0300ve wrong", "wrong"),
        ("\u0645\u0631\u062d\u0628\u0627 wrong", "wrong"),
        ("a\u200bb wrong", "wrong"),
        ("tab\twrong", "wrong"),
        ("🕊 wrong", "wrong"),
    ],
)
def test_the_caret_stands_under_what_was_found(text: str, found: str) -> None:
    """Wide letters take two cells, accents none, and what is invisible is spelt out."""
    assert caret(text, found)[0] == found


def test_what_changes_the_direction_of_writing_is_spelt_out() -> None:
    """A name cannot hide in a line."""
    lines = told("title: a\u202eb\x07c\n", 7, 10)
    assert lines[1] == "    1 │ title: a\\u202eb\\x07c"
    assert not any(unicodedata.category(letter) in ("Cc", "Cf") for line in lines for letter in line)


def test_a_long_line_is_cut_around_the_place() -> None:
    """So that the place is seen, with the caret under it."""
    text = "x" * 5000 + "wrong" + "y" * 5000
    lines = told(text, 5000, 5005)
    assert lines[0].startswith("case.yaml:1:5001 ")
    assert len(lines[1]) <= 102
    assert re.fullmatch(r" +1 │ …x+wrongy+…", lines[1])
    assert caret(text, "wrong")[0] == "wrong"


def test_a_cut_does_not_begin_with_an_accent() -> None:
    """It would sit on the mark of the cut."""
    excerpt = told("e\u0301" * 200 + "wrong" + "z" * 200, 400, 405)[1].split("│ ")[1]
    assert excerpt.startswith("…e")


def test_a_long_message_is_broken_between_words() -> None:
    """And stays behind the bar."""
    lines = told("abc", 0, 1, "word " * 60)
    assert len(lines) > 4
    assert all(len(line) <= 100 and " │" in line for line in lines[1:])


@given(st.text(max_size=400), st.integers(0, 500), st.integers(0, 500))
def test_every_stretch_has_a_place_inside_its_file(text: str, start: int, end: int) -> None:
    """Whatever the text and the stretch; and it can be shown."""
    source = Text("case.yaml", text)
    found = source.problem("unknown-key", start, end, "here")
    lines = re.split(r"\r\n|\r|\n", text)
    assert 1 <= found.place.line <= len(lines)
    assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 2
    assert found.place.column <= found.place.end_column
    assert source.offset(found.place.line, found.place.column) == min(start, len(text))
    for line in render_problem(found).splitlines():
        assert line == shown(line) or "\u200d" in line


def test_columns_count_code_points() -> None:
    """Not bytes, not cells."""
    assert Text("case.yaml", "日本 x\n").problem("unknown-key", 3, 4, "here").place == Place("case.yaml", 1, 4, 5)


def test_problems_come_in_order_of_place_and_stop_somewhere() -> None:
    """A thousand are told, and that there are more."""
    problems = Problems()
    for line in range(2 * MOST_PROBLEMS, 0, -1):
        problems.add(problem("unknown-key", Place("case.yaml", line), "x"))
    found = problems.in_order()
    assert len(found) == MOST_PROBLEMS + 1
    assert [p.place for p in found] == sorted(p.place for p in found)
    assert found[-1].code == "too-many-problems"


def test_questions_never_crowd_out_errors() -> None:
    """A case with a thousand warnings and one error has no answers either."""
    problems = Problems()
    for line in range(MOST_PROBLEMS):
        problems.add(problem("alias-shared", Place("case.yaml", line), "x"))
    assert problems.errors == 0
    problems.add(problem("unknown-key", Place("case.yaml", 1), "x"))
    assert problems.errors == 1


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("sovereignity", "sovereignty"),
        ("SOVEREIGNTY", "sovereignty"),
        ("aidd", "aid"),
        ("ret", "return"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_name(word: str, name: str | None) -> None:
    """The one meant, or none: a wrong guess is worse than no guess."""
    assert nearest(word, ["return", "aid", "sovereignty"]) == name


def test_a_name_goes_by_its_other_words_too() -> None:
    """Reports say "the union"; the case says `ctu`."""
    names = Names("party", {"ctu": Place("case.yaml", 4)}, {"the union": "ctu"})
    assert names.hint("The Union") == "did you mean `ctu`, declared at case.yaml:4?"
    assert names.hint("the unoin") == "did you mean `ctu`, declared at case.yaml:4?"


def test_every_code_has_its_entry_and_every_entry_a_use() -> None:
    """The catalogue is what the code says, neither more nor less."""
    used = {
        code
        for folder in SOURCE
        for path in folder.glob("*.py")
        for code in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', path.read_text(encoding="utf-8"))
        if code != "utf-8"
    }
    # Where words of the language are, many texts look like a code: there, only what a problem is made with.
    for path in READ.glob("*.py"):
        used |= set(re.findall(r'\bproblem\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert used == set(CATALOGUE)
    assert all(code == entry.code for code, entry in CATALOGUE.items())


def test_every_entry_says_what_it_means_how_to_mend_it_and_shows_one() -> None:
    """For whoever looks a code up."""
    page = catalogue_markdown()
    for entry in CATALOGUE.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", entry.code)
        assert entry.meaning.endswith(".")
        assert entry.mend.endswith((".", "?"))
        assert entry.example
        assert f"### {entry.code}\n" in page
        assert entry.severity in Severity


def test_an_unknown_code_is_a_defect_of_ours() -> None:
    """No problem without an entry."""
    with pytest.raises(KeyError):
        problem("no-such-code", Place("case.yaml"), "x")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("begin", [0, 3, 55, 120, 176])
def test_no_line_is_wider_than_the_terminal_and_the_caret_stays_under_its_word(begin: int, width: int) -> None:
    """Of a long line the stretch around the mark is shown, wide letters and all."""
    excerpt = "".join(chr(ord("a") + n % 26) if n % 7 else "交" for n in range(180))
    place = Place("record.csv", 12, begin + 1, begin + 5, "claim")
    told = problem("claim-syntax", place, "a message of a fair length, which is wrapped", "a hint")
    long = replace(told, excerpt=excerpt, excerpt_column=begin + 1)
    lines = render_problem(long, width).splitlines()
    assert max(cells(line) for line in lines) <= width
    shown_line, caret = (next(line for line in lines if sign in line) for sign in ("12 │", "^"))
    start = cells(caret[: caret.index("^")])
    under, at = "", 0
    for letter in shown_line:
        if start <= at < start + caret.count("^"):
            under += letter
        at += cells(letter)
    assert under == excerpt[begin : begin + 4]
