"""From words to claims: sentences of our own, and two reports marked by hand where they lie beside the clone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import build_case
from tests.read.sentences import CASES, SENTENCES

from nonpaper.case.claims import Op
from nonpaper.case.load import load_case
from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.proposals import Confidence, Proposal, proposal_id
from nonpaper.read.references import resolve
from nonpaper.read.spans import Span, hull
from nonpaper.read.terms import Linked, link
from nonpaper.read.wordforms import key_of, stem_of, words_of

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("NONPAPER_SHARED", ROOT.parent / "shared"))


@cache
def words_for(case: str) -> CaseTerms:
    """The words of one of the invented cases, or of an example."""
    if case in CASES:
        return CaseTerms.of(build_case(CASES[case]))
    loaded = load_case(ROOT / "examples" / case).case
    assert loaded is not None
    return CaseTerms.of(loaded)


def told(found: tuple[Linked, ...]) -> tuple[str, ...]:
    """The claims, or the topics in brackets."""
    return tuple(each.claim or (each.topic and f"({each.topic})") for each in found)


def read(case: str, party: str, stance: str, content: str) -> tuple[Linked, ...]:
    """A content that is a text of its own."""
    return link(content, Span(0, len(content)), Stance(stance), party, words_for(case))


@pytest.mark.parametrize(
    ("case", "party", "stance", "content", "expected"), SENTENCES, ids=[f"{s[0]}: {s[3][:40]}" for s in SENTENCES]
)
def test_what_a_careful_reader_would_claim(
    case: str, party: str, stance: str, content: str, expected: str | tuple[str, ...]
) -> None:
    """Issue, step, direction and condition; and nothing where the case has no word for it."""
    assert told(read(case, party, stance, content)) == (expected if isinstance(expected, tuple) else (expected,))


@pytest.mark.parametrize(("case", "party", "stance", "content", "expected"), SENTENCES)
def test_every_claim_is_one_that_the_record_takes(
    case: str, party: str, stance: str, content: str, expected: str | tuple[str, ...]
) -> None:
    """Beside the stance that comes back with it; and every term stands in the content, with its reason."""
    words = words_for(case)
    for each in read(case, party, stance, content):
        if each.claim:
            assert words.fits(each.claim, each.stance, party)
            assert each.terms or each.claim.startswith("draft:")
        if each.topic:
            assert each.topic in words.issues
        assert each.judgements
        for term in each.terms:
            assert term.issue in words.issues
            assert term.step in ("", *words.issues[term.issue].issue.steps) or words.issues[term.issue].issue.numbers
            assert 0 <= term.span.start < term.span.end <= len(content)
            assert term.reason


@pytest.mark.parametrize(("case", "party", "stance", "content", "expected"), SENTENCES)
def test_letters_and_hyphens_do_not_matter(
    case: str, party: str, stance: str, content: str, expected: str | tuple[str, ...]
) -> None:
    """A headline in capitals says the same."""
    loud = content.upper()
    assert told(read(case, party, stance, loud)) == told(read(case, party, stance, content))


def test_a_content_in_two_pieces_is_read_as_one() -> None:
    """A quote that its speaker's name breaks in two."""
    text = "“A raise,” she said, “of six percent.”"
    first, second = text.index("A raise"), text.index("of six")
    spans = (Span(first, first + 7), Span(second, second + 14))
    (found,) = link(text, spans, Stance.DEMANDS, "drivers", words_for("labour"))
    assert found.claim == "pay = 6%"
    assert [term.span.of(text) for term in found.terms][-1] == "six percent"


def test_what_is_given_as_a_reason_is_not_asked_for() -> None:
    """Nor is the issue that only says which talks are meant."""
    assert told(read("labour", "drivers", "demands", "a raise because layoffs have begun")) == ("pay > 0%",)
    assert told(read("river", "upper", "commits", "to resume the talks on a dam")) == ("talks = continued",)


def test_an_insistence_without_a_condition_is_a_demand() -> None:
    """And a demand of one's own act, with a condition, insists: the record takes each only so."""
    (plain,) = read("labour", "drivers", "insists", "a 6 percent raise")
    assert (plain.claim, plain.stance) == ("pay = 6%", Stance.DEMANDS)
    (own,) = read("labour", "drivers", "demands", "the contract must be signed before the buses run")
    assert (own.claim, own.stance) == ("service = resumed after contract = signed", Stance.INSISTS)


def test_an_order_keeps_its_direction_however_it_is_put() -> None:
    """Nine ways to say the same."""
    expected = ("captives >= some after ceasefire >= temporary",)
    for content in (
        "a truce has to hold before any hostage can be freed",
        "hostages will be freed only after a ceasefire",
        "no hostages will be freed before a truce",
        "no captives will be released until there is a cease-fire",
        "once a ceasefire is in place, captives would be freed",
        "it will not free hostages until a ceasefire takes hold",
        "first a ceasefire, then the release of captives",
        "releasing the hostages is impossible without a ceasefire",
        "without a ceasefire, no hostages will be released",
    ):
        assert told(read("cairo-2024", "hamas", "insists", content)) == expected, content


def test_what_happens_in_return_is_in_the_package_and_no_order() -> None:
    """The weakest reading of an exchange: both, and nobody is told to go first."""
    for content in (
        "the release of many prisoners in exchange for all hostages",
        "many prisoners released in return for all hostages",
        "to swap many prisoners for all captives",
    ):
        assert told(read("cairo-2024", "hamas", "demands", content)) == ("prisoners = many if captives = all",), content


def test_a_condition_that_the_case_does_not_know_leaves_the_claim_open() -> None:
    """To drop it would make an acceptance out of a bargain."""
    (found,) = read("cairo-2024", "hamas", "offers", "to free all captives if its leaders go unharmed")
    assert (found.claim, found.topic) == ("", "captives")
    assert "the condition names no step" in found.judgements[0].reason


def test_without_a_case_nothing_is_made_of_the_words() -> None:
    """Noun phrases are terms, the first of them the topic."""
    text = "it wants a longer lease and a lower rent"
    phrases = (Span(11, 23), Span(30, 40))
    (found,) = link(text, Span(9, len(text)), Stance.DEMANDS, "", None, phrases=phrases)
    assert (found.claim, found.topic) == ("", "longer lease")
    assert [term.span.of(text) for term in found.terms] == ["longer lease", "lower rent"]
    assert {term.issue for term in found.terms} == {""}


# --- words that point back ----------------------------------------------------------------------------------------

STORY = (
    "Lowland wants daily gauge readings. It also wants forty percent of the water.\n"
    "Upland rejected those demands. It offered monthly gauge readings.\n"
    "Lowland refused this.\n"
    "Upland said that was impossible without compensation."
)


def proposed(text: str, claim: str, stance: Stance, party: str, passage: str) -> Proposal:
    """A proposal with the few fields that references look at."""
    start = text.index(passage)
    span = Span(start, start + len(passage))
    name = proposal_id("00", (span,), stance, party)
    return Proposal(name, "r.txt", "t", span, (), (), (span,), stance, party=party, claim=claim)


def pointing(text: str, words: str, stance: Stance, party: str, case: str, after: str = "") -> Linked:
    """What the words of a text point back to, before it is looked up."""
    start = text.index(words, text.index(after))
    (found,) = link(text, Span(start, start + len(words)), stance, party, words_for(case))
    return found


def test_demands_that_are_refused_are_those_of_the_other_side() -> None:
    """A plural means all of them, one statement each; a singular only what it can mean."""
    river = words_for("river")
    wants = (
        proposed(STORY, "data = daily", Stance.DEMANDS, "lower", "Lowland wants daily gauge readings."),
        proposed(STORY, "flow = 40%", Stance.DEMANDS, "lower", "It also wants forty percent of the water."),
    )
    linked = pointing(STORY, "those demands", Stance.REJECTS, "upper", "river")
    assert linked.claim == ""
    found = resolve(STORY, linked, "upper", wants, river)
    assert told(found) == ("data = daily", "flow = 40%")
    assert [each.references[0].meant for each in found] == [(wants[0].id,), (wants[1].id,)]
    offer = proposed(STORY, "data = monthly", Stance.OFFERS, "upper", "It offered monthly gauge readings.")
    linked = pointing(STORY, "this", Stance.REJECTS, "lower", "river", "refused")
    assert told(resolve(STORY, linked, "lower", (*wants, offer), river)) == ("data = monthly",)


def test_what_could_mean_two_things_stays_open() -> None:
    """And keeps its span."""
    river = words_for("river")
    passage = "Lowland wants daily gauge readings. It also wants forty percent of the water."
    both = (
        proposed(STORY, "data = daily", Stance.DEMANDS, "lower", passage),
        proposed(STORY, "flow = 40%", Stance.DEMANDS, "lower", passage),
    )
    text = STORY.replace("those demands", "that demand")
    linked = pointing(text, "that demand", Stance.REJECTS, "upper", "river")
    (found,) = resolve(text, linked, "upper", both, river)
    assert (found.claim, found.references[0].meant) == ("", ())
    assert "several things" in found.references[0].reason
    text = STORY.replace("those demands", "those three demands")
    linked = pointing(text, "those three demands", Stance.REJECTS, "upper", "river")
    (found,) = resolve(text, linked, "upper", both, river)
    assert (found.claim, found.references[0].meant) == ("", ())


def test_an_act_that_is_only_pointed_at_takes_its_condition() -> None:
    """ "That is impossible without compensation": the readings, after compensation."""
    river = words_for("river")
    refused = proposed(STORY, "data = monthly", Stance.REJECTS, "lower", "Lowland refused this.")
    linked = pointing(STORY, "that was impossible without compensation", Stance.INSISTS, "upper", "river")
    (found,) = resolve(STORY, linked, "upper", (refused,), river)
    assert found.claim == "data = monthly after fund >= part"
    assert found.judgements[-1].confidence is Confidence.LOW


def test_nothing_before_it_means_nothing() -> None:
    """No earlier statement, no claim."""
    linked = pointing(STORY, "those demands", Stance.REJECTS, "upper", "river")
    (found,) = resolve(STORY, linked, "upper", (), words_for("river"))
    assert (found.claim, found.references[0].meant) == ("", ())


# --- forms of words -----------------------------------------------------------------------------------------------


def test_all_forms_of_a_word_share_a_key() -> None:
    """Number, tense, and the nouns made of verbs."""
    for forms in (
        ("release", "releases", "released", "releasing"),
        ("hostage", "hostages", "hostages'", "Hostage’s"),
        ("free", "freed", "freeing"),
        ("halt", "halted", "halting", "halts"),
        ("stop", "stopped", "stopping"),
        ("withdraw", "withdrew", "withdrawn", "withdrawing"),
        ("labour", "labor"),
        ("party", "parties"),
    ):
        assert len({key_of(form) for form in forms}) == 1, forms
    for one, other in (("withdrawal", "withdraw"), ("enrichment", "enriching"), ("removal", "removed")):
        assert stem_of(key_of(one)) == stem_of(key_of(other))
    for one, other in (("prison", "prisoner"), ("price", "prize"), ("state", "station"), ("pay", "pray")):
        assert key_of(one) != key_of(other)


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    """Every word is its stretch of the text, in order, and overlaps no other."""
    at = 0
    for word in words_of(text):
        assert word.span.start >= at
        assert word.text == word.span.of(text).casefold().replace("’", "'")
        at = word.span.end


@given(st.text(alphabet="abc .,;\n“”’0123456789%$-" + "é", max_size=60), st.sampled_from(sorted(Stance)))
def test_any_text_has_an_answer(text: str, stance: Stance) -> None:
    """Nothing a report may hold makes the reader stumble."""
    assert link(text, Span(0, len(text)), stance, "drivers", words_for("labour"))


# --- reports marked by hand ---------------------------------------------------------------------------------------

# The label of the gold, and what it is in our case: the issue, and how far it is moved ("": it is only named).
CAIRO = {
    "talks: attendance": ("attendance", ""),
    "talks: continuation": ("talks", "continued"),
    "talks: progress": ("talks", ""),
    "talks: resumption": ("talks", ""),
    "ceasefire": ("ceasefire", "temporary"),
    "temporary ceasefire": ("ceasefire", "temporary"),
    "permanent ceasefire": ("ceasefire", "permanent"),
    "end of offensive": ("ceasefire", "permanent"),
    "withdrawal of forces": ("withdrawal", "up"),
    "humanitarian aid": ("aid", "free"),
    "return of displaced": ("return", "up"),
    "release of captives": ("captives", ""),
    "release of hostages": ("captives", "up"),
    "release of hostages (in exchange)": ("captives", "all"),
    "release of prisoners": ("prisoners", "up"),
    "list of living captives": ("list", "given"),
}
_GOLD_STANCES = {"makes conditional on": "insists", "conditional": "insists", "rules_out": "rules out"}
_GOLD_PARTIES = {"Hamas": "hamas", "Israel": "israel", "Egypt": "egypt"}


def marked(name: str) -> tuple[str, list[dict[str, Any]]]:
    """A report and its marks; the test is skipped where they are not there."""
    gold = SHARED / "reports" / "gold" / f"{name}.json"
    if not gold.is_file():
        pytest.skip("the marked reports are not beside this clone")
    text = (SHARED / "reports" / f"{name}.txt").read_text(encoding="utf-8")
    body = text.split("\n---\n", 1)[1] if "\n---\n" in text else text
    return body, json.loads(gold.read_text(encoding="utf-8"))["statements"]


def cairo() -> Iterator[tuple[dict[str, Any], tuple[Linked, ...]]]:
    """Each statement of the Cairo report with what it is found to be about, references filled in."""
    text, statements = marked("000_b1b6a300f38eec56")
    words = words_for("cairo-2024")
    earlier: list[Proposal] = []
    for each in statements:
        spans = tuple(Span(part["start"], part["end"]) for part in each["content"])
        stance = Stance(_GOLD_STANCES.get(each["stance"], each["stance"]))
        party = _GOLD_PARTIES.get(each["party"] or "", "")
        found = tuple(
            one
            for linked in link(text, spans, stance, party, words)
            for one in resolve(text, linked, party, earlier, words)
        )
        passage = hull([*spans, *(Span(p["start"], p["end"]) for p in (each["cue"],) if p)])
        for one in found:
            name = proposal_id("00", spans, one.stance, party + one.claim)
            earlier.append(Proposal(name, "r", "t", passage, (), (), spans, one.stance, party=party, claim=one.claim))
        yield each, found


def test_the_cairo_report() -> None:
    """Of the terms marked by hand, how many are found with the right issue and direction, and none with a wrong one.

    Positions count, term by term; of what only tells or blames the topic is looked at.
    """
    words = words_for("cairo-2024")
    right, wrong, missed, topics = [], [], [], 0
    for each, found in cairo():
        claims = [claim for one in found if (claim := words.claim(one.claim)) is not None]
        compared = {c.issue: c for claim in claims for c in claim.comparisons}
        waited = {
            c.issue: c for claim in claims if claim.condition for clause in claim.condition.clauses for c in clause
        }
        for mark in each["terms"]:
            if mark["term"] not in CAIRO:
                continue
            issue, way = CAIRO[mark["term"]]
            if not words.binds(Stance(_GOLD_STANCES.get(each["stance"], each["stance"])), "hamas"):
                topics += any(one.topic == issue for one in found)
                continue
            comparison = compared.get(issue) or waited.get(issue)
            up = comparison is not None and words.issues[issue].issue.index(comparison.step) > 0
            line = f"{each['id']} {issue} {way}: {' · '.join(told(found))}"
            if comparison is None:
                missed.append(line)
            elif (up and way in ("", "up", comparison.step)) or (up and comparison.op is Op.AT_LEAST):
                right.append(line)
            else:
                wrong.append(line)
    table = "\n".join(("right", *right, "wrong", *wrong, "missed", *missed))
    assert not wrong, table
    assert len(right) >= 20, table
    assert topics >= 8, table


def test_the_order_and_the_references_of_the_cairo_report() -> None:
    """What has to come first, what is exchanged, and what "those demands" and "this" are."""
    found = {each["id"]: told(links) for each, links in cairo()}
    assert found["s18"] == ("captives >= some after ceasefire >= temporary",)
    assert found["s21"] == ("prisoners = many if captives = all",)
    assert found["s26"] == ("list = given after ceasefire >= temporary",)
    assert found["s13"] == ("draft:framework/1",)
    assert found["s22"] == (
        "captives >= some after ceasefire >= temporary",
        "withdrawal = full",
        "return = all",
        "prisoners = many",
    )


def test_the_chicago_report() -> None:
    """What is asked, offered and refused in the dispute about a contract of teachers."""
    text, statements = marked("06-chicago-teachers-2012")
    words = words_for("chicago-teachers-2012")
    expected = {
        "06-07": ("contract = signed",),
        "06-09": ("pay = 16%",),
        "06-12": ("school_day = longer",),
        "06-13": ("school_year = longer",),
        "06-14": ("evaluation = full",),
        "06-15": ("pay_method = new",),
        "06-16": ("school_day = longer", "school_year = longer", "evaluation = full", "pay_method = new"),
        "06-17": ("investment >= some",),
        "06-18": ("",),
        "06-02": ("",),
    }
    earlier: list[Proposal] = []
    found: dict[str, tuple[str, ...]] = {}
    for each in statements:
        party = "ctu" if "Union" in (each["speaks_for"] or "") else "board"
        stance = Stance(_GOLD_STANCES.get(each["stance"], each["stance"]))
        span = Span(*each["content_span"])
        links = tuple(
            one
            for linked in link(text, span, stance, party, words)
            for one in resolve(text, linked, party, earlier, words)
        )
        for one in links:
            passage = Span(*each["quote_span"])
            name = proposal_id("00", (span,), one.stance, party + one.claim)
            earlier.append(Proposal(name, "r", "t", passage, (), (), (span,), one.stance, party=party, claim=one.claim))
        found[each["id"]] = told(links)
    assert {name: found[name] for name in expected} == expected
