"""Tokens: read from the database, refreshed by exactly one process, durable before use."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.clock import Clock
from bot.zalo.errors import NeedsHuman, Unreachable
from storage import accounts
from storage.accounts import Tokens
from storage.database import Database

EARLY = timedelta(minutes=30)
USUAL_LIFE = timedelta(hours=25)
_TIMEOUT = ClientTimeout(total=20)
_log = structlog.get_logger("tokens")


class TokenKeeper:
    """Gives the access token of an account, and a new one when Zalo refuses it."""

    def __init__(
        self,
        database: Database,
        session: ClientSession,
        clock: Clock,
        oauth_url: str,
        app_secrets: dict[str, str],
    ) -> None:
        self._database = database
        self._session = session
        self._clock = clock
        self._url = f"{oauth_url}/v4/oa/access_token"
        self._secrets = app_secrets
        self._known: dict[str, Tokens] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def token(self, oa_id: str) -> str:
        """The access token to use now. Raises NeedsHuman when there is none."""
        known = self._known.get(oa_id)
        now = await self._clock.now()
        if known is None or _old(known, now):
            known = await self._renewed(oa_id, None)
        return known.access

    async def refused(self, oa_id: str, token: str) -> str:
        """Another token than the one that Zalo has just refused."""
        return (await self._renewed(oa_id, token)).access

    async def _renewed(self, oa_id: str, refused: str | None) -> Tokens:
        async with self._locks.setdefault(oa_id, asyncio.Lock()):
            for _ in range(40):
                tokens = await self._read(oa_id)
                now = await self._clock.now()
                if tokens.access != refused and not _old(tokens, now):
                    self._known[oa_id] = tokens
                    return tokens
                async with self._database.write() as rows:
                    mine = await accounts.may_refresh(rows, oa_id, now)
                if mine:
                    return await self._as_the_one(oa_id, refused, now)
                await asyncio.sleep(0.25)
            raise Unreachable(
                None, f"another process has been refreshing the tokens of account {oa_id} for too long"
            )

    async def _as_the_one(self, oa_id: str, refused: str | None, now: datetime) -> Tokens:
        """We hold the lease: refresh, unless another has done so between our look and the lease."""
        tokens = await self._read(oa_id)
        if tokens.access == refused or _old(tokens, now):
            return await self._refresh(oa_id, tokens, now)
        async with self._database.write() as rows:
            await accounts.release_refresh(rows, oa_id, needs_consent=False)
        self._known[oa_id] = tokens
        return tokens

    async def _read(self, oa_id: str) -> Tokens:
        async with self._database.read() as rows:
            account = await accounts.account(rows, oa_id)
        if account is None or account.tokens is None:
            raise NeedsHuman(None, f"account {oa_id} has no tokens")
        if account.needs_consent:
            raise NeedsHuman(None, f"account {oa_id} has to be authorised again by its administrator")
        return account.tokens

    async def _refresh(self, oa_id: str, old: Tokens, now: datetime) -> Tokens:
        """1. ask once, never blindly again; 2. write the new pair; 3. only then use it."""
        async with self._database.read() as rows:
            account = await accounts.account(rows, oa_id)
        app_id = "" if account is None else account.app_id
        form = {"refresh_token": old.refresh, "app_id": app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self._secrets.get(app_id, "")}
        try:
            async with self._session.post(
                self._url, data=form, headers=headers, timeout=_TIMEOUT
            ) as response:
                status, body = response.status, await response.json(content_type=None)
        except (ClientError, TimeoutError, ValueError) as error:
            raise Unreachable(None, f"token endpoint: {type(error).__name__}") from error
        if not isinstance(body, dict) or not (body.get("access_token") and body.get("refresh_token")):
            await self._give_up(oa_id, status, body)
        tokens = Tokens(body["access_token"], body["refresh_token"], now + _lifetime(body.get("expires_in")))
        async with self._database.write() as rows:
            await accounts.renew(rows, oa_id, tokens)
        self._known[oa_id] = tokens
        _log.info("tokens_refreshed", oa_id=oa_id)
        return tokens

    async def _give_up(self, oa_id: str, status: int, body: object) -> None:
        code = body.get("error") if isinstance(body, dict) else None
        final = isinstance(code, int) and status < 500
        async with self._database.write() as rows:
            await accounts.release_refresh(rows, oa_id, needs_consent=final)
        _log.error("token_refresh_failed", oa_id=oa_id, status=status, code=code)
        if final:
            raise NeedsHuman(code, f"account {oa_id} has to be authorised again")
        raise Unreachable(None, f"token endpoint answered {status}")


def _lifetime(seconds: object) -> timedelta:
    """As the answer says; a pair whose lifetime cannot be read is kept all the same, it is the only one there is."""
    text = str(seconds)
    return timedelta(seconds=int(text)) if text.isdecimal() and len(text) <= 8 else USUAL_LIFE


def _old(tokens: Tokens, now: datetime) -> bool:
    return tokens.expires_at is not None and tokens.expires_at - EARLY <= now
