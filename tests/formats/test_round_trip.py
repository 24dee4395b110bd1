"""A scenario that is brought in and handed on is worth the same to everybody, package by package, exactly."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.made import ROOT, case_of, packages, scenarios, worth

from nonpaper.formats.bring import FORMATS, hand_over
from nonpaper.formats.from_case import scenario_of
from nonpaper.formats.reading import read_scenario
from nonpaper.formats.scenario import Profile, Scenario
from nonpaper.problems import Severity, render_problem

EXAMPLES = {"orchard": "genius", "press": "negmas"}


def handed_on(scenario: Scenario, to: str, folder: Path) -> Scenario:
    """The scenario as a case, written for a program, and read again."""
    case = case_of(scenario, folder / "case")
    done = hand_over(case, to, folder / "out")
    assert done.files, done.problems
    found = read_scenario([folder / "out"])
    errors = [render_problem(each) for each in found.problems if each.severity is Severity.ERROR]
    assert found.scenario is not None, "\n".join(errors)
    return found.scenario


def by_name(scenario: Scenario) -> dict[str, Profile]:
    """The profiles by the names of the parties: files come in the order of their own names."""
    return {profile.name: profile for profile in scenario.profiles}


def same(one: Scenario, two: Scenario) -> None:
    """Every package (or very many) is worth the same to each party, and so is no agreement."""
    assert [issue.name for issue in one.issues] == [issue.name for issue in two.issues]
    assert by_name(one).keys() == by_name(two).keys()
    for name, profile in by_name(one).items():
        other = by_name(two)[name]
        assert (profile.reservation or 0) == (other.reservation or 0)
        for package in packages(one):
            assert profile.utility(package) == other.utility(package)


@pytest.mark.parametrize(("example", "program"), EXAMPLES.items())
def test_an_example_comes_back_as_it_went(example: str, program: str, tmp_path: Path) -> None:
    """Every package of both examples, with the discount factor where the format has one."""
    found = read_scenario([ROOT / "examples" / "scenarios" / example])
    assert found.problems == ()
    assert found.scenario is not None
    again = handed_on(found.scenario, program, tmp_path)
    same(found.scenario, again)
    if program == "genius":
        assert [each.discount for each in again.profiles] == [each.discount for each in found.scenario.profiles]
    assert [issue.ordered for issue in again.issues] == [issue.ordered for issue in found.scenario.issues]


@pytest.mark.parametrize(("example", "program"), EXAMPLES.items())
def test_handed_to_the_other_program_it_is_as_near_as_a_decimal(example: str, program: str, tmp_path: Path) -> None:
    """A value such as 4/9 has no decimal: it is rounded, that is told, and no package changes by 10^-15."""
    found = read_scenario([ROOT / "examples" / "scenarios" / example]).scenario
    assert found is not None
    other = next(name for name in FORMATS if name != program)
    again = handed_on(found, other, tmp_path)
    for name, profile in by_name(found).items():
        for package in packages(found):
            near = by_name(again)[name].utility(package)
            assert abs(profile.utility(package) - near) < Fraction(1, 10**15)
    notes = hand_over(case_of(found, tmp_path / "case"), other, tmp_path / "again").notes
    assert any("rounded" in note for note in notes) == (other == "negmas")


@given(scenarios(scaled=True))
def test_genius_there_and_back(scenario: Scenario) -> None:
    """Random names, weights and values, scaled as GENIUS scales them."""
    there_and_back(scenario, "genius")


@given(scenarios(scaled=False))
def test_negmas_there_and_back(scenario: Scenario) -> None:
    """Random names, weights and values, on any scale."""
    there_and_back(scenario, "negmas")


@given(scenarios(scaled=False))
def test_genius_finds_the_utilities_of_any_scale(scenario: Scenario) -> None:
    """The largest value of an issue goes into its weight, so that dividing by it changes nothing."""
    there_and_back(scenario, "genius")


def there_and_back(scenario: Scenario, program: str) -> None:
    """Into a case and out of it; labels may change where claims could not name them, utilities may not."""
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(scenario, Path(folder) / "case")
        parties = dict(zip(case.parties, scenario.profiles, strict=True))
        for package in packages(scenario, 200):
            for party, profile in parties.items():
                assert worth(case.values[party], case, package) == profile.utility(package)
        drawn = scenario_of(case).scenario
        assert drawn is not None
        same(drawn, handed_on(drawn, program, Path(folder) / "further"))


@given(st.integers(2, 6), st.data())
def test_points_are_divided_by_the_best_package(size: int, data: st.DataObject) -> None:
    """A case in points, without weights: shares of the best, in the same order and relation."""
    from tests.build import build_case

    points = data.draw(st.lists(st.integers(0, 50), min_size=size, max_size=size).filter(any))
    steps = ", ".join(f"s{n}" for n in range(size))
    case = build_case(
        f"""
        title: T
        parties: {{a: {{name: A}}}}
        issues: {{x: {{steps: [{steps}]}}, y: {{steps: [no, yes]}}}}
        values: {{a: {{steps: {{x: {points}, y: [0, 50]}}, no_agreement: 10}}}}
        """
    )
    drawn = scenario_of(case).scenario
    assert drawn is not None
    best = max(points) + 50
    for x, y in packages(drawn):
        assert drawn.profiles[0].utility((x, y)) == Fraction(points[x] + 50 * y, best)
    assert drawn.profiles[0].reservation == Fraction(10, best)


def test_a_cost_that_is_one_number_gives_what_no_agreement_is_worth() -> None:
    """The status quo less its share of what lies between the worst and the best package."""
    from tests.build import build_case

    case = build_case(
        """
        title: T
        parties: {a: {name: A}}
        issues: {x: {steps: [p, q, r], status_quo: q}}
        values: {a: {weights: {x: 1}, steps: {x: [0.25, 0.75, 0.5]}, no_deal_cost: 0.5}}
        """
    )
    drawn = scenario_of(case).scenario
    assert drawn is not None
    assert drawn.profiles[0].reservation == Fraction(3, 4) - Fraction(1, 2) * Fraction(1, 2)
