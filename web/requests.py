"""Requests: those that wait for the visitor, to be decided one or many; those that wait for a number; the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from multidict import MultiDict, MultiDictProxy

from domain.authority import Action
from domain.requests import RequestStatus
from handlers.deciding_many import agreed
from storage import requests as stored
from storage.requests import Case
from web.deciding import (
    ANSWERS,
    SEES,
    buttons,
    decide,
    enter_decision,
    for_another,
    standing,
    used_number,
    words_on,
)
from web.page import Context, Page
from web.visit import Visit

requests = Page("requests", "/don", "Đơn từ", sees=SEES, menu="Đơn từ")
MOST = 100
LATELY = timedelta(days=90)
MOST_SETTLED = 30


@requests.shows
async def show(visit: Visit) -> Context:
    """Oldest first, as in the chat."""
    waiting = await stored.waiting_for(visit.rows, visit.offices, visit.tree)
    numberless = await agreed(visit.turn)
    mine = {case.code for case in (*waiting, *numberless)}
    recorded = {one.code: words for one in waiting if (words := await for_another(visit, one))}
    own = [one for one in waiting if one.code not in recorded]
    sent = visit.sent if isinstance(visit.sent, MultiDictProxy) else MultiDict()
    marked = [str(code) for code in sent.getall("ma", [])]
    others = [one for one in await _open(visit) if one.code not in mine]
    return {
        "waiting": [(one, await words_on(visit, one), await buttons(visit, one)) for one in own[:MOST]],
        "recorded": [
            (one, await words_on(visit, one), recorded[one.code]) for one in waiting if one.code in recorded
        ],
        "numberless": [(one, await words_on(visit, one)) for one in numberless],
        "others": [(one, await words_on(visit, one), standing(one)) for one in others[:MOST]],
        "settled": [(one, await words_on(visit, one), standing(one)) for one in await _settled(visit)],
        "marked": marked,
        "used": await used_number(visit, marked),
        "sent": visit.sent,
        "more": max(0, len(own) - MOST) + max(0, len(others) - MOST),
        "today": visit.today.isoformat(),
    }


async def _open(visit: Visit) -> list[Case]:
    units = visit.reach(*SEES)
    statuses = [RequestStatus.SUBMITTED, RequestStatus.INTRODUCED, RequestStatus.RETURNED]
    return await stored.of_unit(visit.rows, units, statuses=[*statuses, RequestStatus.APPROVED])


async def _settled(visit: Visit) -> list[Case]:
    """What was answered for good lately, newest first: its papers are on its page."""
    statuses = (RequestStatus.DECIDED, RequestStatus.REJECTED, RequestStatus.DECLINED)
    since = visit.at - LATELY
    found = await stored.of_unit(visit.rows, visit.reach(*SEES), statuses=statuses, since=since)
    return sorted(found, key=lambda one: one.request.changed_at, reverse=True)[:MOST_SETTLED]


@requests.does("decide", *ANSWERS)
async def decide_many(visit: Visit, form: Any) -> str:
    """One word on every request that is marked."""
    return await decide(visit, form, [str(code) for code in form.getall("ma", [])])


@requests.does("number", Action.ENTER_DECISION)
async def number(visit: Visit, form: Any) -> str:
    """One numbered decision over every request that is marked."""
    return await enter_decision(visit, form, [str(code) for code in form.getall("ma", [])])
