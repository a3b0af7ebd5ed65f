"""The printer: documents ordered in chat are gathered, set in a thread and handed to the postman, after the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from bot.clock import Clock
from documents.paper import NothingToWrite
from handlers.enclosing import letter_with_file, plain_letter
from handlers.paper_orders import NO_UNIT, SORRY, Ordered, caption, gathered, lowered, set_in_form
from handlers.papers import Desk
from storage import directory, orders, outbox
from storage.database import Database
from storage.listing import NoSuchUnit
from storage.orders import Order
from storage.outbox import Letter

MOST_ATTEMPTS = 3
_POLL = 1.0
_log = structlog.get_logger("papers")


class Printer:
    """Takes orders one after the other. ``owed`` is called when a letter was written.

    Setting a document takes up to 0.13 s of one core, the first one a second: inside a turn it would hold the
    transaction and everybody else's turn with it, on the event loop it would hold the webhook. So a turn only writes an
    order; it is read, set in a thread with no transaction open, and file, letter and the order's end are written in one
    transaction. A crash before that sets it again; the letter's key keeps it from being sent twice.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owed: Callable[[], None],
        *,
        window: str = "15-14",
        templates: Path | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owed = owed
        self._window = window
        self._templates = templates

    async def run(self) -> None:
        """Print until cancelled."""
        while True:
            if await self._safely() == 0:
                await asyncio.sleep(_POLL)

    async def _safely(self) -> int:
        try:
            return await self.round()
        except Exception:  # noqa: BLE001 - the database or the clock is away: what waits stays where it is
            _log.exception("round_failed")
            return 0

    async def round(self) -> int:
        """Print what waits. How many were taken."""
        now, taken = await self._clock.now(), 0
        while (order := await self._claim(now)) is not None:
            taken += 1
            await self._print(order, now)
        return taken

    async def _claim(self, now: datetime) -> Order | None:
        async with self._database.read() as rows:
            if not await orders.any_due(rows, now):
                return None
        async with self._database.write() as rows:
            return await orders.claim(rows, now)

    async def _print(self, order: Order, now: datetime) -> None:
        wanted = Ordered.of(order.wanted)
        try:
            async with self._database.read() as rows:
                desk = Desk(rows, await directory.load(rows), self._window, order.at, self._templates)
                paper = await gathered(desk, wanted)
            content = await asyncio.to_thread(set_in_form, paper, wanted, self._templates)
        except NothingToWrite as error:
            await self._settle(order, plain_letter(order, f"Dạ, {lowered(error)}", now), orders.DONE)
        except NoSuchUnit:
            await self._settle(order, plain_letter(order, NO_UNIT, now), orders.DONE)
        except Exception:  # noqa: BLE001 - a damaged template or our own fault: tried again, then the person is told
            _log.exception("paper_not_set", order_id=order.id, attempt=order.attempts)
            if order.attempts >= MOST_ATTEMPTS:
                await self._settle(order, plain_letter(order, SORRY, now), orders.FAILED)
        else:
            async with self._database.write() as rows:
                name, text = caption(paper, wanted)
                letter = await letter_with_file(rows, order, text, name, content, now)
                await outbox.owe(rows, [letter])
                await orders.settle(rows, order, orders.DONE)
            self._owed()

    async def _settle(self, order: Order, letter: Letter, status: str) -> None:
        async with self._database.write() as rows:
            await outbox.owe(rows, [letter])
            await orders.settle(rows, order, status)
        self._owed()
