"""What becomes of letters whose way is closed, whose answer is lost, or of which nothing is left."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from domain.messages import MessageKind
from storage import contacts, outbox, tables
from storage.database import Database
from tests.bot.stage import OA_ID, START, HandClock, rows_of
from tests.bot.test_postman import Post, deliver, fates, letter, owe, postman_of


async def test_a_letter_of_which_nothing_is_left_is_not_called_sent(database: Database) -> None:
    """Its text was emptied, say because the person withdrew the consent; that says nothing of the person's reach."""
    async with database.write() as rows:
        await contacts.keep(rows, [contact()])
    await owe(database, letter("a"), letter("b", text=" \n"), letter("c"))
    async with database.write() as rows:
        await rows.run(update(tables.outbox).where(tables.outbox.c.key == "a").values(body=None))
    post = Post()
    await deliver(postman_of(database, post, HandClock()))
    assert post.texts("1") == ["c"]
    found = await fates(database)
    assert found["a"][::2] == found["b"][::2] == ("failed", "nothing is left of its text")
    assert [one.unreachable for one in await rows_of(database, tables.contacts)] == [None]


async def test_a_letter_put_off_until_the_person_writes_keeps_its_count(database: Database) -> None:
    """It was knocked for an hour ago: what is owed besides waits for the same word, and nothing was tried."""
    async with database.write() as rows:
        knocked = {"last_interaction_at": START - timedelta(days=8), "knocked_at": START - timedelta(hours=1)}
        await contacts.keep(rows, [contact() | knocked])
    await owe(database, letter("a", kind=MessageKind.PROMPT))
    post = Post()
    await deliver(postman_of(database, post, HandClock()))
    assert post.came == []
    assert await fates(database) == {"a": ("waiting", 0, "waits until the person writes")}


async def test_an_emptied_question_is_not_put_when_the_person_writes(database: Database) -> None:
    await owe(database, letter("a", kind=MessageKind.PROMPT), letter("b", kind=MessageKind.PROMPT))
    async with database.write() as rows:
        await rows.run(update(tables.outbox).values(status="failed", way="call"))
        await rows.run(update(tables.outbox).where(tables.outbox.c.key == "a").values(body=None))
        assert await outbox.release(rows, [f"user:{OA_ID}/1"], START) == 1
    assert [one.status for one in await rows_of(database, tables.outbox)] == ["failed", "waiting"]


def contact(user_id: str = "1") -> dict[str, object]:
    """Somebody known for a month."""
    long_ago = START - timedelta(days=30)
    unknown = ("greeted_at", "officer_until", "last_interaction_at", "replies_left", "knocked_at")
    nothing = dict.fromkeys((*unknown, "unreachable", "unreachable_at"))
    seen = {"first_seen_at": long_ago, "last_seen_at": long_ago, "follows": True}
    return {"oa_id": OA_ID, "user_id": user_id, **seen, **nothing}
