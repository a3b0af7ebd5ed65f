"""The tester's own interface: playing people, faults, the feed of changes, a crowd."""

import asyncio
import json
import time

import aiohttp
import pytest

from simulator.phones import Phone
from simulator.world import Person
from tests.simulator.stage import Listener, Who, Zalo


async def test_heard_waits_for_the_next_message(zalo: Zalo, person: Who) -> None:
    address = f"{zalo.url}/sim/heard?person={person('Minh')}"
    async with zalo.session.get(address) as answer:
        assert await answer.json() == {"messages": [], "next": 0}

    async def listen() -> list[str]:
        async with zalo.session.get(address + "&after=0&wait=5") as answer:
            return [message["text"] for message in (await answer.json())["messages"]]

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.05)
    await zalo.text(person("Minh"), "đây ạ")
    assert await listening == ["đây ạ"]
    assert [message.text for message in await Phone(zalo.world, person("Minh")).hears(0)] == ["đây ạ"]
    with pytest.raises(TimeoutError):
        await Phone(zalo.world, person("Minh")).hears(1, timeout=0.05)


async def test_the_state_has_everything_but_the_chats(zalo: Zalo, person: Who) -> None:
    await zalo.sim("say", person=person("Minh"), text="chào")
    async with zalo.session.get(zalo.url + "/sim/state") as answer:
        state = await answer.json()
    assert len(state["people"]) == 6
    assert len(state["phones"]) == 8
    assert state["webhook"]["counts"].keys() == {"waiting", "delivered", "failed", "lost"}
    async with zalo.session.get(f"{zalo.url}/sim/chat?key=person:{person('Minh')}") as answer:
        assert [one["text"] for one in (await answer.json())["messages"]] == ["chào"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"person": "1", "text": "a"}),
        ("say", {"text": "a"}),
        ("say", {"person": "8001000000000000001", "text": " "}),
        ("say", {"person": "8001000000000000001", "text": 1}),
        ("say", {"person": "8001000000000000004", "text": "a", "group": "a1b2c3d4e5f6a7b8c9d0"}),
        ("say", {"person": "8001000000000000004", "text": "a", "group": "x"}),
        ("tap", {"person": "8001000000000000001", "message_id": "x", "button": 0}),
        ("photo", {"person": "8001000000000000001", "content": "???"}),
        ("location", {"person": "8001000000000000001", "latitude": "x"}),
        ("person", {"name": " "}),
        ("person", {"name": "A", "id": "8001000000000000001"}),
        ("group/join", {"person": "8001000000000000001", "group": "a1b2c3d4e5f6a7b8c9d0"}),
        ("group/leave", {"person": "8001000000000000004", "group": "a1b2c3d4e5f6a7b8c9d0"}),
        ("settings", {"echo": 1}),
        ("settings", {"speed": 1}),
        ("settings", {"rate_per_minute": -1}),
        ("faults", {"kind": "flood"}),
        ("faults", {"calls": 1}),
        ("faults", {"kind": "reset", "times": 1}),
        ("faults", {"kind": "reset", "calls": "x"}),
        ("share-info", {"person": "8001000000000000001", "info": 1}),
    ],
)
async def test_what_nobody_can_do_is_refused_with_a_reason(zalo: Zalo, path: str, body: object) -> None:
    async with zalo.session.post(f"{zalo.url}/sim/{path}", json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]
    for raw in ("{", "[]"):
        async with zalo.session.post(f"{zalo.url}/sim/{path}", data=raw) as answer:
            assert answer.status == 400


async def test_a_button_is_named_or_counted(zalo: Zalo, person: Who) -> None:
    minh = person("Minh")
    sent = (await zalo.text(minh, "không có nút"))["data"]["message_id"]
    body = {"person": minh, "message_id": sent, "button": "Đồng ý"}
    async with zalo.session.post(zalo.url + "/sim/tap", json=body) as answer:
        assert answer.status == 400
        assert "không có nút" in (await answer.json())["error"]


async def test_reactions_are_reported(zalo: Zalo, listener: Listener, person: Who) -> None:
    sent = (await zalo.text(person("Minh"), "cảm ơn bác"))["data"]["message_id"]
    await zalo.sim("react", person=person("Minh"), message_id=sent, icon="/-heart")
    await zalo.world.webhooks.settled()
    [event] = listener.named("user_reacted_message")
    assert event["message"] == {"msg_id": sent, "react_icon": "/-heart"}


async def test_new_people_come_into_the_world(zalo: Zalo, listener: Listener) -> None:
    made = await zalo.sim("person", name="Đặng Thị Thu", note="Người dân", follower=True)
    assert zalo.world.people[made["person"]].follower
    assert len(made["person"]) == 19
    await zalo.world.webhooks.settled()
    assert listener.named("follow")[0]["follower"] == {"id": made["person"]}


async def test_faults_before_and_after_the_effect(zalo: Zalo, person: Who) -> None:
    minh = person("Minh")
    await zalo.sim("faults", kind="error", code=-200, calls=2, path="/message/cs")
    assert (await zalo.text(minh, "a"))["error"] == -200
    assert (await zalo.get("/v2.0/oa/getoa"))["error"] == 0
    assert (await zalo.text(minh, "a"))["error"] == -200
    assert zalo.world.heard(f"person:{minh}") == []
    await zalo.sim("faults", kind="reset", after=True)
    with pytest.raises(aiohttp.ClientError):
        await zalo.text(minh, "tới nơi rồi mới đứt")
    assert [message.text for message in zalo.world.heard(f"person:{minh}")] == ["tới nơi rồi mới đứt"]
    assert (await zalo.text(minh, "b"))["error"] == 0


@pytest.mark.parametrize(
    ("fault", "status"),
    [({"kind": "http", "code": 503}, 503), ({"kind": "html"}, 502), ({"kind": "http"}, 500)],
)
async def test_faults_of_the_infrastructure(zalo: Zalo, fault: dict[str, object], status: int) -> None:
    await zalo.sim("faults", **fault)
    async with zalo.session.get(zalo.url + "/v2.0/oa/getoa") as answer:
        assert answer.status == status


async def test_garbage_silence_and_delay(zalo: Zalo, person: Who) -> None:
    await zalo.sim("faults", kind="garbage")
    with pytest.raises(json.JSONDecodeError):
        await zalo.text(person("Minh"), "a")
    await zalo.sim("faults", kind="timeout", seconds=0.05)
    with pytest.raises(aiohttp.ClientError):
        await zalo.text(person("Minh"), "a")
    await zalo.sim("settings", answer_delay=0.1)
    begun = time.monotonic()
    await zalo.text(person("Minh"), "a")
    assert time.monotonic() - begun >= 0.1
    await zalo.sim("faults", kind="reset", calls=5)
    assert await zalo.sim("faults", clear=True) == {"faults": []}


async def test_a_call_is_sent_elsewhere(zalo: Zalo) -> None:
    await zalo.sim("faults", kind="redirect", path="/v2.0/oa/getoa", to="http://127.0.0.1:1/x")
    async with zalo.session.get(zalo.url + "/v2.0/oa/getoa", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.1:1/x")


async def test_the_feed_tells_every_change_and_resumes(zalo: Zalo, person: Who) -> None:
    async with zalo.session.get(zalo.url + "/sim/changes?since=999999") as feed:
        assert b'"reload"' in await feed.content.readuntil(b"\n\n")
    since = zalo.world.journal.number
    await zalo.sim("say", person=person("Minh"), text="một")
    async with zalo.session.get(f"{zalo.url}/sim/changes?since={since}") as feed:
        first = await feed.content.readuntil(b"\n\n")
        await zalo.clock(advance="1h")
        second = b""
        while b'"clock"' not in second:
            second = await asyncio.wait_for(feed.content.readuntil(b"\n\n"), 5)
    assert '"một"' in first.decode()


async def test_two_hundred_people_chat_at_once(zalo: Zalo, listener: Listener) -> None:
    await zalo.sim("settings", rate_per_minute=0)
    people = [zalo.world.add_person(Person(f"9{number:018}", f"Người {number}")) for number in range(200)]

    async def chat(one: Person) -> None:
        for number in range(3):
            await zalo.sim("say", person=one.id, text=f"câu {number}")
            assert (await zalo.text(one.id, f"đáp {number}"))["error"] == 0

    begun = time.process_time()  # of this process: how busy the machine is otherwise does not count
    await asyncio.gather(*(chat(one) for one in people))
    await zalo.world.webhooks.settled(90)
    assert time.process_time() - begun < 20
    # One that a busy machine answers late comes twice, as Zalo has it.
    heard = {event["message"]["msg_id"]: event for event in listener.named("user_send_text")}
    assert len(heard) == 600
    for one in people[:20]:
        mine = [event for event in heard.values() if event["sender"]["id"] == one.id]
        assert [event["message"]["text"] for event in mine] == ["câu 0", "câu 1", "câu 2"]
