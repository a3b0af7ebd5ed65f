"""What changes in teams, in the words of a decision and of a leader's proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.issuers import TEAM, team_name
from documents.paper import Align, Column, Table
from documents.typography import clean
from domain.people import Office, Person, Sex
from domain.requests import RequestKind
from domain.units import Unit, label
from vietnamese.writing import sentence

SEAT = {
    Office.TO_TRUONG: "Tổ trưởng",
    Office.TO_PHO: "Tổ phó",
    Office.THANH_VIEN: "Thành viên",
    Office.CONG_TAC_VIEN: "Cộng tác viên",
}
_TITLE = {Sex.NAM: "ông", Sex.NU: "bà"}


@dataclass(frozen=True, slots=True)
class Change:
    """One request as a document tells it. `replaces`: who goes for the one who comes; `seats`: of a new team.

    `proposed_by`: the unit whose team's leader proposed it, where that is not the team's own (J5, J8).
    """

    code: str
    kind: RequestKind
    person: Person
    office: Office
    unit: Unit
    from_unit: Unit | None = None
    replaces: Person | None = None
    seats: tuple[tuple[Person, Office], ...] = ()
    proposed_on: date | None = None
    proposed_by: Unit | None = None


def named(person: Person, *, born: bool = True) -> str:
    """ "ông Trần Quốc Đạt, sinh năm 2001"; "ông (bà)" where the sex is not known."""
    title = "ông (bà)" if person.sex is None else _TITLE[person.sex]
    year = f", sinh năm {person.birth_year}" if born and person.birth_year else ""
    return f"{title} {clean(person.name)}{year}"


def decided(one: Change) -> str:
    """What the chairman decides: "Công nhận ông … tham gia …, giữ nhiệm vụ Thành viên"."""
    who, team = named(one.person), team_name(one.unit)
    if one.kind is RequestKind.LEAVE:
        return f"Cho {who}, {SEAT[one.office]} {team}, thôi tham gia Tổ"
    if one.kind is RequestKind.TRANSFER and one.from_unit is not None:
        return f"Cho {who} thôi tham gia {team_name(one.from_unit)} để tham gia {team}"
    if one.kind is RequestKind.ESTABLISH:
        return f"Thành lập {team}"
    place = f"Công nhận {who}, tham gia {team}, giữ nhiệm vụ {SEAT[one.office]}"
    if one.replaces is not None:
        place += f", thay {named(one.replaces, born=False)} thôi tham gia Tổ"
    return place


def proposed(one: Change) -> str:
    """What a leader asks for: giới thiệu for who comes, đề xuất for who goes (plan II.3.1 d)."""
    who, team = named(one.person), team_name(one.unit)
    if one.kind is RequestKind.LEAVE:
        return f"Đề xuất cho {who}, {SEAT[one.office]}, thôi tham gia {team}"
    if one.kind is RequestKind.TRANSFER and one.from_unit is not None:
        return f"Đề xuất cho {who} chuyển từ {team_name(one.from_unit)} sang {team}"
    if one.kind is RequestKind.ESTABLISH:
        members = "; ".join(f"{named(person)} - {SEAT[office]}" for person, office in one.seats)
        return f"Đề nghị thành lập {team}{f', gồm: {members}' if members else ''}"
    place = f"Giới thiệu {who}, tham gia {team}, giữ nhiệm vụ {SEAT[one.office]}"
    if one.replaces is not None:
        place += f", thay {named(one.replaces, born=False)}"
    return place


def what(changes: Sequence[Change], commune: Unit) -> str:
    """ "thành lập Tổ chuyển đổi số cộng đồng thôn X", "kiện toàn các Tổ … trên địa bàn xã Cẩm Bình"."""
    founds = [one.kind is RequestKind.ESTABLISH for one in changes]
    verb = "thành lập" if all(founds) else "thành lập, kiện toàn" if any(founds) else "kiện toàn"
    units = {one.unit.code for one in changes} | {one.from_unit.code for one in changes if one.from_unit}
    if len(units) == 1:
        return f"{verb} {team_name(changes[0].unit)}"
    return f"{verb} các {TEAM} trên địa bàn {label(commune)}"


def annex(changes: Sequence[Change]) -> Table:
    """The list that goes with a decision on many changes."""
    rows: list[tuple[str, ...]] = []
    for one in changes:
        people = one.seats if one.kind is RequestKind.ESTABLISH else ((one.person, one.office),)
        for person, office in people:
            rows.append((str(len(rows) + 1), *_row(one, person, office)))
    return Table(
        (
            Column("TT", 0.9, Align.CENTER),
            Column("Họ và tên", 4.0),
            Column("Năm sinh", 1.5, Align.CENTER),
            Column("Tổ", 3.4),
            Column("Nhiệm vụ", 2.2, Align.CENTER),
            Column("Nội dung", 4.4),
        ),
        tuple(rows),
    )


def _row(one: Change, person: Person, office: Office) -> tuple[str, str, str, str, str]:
    year = str(person.birth_year) if person.birth_year else ""
    return clean(person.name), year, sentence(label(one.unit)), SEAT[office], _content(one)


def _content(one: Change) -> str:
    if one.kind is RequestKind.ESTABLISH:
        return "Thành lập Tổ"
    if one.kind is RequestKind.LEAVE:
        return "Thôi tham gia Tổ"
    if one.kind is RequestKind.TRANSFER and one.from_unit is not None:
        return f"Chuyển từ Tổ {label(one.from_unit)}"
    if one.replaces is not None:
        return f"Tham gia Tổ, thay {named(one.replaces, born=False)}"
    return "Tham gia Tổ"
