"""Where the visitor is logged in, and ending that from afar."""

from __future__ import annotations

from typing import Any

from storage import page_sessions
from web.crumbs import Crumb
from web.layout import who_is
from web.page import Context, Elsewhere, Page, Refused
from web.visit import Visit

sessions = Page("sessions", "/phien", "Phiên đăng nhập của tôi", menu="Phiên đăng nhập")


@sessions.shows
async def show(visit: Visit) -> Context:
    """Every open session with its device and times; this one is marked."""
    mine = await page_sessions.sessions_of(visit.rows, visit.person.id, visit.at)
    return {"mine": mine, "held": who_is(visit), "crumbs": (Crumb("Phiên đăng nhập"),)}


@sessions.does("end")
async def end(visit: Visit, form: Any) -> str:
    """Log out one of the own sessions; of this one, the visitor is outside then."""
    number = str(form.get("phien", ""))
    ended = 0
    if number.isdecimal() and len(number) < 19:
        ended = await page_sessions.end(visit.rows, visit.person.id, visit.at, int(number))
    if not ended:
        raise Refused("Phiên này đã kết thúc rồi ạ.")
    visit.turn.audit("page_logout", f"person:{visit.person.id}", session=int(number))
    return "Đã kết thúc phiên đăng nhập."


@sessions.does("end_all")
async def end_all(visit: Visit, form: Any) -> str:
    """Log out everywhere, here too."""
    await page_sessions.end(visit.rows, visit.person.id, visit.at)
    visit.turn.audit("page_logout", f"person:{visit.person.id}")
    raise Elsewhere("/")
