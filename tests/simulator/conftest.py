"""The simulator on a real port with the sample world, and a bot that only listens."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.world import World
from simulator.worldfile import build
from tests.simulator.stage import Listener, Who, Zalo


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
def person() -> Who:
    """The Zalo user id of somebody of the sample world by the last word of the name."""
    ids = {one["name"].split()[-1]: one["id"] for one in SAMPLE["people"]}
    return lambda name: ids[name]
