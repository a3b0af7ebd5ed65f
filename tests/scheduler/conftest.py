"""The demo commune on a database, a sweeper over it, and short words for what the tests of the clock do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.calendar import VN
from scheduler.digests import items_of
from scheduler.lines import Line
from scheduler.sweep import Sweeper
from storage import tables
from storage.database import Database
from storage.imports import import_csv
from storage.outbox import Letter, opened
from tests.quick import LONG_AGO
from tests.town import circumstances

COMMUNE = "18685"
VILLAGES = tuple(f"18685-0{number}" for number in range(1, 7))
LEADERS = dict(zip(VILLAGES, ("P011", "P021", "P031", "P041", "P051", "P061"), strict=True))


def on(day: int, hour: int = 19, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A moment in Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=VN)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    async def now(self) -> datetime:
        """The moment it was set to."""
        return self.at.astimezone(UTC)


class Commune:
    """The demo commune and what its clock does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock(LONG_AGO)
        self.woken = 0
        self.sweeper = self.another_sweeper()

    def another_sweeper(self, window: str = "15-14") -> Sweeper:
        """One more machine."""
        return Sweeper(self.database, self.clock, self._wake, window)

    def _wake(self) -> None:
        self.woken += 1

    async def sweep(self, at: datetime) -> list[Letter]:
        """Sweep as of a moment; the letters that are new."""
        return [line.letter for line in await self.sweeper.sweep(at) if line.is_new and line.letter]

    async def explained(self, at: datetime) -> list[Line]:
        """What a pass would do and why."""
        return await self.sweeper.explain(at)

    async def outbox(self) -> list[Letter]:
        """Everything in the outbox."""
        async with self.database.read() as rows:
            found = await rows.all(select(tables.outbox).order_by(tables.outbox.c.id))
            return [opened(row, rows.vault) for row in found]

    async def imports(self, kind: str, text: str) -> None:
        """Import a CSV text."""
        await import_csv(self.database, kind, text.encode(), circumstances(self.clock.at))

    async def reports(self, *unit_codes: str, at: datetime, period: str = "2026-11") -> None:
        """These teams report."""
        lines = [f"{code},{period},{at.isoformat()},5" for code in unit_codes]
        await self.imports("reports", "\n".join(["unit_code,period,submitted_at,so_buoi", *lines]))

    async def change(self, table: str, where: dict[str, Any], **values: Any) -> None:
        """Change rows by hand."""
        mine = tables.metadata.tables[table]
        query = update(mine).where(*(mine.c[name] == value for name, value in where.items()))
        async with self.database.write() as rows:
            await rows.run(query.values(values))

    async def add(self, table: str, **values: Any) -> None:
        """Add a row by hand."""
        async with self.database.write() as rows:
            await rows.run(insert(tables.metadata.tables[table]).values(values))


@pytest.fixture
async def commune(database: Database, settled_long_ago: None) -> Commune:
    """The demo commune, on both kinds of database in turn."""
    return Commune(database)


def things(letters: Sequence[Letter]) -> list[Letter]:
    """The single things that letters tell, digests taken apart."""
    return [one for letter in letters for one in items_of(letter) or [letter]]


def to(letters: Sequence[Letter], kind: str = "reminder", prefix: str = "person:") -> set[str]:
    """To whom letters of a kind go: persons, or groups."""
    return {one.to.removeprefix(prefix) for one in letters if one.kind == kind and one.to.startswith(prefix)}


def texts(letters: Sequence[Letter], address: str) -> list[str]:
    """What one address gets."""
    return [one.text for one in letters if one.to == address]
