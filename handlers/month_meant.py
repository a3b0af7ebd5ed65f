"""Which month a message means that tells no year: the latest, or the one whose window runs though it has not begun."""

from __future__ import annotations

from datetime import date, datetime

from domain.calendar import in_vietnam
from domain.periods import Period
from vietnamese.dates import read_period


def month_in(text: str, at: datetime, window: str) -> Period | None:
    """The month that a text names; without a year the latest that is not after the one being reported."""
    said = read_period(text, in_vietnam(at).date())
    return None if said is None else month_meant(said, text, at, window)


def month_meant(said: str, text: str, at: datetime, window: str) -> Period:
    """The month that was read in a text ("YYYY-MM"); a year later where that window runs and the text tells no year.

    On 28/11 the window of December runs: "tháng 12" is this December, not last year's.
    """
    named, running = Period.parse(said), Period.running(at, window)
    return running if named.shifted(12) == running and is_of(said, text, running) else named


def is_of(said: str, text: str, period: Period) -> bool:
    """Whether the month that was read in a text ("YYYY-MM") is this one for a speaker who has this one in mind.

    "Tháng này" is; "tháng 12" without a year is, though it was read as last year's.
    """
    read = read_period(text, date(period.year, period.month, 1))
    unread = read is None and Period.parse(said).shifted(12) == period
    return str(period) in (said, read) or unread
