"""Whom reminders, missing reports and questions reach."""

from __future__ import annotations

from domain.deadlines import Tier
from domain.people import Office
from domain.recipients import officers_of, superiors_of, who_hears, who_owes
from domain.reminders import Audience
from domain.teams import rosters_of
from tests.domain.cast import (
    COMMUNE,
    COMMUNE_LEADER,
    DISTRICT,
    DONG_TRUNG,
    FULL_TEAM,
    HOA_BINH,
    HUNG,
    MINH,
    OFFICES,
    OLD_TREE,
    PROVINCE,
    TODAY,
    TREE,
    commune_team,
    holds,
    village_team,
)

TECHNICIAN = holds("technician", Office.CAN_BO_CNTT_XA, COMMUNE)
CULTURE = holds("vhxh", Office.TRUONG_PHONG_VHXH_XA, COMMUNE)
VHTT = holds("vhtt", Office.TRUONG_PHONG_VHTT, DISTRICT)
DISTRICT_CLERK = holds("clerk", Office.CAN_BO_HUYEN, DISTRICT)
DEPARTMENT = holds("so", Office.CAN_BO_SO, PROVINCE)
EVERYBODY = (*FULL_TEAM, *OFFICES, CULTURE, TECHNICIAN, DISTRICT_CLERK, VHTT, DEPARTMENT)
ROSTERS = rosters_of([commune_team(), village_team()], EVERYBODY, TODAY)


def test_a_team_is_reminded_through_its_leader_or_the_acting_deputy() -> None:
    assert who_owes(Tier.TEAM, DONG_TRUNG, ROSTERS, EVERYBODY, TREE) == (HUNG,)
    assert who_owes(Tier.TEAM, COMMUNE, ROSTERS, EVERYBODY, TREE) == (COMMUNE_LEADER,)
    leaderless = rosters_of([village_team()], FULL_TEAM[1:], TODAY)
    assert who_owes(Tier.TEAM, DONG_TRUNG, leaderless, EVERYBODY, TREE) == (MINH,)
    assert who_owes(Tier.TEAM, HOA_BINH, ROSTERS, EVERYBODY, TREE) == ()


def test_a_consolidation_is_owed_by_the_commune_leader_and_the_officers() -> None:
    assert who_owes(Tier.COMMUNE, COMMUNE, ROSTERS, EVERYBODY, TREE) == (COMMUNE_LEADER, "technician", "vhxh")


def test_a_district_is_reminded_through_its_head_of_culture_and_information() -> None:
    assert who_owes(Tier.DISTRICT, DISTRICT, ROSTERS, EVERYBODY, OLD_TREE) == ("vhtt",)
    assert who_owes(Tier.DISTRICT, DISTRICT, ROSTERS, EVERYBODY, TREE) == ()


def test_missing_villages_are_told_to_the_commune_leader_and_their_own_deputy() -> None:
    audience = Audience.COMMUNE_LEADER_AND_DEPUTIES
    assert who_hears(audience, DONG_TRUNG, ROSTERS, EVERYBODY, TREE) == (COMMUNE_LEADER, MINH)
    assert who_hears(audience, HOA_BINH, ROSTERS, EVERYBODY, TREE) == (COMMUNE_LEADER,)
    assert who_hears(audience, PROVINCE, ROSTERS, EVERYBODY, TREE) == ()


def test_missing_communes_are_told_to_the_district_and_the_last_tier_to_the_department() -> None:
    assert who_hears(Audience.DISTRICT, COMMUNE, ROSTERS, EVERYBODY, OLD_TREE) == ("vhtt", "clerk")
    assert who_hears(Audience.DEPARTMENT, COMMUNE, ROSTERS, EVERYBODY, TREE) == ("so",)


def test_a_human_is_the_communes_officer_or_else_its_teams_leader() -> None:
    assert officers_of(DONG_TRUNG, ROSTERS, EVERYBODY, TREE) == ("technician", "vhxh")
    assert officers_of(DONG_TRUNG, ROSTERS, OFFICES, TREE) == (COMMUNE_LEADER,)
    assert officers_of(PROVINCE, ROSTERS, EVERYBODY, TREE) == ()


def test_j6_the_superior_level_is_the_district_or_the_department() -> None:
    assert superiors_of(COMMUNE, EVERYBODY, OLD_TREE) == ("vhtt", "clerk")
    assert superiors_of(COMMUNE, EVERYBODY, TREE) == ("so",)
