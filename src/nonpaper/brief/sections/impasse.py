"""Why is there no deal? Knots, the hardest first, and each conflict a card with its quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nonpaper.analysis.results import (
    Card as ConflictCard,
)
from nonpaper.analysis.results import (
    Conflict,
    ConflictKind,
    Knot,
    WayKind,
    Why,
)
from nonpaper.brief.document import (
    Block,
    Bullets,
    Card,
    Cell,
    Figure,
    Paragraph,
    Quotes,
    Ring,
    RingEdge,
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
    plain,
)
from nonpaper.brief.page import Page
from nonpaper.brief.sections.openings import moves_told, opened, priced
from nonpaper.brief.sections.standing import next_deadline, stuck_words
from nonpaper.brief.wording import (
    CONFLICT_WORDS,
    HEARSAY_WORDS,
    burden_words,
    count_words,
)
from nonpaper.model.rules import Rule
from nonpaper.positions.position import (
    Hearsay,
)
from nonpaper.positions.status import Status


def summary(page: Page, status: Status, why: Why, more: tuple[Text, ...] = ()) -> tuple[Section, ...]:
    """The whole page in a few lines; `more` are lines about what stands further down."""
    lines: list[Text] = [*_where(page, status), stuck_words(page, status), answer(page, why)]
    if why.whole:
        whole = why.whole[0]
        burdens = [page.words.burden(each.burden, everyone=True) for each in why.whole if each.kind is whole.kind]
        lines.append(
            fill(
                "Opening everything at once takes {moves} ({label}); relative burdens: {burden}.",
                moves=count_words(moves_told(page, whole), "move"),
                label=("the most even way" if whole.kind is WayKind.EVEN else "the cheapest way")
                + ("" if whole.proved else " found in time"),
                burden=joined(tuple(dict.fromkeys(burdens)), separator="; ", last="; or as well "),
            )
        )
    lines += more
    doubts = [ask for knot in why.knots for ask in knot.asks if ask.kind == "confirm"]
    lines += dict.fromkeys(ending(page.words.ask(ask)) for ask in doubts)
    return (Section("summary", (Run("In short"),), (Bullets(tuple(lines)),)),)


def _where(page: Page, status: Status) -> tuple[Text, ...]:
    """Who came to the last round and how it ended, the next deadline and the newest draft, as far as there are any."""
    parts: list[Text] = []
    if status.rounds:
        parts.append(page.words.round(max(status.rounds, key=lambda r: (r.start, r.where))))
    parts += next_deadline(status)
    if page.table.draft is not None:
        draft = page.words.draft_full(page.case.drafts[page.table.draft])
        parts.append(fill("on the table is {draft}", draft=draft))
    return (ending(capital(joined(tuple(parts), separator="; "))),) if parts else ()


def answer(page: Page, why: Why) -> Text:
    """The answer of `why` in one sentence."""
    if why.nothing_asked:
        return (Run("Nobody asks for any change, so there is nothing to agree on."),)
    if why.deal is not None:
        return (Run("A deal is open: nothing that was said rules out every package."),)
    heads = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.HEAD_ON]
    circles = [ring for knot in why.knots for ring in rings(knot.conflicts)]
    linked = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.LINKED]
    parts: list[Text] = []
    if heads:
        issues = list(dict.fromkeys(issue for c in heads for issue in c.issues))
        parts.append(fill("the sides collide head-on over {issues}", issues=page.words.issues(issues)))
    if circles:
        parts.append((Run(count_words(len(circles), "circle") + " of preconditions"),))
    if linked:
        parts.append((Run(count_words(len(linked), "conflict") + " across issues"),))
    return fill(
        "There is no deal: {parts}. {make} {knots}.",
        parts=joined(tuple(parts), separator="; "),
        make="This makes" if len(why.knots) == 1 else "These make",
        knots=count_words(len(why.knots), "knot"),
    )


def deal_by(page: Page, why: Why) -> Text:
    """What counts as a deal here."""
    moved = page.words.issues(why.model.must_move)
    if why.model.deal_by == "draft" and why.model.draft is not None:
        if not why.model.must_move:
            return (Run("A deal here is any package other than the status quo; the newest draft moves nothing more."),)
        return fill(
            "A deal here moves every issue that {draft} moves and that is not yet carried out: {moved}.",
            draft=(*page.words.draft(why.model.draft), cite(f"draft:{why.model.draft}")),
            moved=moved,
        )
    if why.model.deal_by == "asked":
        return (Run("A deal here moves at least one issue that each party heard has asked for; there is no draft."),)
    return (Run("A deal here is any package other than the status quo."),)


def stuck(page: Page, why: Why) -> tuple[Section, ...]:
    """Why there is no deal: knots, the hardest first, each conflict a card."""
    blocks: list[Block] = [Paragraph(answer(page, why), Role.ANSWER)]
    if not why.nothing_asked:
        blocks.append(Paragraph(deal_by(page, why), Role.NOTE))
    if why.deal is not None:
        blocks.extend(opened(page, why.deal, "deal", "What could be signed"))
    if why.knots and not why.complete:
        proof = "proved to be the lightest" if why.lightest_proved else "not proved to be the lightest"
        blocks.append(
            Paragraph(
                (Run(f"These are {count_words(why.found, 'conflict')}, {proof}; there may be more."),), Role.WARNING
            )
        )
    blocks.extend(Paragraph((Run(note),), Role.NOTE) for note in why.notes)
    hard = [knot.price for knot in why.knots]
    parts = tuple(
        _knot(page, knot, number, len(why.knots), hardest=hard.count(knot.price) == 1 and knot.price == hard[0])
        for number, knot in enumerate(why.knots, start=1)
    )
    title = "Why they are stuck" if why.deal is None and not why.nothing_asked else "What could be signed"
    return (Section("why", (Run(title),), tuple(blocks), parts),)


def edges(conflict: Conflict) -> frozenset[str]:
    """What makes a circle: its conditions and lines of procedure, whatever else makes their acts part of every deal."""
    return frozenset(rule.id for rule in conflict.rules if rule.act is not None)


def _knot(page: Page, knot: Knot, number: int, of: int, *, hardest: bool) -> Section:
    """One knot: its conflicts as cards. `hardest`: no other is as hard."""
    if knot.price is None:
        price_words = "No set of moves that settles it was found; it can only be gone round."
    else:
        found = "The cheapest way" if knot.price_proved else "The cheapest way that was found in time"
        price_words = f"{found} to settle it costs {burden_words(knot.price)}."
    blocks: list[Block] = [
        Paragraph(
            fill(
                "Between {parties}. {price}{hardest}",
                parties=page.words.parties(knot.parties),
                price=price_words,
                hardest=" It is the hardest." if hardest and of > 1 else "",
            )
        )
    ]
    for place, card in enumerate(knot.cards, start=1):
        blocks.append(_card(page, card, f"knot-{number}-{place}"))
    title = fill(
        "Knot {number} of {of}: {issues}", number=str(number), of=str(of), issues=page.words.issues(knot.issues)
    )
    return Section(f"knot-{number}", title, tuple(blocks))


def _card(page: Page, card: ConflictCard, id: str) -> Card:
    """Conflicts of one kind on the same issues."""
    blocks: list[Block] = []
    weak = {c.hearsay for c in card.conflicts}
    asked = sorted(
        {
            rule.party
            for c in card.conflicts
            for rule in (*c.rules, *c.asked_by)
            if rule.hearsay is not Hearsay.FIRST_HAND and rule.party is not None
        },
        key=list(page.case.parties).index,
    )
    if asked:
        what = "the other side" if Hearsay.OTHER_SIDE in weak else "others"
        blocks.append(
            Paragraph(
                fill(
                    "Ask {who} first: what is known of it here comes from {what}, and the conflict could dissolve.",
                    who=page.words.parties(asked),
                    what=what,
                ),
                Role.WARNING,
            )
        )
    if card.kind is ConflictKind.HEAD_ON and len(card.conflicts) > 1:
        rules = {rule.id: rule for conflict in card.conflicts for rule in (*conflict.rules, *conflict.asked_by)}
        lead = fill(
            "On {issues}, these exclude one another in {many}:",
            issues=page.words.issues(card.issues),
            many=count_words(len(card.conflicts), "way"),
        )
        blocks.append(Paragraph(lead))
        blocks.append(Bullets(tuple(ending(page.words.rule(rule)) for rule in rules.values())))
    drawn: list[Conflict] = []
    for place, same in enumerate(rings(card.conflicts), start=1):
        figure = ring(page, same[0], f"{id}-ring-{place}")
        if figure is not None:
            blocks.append(figure)
            blocks.extend(_called_for(page, same))
            drawn += same
    for conflict in card.conflicts:
        if (card.kind is ConflictKind.HEAD_ON and len(card.conflicts) > 1) or conflict in drawn:
            continue
        blocks.append(Paragraph(ending(page.words.conflict(conflict), ":")))
        blocks.append(Bullets(tuple(ending(page.words.rule(r)) for r in (*conflict.rules, *conflict.asked_by))))
    if card.edge_moves:
        blocks.append(Paragraph((Run("What each edge of the circle could move:"),)))
        blocks.append(Bullets(tuple(priced(page, move) for move in card.edge_moves)))
    quotes = page.quotes(dict.fromkeys(s for c in card.conflicts for s in c.statements))
    if quotes:
        blocks.append(Quotes(quotes))
    return Card(id, CONFLICT_WORDS[card.kind], page.words.issues(card.issues), tuple(blocks))


def rings(conflicts: Iterable[Conflict]) -> list[list[Conflict]]:
    """The circles among the conflicts: those whose acts wait in the same ring are one circle.

    Such conflicts differ only in what calls for the acts (a bound, perhaps one of several).
    """
    found: dict[frozenset[str], list[Conflict]] = {}
    for conflict in conflicts:
        if conflict.kind is ConflictKind.CIRCLE:
            found.setdefault(frozenset(rule.id for rule in conflict.rules if rule.act is not None), []).append(conflict)
    return list(found.values())


def _called_for(page: Page, same: Sequence[Conflict]) -> tuple[Block, ...]:
    """What calls for the acts of a ring, so that it cannot simply be left alone; empty where the deal itself does."""
    calls = {rule.id: rule for conflict in same for rule in conflict.rules if rule.act is None}
    if not calls:
        return ()
    lead = "What calls for these acts" + (", one way or another:" if len(same) > 1 else ":")
    return (Paragraph((Run(lead),)), Bullets(tuple(ending(page.words.rule(rule)) for rule in calls.values())))


def ring(page: Page, conflict: Conflict, id: str) -> Figure | None:
    """A circle of preconditions, drawn; None where its rules are not all conditions that follow one another."""
    edges = [rule for rule in conflict.rules if rule.act is not None]
    acts: list[str] = []
    for rule in edges:
        if rule.act is not None and rule.act.issue not in acts:
            acts.append(rule.act.issue)
    named: dict[str, set[int]] = {}
    pairs: list[tuple[Rule, str, str]] = []
    for rule in edges:
        if rule.act is None:
            return None
        before = next((literal for literal in rule.clause if literal.issue in acts), None)
        if before is None:
            return None
        for literal in (rule.act, before):
            named.setdefault(literal.issue, set()).add(literal.step)
        pairs.append((rule, before.issue, rule.act.issue))
    # follow the ring from what its first rule waits for, so that it reads as one round
    order: list[str] = []
    following = {first: then for _, first, then in pairs}
    at = pairs[0][1] if pairs else ""
    while at in following and at not in order:
        order.append(at)
        at = following[at]
    if len(order) != len(acts) or len(pairs) != len(acts):
        return None
    places = {issue: place for place, issue in enumerate(order)}
    drawn = tuple(
        RingEdge(
            places[first],
            places[then],
            plain((page.words.party(rule.party),)),
            page.words.hue(rule.party),
            {"if": "only if", "after": "only after", "with": "not before"}[rule.link.value if rule.link else "if"],
            rule.statements,
            HEARSAY_WORDS[rule.hearsay],
        )
        for rule, first, then in sorted(pairs, key=lambda pair: places[pair[1]])
    )
    rows = tuple(
        (
            Cell(((page.words.issue(rule.act.issue),),), heads=True) if rule.act else Cell(()),
            Cell((fill("{link} {clause}", link=edge.words, clause=page.words.clause(rule.clause)),)),
            Cell(((page.words.party(rule.party), Run(_tail(HEARSAY_WORDS[rule.hearsay])), cite(*rule.statements)),)),
        )
        for (rule, *_), edge in zip(sorted(pairs, key=lambda pair: places[pair[1]]), drawn, strict=True)
    )
    title = fill("Nobody can begin: {acts} wait for one another", acts=page.words.issues(order))
    return Figure(
        id,
        title,
        "Acts as boxes; each arrow leads from what must come first to the act that waits for it, and carries who "
        "holds to it. The arrows close to a ring. The same stands in the table after the picture.",
        Ring(
            tuple((page.case.issues[issue].title, plain(page.words.steps(issue, named[issue]))) for issue in order),
            drawn,
        ),
        Table(id, "The ring of preconditions", header("Act", "Waits", "Held by"), rows),
    )


def _tail(words: str) -> str:
    return f", {words}" if words else ""
