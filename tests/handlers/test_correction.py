"""A report that was sent is mended, amended after the lock, or taken back."""

from __future__ import annotations

import pytest

from storage import reports
from tests.handlers.test_report import FIGURES, only
from tests.town import Somebody, Town


async def sent(who: Somebody, *figures: str) -> None:
    """A report by the six figures, sent."""
    await who.says("báo cáo", *(figures or FIGURES), "không", "không", "không", "xong", "gửi")


async def test_one_figure_is_mended_by_its_line(town: Town) -> None:
    await sent(town.hung)
    back = await town.hung.says("sua 3 = 90")
    assert "trực tiếp: 90" in back
    assert town.hung.buttons == ["Gửi", "Sửa", "Thôi"]
    assert (await only(town))["values"]["luot_huong_dan"] == 86
    receipt = await town.hung.taps("Gửi")
    report = await only(town)
    assert (report["values"]["luot_huong_dan"], report["revision"], report["status"]) == (90, 2, "submitted")
    assert report["code"] in receipt
    async with town.rows() as rows:
        assert await reports.revisions_of(rows, report["code"]) == 2


async def test_one_figure_is_mended_by_its_name(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("vneid 41 chứ không phải 14", "gửi")
    assert (await only(town))["values"]["vneid"] == 41


async def test_the_lines_are_shown_when_only_the_wish_was_said(town: Town) -> None:
    await sent(town.hung)
    assert "dòng số mấy" in await town.hung.says("SỬA")
    assert "buổi" in await town.hung.says("1")
    await town.hung.says("6")
    await town.hung.taps("Gửi")
    assert (await only(town))["values"]["so_buoi"] == 6


async def test_nothing_changes_when_it_is_dropped(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("sửa 1 = 9")
    await town.hung.taps("Thôi")
    report = await only(town)
    assert (report["values"]["so_buoi"], report["revision"]) == (5, 1)


async def test_figures_after_the_report_are_added_or_replaced(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("thêm 6 buổi nữa", "gửi")
    assert (await only(town))["values"]["so_buoi"] == 11


async def test_nothing_to_mend(town: Town) -> None:
    assert "Chưa có báo cáo nào" in await town.hung.says("sửa báo cáo")
    assert "Chưa có báo cáo nào" in await town.lan.says("sửa báo cáo")


async def test_a_correction_leaves_it_in_time(town: Town) -> None:
    await sent(town.hung)
    await town.passes(days=4)
    await town.hung.says("sửa 1 = 6", "gửi")
    report = await only(town)
    assert (report["status"], report["on_time"]) == ("submitted", True)


async def test_after_the_lock_it_is_an_amendment_and_the_commune_hears_of_it(town: Town) -> None:
    await sent(town.hung)
    await town.passes(days=10)
    await town.tuan.says("chào Trợ lý")
    await town.hung.says("sửa báo cáo tháng 11")
    assert "đính chính" in town.hung.heard[-2]
    receipt = await town.hung.says("4 = 15", "gửi")
    assert "đính chính" in receipt
    report = await only(town)
    assert (report["status"], report["revision"], report["on_time"]) == ("amended", 2, True)
    assert any("VNeID: 14 → 15" in text for text in town.tuan.heard)


async def test_the_same_figures_again_are_nothing_new(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("5 buổi")
    assert "dòng số mấy" in town.hung.heard[-1]
    assert (await only(town))["revision"] == 1


async def test_a_nil_report_gets_figures(town: Town) -> None:
    await town.hung.says("không phát sinh", "đúng")
    assert "(2/6)" in await town.hung.says("sửa 1 = 2")
    await town.hung.says("40", "10", "0", "0", "0", "gửi")
    report = await only(town)
    assert (report["nil"], report["values"]["so_buoi"], report["revision"]) == (False, 2, 2)


async def test_a_report_with_figures_becomes_nil_only_when_confirmed(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("không phát sinh")
    assert (await only(town))["nil"] is False
    await town.hung.taps("Đúng")
    report = await only(town)
    assert (report["nil"], report["revision"]) == (True, 2)


async def test_a_report_is_taken_back_and_sent_anew(town: Town) -> None:
    await sent(town.hung)
    assert town.hung.heard[-1]
    await town.hung.says("rút báo cáo")
    assert town.hung.buttons == ["Rút lại", "Giữ nguyên"]
    assert (await only(town))["status"] == "submitted"
    await town.hung.taps("Rút lại")
    assert (await only(town))["status"] == "retracted"
    await town.passes(days=3)
    await sent(town.hung, "1", "2", "30", "4", "5", "6")
    report = await only(town)
    assert (report["status"], report["revision"], report["on_time"]) == ("submitted", 2, False)


async def test_it_stays_when_he_thinks_better_of_it(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("rút báo cáo", "giữ nguyên")
    assert (await only(town))["status"] == "submitted"


async def test_another_persons_report_is_not_taken_back(town: Town) -> None:
    await sent(town.hung)
    assert "người khác gửi" in await town.nga.says("rút báo cáo")
    assert (await only(town))["status"] == "submitted"


async def test_after_the_lock_nothing_is_taken_back(town: Town) -> None:
    await sent(town.hung)
    await town.passes(days=10)
    assert "không rút được" in await town.hung.says("rút báo cáo")


@pytest.mark.parametrize(
    "words", ["gui lai bao cao", "cho tui gửi lại báo cáo", "nộp lại báo cáo tháng 11 ạ"]
)
async def test_to_send_again_takes_nothing_back(town: Town, words: str) -> None:
    await sent(town.hung)
    assert "Mình sửa dòng số mấy ạ?" in await town.hung.says(words)
    assert "trực tiếp: 90" in await town.hung.says("sửa 3 = 90")
    await town.hung.says("gửi lại báo cáo")
    report = await only(town)
    assert (report["values"]["luot_huong_dan"], report["status"]) == (90, "submitted")


async def test_after_the_lock_to_send_again_is_an_amendment(town: Town) -> None:
    await sent(town.hung)
    await town.passes(days=12)
    heard = len(town.hung.heard)
    await town.hung.says("gui lai bao cao")
    told = " ".join(town.hung.heard[heard:])
    assert "số mới sẽ được ghi là đính chính" in told
    assert "rút" not in told


async def test_of_several_the_one_that_was_sent_back_is_sent_again(town: Town) -> None:
    await sent(town.sau)
    await town.tuan.says("trả lại báo cáo thôn Bắc Hải, thiếu số VNeID")
    if "Trả lại" in town.tuan.buttons:
        await town.tuan.taps("Trả lại")
    assert (await only(town))["status"] == "returned"
    await town.sau.says("gui lai bao cao")
    await town.sau.says("sửa 4 = 8", "gửi")
    report = await only(town)
    assert (report["values"]["vneid"], report["status"]) == (8, "submitted")


async def test_who_has_sent_nothing_is_told_so(town: Town) -> None:
    assert "Chưa có báo cáo nào đã gửi" in await town.hung.says("gui lai bao cao")
