"""Somebody at the pages: logs in by the link from the chat, follows links, presses buttons; no script anywhere."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientSession, CookieJar
from yarl import URL

from tests.town import Somebody, Town, open_town


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def open_paged_town(database_url: str, **more: Any) -> AsyncIterator[Town]:
    """The town with its pages at a known address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with open_town(database_url, listen_port=port, public_url=address, **more) as town:
        yield town


async def link_of(person: Somebody) -> str:
    """Ask for the pages in the chat; the link that comes back."""
    found = re.search(r"https?://\S+", await person.says("mở trang"))
    assert found, person.heard[-1]
    return found[0]


class Read:
    """A page that came back."""

    def __init__(self, status: int, text: str, headers: Any, url: URL) -> None:
        self.status = status
        self.html = text
        self.headers = headers
        self.url = url
        self.forms = _Forms(text).forms

    @property
    def text(self) -> str:
        """What is read on it, without tags."""
        plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", plain.replace("&#39;", "'").replace("&quot;", '"').replace("&amp;", "&"))

    def form(self, deed: str, **fields: str) -> dict[str, str]:
        """The hidden fields of the form that does this, where its fields have these values."""
        for one in self.forms:
            if one.get("viec") == deed and all(one.get(key) == value for key, value in fields.items()):
                return dict(one)
        raise AssertionError(f"no form {deed!r} with {fields} among {self.forms}")

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', self.html)]


class _Forms(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1][given["name"]] = given.get("value", "")


class Browser:
    """A browser without script; it keeps its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = ClientSession(cookie_jar=CookieJar(unsafe=True))

    async def get(self, path: str, **more: Any) -> Read:
        """Open a page, with whatever it leads on to."""
        return await self._ask("GET", path, **more)

    async def post(self, path: str, fields: dict[str, str], **more: Any) -> Read:
        """Send a form and follow where it leads."""
        more.setdefault("headers", {"Origin": "null", "Sec-Fetch-Site": "same-origin"})
        return await self._ask("POST", path, data=fields, **more)

    async def _ask(self, method: str, path: str, **more: Any) -> Read:
        url = path if path.startswith("http") else self.address + path
        async with self.session.request(method, url, **more) as answer:
            return Read(answer.status, await answer.text(), answer.headers, answer.url)

    async def enter(self, person: Somebody) -> Read:
        """Log in as this person."""
        link = await link_of(person)
        assert (await self.get(link)).status == 200
        return await self.post(link, {})

    async def does(self, page: Read, deed: str, where: dict[str, str] | None = None, **fields: str) -> Read:
        """Press the button of a form on the page, with these fields filled in."""
        sent = page.form(deed, **(where or {})) | fields
        return await self.post(str(page.url), sent)

    async def close(self) -> None:
        """Shut the browser."""
        await self.session.close()
