"""Which packages could be signed: the order by brute force, the promises on names and order, and the wishes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.build import build_case
from tests.oracle import plain
from tests.oracle.records import Record, records, reordered, with_parties

from nonpaper.analysis import deals as module
from nonpaper.analysis.deals import Question, deals
from nonpaper.analysis.packages import Deals, Package, PackageMark
from nonpaper.case.load import load_case
from nonpaper.model.preferences import Stake, preferences
from nonpaper.model.worlds import draw_worlds
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Table

CAIRO = Path(__file__).parents[2] / "examples" / "cairo-2024"
SOME = Question(worlds=400, top=1_000)
FEW = settings(max_examples=max(10, (settings.default.max_examples if settings.default else 40) // 2))


def cairo() -> Table:
    case = load_case(CAIRO).case
    assert case is not None
    return fold(case)


def steps(answer: Deals, package: Package) -> dict[str, str]:
    issues = answer.model.issues
    return {issue: issues[issue].steps[step] for issue, step in package.steps.items()}


def test_the_first_package_on_cairo_is_one_that_a_mediator_would_draft() -> None:
    answer = deals(cairo())
    first = answer.packages[0]
    assert steps(answer, first) == {
        "attendance": "present",
        "talks": "continued",
        "list": "given",
        "ceasefire": "temporary",
        "captives": "some",
        "prisoners": "some",
        "withdrawal": "partial",
        "return": "some",
        "aid": "free",
    }
    assert not first.red_lines
    assert all(0.8 < reading.share < 0.95 for reading in first.readings.values())
    (move,) = first.opened_by
    assert (move.kind.value, move.party, move.issue) == ("deposit", "hamas", "list")
    assert first.burden == {"hamas": Fraction(7), "israel": Fraction(3)}
    assert answer.every and not answer.unranked and not answer.emptied


@FEW
@given(records(rows=(4, 14), issues=(2, 3)), st.integers(0, 3))
def test_the_packages_are_all_that_keep_the_procedure_and_move_what_a_deal_moves(record: Record, seed: int) -> None:
    table = fold(record.build())
    answer = deals(table, Question(worlds=100, top=10_000, seed=seed))
    assume(not answer.emptied)
    model = answer.model
    staked = {
        issue
        for party in preferences(table).parties.values()
        for issue, value in party.issues.items()
        if value.stake is not Stake.NONE
    }
    lines = [rule for rule in model.rules if rule.party is None]
    spoken = {name for rule in model.rules for name in rule.issues} | staked | set(model.must_move)
    spoken |= {name for group in model.one_of for name in group}
    expected = 0
    for package in plain.packages(model):
        moved = {issue for issue, step in package.items() if step != model.status_quo[issue]}
        if moved & staked and moved <= spoken and plain.timeless(model, lines, package):
            expected += 1
    assert answer.looked_at >= expected if moved_elsewhere(answer) else answer.looked_at == expected


def moved_elsewhere(answer: Deals) -> bool:
    """Whether an issue that nobody has a stake in, and no rule speaks of, lies elsewhere than now."""
    start = answer.model.status_quo
    spoken = {name for rule in answer.model.rules for name in rule.issues}
    return any(
        step != start[issue] and issue not in spoken
        for package in answer.packages
        for issue, step in package.steps.items()
    )


@FEW
@given(records(rows=(4, 14), issues=(2, 3)))
def test_the_order_is_that_of_counting_one_by_one(record: Record) -> None:
    """Joint share times credibility, from each package's own figures; a class falls by no more than two errors."""
    table = fold(record.build())
    answer = deals(table, SOME)
    assume(answer.packages and not answer.unranked)
    worlds = draw_worlds(preferences(table), count=SOME.worlds)
    for package in answer.packages:
        joint = 1.0
        for side, reading in package.readings.items():
            found = worlds.drawn[side].accepts(package.steps)
            assert reading.share == pytest.approx(found.mean())
            joint *= reading.share
        chance = 1.0
        for back in package.walk_backs:
            chance *= 1 - float(back.chance) if back.counted else 1
        assert package.joint == pytest.approx(joint)
        assert package.score == pytest.approx(joint * chance, abs=1e-9)
    ranks = [package.rank or 0 for package in answer.packages]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)
    for above, below in zip(answer.packages, answer.packages[1:], strict=False):
        assert above.score is not None and below.score is not None
        if above.equal == 1:
            assert above.score >= below.score - 1e-9
        moved = sum(above.steps[issue] != below.steps[issue] for issue in above.steps)
        assert moved >= 2, "no near-copies in the table"


def told(answer: Deals, names: Mapping[str, str]) -> list[object]:
    """The answer with the parties under other names, and nothing in an order of theirs."""

    def party(name: str) -> str:
        return names.get(name, name)

    def one(package: Package) -> object:
        return (
            frozenset(steps(answer, package).items()),
            package.rank,
            package.equal,
            frozenset(
                (party(side), r.share, r.error, r.mean, r.low, r.high, r.fails) for side, r in package.readings.items()
            ),
            frozenset((party(b.party), frozenset(b.statements), b.price, b.chance) for b in package.walk_backs),
            frozenset((party(name), amount) for name, amount in package.burden.items() if amount),
            package.dominated_by,
            frozenset(package.marks),
            frozenset(map(party, filter(None, [package.weakest]))),
        )

    return [
        [one(package) for package in answer.packages],
        [one(package) for package in answer.drafts],
        frozenset(map(party, answer.unranked)),
        frozenset((party(each.party), frozenset(each.statements)) for each in answer.emptied),
        (answer.looked_at, answer.frontier),
        frozenset(
            (frozenset({(party(t.gains), t.more), (party(t.gives), t.less)}), round(t.share, 9))
            for t in answer.trade_offs
        ),
    ]


@FEW
@given(records(rows=(4, 14), issues=(2, 3)), st.integers(0, 2**16))
def test_other_names_and_another_order_change_no_answer(record: Record, seed: int) -> None:
    dice = Random(seed)
    sides = [name for name in record.case["parties"] if name not in ("usher", "panel")]
    parties = dict(zip(sides, dice.sample(sides, len(sides)), strict=True))
    other = reordered(with_parties(record, parties), dice)
    asked = Question(worlds=200)
    back = {new: old for old, new in parties.items()}
    assert told(deals(fold(other.build()), asked), back) == told(deals(fold(record.build()), asked), {})


def test_the_same_seed_gives_the_same_answer_and_another_one_nearly_so() -> None:
    table = cairo()
    one, again, other = (deals(table, Question(seed=seed, worlds=4_000)) for seed in (3, 3, 4))
    assert told(one, {}) == told(again, {})
    first, second = one.packages[0], other.packages[0]
    for side, reading in first.readings.items():
        assert abs(reading.share - second.readings[side].share) < 0.05


def test_what_is_kept_is_never_broken() -> None:
    table = cairo()
    kept = deals(table, Question(worlds=200, keep=("s08b",), top=50))
    assert kept.packages and all(steps(kept, each)["withdrawal"] == "full" for each in kept.packages)
    clean = deals(table, Question(worlds=200, no_red_lines=True, top=50))
    assert clean.packages and not any(each.red_lines for each in clean.packages)
    fixed = deals(table, Question(worlds=200, fixed={"captives": 2}, top=50))
    assert {each.steps["captives"] for each in fixed.packages} == {2}
    spared = deals(table, Question(worlds=200, at_most={"israel": 0}, top=50))
    assert spared.packages and not any(each.of("israel") for each in spared.packages)


def test_wishes_that_leave_no_package_leave_none() -> None:
    answer = deals(cairo(), Question(worlds=200, keep=("s08b", "s22b")))
    assert not answer.packages and answer.looked_at == 0 and not answer.emptied


def test_a_package_is_looked_at_wherever_it_ranks_with_what_the_procedure_needs() -> None:
    answer = deals(cairo(), Question(worlds=1_000, named=(("mine", {"ceasefire": 2, "captives": 2, "prisoners": 2}),)))
    (mine,) = answer.named
    assert mine.completed == ("attendance",) and mine.steps["attendance"] == 1
    assert {back.party for back in mine.walk_backs} == {"hamas", "israel"}
    (draft,) = answer.drafts
    assert draft.name == "draft framework" and draft.rank is not None and draft.rank > 100


CASE = """
title: A made case
parties: {reds: {name: Reds}, blues: {name: Blues}, host: {name: Host, role: host}}
issues:
  truce: {title: Truce, steps: [none, short, lasting], by: [reds, blues]}
  list: {title: List, steps: [withheld, given], by: blues}
  pay: {title: Pay, steps: [low, high], by: reds}
"""


def deals_of(rows: str, more: str = "", case: str = CASE, **asked: object) -> Deals:
    numbered = [f"s{place},{row.strip()}" for place, row in enumerate(rows.splitlines(), 1)]
    built = build_case(case + more, "\n".join(["id,date,party,stance,claim", *numbered]))
    return deals(fold(built), Question(worlds=500, **asked))  # type: ignore[arg-type]


def test_who_was_not_heard_is_not_ranked_with_the_others() -> None:
    answer = deals_of("2024-01-01,reds,demands,list = given")
    assert answer.unranked == ("blues",)
    assert answer.packages and all(each.joint is None and each.score is None for each in answer.packages)
    assert all("blues" not in each.readings for each in answer.packages)
    heaviest = [max(each.burden.values(), default=Fraction(0)) for each in answer.packages]
    assert heaviest == sorted(heaviest), "the table is for the others, by what is walked back"


def test_who_only_refuses_is_marked() -> None:
    answer = deals_of("2024-01-01,reds,demands,list = given\n2024-01-02,blues,rejects,truce = lasting")
    assert answer.by_refusals == ("blues",)


def test_statements_that_leave_no_world_come_back_and_no_figure_does() -> None:
    more = (
        "values: {reds: {points: {truce: 1, list: 1, pay: 98}, steps: {truce: [0, 1, 1], list: [0, 1], pay: [1, 0]}}}\n"
    )
    rows = (
        "2024-01-01,reds,demands,list = given\n2024-01-02,reds,offers,pay = high\n2024-01-03,blues,demands,pay = high"
    )
    answer = deals_of(rows, more)
    (none,) = answer.emptied
    assert none.party == "reds" and {"s1", "s2"} <= set(none.statements)
    assert not answer.packages and not answer.bases and not answer.trade_offs


def test_a_dearer_no_agreement_makes_more_acceptable() -> None:
    rows = "2024-01-01,reds,demands,list = given\n2024-01-02,blues,demands,pay = high"
    asked = (("the pay alone", {"pay": 1}),)
    cheap = deals_of(rows, named=asked)
    dear = deals_of(rows, "values: {reds: {no_deal_cost: 0.5}, blues: {no_deal_cost: 0.5}}\n", named=asked)
    (without,), (with_cost,) = cheap.named, dear.named
    assert without.readings["reds"].share == 0 and without.readings["reds"].break_even
    assert with_cost.readings["reds"].share > 0.2
    for one, other in zip(by_steps(cheap), by_steps(dear), strict=True):
        for side in ("reds", "blues"):
            assert other.readings[side].share >= one.readings[side].share


def by_steps(answer: Deals) -> list[Package]:
    return sorted(answer.packages, key=lambda package: sorted(package.steps.items()))


def test_the_solutions_are_marked_on_the_frontier_only() -> None:
    answer = deals(cairo(), Question(worlds=1_000, top=288))
    marked = [each for each in answer.packages if PackageMark.NASH in each.marks]
    assert all(PackageMark.EFFICIENT in each.marks for each in answer.packages if len(each.marks) > 1)
    assert all(each.dominated_by == 0 for each in answer.packages if PackageMark.EFFICIENT in each.marks)
    assert all(each.dominated_by > 0 for each in answer.packages if PackageMark.EFFICIENT not in each.marks)
    assert len(marked) <= 1


def test_too_many_packages_are_said_to_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at then holds the draft, and what comes first among all comes first here too or is told apart."""
    table = cairo()
    everything = deals(table, Question(worlds=1_000))
    monkeypatch.setattr(module, "EVERY", 100)
    some = deals(table, Question(worlds=1_000))
    assert not some.every and "too many" in some.how
    assert 0 < some.looked_at <= everything.looked_at
    assert [draft.steps for draft in some.drafts] == [draft.steps for draft in everything.drafts]
    best = everything.packages[0].score
    assert best is not None and some.packages[0].score is not None and some.packages[0].score >= 0.9 * best


def test_only_the_best_of_very_many_are_counted_and_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = cairo()
    everything = deals(table, Question(worlds=1_000))
    monkeypatch.setattr(module, "_COUNTED", 10)
    monkeypatch.setattr(module, "_AHEAD", 60)
    best = deals(table, Question(worlds=1_000))
    assert told(best, {})[0] == told(everything, {})[0]


def test_an_interrupt_keeps_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 64)
    calls: list[int] = []

    def told_of(what: str, done: int, of: int) -> None:
        calls.append(done)
        if what == "counting worlds" and done >= 128:
            raise KeyboardInterrupt

    answer = deals(cairo(), Question(worlds=200), progress=told_of)
    assert answer.packages and "Interrupted: of 288 packages the 128" in answer.notes[0]


def test_every_combination_of_steps_is_counted_once() -> None:
    """The blocks in which packages are counted out leave none out and repeat none."""
    from nonpaper.analysis.candidates import all_packages, axes
    from nonpaper.analysis.walk_backs import Breaking
    from nonpaper.model.compile import compile_model

    table = cairo()
    model = compile_model(table, bare=True)
    breaking = Breaking(model)
    rows = all_packages(model, breaking, axes(model, breaking, model.issues, {}, {}), model.issues)
    every = set(product(*(range(len(issue.steps)) for issue in model.issues.values())))
    kept = {tuple(row) for row in rows.tolist()}
    assert len(kept) == len(rows) and kept < every
