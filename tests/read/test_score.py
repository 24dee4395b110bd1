"""The measures, by hand on a small article, and against the measures that the goals were set with."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from tests.read.parsing import model

from nonpaper.errors import UsageError
from nonpaper.read.attribution import attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.score import Marked, articles, events, is_direct, is_speech, marked, measured, merged, score_polnear

SHARED = Path(os.environ.get("NONPAPER_SHARED", Path(__file__).parents[3] / "shared"))
TEXT = "The guild said the pact was dead. “We go,” Ada wrote. Otho likes it."
BRAT = "\n".join(
    (
        "T1\tSource 0 9\tThe guild",
        "T2\tCue 10 14\tsaid",
        "T3\tContent 15 32\tthe pact was dead",
        "E1\tAttribution:T2 Cue:T2 Source:T1 Content:T3",
        "T4\tContent 34 39;40 42\t“We g o,”",
        "T5\tCue 47 52\twrote",
        "E2\tAttribution:T5 Cue:T5 Content:T4 Source1:T6",
        "T6\tSource 43 46\tAda",
        "a line of neither kind",
    )
)


def test_a_brat_file() -> None:
    """Pieces, numbered roles, and an event before the span that it names."""
    first, second = events(BRAT)
    assert first == {"source": [(0, 9)], "cue": [(10, 14)], "content": [(15, 32)]}
    assert second["content"] == [(34, 39), (40, 42)]
    assert second["source"] == [(43, 46)]


def test_figures_by_hand(tmp_path: Path) -> None:
    """One attribution right but for its last letter, one missed, one found that is not there."""
    (tmp_path / "dev" / "text").mkdir(parents=True)
    (tmp_path / "dev" / "attributions").mkdir()
    (tmp_path / "dev" / "text" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "dev" / "attributions" / "a_one.ann").write_text(BRAT, encoding="utf-8")
    (tmp_path / "dev" / "attributions" / "a_two.ann").write_text("", encoding="utf-8")
    ours: list[Marked] = [
        {"source": [(0, 9)], "cue": [(10, 14)], "content": [(15, 31)]},
        {"source": [(54, 58)], "cue": [(59, 64)], "content": [(65, 67)]},
    ]
    score = measured(articles(tmp_path, "dev"), lambda name, text: ours, "dev", "by hand")
    assert (score.annotated, score.predicted) == (2, 2)
    assert score.exact["source"].f1 == 50.0
    assert score.exact["content"].f1 == 0.0
    assert score.begin["content"].recall == 33.3  # the second content is in two pieces
    assert score.linked.f1 == score.found.f1 == 50.0
    assert (score.speech.all, score.speech.linked, score.direct.all) == (2, 1, 0)
    assert "linked" in "\n".join(score.lines())


def test_the_classes_of_speech_and_of_direct_quotes() -> None:
    """Forms of a verb of speech; marks at both ends of every piece."""
    text = "She tells, quipped “no.” and is promoting 'yes' or “a b"
    at = {
        word: (text.index(word), text.index(word) + len(word))
        for word in ("tells", "quipped", "promoting", "“no.”", "“a b")
    }
    assert [is_speech(text, {"cue": [at[word]]}) for word in ("tells", "quipped", "promoting")] == [True, True, False]
    assert [is_direct(text, {"content": [at[word]]}) for word in ("“no.”", "“a b", "tells")] == [True, False, False]


def test_pieces_that_only_a_space_parts_are_one() -> None:
    """And white space at the ends does not count."""
    assert merged("ab  cd, ef", [(0, 3), (4, 6), (7, 10)]) == [(0, 6), (8, 10)]


def test_a_directory_without_the_part(tmp_path: Path) -> None:
    """The error says what belongs there."""
    with pytest.raises(UsageError, match=r"text/\*\.txt"):
        articles(tmp_path, "dev")
    with pytest.raises(UsageError, match="'tomorrow'"):
        articles(tmp_path, "tomorrow")


@pytest.mark.skipif(not (SHARED / "polnear").is_dir(), reason="PolNeAR is not beside the clone")
def test_the_same_figures_as_the_measures_the_goals_were_set_with() -> None:
    """Every figure of a few articles of PolNeAR, by two programs; and no goal is missed by far on them."""
    path = SHARED / "tools" / "score_polnear.py"
    spec = importlib.util.spec_from_file_location("theirs", path)
    if spec is None or spec.loader is None:
        pytest.skip(f"{path.name} is not beside the clone")
    theirs = importlib.util.module_from_spec(spec)
    sys.modules["theirs"] = theirs
    spec.loader.exec_module(theirs)
    ours = score_polnear(SHARED / "polnear", "dev", model(), limit=6)
    score = theirs.Score()
    for number, (name, text, gold) in enumerate(articles(SHARED / "polnear", "dev")):
        if number < 6:
            found = attributions(parse(Document(name, text, ""), model()), nested=False)
            score.add(text, gold, [marked(one) for one in found])
    report = score.report()
    for role in ("source", "cue", "content"):
        for name in ("exact", "begin", "overlap"):
            figure = getattr(ours, name)[role]
            assert (figure.precision, figure.recall, figure.f1) == tuple(report[role][name][key] for key in "prf")
    for name in ("linked", "found"):
        figure = getattr(ours, name)
        assert (figure.precision, figure.recall, figure.f1) == tuple(report[name][key] for key in "prf")
