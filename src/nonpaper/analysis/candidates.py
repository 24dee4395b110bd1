"""Which packages are looked at? All of them while they can be counted out, else the promising ones, and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np

from nonpaper.analysis.walk_backs import Breaking, Rows
from nonpaper.model.rules import Model, RuleKind

EVERY = 2_000_000  # so many packages are counted out one by one
_BLOCK = 1 << 18
NEAR = 2  # rungs from a promising package


@dataclass(frozen=True, slots=True)
class Candidates:
    """The packages that are looked at: a row of step indices each, in the order of the model's issues.

    `every` says whether those are all packages that are deals but for their walk-backs; `how` says so in words.
    """

    rows: Rows
    every: bool
    how: str


def axes(
    model: Model, breaking: Breaking, staked: Iterable[str], fixed: Mapping[str, int], else_at: Mapping[str, int]
) -> list[list[int]]:
    """The steps of each issue that packages may have.

    An issue in which nobody has a stake and of which no rule speaks lies where `else_at` says, or at the status quo;
    steps that a hard bound excludes are left out.
    """
    spoken = {name for rule in model.rules for name in rule.issues} | set(staked) | set(model.must_move)
    spoken |= {name for group in model.one_of for name in group}
    found = []
    for name, issue in model.issues.items():
        if name in fixed:
            steps = [fixed[name]]
        elif name in spoken:
            steps = list(range(len(issue.steps)))
        else:
            steps = [else_at.get(name, model.status_quo[name])]
        for rule in breaking.hard:
            if rule.kind is RuleKind.BOUND and rule.issue == name:
                steps = [step for step in steps if rule.admits(step)]
        found.append(steps)
    return found


def how_many(steps: Sequence[Sequence[int]]) -> int:
    """How many packages there are over these steps, allowed or not."""
    return prod(len(each) for each in steps)


def all_packages(
    model: Model, breaking: Breaking, steps: Sequence[Sequence[int]], staked: Iterable[str], *, stays: bool = False
) -> Rows:
    """Every package over these steps that is a deal but for its walk-backs, in the order of its steps.

    With `stays` all issues may lie where they are now: so it is where no agreement is something else.
    """
    total, moved = how_many(steps), list(staked)
    kept: list[Rows] = []
    for first in range(0, total, _BLOCK):
        numbers = np.arange(first, min(first + _BLOCK, total))
        rows = np.empty((len(numbers), len(steps)), dtype=np.int16)
        for column in range(len(steps) - 1, -1, -1):
            numbers, place = np.divmod(numbers, len(steps[column]))
            rows[:, column] = np.array(steps[column], dtype=np.int16)[place]
        moving = stays or breaking.moves_a_stake(rows, moved)
        kept.append(rows[breaking.possible(rows, stays=stays) & moving])
    return np.concatenate(kept) if kept else np.empty((0, len(steps)), dtype=np.int16)


def near(seeds: Rows, model: Model, steps: Sequence[Sequence[int]]) -> Rows:
    """The seeds, and whatever lies within two rungs of one of them (on a choice, any other step is one rung away)."""
    allowed = [set(each) for each in steps]
    names = list(model.issues)
    found: dict[tuple[int, ...], None] = {}
    for seed in seeds.tolist():
        found[tuple(seed)] = None
        changes: list[tuple[int, int, int]] = []  # column, step, rungs
        for column, step in enumerate(seed):
            choice = model.issues[names[column]].is_choice
            for other in allowed[column] - {step}:
                rungs = 1 if choice else abs(other - step)
                if rungs <= NEAR:
                    changes.append((column, other, rungs))
        for count in (1, 2):
            for each in combinations(changes, count):
                if sum(change[2] for change in each) > NEAR or len({change[0] for change in each}) < count:
                    continue
                moved = list(seed)
                for column, other, _ in each:
                    moved[column] = other
                found[tuple(moved)] = None
    return np.array(list(found), dtype=np.int16).reshape(-1, len(steps))
