"""What is to be settled: ladders of ordered steps, and plain choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from nonpaper.problems import Place


class Kind(StrEnum):
    """A ladder has an order; a choice (the venue) has none, and its first step is the status quo."""

    LADDER = "ladder"
    CHOICE = "choice"


class Deposit(StrEnum):
    """Where a deposited rung goes on breach: back to its giver, or over to the receiver."""

    BACK = "back"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Favour:
    """Which way a party likes an issue to go, as the case says it.

    `way` is "up", "down", "best" (then `best` is the label of the step it likes most) or "none" (no stake).
    """

    way: str
    best: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of `issues`. Steps are told by their label; `index` gives the integer of the space.

    `numbers` holds the value of each step where all steps are numbers (14.5% is 14.5), else None; a claim may
    then name a number between two steps, and `with_numbers` gives the issue with those inserted.
    """

    id: str
    title: str
    steps: tuple[str, ...]
    kind: Kind = Kind.LADDER
    status_quo: str = ""  # a label; the loader fills in the first step
    by: tuple[str, ...] = ()  # party ids whose act it is, `all` already resolved
    favours: Mapping[str, Favour] | None = None  # None: nothing said; given: parties not named have no stake
    reversible: bool | tuple[str, ...] = True  # or the labels of the steps that can be undone
    undo: Fraction = Fraction(0)  # share of a reversed rung that is lost for good, 0 to 1
    on_paper: bool = False
    deposit: Deposit | None = None
    divisible: bool = False
    refer_to: str | None = None  # a party id, usually a ratifier
    may_stay_open: bool = False
    part_of: str | None = None
    verified_by: str | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # "_" for the issue itself, else per step
    numbers: tuple[Fraction, ...] | None = None
    named: tuple[str, ...] = ()  # labels that only claims name, inserted between the declared steps
    place: Place | None = field(default=None, compare=False)

    @property
    def is_choice(self) -> bool:
        """Whether the steps have no order."""
        return self.kind is Kind.CHOICE

    @property
    def rungs(self) -> int:
        """How many moves lead from the first step to the last."""
        return len(self.steps) - 1

    def index(self, label: str) -> int:
        """The place of a step, 0 for the first. Raises KeyError for a label that the issue does not have."""
        try:
            return self.steps.index(label)
        except ValueError:
            raise KeyError(f"issue {self.id!r} has no step {label!r}") from None

    @property
    def start(self) -> int:
        """The index of the status quo as the case declares it (before anything was carried out)."""
        return self.index(self.status_quo or self.steps[0])

    def share(self, low: int, high: int) -> Fraction:
        """How much of the whole ladder lies between two steps, 0 to 1: by rungs, or by distance between numbers."""
        if self.rungs < 1:
            return Fraction(0)
        if self.numbers is not None and not self.is_choice:
            whole = abs(self.numbers[-1] - self.numbers[0])
            return abs(self.numbers[high] - self.numbers[low]) / whole
        return Fraction(abs(high - low), self.rungs)

    def with_numbers(self, values: Mapping[str, Fraction]) -> Issue:
        """The same issue with the numbers that claims name inserted in order; `values` is label -> number."""
        if self.numbers is None or self.is_choice:
            return self
        rising = self.numbers[-1] >= self.numbers[0]
        have = set(self.numbers)
        fresh = {label: value for label, value in values.items() if value not in have}
        if not fresh:
            return self
        pairs = [*zip(self.steps, self.numbers, strict=True), *fresh.items()]
        pairs.sort(key=lambda pair: pair[1], reverse=not rising)
        return replace(
            self,
            steps=tuple(label for label, _ in pairs),
            numbers=tuple(value for _, value in pairs),
            status_quo=self.status_quo or self.steps[0],
            named=tuple(sorted(fresh)),
        )
