"""Who may join a team and what that can end as, and who may leave it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import AlreadyMember, ConsentRequired, NoSuchSeat, NotFromHere, SeatTaken
from domain.people import SEATS, Office, is_minor
from domain.teams import Roster, TeamKind, check_seat


class Outcome(StrEnum):
    """What an application to a team can end as, said kindly before the form is filled."""

    OPEN_SEAT = "open_seat"
    SEAT_BY_OFFICE = "seat_by_office"
    COLLABORATOR = "collaborator"
    WAITING_LIST = "waiting_list"
    ALREADY_MEMBER = "already_member"
    NO_TEAM = "no_team"


@dataclass(frozen=True, slots=True)
class Prospects:
    """The outcomes open to one applicant, best first; `contested`: others already wait for the same seat (J16)."""

    outcomes: tuple[Outcome, ...]
    contested: bool = False

    def allows(self, outcome: Outcome) -> bool:
        """Whether this outcome is open."""
        return outcome in self.outcomes


def what_can_this_end_as(
    roster: Roster | None,
    person_id: str | None = None,
    leaving: Collection[str] = (),
    waiting: int = 0,
    by_office: Office | None = None,
) -> Prospects:
    """What a join can end as (plan II.3.1 c, d; J1, J2, J3, J4, J16).

    Only the member seat of a village team is open; leader, deputy and the whole commune team are held by office.
    `leaving`: persons whose leave takes effect with their replacement (J12), so their seat counts as open.
    `waiting`: how many others wait for the open seat. `by_office`: the seat that comes with an office the applicant
    says to hold (a newly elected Trưởng thôn, a Bí thư chi đoàn), offered when it is vacant.
    """
    if roster is None or not roster.team.stands_on(roster.on):
        return Prospects((Outcome.NO_TEAM,))
    place = None if person_id is None else roster.place_of(person_id)
    if place is not None and place.office in SEATS:
        return Prospects((Outcome.ALREADY_MEMBER,))
    helps_already = place is not None
    helper = () if helps_already else (Outcome.COLLABORATOR,)
    if roster.team.kind is TeamKind.XA:
        return Prospects(helper or (Outcome.ALREADY_MEMBER,))
    if by_office in (Office.TO_TRUONG, Office.TO_PHO) and seat_is_free(roster, by_office, leaving):
        return Prospects((Outcome.SEAT_BY_OFFICE, *helper))
    if has_open_seat(roster, leaving):
        return Prospects((Outcome.OPEN_SEAT, *helper), contested=waiting > 0)
    return Prospects((*helper, Outcome.WAITING_LIST))


def has_open_seat(roster: Roster, leaving: Collection[str] = ()) -> bool:
    """Whether the open member seat of a village team is free or about to be."""
    return roster.team.kind is TeamKind.THON and seat_is_free(roster, Office.THANH_VIEN, leaving)


def seat_is_free(roster: Roster, office: Office, leaving: Collection[str] = ()) -> bool:
    """Whether nobody holds this seat, or whoever does leaves with the replacement (J12)."""
    going = any(place.office is office and place.person_id in leaving for place in roster.active)
    return going or office in roster.vacant_seats()


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the rules need to know of who applies; the communes are codes, None where not said.

    `is_teacher`: teachers join where they live (plan IV.3, IV.5). `holds_office`: says to be the Trưởng thôn or the
    Bí thư chi đoàn, to whom the leader's or deputy's seat belongs (plan II.3.1 c).
    """

    person_id: str | None = None
    birth_year: int | None = None
    lives_in: str | None = None
    works_in: str | None = None
    guardian_consents: bool = False
    is_teacher: bool = False
    holds_office: bool = False


def check_join(
    applicant: Applicant,
    roster: Roster,
    office: Office,
    commune_code: str,
    leaving: Collection[str] = (),
) -> None:
    """Refuses a join that no rule allows; passing says nothing about introduction and decision.

    AlreadyMember (J1, J11) · SeatTaken (J2) · NoSuchSeat (J3) · NotFromHere (J17) · ConsentRequired (J21).
    """
    check_seat(roster.team.kind, office)
    place = None if applicant.person_id is None else roster.place_of(applicant.person_id)
    if place is not None and (place.office in SEATS or office is place.office):
        raise AlreadyMember(office=place.office)
    _check_belongs(applicant, commune_code)
    if is_minor(applicant.birth_year, roster.on):
        if office is Office.TO_TRUONG:
            raise NoSuchSeat("a minor cannot lead a team (J21)", office=office)
        if not applicant.guardian_consents:
            raise ConsentRequired("a guardian has to consent (J21)")
    if office is Office.CONG_TAC_VIEN:
        return
    if roster.team.kind is TeamKind.XA or (office is not Office.THANH_VIEN and not applicant.holds_office):
        raise NoSuchSeat("this seat belongs to an office (J3)", office=office)
    if not seat_is_free(roster, office, leaving):
        raise SeatTaken(office=office)


def _check_belongs(applicant: Applicant, commune_code: str) -> None:
    places = (applicant.lives_in,) if applicant.is_teacher else (applicant.lives_in, applicant.works_in)
    said = [place for place in places if place is not None]
    if said and commune_code not in said:
        raise NotFromHere(commune=commune_code)
