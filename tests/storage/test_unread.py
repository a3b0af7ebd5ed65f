"""Lines that were not understood: counted, few, and not kept for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage import unread
from storage.database import Database
from storage.unread import KEPT, Line

TODAY = date(2026, 11, 16)
LOUD = Line("loa hu roi", "leader")


async def lines(database: Database) -> list[tuple[Line, int]]:
    async with database.read() as rows:
        return list(await unread.kept(rows))


async def test_the_commonest_come_first(database: Database) -> None:
    async with database.write() as rows:
        for line in (Line("may cay", "leader", "vneid", "report", 1), LOUD, LOUD):
            await unread.keep(rows, line, TODAY)
    assert await lines(database) == [(LOUD, 2), (Line("may cay", "leader", "vneid", "report", 1), 1)]


async def test_what_nobody_says_any_more_goes(database: Database) -> None:
    async with database.write() as rows:
        await unread.keep(rows, LOUD, TODAY)
        assert await unread.forget(rows, TODAY + KEPT) == 0
        assert await unread.forget(rows, TODAY + KEPT + timedelta(days=1)) == 1
    assert await lines(database) == []


async def test_there_are_never_too_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "MOST", 2)
    async with database.write() as rows:
        for text in ("mot hai", "ba bon", "nam sau", "mot hai"):
            await unread.keep(rows, Line(text, "member"), TODAY)
    assert [(line.text, times) for line, times in await lines(database)] == [("mot hai", 2), ("ba bon", 1)]
