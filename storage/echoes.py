"""Echoes of what the accounts sent: they tell whether a message whose answer was lost has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Rows
from storage.tables import echoes, outbox

KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Echo:
    """What Zalo says the account sent: to whom, and a keyed digest of the text."""

    message_id: str
    oa_id: str
    recipient: str
    digest: str
    at: datetime


async def keep(rows: Rows, heard: Sequence[Echo]) -> None:
    """Keep them; twice is once."""
    if heard:
        values = [
            {
                "message_id": one.message_id,
                "oa_id": one.oa_id,
                "recipient": one.recipient,
                "digest": one.digest,
                "at": one.at,
            }
            for one in heard
        ]
        await rows.add_unless_there(echoes, values)


async def heard_since(rows: Rows, recipient: str, digest: str, since: datetime) -> list[str]:
    """Ids of messages with this text that the recipient was sent, oldest first."""
    mine = echoes.c.recipient == recipient, echoes.c.digest == digest, echoes.c.at >= since
    return [row.message_id for row in await rows.all(select(echoes).where(*mine).order_by(echoes.c.at))]


async def ours_already(rows: Rows, message_ids: Iterable[str]) -> set[str]:
    """Those of the ids that other letters have got for their own."""
    wanted = sorted(set(message_ids))
    if not wanted:
        return set()
    query = select(outbox.c.message_id).where(outbox.c.message_id.in_(wanted))
    return {row.message_id for row in await rows.all(query)}


async def forget(rows: Rows, now: datetime) -> int:
    """Drop those that can settle nothing any more."""
    return await rows.run(delete(echoes).where(echoes.c.at < now - KEPT))
