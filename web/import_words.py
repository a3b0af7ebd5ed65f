"""What an import says on a page: faults as what to do next, changes as lines to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.people import OFFICE_LABEL, PLACES, Office
from domain.successions import SuccessionKind
from domain.units import UnitKind, UnitTree, label
from storage.imports import Fault
from storage.imports.look import Seen, What
from storage.imports.words import CHOICE_LABELS
from vietnamese.writing import day, number, sentence

TITLES: Mapping[str, str] = {
    "units": "Đơn vị",
    "successions": "Sáp nhập, chia tách, đổi tên",
    "aliases": "Tên gọi khác của đơn vị",
    "people": "Người của các Tổ",
    "teams": "Tổ và quyết định thành lập",
}
DEEDS = {What.NEW: "thêm", What.CHANGED: "đổi", What.ENDED: "kết thúc"}
_FIELDS = {
    "name": "tên",
    "kind": "cấp",
    "parent_code": "đơn vị cấp trên",
    "valid_from": "ngày bắt đầu",
    "valid_to": "ngày kết thúc",
    "birth_year": "năm sinh",
    "sex": "giới tính",
    "phone": "điện thoại",
    "status": "tình trạng",
    "decision_no": "số quyết định",
    "decision_date": "ngày quyết định",
}
_UNIT_KINDS = {
    kind: f"cấp {words}" for kind, words in zip(UnitKind, ("tỉnh", "huyện", "xã", "thôn"), strict=True)
}
_SUCCESSION_KINDS = {
    SuccessionKind.MERGE: "gộp",
    SuccessionKind.SPLIT: "tách",
    SuccessionKind.RENAME: "đổi tên",
    SuccessionKind.PARTIAL: "chuyển một phần",
}
_WHY = (
    (r"is empty$", "Ô này đang trống, xin điền."),
    (r"is empty, and so is decision_date.*", "Chưa có ngày bắt đầu; xin ghi ngày này hoặc ngày quyết định."),
    (r"has \d+ characters, at most (\d+)", "Dài quá, xin viết gọn trong {0} chữ."),
    (r"(.+) is no code: .*", "{0} không phải là mã; mã chỉ gồm chữ, số, dấu chấm, gạch ngang, gạch dưới."),
    (r"(.+) is none of (.+)", "{0} không có trong các từ được dùng: {1:words}."),
    (r"(.+) is no date of the calendar.*", "{0} chưa đúng ngày; ghi ngày/tháng/năm, ví dụ 17/11/2026."),
    (r"(.+) is no whole number", "{0} không phải là số."),
    (r"(.+) is not between (\d+) and (\d+)", "{0} nằm ngoài khoảng {1} đến {2}."),
    (
        r"(\S+) is not after (?:valid_from|the first day) (\S+)",
        "Ngày kết thúc ({0:day}) phải sau ngày bắt đầu ({1:day}).",
    ),
    (r"unknown column", "Không có cột này; xin xem lại tên cột ở dòng đầu, hoặc bỏ cột."),
    (r"required column missing", "Thiếu cột này; xin thêm vào dòng đầu."),
    (r"column named twice", "Cột này ghi hai lần; xin bỏ bớt một cột."),
    (r"the columns are separated by.*", "Các cột cần cách nhau bằng dấu phẩy; xin lưu lại dạng CSV UTF-8."),
    (r"not UTF-8.*", "Tệp chưa đúng dạng chữ; xin lưu lại dạng CSV UTF-8."),
    (r"not CSV.*", "Không đọc được dòng này; xin xem lại dấu ngoặc kép."),
    (r"no Excel workbook.*", "Không đọc được tệp Excel này; xin lưu lại dạng .xlsx hoặc CSV UTF-8."),
    (r"the workbook is too large", "Tệp Excel lớn quá; xin chia làm nhiều tệp nhỏ hơn."),
    (r"the sheet has more than (\d+) rows", "Trang tính có quá {0} dòng; xin chia làm nhiều tệp nhỏ hơn."),
    (r"no rows below the header", "Tệp chưa có dòng nào dưới dòng tên cột; xin điền từ dòng 2."),
    (r"the file is empty.*: (.+)", "Tệp trống; dòng đầu cần có các cột {0}."),
    (r"has (\d+) cells, the header (\d+)", "Dòng có {0} ô, dòng đầu có {1}; xin cho bằng nhau."),
    (r"contains a control character", "Có ký tự lạ; xin xóa và gõ lại ô này."),
    (r"the same .+ as line (\d+)", "Trùng với dòng {0}; xin bỏ một dòng."),
    (r"not a Vietnamese phone number|is not a phone number", "Chưa đúng số điện thoại, ví dụ 0912345678."),
    (r"a province has none", "Tỉnh không có đơn vị cấp trên; xin để trống."),
    (r"no unit (\S+) on these days", "Không có đơn vị {0} trong những ngày này."),
    (r"no unit (\S+) on (\S+?),? ?(?:the day before)?", "Không có đơn vị {0} vào {1:day}."),
    (r"no such unit", "Không có đơn vị này; xin xem lại mã, hoặc thêm đơn vị trước."),
    (r"unit (\S+) is not valid on (\S+)", "Đơn vị {0} không có vào {1:day}."),
    (r"there is no (\S+) in a unit of kind (\S+)", "Cấp này không có chức danh «{0:office}»."),
    (
        r"a \S+ cannot stand under a .*",
        "Đơn vị không thể thuộc đơn vị này; xin xem lại cấp và đơn vị cấp trên.",
    ),
    (r"a unit of kind \S+ has no team.*", "Đơn vị cấp này không có Tổ."),
    (r"leaves (\S+) .*without a parent on (\S+)", "Đơn vị {0} sẽ không còn cấp trên từ {1:day}."),
    (
        r"its days overlap those of .*",
        "Những ngày này trùng với một dòng hay một bản đã có; xin ghi ngày kết thúc.",
    ),
    (r"differs from line (\d+), the same person (\S+)", "Khác dòng {0} của cùng một người {1}."),
    (r"(\S+) asked for erasure.*", "Người {0} đã xin xóa dữ liệu; xin dùng mã khác."),
    (r"more than (\d+) seats .*", "Tổ chỉ có {0} chỗ; xin ghi ngày kết thúc của người thôi."),
    (r"two leaders of this unit.*", "Tổ chỉ có một Tổ trưởng; xin ghi ngày kết thúc của người thôi."),
    (r"(\S+) holds two places.*", "Người {0} giữ hai chỗ trong một Tổ."),
    (r"unit - is not one of yours", "Ô này đang trống; xin ghi mã đơn vị cấp trên thuộc phạm vi phụ trách."),
    (r"unit (.+) is not one of yours", "Đơn vị {0} không thuộc phạm vi phụ trách."),
    (r"nobody imports his own offices", "Không ai tự nạp chức danh của mình."),
    (
        r"(.+) is known already, and .*",
        "{0} đã có và không chỉ là người của Tổ mình phụ trách; xin xem lại mã.",
    ),
    (r"(\S+) is entered at the command line only", "Chức danh «{0:office}» do người quản trị hệ thống nạp."),
    (r"must be empty here: .*", "Xin để trống; mỗi người tự kích hoạt Zalo bằng mã."),
    (r"somebody changed the same rows.*", "Vừa có người sửa cùng chỗ này; xin xem lại lần nữa."),
)


_UNIT_CODES = frozenset({"unit_code", "code", "parent_code", "old_code", "new_code"})
NO_UNIT_CODE = "{} không phải là mã đơn vị; xin ghi mã, xem ở trang «Mã đơn vị» trong tệp mẫu."
_SEAT_WORDS = tuple(label for value, label in OFFICE_LABEL.items() if value in PLACES)
"""On a page people are members of teams only."""
_WORDS = {str(value): label for listed in CHOICE_LABELS.values() for value, label in listed.items()}


class _Cell(str):
    """What a fault names: `{0:day}`, `{0:office}`, `{0:words}` as people say them; else it is as written."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        try:
            if how == "day":
                return _day(date.fromisoformat(self))
            if how == "words":
                return ", ".join(_WORDS.get(one, one) for one in self.split())
            return OFFICE_LABEL[Office(self)] if how == "office" else str(self)
        except ValueError:
            return str(self)


def fault_words(fault: Fault) -> str:
    """Why a cell cannot be taken and what to do; a reason not known here is given as it is."""
    if fault.column in _UNIT_CODES and (name := re.fullmatch(r"'(.+)' is no code: .*", fault.why)):
        return NO_UNIT_CODE.format(name[1])
    if fault.column == "office" and (name := re.fullmatch(r"'(.+)' is none of .+", fault.why)):
        return f"{name[1]} không có trong các từ được dùng: {', '.join(_SEAT_WORDS)}."
    for pattern, words in _WHY:
        if found := re.fullmatch(pattern, fault.why):
            return words.format(*(_Cell(one.strip("'")) for one in found.groups()))
    return f"Chưa đúng: {fault.why}"


def seen_words(seen: Seen, tree: UnitTree) -> str:
    """One change: what it is about, and what of it changes."""
    row = seen.row
    text = {
        "units": lambda: f"{row['name']} ({row['code']}){_place(seen, tree)}",
        "unit_aliases": lambda: f"«{row['alias']}»: {_unit(row['unit_code'], tree)}",
        "successions": lambda: (
            f"{row['old_code']} → {row['new_code']}, {_SUCCESSION_KINDS[SuccessionKind(row['kind'])]}, "
            f"{_day(row['date'])}"
        ),
        "people": lambda: f"{row['name']} ({row['person_id']})",
        "teams": lambda: f"Tổ {_unit(row['unit_code'], tree)}{_decision(row)}",
        "offices": lambda: (
            f"{row['name']} ({row['person_id']}), {OFFICE_LABEL[Office(row['office'])].lower()} "
            f"{_unit(row['unit_code'], tree)}"
        ),
    }[seen.table]()
    return f"{sentence(text)}{_days(seen, tree)}"


def _place(seen: Seen, tree: UnitTree) -> str:
    """Of a unit that is new: its tier, and what it belongs to."""
    if seen.what is not What.NEW:
        return ""
    above = seen.row.get("parent_code")
    return f", {_UNIT_KINDS[UnitKind(seen.row['kind'])]}" + (f", thuộc {_unit(above, tree)}" if above else "")


def _unit(code: str, tree: UnitTree) -> str:
    unit = tree.get(code)
    return code if unit is None else label(unit)


def _decision(row: Mapping[str, Any]) -> str:
    return f", Quyết định số {row['decision_no']}" if row.get("decision_no") else ""


def _days(seen: Seen, tree: UnitTree) -> str:
    if seen.what is What.ENDED:
        return f", đến trước {_day(seen.row['valid_to'])}"
    if seen.what is What.CHANGED:
        return f": {', '.join(_change(seen, one, tree) for one in seen.differs)}"
    since = seen.row.get("valid_from")
    until = seen.row.get("valid_to")
    from_day = f", từ {_day(since)}" if since and since.year > 1900 else ""
    return f"{from_day}, đến trước {_day(until)}" if until else from_day


def _change(seen: Seen, column: str, tree: UnitTree) -> str:
    """What of it changes; of units and successions from what to what."""
    is_succession = seen.table == "successions"
    name = "hình thức" if is_succession and column == "kind" else _FIELDS.get(column, column)
    if column not in seen.before:
        return name
    was, now = (_value(one[column], column, is_succession, tree) for one in (seen.before, seen.row))
    return f"{name} ({was} → {now})"


def _value(value: Any, column: str, is_succession: bool, tree: UnitTree) -> str:
    if value is None:
        return "không có"
    if isinstance(value, date):
        return _day(value)
    if column == "kind":
        return _SUCCESSION_KINDS[SuccessionKind(value)] if is_succession else _UNIT_KINDS[UnitKind(value)]
    return _unit(value, tree) if column == "parent_code" else str(value)


def _day(value: date) -> str:
    return day(value, year=True)


def counted(new: int, changed: int, unchanged: int, kept: int) -> str:
    """ "Thêm 3, đổi 1, không đổi 10."."""
    text = f"Thêm {number(new)}, đổi {number(changed)}, không đổi {number(unchanged)}"
    return f"{text}, giữ nguyên {number(kept)} (đã thay đổi từ nơi khác)." if kept else f"{text}."
