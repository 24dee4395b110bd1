"""Who reads? The readers there are, each behind one signature: a report in, proposed statements out.

Another reader is a function that opens it and a row of `READERS`; whatever processes it runs in, it is opened there.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
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


def open_rules(case: Case | None, options: Mapping[str, str]) -> Reader:
    """The rules over a parse of the sentence; `options` may name a `language` model, or "plain" for none.

    Raises `UsageError` where a model is named that is not there.
    """
    from nonpaper.read.language import language
    from nonpaper.read.reader import RULES, case_words, read

    words = case_words(case)
    model = language(options.get("language", ""))
    known = fingerprint(words) if case is not None else ""
    return Reader(f"{RULES} · {model}", lambda document: read(document, words, model), known, model.advice)


def fingerprint(words: object) -> str:
    """The hash of what a reader knows of a case; where in the file it stands changes nothing."""
    return hashlib.sha256(json.dumps(_without_places(words), sort_keys=True).encode("ascii")).hexdigest()


def _without_places(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value) if field.compare)
        return {name: _without_places(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _without_places(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_without_places(each) for each in value]
    return value if value is None or isinstance(value, bool) else str(value)


READERS: Mapping[str, str] = {
    "rules": "nonpaper.read.readers:open_rules",
}
"""Name of a reader -> where it is opened (module:function), which is done in the process that reads."""
