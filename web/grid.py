"""The grid of units × months: a cell says how many teams have reported of how many, and whether in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.authority import Action
from domain.completeness import Completeness
from domain.periods import Period
from domain.units import Unit, UnitKind
from storage import completeness
from storage.listing import NoSuchUnit
from web.visit import Visit

MONTHS = 6
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the grid: how full it is in a word, the figure, what more there is to say."""

    kind: str
    figure: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table: columns of periods, a line a unit, the sum below."""

    unit: Unit
    periods: tuple[Period, ...]
    lines: tuple[tuple[Unit, tuple[Cell, ...]], ...]
    total: tuple[Cell, ...]
    now: Completeness
    consolidates: bool
    is_running: bool
    """The period chosen is still being reported: nobody is missing yet."""


async def grid(visit: Visit, unit: Unit, months: int = MONTHS) -> Grid | None:
    """The grid of a unit up to the period chosen; None where it did not stand in any of these periods."""
    last, due = visit.period, Period.current(visit.at, visit.site.window)
    # The newest first: on a narrow screen it is seen without moving the table.
    periods = tuple(last.shifted(-back) for back in range(months))
    try:
        found = await completeness.overview(
            visit.rows, unit.code, periods, visit.site.window, visit.directory
        )
    except NoSuchUnit:
        return None
    return Grid(
        unit,
        periods,
        tuple((row.unit, _cells(row.cells, periods, due)) for row in found.rows),
        _cells(found.total, periods, due),
        found.total[last],
        visit.may(Action.CONSOLIDATE, unit.code) and unit.kind is not UnitKind.THON,
        last >= due,
    )


def _cells(
    cells: Mapping[Period, Completeness],
    periods: Sequence[Period],
    due: Period,
) -> tuple[Cell, ...]:
    return tuple(cell_of(cells.get(one), one >= due) for one in periods)


def cell_of(found: Completeness | None, is_running: bool) -> Cell:
    """A single team in a word, several by figures; what is still being reported is not called missing."""
    if found is None or not found.expected:
        return Cell("none", "–")
    if found.expected == 1:
        if not found.received:
            return Cell("none", "chưa gửi") if is_running else Cell("bad", "thiếu")
        more = "không phát sinh" if found.nil else ""
        return Cell("good", "đúng hạn", more) if found.on_time else Cell("late", "muộn", more)
    figure = f"{found.received}/{found.expected}"
    more = f"{found.late} muộn" if found.late else ""
    if found.is_complete:
        return Cell("late" if found.late else "good", figure, more)
    return Cell("none" if is_running else "bad", figure, more)
