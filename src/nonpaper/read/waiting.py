"""What waits for what? A content parted into an act and its condition: before, until, unless, in exchange for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nonpaper.case.claims import Link
from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.mentions import names_issue, stands_at
from nonpaper.read.pointing import pointing
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import EVERY_MODAL, NEGATIVE, REFUSING, plain_words
from nonpaper.read.wordforms import Word, key_of

REFUSALS = frozenset({Stance.REJECTS, Stance.RULES_OUT})


@dataclass(frozen=True, slots=True)
class Split:
    """The words of a content, parted into what is done and what it waits for."""

    act: tuple[Word, ...]
    condition: tuple[Word, ...] = ()
    link: Link | None = None
    cue: str = ""
    span: Span | None = None
    negated: bool = False  # "no talks until": the negation belongs to the waiting
    firm: bool = True  # whether words that name no issue still make it a condition: "if the weather holds"
    lasting: bool = False  # "goes on until": the act is that it ends
    unclear: bool = False  # "no talks as long as the siege lasts": what would have to be is not said


_REASONS = (("because",), ("given", "that"), ("in", "order", "to"), ("so", "that"), ("which",))


def without_reasons(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Up to where a reason begins: what comes behind "because" is not asked for."""
    for place, word in enumerate(said):
        if place == 0:
            continue
        if any(stands_at(said, place, phrase) for phrase in _REASONS):
            return said[:place]
        if word.text in ("as", "since") and said[place - 1].text not in (
            "long",
            "soon",
            "well",
            "such",
            "so",
            "same",
            "time",
        ):
            after = [other.text for other in said[place + 1 : place + 5]]
            if any(verb in ("is", "are", "was", "were", "has", "have", "had") for verb in after[1:]):
                return said[:place]
    return said


_PAUSES = frozenset((",", "-", "–", "—", ";", "("))


def without_contrast(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without what is named only to say that it is not meant: "seventy percent, not fifty", "mend - not scrap - it"."""
    kept: list[Word] = []
    place = 0
    while place < len(said):
        after = said[place + 1].text if place + 1 < len(said) else ""
        contrasts = kept and (
            (said[place].text == "not" and kept[-1].text in _PAUSES and after not in _WAITING)
            or (said[place].text == "rather" and after == "than")
            or (said[place].text == "instead" and after == "of")
        )
        if not contrasts:
            kept.append(said[place])
            place += 1
            continue
        while place < len(said) and said[place].text not in _PAUSES | {"but", ")"}:
            place += 1
    return tuple(kept)


# Words, how the act waits, and whether they make a condition even where what follows names no issue.
_CUES: tuple[tuple[tuple[str, ...], Link, bool], ...] = (
    (("provided", "that"), Link.IF, True),
    (("providing", "that"), Link.IF, True),
    (("on", "the", "condition", "that"), Link.IF, True),
    (("on", "condition", "that"), Link.IF, True),
    (("on", "condition", "of"), Link.IF, True),
    (("as", "long", "as"), Link.IF, True),
    (("so", "long", "as"), Link.IF, True),
    (("only", "if"), Link.IF, True),
    (("even", "if"), Link.IF, True),
    (("only", "when"), Link.AFTER, True),
    (("only", "after"), Link.AFTER, True),
    (("only", "once"), Link.AFTER, True),
    (("as", "soon", "as"), Link.AFTER, True),
    (("in", "exchange", "for"), Link.IF, True),
    (("in", "return", "for"), Link.IF, True),
    (("at", "the", "same", "time", "as"), Link.WITH, True),
    (("simultaneously", "with"), Link.WITH, True),
    (("in", "parallel", "with"), Link.WITH, True),
    (("together", "with"), Link.WITH, False),
    (("provided",), Link.IF, True),
    (("unless",), Link.IF, True),
    (("until",), Link.AFTER, True),
    (("till",), Link.AFTER, True),
    (("without",), Link.AFTER, False),
    (("before",), Link.AFTER, False),
    (("prior", "to"), Link.AFTER, False),
    (("ahead", "of"), Link.AFTER, False),
    (("after",), Link.AFTER, False),
    (("following",), Link.AFTER, False),
    (("once",), Link.AFTER, True),
    (("if",), Link.IF, True),
    (("when",), Link.AFTER, False),
)
TURNED = frozenset(("before", "prior to", "ahead of"))
_HOW_OFTEN = plain_words("every per again more day week month quarter year")
_WAITING = frozenset(("until", "till", "before", "without", "unless", "after", "only", "if", "when", "even"))
_NEEDS_NOT = frozenset(("until", "till", "without", "unless"))


def split_of(said: tuple[Word, ...], stance: Stance, words: CaseTerms) -> Split:
    """What is done, and what it waits for; the first condition that the words state."""
    first_then = _first_then(said)
    if first_then is not None and names_issue(first_then.act, words) and names_issue(first_then.condition, words):
        return first_then
    for place in range(len(said)):
        for phrase, how, firm in _CUES:
            if not stands_at(said, place, phrase):
                continue
            made = _parted(said, place, phrase, how, firm, stance)
            if made is None:
                break
            named = names_issue(made.condition, words) or bool(pointing(made.condition))
            if named or (made.firm and made.cue != "even if"):
                if made.cue in ("until", "till") and not named and not made.negated:
                    break  # it goes on until something else happens: that is no condition of ours
                if made.cue == "even if":
                    return Split(made.act)
                return made
            break
    swapped = _swap(said, words)
    return swapped if swapped is not None else Split(said)


def _parted(
    said: tuple[Word, ...], place: int, phrase: tuple[str, ...], how: Link, firm: bool, stance: Stance
) -> Split | None:
    """The content parted at one cue; None where the cue is no condition."""
    cue = " ".join(phrase)
    after = place + len(phrase)
    span = Span(said[place].span.start, said[after - 1].span.end)
    leading = not any(word.is_word and word.text not in ("and", "but", "that") for word in said[:place])
    if leading:
        stop = _comma(said, after)
        turned = next((n for n in range(after, len(said)) if said[n].text in EVERY_MODAL), None)
        if stop is not None:
            condition, act = said[after:stop], said[stop + 1 :]
        elif turned is not None and phrase[0] in ("only", "not"):
            condition, act = said[after:turned], said[turned:]
        else:
            return None
    else:
        stop = _end(said, after)
        condition, act = said[after:stop], (*said[:place], *said[stop:])
    if not condition or not act:
        return None
    if cue == "once" and {word.text for word in said[after : after + 2]} & _HOW_OFTEN:
        return None
    if cue == "following" and said[place - 1].text in ("the", "a", "are", "is"):
        return None
    negated = _negated(act) or (stance in REFUSALS and not leading) or (leading and stance in REFUSALS)
    if cue == "without" and not negated:
        return None
    if cue == "even if":
        return Split(act, condition, how, cue, span)
    if cue in TURNED and not negated:
        # "the gates must be open before boats go out": the act stands behind.
        return Split(condition, act, Link.AFTER, cue, span, firm=False)
    if phrase[-1] == "as" and phrase[1] == "long" and negated:
        return Split(act, condition, how, cue, span, unclear=True)
    if cue in _NEEDS_NOT and not negated:
        return Split(act, condition, how, cue, span, firm=firm, lasting=True)
    waiting = cue in _NEEDS_NOT or cue in TURNED or (cue in ("after", "if", "when", "once") and negated)
    only = any(word.text == "only" for word in act[-2:]) or "only" in phrase
    return Split(act, condition, how, cue, span, negated=waiting or (negated and only), firm=firm)


def _comma(said: Sequence[Word], place: int) -> int | None:
    return next((at for at in range(place, len(said)) if said[at].text in (",", ";")), None)


def _end(said: Sequence[Word], place: int) -> int:
    """Where a condition behind its act ends: at a comma or an "and" behind which somebody must do a thing."""
    for at in range(place + 1, len(said)):
        if said[at].text == ";":
            return at
        if said[at].text in (",", "and", "but"):
            ahead = said[at + 1 : at + 7]
            stop = next((n for n, word in enumerate(ahead) if word.text in (",", ";", "and", "or")), len(ahead))
            if any(word.text in EVERY_MODAL for word in ahead[:stop]):
                return at
    return len(said)


def _negated(said: Sequence[Word]) -> bool:
    return any(word.text in NEGATIVE or word.key in REFUSING for word in said)


def _first_then(said: tuple[Word, ...]) -> Split | None:
    """ "First A, then B": B after A. "A must come first": whatever else is named after A."""
    then = next((n for n, word in enumerate(said) if word.text in ("then", "afterwards", "thereafter") and n > 1), None)
    first = next((n for n, word in enumerate(said) if word.text == "first"), None)
    if first is None or then is None or first > then:
        return None
    if said[first + 1].text in ("stage", "phase", "step", "round"):
        return None
    span = Span(said[first].span.start, said[first].span.end)
    condition = (*said[:first], *said[first + 1 : then])
    return Split(said[then + 1 :], condition, Link.AFTER, "first, then", span)


def _swap(said: tuple[Word, ...], words: CaseTerms) -> Split | None:
    """ "Exchange A for B", "trade A for B": A if B."""
    verbs = frozenset(key_of(verb) for verb in ("exchange", "swap", "trade", "barter"))
    start = next((n for n, word in enumerate(said) if word.key in verbs), None)
    if start is None:
        return None
    for at in range(start + 1, len(said)):
        if said[at].text in ("for", "against"):
            act, condition = said[start + 1 : at], said[at + 1 :]
            if names_issue(act, words) and names_issue(condition, words):
                return Split((*said[:start], *act), condition, Link.IF, f"{said[start].text} for", said[at].span)
    return None
