"""Who was expected and who reported, for many units and periods in a few queries; the grid of units × months."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from domain.completeness import NOTHING, Arrived, Attendance, Completeness, Lines
from domain.periods import Period
from domain.teams import Life, TeamStatus
from domain.units import Unit, UnitKind, UnitTree
from storage import directory
from storage.arrivals import arrivals
from storage.database import Rows
from storage.directory import Directory
from storage.listing.scene import NoSuchUnit
from storage.tables import teams


@dataclass(frozen=True, slots=True)
class Roll:
    """One period of a subtree: the units as of the window's end, who is expected, whose report counts.

    ``proposed``: teams that reported though they are only proposed; they stand apart. ``others``: whoever else's
    report was seen and does not count here: theirs, and those of other subtrees where the subtree is large.
    """

    period: Period
    tree: UnitTree
    attendance: Attendance
    proposed: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


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
    listed = known or await directory.load(rows)
    found = await rolls(rows, unit_code, periods, window, listed)
    if not found:
        raise NoSuchUnit(f"no unit {unit_code} at the end of any of these periods")
    cells: dict[tuple[str, date], dict[Period, Completeness]] = {}
    units: dict[tuple[str, date], Unit] = {}
    for roll, lines in _with_lines(listed, unit_code, found.values()):
        given = roll.attendance.by(lines)
        for unit in _shown(roll.tree, unit_code):
            cell = given.get(unit.code, NOTHING)
            if cell.expected or unit.code != unit_code:
                units[unit.code, unit.valid_from] = unit
                cells.setdefault((unit.code, unit.valid_from), {})[roll.period] = cell
    ordered = sorted(cells, key=lambda key: (key[0] != unit_code, key))
    return Overview(
        unit_code,
        tuple(periods),
        tuple(UnitRow(units[key], cells[key]) for key in ordered),
        {period: found[period].attendance.whole if period in found else NOTHING for period in periods},
    )


def _shown(tree: UnitTree, unit_code: str) -> list[Unit]:
    """The unit itself (its own team), and each unit directly below."""
    top = tree.get(unit_code)
    return [*(() if top is None else (top,)), *tree.children(unit_code)]


def _with_lines(known: Directory, unit_code: str, found: Iterable[Roll]) -> Iterator[tuple[Roll, Lines]]:
    """Each roll with its lines, which are found once for all periods of the same units and teams."""
    done: dict[tuple[int, frozenset[str]], Lines] = {}
    for roll in found:
        alike = known.epoch(roll.tree.on), roll.attendance.expected
        if alike not in done:
            done[alike] = Lines.among(_places(roll.tree, unit_code), roll.attendance.expected)
        yield roll, done[alike]


def _places(tree: UnitTree, unit_code: str) -> dict[str, str]:
    """In whose line each unit stands: that of the unit directly below the top which it belongs to."""
    below = {one.code: unit.code for unit in tree.children(unit_code) for one in tree.subtree(unit.code)}
    return below | {unit_code: unit_code}


# --- rolls --------------------------------------------------------------------------------------------------------


async def rolls(
    rows: Rows, unit_code: str, periods: Iterable[Period], window: str, known: Directory | None = None
) -> dict[Period, Roll]:
    """The rolls of a subtree, for those of the periods at whose end the unit stood.

    1. A report belongs to the unit valid at the end of its window. 2. Expected are the village and commune teams of
    the subtree that stood established then. 3. A team counts once, with what of its report counts. 4. In time is
    judged by the teams' due date and the arrival of its first such submission.
    """
    listed = known or await directory.load(rows)
    wanted = [one for one in dict.fromkeys(periods) if unit_code in listed.tree(one.window(window)[1])]
    if not wanted:
        return {}
    trees = {one: listed.tree(one.window(window)[1]) for one in wanted}
    standing = await _standing(rows, listed, unit_code, trees)
    # Periods of one stretch share one set, which need not be joined to itself.
    codes = frozenset[str]().union(*{expected | proposed for expected, proposed in set(standing.values())})
    arrived = await arrivals(rows, listed.rules, wanted, window, codes)
    return {one: _roll(one, trees[one], standing[one], arrived[one]) for one in wanted}


def _roll(
    period: Period,
    tree: UnitTree,
    standing: tuple[frozenset[str], frozenset[str]],
    arrived: Sequence[Arrived],
) -> Roll:
    expected, proposed = standing
    attendance = Attendance.of(expected, arrived)
    others = frozenset[str]()
    if sum(len(one.codes) for one in arrived) > attendance.number_received:
        others = others.union(*(one.codes for one in arrived)) - expected
    return Roll(period, tree, attendance, proposed & others, others)


async def _standing(
    rows: Rows, known: Directory, unit_code: str, trees: Mapping[Period, UnitTree]
) -> dict[Period, tuple[frozenset[str], frozenset[str]]]:
    """Who is expected, and who is only proposed; worked out once for each stretch in which nothing changes."""
    lives = await _lives(rows)
    turns = sorted(
        {day for life in lives for day in (life.valid_from, life.decision_date, life.valid_to) if day}
    )
    done: dict[tuple[int, int], tuple[frozenset[str], frozenset[str]]] = {}
    result = {}
    for period, tree in trees.items():
        stretch = known.epoch(tree.on), bisect_right(turns, tree.on)
        if stretch not in done:
            done[stretch] = _standing_on(tree, unit_code, lives)
        result[period] = done[stretch]
    return result


async def _lives(rows: Rows) -> dict[Life, list[str]]:
    """Whose teams stand from when to when: most teams of a province share a few days."""
    days = teams.c.valid_from, teams.c.valid_to, teams.c.decision_date
    together = func.aggregate_strings(teams.c.unit_code, ",").label("codes")
    found = await rows.all(select(teams.c.status, *days, together).group_by(teams.c.status, *days))
    return {Life(TeamStatus(one.status), *one[1:4]): one.codes.split(",") for one in found}


def _standing_on(
    tree: UnitTree, unit_code: str, lives: Mapping[Life, Sequence[str]]
) -> tuple[frozenset[str], frozenset[str]]:
    within = frozenset(
        unit.code for unit in tree.subtree(unit_code) if unit.kind in (UnitKind.XA, UnitKind.THON)
    )
    nobody = frozenset[str]()
    expected = nobody.union(*(codes for life, codes in lives.items() if life.owes_report(tree.on)))
    stand = nobody.union(*(codes for life, codes in lives.items() if life.stands_on(tree.on)))
    return expected & within, (stand - expected) & within
