"""The consolidated report of a subtree: expected, received, sums beside how many teams gave them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.periods import Period, WindowMode
from storage.consolidation import Consolidation, consolidate
from storage.database import Database
from storage.imports import Circumstances, import_csv
from storage.listing import NoSuchUnit

NOVEMBER = Period(2026, 11)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
UNITS = """code,valid_from,parent_code,kind,name,valid_to
42,2025-01-01,,tinh,Hà Tĩnh,
X1,2025-07-01,42,xa,Cẩm Bình,
X1-1,2025-07-01,X1,thon,Đông Trung,
X1-2,2025-07-01,X1,thon,Hòa Bình,
X1-3,2025-07-01,X1,thon,Liên Giang,
X1-4,2025-07-01,X1,thon,Bắc Hải,
X2,2025-07-01,42,xa,Cẩm Xuyên,
X2-1,2025-07-01,X2,thon,Tân Phong,
"""
TEAMS = """unit_code,status,decision_date,valid_to
X1,established,2025-08-15,
X1-1,established,2025-08-15,
X1-2,established,2025-08-15,
X1-3,proposed,2026-10-01,
X1-4,established,2026-11-15,
X2-1,established,2025-08-15,
"""
REPORTS = """unit_code,period,submitted_at,nil,so_buoi,vneid
X1,2026-11,2026-11-18T23:59:59+07:00,0,2,
X1-1,2026-11,2026-11-19T00:00:00+07:00,0,5,14
X1-2,2026-11,2026-11-16T08:00:00+07:00,1,,
X1-3,2026-11,2026-11-16T08:00:00+07:00,0,100,
X1-4,2026-11,2026-11-16T08:00:00+07:00,0,50,
X2-1,2026-10,2026-10-16T08:00:00+07:00,0,9,
"""


async def consolidated(database: Database, unit: str, period: Period = NOVEMBER) -> Consolidation:
    """The consolidation of the files above."""
    circumstances = Circumstances(NOW, "oa", WindowMode.MID_MONTH)
    for kind, text in (("units", UNITS), ("teams", TEAMS), ("reports", REPORTS)):
        await import_csv(database, kind, text.encode(), circumstances)
    async with database.read() as rows:
        return await consolidate(rows, unit, period, "15-14")


async def test_a_commune(database: Database) -> None:
    found = await consolidated(database, "X1")
    # X1-3 is only proposed; X1-4 was established a day after the window had closed.
    assert (found.expected, found.received, found.nil, found.missing) == (3, 3, 1, ())
    assert found.on_time == 2
    assert found.sums["so_buoi"] == 7
    assert found.sums["vneid"] == 14
    assert found.of["so_buoi"] == (3, 3)
    assert found.of["vneid"] == (2, 3)
    assert found.of["chu_ky_so"] == (1, 3)
    assert found.proposed == ("X1-3",)


async def test_a_province_names_who_is_missing(database: Database) -> None:
    found = await consolidated(database, "42")
    assert (found.expected, found.received, found.missing) == (4, 3, ("X2-1",))
    assert found.of["so_buoi"] == (3, 4)


async def test_a_village_alone_and_another_period(database: Database) -> None:
    found = await consolidated(database, "X2-1", Period(2026, 10))
    assert (found.expected, found.received, found.on_time) == (1, 1, 1)
    assert found.sums["so_buoi"] == 9


async def test_a_unit_that_was_not_there(database: Database) -> None:
    with pytest.raises(NoSuchUnit, match="no unit nowhere"):
        await consolidated(database, "nowhere")
