"""Many accounts at once, for drills."""

import time

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from simulator import province
from simulator.server import create_app
from simulator.worldfile import build
from tests.simulator.stage import Zalo


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
