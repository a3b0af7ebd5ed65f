"""What people, offices and units are called inside a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.people import OFFICE_LABEL, PLACES, UNKNOWN_ADDRESS, Appointment, Office, Person, address
from domain.units import Unit, UnitKind, UnitTree, full_label, label

OFFICE_WORDS = {**OFFICE_LABEL, Office.CAN_BO_CNTT_XA: "cán bộ công nghệ thông tin xã"}

_COMMON = (Office.THANH_VIEN, Office.CONG_TAC_VIEN, Office.CAN_BO_HUYEN, Office.CAN_BO_SO)
"""Written with a small letter inside a sentence."""


def held(office: Office, unit: Unit | None) -> str:
    """ "Tổ trưởng thôn Đông Trung", "Tổ trưởng Tổ xã Cẩm Bình", "Chủ tịch UBND phường Sông Trí"."""
    words = OFFICE_WORDS[office]
    if office in _COMMON:
        words = words[:1].lower() + words[1:]
    if unit is None:
        return words
    if office in PLACES:
        return f"{words} {'Tổ ' if unit.kind is UnitKind.XA else ''}{label(unit)}"
    for tier in (" xã", " huyện"):
        if words.endswith(tier):
            return f"{words.removesuffix(tier)} {label(unit)}"
    return words


def called(person: Person, today: date, offices: Sequence[Office] = ()) -> str:
    """ "bác Nguyễn Văn Hùng", or the name alone when nothing says how to address the person."""
    how = address(person, today, offices)
    return person.name if how in (UNKNOWN_ADDRESS, "anh/chị", "bạn") else f"{how} {person.name}"


def introduced(person: Person, offices: Sequence[Appointment], tree: UnitTree) -> str:
    """ "bác Nguyễn Văn Hùng, Tổ trưởng thôn Đông Trung"; the first of the offices is named."""
    name = called(person, tree.on, [one.office for one in offices])
    if not offices:
        return name
    return f"{name}, {held(offices[0].office, tree.get(offices[0].unit_code))}"


def team_of(unit: Unit, tree: UnitTree | None = None) -> str:
    """ "Tổ thôn Đông Trung" or, with a tree, "Tổ thôn Đông Trung, xã Cẩm Bình"."""
    return f"Tổ {label(unit) if tree is None else full_label(unit, tree)}"
