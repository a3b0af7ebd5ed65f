"""What a change of holidays or deadlines does to the due dates; what is past is never changed by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar import Holiday, WorkCalendar
from domain.deadlines import DueDates, Rules, Tier
from domain.periods import Period, WindowMode

YEARS_AHEAD = 3
"""So far ahead may holidays be entered."""


@dataclass(frozen=True, slots=True)
class Move:
    """A due date that is another one afterwards."""

    period: Period
    tier: Tier
    has_district: bool
    before: date
    after: date


def moves(
    before: Rules, after: Rules, periods: Iterable[Period], chains: Iterable[bool], mode: WindowMode | str
) -> list[Move]:
    """Every due date of these periods that changes, in each chain (with a district above the communes or without)."""
    found = []
    for period in periods:
        for has_district in chains:
            was, now = (one.due(period, has_district, mode) for one in (before, after))
            found += [
                Move(period, tier, has_district, was.of(tier), now.of(tier))
                for tier in _tiers(was)
                if was.of(tier) != now.of(tier)
            ]
    return found


def _tiers(due: DueDates) -> tuple[Tier, ...]:
    return (Tier.TEAM, Tier.COMMUNE) if due.district is None else tuple(Tier)


def touches_past(found: Iterable[Move], today: date) -> Move | None:
    """The first move of a due date that is over, or that would be over already: who was in time must stay so."""
    return next((one for one in found if min(one.before, one.after) < today), None)


class HolidayFault(StrEnum):
    """Why a day cannot be entered or taken out."""

    PAST = "past"
    TOO_FAR = "too_far"
    WORKED_ANYHOW = "worked_anyhow"
    LAST_OF_YEAR = "last_of_year"


def fault_of(holiday: Holiday, today: date) -> HolidayFault | None:
    """What is wrong with a day to be entered."""
    if holiday.date < today:
        return HolidayFault.PAST
    if holiday.date.year > today.year + YEARS_AHEAD:
        return HolidayFault.TOO_FAR
    if holiday.working and holiday.date.weekday() < 5:
        return HolidayFault.WORKED_ANYHOW
    return None


def with_day(calendar: WorkCalendar, holiday: Holiday) -> WorkCalendar:
    """The calendar with this day in it, in place of what stood there."""
    return WorkCalendar({**calendar.holidays, holiday.date: holiday})


def without_day(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """The calendar in which this day is like every other of its weekday."""
    return WorkCalendar({on: one for on, one in calendar.holidays.items() if on != day})


def around(day: date) -> list[Period]:
    """The periods whose due dates may depend on a day, in either window."""
    month = Period(day.year, day.month)
    return [month.shifted(by) for by in range(-2, 2)]
