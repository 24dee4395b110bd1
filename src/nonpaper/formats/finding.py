"""How is a mistake in a file of a scenario told? With its place; and how numbers, names and texts stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from nonpaper.case.text import Problems, Text, nearest
from nonpaper.formats.scenario import read_decimal

Span = tuple[int, int]
_MANY = 50


@dataclass(slots=True)
class Finding:
    """One file of a scenario, and the problems found so far."""

    text: Text
    problems: Problems

    def tell(self, code: str, span: Span, told: str, hint: str = "") -> None:
        """A problem with a stretch of the file."""
        if not self.problems.full:
            self.problems.add(self.text.problem(code, *span, told, hint))

    def near(self, word: str, names: Iterable[str]) -> str:
        """`did you mean ...`, where a name is near; not looked for any more once there are many problems."""
        found = nearest(word, names) if len(self.problems) < _MANY else None
        return f"did you mean `{found}`?" if found else ""

    def number(self, text: str, span: Span, what: str, *, most: int | None = None) -> Fraction | None:
        """A number that is not below 0 (nor above `most`); None, and a problem, where it is no such number."""
        value = read_decimal(text)
        shown = text if len(text) <= 40 else text[:39] + "…"
        if value is None:
            hint = "e.g. 0.25, 30 or 1e-05; at most 50 digits before the point and 60 behind it"
            self.tell("bad-number", span, f"`{shown}` is no number that {what} can be", hint)
        elif value < 0:
            self.tell("out-of-range", span, f"{what} is `{shown}`, less than 0", "values and weights are not negative")
            return None
        elif most is not None and value > most:
            self.tell("out-of-range", span, f"{what} is `{shown}`, more than {most}")
            return None
        return value


def folded(name: str) -> str:
    """A name as a case holds it: without white space at its ends, and single spaces inside."""
    return " ".join(name.split())


def quoted(text: str) -> str:
    """A text in quotes, as YAML reads it back; what may not stand in a YAML file is spelt out."""
    spelt = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in spelt) + '"'
