"""The people and places of the tests of the rules: always the same small commune, with and without a district."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from domain.calendar import VN
from domain.people import Appointment, AppointmentStatus, Office
from domain.requests import Request, RequestKind
from domain.teams import Roster, Team, TeamKind, TeamStatus
from domain.units import Unit, UnitKind, UnitTree

LONG_AGO = date(2022, 1, 1)
TODAY = date(2026, 11, 17)

PROVINCE, DISTRICT, COMMUNE = "42", "446", "18673"
DONG_TRUNG, HOA_BINH = "18673.01", "18673.02"
ELSEWHERE, TAN_PHONG = "18676", "18676.01"

CHAIRMAN, VICE, COMMUNE_LEADER = "chairman", "vice", "commune-leader"
HUNG, MINH, THAM, LAN = "hung", "minh", "tham", "lan"
"""Hùng leads the team of Đông Trung, Minh is his deputy, Thắm the member; Lan applies."""


def unit(code: str, kind: UnitKind, name: str, parent: str | None, to: date | None = None) -> Unit:
    return Unit(code, kind, name, parent, LONG_AGO, to)


TWO_TIER_UNITS = (
    unit(PROVINCE, UnitKind.TINH, "Tỉnh Hà Tĩnh", None),
    unit(COMMUNE, UnitKind.XA, "Xã Cẩm Bình", PROVINCE),
    unit(DONG_TRUNG, UnitKind.THON, "Thôn Đông Trung", COMMUNE),
    unit(HOA_BINH, UnitKind.THON, "Hòa Bình", COMMUNE),
    unit(ELSEWHERE, UnitKind.XA, "Phường Thành Sen", PROVINCE),
    unit(TAN_PHONG, UnitKind.THON, "TDP 7", ELSEWHERE),
)
THREE_TIER_UNITS = (
    unit(PROVINCE, UnitKind.TINH, "Tỉnh Hà Tĩnh", None),
    unit(DISTRICT, UnitKind.HUYEN, "Huyện Cẩm Xuyên", PROVINCE),
    unit(COMMUNE, UnitKind.XA, "Xã Cẩm Bình", DISTRICT),
    unit(DONG_TRUNG, UnitKind.THON, "Thôn Đông Trung", COMMUNE),
    unit(HOA_BINH, UnitKind.THON, "Hòa Bình", COMMUNE),
)
TREE = UnitTree(TWO_TIER_UNITS, TODAY)
OLD_TREE = UnitTree(THREE_TIER_UNITS, date(2022, 11, 17))


def holds(
    person: str,
    office: Office,
    unit_code: str = DONG_TRUNG,
    since: date = LONG_AGO,
    to: date | None = None,
    status: AppointmentStatus = AppointmentStatus.DECIDED,
) -> Appointment:
    return Appointment(person, unit_code, office, since, to, status)


FULL_TEAM = (
    holds(HUNG, Office.TO_TRUONG),
    holds(MINH, Office.TO_PHO),
    holds(THAM, Office.THANH_VIEN),
)
OFFICES = (
    holds(CHAIRMAN, Office.CHU_TICH_XA, COMMUNE),
    holds(VICE, Office.PHO_CHU_TICH_XA, COMMUNE),
    holds(COMMUNE_LEADER, Office.TO_TRUONG, COMMUNE),
)


def village_team(status: TeamStatus = TeamStatus.ESTABLISHED, code: str = DONG_TRUNG) -> Team:
    return Team(code, TeamKind.THON, status, LONG_AGO)


def commune_team(status: TeamStatus = TeamStatus.ESTABLISHED) -> Team:
    return Team(COMMUNE, TeamKind.XA, status, LONG_AGO)


def village(appointments: Iterable[Appointment] = FULL_TEAM, on: date = TODAY, size: int = 3) -> Roster:
    return Roster(village_team(), tuple(appointments), on, size)


def commune(appointments: Iterable[Appointment], on: date = TODAY, size: int = 3) -> Roster:
    return Roster(commune_team(), tuple(appointments), on, size)


def at(
    day: int, hour: int = 9, minute: int = 0, month: int = 11, year: int = 2026, second: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=VN)


def asks(kind: RequestKind = RequestKind.JOIN, **facts: object) -> Request:
    given: dict[str, object] = {
        "code": "A7K",
        "applicant": "Nguyễn Thị Lan",
        "unit_code": DONG_TRUNG,
        "created_at": at(16),
        "person_id": LAN,
    }
    return Request(kind=kind, **{**given, **facts})  # type: ignore[arg-type]
