"""Notes: what people tell that has no conversation of its own, tickets about their data, and who waits for a seat."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from domain.requests import new_code
from storage.database import Rows
from storage.tables import notes


@dataclass(frozen=True, slots=True)
class Note:
    """Something recorded: its kind, from whom, about which unit, what was said; ``passed_to`` who was told."""

    code: str
    kind: str
    address: str
    text: str
    at: datetime
    unit_code: str | None = None
    passed_to: str | None = None


async def record(
    rows: Rows,
    kind: str,
    address: str,
    text: str,
    at: datetime,
    *,
    unit_code: str | None = None,
    event_key: str | None = None,
    choice: Callable[[str], str] = secrets.choice,
) -> str:
    """Keep a note under a fresh code ("GN-A7KM"), its text sealed. The code."""
    for attempt in range(40):
        code = f"GN-{new_code(choice, length=4 + attempt // 10)}"
        values = {
            "code": code,
            "kind": kind,
            "address": address,
            "unit_code": unit_code,
            "text": rows.vault.seal("notes.text", code, text),
            "at": at,
            "event_key": event_key,
            "passed_to": None,
        }
        if await rows.add_unless_there(notes, values) == 1:
            return code
    raise LookupError("no free note code was found")


async def passed(rows: Rows, code: str, person_id: str) -> None:
    """Somebody was told of the note."""
    await rows.run(update(notes).where(notes.c.code == code).values(passed_to=person_id))


async def of(rows: Rows, addresses: Iterable[str], kinds: Sequence[str] = ()) -> list[Note]:
    """What these addresses told, oldest first; only these kinds if any are named."""
    query = select(notes).where(notes.c.address.in_(sorted(set(addresses)))).order_by(notes.c.id)
    if kinds:
        query = query.where(notes.c.kind.in_(kinds))
    return [_note(rows, row) for row in await rows.all(query)]


async def in_unit(rows: Rows, unit_code: str, kind: str) -> list[Note]:
    """The notes of one kind about a unit, oldest first: who waits for a seat there."""
    query = select(notes).where(notes.c.unit_code == unit_code, notes.c.kind == kind).order_by(notes.c.id)
    return [_note(rows, row) for row in await rows.all(query)]


async def in_units(rows: Rows, unit_codes: Iterable[str], kind: str, since: datetime) -> list[Note]:
    """The notes of one kind about any of these units since a moment, oldest first."""
    mine = notes.c.unit_code.in_(sorted(set(unit_codes))), notes.c.kind == kind, notes.c.at >= since
    return [_note(rows, row) for row in await rows.all(select(notes).where(*mine).order_by(notes.c.id))]


async def drop(rows: Rows, codes: Iterable[str]) -> int:
    """Forget notes altogether (on request of who wrote them). How many."""
    return await rows.run(delete(notes).where(notes.c.code.in_(sorted(set(codes)))))


def _note(rows: Rows, row: Any) -> Note:
    text = "" if row.text is None else rows.vault.open("notes.text", row.code, row.text)
    return Note(row.code, row.kind, row.address, text, row.at, row.unit_code, row.passed_to)
