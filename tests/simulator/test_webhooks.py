"""Events arrive signed, in order, and again on the ladder."""

import asyncio
import hashlib
import json

import pytest
from aiohttp import ClientSession

from simulator.courier import LADDER
from simulator.phones import Phone
from simulator.settings import Settings
from simulator.webhooks import encode, signature
from simulator.world import World
from tests.simulator.stage import Listener, Who, Zalo


def test_the_signature_vector_of_the_reference() -> None:
    body = b'{"event_name":"follow","timestamp":"1732350000000"}'
    mac = signature("1234567890", body, "1732350000000", "k3y")
    assert mac == "mac=2d72ec1135bb109fb9e47cd82957981d5c3973cdc658a849cb649362efb0cc49"


async def test_an_event_is_signed_over_its_exact_bytes(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("say", person=person("Minh"), text="báo cáo / “tháng này”")
    await zalo.world.webhooks.settled()
    [(headers, body)] = listener.requests
    [event] = listener.events
    expected = hashlib.sha256(
        zalo.world.app.id.encode() + body + event["timestamp"].encode() + zalo.world.oa.secret_key.encode()
    )
    assert headers["X-ZEvent-Signature"] == "mac=" + expected.hexdigest()
    assert "num_retry" not in headers
    assert event["event_name"] == "user_send_text"
    assert event["sender"] == {"id": person("Minh")}
    assert event["recipient"] == {"id": zalo.world.oa.id}
    assert event["message"]["text"] == "báo cáo / “tháng này”"
    assert len(event["message"]["msg_id"]) == 20


async def test_escaped_json_is_signed_as_sent(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("settings", escape_json=True)
    await zalo.sim("say", person=person("Minh"), text="đồng ý 1/2")
    await zalo.world.webhooks.settled()
    [(headers, body)] = listener.requests
    assert b"\\u0111\\u1ed3ng" in body
    assert b"1\\/2" in body
    timestamp = listener.events[0]["timestamp"]
    secret = zalo.world.oa.secret_key
    assert headers["X-ZEvent-Signature"] == signature(zalo.world.app.id, body, timestamp, secret)


async def test_one_person_is_heard_in_order(zalo: Zalo, listener: Listener, person: Who) -> None:
    texts = [f"dòng {number}" for number in range(30)]
    for text in texts:
        zalo.world_phone(person("Minh")).say(text)
    await zalo.world.webhooks.settled()
    assert [event["message"]["text"] for event in listener.events] == texts


async def test_a_failed_event_climbs_the_ladder_as_the_clock_moves(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    listener.statuses = [500, 503]
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.until(lambda: len(listener.requests) == 1)
    await asyncio.sleep(0.05)
    assert zalo.world.webhooks.counts["waiting"] == 1
    await zalo.clock(advance="30s")
    await zalo.until(lambda: len(listener.requests) == 2)
    await zalo.clock(advance="4m")
    await asyncio.sleep(0.05)
    assert len(listener.requests) == 2
    await zalo.clock(advance="1m")
    await zalo.world.webhooks.settled()
    assert [headers.get("num_retry") for headers, _ in listener.requests] == [None, "1", "2"]
    assert len({body for _, body in listener.requests}) == 1  # the very same bytes, the old timestamp
    assert zalo.world.webhooks.counts["delivered"] == 1


async def test_what_failed_does_not_hold_up_what_follows(zalo: Zalo, listener: Listener, person: Who) -> None:
    listener.statuses = [500]
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.sim("say", person=person("Minh"), text="hai")
    await zalo.until(lambda: len(listener.requests) == 2)
    await zalo.sim("webhook", hurry=True)
    await zalo.world.webhooks.settled()
    assert [event["message"]["text"] for event in listener.events] == ["một", "hai", "một"]


async def test_after_the_last_rung_the_app_is_unsubscribed(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    listener.statuses = [500] * (len(LADDER) + 1)
    await zalo.sim("settings", retry_scale=0.0001)
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.world.webhooks.settled()
    assert len(listener.requests) == 6
    assert zalo.world.webhooks.counts["failed"] == 1
    await zalo.sim("say", person=person("Minh"), text="hai")
    assert zalo.world.webhooks.counts["lost"] == 1
    await zalo.sim("webhook", subscribed=True)
    await zalo.sim("say", person=person("Minh"), text="ba")
    await zalo.world.webhooks.settled()
    assert listener.events[-1]["message"]["text"] == "ba"


async def test_a_bot_that_is_down_or_slow_is_tried_again(world: World, session: ClientSession) -> None:
    world.webhooks.url = "http://127.0.0.1:9/webhook/zalo"
    world.settings.change({"retry_scale": 0.0001})
    await world.webhooks.start()
    Phone(world, next(iter(world.people))).say("có ai không")
    await world.webhooks.settled()
    await world.webhooks.stop()
    [delivery] = world.webhooks.recent
    assert (delivery.status, delivery.attempts) == ("failed", 6)
    assert "không kết nối được" in delivery.error


async def test_duplicates_and_reordering_on_demand(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("settings", duplicates=1)
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.world.webhooks.settled()
    assert [event["message"]["text"] for event in listener.events] == ["một", "một"]
    await zalo.sim("settings", reorders=1)
    await zalo.sim("say", person=person("Minh"), text="hai")
    await zalo.sim("say", person=person("Minh"), text="ba")
    await zalo.world.webhooks.settled()
    assert [event["message"]["text"] for event in listener.events][2:] == ["ba", "hai"]


async def test_the_console_test_event_is_signed_and_foreign(zalo: Zalo, listener: Listener) -> None:
    await zalo.sim("test-event")
    await zalo.world.webhooks.settled()
    [event] = listener.events
    assert event["message"] == {"text": "This is testing message", "msg_id": "This is message id"}
    assert event["recipient"]["id"] != zalo.world.oa.id


async def test_only_failed_connections_are_retried_when_so_set(
    zalo: Zalo, listener: Listener, person: Who
) -> None:
    await zalo.sim("settings", retry_on_non_200=False)
    listener.statuses = [500]
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.world.webhooks.settled()
    assert zalo.world.webhooks.counts["failed"] == 1


@pytest.mark.parametrize("escaped", [True, False])
def test_both_spellings_of_an_event_read_the_same(escaped: bool) -> None:
    event = {"event_name": "user_send_text", "message": {"text": "đường/dẫn"}, "timestamp": "1"}
    assert json.loads(encode(event, escaped)) == event
    assert Settings().escape_json is False


async def test_an_answer_after_two_seconds_is_no_answer(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("settings", webhook_timeout=0.05)
    listener.slowness = [0.3]
    await zalo.sim("say", person=person("Minh"), text="một")
    await zalo.until(lambda: bool(zalo.world.webhooks.recent[-1].error))
    assert "không trả lời trong 0.05 giây" in zalo.world.webhooks.recent[-1].error
    await zalo.clock(advance="30s")
    await zalo.world.webhooks.settled()
    assert zalo.world.webhooks.recent[-1].attempts == 2


async def test_any_event_can_be_sent_signed(zalo: Zalo, listener: Listener) -> None:
    await zalo.sim("event", event_name="permission_revoked", oa_id=zalo.world.oa.id)
    await zalo.world.webhooks.settled()
    [event] = listener.events
    assert event["event_name"] == "permission_revoked"
    assert event["app_id"] == zalo.world.app.id
    [(headers, body)] = listener.requests
    key = zalo.world.oa.secret_key
    assert headers["X-ZEvent-Signature"] == signature(event["app_id"], body, event["timestamp"], key)


async def test_signatures_wrong_and_otherwise_spelled(zalo: Zalo, listener: Listener, person: Who) -> None:
    await zalo.sim("settings", bad_signatures=1, signature_spelling=1)
    for text in ("một", "hai"):
        await zalo.sim("say", person=person("Minh"), text=text)
    await zalo.world.webhooks.settled()
    (wrong_headers, wrong_body), (headers, body) = listener.requests
    assert wrong_headers["X-ZEvent-Signature"] != _spelled(zalo, wrong_body)
    assert headers["X-ZEvent-Signature"] == _spelled(zalo, body)
    assert headers["X-ZEvent-Signature"].startswith("MAC = ")


def _spelled(zalo: Zalo, body: bytes) -> str:
    app = zalo.world.app
    mac = signature(app.id, body, json.loads(body)["timestamp"], app.secret_key)
    return mac.replace("=", " = ").upper()
