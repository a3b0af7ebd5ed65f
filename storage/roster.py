"""Teams, rosters, reports and offices of all units at once, for the sweeps of the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, func, select, update

from domain.people import OFFICIALS, SEATS, Appointment, Office
from domain.periods import Period
from domain.reports import COUNTED, ReportKind, ReportStatus
from domain.teams import Roster, Team, rosters_of
from domain.units import UnitTree
from storage.database import Rows
from storage.people import appointment, held_on
from storage.tables import offices, reports, teams
from storage.teams import team_of


async def every_team(rows: Rows, tree: UnitTree) -> list[Team]:
    """Every team whose unit is in the tree, whether it stands or not."""
    found = await rows.all(select(teams).order_by(teams.c.unit_code, teams.c.valid_from))
    return [team for row in found if (team := team_of(row, tree)) is not None]


async def expected_teams(rows: Rows, tree: UnitTree) -> dict[str, Team]:
    """The teams that owe a report: established at the window's end, which is the tree's day; by unit."""
    return {team.unit_code: team for team in await every_team(rows, tree) if team.owes_report(tree.on)}


async def every_roster(rows: Rows, tree: UnitTree) -> dict[str, Roster]:
    """Who stands where in every team of the tree's day, by unit."""
    standing = await every_team(rows, tree)
    # Ended rows too: who gave up a seat that came with an office is known by them.
    held = await rows.all(select(offices).order_by(offices.c.id))
    return dict(rosters_of(standing, [appointment(row) for row in held], tree.on))


async def officials(rows: Rows, day: date) -> list[Appointment]:
    """Every office of the administration that is held on a day, and every team leader's seat."""
    wanted = [str(office) for office in (*OFFICIALS, Office.TO_TRUONG)]
    query = select(offices).where(offices.c.office.in_(wanted)).order_by(offices.c.valid_from, offices.c.id)
    return [one for row in await rows.all(query) if (one := appointment(row)).holds_on(day)]


async def last_vacated(rows: Rows, day: date) -> dict[str, date]:
    """When a seat of a team was last given up, up to that day, by unit."""
    seats = offices.c.office.in_([str(seat) for seat in SEATS])
    query = select(offices.c.unit_code, func.max(offices.c.valid_to).label("day"))
    query = query.where(seats, offices.c.valid_to <= day).group_by(offices.c.unit_code)
    return {row.unit_code: row.day for row in await rows.all(query)}


async def reported(rows: Rows, period: Period) -> set[str]:
    """The units whose report for the period counts."""
    counted = reports.c.status.in_([str(status) for status in COUNTED])
    mine = (reports.c.period == str(period), reports.c.kind == str(ReportKind.PERIODIC), counted)
    return {row.unit_code for row in await rows.all(select(reports.c.unit_code).where(*mine))}


async def drafted(rows: Rows, period: Period) -> dict[str, str]:
    """Of the units that have a report of the period written and not sent: by whom it was written (ids)."""
    is_draft = reports.c.status == str(ReportStatus.DRAFT)
    mine = (reports.c.period == str(period), reports.c.kind == str(ReportKind.PERIODIC), is_draft)
    query = select(reports.c.unit_code, reports.c.submitted_by, reports.c.figures).where(*mine)
    # A row begun for a report that was never written has no figures.
    return {row.unit_code: row.submitted_by or "" for row in await rows.all(query) if row.figures}


async def has_reported(rows: Rows, unit_code: str, period: str) -> bool:
    """Whether this unit's report for the period ("2026-11") counts."""
    counted = reports.c.status.in_([str(status) for status in COUNTED])
    kind = reports.c.kind == str(ReportKind.PERIODIC)
    mine = (reports.c.unit_code == unit_code, reports.c.period == period, kind, counted)
    return await rows.scalar(select(reports.c.id).where(*mine).limit(1)) is not None


async def lock_reports(rows: Rows, last: Period) -> int:
    """Lock what was submitted for this period and the ones before: from now on it is amended. How many."""
    open_ones = and_(
        reports.c.status == str(ReportStatus.SUBMITTED),
        reports.c.kind == str(ReportKind.PERIODIC),
        reports.c.period <= str(last),
    )
    if await rows.scalar(select(reports.c.id).where(open_ones).limit(1)) is None:
        return 0
    return await rows.run(update(reports).where(open_ones).values(status=str(ReportStatus.LOCKED)))


async def still_holds(rows: Rows, person_id: str, unit_code: str, held: Iterable[str], day: date) -> bool:
    """Whether this person holds one of these offices in the unit on a day."""
    mine = (
        offices.c.person_id == person_id,
        offices.c.unit_code == unit_code,
        offices.c.office.in_(sorted(held)),
        held_on(day),
    )
    return await rows.scalar(select(offices.c.id).where(*mine).limit(1)) is not None
