"""Migrations build exactly the tables, on both databases, all or nothing, however many start at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import migrate
from storage.database import Database
from storage.tables import metadata
from storage.vault import Vault
from tests.databases import drop_database, fresh_database

VAULT = Vault([b"k" * 32], b"s" * 40)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        opened = Database(f"sqlite+aiosqlite:///{tmp_path}/empty.db", VAULT)
        yield opened
        await opened.dispose()
        return
    server = request.getfixturevalue("postgres")
    url = await fresh_database(server)
    opened = Database(url, VAULT)
    yield opened
    await opened.dispose()
    await drop_database(server, url)


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_revisions_build_the_tables(database: Database) -> None:
    """If this fails: `python -m storage.migrate revision "what changed"`, or `initial` before the first release."""
    async with database.engine.begin() as connection:
        assert await connection.run_sync(_differences) == []


def test_the_newest_revision_is_the_end_of_one_chain() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.head()]


async def test_an_empty_database_is_brought_to_the_newest_schema(empty: Database) -> None:
    assert await migrate.revision_of(empty) is None
    assert not await migrate.is_current(empty)
    assert await migrate.upgrade(empty) == migrate.head()
    assert await migrate.is_current(empty)
    assert await migrate.upgrade(empty) == migrate.head()


async def test_two_that_start_at_once_migrate_once(empty: Database) -> None:
    other = Database(empty.url.render_as_string(hide_password=False), VAULT)
    try:
        first, second = await asyncio.gather(migrate.upgrade(empty), migrate.upgrade(other))
        assert first == second == migrate.head()
    finally:
        await other.dispose()


async def test_on_sqlite_a_migration_waits_for_a_slow_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ordinary writers give up sooner; a loaded machine may migrate for a minute."""
    monkeypatch.setattr("storage.sqlite._PRAGMAS", ("busy_timeout=50", "journal_mode=WAL", "foreign_keys=ON"))
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/bot.db", VAULT)
    slow = Database(f"sqlite+aiosqlite:///{tmp_path}/bot.db", VAULT)
    try:
        async with slow.write():
            waiting = asyncio.create_task(migrate.upgrade(opened))
            await asyncio.wait([waiting], timeout=0.5)
            assert not waiting.done()
        assert await waiting == migrate.head()
        async with opened.engine.connect() as connection:
            assert (await connection.execute(text("PRAGMA busy_timeout"))).scalar() == 50
    finally:
        await opened.dispose()
        await slow.dispose()


async def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    async with empty.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE units (note TEXT)"))
    with pytest.raises(Exception, match="units"):
        await migrate.upgrade(empty)
    async with empty.engine.begin() as connection:
        tables = await connection.run_sync(lambda plain: plain.dialect.get_table_names(plain))
    assert tables == ["units"]


async def test_sqlite_enforces_foreign_keys_again_after_a_migration(tmp_path: Path) -> None:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/bot.db", VAULT)
    try:
        await migrate.upgrade(opened)
        async with opened.engine.connect() as connection:
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
    finally:
        await opened.dispose()


def test_the_next_revision_is_written_from_the_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changed: the revision is empty. Written beside a copy, so that the real ones stay alone."""
    copied = tmp_path / "migrations"
    (copied / "versions").mkdir(parents=True)
    for path in [*migrate.SCRIPTS.glob("*.*"), *migrate.SCRIPTS.glob("versions/*.py")]:
        (copied / path.relative_to(migrate.SCRIPTS)).write_bytes(path.read_bytes())
    count = len(list(copied.glob("versions/0*.py")))
    monkeypatch.setattr(migrate, "SCRIPTS", copied)
    assert migrate.main(["revision", "nothing changed"]) == 0
    [written] = copied.glob(f"versions/{count + 1:04d}_nothing_changed.py")
    assert "    pass\n" in written.read_text()
    assert "###" not in written.read_text()
    assert migrate.head() == f"{count + 1:04d}"
    written.unlink()
    assert migrate.main(["initial"]) == 0
    assert "op.create_table(" in next(copied.glob("versions/0001_initial.py")).read_text()
