"""The effect happened, the answer was lost: what a client finds in the history afterwards."""

import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from simulator.sample import SAMPLE
from tests.simulator.stage import Json, Zalo

MINH = SAMPLE["people"][0]
VILLAGE = SAMPLE["groups"][0]["id"]
GIVEN = {"ten": "ông Minh", "ky": "tháng 11", "han": "18/11"}
TEMPLATE = {"template_id": "321450", "template_data": GIVEN}
PHONE = "84" + MINH["phone"][1:]
SENDS: list[tuple[str, str, Json]] = [
    ("cs", "/v3.0/oa/message/cs", {"recipient": {"user_id": MINH["id"]}, "message": {"text": "tới nơi"}}),
    ("group", "/v3.0/oa/group/message", {"recipient": {"group_id": VILLAGE}, "message": {"text": "tới nơi"}}),
    ("uid", "/v3.0/oa/message/template", {"user_id": MINH["id"], **TEMPLATE}),
    ("phone", "/message/template", {"phone": PHONE, "tracking_id": "nhac-1", **TEMPLATE}),
]


async def history(zalo: Zalo, way: str) -> list[Json]:
    """What the account finds of the chat when it asks Zalo."""
    if way == "group":
        return list((await zalo.get("/v3.0/oa/group/conversation", group_id=VILLAGE))["data"])
    asked = json.dumps({"user_id": MINH["id"], "offset": 0, "count": 10})
    return list((await zalo.get("/v2.0/oa/conversation", data=asked))["data"])


@pytest.mark.parametrize(("way", "path", "body"), SENDS, ids=[way for way, _, _ in SENDS])
@pytest.mark.parametrize("kind", ["reset", "timeout", "html", "http", "garbage", "error"])
async def test_a_lost_answer_leaves_the_message_in_the_history(
    zalo: Zalo, way: str, path: str, body: Json, kind: str
) -> None:
    zalo.world.settings.zbs_night_rule = False
    await zalo.sim("faults", kind=kind, path="^" + path, after=True, seconds=0.02, code=-200)
    await _call(zalo, path, body, kind)
    [found] = await history(zalo, way)
    assert (found["src"], found["message_id"]) == (0, zalo.world.messages[found["message_id"]].id)
    assert found["from_id"] == zalo.world.oa.id


@pytest.mark.parametrize(("way", "path", "body"), SENDS, ids=[way for way, _, _ in SENDS])
async def test_a_fault_before_the_effect_leaves_nothing(zalo: Zalo, way: str, path: str, body: Json) -> None:
    await zalo.sim("faults", kind="reset", path="^" + path)
    await _call(zalo, path, body, "reset")
    assert await history(zalo, way) == []


async def _call(zalo: Zalo, path: str, body: Json, kind: str) -> None:
    headers = {"access_token": zalo.token}
    broken: tuple[type[Exception], ...] = (aiohttp.ClientError,)
    if kind in ("reset", "timeout"):
        with pytest.raises(broken):
            await zalo.session.post(zalo.url + path, json=body, headers=headers)
        return
    wrong: dict[str, Callable[[int, str], Any]] = {
        "html": lambda status, text: status == 502 and "<html>" in text,
        "http": lambda status, text: status >= 500,
        "garbage": lambda status, text: status == 200 and text.endswith('"'),
        "error": lambda status, text: json.loads(text)["error"] == -200,
    }
    async with zalo.session.post(zalo.url + path, json=body, headers=headers) as answer:
        assert wrong[kind](answer.status, await answer.text())
