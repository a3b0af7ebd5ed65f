"""One download: from allowed hosts only, redirects followed by hand, bounded in time and size, checked."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession
from yarl import URL

from bot.files.hosts import Hosts, PrivateAddress
from bot.files.kinds import MOST_BYTES, is_taken, recognised

SECONDS = 30.0
REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429})
_ASK = {"Accept-Encoding": "identity", "User-Agent": "tocds"}
_PLAIN = re.compile(r"[!-~]+")
_CHUNK = 64 * 1024


class NotFetched(Exception):
    """It could not be fetched. ``final``: it never will; ``reason`` says in two or three words why."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


TOO_LARGE, NOT_TAKEN = "too large", "type not taken"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be fetched: kind of attachment, address, and size and MD5 where Zalo gave them (files)."""

    kind: str
    url: str
    size: int | None = None
    md5: str | None = None

    @classmethod
    def of(cls, kind: str, detail: dict[str, Any]) -> Wish:
        """From what Zalo said of an attachment."""
        size, md5 = str(detail.get("size") or ""), str(detail.get("checksum") or "")
        whole = kind == "file"
        return cls(
            kind,
            str(detail.get("url") or ""),
            int(size) if whole and re.fullmatch(r"[0-9]{1,15}", size) else None,
            md5.lower() if whole and re.fullmatch(r"[0-9a-fA-F]{32}", md5) else None,
        )

    @property
    def most(self) -> int:
        """Bytes that are read at most."""
        return MOST_BYTES[self.kind] if self.size is None else self.size


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes, and of what type they are."""

    content: bytes
    content_type: str


async def download(session: ClientSession, hosts: Hosts, wish: Wish, seconds: float = SECONDS) -> Fetched:
    """Fetch and check. Raises NotFetched."""
    if wish.most > MOST_BYTES[wish.kind]:
        raise NotFetched(TOO_LARGE, final=True)
    try:
        async with asyncio.timeout(seconds):
            content = await _follow(session, hosts, wish)
    except TimeoutError as error:
        raise NotFetched("too slow", final=False) from error
    except ClientConnectorError as error:
        private = isinstance(error.os_error, PrivateAddress)
        raise NotFetched("private address" if private else "not reached", final=private) from error
    except (ClientError, ValueError) as error:
        raise NotFetched(type(error).__name__, final=isinstance(error, ValueError)) from error
    return await asyncio.to_thread(_checked, content, wish)


async def _follow(session: ClientSession, hosts: Hosts, wish: Wish) -> bytes:
    url = _address(wish.url)
    for _ in range(REDIRECTS + 1):
        if not hosts.admits(url):
            raise NotFetched("host not allowed", final=True)
        async with session.get(url, allow_redirects=False, headers=_ASK) as response:
            if response.status not in _MOVED:
                return await _read(response, wish)
            url = url.join(_address(response.headers.get("Location", "")))
    raise NotFetched("too many redirects", final=True)


def _address(text: str) -> URL:
    """The address as it was written: a signed one must not be spelled anew."""
    return URL(text, encoded=_PLAIN.fullmatch(text) is not None)


async def _read(response: ClientResponse, wish: Wish) -> bytes:
    status = response.status
    if status != 200:
        raise NotFetched(f"HTTP {status}", final=status < 500 and status not in _LATER)
    if (response.content_length or 0) > wish.most:
        raise NotFetched(TOO_LARGE, final=True)
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > wish.most:
            raise NotFetched(TOO_LARGE, final=True)
    return bytes(content)


def _checked(content: bytes, wish: Wish) -> Fetched:
    """What was cut off or changed on the way is fetched again; what is not taken never is."""
    if not content or (wish.size is not None and len(content) != wish.size):
        raise NotFetched("wrong size", final=False)
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if wish.md5 is not None and not hmac.compare_digest(md5, wish.md5):
        raise NotFetched("wrong checksum", final=False)
    content_type = recognised(content)
    if content_type is None or not is_taken(wish.kind, content_type):
        raise NotFetched(NOT_TAKEN, final=True)
    return Fetched(content, content_type)
