"""Word file of a paper, from a template that an officer edits in Word; texts of people are data, never template."""

from __future__ import annotations

import io
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import BadZipFile

from documents.paper import Paper
from documents.setting import set_out

BUILT_IN = Path(__file__).parent / "word"
ANNEX_BREAK = "NgatPhuLuc"
"""The style of the empty paragraph with which an annex begins, so that it gets a page of its own."""
_MM = 56.69
"""Twentieths of a point in a millimetre."""
_UPRIGHT, _ACROSS = 165.0, 257.0
"""Millimetres between the margins of an A4 page."""


class TemplateWrong(Exception):
    """A Word template that cannot be filled in: a name it asks for is not there, or a tag is broken."""


def docx(paper: Paper, templates: Path | None = None) -> bytes:
    """Fill in the template of that kind: the one in ``templates`` if it has one, else the built-in one."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    source = template_of(paper.template, templates)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(io.BytesIO(_read(source, source.stat().st_mtime_ns)))
        document.render(_context(paper), jinja_env=environment, autoescape=True)
    except (TemplateError, BadZipFile) as error:
        raise TemplateWrong(f"{source.name}: {error}") from error
    _hold(document.docx)
    _part(document.docx, paper)
    _describe(document.docx, paper)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def template_of(name: str, templates: Path | None) -> Path:
    """The file of a template."""
    own = None if templates is None else templates / f"{name}.docx"
    return own if own is not None and own.is_file() else BUILT_IN / f"{name}.docx"


@cache
def _read(source: Path, changed: int) -> bytes:
    return source.read_bytes()


def _hold(document: Any) -> None:
    """The last paragraph, or the last rows of a table, stay with the signature: it never stands alone on a page."""
    for one in document.paragraphs:
        following, before = one._p.getnext(), one._p.getprevious()
        if one.style.style_id == ANNEX_BREAK and following is not None and following.tag.endswith("}tbl"):
            one.paragraph_format.keep_with_next = True
            if before is None:
                continue
            last = (
                [before]
                if before.tag.endswith("}p")
                else before.xpath("./w:tr[position() > last() - 2]//w:p")
            )
            for paragraph in last:
                paragraph.get_or_add_pPr().get_or_add_keepNext()


def _part(document: Any, paper: Paper) -> None:
    """Every annex begins a section of its own, upright or across; page numbers run on."""
    last = document.element.body.sectPr
    marks = [one for one in document.paragraphs if one.style.style_id == ANNEX_BREAK and _breaks(one)]
    ways = [False, *(one.wide for one in paper.annexes)]
    for mark, across in zip(marks, ways, strict=False):
        section = deepcopy(last)
        _turn(section, across, first=mark is marks[0])
        mark._p.get_or_add_pPr().append(section)
    _turn(last, ways[-1], first=len(ways) == 1)


def _breaks(paragraph: Any) -> bool:
    """Whether an annex begins there: other paragraphs of that style only keep a distance."""
    following = paragraph._p.getnext()
    return str(getattr(following, "text", "") or "").startswith("Phụ lục")


def _turn(section: Any, across: bool, *, first: bool) -> None:
    from docx.oxml.ns import qn

    size = section.find(qn("w:pgSz"))
    if across:
        wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), high)
        size.set(qn("w:h"), wide)
        size.set(qn("w:orient"), "landscape")
        edges = section.find(qn("w:pgMar"))
        edges.set(qn("w:left"), edges.get(qn("w:top")))
        edges.set(qn("w:right"), edges.get(qn("w:top")))
    special = section.find(qn("w:titlePg"))
    if special is not None and not first:
        section.remove(special)


def _describe(document: Any, paper: Paper) -> None:
    """What the file says of itself; nobody's name."""
    about = document.core_properties
    about.title = f"{paper.type_name} {paper.about}".strip()
    about.author = " ".join(paper.head.issuer)
    about.last_modified_by = ""
    about.language = "vi-VN"


def _context(paper: Paper) -> dict[str, Any]:
    data = set_out(paper)
    data["ke_co_quan"] = Markup(_rule(data["ke_co_quan"], 63.0))
    data["ke_trich_yeu"] = Markup(_rule(data["ke_trich_yeu"], _UPRIGHT))
    for block in data["noi_dung"]:
        _tabled(block, _UPRIGHT)
    for annex in data["phu_luc"]:
        for block in annex["noi_dung"]:
            _tabled(block, _ACROSS if annex["ngang"] else _UPRIGHT)
    return data


class Markup(str):
    """Word's own markup, made here from escaped texts; Jinja puts it in as it is."""

    def __html__(self) -> str:
        return str(self)


def _tabled(block: dict[str, Any], wide: float) -> None:
    if "bang" in block:
        block["bang"] = Markup(_table(block["bang"], wide))


def rule_xml(length: float, wide: float) -> Any:
    """The same as an element, for a template."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(_rule(length, wide).replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))


def _rule(length: float, wide: float) -> str:
    """An empty paragraph whose upper edge is a line of that length (mm), in the middle of the column."""
    side = round((wide - length) / 2 * _MM)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="20" w:after="0" w:line="120" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/><w:jc w:val="center"/></w:pPr></w:p>'
    )


def _table(table: dict[str, Any], wide: float) -> str:
    whole = sum(one["rong"] for one in table["cot"])
    sizes = [round(one["rong"] / whole * wide * _MM) for one in table["cot"]]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    aligns = [one["canh"] for one in table["cot"]]
    head = _row([one["ten"] for one in table["cot"]], sizes, ["center"] * len(sizes), bold=True, head=True)
    rows = [
        _row(row, sizes, aligns, bold=place in table["dam"], head=False)
        for place, row in enumerate(table["hang"])
    ]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
    )


def _row(texts: list[str], sizes: list[int], aligns: list[str], *, bold: bool, head: bool) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Bang"/><w:jc w:val="{align}"/></w:pPr>'
        f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        for text, size, align in zip(texts, sizes, aligns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"
