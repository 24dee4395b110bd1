"""What does a page of the web say? The text of its article, and the metadata that it gives of itself.

The text is taken out by trafilatura; what stood on the page as a paragraph or a caption and is not in that text is
told. Nothing is fetched, no script is run, no entity of a document type is expanded.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nonpaper.case.statements import When
from nonpaper.errors import UsageError
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.document import Basis, Dropped
from nonpaper.read.published import read_published
from nonpaper.read.report import Raw, Said

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]{2,40})", re.I
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIDDEN = re.compile("[\xad\u200b\u2060\ufeff]")
_ARTICLES = frozenset(
    {"newsarticle", "article", "reportagenewsarticle", "analysisnewsarticle", "liveblogposting", "blogposting"}
)
_DATES = {
    *("article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished"),
    *("pubdate", "publishdate", "publish-date", "publish_date", "date", "dc.date", "dc.date.issued", "dcterms.date"),
    *(
        "dcterms.issued",
        "dcterms.created",
        "sailthru.date",
        "parsely-pub-date",
        "article_date_original",
        "cxenseparse:recs:publishtime",
    ),
    *(
        "publicationdate",
        "publication_date",
        "citation_publication_date",
        "originalpublicationdate",
        "prism.publicationdate",
    ),
}
_MOST_DEEP = 200  # levels of tags; an article has a dozen or two
_MOST_OPEN = 5_000  # tags that are open at once, before the page is made a tree of
_LARGE = 1_000_000  # code points from on which the quicker way of taking the text out is chosen
_MOST_JSON = 1_000_000
_MOST_COMPARED = 3_000  # paragraphs of a page that are looked for in its text
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "td", "pre")
_ASIDE = ("nav", "aside", "footer", "form", "header", "button", "select", "menu")


def read_page(raw: Raw, kept: str | None = None) -> Said | Problem:
    """The text and the metadata of a page; `kept` is its text, where that was taken out before.

    Raises `UsageError` where what reads pages is not installed.
    """
    try:
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring
        from trafilatura import extract
    except ImportError as error:
        raise UsageError(
            f"a page is read with trafilatura and lxml, and {error.name or 'one of them'} is not there; "
            "install `nonpaper[read]` (in a clone: make read), or save the text of the page as .txt"
        ) from error
    place = Place(raw.label)
    text = _decoded(raw)
    if isinstance(text, Problem):
        return text
    deep = _depth(text)
    if deep > _MOST_OPEN:
        return _too_deep(place, deep)
    try:
        tree = document_fromstring(text.encode("utf-8"), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return problem("report-empty", place, "no page can be made of it", "save the text of the page as .txt")
    deep = _tree_depth(tree)
    if deep > _MOST_DEEP:
        return _too_deep(place, deep)
    said = _metadata(tree, raw)
    blocks = list(_blocks(tree))
    taken = kept or extract(
        tree,
        output_format="txt",
        fast=len(text) > _LARGE,
        include_comments=False,
        include_tables=True,
        include_links=False,
        deduplicate=False,
    )
    said.text = _HIDDEN.sub("", taken or "").strip()
    if not said.text:
        told = "no article was found on this page"
        return problem("report-empty", place, told, "save the text of the page as .txt, and bring that")
    said.text += "\n"
    said.lost = _lost(said.text, blocks)
    return said


def _decoded(raw: Raw) -> str | Problem:
    """The page as text, in the encoding that its mark, its server or itself declares, else UTF-8; never a guess."""
    data, label = raw.data, raw.label
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _in(data, name, label)
    told = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", raw.content_type, re.I)
    within = _CHARSET.search(data[:4096])
    name = told[1] if told is not None else ""
    if not name and within is not None:
        name = (within[1] or within[2]).decode("ascii", "replace")
    if name.casefold().replace("_", "-") in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"):
        name = "windows-1252"  # what every browser takes it for
    return _in(data, name or "utf-8", label, declared=bool(name))


def _in(data: bytes, name: str, label: str, *, declared: bool = True) -> str | Problem:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        says = f"it says that it is written in {name}, and" if declared else "it does not say how it is written, and"
        is_not = f"its byte {error.start + 1:,} (0x{data[error.start]:02x}) is none of {name}"
        return problem("not-utf8", Place(label), f"{says} {is_not}", "save the page as UTF-8, or its text as .txt")
    except (LookupError, UnicodeError, ValueError):
        told = f"it says that it is written in {name!r}, which is not known here"
        return problem("not-utf8", Place(label), told, "save the page as UTF-8, or its text as .txt")


_VOID = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "td", "tr", "th", "dd", "dt", "option"),
    }
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def _depth(text: str) -> int:
    """How many tags are open at once, about: those that need no end are not counted."""
    depth = deepest = 0
    for found in _TAG.finditer(text):
        if found[2].casefold() in _VOID:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _tree_depth(tree: HtmlElement) -> int:
    """How deep the elements of a page stand in one another."""
    from lxml.etree import iterwalk

    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _too_deep(place: Place, deep: int) -> Problem:
    told = f"its tags stand {deep:,} deep in one another; more than {_MOST_DEEP} are not read"
    return problem("report-not-text", place, told, "save the text of the page as .txt, and bring that")


def _words(element: HtmlElement) -> str:
    return " ".join(_HIDDEN.sub("", str(element.text_content())).split())


def _blocks(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The words of each paragraph, heading and caption of a page, and why they may be missing from its text."""
    seen: set[str] = set()
    for count, element in enumerate(tree.iter(*_BLOCKS)):
        if count >= _MOST_COMPARED:
            return
        if any(True for _ in element.iterdescendants(*_BLOCKS)):
            continue
        words = _words(element)
        if not words or words in seen:
            continue
        seen.add(words)
        around = {element.tag, *(str(above.tag) for above in element.iterancestors())}
        why = (
            "caption"
            if around & {"figure", "figcaption"}
            else "furniture"
            if around & set(_ASIDE)
            else "left out of the page"
        )
        yield words[:2_000], why


def _lost(text: str, blocks: list[tuple[str, str]]) -> tuple[Dropped, ...]:
    """What of the paragraphs of a page does not stand in its text."""
    whole = " ".join(text.split())
    return tuple(Dropped(words, why) for words, why in blocks if " ".join(words.split()) not in whole)


# --- what a page says of itself -----------------------------------------------------------------------------------


def _metadata(tree: HtmlElement, raw: Raw) -> Said:
    """Outlet, title, language and day, from meta tags, JSON-LD and time tags; never from the words of the page."""
    said = Said("")
    metas: dict[str, str] = {}
    days: dict[str, str] = {}  # what is written -> where
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().casefold()
        value = " ".join((element.get("content") or "").split())
        if key and value:
            metas.setdefault(key, value)
            if key in _DATES:
                days.setdefault(value, f"meta {key}")
    linked = [found for script in tree.iter("script") for found in _linked(script)]
    for kinds in (_ARTICLES, frozenset({"webpage"})):
        articles = [each for each in linked if _kinds(each) & kinds]
        for each in articles:
            if isinstance(each.get("datePublished"), str) and (kinds is _ARTICLES or not days):
                days.setdefault(each["datePublished"].strip(), "JSON-LD datePublished")
            said.outlet = said.outlet or _publisher(each)
            if kinds is _ARTICLES and isinstance(each.get("headline"), str):
                said.title = said.title or " ".join(each["headline"].split())
    if not days:
        days = _time_tags(tree)
    said.outlet = metas.get("og:site_name") or said.outlet or metas.get("application-name", "")
    titles = [_words(element) for element in tree.iter("h1")] + [_words(element) for element in tree.iter("title")]
    said.title = metas.get("og:title") or said.title or next((title for title in titles if title), "")
    said.language = (
        (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().casefold()
    )
    _choose(days, said, raw.label)
    return said


def _choose(days: dict[str, str], said: Said, label: str) -> None:
    """The one day that all the metadata agree on; a problem where they do not, or where it can be read in two ways."""
    read = {value: read_published(value) for value in days}
    found = {when.text: when for when in read.values() if isinstance(when, When)}
    if len(found) == 1:
        said.published, said.basis = next(iter(found.values())), Basis.METADATA
        return
    hint = "say --date, if you know it"
    if found:
        told = "; ".join(f"{days[value]} says {when.text}" for value, when in read.items() if isinstance(when, When))
        said.problems.append(problem("report-date", Place(label), f"its metadata do not agree: {told}", hint))
    elif read:
        told = "; ".join(f"{days[value]}: {why}" for value, why in read.items() if isinstance(why, str))
        said.problems.append(problem("report-date", Place(label), f"its day cannot be told: {told}", hint))


def _linked(script: HtmlElement) -> Iterator[dict[str, Any]]:
    """The things that a script of linked data describes, those of its graph included."""
    if (script.get("type") or "").strip().casefold() != "application/ld+json":
        return
    text = str(script.text_content())
    if len(text) > _MOST_JSON:
        return
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return
    for each in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(each, dict):
            yield each
            graph = each.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _kinds(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {str(kind).casefold() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _publisher(thing: dict[str, Any]) -> str:
    publisher = thing.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return " ".join(name.split()) if isinstance(name, str) else ""


def _time_tags(tree: HtmlElement) -> dict[str, str]:
    """Days of the time tags that say of themselves that they are of publishing; else those within the article.

    Those of a footer, of links to other articles and of comments are not looked at.
    """
    marked: dict[str, str] = {}
    plain: dict[str, str] = {}
    for element in tree.iter("time"):
        value = (element.get("datetime") or "").strip()
        above = {str(each.tag) for each in element.iterancestors()}
        if not value or above & {"footer", "aside", "nav", "form", "li"}:
            continue
        signs = f"{element.get('itemprop') or ''} {element.get('class') or ''}".casefold()
        if "modif" in signs or "updat" in signs:
            continue
        if element.get("pubdate") is not None or "publish" in signs:
            marked.setdefault(value, "the time tag")
        elif above & {"article", "main", "header"}:
            plain.setdefault(value, "a time tag")
    return marked or plain
