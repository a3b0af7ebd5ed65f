"""What the tests of the simulator play with: a bot that listens, and the simulator as its clients see it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from simulator.phones import Phone
from simulator.world import World

Json = dict[str, Any]
Who = Callable[[str], str]


@dataclass
class Listener:
    """A bot that keeps every request, and answers with the statuses it was given, then 200."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    slowness: list[float] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.slowness.pop(0) if self.slowness else 0)
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

    async def sim(self, path: str, /, **body: Any) -> Json:
        """A move of the tester under /sim/ that must work."""
        async with self.session.post(f"{self.url}/sim/{path}", json=body) as answer:
            found: Json = await answer.json()
            assert answer.status == 200, found
            return found

    def world_phone(self, person: str) -> Phone:
        """Somebody's phone, without the way over HTTP."""
        return Phone(self.world, person)

    async def clock(self, **wanted: str) -> None:
        """Moves the clock forward."""
        async with self.session.post(self.url + "/clock", json=wanted) as answer:
            assert answer.status == 200

    async def keep_token(self) -> None:
        """A fresh pair, for long stories outlive 25 hours."""
        self.token, _ = self.world.tokens.rotate(self._refresh(), self.world.clock.now())

    def _refresh(self) -> str:
        [good] = [token for token, ticket in self.world.tokens.refresh.items() if not ticket.spent]
        return good

    async def until(self, true: Callable[[], bool]) -> None:
        """Waits until something is so."""
        async with asyncio.timeout(5):
            while not true():
                await asyncio.sleep(0.01)

    async def text(self, person: str, text: str) -> Json:
        """The account writes to a person."""
        message = {"recipient": {"user_id": person}, "message": {"text": text}}
        return await self.post("/v3.0/oa/message/cs", message)
