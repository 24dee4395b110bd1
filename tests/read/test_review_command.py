"""`nonpaper review` on the command line: by way of a table, with the counts, and without a terminal."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from tests.read.talks import RECORD, REPORT, Talks, make_talks

from nonpaper.cli import main
from nonpaper.desk import export_review, open_review
from nonpaper.errors import UsageError
from nonpaper.read.store import save_reading


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    """The bridge at Tarn, with the reading of its report kept in the case."""
    made = make_talks(tmp_path / "tarn")
    digest = hashlib.sha256(REPORT.encode()).hexdigest()
    for reading in made.readings:
        save_reading(made.folder, replace(reading, text_digest=digest))
    return made


def test_out_to_a_spreadsheet_and_back(talks: Talks, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exported, filled in, taken in; and taken in again without any change."""
    file, case = tmp_path / "queue.csv", str(talks.folder)
    assert main(["review", case, "--export", str(file)]) == 0
    assert "queue.csv written: fill in `decision`" in capsys.readouterr().out
    assert talks.record == RECORD.encode()
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    for row, decision in zip(rows, ["accept", "reject", "", "accept", "skip"], strict=True):
        row["decision"] = decision
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["review", case, "--import", str(file)]) == 2
    assert "say who reviews: --by NAME" in capsys.readouterr().err
    assert main(["review", case, "--import", str(file), "--by", "Ruth"]) == 0
    told = "2 accepted, 1 rejected, 1 put off, 0 changed and still open (0 decided so already)\n"
    assert capsys.readouterr().out == told
    record = talks.record
    assert main(["review", case, "--import", str(file), "--by", "Ruth"]) == 0
    assert capsys.readouterr().out.endswith("(4 decided so already)\n")
    assert talks.record == record
    assert main(["check", case]) == 0


def test_a_wrong_table_exits_with_one(talks: Talks, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its problems are told as those of a case, and nothing was taken in."""
    file = tmp_path / "queue.csv"
    file.write_text("proposal,decision\nnobody,accept\n", encoding="utf-8")
    assert main(["review", str(talks.folder), "--import", str(file), "--by", "Ruth"]) == 1
    told = capsys.readouterr().err
    assert "queue.csv:2:1  unknown-proposal" in told
    assert "nothing was taken in" in told
    assert main(["review", str(talks.folder), "--import", str(tmp_path / "no.csv"), "--by", "Ruth"]) == 1


def test_counts_by_rule(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    """What was changed or rejected most stands first."""
    review = open_review(talks.folder, "Ruth")
    review.reject(talks.id("rule out"), "no statement")
    review.accept(talks.id("reject a full"))
    assert main(["review", str(talks.folder), "--counts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 accepted as proposed, 0 after a change, 1 rejected; 3 open, 0 put off"
    assert lines[2].split() == ["rule", "accepted", "changed", "rejected"]
    assert lines[3].split() == ["stance:", "cue", "1", "0", "1"]


def test_in_a_pipe_it_says_what_to_do(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    """A screen needs a terminal; a table does not."""
    assert main(["review", str(talks.folder)]) == 2
    assert "needs a terminal; in a spreadsheet: --export FILE.csv" in capsys.readouterr().err


def test_what_cannot_be_asked_together(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    """One thing at a time."""
    assert main(["review", str(talks.folder), "--counts", "--export", "x.csv"]) == 2
    assert "one at a time" in capsys.readouterr().err


def test_a_case_of_which_nothing_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how reports are read; nothing is written into the case."""
    talks = make_talks(tmp_path / "tarn")
    assert main(["review", str(talks.folder), "--counts"]) == 2
    assert "has been read: nonpaper read" in capsys.readouterr().err
    assert not (talks.folder / "reading").exists()
    assert main(["review", str(tmp_path / "trn"), "--counts"]) == 2
    assert "did you mean 'tarn'" in capsys.readouterr().err


def test_a_report_that_has_changed_is_told(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    """Its proposals point into another text, so they are not shown."""
    (talks.folder / "reports" / "tarn-post.txt").write_text("Another text.", encoding="utf-8")
    assert main(["review", str(talks.folder), "--counts"]) == 0
    told = capsys.readouterr()
    assert "report-changed" in told.err or "bad-reading" in told.err
    assert "0 open" in told.out


def test_a_table_is_not_written_over_the_case(talks: Talks) -> None:
    """Nor over what was decided."""
    review = open_review(talks.folder, "Ruth")
    for file in ("record.csv", "reading/decisions.csv", "reports/tarn-post.txt"):
        with pytest.raises(UsageError, match="is part of the case"):
            export_review(review, talks.folder / file)
