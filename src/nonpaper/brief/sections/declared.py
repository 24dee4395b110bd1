"""What does the case itself say? Parties, issues, guarantees and values as declared, before anything is computed."""

from __future__ import annotations

from fractions import Fraction

from nonpaper.brief.document import Block, Cell, Run, Section, Table, Text, Tone, fill, header, joined
from nonpaper.brief.page import Page
from nonpaper.brief.wording import burden_words
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party, Rank


def declared(page: Page) -> tuple[Section, ...]:
    """The tables of parties and issues, and what the case promises or values."""
    parties = Table(
        "parties",
        "Who takes part, as the case declares it",
        header("Name", "Role", "Members, speakers, mandate"),
        tuple(
            (
                Cell(((page.words.party(party.id),),), heads=True),
                Cell((_role(page, party),)),
                Cell(_people(page, party) or ((),)),
            )
            for party in page.case.parties.values()
        ),
    )
    issues = Table(
        "issues",
        "What is to be settled, as the case declares it",
        header("Issue", "Steps, from the first", "Whose act", "What else is declared"),
        tuple(
            (
                Cell(((page.words.issue(issue.id),),), heads=True),
                Cell((page.words.steps(issue.id, range(len(issue.steps)), last=", "),)),
                Cell((page.words.parties(issue.by),) if issue.by else ((Run("not declared"),),)),
                Cell(_traits(page, issue) or ((),)),
            )
            for issue in page.case.issues.values()
        ),
    )
    blocks: list[Block] = [parties, issues]
    promises = _promises(page)
    if promises is not None:
        blocks.append(promises)
    return (Section("declared", (Run("The case as declared"),), tuple(blocks)),)


def _role(page: Page, party: Party) -> Text:
    if party.of is not None:
        return fill("{role} of {of}", role=party.role.value, of=page.words.party(party.of))
    return (Run("bloc" if party.is_bloc else party.role.value),)


def _people(page: Page, party: Party) -> tuple[Text, ...]:
    lines: list[Text] = []
    if party.members:
        lines.append(fill("members: {who}", who=page.words.parties(party.members)))
    for rank in (Rank.PRINCIPAL, Rank.DELEGATION):
        names = party.speakers.get(rank, ())
        if names:
            who = joined(tuple((Run(name, tone=Tone.NAME),) for name in names))
            lines.append(fill("{rank}: {who}", rank=rank.value, who=who))
    if party.mandate:
        lines.append(fill("its delegation may settle {issues}", issues=page.words.issues(party.mandate)))
    return tuple(lines)


def _traits(page: Page, issue: Issue) -> tuple[Text, ...]:
    lines: list[Text] = []
    if issue.is_choice:
        lines.append((Run("a choice: its steps have no order"),))
    if issue.favours is not None:
        likes = tuple(
            fill("{who} {way}", who=page.words.party(party), way=favour.best if favour.best is not None else favour.way)
            for party, favour in issue.favours.items()
        )
        if likes:
            lines.append(fill("favours: {likes}", likes=joined(likes)))
    if issue.reversible is False:
        lines.append((Run("cannot be undone"),))
    elif isinstance(issue.reversible, tuple):
        undone = joined(tuple((page.words.label(step),) for step in issue.reversible))
        lines.append(fill("only these steps can be undone: {undone}", undone=undone))
    if issue.undo:
        lines.append((Run(f"of a step undone, {_share(issue.undo)} is lost for good"),))
    if issue.on_paper:
        lines.append((Run("set at signature, on paper only"),))
    if issue.deposit is not None:
        goes = "back to its giver" if issue.deposit.value == "back" else "over to the other side"
        lines.append((Run(f"may be handed to a third party first; on breach it goes {goes}"),))
    if issue.divisible:
        lines.append((Run("can be divided"),))
    if issue.refer_to is not None:
        lines.append(fill("may be put to {who}", who=page.words.party(issue.refer_to)))
    if issue.may_stay_open:
        lines.append((Run("may be left to side letters or a later date"),))
    if issue.part_of is not None:
        lines.append(fill("part of {whole}", whole=Run(issue.part_of, tone=Tone.CODE)))
    if issue.verified_by is not None:
        lines.append(fill("verified by {who}", who=page.words.party(issue.verified_by)))
    return tuple(lines)


def _promises(page: Page) -> Table | None:
    """Guarantees and values: shown, and nothing on this page is computed from them."""
    rows: list[tuple[Cell, ...]] = []
    for guarantee in page.case.guarantees:
        what = fill(
            "binds {binds} on {issues}; worth {worth} of what is at stake for it",
            binds=page.words.party(guarantee.binds),
            issues=page.words.issues(guarantee.issues),
            worth=_share(guarantee.worth),
        )
        when = fill("; when {claim}", claim=Run(guarantee.when.text, tone=Tone.CODE)) if guarantee.when else ()
        rows.append(
            (Cell((fill("Guarantee by {by}", by=page.words.party(guarantee.by)),), heads=True), Cell(((*what, *when),)))
        )
    for values in page.case.values.values():
        lines: list[Text] = []
        for name, points in (("points", values.points), ("weights", values.weights)):
            if points:
                listed = tuple(
                    fill("{issue} {points}", issue=page.words.issue(issue), points=burden_words(given))
                    for issue, given in points.items()
                )
                lines.append(fill("{name}: {listed}", name=name, listed=joined(listed)))
        for issue, given in values.steps.items():
            listed = tuple((Run(burden_words(one)),) for one in given)
            lines.append(fill("steps of {issue}: {listed}", issue=page.words.issue(issue), listed=joined(listed)))
        if values.no_deal_cost is not None:
            low, high = values.no_deal_cost
            span = _share(low) if low == high else f"{_share(low)} to {_share(high)}"
            lines.append((Run(f"no agreement costs it {span} of what is at stake"),))
        if lines:
            who = fill("Values of {party}", party=page.words.party(values.party))
            rows.append((Cell((who,), heads=True), Cell(tuple(lines))))
    if not rows:
        return None
    return Table(
        "promises",
        "Guarantees and values that the case gives (nothing on this page is computed from them)",
        header("What", "As declared"),
        tuple(rows),
    )


def _share(value: Fraction) -> str:
    """A share of one as a percentage without false decimals."""
    hundred = value * 100
    return f"{hundred.numerator}%" if hundred.denominator == 1 else f"{float(hundred):.1f}%"
