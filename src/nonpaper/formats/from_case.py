"""Which scenario is in a case? Only what its `values` give: another program wants a number for every step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from nonpaper.case.case import Case, Values
from nonpaper.formats.scenario import Profile, Scenario, ScenarioIssue
from nonpaper.problems import Place, Problem, problem


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a case gives: the scenario, None where values are missing; what is missing, party by party; and notes."""

    scenario: Scenario | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def scenario_of(case: Case) -> Drawn:
    """The scenario of a case: its issues, and for each side that signs its values as the case gives them, exact.

    Steps without weights are points: they are divided by what the best package brings, so that it is worth 1. What no
    agreement is worth is `no_agreement`, or else the status quo less a `no_deal_cost` that is one number. Nothing is
    drawn or assumed: what is missing is a problem, at the party's place under `values`.
    """
    issues = tuple(
        ScenarioIssue(name, issue.steps, not issue.is_choice)
        for name, issue in zip(_names(case), case.issues.values(), strict=True)
    )
    profiles: list[Profile] = []
    problems: list[Problem] = []
    notes: list[str] = []
    for side in case.sides:
        values = case.values.get(side.id, Values(side.id))
        missing = _missing(case, values)
        if missing:
            place = values.place or side.place or Place("case.yaml")
            told = f"{side.name}: there is no {'; no '.join(missing)}"
            hint = f"add it under `values`, `{side.id}`: another program wants a number for everything"
            problems.append(problem("values-incomplete", place, told, hint))
            continue
        profiles.append(_profile(case, side.name, values, notes))
    if not case.sides:
        told = "nobody in the case signs, so there is no profile to write"
        problems.append(problem("values-incomplete", Place("case.yaml"), told, "give a party the role `party`"))
    if problems:
        return Drawn(None, tuple(sorted(problems, key=lambda each: (each.place, each.message))))
    named = _told_apart(profiles, [side.id for side in case.sides])
    return Drawn(Scenario(case.title, issues, tuple(named), "a case"), (), tuple(notes))


def _names(case: Case) -> list[str]:
    """The titles of the issues; the ids, where two have one title."""
    titles = [issue.title for issue in case.issues.values()]
    return titles if len(set(titles)) == len(titles) else list(case.issues)


def _told_apart(profiles: list[Profile], ids: list[str]) -> list[Profile]:
    """Profiles by the names of the parties; by their ids, where two have one name."""
    if len({profile.name for profile in profiles}) == len(profiles):
        return profiles
    return [replace(profile, name=own) for profile, own in zip(profiles, ids, strict=True)]


def _missing(case: Case, values: Values) -> list[str]:
    """What another program would have to make up about a party, in words."""
    found: list[str] = []
    steps = [issue for issue in case.issues if issue not in values.steps]
    if steps:
        found.append(f"`steps` of {', '.join(steps)}")
    weights = [issue for issue in case.issues if issue not in values.weights]
    if values.weights and weights:
        found.append(f"`weights` of {', '.join(weights)} (give all, or none)")
    if values.no_agreement is None:
        cost = values.no_deal_cost
        if cost is None:
            found.append("`no_agreement`")
        elif cost[0] != cost[1]:
            found.append("`no_agreement` (`no_deal_cost` is an interval, not a number)")
    return found


def _profile(case: Case, name: str, values: Values, notes: list[str]) -> Profile:
    """The profile of a party whose values are given in full."""
    rows = [values.steps[issue] for issue in case.issues]
    most = sum((max(row) for row in rows), Fraction(0))
    if values.weights:
        weights = [values.weights[issue] for issue in case.issues]
        measure = Fraction(1)
    else:
        measure = most or Fraction(1)
        weights = [max(row) / measure for row in rows]
        rows = [tuple(value / (max(row) or 1) for value in row) for row in rows]
        notes.append(f"the points of {name} are divided by {_short(measure)}, so that the best package is worth 1")
    profile = Profile(name, tuple(weights), tuple(rows), None, values.discount)
    if values.no_agreement is not None:
        return replace(profile, reservation=values.no_agreement / measure)
    least = sum((w * min(row) for w, row in zip(weights, rows, strict=True)), Fraction(0))
    cost = (values.no_deal_cost or (Fraction(0), Fraction(0)))[0] * (profile.most - least)
    start = profile.utility([issue.start for issue in case.issues.values()])
    if cost > start:
        notes.append(f"no agreement would be worth less than nothing to {name}: written as 0")
    return replace(profile, reservation=max(Fraction(0), start - cost))


def _short(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.6g}"
