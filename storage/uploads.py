"""What Zalo gave for a file handed to it: a token for sending, good in one account and for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Rows
from storage.tables import uploads
from storage.vault import SealBroken

LIVES = timedelta(days=7)
FRESH = LIVES - timedelta(days=1)
"""A token is renewed a day before its time is over: what is queued now may be sent tomorrow."""


async def token_of(rows: Rows, oa_id: str, sha256: str, kind: str, now: datetime) -> str | None:
    """The token of a content in an account while it is fresh."""
    mine = uploads.c.oa_id == oa_id, uploads.c.sha256 == sha256, uploads.c.kind == kind
    row = await rows.first(select(uploads).where(*mine, uploads.c.uploaded_at > now - FRESH))
    if row is None:
        return None
    try:
        return rows.vault.open("uploads.token", f"{oa_id}/{sha256}/{kind}", row.token)
    except SealBroken:  # its key is gone from DATA_KEY: it is uploaded anew
        return None


async def keep(rows: Rows, oa_id: str, sha256: str, kind: str, token: str, now: datetime) -> None:
    """The newest token takes the place of an older one."""
    sealed = rows.vault.seal("uploads.token", f"{oa_id}/{sha256}/{kind}", token)
    values = {"oa_id": oa_id, "sha256": sha256, "kind": kind, "token": sealed, "uploaded_at": now}
    await rows.put(uploads, values, keys=("oa_id", "sha256", "kind"))


async def forget(rows: Rows, now: datetime) -> int:
    """Drop what Zalo does not take any more."""
    return await rows.run(delete(uploads).where(uploads.c.uploaded_at < now - LIVES))
