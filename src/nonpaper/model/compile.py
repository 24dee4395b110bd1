"""Which rules follow from where the parties stand? Positions in, a model out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nonpaper.case.case import Case
from nonpaper.case.grammar import spell_step
from nonpaper.case.issues import Issue
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import (
    Bound,
    BoundKind,
    Hearsay,
    HeldCondition,
    Literal,
    Reach,
    RefusedWhole,
    Side,
    Table,
)
from nonpaper.positions.sayings import Reader

_WEAKNESS = {Hearsay.FIRST_HAND: 0, Hearsay.SECOND_HAND: 1, Hearsay.OTHER_SIDE: 2}
_KIND_ORDER = {
    BoundKind.RED_LINE: 0,
    BoundKind.DEMAND: 1,
    BoundKind.REFUSAL: 2,
    BoundKind.MOVED: 3,
    BoundKind.SOFT: 4,
    BoundKind.STANDING: 5,
}


def compile_model(table: Table, bare: bool = False) -> Model:
    """The rules of the table as it stands, and what a deal has to move.

    Equal rules of one party become one, with all their statements, the highest firmness and the best hand among them.
    Bounds that exclude nothing, and orders between acts that are already carried out, give no rule. With `bare` a deal
    is any package but the status quo.
    """
    issues = table.case.issues
    rules: dict[str, Rule] = {}
    for bound in table.bounds():
        _add(rules, _bound_rule(bound, issues))
    for condition in table.conditions:
        _add(rules, _condition_rule(condition, issues))
    for whole in table.wholes:
        _add(rules, _whole_rule(whole, issues))
    for rule in _procedure_rules(table.case):
        _add(rules, rule)
    must_move, one_of, deal_by = _what_moves(table, bare)
    return Model(
        issues=issues,
        status_quo=table.status_quo,
        rules=tuple(rules.values()),
        must_move=must_move,
        one_of=one_of,
        deal_by=deal_by,
        draft=table.draft if deal_by == "draft" else None,
        prices=table.case.prices,
        confirms={
            party.id: frozenset(table.case.parties[party.of].members or (party.of,))
            for party in table.case.parties.values()
            if party.of is not None
        },
    )


def literal_words(literal: Literal, issues: Mapping[str, Issue]) -> str:
    """The literal in the claim language, e.g. `captives >= some`, `venue = "New York"`."""
    sign = {Reach.UP: ">=", Reach.DOWN: "<=", Reach.EXACT: "="}[literal.reach]
    return f"{literal.issue} {sign} {spell_step(issues[literal.issue].steps[literal.step])}"


def weakest(hands: Iterable[Hearsay]) -> Hearsay:
    """The weakest of several hands, first hand if there are none."""
    return max(hands, key=_WEAKNESS.__getitem__, default=Hearsay.FIRST_HAND)


def carried_out(issue: Issue, status_quo: int, step: int) -> bool:
    """Whether the status quo has already reached `step`, seen from where the case began."""
    if step == status_quo:
        return True
    if issue.is_choice:
        return False
    return status_quo >= step > issue.start or status_quo <= step < issue.start


def _add(rules: dict[str, Rule], rule: Rule | None) -> None:
    if rule is None:
        return
    old = rules.get(rule.id)
    if old is None:
        rules[rule.id] = rule
        return
    kind = old.bound_kind
    if kind is not None and rule.bound_kind is not None:
        kind = min(kind, rule.bound_kind, key=_KIND_ORDER.__getitem__)
    rules[rule.id] = replace(
        old,
        firmness=max(old.firmness, rule.firmness),
        statements=tuple(dict.fromkeys((*old.statements, *rule.statements))),
        bound_kind=kind,
        hearsay=min(old.hearsay, rule.hearsay, key=_WEAKNESS.__getitem__),
    )


def _bound_rule(bound: Bound, issues: Mapping[str, Issue]) -> Rule | None:
    issue = issues[bound.issue]
    if bound.side is Side.SET:
        allowed = bound.allowed or frozenset()
        if len(allowed) == len(issue.steps):
            return None
        words = f"{bound.issue} in {{{', '.join(issue.steps[k] for k in sorted(allowed))}}}"
    elif bound.step is None or bound.step == (0 if bound.side is Side.LOWER else issue.rungs):
        return None
    else:
        words = f"{bound.issue} {'>=' if bound.side is Side.LOWER else '<='} {spell_step(issue.steps[bound.step])}"
    return Rule(
        id=f"{bound.party}: {words}",
        kind=RuleKind.BOUND,
        party=bound.party,
        firmness=bound.firmness,
        statements=bound.statements,
        issue=bound.issue,
        side=bound.side,
        bound_kind=bound.kind,
        step=bound.step,
        allowed=bound.allowed,
        hearsay=bound.hearsay,
    )


def _condition_rule(condition: HeldCondition, issues: Mapping[str, Issue]) -> Rule:
    clause = tuple(sorted(condition.clause))
    words = " or ".join(literal_words(literal, issues) for literal in clause)
    return Rule(
        id=f"{condition.party}: {literal_words(condition.act, issues)} {condition.link} {words}",
        kind=RuleKind.CONDITION,
        party=condition.party,
        firmness=condition.firmness,
        statements=condition.statements,
        act=condition.act,
        link=condition.link,
        clause=clause,
        hearsay=condition.hearsay,
    )


def _procedure_rules(case: Case) -> list[Rule]:
    """The lines of the procedure, read like conditions. A line without a condition has to hold as it stands."""
    reader = Reader(case, {}, (), {})
    rules = []
    for line in case.procedure:
        condition = line.claim.condition
        literals = [reader.literal(term) for part in line.claim.comparisons if (term := reader.term(part)) is not None]
        acts: list[tuple[Literal | None, tuple[Literal, ...]]]
        if condition is None:
            acts = [(None, (literal,)) for literal in literals]
        else:
            acts = [(literal, clause) for literal in literals for clause in reader.clauses(condition)]
        for act, clause in acts:
            words = " or ".join(literal_words(part, case.issues) for part in clause)
            waits = f"{literal_words(act, case.issues)} {condition.link} " if act is not None and condition else ""
            rules.append(
                Rule(
                    id=f"procedure: {waits}{words}",
                    kind=RuleKind.PROCEDURE,
                    party=None,
                    firmness=0,
                    statements=(line.id,),
                    act=act,
                    link=condition.link if condition else None,
                    clause=clause,
                )
            )
    return rules


def _whole_rule(whole: RefusedWhole, issues: Mapping[str, Issue]) -> Rule:
    literals = tuple(sorted(whole.literals))
    words = " and ".join(literal_words(literal, issues) for literal in literals)
    return Rule(
        id=f"{whole.party}: not ({words})",
        kind=RuleKind.WHOLE,
        party=whole.party,
        firmness=whole.firmness,
        statements=whole.statements,
        literals=literals,
        bound_kind=BoundKind.RED_LINE if whole.red_line else BoundKind.REFUSAL,
        hearsay=whole.hearsay,
        draft=whole.draft,
    )


def _what_moves(table: Table, bare: bool) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]:
    """Which issues a deal has to move, by the newest draft or by what each heard party asks for.

    A draft of which nothing is left to be carried out says nothing more of that.
    """
    if bare:
        return (), (), "bare"
    issues = table.case.issues
    if table.drafted:
        moved = tuple(
            issue
            for issue in issues
            if issue in table.drafted
            and not carried_out(issues[issue], table.status_quo[issue], table.drafted[issue])
            and table.drafted[issue] != table.status_quo[issue]
        )
        if moved:
            return moved, (), "draft"
    groups: dict[str, list[str]] = {}
    for issue in issues:
        for party, _ in table.asked.get(issue, ()):
            group = groups.setdefault(party, [])
            if issue not in group:
                group.append(issue)
    return (), tuple(dict.fromkeys(tuple(group) for group in groups.values())), "asked"
