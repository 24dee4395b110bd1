"""With which signs does the screen speak? By the terminal: styles and letters, or letters alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from nonpaper.case.statements import Stance
from nonpaper.read.review import State


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs of the screen. `around` are set around words where styles cannot tell them; blank where styles do.

    `margin` is the sign of each state in the margin, `here` that of the proposal that is looked at.
    """

    styles: bool
    here: str
    margin: Mapping[State, str]
    content: tuple[str, str] = ("", "")
    source: tuple[str, str] = ("", "")
    other: tuple[str, str] = ("", "")
    chosen: tuple[str, str] = ("", "")
    arrow: str = "→"


STYLED = Marks(
    True,
    "▶",
    {State.OPEN: "•", State.SKIPPED: "~", State.ACCEPTED: "✓", State.REJECTED: "✗", State.REPLACED: " "},
)
PLAIN = Marks(
    False,
    ">",
    {State.OPEN: "o", State.SKIPPED: "~", State.ACCEPTED: "+", State.REJECTED: "x", State.REPLACED: " "},
    ("[", "]"),
    ("{", "}"),
    ("<", ">"),
    ("|", "|"),
    "->",
)


def marks_here() -> Marks:
    """Letters alone, without colour, where the environment asks for it (`NO_COLOR`, `TERM=dumb`) or the terminal
    cannot write the signs."""
    unicode = (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    bare = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return PLAIN if bare or not unicode else STYLED


STANCE_KEYS: tuple[Stance, ...] = (
    Stance.DEMANDS,
    Stance.INSISTS,
    Stance.REJECTS,
    Stance.RULES_OUT,
    Stance.ACCEPTS,
    Stance.OFFERS,
    Stance.COMMITS,
    Stance.WITHDRAWS,
    Stance.REPORTS,
)
"""The stances of the keys 1 to 9; the rest are written in the editor."""
REASONS = (
    "no statement of a side",
    "not about these talks",
    "wrong speaker or party",
    "wrong words",
    "wrong stance",
    "said already",
)
"""The reasons of the keys 1 to 6 when something is rejected; any other is written out."""
