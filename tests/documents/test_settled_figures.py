"""A report paper shows the figures that were approved and sent; what comes later is told beside them, not added."""

from __future__ import annotations

from documents import Form, render
from documents.paper import Paper, PaperKind
from tests.documents.desk import NOVEMBER, paper, part, told, word
from tests.handlers.test_consolidating import HEADER, reported, sent
from tests.town import Town


async def written(town: Town, unit: str = "18685") -> Paper:
    """The report of November as it is written now."""
    return await paper(town, PaperKind.REPORT, unit, period=NOVEMBER)


def said(written: Paper) -> str:
    """Every text of it, with plain spaces."""
    return told(word(written)).replace("\u00a0", " ")


def row(text: str, label: str) -> list[str]:
    """What stands behind a label: unit, sum, how many teams."""
    lines = text.splitlines()
    place = lines.index(label)
    return lines[place + 1 : place + 4]


VNEID = "Số người được cài đặt/kích hoạt VNeID (mức 2)"


async def test_figures_that_nobody_has_approved_are_live_and_a_draft(town: Town) -> None:
    await reported(town)
    text = said(await written(town))
    assert "Số liệu chưa duyệt, tính đến 08:00 ngày 16 tháng 11 năm 2026, còn có thể thay đổi." in text
    assert row(text, VNEID) == ["người", "412", "4/7"]
    await town.import_csv("reports", f"{HEADER}\n18685-04,2026-11,2026-11-16T07:30:00+07:00,0,1,1,1,8,1,1\n")
    draft = await written(town)
    assert row(said(draft), VNEID) == ["người", "420", "5/7"]
    assert draft.is_draft
    assert "DỰ THẢO" in part(render(draft, Form.XLSX), "xl/sharedStrings.xml")


async def test_what_was_sent_stays_and_an_amendment_is_told_beside_it(town: Town) -> None:
    await sent(town)
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    await town.import_csv("reports", f"{HEADER}\n18685-04,2026-11,2026-11-16T07:30:00+07:00,0,1,1,1,8,1,1\n")
    report = await written(town)
    text = said(report)
    assert "Số liệu đã duyệt ngày 16 tháng 11 năm 2026, chốt 08:00 ngày 16 tháng 11 năm 2026 khi gửi" in text
    assert row(text, VNEID) == ["người", "412", "4/7"]
    assert "Đã nhận báo cáo của 4/7 Tổ" in text
    assert "số người được cài đặt/kích hoạt VNeID (mức 2) 412 → 60" in text
    assert "nhận thêm báo cáo của Tổ thôn Bắc Hải" in text
    assert "chưa cộng vào báo cáo này" in text
    assert "có thể lệch" not in text
    lines = text.splitlines()
    assert lines[lines.index("Tổ thôn Bắc Hải") + 1] == "chưa nhận"
    assert "400" in lines
    assert "40" in lines  # the commune team's own 40 people
    book = render(report, Form.XLSX)
    assert "chốt 08:00" in part(book, "xl/sharedStrings.xml").replace("\u00a0", " ")
    assert "412 → 60" in part(book, "xl/sharedStrings.xml").replace("\u00a0", " ")
    sources = part(book, "xl/worksheets/sheet2.xml")
    assert "<v>400</v>" in sources


async def test_an_addendum_that_was_sent_takes_its_place(town: Town) -> None:
    await sent(town)
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt bổ sung")
    await town.tuan.taps("Vẫn duyệt")
    assert row(said(await written(town)), VNEID) == ["người", "412", "4/7"]
    await town.tuan.taps("Gửi lên")
    text = said(await written(town))
    assert row(text, VNEID) == ["người", "52", "4/7"]
    assert "khi gửi lên cấp trên, bản bổ sung 1." in text
    assert "Thay đổi sau khi chốt" not in text


async def test_approved_figures_stand_until_others_are_approved(town: Town) -> None:
    await reported(town)
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.passes(hours=1)
    await town.hung.says("sửa 4 = 40")
    await town.hung.taps("Gửi")
    text = said(await written(town))
    assert "Số liệu đã duyệt ngày 16 tháng 11 năm 2026, chưa gửi lên cấp trên." in text
    assert row(text, VNEID) == ["người", "412", "4/7"]
    assert "Thay đổi sau khi duyệt (cần duyệt lại): số người được" in text
    assert "có thể lệch" not in text


async def test_sent_back_it_is_a_draft_again(town: Town) -> None:
    await sent(town)
    await town.son.taps("Trả lại")
    await town.son.says("thiếu số của 3 thôn")
    report = await written(town)
    assert "Số liệu chưa duyệt" in said(report)
    assert report.is_draft


async def test_texts_stand_as_they_were_edited_and_sent(town: Town) -> None:
    await town.hung.says(
        "báo cáo tháng 11: 5 buổi 120 người dự, hướng dẫn 86 lượt, vneid 14, dvc 9 hồ sơ, thanh toán số 21"
    )
    await town.hung.taps("Không có thêm")
    await town.hung.says("mạng ở xóm yếu lắm", "bỏ qua", "bỏ qua")
    await town.hung.taps("Gửi")
    assert "mạng ở xóm yếu lắm" in said(await written(town))
    await _edit(town, "Đường truyền tại một số xóm còn yếu")
    assert "mạng ở xóm yếu lắm" not in said(await written(town))
    await town.tuan.says("tổng hợp")
    await town.tuan.taps("Duyệt")
    await town.tuan.taps("Vẫn duyệt")
    await town.tuan.taps("Gửi lên")
    await _edit(town, "Viết lại sau khi gửi")
    text = said(await written(town))
    assert "Thôn Đông Trung: Đường truyền tại một số xóm còn yếu." in text
    assert "Viết lại" not in text
    # The department's draft has what the commune has sent up.
    assert "Đường truyền tại một số xóm còn yếu." in said(await written(town, "42"))


async def _edit(town: Town, text: str) -> None:
    await town.tuan.says("ý kiến các Tổ")
    await town.tuan.taps("Sửa một dòng")
    await town.tuan.says("1") if "Sửa dòng nào" in town.tuan.heard[-1] else None
    await town.tuan.says(text)


async def test_nothing_happened_is_a_zero_in_the_annex_as_in_the_sum(town: Town) -> None:
    await town.import_csv("reports", f"{HEADER}\n18685-03,2026-11,2026-11-15T07:00:00+07:00,1,,,,,,\n")
    [annex, *_] = (await written(town)).annexes
    table = annex.blocks[0].table
    assert table is not None
    [nil] = [one for one in table.rows if one[2] == "không phát sinh"]
    assert set(nil[3:]) == {"0"}
    assert set(table.rows[-1][3:]) == {"0"}
