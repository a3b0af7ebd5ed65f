"""How a message finds its conversation, and how talks lie on top of each other; a restart after every message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from storage import dialogs, tables
from storage.database import Database
from tests.bot.stage import rows_of
from tests.handlers.stage import Chat


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


async def test_a_talk_from_its_opening_to_its_end(chat: Chat) -> None:
    assert await chat.says("đặt") == "Món gì ạ?"
    assert await chat.says("cháo lươn") == "Mấy suất ạ?"
    assert await chat.says("12") == "Nhắn gì không ạ?"
    assert list(await chat.buttons()) == ["Bỏ qua"]
    assert await chat.says("ít ớt") == "Đã đặt 12 cháo lươn (ít ớt)."
    assert await rows_of(chat.database, tables.dialogs) == []


async def test_a_doubt_is_confirmed_or_asked_again(chat: Chat) -> None:
    for text in ("đặt", "cháo lươn"):
        await chat.says(text)
    assert await chat.says("500") == "Có đúng 500 không ạ?"
    assert "Mấy suất ạ?" in await chat.says("không")
    assert await chat.says("500") == "Có đúng 500 không ạ?"
    assert await chat.says("đúng") == "Nhắn gì không ạ?"
    assert await chat.says("bỏ qua") == "Đã đặt 500 cháo lươn (None)."


async def test_what_is_no_answer_leaves_the_question_open_and_shows_a_way_out_the_second_time(
    chat: Chat,
) -> None:
    for text in ("đặt", "cháo lươn"):
        await chat.says(text)
    first = await chat.says("nhiều nhiều")
    assert first.endswith("Mấy suất ạ?")
    assert "gặp cán bộ" not in first
    assert "gặp cán bộ" in await chat.says("hơi nhiều")
    assert await chat.says("3") == "Nhắn gì không ạ?"


async def test_a_question_aside_is_answered_and_the_open_one_stands_again(chat: Chat) -> None:
    await chat.says("đặt")
    said = await chat.says("giờ")
    assert said.startswith("Bây giờ là sáng.")
    assert said.endswith("Món gì ạ?")
    assert await chat.says("cháo lươn") == "Mấy suất ạ?"


async def test_two_people_do_not_meet(chat: Chat) -> None:
    await chat.says("đặt", "1")
    await chat.says("khác", "2")
    assert await chat.says("cháo lươn", "1") == "Mấy suất ạ?"
    assert await chat.says("thích", "2") == "Đã xong việc khác."


async def test_a_talk_nobody_came_back_to_for_thirty_days_is_over(chat: Chat) -> None:
    await chat.says("đặt")
    await chat.waits(days=dialogs.LIVES / timedelta(days=1) + 1)
    assert "Mấy suất" not in await chat.says("cháo lươn")


async def test_a_conversation_that_a_release_removed_is_forgotten(chat: Chat) -> None:
    await chat.says("đặt")
    async with chat.database.write() as rows:
        state: list[dict[str, Any]] = [
            {"conversation": "bỏ", "form": {}, "opened_at": chat.clock.at.isoformat(), "offer": None}
        ]
        await dialogs.keep(
            rows, {row.address: state for row in await rows_of(chat.database, tables.dialogs)}, chat.clock.at
        )
    assert await chat.says("đặt") == "Món gì ạ?"
