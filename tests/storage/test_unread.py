"""Lines that were not understood: counted, few, and not kept for ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.calendar import VN
from storage import unread
from storage.database import Database
from storage.unread import KEPT, NOTHING, Kept, Line

TODAY = date(2026, 11, 16)
LOUD = Line("loa hu roi", "leader")


AT = datetime(2026, 11, 16, 8, 0, tzinfo=VN)


async def kept(database: Database) -> list[Kept]:
    async with database.read() as rows:
        return list(await unread.kept(rows))


async def lines(database: Database) -> list[tuple[Line, int]]:
    return [(one.line, one.times) for one in await kept(database)]


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


async def test_a_label_is_put_once_and_taken_off_again(database: Database) -> None:
    async with database.write() as rows:
        await unread.keep(rows, LOUD, TODAY)
        assert await unread.count_waiting(rows) == 1
        assert await unread.label(rows, LOUD.digest, "report_nil", AT)
        assert not await unread.label(rows, LOUD.digest, "help", AT), "somebody else was first"
        assert not await unread.label(rows, "0" * 64, "help", AT)
    [one] = await kept(database)
    assert (one.meaning, one.labelled_at, one.is_test) == ("report_nil", AT, True)
    async with database.write() as rows:
        assert await unread.count_waiting(rows) == 0
        assert await unread.unlabel(rows, LOUD.digest)
        assert not await unread.unlabel(rows, LOUD.digest)
        assert await unread.count_waiting(rows) == 1
    [one] = await kept(database)
    assert (one.meaning, one.labelled_at, one.is_test) == (None, None, False)


async def test_a_line_said_to_a_field_with_a_long_key_is_labelled_too(database: Database) -> None:
    async with database.write() as rows:
        await unread.keep(
            rows, Line("may cay", "leader", "so_nguoi_duoc_huong_dan_dung_san_thuong_mai_dien_tu"), TODAY
        )
    waiting = (await kept(database))[0].line
    async with database.write() as rows:
        assert await unread.label(rows, waiting.digest, "answer", AT)


async def test_a_labelled_line_is_counted_and_goes_like_the_others(database: Database) -> None:
    async with database.write() as rows:
        await unread.keep(rows, LOUD, TODAY - timedelta(days=9))
        await unread.label(rows, LOUD.digest, NOTHING, AT)
        await unread.keep(rows, LOUD, TODAY)
    [one] = await kept(database)
    assert (one.times, one.last_on, one.meaning, one.is_test) == (2, TODAY, NOTHING, False)
    async with database.write() as rows:
        assert await unread.forget(rows, TODAY + KEPT) == 0
        assert await unread.forget(rows, TODAY + KEPT + timedelta(days=1)) == 1
    assert await kept(database) == []


async def test_only_the_lines_that_were_taken_along_are_dropped(database: Database) -> None:
    other = Line("may cay", "leader")
    async with database.write() as rows:
        for line in (LOUD, other):
            await unread.keep(rows, line, TODAY)
        taken = [one for one in await unread.kept(rows) if one.line == LOUD]
        assert await unread.drop(rows, taken) == 1
    assert await lines(database) == [(other, 1)]
