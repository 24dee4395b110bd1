"""Worlds of the examples: every side has them, and the pictures a mediator would expect."""

from __future__ import annotations

from pathlib import Path

import pytest

import nonpaper
from nonpaper.model.preferences import Preferences, TermKind, preferences
from nonpaper.model.worlds import Worlds, draw_worlds
from nonpaper.positions.position import Basis, Table

EXAMPLES = Path(__file__).parents[2] / "examples"


def of(name: str) -> tuple[Table, Preferences, Worlds]:
    """The table, preferences and worlds of an example."""
    table = nonpaper.load(EXAMPLES / name).table()
    found = preferences(table)
    return table, found, draw_worlds(found, seed=1)


def package(table: Table, **steps: str) -> dict[str, int]:
    """A package by the labels of its steps; an issue that is a word of Python has a line behind it."""
    return {issue.rstrip("_"): table.case.issues[issue.rstrip("_")].index(step) for issue, step in steps.items()}


@pytest.mark.parametrize("name", ["cairo-2024", "chicago-teachers-2012", "river-treaty"])
def test_every_side_has_worlds_and_every_term_its_statements(name: str) -> None:
    table, found, worlds = of(name)
    assert not worlds.none_left
    known = {statement.id for statement in table.case.statements}
    for one in found.parties.values():
        for term in one.terms:
            assert term.statements
            assert set(term.statements) <= known
            assert {part.issue for part in term.parts} <= set(table.case.issues)
    for drawn in worlds.drawn.values():
        assert drawn.count == 10_000
        assert drawn.effective >= 5_000


def test_cairo_a_package_between_is_acceptable_to_both_in_most_worlds() -> None:
    """A truce, part of the captives and prisoners, part of the withdrawal: about nine in ten worlds of each side."""
    table, _, worlds = of("cairo-2024")
    between = package(
        table,
        list="given",
        attendance="present",
        ceasefire="temporary",
        withdrawal="partial",
        return_="some",
        aid="free",
        captives="some",
        prisoners="some",
    )
    for side in ("hamas", "israel"):
        assert worlds.drawn[side].acceptability(between).share == pytest.approx(0.9, abs=0.03)
    everything = {**between, **package(table, captives="all")}
    assert worlds.drawn["hamas"].acceptability(everything).share < worlds.drawn["hamas"].acceptability(between).share
    assert worlds.drawn["israel"].acceptability(everything).share > worlds.drawn["israel"].acceptability(between).share


def test_cairo_what_is_assumed_of_a_side_is_told() -> None:
    """Israel has named nothing it would do: what it is taken to give is assumed, and stays inside its red lines."""
    table, found, worlds = of("cairo-2024")
    (own,) = found.parties["israel"].terms
    assert own.basis is Basis.ASSUMED
    for part in own.parts:
        assert table.positions["israel", part.issue].admits(part.step)
    assert any("assumed" in words for words in worlds.drawn["israel"].assumptions)
    kinds = [term.kind for term in found.parties["hamas"].terms]
    assert kinds == [TermKind.DRAFT, TermKind.OWN]


def test_chicago_the_cost_of_the_strike_is_the_case_s_own_and_counts() -> None:
    """With the interval of the case no agreement is worth less than the status quo in every world, within it."""
    _, _, worlds = of("chicago-teachers-2012")
    for drawn in worlds.drawn.values():
        cost = drawn.worth({}) - drawn.no_agreement
        assert cost.min() >= 0.05 - 1e-12
        assert cost.max() <= 0.25 + 1e-12
        assert not any("cost it nothing" in words for words in drawn.assumptions)
