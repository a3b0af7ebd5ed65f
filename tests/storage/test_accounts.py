"""Accounts: the first pair enters once, one process gets the lease, all share one bucket of calls."""

from __future__ import annotations

from datetime import date, timedelta

from domain.units import Unit, UnitKind, UnitTree
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
        assert await accounts.lose(rows, "oa", START, "why")
        assert not await accounts.lose(rows, "oa", START)
        await accounts.keep_health(rows, "oa", "ok")  # of a check that began before
        assert await accounts.account(rows, "oa") == Account("oa", "app", lost, True, health="why")
        await accounts.add_first(rows, "oa", "app", new)
        assert await accounts.account(rows, "oa") == Account("oa", "app", new, False, health="why")
        assert await accounts.may_refresh(rows, "oa", START)


async def test_the_lease_is_given_to_one_and_comes_back(database: Database) -> None:
    async with database.write() as rows:
        await accounts.add_first(rows, "oa", "app", PAIR)
        assert await accounts.may_refresh(rows, "oa", START)
        assert not await accounts.may_refresh(rows, "oa", START + timedelta(seconds=59))
        await accounts.release_refresh(rows, "oa", START + timedelta(seconds=10))
        assert not await accounts.may_refresh(rows, "oa", START + timedelta(seconds=9))
        assert await accounts.may_refresh(rows, "oa", START + timedelta(seconds=10))
        # One that is never given back is nobody's: whether the token was used up is not known.
        late = START + timedelta(seconds=71)
        assert not await accounts.may_refresh(rows, "oa", late)
        found = await accounts.account(rows, "oa")
        assert found is not None
        assert found.is_unanswered(late)
        await accounts.renew(rows, "oa", PAIR)
        assert await accounts.may_refresh(rows, "oa", late)


async def test_an_account_comes_goes_and_comes_back_with_its_history(database: Database) -> None:
    async with database.write() as rows:
        assert await accounts.enter(rows, "oa", "app", "18676")
        await accounts.renew(rows, "oa", PAIR)
        assert not await accounts.enter(rows, "oa", "app", None)
        assert await accounts.remove(rows, "oa", START)
        assert not await accounts.remove(rows, "oa", START)
        assert await accounts.all_accounts(rows) == []
        assert await accounts.apps_of(rows) == {}
        [gone] = await accounts.all_accounts(rows, removed=True)
        assert (gone.tokens, gone.unit_code, gone.removed_at) == (None, "18676", START)
        await accounts.add_first(rows, "oa", "app", PAIR)  # the settings do not bring it back
        assert await accounts.all_accounts(rows) == []
        assert await accounts.enter(rows, "oa", "other", None)
        assert await accounts.apps_of(rows) == {"oa": "other"}


async def test_exactly_one_asks_how_an_account_is_and_sooner_after_a_bad_answer(database: Database) -> None:
    async with database.write() as rows:

        async def asks(after: timedelta) -> list[bool]:
            seen = await accounts.account(rows, "oa")
            assert seen is not None
            now = START + after
            return [seen.wants_check(now) and await accounts.may_check(rows, seen, now) for _ in range(2)]

        await accounts.enter(rows, "oa", "app", None)
        assert await asks(timedelta()) == [True, False]
        await accounts.keep_health(rows, "oa", "-224: package")
        assert await asks(timedelta(minutes=9)) == [False, False]
        assert await asks(timedelta(minutes=10)) == [True, False]
        await accounts.keep_health(rows, "oa", "ok", name="Chuyển đổi số xã Cẩm Bình")
        assert await asks(timedelta(hours=6)) == [False, False]
        assert await asks(timedelta(hours=6, minutes=10)) == [True, False]


async def test_the_nearest_unit_upward_with_an_account_serves(database: Database) -> None:
    def unit(code: str, kind: str, parent: str | None) -> Unit:
        return Unit(code, UnitKind(kind), code, parent, date(2020, 1, 1))

    tree = UnitTree(
        [unit("42", "tinh", None), unit("1", "xa", "42"), unit("1.1", "thon", "1"), unit("2", "xa", "42")],
        date(2026, 11, 16),
    )
    async with database.write() as rows:
        assert await accounts.serving(rows, tree, "1.1") is None
        await accounts.enter(rows, "first", "app", None)
        await accounts.enter(rows, "province", "app", "42")
        await accounts.enter(rows, "commune", "app", "1")
        codes = ("42", "1", "1.1", "2", "unknown")
        served = {code: await accounts.serving(rows, tree, code) for code in codes}
        assert served == {
            "42": "province",
            "1": "commune",
            "1.1": "commune",
            "2": "province",
            "unknown": None,
        }
        await accounts.remove(rows, "commune", START)
        assert await accounts.serving(rows, tree, "1.1") == "province"
