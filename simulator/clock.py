"""The simulated clock: runs in real time and jumps forward when told to."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from aiohttp import web

VIETNAM = timezone(timedelta(hours=7))
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([wdhms])")


class ClockError(ValueError):
    """The clock was asked for something a clock cannot do; the text says what."""


def parse_duration(text: str) -> timedelta:
    """Reads "2d 3h 10m 5s" (w d h m s, any of them); raises ClockError otherwise."""
    if not text.strip() or _DURATION.sub("", text).strip():
        raise ClockError(f"not a duration: {text!r} (expected something like '2d 3h')")
    try:
        parts = {_UNITS[unit]: float(number) for number, unit in _DURATION.findall(text)}
        return timedelta(**parts)
    except OverflowError as error:
        raise ClockError(f"too long a duration: {text!r}") from error


def parse_instant(text: str) -> datetime:
    """Reads ISO 8601 with an offset; raises ClockError otherwise."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f"not an ISO 8601 instant: {text!r}") from error
    if instant.tzinfo is None:
        raise ClockError(f"the instant has no offset: {text!r}")
    return instant


class Clock:
    """Says what time it is in the simulated world."""

    def __init__(self, start: datetime | None = None) -> None:
        self._base = (start or datetime.now(UTC)).astimezone(VIETNAM)
        self._since = time.monotonic()
        self._jumped = asyncio.Event()
        self.when_moved: list[Callable[[datetime], None]] = []

    def now(self) -> datetime:
        """The simulated instant, in Vietnam's offset."""
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def millis(self) -> int:
        """The simulated instant as Zalo writes it: milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)

    def jump_to(self, instant: datetime) -> None:
        """Moves forward to the instant; raises ClockError rather than go back."""
        now = self.now()
        if instant < now:
            raise ClockError(f"the clock never goes back: it is {now.isoformat(timespec='seconds')}")
        self._base, self._since = instant.astimezone(VIETNAM), time.monotonic()
        self._jumped.set()
        self._jumped = asyncio.Event()
        for told in self.when_moved:
            told(self.now())

    def advance(self, step: timedelta) -> None:
        """Moves forward by the step."""
        try:
            self.jump_to(self.now() + step)
        except OverflowError as error:
            raise ClockError(f"too far ahead: {step}") from error

    async def wait_until(self, instant: datetime) -> None:
        """Returns once it is that instant, be it by waiting or by a jump."""
        while (left := (instant - self.now()).total_seconds()) > 0:
            jumped = self._jumped
            try:
                await asyncio.wait_for(jumped.wait(), timeout=left)
            except TimeoutError:
                continue


CLOCK = web.AppKey("clock", Clock)


async def show(request: web.Request) -> web.Response:
    """GET /clock."""
    return web.json_response({"now": request.app[CLOCK].now().isoformat(timespec="milliseconds")})


async def move(request: web.Request) -> web.Response:
    """POST /clock with {"now": ISO 8601} or {"advance": "2d 3h"}."""
    try:
        wanted = await request.json()
        _move(request.app[CLOCK], wanted)
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=400)
    return await show(request)


def _move(clock: Clock, wanted: object) -> None:
    if not isinstance(wanted, dict) or len(wanted.keys() & {"now", "advance"}) != 1:
        raise ClockError('expected {"now": ISO 8601} or {"advance": "2d 3h"}')
    if "now" in wanted:
        clock.jump_to(parse_instant(str(wanted["now"])))
    else:
        clock.advance(parse_duration(str(wanted["advance"])))
