"""Random models, as values: what hypothesis draws when the engines are judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from nonpaper.case.case import Case, Procedure
from nonpaper.case.claims import Claim, Link
from nonpaper.case.issues import Deposit, Issue, Kind
from nonpaper.case.parties import Party, Role
from nonpaper.case.statements import Stance, Statement, When
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Hearsay, Literal, Reach, Side, Table

PARTIES = ("ash", "birch", "cedar", "dogwood")
MEDIATOR = "usher"
ARBITER = "panel"


def _literal(dice: Random, issue: Issue, *, exact: bool = False) -> Literal:
    """A literal that leaves something out: on a ladder up or down, on a choice exactly one step."""
    if issue.is_choice:
        return Literal(issue.id, Reach.EXACT, dice.randrange(len(issue.steps)))
    if exact and dice.random() < 0.2:
        return Literal(issue.id, Reach.EXACT, dice.randrange(len(issue.steps)))
    if dice.random() < 0.8:
        return Literal(issue.id, Reach.UP, dice.randrange(1, len(issue.steps)))
    return Literal(issue.id, Reach.DOWN, dice.randrange(len(issue.steps) - 1))


def _content(rule: Rule) -> tuple[object, ...]:
    allowed = tuple(sorted(rule.allowed)) if rule.allowed is not None else None
    return (
        *(rule.kind, rule.party, rule.issue, rule.side, rule.step, allowed),
        *(rule.act, rule.link, frozenset(rule.clause), frozenset(rule.literals)),
    )


def _bound(dice: Random, issue: Issue, party: str) -> Rule | None:
    last = len(issue.steps) - 1
    kind = dice.choice((BoundKind.DEMAND, BoundKind.REFUSAL, BoundKind.RED_LINE, BoundKind.MOVED, BoundKind.SOFT))
    firmness = 2 if kind is BoundKind.SOFT else 4 if kind is BoundKind.RED_LINE else dice.choice((1, 3, 3, 3, 5))
    side, step, allowed = None, None, None
    if issue.is_choice:
        side = Side.SET
        allowed = frozenset(dice.sample(range(last + 1), dice.randrange(1, last + 1)))
    elif dice.random() < 0.5:
        side, step = Side.LOWER, dice.randrange(1, last + 1)
    else:
        side, step = Side.UPPER, dice.randrange(last)
    return Rule(
        id="",
        kind=RuleKind.BOUND,
        party=party,
        firmness=firmness,
        statements=(),
        issue=issue.id,
        side=side,
        bound_kind=kind,
        step=step,
        allowed=allowed,
        hearsay=dice.choice((Hearsay.FIRST_HAND,) * 4 + (Hearsay.SECOND_HAND, Hearsay.OTHER_SIDE)),
    )


def _condition(dice: Random, issues: list[Issue], party: str | None, *, waits: float) -> Rule | None:
    act = _literal(dice, dice.choice(issues))
    clause: list[Literal] = []
    for _ in range(2 if dice.random() < 0.2 else 1):
        literal = _literal(dice, dice.choice(issues))
        if literal != act and literal not in clause:
            clause.append(literal)
    if not clause:
        return None
    link = dice.choice((Link.AFTER, Link.AFTER, Link.WITH)) if dice.random() < waits else Link.IF
    return Rule(
        id="",
        kind=RuleKind.PROCEDURE if party is None else RuleKind.CONDITION,
        party=party,
        firmness=0 if party is None else dice.choice((2, 3, 3, 4)),
        statements=(),
        act=act,
        link=link,
        clause=tuple(clause),
        hearsay=Hearsay.FIRST_HAND if dice.random() < 0.8 or party is None else Hearsay.OTHER_SIDE,
    )


def _whole(dice: Random, issues: list[Issue], party: str) -> Rule | None:
    if len(issues) < 2:
        return None
    chosen = dice.sample(issues, 2 if len(issues) == 2 or dice.random() < 0.7 else 3)
    return Rule(
        id="",
        kind=RuleKind.WHOLE,
        party=party,
        firmness=dice.choice((3, 3, 4)),
        statements=(),
        literals=tuple(_literal(dice, issue, exact=True) for issue in chosen),
    )


def draw_issue(dice: Random, name: str, longest: int, parties: tuple[str, ...]) -> Issue:
    """One random issue: a ladder mostly, now and then of numbers; a choice otherwise."""
    size = dice.randrange(2, longest + 1)
    choice = dice.random() < 0.2
    numbers: tuple[Fraction, ...] | None = None
    steps = tuple(f"s{k}" for k in range(size))
    if not choice and dice.random() < 0.2:
        numbers = tuple(Fraction(value) for value in sorted(dice.sample(range(1, 20), size)))
        steps = tuple(str(value) for value in numbers)
    return Issue(
        id=name,
        title=name.upper(),
        steps=steps,
        kind=Kind.CHOICE if choice else Kind.LADDER,
        status_quo=steps[0] if choice or dice.random() < 0.7 else dice.choice(steps),
        by=tuple(dice.sample(parties, 1 if len(parties) == 1 or dice.random() < 0.8 else 2)),
        deposit=Deposit.BACK if dice.random() < 0.3 else None,
        refer_to=ARBITER if dice.random() < 0.2 else None,
        may_stay_open=dice.random() < 0.25,
        numbers=numbers,
    )


def draw_model(
    dice: Random,
    *,
    issues: tuple[int, int] = (1, 4),
    longest: int = 4,
    rules: tuple[int, int] = (1, 10),
    waits: float = 0.7,
    mix: tuple[float, float, float, float] = (0.45, 0.35, 0.1, 0.1),
) -> Model:
    """One random model. `mix`: how often a rule is a bound, a condition, a procedure line or a refused whole."""
    parties = PARTIES[: dice.randrange(2, len(PARTIES) + 1)]
    table = [draw_issue(dice, f"i{k}", longest, parties) for k in range(dice.randrange(issues[0], issues[1] + 1))]
    drawn: dict[tuple[object, ...], Rule] = {}
    for _ in range(dice.randrange(rules[0], rules[1] + 1)):
        party = dice.choice(parties)
        kind = dice.choices(("bound", "condition", "procedure", "whole"), mix)[0]
        rule: Rule | None
        if kind == "bound":
            rule = _bound(dice, dice.choice(table), party)
        elif kind == "condition":
            rule = _condition(dice, table, party, waits=waits)
        elif kind == "procedure":
            rule = _condition(dice, table, None, waits=waits)
        else:
            rule = _whole(dice, table, party)
        if rule is not None:
            drawn.setdefault(_content(rule), rule)
    named = tuple(numbered(rule, place) for place, rule in enumerate(drawn.values()))
    names = [issue.id for issue in table]
    must_move: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    deal_by = dice.choice(("draft", "asked", "asked", "bare"))
    if deal_by == "draft":
        must_move = tuple(sorted(dice.sample(names, dice.randrange(1, len(names) + 1))))
    elif deal_by == "asked":
        groups = {tuple(sorted(dice.sample(names, dice.randrange(1, len(names) + 1)))) for _ in parties[:2]}
        one_of = tuple(sorted(groups))
    return Model(
        issues={issue.id: issue for issue in table},
        status_quo={issue.id: issue.start for issue in table},
        rules=named,
        must_move=must_move,
        one_of=one_of,
        deal_by=deal_by,
        draft="paper" if deal_by == "draft" else None,
    )


def numbered(rule: Rule, place: int) -> Rule:
    """The rule with an id and a statement of its own."""
    statement = f"procedure:{place + 1}" if rule.kind is RuleKind.PROCEDURE else f"s{place:02d}"
    return replace(rule, id=f"r{place:02d}", statements=(statement,))


STATEMENTS = (0.45, 0.35, 0.1, 0.1)  # what people say: bounds, conditions, procedure, refused wholes
WAITING = (0.15, 0.6, 0.25, 0.0)  # mostly preconditions, so that circles are not rare


def nth_model(
    seed: int,
    issues: int,
    rules: int,
    longest: int = 4,
    waits: float = 0.7,
    mix: tuple[float, float, float, float] = STATEMENTS,
) -> Model:
    """The random model of a seed, with so many issues and (at most) so many rules."""
    return draw_model(
        Random(seed), issues=(issues, issues), longest=longest, rules=(rules, rules), waits=waits, mix=mix
    )


def models(
    issues: tuple[int, int] = (1, 4), longest: int = 4, rules: tuple[int, int] = (1, 10)
) -> SearchStrategy[Model]:
    """Random models of all sorts, one in three mostly preconditions. A failure is told by a seed and a few numbers."""
    how = {"issues": st.integers(*issues), "rules": st.integers(*rules), "longest": st.just(longest)}
    seeds = st.integers(0, 2**32 - 1)
    return st.one_of(
        st.builds(nth_model, seeds, **how),
        st.builds(nth_model, seeds, **how, waits=st.sampled_from((0.3, 1.0))),
        st.builds(nth_model, seeds, **how, waits=st.just(1.0), mix=st.just(WAITING)),
    )


def table_for(model: Model) -> Table:
    """A table around a model drawn directly: its parties, a statement behind every rule, and everything asked for."""
    parties = {
        name: Party(
            id=name,
            name=name.capitalize(),
            role=Role.MEDIATOR if name == MEDIATOR else Role.RATIFIER if name == ARBITER else Role.PARTY,
        )
        for name in (*PARTIES, MEDIATOR, ARBITER)
    }
    day = date(2024, 1, 1)
    when = When(day.isoformat(), day, day)
    said = [rule for rule in model.rules if rule.kind is not RuleKind.PROCEDURE]
    case = Case(
        folder=Path(),
        title="drawn",
        parties=parties,
        issues=dict(model.issues),
        statements=tuple(
            Statement(
                id=rule.statements[0],
                when=when,
                stance=Stance.INSISTS if rule.kind is RuleKind.CONDITION else Stance.DEMANDS,
                party=rule.party,
                firmness=rule.firmness,
                quote=f"words of {rule.id}",
            )
            for rule in said
        ),
        procedure=tuple(
            Procedure(id=rule.statements[0], claim=Claim(text=rule.id))
            for rule in model.rules
            if rule.kind is RuleKind.PROCEDURE
        ),
        prices=dict(model.prices),
    )
    return Table(
        case=case,
        at=day,
        min_grade=None,
        status_quo=dict(model.status_quo),
        status_quo_by={},
        positions={},
        conditions=(),
        wholes=(),
        priorities=(),
        contradictions=(),
        disputes=(),
        not_heard=(),
        asked=dict.fromkeys(model.issues, ((PARTIES[0], "s00"),)),
    )
