"""The private PostgreSQL server of the tests: shared by a session, gone after it, a fresh database for each test."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests import databases
from tests.databases import (
    PostgresMissing,
    Server,
    drop_database,
    fresh_database,
    postgres_server,
    template_database,
)

HERE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def server() -> Server:
    return postgres_server()


def database_of(url: str) -> str:
    return url.rpartition("/")[2]


def test_a_server_whose_speed_is_measured_is_durable() -> None:
    measured = databases.Cluster(HERE, None, durable=True)
    assert not databases.QUICK.keys() & measured.settings(5432).keys()


async def test_the_server_does_not_wait_for_the_disk_and_listens_on_the_loopback_address_only(
    server: Server,
) -> None:
    connection = await server.connect()
    shown = {
        name: await connection.fetchval(f"SHOW {name}")
        for name in ("fsync", "listen_addresses", "server_encoding")
    }
    await connection.close()
    assert shown == {"fsync": "off", "listen_addresses": "127.0.0.1", "server_encoding": "UTF8"}


async def test_nobody_enters_without_the_password(server: Server) -> None:
    stranger = Server(server.port, "guessed")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await stranger.connect()


async def test_two_fresh_databases_do_not_see_each_other(server: Server) -> None:
    one, other = await fresh_database(server), await fresh_database(server)
    connection = await server.connect(database_of(one))
    await connection.execute("CREATE TABLE teams (code text)")
    await connection.close()
    connection = await server.connect(database_of(other))
    assert await connection.fetchval("SELECT to_regclass('teams')") is None
    await connection.close()
    for url in (one, other):
        await drop_database(server, url)


async def test_a_template_is_built_once_and_copied_whole(server: Server) -> None:
    built = []

    async def build(url: str) -> None:
        built.append(url)
        connection = await server.connect(database_of(url))
        await connection.execute("CREATE TABLE units AS SELECT 'HT-01' AS code")
        await connection.close()

    name = f"units_{os.getpid()}"
    assert await asyncio.gather(*(template_database(server, name, build) for _ in range(3))) == [name] * 3
    assert len(built) == 1
    url = await fresh_database(server, name)
    connection = await server.connect(database_of(url))
    assert await connection.fetchval("SELECT code FROM units") == "HT-01"
    await connection.close()
    await drop_database(server, url)
    await drop_database(server, server.url(name))


async def test_a_database_in_use_is_dropped_all_the_same(server: Server) -> None:
    url = await fresh_database(server)
    connection = await server.connect(database_of(url))
    await drop_database(server, url)
    await drop_database(server, url)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("SELECT 1")
    connection.terminate()


def session_room(process_id: int) -> Path:
    return Path(tempfile.gettempdir()) / f"tocds-postgres-{os.getuid()}-process-{process_id}-quick"


@pytest.fixture
def other_session() -> Iterator["subprocess.Popen[str]"]:
    """A process with a server of its own, which says its port and then waits."""
    script = (
        "import signal, time; from tests.databases import postgres_server;"
        # Ctrl-C is heard even when the test run itself was started in the background, where it is ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "print(postgres_server().port, flush=True); time.sleep(60)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_TESTRUNUID"}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=HERE, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_server_goes_when_its_session_goes_however_that_ends(
    other_session: "subprocess.Popen[str]", how: signal.Signals, server: Server
) -> None:
    assert other_session.stdout is not None
    port = int(other_session.stdout.readline())
    room = session_room(other_session.pid)
    assert port != server.port
    assert room.exists()
    other_session.send_signal(how)
    deadline = time.monotonic() + 20
    while room.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not room.exists()


@pytest.mark.parametrize("source", ["_on_this_machine", "_in_the_wheel"])
async def test_each_source_of_this_machine_gives_a_server(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = getattr(databases, source)()
    if found is not None:
        monkeypatch.setattr(databases, "_binaries", lambda: found)
        assert await version_of_a_new_cluster() >= 14


async def version_of_a_new_cluster() -> int:
    # Below a directory that everybody may enter, which pytest's own is not: root lends the server another user.
    with tempfile.TemporaryDirectory(prefix="tocds-cluster-") as place:
        cluster = databases.Cluster(Path(place), databases.owner())
        try:
            connection = await cluster.start().connect()
            version = connection.get_server_version().major
            await connection.close()
        finally:
            cluster.stop()
    return int(version)


async def test_without_any_postgresql_there_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for source in ("_on_this_machine", "_in_the_wheel", "_installed_now"):
        monkeypatch.setattr(databases, source, lambda: None)
    with pytest.raises(PostgresMissing, match="PostgreSQL was not found"):
        databases.Cluster(tmp_path, None).start()
