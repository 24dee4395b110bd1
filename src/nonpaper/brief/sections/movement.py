"""How did they come to stand there? The history of a position, and all movement since the last round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from nonpaper.brief.document import (
    Block,
    Cell,
    ChartLine,
    ChartPoint,
    Facts,
    Figure,
    Paragraph,
    Quotes,
    Role,
    Run,
    Section,
    StepChart,
    Table,
    Text,
    Tone,
    cite,
    ending,
    fill,
    header,
    plain,
)
from nonpaper.brief.page import Page
from nonpaper.brief.wording import (
    HEARSAY_WORDS,
    count_words,
    day_words,
)
from nonpaper.case.parties import Rank
from nonpaper.positions.position import (
    Effect,
    Entry,
    Hearsay,
    Position,
    Side,
)
from nonpaper.positions.status import Status

MOVED = (
    Effect.OPENS,
    Effect.HARDENS,
    Effect.SOFTENS,
    Effect.CONDITION,
    Effect.RELAXES,
    Effect.GIVES_UP,
    Effect.HELD_BACK,
    Effect.WITHDRAWN,
    Effect.CARRIED_OUT,
)


CHARTS = 8  # at most so many histories are drawn on one page
TURNED = (
    Effect.HARDENS,
    Effect.SOFTENS,
    Effect.RELAXES,
    Effect.GIVES_UP,
    Effect.HELD_BACK,
    Effect.WITHDRAWN,
    Effect.CARRIED_OUT,
)


def _counted(entries: Iterable[Entry]) -> str:
    """How often what happened: 2 softened, 1 hardened, 5 first words."""
    kinds = [entry.effect for entry in entries]
    names = (
        (Effect.SOFTENS, "softening", "softenings"),
        (Effect.RELAXES, "condition relaxed", "conditions relaxed"),
        (Effect.GIVES_UP, "condition given up", "conditions given up"),
        (Effect.HARDENS, "hardening", "hardenings"),
        (Effect.WITHDRAWN, "offer withdrawn", "offers withdrawn"),
        (Effect.HELD_BACK, "word held back", "words held back"),
        (Effect.CARRIED_OUT, "step carried out", "steps carried out"),
        (Effect.CONDITION, "condition set", "conditions set"),
        (Effect.OPENS, "first word", "first words"),
    )
    parts = [count_words(kinds.count(effect), one, many) for effect, one, many in names if effect in kinds]
    return ", ".join(parts)


def _how(entries: list[Entry]) -> tuple[Text, ...]:
    """What one statement moved, in words; what another line says already is left out."""
    words = list(dict.fromkeys(entry.words for entry in entries))
    lines = [
        one for one in words if not any(one is not other and one.partition(": ")[2] in other for other in words)
    ] or words[:1]
    return (*((Run(line),) for line in lines[:-1]), (Run(lines[-1]), cite(entries[0].statement)))


def history(page: Page, position: Position) -> tuple[Section, ...]:
    """Every statement of one party on one issue."""
    party, issue = page.words.party(position.party), page.words.issue(position.issue)
    blocks: list[Block] = [
        Paragraph(
            ending(fill("{party} on {issue}: {stand}", party=party, issue=issue, stand=page.words.stand(position))),
            Role.ANSWER,
        ),
        Facts(
            (
                ("Likes it to go", page.words.direction(position.direction, position.issue)),
                ("Last said", (Run(page.words.said(position)),)),
            )
        ),
    ]
    figure = step_chart(page, position)
    if figure is not None:
        blocks.append(figure)
    else:
        blocks.append(Paragraph(fill("{party} has said nothing on {issue}.", party=party, issue=issue)))
    quotes = page.quotes(entry.statement for entry in position.history)
    sections = [Section("history", fill("{party} on {issue}", party=party, issue=issue), tuple(blocks))]
    if quotes:
        sections.append(Section("words", (Run("In their words"),), (Quotes(quotes),)))
    return tuple(sections)


def step_chart(page: Page, position: Position) -> Figure | None:
    """The history of a position, drawn; None where nothing was said."""
    if not position.history:
        return None
    issue = page.case.issues[position.issue]
    party = page.words.party(position.party)
    points: list[ChartPoint] = []
    rows: list[tuple[Cell, ...]] = []
    lines: dict[Side, list[tuple[date, int | None, bool]]] = {}
    for entry in position.history:
        statement = page.statements.get(entry.statement)
        step: int | None = None
        if statement is not None and statement.claim is not None:
            for term in statement.claim.comparisons:
                if term.issue == position.issue and term.step in issue.steps:
                    step = issue.steps.index(term.step)
                    break
        hollow = entry.hearsay is not Hearsay.FIRST_HAND or (statement is not None and not statement.named)
        points.append(ChartPoint(entry.day, entry.statement, step, entry.effect.value, hollow))
        for side in (Side.LOWER, Side.UPPER):
            after = [bound for bound in entry.after if bound.side is side and bound.step is not None]
            if after or side in lines:
                bound = after[0] if after else None
                lines.setdefault(side, []).append(
                    (entry.day, bound.step if bound else None, bound.red_line if bound else False)
                )
        rows.append(history_row(page, entry))
    drawing = StepChart(
        plain((party,)),
        page.words.hue(position.party),
        issue.title,
        issue.steps,
        tuple(points),
        tuple(ChartLine(side is Side.LOWER, tuple(line)) for side, line in lines.items()),
        page.table.at,
        issue.is_choice,
    )
    return Figure(
        f"history-{position.party}-{position.issue}",
        chart_title(page, position),
        f"Days from left to right, the steps of {issue.title} from bottom to top. Dots are statements, hollow where "
        "the source is not named or tells it second hand; the line is the bound, from the day it was set. "
        "The same stands in the table after the picture.",
        drawing,
        Table(
            f"history-{position.party}-{position.issue}",
            f"{plain((party,))} on {issue.title}: every statement, oldest first",
            header("Day", "What it did", "How it moved", "Who, and how good the source"),
            tuple(rows),
        ),
    )


def chart_title(page: Page, position: Position) -> Text:
    """The answer of a history: how often it moved, and which way last."""
    party, issue = page.words.party(position.party), page.words.issue(position.issue)
    hard = [entry for entry in position.history if entry.effect is Effect.HARDENS]
    soft = [entry for entry in position.history if entry.effect in (Effect.SOFTENS, Effect.RELAXES, Effect.GIVES_UP)]
    if not hard and not soft:
        return fill("{party} has not moved on {issue}", party=party, issue=issue)
    parts: list[str] = []
    if soft:
        parts.append("softened " + ("once" if len(soft) == 1 else f"{len(soft)} times"))
    if hard:
        parts.append("hardened " + ("once" if len(hard) == 1 else f"{len(hard)} times"))
    last = max((*hard, *soft), key=lambda entry: entry.day)
    return fill(
        "{party} has {what} on {issue}, last on {day}",
        party=party,
        what=" and ".join(parts),
        issue=issue,
        day=(Run(day_words(last.day)), cite(last.statement)),
    )


def history_row(page: Page, entry: Entry) -> tuple[Cell, ...]:
    """One statement of a history."""
    statement = page.statements.get(entry.statement)
    what: list[Text] = [(Run(entry.words), cite(entry.statement))]
    if entry.retired:
        what.append(fill("no longer binds: {cite}", cite=cite(*entry.retired)))
    who: list[Text] = []
    if statement is not None:
        who.append(page.words.speaker(statement))
        via = page.words.via(statement)
        if via:
            who.append(via)
    grade = str(entry.grade) if entry.grade is not None else "ungraded"
    told = entry.rank is Rank.UNNAMED and entry.hearsay is not Hearsay.FIRST_HAND  # nobody is named as speaking
    rank = "" if told else f"{page.words.rank(entry.rank)} · "
    who.append((Run(f"{rank}{grade}" + _tail(HEARSAY_WORDS[entry.hearsay])),))
    return (
        Cell(((Run(day_words(entry.day)),),), heads=True),
        Cell(((Run(entry.effect.value),),)),
        Cell(tuple(what)),
        Cell(tuple(who)),
    )


def movement(page: Page, status: Status) -> tuple[Section, ...]:
    """What moved since the last round began (since the record began, where there was none)."""
    rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
    since = rounds[-1].start if rounds else None
    lead = (
        fill(
            "Since the round in {where} began, on {day}:",
            where=Run(rounds[-1].where, tone=Tone.NAME),
            day=day_words(rounds[-1].start),
        )
        if rounds
        else (Run("No round is recorded; this is all movement in the record:"),)
    )
    told: dict[str, list[tuple[Position, Entry]]] = {}  # a statement may move several positions, and is told once
    turned: list[tuple[int, Position]] = []
    for position in page.table.positions.values():
        fresh = [e for e in position.history if e.effect in MOVED and (since is None or e.day >= since)]
        for entry in fresh:
            told.setdefault(entry.statement, []).append((position, entry))
        turns = sum(e.effect in TURNED for e in fresh)
        if turns and len({e.day for e in position.history}) > 1:
            turned.append((turns, position))
    blocks: list[Block] = []
    if told:
        counted = _counted({(e.statement, e.effect): e for moved in told.values() for _, e in moved}.values())
        blocks.append(Paragraph((*lead, Run(f" {counted}."))))
        order = sorted(told, key=lambda ref: told[ref][0][1].day)
        order.sort(key=lambda ref: all(entry.effect not in TURNED for _, entry in told[ref]))
        turning = [ref for ref in order if any(entry.effect in TURNED for _, entry in told[ref])]
        rows = {
            ref: (
                Cell(((Run(day_words(told[ref][0][1].day)),),), heads=True),
                Cell((page.words.parties(dict.fromkeys(position.party for position, _ in told[ref])),)),
                Cell((page.words.issues(dict.fromkeys(position.issue for position, _ in told[ref])),)),
                Cell(_how([entry for _, entry in told[ref]])),
            )
            for ref in order
        }
        columns = header("Day", "Party", "Issue", "What moved")
        for name, caption, refs in (
            ("movement", "What turned", turning),
            ("movement-new", "What was new: first words and conditions", [ref for ref in order if ref not in turning]),
        ):
            if refs:
                blocks.append(Table(name, caption, columns, tuple(rows[ref] for ref in refs)))
        turned.sort(key=lambda one: -one[0])
        blocks += [figure for _, position in turned[:CHARTS] if (figure := step_chart(page, position)) is not None]
        if len(turned) > CHARTS:
            more = f"Drawn are the {CHARTS} positions that turned most often; {len(turned) - CHARTS} more turned."
            blocks.append(Paragraph((Run(more),), Role.NOTE))
    else:
        blocks.append(Paragraph((*lead, Run(" nothing has moved."))))
    return (Section("movement", (Run("Movement since the last round"),), tuple(blocks)),)


def _tail(words: str) -> str:
    return f", {words}" if words else ""
