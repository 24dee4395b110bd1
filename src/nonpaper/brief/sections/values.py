"""On what do the figures about packages rest? Values said, inferred and assumed; trades; how the worlds were drawn."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from nonpaper.analysis.packages import Deals, TradeOff, ValueBasis
from nonpaper.brief.amounts import band_words, hundredths, many_words, share_words
from nonpaper.brief.document import (
    Block,
    Bullets,
    Cell,
    Paragraph,
    Run,
    Section,
    Table,
    Text,
    cite,
    ending,
    fill,
    joined,
)
from nonpaper.brief.page import Page
from nonpaper.brief.sections.method import price_table
from nonpaper.brief.wording import burden_words
from nonpaper.positions.position import Basis

BESIDE = 4  # sides side by side in one table

GIVEN = {
    "points": "points for its issues",
    "weights": "weights of its issues",
    "steps": "the worth of steps",
    "no_deal_cost": "the cost of no agreement",
}

METHODS = {
    "direct": "drawn directly: nothing that was said rules any of them out",
    "rejection": "drawn, and kept where they agree with what was said",
    "chain": "a chain of draws inside what was said; neighbours are alike, so they count as fewer",
}


def trades(page: Page, deals: Deals) -> tuple[Section, ...]:
    """Issues worth trading for one another, and Adjusted Winner where the case gives points."""
    if deals.emptied or not (deals.trade_offs or deals.divided):
        return ()
    blocks: list[Block] = []
    if deals.trade_offs:
        blocks.append(
            Paragraph(
                (
                    Run(
                        "Two issues are worth trading where one side cares more about the first and the other more "
                        "about the second:"
                    ),
                )
            )
        )
        blocks.append(Bullets(tuple(_trade(page, deals, trade) for trade in deals.trade_offs)))
    if deals.divided is not None:
        blocks += _divided(page, deals)
    return (Section("trades", (Run("What could be traded for what"),), tuple(blocks)),)


def _trade(page: Page, deals: Deals, trade: TradeOff) -> Text:
    rests = (ref for side in (trade.gains, trade.gives) if side in deals.bases for ref in deals.bases[side].statements)
    return fill(
        "{more} matters more than {less} to {gains}, and less to {gives}, in {share}{cite}.",
        more=page.words.issue(trade.more),
        less=page.words.issue(trade.less),
        gains=page.words.party(trade.gains),
        gives=page.words.party(trade.gives),
        share=share_words(trade.share, trade.error),
        cite=cite(*rests),
    )


def _divided(page: Page, deals: Deals) -> list[Block]:
    """Adjusted Winner: who wins what, and the one issue that is divided."""
    found = deals.divided
    if found is None:
        return []
    sides = [party for party in page.case.parties if party in found.won or party in found.totals]
    rows = []
    for side in sides:
        own: Text = page.words.issues(found.won.get(side, ())) if found.won.get(side) else (Run("none"),)
        part: Text = (Run("none"),)
        if found.divided is not None and side in found.shares:
            share = hundredths(found.shares[side])
            part = fill("{n} of 100 of {issue}", n=share, issue=page.words.issue(found.divided))
        rows.append(
            (
                Cell(((page.words.party(side),),), heads=True),
                Cell((own,)),
                Cell((part,)),
                Cell(((Run(burden_words(found.totals.get(side, Fraction(0)))),),)),
            )
        )
    lead = Paragraph(
        (
            Run(
                "By the points that the case gives, Adjusted Winner gives each issue to the side that puts more points "
                "on it, and divides one so that both end with the same:"
            ),
        )
    )
    table = Table(
        "adjusted-winner",
        "Adjusted Winner: who wins which issue",
        tuple((Run(head),) for head in ("Side", "Wins", "Of the divided issue", "Points in all")),
        tuple(rows),
        (Run("The points are the case file's, not the sides' words."),),
    )
    return [lead, table]


def values(page: Page, deals: Deals) -> tuple[Section, ...]:
    """On what each side's values rest, how many worlds were drawn and how, and what must not be read into them."""
    if deals.emptied:
        return ()
    blocks: list[Block] = []
    sides = [party for party in page.case.parties if party in deals.bases]
    for start in range(0, len(sides), BESIDE):
        blocks.append(_bases(page, deals, sides[start : start + BESIDE], start // BESIDE + 1))
    for side in sides:
        basis = deals.bases[side]
        if basis.words:
            blocks.append(Paragraph(fill("{who}:", who=page.words.party(side))))
            blocks.append(Bullets(tuple(ending((Run(words),)) for words in basis.words)))
    for side in (party for party in page.case.parties if party in deals.unranked):
        blocks.append(
            Paragraph(fill("{who} has not been heard; nothing is assumed of it.", who=page.words.party(side)))
        )
    blocks.append(Bullets(_caveats(deals)))
    blocks.append(price_table(page, ("give", "ease", "drop", "together", "deposit", "meant")))
    return (Section("values", (Run("On what the figures rest"),), tuple(blocks)),)


def cost_words(basis: ValueBasis) -> str:
    """What no agreement costs a side, and how that is known."""
    low, high = basis.cost
    known = {Basis.SAID: "given in the case", Basis.INFERRED: "inferred", Basis.ASSUMED: "assumed"}[basis.cost_basis]
    what = "nothing" if high <= 0 else f"{band_words(low, high)} of what is at stake for it"
    return f"{what}, {known}"


def direction_statements(page: Page, party: str, issues: Iterable[str]) -> Text:
    """The issues on which a direction is known in one way, with the statements it comes from."""
    texts = []
    for issue in issues:
        position = page.table.positions.get((party, issue))
        statements = position.direction.statements if position is not None else ()
        texts.append((page.words.issue(issue), cite(*statements)))
    return joined(tuple(texts)) if texts else (Run("none"),)


def _bases(page: Page, deals: Deals, sides: list[str], number: int) -> Table:
    """The bases of several sides beside one another."""
    bases = [deals.bases[side] for side in sides]
    rows: list[tuple[Cell, ...]] = []

    def row(head: str, texts: Iterable[Text]) -> None:
        rows.append((Cell(((Run(head),),), heads=True), *(Cell((text,)) for text in texts)))

    for kind, head in (
        (Basis.SAID, "Which way it likes an issue to go: said in the case"),
        (Basis.INFERRED, "inferred from its demands and refusals"),
        (Basis.ASSUMED, "assumed"),
    ):
        named = [[issue for issue, how in basis.direction.items() if how is kind] for basis in bases]
        row(head, (direction_statements(page, s, issues) for s, issues in zip(sides, named, strict=True)))
    row("The case gives", ((Run(", ".join(GIVEN.get(one, one) for one in b.given) or "nothing"),) for b in bases))
    row("No agreement costs it", ((Run(cost_words(basis)),) for basis in bases))
    row("No agreement is worth to it", ((Run(_worth(basis)),) for basis in bases))
    row("Statements used", ((Run(str(len(b.statements))), cite(*b.statements)) for b in bases))
    row("Worlds", ((Run(many_words(basis.worlds)),) for basis in bases))
    row("which count as", ((Run(f"about {many_words(_rounded(basis.effective))}"),) for basis in bases))
    row("How", ((Run(METHODS.get(basis.method, basis.method)),) for basis in bases))
    if any(side in deals.by_refusals for side in sides):
        row("Heard", ((Run("only through refusals" if s in deals.by_refusals else "yes"),) for s in sides))
    return Table(
        f"values-{number}",
        "What the values of each side rest on",
        ((Run("What"),), *((page.words.party(side),) for side in sides)),
        tuple(rows),
    )


def _worth(basis: ValueBasis) -> str:
    low, _, high = basis.no_agreement
    return f"{band_words(low, high)}, on its own scale from 0 (its worst) to 1 (its best)"


def _rounded(value: float) -> int:
    """A count to two leading digits."""
    whole = max(0, int(value))
    digits = max(0, len(str(whole)) - 2)
    return round(whole, -digits) if digits else whole


def _caveats(deals: Deals) -> tuple[Text, ...]:
    looked = f"{many_words(deals.looked_at)} packages were looked at"
    looked += ": all there are." if deals.every else ", not all there are."
    items = [
        looked,
        f"{many_words(deals.worlds)} worlds were drawn for each side, with the seed {deals.seed}; the same case, day "
        "and seed give the same answer.",
        "Worth is measured on each side's own scale and is never added up or compared between sides. Only what is "
        "called utilitarian needs comparable scales; read it with that in mind. Kalai-Smorodinsky is taken as the "
        "largest smallest share of what each side could gain at most.",
        "Sides are drawn independently of one another: what all would accept at once is the product of their shares.",
        "What was said may be tactics. How firm a statement is lowers the rank of what breaks it, by the price “meant” "
        "below; that is a convention for ranking, not a measurement.",
    ]
    if deals.frontier:
        many = "package is" if deals.frontier == 1 else "packages are"
        items.insert(1, f"{many_words(deals.frontier)} {many} efficient in the central world, the mean of the worlds.")
    return tuple((Run(item),) for item in items)
