"""Sealing anew, with the key that writes today, what an older key of DATA_KEY has sealed; any number of times."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, FromClause, Select, Table, select, update

from storage import tables
from storage.database import Database, Rows
from storage.vault import SealBroken

AT_ONCE = 500
"""Rows a transaction: whoever else writes waits no longer than for so many."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed column, and the columns whose values, with "/" between them, name the row to the vault."""

    column: Column[Any]
    row: tuple[Column[Any], ...]

    @property
    def table(self) -> Table:
        """The table it belongs to."""
        found = self.column.table
        assert isinstance(found, Table)
        return found

    @property
    def place(self) -> str:
        """ "people.name": where the vault seals it for."""
        return f"{self.table.name}.{self.column.name}"


_STEP, _REVISION, _FILE = tables.request_steps.c, tables.report_revisions.c, tables.attachments.c
_APP, _GROUP, _BOT, _UPLOAD = tables.apps.c, tables.groups.c, tables.bots.c, tables.uploads.c
_PART, _ACT, _EDIT = tables.consolidations.c, tables.consolidation_steps.c, tables.consolidation_edits.c
SEALED = (
    Sealed(tables.people.c.name, (tables.people.c.id,)),
    Sealed(tables.people.c.birth_year, (tables.people.c.id,)),
    Sealed(tables.people.c.phone, (tables.people.c.id,)),
    Sealed(tables.accounts.c.access_token, (tables.accounts.c.oa_id,)),
    Sealed(tables.accounts.c.refresh_token, (tables.accounts.c.oa_id,)),
    Sealed(_APP.secret, (_APP.app_id,)),
    Sealed(_APP.oa_secret_key, (_APP.app_id,)),
    Sealed(_APP.code_verifier, (_APP.app_id,)),
    Sealed(tables.consent_links.c.verifier, (tables.consent_links.c.state,)),
    Sealed(_GROUP.link, (_GROUP.unit_code, _GROUP.kind)),
    Sealed(_BOT.token, (_BOT.bot_id,)),
    Sealed(_BOT.webhook_secret, (_BOT.bot_id,)),
    Sealed(_UPLOAD.token, (_UPLOAD.oa_id, _UPLOAD.sha256, _UPLOAD.kind)),
    Sealed(tables.requests.c.applicant, (tables.requests.c.code,)),
    Sealed(tables.requests.c.detail, (tables.requests.c.code,)),
    Sealed(_STEP.reason, (_STEP.request_code, _STEP.position)),
    Sealed(tables.reports.c.texts, (tables.reports.c.code,)),
    Sealed(_REVISION.texts, (tables.reports.c.code, _REVISION.revision)),
    Sealed(_PART.texts, (_PART.unit_code, _PART.period, _PART.part)),
    Sealed(_ACT.reason, (_ACT.consolidation_id, _ACT.position)),
    Sealed(_EDIT.text, (_EDIT.unit_code, _EDIT.period, _EDIT.field, _EDIT.about)),
    Sealed(tables.questions.c.text, (tables.questions.c.code,)),
    Sealed(_FILE.detail, (_FILE.event_key, _FILE.position)),
    Sealed(tables.handouts.c.name, (tables.handouts.c.id,)),
    Sealed(tables.handouts.c.content, (tables.handouts.c.id,)),
    Sealed(tables.notes.c.text, (tables.notes.c.code,)),
    Sealed(tables.dialogs.c.state, (tables.dialogs.c.address,)),
    Sealed(tables.taps.c.words, (tables.taps.c.key,)),
    Sealed(tables.inbox.c.body, (tables.inbox.c.key,)),
    Sealed(tables.outbox.c.body, (tables.outbox.c.key,)),
    Sealed(tables.unread.c.line, (tables.unread.c.digest,)),
)
"""Every column that holds what the vault has sealed."""


@dataclass(slots=True)
class Resealed:
    """What became of one column: rows sealed anew, and rows that no key of DATA_KEY opens."""

    place: str
    anew: int = 0
    unreadable: int = 0


async def reseal(database: Database) -> AsyncIterator[Resealed]:
    """Every column in turn, some rows a transaction; broken off, the next time goes on with what is left."""
    for one in SEALED:
        done = Resealed(one.place)
        last: Any = None
        while True:
            async with database.write() as rows:
                found = await rows.all(_next(one, last))
                for row in found:
                    await _reseal(rows, one, row, done)
            if len(found) < AT_ONCE:
                break
            last = found[-1].key
        yield done


def _next(one: Sealed, last: Any) -> Select[Any]:
    [key] = one.table.primary_key
    source: FromClause = one.table
    for other in {column.table for column in one.row} - {one.table}:
        source = source.join(other)
    names = [column.label(f"name_{place}") for place, column in enumerate(one.row)]
    query = select(key.label("key"), one.column.label("sealed"), *names).select_from(source)
    query = query.where(one.column.is_not(None)).order_by(key).limit(AT_ONCE)
    return query if last is None else query.where(key > last)


async def _reseal(rows: Rows, one: Sealed, row: Any, done: Resealed) -> None:
    """Only what is still as it was read is written: what changed meanwhile was sealed by today's key."""
    if rows.vault.is_current(row.sealed):
        return
    name = "/".join(str(value) for value in row[2:])
    try:
        content = rows.vault.open_bytes(one.place, name, row.sealed)
    except SealBroken:
        done.unreadable += 1
        return
    [key] = one.table.primary_key
    unchanged = key == row.key, one.column == row.sealed
    values = {one.column.name: rows.vault.seal_bytes(one.place, name, content)}
    done.anew += await rows.run(update(one.table).where(*unchanged).values(values))
