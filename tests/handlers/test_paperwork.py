"""Documents by chat: who gets which, as what, and what becomes of a draft when its number is entered."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from docx import Document

from documents.paper import Form, PaperKind
from domain.calendar import VN
from domain.periods import Period, WindowMode
from handlers.deciding_number import number
from handlers.heard import Heard
from handlers.month_meant import month_in
from handlers.paper_charts import drawn
from handlers.paper_number import paper_number
from handlers.papers import Desk
from handlers.paperwork import form_of, kind_of, paperwork
from storage import directory, handouts
from storage.tables import handouts as kept
from tests.documents.desk import REPORTS, told
from tests.handlers.cases import introduced
from tests.town import Town
from vietnamese import fold


async def newest(town: Town) -> handouts.Handout:
    """The file handed out last."""
    async with town.rows() as rows:
        found = await rows.all(kept.select().order_by(kept.c.at, kept.c.id))
        files = [await handouts.find(rows, row.id) for row in found]
    given = [one for one in files if one is not None]
    return given[-1]


async def count(town: Town) -> int:
    """How many files were handed out."""
    async with town.rows() as rows:
        return len(await rows.all(kept.select()))


def text_of(file: handouts.Handout) -> str:
    """What a Word file says."""
    return told(Document(io.BytesIO(file.content))).replace("\u00a0", " ")


async def test_the_chairman_gets_the_report_and_enters_its_number(town: Town) -> None:
    await town.import_csv("reports", REPORTS)
    await town.chairman.says("cho toi bao cao thang 11 ban word")
    said = "\n".join(town.chairman.heard)
    assert "đang soạn báo cáo tháng 11 của xã Cẩm Bình, bản Word" in said
    assert "Đây là dự thảo vì số liệu chưa duyệt" in said
    file = await newest(town)
    assert file.name == "Báo cáo tháng 11-2026 xã Cẩm Bình.docx"
    assert "DỰ THẢO" in text_of(file)
    sent = [one for one in town.chairman.messages if one.attachments]
    assert len(sent) == 1
    await town.chairman.says("số 12/BC-UBND ngày 15/11 cho báo cáo tháng 11")
    assert "số 12/BC-UBND, Chủ nhật, 15/11/2026, cho Báo cáo tháng 11 năm 2026" in town.chairman.heard[-1]
    await town.chairman.taps("Làm")
    # A number makes no figures final: nobody has approved them yet.
    await town.chairman.says("cho tôi báo cáo tháng 11 bản word")
    assert "số liệu chưa duyệt" in "\n".join(town.chairman.heard[-2:])
    assert "DỰ THẢO" in text_of(await newest(town))
    await town.chairman.says("tổng hợp tháng 11")
    await town.chairman.taps("Duyệt")
    await town.chairman.taps("Vẫn duyệt")
    await town.chairman.says("cho tôi báo cáo tháng 11 bản word")
    final = text_of(await newest(town))
    assert "Số: 12/BC-UBND" in final
    assert "Cẩm Bình, ngày 15 tháng 11 năm 2026" in final
    assert "DỰ THẢO" not in final
    # A day before that of the approval is asked about; another one typed there takes its place.
    asked = await town.chairman.says("số 12/BC-UBND ngày 15/11")
    assert "số liệu duyệt thứ Hai, 16/11/2026, sau ngày văn bản" in asked
    assert "thứ Hai, 16/11/2026, cho Báo cáo" in await town.chairman.says("ngày 16/11")
    assert "Lưu ý" not in town.chairman.heard[-1]
    await town.chairman.says("hỏi các tổ: mấy nhà văn hóa có wifi, hạn 17h chủ nhật")
    assert "số 17" not in town.chairman.heard[-1]


async def test_everybody_gets_what_is_theirs_and_no_more(town: Town) -> None:
    await town.hung.says("danh sách tổ bản pdf")
    assert (await newest(town)).content.startswith(b"%PDF-")
    await town.nga.says("danh sách tổ bản word")
    assert "0912" not in text_of(await newest(town))
    before = await count(town)
    assert "dành cho người phụ trách" in await town.lan.says("cho tôi báo cáo tháng 11 bản word")
    assert "dành cho người phụ trách" in await town.hung.says("danh sách tổ thôn Hòa Bình bản word")
    assert "dành cho người phụ trách" in await town.hung.says("xuất quyết định")
    assert "dành cho người phụ trách" in await town.giot.says("báo cáo xã Cẩm Bình tháng 11 bản pdf")
    assert await count(town) == before
    assert "chưa có báo cáo tháng 10" in await town.hung.says("báo cáo tháng 10 bản word")


async def test_a_decision_a_proposal_and_a_letter(town: Town) -> None:
    code = await introduced(town, "lan")
    await town.hung.says(f"soạn tờ trình {code}")
    assert "Giới thiệu bà Nguyễn Thị Lan" in text_of(await newest(town))
    assert "chưa được Chủ tịch đồng ý" in await town.chairman.says(f"xuất quyết định {code}")
    await town.chairman.says(f"đồng ý {code}")
    await town.chairman.says(f"xuat quyet dinh {code}")
    assert "Công nhận bà Nguyễn Thị Lan" in text_of(await newest(town))
    await town.hong.says("công văn đôn đốc")
    assert "V/v đôn đốc báo cáo" in text_of(await newest(town))


async def test_an_order_that_fails_is_tried_again_and_then_told(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError("the template is damaged")

    monkeypatch.setattr("bot.printer.set_in_form", broken)
    await town.hung.says("danh sách tổ bản word")
    assert "đang soạn" in town.hung.heard[-1]
    for _ in range(3):
        await town.passes(minutes=3)
    assert "chưa soạn được văn bản" in town.hung.heard[-1]


@pytest.mark.parametrize(
    ("said", "kind", "form"),
    [
        ("cho tôi báo cáo tháng 11 bản word", PaperKind.REPORT, Form.DOCX),
        ("xuất quyết định A7K", PaperKind.DECISION, Form.DOCX),
        ("danh sách tổ bản pdf", PaperKind.MEMBERS, Form.PDF),
        ("công văn đôn đốc", PaperKind.REMINDER, Form.DOCX),
        ("báo cáo của xã tháng 11 file excel nhé", PaperKind.REPORT, Form.XLSX),
        ("soạn giúp tờ trình", PaperKind.PROPOSAL, Form.DOCX),
        ("cho tôi báo cáo đột xuất bản word", PaperKind.ADHOC, Form.DOCX),
        ("xuất báo cáo đột xuất HN-A7KM2", PaperKind.ADHOC, Form.DOCX),
        ("tổng hợp hỏi nhanh bản excel nhé", PaperKind.ADHOC, Form.XLSX),
        ("tờ trình khen thưởng", PaperKind.COMMENDATION, Form.DOCX),
        ("cho tôi đề nghị khen thưởng bản pdf", PaperKind.COMMENDATION, Form.PDF),
        ("cho xin bản pdf của báo cáo tháng 11", PaperKind.REPORT, Form.PDF),
        ("bc tinh thang 11 word", PaperKind.REPORT, Form.DOCX),
        ("bc toan tinh t11 pdf", PaperKind.REPORT, Form.PDF),
        ("bc xã Cẩm Bình tháng 11 excel", PaperKind.REPORT, Form.XLSX),
        ("bc word thang 11", PaperKind.REPORT, Form.DOCX),
        ("danh sach to pdf", PaperKind.MEMBERS, Form.PDF),
        ("danh sach thanh vien thon dong trung word", PaperKind.MEMBERS, Form.DOCX),
    ],
)
def test_what_is_asked_for(said: str, kind: PaperKind, form: Form) -> None:
    assert paperwork.claims(Heard(said, "report", {}, True))
    assert (kind_of(fold(said)), form_of(fold(said))) == (kind, form)


@pytest.mark.parametrize(
    "said",
    [
        "báo cáo 5 buổi 120 người, hướng dẫn 20 người dùng word excel",
        "báo cáo",
        "danh sách tổ",
        "số 05/QĐ-UBND ngày 12/11",
        "quyết định số 05/QĐ-UBND ngày 12/11",
        "tổ dạy word cho 12 cháu",
        "bc thang 11 5 buoi 30 nguoi word",
        "báo cáo tổ dạy bà con dùng word",
        "sua bao cao word",
        "yêu cầu báo cáo đột xuất",
        "tình hình hỏi nhanh",
        "đề nghị khen thưởng bà Hoa, giúp 30 hộ cài VNeID",
        "báo cáo đột xuất: mỗi thôn có mấy hộ bị ngập? trước 17h thứ Sáu",
    ],
)
def test_what_is_something_else(said: str) -> None:
    assert not paperwork.claims(Heard(said, "report", {}, True))
    assert not paper_number.claims(Heard(said, "report", {}, True))


async def test_the_report_that_is_named_shortly_is_that_of_the_place_named(town: Town) -> None:
    await town.import_csv("reports", REPORTS)
    assert "báo cáo tháng 11 của tỉnh Hà Tĩnh, bản Word" in "\n".join(
        [await town.son.says("bc tinh thang 11 word"), *town.son.heard]
    )
    assert "dành cho người phụ trách" in await town.tuan.says("bc tinh thang 11 word")
    for said in ("bc xa thang 11 word", "bc thang 11 word", "bc xa Cam Binh thang 11 word"):
        before = len(town.tuan.heard)
        await town.tuan.says(said)
        assert "báo cáo tháng 11 của xã Cẩm Bình, bản Word" in town.tuan.heard[before]


async def test_a_chart_comes_as_a_picture(town: Town) -> None:
    await town.import_csv("reports", REPORTS)
    await town.chairman.says("biểu đồ")
    told = "Báo cáo của các Tổ - xã Cẩm Bình: Từ tháng 6 đến tháng 11 đã nhận"
    assert told in "\n".join(town.chairman.heard)
    assert (await newest(town)).content.startswith(b"\x89PNG")
    await town.hung.says("cho xem bieu do thang 11")
    assert "Lượt hướng dẫn" in (await newest(town)).name
    assert "dành cho người phụ trách" in await town.lan.says("biểu đồ")


@pytest.mark.parametrize(
    ("who", "said", "title"),
    [
        ("chairman", "biểu đồ vneid", "VNeID - xã Cẩm Bình"),
        ("chairman", "cho xem bieu do dinh danh tháng 11", "VNeID - xã Cẩm Bình"),
        ("chairman", "biểu đồ vneid thôn Đông Trung", "VNeID - thôn Đông Trung"),
        ("chairman", "vẽ biểu đồ bán hàng qua mạng", "Bán hàng qua mạng - xã Cẩm Bình"),
        ("chairman", "biểu đồ của tháng này", "Báo cáo của các Tổ - xã Cẩm Bình"),
        ("son", "biểu đồ dịch vụ công", "DVC - tỉnh Hà Tĩnh, tháng 11"),
        ("hung", "biểu đồ vneid", "VNeID - thôn Đông Trung"),
    ],
)
async def test_a_chart_is_of_the_figure_that_is_named(town: Town, who: str, said: str, title: str) -> None:
    await town.import_csv("reports", REPORTS)
    person = getattr(town, who)
    assert title.lower() in "\n".join([await person.says(said), *person.heard]).lower()


async def test_a_sum_of_a_few_teams_says_of_how_many(town: Town) -> None:
    await town.import_csv("reports", REPORTS)
    await town.chairman.says("biểu đồ vneid")
    async with town.rows() as rows:
        desk = Desk(
            rows, await directory.load(rows), WindowMode.MID_MONTH, datetime(2026, 11, 16, 8, 0, tzinfo=VN)
        )
        made = await drawn(desk, "18685", Period.parse("2026-11"), "vneid")
    assert made.bars[-1].label == "tháng 11 (5/7 Tổ)"
    assert (made.bars[0].label, made.bars[0].told) == ("tháng 6", "chưa có")


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("công văn đôn đốc tháng 12 pdf", "2026-12"),
        ("báo cáo tháng 12/2025", "2025-12"),
        ("báo cáo tháng 11", "2026-11"),
        ("báo cáo tháng 1", "2026-01"),
        ("báo cáo tháng trước", "2026-10"),
        ("báo cáo tháng này", "2026-11"),
    ],
)
def test_the_month_of_the_window_that_runs_is_no_month_of_last_year(said: str, month: str) -> None:
    found = month_in(said, datetime(2026, 11, 28, 9, 0, tzinfo=VN), WindowMode.MID_MONTH)
    assert str(found) == month


def test_to_urge_is_no_form() -> None:
    assert form_of(fold("công văn đôn đốc tháng 12 pdf")) is Form.PDF


@pytest.mark.parametrize("said", ["quyết định H7C pdf", "quyet dinh h7c word", "tờ trình A7K pdf"])
def test_a_code_and_a_form_are_an_order(said: str) -> None:
    heard = Heard(said, "unclear", {}, False)
    assert paperwork.claims(heard)
    assert not number.claims(heard)
