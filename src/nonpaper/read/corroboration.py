"""Who else reports it? The same statement in several reports is one line, with its independent sources.

Two newspapers that print one agency's copy are one source; so are two reports of one outlet, and two that both heard it
from the same channel. The answer does not depend on the order in which reports come.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from nonpaper.case.rows import read_when
from nonpaper.case.statements import Stance, When
from nonpaper.read.document import Document
from nonpaper.read.proposals import Polarity, Proposal
from nonpaper.read.word_lists import NOT_CONTENT
from nonpaper.read.wordforms import words_of

WINDOW = 3  # days from the first report of a statement to the last that is taken for the same
SHINGLE = 5  # words that stand in a row
# Of the shorter text, the share of rows of five words that the longer has too [Broder1997]. Among 840 articles of seven
# newspapers, reprints and updates of one text shared 0.46 and more, all other pairs at most 0.26.
COPIED = 0.4
ALIKE = 0.5  # of two contents without a claim: the share of their words that both have (Jaccard)
_SAMPLE = 4  # one row of words in so many is looked at
_CROWD = 30  # reports that share a row of words and are compared each with each; above that, along a chain
_CREDIT = re.compile(r"^\W*(?:sources?|credits?|by|with|from)\b\W*|\W+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceOfLine:
    """One independent source of a line: the reports that count once, and why they do."""

    name: str  # the channel, else the outlet, else the credit, else the report
    reports: tuple[str, ...]
    proposals: tuple[str, ...]  # ids
    why: tuple[str, ...] = ()  # "one outlet: ...", "one channel: ...", "one credit: ...", "copied text"
    second_hand: bool = False  # whether all of them tell it of another


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with all who report it. `lead` is the id of the proposal that says most."""

    party: str
    stance: Stance
    claim: str
    topic: str
    first: date | None
    last: date | None
    lead: str
    sources: tuple[SourceOfLine, ...]

    @property
    def independent(self) -> int:
        """How many sources there are, agency copy counted once."""
        return len(self.sources)

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of all reports that have it, in order."""
        return tuple(sorted({name for source in self.sources for name in source.reports}))

    @property
    def proposals(self) -> tuple[str, ...]:
        """The ids of all proposals of the line, in order."""
        return tuple(sorted(name for source in self.sources for name in source.proposals))


@dataclass(frozen=True, slots=True)
class _Told:
    document: Document
    proposal: Proposal
    day: date | None
    keys: frozenset[str]

    @property
    def order(self) -> tuple[str, str, int, str]:
        passage = self.proposal.passage
        return (self.document.digest, self.document.name, passage.start, self.proposal.id)


def corroborated(told: Iterable[tuple[Document, Proposal]], *, window: int = WINDOW) -> tuple[Line, ...]:
    """All statements of many reports, each once, with who reports it; in order of day, party, stance and claim.

    Two proposals are the same statement if party, stance, polarity and claim are the same and the days lie within
    `window` days; where there is no claim, if also topic and most words are the same. One whose day is not known joins
    others only by its words. Raises ValueError for a negative window.
    """
    if window < 0:
        raise ValueError(f"a window of {window} days")
    every = sorted((_told(document, proposal) for document, proposal in told), key=lambda each: each.order)
    # The same proposal of the same report twice is once.
    every = list({each.order: each for each in every}.values())
    documents = {each.document.name: each.document for each in every}
    copies = copied(documents.values())
    blocks: dict[tuple[str, Stance, Polarity, str, str], list[_Told]] = defaultdict(list)
    for each in every:
        said = each.proposal
        topic = "" if said.claim else said.topic
        blocks[(said.party, said.stance, said.polarity, said.claim, topic)].append(each)
    lines = [_line(group, copies) for block in blocks.values() for group in _statements(block, window)]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.first or date.max,
                line.party,
                line.stance.value,
                line.claim,
                line.topic,
                line.proposals,
            ),
        )
    )


def _told(document: Document, proposal: Proposal) -> _Told:
    said = " ".join(span.of(document.text) for span in proposal.content)
    keys = frozenset(word.key for word in words_of(said) if word.text not in NOT_CONTENT and word.text[0].isalnum())
    return _Told(document, proposal, _day(document, proposal), keys)


def _day(document: Document, proposal: Proposal) -> date | None:
    """The day it was said, where that is known to the day; else that of the report."""
    if proposal.said is not None and proposal.said.edtf:
        when = read_when(proposal.said.edtf)
        if isinstance(when, When) and when.is_day:
            return when.end
    published = document.published
    return published.end if published is not None else None


# --- which proposals are one statement ----------------------------------------------------------------------------


def _statements(block: list[_Told], window: int) -> list[list[_Told]]:
    """The proposals of one party, stance and claim (or topic), parted into statements."""
    alike = _Groups(range(len(block)))
    if not block[0].proposal.claim:
        for one, other in _pairs_alike([each.keys for each in block], ALIKE):
            alike.join(one, other)
        parts = alike.groups()
    else:
        parts = [list(range(len(block)))]
    found: list[list[_Told]] = []
    for part in parts:
        dated = sorted((block[n] for n in part if block[n].day is not None), key=lambda each: (each.day, each.order))
        undated = [block[n] for n in part if block[n].day is None]
        runs: list[list[_Told]] = []
        for each in dated:
            start = runs[-1][0].day if runs else None
            if start is not None and each.day is not None and each.day - start <= timedelta(days=window):
                runs[-1].append(each)
            else:
                runs.append([each])
        loose: list[_Told] = []
        for each in undated:
            # By its words it may be that of one day; of two, nobody knows of which.
            near = [run for run in runs if any(_jaccard(each.keys, other.keys) >= ALIKE for other in run)]
            if len(near) == 1 and each.keys:
                near[0].append(each)
            else:
                loose.append(each)
        found += runs
        together = _Groups(range(len(loose)))
        for one, other in _pairs_alike([each.keys for each in loose], ALIKE):
            together.join(one, other)
        found += [[loose[n] for n in group] for group in together.groups()]
    return found


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _pairs_alike(sets: Sequence[frozenset[str]], least: float) -> list[tuple[int, int]]:
    """All pairs of sets of which at least this share is common; none is missed, few others are looked at.

    Two sets so alike share one of the first few of their members, when those are put in order from rare to frequent
    [Chaudhuri2006]; only sets that do are compared. Equal sets are joined along a chain.
    """
    often: dict[str, int] = defaultdict(int)
    for members in sets:
        for member in members:
            often[member] += 1
    first: dict[frozenset[str], int] = {}
    pairs: list[tuple[int, int]] = []
    index: dict[str, list[int]] = defaultdict(list)
    for place, members in enumerate(sets):
        if not members:
            continue
        if members in first:
            pairs.append((first[members], place))
            continue
        first[members] = place
        ordered = sorted(members, key=lambda member: (often[member], member))
        prefix = ordered[: len(ordered) - -(-int(least * len(ordered) * 1000) // 1000) + 1]
        near = {other for member in prefix for other in index[member]}
        pairs += [(other, place) for other in sorted(near) if _jaccard(sets[other], members) >= least]
        for member in prefix:
            index[member].append(place)
    return pairs


# --- which reports are one source ---------------------------------------------------------------------------------


def copied(documents: Iterable[Document]) -> Mapping[str, str]:
    """For each report the name of the first of those that print the same text; its own where nobody else does.

    A text is copied where, of the rows of five words of the shorter, more than `COPIED` stand in the longer. Works on a
    fixed sample of the rows, so that thousands of reports are compared in near-linear time.
    """
    listed = sorted(documents, key=lambda document: (document.digest, document.name))
    rows = [_rows(document.text) for document in listed]
    index: dict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(rows):
        for row in own:
            index[row].append(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in index.values():
        if len(places) <= _CROWD:
            near = [(one, other) for n, one in enumerate(places) for other in places[n + 1 :]]
        else:
            near = [(places[0], other) for other in places[1:]]
            near += list(pairwise(places[1:]))
        for pair in near:
            shared[pair] += 1
    groups = _Groups(range(len(listed)))
    for (one, other), both in shared.items():
        if both > COPIED * min(len(rows[one]), len(rows[other])):
            groups.join(one, other)
    digests: dict[str, int] = {}
    for place, document in enumerate(listed):
        if document.digest in digests:
            groups.join(digests[document.digest], place)
        digests.setdefault(document.digest, place)
    found: dict[str, str] = {}
    for group in groups.groups():
        name = min(listed[place].name for place in group)
        found.update({listed[place].name: name for place in group})
    return found


@lru_cache(maxsize=2048)  # a review asks for the same reports after every decision
def _rows(text: str) -> frozenset[int]:
    """The rows of five words of a text, as numbers; a sample that is the same for every text."""
    words = re.findall(r"[^\W_]+", text.casefold())
    numbers = {
        int.from_bytes(hashlib.blake2b(" ".join(words[n : n + SHINGLE]).encode(), digest_size=8).digest(), "big")
        for n in range(max(1, len(words) - SHINGLE + 1) if words else 0)
    }
    sample = frozenset(number for number in numbers if number % _SAMPLE == 0)
    return sample if len(sample) >= 8 else frozenset(numbers)


def _line(group: list[_Told], copies: Mapping[str, str]) -> Line:
    """One statement, and the sources that it has."""
    groups = _Groups(range(len(group)))
    why: dict[int, dict[str, None]] = defaultdict(dict)

    def once(kind: str, key: Callable[[_Told], Hashable]) -> None:
        seen: dict[Hashable, int] = {}
        for place, each in enumerate(group):
            name = key(each)
            if not name:
                continue
            if name in seen:
                groups.join(seen[name], place)
                told = kind if kind == "copied text" else f"{kind}: {name}"
                if group[seen[name]].document.name != each.document.name:
                    why[place][told] = why[seen[name]][told] = None
            seen.setdefault(name, place)

    once("one report", lambda each: each.document.name)
    once("copied text", lambda each: copies[each.document.name])
    once("one channel", lambda each: _plain(each.proposal.outlet))
    once("one outlet", lambda each: "" if each.proposal.outlet else _plain(each.document.outlet))
    once("one credit", lambda each: "" if each.proposal.outlet else credit(each.document.credit))
    sources = []
    for part in groups.groups():
        members = [group[place] for place in part]
        sources.append(
            SourceOfLine(
                name=_name(members),
                reports=tuple(sorted({each.document.name for each in members})),
                proposals=tuple(sorted(each.proposal.id for each in members)),
                why=tuple(sorted({told for place in part for told in why[place]})),
                second_hand=all(each.proposal.second_hand for each in members),
            )
        )
    days = [each.day for each in group if each.day is not None]
    lead = min(group, key=lambda each: (-each.proposal.confidence.height, each.day or date.max, each.order))
    said = lead.proposal
    return Line(
        party=said.party,
        stance=said.stance,
        claim=said.claim,
        topic=said.topic,
        first=min(days, default=None),
        last=max(days, default=None),
        lead=said.id,
        sources=tuple(sorted(sources, key=lambda source: (source.name, source.reports))),
    )


def _plain(name: str) -> str:
    return " ".join(re.sub(r"^the\s+", "", name.casefold()).split())


def credit(line: str) -> str:
    """A credit line without its introduction: "Source: Agencies" and "With agencies" are "agencies"."""
    return _plain(_CREDIT.sub("", _CREDIT.sub("", line.strip())))


def _name(members: list[_Told]) -> str:
    for names in (
        {each.proposal.outlet for each in members},
        {each.document.outlet for each in members},
        {each.document.credit for each in members},
    ):
        listed = sorted(name for name in names if name)
        if listed:
            return listed[0]
    return min(each.document.name for each in members)


class _Groups:
    """Which numbers belong together (union by the smaller number)."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._of = {number: number for number in numbers}

    def _root(self, number: int) -> int:
        root = number
        while self._of[root] != root:
            root = self._of[root]
        while self._of[number] != root:
            self._of[number], number = root, self._of[number]
        return root

    def join(self, one: int, other: int) -> None:
        """These two belong together."""
        first, second = sorted((self._root(one), self._root(other)))
        self._of[second] = first

    def groups(self) -> list[list[int]]:
        """All groups, each in order, by their first."""
        found: dict[int, list[int]] = defaultdict(list)
        for number in self._of:
            found[self._root(number)].append(number)
        return [sorted(group) for _, group in sorted(found.items())]
