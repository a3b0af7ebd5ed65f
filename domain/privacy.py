"""The rights of people over their own data, and within which time each has to be answered (NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import WorkCalendar

ACKNOWLEDGED_AFTER = 2
"""Working days until a request has to be acknowledged."""


class Right(StrEnum):
    """What somebody may ask about the own data (language contract, slot `right`)."""

    ACCESS = "access"
    WITHDRAW = "withdraw"
    ERASE = "erase"


DAYS = {Right.ACCESS: 10, Right.WITHDRAW: 15, Right.ERASE: 20}
"""Days until it has to be done; withdrawal 15 (20 where a processor has to stop too), other rights 10 to 20 by type."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when a request about one's data is acknowledged, and until when it is done."""

    acknowledged_by: date
    done_by: date


def clocks(right: Right, asked_on: date, calendar: WorkCalendar) -> Clocks:
    """The two dates, both counted from the day after it was asked."""
    return Clocks(calendar.forward(asked_on, ACKNOWLEDGED_AFTER), asked_on + timedelta(days=DAYS[right]))
