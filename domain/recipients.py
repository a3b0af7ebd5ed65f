"""Whom a moment of the reporting calendar, a question or a decision reaches, by office on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain.deadlines import Tier
from domain.people import Appointment, Office
from domain.reminders import Audience
from domain.teams import Roster
from domain.units import Unit, UnitTree

COMMUNE_OFFICERS = (Office.CAN_BO_CNTT_XA, Office.TRUONG_PHONG_VHXH_XA)
DISTRICT_OFFICERS = (Office.TRUONG_PHONG_VHTT, Office.CAN_BO_HUYEN)
DEPARTMENT_OFFICERS = (Office.CAN_BO_SO,)

Rosters = Mapping[str, Roster]


def holders(
    unit: Unit | None, offices: Collection[Office], appointments: Collection[Appointment], tree: UnitTree
) -> tuple[str, ...]:
    """Who holds one of these offices in a unit on the tree's day, in the order of the offices, each person once."""
    if unit is None:
        return ()
    found = [
        one.person_id
        for office in offices
        for one in appointments
        if one.office is office and one.unit_code == unit.code and one.holds_on(tree.on)
    ]
    return tuple(dict.fromkeys(found))


def who_owes(
    tier: Tier, unit_code: str, rosters: Rosters, appointments: Collection[Appointment], tree: UnitTree
) -> tuple[str, ...]:
    """Who is reminded privately of what a unit owes.

    A team: its leader, or the deputy who acts for him. A commune's consolidation: the commune team's leader and the
    commune's officers. A district's: its head of culture and information, else its officers.
    """
    if tier is Tier.TEAM:
        return _leader(rosters.get(unit_code), acting=True)
    if tier is Tier.COMMUNE:
        officers = holders(tree.commune_of(unit_code), COMMUNE_OFFICERS, appointments, tree)
        return tuple(dict.fromkeys((*_leader(rosters.get(unit_code)), *officers)))
    return holders(tree.district_of(unit_code), DISTRICT_OFFICERS, appointments, tree)[:1]


def who_hears(
    audience: Audience,
    unit_code: str,
    rosters: Rosters,
    appointments: Collection[Appointment],
    tree: UnitTree,
) -> tuple[str, ...]:
    """Who hears that this unit's report is missing: one tier up, and for a village its own deputy besides."""
    if audience is Audience.DISTRICT:
        return holders(tree.district_of(unit_code), DISTRICT_OFFICERS, appointments, tree)
    if audience is Audience.DEPARTMENT:
        return holders(tree.province_of(unit_code), DEPARTMENT_OFFICERS, appointments, tree)
    commune = tree.commune_of(unit_code)
    above = () if commune is None else _leader(rosters.get(commune.code))
    own = rosters.get(unit_code)
    deputy = () if own is None or own.deputy is None else (own.deputy.person_id,)
    return tuple(dict.fromkeys((*above, *deputy)))


def officers_of(
    unit_code: str, rosters: Rosters, appointments: Collection[Appointment], tree: UnitTree
) -> tuple[str, ...]:
    """The people of the commune whom "gặp cán bộ" reaches, the nearest first; else the commune team's leader."""
    commune = tree.commune_of(unit_code)
    officers = holders(commune, COMMUNE_OFFICERS, appointments, tree)
    return officers or (() if commune is None else _leader(rosters.get(commune.code)))


def superiors_of(unit_code: str, appointments: Collection[Appointment], tree: UnitTree) -> tuple[str, ...]:
    """Who is told when a chairman decides on his own seat (J6): the district, or without one the department."""
    district = tree.district_of(unit_code)
    if district is not None:
        return holders(district, DISTRICT_OFFICERS, appointments, tree)
    return holders(tree.province_of(unit_code), DEPARTMENT_OFFICERS, appointments, tree)


def _leader(roster: Roster | None, acting: bool = False) -> tuple[str, ...]:
    if roster is None:
        return ()
    place = roster.acting_leader if acting else roster.leader
    return () if place is None else (place.person_id,)
