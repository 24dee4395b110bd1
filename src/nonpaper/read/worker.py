"""One process that reads one report after the other: what a hostile report can bring down, and nothing else.

It is started by `nonpaper.read.crew`, takes a line of JSON and the bytes of a report, and answers with a line of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from nonpaper.case.load import load_case
from nonpaper.errors import NonpaperError, UsageError
from nonpaper.problems import Place, Problem, problem
from nonpaper.read.plain_values import from_plain, plain_document, plain_problem, plain_proposal
from nonpaper.read.readers import Opened, Reader
from nonpaper.read.report import Given, Raw, take

STOPPED = 3  # exit code where the reader could not be opened; the reason has been told


def main(arguments: list[str]) -> int:
    """Read until there is nothing more to read; `arguments` is one JSON text: reader, options, case, memory."""
    asked = json.loads(arguments[0])
    _bounded(asked["memory"])
    requests, answers = _private_streams()
    try:
        reader = open_reader(asked["reader"], asked["case"], asked["options"])
    except NonpaperError as error:
        _say(answers, {"refused": str(error)})
        return STOPPED
    _say(answers, {"reader": reader.id, "words": reader.words, "advice": reader.advice})
    while line := requests.readline():
        task = json.loads(line)
        data = requests.read(task["bytes"])
        kept = requests.read(task["kept"]).decode("utf-8") if task["kept"] is not None else None
        # The parent keeps time; this ends a reader that has lost its parent.
        if hasattr(signal, "alarm"):
            signal.alarm(int(task["seconds"]) + 60)
        _say(answers, answer(reader, data, kept, task))
        if hasattr(signal, "alarm"):
            signal.alarm(0)
    return 0


def open_reader(where: str, folder: str | None, options: Mapping[str, str]) -> Reader:
    """The reader that `where` (module:function) opens, for a case. Raises `NonpaperError` where there is none."""
    case = load_case(Path(folder)).case if folder is not None else None
    module, _, name = where.partition(":")
    opened: Opened = getattr(importlib.import_module(module), name)
    return opened(case, options)


def answer(reader: Reader, data: bytes, kept: str | None, task: Mapping[str, Any]) -> dict[str, Any]:
    """What one report gave, as plain values: the document with its text, the proposals, the problems."""
    raw = replace(from_plain(Raw, {**task["raw"], "data": b""}), data=data)
    try:
        taken = take(raw, from_plain(Given, task["given"]), kept)
        proposals, notes = reader.both(taken.document) if taken.document is not None else ((), ())
    except (MemoryError, RecursionError, UsageError) as error:
        return {"document": None, "problems": [plain_problem(_gave_up(raw, error))]}
    return {
        "document": plain_document(taken.document) if taken.document is not None else None,
        "text": taken.document.text if taken.document is not None else "",
        "proposals": [plain_proposal(proposal) for proposal in proposals],
        "problems": [plain_problem(each) for each in taken.problems],
        "notes": list(notes),
    }


def _gave_up(raw: Raw, error: Exception) -> Problem:
    place = Place(raw.label)
    if isinstance(error, UsageError):
        return problem("report-not-read", place, str(error))
    why = "it needs more memory than a report may take" if isinstance(error, MemoryError) else "it is nested too deep"
    return problem("report-not-read", place, why, "cut it, and bring the part that matters")


def _bounded(memory: int) -> None:
    """No more memory than this; what needs more is a problem of that report and not of the machine."""
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """The two pipes to the parent; whatever a library prints goes to standard error instead."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return requests, answers


def _say(answers: IO[bytes], told: Mapping[str, Any]) -> None:
    answers.write(json.dumps(told).encode("ascii") + b"\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
