"""Which packages could be signed? Side by side, each with what it breaks and how each side may see it.

Nothing here is a forecast. A share of worlds is told with its error, worth as a stretch on a party's own scale; what
ranks (credibility) is never printed as a chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial

from nonpaper.analysis.packages import Deals, Emptied, Package, PackageMark, Reading
from nonpaper.brief.amounts import about, band_words, many_words, share_words, tenths
from nonpaper.brief.document import (
    Band,
    Block,
    Bullets,
    Card,
    Cell,
    Dot,
    DotRow,
    DotRows,
    Figure,
    Paragraph,
    Quotes,
    Role,
    Run,
    Section,
    Table,
    Text,
    Tone,
    TradeOffs,
    WorthScale,
    WorthScales,
    capital,
    cite,
    ending,
    fill,
    header,
    joined,
    plain,
)
from nonpaper.brief.page import Page
from nonpaper.brief.sections.openings import priced
from nonpaper.brief.sections.values import cost_words
from nonpaper.brief.wording import burden_words, count_words
from nonpaper.positions.position import Basis

TOGETHER = 5  # packages side by side in one table

MARKS = {
    PackageMark.NASH: "Nash: the largest product of gains over no agreement",
    PackageMark.KALAI_SMORODINSKY: "Kalai-Smorodinsky: the smallest share of what each could gain at most is largest",
    PackageMark.EGALITARIAN: "egalitarian: the smallest gain is largest",
    PackageMark.UTILITARIAN: "utilitarian: the sum of worths is largest",
    PackageMark.EFFICIENT: "efficient: no other is better for one side and worse for none",
}


SCALES = (
    "Below, worth is on each side's own scale, from 0 (its worst) to 1 (its best), as far as nine worlds in ten reach; "
    "it is never compared between sides. Burdens are relative: firmness times the share of what is given."
)


def packages(page: Page, deals: Deals, *, short: bool = False) -> tuple[Section, ...]:
    """The answer, the rule, the table and the pictures; then a card for each package. `short` keeps two cards."""
    if deals.emptied:
        return (_emptied(page, deals),)
    blocks: list[Block] = [Paragraph(answer(page, deals), Role.ANSWER)]
    blocks += [Paragraph(text, Role.WARNING) for text in _warnings(page, deals)]
    if deals.packages or deals.drafts or deals.named:
        blocks.append(Paragraph(_rule(deals)))
    if deals.kept:
        kept = fill("Kept on request, in every package: {which}.", which=(Run("statements"), cite(*deals.kept)))
        blocks.append(Paragraph(kept, Role.NOTE))
    blocks += [Paragraph((Run(note),), Role.NOTE) for note in deals.notes]
    blocks += _tables(page, deals, deals.packages, "packages", "Packages side by side")
    if not deals.unranked and deals.packages and _read(page, deals, deals.packages[0]):
        blocks.append(dots(page, deals))
        if not short and _scaled(page, deals):
            blocks.append(scales(page, deals))
            trade = trade_offs(page, deals)
            blocks += [trade] if trade is not None else []
    told = deals.packages[:2] if short else deals.packages
    if told:
        blocks.append(Paragraph((Run(SCALES),), Role.NOTE))
    blocks += [_card(page, deals, package, f"package-{place}") for place, package in enumerate(told, start=1)]
    found = [Section("deals", (Run("Which packages could be signed"),), tuple(blocks))]
    if not short:
        found += _asked(page, deals)
    return tuple(found)


# --- the answer -------------------------------------------------------------------------------------------------------


def answer(page: Page, deals: Deals) -> Text:
    """The answer of `deals` in a few sentences."""
    if deals.emptied:
        return fill(
            "No preferences agree with all that {who} said, so no package is ranked and no figure is given.",
            who=page.words.parties(_in_order(page, (one.party for one in deals.emptied))),
        )
    looked = count_words(deals.looked_at, "package").replace(str(deals.looked_at), many_words(deals.looked_at), 1)
    if not deals.packages:
        return fill("There is no package to show: {looked} looked at.", looked=looked)
    first = deals.packages[0]
    if deals.unranked:
        return fill(
            "No package can be ranked for everybody: {who} {has} not been heard. The table is for the others, by what "
            "they would have to walk back.",
            who=page.words.parties(_in_order(page, deals.unranked)),
            has="has" if len(deals.unranked) == 1 else "have",
        )
    equal = f" (equal with {count_words(first.equal - 1, 'other')})" if first.equal > 1 else ""
    moved = _moved(page, deals, first)
    shares = tuple(
        fill("to {who} in {share}", who=page.words.party(side), share=about(first.readings[side].share))
        for side in _read(page, deals, first)
    )
    return fill(
        "Of {looked}, {name} comes first{equal}: it {moved}. {walked}.{shares}",
        looked=looked,
        name=_name(page, first),
        equal=equal,
        moved=_moves(page, moved),
        walked=capital(_who_walks(page, deals, first)),
        shares=fill(" It is acceptable {shares}.", shares=joined(shares, last=" and ")) if shares else (),
    )


def _moves(page: Page, moved: tuple[Text, ...]) -> Text:
    """What a package moves, in a few words."""
    if not moved:
        return (Run("leaves everything as it is"),)
    what = joined(moved, last=" and ") if len(moved) <= 4 else (Run(_of_issues(page, len(moved))),)
    return fill("moves {what}", what=what)


def _of_issues(page: Page, moved: int) -> str:
    every = len(page.case.issues)
    return f"all {every} issues" if moved == every else f"{moved} of {every} issues"


def _who_walks(page: Page, deals: Deals, package: Package) -> Text:
    """Who would have to walk back how much, every side named."""
    if not package.walk_backs:
        return (Run("nobody would have to walk anything back"),)
    named = {*deals.sides, *(walk.party for walk in package.walk_backs)}
    texts = []
    for place, party in enumerate(_in_order(page, named)):
        template = "{who} {what}" if place else "{who} would have to walk back {what}"
        texts.append(fill(template, who=page.words.party(party), what=page.words.walked(package.of(party))))
    return joined(tuple(texts), separator="; ")


def _warnings(page: Page, deals: Deals) -> list[Text]:
    found: list[Text] = []
    if deals.by_refusals:
        found.append(
            fill(
                "{who} {has} been heard only through what {it} {refuse}: what {it} would sign is read from that alone.",
                who=page.words.parties(_in_order(page, deals.by_refusals)),
                has="has" if len(deals.by_refusals) == 1 else "have",
                it="it" if len(deals.by_refusals) == 1 else "they",
                refuse="refuses" if len(deals.by_refusals) == 1 else "refuse",
            )
        )
    if not deals.every:
        how = ending((Run(deals.how),)) if deals.how else (Run("which, is not recorded."),)
        found.append(fill("Not every package was looked at: {how}", how=how))
    return found


def _rule(deals: Deals) -> Text:
    """By which rule the packages stand in this order."""
    if deals.unranked:
        return ending(fill("Ranked {rule}", rule=deals.rule))
    return (
        *ending(fill("Ranked {rule}", rule=deals.rule)),
        Run(
            " A world is one full set of preferences that agrees with everything that was said; in it a package is "
            "acceptable to a side if it is worth at least no agreement. Credibility falls with each statement that a "
            "package breaks, the more the firmer it is; it ranks, and is no chance of a deal."
        ),
    )


def _emptied(page: Page, deals: Deals) -> Section:
    """The statements that leave no world, as a conflict; not a figure anywhere."""
    blocks: list[Block] = [Paragraph(answer(page, deals), Role.ANSWER), *at_odds(page, deals.emptied)]
    blocks += [Paragraph((Run(note),), Role.NOTE) for note in deals.notes]
    return Section("deals", (Run("Which packages could be signed"),), tuple(blocks))


def at_odds(page: Page, emptied: tuple[Emptied, ...]) -> list[Block]:
    """The statements that leave no world, a card for each side."""
    blocks: list[Block] = []
    for place, one in enumerate(emptied, start=1):
        inner: list[Block] = []
        if one.words:
            inner.append(Paragraph(ending(capital((Run(one.words),)))))
        inner.append(Paragraph((Run("These cannot all hold at once; without any one of them the others can:"),)))
        inner.append(Bullets(tuple(_said(page, ref) for ref in one.statements)))
        quotes = page.quotes(one.statements)
        inner += [Quotes(quotes)] if quotes else []
        blocks.append(Card(f"emptied-{place}", "At odds", (page.words.party(one.party),), tuple(inner)))
    return blocks


def _said(page: Page, ref: str) -> Text:
    statement = page.statements.get(ref)
    if statement is None or statement.claim is None:
        return (Run(ref, tone=Tone.CODE), cite(ref))
    return fill(
        "{who}: {stance} {claim}{cite}",
        who=page.words.speaker(statement),
        stance=statement.stance.value,
        claim=Run(statement.claim.text, tone=Tone.CODE),
        cite=cite(ref),
    )


# --- side by side -----------------------------------------------------------------------------------------------------


def _tables(
    page: Page, deals: Deals, shown: tuple[Package, ...], name: str, caption: str, beside: tuple[Package, ...] = ()
) -> list[Block]:
    """Packages side by side, in as many tables as that needs; those of `beside` stand first in each."""
    found: list[Block] = []
    together = TOGETHER - len(beside)
    for start in range(0, len(shown), together):
        group = shown[start : start + together]
        suffix = f"-{start // together + 1}" if len(shown) > together else ""
        span = f": {plain(_column(page, group[0]))} to {plain(_column(page, group[-1]))}" if suffix else ""
        found.append(_table(page, deals, (*beside, *group), name + suffix, caption + span))
    return found


def _table(page: Page, deals: Deals, group: tuple[Package, ...], name: str, caption: str) -> Table:
    """Issues by packages, steps in the cells, those that differ from the first package bold; then the readings."""
    rows = []
    for issue in page.case.issues:
        first = group[0].steps[issue]
        cells = [Cell(((page.words.issue(issue),),), heads=True)]
        cells.append(Cell(((page.words.step(issue, page.table.status_quo[issue]),),)))
        for package in group:
            step = page.words.step(issue, package.steps[issue])
            cells.append(Cell((((step if package.steps[issue] == first else Run(step.text, tone=Tone.STRONG)),),)))
        rows.append(tuple(cells))
    for head, tell in _readings(page, deals, group):
        lines = [tell(package) for package in group]
        if any(plain(line) for told in lines for line in told):
            empty = Cell(((),))
            rows.append((Cell(head, heads=True), empty, *(Cell(told or ((),)) for told in lines)))
    note: Text = (Run("Shares of worlds stand with one standard error of the counting."),)
    if len(group) > 1:
        note = (*note, Run(f" Bold: another step than in {plain(_column(page, group[0]))}."))
    behind = _behind(page, deals)
    note = (*note, Run(" "), *behind) if behind else note
    return Table(
        name,
        caption,
        ((Run("Issue"),), (Run("Status quo"),), *(_column(page, package) for package in group)),
        tuple(rows),
        note,
    )


Lines = tuple[Text, ...]


def _readings(page: Page, deals: Deals, group: tuple[Package, ...]) -> list[tuple[Lines, Callable[[Package], Lines]]]:
    """What stands below the steps: a head, and the lines for each package."""
    words = page.words
    found: list[tuple[Lines, Callable[[Package], Lines]]] = []
    for side in _in_order(page, deals.sides):
        head: Lines = (fill("Acceptable to {who}", who=words.party(side)),)
        if side not in deals.unranked:
            head = (*head, (Run("of the worlds drawn"),))
        found.append((head, partial(_share_line, deals, side)))
    if len(deals.sides) > 1 and not deals.unranked:
        at_once = "Acceptable to both at once" if len(deals.sides) == 2 else "Acceptable to all at once"
        found.append((((Run(at_once),),), lambda package: (_joint(package),)))
    found.append((((Run("Red lines crossed"),),), lambda package: _red_lines(page, package)))
    walking = {walk.party for package in group for walk in package.walk_backs}
    opening = {move.party for package in group for move in package.opened_by}
    for party in _in_order(page, {*deals.sides, *walking, *opening}):
        found.append(((fill("Walked back by {who}", who=words.party(party)),), partial(_walks, page, party)))
    found.append((((Run("A circle, opened by"),),), lambda package: _opens(page, package)))
    found.append((((Run("Ends here"),),), lambda package: tuple(_draft(page, draft) for draft in package.drafts)))
    if deals.unranked:
        return found
    dominated = ((Run("Dominated by"),), (Run("better for one side, worse for none"),))
    found.append((dominated, lambda package: (_dominated(package),)))
    for mark in PackageMark:
        if mark is not PackageMark.EFFICIENT:
            found.append((((Run(mark.value[0].upper() + mark.value[1:]),),), partial(_marked, mark)))
    found.append((((Run("Rank"),),), lambda package: _rank(deals, package)))
    return found


def _share(deals: Deals, package: Package, side: str) -> Text:
    if side in deals.unranked:
        return (Run("not heard"),)
    if side not in package.readings:
        return (Run("no stake"),)
    reading = package.readings[side]
    return (Run(share_words(reading.share, reading.error, "")),)


def _marked(mark: PackageMark, package: Package) -> Lines:
    return ((Run("yes"),),) if mark in package.marks else ()


def _share_line(deals: Deals, side: str, package: Package) -> Lines:
    return (_share(deals, package, side),)


def _joint(package: Package) -> Text:
    if package.joint is None:
        return (Run("not known"),)
    return (Run(share_words(package.joint, package.joint_error or 0.0, "")),)


def _red_lines(page: Page, package: Package) -> Lines:
    crossed = package.red_lines
    if not crossed:
        return ((Run("none"),),)
    lines = []
    for party in _in_order(page, {walk.party for walk in crossed}):
        own = [walk for walk in crossed if walk.party == party]
        statements = cite(*(ref for walk in own for ref in walk.statements))
        lines.append(fill("{n} of {who}{cite}", n=str(len(own)), who=page.words.party(party), cite=statements))
    return tuple(lines)


def _walks(page: Page, party: str, package: Package) -> Lines:
    own, burden = package.of(party), package.burden.get(party, Fraction(0))
    if not own and not burden:
        return ((Run("nothing"),),)
    lines = [(Run(count_words(len(own), "position")), cite(*(ref for walk in own for ref in walk.statements)))]
    return (*lines, (Run(f"burden {burden_words(burden)}"),))


def _opens(page: Page, package: Package) -> Lines:
    return tuple(
        fill(
            "{who}: {kind} ({price}){cite}",
            who=page.words.party(move.party),
            kind=move.kind.value,
            price=burden_words(move.price),
            cite=cite(*move.statements),
        )
        for move in package.opened_by
    )


def _dominated(package: Package) -> Text:
    if package.dominated_by:
        return (Run(many_words(package.dominated_by)),)
    return (Run("none, it is efficient" if PackageMark.EFFICIENT in package.marks else "none found"),)


def _rank(deals: Deals, package: Package) -> Lines:
    if package.rank is None:
        return ((Run("not ranked"),),)
    lines = [(Run(f"{many_words(package.rank)} of {many_words(deals.looked_at)}"),)]
    if package.equal > 1:
        lines.append((Run(f"equal with {many_words(package.equal - 1)} more"),))
    return tuple(lines)


# --- pictures ---------------------------------------------------------------------------------------------------------


def _shown(deals: Deals) -> tuple[tuple[str, Package], ...]:
    """What the pictures show: the packages of the table, the drafts, and those named by the user."""
    return (
        *(("package", package) for package in deals.packages),
        *(("draft", package) for package in deals.drafts),
        *(("named", package) for package in deals.named),
    )


def _basis(deals: Deals, side: str) -> tuple[str, ...]:
    """The statements on which a side's values rest."""
    return deals.bases[side].statements if side in deals.bases else ()


def _behind(page: Page, deals: Deals) -> Text:
    """On which statements the figures of each side rest; empty where on none."""
    sides = [side for side in _in_order(page, deals.sides) if _basis(deals, side)]
    texts = tuple(
        fill("by {who} {which}", who=page.words.party(side), which=cite(*_basis(deals, side))) for side in sides
    )
    return fill("Figures rest on what was said: {who}.", who=joined(texts, separator="; ")) if texts else ()


def _rests_on(deals: Deals, package: Package, side: str) -> tuple[str, ...]:
    """The statements behind a reading: those the package breaks, then those the values rest on."""
    broken = [ref for walk in package.of(side) for ref in walk.statements]
    return tuple(dict.fromkeys((*broken, *_basis(deals, side))))


def dots(page: Page, deals: Deals) -> Figure:
    """How often each package is acceptable to each side: dots with their errors."""
    sides = _in_order(page, deals.sides)
    rows, cells = [], []
    for kind, package in _shown(deals):
        marks = []
        for side in sides:
            reading = package.readings.get(side)
            words = plain(_share(deals, package, side))
            share, error = (reading.share, reading.error) if reading is not None else (None, 0.0)
            marks.append(Dot(share, error, words, _rests_on(deals, package, side)))
        label = plain(_column(page, package))
        rows.append(DotRow(kind, label, "; ".join(plain(line) for line in _rank(deals, package)), tuple(marks)))
        cells.append(
            (
                Cell((_column(page, package),), heads=True),
                *(Cell(((Run(mark.words),),)) for mark in marks),
                Cell(_rank(deals, package)),
            )
        )
    return Figure(
        "acceptability",
        _dots_title(page, deals),
        "A row for each package, in it a line for each side from in no world on the left to in every world on the "
        "right, with a mark at the share of worlds in which that side would rather have the package than no agreement "
        "and a bar of two standard errors to both sides. The same stands in the table after the picture.",
        DotRows(tuple((plain((page.words.party(side),)), page.words.hue(side)) for side in sides), tuple(rows)),
        Table(
            "acceptability",
            "In how many of 100 worlds consistent with what was said each side would rather sign than not",
            ((Run("Package"),), *((page.words.party(side),) for side in sides), (Run("Rank"),)),
            tuple(cells),
            _behind(page, deals),
        ),
    )


def _dots_title(page: Page, deals: Deals) -> Text:
    first = deals.packages[0]
    sides = _read(page, deals, first)
    least = min(first.readings[side].share for side in sides)
    if least >= 1:
        return fill("{name} is acceptable to each side in every world drawn", name=capital(_name(page, first)))
    if first.weakest is None and len(sides) > 1:
        return fill(
            "{name} is acceptable to each side in {share} or more",
            name=capital(_name(page, first)),
            share=about(least),
        )
    return fill(
        "{name} is least often acceptable to {who}: in {share}",
        name=capital(_name(page, first)),
        who=page.words.party(first.weakest or sides[0]),
        share=about(least),
    )


def _band(reading: Reading, statements: tuple[str, ...]) -> Band:
    return Band(reading.low, reading.mean, reading.high, band_words(reading.low, reading.high), statements)


def _scale(page: Page, deals: Deals, side: str) -> WorthScale:
    basis = deals.bases[side]
    low, mean, high = basis.no_agreement
    none = Band(low, mean, high, band_words(low, high), basis.statements)
    rows = tuple(
        (kind, plain(_column(page, package)), _band(package.readings[side], _rests_on(deals, package, side)))
        for kind, package in _shown(deals)
        if side in package.readings
    )
    assumed = basis.cost_basis is Basis.ASSUMED
    return WorthScale(plain((page.words.party(side),)), page.words.hue(side), none, assumed, rows)


def _scaled(page: Page, deals: Deals) -> list[str]:
    """The sides with a scale of their own: those whose values are known of, and read in every package."""
    shown = [package for _, package in _shown(deals)]
    sides = [side for side in _in_order(page, deals.sides) if side in deals.bases]
    return [side for side in sides if all(side in package.readings for package in shown)]


def scales(page: Page, deals: Deals) -> Figure:
    """What each package may be worth to each side, on a scale of its own."""
    sides = _scaled(page, deals)
    drawn = tuple(_scale(page, deals, side) for side in sides)
    cells = [
        (
            Cell(((page.words.party(side),),), heads=True),
            Cell(((Run(label),),)),
            Cell(((Run(band.words),),)),
            Cell(((Run(tenths(band.mean)),),)),
        )
        for side, scale in zip(sides, drawn, strict=True)
        for _, label, band in (("", _nothing(scale), scale.no_agreement), *scale.rows)
    ]
    return Figure(
        "worth",
        _scales_title(page, deals, sides),
        "A scale for each side, from its worst on the left to its best on the right. A bar for each package spans nine "
        "worlds in ten, a tick stands at the mean; the hatched strip is what no agreement is worth to that side. Each "
        "scale is the side's own: no length on one may be compared with a length on another. The same stands in the "
        "table after the picture.",
        WorthScales(drawn),
        Table(
            "worth",
            "What each package is worth to each side, from 0 (its worst) to 1 (its best): nine worlds in ten, and the "
            "mean. Not to be compared between sides",
            header("Side", "Package", "Nine worlds in ten", "Mean"),
            tuple(cells),
            _behind(page, deals),
        ),
    )


def _nothing(scale: WorthScale) -> str:
    return "no agreement (its cost is assumed)" if scale.assumed else "no agreement"


def _scales_title(page: Page, deals: Deals, sides: list[str]) -> Text:
    first = deals.packages[0]
    better = [side for side in sides if first.readings[side].mean >= deals.bases[side].no_agreement[1]]
    worse = [side for side in sides if side not in better]
    parts = []
    if better:
        parts.append(fill("worth more than no agreement to {who}", who=page.words.parties(better)))
    if worse:
        parts.append(fill("worth less than no agreement to {who}", who=page.words.parties(worse)))
    return fill(
        "On average over the worlds, {name} is {what}", name=_name(page, first), what=joined(tuple(parts), last=" and ")
    )


def trade_offs(page: Page, deals: Deals) -> Figure | None:
    """The packages by their worth to two sides; None where there are not exactly two with a stake."""
    sides = _scaled(page, deals)
    if len(sides) != 2 or len(deals.sides) != 2:
        return None
    across, upwards = (_scale(page, deals, side) for side in sides)
    cells = [
        (
            Cell((_column(page, package),), heads=True),
            *(Cell(((Run(band.words),),)) for band in (wide[2], tall[2])),
            Cell((_beyond(page, deals, package, sides),)),
        )
        for (_, package), wide, tall in zip(_shown(deals), across.rows, upwards.rows, strict=True)
    ]
    heads = tuple(fill("Worth to {who}, nine worlds in ten", who=page.words.party(side)) for side in sides)
    both = [package for _, package in _shown(deals) if not _short_of(deals, package, sides)]
    return Figure(
        "trade-offs",
        fill(
            "On average over the worlds, {n} of {all} shown {are} worth more than no agreement to both {who}",
            are="is" if len(both) == 1 else "are",
            n=str(len(both)) if both else "none",
            all=count_words(len(_shown(deals)), "package"),
            who=page.words.parties(sides),
        )
        if len(_shown(deals)) != 1
        else _scales_title(page, deals, sides),
        f"Packages as crosses: from left to right their worth to {across.party}, from bottom to top their worth to "
        f"{upwards.party}, each arm spanning nine worlds in ten, the label at the mean. What is worth less than no "
        "agreement to one of them, on average, is hatched. Each axis is that side's own scale; lengths along one may "
        "not be compared with lengths along the other. The same stands in the table after the picture.",
        TradeOffs(across, upwards),
        Table(
            "trade-offs",
            "Packages by their worth to two sides, each on its own scale from 0 (its worst) to 1 (its best)",
            ((Run("Package"),), *heads, (Run("On average"),)),
            tuple(cells),
            _behind(page, deals),
        ),
    )


def _short_of(deals: Deals, package: Package, sides: Iterable[str]) -> list[str]:
    return [side for side in sides if package.readings[side].mean < deals.bases[side].no_agreement[1]]


def _beyond(page: Page, deals: Deals, package: Package, sides: Iterable[str]) -> Text:
    short = _short_of(deals, package, sides)
    if not short:
        return (Run("worth more than no agreement to both"),)
    return fill("worth less than no agreement to {who}", who=page.words.parties(short))


# --- one by one -------------------------------------------------------------------------------------------------------


def _card(page: Page, deals: Deals, package: Package, id: str) -> Card:
    """One package: what would have to be walked back, how each side may see it, what opens it, what it is known as."""
    blocks: list[Block] = [Paragraph(ending(capital(_who_walks(page, deals, package))))]
    for issue in package.completed:
        blocks.append(
            Paragraph(
                fill(
                    "{issue} was left out; the procedure needs it at {step}.",
                    issue=page.words.issue(issue),
                    step=page.words.step(issue, package.steps[issue]),
                )
            )
        )
    for rule in package.broken_procedure:
        blocks.append(
            Paragraph(
                ending(fill("It breaks a line of the procedure. {rule}", rule=page.words.rule(rule))), Role.WARNING
            )
        )
    parties = _in_order(page, {walk.party for walk in package.walk_backs})
    if package.walk_backs:
        items = [ending(page.words.walk_back(walk)) for party in parties for walk in package.of(party)]
        blocks.append(Bullets(tuple(items)))
        quotes = page.quotes(ref for party in parties for walk in package.of(party) for ref in walk.statements)
        blocks += [Quotes(quotes)] if quotes else []
        if len([party for party in package.burden if package.burden[party]]) > 1 or package.opened_by:
            blocks.append(
                Paragraph(fill("Burdens in all: {burden}.", burden=page.words.burden(package.burden)), Role.NOTE)
            )
    if package.opened_by:
        blocks.append(
            Paragraph((Run("It keeps both sides of a circle of preconditions. The cheapest way to open that:"),))
        )
        blocks.append(Bullets(tuple(priced(page, move) for move in package.opened_by)))
    seen = [_seen(page, deals, package, side) for side in _in_order(page, deals.sides)]
    blocks += [Bullets(tuple(seen))] if seen else []
    marks = [ending(text) for text in _known(page, deals, package)]
    blocks += [Paragraph(joined(tuple(marks), separator=" "), Role.NOTE)] if marks else []
    moved = _moved(page, deals, package)
    return Card(
        id, plain(capital(_name(page, package))), joined(moved) if moved else (Run("the status quo"),), tuple(blocks)
    )


def _seen(page: Page, deals: Deals, package: Package, side: str) -> Text:
    """How one side may see a package: how often it would sign, where it fails, what it is worth to it."""
    who = page.words.party(side)
    reading = package.readings.get(side)
    if side in deals.unranked:
        return fill("{who} has not been heard; how it sees this is not known.", who=who)
    if reading is None:
        return fill("{who} has no stake in this.", who=who)
    basis = deals.bases.get(side)
    weak = ", the least often of all" if package.weakest == side and len(package.readings) > 1 else ""
    parts: list[Text] = [
        fill(
            "{who}: acceptable in {share}{weak}.",
            who=who,
            share=share_words(reading.share, reading.error),
            weak=weak,
        )
    ]
    if side in deals.by_refusals:
        parts.append((Run("It is known only through what it refuses."),))
    worth = f"Worth {band_words(reading.low, reading.high)} on its own scale"
    if basis is not None:
        low, _, high = basis.no_agreement
        worth += f", no agreement {band_words(low, high)}"
    parts.append((Run(worth + "."),))
    if reading.fails and reading.share < 1:
        parts.append(fill("In the worlds where it fails, {what}.", what=_fails(page, reading)))
    if reading.break_even is not None:
        amount = tenths(reading.break_even)
        amount = amount if amount.startswith(("under", "over")) else f"about {amount}"
        parts.append(
            (
                Run(
                    "For one world in two, no agreement would have to cost it "
                    f"{amount} of what is at stake for it"
                    + (f" (here: {cost_words(basis)})." if basis is not None else ".")
                ),
            )
        )
    return joined(tuple(parts), separator=" ")


def _fails(page: Page, reading: Reading) -> Text:
    """What the worlds in which a package fails have in common."""
    texts = []
    for issue, there, everywhere in reading.fails:
        first, second = tenths(there), tenths(everywhere)
        figures = f" ({first} of its stake, against {second})" if first != second else " (slightly)"
        more = "more" if there > everywhere else "less"
        texts.append(fill("{issue} weighs {more}{figures}", issue=page.words.issue(issue), more=more, figures=figures))
    return (*joined(tuple(texts), last=" and "), Run(" than in all of them"))


def _known(page: Page, deals: Deals, package: Package) -> list[Text]:
    found: list[Text] = []
    if package.rank is not None:
        equal = f", equal with {count_words(package.equal - 1, 'other')}" if package.equal > 1 else ""
        found.append((Run(f"It ranks {many_words(package.rank)} of {many_words(deals.looked_at)}{equal}"),))
    if package.drafts:
        drafts = joined(tuple(_draft(page, draft) for draft in package.drafts), last=" and ")
        found.append(
            capital(fill("{drafts} {end} here", drafts=drafts, end="ends" if len(package.drafts) == 1 else "end"))
        )
    if deals.unranked:
        return found
    if package.dominated_by:
        count = many_words(package.dominated_by)
        others = "other package is" if package.dominated_by == 1 else "other packages are"
        found.append((Run(f"In the central world {count} {others} better for one side and worse for none"),))
    for mark in package.marks:
        found.append((Run(f"{MARKS[mark][0].upper()}{MARKS[mark][1:]}"),))
    return found


def _asked(page: Page, deals: Deals) -> list[Section]:
    """The drafts, and the packages that the user named, wherever they rank."""
    asked = (*deals.drafts, *deals.named)
    if not asked:
        return []
    blocks: list[Block] = [Paragraph(_asked_words(page, deals, asked), Role.ANSWER)]
    first = deals.packages[:1]
    beside = f", beside {plain(_column(page, first[0]))}" if first else ""
    blocks += _tables(page, deals, asked, "asked", f"Drafts and packages asked about{beside}", first)
    blocks += [_card(page, deals, package, f"asked-{place}") for place, package in enumerate(asked, start=1)]
    title = (
        "The drafts"
        if not deals.named
        else "Packages asked about"
        if not deals.drafts
        else "Drafts and packages asked about"
    )
    return [Section("asked", (Run(title),), tuple(blocks))]


def _asked_words(page: Page, deals: Deals, asked: tuple[Package, ...]) -> Text:
    texts = []
    for package in asked:
        if package.rank is None:
            why = "breaks the procedure" if package.broken_procedure else "is not ranked"
            texts.append(fill("{name} {why}", name=_name(page, package), why=why))
        else:
            rank = f"ranks {many_words(package.rank)} of {many_words(deals.looked_at)}"
            texts.append(fill("{name} {rank}", name=_name(page, package), rank=rank))
    return ending(capital(joined(tuple(texts), separator="; ")))


# --- names ------------------------------------------------------------------------------------------------------------


def _in_order(page: Page, parties: Iterable[str]) -> list[str]:
    """Parties in the order of the case."""
    return page.in_order(parties)


def _read(page: Page, deals: Deals, package: Package) -> list[str]:
    return [side for side in _in_order(page, deals.sides) if side in package.readings]


def _moved(page: Page, deals: Deals, package: Package) -> tuple[Text, ...]:
    """What a package moves: `Truce (temporary)` for each issue that does not stay where it is."""
    return tuple(
        fill("{issue} ({step})", issue=page.words.issue(issue), step=page.words.step(issue, package.steps[issue]))
        for issue in page.case.issues
        if package.steps[issue] != page.table.status_quo[issue]
    )


def _draft(page: Page, draft: str) -> Text:
    return (*page.words.draft(draft), cite(f"draft:{draft}"))


def _name(page: Page, package: Package) -> Text:
    """What a package is called in a sentence: `package A`, `the draft text`."""
    if package.letter:
        return (Run(f"package {package.letter}"),)
    draft = package.name.removeprefix("draft ")
    if draft != package.name and draft in page.case.drafts:
        return _draft(page, draft)
    return (Run("the package named" if package.name in ("", "package") else package.name),)


def _column(page: Page, package: Package) -> Text:
    """What a package is called above its column."""
    if package.letter:
        return (Run(package.letter),)
    draft = package.name.removeprefix("draft ")
    if draft != package.name and draft in page.case.drafts:
        return (Run("draft "), Run(draft, (f"draft:{draft}",), Tone.CODE))
    return (Run(package.name or "package"),)
