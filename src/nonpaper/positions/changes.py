"""What would a statement change? Two tables of positions, without it and with it, and the difference in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nonpaper.case.case import Case
from nonpaper.case.issues import Issue
from nonpaper.positions.entries import bound_words, condition_words, literal_words
from nonpaper.positions.fold import fold, newest_day
from nonpaper.positions.position import Bound, BoundKind, HeldCondition, MarkKind, Position, RefusedWhole, Table


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different, in words. `before` and `after` are blank where it is not a move from one to another.

    `party` and `issue` are ids, blank where it is about no one or nothing in particular.
    """

    words: str
    party: str = ""
    issue: str = ""
    before: str = ""
    after: str = ""


def would_change(before: Case, after: Case) -> tuple[Change, ...]:
    """What is different in the positions of two cases, as of the newest day of the two, in the order of the case.

    The two have the same parties and issues; `after` has statements that `before` has not (or the other way round).
    Empty where nothing is: a statement that binds nobody, or one that repeats what stands.
    """
    day = max(newest_day(before), newest_day(after))
    return changes(fold(before, day), fold(after, day))


def changes(before: Table, after: Table) -> tuple[Change, ...]:
    """The difference of two tables of one case: status quo, bounds, marks, conditions, refusals, contradictions,
    silences."""
    found: list[Change] = []
    for issue, old in before.status_quo.items():
        label = before.case.issues[issue].steps[old], after.case.issues[issue].steps[after.status_quo[issue]]
        if label[0] != label[1]:
            words = f"{after.case.issues[issue].title}, status quo: {label[0]} → {label[1]}"
            found.append(Change(words, issue=issue, before=label[0], after=label[1]))
    for key, new in after.positions.items():
        past = before.positions.get(key)
        if past is not None and (past.bounds != new.bounds or past.marks != new.marks):
            found += _moved(before, after, past, new)
    found += _told(after.case, "condition", _conditions(before), _conditions(after))
    found += _told(after.case, "refused together", _wholes(before), _wholes(after))
    found += _told(after.case, "priority", _priorities(before), _priorities(after))
    clashes = {(clash.party, clash.issue, clash.words) for clash in before.contradictions}
    for clash in after.contradictions:
        if (clash.party, clash.issue, clash.words) not in clashes:
            who = _party(after.case, clash.party)
            found.append(Change(f"{who} would contradict itself: {clash.words}", clash.party, clash.issue))
    found += _heard(before, after)
    return tuple(found)


def _moved(before: Table, after: Table, past: Position, new: Position) -> list[Change]:
    """A position that is different: its bounds; where those are told alike, its marks."""
    ladders = before.case.issues[new.issue], after.case.issues[new.issue]
    old, now = _bounds(ladders[0], past.bounds), _bounds(ladders[1], new.bounds)
    name = f"{ladders[1].title}, {_party(after.case, new.party)}"
    if old != now:
        return [Change(f"{name}: {old} → {now}", new.party, new.issue, old, now)]
    marks = {label: mark.kind for label, mark in zip(ladders[0].steps, past.marks, strict=True)}
    found = []
    for label, mark in zip(ladders[1].steps, new.marks, strict=True):
        was = marks.get(label, MarkKind.NOT_SAID)
        if was is not mark.kind:
            words = f"{name}, {label}: {was.value} → {mark.kind.value}"
            found.append(Change(words, new.party, new.issue, was.value, mark.kind.value))
    return found


def _bounds(issue: Issue, bounds: Iterable[Bound]) -> str:
    """The bounds in a few words, and what sort they are."""
    listed = list(bounds)
    words = bound_words(issue, listed)
    if not words:
        return "any step" if listed else "nothing excluded"
    kinds = {bound.kind for bound in listed}
    if BoundKind.RED_LINE in kinds:
        return f"{words} (a red line)"
    if kinds <= {BoundKind.SOFT, BoundKind.STANDING}:
        return f"{words} (nothing else offered)"
    return words


def _conditions(table: Table) -> dict[str, str]:
    return {_condition(table, held): held.party for held in table.conditions}


def _condition(table: Table, held: HeldCondition) -> str:
    return condition_words(table.case.issues, [held.act], held.link, [held.clause])


def _wholes(table: Table) -> dict[str, str]:
    return {_whole(table, whole): whole.party for whole in table.wholes}


def _whole(table: Table, whole: RefusedWhole) -> str:
    if whole.draft is not None:
        return f"the draft {whole.draft}"
    return " with ".join(literal_words(table.case.issues[each.issue], each) for each in whole.literals)


def _priorities(table: Table) -> dict[str, str]:
    issues = table.case.issues
    return {f"{issues[p.more].title} before {issues[p.less].title}": p.party for p in table.priorities}


def _told(case: Case, what: str, old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """What has come and what has gone, of things that are told in words and held by a party."""
    come = [Change(f"{_party(case, who)}, new {what}: {told}", who) for told, who in new.items() if told not in old]
    gone = [Change(f"{_party(case, who)}, {what} gone: {told}", who) for told, who in old.items() if told not in new]
    return come + gone


def _heard(before: Table, after: Table) -> list[Change]:
    """Who would be heard at last, and who would owe an answer or owe none any more, whatever the demand."""
    found: list[Change] = []
    for told, demands in (("is heard on", False), ("owes no answer any more on", True)):
        now = _silent(after, demands)
        found += [_silence(after.case, key, told) for key in _silent(before, demands) if key not in now]
    old = _silent(before, True)
    return found + [_silence(after.case, key, "owes an answer on") for key in _silent(after, True) if key not in old]


def _silent(table: Table, demands: bool) -> dict[tuple[str, str], None]:
    """Parties and issues: of demands that were not answered, or of issues on which nothing was said."""
    return dict.fromkeys((s.party, s.issue) for s in table.not_heard if (s.demand is not None) is demands)


def _silence(case: Case, key: tuple[str, str], told: str) -> Change:
    return Change(f"{_party(case, key[0])} {told} {case.issues[key[1]].title}", *key)


def _party(case: Case, party: str) -> str:
    known = case.parties.get(party)
    return known.name if known is not None else party
