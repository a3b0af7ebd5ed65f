"""Fetching what people sent: over real HTTP, checked, kept sealed, or given up with one sentence to the sender."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer
from sqlalchemy import update

from bot.files.fetching import MOST_ATTEMPTS, Fetcher
from bot.files.hosts import Hosts, session_for
from bot.files.kinds import MOST_BYTES
from bot.files.store import Cabinet, FileLost, Folder
from simulator.media import PHOTO
from storage import attachments, inbox, outbox, tables
from storage.database import Database
from tests.bot.stage import START, HandClock, arrived, rows_of

PDF = b"%PDF-1.7\n" + b"x" * 2000
SENDER = "user:2718281828459045235/8001"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class Cdn:
    """Where Zalo keeps files: answers by path, and remembers who asked for what."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        return await self.answers[request.path](request)

    def at(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """This path answers so; its address."""

        async def plain(_request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, headers=headers)

        return self.does(path, plain)

    def does(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return self.url + path


@pytest.fixture
async def cdn() -> AsyncIterator[Cdn]:
    made = Cdn()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    async with TestServer(app) as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


class Desk:
    """A fetcher with its database, its folder and a clock in the hand."""

    def __init__(self, database: Database, folder: Path, fetcher: Fetcher, clock: HandClock) -> None:
        self.database = database
        self.folder = folder
        self.fetcher = fetcher
        self.clock = clock
        self.cabinet = Cabinet(Folder(folder), database.vault)
        self.events = 0

    async def sent(self, kind: str, url: str, **detail: Any) -> int:
        """Somebody sent this; the row's id."""
        self.events += 1
        async with self.database.write() as rows:
            given = [(kind, {"url": url, **detail})]
            [one] = await attachments.keep(rows, f"e{self.events}", SENDER, given, self.clock.at)
        return one

    async def row(self, number: int) -> Any:
        """The row as it is now."""
        [found] = [one for one in await rows_of(self.database, tables.attachments) if one.id == number]
        return found

    async def until_settled(self) -> None:
        """Fetch until nothing waits any more, however long the pauses."""
        for _ in range(MOST_ATTEMPTS + 1):
            await self.fetcher.round()
            self.clock.passes(hours=1)

    async def told(self) -> list[str]:
        """What the sender was told."""
        found = await rows_of(self.database, tables.outbox)
        return [outbox.opened(one, self.database.vault).text for one in found]

    def stored(self) -> list[Path]:
        """Every file in the folder."""
        return [one for one in self.folder.rglob("*") if one.is_file()]


@pytest.fixture
async def desk(database: Database, tmp_path: Path, cdn: Cdn) -> AsyncIterator[Desk]:
    hosts = Hosts.of((".zdn.vn",), cdn.url)
    clock, folder = HandClock(), tmp_path / "files"
    async with session_for(hosts) as session:
        cabinet = Cabinet(Folder(folder), database.vault)
        fetcher = Fetcher(database, cabinet, session, hosts, clock, lambda: None, seconds=0.5)
        yield Desk(database, folder, fetcher, clock)


async def test_a_photo_is_fetched_once_and_lies_sealed(desk: Desk, cdn: Cdn) -> None:
    number = await desk.sent("image", cdn.at("/a.jpg", PHOTO))
    assert await desk.fetcher.round() == 1
    assert await desk.fetcher.round() == 0
    row = await desk.row(number)
    assert (row.fetch, row.size, row.content_type) == ("stored", len(PHOTO), "image/png")
    assert row.sha256 == hashlib.sha256(PHOTO).hexdigest()
    [path] = desk.stored()
    assert path.relative_to(desk.folder) == Path(row.sha256[:2], row.sha256[2:])
    assert path.stat().st_mode & 0o777 == 0o600
    assert PHOTO[:8] not in path.read_bytes()
    assert await desk.cabinet.open(row.sha256) == PHOTO
    assert cdn.asked == ["/a.jpg"]
    assert await desk.told() == []


async def test_two_fetchers_share_the_work(desk: Desk, cdn: Cdn) -> None:
    for number in range(4):
        await desk.sent("image", cdn.at(f"/{number}.jpg", PHOTO))
    await asyncio.gather(desk.fetcher.round(), desk.fetcher.round(), desk.fetcher.round())
    assert sorted(cdn.asked) == [f"/{number}.jpg" for number in range(4)]
    assert len(desk.stored()) == 1, "the same content lies there once"


async def test_a_file_is_checked_against_what_zalo_said(desk: Desk, cdn: Cdn) -> None:
    said = {"size": str(len(PDF)), "checksum": md5(PDF).upper(), "name": "Báo cáo.pdf"}
    number = await desk.sent("file", cdn.at("/a.pdf", PDF), **said)
    await desk.fetcher.round()
    assert (await desk.row(number)).fetch == "stored"
    other = await desk.sent("file", cdn.url + "/a.pdf", **said | {"checksum": md5(b"other")})
    await desk.until_settled()
    row = await desk.row(other)
    assert (row.fetch, row.fetch_error, row.fetch_attempts) == ("failed", "wrong checksum", MOST_ATTEMPTS)
    assert (await desk.told()) == ["Tệp bác/anh/chị gửi lúc 08:00 chưa tải được, bác/anh/chị gửi lại giúp ạ."]


async def endless(request: web.Request) -> web.StreamResponse:
    """Says nothing of its length, and does not stop."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(PHOTO)
    for _ in range(MOST_BYTES["image"] // 65536 * 4):
        await response.write(bytes(65536))
    raise AssertionError("read to the end")


async def slow(request: web.Request) -> web.StreamResponse:
    """One byte, then silence."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"\xff")
    await asyncio.sleep(2)
    return response


@pytest.mark.parametrize("size", [MOST_BYTES["file"] + 1, len(PDF) - 1])
async def test_what_is_larger_than_we_take_or_than_was_said_is_given_up(
    desk: Desk, cdn: Cdn, size: int
) -> None:
    number = await desk.sent("file", cdn.at("/a.pdf", PDF), size=str(size))
    await desk.fetcher.round()
    row = await desk.row(number)
    assert (row.fetch, row.fetch_error) == ("failed", "too large")
    assert desk.stored() == []


async def test_a_photo_without_end_is_cut_off(desk: Desk, cdn: Cdn) -> None:
    number = await desk.sent("image", cdn.does("/a.jpg", endless))
    await desk.fetcher.round()
    assert (await desk.row(number)).fetch_error == "too large"
    [told] = await desk.told()
    assert "lớn quá (Trợ lý nhận đến 10 MB)" in told


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"<html><script>alert(1)</script></html>"),
        ("image", PDF),
        ("file", b"MZ\x90\x00" + bytes(200)),
        ("file", b"PK\x03\x04AndroidManifest.xml"),
        ("file", b"#!/bin/sh\nrm -rf /\n"),
        ("audio", PHOTO),
    ],
    ids=["html", "pdf as a photo", "program", "archive", "script", "photo as a voice"],
)
async def test_what_is_not_what_it_should_be_is_not_kept(
    desk: Desk, cdn: Cdn, kind: str, content: bytes
) -> None:
    number = await desk.sent(kind, cdn.at("/a.jpg", content))
    await desk.fetcher.round()
    row = await desk.row(number)
    assert (row.fetch, row.fetch_error, row.sha256) == ("failed", "type not taken", None)
    assert desk.stored() == []
    assert len(await desk.told()) == (kind != "audio")


async def test_a_fault_of_the_moment_is_tried_again(desk: Desk, cdn: Cdn) -> None:
    number = await desk.sent("image", cdn.at("/a.jpg", status=503))
    await desk.fetcher.round()
    assert await desk.fetcher.round() == 0, "there is a pause between two tries"
    cdn.does("/a.jpg", slow)
    desk.clock.passes(minutes=1)
    await desk.fetcher.round()
    assert (await desk.row(number)).fetch_error == "too slow"
    cdn.at("/a.jpg", PHOTO)
    desk.clock.passes(minutes=1)
    await desk.fetcher.round()
    row = await desk.row(number)
    assert (row.fetch, row.fetch_attempts, row.fetch_error) == ("stored", 3, None)
    assert await desk.told() == []


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_what_is_gone_is_not_asked_for_again(desk: Desk, cdn: Cdn, status: int) -> None:
    number = await desk.sent("image", cdn.at("/a.jpg", status=status))
    await desk.until_settled()
    assert (await desk.row(number)).fetch_error == f"HTTP {status}"
    assert cdn.asked == ["/a.jpg"]
    assert len(await desk.told()) == 1


async def test_photos_of_one_message_are_asked_for_again_in_one_sentence(desk: Desk, cdn: Cdn) -> None:
    given = [("image", {"url": cdn.at(f"/{number}.jpg", status=404)}) for number in range(3)]
    async with desk.database.write() as rows:
        await attachments.keep(rows, "album", SENDER, given, START)
    await desk.fetcher.round()
    assert len(await desk.told()) == 1


async def test_the_sentence_goes_out_by_the_account_to_which_the_photo_came(desk: Desk, cdn: Cdn) -> None:
    event = replace(arrived("1", "ảnh"), key="album", oa_id="another")
    given = [("image", {"url": cdn.at("/gone.jpg", status=404)})]
    async with desk.database.write() as rows:
        await inbox.store(rows, [event])
        await attachments.keep(rows, "album", "person:P1", given, START)
    await desk.fetcher.round()
    assert [row.oa_id for row in await rows_of(desk.database, tables.outbox)] == ["another"]


async def test_redirects_are_followed_to_allowed_hosts_only(desk: Desk, cdn: Cdn) -> None:
    async with TestServer(web.Application()) as elsewhere:
        inside = await desk.sent("image", cdn.at("/a", status=302, Location="/b"))
        cdn.at("/b", PHOTO)
        outside = await desk.sent("image", cdn.at("/c", status=302, Location=str(elsewhere.make_url("/d"))))
        around = await desk.sent("image", cdn.at("/e", status=302, Location="/e"))
        await desk.fetcher.round()
    assert (await desk.row(inside)).fetch == "stored"
    assert (await desk.row(outside)).fetch_error == "host not allowed"
    assert (await desk.row(around)).fetch_error == "too many redirects"
    assert cdn.asked.count("/e") == 4


ELSEWHERE = (
    "http://f1.zdn.vn/a.jpg",
    "https://f1.zdn.vn.example.org/a.jpg",
    "https://zdn.vn/a.jpg",
    "https://evilzdn.vn/a.jpg",
    "https://f1.zdn.vn:8443/a.jpg",
    "https://user@f1.zdn.vn/a.jpg",
    "https://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:1/a.jpg",
    "file:///etc/passwd",
    "ftp://f1.zdn.vn/a",
    "nonsense",
    "http://[::1",
    "https://example.org\\@f1.zdn.vn/a",
)


async def test_nothing_is_fetched_from_elsewhere(desk: Desk) -> None:
    for url in ELSEWHERE:
        await desk.sent("image", url)
    for _ in range(3):
        await desk.fetcher.round()
    found = await rows_of(desk.database, tables.attachments)
    assert [one.fetch for one in found] == ["failed"] * len(ELSEWHERE)
    assert {one.fetch_error for one in found} == {"host not allowed", "ValueError"}


class Names(AbstractResolver):
    """A name server that gives the address it is told to."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        kind = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        return [ResolveResult(hostname=host, host=self._address, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_name_that_leads_inside_is_not_followed(database: Database, tmp_path: Path) -> None:
    hosts = Hosts.of((".zdn.vn",), "https://openapi.zalo.me")
    async with session_for(hosts, Names("169.254.169.254")) as session:
        clock, cabinet = HandClock(), Cabinet(Folder(tmp_path), database.vault)
        fetcher = Fetcher(database, cabinet, session, hosts, clock, lambda: None)
        desk = Desk(database, tmp_path, fetcher, clock)
        number = await desk.sent("image", "https://f1.zdn.vn/a.jpg")
        await fetcher.round()
        row = await desk.row(number)
    assert (row.fetch, row.fetch_error) == ("failed", "private address")


INSIDE = "127.0.0.1 10.1.2.3 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fe80::1 fd00::1"


@pytest.mark.parametrize("address", [*INSIDE.split(), "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"])
def test_an_address_inside_is_not_reached(address: str) -> None:
    assert not Hosts.of((".zdn.vn",), "https://openapi.zalo.me").reaches("f1.zdn.vn", address)


def test_only_addresses_of_the_open_internet_are_reached() -> None:
    hosts = Hosts.of((".zdn.vn",), "https://openapi.zalo.me")
    assert hosts.reaches("f1.zdn.vn", "8.8.8.8")
    assert hosts.reaches("f1.zdn.vn", "2001:4860:4860::8888")
    assert not hosts.reaches("localhost", "127.0.0.1")


async def test_a_crash_between_fetching_and_writing_it_down_only_fetches_again(desk: Desk, cdn: Cdn) -> None:
    number = await desk.sent("image", cdn.at("/a.jpg", PHOTO))
    async with desk.database.write() as rows:
        await attachments.claim(rows, desk.clock.at, 1)
    await desk.cabinet.keep(PHOTO)
    assert await desk.fetcher.round() == 0, "it is another's until the claim has run out"
    desk.clock.passes(minutes=3)
    assert await desk.fetcher.round() == 1
    assert (await desk.row(number)).fetch == "stored"
    assert len(desk.stored()) == 1


async def test_a_full_store_loses_nothing(desk: Desk, cdn: Cdn) -> None:
    number = await desk.sent("image", cdn.at("/a.jpg", PHOTO))
    desk.folder.write_bytes(b"a file stands where the folder should be")
    await desk.fetcher.round()
    assert (await desk.row(number)).fetch == "waiting"
    desk.folder.unlink()
    desk.clock.passes(minutes=3)
    await desk.fetcher.round()
    assert (await desk.row(number)).fetch == "stored"


async def test_what_is_let_go_is_cleared_once_nobody_needs_it(desk: Desk, cdn: Cdn) -> None:
    mine = await desk.sent("image", cdn.at("/a.jpg", PHOTO))
    theirs = await desk.sent("image", cdn.url + "/a.jpg")
    await desk.fetcher.round()
    sha256 = (await desk.row(mine)).sha256
    await let_go(desk, mine)
    await desk.fetcher.round()
    assert (await desk.row(mine)).sha256 is None
    assert await desk.cabinet.open(sha256) == PHOTO
    await let_go(desk, theirs)
    await desk.fetcher.round()
    assert desk.stored() == []
    with pytest.raises(FileLost):
        await desk.cabinet.open(sha256)


async def let_go(desk: Desk, number: int) -> None:
    """As a retention that is over does."""
    async with desk.database.write() as rows:
        old = update(tables.attachments).where(tables.attachments.c.id == number)
        await rows.run(old.values(at=START.replace(year=2020)))
        assert await attachments.let_go_strays(rows, START) == 1


async def test_what_is_let_go_while_it_is_fetched_is_cleared_too(desk: Desk, cdn: Cdn) -> None:
    async def forgotten_meanwhile(_request: web.Request) -> web.StreamResponse:
        async with desk.database.write() as rows:
            await attachments.forget(rows, [SENDER])
        return web.Response(body=PHOTO)

    number = await desk.sent("image", cdn.does("/a.jpg", forgotten_meanwhile))
    await desk.fetcher.round()
    assert len(desk.stored()) == 1
    await desk.fetcher.round()
    assert desk.stored() == []
    row = await desk.row(number)
    assert (row.fetch, row.detail, row.sha256) == ("removed", None, None)
