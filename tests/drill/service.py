"""The real service as a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from pathlib import Path

from storage.vault import Vault

DATA_KEY, SECRET_KEY = base64.b64encode(b"d" * 32).decode(), "d" * 40
VAULT = Vault([b"d" * 32], SECRET_KEY.encode())
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port nobody listens on, below those the kernel gives away: the service would share it without a word."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


class Service:
    """`python -m bot serve` on this database, against the platform at that port."""

    def __init__(self, database_url: str, platform_port: int, log: Path, **more: str) -> None:
        platform = f"http://127.0.0.1:{platform_port}"
        self.port = free_port()
        self.log = log
        self._process: Process | None = None
        self._settings = {
            "DATABASE_URL": database_url,
            "LISTEN_PORT": str(self.port),
            "SECRET_KEY": SECRET_KEY,
            "DATA_KEY": DATA_KEY,
            "ZALO_API_URL": platform,
            "ZALO_OAUTH_URL": platform,
            "CLOCK_URL": f"{platform}/clock",
            "ZALO_RATE_PER_MINUTE": "0",
            "ZALO_ACCESS_TOKEN": "a",
            "ZALO_REFRESH_TOKEN": "r",
            **more,
        }

    async def start(self, *arguments: str) -> None:
        """Start it; returns when it listens."""
        # Outside the project's folder, so that an `.env` there says nothing; measured by nobody, for it dies young.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "serve",
                *arguments,
                env={**environment, "PYTHONPATH": str(ROOT), **self._settings},
                cwd=self.log.parent,
                stdout=DEVNULL,
                stderr=log,
            )
        await self._listens()

    async def _listens(self) -> None:
        for _ in range(3_000):  # a busy machine takes long to load it
            assert self.process.returncode is None, self.log.read_text(errors="replace")[-2000:]
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
        raise TimeoutError("the service does not listen")

    @property
    def process(self) -> Process:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is written down."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 12)
