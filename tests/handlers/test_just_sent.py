"""What follows right after a report was sent: an afterthought, a photo, a second press; and what is asked between."""

from __future__ import annotations

from tests.handlers.test_correction import sent
from tests.handlers.test_report import FIGURES, answers, only, stored
from tests.town import Town


async def test_an_afterthought_is_about_the_report_just_sent(town: Town) -> None:
    await town.passes(days=12)
    for afterthought in ("a khoan co 2 buoi 40 nguoi quen mat", "a ma co 1 buoi 25 nguoi"):
        await town.hung.says("bc thang 11 khong phat sinh", "dung")
        asked = await town.hung.says(afterthought)
        assert "15/10–14/11" in asked or "ghi là" in asked, asked
        assert "tháng 12" not in asked
        await town.hung.says("hủy")
    assert len(await stored(town)) == 1


async def test_what_is_added_goes_to_the_report_just_sent(town: Town) -> None:
    await town.passes(days=12)
    await town.hung.says("báo cáo tháng 11", "5", "120", "86", "14", "9", "21")
    await town.hung.says("không", "không", "không", "xong", "gửi")
    back = await town.hung.says("bo sung them 2 ho so dvc")
    assert "báo cáo tháng 11" in back
    assert "nộp: 11" in back


async def test_figures_a_week_later_are_of_the_next_period(town: Town) -> None:
    await town.passes(days=3)
    await sent(town.hung)
    await town.passes(days=12)
    await town.hung.says("bo sung them 2 ho so dvc")
    assert "tháng 12" in "".join(town.hung.heard[-2:])


async def test_a_photo_goes_with_the_report_just_sent_by_one_press(town: Town) -> None:
    await sent(town.hung)
    assert "báo cáo tháng 11 vừa gửi" in await town.hung.sends_photo()
    assert "Ảnh" in await town.hung.taps("Kèm vào báo cáo")
    await town.hung.taps("Gửi")
    report = await only(town)
    assert (report["values"]["anh"], report["revision"]) == (1, 2)


async def test_a_photo_goes_with_a_nil_report_just_sent_which_stays_one(town: Town) -> None:
    await town.hung.says("không phát sinh", "đúng")
    assert "báo cáo tháng 11 vừa gửi" in await town.hung.sends_photo()
    back = await town.hung.taps("Kèm vào báo cáo")
    assert "không phát sinh hoạt động nào, kèm 1 ảnh" in back
    assert town.hung.buttons == ["Đúng", "Có hoạt động"]
    assert "đã nhận báo cáo tháng 11" in await town.hung.taps("Đúng")
    report = await only(town)
    assert (report["nil"], report["values"]["anh"], report["revision"]) == (True, 1, 2)
    assert not any(value for key, value in report["values"].items() if key != "anh")


async def test_a_photo_of_what_was_done_after_all_asks_for_the_figures(town: Town) -> None:
    await town.hung.says("không phát sinh", "đúng")
    await town.hung.sends_photo()
    await town.hung.taps("Kèm vào báo cáo")
    assert "(1/6)" in await town.hung.taps("Có hoạt động")
    back = await town.hung.says(*FIGURES)
    assert "Số buổi tuyên truyền, hướng dẫn tập trung: 5" in back
    await town.hung.says("gửi")
    report = await only(town)
    assert (report["nil"], report["values"]["anh"], report["values"]["vneid"]) == (False, 1, 14)


async def test_gui_pressed_twice_says_that_it_was_received(town: Town) -> None:
    await sent(town.hung)
    code = (await only(town))["code"]
    again = await town.hung.taps("Gửi")
    assert "đã nhận báo cáo tháng 11" in again
    assert code in again


async def test_was_it_received_is_about_the_report_being_written(town: Town) -> None:
    await town.passes(days=12)
    await town.hung.says("báo cáo tháng 11", "5")
    await town.hung.says("xa nhan chua")
    assert any("tháng 11 (15/10–14/11); đã qua hạn thứ Tư, 18/11" in text for text in town.hung.heard[-2:])


async def test_a_question_between_does_not_bring_the_whole_read_back_again(town: Town) -> None:
    await answers(town.hung)
    again = await town.hung.says("bao giờ đến hạn")
    assert "chưa gửi. Gửi UBND xã ạ?" in again
    assert "VNeID" not in again
    assert town.hung.buttons == ["Gửi", "Sửa", "Để sau"]
    assert "VNeID: 14" in await town.hung.says("xem lại")
    await town.hung.says("gửi")
    assert (await only(town))["status"] == "submitted"


async def test_why_asked_by_a_leader(town: Town) -> None:
    assert "số trong báo cáo Tổ đã gửi" in await town.hung.says("vi sao 86")
    await answers(town.hung)
    await town.hung.says("vì sao")
    assert any("đã gõ cho báo cáo đang viết" in text for text in town.hung.heard[-2:])
