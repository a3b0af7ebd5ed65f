"""The time: the machine's, or in drills that of the local Zalo (CLOCK_URL). The only place that reads a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from aiohttp import ClientSession, ClientTimeout

_TRUSTED_FOR = 0.2
_TIMEOUT = ClientTimeout(total=2)


class Clock(Protocol):
    """Something that knows the time."""

    async def now(self) -> datetime:
        """The moment, in UTC."""


class MachineClock:
    """The machine's clock."""

    async def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A moment that stands still: a sweep "as of" it."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    async def now(self) -> datetime:
        """That moment."""
        return self._at


class RemoteClock:
    """A clock that can be moved: asked over HTTP, trusted for a fifth of a second, running on in between.

    Where the clock asked stands still, ours does not fall back to it: what was written a moment ago stays due.
    """

    def __init__(self, url: str, session: ClientSession) -> None:
        self._url = url
        self._session = session
        self._read_at = float("-inf")
        self._then = self._told = datetime.now(UTC)

    async def now(self) -> datetime:
        """The moment, in UTC. Raises aiohttp.ClientError when the clock does not answer."""
        passed = time.monotonic() - self._read_at
        if passed > _TRUSTED_FOR:
            async with self._session.get(self._url, timeout=_TIMEOUT) as response:
                self._then = datetime.fromisoformat((await response.json())["now"]).astimezone(UTC)
            self._read_at, passed = time.monotonic(), 0.0
        moment = self._then + timedelta(seconds=passed)
        ran_ahead = timedelta(0) < self._told - moment <= timedelta(seconds=_TRUSTED_FOR)
        self._told = self._told if ran_ahead else moment
        return self._told
