"""What would hold if a report were wrong, or one thing more were said? The record is read again, and answers compared.

What was told second hand may have replaced an older word, softened one or turned a direction; so a rule is never just
crossed out. The statements in question are left out, the rest is folded and compiled again, and its conflicts are
found. A row that was corrected by one of them stays out too: it was wrong before. Where too much would have to be
looked through, the answer says that it was not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from nonpaper.analysis.conflicts import Found, ground, knotted, lightest_conflicts, one_conflict
from nonpaper.analysis.encoding import Encoding
from nonpaper.analysis.results import NO_WAY, NOT_TRIED, Ask, Knot, WayOut
from nonpaper.analysis.said_by import answer_of
from nonpaper.analysis.ways_out import Search
from nonpaper.case.case import Case
from nonpaper.case.issues import Issue
from nonpaper.case.statements import STANCES, Grade, Statement, When
from nonpaper.model.compile import compile_model
from nonpaper.model.rules import Model, Rule
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Hearsay, Table

ROWS = 20_000  # so many rows are read again for one answer, whatever the size of the record
_MOST_CROSSED = 256
_LISTING = 10_000  # so many sets of rules are tried in all readings together, and a tenth of it in one


class Doubts:
    """Reads the record again, changed; keeps what it read, and stops after `ROWS` rows.

    `top` is how many conflicts are looked for in each reading.
    """

    def __init__(self, table: Table, model: Model, top: int) -> None:
        self.table = table
        self.model = model
        self.bare = model.deal_by == "bare"
        self.top = top
        self.readings = ROWS // max(1, len(table.case.statements))
        self.rounds = _LISTING
        self._known: dict[tuple[str, ...], Model] = {}

    def told(self, knot: Knot, others: Sequence[Knot]) -> Knot:
        """The knot with what would hold if the reports in it were wrong, and what one statement would do.

        An answer stays where its move opens the knot; its words are told only where the record with that row has indeed
        nothing left of the knot, as far as that was looked at.
        """
        asks: list[Ask] = []
        if_wrong: tuple[WayOut, ...] | None = None
        if_wrong_not = ""
        not_tried = 0
        doubted = _doubted(knot)
        if doubted:
            model = self._without({statement for rule in doubted for statement in rule.statements})
            if_wrong_not = NOT_TRIED
            if model is not None:
                among = self._ground(knot, others, model)
                if among is not None and not among:
                    if_wrong, if_wrong_not = (), ""
                elif among is not None:
                    if_wrong = Search(model, among).cheapest().ways or None
                    if_wrong_not = "" if if_wrong else NO_WAY
        for rule in doubted:
            model = self._without(rule.statements)
            left = self._left(knot, others, model) if model is not None else None
            if left is None:
                not_tried += 1
            elif not left:
                asks.append(Ask("confirm", rule.party or "", rule.statements, rule.issues, rule.id))
        for ask in knot.asks:
            model = self._with(ask)
            if ask.move is not None and model is not None and self._left(knot, others, model) is not False:
                asks.append(replace(ask, words=ask.move.kind.value))
            else:
                asks.append(ask)
        return replace(knot, asks=tuple(asks), if_wrong=if_wrong, if_wrong_not=if_wrong_not, not_tried=not_tried)

    def _ground(self, knot: Knot, others: Sequence[Knot], model: Model) -> list[int] | None:
        """The rules, by number, among which the rest of a knot has to be opened in another reading.

        Empty where nothing is left of it; None where there are too many conflicts to tell.
        """
        if _nothing_asked(model):
            return []
        listed = self._listed(model)
        if not listed.complete:
            return [] if _crossed(knot, others, model, listed.conflicts) is False else None
        own = set(_own(knot, others, model, listed.conflicts))
        group = [index for tied in knotted(model, listed.conflicts) if own.intersection(tied) for index in tied]
        return ground(model, listed.conflicts, group, complete=True) if group else []

    def _left(self, knot: Knot, others: Sequence[Knot], model: Model) -> bool | None:
        """Whether a conflict is left of a knot in another reading; None where there are too many conflicts to tell.

        That is one on the knot's issues which is none of the other knots', as they are told. What can be seen at once
        is looked at first.
        """
        if _nothing_asked(model):
            return False
        foreign = _foreign(others, model)
        with Encoding(model) as encoding:
            if encoding.solve(range(len(model.rules))):
                return False
            crossed = frozenset().union(*foreign)
            beside = one_conflict(encoding, [number for number in range(len(model.rules)) if number not in crossed])
            if beside is not None and _touches(knot, model, beside):
                return True
        listed = self._listed(model)
        if _own(knot, others, model, listed.conflicts):
            return True
        return False if listed.complete else _crossed(knot, others, model, listed.conflicts)

    def _listed(self, model: Model) -> Found:
        """The conflicts of another reading, as far as all readings together may be looked through."""
        with Encoding(model) as encoding:
            found = lightest_conflicts(encoding, self.top, min(self.rounds, _LISTING // 10))
        self.rounds -= found.rounds
        return found

    def _without(self, statements: Iterable[str]) -> Model | None:
        gone = frozenset(statements)
        return self._read(("without", *sorted(gone)), lambda: without(self.table.case, gone), self.table.at)

    def _with(self, ask: Ask) -> Model | None:
        row = answer_of(self.model, ask.move) if ask.move is not None else None
        if row is None:
            return None
        stance, claim = row
        day = self.table.at + timedelta(days=self.table.at < date.max)
        said = Statement(
            id=_unused(self.table.case),
            when=When(day.isoformat(), day, day),
            stance=stance,
            party=ask.party,
            claim=claim,
            firmness=STANCES[stance].firmness,
            grade=Grade("A", 1),
        )
        case = self.table.case
        return self._read(
            ("with", ask.party, ask.words), lambda: replace(case, statements=(*case.statements, said)), day
        )

    def _read(self, key: tuple[str, ...], case: Callable[[], Case], at: date) -> Model | None:
        """The rules of another record; None where too much was read already."""
        if key not in self._known:
            if len(self._known) >= self.readings:
                return None
            self._known[key] = compile_model(fold(case(), at, self.table.min_grade), self.bare)
        return self._known[key]


def _unused(case: Case) -> str:
    taken = {row.id for row in case.statements}
    return next(name for name in ("answer" + "-" * k for k in range(len(taken) + 1)) if name not in taken)


def without(case: Case, statements: Iterable[str]) -> Case:
    """The case without these rows of its record, those that they correct, and the numbers that only they name."""
    gone = set(statements)
    corrects = {row.id: row.corrects for row in case.statements if row.corrects is not None}
    open_ends = list(gone)
    while open_ends:
        older = corrects.get(open_ends.pop())
        if older is not None and older not in gone:
            gone.add(older)
            open_ends.append(older)
    issues = {name: _as_declared(issue) for name, issue in case.issues.items()}
    return replace(case, statements=tuple(row for row in case.statements if row.id not in gone), issues=issues)


def _as_declared(issue: Issue) -> Issue:
    """The issue without the numbers that only claims name; the fold puts in those that are left."""
    if not issue.named or issue.numbers is None:
        return issue
    kept = [k for k, label in enumerate(issue.steps) if label not in issue.named]
    return replace(
        issue,
        steps=tuple(issue.steps[k] for k in kept),
        numbers=tuple(issue.numbers[k] for k in kept),
        named=(),
    )


def _nothing_asked(model: Model) -> bool:
    """Whether nobody asks for any change, so that there is nothing to be stuck about."""
    return model.deal_by == "asked" and not model.one_of


def _own(knot: Knot, others: Sequence[Knot], model: Model, conflicts: Sequence[Sequence[int]]) -> list[int]:
    """Those of the conflicts of another reading, by index, that are left of a knot."""
    foreign = _foreign(others, model)
    return [
        index
        for index, numbers in enumerate(conflicts)
        if frozenset(numbers) not in foreign and _touches(knot, model, numbers)
    ]


def _crossed(knot: Knot, others: Sequence[Knot], model: Model, conflicts: Iterable[Sequence[int]]) -> bool | None:
    """Whether a conflict is left of a knot in another reading of which these were listed, but maybe not all.

    Whatever is not listed lacks a rule of each that is, so it is looked for without one rule of each, in every
    combination; None where these are too many.
    """
    known = list(map(frozenset, conflicts))
    if _own(knot, others, model, [sorted(each) for each in known]):
        return True
    with Encoding(model) as encoding:
        while math.prod(len(conflict) for conflict in known) <= _MOST_CROSSED:
            for gone in dict.fromkeys(frozenset(picked) for picked in product(*(sorted(each) for each in known))):
                conflict = one_conflict(encoding, [number for number in range(len(model.rules)) if number not in gone])
                if conflict is not None:
                    break
            else:
                return False
            if _own(knot, others, model, [conflict]):
                return True
            known.append(frozenset(conflict))
    return None


def _foreign(others: Sequence[Knot], model: Model) -> list[frozenset[int]]:
    """The conflicts of the other knots that are still there in another reading, as numbers of its rules."""
    place = {rule.id: number for number, rule in enumerate(model.rules)}
    ids = [_ids(conflict.rules) for other in others for conflict in other.conflicts]
    return [frozenset(place[each] for each in conflict) for conflict in ids if conflict <= place.keys()]


def _touches(knot: Knot, model: Model, numbers: Iterable[int]) -> bool:
    return not set(knot.issues).isdisjoint(issue for number in numbers for issue in model.rules[number].issues)


def _doubted(knot: Knot) -> list[Rule]:
    """The rules of a knot that rest on nothing said first hand, the firmest first, in an order of their content."""
    rules = {rule.id: rule for c in knot.conflicts for rule in (*c.rules, *c.asked_by)}
    doubted = [r for r in rules.values() if r.hearsay is not Hearsay.FIRST_HAND and r.party is not None]
    return sorted(doubted, key=lambda rule: (-rule.firmness, sorted(rule.statements), rule.issues, rule.id))


def _ids(rules: Iterable[Rule]) -> frozenset[str]:
    return frozenset(rule.id for rule in rules)
