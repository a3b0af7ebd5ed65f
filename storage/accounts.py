"""Official Accounts: their token pairs, and what is left of their rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from storage.database import Rows
from storage.tables import accounts

REFRESH_LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token pair; the refresh token is good for one use."""

    access: str
    refresh: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """An Official Account; ``needs_consent`` when only an administrator of it can give us new tokens."""

    oa_id: str
    app_id: str
    tokens: Tokens | None
    needs_consent: bool


async def all_accounts(rows: Rows) -> list[Account]:
    """Every account of this deployment."""
    return [_opened(rows, row) for row in await rows.all(select(accounts).order_by(accounts.c.oa_id))]


async def account(rows: Rows, oa_id: str) -> Account | None:
    """One account, or None."""
    row = await rows.first(select(accounts).where(accounts.c.oa_id == oa_id))
    return None if row is None else _opened(rows, row)


def _opened(rows: Rows, row: Any) -> Account:
    tokens = None
    if row.access_token is not None:
        access = rows.vault.open("accounts.access_token", row.oa_id, row.access_token)
        refresh = rows.vault.open("accounts.refresh_token", row.oa_id, row.refresh_token)
        tokens = Tokens(access, refresh, row.expires_at)
    return Account(row.oa_id, row.app_id, tokens, row.needs_consent)


async def add_first(rows: Rows, oa_id: str, app_id: str, tokens: Tokens) -> None:
    """Enter the account of the settings with its first pair, unless it is known: the rotated pair lives here.

    An account that has lost its tokens takes another first pair (incident.md, *Token lost*), but not the same again.
    """
    known = await account(rows, oa_id)
    if known is not None and known.needs_consent and not _is_same(known.tokens, tokens):
        await renew(rows, oa_id, tokens)
        return
    values = {"oa_id": oa_id, "app_id": app_id, "needs_consent": False, **_sealed(rows, oa_id, tokens)}
    await rows.add_unless_there(accounts, values)


def _is_same(known: Tokens | None, given: Tokens) -> bool:
    return known is not None and (known.access, known.refresh) == (given.access, given.refresh)


def _sealed(rows: Rows, oa_id: str, tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": rows.vault.seal("accounts.access_token", oa_id, tokens.access),
        "refresh_token": rows.vault.seal("accounts.refresh_token", oa_id, tokens.refresh),
        "expires_at": tokens.expires_at,
    }


async def may_refresh(rows: Rows, oa_id: str, now: datetime) -> bool:
    """Take the lease to refresh this account's tokens; exactly one process gets it."""
    free = or_(accounts.c.refreshing_since.is_(None), accounts.c.refreshing_since < now - REFRESH_LEASE)
    return (
        await rows.run(update(accounts).where(accounts.c.oa_id == oa_id, free).values(refreshing_since=now))
        == 1
    )


async def renew(rows: Rows, oa_id: str, tokens: Tokens) -> None:
    """Keep the new pair; it is used only after this is durable."""
    values = {**_sealed(rows, oa_id, tokens), "refreshing_since": None, "needs_consent": False}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))


async def release_refresh(rows: Rows, oa_id: str, *, needs_consent: bool) -> None:
    """Give the lease back without a new pair."""
    values = {"refreshing_since": None, "needs_consent": needs_consent}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))


async def take_calls(rows: Rows, oa_id: str, wanted: int, now: datetime, limit: int, reserve: int) -> int:
    """Take up to ``wanted`` calls from the account's bucket (``limit`` a minute, filled evenly), leaving ``reserve``.

    Runs in the transaction that claims the letters, so that all processes together keep the rate.
    """
    row = await rows.first(select(accounts).where(accounts.c.oa_id == oa_id).with_for_update())
    if row is None:
        return wanted
    left = _filled(row, now, limit)
    granted = max(0, min(wanted, int(left) - reserve))
    values = {"rate_left": left - granted, "rate_at": now, "rate_limit": limit}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))
    return granted


def _filled(row: Any, now: datetime, limit: int) -> float:
    if row.rate_at is None or row.rate_limit != limit:
        return float(limit)
    passed: float = max(0.0, (now - row.rate_at).total_seconds())
    left: float = row.rate_left
    return min(float(limit), left + passed * limit / 60)
