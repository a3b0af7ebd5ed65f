"""Zalo Bots: private chats, groups of personal accounts, long polling and webhooks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulator.sample import SAMPLE
from simulator.snapshot import dump, restore
from simulator.world import World
from simulator.worldfile import build
from tests.simulator.stage import Json, Listener, Who, Zalo

BOT, TOKEN = "3001000000000000001", "123456789:abcDEF-ghi_jkl"
CIRCLE = "d1b2c3d4e5f6a7b8c9d3"
MINH, HOA = "8001000000000000001", "8001000000000000002"
SECRET = "mot-bi-mat-dai"


@pytest.fixture
def world() -> World:
    circle = {"id": CIRCLE, "name": "Xóm mình", "kind": "personal", "members": [MINH, HOA], "bots": [BOT]}
    bot = {"id": BOT, "name": "Bot Tổ CĐS", "token": TOKEN}
    return build(SAMPLE | {"bots": [bot], "groups": [*SAMPLE["groups"], circle]})


@pytest.fixture
async def ear() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/bot", listener.hear)
    async with TestServer(app) as server:
        yield listener, str(server.make_url("/bot"))


async def call(zalo: Zalo, method: str, token: str = TOKEN, **params: Any) -> Json:
    async with zalo.session.post(f"{zalo.url}/bot{token}/{method}", json=params) as answer:
        found: Json = await answer.json()
        return found


async def test_who_the_bot_is(zalo: Zalo) -> None:
    me = await call(zalo, "getMe")
    assert me["ok"]
    assert me["result"] == {
        "id": BOT,
        "account_name": "Bot Tổ CĐS",
        "account_type": "BASIC",
        "can_join_groups": True,
    }
    assert (await call(zalo, "getMe", token="1:x"))["error_code"] == 401
    assert (await call(zalo, "getHim"))["error_code"] == 404
    async with zalo.session.get(f"{zalo.url}/bot{TOKEN}/getMe") as answer:
        assert (await answer.json())["ok"]
    for raw in ("{", "[]"):
        kind = {"Content-Type": "application/json"}
        async with zalo.session.post(f"{zalo.url}/bot{TOKEN}/getMe", data=raw, headers=kind) as answer:
            assert (await answer.json())["error_code"] == 400


async def test_in_a_group_only_mentions_and_replies_are_heard(zalo: Zalo) -> None:
    await zalo.sim("say", person=MINH, group=CIRCLE, text="chào cả xóm")
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS khi nào nộp báo cáo")
    [first] = [(await call(zalo, "getUpdates", timeout=1))["result"]]
    assert first["event_name"] == "message.text.received"
    assert first["message"]["chat"] == {"id": CIRCLE, "chat_type": "GROUP"}
    assert first["message"]["from"]["display_name"] == "Nguyễn Văn Minh"
    assert first["message"]["from"]["id"] != MINH
    said = (await call(zalo, "sendMessage", chat_id=CIRCLE, text="Thứ Tư, 18/11 ạ."))["result"]
    await zalo.sim("say", person=HOA, group=CIRCLE, text="cảm ơn", quote=said["message_id"])
    await zalo.sim("photo", person=HOA, group=CIRCLE, text="@bot tổ cđs xem giúp")
    replied = (await call(zalo, "getUpdates", timeout="1"))["result"]
    assert replied["message"]["text"] == "cảm ơn"
    photo = (await call(zalo, "getUpdates", timeout=1))["result"]
    assert photo["event_name"] == "message.image.received"
    assert photo["message"]["caption"] == "@bot tổ cđs xem giúp"
    assert (await call(zalo, "getUpdates", timeout=0.05))["error_code"] == 408
    async with zalo.session.get(f"{zalo.url}/sim/heard?group={CIRCLE}") as answer:
        assert [one["text"] for one in (await answer.json())["messages"]] == ["Thứ Tư, 18/11 ạ."]


async def test_a_private_chat_hears_everything(zalo: Zalo, person: Who) -> None:
    chat = (await zalo.sim("bot/chat", person=person("Lan"), bot=BOT))["group"]
    assert (await zalo.sim("bot/chat", person=person("Lan"), bot=BOT))["group"] == chat

    async def ask() -> Json:
        return (await call(zalo, "getUpdates", timeout=5))["result"]  # type: ignore[no-any-return]

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0.05)
    await zalo.sim("say", person=person("Lan"), group=chat, text="xin chào")
    update = await asking
    assert update["message"]["chat"] == {"id": chat, "chat_type": "PRIVATE"}
    await zalo.sim("sticker", person=person("Lan"), group=chat)
    await zalo.sim("voice", person=person("Lan"), group=chat)
    await zalo.sim("location", person=person("Lan"), group=chat)
    names = [(await ask())["event_name"].split(".")[1] for _ in range(3)]
    assert names == ["sticker", "voice", "unsupported"]


async def test_a_webhook_gets_the_secret_and_the_wrapper(zalo: Zalo, ear: tuple[Listener, str]) -> None:
    listener, url = ear
    assert (await call(zalo, "setWebhook", url=url, secret_token="ngan"))["error_code"] == 400
    assert (await call(zalo, "setWebhook", url="ftp://x", secret_token=SECRET))["error_code"] == 400
    assert (await call(zalo, "setWebhook", url=url))["error_code"] == 400
    set_up = await call(zalo, "setWebhook", url=url, secret_token=SECRET)
    assert set_up["result"]["url"] == url
    assert await call(zalo, "getWebhookInfo") == set_up
    assert (await call(zalo, "getUpdates", timeout=1))["error_code"] == 409
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS một")
    await zalo.world.platform.ears[BOT].settled()
    await zalo.sim("settings", bot_wrapper=False, duplicates=1)
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS hai")
    await zalo.world.platform.ears[BOT].settled()
    wrapped, plain, again = listener.events
    assert wrapped["ok"]
    assert wrapped["result"]["message"]["text"].endswith("một")
    assert plain == again
    assert plain["message"]["text"].endswith("hai")
    assert {headers["X-Bot-Api-Secret-Token"] for headers, _ in listener.requests} == {SECRET}
    assert (await call(zalo, "deleteWebhook"))["result"]["url"] == ""
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS ba")
    assert (await call(zalo, "getUpdates", timeout=1))["ok"]


async def test_what_a_bot_sends(zalo: Zalo) -> None:
    sent = await call(zalo, "sendPhoto", chat_id=CIRCLE, photo="https://x.vn/a.png", caption="Ảnh")
    assert sent["result"].keys() == {"message_id", "date"}
    assert (await call(zalo, "sendSticker", chat_id=CIRCLE, sticker="bfe4"))["ok"]
    assert await call(zalo, "sendChatAction", chat_id=CIRCLE, action="typing") == {"ok": True}
    voice = {"voice_url": "https://x.vn/a.aac"}
    assert (await call(zalo, "sendVoice", chat_id=CIRCLE, **voice))["ok"]
    private = (await zalo.sim("bot/chat", person=MINH, bot=BOT))["group"]
    assert (await call(zalo, "sendVoice", chat_id=private, **voice))["ok"]
    assert [message.kind for message in zalo.world.heard(f"group:{private}")] == ["audio"]
    kinds = [message.kind for message in zalo.world.heard(f"group:{CIRCLE}")]
    assert kinds == ["image", "sticker"]
    refused = [
        ("sendMessage", {"chat_id": CIRCLE, "text": "a" * 2001}, 400),
        ("sendMessage", {"chat_id": CIRCLE}, 400),
        ("sendMessage", {"chat_id": "x", "text": "a"}, 403),
        ("sendPhoto", {"chat_id": CIRCLE, "photo": "a.png"}, 400),
        ("sendChatAction", {"chat_id": CIRCLE, "action": "dancing"}, 400),
        ("sendVoice", {"chat_id": CIRCLE, "voice_url": "a.mp3"}, 400),
        ("getUpdates", {"timeout": "x"}, 400),
    ]
    for method, params, code in refused:
        assert (await call(zalo, method, **params))["error_code"] == code
    async with zalo.session.post(
        f"{zalo.url}/bot{TOKEN}/sendMessage", data={"chat_id": CIRCLE, "text": "a"}
    ) as form:
        assert (await form.json())["ok"]


async def test_people_make_groups_and_bring_the_bot(zalo: Zalo, listener: Listener, person: Who) -> None:
    lan = person("Lan")
    group = (await zalo.sim("circle", name="Nhà mình", members=[MINH, lan]))["group"]
    assert (await call(zalo, "sendMessage", chat_id=group, text="a"))["error_code"] == 403
    await zalo.sim("circle/bring", group=group, bot=BOT)
    assert (await call(zalo, "sendMessage", chat_id=group, text="a"))["ok"]
    await zalo.sim("group/join", person=HOA, group=group)
    await zalo.sim("group/leave", person=lan, group=group)
    assert zalo.world.platform.circles[group].members == [MINH, HOA]
    await zalo.sim("circle/put-out", group=group, bot=BOT)
    assert (await call(zalo, "sendMessage", chat_id=group, text="a"))["error_code"] == 403
    shy = (await zalo.sim("bot", name="Bot nhút nhát", can_join_groups=False))["bot"]
    impossible = [
        ("circle/bring", {"group": group, "bot": shy}),
        ("circle/bring", {"group": group, "bot": "x"}),
        ("circle/bring", {"group": "x", "bot": BOT}),
        ("circle/put-out", {"group": group, "bot": BOT}),
        ("circle", {"name": "x", "members": ["1"]}),
        ("circle", {"name": "x", "members": "1"}),
        ("bot", {"name": "Trợ lý"}),
        ("say", {"person": lan, "group": group, "text": "a"}),
        ("group/join", {"person": HOA, "group": group}),
        ("group/leave", {"person": lan, "group": group}),
    ]
    for path, body in impossible:
        async with zalo.session.post(f"{zalo.url}/sim/{path}", json=body) as answer:
            assert answer.status == 400, path
    await zalo.world.webhooks.settled()
    assert listener.events == []  # no account sees these groups


async def test_a_bot_made_later_posts_too(zalo: Zalo, ear: tuple[Listener, str]) -> None:
    made = await zalo.sim("bot", name="Bot mới")
    await call(zalo, "setWebhook", token=made["token"], url=ear[1], secret_token=SECRET)
    await zalo.sim("circle/bring", group=CIRCLE, bot=made["bot"])
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot mới ơi")
    await zalo.world.platform.ears[made["bot"]].settled()
    assert len(ear[0].requests) == 1


async def test_faults_break_bots_too_and_the_state_keeps_them(zalo: Zalo) -> None:
    await zalo.sim("faults", kind="error", code=-429, path="/sendMessage")
    assert (await call(zalo, "sendMessage", chat_id=CIRCLE, text="a"))["error_code"] == 429
    await zalo.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS chờ nhé")
    again = restore(dump(zalo.world))
    assert dump(again) | {"now": ""} == dump(zalo.world) | {"now": ""}
    assert len(again.platform.updates[BOT]) == 1
    async with zalo.session.get(zalo.url + "/sim/state") as answer:
        state = await answer.json()
    assert [one["kind"] for one in state["groups"]] == ["gmf", "gmf", "personal"]
    assert state["bots"][0]["token"] == TOKEN
