"""Transactions: the explicit BEGIN holds, savepoints belong to it, one writer at a time on SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database, Rows, TurnRows
from storage.sqlite import sqlite_engine
from storage.tables import holidays
from storage.types import to_micros
from tests.conftest import VAULT

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def day(number: int) -> dict[str, Any]:
    return {"date": date(2026, 1, number), "name": f"ngày {number}", "working": False}


async def days(database: Database) -> list[int]:
    async with database.read() as rows:
        return sorted(row.date.day for row in await rows.all(select(holidays)))


def another(database: Database) -> Database:
    """The same database as another process sees it."""
    return Database(database.url.render_as_string(hide_password=False), VAULT)


async def test_what_is_written_is_there_after_the_commit_only(database: Database) -> None:
    async with database.write() as rows:
        await rows.add(holidays, day(1))
        assert await days(database) == []
    assert await days(database) == [1]


async def test_an_error_takes_everything_back(database: Database) -> None:
    with pytest.raises(LookupError):  # noqa: PT012 - the block is what is undone
        async with database.write() as rows:
            await rows.add(holidays, day(1))
            raise LookupError
    assert await days(database) == []


async def test_a_savepoint_that_was_kept_goes_with_its_transaction(database: Database) -> None:
    with pytest.raises(LookupError):  # noqa: PT012 - the block is what is undone
        async with database.write() as rows:
            turn = TurnRows(await rows.connection(), rows.vault)
            await turn.add(holidays, day(1))
            await turn.keep()
            assert len(await rows.all(select(holidays))) == 1
            raise LookupError
    assert await days(database) == []


async def test_a_savepoint_that_was_undone_takes_nothing_else_with_it(database: Database) -> None:
    async with database.write() as rows:
        await rows.add(holidays, day(1))
        for number, good in ((2, True), (3, False), (4, True)):
            turn = TurnRows(await rows.connection(), rows.vault)
            await turn.add(holidays, day(number))
            await (turn.keep() if good else turn.undo())
    assert await days(database) == [1, 2, 4]


async def test_a_statement_that_fails_leaves_what_was_before_its_savepoint(database: Database) -> None:
    async with database.write() as rows:
        await rows.add(holidays, day(1))
        turn = TurnRows(await rows.connection(), rows.vault)
        await turn.add(holidays, day(2))
        with pytest.raises(IntegrityError):
            await turn.add(holidays, day(1))
        await turn.undo()
        await rows.add(holidays, day(3))
    assert await days(database) == [1, 3]


async def test_a_turn_that_touches_nothing_opens_no_savepoint(database: Database) -> None:
    async with database.write() as rows:
        turn = TurnRows(await rows.connection(), rows.vault)
        await turn.undo()
        await turn.keep()
        assert not turn.wrote


async def test_two_writers_of_two_processes_follow_each_other(database: Database) -> None:
    other, order = another(database), list[str]()

    async def write(where: Database, name: str) -> None:
        async with where.write() as rows:
            seen = len(await rows.all(select(holidays)))
            order.append(f"{name} in")
            await asyncio.sleep(0.05)
            await rows.add(holidays, day(seen + 1) if rows.is_sqlite else day(1 if name == "a" else 2))
            order.append(f"{name} out")

    await asyncio.gather(write(database, "a"), write(other, "b"))
    assert await days(database) == [1, 2]
    if database.is_sqlite:
        # BEGIN IMMEDIATE: the second reads only after the first has committed, so no update is lost.
        assert [one.split()[1] for one in order] == ["in", "out", "in", "out"]
    await other.dispose()


@on_sqlite
async def test_on_sqlite_the_lock_is_taken_at_begin(database: Database) -> None:
    async with database.write():
        stranger = sqlite3.connect(str(database.url.database), timeout=0.01, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stranger.execute("BEGIN IMMEDIATE")
        stranger.close()


@on_sqlite
async def test_on_sqlite_a_transaction_the_database_ended_is_not_carried_on(database: Database) -> None:
    with pytest.raises(DBAPIError, match="ended"):  # noqa: PT012 - the block is what is undone
        async with database.write() as rows:
            await rows.add(holidays, day(1))
            # What a full disk makes SQLite do by itself.
            await rows.run(text("ROLLBACK"))
            await rows.add(holidays, day(2))
    assert await days(database) == []
    with pytest.raises(DBAPIError, match="ended"):  # noqa: PT012 - the block is what is undone
        async with database.write() as rows:
            await rows.add(holidays, day(1))
            await rows.run(text("ROLLBACK"))
    async with database.write() as rows:
        await rows.add(holidays, day(3))
    assert await days(database) == [3]


@on_sqlite
async def test_on_sqlite_a_commit_is_on_the_disk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.sqlite_engine", sqlite_engine)
    database = Database(database_url, VAULT)
    async with database.write() as rows:
        shown = [
            await rows.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await database.dispose()
    assert shown == ["wal", 2, 1]


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as rows:
        await rows.add(holidays, day(1))
        async with asyncio.timeout(2):
            assert await days(database) == []


async def test_a_cancelled_writer_leaves_nothing_and_lets_the_next_in(database: Database) -> None:
    async def write() -> None:
        async with database.write() as rows:
            await rows.add(holidays, day(1))
            await asyncio.sleep(10)

    task = asyncio.create_task(write())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    async with asyncio.timeout(5), database.write() as rows:
        await rows.add(holidays, day(2))
    assert await days(database) == [2]


async def test_insert_unless_there_and_put(database: Database) -> None:
    async with database.write() as rows:
        await rows.add_unless_there(holidays, [day(1), day(2), day(1)])
        await rows.add_unless_there(holidays, {**day(2), "name": "khác"})
        await rows.put(holidays, [{**day(1), "name": "mới"}, day(3)])
        found = await rows.all(select(holidays.c.name).order_by(holidays.c.date))
        assert [row.name for row in found] == ["mới", "ngày 2", "ngày 3"]
        assert rows.wrote


async def test_looking_is_not_writing(database: Database) -> None:
    async with database.read() as rows:
        assert await rows.first(select(holidays)) is None
        assert await rows.scalar(select(holidays.c.name)) is None
        assert isinstance(rows, Rows)
        assert not rows.wrote


def test_a_moment_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 - this is the point
    assert to_micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000
