"""The published client python-zalo-bot 0.1.9 talks to the local Zalo, unchanged."""

import asyncio

import pytest
from zalo_bot import Bot
from zalo_bot.error import BadRequest, InvalidToken
from zalo_bot.ext import ApplicationBuilder, CommandHandler

from tests.clients.conftest import BOT_TOKEN, CIRCLE, HOA, MINH, Ground

HOOK = "https://bot.example.vn/webhook/zalo-bot"


@pytest.fixture
def bot(ground: Ground) -> Bot:
    return Bot(BOT_TOKEN, base_url=ground.url)


def heard(ground: Ground) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in ground.world.heard(f"group:{CIRCLE}")]


def test_who_it_is_and_what_it_sends(ground: Ground, bot: Bot) -> None:
    async def talk() -> list[str]:
        async with bot:
            me = await bot.get_me()
            assert (me.account_name, me.account_type, me.can_join_groups) == ("Bot Tổ CĐS", "BASIC", True)
            sent = [
                await bot.send_message(CIRCLE, "Chào bà con ạ"),
                await bot.send_photo(CIRCLE, "Ảnh họp", "https://a.vn/b.jpg"),
                await bot.send_sticker(CIRCLE, "bfe458bf64fa8da4d4eb"),
            ]
            await bot.send_chat_action(CIRCLE, "typing")
            return [one.message_id for one in sent]

    ids = asyncio.run(talk())
    assert heard(ground) == [("text", "Chào bà con ạ"), ("image", "Ảnh họp"), ("sticker", "")]
    assert [one.id for one in ground.world.heard(f"group:{CIRCLE}")] == ids


def test_it_polls_and_answers(ground: Ground) -> None:
    application = ApplicationBuilder().token(BOT_TOKEN).base_url(ground.url).build()

    async def answer(update: object, context: object) -> None:
        await update.message.reply_text("Hạn là ngày 18 ạ")  # type: ignore[attr-defined]

    application.add_handler(CommandHandler("han", answer))
    chat = ground.sim("bot/chat", person=HOA, bot="3001")["group"]
    ground.sim("say", person=HOA, group=chat, text="/han báo cáo")

    async def once() -> None:
        async with application.bot as bot:
            update = await bot.get_update(timeout=5)
            assert update.effective_user.display_name == "Trần Thị Hoa"
            assert (update.message.chat.id, update.message.chat.type) == (chat, "PRIVATE")
            await application.process_update(update)

    asyncio.run(once())
    assert [one.text for one in ground.world.heard(f"group:{chat}")] == ["Hạn là ngày 18 ạ"]


def test_in_a_group_it_hears_what_mentions_it(ground: Ground, bot: Bot) -> None:
    ground.sim("say", person=MINH, group=CIRCLE, text="chuyện riêng của xóm")
    ground.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS hạn ngày nào?")

    async def once() -> str:
        async with bot:
            update = await bot.get_update(timeout=5)
            assert update.message.chat.type == "GROUP"
            return str(update.message.text)

    assert asyncio.run(once()) == "@Bot Tổ CĐS hạn ngày nào?"


def test_its_webhook_is_set_shown_and_taken_away(ground: Ground) -> None:
    # Each of these runs an event loop of its own, and its connections with it.
    assert Bot(BOT_TOKEN, base_url=ground.url).set_webhook(HOOK, "mot-bi-mat-dai")
    assert Bot(BOT_TOKEN, base_url=ground.url).get_webhook_info().url == HOOK
    assert Bot(BOT_TOKEN, base_url=ground.url).delete_webhook()
    assert Bot(BOT_TOKEN, base_url=ground.url).get_webhook_info().url == ""


def test_refusals_by_http_status_are_understood(ground: Ground) -> None:
    ground.sim("settings", bot_statuses=True)

    async def refused() -> None:
        with pytest.raises(InvalidToken):
            await Bot("1:khong-phai", base_url=ground.url).initialize()
        async with Bot(BOT_TOKEN, base_url=ground.url) as bot:
            with pytest.raises(BadRequest):
                await bot.send_message(CIRCLE, "a" * 2001)

    asyncio.run(refused())
    assert heard(ground) == []
