"""Number and date of reports and letters, as the clerk's office gave them; the bot is not the register."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from storage.database import Rows
from storage.tables import issued_papers


async def find(rows: Rows, unit_code: str, kind: str, about: str) -> tuple[str, date] | None:
    """Number and date of the document of a unit, kind and subject (a period), or None while they are not entered."""
    mine = (
        issued_papers.c.unit_code == unit_code,
        issued_papers.c.kind == kind,
        issued_papers.c.about == about,
    )
    row = await rows.first(select(issued_papers.c.number, issued_papers.c.date).where(*mine))
    return None if row is None else (row.number, row.date)


async def enter(
    rows: Rows, unit_code: str, kind: str, about: str, number: str, on: date, by: str, at: datetime
) -> None:
    """Enter them; entered again, the later ones stand."""
    values = {
        "unit_code": unit_code,
        "kind": kind,
        "about": about,
        "number": number,
        "date": on,
        "entered_by": by,
        "entered_at": at,
    }
    await rows.put(issued_papers, values, keys=("unit_code", "kind", "about"))
