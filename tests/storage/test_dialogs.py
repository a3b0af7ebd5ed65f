"""Dialogs under way: one row an address, sealed, gone when they end or nobody comes back."""

from datetime import timedelta

from storage import dialogs, tables
from storage.database import Database
from tests.bot.stage import START, rows_of

STATE = [
    {"conversation": "join", "form": {"answers": {"name": "Lê Thị Lan"}}},
    {"conversation": "help", "form": {}},
]


async def test_a_dialog_is_found_as_it_was_left(database: Database) -> None:
    async with database.write() as rows:
        await dialogs.keep(rows, {"person:P1": STATE, "user:1/2": STATE[:1]}, START)
        assert await dialogs.under_way(rows, ["person:P1", "person:P9"], START) == {"person:P1": STATE}
        assert await dialogs.under_way(rows, [], START) == {}
    [row, _] = await rows_of(database, tables.dialogs)
    assert row.conversation == "help"
    assert b"Lan" not in row.state


async def test_a_newer_state_takes_the_older_s_place_and_an_empty_one_ends_it(database: Database) -> None:
    async with database.write() as rows:
        await dialogs.keep(rows, {"a": STATE, "b": STATE}, START)
        await dialogs.keep(rows, {"a": STATE[:1], "b": []}, START)
        assert await dialogs.under_way(rows, ["a", "b"], START) == {"a": STATE[:1]}


async def test_who_does_not_come_back_for_thirty_days_begins_anew(database: Database) -> None:
    late = START + dialogs.LIVES
    async with database.write() as rows:
        await dialogs.keep(rows, {"a": STATE}, START)
        await dialogs.keep(rows, {"b": STATE}, START + timedelta(days=1))
        assert await dialogs.under_way(rows, ["a", "b"], late) == {"b": STATE}
        assert await dialogs.expired(rows, late) == 1
    assert [row.address for row in await rows_of(database, tables.dialogs)] == ["b"]
