"""What the pages stand on: database, clock, address; and the directory, kept between pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from storage import directory
from storage.database import Database, Rows
from storage.directory import Directory

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Clock(Protocol):
    """Something that knows the time."""

    async def now(self) -> datetime:
        """The moment, in UTC."""


def _nothing() -> None:
    """Nobody is to be woken."""


async def _no_store(_sha256: str) -> bytes | None:
    """Nothing is stored."""
    return None


@dataclass(slots=True)
class Site:
    """The place where pages are served. ``owed`` is called when a page has written messages."""

    database: Database
    clock: Clock
    public_url: str = ""
    window: str = "15-14"
    templates: Path | None = None
    """A province's own document templates and legal bases (DOCUMENTS_PATH), if it has any."""
    owed: Callable[[], None] = _nothing
    stored: Callable[[str], Awaitable[bytes | None]] = _no_store
    """The bytes of what people sent, by their SHA-256; None where the store does not hold them."""
    oa_id: str = ""
    """The first Official Account, which imports go by."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """The address of every page by its name, once they are served."""
    _directory: Directory | None = field(default=None, repr=False)

    @property
    def is_secure(self) -> bool:
        """Whether cookies are for https only: everywhere but on the machine itself."""
        address = urlsplit(self.public_url)
        return not (address.scheme == "http" and address.hostname in _LOOPBACK)

    def cookie(self, name: str) -> str:
        """The name of a cookie: bound to this very host where https makes that possible."""
        return f"__Host-{name}" if self.is_secure else name

    async def known(self, rows: Rows) -> Directory:
        """Units, calendar and forms; read again only after they were changed."""
        self._directory = await directory.load(rows, self._directory)
        return self._directory
