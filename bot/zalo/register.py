"""The register: our apps and accounts as they stand in the database, read again before a minute has passed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.clock import MachineClock
from bot.settings import Settings
from storage import accounts, apps, audit
from storage.accounts import Tokens
from storage.apps import App
from storage.audit import OPERATOR, Entry
from storage.database import Database, Rows

READ_EVERY = 30.0
"""Seconds: what the command line adds or removes is seen by every process before twice so many."""
READ_AGAIN = 1.0
"""Seconds after which somebody who asks for something unknown may have it read again."""
_log = structlog.get_logger("register")


@dataclass(frozen=True, slots=True)
class Known:
    """Apps by id, and which app each account belongs to; removed accounts are not in it."""

    apps: Mapping[str, App] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)

    def app_of(self, oa_id: str) -> App | None:
        """The app of an account that is ours."""
        return self.apps.get(self.accounts.get(oa_id, ""))


class Register:
    """What is known of apps and accounts. One process reads it every half minute, not at every event."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = Known()
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def known(self) -> Known:
        """As of half a minute ago at most."""
        return await self._as_of(READ_EVERY)

    async def anew(self) -> Known:
        """As of a second ago at most: for whoever does not find what he looks for."""
        return await self._as_of(READ_AGAIN)

    def forget(self) -> None:
        """Something was changed here: read it again."""
        self._read_at = float("-inf")

    async def app_of(self, oa_id: str) -> App | None:
        """The app of an account, looked up anew where it is not known; None: the account is not ours."""
        known = await self.known()
        return known.app_of(oa_id) or (await self.anew()).app_of(oa_id)

    async def _as_of(self, age: float) -> Known:
        if self._age() > age:
            async with self._reading:
                if self._age() > age:
                    await self._read()
        return self._known

    def _age(self) -> float:
        return asyncio.get_running_loop().time() - self._read_at

    async def _read(self) -> None:
        """While the database is away what was read before holds. Raises what it raised if nothing was."""
        try:
            async with self._database.read() as rows:
                self._known = Known(await apps.all_apps(rows), await accounts.apps_of(rows))
        except Exception as error:
            if not self._known.apps:
                raise
            _log.warning("register_not_read", error=type(error).__name__)
        self._read_at = asyncio.get_running_loop().time()


async def enter_first(database: Database, settings: Settings) -> None:
    """Enter the app and the account of the settings; for that app the settings win over what is stored."""
    secret, key = settings.zalo_app_secret.get_secret_value(), settings.zalo_oa_secret_key.get_secret_value()
    if not settings.zalo_app_id:
        return
    async with database.write() as rows:
        if key:  # without the app's secret events are heard and messages go, only tokens cannot be refreshed
            known = (await apps.all_apps(rows)).get(settings.zalo_app_id)
            given = App(settings.zalo_app_id, secret or ("" if known is None else known.secret), key)
            await apps.put(rows, given, await MachineClock().now())
        if settings.zalo_oa_id:
            await _enter_account(rows, settings)


async def _enter_account(rows: Rows, settings: Settings) -> None:
    """A pair of the settings is looked at once: later it is used up, and would take the place of the rotated one."""
    pair = await first_pair(rows, settings)
    await accounts.add_first(rows, settings.zalo_oa_id, settings.zalo_app_id, pair)
    if pair is not None:
        now = await MachineClock().now()
        detail = {"pair": _mark(pair)}
        await audit.note(rows, Entry(now, OPERATOR, "first_pair", _about(settings), detail))


async def first_pair(rows: Rows, settings: Settings) -> Tokens | None:
    """The pair of the settings, unless the account has been given it already."""
    access = settings.zalo_access_token.get_secret_value()
    if not access:
        return None
    pair = Tokens(access, settings.zalo_refresh_token.get_secret_value(), None)
    told = await audit.about(rows, _about(settings))
    marks = {(one.detail or {}).get("pair") for one in told if one.action == "first_pair"}
    return None if _mark(pair) in marks else pair


def _mark(pair: Tokens) -> str:
    return hashlib.sha256(f"{pair.access} {pair.refresh}".encode()).hexdigest()[:16]


def _about(settings: Settings) -> str:
    return f"account:{settings.zalo_oa_id}"
