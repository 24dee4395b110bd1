"""Random records: a case as plain values, as a folder on disk, and the same case with other names and another order.

A record is what a user would write down, so it goes through the loader like any other case. It is kept as
plain dicts until then, so that parties can be renamed and everything reordered without knowing the program.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from nonpaper.case.case import Case
from tests.build import build_case

SIDES = ("ash", "birch", "cedar")
MEDIATOR = "usher"
PANEL = "panel"
TOPICS = ("truce", "list", "pay", "venue", "aid", "border")
WORDS = {
    2: ("none", "done"),
    3: ("none", "some", "all"),
    4: ("none", "few", "most", "all"),
}


@dataclass(frozen=True)
class Record:
    """`case` is case.yaml as dicts and lists, `rows` are the rows of record.csv as dicts of text."""

    case: dict[str, Any]
    rows: tuple[dict[str, str], ...]

    def build(self) -> Case:
        """The record as a case, through the loader. JSON is plain YAML, so every key and label is quoted."""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return build_case(json.dumps(self.case, ensure_ascii=False, indent=1), out.getvalue())

    def told(self) -> str:
        """The record in few lines, for a bug report."""
        lines = [f"{name}: {json.dumps(value)}" for name, value in self.case["issues"].items()]
        lines += [f"{key}: {json.dumps(self.case[key])}" for key in ("procedure", "drafts") if key in self.case]
        for row in self.rows:
            lines.append(", ".join(f"{key}={value}" for key, value in row.items() if value and key != "quote"))
        return "\n".join(lines)

    __repr__ = told


def _compare(dice: Random, case: dict[str, Any], issue: str, operators: Sequence[str] = (">=", "=", "=")) -> str:
    steps = case["issues"][issue]["steps"]
    if case["issues"][issue].get("kind") == "choice":
        return f"{issue} = {dice.choice(steps)}"
    operator = dice.choice(operators)
    step = dice.choice(steps[1:] if operator in (">=", "=") else steps[:-1])
    if dice.random() < 0.1:
        step = dice.choice(steps)
        operator = "="
    return f"{issue} {operator} {step}"


def _condition(dice: Random, case: dict[str, Any]) -> str:
    issues = list(case["issues"])
    act = _compare(dice, case, dice.choice(issues))
    text = _compare(dice, case, dice.choice([name for name in issues if not act.startswith(name)]))
    if dice.random() < 0.25:
        joined = _compare(dice, case, dice.choice(issues))
        text = f"{text} {dice.choice(('or', 'and'))} {joined}"
    return f"{act} {dice.choice(('if', 'after', 'after', 'with'))} {text}"


def _row(dice: Random, case: dict[str, Any], place: int) -> dict[str, str]:
    issues = list(case["issues"])
    issue = dice.choice(issues)
    party = dice.choice([name for name in case["parties"] if name in SIDES])
    stance = dice.choices(
        (
            *("demands", "rejects", "rules out", "accepts", "offers", "commits", "insists", "conditions"),
            *("withdraws", "proposes", "whole", "prioritises", "carries out", "denies", "reports"),
        ),
        (24, 12, 8, 8, 8, 3, 22, 6, 2, 4, 4, 2, 1, 2, 1),
    )[0]
    claim = _compare(dice, case, issue, (">=", ">=", "=", "=", "<="))
    if stance in ("rejects", "rules out"):
        claim = _compare(dice, case, issue, (">=", ">=", "=", "<="))
    elif stance == "insists":
        claim = _condition(dice, case)
    elif stance == "conditions":
        stance, claim = dice.choice(("demands", "accepts", "offers")), _condition(dice, case)
    elif stance == "whole":
        other = dice.choice([name for name in issues if name != issue])
        stance, claim = "rejects", f"{_compare(dice, case, issue)} and {_compare(dice, case, other)}"
        if "drafts" in case and dice.random() < 0.5:
            stance, claim = dice.choice(
                (("rejects", "draft:paper"), ("accepts", "draft:paper"), ("accepts", "draft:paper/1"))
            )
    elif stance == "prioritises":
        claim = f"{issue} > {dice.choice([name for name in issues if name != issue])}"
    elif stance == "carries out":
        claim = f"{issue} = {case['issues'][issue]['steps'][1]}"
    elif stance in ("denies", "reports"):
        claim = issue
    elif stance == "proposes" and MEDIATOR in case["parties"] and dice.random() < 0.5:
        party = MEDIATOR
    reporter = dice.choice([name for name in (*SIDES, MEDIATOR) if name in case["parties"] and name != party])
    return {
        "id": f"s{place:02d}",
        "date": f"2024-03-{dice.randrange(1, 8):02d}",
        "party": party,
        "stance": stance,
        "claim": claim,
        "speaker": dice.choice(("", "", f"Head of {party}", f"Envoy of {party}", "somebody")),
        "named": "false" if dice.random() < 0.1 else "true",
        "reported_by": reporter if dice.random() < 0.15 else "",
        "outlet": dice.choice(("Wire", "Herald", "")),
        "quote": f"words {place}",
        "firmness": dice.choice(("", "", "", "1", "3", "5")),
        "grade": dice.choice(("", "A1", "B2", "C3", "D4")),
    }


def nth_record(seed: int, rows: int, issues: int = 3, longest: int = 3) -> Record:
    """The random record of a seed: two or three sides, perhaps a mediator, and so many issues and rows."""
    dice = Random(seed)
    sides = SIDES[: dice.choice((2, 2, 3))]
    parties: dict[str, Any] = {
        name: {
            "name": name.capitalize(),
            "aliases": [f"the {name} side"],
            "speakers": {"principal": [f"Head of {name}"], "delegation": [f"Envoy of {name}"]},
        }
        for name in sides
    }
    if dice.random() < 0.5:
        parties[MEDIATOR] = {"name": "Usher", "role": "mediator"}
    parties[PANEL] = {"name": "Panel", "role": "ratifier", "of": sides[0]}
    case: dict[str, Any] = {"title": f"Drawn {seed}", "parties": parties, "issues": {}}
    for name in TOPICS[:issues]:
        size = dice.randrange(2, longest + 1)
        issue: dict[str, Any] = {"title": name.capitalize(), "steps": list(WORDS[size])}
        draw = dice.random()
        if draw < 0.15:
            issue["kind"] = "choice"
        elif draw < 0.3:
            issue["steps"] = [str(number) for number in sorted(dice.sample(range(1, 30), size))]
        by = dice.choice(
            [*sides, list(sides[:2]), "all", *([MEDIATOR] if MEDIATOR in parties and dice.random() < 0.3 else [])]
        )
        issue["by"] = by
        if dice.random() < 0.25:
            best = issue["steps"][-1]
            way = dice.choice(("none", best) if issue.get("kind") == "choice" else ("up", "down", "none", best))
            issue["favours"] = {dice.choice(sides): way}
        if dice.random() < 0.35:
            issue["deposit"] = dice.choice(("back", "over"))
        if dice.random() < 0.2:
            issue["refer_to"] = PANEL
        if dice.random() < 0.25:
            issue["may_stay_open"] = True
        case["issues"][name] = issue
    if dice.random() < 0.4:
        case["procedure"] = [_condition(dice, case).replace(" if ", " after ")]
    if dice.random() < 0.4:
        chosen = dice.sample(list(case["issues"]), dice.randrange(1, issues + 1))
        first = {name: case["issues"][name]["steps"][1] for name in chosen[:1]}
        rest = {name: dice.choice(case["issues"][name]["steps"][1:]) for name in chosen[1:]}
        case["drafts"] = {
            "paper": {
                "on": "2024-03-03",
                "by": [dice.choice(list(parties))],
                "stages": [first, *([rest] if rest else [])],
            }
        }
    return Record(case, tuple(_row(dice, case, place) for place in range(1, rows + 1)))


def records(rows: tuple[int, int] = (2, 12), issues: tuple[int, int] = (2, 4)) -> SearchStrategy[Record]:
    """Random records. A failure is told by a seed and two numbers, and by the record itself."""
    return st.builds(nth_record, st.integers(0, 2**32 - 1), st.integers(*rows), st.integers(*issues))


def _walk(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, list):
        return [_walk(each, rename) for each in value]
    if isinstance(value, dict):
        return {rename(key): _walk(each, rename) for key, each in value.items()}
    return value


def with_parties(record: Record, names: Mapping[str, str]) -> Record:
    """The same record with other ids and names for the parties (possibly swapped), everywhere they stand."""

    def rename(text: str) -> str:
        for old, new in names.items():
            if text == old:
                return new
            if text == old.capitalize():
                return new.capitalize()
            for before in ("the {} side", "Head of {}", "Envoy of {}"):
                if text == before.format(old):
                    return before.format(new)
        return text

    rows = tuple(
        {key: rename(value) if key in ("party", "speaker", "reported_by") else value for key, value in row.items()}
        for row in record.rows
    )
    case = {
        key: _walk(value, rename) if key in ("parties", "issues", "drafts") else value
        for key, value in record.case.items()
    }
    return Record(case, rows)


def reordered(record: Record, dice: Random) -> Record:
    """The same record with its parties, its issues and the rows of each day in another order."""

    def shuffled(values: Mapping[str, Any]) -> dict[str, Any]:
        keys = list(values)
        dice.shuffle(keys)
        return {key: values[key] for key in keys}

    case = {**record.case, "parties": shuffled(record.case["parties"]), "issues": shuffled(record.case["issues"])}
    rows = list(record.rows)
    dice.shuffle(rows)
    return Record(case, tuple(sorted(rows, key=lambda row: row["date"])))
