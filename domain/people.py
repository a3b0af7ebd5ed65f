"""Persons, the offices and seats they hold, and how they are addressed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.errors import Malformed


class Office(StrEnum):
    """Every office and seat that a person can hold in a unit (CSV column `office`)."""

    CHU_TICH_XA = "chu_tich_xa"
    PHO_CHU_TICH_XA = "pho_chu_tich_xa"
    TO_TRUONG = "to_truong"
    TO_PHO = "to_pho"
    THANH_VIEN = "thanh_vien"
    CONG_TAC_VIEN = "cong_tac_vien"
    BI_THU_DOAN_XA = "bi_thu_doan_xa"
    PHO_BI_THU_DOAN_XA = "pho_bi_thu_doan_xa"
    CAN_BO_CNTT_XA = "can_bo_cntt_xa"
    TRUONG_PHONG_VHXH_XA = "truong_phong_vhxh_xa"
    TRUONG_PHONG_VHTT = "truong_phong_vhtt"
    TRUONG_PHONG_GDDT = "truong_phong_gddt"
    BI_THU_DOAN_HUYEN = "bi_thu_doan_huyen"
    CAN_BO_HUYEN = "can_bo_huyen"
    CAN_BO_SO = "can_bo_so"
    QUAN_TRI = "quan_tri"


SEATS = (Office.TO_TRUONG, Office.TO_PHO, Office.THANH_VIEN)
"""Seats that count towards the three of a team, leader first; a collaborator has a place but no seat."""

PLACES = (*SEATS, Office.CONG_TAC_VIEN)
"""Everything that puts a person into a team's list."""

OFFICIALS = frozenset(Office) - frozenset(PLACES)
"""Offices of the administration; their holders are addressed "đồng chí" in formal messages."""

OFFICE_LABEL: dict[Office, str] = {
    Office.CHU_TICH_XA: "Chủ tịch UBND xã",
    Office.PHO_CHU_TICH_XA: "Phó Chủ tịch UBND xã",
    Office.TO_TRUONG: "Tổ trưởng",
    Office.TO_PHO: "Tổ phó",
    Office.THANH_VIEN: "Thành viên",
    Office.CONG_TAC_VIEN: "Cộng tác viên",
    Office.BI_THU_DOAN_XA: "Bí thư Đoàn xã",
    Office.PHO_BI_THU_DOAN_XA: "Phó Bí thư Đoàn xã",
    Office.CAN_BO_CNTT_XA: "Cán bộ công nghệ thông tin xã",
    Office.TRUONG_PHONG_VHXH_XA: "Trưởng phòng Văn hóa - Xã hội xã",
    Office.TRUONG_PHONG_VHTT: "Trưởng phòng Văn hóa và Thông tin huyện",
    Office.TRUONG_PHONG_GDDT: "Trưởng phòng Giáo dục và Đào tạo huyện",
    Office.BI_THU_DOAN_HUYEN: "Bí thư Đoàn Thanh niên cấp huyện",
    Office.CAN_BO_HUYEN: "Cán bộ huyện",
    Office.CAN_BO_SO: "Cán bộ Sở Khoa học và Công nghệ",
    Office.QUAN_TRI: "Quản trị hệ thống",
}


def office_label(office: Office, commune_type: str = "xã") -> str:
    """The office as it is called in a commune of that type: "Chủ tịch UBND phường"."""
    text = OFFICE_LABEL[office]
    return f"{text.removesuffix(' xã')} {commune_type}" if text.endswith(" xã") else text


class Sex(StrEnum):
    """As in the CSV column `sex`; unknown is None."""

    NAM = "nam"
    NU = "nu"


@dataclass(frozen=True, slots=True)
class Person:
    """A person by id; year of birth only, never the full date: no more is collected than needed."""

    id: str
    name: str
    birth_year: int | None = None
    sex: Sex | None = None
    phone: str | None = None

    def given_name(self) -> str:
        """The last word of the name: "Hùng" of "Nguyễn Văn Hùng"."""
        words = self.name.split()
        return words[-1] if words else self.name


class AppointmentStatus(StrEnum):
    """How far an appointment has come in law."""

    AGREED = "agreed"
    DECIDED = "decided"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One office or seat of one person in one unit; `valid_to` is the first day no longer valid."""

    person_id: str
    unit_code: str
    office: Office
    valid_from: date
    valid_to: date | None = None
    status: AppointmentStatus = AppointmentStatus.DECIDED

    def holds_on(self, day: date) -> bool:
        """Whether it is held on that day; one that ended without a date is held on none."""
        if self.valid_to is None:
            return self.status is not AppointmentStatus.ENDED and self.valid_from <= day
        return self.valid_from <= day < self.valid_to

    def ended(self, on: date) -> Appointment:
        """The same, no longer held from that day on."""
        return replace(self, valid_to=max(on, self.valid_from), status=AppointmentStatus.ENDED)

    def decided(self) -> Appointment:
        """The same, with its numbered decision entered."""
        return replace(self, status=AppointmentStatus.DECIDED)


UNKNOWN_ADDRESS = "bác/anh/chị"


def address(
    person: Person | None, today: date, offices: Collection[Office] = (), formal: bool = False
) -> str:
    """How the bot addresses somebody, by age, sex and office.

    From 50 on "bác"; from 35 on, leaders and officials always, "anh"/"chị"; younger "bạn"; unknown "bác/anh/chị", in
    formal messages "ông/bà"; officials in formal messages "đồng chí", never a resident or a pupil.
    """
    if formal and any(office in OFFICIALS for office in offices):
        return "đồng chí"
    age = None if person is None else age_of(person.birth_year, today)
    if person is None or age is None:
        return "ông/bà" if formal else UNKNOWN_ADDRESS
    if age >= 50:
        return "bác"
    if age < 35 and not any(office in OFFICIALS or office is Office.TO_TRUONG for office in offices):
        return "bạn"
    return {Sex.NAM: "anh", Sex.NU: "chị", None: "anh/chị"}[person.sex]


def age_of(birth_year: int | None, today: date) -> int | None:
    """Age by year of birth, as people here count it; may be one too many before the birthday."""
    return None if birth_year is None else today.year - birth_year


def is_minor(birth_year: int | None, today: date) -> bool:
    """Whether the person may still be under 16, so that a guardian has to consent (J21).

    Only the year is known: who turns 16 this year may still be 15 and counts as a minor.
    """
    age = age_of(birth_year, today)
    return age is not None and age <= 16


def normalise_phone(text: str) -> str:
    """A Vietnamese number as ten digits ("0912345678") from "+84 912.345.678" and the like; else Malformed."""
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(\+?84|0084)0?", "0", digits)
    if not re.fullmatch(r"0[235789]\d{8,9}", digits) or (len(digits) == 11 and digits[1] != "2"):
        raise Malformed("not a Vietnamese phone number")
    return digits


def international(phone: str) -> str:
    """A normalised number as Zalo wants it: "0912000001" is "84912000001"."""
    return f"84{phone.removeprefix('0')}"


def mask_phone(phone: str | None) -> str:
    """ "0912***678": enough to recognise, too little to call; empty if there is none."""
    if not phone:
        return ""
    return f"{phone[:4]}***{phone[-3:]}" if len(phone) >= 9 else "***"
