"""Photos, files and the like that people sent: where Zalo keeps them, sealed, and to which report they belong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.database import Rows
from storage.tables import attachments


async def keep(
    rows: Rows, event_key: str, address: str, given: Sequence[tuple[str, dict[str, Any]]], at: datetime
) -> list[int]:
    """Keep what one event brought, as (kind, detail) in order; their ids. Twice is once."""
    values = [
        {
            "event_key": event_key,
            "position": position,
            "address": address,
            "kind": kind,
            "detail": rows.vault.seal_json("attachments.detail", f"{event_key}/{position}", detail),
            "at": at,
        }
        for position, (kind, detail) in enumerate(given)
    ]
    if values:
        await rows.add_unless_there(attachments, values)
    query = (
        select(attachments.c.id).where(attachments.c.event_key == event_key).order_by(attachments.c.position)
    )
    return [row.id for row in await rows.all(query)]


async def attach(rows: Rows, ids: Sequence[int], report_id: int) -> None:
    """They belong to this report."""
    if ids:
        await rows.run(update(attachments).where(attachments.c.id.in_(ids)).values(report_id=report_id))


async def count_of(rows: Rows, report_id: int) -> int:
    """How many belong to a report."""
    query = select(func.count()).select_from(attachments).where(attachments.c.report_id == report_id)
    found: int = await rows.scalar(query)
    return found


async def details_of(rows: Rows, report_id: int) -> list[dict[str, Any]]:
    """What Zalo said of each attachment of a report, oldest first."""
    query = select(attachments).where(attachments.c.report_id == report_id).order_by(attachments.c.id)
    return [
        rows.vault.open_json("attachments.detail", f"{row.event_key}/{row.position}", row.detail)
        for row in await rows.all(query)
        if row.detail is not None
    ]
