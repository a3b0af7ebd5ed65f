"""Turns of phrase that several reminders share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.calendar import weekday_and_date
from domain.messages import Button
from vietnamese.writing import join_vi, number, sentence

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


def due_today(days: int, due: date) -> str:
    """ "hôm nay, thứ Ba, 24/11, là hạn gửi", afterwards "đã hết hạn (thứ Ba, 24/11) gửi"."""
    day = weekday_and_date(due)
    return f"hôm nay, {day}, là hạn gửi" if days >= 0 else f"đã hết hạn ({day}) gửi"


def counted(days: int, due: date) -> dict[str, object]:
    """What a letter that counts days to a due date remembers, so that it is worded again when it goes later."""
    return {"due": due.isoformat(), "left": days}


def recounted(text: str, was: int, now: int, due: date) -> str | None:
    """The text with the days that are left now; None where it still calls for what is past."""
    if now < 0 and any(words(was, due).casefold() in text.casefold() for words in (days_left, deadline)):
        return None
    for words in (days_left, deadline, due_today):
        before, after = words(was, due), words(now, due)
        text = text.replace(before, after).replace(sentence(before), sentence(after))
    return text
