"""The rate drill: thousands of reminders over many accounts and over one, in simulated time, replies in between."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.zalo.client import Sent
from domain.messages import MessageKind
from storage import accounts, outbox
from storage.accounts import Tokens
from storage.database import Database
from storage.outbox import Letter
from tests.bot.stage import START, HandClock
from tests.bot.test_postman import Post, deliver, postman_of

LIMIT = 100
LONG = os.environ.get("DRILL") == "long"
pytestmark = pytest.mark.drill


class Timed(Post):
    """Zalo's end of the wire, with the moment at which each message came and the account it came through."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self.clock = clock
        self.at: dict[str, datetime] = {}

    async def _take(self, to: str, text: str) -> Sent:
        self.at[text] = self.clock.at
        return await super()._take(to, text)


async def prepared(database: Database, number: int) -> list[str]:
    """So many Official Accounts."""
    ids = [f"oa{n:03d}" for n in range(number)]
    async with database.write() as rows:
        for oa_id in ids:
            await accounts.add_first(rows, oa_id, "app", Tokens("a", "r", None))
    return ids


def reminder(oa_id: str, number: int) -> Letter:
    """Half of them to groups, half to leaders."""
    kind = MessageKind.REMINDER
    return Letter(
        f"m{number}",
        f"user:{oa_id}/{number}",
        str(kind),
        int(kind.lane),
        f"m{number}",
        START,
        START,
        oa_id=oa_id,
    )


def reply(oa_id: str, number: int, at: datetime) -> Letter:
    """An answer to somebody who has just written."""
    return Letter(f"r{number}", f"user:{oa_id}/r{number}", "reply", 0, f"r{number}", at, at, oa_id=oa_id)


async def run(database: Database, ids: list[str], many: int, most: timedelta) -> tuple[timedelta, timedelta]:
    """How long all reminders took, and the longest wait of a reply; a reply every ten seconds meanwhile."""
    clock = HandClock()
    post = Timed(clock)
    postman = postman_of(database, post, clock, rate=LIMIT)
    async with database.write() as rows:
        await outbox.owe(rows, [reminder(ids[n % len(ids)], n) for n in range(many)])
    replies: dict[str, datetime] = {}
    ticks = 0
    while sum(text[0] == "m" for text in post.at) < many:
        if ticks % 20 == 0:
            one = reply(ids[ticks % len(ids)], ticks, clock.at)
            replies[one.text] = clock.at
            async with database.write() as rows:
                await outbox.owe(rows, [one])
        await deliver(postman)
        clock.passes(seconds=0.5)
        ticks += 1
        assert clock.at - START <= most, f"{len(post.at)} of {many} in {most}"
    for _ in range(10):
        await deliver(postman)
        clock.passes(seconds=0.5)
    waits = [post.at[text] - at for text, at in replies.items()]
    minutes = Counter((at - START) // timedelta(minutes=1) for at in post.at.values())
    assert max(minutes.values()) <= LIMIT * len(ids)
    took = max(at for text, at in post.at.items() if text[0] == "m") - START
    return took, max(waits)


async def test_four_thousand_reminders_over_seventy_accounts_take_three_minutes(database: Database) -> None:
    ids = await prepared(database, 70)
    took, longest = await run(database, ids, 4000 if LONG else 1000, timedelta(minutes=3))
    print(f"70 accounts: {took}, longest wait of a reply {longest}")
    assert longest <= timedelta(seconds=5)


async def test_over_one_account_they_take_forty_five_minutes(database: Database) -> None:
    """The short form takes a twentieth in a twentieth of the time."""
    [oa_id] = await prepared(database, 1)
    many, most = (4000, timedelta(minutes=45)) if LONG else (200, timedelta(minutes=2.25))
    took, longest = await run(database, [oa_id], many, most)
    print(f"1 account: {took} for {many}, longest wait of a reply {longest}")
    assert longest <= timedelta(seconds=5)
