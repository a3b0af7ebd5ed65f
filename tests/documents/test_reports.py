"""The monthly report: what it says, its form, and that texts of people stay texts."""

from __future__ import annotations

from datetime import date

import pytest

from documents import Form, render
from documents.paper import NothingToWrite, PaperKind
from storage import issued
from tests.documents.desk import NOVEMBER, paper, part, reported, told, word
from tests.town import Town


async def test_a_commune_reports_to_the_department(town: Town) -> None:
    said = told(word(await reported(town)))
    assert "ỦY BAN NHÂN DÂN\nXÃ CẨM BÌNH" in said
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in said
    assert "Kết quả hoạt động Tổ chuyển đổi số cộng đồng tháng 11\u00a0năm\u00a02026" in said
    assert "Kính gửi: Sở Khoa học và Công nghệ" in said
    assert "Đã nhận báo cáo của 5/7 Tổ (71,4%); đúng hạn 4, nộp muộn 1, không phát sinh hoạt động 1." in said
    assert "Chưa nhận được báo cáo của 2 Tổ: Tổ xóm 5, Tổ thôn Tân Phong." in said
    assert "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH" in said
    assert "Nguyễn Văn Đức" in said
    assert "trân trọng báo cáo./." in said


async def test_every_sum_stands_beside_how_many_teams_gave_it(town: Town) -> None:
    said = told(word(await reported(town))).splitlines()
    place = said.index("Số lượt người dự tuyên truyền")
    assert said[place + 1 : place + 4] == ["lượt", "1.551", "5/7"]
    place = said.index("Số hộ được đến tận nhà hướng dẫn")
    assert said[place + 1 : place + 4] == ["hộ", "17", "3/7"]


async def test_it_is_a_draft_until_number_and_date_are_entered(town: Town) -> None:
    said = told(word(await reported(town)))
    assert "DỰ THẢO" in said
    assert "/BC-UBND" in said
    assert "năm\u00a02026" in said


async def test_texts_of_people_are_neither_template_nor_markup(town: Town) -> None:
    written = await reported(town)
    said = told(word(written))
    assert "Thôn Bắc Hải: {{ 7*7 }} =SUM(1) #panic() $x$ *đậm* {% if 1 %}." in said
    assert "Thôn Đông Trung: Sóng 4G cuối thôn yếu <b>& chậm." in said
    assert render(written, Form.PDF).startswith(b"%PDF-")


async def test_a_spreadsheet_names_the_source_of_every_figure(town: Town) -> None:
    content = render(await reported(town), Form.XLSX)
    texts = part(content, "xl/sharedStrings.xml")
    assert "Nguyễn Văn Hùng" in texts
    assert "19:42 17/11/2026" in texts
    assert "BC-" in texts
    sheet = part(content, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet
    assert "<v>1250</v>" in sheet
    assert 'paperSize="9"' in sheet


async def test_a_village_writes_a_simple_report_without_a_number(town: Town) -> None:
    said = told(word(await reported(town, "18685-01")))
    assert "UBND XÃ CẨM BÌNH\nTỔ CHUYỂN ĐỔI SỐ\nCỘNG ĐỒNG\nTHÔN ĐÔNG TRUNG" in said
    assert "Kính gửi: Ủy ban nhân dân xã Cẩm Bình" in said
    assert "Cẩm Bình, ngày\u00a017 tháng\u00a011 năm\u00a02026" in said
    assert "TỔ TRƯỞNG" in said
    assert "DỰ THẢO" not in said
    assert "Số:" not in said


async def test_without_a_report_a_village_has_nothing_to_write(town: Town) -> None:
    with pytest.raises(NothingToWrite, match="Chưa có báo cáo tháng 11"):
        await paper(town, PaperKind.REPORT, "18685-06", period=NOVEMBER)


async def test_the_department_reports_to_the_province(town: Town) -> None:
    said = told(word(await reported(town, "42")))
    assert "UBND TỈNH HÀ TĨNH\nSỞ KHOA HỌC VÀ CÔNG NGHỆ" in said
    assert "/BC-SKHCN" in said
    assert "Kính gửi: Ủy ban nhân dân tỉnh Hà Tĩnh" in said
    assert "GIÁM ĐỐC" in said
    assert "SỐ LIỆU THEO ĐƠN VỊ CẤP XÃ" in said
    assert "DANH SÁCH TỔ CHƯA CÓ BÁO CÁO" in said


async def test_an_annex_names_number_and_date_of_the_report_it_goes_with(town: Town) -> None:
    drafted = await reported(town)
    assert "(Kèm theo Báo cáo của Ủy ban nhân dân xã Cẩm Bình)" in told(word(drafted))
    async with town.database.write() as rows:
        given = ("12/BC-UBND", date(2026, 11, 27), "P004", town.now)
        await issued.enter(rows, "18685", str(PaperKind.REPORT), str(NOVEMBER), *given)
    said = told(word(await paper(town, PaperKind.REPORT, "18685", period=NOVEMBER)))
    assert (
        "(Kèm theo Báo cáo số 12/BC-UBND ngày\u00a027 tháng\u00a011 năm\u00a02026"
        " của Ủy ban nhân dân xã Cẩm Bình)"
    ) in said
