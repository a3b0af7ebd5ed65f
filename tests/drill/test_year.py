"""The year drill: 2025 of a province, with Tết, two holidays on the 24th and the merger of 1 July, checked by hand.

Long: all of Hà Tĩnh, some 2,150 teams until the merger and 2,000 since, all twelve months. Short: twenty teams, the
months in which something happens.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest

from storage.database import Database
from tests.province import MERGER, Province, csv_of, published
from tests.story.by_hand import DaysOff, Month
from tests.story.month import HOURS, Story

LONG = os.environ.get("DRILL") == "long"
MONTHS = range(1, 13) if LONG else (1, 7, 11)
pytestmark = pytest.mark.drill

TET = frozenset(date(2025, 1, 25) + timedelta(days=number) for number in range(9))
"""28 tháng Chạp to mùng 5: 25 January to 2 February 2025."""
TWICE_THE_24TH = frozenset({date(2025, 3, 24), date(2025, 11, 24)})
"""Two working days off on the 24th, as the yearly notice might have them."""
YEAR = DaysOff(
    off=TET
    | TWICE_THE_24TH
    | {date(2025, 1, 1), date(2025, 4, 7), date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2)}
    | {date(2025, 9, 1), date(2025, 9, 2)},
    tet=TET,
    worked=frozenset({date(2025, 4, 26)}),
)


def _province() -> Province:
    if LONG:
        return Province.whole()
    district = published()["y2022"]["districts"][8]
    return Province.of({str(one["code"]): str(district["code"]) for one in district["communes"][:4]}, 16)


async def test_a_year_of_the_province(database: Database) -> None:
    notice = csv_of(
        ("date", "name", "working"), [(day.isoformat(), "Ngày lễ", "0") for day in TWICE_THE_24TH]
    )
    story = Story(database, _province(), YEAR, HOURS if LONG else ())
    await story.founded(notice)
    for number in MONTHS:
        # The tree on the last tier's due date decides, and the 24th of June lies before the merger.
        month = Month(2025, number, YEAR, has_district=True)
        is_merged = month.last_tier >= MERGER
        await story.plays(Month(2025, number, YEAR, has_district=not is_merged))


def test_the_dates_of_the_year_as_the_plan_has_them() -> None:
    dates = {
        number: (month.team.day, month.commune.day, month.last_tier.day)
        for number in range(1, 13)
        for month in [Month(2025, number, YEAR, has_district=number <= 6)]
    }
    assert dates == {
        1: (20, 22, 24),
        2: (18, 20, 24),
        3: (17, 19, 21),
        4: (18, 22, 24),
        5: (19, 21, 23),
        6: (18, 20, 24),
        7: (18, 24, 24),
        8: (18, 22, 22),
        9: (18, 24, 24),
        10: (20, 24, 24),
        11: (17, 21, 21),
        12: (18, 24, 24),
    }
