"""What is a statement about? The words of a content become issues and steps of the case, and a claim.

Nothing is guessed. Where no issue of the case is named there is neither claim nor topic; where the issue is named and
the step is not, the claim is the weakest that the words bear, or the topic alone. Every choice has its reason.
See docs/explanation/reading-terms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.mentions import mentions_of, stands_at, term_of
from nonpaper.read.pointing import pointing
from nonpaper.read.proposals import Confidence, Judgement, Reference, Term
from nonpaper.read.spans import Span
from nonpaper.read.steps import Act, Reading, acts_of
from nonpaper.read.waiting import REFUSALS, TURNED, Split, split_of, without_contrast, without_reasons
from nonpaper.read.word_lists import AGREED, EITHER, OFFERED
from nonpaper.read.wordforms import Word, key_of, words_of

_PUTS = frozenset({Stance.OFFERS, Stance.ACCEPTS, Stance.COMMITS, Stance.WITHDRAWS})


@dataclass(frozen=True, slots=True)
class Linked:
    """What one statement is about. Several of them, where one content names several acts.

    `claim` is in the claim language and is taken by the record beside `stance`; "" where it is not known. `stance` is
    the one given, or the one that the words turned out to be (a demand with a condition of its own act insists).
    `topic` is a bare issue, where there is no claim; without a case, the words.
    """

    claim: str
    topic: str
    stance: Stance
    content: tuple[Span, ...]
    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    # For `references.resolve`: what the claim will be once it is known what the words point back to, "{}" in its place.
    pending: str = ""


def link(
    text: str,
    content: Span | Sequence[Span],
    stance: Stance,
    party: str = "",
    words: CaseTerms | None = None,
    *,
    phrases: Sequence[Span] = (),
) -> tuple[Linked, ...]:
    """What a content is about, one result for each act it names; never none.

    `content` are the spans of what is said, of `text`. `party` is the id of who says it, "" where that is not known.
    `phrases` are the noun phrases of the text, used only without a case: then the first is the topic.
    """
    spans = (content,) if isinstance(content, Span) else tuple(content)
    if not spans or words is None:
        return (_without_case(text, spans, stance, phrases),)
    said = tuple(word for span in spans for word in words_of(text, span))
    said = without_reasons(said)
    if stance is Stance.PRIORITISES:
        return (_priority(said, stance, spans, words),)
    if not words.binds(stance, party):
        return (_topic_only(said, stance, spans, words),)
    said = without_contrast(said)
    split = split_of(said, stance, words)
    refusing = stance in REFUSALS and not split.negated
    reading = _reading_of(stance, split, refusing=refusing)
    acts = acts_of(split.act, words, reading)
    draft = _of_draft(split.act, stance, words, spans)
    if draft is not None and split.link is None:
        return (draft,)
    waits = acts_of(split.condition, words, Reading(kind="condition")) if split.link is not None else ()
    found = [_assembled(act, waits, split, stance, party, words, spans, pointing(split.condition)) for act in acts]
    if not found:
        return (_unnamed(split, waits, stance, party, words, spans),)
    pointed = pointing(split.act, nouns_only=True)
    return tuple(replace(each, references=(*each.references, *pointed)) for each in found)


def _reading_of(stance: Stance, split: Split, *, refusing: bool) -> Reading:
    if split.link is not None and not split.lasting and (split.negated or split.cue in TURNED | {"first, then"}):
        return Reading("condition", absorbs=split.negated)
    if split.lasting:
        return Reading("condition", turned=True)
    if refusing:
        return Reading("refusal", absorbs=True)
    if stance in _PUTS:
        return Reading("put")
    if stance is Stance.CARRIES_OUT:
        return Reading("put", reached=True)
    return Reading("demand")


def _assembled(
    act: Act,
    waits: tuple[Act, ...],
    split: Split,
    stance: Stance,
    party: str,
    words: CaseTerms,
    spans: tuple[Span, ...],
    pointed: tuple[Reference, ...],
) -> Linked:
    """One act with its condition, as a claim that the record takes beside its stance; else the topic alone."""
    terms, reasons, sure = list(act.terms), act.reason, act.sure
    if split.link is None:
        claim, fitting = act.claim, stance
        if stance is Stance.INSISTS and claim:
            fitting, reasons = Stance.DEMANDS, f"{reasons}; no condition is named, so it demands"
    else:
        joined = [wait for wait in waits if wait.op is not None and wait.issue != act.issue]
        terms += [term for wait in waits for term in wait.terms]
        known = act.op is not None and bool(joined) and len(joined) == len(waits) and not split.unclear
        if known:
            word = "or" if any(each.text == "or" for each in split.condition) else "and"
            claim = f"{act.claim} {split.link.value} {f' {word} '.join(wait.claim for wait in joined)}"
            sure = min((sure, *(wait.sure for wait in joined)), key=lambda each: each.height)
            reasons = f"{reasons}; {split.cue}: {'; '.join(wait.reason for wait in joined)}"
            if split.cue not in ("before", "until", "only if", "only after", "unless", "after", "without"):
                sure = min(sure, Confidence.MEDIUM, key=lambda each: each.height)
        elif not waits and not split.firm and split.cue not in TURNED and not split.negated:
            claim = act.claim
            reasons = f"{reasons}; {split.cue}: no issue of the case, taken for a time"
        elif pointed and act.op is not None:
            told = f"{reasons}; {split.cue}: points back"
            judged = (Judgement("claim", Confidence.LOW, told, split.span),)
            fitting = _stance_with(act, split, stance, party, words)
            pending = f"{act.claim} {split.link.value} {{}}"
            return Linked("", act.issue, fitting, spans, tuple(terms), pointed, judged, pending)
        else:
            claim = ""
            reasons = f"{reasons}; {split.cue}: the condition names no step of the case"
        fitting = _stance_with(act, split, stance, party, words) if known else stance
    if claim and not words.fits(claim, fitting, party):
        claim, reasons = "", f"{reasons}; `{claim}` does not fit {fitting.value}"
    if not claim:
        sure = min(sure, Confidence.MEDIUM, key=lambda each: each.height)
        return Linked(
            "", act.issue, stance, spans, tuple(terms), (), (Judgement("topic", sure, reasons, _hull(act.terms)),)
        )
    judgements = [Judgement("claim", sure, reasons, _hull(act.terms))]
    if fitting is not stance:
        judgements.append(Judgement("stance", Confidence.MEDIUM, f"condition: {split.cue}" if split.cue else reasons))
    return Linked(claim, "", fitting, spans, tuple(terms), (), tuple(judgements))


def _stance_with(act: Act, split: Split, stance: Stance, party: str, words: CaseTerms) -> Stance:
    """The stance that an act with a condition has: a refusal until B, or a demand of one's own act, insists."""
    if stance in REFUSALS and (split.negated or split.lasting):
        return Stance.INSISTS
    if stance is Stance.DEMANDS and (
        split.negated or split.lasting or split.cue in TURNED | {"first, then"} or words.own(act.issue, party)
    ):
        return Stance.INSISTS
    return stance


def _hull(terms: Iterable[Term]) -> Span | None:
    spans = [term.span for term in terms]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _unnamed(
    split: Split, waits: tuple[Act, ...], stance: Stance, party: str, words: CaseTerms, spans: tuple[Span, ...]
) -> Linked:
    """No issue is named in the act: what it points back to, or nothing."""
    pointed = pointing(split.act)
    terms = tuple(term for wait in waits for term in wait.terms)
    if not pointed:
        judged = (Judgement("topic", Confidence.LOW, "no issue of the case is named"),)
        return Linked("", "", stance, spans, terms, (), judged)
    joined = [wait.claim for wait in waits if wait.op is not None]
    pending = "{}"
    fitting = stance
    if split.link is not None:
        if not joined or len(joined) < len(waits):
            pending = ""
        else:
            pending = f"{{}} {split.link.value} {' and '.join(joined)}"
            if stance in REFUSALS | {Stance.DEMANDS}:
                fitting = Stance.INSISTS
    judged = (Judgement("claim", Confidence.LOW, "points back", pointed[0].span),)
    return Linked("", "", fitting, spans, terms, pointed, judged, pending)


def _topic_only(said: Sequence[Word], stance: Stance, spans: tuple[Span, ...], words: CaseTerms) -> Linked:
    """A stance that binds nobody: the issue that most of the words are about, of equals the first."""
    mentions = mentions_of(said, words)
    counted: dict[str, int] = {}
    for mention in mentions:
        if mention.pattern.kind != "step":
            counted[mention.pattern.issue] = counted.get(mention.pattern.issue, 0) + 1
    for mention in mentions:
        if not counted:
            counted[mention.pattern.issue] = 1
    terms = tuple(term_of(said, mention) for mention in mentions)
    pointed = pointing(said, nouns_only=bool(mentions))
    if not counted:
        judged = Judgement("topic", Confidence.LOW, "no issue of the case is named")
        return Linked("", "", stance, spans, terms, pointed, (judged,))
    topic = max(counted, key=lambda issue: counted[issue])  # of equals the one named first
    why = next(term.reason for term in terms if term.issue == topic)
    sure = Confidence.HIGH if len(counted) == 1 else Confidence.MEDIUM
    told = why if len(counted) == 1 else f"{why}; others named too: {', '.join(sorted(set(counted) - {topic}))}"
    return Linked("", topic, stance, spans, terms, pointed, (Judgement("topic", sure, told, _hull(terms)),))


_BEFORE_OTHERS = (
    ("more", "important", "than"),
    ("matters", "more", "than"),
    ("matter", "more", "than"),
    ("more", "than"),
    ("ahead", "of"),
    ("rather", "than"),
    ("before",),
    ("over",),
    ("above",),
    ("prior", "to"),
)


def _priority(said: Sequence[Word], stance: Stance, spans: tuple[Span, ...], words: CaseTerms) -> Linked:
    """Which issue comes before which: `a > b`, where the words between two issues say so."""
    mentions = mentions_of(said, words)
    terms = tuple(term_of(said, mention) for mention in mentions)
    for here, after in pairwise(mentions):
        between = range(here.last + 1, after.first)
        cue = next((p for n in between for p in _BEFORE_OTHERS if stands_at(said, n, p)), None)
        if cue is not None and here.pattern.issue != after.pattern.issue:
            claim = f"{here.pattern.issue} > {after.pattern.issue}"
            judged = Judgement("claim", Confidence.MEDIUM, f"{' '.join(cue)}", _hull(terms))
            return Linked(claim, "", stance, spans, terms, (), (judged,))
    topic = mentions[0].pattern.issue if mentions else ""
    told = "over what is not said" if mentions else "no issue of the case is named"
    return Linked("", topic, stance, spans, terms, (), (Judgement("topic", Confidence.LOW, told),))


_NTH = {"first": 1, "initial": 1, "opening": 1, "second": 2, "third": 3, "final": 0}


def _of_draft(said: Sequence[Word], stance: Stance, words: CaseTerms, spans: tuple[Span, ...]) -> Linked | None:
    """A draft by its id, or by the stage of it: only where the case has but one that this can be."""
    if stance not in (Stance.ACCEPTS, Stance.REJECTS) or not words.drafts:
        return None
    by_id = [
        (place, draft)
        for draft in words.drafts.values()
        for place, word in enumerate(said)
        if word.key == key_of(draft.id.replace("_", " ").split()[0])
    ]
    named = {draft.id for _, draft in by_id}
    speaks = any(word.key in AGREED | OFFERED | EITHER for word in said)
    stage, at = None, None
    for place, word in enumerate(said[:-1]):
        if word.text in _NTH and said[place + 1].text in ("stage", "phase", "part", "step"):
            stage, at = _NTH[word.text], place
    only = next(iter(words.drafts.values())) if len(words.drafts) == 1 else None
    draft = words.drafts[next(iter(named))] if len(named) == 1 else None
    if draft is None and stage and speaks and only is not None:
        draft = only
    if draft is None or (stage is not None and not 0 < stage <= len(draft.stages)):
        return None
    claim = f"draft:{draft.id}" + (f"/{stage}" if stage else "")
    place = at if at is not None else by_id[0][0]
    judged = Judgement("claim", Confidence.MEDIUM, f"draft: {draft.id}", said[place].span)
    return Linked(claim, "", stance, spans, (), (), (judged,))


def _without_case(text: str, spans: tuple[Span, ...], stance: Stance, phrases: Sequence[Span]) -> Linked:
    """The noun phrases inside the content are its terms, the first the topic; nothing is made of them."""
    inside = [phrase for phrase in phrases if any(span.holds(phrase) for span in spans)]
    terms = tuple(Term("", "", phrase, "noun phrase") for phrase in inside)
    pointed = pointing([word for span in spans for word in words_of(text, span)], nouns_only=bool(inside))
    topic = " ".join(inside[0].of(text).split()) if inside else ""
    told = "the first noun phrase; there is no case" if inside else "no noun phrase, and no case"
    return Linked("", topic, stance, spans, terms, pointed, (Judgement("topic", Confidence.LOW, told),))


def noun_phrases(doc: object, start: int = 0) -> tuple[Span, ...]:
    """The noun phrases of a parsed paragraph that begins at `start`, without articles; pronouns and names are none."""
    found: list[Span] = []
    for chunk in getattr(doc, "noun_chunks", ()):
        tokens = [token for token in chunk if not token.is_space]
        while tokens and (tokens[0].pos_ in ("DET", "PUNCT", "PRON") or tokens[0].dep_ in ("poss", "case")):
            tokens = tokens[1:]
        if tokens and tokens[-1].pos_ != "PROPN":  # who or where, not what
            found.append(Span(start + tokens[0].idx, start + tokens[-1].idx + len(tokens[-1].text)))
    return tuple(found)
