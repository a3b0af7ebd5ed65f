"""Who belongs in the commune-wide group and in a village group, before and after July 2025."""

from __future__ import annotations

from datetime import date

from domain.groups import Group, GroupChannel, GroupKind, difference, expected, invited, owner, required
from domain.people import Appointment, Office
from domain.teams import TeamStatus, rosters_of
from domain.units import UnitTree
from tests.domain.cast import (
    COMMUNE,
    COMMUNE_LEADER,
    DISTRICT,
    DONG_TRUNG,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    LAN,
    MINH,
    OFFICES,
    OLD_TREE,
    THREE_TIER_UNITS,
    TODAY,
    TREE,
    commune_team,
    holds,
    village_team,
)

WIDE = Group(COMMUNE, GroupKind.XA, GroupChannel.GMF, "g1", "oa")
VILLAGE = Group(DONG_TRUNG, GroupKind.THON, GroupChannel.MANUAL)
SECOND = (holds("leader-b", Office.TO_TRUONG, HOA_BINH), holds("member-b", Office.THANH_VIEN, HOA_BINH))
YOUTH = holds("secretary", Office.BI_THU_DOAN_XA, COMMUNE)
CULTURE = holds("vhxh", Office.TRUONG_PHONG_VHXH_XA, COMMUNE)
OF_DISTRICT = tuple(
    holds(office.value, office, DISTRICT)
    for office in (
        Office.TRUONG_PHONG_VHTT,
        Office.TRUONG_PHONG_GDDT,
        Office.BI_THU_DOAN_HUYEN,
        Office.CAN_BO_HUYEN,
    )
)
EVERYBODY: tuple[Appointment, ...] = (
    *FULL_TEAM,
    *OFFICES,
    *SECOND,
    YOUTH,
    CULTURE,
    *OF_DISTRICT,
    holds(LAN, Office.CONG_TAC_VIEN),
)
TEAMS = [commune_team(), village_team(), village_team(code=HOA_BINH)]
ROSTERS = rosters_of(TEAMS, EVERYBODY, TODAY)


def test_the_commune_group_holds_the_commune_team_and_every_village_leader_and_deputy() -> None:
    assert required(WIDE, ROSTERS, TREE) == {COMMUNE_LEADER, "secretary", HUNG, MINH, "leader-b"}


def test_a_village_group_holds_the_three_and_the_commune_leader() -> None:
    assert expected(VILLAGE, ROSTERS, EVERYBODY, TREE) == {HUNG, MINH, "tham", COMMUNE_LEADER}


def test_since_july_2025_the_communes_own_office_is_invited() -> None:
    assert invited(WIDE, ROSTERS, EVERYBODY, TREE) == {"vhxh"}


def test_before_it_were_the_three_of_the_district() -> None:
    assert invited(WIDE, ROSTERS, EVERYBODY, OLD_TREE) == {
        "truong_phong_vhtt",
        "truong_phong_gddt",
        "bi_thu_doan_huyen",
    }


def test_the_invitation_changes_on_the_day_and_needs_the_office() -> None:
    last, first = (UnitTree(THREE_TIER_UNITS, day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert "truong_phong_vhtt" in invited(WIDE, ROSTERS, EVERYBODY, last)
    assert invited(WIDE, ROSTERS, EVERYBODY, first) == {"vhxh"}
    assert invited(WIDE, ROSTERS, OFFICES, first) == set()


def test_one_person_with_two_hats_is_counted_once() -> None:
    two_hats = (*EVERYBODY, holds(HUNG, Office.THANH_VIEN, COMMUNE))
    rosters = rosters_of(TEAMS, two_hats, TODAY)
    assert len(required(WIDE, rosters, TREE)) == len(required(WIDE, ROSTERS, TREE))


def test_a_closed_team_has_nobody_in_the_groups() -> None:
    teams = [commune_team(), village_team(TeamStatus.CLOSED)]
    rosters = rosters_of(teams, EVERYBODY, TODAY)
    assert required(VILLAGE, rosters, TREE) == set()
    assert HUNG not in required(WIDE, rosters, TREE)
    assert owner(VILLAGE, rosters) is None


def test_the_leader_of_the_team_owns_the_group() -> None:
    assert owner(WIDE, ROSTERS) == COMMUNE_LEADER
    assert owner(VILLAGE, ROSTERS) == HUNG
    leaderless = rosters_of([village_team()], FULL_TEAM[1:], TODAY)
    assert owner(VILLAGE, leaderless) is None


def test_missing_and_extra_are_told_apart() -> None:
    found = difference({"a", "b"}, {"b", "c"})
    assert (found.missing, found.extra, found.agrees) == (("a",), ("c",), False)
    assert difference({"a"}, {"a"}).agrees


def test_a_manual_group_is_reached_through_its_owner() -> None:
    assert WIDE.can_be_posted_to
    assert not VILLAGE.can_be_posted_to
