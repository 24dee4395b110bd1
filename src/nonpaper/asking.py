"""What was asked for? Dates, grades and names as people write them, read once, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from nonpaper.case.statements import Grade
from nonpaper.errors import UsageError

if TYPE_CHECKING:
    from nonpaper.positions.position import Table


def read_day(at: date | str | None) -> date | None:
    """A day from a date or its ISO text, None left as it is. Raises `UsageError`."""
    if at is None or (isinstance(at, date) and type(at) is date):
        return at
    if isinstance(at, date):  # a datetime: its day
        return date(at.year, at.month, at.day)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", at.strip()):
        try:
            return date.fromisoformat(at.strip())
        except ValueError:
            pass
    raise UsageError(f"a date is written year-month-day, e.g. 2024-03-07; found {at!r}")


def read_grade(grade: Grade | str | None) -> Grade | None:
    """A grade from its two characters, None left as it is. Raises `UsageError`."""
    if grade is None or isinstance(grade, Grade):
        return grade
    found = re.fullmatch(r"([A-F])([1-6])", grade.strip().upper())
    if found is None:
        raise UsageError(
            f"a grade is a letter A-F for the source and a digit 1-6 for the information, e.g. B3; found {grade!r}"
        )
    return Grade(found[1], int(found[2]))


def nearest(asked: str, names: Mapping[str, str]) -> str:
    """`; did you mean ...?` with the nearest name (and the id it stands for), else all ids if there are few.

    `names` maps every name that may be meant to the id it stands for.
    """
    folded = {name.casefold(): name for name in sorted(names)}
    close = get_close_matches(asked.strip().casefold(), folded, n=1, cutoff=0.5)
    if close:
        name = folded[close[0]]
        spelt_out = "" if name == names[name] else f" ({name})"
        return f"; did you mean {names[name]!r}{spelt_out}?"
    ids = list(dict.fromkeys(names.values()))
    return f"; there are: {', '.join(ids)}" if ids and len(ids) <= 20 else ""


def nearest_draft(asked: str, known: Iterable[str]) -> str:
    """`nearest` for a draft; where there are none, that is said."""
    return nearest(asked, {each: each for each in known}) or ("" if list(known) else "; there are none")


class Wanted(NamedTuple):
    """What a question about packages means, read against a table: ids and step indices."""

    at_most: dict[str, int]
    fixed: dict[str, int]
    named: tuple[tuple[str, dict[str, int]], ...]


def read_deals(
    table: Table,
    *,
    keep: Iterable[str],
    at_most: Mapping[str, int],
    fix: Mapping[str, str],
    packages: Iterable[str | Mapping[str, str]],
    top: int,
    seed: int,
    worlds: int,
) -> Wanted:
    """The wishes of a question about packages. Raises `UsageError`, with the nearest name, for what does not fit."""
    for name, value, least in (("top", top, 1), ("seed", seed, 0), ("worlds", worlds, 100)):
        if value < least:
            raise UsageError(f"{name} is a whole number of at least {least}; found {value}")
    for party, most in at_most.items():
        if most < 0:
            raise UsageError(f"{party} can be asked to walk back no fewer than 0 positions; found {most}")
    live = {id_ for position in table.positions.values() for id_ in position.live}
    for beside in (table.conditions, table.wholes):
        live |= {id_ for each in beside for id_ in each.statements}
    known = {statement.id: statement.id for statement in table.case.statements}
    for wanted in keep:
        if wanted not in known:
            raise UsageError(f"no statement {wanted!r} in the record as of that day{nearest(wanted, known)}")
        if wanted not in live:
            raise UsageError(
                f"{wanted} binds nothing now, so no package could break it; `history` tells what retired it"
            )
    fixed = {issue: _step(table, issue, label) for issue, label in fix.items()}
    return Wanted(dict(at_most), fixed, tuple(_package(table, each) for each in packages))


def read_pairs(texts: Iterable[str], what: str) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping. Raises `UsageError` for one of another form, or for a name given twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"write {what}; found {text!r}")
        if name.strip() in found:
            raise UsageError(f"{name.strip()!r} is given twice")
        found[name.strip()] = value.strip().strip('"')
    return found


def read_counts(texts: Iterable[str], what: str) -> dict[str, int]:
    """`NAME=N` texts as a mapping to whole numbers. Raises `UsageError` for one of another form."""
    found = {}
    for name, value in read_pairs(texts, what).items():
        if not value.isdigit():
            raise UsageError(f"write {what}, N a whole number; found {value!r}")
        found[name] = int(value)
    return found


def _package(table: Table, asked: str | Mapping[str, str]) -> tuple[str, dict[str, int]]:
    """A package by its name and its steps."""
    if not isinstance(asked, str):
        text = ", ".join(f"{issue}={label}" for issue, label in asked.items())
        return text, {issue: _step(table, issue, label) for issue, label in asked.items()}
    if asked.strip().startswith("draft:"):
        return _draft(table, asked.strip())
    parts = re.findall(r'\s*([^=,]+?)\s*=\s*("[^"]*"|[^,]*?)\s*(?:,|$)', asked)
    if not parts or re.sub(r'\s*[^=,]+?\s*=\s*("[^"]*"|[^,]*?)\s*(?:,|$)', "", asked).strip():
        raise UsageError(
            f"a package is written issue=step, issue=step (a step with a comma in quotes), or draft:ID; found {asked!r}"
        )
    return asked.strip(), {issue: _step(table, issue, label.strip('"')) for issue, label in parts}


def _draft(table: Table, asked: str) -> tuple[str, dict[str, int]]:
    """A draft, or its first stages, as a package."""
    name, _, stage = asked.removeprefix("draft:").partition("/")
    draft = table.case.drafts.get(name)
    if draft is None:
        raise UsageError(f"no draft {name!r} on the table as of that day{nearest_draft(name, table.case.drafts)}")
    if stage and not (stage.isdigit() and 1 <= int(stage) <= len(draft.stages)):
        raise UsageError(f"the draft {name} has stages 1 to {len(draft.stages)}; found {stage!r}")
    steps = draft.steps(int(stage) if stage else None)
    return asked, {issue: _step(table, issue, label) for issue, label in steps.items()}


def _step(table: Table, issue: str, label: str) -> int:
    """The index of a step. Raises `UsageError` for an issue or a step that the case does not have."""
    issues = table.case.issues
    if issue not in issues:
        names = {word: i.id for i in issues.values() for word in (i.id, i.title)}
        raise UsageError(f"no issue {issue!r} in this case{nearest(issue, names)}")
    steps = {step.casefold(): place for place, step in enumerate(issues[issue].steps)}
    if label.strip().casefold() not in steps:
        names = {step: step for step in issues[issue].steps}
        raise UsageError(f"{issue!r} has no step {label!r}{nearest(label, names)}")
    return steps[label.strip().casefold()]
