"""Where do the talks stand? The calendar, the matrix of issues, who was not heard, and what is disputed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from nonpaper.analysis.results import Ask
from nonpaper.brief.document import (
    Block,
    Bullets,
    Calendar,
    CalendarBar,
    CalendarPoint,
    Cell,
    Figure,
    Ladder,
    LadderMatrix,
    LadderRow,
    Paragraph,
    Role,
    Run,
    Section,
    Spot,
    Table,
    Text,
    Tone,
    cite,
    cited,
    ending,
    fill,
    header,
    joined,
    plain,
    row_of,
)
from nonpaper.brief.page import Page
from nonpaper.brief.wording import (
    STATE_WORDS,
    count_words,
    day_words,
    span_words,
)
from nonpaper.positions.position import (
    Basis,
    MarkKind,
    NotHeard,
    Position,
)
from nonpaper.positions.status import IssueRow, State, Status


def where(page: Page, status: Status) -> tuple[Section, ...]:
    """The calendar of the talks."""
    blocks: list[Block] = []
    rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
    items: list[Text] = [ending(page.words.round(meeting)) for meeting in rounds]
    for party, statement in status.away:
        items.append(fill("{who} has gone home to consult{cite}.", who=page.words.party(party), cite=cite(statement)))
    for left in status.deadlines:
        items.append(ending(fill("Deadline: {what}", what=page.words.deadline(left.deadline, left.days))))
    for draft in sorted(page.case.drafts.values(), key=lambda d: (d.on, d.id)):
        items.append(ending(fill("On the table: {draft}", draft=page.words.draft_full(draft))))
    figure = calendar(page, status)
    if figure is not None:
        blocks.append(figure)
    if items:
        blocks.append(Bullets(tuple(items)))
    else:
        blocks.append(Paragraph((Run("The case records no round, draft or deadline."),)))
    return (Section("where", (Run("Where the talks stand"),), tuple(blocks)),)


def calendar(page: Page, status: Status) -> Figure | None:
    """The talks in time; None where there is no more to tell than one day of statements."""
    rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
    days_said = {statement.day for statement in page.case.statements}
    if not rounds and not status.deadlines and not page.case.drafts and len(days_said) < 2:
        return None
    bars: list[CalendarBar] = []
    points: list[CalendarPoint] = []
    rows: list[tuple[date, tuple[Cell, ...]]] = []
    for meeting in rounds:
        parts = [meeting.ended or ("not over" if meeting.end is None else "how it ended is not recorded")]
        if meeting.present:
            parts.append(f"came: {plain(page.words.parties(meeting.present))}")
        if meeting.absent:
            parts.append(f"stayed away: {plain(page.words.parties(meeting.absent))}")
        told = "; ".join(parts)
        bars.append(CalendarBar(meeting.where, told, meeting.start, meeting.end))
        days = span_words(meeting.start, meeting.end).removeprefix("on ")
        rows.append((meeting.start, row_of(days, "round", (Run(meeting.where, tone=Tone.NAME),), told)))
    for draft in page.case.drafts.values():
        points.append(CalendarPoint("draft", draft.id, draft.on, (f"draft:{draft.id}",)))
        stages = count_words(len(draft.stages), "stage")
        rows.append((draft.on, row_of(day_words(draft.on), "draft", page.words.draft_full(draft), stages)))
    for left in status.deadlines:
        kind, on = "firm deadline" if left.deadline.firm else "deadline", left.deadline.on
        points.append(CalendarPoint(kind, left.deadline.what, on))
        rows.append((on, row_of(day_words(on), kind, left.deadline.what, _days(left.days))))
    said = sorted(page.case.statements, key=lambda s: (s.day, s.id))
    points += [CalendarPoint("statement", statement.id, statement.day, (statement.id,)) for statement in said]
    if said:
        first, newest = said[0].day, said[-1].day
        days = span_words(first, newest).removeprefix("on ")
        many = count_words(len(said), "statement")
        rows.append((first, row_of(days, "statements", many, "each listed under Sources")))
    rows.sort(key=lambda row: row[0])
    return Figure(
        "calendar",
        calendar_title(page, status),
        f"A line of time up to {day_words(status.at)}: rounds as bars, drafts as diamonds, deadlines as flags, "
        "statements counted by day. The same facts stand in the table after the picture.",
        Calendar(tuple(bars), tuple(sorted(points, key=lambda p: (p.day, p.kind, p.label))), status.at),
        Table(
            "calendar",
            "The calendar of the talks",
            header("When", "What", "Where or which", "How it went"),
            tuple(row for _, row in rows),
        ),
    )


def calendar_title(page: Page, status: Status) -> Text:
    """The answer of the calendar: how the last round ended, and what comes next."""
    parts: list[Text] = []
    rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
    if rounds:
        last = rounds[-1]
        if last.end is None and last.ended is None:
            parts.append(fill("The round in {where} is not over", where=Run(last.where, tone=Tone.NAME)))
        else:
            ended = {
                "impasse": "ended in an impasse",
                "agreed": "ended in agreement",
                "extended": "was extended",
                "adjourned": "was adjourned",
                "walkout": "ended in a walk-out",
            }.get(last.ended or "", "has ended")
            parts.append(
                fill("The last round, in {where}, {ended}", where=Run(last.where, tone=Tone.NAME), ended=ended)
            )
    parts += next_deadline(status)
    if not parts:
        return (Run("No round is recorded, and no deadline lies ahead"),)
    text = joined(tuple(parts), separator="; ")
    return (Run(text[0].text[0].upper() + text[0].text[1:], text[0].cites, text[0].tone), *text[1:])


def next_deadline(status: Status) -> tuple[Text, ...]:
    """The nearest deadline that has not passed; empty where none lies ahead."""
    ahead = [left for left in status.deadlines if left.days >= 0]
    if not ahead:
        return ()
    nearest = min(ahead, key=lambda left: (left.days, left.deadline.what))
    return (fill("the next deadline is {days}: {what}", days=_days(nearest.days), what=nearest.deadline.what),)


def stuck_words(page: Page, status: Status) -> Text:
    """How many issues are stuck, and which."""
    stuck = [row.issue for row in status.rows if row.state is State.STUCK]
    if not status.rows:
        return (Run("The case has no issue."),)
    if all(row.state is State.SILENT for row in status.rows):
        return (Run("Nobody has spoken on any issue."),)
    if not stuck:
        return (Run("On no single issue do the sides exclude each other."),)
    return fill(
        "{n} of {all} stuck: {which}.",
        n=f"{len(stuck)}",
        all=f"{count_words(len(status.rows), 'issue')} {'is' if len(stuck) == 1 else 'are'}",
        which=page.words.issues(stuck),
    )


def matrix(page: Page, status: Status) -> tuple[Section, ...]:
    """The issues against the parties, most stuck first."""
    if not status.rows:
        return (Section("matrix", (Run("Issue by issue"),), (Paragraph(stuck_words(page, status), Role.ANSWER),)),)
    sides = [(side.name, page.words.hue(side.id)) for side in page.case.sides]
    rows = tuple(ladder_row(page, row) for row in status.rows)
    draft = page.table.draft or ""
    twin = Table(
        "matrix",
        "Where each side stands, issue by issue, most stuck first",
        (
            (Run("Issue"),),
            *((page.words.party(side.id),) for side in page.case.sides),
            (Run("Gap"),),
        ),
        tuple(matrix_row(page, row) for row in status.rows),
    )
    figure = Figure(
        "matrix-figure",
        stuck_words(page, status),
        "Issues from top to bottom, the most stuck first; one column for each side. In each cell the steps of the "
        "issue stand from the status quo on the left, each with a mark for what the side has said about it. "
        "Hollow marks are inferred or assumed. The same stands in the table after the picture.",
        LadderMatrix(rows, tuple(sides), draft),
        twin,
    )
    blocks: list[Block] = [figure]
    for state, lead in (
        (State.AGREED, "Agreed"),
        (State.OPEN, "Open: nothing excluded, but not all have said yes to one step"),
        (State.SILENT, "Silent: nobody with a stake has said anything"),
    ):
        named = [row for row in status.rows if row.state is state]
        if named:
            texts = tuple(
                fill(
                    "{issue} ({steps})",
                    issue=page.words.issue(row.issue),
                    steps=page.words.steps(row.issue, row.agreed),
                )
                if row.agreed and state is State.AGREED
                else (page.words.issue(row.issue),)
                for row in named
            )
            blocks.append(Paragraph(fill("{lead}: {which}.", lead=lead, which=joined(texts))))
    held = (
        *(page.words.held_condition(condition) for condition in page.table.conditions if condition.party is not None),
        *(page.words.whole(whole) for whole in page.table.wholes),
        *(page.words.priority(priority) for priority in page.table.priorities),
        *(page.words.procedure(line) for line in page.case.procedure),
    )
    if held:
        blocks.append(Paragraph((Run("Conditions, and what else ties the issues together:"),)))
        blocks.append(Bullets(tuple(ending(text) for text in held)))
    turned = [
        fill(
            "{party} on {issue}: {statements}",
            party=page.words.party(p.party),
            issue=page.words.issue(p.issue),
            statements=cite(*p.direction.turned_by),
        )
        for row in status.rows
        for p in row.positions
        if p.direction.basis is Basis.INFERRED and p.direction.turned_by
    ]
    if turned:
        blocks.append(
            Paragraph(
                ending(
                    fill(
                        "The way a party likes an issue to go turns on a single statement here: {turned}",
                        turned=joined(tuple(turned), separator="; "),
                    )
                ),
                Role.NOTE,
            )
        )
    return (Section("matrix", (Run("Issue by issue"),), tuple(blocks)),)


def ladder_row(page: Page, row: IssueRow) -> LadderRow:
    """One row of the drawn matrix."""
    issue = page.case.issues[row.issue]
    return LadderRow(
        issue.title,
        STATE_WORDS[row.state.value],
        row.gap,
        issue.steps,
        row.status_quo,
        row.drafted,
        tuple(ladder(page, position) for position in row.positions),
        issue.is_choice,
    )


def ladder(page: Page, position: Position) -> Ladder:
    """One cell of the drawn matrix."""
    steps = page.case.issues[position.issue].steps
    spots = tuple(
        Spot(step, mark.kind, mark.basis, (*mark.statements, *mark.stage))
        for step, mark in zip(steps, position.marks, strict=True)
    )
    stand = page.words.stand(position)
    return Ladder(
        plain((page.words.party(position.party),)),
        page.words.hue(position.party),
        spots,
        plain(stand),
        page.words.said(position),
        cited(stand) or position.live,
    )


def matrix_row(page: Page, row: IssueRow) -> tuple[Cell, ...]:
    """One row of the matrix in words."""
    issue = page.case.issues[row.issue]
    head: list[Text] = [(page.words.issue(row.issue),)]
    head.append(fill("status quo: {step}", step=page.words.step(row.issue, row.status_quo)))
    if row.drafted is not None:
        head.append(fill("draft: {step}", step=page.words.step(row.issue, row.drafted)))
    cells = [Cell(tuple(head), heads=True)]
    for position in row.positions:
        lines: list[Text] = [page.words.stand(position)]
        for place, mark in enumerate(position.marks):
            if mark.kind is MarkKind.NOT_SAID:
                continue
            lines.append(
                fill(
                    "{step}: {mark}{cite}{stage}",
                    step=page.words.step(issue.id, place),
                    mark=page.words.mark(mark.kind, mark.basis),
                    cite=cite(*mark.statements),
                    stage=fill("; accepted as a stage{cite}", cite=cite(*mark.stage)) if mark.stage else (),
                )
            )
        lines.append((Run(page.words.said(position)),))
        cells.append(Cell(tuple(lines)))
    cells.append(Cell(((Run(STATE_WORDS[row.state.value], tone=Tone.STRONG),), (Run(row.gap),))))
    return tuple(cells)


def unheard(page: Page, not_heard: tuple[NotHeard, ...]) -> tuple[Section, ...]:
    """Who was not heard, what nobody asked for, and which one further statement would help."""
    blocks: list[Block] = []
    silent: dict[tuple[str, bool], list[str]] = {}
    for silence in not_heard:
        if silence.demand is None:
            position = page.table.positions.get((silence.party, silence.issue))
            spoke = position is not None and position.last_said is not None
            silent.setdefault((silence.party, spoke), []).append(silence.issue)
    said = {
        True: "{who} has spoken of {issues}, and taken no position.",
        False: "{who} has not been heard on {issues}.",
    }
    items: list[Text] = [
        fill(said[spoke], who=page.words.party(party), issues=page.words.issues(issues))
        for (party, spoke), issues in silent.items()
    ]
    for silence in not_heard:
        if silence.demand is not None:
            statement = page.statements.get(silence.demand)
            asker = statement.party if statement is not None else None
            items.append(ending(page.words.not_heard(silence, asker)))
    why = page.why
    if why is not None and why.nobody_asked:
        items.append(
            fill(
                "Nobody has asked for {issues}, though a draft or a condition moves {it}.",
                issues=page.words.issues(why.nobody_asked, last=" or "),
                it="it" if len(why.nobody_asked) == 1 else "them",
            )
        )
    if items:
        blocks.append(Bullets(tuple(items)))
    else:
        blocks.append(Paragraph((Run("Every side has been heard on every issue, and every demand was answered."),)))
    blocks.append(Paragraph((Run("Silence is shown as silence: it is never read as consent."),), Role.NOTE))
    if why is not None:
        asks = [ending(page.words.ask(ask)) for knot in why.knots for ask in _doubts_first(knot.asks)]
        if asks:
            lead = Paragraph((Run("Each of these, answered so, would remove a knot by itself:"),))
            blocks_of_asks = (lead, Bullets(tuple(dict.fromkeys(asks))))
            asked = Section("asks", (Run("One further statement would help"),), blocks_of_asks)
            return (Section("unheard", (Run("Who was not heard"),), tuple(blocks), (asked,)),)
    return (Section("unheard", (Run("Who was not heard"),), tuple(blocks)),)


def _doubts_first(asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    return tuple(sorted(asks, key=lambda ask: ask.kind != "confirm"))


def disputes(page: Page, status: Status) -> tuple[Section, ...]:
    """What is contested, apart from the positions."""
    sections: list[Section] = []
    if status.contradictions:
        items = tuple(
            fill(
                "{party} on {issue}: {words}{cite}",
                party=page.words.party(c.party),
                issue=page.words.issue(c.issue),
                words=c.words,
                cite=cite(*c.statements),
            )
            for c in status.contradictions
        )
        sections.append(
            Section(
                "contradictions",
                (Run("What a party has said both ways"),),
                (Bullets(tuple(ending(item) for item in items)),),
            )
        )
    if status.disputes:
        blocks: list[Block] = [
            Paragraph((Run("These are accounts, not positions; nothing above is computed from them."),), Role.NOTE),
            Bullets(_alike(ending(page.words.dispute(dispute)) for dispute in status.disputes)),
        ]
        sections.append(Section("disputes", (Run("Disputed accounts"),), tuple(blocks)))
    return tuple(sections)


def _alike(texts: Iterable[Text]) -> tuple[Text, ...]:
    """Lines of the same words are one line with all their sources."""
    groups: dict[str, list[Text]] = {}
    for text in texts:
        groups.setdefault(plain(text), []).append(text)
    lines: list[Text] = []
    for same in groups.values():
        refs = cite(*(ref for text in same for ref in cited(text)))
        lines.append(same[0] if len(same) == 1 else (*(replace(run, cites=()) for run in same[0]), refs))
    return tuple(lines)


def _days(days: int) -> str:
    if days == 0:
        return "today"
    return f"in {count_words(days, 'day')}" if days > 0 else f"{count_words(-days, 'day')} ago"
