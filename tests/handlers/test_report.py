"""Leaders, deputies and members report by chat, in their own words."""

from __future__ import annotations

from typing import Any

from storage.listing import View, listed
from tests.town import Somebody, Town

FIGURES = ("5", "120", "86", "14", "9", "21")


async def stored(town: Town, unit: str | None = None) -> list[dict[str, Any]]:
    """The reports as `show reports` lists them."""
    async with town.rows() as rows:
        return await listed(rows, "reports", View(town.now.date(), unit))


async def only(town: Town) -> dict[str, Any]:
    [report] = await stored(town)
    return report


async def answers(who: Somebody, *figures: str) -> str:
    """The six figures, then nothing more: up to the read-back."""
    return await who.says("báo cáo", *(figures or FIGURES), "không có thêm", "không có", "không", "xong")


async def test_a_leader_reports_field_by_field(town: Town) -> None:
    first = await town.hung.says("bao cao")
    assert "(15/10–14/11)" in first
    assert "số buổi" in first
    last = await town.hung.says(*FIGURES)
    assert "thêm nội dung nào" in last
    assert town.hung.buttons == ["Không có thêm"]
    assert "khó khăn" in await town.hung.taps("Không có thêm")
    await town.hung.says("mạng yếu, mong xã lắp wifi ở nhà văn hóa")
    assert "ảnh" in await town.hung.taps("Không có")
    back = await town.hung.taps("Xong")
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 5" in back
    assert "4. Số người được cài đặt/kích hoạt VNeID: 14" in back
    assert town.hung.buttons == ["Gửi", "Sửa", "Để sau"]
    assert (await stored(town)) == []
    receipt = await town.hung.taps("Gửi")
    report = await only(town)
    assert f"Mã {report['code']}" in receipt
    assert "✅ UBND xã đã nhận báo cáo tháng 11 lúc 08:0" in receipt
    assert "thứ Tư, 18/11" in receipt
    assert report["unit_code"] == "18685-01"
    assert report["period"] == "2026-11"
    assert report["status"] == "submitted"
    assert report["on_time"] is True
    assert report["values"]["luot_tuyen_truyen"] == 120
    assert report["values"]["kho_khan"] == "mạng yếu, mong xã lắp wifi ở nhà văn hóa"
    assert "ho_tan_nha" not in report["values"]
