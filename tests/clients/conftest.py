"""The local Zalo on a port of its own, in a thread: the clients of others wait for their answers."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.clock import FixedClock
from bot.zalo.client import ZaloClient
from bot.zalo.register import Register
from bot.zalo.tokens import TokenKeeper
from simulator.gate import Handler
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.world import World
from simulator.worldfile import build
from storage import accounts, apps
from storage.accounts import Tokens
from storage.apps import App
from storage.database import Database

Asked = list[tuple[str, str, dict[str, Any]]]
APP = (SAMPLE["app_id"], SAMPLE["app_secret"], SAMPLE["oa"]["secret_key"])
MINH, HOA = SAMPLE["people"][0]["id"], SAMPLE["people"][1]["id"]
BOT_TOKEN = "123456789:abcDEF-ghi_jkl"
CIRCLE = "d1b2c3d4e5f6a7b8c9d3"


@dataclass(frozen=True)
class Ground:
    """Where the local Zalo is, and its world to look into."""

    url: str
    world: World

    def sim(self, path: str, **body: Any) -> dict[str, Any]:
        """A move of the tester."""
        answer = requests.post(f"{self.url}/sim/{path}", json=body, timeout=5)
        found: dict[str, Any] = answer.json()
        assert answer.status_code == 200, found
        return found


@pytest.fixture
def ground() -> Iterator[Ground]:
    with playing() as ground:
        yield ground


@contextmanager
def playing() -> Iterator[Ground]:
    """The sample world with a Zalo Bot, served while it is played with."""
    circle = {"id": CIRCLE, "name": "Xóm mình", "kind": "personal", "members": [MINH, HOA], "bots": ["3001"]}
    bot = {"id": "3001", "name": "Bot Tổ CĐS", "token": BOT_TOKEN}
    world = build(SAMPLE | {"bots": [bot], "groups": [*SAMPLE["groups"], circle]})
    world.settings.zbs_night_rule = False
    with socket.create_server(("127.0.0.1", 0)) as door:
        served = _Served(world, door)
        served.start()
        yield Ground(f"http://127.0.0.1:{door.getsockname()[1]}", world)
        served.finish()


class _Served(threading.Thread):
    """The server with an event loop of its own."""

    def __init__(self, world: World, door: socket.socket) -> None:
        super().__init__(daemon=True)
        self._world, self._door = world, door
        self._loop = asyncio.new_event_loop()
        self._over, self._ready = asyncio.Event(), threading.Event()

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        runner = web.AppRunner(create_app(self._world), shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, self._door).start()
        self._ready.set()
        await self._over.wait()
        await runner.cleanup()

    def start(self) -> None:
        super().start()
        assert self._ready.wait(5)

    def finish(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self.join(5)


@pytest.fixture
def world() -> World:
    return build(SAMPLE | {"settings": {"rate_per_minute": 0, "zbs_night_rule": False}})


@pytest.fixture
def asked() -> Asked:
    """Method, path and parameters of every call that reached the local Zalo."""
    return []


@pytest.fixture
async def service(database: Database, world: World, asked: Asked) -> AsyncIterator[ZaloClient]:
    """Our own client, its tokens in a database, towards the local Zalo."""

    @web.middleware
    async def noting(request: web.Request, handler: Handler) -> web.StreamResponse:
        params: dict[str, Any] = dict(request.query)
        if "data" in params:
            params = json.loads(params["data"])
        if request.content_type == "application/json":
            params = json.loads(await request.text())
        asked.append((request.method, request.path, {name: _plain(value) for name, value in params.items()}))
        return await handler(request)

    async with database.write() as rows:
        await apps.put(rows, App(*APP), datetime.now(UTC))
        pair = Tokens(SAMPLE["oa"]["access_token"], SAMPLE["oa"]["refresh_token"], None)
        await accounts.add_first(rows, SAMPLE["oa"]["id"], SAMPLE["app_id"], pair)
    app = create_app(world)
    app.middlewares.append(noting)
    async with TestServer(app) as server, ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        keeper = TokenKeeper(database, session, FixedClock(datetime.now(UTC)), url, Register(database))
        yield ZaloClient(session, keeper, url, url)


def _plain(value: Any) -> Any:
    """Counts come as text in a query."""
    return int(value) if isinstance(value, str) and len(value) < 5 and value.isdigit() else value
