"""What would open a deal? The ways out of each knot, the whole, and the package it opens."""

from __future__ import annotations

from collections.abc import Mapping

from nonpaper.analysis.results import (
    Knot,
    Move,
    MoveKind,
    OpenBounds,
    WayKind,
    WayOut,
    Whole,
    Why,
)
from nonpaper.brief.document import (
    Block,
    Bullets,
    Cell,
    Paragraph,
    Role,
    Run,
    Section,
    Table,
    Text,
    capital,
    cite,
    ending,
    fill,
    header,
    joined,
)
from nonpaper.brief.page import Page
from nonpaper.brief.wording import (
    burden_words,
    count_words,
)


def priced(page: Page, move: Move) -> Text:
    """A move with its price and what must be said beside it."""
    return _priced(page, page.words.move(move), (move,))


def all_priced(page: Page, moves: tuple[Move, ...]) -> tuple[Text, ...]:
    """Moves, a line each; those by which several parties leave the same thing open are one line."""
    lines: list[Text] = []
    told: set[int] = set()
    for place, move in enumerate(moves):
        if place in told:
            continue
        same: tuple[Move, ...] = (move,)
        if move.kind is MoveKind.LEAVE_OPEN:
            alike = [n for n, other in enumerate(moves) if _left(other) == _left(move)]
            told.update(alike)
            same = tuple(moves[n] for n in alike)
        text = page.words.left_open(same) if len(same) > 1 else page.words.move(move)
        lines.append(_priced(page, text, same))
    return tuple(lines)


def _left(move: Move) -> tuple[MoveKind, str, str]:
    return move.kind, move.issue, move.target


def _priced(page: Page, text: Text, moves: tuple[Move, ...]) -> Text:
    prices = list(dict.fromkeys(burden_words(move.price) for move in moves))
    price = " and ".join(prices) + (" each" if len(moves) > 1 and len(prices) == 1 else "")
    caveat = page.words.caveat(moves[0])
    return (
        *fill("{text} (burden {price}).", text=text, price=price),
        cite(*(ref for move in moves for ref in move.statements)),
        *(fill(" {caveat}", caveat=ending(capital(caveat))) if caveat else ()),
    )


def ways_out(page: Page, why: Why) -> tuple[Section, ...]:
    """The ways out of each knot, and the whole."""
    if not why.knots:
        return ()
    parts: list[Section] = []
    many = len(why.knots) > 1
    for number, knot in enumerate(why.knots, start=1):
        blocks: list[Block] = []
        doubted = tuple(ending(page.words.ask(ask)) for ask in knot.asks if ask.kind == "confirm")
        if doubted:
            blocks.append(Paragraph((Run("First, ask them. Any one of these, denied, would remove the knot:"),)))
            blocks.append(Bullets(doubted))
        if knot.if_wrong is not None:
            if knot.if_wrong:
                blocks.append(
                    Paragraph((Run("If every report in it that is not first hand were wrong, this would do:"),))
                )
                blocks.append(Bullets(tuple(way_line(page, way) for way in knot.if_wrong)))
            else:
                blocks.append(
                    Paragraph(
                        (Run("If every report in it that is not first hand were wrong, no move would be needed."),)
                    )
                )
        if knot.ways:
            blocks.append(ways_table(page, knot, number))
        else:
            blocks.append(Paragraph((Run("No set of moves in the table opens this knot."),)))
        title = fill(
            "Out of knot {number}: {issues}" if many else "Out of the knot: {issues}",
            number=str(number),
            issues=page.words.issues(knot.issues),
        )
        parts.append(Section(f"out-{number}", title, tuple(blocks)))
    if len(why.whole) == 1:
        parts.append(_whole(page, why.whole[0]))
    elif why.whole:
        parts.append(_wholes(page, why.whole))
    lead = Paragraph(
        (
            Run(
                "Each way is a set of moves that opens the knot. Burdens are relative: they compare ways with one "
                "another, they are not money, and they are rounded to one decimal."
            ),
        ),
        Role.NOTE,
    )
    return (Section("ways", (Run("Ways out"),), (lead,), tuple(parts)),)


def _whole(page: Page, whole: Whole) -> Section:
    """The one way to open all knots at once."""
    label = "the most even way" if whole.kind is WayKind.EVEN else "the cheapest way"
    more = f" {_unlisted(whole.ways - 1)}" if whole.ways > 1 else ""
    lead = fill(
        "{moves}, total burden {price}: {burden}.{more}",
        moves=capital((Run(count_words(len(whole.moves), "move")),)),
        price=burden_words(whole.price),
        burden=page.words.burden(whole.burden, everyone=True),
        more=more,
    )
    return Section(
        "whole",
        (Run(f"All knots opened at once: {label}"),),
        (
            Paragraph(lead, Role.ANSWER),
            Bullets(all_priced(page, whole.moves)),
            *opened(page, whole.opened, "whole", "What could then be signed"),
        ),
    )


def _wholes(page: Page, wholes: tuple[Whole, ...]) -> Section:
    """Several ways to open all knots at once: what they share told once, then what each does, then what each opens."""
    names = {n: chr(ord("A") + n) if n < 26 else str(n + 1) for n in range(len(wholes))}
    shared = tuple(move for move in wholes[0].moves if all(move in whole.moves for whole in wholes))
    blocks: list[Block] = []
    if shared:
        blocks.append(Paragraph((Run("All of them have these moves:"),)))
        blocks.append(Bullets(all_priced(page, shared)))
    rows = []
    notes: list[Text] = []
    for n, whole in enumerate(wholes):
        told = [other for other in wholes if other.kind is whole.kind]
        label = "most even" if whole.kind is WayKind.EVEN else "cheapest"
        if len(told) > 1:
            label += f", {told.index(whole) + 1} of {len(told)} equally good"
        if whole.ways > len(told) and told[0] is whole:
            notes.append((Run(f"Under “{label.split(',')[0]}”: {_unlisted(whole.ways - len(told))}"),))
        own = tuple(move for move in whole.moves if move not in shared)
        rows.append(
            (
                Cell(((Run(f"{names[n]}: {label}"),),), heads=True),
                Cell(all_priced(page, own) or ((Run("nothing more"),),)),
                Cell(((Run(burden_words(whole.price)),),), number=True),
                Cell(page.words.burdens(whole.burden)),
            )
        )
    title = "Beside those, each of them has" if shared else "Each of them has"
    columns = header("Way", "Moves", "Total", "Burden of each")
    blocks.append(Table("wholes", title, columns, tuple(rows), joined(tuple(notes), separator=" ")))
    for first in range(0, len(wholes), 3):
        group = range(first, min(first + 3, len(wholes)))
        caption = f"What could then be signed: {', '.join(names[n] for n in group)}"
        blocks.append(
            _opened_beside(page, {names[n]: wholes[n].opened for n in group}, f"whole-{first // 3 + 1}", caption)
        )
    return Section("whole", (Run("All knots opened at once"),), tuple(blocks))


def _opened_beside(page: Page, bounds: Mapping[str, OpenBounds], id: str, caption: str) -> Table:
    """What several ways open, side by side: the steps in some deal, the one of an example package in front."""
    rows: list[tuple[Cell, ...]] = []
    issues = list(dict.fromkeys(issue for one in bounds.values() for issue in one.bounds))
    for issue in issues:
        cells = [
            Cell(((page.words.issue(issue),),), heads=True),
            Cell(((page.words.step(issue, page.table.status_quo[issue]),),)),
        ]
        for one in bounds.values():
            steps, chosen = one.bounds.get(issue, ()), one.package.get(issue)
            text: Text = page.words.steps(issue, steps)
            if chosen is not None and len(steps) > 1:
                others = page.words.steps(issue, [step for step in steps if step != chosen])
                text = fill("{chosen}, or {others}", chosen=page.words.step(issue, chosen), others=others)
            if issue in one.open:
                text = (*text, Run(" (no statement bears on it)"))
            cells.append(Cell((text,)))
        rows.append(tuple(cells))
    if any(one.order for one in bounds.values()):
        orders = [Cell(_numbered(_order(page, one))) for one in bounds.values()]
        rows.append((Cell(((Run("An order that keeps every condition"),),), heads=True), Cell(((),)), *orders))
    return Table(id, caption, header("Issue", "Status quo", *bounds), tuple(rows))


def _numbered(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    return tuple((Run(f"{n}. "), *text) for n, text in enumerate(texts, start=1)) or ((),)


def _unlisted(many: int) -> str:
    return f"At least {many} more {'is' if many == 1 else 'are'} equally good and not listed."


def ways_table(page: Page, knot: Knot, number: int) -> Table:
    """The ways out of one knot; equally good ones each with a row."""
    totals: dict[tuple[WayKind, str | None], int] = {}
    for way in knot.ways:
        totals[way.kind, way.party] = totals.get((way.kind, way.party), 0) + 1
    count: dict[tuple[WayKind, str | None], int] = {}
    names: dict[tuple[Move, ...], list[Text]] = {}  # one row for the same moves, under all the names they go by
    first: dict[tuple[Move, ...], WayOut] = {}
    for way in knot.ways:
        key = (way.kind, way.party)
        count[key] = count.get(key, 0) + 1
        name = page.words.way(way)
        if totals[key] > 1:
            name = (*name, Run(f", {count[key]} of {totals[key]} equally good"))
        if not way.proved:
            bound = f"; no way can cost less than {burden_words(way.bound)}" if way.bound is not None else ""
            name = (*name, Run(f" (best found, not proved{bound})"))
        names.setdefault(way.moves, []).append(name)
        first.setdefault(way.moves, way)
    rows = tuple(
        (
            Cell((joined(tuple(names[moves]), separator="; "), (Run(_settles(way)),)), heads=True),
            Cell(all_priced(page, moves)),
            Cell(((Run(burden_words(way.price)),),), number=True),
            Cell(page.words.burdens(way.burden)),
        )
        for moves, way in first.items()
    )
    notes = tuple(
        (Run(f"{more} more equally good under “{kind}” are not listed."),)
        for kind, more in knot.more_ways.items()
        if more
    )
    return Table(
        f"ways-{number}",
        f"Ways out of knot {number}",
        header("Way", "Moves", "Total", "Burden of each"),
        rows,
        joined(notes, separator=" "),
    )


def way_line(page: Page, way: WayOut) -> Text:
    """A way in one line."""
    moves = joined(tuple((*page.words.move(move), cite(*move.statements)) for move in way.moves), separator="; ")
    return fill("{moves} (total {price}).", moves=moves or (Run("no move"),), price=burden_words(way.price))


def opened(page: Page, bounds: OpenBounds, id: str, caption: str) -> tuple[Block, ...]:
    """What is possible then: per issue the steps in some deal, one example package, one order that works."""
    rows: list[tuple[Cell, ...]] = []
    for issue, steps in bounds.bounds.items():
        state: Text = page.words.steps(issue, steps)
        if issue in bounds.open:
            state = (*state, Run(" (no statement bears on it)"))
        rows.append(
            (
                Cell(((page.words.issue(issue),),), heads=True),
                Cell(((page.words.step(issue, page.table.status_quo[issue]),),)),
                Cell((state,)),
                Cell(((page.words.step(issue, bounds.package[issue]),),) if issue in bounds.package else ((),)),
            )
        )
    table = Table(
        id,
        caption,
        header("Issue", "Status quo", "Steps in some deal", "One such package"),
        tuple(rows),
    )
    order = _order(page, bounds)
    if not order:
        return (table,)
    lead = Paragraph((Run("One order of that package that keeps every condition:"),))
    return (table, lead, Bullets(tuple(ending(text) for text in order), ordered=True))


def _order(page: Page, bounds: OpenBounds) -> tuple[Text, ...]:
    """The moments of an example package one after the other; of several rungs at one moment, the furthest."""
    reached: dict[tuple[int, str], int] = {}
    for issue, step, moment in bounds.order:
        start = page.table.status_quo[issue]
        if abs(step - start) >= abs(reached.get((moment, issue), start) - start):
            reached[moment, issue] = step
    moments: dict[int, list[Text]] = {}
    for (moment, issue), step in sorted(reached.items(), key=lambda item: item[0][0]):
        moments.setdefault(moment, []).append(
            fill("{issue} ({step})", issue=page.words.issue(issue), step=page.words.step(issue, step))
        )
    return tuple(joined(tuple(texts), last=" and ") for texts in moments.values())


def _settles(way: WayOut) -> str:
    if not way.moves:
        return "no move"
    settling = [move.kind.settles for move in way.moves]
    if all(settling):
        return "settles it"
    return "goes round it" if not any(settling) else "settles part, goes round the rest"
