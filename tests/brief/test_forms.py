"""One content, many forms: what every form of a document must keep."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser

import pytest
from rich.cells import cell_len
from tests.brief.made import Made, make, open_deal
from tests.brief.made_deals import emptied, make_deals, not_ranked
from tests.brief.made_stages import make_plan, nothing_left, walked_through

from nonpaper.brief import csv_tables, html, markdown, terminal
from nonpaper.brief.compose import (
    compose_brief,
    compose_deals,
    compose_history,
    compose_stages,
    compose_status,
    compose_why,
)
from nonpaper.brief.document import Document, Figure, blocks_of, plain, visible
from nonpaper.brief.plain import plain_position, plain_status, plain_why

FORMS: dict[str, Callable[[Document], str]] = {
    "terminal": terminal.render,
    "html": html.render,
    "markdown": markdown.render,
    "csv": csv_tables.render,
}


def documents(made: Made) -> dict[str, Document]:
    return {
        "status": compose_status(made.status),
        "history": compose_history(made.table, "blues", "truce"),
        "why": compose_why(made.why),
        "deal": compose_why(open_deal(made)),
        "brief": compose_brief(made.status, made.why),
        "packages": compose_deals(make_deals(made)),
        "not ranked": compose_deals(not_ranked(made)),
        "emptied": compose_deals(emptied(made)),
        "stages": compose_stages(make_plan(made)),
        "walked through": compose_stages(walked_through(made)),
        "no order": compose_stages(nothing_left(made)),
    }


class Reader(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if given.get("id") is not None:
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given.get("href")))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("form", FORMS)
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    for name, document in documents(make()).items():
        again = documents(make())[name]
        assert FORMS[form](document) == FORMS[form](again), name


@pytest.mark.parametrize("kind", documents(make()))
def test_every_link_of_a_page_leads_somewhere_on_it(kind: str) -> None:
    page = read(html.render(documents(make())[kind]))
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    for link in page.links:
        assert link.startswith("#")
        assert link[1:] in page.ids
    for tag, given in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            if given.get(name) is not None:
                assert given[name] in page.ids, (tag, given)


def test_every_source_is_cited_and_leads_back() -> None:
    page = html.render(compose_brief(*_both()))
    for number in range(1, 11):
        assert f'value="{number}"' in page
    assert page.count('class="back"') >= 10
    assert 'id="s-s01"' in page
    assert 'href="#s-s01"' in page
    assert 'id="s-procedure.3a.1"' in page


def test_the_page_forbids_all_but_its_own_style() -> None:
    for document in documents(make()).values():
        page = html.render(document)
        style = re.search(r"<style>(.*?)</style>", page, re.S)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert policy is not None
        assert policy[1] == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        tags = read(page).tags
        assert not any(tag in ("script", "link", "img", "iframe", "object", "form") for tag, _ in tags)
        assert not any("style" in given for _, given in tags)
        assert not any(name.startswith("on") for _, given in tags for name in given)
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in page


def test_headings_come_in_order_and_tables_name_their_cells() -> None:
    for document in documents(make()).values():
        page = read(html.render(document))
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
        assert all(given.get("scope") in ("col", "row") for tag, given in page.tags if tag == "th")


def test_every_figure_says_its_answer_and_has_a_table_beside_it() -> None:
    document = documents(make())["brief"]
    figures = [b for section in document.sections for b in blocks_of(section) if isinstance(b, Figure)]
    assert {type(figure.drawing).__name__ for figure in figures} == {"Calendar", "LadderMatrix", "Ring", "StepChart"}
    for figure in figures:
        assert len(plain(figure.title)) > 20
        assert len(figure.description) > 40
        assert figure.table.rows
    page = html.render(document)
    drawings = re.findall(r"<svg .*?</svg>", page, re.S)
    assert len(drawings) >= 2 * len(figures)
    for drawing in drawings:
        assert re.search(r'<title id="[^"]+">[^<]+</title><desc id="[^"]+">[^<]+</desc>', drawing)
        assert "#s-" in drawing or "What the marks mean" in drawing


def test_every_mark_that_was_said_leads_to_its_statement() -> None:
    made = make()
    page = html.render(compose_status(made.status))
    wide = re.search(r'<svg [^>]*aria-labelledby="matrix-figure-wide-1-t".*?</svg>', page, re.S)
    assert wide is not None
    labels = re.findall(r'<a href="#s-(\w+)" aria-label="([^"]+)"><title>', wide[0])
    said = [
        (position, place)
        for position in made.table.positions.values()
        for place, mark in enumerate(position.marks)
        if mark.statements
    ]
    assert len(labels) == len(said)
    assert ("s02", "Blues, Truce, permanent: rules it out, source 2") in labels
    assert any("(inferred)" in label for _, label in labels)
    assert any("(assumed)" in label for _, label in labels)


@cache
def usual_tags() -> dict[str, set[str]]:
    """The tags of each document's page where nothing in it is hostile."""
    return {kind: {tag for tag, _ in read(html.render(document)).tags} for kind, document in documents(make()).items()}


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "cdata": "]]> <![CDATA[ x",
    "attribute": '" onload=\'x\' style="a"',
    "markup": "[bold red]stop[/] [link=file:///etc]x[/link] :smile:",
    "jinja": "{{ 7*7 }} {% raw %} {who}",
    "markdown": "`a` | b | **c** [d](e) # f ![g](h) \\| <br> ~~i~~",
    "formula": '=HYPERLINK("x")',
    "plus": "+1",
    "at": "@SUM(A1)",
    "override": "left \u202eright\u202c",
    "rtl": "שלום عليكم",
    "combining": "e\u0301\u0323\u0327\u0301",
    "wide": "交渉停戦合意",
    "control": "a\x00b\x1b[31mc\td\r\ne",
    "surrogate": "\ud800",
    "zero": "a\u200db\u200c",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_come_out_as_words_in_every_form(name: str) -> None:
    words = HOSTILE[name]
    made = make(
        {"reds": words, "host": f"host {words}"}, quotes={"s01": words, "s05": words}, step=words, title=f"T {words}"
    )
    for kind, document in documents(made).items():
        page = html.render(document)
        page.encode("utf-8")
        reader = read(page)
        assert [tag for tag, _ in reader.tags if tag not in ("text", "tspan", "line", "path")] != []
        for tag in ("script", "br", "b", "img"):
            assert all(t != tag for t, _ in reader.tags), (kind, tag)
        assert not any("style" in given or "onload" in given for _, given in reader.tags)
        assert {tag for tag, _ in reader.tags} == usual_tags()[kind]
        shown = "".join(reader.text)
        assert visible(words).split()[0] in shown
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in page)
        assert "\u202e" not in page

        text = terminal.render(document)
        text.encode("utf-8")
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in text)
        assert "\u202e" not in text
        assert all(cell_len(line) <= 80 for line in text.split("\n"))

        down = markdown.render(document)
        down.encode("utf-8")
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in down)
        assert "<script" not in down.replace("\\<", "")
        for line in down.split("\n"):
            if line.startswith("| "):
                head = next(row for row in down.split("\n") if row.startswith("| "))
                assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) >= 3, (line, head)

        sheet = csv_tables.render(document)
        sheet.encode("utf-8")
        for row in csv_tables.tables(document).values():
            for cells in row:
                for cell in cells:
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_markdown_tables_keep_their_columns_whatever_is_in_them() -> None:
    from markdown_it import MarkdownIt

    made = make({"reds": HOSTILE["markdown"]}, quotes={"s01": HOSTILE["markdown"]}, step="a|b", title="| T `")
    document = documents(made)["brief"]
    page = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown.render(document))
    tables = re.findall(r"<table>.*?</table>", page, re.S)
    assert len(tables) == len(list(csv_tables.tables(document))) - 1
    for table in tables:
        widths = {len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.S)}
        assert len(widths) == 1
    assert "<a href" not in page
    assert "<img" not in page


def test_the_answer_of_the_terminal_fits_its_width() -> None:
    made = make({"reds": "交渉停戦合意連合会議", "blues": "عليكم السلام جميعا"}, step="مؤقت")
    for document in documents(made).values():
        for width in (60, 80, 120):
            for line in terminal.render(document, width).split("\n"):
                assert cell_len(line) <= width, line


def test_colour_is_only_there_when_asked_for() -> None:
    document = documents(make())["why"]
    assert "\x1b" not in terminal.render(document)
    coloured = terminal.render(document, colour=True)
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.split("\n")] == terminal.render(document).split("\n")


def test_a_limited_audience_is_told_above_everything() -> None:
    made = make(audience="the envoy's team")
    for name, document in documents(made).items():
        for form in ("terminal", "html", "markdown"):
            shown = FORMS[form](document)
            assert "Draws on statements with a limited audience" in re.sub(r"[│┃\s]+", " ", shown), (name, form)
        assert 'role="note"' in html.render(document)
    assert "limited audience" not in html.render(documents(make())["brief"])


@pytest.mark.parametrize("form", FORMS)
def test_swapping_the_names_changes_only_the_names(form: str) -> None:
    first = documents(make({"reds": "Amber", "blues": "Birch"}))
    second = documents(make({"reds": "Birch", "blues": "Amber"}))
    for name, document in first.items():
        there, here = FORMS[form](document), FORMS[form](second[name])
        swapped = here.replace("Amber", "\0").replace("Birch", "Amber").replace("\0", "Birch")
        if form == "html":  # names differ a little in width, and words are set where they fit
            there, swapped = ("".join(read(page).text) for page in (there, swapped))
        assert swapped == there, name


def test_plain_answers_are_plain() -> None:
    made = make()
    why = plain_why(made.why)
    text = json.dumps(
        [plain_status(made.status), why, plain_position(made.table, made.table.positions["reds", "truce"])]
    )
    assert text == json.dumps([plain_status(make().status), plain_why(make().why), json.loads(text)[2]])
    assert {"deal", "not_heard", "nobody_asked", "knots", "whole", "would_help", "trust"} <= why.keys()
    knot = why["knots"][0]
    assert {"price", "conflicts", "ways"} <= knot.keys()
    assert {"kind", "rules", "statements", "parties", "issues", "hearsay"} <= knot["conflicts"][0].keys()
    assert [way["kind"] for way in knot["ways"]] == ["even", "even", "cheapest", "alone:reds", "alone:blues"]
    assert {"move", "statement", "party", "issue", "from", "to", "price"} <= knot["ways"][0]["moves"][0].keys()
    assert {"burden", "bounds", "package"} <= why["whole"].keys()
    assert plain_why(open_deal(made))["deal"]["bounds"]["truce"] == ["temporary"]


def test_a_fragment_is_the_same_content_without_a_page() -> None:
    document = documents(make())["why"]
    part = html.fragment(document)
    assert "<html" not in part
    assert 'class="nonpaper' in part
    assert all(
        selector.strip().startswith((".nonpaper", "@", "}"))
        for selector in re.findall(r"(?m)^\s*([^{}\n]+)\{", html.style())
    )


def _both() -> tuple:  # type: ignore[type-arg]
    made = make()
    return made.status, made.why
