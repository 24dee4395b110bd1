"""Who said it, with which words, what was said: one sentence after another, and spans that always hold."""

from __future__ import annotations

import pytest
from tests.read.parsing import parsed, told, valid

from nonpaper.read.attribution import attributions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The union said the offer was too low.", ("The union", "said", "the offer was too low")),
        ("“We will not sign this,” the minister said.", ("the minister", "said", "“We will not sign this,”")),
        ("The rebels refused to leave the town.", ("The rebels", "refused", "to leave the town")),
        ("According to the envoy, talks go on.", ("the envoy", "According to", "talks go on")),
        ("Galba called for a new round of talks.", ("Galba", "called for", "a new round of talks")),
    ],
)  # fmt: skip
def test_one_sentence(text: str, expected: tuple[str, str, str]) -> None:
    """The plain frames: a clause, a quotation before its speaker, an infinitive, an object, according to."""
    assert told(text)[0] == expected


def test_an_attribution_inside_another() -> None:
    """A mediator tells what a side accepted: both are told, and the inner one names the outer one."""
    text = "The mediators said the guild has accepted the new schedule."
    outer, inner = attributions(parsed(text))
    assert (outer.within, inner.within) == (None, 0)
    assert inner.source[0].of(text) == "the guild"
    assert [one.within for one in attributions(parsed(text), nested=False)] == [None]
    assert valid(text, (outer, inner))


def test_the_cue_leads_back_to_its_token() -> None:
    """Whoever splits or times a statement finds the verb in the parse."""
    text = "First line.\n\nThe guild has said it would wait."
    whole = parsed(text)
    assert [whole.cue_token(one).lemma_ for one in attributions(whole)][:1] == ["say"]
