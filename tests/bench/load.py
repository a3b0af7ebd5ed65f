"""The load: people who post signed events over kept-alive connections, and a sink that plays Zalo's send API.

One process, hand-made HTTP over asyncio protocols, so that it is never the bottleneck (its own CPU share is reported).
Closed loop: a person sends the next step when the reply to the last one has arrived. Open loop (`rate`): steps are
sent at scheduled times and latency counts from the schedule.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import cast

APP_ID, OA_ID, SECRET = "360846524940903967", "388613280878808645", "s3cret"
ANSWERS = (
    "report",
    "3",
    "Street lamp is broken near the school gate since Monday",
    "12 Nguyen Hue, Ben Nghe",
    "0912345678",
    "yes",
)
EXPECTED = ("Q1", "Q2", "Q3", "Q4", "Q5", "OK")
FIRST_USER = 1_000_000_000


@dataclass
class Person:
    """One of the people in dialogs."""

    id: str
    step: int = 0
    sent_at: float = 0.0
    waiting: bool = False


@dataclass
class Figures:
    """What was measured in the window."""

    acks: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)
    wrong: int = 0
    refused: int = 0


class Load:
    """People, connections and the sink of one run."""

    def __init__(self, users: int, rate: float | None, sink_delay: float) -> None:
        self.rate, self.sink_delay = rate, sink_delay
        self.people = {str(FIRST_USER + number): Person(str(FIRST_USER + number)) for number in range(users)}
        self.figures = Figures()
        self.measuring = False
        self.stopped = False
        self.posts = 0
        self._idle: deque[Client] = deque()
        self._queue: deque[tuple[Person, float]] = deque()
        self._run = f"{time.time_ns():x}"

    async def connect(self, port: int, connections: int) -> None:
        """Open the kept-alive connections to the webhook on this port."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, client = await loop.create_connection(lambda: Client(self), "127.0.0.1", port)
            self._idle.append(client)

    def send(self, person: Person, since: float) -> None:
        """Post the person's next step, as soon as a connection is free."""
        if self._idle:
            self._idle.popleft().post(person, since)
        else:
            self._queue.append((person, since))

    def free(self, client: Client) -> None:
        """A connection has its answer."""
        if self._queue:
            client.post(*self._queue.popleft())
        else:
            self._idle.append(client)

    def request(self, person: Person) -> bytes:
        """The signed event, as HTTP."""
        self.posts += 1
        stamp = str(time.time_ns() // 1_000_000)
        body = json.dumps(
            {
                "app_id": APP_ID,
                "sender": {"id": person.id},
                "user_id_by_app": person.id,
                "recipient": {"id": OA_ID},
                "event_name": "user_send_text",
                "message": {"text": ANSWERS[person.step], "msg_id": f"{self._run}{self.posts:08x}"},
                "timestamp": stamp,
            }
        ).encode()
        mac = hashlib.sha256(APP_ID.encode() + body + stamp.encode() + SECRET.encode()).hexdigest()
        head = (
            "POST /webhook/zalo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-ZEvent-Signature: mac={mac}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def acknowledged(self, since: float, status: bytes) -> None:
        """The webhook has answered."""
        if status != b"200":
            self.figures.refused += 1
        if self.measuring:
            self.figures.acks.append(time.perf_counter() - since)

    def replied(self, user_id: str, text: str) -> None:
        """A reply has reached the sink."""
        person = self.people.get(user_id)
        if person is None or not person.waiting:
            return
        if self.measuring:
            self.figures.replies.append(time.perf_counter() - person.sent_at)
        if not text.startswith(EXPECTED[person.step]):
            self.figures.wrong += 1
        person.waiting = False
        person.step = (person.step + 1) % len(ANSWERS)
        if self.rate is None and not self.stopped:
            self._next(person, time.perf_counter())

    def _next(self, person: Person, since: float) -> None:
        person.waiting, person.sent_at = True, since
        self.send(person, since)

    async def drive(self, seconds: float, warm_up: float) -> None:
        """Run, measuring after the warm-up, then let what is under way come in."""
        loop = asyncio.get_running_loop()
        loop.call_later(warm_up, self._begin)
        if self.rate is None:
            for person in self.people.values():
                self._next(person, time.perf_counter())
            await asyncio.sleep(warm_up + seconds)
        else:
            await self._at_rate(self.rate, warm_up + seconds)
        self.measuring, self.stopped = False, True
        deadline = time.perf_counter() + 15
        while any(one.waiting for one in self.people.values()) and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)

    def _begin(self) -> None:
        self.measuring = True

    async def _at_rate(self, rate: float, seconds: float) -> None:
        began, sent = time.perf_counter(), 0
        people = deque(self.people.values())
        while (passed := time.perf_counter() - began) < seconds:
            while sent < passed * rate:
                person = self._somebody_free(people)
                if person is None:
                    break
                self._next(person, began + sent / rate)
                sent += 1
            await asyncio.sleep(0.001)

    def _somebody_free(self, people: deque[Person]) -> Person | None:
        for _ in range(len(people)):
            people.rotate(-1)
            if not people[0].waiting:
                return people[0]
        return None

    @property
    def unanswered(self) -> int:
        """People whose last event has had no reply."""
        return sum(one.waiting for one in self.people.values())


class Client(asyncio.Protocol):
    """One kept-alive connection to the webhook."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._buffer = b""
        self._since = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def post(self, person: Person, since: float) -> None:
        """Send the person's next step on this connection."""
        assert self._transport is not None
        self._since = since
        self._transport.write(self._load.request(person))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        length = _complete(self._buffer)
        if length is not None:
            status = self._buffer[9:12]
            self._buffer = self._buffer[length:]
            self._load.acknowledged(self._since, status)
            self._load.free(self)


class Sink(asyncio.Protocol):
    """Plays Zalo's send API: takes the message, answers success after the delay."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (length := _complete(self._buffer)) is not None:
            body = self._buffer[self._buffer.find(b"\r\n\r\n") + 4 : length]
            self._buffer = self._buffer[length:]
            if body:  # a question, such as after the account's health, has none
                message = json.loads(body)
                self._load.replied(message["recipient"]["user_id"], message["message"]["text"])
            self._answer()

    def _answer(self) -> None:
        body = b'{"error":0,"message":"Success","data":{"message_id":"%x"}}' % time.time_ns()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        if self._load.sink_delay:
            asyncio.get_running_loop().call_later(self._load.sink_delay, self._write, head + body)
        else:
            self._write(head + body)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)


def _complete(buffer: bytes) -> int | None:
    """Length of the first complete HTTP message in the buffer, or None."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = buffer[:end].lower()
    at = head.find(b"content-length:")
    length = 0 if at < 0 else int(head[at + 15 :].split(b"\r\n", 1)[0])
    return end + 4 + length if len(buffer) >= end + 4 + length else None
