"""What `why` says is true: every answer on random cases is held against a plain search that shares nothing with it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis.judging import judge, own_ground, told
from tests.oracle import cpm, plain, ways
from tests.oracle.strategies import PARTIES, models, table_for

from nonpaper.analysis.moves import apply_moves
from nonpaper.analysis.results import Why
from nonpaper.analysis.why import why
from nonpaper.model.rules import Model, Rule

A_FEW = max(5, settings.default.max_examples // 12) if settings.default else 5


def answer(model: Model, *, at_once: bool = False) -> Why:
    return why(table_for(model), model, top=1_000, at_once=at_once)


@given(models(issues=(1, 4), rules=(1, 9)))
def test_every_answer_on_small_models(model: Model) -> None:
    judge(answer(model))


@given(models(issues=(2, 5), longest=3, rules=(6, 13)))
def test_every_answer_where_much_is_said(model: Model) -> None:
    judge(answer(model), by_solver=True)


@given(models(issues=(1, 3), rules=(3, 8)))
def test_one_way_out_of_everything_at_once(model: Model) -> None:
    assume(not plain.has_deal(model) and ways.size(model) <= 2_000)
    found = answer(model, at_once=True)
    least, _ = ways.cheapest(model)
    even, _ = ways.most_even(model)
    assert bool(found.whole) == (least is not None)
    if found.whole:
        assert (ways.largest(found.whole[0].burden), found.whole[0].price) == even
        assert found.whole[-1].price == least


@settings(max_examples=A_FEW)
@given(models(issues=(5, 10), longest=5, rules=(20, 60)))
def test_larger_models_by_the_solver(model: Model) -> None:
    """Too large to walk through: conflicts and ways out are checked one by one by another solver."""
    found = why(table_for(model), model, top=4)
    assert (found.deal is None) == (not cpm.has_deal(model))
    for knot in found.knots:
        for conflict in knot.conflicts:
            assert cpm.is_minimal(model, conflict.rules)
        ground = own_ground(found, knot)
        for way in knot.ways:
            assert ways.burden_of(model, way.moves) == dict(way.burden)
            if found.complete:
                assert cpm.has_deal(ways.apply_moves(ground, way.moves))
                assert cpm.has_deal(apply_moves(ground, way.moves))
    for whole in found.whole:
        assert cpm.has_deal(ways.apply_moves(model, whole.moves))


def renamed(model: Model, parties: dict[str, str], dice: Random) -> Model:
    """The same model with other names for parties and rules, and everything in another order."""

    def rule(old: Rule, place: int) -> Rule:
        return replace(old, id=f"q{place:02d}", party=None if old.party is None else parties[old.party])

    order = dice.sample(model.rules, len(model.rules))
    names = dice.sample(list(model.issues), len(model.issues))
    return replace(
        model,
        issues={
            name: replace(model.issues[name], by=tuple(parties.get(each, each) for each in model.issues[name].by))
            for name in names
        },
        status_quo={name: model.status_quo[name] for name in names},
        rules=tuple(rule(old, place) for place, old in enumerate(order)),
        must_move=tuple(dice.sample(model.must_move, len(model.must_move))),
        one_of=tuple(dice.sample(model.one_of, len(model.one_of))),
    )


@given(models(issues=(1, 4), rules=(2, 10)), st.integers(0, 2**16))
def test_names_and_order_change_no_answer(model: Model, seed: int) -> None:
    dice = Random(seed)
    parties = dict(zip(PARTIES, dice.sample(PARTIES, len(PARTIES)), strict=True))
    other = answer(renamed(model, parties, dice))
    assert told(other, {new: old for old, new in parties.items()}) == told(answer(model), {})
