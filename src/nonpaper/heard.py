"""What do the reports say? Who said what, report by report, as an answer that shows itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonpaper.answers import Answer, Plain, plain_problem

if TYPE_CHECKING:
    from nonpaper.brief.document import Document as Page
    from nonpaper.brief.document import Section, Table
    from nonpaper.brief.document import Text as Words
    from nonpaper.read.corroboration import Line
    from nonpaper.read.document import Document
    from nonpaper.read.proposals import Proposal
    from nonpaper.read.reading import Heard, Hearing
    from nonpaper.read.score import PolnearScore
    from nonpaper.read.score_gold import GoldScore

_MOST_LINES = 60  # statements of several reports that are spelt out; beyond, those with most sources
_MOST_SOURCES = 6  # of one statement, and reports of one source
_MOST_SHOWN = 12  # stretches passed over that are spelt out under a report; all of them stand in the JSON


def hearing_answer(result: Hearing) -> Answer[Hearing]:
    """The answer to: what do these reports say?"""
    return Answer(
        "read",
        result,
        lambda: compose_hearing(result),
        lambda: plain_hearing(result),
        lambda: rows_hearing(result),
        _flat=True,
    )


# --- as a page ----------------------------------------------------------------------------------------------------


def compose_hearing(hearing: Hearing) -> Page:
    """Without a case: every statement, report by report. With one: what became of each report, and what is next."""
    from nonpaper.brief.document import Document as Page
    from nonpaper.brief.document import Paragraph, Role, Run, Section

    sections: list[Section] = []
    if hearing.advice:
        text = (Run(f"{hearing.advice[:1].upper()}{hearing.advice[1:]}."),)
        sections.append(Section("advice", (Run("How it was read"),), (Paragraph(text, Role.WARNING),)))
    if hearing.case is not None:
        sections.append(_kept(hearing))
    else:
        sections += [_report(heard) for heard in hearing.reports if heard.document is not None]
    if len(hearing.reports) > 1:
        sections += _together(hearing)
    title = f"{hearing.title}: what the reports say" if hearing.title else "What the reports say"
    return Page("read", title, (Run(_subtitle(hearing)),), None, tuple(sections), (), "")


def _subtitle(hearing: Hearing) -> str:
    from nonpaper.brief.wording import count_words
    from nonpaper.read.reading import Outcome

    found = sum(heard.found for heard in hearing.reports)
    parts = [f"{count_words(len(hearing.reports), 'report')}, {count_words(found, 'statement')}"]
    if len(hearing.reports) > 1 or hearing.case is not None:
        parts += [f"{number} {outcome.value}" for outcome in Outcome if (number := hearing.count(outcome))]
    return "; ".join(parts) + (f". Read by {hearing.reader}" if hearing.reader else "")


def _report(heard: Heard) -> Section:
    from nonpaper.brief.document import Bullets, Paragraph, Role, Run, Section, Tone

    document = heard.document
    if document is None:
        raise ValueError("a report that was not read has no section")
    blocks: list[Any] = []
    facts = _from(document)
    if document.title:
        blocks.append(Paragraph((Run(document.title, tone=Tone.QUOTE),)))
    blocks.append(Paragraph((Run(facts),), Role.NOTE))
    if heard.proposals:
        blocks.append(_statements(document, heard.proposals))
    else:
        blocks.append(Paragraph((Run("No statement was found in it."),), Role.ANSWER))
    blocks += [Paragraph((Run(note),), Role.NOTE) for note in heard.notes]
    told = [gone for gone in document.dropped if gone.why != "header"]
    if told:
        blocks.append(Paragraph((Run("Passed over, as no part of the report:"),), Role.NOTE))
        items: list[Words] = [
            (Run(f"{gone.why}: "), Run(_short(gone.words), tone=Tone.QUOTE)) for gone in told[:_MOST_SHOWN]
        ]
        if len(told) > _MOST_SHOWN:
            items.append((Run(f"and {len(told) - _MOST_SHOWN} more; --format json has them all"),))
        blocks.append(Bullets(tuple(items)))
    return Section(document.name, (Run(document.name, tone=Tone.NAME),), tuple(blocks))


def _from(document: Document) -> str:
    """Where a report is from and of which day, and how that is known."""
    from nonpaper.brief.wording import when_words

    parts = [document.outlet or "no outlet given"]
    if document.published is None:
        parts.append("day not known (say --date)")
    else:
        how = "as given" if document.published_basis.value == "given" else "by its own metadata"
        parts.append(f"{when_words(document.published)}, {how}")
    if document.credit:
        parts.append(f"credited to {document.credit}")
    return "; ".join(parts)


def _statements(document: Document, proposals: tuple[Proposal, ...]) -> Table:
    from nonpaper.brief.document import Cell, Run, Table, Tone, header

    rows = []
    for proposal in proposals:
        who = [(Run(proposal.party or proposal.speaker or "nobody named", tone=Tone.NAME),)]
        who += [(Run(line),) for line in _by(proposal)]
        does = [(Run(proposal.stance.value),)]
        if proposal.polarity.value != "affirmed":
            does.append((Run(proposal.polarity.value),))
        does.append((Run(f"({proposal.confidence.value})"),))
        said: list[Words] = [(Run(f"“{content_words(document, proposal)}”", tone=Tone.QUOTE),)]
        said += [(Run(line),) for line in _about(document, proposal)]
        # An empty line in each, to tell one statement from the next.
        rows.append((Cell((*who, ()), heads=True), Cell((*does, ())), Cell((*said, ()))))
    note = (Run("In brackets, how sure the reader is: high, medium or low."),)
    return Table(
        "statements",
        f"What {document.name} says",
        header("Who", "Does what", "In the words of the report"),
        tuple(rows),
        note,
    )


def _by(proposal: Proposal) -> list[str]:
    """Whose mouth it was: the speaker, whether named, and through whom it is known."""
    lines = []
    if proposal.speaker and proposal.speaker != proposal.party:
        lines.append(proposal.speaker)
    if not proposal.named:
        lines.append("not named")
    if proposal.reported_by:
        from nonpaper.read.wording import second_hand_words

        told = second_hand_words(proposal.reported_by)
        lines.append(f"told by {proposal.reported_by}" if proposal.reported_by in told else told)
    elif proposal.within:
        lines.append("second hand")
    if proposal.outlet:
        lines.append(f"to {proposal.outlet}")
    return lines


def _about(document: Document, proposal: Proposal) -> list[str]:
    """What it is about and when, as far as that is known."""
    lines = []
    if proposal.claim:
        lines.append(f"claim: {proposal.claim}")
    elif proposal.topic:
        lines.append(f"about: {proposal.topic}")
    for what, time in (("said", proposal.said), ("happens", proposal.happens)):
        if time is not None:
            lines.append(f"{what}: {time.edtf or time.words.of(document.text) + ' (which day is not known)'}")
    return lines


def content_words(document: Document, proposal: Proposal) -> str:
    """What was said, as the report has it; where the words are broken in two, with a mark between."""
    return " … ".join(" ".join(span.of(document.text).split()) for span in proposal.content)


def _short(words: str) -> str:
    told = " ".join(words.split())
    return told if len(told) <= 90 else told[:89] + "…"


def _kept(hearing: Hearing) -> Section:
    """What became of each report, and what comes next."""
    from nonpaper.brief.document import Cell, Paragraph, Run, Section, Table, Tone, header

    rows = []
    for heard in hearing.reports:
        name = heard.document.name if heard.document is not None else Path(heard.named).name
        first: list[Words] = [(Run(name, tone=Tone.NAME),)]
        if heard.document is not None:
            first.append((Run(_from(heard.document)),))
        first += [(Run(note),) for note in heard.notes]
        became = f"{heard.outcome.value} ({heard.same_as})" if heard.same_as else heard.outcome.value
        sure = ", ".join(f"{n} {word}" for n, word in zip(heard.sure, ("high", "medium", "low"), strict=True) if n)
        count = f"{heard.found}: {sure}" if sure else str(heard.found)
        cells = (became, count if heard.document is not None else "")
        rows.append((Cell(tuple(first), heads=True), *(Cell(((Run(cell),),)) for cell in cells)))
    note = (Run("Statements: how many, and how sure the reader is of them."),)
    table = Table("reports", "What became of each", header("Report", "Outcome", "Statements"), tuple(rows), note)
    blocks: list[Any] = [table] if rows else []
    waiting = sum(heard.found for heard in hearing.reports)
    if waiting:
        told = "Nothing of this is in the record yet: a statement enters it when a person accepts it."
        blocks.append(Paragraph((Run(told),)))
    return Section("reports", (Run("Reports"),), tuple(blocks))


def _together(hearing: Hearing) -> list[Section]:
    """What stands in more than one report, each once, with its independent sources; none where nothing was found."""
    from nonpaper.brief.document import Cell, Paragraph, Role, Run, Section, Table, Tone, header
    from nonpaper.brief.wording import count_words

    if sum(1 for heard in hearing.reports if heard.found) < 2:
        return []
    title = (Run("The same in several reports"),)
    if not hearing.lines:
        told = "No statement was found in more than one of these reports."
        return [Section("together", title, (Paragraph((Run(told),)),))]
    ordered = sorted(hearing.lines, key=lambda line: (-line.independent, -len(line.reports)))
    shown = {line.lead for line in ordered[:_MOST_LINES]}
    rows = []
    for line in hearing.lines:
        if line.lead not in shown:
            continue
        document, lead = hearing.leads[line.lead]
        said: list[Words] = [(Run(f"“{content_words(document, lead)}”", tone=Tone.QUOTE),)]
        said += [(Run(told),) for told in ([f"claim: {line.claim}"] if line.claim else [])]
        number = count_words(line.independent, "independent source")
        who = [(Run(line.party, tone=Tone.NAME),), (Run(line.stance.value),)]
        if lead.polarity.value != "affirmed":
            who.append((Run(lead.polarity.value),))
        sources: list[Words] = [(Run(f"{number}:"),), *((Run(told),) for told in _sources(line))]
        rows.append((Cell((*who, ()), heads=True), Cell((*said, ())), Cell((*sources, ()))))
    note = "What one agency, outlet or channel told counts once, in however many reports it stands."
    if len(hearing.lines) > len(rows):
        told = f"These are the {len(rows)} with most sources of {len(hearing.lines)}; --format json has them all."
        note = f"{told} {note}"
    table = Table(
        "together",
        "Statements that stand in more than one report",
        header("Who", "In the words of one", "Reported by"),
        tuple(rows),
    )
    return [Section("together", title, (table, Paragraph((Run(note),), Role.NOTE)))]


def _sources(line: Line) -> list[str]:
    """The sources of a line, a line each."""
    from nonpaper.read.together import source_words

    told = [source_words(each, _MOST_SOURCES) for each in line.sources[:_MOST_SOURCES]]
    if len(line.sources) > len(told):
        told.append(f"and {len(line.sources) - len(told)} more; --format json has them all")
    return told


# --- as plain values ----------------------------------------------------------------------------------------------


def plain_hearing(hearing: Hearing) -> Plain:
    """The reports with their statements (those of a case stand in its files), and all problems."""
    return {
        "reader": hearing.reader,
        "advice": hearing.advice,
        "case": str(hearing.case) if hearing.case is not None else None,
        "reports": [_plain_report(heard) for heard in hearing.reports],
        "together": [_plain_line(line) for line in hearing.lines],
        "problems": [plain_problem(each) for each in hearing.all_problems],
    }


def _plain_line(line: Line) -> Plain:
    return {
        "party": line.party,
        "stance": line.stance.value,
        "claim": line.claim,
        "topic": line.topic,
        "first": line.first.isoformat() if line.first is not None else None,
        "last": line.last.isoformat() if line.last is not None else None,
        "independent": line.independent,
        "lead": line.lead,
        "sources": [
            {
                "name": source.name,
                "reports": list(source.reports),
                "proposals": list(source.proposals),
                "why_one": list(source.why),
                "second_hand": source.second_hand,
            }
            for source in line.sources
        ],
    }


def _plain_report(heard: Heard) -> Plain:
    document = heard.document
    high, medium, low = heard.sure
    told: Plain = {
        "named": heard.named,
        "outcome": heard.outcome.value,
        "same_as": heard.same_as,
        "found": heard.found,
        "confidence": {"high": high, "medium": medium, "low": low},
        "notes": list(heard.notes),
    }
    if document is None:
        return told
    told |= {
        "report": document.name,
        "title": document.title,
        "outlet": document.outlet,
        "published": document.published.text if document.published is not None else None,
        "published_basis": document.published_basis.value,
        "credit": document.credit,
        "language": document.language,
        "original": document.original,
        "origin": document.origin,
        "sha256": document.digest,
        "passed_over": [
            {"words": gone.words, "why": gone.why, "span": [gone.span.start, gone.span.end] if gone.span else None}
            for gone in document.dropped
        ],
    }
    if heard.proposals or not heard.found:
        told["statements"] = [_plain_statement(document, proposal) for proposal in heard.proposals]
    return told


def _plain_statement(document: Document, proposal: Proposal) -> Plain:
    from nonpaper.read.plain_values import plain_proposal

    return {
        **plain_proposal(proposal),
        "polarity": proposal.polarity.value,
        "confidence": proposal.confidence.value,
        "quote": proposal.passage.of(document.text),
        "words": content_words(document, proposal),
    }


def rows_hearing(hearing: Hearing) -> list[Plain]:
    """A row for each statement; with a case, where statements stand in its files, a row for each report."""
    if hearing.case is None:
        lines = {name: line for line in hearing.lines for name in line.proposals}
        return [
            _row(heard.document, each, lines.get(each.id))
            for heard in hearing.reports
            if heard.document
            for each in heard.proposals
        ]
    keys = ("named", "outcome", "report", "outlet", "published", "published_basis", "credit", "found")
    rows = []
    for heard in hearing.reports:
        plain = _plain_report(heard)
        problems = Counter(each.code for each in heard.problems)
        rows.append({key: plain.get(key, "") for key in keys} | plain["confidence"] | {"problems": ", ".join(problems)})
    return rows


def _row(document: Document, proposal: Proposal, line: Line | None) -> Plain:
    plain = _plain_statement(document, proposal)
    keys = ("party", "speaker", "named", "role", "stance", "polarity", "claim", "topic", "reported_by", "outlet")
    return {
        "report": document.name,
        "published": document.published.text if document.published is not None else "",
        **{key: plain.get(key, "") for key in keys},
        "named": proposal.named,
        "start": proposal.passage.start,
        "end": proposal.passage.end,
        "quote": plain["quote"],
        "words": plain["words"],
        "confidence": plain["confidence"],
        "independent_sources": line.independent if line is not None else 1,
        "also_in": ", ".join(name for name in line.reports if name != document.name) if line is not None else "",
    }


# --- how well it reads --------------------------------------------------------------------------------------------


def polnear_answer(score: PolnearScore) -> Answer[PolnearScore | GoldScore]:
    """The answer to: how well are attributions found in PolNeAR?"""
    rows: list[Plain] = []
    for measure in ("exact", "begin", "overlap"):
        for role, figure in getattr(score, measure).items():
            rows.append({"measure": measure, "of": role, **_figures(figure.precision, figure.recall, figure.f1)})
    for measure in ("linked", "found"):
        figure = getattr(score, measure)
        rows.append({"measure": measure, "of": "attribution", **_figures(figure.precision, figure.recall, figure.f1)})
    for name, share in (("cues of speech", score.speech), ("direct quotes", score.direct)):
        rows.append({"measure": "linked", "of": name, **_figures(None, share.recall, None)})
    title = f"PolNeAR, {score.split}: how well attributions are found"
    told = (
        f"{score.articles} articles, {score.words:,} words; {score.annotated:,} attributions annotated, "
        f"{score.predicted:,} found. Read by {score.reader}"
    )
    note = (
        "In percent. Two people agree with each other at 78 (source), 71 (cue), 71 (content), 75 (linked), 88 (found)."
    )
    return _score_answer(score, title, told, rows, note)


def gold_answer(score: GoldScore, reader: str) -> Answer[PolnearScore | GoldScore]:
    """The answer to: how well are statements found in reports that a person has marked?"""
    from nonpaper.read.proposals import Confidence
    from nonpaper.read.score_gold import LEVELS

    rows: list[Plain] = []
    for level, least in LEVELS.items():
        share = f"{least:.0%} of the words shared" if least >= 0.01 else "any word shared"
        rows.append({"measure": f"statements, {level}", "of": share, **_percent(*score.f1(level))})
    rows.append({"measure": "statements, same party", "of": "", **_percent(*score.f1_with("party"))})
    rows.append({"measure": "statements, party and stance", "of": "", **_percent(*score.f1_with("party", "stance"))})
    for name in score.names:
        good, judged = score.accuracy(name)
        if judged:
            rows.append(
                {"measure": f"right {name}", "of": f"{good} of {judged}", **_percent(good / judged, None, None)}
            )
    rows.append({"measure": "stance, macro-F1", "of": "", **_percent(None, None, score.macro())})
    rows.append(
        {"measure": "stance in four classes, macro-F1", "of": "", **_percent(None, None, score.macro(four=True))}
    )
    for confidence in Confidence:
        count, _, right, _ = score.sure(confidence)
        if count:
            told = f"{right} of {count}"
            rows.append(
                {"measure": f"right, {confidence.value} confidence", "of": told, **_percent(right / count, None, None)}
            )
    rows.append({"measure": "read as the opposite", "of": str(len(score.turned)), **_figures(None, None, None)})
    title = "Marked reports: how well statements are found"
    told = f"{len(score.reports)} reports. Read by {reader}"
    return _score_answer(
        score,
        title,
        told,
        rows,
        "In percent. Fields (party, stance, ...) are judged on the lenient pairs; right: how many of how many.",
    )


def _figures(precision: float | None, recall: float | None, f1: float | None) -> Plain:
    return {"precision": precision, "recall": recall, "f1": f1}


def _percent(precision: float | None, recall: float | None, f1: float | None) -> Plain:
    shares = (precision, recall, f1)
    return _figures(*(round(100 * share, 1) if share is not None else None for share in shares))


def _score_answer(
    score: PolnearScore | GoldScore, title: str, told: str, rows: list[Plain], note: str
) -> Answer[PolnearScore | GoldScore]:
    """Figures as a table, in every form."""

    def compose() -> Page:
        from nonpaper.brief.document import Cell, Run, Section, Table, header
        from nonpaper.brief.document import Document as Page

        lines = []
        for row in rows:
            name = f"{row['measure']}, {row['of']}" if row["of"] else row["measure"]
            figures = ("" if row[key] is None else f"{row[key]:.1f}" for key in ("precision", "recall", "f1"))
            cells = (Cell(((Run(figure),),), number=True) for figure in figures)
            lines.append((Cell(((Run(name),),), heads=True), *cells))
        head = header("Measure", "Precision or right", "Recall", "F1")
        table = Table("figures", "By measure", head, tuple(lines), (Run(note),))
        return Page("score", title, (Run(told),), None, (Section("figures", (Run("Figures"),), (table,)),), (), "")

    plain = {"title": title, "told": told, "figures": rows}
    return Answer("score", score, compose, lambda: plain, lambda: rows, _flat=True)
