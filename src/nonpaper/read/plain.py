"""What can be read without a model of English? Direct quotes, and "X said" with a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nonpaper.read import lexicon
from nonpaper.read.clauses import Finding
from nonpaper.read.segments import Quotation

_SAID = r"(?:said|says|told|added|adds|warned|wrote|insisted|argued|claimed|announced|declared|stated|replied|tweeted)"
_NAME = r"(?:(?:[Tt]he|[Aa]n?)\s+)?(?:[A-Z][\w.’'-]*)(?:\s+(?:of|and|the|for|[A-Z][\w.’'-]*)){0,6}|[Hh]e|[Ss]he|[Tt]hey"
_BEFORE = re.compile(rf"\b(?P<source>{_NAME})\s+(?P<cue>{_SAID})\b(?P<rest>[^.“\"]{{0,60}}?)[,:]?\s*$")
_AFTER = re.compile(rf"\s*(?:(?P<cue>{_SAID})\s+(?P<source>{_NAME})|(?P<source2>{_NAME})\s+(?P<cue2>{_SAID}))\b")
_INDIRECT = re.compile(rf"\b(?P<source>{_NAME})\s+(?P<cue>{_SAID})\s+(?P<content>(?:that\s+)?[^.“”\"\n]{{3,400}})")


def plainly(text: str, quoted: Sequence[Quotation]) -> list[Finding]:
    """The attributions of one paragraph by patterns: a quotation beside a name and a verb of saying, and "X said".

    Ranges are of code points of the paragraph. Without a speaker beside it, a quotation is left alone.
    """
    found: list[Finding] = []
    for q in quoted:
        if q.depth or q.words < (4 if q.single else 2):
            continue
        start, end = q.span.start, q.span.end
        match = _AFTER.match(text, end)
        names = ("source", "cue")
        if match:
            names = ("source", "cue") if match["cue"] else ("source2", "cue2")
        else:
            low = max(0, start - 160)
            match = _BEFORE.search(text[low:start])
            if match:
                found.append(_finding(text, match, names, [(start, end)], low))
                continue
        if match:
            found.append(_finding(text, match, names, [(start, end)]))
    taken = [cue for one in found for cue in one.cue]
    for match in _INDIRECT.finditer(text):
        if match.span("cue") in taken or any(q.span.start < match.start() < q.span.end for q in quoted):
            continue
        start, end = match.span("content")
        while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:"):
            end -= 1
        found.append(_finding(text, match, ("source", "cue"), [(start, end)]))
    return sorted(found, key=lambda one: one.cue)


def _finding(
    text: str, match: re.Match[str], names: tuple[str, str], content: list[tuple[int, int]], low: int = 0
) -> Finding:
    source, cue = ((match.start(name) + low, match.end(name) + low) for name in names)
    sentence = (min(source[0], cue[0], content[0][0]), max(source[1], cue[1], content[-1][1]))
    word = text[cue[0] : cue[1]]
    return Finding(-1, sentence, [cue], content, word, lexicon.SPEECH, f"beside: {word}", source=[source])
