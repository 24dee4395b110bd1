"""Every conflict is one, loses that with any one member, and none is missing where none is said to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.build import build_case
from tests.oracle import cpm, plain
from tests.oracle.strategies import models

from nonpaper.analysis import listing
from nonpaper.analysis.conflicts import Found, conflict_of, lightest_conflicts, one_conflict, weight
from nonpaper.analysis.encoding import Encoding
from nonpaper.model.compile import compile_model
from nonpaper.model.rules import Model
from nonpaper.positions.fold import fold


def ids(model: Model, numbers: Sequence[int]) -> frozenset[str]:
    return frozenset(model.rules[number].id for number in numbers)


def heaviness(model: Model, conflict: frozenset[str]) -> int:
    return sum(weight(rule) for rule in model.rules if rule.id in conflict)


@pytest.mark.parametrize("handed", [False, True])
@given(model=models(issues=(1, 5), rules=(1, 14)))
def test_all_conflicts_are_those_of_the_plain_search(model: Model, handed: bool) -> None:
    if handed:
        model = replace(model, deposited=frozenset(name for name, issue in model.issues.items() if issue.deposit))
    expected = plain.all_conflicts(model)
    with Encoding(model) as encoding:
        one = one_conflict(encoding)
        found = lightest_conflicts(encoding, 10_000)
    assert (one is None) == (not expected)
    assert one is None or ids(model, one) in expected
    assert {ids(model, conflict) for conflict in found.conflicts} == expected
    assert len(found.conflicts) == len(expected)
    assert found.complete


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(models(issues=(2, 6), rules=(4, 14)))
def test_taken_apart_at_once_they_are_the_same(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    expected = plain.all_conflicts(model)
    monkeypatch.setattr(listing, "_WHOLE", 0)
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 10_000)
        first = lightest_conflicts(encoding, 2)
    assert {ids(model, conflict) for conflict in found.conflicts} == expected
    assert len(found.conflicts) == len(expected)
    assert found.complete
    least = sorted(heaviness(model, conflict) for conflict in expected)[:2]
    assert [heaviness(model, ids(model, conflict)) for conflict in first.conflicts] == least


def disagreeing(issues: int, *, ring: bool) -> Model:
    """On each issue one side asks for what the other refuses, and holds each up until the next has begun."""
    steps = "steps: [none, some, all], by: [a, b], favours: {a: up}"
    case = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues:\n"
    case += "".join(f"  i{n}: {{title: I{n}, {steps}}}\n" for n in range(issues))
    rows = ["id,date,party,stance,claim"]
    for n in range(issues):
        rows += [f"a{n},2024-01-01,a,demands,i{n} = all", f"b{n},2024-01-01,b,rejects,i{n} = all"]
        if ring or n + 1 < issues:
            rows.append(f"c{n},2024-01-01,b,insists,i{n} >= some after i{(n + 1) % issues} >= some")
    return compile_model(fold(build_case(case, "\n".join(rows))))


@pytest.mark.parametrize("issues", [8, 40])
def test_conflicts_that_have_nothing_to_do_with_each_other_do_not_multiply(issues: int) -> None:
    """There are 2 to the power of 40 ways to lift one rule of each, and yet it is proved that there are no more."""
    model = disagreeing(issues, ring=False)
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 1_000)
    assert found.complete and found.proved
    assert told(model, found) == {frozenset({f"a{n}", f"b{n}"}) for n in range(issues)}


def test_what_is_listed_in_time_is_said_not_to_be_all() -> None:
    """All issues hang together in a ring, so to prove that nothing is missing would take too long."""
    model = disagreeing(40, ring=True)
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 1_000, rounds=300)
    assert not found.complete
    assert told(model, found) == {frozenset({f"a{n}", f"b{n}"}) for n in range(40)}


def told(model: Model, found: Found) -> set[frozenset[str]]:
    """The conflicts as the statements they rest on."""
    return {frozenset(each for number in c for each in model.rules[number].statements) for c in found.conflicts}


@given(models(issues=(1, 5), rules=(4, 14)))
def test_the_first_few_are_the_lightest(model: Model) -> None:
    expected = sorted(heaviness(model, conflict) for conflict in plain.all_conflicts(model))
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 2)
    assert len(found.conflicts) == min(2, len(expected))
    assert [heaviness(model, ids(model, conflict)) for conflict in found.conflicts] == expected[:2]
    assert found.proved
    assert not found.complete or len(expected) <= 2


@given(models(issues=(1, 4), rules=(2, 12)))
def test_kinds_are_told_apart(model: Model) -> None:
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 20)
    for numbers in found.conflicts:
        members = [model.rules[number] for number in numbers]
        conflict = conflict_of(model, numbers)
        assert conflict.kind is plain.kind_of(model, members)
        assert sorted(rule.id for rule in conflict.rules) == sorted(rule.id for rule in members)
        told = (*members, *conflict.asked_by)
        assert set(conflict.statements) == {each for rule in told for each in rule.statements}
        assert set(conflict.parties) == {rule.party for rule in told if rule.party}
        for asking in conflict.asked_by:
            assert asking.party not in {rule.party for rule in members}
            steps = range(len(model.issues[asking.issue or ""].steps))
            assert not any(all(rule.admits(step) for rule in (*members, asking)) for step in steps)
        assert set(conflict.issues) == {issue for rule in members for issue in rule.issues}


@settings(max_examples=max(5, settings.default.max_examples // 12) if settings.default else 5)
@given(models(issues=(5, 12), longest=6, rules=(20, 60)))
def test_larger_models_by_the_solver(model: Model) -> None:
    with Encoding(model) as encoding:
        found = lightest_conflicts(encoding, 3)
    assert bool(found.conflicts) != cpm.has_deal(model)
    for numbers in found.conflicts:
        assert cpm.is_minimal(model, [model.rules[number] for number in numbers])
