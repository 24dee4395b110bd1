"""How does it look in a spreadsheet? Every table of a document, and its sources, as CSV.

A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from nonpaper.brief.document import Cell, Document, Figure, LadderMatrix, Table, Text, blocks_of, plain, visible
from nonpaper.brief.wording import MARK_WORDS
from nonpaper.positions.position import Basis, MarkKind

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(document: Document) -> str:
    """All tables of a document one after the other, each under its caption, with an empty line between them."""
    parts = [[[neutral(caption)], *rows] for caption, rows in tables(document).items()]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for place, part in enumerate(parts):
        if place:
            buffer.write("\n")
        writer.writerows(part)
    return buffer.getvalue()


def tables(document: Document) -> dict[str, list[list[str]]]:
    """Caption -> rows of cells, the header first; the last one is the list of sources. Every cell is neutralised."""
    out: dict[str, list[list[str]]] = {}
    for block in (block for section in document.sections for block in blocks_of(section)):
        if isinstance(block, Figure):
            table = block.table
        elif isinstance(block, Table):
            table = block
        else:
            continue
        caption = table.caption
        number = 2
        while caption in out:
            caption = f"{table.caption} ({number})"
            number += 1
        drawing = block.drawing if isinstance(block, Figure) else None
        out[caption] = _ladders(drawing) if isinstance(drawing, LadderMatrix) else _rows(table, document)
    if document.sources:
        header = [
            "number",
            "id",
            "kind",
            "date",
            "who",
            "via",
            "claim",
            "outlet",
            "report",
            "span",
            "grade",
            "quote",
            "audience",
            "note",
        ]
        out["Sources"] = [header] + [
            [
                neutral(cell)
                for cell in (
                    str(s.number),
                    s.id,
                    s.kind,
                    s.day,
                    plain(s.who),
                    plain(s.via),
                    s.claim,
                    s.outlet,
                    s.report,
                    s.span,
                    s.grade,
                    s.quote,
                    s.audience,
                    s.note,
                )
            ]
            for s in document.sources
        ]
    return out


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line, with nothing hidden in it."""
    shown = visible(cell)
    if cell.startswith(_FORMULA) or shown.lstrip().startswith(_FORMULA[:4]):
        return "'" + shown
    return shown


def write(rows: Iterable[Iterable[object]]) -> str:
    """Rows of anything as CSV text, every text cell neutralised; numbers stay numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()


def _rows(table: Table, document: Document) -> list[list[str]]:
    rows = [[neutral(plain(head)) for head in table.header]]
    rows += [[neutral(_cell(cell, document)) for cell in row] for row in table.rows]
    return rows


def _ladders(matrix: LadderMatrix) -> list[list[str]]:
    """The matrix with one row for each issue and party, and a column for each mark: fit to sort and filter."""
    kinds = list(MARK_WORDS)
    head = ["Issue", "State", "Gap", "Status quo", "Draft", "Party", "Stands"]
    head += [MARK_WORDS[kind] for kind in kinds] + ["Last said, sources, grade", "Statements"]
    rows = [head]
    for row in matrix.rows:
        for ladder in row.ladders:
            cells = [row.issue, row.state, row.gap, row.steps[row.now]]
            cells += [row.steps[row.drafted] if row.drafted is not None else "", ladder.party, ladder.words]
            for kind in kinds:
                named = [
                    spot.step
                    if spot.basis is Basis.SAID or kind is MarkKind.NOT_SAID
                    else f"{spot.step} ({spot.basis})"
                    for spot in ladder.spots
                    if spot.mark is kind
                ]
                cells.append(", ".join(named))
            used = dict.fromkeys((*ladder.statements, *(ref for spot in ladder.spots for ref in spot.statements)))
            cells += [ladder.said, ", ".join(used)]
            rows.append([neutral(cell) for cell in cells])
    return rows


def _cell(cell: Cell, document: Document) -> str:
    return "; ".join(part for part in (_text(line, document) for line in cell.lines) if part)


def _text(text: Text, document: Document) -> str:
    out = ""
    for run in text:
        out += run.text
        ids = [ref for ref in run.cites if ref in document.numbers]
        if ids:
            out = out.rstrip() + (" " if out.strip() else "") + f"[{', '.join(ids)}]"
    return out
