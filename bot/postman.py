"""The postman: delivers what the outbox owes, in order per recipient and lane, replies before everything else."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.carrier import WRITTEN_WITHIN, Carrier, calls_of
from bot.clock import Clock
from bot.fates import Destination, Result, later, put_back
from bot.metrics import LETTERS
from bot.outcomes import Batch, write_down
from bot.routes import Pair, destinations, routes
from bot.zalo.client import Rate
from domain.messages import Lane
from storage import outbox, rates, reach, sweeping
from storage.database import Database, Rows
from storage.outbox import Letter, Outcome

MOST_A_CLAIM = 300
MOST_UNDER_WAY = 3_000
"""Letters in hand at a time; each recipient's go one behind the other."""
MOST_CONNECTIONS = 500
_PACES = ((Lane.REPLY,), (Lane.PROMPT,), (Lane.REMINDER, Lane.BROADCAST))
"""What is sent first within the rate; only the last goes out evenly over the minute."""
_POLL = 0.5
_LONG = timedelta(minutes=30)
_MOMENT = timedelta(seconds=1)
STARTED_BEFORE = timedelta(seconds=20) + WRITTEN_WITHIN
"""The end of a letter's claim: as long as the patience for one call, and for writing down what became of it."""
_log = structlog.get_logger("postman")

Judge = Callable[[Rows, Letter, datetime], Awaitable[Letter | None]]


class Postman:
    """Claims letters, judges them once more, sends many at a time, writes down what became of them.

    ``judge`` gives a letter as it is still true when its turn comes, or None; ``rate`` is the operator's limit of
    calls a minute (0: none; None: what Zalo says, which ``heard_rate`` gives by account).
    """

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        clock: Clock,
        judge: Judge,
        *,
        default_oa: str,
        rate: int | None = None,
        heard_rate: Callable[[str], Rate | None] = lambda _: None,
    ) -> None:
        self._database = database
        self._carrier = carrier
        self._clock = clock
        self._judge = judge
        self._default_oa = default_oa
        self._rate = rate
        self._heard_rate = heard_rate
        self._known_rates: dict[str, int] = {}
        self._name = f"{socket.gethostname()[:30]}:{os.getpid()}:{id(self):x}"[:60]
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._runs: dict[str, deque[Pair]] = {}
        self._in_hand = 0
        self._unwritten: set[str] = set()
        self._held_back: dict[tuple[str, int], tuple[datetime, str]] = {}
        self._results: list[tuple[Destination, Result]] = []
        self._settling = asyncio.Lock()
        self._busy: set[str] = set()
        self._knocks = 0

    def wake(self) -> None:
        """There is something in the outbox."""
        self._woken.set()

    @property
    def _room(self) -> int:
        return MOST_UNDER_WAY - self._in_hand

    # --- replies go the short way ------------------------------------------------------------------------------

    async def reserve(self, rows: Rows, letters: Sequence[Letter], now: datetime) -> list[Pair]:
        """Replies that may go as soon as the turn's transaction has committed, without waiting to be claimed.

        Only where nothing else is owed to the same address, and within the account's rate.
        """
        replies = [
            one for one in letters if one.lane == Lane.REPLY and one.not_before <= now and not one.check
        ]
        if not replies or len(replies) > self._room:
            return []
        addresses = {one.to for one in replies}
        addresses -= await outbox.with_others_waiting(rows, sorted(addresses), self._name)
        mine = [_held(one, self._name, now) for one in replies if one.to in addresses]
        places = await destinations(rows, mine, self._default_oa)
        granted = await self._within_rate(rows, [one for one in mine if one.key in places], now)
        return [(one, places[one.key]) for one in granted]

    def carry(self, reserved: Sequence[Pair]) -> None:
        """The transaction has committed: send what was reserved."""
        self._start(reserved)

    async def run(self) -> None:
        """Deliver until cancelled; what is under way then is finished and written down first."""
        try:
            while True:
                self._woken.clear()
                if await self._safely() < MOST_A_CLAIM:
                    await self._rest()
        finally:
            await self.finish()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), _POLL)
        except TimeoutError:
            return

    async def _safely(self) -> int:
        try:
            return await self.round()
        except Exception:  # noqa: BLE001 - the database or the clock is away: the letters stay where they are
            _log.exception("round_failed")
            await asyncio.sleep(1)
            return 0

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._settle()

    async def round(self) -> int:
        """Claim and start what is due now. How many letters were taken, or written for the next round."""
        await self._settle()
        room = self._room
        if room <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return MOST_A_CLAIM
        now = await self._clock.now()
        async with self._database.write() as rows:
            letters = await outbox.due(rows, now, min(MOST_A_CLAIM, room), self._busy)
            self._busy.clear()
            chosen = await self._claimed(rows, letters, self._name, now)
        self._start(chosen)
        knocks, self._knocks = self._knocks, 0
        return len(chosen) + knocks

    async def deliver_claimed(self, claimer: str, now: datetime) -> None:
        """Deliver at once what a sweep has written and kept for itself, and the knocks that come of it."""
        for _ in range(2):
            async with self._database.write() as rows:
                letters = await outbox.claimed_by(rows, claimer)
                chosen = await self._claimed(rows, letters, claimer, now, sweeper=claimer)
            self._start(chosen)
            await self.finish()

    # --- choosing ---------------------------------------------------------------------------------------------------

    async def _claimed(
        self, rows: Rows, letters: Sequence[Letter], name: str, now: datetime, *, sweeper: str | None = None
    ) -> list[Pair]:
        """Those to send now, their attempt recorded. One still in hand, its claim over, is not taken a second time."""
        free = [one for one in letters if one.key not in self._unwritten]
        chosen = await self._choose(rows, free, now, sweeper)
        await outbox.claim(rows, [_through(*one) for one in chosen], name, now)
        return [(_held(letter, name, now), place) for letter, place in chosen]

    async def _choose(
        self, rows: Rows, letters: Sequence[Letter], now: datetime, claimer: str | None = None
    ) -> list[Pair]:
        """Those to send now. The others are dropped, given up, put off, or wait for the account's rate."""
        if not letters:
            return []
        settled: list[Outcome] = []
        fit: list[Letter] = []
        for letter in letters:
            if letter.expires_at is not None and letter.expires_at <= now:
                settled.append(Outcome.of(letter, "dropped", now, sweeping.EXPIRED))
            elif isinstance(verdict := await self._judged(rows, letter, now), Letter):
                fit.append(verdict)
            else:
                settled.append(verdict)
        within = await self._within_rate(rows, fit, now)
        found = await routes(rows, within, now, self._default_oa)
        await reach.remember(rows, found.traces)
        await outbox.hold(rows, [one.id for one in letters])
        await outbox.settle(rows, [*settled, *found.settled])
        await outbox.owe(rows, [replace(one, claimed_by=claimer) for one in found.knocks])
        self._knocks += len(found.knocks)
        return found.pairs

    async def _judged(self, rows: Rows, letter: Letter, now: datetime) -> Letter | Outcome:
        """The letter as it still holds, or what becomes of one that is not to be sent."""
        if letter.check is None:
            return letter
        try:
            holding = await self._judge(rows, letter, now)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - one letter that cannot be judged holds up nobody else's
            _log.exception("letter_not_judged", key=letter.key)
            return later(letter, type(error).__name__, now + _LONG, now)
        return holding or Outcome.of(letter, "dropped", now, "no longer true")

    async def _within_rate(self, rows: Rows, letters: Sequence[Letter], now: datetime) -> list[Letter]:
        """As many as their accounts may send now; replies first, for those a share is kept."""
        if self._rate == 0:
            return list(letters)
        by_account: dict[str, list[Letter]] = {}
        for letter in letters:
            by_account.setdefault(letter.oa_id or self._default_oa, []).append(letter)
        chosen: list[Letter] = []
        for oa_id in sorted(by_account):
            for lanes in _PACES:
                mine = [one for one in by_account[oa_id] if one.lane in lanes]
                urgent, paced = Lane.REPLY in lanes, Lane.REMINDER in lanes
                calls = [calls_of(one) for one in mine]
                granted = await rates.take(
                    rows, oa_id, calls, now, fixed=self._rate, urgent=urgent, paced=paced
                )
                chosen += mine[:granted]
                if granted < len(mine):
                    self._busy |= {oa_id, ""} if oa_id == self._default_oa else {oa_id}
                    break
        return chosen

    # --- sending ----------------------------------------------------------------------------------------------------

    def _start(self, chosen: Sequence[Pair]) -> None:
        """Put letters into their recipients' runs; a run that stands already goes on with them."""
        for letter, place in chosen:
            self._in_hand += 1
            self._unwritten.add(letter.key)
            run = self._runs.get(letter.to)
            if run is not None:
                run.append((letter, place))
                continue
            self._runs[letter.to] = deque([(letter, place)])
            task = asyncio.create_task(self._deliver_run(letter.to))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver_run(self, to: str) -> None:
        """One recipient's letters, one after the other; what follows a failed one waits with it."""
        run = self._runs[to]
        while run:
            letter, place = run.popleft()
            self._in_hand -= 1
            try:
                result = await self._in_turn(letter, place)
            except Exception:  # noqa: BLE001 - no error of Zalo's: the letter stays ours until its claim runs out
                _log.exception("letter_left", key=letter.key)
                self._unwritten.discard(letter.key)
                self._hold_back(letter, letter.claimed_until)
                continue
            self._results.append((place, result))
            LETTERS.labels(letter.kind, result.outcome.status).inc()
        del self._runs[to]
        await self._settle()

    def _hold_back(self, letter: Letter, until: datetime | None) -> None:
        """What follows this letter waits with it, also what is written while its outcome is not yet."""
        if until is not None:
            self._held_back[letter.to, letter.lane] = until, letter.key

    async def _in_turn(self, letter: Letter, place: Destination) -> Result:
        now = await self._clock.now()
        held_back, by = self._held_back.pop((letter.to, letter.lane), (now, letter.key))
        if held_back > now and by != letter.key:  # the one that holds others back comes again when it may go
            self._held_back[letter.to, letter.lane] = held_back, by
            return put_back(letter, held_back, now)
        if letter.claimed_until is not None and letter.claimed_until - now < STARTED_BEFORE:
            # It stood in the run for so long that its claim would run out under way: it is claimed anew.
            self._hold_back(letter, now + _MOMENT)
            again = later(letter, "its turn came too late", now + _MOMENT, now)
            return Result(again, unspent=letter.claimed_at)
        result = await self._carrier.carry(letter, place)
        if result.outcome.counted:  # what waits for the person to write is let go by that, not by time
            self._hold_back(letter, result.outcome.again_at)
        return result

    async def _settle(self) -> None:
        """Write outcomes, many to a commit: whatever came in while the last one ran goes with the next."""
        async with self._settling:
            if not self._results:
                return
            batch, self._results = self._results, []
            try:
                said = self._newly_said(batch)
                async with self._database.write() as rows:
                    await write_down(rows, batch, said)
                self._known_rates |= said or {}
                self._unwritten -= {result.outcome.key for _, result in batch}
            except Exception:  # noqa: BLE001 - the database is away: kept, and written with the next round
                self._results = batch + self._results
                _log.exception("outcomes_not_written", letters=len(batch))

    def _newly_said(self, batch: Batch) -> dict[str, int] | None:
        """Calls a minute that Zalo has named since they were written down; None where the operator names them."""
        if self._rate is not None:
            return None
        said = {place.oa_id: self._heard_rate(place.oa_id) for place, _ in batch}
        new = {oa_id: rate.limit for oa_id, rate in said.items() if rate is not None}
        return {oa_id: limit for oa_id, limit in new.items() if self._known_rates.get(oa_id) != limit}


def counter(database: Database, clock: Clock, rate: int | None) -> Callable[[str], Awaitable[None]]:
    """Counts calls that go beside the letters: looks into the history, uploads, enclosed files."""

    async def count(oa_id: str) -> None:
        if rate != 0:
            now = await clock.now()
            async with database.write() as rows:
                await rates.count(rows, oa_id, 1, now, fixed=rate)

    return count


def _through(letter: Letter, place: Destination) -> Letter:
    """With account and way through which it goes: there an answer that gets lost is looked for."""
    return replace(letter, oa_id=place.oa_id, doubtful_ways=(*letter.doubtful_ways, place.route))


def _held(letter: Letter, name: str, now: datetime) -> Letter:
    return replace(letter, claimed_by=name, claimed_until=now + letter.claim)
