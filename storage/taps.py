"""Buttons that act: random keys, each good for one address, one deed and once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from storage.database import Rows
from storage.tables import taps


async def keep(rows: Rows, new: Sequence[dict[str, Any]]) -> None:
    """Write the rows of new buttons; their ``words``, which somebody typed, are sealed."""
    if new:
        await rows.run(rows.insert(taps), [one | {"words": _sealed(rows, one)} for one in new])


def _sealed(rows: Rows, one: dict[str, Any]) -> bytes | None:
    words = one.get("words")
    return None if words is None else rows.vault.seal("taps.words", one["key"], words)


async def find(rows: Rows, key: str) -> Row[Any] | None:
    """The row of a button, or None."""
    return await rows.first(select(taps).where(taps.c.key == key))


async def of(rows: Rows, address: str, since: datetime) -> Sequence[Row[Any]]:
    """The buttons made for this address since then, newest question first; those of one question stand together."""
    mine = select(taps).where(taps.c.address == address, taps.c.created_at >= since)
    return await rows.all(mine.order_by(taps.c.created_at.desc(), taps.c.object, taps.c.key).limit(60))


def words_of(rows: Rows, row: Row[Any]) -> str:
    """What the button holds of what somebody typed, opened."""
    return "" if row.words is None else rows.vault.open("taps.words", row.key, row.words)


async def use(rows: Rows, key: str, at: datetime) -> bool:
    """Use a button up. False when it was used before."""
    unused = taps.c.key == key, taps.c.used_at.is_(None)
    return await rows.run(update(taps).where(*unused).values(used_at=at)) == 1


async def use_up(rows: Rows, address: str, about: str, verbs: Sequence[str], at: datetime) -> None:
    """Use up what this address may still press about an object: it was done, by whichever way."""
    mine = taps.c.address == address, taps.c.object == about, taps.c.verb.in_(verbs), taps.c.used_at.is_(None)
    await rows.run(update(taps).where(*mine).values(used_at=at))


async def forget(rows: Rows, now: datetime) -> int:
    """Drop the buttons whose time is over."""
    return await rows.run(delete(taps).where(taps.c.expires_at < now))
