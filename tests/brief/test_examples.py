"""The examples' pages: every form of every answer can be made, and holds together."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from nonpaper import desk

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/case.yaml"))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_every_form_of_every_answer(folder: Path) -> None:
    case = desk.load(folder)
    party = case.case.sides[0].id
    issue = next(iter(case.case.issues))
    for answer in (case.status(), case.history(party, issue), case.why(), case.brief()):
        page = answer.to_html()
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
        assert all(cell_len(line) <= 80 for line in answer.to_text().split("\n"))
        assert answer.to_markdown().startswith("# ")
        assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_before_anything_was_said_the_page_says_so(folder: Path) -> None:
    answer = desk.load(folder).brief(at="1900-01-01")
    text = answer.to_text()
    assert "As of 1 January 1900" in text
    assert "Nobody asks for any change" in text
    assert "not seen" in text
    assert "#s-" not in answer.to_html() or "procedure" in answer.to_html()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_every_statement_of_the_record_is_among_the_sources(folder: Path) -> None:
    case = desk.load(folder)
    page = case.brief().to_html()
    for statement in case.case.statements:
        assert f'<li id="s-{statement.id}"' in page
