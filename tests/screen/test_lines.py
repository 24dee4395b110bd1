"""A column of a terminal holds every letter of a report once, in order, in no more cells than it has."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.problems import cells
from nonpaper.screen.lines import hanging, letter, line_of, point_at, words, wrapped

TEXT = st.text(st.sampled_from("ab é\u0301橋の代。 \n\r\t\u202eم\u200d"), max_size=60)


@given(TEXT, st.integers(2, 20), st.dictionaries(st.integers(0, 60), st.sampled_from(["[", "]", "<"]), max_size=4))
def test_every_letter_once_and_in_its_place(text: str, width: int, before: dict[int, str]) -> None:
    """Only line breaks belong to no line; no line is wider than the column, but for one letter and its marks."""
    lines = wrapped(text, width, before)
    held = [at for line in lines for at in range(line.start, line.end)]
    assert held == [at for at, sign in enumerate(text) if sign != "\n"]
    for line in lines:
        size = sum(cells(letter(text, at)) + cells(before.get(at, "")) for at in range(line.start, line.end))
        trailing = cells(text[line.start : line.end]) - cells(text[line.start : line.end].rstrip(" "))
        shown = [at for at in range(line.start, line.end) if cells(letter(text, at)) + cells(before.get(at, ""))]
        assert size - trailing <= width or len(shown) == 1


@given(TEXT, st.integers(2, 20))
def test_an_accent_never_leaves_its_letter(text: str, width: int) -> None:
    """No line begins with something that has no width, unless its paragraph does."""
    for line in wrapped(text, width):
        if line.start < line.end and cells(letter(text, line.start)) == 0 and line.start > 0:
            assert text[line.start - 1] == "\n" or text[line.start - 1].isspace() or not cells(text[: line.start])


@given(TEXT.filter(bool), st.integers(2, 20), st.data())
def test_from_a_letter_to_its_cell_and_back(text: str, width: int, data: st.DataObject) -> None:
    """The mouse points at the letter that is shown there."""
    lines = wrapped(text, width)
    at = data.draw(st.integers(0, len(text) - 1))
    line = lines[line_of(lines, at)]
    if line.start <= at < line.end and cells(letter(text, at)):
        x = sum(cells(letter(text, k)) for k in range(line.start, at))
        assert point_at(text, line, x) == at


@given(TEXT)
def test_words_hold_all_that_is_no_space(text: str) -> None:
    """In order, and none inside another."""
    found = words(text)
    assert "".join(span.of(text) for span in found) == "".join(text.split())
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_script_without_spaces_has_words_all_the_same() -> None:
    """Each wide letter is one, so a stretch of them can be chosen."""
    text = "le pont 橋の代 x"
    assert [span.of(text) for span in words(text)] == ["le", "pont", "橋", "の", "代", "x"]


@pytest.mark.parametrize(("width", "told"), [(40, "what  one two three"), (12, "what  one\n      two\n      three")])
def test_what_is_long_hangs_below_itself(width: int, told: str) -> None:
    """Behind the label of its line."""
    assert hanging("what  one two three", width, 6) == told
