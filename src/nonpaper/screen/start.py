"""How does a screen begin? With the parts it needs, or with a word about what to install."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonpaper.errors import UsageError

if TYPE_CHECKING:
    from nonpaper.read.review import Review


def run_review(review: Review, report: str | None = None) -> None:
    """The review on the screen of the terminal, until somebody leaves it.

    Raises `UsageError` where Textual is not installed, and for a report of which nothing has been read.
    """
    try:
        import textual  # noqa: F401  # looked for here, so that what is missing is told before the screen begins
    except ModuleNotFoundError as error:
        told = "the screen needs Textual: pip install 'nonpaper[read]'; without it: --export FILE.csv"
        raise UsageError(told) from error
    from nonpaper.screen.reviewing import ReviewApp

    review.queue(report)
    ReviewApp(review, report).run()
