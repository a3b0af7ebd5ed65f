"""What a list of members and a reminder letter speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.members import MembersFacts, members
from documents.paper import NothingToWrite, Paper
from documents.reminder import ReminderFacts, reminder
from domain.people import Office
from domain.periods import Period
from domain.teams import Roster, TeamStatus, headcount
from domain.units import Unit, UnitKind
from handlers.paper_reports import holder, registered, signer
from storage import people, reports, teams
from storage.consolidation import consolidate

if TYPE_CHECKING:
    from handlers.papers import Desk


async def listed(desk: Desk, unit_code: str, personal: bool) -> Paper:
    """The members of a village's team, or of all teams of a unit, its own first."""
    unit = desk.unit(unit_code)
    codes = [one.code for one in desk.tree.subtree(unit_code) if one.kind in (UnitKind.XA, UnitKind.THON)]
    found = await teams.rosters(desk.rows, codes, desk.tree)
    rosters = [
        found[code] for code in codes if code in found and found[code].team.status is not TeamStatus.CLOSED
    ]
    if not rosters:
        raise NothingToWrite("Chưa có Tổ nào trong danh sách.")
    persons = await people.by_ids(
        desk.rows, [one.person_id for roster in rosters for one in roster.everybody]
    )
    name, deputy = await _signer(desk, unit)
    return members(
        MembersFacts(
            unit=unit,
            tree=desk.tree,
            rosters=tuple(_by_commune(desk, unit, rosters)),
            persons=persons,
            people=headcount(rosters),
            personal=personal,
            signer=name,
            deputy_signs=deputy,
        )
    )


def _by_commune(desk: Desk, unit: Unit, rosters: list[Roster]) -> list[Roster]:
    """Each commune's team, then its villages'."""
    order = {code: place for place, code in enumerate(desk.tree_order(unit.code))}
    return sorted(rosters, key=lambda one: order[one.team.unit_code])


async def _signer(desk: Desk, unit: Unit) -> tuple[str, bool]:
    if unit.kind is UnitKind.THON:
        return await holder(desk, unit.code, Office.TO_TRUONG, desk.tree.on), False
    return await signer(desk, unit)


async def remind(desk: Desk, unit_code: str, period: Period) -> Paper:
    """The letter to the teams from which nothing has come; the teams' due date is named while it lies ahead."""
    tree = desk.directory.tree(period.window(desk.window)[1])
    unit = desk.unit(unit_code, tree)
    if unit.kind is UnitKind.THON:
        raise NothingToWrite("Công văn đôn đốc do cấp xã trở lên ban hành.")
    found = await consolidate(desk.rows, unit_code, period, desk.window)
    missing = tuple(one for code in found.missing if (one := tree.get(code)) is not None)
    if not missing:
        raise NothingToWrite(f"Mọi Tổ đã gửi báo cáo {period.label()}, không cần đôn đốc.")
    due = reports.due_of(desk.directory, missing[0].code, period, desk.window).team
    name, deputy = await signer(desk, unit)
    return reminder(
        ReminderFacts(
            unit=unit,
            tree=tree,
            period=period,
            window=desk.window,
            expected=found.expected,
            received=found.received,
            missing=missing,
            as_of=desk.tree.on,
            due=due if due >= desk.tree.on else None,
            signer=name,
            deputy_signs=deputy,
            registered=await registered(desk, unit_code, "reminder", period),
        )
    )
