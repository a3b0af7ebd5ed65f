"""Accounts: the first pair enters once, one process gets the lease, all share one bucket of calls."""

from __future__ import annotations

from datetime import timedelta

from storage import accounts
from storage.accounts import Account, Tokens
from storage.database import Database
from tests.bot.stage import START

PAIR = Tokens("access", "refresh", START + timedelta(hours=25))


async def test_the_first_pair_never_overwrites_the_rotated_one(database: Database) -> None:
    newer = Tokens("a2", "r2", START + timedelta(hours=50))
    async with database.write() as rows:
        await accounts.add_first(rows, "oa", "app", PAIR)
        await accounts.renew(rows, "oa", newer)
        await accounts.add_first(rows, "oa", "app", PAIR)
        assert await accounts.account(rows, "oa") == Account("oa", "app", newer, False)
        assert await accounts.account(rows, "another") is None
        assert await accounts.all_accounts(rows) == [Account("oa", "app", newer, False)]


async def test_an_account_that_lost_its_tokens_takes_a_new_first_pair(database: Database) -> None:
    lost, new = Tokens("a2", "r2", START + timedelta(hours=50)), Tokens("a3", "r3", None)
    async with database.write() as rows:
        await accounts.add_first(rows, "oa", "app", PAIR)
        await accounts.renew(rows, "oa", lost)
        await accounts.release_refresh(rows, "oa", needs_consent=True)
        await accounts.add_first(rows, "oa", "app", lost)
        assert await accounts.account(rows, "oa") == Account("oa", "app", lost, True)
        await accounts.add_first(rows, "oa", "app", new)
        assert await accounts.account(rows, "oa") == Account("oa", "app", new, False)
        assert await accounts.may_refresh(rows, "oa", START)


async def test_the_lease_is_given_to_one_and_comes_back(database: Database) -> None:
    async with database.write() as rows:
        await accounts.add_first(rows, "oa", "app", PAIR)
        assert await accounts.may_refresh(rows, "oa", START)
        assert not await accounts.may_refresh(rows, "oa", START + timedelta(seconds=59))
        assert await accounts.may_refresh(rows, "oa", START + timedelta(seconds=61))
        await accounts.release_refresh(rows, "oa", needs_consent=True)
        found = await accounts.account(rows, "oa")
        assert found is not None
        assert found.needs_consent
        assert await accounts.may_refresh(rows, "oa", START)
        await accounts.renew(rows, "oa", PAIR)
        assert await accounts.may_refresh(rows, "oa", START)


async def test_the_bucket_empties_fills_evenly_and_keeps_its_reserve(database: Database) -> None:
    async with database.write() as rows:
        await accounts.add_first(rows, "oa", "app", PAIR)
        assert await accounts.take_calls(rows, "oa", 40, START, 60, 0) == 40
        assert await accounts.take_calls(rows, "oa", 40, START, 60, 18) == 2
        assert await accounts.take_calls(rows, "oa", 40, START, 60, 0) == 18
        assert await accounts.take_calls(rows, "oa", 1, START, 60, 0) == 0
        assert await accounts.take_calls(rows, "oa", 40, START + timedelta(seconds=5), 60, 0) == 5
        # A clock that goes back gives nothing away, and a long rest no more than a minute's worth.
        assert await accounts.take_calls(rows, "oa", 40, START, 60, 0) == 0
        assert await accounts.take_calls(rows, "oa", 400, START + timedelta(days=9), 60, 0) == 60
        assert await accounts.take_calls(rows, "oa", 400, START + timedelta(days=9), 100, 0) == 100
        assert await accounts.take_calls(rows, "another", 7, START, 60, 0) == 7
