"""What does case.yaml say, in YAML's plainest form? Every scalar is text, and everything knows where it stands.

Anchors, aliases, tags, merge keys, duplicate keys and several documents are refused, so no file can blow up and
nothing is read in two ways. The events of libyaml are read one by one, so depth is checked before it costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nonpaper.case.text import Problems, Text

DEEPEST = 20  # the deepest key of a case stands 5 deep
MOST_NODES = 200_000
# YAML's own list of what may stand in a file.
_ALIEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `plain` where it is written without quotes."""

    value: str
    start: int
    end: int
    plain: bool = True


@dataclass(slots=True)
class Sequence:
    """A list."""

    start: int
    end: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values, in the order of the file."""

    start: int
    end: int
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """The node as dicts, lists and texts."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.pairs.items()}


def find(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node at the end of a path of keys and places; the last one that is there, if the path leads further."""
    for step in path:
        if isinstance(node, Mapping) and step in node.pairs:
            node = node.pairs[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


def key_of(root: Node, path: tuple[str | int, ...]) -> Scalar | None:
    """The key under which a node stands, if it stands under one."""
    above = find(root, path[:-1]) if path else None
    if isinstance(above, Mapping) and str(path[-1]) in above.pairs:
        return above.pairs[str(path[-1])][0]
    return None


class _RefusedError(Exception):
    """The rest of the file is not read."""


def compose(text: Text, problems: Problems) -> Node | None:
    """The one document of a file; None where it cannot be read or is empty, with the problems told."""
    import yaml

    alien = _ALIEN.search(text.text)
    if alien is not None:
        told = f"the character U+{ord(alien[0]):04X} may not stand in a YAML file"
        problems.add(text.problem("control-character", alien.start(), alien.end(), told, "delete it"))
        return None
    try:
        return _Composer(text, problems, yaml.parse(text.text, Loader=yaml.CSafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = mark.index if mark is not None else 0
        told = " ".join(part for part in (error.problem, error.context) if part) or "this is no YAML"
        hint = ""
        if "\t" in text.text[max(0, at - 1) : at + 1]:
            hint = "YAML is indented with spaces, not with tabs"
        elif "mapping values are not allowed" in told:
            hint = "a text with `: ` in it is written in quotes"
        elif error.context_mark is not None and error.context_mark.index < at:
            line, column = text.line_column(error.context_mark.index)
            hint = f"it began at {text.file}:{line}:{column}"
        problems.add(text.problem("yaml-syntax", at, at + 1, told, hint))
    except yaml.YAMLError as error:
        problems.add(text.problem("yaml-syntax", 0, 1, f"this is no YAML: {' '.join(str(error).split())}"))
    except _RefusedError:
        pass
    return None


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


class _Composer:
    """Builds nodes from events, without recursion."""

    def __init__(self, text: Text, problems: Problems, events: Iterator[Any]) -> None:
        self.text = text
        self.problems = problems
        self.events: Iterator[Any] = events
        self.nodes = 0
        self.aliases = 0

    def tell(self, code: str, event: Any, told: str, hint: str = "", end: int | None = None) -> None:
        start = event.start_mark.index
        self.problems.add(self.text.problem(code, start, event.end_mark.index if end is None else end, told, hint))

    def document(self) -> Node | None:
        import yaml

        root: Node | None = None
        documents = 0
        # The open collections, and for each open mapping the key that waits for its value.
        open_: list[Sequence | Mapping] = []
        keys: list[Scalar | None] = []
        for event in self.events:
            node: Node
            start, end = _span(event)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.tell("yaml-documents", event, "a second document begins here", "a case is one document")
                    raise _RefusedError
                if event.tags:
                    self.tell("yaml-tag", event, "a %TAG line gives texts a type", "delete it")
                continue
            if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                done = open_.pop()
                keys.pop()
                done.end = end
                continue
            if isinstance(event, yaml.AliasEvent):
                self.tell("yaml-anchor", event, f"`*{event.anchor}` is an alias", "write the value out")
                node = Scalar("", start, end)
                self.aliases += 1
            elif isinstance(event, yaml.ScalarEvent):
                node = Scalar(event.value, start, end, not event.style)
                self.plain_only(event)
            elif isinstance(event, yaml.SequenceStartEvent):
                node = Sequence(start, end)
                self.plain_only(event)
            elif isinstance(event, yaml.MappingStartEvent):
                node = Mapping(start, end)
                self.plain_only(event)
            else:
                continue
            self.nodes += 1
            if self.nodes > MOST_NODES:
                told = f"the file has more than {MOST_NODES:,} keys and values"
                self.tell("file-too-large", event, told)
                raise _RefusedError
            if not open_:
                root = node
            else:
                keys[-1] = self.attach(open_[-1], keys[-1], node)
            if isinstance(node, Sequence | Mapping):
                if len(open_) >= DEEPEST:
                    told = f"lists and keys are nested more than {DEEPEST} deep"
                    self.tell("yaml-too-deep", event, told, "a case is nested at most 5 deep")
                    raise _RefusedError
                open_.append(node)
                keys.append(None)
        # What an alias stands for is not known, so whatever else were said about the file could be wrong.
        return root if not self.aliases else None

    def plain_only(self, event: Any) -> None:
        """Refuse an anchor or a tag."""
        if event.anchor is not None:
            told = f"`&{event.anchor}` is an anchor"
            self.tell("yaml-anchor", event, told, "write the value out where it is used", event.start_mark.index + 1)
        if event.tag is not None:
            told = "a tag gives the value a type"
            self.tell("yaml-tag", event, told, "delete it: every value is text", event.start_mark.index + 1)

    def attach(self, to: Sequence | Mapping, key: Scalar | None, node: Node) -> Scalar | None:
        """Put a node into its collection; gives the key that then waits for its value."""
        if isinstance(to, Sequence):
            to.items.append(node)
            return None
        if key is not None:
            if not key.value.startswith("\0"):
                to.pairs.setdefault(key.value, (key, node))
            return None
        if not isinstance(node, Scalar):
            told = "a key is one text, not a list or a mapping"
            self.problems.add(self.text.problem("yaml-syntax", node.start, node.start + 1, told))
            return Scalar(f"\0{node.start}", node.start, node.end)
        if node.value == "<<" and node.plain:
            told = "`<<` would merge another mapping into this one"
            self.problems.add(self.text.problem("yaml-merge-key", node.start, node.end, told, "write the keys out"))
            return Scalar(f"\0{node.start}", node.start, node.end)
        if node.value in to.pairs:
            first, _ = self.text.line_column(to.pairs[node.value][0].start)
            told = f"the key `{node.value}` is given twice"
            hint = f"first at {self.text.file}:{first}; a key is given once"
            self.problems.add(self.text.problem("duplicate-key", node.start, node.end, told, hint))
        return node
