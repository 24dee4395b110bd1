"""How does a case begin from reports? Who speaks in them and what they ask for, as a case for a person to edit.

Everything in it is a proposal: each party and issue says in a comment where it was found, and the steps of the issues
are placeholders. The record is empty; statements enter it by `nonpaper read` and `nonpaper review`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nonpaper.case.grammar import KEYWORDS
from nonpaper.case.record import COLUMNS
from nonpaper.case.statements import STANCES, Stance
from nonpaper.errors import UsageError
from nonpaper.problems import Problem, Severity
from nonpaper.read.document import Document
from nonpaper.read.files import write_new
from nonpaper.read.language import language
from nonpaper.read.proposals import Proposal
from nonpaper.read.quantities import quantities
from nonpaper.read.reader import case_words, read
from nonpaper.read.report import Raw, read_report, take
from nonpaper.read.shelf import Shelf
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import AGREED, ASKED, EITHER, NOT_CONTENT, OFFERED
from nonpaper.read.wordforms import key_of, words_of

MOST_PARTIES = 8
MOST_ISSUES = 12
MOST_PLACES = 3  # places told for each party and issue
_STEPS = ("none", "some", "all")
# Heads of noun phrases that are no issue: words for the asking itself, for people, times and shares.
_GENERAL = (
    ASKED
    | OFFERED
    | EITHER
    | AGREED
    | frozenset(
        key_of(word)
        for word in (
            *("end", "start", "release", "number", "lot", "kind", "part", "rest", "way", "thing", "time", "side"),
            *("people", "person", "country", "government", "official", "leader", "minister", "party", "sides", "world"),
            *("day", "week", "month", "year", "today", "tomorrow", "hour", "percent", "cent", "dollar", "stage"),
            *("commitment", "assurance", "guarantee", "question", "issue", "matter", "fact", "reason", "need", "right"),
            *("return", "exchange", "order", "priority", "member", "view", "role", "chance", "hope", "everything"),
            *("half", "third", "quarter", "share", "majority", "summer", "winter", "spring", "autumn", "morning"),
            *("statement", "spokesman", "spokeswoman", "reporter", "journalist", "conference", "situation", "case"),
        )
    )
)
_ASKING = frozenset(stance for stance, row in STANCES.items() if row.binds) | {Stance.PROPOSES, Stance.THREATENS}


@dataclass(frozen=True, slots=True)
class Found:
    """A party or an issue that reports speak of: its name, other words for it, and where."""

    name: str
    words: tuple[str, ...]
    places: tuple[tuple[str, Span], ...]  # report and span, in order
    speakers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # quantities said of it, as they stand

    @property
    def often(self) -> int:
        """How many statements speak of it."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was written, and from what. `advice` is of the reader, e.g. that no model of English is installed."""

    folder: Path
    files: tuple[Path, ...]
    parties: tuple[Found, ...]
    issues: tuple[Found, ...]
    statements: int
    advice: str = ""
    problems: tuple[Problem, ...] = field(default=())  # doubts about the reports


def draft_case(folder: Path, reports: Sequence[str | Path], title: str = "", *, model: str = "") -> Drafted:
    """A case drafted from reports, into a folder that is empty or not there yet; it passes `check`.

    The reports are kept in it. `model` is the model of English to read with. Raises `UsageError` where something stands
    in the folder already, where no report is named, and where one of them cannot be read; then nothing is written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{str(folder)!r} is a file; a case is a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"the folder {str(folder)!r} is not empty; nothing was written")
    if not reports:
        raise UsageError("name at least one report to draft the case from")
    taken, doubts = _take(folder, reports)
    words, english = case_words(None), language(model)
    told: list[tuple[Document, Proposal]] = []
    for document, _ in taken:
        told += [(document, proposal) for proposal in read(document, words, english)]
    parties, issues = parties_of(told), issues_of(told, parties_of(told))
    text = case_text(title or _title([document for document, _ in taken]), parties, issues)
    shelf = Shelf(folder)
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(COLUMNS)
    files = [folder / "case.yaml", folder / "record.csv"]
    write_new(files[0], text.encode("utf-8"))
    write_new(files[1], header.getvalue().encode("utf-8"))
    for document, raw in taken:
        entry = shelf.keep(document, raw)
        files += [folder / "reports" / name for name in (entry.original, entry.report) if name]
    shelf.save()
    return Drafted(folder, tuple(files), parties, issues, len(told), english.advice, tuple(doubts))


def _take(folder: Path, reports: Sequence[str | Path]) -> tuple[list[tuple[Document, Raw]], list[Problem]]:
    """The documents of all reports, each once, with the names that they will have."""
    shelf = Shelf(folder)
    taken: list[tuple[Document, Raw]] = []
    doubts: list[Problem] = []
    seen: set[str] = set()
    for each in reports:
        data = read_report(Path(each))
        if isinstance(data, Problem):
            raise UsageError(f"{data.place.file}: {data.message}; nothing was written")
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        raw = shelf.named(Raw(data, str(each), origin=Path(each).name), digest)
        found = take(raw)
        errors = [one for one in found.problems if one.severity is Severity.ERROR]
        if found.document is None or errors:
            why = (errors or list(found.problems))[0].message if found.problems else "no text was found in it"
            raise UsageError(f"{each}: {why}; nothing was written")
        doubts += found.problems
        taken.append((found.document, raw))
    return taken, doubts


def _title(documents: Sequence[Document]) -> str:
    days = sorted(document.published.end for document in documents if document.published is not None)
    when = f", {days[-1].isoformat()}" if days else ""
    return f"Drafted from {len(documents)} {'report' if len(documents) == 1 else 'reports'}{when}"


# --- who ------------------------------------------------------------------------------------------------------------


def parties_of(told: Iterable[tuple[Document, Proposal]]) -> tuple[Found, ...]:
    """Those for whom positions are told, most often told first; of equals the one met first.

    A party is known here by the name that the reports give it; two names for one are two, until a person joins them.
    """
    places: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    names: dict[str, str] = {}
    words: dict[str, dict[str, None]] = defaultdict(dict)
    people: dict[str, dict[str, None]] = defaultdict(dict)
    weight: dict[str, int] = defaultdict(int)
    for document, proposal in told:
        several = [_tidy(name) for name in proposal.party.split(";") if _tidy(name)]  # said for two at once
        for name in several:
            names.setdefault(name.casefold(), name)
            places[name.casefold()].append((document.name, proposal.passage))
            weight[name.casefold()] += 3 if proposal.stance in _ASKING else 1
        if len(several) != 1:
            continue
        key = several[0].casefold()
        speaker = _tidy(proposal.speaker)
        if proposal.named and speaker and speaker.casefold() != key and _is_person(speaker):
            people[key][speaker] = None
            continue
        for span in proposal.source:
            said = _bare(_tidy(span.of(document.text)))
            tells = any(letter.isupper() for letter in said) or " " in said  # "official" is anybody
            if tells and said.casefold() != key and len(said.split()) <= 4 and len(said) > 2:
                words[key][said] = None
    ranked = sorted(places, key=lambda key: (-weight[key], list(places).index(key)))
    return tuple(
        Found(names[key], tuple(words[key]), tuple(places[key]), tuple(people[key])) for key in ranked[:MOST_PARTIES]
    )


def _is_person(name: str) -> bool:
    parts = name.split()
    return len(parts) >= 2 and all(part[:1].isupper() for part in parts)


def _bare(words: str) -> str:
    found = re.sub(r"^(?:the|a|an|its|their|his|her|both)\s+", "", words, flags=re.IGNORECASE)
    return re.sub(r"[’']s$", "", found).strip("‘’“”\"' ")


def _tidy(words: str) -> str:
    """On one line, and only what can be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


# --- what -----------------------------------------------------------------------------------------------------------


def issues_of(told: Iterable[tuple[Document, Proposal]], parties: Sequence[Found]) -> tuple[Found, ...]:
    """What is asked for, offered and refused: the heads of noun phrases that recur, most often named first.

    Phrases of one head are one issue ("the captives", "remaining captives"). What only one statement names counts where
    hardly anything recurs.
    """
    who = {word.key for party in parties for name in (party.name, *party.words) for word in words_of(name)}
    places: dict[str, dict[tuple[str, Span], None]] = defaultdict(dict)
    phrases: dict[str, dict[str, int]] = defaultdict(dict)
    numbers: dict[str, dict[str, None]] = defaultdict(dict)
    for document, proposal in told:
        if proposal.stance not in _ASKING:
            continue
        spans = [term.span for term in proposal.terms if not term.issue]
        for span in spans:
            said = words_of(document.text, span)
            content = [word for word in said if word.is_word and word.text not in NOT_CONTENT and len(word.text) > 1]
            if not content or content[-1].key in _GENERAL or content[-1].key in who:
                continue
            head = content[-1]
            places[head.key][(document.name, proposal.passage)] = None
            phrase = " ".join(word.text for word in content)
            for name in {phrase, head.text}:
                phrases[head.key][name] = phrases[head.key].get(name, 0) + 1
            for number in quantities(said):
                numbers[head.key][_tidy(number.span.of(document.text))] = None
    recurring = [key for key in places if len(places[key]) > 1]
    if len(recurring) < 2:
        recurring = list(places)[: max(4, len(recurring))]
    order = list(places)
    ranked = sorted(recurring, key=lambda key: (-len(places[key]), order.index(key)))
    return tuple(_issue(phrases[key], tuple(places[key]), tuple(numbers[key])) for key in ranked[:MOST_ISSUES])


def _issue(phrases: dict[str, int], places: tuple[tuple[str, Span], ...], numbers: tuple[str, ...]) -> Found:
    """An issue by its commonest word, with the phrases that it goes by."""
    single = [phrase for phrase in phrases if " " not in phrase]
    name = max(single, key=lambda phrase: (phrases[phrase], -len(phrase)))
    others = [phrase for phrase in phrases if phrase != name and key_of(phrase) != key_of(name)]
    kept = sorted(others, key=lambda phrase: (-phrases[phrase], phrase))[:4]
    return Found(name, tuple(kept), places, (), numbers)


# --- the file -------------------------------------------------------------------------------------------------------

_HEAD = """\
# A draft of a case, made from the reports that lie in reports/. A person has to read and mend all of it:
#   - parties: are these the sides? Two names may be one party (put one among the other's aliases); give neutral names,
#     and a `role` to whoever does not sign: mediator, guarantor, host, observer, verifier, ratifier.
#   - issues: keep what is being negotiated, delete the rest.
#   - steps: {steps} are placeholders. Write the steps that the sides themselves tell apart, from how things
#     are now to the furthest, and in `by` whose act it is.
# Then run `nonpaper check`, and read the reports with `nonpaper read`. A line that begins with # is a comment.
"""


def case_text(title: str, parties: Sequence[Found], issues: Sequence[Found]) -> str:
    """case.yaml, with a comment at each party and issue that says where it was found."""
    lines = [*_HEAD.format(steps=", ".join(_STEPS)).splitlines(), f"title: {_quoted(title)}", "", "parties:"]
    taken: set[str] = {"all"}
    said: set[str] = {party.name.casefold() for party in parties}
    for party in parties:
        lines.append(f"  {_id(party.name, taken)}:")
        lines.append(f"    # {_where(party)}")
        lines.append(f"    name: {_quoted(party.name)}")
        aliases = [word for word in party.words if word.casefold() not in said]
        said |= {word.casefold() for word in aliases}
        if aliases:
            lines.append(f"    aliases: [{', '.join(map(_quoted, aliases))}]")
        if party.speakers:
            lines.append("    # whose word weighs most is a `principal`: move them there")
            lines.append(f"    speakers: {{delegation: [{', '.join(map(_quoted, party.speakers))}]}}")
    for number in range(len(parties), 2):
        name = ("First side", "Second side")[number]
        lines += [f"  {_id(name, taken)}:", "    # not found in the reports: a placeholder", f"    name: {name}"]
    lines += ["", "issues:"]
    taken = {*_STEPS}
    names: set[str] = set()
    for issue in issues:
        lines.append(f"  {_id(issue.name, taken)}:")
        lines.append(f"    # {_where(issue)}")
        if issue.numbers:
            lines.append(f"    # numbers said of it: {'; '.join(_comment(number) for number in issue.numbers[:5])}")
        lines.append(f"    title: {_quoted(issue.name[:1].upper() + issue.name[1:])}")
        lines.append(f"    steps: [{', '.join(_STEPS)}]    # placeholders")
        lines.append("    by: all    # placeholder: whose act is it?")
        words = [word for word in issue.words if word.casefold() not in names]
        names |= {word.casefold() for word in words}
        if words:
            lines.append(f"    words: {{_: [{', '.join(map(_quoted, words))}]}}")
    if not issues:
        lines += [
            f"  {_id('first issue', taken)}:",
            "    # nothing that recurs was found in the reports: a placeholder",
            "    title: First issue",
            f"    steps: [{', '.join(_STEPS)}]",
            "    by: all",
        ]
    return "\n".join(lines) + "\n"


def _where(found: Found) -> str:
    """Where it was found, in words: how often, and the first few places."""
    told = [f"{_comment(report)} {span.start}-{span.end}" for report, span in found.places[:MOST_PLACES]]
    more = f" and {found.often - len(told)} more" if found.often > len(told) else ""
    return f"found in {found.often} {'statement' if found.often == 1 else 'statements'}: {'; '.join(told)}{more}"


def _comment(words: str) -> str:
    return _tidy(words)[:120]


def _quoted(words: str) -> str:
    """A text as YAML reads it back."""
    tidy = _tidy(words)
    if re.fullmatch(r"[A-Za-z][A-Za-z]*(?: [A-Za-z]+)*", tidy):
        return tidy
    return '"' + tidy.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _id(name: str, taken: set[str]) -> str:
    """An id that nothing else has, of small letters, digits and underscores."""
    plain = re.sub(r"\W+", "_", name.casefold()).strip("_")[:40] or "it"
    made, number = plain, 2
    while made in taken or made in KEYWORDS:
        made, number = f"{plain}_{number}", number + 1
    taken.add(made)
    return made
