"""The watch over the accounts: tokens kept fresh, health asked for now and then, by exactly one process."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import structlog

from bot import alarm
from bot.clock import Clock
from bot.zalo.client import ZaloClient
from bot.zalo.errors import ZaloError
from bot.zalo.tokens import TokenKeeper
from domain.calendar import in_vietnam
from storage import accounts
from storage.accounts import WELL, Account
from storage.database import Database

ROUND_EVERY = 20.0
"""Seconds of real time between two rounds."""
_OF_ANOTHER = (
    "its token is that of account {other}: `python -m bot oa authorize {oa_id}`; or, if the id is mistyped,"
    " `python -m bot oa remove {oa_id}`"
)
_log = structlog.get_logger("watch")


class Watch:
    """Looks after every account."""

    def __init__(self, database: Database, client: ZaloClient, tokens: TokenKeeper, clock: Clock) -> None:
        self._database = database
        self._client = client
        self._tokens = tokens
        self._clock = clock

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            try:
                await self.round()
            except Exception:  # noqa: BLE001 - the database or the clock is away: the next round does it
                _log.exception("round_failed")
            await asyncio.sleep(ROUND_EVERY)

    async def round(self) -> None:
        """Renew what is about to end; ask how those accounts are that nobody has asked about for hours."""
        async with self._database.read() as rows:
            ours = await accounts.all_accounts(rows)
        for account in ours:
            await self._keep_fresh(account)
            now = await self._clock.now()
            if account.is_unanswered(now):
                async with self._database.write() as rows:
                    await alarm.unanswered(rows, account, now)
            if account.wants_check(now) and await self._is_mine(account, now):
                await self.check(account.oa_id, now)

    async def _is_mine(self, account: Account, now: datetime) -> bool:
        async with self._database.write() as rows:
            return await accounts.may_check(rows, account, now)

    async def _keep_fresh(self, account: Account) -> None:
        """Nobody has to write or be written to for the tokens to stay good."""
        if account.needs_consent or account.tokens is None:
            return
        try:
            await self._tokens.token(account.oa_id)
        except ZaloError as error:
            _log.warning("tokens_not_fresh", oa_id=account.oa_id, why=type(error).__name__)

    async def check(self, oa_id: str, now: datetime) -> str:
        """Ask Zalo how the account is, and keep it: "ok" or what is wrong."""
        health, facts = await self._health(oa_id)
        async with self._database.write() as rows:
            await accounts.keep_health(rows, oa_id, health, **facts)
            account = await accounts.account(rows, oa_id)
            if account is not None:
                await _warn(rows, account, now)
        return health

    async def _health(self, oa_id: str) -> tuple[str, dict[str, Any]]:
        try:
            info = await self._client.account_info(oa_id)
        except ZaloError as error:
            return str(error), {}
        if id_in(info) not in ("", oa_id):
            return _OF_ANOTHER.format(oa_id=oa_id, other=id_in(info)), {}
        return WELL, facts_of(info)

    async def revoked(self, oa_id: str, at: datetime) -> None:
        """The account has taken its grant back; an event from before the present pair was given says nothing of it."""
        now = await self._clock.now()
        async with self._database.write() as rows:
            account = await accounts.account(rows, oa_id)
            issued = None if account is None or account.tokens is None else account.tokens.issued_at
            if issued is None or at >= issued:
                await alarm.consent_needed(rows, oa_id, now, "the account took its grant back")
        self._tokens.forget(oa_id)


def id_in(info: dict[str, Any]) -> str:
    """The account of which getoa tells; "" where it does not say."""
    return str(info.get("oa_id") or info.get("oaid") or "")


def facts_of(info: dict[str, Any]) -> dict[str, Any]:
    """The columns of an account that getoa tells (reference 7)."""
    facts: dict[str, Any] = {"package_until": _day(info.get("package_valid_through_date"))}
    if info.get("package_name"):
        facts["package"] = str(info["package_name"])[:80]
    if info.get("name"):
        facts["name"] = str(info["name"])[:200]
    return facts


def _day(text: object) -> date | None:
    """31/12/2026, as Zalo writes days."""
    try:
        day, month, year = (int(part) for part in str(text).split("/"))
        return date(year, month, day)
    except ValueError:
        return None


async def _warn(rows: Any, account: Account, now: datetime) -> None:
    ends = {"package": account.package_until}
    lapses = None if account.tokens is None or account.needs_consent else account.tokens.lapses_at
    ends["refresh"] = None if lapses is None else in_vietnam(lapses).date()
    for what, until in ends.items():
        if until is None:
            continue
        left = await alarm.lapsing(rows, account, what, until, now)
        if left is not None:
            _log.warning("account_lapsing", oa_id=account.oa_id, what=what, days_left=left)
