"""PostgreSQL databases lent to one test after another: emptied and filled as they were, not made anew each time.

Copying the files of a database takes ten times as long as putting back the few rows that a test has changed. Whatever
a test has done that rows do not tell (another table or index, statistics, much more data) ends the database instead.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from tests.databases import Server, drop_database, fresh_database

MOST_CONTENT = 500_000
"""Bytes that a database may begin with; beyond, copying its files is faster."""
MOST_GROWTH = 6_000_000
"""Bytes of dead rows that a database may have gathered."""

_SHAPE = """
SELECT count(*) AS things, max(c.oid::bigint) AS newest, sum(relnatts) AS columns,
       sum(pg_relation_size(c.oid)) AS size,
       (SELECT count(*) FROM pg_statistic JOIN pg_class t ON t.oid = starelid
         WHERE t.relnamespace = 'public'::regnamespace) AS statistics
  FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND pg_relation_size(oid) > 0
"""
_SEQUENCES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
   AND attgenerated = '' ORDER BY attnum
"""
_CUT_OFF = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Beginning:
    """What a database begins with: its shape, the rows of its tables, and where its sequences stand."""

    things: int
    newest: int
    columns: int
    statistics: int
    size: int
    rows: Sequence[tuple[str, Sequence[str], bytes]]
    sequences: str

    @property
    def is_small(self) -> bool:
        """Whether filling it is faster than copying it."""
        return sum(len(content) for _, _, content in self.rows) <= MOST_CONTENT

    def is_kept_by(self, now: asyncpg.Record) -> bool:
        """Whether nothing but rows has changed since, and not very many of those."""
        shape = (now["things"], now["newest"], now["columns"], now["statistics"])
        return (
            shape == (self.things, self.newest, self.columns, self.statistics)
            and now["size"] <= self.size + MOST_GROWTH
        )


_free: dict[tuple[int, str], list[str]] = {}
_lent: dict[str, str] = {}
_beginnings: dict[str, Beginning] = {}


async def lend(server: Server, template: str) -> str:
    """The address of a database that is as `template`, for `give_back` afterwards."""
    waiting = _free.setdefault((server.port, template), [])
    url = waiting.pop() if waiting else await _made(server, template)
    _lent[url] = template
    return url


async def _made(server: Server, template: str) -> str:
    url = await fresh_database(server, template)
    connection = await server.connect(_name_of(url))
    try:
        _beginnings[url] = await _look(connection)
    finally:
        await connection.close()
    return url


async def _look(connection: asyncpg.Connection) -> Beginning:
    shape = await connection.fetchrow(_SHAPE)
    rows = []
    for (table,) in await connection.fetch(_TABLES):
        columns = [name for (name,) in await connection.fetch(_COLUMNS, f'"{table}"')]
        content = io.BytesIO()
        names = ", ".join(f'"{one}"' for one in columns)
        await connection.copy_from_query(f'SELECT {names} FROM "{table}"', output=content, format="binary")
        rows.append((table, columns, content.getvalue()))
    calls = [
        f"""setval('"{name}"', {start if last is None else last}, {str(last is not None).lower()})"""
        for name, start, last in await connection.fetch(_SEQUENCES)
    ]
    sequences = f"SELECT {', '.join(calls)}" if calls else "SELECT 1"
    assert shape is not None
    return Beginning(**dict(shape), rows=rows, sequences=sequences)


async def give_back(server: Server, url: str) -> None:
    """Make it ready for the next test, or end it where that is not so simple; whoever is still in it is cut off."""
    template, beginning = _lent.pop(url), _beginnings[url]
    if beginning.is_small and await _is_put_back(server, url, beginning):
        _free[server.port, template].append(url)
    else:
        del _beginnings[url]
        await drop_database(server, url)


async def _is_put_back(server: Server, url: str, beginning: Beginning) -> bool:
    connection = await server.connect(_name_of(url))
    try:
        await connection.execute(_CUT_OFF)
        now = await connection.fetchrow(_SHAPE)
        if now is None or not beginning.is_kept_by(now):
            return False
        changed = [table for (table,) in await connection.fetch(_TABLES)]
        wipes = "".join(f'DELETE FROM "{table}"; ' for table in changed)
        # Foreign keys need not be obeyed on the way: what comes back obeyed them.
        await connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {wipes}")
        for table, columns, content in beginning.rows:
            await connection.copy_to_table(
                table, source=io.BytesIO(content), columns=columns, format="binary"
            )
        await connection.execute(f"{beginning.sequences}; COMMIT")
    except asyncpg.PostgresError:
        return False
    finally:
        await connection.close()
    return True


def _name_of(url: str) -> str:
    return url.rpartition("/")[2]
