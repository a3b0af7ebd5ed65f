"""Zalo Bots in people's own groups: entered by command, heard through their webhook, linked by code, spoken through."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.bot_webhook import BotWebhook
from bot.commands import CommandRefused, check
from bot.commands import bot as command
from bot.settings import Settings
from bot.web import make_app
from bot.zalo.bots import BotClient
from bot.zalo.errors import NeedsHuman, Unreachable
from simulator import circles
from simulator.records import Circle, ZaloBot
from storage import bots, groups, outbox
from storage.outbox import Letter
from storage.tables import inbox
from storage.tables import outbox as outbox_table
from tests.bot.doors import open_door
from tests.bot.stage import rows_of
from tests.town import CAST, Town

LIEN_GIANG = "18685-03"
TOKEN = "4242:secret-of-the-bot"


class Neighbours:
    """A group of personal accounts with a bot, and the service's ear for it."""

    def __init__(self, town: Town, bot: ZaloBot, circle: Circle, url: str) -> None:
        self.town, self.bot, self.circle, self.url = town, bot, circle, url

    @property
    def heard(self) -> list[str]:
        """What the bot said in the group."""
        return [one.text for one in self.town.world.chats.get(f"group:{self.circle.id}", ()) if one.by_oa]

    async def says(self, name: str, text: str) -> list[str]:
        """Somebody writes in the group; everything the bot has said there so far."""
        getattr(self.town, name).phone.say(text, group=self.circle.id)
        await self.town.world.platform.ears[self.bot.id].settled()
        await self.town.settle()
        await self.town.house.groups.settle()
        return self.heard


@pytest.fixture
async def neighbours(town: Town) -> AsyncIterator[Neighbours]:
    """The people of Liên Giang in their own group, with a bot that the commune has entered."""
    bot = ZaloBot("4242", "Bot Cẩm Bình", TOKEN)
    town.world.platform.add_bot(bot)
    circle = circles.make(town.world, "Xóm mình", [CAST["lai"], CAST["dat"], CAST["khoa"]])
    circles.add_bot(town.world, circle, bot.id)
    hook = BotWebhook(town.database, town.house.intake, town.house.clock)
    async with open_door(make_app(town.database, town.house.settings, None, bot_webhook=hook)) as url:
        await entered(town.house.settings.model_copy(update={"public_url": url}), "18685")
        yield Neighbours(town, bot, circle, f"{url}/webhook/zalo-bot")


async def entered(settings: Settings, unit: str | None) -> None:
    """The operator enters the bot."""
    assert await command._add(settings, TOKEN, unit) == 0


async def linked(neighbours: Neighbours) -> None:
    """The leader takes a code and types it in the group."""
    told = await neighbours.town.lai.says("liên kết nhóm")
    code = told.split(" mã ")[1].split("\n")[0]
    await neighbours.says("lai", f"@Bot Cẩm Bình mã {code}")


async def test_a_bot_is_entered_with_its_webhook(neighbours: Neighbours) -> None:
    async with neighbours.town.rows() as rows:
        one = await bots.bot(rows, "4242")
    assert one is not None
    assert (one.name, one.unit_code) == ("Bot Cẩm Bình", "18685")
    assert neighbours.bot.url == neighbours.url
    assert neighbours.bot.secret == one.webhook_secret


async def test_a_leader_links_the_group_by_a_code_typed_there(neighbours: Neighbours) -> None:
    await linked(neighbours)
    assert neighbours.heard == [
        "Đã liên kết nhóm này với Tổ thôn Liên Giang. Từ nay Trợ lý báo tin chung của Tổ ở đây ạ."
    ]
    async with neighbours.town.rows() as rows:
        [group] = await groups.of_units(rows, [LIEN_GIANG])
    assert (group.channel, group.bot_id, group.address) == (
        "zalo_bot",
        "4242",
        f"group:{neighbours.circle.id}",
    )


async def test_a_code_is_good_once_and_for_half_an_hour(neighbours: Neighbours) -> None:
    told = await neighbours.town.lai.says("liên kết nhóm")
    code = told.split(" mã ")[1].split("\n")[0]
    await neighbours.town.passes(minutes=31)
    assert "chưa đúng" in (await neighbours.says("lai", f"@Bot Cẩm Bình mã {code}"))[-1]
    await linked(neighbours)
    async with neighbours.town.rows() as rows:
        [group] = await groups.of_units(rows, [LIEN_GIANG])
    assert group.channel == "zalo_bot"


async def test_only_a_leader_gets_a_code(neighbours: Neighbours) -> None:
    assert "dành cho Tổ trưởng" in await neighbours.town.dat.says("liên kết nhóm")
    assert "do trang OA lập" in await neighbours.town.hung.says("liên kết nhóm")


async def test_in_a_group_nobody_has_linked_the_bot_says_how(neighbours: Neighbours) -> None:
    assert "chưa liên kết" in (await neighbours.says("dat", "@Bot Cẩm Bình bao giờ đến hạn báo cáo"))[-1]


async def test_what_is_not_meant_for_the_bot_it_does_not_hear(neighbours: Neighbours) -> None:
    assert await neighbours.says("dat", "tối nay họp không bác") == []


async def test_in_private_the_bot_sends_people_to_the_account(neighbours: Neighbours) -> None:
    town = neighbours.town
    chat = circles.chat_with(town.world, town.dat.phone.person, "4242")
    town.dat.phone.say("báo cáo 5 buổi", group=chat.id)
    await town.world.platform.ears["4242"].settled()
    await town.settle()
    await town.house.groups.settle()
    [told] = [one.text for one in town.world.chats[f"group:{chat.id}"] if one.by_oa]
    assert "nhắn trang Zalo OA" in told


async def test_the_webhook_refuses_in_the_order_of_the_contract(neighbours: Neighbours) -> None:
    secret = {"X-Bot-Api-Secret-Token": neighbours.bot.secret}
    update = (
        b'{"event_name":"message.text.received","message":{"from":{"id":"u"},"chat":{"id":"c"},"text":"a"}}'
    )
    cases = [
        (b"x" * 300_000, secret, 413),
        (b"no json", secret, 400),
        (b"[]", secret, 400),
        (b'{"ok":true,"result":{}}', secret, 400),
        (update, {}, 403),
        (update, {"X-Bot-Api-Secret-Token": "wrong"}, 403),
        (update, secret, 200),
        (b'{"ok":true,"result":' + update + b"}", secret, 200),
    ]
    async with ClientSession() as session:
        for body, headers, status in cases:
            async with session.post(neighbours.url, data=body, headers=headers) as response:
                assert response.status == status, (body[:40], headers)


async def test_an_event_delivered_twice_is_heard_once(neighbours: Neighbours) -> None:
    secret = {"X-Bot-Api-Secret-Token": neighbours.bot.secret}
    body = (
        b'{"event_name":"message.text.received","message":{"from":{"id":"u"},"chat":{"id":"c",'
        b'"chat_type":"GROUP"},"text":"a","message_id":"m1","date":1732350000000}}'
    )
    async with ClientSession() as session:
        for _ in range(2):
            async with session.post(neighbours.url, data=body, headers=secret) as response:
                assert response.status == 200
    async with neighbours.town.rows() as rows:
        found = await rows.all(select(inbox.c.key).where(inbox.c.oa_id == "bot:4242"))
    assert [row.key for row in found] == ["bot:4242:message.text.received:m1"]


async def test_a_bot_is_listed_and_removed_with_its_webhook(
    neighbours: Neighbours, capsys: pytest.CaptureFixture[str]
) -> None:
    await linked(neighbours)
    settings = neighbours.town.house.settings
    assert await command._list(settings) == 0
    assert "bot 4242 (Bot Cẩm Bình), 18685: ok" in capsys.readouterr().out
    assert await command._remove(settings, "4242") == 0
    assert neighbours.bot.url is None
    async with neighbours.town.rows() as rows:
        [group] = await groups.of_units(rows, [LIEN_GIANG])
    assert group.address is None
    with pytest.raises(CommandRefused, match="no bot 4242"):
        await command._remove(settings, "4242")


async def test_check_has_a_line_for_every_bot(neighbours: Neighbours) -> None:
    ours = neighbours.url.removesuffix("/webhook/zalo-bot")
    settings = neighbours.town.house.settings.model_copy(update={"public_url": ours})

    async def finding() -> str | None:
        return {name: fault async for name, fault in check.findings(settings)}["bot 4242"]

    assert await finding() is None
    neighbours.bot.url = "https://elsewhere.vn/hook"
    assert str(await finding()).startswith("its events go to https://elsewhere.vn/hook, not to ")
    neighbours.bot.can_join_groups = False
    assert "cannot be added to groups" in str(await finding())
    neighbours.bot.token = "4242:another"
    assert "token is not valid" in str(await finding())


async def test_a_token_that_the_platform_does_not_know_is_refused_by_name(neighbours: Neighbours) -> None:
    settings = neighbours.town.house.settings.model_copy(update={"public_url": "https://x.vn"})
    with pytest.raises(CommandRefused, match="token is not valid") as refused:
        await command._add(settings, "1:wrong", None)
    assert "1:wrong" not in str(refused.value)


def test_a_token_comes_from_a_file_or_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert command._token(tmp_path / "token") == TOKEN
    monkeypatch.setattr("sys.stdin", io.StringIO("not a token\n"))
    with pytest.raises(CommandRefused, match="no token"):
        command._token(None)
    with pytest.raises(CommandRefused, match="No such file"):
        command._token(tmp_path / "none")


async def test_a_platform_that_does_not_answer_is_unreachable(town: Town) -> None:
    client = BotClient(town.database, town.house.session, "http://127.0.0.1:9")
    with pytest.raises(Unreachable) as failed:
        await client.me(TOKEN)
    assert TOKEN not in str(failed.value)
    with pytest.raises(NeedsHuman, match="bot 7 is not known"):
        await client.send("7", "c", "text")


async def test_posts_for_the_group_go_through_its_bot(neighbours: Neighbours) -> None:
    town = neighbours.town
    async with town.database.write() as rows:
        await groups.link_bot(rows, LIEN_GIANG, "thon", neighbours.circle.id, neighbours.bot.id)
        now = town.world.clock.now()
        post = Letter("post", f"group:{neighbours.circle.id}", "reminder", 2, "Còn 2 ngày ạ.", now, now)
        await outbox.owe(rows, [post])
    await town.settle()
    assert neighbours.heard[-1] == "Còn 2 ngày ạ."
    [row] = [one for one in await rows_of(town.database, outbox_table) if one.key == "post"]
    assert (row.status, row.message_id is not None) == ("sent", True)
