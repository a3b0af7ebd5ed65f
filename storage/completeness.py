"""Who was expected and who reported, for many units and periods in a few queries; the grid of units × months."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, false, func, literal, select

from domain.completeness import NOTHING, Completeness, judge
from domain.deadlines import too_late_from
from domain.periods import Period
from domain.reports import COUNTED, ReportKind
from domain.teams import Team
from domain.units import Unit, UnitKind, UnitTree
from storage import directory
from storage.database import Rows
from storage.directory import Directory
from storage.listing.scene import NoSuchUnit
from storage.tables import reports, teams
from storage.teams import team_of
from storage.types import Instant

MOST_NAMED = 500
"""A subtree with more teams is not named unit by unit: the reports of the periods are looked at whole."""
COUNTS = and_(reports.c.kind == str(ReportKind.PERIODIC), reports.c.status.in_([str(one) for one in COUNTED]))
"""Which reports count."""


@dataclass(frozen=True, slots=True)
class Roll:
    """One period of a subtree: the units as of the window's end, who is expected, whose report counts.

    ``proposed``: teams that reported though they are only proposed; they stand apart. ``others``: whoever else's
    report was seen and does not count here: theirs, and those of other subtrees where the subtree is large.
    """

    period: Period
    tree: UnitTree
    expected: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()
    on_time: frozenset[str] = frozenset()
    nil: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def of(self, codes: Iterable[str]) -> Completeness:
        """The completeness of these units."""
        return judge(self.expected.intersection(codes), self.received, self.on_time, self.nil)

    @property
    def whole(self) -> Completeness:
        """The completeness of the subtree."""
        return judge(self.expected, self.received, self.on_time, self.nil)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the grid: a unit, as it stood in some of the periods, and its cells. Codes are reused, so the line of
    a code that now is another unit begins anew.
    """

    unit: Unit
    cells: Mapping[Period, Completeness] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """The grid of a unit: a line for its own team, if there is one, and for each unit directly below."""

    unit_code: str
    periods: tuple[Period, ...]
    rows: tuple[UnitRow, ...]
    total: Mapping[Period, Completeness]


async def overview(
    rows: Rows, unit_code: str, periods: Sequence[Period], window: str, known: Directory | None = None
) -> Overview:
    """The grid of units × periods: two queries whatever its size. Raises NoSuchUnit if it stood in no period."""
    found = await rolls(rows, unit_code, periods, window, known)
    if not found:
        raise NoSuchUnit(f"no unit {unit_code} at the end of any of these periods")
    lines: dict[tuple[str, date], dict[Period, Completeness]] = {}
    units: dict[tuple[str, date], Unit] = {}
    for period, roll in found.items():
        for unit, codes in _lines(roll.tree, unit_code):
            cell = roll.of(codes)
            if cell.expected or unit.code != unit_code:
                units[unit.code, unit.valid_from] = unit
                lines.setdefault((unit.code, unit.valid_from), {})[period] = cell
    ordered = sorted(lines, key=lambda key: (key[0] != unit_code, key))
    return Overview(
        unit_code,
        tuple(periods),
        tuple(UnitRow(units[key], lines[key]) for key in ordered),
        {period: found[period].whole if period in found else NOTHING for period in periods},
    )


def _lines(tree: UnitTree, unit_code: str) -> list[tuple[Unit, set[str]]]:
    """The unit itself (its own team), and each unit below with its subtree."""
    top = tree.get(unit_code)
    own = [] if top is None else [(top, {unit_code})]
    below = tree.children(unit_code)
    return own + [(unit, {one.code for one in tree.subtree(unit.code)}) for unit in below]


# --- rolls --------------------------------------------------------------------------------------------------------


async def rolls(
    rows: Rows, unit_code: str, periods: Iterable[Period], window: str, known: Directory | None = None
) -> dict[Period, Roll]:
    """The rolls of a subtree, for those of the periods at whose end the unit stood.

    1. A report belongs to the unit valid at the end of its window. 2. Expected are the village and commune teams of
    the subtree that stood established then. 3. A team counts once, with what of its report counts. 4. In time is
    judged by each team's own due date and the arrival of its first such submission.
    """
    listed = known or await directory.load(rows)
    wanted = [one for one in dict.fromkeys(periods) if unit_code in listed.tree(one.window(window)[1])]
    if not wanted:
        return {}
    standing = await _standing(rows, listed, unit_code, {one: one.window(window)[1] for one in wanted})
    codes = set().union(*(expected | proposed for expected, proposed in standing.values()))
    given = await _given(rows, listed, wanted, window, codes)
    return {one: _roll(listed, one, window, standing[one], given[one]) for one in wanted}


def _roll(
    known: Directory,
    period: Period,
    window: str,
    standing: tuple[frozenset[str], frozenset[str]],
    given: _Given,
) -> Roll:
    expected, proposed = standing
    return Roll(
        period,
        known.tree(period.window(window)[1]),
        expected,
        expected & given.received,
        expected & given.in_time(known, period, window),
        expected & given.nil,
        proposed & given.received,
        given.received - expected,
    )


async def _standing(
    rows: Rows, known: Directory, unit_code: str, ends: Mapping[Period, date]
) -> dict[Period, tuple[frozenset[str], frozenset[str]]]:
    """Who is expected, and who is only proposed; worked out once for each stretch in which nothing changes."""
    found = await rows.all(select(teams).order_by(teams.c.unit_code, teams.c.valid_from))
    days = {day for row in found for day in (row.valid_from, row.decision_date, row.valid_to) if day}
    turns = sorted(days)
    done: dict[tuple[int, int], tuple[frozenset[str], frozenset[str]]] = {}
    result = {}
    for period, closes in ends.items():
        stretch = known.epoch(closes), bisect_right(turns, closes)
        if stretch not in done:
            done[stretch] = _standing_on(known.tree(closes), unit_code, found)
        result[period] = done[stretch]
    return result


def _standing_on(
    tree: UnitTree, unit_code: str, found: Sequence[Any]
) -> tuple[frozenset[str], frozenset[str]]:
    within = {unit.code for unit in tree.subtree(unit_code) if unit.kind in (UnitKind.XA, UnitKind.THON)}
    here: list[Team] = [team for row in found if row.unit_code in within and (team := team_of(row, tree))]
    expected = frozenset(team.unit_code for team in here if team.owes_report(tree.on))
    stand = frozenset(team.unit_code for team in here if team.stands_on(tree.on))
    return expected, stand - expected


@dataclass(frozen=True, slots=True)
class _Given:
    """Whose report of a period counts; in time by the due date without a district above, and with one."""

    received: frozenset[str] = frozenset()
    nil: frozenset[str] = frozenset()
    in_time_without: frozenset[str] = frozenset()
    in_time_with: frozenset[str] = frozenset()

    def in_time(self, known: Directory, period: Period, window: str) -> frozenset[str]:
        """Each team by its own chain: the tree of the last tier's due date says whether it has a district."""
        if self.in_time_with == self.in_time_without:
            return self.in_time_with
        tree = known.tree(known.rules.last_due(period, window))
        if not tree.has_districts():
            return self.in_time_without
        doubtful = self.in_time_with ^ self.in_time_without
        districts = frozenset(one for one in doubtful if one not in tree or tree.district_of(one) is not None)
        same = self.in_time_with & self.in_time_without
        return same | (districts & self.in_time_with) | ((doubtful - districts) & self.in_time_without)


async def _given(
    rows: Rows, known: Directory, periods: Sequence[Period], window: str, codes: set[str]
) -> dict[Period, _Given]:
    found: dict[str, list[set[str]]] = {str(one): [set(), set(), set(), set()] for one in periods}
    for row in await rows.all(_arrivals(known, periods, window, codes)):
        together = set(row.codes.split(","))
        for into, holds in zip(found[row.period], (True, row.nil, row.in_without, row.in_with), strict=True):
            if holds:
                into |= together
    return {one: _Given(*(frozenset(some) for some in found[str(one)])) for one in periods}


def _arrivals(known: Directory, periods: Sequence[Period], window: str, codes: set[str]) -> Select[Any]:
    """One row for each kind of arrival, with the codes in one string: a province's year is some fifty rows."""

    arrivals = select(
        reports.c.period,
        reports.c.unit_code,
        reports.c.nil,
        _in_time(known, periods, window, has_district=False).label("in_without"),
        _in_time(known, periods, window, has_district=True).label("in_with"),
    ).where(COUNTS, reports.c.period.in_([str(one) for one in periods]))
    if len(codes) <= MOST_NAMED:
        arrivals = arrivals.where(reports.c.unit_code.in_(sorted(codes)))
    one = arrivals.subquery("arrivals").c
    together = func.aggregate_strings(one.unit_code, ",").label("codes")
    kinds = one.period, one.nil, one.in_without, one.in_with
    return select(*kinds, together).group_by(*kinds)


def _in_time(known: Directory, periods: Sequence[Period], window: str, *, has_district: bool) -> Any:
    dues = {one: known.rules.due(one, has_district, window).team for one in periods}
    ends = {str(one): literal(too_late_from(due), Instant()) for one, due in dues.items()}
    return func.coalesce(reports.c.first_submitted_at < case(ends, value=reports.c.period), false())
