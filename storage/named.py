"""Persons who were only named by a leader: nothing is kept of them once the proposal came to nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from domain.requests import OPEN, RequestKind, RequestStatus
from storage import people, requests
from storage.database import Rows
from storage.tables import bindings, offices
from storage.tables import people as persons
from storage.tables import requests as cases

KEPT = timedelta(days=90)
"""Longer than the buttons of a proposal live (45 days) and an idle request (30 days, J20)."""
AT_ONCE = 500


async def forget_named(rows: Rows, now: datetime) -> int:
    """Erase who was named in chat, never had an account or an office, and stands in no request that goes on."""
    goes_on = [*OPEN, RequestStatus.APPROVED, RequestStatus.DECIDED]
    query = (
        select(persons.c.id)
        .where(persons.c.origin == "chat", persons.c.erased_at.is_(None), persons.c.created_at < now - KEPT)
        .where(~exists().where(bindings.c.person_id == persons.c.id))
        .where(~exists().where(offices.c.person_id == persons.c.id))
        .where(~exists().where(cases.c.person_id == persons.c.id, cases.c.status.in_(map(str, goes_on))))
        .order_by(persons.c.id)
        .limit(AT_ONCE)
    )
    found = [row.id for row in await rows.all(query)]
    if not found:
        return 0
    founding = await requests.everything_open(rows)
    named = {
        one
        for case in founding
        if case.request.kind is RequestKind.ESTABLISH
        for one, _ in case.request.seats
    }
    named |= {case.asked_by for case in founding if case.asked_by}
    gone = [one for one in found if one not in named]
    for person_id in gone:
        await people.erase(rows, person_id, now, keep_name=False)
    return len(gone)
