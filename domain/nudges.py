"""When somebody is reminded of a request that waits for an answer: half of the working days, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar import WorkCalendar, in_vietnam
from domain.requests import Request, StepKind

INTRODUCTION_DAYS = 3
APPROVAL_DAYS = 5


class NudgeKind(StrEnum):
    """Why somebody is reminded of a request that waits."""

    HALF = "half"
    END = "end"


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reminder of a waiting request: `at` outside quiet hours and Tết; at the end the commune leader is told too."""

    kind: NudgeKind
    step: StepKind
    at: datetime

    @property
    def escalates(self) -> bool:
        """Whether the commune team's leader hears of it as well."""
        return self.kind is NudgeKind.END

    def key(self, request: Request) -> str:
        """The identity of this reminder: one for each kind, step and wait of a request."""
        return (
            f"request:{request.code}:{self.step}:{self.kind}:{in_vietnam(request.changed_at):%Y%m%dT%H%M%S}"
        )


def working_days_for(step: StepKind) -> int:
    """Three working days for a leader, five for a chairman; never approved by silence."""
    return INTRODUCTION_DAYS if step is StepKind.INTRODUCTION else APPROVAL_DAYS


def due_of(request: Request, calendar: WorkCalendar) -> datetime | None:
    """When the answer it waits for is due."""
    needs = request.needs()
    if not needs:
        return None
    return calendar.after_working_days(request.changed_at, working_days_for(needs[0].step))


def nudges(request: Request, calendar: WorkCalendar) -> tuple[Nudge, ...]:
    """The reminders of a waiting request: after half of its working days and at their end."""
    needs = request.needs()
    if not needs:
        return ()
    step = needs[0].step
    days = working_days_for(step)
    found = []
    for kind, share in ((NudgeKind.HALF, days / 2), (NudgeKind.END, float(days))):
        at = calendar.after_working_days(request.changed_at, share)
        found.append(Nudge(kind, step, calendar.next_loud_moment(at)))
    return tuple(found)


def due_nudge(request: Request, calendar: WorkCalendar, now: datetime) -> Nudge | None:
    """The newest reminder that is due; after downtime the older one is not sent any more."""
    return next((one for one in reversed(nudges(request, calendar)) if one.at <= now), None)
