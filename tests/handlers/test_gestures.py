"""What is no text: followed, unfollowed, photos, groups, and an officer who answers by hand."""

from __future__ import annotations

from typing import Any

import pytest

from storage import tables
from storage.database import Database
from tests.bot.stage import OA_ID, rows_of
from tests.handlers.stage import Chat


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


def by_hand(who: str = "1") -> dict[str, Any]:
    """An officer writes in the account's inbox."""
    return {"event_name": "oa_send_text", "sender": {"id": OA_ID, "admin_id": "9"}, "recipient": {"id": who}}


async def test_while_an_officer_answers_by_hand_the_bot_keeps_silent_there(chat: Chat) -> None:
    assert await chat.says("để em giúp", **by_hand()) == ""
    assert await chat.says("đặt") == ""
    assert await chat.says("đặt", "2") == "Món gì ạ?"
    await chat.waits(hours=2)
    assert await chat.says("đặt") == "Món gì ạ?"


async def test_a_button_acts_while_an_officer_answers_by_hand(chat: Chat) -> None:
    assert await chat.says("nút") == "Nút đây."
    payload = (await chat.buttons())["Bấm"]
    await chat.says("để em giúp", **by_hand())
    assert await chat.says("đặt") == ""
    assert await chat.says(payload) == "Đã bấm A7K."


async def test_each_message_of_the_officer_keeps_the_bot_silent_for_longer(chat: Chat) -> None:
    await chat.says("chào", **by_hand())
    await chat.waits(hours=1.5)
    await chat.says("còn đây", **by_hand())
    await chat.waits(hours=1.5)
    assert await chat.says("đặt") == ""


async def test_an_open_talk_goes_on_after_the_officer(chat: Chat) -> None:
    await chat.says("đặt")
    await chat.says("để em giúp", **by_hand())
    assert await chat.says("cảm ơn cán bộ") == ""
    await chat.waits(hours=3)
    assert await chat.says("cháo lươn") == "Mấy suất ạ?"


@pytest.mark.parametrize("name", ["user_send_sticker", "user_send_audio", "user_send_location", "follow"])
async def test_whatever_arrives_is_answered(chat: Chat, name: str) -> None:
    assert await chat.says("", event_name=name) == "Kính chào."


async def test_leaving_the_account_is_noted_and_not_answered(chat: Chat) -> None:
    assert await chat.says("", event_name="unfollow") == ""
    [contact] = await rows_of(chat.database, tables.contacts)
    assert contact.follows is False


async def test_in_a_group_the_bot_is_silent_and_knows_who_is_there(chat: Chat) -> None:
    group: dict[str, Any] = {"oa_id": OA_ID, "group_id": "g1", "users": [{"id": "1"}, {"id": "2"}]}
    assert await chat.says("", event_name="user_join_group", **group) == ""
    assert [row.user_id for row in await rows_of(chat.database, tables.group_members)] == ["1", "2"]
    assert await chat.says("", event_name="user_out_group", **{**group, "users": [{"id": "2"}]}) == ""
    assert [row.user_id for row in await rows_of(chat.database, tables.group_members)] == ["1"]
    more: dict[str, Any] = {"oa_id": OA_ID, "recipient": {"id": "g1"}}
    assert await chat.says("đặt", event_name="user_send_group_text", **more) == ""
