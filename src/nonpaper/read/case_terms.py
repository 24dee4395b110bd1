"""Which words of a report may mean an issue of the case, or one of its steps? The case's own words, ready to match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from nonpaper.case.case import Case, Draft
from nonpaper.case.claims import Claim
from nonpaper.case.grammar import Slip, read_claim
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party, Role
from nonpaper.case.rows import RowsReader
from nonpaper.case.statements import STANCES, Stance
from nonpaper.case.text import Names
from nonpaper.case.vocabulary import Vocabulary, read_number
from nonpaper.read.quantities import MULTIPLES, SPELT_OUT
from nonpaper.read.word_lists import ADVERSE, GROUPS, HAVING, LACKING, LEAVING, NOT_CONTENT, QUANTIFIERS, ZERO
from nonpaper.read.wordforms import Word, key_of, stem_of, words_of


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that name an issue, or a step of it where `step` is a label.

    `keys` are all looked for near one another, in any order; as they stand, side by side, where `literal`. A pattern
    of one key about a step does not name the issue by itself: "lasting" is a step of the ceasefire only where the
    ceasefire is spoken of.
    """

    issue: str
    step: str
    keys: tuple[str, ...]
    kind: str  # "title", "id", "word" or "step"
    words: str  # as the case has them
    literal: bool = False

    @property
    def names(self) -> bool:
        """Whether it names the issue by itself."""
        return not self.step or len(self.keys) > 1


@dataclass(frozen=True, slots=True)
class IssueWords:
    """One issue with the words for it."""

    issue: Issue
    patterns: tuple[Pattern, ...]
    cues: Mapping[str, tuple[str, ...]]  # a key -> the labels of the steps that it may mean once the issue is named
    adverse: bool  # whether its own name is something that is ended rather than begun: sanctions, a blockade
    leaves: bool = False  # whether its name is that something goes away: a withdrawal, a release
    unit: str = ""  # of its numbers: "%", "hour"; "" also where it has none
    scale: int = 1  # what a number of its steps is to be multiplied with: "$5 billion"
    like: str = ""  # how a number is spelt: the first step

    @property
    def starts_at_nothing(self) -> bool:
        """Whether the first step is none of it."""
        return key_of(self.issue.steps[0]) in ZERO

    @property
    def rises(self) -> bool:
        """Whether its bare name asks for more of it: from none, or to all; not from "in use" to "banned"."""
        first, last = key_of(self.issue.steps[0]), key_of(self.issue.steps[-1])
        return self.starts_at_nothing or first in LACKING or last in HAVING

    def spelt(self, number: Fraction) -> str | None:
        """The label of a number: a declared step, or one between two of them; None outside."""
        numbers, number = self.issue.numbers, number / self.scale
        if numbers is None or not min(numbers) <= number <= max(numbers):
            return None
        for step, value in zip(self.issue.steps, numbers, strict=True):
            if value == number:
                return step
        plain = _decimal(number)
        return re.sub(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", plain, self.like, count=1) if plain else None


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """All words of a case: its issues, and its drafts. Made once for a case, used for every report."""

    issues: Mapping[str, IssueWords]
    drafts: Mapping[str, Draft]
    parties: Mapping[str, Party]
    vocabulary: Vocabulary = field(compare=False, repr=False)  # it keeps what was looked up

    @classmethod
    def of(cls, case: Case) -> CaseTerms:
        """The words of a case. Titles and ids count as words; of a title, a word that other issues have too does not.

        Names of parties in a title ("Attendance of Israel") never name the issue.
        """
        return cls.made(case.issues.values(), case.parties.values(), case.drafts.values())

    @classmethod
    def made(cls, issues: Iterable[Issue], parties: Iterable[Party], drafts: Iterable[Draft] = ()) -> CaseTerms:
        """The same from issues, parties and drafts."""
        by_id = {issue.id: issue for issue in issues}
        who = {party.id: party for party in parties}
        names = _party_keys(who.values())
        texts = {draft.id: draft for draft in drafts}
        vocabulary = Vocabulary(dict(by_id), dict(texts), Names("issue", {}), Names("draft", {}))
        return cls({name: _issue_words(issue, names) for name, issue in by_id.items()}, texts, who, vocabulary)

    def claim(self, text: str) -> Claim | None:
        """The claim that a text says in this case; None where it says none."""
        reading = read_claim(text)
        if isinstance(reading, Slip):
            return None
        claim, slips = self.vocabulary.claim(reading)
        return None if slips else claim

    def binds(self, stance: Stance, party: str) -> bool:
        """Whether the stance needs a claim when this party takes it."""
        if stance is Stance.PROPOSES and party in self.parties:
            return self.parties[party].role is Role.PARTY
        return STANCES[stance].binds or stance is Stance.CARRIES_OUT

    def fits(self, text: str, stance: Stance, party: str) -> bool:
        """Whether the record would take this claim beside this stance."""
        claim = self.claim(text)
        return claim is not None and RowsReader.misfit(stance, claim, binds=self.binds(stance, party)) is None

    def own(self, issue: str, party: str) -> bool:
        """Whether the act is this party's, and nobody else's."""
        return self.issues[issue].issue.by == (party,)


def _party_keys(parties: Iterable[Party]) -> frozenset[str]:
    keys: set[str] = set()
    for party in parties:
        for name in (party.id, party.name):
            keys |= {word.key for word in words_of(name) if word.is_word and word.key not in NOT_CONTENT}
    return frozenset(keys)


def _content(words: tuple[Word, ...]) -> list[Word]:
    return [word for word in words if (word.is_word or word.text.isdigit()) and word.text not in NOT_CONTENT]


def _pattern(issue: str, step: str, said: str, kind: str) -> Pattern | None:
    words = words_of(said)
    keys = [word.key for word in _content(words)]
    if "-" in said and len(words) > 1:
        # "cease-fire" is also one word: what is written together elsewhere is found by its joined key.
        keys = [word.key for word in _content(words)]
    if len(keys) > 1:
        return Pattern(issue, step, tuple(dict.fromkeys(keys)), kind, said)
    literal = [word.key for word in words if word.is_word]
    if len(literal) > 1:
        return Pattern(issue, step, tuple(literal), kind, said, literal=True)
    return Pattern(issue, step, tuple(keys or literal), kind, said) if keys or literal else None


def _issue_words(issue: Issue, parties: frozenset[str]) -> IssueWords:
    patterns: list[Pattern | None] = [_pattern(issue.id, "", re.sub(r"[_-]+", " ", issue.id), "id")]
    title = _pattern(issue.id, "", issue.title, "title")
    if title is not None and not set(title.keys) <= parties:
        patterns.append(title)
        patterns += _parts_of_title(issue, title, parties)
    patterns += [_pattern(issue.id, "", said, "word") for said in issue.words.get("_", ())]
    cues: dict[str, dict[str, None]] = {}
    for label in issue.steps:
        numeric = issue.numbers is not None
        said = list(issue.words.get(label, ()))
        for words in said if numeric else [label, *said]:
            pattern = _pattern(issue.id, label, words, "step")
            if pattern is None:
                continue
            if len(pattern.keys) > 1:
                patterns.append(pattern)
            else:
                cues.setdefault(pattern.keys[0], {})[label] = None
                cues.setdefault(stem_of(pattern.keys[0]), {})[label] = None
    exact = frozenset(cues)
    for label in issue.steps if issue.numbers is None else ():
        for key in _akin(label):
            if key not in exact:  # the case's own words come first
                cues.setdefault(key, {})[label] = None
    unit, scale = _unit_of(issue)
    name = {word.key for word in (*words_of(issue.title), *words_of(issue.id.replace("_", " ")))}
    return IssueWords(
        issue=issue,
        patterns=tuple(dict.fromkeys(pattern for pattern in patterns if pattern is not None)),
        cues={key: tuple(labels) for key, labels in cues.items()},
        adverse=bool(name & ADVERSE),
        leaves=bool(name & LEAVING),
        unit=unit,
        scale=scale,
        like=issue.steps[0] if issue.numbers is not None else "",
    )


def _unit_of(issue: Issue) -> tuple[str, int]:
    """The unit of an issue's numbers without words like "million", and what those come to."""
    read = read_number(issue.steps[0]) if issue.numbers is not None else None
    if read is None:
        return "", 1
    scale, unit = 1, read[1]
    for word, times in MULTIPLES.items():
        if re.search(rf"(?<![a-z]){word}(?![a-z])", unit):
            scale, unit = scale * times, re.sub(rf"(?<![a-z]){word}(?![a-z])", " ", unit)
    unit = " ".join(unit.split())
    return ("%" if unit in ("percent", "per cent", "pc") else SPELT_OUT.get(unit, unit)), scale


def _parts_of_title(issue: Issue, title: Pattern, parties: frozenset[str]) -> list[Pattern]:
    """The head of a title with one other word of it: "list ... captives" of "List of living captives"."""
    keys = [key for key in title.keys if key not in parties]
    if len(keys) < 3 or title.literal:
        return [Pattern(issue.id, "", (keys[0],), "title", issue.title)] if len(keys) == 1 else []
    joined = re.search(r"\b(?:of|from|to|for|in|over|on|by)\b", issue.title.casefold()) is not None
    head = keys[0] if joined else keys[-1]
    return [Pattern(issue.id, "", (head, key), "title", issue.title) for key in keys if key != head]


def _akin(label: str) -> tuple[str, ...]:
    """Other words for a step: those of the same group of verbs, or of the same measure."""
    keys = [word.key for word in _content(words_of(label))] or [key_of(label)]
    if len(keys) != 1:
        return ()
    found: dict[str, None] = {}
    for group in (*GROUPS, *QUANTIFIERS):
        if keys[0] in group:
            found.update(dict.fromkeys(sorted(group)))
    return tuple(found)


def _decimal(number: Fraction) -> str:
    """A number in decimals, exactly; "" where it has no end."""
    scaled = number * 10**9
    if scaled.denominator != 1:
        return ""
    text = f"{scaled.numerator // 10**9}.{scaled.numerator % 10**9:09d}".rstrip("0").rstrip(".")
    return text if number >= 0 else ""
