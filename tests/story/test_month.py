"""May 2025 of 200 teams below a district, checked sweep by sweep against a reckoning by hand."""

from __future__ import annotations

from datetime import date

from storage.database import Database
from tests.province import Province, published
from tests.story.by_hand import DaysOff, Month
from tests.story.month import Story

MAY_2025 = DaysOff(frozenset({date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2)}), frozenset())


async def test_a_month_of_200_teams(database: Database) -> None:
    district = published()["y2022"]["districts"][8]
    communes = {str(one["code"]): str(district["code"]) for one in district["communes"][:10]}
    story = Story(database, Province.of(communes, 190), MAY_2025)
    await story.founded()
    await story.plays(Month(2025, 5, MAY_2025, has_district=True))
