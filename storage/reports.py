"""Reports: one row for a team's report of a period, its sent revisions beside it; figures plain, texts sealed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from domain.deadlines import DueDates
from domain.forms import Place, ReportTemplate, Value
from domain.periods import Period
from domain.reports import COUNTED, Report, ReportKind, ReportStatus
from domain.requests import new_code
from storage.database import Rows
from storage.directory import Directory
from storage.tables import report_revisions, reports, unit_facts
from storage.vault import Vault

CODE_LENGTH = 6
PROPOSED = "proposed"
"""Status of a revision that waits for the leader's word; it never counts."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept. ``on_behalf_of``: for whom an officer typed it in."""

    id: int
    report: Report
    on_behalf_of: str | None = None
    due_on: date | None = None
    on_time: bool | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other figures for a report that stands, by a second reporter; ``onto`` is the revision they would follow."""

    id: int
    code: str
    onto: int
    values: Mapping[str, Value]
    nil: bool
    by: str
    at: datetime


def slot_of(unit_code: str, period: Period) -> str:
    """The unique place of a team's monthly report: it makes one report of a team and period."""
    return f"{unit_code}/{period}/{ReportKind.PERIODIC}"


def due_of(directory: Directory, unit_code: str, period: Period, window: str) -> DueDates:
    """The due dates of a period for this unit's chain: the tree of the last tier's due date says whether there is a
    district above it.
    """
    tree = directory.tree(directory.rules.last_due(period, window))
    district = tree.district_of(unit_code) if unit_code in tree else tree.has_districts()
    return directory.rules.due(period, bool(district), window)


# --- reading ------------------------------------------------------------------------------------------------------


async def find(rows: Rows, unit_code: str, period: Period, *, lock: bool = False) -> Kept | None:
    """The monthly report of a team, whatever its status."""
    return await _one(rows, reports.c.slot == slot_of(unit_code, period), lock)


async def by_code(rows: Rows, code: str, *, lock: bool = False) -> Kept | None:
    """The report of that code."""
    return await _one(rows, reports.c.code == code, lock)


async def _one(rows: Rows, where: ColumnElement[bool], lock: bool) -> Kept | None:
    query = select(reports).where(where)
    row = await rows.first(query.with_for_update() if lock else query)
    return None if row is None else kept(rows.vault, row)


async def of_teams(rows: Rows, unit_codes: Iterable[str], period: Period) -> dict[str, Kept]:
    """The monthly reports of these teams for one period, by unit."""
    slots = [slot_of(code, period) for code in sorted(set(unit_codes))]
    found = await rows.all(select(reports).where(reports.c.slot.in_(slots)))
    return {row.unit_code: kept(rows.vault, row) for row in found}


async def newest(rows: Rows, unit_codes: Iterable[str], most: int = 3) -> list[Kept]:
    """The last monthly reports of these teams, newest period first."""
    mine = reports.c.unit_code.in_(sorted(set(unit_codes))), reports.c.kind == str(ReportKind.PERIODIC)
    query = select(reports).where(*mine).order_by(reports.c.period.desc(), reports.c.id.desc()).limit(most)
    return [kept(rows.vault, row) for row in await rows.all(query)]


async def of_person(rows: Rows, person_id: str, most: int = 5) -> list[Kept]:
    """The monthly reports this person sent, typed in or drafted, newest first."""
    mine = reports.c.submitted_by == person_id, reports.c.kind == str(ReportKind.PERIODIC)
    query = select(reports).where(*mine)
    found = await rows.all(query.order_by(reports.c.period.desc(), reports.c.id.desc()).limit(most))
    return [kept(rows.vault, row) for row in found]


async def history(rows: Rows, unit_code: str, before: Period, count: int = 3) -> list[dict[str, int]]:
    """The figures of the team's last periods that count, newest first."""
    query = (
        select(reports.c.figures)
        .where(reports.c.unit_code == unit_code, reports.c.kind == str(ReportKind.PERIODIC))
        .where(reports.c.period < str(before), reports.c.status.in_([str(one) for one in COUNTED]))
        .order_by(reports.c.period.desc())
        .limit(count)
    )
    return [dict(row.figures) for row in await rows.all(query)]


async def place_of(rows: Rows, unit_code: str) -> Place:
    """What is known of a village's size."""
    row = await rows.first(select(unit_facts).where(unit_facts.c.unit_code == unit_code))
    return Place() if row is None else Place(population=row.people, households=row.households)


def kept(vault: Vault, row: Any) -> Kept:
    """A report from its row."""
    texts = {} if row.texts is None else vault.open_json("reports.texts", row.code, row.texts)
    report = Report(
        code=row.code,
        unit_code=row.unit_code,
        period=Period.parse(row.period),
        values={**row.figures, **texts},
        submitted_by=row.submitted_by or "",
        form_version=row.form_version,
        status=ReportStatus(row.status),
        kind=ReportKind(row.kind),
        nil=row.nil,
        revision=row.revision,
        submitted_at=row.submitted_at,
        first_submitted_at=row.first_submitted_at,
    )
    return Kept(row.id, report, row.on_behalf_of, row.due_on, row.on_time)


# --- writing ------------------------------------------------------------------------------------------------------


async def hold(rows: Rows, unit_code: str, period: Period, by: str, template: ReportTemplate) -> Kept:
    """The row of a team's report, begun as an empty draft if there is none, kept from changing until we are done."""
    while (standing := await find(rows, unit_code, period, lock=True)) is None:
        begun = Report(new_report_code(), unit_code, period, {}, by, template.version)
        await rows.add_unless_there(reports, columns(rows.vault, begun, slot_of(unit_code, period)))
    return standing


async def change(
    rows: Rows,
    standing: Kept,
    report: Report,
    due: DueDates | None,
    *,
    event_key: str | None = None,
    on_behalf_of: str | None = None,
    by: str | None = None,
    at: datetime | None = None,
) -> Kept:
    """Write what became of a report that is held; whatever was sent stays as a revision for ever.

    ``by`` and ``at``: who did it and when, where that is not who sent the figures.
    """
    values = columns(rows.vault, report) | {"on_behalf_of": on_behalf_of}
    values |= {"due_on": due.team, "on_time": report.on_time(due)} if due else {}
    await rows.run(update(reports).where(reports.c.id == standing.id).values(values))
    if report.status is not ReportStatus.DRAFT:
        moment = at or report.submitted_at
        sender = by or report.submitted_by
        revision = revision_columns(rows.vault, report, str(report.status), sender, moment, event_key)
        await rows.add_unless_there(report_revisions, revision | {"report_id": standing.id})
    return replace(
        standing,
        report=report,
        on_behalf_of=on_behalf_of,
        due_on=values.get("due_on"),
        on_time=values.get("on_time"),
    )


async def propose(
    rows: Rows, standing: Kept, values: Mapping[str, Value], nil: bool, by: str, at: datetime, event_key: str
) -> int:
    """Keep a second reporter's figures beside the report that stands; a newer proposal takes the older one's place."""
    onto = replace(standing.report, values=dict(values), nil=nil, revision=standing.report.revision + 1)
    row = revision_columns(rows.vault, onto, PROPOSED, by, at, event_key) | {"report_id": standing.id}
    await rows.put(report_revisions, row, keys=("report_id", "revision", "status"))
    mine = (
        report_revisions.c.report_id == standing.id,
        report_revisions.c.revision == onto.revision,
        report_revisions.c.status == PROPOSED,
    )
    found: int = await rows.scalar(select(report_revisions.c.id).where(*mine))
    return found


async def proposal(rows: Rows, proposal_id: int) -> Proposal | None:
    """A proposal by its id."""
    return await _proposal(rows, report_revisions.c.id == proposal_id)


async def waiting(rows: Rows, standing: Kept) -> Proposal | None:
    """The figures that wait to follow the revision that stands."""
    columns = report_revisions.c
    follows = columns.report_id == standing.id, columns.revision == standing.report.revision + 1
    return await _proposal(rows, *follows)


async def _proposal(rows: Rows, *where: ColumnElement[bool]) -> Proposal | None:
    query = (
        select(report_revisions, reports.c.code)
        .join(reports, reports.c.id == report_revisions.c.report_id)
        .where(*where, report_revisions.c.status == PROPOSED)
    )
    row = await rows.first(query)
    if row is None:
        return None
    texts = _opened_texts(rows.vault, f"{row.code}/{row.revision}", row.texts)
    return Proposal(
        row.id, row.code, row.revision - 1, {**row.figures, **texts}, row.nil, row.by or "", row.at
    )


async def settle(rows: Rows, one: Proposal) -> None:
    """The leader has spoken: taken or not, the proposal waits no longer (the audit keeps what became of it)."""
    await rows.run(delete(report_revisions).where(report_revisions.c.id == one.id))


def _opened_texts(vault: Vault, place: str, sealed: bytes | None) -> dict[str, str]:
    return {} if sealed is None else dict(vault.open_json("report_revisions.texts", place, sealed))


async def add_adhoc(
    rows: Rows,
    unit_code: str,
    period: Period,
    values: Mapping[str, Value],
    by: str,
    at: datetime,
    event_key: str,
) -> Report:
    """Keep what was told between the monthly reports; it never counts in a consolidation of figures."""
    code = new_report_code()
    draft = Report(code, unit_code, period, dict(values), by, "", kind=ReportKind.ADHOC)
    report = draft.submitted(by, at)
    slot = f"{unit_code}/{period}/{ReportKind.ADHOC}/{code}"
    key = await rows.add(reports, columns(rows.vault, report, slot))
    revision = revision_columns(rows.vault, report, str(report.status), by, at, event_key)
    await rows.add(report_revisions, revision | {"report_id": key})
    return report


async def revisions_of(rows: Rows, code: str) -> int:
    """How many sent revisions of a report are kept."""
    query = (
        select(func.count())
        .select_from(report_revisions.join(reports, reports.c.id == report_revisions.c.report_id))
        .where(reports.c.code == code, report_revisions.c.status != PROPOSED)
    )
    found: int = await rows.scalar(query)
    return found


def new_report_code() -> str:
    """A code that hardly anybody has yet: "BC-A7KM2P"."""
    return f"BC-{new_code(secrets.choice, CODE_LENGTH)}"


def columns(vault: Vault, report: Report, slot: str | None = None) -> dict[str, Any]:
    """A report as its row holds it; with ``slot`` also what is written once, when the row begins."""
    figures, texts = _parted(report.values)
    values: dict[str, Any] = {
        "status": str(report.status),
        "nil": report.nil,
        "figures": figures,
        "texts": vault.seal_json("reports.texts", report.code, texts) if texts else None,
        "form_version": report.form_version,
        "revision": report.revision,
        "first_submitted_at": report.first_submitted_at,
        "submitted_at": report.submitted_at,
        "submitted_by": report.submitted_by or None,
    }
    if slot is None:
        return values
    fixed = {"code": report.code, "slot": slot, "unit_code": report.unit_code, "period": str(report.period)}
    return values | fixed | {"kind": str(report.kind)}


def revision_columns(
    vault: Vault, report: Report, status: str, by: str, at: datetime | None, event_key: str | None
) -> dict[str, Any]:
    """A revision that is kept beside the report, but for the report's id."""
    figures, texts = _parted(report.values)
    place = f"{report.code}/{report.revision}"
    return {
        "revision": report.revision,
        "status": status,
        "nil": report.nil,
        "figures": figures,
        "texts": vault.seal_json("report_revisions.texts", place, texts) if texts else None,
        "by": by or None,
        "at": at,
        "reason": report.reason or None,
        "event_key": event_key,
    }


def _parted(values: Mapping[str, Value]) -> tuple[dict[str, int], dict[str, str]]:
    figures = {key: value for key, value in values.items() if isinstance(value, int)}
    return figures, {key: value for key, value in values.items() if isinstance(value, str)}
