"""How well does a reader do on reports that a person has marked? Statements, and every field of those it found.

Two formats of marking are read: one JSON a report with `quote_span` and `content_span` (offsets into the body after
the line `---`), and the finer one with spans for source, cue and content, nesting and times. Nothing here is used to
read a report; it only compares.

A proposal and a marked statement are paired one to one, so that the sum of the overlap of their contents is the
largest that can be had. How much overlap makes a pair is a matter of taste, so F1 is given at every level of `LEVELS`
and nobody has to trust our choice; the fields are judged over the pairs of the level called "lenient".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from nonpaper.case.case import Case
from nonpaper.case.statements import Stance, When
from nonpaper.errors import UsageError
from nonpaper.read.document import Document
from nonpaper.read.nations import bare, state_of
from nonpaper.read.proposals import Confidence, Polarity, Proposal
from nonpaper.read.spans import Span, hull

# Overlap of the contents (shared characters over all characters of the two) that a pair needs.
LEVELS: Mapping[str, float] = {"touching": 1e-9, "lenient": 0.25, "close": 0.5, "near": 0.75, "exact": 0.95}

FOUR: Mapping[Stance, str] = {
    Stance.ACCEPTS: "for",
    Stance.OFFERS: "for",
    Stance.COMMITS: "for",
    Stance.PROPOSES: "for",
    Stance.CARRIES_OUT: "for",
    Stance.REJECTS: "against",
    Stance.RULES_OUT: "against",
    Stance.WITHDRAWS: "against",
    Stance.THREATENS: "against",
    Stance.BLAMES: "against",
    Stance.DENIES: "against",
    Stance.DEMANDS: "ask",
    Stance.INSISTS: "ask",
    Stance.PRIORITISES: "ask",
    Stance.REPORTS: "reports",
}
_STANCES = {
    **{stance.value: stance for stance in Stance},
    **{stance.value.replace(" ", "_"): stance for stance in Stance},
    "conditional": Stance.INSISTS,
    "makes conditional on": Stance.INSISTS,
}
_GENERIC = frozenset({"statement", "publicly", "written"})  # a channel, but no outlet
_SAME = {"tweet": "twitter", "tweeted": "twitter", "briefing": "conference", "nyt": "times"}
_SMALL = frozenset(
    ["the", "a", "an", "of", "and", "in", "on", "at", "to", "for", "with", "by", "s", "its", "news", "press"]
)


@dataclass(frozen=True, slots=True)
class Marked:
    """One statement as a person marked it. What the marking does not say is None."""

    id: str
    passage: Span
    content: tuple[Span, ...]
    speaker: str
    party: str  # free text; "" for none
    outlet: str
    named: bool
    stances: tuple[Stance, ...]  # the first is the marker's own, the others it would let pass
    polarity: Polarity = Polarity.AFFIRMED
    second_hand: bool | None = None
    optional: bool = False
    when: str | None = None  # the resolved day or interval, where it can be resolved


@dataclass(frozen=True, slots=True)
class Pair:
    """A marked statement, the proposal that met it, and the overlap of their contents, 0 to 1."""

    marked: Marked
    proposal: Proposal
    overlap: float


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report: what was marked, what was proposed, and the pairs at the lenient level."""

    report: str
    marked: tuple[Marked, ...]
    proposals: tuple[Proposal, ...]
    pairs: tuple[Pair, ...]
    at: Mapping[str, int]  # level -> number of pairs
    right: Mapping[str, tuple[bool, ...]]  # field -> for every pair that the marking can judge

    def fields(self, pair: int) -> dict[str, bool]:
        """Which fields of one pair are right, for the fields judged in every pair."""
        return {name: self.right[name][pair] for name in ("party", "named", "outlet", "stance", "class", "polarity")}


@dataclass(frozen=True, slots=True)
class GoldScore:
    """All reports together. Shares are of the lenient pairs; F1 takes optional statements as no fault either way."""

    reports: tuple[ReportScore, ...]
    names: tuple[str, ...] = field(default=("party", "named", "outlet", "hand", "stance", "class", "polarity", "when"))

    def f1(self, level: str = "lenient") -> tuple[float, float, float]:
        """Precision, recall and F1 of statements at one level of overlap."""
        pairs = sum(report.at[level] for report in self.reports)
        proposed = sum(len(report.proposals) for report in self.reports)
        marked = sum(_counted(report) for report in self.reports)
        return _f1(pairs, proposed, marked)

    def f1_with(self, *fields: str) -> tuple[float, float, float]:
        """The same at the lenient level, where a pair counts only if the named fields are right too."""
        pairs = sum(
            all(report.right[name][at] for name in fields)
            for report in self.reports
            for at, _ in enumerate(report.pairs)
        )
        proposed = sum(len(report.proposals) for report in self.reports)
        marked = sum(_counted(report) for report in self.reports)
        return _f1(pairs, proposed, marked)

    def accuracy(self, name: str) -> tuple[int, int]:
        """How many pairs are right in one field, of how many that could be judged."""
        judged = [right for report in self.reports for right in report.right[name]]
        return sum(judged), len(judged)

    def macro(self, *, four: bool = False) -> float:
        """Macro-F1 of the stance over the stances (or the four classes) that the marking uses, on the pairs."""
        told: list[tuple[str, str]] = []
        for report in self.reports:
            for pair in report.pairs:
                said, read = pair.marked.stances[0], pair.proposal.stance
                if read in pair.marked.stances:
                    read = said
                told.append((FOUR[said], FOUR[read]) if four else (said.value, read.value))
        return macro_f1(told)

    def confusion(self) -> Counter[tuple[str, str]]:
        """Marked stance and proposed stance, with how often."""
        return Counter(
            (pair.marked.stances[0].value, pair.proposal.stance.value)
            for report in self.reports
            for pair in report.pairs
        )

    @property
    def turned(self) -> tuple[Pair, ...]:
        """Statements read as their opposite."""
        return tuple(pair for report in self.reports for pair in report.pairs if turned_round(pair))

    def sure(self, confidence: Confidence = Confidence.HIGH) -> tuple[int, int, int, int]:
        """Of the proposals of one confidence: all, met, right in party, named and class, right in stance as well."""
        count = met = right = strict = 0
        for report in self.reports:
            count += sum(proposal.confidence is confidence for proposal in report.proposals)
            for at, pair in enumerate(report.pairs):
                if pair.proposal.confidence is confidence:
                    met += 1
                    fields = report.fields(at)
                    good = fields["party"] and fields["named"] and fields["class"] and fields["polarity"]
                    right += good
                    strict += good and fields["stance"]
        return count, met, right, strict

    def lines(self) -> list[str]:
        """The figures as lines of text."""
        proposed = sum(len(report.proposals) for report in self.reports)
        marked = sum(_counted(report) for report in self.reports)
        told = [f"{len(self.reports)} reports, {marked} statements marked, {proposed} proposed"]
        for level, least in LEVELS.items():
            told.append(f"statements, {level} (overlap >= {least:.2f}): {_prf(self.f1(level))}")
        told.append(f"statements, lenient and same class of stance: {_prf(self.f1_with('class'))}")
        told.append(f"statements, lenient, same party and same class: {_prf(self.f1_with('party', 'class'))}")
        told.append(f"statements, lenient, same party and same stance: {_prf(self.f1_with('party', 'stance'))}")
        for name in self.names:
            good, judged = self.accuracy(name)
            told.append(f"{name}: {good} of {judged}" + (f" ({good / judged:.3f})" if judged else ""))
        told.append(f"stance, macro-F1: {self.macro():.3f}; in four classes: {self.macro(four=True):.3f}")
        told.append(f"read as the opposite: {len(self.turned)}")
        for confidence in Confidence:
            count, met, right, strict = self.sure(confidence)
            share = f"{count / proposed:.2f} of all" if proposed else "none"
            part = f"{right / count:.3f}" if count else "-"
            told.append(
                f"{confidence.value}: {count} ({share}), {met} met, {right} right ({part}), "
                f"{strict} with the very stance"
            )
        return told


def score_gold(
    folder: Path | str,
    read: Callable[[Document, Case | None], Sequence[Proposal]],
    cases: Mapping[str, Case] | None = None,
) -> GoldScore:
    """Mark a reader against every marked report of `folder` (which holds `gold/*.json` beside the reports).

    `read` gets the report and the case it belongs to, where `cases` names one for it (by the report's file name
    without ending), else None. Raises UsageError where the folder holds no marking.
    """
    place = Path(folder)
    files = sorted((place / "gold").glob("*.json"))
    if not files:
        raise UsageError(f"{place} holds no gold/*.json with marked statements")
    scores = []
    for file in files:
        document, marked = load_marked(place, file)
        case = (cases or {}).get(file.stem)
        scores.append(score_report(document, marked, tuple(read(document, case)), case))
    return GoldScore(tuple(scores))


def load_marked(place: Path, file: Path) -> tuple[Document, tuple[Marked, ...]]:
    """One report and its marking. Raises UsageError where an offset does not give the words beside it."""
    told = json.loads(file.read_text(encoding="utf-8"))
    finer = "document" in told
    name = told["document"]["path"] if finer else told["text_file"]
    path = place / Path(name).name
    content = path.read_bytes()
    text, header = content.decode("utf-8"), {}
    if not finer:
        head, _, text = text.partition("\n---\n")
        header = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    day = _date(header.get("date", "") or ("2024-03-07" if finer else ""))
    document = Document(
        path.stem,
        text,
        hashlib.sha256(content).hexdigest(),
        outlet=header.get("outlet", ""),
        published=day,
        origin=path.name,
    )
    marked = tuple((_finer if finer else _plain)(text, item) for item in told["statements"])
    return document, marked


def _date(words: str) -> When | None:
    """The day of a header; the finer format resolves its times against 7 March 2024."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return When(words, day, day)


def _plain(text: str, item: Mapping[str, Any]) -> Marked:
    content = Span(*item["content_span"])
    if "content" in item and content.of(text) != item["content"]:
        raise UsageError(f"{item['id']}: the content's offsets do not give its words")
    return Marked(
        item["id"],
        Span(*item["quote_span"]),
        (content,),
        item["speaker"] or "",
        item["speaks_for"] or "",
        item["outlet"] or "",
        item["attribution"] == "named",
        (_STANCES[item["stance"]],),
    )


def _finer(text: str, item: Mapping[str, Any]) -> Marked:
    content = tuple(Span(part["start"], part["end"]) for part in item["content"])
    if any(span.of(text) != part["text"] for span, part in zip(content, item["content"], strict=True)):
        raise UsageError(f"{item['id']}: the content's offsets do not give its words")
    others = [Span(part["start"], part["end"]) for part in (item["source"], item["cue"]) if part]
    stances = [item["stance"], *([item["stance_alt"]] if item["stance_alt"] else [])]
    when = (item["when"] or {}).get("resolved_if_doc_date_2024_03_07", "")
    return Marked(
        item["id"],
        hull((*content, *others)),
        content,
        item["speaker"]["name"] or "",
        item["party"] or "",
        item["outlet"] or item["channel"] or "",
        bool(item["speaker"]["named"]),
        tuple(_STANCES[stance] for stance in stances),
        Polarity(item["polarity"]),
        item["hand"] == "second",
        bool(item["optional"]),
        when.split(" ")[0] if re.match(r"\d{4}-", when or "") else None,
    )


def score_report(
    document: Document, marked: Sequence[Marked], proposals: Sequence[Proposal], case: Case | None = None
) -> ReportScore:
    """Pair and judge one report.

    Proposals that differ only in their claim are one statement: the record takes one issue a row, a marking does not.
    """
    once: dict[tuple[object, ...], Proposal] = {}
    for each in proposals:
        once.setdefault((each.content, each.stance, each.speaker, each.party, each.polarity), each)
    proposals = tuple(once.values())
    overlaps = [[overlap(document.text, one.content, two.content) for two in proposals] for one in marked]
    at = {}
    pairs: tuple[Pair, ...] = ()
    for level, least in LEVELS.items():
        met = [Pair(marked[i], proposals[j], overlaps[i][j]) for i, j in matched(overlaps, least)]
        at[level] = sum(1 for _ in met)
        if level == "lenient":
            pairs = tuple(met)
    everyone = tuple(one.party for one in marked if one.party)
    right: dict[str, tuple[bool, ...]] = {
        "party": tuple(same_party(pair.marked, pair.proposal, everyone, case) for pair in pairs),
        "named": tuple(pair.marked.named == pair.proposal.named for pair in pairs),
        "outlet": tuple(same_outlet(pair.marked.outlet, pair.proposal.outlet) for pair in pairs),
        "stance": tuple(pair.proposal.stance in pair.marked.stances for pair in pairs),
        "class": tuple(FOUR[pair.proposal.stance] in {FOUR[one] for one in pair.marked.stances} for pair in pairs),
        "polarity": tuple(not turned_round(pair) for pair in pairs),
        "hand": tuple(
            pair.marked.second_hand == _second(pair.proposal) for pair in pairs if pair.marked.second_hand is not None
        ),
        "when": tuple(_same_time(pair) for pair in pairs if pair.marked.when is not None),
    }
    return ReportScore(document.name, tuple(marked), tuple(proposals), pairs, at, right)


def overlap(text: str, one: Iterable[Span], two: Iterable[Span]) -> float:
    """Shared code points over all code points of two contents, white space and marks left out; 0 to 1."""
    first, second = _places(text, one), _places(text, two)
    either = len(first | second)
    return len(first & second) / either if either else 0.0


def _places(text: str, spans: Iterable[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end) if text[at].isalnum()}


def matched(overlaps: Sequence[Sequence[float]], least: float) -> list[tuple[int, int]]:
    """The pairs, one to one, with the largest sum of overlaps, none of them under `least`."""
    if not overlaps or not overlaps[0]:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    gains = np.array(overlaps, dtype=float)
    gains[gains < least] = 0.0
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if gains[i, j] > 0.0]


def turned_round(pair: Pair) -> bool:
    """Whether what is for was read as against, or the reverse, or a negation was lost.

    "Did not rule out" is neither: it is right only as a negated stance or as a plain report.
    """
    said, read = pair.marked, pair.proposal
    if read.stance is Stance.REPORTS or Stance.REPORTS in said.stances:
        return False
    if (said.polarity is Polarity.NEGATED) != (read.polarity is Polarity.NEGATED):
        return True
    mine = FOUR[read.stance]
    theirs = {FOUR[stance] for stance in said.stances}
    return mine in ("for", "against") and theirs == ({"for", "against"} - {mine})


def macro_f1(told: Sequence[tuple[str, str]]) -> float:
    """Mean of the F1 of every label that is marked, each weighing the same; (marked, read) pairs in."""
    labels = sorted({said for said, _ in told})
    if not labels:
        return 0.0
    total = 0.0
    for label in labels:
        both = sum(said == read == label for said, read in told)
        total += _f1(both, sum(read == label for _, read in told), sum(said == label for said, _ in told))[2]
    return total / len(labels)


def same_outlet(marked: str, read: str) -> bool:
    """Both silent, or a word in common; a bare "statement" is a channel that may be named or not."""
    one, two = _outlet_words(marked), _outlet_words(read)
    if not one - _GENERIC and not two - _GENERIC:
        return True
    return bool((one & two) - _GENERIC)


def _outlet_words(text: str) -> set[str]:
    words = set(re.findall(r"[a-z0-9]+", text.casefold())) - _SMALL
    return {_SAME.get(word, word) for word in words}


def same_party(marked: Marked, read: Proposal, everyone: Sequence[str], case: Case | None = None) -> bool:
    """Whether the proposal's party is the one marked.

    Parties are marked in free words ("Chicago mayor / school board", "US; Canada"). The reader's party stands under
    all names that its case gives it (without a case: its own). It is right where, of all parties marked in the report,
    the one with most words in common is the marked one; a state is its government, and initials are the name they
    stand for. Where the speaker is a body
    that is marked under another word, the speaker's own name counts too; a person's name never does.
    """
    if not marked.party or not read.party:
        return not marked.party and not read.party
    wanted = [part.strip() for part in marked.party.split(";")]
    given = [part.strip() for part in read.party.split(";")]
    if len(wanted) != len(given):
        return False
    single = sorted({part.strip() for party in everyone for part in party.split(";")})
    found = {_nearest(_names(one, case), single) for one in given}
    if found == set(wanted):
        return True
    body = bare(marked.speaker).casefold()
    return not _personal(marked.speaker) and any(bare(name).casefold() == body for name in _names(given[0], case))


def _names(party: str, case: Case | None) -> tuple[str, ...]:
    for known in case.parties.values() if case is not None else ():
        if known.goes_by(party):
            return (known.name, known.id, *known.aliases)
    return (party,)


def _nearest(names: Iterable[str], parties: Sequence[str]) -> str:
    best, height = "", 0.0
    for party in parties:
        for name in names:
            for other in party.split("/"):
                one, two = _party_words(name), _party_words(other)
                score = len(one & two) / len(one | two) if one | two else 0.0
                if _initials(name) == other.strip() or name == _initials(other):
                    score = 1.0
                if score > height:
                    best, height = party, score
    return best


def _initials(name: str) -> str:
    """ "HWU" of "Harbour Workers Union"; "" of a single word."""
    words = [word for word in name.split() if word[:1].isupper()]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _party_words(name: str) -> set[str]:
    state = state_of(name) or state_of(name.strip().removesuffix(" government"))
    if state:
        return {state.casefold()}
    words = re.findall(r"[^\W_]+", bare(name).casefold())
    return {word.rstrip("s") for word in words if word not in _SMALL}


def _personal(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words) and not state_of(name)


def _second(read: Proposal) -> bool:
    return read.second_hand


def _same_time(pair: Pair) -> bool:
    return any(
        time is not None and time.edtf.replace("/", "..") == pair.marked.when
        for time in (pair.proposal.happens, pair.proposal.said)
    )


def _counted(report: ReportScore) -> int:
    met = {pair.marked.id for pair in report.pairs}
    return sum(not one.optional or one.id in met for one in report.marked)


def _f1(both: int, proposed: int, marked: int) -> tuple[float, float, float]:
    precision = both / proposed if proposed else 0.0
    recall = both / marked if marked else 0.0
    total = precision + recall
    return precision, recall, (2 * precision * recall / total if total else 0.0)


def _prf(figures: tuple[float, float, float]) -> str:
    precision, recall, f1 = figures
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
