"""What officers look through: messages and why they did not arrive, and the audit, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from domain.messages import Lane
from storage.audit import Entry
from storage.database import Rows
from storage.tables import audit, offices, outbox


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as officers see it: never its text."""

    id: int
    to: str
    kind: str
    status: str
    way: str
    error: str
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None


UNDELIVERED = ("waiting", "failed", "dropped")
_COLUMNS = ("id", "to", "kind", "status", "way", "error", "created_at", "not_before", "sent_at")


def _of_communes(communes: Collection[str]) -> ColumnElement[bool]:
    """Replies to what somebody has just written are between him and the assistant."""
    return and_(outbox.c.unit_code.in_(sorted(communes)), outbox.c.lane != int(Lane.REPLY))


async def messages(
    rows: Rows,
    communes: Collection[str],
    statuses: Sequence[str],
    since: datetime,
    before: int | None,
    most: int,
) -> list[Sent]:
    """The newest messages of these communes in these states, written since then and before the one named."""
    query = select(*(outbox.c[name] for name in _COLUMNS)).where(_of_communes(communes))
    query = query.where(outbox.c.status.in_(list(statuses)), outbox.c.created_at >= since)
    if before is not None:
        query = query.where(outbox.c.id < before)
    found = await rows.all(query.order_by(outbox.c.id.desc()).limit(most))
    return [_sent(row) for row in found]


def _sent(row: Any) -> Sent:
    given = {name: getattr(row, name) for name in _COLUMNS}
    return Sent(**given | {"way": row.way or "", "error": row.error or ""})


async def message_counts(rows: Rows, communes: Collection[str], since: datetime) -> dict[str, int]:
    """How many messages of these communes were written since then, by state."""
    query = select(outbox.c.status, func.count().label("many")).where(_of_communes(communes))
    query = query.where(outbox.c.created_at >= since).group_by(outbox.c.status)
    return {row.status: row.many for row in await rows.all(query)}


async def deeds(
    rows: Rows, unit_codes: Collection[str] | None, before: int | None, most: int
) -> list[tuple[int, Entry]]:
    """The newest deeds of the people of these units, or done to them or to the units; None: of everybody."""
    query = select(audit)
    if unit_codes is not None:
        query = query.where(await _concerns(rows, unit_codes))
    if before is not None:
        query = query.where(audit.c.id < before)
    found = await rows.all(query.order_by(audit.c.id.desc()).limit(most))
    return [(row.id, Entry(row.at, row.who, row.action, row.object, row.detail)) for row in found]


async def _concerns(rows: Rows, unit_codes: Collection[str]) -> ColumnElement[bool]:
    units = sorted(unit_codes)
    held = select(offices.c.person_id).where(offices.c.unit_code.in_(units)).distinct()
    persons = [row.person_id for row in await rows.all(held)]
    things = [*(f"person:{one}" for one in persons), *(f"unit:{one}" for one in units)]
    return or_(audit.c.who.in_(persons), audit.c.object.in_(things))
