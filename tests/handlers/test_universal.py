"""Hủy, quay lại, bỏ qua, changing one's mind, and being lost: the same everywhere."""

from __future__ import annotations

import pytest

from storage import tables
from storage.database import Database
from tests.bot.stage import rows_of
from tests.handlers.stage import Chat
from tests.town import Town


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


@pytest.mark.parametrize("word", ["hủy", "huy"])
async def test_cancel_ends_the_talk_with_or_without_marks(chat: Chat, word: str) -> None:
    await chat.says("đặt")
    assert "đã bỏ" in await chat.says(word)
    assert await rows_of(chat.database, tables.dialogs) == []


async def test_back_undoes_one_answer_after_the_other(chat: Chat) -> None:
    for text in ("đặt", "cháo lươn", "3"):
        await chat.says(text)
    assert await chat.says("quay lại") == "Mấy suất ạ?"
    assert await chat.says("quay lai") == "Món gì ạ?"
    assert await chat.says("quay lại") == "Đây là câu đầu tiên ạ.\nMón gì ạ?"
    assert await chat.says("bún bò") == "Mấy suất ạ?"


async def test_skip_where_it_may_be_skipped_only(chat: Chat) -> None:
    await chat.says("đặt")
    said = await chat.says("bỏ qua")
    assert "cần có câu trả lời" in said
    assert said.endswith("Món gì ạ?")


@pytest.mark.parametrize("word", ["quay lại", "bỏ qua"])
async def test_nothing_to_go_back_to_is_said_so(chat: Chat, word: str) -> None:
    assert "không có việc nào đang làm dở" in await chat.says(word)


async def test_another_wish_in_the_middle_is_offered_never_done(chat: Chat) -> None:
    for text in ("đặt", "cháo lươn"):
        await chat.says(text)
    offered = await chat.says("khác")
    if "chuyển sang" in offered:
        assert list(await chat.buttons()) == ["Chuyển", "Viết tiếp"]
        assert await chat.says("Viết tiếp") == "Mấy suất ạ?"
        await chat.says("khác")
        assert await chat.says("Chuyển") == "Vì sao ạ?"
        assert await chat.says("thích") == "Đã xong việc khác."
    else:
        # What was not read for sure is not an offer either: the question stands.
        assert offered.endswith("Mấy suất ạ?")


async def test_the_first_unknown_word_is_greeted_the_second_gets_choices(chat: Chat) -> None:
    assert await chat.says("qwrt zxcv") == "Kính chào."
    assert "chưa hiểu" in await chat.says("qwrt zxcv")


async def test_to_put_off_keeps_the_form_and_asks_nothing_more(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    heard = len(town.hung.heard)
    assert "phần đang viết vẫn giữ" in await town.hung.says("để sau nhé")
    assert len(town.hung.heard) == heard + 1
    assert "lượt hướng dẫn" in await town.hung.says("120") or "(3/6)" in town.hung.heard[-1]


async def test_to_put_off_a_reminder_is_no_month_without_reminders(town: Town) -> None:
    assert "đến hết thứ Hai, 16/11" in await town.hung.says("để sau")
    assert "đến hết thứ Ba, 15/12" in await town.hung.says("đừng nhắc nữa")
