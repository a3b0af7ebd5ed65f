"""When groups and persons are reminded of a period, and when missing reports are told one tier up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import WorkCalendar, in_vietnam, moment
from domain.deadlines import DEFAULT_OFFSETS, DueDates, Offsets, Tier, due_dates, due_moment
from domain.periods import Period, WindowMode

EVENING = time(19, 0)
MORNING = time(8, 0)


class Channel(StrEnum):
    """By which way a moment is told."""

    VILLAGE_GROUP = "village_group"
    COMMUNE_GROUP = "commune_group"
    PRIVATE = "private"
    ESCALATION = "escalation"


class Occasion(StrEnum):
    """Why a moment stands in the calendar."""

    OPENS = "opens"
    THREE_DAYS = "three_days"
    TWO_DAYS = "two_days"
    EVE = "eve"
    DUE_DAY = "due_day"
    FIRST_EVENING = "first_evening"
    THIRD_EVENING = "third_evening"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Moment:
    """One message to one kind of recipient: `tier` owes the report that is due on `due`.

    `at` is outside quiet hours and Tết, `planned` the moment before it was moved. After `until` it falls away.
    `occasions`: everything that fell on the same moment and became this one message, in the order of the plan.
    Recipients: the group; privately who owes in the tier; escalation one tier up (`escalates_to`).
    """

    period: Period
    channel: Channel
    tier: Tier
    occasions: tuple[Occasion, ...]
    at: datetime
    planned: datetime
    until: datetime
    due: date

    @property
    def kind(self) -> str:
        """Moments of one kind supersede each other: after downtime only the newest is sent."""
        return f"{self.channel}/{self.tier}"

    @property
    def occasion(self) -> Occasion:
        """What it is mainly about: the last of its occasions."""
        return self.occasions[-1]

    def days_left(self, now: datetime) -> int:
        """Days from the day it is told to the due date; 0 on that day, negative once it has passed."""
        return (self.due - in_vietnam(now).date()).days

    def key(self, unit_code: str, recipient: str = "") -> str:
        """The identity of this reminder for one unit (and person): computed, so twice is impossible."""
        tail = f":{recipient}" if recipient else ""
        return f"reminder:{self.period}:{self.channel}:{self.tier}:{self.planned:%m%dT%H%M}:{unit_code}{tail}"

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come and it has not fallen away."""
        return self.at <= now <= self.until


class Audience(StrEnum):
    """To whom the missing reports of a tier are told."""

    COMMUNE_LEADER_AND_DEPUTIES = "commune_leader_and_deputies"
    DISTRICT = "district"
    DEPARTMENT = "department"


def escalates_to(tier: Tier, due: DueDates) -> Audience:
    """Missing teams: the commune team's leader and each village's own deputy; communes: the district (VHTT);
    what the last tier owes: the department's contact.
    """
    if tier is Tier.TEAM:
        return Audience.COMMUNE_LEADER_AND_DEPUTIES
    return Audience.DEPARTMENT if tier is due.last else Audience.DISTRICT


def moments(
    period: Period,
    calendar: WorkCalendar,
    has_district: bool,
    mode: WindowMode | str = WindowMode.MID_MONTH,
    offsets: Offsets = DEFAULT_OFFSETS,
) -> list[Moment]:
    """All moments of a period in order of time: in the groups, privately, and one tier up.

    1. Planned from the due dates. 2. What lies before the opening falls away. 3. Moved out of quiet hours and Tết to
    the next 06:30. 4. A reminder that now lies after its due date falls away. 5. Several of one kind at once become
    one message.
    """
    due = due_dates(period, calendar, has_district, mode, offsets)
    planned = [
        *_in_groups(period, due, mode),
        *_to_teams(period, due, mode),
        *_to_communes_and_districts(period, due),
        *_escalations(period, due, mode),
    ]
    opens = period.opens_at(mode)
    moved = [
        replace(one, at=calendar.next_loud_moment(one.planned)) for one in planned if one.planned >= opens
    ]
    return _at_once([one for one in moved if one.at <= one.until])


def due(found: Iterable[Moment], now: datetime) -> list[Moment]:
    """What is to be sent at `now`: of each kind only the newest that has come and is still true.

    A sweep may run late, twice or on several machines: what was sent already is told by its key.
    """
    newest: dict[str, Moment] = {}
    for one in sorted(found, key=lambda one: (one.at, one.planned)):
        if one.at <= now:
            newest[one.kind] = one
    return [one for one in newest.values() if one.is_due(now)]


def periods_to_sweep(now: datetime, mode: WindowMode | str = WindowMode.MID_MONTH) -> tuple[Period, ...]:
    """The periods that can have a moment now: the one that opened last and the one before it."""
    running = Period.running(now, mode)
    opened = running if now >= running.opens_at(mode) else running.previous()
    return (opened.previous(), opened)


def _reminder(
    period: Period, channel: Channel, tier: Tier, occasion: Occasion, at: datetime, due: date
) -> Moment:
    return Moment(period, channel, tier, (occasion,), at, at, due_moment(due), due)


def _in_groups(period: Period, due: DueDates, mode: WindowMode | str) -> list[Moment]:
    """Both kinds: opening, three days and one day before the teams' due date; the commune group also on the due date
    of the consolidation.
    """
    found = [
        _reminder(period, channel, Tier.TEAM, occasion, at, due.team)
        for channel in (Channel.VILLAGE_GROUP, Channel.COMMUNE_GROUP)
        for occasion, at in (
            (Occasion.OPENS, period.opens_at(mode)),
            (Occasion.THREE_DAYS, _evening(due.team, -3)),
            (Occasion.EVE, _evening(due.team, -1)),
        )
    ]
    consolidation = _evening(due.commune, 0)
    return [
        *found,
        _reminder(period, Channel.COMMUNE_GROUP, Tier.COMMUNE, Occasion.DUE_DAY, consolidation, due.commune),
    ]


def _to_teams(period: Period, due: DueDates, mode: WindowMode | str) -> list[Moment]:
    """Leaders who owe: the first and third evening after the window closes, and the eve of the due date."""
    closes = period.window(mode)[1]
    return [
        _reminder(period, Channel.PRIVATE, Tier.TEAM, occasion, at, due.team)
        for occasion, at in (
            (Occasion.FIRST_EVENING, _evening(closes, 1)),
            (Occasion.THIRD_EVENING, _evening(closes, 3)),
            (Occasion.EVE, _evening(due.team, -1)),
        )
    ]


def _to_communes_and_districts(period: Period, due: DueDates) -> list[Moment]:
    """The commune on the eve; the last tier two days and one day before its due date."""
    last = [
        _reminder(
            period, Channel.PRIVATE, due.last, Occasion.TWO_DAYS, _evening(due.last_tier, -2), due.last_tier
        ),
        _reminder(
            period, Channel.PRIVATE, due.last, Occasion.EVE, _evening(due.last_tier, -1), due.last_tier
        ),
    ]
    if due.last is Tier.COMMUNE:
        return last
    eve = _evening(due.commune, -1)
    return [_reminder(period, Channel.PRIVATE, Tier.COMMUNE, Occasion.EVE, eve, due.commune), *last]


def _escalations(period: Period, due: DueDates, mode: WindowMode | str) -> list[Moment]:
    """At 08:00: missing teams and communes the day after theirs, the last tier on its due date itself.

    What is told one tier up stays true until the next period opens.
    """
    until = period.next().opens_at(mode)
    days = [(Tier.TEAM, due.team, due.team + timedelta(days=1))]
    if due.last is Tier.DISTRICT:
        days.append((Tier.COMMUNE, due.commune, due.commune + timedelta(days=1)))
    days.append((due.last, due.last_tier, due.last_tier))
    return [
        Moment(period, Channel.ESCALATION, tier, (Occasion.MISSING,), at, at, until, owed)
        for tier, owed, day in days
        for at in (moment(day, MORNING),)
    ]


def _at_once(found: list[Moment]) -> list[Moment]:
    merged: dict[tuple[str, datetime], Moment] = {}
    for one in sorted(found, key=lambda one: (one.at, one.planned)):
        earlier = merged.get((one.kind, one.at))
        merged[one.kind, one.at] = (
            one if earlier is None else replace(one, occasions=(*earlier.occasions, *one.occasions))
        )
    return sorted(merged.values(), key=lambda one: (one.at, one.channel, one.tier))


def _evening(day: date, days: int) -> datetime:
    return moment(day + timedelta(days=days), EVENING)
