"""The database: one engine, write and read transactions, and the small differences between SQLite and PostgreSQL.

**Order of locks.** Turns, the postman's rounds and the writing of outcomes run beside each other on PostgreSQL. So that
none waits for one that waits for it, a transaction that changes several of these takes them in this order:

1. accounts, by their id (the rate, what is left of the package);
2. contacts, by account and user id (who wrote, who was knocked for, who cannot be reached);
3. letters of the outbox that wait, by their number; then those that are new;
4. everything else that hangs on a letter or a contact: spendings, dialogs, taps, audit; the events of the inbox last.

What a conversation itself writes (persons, requests, reports …) comes before all of these: they are locked by nobody
who holds one of them already. Rows that are changed by one statement each, or many by one, are first taken with
`Rows.hold`, which keeps the order within a table.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, String, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction, create_async_engine
from sqlalchemy.sql import Executable

from storage.sqlite import sqlite_engine
from storage.vault import Vault

Insert = postgresql.Insert | sqlite.Insert
Values = Mapping[str, Any]


class Database:
    """Everything we keep. ``write()`` and ``read()`` are the only ways in; both are one transaction."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = make_url(url)
        self.vault = vault
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        # SQLite has one writer; queueing here is fairer and faster than its busy time-out.
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Rows]:
        """A transaction that may change rows: committed at the end, rolled back on any error."""
        if self._writer is None:
            async with self.engine.begin() as connection:
                yield Rows(connection, self.vault)
            return
        async with self._writer, self.engine.begin() as connection:
            yield Rows(connection, self.vault)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Rows]:
        """A transaction that only looks; it never waits for a writer."""
        async with self.engine.connect() as connection:
            reader = await connection.execution_options(tocds_reads=True)
            async with reader.begin():
                yield Rows(reader, self.vault)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


class Rows:
    """A transaction's view of the rows, handed to every query function."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.wrote = False

    async def connection(self) -> AsyncConnection:
        """The connection to run on."""
        return self._connection

    async def all(self, query: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Every row the query gives."""
        connection = await self.connection()
        return (await connection.execute(query, values)).all()

    async def first(self, query: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row, or None."""
        connection = await self.connection()
        return (await connection.execute(query, values)).first()

    async def scalar(self, query: Executable, values: Values | None = None) -> Any:
        """The first column of the first row, or None."""
        connection = await self.connection()
        return (await connection.execute(query, values)).scalar()

    async def run(self, statement: Executable, values: Values | Sequence[Values] | None = None) -> int:
        """Run a statement that changes rows; how many it changed (-1 where the driver cannot tell)."""
        self.wrote = True
        connection = await self.connection()
        return (await connection.execute(statement, values)).rowcount

    async def add(self, table: Table, values: Values) -> Any:
        """Insert one row; its primary key."""
        self.wrote = True
        connection = await self.connection()
        return (await connection.execute(insert(table).returning(*table.primary_key), values)).scalar_one()

    async def hold(self, table: Table, *which: ColumnElement[bool]) -> None:
        """Take these rows, in the order of their key, before they are changed; SQLite has one writer anyhow."""
        if not self.is_sqlite:
            keys = table.primary_key.columns
            # By character code, whatever the database's language: as Python sorts where rows are taken one by one.
            order = [one.collate("C") if isinstance(one.type, String) else one for one in keys]
            await self.all(select(*keys).where(*which).order_by(*order).with_for_update())

    def insert(self, table: Table) -> Insert:
        """An INSERT that knows ON CONFLICT, in the dialect at hand."""
        return _insert(table, self.is_sqlite)

    async def add_unless_there(self, table: Table, values: Values | Sequence[Values]) -> int:
        """Insert what violates no unique key; silently leave the rest (twice is once)."""
        return await self.run(_insert_unless_there(table, self.is_sqlite), values)

    async def put(self, table: Table, values: Values | Sequence[Values], *, keys: Sequence[str] = ()) -> int:
        """Insert, or overwrite the row with the same key (primary key unless ``keys`` says otherwise)."""
        sample = values if isinstance(values, Mapping) else values[0]
        index = tuple(keys) or tuple(column.name for column in table.primary_key)
        return await self.run(_upsert(table, tuple(sample), index, self.is_sqlite), values)


def _insert(table: Table, is_sqlite: bool) -> Insert:
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


# Statements are built once: building one costs more than running it.
@cache
def _insert_unless_there(table: Table, is_sqlite: bool) -> Insert:
    return _insert(table, is_sqlite).on_conflict_do_nothing()


@cache
def _upsert(table: Table, names: tuple[str, ...], index: tuple[str, ...], is_sqlite: bool) -> Insert:
    statement = _insert(table, is_sqlite)
    changed = {name: statement.excluded[name] for name in names if name not in index}
    return statement.on_conflict_do_update(index_elements=list(index), set_=changed)


class TurnRows(Rows):
    """The rows as one turn sees them: inside a savepoint of its own, opened when it first touches them.

    A turn that only talks costs no savepoint; one that fails takes back all it did and nothing else.
    """

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        super().__init__(connection, vault)
        self._savepoint: AsyncTransaction | None = None

    async def connection(self) -> AsyncConnection:
        if self._savepoint is None:
            self._savepoint = await self._connection.begin_nested()
        return self._connection

    async def keep(self) -> None:
        """The turn went well: release the savepoint into the batch's transaction."""
        if self._savepoint is not None:
            await self._savepoint.commit()

    async def undo(self) -> None:
        """The turn failed: back to the savepoint."""
        if self._savepoint is not None:
            await self._savepoint.rollback()


def _postgres_engine(url: str) -> AsyncEngine:
    return create_async_engine(url, pool_size=8, max_overflow=4, pool_pre_ping=False, pool_recycle=1800)
