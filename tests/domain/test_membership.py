"""Who may join a team, what that can end as, and who may leave."""

from __future__ import annotations

import pytest

from domain.errors import (
    AlreadyMember,
    ConsentRequired,
    NoSuchSeat,
    NotFromHere,
    RuleBroken,
    SeatTaken,
)
from domain.membership import Applicant, Outcome, check_join, what_can_this_end_as
from domain.people import Appointment, Office
from domain.teams import Roster, TeamStatus
from tests.domain.cast import (
    COMMUNE,
    COMMUNE_LEADER,
    ELSEWHERE,
    FULL_TEAM,
    LAN,
    MINH,
    THAM,
    TODAY,
    commune,
    holds,
    village,
    village_team,
)

LEADER = holds(COMMUNE_LEADER, Office.TO_TRUONG, COMMUNE)


# ── what an application can end as ───────────────────────────────────────────────────────────────────────────


def test_an_open_seat_or_a_collaborators_place_is_offered() -> None:
    prospects = what_can_this_end_as(village(FULL_TEAM[:2]), LAN)
    assert prospects.outcomes == (Outcome.OPEN_SEAT, Outcome.COLLABORATOR)
    assert prospects.allows(Outcome.OPEN_SEAT)


def test_j2_a_full_team_offers_collaboration_or_the_waiting_list() -> None:
    assert what_can_this_end_as(village(), LAN).outcomes == (Outcome.COLLABORATOR, Outcome.WAITING_LIST)


def test_j1_who_sits_in_the_team_is_told_so() -> None:
    assert what_can_this_end_as(village(), THAM).outcomes == (Outcome.ALREADY_MEMBER,)


def test_j3_a_vacant_seat_by_office_is_not_open_to_residents() -> None:
    prospects = what_can_this_end_as(village([FULL_TEAM[0], FULL_TEAM[2]]), LAN)
    assert prospects.outcomes == (Outcome.COLLABORATOR, Outcome.WAITING_LIST)


def test_j4_a_newly_elected_village_leader_is_offered_the_vacant_leaders_seat() -> None:
    leaderless = village(FULL_TEAM[1:])
    offered = what_can_this_end_as(leaderless, LAN, by_office=Office.TO_TRUONG)
    assert offered.outcomes == (Outcome.SEAT_BY_OFFICE, Outcome.COLLABORATOR)
    taken = what_can_this_end_as(village(), LAN, by_office=Office.TO_TRUONG)
    assert taken.outcomes == (Outcome.COLLABORATOR, Outcome.WAITING_LIST)


def test_the_commune_team_has_no_open_seat() -> None:
    assert what_can_this_end_as(commune([LEADER]), LAN).outcomes == (Outcome.COLLABORATOR,)


def test_a_collaborator_may_apply_for_the_seat_but_not_as_collaborator_again() -> None:
    helper = holds(LAN, Office.CONG_TAC_VIEN)
    assert what_can_this_end_as(village([*FULL_TEAM[:2], helper]), LAN).outcomes == (Outcome.OPEN_SEAT,)
    assert what_can_this_end_as(village([*FULL_TEAM, helper]), LAN).outcomes == (Outcome.WAITING_LIST,)
    at_commune = commune([LEADER, holds(LAN, Office.CONG_TAC_VIEN, COMMUNE)])
    assert what_can_this_end_as(at_commune, LAN).outcomes == (Outcome.ALREADY_MEMBER,)


def test_j12_a_seat_given_up_on_replacement_counts_as_open() -> None:
    assert what_can_this_end_as(village(), LAN, leaving=[THAM]).allows(Outcome.OPEN_SEAT)
    assert not what_can_this_end_as(village(), LAN, leaving=[MINH]).allows(Outcome.OPEN_SEAT)


def test_j16_a_second_applicant_for_one_seat_is_told_of_the_first() -> None:
    assert what_can_this_end_as(village(FULL_TEAM[:2]), LAN, waiting=1).contested
    assert not what_can_this_end_as(village(), LAN, waiting=1).contested


def test_without_a_team_nothing_can_be_joined() -> None:
    closed = Roster(village_team(TeamStatus.CLOSED), (), TODAY)
    assert what_can_this_end_as(None).outcomes == what_can_this_end_as(closed).outcomes == (Outcome.NO_TEAM,)


# ── who may join ─────────────────────────────────────────────────────────────────────────────────────────────

LAN_APPLIES = Applicant(LAN, 1998, lives_in=COMMUNE)


def test_a_resident_may_apply_for_the_open_seat() -> None:
    check_join(LAN_APPLIES, village(FULL_TEAM[:2]), Office.THANH_VIEN, COMMUNE)
    check_join(LAN_APPLIES, village(), Office.THANH_VIEN, COMMUNE, leaving=[THAM])


def test_j17_who_works_in_the_commune_may_apply_too() -> None:
    works_here = Applicant(LAN, 1998, lives_in=ELSEWHERE, works_in=COMMUNE)
    check_join(works_here, village(FULL_TEAM[:2]), Office.THANH_VIEN, COMMUNE)


@pytest.mark.parametrize(
    ("applicant", "appointments", "office", "broken"),
    [
        (Applicant(THAM, 1990), FULL_TEAM, Office.CONG_TAC_VIEN, AlreadyMember),
        (LAN_APPLIES, FULL_TEAM, Office.THANH_VIEN, SeatTaken),
        (LAN_APPLIES, FULL_TEAM[:1], Office.TO_PHO, NoSuchSeat),
        (LAN_APPLIES, FULL_TEAM, Office.CHU_TICH_XA, NoSuchSeat),
        (Applicant(LAN, 1998, lives_in=ELSEWHERE), FULL_TEAM[:2], Office.THANH_VIEN, NotFromHere),
        (
            Applicant(LAN, 1998, lives_in=ELSEWHERE, works_in=COMMUNE, is_teacher=True),
            FULL_TEAM[:2],
            Office.THANH_VIEN,
            NotFromHere,
        ),
        (Applicant(LAN, 2011), FULL_TEAM[:2], Office.THANH_VIEN, ConsentRequired),
        (Applicant(LAN, 2011), FULL_TEAM[:2], Office.CONG_TAC_VIEN, ConsentRequired),
        (Applicant(LAN, 2011, guardian_consents=True), FULL_TEAM[1:], Office.TO_TRUONG, NoSuchSeat),
    ],
)
def test_a_join_that_no_rule_allows_is_refused(
    applicant: Applicant, appointments: tuple[Appointment, ...], office: Office, broken: type[RuleBroken]
) -> None:
    with pytest.raises(broken):
        check_join(applicant, village(appointments), office, COMMUNE)


def test_j3_j4_a_seat_by_office_is_for_who_holds_the_office_and_only_while_it_is_vacant() -> None:
    elected = Applicant(LAN, 1970, lives_in=COMMUNE, holds_office=True)
    check_join(elected, village(FULL_TEAM[1:]), Office.TO_TRUONG, COMMUNE)
    check_join(elected, village(), Office.TO_PHO, COMMUNE, leaving=[MINH])
    with pytest.raises(SeatTaken):
        check_join(elected, village(), Office.TO_TRUONG, COMMUNE)
    with pytest.raises(NoSuchSeat):
        check_join(elected, commune([]), Office.TO_TRUONG, COMMUNE)


def test_j21_a_pupil_may_join_with_a_guardians_consent() -> None:
    pupil = Applicant(LAN, 2011, lives_in=COMMUNE, guardian_consents=True)
    check_join(pupil, village(FULL_TEAM[:2]), Office.THANH_VIEN, COMMUNE)


def test_nobody_applies_for_a_seat_of_the_commune_team() -> None:
    with pytest.raises(NoSuchSeat):
        check_join(LAN_APPLIES, commune([LEADER]), Office.THANH_VIEN, COMMUNE)


def test_who_is_not_known_yet_may_apply_as_collaborator() -> None:
    check_join(Applicant(), village(), Office.CONG_TAC_VIEN, COMMUNE)
