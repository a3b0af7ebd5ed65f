"""The printed page: fonts embedded, Vietnamese text extractable, lines below headings, page numbers, margins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from documents import Form, render
from documents.docx import BUILT_IN, TemplateWrong, docx
from documents.paper import Block, Column, Paper, Style, Table
from documents.report import Given, Line, ReportFacts, Told, consolidated
from documents.report_standing import Standing
from documents.setting import MOTTO
from documents.templates import NAMES, build
from documents.typography import clean, date_words, month_words, percent
from domain.calendar import VN
from domain.forms import default_template
from domain.periods import Period
from domain.teams import Headcount
from tests.documents.pdf_text import Read, read
from tests.documents.test_decisions import COMMUNE, DAY, TREE, VILLAGES
from vietnamese.writing import number

FORM = default_template()
NOON = datetime(2026, 11, 19, 12, 0, tzinfo=VN)
A4 = (595.28, 841.89)
MM = 72 / 25.4


def facts(**more: object) -> ReportFacts:
    """A commune of five teams, three of which have reported."""
    given = {one.code: Given("BC-A7K", "Lê Văn Ba", None, {"vneid": 7}) for one in VILLAGES[:3]}
    lines = tuple(Line(one, 1, int(one.code in given), {"vneid": 7}, {"vneid": 1}) for one in VILLAGES)
    known: dict[str, object] = {
        "unit": COMMUNE,
        "tree": TREE,
        "period": Period(2026, 11),
        "window": "15-14",
        "template": FORM,
        "expected": 5,
        "received": 3,
        "on_time": 2,
        "nil": 0,
        "sums": {"vneid": 21},
        "of": {"vneid": (3, 5)},
        "missing": VILLAGES[3:],
        "proposed": (),
        "given": given,
        "lines": lines,
        "people": Headcount(5, 4, 14, 14, 2),
        "standing": Standing(NOON, approved_at=NOON, sent_at=NOON),
    }
    return ReportFacts(**(known | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def printed() -> Read:
    """The report as PDF, read again."""
    return read(render(consolidated(facts()), Form.PDF))


def test_its_fonts_are_embedded(printed: Read) -> None:
    assert set(printed.embedded) <= {
        f"LiberationSerif{kind}" for kind in ("", "-Bold", "-Italic", "-BoldItalic")
    }
    assert all(printed.embedded.values())


def test_vietnamese_text_can_be_taken_out(printed: Read) -> None:
    said = printed.told()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Số người được cài đặt/kích hoạt VNeID (mức 2)" in said
    assert "Thành Sen, ngày tháng năm 2026" in said
    assert "�" not in said


def test_the_line_below_the_motto_is_as_long_as_the_motto(printed: Read) -> None:
    [motto] = [one for one in printed.pages[0] if one.text == MOTTO]
    line = min((one for one in printed.pages[0] if one.length), key=lambda one: abs(one.y - motto.y + 4))
    assert line.x == pytest.approx(motto.x, abs=0.5)
    assert line.length == pytest.approx(56.06 * MM, abs=1)
    assert 0 < motto.y - line.y < 8


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(printed: Read) -> None:
    assert printed.texts(0)[0] != "1"
    for page in range(1, len(printed.pages)):
        first = printed.pages[page][0]
        high = A4[0] if page == len(printed.pages) - 1 else A4[1]
        assert first.text == str(page + 1)
        assert first.y > high - 20 * MM


def test_nothing_stands_in_the_margins(printed: Read) -> None:
    for one in printed.pages[0]:
        assert one.x >= 30 * MM - 0.5
        assert one.y >= 20 * MM - 1


def test_a_figure_that_nobody_gave_is_not_zero(printed: Read) -> None:
    said = printed.told()
    assert "21 3/5" in said
    assert "chưa có 0/5" in said


@pytest.mark.parametrize("name", NAMES)
def test_the_word_templates_are_as_the_script_builds_them(name: str) -> None:
    assert (BUILT_IN / f"{name}.docx").read_bytes() == build(name)


def test_a_template_with_a_wrong_name_is_refused_in_one_line(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ so_lieu_la }}")
    document.save(str(tmp_path / "report.docx"))
    with pytest.raises(TemplateWrong, match=r"report\.docx: 'so_lieu_la' is undefined"):
        docx(consolidated(facts()), tmp_path)


def test_an_officers_template_uses_single_values(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("VNeID: {{ gia_tri.vneid }}, {{ gia_tri.so_to_da_bao_cao }} Tổ")
    document.save(str(tmp_path / "report.docx"))
    assert Document(BytesIO(docx(consolidated(facts()), tmp_path))).paragraphs[0].text == "VNeID: 21, 3 Tổ"


def test_words_of_dates_and_numbers() -> None:
    assert date_words(DAY.replace(month=1, day=5)) == "ngày\u00a005 tháng\u00a001 năm\u00a02026"
    assert month_words(3) == "tháng\u00a03"
    assert (number(1250), percent(1, 8), percent(1, 0)) == ("1.250", "12,5%", "–")
    assert clean("Lê\u202e  Va\u0306n\x0bBa") == "Lê VănBa"


def test_the_signature_never_stands_alone_on_a_page() -> None:
    document = Document(BytesIO(docx(consolidated(facts()))))
    [last] = [one for one in document.paragraphs if one.text.endswith("trân trọng báo cáo./.")]
    assert last.paragraph_format.keep_with_next


def listed(rows: int) -> Paper:
    """A paper that ends in a table of so many rows."""
    table = Table(
        (Column("TT", 1), Column("Họ và tên", 4)), tuple((f"{n}.", f"Người {n}") for n in range(rows))
    )
    return replace(consolidated(facts()), blocks=(Block(Style.TABLE, table=table),), annexes=())


def test_the_signature_below_a_table_has_its_last_rows_and_their_titles_on_its_page() -> None:
    breaks = set()
    for rows in (0, 1, 2, *range(14, 48)):
        pages = [one for one in read(render(listed(rows), Form.PDF)).pages if one]
        told = [[one.text for one in page if one.text] for page in pages]
        numbered = [text for page in told for text in page if text.startswith("Người ")]
        assert numbered == [f"Người {n}" for n in range(rows)], rows
        assert all("Họ và tên" in page for page in told if any(one.startswith("Người ") for one in page)), (
            rows
        )
        assert sum(page.count("Họ và tên") for page in told) == len(pages), rows
        [signed] = [page for page in told if "Nơi nhận:" in page]
        assert sum(one.startswith("Người ") for one in signed) >= min(rows, 2), rows
        breaks.add(len(pages))
    assert breaks == {1, 2}


def test_in_word_the_last_rows_of_a_table_stay_with_the_signature() -> None:
    document = Document(BytesIO(docx(listed(20))))
    rows = document.tables[1].rows
    kept = [
        all(one.paragraph_format.keep_with_next for cell in row.cells for one in cell.paragraphs)
        for row in rows
    ]
    assert kept == [False] * 19 + [True] * 2


def test_of_very_many_opinions_the_spreadsheet_holds_all() -> None:
    many = tuple(Told("kho_khan", f"X-{place}", f"ý kiến {place}.") for place in range(1, 60))
    written = consolidated(facts(texts=many))
    items = [one.text for one in written.blocks if one.style == "item"]
    assert len(items) == 41
    assert items[-1] == "- Còn 19 ý kiến khác, nêu tại bảng tính kèm theo."
    assert len(written.sheets[3].rows) == 59
