"""Teams of three, their seats, collaborators, and what an application can end as."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import AlreadyMember, NoSuchSeat, SeatTaken
from domain.people import SEATS, AppointmentStatus, Office
from domain.teams import (
    Roster,
    Team,
    TeamKind,
    TeamStatus,
    check_appointable,
    check_seat,
    headcount,
    rosters_of,
    seats_of,
)
from domain.units import UnitKind
from tests.domain.cast import (
    COMMUNE,
    COMMUNE_LEADER,
    DONG_TRUNG,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    LAN,
    LONG_AGO,
    MINH,
    THAM,
    TODAY,
    commune,
    commune_team,
    holds,
    village,
    village_team,
)

LEADER = holds(COMMUNE_LEADER, Office.TO_TRUONG, COMMUNE)
SECRETARY = holds("secretary", Office.BI_THU_DOAN_XA, COMMUNE)
VICE_SECRETARY = holds("vice-secretary", Office.PHO_BI_THU_DOAN_XA, COMMUNE)
TECHNICIAN = holds("technician", Office.CAN_BO_CNTT_XA, COMMUNE)


def seated(roster: Roster) -> list[tuple[str, Office]]:
    return [(place.person_id, place.office) for place in roster.active]


# ── seats ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_kind_of_a_team_follows_from_its_unit() -> None:
    assert TeamKind.of(UnitKind.XA) is TeamKind.XA
    assert TeamKind.of(UnitKind.THON) is TeamKind.THON
    with pytest.raises(NoSuchSeat):
        TeamKind.of(UnitKind.HUYEN)


def test_a_village_team_has_leader_deputy_and_one_open_seat() -> None:
    assert seats_of(TeamKind.THON) == {Office.TO_TRUONG: 1, Office.TO_PHO: 1, Office.THANH_VIEN: 1}


def test_a_commune_team_has_a_leader_two_members_and_no_deputy() -> None:
    assert seats_of(TeamKind.XA) == {Office.TO_TRUONG: 1, Office.THANH_VIEN: 2}
    with pytest.raises(NoSuchSeat):
        check_seat(TeamKind.XA, Office.TO_PHO)


def test_every_team_may_have_collaborators() -> None:
    check_seat(TeamKind.XA, Office.CONG_TAC_VIEN)
    check_seat(TeamKind.THON, Office.CONG_TAC_VIEN)


def test_an_office_of_the_administration_is_no_seat() -> None:
    with pytest.raises(NoSuchSeat):
        check_seat(TeamKind.XA, Office.CHU_TICH_XA)


def test_a_full_village_team_lists_its_leader_first() -> None:
    roster = village(reversed(FULL_TEAM))
    assert seated(roster) == [(HUNG, Office.TO_TRUONG), (MINH, Office.TO_PHO), (THAM, Office.THANH_VIEN)]
    assert roster.is_full
    assert roster.vacant_seats() == ()


def test_collaborators_stand_beside_the_three() -> None:
    roster = village([*FULL_TEAM, holds(LAN, Office.CONG_TAC_VIEN)])
    assert len(roster.active) == 3
    assert [place.person_id for place in roster.collaborators] == [LAN]
    assert roster.everybody[-1].person_id == LAN


def test_a_member_who_also_stands_as_collaborator_is_listed_once() -> None:
    assert village([*FULL_TEAM, holds(THAM, Office.CONG_TAC_VIEN)]).collaborators == ()


def test_a_fourth_member_is_never_counted_but_shown_as_surplus() -> None:
    roster = village([*FULL_TEAM, holds(LAN, Office.THANH_VIEN, since=TODAY)])
    assert len(roster.active) == 3
    assert [one.person_id for one in roster.surplus()] == [LAN]


def test_j11_one_person_fills_one_seat_of_a_team() -> None:
    roster = village([holds(HUNG, Office.TO_TRUONG), holds(HUNG, Office.TO_PHO)])
    assert seated(roster) == [(HUNG, Office.TO_TRUONG)]
    assert roster.vacant_seats() == (Office.TO_PHO, Office.THANH_VIEN)
    with pytest.raises(AlreadyMember):
        check_appointable(roster, HUNG, Office.THANH_VIEN)


def test_j9_a_village_without_a_deputy_is_not_full_and_works_on() -> None:
    roster = village([holds(HUNG, Office.TO_TRUONG), holds(THAM, Office.THANH_VIEN)])
    assert roster.vacant_seats() == (Office.TO_PHO,)
    assert not roster.is_full
    assert roster.acting_leader is not None


def test_j10_one_person_in_two_teams_is_two_seats_and_one_person() -> None:
    other = (holds("other", Office.TO_TRUONG, HOA_BINH), holds(MINH, Office.TO_PHO, HOA_BINH))
    rosters = rosters_of(
        [village_team(), village_team(code=HOA_BINH)],
        [*FULL_TEAM, *other, holds(LAN, Office.CONG_TAC_VIEN)],
        TODAY,
    )
    count = headcount(rosters.values())
    assert (count.seats, count.persons) == (5, 4)
    assert (count.teams, count.full_teams, count.collaborators) == (2, 1, 1)


def test_j7_the_deputy_acts_while_a_village_has_no_leader() -> None:
    roster = village(FULL_TEAM[1:])
    assert roster.leader is None
    assert roster.acting_leader is not None
    assert roster.acting_leader.person_id == MINH


def test_nobody_acts_for_the_leader_of_a_commune_team() -> None:
    assert commune([SECRETARY, TECHNICIAN]).acting_leader is None


def test_a_member_counts_from_the_chairmans_agreement() -> None:
    agreed = holds(LAN, Office.THANH_VIEN, status=AppointmentStatus.AGREED)
    place = village([agreed]).place_of(LAN)
    assert place is not None
    assert place.status is AppointmentStatus.AGREED


def test_other_provinces_have_larger_teams() -> None:
    roster = village([*FULL_TEAM, holds(LAN, Office.THANH_VIEN)], size=5)
    assert len(roster.active) == 4
    assert roster.vacant_seats() == (Office.THANH_VIEN,)


# ── seats by office in the commune team ──────────────────────────────────────────────────────────────────────


def test_youth_secretary_and_technician_sit_in_the_commune_team_by_their_office() -> None:
    roster = commune([LEADER, SECRETARY, TECHNICIAN])
    assert seated(roster) == [
        (COMMUNE_LEADER, Office.TO_TRUONG),
        ("secretary", Office.THANH_VIEN),
        ("technician", Office.THANH_VIEN),
    ]
    assert roster.active[1].by_office is Office.BI_THU_DOAN_XA


def test_the_vice_secretary_sits_only_where_there_is_no_secretary() -> None:
    assert ("vice-secretary", Office.THANH_VIEN) in seated(commune([LEADER, VICE_SECRETARY, TECHNICIAN]))
    assert "vice-secretary" not in dict(seated(commune([LEADER, SECRETARY, VICE_SECRETARY])))


def test_a_seat_row_of_the_secretary_fills_the_youth_seat() -> None:
    roster = commune([LEADER, SECRETARY, VICE_SECRETARY, holds("secretary", Office.THANH_VIEN, COMMUNE)])
    assert seated(roster)[1:] == [("secretary", Office.THANH_VIEN)]
    assert roster.vacant_seats() == (Office.THANH_VIEN,)


def test_seat_rows_go_before_seats_by_office() -> None:
    rows = [holds("one", Office.THANH_VIEN, COMMUNE), holds("two", Office.THANH_VIEN, COMMUNE)]
    roster = commune([LEADER, SECRETARY, TECHNICIAN, *rows])
    assert [place.person_id for place in roster.members] == ["one", "two"]


def test_the_empty_leaders_seat_is_not_filled_by_office() -> None:
    roster = commune([SECRETARY, TECHNICIAN])
    assert roster.leader is None
    assert roster.vacant_seats() == (Office.TO_TRUONG,)


def test_a_leader_who_is_also_secretary_leaves_the_youth_seat_to_the_vice_secretary() -> None:
    leads = holds("secretary", Office.TO_TRUONG, COMMUNE)
    roster = commune([leads, SECRETARY, VICE_SECRETARY])
    assert seated(roster) == [("secretary", Office.TO_TRUONG), ("vice-secretary", Office.THANH_VIEN)]


def test_who_left_the_team_keeps_the_office_but_not_the_seat() -> None:
    left = holds("secretary", Office.THANH_VIEN, COMMUNE, LONG_AGO, TODAY, AppointmentStatus.ENDED)
    assert "secretary" in dict(seated(commune([LEADER, SECRETARY], on=TODAY - timedelta(1))))
    assert "secretary" not in dict(seated(commune([LEADER, SECRETARY, left])))


def test_a_village_team_has_no_seats_by_office() -> None:
    assert seated(village([holds("secretary", Office.BI_THU_DOAN_XA)])) == []


def test_a_commune_without_its_own_technician_has_a_vacant_seat() -> None:
    assert commune([LEADER, SECRETARY]).vacant_seats() == (Office.THANH_VIEN,)


# ── teams in time ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_proposed_team_may_report_but_is_not_expected_to() -> None:
    assert village_team(TeamStatus.PROPOSED).stands_on(TODAY)
    assert not village_team(TeamStatus.PROPOSED).owes_report(TODAY)
    assert village_team().owes_report(TODAY)


def test_a_team_owes_a_report_if_it_stood_when_the_window_closed() -> None:
    closed = Team(DONG_TRUNG, TeamKind.THON, TeamStatus.CLOSED, LONG_AGO, date(2026, 11, 10))
    assert closed.owes_report(date(2026, 10, 14))
    assert not closed.owes_report(date(2026, 11, 14))


def test_a_team_begins_with_its_decision_unless_a_day_is_given() -> None:
    team = Team(DONG_TRUNG, TeamKind.THON, TeamStatus.ESTABLISHED, decision_date=TODAY)
    assert team.stands_on(TODAY)
    assert not team.stands_on(TODAY - timedelta(1))


def test_a_closed_team_without_a_last_day_stands_on_none() -> None:
    assert not village_team(TeamStatus.CLOSED).stands_on(TODAY)
    assert rosters_of([village_team(TeamStatus.CLOSED)], FULL_TEAM, TODAY) == {}


def test_an_error_names_its_rule_and_its_facts() -> None:
    with pytest.raises(SeatTaken, match="never a fourth") as caught:
        check_appointable(village(), LAN, Office.THANH_VIEN)
    assert caught.value.code == "seat_taken"
    assert caught.value.facts == {"office": Office.THANH_VIEN}


PEOPLE = st.sampled_from(["a", "b", "c", "d", "e"])
OFFICES_HERE = st.sampled_from([*SEATS, Office.CONG_TAC_VIEN, Office.BI_THU_DOAN_XA, Office.CAN_BO_CNTT_XA])


@given(st.lists(st.tuples(PEOPLE, OFFICES_HERE), max_size=12), st.booleans(), st.integers(3, 8))
def test_whatever_is_recorded_a_team_never_exceeds_its_size_or_counts_a_person_twice(
    rows: list[tuple[str, Office]], of_commune: bool, size: int
) -> None:
    team = commune_team() if of_commune else village_team()
    held = tuple(holds(person, office, team.unit_code) for person, office in rows)
    roster = Roster(team, held, TODAY, size)
    people = [place.person_id for place in roster.everybody]
    assert len(people) == len(set(people))
    assert len(roster.active) + len(roster.vacant_seats()) == size
    assert roster.is_full is (roster.vacant_seats() == ())
