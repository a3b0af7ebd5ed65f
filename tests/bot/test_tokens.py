"""Tokens: refreshed once by exactly one of several keepers, durable before use, never blindly asked again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.zalo.errors import NeedsHuman, Unreachable
from bot.zalo.register import Register
from bot.zalo.tokens import TokenKeeper
from storage import accounts, apps, tables
from storage.accounts import Account, Tokens
from storage.apps import App
from storage.database import Database
from tests.bot.stage import OA_ID, START, HandClock, on_commit, rows_of
from tests.conftest import VAULT

APP = "1234567890123456789"


class Oauth:
    """Zalo's token endpoint: a refresh token is good for one use."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.valid = "r0"
        self.answer: tuple[int, str] | None = None
        self.pace = 0.0
        self.hangs_up = False

    async def post(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append({**form, "secret_key": request.headers.get("secret_key", "")})
        await asyncio.sleep(self.pace)
        if self.answer is not None:
            status, text = self.answer
            return web.Response(status=status, text=text)
        if form["refresh_token"] != self.valid:
            return web.json_response({"error": -14019, "error_name": "Refresh token was used"})
        number = int(self.valid[1:]) + 1
        self.valid = f"r{number}"
        if self.hangs_up:
            assert request.transport is not None
            request.transport.abort()
        body = {"access_token": f"a{number}", "refresh_token": self.valid, "expires_in": "90000"}
        return web.json_response(body)


class Keepers:
    """Keepers of several processes on one database, and the endpoint they ask."""

    def __init__(self, url: str, databases: list[Database], session: ClientSession, oauth: Oauth) -> None:
        self.oauth, self.clock, self.databases = oauth, HandClock(), databases
        self.all = [TokenKeeper(one, session, self.clock, url, Register(one)) for one in databases]

    async def stored(self) -> accounts.Account:
        """The account as it stands."""
        async with self.databases[0].read() as rows:
            found = await accounts.account(rows, OA_ID)
        assert found is not None
        return found


@asynccontextmanager
async def opened(database: Database, processes: int = 3) -> AsyncIterator[Keepers]:
    oauth, app = Oauth(), web.Application()
    app.router.add_post("/v4/oa/access_token", oauth.post)
    url = database.url.render_as_string(hide_password=False)
    databases = [Database(url, VAULT) for _ in range(processes)]
    async with database.write() as rows:
        tokens = Tokens("a0", "r0", START + timedelta(hours=25))
        await apps.put(rows, App(APP, "secret", "key"), START)
        await accounts.add_first(rows, OA_ID, APP, tokens)
    async with TestServer(app) as server, ClientSession() as session:
        yield Keepers(str(server.make_url("")).rstrip("/"), databases, session, oauth)
    for one in databases:
        await one.dispose()


async def test_a_good_token_is_used_and_nobody_is_asked(database: Database) -> None:
    async with opened(database) as keepers:
        assert [await one.token(OA_ID) for one in keepers.all] == ["a0"] * 3
        assert keepers.oauth.asked == []


async def test_an_old_token_is_refreshed_early_by_exactly_one(database: Database) -> None:
    async with opened(database) as keepers:
        await keepers.all[0].token(OA_ID)
        keepers.clock.passes(hours=24, minutes=31)
        keepers.oauth.pace = 0.1
        found = await asyncio.gather(*(one.token(OA_ID) for one in keepers.all * 4))
        assert set(found) == {"a1"}
        [asked] = keepers.oauth.asked
        assert asked == {
            "refresh_token": "r0",
            "app_id": APP,
            "grant_type": "refresh_token",
            "secret_key": "secret",
        }
        stored = await keepers.stored()
        assert stored.tokens == Tokens("a1", "r1", keepers.clock.at + timedelta(seconds=90_000))


@pytest.mark.parametrize("pace", [0.0, 0.02])
async def test_a_refused_token_is_refreshed_once_however_many_were_refused(
    database: Database, pace: float
) -> None:
    async with opened(database, 4) as keepers:
        for round_ in range(4):
            keepers.oauth.pace = pace
            refused = f"a{round_}"
            found = await asyncio.gather(*(one.refused(OA_ID, refused) for one in keepers.all * 3))
            assert set(found) == {f"a{round_ + 1}"}
            assert len(keepers.oauth.asked) == round_ + 1


class Late(TokenKeeper):
    """Between whose look and whose lease another process refreshes."""

    other: TokenKeeper | None = None

    async def _read(self, oa_id: str) -> tuple[Account, Tokens]:
        account, seen = await super()._read(oa_id)
        if self.other is not None:
            other, self.other = self.other, None
            await other.refused(oa_id, seen.access)
        return account, seen


async def test_who_comes_late_takes_the_other_s_pair_and_spends_no_token_twice(database: Database) -> None:
    async with opened(database, 2) as keepers:
        first, second = keepers.all
        database = keepers.databases[1]
        late = Late(database, second._session, keepers.clock, "http://127.0.0.1:9", Register(database))
        late.other = first
        assert await late.refused(OA_ID, "a0") == "a1"
        assert len(keepers.oauth.asked) == 1
        assert not (await keepers.stored()).needs_consent
        # The lease is free again.
        assert await first.refused(OA_ID, "a1") == "a2"


async def test_the_new_pair_is_durable_before_it_is_used(database: Database) -> None:
    async with opened(database, 1) as keepers:
        order: list[str] = []
        on_commit(keepers.databases[0], lambda: order.append("commit"))
        seen = len(order)
        assert await keepers.all[0].refused(OA_ID, "a0") == "a1"
        assert len(order) > seen
        assert (await keepers.stored()).tokens == Tokens("a1", "r1", START + timedelta(seconds=90_000))


async def test_after_a_lost_answer_the_old_token_is_used_until_zalo_refuses_it(database: Database) -> None:
    async with opened(database, 4) as keepers:
        keepers.clock.passes(hours=24, minutes=31)
        keepers.oauth.hangs_up = True
        assert await asyncio.gather(*(one.token(OA_ID) for one in keepers.all)) == ["a0"] * 4
        assert len(keepers.oauth.asked) == 1
        keepers.oauth.hangs_up = False
        keepers.clock.passes(hours=3)  # past its end by the book: only Zalo knows
        assert await asyncio.gather(*(one.token(OA_ID) for one in keepers.all)) == ["a0"] * 4
        assert not (await keepers.stored()).needs_consent
        refused = await asyncio.gather(
            *(one.refused(OA_ID, "a0") for one in keepers.all), return_exceptions=True
        )
        assert {type(one) for one in refused} == {NeedsHuman}
        assert (await keepers.stored()).needs_consent
        assert len(keepers.oauth.asked) == 1  # never a second time with the same refresh token


async def test_a_process_killed_while_it_asked_leaves_the_token_to_nobody(database: Database) -> None:
    async with opened(database, 2) as keepers:
        keepers.clock.passes(hours=24, minutes=31)
        async with database.write() as rows:
            assert await accounts.may_refresh(rows, OA_ID, keepers.clock.at)
        keepers.clock.passes(seconds=61)
        assert [await one.token(OA_ID) for one in keepers.all] == ["a0", "a0"]
        assert keepers.oauth.asked == []


async def test_a_service_that_is_stopped_writes_the_pair_down_first(database: Database) -> None:
    async with opened(database, 1) as keepers:
        keepers.oauth.pace = 0.3
        asking = asyncio.create_task(keepers.all[0].refused(OA_ID, "a0"))
        await asyncio.sleep(0.15)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        stored = await keepers.stored()
        assert stored.tokens is not None
        assert (stored.tokens.access, stored.refreshing_since) == ("a1", None)


async def test_a_refusal_needs_the_administrator_and_stops_the_asking(database: Database) -> None:
    async with opened(database, 2) as keepers:
        keepers.oauth.valid = "somebody else's"
        with pytest.raises(NeedsHuman):
            await keepers.all[0].refused(OA_ID, "a0")
        assert (await keepers.stored()).needs_consent
        for one in keepers.all:
            with pytest.raises(NeedsHuman):
                await one.refused(OA_ID, "a0")
        assert len(keepers.oauth.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [(502, "<html>Bad Gateway</html>"), (500, '{"error":-1}'), (200, "<html>Bảo trì</html>"), (429, "")],
)
async def test_after_a_hiccup_it_is_asked_again_with_pauses(
    database: Database, answer: tuple[int, str]
) -> None:
    async with opened(database, 2) as keepers:
        first, second = keepers.all
        keepers.oauth.answer = answer
        with pytest.raises(Unreachable):
            await first.refused(OA_ID, "a0")
        for pause in (2, 10, 60):
            keepers.clock.passes(seconds=pause - 1)
            for one in (first, second):  # the pause is everybody's
                with pytest.raises(Unreachable):
                    await one.refused(OA_ID, "a0")
            asked = len(keepers.oauth.asked)
            keepers.clock.passes(seconds=1)
            with pytest.raises(Unreachable):
                await first.refused(OA_ID, "a0")
            assert len(keepers.oauth.asked) == asked + 1
        keepers.oauth.answer = None
        keepers.clock.passes(seconds=300)
        assert await second.refused(OA_ID, "a0") == "a1"
        assert {one["refresh_token"] for one in keepers.oauth.asked} == {"r0"}


async def test_during_a_hiccup_a_token_that_is_good_still_serves(database: Database) -> None:
    async with opened(database, 2) as keepers:
        keepers.oauth.answer = (503, "<html></html>")
        keepers.clock.passes(hours=24, minutes=31)
        assert await asyncio.gather(*(one.token(OA_ID) for one in keepers.all)) == ["a0", "a0"]
        assert len(keepers.oauth.asked) == 1
        keepers.clock.passes(minutes=30)
        with pytest.raises(Unreachable):
            await keepers.all[0].token(OA_ID)


@pytest.mark.parametrize("answer", [(200, '{"access_token":'), (200, "[]"), (200, '{"access_token": "a1"}')])
async def test_a_torn_answer_is_a_lost_one(database: Database, answer: tuple[int, str]) -> None:
    async with opened(database, 1) as keepers:
        keepers.clock.passes(hours=24, minutes=31)
        keepers.oauth.answer = answer
        assert await keepers.all[0].token(OA_ID) == "a0"
        keepers.oauth.answer = None
        with pytest.raises(NeedsHuman):
            await keepers.all[0].refused(OA_ID, "a0")
        assert len(keepers.oauth.asked) == 1


async def test_zalo_out_of_reach_uses_nothing_up(database: Database) -> None:
    async with opened(database, 1) as keepers:
        one = keepers.databases[0]
        away = TokenKeeper(one, keepers.all[0]._session, keepers.clock, "http://127.0.0.1:9", Register(one))
        with pytest.raises(Unreachable):
            await away.refused(OA_ID, "a0")
        keepers.clock.passes(seconds=2)
        assert await keepers.all[0].refused(OA_ID, "a0") == "a1"


async def test_another_app_secret_gives_a_refused_account_another_try(database: Database) -> None:
    async with opened(database, 1) as keepers:
        keepers.oauth.answer = (200, '{"error": -14004, "error_name": "Invalid secret key"}')
        for _ in range(2):  # as it happens, and as it is known from then on
            with pytest.raises(NeedsHuman, match=f"oa add --app {APP} --app-secret-file"):
                await keepers.all[0].refused(OA_ID, "a0")
        keepers.oauth.answer = None
        async with database.write() as rows:
            assert await apps.put(rows, App(APP, "new secret", "key"), START)
        keepers.all[0]._register.forget()
        assert await keepers.all[0].refused(OA_ID, "a0") == "a1"
        assert keepers.oauth.asked[-1]["secret_key"] == "new secret"


async def test_a_wrong_secret_in_the_settings_is_named(database: Database) -> None:
    async with opened(database, 1) as keepers:
        keepers.all[0]._first_app = APP
        keepers.oauth.answer = (200, '{"error": -14004, "error_name": "Invalid secret key"}')
        with pytest.raises(NeedsHuman, match=r"-14004.*mend ZALO_APP_SECRET in \.env and restart"):
            await keepers.all[0].refused(OA_ID, "a0")


async def test_a_removed_account_sends_nothing_although_its_token_was_at_hand(database: Database) -> None:
    async with opened(database, 1) as keepers:
        assert await keepers.all[0].token(OA_ID) == "a0"
        async with database.write() as rows:
            assert await accounts.remove(rows, OA_ID, START)
        keepers.all[0]._register.forget()  # half a minute later
        with pytest.raises(NeedsHuman, match="is not one of ours"):
            await keepers.all[0].token(OA_ID)


async def test_a_pair_is_kept_although_its_lifetime_cannot_be_read(database: Database) -> None:
    async with opened(database, 1) as keepers:
        keepers.oauth.answer = (200, '{"access_token": "a1", "refresh_token": "r1", "expires_in": "soon"}')
        assert await keepers.all[0].refused(OA_ID, "a0") == "a1"
        assert (await keepers.stored()).tokens == Tokens("a1", "r1", START + timedelta(hours=25))


async def test_an_account_without_tokens_needs_a_human(database: Database) -> None:
    async with opened(database, 1) as keepers:
        with pytest.raises(NeedsHuman):
            await keepers.all[0].token("another account")


async def test_tokens_are_sealed_at_rest(database: Database) -> None:
    async with opened(database, 1):
        [row] = await rows_of(database, tables.accounts)
        both: Any = row.access_token + row.refresh_token
        assert b"a0" not in both
        assert b"r0" not in both
