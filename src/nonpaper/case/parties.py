"""Who takes part: the sides, and those who stand between or behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nonpaper.problems import Place


class Role(StrEnum):
    """What somebody is in the talks; only a `party` signs."""

    PARTY = "party"
    MEDIATOR = "mediator"
    GUARANTOR = "guarantor"
    HOST = "host"
    OBSERVER = "observer"
    VERIFIER = "verifier"
    RATIFIER = "ratifier"


class Rank(StrEnum):
    """Whose word weighs more inside one party: principal over delegation over unnamed."""

    PRINCIPAL = "principal"
    DELEGATION = "delegation"
    UNNAMED = "unnamed"

    @property
    def height(self) -> int:
        """3 for the principal, 2 for the delegation, 1 for an unnamed source."""
        return {"principal": 3, "delegation": 2, "unnamed": 1}[self.value]


@dataclass(frozen=True, slots=True)
class Party:
    """One row of `parties`. `name` is neutral and shown; `aliases` are the words reports use."""

    id: str
    name: str
    role: Role = Role.PARTY
    of: str | None = None  # a ratifier's party
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # party ids; not empty for a bloc
    speakers: Mapping[Rank, tuple[str, ...]] = field(default_factory=dict)
    mandate: tuple[str, ...] = ()  # issue ids that a delegation may settle itself
    place: Place | None = field(default=None, compare=False)

    @property
    def is_bloc(self) -> bool:
        """Whether this party is only the sum of its members."""
        return bool(self.members)

    def goes_by(self, words: str) -> bool:
        """Whether `words` is this party's own id, name or alias (case does not matter)."""
        asked = words.strip().casefold()
        return asked in {self.id.casefold(), self.name.casefold(), *(a.casefold() for a in self.aliases)}
