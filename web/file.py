"""A file that a page gives instead of text: made or read after the rows it speaks of are held no more."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from storage.handouts import TYPES, ending_of

AT_ONCE = 2
"""So many are made at the same time: each takes a whole core, and the others are the assistant's."""


class Given(ABC):
    """Something that a page gives, and not text."""

    __slots__ = ()

    @abstractmethod
    async def answer(self, turnstile: asyncio.Semaphore) -> web.Response:
        """What goes out; no rows are held."""


@dataclass(frozen=True, slots=True)
class File(Given):
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


@dataclass(frozen=True, slots=True)
class Stored(Given):
    """What people sent, as it lies in the store; ``read`` gives None where the store does not hold it.

    Pictures are shown in place. Their type was told by their first bytes when they came, never by their name.
    """

    name: str
    content_type: str
    read: Callable[[], Awaitable[bytes | None]]

    async def answer(self, turnstile: asyncio.Semaphore) -> web.Response:
        """The bytes, or that they are missing."""
        content = await self.read()
        if content is None:
            return web.Response(
                status=404, text="Tệp này hiện không lấy được. Mời báo người quản trị hệ thống ạ."
            )
        way = "inline" if self.content_type.startswith("image/") else "attachment"
        headers = {
            "Content-Type": self.content_type,
            "Content-Disposition": f'{way}; filename="{self.name}"',
        }
        return web.Response(body=content, headers=headers)
