"""Tokens: read from the database, refreshed by exactly one process, durable before use, never asked for blindly."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import ClientSession

from bot import alarm
from bot.alarm import WrongSecret
from bot.clock import Clock
from bot.zalo.errors import NeedsHuman, NotReached
from bot.zalo.oauth import WRONG_SECRET, Answered, Hiccup, Lost, ask
from bot.zalo.register import Register
from storage import accounts, outbox
from storage.accounts import Account, Tokens
from storage.apps import App
from storage.database import Database

EARLY = timedelta(minutes=30)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 900))
"""After an answer that was none of Zalo's own (HTTP 5xx, HTML): it is asked again, later and later."""
_LOOKS = 40
_LOOK_EVERY = 0.25
_GRACE = 4.0
_log = structlog.get_logger("tokens")


class TokenKeeper:
    """Gives the access token of an account, and a new one when Zalo refuses it."""

    def __init__(
        self,
        database: Database,
        session: ClientSession,
        clock: Clock,
        oauth_url: str,
        register: Register,
        *,
        proves: bool = False,
        first_app: str = "",
    ) -> None:
        """``first_app``: the app of the settings, whose secret is mended there."""
        self._database = database
        self._session = session
        self._clock = clock
        self._url = oauth_url
        self._register = register
        self._proves = proves
        self._first_app = first_app
        self._known: dict[str, Tokens] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._hiccups: dict[str, int] = {}

    async def token(self, oa_id: str) -> str:
        """The access token to use now. Raises NeedsHuman when there is none."""
        await self._app_of(oa_id)
        known = self._known.get(oa_id)
        now = await self._clock.now()
        if known is None or _is_old(known, now):
            known = await self._renewed(oa_id, None)
        return known.access

    async def refused(self, oa_id: str, token: str) -> str:
        """Another token than the one that Zalo has just refused."""
        return (await self._renewed(oa_id, token)).access

    async def headers(self, oa_id: str, token: str) -> dict[str, str]:
        """The headers of a call; with ZALO_APPSECRET_PROOF the proof that we hold the app's secret too (1.4)."""
        return self.proved(await self._app_of(oa_id), token) if self._proves else {"access_token": token}

    def proved(self, app: App, token: str) -> dict[str, str]:
        """The same for a token of which only the app is known yet."""
        if not self._proves:
            return {"access_token": token}
        proof = hmac.new(app.secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return {"access_token": token, "appsecret_proof": proof}

    def forget(self, oa_id: str) -> None:
        """The account has another pair: read it again."""
        self._known.pop(oa_id, None)
        self._hiccups.pop(oa_id, None)

    async def _app_of(self, oa_id: str) -> App:
        app = await self._register.app_of(oa_id)
        if app is None:
            self.forget(oa_id)
            app_id = (await self._register.known()).accounts.get(oa_id)
            if app_id is None:
                raise NeedsHuman(None, f"account {oa_id} is not one of ours: `python -m bot oa add`")
            raise NeedsHuman(
                None, f"the secrets of app {app_id} are not here: `python -m bot oa add --app {app_id}`"
            )
        return app

    async def _renewed(self, oa_id: str, refused: str | None) -> Tokens:
        async with self._locks.setdefault(oa_id, asyncio.Lock()):
            for _ in range(_LOOKS):
                account, tokens = await self._read(oa_id)
                now = await self._clock.now()
                if tokens.access != refused and not _is_old(tokens, now):
                    self._known[oa_id] = tokens
                    return tokens
                if account.is_unanswered(now):
                    return await self._while_it_lasts(account, tokens, refused, now)
                if account.refresh_after is not None and account.refresh_after > now:
                    return _still_good(account, tokens, refused, now)
                async with self._database.write() as rows:
                    mine = await accounts.may_refresh(rows, oa_id, now)
                if mine:
                    return await self._to_the_end(self._as_the_one(oa_id, refused, now))
                await asyncio.sleep(_LOOK_EVERY)
            raise NotReached(
                None, f"another process has been refreshing the tokens of account {oa_id} for too long"
            )

    async def _read(self, oa_id: str) -> tuple[Account, Tokens]:
        async with self._database.read() as rows:
            account = await accounts.account(rows, oa_id)
        if account is None or account.tokens is None:
            raise NeedsHuman(None, f"account {oa_id} has no tokens: `python -m bot oa authorize {oa_id}`")
        if account.needs_consent:
            raise NeedsHuman(None, alarm.why_lost(account))
        return account, account.tokens

    async def _to_the_end(self, work: Any) -> Tokens:
        """A refresh under way is finished and written down although whoever waits for it is stopped."""
        task: asyncio.Task[Tokens] = asyncio.ensure_future(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            done, _ = await asyncio.wait([task], timeout=_GRACE)
            _log.info("stopped_while_refreshing", finished=[one.exception() is None for one in done])
            raise

    async def _as_the_one(self, oa_id: str, refused: str | None, now: datetime) -> Tokens:
        """We hold the lease: refresh, unless another has done so between our look and the lease."""
        account, tokens = await self._read(oa_id)
        if tokens.access == refused or _is_old(tokens, now):
            return await self._refresh(account, tokens, refused, now)
        async with self._database.write() as rows:
            await accounts.release_refresh(rows, oa_id)
        self._known[oa_id] = tokens
        return tokens

    async def _refresh(self, account: Account, old: Tokens, refused: str | None, now: datetime) -> Tokens:
        """1. ask once; 2. write the new pair; 3. only then use it."""
        app = await self._app_of(account.oa_id)
        form = {"refresh_token": old.refresh, "app_id": app.app_id, "grant_type": "refresh_token"}
        answer = await ask(self._session, self._url, app, form, now)
        match answer:
            case Tokens():
                return await self._keep(account.oa_id, answer, now)
            case Hiccup():
                return await self._pause(account, old, refused, answer, now)
            case Lost():
                return await self._unanswered(account, old, refused, answer, now)
            case Answered():
                secret = self._where_the_secret_is(app) if answer.code == WRONG_SECRET else None
                raise await self._lost_for_good(account.oa_id, str(answer), answer.code, secret)

    async def _keep(self, oa_id: str, tokens: Tokens, now: datetime) -> Tokens:
        async with self._database.write() as rows:
            await accounts.renew(rows, oa_id, tokens)
        self._hiccups.pop(oa_id, None)
        self._known[oa_id] = tokens
        _log.info("tokens_refreshed", oa_id=oa_id)
        async with self._database.write() as rows:  # apart: nothing of the letters may cost us the new pair
            await outbox.resume(rows, oa_id, now)
        return tokens

    async def _pause(
        self, account: Account, old: Tokens, refused: str | None, hiccup: Hiccup, now: datetime
    ) -> Tokens:
        """The refresh token was not used up: it is asked again after a pause, by whichever process comes first."""
        step = self._hiccups.get(account.oa_id, 0)
        self._hiccups[account.oa_id] = step + 1
        after = now + PAUSES[min(step, len(PAUSES) - 1)]
        async with self._database.write() as rows:
            await accounts.release_refresh(rows, account.oa_id, after)
        _log.warning("token_refresh_put_off", oa_id=account.oa_id, why=str(hiccup), until=after.isoformat())
        return _still_good(account, old, refused, now)

    async def _unanswered(
        self, account: Account, old: Tokens, refused: str | None, lost: Lost, now: datetime
    ) -> Tokens:
        """Whether the refresh token is used up is not known: it is never sent again."""
        async with self._database.write() as rows:
            await accounts.leave_unanswered(rows, account.oa_id, now)
        _log.error("token_refresh_unanswered", oa_id=account.oa_id, why=str(lost))
        return await self._while_it_lasts(account, old, refused, now)

    async def _while_it_lasts(
        self, account: Account, tokens: Tokens, refused: str | None, now: datetime
    ) -> Tokens:
        """After a refresh without answer the old access token is used until Zalo refuses it."""
        if tokens.access != refused:
            return tokens
        raise await self._lost_for_good(account.oa_id, "a refresh was not answered", None)

    def _where_the_secret_is(self, app: App) -> WrongSecret:
        return WrongSecret(app.app_id, is_in_settings=app.app_id == self._first_app)

    async def _lost_for_good(
        self, oa_id: str, why: str, code: int | None, secret: WrongSecret | None = None
    ) -> NeedsHuman:
        now = await self._clock.now()
        async with self._database.write() as rows:
            await alarm.consent_needed(rows, oa_id, now, why, secret)
        self.forget(oa_id)
        return NeedsHuman(code, alarm.what_is_lost(oa_id, why, secret))


def _is_old(tokens: Tokens, now: datetime) -> bool:
    return tokens.expires_at is not None and tokens.expires_at - EARLY <= now


def _still_good(account: Account, tokens: Tokens, refused: str | None, now: datetime) -> Tokens:
    """The old pair until its end, while a new one cannot be had. Raises NotReached when it is no use any more."""
    if tokens.access != refused and (tokens.expires_at is None or tokens.expires_at > now):
        return tokens
    raise NotReached(None, f"the token endpoint has a hiccup; account {account.oa_id} tries again by itself")
