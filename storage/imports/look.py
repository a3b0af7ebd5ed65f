"""What a planned import would change, thing by thing, for whoever has to say yes to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, select

from storage import people as persons
from storage.database import Rows
from storage.imports.changes import Changes
from storage.imports.known import among
from storage.people import opened_person
from storage.tables import offices, people, successions, teams, unit_aliases, units

_SHOWN = (units, successions, unit_aliases, people, teams, offices)
_SILENT = frozenset({"id", "request_code", "decision_id", "origin", "created_at"})
_DESCRIBED = ("name", "birth_year", "sex", "phone")


class What(StrEnum):
    """What happens to a thing."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it would be, and which of its columns differ; of a person the name only is opened.

    ``before``: what a row of units or successions says now.
    """

    table: str
    what: What
    row: Mapping[str, Any]
    differs: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)


async def look(rows: Rows, changes: Changes) -> list[Seen]:
    """Everything that would be added, changed or ended; a new person is told by the seat."""
    seen = [
        Seen(table.name, What.NEW, values)
        for table in _SHOWN
        if table is not people
        for values in changes.inserts.get(table, ())
    ]
    for table in _SHOWN:
        seen += await _updated(rows, table, changes.updates.get(table, ()))
    names = await _names(rows, changes, seen)
    return [
        Seen(one.table, one.what, {**one.row, "name": names.get(one.row["person_id"], "")}, one.differs)
        if one.table == offices.name
        else one
        for one in seen
    ]


async def _updated(rows: Rows, table: Table, updates: Sequence[tuple[Any, dict[str, Any]]]) -> list[Seen]:
    if not updates:
        return []
    [key] = table.primary_key
    found = await among(rows, select(table), key, (one for one, _ in updates))
    stored = {getattr(row, key.name): dict(row._mapping) for row in found}
    if table is people:
        return [_described(rows, stored[one], values) for one, values in updates]
    return [_seen(table.name, stored[one], values) for one, values in updates]


def _seen(table: str, stored: Mapping[str, Any], values: Mapping[str, Any]) -> Seen:
    differs = tuple(name for name, value in values.items() if name not in _SILENT and stored[name] != value)
    ends = "valid_to" in differs and values["valid_to"] is not None
    before = stored if table in (units.name, successions.name) else {}
    return Seen(table, What.ENDED if ends else What.CHANGED, {**stored, **values}, differs, before)


def _described(rows: Rows, stored: Mapping[str, Any], values: Mapping[str, Any]) -> Seen:
    before, after = (
        opened_person(rows.vault, SimpleNamespace(**one)) for one in (stored, {**stored, **values})
    )
    differs = tuple(name for name in _DESCRIBED if getattr(before, name) != getattr(after, name))
    return Seen(people.name, What.CHANGED, {"person_id": after.id, "name": after.name}, differs)


async def _names(rows: Rows, changes: Changes, seen: Iterable[Seen]) -> dict[str, str]:
    ids = {one.row["person_id"] for one in seen if one.table == offices.name}
    names = {one.id: one.name for one in (await persons.by_ids(rows, ids)).values()}
    return names | {
        values["id"]: rows.vault.open("people.name", values["id"], values["name"])
        for values in changes.inserts.get(people, ())
    }


def digest(seen: Iterable[Seen]) -> str:
    """The same for the same changes: what is carried out must be what was looked at."""
    told = sorted(
        f"{one.table} {one.what} {sorted((name, str(value)) for name, value in one.row.items())} {one.differs}"
        for one in seen
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
