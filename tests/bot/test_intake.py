"""Intake: durable before it is acknowledged, many events to a commit."""

from __future__ import annotations

import asyncio

import pytest

from bot import intake as intake_room
from bot.intake import Intake, Overfull
from storage import tables
from storage.database import Database
from tests.bot.stage import arrived, on_commit, rows_of


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


async def test_events_that_wait_share_a_commit(database: Database) -> None:
    commits: list[int] = []
    told: list[int] = []
    intake = Intake(database, lambda: told.append(1))
    on_commit(database, lambda: commits.append(1))
    working = asyncio.create_task(intake.run())
    await asyncio.gather(*(intake.put(arrived(f"{n}", "a")) for n in range(300)))
    assert len(await rows_of(database, tables.inbox)) == 300
    # Everything but the first few queued while a commit ran.
    assert 1 <= len(told) <= 4
    await stop(working)


async def test_nothing_is_promised_before_the_commit(database: Database) -> None:
    intake = Intake(database, lambda: None)
    order: list[str] = []
    on_commit(database, lambda: order.append("commit"))
    working = asyncio.create_task(intake.run())
    waiting = asyncio.create_task(intake.put(arrived("1", "a")))
    waiting.add_done_callback(lambda _task: order.append("acknowledged"))
    await waiting
    await asyncio.sleep(0)
    assert order == ["commit", "acknowledged"]
    await stop(working)


async def test_more_than_one_commit_takes_is_taken_in_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_room, "MOST_A_COMMIT", 7)
    intake = Intake(database, lambda: None)
    putting = [asyncio.create_task(intake.put(arrived("1", "a", msg_id=f"m{n:02d}"))) for n in range(40)]
    await asyncio.sleep(0)
    working = asyncio.create_task(intake.run())
    await asyncio.gather(*putting)
    keys = [row.key[-3:] for row in await rows_of(database, tables.inbox)]
    assert keys == [f"m{n:02d}" for n in range(40)]
    await stop(working)


async def test_what_waits_at_the_end_is_committed_first(database: Database) -> None:
    intake = Intake(database, lambda: None)
    working = asyncio.create_task(intake.run())
    await asyncio.sleep(0)
    putting = [asyncio.create_task(intake.put(arrived(f"{n}", "a"))) for n in range(20)]
    await asyncio.sleep(0)
    await stop(working)
    assert all(one.done() or one.cancel() for one in putting)
    done = [one for one in putting if one.done() and not one.cancelled()]
    assert len(await rows_of(database, tables.inbox)) >= len(done)


async def test_too_many_are_turned_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_room, "MOST_WAITING", 2)
    intake = Intake(database, lambda: None)
    first = [asyncio.create_task(intake.put(arrived(f"{n}", "a"))) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Overfull):
        await intake.put(arrived("9", "a"))
    working = asyncio.create_task(intake.run())
    await asyncio.gather(*first)
    await intake.put(arrived("9", "a"))
    await stop(working)
