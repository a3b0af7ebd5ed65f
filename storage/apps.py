"""Apps of the platform, whose secrets open Zalo to several accounts, and the consents that were asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from storage import accounts
from storage.database import Rows
from storage.tables import apps, consent_links
from storage.vault import SealBroken

LINK_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class App:
    """An app: ``secret`` is for tokens, ``oa_secret_key`` signs its webhooks.

    ``code_verifier``: the console has a fixed code challenge, and this is its other half.
    """

    app_id: str
    secret: str
    oa_secret_key: str
    code_verifier: str | None = None


async def all_apps(rows: Rows) -> dict[str, App]:
    """Every app by its id; one whose secrets no key of DATA_KEY opens is left out, and named by `reseal`."""
    found: dict[str, App] = {}
    for row in await rows.all(select(apps).order_by(apps.c.app_id)):
        with suppress(SealBroken):
            found[row.app_id] = _opened(rows, row)
    return found


async def app(rows: Rows, app_id: str) -> App | None:
    """One app, or None."""
    row = await rows.first(select(apps).where(apps.c.app_id == app_id))
    return None if row is None else _opened(rows, row)


async def put(rows: Rows, given: App, at: datetime) -> bool:
    """Enter an app or change its secrets; whether anything changed. A verifier that is not given stays.

    After another secret its accounts that were refused try again: it may have been for the old one.
    """
    known = await _readable(rows, given.app_id)
    verifier = given.code_verifier or (None if known is None else known.code_verifier)
    wanted = App(given.app_id, given.secret, given.oa_secret_key, verifier)
    if known == wanted:
        return False
    await rows.put(apps, _sealed(rows, wanted) | {"added_at": at})
    if known is not None and known.secret != wanted.secret:
        await accounts.try_again(rows, wanted.app_id)
    return True


async def _readable(rows: Rows, app_id: str) -> App | None:
    """The app, or None also where its secrets were sealed with a key that is gone: they are given anew."""
    try:
        return await app(rows, app_id)
    except SealBroken:
        return None


def _opened(rows: Rows, row: Any) -> App:
    secret = rows.vault.open("apps.secret", row.app_id, row.secret)
    key = rows.vault.open("apps.oa_secret_key", row.app_id, row.oa_secret_key)
    sealed = row.code_verifier
    verifier = None if sealed is None else rows.vault.open("apps.code_verifier", row.app_id, sealed)
    return App(row.app_id, secret, key, verifier)


def _sealed(rows: Rows, one: App) -> dict[str, Any]:
    seal, verifier = rows.vault.seal, one.code_verifier
    return {
        "app_id": one.app_id,
        "secret": seal("apps.secret", one.app_id, one.secret),
        "oa_secret_key": seal("apps.oa_secret_key", one.app_id, one.oa_secret_key),
        "code_verifier": None if verifier is None else seal("apps.code_verifier", one.app_id, verifier),
    }


# --- consents that were asked for ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsentLink:
    """A consent that an administrator was asked for; ``oa_id`` None: of an account that is new here.

    ``verifier``: the secret half of the link's own code challenge; None: the app has a fixed one.
    """

    state: str
    app_id: str
    oa_id: str | None
    unit_code: str | None
    verifier: str | None


async def open_link(rows: Rows, link: ConsentLink, now: datetime) -> None:
    """Remember what was asked, for ten minutes; older ones are forgotten."""
    await rows.run(delete(consent_links).where(consent_links.c.created_at < now - timedelta(days=1)))
    sealed = rows.vault.seal("consent_links.verifier", link.state, link.verifier) if link.verifier else None
    values = {"state": link.state, "app_id": link.app_id, "oa_id": link.oa_id, "unit_code": link.unit_code}
    await rows.add(consent_links, values | {"verifier": sealed, "created_at": now})


async def use_link(rows: Rows, state: str, now: datetime) -> ConsentLink | None:
    """What was asked under this state, for whoever comes first within ten minutes; None for everybody else."""
    mine = (
        consent_links.c.state == state,
        consent_links.c.used_at.is_(None),
        consent_links.c.created_at > now - LINK_LIVES,
    )
    if await rows.run(update(consent_links).where(*mine).values(used_at=now)) != 1:
        return None
    row = await rows.first(select(consent_links).where(consent_links.c.state == state))
    if row is None:
        return None
    sealed = row.verifier
    verifier = None if sealed is None else rows.vault.open("consent_links.verifier", state, sealed)
    return ConsentLink(row.state, row.app_id, row.oa_id, row.unit_code, verifier)
