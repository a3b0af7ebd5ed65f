"""Whole talks of village leaders: corrections before and after sending, last month again, forwarded blocks."""

from __future__ import annotations

from tests.handlers.test_report import answers, only
from tests.town import Town

FORWARDED = (
    "[Tin nhắn chuyển tiếp]\n> Nga: tổ mình tháng 11 vneid 6, dvc 4, hướng dẫn 18 lượt\nanh gửi xã nhé"
)
LAST_MONTH = (
    "unit_code,period,submitted_at,so_buoi,luot_tuyen_truyen,luot_huong_dan,vneid,ho_so_dvc,tt_khong_tien_mat\n"
    "18685-01,2026-10,2026-10-16T20:00:00+07:00,4,60,50,7,8,9\n"
)


async def test_a_figure_is_mended_before_and_after_sending(town: Town) -> None:
    await town.hung.says(
        "bc t11: 5b, 120ng, hd 86, vneid 41, dvc 9, ktm 21", "không có thêm", "không có", "không"
    )
    assert "VNeID 14" in await town.hung.says("vneid 14 chứ không phải 41")
    back = await town.hung.says("xong")
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 5" in back
    assert "4. Số người được cài đặt/kích hoạt VNeID: 14" in back
    await town.hung.says("gửi")
    assert "VNeID: 12" in await town.hung.says("hạ số vneid từ 14 xuống 12 giúp")
    await town.hung.says("gửi")
    assert (await only(town))["values"]["vneid"] == 12


async def test_a_slip_is_told_in_dialect_after_sending(town: Town) -> None:
    await answers(town.hung)
    await town.hung.says("gửi")
    assert "nộp: 8" in await town.hung.says("tui ghi lộn, hồ sơ 8 chứ nỏ phải 9")


async def test_last_months_figures_are_shown_when_only_one_is_to_change(town: Town) -> None:
    await town.import_csv("reports", LAST_MONTH)
    shown = await town.hung.says("như tháng trước, chỉ đổi dòng 3")
    assert "4 buổi · 60 lượt dự · 50 lượt hướng dẫn" in shown


async def test_a_forwarded_block_is_read_and_the_rest_is_asked(town: Town) -> None:
    assert "(1/6)" in await town.hung.says(FORWARDED)
    assert "(2/6)" in await town.hung.says("2 buổi")
    assert "(6/6)" in await town.hung.says("45 người")
    await town.hung.says("chục rưỡi", "không", "không", "không", "xong")
    assert "tiền mặt: 15" in town.hung.heard[-1]


async def test_a_team_that_rested_because_of_a_flood_had_nothing_to_report(town: Town) -> None:
    said = await town.hung.says("tổ tui tháng ni nghỉ vì lụt")
    assert "không phát sinh" in said.lower() or "không có hoạt động" in said.lower()


async def test_dung_gui_without_marks_sends_nothing(town: Town) -> None:
    await answers(town.hung)
    said = await town.hung.says("dung gui")
    assert "✅" not in said
