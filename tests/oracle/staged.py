"""Small random cases of which the order is the question: real folders with every key that matters to stages.

Two or three sides, two to four issues of two or three steps, some that cannot be undone, some divisible, on paper or
fit for deposit, some joint; orders that parties insist on, lines of procedure, and a guarantee. The package moves
every issue, or all but one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from nonpaper.model.compile import compile_model
from nonpaper.model.preferences import preferences
from nonpaper.model.rules import Model
from nonpaper.model.worlds import PartyWorlds, draw_worlds
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Table
from tests.build import build_case
from tests.oracle.staging import MOST, Judge

SIDES = ("ash", "birch", "cedar")
STEPS = {2: ("none", "full"), 3: ("none", "half", "full")}


@dataclass(frozen=True)
class Staged:
    """A case as it is written down, and a package as issue -> label."""

    case: Mapping[str, Any]
    rows: tuple[Mapping[str, str], ...]
    labels: Mapping[str, str]

    def table(self) -> Table:
        """Where the sides stand."""
        return fold(build_case(json.dumps(self.case, indent=1), [dict(row) for row in self.rows]))

    def judge(self, worlds: int = 100, deposits: bool = False) -> Judge:
        """The case before the plain planner; with `deposits`, every issue that may be deposited can be."""
        table = self.table()
        model = compile_model(table)
        package = self.package(model)
        drawn = draw_worlds(preferences(table), seed=0, count=worlds).drawn
        held = frozenset(name for name, issue in model.issues.items() if issue.deposit is not None)
        return Judge(table, model, package, self.heard(drawn), held if deposits else frozenset())

    def package(self, model: Model) -> dict[str, int]:
        """Issue -> step index."""
        return {name: issue.index(self.labels[name]) for name, issue in model.issues.items()}

    @staticmethod
    def heard(drawn: Mapping[str, PartyWorlds]) -> dict[str, PartyWorlds]:
        """The sides that have worlds, in the order of their names."""
        return {name: drawn[name] for name in sorted(drawn)}

    def told(self) -> str:
        """The case in few lines, for a bug report."""
        lines = [f"{name}: {json.dumps(value)}" for name, value in self.case["issues"].items()]
        lines += [f"{key}: {json.dumps(self.case[key])}" for key in ("procedure", "guarantees") if key in self.case]
        lines += [", ".join(f"{key}={value}" for key, value in row.items() if value) for row in self.rows]
        return "\n".join([*lines, f"package: {json.dumps(self.labels)}"])

    __repr__ = told


def _issue(dice: Random, sides: tuple[str, ...], size: int) -> dict[str, Any]:
    by = [dice.choice(sides)] if dice.random() < 0.85 else list(sides[:2])
    if dice.random() < 0.1:
        by = ["usher"]
    issue: dict[str, Any] = {"steps": list(STEPS[size]), "by": by}
    likes = {side: "down" if side in by else "up" for side in sides}
    if dice.random() < 0.15:
        likes[dice.choice(sides)] = "none"
    if len(by) > 1:
        likes = {side: dice.choice(("up", "up", "down")) for side in sides}
    issue["favours"] = likes
    kind = dice.choices(("plain", "final", "partly", "paper", "choice"), (4, 4, 2, 1, 1))[0]
    if kind == "final":
        issue["reversible"] = False
    elif kind == "partly":
        issue["reversible"] = [dice.choice(STEPS[size][1:])]
    elif kind == "paper":
        issue["on_paper"] = True
    elif kind == "choice":
        issue["kind"] = "choice"
        issue["favours"] = {side: dice.choice(STEPS[size]) for side in sides}
    if kind in ("plain", "partly") and dice.random() < 0.4:
        issue["undo"] = dice.choice(("0.2", "0.5"))
    if kind in ("plain", "final") and by != ["usher"]:
        if dice.random() < 0.3:
            issue["deposit"] = dice.choice(("back", "over"))
        if dice.random() < 0.2:
            issue["divisible"] = True
    if dice.random() < 0.3:
        issue["verified_by"] = "usher"
    return issue


def _claim(dice: Random, case: Mapping[str, Any], issue: str) -> str:
    steps = case["issues"][issue]["steps"]
    sign = "=" if case["issues"][issue].get("kind") == "choice" else dice.choice((">=", "="))
    return f"{issue} {sign} {dice.choice(steps[1:])}"


def _waits(dice: Random, case: Mapping[str, Any], act: str) -> str:
    others = [name for name in case["issues"] if name != act]
    text = (
        f"{_claim(dice, case, act)} {dice.choice(('after', 'after', 'with'))} {_claim(dice, case, dice.choice(others))}"
    )
    return f"{text} or {_claim(dice, case, dice.choice(others))}" if dice.random() < 0.15 else text


def nth_staged(seed: int, issues: int) -> Staged:
    """The random case of a seed, with so many issues."""
    dice = Random(seed)
    sides = SIDES[: 3 if dice.random() < 0.25 else 2]
    case: dict[str, Any] = {
        "title": "drawn",
        "parties": {
            **{side: {"name": side.capitalize()} for side in sides},
            "usher": {"name": "Usher", "role": "mediator"},
        },
        "issues": {f"i{k}": _issue(dice, sides, 3 if dice.random() < 0.35 else 2) for k in range(issues)},
    }
    names = list(case["issues"])
    if dice.random() < 0.3:
        case["procedure"] = [_waits(dice, case, dice.choice(names))]
    if dice.random() < 0.4:
        promise: dict[str, Any] = {"by": "usher", "binds": dice.choice(sides), "worth": dice.choice(("0.1", "0.3"))}
        promise["issues"] = [dice.choice(names)]
        if dice.random() < 0.6:
            promise["when"] = _claim(dice, case, dice.choice(names))
        case["guarantees"] = [promise]
    rows: list[dict[str, str]] = []

    def say(party: str, stance: str, claim: str) -> None:
        place = len(rows) + 1
        day = f"2024-03-{place:02d}"
        rows.append({"id": f"s{place}", "date": day, "party": party, "stance": stance, "claim": claim})

    for name, issue in case["issues"].items():
        askers = [side for side in sides if issue["favours"].get(side) == "up"]
        if askers and dice.random() < 0.8:
            say(dice.choice(askers), "demands", _claim(dice, case, name))
    for name, issue in case["issues"].items():
        own = [side for side in issue["by"] if side in sides]
        if own and dice.random() < 0.45:
            say(dice.choice(own), "insists", _waits(dice, case, name))
    if not rows:
        say(sides[0], "demands", _claim(dice, case, names[0]))
    labels = {name: dice.choice(issue["steps"][1:]) for name, issue in case["issues"].items()}
    if len(names) > 2 and dice.random() < 0.3:
        still = dice.choice(names)
        labels[still] = case["issues"][still]["steps"][0]
    return Staged(case, tuple(rows), labels)


def staged(issues: tuple[int, int] = (2, 4)) -> SearchStrategy[Staged]:
    """Random small cases; a failure is told by a seed, a number, and the case itself."""
    return st.builds(nth_staged, st.integers(0, 2**32 - 1), st.integers(*issues))


def few_enough(judge: Judge) -> bool:
    """Whether the plain planner can try all orders in a moment."""
    return len(judge.events()) <= min(MOST, 6)


__all__ = ["Staged", "few_enough", "nth_staged", "staged"]
