"""The ad hoc report as a document: who answered what, how many of how many, the sum; by chat, with a number."""

from __future__ import annotations

import re

import pytest

from documents import Form, render
from documents.paper import NothingToWrite, Paper, PaperKind
from handlers.paper_questions import question_code
from tests.documents.desk import paper, part, told, word
from tests.handlers.test_asking import asked
from tests.handlers.test_paperwork import count, newest, text_of
from tests.town import Town

COMMUNE = "18685"


async def answered(town: Town) -> str:
    """Three of seven teams have answered about wifi, one of them in words only; the question's code."""
    await asked(town)
    await town.hung.says("3")
    await town.binh.says("thôn có 2 nhà")
    await town.sau.taps("Trả lời")
    await town.sau.says("đang sửa, chưa rõ")
    [code] = re.findall(r"HN-\w{5}", "\n".join(town.tuan.heard))
    return str(code)


def said(written: Paper) -> str:
    """Every text of it, with plain spaces."""
    return told(word(written)).replace("\u00a0", " ")


async def test_who_answered_what_and_the_sum_beside_how_many_gave_it(town: Town) -> None:
    code = await answered(town)
    written = await paper(town, PaperKind.ADHOC, COMMUNE)
    text = said(written)
    assert written.is_draft
    assert "Kết quả báo cáo đột xuất ngày 16 tháng 11 năm 2026 của các Tổ chuyển đổi số cộng đồng" in text
    assert f"(mã {code}, hạn trả lời 17:00 ngày 20 tháng 11 năm 2026)" in text
    assert "“mỗi thôn có mấy nhà văn hóa có wifi?”" in text
    assert "đã nhận trả lời của 3/7 Tổ (42,9%); đúng hạn 3, sau hạn 0." in text
    assert (
        "Chưa nhận được trả lời của 4 Tổ: Tổ xã Cẩm Bình, Tổ thôn Liên Giang, Tổ xóm 5 và Tổ thôn Tân Phong."
        in text
    )
    assert "Tổng cộng 5 (2/7 Tổ cho số liệu). Tổ chưa trả lời không tính là 0." in text
    lines = text.splitlines()
    place = lines.index("Tổ thôn Đông Trung")
    assert lines[place + 1] == "3"
    assert lines[place + 3].startswith("Nguyễn Văn Hùng, 08:00 16/11/2026")
    place = lines.index("Tổ thôn Bắc Hải")
    assert lines[place + 1 : place + 3] == ["–", "đang sửa, chưa rõ"]
    assert "TM. ỦY BAN NHÂN DÂN" in text
    assert render(written, Form.PDF).startswith(b"%PDF-")


async def test_the_spreadsheet_holds_figures_as_figures(town: Town) -> None:
    await answered(town)
    book = render(await paper(town, PaperKind.ADHOC, COMMUNE), Form.XLSX)
    assert "<v>3</v>" in part(book, "xl/worksheets/sheet1.xml")
    texts = part(book, "xl/sharedStrings.xml").replace("\u00a0", " ")
    for told_there in ("DỰ THẢO", "chưa trả lời", "Nguyễn Văn Hùng", "Tổng cộng 5 (2/7 Tổ cho số liệu)"):
        assert told_there in texts


async def test_late_answers_are_marked(town: Town) -> None:
    await asked(town)
    await town.until(town.now.replace(day=20, hour=17, minute=5))
    await town.sau.says("2")
    text = said(await paper(town, PaperKind.ADHOC, COMMUNE))
    assert "đúng hạn 0, sau hạn 1." in text
    assert "17:05 20/11/2026 (sau hạn)" in text


async def test_without_a_question_there_is_nothing_to_write(town: Town) -> None:
    with pytest.raises(NothingToWrite, match="Chưa có câu hỏi nhanh"):
        await paper(town, PaperKind.ADHOC, COMMUNE)
    await answered(town)
    with pytest.raises(NothingToWrite, match="Không có câu hỏi nhanh nào mang mã HN-C2345"):
        await paper(town, PaperKind.ADHOC, COMMUNE, request="HN-C2345")
    with pytest.raises(NothingToWrite, match="cấp xã trở lên"):
        await paper(town, PaperKind.ADHOC, "18685-01")


async def test_by_chat_for_who_may_ask_and_with_its_number(town: Town) -> None:
    code = await answered(town)
    await town.tuan.says("tình hình hỏi nhanh")
    await town.tuan.taps("Lấy bản Word")
    assert (await newest(town)).name == f"Báo cáo đột xuất {code} xã Cẩm Bình.docx"
    await town.chairman.says("cho tôi báo cáo đột xuất bản word")
    assert "đang soạn báo cáo đột xuất của xã Cẩm Bình, bản Word" in "\n".join(town.chairman.heard)
    assert "DỰ THẢO" in text_of(await newest(town))
    read_back = await town.chairman.says("số 14/BC-UBND ngày 15/11 cho báo cáo đột xuất")
    assert f"số 14/BC-UBND, Chủ nhật, 15/11/2026, cho Báo cáo đột xuất {code} của xã" in read_back
    assert f"«báo cáo đột xuất {code} bản word»" in await town.chairman.taps("Làm")
    await town.chairman.says(f"bao cao dot xuat {code} word")
    final = text_of(await newest(town))
    assert "Số: 14/BC-UBND" in final
    assert "DỰ THẢO" not in final
    # The month's report is another document: it has no number yet.
    await town.chairman.says("cho tôi báo cáo tháng 11 bản word")
    assert "14/BC-UBND" not in text_of(await newest(town))


async def test_nobody_else_gets_it(town: Town) -> None:
    code = await answered(town)
    before = await count(town)
    for who in (town.hung, town.lan, town.giot):
        assert "dành cho người phụ trách" in await who.says(f"báo cáo đột xuất {code} bản word")
    assert await count(town) == before
    assert "không thấy câu hỏi nhanh" in await town.giot.says(f"số 3/BC-UBND ngày 15/11 cho {code}")


def test_the_code_of_a_question_in_a_text() -> None:
    assert question_code("báo cáo đột xuất hn-a7km2 bản word") == "HN-A7KM2"
    assert question_code("HN A7KM2") == "HN-A7KM2"
    assert question_code("cho tôi báo cáo đột xuất") is None
