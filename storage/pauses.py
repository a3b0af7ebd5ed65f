"""Pauses: where an officer stopped the reminders for a time (storm, flood)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from domain.calendar import in_vietnam
from domain.units import UnitTree
from storage.database import Rows
from storage.tables import pauses


@dataclass(frozen=True, slots=True)
class Pause:
    """No reminders in this unit and below it; `until` is the first day on which they come again."""

    unit_code: str
    until: date
    reason: str = ""


async def in_force(rows: Rows, now: datetime, units: Collection[str] | None = None) -> list[Pause]:
    """Those that hold at that moment, of some units if named."""
    query = select(pauses).where(pauses.c.ended_at.is_(None), pauses.c.until > in_vietnam(now).date())
    if units is not None:
        query = query.where(pauses.c.unit_code.in_(sorted(units)))
    return [_pause(row) for row in await rows.all(query.order_by(pauses.c.id))]


def _pause(row: Any) -> Pause:
    return Pause(row.unit_code, row.until, row.reason or "")


async def silent_units(rows: Rows, tree: UnitTree, now: datetime) -> frozenset[str]:
    """The units in which nobody is reminded now."""
    holding = await in_force(rows, now)
    return frozenset(unit.code for one in holding for unit in tree.subtree(one.unit_code))


async def begin(rows: Rows, one: Pause, by: str, at: datetime) -> None:
    """Keep a pause; an earlier one of the same unit ends with it."""
    await end(rows, [one.unit_code], by, at)
    values = {"unit_code": one.unit_code, "until": one.until, "reason": one.reason or None}
    await rows.add(pauses, values | {"since": at, "by": by})


async def end(rows: Rows, units: Collection[str], by: str, at: datetime) -> int:
    """Reminders of these units come again. How many pauses that ended."""
    mine = pauses.c.unit_code.in_(sorted(units)), pauses.c.ended_at.is_(None)
    return await rows.run(update(pauses).where(*mine).values(ended_at=at, ended_by=by))
