"""What surrounds every page: who looks, the period chosen, the menu, the way up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.periods import Period
from handlers.naming import held
from vietnamese.writing import sentence
from web.page import Page, is_allowed
from web.rendering import written
from web.visit import Visit

MONTHS = 13
"""Periods offered: the running one and a year back."""


def page_text(page: Page, pages: Sequence[Page], visit: Visit, context: dict[str, Any], **more: str) -> str:
    """The whole page as HTML."""
    return written(
        page.template,
        **{
            "title": page.title,
            "crumbs": (),
            "page": page,
            "menu": menu_of(page, pages, visit),
            "visit": visit,
            "who": who_is(visit),
            "periods": periods_of(visit) if page.by_period else (),
            "link": visit.link,
            "named": visit.named,
            **more,
            **context,
        },
    )


def menu_of(page: Page, pages: Sequence[Page], visit: Visit) -> list[tuple[Page, bool]]:
    """The pages that this visitor may open from anywhere, and which of them is open now."""
    return [(one, one is page) for one in pages if one.menu and is_allowed(visit, one.sees, None)]


def who_is(visit: Visit) -> list[str]:
    """The visitor's offices in words."""
    return [sentence(held(one.office, visit.tree.get(one.unit_code))) for one in visit.offices]


def periods_of(visit: Visit) -> list[tuple[str, str, bool]]:
    """Periods to choose from: value, label, whether chosen."""
    running = Period.running(visit.at, visit.site.window)
    offered = [running.shifted(-back) for back in range(MONTHS)]
    if visit.period not in offered:
        offered.append(visit.period)
    return [(str(one), f"Tháng {one.month}/{one.year}", one == visit.period) for one in offered]
