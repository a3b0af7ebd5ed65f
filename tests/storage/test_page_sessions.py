"""Links and sessions of the pages: used once, kept as hashes, ended by time, by hand and by a new binding."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from domain.calendar import VN
from domain.people import Person
from storage import page_sessions, people, tables
from storage.database import Database
from storage.page_sessions import IDLE, LINK_LIVES, LONGEST, Session

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
ACCOUNT = ("oa", "z-hung")
SECOND = timedelta(seconds=1)


async def hung(database: Database) -> None:
    async with database.write() as rows:
        await people.add(rows, Person("hung", "Nguyễn Văn Hùng"), "import", NOW)
        await people.bind(rows, *ACCOUNT, "hung", "code", NOW)


async def linked(database: Database, at: datetime = NOW) -> str:
    async with database.write() as rows:
        token = await page_sessions.issue_link(rows, "hung", ACCOUNT, at)
    assert token is not None
    return token


async def opened(database: Database, token: str, at: datetime = NOW) -> str | None:
    async with database.write() as rows:
        found = await page_sessions.open_session(rows, token, "Điện thoại", at)
    return None if found is None else found[0]


async def in_session(database: Database, token: str, at: datetime) -> Session | None:
    async with database.read() as rows:
        return await page_sessions.session(rows, token, at)


async def logged_in(database: Database) -> str:
    await hung(database)
    token = await opened(database, await linked(database))
    assert token is not None
    return token


async def test_a_link_lets_in_once(database: Database) -> None:
    await hung(database)
    link = await linked(database)
    mine = await opened(database, link)
    assert mine is not None
    found = await in_session(database, mine, NOW)
    assert found is not None
    assert (found.person_id, found.account, found.device) == ("hung", ACCOUNT, "Điện thoại")
    assert await opened(database, link) is None


async def test_neither_link_nor_session_is_kept_readable(database: Database) -> None:
    await hung(database)
    link = await linked(database)
    mine = await opened(database, link) or ""
    async with database.read() as rows:
        kept = [await rows.first(select(one)) for one in (tables.page_links, tables.page_sessions)]
    for row, token in zip(kept, (link, mine), strict=True):
        assert row is not None
        assert token not in repr(row)
        assert bytes(row.token_hash) == page_sessions.hashed(token)


async def test_looking_uses_nothing_up_and_ten_minutes_do(database: Database) -> None:
    await hung(database)
    link = await linked(database)
    async with database.read() as rows:
        assert await page_sessions.link_is_good(rows, link, NOW + LINK_LIVES - SECOND)
        assert not await page_sessions.link_is_good(rows, link, NOW + LINK_LIVES)
    assert await opened(database, link, NOW + LINK_LIVES) is None


async def test_a_new_link_ends_the_one_before(database: Database) -> None:
    await hung(database)
    first, second = await linked(database), await linked(database)
    assert await opened(database, first) is None
    assert await opened(database, second) is not None


async def test_an_account_of_somebody_else_gets_no_link(database: Database) -> None:
    await hung(database)
    async with database.write() as rows:
        assert await page_sessions.issue_link(rows, "hung", ("oa", "z-other"), NOW) is None


async def test_a_session_ends_when_idle_and_at_the_latest_after_a_week(database: Database) -> None:
    mine = await logged_in(database)
    assert await in_session(database, mine, NOW + IDLE - SECOND) is not None
    assert await in_session(database, mine, NOW + IDLE) is None
    for hours in range(6, 7 * 24, 6):
        at = NOW + timedelta(hours=hours)
        found = await in_session(database, mine, at)
        assert found is not None
        async with database.write() as rows:
            await page_sessions.seen(rows, found, at)
    assert await in_session(database, mine, NOW + LONGEST) is None


async def test_a_session_ends_with_the_binding_of_its_account(database: Database) -> None:
    mine = await logged_in(database)
    link = await linked(database)
    async with database.write() as rows:
        await people.bind(rows, "oa", "z-new-phone", "hung", "code", NOW)
    assert await in_session(database, mine, NOW) is None
    assert await opened(database, link) is None


async def test_somebody_ends_one_session_or_all_of_his_own(database: Database) -> None:
    first = await logged_in(database)
    second = await opened(database, await linked(database)) or ""
    third = await opened(database, await linked(database)) or ""
    async with database.write() as rows:
        found = await page_sessions.sessions_of(rows, "hung", NOW)
        assert len(found) == 3
        assert await page_sessions.end(rows, "somebody else", NOW, found[0].id) == 0
        assert await page_sessions.end(rows, "hung", NOW, found[0].id) == 1
    assert await in_session(database, third, NOW) is None
    assert await in_session(database, second, NOW) is not None
    async with database.write() as rows:
        assert await page_sessions.end(rows, "hung", NOW) == 2
    assert await in_session(database, first, NOW) is None


async def test_what_is_over_is_forgotten(database: Database) -> None:
    await logged_in(database)
    async with database.write() as rows:
        assert await page_sessions.forget(rows, NOW + timedelta(hours=1)) == 0
        assert await page_sessions.forget(rows, NOW + timedelta(days=2)) == 1
        assert await page_sessions.forget(rows, NOW + timedelta(days=100)) == 1
