"""Who reads? The readers there are, each behind one signature: a report in, proposed statements out.

Another reader is a function that opens it and a row of `READERS`; whatever processes it runs in, it is opened there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nonpaper.case.case import Case
from nonpaper.read.document import Document
from nonpaper.read.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader that is ready. `id` names it, its version and its model of the language, as every proposal does.

    `words` is the fingerprint of what it knows of the case; "" without one. `advice` is what a person should know of
    it, e.g. that no model of English is installed.
    """

    id: str
    read: Callable[[Document], tuple[Proposal, ...]]
    words: str = ""
    advice: str = ""


Opened = Callable[[Case | None, Mapping[str, str]], Reader]
