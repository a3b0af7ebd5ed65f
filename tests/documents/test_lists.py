"""Lists of members, with personal data only for those entitled, and the letter to those who are missing."""

from __future__ import annotations

from documents import Form, render
from documents.paper import PaperKind
from tests.documents.desk import NOVEMBER, REPORTS, paper, part, told, word
from tests.town import Town


async def test_a_commune_lists_its_teams_with_their_open_seats(town: Town) -> None:
    written = await paper(town, PaperKind.MEMBERS, "18685")
    said = told(word(written))
    assert "Tổ thôn Đông Trung: 2/3" in said
    assert "(còn trống)" in said
    assert "0912000011" in said
    assert "7 Tổ (5 Tổ đủ thành viên), 19 lượt thành viên (19 người)" in said
    assert "0912000011" in part(render(written, Form.XLSX), "xl/sharedStrings.xml")
    masked = await paper(town, PaperKind.MEMBERS, "18685", personal=False)
    for form in Form:
        content = render(masked, form)
        assert content
    assert "0912" not in told(word(masked))
    assert "1962" not in told(word(masked))
    assert "0912" not in part(render(masked, Form.XLSX), "xl/sharedStrings.xml")


async def test_the_list_of_one_team_says_how_many_of_its_seats_are_held(town: Town) -> None:
    said = told(word(await paper(town, PaperKind.MEMBERS, "18685-01")))
    assert "Tính đến ngày 16/11/2026: Tổ có 2/3 thành viên." in said
    assert "lượt thành viên" not in said
    full = told(word(await paper(town, PaperKind.MEMBERS, "18685-02")))
    assert "Tính đến ngày 16/11/2026: Tổ đủ 3 thành viên" in full


async def test_the_letter_names_whom_it_asks_and_until_when(town: Town) -> None:
    await town.import_csv("reports", REPORTS)
    said = told(word(await paper(town, PaperKind.REMINDER, "18685", period=NOVEMBER))).replace("\u00a0", " ")
    assert "/UBND-VHXH" in said
    assert "V/v đôn đốc báo cáo" in said
    assert "- Tổ chuyển đổi số cộng đồng xóm 5;\n- Tổ chuyển đổi số cộng đồng thôn Tân Phong." in said
    assert "chậm nhất hết ngày 18 tháng 11 năm 2026" in said
    assert "5/7" in said
    above = told(word(await paper(town, PaperKind.REMINDER, "42", period=NOVEMBER)))
    assert "Ủy ban nhân dân xã Cẩm Lạc" in above
    assert "DANH SÁCH TỔ CHƯA GỬI BÁO CÁO" in above
