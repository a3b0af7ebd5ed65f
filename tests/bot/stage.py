"""What the tests of the service play with: signed events, a clock in the hand, a wire that can be cut, small talk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import structlog
from sqlalchemy import event as sa_event
from sqlalchemy import select

from bot.turns import Turns
from bot.zalo import events
from handlers.conversation import Conversation
from handlers.heard import Heard
from handlers.router import Router
from handlers.turn import Turn
from storage import tables
from storage.database import Database
from storage.inbox import Arrived

APP_ID, OA_ID, SECRET = "1234567890123456789", "2718281828459045235", "khoa-bi-mat-cua-oa"
START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
Json = dict[str, Any]
_numbers = count(1)
# What these tests break on purpose is not worth pages of coloured tracebacks.
structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[lambda _l, _n, _e: ""])


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    async def now(self) -> datetime:
        """The moment, in UTC."""
        return self.at

    def passes(self, **time: float) -> datetime:
        """Let time pass (seconds=…, minutes=…); the new moment."""
        self.at += timedelta(**time)
        return self.at


def payload(who: str, text: str, at: datetime = START, /, **more: Any) -> Json:
    """A text message of a person to the account, as Zalo reports it."""
    msg_id = more.pop("msg_id", f"m{next(_numbers):06d}")
    return {
        "app_id": APP_ID,
        "event_name": "user_send_text",
        "sender": {"id": who},
        "recipient": {"id": OA_ID},
        "message": {"text": text, "msg_id": msg_id},
        "timestamp": str(int(at.timestamp() * 1000)),
        **more,
    }


def encoded(event: Json) -> bytes:
    """The event as the bytes of a request."""
    return json.dumps(event, ensure_ascii=False).encode()


def signed(body: bytes, timestamp: str, app_id: str = APP_ID, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Zalo posts this body."""
    mac = events.signature(app_id, body, timestamp, secret)
    return {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={mac}"}


def arrived(who: str, text: str, at: datetime = START, /, **more: Any) -> Arrived:
    """The event as it goes into the inbox."""
    event = payload(who, text, at, **more)
    return events.arrived(event, encoded(event), at)


async def rows_of(database: Database, table: Any, *order: Any) -> list[Any]:
    """Every row of a table, by its primary key unless told otherwise."""
    async with database.read() as rows:
        return list(await rows.all(select(table).order_by(*(order or table.primary_key))))


async def statuses(database: Database) -> dict[str, tuple[str, int]]:
    """Status and attempts of each event in the inbox, by the id of its message."""
    return {
        row.key.rpartition(":")[2]: (row.status, row.attempts)
        for row in await rows_of(database, tables.inbox)
    }


def on_commit(database: Database, heard: Callable[[], None]) -> None:
    """Call this whenever a transaction is about to be committed."""
    sa_event.listen(database.engine.sync_engine, "commit", lambda _connection: heard())


class Said(Conversation):
    """A conversation that takes every text beginning with its name, and does what the function says."""

    def __init__(self, name: str, act: Callable[[Turn], Awaitable[Any]]) -> None:
        super().__init__(name, help=name, example=name, title=name)
        self.opens(act)

    def claims(self, heard: Heard) -> bool:
        return heard.text.split()[0] == self.name


async def note(turn: Turn) -> None:
    """Leave a row and answer: an effect that can be counted."""
    number = turn.incoming.key.rpartition(":")[2]
    row = {"code": number, "kind": "test", "address": turn.speaker.address, "at": turn.at}
    await turn.rows.add(tables.notes, row)
    turn.say(f"đã ghi {turn.incoming.text}")


async def boom(turn: Turn) -> None:
    """Do something, then fail."""
    await note(turn)
    turn.audit("half_done", "nothing")
    raise RuntimeError("một lời riêng tư: Lê Thị Lan 0912345678")


def turns_of(database: Database, clock: HandClock, *conversations: Conversation) -> Turns:
    """Turns with these conversations beside "note" and "boom"."""
    router = Router((*conversations, Said("note", note), Said("boom", boom)))
    return Turns(database, router, clock, lambda: None)


class Wire:
    """A way to a server on this machine that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Wire]:
        """The wire, until the end of the block."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Every connection breaks, new ones too."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """New connections work again."""
        self._whole = True

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, far_writer}
        ways = [self._pump(reader, far_writer), self._pump(far_reader, writer)]
        self._tasks |= {asyncio.create_task(way) for way in ways}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
