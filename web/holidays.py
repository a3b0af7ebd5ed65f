"""Holidays and days worked instead, by year: enter one or take one out, and see first which due dates move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.authority import Action
from domain.calendar import Holiday
from domain.moves import HolidayFault, Move, around, fault_of, touches_past, with_day, without_day
from domain.periods import Period
from storage import holidays as kept
from vietnamese.writing import day, sentence
from web.about import by_top
from web.moving import chains_of, moved_by, moves_words, past_words
from web.page import Context, Elsewhere, Page, Refused
from web.visit import Visit

holidays = Page(
    "holidays",
    "/cai-dat/ngay-nghi",
    "Ngày nghỉ, ngày làm bù",
    sees=(Action.SET_RULES,),
    about=by_top,
    menu="Ngày nghỉ",
)
MOST_NAME = 100
SATURDAY = 5
OFF, INSTEAD = "nghi", "lam-bu"
KINDS = {False: "nghỉ", True: "làm bù"}
_FAULTS = {
    HolidayFault.PAST: "Ngày này đã qua nên không sửa được nữa. Mời chọn từ hôm nay trở đi.",
    HolidayFault.TOO_FAR: "Ngày này còn xa quá. Mời xem lại năm.",
    HolidayFault.WORKED_ANYHOW: "Ngày này vốn là ngày làm việc. Ngày làm bù là thứ Bảy hoặc Chủ nhật, mời chọn lại.",
    HolidayFault.LAST_OF_YEAR: "Đây là ngày cuối cùng của năm này trong lịch. Mời thêm ngày đúng trước rồi mới bỏ.",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to enter: as it was typed, what is wrong with it by field, and what would move."""

    given: Mapping[str, str]
    faults: Mapping[str, str]
    holiday: Holiday | None = None
    moved: tuple[Move, ...] = ()


@holidays.shows
async def show(visit: Visit) -> Context:
    """The days of the year, its due dates, and what would come of the change that is looked at."""
    year = _year(visit)
    days = visit.directory.calendar.holidays
    listed = [one for on, one in sorted(days.items()) if on.year == year]
    wanted = _wanted(visit, visit.asked) if "ngay" in visit.asked else None
    leaving = _leaving(visit, visit.asked.get("bo", ""))
    return {
        "year": year,
        "years": range(visit.today.year - 1, visit.today.year + 3),
        "coming": [one for one in listed if one.date >= visit.today],
        "past": [one for one in listed if one.date < visit.today],
        "kinds": KINDS,
        "wanted": wanted,
        "given": {} if wanted is None else wanted.given,
        "faults": {} if wanted is None else wanted.faults,
        "effects": _effects(wanted),
        "stands": None if wanted is None or wanted.holiday is None else days.get(wanted.holiday.date),
        "leaving": leaving,
        "first": visit.today.isoformat(),
        "tiers": _tiers(chains_of(visit)),
        "dues": [_dues(visit, Period(year, month)) for month in range(1, 13)],
    }


def _effects(wanted: Wanted | None) -> list[str]:
    if wanted is None or wanted.holiday is None:
        return []
    return [*_off_anyhow(wanted.holiday), *moves_words(wanted.moved)]


def _off_anyhow(holiday: Holiday) -> list[str]:
    """A Saturday or Sunday is off without being entered; it may be meant for the working day beside it."""
    if holiday.working or holiday.date.weekday() < SATURDAY:
        return []
    return [
        f"{sentence(day(holiday.date, year=True))} vốn là ngày nghỉ cuối tuần; ghi thêm cũng không đổi gì."
    ]


def _year(visit: Visit) -> int:
    asked = (visit.asked.get("ngay") or visit.asked.get("bo") or visit.asked.get("nam") or "")[:4]
    known = range(visit.today.year - 5, visit.today.year + 6)
    return int(asked) if asked.isdecimal() and int(asked) in known else visit.today.year


def _tiers(chains: list[bool]) -> list[str]:
    return ["Các Tổ", "Xã", *(["Huyện"] if True in chains else [])]


def _dues(visit: Visit, period: Period) -> tuple[Period, list[str]]:
    has_district = True in chains_of(visit)
    due = visit.directory.rules.due(period, has_district, visit.site.window)
    return period, [day(one) for one in (due.team, due.commune, due.district) if one is not None]


# --- looking first ------------------------------------------------------------------------------------------------


def _wanted(visit: Visit, form: Mapping[str, Any]) -> Wanted:
    """What the fields say, judged."""
    given = {key: str(form.get(key, "")).strip() for key in ("ngay", "ten", "loai")}
    faults, on = {}, _day(given["ngay"])
    if on is None:
        faults["ngay"] = "Mời chọn ngày, ví dụ 02/09/2027."
    if not given["ten"] or len(given["ten"]) > MOST_NAME or not given["ten"].isprintable():
        faults["ten"] = f"Mời ghi tên ngày, tối đa {MOST_NAME} chữ, ví dụ: Nghỉ Quốc khánh."
    if given["loai"] not in (OFF, INSTEAD):
        faults["loai"] = "Mời chọn nghỉ hay làm bù."
    if on is None or faults:
        return Wanted(given, faults)
    holiday = Holiday(on, " ".join(given["ten"].split()), given["loai"] == INSTEAD)
    fault = fault_of(holiday, visit.today)
    if fault is not None:
        return Wanted(given, {"ngay": _FAULTS[fault]})
    after = replace(visit.directory.rules, calendar=with_day(visit.directory.calendar, holiday))
    moved = moved_by(visit, after, around(on))
    past = touches_past(moved, visit.today)
    if past is not None:
        return Wanted(given, {"ngay": past_words(past)})
    return Wanted(given, {}, holiday, tuple(moved))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A day to be taken out: what is wrong with that, or what would move."""

    holiday: Holiday
    fault: str
    moved: tuple[Move, ...] = ()

    @property
    def effects(self) -> list[str]:
        """What would move, in words."""
        return moves_words(self.moved)


def _leaving(visit: Visit, text: str) -> Leaving | None:
    """None where no such day stands in the calendar."""
    on, calendar = _day(text), visit.directory.calendar
    holiday = None if on is None else calendar.holidays.get(on)
    if holiday is None:
        return None
    if holiday.date < visit.today:
        return Leaving(holiday, _FAULTS[HolidayFault.PAST])
    if kept.is_last_of_built_in(calendar.holidays, holiday.date):
        return Leaving(holiday, _FAULTS[HolidayFault.LAST_OF_YEAR])
    after = replace(visit.directory.rules, calendar=without_day(calendar, holiday.date))
    moved = moved_by(visit, after, around(holiday.date))
    past = touches_past(moved, visit.today)
    return Leaving(holiday, "" if past is None else past_words(past), tuple(moved))


# --- doing --------------------------------------------------------------------------------------------------------


@holidays.does("add", Action.SET_RULES)
async def add(visit: Visit, form: Any) -> str:
    """Enter the day that was looked at; twice is once."""
    wanted = _wanted(visit, form)
    if wanted.holiday is None:
        raise Refused(" ".join(wanted.faults.values()))
    holiday = wanted.holiday
    stood = visit.directory.calendar.holidays.get(holiday.date)
    here = visit.link("holidays", {"nam": str(holiday.date.year)})
    if not await kept.put(visit.rows, holiday):
        raise Elsewhere(here, f"{_named(holiday)} đã có trong lịch, không phải ghi lại.")
    detail = {"after": _kept_words(holiday)} | ({} if stood is None else {"before": _kept_words(stood)})
    visit.turn.audit("holiday_set", f"holiday:{holiday.date}", **detail)
    raise Elsewhere(here, " ".join([f"Đã ghi {_named(holiday)}.", *moves_words(wanted.moved)]))


@holidays.does("remove", Action.SET_RULES)
async def remove(visit: Visit, form: Any) -> str:
    """Take the day out; twice is once."""
    leaving = _leaving(visit, str(form.get("bo", "")))
    if leaving is None:
        raise Elsewhere(visit.link("holidays"), "Ngày này không còn trong lịch, không phải bỏ nữa.")
    if leaving.fault:
        raise Refused(leaving.fault)
    holiday = leaving.holiday
    await kept.remove(visit.rows, holiday.date)
    visit.turn.audit("holiday_removed", f"holiday:{holiday.date}", before=_kept_words(holiday))
    here = visit.link("holidays", {"nam": str(holiday.date.year)})
    raise Elsewhere(here, " ".join([f"Đã bỏ {_named(holiday)} khỏi lịch.", *moves_words(leaving.moved)]))


def _named(holiday: Holiday) -> str:
    """ "ngày nghỉ thứ Tư, 2/9/2026 (Quốc khánh)"."""
    return f"ngày {KINDS[holiday.working]} {day(holiday.date, year=True)} ({holiday.name})"


def _kept_words(holiday: Holiday) -> str:
    return f"{KINDS[holiday.working]}: {holiday.name}"
