"""Which words point back to something said before? "Those demands", "such an agreement", "this"."""

from __future__ import annotations

from collections.abc import Sequence

from nonpaper.read.proposals import Reference
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import AGREED, ASKED, EITHER, OFFERED, plain_words
from nonpaper.read.wordforms import Word

_NOUNS = ASKED | OFFERED | EITHER | AGREED
_POINTERS = frozenset(("this", "that", "these", "those", "such", "both", "the", "its", "their"))
_VERBAL = plain_words("is was would will can cannot could may might must should has had does did isn't won't")


def pointing(said: Sequence[Word], *, nouns_only: bool = False) -> tuple[Reference, ...]:
    """The words of a part that point back: "those demands", "such an agreement", "this"."""
    found: list[Reference] = []
    for place, word in enumerate(said):
        if word.text not in _POINTERS | {"it", "them"}:
            continue
        ahead = place + 1
        while ahead < len(said) and (
            said[ahead].text in ("a", "an", "two", "three", "four", "same", "latest", "four") or ahead == place + 1
        ):
            if said[ahead].key in _NOUNS:
                break
            ahead += 1
        noun = ahead < len(said) and said[ahead].key in _NOUNS and ahead - place <= 3
        if noun and word.text not in ("it", "them"):
            if word.text in ("the", "its", "their") and _spelt_out(said, ahead):
                continue
            span = Span(word.span.start, said[ahead].span.end)
            found.append(Reference(span, (), f"points back: {said[ahead].text}"))
        elif not nouns_only and word.text in ("this", "that", "it", "these", "those", "them", "both"):
            after = said[place + 1].text if place + 1 < len(said) else ""
            subject = after in _VERBAL or after in ("", ".", ",")
            # "more that could be offered", "the step that is asked for": joins a clause, and points nowhere.
            joins = word.text == "that" and place > 0 and said[place - 1].is_word
            if subject and not joins:
                found.append(Reference(word.span, (), f"points back: {word.text}"))
    return tuple(found)


def _spelt_out(said: Sequence[Word], place: int) -> bool:
    """Whether a noun says itself what it is ("the demand to ...", "the offer of ..."), and so points nowhere."""
    return place + 1 < len(said) and said[place + 1].text in ("to", "of", "that", "for", "on", "by", "from")
