"""What would open a deal? The ways out of each knot, the whole, and the package it opens."""

from __future__ import annotations

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
    for place, whole in enumerate(why.whole, start=1):
        parts.append(_whole(page, why, whole, place))
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


def _whole(page: Page, why: Why, whole: Whole, place: int) -> Section:
    """All knots opened at once, one way; where several are equally good, which of them this is."""
    told = [other for other in why.whole if other.kind is whole.kind]
    label = "the most even way" if whole.kind is WayKind.EVEN else "the cheapest way"
    equal = ""
    if len(told) > 1:
        label += f", {told.index(whole) + 1} of {len(told)}"
    if whole.ways > 1:
        equal = f" At least {whole.ways} ways are equally good."
        if whole.ways > len(told):
            equal += f" {whole.ways - len(told)} of them are not told here."
    lead = fill(
        "{moves}, total burden {price}; {burden}.{equal}",
        moves=capital((Run(count_words(len(whole.moves), "move")),)),
        price=burden_words(whole.price),
        burden=page.words.burden(whole.burden, everyone=True),
        equal=equal,
    )
    return Section(
        f"whole-{place}",
        (Run(f"All knots opened at once: {label}"),),
        (
            Paragraph(lead, Role.ANSWER),
            Bullets(all_priced(page, whole.moves)),
            *opened(page, whole.opened, f"whole-{place}", f"What could then be signed ({label})"),
        ),
    )


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
            Cell((*names[moves], (Run(_settles(way)),)), heads=True),
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
    if not bounds.order:
        return (table,)
    moments: dict[int, list[Text]] = {}
    reached: dict[tuple[int, str], int] = {}
    for issue, step, moment in bounds.order:
        start = page.table.status_quo[issue]
        if abs(step - start) >= abs(reached.get((moment, issue), start) - start):
            reached[moment, issue] = step  # the furthest of the rungs of one moment
    for (moment, issue), step in sorted(reached.items(), key=lambda item: item[0][0]):
        moments.setdefault(moment, []).append(
            fill("{issue} ({step})", issue=page.words.issue(issue), step=page.words.step(issue, step))
        )
    order = Bullets(tuple(ending(joined(tuple(texts), last=" and ")) for texts in moments.values()), ordered=True)
    return (table, Paragraph((Run("One order of that package that keeps every condition:"),)), order)


def _settles(way: WayOut) -> str:
    if not way.moves:
        return "no move"
    settling = [move.kind.settles for move in way.moves]
    if all(settling):
        return "settles it"
    return "goes round it" if not any(settling) else "settles part, goes round the rest"
