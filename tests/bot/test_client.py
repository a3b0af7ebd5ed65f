"""Calls to Zalo: what is sent, what the answers mean, and the one second try after a refused token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.clock import FixedClock
from bot.zalo.client import Rate, ZaloClient
from bot.zalo.codes import Host
from bot.zalo.errors import (
    Busy,
    Lapsed,
    NeedsHuman,
    NotNow,
    NotReached,
    Refused,
    TokenRefused,
    Unreachable,
    WayClosed,
    error_of,
)
from bot.zalo.register import Register
from bot.zalo.tokens import TokenKeeper
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.world import World
from simulator.worldfile import build
from storage import accounts, apps
from storage.accounts import Tokens
from storage.apps import App
from storage.database import Database

OA, HOA, GROUP = SAMPLE["oa"]["id"], "8001000000000000002", "a1b2c3d4e5f6a7b8c9d0"


@pytest.fixture
def world() -> World:
    return build(SAMPLE)


@pytest.fixture
async def client(database: Database, world: World) -> AsyncIterator[ZaloClient]:
    async with database.write() as rows:
        app = App(SAMPLE["app_id"], SAMPLE["app_secret"], SAMPLE["oa"]["secret_key"])
        await apps.put(rows, app, datetime.now(UTC))
        pair = Tokens(SAMPLE["oa"]["access_token"], SAMPLE["oa"]["refresh_token"], None)
        await accounts.add_first(rows, OA, SAMPLE["app_id"], pair)
    for person in world.people.values():
        person.last_interaction = world.clock.now()
    async with TestServer(create_app(world)) as server, ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        clock = FixedClock(datetime.now(UTC))
        keeper = TokenKeeper(database, session, clock, url, Register(database))
        yield ZaloClient(session, keeper, url)


async def test_a_message_with_buttons_arrives_as_it_was_said(client: ZaloClient, world: World) -> None:
    buttons: list[dict[str, Any]] = [
        {"title": "Đồng ý", "payload": "#key", "visible": False},
        {"title": "Có", "payload": "Có", "visible": True},
    ]
    message_id = (await client.send_to_user(OA, HOA, "Chào bác ạ", buttons)).message_id
    [message] = world.heard(f"person:{HOA}")
    assert (message.id, message.text) == (message_id, "Chào bác ạ")
    assert [one["title"] for one in message.buttons] == ["Đồng ý", "Có"]


async def test_a_group_is_written_to(client: ZaloClient, world: World) -> None:
    await client.send_to_group(OA, GROUP, "Kính gửi Tổ")
    assert [one.text for one in world.heard(f"group:{GROUP}")] == ["Kính gửi Tổ"]


async def test_a_token_that_died_is_renewed_and_the_message_goes_once(
    client: ZaloClient, world: World
) -> None:
    world.tokens.revoke_access()
    await client.send_to_user(OA, HOA, "một")
    world.tokens.revoke_access()
    await client.send_to_user(OA, HOA, "hai")
    assert [one.text for one in world.heard(f"person:{HOA}")] == ["một", "hai"]


@pytest.mark.parametrize(
    ("fault", "error", "permanent"),
    [
        ({"kind": "error", "code": -32}, Busy, False),
        ({"kind": "error", "code": -200}, Busy, False),
        ({"kind": "error", "code": -230}, WayClosed, True),
        ({"kind": "error", "code": -224}, NeedsHuman, False),
        ({"kind": "error", "code": -201}, Refused, True),
        ({"kind": "html"}, Unreachable, False),
        ({"kind": "http", "code": 503}, Unreachable, False),
        ({"kind": "garbage"}, Unreachable, False),
        ({"kind": "reset"}, Unreachable, False),
        ({"kind": "reset", "after": True}, Unreachable, False),
    ],
)
async def test_what_goes_wrong_has_a_meaning(
    client: ZaloClient, world: World, fault: dict[str, Any], error: type[Exception], permanent: bool
) -> None:
    world.faults.add({"path": "/message/cs", **fault})
    with pytest.raises(error) as raised:
        await client.send_to_user(OA, HOA, "a")
    found: Any = raised.value
    assert found.permanent is permanent
    await client.send_to_user(OA, HOA, "b")
    assert world.heard(f"person:{HOA}")[-1].text == "b"


async def test_a_token_refused_twice_is_said_so(client: ZaloClient, world: World) -> None:
    world.faults.add({"kind": "error", "code": -216, "calls": 2, "path": "/message/cs"})
    with pytest.raises(TokenRefused):
        await client.send_to_user(OA, HOA, "a")


async def test_the_account_tells_how_it_is(client: ZaloClient) -> None:
    info = await client.account_info(OA)
    assert info["oa_id"] == OA
    group = await client.group_info(OA, GROUP)
    assert group


@pytest.mark.parametrize(
    ("host", "code", "said", "kind"),
    [
        (Host.ZBS, -133, "said", NotNow),
        (Host.OA, -216, "said", TokenRefused),
        (Host.OA, -201, "access_token is invalid!", TokenRefused),
        (Host.OA, -100, "attachment_id was expired", Lapsed),
        (Host.ZBS, -100, "unknown", Busy),
        (Host.BOT, 401, "Unauthorized", NeedsHuman),
        (Host.BOT, 503, "away", Busy),
        (Host.OA, -9999, "said", Refused),
        (Host.OA, 1, "said", Refused),
    ],
)
def test_every_code_has_a_meaning(host: Host, code: int, said: str, kind: type[Exception]) -> None:
    error = error_of(code, said, host)
    assert isinstance(error, kind)
    assert str(error) == f"{code}: {said}"


async def test_a_host_that_is_not_there_has_not_had_the_call(client: ZaloClient) -> None:
    client._api_url = "http://127.0.0.1:9"
    with pytest.raises(NotReached):
        await client.send_to_user(OA, HOA, "a")


async def test_what_was_said_is_read_back_as_a_question_of_fact(client: ZaloClient, world: World) -> None:
    sent = await client.send_to_user(OA, HOA, "Chào bác ạ")
    await client.send_to_group(OA, GROUP, "Kính gửi Tổ")
    [mine, *_] = await client.past_of_user(OA, HOA)
    assert (mine.message_id, mine.text, mine.ours) == (sent.message_id, "Chào bác ạ", True)
    assert abs(mine.at - world.clock.now()) < timedelta(minutes=1)
    [ours, *_] = await client.past_of_group(OA, GROUP)
    assert (ours.text, ours.ours) == ("Kính gửi Tổ", True)


async def test_the_answers_say_how_many_calls_a_minute_there_are(client: ZaloClient, world: World) -> None:
    assert client.rate(OA) is None
    await client.send_to_user(OA, HOA, "một")
    assert client.rate(OA) == Rate(100, 99)
