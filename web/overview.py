"""The overview: how far the reports of one's units have come."""

from __future__ import annotations

from domain.authority import Action
from handlers.naming import sentence
from storage.consolidation import consolidate
from web.page import Context, Page
from web.visit import Visit

overview = Page("overview", "/", "Tổng quan", menu="Tổng quan", by_period=True)


@overview.shows
async def show(visit: Visit) -> Context:
    """Every unit that one is responsible for, with its figures of the period."""
    tops = visit.tops(Action.SEE_REPORTS)
    found = [(one, await consolidate(visit.rows, one.code, visit.period, visit.site.window)) for one in tops]
    return {
        "title": sentence(f"Báo cáo {visit.period.label()}/{visit.period.year}"),
        "window": visit.period.window_label(visit.site.window),
        "found": found,
    }
