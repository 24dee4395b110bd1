"""What do all parts of a page share? The words, the statements, the list of sources, the banner."""

from __future__ import annotations

from collections.abc import Iterable

from nonpaper.analysis.results import (
    Why,
)
from nonpaper.brief.document import (
    Document,
    Quote,
    Run,
    Section,
    Source,
    Text,
    Tone,
    cites_of,
    fill,
    joined,
    plain,
)
from nonpaper.brief.wording import (
    Words,
    count_words,
    day_words,
    when_words,
)
from nonpaper.case.case import Case
from nonpaper.case.statements import Statement
from nonpaper.model.rules import Model
from nonpaper.positions.position import Table as Positions


class Page:
    """One document in the making: the table it is about, the words for it, and (for `why`, `deals`, `stages`) rules."""

    def __init__(self, table: Positions, why: Why | None = None, *models: Model | None) -> None:
        self.table = table
        self.why = why
        self.case: Case = table.case
        given = (why.model if why is not None else None, *models)
        self.words = Words(table.case, *(one for one in given if one is not None))
        self.statements = {statement.id: statement for statement in table.case.statements}
        self.corrected = {row.corrects: row.id for row in table.case.statements if row.corrects is not None}

    def document(
        self,
        kind: str,
        title: str,
        sections: Iterable[Section],
        also: tuple[str, ...] = (),
    ) -> Document:
        """The finished page: sources numbered in the order of their days, and the banner where one is due.

        `also` are statements to list that no section cites.
        """
        parts = tuple(sections)
        used = dict.fromkeys(ref for section in parts for ref in cites_of(section))
        used.update(dict.fromkeys(also))
        sources = self.sources(used)
        grade = self.table.min_grade
        later = f"; {count_words(self.table.unseen, 'statement')} dated later, not seen" if self.table.unseen else ""
        below = self.table.below_grade
        weaker = f" ({count_words(below, 'statement')} graded lower or not at all, left out)" if below else ""
        subtitle = fill(
            "As of {day}{later}{grade}",
            day=day_words(self.table.at),
            later=later,
            grade=f", sources graded {grade} or better{weaker}" if grade else "",
        )
        return Document(
            kind=kind,
            title=title,
            subtitle=subtitle,
            at=self.table.at,
            sections=parts,
            sources=sources,
            fingerprint=self.case.fingerprint,
            banner=self.banner(),
            numbers={source.id: source.number for source in sources},
        )

    def in_order(self, parties: Iterable[str]) -> list[str]:
        """Parties in the order of the case, each once; those that the case does not know last."""
        wanted = set(parties)
        return [party for party in self.case.parties if party in wanted] + sorted(wanted - self.case.parties.keys())

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
                note="; ".join(filter(None, (self._correction(statement), self._bloc(statement), statement.note))),
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

    def _correction(self, statement: Statement) -> str:
        """What a row corrects, and by which row it is corrected."""
        parts = [f"corrects {statement.corrects}"] if statement.corrects is not None else []
        if statement.id in self.corrected:
            parts.append(f"corrected by {self.corrected[statement.id]}, and no longer counted")
        return "; ".join(parts)

    def _bloc(self, statement: Statement) -> str:
        """How a statement of a bloc counts for its members."""
        if statement.id not in self.words.blocs or statement.grade is None:
            return ""
        return "a statement of a bloc: for a member that did not speak itself it counts one grade lower"

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
