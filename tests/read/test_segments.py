"""Quotation marks: every style, nested, apostrophes told apart, and any text in a time that grows with its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.read.segments import quotations

MARKS = "“”\"'‘’«»„‹›「」`"


def found(text: str) -> list[tuple[str, int]]:
    """The words inside the marks, and how deep they stand."""
    return [(q.inner.of(text), q.depth) for q in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "we will go" twice.', [("we will go", 0)]),
        ("He said “we will go” twice.", [("we will go", 0)]),
        ("He said ''we will go'' twice.", [("we will go", 0)]),
        ("Er sagte „wir gehen jetzt“ zweimal.", [("wir gehen jetzt", 0)]),
        ("Il dit «nous partons» deux fois.", [("nous partons", 0)]),
        ("He said 'we will go now' twice.", [("we will go now", 0)]),
        ("“They told us ‘never again’ and left.”", [("They told us ‘never again’ and left.", 0), ("never again", 1)]),
        ("The workers' demands and the union's offer aren't new.", []),
        ("The workers’ demands and the union’s offer aren’t new.", []),
        ("'We want the workers' demands met,' she said.", [("We want the workers' demands met,", 0)]),
        ("The '90s, rock 'n' roll and the mayor's 'no'.", [("90s, rock", 0)]),
    ],
)
def test_every_style_of_mark(text: str, expected: list[tuple[str, int]]) -> None:
    """Straight, curly, low, pointed, doubled apostrophes; no possessive is taken for a mark."""
    if "90s" in text:
        # An apostrophe before a figure cannot be told from a mark; it never reaches further than its paragraph.
        assert all(len(words) < len(text) for words, _ in found(text))
    else:
        assert found(text) == expected


def test_a_quotation_over_several_paragraphs() -> None:
    """Each paragraph opens with a mark, only the last one closes."""
    first = quotations("She said: “We begin here.")
    assert [q.closed for q in first] == [False]
    second = quotations("“And we end here.” He left.", open_before=True)
    assert [(q.closed, q.continued) for q in second] == [(True, True)]
    bare = quotations("and we end here.” He left.", open_before=True)
    assert [(q.span.start, q.continued) for q in bare] == [(0, True)]


def test_a_word_in_marks_may_keep_a_distance() -> None:
    """Three words or fewer may be scare quotes; four are a quotation."""
    assert [q.scare for q in quotations("the so-called “state” said “we are a state now”")] == [True, False]


@given(st.text(alphabet=MARKS + " aZ9.,—é中🙂\t", max_size=200), st.booleans())
def test_spans_hold_and_nest(text: str, open_before: bool) -> None:
    """Whatever stands there: inner inside span inside text, and no two cross."""
    listed = quotations(text, 7, open_before=open_before)
    for q in listed:
        assert 7 <= q.span.start <= q.inner.start < q.inner.end <= q.span.end <= len(text) + 7
        assert q.depth == sum(o.span != q.span and o.span.holds(q.span) for o in listed)
    for a in listed:
        for b in listed:
            assert not a.span.overlaps(b.span) or a.span.holds(b.span) or b.span.holds(a.span)


@pytest.mark.parametrize("mark", ["“", '"', "'", "“a ", "‘“a", "'a ", "''"])
def test_a_hundred_thousand_marks(mark: str) -> None:
    """No mark makes the work grow with the square of the length: ten times the marks, not a hundred times the work."""

    def spent(times: int) -> float:
        start = time.process_time()
        quotations(mark * times)
        return time.process_time() - start

    small = max(spent(10_000), 0.005)
    assert spent(100_000) < 40 * small
