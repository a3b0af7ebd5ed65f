"""A file that a page gives instead of text: made in a thread, after the rows it speaks of have been read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from storage.handouts import TYPES, ending_of

AT_ONCE = 2
"""So many are made at the same time: each takes a whole core, and the others are the assistant's."""


@dataclass(frozen=True, slots=True)
class File:
    """What it is called (the ending says what it is), and how it is made; ``make`` runs in a thread, without rows."""

    name: str
    make: Callable[[], bytes]

    async def answer(self, turnstile: asyncio.Semaphore) -> web.Response:
        """The file, to be saved and not shown in place; its own name beside a plain one for old browsers."""
        async with turnstile:
            content = await asyncio.to_thread(self.make)
        ending = ending_of(self.name)
        full = quote(self.name, safe="")
        headers = {
            "Content-Type": TYPES[ending],
            "Content-Disposition": f"attachment; filename=\"tep.{ending}\"; filename*=UTF-8''{full}",
        }
        return web.Response(body=content, headers=headers)
