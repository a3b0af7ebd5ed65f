"""Builds the Word templates of `word/`, which officers edit in Word: `python -m documents.templates [FOLDER]`."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.docx import ANNEX_BREAK, BUILT_IN, rule_xml
from documents.setting import MOTTO, NATION

FACE = "Times New Roman"
NAMES = ("report", "decision", "proposal", "members", "reminder")
LEFT, RIGHT = 63.0, 102.0
MOTTO_WIDTH = 56.1
"""Of the motto in bold 13 point, in millimetres: the line below is as long as the text."""
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_INDENT = Mm(12.7)


def build(name: str) -> bytes:
    """One template; the same bytes every time."""
    document: Any = Document()
    _page(document)
    _styles(document)
    _page_number(document)
    _letterhead(document)
    _title(document)
    _body(document, "noi_dung", "b")
    _signature(document)
    _annexes(document)
    about = document.core_properties
    about.author, about.title, about.comments = "", name, ""
    about.created = about.modified = datetime(2026, 1, 1, tzinfo=UTC)
    kept = io.BytesIO()
    document.save(kept)
    return _same_every_time(kept.getvalue())


def _same_every_time(content: bytes) -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in given.infolist():
            new.writestr(
                zipfile.ZipInfo(one.filename, (2026, 1, 1, 0, 0, 0)), given.read(one), zipfile.ZIP_DEFLATED
            )
    return kept.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _face(normal, 14)
    normal.paragraph_format.space_after = Pt(0)
    for name, key, options in (
        ("Đoạn văn", "DoanVan", {"align": JUSTIFY, "indent": True, "after": 6}),
        ("Căn cứ", "CanCu", {"align": JUSTIFY, "indent": True, "after": 6, "italic": True}),
        ("Điều", "Dieu", {"align": JUSTIFY, "indent": True, "after": 6}),
        (
            "Mục",
            "Muc",
            {"align": JUSTIFY, "indent": True, "after": 6, "bold": True, "keep": True, "before": 6},
        ),
        (
            "Ghi chú",
            "GhiChu",
            {"align": JUSTIFY, "indent": True, "after": 6, "italic": True, "size": 12, "before": 4},
        ),
        ("Thẩm quyền", "ThamQuyen", {"align": CENTER, "bold": True, "after": 8}),
        ("Giữa", "Giua", {"align": CENTER}),
        ("Bảng biểu", "Bang", {"size": 11.5, "before": 2, "after": 2}),
        ("Nơi nhận", "NoiNhan", {"size": 11}),
        ("Ngắt phụ lục", ANNEX_BREAK, {"size": 1}),
    ):
        _style(document, name, key, **options)


def _style(document: Any, name: str, key: str, **options: Any) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), key)
    style.base_style = document.styles["Normal"]
    _face(style, options.get("size", 14))
    style.font.bold, style.font.italic = options.get("bold"), options.get("italic")
    form = style.paragraph_format
    form.alignment = options.get("align")
    form.space_before, form.space_after = Pt(options.get("before", 0)), Pt(options.get("after", 0))
    form.first_line_indent = _INDENT if options.get("indent") else None
    form.keep_with_next = options.get("keep")


def _face(style: Any, size: float) -> None:
    style.font.name, style.font.size = FACE, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FACE)


def _page_number(document: Any) -> None:
    """In the middle of the top margin from the second page on."""
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.style, paragraph.alignment = document.styles["Giữa"], CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


# --- what stands on the page ----------------------------------------------------------------------------------------


def _add(place: Any, text: str, style: str, **looks: Any) -> Any:
    """A paragraph; `first` uses the one that a new cell already has."""
    paragraph = place.paragraphs[0] if looks.get("first") else place.add_paragraph()
    paragraph.style = place.part.document.styles[style]
    if "align" in looks:
        paragraph.alignment = looks["align"]
    run = paragraph.add_run(text)
    run.bold, run.italic = looks.get("bold"), looks.get("italic")
    if "size" in looks:
        run.font.size = Pt(looks["size"])
    return paragraph


def _tag(place: Any, tag: str, first: bool = False) -> None:
    """A paragraph that holds only a tag and leaves nothing behind."""
    _add(place, "{%p " + tag + " %}", "Giữa", first=first)


def _columns(document: Any, left: float, right: float, rows: int) -> Any:
    table = document.add_table(rows=rows, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        for cell, wide in zip(row.cells, (left, right), strict=True):
            cell.width = Mm(wide)
        cannot = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(cannot)
    for column, wide in zip(table.columns, (left, right), strict=True):
        column.width = Mm(wide)
    return table


def _letterhead(document: Any) -> None:
    table = _columns(document, LEFT, RIGHT, 2)
    _issuer(table.cell(0, 0))
    right = table.cell(0, 1)
    _add(right, NATION, "Giữa", bold=True, size=12, first=True)
    _add(right, MOTTO, "Giữa", bold=True, size=13)
    right._tc.append(rule_xml(MOTTO_WIDTH, RIGHT - 3.8))
    _number(table.cell(1, 0))
    _add(table.cell(1, 1), "{{ dia_danh_ngay }}", "Giữa", italic=True, size=13.5, first=True)


def _issuer(cell: Any) -> None:
    _tag(cell, "if co_quan_chu_quan", first=True)
    _add(cell, "{{ co_quan_chu_quan }}", "Giữa", size=13)
    _tag(cell, "endif")
    _tag(cell, "for dong in co_quan")
    _add(cell, "{{ dong }}", "Giữa", bold=True, size=13)
    _tag(cell, "endfor")
    _add(cell, "{{p ke_co_quan }}", "Giữa")


def _number(cell: Any) -> None:
    _add(cell, "{{ so_ky_hieu }}", "Giữa", size=13, first=True)
    _tag(cell, "if trich_yeu_cong_van")
    _add(cell, "{{ trich_yeu_cong_van }}", "Giữa", size=12)
    _tag(cell, "endif")
    _tag(cell, "if du_thao")
    paragraph = _add(cell, "{{ du_thao }}", "Giữa", bold=True, size=12)
    paragraph.paragraph_format.space_before = Pt(6)
    edge = OxmlElement("w:bdr")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    paragraph.runs[0]._r.get_or_add_rPr().append(edge)
    _tag(cell, "endif")


def _title(document: Any) -> None:
    _tag(document, "if ten_loai")
    _add(document, "{{ ten_loai }}", "Giữa", bold=True).paragraph_format.space_before = Pt(12)
    _add(document, "{{ trich_yeu }}", "Giữa", bold=True)
    _add(document, "{{p ke_trich_yeu }}", "Giữa")
    _tag(document, "endif")
    _tag(document, "if kinh_gui|length == 1")
    one = _add(document, "Kính gửi: {{ kinh_gui[0] }}", "Giữa")
    one.paragraph_format.space_before, one.paragraph_format.space_after = Pt(8), Pt(10)
    _tag(document, "elif kinh_gui")
    some = _add(document, "Kính gửi:", "Giữa", align=WD_ALIGN_PARAGRAPH.LEFT)
    some.paragraph_format.left_indent, some.paragraph_format.space_before = Mm(35), Pt(8)
    _tag(document, "for noi in kinh_gui")
    each = _add(document, "- {{ noi }}{{ '.' if loop.last else ';' }}", "Giữa", align=WD_ALIGN_PARAGRAPH.LEFT)
    each.paragraph_format.left_indent, each.paragraph_format.space_after = Mm(50), Pt(2)
    _tag(document, "endfor")
    _tag(document, "endif")
    _add(document, "", "Ngắt phụ lục").paragraph_format.space_after = Pt(6)


BODY = (
    ("authority", "Thẩm quyền", "{{ X.chu }}"),
    ("basis", "Căn cứ", "{{ X.chu }}"),
    ("decides", "Thẩm quyền", "{{ X.chu }}"),
    ("heading", "Mục", "{{ X.chu }}"),
    ("note", "Ghi chú", "{{ X.chu }}"),
)


def _body(document: Any, blocks: str, one: str) -> None:
    """Every paragraph in the style that its kind has; a table stands for itself."""
    _tag(document, f"for {one} in {blocks}")
    _tag(document, f"if {one}.kieu == 'table'")
    _add(document, "{{p " + one + ".bang }}", "Giữa")
    for kind, style, text in BODY:
        _tag(document, f"elif {one}.kieu == '{kind}'")
        _add(document, text.replace("X", one), style)
    _tag(document, f"elif {one}.dau")
    led = _add(document, "{{ " + one + ".dau }} ", "Điều", bold=True)
    led.add_run("{{ " + one + ".chu }}")
    _tag(document, "else")
    _add(document, "{{ " + one + ".chu }}", "Đoạn văn")
    _tag(document, "endif")
    _tag(document, "endfor")


def _signature(document: Any) -> None:
    _add(document, "", "Ngắt phụ lục").paragraph_format.space_after = Pt(6)
    table = _columns(document, 77.0, 88.0, 1)
    left, right = table.cell(0, 0), table.cell(0, 1)
    _add(left, "Nơi nhận:", "Nơi nhận", bold=True, italic=True, size=12, first=True)
    _tag(left, "for noi in noi_nhan")
    _add(left, "{{ noi }}", "Nơi nhận")
    _tag(left, "endfor")
    _tag(right, "for dong in quyen_han", first=True)
    _add(right, "{{ dong }}", "Giữa", bold=True)
    _tag(right, "endfor")
    for _ in range(4):
        _add(right, "", "Giữa")
    _add(right, "{{ ho_ten }}", "Giữa", bold=True)


def _annexes(document: Any) -> None:
    _tag(document, "for p in phu_luc")
    _add(document, "", "Ngắt phụ lục")
    _add(document, "{{ p.ten }}", "Giữa", bold=True)
    _add(document, "{{ p.tieu_de }}", "Giữa", bold=True)
    _add(document, "{{ p.kem_theo }}", "Giữa", italic=True).paragraph_format.space_after = Pt(8)
    _body(document, "p.noi_dung", "b")
    _tag(document, "endfor")
    _add(document, "", "Ngắt phụ lục")


def main(folder: Path = BUILT_IN) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.docx").write_bytes(build(name))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
