"""Scenarios for the tests: written out by hand here, as other programs write them, and drawn at random."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st

from nonpaper.case.case import Case, Values
from nonpaper.case.load import load_case
from nonpaper.formats.scenario import Profile, Scenario, ScenarioIssue
from nonpaper.formats.to_case import case_texts

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("NONPAPER_SHARED", ROOT.parent / "shared")) / "scenarios"
ROAD = [("closed", "2"), ("open", "5")]
TOLL = [("none", "1"), ("half", "0"), ("full", "4")]
Items = Sequence[tuple[str, str]]


def shared(folder: str) -> Path:
    """A folder of others' scenarios, which are no part of the project; where they are not there the test says so."""
    if not (SHARED / folder).is_dir():
        pytest.skip(f"others' scenarios are not beside the clone: no {folder}")
    return SHARED / folder


def domain(**issues: Items) -> str:
    """A domain of GENIUS with discrete issues."""
    lines = ['<negotiation_template><utility_space><objective index="0" name="root">']
    for index, (name, items) in enumerate(issues.items(), 1):
        lines.append(f'<issue index="{index}" name="{name}" type="discrete" etype="discrete" vtype="discrete">')
        lines += [f'<item index="{n}" value="{value}"/>' for n, (value, _) in enumerate(items, 1)]
        lines.append("</issue>")
    return "\n".join([*lines, "</objective></utility_space></negotiation_template>"]) + "\n"


def profile(weights: Sequence[str], more: str = "", **issues: Items) -> str:
    """A profile of GENIUS with discrete issues."""
    lines = ['<utility_space><objective index="0" name="root">']
    for index, (name, items) in enumerate(issues.items(), 1):
        lines.append(f'<issue index="{index}" name="{name}" type="discrete">')
        lines += [f'<item index="{n}" value="{v}" evaluation="{e}"/>' for n, (v, e) in enumerate(items, 1)]
        lines.append("</issue>")
    lines += [f'<weight index="{index}" value="{value}"/>' for index, value in enumerate(weights, 1)]
    return "\n".join([*lines, "</objective>", more, "</utility_space>"]) + "\n"


def write(folder: Path, **texts: str | bytes) -> Path:
    """Files in a folder; `a_xml` is `a.xml`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (folder / ".".join(name.rsplit("_", 1))).write_bytes(data)
    return folder


def packages(scenario: Scenario, most: int = 2000) -> Iterator[tuple[int, ...]]:
    """Every package, by the places of its options; `most` of them, the same every time, where there are more."""
    sizes = [range(len(issue.options)) for issue in scenario.issues]
    number = 1
    for size in sizes:
        number *= len(size)
    if number <= most:
        yield from itertools.product(*sizes)
        return
    draw = random.Random(20_30)
    for _ in range(most):
        yield tuple(draw.randrange(len(size)) for size in sizes)


def case_of(scenario: Scenario, folder: Path) -> Case:
    """The scenario as a case, written and loaded."""
    texts = case_texts(scenario)
    assert texts.problems == ()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load_case(folder)
    assert loaded.case is not None, loaded.problems
    return loaded.case


def worth(values: Values, case: Case, package: Sequence[int]) -> Fraction:
    """What a package is worth by the case's own words: the sum over the issues of weight times step."""
    pairs = zip(case.issues, package, strict=True)
    return sum((values.weights[issue] * values.steps[issue][step] for issue, step in pairs), Fraction(0))


# --- at random ----------------------------------------------------------------------------------------------------

_LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp"))
NAMES = st.text(_LETTERS, min_size=1, max_size=12) | st.sampled_from(
    [
        "No",
        "none",
        "up",
        "and",
        "all",
        "draft:a",
        "null",
        "~",
        "1",
        "-1",
        "1.50",
        "a: b",
        "- a",
        "<&>",
        "'",
        "#x",
        "{a}",
    ]
)
DECIMALS = st.decimals(0, 1, places=6, allow_nan=False).map(Fraction) | st.sampled_from(
    [Fraction("0.19707980311909024"), Fraction("0.30000000000000004"), Fraction(1, 2**20)]
)


@st.composite
def scenarios(draw: st.DrawFn, *, scaled: bool) -> Scenario:
    """Two or three parties on up to four issues; `scaled`: the best option of an issue is worth 1, as in GENIUS.

    Issues with an order have whole numbers or words for options, so that they are ladders in a case.
    """
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    issues: list[ScenarioIssue] = []
    for name in names:
        if draw(st.booleans()):
            low, number = draw(st.integers(-3, 3)), draw(st.integers(2, 5))
            issues.append(ScenarioIssue(name, tuple(str(low + n) for n in range(number)), ordered=True))
        else:
            options = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
            issues.append(ScenarioIssue(name, tuple(options)))
    profiles: list[Profile] = []
    for party in draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold)):
        weights = tuple(draw(DECIMALS) for _ in issues)
        tables: list[tuple[Fraction, ...]] = []
        for issue in issues:
            row = tuple(draw(DECIMALS) for _ in issue.options)
            best = max(row)
            if scaled:
                row = (
                    tuple(value / best for value in row) if best >= Fraction(1, 100_000) else (Fraction(0),) * len(row)
                )
            tables.append(row)
        profiles.append(Profile(party, weights, tuple(tables), draw(DECIMALS), draw(st.none() | DECIMALS)))
    return Scenario("Talks", tuple(issues), tuple(profiles))
