"""The consolidation by chat: one card, approved, sent upward, received; sent back with a reason."""

from __future__ import annotations

from domain.consolidations import Stage
from domain.periods import Period
from storage import chain
from tests.handlers.test_report import FIGURES
from tests.town import Town

NOVEMBER = Period(2026, 11)
COMMUNE = "18685"
HEADER = "unit_code,period,submitted_at,nil,so_buoi,luot_tuyen_truyen,luot_huong_dan,vneid,ho_so_dvc,tt_khong_tien_mat"
REPORTS = f"""{HEADER}
18685,2026-11,2026-11-16T07:00:00+07:00,0,2,40,20,5,3,4
18685-01,2026-11,2026-11-16T07:00:00+07:00,0,5,120,86,400,9,21
18685-02,2026-11,2026-11-16T07:00:00+07:00,0,1,1030,30,7,2,6
18685-03,2026-11,2026-11-15T07:00:00+07:00,1,,,,,,
18685-01,2026-10,2026-10-16T07:00:00+07:00,0,4,100,80,20,8,20
18685-01,2026-09,2026-09-16T07:00:00+07:00,0,4,90,70,24,8,20
"""


async def reported(town: Town) -> None:
    """Four of the commune's seven teams have reported; Đông Trung more VNeID than ever."""
    await town.import_csv("reports", REPORTS)


async def sent(town: Town) -> None:
    """The officer has approved and forwarded it."""
    await reported(town)
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")


async def statuses(town: Town) -> dict[str, str]:
    """The states of November's reports."""
    from sqlalchemy import select

    from storage.tables import reports

    async with town.rows() as rows:
        query = select(reports.c.unit_code, reports.c.status).where(reports.c.period == str(NOVEMBER))
        return {row.unit_code: row.status for row in await rows.all(query)}


async def test_one_card_tells_everything(town: Town) -> None:
    await reported(town)
    card = await town.tuan.says("tong hop")
    assert "Tổng hợp tháng 11 (15/10–14/11), xã Cẩm Bình" in card
    assert "Đã nhận 4/7 Tổ, đúng hạn 4, không phát sinh 1." in card
    # The commune's own figures and its villages', each once; nil gives 0, who is missing gives nothing.
    assert "tuyên truyền: 1.190 (4/7 Tổ)" in card
    assert "Chưa nhận: thôn Bắc Hải, xóm 5 và thôn Tân Phong." in card
    assert "Nên xem lại: thôn Đông Trung" in card
    assert "VNeID 400 (thường 22)" in card
    assert town.tuan.buttons == ["Duyệt", "Ý kiến các Tổ"]


async def test_another_month_is_shown_when_it_is_named(town: Town) -> None:
    await reported(town)
    card = await town.tuan.says("tổng hợp tháng 10")
    assert "Tổng hợp tháng 10 (15/9–14/10), xã Cẩm Bình" in card
    assert "Đã nhận 1/7 Tổ" in card


async def test_it_is_approved_sent_and_received_with_a_receipt(town: Town) -> None:
    await sent(town)
    assert "Đã gửi tổng hợp tháng 11 của xã Cẩm Bình lên Sở Khoa học và Công nghệ" in town.tuan.heard[-1]
    assert set((await statuses(town)).values()) == {"locked"}
    assert "4/7 Tổ có báo cáo" in town.son.heard[-1]
    assert town.son.buttons == ["Đã nhận", "Xem số liệu", "Trả lại"]
    assert "1.190 (4/7 Tổ)" in await town.son.taps("Xem số liệu")
    await town.son.taps("Đã nhận")
    assert "✅ Sở Khoa học và Công nghệ đã nhận tổng hợp tháng 11 của xã Cẩm Bình" in town.tuan.heard[-1]
    async with town.rows() as rows:
        [part] = (await chain.passages(rows, [COMMUNE], NOVEMBER))[COMMUNE]
    assert part.stage is Stage.RECEIVED
    assert [(step.by, step.office) for step in part.steps] == [
        ("P004", "can_bo_cntt_xa"),
        ("P004", "can_bo_cntt_xa"),
        ("P900", "can_bo_so"),
    ]
    assert all(step.event_key for step in part.steps)


async def test_figures_that_moved_are_shown_before_they_are_approved_or_sent(town: Town) -> None:
    await reported(town)
    await town.tuan.says("tổng hợp")
    await town.import_csv("reports", f"{HEADER}\n18685-04,2026-11,2026-11-16T07:30:00+07:00,0,1,1,1,1,1,1\n")
    assert "Số liệu vừa thay đổi" in await town.tuan.taps("Duyệt")
    assert "5/7" in town.tuan.heard[-1]
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.import_csv("reports", f"{HEADER}\n18685-05,2026-11,2026-11-16T07:40:00+07:00,0,1,1,1,1,1,1\n")
    assert "6/7" in await town.tuan.taps("Gửi lên")
    assert town.tuan.buttons[0] == "Duyệt"
    assert town.son.heard == []


async def test_it_is_sent_back_with_a_reason_of_two_words_or_more(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    assert "lý do" in await town.son.says("không")
    await town.son.says("thiếu số của 3 thôn")
    assert "Lý do: thiếu số của 3 thôn" in town.tuan.heard[-1]
    card = await town.tuan.says("tổng hợp")
    assert "trả lại: thiếu số của 3 thôn" in card
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await town.son.taps("Đã nhận")
    async with town.rows() as rows:
        parts = (await chain.passages(rows, [COMMUNE], NOVEMBER))[COMMUNE]
    assert [str(one.stage) for one in parts] == ["returned", "received"]


async def test_who_may_not_is_told_kindly(town: Town) -> None:
    await reported(town)
    assert "dành cho lãnh đạo" in await town.hung.says("tổng hợp")
    card = await town.giot.says("tổng hợp")
    assert "xã Cẩm Bình" not in card
    assert "Thạch" in card or "phường" in card or "xã" in card


async def test_the_department_sees_the_province_and_a_commune_by_name(town: Town) -> None:
    await reported(town)
    card = await town.son.says("tổng hợp tháng 11")
    assert "toàn tỉnh Hà Tĩnh" in card
    assert "xã Cẩm Bình (3 Tổ)" in card
    assert "Đã gửi tổng hợp lên: 0/2 nơi; chưa gửi: xã Cẩm Bình và xã Cẩm Lạc." in card
    assert "kể cả của nơi chưa duyệt, chưa gửi" in card
    for words in ("tổng hợp xã Cẩm Bình", "so lieu xa cam binh", "xem số liệu xã Cẩm Bình tháng 11"):
        assert "Tổng hợp tháng 11 (15/10–14/11), xã Cẩm Bình" in (await town.son.says(words)).splitlines()[0]
    for words in ("tong hop tinh", "số liệu toàn tỉnh"):
        assert "toàn tỉnh Hà Tĩnh" in (await town.son.says(words)).splitlines()[0]
    await town.son.says("tổng hợp xã Cẩm Bình")
    assert town.son.buttons == ["Ý kiến các Tổ"]


async def test_the_report_of_one_team_is_shown_by_its_name(town: Town) -> None:
    await reported(town)
    for phone in (town.tuan, town.son, town.hung):
        told = await phone.says("tong hop thon dong trung")
        assert told.startswith("Tổ thôn Đông Trung. Báo cáo tháng 11 (15/10–14/11): ✅ xã đã nhận")
        assert "400 VNeID" in told
    assert "20 VNeID" in await town.tuan.says("số liệu thôn Đông Trung tháng 10")
    none = "Tổ thôn Bắc Hải chưa gửi báo cáo tháng 11 (15/10–14/11); hạn thứ Tư, 18/11 ạ."
    assert await town.tuan.says("xem bao cao thon bac hai") == none
    assert "dành cho" in await town.sau.says("tổng hợp thôn Đông Trung")


async def test_the_month_whose_window_runs_is_not_that_of_last_year(town: Town) -> None:
    await town.passes(days=12)
    assert (await town.tuan.says("tổng hợp tháng 12")).startswith("Tổng hợp tháng 12 (15/11–14/12)")
    assert "tháng 12 (15/11–14/12)" in await town.tuan.says("số liệu thôn Bắc Hải tháng 12")
    assert "tháng 12 (15/11–14/12)" in await town.sau.says("số liệu tháng 12")
    assert "tháng 12/2025" in await town.tuan.says("tổng hợp tháng 12/2025")


async def test_the_report_of_another_team_is_not_ones_own(town: Town) -> None:
    await reported(town)
    for said in ("báo cáo thôn Đông Trung", "bc cua thon dong trung thang 11"):
        told = await town.sau.says(said)
        assert told.startswith("Dạ, số liệu của Tổ này dành cho Tổ, lãnh đạo, cán bộ xã và cấp trên ạ.")
        assert "gõ «báo cáo của tôi»" in told
        for phone in (town.tuan, town.chairman, town.son):
            assert "400 VNeID" in await phone.says(said)
    told = await town.sau.says("báo cáo thôn Đông Trung 5 buổi 120 người")
    assert told.startswith("Dạ, báo cáo của Tổ thôn Đông Trung do Tổ ấy gửi, Trợ lý chưa ghi số nào.")
    assert "báo cáo" not in (await town.sau.says("120")).lower()


async def test_an_officer_sees_the_report_of_a_team_and_types_it_in_by_a_button(town: Town) -> None:
    await reported(town)
    await town.passes(days=12)
    assert "400 VNeID" in await town.tuan.says("báo cáo thôn Đông Trung")
    told = await town.tuan.says("báo cáo thôn Bắc Hải")
    assert told == "Tổ thôn Bắc Hải chưa gửi báo cáo tháng 11 (15/10–14/11); đã qua hạn thứ Tư, 18/11 ạ."
    assert "đã qua hạn thứ Tư, 18/11" in await town.sau.says("số liệu tháng 11")
    await town.tuan.taps("Nhập hộ")
    assert any(one.startswith("Nhập hộ Tổ thôn Bắc Hải. Kỳ tháng 11") for one in town.tuan.heard[-2:])
    await town.tuan.says("hủy")
    assert "lượt người dự" in await town.tuan.says("báo cáo thôn Bắc Hải tháng 11: 5 buổi")


async def test_the_report_of_ones_own_team_by_its_name_is_written(town: Town) -> None:
    assert "lượt người dự" in await town.sau.says("báo cáo thôn Bắc Hải 5 buổi")
    await town.sau.says("hủy")
    assert "lượt người dự" in await town.sau.says("báo cáo thôn mình 5 buổi")


async def test_an_amendment_is_told_to_each_level_and_goes_up_as_an_addendum(town: Town) -> None:
    await sent(town)
    await town.son.taps("Đã nhận")
    said = await town.hung.says("sửa 4 = 40")
    assert "đã khóa theo tổng hợp đã gửi lên" in "\n".join(town.hung.heard[-2:])
    assert said
    await town.hung.taps("Gửi")
    for phone in (town.tuan, town.tan, town.son):
        assert "VNeID" in phone.heard[-1]
        assert "400 → 40" in phone.heard[-1]
        assert "412 → 52" in phone.heard[-1]
    assert (await statuses(town))["18685-01"] == "amended"
    card = await town.tuan.says("tổng hợp")
    assert "So với bản đã gửi:" in card
    assert town.tuan.buttons[0] == "Duyệt bổ sung"
    await town.tuan.taps("Duyệt bổ sung")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    assert "bản bổ sung 1" in town.son.heard[-1]
    assert "412 → 52" in town.son.heard[-1]
    async with town.rows() as rows:
        first, second = (await chain.passages(rows, [COMMUNE], NOVEMBER))[COMMUNE]
    assert first.figures is not None
    assert second.figures is not None
    # What was sent stands as it was sent.
    assert (first.figures.sums["vneid"], second.figures.sums["vneid"]) == (412, 52)


async def test_a_report_after_the_sending_is_late_and_goes_into_the_addendum(town: Town) -> None:
    await sent(town)
    await town.trang.says("báo cáo", *FIGURES, "không", "không", "không", "xong", "gửi")
    assert "đến sau khi đã gửi tổng hợp, ghi là nộp muộn" in town.tuan.heard[-1]
    card = await town.tuan.says("tổng hợp")
    assert "Mới gửi (nộp muộn): xóm 5" in card
    assert "5/7" in card


async def test_a_report_is_returned_kindly_and_is_due_again(town: Town) -> None:
    await reported(town)
    await town.tuan.says("trả lại báo cáo thôn Đông Trung")
    assert "hai chữ" in await town.tuan.says("không")
    assert "Đã trả lại báo cáo tháng 11 của Tổ thôn Đông Trung" in await town.tuan.says("số VNeID hơi lớn")
    assert "cảm ơn và nhờ Tổ xem lại" in town.hung.heard[-1]
    assert "số VNeID hơi lớn" in town.hung.heard[-1]
    assert (await statuses(town))["18685-01"] == "returned"
    assert "Chưa nhận: thôn Đông Trung" in await town.tuan.says("tổng hợp")
    await town.hung.taps("Sửa báo cáo")
    await town.hung.says("4", "40", "gửi")
    assert (await statuses(town))["18685-01"] == "submitted"
    assert "đúng hạn 4" in await town.tuan.says("tổng hợp")


async def test_a_locked_report_is_asked_to_be_amended_instead(town: Town) -> None:
    await sent(town)
    assert "số đính chính" in await town.tuan.says("trả lại báo cáo thôn Đông Trung, số VNeID hơi lớn")
    assert "gửi số đính chính" in town.hung.heard[-1]
    assert (await statuses(town))["18685-01"] == "locked"
    assert "SỬA" in await town.hung.says("trả lại báo cáo thôn Hòa Bình, cho vui thôi")


async def test_the_leader_of_the_communes_team_reports_for_a_village(town: Town) -> None:
    await town.tan.says("nhập hộ thôn Bắc Hải")
    await town.tan.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    assert "đã nhập hộ" in town.sau.heard[-1]
    assert "Tân" in town.sau.heard[-1]


async def test_a_report_is_returned_after_the_running_window_has_begun(town: Town) -> None:
    await reported(town)
    await town.passes(days=12)
    assert "lý do" in (await town.tuan.says("tra lai bc thon Dong Trung")).lower()
    await town.tuan.says("thieu so buoi, ghi lai cho dung")
    assert "Báo cáo của Tổ thôn Đông Trung đã khóa theo tổng hợp" in town.tuan.heard[-1]
    answer = await town.tuan.says("trả lại báo cáo tháng 11 thôn Bắc Hải")
    assert "Tổ thôn Bắc Hải chưa gửi báo cáo tháng 11" in answer


async def test_a_return_with_its_place_is_no_answer_to_another_question(town: Town) -> None:
    await reported(town)
    assert "thôi tham gia Tổ xã Cẩm Bình. Vì sao" in await town.tuan.says("xin thôi tham gia Tổ")
    await town.tuan.says("trả lại báo cáo thôn Đông Trung, thiếu số buổi")
    assert "Đã trả lại báo cáo tháng 11 của Tổ thôn Đông Trung" in "\n".join(town.tuan.heard[-2:])


async def test_the_steps_upward_are_found_by_words(town: Town) -> None:
    await reported(town)
    await town.tuan.says("gui len")
    assert town.tuan.buttons[0] == "Duyệt"
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.says("gửi lên sở")
    await town.tuan.taps("Gửi lên")
    assert "lý do" in (await town.son.says("tra lai tong hop xa Cam Binh")).lower()
    await town.son.says("thiếu số của 3 thôn")
    assert "Lý do: thiếu số của 3 thôn" in town.tuan.heard[-1]
    assert "không ở trạng thái đã gửi" in await town.son.says("trả lại tổng hợp xã Cẩm Bình")
    assert "của đơn vị nào" in await town.son.says("trả lại tổng hợp")
    assert "lãnh đạo, cán bộ phụ trách" in await town.tuan.says("trả lại tổng hợp xã Cẩm Bình")


async def test_a_teams_words_are_edited_by_their_number(town: Town) -> None:
    await town.import_csv(
        "reports", f"{HEADER},kho_khan\n18685-01,2026-11,2026-11-16T07:00:00+07:00,0,5,1,1,1,1,1,mạng yếu\n"
    )
    await town.tuan.says("sua y kien 1")
    assert "Nội dung mới" in town.tuan.heard[-1]
    assert "vẫn giữ ạ." in await town.tuan.says("Sóng di động yếu ở xóm trên")
    assert town.tuan.heard[-1].endswith("vẫn giữ ạ.")
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await town.tuan.says("biên tập ý kiến 1", "Sóng yếu")
    assert "Bản đã gửi lên giữ nguyên lời cũ" in town.tuan.heard[-1]
    assert "Chưa có báo cáo nào" in await town.binh.says("sửa ý kiến 1")


async def test_what_a_report_of_nothing_left_open_is_no_change(town: Town) -> None:
    await sent(town)
    await town.son.taps("Đã nhận")
    await town.import_csv("reports", f"{HEADER}\n18685-03,2026-11,2026-11-16T09:30:00+07:00,0,2,40,,,,\n")
    await town.lai.says("sửa 1 = 3", "gửi")
    assert "0 → 3" in town.tuan.heard[-1]
    assert "→ chưa có số" not in town.tuan.heard[-1]


async def test_while_teams_are_missing_it_is_asked_again_before_it_is_approved(town: Town) -> None:
    await reported(town)
    await town.tuan.says("tổng hợp")
    asked = await town.tuan.taps("Duyệt")
    assert asked == "Còn 3/7 Tổ chưa báo cáo: thôn Bắc Hải, xóm 5 và thôn Tân Phong. Vẫn duyệt ạ?"
    assert town.tuan.buttons == ["Vẫn duyệt"]
    async with town.rows() as rows:
        assert await chain.passages(rows, [COMMUNE], NOVEMBER) == {}
    assert "Đã duyệt" in await town.tuan.taps("Vẫn duyệt")
    assert town.tuan.buttons == ["Gửi lên", "Hủy duyệt"]


async def test_an_approval_is_taken_back_before_it_is_sent_and_not_after(town: Town) -> None:
    await reported(town)
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    assert "Đã hủy duyệt tổng hợp tháng 11 của xã Cẩm Bình" in await town.tuan.says("huy duyet")
    assert "Chưa duyệt." in await town.tuan.taps("Gửi lên")
    assert town.son.heard == []
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    assert "không hủy duyệt được" in await town.tuan.says("hủy duyệt tổng hợp")
    async with town.rows() as rows:
        [part] = (await chain.passages(rows, [COMMUNE], NOVEMBER))[COMMUNE]
    assert part.stage is Stage.FORWARDED
    assert [str(step.act) for step in part.steps] == ["approve", "reopen", "approve", "forward"]
    assert "dành cho lãnh đạo" in await town.hung.says("hủy duyệt")


async def test_the_steps_upward_are_understood_without_marks(town: Town) -> None:
    await sent(town)
    assert "Tổng hợp tháng 11" in await town.tuan.says("gui len")
    assert "lý do" in (await town.son.says("tra lai tong hop xa Cam Binh")).lower()
    await town.son.says("thieu so cua 3 thon")
    assert "Lý do: thieu so cua 3 thon" in town.tuan.heard[-1]
