""" "Vì sao 412?" is answered with the reports that sum to it; a total that is stated is compared and explained."""

from __future__ import annotations

from tests.handlers.test_consolidating import reported, sent
from tests.handlers.test_report import FIGURES
from tests.town import Town


async def test_a_sum_is_answered_with_its_reports(town: Town) -> None:
    await reported(town)
    await town.tuan.says("nhập hộ thôn Bắc Hải")
    await town.tuan.says(*FIGURES, "không", "không", "không", "xong", "gửi")
    answer = await town.tuan.says("vì sao 426?")
    assert "VNeID" in answer.splitlines()[0]
    assert "426 (5/7 Tổ)" in answer
    assert "• thôn Đông Trung: 400, mã BC-" in answer
    assert ", nhập từ tệp 07:00 ngày 16/11" in answer
    assert "một thành viên" not in answer
    assert "anh Tuấn nhập hộ bác Sáu, tin nhắn 08:00 ngày 16/11" in answer
    assert "thôn Liên Giang: 0 (không phát sinh)" in answer
    assert await town.tuan.says("vi sao vneid") == answer


async def test_a_figure_that_is_not_there(town: Town) -> None:
    await reported(town)
    assert "không có số 999" in await town.tuan.says("vì sao 999")
    assert "chưa cộng số của Tổ xã" in await town.tuan.says("vì sao vneid 407")
    assert "dành cho lãnh đạo" in await town.hung.says("vì sao vneid 407")


async def test_what_was_sent_and_has_been_amended_since(town: Town) -> None:
    await sent(town)
    await town.hung.says("sửa 4 = 40", "gửi")
    answer = await town.tuan.says("vì sao VNeID 412")
    assert "52 (4/7 Tổ)" in answer
    assert "đó là số trong bản đã gửi" in answer
    assert "bản sửa lần 1" in answer
    revisions = await town.tuan.says("vì sao thôn Đông Trung VNeID 40")
    assert "bản 1: 400" in revisions
    assert "bản 2: 40, bác Hùng" in revisions


async def test_the_department_sees_communes(town: Town) -> None:
    await reported(town)
    assert "• xã Cẩm Bình: 412 (4 Tổ)" in await town.son.says("vì sao vneid 412 tháng 11")


async def test_a_commune_is_named_without_its_kind(town: Town) -> None:
    await reported(town)
    answer = await town.son.says("vi sao cam binh vneid thang 11")
    assert "xã Cẩm Bình, tháng 11: 412 (4/7 Tổ)" in answer
    assert "thôn Đông Trung: 400" in answer


async def test_a_stated_total_is_compared(town: Town) -> None:
    await reported(town)
    assert "khớp với số lượt người dự tuyên truyền" in await town.tan.says("4/7 tổ, tổng 1.190")
    answer = await town.tan.says("Toàn xã: 9/9 thôn báo cáo, tổng 1.150 lượt")
    assert "nhận được 4/7 Tổ" in answer
    assert "Trợ lý cộng được 1.190" in answer
    assert "chưa cộng số của Tổ xã" in answer
    assert "dành cho lãnh đạo" in await town.hung.says("9/9 thôn, tổng 1.034")


async def test_texts_are_listed_and_edited_and_the_originals_kept(town: Town) -> None:
    await town.hung.says("báo cáo", *FIGURES, "không", "mạng yếu ở xóm trên", "không", "xong", "gửi")
    listed = await town.tuan.says("ý kiến các Tổ")
    assert "1. thôn Đông Trung: mạng yếu ở xóm trên" in listed
    await town.tuan.taps("Sửa một dòng")
    await town.tuan.says("1")
    await town.tuan.says("Đề nghị thêm trạm phát sóng ở xóm trên")
    assert "trạm phát sóng ở xóm trên (đã biên tập)" in await town.tuan.says("ý kiến các Tổ")
    assert "dành cho lãnh đạo" in await town.hung.says("ý kiến các Tổ")
    async with town.rows() as rows:
        from storage import reports
        from tests.handlers.test_consolidating import NOVEMBER

        kept = await reports.find(rows, "18685-01", NOVEMBER)
    assert kept is not None
    assert kept.report.values["kho_khan"] == "mạng yếu ở xóm trên"
