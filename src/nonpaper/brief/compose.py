"""What goes on the page, and in which order? Results in, documents out."""

from __future__ import annotations

from nonpaper.analysis.packages import Deals
from nonpaper.analysis.plans import Plan
from nonpaper.analysis.results import Why
from nonpaper.brief.document import Document, plain
from nonpaper.brief.page import Page
from nonpaper.brief.sections.declared import declared
from nonpaper.brief.sections.impasse import stuck, summary
from nonpaper.brief.sections.lanes import package_name
from nonpaper.brief.sections.method import method
from nonpaper.brief.sections.movement import history, movement
from nonpaper.brief.sections.openings import ways_out
from nonpaper.brief.sections.packages import answer, packages
from nonpaper.brief.sections.stages import answer as stages_answer
from nonpaper.brief.sections.stages import stages, trust_section
from nonpaper.brief.sections.standing import disputes, matrix, unheard, where
from nonpaper.brief.sections.values import trades, values
from nonpaper.positions.position import Table
from nonpaper.positions.status import Status


def compose_status(status: Status) -> Document:
    """Where the talks stand: calendar, matrix, what is agreed, open or silent, who was not heard, disputes."""
    page = Page(status.table)
    sections = (*where(page, status), *matrix(page, status), *unheard(page, status.not_heard), *disputes(page, status))
    return page.document("status", f"{page.case.title}: where the talks stand", sections)


def compose_history(table: Table, party: str, issue: str) -> Document:
    """One party on one issue: every statement, how the position moved, what retired what and why.

    Raises KeyError for a party without a position on the issue.
    """
    page = Page(table)
    position = table.positions[party, issue]
    name, title = plain((page.words.party(party),)), plain((page.words.issue(issue),))
    return page.document("history", f"{page.case.title}: {name} on {title}", history(page, position))


def compose_why(why: Why, plan: Plan | None = None) -> Document:
    """Why there is no deal, and the ways out; or that one is open, and its bounds. With a plan: whether it would hold.

    `plan` is the order of a package: where somebody would walk, that is the third answer (no trust).
    """
    page = Page(why.table, why, plan.model if plan is not None else None)
    title = "why there is no deal" if why.knots else "what could be signed"
    trust = trust_section(page, plan) if plan is not None else ()
    sections = (*stuck(page, why), *ways_out(page, why), *trust, *unheard(page, why.not_heard))
    return page.document("why", f"{page.case.title}: {title}", sections)


def compose_deals(deals: Deals) -> Document:
    """Which packages could be signed, what would have to be walked back for each, and on what the figures rest."""
    page = Page(deals.table, None, deals.model)
    sections = (*packages(page, deals), *trades(page, deals), *values(page, deals))
    return page.document("deals", f"{page.case.title}: which packages could be signed", sections)


def compose_stages(plan: Plan) -> Document:
    """In what order a package could be carried out, who is exposed when, and what holds it."""
    page = Page(plan.table, None, plan.model)
    name = plain(package_name(page, plan))
    return page.document("stages", f"{page.case.title}: in what order, for {name}", stages(page, plan))


def compose_brief(status: Status, why: Why, deals: Deals | None = None, plan: Plan | None = None) -> Document:
    """The page to hand in: all of the above, movement since the last round, every source, method and caveats.

    Packages stand on it, in short, where `deals` is given, and the order of one of them where `plan` is.
    """
    page = Page(why.table, why, deals.model if deals is not None else None, plan.model if plan is not None else None)
    told = [answer(page, deals)] if deals is not None else []
    told += [stages_answer(page, plan)] if plan is not None else []
    sections = (
        *summary(page, status, why, tuple(told)),
        *where(page, status),
        *matrix(page, status),
        *stuck(page, why),
        *ways_out(page, why),
        *(packages(page, deals, short=True) if deals is not None else ()),
        *(stages(page, plan, short=True) if plan is not None else ()),
        *unheard(page, status.not_heard),
        *movement(page, status),
        *disputes(page, status),
        *declared(page),
        *method(page, why, packages=deals is not None and not deals.emptied),
    )
    seen = tuple(statement.id for statement in page.case.statements)
    return page.document("brief", page.case.title, sections, also=seen)
