"""The Excel form that an officer fills in for an import: columns by the names people know, and how to write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial

from documents.fill_in import Asked, Listed, fill_in
from domain.people import PLACES, Office, Sex
from domain.successions import SuccessionKind
from domain.teams import TeamStatus
from domain.units import UnitKind
from storage.imports import header_of
from storage.imports.reach import ACCOUNTS
from storage.imports.words import CHOICE_LABELS
from web.file import File

_UNIT = "Mã ghi ở trang «Mã đơn vị» của tệp này, ví dụ 18685-03."
_DAY = "Ngày/tháng/năm, ví dụ 15/8/2025."
_HOW: Mapping[str, str] = {
    "code": "Xã: mã hành chính, ví dụ 18685. Thôn: mã xã, gạch ngang, số thứ tự, ví dụ 18685-07.",
    "parent_code": "Mã đơn vị cấp trên; tỉnh để trống.",
    "unit_code": _UNIT,
    "old_code": _UNIT,
    "new_code": _UNIT,
    "alias": "Tên cũ hay tên bà con quen gọi, mỗi tên một dòng.",
    "person_id": "Người đã có: mã ở trang «Người đang có». "
    "Người mới: xã tự đặt, mỗi người một mã, những lần nạp sau giữ nguyên; ví dụ 18685-N12.",
    "name": "Viết đủ, có dấu.",
    "birth_year": "Bốn chữ số, ví dụ 1965.",
    "phone": "Mười số, ví dụ 0912345678.",
    "decision_no": "Ví dụ 05/QĐ-UBND; chưa có thì để trống.",
    "decision_date": _DAY,
    "date": _DAY,
    "valid_from": _DAY,
    "valid_to": f"Ngày đầu tiên không còn nữa; đang còn thì để trống. {_DAY}",
}
_CHOICES: Mapping[tuple[str, str], type[StrEnum]] = {
    ("units", "kind"): UnitKind,
    ("successions", "kind"): SuccessionKind,
    ("people", "office"): Office,
    ("people", "sex"): Sex,
    ("teams", "status"): TeamStatus,
}


def _columns(kind: str) -> list[str]:
    return [one for one in header_of(kind).known if one not in ACCOUNTS]


def labels_of(kind: str) -> list[tuple[str, bool]]:
    """The columns that may be filled in on a page: what each is called, and whether it must be there."""
    header = header_of(kind)
    return [(header.labels[one], one in header.required) for one in _columns(kind)]


def form_of(kind: str, title: str, lists: Sequence[Listed] = ()) -> File:
    """The form, empty, with the lists to look codes up in."""
    asked = [
        Asked(label, is_needed, _how(one, is_needed), _words(kind, one))
        for one, (label, is_needed) in zip(_columns(kind), labels_of(kind), strict=True)
    ]
    return File(f"Mẫu nạp - {title}.xlsx", partial(fill_in, title, asked, lists))


def _how(column: str, is_needed: bool) -> str:
    how = _HOW.get(column, "")
    return f"{how} Không rõ thì để trống." if column == "valid_from" and not is_needed else how


def _words(kind: str, column: str) -> tuple[str, ...]:
    choices = _CHOICES.get((kind, column))
    if choices is None:
        return ()
    listed = CHOICE_LABELS[choices]
    # On a page people are members of teams only.
    return tuple(label for value, label in listed.items() if choices is not Office or value in PLACES)
