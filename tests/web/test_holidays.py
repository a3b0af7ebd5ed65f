"""Holidays on the page: looked at first, told what moves, kept once, the past left alone, all of it in the audit."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from storage import audit, directory
from storage.tables import holidays
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, Read

PAGE = "/cai-dat/ngay-nghi"


async def looks(browser: Browser, day: str, name: str = "Nghỉ bão", kind: str = "nghi") -> Read:
    """Fill in the fields and press "Xem trước"."""
    return await browser.get(PAGE, params={"nam": day[:4], "ngay": day, "ten": name, "loai": kind})


async def count(town: Town) -> int:
    async with town.rows() as rows:
        return int(await rows.scalar(select(func.count()).select_from(holidays)))


async def test_a_day_is_looked_at_entered_and_taken_out_again(paged: Town, enter: Enter) -> None:
    son, first = await enter("son")
    assert PAGE in first.links
    seen = await looks(son, "2026-12-24")
    moved = "Hạn kỳ tháng 12/2026 của các Tổ dời từ thứ Sáu, 18/12/2026 sang thứ Năm, 17/12/2026."
    assert moved in seen.text
    assert await count(paged) == 0
    done = await son.does(seen, "add")
    assert "Đã ghi ngày nghỉ thứ Năm, 24/12/2026 (Nghỉ bão)." in done.text
    assert moved in done.text
    again = await son.does(seen, "add")
    assert "đã có trong lịch, không phải ghi lại" in again.text

    async with paged.rows() as rows:
        known = await directory.load(rows)
        assert not known.calendar.is_working(date(2026, 12, 24))
        assert not known.calendar.is_working(date(2026, 9, 2)), "the built-in days of the year stay"
        [kept] = await audit.about(rows, "holiday:2026-12-24")
        assert (kept.action, kept.detail) == ("holiday_set", {"after": "nghỉ: Nghỉ bão"})

    leaving = await son.get(f"{PAGE}?nam=2026&bo=2026-12-24")
    assert "sang thứ Sáu, 18/12/2026" in leaving.text
    gone = await son.does(leaving, "remove")
    assert "Đã bỏ ngày nghỉ thứ Năm, 24/12/2026" in gone.text
    assert "không phải bỏ nữa" in (await son.does(leaving, "remove")).text
    shown = (await son.get("/nhat-ky")).text
    assert "bỏ ngày nghỉ, ngày làm bù thứ Năm, 24/12/2026 cũ: nghỉ: Nghỉ bão" in shown
    assert shown.count("bỏ ngày nghỉ, ngày làm bù") == 1


async def test_a_day_replaced_says_what_stood_there(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    seen = await looks(son, "2027-01-01", "Tết Dương lịch, nghỉ")
    assert "Thay cho: ngày nghỉ, Tết Dương lịch" in seen.text
    assert "Không hạn nộp nào thay đổi." in seen.text
    await son.does(seen, "add")
    assert "cũ: nghỉ: Tết Dương lịch, mới: nghỉ: Tết Dương lịch, nghỉ" in (await son.get("/nhat-ky")).text


@pytest.mark.parametrize(
    ("day", "name", "kind", "told"),
    [
        ("", "Nghỉ bão", "nghi", "Mời chọn ngày"),
        ("2026-12-24", " ", "nghi", "Mời ghi tên ngày"),
        ("2026-12-24", "Nghỉ bão", "x", "Mời chọn nghỉ hay làm bù"),
        ("2026-11-10", "Nghỉ bão", "nghi", "đã qua nên không sửa được nữa"),
        ("2026-12-24", "Làm bù", "lam-bu", "vốn là ngày làm việc"),
    ],
)
async def test_what_is_wrong_is_told_beside_the_field(
    paged: Town, enter: Enter, day: str, name: str, kind: str, told: str
) -> None:
    son, _ = await enter("son")
    seen = await looks(son, day, name, kind)
    assert told in seen.text
    assert all(form.get("viec") != "add" for form in seen.forms)
    assert 'class="fault"' in seen.html
    csrf = (await son.get("/phien")).form("end_all")["csrf"]
    forced = await son.post(PAGE, {"viec": "add", "csrf": csrf, "ngay": day, "ten": name, "loai": kind})
    assert (forced.status, await count(paged)) == (400, 0)


async def test_a_due_date_that_is_over_stays(paged: Town, enter: Enter) -> None:
    await paged.passes(days=4)
    son, _ = await enter("son")
    seen = await looks(son, "2026-11-24")
    assert "Hạn kỳ tháng 11/2026 của các Tổ (thứ Tư, 18/11/2026) đã qua" in seen.text
    assert all(form.get("viec") != "add" for form in seen.forms)


async def test_nobody_else_comes_here(paged: Town, enter: Enter) -> None:
    for who in ("chairman", "tuan", "hung"):
        browser, first = await enter(who)
        assert PAGE not in first.links
        assert (await browser.get(PAGE)).status == 404


async def test_a_weekend_is_off_anyhow_and_that_is_told(paged: Town, enter: Enter) -> None:
    browser, _ = await enter("son")
    seen = await looks(browser, "2026-11-21")
    assert "Thứ Bảy, 21/11/2026 vốn là ngày nghỉ cuối tuần" in seen.text
    assert "cuối tuần" not in (await looks(browser, "2026-11-23")).text
