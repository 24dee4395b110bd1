"""The claim language: what exactly is demanded, accepted or refused.

    ceasefire >= temporary
    withdrawal = full and return = full
    captives = all after ceasefire >= temporary or list = given
    aid > return                       (a priority)
    draft:framework/1                  (the first stage of a draft)

A claim joins comparisons with `and`, and carries at most one condition: `if C` (C is in the package), `after C`
(C has happened before), `with C` (not before C). Only in a condition is `or` allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """How a comparison reads an issue against a step."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    BELOW = "<"
    ABOVE = ">"


class Link(StrEnum):
    """How an act waits for its condition."""

    IF = "if"
    AFTER = "after"
    WITH = "with"


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the text of the claim: code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An issue against a step. `step` is the label of the issue's own ladder, or of a number between two steps."""

    issue: str
    op: Op
    step: str
    span: Span


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A mediator's draft, or what it has reached after its `stage`-th stage (1 is the first; stages are cumulative)."""

    draft: str
    stage: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Priority:
    """The first issue matters more to the party than the second."""

    more: str
    less: str
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """All of `clauses` must hold; of each clause, one comparison is enough. Drafts are already spelt out."""

    link: Link
    clauses: tuple[tuple[Comparison, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """A parsed claim. Exactly one of `terms`, `priority` and `topic` is filled; `condition` only beside `terms`."""

    text: str
    terms: tuple[Comparison | DraftRef, ...] = ()
    condition: Condition | None = None
    priority: Priority | None = None
    topic: str | None = None  # a bare issue id, where the stance binds nobody

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The terms that are comparisons, in order."""
        return tuple(term for term in self.terms if isinstance(term, Comparison))

    @property
    def drafts(self) -> tuple[DraftRef, ...]:
        """The terms that name a draft, in order."""
        return tuple(term for term in self.terms if isinstance(term, DraftRef))

    @property
    def issues(self) -> tuple[str, ...]:
        """The ids of the issues named, terms first, each once (a draft's own issues are not among them)."""
        named = [term.issue for term in self.comparisons]
        if self.priority is not None:
            named += [self.priority.more, self.priority.less]
        if self.condition is not None:
            named += [c.issue for clause in self.condition.clauses for c in clause]
        if self.topic is not None:
            named.append(self.topic)
        return tuple(dict.fromkeys(named))
