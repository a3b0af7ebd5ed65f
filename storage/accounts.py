"""Official Accounts: which serves whom, their token pairs, how they are, and what is left of their rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from domain.units import UnitTree
from storage.database import Rows
from storage.tables import accounts

REFRESH_LEASE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(hours=25)
REFRESH_LIFE = timedelta(days=90)
"""What tokens live (Zalo reference 1.3)."""
CHECK_EVERY = timedelta(hours=6)
CHECK_AGAIN = timedelta(minutes=10)
WELL = "ok"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token pair; the refresh token is good for one use."""

    access: str
    refresh: str
    expires_at: datetime | None

    @property
    def issued_at(self) -> datetime | None:
        """When Zalo gave the pair, as near as its end tells."""
        return None if self.expires_at is None else self.expires_at - ACCESS_LIFE

    @property
    def lapses_at(self) -> datetime | None:
        """When the refresh token ends, unless it is used before."""
        return None if self.expires_at is None else self.expires_at - ACCESS_LIFE + REFRESH_LIFE


@dataclass(frozen=True, slots=True)
class Account:
    """An Official Account; ``needs_consent`` when only an administrator of it can give us new tokens.

    ``refreshing_since``: somebody asks for a new pair; longer than the lease: its answer was lost. ``refresh_after``:
    the token endpoint had a hiccup, no sooner than that it is asked again.
    """

    oa_id: str
    app_id: str
    tokens: Tokens | None
    needs_consent: bool
    name: str | None = None
    unit_code: str | None = None
    removed_at: datetime | None = None
    package: str | None = None
    package_until: date | None = None
    checked_at: datetime | None = None
    health: str | None = None
    refreshing_since: datetime | None = None
    refresh_after: datetime | None = None

    def is_unanswered(self, now: datetime) -> bool:
        """Whether a refresh was asked for and its answer lost: the refresh token may be used up."""
        since = self.refreshing_since
        return since is not None and since <= now - REFRESH_LEASE

    def wants_check(self, now: datetime) -> bool:
        """Whether it is time to ask Zalo how the account is; after a bad answer that is sooner."""
        pause = CHECK_EVERY if self.health == WELL else CHECK_AGAIN
        return self.checked_at is None or self.checked_at <= now - pause


async def all_accounts(rows: Rows, *, removed: bool = False) -> list[Account]:
    """Every account of this deployment, the removed ones only when asked for."""
    query = select(accounts).order_by(accounts.c.oa_id)
    query = query if removed else query.where(accounts.c.removed_at.is_(None))
    return [_opened(rows, row) for row in await rows.all(query)]


async def account(rows: Rows, oa_id: str) -> Account | None:
    """One account, or None."""
    row = await rows.first(select(accounts).where(accounts.c.oa_id == oa_id))
    return None if row is None else _opened(rows, row)


async def apps_of(rows: Rows) -> dict[str, str]:
    """Which app each account belongs to; removed accounts are left out."""
    query = select(accounts.c.oa_id, accounts.c.app_id).where(accounts.c.removed_at.is_(None))
    return {row.oa_id: row.app_id for row in await rows.all(query)}


async def serving(rows: Rows, tree: UnitTree, unit_code: str) -> str | None:
    """The account that serves a unit: its own, else that of the nearest unit above; None: the first account.

    Of several accounts of one unit one whose tokens work goes first.
    """
    order = accounts.c.needs_consent.desc(), accounts.c.oa_id.desc()
    there = and_(accounts.c.unit_code.is_not(None), accounts.c.removed_at.is_(None))
    query = select(accounts.c.unit_code, accounts.c.oa_id).where(there).order_by(*order)
    of_unit = {row.unit_code: row.oa_id for row in await rows.all(query)}
    upward = [unit_code, *(unit.code for unit in tree.ancestors(unit_code))]
    return next((of_unit[code] for code in upward if code in of_unit), None)


def _opened(rows: Rows, row: Any) -> Account:
    tokens = None
    if row.access_token is not None:
        access = rows.vault.open("accounts.access_token", row.oa_id, row.access_token)
        refresh = rows.vault.open("accounts.refresh_token", row.oa_id, row.refresh_token)
        tokens = Tokens(access, refresh, row.expires_at)
    return Account(
        row.oa_id,
        row.app_id,
        tokens,
        row.needs_consent,
        row.name,
        row.unit_code,
        row.removed_at,
        row.package,
        row.package_until,
        row.checked_at,
        row.health,
        row.refreshing_since,
        row.refresh_after,
    )


# --- coming and going ----------------------------------------------------------------------------------------------


async def add_first(rows: Rows, oa_id: str, app_id: str, tokens: Tokens | None) -> None:
    """Enter the account of the settings with its first pair, unless it is known: the rotated pair lives here.

    An account that has lost its tokens takes a first pair anew (incident.md, *Token lost*): ``tokens`` is one that it
    has not been given before.
    """
    known = await account(rows, oa_id)
    if known is None:
        values = {"oa_id": oa_id, "app_id": app_id, "needs_consent": False}
        await rows.add_unless_there(
            accounts, values | ({} if tokens is None else _sealed(rows, oa_id, tokens))
        )
        return
    is_wanting = known.removed_at is None and (known.tokens is None or known.needs_consent)
    if tokens is not None and is_wanting:
        await renew(rows, oa_id, tokens, app_id)


async def enter(rows: Rows, oa_id: str, app_id: str, unit_code: str | None) -> bool:
    """Enter an account, revive a removed one, or change its app and unit; whether it is new or was away."""
    values: dict[str, Any] = {"app_id": app_id, "removed_at": None}
    if unit_code is not None:
        values["unit_code"] = unit_code
    known = await account(rows, oa_id)
    if known is None:
        await rows.add(accounts, {"oa_id": oa_id, "needs_consent": False, **values})
        return True
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))
    return known.removed_at is not None


async def remove(rows: Rows, oa_id: str, at: datetime) -> bool:
    """Take an account out of service: its tokens are emptied, everything else is kept. False: it was not there."""
    values: dict[str, Any] = {
        "removed_at": at,
        "access_token": None,
        "refresh_token": None,
        "expires_at": None,
    }
    values |= {"needs_consent": False, "told_at": None, **_NOTHING_UNDER_WAY}
    there = accounts.c.oa_id == oa_id, accounts.c.removed_at.is_(None)
    return await rows.run(update(accounts).where(*there).values(values)) == 1


# --- tokens ----------------------------------------------------------------------------------------------------------

_NOTHING_UNDER_WAY: dict[str, Any] = {"refreshing_since": None, "refresh_after": None}


def _sealed(rows: Rows, oa_id: str, tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": rows.vault.seal("accounts.access_token", oa_id, tokens.access),
        "refresh_token": rows.vault.seal("accounts.refresh_token", oa_id, tokens.refresh),
        "expires_at": tokens.expires_at,
    }


async def may_refresh(rows: Rows, oa_id: str, now: datetime) -> bool:
    """Take the lease to refresh this account's tokens; exactly one process gets it.

    A lease that its holder never gave back is nobody's: whether the refresh token was used up is not known.
    """
    free = and_(
        accounts.c.refreshing_since.is_(None),
        or_(accounts.c.refresh_after.is_(None), accounts.c.refresh_after <= now),
        accounts.c.needs_consent.is_(False),
        accounts.c.access_token.is_not(None),
    )
    return (
        await rows.run(update(accounts).where(accounts.c.oa_id == oa_id, free).values(refreshing_since=now))
        == 1
    )


async def renew(rows: Rows, oa_id: str, tokens: Tokens, app_id: str | None = None) -> None:
    """Keep the new pair; it is used only after this is durable. ``app_id``: the app to which it was given."""
    values = {**_sealed(rows, oa_id, tokens), **_NOTHING_UNDER_WAY, "needs_consent": False, "told_at": None}
    if app_id is not None:
        values["app_id"] = app_id
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))


async def release_refresh(rows: Rows, oa_id: str, after: datetime | None = None) -> None:
    """Give the lease back without a new pair; the next attempt is made no sooner than ``after``."""
    values = {"refreshing_since": None, "refresh_after": after}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))


async def leave_unanswered(rows: Rows, oa_id: str, now: datetime) -> None:
    """The answer to a refresh was lost: nobody asks again, the old access token is used while Zalo takes it."""
    values = {"refreshing_since": now - REFRESH_LEASE}
    await rows.run(update(accounts).where(accounts.c.oa_id == oa_id).values(values))


async def lose(rows: Rows, oa_id: str, at: datetime, why: str | None = None) -> bool:
    """Only a new consent helps from now on; True for the one who found out first, and tells the humans.

    ``why`` is how the account is until then.
    """
    there = accounts.c.oa_id == oa_id, accounts.c.needs_consent.is_(False), accounts.c.removed_at.is_(None)
    health = None if why is None else why[:200]
    values = {"needs_consent": True, "told_at": at, "health": health, **_NOTHING_UNDER_WAY}
    return await rows.run(update(accounts).where(*there).values(values)) == 1


async def try_again(rows: Rows, app_id: str) -> int:
    """The app has another secret: its accounts that were refused may be refused for that alone; how many."""
    theirs = and_(
        accounts.c.app_id == app_id, accounts.c.needs_consent.is_(True), accounts.c.refresh_token.is_not(None)
    )
    values = {"needs_consent": False, "told_at": None, "health": None, "checked_at": None}
    return await rows.run(update(accounts).where(theirs).values(values | _NOTHING_UNDER_WAY))


async def count_needing_consent(rows: Rows) -> int:
    """How many accounts wait for their administrator."""
    mine = accounts.c.needs_consent.is_(True), accounts.c.removed_at.is_(None)
    found: int = await rows.scalar(select(func.count()).select_from(accounts).where(*mine))
    return found


# --- health ----------------------------------------------------------------------------------------------------------


async def may_check(rows: Rows, seen: Account, now: datetime) -> bool:
    """Take it on to ask Zalo how an account is that wants it; of all who have seen it so exactly one may."""
    asked = accounts.c.checked_at
    unchanged = asked.is_(None) if seen.checked_at is None else asked == seen.checked_at
    mine = and_(accounts.c.oa_id == seen.oa_id, accounts.c.removed_at.is_(None), unchanged)
    return await rows.run(update(accounts).where(mine).values(checked_at=now)) == 1


async def keep_health(rows: Rows, oa_id: str, health: str, **facts: Any) -> None:
    """What Zalo said of the account: "ok" or what is wrong; ``facts``: name, package, package_until.

    Of one that has been lost meanwhile that stays which `lose` has written.
    """
    mine = accounts.c.oa_id == oa_id, accounts.c.needs_consent.is_(False)
    await rows.run(update(accounts).where(*mine).values(health=health[:200], **facts))
