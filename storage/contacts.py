"""Zalo accounts that have written to us, and what they consented to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_

from storage.database import Rows
from storage.tables import consents, contacts

_PAIR = tuple_(contacts.c.oa_id, contacts.c.user_id)
_KNOWN = select(contacts).where(_PAIR.in_(bindparam("pairs", expanding=True)))


async def known(rows: Rows, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
    """The rows of these (account, user id) pairs."""
    wanted = sorted(set(accounts))
    if not wanted:
        return {}
    return {(row.oa_id, row.user_id): row for row in await rows.all(_KNOWN, {"pairs": wanted})}


async def keep(rows: Rows, seen: Sequence[dict[str, Any]]) -> None:
    """Write contacts whole, new or known."""
    if seen:
        await rows.put(contacts, seen)


async def record_consent(
    rows: Rows, address: str, purpose: str, version: str, verdict: str, at: datetime, event_key: str
) -> None:
    """Keep what somebody answered to a data notice: which text, what answer, when, in which message."""
    values = {
        "address": address,
        "purpose": purpose,
        "text_version": version,
        "verdict": verdict,
        "at": at,
        "event_key": event_key[:120],
    }
    await rows.add(consents, values)


async def consent(rows: Rows, addresses: Iterable[str], purpose: str) -> str | None:
    """The newest verdict of these addresses ("given", "refused", "withdrawn"), or None."""
    mine = consents.c.address.in_(sorted(set(addresses))), consents.c.purpose == purpose
    query = select(consents.c.verdict).where(*mine).order_by(consents.c.id.desc()).limit(1)
    found: str | None = await rows.scalar(query)
    return found
