"""Planted models: a hidden deal keeps every statement but a given share of them, which contradict it."""

from __future__ import annotations

import random

from nonpaper.case.claims import Link
from nonpaper.case.issues import Deposit, Issue
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import BoundKind, Literal, Reach, Side

PARTIES = ("amber", "birch", "cedar")


def planted(
    statements: int,
    issues: int,
    *,
    spoiled: float,
    seed: int,
    orders: float = 0.2,
    steps: int = 4,
    deposits: bool = False,
) -> Model:
    """45 % bounds, the rest conditions, of which `orders` (a share of all) say "only after"; steps 0 to `steps` - 1.

    The hidden deal draws a step per issue and a moment per rung. Equal rules are drawn again, so the model has exactly
    `statements` different ones. With `deposits` every issue may be deposited.
    """
    draw = random.Random(seed)
    names = [f"i{number}" for number in range(issues)]
    space = {
        name: Issue(
            name,
            name,
            tuple(f"s{step}" for step in range(steps)),
            by=(draw.choice(PARTIES),),
            deposit=Deposit.BACK if deposits else None,
        )
        for name in names
    }
    deal = {name: draw.randrange(steps) for name in names}
    moment = {(name, step): 0 for name in names for step in range(steps)}
    for name in names:
        for step in range(1, steps):
            moment[name, step] = max(draw.randrange(1, 60), moment[name, step - 1])
    rules: dict[str, Rule] = {}
    while len(rules) < statements:
        rule, kept = (
            _bound(draw, names, deal, steps)
            if draw.random() < 0.45
            else _condition(draw, names, deal, moment, steps, orders / 0.55)
        )
        if rule is not None and kept != (draw.random() < spoiled):
            rules.setdefault(rule.id, rule)
    moved = tuple(name for name in names if deal[name])
    return Model(space, dict.fromkeys(names, 0), tuple(rules.values()), moved, (), "draft", "planted")


def ordered(acts: int, statements: int, *, spoiled: float, seed: int) -> Model:
    """Acts that all have to happen, and statements "this only after that", a share of them against a hidden order."""
    draw = random.Random(seed)
    names = [f"i{number}" for number in range(acts)]
    space = {name: Issue(name, name, ("no", "yes"), by=(draw.choice(PARTIES),)) for name in names}
    moment = {name: draw.randrange(60) for name in names}
    rules: dict[str, Rule] = {}
    while len(rules) < statements:
        act, first = draw.sample(names, 2)
        if (moment[act] > moment[first]) != (draw.random() < spoiled):
            party = draw.choice(PARTIES)
            rule = _waits(party, Literal(act, Reach.UP, 1), Link.AFTER, Literal(first, Reach.UP, 1), draw.randint(1, 5))
            rules.setdefault(rule.id, rule)
    return Model(space, dict.fromkeys(names, 0), tuple(rules.values()), tuple(names), (), "draft", "planted")


def _bound(draw: random.Random, names: list[str], deal: dict[str, int], steps: int) -> tuple[Rule | None, bool]:
    name, party = draw.choice(names), draw.choice(PARTIES)
    side, step = draw.choice((Side.LOWER, Side.UPPER)), draw.randrange(steps)
    if step == (0 if side is Side.LOWER else steps - 1):
        return None, True
    sign = ">=" if side is Side.LOWER else "<="
    rule = Rule(
        id=f"{party}: {name} {sign} s{step}",
        kind=RuleKind.BOUND,
        party=party,
        firmness=draw.randint(1, 5),
        statements=(f"{party}-{name}-{side}-{step}",),
        issue=name,
        side=side,
        bound_kind=BoundKind.DEMAND,
        step=step,
    )
    return rule, deal[name] >= step if side is Side.LOWER else deal[name] <= step


def _condition(
    draw: random.Random,
    names: list[str],
    deal: dict[str, int],
    moment: dict[tuple[str, int], int],
    steps: int,
    orders: float,
) -> tuple[Rule, bool]:
    act, first = draw.sample(names, 2)
    wanted, needed = draw.randrange(1, steps), draw.randrange(1, steps)
    link = Link.AFTER if draw.random() < orders else Link.IF
    kept = deal[act] < wanted or deal[first] >= needed
    if link is Link.AFTER and deal[act] >= wanted and kept:
        kept = moment[act, wanted] > moment[first, needed]
    party = draw.choice(PARTIES)
    rule = _waits(party, Literal(act, Reach.UP, wanted), link, Literal(first, Reach.UP, needed), draw.randint(1, 5))
    return rule, kept


def _waits(party: str, act: Literal, link: Link, first: Literal, firmness: int) -> Rule:
    words = f"{act.issue} >= s{act.step} {link} {first.issue} >= s{first.step}"
    return Rule(
        id=f"{party}: {words}",
        kind=RuleKind.CONDITION,
        party=party,
        firmness=firmness,
        statements=(f"{party}-{words}",),
        act=act,
        link=link,
        clause=(first,),
    )
