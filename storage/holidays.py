"""Holidays and days worked instead, day by day: what an officer changes on a page and not by a whole file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, func, select

from domain.calendar import Holiday, default_holidays
from storage.database import Rows
from storage.imports.changes import one_at_a_time, stamp
from storage.tables import holidays


async def put(rows: Rows, holiday: Holiday) -> bool:
    """Enter a day, in place of what stands there; False where it stands there just so."""
    await one_at_a_time(rows)
    await _take_over(rows, holiday.date.year)
    if await _on(rows, holiday.date) == holiday:
        return False
    values = {"date": holiday.date, "name": holiday.name, "working": holiday.working}
    await rows.put(holidays, values)
    await stamp(rows)
    return True


async def remove(rows: Rows, day: date) -> Holiday | None:
    """Take a day out; what stood there, None where nothing did."""
    await one_at_a_time(rows)
    await _take_over(rows, day.year)
    stood = await _on(rows, day)
    if stood is not None:
        await rows.run(delete(holidays).where(holidays.c.date == day))
        await stamp(rows)
    return stood


def is_last_of_built_in(days: dict[date, Holiday], day: date) -> bool:
    """Whether a year that the built-in calendar knows would be empty without this day, and so be built-in again."""
    year = [one for one in days if one.year == day.year]
    return year == [day] and any(one.date.year == day.year for one in default_holidays())


async def _take_over(rows: Rows, year: int) -> None:
    """Stored days stand for their whole year: where there are none yet, the built-in ones of it are stored first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    stored = select(func.count()).select_from(holidays).where(holidays.c.date.between(first, last))
    built_in = [one for one in default_holidays() if one.date.year == year]
    if built_in and not await rows.scalar(stored):
        values = [{"date": one.date, "name": one.name, "working": one.working} for one in built_in]
        await rows.add_unless_there(holidays, values)


async def _on(rows: Rows, day: date) -> Holiday | None:
    found = await rows.all(select(holidays).where(holidays.c.date == day))
    return next((Holiday(row.date, row.name, row.working) for row in found), None)
