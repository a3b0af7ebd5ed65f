"""The grid of units × months: who was expected, who reported, in time by each own chain; codes are reused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.completeness import Completeness
from domain.periods import Period, WindowMode
from storage import arrivals, figures
from storage.completeness import Overview, overview
from storage.consolidation import consolidate, consolidate_all
from storage.database import Database
from storage.imports import Circumstances, import_csv
from storage.listing import NoSuchUnit
from storage.series import months

JUNE, JULY, AUGUST = Period(2025, 6), Period(2025, 7), Period(2025, 8)
UNITS = """code,valid_from,parent_code,kind,name,valid_to
42,2020-01-01,,tinh,Hà Tĩnh,
H1,2020-01-01,42,huyen,Cẩm Xuyên,2025-07-01
X1,2020-01-01,H1,xa,Cẩm Bình,2025-07-01
X2,2020-01-01,H1,xa,Cẩm Vịnh,2025-07-01
X1,2025-07-01,42,xa,Cẩm Bình,
X1-1,2020-01-01,X1,thon,Đông Trung,2025-07-01
X2-1,2020-01-01,X2,thon,Tân Phong,2025-07-01
X1-1,2025-07-01,X1,thon,Đông Trung,
X2-1,2025-07-01,X1,thon,Tân Phong,
X1-9,2025-07-01,X1,thon,Bắc Hải,
"""
TEAMS = """unit_code,status,valid_from,valid_to
X1,established,2022-06-01,
X2,established,2022-06-01,2025-07-01
X1-1,established,2022-06-01,
X2-1,established,2022-06-01,
X1-9,proposed,2025-07-01,
"""
REPORTS = """unit_code,period,submitted_at,nil,so_buoi,vneid
X1,2025-06,2025-06-18T23:59:59+07:00,0,2,
X2,2025-06,2025-06-19T00:00:00+07:00,0,1,
X1-1,2025-06,2025-06-16T08:00:00+07:00,1,,
X2-1,2025-06,2025-06-16T08:00:00+07:00,0,4,40
X1,2025-07,2025-07-18T12:00:00+07:00,0,3,
X1-9,2025-07,2025-07-18T12:00:00+07:00,0,9,
X2-1,2025-07,2025-07-19T12:00:00+07:00,0,5,50
"""


async def imported(database: Database) -> None:
    """The files above."""
    circumstances = Circumstances(datetime(2025, 8, 20, tzinfo=UTC), "oa", WindowMode.MID_MONTH)
    for kind, text in (("units", UNITS), ("teams", TEAMS), ("reports", REPORTS)):
        await import_csv(database, kind, text.encode(), circumstances)


async def grid(database: Database, unit: str, *periods: Period) -> Overview:
    """The overview of a unit."""
    await imported(database)
    async with database.read() as rows:
        return await overview(rows, unit, periods, "15-14")


async def test_the_province_over_the_end_of_its_districts(database: Database) -> None:
    found = await grid(database, "42", JUNE, JULY, AUGUST)
    assert [(row.unit.code, str(row.unit.kind), sorted(row.cells)) for row in found.rows] == [
        ("H1", "huyen", [JUNE]),
        ("X1", "xa", [JULY, AUGUST]),
    ]
    district, commune = found.rows
    assert district.cells[JUNE] == Completeness(4, 4, 3, 1, ())
    # X1-9 is only proposed: it reported and stands apart.
    assert commune.cells[JULY] == Completeness(3, 2, 1, 0, ("X1-1",))
    assert found.total[AUGUST] == Completeness(3, 0, 0, 0, ("X1", "X1-1", "X2-1"))


async def test_a_commune_shows_its_own_team_first_and_a_code_that_is_reused_anew(database: Database) -> None:
    found = await grid(database, "X1", JUNE, JULY)
    assert [(row.unit.code, row.unit.valid_from.year, sorted(row.cells)) for row in found.rows] == [
        ("X1", 2020, [JUNE]),
        ("X1", 2025, [JULY]),
        ("X1-1", 2020, [JUNE]),
        ("X1-1", 2025, [JULY]),
        ("X1-9", 2025, [JULY]),
        ("X2-1", 2025, [JULY]),
    ]
    assert found.rows[4].cells[JULY] == Completeness()
    assert {period: cell.expected for period, cell in found.total.items()} == {JUNE: 2, JULY: 3}


async def test_the_figures_of_many_periods_are_those_of_each(database: Database) -> None:
    await imported(database)
    async with database.read() as rows:
        found = await consolidate_all(rows, "42", [JUNE, JULY, AUGUST], "15-14")
        assert found == {one: await consolidate(rows, "42", one, "15-14") for one in found}
    assert found[JUNE].sums["so_buoi"] == 7
    assert (found[JUNE].sums["vneid"], found[JUNE].of["vneid"]) == (40, (2, 4))
    assert (found[JULY].sums["so_buoi"], found[JULY].late, found[JULY].proposed) == (8, ("X2-1",), ("X1-9",))
    assert found[AUGUST].of["so_buoi"] == (0, 3)


@pytest.mark.parametrize("most", [0, 1, 3])
@pytest.mark.parametrize("unit", ["42", "X1", "X2-1"])
async def test_where_teams_are_too_many_to_be_named_the_figures_are_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, unit: str, most: int
) -> None:
    await imported(database)
    year = [JUNE, JULY, AUGUST]
    async with database.read() as rows:
        named = await consolidate_all(rows, unit, year, "15-14"), await overview(rows, unit, year, "15-14")
        monkeypatch.setattr(arrivals, "MOST_NAMED", most)
        monkeypatch.setattr(figures, "MOST_NAMED", most)
        whole = await consolidate_all(rows, unit, year, "15-14"), await overview(rows, unit, year, "15-14")
    assert named == whole


async def test_a_unit_that_stood_in_none_of_the_periods(database: Database) -> None:
    with pytest.raises(NoSuchUnit):
        await grid(database, "H1", JULY, AUGUST)


async def test_months_before_a_merger_are_the_sum_of_what_was_merged_and_say_so(database: Database) -> None:
    await imported(database)
    merged = "old_code,new_code,date,kind\nX1,X1,2025-07-01,merge\nX2,X1,2025-07-01,merge\n"
    circumstances = Circumstances(datetime(2025, 8, 20, tzinfo=UTC), "oa", WindowMode.MID_MONTH)
    await import_csv(database, "successions", merged.encode(), circumstances)
    async with database.read() as rows:
        june, july = await months(rows, "X1", [JUNE, JULY], "15-14", date(2025, 8, 20))
    assert june.found is not None
    assert july.found is not None
    assert (june.names, june.is_partial, july.names) == (("Cẩm Bình", "Cẩm Vịnh"), False, ())
    assert (june.found.expected, june.found.sums["so_buoi"], june.found.of["vneid"]) == (4, 7, (2, 4))
    assert (july.found.expected, july.found.sums["so_buoi"]) == (3, 8)
