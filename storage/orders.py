"""Documents asked for in chat: ordered in the turn, set and sent after it, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, select, update

from storage.database import Rows
from storage.tables import paper_orders

CLAIM_LIVES = timedelta(minutes=2)
KEPT = timedelta(days=7)
WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """One document for one address; `wanted` says which, in codes and words of ours only."""

    id: int
    key: str
    address: str
    wanted: Mapping[str, Any]
    at: datetime
    attempts: int


async def place(rows: Rows, key: str, address: str, wanted: Mapping[str, Any], at: datetime) -> None:
    """Order a document; the same key twice is one order."""
    values = {
        "key": key,
        "address": address,
        "wanted": dict(wanted),
        "at": at,
        "status": WAITING,
        "attempts": 0,
        "not_before": at,
    }
    await rows.add_unless_there(paper_orders, values)


def _due(now: datetime) -> Any:
    return and_(paper_orders.c.status == WAITING, paper_orders.c.not_before <= now)


async def any_due(rows: Rows, now: datetime) -> bool:
    """Whether something waits."""
    return await rows.scalar(select(paper_orders.c.id).where(_due(now)).limit(1)) is not None


async def claim(rows: Rows, now: datetime) -> Order | None:
    """The oldest that waits, ours for two minutes; None if there is none or another process was faster."""
    row = await rows.first(select(paper_orders).where(_due(now)).order_by(paper_orders.c.id).limit(1))
    if row is None:
        return None
    unchanged = and_(paper_orders.c.id == row.id, paper_orders.c.attempts == row.attempts)
    taken = {"attempts": row.attempts + 1, "not_before": now + CLAIM_LIVES}
    if await rows.run(update(paper_orders).where(unchanged, _due(now)).values(taken)) != 1:
        return None
    return Order(row.id, row.key, row.address, row.wanted, row.at, row.attempts + 1)


async def settle(rows: Rows, order: Order, status: str, error: str | None = None) -> None:
    """It is done, or given up with what was wrong."""
    values = {"status": status, "error": error}
    await rows.run(update(paper_orders).where(paper_orders.c.id == order.id).values(values))


async def forget(rows: Rows, now: datetime) -> int:
    """Drop those that are a week old."""
    return await rows.run(delete(paper_orders).where(paper_orders.c.at < now - KEPT))
