"""A paper as the texts that stand on it, from which Word file and PDF are set alike."""

from __future__ import annotations

from typing import Any

from documents.paper import Annex, Block, Paper, Style
from documents.typography import NBSP, date_blank, date_words, padded, roman, width

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
_LINE_SHARE = 0.42
"""Of the text above it: the decree asks for a third to a half."""


def set_out(paper: Paper) -> dict[str, Any]:
    """Everything the page shows, in plain texts and lists; names as in docs/documents.md."""
    return {
        "co_quan_chu_quan": paper.head.superior,
        "co_quan": list(paper.head.issuer),
        "so_ky_hieu": number_line(paper),
        "trich_yeu_cong_van": bound(f"V/v {paper.about}") if not paper.type_name else "",
        "dia_danh_ngay": date_line(paper),
        "du_thao": DRAFT if paper.is_draft else "",
        "ten_loai": paper.type_name,
        "trich_yeu": bound(paper.about) if paper.type_name else "",
        "kinh_gui": list(paper.to),
        "noi_dung": [_block(one) for one in paper.blocks],
        "quyen_han": list(paper.signature.capacity),
        "ho_ten": paper.signature.name,
        "noi_nhan": recipients(paper),
        "phu_luc": _annexes(paper.annexes),
        "gia_tri": dict(paper.names),
        "ke_co_quan": line_below(paper.head.issuer[-1], 13) if paper.head.issuer else 0,
        "ke_trich_yeu": min(line_below(paper.about, 14), 60.0),
    }


def bound(text: str) -> str:
    """The last three words stay on one line: a title never ends with half a name."""
    words = text.split(" ")
    return " ".join([*words[:-3], NBSP.join(words[-3:])])


def number_line(paper: Paper) -> str:
    """ "Số: 05/BC-UBND"; open while a draft; empty for a body without a register."""
    if paper.registered is not None:
        return f"Số: {padded(paper.registered.number)}"
    return f"Số:{NBSP * 8}/{paper.symbol}" if paper.symbol else ""


def date_line(paper: Paper) -> str:
    """ "Cẩm Bình, ngày 05 tháng 01 năm 2026"; the day is open while a draft."""
    on = paper.registered.on if paper.registered is not None else paper.dated
    return f"{paper.head.place}, {date_blank(paper.year) if on is None else date_words(on)}"


def recipients(paper: Paper) -> list[str]:
    """The lines of "Nơi nhận", each with its dash, ";" after each and "." after the last."""
    last = len(paper.recipients) - 1
    return [f"- {one}{'.' if place == last else ';'}" for place, one in enumerate(paper.recipients)]


def line_below(text: str, size: float) -> float:
    """How long the line below such a text is, in millimetres."""
    return round(width(text, size) * _LINE_SHARE, 1)


def _block(one: Block) -> dict[str, Any]:
    found: dict[str, Any] = {"kieu": str(one.style), "dau": one.lead, "chu": one.text}
    if one.style is Style.TABLE and one.table is not None:
        found["bang"] = {
            "cot": [
                {"ten": column.title, "rong": column.share, "canh": str(column.align)}
                for column in one.table.columns
            ],
            "hang": [list(row) for row in one.table.rows],
            "dam": sorted(one.table.bold),
        }
    return found


def _annexes(annexes: tuple[Annex, ...]) -> list[dict[str, Any]]:
    return [
        {
            "ten": "Phụ lục" if len(annexes) == 1 else f"Phụ lục {roman(place)}",
            "tieu_de": one.title,
            "kem_theo": one.note,
            "noi_dung": [_block(block) for block in one.blocks],
            "ngang": one.wide,
        }
        for place, one in enumerate(annexes, 1)
    ]
