"""How are thousands of reports read? By a few processes side by side, each of which one report may bring down.

Each process opens the reader once and reads one report at a time. One that takes too long or dies is ended, the report
it was at is told, and another takes its place.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from nonpaper.errors import UsageError
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.plain_values import (
    NotPlainError,
    document_of,
    problem_of,
    proposal_of,
    to_plain,
)
from nonpaper.read.proposals import Proposal
from nonpaper.read.report import Given, Raw, Taken
from nonpaper.read.worker import STOPPED

SECONDS = 25.0  # for one report, unless more is given
MEMORY = 4_000_000_000  # bytes of one process
TASKS = 500  # reports that one process reads before a fresh one takes its place, so that no leak grows
_OPENING = 120.0  # seconds to load the model of the language


@dataclass(frozen=True, slots=True)
class Orders:
    """Which reader is to read (module:function), with which options, for which case folder, within which bounds."""

    reader: str
    options: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    seconds: float = SECONDS
    memory: int = MEMORY
    tasks: int = TASKS


@dataclass(frozen=True, slots=True)
class Hello:
    """What a reader says of itself when it is open."""

    reader: str
    words: str
    advice: str


class Hand:
    """One process and its pipes. `start` before anything is read; `end` when nothing more is to be read."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._read = 0
        self._late = False
        self._over = False

    def start(self) -> Hello:
        """Open the reader, if it is not open. Raises `UsageError` where it cannot be opened."""
        self.end()
        if self._over:
            raise UsageError("the reading was broken off")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        asked = {
            "reader": self.orders.reader,
            "options": dict(self.orders.options),
            "case": self.orders.case,
            "memory": self.orders.memory,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "nonpaper.read.worker", json.dumps(asked)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which ends its processes in order
        )
        self._read = 0
        told = self._answer(_OPENING)
        if told is None:
            raise UsageError(f"the reader does not start: {self._last_words()}")
        if "refused" in told:
            self.end()
            raise UsageError(told["refused"])
        return Hello(told["reader"], told["words"], told["advice"])

    def read(self, raw: Raw, given: Given, kept: str | None) -> tuple[Taken, tuple[Proposal, ...]]:
        """What one report gave. A report that takes too long, or brings the process down, is a problem."""
        if self._process is None or self._process.poll() is not None or self._read >= self.orders.tasks:
            self.start()
        self._read += 1
        text = kept.encode("utf-8") if kept is not None else None
        plain = to_plain(raw)
        del plain["data"]
        task = {
            "raw": plain,
            "given": to_plain(given),
            "bytes": len(raw.data),
            "kept": len(text) if text is not None else None,
            "seconds": self.orders.seconds,
        }
        told = self._ask(json.dumps(task).encode("ascii") + b"\n" + raw.data + (text or b""))
        if told is None:
            return Taken(None, (self._failed(raw),)), ()
        try:
            problems = tuple(problem_of(each) for each in told["problems"])
            if told["document"] is None:
                return Taken(None, problems), ()
            document = document_of(told["document"], told["text"])
            notes = tuple(str(note) for note in told["notes"])
            return Taken(document, problems, notes), tuple(proposal_of(each) for each in told["proposals"])
        except (NotPlainError, KeyError, TypeError) as error:
            self.end()
            return Taken(
                None, (problem("report-not-read", Place(raw.label), f"the reader spoke nonsense: {error}"),)
            ), ()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        pass
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def close(self) -> None:
        """End the process, and start none again."""
        self._over = True
        self.end()

    def _ask(self, request: bytes) -> dict[str, Any] | None:
        process = self._process
        if process is None or process.stdin is None:
            return None
        # Written from aside: a process that hangs does not empty its pipe, and the time must run meanwhile.
        writer = threading.Thread(target=_pour, args=(process.stdin, request), daemon=True)
        writer.start()
        return self._answer(self.orders.seconds)

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        """The next line of the process; None where it does not come in time, or the process is gone."""
        process = self._process
        if process is None or process.stdout is None:
            return None
        self._late = False

        def too_late() -> None:
            self._late = True
            process.kill()

        timer = threading.Timer(seconds, too_late)
        timer.daemon = True
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            process.wait()
            return None
        told: dict[str, Any] = json.loads(line)
        return told

    def _failed(self, raw: Raw) -> Problem:
        """Why a report was not read, and what to do."""
        place = Place(raw.label)
        if self._late:
            told = f"it took longer than {self.orders.seconds:g} seconds"
            return problem("report-not-read", place, told, "give it more with --limit, or cut it")
        return problem(
            "report-not-read",
            place,
            f"the reader stopped at it: {self._last_words()}",
            "cut it, or save it as plain text",
        )

    def _last_words(self) -> str:
        """The last line that a process which is gone has left on its standard error."""
        code = self._process.poll() if self._process is not None else None
        if self._errors is not None:
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - 4000))
            lines = [line for line in self._errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
            if lines and code not in (None, 0, STOPPED) and (code or 0) > 0:
                return " ".join(lines[-1].split())[:200]
        if code is not None and code < 0:
            return f"it was ended by signal {-code}"
        return "it is gone"


def _pour(stream: IO[bytes], data: bytes) -> None:
    try:
        stream.write(data)
        stream.flush()
    except (BrokenPipeError, ValueError, OSError):
        return  # the process is gone, or was ended: whoever waits for its answer is told so


def _environment() -> dict[str, str]:
    """The environment of a process: one thread for its arithmetic, UTF-8, and the same order of sets in each."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, **one, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": paths}
