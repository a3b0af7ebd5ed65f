"""The inbox: kept once, claimed in order, counted, set aside, emptied on time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage import inbox, tables
from storage.database import Database
from storage.vault import Vault
from tests.bot.stage import OA_ID, START, arrived, rows_of

HOUR = timedelta(hours=1)


async def keep(database: Database, *events: inbox.Arrived) -> None:
    async with database.write() as rows:
        await inbox.store(rows, events)


async def claimed(database: Database, minutes: float = 0, most: int = 100) -> list[str]:
    async with database.write() as rows:
        found = await inbox.claim(rows, START + timedelta(minutes=minutes), most)
    return [one.key.rpartition(":")[2] for one in found]


async def test_an_event_comes_out_as_it_went_in(database: Database) -> None:
    event = arrived("1", "Xin chào\nTổ", msg_id="m1")
    await keep(database, event)
    async with database.write() as rows:
        [found] = await inbox.claim(rows, START, 9)
    assert replace(found, id=0) == event
    assert found.payload["message"]["text"] == "Xin chào\nTổ"


async def test_twice_is_once_also_within_a_batch(database: Database) -> None:
    event = arrived("1", "a", msg_id="m1")
    await keep(database, event, replace(event, body=b"{}"), event)
    await keep(database, event)
    [row] = await rows_of(database, tables.inbox)
    assert database.vault.open("inbox.body", row.key, row.body).encode() == event.body


async def test_the_oldest_first_and_no_more_than_wanted(database: Database) -> None:
    await keep(database, *(arrived(str(n % 3), "a", START - n * HOUR, msg_id=f"m{n}") for n in range(6)))
    assert await claimed(database, most=4) == ["m5", "m4", "m3", "m2"]


async def test_a_sender_whose_event_waits_for_its_next_try_waits_whole(database: Database) -> None:
    await keep(database, *(arrived(who, "a", msg_id=f"{who}{n}") for who in "ab" for n in range(2)))
    async with database.write() as rows:
        [first, *_] = await inbox.claim(rows, START, 9)
        assert not await inbox.fail(rows, first, START, "ValueError")
    assert await claimed(database) == ["b0", "b1"]
    assert await claimed(database, minutes=1) == ["a0", "a1", "b0", "b1"]


async def test_the_last_attempt_sets_aside_and_a_finished_event_is_left_alone(database: Database) -> None:
    await keep(database, arrived("1", "a", msg_id="m1"), arrived("2", "a", msg_id="m2"))
    async with database.write() as rows:
        bad, good = await inbox.claim(rows, START, 9)
        assert await inbox.fail(rows, replace(bad, attempts=4), START, "x" * 999)
        await inbox.finish(rows, [good.id], START)
        assert not await inbox.fail(rows, replace(good, attempts=4), START, "late")
    found = {row.key[-2:]: (row.status, row.attempts) for row in await rows_of(database, tables.inbox)}
    assert found == {"m1": ("failed", 5), "m2": ("done", 0)}
    assert await claimed(database) == []


async def test_bodies_are_emptied_in_their_time_and_waiting_ones_never(database: Database) -> None:
    await keep(database, *(arrived(str(n), "a", msg_id=f"m{n}") for n in range(3)))
    async with database.write() as rows:
        first, second, _ = await inbox.claim(rows, START, 9)
        await inbox.hurry_emptying(rows, OA_ID, "1", START + inbox.KEPT_AFTER_REFUSAL)
        await inbox.finish(rows, [first.id, second.id], START)
        assert await inbox.empty_bodies(rows, START + timedelta(hours=19)) == 0
        assert await inbox.empty_bodies(rows, START + timedelta(hours=24)) == 1
        assert await inbox.empty_bodies(rows, START + timedelta(days=30)) == 1
        assert await inbox.empty_bodies(rows, START + timedelta(days=30)) == 0
    assert [row.body is None for row in await rows_of(database, tables.inbox)] == [True, True, False]
    await keep(database, arrived("1", "a", msg_id="m1"))
    assert await claimed(database, minutes=99) == ["m2"]


async def test_an_event_whose_key_is_gone_is_set_aside_and_stops_nobody_else(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False), Vault([b"o" * 32], b"s" * 40))
    await keep(other, arrived("1", "sealed with another key", msg_id="m1"))
    await other.dispose()
    await keep(database, arrived("2", "a", msg_id="m2"))
    assert await claimed(database) == ["m2"]
    assert [row.status for row in await rows_of(database, tables.inbox)] == ["failed", "waiting"]
