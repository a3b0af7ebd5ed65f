"""Intake: events are durable before they are acknowledged; whatever queued while a commit ran goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from storage import echoes, inbox
from storage.database import Database
from storage.echoes import Echo
from storage.inbox import Arrived

MOST_WAITING = 20_000
MOST_A_COMMIT = 1_000


class Overfull(Exception):
    """More events wait for their commit than we are ready to hold; Zalo may try again."""


class Intake:
    """Writes events to the inbox, many to a commit. ``stored`` is called after each commit."""

    def __init__(self, database: Database, stored: Callable[[], None]) -> None:
        self._database = database
        self._stored = stored
        self._waiting: list[tuple[Arrived | Echo, asyncio.Future[None]]] = []
        self._woken = asyncio.Event()

    async def put(self, event: Arrived | Echo) -> None:
        """Return once the event is durable. Raises what the database raised, or Overfull."""
        if len(self._waiting) >= MOST_WAITING:
            raise Overfull
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((event, future))
        self._woken.set()
        await future

    def digest(self, text: str) -> str:
        """Keyed digest of a text: an echo is known again by it without being kept."""
        return self._database.vault.text_digest(text)

    async def run(self) -> None:
        """Commit what waits, again and again, until cancelled; what waited then is committed first."""
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._commit_all()
        finally:
            await self._commit_all()

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = self._waiting[:MOST_A_COMMIT]
            del self._waiting[:MOST_A_COMMIT]
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Arrived | Echo, asyncio.Future[None]]]) -> None:
        error: Exception | None = None
        try:
            async with self._database.write() as rows:
                await inbox.store(rows, [event for event, _ in batch if isinstance(event, Arrived)])
                await echoes.keep(rows, [event for event, _ in batch if isinstance(event, Echo)])
        except Exception as raised:  # noqa: BLE001 - handed to every sender that waits: each answers 503
            error = raised
        for _, future in batch:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
        self._stored()
