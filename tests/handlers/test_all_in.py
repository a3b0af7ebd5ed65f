"""The word that a commune's reports are complete. The cases are those that DHIS2 tests for the notifications of a
completed data set (dhis2-core, BSD-3: `DataSetNotificationServiceTest`), told anew for our tiers: nothing came, nobody
is there to be told, the unit's contact is told once and by the way he uses, one whose office has ended is not.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from storage.tables import offices
from tests.handlers.test_consolidating import HEADER
from tests.handlers.test_report import FIGURES
from tests.town import Town

TEAMS = ("18685", *(f"18685-0{number}" for number in range(1, 7)))
XOM_5 = "18685-05"
COMPLETE = "Đã nhận đủ 7/7 báo cáo tháng 11 của các Tổ xã Cẩm Bình. Gõ TỔNG HỢP để xem, duyệt và gửi lên ạ."


async def all_but(town: Town, *missing: str) -> None:
    """Every team has reported but these."""
    lines = [
        f"{code},2026-11,2026-11-16T07:00:00+07:00,0,2,40,20,5,3,4" for code in TEAMS if code not in missing
    ]
    await town.import_csv("reports", "\n".join([HEADER, *lines]))


async def trang_reports(town: Town) -> None:
    """Xóm 5 reports."""
    await town.trang.says("báo cáo", *FIGURES, "không", "không", "không", "xong", "gửi")


async def test_the_last_report_is_told_to_who_passes_the_figures_on(town: Town) -> None:
    await all_but(town, XOM_5)
    await trang_reports(town)
    assert town.tuan.heard[-1] == COMPLETE
    assert "tuyên truyền" in await town.tuan.says("tổng hợp")


async def test_while_one_is_missing_nobody_is_told(town: Town) -> None:
    await all_but(town, XOM_5, "18685-06")
    await trang_reports(town)
    assert not any("Đã nhận đủ" in text for text in town.tuan.heard)


async def test_where_nothing_new_came_nothing_is_told(town: Town) -> None:
    await all_but(town, XOM_5)
    await town.trang.says("báo cáo", *FIGURES, "không", "không", "không", "xong")
    assert not any("Đã nhận đủ" in text for text in town.tuan.heard)


async def test_once_a_month_also_after_a_correction_and_a_report_taken_back(town: Town) -> None:
    await all_but(town, XOM_5)
    await trang_reports(town)
    await town.trang.says("vneid 14 chứ không phải 12", "gửi")
    await town.trang.says("rút lại báo cáo", "có")
    await trang_reports(town)
    assert town.tuan.heard.count(COMPLETE) == 1


async def test_whose_office_has_ended_is_not_told_and_who_else_passes_on_is(town: Town) -> None:
    await all_but(town, XOM_5)
    async with town.database.write() as rows:
        his = update(offices).where(offices.c.person_id == "P004")
        await rows.run(his.values(valid_to=date(2026, 11, 1), status="ended"))
    await trang_reports(town)
    assert not any("Đã nhận đủ" in text for text in town.tuan.heard)
    assert town.tan.heard[-1] == COMPLETE
    assert "đã nhận báo cáo" in town.trang.heard[-1]


async def test_a_report_that_waits_for_the_leaders_word_completes_nothing(town: Town) -> None:
    await all_but(town, "18685-02")
    await town.minh.says("báo cáo", *FIGURES, "không", "không", "không", "xong", "gửi")
    assert not any("Đã nhận đủ" in text for text in town.tuan.heard)
