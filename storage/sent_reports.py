"""Team reports as a consolidation stood on them: the revisions that a sent part consumed, or that stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from domain.consolidations import Passage
from domain.periods import Period
from domain.reports import ReportStatus
from storage import reports
from storage.database import Rows
from storage.reports import Kept
from storage.tables import consolidation_sources, consolidations, report_revisions
from storage.tables import reports as reports_table

_SENT = (str(ReportStatus.SUBMITTED), str(ReportStatus.AMENDED))


async def consumed(rows: Rows, part: Passage) -> dict[str, Kept]:
    """By unit the reports that a sent part is made of, each as it was then; what was amended since is not seen."""
    used = consolidation_sources
    mine = (
        consolidations.c.unit_code == part.unit_code,
        consolidations.c.period == str(part.period),
        consolidations.c.part == part.part,
    )
    join = used.join(consolidations, consolidations.c.id == used.c.consolidation_id)
    whole = select(reports_table).select_from(
        join.join(reports_table, reports_table.c.id == used.c.report_id)
    )
    found = [reports.kept(rows.vault, row) for row in await rows.all(whole.where(*mine))]
    same = and_(
        report_revisions.c.report_id == used.c.report_id, report_revisions.c.revision == used.c.revision
    )
    then = select(report_revisions).select_from(join.join(report_revisions, same))
    ordered = then.where(*mine, report_revisions.c.status.in_(_SENT)).order_by(report_revisions.c.id)
    revisions = {row.report_id: row for row in await rows.all(ordered)}
    return {one.report.unit_code: _as_it_was(rows, one, revisions.get(one.id)) for one in found}


async def standing_at(rows: Rows, unit_codes: Iterable[str], period: Period, at: datetime) -> dict[str, Kept]:
    """By unit the reports of a period as they stood at a moment, by the day that each names (imports may name any)."""
    slots = [reports.slot_of(code, period) for code in sorted(set(unit_codes))]
    mine = reports_table.c.slot.in_(slots)
    found = [reports.kept(rows.vault, row) for row in await rows.all(select(reports_table).where(mine))]
    then = select(report_revisions).join(reports_table, reports_table.c.id == report_revisions.c.report_id)
    until = report_revisions.c.at <= at, report_revisions.c.status.in_(_SENT)
    query = then.where(mine, *until).order_by(report_revisions.c.at, report_revisions.c.id)
    revisions = {row.report_id: row for row in await rows.all(query)}
    return {one.report.unit_code: _as_it_was(rows, one, revisions.get(one.id)) for one in found}


def _as_it_was(rows: Rows, one: Kept, row: Any) -> Kept:
    """The report with the words and figures of a revision; the form, and whether it came in time, are the report's."""
    if row is None or row.revision == one.report.revision:
        return one
    place = f"{one.report.code}/{row.revision}"
    texts = {} if row.texts is None else rows.vault.open_json("report_revisions.texts", place, row.texts)
    report = replace(
        one.report,
        values={**row.figures, **texts},
        nil=bool(row.nil),
        revision=row.revision,
        submitted_by=row.by or "",
        submitted_at=row.at,
        status=ReportStatus(row.status),
    )
    return replace(one, report=report, on_behalf_of=None)
