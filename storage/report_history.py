"""The history of a report: every revision that was sent, by whom, when, and why it was asked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.forms import Value
from domain.reports import ReportStatus
from storage.database import Rows
from storage.reports import PROPOSED, Kept
from storage.tables import audit, report_revisions


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a report as it was sent, returned, amended or taken back."""

    revision: int
    status: ReportStatus
    nil: bool
    values: Mapping[str, Value]
    by: str | None
    at: datetime
    reason: str


async def revisions(rows: Rows, kept: Kept) -> Sequence[Revision]:
    """What is kept of a report, newest first; proposals that wait for the leader are not among it."""
    mine = report_revisions.c.report_id == kept.id, report_revisions.c.status != PROPOSED
    query = select(report_revisions).where(*mine)
    found = await rows.all(query.order_by(report_revisions.c.at.desc(), report_revisions.c.id.desc()))
    return [_revision(rows, kept.report.code, row) for row in found]


async def asked_again(rows: Rows, code: str) -> datetime | None:
    """When the commune last asked for the report again, or for its amendment where it is locked."""
    mine = audit.c.object == f"report:{code}", audit.c.action == "report_returned"
    found = await rows.all(select(audit.c.at).where(*mine).order_by(audit.c.at.desc()).limit(1))
    return found[0].at if found else None


def _revision(rows: Rows, code: str, row: Any) -> Revision:
    place = f"{code}/{row.revision}"
    texts = {} if row.texts is None else rows.vault.open_json("report_revisions.texts", place, row.texts)
    values = {**row.figures, **texts}
    status = ReportStatus(row.status)
    return Revision(row.revision, status, row.nil, values, row.by, row.at, row.reason or "")
