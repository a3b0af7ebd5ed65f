"""The reporting calendar reckoned anew from the plan's own words, so that the product is not checked against itself.

Nothing of `domain/` is used here. Sources: plan IV.5 ("trước ngày 25"), the derived reporting calendar and its one
rule, part 8 (holidays, Tết, quiet hours).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
DAY = timedelta(days=1)
EVENING, MORNING, WAKING, SLEEPING = time(19), time(8), time(6, 30), time(21)


@dataclass(frozen=True)
class DaysOff:
    """Days off besides Saturdays and Sundays, those of Tết among them, and weekend days that are worked."""

    off: frozenset[date]
    tet: frozenset[date]
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices work."""
        return day in self.worked or (day not in self.off and day.isoweekday() <= 5)

    def working_back(self, day: date, days: int) -> date:
        """So many working days before a day."""
        while days:
            day -= DAY
            days -= self.works(day)
        return day

    def aloud(self, at: datetime) -> datetime:
        """Out of quiet hours (21:00–06:30) and Tết to the next 06:30."""
        while at.date() in self.tet or not WAKING <= at.time() < SLEEPING:
            day = at.date() if at.time() < WAKING else at.date() + DAY
            at = datetime.combine(day, WAKING, VIETNAM)
        return at


@dataclass(frozen=True)
class Month:
    """The dates of one period, named after the month in which its window closes."""

    year: int
    month: int
    days: DaysOff
    has_district: bool

    @property
    def closes(self) -> date:
        """The window is the 15th of the month before to the 14th."""
        return date(self.year, self.month, 14)

    def closes_at(self) -> datetime:
        """19:00 on the last day of the window: the period opens for reports."""
        return _at(self.closes, EVENING)

    @property
    def last_tier(self) -> date:
        """The last working day on or before the 24th."""
        day = date(self.year, self.month, 24)
        while not self.days.works(day):
            day -= DAY
        return day

    @property
    def team(self) -> date:
        """Four working days before it, not before the first working day two days past the close, never after it."""
        earliest = self.closes + 2 * DAY
        while not self.days.works(earliest):
            earliest += DAY
        return min(self.last_tier, max(earliest, self.days.working_back(self.last_tier, 4)))

    @property
    def commune(self) -> date:
        """Below a district two working days before, never before the teams; without one the commune is the last."""
        if not self.has_district:
            return self.last_tier
        return max(self.team, self.days.working_back(self.last_tier, 2))

    def evenings(self) -> Iterator[tuple[str, datetime, date]]:
        """(what, planned, due) of every reminder."""
        team, commune, last = self.team, self.commune, self.last_tier
        opens = _at(self.closes, EVENING)
        for group in ("village_group/team", "commune_group/team"):
            yield group, opens, team
            yield group, _at(team - 3 * DAY, EVENING), team
            yield group, _at(team - DAY, EVENING), team
        yield "commune_group/commune", _at(commune, EVENING), commune
        for evening in (self.closes + DAY, self.closes + 3 * DAY, team - DAY):
            yield "private/team", _at(evening, EVENING), team
        tier = "district" if self.has_district else "commune"
        if self.has_district:
            yield "private/commune", _at(commune - DAY, EVENING), commune
        for evening in (last - 2 * DAY, last - DAY):
            yield f"private/{tier}", _at(evening, EVENING), last

    def mornings(self) -> Iterator[tuple[str, datetime]]:
        """(what, planned) of every escalation, at 08:00."""
        yield "escalation/team", _at(self.team + DAY, MORNING)
        if self.has_district:
            yield "escalation/commune", _at(self.commune + DAY, MORNING)
        tier = "district" if self.has_district else "commune"
        yield f"escalation/{tier}", _at(self.last_tier, MORNING)

    def told(self) -> dict[datetime, set[str]]:
        """What is told at which moment; what fell away or became one message with another is no more there."""
        opens = _at(self.closes, EVENING)
        found: dict[datetime, set[str]] = {}
        for what, planned, due in self.evenings():
            at = self.days.aloud(planned)
            if planned >= opens and at <= _at(due, time(23, 59, 59)):
                found.setdefault(at, set()).add(what)
        for what, planned in self.mornings():
            if planned >= opens:
                found.setdefault(self.days.aloud(planned), set()).add(what)
        return found


def _at(day: date, when: time) -> datetime:
    return datetime.combine(day, when, VIETNAM)


def is_in_time(at: datetime, due: date) -> bool:
    """To 23:59:59 of the due date."""
    return at.astimezone(VIETNAM).date() <= due
