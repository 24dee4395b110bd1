"""The checker of plans: right plans pass, every planted flaw is found, published orders come out as published.

Plans are made by the plain planner of the tests, which shares nothing with the checker: where the two were of two minds
about a figure or an order, one of these tests would fail.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import permutations
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.build import build_case
from tests.oracle.made import done, ladder, waits
from tests.oracle.made import model as made_model
from tests.oracle.staged import Staged, few_enough, nth_staged, staged
from tests.oracle.staging import Judge, Order, best_plans, order_of, plan_of
from tests.oracle.strategies import table_for

from nonpaper.analysis.check_plan import ExactWorlds, Flaw, FlawKind, check_plan, exactly
from nonpaper.analysis.plans import Act, Breach, Force, LooseEnd, Plan, Repair, Stage, Trust
from nonpaper.analysis.results import Move, MoveKind
from nonpaper.analysis.stages import Question, stages
from nonpaper.case.case import Guarantee
from nonpaper.case.claims import Claim, Comparison, Link, Op, Span
from nonpaper.model.compile import compile_model
from nonpaper.model.preferences import preferences
from nonpaper.model.rules import Model, Rule
from nonpaper.model.worlds import PartyWorlds, draw_worlds
from nonpaper.positions.fold import fold

TRUCE = """
title: A truce for captives
parties:
  ash: {name: Ash}
  birch: {name: Birch}
  usher: {name: Usher, role: mediator}
  watch: {name: Watch, role: verifier}
issues:
  text: {steps: [none, signed], by: [ash, birch], favours: {ash: up, birch: up}, on_paper: true}
  names: {steps: [none, given], by: ash, favours: {ash: down, birch: up}, reversible: false, deposit: back}
  truce: {steps: [none, kept], by: birch, favours: {ash: up, birch: down}, undo: 0.2, verified_by: watch}
  captives: {steps: [none, some, all], by: ash, favours: {ash: down, birch: up}, reversible: false, verified_by: watch}
  aid: {steps: [none, full], by: birch, favours: {ash: up, birch: down}, divisible: true}
  venue: {steps: [here, there, elsewhere], kind: choice, by: [ash, birch], favours: {ash: here, birch: there}}
procedure: [captives = some after venue = there]
guarantees:
  - {by: usher, binds: birch, issues: [truce], worth: 0.2, when: text = signed}
"""
SAID = """
date,party,stance,claim
2030-01-01,birch,demands,captives = all
2030-01-02,ash,demands,truce = kept
2030-01-02,ash,demands,aid = full
2030-01-03,ash,insists,captives = some after truce = kept
2030-01-04,birch,insists,truce = kept after names = given
2030-01-05,ash,insists,names = given with truce = kept
2030-01-06,ash,insists,captives = all after aid = full
2030-01-07,birch,demands,venue = elsewhere
"""
PACKAGE = {"text": 1, "names": 1, "truce": 1, "captives": 2, "aid": 1, "venue": 1}
ORDER: Order = (
    frozenset({("text", 1, "done"), ("names", 1, "held"), ("venue", 1, "done")}),
    frozenset({("truce", 1, "done"), ("names", 1, "done")}),
    frozenset({("captives", 1, "done"), ("aid", 1, "done")}),
    frozenset({("captives", 2, "done")}),
)


@cache
def truce() -> tuple[Judge, Plan]:
    """The case of the mutation table, and a right plan of it."""
    table = fold(build_case(TRUCE, SAID))
    drawn = draw_worlds(preferences(table), seed=3, count=200).drawn
    judge = Judge(table, compile_model(table), PACKAGE, drawn, frozenset({"names"}))
    assert judge.keeps(ORDER)
    return judge, plan_of(judge, ORDER, "usher")


def kinds(flaws: Sequence[Flaw]) -> set[FlawKind]:
    """What is wrong, each kind once."""
    return {flaw.kind for flaw in flaws}


def with_acts(plan: Plan, number: int, change: Callable[[tuple[Act, ...]], tuple[Act, ...]]) -> Plan:
    """The plan with other acts in one stage."""
    return replace(
        plan,
        stages=tuple(replace(s, acts=change(s.acts)) if s.number == number else s for s in plan.stages),
    )


def with_act(plan: Plan, number: int, issue: str, /, **parts: object) -> Plan:
    """The plan with something else about one act."""
    return with_acts(
        plan,
        number,
        lambda acts: tuple(replace(a, **parts) if a.issue == issue else a for a in acts),  # type: ignore[arg-type]
    )


def without(plan: Plan, number: int, issue: str) -> Plan:
    """The plan without one act."""
    return with_acts(plan, number, lambda acts: tuple(a for a in acts if a.issue != issue))


def moved(plan: Plan, issue: str, origin: int, target: int) -> Plan:
    """The plan with the acts on one issue in another stage."""
    acts = tuple(a for a in plan.stages[origin - 1].acts if a.issue == issue)
    return with_acts(without(plan, origin, issue), target, lambda there: (*there, *acts))


def with_stage(plan: Plan, number: int, /, **parts: object) -> Plan:
    """The plan with something else about one stage."""
    return replace(
        plan,
        stages=tuple(replace(s, **parts) if s.number == number else s for s in plan.stages),  # type: ignore[arg-type]
    )


def rule(named: str) -> Rule:
    """The rule of the truce case whose id has these words in it."""
    (found,) = [each for each in truce()[0].model.rules if named in each.id]
    return found


def off(forces: Mapping[str, Force], **parts: float | None) -> dict[str, Force]:
    """Forces with something else about those of Ash."""
    return {**forces, "ash": replace(forces["ash"], **parts)}  # type: ignore[arg-type]


def test_a_right_plan_has_no_flaw() -> None:
    judge, plan = truce()
    assert check_plan(plan, judge.worlds) == ()
    assert check_plan(plan) == ()


def test_aid_in_two_halves_is_as_right_as_in_one() -> None:
    """Half of it in the second stage, half in the third, before what waits for all of it."""
    halves = with_act(truce()[1], 3, "aid", amount=Fraction(1, 2))
    (half,) = [act for act in halves.stages[2].acts if act.issue == "aid"]
    assert check_plan(with_acts(halves, 2, lambda acts: (*acts, half))) == ()
    assert FlawKind.CONDITION in kinds(check_plan(with_acts(halves, 4, lambda acts: (*acts, half))))


def test_what_is_held_in_part_and_released_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of i3 a half is held and released, a quarter held, and the last quarter done: only then is it all there.

    Birch's i1 is released with it, in the third stage: not late, though in the second 1/2 + 1/4 + 1/2 were told.
    """
    monkeypatch.setattr("nonpaper.analysis.stages.PARTS", (4,))  # in quarters or not at all
    judge = nth_staged(14615, 2 + 14615 % 3).judge()
    plan = stages(judge.table, Question(package=judge.package, worlds=100))
    parts = [(s.number, a.amount, a.released) for s in plan.stages for a in s.acts if a.issue == "i3"]
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert parts == [
        *((1, half, False), (2, quarter, False), (2, half, True)),
        *((3, quarter, True), (3, quarter, False)),
    ]
    assert check_plan(plan, judge.worlds) == ()


# Each row: what is planted, one at a time, into the right plan; the kind that has to be found; where.
Planted = Callable[[Plan], Plan]
STRUCTURE: dict[str, tuple[Planted, FlawKind, int | None, str]] = {
    "no stages, no reason": (lambda p: replace(p, stages=()), FlawKind.REASON, None, ""),
    "a reason beside stages": (lambda p: replace(p, reason="none"), FlawKind.REASON, None, ""),
    "a stage is numbered wrong": (lambda p: with_stage(p, 3, number=5), FlawKind.STAGES, 5, ""),
    "a stage is empty": (lambda p: with_acts(p, 4, lambda _: ()), FlawKind.STAGES, 4, ""),
    "an issue that is none": (lambda p: with_act(p, 3, "aid", issue="help"), FlawKind.PATH, 3, "help"),
    "starts elsewhere": (lambda p: with_act(p, 3, "captives", origin=1, target=2), FlawKind.ORDER, 3, "captives"),
    "goes back": (lambda p: with_act(p, 4, "captives", origin=2, target=1), FlawKind.PATH, 4, "captives"),
    "does a rung twice": (lambda p: with_act(p, 4, "captives", origin=0), FlawKind.TWICE, 4, "captives"),
    "leaves a rung out": (
        lambda p: with_acts(p, 4, lambda acts: (replace(acts[0], issue="venue", origin=0, target=1),)),
        FlawKind.MISSING,
        None,
        "captives",
    ),
    "goes by another choice": (lambda p: with_act(p, 1, "venue", target=2), FlawKind.CHOICE, 1, "venue"),
    "half is left": (lambda p: with_act(p, 3, "aid", amount=Fraction(1, 2)), FlawKind.AMOUNT, None, "aid"),
    "half of a whole": (lambda p: with_act(p, 4, "captives", amount=Fraction(1, 2)), FlawKind.AMOUNT, 4, "captives"),
    "more than all": (lambda p: with_act(p, 3, "aid", amount=Fraction(3, 2)), FlawKind.AMOUNT, 3, "aid"),
    "before what it waits for": (lambda p: moved(p, "truce", 2, 3), FlawKind.CONDITION, 3, "captives"),
    "at once, though after": (lambda p: moved(p, "captives", 3, 2), FlawKind.CONDITION, 2, "captives"),
    "before the procedure": (lambda p: moved(p, "venue", 1, 3), FlawKind.CONDITION, 3, "captives"),
    "deposit too late for the other": (lambda p: moved(p, "truce", 2, 1), FlawKind.CONDITION, 1, "truce"),
    "released before its own condition": (
        lambda p: moved(moved(moved(p, "truce", 2, 3), "captives", 3, 4), "truce", 2, 3),
        FlawKind.RELEASE,
        2,
        "names",
    ),
    "never released": (lambda p: without(p, 2, "names"), FlawKind.RELEASE, None, "names"),
    "released, never held": (lambda p: without(p, 1, "names"), FlawKind.RELEASE, 2, "names"),
    "held, then done by itself": (lambda p: with_act(p, 2, "names", released=False), FlawKind.RELEASE, 2, "names"),
    "held where it may not be": (
        lambda p: with_acts(p, 2, lambda acts: (*acts, replace(p.stages[2].acts[0], deposited="usher"))),
        FlawKind.DEPOSIT,
        2,
        "captives",
    ),
    "held by the other side": (lambda p: with_act(p, 1, "names", deposited="birch"), FlawKind.DEPOSIT, 1, "names"),
    "held by the giver": (lambda p: with_act(p, 1, "names", deposited="ash"), FlawKind.DEPOSIT, 1, "names"),
    "signed later": (lambda p: moved(p, "text", 1, 2), FlawKind.PAPER, 2, "text"),
    "said to be reversible": (lambda p: with_act(p, 4, "captives", reversible=True), FlawKind.FLAG, 4, "captives"),
    "said to be final": (lambda p: with_act(p, 2, "truce", reversible=False), FlawKind.FLAG, 2, "truce"),
    "said to be on paper": (lambda p: with_act(p, 3, "aid", on_paper=True), FlawKind.FLAG, 3, "aid"),
    "a joint act by one": (lambda p: with_act(p, 1, "venue", by=("ash",)), FlawKind.BY, 1, "venue"),
    "the act of the other": (lambda p: with_act(p, 3, "aid", by=("ash",)), FlawKind.BY, 3, "aid"),
    "another verifier": (lambda p: with_act(p, 2, "truce", verifier="usher"), FlawKind.VERIFIER, 2, "truce"),
    "no verifier": (lambda p: with_act(p, 4, "captives", verifier=None), FlawKind.VERIFIER, 4, "captives"),
    "waits for nothing that counts": (
        lambda p: with_act(p, 4, "captives", waits_for=(("venue", 1),)),
        FlawKind.WAIT,
        4,
        "captives",
    ),
    "waits, says another": (lambda p: with_act(p, 4, "captives", statements=("s1",)), FlawKind.WAIT, 4, "captives"),
    "forced by what is not": (
        lambda p: with_stage(p, 2, forced_by=(rule("names >= given with"),)),
        FlawKind.FORCED,
        2,
        "",
    ),
    "forced by a bound": (
        lambda p: with_stage(p, 3, forced_by=(rule("ash: truce >= kept"),)),
        FlawKind.FORCED,
        3,
        "",
    ),
    "a promise that does not hold": (lambda p: with_stage(p, 2, covered_by=(0, 1)), FlawKind.COVERED, 2, ""),
    "a promise left out": (lambda p: with_stage(p, 2, covered_by=()), FlawKind.COVERED, 2, ""),
    "an end that is tied": (
        lambda p: replace(p, loose_ends=(LooseEnd("truce", 1, ("birch",), ()),)),
        FlawKind.LOOSE,
        None,
        "truce",
    ),
    "an end of somebody else": (
        lambda p: replace(p, loose_ends=(LooseEnd("captives", 2, ("birch",), ()),)),
        FlawKind.LOOSE,
        None,
        "captives",
    ),
    "an end that one's own could wait for": (
        lambda p: replace(p, loose_ends=(LooseEnd("captives", 2, ("ash",), (("names", 1),)),)),
        FlawKind.LOOSE,
        None,
        "captives",
    ),
    "an end that nothing can wait for": (
        lambda p: replace(p, loose_ends=(LooseEnd("captives", 2, ("ash",), (("truce", 1),)),)),
        FlawKind.LOOSE,
        None,
        "captives",
    ),
    "a swap that breaks an order": (
        lambda p: replace(p, swaps=(((2, "truce"), (3, "captives")),)),
        FlawKind.SWAP,
        2,
        "truce",
    ),
    "a swap of nothing": (lambda p: replace(p, swaps=(((2, "venue"), (3, "aid")),)), FlawKind.SWAP, 2, "venue"),
    "a swap of what is signed": (
        lambda p: replace(p, swaps=(((1, "text"), (3, "aid")),)),
        FlawKind.SWAP,
        1,
        "text",
    ),
    "not proved, and no word": (lambda p: replace(p, proved=False), FlawKind.PROOF, None, ""),
    "a breach that is none": (
        lambda p: replace(p, breaches=(Breach(3, rule("captives >= some after truce"), ""),)),
        FlawKind.BREACH,
        3,
        "",
    ),
    "a walk-back left out": (lambda p: replace(p, walked_back=p.walked_back[1:]), FlawKind.WALKED_BACK, None, ""),
    "opened by no condition": (
        lambda p: replace(p, opened_by=(move(MoveKind.DROP, "nothing"),)),
        FlawKind.OPENED,
        None,
        "",
    ),
    "procedure opened": (
        lambda p: replace(p, opened_by=(move(MoveKind.TOGETHER, rule("procedure").id),)),
        FlawKind.OPENED,
        None,
        "",
    ),
    "a deposit that nobody makes": (
        lambda p: replace(p, opened_by=(move(MoveKind.DEPOSIT, "", "aid"),)),
        FlawKind.OPENED,
        None,
        "aid",
    ),
    "eased away from how things are": (
        lambda p: replace(
            p, opened_by=(move(MoveKind.EASE, rule("captives >= some after truce").id, "captives", "some", "all"),)
        ),
        FlawKind.OPENED,
        None,
        "captives",
    ),
}


def move(kind: MoveKind, rule: str, issue: str = "", origin: str = "", target: str = "") -> Move:
    """A move of Ash."""
    return Move(kind, "ash", issue, Fraction(1), (), rule, origin, target)


@pytest.mark.parametrize("name", STRUCTURE)
def test_what_is_planted_into_the_stages_is_found(name: str) -> None:
    plant, kind, stage, issue = STRUCTURE[name]
    found = check_plan(plant(truce()[1]))
    assert any((flaw.kind, flaw.stage, flaw.issue) == (kind, stage, issue) for flaw in found), found
    assert all(flaw.words for flaw in found)


FIGURES: dict[str, tuple[Planted, FlawKind, int | None]] = {
    "median": (lambda p: with_stage(p, 3, temptation=off(p.stages[2].temptation, median=0.5)), FlawKind.TEMPTATION, 3),
    "quantile": (lambda p: with_stage(p, 1, temptation=off(p.stages[0].temptation, q90=0.5)), FlawKind.TEMPTATION, 1),
    "no number": (
        lambda p: with_stage(p, 1, temptation=off(p.stages[0].temptation, q90=math.nan)),
        FlawKind.TEMPTATION,
        1,
    ),
    "share": (lambda p: with_stage(p, 4, temptation=off(p.stages[3].temptation, share=2.0)), FlawKind.TEMPTATION, 4),
    "share of worlds": (
        lambda p: with_stage(p, 2, temptation=off(p.stages[1].temptation, worlds=0.987)),
        FlawKind.TEMPTATION,
        2,
    ),
    "left out": (lambda p: with_stage(p, 2, exposure={}), FlawKind.EXPOSURE, 2),
    "exposure": (lambda p: with_stage(p, 3, exposure=off(p.stages[2].exposure, median=0.7)), FlawKind.EXPOSURE, 3),
    "arrears": (lambda p: with_stage(p, 2, arrears={"ash": 0.9, "birch": 0.9}), FlawKind.ARREARS, 2),
    "floor": (lambda p: replace(p, floor=off(p.floor, q90=-0.9)), FlawKind.FLOOR, None),
    "guarantee": (lambda p: replace(p, guarantee={"ash": 0.77, "birch": 0.77}), FlawKind.GUARANTEE, None),
    "acceptance": (lambda p: replace(p, accepts={**p.accepts, "ash": 0.123}), FlawKind.ACCEPTS, None),
    "somebody walks": (
        lambda p: replace(p, trust=Trust(1, "birch", p.stages[0].temptation["birch"], ())),
        FlawKind.TRUST,
        1,
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_planted_into_the_figures_is_found(name: str) -> None:
    plant, kind, stage = FIGURES[name]
    judge, plan = truce()
    found = check_plan(plant(plan), judge.worlds)
    assert any((flaw.kind, flaw.stage) == (kind, stage) for flaw in found), found


def test_a_figure_may_be_off_by_the_tolerance_and_no_more() -> None:
    judge, plan = truce()
    force = plan.stages[2].temptation["ash"]
    for by, fine in ((4e-7, True), (4e-6, False)):
        shifted = with_stage(plan, 3, temptation=off(plan.stages[2].temptation, q90=force.q90 + by))
        assert (check_plan(shifted, judge.worlds) == ()) is fine


def hand_made(trusted: Trust | None = None) -> tuple[Plan, dict[str, ExactWorlds]]:
    """Captives for a truce, worked out by hand; one world each, and no agreement costs Birch a tenth.

    Ash: captives 4/10 if it gives them, truce 6/10. Birch: truce 3/10, captives 7/10. Of a truce undone one fifth is
    gone. Stage 1 the truce, stage 2 the captives.

    Ash leaves in stage 1 with a fifth of the truce: 4/10 + 12/100; in stage 2, and after it has given, no better:
    the truce is undone there too. It holds 6/10 if all is done: temptation -8/100 and -8/100, floor 12/100 - 6/10.
    Birch leaves in stage 1 with what it had, 3/10, less the cost, against 7/10; in stage 2 with the captives and what
    is not gone of the truce: 3/10 x 4/5 + 7/10 - 1/10 against 7/10, that is 14/100, which is the floor too.
    """
    text = """
    title: Truce for captives
    parties: {ash: {name: Ash}, birch: {name: Birch}}
    issues:
      truce: {steps: [none, kept], by: birch, favours: {ash: up, birch: down}, undo: 0.2}
      captives: {steps: [none, all], by: ash, favours: {ash: down, birch: up}, reversible: false}
    """
    table = fold(build_case(text, "date,party,stance,claim\n2030-01-01,ash,insists,captives = all after truce = kept"))
    model = compile_model(table)
    tenths = {
        "ash": ExactWorlds(
            "ash",
            {"truce": ((Fraction(0), Fraction(6, 10)),), "captives": ((Fraction(4, 10), Fraction(0)),)},
            (Fraction(4, 10),),
        ),
        "birch": ExactWorlds(
            "birch",
            {"truce": ((Fraction(3, 10), Fraction(0)),), "captives": ((Fraction(0), Fraction(7, 10)),)},
            (Fraction(2, 10),),
        ),
    }

    def force(figure: float, gain: float | None = None) -> Force:
        return Force(figure, figure, figure / gain if gain and figure > 0 else None, float(figure > 0.1))

    waiting = tuple(each for each in model.rules if each.link is Link.AFTER)
    stages = (
        Stage(
            1,
            (Act("truce", 0, 1, ("birch",), True),),
            {"ash": force(-0.08, 0.12), "birch": force(-0.5)},
            {"ash": force(0.0), "birch": force(0.06)},
            {"ash": -1.0, "birch": 1.0},
        ),
        Stage(
            2,
            (Act("captives", 0, 1, ("ash",), False, waits_for=(("truce", 1),), statements=("s1",)),),
            {"ash": force(-0.08, 0.12), "birch": force(0.14, 0.64)},
            {"ash": force(0.28), "birch": force(0.06)},
            {"ash": 0.0, "birch": 0.0},
            waiting,
        ),
    )
    plan = Plan(
        table,
        model,
        "the truce",
        {"truce": 1, "captives": 1},
        ("ash", "birch"),
        stages,
        {"ash": force(-0.48), "birch": force(0.14, 0.64)},
        {"ash": 0.0, "birch": 0.14},
        {"ash": 1.0, "birch": 1.0},
        trust=trusted or Trust(None, "birch", force(0.14, 0.64), ()),
    )
    return plan, tenths


def test_a_plan_worked_out_by_hand() -> None:
    plan, tenths = hand_made()
    broken = {each.rule.id for each in plan.walked_back}
    assert [flaw for flaw in check_plan(plan, tenths) if flaw.rule not in broken] == []


def test_who_would_walk_is_told_first_and_rightly() -> None:
    plan, tenths = hand_made()
    force = plan.floor["birch"]
    assert kinds(check_plan(replace(plan, trust=None), tenths)) == {FlawKind.TRUST}
    assert check_plan(replace(plan, trust=Trust(2, "birch", force, ())), tenths) == ()
    for wrong in (
        Trust(1, "birch", plan.stages[0].temptation["birch"], ()),
        Trust(None, "ash", plan.floor["ash"], ()),
        Trust(2, "birch", replace(force, median=0.3), ()),
        Trust(None, "birch", force, (Repair("guarantee", "birch", 0.14, 0.2, ""),)),
    ):
        assert kinds(check_plan(replace(plan, trust=wrong), tenths)) == {FlawKind.TRUST}


def test_a_promise_holds_somebody_who_would_walk() -> None:
    """A promise of a twentieth to Birch, once the truce is kept: not in stage 1, which is its own; from stage 2 on."""
    plan, tenths = hand_made()
    kept = Claim("truce >= kept", (Comparison("truce", Op.AT_LEAST, "kept", Span(0, 13)),))
    promise = Guarantee("usher", "birch", ("truce",), Fraction(1, 20), kept)
    case = replace(plan.table.case, guarantees=(promise,))
    held = replace(
        with_stage(plan, 2, covered_by=(0,)),
        table=replace(plan.table, case=case),
        guarantee={"ash": 0.0, "birch": 0.09},
        trust=None,
    )
    assert check_plan(held, tenths) == ()
    assert kinds(check_plan(replace(held, trust=plan.trust), tenths)) == {FlawKind.TRUST}
    assert kinds(check_plan(with_stage(held, 1, covered_by=(0,)), tenths)) == {FlawKind.COVERED}


def test_breaches_of_a_draft_are_no_flaws_where_they_are_told() -> None:
    plan, _ = hand_made()
    acts = plan.stages[1].acts, plan.stages[0].acts
    turned = replace(
        plan,
        stages=tuple(replace(stage, acts=part, forced_by=()) for stage, part in zip(plan.stages, acts, strict=True)),
    )
    (waiting,) = [each for each in plan.model.rules if each.link is Link.AFTER]
    assert kinds(check_plan(turned)) == {FlawKind.CONDITION}
    assert check_plan(replace(turned, breaches=(Breach(1, waiting, "later"),))) == ()
    dropped = replace(turned, opened_by=(move(MoveKind.DROP, waiting.id),))
    bare = with_acts(dropped, 1, lambda acts: tuple(replace(a, waits_for=(), statements=()) for a in acts))
    assert check_plan(bare) == ()
    assert kinds(check_plan(dropped)) == {FlawKind.WAIT}


def test_together_lets_one_moment_do() -> None:
    plan, _ = hand_made()
    (waiting,) = [each for each in plan.model.rules if each.link is Link.AFTER]
    acts = (*plan.stages[0].acts, *plan.stages[1].acts)
    at_once = replace(plan, stages=(replace(plan.stages[0], acts=acts),))
    assert kinds(check_plan(at_once)) == {FlawKind.CONDITION}
    at_once = with_stage(at_once, 1, forced_by=(waiting,))
    assert check_plan(replace(at_once, opened_by=(move(MoveKind.TOGETHER, waiting.id),))) == ()


def test_no_plan_needs_a_reason() -> None:
    plan, tenths = hand_made()
    none = replace(plan, stages=())
    assert kinds(check_plan(none, tenths)) == {FlawKind.REASON}
    assert check_plan(replace(none, reason="The procedure runs in a circle."), tenths) == ()


# random cases: two engines agree


@given(staged(), st.booleans(), st.integers(0, 2**16))
def test_the_plain_planner_makes_right_plans(case: Staged, deposits: bool, seed: int) -> None:
    """Any order that the plain planner lets pass, with its figures, has no flaw to the checker."""
    judge = case.judge(deposits=deposits)
    assume(few_enough(judge) and judge.worlds)
    orders = list(judge.orders())
    assume(orders)
    for order in Random(seed).sample(orders, min(2, len(orders))):
        plan = plan_of(judge, order)
        assert order_of(plan) == order
        assert check_plan(plan, judge.worlds) == ()


@given(staged((2, 3)), st.booleans(), st.integers(0, 2**16))
def test_an_order_passes_exactly_if_the_plain_planner_finds_it(case: Staged, deposits: bool, seed: int) -> None:
    """Events thrown into stages at random: both say yes, or both say no."""
    judge = case.judge(deposits=deposits)
    assume(judge.worlds)
    dice = Random(seed)
    for _ in range(20):
        events = [e for e in judge.events() if e[2] == "done" or dice.random() < 0.7]
        thrown = [dice.randrange(1, 4) for _ in events]
        numbers = sorted(set(thrown))
        order = tuple(frozenset(e for e, k in zip(events, thrown, strict=True) if k == number) for number in numbers)
        if order:
            assert (check_plan(plan_of(judge, order)) == ()) is judge.keeps(order), order


@given(staged((2, 3)), st.booleans(), st.integers(0, 2**16))
def test_what_could_wait_and_what_can_be_swapped(case: Staged, deposits: bool, seed: int) -> None:
    """An act could wait for another's if some order has it later; a swap is one if the plain key gets no worse.

    Orders that hold the same rungs are looked at for that.
    """
    judge = case.judge(deposits=deposits)
    assume(few_enough(judge) and judge.worlds)
    orders = list(judge.orders())
    assume(orders)
    order = Random(seed).choice(orders)
    plan = plan_of(judge, order)
    at = {event: number for number, stage in enumerate(order, 1) for event in stage}
    later = [{event: number for number, stage in enumerate(each, 1) for event in stage} for each in orders]
    later = [moments for moments in later if moments.keys() == at.keys()]
    for one in at:
        for other in at:
            if "held" in (one[2], other[2]):
                continue
            sides = judge.model.issues[one[0]].by, judge.model.issues[other[0]].by
            if set(sides[0]) & set(sides[1]) or not set(sides[1]) <= set(judge.sides):
                continue
            end = LooseEnd(one[0], one[1], sides[0], ((other[0], other[1]),))
            found = check_plan(replace(plan, loose_ends=(end,)))
            cannot = any("no order is left" in flaw.words for flaw in found)
            assert cannot is not any(moments[other] > moments[one] for moments in later)
    key = judge.key(order)
    for one in at:
        for other in at:
            if at[one] >= at[other] or one[0] == other[0] or "held" in (one[2], other[2]):
                continue
            here = {e for e in order[at[one] - 1] if e[0] == one[0]}
            there = {e for e in order[at[other] - 1] if e[0] == other[0]}
            turned = list(order)
            turned[at[one] - 1] = frozenset((order[at[one] - 1] - here) | there)
            turned[at[other] - 1] = frozenset((order[at[other] - 1] - there) | here)
            fine = judge.keeps(turned) and judge.key(tuple(turned)) <= key
            swap = ((at[one], one[0]), (at[other], other[0]))
            assert (check_plan(replace(plan, swaps=(swap,)), judge.worlds) == ()) is fine


def test_the_exact_worlds_are_the_drawn_ones() -> None:
    """Given as fractions or as floats, the worlds say the same; no world is rounded on the way."""
    judge, plan = truce()
    exact = {party: exactly(found) for party, found in judge.worlds.items()}
    assert check_plan(plan, exact) == ()
    for party, found in judge.worlds.items():
        assert [float(v) for v in exact[party].no_agreement] == found.no_agreement.tolist()


# published orders

# [SandholmWang2002], after Sandholm and Lesser 1994, AAAI TR WS-94-02: items delivered one by one against a payment in
# parts; one may be delivered if neither side gains by vanishing. The numbers are small cases of our own, tried
# exhaustively.
EXCHANGES: dict[str, tuple[tuple[int, ...], tuple[int, ...], int]] = {
    "A": ((5, 4, 3), (2, 1, 0), 0),
    "B": ((5, 4, 3), (2, 1, 1), 1),
    "D": ((2, 6, 3), (4, 1, 0), 0),
}


def exchange(values: Sequence[int], costs: Sequence[int], order: Sequence[int]) -> tuple[Plan, int]:
    """Items against money, paid in parts, as late as the supplier allows; and the slack that the order needs.

    Before each item the demander has paid C(X) + P - C: then the supplier gains nothing by vanishing, and the demander
    gains S(X) + v - S by it once the item is there (S: the surplus v - c of what is delivered, of all).
    """
    total = sum(costs) + 1  # any payment between what all costs and what all is worth
    items = "\n".join(
        f"  item{k}: {{steps: [kept, delivered], by: seller, favours: {{seller: down, buyer: up}}, reversible: false}}"
        for k in range(len(values))
    )
    text = f"""title: Items against money
parties: {{seller: {{name: Seller}}, buyer: {{name: Buyer}}}}
issues:
{items}
  money: {{steps: [none, paid], by: buyer, favours: {{seller: up, buyer: down}}, reversible: false, divisible: true}}
"""
    table = fold(build_case(text))
    model = compile_model(table)
    package = dict.fromkeys(model.issues, 1)
    surplus = [v - c for v, c in zip(values, costs, strict=True)]
    stages: list[Stage] = []
    needed, delivered, paid = 0, 0, 0

    def add(act: Act, seller: int, buyer: int) -> None:
        figures = {"seller": Force(seller, seller), "buyer": Force(buyer, buyer)}
        stages.append(Stage(len(stages) + 1, (act,), figures, {}, {}))

    for place, item in enumerate((*order, None)):
        due = total if item is None else sum(costs[k] for k in order[:place]) + total - sum(costs)
        if due > paid:
            # The buyer may keep the last part; the seller may vanish with what is paid.
            had = sum(values[k] for k in order[:place]) - paid - (sum(values) - total)
            act = Act("money", 0, 1, ("buyer",), False, amount=Fraction(due - paid, total))
            gain = due - sum(costs[k] for k in order[:place]) - (total - sum(costs))
            add(act, gain, had)
            paid = due
            needed = max(needed, gain, had)
        if item is not None:
            delivered += surplus[item]
            seller = paid - sum(costs[k] for k in order[:place]) - (total - sum(costs))
            # The published condition: S(X) + v <= S + slack.
            buyer = delivered - surplus[item] + values[item] - sum(surplus)
            add(Act(f"item{item}", 0, 1, ("seller",), False), seller, buyer)
            needed = max(needed, seller, buyer)
    plan = Plan(table, model, "exchange", package, ("seller", "buyer"), tuple(stages), {}, {}, {})
    return plan, needed


@pytest.mark.parametrize("name", EXCHANGES)
def test_a_safe_exchange_is_one_in_which_nobody_is_tempted(name: str) -> None:
    """The temptations of the replay are the published ones, for each order; the best needs the published slack."""
    values, costs, slack = EXCHANGES[name]
    total = sum(costs) + 1
    worlds = {
        "seller": ExactWorlds(
            "seller",
            {
                **{f"item{k}": ((Fraction(0), Fraction(-cost)),) for k, cost in enumerate(costs)},
                "money": ((Fraction(0), Fraction(total)),),
            },
            (Fraction(0),),
        ),
        "buyer": ExactWorlds(
            "buyer",
            {
                **{f"item{k}": ((Fraction(0), Fraction(value)),) for k, value in enumerate(values)},
                "money": ((Fraction(0), Fraction(-total)),),
            },
            (Fraction(0),),
        ),
    }
    needs: dict[tuple[int, ...], int] = {}
    for order in permutations(range(len(values))):
        plan, needs[order] = exchange(values, costs, order)
        found = check_plan(plan, worlds)
        told = [each for each in found if each.kind is FlawKind.TEMPTATION]
        assert all("the median" not in flaw.words and "quantile" not in flaw.words for flaw in told)
        assert not kinds(found) & {FlawKind.AMOUNT, FlawKind.MISSING, FlawKind.TWICE, FlawKind.PATH}
        last = costs[order[-1]]  # the end game: the last item must cost its supplier nothing
        assert needs[order] >= last
    assert min(needs.values()) == slack
    if not slack:
        assert needs[0, 1, 2] == 0
    wrong = replace(plan, stages=(replace(plan.stages[0], temptation={"seller": Force(1, 1), "buyer": Force(1, 1)}),))
    assert FlawKind.TEMPTATION in kinds(check_plan(replace(wrong, stages=(*wrong.stages, *plan.stages[1:])), worlds))


# [KetchpelGarciaMolina1996]: commitments to pairwise exchanges through trusted intermediaries; a
# principal commits only once the commitments it depends on exist. A customer who needs two documents, each from a
# broker who buys in only against a committed sale, is stuck; one owned already, or an indemnity, opens it.
SALE1, SALE2, BUY1, BUY2 = done("sale1"), done("sale2"), done("buy1"), done("buy2")
ORDER1, ORDER2, COVER = done("order1"), done("order2"), done("cover")
BROKERS = (
    waits(BUY1, Link.AFTER, ORDER1, party="birch"),
    waits(SALE1, Link.AFTER, BUY1, party="birch"),
    waits(BUY2, Link.AFTER, ORDER2, party="cedar"),
    waits(SALE2, Link.AFTER, BUY2, party="cedar"),
)
BOTH = (waits(ORDER1, Link.AFTER, SALE2, party="ash"), waits(ORDER2, Link.AFTER, SALE1, party="ash"))
MADE_WHOLE = (waits(ORDER1, Link.AFTER, SALE2, COVER, party="ash"), BOTH[1])
COMMITMENTS: dict[str, tuple[tuple[str, ...], tuple[Rule, ...], bool]] = {
    "resale": (("order1", "buy1", "sale1"), BROKERS[:2], True),
    "two documents": (("order1", "buy1", "sale1", "order2", "buy2", "sale2"), (*BROKERS, *BOTH), False),
    "one owner": (("order1", "sale1", "order2", "buy2", "sale2"), (*BROKERS[2:], *BOTH), True),
    "indemnity": (
        ("order1", "buy1", "sale1", "order2", "buy2", "sale2", "cover"),
        (*BROKERS, *MADE_WHOLE),
        True,
    ),
}
WHOSE = {"order": "ash", "buy1": "birch", "sale1": "birch", "cover": "birch", "buy2": "cedar", "sale2": "cedar"}


def commitments(name: str) -> tuple[Model, Judge]:
    """The commitments of an exchange, each an act that its rules hold back."""
    acts, rules, _ = COMMITMENTS[name]
    issues = tuple(ladder(act, by=(WHOSE[act[:5] if act.startswith("order") else act],)) for act in acts)
    said = (replace(each, statements=(f"s{k}",)) for k, each in enumerate(rules))
    found = made_model(issues, *said)
    worlds: dict[str, PartyWorlds] = {}
    return found, Judge(table_for(found), found, dict.fromkeys(acts, 1), worlds)


@pytest.mark.parametrize("name", COMMITMENTS)
def test_commitments_can_be_put_in_order_as_published(name: str) -> None:
    """Orders of one commitment at a time: the checker lets one pass exactly where the exchange is feasible."""
    acts, _, feasible = COMMITMENTS[name]
    _, judge = commitments(name)
    passed = 0
    tried = list(permutations(acts))
    for chosen in tried if len(tried) <= 720 else Random(1).sample(tried, 300):
        order = tuple(frozenset({(act, 1, "done")}) for act in chosen)
        flaws = check_plan(plan_of(judge, order))
        assert kinds(flaws) <= {FlawKind.CONDITION}
        passed += not flaws
    if name == "indemnity":
        cover_first = ("cover", "order1", "buy1", "sale1", "order2", "buy2", "sale2")
        passed += check_plan(plan_of(judge, tuple(frozenset({(act, 1, "done")}) for act in cover_first))) == ()
    assert (passed > 0) is feasible


def test_the_plain_planner_finds_no_order_for_two_documents() -> None:
    """As published, with all commitments of one stage at the same moment tried too."""
    for name in ("resale", "two documents"):
        key, orders = best_plans(commitments(name)[1])
        assert (key is not None) is COMMITMENTS[name][2]
        assert bool(orders) is COMMITMENTS[name][2]
