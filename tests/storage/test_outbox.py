"""The outbox: each message once, in order for each recipient and lane, its text sealed and emptied on time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from storage import outbox, tables
from storage.database import Database
from storage.outbox import CLAIM, FILE_CLAIM, Letter, Outcome
from storage.vault import Vault
from tests.bot.stage import START, rows_of

SECOND = timedelta(seconds=1)


def letter(key: str, to: str = "person:P1", lane: int = 0, **more: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": "reply",
        "text": f"chào {key}",
        "created_at": START,
        "not_before": START,
    }
    return Letter(key=key, to=to, lane=lane, **(values | more))


async def owe(database: Database, *letters: Letter) -> None:
    async with database.write() as rows:
        await outbox.owe(rows, letters)


async def take(database: Database, after: timedelta = timedelta(), most: int = 99) -> list[str]:
    """Claim what is due."""
    async with database.write() as rows:
        found = await outbox.due(rows, START + after, most)
        await outbox.claim(rows, found, "me", START + after)
    return [one.key for one in found]


async def settle(database: Database, *outcomes: Outcome) -> None:
    async with database.write() as rows:
        await outbox.settle(rows, outcomes)


async def test_a_letter_comes_out_as_it_went_in(database: Database) -> None:
    buttons = ({"title": "Đồng ý", "payload": "#x", "visible": False},)
    written = letter("a", buttons=buttons, check={"owes": "T1"}, expires_at=START + CLAIM, detail={"x": 1})
    await owe(database, written)
    async with database.write() as rows:
        [found] = await outbox.due(rows, START, 9)
    assert replace(found, id=0) == written


async def test_the_same_key_is_written_once(database: Database) -> None:
    await owe(database, letter("a"), letter("b"), letter("a", text="khác"))
    await owe(database, letter("a", to="person:P2"))
    assert [(row.key, row.to) for row in await rows_of(database, tables.outbox)] == [
        ("a", "person:P1"),
        ("b", "person:P1"),
    ]


async def test_lanes_first_then_age_and_nothing_before_its_time(database: Database) -> None:
    await owe(database, letter("d", lane=3), letter("b", lane=1), letter("a"), letter("c", lane=1))
    await owe(database, letter("later", not_before=START + SECOND))
    assert await take(database, most=3) == ["a", "b", "c"]
    assert await take(database, SECOND) == ["d"]
    assert await take(database, CLAIM + 2 * SECOND, most=1) == ["a"]


async def test_what_is_claimed_holds_back_what_follows_in_its_lane_only(database: Database) -> None:
    await owe(database, letter("a"))
    assert await take(database) == ["a"]
    await owe(database, letter("b"), letter("c", lane=2), letter("d", to="person:P2"))
    assert await take(database) == ["d", "c"]
    await settle(database, Outcome("a", "sent", START, message_id="z1"))
    assert await take(database) == ["b"]


async def test_what_failed_holds_back_until_its_next_try(database: Database) -> None:
    await owe(database, letter("a"), letter("b"))
    await take(database)
    later = START + 5 * SECOND
    await settle(
        database,
        Outcome("a", "waiting", START, error="-32", again_at=later),
        Outcome("b", "waiting", START, again_at=later, counted=False),
    )
    await owe(database, letter("c"))
    assert await take(database, 4 * SECOND) == []
    assert await take(database, 5 * SECOND) == ["a", "b", "c"]
    assert [row.attempts for row in await rows_of(database, tables.outbox)] == [2, 1, 1]


async def test_what_is_settled_is_settled(database: Database) -> None:
    await owe(database, letter("a"))
    await take(database)
    await settle(database, Outcome("a", "sent", START, message_id="z1"))
    await settle(database, Outcome("a", "failed", START, error="late"))
    [row] = await rows_of(database, tables.outbox)
    assert (row.status, row.sent_at, row.message_id, row.error) == ("sent", START, "z1", None)


async def test_one_whose_claim_has_run_out_overwrites_no_other_s_result(database: Database) -> None:
    """Only that it was sent is true whoever holds it now."""
    await owe(database, letter("a"), letter("b", to="person:P2"))
    await take(database)
    async with database.write() as rows:
        mine = await outbox.due(rows, START + 2 * CLAIM, 9)
        await outbox.claim(rows, mine, "another", START + 2 * CLAIM)
    late: dict[str, Any] = {"claimed_by": "me", "at": START}
    again = START + timedelta(hours=9)
    await settle(database, Outcome("a", "waiting", again_at=again, parts_sent=7, **late))
    await settle(database, Outcome("a", "failed", error="late", **late))
    await settle(database, Outcome("b", "sent", message_id="z1", **late))
    a, b = await rows_of(database, tables.outbox)
    assert (a.status, a.claimed_by, a.parts_sent, a.error, a.attempts) == (
        "waiting",
        "another",
        None,
        None,
        2,
    )
    assert (b.status, b.message_id) == ("sent", "z1")
    await settle(database, Outcome("a", "failed", START, error="mine", claimed_by="another"))
    assert [row.error for row in await rows_of(database, tables.outbox)] == ["mine", None]


async def test_a_letter_with_a_file_is_claimed_for_as_long_as_an_upload_may_take(database: Database) -> None:
    await owe(database, letter("a", detail={"file": {"id": "f1"}}), letter("b", to="person:P2"))
    await take(database)
    assert await take(database, CLAIM + SECOND) == ["b"]
    async with database.write() as rows:
        [a] = await outbox.due(rows, START + FILE_CLAIM + SECOND, 1)
    assert (a.key, a.uncertain_since) == ("a", START), "the doubt begins with the attempt"


async def test_texts_are_sealed_and_emptied_when_done(database: Database) -> None:
    await owe(database, letter("a"), letter("b"))
    assert all("chào".encode() not in row.body for row in await rows_of(database, tables.outbox))
    await settle(database, Outcome("a", "sent", START))
    async with database.write() as rows:
        assert await outbox.empty_bodies(rows, START + outbox.KEPT) == 0
        assert await outbox.empty_bodies(rows, START + outbox.KEPT + SECOND) == 1
    found = await rows_of(database, tables.outbox)
    assert [row.body is None for row in found] == [True, False]
    assert outbox.opened(found[0], database.vault).text == ""


async def test_a_question_on_the_call_list_keeps_its_text_as_long_as_it_may_be_put(
    database: Database,
) -> None:
    """When the person writes it goes out after all (`release`); what is over, or no question, is emptied."""
    month = START + timedelta(days=30)
    unreached: dict[str, Any] = {"lane": 1, "kind": "prompt", "expires_at": month}
    await owe(database, letter("asked", **unreached), letter("endless", **(unreached | {"expires_at": None})))
    await owe(database, letter("told", **(unreached | {"kind": "reminder"})), letter("refused", **unreached))
    called = ("failed", START, None, "no way")
    await settle(
        database,
        *(Outcome(key, *called, ways=("free", "call")) for key in ("asked", "endless", "told")),
        Outcome("refused", *called, ways=("free",)),
    )
    async with database.write() as rows:
        assert await outbox.empty_bodies(rows, START + timedelta(days=9)) == 3
        assert await outbox.release(rows, ["person:P1"], START + timedelta(days=9)) == 1
    [asked, *others] = await rows_of(database, tables.outbox)
    assert (asked.key, asked.status, outbox.opened(asked, database.vault).text) == (
        "asked",
        "waiting",
        "chào asked",
    )
    assert all(one.body is None for one in others)
    async with database.write() as rows:
        await rows.run(tables.outbox.update().values(status="failed", way="call"))
        assert await outbox.empty_bodies(rows, month - SECOND) == 0
        assert await outbox.empty_bodies(rows, month) == 1


async def test_a_letter_whose_key_is_gone_is_given_up_and_stops_nobody_else(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False), Vault([b"o" * 32], b"s" * 40))
    await owe(other, letter("sealed"))
    await other.dispose()
    await owe(database, letter("a"))
    assert await take(database) == ["a"]
    assert [row.status for row in await rows_of(database, tables.outbox)] == ["failed", "waiting"]
