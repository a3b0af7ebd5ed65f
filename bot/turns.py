"""Turns: events become effects, per sender in order, many turns to a commit, each in a savepoint of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.book import Book
from bot.clock import Clock
from bot.metrics import BATCH, TURNS
from bot.routes import Pair
from bot.zalo.events import incoming
from handlers.router import Router
from handlers.turn import REPLY_LIVES, House, Turn
from storage import directory, inbox, outbox
from storage.database import Database, Rows, TurnRows
from storage.directory import Directory
from storage.inbox import Arrived
from storage.outbox import Letter

MOST_A_COMMIT = 256
_POLL = 0.5
_log = structlog.get_logger("turns")
SORRY = "Dạ, Trợ lý gặp trục trặc với tin vừa rồi và đã báo người quản trị. Mời nhắn lại sau ít phút ạ."


@dataclass(slots=True)
class Played:
    """What became of a batch."""

    done: list[int] = field(default_factory=list)
    reserved: list[Pair] = field(default_factory=list)
    owed: int = 0
    failed: list[tuple[Arrived, str]] = field(default_factory=list)


class Express(Protocol):
    """Takes replies along as soon as their transaction has committed (`bot.postman.Postman`)."""

    async def reserve(self, rows: Rows, letters: Sequence[Letter], now: datetime) -> list[Pair]:
        """Those that may go the short way, claimed; their first attempt is written with them."""

    def carry(self, reserved: Sequence[Pair]) -> None:
        """Send them."""


class Turns:
    """Takes waiting events from the inbox and plays them.

    ``owed`` is called when letters were written, ``brought`` when something came that is to be fetched.
    """

    def __init__(
        self,
        database: Database,
        router: Router,
        clock: Clock,
        owed: Callable[[], None],
        *,
        window: str = "15-14",
        public_url: str = "",
        express: Express | None = None,
        brought: Callable[[], None] | None = None,
    ) -> None:
        self._database = database
        self._router = router
        self._clock = clock
        self._owed = owed
        self._window = window
        self._public_url = public_url
        self._express = express
        self._brought = brought
        self._came = False
        self._directory: Directory | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something in the inbox."""
        self._woken.set()

    async def run(self) -> None:
        """Play events until cancelled; commands and other processes write too, so the inbox is also polled."""
        while True:
            if await self._safely(MOST_A_COMMIT) < MOST_A_COMMIT:
                try:
                    await asyncio.wait_for(self._woken.wait(), _POLL)
                except TimeoutError:
                    continue
                self._woken.clear()

    async def _safely(self, most: int) -> int:
        try:
            return await self.batch(most)
        except Exception:  # noqa: BLE001 - the database is away: the events stay where they are
            _log.exception("batch_failed")
            await asyncio.sleep(1)
            return 0

    async def batch(self, most: int = MOST_A_COMMIT) -> int:
        """Play up to ``most`` events in one transaction; one by one if that fails as a whole. How many were taken."""
        now = await self._clock.now()
        with BATCH.time():
            try:
                played = await self._play(now, most)
            except Exception as error:
                if most == 1:
                    raise
                _log.warning("batch_replayed_singly", error=type(error).__name__)
                played = await self._singly(now, most)
        return len(played.done) + len(played.failed)

    async def _singly(self, now: datetime, most: int) -> Played:
        total = Played()
        for _ in range(most):
            played = await self._alone(now)
            total.done += played.done
            total.failed += played.failed
            if not played.done and not played.failed:
                break
        return total

    async def _alone(self, now: datetime) -> Played:
        """Play the oldest event by itself; one that breaks even then is counted, so that it holds up nobody."""
        taken: list[Arrived] = []
        try:
            return await self._play(now, 1, taken)
        except Exception as error:
            if not taken:
                raise
            _log.exception("event_breaks_its_batch", event_id=taken[0].id)
            await self._count_failure(taken[0], type(error).__name__, now)
            return Played(failed=[(taken[0], type(error).__name__)])

    async def _play(self, now: datetime, most: int, taken: list[Arrived] | None = None) -> Played:
        played = Played()
        async with self._database.write() as rows:
            events = await inbox.claim(rows, now, most)
            if taken is not None:
                taken += events
            if events:
                await self._play_all(rows, events, now, played)
                await inbox.finish(rows, played.done, now)
        if self._express is not None:
            self._express.carry(played.reserved)
        if played.owed > len(played.reserved):
            self._owed()
        if self._came and self._brought is not None:
            self._came = False
            self._brought()
        for event, error in played.failed:
            await self._count_failure(event, error, now)
        TURNS.labels("done").inc(len(played.done))
        TURNS.labels("failed").inc(len(played.failed))
        return played

    async def _play_all(self, rows: Rows, events: Sequence[Arrived], now: datetime, played: Played) -> None:
        self._directory = await directory.load(rows, self._directory)
        house = House(self._directory, self._window, self._public_url)
        book = Book(rows, self._router, now)
        await book.load([(event.oa_id, event.sender) for event in events])
        stuck: set[tuple[str, str]] = set()
        for event in events:
            if (event.oa_id, event.sender) in stuck:
                continue
            error = await self._turn(rows, event, house, book)
            if error is None:
                played.done.append(event.id)
            else:
                stuck.add((event.oa_id, event.sender))
                played.failed.append((event, error))
        letters = await self._reserved(rows, book.letters, now, played)
        await book.write()
        await outbox.owe(rows, letters)

    async def _reserved(
        self, rows: Rows, letters: Sequence[Letter], now: datetime, played: Played
    ) -> Sequence[Letter]:
        """The letters to write; replies that may go the short way as claimed already. It locks accounts: book later."""
        letters = _once(letters)
        played.owed = len(letters)
        if self._express is None:
            return letters
        played.reserved = await self._express.reserve(rows, letters, now)
        short = {letter.key: replace(letter, attempts=1) for letter, _ in played.reserved}
        return [short.get(one.key, one) for one in letters]

    async def _turn(self, rows: Rows, event: Arrived, house: House, book: Book) -> str | None:
        """Play one event. The error that undid it, or None."""
        said = incoming(event)
        mine = TurnRows(await rows.connection(), rows.vault)
        speaker = await book.speaker(said)
        turn = Turn(said, speaker, mine, house, book.dialogs_of(speaker))
        try:
            await self._router.answer(turn)
            await mine.keep()
        except Exception as error:  # noqa: BLE001 - undone whole; the event is tried again, then set aside
            await mine.undo()
            _log.exception("turn_failed", event_id=event.id, attempt=event.attempts + 1)
            return type(error).__name__
        self._came = self._came or bool(said.attachments)
        book.keep(said, speaker, turn.dialogs, turn.effects, mine.wrote)
        return None

    async def _count_failure(self, event: Arrived, error: str, now: datetime) -> None:
        """In a transaction of its own; after the last attempt the person is told."""
        async with self._database.write() as rows:
            if await inbox.fail(rows, event, now, error):
                await outbox.owe(rows, [_apology(event, now)])
        self._owed()


def _once(letters: Sequence[Letter]) -> list[Letter]:
    """Of letters with one key the first: that is the one which is written, so it is the one that may be sent."""
    first: dict[str, Letter] = {}
    for letter in letters:
        first.setdefault(letter.key, letter)
    return list(first.values())


def _apology(event: Arrived, now: datetime) -> Letter:
    return Letter(
        key=f"sorry:{event.key}",
        to=f"user:{event.oa_id}/{event.sender}",
        kind="reply",
        lane=0,
        text=SORRY,
        created_at=now,
        not_before=now,
        expires_at=now + REPLY_LIVES,
        oa_id=event.oa_id,
    )
