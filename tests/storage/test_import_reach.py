"""Units are imported below what one answers for, and every reason an import gives has its words on the page."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from domain.calendar import VN
from storage.database import Database
from storage.imports import Circumstances, Fault, ImportRefused, Reach, import_csv, plan
from storage.imports.sheet import Sheet
from web.import_words import fault_words

HEADER = "code,valid_from,parent_code,kind,name\n"
UNITS = HEADER + (
    "42,2020-01-01,,tinh,Tỉnh Hà Tĩnh\n1,2020-01-01,42,xa,Xã Một\n1-1,2020-01-01,1,thon,Thôn A\n"
    "2,2020-01-01,42,xa,Xã Hai\n2-1,2020-01-01,2,thon,Thôn B\n"
)
ELSEWHERE = {
    "no moment as ISO 8601 with an offset (2026-11-17T19:42:00+07:00)",
    "7 is neither 0 nor 1",
    "7 is 7",
    "7: 7",
}
"""What only kinds without a page say, and frames that other reasons stand in."""
OURS = Reach(frozenset({"1", "1-1"}), "P1")


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ("1-2,2026-01-01,1,thon,Thôn C", None),
        ("1-1,2020-01-01,1,thon,Thôn A đổi tên", None),
        ("2-1,2020-01-01,2,thon,Thôn B đổi tên", "code"),
        ("2-2,2026-01-01,2,thon,Thôn D", "parent_code"),
        ("2-1,2026-01-01,1,thon,Thôn B dời sang", "code"),
        ("1,2020-01-01,42,xa,Xã Một đổi tên", "parent_code"),
        ("43,2026-01-01,,tinh,Tỉnh khác", "parent_code"),
    ],
)
async def test_units_below_ones_own_only(database: Database, row: str, refused: str | None) -> None:
    circumstances = Circumstances(datetime(2026, 11, 16, 8, tzinfo=VN))
    await import_csv(database, "units", UNITS.encode(), circumstances)
    async with database.read() as rows:
        if refused is None:
            await plan(rows, "units", f"{HEADER}{row}\n".encode(), circumstances, OURS)
            return
        with pytest.raises(ImportRefused) as no:
            await plan(rows, "units", f"{HEADER}{row}\n".encode(), circumstances, OURS)
    assert [one.column for one in no.value.faults] == [refused]


def test_no_reason_is_told_in_the_words_of_the_code() -> None:
    """Every reason written in the importers of the pages' kinds."""
    room = Path(Sheet.__module__.replace(".", "/")).parent
    folder = Path(__file__).parents[2] / room
    names = ("sheet", "units", "successions", "aliases", "people", "teams", "seats", "reach")
    text = "".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in names)
    reasons = re.findall(r'(?:refuse\([^"\n]*"[a-z_]+", |refuse\(column, |why = )f?"([^"]+)"', text)
    assert len(reasons) > 20
    filled = [re.sub(r"\{[^}]*\}", "7", one) for one in reasons]
    unknown = {one for one in filled if fault_words(Fault(1, "", one)).startswith("Chưa đúng:")}
    assert unknown == ELSEWHERE
