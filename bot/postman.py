"""The postman: delivers what the outbox owes, in order per recipient and lane, replies before everything else."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.metrics import LETTERS
from bot.zalo.client import Sent
from bot.zalo.errors import Busy, NeedsHuman, NotNow, Unreachable, ZaloError
from domain.messages import Address, AddressKind, Lane
from storage import accounts, groups, outbox, people
from storage.database import Database, Rows
from storage.outbox import Letter, Outcome
from vietnamese.writing import split

FIRST_RATE = 100
"""Calls a minute of an account until Zalo's answers have said otherwise (8.1)."""
MOST_A_CLAIM = 300
MOST_UNDER_WAY = 3_000
"""Letters in hand at a time; each recipient's go one behind the other."""
MOST_CONNECTIONS = 500
MOST_ATTEMPTS = 8
REPLY_SHARE = 0.3
"""Share of an account's rate that only replies may use."""
_POLL = 0.5
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 1800))
_LONG = timedelta(minutes=30)
_log = structlog.get_logger("postman")

Pair = tuple[Letter, "Destination"]
Judge = Callable[[Rows, Letter, datetime], Awaitable[bool]]


class Sender(Protocol):
    """Whatever carries a message to Zalo."""

    async def send_to_user(
        self, oa_id: str, user_id: str, text: str, buttons: Sequence[dict[str, object]] = ()
    ) -> Sent:
        """Send to a person."""

    async def send_to_group(self, oa_id: str, group_id: str, text: str) -> Sent:
        """Send to a group."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes: an account and a user or group in it."""

    oa_id: str
    user_id: str | None = None
    group_id: str | None = None


class Postman:
    """Claims letters, judges them once more, sends many at a time, writes down what became of them.

    ``judge`` says whether a letter is still true when its turn comes; ``rate`` gives an account's calls a minute
    (0: no limit).
    """

    def __init__(
        self,
        database: Database,
        sender: Sender,
        clock: Clock,
        judge: Judge,
        *,
        default_oa: str,
        rate: Callable[[str], int] = lambda _: FIRST_RATE,
    ) -> None:
        self._database = database
        self._sender = sender
        self._clock = clock
        self._judge = judge
        self._default_oa = default_oa
        self._rate = rate
        self._name = f"{socket.gethostname()[:30]}:{os.getpid()}:{id(self):x}"[:60]
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._runs: dict[str, deque[Pair]] = {}
        self._in_hand = 0
        self._held_back: dict[tuple[str, int], datetime] = {}
        self._outcomes: list[Outcome] = []
        self._settling = asyncio.Lock()

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
        mine = [self._held(one, now) for one in replies if one.to in addresses]
        places = await self._destinations(rows, mine)
        fit = [(one, places[one.to]) for one in mine if one.to in places]
        return await self._within_rate(rows, fit, now)

    def _held(self, letter: Letter, now: datetime) -> Letter:
        return replace(letter, claimed_by=self._name, claimed_until=now + outbox.CLAIM)

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
        """Claim and start what is due now. How many letters were taken."""
        await self._settle()
        room = self._room
        if room <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return MOST_A_CLAIM
        now = await self._clock.now()
        async with self._database.write() as rows:
            letters = await outbox.due(rows, now, min(MOST_A_CLAIM, room))
            chosen = await self._choose(rows, letters, now)
            await outbox.claim(rows, [letter for letter, _ in chosen], self._name, now)
        self._start([(self._held(letter, now), place) for letter, place in chosen])
        return len(chosen)

    async def deliver_claimed(self, claimer: str, now: datetime) -> None:
        """Deliver at once what a sweep has written and kept for itself."""
        async with self._database.write() as rows:
            letters = await outbox.claimed_by(rows, claimer)
            chosen = await self._choose(rows, letters, now)
            await outbox.claim(rows, [letter for letter, _ in chosen], claimer, now)
        self._start([(self._held(letter, now), place) for letter, place in chosen])
        await self.finish()

    # --- choosing ---------------------------------------------------------------------------------------------------

    async def _choose(self, rows: Rows, letters: Sequence[Letter], now: datetime) -> list[Pair]:
        """Those to send now. The others are dropped, given up, or wait for the account's rate."""
        if not letters:
            return []
        places = await self._destinations(rows, letters)
        settled: list[Outcome] = []
        fit: list[Pair] = []
        for letter in letters:
            place = places.get(letter.to)
            if letter.expires_at is not None and letter.expires_at <= now:
                settled.append(Outcome(letter.key, "dropped", now, error="expired"))
            elif place is None:
                settled.append(Outcome(letter.key, "failed", now, error="no Zalo account is bound"))
            elif (fault := await self._untrue(rows, letter, now)) is not None:
                settled.append(fault)
            else:
                fit.append((letter, place))
        await outbox.settle(rows, settled)
        return await self._within_rate(rows, fit, now)

    async def _untrue(self, rows: Rows, letter: Letter, now: datetime) -> Outcome | None:
        """What becomes of a letter that is not to be sent as it stands; None: it still holds."""
        if letter.check is None:
            return None
        try:
            holds = await self._judge(rows, letter, now)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - one letter that cannot be judged holds up nobody else's
            _log.exception("letter_not_judged", letter_id=letter.id)
            later = now + _LONG
            return Outcome(letter.key, "waiting", now, error=type(error).__name__, again_at=later)
        return None if holds else Outcome(letter.key, "dropped", now, error="no longer true")

    async def _destinations(self, rows: Rows, letters: Sequence[Letter]) -> dict[str, Destination]:
        addresses = {letter.to: Address.parse(letter.to) for letter in letters}
        persons = [one.id for one in addresses.values() if one.kind is AddressKind.PERSON]
        bound = await people.accounts_of(rows, persons)
        known = await groups.by_group_ids(
            rows, [one.id for one in addresses.values() if one.kind is AddressKind.GROUP]
        )
        found: dict[str, Destination] = {}
        for text, address in addresses.items():
            if address.kind is AddressKind.USER:
                found[text] = Destination(address.oa_id or self._default_oa, user_id=address.id)
            elif address.kind is AddressKind.GROUP:
                group = known.get(address.id)
                oa_id = self._default_oa if group is None or group.oa_id is None else group.oa_id
                found[text] = Destination(oa_id, group_id=address.id)
            elif address.id in bound:
                found[text] = Destination(bound[address.id].oa_id, user_id=bound[address.id].user_id)
        return found

    async def _within_rate(self, rows: Rows, fit: list[Pair], now: datetime) -> list[Pair]:
        chosen: list[Pair] = []
        for oa_id in sorted({place.oa_id for _, place in fit}):
            mine = [pair for pair in fit if pair[1].oa_id == oa_id]
            rate = self._rate(oa_id)
            if rate == 0:
                chosen += mine
                continue
            replies = [pair for pair in mine if pair[0].lane == Lane.REPLY]
            others = [pair for pair in mine if pair[0].lane != Lane.REPLY]
            granted = await accounts.take_calls(rows, oa_id, len(replies), now, rate, 0)
            chosen += replies[:granted]
            if granted == len(replies) and others:
                granted = await accounts.take_calls(
                    rows, oa_id, len(others), now, rate, int(rate * REPLY_SHARE)
                )
                chosen += others[:granted]
        return chosen

    # --- sending ----------------------------------------------------------------------------------------------------

    def _start(self, chosen: Sequence[Pair]) -> None:
        """Put letters into their recipients' runs; a run that stands already goes on with them."""
        for letter, place in chosen:
            self._in_hand += 1
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
                outcome = await self._in_turn(letter, place)
            except Exception:  # noqa: BLE001 - no error of Zalo's: the letter stays ours until its claim runs out
                _log.exception("letter_left", letter_id=letter.id)
                self._hold_back(letter, letter.claimed_until)
                continue
            if outcome is not None:
                self._outcomes.append(outcome)
                LETTERS.labels(letter.kind, outcome.status).inc()
        del self._runs[to]
        await self._settle()

    def _hold_back(self, letter: Letter, until: datetime | None) -> None:
        """What follows this letter waits with it, also what is written while its outcome is not yet."""
        if until is not None:
            self._held_back[letter.to, letter.lane] = until

    async def _in_turn(self, letter: Letter, place: Destination) -> Outcome | None:
        now = await self._clock.now()
        if letter.claimed_until is not None and letter.claimed_until <= now:
            # It stood in the run for so long that it is anybody's again, and may be another postman's already.
            return None
        held_back = self._held_back.pop((letter.to, letter.lane), now)
        if held_back > now:
            self._hold_back(letter, held_back)
            return Outcome(letter.key, "waiting", now, again_at=held_back, counted=False)
        outcome = await self._deliver(letter, place, now)
        self._hold_back(letter, outcome.again_at)
        return outcome

    async def _deliver(self, letter: Letter, place: Destination, now: datetime) -> Outcome:
        try:
            sent = await self._send(letter, place)
        except ZaloError as error:
            return _failed(letter, error, now)
        return Outcome(letter.key, "sent", await self._clock.now(), message_id=sent.message_id)

    async def _send(self, letter: Letter, place: Destination) -> Sent:
        *before, last = split(letter.text)
        for part in before:
            await self._send_part(replace(letter, text=part, buttons=()), place)
        return await self._send_part(replace(letter, text=last), place)

    async def _send_part(self, letter: Letter, place: Destination) -> Sent:
        if place.group_id is not None:
            return await self._sender.send_to_group(place.oa_id, place.group_id, letter.text)
        return await self._sender.send_to_user(place.oa_id, place.user_id or "", letter.text, letter.buttons)

    async def _settle(self) -> None:
        """Write outcomes, many to a commit: whatever came in while the last one ran goes with the next."""
        async with self._settling:
            if not self._outcomes:
                return
            batch, self._outcomes = self._outcomes, []
            try:
                async with self._database.write() as rows:
                    await outbox.settle(rows, batch)
            except Exception:  # noqa: BLE001 - the database is away: kept, and written with the next round
                self._outcomes = batch + self._outcomes
                _log.exception("outcomes_not_written", letters=len(batch))


def _failed(letter: Letter, error: ZaloError, now: datetime) -> Outcome:
    """Try again after a pause, or give up.

    What only time or a human mends is tried until the letter's own time is over, however often that is.
    """
    _log.warning(
        "send_failed", letter_id=letter.id, kind=letter.kind, code=error.code, attempt=letter.attempts + 1
    )
    tired = letter.attempts + 1 >= MOST_ATTEMPTS and not isinstance(error, NotNow | NeedsHuman)
    if error.permanent or tired:
        return Outcome(letter.key, "failed", now, error=str(error))
    return Outcome(
        letter.key, "waiting", now, error=str(error), again_at=now + _pause(error, letter.attempts)
    )


def _pause(error: ZaloError, attempts: int) -> timedelta:
    if isinstance(error, NotNow | NeedsHuman):
        return _LONG
    steps = _PAUSES if isinstance(error, Busy | Unreachable) else _PAUSES[2:]
    return steps[min(attempts, len(steps) - 1)]
