"""Loose ends, and what is done in parts: only what is one, only where it helps, and what could be done about it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from tests.analysis.test_stages import BOTH, SWAP, example, staged
from tests.build import build_case

from nonpaper.analysis.forces import Forces
from nonpaper.analysis.obligations import obligations
from nonpaper.analysis.plans import LooseEnd
from nonpaper.analysis.stages import Question, stages
from nonpaper.analysis.staging import Measure, Staging
from nonpaper.model.compile import compile_model
from nonpaper.model.preferences import preferences
from nonpaper.model.worlds import draw_worlds
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Table


def measured(table: Table, package: dict[str, int], parts: int) -> Measure:
    """What any order of a package comes to, made without the planner."""
    model = compile_model(table)
    every = obligations(table.case, model, package, parts=parts)
    drawn = draw_worlds(preferences(table), seed=0, count=100).drawn
    forces = {side: Forces(side, each, model, package, every) for side, each in drawn.items()}
    return Measure(model, every, forces, (), tuple(drawn))


def test_what_a_later_stage_waits_for_is_no_loose_end() -> None:
    """The goods are answered by the money, and the money could be answered only by an order that compares worse."""
    plan = stages(fold(build_case(SWAP)), BOTH)
    assert staged(plan) == [["goods"], ["money"]]
    assert plan.loose_ends == ()


def test_what_is_done_at_one_moment_could_wait_for_one_another() -> None:
    plan = stages(fold(build_case(SWAP)), replace(BOTH, at_most=1))
    assert plan.loose_ends == (
        LooseEnd("goods", 1, ("ash",), (("money", 1),)),
        LooseEnd("money", 1, ("birch",), (("goods", 1),)),
    )


def test_equal_acts_that_could_wait_are_all_told() -> None:
    """Two payments worth the same: no name decides which of them waits for the goods."""
    text = SWAP.replace(
        "values:",
        "  more: {title: More money, steps: [none, all], by: birch, reversible: false, "
        "favours: {ash: up, birch: down}}\nvalues:",
    )
    text = text.replace("goods: 40, money: 60", "goods: 40, money: 30, more: 30").replace(
        "money: [0, 1]}", "money: [0, 1], more: [0, 1]}"
    )
    text = text.replace("goods: 70, money: 30", "goods: 70, money: 15, more: 15").replace(
        "money: [1, 0]}", "money: [1, 0], more: [1, 0]}"
    )
    plan = stages(fold(build_case(text)), replace(BOTH, package={"goods": 1, "money": 1, "more": 1}, at_most=1))
    (goods,) = [end for end in plan.loose_ends if end.issue == "goods"]
    assert goods.could_wait == (("money", 1), ("more", 1))


def test_nobody_waits_for_what_nobody_wants() -> None:
    """A gift that neither side cares for, and an act of a third party, are left out."""
    text = SWAP.replace(
        "values:",
        "  flag: {title: Flag, steps: [old, new], by: ash, favours: {ash: none, birch: none}}\n"
        "  watch: {title: Watch, steps: [none, posted], by: oak, favours: {ash: up, birch: up}}\nvalues:",
    ).replace("goods: 40, money: 60", "goods: 40, money: 40, watch: 20")
    text = text.replace("goods: 70, money: 30", "goods: 60, money: 20, watch: 20")
    text = text.replace("money: [0, 1]}", "money: [0, 1], watch: [0, 1]}").replace(
        "money: [1, 0]}", "money: [1, 0], watch: [0, 1]}"
    )
    package = {"goods": 1, "money": 1, "flag": 1, "watch": 1}
    plan = stages(fold(build_case(text)), replace(BOTH, package=package, at_most=1))
    assert {end.issue for end in plan.loose_ends} == {"goods", "money"}


@pytest.mark.parametrize("name", ["cairo-2024", "chicago-teachers-2012", "panama-canal-1977", "river-treaty"])
def test_every_loose_end_of_the_examples_has_an_act_of_the_other_side(name: str) -> None:
    table = example(name)
    plan = stages(table, Question(worlds=1_000))
    last = len(plan.stages)
    at = {(act.issue, act.target): stage.number for stage in plan.stages for act in stage.acts if act.deposited is None}
    for end in plan.loose_ends:
        assert end.could_wait
        for issue, step in end.could_wait:
            assert not set(table.case.issues[issue].by) & set(end.by)
            assert at[issue, step] <= at[end.issue, end.step] <= last


def test_a_rung_is_cut_only_where_that_makes_the_order_better() -> None:
    """Where both can be divided, the parts are the fewest that compare best."""
    text = SWAP.replace("reversible: false", "reversible: false, divisible: true")
    table = fold(build_case(text))
    plan = stages(table, BOTH)
    best = {parts: Staging(measured(table, {"goods": 1, "money": 1}, parts)).best().score for parts in (1, 2, 3, 4)}
    amounts = {act.amount for stage in plan.stages for act in stage.acts}
    assert all(score is not None for score in best.values())
    fewest = min(best, key=lambda parts: (best[parts], parts))
    assert fewest > 1 and Fraction(1, fewest) in amounts
    assert any(f"in {fewest} equal parts" in note and "at once" in note for note in plan.notes)


def test_a_rung_is_left_whole_where_cutting_helps_nobody() -> None:
    """What can all be undone tempts nobody on the way: the money may be divided, and is not."""
    text = SWAP.replace("by: ash, reversible: false", "by: ash").replace(
        "by: birch, reversible: false", "by: birch, divisible: true"
    )
    plan = stages(fold(build_case(text)), BOTH)
    assert {act.amount for stage in plan.stages for act in stage.acts} == {Fraction(1)}
    assert not plan.notes


def test_small_plans_in_parts_are_the_best_of_all_orders() -> None:
    """Every order of two halves each, by going through them all."""
    text = SWAP.replace("reversible: false", "reversible: false, divisible: true")
    measure = measured(fold(build_case(text)), {"goods": 1, "money": 1}, 2)
    possible = [
        plan
        for plan in product(range(1, 5), repeat=4)
        if measure.keeps(plan) and set(plan) == set(range(1, max(plan) + 1))
    ]
    assert Staging(measure).best().score == min(measure.score(plan) for plan in possible)
