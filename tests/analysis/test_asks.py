"""What one further statement would have to say: it can be pasted into the record as it is told."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from tests.brief.test_openings import answered
from tests.oracle.records import Record, records

from nonpaper.analysis.why import why
from nonpaper.brief.compose import compose_why
from nonpaper.brief.document import Bullets, blocks_of, plain
from nonpaper.case.grammar import Reading, read_claim
from nonpaper.positions.fold import fold

LABELS = {"done": "and done", "some": "some (or so)", "all": "all = all", "few": "a few", "most": "most"}


def in_many_words(record: Record) -> Record:
    """The same record with labels of several words, some of them awkward, quoted where a claim names them."""

    def label(step: str) -> str:
        return LABELS.get(step, step)

    def claim(text: str) -> str:
        return re.sub(r"(?<=[=<>] )\w+", lambda step: _quoted(label(step[0])), text)

    case: dict[str, Any] = {**record.case}
    case["issues"] = {
        name: {
            **issue,
            "steps": [label(step) for step in issue["steps"]],
            **({"favours": {p: label(w) for p, w in issue["favours"].items()}} if "favours" in issue else {}),
        }
        for name, issue in case["issues"].items()
    }
    if "procedure" in case:
        case["procedure"] = [claim(line) for line in case["procedure"]]
    if "drafts" in case:
        paper = case["drafts"]["paper"]
        stages = [{name: label(step) for name, step in stage.items()} for stage in paper["stages"]]
        case["drafts"] = {"paper": {**paper, "stages": stages}}
    return Record(case, tuple({**row, "claim": claim(row["claim"])} for row in record.rows))


def _quoted(label: str) -> str:
    return f'"{label}"' if label in LABELS.values() else label


@given(records(rows=(3, 10)))
def test_what_would_do_is_a_row_of_the_record(record: Record) -> None:
    told = in_many_words(record)
    for knot in why(fold(told.build()), top=200).knots:
        for ask in knot.asks:
            stance, _, claim = ask.words.partition(" ")
            if ask.kind != "answer" or not claim:
                continue  # a move that no row makes by itself is told as that
            assert stance in ("accepts", "insists", "withdraws"), "no label here is beyond the language"
            assert isinstance(read_claim(claim), Reading), ask.words
            row = dict.fromkeys(told.rows[0], "") | {
                "id": "answer", "date": "2024-03-08", "party": ask.party, "stance": stance, "claim": claim,
                "named": "true",
            }  # fmt: skip
            Record(told.case, (*told.rows, row)).build()


def test_labels_of_several_words_are_quoted_on_the_page() -> None:
    found = answered(
        """
        title: Boxes
        parties: {reds: {name: Reds}, blues: {name: Blues}}
        issues:
          boxes: {title: Boxes, steps: [all closed, half kept, all kept], by: blues}
          strike: {title: Strike, steps: [full, minimum service, called off], by: reds}
        """,
        [
            {"date": "2031-04-01", "party": "reds", "stance": "demands", "claim": 'boxes = "all kept"'},
            {"date": "2031-04-01", "party": "blues", "stance": "offers", "claim": 'boxes = "half kept"'},
        ],
    )
    lists = [b for section in compose_why(found).sections for b in blocks_of(section) if isinstance(b, Bullets)]
    asked = [plain(item) for block in lists for item in block.items if "in the record" in plain(item)]
    assert any('(in the record: accepts boxes >= "half kept")' in line for line in asked)
    for line in asked:
        words = line.partition("in the record: ")[2].rpartition(")")[0]
        assert isinstance(read_claim(words.partition(" ")[2]), Reading), line
