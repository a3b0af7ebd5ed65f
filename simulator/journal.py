"""The feed of changes that pages and tests listen to."""

import asyncio
from collections import deque
from typing import Any

Change = dict[str, Any]
_KEPT = 2000


class Journal:
    """Numbers every change and wakes whoever waits for one."""

    def __init__(self) -> None:
        self.number = 0
        self._closed = False
        self._changes: deque[Change] = deque(maxlen=_KEPT)
        self._news = asyncio.Event()
        self._bells: dict[str, asyncio.Event] = {}

    def write(self, kind: str, bell: str | None = None, **details: Any) -> None:
        """Adds a change of that kind, and rings the bell of that name."""
        self.number += 1
        self._changes.append({"seq": self.number, "kind": kind, **details})
        self._news.set()
        self._news = asyncio.Event()
        if bell in self._bells:
            self._bells.pop(bell).set()

    def since(self, number: int) -> list[Change] | None:
        """The changes after that number; None when some of them are forgotten already."""
        missing = self.number - number
        if missing < 0 or missing > len(self._changes):
            return None
        return list(self._changes)[len(self._changes) - missing :]

    async def news(self, timeout: float) -> bool:
        """Waits for the next change; False when none came in that many real seconds."""
        return await _set_within(self._news, timeout)

    async def bell(self, name: str, timeout: float) -> bool:
        """Waits for this bell only: with hundreds of listeners each wakes for its own chat."""
        return await _set_within(self._bells.setdefault(name, asyncio.Event()), timeout)

    def is_closed(self) -> bool:
        """Whether the server stops."""
        return self._closed

    def close(self) -> None:
        """Wakes everybody for the last time: the server stops."""
        self._closed = True
        self._news.set()


async def _set_within(event: asyncio.Event, timeout: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), timeout)
    except TimeoutError:
        return False
    return True
