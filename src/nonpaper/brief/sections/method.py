"""How was it made, and what has to be kept in mind when reading it?"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from nonpaper.analysis.results import Why
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
    cite,
    fill,
    header,
)
from nonpaper.brief.page import Page
from nonpaper.brief.wording import (
    count_words,
)
from nonpaper.case.prices import PRICES, price
from nonpaper.case.statements import STANCES
from nonpaper.positions.position import (
    Basis,
)


def price_table(page: Page, keys: Iterable[str]) -> Table:
    """What moves cost, for the lines of the table of prices with these keys."""
    given = page.case.prices
    return Table(
        "prices",
        "What a move costs its mover: a factor on the firmness (0 to 5) of what is moved",
        header("Move", "Factor", "What it pays for"),
        tuple(
            (
                Cell(((Run(key.replace("_", " ")),),), heads=True),
                Cell(((Run(_fraction(price(given, key))),),), number=True),
                Cell((_coded(PRICES[key].meaning + (" (changed by this case)" if key in given else "")),)),
            )
            for key in keys
        ),
    )


def method(page: Page, why: Why, *, packages: bool = False) -> tuple[Section, ...]:
    """How it was made, and what to be careful about; `packages` says whether packages are ranked on the page."""
    case, table = page.case, page.table
    items: list[Text] = [
        (
            Run(
                "Everything here is derived from the statements listed under Sources; nothing else is known to it. "
                "It is an analysis of what was said, not of what is meant."
            ),
        ),
        (Run("Silence is never consent: a step nobody spoke about is marked “has not said”."),),
        directions(page),
        (
            Run(
                "What a party demands or accepts carries every step better for it, what it refuses every step worse. "
                "Such carried marks are inferred or assumed, drawn hollow, and said so."
            ),
        ),
        (
            Run(
                "“Has not offered more than” is a limit that nobody stated: the party named that step and went no "
                "further. “Refuses” and “will not sign” are its words."
            ),
        ),
    ]
    if why.knots:
        if why.complete:
            found = "All conflicts were found; each is minimal: without any one of its lines the rest can be met."
        else:
            found = f"{why.found} conflicts were found and there may be more; each is minimal. The lightest is " + (
                "proved." if why.lightest_proved else "not proved."
            )
        items.append((Run(found),))
        proved = all(way.proved for knot in why.knots for way in knot.ways) and all(one.proved for one in why.whole)
        items.append(
            (
                Run(
                    "Every way out is proved best of its kind."
                    if proved
                    else "Not every way out is proved best of its kind; where it is not, the bound stands beside it."
                ),
            )
        )
    counted: list[str] = []
    if table.unseen:
        counted.append(f"{count_words(table.unseen, 'statement')} dated later and not seen")
    if table.below_grade:
        counted.append(
            f"{count_words(table.below_grade, 'statement')} graded lower than asked for, or not at all, and left out"
        )
    if counted:
        items.append((Run(f"Left out: {'; '.join(counted)}."),))
    corrected = [s for s in case.statements if s.corrects is not None]
    if corrected:
        items.append(fill("Corrected rows: {cite}.", cite=cite(*(s.id for s in corrected))))
    prices = price_table(page, (key for key in PRICES if key not in ("meant", "trust") or packages))
    firm = Table(
        "firmness",
        "Firmness of a stance where the record gives none",
        header("Stance", "Firmness", "Meaning"),
        tuple(
            (
                Cell(((Run(row.stance.value),),), heads=True),
                Cell(((Run(str(row.firmness)),),), number=True),
                Cell((_coded(row.meaning),)),
            )
            for row in STANCES.values()
            if row.binds
        ),
    )
    grades = Paragraph(
        (
            Run(
                "Grades are the Admiralty code: the source from A (reliable) to F (cannot be judged), the information "
                "from 1 (confirmed) to 6 (cannot be judged)."
            ),
        ),
        Role.NOTE,
    )
    blocks: tuple[Block, ...] = (Bullets(tuple(items)), grades, prices, firm)
    return (Section("method", (Run("Method and caveats"),), blocks),)


def directions(page: Page) -> Text:
    """How many directions are said, inferred and assumed."""
    count = dict.fromkeys(Basis, 0)
    sides = {side.id for side in page.case.sides}
    for (party, _), position in page.table.positions.items():
        if party in sides:
            count[position.direction.basis] += 1
    return (
        Run(
            f"Which way a side likes an issue to go, {sum(count.values())} times: {count[Basis.SAID]} said in "
            f"the case, {count[Basis.INFERRED]} inferred from its demands and refusals, {count[Basis.ASSUMED]} assumed."
        ),
    )


def _coded(words: str) -> Text:
    """Words in which what stands between backticks is code."""
    return tuple(
        Run(part, tone=Tone.CODE if place % 2 else Tone.PLAIN) for place, part in enumerate(words.split("`")) if part
    )


def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
