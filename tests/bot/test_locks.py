"""Two at a time take their locks in one order: what used to end in a deadlock waits, and goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event as sa_event
from sqlalchemy import select, text

from bot.fates import Destination, Result
from bot.outcomes import write_down
from bot.postman import Postman
from bot.turns import Turns
from domain.messages import MessageKind
from domain.people import Person
from handlers.router import Router
from storage import accounts, contacts, inbox, outbox, people, tables
from storage.accounts import Tokens
from storage.database import Database
from storage.outbox import Outcome
from storage.reach import Trace
from tests.bot.stage import OA_ID, START, HandClock, Said, arrived, note, rows_of
from tests.bot.test_postman import Post, letter, owe, postman_of

LONG_AGO = START - timedelta(days=9)


async def people_who_were_silent(database: Database, *user_ids: str) -> None:
    """Bound persons whose window is closed, knocked for today: what waits for them goes when they write."""
    async with database.write() as rows:
        await accounts.add_first(rows, OA_ID, "app", Tokens("a", "r", None))
        for one in user_ids:
            await people.add(rows, Person(f"P{one}", "An", None, None, None), "test", LONG_AGO)
            await people.bind(rows, OA_ID, one, f"P{one}", "code", LONG_AGO)
            await contacts.keep(rows, [silent(one)])


def silent(user_id: str) -> dict[str, Any]:
    return {
        "oa_id": OA_ID,
        "user_id": user_id,
        "first_seen_at": LONG_AGO,
        "last_seen_at": LONG_AGO,
        "follows": True,
        "greeted_at": LONG_AGO,
        "last_interaction_at": LONG_AGO,
        "unreachable": "has not written for seven days",
        "unreachable_at": LONG_AGO,
    }


async def wait_for_locks(database: Database, how_many: int) -> None:
    """Until so many wait for a row that somebody else has; SQLite has one writer, and nothing to see."""
    if database.is_sqlite:
        return
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(5):
        while True:
            async with database.read() as rows:
                if await rows.scalar(query) >= how_many:
                    return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def holding(database: Database, *keys: str, contact: str = "") -> AsyncIterator[None]:
    """Somebody else has these letters, and this contact, in hand."""
    letters = select(tables.outbox).where(tables.outbox.c.key.in_(keys))
    persons = select(tables.contacts).where(tables.contacts.c.user_id == contact)
    async with database.write() as rows:
        await rows.all(letters.with_for_update())
        await rows.all(persons.with_for_update())
        yield


async def both(
    database: Database, one: Awaitable[Any], other: Awaitable[Any], *keys: str, contact: str = ""
) -> None:
    """Let two run beside each other, started while a third has the letters of these keys; nothing goes wrong."""
    errors: list[str] = []
    engine = database.engine.sync_engine
    sa_event.listen(engine, "handle_error", lambda told: errors.append(str(told.original_exception)))
    async with holding(database, *keys, contact=contact):
        tasks = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
        await wait_for_locks(database, 2)
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks)
    assert errors == []


def turns_of(database: Database, postman: Postman, clock: HandClock) -> Turns:
    """Turns whose replies go the short way."""
    return Turns(database, Router([Said("note", note)]), clock, postman.wake, express=postman)


async def test_a_turn_and_a_round_about_the_same_person(database: Database) -> None:
    await people_who_were_silent(database, "1")
    clock, kind = HandClock(), MessageKind.REMINDER
    postman = postman_of(database, Post(), clock, rate=60)
    await owe(database, *(letter(key, to="person:P1", kind=kind) for key in ("given up", "later")))
    again = START + timedelta(hours=9)
    async with database.write() as rows:
        await outbox.settle(rows, [Outcome("later", "waiting", START, again_at=again, ways=("group",))])
        await inbox.store(rows, [arrived(one, "note chào", START) for one in "13"])
    await both(database, turns_of(database, postman, clock).batch(), postman.round(), "given up", "later")
    await postman.finish()
    assert {(row.status, row.attempts) for row in await rows_of(database, tables.inbox)} == {("done", 0)}


async def test_a_round_and_outcomes_about_the_same_persons(database: Database) -> None:
    await people_who_were_silent(database, "1", "2")
    postman, kind = postman_of(database, Post(), HandClock(), rate=60), MessageKind.REMINDER
    await owe(
        database, *(letter(key, to=to, kind=kind) for key, to in (("a", "person:P2"), ("b", "person:P1")))
    )
    refused = [(Destination(OA_ID, user_id=one), refusal(f"k{one}", one)) for one in "12"]
    tired = (Destination(OA_ID, user_id="3"), Result(Outcome("k3", "waiting", START), is_rate=True))

    async def write() -> None:
        async with database.write() as rows:
            await write_down(rows, [*refused, tired], {})

    await both(database, write(), postman.round(), contact="2")
    await postman.finish()


def refusal(key: str, user_id: str) -> Result:
    """Zalo does not take a message to this person."""
    trace = Trace(key, OA_ID, START, user_id, unreachable="-201: bad")
    return Result(Outcome(key, "failed", START), trace)
