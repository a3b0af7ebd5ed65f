"""Files that we hand out: written with the turn that owes them, sealed, kept as long as their link is good."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Rows
from storage.tables import handouts

LINK_LIVES = timedelta(days=7)
MOST_BYTES = 25 * 1024 * 1024
_OPEN = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OPEN}wordprocessingml.document",
    "xlsx": f"{_OPEN}spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}
"""What we make, by the ending of its name; whatever else is only bytes to whoever loads it."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A file on its way out."""

    id: str
    name: str
    content: bytes
    content_type: str
    sha256: str
    expires_at: datetime

    @property
    def ending(self) -> str:
        """ "pdf" of "Báo cáo.pdf"."""
        return ending_of(self.name)


def ending_of(name: str) -> str:
    """What follows the last dot of a file's name, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


async def lay_out(rows: Rows, name: str, content: bytes, at: datetime) -> str:
    """Keep a file for handing out; its id, which nobody can guess. Raises ValueError for one that is too large."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"a file that is handed out has at most {MOST_BYTES} bytes")
    key = secrets.token_hex(16)
    values = {
        "id": key,
        "name": rows.vault.seal("handouts.name", key, name),
        "content": rows.vault.seal_bytes("handouts.content", key, content),
        "content_type": TYPES.get(ending_of(name), "application/octet-stream"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "at": at,
        "expires_at": at + LINK_LIVES,
    }
    await rows.add(handouts, values)
    return key


async def find(rows: Rows, key: str) -> Handout | None:
    """The file, or None: there is none, or it is kept no longer."""
    row = await rows.first(select(handouts).where(handouts.c.id == key))
    if row is None:
        return None
    return Handout(
        row.id,
        rows.vault.open("handouts.name", key, row.name),
        rows.vault.open_bytes("handouts.content", key, row.content),
        row.content_type,
        row.sha256,
        row.expires_at,
    )


async def forget(rows: Rows, now: datetime) -> int:
    """Drop those whose link is no longer good."""
    return await rows.run(delete(handouts).where(handouts.c.expires_at < now))
