"""Every conflict is one, loses that with any one member, and none is missing where none is said to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.oracle import cpm, plain
from tests.oracle.strategies import models

from nonpaper.analysis.conflicts import conflict_of, lightest_conflicts, one_conflict, weight
from nonpaper.analysis.encoding import Encoding
from nonpaper.model.rules import Model


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
