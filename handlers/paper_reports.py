"""What a monthly report speaks of: the consolidation, what each team gave, who is missing, who signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from documents.issuers import team_name
from documents.paper import NothingToWrite, Paper, Registered
from documents.report import Given, ReportFacts, TeamReportFacts, consolidated, of_team
from domain.people import Office, Person
from domain.periods import Period
from domain.teams import headcount
from domain.units import Unit, UnitKind, UnitTree
from handlers.paper_figures import shown
from storage import delegations, issued, people, reports, teams
from storage.reports import Kept

if TYPE_CHECKING:
    from handlers.papers import Desk

_HEADS = {
    UnitKind.XA: Office.CHU_TICH_XA,
    UnitKind.HUYEN: Office.TRUONG_PHONG_VHTT,
}
"""Whose name stands below a report; a department's head is no office here and signs by hand."""


async def report(desk: Desk, unit_code: str, period: Period) -> Paper:
    """A village's own report, else the consolidated one."""
    tree = desk.directory.tree(period.window(desk.window)[1])
    unit = desk.unit(unit_code, tree)
    if unit.kind is UnitKind.THON:
        return await _of_village(desk, unit, tree, period)
    return consolidated(await _facts(desk, unit, tree, period))


async def _of_village(desk: Desk, unit: Unit, tree: UnitTree, period: Period) -> Paper:
    kept = (await reports.of_teams(desk.rows, [unit.code], period)).get(unit.code)
    if kept is None or not kept.report.counts:
        raise NothingToWrite(f"Chưa có báo cáo {period.label()} của {team_name(unit)}.")
    roster = await teams.roster(desk.rows, unit.code, desk.tree)
    leader = None if roster is None or roster.leader is None else roster.leader.person_id
    known = await people.by_ids(desk.rows, [one for one in (leader, kept.report.submitted_by) if one])
    named = known.get(leader or "")
    return of_team(
        TeamReportFacts(
            unit=unit,
            tree=tree,
            period=period,
            window=desk.window,
            template=desk.directory.form_version(kept.report.form_version),
            given=_given(kept, known, bool(kept.on_time)),
            leader="" if named is None else named.name,
        )
    )


async def _facts(desk: Desk, unit: Unit, tree: UnitTree, period: Period) -> ReportFacts:
    written = await shown(desk, unit, tree, period)
    found, kept = written.found, written.kept
    codes = [one.code for one in tree.subtree(unit.code) if one.kind in (UnitKind.XA, UnitKind.THON)]
    senders = await people.by_ids(desk.rows, {one.report.submitted_by for one in kept.values()} - {""})
    rosters = await teams.rosters(desk.rows, codes, tree)
    first, last = period.window(desk.window)
    joined, left = await people.seats_moved(desk.rows, codes, first, last)
    name, deputy = await signer(desk, unit)
    return ReportFacts(
        unit=unit,
        tree=tree,
        period=period,
        window=desk.window,
        template=desk.directory.form(last),
        expected=found.expected,
        received=found.received,
        on_time=found.on_time,
        nil=found.nil,
        sums=found.sums,
        of=found.of,
        missing=_units(tree, found.missing),
        proposed=_units(tree, found.proposed),
        given={code: _given(one, senders, code not in found.late) for code, one in kept.items()},
        lines=written.lines,
        standing=written.standing,
        texts=written.texts,
        people=headcount(one for one in rosters.values() if one.team.owes_report(last)),
        joined=joined,
        left=left,
        signer=name,
        deputy_signs=deputy,
        registered=await registered(desk, unit.code, "report", period),
    )


def _units(tree: UnitTree, codes: Iterable[str]) -> tuple[Unit, ...]:
    return tuple(unit for code in codes if (unit := tree.get(code)) is not None)


def _given(kept: Kept, known: Mapping[str, Person], on_time: bool) -> Given:
    one = kept.report
    sender = known.get(one.submitted_by)
    return Given(
        code=one.code,
        by="" if sender is None else sender.name,
        at=one.submitted_at,
        values=one.values,
        nil=one.nil,
        on_time=on_time,
        on_behalf=kept.on_behalf_of is not None,
        revision=one.revision,
    )


async def signer(desk: Desk, unit: Unit) -> tuple[str, bool]:
    """Who signs for a unit today, and whether as a deputy (KT.): empty where nobody holds the office."""
    office = _HEADS.get(unit.kind)
    if office is None:
        return "", False
    given = await delegations.in_force(desk.rows, desk.tree, unit.code)
    if given:
        deputy = await people.by_id(desk.rows, given[0].delegate_id)
        if deputy is not None:
            return deputy.name, True
    return await holder(desk, unit.code, office, desk.tree.on), False


async def registered(desk: Desk, unit_code: str, kind: str, period: Period) -> Registered | None:
    """Number and date of the document of that kind and period, once they are entered."""
    return await numbered(desk, unit_code, kind, str(period))


async def numbered(desk: Desk, unit_code: str, kind: str, about: str) -> Registered | None:
    """The same by what it is about: a period, or the code of a question."""
    found = await issued.find(desk.rows, unit_code, kind, about)
    return None if found is None else Registered(*found)


async def holder(desk: Desk, unit_code: str, office: Office, on: date) -> str:
    """The name of who holds an office on a day, or nothing."""
    held = await people.offices_in(desk.rows, [unit_code], on, (office,))
    person = await people.by_id(desk.rows, held[0].person_id) if held else None
    return "" if person is None else person.name
