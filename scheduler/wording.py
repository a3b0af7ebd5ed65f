"""Turns of phrase that several reminders share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.calendar import weekday_and_date
from domain.messages import Button
from vietnamese.writing import join_vi, number

REPORT = Button("Báo cáo", "báo cáo")
NOTHING_DONE = Button("Không phát sinh", "báo cáo không phát sinh")
PENDING = Button("Xem việc chờ", "chờ duyệt")
MOST_NAMES = 10


def teams(names: Sequence[str]) -> str:
    """The names in a sentence; of a long list the first ones and how many more."""
    if len(names) <= MOST_NAMES:
        return join_vi(names)
    return f"{', '.join(names[:MOST_NAMES])} và {number(len(names) - MOST_NAMES)} nơi khác"


def days_left(days: int, due: date) -> str:
    """ "còn 3 ngày (hạn thứ Tư, 18/11)", on the day itself "hôm nay là hạn (thứ Tư, 18/11)"."""
    if days <= 0:
        return f"hôm nay là hạn ({weekday_and_date(due)})"
    return f"còn {days} ngày (hạn {weekday_and_date(due)})"


def deadline(days: int, due: date) -> str:
    """ "hạn thứ Tư, 18/11", on the day itself "hôm nay là hạn (thứ Tư, 18/11)"."""
    return days_left(days, due) if days <= 0 else f"hạn {weekday_and_date(due)}"
