"""Listings of units, teams, members and groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from domain.groups import difference, expected
from domain.people import PLACES, Appointment
from domain.teams import Roster, Team, TeamStatus, rosters_of
from storage import group_rolls, groups
from storage.database import Rows
from storage.imports.known import UNKNOWN_START
from storage.listing.scene import Listed, Scene, columns
from storage.people import appointment
from storage.tables import (
    offices,
    people,
    teams,
    units,
)


async def list_units(rows: Rows, scene: Scene) -> list[Listed]:
    """Units by code; all their lives, or those of the day where a subtree or period is asked for."""
    found = await rows.all(select(units).order_by(units.c.code, units.c.valid_from))
    names = ("code", "valid_from", "parent_code", "kind", "name", "valid_to")
    everything = scene.codes is None and scene.view.period is None
    return [
        columns(row, names) for row in found if everything or (scene.shows(row.code) and _valid(row, scene))
    ]


def _valid(row: Any, scene: Scene) -> bool:
    """Whether it is the life of that day; a subtree whose top is gone shows what it last was."""
    unit = scene.tree.get(row.code)
    return scene.codes is not None if unit is None else bool(unit.valid_from == row.valid_from)


async def list_teams(rows: Rows, scene: Scene) -> list[Listed]:
    """Teams with their decision, and how many of how many seats are held."""
    rosters = await _rosters(rows, scene)
    names = ("unit_code", "valid_from", "decision_no", "decision_date", "status", "valid_to")
    shown = []
    for row in await rows.all(select(teams).order_by(teams.c.unit_code, teams.c.valid_from)):
        if not scene.shows(row.unit_code) or (scene.view.period and not _holds(row, scene.view.day)):
            continue
        roster = rosters.get(row.unit_code)
        own = roster if roster is not None and roster.team.valid_from == row.valid_from else None
        shown.append(
            columns(row, names)
            | {
                "team_kind": scene.team_kind(row.unit_code),
                "active": "0/3" if own is None else f"{len(own.active)}/{own.size}",
            }
        )
    return shown


async def _rosters(rows: Rows, scene: Scene) -> Mapping[str, Roster]:
    held = [appointment(row) for row in await rows.all(select(offices).order_by(offices.c.id))]
    return rosters_of(await _all_teams(rows, scene), held, scene.view.day)


async def _all_teams(rows: Rows, scene: Scene) -> list[Team]:
    found = []
    for row in await rows.all(select(teams)):
        kind = scene.team_kind(row.unit_code)
        if kind is not None:
            status = TeamStatus(row.status)
            days = row.valid_from, row.valid_to
            found.append(Team(row.unit_code, kind, status, *days, row.decision_no, row.decision_date))
    return found


async def list_members(rows: Rows, scene: Scene) -> list[Listed]:
    """Everybody who has or had a place in a team, and who sits in a commune's by office."""
    held = [appointment(row) for row in await rows.all(select(offices).order_by(offices.c.id))]
    places = [one for one in held if one.office in PLACES and scene.shows(one.unit_code)]
    if scene.view.period is not None:
        places = [one for one in places if one.holds_on(scene.view.day)]
    places += _seated_by_office(rosters_of(await _all_teams(rows, scene), held, scene.view.day), scene)
    names = await _names(rows)
    places.sort(key=lambda one: (one.unit_code, PLACES.index(one.office), one.valid_from, one.person_id))
    return [_member(one, names, scene) for one in places]


def _seated_by_office(rosters: Mapping[str, Roster], scene: Scene) -> list[Appointment]:
    return [
        Appointment(place.person_id, code, place.office, place.valid_from, place.valid_to, place.status)
        for code, roster in rosters.items()
        for place in roster.active
        if place.by_office is not None and scene.shows(code)
    ]


async def _names(rows: Rows) -> dict[str, str]:
    found = await rows.all(select(people.c.id, people.c.name))
    return {row.id: rows.vault.open("people.name", row.id, row.name) for row in found}


def _member(one: Appointment, names: Mapping[str, str], scene: Scene) -> Listed:
    is_over = one.valid_to is not None and one.valid_to <= scene.view.day
    return {
        "person_id": one.person_id,
        "name": names[one.person_id],
        "unit_code": one.unit_code,
        "team_kind": scene.team_kind(one.unit_code),
        "seat": one.office,
        "status": "ended" if is_over else one.status,
        "valid_from": None if one.valid_from == UNKNOWN_START else one.valid_from,
        "valid_to": one.valid_to,
    }


async def list_groups(rows: Rows, scene: Scene) -> list[Listed]:
    """Groups, who belongs in them, and who is there: persons, and user ids that nobody we know has."""
    rosters = await _rosters(rows, scene)
    held = [appointment(row) for row in await rows.all(select(offices))]
    every = [one for one in await groups.everything(rows) if scene.shows(one.unit_code)]
    present, roles = await group_rolls.present_in(rows, every), await group_rolls.roles_of(rows)
    shown = []
    for one in every:
        belong = expected(one.as_rule, rosters, held, scene.tree, roles)
        there = present[one.unit_code, one.kind]
        differ = difference(belong, there.known)
        shown.append(
            {name: getattr(one, name) for name in ("unit_code", "kind", "channel", "group_id", "oa_id")}
            | {"status": one.status, "expires_on": one.expires_on, "reconciled_at": one.reconciled_at}
            | {"expected": sorted(belong), "known": sorted(there.known)}
            | {"missing": list(differ.missing), "extra": list(differ.extra)}
            | {"strangers": sorted(there.strangers)}
        )
    return shown


def _holds(row: Any, day: date) -> bool:
    return bool(row.valid_from <= day and (row.valid_to is None or day < row.valid_to))
