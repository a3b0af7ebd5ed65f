"""Teams and rosters of one or few units, and what an approved request changes in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, select, update

from domain.effects import Appoint, Change, End, Establish
from domain.people import Appointment, AppointmentStatus, Office
from domain.recipients import COMMUNE_OFFICERS
from domain.teams import Roster, Team, TeamKind, TeamStatus, rosters_of
from domain.units import UnitKind, UnitTree
from storage import people
from storage.database import Rows
from storage.people import appointment
from storage.tables import offices, teams, units

DECIDING = (
    Office.TO_TRUONG,
    Office.TO_PHO,
    Office.CHU_TICH_XA,
    Office.PHO_CHU_TICH_XA,
    *COMMUNE_OFFICERS,
)
"""Offices that introduce or decide."""


async def of_units(
    rows: Rows, unit_codes: Iterable[str], tree: UnitTree, *, lock: bool = False
) -> list[Team]:
    """The teams of these units that stand on the tree's day; ``lock`` keeps their seats from changing meanwhile.

    A unit without a team is locked itself: of two who found its team at the same moment the later one sees it.
    """
    wanted = sorted(set(unit_codes))
    if not wanted:
        return []
    query = select(teams).where(teams.c.unit_code.in_(wanted)).order_by(teams.c.unit_code, teams.c.valid_from)
    found = await rows.all(query.with_for_update() if lock else query)
    without = sorted(set(wanted) - {row.unit_code for row in found})
    if lock and without:
        mine = select(units.c.id).where(units.c.code.in_(without)).order_by(units.c.code, units.c.id)
        await rows.all(mine.with_for_update(key_share=True))
        found = await rows.all(query.with_for_update())
    return [team for row in found if (team := team_of(row, tree)) is not None and team.stands_on(tree.on)]


def team_of(row: Any, tree: UnitTree) -> Team | None:
    """A team from its row; None where its unit is not in the tree, or of a kind that has no team."""
    unit = tree.get(row.unit_code)
    if unit is None or unit.kind not in (UnitKind.XA, UnitKind.THON):
        return None
    days = row.valid_from, row.valid_to
    status = TeamStatus(row.status)
    return Team(row.unit_code, TeamKind.of(unit.kind), status, *days, row.decision_no, row.decision_date)


async def rosters(
    rows: Rows, unit_codes: Iterable[str], tree: UnitTree, *, lock: bool = False
) -> dict[str, Roster]:
    """Who stands where in the teams of these units on the tree's day, by unit; units without a team are left out."""
    standing = await of_units(rows, unit_codes, tree, lock=lock)
    codes = [team.unit_code for team in standing]
    # Ended rows too: who gave up a seat that came with an office is known by them.
    found = await rows.all(select(offices).where(offices.c.unit_code.in_(codes)).order_by(offices.c.id))
    return dict(rosters_of(standing, [appointment(row) for row in found], tree.on))


async def roster(rows: Rows, unit_code: str, tree: UnitTree, *, lock: bool = False) -> Roster | None:
    """Who stands where in one team, or None where there is none."""
    return (await rosters(rows, [unit_code], tree, lock=lock)).get(unit_code)


async def around(rows: Rows, unit_codes: Iterable[str], tree: UnitTree) -> list[Appointment]:
    """Who introduces, decides or writes it down in these units and their communes, for `domain.authority`."""
    wanted = set(unit_codes)
    wanted |= {commune.code for code in wanted if (commune := tree.commune_of(code)) is not None}
    return await people.offices_in(rows, wanted, tree.on, DECIDING)


async def changes_after(rows: Rows, unit_codes: Iterable[str], day: date) -> list[date]:
    """The days to come on which somebody takes a seat of these teams up, as agreed already."""
    coming = offices.c.unit_code.in_(sorted(set(unit_codes))), offices.c.valid_from > day
    query = select(offices.c.valid_from).where(*coming).distinct().order_by(offices.c.valid_from)
    return [row.valid_from for row in await rows.all(query)]


async def apply(rows: Rows, changes: Sequence[Change], request_code: str | None = None) -> None:
    """Write what an approved request changes at once; for its number see `confirm` and `establish`."""
    for one in changes:
        if isinstance(one, Establish):
            await _found(rows, one)
        elif isinstance(one, Appoint):
            await people.appoint(rows, _appointed(one), request_code)
        elif isinstance(one, End):
            await _end(rows, one, request_code)


async def _found(rows: Rows, one: Establish) -> None:
    """The team stands as proposed until the decision has its number; one that worked before is left as it is."""
    standing = teams.c.unit_code == one.unit_code, teams.c.status != str(TeamStatus.CLOSED)
    if await rows.first(select(teams.c.id).where(*standing, teams.c.valid_to.is_(None))) is None:
        row = {"unit_code": one.unit_code, "valid_from": one.on, "status": str(TeamStatus.PROPOSED)}
        await rows.add_unless_there(teams, row)


def _appointed(one: Appoint) -> Appointment:
    return Appointment(one.person_id, one.unit_code, one.office, one.valid_from, None, one.status)


async def _end(rows: Rows, one: End, request_code: str | None) -> None:
    held = Appointment(one.person_id, one.unit_code, one.office, one.since)
    if one.by_office is not None:
        await people.appoint(rows, held.ended(one.on), request_code)
        return
    await people.end(rows, held, one.on)


async def confirm(rows: Rows, request_code: str, decision_id: int) -> int:
    """The numbered decision covers the places that this request gave: agreed becomes decided. How many."""
    given = offices.c.request_code == request_code
    await rows.run(update(offices).where(given).values(decision_id=decision_id))
    agreed = and_(given, offices.c.status == str(AppointmentStatus.AGREED))
    return await rows.run(update(offices).where(agreed).values(status=str(AppointmentStatus.DECIDED)))


async def establish(rows: Rows, one: Establish, number: str, decision_id: int) -> None:
    """The unit's proposed team is established by that decision."""
    proposed = and_(teams.c.unit_code == one.unit_code, teams.c.status == str(TeamStatus.PROPOSED))
    values = {"status": str(TeamStatus.ESTABLISHED), "decision_no": number, "decision_date": one.on}
    await rows.run(update(teams).where(proposed).values(values))
