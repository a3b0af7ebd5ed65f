"""From where files may be fetched: Zalo's own hosts, over https, at addresses of the open internet."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from yarl import URL

from bot.settings import LOOPBACK

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
MOST_CONNECTIONS = 16


class PrivateAddress(OSError):
    """The name leads to an address that is not on the open internet."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Endings of the names of the hosts; with the port of a local Zalo also that one, for development and tests."""

    endings: tuple[str, ...]
    local_port: int | None = None

    @classmethod
    def of(cls, endings: Sequence[str], api_url: str) -> Hosts:
        """These hosts; the local Zalo's is one of them only where the account API itself is local."""
        api = URL(api_url)
        return cls(tuple(endings), api.port if api.host in LOOPBACK else None)

    def admits(self, url: URL) -> bool:
        """Whether a file may be fetched from there."""
        host = (url.host or "").lower()
        if self.local_port is not None and host in LOOPBACK:
            return url.scheme == "http" and url.port == self.local_port
        named = any(host.endswith(ending) and host != ending for ending in self.endings)
        return named and url.scheme == "https" and url.port == 443 and url.user is None

    def reaches(self, name: str, address: str) -> bool:
        """Whether a name may lead to this address."""
        if self.local_port is not None and name in LOOPBACK:
            return address in LOOPBACK
        return _is_open(ipaddress.ip_address(address.partition("%")[0]))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    """On the open internet, also inside what IPv6 wraps around an IPv4 address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_open(address.ipv4_mapped)
        if address in _TRANSLATED or address.sixtofour is not None or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


class OpenResolver(AbstractResolver):
    """Looks names up, and gives only addresses that may be reached: what is checked is what is connected to."""

    def __init__(self, hosts: Hosts, inner: AbstractResolver) -> None:
        self._hosts = hosts
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises PrivateAddress if one of them is private."""
        found = await self._inner.resolve(host, port, family)
        if not all(self._hosts.reaches(host, one["host"]) for one in found):
            raise PrivateAddress("the name leads to a private address")
        return found

    async def close(self) -> None:
        """Nothing is looked up any more."""
        await self._inner.close()


@asynccontextmanager
async def session_for(hosts: Hosts, inner: AbstractResolver | None = None) -> AsyncIterator[ClientSession]:
    """A session that reaches only such addresses, keeps no cookies and unpacks nothing."""
    resolver = OpenResolver(hosts, inner or DefaultResolver())
    connector = TCPConnector(limit=MOST_CONNECTIONS, resolver=resolver, ttl_dns_cache=60)
    async with ClientSession(
        connector=connector, cookie_jar=DummyCookieJar(), auto_decompress=False
    ) as session:
        yield session
    await resolver.close()
