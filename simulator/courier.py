"""Posts events in each person's order, and tries again on the platform's ladder what was not taken."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from simulator.clock import Clock
from simulator.journal import Journal
from simulator.settings import Settings

Json = dict[str, Any]
LADDER = (30, 300, 900, 1800, 3600)  # seconds between the attempts (Zalo reference 5.1)
_KEPT = 200
_CONNECTIONS = 200


@dataclass
class Delivery:
    """One event on its way."""

    number: int
    name: str
    lane: str
    body: bytes
    headers: dict[str, str]
    emitted: datetime
    attempts: int = 0
    status: str = "waiting"
    error: str = ""
    due: datetime | None = None

    def shown(self) -> Json:
        """Without the body: for the status list."""
        return {
            "number": self.number,
            "event": self.name,
            "lane": self.lane,
            "attempts": self.attempts,
            "status": self.status,
            "error": self.error,
            "emitted": self.emitted.isoformat(timespec="milliseconds"),
            "due": self.due.isoformat(timespec="seconds") if self.due else None,
        }


class Courier:
    """Posts events to one address; each lane (a person, a group) in order, failures on a ladder of their own."""

    def __init__(self, clock: Clock, settings: Settings, journal: Journal) -> None:
        self.url: str | None = None
        self.subscribed = True
        self.counts = {"waiting": 0, "delivered": 0, "failed": 0, "lost": 0}
        self.recent: deque[Delivery] = deque(maxlen=_KEPT)
        self._clock, self._settings, self._journal = clock, settings, journal
        self._number = 0
        self._lanes: dict[str, deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._hurry = asyncio.Event()

    async def start(self) -> None:
        """Begins posting, what was emitted before included."""
        self.open()

    def open(self) -> None:
        """The same, for who is not asynchronous but inside the running loop."""
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector)
        for lane in list(self._lanes):
            self._spawn_lane(lane)

    async def stop(self) -> None:
        """Stops posting; what waits is forgotten."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def carry(self, name: str, lane: str, body: bytes, headers: dict[str, str]) -> Delivery:
        """Queues these bytes; they and the headers stay the same over all attempts."""
        self._number += 1
        delivery = Delivery(self._number, name, lane, body, headers, self._clock.now())
        self.recent.append(delivery)
        if self.url is None or not self.subscribed:
            self._settle(delivery, "lost", "chưa ai đăng ký nhận")
            return delivery
        self.counts["waiting"] += 1
        self._enqueue(delivery)
        return delivery

    def hurry(self) -> None:
        """Tries everything that waits on the ladder at once."""
        self._hurry.set()
        self._hurry = asyncio.Event()

    async def settled(self, timeout: float = 10.0) -> None:
        """Returns when no event waits any more; raises TimeoutError after that many real seconds, naming what waits."""
        try:
            async with asyncio.timeout(timeout):
                while self.counts["waiting"]:
                    await self._journal.news(0.05)
        except TimeoutError:
            waiting = [str(one.shown()) for one in self.recent if one.status == "waiting"]
            raise TimeoutError(f"after {timeout:g} s events still wait: {'; '.join(waiting[:3])}") from None

    def _enqueue(self, delivery: Delivery) -> None:
        if delivery.lane in self._lanes:
            self._lanes[delivery.lane].append(delivery)
            return
        self._lanes[delivery.lane] = deque([delivery])
        if self._session is not None:
            self._spawn_lane(delivery.lane)

    def _spawn_lane(self, lane: str) -> None:
        self._spawn(self._run_lane(lane))

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, lane: str) -> None:
        queue = self._lanes[lane]
        while queue:
            await self._first_attempt(await self._next(queue))
        del self._lanes[lane]

    async def _next(self, queue: deque[Delivery]) -> Delivery:
        if self._settings.reorders > 0:
            self._settings.reorders -= 1
            await self._wait_for_successor(queue)
            if len(queue) > 1:
                overtaken = queue.popleft()
                queue.insert(1, overtaken)
        return queue.popleft()

    async def _wait_for_successor(self, queue: deque[Delivery]) -> None:
        for _ in range(20):
            if len(queue) > 1:
                return
            await asyncio.sleep(0.025)

    async def _first_attempt(self, delivery: Delivery) -> None:
        if not await self._attempt(delivery):
            self._spawn(self._climb(delivery))

    async def _climb(self, delivery: Delivery) -> None:
        for seconds in LADDER:
            delivery.due = self._clock.now() + timedelta(seconds=seconds * self._settings.retry_scale)
            self._journal.write("delivery", delivery=delivery.shown())
            await self._due(delivery.due)
            if delivery.status != "waiting" or await self._attempt(delivery):
                return
        self._end(delivery, "failed", delivery.error)
        if self._settings.unsubscribe:
            self.subscribed = False
            self._journal.write("webhook")

    async def _due(self, instant: datetime) -> None:
        ways = [
            asyncio.ensure_future(self._clock.wait_until(instant)),
            asyncio.ensure_future(self._hurry.wait()),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()

    async def _attempt(self, delivery: Delivery) -> bool:
        error = await self._post(delivery)
        delivery.attempts += 1
        if error is None:
            await self._repeat(delivery)
            self._end(delivery, "delivered", "")
            return True
        delivery.error = error
        if error.startswith("HTTP") and not self._settings.retry_on_non_200:
            self._end(delivery, "failed", error)
            return True
        return False

    async def _repeat(self, delivery: Delivery) -> None:
        if self._settings.duplicates > 0:
            self._settings.duplicates -= 1
            await self._post(delivery)

    async def _post(self, delivery: Delivery) -> str | None:
        if self._session is None or self.url is None:
            return "chưa ai đăng ký nhận"
        headers = {"Content-Type": "application/json"} | delivery.headers
        if delivery.attempts:
            headers["num_retry"] = str(delivery.attempts)
        timeout = aiohttp.ClientTimeout(total=self._settings.webhook_timeout)
        try:
            async with self._session.post(
                self.url, data=delivery.body, headers=headers, timeout=timeout
            ) as answer:
                return None if answer.status == 200 else f"HTTP {answer.status}"
        except TimeoutError:
            return f"không trả lời trong {self._settings.webhook_timeout:g} giây"
        except aiohttp.ClientError as error:
            return f"không kết nối được: {type(error).__name__}"

    def _end(self, delivery: Delivery, status: str, error: str) -> None:
        self.counts["waiting"] -= 1
        self._settle(delivery, status, error)

    def _settle(self, delivery: Delivery, status: str, error: str) -> None:
        delivery.status, delivery.error, delivery.due = status, error, None
        self.counts[status] += 1
        self._journal.write("delivery", delivery=delivery.shown())
