"""Migrations: brings a database to the newest schema, and writes new revisions from the tables.

A change of ``storage/tables.py`` needs a revision: ``python -m storage.migrate revision "what changed"`` compares the
tables with what the revisions build and writes the next one; read it, run ``make format``, keep it. As long as no
database outside the desk exists, ``python -m storage.migrate initial`` writes 0001 anew instead. Revisions
only go forward: what must be taken back is restored from a backup.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

# Alembic takes a third of a second to import: only who migrates pays for it, not who asks whether it is needed.
if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
PATIENCE = 300
"""Seconds that one migration waits for another, or for whoever else writes, on SQLite."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(810002)")
_BOILERPLATE = re.compile(r"^ *# ###.*\n", re.MULTILINE)


class SchemaDamaged(Exception):
    """A migration would have left rows that refer to nothing; it was rolled back."""


def head() -> str:
    """The newest revision there is."""
    return max(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def revision_of(database: Database) -> str | None:
    """The revision the database is at; None: it is empty."""
    async with database.engine.connect() as connection:
        reading = await connection.execution_options(tocds_reads=True)
        return await reading.run_sync(_revision)


async def is_current(database: Database) -> bool:
    """Whether the database has the newest schema."""
    return await revision_of(database) == head()


async def upgrade(database: Database, to: str = "head") -> str:
    """Bring the database to a revision, all of it or nothing; the revision it is at afterwards.

    Two at a time wait for each other. Raises SchemaDamaged.
    """
    async with _transaction(database) as connection:
        if not database.is_sqlite:
            await connection.execute(_ONE_AT_A_TIME)
        await connection.run_sync(_upgrade, to)
        if database.is_sqlite and (await connection.execute(text("PRAGMA foreign_key_check"))).first():
            raise SchemaDamaged
        return str(await connection.run_sync(_revision))


@asynccontextmanager
async def _transaction(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction to migrate in. SQLite changes a table by copying it: foreign keys are checked at the end."""
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            async with connection.begin():
                yield connection
            return
        usual = await _pragma(connection, "busy_timeout")
        await _pragma(connection, f"busy_timeout={PATIENCE * 1000}")
        await _pragma(connection, "foreign_keys=OFF")
        try:
            async with connection.begin():
                yield connection
        finally:
            await _pragma(connection, "foreign_keys=ON")
            await _pragma(connection, f"busy_timeout={usual}")


async def _pragma(connection: AsyncConnection, words: str) -> Any:
    # Inside a transaction some pragmas do nothing, so it goes to the driver's connection directly.
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    async with driver.execute(f"PRAGMA {words}") as cursor:
        row = await cursor.fetchone()
    return row and row[0]


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command

    command.upgrade(_config(connection), to)


def write_revision(message: str, initial: bool = False) -> Path:
    """Write the next revision (or the first one anew) from the difference between the revisions and the tables."""
    from alembic import command

    if initial:
        for old in (SCRIPTS / "versions").glob("[0-9]*.py"):
            old.unlink()
    with create_engine("sqlite://").begin() as connection:
        config = _config(connection)
        if not initial:
            command.upgrade(config, "head")
        number = f"{len(list((SCRIPTS / 'versions').glob('[0-9]*.py'))) + 1:04d}"
        script = command.revision(config, message, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    path = Path(script.path)
    path.write_text(_BOILERPLATE.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line for whoever changes the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m storage.migrate", description="Write database revisions."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("revision", help="the next revision").add_argument("message")
    verbs.add_parser("initial", help="revision 0001 anew")
    given = parser.parse_args(arguments)
    path = write_revision("initial", True) if given.verb == "initial" else write_revision(given.message)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
