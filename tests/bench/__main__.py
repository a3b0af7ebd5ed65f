"""`python -m tests.bench [--seconds S] [--runs N]`: the cases below on SQLite and PostgreSQL, medians in a table.

The service runs as its own process, pinned to one core; load and sink share the other. `load` in the table is the
share of its core that the generator used: well under 1 means that it was not the limit.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from storage.database import Database
from storage.migrate import upgrade
from storage.vault import Vault
from tests.bench.load import APP_ID, OA_ID, SECRET, Load, Sink
from tests.databases import drop_database, fresh_database, postgres_server

TICKS = os.sysconf("SC_CLK_TCK")
DATA_KEY, SECRET_KEY = base64.b64encode(b"b" * 32).decode(), "b" * 40


@dataclass(frozen=True)
class Case:
    """One kind of load."""

    name: str
    users: int = 200
    rate: float | None = None
    sink_delay: float = 0.0
    connections: int = 64


CASES = (
    Case("200 people, 200 events/s", rate=200),
    Case("200 people, saturated"),
    Case("1,000 people, saturated", users=1000),
    Case("1,000 people, saturated, API answers after 100 ms", users=1000, sink_delay=0.1),
)


@dataclass(frozen=True)
class Result:
    """What one run gave; times in milliseconds."""

    steps: float
    ack: tuple[float, float]
    reply: tuple[float, float]
    cpu: float
    memory: float
    load: float
    faults: int


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies, in milliseconds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


def used(pid: int) -> tuple[float, float]:
    """CPU seconds and resident MB of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return (int(fields[11]) + int(fields[12])) / TICKS, resident / 1e6


def used_by(pids: Sequence[int]) -> float:
    """CPU seconds of those processes that still run."""
    total = 0.0
    for pid in pids:
        try:
            total += used(pid)[0]
        except FileNotFoundError:
            continue
    return total


def database_pids() -> list[int]:
    """Every process of a PostgreSQL server: their CPU belongs to the service."""
    found = subprocess.run(["pgrep", "-f", "postgres"], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split() if int(line) != os.getpid()]


@asynccontextmanager
async def database_of(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of a fresh database with the newest schema."""
    server = postgres_server(durable=True) if kind == "PostgreSQL" else None
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}" if server is None else await fresh_database(server)
    database = Database(url, Vault([b"b" * 32], SECRET_KEY.encode()))
    await upgrade(database)
    await database.dispose()
    try:
        yield url
    finally:
        if server is not None:
            await drop_database(server, url)


@asynccontextmanager
async def service(url: str, sink_port: int) -> AsyncIterator[tuple[int, int]]:
    """The service on this database: its process id and port."""
    port = free_port()
    settings = {
        "DATABASE_URL": url,
        "LISTEN_PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "DATA_KEY": DATA_KEY,
        "ZALO_API_URL": f"http://127.0.0.1:{sink_port}",
        "ZALO_OAUTH_URL": f"http://127.0.0.1:{sink_port}",
        "ZALO_RATE_PER_MINUTE": "0",
        "ZALO_APP_ID": APP_ID,
        "ZALO_OA_ID": OA_ID,
        "ZALO_OA_SECRET_KEY": SECRET,
        "ZALO_ACCESS_TOKEN": "t",
        "ZALO_REFRESH_TOKEN": "r",
    }
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.service"], env={**os.environ, **settings})
    try:
        await _wait_for(port, process)
        if (os.cpu_count() or 1) > 1:
            for task in Path(f"/proc/{process.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), {1})
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the service itself says that it is ready: a port may also answer that somebody else has taken."""
    async with asyncio.timeout(60), ClientSession() as session:
        while process.poll() is None:
            with suppress(ClientError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
    raise RuntimeError("the service did not start")


async def run(case: Case, kind: str, seconds: float) -> Result:
    """One run of one case on one kind of database."""
    with tempfile.TemporaryDirectory() as folder:
        async with database_of(kind, Path(folder)) as url:
            return await _run_on(case, kind, url, seconds)


async def _run_on(case: Case, kind: str, url: str, seconds: float) -> Result:
    load = Load(case.users, case.rate, case.sink_delay)
    loop = asyncio.get_running_loop()
    sink = await loop.create_server(lambda: Sink(load), "127.0.0.1", 0)
    async with service(url, sink.sockets[0].getsockname()[1]) as (pid, port):
        await load.connect(port, case.connections)
        pids = [pid, *(database_pids() if kind == "PostgreSQL" else [])]
        driving = asyncio.create_task(load.drive(seconds, warm_up=1.5))
        await asyncio.sleep(1.5)
        before, own, began = used_by(pids), time.process_time(), time.perf_counter()
        await asyncio.sleep(seconds)
        after, spent = used_by(pids), time.perf_counter() - began
        busy = (time.process_time() - own) / spent
        memory = used(pid)[1]
        await driving
    sink.close()
    found = load.figures
    faults = {"wrong": found.wrong, "refused": found.refused, "unanswered": load.unanswered}
    if any(faults.values()):
        print(f"{case.name}, {kind}: {faults}", file=sys.stderr)
    return Result(
        steps=len(found.replies) / spent,
        ack=(percentile(found.acks, 0.5), percentile(found.acks, 0.99)),
        reply=(percentile(found.replies, 0.5), percentile(found.replies, 0.99)),
        cpu=(after - before) / max(1, len(found.replies)) * 1000,
        memory=memory,
        load=busy,
        faults=sum(faults.values()),
    )


def median(results: Sequence[Result], what: Any) -> float:
    """The median of one figure over the runs."""
    return float(statistics.median(what(one) for one in results))


HEAD = """\
| load | database | steps/s | ack p50 / p99 ms | reply p50 / p99 ms | CPU s per 1,000 | MB | load | faults |
|---|---|---|---|---|---|---|---|---|"""


def row(case: Case, kind: str, results: Sequence[Result]) -> str:
    """A line of the table."""
    return (
        f"| {case.name} | {kind} | {median(results, lambda r: r.steps):,.0f} "
        f"| {median(results, lambda r: r.ack[0]):.1f} / {median(results, lambda r: r.ack[1]):.1f} "
        f"| {median(results, lambda r: r.reply[0]):.1f} / {median(results, lambda r: r.reply[1]):.1f} "
        f"| {median(results, lambda r: r.cpu):.2f} | {median(results, lambda r: r.memory):.0f} "
        f"| {median(results, lambda r: r.load):.2f} | {sum(r.faults for r in results)} |"
    )


async def main(seconds: float, runs: int, only: str) -> int:
    """Run the cases, interleaved, and print their medians."""
    plan = [
        (case, kind) for case in CASES for kind in ("SQLite", "PostgreSQL") if only in f"{case.name} {kind}"
    ]
    results: dict[tuple[Case, str], list[Result]] = {pair: [] for pair in plan}
    for _ in range(runs):
        for pair in plan:
            results[pair].append(await run(*pair, seconds))
    print(HEAD)
    for (case, kind), found in results.items():
        print(row(case, kind, found))
    return 0 if all(one.faults == 0 for found in results.values() for one in found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="part of a case's name")
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {0})
    given = parser.parse_args()
    try:
        import uvloop
    except ModuleNotFoundError:
        sys.exit(asyncio.run(main(given.seconds, given.runs, given.only)))
    sys.exit(uvloop.run(main(given.seconds, given.runs, given.only)))
