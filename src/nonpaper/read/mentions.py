"""Which issues of the case are named, and where? The longer and closer name wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nonpaper.read.case_terms import CaseTerms, IssueWords, Pattern
from nonpaper.read.proposals import Term
from nonpaper.read.quantities import quantities
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import ABOUT, EVERY_MODAL, TALKING, plain_words
from nonpaper.read.wordforms import Word, key_of, stem_of

SEPARATORS = frozenset((",", ";", ":", "—", "–", "and", "but", "or", "nor", "while", "plus"))
_REACH = 4  # words that may stand between the words of one phrase


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a case that stand at some places among the words of a content."""

    pattern: Pattern
    places: tuple[int, ...]

    @property
    def first(self) -> int:
        """The place of its first word."""
        return min(self.places)

    @property
    def last(self) -> int:
        """The place of its last word."""
        return max(self.places)


def stands_at(said: Sequence[Word], place: int, phrase: Sequence[str]) -> bool:
    """Whether these words stand there, side by side."""
    return tuple(word.text for word in said[place : place + len(phrase)]) == tuple(phrase)


def names_issue(said: Sequence[Word], words: CaseTerms) -> bool:
    """Whether any issue of the case is named."""
    return bool(mentions_of(said, words))


def _matches(word: Word, key: str) -> bool:
    return key in (word.key, word.joined) or (len(key) > 4 and word.stem == stem_of(key))


def _places(said: Sequence[Word], pattern: Pattern) -> list[tuple[int, ...]]:
    """Every place where the words of a pattern stand together."""
    found: list[tuple[int, ...]] = []
    size = len(pattern.keys)
    if pattern.literal:
        for at in range(len(said) - size + 1):
            if all(_matches(said[at + n], key) for n, key in enumerate(pattern.keys)):
                found.append(tuple(range(at, at + size)))
        return found
    hits = {key: [n for n, word in enumerate(said) if _matches(word, key)] for key in pattern.keys}
    for start in hits[pattern.keys[0]]:
        chosen = [start]
        for key in pattern.keys[1:]:
            near = [n for n in hits[key] if n not in chosen and abs(n - start) <= size + _REACH]
            near = [n for n in near if not any(said[m].text in (";", ":") for m in range(min(n, start), max(n, start)))]
            if not near:
                break
            chosen.append(min(near, key=lambda n: (abs(n - start), n)))
        else:
            found.append(tuple(sorted(chosen)))
    return found


_VERBS_TOO = frozenset(key_of(word) for word in plain_words("return list aid recall pay order share rest access"))


def mentions_of(said: Sequence[Word], words: CaseTerms) -> list[Mention]:
    """The issues that are named, in order of place. Of words that overlap, the longer and closer name wins."""
    candidates: list[tuple[tuple[int, int, int, int, str], Mention]] = []
    for name, each in words.issues.items():
        for pattern in each.patterns:
            if not pattern.names:
                continue
            for places in _places(said, pattern):
                if len(pattern.keys) == 1 and _is_verb(said, places[0]) and not _measured(said, places[0], each):
                    continue
                width = max(places) - min(places)
                rank = {"word": 0, "title": 1, "id": 2, "step": 3}[pattern.kind]
                order = (-len(pattern.keys), width - len(pattern.keys), rank, places[0], name)
                candidates.append((order, Mention(pattern, places)))
    candidates.sort(key=lambda pair: pair[0])
    taken: dict[int, str] = {}
    chosen: list[Mention] = []
    for _, mention in candidates:
        owners = {taken[place] for place in mention.places if place in taken}
        if owners - {mention.pattern.issue}:
            continue
        if owners and all(place in taken for place in mention.places):
            continue
        chosen.append(mention)
        taken.update(dict.fromkeys(mention.places, mention.pattern.issue))
    chosen.sort(key=lambda mention: (mention.first, mention.last))
    return _without_modifiers(said, chosen)


def _measured(said: Sequence[Word], place: int, each: IssueWords) -> bool:
    """Whether a verb is followed by so much of the issue's unit: "pay three per cent"."""
    return each.issue.numbers is not None and any(
        number.unit == each.unit and place < number.first <= place + 3 for number in quantities(said[: place + 8])
    )


def _is_verb(said: Sequence[Word], place: int) -> bool:
    """Whether a word that is a noun and a verb ("return", "pay") stands as a verb, and so names no issue by itself."""
    if said[place].key not in _VERBS_TOO:
        return False
    before = said[place - 1].text if place else ""
    after = said[place + 1].text if place + 1 < len(said) else ""
    if before in ("to", "not", "they", "we", "who", "and") or before in EVERY_MODAL:
        return after not in ("of", "rise", "raise")
    return said[place].text.endswith(("ed", "paid")) and said[place].text != said[place].key


def _without_modifiers(said: Sequence[Word], mentions: list[Mention]) -> list[Mention]:
    """Without those that only say which: the "truce" of "truce talks", the hostages of "a list of hostages"."""
    kept: list[Mention] = []
    for mention in mentions:
        if any(
            other.pattern.issue != mention.pattern.issue
            and (
                _belongs_to(said, other.last, mention.first)
                or (
                    (other.first == mention.last + 1 or _subject_of(said, other.last, mention.first))
                    and any(said[place].key in TALKING for place in other.places)
                )
            )
            for other in mentions
        ):
            continue
        kept.append(mention)
    return kept


def _belongs_to(said: Sequence[Word], head: int, first: int) -> bool:
    """Whether what stands at `first` is only of what stands at `head`: the captives of "a list of the captives"."""
    between = [word.text for word in said[head + 1 : first]]
    return 0 < len(between) <= 3 and between[0] == "of" and not SEPARATORS & set(between)


def _subject_of(said: Sequence[Word], talking: int, first: int) -> bool:
    """Whether a word of talking is joined to what stands at `first` by "on", "over", "about"."""
    between = [word.text for word in said[talking + 1 : first]]
    return 0 < len(between) <= 5 and between[0] in ABOUT and not SEPARATORS & set(between)


def talked_about(said: Sequence[Word], mention: Mention) -> bool:
    """Whether the issue is only the subject of talks: "contract talks", "progress on job protection"."""
    after = said[mention.last + 1].key if mention.last + 1 < len(said) else ""
    if after in TALKING and not any(said[place].key in TALKING for place in mention.places):
        return True
    return any(
        said[place].key in TALKING and _subject_of(said, place, mention.first)
        for place in range(max(0, mention.first - 6), mention.first)
        if place not in mention.places
    )


def term_of(said: Sequence[Word], mention: Mention) -> Term:
    """A mention as a proposal carries it."""
    span = Span(said[mention.first].span.start, said[mention.last].span.end)
    return Term(mention.pattern.issue, mention.pattern.step, span, f"{mention.pattern.kind}: {mention.pattern.words}")
