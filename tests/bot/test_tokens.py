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
from bot.zalo.tokens import TokenKeeper
from storage import accounts, tables
from storage.accounts import Tokens
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
        self.all = [TokenKeeper(one, session, self.clock, url, {APP: "secret"}) for one in databases]

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

    async def _read(self, oa_id: str) -> Tokens:
        seen = await super()._read(oa_id)
        if self.other is not None:
            other, self.other = self.other, None
            await other.refused(oa_id, seen.access)
        return seen


async def test_who_comes_late_takes_the_other_s_pair_and_spends_no_token_twice(database: Database) -> None:
    async with opened(database, 2) as keepers:
        first, second = keepers.all
        late = Late(
            keepers.databases[1], second._session, keepers.clock, "http://127.0.0.1:9", {APP: "secret"}
        )
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


async def test_after_a_time_out_nobody_asks_blindly_again(database: Database) -> None:
    async with opened(database, 2) as keepers:
        keepers.oauth.hangs_up = True
        with pytest.raises(Unreachable):
            await keepers.all[0].refused(OA_ID, "a0")
        keepers.oauth.hangs_up = False
        asking = [asyncio.create_task(one.refused(OA_ID, "a0")) for one in keepers.all]
        await asyncio.sleep(0.6)
        assert len(keepers.oauth.asked) == 1
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
        assert not (await keepers.stored()).needs_consent


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
    [
        (502, "<html>Bad Gateway</html>"),
        (200, '{"access_token":'),
        (500, '{"error":-1}'),
        (200, "[]"),
        (200, '{"access_token": "a1"}'),
    ],
)
async def test_a_hiccup_of_the_endpoint_is_no_refusal(database: Database, answer: tuple[int, str]) -> None:
    async with opened(database, 1) as keepers:
        keepers.oauth.answer = answer
        with pytest.raises(Unreachable):
            await keepers.all[0].refused(OA_ID, "a0")
        assert not (await keepers.stored()).needs_consent


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
