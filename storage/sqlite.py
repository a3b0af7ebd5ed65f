"""The SQLite engine: explicit BEGIN, durable WAL, and few visits to the driver's thread.

aiosqlite runs a connection in a thread of its own, and SQLAlchemy's adapter visits it to open a cursor, to execute,
to fetch and to close: four switches of threads for some ten microseconds of work. Here a statement is one visit; and
inside a write transaction, once BEGIN IMMEDIATE has the lock, nothing can wait any more, so its statements run in
place and only BEGIN and COMMIT, which wait for locks and for the disk, visit the thread.
"""

from __future__ import annotations

import asyncio
import collections
import sqlite3
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util.concurrency import await_

# The time-out comes first: a new file's change to WAL may have to wait for another process's.
_PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_TRIES, _MOMENT = 100, 0.1


class _Done:
    """What a finished cursor is asked for afterwards."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        self.arraysize = cursor.arraysize


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches and closes in one visit to the connection's thread."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = None  # type: ignore[assignment]
        self._soft_closed_memoized = {}  # type: ignore[assignment]
        self._rows = collections.deque()

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._visit("execute", operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit("executemany", operation, seq_of_parameters)

    async def _visit(self, method: str, operation: Any, parameters: Any) -> None:
        driver: Any = self._connection
        adapted: Any = self._adapt_connection

        def run() -> tuple[_Done, list[Any]]:
            adapted.check()
            cursor = driver._conn.cursor()
            try:
                getattr(cursor, method)(operation, parameters)
                rows = cursor.fetchall() if cursor.description else []
                return _Done(cursor), rows
            finally:
                cursor.close()

        adapter: Any = self._adapt_connection
        async with adapter._execute_mutex:
            done, rows = run() if adapter.has_lock else await driver._execute(run)
        self._cursor = done  # type: ignore[assignment]
        self._rows = collections.deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("has_lock",)
    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.has_lock = False

    def check(self) -> None:
        """A full disk makes SQLite roll back by itself; what follows must not be committed piece by piece."""
        if self.has_lock and not self._connection.in_transaction:
            raise sqlite3.OperationalError("the database has ended the transaction")

    def commit(self) -> None:
        self.check()
        self.has_lock = False
        super().commit()

    def rollback(self) -> None:
        self.has_lock = False
        super().rollback()


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    """The driver as the dialect sees it."""

    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        connection = aiosqlite.connect(*arg, **{**kw, "check_same_thread": False})
        connection._thread.daemon = True
        return _Connection(self, await_(connection))


def sqlite_engine(url: str) -> AsyncEngine:
    """An engine on a database file; its folder is made if it is missing."""
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        module=_Driver(aiosqlite, sqlite3),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=4,
        max_overflow=2,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late and deferred; we say it ourselves in _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        _set(cursor, pragma)
    cursor.close()


def _set(cursor: Any, pragma: str) -> None:
    """A file that another process turns to WAL at this moment is refused at once, time-out or not: tried again."""
    for _ in range(_TRIES):
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            await_(asyncio.sleep(_MOMENT))
        else:
            return
    cursor.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("tocds_reads", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    driver: Any = connection.connection.dbapi_connection
    driver.has_lock = True
