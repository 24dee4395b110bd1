"""When are two words the same word? Words of a text with their place, and the key that all forms of a word share.

Needs no model: the case's words and the report's words go through the same few rules, so that it does not matter
whether a key is good English ("releas"), only that "release", "releases" and "releasing" all have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nonpaper.read.spans import Span

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)*(?:-[^\W\d_]+(?:[’'][^\W\d_]+)?)*|[^\w\s]", re.UNICODE)
_VOWEL = re.compile(r"[aeiouy]")

# Forms that no rule finds; the values are plain words.
_IRREGULAR = {
    **dict.fromkeys(("am", "is", "are", "was", "were", "been", "being"), "be"),
    **dict.fromkeys(("has", "had", "having"), "have"),
    **dict.fromkeys(("does", "did", "done", "doing"), "do"),
    **dict.fromkeys(("gave", "given"), "give"),
    **dict.fromkeys(("went", "gone", "goes"), "go"),
    **dict.fromkeys(("took", "taken"), "take"),
    **dict.fromkeys(("withdrew", "withdrawn"), "withdraw"),
    **dict.fromkeys(("rose", "risen"), "rise"),
    **dict.fromkeys(("fell", "fallen"), "fall"),
    **dict.fromkeys(("grew", "grown", "growth"), "grow"),
    **dict.fromkeys(("began", "begun"), "begin"),
    **dict.fromkeys(("broke", "broken"), "break"),
    **dict.fromkeys(("froze", "frozen"), "freeze"),
    **dict.fromkeys(("fled",), "flee"),
    **dict.fromkeys(("forbade", "forbidden"), "forbid"),
    **dict.fromkeys(("drew", "drawn"), "draw"),
    **dict.fromkeys(("wrote", "written"), "write"),
    **dict.fromkeys(("spoke", "spoken"), "speak"),
    **dict.fromkeys(("shown",), "show"),
    **dict.fromkeys(("came",), "come"),
    **dict.fromkeys(("became",), "become"),
    **dict.fromkeys(("ran",), "run"),
    **dict.fromkeys(("stood",), "stand"),
    **dict.fromkeys(("fought",), "fight"),
    **dict.fromkeys(("sought",), "seek"),
    **dict.fromkeys(("brought",), "bring"),
    **dict.fromkeys(("bought",), "buy"),
    **dict.fromkeys(("sold", "sale", "sales"), "sell"),
    **dict.fromkeys(("held",), "hold"),
    **dict.fromkeys(("kept",), "keep"),
    **dict.fromkeys(("left", "leaving"), "leave"),
    **dict.fromkeys(("met",), "meet"),
    **dict.fromkeys(("paid", "payment", "payments"), "pay"),
    **dict.fromkeys(("said",), "say"),
    **dict.fromkeys(("sent",), "send"),
    **dict.fromkeys(("spent",), "spend"),
    **dict.fromkeys(("lent",), "lend"),
    **dict.fromkeys(("built",), "build"),
    **dict.fromkeys(("lost", "loss", "losses"), "lose"),
    **dict.fromkeys(("won",), "win"),
    **dict.fromkeys(("made",), "make"),
    **dict.fromkeys(("laid",), "lay"),
    **dict.fromkeys(("told",), "tell"),
    **dict.fromkeys(("got", "gotten"), "get"),
    **dict.fromkeys(("men",), "man"),
    **dict.fromkeys(("women",), "woman"),
    **dict.fromkeys(("children",), "child"),
    **dict.fromkeys(("people",), "person"),
    **dict.fromkeys(("freed", "freeing", "freedom"), "free"),
    **dict.fromkeys(("resumption",), "resume"),
    **dict.fromkeys(("suspension",), "suspend"),
    **dict.fromkeys(("reduction", "reductions"), "reduce"),
    **dict.fromkeys(("destruction",), "destroy"),
    **dict.fromkeys(("permission",), "permit"),
    **dict.fromkeys(("departure",), "depart"),
    **dict.fromkeys(("closure", "closures"), "close"),
    **dict.fromkeys(("seizure", "seizures"), "seize"),
    **dict.fromkeys(("recognition",), "recognise"),
    **dict.fromkeys(("signature", "signatures", "signing"), "sign"),
    **dict.fromkeys(("longer", "longest"), "long"),
    **dict.fromkeys(("higher", "highest"), "high"),
    **dict.fromkeys(("lower", "lowest"), "low"),
    **dict.fromkeys(("larger", "largest"), "large"),
    **dict.fromkeys(("smaller", "smallest"), "small"),
    **dict.fromkeys(("shorter", "shortest"), "short"),
    **dict.fromkeys(("need", "exceed", "proceed", "feed", "speed", "indeed"), ""),
    **dict.fromkeys(("programme", "programmes", "programs"), "program"),
    **dict.fromkeys(("this", "news", "his", "its", "us", "bus", "less", "always", "perhaps", "means", "series"), ""),
    **dict.fromkeys(("during", "nothing", "anything", "something", "everything", "morning", "evening", "king"), ""),
    **dict.fromkeys(("nuclear", "bring", "string", "spring", "thing", "ring", "wing", "sting", "swing"), ""),
}
_FAMILY = ("isation", "ization", "ation", "ition", "ment", "ance", "ence", "ness", "ion", "al", "at")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign of a text. `key` is shared by all its forms, `stem` also by nouns made of it.

    `joined` is the key of this word and the next written as one ("cease fire", "cease-fire"); "" at the end.
    """

    span: Span
    text: str  # as written, in small letters, with straight apostrophes
    key: str
    stem: str
    joined: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()


@lru_cache(maxsize=65536)
def key_of(word: str) -> str:
    """The key that all forms of a word share: "hostages" and "hostage", "freed" and "free"."""
    word = word.casefold().replace("’", "'")
    if word.endswith(("'s", "s'")):
        word = word[:-2] if word.endswith("'s") else word[:-1]
    if word in _IRREGULAR:
        plain = _IRREGULAR[word] or word
        return plain if plain == word else key_of(plain)
    if len(word) > 3:
        word = _without_ending(word)
    if word.endswith(("iz", "ize")):
        word = word.replace("iz", "is")
    if len(word) > 4 and word.endswith("our"):
        word = word[:-3] + "or"
    return word.rstrip("e") or word


def _without_ending(word: str) -> str:
    """A word without the ending of number, tense or person."""
    for ending, put in (("ies", "y"), ("ied", "y"), ("sses", "ss")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + put
    if word.endswith(("ches", "shes", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 1 and _VOWEL.search(stem):
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl":
                stem = stem[:-1]
            return stem
    return word


@lru_cache(maxsize=65536)
def stem_of(key: str) -> str:
    """The key without the ending by which a noun is made of a verb: "withdrawal" and "withdraw", where it is long."""
    for ending in _FAMILY:
        ending = ending.rstrip("e")
        if key.endswith(ending) and len(key) - len(ending) >= 5:
            return key[: -len(ending)]
    return key


def words_of(text: str, span: Span | None = None) -> tuple[Word, ...]:
    """The words, numbers and signs of a stretch of a text, in order; a compound with hyphens is one for each part."""
    start, end = (span.start, span.end) if span is not None else (0, len(text))
    parts: list[tuple[Span, str]] = []
    for found in _TOKEN.finditer(text, start, end):
        at = found.start()
        pieces = found[0].split("-") if found[0][0].isalpha() else [found[0]]
        for piece in pieces:
            parts.append((Span(at, at + len(piece)), piece.casefold().replace("’", "'")))
            at += len(piece) + 1
    keys = [key_of(piece) if piece[0].isalpha() else piece for _, piece in parts]
    words: list[Word] = []
    for place, (where, piece) in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) else None
        near = after is not None and after[1][0].isalpha() and piece[0].isalpha() and after[0].start - where.end <= 1
        joined = key_of(piece + after[1]) if near and after is not None else ""
        words.append(Word(where, piece, keys[place], stem_of(keys[place]), joined))
    return tuple(words)
