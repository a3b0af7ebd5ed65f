"""Events and calls that are seldom seen: shown by a sample, refused with the right code."""

import hashlib
import json

import pytest
from aiohttp import FormData, web

from simulator.closed import ROUTES
from simulator.media import PHOTO
from simulator.rare import BODIES
from tests.simulator.stage import Json, Listener, Who, Zalo


@pytest.mark.parametrize("name", sorted(BODIES))
async def test_a_rare_event_happens_signed(zalo: Zalo, listener: Listener, person: Who, name: str) -> None:
    await zalo.sim("rare", event_name=name, person=person("Minh"))
    await zalo.world.webhooks.settled()
    [(headers, body)] = listener.requests
    event = json.loads(body)
    text = (
        zalo.world.app.id.encode() + body + event["timestamp"].encode() + zalo.world.app.secret_key.encode()
    )
    assert headers["X-ZEvent-Signature"] == "mac=" + hashlib.sha256(text).hexdigest()
    assert event["event_name"] == name
    assert headers.get("X-ZEvent-Server") == ("ZNS" if name.startswith(("change_", "event_")) else None)


async def test_an_album_comes_as_one_event_and_can_be_fetched(zalo: Zalo, listener: Listener) -> None:
    await zalo.sim("rare", event_name="user_send_image")
    await zalo.world.webhooks.settled()
    pictures = listener.events[0]["message"]["attachments"]
    assert len(pictures) == 2
    async with zalo.session.get(pictures[1]["payload"]["url"]) as answer:
        assert await answer.read() == PHOTO


@pytest.mark.parametrize("wrong", [{"event_name": "x"}, {"event_name": "user_call_oa", "person": "1"}])
async def test_what_does_not_happen(zalo: Zalo, wrong: Json) -> None:
    async with zalo.session.post(zalo.url + "/sim/rare", json=wrong) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("route", ROUTES, ids=[route.path for route in ROUTES])
async def test_what_is_shut_down_or_not_registered_says_so(zalo: Zalo, route: web.RouteDef) -> None:
    answer = await (zalo.get(route.path) if route.method == "GET" else zalo.post(route.path))
    assert answer["error"] in (-209, -212, -138)


async def test_a_template_is_made_approved_sent_and_answered(zalo: Zalo, person: Who) -> None:
    zalo.world.settings.zbs_night_rule = False
    layout = {"body": {"components": [{"TITLE": {"value": "Nhắc"}}, {"PARAGRAPH": {"value": "Chào <ten>"}}]}}
    described = {"template_name": "Chào", "tag": 2, "layout": layout}
    made = (await zalo.post("/template/create", described))["data"]
    assert made["template_status"] == "PENDING_REVIEW"
    body = {"phone": "84912000001", "template_id": made["template_id"], "template_data": {"ten": "Minh"}}
    assert (await zalo.post("/message/template", body))["error"] == -131
    edited = described | {"template_id": made["template_id"]}
    assert (await zalo.post("/template/edit", edited))["error"] == -1091
    await zalo.sim("template", id=made["template_id"], status="REJECT", reason="thiếu dấu")
    assert (await zalo.post("/template/edit", edited))["error"] == 0
    await zalo.sim("template", id=made["template_id"], status="ENABLE")
    sent = (await zalo.post("/message/template", body))["data"]["msg_id"]
    await zalo.sim("response", message_id=sent, data="có")
    found = (await zalo.get("/response/get", template_id=made["template_id"]))["data"]
    assert [(one["msgId"], one["data"]) for one in found["data"]] == [(sent, "có")]
    assert (await zalo.get("/quality"))["data"]["oaCurrentQuality"] == "HIGH"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"template_name": "", "tag": 1, "layout": {"value": "a"}}, -132),
        ({"template_name": "A", "tag": 4, "layout": {"value": "a"}}, -132),
        ({"template_name": "A", "tag": 1, "layout": {}}, -116),
    ],
)
async def test_what_is_no_template(zalo: Zalo, wrong: Json, code: int) -> None:
    assert (await zalo.post("/template/create", wrong))["error"] == code


async def test_templates_are_made_a_hundred_times_a_day(zalo: Zalo) -> None:
    described = {"template_name": "A", "tag": 1, "layout": [{"value": "a"}]}
    codes = [(await zalo.post("/template/create", described))["error"] for _ in range(101)]
    assert codes == [0] * 100 + [-160]


@pytest.mark.parametrize(
    ("content", "code"), [(PHOTO, 0), (b"GIF8", -159), (PHOTO + bytes(500 * 1024), -158), (None, -159)]
)
async def test_a_picture_for_templates(zalo: Zalo, content: bytes | None, code: int) -> None:
    form = FormData()
    form.add_field("file" if content else "other", content or b"x", filename="logo.png")
    headers = {"access_token": zalo.token}
    async with zalo.session.post(zalo.url + "/upload/image", data=form, headers=headers) as answer:
        assert (await answer.json())["error"] == code
