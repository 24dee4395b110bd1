"""How does a scenario look as a case? The texts of its files; no statement is made up, the record is empty.

What the two call differently, and how it is bridged:

* An option of a scenario has no order and nothing holds before the talks. A case has a status quo. Issues are written
  as a `choice` whose first option stands first in the file; whole numbers, and what the file calls ordered, as a
  ladder from its first step. That first step is nobody's position: `no_agreement` says what no agreement is worth, so
  nothing is reckoned from it.
* Who carries out what is not known: every issue is a joint act of all, set at signature (`on_paper`).
* `favours` names what the values show: up or down where they never turn, else the first of the best options.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from nonpaper.case.grammar import KEYWORDS
from nonpaper.case.load import FILE as CASE_FILE
from nonpaper.case.load import MOST_BYTES
from nonpaper.case.record import COLUMNS
from nonpaper.case.record import FILE as RECORD_FILE
from nonpaper.case.vocabulary import read_number
from nonpaper.formats.finding import quoted
from nonpaper.formats.scenario import Profile, Scenario, ScenarioIssue, written
from nonpaper.problems import Place, Problem, problem

_WAYS = ("up", "down", "none")


@dataclass(frozen=True, slots=True)
class CaseTexts:
    """File name -> text, what was changed on the way; and why there is none, where the scenario is too large."""

    files: dict[str, str]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def case_texts(scenario: Scenario) -> CaseTexts:
    """The files of a case that holds the scenario; loading it gives the same utilities."""
    notes: list[str] = []
    issues = [_labelled(issue, notes) for issue in scenario.issues]
    steps = {step for issue in issues for step in issue.options}
    issue_ids = _ids((issue.name for issue in issues), "issue", steps)
    party_ids = _ids((profile.name for profile in scenario.profiles), "party", {"all"})
    lines = [
        f"# Read from {scenario.source or 'a scenario'}; {'; '.join(scenario.notes)}.",
        "# A scenario knows no status quo: the first step of an issue is only the first in its file. What no agreement",
        "# is worth to a party stands under `values`, in the measure of its packages.",
        f"title: {quoted(scenario.title)}",
        "parties:",
        *(f"  {party}: {{name: {quoted(p.name)}}}" for party, p in zip(party_ids, scenario.profiles, strict=True)),
        "issues:",
    ]
    for place, (name, issue) in enumerate(zip(issue_ids, issues, strict=True)):
        ladder = _is_ladder(issue)
        lines += [
            f"  {name}:",
            f"    title: {quoted(issue.name)}",
            f"    kind: {'ladder' if ladder else 'choice'}",
            f"    steps: [{', '.join(quoted(option) for option in issue.options)}]",
            "    by: all",
            "    on_paper: true",
        ]
        rows = [profile.tables[place] for profile in scenario.profiles]
        ways = [_way(issue.options, row, ladder=ladder) for row in rows]
        if all(way is not None for way in ways):
            likes = (f"{party}: {quoted(way or '')}" for party, way in zip(party_ids, ways, strict=True))
            lines.append(f"    favours: {{{', '.join(likes)}}}")
    lines.append("values:")
    for party, profile in zip(party_ids, scenario.profiles, strict=True):
        lines += _values(party, profile, issue_ids, notes)
    text = "\n".join(lines) + "\n"
    size = len(text.encode())
    if size > MOST_BYTES:
        told = f"as a case the scenario has {size:,} bytes; at most {MOST_BYTES:,} are read"
        return CaseTexts({}, tuple(notes), (problem("file-too-large", Place(CASE_FILE), told),))
    record = io.StringIO()
    csv.writer(record, lineterminator="\n").writerow(COLUMNS)
    return CaseTexts({CASE_FILE: text, RECORD_FILE: record.getvalue()}, tuple(notes))


def _values(party: str, profile: Profile, issue_ids: Sequence[str], notes: list[str]) -> list[str]:
    """The values of one party."""
    weights = ", ".join(f"{i}: {written(w)}" for i, w in zip(issue_ids, profile.weights, strict=True))
    lines = [f"  {party}:", f"    weights: {{{weights}}}", "    steps:"]
    for issue, table in zip(issue_ids, profile.tables, strict=True):
        lines.append(f"      {issue}: [{', '.join(written(value) for value in table)}]")
    if profile.reservation is None:
        notes.append(f"for {profile.name} every agreement is better than none: `no_agreement` is 0, its least")
    lines.append(f"    no_agreement: {written(profile.reservation or Fraction(0))}")
    if profile.discount is not None:
        lines.append(f"    discount: {written(profile.discount)}")
    return lines


def _is_ladder(issue: ScenarioIssue) -> bool:
    """Whether the options can stand as a ladder: in an order, and numbers rise or fall all the way."""
    read = [read_number(option) for option in issue.options]
    numbers = [each[0] for each in read if each is not None]
    if not issue.ordered or len(numbers) < len(read):
        return issue.ordered
    pairs = list(pairwise(numbers))
    return all(a < b for a, b in pairs) or all(a > b for a, b in pairs)


def _way(options: Sequence[str], row: Sequence[Fraction], *, ladder: bool) -> str | None:
    """Which way a party likes an issue to go, by its values; None where the name of its best option is a way's."""
    if len(set(row)) == 1:
        return "none"
    pairs = list(pairwise(row))
    if ladder and all(a <= b for a, b in pairs):
        return "up"
    if ladder and all(a >= b for a, b in pairs):
        return "down"
    best = options[row.index(max(row))]
    return best if best not in _WAYS else None


def _labelled(issue: ScenarioIssue, notes: list[str]) -> ScenarioIssue:
    """The issue with options that claims can name; what is called otherwise for that is told."""
    labels: list[str] = []
    for option in issue.options:
        label = option.replace('"', "''")
        if label in KEYWORDS or label.startswith("draft:"):
            label = f"({label})"
        base, number = label, 2
        while label in labels:
            label, number = f"{base} ({number})", number + 1
        if label != option:
            notes.append(f"the option `{option}` of {issue.name} is called `{label}` here, so that claims can name it")
        labels.append(label)
    return ScenarioIssue(issue.name, tuple(labels), issue.ordered)


def _ids(names: Iterable[str], sort: str, taken: Iterable[str]) -> list[str]:
    """An id for each name: its letters and digits, none twice, none that means something else already."""
    used = {*taken, *KEYWORDS}
    found: list[str] = []
    for place, name in enumerate(names, 1):
        base = re.sub(r"\W+", "_", name.casefold()).strip("_")[:60] or f"{sort}_{place}"
        free, number = base, 2
        while free in used:
            free, number = f"{base}_{number}", number + 1
        used.add(free)
        found.append(free)
    return found
