"""What goes on the page, and in which order? Results in, documents out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from nonpaper.analysis.results import (
    Card as ConflictCard,
)
from nonpaper.analysis.results import (
    Conflict,
    ConflictKind,
    Knot,
    Move,
    OpenBounds,
    WayKind,
    WayOut,
    Why,
)
from nonpaper.brief.document import (
    Block,
    Bullets,
    Calendar,
    CalendarBar,
    CalendarPoint,
    Card,
    Cell,
    ChartLine,
    ChartPoint,
    Document,
    Facts,
    Figure,
    Ladder,
    LadderMatrix,
    LadderRow,
    Paragraph,
    Quote,
    Quotes,
    Ring,
    RingEdge,
    Role,
    Run,
    Section,
    Source,
    Spot,
    StepChart,
    Table,
    Text,
    Tone,
    cite,
    cited,
    cites_of,
    ending,
    fill,
    joined,
    plain,
)
from nonpaper.brief.wording import (
    CONFLICT_WORDS,
    HEARSAY_WORDS,
    STATE_WORDS,
    Words,
    burden_words,
    count_words,
    day_words,
    when_words,
)
from nonpaper.case.case import Case
from nonpaper.case.prices import PRICES, price
from nonpaper.case.statements import STANCES
from nonpaper.model.rules import Rule
from nonpaper.positions.position import (
    Basis,
    Effect,
    Entry,
    Hearsay,
    MarkKind,
    NotHeard,
    Position,
    Side,
)
from nonpaper.positions.position import Table as Positions
from nonpaper.positions.status import IssueRow, State, Status

MOVED = (
    Effect.OPENS,
    Effect.HARDENS,
    Effect.SOFTENS,
    Effect.CONDITION,
    Effect.RELAXES,
    Effect.HELD_BACK,
    Effect.WITHDRAWN,
    Effect.CARRIED_OUT,
)


def compose_status(status: Status) -> Document:
    """Where the talks stand: calendar, matrix, what is agreed, open or silent, who was not heard, disputes."""
    page = _Page(status.table)
    sections = [*page.where(status), *page.matrix(status), *page.silences(status), *page.disputes(status)]
    return page.document("status", f"{page.case.title}: where the talks stand", sections)


def compose_history(table: Positions, party: str, issue: str) -> Document:
    """One party on one issue: every statement, how the position moved, what retired what and why.

    Raises KeyError for a party without a position on the issue.
    """
    page = _Page(table)
    position = table.positions[party, issue]
    name, title = plain((page.words.party(party),)), plain((page.words.issue(issue),))
    return page.document("history", f"{page.case.title}: {name} on {title}", page.history(position, whole=True))


def compose_why(why: Why) -> Document:
    """Why there is no deal, and the ways out; or that one is open, and its bounds."""
    page = _Page(why.table, why)
    return page.document(
        "why",
        f"{page.case.title}: why there is no deal" if why.deal is None else f"{page.case.title}: a deal is open",
        [*page.stuck(), *page.ways_out(), *page.unheard(why.not_heard)],
    )


def compose_brief(status: Status, why: Why) -> Document:
    """The page to hand in: all of the above, movement since the last round, every source, method and caveats."""
    page = _Page(why.table, why)
    sections = [
        *page.summary(status),
        *page.where(status),
        *page.matrix(status),
        *page.stuck(),
        *page.ways_out(),
        *page.unheard(status.not_heard),
        *page.movement(status),
        *page.disputes(status),
    ]
    seen = tuple(statement.id for statement in page.case.statements)
    return page.document("brief", page.case.title, sections, also=seen, last=page.method(status))


class _Page:
    """One document in the making: the words, the table, and (for `why`) the rules."""

    def __init__(self, table: Positions, why: Why | None = None) -> None:
        self.table = table
        self.why = why
        self.case: Case = table.case
        self.words = Words(table.case, why.model if why is not None else None)
        self.statements = {statement.id: statement for statement in table.case.statements}

    # --- the frame --------------------------------------------------------------------------------------------

    def document(
        self,
        kind: str,
        title: str,
        sections: Iterable[Section],
        also: tuple[str, ...] = (),
        last: tuple[Section, ...] = (),
    ) -> Document:
        """The finished page: sources numbered in the order of their days, and the banner where one is due."""
        parts = tuple(sections)
        used = dict.fromkeys(ref for section in (*parts, *last) for ref in cites_of(section))
        used.update(dict.fromkeys(also))
        sources = self.sources(used)
        grade = self.table.min_grade
        subtitle = fill(
            "As of {day}{grade}",
            day=day_words(self.table.at),
            grade=f", sources graded {grade} or better" if grade else "",
        )
        return Document(
            kind=kind,
            title=title,
            subtitle=subtitle,
            at=self.table.at,
            sections=(*parts, *last),
            sources=sources,
            fingerprint=self.case.fingerprint,
            banner=self.banner(),
            numbers={source.id: source.number for source in sources},
        )

    def banner(self) -> Text:
        """The warning that stands above everything when a statement in use is not for everyone."""
        groups: dict[str, list[str]] = {}
        for statement in self.case.statements:
            if statement.audience.strip():
                groups.setdefault(statement.audience.strip(), []).append(statement.id)
        if not groups:
            return ()
        parts = tuple(
            fill("{who} ({ids})", who=Run(who, tone=Tone.NAME), ids=", ".join(ids))
            for who, ids in sorted(groups.items())
        )
        return fill(
            "Draws on statements with a limited audience: {parts}. "
            "What is computed from them is as confidential as they are.",
            parts=joined(parts, separator="; "),
        )

    def sources(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The list of sources: statements by day, then drafts, then the lines of the procedure."""
        wanted = list(dict.fromkeys(ids))
        known = [ref for ref in wanted if ref in self.statements]
        known.sort(key=lambda ref: (self.statements[ref].day, ref))
        drafts = sorted(ref for ref in wanted if ref.startswith("draft:") and ref not in self.statements)
        lines = [line.id for line in self.case.procedure if line.id in wanted]
        rest = sorted(ref for ref in wanted if ref not in {*known, *drafts, *lines})
        out: list[Source] = []
        for number, ref in enumerate((*known, *drafts, *lines, *rest), start=1):
            out.append(self.source(ref, number))
        return tuple(out)

    def source(self, id: str, number: int) -> Source:
        """One entry of the list of sources."""
        statement = self.statements.get(id)
        if statement is not None:
            source = statement.source
            span = ""
            if source is not None and source.start is not None and source.end is not None:
                span = f"characters {source.start} to {source.end}"
            verb = statement.stance.value
            claim = statement.claim.text if statement.claim is not None else ""
            return Source(
                id=id,
                number=number,
                kind="statement",
                day=when_words(statement.when),
                who=self.words.speaker(statement),
                via=self.words.via(statement),
                claim=f"{verb} {claim}".strip(),
                outlet=statement.outlet,
                report=source.report if source is not None else "",
                span=span,
                grade=str(statement.grade) if statement.grade is not None else "ungraded",
                quote=statement.quote,
                audience=statement.audience,
                note=statement.note,
            )
        for line in self.case.procedure:
            if line.id == id:
                return Source(
                    id=id,
                    number=number,
                    kind="procedure",
                    day="",
                    who=(Run("the analyst's judgement"),),
                    claim=line.claim.text,
                    note="a line of the procedure in case.yaml; nobody's word",
                )
        draft = self.case.drafts.get(id.removeprefix("draft:"))
        if draft is not None:
            stages = "; then ".join(
                ", ".join(f"{self.case.issues[i].title}: {step}" for i, step in stage.items()) for stage in draft.stages
            )
            return Source(
                id=id,
                number=number,
                kind="draft",
                day=day_words(draft.on),
                who=self.words.parties(draft.by) or (Run("a draft whose author is not recorded"),),
                claim=stages,
                note="a draft declared in case.yaml; it binds nobody",
            )
        return Source(
            id=id,
            number=number,
            kind="statement",
            day="",
            who=(Run("not in the record seen on this day"),),
        )

    # --- where the talks stand --------------------------------------------------------------------------------

    def summary(self, status: Status) -> tuple[Section, ...]:
        """The whole page in a few lines."""
        why = self.why
        lines: list[Text] = [self.stuck_words(status)]
        if why is not None:
            lines.append(self.answer(why))
            if why.whole:
                whole = why.whole[0]
                label = "the most even" if whole.kind is WayKind.EVEN else "the cheapest"
                lines.append(
                    fill(
                        "Opening everything at once takes {moves} ({label} way); the burdens are {burden}.",
                        moves=count_words(len(whole.moves), "move"),
                        label=label,
                        burden=self.words.burden(whole.burden, everyone=True),
                    )
                )
            asks = [ask for knot in why.knots for ask in knot.asks]
            if asks:
                lines.append(fill("Ask next: {ask}", ask=ending(self.words.ask(asks[0]))))
        return (Section("summary", (Run("In short"),), (Bullets(tuple(lines)),)),)

    def where(self, status: Status) -> tuple[Section, ...]:
        """The calendar of the talks."""
        blocks: list[Block] = []
        rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
        items: list[Text] = [ending(self.words.round(meeting)) for meeting in rounds]
        for party, statement in status.away:
            items.append(
                fill("{who} has gone home to consult{cite}.", who=self.words.party(party), cite=cite(statement))
            )
        for left in status.deadlines:
            items.append(ending(fill("Deadline: {what}", what=self.words.deadline(left.deadline, left.days))))
        for draft in sorted(self.case.drafts.values(), key=lambda d: (d.on, d.id)):
            items.append(ending(fill("On the table: {draft}", draft=self.words.draft_full(draft))))
        figure = self.calendar(status)
        if figure is not None:
            blocks.append(figure)
        if items:
            blocks.append(Bullets(tuple(items)))
        else:
            blocks.append(Paragraph((Run("The case records no round, draft or deadline."),)))
        return (Section("where", (Run("Where the talks stand"),), tuple(blocks)),)

    def calendar(self, status: Status) -> Figure | None:
        """The talks in time; None where the case has no dates but those of statements."""
        rounds = sorted(status.rounds, key=lambda r: (r.start, r.where))
        if not rounds and not status.deadlines and not self.case.drafts:
            return None
        bars: list[CalendarBar] = []
        rows: list[tuple[Cell, ...]] = []
        for meeting in rounds:
            who = []
            if meeting.present:
                who.append(f"came: {plain(self.words.parties(meeting.present))}")
            if meeting.absent:
                who.append(f"stayed away: {plain(self.words.parties(meeting.absent))}")
            ended = meeting.ended or ("not over" if meeting.end is None else "how it ended is not recorded")
            bars.append(CalendarBar(meeting.where, "; ".join([ended, *who]), meeting.start, meeting.end))
            days = day_words(meeting.start) + (f" to {day_words(meeting.end)}" if meeting.end else " on")
            rows.append(_row(days, "round", (Run(meeting.where, tone=Tone.NAME),), "; ".join([ended, *who])))
        points: list[CalendarPoint] = []
        for draft in self.case.drafts.values():
            points.append(CalendarPoint("draft", draft.id, draft.on, (f"draft:{draft.id}",)))
            rows.append(
                _row(
                    day_words(draft.on), "draft", self.words.draft_full(draft), count_words(len(draft.stages), "stage")
                )
            )
        for left in status.deadlines:
            firm = left.deadline.firm
            points.append(CalendarPoint("firm deadline" if firm else "deadline", left.deadline.what, left.deadline.on))
            rows.append(
                _row(
                    day_words(left.deadline.on),
                    "firm deadline" if firm else "deadline",
                    left.deadline.what,
                    _days(left.days),
                )
            )
        for statement in sorted(self.case.statements, key=lambda s: (s.day, s.id)):
            points.append(CalendarPoint("statement", statement.id, statement.day, (statement.id,)))
        first = min((s.day for s in self.case.statements), default=None)
        if first is not None:
            newest = max(s.day for s in self.case.statements)
            rows.append(
                _row(
                    day_words(first) if first == newest else f"{day_words(first)} to {day_words(newest)}",
                    "statements",
                    count_words(len(self.case.statements), "statement"),
                    "each listed under Sources",
                )
            )
        title = self.calendar_title(status)
        return Figure(
            "calendar",
            title,
            f"A line of time up to {day_words(status.at)}: rounds as bars, drafts as diamonds, deadlines as flags, "
            "statements as ticks. The same facts stand in the table after the picture.",
            Calendar(tuple(bars), tuple(sorted(points, key=lambda p: (p.day, p.kind, p.label))), status.at),
            Table(
                "calendar",
                "The calendar of the talks",
                _header("When", "What", "Where or which", "How it went"),
                tuple(rows),
            ),
        )

    def calendar_title(self, status: Status) -> Text:
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
        ahead = [left for left in status.deadlines if left.days >= 0]
        if ahead:
            nearest = min(ahead, key=lambda left: (left.days, left.deadline.what))
            days = "today" if nearest.days == 0 else f"in {count_words(nearest.days, 'day')}"
            parts.append(fill("the next deadline is {days}: {what}", days=days, what=nearest.deadline.what))
        if not parts:
            return (Run("No round has been held, and no deadline lies ahead"),)
        text = joined(tuple(parts), separator="; ")
        return (Run(text[0].text[0].upper() + text[0].text[1:], text[0].cites, text[0].tone), *text[1:])

    # --- the matrix -------------------------------------------------------------------------------------------

    def stuck_words(self, status: Status) -> Text:
        """How many issues are stuck, and which."""
        stuck = [row.issue for row in status.rows if row.state is State.STUCK]
        if not status.rows:
            return (Run("The case has no issue."),)
        if not stuck:
            return (Run("On no single issue do the sides exclude each other."),)
        return fill(
            "{n} of {all} stuck: {which}.",
            n=f"{len(stuck)}",
            all=f"{count_words(len(status.rows), 'issue')} {'is' if len(stuck) == 1 else 'are'}",
            which=self.words.issues(stuck),
        )

    def matrix(self, status: Status) -> tuple[Section, ...]:
        """The issues against the parties, most stuck first."""
        if not status.rows:
            return (Section("matrix", (Run("Issue by issue"),), (Paragraph(self.stuck_words(status), Role.ANSWER),)),)
        sides = [(side.name, self.words.hue(side.id)) for side in self.case.sides]
        rows = tuple(self.ladder_row(row) for row in status.rows)
        draft = self.table.draft or ""
        twin = Table(
            "matrix",
            "Where each side stands, issue by issue, most stuck first",
            (
                (Run("Issue"),),
                *((self.words.party(side.id),) for side in self.case.sides),
                (Run("Gap"),),
            ),
            tuple(self.matrix_row(row) for row in status.rows),
        )
        figure = Figure(
            "matrix-figure",
            self.stuck_words(status),
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
                        issue=self.words.issue(row.issue),
                        steps=self.words.steps(row.issue, row.agreed),
                    )
                    if row.agreed and state is State.AGREED
                    else (self.words.issue(row.issue),)
                    for row in named
                )
                blocks.append(Paragraph(fill("{lead}: {which}.", lead=lead, which=joined(texts))))
        turned = [
            fill(
                "{party} on {issue}: {statements}",
                party=self.words.party(p.party),
                issue=self.words.issue(p.issue),
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

    def ladder_row(self, row: IssueRow) -> LadderRow:
        """One row of the drawn matrix."""
        issue = self.case.issues[row.issue]
        return LadderRow(
            issue.title,
            STATE_WORDS[row.state.value],
            row.gap,
            issue.steps,
            row.status_quo,
            row.drafted,
            tuple(self.ladder(position) for position in row.positions),
            issue.is_choice,
        )

    def ladder(self, position: Position) -> Ladder:
        """One cell of the drawn matrix."""
        steps = self.case.issues[position.issue].steps
        spots = tuple(
            Spot(step, mark.kind, mark.basis, mark.statements) for step, mark in zip(steps, position.marks, strict=True)
        )
        stand = self.words.stand(position)
        return Ladder(
            plain((self.words.party(position.party),)),
            self.words.hue(position.party),
            spots,
            plain(stand),
            self.words.said(position),
            cited(stand) or position.live,
        )

    def matrix_row(self, row: IssueRow) -> tuple[Cell, ...]:
        """One row of the matrix in words."""
        issue = self.case.issues[row.issue]
        head: list[Text] = [(self.words.issue(row.issue),)]
        head.append(fill("status quo: {step}", step=self.words.step(row.issue, row.status_quo)))
        if row.drafted is not None:
            head.append(fill("draft: {step}", step=self.words.step(row.issue, row.drafted)))
        cells = [Cell(tuple(head), heads=True)]
        for position in row.positions:
            lines: list[Text] = [self.words.stand(position)]
            for place, mark in enumerate(position.marks):
                if mark.kind is MarkKind.NOT_SAID:
                    continue
                lines.append(
                    fill(
                        "{step}: {mark}{cite}",
                        step=self.words.step(issue.id, place),
                        mark=self.words.mark(mark.kind, mark.basis),
                        cite=cite(*mark.statements),
                    )
                )
            lines.append((Run(self.words.said(position)),))
            cells.append(Cell(tuple(lines)))
        cells.append(Cell(((Run(STATE_WORDS[row.state.value], tone=Tone.STRONG),), (Run(row.gap),))))
        return tuple(cells)

    # --- silences and disputes --------------------------------------------------------------------------------

    def silences(self, status: Status) -> tuple[Section, ...]:
        """Who was not heard on what."""
        return self.unheard(status.not_heard)

    def unheard(self, not_heard: tuple[NotHeard, ...]) -> tuple[Section, ...]:
        """Who was not heard, what nobody asked for, and which one further statement would help."""
        blocks: list[Block] = []
        silent: dict[str, list[str]] = {}
        for silence in not_heard:
            if silence.demand is None:
                silent.setdefault(silence.party, []).append(silence.issue)
        items: list[Text] = [
            fill("{who} has not been heard on {issues}.", who=self.words.party(party), issues=self.words.issues(issues))
            for party, issues in silent.items()
        ]
        for silence in not_heard:
            if silence.demand is not None:
                statement = self.statements.get(silence.demand)
                asker = statement.party if statement is not None else None
                items.append(ending(self.words.not_heard(silence, asker)))
        why = self.why
        if why is not None and why.nobody_asked:
            items.append(
                fill(
                    "Nobody has asked for {issues}, though a draft or a condition moves it.",
                    issues=self.words.issues(why.nobody_asked),
                )
            )
        if items:
            blocks.append(Bullets(tuple(items)))
        else:
            blocks.append(Paragraph((Run("Every side has been heard on every issue, and every demand was answered."),)))
        blocks.append(Paragraph((Run("Silence is shown as silence: it is never read as consent."),), Role.NOTE))
        if why is not None:
            asks = [ask for knot in why.knots for ask in knot.asks]
            if asks:
                unique = tuple(dict.fromkeys(ending(self.words.ask(ask)) for ask in asks))
                blocks.append(Paragraph((Run("One further statement would help:"),)))
                blocks.append(Bullets(unique))
        return (Section("unheard", (Run("Who was not heard"),), tuple(blocks)),)

    def disputes(self, status: Status) -> tuple[Section, ...]:
        """What is contested, apart from the positions."""
        sections: list[Section] = []
        if status.contradictions:
            items = tuple(
                fill(
                    "{party} on {issue}: {words}{cite}",
                    party=self.words.party(c.party),
                    issue=self.words.issue(c.issue),
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
                Bullets(tuple(ending(self.words.dispute(dispute)) for dispute in status.disputes)),
            ]
            sections.append(Section("disputes", (Run("Disputed accounts"),), tuple(blocks)))
        return tuple(sections)

    # --- history ----------------------------------------------------------------------------------------------

    def history(self, position: Position, *, whole: bool) -> tuple[Section, ...]:
        """Every statement of one party on one issue."""
        party, issue = self.words.party(position.party), self.words.issue(position.issue)
        blocks: list[Block] = [
            Paragraph(
                ending(fill("Today: {stand}", stand=self.words.stand(position))),
                Role.ANSWER,
            ),
            Facts(
                (
                    ("Likes it to go", self.words.direction(position.direction, position.issue)),
                    ("Last said", (Run(self.words.said(position)),)),
                )
            ),
        ]
        figure = self.step_chart(position)
        if figure is not None:
            blocks.append(figure)
        else:
            blocks.append(Paragraph(fill("{party} has said nothing on {issue}.", party=party, issue=issue)))
        quotes = self.quotes(entry.statement for entry in position.history)
        sections = [Section("history", fill("{party} on {issue}", party=party, issue=issue), tuple(blocks))]
        if whole and quotes:
            sections.append(Section("words", (Run("In their words"),), (Quotes(quotes),)))
        return tuple(sections)

    def step_chart(self, position: Position) -> Figure | None:
        """The history of a position, drawn; None where nothing was said."""
        if not position.history:
            return None
        issue = self.case.issues[position.issue]
        party = self.words.party(position.party)
        points: list[ChartPoint] = []
        rows: list[tuple[Cell, ...]] = []
        lines: dict[Side, list[tuple[date, int | None, bool]]] = {}
        for entry in position.history:
            statement = self.statements.get(entry.statement)
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
            rows.append(self.history_row(entry))
        drawing = StepChart(
            plain((party,)),
            self.words.hue(position.party),
            issue.title,
            issue.steps,
            tuple(points),
            tuple(ChartLine(side is Side.LOWER, tuple(line)) for side, line in lines.items()),
            self.table.at,
            issue.is_choice,
        )
        return Figure(
            f"history-{position.party}-{position.issue}",
            self.chart_title(position),
            f"Days from left to right, the steps of {issue.title} from bottom to top. Dots are statements, hollow where the "
            "source is not named or tells it second hand; the line is the bound, from the day it was set. "
            "The same stands in the table after the picture.",
            drawing,
            Table(
                f"history-{position.party}-{position.issue}",
                f"{plain((party,))} on {issue.title}: every statement, oldest first",
                _header("Day", "What it did", "How it moved", "Who, and how good the source"),
                tuple(rows),
            ),
        )

    def chart_title(self, position: Position) -> Text:
        """The answer of a history: how often it moved, and which way last."""
        party, issue = self.words.party(position.party), self.words.issue(position.issue)
        hard = [entry for entry in position.history if entry.effect is Effect.HARDENS]
        soft = [entry for entry in position.history if entry.effect in (Effect.SOFTENS, Effect.RELAXES)]
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

    def history_row(self, entry: Entry) -> tuple[Cell, ...]:
        """One statement of a history."""
        statement = self.statements.get(entry.statement)
        what: list[Text] = [(Run(entry.words), cite(entry.statement))]
        if entry.retired:
            what.append(fill("no longer binds: {cite}", cite=cite(*entry.retired)))
        who: list[Text] = []
        if statement is not None:
            who.append(self.words.speaker(statement))
            via = self.words.via(statement)
            if via:
                who.append(via)
        grade = str(entry.grade) if entry.grade is not None else "ungraded"
        who.append((Run(f"{self.words.rank(entry.rank)} · {grade}" + _tail(HEARSAY_WORDS[entry.hearsay])),))
        return (
            Cell(((Run(day_words(entry.day)),),), heads=True),
            Cell(((Run(entry.effect.value),),)),
            Cell(tuple(what)),
            Cell(tuple(who)),
        )

    def movement(self, status: Status) -> tuple[Section, ...]:
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
        rows: list[tuple[date, str, str, tuple[Cell, ...]]] = []
        moved: list[Position] = []
        for position in self.table.positions.values():
            entries = [e for e in position.history if e.effect in MOVED and (since is None or e.day >= since)]
            if any(entry.effect in (Effect.HARDENS, Effect.SOFTENS, Effect.RELAXES) for entry in entries):
                moved.append(position)
            for entry in entries:
                rows.append(
                    (
                        entry.day,
                        position.party,
                        entry.statement,
                        (
                            Cell(((Run(day_words(entry.day)),),), heads=True),
                            Cell(((self.words.party(position.party),),)),
                            Cell(((self.words.issue(position.issue),),)),
                            Cell(((Run(entry.words), cite(entry.statement)),)),
                        ),
                    )
                )
        blocks: list[Block] = []
        if rows:
            rows.sort(key=lambda item: item[0])
            blocks.append(Paragraph(lead))
            blocks.append(
                Table(
                    "movement", "Movement", _header("Day", "Party", "Issue", "What moved"), tuple(r for *_, r in rows)
                )
            )
            for position in moved:
                figure = self.step_chart(position)
                if figure is not None:
                    blocks.append(figure)
        else:
            blocks.append(Paragraph((*lead, Run(" nothing has moved."))))
        return (Section("movement", (Run("Movement since the last round"),), tuple(blocks)),)

    # --- why --------------------------------------------------------------------------------------------------

    def answer(self, why: Why) -> Text:
        """The answer of `why` in one sentence."""
        if why.nothing_asked:
            return (Run("Nobody asks for any change, so there is nothing to agree on."),)
        if why.deal is not None:
            return (Run("A deal is open: nothing that was said rules out every package."),)
        heads = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.HEAD_ON]
        circles = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.CIRCLE]
        linked = [c for knot in why.knots for c in knot.conflicts if c.kind is ConflictKind.LINKED]
        parts: list[Text] = []
        if heads:
            issues = list(dict.fromkeys(issue for c in heads for issue in c.issues))
            parts.append(fill("head-on on {issues}", issues=self.words.issues(issues)))
        if circles:
            parts.append((Run(count_words(len(circles), "circle") + " of preconditions"),))
        if linked:
            parts.append((Run(count_words(len(linked), "conflict") + " that links issues"),))
        return fill(
            "There is no deal: {parts}; in {knots}.",
            parts=joined(tuple(parts), last=" and "),
            knots=count_words(len(why.knots), "knot"),
        )

    def deal_by(self, why: Why) -> Text:
        """What counts as a deal here."""
        moved = self.words.issues(why.model.must_move)
        if why.model.deal_by == "draft" and why.model.draft is not None:
            if not why.model.must_move:
                return (
                    Run("A deal here is any package other than the status quo; the newest draft moves nothing more."),
                )
            return fill(
                "A deal here moves every issue that {draft} moves and that is not yet carried out: {moved}.",
                draft=(*self.words.draft(why.model.draft), cite(f"draft:{why.model.draft}")),
                moved=moved,
            )
        if why.model.deal_by == "asked":
            return (
                Run("A deal here moves at least one issue that each party heard has asked for; there is no draft."),
            )
        return (Run("A deal here is any package other than the status quo."),)

    def stuck(self) -> tuple[Section, ...]:
        """Why there is no deal: knots, the hardest first, each conflict a card."""
        why = self.why
        if why is None:
            return ()
        blocks: list[Block] = [Paragraph(self.answer(why), Role.ANSWER)]
        if not why.nothing_asked:
            blocks.append(Paragraph(self.deal_by(why), Role.NOTE))
        if why.deal is not None:
            blocks.extend(self.opened(why.deal, "deal"))
        if why.knots and not why.complete:
            proof = "proved to be the lightest" if why.lightest_proved else "not proved to be the lightest"
            blocks.append(
                Paragraph(
                    (Run(f"These are {count_words(why.found, 'conflict')}, {proof}; there may be more."),), Role.WARNING
                )
            )
        blocks.extend(Paragraph((Run(note),), Role.NOTE) for note in why.notes)
        parts = tuple(self.knot(knot, number, len(why.knots)) for number, knot in enumerate(why.knots, start=1))
        title = "Why they are stuck" if why.deal is None and not why.nothing_asked else "What could be signed"
        return (Section("why", (Run(title),), tuple(blocks), parts),)

    def knot(self, knot: Knot, number: int, of: int) -> Section:
        """One knot: its conflicts as cards."""
        if knot.price is None:
            price_words = "No set of moves that settles it was found; it can only be gone round."
        else:
            price_words = f"The cheapest way to settle it costs {burden_words(knot.price)}."
        hardest = " It is the hardest." if number == 1 and of > 1 else ""
        blocks: list[Block] = [
            Paragraph(
                fill(
                    "{parties}, over {issues}. {price}{hardest}",
                    parties=self.words.parties(knot.parties),
                    issues=self.words.issues(knot.issues),
                    price=price_words,
                    hardest=hardest,
                )
            )
        ]
        for place, card in enumerate(knot.cards, start=1):
            blocks.append(self.card(card, f"knot-{number}-{place}"))
        title = fill(
            "Knot {number} of {of}: {issues}", number=str(number), of=str(of), issues=self.words.issues(knot.issues)
        )
        return Section(f"knot-{number}", title, tuple(blocks))

    def card(self, card: ConflictCard, id: str) -> Card:
        """Conflicts of one kind on the same issues."""
        blocks: list[Block] = []
        weak = {c.hearsay for c in card.conflicts}
        asked = sorted(
            {
                rule.party
                for c in card.conflicts
                for rule in c.rules
                if rule.hearsay is not Hearsay.FIRST_HAND and rule.party is not None
            },
            key=list(self.case.parties).index,
        )
        if asked:
            what = (
                "It rests on the other side's account"
                if Hearsay.OTHER_SIDE in weak
                else "It rests on what is known second hand"
            )
            blocks.append(
                Paragraph(
                    fill("Ask {who} first. {what}, and could dissolve.", who=self.words.parties(asked), what=what),
                    Role.WARNING,
                )
            )
        for place, conflict in enumerate(card.conflicts, start=1):
            if conflict.kind is ConflictKind.CIRCLE:
                figure = self.ring(conflict, f"{id}-ring-{place}")
                if figure is not None:
                    blocks.append(figure)
                    continue
            blocks.append(Paragraph(ending(self.words.conflict(conflict), ":")))
            blocks.append(Bullets(tuple(ending(self.words.rule(rule)) for rule in conflict.rules)))
        quotes = self.quotes(dict.fromkeys(s for c in card.conflicts for s in c.statements))
        if quotes:
            blocks.append(Quotes(quotes))
        if card.edge_moves:
            blocks.append(Paragraph((Run("What would open the circle on its own:"),)))
            blocks.append(Bullets(tuple(self.priced(move) for move in card.edge_moves)))
        return Card(id, CONFLICT_WORDS[card.kind], self.words.issues(card.issues), tuple(blocks))

    def quotes(self, ids: Iterable[str]) -> tuple[Quote, ...]:
        """The words behind statements: the same words once, whoever rests on them."""
        groups: dict[tuple[str, str, str], list[str]] = {}
        for ref in dict.fromkeys(ids):
            statement = self.statements.get(ref)
            if statement is not None and statement.quote.strip():
                key = (statement.quote.strip(), plain(self.words.speaker(statement)), statement.outlet)
                groups.setdefault(key, []).append(ref)
        out: list[Quote] = []
        for (words, _, _), group in groups.items():
            statement = self.statements[group[0]]
            via = self.words.via(statement)
            parts: list[Text] = [via] if via else []
            if statement.outlet:
                parts.append((Run(statement.outlet, tone=Tone.NAME),))
            parts.append((Run(when_words(statement.when)),))
            out.append(Quote(tuple(group), words, self.words.speaker(statement), joined(tuple(parts))))
        return tuple(out)

    def ring(self, conflict: Conflict, id: str) -> Figure | None:
        """A circle of preconditions, drawn; None where its rules are not all conditions that follow one another."""
        edges = [rule for rule in conflict.rules if rule.act is not None]
        acts: list[str] = []
        for rule in edges:
            if rule.act is not None and rule.act.issue not in acts:
                acts.append(rule.act.issue)
        labels: dict[str, tuple[str, str]] = {}
        pairs: list[tuple[Rule, str, str]] = []
        for rule in edges:
            if rule.act is None:
                return None
            before = next((literal for literal in rule.clause if literal.issue in acts), None)
            if before is None:
                return None
            for literal in (rule.act, before):
                issue = self.case.issues[literal.issue]
                labels.setdefault(literal.issue, (issue.title, issue.steps[literal.step]))
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
                plain((self.words.party(rule.party),)),
                self.words.hue(rule.party),
                {"if": "only if", "after": "only after", "with": "not before"}[rule.link.value if rule.link else "if"],
                rule.statements,
                HEARSAY_WORDS[rule.hearsay],
            )
            for rule, first, then in sorted(pairs, key=lambda pair: places[pair[1]])
        )
        rows = tuple(
            (
                Cell(((self.words.issue(rule.act.issue),),), heads=True) if rule.act else Cell(()),
                Cell((fill("{link} {clause}", link=edge.words, clause=self.words.clause(rule.clause)),)),
                Cell(
                    ((self.words.party(rule.party), Run(_tail(HEARSAY_WORDS[rule.hearsay])), cite(*rule.statements)),)
                ),
            )
            for (rule, *_), edge in zip(sorted(pairs, key=lambda pair: places[pair[1]]), drawn, strict=True)
        )
        title = fill("Nobody can begin: {acts} wait for one another", acts=self.words.issues(order))
        return Figure(
            id,
            title,
            "Acts as boxes; each arrow leads from what must come first to the act that waits for it, and carries who "
            "holds to it. The arrows close to a ring. The same stands in the table after the picture.",
            Ring(tuple(labels[issue] for issue in order), drawn),
            Table(id, "The ring of preconditions", _header("Act", "Waits", "Held by"), rows),
        )

    # --- ways out ---------------------------------------------------------------------------------------------

    def priced(self, move: Move) -> Text:
        """A move with its price and what must be said beside it."""
        caveat = self.words.caveat(move)
        tail = fill(" {caveat}", caveat=ending(caveat)) if caveat else ()
        return (
            *fill("{move} (burden {price}).", move=self.words.move(move), price=burden_words(move.price)),
            *tail,
        )

    def ways_out(self) -> tuple[Section, ...]:
        """The ways out of each knot, and the whole."""
        why = self.why
        if why is None or not why.knots:
            return ()
        parts: list[Section] = []
        many = len(why.knots) > 1
        for number, knot in enumerate(why.knots, start=1):
            blocks: list[Block] = []
            if knot.asks:
                blocks.append(
                    Bullets(tuple(fill("First, ask them. {ask}", ask=ending(self.words.ask(ask))) for ask in knot.asks))
                )
            if knot.ways:
                blocks.append(self.ways_table(knot, f"ways-{number}"))
            else:
                blocks.append(Paragraph((Run("No set of moves in the table opens this knot."),)))
            if knot.if_wrong is not None:
                if knot.if_wrong:
                    blocks.append(
                        Paragraph((Run("If every report in it that is not first hand were wrong, this would do:"),))
                    )
                    blocks.append(Bullets(tuple(self.way_line(way) for way in knot.if_wrong)))
                else:
                    blocks.append(
                        Paragraph(
                            (Run("If every report in it that is not first hand were wrong, no move would be needed."),)
                        )
                    )
            title = fill(
                "Out of knot {number}: {issues}" if many else "Out of the knot: {issues}",
                number=str(number),
                issues=self.words.issues(knot.issues),
            )
            parts.append(Section(f"out-{number}", title, tuple(blocks)))
        for place, whole in enumerate(why.whole, start=1):
            label = "the most even" if whole.kind is WayKind.EVEN else "the cheapest"
            equal = f" There are at least {whole.ways} equally good ones." if whole.ways > 1 else ""
            blocks = [
                Paragraph(
                    fill(
                        "All knots opened at once, {label} way: {moves}, total burden {price}. Burdens: {burden}.{equal}",
                        label=label,
                        moves=count_words(len(whole.moves), "move"),
                        price=burden_words(whole.price),
                        burden=self.words.burden(whole.burden, everyone=True),
                        equal=equal,
                    ),
                    Role.ANSWER,
                ),
                Bullets(tuple(self.priced(move) for move in whole.moves)),
                *self.opened(whole.opened, f"whole-{place}"),
            ]
            parts.append(Section(f"whole-{place}", fill("The whole, {label} way", label=label), tuple(blocks)))
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

    def ways_table(self, knot: Knot, id: str) -> Table:
        """The ways out of one knot; equally good ones each with a row."""
        totals: dict[tuple[WayKind, str | None], int] = {}
        for way in knot.ways:
            totals[way.kind, way.party] = totals.get((way.kind, way.party), 0) + 1
        count: dict[tuple[WayKind, str | None], int] = {}
        rows: list[tuple[Cell, ...]] = []
        for way in knot.ways:
            key = (way.kind, way.party)
            count[key] = count.get(key, 0) + 1
            name: list[Text] = [self.words.way(way)]
            if totals[key] > 1:
                name.append((Run(f"{count[key]} of {totals[key]} equally good"),))
            name.append((Run(_settles(way)),))
            if not way.proved:
                bound = f"; no way can cost less than {burden_words(way.bound)}" if way.bound is not None else ""
                name.append((Run(f"best found, not proved{bound}"),))
            rows.append(
                (
                    Cell(tuple(name), heads=True),
                    Cell(tuple(self.priced(move) for move in way.moves)),
                    Cell(((Run(burden_words(way.price)),),), number=True),
                    Cell((self.words.burden(way.burden),)),
                )
            )
        notes = tuple(
            (Run(f"{more} more equally good under “{kind}” are not listed."),)
            for kind, more in knot.more_ways.items()
            if more
        )
        return Table(
            id,
            "Ways out of this knot",
            _header("Way", "Moves", "Total", "Burden of each"),
            tuple(rows),
            joined(notes, separator=" "),
        )

    def way_line(self, way: WayOut) -> Text:
        """A way in one line."""
        moves = joined(tuple(self.words.move(move) for move in way.moves), separator="; ")
        return fill("{moves} (total {price}).", moves=moves or (Run("no move"),), price=burden_words(way.price))

    def opened(self, bounds: OpenBounds, id: str) -> tuple[Block, ...]:
        """What is possible then: per issue the steps in some deal, one example package, one order that works."""
        rows: list[tuple[Cell, ...]] = []
        for issue, steps in bounds.bounds.items():
            state: Text = self.words.steps(issue, steps)
            if issue in bounds.open:
                state = (*state, Run(" (no statement bears on it)"))
            rows.append(
                (
                    Cell(((self.words.issue(issue),),), heads=True),
                    Cell(((self.words.step(issue, self.table.status_quo[issue]),),)),
                    Cell((state,)),
                    Cell(((self.words.step(issue, bounds.package[issue]),),) if issue in bounds.package else ((),)),
                )
            )
        table = Table(
            id,
            "What could then be signed",
            _header("Issue", "Today", "Steps in some deal", "One such package"),
            tuple(rows),
        )
        if not bounds.order:
            return (table,)
        moments: dict[int, list[Text]] = {}
        for issue, step, moment in sorted(bounds.order, key=lambda item: item[2]):
            moments.setdefault(moment, []).append(
                fill("{issue} ({step})", issue=self.words.issue(issue), step=self.words.step(issue, step))
            )
        order = Bullets(tuple(ending(joined(tuple(texts), last=" and ")) for texts in moments.values()), ordered=True)
        return (table, Paragraph((Run("One order of that package that keeps every condition:"),)), order)

    # --- method -----------------------------------------------------------------------------------------------

    def method(self, status: Status) -> tuple[Section, ...]:
        """How it was made, and what to be careful about."""
        case, table, why = self.case, self.table, self.why
        items: list[Text] = [
            (
                Run(
                    "Everything here is derived from the statements listed under Sources; nothing else is known to it. "
                    "It is an analysis of what was said, not of what is meant."
                ),
            ),
            (Run("Silence is never consent: a step nobody spoke about is marked “has not said”."),),
            self.directions(),
            (
                Run(
                    "What a party demands or accepts carries every step better for it, what it refuses every step worse. "
                    "Such carried marks are inferred or assumed, drawn hollow, and said so."
                ),
            ),
            (
                Run(
                    "“Has not offered more than” is a limit that nobody stated: the party named that step and went no further. "
                    "“Refuses” and “will not sign” are its words."
                ),
            ),
        ]
        if why is not None and why.knots:
            if why.complete:
                found = "All conflicts were found; each is minimal: without any one of its lines the rest can be met."
            else:
                found = f"{why.found} conflicts were found and there may be more; each is minimal. The lightest is " + (
                    "proved." if why.lightest_proved else "not proved."
                )
            items.append((Run(found),))
            unproved = [way for knot in why.knots for way in knot.ways if not way.proved]
            items.append(
                (
                    Run(
                        f"{count_words(len(unproved), 'way')} out is the best found, not proved best; the bound stands beside it."
                        if unproved
                        else "Every way out is proved best of its kind."
                    ),
                )
            )
        counted: list[str] = []
        if table.unseen:
            counted.append(f"{count_words(table.unseen, 'statement')} dated later and not seen")
        if table.below_grade:
            counted.append(f"{count_words(table.below_grade, 'statement')} below the grade asked for and left out")
        if counted:
            items.append((Run(f"Left out: {'; '.join(counted)}."),))
        corrected = [s for s in case.statements if s.corrects is not None]
        if corrected:
            items.append(fill("Corrected rows: {cite}.", cite=cite(*(s.id for s in corrected))))
        prices = Table(
            "prices",
            "What a move costs its mover: a factor on the firmness (0 to 5) of what is moved",
            _header("Move", "Factor", "What it pays for"),
            tuple(
                (
                    Cell(((Run(key.replace("_", " ")),),), heads=True),
                    Cell(((Run(_fraction(price(case.prices, key))),),), number=True),
                    Cell(((Run(line.meaning + (" (changed by this case)" if key in case.prices else "")),),)),
                )
                for key, line in PRICES.items()
                if key not in ("meant", "trust")
            ),
        )
        firm = Table(
            "firmness",
            "Firmness of a stance where the record gives none",
            _header("Stance", "Firmness", "Meaning"),
            tuple(
                (
                    Cell(((Run(row.stance.value),),), heads=True),
                    Cell(((Run(str(row.firmness)),),), number=True),
                    Cell(((Run(row.meaning),),)),
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
        blocks: tuple[Block, ...] = (Bullets(tuple(items)), grades)
        if why is not None:
            blocks = (*blocks, prices, firm)
        return (Section("method", (Run("Method and caveats"),), blocks),)

    def directions(self) -> Text:
        """How many directions are said, inferred and assumed."""
        count = dict.fromkeys(Basis, 0)
        sides = {side.id for side in self.case.sides}
        for (party, _), position in self.table.positions.items():
            if party in sides:
                count[position.direction.basis] += 1
        return (
            Run(
                "Which way a party likes an issue to go is said in the case "
                f"{_times(count[Basis.SAID])}, inferred from its demands and refusals {_times(count[Basis.INFERRED])}, "
                f"and assumed {_times(count[Basis.ASSUMED])}."
            ),
        )


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _tail(words: str) -> str:
    return f", {words}" if words else ""


def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _days(days: int) -> str:
    if days == 0:
        return "today"
    return f"in {count_words(days, 'day')}" if days > 0 else f"{count_words(-days, 'day')} ago"


def _settles(way: WayOut) -> str:
    if not way.moves:
        return "no move"
    settling = [move.kind.settles for move in way.moves]
    if all(settling):
        return "settles it"
    return "goes round it" if not any(settling) else "settles part, goes round the rest"


def _header(*titles: str) -> tuple[Text, ...]:
    return tuple((Run(title),) for title in titles)


def _row(*cells: str | Text) -> tuple[Cell, ...]:
    texts: list[Text] = [(Run(cell),) if isinstance(cell, str) else cell for cell in cells]
    return tuple(Cell((text,), heads=place == 0) for place, text in enumerate(texts))


__all__ = ["compose_brief", "compose_history", "compose_status", "compose_why"]
