"""Frozen values as plain dicts, and back: what the files under reading/ hold, and what goes from process to process.

A field that has its default is left out, so a file stays short, and one that was written before a field was added can
still be read. Spans are two numbers.
"""

from __future__ import annotations

import dataclasses
import types
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from nonpaper.case.rows import Wrong, read_when
from nonpaper.case.statements import When
from nonpaper.problems import Place, Problem, Severity
from nonpaper.read.document import Document
from nonpaper.read.proposals import Proposal
from nonpaper.read.spans import Span

T = TypeVar("T")
Plain = dict[str, Any]


class NotPlainError(ValueError):
    """A plain value is not what it should be; the text says where, and what was expected."""


def to_plain(value: Any) -> Any:
    """A frozen value as dicts, lists, texts, numbers and None; a field that has its default is left out."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, When):
        return value.text
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out: Plain = {}
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if field.default is dataclasses.MISSING or inner != field.default:
                out[field.name] = to_plain(inner)
        return out
    return value


def from_plain(kind: type[T], plain: object, where: str = "") -> T:
    """The value of a type that `to_plain` has made a plain value of. Raises `NotPlainError` for anything else."""
    value: T = _built(kind, plain, where)
    return value


def _built(kind: Any, plain: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None and type(None) in get_args(kind):
            return None
        return _built(next(each for each in get_args(kind) if each is not type(None)), plain, where)
    if origin is tuple:
        if not isinstance(plain, list):
            raise NotPlainError(f"{where or 'the whole'} is a list")
        return tuple(_built(get_args(kind)[0], each, f"{where}[{place}]") for place, each in enumerate(plain))
    if kind is Span:
        return _span(plain, where)
    if kind is When:
        return _when(plain, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(plain)
        except ValueError:
            raise NotPlainError(f"{where} is one of {', '.join(str(each.value) for each in kind)}") from None
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _fields(kind, plain, where)
    if not isinstance(plain, kind) or (kind is int and isinstance(plain, bool)):
        names = {str: "a text", bool: "true or false", int: "a whole number"}
        raise NotPlainError(f"{where or 'the whole'} is {names.get(kind, 'something else')}")
    return plain


def _fields(kind: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, dict):
        raise NotPlainError(f"{where or 'the whole'} is a mapping")
    hints = _hints(kind)
    odd = sorted(set(plain) - set(hints))
    if odd:
        raise NotPlainError(f"{where or 'the whole'} has no `{odd[0]}`")
    given: Plain = {}
    for field in dataclasses.fields(kind):
        inside = f"{where}.{field.name}" if where else field.name
        if field.name in plain:
            given[field.name] = _built(hints[field.name], plain[field.name], inside)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise NotPlainError(f"{inside} is missing")
    return kind(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _span(plain: Any, where: str) -> Span:
    good = isinstance(plain, list) and len(plain) == 2 and all(type(each) is int for each in plain)
    if not good or not 0 <= plain[0] <= plain[1]:
        raise NotPlainError(f"{where} is two whole numbers, where a stretch begins and where it ends")
    return Span(*plain)


def _when(plain: Any, where: str) -> When:
    read = read_when(plain) if isinstance(plain, str) else None
    if read is None or isinstance(read, Wrong):
        raise NotPlainError(f"{where} is a day, year-month-day, or an interval")
    return read


def plain_proposal(proposal: Proposal) -> Plain:
    """A proposal as a plain dict."""
    out: Plain = to_plain(proposal)
    return out


def proposal_of(plain: object) -> Proposal:
    """The proposal that `plain_proposal` has made a dict of. Raises `NotPlainError`."""
    return from_plain(Proposal, plain)


def plain_document(document: Document) -> Plain:
    """A document as a plain dict; its text stands apart, in the file that the record cites."""
    out: Plain = to_plain(document)
    del out["text"]
    return out


def document_of(plain: object, text: str) -> Document:
    """The document that `plain_document` has made a dict of, with its text. Raises `NotPlainError`."""
    if not isinstance(plain, dict):
        raise NotPlainError("the document is a mapping")
    return from_plain(Document, {**plain, "text": text})


def plain_problem(problem: Problem) -> Plain:
    """A problem as a plain dict."""
    return dataclasses.asdict(problem)


def problem_of(plain: Plain) -> Problem:
    """The problem that `plain_problem` has made a dict of."""
    return Problem(**{**plain, "severity": Severity(plain["severity"]), "place": Place(**plain["place"])})
