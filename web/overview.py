"""The overview: the units one is responsible for × months, who is missing, what waits."""

from __future__ import annotations

from domain.authority import Action
from storage import reports, requests, unread
from vietnamese.writing import day, sentence
from web.grid import MONTHS, MOST_MONTHS, grid
from web.page import Context, Page
from web.visit import Visit

overview = Page("overview", "/", "Tổng quan", menu="Tổng quan", by_period=True)


@overview.shows
async def show(visit: Visit) -> Context:
    """A grid for every unit at the top of one's own part of the tree."""
    year = visit.asked.get("thang") == str(MOST_MONTHS)
    tops = visit.tops(Action.SEE_REPORTS)
    grids = [await grid(visit, one, MOST_MONTHS if year else MONTHS) for one in tops]
    due = None
    if tops:
        due = reports.due_of(visit.directory, tops[0].code, visit.period, visit.site.window)
    return {
        "title": sentence(f"Báo cáo {visit.period.label()}/{visit.period.year}"),
        "window": visit.period.window_label(visit.site.window),
        "due": "" if due is None else day(due.team),
        "grids": [one for one in grids if one is not None],
        "year": year,
        "waiting": await requests.count_waiting(visit.rows, visit.offices, visit.tree),
        "unread": await unread.count_waiting(visit.rows) if visit.reach(Action.SET_RULES) else 0,
    }
