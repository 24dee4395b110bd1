"""What would a careful reader ask about a case that is in order? Warnings: questions that stop no answer."""

from __future__ import annotations

from nonpaper.case.case import Case
from nonpaper.problems import Problem


def check_case(case: Case) -> tuple[Problem, ...]:
    """The warnings about a case that need no positions, in order of place."""
    return ()
