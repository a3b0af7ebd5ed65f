"""Teams, their three seats, and who stands where in them on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.errors import AlreadyMember, NoSuchSeat, SeatTaken
from domain.people import SEATS, Appointment, AppointmentStatus, Office
from domain.units import UnitKind

TEAM_SIZE = 3
"""Active members of a team in Hà Tĩnh (plan II.3.1 a); other provinces set another number."""


class TeamKind(StrEnum):
    """The two kinds of team; follows from the unit's kind."""

    XA = "xa"
    THON = "thon"

    @classmethod
    def of(cls, kind: UnitKind) -> TeamKind:
        """The kind of team that a unit of this kind has; only communes and villages have one."""
        if kind not in (UnitKind.XA, UnitKind.THON):
            raise NoSuchSeat(f"a unit of kind {kind} has no team", kind=kind)
        return cls(kind.value)


class TeamStatus(StrEnum):
    """How far the team has come in law; a proposed one may report but is not expected to."""

    PROPOSED = "proposed"
    ESTABLISHED = "established"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Life:
    """From when to when a team stands and how far it has come in law, whichever unit's team it is."""

    status: TeamStatus
    valid_from: date | None = None
    valid_to: date | None = None
    decision_date: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether the team exists on that day, established or proposed; one that only ended is closed."""
        begun = self.valid_from or self.decision_date
        if self.valid_to is None and self.status is TeamStatus.CLOSED:
            return False
        return (begun is None or begun <= day) and (self.valid_to is None or day < self.valid_to)

    def owes_report(self, window_end: date) -> bool:
        """Whether a report is expected: it stood established at the end of the window."""
        return self.status is not TeamStatus.PROPOSED and self.stands_on(window_end)


@dataclass(frozen=True, slots=True)
class Team:
    """The team of one unit (at most one at a time) with its establishing decision."""

    unit_code: str
    kind: TeamKind
    status: TeamStatus
    valid_from: date | None = None
    valid_to: date | None = None
    decision_no: str | None = None
    decision_date: date | None = None

    @property
    def life(self) -> Life:
        """When it stands."""
        return Life(self.status, self.valid_from, self.valid_to, self.decision_date)

    def stands_on(self, day: date) -> bool:
        """Whether the team exists on that day, established or proposed."""
        return self.life.stands_on(day)

    def owes_report(self, window_end: date) -> bool:
        """Whether a report is expected of it."""
        return self.life.owes_report(window_end)


def seats_of(kind: TeamKind, size: int = TEAM_SIZE) -> dict[Office, int]:
    """How many of each seat a team has: a commune team has no deputy (plan II.3.1 b, c)."""
    if kind is TeamKind.XA:
        return {Office.TO_TRUONG: 1, Office.THANH_VIEN: size - 1}
    return {Office.TO_TRUONG: 1, Office.TO_PHO: 1, Office.THANH_VIEN: size - 2}


def check_seat(kind: TeamKind, office: Office) -> None:
    """Refuses a place that this kind of team does not have, such as a deputy of a commune team."""
    if office is not Office.CONG_TAC_VIEN and office not in seats_of(kind):
        raise NoSuchSeat(f"a team of kind {kind} has no {office}", kind=kind, office=office)


YOUTH = (Office.BI_THU_DOAN_XA, Office.PHO_BI_THU_DOAN_XA)
EX_OFFICIO: tuple[tuple[Office, ...], ...] = (YOUTH, (Office.CAN_BO_CNTT_XA,))
"""Offices of the commune that hold a member seat of its team, one person for each group, in order."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person stands in a team; `by_office` names the office that gives the seat."""

    person_id: str
    office: Office
    valid_from: date
    valid_to: date | None = None
    status: AppointmentStatus = AppointmentStatus.DECIDED
    by_office: Office | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Who stands where in one team on one day, from all appointments in the team's unit."""

    team: Team
    appointments: Collection[Appointment]
    on: date
    size: int = TEAM_SIZE
    _places: tuple[Place, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", tuple(self._seated()))

    @property
    def active(self) -> tuple[Place, ...]:
        """The holders of seats, leader first; never more than `size`."""
        return self._places

    @property
    def leader(self) -> Place | None:
        """The leader, if the seat is held."""
        return self._first(Office.TO_TRUONG)

    @property
    def deputy(self) -> Place | None:
        """The deputy; a commune team never has one."""
        return self._first(Office.TO_PHO)

    @property
    def members(self) -> tuple[Place, ...]:
        """The holders of member seats, without leader and deputy."""
        return tuple(place for place in self._places if place.office is Office.THANH_VIEN)

    @property
    def collaborators(self) -> tuple[Place, ...]:
        """Who helps without a seat; unlimited."""
        seated = {place.person_id for place in self._places}
        found = {
            one.person_id: _place(one)
            for one in self._held(Office.CONG_TAC_VIEN)
            if one.person_id not in seated
        }
        return tuple(found.values())

    @property
    def everybody(self) -> tuple[Place, ...]:
        """Seats, then collaborators."""
        return (*self.active, *self.collaborators)

    @property
    def acting_leader(self) -> Place | None:
        """The leader, or in a village without one the deputy, who is "phụ trách" for reporting (J7)."""
        return self.leader or self.deputy

    def vacant_seats(self) -> tuple[Office, ...]:
        """The seats nobody holds, one entry a seat, leader first."""
        held = [place.office for place in self._places]
        return tuple(
            office
            for office, count in seats_of(self.team.kind, self.size).items()
            for _ in range(count - held.count(office))
        )

    @property
    def is_full(self) -> bool:
        """Whether all seats are held."""
        return len(self._places) >= self.size

    def place_of(self, person_id: str) -> Place | None:
        """Where this person stands, if at all."""
        return next((place for place in self.everybody if place.person_id == person_id), None)

    def surplus(self) -> tuple[Appointment, ...]:
        """Seat rows that find no seat (imported one too many): shown to the officer, never counted."""
        seated = {(place.person_id, place.office) for place in self._places}
        return tuple(
            one for office in SEATS for one in self._held(office) if (one.person_id, one.office) not in seated
        )

    def _held(self, *offices: Office) -> list[Appointment]:
        here = [
            one
            for one in self.appointments
            if one.unit_code == self.team.unit_code and one.office in offices and one.holds_on(self.on)
        ]
        return sorted(here, key=lambda one: (offices.index(one.office), one.valid_from, one.person_id))

    def _first(self, office: Office) -> Place | None:
        return next((place for place in self._places if place.office is office), None)

    def _seated(self) -> list[Place]:
        seated: list[Place] = []
        for office, count in seats_of(self.team.kind, self.size).items():
            free = count
            for one in self._held(office):
                if free and all(place.person_id != one.person_id for place in seated):
                    seated.append(_place(one))
                    free -= 1
        if self.team.kind is TeamKind.XA:
            self._seat_by_office(seated)
        return seated

    def _seat_by_office(self, seated: list[Place]) -> None:
        free = seats_of(self.team.kind, self.size)[Office.THANH_VIEN]
        free -= sum(place.office is Office.THANH_VIEN for place in seated)
        for offices in EX_OFFICIO:
            holders = self._held(*offices)
            sitting = {place.person_id for place in seated}
            members = {place.person_id for place in seated if place.office is Office.THANH_VIEN}
            if free and not any(one.person_id in members for one in holders):
                for one in [one for one in holders if self._sits_by(one, sitting)][:1]:
                    seated.append(_place(one, Office.THANH_VIEN))
                    free -= 1

    def _sits_by(self, office: Appointment, sitting: Collection[str]) -> bool:
        """Whether this office gives its holder the seat: he neither sits elsewhere nor has left the team since."""
        left = any(
            one.person_id == office.person_id
            and one.unit_code == office.unit_code
            and one.office is Office.THANH_VIEN
            and one.valid_to is not None
            and max(office.valid_from, one.valid_from) < one.valid_to <= self.on
            for one in self.appointments
        )
        return office.person_id not in sitting and not left


def _place(one: Appointment, seat: Office | None = None) -> Place:
    return Place(
        one.person_id,
        seat or one.office,
        one.valid_from,
        one.valid_to,
        one.status,
        None if seat is None else one.office,
    )


@dataclass(frozen=True, slots=True)
class Headcount:
    """Lượt thành viên (seats) and distinct persons, counted apart (J10)."""

    teams: int
    full_teams: int
    seats: int
    persons: int
    collaborators: int


def headcount(rosters: Iterable[Roster]) -> Headcount:
    """Counts seats and distinct persons over teams: one person in two teams is two seats, one person."""
    all_rosters = list(rosters)
    active = [place.person_id for roster in all_rosters for place in roster.active]
    helpers = {place.person_id for roster in all_rosters for place in roster.collaborators}
    return Headcount(
        teams=len(all_rosters),
        full_teams=sum(roster.is_full for roster in all_rosters),
        seats=len(active),
        persons=len(set(active)),
        collaborators=len(helpers),
    )


def check_appointable(roster: Roster, person_id: str, office: Office, freed: bool = False) -> None:
    """Refuses an appointment that would make a fourth member or give one person two places in one team.

    `freed`: somebody gives up this very seat on the same day.
    """
    check_seat(roster.team.kind, office)
    place = roster.place_of(person_id)
    if place is not None and (place.office in SEATS or place.office is office):
        raise AlreadyMember(office=place.office)
    if office in SEATS and not freed and office not in roster.vacant_seats():
        raise SeatTaken(office=office)


def rosters_of(
    teams: Iterable[Team],
    appointments: Iterable[Appointment],
    on: date,
    size: int = TEAM_SIZE,
) -> Mapping[str, Roster]:
    """The rosters of many teams by unit code; appointments are shared out once."""
    by_unit: dict[str, list[Appointment]] = {}
    for one in appointments:
        by_unit.setdefault(one.unit_code, []).append(one)
    return {
        team.unit_code: Roster(team, tuple(by_unit.get(team.unit_code, ())), on, size)
        for team in teams
        if team.stands_on(on)
    }
