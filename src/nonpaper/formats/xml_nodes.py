"""What does an XML file say? Its elements with their attributes and places; nothing is expanded, nothing is fetched.

A document type is refused before anything in it is read, so there are no entities but the five of XML itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nonpaper.case.text import Problems, Text

DEEPEST = 40
MOST_ELEMENTS = 200_000
_CHUNK = 4096
_ATTRIBUTE = re.compile(r"\s+([^\s=>/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_CONTINUING = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no code point


@dataclass(slots=True)
class Element:
    """An element; `start` is the offset, in code points, of its start tag."""

    tag: str
    attributes: dict[str, str]
    start: int
    children: list[Element] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """The elements below with one of these tags, at any depth, in the order of the file."""
        found: list[Element] = []
        waiting = [*reversed(self.children)]
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                found.append(element)
            waiting += reversed(element.children)
        return found

    def own(self, tag: str) -> list[Element]:
        """The elements right below with this tag."""
        return [child for child in self.children if child.tag == tag]


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of a file: its root, as far as there is one, and whether it was read to the end."""

    root: Element | None
    whole: bool


class _RefusedError(Exception):
    """The rest of the file is not read."""


def read_xml(text: Text, problems: Problems) -> Document:
    """The elements of a file, with the problems told. What was read before a problem is given all the same."""
    return _Reader(text, problems).document()


def where(text: Text, element: Element, attribute: str | None = None) -> tuple[int, int]:
    """The stretch of an attribute's value, or of the start tag's name."""
    at = element.start + len(element.tag) + 1
    end = at
    while attribute is not None and (found := _ATTRIBUTE.match(text.text, at)):
        if found[1] == attribute:
            return found.start(2) + 1, found.end(2) - 1
        at = found.end()
    return element.start, end


class _Reader:
    """Builds elements from the events of expat, without recursion."""

    def __init__(self, text: Text, problems: Problems) -> None:
        from xml.parsers import expat

        self.text = text
        self.problems = problems
        self.data = text.text.encode("utf-8", "surrogatepass")
        self.ascii = text.text.isascii()
        self.counts: list[int] = []
        self.open: list[Element] = []
        self.root: Element | None = None
        self.elements = 0
        # The text is Unicode already: what the declaration says of the encoding no longer counts.
        self.parser: Any = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.finish
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.error: type[Exception] = expat.ExpatError

    def document(self) -> Document:
        declared = re.match(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})", self.text.text)
        if declared is not None and not self.ascii and declared[1].lower().replace("-", "") != "utf8":
            told = f"the file says that it is written in {declared[1]}, and its bytes are UTF-8"
            hint = 'save it as UTF-8, with `encoding="UTF-8"` in its first line'
            self.problems.add(self.text.problem("not-utf8", declared.start(1), declared.end(1), told, hint))
            return Document(None, whole=False)
        try:
            self.parser.Parse(self.data, True)
        except self.error as error:
            at = self.offset(self.parser.ErrorByteIndex)
            told = _TOLD.get(getattr(error, "code", 0)) or str(error).split(":")[0]
            hint = ""
            if "&" in self.text.text[max(0, at - 1) : at + 1]:
                hint = "a plain `&` is written `&amp;`"
            elif self.open:
                line, column = self.text.line_column(self.open[-1].start)
                hint = f"`<{self.open[-1].tag[:60]}>`, open here, began at {self.text.file}:{line}:{column}"
            self.problems.add(self.text.problem("xml-syntax", at, at + 1, f"this is no XML: {told}", hint))
            return Document(self.root, whole=False)
        except _RefusedError:
            return Document(self.root, whole=False)
        return Document(self.root, whole=True)

    def offset(self, byte: int) -> int:
        """The code point that begins at a byte."""
        if self.ascii or byte < 0:
            return max(0, byte)
        if not self.counts:
            total = 0
            for start in range(0, len(self.data), _CHUNK):
                self.counts.append(total)
                total += len(self.data[start : start + _CHUNK].translate(None, _CONTINUING))
            self.counts.append(total)
        chunk = min(byte // _CHUNK, len(self.counts) - 1)
        return self.counts[chunk] + len(self.data[chunk * _CHUNK : byte].translate(None, _CONTINUING))

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        byte = self.parser.CurrentByteIndex
        start = self.offset(byte)
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            told = f"the file has more than {MOST_ELEMENTS:,} elements"
            self.problems.add(self.text.problem("file-too-large", start, start + 1, told))
            raise _RefusedError
        if len(self.open) >= DEEPEST:
            told = f"elements are nested more than {DEEPEST} deep"
            self.problems.add(self.text.problem("xml-too-deep", start, start + len(tag) + 1, told))
            raise _RefusedError
        element = Element(tag, attributes, start)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def finish(self, tag: str) -> None:
        self.open.pop()

    def refuse_doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        start = self.text.text.find("<!DOCTYPE")
        told = "a document type could declare entities; nothing behind it is read"
        hint = "delete the declaration: a scenario needs none"
        self.problems.add(self.text.problem("xml-doctype", start, start + len("<!DOCTYPE"), told, hint))
        raise _RefusedError


_TOLD = {  # the codes of expat, in plain words
    3: "there is no element in it",
    4: "a sign stands here that has no place",
    5: "a tag or a quote is not closed",
    7: "the tag that is closed here is not the one that is open",
    8: "an attribute stands twice in one tag",
    9: "something stands behind the last element",
    11: "`&` begins an entity that is not declared; a plain one is written `&amp;`",
}
