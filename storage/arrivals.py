"""Which reports count and how they arrived: the codes of a country's year in some dozens of rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, String, and_, any_, false, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from domain.completeness import Arrived
from domain.deadlines import Rules, too_late_from
from domain.periods import Period
from domain.reports import COUNTED, ReportKind
from storage.database import Rows
from storage.tables import reports

MOST_NAMED = 500
"""A subtree with more teams is not named unit by unit: the reports of the periods are looked at whole."""
COUNTS = and_(reports.c.kind == str(ReportKind.PERIODIC), reports.c.status.in_([str(one) for one in COUNTED]))
"""Which reports count."""


def among(codes: Collection[str], is_sqlite: bool) -> ColumnElement[bool]:
    """Reports of these units, however many they are: one value of the statement."""
    if is_sqlite:
        each = func.json_each(orjson.dumps(sorted(codes)).decode()).table_valued("value")
        return reports.c.unit_code.in_(select(each.c.value))
    return reports.c.unit_code == any_(literal(sorted(codes), ARRAY(String)))


async def arrivals(
    rows: Rows, rules: Rules, periods: Sequence[Period], window: str, codes: Collection[str]
) -> dict[Period, list[Arrived]]:
    """Whose reports of these periods count, in time or not; where the units are many, those of others too."""
    which = COUNTS if len(codes) > MOST_NAMED else and_(COUNTS, among(codes, rows.is_sqlite))
    # Each period is a select of its own, so that no report has to look its due date up.
    each = [_of(one, too_late_from(rules.team_due(one, window)), which) for one in periods]
    found: dict[str, list[Arrived]] = {str(one): [] for one in periods}
    for row in await rows.all(union_all(*each)):
        found[row.period].append(Arrived(row.codes.split(","), bool(row.on_time), bool(row.nil)))
    return {one: found[str(one)] for one in periods}


def _of(period: Period, too_late: datetime, which: ColumnElement[bool]) -> Select[Any]:
    """One row for each kind of arrival, with the codes in one string."""
    on_time = func.coalesce(reports.c.first_submitted_at < too_late, false()).label("on_time")
    mine = select(reports.c.period, reports.c.unit_code, reports.c.nil, on_time)
    one = mine.where(which, reports.c.period == str(period)).subquery().c
    kinds = one.period, one.nil, one.on_time
    return select(*kinds, func.aggregate_strings(one.unit_code, ",").label("codes")).group_by(*kinds)
