"""Reporting periods and the windows of days their figures cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import in_vietnam, moment
from domain.errors import Malformed

OPENS = time(19, 0)
LAST_DAY = 24
""""Trước ngày 25": the 24th is the last day on which a period is still being reported."""


class WindowMode(StrEnum):
    """Which days a period covers (setting REPORT_WINDOW); never mixed inside one consolidation."""

    MID_MONTH = "15-14"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month's report, named after the month in which its window closes."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 2000 <= self.year <= 9998):
            raise Malformed(f"no such period: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """A period from "YYYY-MM"."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if not found:
            raise Malformed(f"a period is written YYYY-MM, not {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def shifted(self, months: int) -> Period:
        """The period so many months later."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def next(self) -> Period:
        """The following month."""
        return self.shifted(1)

    def previous(self) -> Period:
        """The month before."""
        return self.shifted(-1)

    def window(self, mode: WindowMode | str = WindowMode.MID_MONTH) -> tuple[date, date]:
        """First and last day of the figures: 15th of the month before to the 14th, or the calendar month."""
        if WindowMode(mode) is WindowMode.MID_MONTH:
            before = self.previous()
            return date(before.year, before.month, 15), date(self.year, self.month, 14)
        after = self.next()
        return date(self.year, self.month, 1), date(after.year, after.month, 1) - timedelta(days=1)

    def due_month(self, mode: WindowMode | str = WindowMode.MID_MONTH) -> Period:
        """The month in which it is due: its own, or the following one where windows are calendar months."""
        return self if WindowMode(mode) is WindowMode.MID_MONTH else self.next()

    def opens_at(self, mode: WindowMode | str = WindowMode.MID_MONTH) -> datetime:
        """19:00 on the last day of the window."""
        return moment(self.window(mode)[1], OPENS)

    def is_closed(self, at: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> bool:
        """Whether the last day of the window is over."""
        return in_vietnam(at).date() > self.window(mode)[1]

    def label(self) -> str:
        """ "tháng 11"."""
        return f"tháng {self.month}"

    def window_label(self, mode: WindowMode | str = WindowMode.MID_MONTH) -> str:
        """ "15/10–14/11"."""
        first, last = self.window(mode)
        return f"{first.day}/{first.month}–{last.day}/{last.month}"

    def long_label(self, mode: WindowMode | str = WindowMode.MID_MONTH) -> str:
        """ "kỳ tháng 11 (15/10–14/11)": the label always says its window."""
        return f"kỳ tháng {self.month} ({self.window_label(mode)})"

    @classmethod
    def running(cls, now: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> Period:
        """The period whose window contains that moment."""
        today = in_vietnam(now).date()
        month = cls(today.year, today.month)
        return month.next() if today > month.window(mode)[1] else month

    @classmethod
    def closed(cls, now: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> Period:
        """The period whose window closed last."""
        return cls.running(now, mode).previous()

    @classmethod
    def current(cls, now: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> Period:
        """The period that a report sent now is for, unless it says otherwise.

        Until the 24th of its due month the window that closed last; from the 25th on the running one, so that a
        report before its window closes is accepted for it. What is owed from earlier is offered by `reportable`.
        """
        closed = cls.closed(now, mode)
        due = closed.due_month(mode)
        last = date(due.year, due.month, LAST_DAY)
        return closed if in_vietnam(now).date() <= last else closed.next()

    @classmethod
    def reportable(cls, now: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> tuple[Period, ...]:
        """The periods a report may be for now, the likeliest first: the closed and the running one."""
        current = cls.current(now, mode)
        closed = cls.closed(now, mode)
        return (current, closed.next()) if current == closed else (current, closed)
