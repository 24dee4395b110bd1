"""How is a proposed row told in plain words? One sentence, and of each field how sure the reader is, and why."""

from __future__ import annotations

from collections.abc import Mapping

from nonpaper.case.case import Case
from nonpaper.case.claims import Link, Op
from nonpaper.case.grammar import Compared, Drafted, Reading, read_claim
from nonpaper.case.statements import NOBODY_NAMED, Stance
from nonpaper.read.proposals import Confidence, Judgement, Polarity, Proposal

_OPS: Mapping[Op, str] = {
    Op.AT_LEAST: "at least ",
    Op.AT_MOST: "at most ",
    Op.EQUAL: "",
    Op.BELOW: "less than ",
    Op.ABOVE: "more than ",
}
_LINKS: Mapping[Link, str] = {Link.IF: "only if there is", Link.AFTER: "only after", Link.WITH: "not before"}
_SURE: Mapping[Confidence, str] = {
    Confidence.HIGH: "sure",
    Confidence.MEDIUM: "fairly sure",
    Confidence.LOW: "unsure",
}


def row_words(row: Mapping[str, str], case: Case) -> str:
    """A row as a sentence: `North Bank demands Lanes (four), said by Ada Lind, second hand (the ferrymen).`"""
    who = party_words(row.get("party", ""), case) or "somebody (no party is named)"
    stance = row.get("stance", "") or "says something about"
    parts = [f"{who} {'insists on' if stance == Stance.INSISTS.value else stance}"]
    claim = row.get("claim", "")
    if claim in case.issues:
        parts[0] += f"{'' if stance == Stance.REPORTS.value else ','} on {case.issues[claim].title}"
    elif claim:
        parts[0] += f" {claim_words(claim, case)}"
    elif stance == Stance.REPORTS.value:
        parts[0] += " something; about which issue is not said"
    party = case.parties.get(row.get("party", ""))
    if row.get("speaker") and not (party is not None and party.goes_by(row["speaker"])):
        role = f" ({row['role']})" if row.get("role") else ""
        parts.append(f"said by {row['speaker']}{role}")
    if row.get("named", "").lower() in ("false", "no"):
        parts.append("the speaker is not named")
    if row.get("reported_by"):
        parts.append(second_hand_words(row["reported_by"]))
    told = ", ".join(parts) + "."
    return told[:1].upper() + told[1:]


def second_hand_words(teller: str) -> str:
    """Through whom it is known: `second hand (the ferrymen)`; where the report only says "reportedly", that it names
    nobody."""
    if teller.strip().casefold() in NOBODY_NAMED:
        return "second hand, no source named"
    return f"second hand ({teller})"


def party_words(id: str, case: Case) -> str:
    """The neutral name of a party; the id itself where the case does not have it."""
    party = case.parties.get(id)
    return party.name if party is not None else id


def claim_words(claim: str, case: Case) -> str:
    """A claim with titles in place of ids: `Captives (all) only after Ceasefire (at least temporary)`."""
    act, link, condition = claim_parts(claim, case)
    return f"{act} {link} {condition}" if condition else act


def claim_parts(claim: str, case: Case) -> tuple[str, str, str]:
    """The act of a claim, the word of its condition and the condition, each in plain words; as written where it cannot
    be read."""
    reading = read_claim(claim)
    if not isinstance(reading, Reading):
        return claim, "", ""
    if reading.topic is not None:
        return _issue(reading.topic.text, case), "", ""
    act = " and ".join(_term(term, case) for term in reading.terms)
    if reading.condition is None:
        return act, "", ""
    clauses = [" or ".join(_term(term, case) for term in clause) for clause in reading.condition.clauses]
    return act, _LINKS[reading.condition.link], " and ".join(clauses)


def _term(term: Compared | Drafted, case: Case) -> str:
    if isinstance(term, Drafted):
        stage = f", stage {term.stage.text}" if term.stage is not None else ""
        return f"the draft {term.draft.text}{stage}"
    if term.op is Op.ABOVE and term.step.text in case.issues:
        return f"{_issue(term.issue.text, case)} before {_issue(term.step.text, case)}"
    return f"{_issue(term.issue.text, case)} ({_OPS[term.op]}{term.step.text})"


def _issue(id: str, case: Case) -> str:
    issue = case.issues.get(id)
    return issue.title if issue is not None else id


def judged_words(judged: Judgement) -> str:
    """How sure, and why: `unsure (alias “the movement”)`."""
    why = why_words(judged)
    return f"{sure_words(judged)} ({why})" if why else sure_words(judged)


def sure_words(judged: Judgement) -> str:
    """How sure: sure, fairly sure, unsure."""
    return _SURE[judged.confidence]


def why_words(judged: Judgement) -> str:
    """Why: the rule, and in quotes the words that it found."""
    rule, sign, words = judged.reason.partition(":")
    return f"{rule.strip()} “{words.strip()}”" if sign and words.strip() else judged.reason


def polarity_words(proposal: Proposal, stance: str) -> str:
    """What to say of words that do not affirm their stance; "" where they do, or where a person has given one."""
    if proposal.polarity is Polarity.AFFIRMED or stance != Stance.REPORTS.value:
        return ""
    said = "negated" if proposal.polarity is Polarity.NEGATED else "only supposed"
    return f"{said} in the report: not “{proposal.stance.value}”, unless you say so"
