"""Which words stand between quotation marks, and of what kind? Every style of mark, nested, in linear time.

An apostrophe is no mark, and a word or two in marks is no quotation but a way to keep one's distance (`scare`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nonpaper.read.spans import Span

# The mark that opens -> those that may close it. Straight marks open and close alike.
CLOSERS = {
    "“": "”“", "„": "“”", "‟": "”", "«": "»", "‹": "›", "»": "«", "›": "‹", "「": "」", "『": "』",
    '"': '"', "＂": "＂", "''": "''", "``": "''", "”": "”", "‘": "’'", "‚": "‘’", "'": "'’",
}  # fmt: skip
SINGLE = frozenset("‘’‚'‹›")
_MARK = re.compile("''|``|[" + "".join({*"".join(CLOSERS), *"".join(CLOSERS.values())} - {"`"}) + "]")
_LONG = frozenset({"''", "``"})  # marks of two code points
_DOUBLE = frozenset({'"', "＂", "''"})  # that open and close alike
DEEPEST = 8  # marks that open deeper than this are passed over
SCARE = 3  # words; so many or fewer in marks may be a scare quote
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_OPENS_AFTER = frozenset("([{—–-/:…") | frozenset("“„«‹‘‚\"'「『")
_ENDS = frozenset(".,!?…;:")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in marks. `span` has the marks in it and `inner` has not; both point where the caller's offsets do."""

    span: Span
    inner: Span
    mark: str  # the mark that opens it
    words: int
    depth: int = 0  # 0 is outermost
    closed: bool = True  # False: it runs on to the end of the paragraph, and perhaps into the next
    continued: bool = False  # it began in the paragraph before

    @property
    def single(self) -> bool:
        """In single marks: a quotation only together with a cue and four words or more."""
        return self.mark in SINGLE

    @property
    def scare(self) -> bool:
        """So few words that the marks may only keep a distance."""
        return self.words <= SCARE


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    perhaps: int = -1  # where it would end if nothing better comes: the apostrophe of a plural ("workers'")


def quotations(text: str, offset: int = 0, *, open_before: bool = False) -> tuple[Quotation, ...]:
    """The quotations of one paragraph in order of their beginnings, an outer one before what is in it.

    `offset` is added to every place. `open_before`: a quotation of the paragraph before was not closed, so this one may
    go on with it, with a mark of its own or without.
    """
    found: list[tuple[int, int, str, bool, bool]] = []  # start, end (exclusive), mark, closed, continued
    stack: list[_Open] = []
    carried = open_before and not _leads_with_mark(text)
    if carried:
        stack.append(_Open("“", -1))
    for match in _MARK.finditer(text):
        at, char, after_at = match.start(), match[0], match.end()
        before = text[at - 1] if at else " "
        after = text[after_at] if after_at < len(text) else " "
        if char in "'’" and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        top = stack[-1] if stack else None
        if _closes(char, before, after, stack):
            depth = next(d for d in range(len(stack) - 1, -1, -1) if _fits(stack[d], char))
            if char in "'’" and before in "sS" and after == " " and text[at + 2 : at + 3].islower():
                stack[depth].perhaps = at
                continue
            closing = stack[depth]
            _settle(stack[depth + 1 :], found)
            del stack[depth:]
            found.append((closing.at, after_at, closing.mark, True, closing.at < 0))
        elif _opens(char, before, after):
            if top is not None and top.mark == char and char in _DOUBLE:
                # Two in a row that can only open: the first was never closed.
                stack.pop()
                if top.at <= 0:
                    found.append((top.at, at, top.mark, False, False))
            if len(stack) < DEEPEST:
                stack.append(_Open(char, at))
    first = bool(stack)
    for number, opened in enumerate(stack):
        if opened.perhaps >= 0:
            _settle([opened], found)
        elif opened.mark not in SINGLE and number == 0 and first:
            found.append((opened.at, len(text), opened.mark, False, opened.at < 0))
    return _nested(text, offset, found, open_before)


def _leads_with_mark(text: str) -> bool:
    stripped = text.lstrip()
    return stripped[:1] in CLOSERS and stripped[:1] != "'" or stripped[:2] in _LONG


def _fits(opened: _Open, char: str) -> bool:
    if opened.at < 0:
        return char in ("”", '"', "»", "''")
    return char == CLOSERS[opened.mark] or (
        len(char) == 1 and char in CLOSERS[opened.mark] and opened.mark not in _LONG
    )


def _closes(char: str, before: str, after: str, stack: list[_Open]) -> bool:
    if not any(_fits(opened, char) for opened in stack):
        return False
    if char in "”»›」』":
        return True
    # A mark that also opens closes only where it clings to what stands before it.
    clings = not before.isspace() and before not in "([{—–"
    if char in "'’":
        return clings and not after.isalnum()
    if char in _DOUBLE:
        return clings or after.isspace() or after in _ENDS
    return clings


def _opens(char: str, before: str, after: str) -> bool:
    if char not in CLOSERS:
        return False
    if char in "'”’":
        return (before.isspace() or before in _OPENS_AFTER) and (after.isalnum() or after in '$€£…[(#@"“')
    return not after.isspace() or char in "«„“"


def _settle(left: Iterable[_Open], found: list[tuple[int, int, str, bool, bool]]) -> None:
    """What was still open inside something that closes: kept only where a doubtful end was seen."""
    for opened in left:
        if opened.perhaps > opened.at:
            found.append((opened.at, opened.perhaps + 1, opened.mark, True, False))


def _nested(
    text: str, offset: int, found: list[tuple[int, int, str, bool, bool]], open_before: bool
) -> tuple[Quotation, ...]:
    """In order, each with its depth; what crosses another is dropped, the later one of the two."""
    quoted: list[Quotation] = []
    ends: list[int] = []
    for start, end, mark, closed, carried in sorted(found, key=lambda one: (one[0], -one[1])):
        start = max(start, 0)
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            continue
        width = 2 if mark in _LONG else 1
        inner = Span(start + (0 if carried else width), end - (width if closed else 0))
        # Counting words inside inner quotations again is bounded by the depth.
        words = sum(1 for _ in _WORD.finditer(text, inner.start, inner.end))
        if inner.start >= inner.end:
            continue
        one = Quotation(Span(start, end), inner, mark, words, len(ends), closed, carried)
        first = not text[:start].strip() if start < 4 else False
        one = replace(one, continued=carried or (open_before and first))
        quoted.append(replace(one, span=_moved(one.span, offset), inner=_moved(one.inner, offset)))
        ends.append(end)
    return tuple(quoted)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
