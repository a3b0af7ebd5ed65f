"""An officer asks all teams one question; each leader answers in one message; the officer sees the tally live."""

from __future__ import annotations

from typing import Any

import pytest

from storage import listing
from tests.town import Town

WIFI = "hỏi các tổ: mỗi thôn có mấy nhà văn hóa có wifi? trước 17h thứ Sáu"


async def adhoc(town: Town) -> list[dict[str, Any]]:
    """`show reports` of kind adhoc."""
    async with town.rows() as rows:
        shown = await listing.listed(rows, "reports", listing.View(town.now.date()))
    return [one for one in shown if one["kind"] == "adhoc"]


async def asked(town: Town) -> None:
    """The IT officer has asked about wifi, until Friday, 20 November, 17:00."""
    await town.tuan.says(WIFI)
    await town.tuan.taps("Gửi")


async def test_it_is_read_back_with_the_number_of_teams_the_deadline_and_the_price(town: Town) -> None:
    assert await town.tuan.says(WIFI) == (
        "Hỏi 7 Tổ (xã Cẩm Bình), hạn 17:00 thứ Sáu, 20/11:\n"
        "«mỗi thôn có mấy nhà văn hóa có wifi?»\n"
        "Cách gửi: 7 nhắn thẳng; không tốn tiền. Gửi chứ ạ?"
    )
    await town.tuan.taps("Thôi")
    assert not any("wifi" in one for one in town.hung.heard)


async def test_leaders_answer_in_one_message_and_the_tally_is_live(town: Town) -> None:
    await asked(town)
    assert town.hung.heard[-1] == (
        "Xã Cẩm Bình hỏi nhanh: «mỗi thôn có mấy nhà văn hóa có wifi?»\n"
        "Mời nhắn lại một con số hoặc một dòng trước 17:00 thứ Sáu, 20/11 ạ."
    )
    assert "Đã ghi câu trả lời của Tổ thôn Đông Trung: 3." in await town.hung.says("3 ạ")
    assert "Đã ghi câu trả lời của Tổ thôn Hòa Bình: 2." in await town.binh.says("thôn có 2 nhà")
    await town.sau.taps("Trả lời")
    assert "«đang sửa, chưa rõ»" in await town.sau.says("đang sửa, chưa rõ")
    assert await town.tuan.says("tình hình hỏi nhanh") == (
        "«mỗi thôn có mấy nhà văn hóa có wifi?» (hạn 17:00 thứ Sáu, 20/11)\n"
        "Đã trả lời 3/7 Tổ. Tổng 5 (2 Tổ có số).\n"
        "- thôn Đông Trung: 3\n- thôn Hòa Bình: thôn có 2 nhà\n- thôn Bắc Hải: đang sửa, chưa rõ\n"
        "Chưa trả lời: Tổ xã Cẩm Bình, thôn Liên Giang, xóm 5 và thôn Tân Phong ạ."
    )
    first = (await adhoc(town))[0]
    assert first["values"]["tra_loi"] == 3
    assert first["unit_code"] == "18685-01"
    assert first["on_time"] is True


async def test_an_answer_is_corrected_by_a_revision(town: Town) -> None:
    assert "không có câu hỏi nhanh nào" in await town.hung.says("trả lời: 3")
    await asked(town)
    await town.hung.says("3")
    assert ": 4." in await town.hung.says("trả lời: 4")
    [one] = await adhoc(town)
    assert (one["values"]["tra_loi"], one["revision"]) == (4, 2)


@pytest.mark.parametrize(
    ("typed", "asked_for", "until"),
    [
        (
            "hoi cac to moi thon co may nha van hoa co wifi, tra loi truoc chieu thu sau",
            "moi thon co may nha van hoa co wifi",
            "17:00 thứ Sáu, 20/11",
        ),
        ("hỏi các tổ mấy nhà có wifi? trước 17h thứ Sáu", "mấy nhà có wifi?", "17:00 thứ Sáu, 20/11"),
        (
            "hoi nhanh cac to thon co bao nhieu nguoi gia chua co dien thoai chieu thu sau",
            "thon co bao nhieu nguoi gia chua co dien thoai",
            "17:00 thứ Sáu, 20/11",
        ),
        (
            "hoi tat ca cac to mai ai di tap huan duoc, han sang thu 5",
            "mai ai di tap huan duoc",
            "11:00 thứ Năm, 19/11",
        ),
        (
            "hỏi các tổ trưởng thôn có mấy máy tính, tối mai trả lời",
            "thôn có mấy máy tính",
            "21:00 thứ Ba, 17/11",
        ),
        (
            "hỏi các tổ: có mấy hộ trong thôn chưa có mạng? trước trưa thứ Tư",
            "có mấy hộ trong thôn chưa có mạng?",
            "12:00 thứ Tư, 18/11",
        ),
        (
            "yeu cau cac to bao cao so ho co mang truoc ngay 25",
            "bao cao so ho co mang",
            "23:59 thứ Ba, 24/11",
        ),
    ],
)
async def test_the_question_is_told_without_the_order_and_the_deadline_by_the_part_of_the_day(
    town: Town, typed: str, asked_for: str, until: str
) -> None:
    said = await town.tuan.says(typed)
    assert f"hạn {until}:\n«{asked_for}»\n" in said


async def test_the_deadline_asked_for_is_the_end_of_that_part_of_the_day(town: Town) -> None:
    await town.chairman.says("yêu cầu báo cáo đột xuất", "số hộ bị ngập của từng thôn")
    assert "hạn 17:00 thứ Sáu, 20/11" in await town.chairman.says("chieu thu sau")


async def test_an_explicit_answer_is_not_asked_about_again(town: Town) -> None:
    await asked(town)
    await town.tuan.says("hỏi các tổ: mấy nhà có máy tính? trước 17h thứ Sáu")
    await town.tuan.taps("Gửi")
    assert "câu nào" in await town.hung.says("trả lời: 3")
    assert "✅ Đã ghi câu trả lời của Tổ thôn Đông Trung: 3." in await town.hung.says("2")
    assert "câu nào" in await town.sau.says("4")
    assert "✅ Đã ghi câu trả lời của Tổ thôn Bắc Hải: 4." in await town.sau.says("1")


async def test_a_sure_message_stays_what_it_is_and_a_doubtful_one_is_asked_about(town: Town) -> None:
    await asked(town)
    assert "lượt" in await town.hung.says("báo cáo 5 buổi 120 người")
    await town.hung.says("hủy")
    assert "là câu trả lời cho câu hỏi nhanh" in await town.sau.says("ở bên nhà cũ của hợp tác xã ấy")
    await town.sau.taps("Không")
    assert await adhoc(town) == []


async def test_who_has_not_answered_is_reminded_and_late_answers_are_marked(town: Town) -> None:
    await asked(town)
    await town.hung.says("3")
    await town.until(town.now.replace(day=20, hour=15, minute=0))
    assert not any("trả lời câu hỏi nhanh" in one for one in town.hung.heard)
    assert any("hạn 17:00 thứ Sáu, 20/11 trả lời câu hỏi nhanh" in one for one in town.sau.heard)
    await town.until(town.now.replace(hour=17, minute=5))
    assert "1/7 Tổ trả lời, tổng 3. Chưa trả lời:" in town.tuan.heard[-1]
    assert "2 (sau hạn 17:00 thứ Sáu, 20/11)" in await town.sau.says("2")
    for words in (
        "tình hình hỏi nhanh",
        "tình hình câu hỏi",
        "tinh hinh cau hoi",
        "ket qua hoi cac to",
        "các tổ trả lời đến đâu rồi",
        "to nao chua tra loi",
        "hỏi đến đâu rồi",
    ):
        assert "- thôn Bắc Hải: 2 (sau hạn)" in await town.tuan.says(words)
    assert "dành cho lãnh đạo" in await town.hung.says("ai chưa trả lời")
    assert [one["on_time"] for one in await adhoc(town)] == [True, False]


async def test_what_is_missing_is_asked_for(town: Town) -> None:
    assert "Hỏi các Tổ điều gì" in await town.chairman.says("yêu cầu báo cáo đột xuất")
    asked_for = await town.chairman.says("số hộ bị ngập của từng thôn")
    assert "Hạn trả lời lúc nào" in asked_for
    assert "soạn câu hỏi nhanh gửi 7 Tổ (xã Cẩm Bình): «số hộ bị ngập của từng thôn»" in asked_for
    assert "Hạn cần sau bây giờ" in await town.chairman.says("17h ngày 10/11")
    assert "hạn 20:00 thứ Hai, 16/11" in await town.chairman.says("20h tối nay")


async def test_only_the_named_teams_and_only_by_who_may(town: Town) -> None:
    assert "Hỏi 2 Tổ" in await town.tan.says(
        "hỏi các tổ thôn Bắc Hải, Liên Giang: còn bao nhiêu hộ chưa lắp mạng? trả lời trước 21h tối nay"
    )
    await town.tan.taps("Thôi")
    assert "Gửi chứ ạ" not in await town.hung.says(WIFI)


async def test_at_the_last_answer_who_asked_hears_it(town: Town) -> None:
    await town.tan.says("hỏi các tổ thôn Bắc Hải: mấy hộ mất điện? trước 21h tối nay")
    await town.tan.taps("Gửi")
    await town.sau.says("12")
    assert town.tan.heard[-1].startswith(
        "Đủ câu trả lời cho «mấy hộ mất điện?» ạ.\nĐã trả lời 1/1 Tổ. Tổng 12"
    )
    await town.passes(hours=2)
    assert not any("trả lời câu hỏi nhanh" in one for one in town.sau.heard)


async def test_a_months_report_is_no_answer_to_a_question(town: Town) -> None:
    await asked(town)
    said = await town.hung.says("bc thang 11 3 buoi, 60 nguoi, hd 20, vneid 5, dvc 2, thanh toan 4")
    assert "câu trả lời" not in said
    assert await adhoc(town) == []


async def test_of_two_questions_words_are_taken_for_neither(town: Town) -> None:
    await asked(town)
    await town.tuan.says("hỏi các tổ: mấy người biết dùng máy chiếu? trước 17h thứ Năm")
    await town.tuan.taps("Gửi")
    assert "Trả lời cho câu nào" not in await town.hung.says("con em bị ốm mấy hôm nay")
    assert "Trả lời cho câu nào" in await town.hung.says("3")
    await town.hung.says("hủy")
    await town.passes(days=3, hours=10)  # past 17:00 on Thursday: one is over
    assert "Trả lời cho câu nào" not in await town.hung.says("3")
    assert "Trả lời cho câu nào" in await town.hung.says("trả lời: 3")


async def test_a_meeting_is_announced_and_asked_of_nobody(town: Town) -> None:
    for said in (
        "hop cac to truong luc 2h chieu mai o nha van hoa",
        "bao cac to truong mai hop 2h chieu",
        "mời các tổ trưởng mai 14h họp tại hội trường xã",
    ):
        answer = await town.chairman.says(said)
        assert f"Gửi tới 7 Tổ trưởng (xã Cẩm Bình):\n«{said[:1].upper()}{said[1:]}»" in answer
        await town.chairman.taps("Thôi")


@pytest.mark.parametrize("words", ["ko co", "không có", "khong co ai", "chưa có ạ"])
async def test_none_said_to_a_question_is_no_nil_report(town: Town, words: str) -> None:
    await asked(town)
    answer = await town.sau.says(words)
    assert f"Ghi «{words}» là câu trả lời cho câu hỏi nhanh của xã phải không ạ?" in answer
    await town.sau.taps("Đúng")
    assert "Đã ghi câu trả lời của Tổ thôn Bắc Hải" in town.sau.heard[-1]
    assert [one["values"]["noi_dung"] for one in await adhoc(town)] == [words.removesuffix(" ạ")]


async def test_without_a_question_none_said_is_a_nil_report_still(town: Town) -> None:
    await asked(town)
    await town.sau.says("2")
    assert "không phát sinh hoạt động nào" in await town.sau.says("ko co")


@pytest.mark.parametrize("words", ["nham, 2", "à nhầm 2", "lộn rồi, 2", "nhầm, phải là 2", "ghi nhầm: 2 ạ"])
async def test_a_slip_is_mended_by_who_has_just_answered(town: Town, words: str) -> None:
    await asked(town)
    await town.sau.says("3")
    assert "Đã ghi câu trả lời của Tổ thôn Bắc Hải: 2" in await town.sau.says(words)
    assert [one["values"]["tra_loi"] for one in await adhoc(town)] == [2]


async def test_a_slip_after_a_report_is_of_the_report(town: Town) -> None:
    await asked(town)
    await town.sau.says("3", "báo cáo tháng 11 không phát sinh", "đúng")
    assert "câu trả lời" not in await town.sau.says("nhầm, 2")
    assert [one["values"]["tra_loi"] for one in await adhoc(town)] == [3]
