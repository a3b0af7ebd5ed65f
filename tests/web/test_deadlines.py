"""Deadlines on the page: from a period to come on, looked at first, kept once, the past left alone."""

from __future__ import annotations

from datetime import date

import pytest

from domain.deadlines import Offsets, Tier
from domain.periods import Period, WindowMode
from scheduler.ledger import moments_of
from scheduler.lines import Scene
from storage import audit, deadlines, directory, reports
from tests.town import Town
from tests.web.conftest import Enter
from tests.web.stage import Browser, Read

PAGE = "/cai-dat/han-nop"
FIVE = {"tu-ky": "2026-12", "last_day": "24", "team_before_last": "5", "team_after_close": "2"}
MOVED = "Hạn kỳ tháng 12/2026 của các Tổ dời từ thứ Sáu, 18/12/2026 sang thứ Năm, 17/12/2026."


async def looks(browser: Browser, **changed: str) -> Read:
    """Fill in the fields and press "Xem trước"."""
    return await browser.get(PAGE, params=FIVE | changed)


async def due(town: Town, period: str) -> date:
    async with town.rows() as rows:
        return reports.due_of(await directory.load(rows), "18685-01", Period.parse(period), "15-14").team


async def test_a_deadline_holds_from_its_period_on(paged: Town, enter: Enter) -> None:
    son, first = await enter("son")
    assert PAGE in first.links
    assert "tháng 12/2026" in (await son.get(PAGE)).text
    seen = await looks(son)
    assert MOVED in seen.text
    assert await due(paged, "2026-12") == date(2026, 12, 18)
    done = await son.does(seen, "set")
    assert MOVED in done.text
    assert "Từ kỳ tháng 12/2026 sắp dùng" in done.text
    assert "không phải ghi lại" in (await son.does(seen, "set")).text
    assert [await due(paged, one) for one in ("2026-11", "2026-12")] == [
        date(2026, 11, 18),
        date(2026, 12, 17),
    ]
    assert "hạn của các Tổ: thứ Năm, 17/12" in (await son.get("/don-vi/18685?ky=2026-12")).text
    async with paged.rows() as rows:
        scene = Scene(paged.now, await directory.load(rows), WindowMode.MID_MONTH)
    told = moments_of(scene, Period(2026, 12), has_district=False)
    assert {one.due for one in told if one.tier is Tier.TEAM} == {date(2026, 12, 17)}, "reminders follow"

    async with paged.rows() as rows:
        [kept] = await audit.about(rows, "deadlines:2026-12-14")
    assert kept.detail is not None
    assert "Tổ trước 4 ngày" in kept.detail["before"]
    assert "Tổ trước 5 ngày" in kept.detail["after"]
    gone = await son.does(done, "remove")
    assert "Đã bỏ" in gone.text
    assert "đã bỏ rồi" in (await son.does(done, "remove")).text
    assert await due(paged, "2026-12") == date(2026, 12, 18)
    shown = (await son.get("/nhat-ky")).text
    assert "ghi hạn nộp mới cho các kỳ khép lại từ thứ Hai, 14/12/2026 cũ: chậm nhất ngày 24" in shown
    assert "bỏ hạn nộp sắp dùng" in shown


async def test_a_later_setting_that_stands_is_told(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    await son.does(await looks(son, **{"tu-ky": "2027-02"}), "set")
    sooner = await looks(son, team_before_last="6")
    assert (
        "Các kỳ sau cũng tính như vậy, tránh ngày nghỉ, cho đến hạn đã ghi từ kỳ tháng 2/2027;" in sooner.text
    )
    later = await looks(son, **{"tu-ky": "2027-03", "team_before_last": "6"})
    assert "Các kỳ sau cũng tính như vậy, tránh ngày nghỉ; các kỳ trước giữ nguyên." in later.text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tu-ky": "2026-11"}, "đã khép lại"),
        ({"tu-ky": "mai"}, "Mời chọn một kỳ sau"),
        ({"last_day": "25"}, "Mời ghi một số từ 17 đến 24."),
        ({"team_before_last": "-1"}, "Mời ghi một số từ 0 đến 10."),
        ({"team_after_close": ""}, "Mời ghi một số từ 0 đến 5."),
    ],
)
async def test_what_is_wrong_is_told_beside_the_field(
    paged: Town, enter: Enter, changed: dict[str, str], told: str
) -> None:
    son, _ = await enter("son")
    seen = await looks(son, **changed)
    assert told in seen.text
    assert 'class="fault"' in seen.html
    csrf = (await son.get("/phien")).form("end_all")["csrf"]
    forced = await son.post(PAGE, FIVE | changed | {"viec": "set", "csrf": csrf})
    assert forced.status == 400
    async with paged.rows() as rows:
        assert (await directory.load(rows)).deadlines == ()


async def test_what_has_begun_to_hold_is_not_taken_back(paged: Town, enter: Enter) -> None:
    async with paged.database.write() as rows:
        assert await deadlines.put(rows, Offsets(team_before_last=3, valid_from=date(2026, 11, 14)))
    son, _ = await enter("son")
    shown = await son.get(PAGE)
    assert "Từ kỳ tháng 11/2026" in shown.text
    assert all(form.get("viec") != "remove" for form in shown.forms)
    csrf = (await son.get("/phien")).form("end_all")["csrf"]
    forced = await son.post(PAGE, {"viec": "remove", "csrf": csrf, "tu": "2026-11-14"})
    assert (forced.status, "đã có kỳ dùng" in forced.text) == (400, True)


async def test_nobody_else_comes_here(paged: Town, enter: Enter) -> None:
    for who in ("chairman", "tuan"):
        browser, first = await enter(who)
        assert PAGE not in first.links
        assert (await browser.get(PAGE)).status == 404


async def test_one_day_for_teams_and_commune_is_told(paged: Town, enter: Enter) -> None:
    son, _ = await enter("son")
    seen = await looks(son, last_day="17", team_before_last="10", team_after_close="5")
    assert "Tổ và xã cùng hạn một ngày" in seen.text
    assert "cùng hạn một ngày" not in (await looks(son)).text
