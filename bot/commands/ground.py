"""What several commands stand on: a database with the newest schema, and the moment it is."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.commands import CommandRefused
from bot.settings import Settings, open_database
from storage.database import Database
from storage.migrate import is_current


@asynccontextmanager
async def current_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of these settings, closed afterwards. Raises CommandRefused if its schema is not the newest."""
    database = open_database(settings)
    try:
        if not await is_current(database):
            raise CommandRefused(
                "the database is not at the newest schema: run `python -m bot migrate` first"
            )
        yield database
    finally:
        await database.dispose()


async def moment(settings: Settings) -> datetime:
    """The moment it is: CLOCK_URL's where one is set and answers, else this machine's."""
    if not settings.clock_url:
        return datetime.now(UTC)
    from aiohttp import ClientError, ClientSession

    from bot.clock import RemoteClock

    async with ClientSession() as session:
        try:
            return await RemoteClock(settings.clock_url, session).now()
        except (ClientError, TimeoutError, ValueError, KeyError):
            print("CLOCK_URL does not answer; this machine's clock is used", file=sys.stderr)
            return datetime.now(UTC)
