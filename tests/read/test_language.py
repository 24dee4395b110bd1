"""Which model of English is used, and what is said where there is none."""

from __future__ import annotations

import pytest
from tests.read.parsing import model, words

from nonpaper.errors import UsageError
from nonpaper.read.attribution import attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import MODELS, language


def test_the_first_installed_model_is_taken() -> None:
    """It tells name and version, as every proposal will."""
    found = model()
    assert found.name in MODELS
    assert str(found) == f"{found.name} {found.version}"
    assert found.parses


def test_a_model_that_is_not_there_says_what_to_install() -> None:
    """The error is kind."""
    with pytest.raises(UsageError, match=r"en_core_web_huge.*pip install"):
        language("en_core_web_huge")


def test_names_are_found_when_they_are_asked_for() -> None:
    """The recogniser does not run with every parse."""
    used = model()
    (doc,) = used.documents(["Angela Merkel met the press in Berlin on Monday."])
    assert not doc.has_annotation("ENT_IOB")
    assert "Berlin" in [entity.text for entity in used.names(doc).ents]


def test_without_a_model_direct_quotes_and_who_said_them() -> None:
    """And the notes say that this is all."""
    text = "“We will not sign,” said Ada Galba. The guild said that talks go on. “Nobody asked us,” they wrote in ink."
    parsed = parse(Document("report.txt", text, ""), language("plain"))
    told = [(words(text, a.source), words(text, a.content), a.direct) for a in attributions(parsed)]
    assert told == [
        ("Ada Galba", "“We will not sign,”", "direct"),
        ("The guild", "that talks go on", "indirect"),
        ("they", "“Nobody asked us,”", "direct"),
    ]
    assert parsed.notes == ("asked to read without a model of English",)
    assert parsed.cue_token(attributions(parsed)[0]) is None
