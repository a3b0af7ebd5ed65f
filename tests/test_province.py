"""All units of Hà Tĩnh, of 2022 and of today, with villages made up, import on both databases and stay apart."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from domain.units import UnitKind
from storage import directory
from storage.database import Database
from storage.imports import import_csv
from tests.province import MERGER, VILLAGES, Province, published, unit_rows
from tests.story.by_hand import VIETNAM
from tests.town import circumstances

NOW = datetime(2025, 8, 1, 8, tzinfo=VIETNAM)
THEN, TODAY = MERGER - timedelta(days=1), MERGER


async def test_the_whole_province_imports_twice_over(database: Database) -> None:
    province = Province.whole()
    for kind, text in (("units", province.units()), ("successions", province.successions())):
        first = await import_csv(database, kind, text.encode(), circumstances(NOW))
        assert first.endswith("new, 0 changed, 0 unchanged")
    again = await import_csv(database, "units", province.units().encode(), circumstances(NOW))
    assert again.startswith("units: 0 new, 0 changed")
    async with database.read() as rows:
        known = await directory.load(rows)
    kinds = {day: Counter(unit.kind for unit in known.tree(day)) for day in (THEN, TODAY)}
    assert kinds[THEN] == {
        UnitKind.TINH: 1,
        UnitKind.HUYEN: 13,
        UnitKind.XA: 216,
        UnitKind.THON: VILLAGES,
    }
    assert kinds[TODAY] == {UnitKind.TINH: 1, UnitKind.XA: 69, UnitKind.THON: VILLAGES}
    assert len(known.tree(TODAY).subtree("42")) == 1 + 69 + VILLAGES


def test_every_code_of_today_was_another_units_before() -> None:
    then = {code for code, _, until, _, kind, _ in unit_rows() if kind == "xa" and until}
    today = {code for code, _, until, _, kind, _ in unit_rows() if kind == "xa" and not until}
    assert (len(then), len(today), len(today & then)) == (216, 69, 69)
    assert [len(one["communes"]) for one in published()["y2022"]["districts"]] == [
        15,
        6,
        25,
        16,
        10,
        17,
        18,
        21,
        22,
        23,
        20,
        12,
        11,
    ]


def test_villages_are_made_up_the_same_way_every_time() -> None:
    one, other = Province.whole(), Province.whole()
    assert one.units() == other.units()
    assert len(one.all_villages()) == len(set(one.all_villages())) == VILLAGES
    assert {one.commune_of(code, date(2025, 7, 1)) for code in one.all_villages()} == set(one.new)


def test_the_command_prints_the_file_of_the_import() -> None:
    root = Path(__file__).parents[1]
    told = subprocess.run(
        [sys.executable, "-m", "tests.province"], cwd=root, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines()[0] == "code,valid_from,valid_to,parent_code,kind,name"
    assert len(told.stdout.splitlines()) == 1 + 1 + 13 + 216 + 69
