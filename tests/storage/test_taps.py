"""Buttons that act: found by their key, used once, forgotten in time."""

import asyncio
from datetime import timedelta
from typing import Any

from storage import taps
from storage.database import Database
from tests.bot.stage import START
from tests.conftest import VAULT


def button(key: str, **more: Any) -> dict[str, Any]:
    values = {"address": "person:P1", "verb": "approve", "object": "A7K", "detail": {"step": 1}}
    return {"key": key, **values, "created_at": START, "expires_at": START + timedelta(days=45), **more}


async def test_a_button_is_used_once(database: Database) -> None:
    async with database.write() as rows:
        await taps.keep(rows, [])
        await taps.keep(rows, [button("k1"), button("k2", detail=None)])
    async with database.write() as rows:
        found = await taps.find(rows, "k1")
        assert found is not None
        assert (found.address, found.verb, found.object, found.detail) == (
            "person:P1",
            "approve",
            "A7K",
            {"step": 1},
        )
        assert await taps.use(rows, "k1", START)
        assert not await taps.use(rows, "k1", START)
        assert not await taps.use(rows, "unknown", START)
        assert await taps.find(rows, "unknown") is None


async def test_two_processes_cannot_both_use_it(database: Database) -> None:
    async with database.write() as rows:
        await taps.keep(rows, [button("k1")])
    other = Database(database.url.render_as_string(hide_password=False), VAULT)

    async def press(where: Database) -> bool:
        async with where.write() as rows:
            used = await taps.use(rows, "k1", START)
            await asyncio.sleep(0.02)
            return used

    assert sorted(await asyncio.gather(press(database), press(other), press(database))) == [
        False,
        False,
        True,
    ]
    await other.dispose()


async def test_old_buttons_are_forgotten(database: Database) -> None:
    async with database.write() as rows:
        await taps.keep(rows, [button("old", expires_at=START), button("new")])
        assert await taps.forget(rows, START + timedelta(seconds=1)) == 1
        assert await taps.find(rows, "old") is None
        assert await taps.find(rows, "new") is not None
