"""Small models written by hand, in a few words each."""

from __future__ import annotations

from dataclasses import replace

from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Literal, Reach, Side


def ladder(name: str, size: int = 2, start: int = 0, by: tuple[str, ...] = ("ash",)) -> Issue:
    """A ladder of steps s0, s1, ..."""
    steps = tuple(f"s{k}" for k in range(size))
    return Issue(id=name, title=name, steps=steps, status_quo=steps[start], by=by)


def done(name: str, step: int = 1) -> Literal:
    """The issue has come at least as far as the step."""
    return Literal(name, Reach.UP, step)


def waits(act: Literal, link: Link, *clause: Literal, party: str | None = "ash") -> Rule:
    """A condition; of nobody: a line of procedure."""
    kind = RuleKind.PROCEDURE if party is None else RuleKind.CONDITION
    return Rule(id="", kind=kind, party=party, firmness=3, statements=(), act=act, link=link, clause=clause)


def at_least(name: str, step: int, party: str = "birch") -> Rule:
    """A demand."""
    return Rule(
        id="",
        kind=RuleKind.BOUND,
        party=party,
        firmness=3,
        statements=(),
        issue=name,
        side=Side.LOWER,
        bound_kind=BoundKind.DEMAND,
        step=step,
    )


def at_most(name: str, step: int, party: str = "ash") -> Rule:
    """A refusal of all that lies further."""
    return replace(at_least(name, step, party), side=Side.UPPER, bound_kind=BoundKind.REFUSAL)


def model(issues: tuple[Issue, ...], *rules: Rule, must_move: tuple[str, ...] = ()) -> Model:
    """The model of these issues and rules, which are called r0, r1, ... in their order."""
    return Model(
        issues={issue.id: issue for issue in issues},
        status_quo={issue.id: issue.start for issue in issues},
        rules=tuple(replace(rule, id=f"r{k}") for k, rule in enumerate(rules)),
        must_move=must_move,
        one_of=(),
        deal_by="draft" if must_move else "bare",
        draft=None,
    )
