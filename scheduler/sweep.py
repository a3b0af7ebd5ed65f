"""One pass of the clock: everything that is due as of a moment is written to the outbox, once however often it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from domain.periods import WindowMode
from scheduler import (
    asked,
    escalation,
    group_care,
    group_posts,
    housekeeping,
    private,
    unreached,
    vacancies,
    waiting,
)
from scheduler.agenda import Due, come_due
from scheduler.digests import together
from scheduler.ledger import open_ledgers
from scheduler.lines import Line, Scene
from storage import directory, outbox, pauses, questions, sweeping
from storage.database import Database, Rows
from storage.directory import Directory

AT_ONCE = 500
"""Letters a transaction: a burst of reminders keeps no turn waiting for long."""
WHOLE_EVERY = timedelta(hours=1)
_KINDS = (group_posts.plan, private.plan, escalation.plan)
_log = structlog.get_logger("sweep")


class Clock(Protocol):
    """Something that knows the time."""

    async def now(self) -> datetime:
        """The moment, in UTC."""


class Sweeper:
    """Sweeps. `wake` is called when letters were written; `window` is REPORT_WINDOW.

    What it remembers from tick to tick only saves work: what was written already is told by its key.
    """

    def __init__(
        self, database: Database, clock: Clock, wake: Callable[[], None], window: str = "15-14"
    ) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._window = WindowMode(window)
        self._directory: Directory | None = None
        self._swept: set[tuple[object, ...]] = set()
        self._requests: tuple[object, datetime | None] = (None, None)
        self._questions: tuple[object, datetime | None] = (None, None)
        self._kept_at: datetime | None = None

    async def tick(self) -> None:
        """What became due since the last tick: a few small queries when nothing did.

        Every hour, and when the clock has jumped, a whole pass.
        """
        now = await self._clock.now()
        is_time = self._kept_at is None or abs(now - self._kept_at) >= WHOLE_EVERY
        async with self._alone(wait=False) as is_alone:
            if is_alone and is_time:
                await self._whole(now, None)
            elif is_alone:
                await self._news(now)

    async def sweep(self, now: datetime, *, claimer: str | None = None) -> list[Line]:
        """A whole pass as of `now`; its lines. With a `claimer` the letters are kept for it to deliver."""
        async with self._alone(wait=True):
            return await self._whole(now, claimer)

    async def explain(self, now: datetime) -> list[Line]:
        """What a whole pass as of `now` would write, and why the others get nothing; changes nothing."""
        async with self._database.read() as rows:
            scene = await self._scene(rows, now)
            lines = await _planned(rows, scene, come_due(scene))
            return together(await _known(rows, [*lines, *await _now_and_then(rows, scene)]))

    # --- passes -----------------------------------------------------------------------------------------------------

    async def _news(self, now: datetime) -> None:
        async with self._database.read() as rows:
            scene = await self._scene(rows, now)
            due = [one for one in come_due(scene) if not one.marks(scene) <= self._swept]
            has_news = await self._has_requests(rows, scene) or await self._has_questions(rows, scene)
            if not due and not has_news and await _is_at_rest(rows, scene):
                return
            lines = together(await _known(rows, await _planned(rows, scene, due)))
        await self._write(scene, lines, None)

    async def _whole(self, now: datetime, claimer: str | None) -> list[Line]:
        async with self._database.read() as rows:
            scene = await self._scene(rows, now)
            lines = await _planned(rows, scene, come_due(scene))
            lines = together(await _known(rows, [*lines, *await _now_and_then(rows, scene)]))
        await self._write(scene, lines, claimer)
        async with self._database.write() as rows:
            done = await housekeeping.keep_house(rows, scene)
        if done:
            _log.info("kept_house", **done)
        self._kept_at = now
        return lines

    async def _has_requests(self, rows: Rows, scene: Scene) -> bool:
        """Whether an open request moved since the last look, or one of its moments has come."""
        mark, next_at = self._requests
        return mark != await sweeping.open_requests_mark(rows) or (
            next_at is not None and next_at <= scene.now
        )

    async def _has_questions(self, rows: Rows, scene: Scene) -> bool:
        """The same of questions that officers have asked."""
        mark, next_at = self._questions
        return mark != await questions.mark(rows, scene.now - asked.END_LIVES) or (
            next_at is not None and next_at <= scene.now
        )

    async def _scene(self, rows: Rows, now: datetime) -> Scene:
        self._directory = await directory.load(rows, self._directory)
        scene = Scene(now, self._directory, self._window)
        return replace(scene, silent=await pauses.silent_units(rows, scene.tree, now))

    # --- writing ----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _alone(self, wait: bool) -> AsyncIterator[bool]:
        """Of many machines one sweeps at a time; SQLite has one machine, and its writers queue anyhow."""
        if self._database.is_sqlite:
            yield True
            return
        async with self._database.write() as rows:
            yield await sweeping.is_alone(rows, wait)

    async def _write(self, scene: Scene, lines: Sequence[Line], claimer: str | None) -> None:
        new = [line for line in lines if line.is_new]
        for some in _runs(new):
            async with self._database.write() as rows:
                await _owe(rows, some, claimer)
        if not scene.calendar.is_loud(scene.now):
            async with self._database.write() as rows:
                await sweeping.hold_back(rows, scene.now, scene.calendar.next_loud_moment(scene.now))
        async with self._database.read() as rows:
            self._requests = (await sweeping.open_requests_mark(rows), await waiting.next_moment(rows, scene))
            mark = await questions.mark(rows, scene.now - asked.END_LIVES)
            self._questions = (mark, await asked.next_moment(rows, scene))
        self._swept = set().union(*(one.marks(scene) for one in come_due(scene)))
        if new:
            _log.info("swept", letters=len(new))
            self._wake()


def _runs(lines: Sequence[Line]) -> list[Sequence[Line]]:
    return [lines[start : start + AT_ONCE] for start in range(0, len(lines), AT_ONCE)]


async def _owe(rows: Rows, lines: Sequence[Line], claimer: str | None) -> None:
    within = [key for line in lines for key in line.within]
    if within:
        # Another machine may have told a part of a digest since this pass looked.
        there = await sweeping.written(rows, within)
        lines = [line for line in lines if not there & set(line.within)]
        await sweeping.note_within(rows, [(line.letter.key, line.within) for line in lines if line.letter])
    for line in lines:
        if line.deed is not None:
            await line.deed(rows)
    letters = [line.letter for line in lines if line.letter is not None]
    await outbox.owe(rows, [replace(one, claimed_by=claimer) for one in letters])


async def _planned(rows: Rows, scene: Scene, due: Sequence[Due]) -> list[Line]:
    """What the moments say and what waits; in quiet hours and at Tết one line that says so."""
    if not scene.calendar.is_loud(scene.now):
        until = scene.calendar.next_loud_moment(scene.now)
        return [Line("quiet hours", "everybody", "nothing is pushed before then", until)]
    lines: list[Line] = []
    ledgers = await open_ledgers(rows, scene, [(one.period, one.has_district) for one in due]) if due else []
    for ledger, one in zip(ledgers, due, strict=True):
        for plan in _KINDS:
            lines += await plan(rows, ledger, one.moments)
    return lines + await waiting.plan(rows, scene) + await asked.plan(rows, scene)


async def _now_and_then(rows: Rows, scene: Scene) -> list[Line]:
    if not scene.calendar.is_loud(scene.now):
        return []
    plans = (vacancies.plan, unreached.plan, group_care.plan)
    return [line for plan in plans for line in await plan(rows, scene)]


async def _is_at_rest(rows: Rows, scene: Scene) -> bool:
    """Whether no reminder is about to go out in quiet hours."""
    if scene.calendar.is_loud(scene.now):
        return True
    return not await sweeping.has_loud(rows, scene.now, scene.calendar.next_loud_moment(scene.now))


async def _known(rows: Rows, lines: Sequence[Line]) -> list[Line]:
    """The lines, those marked whose letter is in the outbox already."""
    there = await sweeping.written(rows, [line.letter.key for line in lines if line.letter is not None])
    return [line.noted() if line.letter is not None and line.letter.key in there else line for line in lines]
