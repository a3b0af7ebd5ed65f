"""The fetcher: what people sent is brought here at once, checked, sealed and kept; what was let go is cleared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from aiohttp import ClientSession

from bot.clock import Clock
from bot.files.download import NOT_TAKEN, SECONDS, TOO_LARGE, Fetched, NotFetched, Wish, download
from bot.files.hosts import Hosts
from bot.files.kinds import MB, MOST_BYTES
from bot.files.store import Cabinet
from bot.metrics import FILES
from domain.calendar import VN
from domain.messages import Address, AddressKind, MessageKind
from domain.people import address
from storage import attachments, inbox, outbox, people
from storage.attachments import Wanted
from storage.database import Database, Rows
from storage.outbox import Letter

AT_ONCE = 8
MOST_ATTEMPTS = 6
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))
_POLL = 1.0
_NOTICE_LIVES = timedelta(days=2)
_WHAT = {"image": "Ảnh", "gif": "Ảnh", "file": "Tệp"}
"""What the sender is asked to send again; of a voice message or a video he was asked to type anyway."""
_log = structlog.get_logger("files")


class Fetcher:
    """Claims what waits, fetches it, writes down what became of it. ``owed`` is called when a letter was written."""

    def __init__(
        self,
        database: Database,
        cabinet: Cabinet,
        session: ClientSession,
        hosts: Hosts,
        clock: Clock,
        owed: Callable[[], None],
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._database = database
        self._cabinet = cabinet
        self._session = session
        self._hosts = hosts
        self._clock = clock
        self._owed = owed
        self._seconds = seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something came in."""
        self._woken.set()

    async def run(self) -> None:
        """Fetch until cancelled; what is broken off then is fetched again when its claim has run out."""
        while True:
            self._woken.clear()
            if await self._safely() == 0:
                try:
                    await asyncio.wait_for(self._woken.wait(), _POLL)
                except TimeoutError:
                    continue

    async def _safely(self) -> int:
        try:
            return await self.round()
        except Exception:  # noqa: BLE001 - the database or the clock is away: what waits stays where it is
            _log.exception("round_failed")
            await asyncio.sleep(1)
            return 0

    async def round(self) -> int:
        """Fetch what is due now, then clear what was let go. How many were taken."""
        now = await self._clock.now()
        async with self._database.read() as rows:
            due = await attachments.any_due(rows, now)
            gone = await attachments.to_clear(rows, AT_ONCE)
        taken: list[Wanted] = []
        if due:
            async with self._database.write() as rows:
                taken = await attachments.claim(rows, now, AT_ONCE)
            await asyncio.gather(*map(self._bring, taken))
        for sha256 in gone:
            await self._clear(sha256)
        return len(taken)

    # --- bringing ---------------------------------------------------------------------------------------------------

    async def _bring(self, wanted: Wanted) -> None:
        try:
            wish = Wish.of(wanted.kind, wanted.detail)
            fetched = await download(self._session, self._hosts, wish, self._seconds)
        except NotFetched as fault:
            await self._not_fetched(wanted, fault)
            return
        try:
            await self._keep(wanted, fetched)
        except Exception:  # noqa: BLE001 - the store is full or away: once more when the claim has run out
            _log.exception("file_not_kept", attachment_id=wanted.id)
            return
        FILES.labels("stored").inc()

    async def _keep(self, wanted: Wanted, fetched: Fetched) -> None:
        """First into the store, then into the row: a crash between the two only fetches it again."""
        sha256 = await self._cabinet.keep(fetched.content)
        async with self._database.write() as rows:
            size = len(fetched.content)
            await attachments.stored(rows, wanted, sha256, size, fetched.content_type)
        if not await self._cabinet.has(sha256):
            # The same content was cleared for somebody else between the two.
            await self._cabinet.keep(fetched.content)

    async def _not_fetched(self, wanted: Wanted, fault: NotFetched) -> None:
        now = await self._clock.now()
        final = fault.final or wanted.attempts >= MOST_ATTEMPTS
        _log.warning("not_fetched", attachment_id=wanted.id, reason=fault.reason, attempt=wanted.attempts)
        FILES.labels("failed" if final else "again").inc()
        async with self._database.write() as rows:
            if not final:
                pause = _PAUSES[min(wanted.attempts, len(_PAUSES)) - 1]
                await attachments.again(rows, wanted, now + pause, fault.reason)
            elif await attachments.given_up(rows, wanted, fault.reason) and wanted.kind in _WHAT:
                await outbox.owe(rows, [await _notice(rows, wanted, fault.reason, now)])
        self._owed()

    # --- clearing ---------------------------------------------------------------------------------------------------

    async def _clear(self, sha256: str) -> None:
        """Out of the store, unless somebody else has sent the same."""
        async with self._database.write() as rows:
            if not await attachments.is_needed(rows, sha256):
                await self._cabinet.remove(sha256)
                FILES.labels("cleared").inc()
            await attachments.cleared(rows, sha256)


async def _notice(rows: Rows, wanted: Wanted, reason: str, now: datetime) -> Letter:
    """One sentence for the one who sent it, however many of the same message could not be fetched."""
    you = await _address(rows, wanted.address, now)
    return Letter(
        key=f"fetch:{wanted.event_key}",
        to=wanted.address,
        kind=str(MessageKind.REPLY),
        lane=int(MessageKind.REPLY.lane),
        text=_sentence(wanted, reason, you),
        created_at=now,
        not_before=now,
        expires_at=now + _NOTICE_LIVES,
        oa_id=await inbox.account_of(rows, wanted.event_key),
    )


def _sentence(wanted: Wanted, reason: str, you: str) -> str:
    what = f"{_WHAT[wanted.kind]} {you} gửi lúc {wanted.at.astimezone(VN):%H:%M}"
    if reason == TOO_LARGE:
        most = MOST_BYTES[wanted.kind] // MB
        return f"{what} lớn quá (Trợ lý nhận đến {most} MB), {you} gửi bản nhỏ hơn giúp ạ."
    if reason == NOT_TAKEN:
        return f"{what} không thuộc loại Trợ lý nhận (ảnh, PDF, Word, Excel), {you} gửi lại dạng khác giúp ạ."
    return f"{what} chưa tải được, {you} gửi lại giúp ạ."


async def _address(rows: Rows, to: str, now: datetime) -> str:
    """How the sender is addressed."""
    today = now.astimezone(VN).date()
    who = Address.parse(to)
    if who.kind is not AddressKind.PERSON:
        return address(None, today)
    held = await people.offices_of(rows, [who.id], today)
    offices = [one.office for one in held.get(who.id, ())]
    return address(await people.by_id(rows, who.id), today, offices)
