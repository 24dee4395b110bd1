"""Scenarios of NegMAS: tables and lines over numbers, as they stand; nothing in a file is executed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.formats.made import ROOT, write

from nonpaper.formats.reading import Found, read_scenario
from nonpaper.formats.scenario import Scenario

SPACE = """\
name: Press
type: negmas.outcomes.DiscreteCartesianOutcomeSpace
issues:
- {name: Days, type: ContiguousIssue, values: [1, 3]}
- {name: Price, type: DiscreteCardinalIssue, values: [10, 2.5, 7]}
- {name: Mend, type: CategoricalIssue, values: ['No', both]}
"""
ALDA = """\
name: Alda
type: LinearAdditiveUtilityFunction
reserved_value: 0.2
weights: [0.5, 0.3, 0.2]
values:
- {type: TableFun, mapping: {1: 0.0, 2: 0.5, 3: 1e-01}}
- {type: AffineFun, slope: 0.1, bias: 0.05}
- {type: TableFun, mapping: {No: 0.25, both: 1}}
"""


def read(folder: Path, space: str = SPACE, alda: str = ALDA) -> Found:
    """What these two files give."""
    return read_scenario([write(folder, space_yml=space, alda_yaml=alda)])


def scenario(found: Found) -> Scenario:
    """The scenario, which there has to be."""
    assert found.scenario is not None, found.problems
    return found.scenario


def test_values_and_weights_are_as_they_stand(tmp_path: Path) -> None:
    """0.5 x 0.1 + 0.3 x (0.1 x 2.5 + 0.05) + 0.2 x 0.25 for three days, the lower price and no mending."""
    found = scenario(read(tmp_path))
    assert [issue.ordered for issue in found.issues] == [True, True, False]
    assert found.profiles[0].utility((2, 1, 0)) == Fraction("0.05") + Fraction("0.3") * Fraction("0.3") + Fraction(
        "0.05"
    )
    assert found.profiles[0].reservation == Fraction(1, 5)
    assert (found.title, found.profiles[0].name) == ("Press", "Alda")


def test_values_and_weights_may_stand_by_name(tmp_path: Path) -> None:
    """Both are about."""
    named = ALDA.replace("[0.5, 0.3, 0.2]", "{Mend: 0.2, Price: 0.3, Days: 0.5}")
    for function, name in (
        ("TableFun, mapping: {1", "Days"),
        ("AffineFun", "Price"),
        ("TableFun, mapping: {No", "Mend"),
    ):
        named = named.replace(f"- {{type: {function}", f"  {name}: {{type: {function}")
    assert scenario(read(tmp_path / "one", alda=named)).profiles == scenario(read(tmp_path / "two")).profiles


def test_older_files_name_some_things_otherwise(tmp_path: Path) -> None:
    """`d` for the table, `__python_class__` for the class, with the modules that it stands in."""
    older = ALDA.replace("mapping:", "d:").replace("type: Lin", "__python_class__: negmas.preferences.crisp.linear.Lin")
    assert scenario(read(tmp_path / "one", alda=older)).profiles == scenario(read(tmp_path / "two")).profiles


def test_minus_infinity_says_that_every_agreement_is_better() -> None:
    """As in the example of the press."""
    found = scenario(read_scenario([ROOT / "examples" / "scenarios" / "press"]))
    assert {each.name: each.reservation for each in found.profiles} == {"Cooperative": None, "Village": Fraction(1, 4)}


@pytest.mark.parametrize(
    ("before", "after", "code", "told"),
    [
        ("TableFun, mapping: {1: 0.0", "TableFun, mapping: {1: -0.1", "out-of-range", "less than 0"),
        ("1: 0.0", "1: .nan", "bad-number", "`.nan`"),
        ("1: 0.0", "1: 1e400", "bad-number", "`1e400`"),
        ("1: 0.0", "7: 0.0", "issue-mismatch", "no option `7`"),
        ("1: 0.0, ", "", "issue-mismatch", "has no value"),
        ("1: 0.0", "2: 0.0", "duplicate-key", "twice"),
        ("[0.5, 0.3, 0.2]", "[0.5, 0.3]", "wrong-length", "2 entries for the 3 issues"),
        ("weights: [0.5, 0.3, 0.2]\n", "", "missing-key", "`weights`"),
        ("[0.5, 0.3, 0.2]", "[0.5, 0.3, -0.2]", "out-of-range", "less than 0"),
        ("reserved_value: 0.2", "reserved_value: .inf", "bad-number", "`.inf`"),
        ("bias: 0.05", "bias: -9", "out-of-range", "less than 0"),
        ("type: LinearAdditiveUtilityFunction", "type: HyperRectangleUtilityFunction", "not-additive", "HyperRect"),
        ("reserved_value: 0.2", "bias: 0.2", "not-additive", "a bias"),
        ("AffineFun", "CosFun", "not-additive", "CosFun"),
        ("mapping: {No", "mapping: !!python/object/apply:os.system {No", "yaml-tag", "a tag"),
        ("mapping: {No", "mapping: &a {No", "yaml-anchor", "`&a` is an anchor"),
        ("- {type: AffineFun, slope: 0.1, bias: 0.05}", "- *a", "yaml-anchor", "`*a` is an alias"),
    ],
)
def test_a_function_that_does_not_fit_is_refused(tmp_path: Path, before: str, after: str, code: str, told: str) -> None:
    """With the place in the file."""
    assert before in ALDA
    found = read(tmp_path, alda=ALDA.replace(before, after, 1))
    assert found.scenario is None
    problem = next(each for each in found.problems if each.code == code and told in each.message)
    assert problem.place.file == "alda.yaml"
    assert problem.place.line > 1 or code == "missing-key"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("name: Price", "name: Days", "duplicate-name"),
        ("['No', both]", "[both, both]", "duplicate-name"),
        ("['No', both]", "[both]", "too-few-steps"),
        ("['No', both]", "both", "wrong-type"),
        ("[1, 3]", "[3, 1]", "interval-order"),
        ("[1, 3]", "[1, 1000000000]", "file-too-large"),
        ("[1, 3]", "[1.5, 3]", "bad-number"),
        ("ContiguousIssue", "ContinuousIssue", "unsupported-issue"),
        ("name: Days, ", "", "missing-key"),
    ],
)
def test_a_space_that_cannot_be_counted_is_refused(tmp_path: Path, before: str, after: str, code: str) -> None:
    """With the place in the file."""
    assert before in SPACE
    found = read(tmp_path, space=SPACE.replace(before, after, 1))
    assert found.scenario is None
    assert code in [problem.code for problem in found.problems if problem.place.file == "space.yml"]


def test_files_of_two_programs_are_no_scenario(tmp_path: Path) -> None:
    """Their values would mean different things."""
    orchard = ROOT / "examples" / "scenarios" / "orchard" / "orchard-owner.xml"
    write(tmp_path, space_yml=SPACE, alda_yml=ALDA)
    found = read_scenario([tmp_path, orchard])
    assert found.scenario is None
    assert [problem.code for problem in found.problems] == ["scenario-files"]
