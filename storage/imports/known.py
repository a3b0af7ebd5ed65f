"""What is stored already, as imports look it up: units by code and day, spans of days, the circumstances of the run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from domain.calendar import in_vietnam
from domain.periods import WindowMode
from domain.units import Unit, UnitKind
from storage.audit import OPERATOR
from storage.database import Rows
from storage.recipients import in_runs
from storage.tables import units

UNKNOWN_START = date(1900, 1, 1)
"""An office whose first day the file leaves empty: held since before anybody asks. It stays the same key every time."""

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an import needs besides the file: the moment, the first Official Account, the reporting window."""

    now: datetime
    oa_id: str = ""
    window: WindowMode = WindowMode.MID_MONTH
    accounts: frozenset[str] = frozenset()
    """The accounts of this deployment; the import reads them."""
    by: str = OPERATOR
    """Who imports, for the audit: a person's id, or the operator at the command line."""

    def knows(self, oa_id: str) -> bool:
        """Whether this is an account of ours."""
        return oa_id == self.oa_id or oa_id in self.accounts

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return in_vietnam(self.now).date()


@dataclass(slots=True)
class KnownUnits:
    """Every stretch of every unit's life, by code."""

    lives: dict[str, list[Unit]] = field(default_factory=dict)

    @classmethod
    def of(cls, all_units: Iterable[Unit]) -> KnownUnits:
        """The same units, by code and in order of time."""
        known = cls()
        for unit in sorted(all_units, key=lambda unit: unit.valid_from):
            known.lives.setdefault(unit.code, []).append(unit)
        return known

    def __contains__(self, code: object) -> bool:
        return code in self.lives

    def on(self, code: str, day: date) -> Unit | None:
        """The unit with this code on that day."""
        return next((unit for unit in self.lives.get(code, ()) if unit.holds_on(day)), None)

    def during(self, code: str, since: date, until: date | None) -> list[Unit]:
        """The units with this code on any day of the span."""
        span = (since, until)
        return [one for one in self.lives.get(code, ()) if overlap((one.valid_from, one.valid_to), span)]

    def newest(self, code: str) -> Unit | None:
        """The last unit with this code."""
        lives = self.lives.get(code)
        return lives[-1] if lives else None


async def among(
    rows: Rows, query: Select[Any], column: ColumnElement[Any], keys: Iterable[Any]
) -> list[Row[Any]]:
    """The rows of ``query`` in which ``column`` is one of these keys: a file of ten lines reads no whole table."""
    found: list[Row[Any]] = []
    for some in in_runs(sorted(set(keys))):
        found += await rows.all(query.where(column.in_(some)))
    return found


async def load_units(rows: Rows) -> KnownUnits:
    """The stored units."""
    return KnownUnits.of(
        Unit(row.code, UnitKind(row.kind), row.name, row.parent_code, row.valid_from, row.valid_to)
        for row in await rows.all(select(units))
    )


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a day; the second day is the first no longer in it, None is open."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def first_gap(spans: Sequence[Span], since: date, until: date | None) -> date | None:
    """The first day of [since, until) that no span covers, or None."""
    day = since
    for start, end in sorted(spans, key=lambda span: span[0]):
        if start > day:
            break
        if end is None:
            return None
        day = max(day, end)
    return None if until is not None and day >= until else day
