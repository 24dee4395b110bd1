"""What would open a deal? The ways out of each knot, the whole, and the package it opens."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from nonpaper.analysis.results import (
    NO_WAY,
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
    Tone,
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
            alike = [n for n, other in enumerate(moves) if _same_left(other) == _same_left(move)]
            told.update(alike)
            same = tuple(moves[n] for n in alike)
        text = page.words.left_open(same) if len(same) > 1 else page.words.move(move)
        lines.append(_priced(page, text, same))
    return tuple(lines)


def _same_left(move: Move) -> tuple[MoveKind, str, str]:
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
        if knot.if_wrong_not:
            why_not = (
                "no move of any party would open it either"
                if knot.if_wrong_not == NO_WAY
                else "that was not looked at: the record is too long, or there are too many conflicts"
            )
            blocks.append(Paragraph((Run(f"If every report in it that is not first hand were wrong: {why_not}."),)))
        if knot.not_tried:
            reports = count_words(knot.not_tried, "report")
            blocks.append(
                Paragraph((Run(f"What a denial would do was not looked at for {reports} in it."),), Role.NOTE)
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
    lettered = 0
    for kind in (WayKind.EVEN, WayKind.CHEAPEST):
        wholes = tuple(whole for whole in why.whole if whole.kind is kind)
        if len(wholes) == 1:
            parts.append(_whole(page, wholes[0]))
        elif wholes:
            parts.append(_wholes(page, wholes, lettered))
            lettered += len(wholes)
    lead = Paragraph(
        (
            Run(
                "Each way is a set of moves that opens the knot. The most even way is the one whose largest burden, "
                "of any one party, is the smallest; one party alone may bear it. Burdens are relative: they compare "
                "ways with one another, they are not money, and they are rounded to one decimal."
            ),
        ),
        Role.NOTE,
    )
    return (Section("ways", (Run("Ways out"),), (lead,), tuple(parts)),)


def moves_told(page: Page, whole: Whole) -> int:
    """How many moves a whole has as they are told: what several leave open together is one."""
    return len(all_priced(page, whole.moves))


def _whole(page: Page, whole: Whole) -> Section:
    """The one way to open all knots at once."""
    label = "the most even way" if whole.kind is WayKind.EVEN else "the cheapest way"
    more = f" {_unlisted(whole, 1)}" if whole.ways > 1 else ""
    lead = fill(
        "{moves}, total burden {price}{unproved}: {burden}.{more}",
        moves=capital((Run(count_words(moves_told(page, whole), "move")),)),
        price=burden_words(whole.price),
        unproved=_unproved(whole),
        burden=page.words.burden(whole.burden, everyone=True),
        more=more,
    )
    return Section(
        f"whole-{whole.kind.value}",
        (Run(f"All knots opened at once: {label}"),),
        (
            Paragraph(lead, Role.ANSWER),
            Bullets(all_priced(page, whole.moves)),
            *(Paragraph(text, Role.NOTE) for text in page.words.shared(whole.moves)),
            *opened(page, whole.opened, f"package-{whole.kind.value}", f"What could then be signed ({label})"),
        ),
    )


def _wholes(page: Page, wholes: tuple[Whole, ...], lettered: int) -> Section:
    """Equally good ways to open all knots at once: which moves each has, and what each opens."""
    kind = wholes[0].kind
    label = "the most even ways" if kind is WayKind.EVEN else "the cheapest ways"
    names = [chr(ord("A") + n) if n < 26 else str(n + 1) for n in range(lettered, lettered + len(wholes))]
    lines = [all_priced(page, whole.moves) for whole in wholes]
    every = tuple(dict.fromkeys(line for told in lines for line in told))
    every = tuple(sorted(every, key=lambda line: -sum(line in told for told in lines)))
    more = f" {_unlisted(wholes[0], len(wholes))}" if wholes[0].ways > len(wholes) else ""
    each = sorted({len(told) for told in lines})
    moves = count_words(each[0], "move") if len(each) == 1 else f"{each[0]} to {each[-1]} moves"
    span = f"{names[0]} to {names[-1]}"
    equal = f"{len(wholes)} ways are equally good{_unproved(wholes[0])}"
    if more:
        equal = f"{len(wholes)} of {wholes[0].ways} equally good ways stand here{_unproved(wholes[0])}"
    lead = f"{equal}, {span}: {moves} each, {len(every)} different ones in all.{more}"
    blocks: list[Block] = [Paragraph((Run(lead),), Role.ANSWER)]
    for first in range(0, len(wholes), 8):
        group = range(first, min(first + 8, len(wholes)))
        rows = [
            (
                Cell((line,), heads=True),
                *(Cell(((Run("●" if line in lines[n] else "–"),),)) for n in group),
            )
            for line in every
        ]
        rows.append(
            (
                Cell(((Run("Total"),),), heads=True),
                *(Cell(((Run(burden_words(wholes[n].price)),),)) for n in group),
            )
        )
        for party in (one for one in page.case.parties if any(one in whole.burden for whole in wholes)):
            burdens = [burden_words(wholes[n].burden.get(party, Fraction(0))) for n in group]
            head = fill("Burden of {party}", party=page.words.party(party))
            rows.append((Cell((head,), heads=True), *(Cell(((Run(burden),),)) for burden in burdens)))
        span = f"{names[group[0]]} to {names[group[-1]]}" if len(group) > 1 else names[group[0]]
        columns = header("Move", *(names[n] for n in group))
        blocks.append(
            Table(
                f"wholes-{kind.value}-{first // 8 + 1}",
                f"Which way has which move, {label}: {span}",
                columns,
                tuple(rows),
            )
        )
    for first in range(0, len(wholes), 4):
        group = range(first, min(first + 4, len(wholes)))
        bounds = {names[n]: wholes[n].opened for n in group}
        span = f"{names[group[0]]} to {names[group[-1]]}" if len(group) > 1 else names[group[0]]
        name = f"package-{kind.value}-{first // 4 + 1}"
        blocks.append(_opened_beside(page, bounds, name, f"What could then be signed, {label}: {span}"))
    order = _order(page, wholes[0].opened)
    if order:
        blocks.append(Paragraph((Run(f"One order of {names[0]} that keeps every condition:"),)))
        blocks.append(Bullets(tuple(ending(text) for text in order), ordered=True))
    return Section(f"whole-{kind.value}", (Run(f"All knots opened at once: {label}"),), tuple(blocks))


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
            text: Text = _left(page, one, issue) or page.words.steps(issue, steps)
            if chosen is not None and len(steps) > 1 and issue not in one.referred and issue not in one.left_open:
                others = page.words.steps(issue, [step for step in steps if step != chosen])
                text = fill("{chosen}, or {others}", chosen=page.words.step(issue, chosen), others=others)
            cells.append(Cell((text,)))
        if all(issue in one.open for one in bounds.values()):
            cells[0] = Cell((*cells[0].lines, (Run("no statement bears on it"),)), heads=True)
        rows.append(tuple(cells))
    return Table(id, caption, header("Issue", "Status quo", *bounds), tuple(rows))


def _unlisted(whole: Whole, listed: int) -> str:
    many = whole.ways - listed
    at_least = f"{many} more" if whole.counted else f"At least {many} more"
    return f"{at_least} {'is' if many == 1 else 'are'} equally good and not listed."


def _unproved(way: WayOut | Whole) -> str:
    """What has to be said of a way that is not proved best of its kind, and the best that is still possible."""
    if way.proved:
        return ""
    if way.bound is None:
        return " (best found, not proved)"
    asks = "ask less of whoever bears most" if way.kind is WayKind.EVEN else "cost less"
    least = Fraction(floor(way.bound * 10), 10)  # rounded down, so that it stays true
    return f" (best found, not proved; no way can {asks} than {burden_words(least)})"


def ways_table(page: Page, knot: Knot, number: int) -> Table:
    """The ways out of one knot; equally good ones each with a row."""
    totals: dict[tuple[WayKind, str | None], int] = {}
    for way in knot.ways:
        more = 0 if (way.kind, way.party) in totals else knot.more_ways.get(_kind(way), 0)
        totals[way.kind, way.party] = totals.get((way.kind, way.party), 0) + 1 + more
    count: dict[tuple[WayKind, str | None], int] = {}
    names: dict[tuple[Move, ...], dict[str, list[Text]]] = {}  # one row for the same moves, under all their names
    first: dict[tuple[Move, ...], WayOut] = {}
    named_else = {way.moves for way in knot.ways if way.kind is not WayKind.EVEN}
    for way in knot.ways:
        key = (way.kind, way.party)
        count[key] = count.get(key, 0) + 1
        or_more = " or more" if _kind(way) in knot.uncounted else ""
        which = f", {count[key]} of {totals[key]}{or_more} equally good" if totals[key] > 1 else ""
        which += _unproved(way)
        first.setdefault(way.moves, way)
        if way.kind is WayKind.EVEN and way.moves in named_else and sum(map(bool, way.burden.values())) == 1:
            continue  # one party bears it all: its other names say what it is
        names.setdefault(way.moves, {}).setdefault(which, []).append(page.words.way(way, knot.parties))
    rows = tuple(
        (
            Cell((_named(names[moves]), (Run(_settles(way)),)), heads=True),
            Cell(all_priced(page, moves)),
            Cell(((Run(burden_words(way.price)),),), number=True),
            Cell(page.words.burdens(way.burden)),
        )
        for moves, way in first.items()
    )
    notes = tuple(
        fill(
            "{more} more equally good under “{kind}” {are} not listed.",
            more=f"At least {knot.more_ways[kind]}" if kind in knot.uncounted else str(knot.more_ways[kind]),
            kind=page.words.way(way),
            are="is" if knot.more_ways[kind] == 1 else "are",
        )
        for kind, way in {_kind(way): way for way in knot.ways}.items()
        if knot.more_ways.get(kind)
    )
    shared = page.words.shared(move for moves in first for move in moves)
    return Table(
        f"ways-{number}",
        f"Ways out of knot {number}",
        header("Way", "Moves", "Total", "Burden of each"),
        rows,
        joined((*shared, *notes), separator=" "),
    )


def _kind(way: WayOut) -> str:
    """The kind of a way as `more_ways` and `uncounted` name it."""
    return f"alone:{way.party}" if way.kind is WayKind.ALONE else way.kind.value


def _named(names: Mapping[str, list[Text]]) -> Text:
    """`Most even and cheapest, 1 of 2 equally good; Israel alone`."""
    parts: list[Text] = []
    for which, told in names.items():
        parts.append((*joined((told[0], *(_lowered(text) for text in told[1:])), last=" and "), Run(which)))
    return joined(tuple(parts), separator="; ")


def _lowered(text: Text) -> Text:
    """What stands inside a sentence begins small, unless it is a name."""
    head = text[0]
    return text if head.tone is not Tone.PLAIN else (Run(head.text[0].lower() + head.text[1:], head.cites), *text[1:])


def way_line(page: Page, way: WayOut) -> Text:
    """A way in one line."""
    moves = joined(tuple((*page.words.move(move), cite(*move.statements)) for move in way.moves), separator="; ")
    return fill("{moves} (total {price}).", moves=moves or (Run("no move"),), price=burden_words(way.price))


def opened(page: Page, bounds: OpenBounds, id: str, caption: str) -> tuple[Block, ...]:
    """What is possible then: per issue the steps in some deal, one example package, one order that works."""
    rows: list[tuple[Cell, ...]] = []
    for issue, steps in bounds.bounds.items():
        left = _left(page, bounds, issue)
        state: Text = left or page.words.steps(issue, steps)
        if issue in bounds.open:
            state = (*state, Run(" (no statement bears on it)"))
        rows.append(
            (
                Cell(((page.words.issue(issue),),), heads=True),
                Cell(((page.words.step(issue, page.table.status_quo[issue]),),)),
                Cell((state,)),
                Cell((left or (page.words.step(issue, bounds.package[issue]),),) if issue in bounds.package else ((),)),
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


def _left(page: Page, bounds: OpenBounds, issue: str) -> Text:
    """What becomes of an issue that the moves leave to a body or to letters; empty for all others."""
    if issue in bounds.referred:
        return fill("left to {body}", body=page.words.party(bounds.referred[issue]))
    if issue in bounds.left_open:
        step = page.words.step(issue, bounds.left_open[issue])
        return fill("{step}, the rest left to letters", step=step)
    return ()


def _order(page: Page, bounds: OpenBounds) -> tuple[Text, ...]:
    """The moments of an example package one after the other; of several rungs at one moment, the furthest.

    A deposit is an act with a line of its own, before what waits for it. What is put to a body has no step to name, and
    stands once, where the first of its steps would.
    """
    held, reached = _furthest(page, bounds.deposits), _furthest(page, bounds.order)
    lines: list[Text] = []
    told: set[str] = set()
    for moment in sorted({moment for moment, _ in (*held, *reached)}):
        lines += [page.words.deposits(issue, step) for (at, issue), step in held.items() if at == moment]
        acts: list[Text] = []
        for issue, step in ((issue, step) for (at, issue), step in reached.items() if at == moment):
            last = step == bounds.package.get(issue)
            what: Text = (page.words.step(issue, step),)
            if issue in bounds.referred or (issue in bounds.left_open and last):
                what = _left(page, bounds, issue)
            elif any(issue == other for _, other in held):
                what = fill("{step}, released by the third party", step=page.words.step(issue, step))
            if issue not in bounds.referred or issue not in told:
                acts.append(fill("{issue} ({what})", issue=page.words.issue(issue), what=what))
            told.add(issue)
        if acts:
            lines.append(joined(tuple(acts), last=" and "))
    return tuple(lines)


def _furthest(page: Page, order: tuple[tuple[str, int, int], ...]) -> dict[tuple[int, str], int]:
    """(moment, issue) -> of its rungs at that moment the one furthest from the status quo."""
    reached: dict[tuple[int, str], int] = {}
    for issue, step, moment in order:
        start = page.table.status_quo[issue]
        if abs(step - start) >= abs(reached.get((moment, issue), start) - start):
            reached[moment, issue] = step
    return reached


def _settles(way: WayOut) -> str:
    if not way.moves:
        return "no move"
    settling = [move.kind.settles for move in way.moves]
    if all(settling):
        return "settles it"
    return "goes round it" if not any(settling) else "settles part, goes round the rest"
