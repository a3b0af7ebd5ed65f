"""Import of holidays: days off and weekend days worked instead, from the yearly notice."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances
from storage.imports.sheet import Columns, Sheet, refuse_repeated
from storage.tables import holidays

COLUMNS = Columns(("date", "name"), ("working",))


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """What the file would change; the days of a year replace the built-in ones of that year."""
    stored = {row.date: row for row in await rows.all(select(holidays))}
    changes = Changes("holidays", stamps_directory=True)
    keys: dict[int, tuple[object, ...]] = {}
    for line in sheet:
        day, name = line.day("date", required=True), line.line_of_text("name", required=True)
        working = line.yes_or_no("working")
        if day is None or name is None:
            continue
        keys[line.number] = (day,)
        changes.put(holidays, stored.get(day), day, {"date": day, "name": name, "working": working})
    refuse_repeated(sheet, keys, "date", "date")
    return changes
