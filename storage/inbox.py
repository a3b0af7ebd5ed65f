"""The inbox: events as Zalo sent them, kept before they are acknowledged and handled in order per sender."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, case, func, or_, select, text, update

from storage.database import Rows
from storage.tables import inbox
from storage.vault import SealBroken, Vault

KEPT = timedelta(days=7)
KEPT_AFTER_REFUSAL = timedelta(hours=20)
MOST_ATTEMPTS = 5
_PAUSES = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event as it reached us. ``key`` is the same for every delivery of the same event."""

    key: str
    oa_id: str
    event: str
    sender: str
    event_at: datetime
    received_at: datetime
    body: bytes
    id: int = 0
    attempts: int = 0

    @property
    def payload(self) -> dict[str, Any]:
        """The body as JSON."""
        loaded: dict[str, Any] = orjson.loads(self.body)
        return loaded


async def store(rows: Rows, events: Sequence[Arrived]) -> None:
    """Keep the events; one that is there already is left as it is."""
    if events:
        await rows.add_unless_there(inbox, [_sealed(event, rows.vault) for event in events])


def _sealed(event: Arrived, vault: Vault) -> dict[str, Any]:
    return {
        "key": event.key,
        "oa_id": event.oa_id,
        "event": event.event,
        "sender": event.sender,
        "event_at": event.event_at,
        "received_at": event.received_at,
        "body": vault.seal("inbox.body", event.key, event.body.decode("utf-8", "replace")),
        "status": "waiting",
        "attempts": 0,
    }


_earlier = inbox.alias("earlier")
_WAITING = (
    select(inbox)
    .where(
        inbox.c.status == "waiting",
        # A sender whose oldest event waits for its next attempt waits with all of them: order is kept.
        ~select(_earlier.c.id)
        .where(
            _earlier.c.status == "waiting",
            _earlier.c.oa_id == inbox.c.oa_id,
            _earlier.c.sender == inbox.c.sender,
            _earlier.c.retry_at > bindparam("now"),
        )
        .exists(),
    )
    .order_by(inbox.c.event_at, inbox.c.id)
    .limit(bindparam("most"))
)
_LOCK = text(
    "SELECT k FROM unnest(CAST(:keys AS text[])) AS k WHERE pg_try_advisory_xact_lock(hashtextextended(k, 7))"
)


async def claim(rows: Rows, now: datetime, most: int) -> list[Arrived]:
    """The oldest waiting events, whole runs per sender, locked to this transaction."""
    found = await rows.all(_WAITING, {"now": now, "most": most})
    if found and not rows.is_sqlite:
        found = await _locked(rows, found, now, most)
    return await _opened_all(rows, found, now)


async def _opened_all(rows: Rows, found: Sequence[Any], now: datetime) -> list[Arrived]:
    """The events; one whose key is gone from DATA_KEY is set aside, so that it does not stop everybody else's."""
    events, sealed = [], []
    for row in found:
        try:
            events.append(_opened(row, rows.vault))
        except SealBroken:
            sealed.append(row.id)
    if sealed:
        values = {"status": "failed", "done_at": now, "error": "the body cannot be opened with DATA_KEY"}
        await rows.run(update(inbox).where(inbox.c.id.in_(sealed)).values(values))
    return events


async def _locked(rows: Rows, found: Sequence[Any], now: datetime, most: int) -> Sequence[Any]:
    """Lock the senders, then look again: what another process finished meanwhile is gone."""
    keys = sorted({f"{row.oa_id}/{row.sender}" for row in found})
    mine = {row.k for row in await rows.all(_LOCK, {"keys": keys})}
    if not mine:
        return []
    again = await rows.all(_WAITING, {"now": now, "most": most})
    return [row for row in again if f"{row.oa_id}/{row.sender}" in mine]


def _opened(row: Any, vault: Vault) -> Arrived:
    return Arrived(
        key=row.key,
        oa_id=row.oa_id,
        event=row.event,
        sender=row.sender,
        event_at=row.event_at,
        received_at=row.received_at,
        body=vault.open("inbox.body", row.key, row.body).encode(),
        id=row.id,
        attempts=row.attempts,
    )


_EMPTIED_AT = bindparam("emptied_at", type_=inbox.c.empty_at.type)
_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("event_id"))
    .values(
        status="done",
        done_at=bindparam("finished_at"),
        retry_at=None,
        error=None,
        # What the turn itself hurried (an ID number, a refusal) stays sooner.
        empty_at=case((inbox.c.empty_at < _EMPTIED_AT, inbox.c.empty_at), else_=_EMPTIED_AT),
    )
)


async def finish(rows: Rows, ids: Iterable[int], now: datetime) -> None:
    """The events had their effect; their bodies are emptied some days later."""
    values = [{"event_id": one, "finished_at": now, "emptied_at": now + KEPT} for one in ids]
    if values:
        await rows.run(_DONE, values)


async def fail(rows: Rows, event: Arrived, now: datetime, error: str) -> bool:
    """Count a failed attempt. True when it was the last one: the event is set aside as failed."""
    attempts = event.attempts + 1
    last = attempts >= MOST_ATTEMPTS
    values: dict[str, Any] = {"attempts": attempts, "error": error[:200]}
    if last:
        values |= {"status": "failed", "done_at": now, "empty_at": now + KEPT}
    else:
        values |= {"retry_at": now + _PAUSES[attempts - 1]}
    mine = inbox.c.id == event.id, inbox.c.status == "waiting"
    # Another worker may have got through with it in the meantime.
    return await rows.run(update(inbox).where(*mine).values(values)) == 1 and last


async def hurry_emptying(rows: Rows, oa_id: str, sender: str, by: datetime) -> None:
    """Empty this sender's bodies by ``by`` at the latest (consent refused, an ID number sent)."""
    mine = and_(inbox.c.oa_id == oa_id, inbox.c.sender == sender, inbox.c.body.is_not(None))
    later = or_(inbox.c.empty_at.is_(None), inbox.c.empty_at > by)
    await rows.run(update(inbox).where(mine, later).values(empty_at=by))


async def account_of(rows: Rows, key: str) -> str | None:
    """The account to which an event came."""
    found: str | None = await rows.scalar(select(inbox.c.oa_id).where(inbox.c.key == key))
    return found


async def count_waiting(rows: Rows) -> int:
    """How many events wait to be handled."""
    query = select(func.count()).select_from(inbox).where(inbox.c.status == "waiting")
    found: int = await rows.scalar(query)
    return found


async def empty_bodies(rows: Rows, now: datetime) -> int:
    """Empty the bodies whose time has come; keys stay, so that a late repetition is still known."""
    due = and_(inbox.c.empty_at <= now, inbox.c.body.is_not(None), inbox.c.status != "waiting")
    return await rows.run(update(inbox).where(due).values(body=None))
