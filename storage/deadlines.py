"""The settings of the due dates, by the day from which they hold; the domain says what of them may be changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, select

from domain.deadlines import Offsets
from storage.database import Rows
from storage.imports.changes import one_at_a_time, stamp
from storage.tables import deadlines


async def put(rows: Rows, offsets: Offsets) -> bool:
    """Let these hold from their day on, in place of what stands there; False where it stands there just so."""
    await one_at_a_time(rows)
    if await _from(rows, offsets.valid_from) == offsets:
        return False
    await rows.put(deadlines, asdict(offsets))
    await stamp(rows)
    return True


async def remove(rows: Rows, valid_from: date) -> Offsets | None:
    """Let what holds before hold on; what was to hold from that day, None where nothing was."""
    await one_at_a_time(rows)
    stood = await _from(rows, valid_from)
    if stood is not None:
        await rows.run(delete(deadlines).where(deadlines.c.valid_from == valid_from))
        await stamp(rows)
    return stood


async def _from(rows: Rows, valid_from: date) -> Offsets | None:
    found = await rows.all(select(deadlines).where(deadlines.c.valid_from == valid_from))
    return next((Offsets(**one._asdict()) for one in found), None)
