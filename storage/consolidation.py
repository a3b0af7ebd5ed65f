"""The consolidated report of a unit's subtree: who was expected, who reported, sums beside how many teams gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from domain.deadlines import DueDates, due_dates, last_tier_due
from domain.forms import ReportTemplate
from domain.periods import Period
from domain.reports import COUNTED, ReportKind, on_time
from domain.teams import Team, TeamKind, TeamStatus
from domain.units import UnitKind, UnitTree
from storage import directory
from storage.database import Rows
from storage.directory import Directory
from storage.listing import NoSuchUnit
from storage.tables import reports, teams


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Figures of a subtree for one period (contract, `consolidate`).

    ``of``: how many teams gave a figure, out of how many were expected. A missing team is not zero.
    """

    unit_code: str
    period: Period
    expected: int
    received: int
    on_time: int
    nil: int
    missing: tuple[str, ...]
    sums: Mapping[str, int] = field(default_factory=dict)
    of: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    proposed: tuple[str, ...] = ()
    """Teams that reported though they are only proposed: they stand apart."""


async def consolidate(rows: Rows, unit_code: str, period: Period, window: str) -> Consolidation:
    """Consolidate a subtree: two queries, whatever its size. Raises NoSuchUnit.

    1. Expected are its village and commune teams that stood established at the end of the window. 2. A team counts
    once, with its newest revision that is submitted, locked or amended. 3. In time is judged by each team's own due
    date and the arrival of its first such submission. 4. A nil report gives 0 to every figure.
    """
    known = await directory.load(rows)
    closes = period.window(window)[1]
    tree = known.tree(closes)
    if unit_code not in tree:
        raise NoSuchUnit(f"no unit {unit_code} on {closes}, the end of the window of {period}")
    within = {unit.code: unit.kind for unit in tree.subtree(unit_code)}
    standing = [team for team in await _teams(rows, within) if team.stands_on(closes)]
    expected = sorted({team.unit_code for team in standing if team.owes_report(closes)})
    given = await _given(rows, period)
    received = [code for code in expected if code in given]
    dues = _Dues(known, period, window)
    sums, gave = _summed(known, closes, [given[code] for code in received])
    return Consolidation(
        unit_code=unit_code,
        period=period,
        expected=len(expected),
        received=len(received),
        on_time=sum(dues.in_time(code, given[code]) for code in received),
        nil=sum(given[code].nil for code in received),
        missing=tuple(code for code in expected if code not in given),
        sums=sums,
        of={key: (count, len(expected)) for key, count in gave.items()},
        proposed=tuple(sorted({team.unit_code for team in standing} & given.keys() - set(expected))),
    )


async def _teams(rows: Rows, within: Mapping[str, UnitKind]) -> list[Team]:
    found = await rows.all(select(teams).order_by(teams.c.unit_code, teams.c.valid_from))
    return [
        Team(
            row.unit_code,
            TeamKind.of(within[row.unit_code]),
            TeamStatus(row.status),
            row.valid_from,
            row.valid_to,
            row.decision_no,
            row.decision_date,
        )
        for row in found
        if within.get(row.unit_code) in (UnitKind.XA, UnitKind.THON)
    ]


async def _given(rows: Rows, period: Period) -> dict[str, Any]:
    """What counts for this period, by unit; a team has one row a period, which holds its newest revision."""
    columns = (
        reports.c.unit_code,
        reports.c.nil,
        reports.c.figures,
        reports.c.form_version,
        reports.c.first_submitted_at,
    )
    query = select(*columns).where(
        reports.c.period == str(period),
        reports.c.kind == str(ReportKind.PERIODIC),
        reports.c.status.in_([str(one) for one in COUNTED]),
    )
    return {row.unit_code: row for row in await rows.all(query)}


class _Dues:
    """The teams' due dates, with and without a district above; the tree of the last tier's due date decides."""

    def __init__(self, known: Directory, period: Period, window: str) -> None:
        self._tree: UnitTree = known.tree(last_tier_due(period, known.calendar, window))
        self._dues: tuple[DueDates, DueDates] = (
            due_dates(period, known.calendar, False, window),
            due_dates(period, known.calendar, True, window),
        )

    def in_time(self, unit_code: str, row: Any) -> bool:
        """Whether the team's first submission arrived by its due date."""
        if unit_code in self._tree:
            has_district = self._tree.district_of(unit_code) is not None
        else:
            has_district = self._tree.has_districts()
        return row.first_submitted_at is not None and on_time(
            row.first_submitted_at, self._dues[has_district]
        )


def _summed(known: Directory, closes: date, rows: Iterable[Any]) -> tuple[dict[str, int], dict[str, int]]:
    """Sums, and how many gave each figure; every figure of the form is there, be it given by nobody."""
    form = known.form(closes)
    keys = [one.key for one in form.counts]
    sums, gave = Counter(dict.fromkeys(keys, 0)), Counter(dict.fromkeys(keys, 0))
    for row in rows:
        figures = _figures(known.form_version(row.form_version), row)
        if row.nil:
            figures = {**dict.fromkeys(keys, 0), **figures}
        sums.update(figures)
        gave.update(figures.keys())
    return dict(sums), dict(gave)


def _figures(form: ReportTemplate, row: Any) -> dict[str, int]:
    """The figures that are summed, as the form says that was filled in; photos are not."""
    counts = {one.key for one in form.counts}
    return {key: value for key, value in row.figures.items() if key in counts}
