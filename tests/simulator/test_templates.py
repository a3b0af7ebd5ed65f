"""Template messages: to a user id and to a phone number, what they cost, what hinders them, what comes back."""

import hashlib
from typing import Any

import pytest

from simulator.sample import SAMPLE
from simulator.world import World
from simulator.worldfile import build
from tests.simulator.stage import Json, Listener, Who, Zalo

TEMPLATES = [
    {
        "id": "321456",
        "name": "Nhắc báo cáo",
        "content": "Kính gửi <ten>, hạn nộp <ngay>.",
        "params": {"ten": 10, "ngay": 10},
    },
    {"id": "321457", "name": "Cũ", "content": "Xin chào", "by_uid": False},
    {"id": "321458", "name": "Tin mời", "content": "Mời bác", "tag": 3, "status": "PENDING_REVIEW"},
]
GIVEN = {"ten": "bác Lan", "ngay": "18/11"}
LAN_PHONE = "84912000004"


@pytest.fixture
def world() -> World:
    return build(SAMPLE | {"templates": TEMPLATES, "now": "2026-11-18T08:00:00+07:00"})


async def by_uid(zalo: Zalo, user_id: str, template_id: str = "321456", **given: Any) -> Json:
    body = {"user_id": user_id, "template_id": template_id, "template_data": given or GIVEN}
    return await zalo.post("/v3.0/oa/message/template", body)


async def by_phone(zalo: Zalo, phone: str = LAN_PHONE, **more: Any) -> Json:
    body = {"phone": phone, "template_id": "321456", "template_data": GIVEN, "tracking_id": "nhac-1"}
    return await zalo.post("/message/template", body | more)


async def test_a_template_reaches_who_was_silent_for_weeks(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.clock(advance="30d")
    await zalo.keep_token()
    assert (await zalo.text(person("Minh"), "a"))["error"] == -230
    sent = (await by_uid(zalo, person("Minh")))["data"]
    [message] = zalo.world.heard(f"person:{person('Minh')}")
    assert (message.id, message.text) == (sent["message_id"], "Kính gửi bác Lan, hạn nộp 18/11.")
    assert zalo.world.oa.wallet == 1_000_000 - 560
    assert (await zalo.text(person("Minh"), "không mở cửa sổ"))["error"] == -230
    await zalo.world.webhooks.settled()
    assert len(listener.named("oa_send_template")) == 1
    for _ in range(6):
        await zalo.clock(advance="56d")
        await zalo.keep_token()
    assert (await by_uid(zalo, person("Minh")))["error"] == -232


async def test_what_hinders_a_template_by_uid(zalo: Zalo, person: Who) -> None:
    minh = person("Minh")
    assert (await by_uid(zalo, minh, "1"))["error"] == -201
    assert (await by_uid(zalo, "1"))["error"] == -201
    assert (await by_uid(zalo, minh, "321457"))["error"] == -249
    assert (await by_uid(zalo, minh, "321458"))["error"] == -249
    assert (await by_uid(zalo, minh, ten="bác"))["error"] == -201
    assert (await by_uid(zalo, person("Lan")))["error"] == -213
    await zalo.sim("account", linked_zca=False)
    assert (await by_uid(zalo, minh))["error"] == -320
    await zalo.sim("account", linked_zca=True, wallet=559)
    assert (await by_uid(zalo, minh))["error"] == -321
    await zalo.sim("person/change", person=minh, refuses=-244)
    assert (await by_uid(zalo, minh))["error"] == -244


async def test_promotion_waits_for_the_morning(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("template", id="321458", status="ENABLE", reason="đã duyệt")
    await zalo.world.webhooks.settled()
    [event] = listener.named("change_template_status")
    assert event["status"] == {"prev_status": "PENDING_REVIEW", "new_status": "ENABLE"}
    await zalo.clock(now="2026-11-18T22:00:00+07:00")
    assert (await by_uid(zalo, person("Minh"), "321458"))["error"] == -234
    assert (await by_uid(zalo, person("Minh")))["error"] == 0
    assert (await by_phone(zalo))["error"] == -133
    await zalo.sim("settings", zbs_night_rule=False)
    assert (await by_phone(zalo))["error"] == 0
    await zalo.sim("settings", zbs_night_rule=True)
    await zalo.clock(now="2026-11-19T06:00:00+07:00")
    assert (await by_phone(zalo))["error"] == 0


async def test_a_template_by_phone_is_paid_delivered_and_answered(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    answer = await by_phone(zalo)
    sent = answer["data"]
    assert sent["quota"] == {"dailyQuota": "500", "remainingQuota": "499"}
    assert zalo.world.oa.wallet == 1_000_000 - 800
    [shown] = zalo.world.heard(f"person:{person('Lan')}")
    assert shown.text.startswith("Kính gửi")
    status = (await zalo.get("/message/status", message_id=sent["msg_id"]))["data"]
    assert status["status"] == 1
    await zalo.sim("feedback", message_id=sent["msg_id"], rate=4, note="tốt", feedbacks=["nhanh"])
    rated_ones = (await zalo.get("/rating/get", template_id="321456", offset="0", limit="5"))["data"]
    assert (rated_ones["total"], rated_ones["data"][0]["rate"]) == (1, 4)
    await zalo.sim("response", message_id=sent["msg_id"], data="DONG_Y")
    await zalo.world.webhooks.settled()
    [received] = listener.named("user_received_message")
    assert received["recipient"] == {"id": LAN_PHONE}
    assert received["message"]["tracking_id"] == "nhac-1"
    [rated] = listener.named("user_feedback")
    assert (rated["message"]["rate"], rated["message"]["tracking_id"]) == (4, "nhac-1")
    assert listener.named("user_click_response_button")[0]["message"]["data"] == "DONG_Y"
    assert {headers["X-ZEvent-Server"] for headers, _ in listener.requests} == {"ZNS"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"phone": "0912000004"}, -108),
        ({"phone": "84912999999"}, -118),
        ({"template_id": "1"}, -109),
        ({"template_id": "321458"}, -131),
        ({"template_data": None}, -112),
        ({"template_data": {"ten": "a"}}, -1122),
        ({"template_data": {"ten": [], "ngay": "1"}}, -1121),
        ({"template_data": {"ten": "a" * 11, "ngay": "1"}}, -1123),
        ({"tracking_id": "x" * 49}, -132),
        ({"mode": "development"}, -127),
    ],
)
async def test_what_hinders_a_template_by_phone(zalo: Zalo, body: Json, code: int) -> None:
    assert (await by_phone(zalo, **body))["error"] == code
    assert zalo.world.sent == {}


async def test_account_quota_wallet_and_refusals_by_phone(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("account", wallet=1)
    assert (await by_phone(zalo))["error"] == -137
    assert (await by_phone(zalo, "84912000006", mode="development"))["error"] == 0  # free, to an admin
    await zalo.sim("account", linked_zca=False)
    assert (await by_phone(zalo))["error"] == -136
    await zalo.sim("account", linked_zca=True, wallet=10_000, daily_quota=2)
    assert (await by_phone(zalo))["error"] == 0
    assert (await by_phone(zalo))["error"] == -144
    assert (await zalo.get("/message/quota"))["data"]["remainingQuota"] == "0"
    await zalo.sim("person/change", person=person("Lan"), refuses_zbs=-139)
    assert (await by_phone(zalo))["error"] == -139
    await zalo.sim("account", package="basic")
    assert (await by_phone(zalo))["error"] == -135
    await zalo.world.webhooks.settled()
    [event] = listener.named("change_oa_daily_quota")
    assert event["quota"] == {"prev_value": "500", "new_value": "2"}


async def test_hashed_numbers_undelivered_messages_and_missing_tracking(zalo: Zalo) -> None:
    await zalo.sim("settings", zbs_delivers=False)
    hashed = hashlib.sha256(LAN_PHONE.encode()).hexdigest()
    body = {"hash_phone": hashed, "template_id": "321456", "template_data": GIVEN}
    sent = (await zalo.post("/message/template/hashphone", body))["data"]
    assert (await zalo.get("/message/status", message_id=sent["msg_id"]))["data"]["status"] == 0
    assert (await zalo.get("/message/status", message_id="x"))["data"]["status"] == -1
    assert "tracking_id" in zalo.world.warnings[-1]
    wrong = await zalo.post("/message/template/hashphone", body | {"hash_phone": "0" * 64})
    assert wrong["error"] == -118
    assert (await zalo.post("/message/template/hashphone", body | {"hash_phone": "x"}))["error"] == -108


async def test_templates_are_listed_with_parameters_and_prices(zalo: Zalo) -> None:
    every = (await zalo.get("/template/all", offset="0", limit="2"))["data"]
    assert [one["templateId"] for one in every] == ["321456", "321457"]
    info = (await zalo.get("/template/info/v2", template_id="321456"))["data"]
    assert (info["price_uid"], info["price_sdt"]) == ("560", "800")
    assert [(one["name"], one["maxLength"]) for one in info["listParams"]] == [("ten", 10), ("ngay", 10)]
    assert (await zalo.get("/template/sample-data", template_id="321456"))["data"].keys() == {"ten", "ngay"}
    assert (await zalo.get("/template/info/v2", template_id="1"))["error"] == -109
    assert (await zalo.get("/message/template-tag"))["data"] == ["TRANSACTION", "CUSTOMER_CARE"]
    made = await zalo.sim("template", name="Mới", content="Chào <ten>", price_uid=165)
    info = (await zalo.get("/template/info/v2", template_id=made["template"]))["data"]
    assert info["listParams"][0]["name"] == "ten"


async def test_tokens_and_codes_have_the_meaning_of_their_host(zalo: Zalo, person: Who) -> None:
    await zalo.sim("faults", kind="error", code=-100, calls=2)
    assert (await zalo.text(person("Minh"), "a"))["message"] == "attachment_id was expired"
    assert (await by_phone(zalo))["message"] == "Unknown exception"
    assert (await zalo.post("/message/template", {}, appsecret_proof="00"))["error"] == -1241
    zalo.token = "khong-co"
    assert (await by_phone(zalo))["error"] == -124


async def test_calls_by_phone_do_not_count_in_the_accounts_rate(zalo: Zalo) -> None:
    await zalo.sim("settings", rate_per_minute=1)
    for _ in range(3):
        assert (await by_phone(zalo))["error"] == 0
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0
