"""Working days, holidays, Tết and quiet hours in Vietnam."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import Malformed

VN = ZoneInfo("Asia/Ho_Chi_Minh")
QUIET_FROM = time(21, 0)
QUIET_TO = time(6, 30)
END_OF_DAY = time(23, 59, 59)

DEFAULT_HOLIDAYS = Path(__file__).parent / "data" / "holidays.csv"
"""The built-in calendar 2022–2027: a default that the import of the yearly notice replaces."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that differs from its weekday: a day off, or a weekend day worked instead."""

    date: date
    name: str
    working: bool = False

    def is_tet(self) -> bool:
        """Whether it is a day off of the lunar new year, when nothing is pushed."""
        name = self.name.casefold()
        return not self.working and "tết" in name and "dương lịch" not in name


class WorkCalendar:
    """Monday to Friday, except the holidays and the days worked instead."""

    def __init__(self, holidays: Mapping[date, Holiday]) -> None:
        self.holidays = dict(holidays)

    @classmethod
    def of(cls, holidays: Iterable[Holiday]) -> WorkCalendar:
        """A calendar of these days; a later row of the same date replaces an earlier one."""
        return cls({holiday.date: holiday for holiday in holidays})

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        holiday = self.holidays.get(day)
        return holiday.working if holiday is not None else day.weekday() < 5

    def is_tet(self, day: date) -> bool:
        """Whether the day belongs to the named run of Tết days."""
        holiday = self.holidays.get(day)
        return holiday is not None and holiday.is_tet()

    def on_or_before(self, day: date) -> date:
        """The last working day not after `day`."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day not before `day`."""
        while not self.is_working(day):
            day += _DAY
        return day

    def back(self, day: date, count: int) -> date:
        """The working day `count` working days before `day`."""
        for _ in range(count):
            day = self.on_or_before(day - _DAY)
        return day

    def forward(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`."""
        for _ in range(count):
            day = self.on_or_after(day + _DAY)
        return day

    def is_loud(self, at: datetime) -> bool:
        """Whether a message may be pushed at that moment."""
        local = in_vietnam(at)
        return QUIET_TO <= local.time() < QUIET_FROM and not self.is_tet(local.date())

    def next_loud_moment(self, at: datetime) -> datetime:
        """`at` itself, or the next 06:30 outside quiet hours and Tết; in Vietnam time."""
        local = in_vietnam(at)
        if self.is_loud(local):
            return local
        day = local.date() if local.time() < QUIET_TO else local.date() + _DAY
        while self.is_tet(day):
            day += _DAY
        return moment(day, QUIET_TO)

    def after_working_days(self, at: datetime, days: float) -> datetime:
        """The moment so many working days of 24 hours after `at`; what starts on a day off starts at its end."""
        local = in_vietnam(at)
        if not self.is_working(local.date()):
            local = moment(self.on_or_after(local.date()), time(0, 0))
        whole = int(days)
        local = moment(self.forward(local.date(), whole), local.time()) + (days - whole) * _DAY
        return moment(self.on_or_after(local.date()), local.time())


def in_vietnam(at: datetime) -> datetime:
    """The same instant in Vietnam time; a naive moment is refused."""
    if at.tzinfo is None:
        raise Malformed("a moment needs its time zone")
    return at.astimezone(VN)


def moment(day: date, at: time) -> datetime:
    """That time of that day in Vietnam."""
    return datetime.combine(day, at, tzinfo=VN)


def end_of(day: date) -> datetime:
    """23:59:59 of that day in Vietnam: where every due date ends."""
    return moment(day, END_OF_DAY)


def read_holidays(text: str) -> list[Holiday]:
    """The rows of a holidays CSV (`date,name,working`)."""
    rows = csv.DictReader(text.splitlines())
    return [Holiday(date.fromisoformat(row["date"]), row["name"], row["working"] == "1") for row in rows]


@cache
def default_holidays() -> tuple[Holiday, ...]:
    """The built-in days, 2022–2027."""
    return tuple(read_holidays(DEFAULT_HOLIDAYS.read_text(encoding="utf-8")))


def default_calendar() -> WorkCalendar:
    """The built-in calendar, 2022–2027."""
    return WorkCalendar.of(default_holidays())


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday_and_date(day: date) -> str:
    """ "thứ Tư, 18/11" as the bot writes dates."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day}/{day.month}"
