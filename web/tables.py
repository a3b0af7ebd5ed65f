"""The tables of pages as files: what stands in each, for spreadsheets; whoever sees the page may have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from aiohttp import web

from documents.csv_table import csv_table
from documents.paper import Align, Column, Sheet
from documents.paper import Cell as SheetCell
from documents.xlsx import workbook
from domain.calendar import in_vietnam
from domain.people import AppointmentStatus, Office
from domain.teams import Place
from domain.units import Unit, label
from web.file import File
from web.grid import Cell, Grid
from web.page import Context

FILE = "tep"
TABLE = "bang"
"""`?tep=csv&bang=2` is the second table of the page; `?tep=xlsx` are all of them."""
_WIDTH = 24.0


def wanted(page: str, context: Context, asked: Mapping[str, str]) -> File | None:
    """The file that the address asks for, if it asks for one that there is."""
    kind, sheets = asked.get(FILE, ""), sheets_of(page, context)
    if not sheets or kind not in ("csv", "xlsx"):
        return None
    name = re.sub(r"[/\\]+", "-", str(context.get("title", sheets[0].title)))
    if kind == "xlsx":
        return File(f"{name}.xlsx", partial(workbook, name, sheets))
    place = asked.get(TABLE, "1")
    chosen = sheets[int(place) - 1] if place in map(str, range(1, len(sheets) + 1)) else sheets[0]
    return File(f"{chosen.title}.csv".replace("/", "-"), partial(csv_table, chosen))


def links(page: str, context: Context, request: web.Request) -> list[tuple[str, str]]:
    """What can be had of this page: (what it is called, its address)."""
    sheets = sheets_of(page, context)
    if not sheets:
        return []
    here = request.rel_url
    found = [("Excel, mọi bảng của trang", str(here.update_query({FILE: "xlsx"})))]
    for place, one in enumerate(sheets, 1):
        found.append((f"CSV: {one.title}", str(here.update_query({FILE: "csv", TABLE: str(place)}))))
    return found


def sheets_of(page: str, context: Context) -> tuple[Sheet, ...]:
    """The tables of a page that have a line."""
    made = TABLES[page](context) if page in TABLES else ()
    return tuple(one for one in made if one.rows)


def _sheet(place: int, title: str, columns: Sequence[str], rows: Iterable[tuple[SheetCell, ...]]) -> Sheet:
    made = tuple(rows)
    figures = [all(isinstance(row[at], int) for row in made) for at in range(len(columns))]
    titles = [
        Column(one, _WIDTH, Align.RIGHT if is_figure else Align.LEFT)
        for one, is_figure in zip(columns, figures, strict=True)
    ]
    return Sheet(f"Bảng {place}", title, tuple(titles), made)


# --- what stands in them -------------------------------------------------------------------------------------------


def _grids(grids: Iterable[Grid | None]) -> list[Sheet]:
    return [_grid(place, one) for place, one in enumerate(grids, 1) if one is not None]


def _grid(place: int, one: Grid) -> Sheet:
    columns = ["Đơn vị", "Mã đơn vị", *(f"Tháng {period.month}-{period.year}" for period in one.periods)]
    rows = [(_whose(unit, one), unit.code, *map(_cell, cells)) for unit, cells in one.lines]
    title = f"Báo cáo theo tháng, {label(one.unit)}"
    return _sheet(place, title, columns, [*rows, ("Cộng", None, *map(_cell, one.total))])


def _whose(unit: Unit, grid: Grid) -> str:
    """As on the page: the line of the unit's own is its team's and not the whole of it."""
    return f"Tổ {label(unit)}" if unit.code == grid.unit.code else label(unit)


def _cell(cell: Cell) -> str:
    """ "8 trong 9, 1 muộn": a spreadsheet would take "8/9" for a day."""
    figure = re.sub(r"^(\d+)/(\d+)$", r"\1 trong \2", cell.figure)
    return f"{figure}, {cell.more}" if cell.more else figure


def _team(context: Context) -> list[Sheet]:
    seats = [
        (
            one.seat,
            None if one.person is None else one.person.name,
            one.phone or None,
            "còn trống" if one.place is None else _standing(one.place),
        )
        for one in context["seats"]
    ]
    sent = [
        (str(one.report.period), one.report.code, _STATES[one.on_time], _at(one.report.first_submitted_at))
        for one in context["reports"]
    ]
    return [
        _sheet(1, "Danh sách Tổ", ("Chỗ", "Họ tên", "Điện thoại", "Tình trạng"), seats),
        _sheet(2, "Báo cáo tháng của Tổ", ("Kỳ", "Mã báo cáo", "Tình trạng", "Gửi lúc"), sent),
    ]


def _standing(place: Place) -> str:
    """How far a place has come in law; a collaborator needs no decision."""
    if place.office is Office.CONG_TAC_VIEN:
        return "không cần quyết định"
    return "chờ số quyết định" if place.status is AppointmentStatus.AGREED else "đã có quyết định"


_STATES = {True: "đúng hạn", False: "nộp muộn", None: ""}


def _report(context: Context) -> list[Sheet]:
    values = context["kept"].report.values
    rows = [(one.label, values.get(one.key, one.value)) for one in context["lines"]]
    return [_sheet(1, "Số liệu và nội dung", ("Nội dung", "Tổ báo"), rows)]


def _consolidation(context: Context) -> list[Sheet]:
    now = context["course"].now
    given = {key: now.of.get(key, (0, now.expected))[0] for _, key, _ in context["fields"]}
    rows = [
        (title, now.sums.get(key, 0) if given[key] else None, given[key], now.expected)
        for title, key, _ in context["fields"]
    ]
    columns = ("Nội dung", "Cộng", "Số Tổ đã cho số liệu", "Số Tổ phải báo cáo")
    return [_sheet(1, "Số liệu tổng hợp", columns, rows)]


def _messages(context: Context) -> list[Sheet]:
    rows = [
        (_at(one.sent.created_at), one.to, one.kind, one.state, one.why or None) for one in context["lines"]
    ]
    return [_sheet(1, "Tin nhắc và thông báo", ("Lúc viết", "Gửi tới", "Loại", "Tình trạng", "Lý do"), rows)]


def _audit(context: Context) -> list[Sheet]:
    rows = [(_at(one.at), one.who, one.deed, one.thing, one.detail or None) for one in context["lines"]]
    return [_sheet(1, "Nhật ký", ("Lúc", "Ai", "Việc", "Với", "Chi tiết"), rows)]


def _unbound(context: Context) -> list[Sheet]:
    rows = [(one.name, role) for one, role in context["lines"]]
    return [_sheet(1, "Người chưa có Zalo", ("Họ tên", "Vai trò"), rows)]


def _at(at: datetime) -> str:
    return f"{in_vietnam(at):%Y-%m-%d %H:%M}"


def _holidays(context: Context) -> list[Sheet]:
    listed = [*context["past"], *context["coming"]]
    days = [(f"{one.date:%d/%m/%Y}", one.name, context["kinds"][one.working]) for one in listed]
    dues = [(f"Tháng {period.month}-{period.year}", *dates) for period, dates in context["dues"]]
    return [
        _sheet(1, "Ngày nghỉ, ngày làm bù", ("Ngày", "Tên", "Loại"), days),
        _sheet(2, "Hạn nộp trong năm", ("Kỳ", *context["tiers"]), dues),
    ]


def _former(context: Context) -> list[Sheet]:
    rows = [
        (
            name,
            str(one.report.period),
            one.report.code,
            _STATES[one.on_time],
            _at(one.report.first_submitted_at),
        )
        for name, one in context["lines"]
    ]
    columns = ("Đơn vị khi đó", "Kỳ", "Mã báo cáo", "Tình trạng", "Gửi lúc")
    return [_sheet(1, "Báo cáo của các đơn vị cũ", columns, rows)]


TABLES: Mapping[str, Callable[[Context], Sequence[Sheet]]] = {
    "overview": lambda context: _grids(context["grids"]),
    "unit": lambda context: _grids([context["grid"]]),
    "team": _team,
    "report": _report,
    "consolidation": _consolidation,
    "messages": _messages,
    "audit": _audit,
    "unbound": _unbound,
    "holidays": _holidays,
    "former": _former,
}
"""By the page's name; a page that shows a table is here (tested), unless it is what somebody is about to write."""
