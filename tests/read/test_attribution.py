"""Who said it, with which words, what was said: one sentence after another, and spans that always hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.parsing import model, parsed, told, valid, words

from nonpaper.read.attribution import LONGEST, attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import language


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        # Frames of verbs.
        ("The union said the offer was too low.", "The union", "said", "the offer was too low"),
        ("The rebels refused to leave the town.", "The rebels", "refused", "to leave the town"),
        ("Galba called for a new round of talks.", "Galba", "called for", "a new round of talks"),
        ("Otho urged both sides to show restraint.", "Otho", "urged", "both sides to show restraint"),
        ("The guild accused the army of stalling.", "The guild", "accused", "the army of stalling"),
        ("The offer was turned down by the guild.", "the guild", "was turned down by", "The offer"),
        ("The envoy has not said that the pact is dead.", "The envoy", "has not said", "that the pact is dead"),
        # Quotations before, around and after.
        ("“We will not sign,” the minister said.", "the minister", "said", "“We will not sign,”"),
        ("“We will go!” she wrote.", "she", "wrote", "“We will go!”"),
        ("“The plan is a trap,” Galba said. “It is bad.”", "Galba", "said", "“The plan is a trap,” | “It is bad.”"),
        ("The ministry says: “We are ready.”", "The ministry", "says", "“We are ready.”"),
        ("The envoy told reporters, “We are near a deal.”", "The envoy", "told", "“We are near a deal.”"),
        # Parentheses, days, statements, agencies.
        ("To win, they said, the guild must wait.", "they", "said", "To win | the guild must wait"),
        ("The head of the guild said on Friday he would sign.", "The head of the guild", "said", "he would sign"),
        ("The army said in a statement that the raid was over.", "The army", "said", "that the raid was over"),
        ("PORTO (Nova) – The army said the raid was over.", "The army", "said", "the raid was over"),
        ("According to the envoy, talks go on.", "the envoy", "According to", "talks go on"),
        ("Talks go on, according to the envoy.", "the envoy", "according to", "Talks go on"),
        ("The guild left, a spokesman said a day after he met her.", "a spokesman", "said", "The guild left"),
        # More than a verb.
        ("Galba called on the army to leave the town.", "Galba", "called on", "the army to leave the town"),
        ("The union made clear that it would not sign.", "The union", "made clear", "that it would not sign"),
        (
            "The envoy expressed concern that talks would fail.",
            "The envoy",
            "expressed concern",
            "that talks would fail",
        ),
        ("Galba called Otho “a liar” on Monday.", "Galba", "called", "Otho “a liar”"),
        # Nobody named.
        ("The guild is expected to sign the pact.", "", "is expected", "The guild | to sign the pact"),
        ("The guild reportedly left the talks.", "", "reportedly", "The guild | left the talks"),
        # Nouns, adjectives, headings.
        ("The guild’s demand for a full pullout stands.", "The guild’s", "demand for", "a full pullout"),
        ("The union is confident that a deal is near.", "The union", "is confident", "that a deal is near"),
        ("Galba: We will never sign this", "Galba", ":", "We will never sign this"),
    ],
)
def test_one_sentence(text: str, source: str, cue: str, content: str) -> None:
    """The outermost attribution of each, word for word."""
    assert (source, cue, content) in told(text, nested=False)


def test_an_attribution_inside_another() -> None:
    """A mediator tells what a side accepted and wants: both stand inside, to any depth, with the side as source."""
    text = "Officials said the guild has agreed on a pause, but wants a full withdrawal."
    found = attributions(parsed(text))
    assert [(words(text, one.source), one.lemma, one.within) for one in found] == [
        ("Officials", "say", None),
        ("the guild", "agree on", 0),
        ("the guild", "want", 0),
    ]
    assert [one.within for one in attributions(parsed(text), nested=False)] == [None]
    deep = "The mediator said the rebels told him they would sign."
    assert [one.within for one in attributions(parsed(deep))][:2] == [None, 0]


def test_one_tells_of_another_at_the_end_of_the_sentence() -> None:
    """The one who closes the sentence tells of the one inside, not the other way round."""
    text = "The army said the raid was over, according to the paper."
    inner, outer = attributions(parsed(text))
    assert (words(text, inner.source), inner.within) == ("The army", 1)
    assert (words(text, outer.source), outer.within) == ("the paper", None)
    assert words(text, inner.content) == "the raid was over"


def test_a_telephone_call_is_no_word() -> None:
    """Somebody who is called is not called something."""
    assert told("Galba called Otho.") == []


def test_who_goes_on_speaking() -> None:
    """A participle or a second verb after what was said is the speaker's own, not that of the clause."""
    text = "The minister said the pact was dead, blaming the rebels for the delay."
    assert told(text) == [
        ("The minister", "said", "the pact was dead"),
        ("The minister", "blaming", "the rebels for the delay"),
    ]
    text = "The union said it had rejected the offer but said talks would go on."
    assert told(text, nested=False) == [
        ("The union", "said", "it had rejected the offer"),
        ("The union", "said", "talks would go on"),
    ]


def test_a_quotation_over_paragraphs_and_one_with_no_cue() -> None:
    """Both belong to who spoke last; a colon at the end of a paragraph leads to the next."""
    text = "“We begin here,” Galba said. “It is late.\n\n“And we end here.”\n\nThe army left."
    (only,) = attributions(parsed(text), nested=False)
    assert words(text, only.content) == "“We begin here,” | “It is late. | “And we end here.”"
    text = "The guild’s letter was short. Galba wrote:\n\n“We will not sign this paper.”"
    assert ("Galba", "wrote", "“We will not sign this paper.”") in told(text, nested=False)


@pytest.mark.parametrize(
    ("text", "negated", "hypothetical"),
    [
        ("The ministry did not rule out a truce.", True, False),
        ("The guild would accept a truce.", False, True),
        ("The guild may reject the offer.", False, True),
        ("It is unclear whether the guild agreed to a truce.", False, True),
        ("Nobody demanded a truce.", True, False),
        ("The guild rejected the offer.", False, False),
    ],
)
def test_a_cue_that_is_denied_or_only_supposed(text: str, negated: bool, hypothetical: bool) -> None:
    """Polarity is told apart from the stance, never folded into it."""
    (one,) = attributions(parsed(text))
    assert (one.negated, one.hypothetical) == (negated, hypothetical)


def test_a_relative_pronoun_stands_for_its_noun() -> None:
    """Who reads wants the noun; PolNeAR marks the pronoun, so the flat view does."""
    text = "The guild, which has said it wants a truce, left."
    assert told(text)[0][0] == "The guild"
    assert told(text, nested=False)[0][0] == "which"


def test_scare_quotes_are_no_quotation() -> None:
    """A word in single marks keeps a distance; it is neither content nor in the way."""
    assert told("The 'guild' said the raid was over.") == [("The 'guild'", "said", "the raid was over")]


def test_the_cue_leads_back_to_its_token() -> None:
    """Whoever splits or times a statement finds the verb in the parse."""
    text = "First line.\n\nThe guild has said it would wait."
    whole = parsed(text)
    assert [whole.cue_token(one).lemma_ for one in attributions(whole)][:1] == ["say"]


def test_a_very_long_paragraph_is_read_in_pieces_and_that_is_said() -> None:
    """Nothing of it is lost."""
    sentence = "The guild said the offer was too low. "
    text = sentence * (3 * LONGEST // len(sentence))
    whole = parsed(text)
    assert len(whole.paragraphs) > 3
    assert [one.goes_on for one in whole.paragraphs] == [True] * (len(whole.paragraphs) - 1) + [False]
    assert "read in" in whole.notes[0]
    assert len(attributions(whole)) == text.count("said")


WORDS = st.sampled_from(
    (
        *(
            "the",
            "guild",
            "Galba",
            "said",
            "says",
            "told",
            "asked",
            "that",
            ",",
            ".",
            ":",
            ";",
            "reportedly",
            "according",
        ),
        *("to", "who", "which", "and", "but", "adding", "not", "would", "demand", "for", "refused", "sign", "called"),
        *("“", "”", '"', "'", "’", "‘", "«", "»", "„", "(", ")", "—", "''", "“We go,”", "said:", "claim of", "it"),
        *("\n\n", "\n", "🙂", "是", "кто", "\u200b", "\xa0"),
    )
)
HOSTILE = st.one_of(
    st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=60).map("".join), st.text(max_size=80)
)


@settings(max_examples=150)
@given(HOSTILE, st.booleans())
def test_spans_hold_whatever_is_read(text: str, nested: bool) -> None:
    """Unbalanced marks, scripts, emoji, words in any order: spans lie in the text, and twice the same comes out."""
    for used in (model(), language("plain")):
        document = Document("report.txt", text, "")
        found = attributions(parse(document, used), nested)
        assert valid(text, found)
        assert all(one.content and one.cue for one in found)
        assert found == attributions(parse(document, used), nested)
        for number, one in enumerate(found):
            seen = {number}
            while one.within is not None:
                assert one.within not in seen
                seen.add(one.within)
                one = found[one.within]
