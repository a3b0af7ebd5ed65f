"""The metronome: the only file that knows APScheduler. Its tick lives in memory; what is due lives in our tables."""

from __future__ import annotations

import logging
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

TICK_EVERY = 5
"""Seconds of real time. A tick only asks the clock what time it is, so a clock that jumps is caught up with."""

_log = structlog.get_logger("clock")


class Ticked(Protocol):
    """What the metronome drives."""

    async def tick(self) -> None:
        """Do what became due since the last tick."""


class Metronome:
    """One tick. If it fails that is logged; if it is late or missed, the next one does its work."""

    def __init__(self, sweeper: Ticked) -> None:
        self._sweeper = sweeper
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.add_listener(_failed, EVENT_JOB_ERROR)
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)

    def start(self) -> None:
        """Begin to tick, inside the running event loop."""
        self._scheduler.add_job(self._sweeper.tick, IntervalTrigger(seconds=TICK_EVERY), id="sweep")
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a sweep under way is cut off and rolled back, the next one does it again."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _failed(event: JobExecutionEvent) -> None:
    """The database or the clock is away: the next tick tries again."""
    _log.error("tick_failed", exc_info=event.exception)
