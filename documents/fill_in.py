"""A workbook for somebody to fill in: the first row names the columns, a second sheet tells how each is written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_ROWS = 1_000
"""So many rows have the lists of words to choose from."""
_WIDEST_LIST = 255
"""Characters that a list of words may have in a cell (Excel)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One column: what it is called, whether it has to be filled in, how, and the words to choose from."""

    title: str
    is_needed: bool
    how: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet to look things up in: its name, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


MUST = " *"
"""Stands behind the name of a column that has to be filled in."""


def fill_in(title: str, columns: Sequence[Asked], lists: Sequence[Listed] = ()) -> bytes:
    """The workbook; what is typed under dates and codes stays as it is typed."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": title})
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#DCE8F5", "text_wrap": True})
        text, wrapped = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True})
        page, told = book.add_worksheet("Danh sách"), book.add_worksheet("Cách ghi")
        page.freeze_panes(1, 0)
        for place, one in enumerate(columns):
            page.set_column(
                place, place, 22, text
            )  # as text: Excel takes no zero away and turns no code into a day
            page.write_string(0, place, f"{one.title}{MUST if one.is_needed else ''}", head)
            if one.choices and len(",".join(one.choices)) <= _WIDEST_LIST:
                page.data_validation(
                    1, place, _ROWS, place, {"validate": "list", "source": list(one.choices)}
                )
        told.set_column(0, 1, 22, wrapped)
        told.set_column(2, 2, 90, wrapped)
        for place, name in enumerate(("Cột", "Bắt buộc", "Cách ghi")):
            told.write_string(0, place, name, head)
        for row, one in enumerate(columns, 1):
            words = f"Chọn một trong: {', '.join(one.choices)}." if one.choices else ""
            for place, cell in enumerate(
                (one.title, "có" if one.is_needed else "không", f"{one.how} {words}".strip())
            ):
                told.write_string(row, place, cell)
        for listed in lists:
            _list(book, listed, head)
    return kept.getvalue()


def _list(book: Any, listed: Listed, head: Any) -> None:
    sheet = book.add_worksheet(listed.title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(listed.columns) - 1, 26)
    for row, cells in enumerate((listed.columns, *listed.rows)):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, None if row else head)
