"""Import of aliases: old, spoken and abbreviated names of units."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import UNKNOWN_START, Circumstances, KnownUnits, load_units
from storage.imports.sheet import Columns, Line, Sheet, refuse_repeated
from storage.imports.words import COLUMN_LABELS
from storage.tables import unit_aliases

COLUMNS = Columns(("unit_code", "alias"), ("valid_from", "valid_to"), labels=COLUMN_LABELS["aliases"])

Key = tuple[str, str, date | None]


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """Check the file against the units; what it would change. Key: unit, alias, first day."""
    known = await load_units(rows)
    stored = {(row.unit_code, row.alias, row.valid_from): row for row in await rows.all(select(unit_aliases))}
    changes = Changes("aliases", stamps_directory=True)
    keys: dict[int, Key] = {}
    for line in sheet:
        found = _read(line, known)
        if found is not None:
            key, until = found
            keys[line.number] = key
            row = stored.get(key)
            values = {"unit_code": key[0], "alias": key[1], "valid_from": key[2], "valid_to": until}
            changes.put(unit_aliases, row, None if row is None else row.id, values)
    refuse_repeated(sheet, keys, "alias", "unit_code, alias and valid_from")
    return changes


def _read(line: Line, known: KnownUnits) -> tuple[Key, date | None] | None:
    code, alias = line.code("unit_code", required=True), line.line_of_text("alias", required=True)
    since, until = line.span()
    if code is None or alias is None:
        return None
    if not known.during(code, since or UNKNOWN_START, until):
        line.refuse("unit_code", f"no unit {code} on these days")
    return (code, alias, since), until
