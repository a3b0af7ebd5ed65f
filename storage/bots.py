"""Bots of the Zalo Bot platform: their tokens, the secret their events carry, and the unit they serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from storage.database import Rows
from storage.tables import bots, groups

PREFIX = "bot:"
"""What a bot's id begins with where an account's id is expected: the inbox and contacts."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot; `webhook_secret` is what every event of it carries in its header."""

    bot_id: str
    name: str
    token: str
    webhook_secret: str
    unit_code: str | None
    health: str | None


async def everything(rows: Rows) -> list[Bot]:
    """Every bot of this deployment."""
    return [_opened(rows, row) for row in await rows.all(select(bots).order_by(bots.c.bot_id))]


async def bot(rows: Rows, bot_id: str) -> Bot | None:
    """One bot, or None."""
    row = await rows.first(select(bots).where(bots.c.bot_id == bot_id))
    return None if row is None else _opened(rows, row)


def _opened(rows: Rows, row: Any) -> Bot:
    token = rows.vault.open("bots.token", row.bot_id, row.token)
    secret = rows.vault.open("bots.webhook_secret", row.bot_id, row.webhook_secret)
    return Bot(row.bot_id, row.name or "", token, secret, row.unit_code, row.health)


async def keep(rows: Rows, one: Bot, at: datetime) -> None:
    """Enter a bot, or its new token and secret."""
    values = {
        "bot_id": one.bot_id,
        "name": one.name,
        "token": rows.vault.seal("bots.token", one.bot_id, one.token),
        "webhook_secret": rows.vault.seal("bots.webhook_secret", one.bot_id, one.webhook_secret),
        "unit_code": one.unit_code,
        "added_at": at,
        "checked_at": at,
        "health": one.health,
    }
    await rows.put(bots, values)


async def remove(rows: Rows, bot_id: str) -> bool:
    """Forget a bot with its token; its groups are reached through their owners. False if there is none."""
    await rows.run(update(groups).where(groups.c.bot_id == bot_id).values(bot_id=None))
    return await rows.run(delete(bots).where(bots.c.bot_id == bot_id)) == 1
