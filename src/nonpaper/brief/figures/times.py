"""Where on a line of time does a day lie, and which days does the line name?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from nonpaper.brief.figures.svg import GREY, PALE, Canvas, measure

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def short_day(day: date, *, year: bool = True) -> str:
    """7 Mar 2024."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from `first` to `last` on the pixels from `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """The pixel of a day; one lone day lies in the middle."""
        whole = (self.last - self.first).days
        if whole <= 0:
            return (self.left + self.right) / 2
        share = (day - self.first).days / whole
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def ticks(self) -> list[tuple[date, str]]:
        """Days to name, so far apart that their names do not touch: days, weeks, months or years."""
        whole = max(1, (self.last - self.first).days)
        room = self.right - self.left
        for step in (1, 2, 7, 14):
            if room * step / whole >= measure("30 Mar", 11) + 14:
                out = []
                day = self.first
                while day <= self.last:
                    out.append((day, short_day(day, year=day == self.first)))
                    day += timedelta(days=step)
                return out
        for months in (1, 2, 3, 6, 12, 24, 60):
            if room * months * 30 / whole >= measure("Mar 2024", 11) + 10:
                out = []
                year, month = self.first.year, self.first.month
                while date(year, month, 1) <= self.last:
                    day = date(year, month, 1)
                    if day >= self.first:
                        out.append((day, f"{MONTHS[month - 1]} {year}" if months < 12 else str(year)))
                    month += months
                    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
                if out:
                    return out
        return [(self.first, short_day(self.first)), (self.last, short_day(self.last))]

    def axis(self, canvas: Canvas, y: float, top: float) -> None:
        """The line of time at `y`, its days named below it and ruled up to `top`."""
        canvas.line(self.left - 12, y, self.right + 12, y, stroke=GREY)
        edge = float("-inf")
        for day, words in self.ticks():
            x = self.at(day)
            canvas.line(x, top, x, y + 4, stroke=PALE, width=0.75)
            half = measure(words, 11) / 2
            if x - half > edge + 4 and x + half <= canvas.width:
                canvas.text(x, y + 17, words, size=11, fill=GREY, anchor="middle")
                edge = x + half
