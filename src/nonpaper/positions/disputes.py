"""Whose account is contested? Who blames whom, who denies what, who turns down another's condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nonpaper.case.case import Case
from nonpaper.case.statements import Stance, Statement
from nonpaper.positions.position import Dispute, HeldCondition
from nonpaper.positions.sayings import Reader

_ACCOUNTS = (Stance.REPORTS, Stance.BLAMES, Stance.THREATENS, Stance.CARRIES_OUT)


def refuses_condition(statement: Statement) -> bool:
    """Whether the statement turns down another's condition: a refusal of an act *under* something."""
    refusing = statement.stance in (Stance.REJECTS, Stance.RULES_OUT)
    return refusing and statement.claim is not None and statement.claim.condition is not None


def disputes(
    case: Case, reader: Reader, corrected: Mapping[str, str], conditions: Iterable[HeldCondition]
) -> tuple[Dispute, ...]:
    """The contested accounts, oldest first. They are shown apart from positions and computed with nowhere.

    A denial answers what others told on the same issue since that party last denied anything there, no later than its
    own day: reports, blame, threats, and the denier's own words as others give them. Blame answers the blame of others
    since that party's last. A refused condition answers whoever holds it, where act and condition are on the same
    issues.
    """
    standing = [statement for statement in case.statements if statement.id not in corrected]
    contesting = [s for s in standing if s.stance in (Stance.DENIES, Stance.BLAMES) or refuses_condition(s)]
    if not contesting:
        return ()
    contesting.sort(key=_in_time)
    accounts = _Accounts(reader, standing)
    held = list(conditions)
    return tuple(_dispute(case, reader, statement, accounts, held) for statement in contesting)


def _in_time(statement: Statement) -> tuple[object, ...]:
    claim = statement.claim.text if statement.claim is not None else ""
    return (statement.day, statement.stance.value, claim, statement.id)


class _Accounts:
    """What was told on each issue, in time, and how far each party has answered it."""

    def __init__(self, reader: Reader, standing: Iterable[Statement]) -> None:
        self.told: dict[str, list[Statement]] = {}
        self.answered: dict[tuple[str | None, str, bool], int] = {}
        telling = [s for s in standing if s.stance in _ACCOUNTS or s.reported_by]
        for statement in sorted(telling, key=_in_time):
            for issue in reader.named(statement):
                self.told.setdefault(issue, []).append(statement)

    def answers(self, statement: Statement, about: Iterable[str], *, blame: bool) -> tuple[str, ...]:
        """The accounts that a statement speaks against, and marks as answered."""
        found: dict[str, None] = {}
        for issue in about:
            told = self.told.get(issue, [])
            place = self.answered.get((statement.party, issue, blame), 0)
            while place < len(told) and told[place].day <= statement.day:
                other = told[place]
                place += 1
                own = other.party == statement.party and (blame or not other.reported_by)
                if not own and not (blame and other.stance is not Stance.BLAMES):
                    found[other.id] = None
            self.answered[statement.party, issue, blame] = place
        return tuple(found)


def _dispute(
    case: Case,
    reader: Reader,
    statement: Statement,
    accounts: _Accounts,
    conditions: Iterable[HeldCondition],
) -> Dispute:
    named = reader.named(statement)
    about = tuple([issue for issue in case.issues if issue in named])
    party = case.parties.get(statement.party) if statement.party is not None else None
    name = party.name if party is not None else "Somebody"
    titles = " and ".join(case.issues[issue].title for issue in about) or "the talks"
    if statement.stance is Stance.DENIES:
        words = f"{name} denies an account of {titles}."
        answers = accounts.answers(statement, about, blame=False)
        return Dispute("denies", statement.party, statement.id, about, answers, words)
    if statement.stance is Stance.BLAMES:
        words = f"{name} faults another over {titles}."
        answers = accounts.answers(statement, about, blame=True)
        return Dispute("blames", statement.party, statement.id, about, answers, words)
    answers = _holders(reader, statement, conditions)
    words = f"{name} turns down a condition on {titles}; nothing is computed with that."
    return Dispute("refuses a condition", statement.party, statement.id, about, answers, words)


def _holders(reader: Reader, statement: Statement, conditions: Iterable[HeldCondition]) -> tuple[str, ...]:
    if statement.claim is None or statement.claim.condition is None:
        return ()
    acts = {term.issue for term, _ in reader.terms(statement)}
    waits = {c.issue for clause in statement.claim.condition.clauses for c in clause}
    own = reader.members.get(statement.party or "", ())
    found: dict[str, None] = {}
    for condition in conditions:
        if condition.party in own or condition.act.issue not in acts:
            continue
        if waits.intersection(literal.issue for literal in condition.clause):
            found.update(dict.fromkeys(condition.statements))
    return tuple(found)
