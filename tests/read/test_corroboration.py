"""One statement, however often it is printed: planted copies, planted repetitions, and any order of the reports."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonpaper.case.statements import Stance, When
from nonpaper.read.corroboration import ALIKE, Line, _jaccard, _pairs_alike, copied, corroborated, credit
from nonpaper.read.document import Basis, Document
from nonpaper.read.proposals import Proposal, Time, proposal_id
from nonpaper.read.spans import Span

DAY = date(2031, 4, 10)
NAMES = ("harbour", "minister", "valley", "envoy", "ledger", "bridge", "harvest", "clerk", "border", "winter", "barley")


def report(name: str, text: str, outlet: str = "", day: date | None = DAY, credit_line: str = "") -> Document:
    """A report with the few fields that are looked at."""
    when = When(day.isoformat(), day, day) if day is not None else None
    digest = hashlib.sha256(f"{name}|{text}".encode()).hexdigest()
    basis = Basis.GIVEN if day else Basis.NONE
    return Document(
        name=name, text=text, digest=digest, outlet=outlet, published=when, published_basis=basis, credit=credit_line
    )


def said(
    document: Document,
    words: str,
    party: str = "corva",
    stance: Stance = Stance.DEMANDS,
    claim: str = "flow >= 40%",
    topic: str = "",
    outlet: str = "",
    when: str = "",
) -> tuple[Document, Proposal]:
    """A proposal whose content are these words of the report."""
    start = document.text.index(words)
    span = Span(start, start + len(words))
    name = proposal_id(document.digest, (span,), stance, party + claim)
    time = Time(span, when, "day") if when else None
    made = Proposal(
        name, document.name, "t", span, (), (), (span,), stance, party=party, claim=claim, topic=topic, outlet=outlet
    )
    return document, made if time is None else _with_time(made, time)


def _with_time(proposal: Proposal, time: Time) -> Proposal:
    return replace(proposal, said=time)


def story(seed: int, sentences: int = 20) -> str:
    """A text of invented words, like no other."""
    draw = random.Random(seed)
    made = []
    for _ in range(sentences):
        made.append(" ".join(draw.choice(NAMES) + str(draw.randrange(50)) for _ in range(12)) + ".")
    return "\n".join(made)


WORDS = "forty percent of the flow"


def printed(seed: int, name: str, outlet: str, **more: object) -> Document:
    """An article of its own that tells the statement."""
    return report(name, story(seed) + f"\nCorva wants {WORDS}.", outlet, **more)  # type: ignore[arg-type]


def test_three_newspapers_are_three_sources() -> None:
    """One line, from the first day to the last."""
    told = [
        said(printed(1, "a.txt", "Tarn Courier"), WORDS),
        said(printed(2, "b.txt", "Harrow Post", day=DAY + timedelta(days=2)), WORDS),
        said(printed(3, "c.txt", "Selm Radio"), WORDS),
    ]
    (line,) = corroborated(told)
    assert line.independent == 3
    assert [source.name for source in line.sources] == ["Harrow Post", "Selm Radio", "Tarn Courier"]
    assert (line.first, line.last) == (DAY, DAY + timedelta(days=2))
    assert (line.party, line.claim) == ("corva", "flow >= 40%")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"outlet": "Tarn Courier"}, {"outlet": "the Tarn  courier"}, "one outlet: tarn courier"),
        (
            {"outlet": "A", "credit_line": "Source: Osk Press"},
            {"outlet": "B", "credit_line": "With Osk Press."},
            "one credit: osk press",
        ),
    ],
)
def test_one_house_or_one_agency_counts_once(one: dict[str, str], other: dict[str, str], why: str) -> None:
    """However the line of credit begins."""
    told = [said(printed(1, "a.txt", **one), WORDS), said(printed(2, "b.txt", **other), WORDS)]
    (line,) = corroborated(told)
    assert line.independent == 1
    assert line.sources[0].why == (why,)


def test_what_two_newspapers_heard_from_one_channel_counts_once() -> None:
    """Both write that she told Osk Radio."""
    told = [
        said(printed(1, "a.txt", "A"), WORDS, outlet="Osk Radio"),
        said(printed(2, "b.txt", "B"), WORDS, outlet="Osk Radio"),
        said(printed(3, "c.txt", "C"), WORDS),
    ]
    (line,) = corroborated(told)
    assert line.independent == 2


def test_copied_text_counts_once_though_cut_and_under_another_headline() -> None:
    """Planted reprints: other first line, the end cut off, a word in twenty changed."""
    for seed in range(20):
        draw = random.Random(seed)
        whole = story(seed, 30)
        kept = whole.split("\n")[1 : draw.randrange(12, 30)]
        words = [word if draw.random() > 0.05 else "changed" for word in " ".join(kept).split()]
        tail = f"\nCorva wants {WORDS}."
        told = [
            said(report("a.txt", whole + tail, "A"), WORDS),
            said(report("b.txt", "Another headline\n" + " ".join(words) + tail, "B"), WORDS),
            said(report("c.txt", story(seed + 1000, 30) + tail, "C"), WORDS),
        ]
        (line,) = corroborated(told)
        assert line.independent == 2
        assert [source.reports for source in line.sources] == [("a.txt", "b.txt"), ("c.txt",)]
        assert line.sources[0].why == ("copied text",)


def test_another_claim_stance_party_or_season_is_another_line() -> None:
    """What is said again after a month is said again."""
    paper = printed(1, "a.txt", "A")
    later = printed(2, "b.txt", "B", day=DAY + timedelta(days=30))
    told = [
        said(paper, WORDS),
        said(paper, WORDS, party="brin"),
        said(paper, WORDS, stance=Stance.PROPOSES),
        said(paper, WORDS, claim="flow >= 50%"),
        said(later, WORDS),
    ]
    assert len(corroborated(told)) == 5


def test_without_a_claim_the_words_decide() -> None:
    """The same words for the same topic; others are another line."""
    one = report("a.txt", "The minister said the dam leaks badly every winter now.", "A")
    two = report("b.txt", "It was said that the dam leaks badly in winter now.", "B")
    three = report("c.txt", "He said the dam was built by his grandfather.", "C")
    told = [
        said(one, "the dam leaks badly every winter now", stance=Stance.REPORTS, claim="", topic="dam"),
        said(two, "the dam leaks badly in winter now", stance=Stance.REPORTS, claim="", topic="dam"),
        said(three, "the dam was built by his grandfather", stance=Stance.REPORTS, claim="", topic="dam"),
    ]
    assert sorted(line.independent for line in corroborated(told)) == [1, 2]


def test_the_day_of_saying_counts_before_the_day_of_print() -> None:
    """A weekly tells late what was said early; one without a day joins by its words, where they can mean one day."""
    early = printed(1, "a.txt", "A")
    late = printed(2, "b.txt", "B", day=DAY + timedelta(days=9))
    undated = printed(3, "c.txt", "C", day=None)
    (line,) = corroborated([said(early, WORDS), said(late, WORDS, when=DAY.isoformat()), said(undated, WORDS)])
    assert line.independent == 3
    lines = corroborated([said(early, WORDS), said(late, WORDS), said(undated, WORDS)])
    assert sorted(line.independent for line in lines) == [1, 1, 1]


def test_a_negative_window_is_a_slip() -> None:
    """And is told."""
    with pytest.raises(ValueError, match="window"):
        corroborated([], window=-1)


def test_a_line_of_credit_without_its_introduction() -> None:
    """However it is written."""
    assert {credit(line) for line in ("Source: Agencies", "SOURCES: agencies", "With agencies.", "Agencies")} == {
        "agencies"
    }


@given(st.permutations(range(6)), st.integers(min_value=0, max_value=5))
@settings(max_examples=40)
def test_no_order_of_reports_changes_a_line(order: list[int], again: int) -> None:
    """Nor does reading one of them twice."""
    told = [
        said(printed(1, "a.txt", "A"), WORDS),
        said(printed(2, "b.txt", "B", day=DAY + timedelta(days=3)), WORDS),
        said(printed(3, "c.txt", "A", day=DAY + timedelta(days=4)), WORDS),
        said(printed(4, "d.txt", "D", day=None), WORDS, stance=Stance.REPORTS, claim="", topic="flow"),
        said(report("e.txt", printed(1, "x", "").text, "E"), WORDS),
        said(printed(6, "f.txt", "F"), WORDS, party="brin"),
    ]
    assert corroborated([told[n] for n in order] + [told[again]]) == corroborated(told)


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=6), max_size=14))
def test_no_pair_that_is_alike_is_missed(sets: list[frozenset[str]]) -> None:
    """The short cut finds what comparing each with each finds, joined up."""
    assert joined(len(sets), _pairs_alike(sets, ALIKE)) == joined(
        len(sets),
        [
            (one, other)
            for one in range(len(sets))
            for other in range(one + 1, len(sets))
            if _jaccard(sets[one], sets[other]) >= ALIKE
        ],
    )


def joined(many: int, pairs: Sequence[tuple[int, int]]) -> list[set[int]]:
    """The groups that pairs make, by plain search."""
    groups = [{number} for number in range(many)]
    for one, other in pairs:
        here, there = (next(group for group in groups if number in group) for number in (one, other))
        if here is not there:
            groups.remove(there)
            here |= there
    return sorted(groups, key=min)


def test_thousands_of_reports_are_compared_in_near_linear_time() -> None:
    """Planted: every tenth of two thousand is a reprint of one story, and no other pair is found."""
    common = story(0, 15)
    documents = [
        report(f"{number:04d}.txt", common if number % 10 == 0 else story(number + 1, 15), str(number))
        for number in range(2000)
    ]
    found = copied(documents)
    assert {found[f"{number:04d}.txt"] for number in range(0, 2000, 10)} == {"0000.txt"}
    assert sum(name == other for name, other in found.items()) == 1801


def everything(lines: Sequence[Line]) -> list[str]:
    """All ids of all lines."""
    return sorted(name for line in lines for name in line.proposals)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8), st.sampled_from(["flow >= 40%", ""])), max_size=12))
def test_every_proposal_is_in_one_line(drawn: list[tuple[int, int, str]]) -> None:
    """None is lost, none is in two, and no line reaches over more days than the window."""
    told = [
        said(
            printed(number, f"{number}.txt", "ABCD"[outlet], day=DAY + timedelta(days=day)),
            WORDS,
            claim=claim,
            topic="" if claim else "flow",
        )
        for number, (outlet, day, claim) in enumerate(drawn)
    ]
    lines = corroborated(told)
    assert everything(lines) == sorted(proposal.id for _, proposal in told)
    for line in lines:
        assert line.first is not None and line.last is not None
        assert line.last - line.first <= timedelta(days=3)
