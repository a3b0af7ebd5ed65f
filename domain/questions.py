"""What an officer asks all teams of a unit between the monthly reports: when they are reminded, what counts in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendar import WorkCalendar

DAY_BEFORE = timedelta(hours=24)
SHORTLY = timedelta(hours=2)
STAYS_OPEN = timedelta(days=7)
"""So long after its deadline a question still takes answers; they are marked as late."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the teams of a unit; `code` is short, like that of a report."""

    code: str
    unit_code: str
    text: str
    asked_by: str
    asked_at: datetime
    due_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is still taken."""
        return now <= self.due_at + STAYS_OPEN

    def in_time(self, at: datetime) -> bool:
        """Whether an answer that arrived then was in time."""
        return at <= self.due_at


def reminders_of(one: Question, calendar: WorkCalendar) -> list[datetime]:
    """A day and two hours before the deadline, where that is the second half of the time; else half-way.

    Out of quiet hours and Tết; one that would then be too late falls away.
    """
    half = one.asked_at + (one.due_at - one.asked_at) / 2
    planned = [one.due_at - before for before in (DAY_BEFORE, SHORTLY) if one.due_at - before >= half]
    moved = {calendar.next_loud_moment(at) for at in planned or [half]}
    return sorted(at for at in moved if at < one.due_at)


@dataclass(frozen=True, slots=True)
class Answer:
    """A team's answer: a figure, or words; nothing yet while `report_code` is None. `by`, `at`: who, when."""

    unit_code: str
    report_code: str | None = None
    figure: int | None = None
    words: str = ""
    in_time: bool | None = None
    by: str = ""
    at: datetime | None = None

    @property
    def is_given(self) -> bool:
        """Whether the team has answered."""
        return self.report_code is not None

    def said(self) -> str:
        """The answer as it is shown."""
        return self.words or ("" if self.figure is None else f"{self.figure:,}".replace(",", "."))


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question stands: a missing team is not zero, n/N stands beside the sum."""

    answers: tuple[Answer, ...]

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Tally:
        """The tally of all teams that were asked."""
        return cls(tuple(answers))

    @property
    def given(self) -> list[Answer]:
        """Those that have answered."""
        return [one for one in self.answers if one.is_given]

    @property
    def missing(self) -> list[str]:
        """Units that have not."""
        return [one.unit_code for one in self.answers if not one.is_given]

    @property
    def figures(self) -> list[int]:
        """The figures among the answers."""
        return [one.figure for one in self.given if one.figure is not None]
