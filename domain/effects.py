"""What an approved request changes in the rosters, as values for storage to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import NotMember, WrongState
from domain.people import SEATS, AppointmentStatus, Office
from domain.requests import Request, RequestKind, RequestStatus
from domain.teams import Roster, Team, TeamKind, TeamStatus, check_appointable


@dataclass(frozen=True, slots=True)
class Appoint:
    """This person takes this place from that day on."""

    person_id: str
    unit_code: str
    office: Office
    valid_from: date
    status: AppointmentStatus = AppointmentStatus.AGREED


@dataclass(frozen=True, slots=True)
class End:
    """This person no longer holds this place from that day on.

    `by_office`: the seat came with that office, without a row of its own; ending it writes one that ended (`since`
    to `on`), for the office itself goes on.
    """

    person_id: str
    unit_code: str
    office: Office
    on: date
    since: date
    by_office: Office | None = None


@dataclass(frozen=True, slots=True)
class Establish:
    """The unit's team is agreed on; it is established with the decision's number."""

    unit_code: str
    on: date


Change = Appoint | End | Establish


def effects(
    request: Request,
    rosters: Mapping[str, Roster],
    day: date,
    waiting_leaves: Sequence[Request] = (),
) -> tuple[Change, ...]:
    """The changes that an approved request makes on that day, leaves before joins.

    SeatTaken if the seat has gone meanwhile (J2): a fourth member is never made. A leave "after replacement" (J12)
    changes nothing yet; it is among `waiting_leaves` when its successor joins and ends with that. A transfer to a
    team without an open seat ends as collaborator there (J13). AlreadyMember, NotMember when the world has moved on.
    """
    if request.status not in (RequestStatus.APPROVED, RequestStatus.DECIDED):
        raise WrongState(f"{request.code} is {request.status}, it changes nothing", status=request.status)
    if request.kind is RequestKind.ESTABLISH:
        return (Establish(request.unit_code, day), *_founds(request, rosters, day))
    if request.kind is RequestKind.LEAVE:
        return () if request.after_replacement else (_leaves(request, rosters, day),)
    person_id = _known(request)
    roster = rosters[request.unit_code]
    if request.kind is RequestKind.REPLACE:
        return _replaces(request, person_id, roster, day)
    if request.kind is RequestKind.TRANSFER:
        return _transfers(request, person_id, rosters, day)
    return _joins(person_id, roster, request.office, day, waiting_leaves)


def left_over(roster: Roster, request: Request) -> tuple[int, int]:
    """(2, 3): how many of how many a team has after this leave, for the chairman to see first (J12)."""
    place = None if request.person_id is None else roster.place_of(request.person_id)
    goes = place is not None and place.office in SEATS
    return len(roster.active) - goes, roster.size


def _known(request: Request) -> str:
    if request.person_id is None:
        raise WrongState("the applicant has to be a known person before this takes effect")
    return request.person_id


def _end(roster: Roster, person_id: str, day: date) -> End:
    place = roster.place_of(person_id)
    if place is None:
        raise NotMember(person=person_id, unit=roster.team.unit_code)
    return End(person_id, roster.team.unit_code, place.office, day, place.valid_from, place.by_office)


def _founds(request: Request, rosters: Mapping[str, Roster], day: date) -> list[Change]:
    """The seats of the new team; whoever sits there already stays, for teams worked before they were decided on."""
    new = Team(request.unit_code, TeamKind.THON, TeamStatus.PROPOSED, day)
    roster = rosters.get(request.unit_code) or Roster(new, (), day)
    found: list[Change] = []
    for person_id, office in request.seats:
        place = roster.place_of(person_id)
        if place is None or place.office is not office:
            found += _appoints(roster, person_id, office, day)
    return found


def _leaves(request: Request, rosters: Mapping[str, Roster], day: date) -> End:
    return _end(rosters[request.unit_code], _known(request), day)


def _appoints(
    roster: Roster, person_id: str, office: Office, day: date, freed: bool = False
) -> tuple[Change, ...]:
    """The appointment; a collaborator's place ends with it. `freed`: somebody gives the seat up the same day."""
    check_appointable(roster, person_id, office, freed)
    appointed = Appoint(person_id, roster.team.unit_code, office, day)
    helps = any(place.person_id == person_id for place in roster.collaborators)
    return (_end(roster, person_id, day), appointed) if helps else (appointed,)


def _joins(
    person_id: str, roster: Roster, office: Office, day: date, waiting_leaves: Sequence[Request]
) -> tuple[Change, ...]:
    leaving = _waiting_leave(roster, office, waiting_leaves)
    if leaving is None:
        return _appoints(roster, person_id, office, day)
    return (_end(roster, leaving, day), *_appoints(roster, person_id, office, day, freed=True))


def _waiting_leave(roster: Roster, office: Office, waiting_leaves: Sequence[Request]) -> str | None:
    """Who gives up this very seat to the one who joins: the longest waiting, and only when no seat is free."""
    if office in roster.vacant_seats() or office not in SEATS:
        return None
    for leave in sorted(waiting_leaves, key=lambda one: one.created_at):
        place = None if leave.person_id is None else roster.place_of(leave.person_id)
        if leave.unit_code == roster.team.unit_code and place is not None and place.office is office:
            return place.person_id
    return None


def _replaces(request: Request, person_id: str, roster: Roster, day: date) -> tuple[Change, ...]:
    goes = request.replaces or ""
    place = roster.place_of(goes)
    if place is None:
        raise NotMember(person=goes, unit=roster.team.unit_code)
    return (_end(roster, goes, day), *_appoints(roster, person_id, place.office, day, freed=True))


def _transfers(
    request: Request, person_id: str, rosters: Mapping[str, Roster], day: date
) -> tuple[Change, ...]:
    old, new = rosters[request.from_unit_code or ""], rosters[request.unit_code]
    seat_free = Office.THANH_VIEN in new.vacant_seats()
    office = Office.THANH_VIEN if seat_free else Office.CONG_TAC_VIEN
    return (_end(old, person_id, day), *_appoints(new, person_id, office, day))
