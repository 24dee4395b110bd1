"""Who does what in which stage? The acts of a plan in words, and the picture of the stages side by side."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from nonpaper.analysis.plans import Act, Plan, Stage
from nonpaper.brief.amounts import LEAST, part_words
from nonpaper.brief.document import (
    Cell,
    Figure,
    Lane,
    LaneBar,
    Lanes,
    Run,
    Standing,
    Table,
    Text,
    capital,
    cite,
    fill,
    header,
    joined,
    plain,
)
from nonpaper.brief.page import Page
from nonpaper.case.case import Guarantee
from nonpaper.case.issues import Deposit
from nonpaper.case.parties import Role

FAR = 0.2  # behind by more than this is told in the title


def act_words(page: Page, act: Act, *, bare: bool = False) -> Text:
    """An act: `Truce (temporary)`, and unless `bare`, who holds or releases it, or that it is set at signature."""
    words = page.words
    issue, step = words.issue(act.issue), words.step(act.issue, act.target)
    if act.amount != 1:
        what = fill("{issue} ({part} of the step to {step})", issue=issue, part=_part(page, act), step=step)
    else:
        what = fill("{issue} ({step})", issue=issue, step=step)
    if bare:
        return what
    if act.released:
        by = fill(" by {who}", who=_holder(page, act.deposited)) if act.deposited else ()
        return fill("{what}, released{by}", what=what, by=by)
    if act.deposited is not None:
        return fill("{what}, handed to {who} to hold", what=what, who=_holder(page, act.deposited))
    return fill("{what}, set at signature", what=what) if act.on_paper else what


def _part(page: Page, act: Act) -> str:
    """A part of a step: `1/2`, and how much that is where the steps are numbers: `1/2, that is 50,`."""
    part = f"{act.amount.numerator}/{act.amount.denominator}"
    numbers = page.case.issues[act.issue].numbers
    if numbers is None:
        return part
    much = abs(numbers[act.target] - numbers[act.origin]) * act.amount
    shown = str(much) if much.denominator == 1 else f"{float(much):.1f}"
    shown = shown if Fraction(shown) == much else f"about {shown}"
    unit = page.case.issues[act.issue].steps[act.target].lstrip("0123456789., ")
    return f"{part}, that is {shown}{unit if unit == '%' else ''},"


def _holder(page: Page, party: str | None) -> Text:
    """Who holds a deposit: the party that the case names for it, else a third party and who that could be."""
    return (page.words.party(party),) if party in page.case.parties else page.words.third_party()


def done_by(page: Page, act: Act) -> Text:
    """Whose act it is: all who do it, or that it is all sides'."""
    sides = [side.id for side in page.case.sides]
    if len(act.by) > 3 and set(act.by) == set(sides):
        return (Run(f"all {len(sides)} sides"),)
    return page.words.parties(page.in_order(act.by))


def act_cites(page: Page, act: Act) -> Run:
    """The statements that force the act's place; where none does, what those whose act it is said of it."""
    return cite(*(act.statements or live(page, act.by, act.issue)))


def live(page: Page, parties: Iterable[str], issue: str) -> tuple[str, ...]:
    """The live statements of some parties on an issue."""
    held = [page.table.positions.get((party, issue)) for party in parties]
    return tuple(dict.fromkeys(ref for position in held if position is not None for ref in position.live))


def standing_words(arrears: float) -> str:
    """Who is ahead: a share of its gives done less a share of its gets received, in words."""
    if abs(arrears) < LEAST:
        return "even"
    return f"{'behind' if arrears > 0 else 'ahead'} by {part_words(abs(arrears))}"


def lanes_figure(page: Page, plan: Plan) -> Figure:
    """The stages side by side: a lane for each side and third party, and below who is ahead after each."""
    stages = tuple(f"Stage {stage.number}" for stage in plan.stages)
    actors = {party for stage in plan.stages for act in stage.acts for party in (*act.by, act.deposited) if party}
    actors |= {one.by for stage in plan.stages for one in covering(page, stage)}
    order = [party for party in page.case.parties if party in {*actors, *plan.sides}]
    order.sort(key=lambda party: page.case.parties[party].role is not Role.PARTY)
    somebody = [party for party in sorted(actors) if party not in page.case.parties]
    lanes = tuple(
        Lane(
            plain(_lane_name(page, party)),
            page.words.hue(party),
            tuple(tuple(_bars(page, plan, stage, party)) for stage in plan.stages),
        )
        for party in (*order, *somebody)
    )
    strips = tuple(
        (
            plain((page.words.party(side),)),
            page.words.hue(side),
            tuple(_standing(page, plan, place, side) for place in range(len(plan.stages))),
        )
        for side in page.case.parties
        if side in plan.sides and all(side in stage.arrears for stage in plan.stages)
    )
    drawing = Lanes(stages, lanes, strips, calendar(page))
    return Figure(
        "lanes-figure",
        _title(page, plan),
        "A lane for each side and each third party, a column for each stage. A bar is an act: thick and solid where it "
        "cannot be undone, dashed where it can, dotted where it is only on paper or a promise; a lock where somebody "
        "verifies it, a crate where a third party holds it. Below, a strip for each side: behind to the left, ahead to "
        "the right. Above it the deadlines that lie ahead. The same stands in the table after the picture.",
        drawing,
        matrix(page, plan),
    )


def _lane_name(page: Page, party: str) -> Text:
    return (page.words.party(party),) if party in page.case.parties else capital(page.words.third_party())


def calendar(page: Page) -> tuple[str, ...]:
    """The deadlines of the case that have not passed, in words, the nearest first: none of them is tied to an act."""
    ahead = sorted(
        (each for each in page.case.deadlines if each.on >= page.table.at), key=lambda each: (each.on, each.what)
    )
    return tuple(plain(page.words.deadline(each, (each.on - page.table.at).days)) for each in ahead)


def _bars(page: Page, plan: Plan, stage: Stage, party: str) -> Iterable[LaneBar]:
    for act in stage.acts:
        if party in act.by:
            yield _bar(page, act, party)
    for act, until in _deposits(plan):
        holder, begun, ended = act.deposited, _number(plan, act), until
        if holder == party and begun <= stage.number and (ended is None or stage.number <= ended):
            kind = "release" if stage.number == ended else "hold"
            yield _held(page, act, kind)
    for one in covering(page, stage):
        if one.by == party:
            binds, issues = plain((page.words.party(one.binds),)), plain(page.words.issues(one.issues))
            change = f"{issues}, should {binds} leave"
            named = {c.issue for c in one.when.comparisons} if one.when is not None else set[str]()
            refs = tuple(dict.fromkeys(ref for issue in (*one.issues, *named) for ref in live(page, [party], issue)))
            yield LaneBar("cover", "Guarantee", change, (), True, False, f"guarantees {change}", refs)


def _bar(page: Page, act: Act, party: str) -> LaneBar:
    """An act in the lane of one of those whose act it is."""
    notes: list[str] = []
    kind = "paper" if act.on_paper else "act"
    if act.released:
        notes.append("released" + (f" by {plain(_holder(page, act.deposited))}" if act.deposited else ""))
    elif act.deposited is not None:
        kind = "deposit"
        notes.append(f"handed to {plain(_holder(page, act.deposited))}")
    if act.on_paper:
        notes.append("at signature")
    others = [one for one in page.case.parties if one in act.by and one != party]
    if len(others) > 2:
        notes.append(f"with {len(others)} others")
    elif others:
        notes.append(f"with {plain(page.words.parties(others))}")
    if act.verifier:
        notes.append(f"verified by {_name(page, act.verifier)}")
    if act.deadline:
        notes.append(act.deadline)
    change = _change(page, act)
    label = plain((page.words.issue(act.issue),))
    says = ", ".join((f"{label}, {change}", *notes, undone_words(page, act)))
    refs = act_cites(page, act).cites
    return LaneBar(kind, label, change, tuple(notes), act.reversible, act.verifier is not None, says, refs)


def _held(page: Page, act: Act, kind: str) -> LaneBar:
    label = plain((page.words.issue(act.issue),))
    change = {"hold": "holds it", "release": "releases it"}[kind]
    step = plain((page.words.step(act.issue, act.target),))
    says = f"{change.split(' ')[0]} {label} ({step})"
    return LaneBar(kind, label, f"{change} ({step})", (), True, False, says, act_cites(page, act).cites)


def _deposits(plan: Plan) -> Iterable[tuple[Act, int | None]]:
    """Every deposit with the number of the stage that releases it, None where none does."""
    for stage in plan.stages:
        for act in stage.acts:
            if act.deposited is None or act.released:
                continue
            later = (
                other.number
                for other in plan.stages
                if other.number >= stage.number
                for one in other.acts
                if one.released and (one.issue, one.target) == (act.issue, act.target)
            )
            yield act, next(later, None)


def _number(plan: Plan, act: Act) -> int:
    return next(stage.number for stage in plan.stages if any(one is act for one in stage.acts))


def _name(page: Page, party: str | None) -> str:
    return plain((page.words.party(party),))


def _change(page: Page, act: Act) -> str:
    origin, target = (plain((page.words.step(act.issue, step),)) for step in (act.origin, act.target))
    part = f" ({_part(page, act)} of it)" if act.amount != 1 else ""
    return f"{origin} → {target}{part}"


def _standing(page: Page, plan: Plan, place: int, side: str) -> Standing:
    """How far a side is ahead, resting on what was said about all that is done by then."""
    value = plan.stages[place].arrears[side]
    refs = dict.fromkeys(
        ref for stage in plan.stages[: place + 1] for act in stage.acts for ref in act_cites(page, act).cites
    )
    return Standing(value, standing_words(value), tuple(refs))


def _title(page: Page, plan: Plan) -> Text:
    """Who goes first, and who is far behind when."""
    first = next((s for s in plan.stages if any(not act.on_paper for act in s.acts)), plan.stages[0])
    by = {party for act in first.acts if not act.on_paper for party in act.by}
    who = page.words.parties(page.in_order(by))
    begin: Text = (
        (Run("All of it is set at signature"),)
        if not by
        else fill("{who} {goes}", who=who, goes="goes first" if len(by) == 1 else "begin together")
    )
    far = []
    for side in (party for party in page.case.parties if party in plan.sides):
        numbers = [str(stage.number) for stage in plan.stages if stage.arrears.get(side, 0.0) > FAR]
        if numbers:
            after = f"{'stages' if len(numbers) > 1 else 'stage'} {', '.join(numbers)}"
            far.append(fill("{who} after {after}", who=page.words.party(side), after=after))
    if not far:
        return fill("{begin}; no side is ever behind by more than a fifth", begin=begin)
    return fill("{begin}; behind by more than a fifth: {far}", begin=begin, far=joined(tuple(far), last=", and "))


def matrix(page: Page, plan: Plan) -> Table:
    """The sequencing matrix: what, by whom, once what, checked by whom, by when, and otherwise; and who is ahead."""
    rows: list[tuple[Cell, ...]] = []
    for stage in plan.stages:
        for act in stage.acts:
            origin, undone = page.words.step(act.issue, act.origin), undone_words(page, act)
            rows.append(
                (
                    Cell(((Run(f"Stage {stage.number}"),),), heads=True),
                    Cell((act_words(page, act), fill("from {origin}; {undone}", origin=origin, undone=undone))),
                    Cell((done_by(page, act),)),
                    Cell(((*trigger_words(page, act), cite(*act.statements)),)),
                    Cell(((page.words.party(act.verifier),) if act.verifier else (Run("nobody"),),)),
                    Cell(((Run(act.deadline or "none said"),),)),
                    Cell((capital((Run(act.if_not_done),)),)),
                )
            )
        lines = [] if plan.unheard else _after(page, plan, stage)
        if lines:
            rest = tuple(Cell(((),)) for _ in range(5))
            rows.append((Cell(((Run(f"After {stage.number}"),),), heads=True), Cell(tuple(lines)), *rest))
    return Table(
        "sequence",
        f"Sequencing matrix of {plain(package_name(page, plan))}: the acts of one stage come before all of the next",
        header("Stage", "Act", "By", "Trigger", "Verified by", "Deadline", "If it is not done"),
        tuple(rows),
        _under_the_matrix(page),
    )


def _under_the_matrix(page: Page) -> Text:
    """What the numbers are, and the calendar, of which no day is anybody's word on an act."""
    said = "The numbers behind a trigger are the statements, or lines of the procedure, that force the order."
    ahead = calendar(page)
    if not ahead:
        return (Run(f"{said} The case has no deadline that lies ahead."),)
    return (Run(f"{said} On the calendar, tied to no act: {'; '.join(ahead)}."),)


def _after(page: Page, plan: Plan, stage: Stage) -> list[Text]:
    """Who is ahead once a stage is over, and which guarantees hold in it."""
    standings = tuple(
        fill("{who} {words}", who=page.words.party(side), words=standing_words(stage.arrears[side]))
        for side in page.case.parties
        if side in plan.sides and side in stage.arrears
    )
    lines = [joined(standings, separator="; ")] if standings else []
    for one in covering(page, stage):
        by, binds = page.words.party(one.by), page.words.party(one.binds)
        lines.append(fill("guarantee of {by}, should {binds} leave", by=by, binds=binds))
    return lines


def package_name(page: Page, plan: Plan) -> Text:
    """What the package is called in a sentence: `package A`, the draft `text`."""
    draft = plan.name.removeprefix("draft ")
    if draft != plan.name and draft in page.case.drafts:
        return (*page.words.draft(draft), cite(f"draft:{draft}"))
    if "=" in plan.name:  # its steps, as the user gave them, stand in the title
        return (Run("the package asked about"),)
    return (Run("the package" if plan.name in ("", "package") else plan.name),)


def trigger_words(page: Page, act: Act) -> Text:
    """What starts an act: its trigger, else what it comes after or with; empty where nothing is known of it."""
    if act.trigger:
        return capital((Run(act.trigger),))
    before = tuple(
        fill("{issue} ({step})", issue=page.words.issue(issue), step=page.words.step(issue, step))
        for issue, step in act.waits_for
    )
    return fill("Once this is done: {what}", what=joined(before, last=" and ")) if before else ()


def undone_words(page: Page, act: Act) -> str:
    """Whether an act can be undone; what a third party holds is final only once it is released."""
    if act.on_paper:
        return "falls with the agreement"
    if act.deposited is not None and not act.released and not act.reversible:
        over = page.case.issues[act.issue].deposit is Deposit.OVER
        return f"{'held' if over else 'can be given back while it is held'}, final once it is released"
    return "can be undone" if act.reversible else "cannot be undone"


def covering(page: Page, stage: Stage) -> list[Guarantee]:
    """The guarantees that hold in a stage."""
    every = page.case.guarantees
    return [every[place] for place in stage.covered_by if 0 <= place < len(every)]
