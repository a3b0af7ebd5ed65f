"""Where a consolidated figure comes from: the reports that sum to it, up to the message each came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.outliers import LAST, Outlier, outliers
from domain.periods import Period
from domain.reports import ReportStatus
from storage import directory
from storage.arrivals import COUNTS, among
from storage.completeness import rolls
from storage.database import Rows
from storage.directory import Directory
from storage.tables import report_revisions, reports


@dataclass(frozen=True, slots=True)
class Source:
    """One report that a consolidation counts: who sent it, for whom, when it first arrived, by which message.

    ``figures`` are those of its newest revision; a nil report gives 0 to every one. ``event_key`` is None where the
    report did not come as a message (an import).
    """

    unit_code: str
    code: str
    form_version: str
    revision: int
    status: ReportStatus
    nil: bool
    figures: Mapping[str, int]
    texts: Mapping[str, str]
    submitted_by: str
    on_behalf_of: str | None
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    on_time: bool
    event_key: str | None
    id: int

    def value(self, field: str) -> int | None:
        """What it gives to this figure; None where it does not say."""
        given = self.figures.get(field)
        return 0 if given is None and self.nil else given


async def sources(
    rows: Rows, unit_code: str, period: Period, window: str, known: Directory | None = None
) -> list[Source]:
    """The reports that the consolidation of a subtree counts, by unit; empty where the unit did not stand."""
    roll = (await rolls(rows, unit_code, [period], window, known)).get(period)
    if roll is None:
        return []
    mine = COUNTS, reports.c.period == str(period), among(roll.attendance.received, rows.is_sqlite)
    found = await rows.all(select(reports).where(*mine).order_by(reports.c.unit_code))
    keys = await _messages(rows, [row.id for row in found] if len(found) <= 500 else [])
    late = roll.attendance.late
    return [_source(rows, row, row.unit_code not in late, keys.get(row.id)) for row in found]


def _source(rows: Rows, row: Any, on_time: bool, event_key: str | None) -> Source:
    texts = {} if row.texts is None else rows.vault.open_json("reports.texts", row.code, row.texts)
    return Source(
        row.unit_code,
        row.code,
        row.form_version,
        row.revision,
        ReportStatus(row.status),
        bool(row.nil),
        dict(row.figures),
        texts,
        row.submitted_by or "",
        row.on_behalf_of,
        row.first_submitted_at,
        row.submitted_at,
        on_time,
        event_key,
        row.id,
    )


async def _messages(rows: Rows, ids: Collection[int]) -> dict[int, str]:
    """The message by which the newest sent revision of each report came."""
    sent = report_revisions.c.status.in_([str(ReportStatus.SUBMITTED), str(ReportStatus.AMENDED)])
    query = (
        select(report_revisions.c.report_id, report_revisions.c.event_key)
        .where(report_revisions.c.report_id.in_(sorted(ids)), sent)
        .order_by(report_revisions.c.revision, report_revisions.c.id)
    )
    return {row.report_id: row.event_key for row in await rows.all(query)} if ids else {}


async def standing_out(
    rows: Rows, found: Collection[Source], period: Period, known: Directory | None = None
) -> list[Outlier]:
    """The figures among these reports that stand out against the same team's last months."""
    listed = known or await directory.load(rows)
    past = await _history(rows, {one.unit_code for one in found}, period)
    return [
        outlier
        for one in found
        for outlier in outliers(
            one.unit_code,
            listed.form_version(one.form_version),
            dict.fromkeys(past.get(one.unit_code, [{}])[0], 0) if one.nil else one.figures,
            past.get(one.unit_code, ()),
        )
    ]


async def _history(rows: Rows, codes: Collection[str], period: Period) -> dict[str, list[dict[str, int]]]:
    """The figures of each team's last months that count, newest first, not further back than half a year."""
    months = [str(period.shifted(-back)) for back in range(1, 7)]
    mine = COUNTS, reports.c.period.in_(months), among(codes, rows.is_sqlite)
    query = select(reports.c.unit_code, reports.c.figures).where(*mine).order_by(reports.c.period.desc())
    past: dict[str, list[dict[str, int]]] = {}
    for row in await rows.all(query):
        past.setdefault(row.unit_code, []).append(dict(row.figures))
    return {code: some[:LAST] for code, some in past.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a report: a revision sent, or that it was returned or taken back."""

    revision: int
    status: str
    nil: bool
    figures: Mapping[str, int]
    by: str
    at: datetime
    reason: str
    event_key: str | None


async def history(rows: Rows, code: str) -> list[Step]:
    """Everything that happened to a report, oldest first; nothing of it is ever changed."""
    table = report_revisions
    query = (
        select(table)
        .join(reports, reports.c.id == table.c.report_id)
        .where(reports.c.code == code)
        .order_by(table.c.at, table.c.id)
    )
    return [
        Step(
            row.revision,
            row.status,
            bool(row.nil),
            dict(row.figures),
            row.by or "",
            row.at,
            row.reason or "",
            row.event_key,
        )
        for row in await rows.all(query)
    ]
