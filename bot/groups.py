"""The caretaker of the groups: does what the tasks say, within the account's rate, one group at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot import alarm
from bot.clock import Clock
from bot.group_look import Look, Spent
from bot.zalo.codes import ABROAD
from bot.zalo.errors import NeedsHuman, NotNow, NotReached, Unreachable, ZaloError
from bot.zalo.gmf import Calls, Gmf
from domain.groups import GroupChannel
from domain.periods import WindowMode
from scheduler.lines import Scene
from storage import accounts, directory, group_tasks, groups, rates
from storage.database import Database
from storage.directory import Directory
from storage.group_tasks import Task

PATIENCE = 60
"""Seconds that a call waits for its turn."""
_POLL = 2.0
_SPENT = timedelta(seconds=20)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
_LONG = timedelta(hours=6)
SAID_WITHIN = timedelta(minutes=10)
"""An answer in a chat that comes later answers nobody any more."""
_log = structlog.get_logger("groups")


Rest = Callable[[float], Awaitable[None]]


class Speaks(Protocol):
    """Whatever speaks through a Zalo Bot."""

    async def send(self, bot_id: str, chat_id: str, text: str) -> str:
        """Send a text; the message's id."""


class Metered:
    """Calls within the account's even pace, the share of answers left alone: each waits for its turn.

    Raises Spent when it does not come for too long.
    """

    def __init__(
        self, calls: Calls, database: Database, clock: Clock, rate: int | None, rest: Rest = asyncio.sleep
    ) -> None:
        self._calls = calls
        self._database = database
        self._clock = clock
        self._rate = rate
        self._rest = rest

    async def get(self, oa_id: str, path: str, params: dict[str, str]) -> Any:
        """Ask."""
        await self._take(oa_id)
        return await self._calls.get(oa_id, path, params)

    async def post(self, oa_id: str, path: str, body: dict[str, Any]) -> Any:
        """Let something be done."""
        await self._take(oa_id)
        return await self._calls.post(oa_id, path, body)

    async def _take(self, oa_id: str) -> None:
        for _ in range(PATIENCE):
            now = await self._clock.now()
            async with self._database.write() as rows:
                if await rates.take(rows, oa_id, 1, now, fixed=self._rate, urgent=False):
                    return
            await self._rest(1.0)
        raise Spent


class Caretaker:
    """Takes tasks one after the other. ``rate`` as for the postman; ``wake`` is called when letters may have come."""

    def __init__(
        self,
        database: Database,
        calls: Calls,
        bots: Speaks,
        clock: Clock,
        *,
        default_oa: str,
        rate: int | None,
        rest: Rest = asyncio.sleep,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._calls = Metered(calls, database, clock, rate, rest)
        self._bots = bots
        self._clock = clock
        self._default_oa = default_oa
        self._wake = wake
        self._directory: Directory | None = None

    async def run(self) -> None:
        """Work until cancelled; a task that was cut off is taken up again when its lease is over."""
        while True:
            if not await self._safely():
                await asyncio.sleep(_POLL)

    async def _safely(self) -> bool:
        try:
            return await self.round()
        except Exception:  # noqa: BLE001 - the database or the clock is away: the tasks stay where they are
            _log.exception("round_failed")
            return False

    async def settle(self) -> int:
        """Do everything that is due now; how many tasks were taken."""
        done = 0
        while await self.round():
            done += 1
        return done

    async def round(self) -> bool:
        """Take one task and do it. Whether there was one."""
        now = await self._clock.now()
        async with self._database.read() as rows:
            if not await group_tasks.is_due(rows, now):
                return False
        async with self._database.write() as rows:
            task = await group_tasks.claim(rows, now)
        if task is None:
            return False
        try:
            await self._do(task, now)
        except Spent:
            await self._later(task, now + _SPENT, None)
        except ZaloError as error:
            await self._failed(task, error, now)
        except Exception as error:  # noqa: BLE001 - one poisoned task must not stop the others
            _log.exception("group_task_broken", task_id=task.id, action=task.action)
            await self._later(task, now + _pause(task), type(error).__name__)
        self._wake()
        return True

    async def _do(self, task: Task, now: datetime) -> None:
        if task.action == "look":
            await self._look(task, now)
        elif task.action == "say":
            await self._say(task, now)
        else:
            await self._answer(task, now)

    async def _say(self, task: Task, now: datetime) -> None:
        """Soon or not at all, and never twice: what may have been heard is not said again."""
        if now - task.created_at <= SAID_WITHIN:
            try:
                await self._bots.send(task.detail["bot"], task.detail["chat"], task.detail["text"])
            except NotReached:
                raise
            except Unreachable as error:
                _log.warning("answer_in_doubt", task_id=task.id, error=str(error))
        await self._done(task, now)

    async def _look(self, task: Task, now: datetime) -> None:
        """In quiet hours nobody is brought into a group: his phone would ring."""
        scene = await self._scene(now)
        if not scene.calendar.is_loud(now):
            await self._later(task, scene.calendar.next_loud_moment(now), None)
            return
        look = Look(self._database, self._calls, scene, self._default_oa)
        await self._done(task, now, **await look.take(task))

    async def _answer(self, task: Task, now: datetime) -> None:
        """A leader has said yes or no to a stranger; one who is no longer waiting is past both."""
        async with self._database.read() as rows:
            group = await groups.one(rows, task.unit_code, task.kind)
        if group is not None and group.group_id is not None and group.channel == GroupChannel.GMF:
            gmf = Gmf(self._calls, group.oa_id or self._default_oa)
            waiting = set(task.detail["users"]) & set(await gmf.pending(group.group_id))
            if waiting and task.action == "accept":
                await gmf.accept(group.group_id, sorted(waiting))
            elif waiting:
                await gmf.reject(group.group_id, sorted(waiting))
        await self._done(task, now)

    async def _scene(self, now: datetime) -> Scene:
        async with self._database.read() as rows:
            self._directory = await directory.load(rows, self._directory)
        return Scene(now, self._directory, WindowMode.MID_MONTH)

    async def _done(self, task: Task, now: datetime, **detail: Any) -> None:
        async with self._database.write() as rows:
            await group_tasks.finish(rows, task, now, **detail)

    async def _later(self, task: Task, until: datetime, error: str | None) -> None:
        async with self._database.write() as rows:
            await group_tasks.postpone(rows, task, until, error)

    async def _failed(self, task: Task, error: ZaloError, now: datetime) -> None:
        """What only time or a human mends is tried every few hours; the rest ever more seldom, then given up."""
        _log.warning("group_task_failed", task_id=task.id, action=task.action, code=error.code)
        if error.code == ABROAD:
            await self._tell_abroad(task, now)
        if isinstance(error, NeedsHuman | NotNow):
            await self._later(task, now + _LONG, None)
            return
        await self._later(task, now + _pause(task), str(error))

    async def _tell_abroad(self, task: Task, now: datetime) -> None:
        async with self._database.write() as rows:
            group = await groups.one(rows, task.unit_code, task.kind)
            oa_id = self._default_oa if group is None else group.oa_id or self._default_oa
            account = await accounts.account(rows, oa_id)
            if account is not None:
                await alarm.abroad(rows, account, now)


def _pause(task: Task) -> timedelta:
    return _PAUSES[min(task.attempts, len(_PAUSES) - 1)]
