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

    A denial answers the accounts of others on the same issue that are not later than it, and what others told of the
    denier's own words; blame answers earlier blame by others on the same issue; a refused condition answers whoever
    holds it, where act and condition are on the same issues.
    """
    standing = [statement for statement in case.statements if statement.id not in corrected]
    contesting = [s for s in standing if s.stance in (Stance.DENIES, Stance.BLAMES) or refuses_condition(s)]
    if not contesting:
        return ()
    accounts: dict[str, list[Statement]] = {}
    for statement in standing:
        if statement.stance in _ACCOUNTS or statement.reported_by:
            for issue in reader.named(statement):
                accounts.setdefault(issue, []).append(statement)
    held = list(conditions)
    contesting.sort(key=lambda s: (s.day, s.stance.value, s.claim.text if s.claim is not None else "", s.id))
    return tuple(_dispute(case, reader, statement, accounts, held) for statement in contesting)


def _dispute(
    case: Case,
    reader: Reader,
    statement: Statement,
    accounts: Mapping[str, list[Statement]],
    conditions: Iterable[HeldCondition],
) -> Dispute:
    named = reader.named(statement)
    about = tuple(issue for issue in case.issues if issue in named)
    party = case.parties.get(statement.party) if statement.party is not None else None
    name = party.name if party is not None else "Somebody"
    titles = " and ".join(case.issues[issue].title for issue in about) or "the talks"
    if statement.stance is Stance.DENIES:
        answers = _earlier(accounts, about, statement, blame=False)
        return Dispute(
            "denies", statement.party, statement.id, about, answers, f"{name} denies an account of {titles}."
        )
    if statement.stance is Stance.BLAMES:
        answers = _earlier(accounts, about, statement, blame=True)
        return Dispute("blames", statement.party, statement.id, about, answers, f"{name} faults another over {titles}.")
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


def _earlier(
    accounts: Mapping[str, list[Statement]], about: Iterable[str], statement: Statement, *, blame: bool
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for issue in about:
        for other in accounts.get(issue, ()):
            if other.id == statement.id or other.day > statement.day:
                continue
            own = other.party == statement.party
            if (own and not other.reported_by) or (blame and (own or other.stance is not Stance.BLAMES)):
                continue
            found[other.id] = None
    return tuple(found)
