"""XLSX of a paper: figures as numbers, texts never as formulas, set up for A4."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from documents.paper import Align, Cell, Column, Paper, Sheet, Style, Table
from documents.setting import DRAFT
from documents.typography import clean

FONT = "Times New Roman"
_MOST_SHEET_NAME = 31
_FIRST_ROW = 3


def xlsx(paper: Paper) -> bytes:
    """Its sheets; without any of its own, one sheet for each of its tables."""
    sheets = paper.sheets or _from_tables(paper)
    if paper.is_draft:
        sheets = tuple(replace(one, notes=(DRAFT, *one.notes)) for one in sheets)
    return workbook(f"{paper.type_name} {paper.about}".strip(), sheets)


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Sheets as a book."""
    import xlsxwriter

    kept = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, settings) as book:
        book.set_properties({"title": title})
        looks = _Looks(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name[:_MOST_SHEET_NAME]), sheet, looks)
    return kept.getvalue()


class _Looks:
    """The formats of a book."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
        self.title = book.add_format({**base, "bold": True, "font_size": 13})
        self.head = book.add_format({**base, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
        self.note = book.add_format({**base, "italic": True})
        cell = {**base, "border": 1, "text_wrap": True}
        self.by_align = {one: book.add_format({**cell, "align": str(one)}) for one in Align}
        self.number = book.add_format({**cell, "align": "right", "num_format": "#,##0"})
        self.date = book.add_format({**cell, "align": "center", "num_format": "dd/mm/yyyy"})


def _write(page: Any, sheet: Sheet, looks: _Looks) -> None:
    page.set_paper(9)
    if sum(one.share for one in sheet.columns) > 110:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.repeat_rows(_FIRST_ROW - 1)
    page.set_footer("&C&P/&N")
    page.freeze_panes(_FIRST_ROW, 0)
    page.write_string(0, 0, clean(sheet.title), looks.title)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.share)
        page.write_string(_FIRST_ROW - 1, place, column.title, looks.head)
    for row, values in enumerate(sheet.rows, _FIRST_ROW):
        for place, value in enumerate(values):
            _cell(page, row, place, value, sheet.columns[place], looks)
    for place, note in enumerate(sheet.notes, _FIRST_ROW + len(sheet.rows) + 1):
        page.write_string(place, 0, clean(note), looks.note)


def _cell(page: Any, row: int, place: int, value: Cell, column: Column, looks: _Looks) -> None:
    if value is None:
        page.write_blank(row, place, None, looks.by_align[column.align])
    elif isinstance(value, str):
        page.write_string(row, place, clean(value), looks.by_align[column.align])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, looks.date)
    else:
        page.write_number(row, place, value, looks.number)


def _from_tables(paper: Paper) -> tuple[Sheet, ...]:
    tables = [(paper.about, one.table) for one in paper.blocks if one.style is Style.TABLE and one.table]
    tables += [
        (annex.title, one.table)
        for annex in paper.annexes
        for one in annex.blocks
        if one.style is Style.TABLE and one.table
    ]
    return tuple(_as_sheet(f"Bảng {place}", title, table) for place, (title, table) in enumerate(tables, 1))


def _as_sheet(name: str, title: str, table: Table) -> Sheet:
    whole = sum(one.share for one in table.columns)
    columns = tuple(Column(one.title, max(6.0, 95 * one.share / whole), one.align) for one in table.columns)
    return Sheet(name, title, columns, table.rows)
