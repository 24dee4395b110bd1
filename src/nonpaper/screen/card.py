"""The card at the right of the screen: one proposal in plain words, how sure each field is, and why."""

from __future__ import annotations

from collections.abc import Sequence

from nonpaper.case.case import Case
from nonpaper.case.statements import STANCES
from nonpaper.desk import would_change
from nonpaper.problems import Problem, Severity
from nonpaper.read.proposals import Judgement, Proposal
from nonpaper.read.review import Item, Review, State
from nonpaper.read.wording import (
    claim_parts,
    party_words,
    polarity_words,
    row_words,
    second_hand_words,
    sure_words,
    why_words,
)

# The label of a line, the columns it shows, and the fields of the proposal whose judgements stand behind them.
_LINES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("who", ("speaker", "role", "named"), ("speaker", "source", "named", "role")),
    ("for", ("party",), ("party",)),
    ("does", ("stance",), ("stance", "polarity")),
    ("what", ("claim",), ("claim", "topic", "terms")),
    ("told by", ("reported_by",), ("reported_by", "within")),
    ("outlet", ("outlet",), ("outlet",)),
    ("said", ("date",), ("said",)),
    ("words", ("start", "end", "quote"), ("content", "passage", "cue", "references")),
)

_MOST_SOURCES = 4  # told on a card; the table for a spreadsheet has all


def card(review: Review, item: Item, problems: Sequence[Problem] = ()) -> list[tuple[str, str]]:
    """The lines of the card, each with its sort: `sentence`, `state`, `line`, `why`, `doubt` or `blank`."""
    row, edited, proposal = review.row(item), review.edited(item), item.proposal
    lines = [("sentence", row_words(row, review.case)), ("blank", "")]
    if item.state is not State.OPEN:
        told = f"accepted as {item.statement}" if item.state is State.ACCEPTED else item.state.value
        lines.insert(1, ("state", f"{told}: {item.reason}" if item.reason else told))
    for label, columns, fields in _LINES:
        value = _value(label, row, proposal, review.case)
        text = item.document.text
        if label == "said" and proposal.said is not None:
            value += f" (“{proposal.said.words.of(text)}”)"
        changed = " *" if set(columns) & set(edited) else ""
        judged = [proposal.judged(each) for each in fields]
        reasons = _reasons([each for each in judged if each is not None])
        if value or reasons:
            lines.append(("line", f"{label + changed:8} {value or '-'}"))
        if reasons:
            lines.append(("why", f"{'':8} {reasons}"))
    if proposal.happens is not None:
        when = f", {proposal.happens.edtf}" if proposal.happens.edtf else ""
        lines.append(("line", f"{'happens':8} “{proposal.happens.words.of(item.document.text)}”{when}"))
    for column in ("grade", "firmness", "audience", "corrects", "note"):
        if row[column]:
            lines.append(("line", f"{column:8} {row[column]}"))
    doubts = [polarity_words(proposal, row["stance"]), review.look_again(item)]
    doubts += [f"the record has {one.id} on these words" for one in review.already(item) if one.id != item.statement]
    doubts += [f"check asks: {problem.message}" for problem in problems if problem.severity is Severity.WARNING]
    lines += [("doubt", f"! {doubt}") for doubt in doubts if doubt]
    together, here = review.together(item), item.document.name
    lines += [("line", f"{'also':8} {words}") for words in together.sources_words(here, _MOST_SOURCES)]
    rows = together.rows_words(here)
    if rows and not item.state.decided:
        rows[0] += f"; = settles this one as the same as {together.rows[0].id}"
    lines += [("doubt", f"! {words}") for words in rows[:_MOST_SOURCES]]
    lines += [("blank", ""), ("why", f"{proposal.confidence.value} confidence · {proposal.reader}")]
    if edited:
        lines.append(("why", "* changed by hand"))
    return lines


def _reasons(judged: Sequence[Judgement]) -> str:
    """The least sure first; what is equally sure in one bracket."""
    told: dict[str, list[str]] = {}
    for each in sorted(judged, key=lambda one: one.confidence.height):
        words = told.setdefault(sure_words(each), [])
        words += [why] if (why := why_words(each)) and why not in words else []
    return "; ".join(f"{sure} ({', '.join(why)})" if why else sure for sure, why in told.items())


def _value(label: str, row: dict[str, str], proposal: Proposal, case: Case) -> str:
    if label == "who":
        named = "named" if row["named"].lower() not in ("false", "no") else "not named"
        who = row["speaker"] or ("(the party itself)" if row["party"] else "(nobody is told)")
        return f"{who}{', ' + row['role'] if row['role'] else ''}, {named}"
    if label == "for":
        return party_words(row["party"], case)
    if label == "what":
        act, link, condition = claim_parts(row["claim"], case)
        return f"{act}, {link} {condition}" if condition else act
    if label == "told by":
        teller = row["reported_by"]
        if not teller or teller not in second_hand_words(teller):
            return second_hand_words(teller) if teller else ""
        return f"{teller} (second hand)"
    if label == "words":
        return f"{row['start']} to {row['end']}"
    return row[{"does": "stance", "outlet": "outlet", "said": "date"}[label]]


def what_changes(review: Review, item: Item, after: Case | None, problems: Sequence[Problem]) -> list[str]:
    """What accepting the item would change, or why it cannot be accepted yet; a line each."""
    if item.state is State.ACCEPTED:
        return [f"In the record as {item.statement}. u takes it back."]
    if item.state is State.REJECTED:
        return ["Rejected. u takes that back."]
    if after is None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        return ["Not to be accepted yet (e edits it):"] + [
            f"{problem.place.field or 'row'}: {problem.message}" + (f"; {problem.hint}" if problem.hint else "")
            for problem in errors
        ]
    found = would_change(review.case, after)
    if not found:
        new = after.statements[-1]
        why = "says no more than what stands" if STANCES[new.stance].binds else f"`{new.stance.value}` binds nobody"
        return [f"This would change nothing: {why}."]
    return [f"This would change: {found[0].words}", *(change.words for change in found[1:])]
