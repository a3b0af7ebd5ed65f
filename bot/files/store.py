"""Where files lie: a folder or a bucket (bot/files/bucket.py), and the cabinet that seals what goes in."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from bot.settings import Settings
from storage.vault import Vault

_PLACE = "files"


class FileLost(Exception):
    """The store does not hold this file: it is to be restored from the backup."""


class Store(Protocol):
    """Somewhere that keeps bytes under a name; putting the same twice is harmless, so is removing what is not there."""

    async def put(self, name: str, content: bytes) -> None:
        """Keep the bytes; they are there for good when this returns."""

    async def get(self, name: str) -> bytes | None:
        """The bytes, or None."""

    async def has(self, name: str) -> bool:
        """Whether something lies there."""

    async def remove(self, name: str) -> None:
        """Take it away."""


class Folder:
    """A folder of this machine, readable by nobody else."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def put(self, name: str, content: bytes) -> None:
        """Written beside its place, flushed to the disk, then put in place: a crash leaves it whole or absent."""
        await asyncio.to_thread(self._put, self._path / name, content)

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name[:8]}.{secrets.token_hex(6)}")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _flush(path.parent)

    async def get(self, name: str) -> bytes | None:
        """The bytes, or None."""
        try:
            return await asyncio.to_thread((self._path / name).read_bytes)
        except FileNotFoundError:
            return None

    async def has(self, name: str) -> bool:
        """Whether something lies there."""
        return await asyncio.to_thread((self._path / name).is_file)

    async def remove(self, name: str) -> None:
        """Take it away."""
        await asyncio.to_thread((self._path / name).unlink, missing_ok=True)


def _flush(folder: Path) -> None:
    """The name itself reaches the disk, where the system knows how."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store_of(settings: Settings) -> Store:
    """The bucket where one is set, else the folder."""
    if not settings.files_s3_url:
        return Folder(Path(settings.files_path))
    from bot.files.bucket import Bucket

    return Bucket(settings)


class Cabinet:
    """Files by the SHA-256 of their content, each once, sealed with DATA_KEY: a copy of the store tells nothing."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def keep(self, content: bytes) -> str:
        """Keep it; its hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        sealed = await asyncio.to_thread(self._vault.seal_bytes, _PLACE, sha256, content)
        await self._store.put(_name(sha256), sealed)
        return sha256

    async def open(self, sha256: str) -> bytes:
        """The content. Raises FileLost, SealBroken."""
        sealed = await self._sealed(sha256)
        return await asyncio.to_thread(self._vault.open_bytes, _PLACE, sha256, sealed)

    async def has(self, sha256: str) -> bool:
        """Whether it is there."""
        return await self._store.has(_name(sha256))

    async def remove(self, sha256: str) -> None:
        """Take it away for good."""
        await self._store.remove(_name(sha256))

    async def reseal(self, sha256: str) -> bool:
        """Seal it with the key that writes today. False: it was already. Raises FileLost, SealBroken."""
        if self._vault.is_current(await self._sealed(sha256)):
            return False
        await self.keep(await self.open(sha256))
        return True

    async def check(self) -> None:
        """Put something in, read it and take it out again. Raises what the store raises."""
        probe = await self.keep(b"probe " + secrets.token_bytes(8))
        await self.open(probe)
        await self.remove(probe)

    async def _sealed(self, sha256: str) -> bytes:
        sealed = await self._store.get(_name(sha256))
        if sealed is None:
            raise FileLost(f"file {sha256[:12]}… is not in the store")
        return sealed


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}"
