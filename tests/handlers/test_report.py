"""Leaders, deputies and members report by chat, in their own words."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people import Office
from storage import attachments, people, reports
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


async def test_several_figures_in_one_message_and_only_the_rest_is_asked(town: Town) -> None:
    asked = await town.hung.says("5 buoi 120 nguoi vneid 14")
    assert "được hướng dẫn, hỗ trợ trực tiếp" in asked
    await town.hung.says("86", "9", "21", "hộ tận nhà 12, chữ ký số 3", "ko", "không có", "xong")
    back = town.hung.heard[-1]
    assert "7. Số hộ được đến tận nhà hướng dẫn: 12" in back
    assert "8. Số người được cấp/cài chữ ký số cá nhân: 3" in back
    await town.hung.says("gửi")
    report = await only(town)
    assert report["values"]["so_buoi"] == 5
    assert report["values"]["chu_ky_so"] == 3


async def test_six_bare_figures_in_order_are_shown_and_confirmed(town: Town) -> None:
    await town.hung.says("báo cáo")
    shown = await town.hung.says("3 45 20 0 7 12")
    assert "3 buổi · 45 lượt dự · 20 lượt hướng dẫn · 0 VNeID" in shown
    assert town.hung.buttons == ["Đúng", "Sửa"]
    await town.hung.taps("Đúng")
    await town.hung.says("không", "không", "không", "xong")
    await town.hung.taps("Gửi")
    assert (await only(town))["values"]["vneid"] == 0


async def test_six_bare_figures_refused_are_asked_one_by_one(town: Town) -> None:
    await town.hung.says("bc 3 45 20 0 7 12")
    await town.hung.taps("Sửa")
    assert "số buổi" in town.hung.heard[-1]


async def test_vague_and_wide_answers_are_asked_again(town: Town) -> None:
    await town.hung.says("báo cáo")
    assert "2 hay 3" in await town.hung.says("2-3 buổi")
    assert "một con số cụ thể" in await town.hung.says("nhiều lắm")
    assert "0 đến 100 buổi" in await town.hung.says("101")
    assert "nhỏ hơn 0" in await town.hung.says("-5")
    assert "bỏ qua" in await town.hung.says("chưa có số liệu")
    assert "lượt người dự" in await town.hung.says("2")
    assert "Trợ lý ghi là 30 lượt" in await town.hung.says("khoảng 30 chi đó")
    assert "hướng dẫn, hỗ trợ trực tiếp" in await town.hung.says("đúng")


async def test_a_doubtful_figure_refused_is_asked_anew(town: Town) -> None:
    await town.hung.says("báo cáo", "2", "khoảng 30")
    assert "lượt người dự" in await town.hung.says("không")
    await town.hung.says("tầm 40")
    assert "hướng dẫn, hỗ trợ trực tiếp" in await town.hung.says("38")
    await town.hung.says("quay lại")
    assert "lượt người dự" in town.hung.heard[-1]


async def test_an_unusual_figure_is_confirmed_once(town: Town) -> None:
    await town.hung.says("báo cáo")
    assert "nhiều hơn thường gặp (20)" in await town.hung.says("25")
    await town.hung.taps("Đúng")
    await town.hung.says("300", "10", "14", "9", "21", "không", "không", "không", "xong")
    back = town.hung.heard[-1]
    assert "nhiều hơn thường gặp" not in back
    assert "10 lượt là ít hơn số người được hướng dẫn thanh toán không tiền mặt (21)" in back
    await town.hung.taps("Gửi")
    assert (await only(town))["values"]["so_buoi"] == 25


async def test_people_at_no_meeting_are_doubted(town: Town) -> None:
    await town.hung.says("báo cáo", "0")
    assert "45 lượt mà số buổi" in await town.hung.says("45")


async def test_lines_are_mended_in_the_read_back(town: Town) -> None:
    await answers(town.hung)
    assert "3. Tổng số lượt người dân được hướng dẫn, hỗ trợ trực tiếp: 40" in await town.hung.says(
        "sửa 3 = 40"
    )
    assert "VNeID: 15" in await town.hung.says("vneid 15 chứ không phải 14")
    assert "dòng số mấy" in await town.hung.taps("Sửa")
    assert "số hồ sơ dịch vụ công" in await town.hung.says("5")
    assert "nộp: 11" in await town.hung.says("11")
    assert "chưa gửi" in await town.hung.says("chưa, để tui coi lại đã")
    await town.hung.says("gửi đi")
    values = (await only(town))["values"]
    assert (values["luot_huong_dan"], values["vneid"], values["ho_so_dvc"]) == (40, 15, 11)


async def test_a_report_put_off_is_found_again(town: Town) -> None:
    await answers(town.hung)
    put_off = await town.hung.taps("Để sau")
    report = await only(town)
    assert report["status"] == "draft"
    assert report["submitted_at"] is None
    assert report["code"] in put_off
    await town.hung.says("báo cáo")
    assert "bản soạn dở" in town.hung.heard[-2]
    await town.hung.taps("Gửi")
    again = await only(town)
    assert (again["code"], again["status"], again["revision"]) == (report["code"], "submitted", 1)


async def test_nothing_happened_is_confirmed_and_is_not_zero_by_default(town: Town) -> None:
    asked = await town.hung.says("không phát sinh")
    assert "không phát sinh hoạt động nào" in asked
    assert (await stored(town)) == []
    await town.hung.taps("Đúng")
    report = await only(town)
    assert report["nil"] is True
    assert set(report["values"].values()) == {0}
    assert len(report["values"]) == 13


async def test_the_word_of_the_reminder_makes_a_nil_report(town: Town) -> None:
    await town.hung.says("KHONG CO", "dung")
    assert (await only(town))["nil"] is True


async def test_nothing_happened_may_be_taken_back(town: Town) -> None:
    await town.hung.says("báo cáo", "không phát sinh hoạt động gì")
    assert "số buổi" in await town.hung.taps("Có hoạt động")


async def test_zero_meetings_are_no_nil_report(town: Town) -> None:
    await town.hung.says(
        "báo cáo", "không", "0", "4", "1", "0", "0", "không", "không", "không", "xong", "gửi"
    )
    report = await only(town)
    assert report["nil"] is False
    assert report["values"]["so_buoi"] == 0


async def test_like_last_month_shows_the_figures_first(town: Town) -> None:
    await town.import_csv(
        "reports",
        "unit_code,period,submitted_at,so_buoi,luot_tuyen_truyen,luot_huong_dan,vneid,ho_so_dvc,tt_khong_tien_mat\n"
        "18685-01,2026-10,2026-10-16T20:00:00+07:00,4,60,50,7,8,9\n",
    )
    await town.hung.says("báo cáo")
    assert "4 buổi · 60 lượt dự · 50 lượt hướng dẫn" in await town.hung.says("như tháng trước")
    await town.hung.taps("Đúng")
    await town.hung.says("không", "không", "không", "xong")
    assert "2. Số lượt người dự tuyên truyền: 60" in town.hung.heard[-1]


async def test_three_times_the_usual_is_doubted(town: Town) -> None:
    await town.import_csv(
        "reports", "unit_code,period,submitted_at,so_buoi\n18685-01,2026-10,2026-10-16T20:00:00+07:00,2\n"
    )
    await town.hung.says("báo cáo")
    assert "gấp ba" in await town.hung.says("7")


async def test_a_month_of_last_year_is_not_the_one_whose_window_runs(town: Town) -> None:
    await town.hung.says("báo cáo tháng 12/2025 3 buổi")
    assert "tháng 12/2025" in "".join(town.hung.heard[-2:])


async def test_a_report_before_its_window_closes_and_one_after_the_due_date(town: Town) -> None:
    await town.hung.says("báo cáo tháng 12")
    assert "thứ Hai, 14/12 mới khép" in town.hung.heard[-2]
    await town.hung.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    assert (await only(town))["period"] == "2026-12"
    await town.passes(days=3)
    await town.binh.says("báo cáo")
    assert "đã qua hạn thứ Tư, 18/11" in town.binh.heard[-2]
    receipt = await town.binh.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    assert "nộp muộn" in receipt
    late = next(one for one in await stored(town) if one["unit_code"] == "18685-02")
    assert late["on_time"] is False


async def test_after_the_24th_the_period_that_is_owed_is_offered(town: Town) -> None:
    await town.passes(days=10)
    await town.hung.says("báo cáo")
    assert town.hung.buttons == ["Tháng 11", "Tháng 12"]
    await town.hung.taps("Tháng 11")
    await town.hung.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    report = await only(town)
    assert (report["period"], report["on_time"]) == ("2026-11", False)


async def test_an_older_period_is_named_and_a_very_old_one_refused(town: Town) -> None:
    assert "(15/9–14/10)" in await town.hung.says("bc thang 10")
    await town.hung.says("hủy")
    assert "đã lâu" in await town.hung.says("báo cáo tháng 3 năm 2024")


async def test_figures_of_two_months_are_never_added_up(town: Town) -> None:
    asked = await town.hung.says("bc t10 3b 95 ng, t11 2b 60 ng")
    assert "tháng 10 và tháng 11" in asked
    assert "tháng nào trước" in asked
    assert town.hung.buttons == ["Tháng 10", "Tháng 11"]
    assert await stored(town) == []
    first = await town.hung.taps("Tháng 10")
    assert "(15/9–14/10)" in first
    assert "số buổi" in first
    again = await town.hung.says("t10 3 buổi 95 người, t11 2 buổi 60 người")
    assert "chỉ gửi số của tháng 10" in again
    assert "số buổi" in again
    await town.hung.says("3 buổi 95 người", "86", "14", "9", "21", "không", "không", "không", "xong", "gửi")
    report = await only(town)
    assert (report["period"], report["values"]["so_buoi"]) == ("2026-10", 3)
    assert report["values"]["luot_tuyen_truyen"] == 95


async def test_two_months_while_the_period_is_asked(town: Town) -> None:
    await town.passes(days=10)
    await town.hung.says("báo cáo")
    assert town.hung.buttons == ["Tháng 11", "Tháng 12"]
    await town.hung.says("t11 3b 95 ng, t12 2b 60 ng")
    assert town.hung.buttons == ["Tháng 11", "Tháng 12"]
    assert await stored(town) == []


async def test_a_correction_of_two_months_changes_none(town: Town) -> None:
    await answers(town.hung)
    await town.hung.says("gửi")
    asked = await town.hung.says("sửa tháng 10 3 buổi thành 4, tháng 11 2 buổi")
    assert "tháng nào trước" in asked
    assert (await only(town))["values"]["so_buoi"] == 5
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 5" in await town.hung.taps("Tháng 11")


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("t10: 3 buổi 40 người", "tháng 10"),
        ("báo cáo tháng 10 3 buổi", "tháng 10"),
        ("tháng 10: 3", "tháng 10"),
        ("bc t10 ko phát sinh", "tháng 10"),
        ("báo cáo tháng 11/2025 3 buổi", "tháng 11/2025"),
        ("báo cáo tháng 12/2025 3 buổi 40 người", "tháng 12/2025"),
    ],
)
async def test_figures_of_another_month_do_not_go_into_the_open_report(
    town: Town, said: str, month: str
) -> None:
    await town.hung.says("báo cáo")
    told = await town.hung.says(said)
    assert f"Tin này nói {month}" in told
    assert "của tháng 11" in told
    assert f"«báo cáo {month}»" in told
    assert "(1/6)" in told
    assert "(2/6)" in await town.hung.says("tháng 11: 5 buổi")
    told = await town.hung.says(said)
    assert f"Tin này nói {month}" in told
    assert "(2/6)" in told


async def test_another_month_at_the_question_for_words_and_in_a_correction(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không có thêm")
    assert "Tin này nói tháng 10" in await town.hung.says("báo cáo tháng 10: 3 buổi, 40 người")
    await town.hung.says("tháng 10 mất mạng cả tuần", "không", "xong", "gửi")
    values = (await only(town))["values"]
    assert (values["so_buoi"], values["luot_tuyen_truyen"]) == (5, 120)
    assert values["kho_khan"] == "tháng 10 mất mạng cả tuần"
    await town.hung.says("sửa báo cáo")
    told = await town.hung.says("t10: 3 buổi 40 người")
    assert "Tin này nói tháng 10" in told
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 5" in told


@pytest.mark.parametrize(
    "said",
    [
        "nhiều hơn tháng 10, 3 buổi 40 người",
        "3 buổi 40 người, từ tháng 10 mất mạng",
        "cuối tháng 10 làm 3 buổi 40 người",
        "tháng 10 nộp rồi, tháng 11 3 buổi 40 người",
        "tháng này 3 buổi 40 người",
        "t11: 3 buổi 40 người",
    ],
)
async def test_a_month_beside_the_figures_of_the_open_report_is_no_other_report(
    town: Town, said: str
) -> None:
    await town.hung.says("báo cáo")
    assert "(3/6)" in await town.hung.says(said)


async def test_december_without_a_year_goes_into_the_december_report_said_in_november(town: Town) -> None:
    await town.hung.says("báo cáo tháng 12")
    assert "(3/6)" in await town.hung.says("t12: 3 buổi 40 người")
    assert "Tin này nói tháng 12/2025" in await town.hung.says("báo cáo tháng 12/2025: hướng dẫn 4, vneid 5")


@pytest.mark.parametrize("said", ["báo cáo thôn Không Có", "bc Tổ thôn Xuân Mới tháng 10"])
async def test_the_report_of_a_village_that_does_not_exist_opens_no_report(town: Town, said: str) -> None:
    told = await town.hung.says(said)
    assert told.startswith("Trợ lý chưa thấy thôn nào tên như vậy ạ.")
    assert "gõ «báo cáo»" in told
    assert await town.chairman.says(said) == "Trợ lý chưa thấy thôn nào tên như vậy ạ."


@pytest.mark.parametrize(
    "said",
    [
        "báo cáo thôn",
        "báo cáo thôn em",
        "Báo Cáo Thôn Em",
        "BÁO CÁO THÔN MÌNH",
        "báo cáo thôn 5 buổi",
        "báo cáo thôn Đông Trunk",
    ],
)
async def test_the_report_of_the_village_is_ones_own(town: Town, said: str) -> None:
    assert "Trong kỳ (15/10–14/11)" in await town.hung.says(said)


async def test_who_may_not_report_is_told_kindly(town: Town) -> None:
    assert "gặp cán bộ" in await town.lan.says("báo cáo")
    assert "Tổ trưởng" in await town.chairman.says("báo cáo")
    assert (await stored(town)) == []


async def test_the_deputy_reports_in_his_own_right(town: Town) -> None:
    await answers(town.nga)
    await town.nga.taps("Gửi")
    assert (await only(town))["submitted_by"] == "P012"


async def test_a_members_draft_is_sent_by_the_leader(town: Town) -> None:
    await answers(town.minh)
    assert "Gửi Tổ trưởng" in town.minh.heard[-1]
    await town.minh.taps("Gửi")
    assert (await only(town))["status"] == "draft"
    assert "5 buổi · 120 lượt dự" in town.binh.heard[-1]
    await town.binh.taps("Gửi")
    report = await only(town)
    assert (report["status"], report["submitted_by"]) == ("submitted", "P021")
    assert "Tổ trưởng đã gửi" in town.minh.heard[-1]
    await town.binh.taps("Gửi")
    assert "đã được bấm" in town.binh.heard[-1]


async def test_a_changed_draft_is_not_sent_unseen(town: Town) -> None:
    await answers(town.minh)
    await town.minh.taps("Gửi")
    old = town.binh.messages[-1]
    await town.minh.says("báo cáo", "sửa 1 = 6", "gửi")
    town.binh.phone.tap(old.id, "Gửi")
    await town.settle()
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 6" in town.binh.heard[-1]
    assert (await only(town))["status"] == "draft"


async def test_the_leader_goes_through_a_draft_himself(town: Town) -> None:
    await answers(town.minh)
    await town.minh.taps("Gửi")
    assert "dòng số mấy" in await town.binh.taps("Sửa")
    await town.binh.says("1 = 4", "gửi")
    report = await only(town)
    assert (report["status"], report["values"]["so_buoi"]) == ("submitted", 4)


async def test_a_second_reporters_figures_wait_for_the_leader(town: Town) -> None:
    await answers(town.hung)
    await town.hung.taps("Gửi")
    stands = await town.nga.says("báo cáo")
    assert "Người gửi: bác Hùng" in stands
    await town.nga.taps("Sửa báo cáo")
    await town.nga.says("sửa 4 = 41", "gửi")
    assert (await only(town))["values"]["vneid"] == 14
    assert "VNeID: 14 → 41" in town.hung.heard[-1]
    assert town.hung.buttons == ["Dùng số mới", "Giữ số cũ"]
    await town.hung.taps("Dùng số mới")
    report = await only(town)
    assert (report["values"]["vneid"], report["revision"]) == (41, 2)
    assert "đã dùng số mới" in town.nga.heard[-1]


async def test_the_leader_keeps_what_was_sent(town: Town) -> None:
    await answers(town.nga)
    await town.nga.taps("Gửi")
    await town.hung.says("sửa báo cáo")
    await town.hung.says("hủy")
    await town.tuan.says("nhập hộ thôn Đông Trung")
    await town.tuan.says("sửa báo cáo thôn Đông Trung", "1 = 9", "gửi")
    await town.hung.taps("Giữ số cũ")
    report = await only(town)
    assert (report["values"]["so_buoi"], report["revision"]) == (5, 1)
    await town.hung.taps("Dùng số mới")
    assert (await only(town))["values"]["so_buoi"] == 5


async def test_a_proposal_on_figures_that_have_changed_has_no_effect(town: Town) -> None:
    await answers(town.hung)
    await town.hung.taps("Gửi")
    await town.nga.says("sửa 4 = 41", "gửi")
    await town.hung.says("sửa 4 = 20", "gửi")
    await town.hung.taps("Dùng số mới")
    assert "không còn tác dụng" in town.hung.heard[-1]
    assert (await only(town))["values"]["vneid"] == 20


async def test_an_officer_types_it_in_for_a_team(town: Town) -> None:
    await town.tuan.says("nhập hộ thôn Đông Trung")
    assert "Nhập hộ Tổ thôn Đông Trung" in town.tuan.heard[-2]
    await town.tuan.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    report = await only(town)
    assert (report["unit_code"], report["submitted_by"]) == ("18685-01", "P004")
    assert "đã nhập hộ" in town.hung.heard[-1]
    async with town.rows() as rows:
        kept = await reports.by_code(rows, report["code"])
    assert kept is not None
    assert kept.on_behalf_of == "P011"


async def test_the_commune_team_reports_its_own_work(town: Town) -> None:
    await answers(town.tan)
    await town.tan.taps("Gửi")
    assert (await only(town))["unit_code"] == "18685"


async def test_an_officer_without_a_team_chooses_one(town: Town) -> None:
    listed_teams = await town.hong.says("báo cáo")
    assert "Gõ số thứ tự" in listed_teams
    await town.hong.says("Bắc Hải")
    assert "Nhập hộ Tổ thôn Bắc Hải" in town.hong.heard[-2]


async def test_two_leaders_of_different_teams_do_not_meet(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    await town.binh.says("báo cáo", "7")
    await town.hung.says("100", "hủy")
    await town.binh.says("70", "40", "1", "2", "3", "không", "không", "không", "xong", "gửi")
    report = await only(town)
    assert (report["unit_code"], report["values"]["so_buoi"]) == ("18685-02", 7)


async def test_everything_passed_over_cannot_be_sent(town: Town) -> None:
    await town.hung.says("báo cáo", *["bỏ qua"] * 6, "không", "không", "không", "xong")
    assert "chưa có số" in town.hung.heard[-1]
    assert "Chưa có con số nào" in await town.hung.taps("Gửi")
    assert (await stored(town)) == []


async def test_photos_belong_to_the_open_report(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không", "không", "không")
    await town.hung.sends_photo()
    assert "1/5 ảnh" in town.hung.heard[-1]
    for _ in range(5):
        await town.hung.sends_photo()
    assert any("tối đa 5 ảnh" in text for text in town.hung.heard)
    await town.hung.says("xong", "gửi")
    report = await only(town)
    assert report["values"]["anh"] == 5
    async with town.rows() as rows:
        kept = await reports.by_code(rows, report["code"])
        assert kept is not None
        assert await attachments.count_of(rows, kept.id) == 5


async def test_a_photo_sent_while_the_period_is_asked_goes_into_the_report(town: Town) -> None:
    town.world.clock.jump_to(town.now.replace(month=12, day=5))
    assert "kỳ nào" in await town.hung.says("báo cáo 5 buổi 120 người")
    await town.hung.sends_photo()
    assert any("Đã thêm ảnh vào báo cáo (1/5)" in text for text in town.hung.heard)
    assert "(15/11–14/12)" in await town.hung.says("kỳ này")
    await town.hung.sends_photo()
    assert any("Đã thêm ảnh vào báo cáo (2/5)" in text for text in town.hung.heard)


async def test_a_person_with_two_teams_is_asked_which(town: Town) -> None:
    await town.import_csv(
        "people",
        "person_id,name,birth_year,sex,phone,unit_code,office,zalo_user_id,valid_from\n"
        "P011,Nguyễn Văn Hùng,1962,nam,0912000011,18685-03,to_pho,8001000000000000011,2026-11-01\n",
    )
    assert "Tổ nào" in await town.hung.says("báo cáo 5 buổi")
    asked = await town.hung.says("Đông Trung")
    assert "lượt người dự" in asked
    await town.hung.says("120", "86", "14", "9", "21", "không", "không", "không", "xong", "gửi")
    assert (await only(town))["unit_code"] == "18685-01"
    assert "số buổi" in await town.hung.says("báo cáo thôn Liên Giang")


async def test_a_line_already_answered_is_mended_on_the_way(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "120")
    assert "hướng dẫn, hỗ trợ trực tiếp" in await town.hung.says("sửa 1 = 6")
    await town.hung.says("86", "14", "9", "21", "không", "không", "không", "xong")
    assert "1. Số buổi tuyên truyền, hướng dẫn tập trung: 6" in town.hung.heard[-1]
    assert "3. Tổng số lượt người dân được hướng dẫn, hỗ trợ trực tiếp: 86" in town.hung.heard[-1]


async def test_an_answer_that_names_another_figure_is_not_taken_silently(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    asked = await town.hung.says("à quên, số buổi là 6")
    assert "Đã ghi lại: số buổi tuyên truyền, hướng dẫn tập trung 6." in asked
    assert "lượt người dự" in asked


async def test_words_are_no_difficulty_when_there_is_none(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không", "ko", "Không có ạ")
    assert "ảnh" in town.hung.heard[-1]
    await town.hung.says("xong", "gửi")
    assert set((await only(town))["values"]) == {
        "so_buoi",
        "luot_tuyen_truyen",
        "luot_huong_dan",
        "vneid",
        "ho_so_dvc",
        "tt_khong_tien_mat",
    }


async def test_a_resident_with_figures_is_not_recorded(town: Town) -> None:
    await town.lan.says("5 buổi 120 người vneid 14")
    assert (await stored(town)) == []


async def test_another_communes_team_is_out_of_an_officers_reach(town: Town) -> None:
    await town.giot.says("nhập hộ thôn Đông Trung")
    assert (await stored(town)) == []


async def test_figures_that_came_in_meanwhile_are_not_overwritten_unseen(town: Town) -> None:
    await answers(town.hung)
    await town.nga.says("báo cáo", "7", *FIGURES[1:], "không", "không", "không", "xong", "gửi")
    await town.hung.taps("Gửi")
    assert (await only(town))["values"]["so_buoi"] == 7
    assert "tập trung: 7 → 5" in town.hung.heard[-1]
    await town.hung.taps("Dùng số mới")
    report = await only(town)
    assert (report["values"]["so_buoi"], report["submitted_by"], report["revision"]) == (5, "P011", 2)


async def test_a_draft_of_a_team_without_a_leader_goes_to_the_commune(town: Town) -> None:
    async with town.database.write() as rows:
        held = await people.offices_in(rows, ["18685-02"], town.now.date(), (Office.TO_TRUONG, Office.TO_PHO))
        for one in held:
            await people.end(rows, one, town.now.date())
    await answers(town.minh)
    await town.minh.taps("Gửi")
    await town.tuan.taps("Gửi")
    report = await only(town)
    assert (report["status"], report["submitted_by"]) == ("submitted", "P004")


async def test_a_figure_out_of_range_in_the_middle_of_others_is_asked_with_its_range(town: Town) -> None:
    await town.hung.says("5 buổi, 120 lượt dự, vneid 6000", "80")
    assert "6.000? Số cần trong khoảng 0 đến 5.000 người" in town.hung.heard[-1]
    assert "hồ sơ" in await town.hung.says("60")


async def test_thoi_at_an_optional_question_does_not_drop_the_report(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "thôi", "thôi", "thôi")
    assert "ảnh" in town.hung.heard[-1]
    await town.hung.says("sửa 99")
    assert "ảnh" in town.hung.heard[-1]
    await town.hung.says("sửa 1 = 6", "xong", "gửi")
    assert (await only(town))["values"]["so_buoi"] == 6


async def test_an_optional_line_is_mended_by_its_number_once(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "hộ tận nhà 12, chữ ký số 3", "không", "không", "xong")
    assert "hộ được đến tận nhà" in await town.hung.says("sửa 7")
    back = await town.hung.says("15")
    assert "7. Số hộ được đến tận nhà hướng dẫn: 15" in back
    assert "8. Số người được cấp/cài chữ ký số cá nhân: 3" in back


@pytest.mark.parametrize(
    "words", ["ko co hd gi", "khong co gi het", "không phát sinh", "không có hoạt động gì", "Không phát sinh"]
)
async def test_nothing_at_the_first_question_is_of_the_whole_report(town: Town, words: str) -> None:
    await town.hung.says("bc thang 11")
    assert town.hung.buttons == ["Không phát sinh"]
    assert "không phát sinh hoạt động nào, gửi báo cáo như vậy phải không ạ?" in await town.hung.says(words)
    await town.hung.taps("Đúng")
    assert (await only(town))["nil"] is True


@pytest.mark.parametrize("words", ["bc t11 ko co hd gi", "bao cao thang 11 khong co gi"])
async def test_nothing_said_when_the_report_is_opened(town: Town, words: str) -> None:
    assert "không phát sinh hoạt động nào" in await town.hung.says(words)


async def test_nothing_after_zeros_is_of_the_whole_report_and_after_figures_it_is_asked(town: Town) -> None:
    await town.hung.says("báo cáo", "0")
    assert "không phát sinh hoạt động nào" in await town.hung.says("khong phat sinh")
    await town.binh.says("báo cáo", "5", "120")
    assert "Trợ lý ghi là 0" in await town.binh.says("không phát sinh")
    await town.binh.taps("Đúng")
    assert "(4/6)" in town.binh.heard[-1]


async def test_the_rest_is_none(town: Town) -> None:
    answer = await town.hung.says("bc t11 1 buoi 22 nguoi, 15 hd, 3 vneid, con lai khong co")
    assert "khó khăn" in answer
    await town.hung.says("không", "không", "xong")
    assert "5. Số hồ sơ dịch vụ công trực tuyến được hỗ trợ nộp: 0" in town.hung.heard[-1]
    await town.hung.says("gửi")
    values = (await only(town))["values"]
    assert (values["vneid"], values["ho_so_dvc"], values["tt_khong_tien_mat"]) == (3, 0, 0)


async def test_the_rest_is_none_in_the_middle(town: Town) -> None:
    await town.hung.says("báo cáo", "1", "22")
    assert "khó khăn" in await town.hung.says("còn lại không có ạ")


async def test_who_would_send_too_early_is_told_how_much_is_left(town: Town) -> None:
    await town.hung.says("báo cáo", "1", "22")
    assert "Còn 4 con số, rồi vài câu ngắn nữa là gửi được." in await town.hung.says("gui")
    await town.hung.says("1", "2", "3", "4", "không có thêm")
    assert "Còn 3 câu ngắn nữa là gửi được." in await town.hung.says("gửi")


async def test_no_difficulty_and_no_initiative_beside_figures_are_answers(town: Town) -> None:
    answer = await town.hung.says(
        "bao cao thang 11 5 buoi 120 nguoi, hd 86, vneid 14, dvc 9, tt so 9. kho khan: khong. sang kien: khong"
    )
    if "thêm nội dung nào" in answer:
        answer = await town.hung.says("không có thêm")
    assert "ảnh" in answer
    await town.hung.says("xong", "gửi")
    values = (await only(town))["values"]
    assert not values.get("kho_khan")
    assert not values.get("cach_lam_hay")


async def test_difficulty_and_initiative_in_one_message_are_two(town: Town) -> None:
    await town.hung.says(
        "báo cáo tháng 11 5 buổi 120 người, hướng dẫn 86, vneid 14, dvc 9, thanh toán số 9."
        " Khó khăn: mạng yếu. Sáng kiến: dạy nhau tối thứ Bảy",
        "không có thêm",
        "xong",
        "gửi",
    )
    values = (await only(town))["values"]
    assert (values["kho_khan"], values["cach_lam_hay"]) == ("mạng yếu", "dạy nhau tối thứ Bảy")


async def test_whether_it_was_sent_is_answered_in_the_middle_of_a_report(town: Town) -> None:
    await town.hung.says("báo cáo", "1", "22")
    for words in ("thang nay nop chua", "bao thang 11 roi ma"):
        await town.hung.says(words)
        assert "Xã chưa nhận được báo cáo tháng 11" in town.hung.heard[-2]
        assert "(3/6)" in town.hung.heard[-1]


async def test_what_is_only_offered_can_be_skipped(town: Town) -> None:
    await town.hung.says("bc t11 5 buoi 120 nguoi, huong dan 86, vneid 14, dvc 9, thanh toan so 21")
    assert town.hung.buttons == ["Không có thêm"]
    assert "khó khăn" in await town.hung.says("bo qua")
