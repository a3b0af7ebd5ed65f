"""Turns: one event, one effect; one that fails undoes itself and nothing else; per person in order, never twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.turns import SORRY, Turns
from handlers.attachments import attachments
from handlers.forms import Form
from handlers.questions import ShortText
from handlers.router import Router
from handlers.turn import Turn
from storage import inbox, tables
from storage.database import Database
from tests.bot.stage import (
    OA_ID,
    START,
    HandClock,
    Said,
    arrived,
    note,
    rows_of,
    statuses,
    turns_of,
)
from tests.conftest import VAULT
from tests.databases import Server, drop_database, fresh_database, template_database
from tests.quick import newest_schema


async def hand_in(database: Database, *events: Any) -> None:
    """Put events into the inbox."""
    async with database.write() as rows:
        await inbox.store(rows, events)


async def noted(database: Database) -> list[str]:
    """Ids of the messages whose effect is there, in the order of the effects."""
    return [row.code for row in await rows_of(database, tables.notes)]


async def told(database: Database) -> list[tuple[str, str]]:
    """What is owed: to whom and what."""
    found = []
    for row in await rows_of(database, tables.outbox):
        body = database.vault.open_json("outbox.body", row.key, row.body)
        found.append((row.to.rpartition("/")[2], body["text"]))
    return found


async def test_an_event_has_its_effect_and_its_answer_at_once(database: Database) -> None:
    clock = HandClock()
    await hand_in(database, arrived("1", "note một", msg_id="a"))
    assert await turns_of(database, clock).batch() == 1
    assert await noted(database) == ["a"]
    assert await told(database) == [("1", "đã ghi note một")]
    assert await statuses(database) == {"a": ("done", 0)}
    assert await turns_of(database, clock).batch() == 0


async def test_a_turn_that_fails_leaves_the_others_and_takes_back_its_own(database: Database) -> None:
    events = [arrived(str(n), "boom" if n == 3 else "note", msg_id=f"m{n}") for n in range(6)]
    await hand_in(database, *events)
    await turns_of(database, HandClock()).batch()
    assert await noted(database) == ["m0", "m1", "m2", "m4", "m5"]
    assert {to for to, _ in await told(database)} == {"0", "1", "2", "4", "5"}
    assert await rows_of(database, tables.audit) == []
    assert (await statuses(database))["m3"] == ("waiting", 1)


async def test_who_failed_waits_with_everything_he_said_after_it(database: Database) -> None:
    clock, calls = HandClock(), Counter[str]()

    async def shaky(turn: Turn) -> None:
        calls["shaky"] += 1
        if calls["shaky"] == 1:
            raise RuntimeError("not yet")
        await note(turn)

    turns = turns_of(database, clock, Said("shaky", shaky))
    await hand_in(
        database,
        arrived("1", "note", msg_id="first"),
        arrived("1", "shaky", START + timedelta(milliseconds=1), msg_id="second"),
        arrived("1", "note", START + timedelta(milliseconds=2), msg_id="third"),
        arrived("2", "note", START + timedelta(milliseconds=3), msg_id="other"),
    )
    clock.passes(seconds=1)
    await turns.batch()
    assert await noted(database) == ["first", "other"]
    await hand_in(database, arrived("1", "note", clock.at, msg_id="fourth"))
    assert await turns.batch() == 0
    clock.passes(seconds=3)
    await turns.batch()
    assert await noted(database) == ["first", "other", "second", "third", "fourth"]
    assert (await statuses(database))["second"] == ("done", 1)


async def test_events_are_played_in_the_order_in_which_they_happened(database: Database) -> None:
    for number in (3, 1, 2):
        await hand_in(
            database, arrived("1", "note", START - timedelta(seconds=9 - number), msg_id=f"m{number}")
        )
    await turns_of(database, HandClock()).batch()
    assert await noted(database) == ["m1", "m2", "m3"]


async def test_after_five_attempts_an_event_is_set_aside_with_an_apology(database: Database) -> None:
    clock = HandClock()
    turns = turns_of(database, clock)
    await hand_in(database, arrived("1", "boom", msg_id="bad"), arrived("1", "note", START, msg_id="good"))
    attempts = []
    for _ in range(8):
        await turns.batch()
        attempts.append((await statuses(database))["bad"])
        clock.passes(minutes=6)
    assert attempts[:5] == [("waiting", n) for n in range(1, 5)] + [("failed", 5)]
    assert attempts[-1] == ("failed", 5)
    assert await noted(database) == ["good"]
    assert await told(database) == [("1", SORRY), ("1", "đã ghi note")]
    assert {row.oa_id for row in await rows_of(database, tables.outbox)} == {OA_ID}


async def test_an_attempt_is_counted_although_the_turn_is_undone(database: Database) -> None:
    await hand_in(database, arrived("1", "boom", msg_id="bad"))
    await turns_of(database, HandClock()).batch()
    [row] = await rows_of(database, tables.inbox)
    assert (row.attempts, row.error, row.retry_at) == (1, "RuntimeError", START + timedelta(seconds=2))


async def test_a_statement_the_database_refuses_undoes_only_its_turn(database: Database) -> None:
    async def clash(turn: Turn) -> None:
        await note(turn)
        await turn.rows.add(tables.holidays, {"date": date(2026, 1, 1), "name": "x", "working": False})
        await turn.rows.add(tables.holidays, {"date": date(2026, 1, 1), "name": "x", "working": False})

    await hand_in(
        database, *(arrived(str(n), "clash" if n == 1 else "note", msg_id=f"m{n}") for n in range(3))
    )
    await turns_of(database, HandClock(), Said("clash", clash)).batch()
    assert await noted(database) == ["m0", "m2"]
    assert await rows_of(database, tables.holidays) == []


async def test_a_batch_that_breaks_as_a_whole_is_played_one_by_one(database: Database) -> None:
    calls = Counter[str]()

    async def cut(turn: Turn) -> None:
        calls["cut"] += 1
        await note(turn)
        if calls["cut"] == 1:
            await break_off(turn)

    events = [arrived(str(n), "cut" if n == 2 else "note", msg_id=f"m{n}") for n in range(5)]
    await hand_in(database, *events)
    turns = turns_of(database, HandClock(), Said("cut", cut))
    assert await turns.batch() == 5
    assert sorted(await noted(database)) == [f"m{n}" for n in range(5)]
    assert len(await told(database)) == 5
    assert {status for status, _ in (await statuses(database)).values()} == {"done"}


async def break_off(turn: Turn) -> None:
    """Lose the whole transaction: the connection on PostgreSQL, the BEGIN on SQLite."""
    if turn.rows.is_sqlite:
        await turn.rows.run(text("ROLLBACK"))
    else:
        await turn.rows.run(text("SELECT pg_terminate_backend(pg_backend_pid())"))


class Unwritable(Form):
    """Its answer cannot be kept."""

    what = ShortText("Gì ạ?")
    more = ShortText("Gì nữa ạ?")


@pytest.mark.parametrize("poison", ["state", "connection", "shape"])
async def test_an_event_that_breaks_every_batch_is_set_aside_and_holds_up_nobody(
    database: Database, poison: str
) -> None:
    clock = HandClock()

    async def act(turn: Turn) -> Form | None:
        if poison == "connection":
            await break_off(turn)
            return None
        form = Unwritable()
        form.take("what", object())
        return form

    said = Said("poison", act)
    said.form, Unwritable.conversation = Unwritable, "poison"
    bad = arrived("2", "poison", msg_id="bad")
    if poison == "shape":
        bad = inbox.Arrived(**{**_fields(bad), "body": b"[]"})
    await hand_in(database, arrived("1", "note", msg_id="a"), bad, arrived("3", "note", msg_id="b"))
    turns = turns_of(database, clock, said)
    for _ in range(7):
        await turns.batch()
        clock.passes(minutes=6)
    assert await noted(database) == ["a", "b"]
    assert (await statuses(database))["bad"] == ("failed", 5)
    assert ("2", SORRY) in await told(database)


def _fields(event: inbox.Arrived) -> dict[str, Any]:
    return {name: getattr(event, name) for name in inbox.Arrived.__slots__}


class Talk(Form):
    """Two questions, one of which keeps a list."""

    names = ShortText("Ai ạ?")
    end = ShortText("Xong chưa ạ?")

    async def attend(self, turn: Turn) -> None:
        if self.answers.get("names"):
            self.facts.setdefault("seen", []).append(turn.incoming.text)
        if turn.incoming.text == "hỏng":
            raise RuntimeError("broken")


async def test_a_dialog_stands_as_it_was_before_the_turn_that_failed(database: Database) -> None:
    async def begin(turn: Turn) -> Form:
        return Talk(seen=[])

    said = Said("talk", begin)
    said.form, Talk.conversation = Talk, "talk"
    turns = turns_of(database, HandClock(), said)
    for place, words in enumerate(("talk", "Lan và Minh", "hỏng")):
        await hand_in(database, arrived("1", words, START + timedelta(milliseconds=place)))
    await turns.batch()
    [row] = await rows_of(database, tables.dialogs)
    [state] = database.vault.open_json("dialogs.state", row.address, row.state)
    assert state["form"]["answers"] == {"names": "Lan và Minh"}
    assert state["form"]["facts"] == {"seen": ["Lan và Minh"]}


@pytest.fixture
async def province(postgres: Server) -> AsyncIterator[Database]:
    """A PostgreSQL database for what is about several processes."""
    url = await fresh_database(postgres, await template_database(postgres, "newest_schema", newest_schema))
    opened = Database(url, VAULT)
    yield opened
    await opened.dispose()
    await drop_database(postgres, url)


async def test_nobody_is_played_by_two_at_once_nor_twice(province: Database) -> None:
    under_way: set[str] = set()
    together: list[str] = []

    async def slow(turn: Turn) -> None:
        who = turn.speaker.user_id
        if who in under_way:
            together.append(who)
        under_way.add(who)
        await note(turn)
        await asyncio.sleep(0.001)
        under_way.discard(who)

    other = Database(province.url.render_as_string(hide_password=False), VAULT)
    workers = [turns_of(one, HandClock(), Said("slow", slow)) for one in (province, other)]
    times = [START - timedelta(seconds=99 - n) for n in range(96)]
    await hand_in(
        province, *(arrived(str(n % 12), "slow", at, msg_id=f"m{n:03d}") for n, at in enumerate(times))
    )

    async def work(number: int) -> None:
        for _ in range(100):
            await workers[number].batch(7)
            if all(status == "done" for status, _ in (await statuses(province)).values()):
                return

    await asyncio.gather(work(0), work(1))
    done = await noted(province)
    assert sorted(done) == [f"m{n:03d}" for n in range(96)]
    assert together == []
    assert len(await told(province)) == 96
    for person in range(12):
        mine = [code for code in done if int(code[1:]) % 12 == person]
        assert mine == sorted(mine)
    await other.dispose()


async def test_a_stopped_worker_leaves_events_waiting_or_done(database: Database) -> None:
    events = [arrived(str(n), "note", msg_id=f"m{n:02d}") for n in range(60)]
    await hand_in(database, *events)
    turns = turns_of(database, HandClock())
    for delay in (0.001, 0.004, 0.01, 0.02):
        working = asyncio.create_task(turns.run())
        await asyncio.sleep(delay)
        working.cancel()
        await asyncio.wait([working])
        done = {code for code, (status, _) in (await statuses(database)).items() if status == "done"}
        assert set(await noted(database)) == done
    while await turns.batch():
        pass
    assert len(await noted(database)) == len(await told(database)) == 60


async def test_the_inbox_is_polled_for_what_others_put_there(database: Database) -> None:
    turns = turns_of(database, HandClock())
    working = asyncio.create_task(turns.run())
    await asyncio.sleep(0.05)
    await hand_in(database, arrived("1", "note", msg_id="a"))
    async with asyncio.timeout(3):
        while not await noted(database):
            await asyncio.sleep(0.05)
    await hand_in(database, arrived("1", "note", msg_id="b"))
    turns.wake()
    async with asyncio.timeout(3):
        while len(await noted(database)) < 2:
            await asyncio.sleep(0.01)
    working.cancel()
    await asyncio.wait([working])


async def test_a_worker_outlives_a_database_that_is_away(database: Database) -> None:
    turns = turns_of(database, HandClock())
    await hand_in(database, arrived("1", "note", msg_id="a"))
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE inbox RENAME TO elsewhere"))
    working = asyncio.create_task(turns.run())
    await asyncio.sleep(0.1)
    async with database.write() as rows:
        await rows.run(text("ALTER TABLE elsewhere RENAME TO inbox"))
    async with asyncio.timeout(4):
        while not await noted(database):
            await asyncio.sleep(0.05)
    working.cancel()
    await asyncio.wait([working])


async def test_what_is_to_be_fetched_is_told_once_it_is_committed(database: Database) -> None:
    heard: list[int] = []
    photo = {"attachments": [{"type": "image", "payload": {"url": "https://f1.zdn.vn/a.jpg"}}]}
    turns = Turns(
        database, Router((attachments,)), HandClock(), lambda: None, brought=lambda: heard.append(1)
    )
    await hand_in(database, arrived("1", "lời"))
    await turns.batch()
    assert heard == []
    event = arrived("1", "", event_name="user_send_image", message=photo | {"msg_id": "photo"})
    await hand_in(database, event)
    await turns.batch()
    assert heard == [1]
    assert [row.fetch for row in await rows_of(database, tables.attachments)] == ["waiting"]
