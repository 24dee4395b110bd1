"""What do "those demands" and "this" mean? The earlier statements that they can only mean, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.proposals import Confidence, Judgement, Proposal, Reference
from nonpaper.read.spans import Span
from nonpaper.read.terms import Linked
from nonpaper.read.waiting import REFUSALS
from nonpaper.read.word_lists import ASKED, EITHER, OFFERED
from nonpaper.read.wordforms import words_of

_ASKING = frozenset({Stance.DEMANDS, Stance.INSISTS})
_OFFERING = frozenset({Stance.OFFERS, Stance.PROPOSES})
_ANY = _ASKING | _OFFERING | {Stance.REJECTS, Stance.RULES_OUT, Stance.ACCEPTS, Stance.COMMITS}
_PLURAL = frozenset(("these", "those", "both", "them", "their"))
_FARTHEST = 2  # lines between a reference of several words and what it means
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}


def resolve(
    text: str,
    linked: Linked,
    party: str,
    earlier: Sequence[Proposal],
    words: CaseTerms | None = None,
) -> tuple[Linked, ...]:
    """The same result with its references filled in; several, where it points back to several statements.

    `earlier` are the proposals of the report so far, in order of their passages. A reference means what it can only
    mean: statements of a fitting kind ("demands": what was demanded), by one party (for a refusal or acceptance, not
    the speaker's own), as many as its number allows, and near. Where two readings are possible it stays open, with its
    span. A claim is taken over from what is meant only where the words say nothing else.
    """
    if not linked.references:
        return (linked,)
    meant = [_meant(text, reference, linked.stance, party, earlier) for reference in linked.references]
    references = tuple(
        replace(
            reference,
            meant=tuple(each.id for each in found),
            reason=f"{reference.reason}; {told}",
        )
        for reference, (found, told) in zip(linked.references, meant, strict=True)
    )
    filled = replace(linked, references=references)
    found = meant[0][0]
    if linked.claim or not linked.pending or not found or words is None:
        return (filled,)
    made: list[Linked] = []
    for each in found:
        told = each.claim
        if linked.pending != "{}" or each.stance is not Stance.INSISTS:
            # Who refuses a demand refuses the act; only who refuses an insistence refuses its order.
            told = _without_condition(told, words)
        claim = linked.pending.format(told) if told else ""
        if not claim or not words.fits(claim, linked.stance, party):
            continue
        reason = f"points back to {each.party or 'somebody'}: {each.claim}"
        judged = Judgement("claim", Confidence.LOW, reason, references[0].span)
        made.append(
            replace(
                filled,
                claim=claim,
                topic="",
                references=(replace(references[0], meant=(each.id,)), *references[1:]),
                judgements=(*(one for one in linked.judgements if one.field not in ("claim", "topic")), judged),
                pending="",
            )
        )
    return tuple(made) or (filled,)


def _without_condition(text: str, words: CaseTerms) -> str:
    claim = words.claim(text)
    if claim is None or claim.condition is None:
        return text
    return text[: claim.condition.span.start].strip()


def _meant(
    text: str, reference: Reference, stance: Stance, party: str, earlier: Sequence[Proposal]
) -> tuple[tuple[Proposal, ...], str]:
    """The proposals that a reference means, in order, and why; none, and why not."""
    said = words_of(text, reference.span)
    first, last = said[0].text, said[-1]
    several = first in _PLURAL or (last.text.endswith("s") and len(said) > 1)
    kinds, told = _kinds(last.key, len(said))
    if not kinds:
        return (), "a text, not a statement: left open"
    before = [each for each in earlier if each.passage.start < reference.span.start and each.claim]
    before = [each for each in before if not _same_words(each, reference)]
    if stance in REFUSALS | {Stance.ACCEPTS} and last.key in ASKED | OFFERED | EITHER and first not in ("its", "their"):
        before = [each for each in before if each.party != party]
    counted = next((_NUMBERS[word.text] for word in said if word.text in _NUMBERS), None)
    near = [each for each in before if each.stance in kinds and each.party]
    if not near:
        return (), "nothing before it fits: left open"
    if not several:
        return _one(text, near, before, reference, told)
    return _many(text, near, before, reference, counted, told)


def _kinds(key: str, size: int) -> tuple[frozenset[Stance], str]:
    if size == 1:
        return _ANY, "the statement just before"
    if key in ASKED:
        return _ASKING, "what was demanded before"
    if key in OFFERED:
        return _OFFERING, "what was offered before"
    if key in EITHER:
        return _ASKING | _OFFERING, "what was asked or offered before"
    return frozenset(), ""  # an agreement, a draft: no statement that stands before


def _same_words(proposal: Proposal, reference: Reference) -> bool:
    return any(span.holds(reference.span) for span in proposal.content)


def _lines(text: str, start: int, stop: int) -> int:
    """How many lines with words lie between two places."""
    return sum(1 for line in text[start:stop].split("\n")[1:]) if start < stop else 0


def _one(
    text: str, near: list[Proposal], before: list[Proposal], reference: Reference, told: str
) -> tuple[tuple[Proposal, ...], str]:
    """The one statement that a singular means: the last, if it stands alone in its sentence or claims one thing."""
    last = max(near, key=lambda each: (each.passage.start, each.content[0].start if each.content else 0))
    beside = [each for each in near if _overlap(each.passage, last.passage)]
    if _lines(text, last.passage.end, reference.span.start) > 1:
        return (), "what fits stands too far back: left open"
    if len({each.claim for each in beside}) > 1 or len({each.party for each in beside}) > 1:
        return (), "it may mean several things: left open"
    return (last,), told


def _many(
    text: str,
    near: list[Proposal],
    before: list[Proposal],
    reference: Reference,
    counted: int | None,
    told: str,
) -> tuple[tuple[Proposal, ...], str]:
    """All of the fitting statements of one party that stand together before a plural."""
    ordered = sorted(near, key=lambda each: (each.passage.start, _place(each)))
    last = ordered[-1]
    if _lines(text, last.passage.end, reference.span.start) > _FARTHEST:
        return (), "what fits stands too far back: left open"
    found: list[Proposal] = []
    at = reference.span.start
    for each in reversed(ordered):
        if each.party != last.party or _lines(text, each.passage.end, at) > 1:
            break
        found.append(each)
        at = each.passage.start
    found.reverse()
    if counted is not None and len(found) != counted:
        return (), f"it means {counted}, and {len(found)} stand before it: left open"
    if len(found) < 2 and counted is None and not found:
        return (), "nothing before it fits: left open"
    return tuple(found), told


def _place(proposal: Proposal) -> int:
    return min((span.start for span in proposal.content), default=proposal.passage.start)


def _overlap(one: Span, other: Span) -> bool:
    return one.overlaps(other)


def in_order(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals in the order in which a reader meets them; of one content, in that of its terms."""

    def place(each: Proposal) -> tuple[int, int, int, str, str, str, str]:
        term = min((term.span.start for term in each.terms), default=0)
        return (each.passage.start, _place(each), term, each.stance.value, each.party, each.claim, each.id)

    return tuple(sorted(proposals, key=place))
