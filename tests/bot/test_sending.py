"""Files on their way out: uploaded once for seven days where Zalo takes them, else a signed link that expires."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy import update

from bot.carrier import Carrier
from bot.doubts import Doubts
from bot.downloads import OVER, UNKNOWN
from bot.fates import Destination
from bot.files.sending import FileSender, link_to
from bot.postman import Postman, counter
from bot.settings import Settings
from bot.web import make_app
from bot.zalo.client import ZaloClient
from bot.zalo.errors import Busy, Refused
from bot.zalo.register import Register
from bot.zalo.tokens import TokenKeeper
from bot.zalo.uploads import Uploader, kind_of, plain_name
from domain.messages import MessageKind
from handlers.turn import Turn
from simulator.media import PHOTO
from simulator.sample import SAMPLE
from simulator.server import create_app
from simulator.world import World
from simulator.worldfile import build
from storage import accounts, apps, handouts, inbox, rates, tables, uploads
from storage.accounts import Tokens
from storage.apps import App
from storage.database import Database
from storage.handouts import Handout
from storage.outbox import Letter
from storage.vault import Vault
from tests.bot.stage import HandClock, Said, arrived, rows_of, turns_of
from tests.town import DATA_KEY

OA, HOA, GROUP = SAMPLE["oa"]["id"], "8001000000000000002", "a1b2c3d4e5f6a7b8c9d0"
PDF, XLSX = b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04 a workbook"
GIF = b"GIF89a\x20\x01\x10\x00" + bytes(20)
SETTINGS = Settings.model_validate({"secret_key": "s" * 40, "data_key": DATA_KEY})
TO_HOA, TO_GROUP = {"user_id": HOA}, {"group_id": GROUP}


@dataclass
class Office:
    """Everything a file passes on its way out; `url` is where we are reached from outside."""

    database: Database
    world: World
    clock: HandClock
    client: ZaloClient
    session: ClientSession
    url: str

    @property
    def sender(self) -> FileSender:
        return FileSender(
            self.database, self.client, Uploader(self.database, self.client, self.clock), self.url
        )

    async def laid_out(self, name: str, content: bytes) -> Handout:
        """A file that is to be handed out."""
        async with self.database.write() as rows:
            key = await handouts.lay_out(rows, name, content, self.clock.at)
            found = await handouts.find(rows, key)
        assert found is not None
        return found

    async def sent(self, name: str, content: bytes, to: dict[str, str] | None = None) -> Any:
        """Send it; the message as it arrived."""
        await self.sender.send(OA, to or TO_HOA, await self.laid_out(name, content))
        chat = f"group:{GROUP}" if to == TO_GROUP else f"person:{HOA}"
        return self.world.heard(chat)[-1]

    def passes(self, **time: float) -> None:
        """Time passes for us and for Zalo; the person has written meanwhile."""
        self.clock.passes(**time)
        self.world.clock.jump_to(self.clock.at)
        self.world.people[HOA].last_interaction = self.world.clock.now()

    @property
    def uploaded(self) -> int:
        """Uploads that Zalo has counted."""
        return sum(many for name, many in self.world.used.items() if name.startswith("upload"))


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    world, clock = build(SAMPLE), HandClock(datetime.now(UTC))
    async with database.write() as rows:
        app = App(SAMPLE["app_id"], SAMPLE["app_secret"], SAMPLE["oa"]["secret_key"])
        await apps.put(rows, app, clock.at)
        pair = Tokens(SAMPLE["oa"]["access_token"], SAMPLE["oa"]["refresh_token"], None)
        await accounts.add_first(rows, OA, SAMPLE["app_id"], pair)
    world.people[HOA].last_interaction = world.clock.now()
    ours = TestServer(make_app(database, SETTINGS, None, clock=clock))
    async with TestServer(create_app(world)) as zalo, ours, ClientSession() as session:
        url = str(zalo.make_url("")).rstrip("/")
        keeper = TokenKeeper(database, session, clock, url, Register(database))
        client = ZaloClient(session, keeper, url)
        yield Office(database, world, clock, client, session, str(ours.make_url("")).rstrip("/"))


async def test_a_document_is_uploaded_once_and_shown_in_the_chat(office: Office) -> None:
    message = await office.sent("Báo cáo tháng 11 – Đông Trung.pdf", PDF)
    assert message.kind == "file"
    assert message.attachments[0]["payload"]["name"] == "Bao-cao-thang-11-Dong-Trung.pdf"
    await office.sent("Báo cáo tháng 11 – Đông Trung.pdf", PDF)
    assert office.uploaded == 1
    [upload] = await rows_of(office.database, tables.uploads)
    assert office.world.uploads.keys().isdisjoint({upload.token}), "the token is sealed"


async def test_a_token_is_renewed_a_day_before_its_time_is_over(office: Office) -> None:
    await office.sent("a.pdf", PDF)
    office.passes(days=5, hours=23)
    await office.sent("a.pdf", PDF)
    assert office.uploaded == 1
    office.passes(hours=2)
    await office.sent("a.pdf", PDF)
    assert office.uploaded == 2
    assert len(await rows_of(office.database, tables.uploads)) == 1


async def test_a_token_whose_key_is_gone_is_asked_for_anew(office: Office) -> None:
    await office.sent("a.pdf", PDF)
    other = Vault([b"o" * 32], b"s" * 40)
    async with office.database.write() as rows:
        await rows.run(update(tables.uploads).values(token=other.seal("uploads.token", "elsewhere", "t")))
    assert (await office.sent("a.pdf", PDF)).kind == "file"
    assert office.uploaded == 2


async def test_a_token_that_lapsed_all_the_same_is_renewed_once(office: Office) -> None:
    await office.sent("a.pdf", PDF)
    for upload in office.world.uploads.values():
        upload.at -= timedelta(days=8)
    assert (await office.sent("a.pdf", PDF)).kind == "file"
    assert office.uploaded == 2


async def test_a_group_gets_the_same_token(office: Office) -> None:
    await office.sent("a.pdf", PDF)
    assert (await office.sent("a.pdf", PDF, TO_GROUP)).kind == "file"
    assert office.uploaded == 1


@pytest.mark.parametrize(("name", "content", "kind"), [("b.png", PHOTO, "image"), ("c.gif", GIF, "gif")])
async def test_a_picture_is_shown_as_one(office: Office, name: str, content: bytes, kind: str) -> None:
    assert (await office.sent(name, content)).kind == kind
    assert office.world.warnings == [], "a moving picture tells its size"


@pytest.mark.parametrize(
    ("ending", "size", "kind"),
    [
        ("pdf", 5 * 1024 * 1024, "file"),
        ("pdf", 5 * 1024 * 1024 + 1, None),
        ("png", 1024 * 1024 + 1, None),
        ("gif", 2 * 1024 * 1024, "gif"),
        ("xlsx", 10, None),
        ("csv", 10, None),
        ("pdf", 0, None),
    ],
)
def test_what_zalo_takes(ending: str, size: int, kind: str | None) -> None:
    assert kind_of(ending, size) == kind


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Đơn xin tham gia Tổ.docx", "Don-xin-tham-gia-To.docx"),
        ('a"; x=\r\nb.pdf', "a-x-b.pdf"),
        ("📄.pdf", "tep.pdf"),
    ],
)
def test_the_plain_name_of_a_file(name: str, plain: str) -> None:
    assert plain_name(name, name.rpartition(".")[2]) == plain


async def loaded(office: Office, url: str, method: str = "GET") -> tuple[int, bytes, Any]:
    async with office.session.request(method, url) as response:
        return response.status, await response.read(), response.headers


async def test_a_workbook_goes_out_as_a_link_that_may_be_opened_again_and_again(office: Office) -> None:
    message = await office.sent("Tổng hợp tháng 11.xlsx", XLSX)
    assert message.text.startswith("Tệp Tổng hợp tháng 11.xlsx:\n")
    [url] = re.findall(r"http\S+", message.text)
    assert "xlsx" not in url
    assert HOA not in url
    assert (await loaded(office, url))[:2] == (200, XLSX)
    status, content, headers = await loaded(office, url)
    assert (status, content) == (200, XLSX)
    assert headers["Content-Disposition"] == (
        'attachment; filename="Tong-hop-thang-11.xlsx"; '
        "filename*=UTF-8''T%E1%BB%95ng%20h%E1%BB%A3p%20th%C3%A1ng%2011.xlsx"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"].endswith("spreadsheetml.sheet")
    status, content, headers = await loaded(office, url, "HEAD")
    assert (status, content, headers["Content-Length"]) == (200, b"", str(len(XLSX)))


async def test_a_link_is_good_for_seven_days_and_only_as_it_was_written(office: Office) -> None:
    file = await office.laid_out("a.xlsx", XLSX)
    url = link_to(office.database.vault, office.url, file.id, file.expires_at)
    later = file.expires_at + timedelta(days=1)
    forged = url.replace(f"e={int(file.expires_at.timestamp())}", f"e={int(later.timestamp())}")
    other = await office.laid_out("b.xlsx", XLSX)
    for wrong in (forged, url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace(file.id, other.id)):
        assert (await loaded(office, wrong))[:2] == (404, UNKNOWN.encode())
    for wrong in (f"{office.url}/files/", f"{office.url}/files/{file.id}", f"{url}%F0"):
        assert (await loaded(office, wrong))[0] == 404
    office.passes(days=6, hours=23)
    assert (await loaded(office, url))[0] == 200
    office.passes(hours=2)
    assert (await loaded(office, url))[:2] == (410, OVER.encode())
    async with office.database.write() as rows:
        assert await handouts.forget(rows, office.clock.at) == 2
    assert (await loaded(office, url))[0] == 410


async def test_what_zalo_refuses_goes_out_as_a_link(office: Office) -> None:
    office.world.faults.add({"kind": "error", "code": -201, "path": "/upload/file"})
    assert f"{office.url}/files/" in (await office.sent("a.pdf", PDF)).text
    office.url = ""
    with pytest.raises(Refused, match="PUBLIC_URL is not set"):
        await office.sent("a.xlsx", XLSX)


async def test_what_is_kept_no_longer_is_not_sent(office: Office) -> None:
    with pytest.raises(Refused, match="kept no longer"):
        await office.sender.send_enclosed(OA, TO_HOA, {"id": "0" * 32})


async def test_a_busy_platform_is_said_so(office: Office) -> None:
    office.world.faults.add({"kind": "error", "code": -32, "path": "/upload/file"})
    with pytest.raises(Busy):
        await office.sent("a.pdf", PDF)


async def test_old_tokens_are_dropped(office: Office) -> None:
    await office.sent("a.pdf", PDF)
    async with office.database.write() as rows:
        assert await uploads.forget(rows, office.clock.at + timedelta(days=6)) == 0
        assert await uploads.forget(rows, office.clock.at + timedelta(days=8)) == 1


async def encloses(turn: Turn) -> None:
    """A conversation that answers with a document."""
    key = await handouts.lay_out(turn.rows, "Báo cáo.pdf", PDF, turn.at)
    detail, about = {"file": {"id": key}}, turn.incoming.key
    turn.tell(turn.speaker.address, "Báo cáo của Tổ ạ.", about=about, kind=MessageKind.REPLY, detail=detail)


async def always(_rows: Any, letter: Letter, _now: datetime) -> Letter:
    return letter


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": -200, "path": "/upload/file"},
        {"kind": "reset", "after": True, "path": "/message/cs"},
    ],
    ids=["the upload fails once", "the answer to the text is lost"],
)
async def test_a_conversation_encloses_a_file_which_follows_its_text_once(
    office: Office, fault: dict[str, Any]
) -> None:
    turns = turns_of(office.database, office.clock, Said("bc", encloses))
    async with office.database.write() as rows:
        event = arrived(HOA, "bc", office.clock.at, recipient={"id": OA})
        await inbox.store(rows, [event])
    await turns.batch()
    carrier = Carrier(office.client, office.clock, Doubts(office.database, office.client), office.sender)
    postman = Postman(office.database, carrier, office.clock, always, default_oa=OA, rate=0)
    office.world.faults.add(fault)
    for _ in range(3):
        await postman.round()
        await postman.finish()
        office.passes(minutes=1)
    assert [(one.kind, one.text) for one in office.world.heard(f"person:{HOA}")] == [
        ("text", "Báo cáo của Tổ ạ."),
        ("file", ""),
    ]


class Bots:
    """The Bot platform, which takes nothing but text."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    async def send(self, bot_id: str, chat_id: str, text: str) -> str:
        self.sent.append((bot_id, chat_id, text))
        return "m1"


async def test_to_a_group_of_a_zalo_bot_a_file_goes_as_a_link(office: Office) -> None:
    file, bots, now = await office.laid_out("Báo cáo.pdf", PDF), Bots(), office.clock.at
    doubts = Doubts(office.database, office.client)
    carrier = Carrier(office.client, office.clock, doubts, office.sender, bots)
    letter = Letter(
        "k", "group:T01", "announcement", 3, "Báo cáo ạ.", now, now, detail={"file": {"id": file.id}}
    )
    result = await carrier.carry(letter, Destination(OA, group_id="c1", bot_id="b1"))
    assert result.outcome.status == "sent"
    assert [one[:2] for one in bots.sent] == [("b1", "c1")] * 2
    assert bots.sent[0][2] == "Báo cáo ạ."
    assert f"{office.url}/files/{file.id}?" in bots.sent[1][2]
    assert office.uploaded == 0


async def test_uploads_files_and_looks_into_the_history_are_counted(office: Office) -> None:
    counted = office.client.counted(counter(office.database, office.clock, None))
    sender = FileSender(
        office.database, counted, Uploader(office.database, counted, office.clock), office.url
    )
    await sender.send(OA, TO_HOA, await office.laid_out("a.pdf", PDF))
    await counted.past_of_user(OA, HOA)
    [account] = await rows_of(office.database, tables.accounts)
    assert sum(sum(calls) for calls in account.rate_log.values()) == 3
    async with office.database.write() as rows:
        assert await rates.take(rows, OA, 100, office.clock.at, fixed=100, urgent=True) == 97
