"""The simulator on a real port, the sample world, and a bot that only listens."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.world import World
from simulator.worldfile import build

Json = dict[str, Any]


@dataclass
class Listener:
    """A bot that keeps every request, and answers with the statuses it was given, then 200."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def events(self) -> list[Json]:
        return [json.loads(body) for _, body in self.requests]

    def named(self, name: str) -> list[Json]:
        return [event for event in self.events if event["event_name"] == name]


@dataclass
class Zalo:
    """The simulator as a client of its HTTP interfaces sees it."""

    world: World
    session: ClientSession
    url: str
    token: str = "ma-truy-cap-dau-tien"

    async def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        """A call of the OA API with the token."""
        sent = {"access_token": self.token} | headers
        async with self.session.post(self.url + path, json=body or {}, headers=sent) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found

    async def get(self, path: str, **query: str) -> Json:
        """A reading call of the OA API with the token."""
        headers = {"access_token": self.token}
        async with self.session.get(self.url + path, params=query, headers=headers) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found

    async def sim(self, path: str, **body: Any) -> Json:
        """A move of the tester under /sim/ that must work."""
        async with self.session.post(f"{self.url}/sim/{path}", json=body) as answer:
            found: Json = await answer.json()
            assert answer.status == 200, found
            return found

    async def text(self, person: str, text: str) -> Json:
        """The account writes to a person."""
        message = {"recipient": {"user_id": person}, "message": {"text": text}}
        return await self.post("/v3.0/oa/message/cs", message)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def bot() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/webhook/zalo", listener.hear)
    async with TestServer(app) as server:
        yield listener, str(server.make_url("")).rstrip("/")


@pytest.fixture
def listener(bot: tuple[Listener, str]) -> Listener:
    return bot[0]


@pytest.fixture
def world() -> World:
    return build(SAMPLE)


@pytest.fixture
async def zalo(world: World, bot: tuple[Listener, str], session: ClientSession) -> AsyncIterator[Zalo]:
    async with TestServer(create_app(world, bot[1])) as server:
        yield Zalo(world, session, str(server.make_url("")).rstrip("/"))


@pytest.fixture
def person() -> Callable[[str], str]:
    """The Zalo user id of somebody of the sample world by the last word of the name."""
    ids = {one["name"].split()[-1]: one["id"] for one in SAMPLE["people"]}
    return lambda name: ids[name]
