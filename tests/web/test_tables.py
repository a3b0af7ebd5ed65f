"""Tables of pages as files: what is seen is what is had, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from documents.csv_table import BOM, csv_table
from documents.paper import Column, Sheet
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.test_pages import reports
from tests.web.test_papers import taken, words_of
from web.tables import TABLES

ROOM = Path(__file__).parents[2] / "web"
PARTS = {"grid.html", "parts.html"}
NOT_YET = {"entry.html", "import_kind.html"}
"""Their tables read back what somebody is about to write: nothing that there is to have."""


def read(content: bytes) -> list[list[str]]:
    """The rows of a CSV file."""
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+84912345678", "-5", "@cmd", "\t=1", " =1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    made = csv_table(Sheet("Bảng", "Thử", (Column("Cột", 10),), ((text,), (-5,), ("thường",))))
    assert read(made) == [["Cột"], [f"'{text}"], ["-5"], ["thường"]]


def test_every_page_with_a_table_gives_it_as_a_file() -> None:
    shown = {
        path.stem
        for path in ROOM.glob("*.html")
        if path.name not in PARTS | NOT_YET and ("<table" in (text := path.read_text()) or "months(" in text)
    }
    assert shown == TABLES.keys()


async def test_the_communes_own_team_is_named_so_in_the_file(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    _, content = await taken(browser, "/?tep=csv")
    names = {line[0] for line in read(content)}
    assert "Tổ xã Cẩm Bình" in names
    assert "xã Cẩm Bình" not in names


async def test_what_is_seen_is_what_is_had(paged: Town, enter: Enter) -> None:
    code = await reports(paged)
    browser, _ = await enter("tuan")
    paths = ("/", "/don-vi/18685", "/to/18685-01", f"/bao-cao/{code}", "/tong-hop/18685", "/nhat-ky")
    for path in paths:
        page = await browser.get(path)
        files = [one for one in page.links if "tep=" in one]
        assert len(files) >= 2, path
        for address in files:
            _, content = await taken(browser, address)
            if "tep=csv" in address:
                assert len(read(content)) > 1
            else:
                assert words_of(content)
    _, content = await taken(browser, f"/bao-cao/{code}?tep=csv")
    assert "1250" in {row[1] for row in read(content)}


async def test_the_chart_says_its_numbers_and_runs_nothing(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    unit = await browser.get("/don-vi/18685")
    assert "/bieu-do/18685" in unit.links
    shown = await browser.get("/bieu-do/18685?ky=2026-11")
    assert 'role="img"' in shown.html
    assert "tháng 11: 1/7" in shown.html
    assert "<script" not in shown.html
    assert " style=" not in shown.html


async def test_the_chart_of_a_figure_is_chosen_beside_the_months(paged: Town, enter: Enter) -> None:
    await reports(paged)
    browser, _ = await enter("tuan")
    shown = await browser.get("/bieu-do/18685?ky=2026-11&muc=vneid")
    assert "VNeID - xã Cẩm Bình" in shown.html
    assert '<option value="vneid" selected>' in shown.html
    assert shown.html.count('<input type="hidden" name="muc" value="vneid">') == 1
    assert shown.html.count('<input type="hidden" name="ky" value="2026-11">') == 1
    assert "Báo cáo của các Tổ" in (await browser.get("/bieu-do/18685?muc=khong_co")).html
    team = await browser.get("/bieu-do/18685-01")
    assert '<option value="luot_huong_dan" selected>' in team.html


async def test_who_has_no_zalo_is_listed_for_the_slips(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("tuan")
    unit = await browser.get("/don-vi/18685")
    assert "/chua-co-zalo/18685" in unit.links
    shown = await browser.get("/chua-co-zalo/18685")
    assert shown.status == 200
    assert "phiếu kích hoạt" in shown.text
    assert "Hoàng Minh Tuấn" not in shown.text.partition("Họ tên")[2]


async def test_a_phone_is_masked_in_the_file_as_on_the_page(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("nga")
    _, content = await taken(browser, "/to/18685-01?tep=csv")
    phones = [row[2] for row in read(content)[1:] if row[2]]
    assert phones
    assert all("***" in one or not one[0].isdigit() for one in phones)


async def test_holidays_and_due_dates_of_a_year_are_had_as_files(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    _, content = await taken(son, "/cai-dat/ngay-nghi?nam=2026&tep=csv")
    assert ["02/09/2026", "Quốc khánh", "nghỉ"] in [[row[0], row[1][:10], row[2]] for row in read(content)]
    _, content = await taken(son, "/cai-dat/ngay-nghi?nam=2026&tep=csv&bang=2")
    assert read(content)[11][0] == "Tháng 11-2026"
