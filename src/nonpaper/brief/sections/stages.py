"""In what order could a package be carried out? Stage by stage, who is exposed when, and what holds it.

Temptation and exposure are told in words, as shares of what is at stake for the party itself and with their range;
nothing is added, subtracted or compared between parties, and every party is told in the same sentences.
"""

from __future__ import annotations

from nonpaper.analysis.plans import Act, Force, LooseEnd, Plan, Repair, Stage
from nonpaper.analysis.results import Move
from nonpaper.brief.amounts import LEAST, about, given_words, many_words, part_words, reach_words, share_words
from nonpaper.brief.document import (
    Block,
    Bullets,
    Card,
    Paragraph,
    Quotes,
    Role,
    Run,
    Section,
    Table,
    Text,
    Tone,
    capital,
    cite,
    ending,
    fill,
    header,
    joined,
    row_of,
)
from nonpaper.brief.page import Page
from nonpaper.brief.sections.lanes import (
    act_cites,
    act_words,
    covering,
    done_by,
    lanes_figure,
    live,
    matrix,
    package_name,
    standing_words,
    trigger_words,
    undone_words,
)
from nonpaper.brief.sections.openings import all_priced
from nonpaper.brief.sections.packages import at_odds
from nonpaper.brief.wording import count_words
from nonpaper.case.case import Guarantee
from nonpaper.case.issues import Deposit
from nonpaper.case.prices import price
from nonpaper.model.rules import Rule
from nonpaper.positions.position import Way

REPAIRS = {
    "split": "Split",
    "reorder": "Another order",
    "hold back": "Hold back",
    "deposit": "Deposit",
    "snap-back": "Snap-back",
    "guarantee": "Guarantee",
}
SHRINKS = {
    "hold back": "holding back the last of {issue} (then {after})",
    "split": "cutting the last of {issue} in two and holding back half (then {after})",
    "deposit": "leaving {issue} with a third party (then {after})",
}
TITLE = "In what order it could be carried out"
IN_FULL = 2  # as many sides are told in the answer itself; more stand in the table

SHARES = (
    "Amounts are shares of what is at stake for that side alone, over the worlds in which it accepts the package; "
    "nothing is added, subtracted or compared between sides."
)
FORCES = (
    "What a side would gain by leaving, should the others do their part of a stage and it not; and what it would lose "
    "if it did its part and were left. The first amount is that of the middle world, “up to” reaches nine worlds in "
    "ten; all of it over the worlds in which the side accepts the package, as shares of what is at stake for that side."
)


def stages(page: Page, plan: Plan, *, short: bool = False) -> tuple[Section, ...]:
    """The answer, what must go first, the picture and the matrix; then stage by stage. `short`: answer and picture."""
    if plan.emptied or plan.reason or not plan.stages:
        return (_nothing(page, plan, "order" if short else "stages"),)
    blocks: list[Block] = [Paragraph(answer(page, plan), Role.ANSWER), *_held_by(page, plan)]
    blocks += [Paragraph(text, Role.WARNING) for text in _warnings(page, plan)]
    side_by_side = matrix(page, plan) if plan.unheard else lanes_figure(page, plan)
    lanes = Section("lanes", (Run("The stages side by side"),), (side_by_side,))
    if short:
        if not plan.unheard:
            blocks.append(Paragraph((Run(SHARES),), Role.NOTE))
        return (Section("order", (Run(TITLE),), tuple(blocks), (lanes,)),)
    blocks += [*_walked_back(page, plan), *_opened(page, plan)]
    if plan.floor and not plan.unheard:
        blocks.append(_floor(page, plan))
    parts = (lanes, *_breaches(page, plan), _one_by_one(page, plan))
    found = [Section("stages", (Run(TITLE),), tuple(blocks), parts)]
    if not plan.unheard:
        found += trust_section(page, plan)
    found += [*_loose(page, plan), _rests(page, plan)]
    return tuple(found)


# --- the answer -------------------------------------------------------------------------------------------------------


def answer(page: Page, plan: Plan) -> Text:
    """The answer of `stages` in a few sentences: how many stages, who goes first, and the heart of the matter."""
    name = package_name(page, plan)
    if plan.emptied:
        who = page.words.parties(page.in_order(one.party for one in plan.emptied))
        return fill("No preferences agree with all that {who} said, so no order is given and no figure.", who=who)
    if plan.unheard and not plan.stages:
        return fill(
            "No order is given: {who} {has} not been heard, and what would tempt or expose {it} is not known.",
            who=page.words.parties(page.in_order(plan.unheard)),
            has="has" if len(plan.unheard) == 1 else "have",
            it="it" if len(plan.unheard) == 1 else "them",
        )
    if plan.reason or not plan.stages:
        why = plan.reason or "why, is not recorded"
        if plan.exists is None:
            return ending(capital((Run(why),)))
        if plan.exists:
            lead = "There is an order in which {name} can be carried out, but none within what was asked for. {why}"
            return ending(fill(lead, name=name, why=why))
        return ending(fill("There is no order in which {name} can be carried out: {why}", name=name, why=why))
    parts: list[Text] = [
        fill(
            "{name} has {many} of its own. {first}"
            if plan.own_order
            else "{name} can be carried out in {many}. {first}",
            name=capital(name),
            many=count_words(len(plan.stages), "stage"),
            first=ending(_first(page, plan)),
        )
    ]
    if plan.breaches:
        many = count_words(len(plan.breaches), "place")
        parts.append(fill("As it stands it breaks what was said, or what the procedure needs, in {many}.", many=many))
    tempted = [side for side in page.in_order(plan.floor) if plan.floor[side].q90 > 0]
    if plan.unheard:
        pass
    elif not tempted:
        parts.append((Run("Once all is done, no side would gain by leaving."),))
    elif len(tempted) <= IN_FULL:
        parts += [ending(heart(page, plan, side)) for side in tempted]
    else:
        who = page.words.parties(tempted)
        parts.append(fill("Once all is done, {who} could still gain by leaving; no order changes that.", who=who))
    on_the_way = [] if plan.unheard else _on_the_way(page, plan)
    if on_the_way:
        who = page.words.parties(on_the_way)
        parts.append(
            fill("Before that, a guarantee is needed to hold {who}{too}.", who=who, too=" too" * bool(tempted))
        )
    return joined(tuple(parts), separator=" ")


def _first(page: Page, plan: Plan) -> Text:
    """Who goes first, with what; what is only on paper exposes nobody and does not count."""
    for stage in plan.stages:
        acts = [act for act in stage.acts if not act.on_paper]
        if not acts:
            continue
        who = page.words.parties(page.in_order({party for act in acts for party in act.by}))
        alone = len({party for act in acts for party in act.by}) == 1
        what = joined(tuple(act_words(page, act) for act in acts), last=" and ")
        how = "{who} goes first: {what}" if alone else "{who} begin together: {what}"
        return fill(how, who=who, what=what)
    return (Run("All of it is set at signature"),)


def heart(page: Page, plan: Plan, side: str) -> Text:
    """What stays for good for one side, in words: once that is in, nothing but this holds what it gave."""
    done, held = _settled(page, plan, side), _undone(page, plan, side)
    steps = tuple(
        fill("{issue} ({step})", issue=page.words.issue(one), step=page.words.step(one, plan.package[one]))
        for one in done
    )
    once: Text = (
        fill("once {what} {be} done", what=joined(steps, last=" and "), be="is" if len(done) == 1 else "are")
        if done
        else (Run("once all is done"),)
    )
    holds = [one for one in covering(page, plan.stages[-1]) if one.binds == side]
    by = page.words.parties(dict.fromkeys(one.by for one in holds))
    return fill(
        "{once}, {nothing} {verb} {what}{unless}: {gains}",
        once=capital(once),
        nothing=fill("nothing but the guarantee of {by}", by=by) if holds else "nothing",
        verb="holds",
        what=page.words.issues(held) if held else "the agreement",
        unless="" if holds else " but a guarantee that nobody has given yet",
        gains=_gains(page, plan, side, plan.floor[side]),
    )


def holding(page: Page, plan: Plan, side: str) -> tuple[Text, ...]:
    """How large a guarantee would have to be to hold one side, and what would shrink it; empty where nothing is."""
    takes, less = _takes(page, plan, side), _less(page, plan, side)
    return (ending(joined(tuple(part for part in (takes, less) if part), separator=". ")),) if takes or less else ()


def _held_by(page: Page, plan: Plan) -> list[Block]:
    """Under the answer, for each side told in it: what would hold it."""
    if plan.unheard:
        return []
    held = [side for side in page.in_order(plan.floor) if plan.guarantee.get(side, 0.0) > 0 or plan.floor[side].q90 > 0]
    told = [text for side in held for text in holding(page, plan, side)] if len(held) <= IN_FULL else []
    return [Paragraph(text) for text in told]


def _on_the_way(page: Page, plan: Plan) -> list[str]:
    """The sides that would lose by leaving once all is done, and yet need a guarantee before that."""
    return [side for side in page.in_order(plan.floor) if plan.floor[side].q90 <= 0 < plan.guarantee.get(side, 0.0)]


def _less(page: Page, plan: Plan, side: str) -> Text:
    """What would shrink the temptation that stays for good, each change measured again."""
    trust = plan.trust
    if trust is None or trust.stage is not None or trust.party != side:
        return ()
    told = [
        fill(SHRINKS[repair.kind], issue=page.words.issue(repair.issue), after=part_words(repair.after))
        for repair in trust.repairs
        if repair.kind in SHRINKS and repair.issue
    ]
    if not told:
        return ()
    ways = joined(tuple(told), last=", or by ")
    return fill(
        "What {who} would gain in the middle world shrinks by {ways}; each was measured again",
        who=page.words.party(side),
        ways=ways,
    )


def _gains(page: Page, plan: Plan, side: str, force: Force) -> Text:
    """How much a side would gain by leaving, in the same words for every side."""
    who = page.words.party(side)
    if force.q90 <= 0:
        return fill("{who} would lose by leaving", who=who)
    limit = _limit(plan)
    if force.worlds <= 0:
        return fill(
            "{who} would gain by leaving, {reach} of what is at stake for it, in no world more than {limit}",
            who=who,
            reach=reach_words(force.median, force.q90),
            limit=limit,
        )
    if force.median <= price(plan.model.prices, "trust"):
        return fill(
            "in the middle world {who} would gain {middle} by leaving, and more than {limit} of what is at stake for "
            "it in {share} in which it accepts the package",
            who=who,
            middle=part_words(force.median),
            limit=limit,
            share=about(force.worlds),
        )
    return fill(
        "{who} would gain more than {limit} of what is at stake for it by leaving, in {share} in which it accepts the "
        "package",
        who=who,
        limit=limit,
        share=about(force.worlds),
    )


def _takes(page: Page, plan: Plan, side: str) -> Text:
    """How much a guarantee would have to be worth: in the middle world, and for nine worlds in ten."""
    worth, middle = plan.guarantee.get(side, 0.0), plan.floor[side].median
    if worth <= 0:
        return ()
    who, most, least = page.words.party(side), part_words(worth), part_words(middle)
    if middle < LEAST or least == most:
        in_ten = " in nine worlds of ten" if middle < LEAST else ""
        return fill(
            "A guarantee worth {most} of what is at stake for {who} would hold it{way}{in_ten}",
            most=most,
            who=who,
            way=" on the way" if plan.floor[side].q90 <= 0 else "",
            in_ten=in_ten,
        )
    return fill(
        "A guarantee worth {least} of what is at stake for {who} would leave it nothing to gain in the middle world, "
        "one worth {most} in nine worlds of ten",
        least=least,
        who=who,
        most=most.removeprefix("about "),
    )


def _limit(plan: Plan) -> str:
    """Above what a temptation is too high: a tenth, unless the case says otherwise."""
    return given_words(price(plan.model.prices, "trust"))


def _settled(page: Page, plan: Plan, side: str) -> list[str]:
    """Issues moved for good by others and wanted by `side` (as far as that is known): what leaving would not lose."""
    done = {
        act.issue
        for stage in plan.stages
        for act in stage.acts
        if not act.reversible and not act.on_paper and set(act.by) - {side} and (act.deposited is None or act.released)
    }
    wanted = {issue for issue in done if _wants(page, side, issue)}
    return [issue for issue in page.case.issues if issue in (wanted or done)]


def _wants(page: Page, side: str, issue: str) -> bool:
    position = page.table.positions.get((side, issue))
    return position is not None and position.direction.way in (Way.UP, Way.BEST)


def _undone(page: Page, plan: Plan, side: str) -> list[str]:
    """Issues that `side` moved, or helped to move, and can still undo at the end; where known, what others want."""
    last: dict[str, Act] = {
        act.issue: act for stage in plan.stages for act in stage.acts if side in act.by and not act.on_paper
    }
    held = [issue for issue in page.case.issues if issue in last and last[issue].reversible]
    wanted = [issue for issue in held if any(_wants(page, one, issue) for one in plan.sides if one != side)]
    return wanted or held


def _warnings(page: Page, plan: Plan) -> list[Text]:
    found: list[Text] = []
    if plan.unheard:
        found.append(
            fill(
                "{who} {has} not been heard: the order keeps what was said, but what would tempt or expose whom is "
                "not told.",
                who=page.words.parties(page.in_order(plan.unheard)),
                has="has" if len(plan.unheard) == 1 else "have",
            )
        )
    if plan.ratified_by:
        who = page.words.parties(plan.ratified_by)
        found.append(fill("A risk: this needs the consent of {who}, which may say no.", who=who))
    if not plan.proved:
        gap = ending((Run(plan.gap),)) if plan.gap else (Run("how far the search got is not recorded."),)
        found.append(fill("This order is not proved to be the best: {gap}", gap=gap))
    return found


def _nothing(page: Page, plan: Plan, id: str) -> Section:
    """No order: why, with the statements where there are some; not a figure anywhere."""
    blocks: list[Block] = [Paragraph(answer(page, plan), Role.ANSWER), *at_odds(page, plan.emptied)]
    if plan.reason and (plan.emptied or plan.unheard):
        blocks.append(Paragraph(ending(capital((Run(plan.reason),)))))
    if not plan.emptied:
        blocks += _walked_back(page, plan)
    blocks += [Paragraph(ending(capital((Run(note),))), Role.NOTE) for note in plan.notes]
    return Section(id, (Run(TITLE),), tuple(blocks))


# --- what must go first -----------------------------------------------------------------------------------------------


def _walked_back(page: Page, plan: Plan) -> list[Block]:
    """What the package breaks: it has to be walked back before the first stage."""
    if not plan.walked_back:
        return []
    lead = "Before the first stage, this would" if plan.stages else "This would in any case"
    lead += " have to be walked back:"
    order = page.in_order(walk.party for walk in plan.walked_back)
    walks = [walk for party in order for walk in plan.walked_back if walk.party == party]
    found: list[Block] = [
        Paragraph((Run(lead),)),
        Bullets(tuple(ending(page.words.walk_back(walk)) for walk in walks)),
    ]
    quotes = page.quotes(ref for walk in walks for ref in walk.statements)
    return [*found, Quotes(quotes)] if quotes else found


def _opened(page: Page, plan: Plan) -> list[Block]:
    """How the circle that the package keeps is opened, and the other ways with what they would change."""
    if not plan.opened_by:
        return []
    found: list[Block] = [
        Paragraph((Run("What it keeps runs in a circle of preconditions. The order opens it so:"),)),
        Bullets(all_priced(page, plan.opened_by)),
    ]
    if plan.other_openings:
        found.append(Paragraph((Run("The next ways to open it, and what they would change:"),)))
        found.append(
            Bullets(tuple(_other(page, one.moves, "" if plan.unheard else one.words) for one in plan.other_openings))
        )
    return found


def _other(page: Page, moves: tuple[Move, ...], words: str) -> Text:
    what = joined(all_priced(page, moves), separator=" ")
    return fill("{what} {change}", what=what, change=ending(capital((Run(words),)))) if words else what


# --- what stays for good ----------------------------------------------------------------------------------------------


def _floor(page: Page, plan: Plan) -> Table:
    """The temptation that stays once all is done, side by side in the same words."""
    rows = []
    for side in page.in_order(plan.floor):
        force = plan.floor[side]
        worth = plan.guarantee.get(side, 0.0)
        rows.append(
            row_of(
                (page.words.party(side),),
                _accepts(plan, side),
                _force_words(force),
                _in_worlds(plan, side, force),
                "" if force.share is None else part_words(force.share),
                part_words(worth) if worth > 0 else "none is needed",
            )
        )
    return Table(
        "floor",
        "What stays for good: what each side would gain by leaving once all is done. No order changes it",
        header(
            "Side",
            "Accepts it in",
            "Would gain",
            f"More than {_limit(plan)} in",
            "Of its gain over no agreement",
            "Guarantee that would hold it",
        ),
        tuple(rows),
        (
            Run(
                "Shares of what is at stake for that side, over the worlds in which it accepts the package: in the "
                "middle world, and up to where nine worlds in ten stay. Beside it, the amount of the middle world as a "
                "share of all that leaving gains the side over no agreement. The guarantee is for all stages, beside "
                "those that the case has."
            ),
        ),
    )


def _force_words(force: Force) -> str:
    if force.q90 <= 0:
        return "nothing: it would lose"
    return reach_words(force.median, force.q90)


def _accepts(plan: Plan, side: str) -> str:
    share = plan.accepts.get(side)
    return "not known" if share is None else share_words(share, _error(share, plan.worlds))


def _in_worlds(plan: Plan, side: str, force: Force) -> str:
    counted = plan.worlds * plan.accepts.get(side, 1.0)
    return share_words(force.worlds, _error(force.worlds, counted), " of these")


def _error(share: float, worlds: float) -> float:
    """The standard error of counting a share among so many worlds."""
    return float((max(0.0, share * (1 - share)) / max(1.0, worlds)) ** 0.5)


# --- stage by stage ---------------------------------------------------------------------------------------------------


def _one_by_one(page: Page, plan: Plan) -> Section:
    blocks: list[Block] = [] if plan.unheard else [Paragraph((Run(FORCES),), Role.NOTE)]
    blocks += [_card(page, plan, stage) for stage in plan.stages]
    free = [_swap(page, one, other) for one, other in plan.swaps]
    if free:
        blocks.append(Paragraph((Run("These may change places at no loss:"),)))
        blocks.append(Bullets(tuple(free)))
    return Section("one-by-one", (Run("Stage by stage"),), tuple(blocks))


def _card(page: Page, plan: Plan, stage: Stage) -> Card:
    """One stage: who does what, who is ahead after it, what would tempt and expose whom, what covers, what forces."""
    blocks: list[Block] = [Bullets(tuple(_act(page, act) for act in stage.acts))]
    if not plan.unheard:
        told = [side for side in page.in_order(plan.sides) if side in {*stage.temptation, *stage.exposure}]
        rows = tuple(
            row_of(
                (page.words.party(side),),
                _force_words(stage.temptation[side]) if side in stage.temptation else "not known",
                _loses(stage.exposure[side]) if side in stage.exposure else "not known",
                standing_words(stage.arrears[side]) if side in stage.arrears else "not known",
            )
            for side in told
        )
        caption = f"Stage {stage.number}: what would tempt and expose each side, and who is ahead after it"
        heads = header("Side", "Would gain by leaving here", "Would lose if left here", "After the stage")
        blocks.append(Table(f"forces-{stage.number}", caption, heads, rows))
        for one in covering(page, stage):
            blocks.append(Paragraph(_guarantee(page, one)))
    if stage.forced_by:
        blocks.append(Paragraph((Run("What forces this order:"),)))
        blocks.append(Bullets(tuple(ending(page.words.rule(rule)) for rule in stage.forced_by)))
        quotes = page.quotes(ref for rule in stage.forced_by for ref in rule.statements)
        blocks += [Quotes(quotes)] if quotes else []
    heading = joined(tuple(act_words(page, act, bare=True) for act in stage.acts), last=" and ")
    return Card(f"stage-{stage.number}", f"Stage {stage.number}", heading, tuple(blocks))


def _loses(force: Force) -> str:
    return "nothing" if force.q90 <= 0 else reach_words(force.median, force.q90)


def _act(page: Page, act: Act) -> Text:
    """One act with all that is known of it."""
    parts: list[Text] = [
        (*ending(fill("{who}: {what}", who=done_by(page, act), what=act_words(page, act))), act_cites(page, act))
    ]
    trigger = () if act.on_paper else trigger_words(page, act)
    if trigger:
        parts.append(ending(trigger))
    if act.verifier:
        parts.append(fill("Verified by {who}.", who=page.words.party(act.verifier)))
    if act.deadline:
        parts.append(ending(capital((Run(act.deadline),))))
    if act.if_not_done:
        parts.append(ending(fill("If it is not done: {what}", what=act.if_not_done)))
    if act.deposited is None or act.released:
        parts.append(ending(capital((Run(undone_words(page, act)),))))
    else:
        goes = page.case.issues[act.issue].deposit
        breach = {None: "", Deposit.BACK: " On a breach it goes back.", Deposit.OVER: " On a breach it goes over."}[
            goes
        ]
        parts.append((Run(f"Until it is released it is nobody's gain and nobody's loss.{breach}"),))
    return joined(tuple(parts), separator=" ")


def _guarantee(page: Page, one: Guarantee) -> Text:
    when = fill(", while {claim}", claim=Run(one.when.text, tone=Tone.CODE)) if one.when is not None else ()
    return fill(
        "Covered by the guarantee of {by}: should {binds} leave, it would lose {worth} of what is at stake for it "
        "({issues}{when}).",
        by=page.words.party(one.by),
        binds=page.words.party(one.binds),
        worth=given_words(one.worth),
        issues=page.words.issues(one.issues),
        when=when,
    )


def _swap(page: Page, one: tuple[int, str], other: tuple[int, str]) -> Text:
    return fill(
        "{first} (stage {n}) and {second} (stage {m}).",
        first=page.words.issue(one[1]),
        n=str(one[0]),
        second=page.words.issue(other[1]),
        m=str(other[0]),
    )


def _breaches(page: Page, plan: Plan) -> tuple[Section, ...]:
    """Where a draft's own stages break a condition, and the smallest change that mends it."""
    if not plan.breaches:
        return ()
    many = count_words(len(plan.breaches), "place")
    if plan.own_order:
        lead = "Walked through in its own stages, {name} breaks what was said, or the procedure, in {many}; "
        title = "Where its own stages break a condition"
    else:
        lead = "{name} leaves out what the procedure needs, in {many}; "
        title = "What the package leaves out"
    lead += "beside each the smallest change that mends it:"
    blocks: list[Block] = [
        Paragraph(fill(lead, name=package_name(page, plan), many=many)),
        Bullets(tuple(_breach(page, one.stage, one.rule, one.words) for one in plan.breaches)),
    ]
    quotes = page.quotes(ref for one in plan.breaches for ref in one.rule.statements)
    blocks += [Quotes(quotes)] if quotes else []
    return (Section("breaches", (Run(title),), tuple(blocks)),)


def _breach(page: Page, stage: int, rule: Rule, words: str) -> Text:
    return fill(
        "Stage {n}: {rule} {mend}",
        n=str(stage),
        rule=ending(page.words.rule(rule)),
        mend=ending((Run(words),)) if words else "No change that mends it was found.",
    )


# --- trust ------------------------------------------------------------------------------------------------------------


def trust_answer(page: Page, plan: Plan) -> Text:
    """Whether somebody would walk, in one sentence."""
    name = package_name(page, plan)
    if plan.trust is None:
        return fill(
            "In this order, no side would gain more than {limit} of what is at stake for it by leaving {name}, in the "
            "middle world of those in which it accepts it{some}.",
            limit=_limit(plan),
            name=name,
            some=_in_some(page, plan),
        )
    trust = plan.trust
    exist = "Deals exist, and an order in which to carry out {name}"
    if plan.walked_back:
        exist = "Were {name} agreed, there would be an order in which to carry it out"
    where = f"at stage {trust.stage}" if trust.stage is not None else "once all is done, which no order can change"
    return ending(
        fill(
            "{exist}; and still somebody would walk. {where}, {gains}: {reach}",
            exist=fill(exist, name=name),
            where=capital((Run(where),)),
            gains=_gains(page, plan, trust.party, trust.temptation),
            reach=reach_words(trust.temptation.median, trust.temptation.q90, " of it"),
        )
    )


def _in_some(page: Page, plan: Plan) -> Text:
    """Who would gain more than is allowed in some other worlds, once all is done or on the way; empty where nobody."""
    forces = [plan.floor, *(stage.temptation for stage in plan.stages)]
    some = [side for side in page.in_order(plan.floor) if any(one[side].worlds > 0 for one in forces if side in one)]
    return fill("; in some of the other worlds, {who} would", who=page.words.parties(some)) if some else ()


def trust_section(page: Page, plan: Plan) -> tuple[Section, ...]:
    """The third answer of `why`: deals exist, an order exists, and still somebody would walk; and what would help.

    Empty where the plan gives no figures (nobody heard, no world left, no order): then nothing is known of it.
    """
    if plan.emptied or plan.reason or plan.unheard or not plan.stages:
        return ()
    blocks: list[Block] = [Paragraph(trust_answer(page, plan), Role.ANSWER)]
    if plan.trust is not None:
        trust = plan.trust
        cites = dict.fromkeys(
            ref
            for stage in plan.stages
            if trust.stage in (None, stage.number)
            for act in stage.acts
            for ref in act_cites(page, act).cites
        )
        share = _in_worlds(plan, trust.party, trust.temptation)
        blocks.append(
            Paragraph(
                fill(
                    "Counted: {share}; {who} accepts it in {accepts}. Guarantees are counted. It is what it would gain "
                    "by leaving {when}{cites}.",
                    share=share.replace(" of these", " of the worlds in which it accepts the package", 1),
                    who=page.words.party(trust.party),
                    accepts=_accepts(plan, trust.party),
                    when=_when_words(page, plan, trust.stage),
                    cites=cite(*cites),
                ),
                Role.NOTE,
            )
        )
        if trust.repairs:
            blocks.append(_repairs(page, trust.repairs))
        else:
            blocks.append(Paragraph((Run("Nothing that was tried would lower it."),)))
    title = "No trust" if plan.trust is not None else "Would it hold?"
    return (Section("trust", (Run(title),), tuple(blocks)),)


def _when_words(page: Page, plan: Plan, number: int | None) -> Text:
    stage = next((one for one in plan.stages if one.number == number), None)
    if stage is None:
        return (Run("once all is done"),)
    what = joined(tuple(act_words(page, act, bare=True) for act in stage.acts), last=" and ")
    return fill("in that stage ({what}), its own part held back", what=what)


def _repairs(page: Page, repairs: tuple[Repair, ...]) -> Table:
    """What would lower the temptation, each with before and after."""
    rows = []
    for repair in repairs:
        first, last = part_words(repair.before), part_words(repair.after)
        if first == last and repair.after < repair.before:
            last += ", slightly less"
        about_: Text = fill(" ({issue})", issue=page.words.issue(repair.issue)) if repair.issue else ()
        rows.append(
            row_of(
                (Run(REPAIRS.get(repair.kind, repair.kind)), *about_),
                ending(capital((Run(repair.words),))),
                (page.words.party(repair.party),),
                first,
                last,
                "" if repair.worth is None else f"a guarantee worth {part_words(repair.worth)}",
            )
        )
    return Table(
        "repairs",
        "What would help: what the side would gain by leaving, before and after, each found by changing the plan and "
        "measuring again; in the middle world, as shares of what is at stake for it",
        header("What", "How", "Side", "Before", "After", "Takes"),
        tuple(rows),
    )


# --- loose ends and method --------------------------------------------------------------------------------------------


def _loose(page: Page, plan: Plan) -> tuple[Section, ...]:
    """Acts of which nothing later waits, those with one doer and one act that could wait for them in one line."""
    if not plan.loose_ends:
        return ()
    many = len(plan.loose_ends)
    lead = f"{count_words(many, 'act')} can be left undone, and nothing later waits for {_it(many)}."
    ends: dict[tuple[tuple[str, ...], tuple[tuple[str, int], ...]], list[LooseEnd]] = {}
    for end in plan.loose_ends:
        ends.setdefault((end.by, end.could_wait), []).append(end)
    blocks: tuple[Block, ...] = (
        Paragraph((Run(lead),), Role.ANSWER),
        Bullets(tuple(_ends(page, alike) for alike in ends.values())),
    )
    return (Section("loose-ends", (Run("Loose ends"),), blocks),)


def _it(many: int) -> str:
    return "it" if many == 1 else "them"


def _ends(page: Page, ends: list[LooseEnd]) -> Text:
    """Loose ends of the same doers that the same act could be made to wait for."""
    first = ends[0]
    acts = tuple(
        fill("{issue} ({step})", issue=page.words.issue(end.issue), step=page.words.step(end.issue, end.step))
        for end in ends
    )
    cites = cite(*dict.fromkeys(ref for end in ends for ref in live(page, end.by, end.issue)))
    waits = tuple(
        fill("{issue} ({step})", issue=page.words.issue(issue), step=page.words.step(issue, step))
        for issue, step in first.could_wait
    )
    what = joined(waits, last=" or ")
    tail = (
        fill("of the other side, {what} could be made to wait for {it}.", what=what, it=_it(len(ends)))
        if waits
        else (Run(f"no act of another side could be made to wait for {_it(len(ends))}."),)
    )
    acts_ = joined(acts, last=" and ")
    return fill("{acts}, by {who}{cites}: {tail}", acts=acts_, who=page.words.parties(first.by), cites=cites, tail=tail)


def _rests(page: Page, plan: Plan) -> Section:
    """On what the order and the figures rest, and what must not be read into them."""
    keeps = "The order keeps every condition of which the package keeps both sides, and every line of the procedure."
    own = "The order is the draft's own, walked through as it stands; where it breaks a condition, that is said above."
    items: list[Text] = [(Run(own if plan.own_order else keeps),)]
    if not plan.unheard:
        items += [
            (
                Run(
                    "A side that leaves stops acting and undoes what it can; the others answer in kind. What cannot be "
                    "undone stays, what is on paper falls, what a third party holds is nobody's until it is released."
                ),
            ),
            (
                Run(
                    "Behind: the share of its gives that a side has done is larger than the share of its gets that it "
                    "has received; ahead: smaller. Acts of third parties count for nobody."
                ),
            ),
            (
                Run(
                    "Every figure is a share of what is at stake for that side alone. Nothing is added, subtracted or "
                    "compared between sides."
                ),
            ),
            (
                Run(
                    f"{many_words(plan.worlds)} worlds were drawn for each side, with the seed {plan.seed}; the same "
                    "case, day and seed give the same answer."
                ),
            ),
        ]
    best = (
        "Here none was sought."
        if plan.own_order
        else "No order compares better: that is proved."
        if plan.proved
        else f"That no order compares better is not proved: {plan.gap or 'how far the search got is not recorded'}."
    )
    items.append(
        (
            Run(
                "Orders are compared by the temptation above what stays for good (guarantees counted), then by "
                "exposure, then by how far a side is behind, then by the number of stages. " + best
            ),
        )
    )
    items += [ending(capital((Run(note),))) for note in plan.notes]
    return Section("rests", (Run("On what this rests"),), (Bullets(tuple(items)),))
