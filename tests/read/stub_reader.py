"""A reader for the tests of everything around the reader: it finds "X said Y." and does as a report tells it."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Mapping

from nonpaper.case.case import Case
from nonpaper.case.statements import Stance
from nonpaper.read.document import Document
from nonpaper.read.proposals import Confidence, Judgement, Proposal, proposal_id
from nonpaper.read.readers import Reader
from nonpaper.read.spans import Span

_SAID = re.compile(r"(\w+) said ([^.\n]{1,200})\.")


def open_stub(case: Case | None, options: Mapping[str, str]) -> Reader:
    """The reader; `options` may give it another version."""
    words = "+".join(sorted(case.parties)) if case is not None else ""
    return Reader(f"stub {options.get('version', '1')}", read, words, options.get("advice", ""))


def read(document: Document) -> tuple[Proposal, ...]:
    """What the report says; or what it orders: to hang, to die, to fail, to eat memory, to chatter."""
    if "ORDER: hang" in document.text:
        time.sleep(600)
    if "ORDER: die" in document.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "ORDER: fail" in document.text:
        raise RuntimeError("a defect of the reader")
    if "ORDER: eat" in document.text:
        bytearray(50_000_000_000)
    if "ORDER: wait" in document.text:
        time.sleep(0.3)
    if "ORDER: chatter" in document.text:
        print("chatter on standard output")
    found: list[Proposal] = []
    for paragraph in document.paragraphs:
        for said in _SAID.finditer(document.text, paragraph.start, paragraph.end):
            content = (Span(*said.span(2)),)
            sure = Confidence.HIGH if said[1].istitle() else Confidence.LOW
            found.append(
                Proposal(
                    id=proposal_id(document.digest, content, Stance.REPORTS, said[1]),
                    report=document.name,
                    reader="stub 1",
                    passage=Span(*said.span()),
                    source=(Span(*said.span(1)),),
                    cue=(),
                    content=content,
                    stance=Stance.REPORTS,
                    speaker=said[1],
                    party=said[1].casefold(),
                    judgements=(Judgement("speaker", sure, "subject of: said", Span(*said.span(1))),),
                )
            )
    return tuple(found * 2 if "ORDER: twice" in document.text else found)
