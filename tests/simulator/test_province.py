"""Many accounts at once, for drills."""

import re
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.settings import load_settings
from simulator import province
from simulator.server import create_app
from simulator.worldfile import build
from tests.simulator.stage import Zalo

TOLD = re.compile(r"<!-- rehearsal: begin -->\n\n```sh\n(.*?)```", re.DOTALL)


async def test_seventy_accounts_stand_up_in_a_moment_and_each_has_its_own(session: ClientSession) -> None:
    begun = time.monotonic()
    world = build(province.described(70, people=30))
    assert time.monotonic() - begun < 5
    async with TestServer(create_app(world)) as server:
        zalo = Zalo(world, session, str(server.make_url("")).rstrip("/"), token="ma-truy-cap-70")
        assert (await zalo.get("/v2.0/oa/getoa"))["data"]["oa_id"] == province.oa_id(70)
        assert (await zalo.text(province.person_id(70, 30), "a"))["error"] == 0
        assert (await zalo.text(province.person_id(69, 1), "a"))["error"] == -201
        group = (await zalo.get("/v3.0/oa/group/getgroup", group_id=province.group_id(70, 2)))["data"]
        assert group["group_info"]["total_member"] == 31
    assert len(world.platform.accounts) == 70


async def test_a_fault_may_hit_one_account_only(session: ClientSession) -> None:
    world = build(province.described(2))
    async with TestServer(create_app(world)) as server:
        zalo = Zalo(world, session, str(server.make_url("")).rstrip("/"), token="ma-truy-cap-1")
        await zalo.sim("faults", kind="error", code=-32, calls=0, oa=province.oa_id(2))
        assert (await zalo.text(province.person_id(1, 1), "a"))["error"] == 0
        zalo.token = "ma-truy-cap-2"
        assert (await zalo.text(province.person_id(2, 1), "a"))["error"] == -32


async def test_the_worked_example_of_the_document_fits_what_is_played(
    session: ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The values of docs/zalo.md, read as the service reads its `.env`, are those of `--accounts`."""
    document = (Path(__file__).parents[2] / "docs" / "zalo.md").read_text(encoding="utf-8")
    [block] = TOLD.findall(document)
    for name in re.findall(r"^[A-Z_]+", block, re.MULTILINE):
        monkeypatch.delenv(name, raising=False)
    keys = f"SECRET_KEY={'s' * 32}\nDATA_KEY={'A' * 43}=\n"
    (tmp_path / ".env").write_text(block + keys, encoding="utf-8")
    told = load_settings(tmp_path / ".env")
    world = build(province.described(3))
    assert (told.zalo_app_id, told.zalo_app_secret.get_secret_value()) == (world.app.id, world.app.secret)
    assert (told.zalo_oa_id, told.zalo_oa_secret_key.get_secret_value()) == (world.oa.id, world.oa.secret_key)
    assert {f"27{number:017}" for number in (2, 3)} == set(world.platform.accounts) - {told.zalo_oa_id}
    assert all(one in document for one in world.platform.accounts)
    async with TestServer(create_app(world)) as server:
        zalo = Zalo(
            world, session, str(server.make_url("")).rstrip("/"), told.zalo_access_token.get_secret_value()
        )
        assert (await zalo.get("/v2.0/oa/getoa"))["data"]["oa_id"] == told.zalo_oa_id
        path = told.clock_url.removeprefix(told.zalo_api_url)
        async with session.get(str(server.make_url(path))) as answer:
            assert answer.status == 200
    assert told.zalo_refresh_token.get_secret_value() == province.described(1)["oa"]["refresh_token"]
