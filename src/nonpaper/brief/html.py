"""How does it look as a page? One self-contained HTML file: no script, no network, prints on A4.

Everything that comes from a case is escaped by the template engine and keeps its writing direction to itself. The
page forbids itself everything but its own style sheet, which it names by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nonpaper.brief.document import Document, Figure, Quote, Section, Source, plain, visible
from nonpaper.brief.figures import NARROW, WIDE, draw, on_paper, says_all
from nonpaper.brief.wording import day_words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent

PAGE = """\
{%- from "page.html.jinja" import body with context -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ document.title|visible }}</title>
<style>{{ style }}</style>
</head>
<body class="nonpaper">
<a class="skip" href="#content">Skip to the content</a>
<main id="content" tabindex="-1">
{{ body(document) }}</main>
</body>
</html>
"""

FRAGMENT = """\
{%- from "page.html.jinja" import body with context -%}
<style>{{ style }}</style>
<div class="nonpaper fragment">
{{ body(document) }}</div>
"""


def render(document: Document) -> str:
    """The document as one page, the same bytes for the same document."""
    return _render(PAGE, document)


def fragment(document: Document) -> str:
    """The document for a notebook: the same content and style inside one element, without a page around it."""
    return _render(FRAGMENT, document)


def policy(style: str) -> str:
    """The content security policy of a page: nothing is allowed but the style sheet with this text."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def anchor(id: str) -> str:
    """An id that is safe in an address: letters, digits, `_` and `-` stay, anything else is spelt out. One to one."""
    out = []
    for char in id:
        if char.isascii() and (char.isalnum() or char in "_-"):
            out.append(char)
        else:
            out.append(f".{ord(char):x}.")
    return "".join(out)


def style() -> str:
    """The style sheet."""
    return (HERE / "page.css").read_text(encoding="utf-8")


def _render(template: str, document: Document) -> str:
    from markupsafe import Markup

    sheet = style()
    text = (
        _environment()
        .from_string(template)
        .render(document=document, page=_Page(document), style=Markup(sheet), policy=Markup(policy(sheet)))
    )
    return text if text.endswith("\n") else text + "\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        visible=visible, anchor=anchor, plain=plain, day=day_words, kind=lambda value: type(value).__name__
    )
    return environment


@dataclass(frozen=True, slots=True)
class _Link:
    number: int
    anchor: str
    id: str  # set on the first citation of a source in a section
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Variant:
    name: str
    svg: Markup


class _Page:
    """What the template asks while it writes one page: numbers, anchors, and where each source was cited."""

    def __init__(self, document: Document) -> None:
        self.numbers = document.numbers
        self.section: Section | None = None
        self.cited: dict[str, dict[str, _Link]] = {}
        self.quoted: set[tuple[str, str, str]] = set()
        self.quoted_under: dict[str, str] = {}  # the words of a quote -> the title of the section that has them first
        self.said: dict[tuple[str, ...], int] = {}
        for source in document.sources:
            if source.quote:
                self.said.setdefault(_words_of(source), source.number)

    def enter(self, section: Section) -> str:
        self.section = section
        return ""

    def source(self, id: str) -> str:
        return f"s-{anchor(id)}"

    def links(self, ids: tuple[str, ...]) -> list[_Link]:
        out = []
        for ref in sorted(set(ids) & self.numbers.keys(), key=lambda ref: self.numbers[ref]):
            mark = ""
            if self.section is not None and self.section.id not in self.cited.setdefault(ref, {}):
                mark = f"c-{anchor(self.section.id)}-{self.numbers[ref]}"
                title = visible(plain(self.section.title))
                self.cited[ref][self.section.id] = _Link(self.numbers[ref], "", mark, title)
            out.append(_Link(self.numbers[ref], self.source(ref), mark))
        return out

    def back(self, id: str) -> list[_Link]:
        return list(self.cited.get(id, {}).values())

    def again(self, quote: Quote) -> bool:
        """Whether the page has quoted this before: paper quotes once, and cites afterwards."""
        key = (quote.words, plain(quote.who), plain(quote.source))
        known = key in self.quoted
        self.quoted.add(key)
        if self.section is not None:
            self.quoted_under.setdefault(quote.words, visible(plain(self.section.title)))
        return known

    def quoted_above(self, source: Source) -> str:
        """The title of the section that has quoted the words of a source already; empty if none has."""
        return self.quoted_under.get(source.quote, "")

    def same_as(self, source: Source) -> int | None:
        """The number of an earlier source that rests on the same words, if there is one."""
        number = self.said.get(_words_of(source), source.number)
        return number if number != source.number else None

    def kinds(self, figure: Figure) -> str:
        """The classes of a figure: what it is, whether it lies across the page, whether paper needs its table too."""
        kinds = [type(figure.drawing).__name__]
        if kinds == ["LadderMatrix"] and on_paper(figure) is None:
            kinds.append("across")
        if not says_all(figure):
            kinds.append("in-part")
        return " ".join(kinds)

    def space(self, before: str) -> str:
        return "" if before.endswith((" ", "(")) else " "

    def draw(self, figure: Figure) -> list[_Variant]:
        from markupsafe import Markup

        out = []
        anchors = {ref: self.source(ref) for ref in self.numbers}
        upright = on_paper(figure)
        variants = [("wide", WIDE[type(figure.drawing).__name__]), ("narrow", NARROW)]
        variants += [("paper", upright)] if upright is not None else []
        for name, width in variants:
            pieces = draw(figure, self.numbers, anchors, f"{anchor(figure.id)}-{name}", width=width)
            out.append(_Variant(name, Markup("\n".join(pieces))))
        return out


def _words_of(source: Source) -> tuple[str, ...]:
    """What makes the words behind two sources the same."""
    return (source.quote, source.report, source.span, source.outlet, plain(source.who), plain(source.via))
