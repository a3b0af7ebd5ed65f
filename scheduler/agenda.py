"""Which moments of which periods have come: a pure look at the calendar, before anything is asked of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.periods import Period
from domain.reminders import Channel, Moment, due, periods_to_sweep
from scheduler.ledger import DueMoment, chains, moments_of
from scheduler.lines import Scene


@dataclass(frozen=True, slots=True)
class Due:
    """What has come of one period in one chain (with a district above the commune or without)."""

    period: Period
    has_district: bool
    moments: tuple[DueMoment, ...]

    def marks(self, scene: Scene) -> set[tuple[object, ...]]:
        """What a tick remembers to have swept; an import of units or holidays makes it look again."""
        stamp = scene.directory.stamp
        return {(stamp, self.period, self.has_district, one.kind, one.planned) for one, _ in self.moments}


ESCALATION_LIVES = timedelta(days=7)
"""What is missing is told one tier up at most so much later: who comes back after weeks is not told of long ago."""


def come_due(scene: Scene) -> list[Due]:
    """Of each kind the newest moment that has come and is still true; nothing in quiet hours and at Tết."""
    if not scene.calendar.is_loud(scene.now):
        return []
    found = [
        Due(period, chain, _newest(moments_of(scene, period, chain), scene.now))
        for period in periods_to_sweep(scene.now, scene.window)
        for chain in chains(scene, period)
    ]
    return [one for one in found if one.moments]


def _newest(found: Sequence[Moment], now: datetime) -> tuple[DueMoment, ...]:
    """With until when its message is worth sending: to its end, or to the next moment of its kind."""
    return tuple((one, until) for one in due(found, now) if now <= (until := _until(one, found)))


def _until(moment: Moment, found: Sequence[Moment]) -> datetime:
    ends = [moment.until, *(one.at for one in found if one.kind == moment.kind and one.at > moment.at)]
    if moment.channel is Channel.ESCALATION:
        ends.append(moment.at + ESCALATION_LIVES)
    return min(ends)
