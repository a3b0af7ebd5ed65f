"""The one rule of the reporting calendar: every due date derived backwards from "trước ngày 25"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar import WorkCalendar, end_of
from domain.errors import Malformed
from domain.periods import LAST_DAY, Period, WindowMode


class Tier(StrEnum):
    """Who owes a report, from below."""

    TEAM = "team"
    COMMUNE = "commune"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Offsets:
    """The settings of the rule, valid from a day on."""

    last_day: int = LAST_DAY
    commune_before_last: int = 2
    team_before_last: int = 4
    team_after_close: int = 2
    valid_from: date = date.min


DEFAULT_OFFSETS = Offsets()
BOUNDS = {
    "last_day": (17, LAST_DAY),
    "commune_before_last": (0, 5),
    "team_before_last": (0, 10),
    "team_after_close": (0, 5),
}
"""Between what the settings may be: the plan's "trước ngày 25" stands, and a window must have closed before."""


def out_of_bounds(offsets: Offsets, has_district: bool) -> list[str]:
    """The names of the settings that cannot be so; teams report no later than the communes that pass it on."""
    wrong = [name for name, (low, high) in BOUNDS.items() if not low <= getattr(offsets, name) <= high]
    if not wrong and has_district and offsets.team_before_last < offsets.commune_before_last:
        wrong.append("team_before_last")
    return wrong


def offsets_on(settings: Iterable[Offsets], day: date) -> Offsets:
    """The settings in force on that day."""
    valid = [one for one in settings if one.valid_from <= day]
    return max(valid, key=lambda one: one.valid_from, default=DEFAULT_OFFSETS)


@dataclass(frozen=True, slots=True)
class DueDates:
    """The last days on which each tier reports in time; `district` is None where there is none."""

    period: Period
    team: date
    commune: date
    district: date | None
    last_tier: date

    @property
    def last(self) -> Tier:
        """Which tier reports to the department."""
        return Tier.COMMUNE if self.district is None else Tier.DISTRICT

    def of(self, tier: Tier) -> date:
        """The due date of a tier."""
        due = {Tier.TEAM: self.team, Tier.COMMUNE: self.commune, Tier.DISTRICT: self.district}[tier]
        if due is None:
            raise Malformed("there is no district tier in this chain")
        return due


def last_tier_due(
    period: Period,
    calendar: WorkCalendar,
    mode: WindowMode | str = WindowMode.MID_MONTH,
    offsets: Offsets = DEFAULT_OFFSETS,
) -> date:
    """The last working day on or before the 24th; on this day the unit tree says whether there is a district.

    Where an earlier day is set, and all days back to the close of the window are off (Tết), it is the first working
    day after the close, as long as that is before the 25th.
    """
    month = period.due_month(mode)
    last = calendar.on_or_before(date(month.year, month.month, offsets.last_day))
    first = calendar.on_or_after(period.window(mode)[1] + timedelta(days=1))
    return max(last, first) if first <= date(month.year, month.month, LAST_DAY) else last


def team_due(
    period: Period,
    calendar: WorkCalendar,
    mode: WindowMode | str = WindowMode.MID_MONTH,
    offsets: Offsets = DEFAULT_OFFSETS,
) -> date:
    """The due date of the teams, the same whether there is a district above or not (`due_dates`, 2)."""
    last = last_tier_due(period, calendar, mode, offsets)
    closes = period.window(mode)[1]
    earliest = calendar.on_or_after(closes + timedelta(days=offsets.team_after_close))
    return min(max(calendar.back(last, offsets.team_before_last), earliest), last)


def due_dates(
    period: Period,
    calendar: WorkCalendar,
    has_district: bool,
    mode: WindowMode | str = WindowMode.MID_MONTH,
    offsets: Offsets = DEFAULT_OFFSETS,
) -> DueDates:
    """The due dates of a period, backwards from "trước ngày 25" (plan IV.5).

    1. The last tier: the last working day on or before the 24th.
    2. The teams, village and commune alike: four working days before it, not before the first working day on or
       after two days past the close of the window, and never after the last tier.
    3. A commune below a district: two working days before the last tier, never before the teams. Without a
       district the commune is the last tier.

    `has_district`: whether the unit tree has a district above the commune on `last_tier_due`.
    """
    last, team = last_tier_due(period, calendar, mode, offsets), team_due(period, calendar, mode, offsets)
    if not has_district:
        return DueDates(period, team, last, None, last)
    commune = max(calendar.back(last, offsets.commune_before_last), team)
    return DueDates(period, team, commune, last, last)


@dataclass(frozen=True, slots=True)
class Rules:
    """What due dates come of: the working days, and the settings by the day from which they hold."""

    calendar: WorkCalendar
    settings: tuple[Offsets, ...] = ()

    def offsets(self, period: Period, mode: WindowMode | str) -> Offsets:
        """The settings that a period goes by: those in force when its window closes."""
        return offsets_on(self.settings, period.window(mode)[1])

    def last_due(self, period: Period, mode: WindowMode | str) -> date:
        """The due date of the last tier."""
        return last_tier_due(period, self.calendar, mode, self.offsets(period, mode))

    def team_due(self, period: Period, mode: WindowMode | str) -> date:
        """The due date of the teams, with a district above or without."""
        return team_due(period, self.calendar, mode, self.offsets(period, mode))

    def due(self, period: Period, has_district: bool, mode: WindowMode | str) -> DueDates:
        """The due dates of a period."""
        return due_dates(period, self.calendar, has_district, mode, self.offsets(period, mode))


def due_moment(day: date) -> datetime:
    """A due date ends at 23:59:59 in Vietnam."""
    return end_of(day)


def too_late_from(due: date) -> datetime:
    """The first moment that is no longer in time: a due date lasts to the end of the second 23:59:59."""
    return due_moment(due) + timedelta(seconds=1)


def is_on_time(at: datetime, due: date) -> bool:
    """Whether something that arrived at `at` was in time."""
    return at < too_late_from(due)
