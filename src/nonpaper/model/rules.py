"""What a deal has to satisfy: rules over the step of every issue and the moment of every rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from nonpaper.case.claims import Link
from nonpaper.case.issues import Issue
from nonpaper.positions.position import BoundKind, Hearsay, Literal, Side


class RuleKind(StrEnum):
    """The kinds of rules."""

    BOUND = "bound"
    CONDITION = "condition"
    PROCEDURE = "procedure"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, with the statements it came from. Equal rules of one party are one rule with the highest firmness.

    BOUND: `issue`, `side`, `step` or `allowed`. CONDITION and PROCEDURE: `act`, `link`, `clause`. WHOLE: `literals`
    that must not all hold. `party` is None for procedure only.
    """

    id: str  # stable and readable: made of the content, never of the row order
    kind: RuleKind
    party: str | None
    firmness: int
    statements: tuple[str, ...]
    issue: str | None = None
    side: Side | None = None
    bound_kind: BoundKind | None = None
    step: int | None = None
    allowed: frozenset[int] | None = None
    act: Literal | None = None
    link: Link | None = None
    clause: tuple[Literal, ...] = ()
    literals: tuple[Literal, ...] = ()
    hearsay: Hearsay = Hearsay.FIRST_HAND
    draft: str | None = None

    def admits(self, step: int) -> bool:
        """Whether a bound leaves a step of its issue; for rules of other kinds always True."""
        if self.kind is not RuleKind.BOUND:
            return True
        if self.side is Side.SET:
            return step in (self.allowed or frozenset())
        return step >= (self.step or 0) if self.side is Side.LOWER else step <= (self.step or 0)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues the rule speaks about, each once."""
        named: list[str] = []
        if self.issue is not None:
            named.append(self.issue)
        if self.act is not None:
            named.append(self.act.issue)
        named += [literal.issue for literal in (*self.clause, *self.literals)]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Model:
    """The compiled case: axes, rules, and what counts as a deal.

    `status_quo` maps issue -> step index. A deal moves every issue of `must_move` and at least one issue of each group
    of `one_of`, and is not the status quo; `deal_by` says why those: "draft" (the newest draft moves them), "asked"
    (each party that is heard asks for one of its group) or "bare" (neither applies). `deposited` are issues whose
    rungs a third party holds: done for everybody but the depositor (and for procedure) from the deposit on. `confirms`
    maps a ratifier to the parties whose signature it confirms: it decides for nobody else.
    """

    issues: Mapping[str, Issue]
    status_quo: Mapping[str, int]
    rules: tuple[Rule, ...]
    must_move: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    deal_by: str  # "draft", "asked" or "bare"
    draft: str | None
    prices: Mapping[str, Fraction] = field(default_factory=dict)  # the case's own, over the defaults
    deposited: frozenset[str] = frozenset()
    confirms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def may_refer(self, party: str, issue: str) -> bool:
        """Whether the party may put its bound on the issue to the body named in `refer_to`.

        A ratifier decides for those whose signature it confirms; any other body for everybody but itself.
        """
        body = self.issues[issue].refer_to
        return body is not None and body != party and party in self.confirms.get(body, (party,))
