"""A deployment with several accounts and apps: the local Zalo with three accounts, the real service, the commands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port

from bot import demo
from bot.__main__ import main
from bot.house import app_of, open_house
from bot.zalo.oauth import CALLBACK
from simulator.server import create_app
from simulator.worldfile import build
from storage import accounts
from storage.accounts import Account
from tests.town import DATA_KEY, MORNING, SECRET_KEY, Town, WorldClock, populate_unless_there, settings_for

Json = dict[str, Any]
FIRST, SECOND, THIRD = demo.OA_ID, "2718281828459045236", "2718281828459045237"
OTHER_APP, OTHER_SECRET, OTHER_KEY = "9876543210987654321", "app-secret-2", "webhook-key-2"
TUAN, TUAN_THERE, BAY_THERE = "8001000000000000004", "8002000000000000004", "8002000000000000111"
"""Hoàng Minh Tuấn, IT officer, in the first account and in the second; Bảy of another commune in the second."""


def described() -> Json:
    """The demo commune's account, a second of the same app, a third of an app of its own."""
    world = demo.world(MORNING)
    world["oa"] |= {"access_token": "first-access-token", "refresh_token": "first-refresh-token"}
    here = [
        {"id": TUAN_THERE, "name": "Hoàng Minh Tuấn", "same_as": TUAN, "last_interaction": "now"},
        {"id": BAY_THERE, "name": "Trần Văn Bảy", "last_interaction": "now"},
    ]
    second = {"id": SECOND, "name": "Chuyển đổi số xã Cẩm Lạc", "people": here}
    third = {"id": THIRD, "name": "Chuyển đổi số Hà Tĩnh", "app_id": OTHER_APP, "people": []}
    other = {"id": OTHER_APP, "secret": OTHER_SECRET, "secret_key": OTHER_KEY}
    return world | {"accounts": [second, third], "apps": [other]}


class Province(Town):
    """The town with its house, to which commands are given at the desk and administrators consent in a browser."""

    folder: Path
    session: ClientSession
    url: str

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command as the operator does: exit status, standard output and error."""
        status = await asyncio.to_thread(main, arguments)
        self._capsys: pytest.CaptureFixture[str]
        out, err = self._capsys.readouterr()
        return status, out, err

    def file(self, name: str, text: str) -> str:
        """A file with a secret."""
        (self.folder / name).write_text(text + "\n")
        return str(self.folder / name)

    async def listed(self) -> dict[str, Json]:
        """`oa list --json` by account."""
        status, out, _ = await self.command("oa", "list", "--json")
        assert status == 0
        return {one["oa_id"]: one for one in map(json.loads, out.splitlines())}

    async def link(self, *arguments: str) -> str:
        """The link that `oa authorize` prints."""
        status, out, err = await self.command("oa", "authorize", *arguments)
        assert status == 0, err
        [found] = [line for line in out.splitlines() if line.startswith("http")]
        return found

    async def consents(self, link: str, oa_id: str, verdict: str = "yes") -> str:
        """An administrator opens the link, chooses the account, agrees or not; where the browser is sent."""
        async with self.session.get(link) as answer:
            assert "Cấp quyền" in await answer.text()
        address, _, query = link.partition("?")
        form = dict(parse_qsl(query)) | {"oa_id": oa_id, "verdict": verdict}
        async with self.session.post(address, data=form, allow_redirects=False) as answer:
            return answer.headers["Location"]

    async def opens(self, address: str) -> tuple[int, str]:
        """The browser goes there: status and page."""
        async with self.session.get(address) as answer:
            return answer.status, await answer.text()

    async def authorised(self, oa_id: str, *arguments: str) -> tuple[int, str]:
        """From the command to the page: an administrator of this account agrees."""
        back = await self.consents(await self.link(*(arguments or (oa_id,))), oa_id)
        return await self.opens(back)

    async def sim(self, path: str, /, **body: Any) -> None:
        """A move under /sim/ of the local Zalo."""
        async with self.session.post(f"{self.house.settings.zalo_api_url}/sim/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def account(self, oa_id: str) -> Account:
        """The account as it is stored."""
        async with self.rows() as rows:
            found = await accounts.account(rows, oa_id)
        assert found is not None
        return found

    async def second_has_joined(self) -> None:
        """The second account is entered and authorised; it serves the other commune."""
        status, _, err = await self.command("oa", "add", "--oa", SECOND, "--unit", "18748")
        assert (status, err) == (0, "")
        assert (await self.authorised(SECOND))[0] == 200

    def exchanges(self) -> int:
        """How many codes have been made into pairs."""
        return sum(
            ticket.spent
            for one in self.world.platform.accounts.values()
            for ticket in one.tokens.codes.values()
        )


@asynccontextmanager
async def open_province(
    database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Province]:
    """The local Zalo, the service behind its door, and a desk at which commands are typed."""
    world, port = build(described()), unused_port()
    zalo = web.AppRunner(create_app(world), access_log=None)
    await zalo.setup()
    await web.TCPSite(zalo, "127.0.0.1", 0).start()
    api, url = f"http://127.0.0.1:{zalo.addresses[0][1]}", f"http://127.0.0.1:{port}"
    world.app.redirect_uri = url + CALLBACK
    settings = settings_for(database_url, world, api, public_url=url, zalo_zbs_url=api)
    _at_the_desk(monkeypatch, folder, settings.model_dump(exclude_defaults=True), f"{api}/clock")
    try:
        async with open_house(settings, WorldClock(world)) as house, ClientSession() as session:
            await populate_unless_there(house.database, MORNING)
            province = Province(world, house)
            province.folder, province.session, province.url = folder, session, url
            province._capsys = capsys
            async with _door(province, port):
                yield province
    finally:
        await zalo.cleanup()


def _at_the_desk(monkeypatch: pytest.MonkeyPatch, folder: Path, values: Json, clock: str) -> None:
    monkeypatch.chdir(folder)
    secret = {"secret_key": SECRET_KEY, "data_key": DATA_KEY, "clock_url": clock}
    for name, value in (values | secret).items():
        plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        monkeypatch.setenv(name.upper(), str(plain))


@asynccontextmanager
async def _door(province: Province, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(app_of(province.house, True), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    for webhooks in province.world.platform.webhooks.values():
        webhooks.url = f"{province.url}/webhook/zalo"
    intake = asyncio.create_task(province.house.intake.run())
    try:
        yield
    finally:
        await runner.cleanup()
        intake.cancel()
        await asyncio.wait([intake])


def parts_of(link: str) -> dict[str, str]:
    """The parameters of a link."""
    return dict(parse_qsl(urlsplit(link).query))


def texts_of(letters: Sequence[Any]) -> list[str]:
    """Keys of letters."""
    return [one.key for one in letters]
