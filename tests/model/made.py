"""Preferences made by hand, and a prior drawn in the plainest way, to hold the package's own against."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

from nonpaper.model.preferences import (
    Cost,
    IssueValue,
    PartyPreferences,
    Preferences,
    Stake,
    Term,
    TermKind,
    TermPart,
)
from nonpaper.positions.position import Basis, HeldPriority, Way

FREE = Cost(Fraction(0), Fraction(0), Basis.ASSUMED)


def get(
    issue: str,
    steps: int = 3,
    *,
    best: Sequence[int] = (),
    choice: bool = False,
    group: str | None = None,
    weight: int | None = None,
) -> IssueValue:
    """An issue the party likes to go up from its first step, or with a best step (or several it may be)."""
    way = Way.BEST if best or choice else Way.UP
    liked = tuple(best) or (steps - 1,)
    given = None if weight is None else Fraction(weight)
    return IssueValue(
        issue, steps, 0, way, Basis.SAID, liked, Basis.SAID, Stake.GET, choice, group, given, statements=("s0",)
    )


def give(issue: str, steps: int = 3, *, group: str | None = None, weight: int | None = None) -> IssueValue:
    """An issue the party likes to stay where it is, at its first step."""
    given = None if weight is None else Fraction(weight)
    return IssueValue(
        issue, steps, 0, Way.DOWN, Basis.SAID, (0,), Basis.SAID, Stake.GIVE, False, group, given, statements=("s0",)
    )


def term(issues: Mapping[str, IssueValue], steps: Mapping[str, int], statement: str = "t1") -> Term:
    """A package the party would sign rather than stay at the first steps."""
    parts = tuple(
        TermPart(issue, step, Basis.SAID, issues[issue].compare(step, 0), (statement,))
        for issue, step in sorted(steps.items())
    )
    against = dict.fromkeys(issues, 0)
    return Term(TermKind.OWN, parts, against, Basis.SAID, (statement,), f"It would sign {statement}.")


def party(
    values: Sequence[IssueValue],
    terms: Sequence[Mapping[str, int]] = (),
    priorities: Sequence[tuple[str, str]] = (),
    cost: Cost = FREE,
    name: str = "reds",
) -> PartyPreferences:
    """One side; its statements are t1, t2, ... for the terms and p1, p2, ... for the priorities."""
    issues = {value.issue: value for value in values}
    return PartyPreferences(
        name,
        issues,
        cost,
        tuple(HeldPriority(name, more, less, 3, (f"p{k}",)) for k, (more, less) in enumerate(priorities, 1)),
        tuple(term(issues, steps, f"t{k}") for k, steps in enumerate(terms, 1)),
    )


def several(*parties: PartyPreferences) -> Preferences:
    """The preferences of some sides at one table."""
    from datetime import date

    return Preferences(
        date(2030, 1, 1),
        {issue: value.status_quo for one in parties for issue, value in one.issues.items()},
        {one.party: one for one in parties},
    )


Plain = tuple[dict[str, float], dict[str, list[float]]]


def plain_world(values: Sequence[IssueValue], rng: random.Random) -> Plain:
    """One draw of the prior, written down from its definition with the standard library: weights, and step values.

    No groups and no weights from the case.
    """
    weights: dict[str, float] = {}
    gets = [value.issue for value in values if value.stake is Stake.GET]
    gives = [value.issue for value in values if value.stake is Stake.GIVE]
    share = rng.random() if gets and gives else 1.0 if gets else 0.0
    for issues, mass in ((gets, share), (gives, 1.0 - share)):
        cuts = sorted(rng.random() for _ in issues[1:])
        spacings = [high - low for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
        weights.update({issue: mass * spacing for issue, spacing in zip(issues, spacings, strict=False)})
    return weights, {value.issue: plain_steps(value, rng) for value in values}


def plain_steps(value: IssueValue, rng: random.Random) -> list[float]:
    """The values of the steps of one issue."""
    best = rng.choice(value.best)
    last = value.steps - 1
    if value.choice:
        drawn = [rng.random() for _ in range(value.steps)]
        drawn[rng.choice([step for step in range(value.steps) if step != best])] = 0.0
        drawn[best] = 1.0
        return drawn
    ends = [0.0, 0.0]
    if 0 < best < last:
        ends[rng.randrange(2)] = rng.random()
    drawn = [1.0] * value.steps
    for step, inner in enumerate(sorted(rng.uniform(ends[0], 1.0) for _ in range(best - 1)), 1):
        drawn[step] = inner
    for step, inner in zip(
        range(last - 1, best, -1), sorted(rng.uniform(ends[1], 1.0) for _ in range(last - best - 1)), strict=True
    ):
        drawn[step] = inner
    if best > 0:
        drawn[0] = ends[0]
    if best < last:
        drawn[last] = ends[1]
    return drawn


def plain_worth(world: Plain, package: Mapping[str, int]) -> float:
    """What a package is worth in a plain world; what it does not name stays at the first step."""
    weights, steps = world
    return sum(weight * steps[issue][package.get(issue, 0)] for issue, weight in weights.items())


def plain_agrees(world: Plain, preferences: PartyPreferences, cost: float) -> bool:
    """Whether a plain world agrees with all terms and priorities."""
    weights, _ = world
    return all(plain_worth(world, term.steps) >= plain_worth(world, {}) - cost for term in preferences.terms) and all(
        weights[priority.more] >= weights[priority.less] for priority in preferences.priorities
    )
