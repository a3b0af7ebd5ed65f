"""Import of who is invited to the two kinds of group (plan II.3.3): offices with the days on which they are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from domain.groups import GroupKind
from domain.people import Office
from domain.units import UnitKind
from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import Circumstances
from storage.imports.sheet import Columns, Sheet, refuse_repeated
from storage.tables import invited_roles

COLUMNS = Columns(("kind", "office", "level"), ("valid_from", "valid_to"))


async def plan(rows: Rows, sheet: Sheet, circumstances: Circumstances) -> Changes:
    """What the file would change. From the first row on the table counts, and the built-in invitees no longer do."""
    stored = {
        (row.kind, row.office, row.level, row.valid_from): row
        for row in await rows.all(select(invited_roles))
    }
    changes = Changes("invitees")
    keys: dict[int, tuple[object, ...]] = {}
    for line in sheet:
        kind, office = line.choice("kind", GroupKind), line.choice("office", Office)
        level, (since, until) = line.choice("level", UnitKind), line.span()
        if kind is None or office is None or level is None:
            continue
        key = (str(kind), str(office), str(level), since or date.min)
        keys[line.number] = key
        values = dict(zip(("kind", "office", "level", "valid_from"), key, strict=True)) | {"valid_to": until}
        row = stored.get(key)
        changes.put(invited_roles, row, None if row is None else row.id, values)
    refuse_repeated(sheet, keys, "office", "kind, office, level and valid_from")
    return changes
