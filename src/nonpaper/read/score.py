"""How well are attributions found? Precision and recall against PolNeAR, whose texts a person has of their own.

PolNeAR [Newell2018] is text with brat stand-off annotation: `DIR/{train,dev,test}/{text,attributions}`. The measures
"exact" and "begin" are those of CofeNet [Wang2022]; "overlap" is that of Pareti [Pareti2013].
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nonpaper.errors import UsageError
from nonpaper.read.attribution import Attribution, attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import Language
from nonpaper.read.language import language as installed

ROLES = ("source", "cue", "content")
SPLITS = ("train", "dev", "test")
# A cue is one of speech where one of its words is a form of these.
_SPEECH = (
    "acknowledge add admit affirm allege announce answer argue ask assert boast brief caution charge cite claim "
    "clarify comment complain concede conclude confirm contend continue convey counter declare describe disclose "
    "emphasise emphasize estimate exclaim explain hint imply indicate inform insist joke maintain mention note "
    "observe point post predict question quip quote read recall recount reiterate relate remark repeat reply "
    "report respond retort reveal say shout signal snap state stress suggest swear tell testify tweet vow warn "
    "whisper wonder write "
)
SPEECH_VERBS = frozenset(_SPEECH.split())
_IRREGULAR = {"said": "say", "told": "tell", "wrote": "write", "written": "write", "swore": "swear", "sworn": "swear"}
_OPENING, _CLOSING = frozenset("\"“‘'«"), frozenset("\"”’'»")

Fragments = list[tuple[int, int]]
Marked = Mapping[str, Fragments]  # source, cue and content of one attribution


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and their harmonic mean, in percent, to one decimal."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a class were found: `found` where any content overlaps, `linked` where the source agrees too."""

    all: int
    found: int
    linked: int

    @property
    def recall(self) -> float:
        """The share that is linked, in percent, to one decimal."""
        return round(100 * self.linked / self.all, 1) if self.all else 0.0


@dataclass(frozen=True, slots=True)
class PolnearScore:
    """What one run over a part of PolNeAR gave.

    `exact`, `begin` and `overlap` are by role: both ends of a span agree, its beginning agrees, shared characters.
    `linked`: whole attributions, one to one, of which the contents share half of their characters (Jaccard) and the
    sources overlap, or both have none. `found`: the contents overlap at all.
    `speech` are the annotated attributions whose cue has a form of `SPEECH_VERBS` or "according"; `direct` are those
    of them of which every piece of the content stands in quotation marks.
    """

    split: str
    articles: int
    words: int
    annotated: int
    predicted: int
    exact: Mapping[str, Figure]
    begin: Mapping[str, Figure]
    overlap: Mapping[str, Figure]
    linked: Figure
    found: Figure
    speech: Share
    direct: Share
    seconds: float = field(compare=False)  # of this process, parsing included
    reader: str = ""

    def lines(self) -> tuple[str, ...]:
        """The figures as lines of text."""
        told = [f"PolNeAR {self.split}, {self.articles} articles, {self.words:,} words, read by {self.reader}"]
        told.append(f"attributions: {self.annotated:,} annotated, {self.predicted:,} found by the reader")
        for role in ROLES:
            figures = ((name, getattr(self, name)[role]) for name in ("exact", "begin", "overlap"))
            told.append(f"  {role:8}" + "  ".join(f"{name} {_shown(figure)}" for name, figure in figures))
        told.append(f"  linked  {_shown(self.linked)}")
        told.append(f"  found   {_shown(self.found)}")
        for name, share in (("cues of speech", self.speech), ("direct quotes", self.direct)):
            told.append(f"  {name}: {share.linked} of {share.all} linked ({share.recall}), {share.found} found")
        if self.seconds:
            told.append(f"  {self.words / self.seconds:,.0f} words a second")
        return tuple(told)


def _shown(figure: Figure) -> str:
    return f"P {figure.precision:5} R {figure.recall:5} F {figure.f1:5}"


def score_polnear(
    directory: Path, split: str = "dev", language: Language | None = None, limit: int | None = None
) -> PolnearScore:
    """Read a part of PolNeAR and measure it, without nested attributions since the corpus has none.

    Raises UsageError where the directory does not hold the part.
    """
    used = installed() if language is None else language
    begun = time.process_time()

    def read(name: str, text: str) -> list[Marked]:
        document = Document(name, text, "")
        return [marked(one) for one in attributions(parse(document, used), nested=False)]

    return measured(articles(directory, split), read, split, str(used), limit, lambda: time.process_time() - begun)


def measured(
    listed: Iterator[tuple[str, str, list[Marked]]],
    read: Callable[[str, str], list[Marked]],
    split: str,
    reader: str,
    limit: int | None = None,
    spent: Callable[[], float] = lambda: 0.0,
) -> PolnearScore:
    """The figures of any reader: `read` gives the attributions of one article from its name and text."""
    counts: Counter[tuple[str, str]] = Counter()
    number = words = 0
    for name, text, gold in listed:
        if limit is not None and number >= limit:
            break
        number += 1
        words += len(text.split())
        _count(counts, text, gold, read(name, text))
    seconds = spent()

    def by_role(hit: str, predicted: str, annotated: str) -> dict[str, Figure]:
        return {
            role: _figure(counts[role, hit], counts[role, predicted], counts[role, hit], counts[role, annotated])
            for role in ROLES
        }

    predicted, annotated = counts["all", "predicted"], counts["all", "annotated"]
    shares = {
        name: Share(counts[name, "all"], counts[name, "found"], counts[name, "linked"]) for name in ("speech", "direct")
    }
    linked = counts["all", "linked"]
    return PolnearScore(
        split,
        number,
        words,
        annotated,
        predicted,
        by_role("exact", "spans", "gold spans"),
        by_role("begin", "begins", "gold begins"),
        by_role("shared", "letters", "gold letters"),
        _figure(linked, predicted, linked, annotated),
        _figure(counts["all", "right"], predicted, counts["all", "found"], annotated),
        shares["speech"],
        shares["direct"],
        seconds,
        reader,
    )


def articles(directory: Path, split: str) -> Iterator[tuple[str, str, list[Marked]]]:
    """Name, text and annotated attributions of each article, by name; of several annotators the first.

    Raises UsageError where there is none.
    """
    if split not in SPLITS:
        raise UsageError(f"PolNeAR has the parts {', '.join(SPLITS)}; {split!r} is none of them")
    root = directory / split
    texts = sorted((root / "text").glob("*.txt"), key=lambda path: path.as_posix())
    if not texts:
        raise UsageError(f"{root} has no text/*.txt; give the directory that holds PolNeAR's {', '.join(SPLITS)}")
    return _articles(root, texts)


def _articles(root: Path, texts: Sequence[Path]) -> Iterator[tuple[str, str, list[Marked]]]:
    annotated: dict[str, list[Path]] = {}
    for path in sorted((root / "attributions").glob("*.ann")):
        annotated.setdefault(path.stem.rpartition("_")[0], []).append(path)
    for path in texts:
        name = path.name[: -len(".txt")]
        if name in annotated:
            with path.open(encoding="utf-8", newline="") as opened:
                text = opened.read()
            yield name, text, events(annotated[name][0].read_text(encoding="utf-8"))


def events(brat: str) -> list[Marked]:
    """The attributions of one brat file: its events, with the spans of their roles.

    A span may be in pieces, a role may come more than once. Lines that are neither are passed over.
    """
    spans: dict[str, Fragments] = {}
    listed: list[dict[str, list[str]]] = []
    for line in brat.split("\n"):
        if re.match(r"T\d+\t\S+ \d", line):
            key, middle = line.split("\t")[:2]
            pieces = (piece.split() for piece in middle.split(" ", 1)[1].split(";"))
            spans[key] = [(int(piece[0]), int(piece[1])) for piece in pieces]
        elif re.match(r"E\d+\t\S", line):
            event: dict[str, list[str]] = {role: [] for role in ROLES}
            for argument in line.split("\t")[1].split()[1:]:
                role, key = argument.split(":")
                role = re.sub(r"\d+$", "", role).lower()
                if role in event:
                    event[role].append(key)
            listed.append(event)
    found = [
        {role: sorted(piece for key in event[role] for piece in spans.get(key, [])) for role in ROLES}
        for event in listed
    ]
    return [one for one in found if one["content"] or one["cue"]]


def marked(one: Attribution) -> Marked:
    """An attribution of ours in the same form."""
    return {
        role: [(span.start, span.end) for span in spans]
        for role, spans in (("source", one.source), ("cue", one.cue), ("content", one.content))
    }


def is_speech(text: str, one: Marked) -> bool:
    """Whether the cue has a form of a verb of speech, or "according"."""
    words = re.findall(r"[a-z]+", " ".join(text[start:end] for start, end in one["cue"]).lower())
    return any(word == "according" or _stem(word) in SPEECH_VERBS for word in words)


def is_direct(text: str, one: Marked) -> bool:
    """Whether every piece of the content begins and ends with a quotation mark."""
    pieces = merged(text, one["content"])
    return bool(pieces) and all(text[start] in _OPENING and text[end - 1] in _CLOSING for start, end in pieces)


def _stem(word: str) -> str:
    """The verb of a form, among those of speech; the word itself where it is none."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("d", ""),
        ("ed", ""),
        ("ied", "y"),
        ("ing", ""),
        ("ing", "e"),
    ):
        stem = word[: -len(ending)] + instead
        if word.endswith(ending):
            if stem in SPEECH_VERBS:
                return stem
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in SPEECH_VERBS:
                return stem[:-1]
    return word


def merged(text: str, pieces: Sequence[tuple[int, int]]) -> Fragments:
    """Pieces trimmed of white space, and joined where nothing but white space parts them."""
    found: Fragments = []
    for start, end in sorted(pieces):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            continue
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _letters(pieces: Sequence[tuple[int, int]]) -> set[int]:
    return {at for start, end in pieces for at in range(start, end)}


def _count(counts: Counter[Any], text: str, gold: Sequence[Marked], predicted: Sequence[Marked]) -> None:
    for role in ROLES:
        ours, theirs = ({piece for one in listed for piece in merged(text, one[role])} for listed in (predicted, gold))
        begins, gold_begins = {start for start, _ in ours}, {start for start, _ in theirs}
        letters, gold_letters = _letters(list(ours)), _letters(list(theirs))
        for name, value in (
            ("exact", len(ours & theirs)), ("spans", len(ours)), ("gold spans", len(theirs)),
            ("begin", len(begins & gold_begins)), ("begins", len(begins)), ("gold begins", len(gold_begins)),
            ("shared", len(letters & gold_letters)), ("letters", len(letters)), ("gold letters", len(gold_letters)),
        ):  # fmt: skip
            counts[role, name] += value
    left = [(_letters(one["source"]), _letters(one["content"])) for one in gold]
    right = [(_letters(one["source"]), _letters(one["content"])) for one in predicted]
    linked, found, matched = _matched(left, right)
    counts["all", "linked"] += len(linked)
    counts["all", "annotated"] += len(gold)
    counts["all", "predicted"] += len(predicted)
    counts["all", "found"] += len(found)
    counts["all", "right"] += len(matched)
    for number, one in enumerate(gold):
        if not is_speech(text, one):
            continue
        for name in ("speech", "direct"):
            if name == "speech" or is_direct(text, one):
                counts[name, "all"] += 1
                counts[name, "found"] += number in found
                counts[name, "linked"] += number in linked


def _matched(
    left: Sequence[tuple[set[int], set[int]]], right: Sequence[tuple[set[int], set[int]]]
) -> tuple[set[int], set[int], set[int]]:
    """Numbers of the annotated that are linked and that are found, and of the predicted that overlap any."""
    candidates: list[tuple[float, int, int]] = []
    found: set[int] = set()
    matched: set[int] = set()
    for i, (source, content) in enumerate(left):
        for j, (our_source, our_content) in enumerate(right):
            shared = len(content & our_content)
            if not shared:
                continue
            found.add(i)
            matched.add(j)
            jaccard = shared / len(content | our_content)
            if jaccard >= 0.5 and (source & our_source or not (source or our_source)):
                candidates.append((jaccard, i, j))
    linked: set[int] = set()
    used: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in linked and j not in used:
            linked.add(i)
            used.add(j)
    return linked, found, matched


def _figure(right: int, predicted: int, hit: int, annotated: int) -> Figure:
    """Precision is `right` of `predicted`, recall is `hit` of `annotated`."""
    precision = right / predicted if predicted else 0.0
    recall = hit / annotated if annotated else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figure(round(100 * precision, 1), round(100 * recall, 1), round(100 * f1, 1))
