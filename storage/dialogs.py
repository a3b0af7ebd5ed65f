"""Dialogs under way: one row an address, its state sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.database import Rows
from storage.tables import dialogs

LIVES = timedelta(days=30)


_UNDER_WAY = select(dialogs).where(
    dialogs.c.address.in_(bindparam("addresses", expanding=True)), dialogs.c.expires_at > bindparam("at")
)
_DROP = delete(dialogs).where(dialogs.c.address == bindparam("gone"))


async def under_way(rows: Rows, addresses: Iterable[str], at: datetime) -> dict[str, list[dict[str, Any]]]:
    """The open conversations of these addresses, outermost first; expired ones are not there any more."""
    wanted = sorted(set(addresses))
    if not wanted:
        return {}
    found = await rows.all(_UNDER_WAY, {"addresses": wanted, "at": at})
    return {row.address: rows.vault.open_json("dialogs.state", row.address, row.state) for row in found}


async def keep(rows: Rows, states: dict[str, list[dict[str, Any]]], at: datetime) -> None:
    """Write the dialogs as they stand; an empty one is dropped."""
    over = [{"gone": address} for address, state in states.items() if not state]
    if over:
        await rows.run(_DROP, over)
    kept = [_row(rows, address, state, at) for address, state in states.items() if state]
    if kept:
        await rows.put(dialogs, kept)


def _row(rows: Rows, address: str, state: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    return {
        "address": address,
        "conversation": state[-1]["conversation"],
        "state": rows.vault.seal_json("dialogs.state", address, state),
        "opened_at": at,
        "updated_at": at,
        "expires_at": at + LIVES,
    }


async def expired(rows: Rows, now: datetime) -> int:
    """Drop what nobody came back to for 30 days."""
    return await rows.run(delete(dialogs).where(dialogs.c.expires_at <= now))
