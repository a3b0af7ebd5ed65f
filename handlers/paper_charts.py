"""What a chart shows: a team's work by month, a commune's reports by month, a province's by commune."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from documents.charts import Chart, figure, received
from documents.paper import NothingToWrite
from domain.calendar import in_vietnam
from domain.periods import Period
from domain.units import Unit, UnitKind, label
from storage import reports
from storage.consolidation import consolidate
from storage.series import months
from vietnamese.writing import inside, sentence

if TYPE_CHECKING:
    from handlers.papers import Desk

MONTHS = 6


async def drawn(desk: Desk, unit_code: str, period: Period) -> Chart:
    """The chart of a unit, up to that period."""
    unit = desk.unit(unit_code)
    if unit.kind is UnitKind.THON:
        return await _of_team(desk, unit, period)
    if unit.kind is UnitKind.XA:
        return await _by_month(desk, unit, period)
    return await _by_commune(desk, unit, period)


async def _of_team(desk: Desk, unit: Unit, period: Period) -> Chart:
    """The first core figure that is counted in people helped, else the first of the form."""
    form = desk.directory.form(period.window(desk.window)[1])
    shown = next((one for one in form.core if one.key == "luot_huong_dan"), form.counts[0])
    lines: list[tuple[str, int | None]] = []
    for month in _months(period):
        kept = (await reports.of_teams(desk.rows, [unit.code], month)).get(unit.code)
        value = kept.report.values.get(shown.key) if kept is not None and kept.report.counts else None
        lines.append((month.label(), value if isinstance(value, int) else None))
    if all(value is None for _, value in lines):
        raise NothingToWrite("Tổ chưa có số liệu nào để vẽ biểu đồ.")
    return figure(f"{sentence(shown.short)} - {label(unit)}", shown.unit or "", lines)


async def _by_month(desk: Desk, unit: Unit, period: Period) -> Chart:
    listed = await months(
        desk.rows, unit.code, _months(period), desk.window, in_vietnam(desk.at).date(), desk.directory
    )
    lines, shown = [], []
    for one in listed:
        found, name = one.found, f"{one.period.label()} (gộp)" if one.names else one.period.label()
        if found is not None and found.expected:
            lines.append((name, found.received, found.expected, found.received - found.on_time))
            shown.append(one.period.label())
    if not lines:
        raise NothingToWrite("Chưa có kỳ báo cáo nào để vẽ biểu đồ.")
    chart = received(f"Báo cáo của các Tổ - {label(unit)}", lines)
    span = sentence(shown[0]) if len(shown) == 1 else f"Từ {shown[0]} đến {shown[-1]}"
    chart = replace(chart, about=f"{span} {inside(chart.about)}")
    if not any(one.names for one in listed):
        return chart
    return replace(chart, about=f"{chart.about} Tháng ghi (gộp): số cộng của các đơn vị cũ.")


async def _by_commune(desk: Desk, unit: Unit, period: Period) -> Chart:
    communes = [one for one in desk.tree.subtree(unit.code) if one.kind is UnitKind.XA]
    lines = []
    for one in communes:
        found = await consolidate(desk.rows, one.code, period, desk.window)
        if found.expected:
            lines.append((label(one), found.received, found.expected, found.received - found.on_time))
    if not lines:
        raise NothingToWrite("Chưa có Tổ nào để vẽ biểu đồ.")
    return received(f"Báo cáo {period.label()} theo xã - {label(unit)}", lines)


def _months(last: Period) -> list[Period]:
    return [last.shifted(-back) for back in range(MONTHS - 1, -1, -1)]
