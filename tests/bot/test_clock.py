"""A clock asked over HTTP: it can be moved either way, and one that stands still never makes ours step back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.clock import RemoteClock

NINE = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


async def test_a_clock_that_stands_still_does_not_make_ours_step_back() -> None:
    shown = [NINE]

    async def tell(_: web.Request) -> web.Response:
        return web.json_response({"now": shown[0].isoformat()})

    app = web.Application()
    app.router.add_get("/clock", tell)
    async with TestServer(app) as server, ClientSession() as session:
        clock = RemoteClock(str(server.make_url("/clock")), session)
        read = []
        for _ in range(12):
            read.append(await clock.now())
            await asyncio.sleep(0.04)
        assert read == sorted(read)
        assert read[-1] - NINE < timedelta(seconds=0.3)
        shown[0] = NINE - timedelta(hours=1)
        await asyncio.sleep(0.25)
        assert await clock.now() == shown[0]
