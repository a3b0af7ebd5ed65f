"""Buttons that act: unguessable, for one address, once; whatever else is pressed is answered kindly without effect."""

from __future__ import annotations

import pytest

from handlers.pressing import DONE, NOT_YOURS, OLD
from storage import tables
from storage.database import Database
from tests.bot.stage import rows_of
from tests.handlers.stage import Chat


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


async def test_a_button_acts_once(chat: Chat) -> None:
    await chat.says("nút")
    key = (await chat.buttons())["Bấm"]
    assert (len(key), key[0]) == (25, "#")
    assert await chat.says(key) == "Đã bấm A7K."
    assert await chat.says(key) == DONE


async def test_somebody_else_s_button_has_no_effect_and_leaves_a_trace(chat: Chat) -> None:
    await chat.says("nút")
    key = (await chat.buttons())["Bấm"]
    assert await chat.says(key, "2") == NOT_YOURS
    [trace] = await rows_of(chat.database, tables.audit)
    assert (trace.action, trace.object) == ("pressed_foreign_button", "A7K")
    assert await chat.says(key) == "Đã bấm A7K."


async def test_an_old_or_invented_button_has_no_effect(chat: Chat) -> None:
    await chat.says("nút")
    key = (await chat.buttons())["Bấm"]
    assert await chat.says("#" + "x" * 24) == OLD
    await chat.waits(days=46)
    assert await chat.says(key) == OLD


async def test_a_button_in_the_middle_of_a_form_leaves_the_question_standing(chat: Chat) -> None:
    await chat.says("nút")
    key = (await chat.buttons())["Bấm"]
    await chat.says("đặt")
    said = await chat.says(key)
    assert said.startswith("Đã bấm A7K.")
    assert said.endswith("Món gì ạ?")
    assert (await chat.says(key)).startswith(DONE)


async def test_a_button_that_only_asks_may_be_pressed_again_and_may_open_a_form(chat: Chat) -> None:
    await chat.says("nút")
    key = (await chat.buttons())["Xem"]
    for _ in range(2):
        assert (await chat.says(key)).endswith("Vì sao ạ?")
    assert "Đã xong việc khác." in await chat.says("thích")


async def test_keys_are_never_alike(chat: Chat) -> None:
    keys = set()
    for _ in range(5):
        await chat.says("nút")
        keys |= set((await chat.buttons()).values())
    assert len(keys) == 10
