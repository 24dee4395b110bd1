"""Who reads? The readers there are, each behind one signature: a report in, proposed statements out.

Another reader is a function that opens it and a row of `READERS`; whatever processes it runs in, it is opened there.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nonpaper.case.case import Case
from nonpaper.read.document import Document
from nonpaper.read.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader that is ready. `id` names it, its version and its model of the language, as every proposal does.

    `words` is the fingerprint of what it knows of the case; "" without one. `advice` is what a person should know of
    it, e.g. that no model of English is installed. `second`, where there is one, reads the report again and gives the
    proposals of both, marked with what each says of the other's, and sentences about what it could not use.
    """

    id: str
    read: Callable[[Document], tuple[Proposal, ...]]
    words: str = ""
    advice: str = ""
    second: Callable[[Document, tuple[Proposal, ...]], tuple[tuple[Proposal, ...], tuple[str, ...]]] | None = None

    def both(self, document: Document) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
        """What the reader proposes, and its second reader where there is one; and the sentences of that one."""
        first = self.read(document)
        return (first, ()) if self.second is None else self.second(document, first)


KEY = "NONPAPER_MODEL_KEY"
"""The variable of the environment with the key of a model's address, so that it stands in no list of processes."""

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


def open_both(case: Case | None, options: Mapping[str, str]) -> Reader:
    """The rules, and a language model at the address `url` beside them, as `model` is called there.

    Replies are kept in the case, and with `replay` nothing is asked that is not kept. The key of the address is taken
    from the environment and stands nowhere else. Raises `UsageError` where the address is none, or the extra is not
    installed.
    """
    from nonpaper.read.model_reader import Endpoint, FolderReplies, Vocabulary, need_packages, second_reader

    replay = options.get("replay") == "yes"
    endpoint = Endpoint(options["url"], options["model"], os.environ.get(KEY, ""))
    if not replay:
        need_packages()
    rules = open_rules(case, options)
    told = Vocabulary() if case is None else Vocabulary.of(case)
    replies = FolderReplies(case.folder if case is not None else None)
    return dataclasses.replace(
        rules,
        id=f"{rules.id} + model {endpoint.model}",
        second=second_reader(told, endpoint, replies, case, replay=replay),
    )


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
    "both": "nonpaper.read.readers:open_both",
}
"""Name of a reader -> where it is opened (module:function), which is done in the process that reads."""
