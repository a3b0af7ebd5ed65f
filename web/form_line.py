"""One line of a coming version of the form: its words, its place, and what people call it; judged part by part."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from domain.authority import Action
from domain.form_changes import (
    MOST_HELP,
    MOST_LABEL,
    MOST_SHORT,
    MOST_UNIT,
    Line,
    LineFault,
    Standing,
    Wrong,
    changed,
    field_of,
    line_of,
    wrongs,
)
from domain.forms import Field, FieldKind, ReportTemplate
from storage import report_forms as kept
from web.about import by_line
from web.crumbs import Crumb
from web.forms import STANDINGS, changeable, is_open, since, there
from web.page import Context, Elsewhere, NotFound, Page, Refused
from web.visit import Visit

form_line = Page(
    "form_line",
    "/cai-dat/mau-bao-cao/{version}/{line}",
    "Một dòng của mẫu",
    sees=(Action.SET_RULES,),
    about=by_line,
)
MOST_PLACE = 3
PARTS = {
    "label": "tên",
    "short": "tên ngắn",
    "help": "lời giải thích",
    "unit": "đơn vị tính",
    "synonyms": "cách gọi",
    "standing": "cách hỏi",
    "place": "thứ tự",
}
_EMPTY = {"label": "Mời ghi tên dòng.", "short": "Mời ghi tên ngắn, ví dụ: hộ tận nhà."}


@form_line.shows
async def show(visit: Visit, version: str, line: str) -> Context:
    """The line as it stands, or as it was typed when that was refused."""
    template, field = _found(visit, version, line)
    stands = line_of(template, field)
    return {
        "title": field.label,
        "version": version,
        "since": since(visit, version),
        "is_open": is_open(visit, version),
        "stands": stands,
        "given": visit.sent or _typed(stands),
        "faults": visit.faults,
        "seen": _seen(stands),
        "standings": _standings(field),
        "limits": {"label": MOST_LABEL, "short": MOST_SHORT, "help": MOST_HELP, "unit": MOST_UNIT},
        "places": len(template.fields) + (stands.standing is Standing.ENDED),
        "crumbs": (
            Crumb("Mẫu báo cáo", visit.link("forms")),
            Crumb(f"Bản {version}", visit.link("form", version=version)),
            Crumb(field.short),
        ),
    }


def _found(visit: Visit, version: str, line: str) -> tuple[ReportTemplate, Field]:
    template = visit.directory.form_version(version)
    field = field_of(template, line)
    if field is None:
        raise NotFound
    return template, field


def _standings(field: Field) -> list[tuple[str, str]]:
    """What may be chosen: words and photos are simply asked, photos always."""
    if field.kind is FieldKind.INT:
        return [(str(one), words) for one, words in STANDINGS.items()]
    asked = [(str(Standing.OPTIONAL), "hỏi")]
    return (
        asked
        if field.kind is FieldKind.PHOTOS
        else [*asked, (str(Standing.ENDED), STANDINGS[Standing.ENDED])]
    )


def _typed(line: Line) -> dict[str, str]:
    return {
        "label": line.label,
        "short": line.short,
        "help": line.help,
        "unit": line.unit,
        "synonyms": "\n".join(line.synonyms),
        "standing": str(line.standing),
        "place": str(line.place),
    }


def _seen(line: Line) -> str:
    """What the visitor has seen, so that nobody overwrites what somebody else has just changed."""
    return hashlib.sha256(repr(line).encode()).hexdigest()[:16]


# --- changing -----------------------------------------------------------------------------------------------------


@form_line.does("change", Action.SET_RULES)
async def change(visit: Visit, form: Any, version: str, line: str) -> str:
    """Keep the line as it was typed; twice is once."""
    await changeable(visit, version)
    template, field = _found(visit, version, line)
    stands, wanted = line_of(template, field), _read(form)
    if isinstance(wanted, dict):
        raise Refused(_REFUSED, wanted)
    here = visit.link("form", version=version)
    # The place of a line that is not asked says nothing.
    if stands == wanted or (Standing.ENDED is stands.standing is wanted.standing and _same(stands, wanted)):
        raise Elsewhere(here, "Dòng này đã như vậy rồi, không phải ghi lại.")
    if str(form.get("seen", "")) != _seen(stands):
        raise Refused("Dòng này vừa được sửa ở nơi khác. Mời mở lại trang rồi sửa tiếp.")
    faults = {one.part: _told(one) for one in reversed(wrongs(template, field, wanted))}
    if faults:
        raise Refused(_REFUSED, faults)
    there(visit, version, await kept.change(visit.rows, changed(template, field, wanted)))
    differs = [name for name in PARTS if getattr(stands, name) != getattr(wanted, name)]
    visit.turn.audit(
        "form_line_changed",
        f"form:{version}/{line}",
        before=_in_words(stands, differs),
        after=_in_words(wanted, differs),
    )
    raise Elsewhere(here, f"Đã ghi dòng «{wanted.label}». Mời xem thử bên dưới Trợ lý sẽ hỏi và đọc thế nào.")


_REFUSED = "Chưa ghi được. Mời xem lời nhắc ngay dưới ô cần sửa rồi bấm Ghi lần nữa."


def _same(one: Line, other: Line) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in PARTS if name != "place")


def _read(form: Any) -> Line | dict[str, str]:
    """The line that was typed; what cannot be read at all by its field."""
    texts = {name: " ".join(str(form.get(name, "")).split()) for name in ("label", "short", "help", "unit")}
    words = [" ".join(one.split()) for one in re.split(r"[,;\n]", str(form.get("synonyms", "")))]
    place, standing = str(form.get("place", "")).strip(), str(form.get("standing", ""))
    faults = {}
    if not (place.isascii() and place.isdecimal() and len(place) < MOST_PLACE):
        faults["place"] = "Mời ghi một số, ví dụ 3."
    if standing not in set(Standing):
        faults["standing"] = "Mời chọn cách hỏi."
    if faults:
        return faults
    synonyms = tuple(dict.fromkeys(one for one in words if one))
    return Line(**texts, synonyms=synonyms, standing=Standing(standing), place=int(place))


def _told(one: Wrong) -> str:
    """What is wrong with a part, and what to do."""
    if one.part == "synonyms":
        return _told_of_synonyms(one)
    return {
        LineFault.EMPTY: _EMPTY.get(one.part, ""),
        LineFault.TOO_LONG: f"Dài quá hoặc có ký tự lạ: mời ghi tối đa {one.about} chữ.",
        LineFault.TAKEN: "Đã có dòng khác mang tên này. Mời đặt tên khác.",
        LineFault.NO_PLACE: f"Mời ghi một số từ 1 đến {one.about}.",
        LineFault.ONLY_FIGURE: "Phải còn ít nhất một dòng số liệu luôn hỏi. Mời chọn «luôn hỏi».",
        LineFault.KIND: "Dòng này không chọn như vậy được. Mời chọn cách hỏi khác.",
    }[one.fault]


def _told_of_synonyms(one: Wrong) -> str:
    if one.fault is LineFault.TOO_MANY:
        return f"Nhiều quá: mời ghi tối đa {one.about} cách gọi."
    if one.fault is LineFault.TAKEN:
        word, _, label = one.about.partition("» … «")
        return f"«{word}» đã là cách gọi của dòng «{label}», Trợ lý sẽ không biết ghi vào đâu. Mời bỏ ở một dòng."
    return f"«{one.about}» chưa dùng được: mỗi cách gọi có chữ cái, tối đa 40 chữ."


def _in_words(line: Line, parts: list[str]) -> str:
    typed = _typed(line) | {"standing": STANDINGS[line.standing], "synonyms": ", ".join(line.synonyms)}
    return "; ".join(f"{PARTS[name]}: {typed[name] or 'không có'}" for name in parts)
