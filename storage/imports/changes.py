"""What an import is about to do: rows to insert and to update, counted, written in batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Table, bindparam, insert, text, update

from storage import audit, directory
from storage.audit import OPERATOR, Entry
from storage.database import Rows
from storage.tables import stamps

_KEY = "key_of_row"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(810003)")


@dataclass(slots=True)
class Changes:
    """The changes of one import; nothing is written before ``write``.

    ``kept`` counts what the file would undo although it came about since by another way: a leave that was accepted,
    a new phone, a report corrected by chat.
    """

    noun: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    stamps_directory: bool = False
    inserts: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    updates: dict[Table, list[tuple[Any, dict[str, Any]]]] = field(default_factory=dict)
    last: dict[Insert, list[dict[str, Any]]] = field(default_factory=dict)
    deeds: list[tuple[str, str]] = field(default_factory=list)

    def insert(self, table: Table, values: Mapping[str, Any]) -> None:
        """A new row, not counted."""
        self.inserts.setdefault(table, []).append(dict(values))

    def update(self, table: Table, key: Any, values: Mapping[str, Any]) -> None:
        """Columns of the row with this primary key, not counted."""
        self.updates.setdefault(table, []).append((key, dict(values)))

    def afterwards(self, statement: Insert, values: Mapping[str, Any]) -> None:
        """A row that refers to rows of this import by their keys: written last."""
        self.last.setdefault(statement, []).append(dict(values))

    def deed(self, action: str, thing: str) -> None:
        """Something the audit names singly: what was done to what."""
        self.deeds.append((action, thing))

    def count(self, is_new: bool, is_changed: bool) -> None:
        """Count one thing of the file."""
        if is_new:
            self.new += 1
        elif is_changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def put(self, table: Table, stored: Any, key: Any, values: Mapping[str, Any]) -> None:
        """Insert where nothing is ``stored``, update what differs, count it."""
        if stored is None:
            self.insert(table, values)
            self.count(True, False)
            return
        differs = any(getattr(stored, name) != value for name, value in values.items())
        if differs:
            self.update(table, key, values)
        self.count(False, differs)

    def summary(self) -> str:
        """The one line for the operator."""
        line = f"{self.noun}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        return f"{line}, {self.kept} kept as changed since" if self.kept else line

    async def write(self, rows: Rows, at: datetime, by: str = OPERATOR) -> None:
        """Write everything, many rows a statement; the audit says that an import did it."""
        # A binding that ends makes room for the new one: updates come first.
        for table in sorted(self.updates, key=_order):
            await _update(rows, table, self.updates[table])
        for table in sorted(self.inserts, key=_order):
            for batch in _alike(self.inserts[table]):
                await rows.run(insert(table), batch)
        for statement, values in self.last.items():
            await rows.run(statement, values)
        if self.new or self.changed:
            counts = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
            await audit.note(rows, Entry(at, by, "import", self.noun, counts))
            await audit.note(rows, *(Entry(at, by, action, thing) for action, thing in self.deeds))
            if self.stamps_directory:
                await stamp(rows)


async def one_at_a_time(rows: Rows) -> None:
    """Wait until nobody else changes what imports change; to the end of this transaction. SQLite has one writer."""
    if not rows.is_sqlite:
        await rows.run(_ONE_AT_A_TIME)


async def stamp(rows: Rows) -> None:
    """Tell every running process that the directory changed."""
    statement = rows.insert(stamps).values(name=directory.STAMP, value=1)
    raised = {"value": stamps.c.value + 1}
    await rows.run(statement.on_conflict_do_update(index_elements=["name"], set_=raised))


def _order(table: Table) -> int:
    return list(table.metadata.sorted_tables).index(table)


def _alike(values: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    by_names: dict[frozenset[str], list[dict[str, Any]]] = {}
    for one in values:
        by_names.setdefault(frozenset(one), []).append(one)
    return list(by_names.values())


async def _update(rows: Rows, table: Table, changes: list[tuple[Any, dict[str, Any]]]) -> None:
    [key] = table.primary_key
    for batch in _alike([{_KEY: one, **values} for one, values in changes]):
        names = [name for name in batch[0] if name != _KEY]
        parameters: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        statement = update(table).where(key == bindparam(_KEY)).values(parameters)
        renamed = [{_KEY: one[_KEY], **{f"new_{name}": one[name] for name in names}} for one in batch]
        await rows.run(statement, renamed)
