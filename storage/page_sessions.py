"""Who is logged in to the pages: one-time links asked for in the chat, and the sessions they open; hashes only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from storage.database import Rows
from storage.tables import bindings, page_links, page_sessions

LINK_LIVES = timedelta(minutes=10)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
KEPT = timedelta(days=90)
"""How long it stays known who was logged in, for whoever looks into an incident."""
SEEN_WITHIN = timedelta(minutes=5)
"""When a session was last seen is kept to within so much: not every page needs to write it."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody logged in. ``account``: (oa_id, user_id) of the Zalo account in which the link was asked for."""

    id: int
    person_id: str
    account: tuple[str, str]
    device: str
    created_at: datetime
    last_seen_at: datetime


def hashed(token: str) -> bytes:
    """What is kept of a token; 256 random bits need no key and no salt."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def _new_token() -> str:
    return secrets.token_urlsafe(32)


# --- links ---------------------------------------------------------------------------------------------------------


async def issue_link(rows: Rows, person_id: str, account: tuple[str, str], at: datetime) -> str | None:
    """A fresh token for this person, asked for in this account; older ones end. None: the account is not his."""
    query = select(bindings.c.id).where(_account_is(account), bindings.c.person_id == person_id)
    binding_id = await rows.scalar(query)
    if binding_id is None:
        return None
    mine = and_(page_links.c.person_id == person_id, page_links.c.used_at.is_(None))
    await rows.run(delete(page_links).where(mine))
    token = _new_token()
    values = {
        "token_hash": hashed(token),
        "person_id": person_id,
        "binding_id": binding_id,
        "created_at": at,
        "expires_at": at + LINK_LIVES,
        "used_at": None,
    }
    await rows.add(page_links, values)
    return token


def _account_is(account: tuple[str, str]) -> ColumnElement[bool]:
    oa_id, user_id = account
    return and_(bindings.c.oa_id == oa_id, bindings.c.user_id == user_id, bindings.c.valid_to.is_(None))


def _is_good(token: str, at: datetime) -> ColumnElement[bool]:
    return and_(
        page_links.c.token_hash == hashed(token),
        page_links.c.used_at.is_(None),
        page_links.c.expires_at > at,
    )


async def link_is_good(rows: Rows, token: str, at: datetime) -> bool:
    """Whether the link would still log somebody in; looking uses nothing up."""
    query = select(page_links.c.person_id).join(bindings, bindings.c.id == page_links.c.binding_id)
    return await rows.scalar(query.where(_is_good(token, at), bindings.c.valid_to.is_(None))) is not None


async def open_session(rows: Rows, token: str, device: str, at: datetime) -> tuple[str, str] | None:
    """Use the link up: (token of the new session, person), or None where it is used, over or unknown.

    Of two who press at the same moment one gets in: the row changes once.
    """
    if not await link_is_good(rows, token, at):
        return None
    if await rows.run(update(page_links).where(_is_good(token, at)).values(used_at=at)) != 1:
        return None
    link: Any = await rows.first(select(page_links).where(page_links.c.token_hash == hashed(token)))
    mine = _new_token()
    values = {
        "token_hash": hashed(mine),
        "person_id": link.person_id,
        "binding_id": link.binding_id,
        "device": device[:40],
        "created_at": at,
        "last_seen_at": at,
        "ended_at": None,
    }
    await rows.add(page_sessions, values)
    return mine, link.person_id


# --- sessions ------------------------------------------------------------------------------------------------------

_WITH_ACCOUNT = select(page_sessions, bindings.c.oa_id, bindings.c.user_id).join(
    bindings, bindings.c.id == page_sessions.c.binding_id
)


def _is_open(at: datetime) -> ColumnElement[bool]:
    """Not ended, seen within the last hours, not too old, and the Zalo account is still this person's."""
    return and_(
        page_sessions.c.ended_at.is_(None),
        page_sessions.c.last_seen_at > at - IDLE,
        page_sessions.c.created_at > at - LONGEST,
        bindings.c.valid_to.is_(None),
    )


async def session(rows: Rows, token: str, at: datetime) -> Session | None:
    """The open session of this token, or None."""
    row = await rows.first(_WITH_ACCOUNT.where(page_sessions.c.token_hash == hashed(token), _is_open(at)))
    return None if row is None else _session(row)


async def sessions_of(rows: Rows, person_id: str, at: datetime) -> Sequence[Session]:
    """Where this person is logged in, newest first."""
    query = _WITH_ACCOUNT.where(page_sessions.c.person_id == person_id, _is_open(at))
    return [_session(row) for row in await rows.all(query.order_by(page_sessions.c.id.desc()))]


def _session(row: Any) -> Session:
    account = row.oa_id, row.user_id
    return Session(row.id, row.person_id, account, row.device, row.created_at, row.last_seen_at)


async def seen(rows: Rows, one: Session, at: datetime) -> None:
    """The session is in use."""
    await rows.run(update(page_sessions).where(page_sessions.c.id == one.id).values(last_seen_at=at))


async def end(rows: Rows, person_id: str, at: datetime, session_id: int | None = None) -> int:
    """Log this person out of one session, or of all of them; how many ended."""
    mine = and_(page_sessions.c.person_id == person_id, page_sessions.c.ended_at.is_(None))
    if session_id is not None:
        mine = and_(mine, page_sessions.c.id == session_id)
    return await rows.run(update(page_sessions).where(mine).values(ended_at=at))


async def forget(rows: Rows, now: datetime) -> int:
    """Drop links that are over, and sessions that were last seen long ago; how many rows."""
    links = await rows.run(delete(page_links).where(page_links.c.expires_at < now - timedelta(days=1)))
    long_ago = now - KEPT
    old = or_(page_sessions.c.last_seen_at < long_ago, page_sessions.c.ended_at < long_ago)
    return links + await rows.run(delete(page_sessions).where(old))
