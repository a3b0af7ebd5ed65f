"""A list that comes as an Excel file: its first sheet as the CSV that imports read, line for line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from storage.imports.sheet import Fault, ImportRefused
from storage.imports.words import COLUMN_LABELS, column_called

MOST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 60
_SIGN = b"PK\x03\x04"
_WITHOUT_ZERO = 9


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are an Excel file (or another zip) rather than text."""
    return data.startswith(_SIGN)


def as_csv(data: bytes) -> bytes:
    """The first sheet as UTF-8 CSV; line numbers stay those of the sheet. Raises ImportRefused.

    Formulas count as the values that Excel has saved with them. Dates become YYYY-MM-DD; a phone number that Excel
    took for a number has its leading zero again.
    """
    rows = _rows(data)
    names = _trimmed(next((row for row in rows if any(map(_text, row))), ()))
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    for row in rows:
        cells = [*row, *[None] * (len(names) - len(row))]
        while len(cells) > len(names) and not _text(cells[-1]):
            cells.pop()
        column = dict(enumerate(names))
        writer.writerow([_cell(cell, column.get(place, "")) for place, cell in enumerate(cells)])
    return written.getvalue().encode()


def _rows(data: bytes) -> list[Sequence[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise ImportRefused([Fault(0, "", "the workbook is too large")])
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what other programs write there is not always true
        rows = list(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise ImportRefused([Fault(0, "", "no Excel workbook (.xlsx) that can be read")]) from error
    if len(rows) > MOST_ROWS:
        raise ImportRefused([Fault(0, "", f"the sheet has more than {MOST_ROWS} rows")])
    return rows


def _trimmed(header: Sequence[Any]) -> list[str]:
    names = [_text(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    return names


def _cell(value: Any, column: str) -> str:
    text = _text(value)
    is_phone = column_called(column, COLUMN_LABELS["people"]) == "phone"
    if is_phone and isinstance(value, int | float) and len(text) == _WITHOUT_ZERO:
        return f"0{text}"
    return text


def _text(value: Any) -> str:
    """A cell as a person reads it, in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return " ".join(str(value).split())
