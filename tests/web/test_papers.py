"""Documents downloaded from the pages: real files, the same rights as in the chat, nothing personal for others."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from domain.people import Office
from domain.requests import Request, RequestKind
from storage import requests
from storage.tables import audit
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser
from tests.web.test_pages import reports

SIGNS = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pdf": b"%PDF"}


async def taken(browser: Browser, address: str) -> tuple[Any, bytes]:
    """A file as it comes: its headers and its bytes."""
    async with browser.session.get(browser.address + address) as answer:
        assert answer.status == 200, address
        return answer.headers, await answer.read()


def words_of(content: bytes) -> str:
    """Everything written in a Word or Excel file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [packed.read(one).decode() for one in packed.namelist() if one.endswith(".xml")]
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


async def test_the_leader_takes_the_report_of_his_team_in_every_form(paged: Town, enter: Enter) -> None:
    code = await reports(paged)
    browser, _ = await enter("hung")
    page = await browser.get(f"/bao-cao/{code}")
    [offer] = [one for one in page.links if "/bao-cao-to" in one]
    offered = await browser.get(offer)
    forms = [one for one in offered.links if "dang=" in one]
    assert len(forms) == 3
    for address in forms:
        headers, content = await taken(browser, address)
        ending = re.search(r"dang=(\w+)", address)
        assert ending
        assert content.startswith(SIGNS[ending[1]])
        assert headers["Content-Disposition"].startswith("attachment")
        assert "Báo cáo" in unquote(headers["Content-Disposition"])
        assert headers["Cache-Control"] == "no-store"
        if ending[1] != "pdf":
            assert "1.250" in words_of(content) or "1250" in words_of(content)


async def test_what_was_not_reported_is_said_in_words(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("hung")
    page = await browser.get("/van-ban/18685-01/bao-cao-to?dang=pdf")
    assert page.status == 200
    assert "Chưa có báo cáo" in page.text


@pytest.mark.parametrize(("who", "sees"), [("hung", True), ("nga", False)])
async def test_phones_stand_in_the_list_of_those_who_need_them(
    paged: Town, enter: Enter, who: str, sees: bool
) -> None:
    browser, _ = await enter(who)
    page = await browser.get("/to/18685-01")
    assert "/van-ban/18685-01/danh-sach" in page.links
    _, content = await taken(browser, "/van-ban/18685-01/danh-sach?dang=docx")
    assert bool(re.search(r"\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b", words_of(content))) is sees
    async with paged.database.read() as rows:
        query = select(audit).where(audit.c.action == "took_paper")
        [kept] = await rows.all(query)
    assert (kept.object, kept.detail["paper"]) == ("unit:18685-01", "members")


async def test_the_officer_takes_report_and_reminder_of_his_commune(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    unit = await browser.get("/don-vi/18685")
    for kind in ("bao-cao", "danh-sach", "cong-van"):
        assert f"/van-ban/18685/{kind}" in unit.links
    _, report = await taken(browser, "/van-ban/18685/bao-cao?dang=docx&ky=2026-11")
    assert "2026" in words_of(report)
    _, letter = await taken(browser, "/van-ban/18685/cong-van?dang=xlsx&ky=2026-11")
    assert letter.startswith(SIGNS["xlsx"])


async def test_the_proposal_of_a_request_is_for_its_leader_and_the_decision_for_the_commune(
    paged: Town, enter: Enter
) -> None:
    async with paged.database.write() as rows:
        asked = Request(
            "", RequestKind.JOIN, "Lê Thị Lan", "18685-01", paged.now, Office.THANH_VIEN, person_id="P012"
        )
        code = (await requests.create(rows, asked)).code
    browser, _ = await enter("hung")
    page = await browser.get(f"/don/{code}")
    assert f"/don/{code}/to-trinh" in page.links
    assert f"/don/{code}/quyet-dinh" not in page.links
    assert (await browser.get(f"/don/{code}/quyet-dinh?dang=pdf")).status == 404
    officer, _ = await enter("tuan")
    told = await officer.get(f"/don/{code}/quyet-dinh?dang=pdf")
    assert "chưa được Chủ tịch đồng ý" in told.text


async def test_the_officer_takes_the_ad_hoc_report_of_each_question(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    unit = await browser.get("/don-vi/18685")
    assert "/van-ban/18685/dot-xuat" in unit.links
    assert "Chưa có câu hỏi nhanh" in (await browser.get("/van-ban/18685/dot-xuat")).text
    codes = [await _asked(paged, "mấy hộ mất điện"), await _asked(paged, "mấy hộ bị ngập")]
    await paged.sau.says("12")
    page = await browser.get("/van-ban/18685/dot-xuat")
    for code, words in zip(codes, ("mấy hộ mất điện", "mấy hộ bị ngập"), strict=True):
        [address] = [one for one in page.links if code in one and "dang=docx" in one]
        _, content = await taken(browser, address)
        assert words in words_of(content)
    _, newest = await taken(browser, "/van-ban/18685/dot-xuat?dang=xlsx")
    assert "mấy hộ bị ngập" in words_of(newest)
    assert "Không có câu hỏi nhanh" in (await browser.get("/van-ban/18685/dot-xuat?dang=pdf&ma=HN-X")).text
    village = await browser.get("/don-vi/18685-04")
    assert not [one for one in village.links if "dot-xuat" in one]


async def _asked(town: Town, words: str) -> str:
    """A question to one team; its code."""
    await town.tuan.says(f"hỏi các tổ thôn Bắc Hải: {words}? trước 17h thứ Sáu")
    said = await town.tuan.taps("Gửi")
    await town.passes(minutes=1)
    [code] = re.findall(r"HN-\w{5}", said)
    return str(code)
