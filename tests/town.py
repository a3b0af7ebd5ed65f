"""The town: the demo commune with its people on their phones, the real service behind a real webhook, the local Zalo.

    await town.lan.says("em muốn vào tổ thôn Đông Trung")
    await town.hung.taps("Giới thiệu")
    assert "A7K" in town.lan.heard[-1]

Every message goes the whole way: phone → local Zalo → signed webhook → inbox → turn → outbox → Zalo's API → phone.
"""

from __future__ import annotations

import asyncio
import base64
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import select

from bot import demo
from bot.house import House, app_of, open_house
from bot.settings import Settings
from domain.calendar import VN
from domain.periods import WindowMode
from simulator.phones import Phone
from simulator.server import create_app
from simulator.world import Message, World
from simulator.worldfile import build
from storage import tables
from storage.database import Database, Rows
from storage.imports import Circumstances, import_csv

DATA_KEY = base64.b64encode(b"k" * 32).decode()
SECRET_KEY = "s" * 40
PATIENCE = 60.0
"""Real seconds within which even a busy machine has done what it was asked."""
MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
"""Monday, 16 November 2026, 08:00: the window of November has closed, reports are due on the 18th."""

CAST = {
    "chairman": "8001000000000000001",
    "tan": "8001000000000000002",
    "mai": "8001000000000000003",
    "tuan": "8001000000000000004",
    "hong": "8001000000000000005",
    "hung": "8001000000000000011",
    "nga": "8001000000000000012",
    "binh": "8001000000000000021",
    "tham": "8001000000000000022",
    "minh": "8001000000000000023",
    "lai": "8001000000000000031",
    "dat": "8001000000000000033",
    "sau": "8001000000000000041",
    "yen": "8001000000000000042",
    "hoa": "8001000000000000043",
    "trang": "8001000000000000051",
    "xuan": "8001000000000000061",
    "long": "8001000000000000062",
    "giot": "8001000000000000101",
    "bay": "8001000000000000111",
    "son": "8001000000000000900",
    "lan": "8001000000000000501",
    "khoa": "8001000000000000502",
    "cuc": "8001000000000000503",
}
"""Who is who: chairman, tan (vice chairman, leads the commune team), mai and tuan (its members, tuan the IT officer),
hong (head of culture and society); hung and nga (leader and deputy of Đông Trung, one seat open); binh, tham, minh
(Hòa Bình, full); lai and dat (Liên Giang, no deputy); sau, yen, hoa (Bắc Hải); trang (Xóm 5); xuan, long (Tân Phong);
giot, bay (chairman and a village leader of another commune); son (officer of the department); lan, khoa, cuc: residents
nobody knows yet."""

GROUPS = {"commune_group": "c1b2c3d4e5f6a7b8c9d0", "dong_trung_group": "a1b2c3d4e5f6a7b8c9d1"}


def settings_for(database_url: str, world: World, api_url: str, **more: Any) -> Settings:
    """Settings of a service that talks to this local Zalo."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "listen_port": 0,
        "secret_key": SECRET_KEY,
        "data_key": DATA_KEY,
        "zalo_api_url": api_url,
        "zalo_oauth_url": api_url,
        "zalo_zbs_url": api_url,
        "zalo_bot_url": api_url,
        "zalo_rate_per_minute": 0,
        "zalo_app_id": world.app.id,
        "zalo_app_secret": world.app.secret,
        "zalo_oa_id": world.oa.id,
        "zalo_oa_secret_key": world.oa.secret_key,
        "zalo_access_token": "first-access-token",
        "zalo_refresh_token": "first-refresh-token",
    }
    return Settings.model_validate(values | more)


class WorldClock:
    """The local Zalo's clock, read in the same process."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def now(self) -> datetime:
        """The moment, in UTC."""
        return self._world.clock.now().astimezone(UTC)


class Somebody:
    """One person with a phone."""

    def __init__(self, town: Town, user_id: str) -> None:
        self._town = town
        self.phone = Phone(town.world, user_id)
        self.id = user_id

    @property
    def messages(self) -> list[Message]:
        """What the account wrote to this person, oldest first."""
        return [one for one in self.phone.heard() if one.chat == f"person:{self.id}"]

    @property
    def heard(self) -> list[str]:
        """The texts of these messages."""
        return [one.text for one in self.messages]

    @property
    def buttons(self) -> list[str]:
        """Titles of the buttons under the newest message."""
        return [one["title"] for one in self.messages[-1].buttons] if self.messages else []

    async def says(self, *texts: str) -> str:
        """Write to the account, one text after the other; the newest answer."""
        for text in texts:
            self.phone.say(text)
            await self._town.settle()
        return self.heard[-1] if self.heard else ""

    async def taps(self, title: str) -> str:
        """Press the newest button of that title; the newest answer."""
        for message in reversed(self.messages):
            if any(one["title"] == title for one in message.buttons):
                self.phone.tap(message.id, title)
                await self._town.settle()
                return self.heard[-1]
        raise AssertionError(f"no button {title!r}; the last message was: {self.heard[-1:]} {self.buttons}")

    async def sends_photo(self, text: str = "", content: bytes = b"\xff\xd8\xff\xe0photo") -> str:
        """Send a picture."""
        self.phone.photo("anh.jpg", content, text)
        await self._town.settle()
        return self.heard[-1]

    async def does(self, gesture: str, *details: Any) -> list[str]:
        """Any other thing a phone does ("follow", "sticker", "voice", …); everything heard so far."""
        getattr(self.phone, gesture)(*details)
        await self._town.settle()
        return self.heard


class Town:
    """The people by name (see CAST), the groups, the clock, and the service they talk to."""

    def __init__(self, world: World, house: House) -> None:
        self.world = world
        self.house = house
        self._people = {name: Somebody(self, user_id) for name, user_id in CAST.items()}

    def __getattr__(self, name: str) -> Somebody:
        try:
            return self._people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def database(self) -> Database:
        """The service's database."""
        return self.house.database

    @property
    def now(self) -> datetime:
        """The town's time."""
        return self.world.clock.now()

    def posts(self, group_id: str) -> list[str]:
        """What the account wrote into a group."""
        return [one.text for one in self.world.chats.get(f"group:{group_id}", ()) if one.by_oa]

    @property
    def commune_group(self) -> list[str]:
        """What the account wrote into the commune's group."""
        return self.posts(GROUPS["commune_group"])

    @property
    def dong_trung_group(self) -> list[str]:
        """What the account wrote into the group of Đông Trung."""
        return self.posts(GROUPS["dong_trung_group"])

    async def settle(self) -> None:
        """Until every event has had its effect and every message that is due was delivered."""
        for time in range(50):
            await self.world.webhooks.settled(PATIENCE)
            played = await self.house.turns.batch()
            # Only a turn, or the time that has passed, gives these two something to do.
            if played or not time:
                await self.house.fetcher.round()
                await self.house.printer.round()
            sent = await self.house.postman.round()
            await self.house.postman.finish()
            if not played and not sent:
                return
        raise AssertionError("the town does not come to rest")

    async def passes(self, **time: float) -> None:
        """Let time pass (days=…, hours=…), sweep, and deliver."""
        await self.until(self.now + timedelta(**time))

    async def until(self, moment: datetime) -> None:
        """Move the clock to a moment, sweep, and deliver."""
        self.world.clock.jump_to(moment)
        await self.house.sweeper.sweep(moment.astimezone(UTC))
        await self.settle()

    @asynccontextmanager
    async def rows(self) -> AsyncIterator[Rows]:
        """A look at the rows."""
        async with self.database.read() as rows:
            yield rows

    async def import_csv(self, kind: str, text: str) -> str:
        """Import a CSV text as the command line does."""
        return await import_csv(self.database, kind, text.encode(), circumstances(self.now))


def circumstances(now: datetime) -> Circumstances:
    """What an import goes by."""
    return Circumstances(now.astimezone(UTC), demo.OA_ID, WindowMode.MID_MONTH)


async def populate(database: Database, now: datetime) -> None:
    """Import the demo commune."""
    for name in demo.FILES:
        await import_csv(database, name, (demo.DATA / f"{name}.csv").read_bytes(), circumstances(now))


async def populate_unless_there(database: Database, now: datetime) -> None:
    """Import the demo commune into a database that did not begin with it."""
    async with database.read() as rows:
        there = await rows.first(select(tables.units.c.code).limit(1))
    if there is None:
        await populate(database, now)


def world_at(now: datetime) -> World:
    """The local Zalo of the demo commune at a moment."""
    described = demo.world(now)
    described["oa"] |= {"access_token": "first-access-token", "refresh_token": "first-refresh-token"}
    world = build(described)
    # An event that was not taken in time waits for the town's clock, which stands: a busy machine must not miss it.
    world.settings.change({"webhook_timeout": PATIENCE})
    return world


@asynccontextmanager
async def open_town(database_url: str, now: datetime = MORNING, **more: Any) -> AsyncIterator[Town]:
    """A town on this database, which has the schema already; empty but for the demo commune."""
    world = world_at(now)
    runner = web.AppRunner(create_app(world), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    world.base_url = f"http://127.0.0.1:{port}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = settings_for(database_url, world, world.base_url, files_path=folder, **more)
            async with open_house(settings, WorldClock(world)) as house:
                await populate_unless_there(house.database, now)
                async with _door(house, world):
                    yield Town(world, house)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _door(house: House, world: World) -> AsyncIterator[None]:
    """The webhook is open; turns and postman are driven by the test."""
    runner = web.AppRunner(app_of(house, True), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", house.settings.listen_port).start()
    world.webhooks.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/zalo"
    intake = asyncio.create_task(house.intake.run())
    try:
        yield
    finally:
        await runner.cleanup()
        intake.cancel()
        await asyncio.wait([intake])


def sqlite_url(folder: Path) -> str:
    """The address of an embedded database in a folder."""
    return f"sqlite+aiosqlite:///{folder / 'bot.db'}"


def titles(messages: Sequence[Message]) -> list[list[str]]:
    """The titles of the buttons of each message."""
    return [[one["title"] for one in message.buttons] for message in messages]
