"""The page about stages: who goes first, who is exposed when, what holds it; the same words for every side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.brief.made import make, open_deal
from tests.brief.made_deals import make_deals
from tests.brief.made_stages import (
    blues_unheard,
    make_plan,
    no_plan,
    nothing_left,
    rotten,
    trusted,
    walked_through,
    with_guarantee,
)
from tests.brief.test_forms import FORMS, read

from nonpaper.analysis.plans import Act, Plan, Stage
from nonpaper.answers import brief_answer, stages_answer, status_answer, why_answer
from nonpaper.brief import html, terminal
from nonpaper.brief.amounts import given_words, part_words, reach_words
from nonpaper.brief.compose import compose_brief, compose_stages, compose_why
from nonpaper.brief.document import Block, Card, Document, Figure, Lanes, Table, blocks_of, cited, cites_of, plain
from nonpaper.brief.page import Page
from nonpaper.brief.plain import plain_stages, plain_why, rows_stages
from nonpaper.brief.sections.lanes import act_words
from nonpaper.case.case import Deadline

T = TypeVar("T")


def blocks(document: Document) -> Iterator[Block]:
    for section in document.sections:
        yield from blocks_of(section)


def figures(document: Document) -> list[Figure]:
    return [block for block in blocks(document) if isinstance(block, Figure)]


def lanes(document: Document) -> Lanes:
    found = [figure.drawing for figure in figures(document) if isinstance(figure.drawing, Lanes)]
    assert len(found) == 1
    return found[0]


def told(document: Document) -> str:
    """The document in words on one line."""
    return " ".join(terminal.render(document, 200).split())


def words(document: Document, form: str) -> str:
    """What a form says: of a page, its text without the style sheet and the places of the drawings."""
    shown = FORMS[form](document)
    return "\n".join(read(re.sub(r"<style>.*?</style>", "", shown, flags=re.S)).text) if form == "html" else shown


def drawings(page: str, variant: str = "wide") -> list[str]:
    return re.findall(rf'<svg [^>]*aria-labelledby="lanes-figure-{variant}-\d-t".*?</svg>', page, re.S)


PLANS = {
    "plan": make_plan,
    "trusted": trusted,
    "rotten": rotten,
    "walked through": walked_through,
    "emptied": nothing_left,
    "unheard": blues_unheard,
    "none": no_plan,
}


# --- the answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_the_answer_comes_first_in_every_form(form: str) -> None:
    said = " ".join(words(compose_stages(make_plan()), form).replace("*", "").split())
    for one in (
        "Package A can be carried out in 4 stages. Reds goes first: List of names",
        "Once List of names (given) is done, nothing but the guarantee of Harbour City holds "
        "Truce, Blues at the table and Pay",
        "in about 7 of 10 worlds in which it accepts the package",
        "A guarantee worth about a tenth of what is at stake for Blues would leave it nothing to gain in the "
        "middle world, one worth a quarter in nine worlds of ten",
        "this needs the consent of Council, which may say no",
    ):
        assert re.sub(r"\s", "", one) in re.sub(r"\s", "", said), one
    assert re.sub(r"\s", "", said).index("PackageAcan") < re.sub(r"\s", "", said).index("walkedback")


def test_both_sides_are_told_in_the_same_words() -> None:
    """With the forces of one side given to the other, the sentences are the same but for the name."""
    plan = make_plan()

    def turned(stage: Stage) -> Stage:
        def swap(values: Mapping[str, T]) -> dict[str, T]:
            return {"reds": values["blues"], "blues": values["reds"]}

        return replace(
            stage,
            temptation=swap(stage.temptation),
            exposure=swap(stage.exposure),
            arrears=swap(stage.arrears),
        )

    other = replace(
        plan,
        floor={"reds": plan.floor["blues"], "blues": plan.floor["reds"]},
        guarantee={"reds": plan.guarantee["blues"], "blues": plan.guarantee["reds"]},
        accepts={"reds": plan.accepts["blues"], "blues": plan.accepts["reds"]},
        stages=tuple(turned(stage) for stage in plan.stages),
    )
    here, there = (
        {
            block.name: [[plain(line) for cell in row for line in cell.lines] for row in block.rows]
            for block in blocks(compose_stages(one))
            if isinstance(block, Table) and block.name.startswith(("floor", "forces"))
        }
        for one in (plan, other)
    )
    assert here.keys() == there.keys()
    assert len(here) == 5
    for name, (reds, blues) in here.items():
        assert [reds[1:], blues[1:]] == [there[name][1][1:], there[name][0][1:]], name
    assert "Reds would gain more than a tenth of what is at stake for it by leaving" in told(compose_stages(other))


def test_nobody_tempted_is_said() -> None:
    text = told(compose_stages(trusted()))
    assert "Once all is done, no side would gain by leaving." in text
    assert "This order is not proved to be the best: orders of more than six stages were not looked at." in text
    assert "Would it hold?" in text


def test_a_side_that_is_tempted_in_some_worlds_only_is_told_by_the_middle_one_too() -> None:
    """The answer and the verdict speak of the middle world and of some others, and who is to be held is named."""
    plan = trusted()
    floor = {
        "reds": replace(plan.floor["reds"], median=-0.1, q90=-0.05, worlds=0.0),
        "blues": replace(plan.floor["blues"], median=0.02, q90=0.05, worlds=0.03),
    }
    text = told(compose_stages(replace(plan, floor=floor, guarantee={"reds": 0.04, "blues": 0.05})))
    assert "in the middle world Blues would gain next to nothing by leaving, and more than a tenth" in text
    assert "in fewer than 1 of 10 worlds" in text
    assert "Before that, a guarantee is needed to hold Reds too." in text
    assert "for Reds would hold it on the way in nine worlds of ten" in text
    assert re.search(r"in the middle world of those in which it accepts it; in some of the other worlds, .*Blues", text)


def test_what_has_to_go_first_stands_before_the_stages() -> None:
    plan = make_plan()
    text = told(compose_stages(plan))
    back, opened = text.index("Before the first stage"), text.index("runs in a circle of preconditions")
    assert back < opened < text.index("The stages side by side")
    for walk in plan.walked_back:
        for ref in walk.statements:
            assert f"“{plan.table.case.statement(ref).quote}”" in text
    assert "Reds calls it hard to draw up beforehand; its own words: “The list is <impossible> & hard" in text
    assert "One stage fewer; nobody would be ahead by more than a fifth." in text
    assert text.count("(burden ") == len(plan.walked_back) + len(plan.opened_by) + len(plan.other_openings)


def test_every_order_that_is_forced_names_its_statement() -> None:
    plan = make_plan()
    document = compose_stages(plan)
    cards = {block.badge: block for block in blocks(document) if isinstance(block, Card)}
    assert [*cards] == ["Stage 1", "Stage 2", "Stage 3", "Stage 4"]
    text = terminal.render(document, 200)
    for stage in plan.stages:
        part = text[text.index(f"┌ Stage {stage.number}") :].split("\n┌ ")[0].split("\n═")[0]
        for rule in stage.forced_by:
            assert all(f"[{document.number(ref)}]" in part for ref in rule.statements)
        assert ("Covered by the guarantee of Harbour City" in part) == bool(stage.covered_by)
    assert "lose a fifth of what is at stake for it (Truce)" in text


def test_an_act_without_a_trigger_is_told_by_what_it_waits_for() -> None:
    plan = make_plan()
    stages = tuple(replace(stage, acts=tuple(replace(act, trigger="") for act in stage.acts)) for stage in plan.stages)
    text = told(compose_stages(replace(plan, stages=stages)))
    assert "Once this is done: List of names (given)" in text
    assert "Once this is done: Truce (temporary)" in text


def test_a_deposit_is_final_only_once_it_is_released() -> None:
    plan = make_plan()
    final = (replace(each, acts=tuple(replace(act, reversible=False) for act in each.acts)) for each in plan.stages)
    document = compose_stages(replace(plan, stages=tuple(final)))
    (table,) = (figure.table for figure in figures(document) if isinstance(figure.drawing, Lanes))
    cells = [[plain(line) for line in row[1].lines] for row in table.rows]
    (handed,) = (after for what, *after in cells if "to hold" in what)
    assert "can be given back while it is held, final once it is released" in handed[0]
    assert "cannot be undone" not in handed[0]


def test_loose_ends_and_swaps_are_told() -> None:
    text = told(compose_stages(make_plan()))
    assert "of the other side, List of names (given) could be made to wait for it" in text
    assert "Venue (Hill), by Reds and Blues [7]: no act of another side could be made to wait for it" in text
    assert "These may change places at no loss: • Venue (stage 1) and Pay (stage 2)." in text


def test_deadlines_stand_above_the_stages_and_are_tied_to_none() -> None:
    """Those that lie ahead are told in the picture and under the matrix; no act is given a day that nobody named."""
    plan = make_plan()
    on = plan.table.at
    days = (
        Deadline(on + timedelta(days=9), "the budget closes", True),
        Deadline(on + timedelta(days=2), "the feast begins", False),
        Deadline(on - timedelta(days=1), "the old truce ends", True),
    )
    plan = replace(plan, table=replace(plan.table, case=replace(plan.table.case, deadlines=days)))
    document = compose_stages(plan)
    feast, budget = lanes(document).ahead
    assert feast.startswith("the feast begins") and budget.startswith("the budget closes")
    text = told(document)
    assert text.count("the feast begins: ") == 2 and "the old truce ends" not in text
    assert "On the calendar, tied to no act" in text
    for drawn in drawings(html.render(document)), drawings(html.render(document), "narrow"):
        assert sum("the budget closes" in piece for piece in drawn) == 1
    (table,) = (figure.table for figure in figures(document) if isinstance(figure.drawing, Lanes))
    deadlines = [plain(line) for row in table.rows for line in row[5].lines if plain(line)]
    assert deadlines == [act.deadline or "none said" for stage in plan.stages for act in stage.acts]


def test_what_is_not_proved_or_not_sought_is_not_called_the_best() -> None:
    own = replace(walked_through(), own_order=True)
    text = told(compose_stages(own))
    assert "stages of its own" in text and "Here none was sought." in text
    assert "No order compares better" not in text and "The order keeps every condition" not in text


@pytest.mark.parametrize(
    ("steps", "amount", "said"),
    [
        (("0", "400"), Fraction(1, 4), "1/4, that is 100,"),
        (("0%", "9%"), Fraction(1, 4), "1/4, that is about 2.2%,"),
        (("none", "all"), Fraction(1, 2), "1/2 of the step to all"),
    ],
)
def test_a_part_is_told_with_its_amount_where_steps_are_numbers(
    steps: tuple[str, str], amount: Fraction, said: str
) -> None:
    plan = make_plan()
    case = plan.table.case
    numbers = tuple(Fraction(step.strip("%")) for step in steps) if steps[0][0] == "0" else None
    pay = replace(case.issues["pay"], steps=steps, numbers=numbers)
    table = replace(plan.table, case=replace(case, issues={**case.issues, "pay": pay}))
    act = Act("pay", 0, 1, ("blues",), True, amount=amount)
    assert said in plain(act_words(Page(table), act))


def test_a_package_that_leaves_out_what_the_procedure_needs_is_not_called_a_walk() -> None:
    text = told(compose_stages(walked_through()))
    assert "leaves out what the procedure needs, in 1 place" in text and "Walked through" not in text


def test_a_draft_is_walked_through_in_its_own_stages() -> None:
    text = told(compose_stages(replace(walked_through(), own_order=True)))
    assert "breaks what was said, or the procedure, in 1 place" in text
    assert "Stage 2: Reds: List of names (given) only after Truce (at least temporary). [2]" in text
    assert "beside each the smallest change that mends it: • Stage 2" in text
    assert "List of names moves to stage 3." in text


# --- how much is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_no_number_has_more_decimals_than_are_known(form: str) -> None:
    for name, make_one in PLANS.items():
        assert not re.findall(r"\d\.\d\d", words(compose_stages(make_one()), form)), (name, form)
    made = with_guarantee(make())
    for document in (
        compose_why(made.why, make_plan()),
        compose_brief(made.status, made.why, make_deals(made), make_plan()),
    ):
        assert not re.findall(r"\d\.\d\d", words(document, form))


@given(st.floats(-0.5, 1.5))
def test_a_share_in_words_is_right_to_a_twentieth(value: float) -> None:
    exact = {
        "nothing": 0, "next to nothing": 0, "a twentieth": 0.05, "a tenth": 0.1, "a fifth": 0.2, "a quarter": 0.25,
        "three tenths": 0.3, "a third": 1 / 3, "two fifths": 0.4, "a half": 0.5, "three fifths": 0.6,
        "two thirds": 2 / 3, "seven tenths": 0.7, "three quarters": 0.75, "four fifths": 0.8, "nine tenths": 0.9,
        "nearly all": 1, "all": 1,
    }  # fmt: skip
    said = part_words(value)
    assert abs(exact[said.removeprefix("about ")] - min(max(value, 0), 1)) <= 0.05 + 1e-9
    assert (said == "nothing") == (value <= 0)
    assert (said == "all") == (value >= 1)


def test_a_share_that_was_set_is_not_called_about() -> None:
    assert given_words(Fraction(1, 5)) == "a fifth"
    assert given_words(Fraction(22, 100)) == "about a fifth"
    assert reach_words(-0.1, 0.1) == "nothing, up to a tenth"
    assert reach_words(0.31, 0.3) == "about three tenths"


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
@pytest.mark.parametrize("kind", ["emptied", "unheard", "none"])
def test_where_there_is_no_order_there_is_a_reason_and_no_figure(kind: str, form: str) -> None:
    plan = PLANS[kind]()
    document = compose_stages(replace(plan, walked_back=()))
    assert not figures(document)
    assert not [block for block in blocks(document) if isinstance(block, Table)]
    said = " ".join(words(replace(document, sources=()), form).replace("*", "").split())
    reason = {
        "emptied": "No preferences agree with all that Reds said",
        "unheard": "No order is given: Blues has not been heard",
        "none": "There is no order in which package A can be carried out: the procedure runs in a circle",
    }[kind]
    assert re.sub(r"\s", "", reason) in re.sub(r"\s", "", said)
    for figure in ("±", "of 10", "0.", "about a", "10,000", "tenth"):
        assert figure not in said, figure
    assert plain_stages(plan)["stages"] == []
    assert plain_stages(plan)["floor"] == {}
    assert rows_stages(plan) == []
    if kind == "emptied":
        assert set(cites_of(document.sections[0])) == {"s01", "s07"}


def test_an_order_that_asks_for_more_than_was_allowed_is_said_to_exist() -> None:
    text = told(compose_stages(replace(no_plan(), exists=True, reason="It takes at least 4 stages; 2 were asked for.")))
    assert "There is an order in which package A can be carried out, but none within what was asked for." in text
    unknown = told(compose_stages(replace(no_plan(), exists=None, reason="No order was found in the time allowed.")))
    assert "No order was found" in unknown and "There is" not in unknown


def test_an_order_of_sides_not_heard_has_no_forces() -> None:
    """The order may rest on what was said alone; nothing is then told of who would gain by leaving."""
    document = compose_stages(replace(make_plan(), unheard=("blues",)))
    assert not figures(document)
    names = [block.name for block in blocks(document) if isinstance(block, Table)]
    assert names == ["sequence"]
    text = told(document)
    assert "Blues has not been heard: the order keeps what was said" in text
    for figure in ("about a", "±", "of 10 worlds", "ahead by", "behind by"):
        assert figure not in text, figure


# --- the picture --------------------------------------------------------------------------------------------------


def test_the_picture_has_its_answer_and_its_twin() -> None:
    plan = make_plan()
    [figure] = figures(compose_stages(plan))
    assert plain(figure.title) == (
        "Reds goes first; behind by more than a fifth: Reds after stage 3, and Blues after stage 2"
    )
    assert "same stands in the table" in figure.description
    rows = [[plain(line) for cell in row for line in cell.lines] for row in figure.table.rows]
    acts = [act for stage in plan.stages for act in stage.acts]
    assert len([row for row in rows if row[0].startswith("Stage")]) == len(acts)
    assert len([row for row in rows if row[0].startswith("After")]) == len(plan.stages)
    told_ = [row for row in figure.table.rows if plain(row[0].lines[0]).startswith("Stage")]
    for row, act in zip(told_, acts, strict=True):
        issue = plan.table.case.issues[act.issue]
        assert issue.title in plain(row[1].lines[0])
        assert issue.steps[act.target] in plain(row[1].lines[0])
        assert issue.steps[act.origin] in plain(row[1].lines[1])
        assert plain(row[3].lines[0]).casefold() == act.trigger.casefold()
        assert set(cited(row[3].lines[0])) == set(act.statements)
        assert plain(row[6].lines[0]).casefold() == act.if_not_done.casefold()
    drawing = lanes(compose_stages(plan))
    for _, _, standings in drawing.strips:
        for place, standing in enumerate(standings):
            after = next(row for row in rows if row[0] == f"After {place + 1}")
            assert standing.words in " ".join(after)


def test_a_lane_shows_the_acts_of_its_party_and_no_other() -> None:
    plan = make_plan()
    drawing = lanes(compose_stages(plan))
    assert [lane.party for lane in drawing.lanes] == ["Reds", "Blues", "Harbour City"]
    for lane, party in zip(drawing.lanes[:2], ("reds", "blues"), strict=True):
        for cell, stage in zip(lane.cells, plan.stages, strict=True):
            wanted = [plan.table.case.issues[act.issue].title for act in stage.acts if party in act.by]
            assert [bar.label for bar in cell] == wanted


def test_a_deposit_is_held_until_it_is_released() -> None:
    third = lanes(compose_stages(make_plan())).lanes[2]
    assert [[bar.kind for bar in cell] for cell in third.cells] == [
        ["hold"],
        ["hold"],
        ["release", "cover"],
        ["cover"],
    ]
    plan = make_plan()
    kept = tuple(
        replace(stage, acts=tuple(act for act in stage.acts if not act.released), covered_by=())
        for stage in plan.stages
    )
    third = lanes(compose_stages(replace(plan, stages=kept))).lanes[2]
    assert [[bar.kind for bar in cell] for cell in third.cells] == [["hold"]] * 4


@pytest.mark.parametrize("variant", ["wide", "narrow"])
def test_what_can_be_undone_is_dashed_and_what_is_verified_has_a_lock(variant: str) -> None:
    """Shape tells it, not colour: dashes, thick lines, locks and crates, one for each bar and one for the legend."""
    document = compose_stages(make_plan())
    bars = [bar for lane in lanes(document).lanes for cell in lane.cells for bar in cell]
    drawn = "".join(drawings(html.render(document), variant))
    paper = [bar for bar in bars if bar.kind in ("paper", "cover")]
    dashed = [bar for bar in bars if bar.reversible and bar not in paper]
    assert drawn.count('stroke-dasharray="6 4"') == len(dashed) + 1
    assert drawn.count('stroke-dasharray="1.5 3.5"') == len(paper) + 1
    assert drawn.count('stroke-width="3.5"') == len(bars) - len(paper) - len(dashed) + 1
    assert drawn.count("a3 3 0 0 1 6 0") == sum(bar.verified for bar in bars) + 1


def test_a_strip_points_to_where_its_party_stands() -> None:
    drawing = lanes(compose_stages(make_plan()))
    page = html.render(compose_stages(make_plan()))
    [wide] = drawings(page)
    standings = [one for *_, marks in drawing.strips for one in marks]
    for standing in standings:
        verb = "even" if standing.value == 0 else "behind" if standing.value > 0 else "ahead"
        assert standing.words.startswith(verb)
    strips = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="24"[^>]*/>'
        r'(?:<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="10"[^>]*/>)?',
        wide,
    )
    assert len(strips) == len(standings)
    for standing, (left, room, start, length) in zip(standings, strips, strict=True):
        middle = float(left) + float(room) / 2
        if standing.value == 0:
            assert not start
            continue
        assert float(length) == pytest.approx(abs(standing.value) * float(room) / 2, abs=0.2)
        assert float(start) == pytest.approx(middle if standing.value < 0 else middle - float(length), abs=0.2)


def test_every_mark_leads_to_the_statements_it_rests_on() -> None:
    document = compose_stages(make_plan())
    drawing = lanes(document)
    marks = [(lane.party, bar.statements) for lane in drawing.lanes for cell in lane.cells for bar in cell]
    marks += [(name, one.statements) for name, _, standings in drawing.strips for one in standings]
    linked = [refs for _, refs in marks if refs]
    assert len(linked) >= len(marks) - 2  # nobody has said anything of the guarantee: the case declares it
    for variant in ("wide", "narrow"):
        drawn = "".join(drawings(html.render(document), variant))
        assert len(re.findall(r'<a href="#s-[^"]+" aria-label="[^"]+, source [\d, ]+"><title>', drawn)) == len(linked)


def test_narrow_the_stages_stand_one_below_the_other() -> None:
    page = html.render(compose_stages(make_plan()))
    narrow = drawings(page, "narrow")
    assert len(narrow) == 4
    for number, drawn in enumerate(narrow, start=1):
        assert f">Stage {number}<" in drawn
        assert 'width="340"' in drawn[:400]
    assert len(drawings(page)) == 1


def test_many_stages_are_drawn_in_several_pieces() -> None:
    plan = make_plan()
    stages = tuple(replace(plan.stages[n % 4], number=n + 1) for n in range(12))
    document = compose_stages(replace(plan, stages=stages))
    pieces = drawings(html.render(document))
    assert [re.findall(r">(Stage \d+)<", piece) for piece in pieces] == [
        [f"Stage {n}" for n in group] for group in (range(1, 5), range(5, 9), range(9, 13))
    ]
    assert all(cell_len(line) <= 80 for line in terminal.render(document).split("\n"))


# --- trust --------------------------------------------------------------------------------------------------------


def test_deals_and_an_order_and_still_somebody_would_walk() -> None:
    made = with_guarantee(make())
    document = compose_why(open_deal(made), replace(make_plan(), walked_back=()))
    assert [section.id for section in document.sections][:2] == ["why", "trust"]
    text = told(document)
    assert "No trust" in text
    assert "Deals exist, and an order in which to carry out package A; and still somebody would walk." in text
    assert "At stage 3, Blues would gain more than a tenth" in text
    assert "about three tenths of it, up to a half" in text
    assert "Pay comes in more parts, the last after the truce." in text
    assert "a guarantee worth about a fifth" in text
    floor = told(compose_why(made.why, rotten()))
    assert "Were package A agreed, there would be an order in which to carry it out; and still" in floor
    assert "Once all is done, which no order can change, Blues would gain" in floor
    assert "Nothing that was tried would lower it." in floor
    calm = told(compose_why(open_deal(made), trusted()))
    assert "no side would gain more than a tenth" in calm
    assert "No trust" not in calm
    for nothing in (nothing_left(), blues_unheard(), no_plan()):
        assert "trust" not in [section.id for section in compose_why(made.why, nothing).sections]


def test_trust_as_data() -> None:
    made = make()
    assert plain_why(made.why)["trust"] is None
    assert plain_why(made.why, trusted())["trust"] is None
    trust = plain_why(made.why, make_plan())["trust"]
    assert {"stage", "party", "temptation", "repairs"} == trust.keys()
    assert trust["stage"] == 3
    assert trust["temptation"] == {"median": 0.31, "q90": 0.48, "share": 0.55, "worlds": 0.88}
    assert [repair["kind"] for repair in trust["repairs"]] == ["split", "guarantee"]
    assert plain_why(made.why, rotten())["trust"]["stage"] is None


# --- fairness and forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_order_in_which_sides_are_given_changes_nothing(form: str) -> None:
    plan = make_plan()

    def turned(stage: Stage) -> Stage:
        return replace(
            stage,
            acts=tuple(replace(act, by=act.by[::-1]) for act in stage.acts),
            temptation=dict(reversed(list(stage.temptation.items()))),
            exposure=dict(reversed(list(stage.exposure.items()))),
            arrears=dict(reversed(list(stage.arrears.items()))),
        )

    other = replace(
        plan,
        sides=plan.sides[::-1],
        floor=dict(reversed(list(plan.floor.items()))),
        guarantee=dict(reversed(list(plan.guarantee.items()))),
        accepts=dict(reversed(list(plan.accepts.items()))),
        stages=tuple(turned(stage) for stage in plan.stages),
    )
    assert FORMS[form](compose_stages(other)) == FORMS[form](compose_stages(plan))
    assert plain_stages(other) == plain_stages(plan)


def test_right_to_left_names_keep_the_columns() -> None:
    made = make({"reds": "الحمر المتحدون", "blues": "הכחולים"}, step="مؤقت")
    for plan in (make_plan(made), trusted(made), walked_through(made)):
        document = compose_stages(plan)
        for width in (40, 60, 80, 120):
            assert all(cell_len(line) <= width for line in terminal.render(document, width).split("\n"))
        page = html.render(document)
        assert "<bdi>הכחולים</bdi>" in page
        assert "\u2068" in page  # isolated where it is drawn


def test_a_limited_audience_is_told_above_everything() -> None:
    for make_one in PLANS.values():
        document = compose_stages(make_one(make(audience="the envoy's team")))
        assert "Draws on statements with a limited audience" in plain(document.banner)


# --- data and the brief -------------------------------------------------------------------------------------------


def test_the_keys_are_those_of_the_design() -> None:
    plan = make_plan()
    told_ = plain_stages(plan)
    assert json.loads(json.dumps(told_)) == told_
    top = {"package", "floor", "guarantee", "walked_back", "opened_by", "stages", "loose_ends"}
    assert top <= told_.keys()
    for side in ("reds", "blues"):
        assert {"median", "q90", "share"} <= told_["floor"][side].keys()
    for stage in told_["stages"]:
        assert {"acts", "temptation", "exposure", "arrears", "forced_by", "covered_by"} <= stage.keys()
        for act in stage["acts"]:
            keys = {"issue", "from", "to", "by", "deposited", "trigger", "verifier", "if_not_done"}
            assert keys <= act.keys()
    assert told_["guarantee"] == {"reds": 0.0, "blues": 0.25}
    first = told_["stages"][0]["acts"][1]
    assert first | {"issue": "list", "from": "withheld", "to": "given", "deposited": "host", "released": False} == first
    assert told_["stages"][2]["covered_by"] == [{"by": "host", "binds": "blues", "issues": ["truce"], "worth": 0.2}]
    rows = rows_stages(plan)
    assert len(rows) == sum(len(stage.acts) for stage in plan.stages)
    assert len({tuple(row) for row in rows}) == 1
    assert [row["temptation:blues"] for row in rows] == [-0.23, -0.23, 0.04, 0.04, 0.31, 0.31, 0.12]


def test_no_figure_of_the_data_is_finer_than_a_hundredth() -> None:
    def floats(value: object) -> Iterator[float]:
        if isinstance(value, float):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("price", "worth"):  # exact, not counted
                    yield from floats(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from floats(inner)

    found = list(floats(plain_stages(make_plan())))
    assert len(found) > 40
    assert all(round(one, 2) == one for one in found)
    assert "-0.0," not in json.dumps(found)


def test_the_brief_has_the_picture_and_the_matrix_after_the_packages() -> None:
    made = with_guarantee(make())
    without = compose_brief(made.status, made.why, make_deals(made))
    document = compose_brief(made.status, made.why, make_deals(made), make_plan())
    assert "order" not in [section.id for section in without.sections]
    ids = [section.id for section in document.sections]
    assert ids.index("order") == ids.index("deals") + 1
    section = next(section for section in document.sections if section.id == "order")
    assert [block.id for block in blocks_of(section) if isinstance(block, Card | Figure)] == ["lanes-figure"]
    assert "Package A can be carried out in 4 stages" in told(document).split("Where the talks stand")[0]
    page = read(html.render(document))
    assert len(page.ids) == len(set(page.ids))
    for nothing in (nothing_left(), blues_unheard(), no_plan()):
        assert compose_brief(made.status, made.why, None, nothing)


def test_answers_show_themselves() -> None:
    made = with_guarantee(make())
    plan = make_plan()
    answer = stages_answer(plan)
    assert answer.question == "stages"
    assert answer.proved
    assert "Reds goes first" in str(answer)
    assert answer.to_dict() == plain_stages(plan)
    assert answer.to_rows() == rows_stages(plan)
    status, why = status_answer(made.status), why_answer(made.why)
    assert brief_answer(status, why, None, answer).to_dict()["stages"] == plain_stages(plan)
    assert "stages" not in brief_answer(status, why).to_dict()
    assert why_answer(made.why, plan).to_dict()["trust"]["party"] == "blues"


def more_sides(plan: Plan) -> Plan:
    """The same, with a third and a fourth side that are tempted too."""
    case = plan.table.case
    added = {name: replace(case.parties["reds"], id=name, name=name.title()) for name in ("greens", "golds")}
    parties = {**case.parties, **added}
    sides = (*plan.sides, *added)

    def wider(stage: Stage) -> Stage:
        def wide(values: Mapping[str, T]) -> dict[str, T]:
            return {**values, **dict.fromkeys(added, values["blues"])}

        return replace(
            stage,
            acts=tuple(replace(act, by=sides) if act.on_paper else act for act in stage.acts),
            temptation=wide(stage.temptation),
            exposure=wide(stage.exposure),
            arrears=wide(stage.arrears),
        )

    return replace(
        plan,
        table=replace(plan.table, case=replace(case, parties=parties)),
        sides=sides,
        stages=tuple(wider(stage) for stage in plan.stages),
        floor={**plan.floor, **dict.fromkeys(added, plan.floor["blues"])},
        accepts={**plan.accepts, **dict.fromkeys(added, 0.5)},
    )


def test_many_sides_keep_the_answer_short() -> None:
    document = compose_stages(more_sides(make_plan()))
    text = told(document)
    assert "Once all is done, Blues, Greens and Golds could still gain by leaving; no order changes that." in text
    assert [lane.party for lane in lanes(document).lanes] == ["Reds", "Blues", "Greens", "Golds", "Harbour City"]
    assert "all 4 sides" in text
    assert all(cell_len(line) <= 80 for line in terminal.render(document).split("\n"))
