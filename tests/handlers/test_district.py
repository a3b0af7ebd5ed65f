"""The chain with a district in it (until 30/6/2025): village → commune → district → department, all by chat."""

from __future__ import annotations

from datetime import date

from domain.consolidations import Stage
from domain.periods import Period
from storage import chain, directory, reports
from tests.handlers.test_consolidating import NOVEMBER, sent
from tests.handlers.test_paperwork import newest, text_of
from tests.town import Town

DISTRICT = "446"
UNITS = """code,name,kind,parent_code,valid_from
446,Huyện Cẩm Xuyên,huyen,42,2025-07-01
18685,Xã Cẩm Bình,xa,446,2025-07-01
18748,Xã Cẩm Lạc,xa,446,2025-07-01
"""
OFFICER = (
    "person_id,name,unit_code,office,zalo_user_id\nP905,Võ Thị Cúc,446,can_bo_huyen,8001000000000000503\n"
)


async def stage(town: Town, unit_code: str) -> list[Stage]:
    """Where the parts of November's consolidation of a unit stand."""
    async with town.rows() as rows:
        return [one.stage for one in (await chain.passages(rows, [unit_code], NOVEMBER)).get(unit_code, [])]


async def under_a_district(town: Town) -> None:
    """Both communes stand under the district, whose officer has a phone."""
    await town.import_csv("units", UNITS)
    await town.import_csv("people", OFFICER)
    await town.cuc.does("follow")


async def test_the_due_dates_leave_a_day_for_the_district(town: Town) -> None:
    await under_a_district(town)
    async with town.rows() as rows:
        due = reports.due_of(await directory.load(rows), "18685-01", Period(2026, 11), "15-14")
    assert (due.team, due.commune, due.district) == (
        date(2026, 11, 18),
        date(2026, 11, 20),
        date(2026, 11, 24),
    )


async def test_each_level_receives_approves_and_sends_on(town: Town) -> None:
    await under_a_district(town)
    await sent(town)
    assert "lên huyện Cẩm Xuyên" in town.tuan.heard[-1]
    assert "tổng hợp tháng 11 của xã Cẩm Bình đã gửi lên" in town.cuc.heard[-1]
    assert town.cuc.buttons == ["Đã nhận", "Xem số liệu", "Trả lại"]
    assert not any("Cẩm Bình" in one for one in town.son.heard), (
        "the department hears of it from the district"
    )
    await town.cuc.taps("Đã nhận")
    assert "Huyện Cẩm Xuyên đã nhận tổng hợp" in town.tuan.heard[-1]

    card = await town.cuc.says("tổng hợp")
    assert "Tổng hợp tháng 11 (15/10–14/11), huyện Cẩm Xuyên" in card
    assert "Đã nhận 4/9 Tổ" in card
    assert "tuyên truyền: 1.190 (4/9 Tổ)" in card
    await town.cuc.taps("Duyệt")
    await town.cuc.taps("Vẫn duyệt")
    assert "lên Sở Khoa học và Công nghệ" in await town.cuc.taps("Gửi lên")
    assert "tổng hợp tháng 11 của huyện Cẩm Xuyên đã gửi lên: 4/9 Tổ có báo cáo" in town.son.heard[-1]
    await town.son.taps("Đã nhận")
    assert "Sở Khoa học và Công nghệ đã nhận tổng hợp tháng 11 của huyện Cẩm Xuyên" in town.cuc.heard[-1]
    assert (await stage(town, "18685"), await stage(town, DISTRICT)) == ([Stage.RECEIVED], [Stage.RECEIVED])


async def test_an_amendment_is_told_up_to_whoever_used_the_figure(town: Town) -> None:
    await under_a_district(town)
    await sent(town)
    await town.cuc.taps("Đã nhận")
    await town.cuc.says("tổng hợp")
    await town.cuc.taps("Duyệt")
    await town.cuc.taps("Vẫn duyệt")
    await town.cuc.taps("Gửi lên")
    await town.son.taps("Đã nhận")
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    for phone in (town.tuan, town.cuc, town.son):
        assert "400 → 40" in phone.heard[-1]
        assert "412 → 52" in phone.heard[-1]
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt bổ sung")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    assert "bản bổ sung 1" in town.cuc.heard[-1]
    await town.cuc.says("tổng hợp")
    await town.cuc.taps("Duyệt bổ sung")
    await town.cuc.taps("Vẫn duyệt")
    await town.cuc.taps("Gửi lên")
    assert "bản bổ sung 1" in town.son.heard[-1]


async def test_the_districts_report_is_written_in_its_own_name(town: Town) -> None:
    await under_a_district(town)
    await sent(town)
    await town.cuc.says("cho tôi báo cáo tháng 11 bản word")
    file = await newest(town)
    assert file.name == "Báo cáo tháng 11-2026 huyện Cẩm Xuyên.docx"
    text = text_of(file)
    assert text.startswith("UBND HUYỆN CẨM XUYÊN\nPHÒNG VĂN HÓA VÀ THÔNG TIN")
    assert "Sở Khoa học và Công nghệ" in text
