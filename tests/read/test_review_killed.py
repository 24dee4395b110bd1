"""Whenever the machine stops, record and decisions agree again when the review is opened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.read.talks import RECORD, Talks, make_talks
from tests.read.test_review import agrees, noon, sit

from nonpaper.errors import SaveError
from nonpaper.read.review import Review, State

ROOT = Path(__file__).parents[2]
CHILD = """
import random, sys
from pathlib import Path
from nonpaper.errors import CaseError, UsageError
from tests.read.talks import Talks, read_report
from tests.read.test_review import MOVES, sit

draw = random.Random(int(sys.argv[2]))
review = sit(Talks(Path(sys.argv[1]), (read_report(),)))
print("begun", flush=True)
while len(review.decisions.all) < 400:
    queue = review.queue()
    try:
        draw.choice((MOVES[0], MOVES[0], MOVES[7], *MOVES))(review, draw.choice(queue).id)
    except (UsageError, CaseError):
        pass
"""


@pytest.mark.skipif(os.name != "posix", reason="this system has no SIGKILL")
def test_a_sitting_that_is_killed_leaves_record_and_decisions_in_agreement(tmp_path: Path) -> None:
    """Eight times at any moment, each going on where the last one stopped; never is a row there twice, nor lost."""
    talks = make_talks(tmp_path / "tarn")
    draw = random.Random(5)
    for turn in range(8):
        command = [sys.executable, "-c", CHILD, str(talks.folder), str(turn)]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        time.sleep(draw.uniform(0, 0.15))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        review = sit(talks)
        agrees(review, talks)
        assert sit(talks).notes == ()  # it is mended once
        leftovers = {path.name for path in talks.folder.iterdir()} - {"case.yaml", "record.csv", "reports", "reading"}
        assert all(name.endswith(".aside") for name in leftovers)  # the next save takes them away
    assert len(sit(talks).decisions.all) > 8


def stages(talks: Talks, review: Review, act: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Decisions and record before and after one decision that changes both."""
    path = talks.folder / "reading" / "decisions.csv"
    about = talks.id("reject a full")
    if act != "accept":
        review.accept(about)
    if act == "correct":
        review = sit(talks)
    before = path.read_bytes() if path.exists() else b"", talks.record
    if act == "accept":
        review.accept(about)
    else:
        review.undo(about)
    return before[0], path.read_bytes(), before[1], talks.record


@pytest.mark.parametrize("act", ["accept", "take out", "correct"])
def test_a_decision_that_is_torn_at_any_byte_is_finished_or_did_not_happen(tmp_path: Path, act: str) -> None:
    """The line cut after each of its bytes, the record still as it was; and the whole line with either record."""
    talks = make_talks(tmp_path / "tarn")
    old, new, was, now = stages(talks, sit(talks), act)
    about = talks.id("reject a full")
    path = talks.folder / "reading" / "decisions.csv"
    open_before = act == "accept"
    for end in range(len(old), len(new) + 1):
        path.write_bytes(new[:end])
        (talks.folder / "record.csv").write_bytes(was)
        review = sit(talks)
        agrees(review, talks)
        assert talks.record == was
        assert (review.item(about).state is State.OPEN) is open_before
        header = new.index(b"\n") + 1  # alone in the file, it holds no decision
        assert bool(review.notes) is (end > len(old) and end != header), end
        assert sit(talks).notes == ()
        if end % 40 == 0:  # and the sitting goes on from there
            review.undo(about) if act != "accept" else review.accept(about)
            agrees(review, talks)
    path.write_bytes(new)
    (talks.folder / "record.csv").write_bytes(now)
    review = sit(talks)
    agrees(review, talks)
    assert review.notes == ()
    assert (review.item(about).state is State.OPEN) is not open_before


def test_a_table_that_is_torn_at_any_byte_is_not_taken_in(tmp_path: Path) -> None:
    """Some of its lines may have reached the disk; none of its rows did, and none counts."""
    from nonpaper.read.decisions import Kind
    from nonpaper.read.review import Wanted

    talks = make_talks(tmp_path / "tarn")
    review = sit(talks)
    ids = [item.id for item in review.queue()]
    review.decide_all([Wanted(one, Kind.ACCEPT) for one in ids])
    path = talks.folder / "reading" / "decisions.csv"
    new = path.read_bytes()
    assert len(talks.rows()) == 2 + len(ids)
    for end in range(0, len(new) + 1, 7):
        path.write_bytes(new[:end])
        (talks.folder / "record.csv").write_bytes(RECORD.encode())
        review = sit(talks)
        agrees(review, talks)
        assert review.count(State.OPEN) == len(ids)
    review.decide_all([Wanted(one, Kind.ACCEPT) for one in ids])
    agrees(review, talks)


def test_a_disk_that_fails_takes_the_decision_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record cannot be written, so the decision does not stay either."""
    talks = make_talks(tmp_path / "tarn")
    review = sit(talks)
    about = talks.id("reject a full")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("nonpaper.case.record._replace", full)
        with pytest.raises(SaveError, match="No space left"):
            review.accept(about)
    assert review.item(about).state is State.OPEN
    assert sit(talks).notes == ()
    assert review.accept(about) == "s03"


def test_half_a_disk_block_of_nothing_is_no_decision(tmp_path: Path) -> None:
    """A file that grew before its bytes came holds zeros; they are taken away."""
    talks = make_talks(tmp_path / "tarn")
    sit(talks).reject(talks.id("rule out"), "no")
    path = talks.folder / "reading" / "decisions.csv"
    whole = path.read_bytes()
    for tail in (b"\0" * 80, b"\0" * 80 + b"\n", b"2,half a line"):
        path.write_bytes(whole + tail)
        review = Review(talks.folder, talks.readings, "Ruth", noon)
        assert len(review.notes) == 1
        assert path.read_bytes() == whole
    shutil.rmtree(talks.folder)
