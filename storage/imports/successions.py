"""Import of successions: which unit came out of which, and when."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from domain.successions import SuccessionKind
from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances, KnownUnits, load_units
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.imports.words import COLUMN_LABELS
from storage.tables import successions

COLUMNS = Columns(("old_code", "new_code", "date", "kind"), labels=COLUMN_LABELS["successions"])


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against the units; what it would change."""
    known = await load_units(rows)
    stored = {(row.old_code, row.new_code, row.date): row for row in await rows.all(select(successions))}
    changes = Changes("successions", stamps_directory=True)
    keys: dict[int, tuple[object, ...]] = {}
    for line in sheet:
        values = _read(line, known)
        if values is not None:
            key = (values["old_code"], values["new_code"], values["date"])
            keys[line.number] = key
            row = stored.get(key)
            changes.put(successions, row, None if row is None else row.id, values)
    refuse_repeated(sheet, keys, "old_code", "old_code, new_code and date")
    return changes


def _read(line: Line, known: KnownUnits) -> dict[str, object] | None:
    old, new = line.code("old_code", required=True), line.code("new_code", required=True)
    day, kind = line.day("date", required=True), line.choice("kind", SuccessionKind)
    if old is None or new is None or day is None or kind is None:
        return None
    eve = day - timedelta(days=1)
    if known.on(old, eve) is None:
        line.refuse("old_code", f"no unit {old} on {eve}, the day before")
    if known.on(new, day) is None:
        line.refuse("new_code", f"no unit {new} on {day}")
    return {"old_code": old, "new_code": new, "date": day, "kind": str(kind)}
