"""The audit: who did what to which thing, by ids only; rows are added and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from storage.database import Rows
from storage.tables import audit

OPERATOR = "operator"
"""Whoever runs commands at the machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. ``who`` is an address ("person:ID", "user:OA/ID") or OPERATOR; ``object`` such as "request:A7K".

    ``detail`` holds ids and figures, never a name, a phone or a message.
    """

    at: datetime
    who: str
    action: str
    object: str
    detail: dict[str, Any] | None = None


async def note(rows: Rows, *entries: Entry) -> None:
    """Add the entries."""
    if entries:
        await rows.run(insert(audit), [_values(one) for one in entries])


def _values(one: Entry) -> dict[str, Any]:
    return {"at": one.at, "who": one.who, "action": one.action, "object": one.object, "detail": one.detail}


async def about(rows: Rows, thing: str) -> Sequence[Entry]:
    """What was done to one object, oldest first."""
    found = await rows.all(select(audit).where(audit.c.object == thing).order_by(audit.c.id))
    return [Entry(row.at, row.who, row.action, row.object, row.detail) for row in found]
