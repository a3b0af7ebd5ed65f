"""What a warehouse of figures reads: sent monthly reports and consolidations, a page at a time, nothing personal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from domain.periods import Period
from domain.reports import ReportKind, ReportStatus
from storage.arrivals import among
from storage.consolidation import consolidate_all
from storage.database import Rows
from storage.directory import Directory
from storage.listing.scene import Listed, columns
from storage.tables import reports

_REPORT = ("code", "unit_code", "period", "status", "nil", "figures", "revision")
_MOMENTS = ("first_submitted_at", "submitted_at", "on_time")


async def sent_reports(
    rows: Rows, codes: Collection[str], period: Period, after: str, most: int
) -> list[Listed]:
    """Sent monthly reports of these units, by unit; figures alone: texts and names are personal."""
    mine = (
        reports.c.kind == str(ReportKind.PERIODIC),
        reports.c.status != str(ReportStatus.DRAFT),
        reports.c.first_submitted_at.is_not(None),
        reports.c.period == str(period),
        reports.c.unit_code > after,
        among(codes, rows.is_sqlite),
    )
    query = select(*(reports.c[name] for name in (*_REPORT, *_MOMENTS))).where(*mine)
    found = await rows.all(query.order_by(reports.c.unit_code).limit(most))
    return [columns(row, (*_REPORT, *_MOMENTS)) for row in found]


async def consolidated(
    rows: Rows, codes: Sequence[str], period: Period, window: str, known: Directory
) -> list[Listed]:
    """The consolidations of these units, as they would be now; units that did not stand then are left out."""
    found = []
    for code in codes:
        one = (await consolidate_all(rows, code, [period], window, known)).get(period)
        if one is not None:
            found.append(_consolidation(one))
    return found


def _consolidation(one: Any) -> Listed:
    counts = {name: getattr(one, name) for name in ("expected", "received", "on_time", "nil")}
    given = {key: {"sum": one.sums[key], "teams": one.of[key][0]} for key in one.sums}
    named = {"unit_code": one.unit_code, "period": str(one.period)}
    return named | counts | {"missing": list(one.missing), "figures": given}
