"""What a chart shows: a team's work by month, a commune's reports by month, a province's by commune; or one figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from documents.charts import Chart, figure, received
from documents.paper import NothingToWrite
from domain.calendar import in_vietnam
from domain.consolidations import Consolidation
from domain.forms import Field
from domain.periods import Period
from domain.units import Unit, UnitKind, label
from storage import reports
from storage.consolidation import consolidate
from storage.series import months
from vietnamese.writing import inside, sentence

if TYPE_CHECKING:
    from handlers.papers import Desk

MONTHS = 6
_NO_FIGURE = "Chưa có số liệu nào để vẽ biểu đồ."


async def drawn(desk: Desk, unit_code: str, period: Period, key: str | None = None) -> Chart:
    """The chart of a unit, up to that period: of the figure with that key, else of the reports received.

    Raises NothingToWrite.
    """
    unit = desk.unit(unit_code)
    field = shown(desk, unit, period, key)
    if unit.kind is UnitKind.XA:
        return await _by_month(desk, unit, period, field)
    if field is not None and unit.kind is UnitKind.THON:
        return await _of_team(desk, unit, period, field)
    return await _by_commune(desk, unit, period, field)


def shown(desk: Desk, unit: Unit, period: Period, key: str | None) -> Field | None:
    """The figure with that key; of one team else the people helped, or the first of the form."""
    form = desk.directory.form(period.window(desk.window)[1])
    keys = (key, "luot_huong_dan") if unit.kind is UnitKind.THON else (key,)
    named = [one for wanted in keys for one in form.counts if one.key == wanted]
    return named[0] if named else form.counts[0] if unit.kind is UnitKind.THON else None


async def _of_team(desk: Desk, unit: Unit, period: Period, field: Field) -> Chart:
    lines: list[tuple[str, int | None]] = []
    for month in _months(period):
        kept = (await reports.of_teams(desk.rows, [unit.code], month)).get(unit.code)
        value = kept.report.values.get(field.key) if kept is not None and kept.report.counts else None
        lines.append((month.label(), value if isinstance(value, int) else None))
    if all(value is None for _, value in lines):
        raise NothingToWrite(_NO_FIGURE)
    return figure(_titled(field, unit), field.unit or "", lines)


async def _by_month(desk: Desk, unit: Unit, period: Period, field: Field | None) -> Chart:
    listed = await months(
        desk.rows, unit.code, _months(period), desk.window, in_vietnam(desk.at).date(), desk.directory
    )
    counted = [(one, found) for one in listed if (found := one.found) is not None and found.expected]
    if not counted:
        raise NothingToWrite("Chưa có kỳ báo cáo nào để vẽ biểu đồ.")
    named = [
        (f"{one.period.label()} (gộp)" if one.names else one.period.label(), found) for one, found in counted
    ]
    title = f"Báo cáo của các Tổ - {label(unit)}"
    chart = _received(title, named) if field is None else _summed(field, unit, named)
    first, last = counted[0][0].period.label(), counted[-1][0].period.label()
    span = sentence(first) if first == last else f"Từ {first} đến {last}"
    merged = " Tháng ghi (gộp): số cộng của các đơn vị cũ." if any(one.names for one in listed) else ""
    return replace(chart, about=f"{span} {inside(chart.about)}{merged}")


async def _by_commune(desk: Desk, unit: Unit, period: Period, field: Field | None) -> Chart:
    communes = [one for one in desk.tree.subtree(unit.code) if one.kind is UnitKind.XA]
    lines = []
    for one in communes:
        found = await consolidate(desk.rows, one.code, period, desk.window)
        if found.expected:
            lines.append((label(one), found))
    if not lines:
        raise NothingToWrite("Chưa có Tổ nào để vẽ biểu đồ.")
    if field is not None:
        chart = _summed(field, unit, lines)
        return replace(chart, title=f"{chart.title}, {period.label()}")
    return _received(f"Báo cáo {period.label()} theo xã - {label(unit)}", lines)


def _received(title: str, lines: list[tuple[str, Consolidation]]) -> Chart:
    return received(
        title, [(name, one.received, one.expected, one.received - one.on_time) for name, one in lines]
    )


def _summed(field: Field, unit: Unit, lines: list[tuple[str, Consolidation]]) -> Chart:
    """One figure of several teams: how many of them gave it stands beside, for a sum may be of few."""
    gave = [(name, one.sums.get(field.key), *one.of.get(field.key, (0, one.expected))) for name, one in lines]
    if not any(many for _, _, many, _ in gave):
        raise NothingToWrite(_NO_FIGURE)
    bars = [
        (f"{name} ({many}/{owed} Tổ)" if many else name, value if many else None)
        for name, value, many, owed in gave
    ]
    return figure(_titled(field, unit), field.unit or "", bars)


def _titled(field: Field, unit: Unit) -> str:
    return f"{sentence(field.short)} - {label(unit)}"


def _months(last: Period) -> list[Period]:
    return [last.shifted(-back) for back in range(MONTHS - 1, -1, -1)]
