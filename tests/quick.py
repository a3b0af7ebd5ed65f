"""What makes hundreds of databases a session cheap and changes nothing that a test can see but the time it takes.

Each test has a database and an engine of its own. The engines of a kind share the compiled forms of their statements,
for compiling a statement costs more than running it; and SQLite does not wait for the disk, which no test unplugs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

import storage.database
from storage.database import Database
from storage.migrate import upgrade
from storage.vault import Vault
from tests.town import MORNING, SECRET_KEY, populate

VAULT = Vault([b"k" * 32], SECRET_KEY.encode())
LONG_AGO = datetime(2025, 9, 1, 8, 0, tzinfo=MORNING.tzinfo)
MOST_STATEMENTS = 10_000
Build = Callable[[str], Awaitable[None]]


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Every Database opened from now on has a quick engine; the server beside us is not asked for TLS."""
    patch.setenv("PGSSLMODE", "disable")
    for name in ("sqlite_engine", "_postgres_engine"):
        patch.setattr(storage.database, name, _quick(getattr(storage.database, name)))


def _quick(make: Callable[[str], AsyncEngine]) -> Callable[[str], AsyncEngine]:
    first: list[Engine] = []

    def made(url: str) -> AsyncEngine:
        engine = make(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _wait_for_no_disk)
        _share(engine.sync_engine, first)
        return engine

    return made


def _share(engine: Engine, first: list[Engine]) -> None:
    """A compiled statement belongs to a dialect, which knows its database once it was connected to."""
    if not first or first[0].dialect.server_version_info is None:
        first[:] = [engine]
        engine._compiled_cache = LRUCache(MOST_STATEMENTS)
        return
    engine.dialect = first[0].dialect
    engine._compiled_cache = first[0]._compiled_cache


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


# --- what a fresh database begins with -----------------------------------------------------------------------------


@asynccontextmanager
async def with_newest_schema(url: str) -> AsyncIterator[Database]:
    """A fresh database brought to the newest schema."""
    database = Database(url, VAULT)
    try:
        await upgrade(database)
        yield database
    finally:
        await database.dispose()


async def newest_schema(url: str) -> None:
    """The tables and nothing in them."""
    async with with_newest_schema(url):
        pass


async def the_town(url: str) -> None:
    """The demo commune as of the town's morning."""
    async with with_newest_schema(url) as database:
        await populate(database, MORNING)


async def the_commune(url: str) -> None:
    """The demo commune as of long ago, for the tests of the clock."""
    async with with_newest_schema(url) as database:
        await populate(database, LONG_AGO)


def beginning(test: pytest.Item, fixtures: list[str]) -> Build:
    """What the database of this test begins with: what its mark says, or what its fixtures need."""
    mark = test.get_closest_marker("begins_with")
    if mark is not None:
        build: Build = mark.args[0]
        return build
    if "settled_long_ago" in fixtures:
        return the_commune
    return the_town if "settled" in fixtures else newest_schema
