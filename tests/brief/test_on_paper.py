"""The printed page: short, and nothing on it that the page on a screen does not have."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import build_case

import nonpaper
from nonpaper.brief import html
from nonpaper.brief.compose import compose_status
from nonpaper.brief.figures.ladder import tags
from nonpaper.positions.fold import fold
from nonpaper.positions.status import status

CAIRO = Path(__file__).parents[2] / "examples" / "cairo-2024"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ASIDE = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-pdf-header-footer"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def page() -> str:
    return nonpaper.load(CAIRO).brief().to_html()


def test_what_paper_quotes_once_it_has_quoted_before(page: str) -> None:
    quotes = re.findall(r'<blockquote( class="again")?><p dir="auto">(.*?)</p>', page)
    assert any(again for again, _ in quotes)
    seen: set[str] = set()
    for again, words in quotes:
        assert not again or words in seen
        seen.add(words)


def test_a_source_of_the_same_words_names_the_one_that_has_them(page: str) -> None:
    listed = re.findall(r'<li id="s-[^"]*" value="(\d+)">(.*?)</li>', page, re.S)
    words = {number: re.findall(r'<p class="quoted(?: again)?" dir="auto">(.*?)</p>', told) for number, told in listed}
    same = re.findall(
        r'<p class="quoted again" dir="auto">(.*?)</p>\s*<p class="on-paper">the same words as \[(\d+)\]</p>', page
    )
    assert len(same) >= 3
    for quoted, number in same:
        assert words[number] == [quoted]


def test_a_source_that_was_quoted_in_the_text_says_where(page: str) -> None:
    """Paper has each quote once: in the text, or with its source, or with another source of the same words."""
    text, _, listed = page.partition('<ol class="sources">')
    told = re.findall(
        r'<p class="quoted again" dir="auto">“(.*?)”</p>\s*<p class="on-paper">quoted under “(.*?)”</p>', listed
    )
    assert len(told) >= 10
    assert page.count('class="quoted again"') == len(told) + listed.count('<p class="on-paper">the same words as')
    for words, title in told:
        before, _, _ = text.partition(f'<p dir="auto">{words}</p>')
        headings = re.findall(r"<h2[^>]*>(.*?)</h2>", before)
        assert re.sub(r"<[^>]*>", "", headings[-1]) == title


def _sides(count: int) -> str:
    names = [f"side{n}" for n in range(count)]
    parties = ", ".join(f"{name}: {{name: {name.capitalize()} of the talks}}" for name in names)
    case = build_case(
        f"title: Many\nparties: {{{parties}}}\nissues: {{aid: {{title: Aid, steps: [none, some], by: all}}}}\n",
        "date,party,stance,claim\n2031-04-01,side0,demands,aid = some",
    )
    return html.render(compose_status(status(fold(case))))


def test_a_matrix_stands_upright_lies_across_or_keeps_its_table() -> None:
    """As the sides grow more: upright with its words, then across the page, then without words and with its table."""
    two, four, six = _sides(2), _sides(4), _sides(6)
    assert 'class="LadderMatrix"' in two
    assert 'class="drawing paper"' in two
    assert 'class="LadderMatrix across"' in four
    assert 'class="drawing paper"' not in four
    assert 'class="LadderMatrix across in-part"' in six


@given(st.lists(st.text("abAB éש'1 ", min_size=1, max_size=12), min_size=1, max_size=9))
def test_every_side_has_a_sign_of_its_own(names: list[str]) -> None:
    signs = tags(names)
    assert len(signs) == len(names)
    if len(names) <= 2:
        assert not any(signs), "two hues are enough"
    else:
        assert all(signs)
        assert len(set(signs)) == len(signs)


def test_sides_that_share_a_hue_have_their_initials() -> None:
    names = ["Drivers' union", "Guards' union", "Signallers' union", "National Railway"]
    assert tags(names) == ("DU", "GU", "SU", "NR")
    assert tags(["Alda", "Brin", "Corva"]) == ("A", "B", "C")
    assert tags(["Alda", "Arden", "Corva"]) == ("Ald", "Ard", "C")
    assert "(SOT)" not in _sides(2)
    assert "(Sid" in _sides(3) or "(1)" in _sides(3)


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium in the path")
def test_the_cairo_brief_fits_twelve_pages(page: str, tmp_path: Path) -> None:
    file, printed = tmp_path / "brief.html", tmp_path / "brief.pdf"
    file.write_text(page, encoding="utf-8")
    where = (f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", file.as_uri())
    made = subprocess.run([str(CHROMIUM), *ASIDE, *where], capture_output=True, timeout=120, check=False)
    if not printed.exists():
        pytest.skip(f"chromium does not print here: {made.stderr[-200:]!r}")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) <= 12
