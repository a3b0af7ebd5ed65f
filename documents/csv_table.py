"""CSV of a table, for spreadsheets: UTF-8 with a mark of its order, texts that could be taken for formulas disarmed."""

from __future__ import annotations

import csv
import io
from datetime import date

from documents.paper import Cell, Sheet

BOM = b"\xef\xbb\xbf"
"""Without it Excel takes Vietnamese for another alphabet."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_table(sheet: Sheet) -> bytes:
    """The columns' titles, then the rows."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow([disarmed(one.title) for one in sheet.columns])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return BOM + kept.getvalue().encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else disarmed(cell)


def disarmed(text: str) -> str:
    """A text that no spreadsheet works out (OWASP, CSV injection): an apostrophe before the sign."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text
