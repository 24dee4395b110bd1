"""Scenarios that others use: each is read or refused for the right reason, and worth what a plain reading finds.

They are no part of the project. Where they do not lie beside the clone, or where NONPAPER_SHARED says, these tests are
skipped. The reading here shares no line with ours: the tree of the standard library, PyYAML, and floats.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.formats.made import SHARED, case_of, packages, shared, worth

from nonpaper.formats.bring import hand_over
from nonpaper.formats.reading import read_scenario
from nonpaper.formats.scenario import Scenario
from nonpaper.problems import Severity

READ = {
    "genius-airport-site-b": set(),
    "genius-ampo-vs-city": {"evaluated-twice"},
    "genius-england-zimbabwe": set(),
    "genius-itex-vs-cypress": set(),
    "genius-politics-3party": set(),
    "negmas-yaml-england-zimbabwe": set(),
}
REFUSED = {"geniusweb-japan-trip": "unknown-format", "negolog-json-domain0": "unknown-format"}
Utility = Callable[[dict[str, str]], float]


def test_every_scenario_there_is_looked_at() -> None:
    """A new folder has to be told here whether it is read."""
    if not SHARED.is_dir():
        pytest.skip("others' scenarios are not beside the clone")
    assert {path.name for path in SHARED.iterdir() if path.is_dir()} <= {*READ, *REFUSED}


def plain_genius(file: Path) -> tuple[Utility, float]:
    """The utility of a profile as the manual tells it: weight times evaluation over the largest, summed."""
    root = ElementTree.parse(file).getroot()
    weights = {each.get("index"): float(each.get("value", "")) for each in root.iter("weight")}
    values: dict[str, dict[str, float]] = {}
    for issue in root.iter("issue"):
        given = {item.get("value", ""): float(item.get("evaluation", "")) for item in issue.findall("item")}
        best = max(given.values())
        weight = weights[issue.get("index")]
        values[issue.get("name", "")] = {name: weight * value / best for name, value in given.items()}
    reserved = [float(each.get("value", "")) for each in root.iter("reservation")]
    return lambda package: sum(values[i][o] for i, o in package.items()), reserved[0] if reserved else 0.0


def plain_negmas(file: Path, issues: list[dict[str, Any]]) -> tuple[Utility, float]:
    """The utility of a function as NegMAS writes it: weight times value, summed."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    tables = [each["mapping"] for each in data["values"]]
    names = [issue["name"] for issue in issues]

    def utility(package: dict[str, str]) -> float:
        return float(sum(w * t[package[n]] for w, t, n in zip(data["weights"], tables, names, strict=True)))

    return utility, max(0.0, float(data["reserved_value"]))


def plainly(folder: Path) -> list[tuple[Utility, float]]:
    """Every party of a scenario by the plain reading, in the order of the files' names."""
    if folder.name.startswith("genius"):
        profiles = [p for p in sorted(folder.glob("*.xml")) if ElementTree.parse(p).getroot().tag == "utility_space"]
        return [plain_genius(profile) for profile in profiles]
    files = {p: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yml"))}
    issues = next(data["issues"] for data in files.values() if "issues" in data)
    return [plain_negmas(path, issues) for path, data in files.items() if "issues" not in data]


def brought(name: str) -> Scenario:
    """One of the scenarios."""
    found = read_scenario([shared(name)])
    assert {problem.code for problem in found.problems} == READ[name]
    assert all(problem.severity is Severity.WARNING for problem in found.problems)
    assert found.scenario is not None
    return found.scenario


@pytest.mark.parametrize("name", READ)
def test_packages_are_worth_what_a_plain_reading_finds(name: str, tmp_path: Path) -> None:
    """All packages, or two thousand of very many, for every party, in the scenario and in the case made of it."""
    scenario = brought(name)
    case = case_of(scenario, tmp_path)
    plain = plainly(shared(name))
    assert len(plain) == len(scenario.profiles)
    for profile, values, (utility, reserved) in zip(scenario.profiles, case.values.values(), plain, strict=True):
        assert float(values.no_agreement or 0) == pytest.approx(reserved, abs=1e-12)
        for package in packages(scenario):
            named = {issue.name: issue.options[n] for issue, n in zip(scenario.issues, package, strict=True)}
            assert float(profile.utility(package)) == pytest.approx(utility(named), abs=1e-12)
            assert worth(values, case, package) == profile.utility(package)


@pytest.mark.parametrize("name", READ)
def test_a_scenario_comes_back_as_it_went(name: str, tmp_path: Path) -> None:
    """In its own format, exactly; in that of GENIUS whatever it came from."""
    scenario = brought(name)
    case = case_of(scenario, tmp_path / "case")
    for to in {"genius", name.split("-")[0]}:
        done = hand_over(case, to, tmp_path / to)
        assert not [note for note in done.notes if "rounded" in note]
        again = read_scenario([tmp_path / to]).scenario
        assert again is not None
        others = {profile.name: profile for profile in again.profiles}
        for profile in scenario.profiles:
            assert others[profile.name].reservation == (profile.reservation or 0)
            for package in packages(scenario):
                assert others[profile.name].utility(package) == profile.utility(package)


@pytest.mark.parametrize("name", REFUSED)
def test_other_formats_are_refused_with_what_is_read(name: str) -> None:
    """Never half read."""
    found = read_scenario([shared(name)])
    assert found.scenario is None
    assert {problem.code for problem in found.problems} == {REFUSED[name]}
    assert all("GENIUS XML and NegMAS YAML are read" in problem.hint for problem in found.problems)
