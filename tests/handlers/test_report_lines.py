"""Figures beside the one that is asked, units that do not fit, lines that are dropped or left as they were."""

from __future__ import annotations

from tests.handlers.test_correction import sent
from tests.handlers.test_report import answers, only
from tests.town import Town


async def test_the_figure_asked_is_taken_beside_others_that_are_named(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    assert "VNeID" not in await town.hung.says("120 nguoi, huong dan 86, vneid 14")
    assert "(5/6)" in town.hung.heard[-1]
    await town.hung.says("9", "21", "không", "không", "không", "xong", "gửi")
    values = (await only(town))["values"]
    assert (values["luot_tuyen_truyen"], values["luot_huong_dan"], values["vneid"]) == (120, 86, 14)


async def test_one_figure_beside_the_one_asked(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    assert "(4/6)" in await town.hung.says("120 nguoi, huong dan 86")


async def test_a_number_without_a_unit_beside_others_is_confirmed(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    assert "Trợ lý ghi là 120 lượt dự, đúng không" in await town.hung.says("120, huong dan 86")
    assert "(4/6)" in await town.hung.says("đúng")


async def test_people_are_no_sessions(town: Town) -> None:
    await town.hung.says("báo cáo")
    assert "hỏi số buổi" in await town.hung.says("40 nguoi")
    assert "Trợ lý ghi là 2 buổi, đúng không" in await town.hung.says("khoảng 2")
    said = await town.hung.says("40 nguoi")
    assert "40 buổi" not in said
    assert "Trợ lý ghi là 2 buổi" in said


async def test_people_are_asked_back_where_files_are_counted(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "120", "86", "14")
    assert "Trợ lý ghi là 9 hồ sơ (DVC), đúng không" in await town.hung.says("9 nguoi")


async def test_an_optional_line_is_dropped(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "120", "86", "14", "9", "21", "hộ tận nhà 12, chữ ký số 3")
    await town.hung.says("không", "không", "xong")
    back = await town.hung.says("8 bo di")
    assert "chữ ký số" not in back
    assert "nộp: 9\n" in back
    assert "không có dòng 9" in await town.hung.says("xoa muc 9")
    assert "tận nhà" not in await town.hung.says("xóa dòng 7")
    await town.hung.says("gửi")
    assert len((await only(town))["values"]) == 6


async def test_a_line_every_report_needs_is_asked_anew_or_stays(town: Town) -> None:
    await answers(town.hung)
    assert "không bỏ được" in await town.hung.says("bỏ dòng 3")
    assert "3. Tổng số lượt người dân được hướng dẫn, hỗ trợ trực tiếp: 86" in await town.hung.says("gửi")
    await town.hung.says("gửi")
    assert (await only(town))["values"]["luot_huong_dan"] == 86


async def test_several_lines_at_once(town: Town) -> None:
    await town.hung.says("báo cáo", "5", "120")
    assert "(4/6)" in await town.hung.says("sua 3 =80 , sua buoi 6")
    await town.hung.says("14", "9", "21", "không", "không", "không", "xong")
    back = await town.hung.says("sửa 4 = 15, sửa 5 = 10 và sửa 6 = 22")
    assert "VNeID: 15" in back
    await town.hung.says("gửi")
    values = (await only(town))["values"]
    assert [values[key] for key in ("so_buoi", "luot_huong_dan", "vneid", "ho_so_dvc")] == [6, 80, 15, 10]
    assert values["tt_khong_tien_mat"] == 22


async def test_gui_at_a_line_that_is_being_mended_leaves_it_as_it_was(town: Town) -> None:
    await sent(town.hung)
    await town.hung.says("sửa 1 = 6")
    for word in ("gửi", "gửi đi", "Gửi", "giữ nguyên", "quay lại", "bc thang 11"):
        assert "VNeID" in await town.hung.says("sửa 4")
        back = await town.hung.says(word)
        assert "VNeID: 14" in back, word
        assert "Gửi UBND xã ạ?" in back, word
    await town.hung.taps("Gửi")
    values = (await only(town))["values"]
    assert (values["so_buoi"], values["vneid"]) == (6, 14)


async def test_gui_before_the_last_question_says_what_is_missing(town: Town) -> None:
    await town.hung.says("báo cáo", "5")
    assert "Còn 5 con số" in await town.hung.says("gửi")


async def test_a_nil_report_that_gets_a_figure_is_asked_the_others(town: Town) -> None:
    await town.hung.says("không phát sinh", "đúng")
    assert "(3/6)" in await town.hung.says("sửa báo cáo: 2 buổi, 40 người")
    await town.hung.says("10", "0", "0", "0", "gửi")
    report = await only(town)
    assert (report["nil"], report["values"]["luot_huong_dan"]) == (False, 10)


async def test_tt_is_never_written_over_the_people_of_the_sessions(town: Town) -> None:
    await town.hung.says("5 buoi / 120 nguoi / 86 hd / vneid: 14 / dvc: 9 / tt: 21")
    assert "(6/6)" in town.hung.heard[-1]
    assert "thanh toán số" in await town.hung.says("tt 21")
    await town.hung.says("đúng", "không", "không", "không", "xong")
    assert "tuyên truyền hay thanh toán" in await town.hung.says("tt 30")
    await town.hung.says("gửi")
    values = (await only(town))["values"]
    assert (values["luot_tuyen_truyen"], values["tt_khong_tien_mat"]) == (120, 21)


async def test_figures_in_one_message_without_commas_or_marks(town: Town) -> None:
    await town.hung.says("bc thang 11 to 5 buoi 120 ng, huong dan 86, vneid 14 dvc 9 hs, tt so 21")
    await town.hung.says("không", "không", "không", "xong", "gửi")
    assert [(await only(town))["values"][key] for key in ("so_buoi", "vneid", "ho_so_dvc")] == [5, 14, 9]
