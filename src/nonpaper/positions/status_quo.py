"""What has been carried out, and how do things stand on a day?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date

from nonpaper.case.case import Case
from nonpaper.case.parties import Rank
from nonpaper.case.statements import Stance, Statement
from nonpaper.positions.sayings import Reader
from nonpaper.positions.voices import order


class StatusQuo:
    """What has been carried out, issue by issue.

    A joint act is done when all have done it, and undone by any one of them: a row that names one of several actors is
    that one's part, and the issue stands where the least of them stands. A row of nobody, or of somebody who does not
    act there, tells what was reached. On a choice done by several, all must have gone to the same step.
    """

    def __init__(self, case: Case, reader: Reader, corrected: Mapping[str, str]) -> None:
        self.days: dict[str, list[date]] = {}
        self.steps: dict[str, list[int]] = {}
        self.by: dict[str, str] = {}
        parts: dict[str, dict[str, int]] = {}
        now = {issue.id: issue.start for issue in case.issues.values()}
        self.start = dict(now)
        done = [s for s in case.statements if s.stance is Stance.CARRIES_OUT and s.id not in corrected]
        for statement in sorted(done, key=lambda s: self._order(reader, s)):
            speaks = set(reader.members.get(statement.party or "", ()))
            for term, _ in reader.terms(statement):
                issue = case.issues[term.issue]
                doers = reader.actors[issue.id]
                part = parts.setdefault(issue.id, dict.fromkeys(doers, now[issue.id]))
                for doer in speaks.intersection(doers) or doers:
                    part[doer] = term.step
                reached = set(part.values()) or {term.step}
                if issue.is_choice:
                    step = term.step if len(reached) == 1 else now[issue.id]
                else:
                    step = min(reached)
                if step != now[issue.id]:
                    self.by[issue.id] = statement.id
                now[issue.id] = step
                self.days.setdefault(issue.id, []).append(statement.day)
                self.steps.setdefault(issue.id, []).append(step)
        self.now = now

    def on(self, issue: str) -> Callable[[date], int]:
        """The status quo of an issue on a day, what was carried out on that day included."""
        start = self.start[issue]
        days, steps = self.days.get(issue), self.steps.get(issue)
        if days is None or steps is None:
            return lambda day: start

        def step(day: date) -> int:
            place = bisect_right(days, day)
            return steps[place - 1] if place else start

        return step

    @staticmethod
    def _order(reader: Reader, statement: Statement) -> tuple[object, ...]:
        """Days, and in one day the best source last; of equals what goes furthest."""
        rank = Rank.PRINCIPAL if statement.named else Rank.UNNAMED
        far = max((term.step for term, _ in reader.terms(statement)), default=0)
        text = statement.claim.text if statement.claim is not None else ""
        return (*order(statement, statement.grade, rank), far, text, statement.id)
