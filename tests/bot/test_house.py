"""The whole service as a real process: it starts, answers, and ends cleanly in time whatever is under way."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.house import SchemaOld, open_house
from bot.settings import Settings
from bot.zalo.events import signature
from storage import tables
from storage.database import Database
from tests.bot.stage import rows_of
from tests.drill.crowd import APP_ID, OA_ID, SECRET, Crowd
from tests.drill.service import VAULT, Service
from tests.town import DATA_KEY, SECRET_KEY

KEYS = {"ZALO_APP_ID": APP_ID, "ZALO_APP_SECRET": "x", "ZALO_OA_ID": OA_ID, "ZALO_OA_SECRET_KEY": SECRET}


@asynccontextmanager
async def serving(
    database_url: str, folder: Path, platform: int, *arguments: str, **more: str
) -> AsyncIterator[Service]:
    """The service at work; killed at the end if it still is."""
    service = Service(database_url, platform, folder / "service.log", **KEYS, **more)
    await service.start(*arguments)
    try:
        yield service
    finally:
        await service.kill()


async def post(
    session: ClientSession, service: Service, sender: str, text: str, crowd: Crowd, msg_id: str
) -> int:
    """Post an event as Zalo does."""
    event = {
        "app_id": APP_ID,
        "event_name": "user_send_text",
        "sender": {"id": sender},
        "recipient": {"id": OA_ID},
        "message": {"text": text, "msg_id": msg_id},
        "timestamp": str(int(crowd.now.timestamp() * 1000)),
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    mac = signature(APP_ID, body, str(event["timestamp"]), SECRET)
    url = f"http://127.0.0.1:{service.port}/webhook/zalo"
    async with session.post(url, data=body, headers={"X-ZEvent-Signature": f"mac={mac}"}) as answer:
        return answer.status


async def test_it_answers_and_ends_with_zero_on_sigterm(database_url: str, tmp_path: Path) -> None:
    crowd = Crowd(0, random.Random(1))
    async with (
        crowd.platform(),
        serving(database_url, tmp_path, crowd.port) as service,
        ClientSession() as session,
    ):
        address = f"http://127.0.0.1:{service.port}"
        for path in ("healthz", "readyz"):
            async with session.get(f"{address}/{path}") as answer:
                assert (answer.status, (await answer.json())["status"]) == (200, "ok")
        posting = [post(session, service, f"{n}", "trợ giúp", crowd, f"m{n}") for n in range(40)]
        assert set(await asyncio.gather(*posting)) == {200}
        async with session.get(f"{address}/metrics") as answer:
            names = [
                line.split()[2] for line in (await answer.text()).splitlines() if line.startswith("# TYPE")
            ]
        assert names
        assert all(name.startswith("tocds_") for name in names)
        began = time.monotonic()
        assert await service.stop() == 0
        assert time.monotonic() - began < 10
    database = Database(database_url, VAULT)
    assert len(await rows_of(database, tables.inbox)) == 40
    letters = await rows_of(database, tables.outbox)
    done = [row for row in await rows_of(database, tables.inbox) if row.status == "done"]
    assert len(done) == len({row.key for row in letters})
    assert all(row.claimed_until is None for row in letters if row.status == "sent")
    await database.dispose()


@pytest.fixture
async def deaf() -> AsyncIterator[int]:
    """A platform that takes every message and answers none, with a clock that works."""

    async def silence(_request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    async def clock(_request: web.Request) -> web.Response:
        return web.json_response({"now": "2026-11-16T08:00:00+07:00"})

    app = web.Application()
    app.router.add_get("/clock", clock)
    app.router.add_post("/v3.0/oa/message/cs", silence)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_it_ends_in_time_although_zalo_does_not_answer(
    database_url: str, tmp_path: Path, deaf: int
) -> None:
    crowd = Crowd(0, random.Random(1))
    async with serving(database_url, tmp_path, deaf) as service, ClientSession() as session:
        assert await post(session, service, "1", "trợ giúp", crowd, "m1") == 200
        # A connection that is open and says nothing must not hold it up either.
        _, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(b"POST /webhook/zalo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        await asyncio.sleep(0.8)
        began = time.monotonic()
        assert await service.stop() == 0
        assert time.monotonic() - began < 10
        writer.close()


async def test_roles_may_run_in_processes_of_their_own(database_url: str, tmp_path: Path) -> None:
    crowd = Crowd(1, random.Random(1))
    leader = crowd.leaders[0]
    async with (
        crowd.platform(),
        serving(database_url, tmp_path, crowd.port, "--roles", "webhook") as door,
        serving(database_url, tmp_path, crowd.port, "--roles", "turns"),
        serving(database_url, tmp_path, crowd.port, "--roles", "postman"),
        ClientSession() as session,
    ):
        assert await post(session, door, leader.id, "trợ giúp", crowd, "m1") == 200
        async with asyncio.timeout(8):
            while not leader.heard:
                await asyncio.sleep(0.05)


async def test_an_older_schema_is_refused_with_one_line(tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "database_url": f"sqlite+aiosqlite:///{tmp_path}/empty.db",
        "secret_key": SECRET_KEY,
        "data_key": DATA_KEY,
    }
    with pytest.raises(SchemaOld):
        async with open_house(Settings.model_validate(values)):
            pass
