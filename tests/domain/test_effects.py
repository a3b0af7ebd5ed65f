"""What an approved request changes in the rosters."""

from __future__ import annotations

import pytest

from domain.effects import Appoint, End, Establish, effects, left_over
from domain.errors import AlreadyMember, NotMember, SeatTaken, WrongState
from domain.people import AppointmentStatus, Office
from domain.requests import Request, RequestKind
from domain.teams import Roster
from tests.domain.cast import (
    CHAIRMAN,
    COMMUNE,
    DONG_TRUNG,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    LAN,
    LONG_AGO,
    MINH,
    THAM,
    TODAY,
    asks,
    at,
    commune,
    holds,
    village,
    village_team,
)


def agreed(kind: RequestKind = RequestKind.JOIN, **facts: object) -> Request:
    return asks(kind, self_proposed=True, **facts).approved(CHAIRMAN, at(17))


def rosters(*found: Roster) -> dict[str, Roster]:
    return {roster.team.unit_code: roster for roster in found}


def other(*people: tuple[str, Office]) -> Roster:
    held = tuple(holds(person, office, HOA_BINH) for person, office in people)
    return Roster(village_team(code=HOA_BINH), held, TODAY)


LAN_SITS = Appoint(LAN, DONG_TRUNG, Office.THANH_VIEN, TODAY, AppointmentStatus.AGREED)
THAM_GOES = End(THAM, DONG_TRUNG, Office.THANH_VIEN, TODAY, LONG_AGO)


def test_a_join_takes_the_open_seat() -> None:
    assert effects(agreed(), rosters(village(FULL_TEAM[:2])), TODAY) == (LAN_SITS,)


def test_j2_a_seat_gone_meanwhile_makes_no_fourth_member() -> None:
    with pytest.raises(SeatTaken):
        effects(agreed(), rosters(village()), TODAY)


def test_who_became_a_member_meanwhile_is_not_appointed_twice() -> None:
    with pytest.raises(AlreadyMember):
        effects(agreed(person_id=HUNG), rosters(village(FULL_TEAM[:2])), TODAY)


def test_a_collaborator_joins_a_full_team() -> None:
    request = asks(office=Office.CONG_TAC_VIEN).introduced(HUNG, at(16))
    [change] = effects(request, rosters(village()), TODAY)
    assert change == Appoint(LAN, DONG_TRUNG, Office.CONG_TAC_VIEN, TODAY)


def test_a_collaborator_who_gets_the_seat_gives_up_the_other_place() -> None:
    roster = village([*FULL_TEAM[:2], holds(LAN, Office.CONG_TAC_VIEN)])
    ended = End(LAN, DONG_TRUNG, Office.CONG_TAC_VIEN, TODAY, LONG_AGO)
    assert effects(agreed(), rosters(roster), TODAY) == (ended, LAN_SITS)


def test_a_leave_ends_the_place_on_that_day() -> None:
    leave = agreed(RequestKind.LEAVE, person_id=THAM)
    assert effects(leave, rosters(village()), TODAY) == (THAM_GOES,)


def test_a_leave_of_somebody_gone_already_is_refused() -> None:
    with pytest.raises(NotMember):
        effects(agreed(RequestKind.LEAVE), rosters(village()), TODAY)


def test_a_seat_by_office_is_given_up_without_the_office() -> None:
    roster = commune([holds("secretary", Office.BI_THU_DOAN_XA, COMMUNE)])
    leave = agreed(RequestKind.LEAVE, person_id="secretary", unit_code=COMMUNE)
    [change] = effects(leave, rosters(roster), TODAY)
    assert change == End("secretary", COMMUNE, Office.THANH_VIEN, TODAY, LONG_AGO, Office.BI_THU_DOAN_XA)


def test_j12_a_leave_on_replacement_waits_for_the_successor() -> None:
    leave = agreed(RequestKind.LEAVE, person_id=THAM, after_replacement=True)
    assert effects(leave, rosters(village()), TODAY) == ()
    assert effects(agreed(), rosters(village()), TODAY, [leave]) == (THAM_GOES, LAN_SITS)


def test_j12_a_free_seat_is_taken_before_somebody_has_to_go() -> None:
    roster = Roster(village_team(), FULL_TEAM, TODAY, size=4)
    leave = agreed(RequestKind.LEAVE, person_id=THAM, after_replacement=True)
    assert effects(agreed(), rosters(roster), TODAY, [leave]) == (LAN_SITS,)


def test_j12_a_waiting_leave_frees_its_own_seat_only() -> None:
    deputy = agreed(RequestKind.LEAVE, person_id=MINH, after_replacement=True)
    gone = agreed(RequestKind.LEAVE, person_id="gone", after_replacement=True)
    with pytest.raises(SeatTaken):
        effects(agreed(), rosters(village()), TODAY, [deputy, gone])


def test_j12_the_chairman_sees_how_many_are_left() -> None:
    assert left_over(village(), asks(RequestKind.LEAVE, person_id=THAM)) == (2, 3)
    assert left_over(village(), asks(RequestKind.LEAVE, person_id=None)) == (3, 3)


def test_a_replacement_is_one_case() -> None:
    request = agreed(RequestKind.REPLACE, replaces=THAM)
    assert effects(request, rosters(village()), TODAY) == (THAM_GOES, LAN_SITS)
    with pytest.raises(NotMember):
        effects(agreed(RequestKind.REPLACE, replaces="gone"), rosters(village()), TODAY)
    with pytest.raises(AlreadyMember):
        effects(agreed(RequestKind.REPLACE, replaces=THAM, person_id=MINH), rosters(village()), TODAY)


def test_j13_a_transfer_leaves_one_team_and_joins_the_other() -> None:
    request = agreed(RequestKind.TRANSFER, from_unit_code=HOA_BINH)
    left = End(LAN, HOA_BINH, Office.THANH_VIEN, TODAY, LONG_AGO)
    found = effects(request, rosters(village(FULL_TEAM[:2]), other((LAN, Office.THANH_VIEN))), TODAY)
    assert found == (left, LAN_SITS)


def test_j13_a_transfer_to_a_full_team_ends_as_collaborator() -> None:
    request = agreed(RequestKind.TRANSFER, from_unit_code=HOA_BINH)
    _, joined = effects(request, rosters(village(), other((LAN, Office.THANH_VIEN))), TODAY)
    assert joined == Appoint(LAN, DONG_TRUNG, Office.CONG_TAC_VIEN, TODAY)


def test_a_team_is_established_by_its_request() -> None:
    request = agreed(RequestKind.ESTABLISH, person_id=None)
    assert effects(request, {}, TODAY) == (Establish(DONG_TRUNG, TODAY),)


SEATS_OF_THREE = ((HUNG, Office.TO_TRUONG), (THAM, Office.TO_PHO), (LAN, Office.THANH_VIEN))


def test_a_new_team_takes_its_three_seats_with_the_agreement() -> None:
    request = agreed(RequestKind.ESTABLISH, person_id=HUNG, seats=SEATS_OF_THREE)
    seated = tuple(Appoint(person, DONG_TRUNG, office, TODAY) for person, office in SEATS_OF_THREE)
    assert effects(request, {}, TODAY) == (Establish(DONG_TRUNG, TODAY), *seated)


def test_who_sits_in_a_proposed_team_already_stays_and_no_seat_is_given_twice() -> None:
    request = agreed(RequestKind.ESTABLISH, person_id=HUNG, seats=SEATS_OF_THREE)
    standing = village((holds(HUNG, Office.TO_TRUONG),))
    assert [type(one) for one in effects(request, rosters(standing), TODAY)] == [Establish, Appoint, Appoint]
    with pytest.raises(SeatTaken):
        effects(request, rosters(village((holds(MINH, Office.TO_PHO),))), TODAY)


def test_what_is_not_approved_changes_nothing() -> None:
    with pytest.raises(WrongState):
        effects(asks(), rosters(village(())), TODAY)


def test_an_applicant_has_to_be_known_before_a_seat_is_given() -> None:
    with pytest.raises(WrongState):
        effects(agreed(person_id=None), rosters(village(())), TODAY)
