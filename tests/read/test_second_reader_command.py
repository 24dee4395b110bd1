"""`nonpaper read --model` as a person types it: asked at that address, kept in the case, repeated without it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pydantic_ai", reason="the extra `llm` is not installed")
pytest.importorskip("spacy", reason="the extra `read` is not installed")

from tests.read.commands import Say, sayer
from tests.read.stand_in import stand_in

from nonpaper.case.scaffold import scaffold

TEXT = (
    "The crews said on Monday that the company must pay six per cent. The company turned that down.\n"
    "A harbour master told the Quay Post that both sides were tired.\n"
)


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Runs the command line in this process; the reading is done in one of its own, as always."""
    return sayer(capfdbinary)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """One report."""
    path = tmp_path / "news.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def says(user: Mapping[str, Any]) -> dict[str, Any]:
    """What the stand-in finds: one statement that is there, one that is not."""
    if not user["paragraph"].startswith("The crews"):
        return {"statements": []}
    there = {
        "passage": "The company turned that down",
        "speaker": "The company",
        "cue": "turned that down",
        "content": "that",
        "stance": "rejects",
    }
    return {"statements": [there, {**there, "passage": "The company gave in", "content": "gave in"}]}


def kept(case: Path) -> dict[str, bytes]:
    """Every file of the reading, by its name."""
    return {
        path.relative_to(case).as_posix(): path.read_bytes() for path in (case / "reading").rglob("*") if path.is_file()
    }


def test_a_second_reading_is_told_kept_and_repeated(
    say: Say, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agreement and what was turned away are said; the replies are in the case; the key is in no file."""
    monkeypatch.setenv("NONPAPER_MODEL_KEY", "a-secret-key")
    case = tmp_path / "case"
    scaffold(case)
    with stand_in(["good"], says) as server:
        asked = ("read", report, "--case", case, "--date", "2030-05-06", "--model", server.url, "--model-name", "small")
        code, out, err = say(*asked)
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert "1 by the second reader alone" in words
    assert "Turned away of what the second reader gave (1): “The company gave in”" in words
    assert len(server.asked) == 2
    assert {headers["authorization"] for headers in server.headers} == {"Bearer a-secret-key"}
    files = kept(case)
    assert sum(name.startswith("reading/replies/") for name in files) == 2
    assert not any(b"a-secret-key" in data for data in files.values())
    stored = json.loads(files["reading/proposals/news.txt.json"])
    alone = [p for p in stored["proposals"] if p.get("reader", "").startswith("model ")]
    assert [p["stance"] for p in alone] == ["rejects"]

    code, out, err = say(*asked[:-4], "--model", server.url, "--model-name", "small", "--replay", "--again")
    assert (code, err) == (0, "")
    assert kept(case) == files, "the same bytes, with nobody at the address"


def test_without_an_address_nothing_is_asked(say: Say, report: Path, tmp_path: Path) -> None:
    """Whatever is kept in the case and stands in the environment."""
    with stand_in(["good"], says) as server:
        assert say("read", report)[0] == 0
    assert not server.asked


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--model-name", "small"), "a second reader needs its address"),
        (("--model", "http://127.0.0.1:1/v1"), "needs its name"),
        (("--model", "127.0.0.1:1", "--model-name", "small"), "looks like http://"),
        (("--model", "http://127.0.0.1:1/v1", "--model-name", "small", "--replay"), "--replay needs --case"),
    ],
)
def test_what_is_missing_is_said(say: Say, report: Path, options: tuple[str, ...], words: str) -> None:
    """In one line, with exit code 2, and nothing is read."""
    code, out, err = say("read", report, *options)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


def test_an_address_where_nobody_listens_is_told(say: Say, report: Path) -> None:
    """The report is not half read in silence."""
    with stand_in(["good"], says) as server:
        url = server.url
    code, _, err = say("read", report, "--model", url, "--model-name", "small")
    assert code != 0
    assert "no model answers at" in " ".join(err.split())
