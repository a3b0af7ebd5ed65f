"""A small province with one person in every office, each logged in: whom the pages let see and do what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from aiohttp import web
from aiohttp.test_utils import TestServer

from domain.calendar import VN
from domain.forms import default_template
from domain.people import Appointment, Office, Person
from domain.periods import Period
from domain.requests import Request, RequestKind
from domain.units import UnitKind
from storage import page_sessions, people, reports, requests, tables
from storage.database import Database, Rows
from tests.web.stage import Browser
from web.routes import add
from web.site import Site

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=VN)
TODAY, LONG_AGO = NOW.date(), date(2022, 1, 1)
OCTOBER = Period(2026, 10)
PROVINCE, DISTRICT, COMMUNE, VILLAGE, SIBLING = "42", "446", "18673", "18673.01", "18673.02"
OTHER_DISTRICT, OTHER_COMMUNE, OTHER_VILLAGE = "447", "18676", "18676.01"
UNITS: Mapping[str, tuple[UnitKind, str, str | None]] = {
    PROVINCE: (UnitKind.TINH, "Tỉnh Hà Tĩnh", None),
    DISTRICT: (UnitKind.HUYEN, "Huyện Cẩm Xuyên", PROVINCE),
    COMMUNE: (UnitKind.XA, "Xã Cẩm Bình", DISTRICT),
    VILLAGE: (UnitKind.THON, "Thôn Đông Trung", COMMUNE),
    SIBLING: (UnitKind.THON, "Thôn Hòa Bình", COMMUNE),
    OTHER_DISTRICT: (UnitKind.HUYEN, "Huyện Thạch Hà", PROVINCE),
    OTHER_COMMUNE: (UnitKind.XA, "Xã Thạch Khê", OTHER_DISTRICT),
    OTHER_VILLAGE: (UnitKind.THON, "Thôn Tân Phong", OTHER_COMMUNE),
}
TEAMS = (COMMUNE, VILLAGE, SIBLING, OTHER_COMMUNE, OTHER_VILLAGE)
SEATED_AT = {
    **dict.fromkeys((Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN, Office.CONG_TAC_VIEN), VILLAGE),
    **dict.fromkeys(
        (Office.TRUONG_PHONG_VHTT, Office.TRUONG_PHONG_GDDT, Office.BI_THU_DOAN_HUYEN, Office.CAN_BO_HUYEN),
        DISTRICT,
    ),
    **dict.fromkeys((Office.CAN_BO_SO, Office.QUAN_TRI), PROVINCE),
}
ROLES: Mapping[str, tuple[Office, str]] = {
    **{str(office): (office, SEATED_AT.get(office, COMMUNE)) for office in Office},
    "to_truong_xa": (Office.TO_TRUONG, COMMUNE),
}
"""Everybody who can come to the pages: an office, and where it is held."""
OA = "oa"


@dataclass(frozen=True)
class Clock:
    """Stands still."""

    at: datetime = NOW

    async def now(self) -> datetime:
        """The moment."""
        return self.at.astimezone(UTC)


@dataclass
class Things:
    """Codes of what there is in a unit."""

    reports: dict[str, str]
    requests: dict[str, str]
    persons: dict[str, str]


@dataclass
class Province:
    """The pages on a server, and who is logged in where."""

    site: Site
    address: str
    things: Things
    tokens: dict[str, str]

    def browser(self, role: str) -> Browser:
        """A browser in which that role is logged in."""
        browser = Browser(self.address)
        browser.session.cookie_jar.update_cookies({"phien": self.tokens[role]})
        return browser


@asynccontextmanager
async def open_province(database: Database) -> AsyncIterator[Province]:
    """The province on this database."""
    async with database.write() as rows:
        await _units(rows)
        tokens = {role: await enter(rows, role, *held) for role, held in ROLES.items()}
        things = Things({}, {}, {})
        for code in TEAMS:
            await _team(rows, code, things)
    async with served(database) as (site, address):
        yield Province(site, address, things, tokens)


@asynccontextmanager
async def served(database: Database) -> AsyncIterator[tuple[Site, str]]:
    """The pages on this database, and their address."""
    site = Site(database, Clock(), "http://127.0.0.1", stored=_photo)
    app = web.Application()
    add(app, site)
    async with TestServer(app) as server:
        yield site, str(server.make_url("")).rstrip("/")


async def _photo(_sha256: str) -> bytes | None:
    return b"GIF89a photo"


async def _units(rows: Rows) -> None:
    for code, (kind, name, parent) in UNITS.items():
        values = {"code": code, "kind": str(kind), "name": name, "parent_code": parent}
        await rows.add(tables.units, values | {"valid_from": LONG_AGO, "valid_to": None})


async def enter(rows: Rows, role: str, office: Office, unit_code: str) -> str:
    """Somebody with an office who has logged in: the token of his session."""
    await people.add(rows, Person(role, f"Người {role}", 1970, phone="0912345678"), "import", NOW)
    await people.appoint(rows, Appointment(role, unit_code, office, LONG_AGO))
    account = (OA, f"z-{role}")
    await people.bind(rows, *account, role, "import", NOW)
    link = await page_sessions.issue_link(rows, role, account, NOW)
    opened = await page_sessions.open_session(rows, link or "", "thử", NOW)
    assert opened is not None
    return opened[0]


async def _team(rows: Rows, code: str, things: Things) -> None:
    values = {"unit_code": code, "valid_from": LONG_AGO, "status": "established"}
    await rows.add(tables.teams, values | {"decision_no": "01/QĐ-UBND", "decision_date": LONG_AGO})
    member, asking = f"m-{code}", f"a-{code}"
    for person_id in (member, asking):
        await people.add(rows, Person(person_id, f"Người {person_id}", phone="0987654321"), "import", NOW)
    await people.appoint(rows, Appointment(member, code, Office.CONG_TAC_VIEN, LONG_AGO))
    things.persons[code] = member
    standing = await reports.hold(rows, code, OCTOBER, member, default_template())
    figures: dict[str, int | str] = {"so_buoi": 5, "luot_tuyen_truyen": 1250, "kho_khan": "mạng yếu"}
    sent = replace(standing.report, values=figures).submitted(member, datetime(2026, 10, 15, 12, tzinfo=VN))
    await reports.change(rows, standing, sent, None)
    things.reports[code] = sent.code
    photo = {
        "event_key": f"photo {code}",
        "position": 0,
        "address": member,
        "kind": "image",
        "report_id": standing.id,
    }
    fetched = {"fetch": "stored", "sha256": "0" * 64, "size": 9, "content_type": "image/gif"}
    await rows.add(tables.attachments, photo | fetched | {"at": NOW})
    asked = Request("", RequestKind.JOIN, "Người xin", code, NOW, Office.THANH_VIEN, person_id=asking)
    things.requests[code] = (await requests.create(rows, asked)).code
