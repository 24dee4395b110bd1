"""How does it look in a word processor? The same document as Markdown (CommonMark with pipe tables).

Everything that comes from a case is escaped, so that no word of a report can become a heading, a link or markup.
"""

from __future__ import annotations

import re

from nonpaper.brief.document import (
    Block,
    Bullets,
    Card,
    Cell,
    Document,
    Facts,
    Figure,
    Paragraph,
    Quotes,
    Role,
    Run,
    Section,
    Source,
    Table,
    Text,
    Tone,
    plain,
    visible,
)
from nonpaper.brief.wording import day_words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$!^=])")
_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")


def render(document: Document) -> str:
    """The whole document, ending in a line break."""
    out: list[str] = [f"# {escape(document.title)}", _text(document.subtitle, document)]
    if document.banner:
        out.append(f"> **{_text(document.banner, document)}**")
    for section in document.sections:
        out.extend(_section(section, 2, document))
    if document.sources:
        out.append("## Sources")
        out.append("\n".join(_source(source) for source in document.sources))
    ends = f"As of {day_words(document.at)}." if document.at is not None else ""
    if document.fingerprint:
        ends += f" Case fingerprint {escape(document.fingerprint)}."
    out.append(ends)
    return "\n\n".join(part for part in out if part) + "\n"


def escape(words: str) -> str:
    """Words as Markdown that shows just these words: one line, no markup, nothing hidden."""
    return _begun(_shown(words))


def _shown(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(words))


def _begun(shown: str) -> str:
    """What begins like an item of a list does not become one."""
    return _START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", shown)


def _run(run: Run, document: Document) -> str:
    words = _shown(run.text)
    core = words.strip()
    if core and run.tone in (Tone.STEP, Tone.QUOTE, Tone.STRONG):
        around = "**" if run.tone is Tone.STRONG else "*"
        words = words.replace(core, f"{around}{core}{around}", 1)
    numbers = sorted({document.numbers[ref] for ref in run.cites if ref in document.numbers})
    if numbers:
        space = "" if not words or words.endswith((" ", "(")) else " "
        words += f"{space}\\[{', '.join(map(str, numbers))}\\]"
    return words


def _text(text: Text, document: Document) -> str:
    out = ""
    for run in text:
        words = _run(run, document)
        if words.startswith("\\[") and out and not out.endswith((" ", "(")):
            words = " " + words
        out += words
    return _begun(out)


def _section(section: Section, level: int, document: Document) -> list[str]:
    out = [f"{'#' * level} {_text(section.title, document)}"]
    for block in section.blocks:
        out.extend(_block(block, level, document))
    for part in section.parts:
        out.extend(_section(part, level + 1, document))
    return out


def _block(block: Block, level: int, document: Document) -> list[str]:
    if isinstance(block, Paragraph):
        words = _text(block.text, document)
        if block.role is Role.ANSWER:
            return [f"**{words}**"]
        if block.role is Role.WARNING:
            return [f"> **Note:** {words}"]
        return [words]
    if isinstance(block, Bullets):
        lines = []
        for place, item in enumerate(block.items, start=1):
            mark = f"{place}." if block.ordered else "-"
            lines.append(f"{mark} {_text(item, document)}")
        return ["\n".join(lines)]
    if isinstance(block, Facts):
        return ["\n".join(f"- {escape(name)}: {_text(value, document)}" for name, value in block.pairs)]
    if isinstance(block, Table):
        return _table(block, document)
    if isinstance(block, Quotes):
        out = []
        for quote in block.quotes:
            cites = _run(Run("", quote.statements), document)
            who = _text(quote.who, document)
            out.append(f"> “{escape(quote.words)}”\n>\n> — {who}; {_text(quote.source, document)} {cites}")
        return out
    if isinstance(block, Figure):
        return [f"**{_text(block.title, document)}**", *_table(block.table, document)]
    return _card(block, level + 1, document)


def _card(card: Card, level: int, document: Document) -> list[str]:
    out = [f"{'#' * level} {escape(card.badge)}: {_text(card.heading, document)}"]
    for block in card.blocks:
        out.extend(_block(block, level, document))
    return out


def _table(table: Table, document: Document) -> list[str]:
    head = [_text(text, document) for text in table.header]
    rule = ["---:" if table.rows and all(row[n].number for row in table.rows) else "---" for n in range(len(head))]
    lines = [_line(head), _line(rule)]
    lines += [_line([_cell(cell, document) for cell in row]) for row in table.rows]
    out = [f"*{escape(table.caption)}*", "\n".join(lines)]
    if table.note:
        out.append(_text(table.note, document))
    return out


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell, document: Document) -> str:
    lines = [_text(line, document) for line in cell.lines]
    if cell.heads and lines:
        lines[0] = f"**{lines[0]}**" if lines[0] else ""
    return "<br>".join(lines)


def _source(source: Source) -> str:
    parts = [f"`{source.id}`" if re.fullmatch(r"[\w:-]+", source.id) else escape(source.id)]
    if source.day:
        parts.append(escape(source.day))
    who = escape(plain(source.who))
    parts.append(f"{who}: {escape(source.claim)}" if source.claim else who)
    if source.via:
        parts.append(escape(plain(source.via)))
    parts += [escape(part) for part in (source.outlet, source.report, source.span) if part]
    if source.kind == "statement":
        parts.append("ungraded" if source.grade == "ungraded" else f"grade {escape(source.grade)}")
    if source.audience:
        parts.append(f"**for: {escape(source.audience)}**")
    line = f"{source.number}. {'; '.join(parts)}"
    if source.quote:
        line += f"  \n    “{escape(source.quote)}”"
    if source.note:
        line += f"  \n    ({escape(source.note)})"
    return line
