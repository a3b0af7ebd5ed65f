"""The one rule of the reporting calendar, with every example of the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import VN, Holiday, WorkCalendar, default_calendar
from domain.deadlines import (
    DEFAULT_OFFSETS,
    Offsets,
    Tier,
    due_dates,
    due_moment,
    is_on_time,
    last_tier_due,
    offsets_on,
)
from domain.errors import Malformed
from domain.periods import Period, WindowMode

CALENDAR = default_calendar()
PERIODS = st.builds(Period, st.integers(2022, 2027), st.integers(1, 12))
MODES = st.sampled_from(list(WindowMode))
DAYS_OFF = st.sets(st.dates(date(2022, 1, 1), date(2028, 1, 31)), max_size=60)


@pytest.mark.parametrize(
    ("period", "team", "last"),
    [
        ("2026-11", date(2026, 11, 18), date(2026, 11, 24)),
        ("2026-02", date(2026, 2, 23), date(2026, 2, 24)),
        ("2023-01", date(2023, 1, 16), date(2023, 1, 19)),
    ],
)
@pytest.mark.parametrize("has_district", [True, False])
def test_the_checked_examples_hold_in_both_chains(
    period: str, team: date, last: date, has_district: bool
) -> None:
    due = due_dates(Period.parse(period), CALENDAR, has_district)
    assert (due.team, due.last_tier) == (team, last)


def test_the_months_without_holidays_give_the_18th_20th_and_24th() -> None:
    due = due_dates(Period(2026, 11), CALENDAR, has_district=True)
    assert (due.team, due.commune, due.district) == (
        date(2026, 11, 18),
        date(2026, 11, 20),
        date(2026, 11, 24),
    )


def test_without_a_district_the_commune_is_the_last_tier() -> None:
    due = due_dates(Period(2026, 11), CALENDAR, has_district=False)
    assert (due.commune, due.district, due.last) == (due.last_tier, None, Tier.COMMUNE)
    with pytest.raises(Malformed):
        due.of(Tier.DISTRICT)


def test_with_a_district_each_tier_has_its_own_date() -> None:
    due = due_dates(Period(2022, 11), CALENDAR, has_district=True)
    assert [due.of(tier) for tier in Tier] == [due.team, due.commune, due.district]
    assert due.last is Tier.DISTRICT


def test_a_commune_below_a_district_is_never_due_before_its_teams() -> None:
    january = due_dates(Period(2023, 1), CALENDAR, has_district=True)
    february = due_dates(Period(2026, 2), CALENDAR, has_district=True)
    assert january.commune == date(2023, 1, 17)
    assert february.commune == february.team == date(2026, 2, 23)


def test_a_holiday_on_the_24th_moves_everything_earlier() -> None:
    with_holiday = WorkCalendar({date(2026, 11, 24): Holiday(date(2026, 11, 24), "Ngày Văn hóa Việt Nam")})
    due = due_dates(Period(2026, 11), with_holiday, has_district=False)
    assert (due.team, due.last_tier) == (date(2026, 11, 17), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("period", "last"),
    [("2026-01", date(2026, 1, 23)), ("2026-10", date(2026, 10, 23)), ("2026-05", date(2026, 5, 22))],
)
def test_a_24th_at_the_weekend_means_the_friday_before(period: str, last: date) -> None:
    assert last_tier_due(Period.parse(period), CALENDAR) == last


def test_a_weekend_day_worked_instead_is_a_working_day() -> None:
    swapped = WorkCalendar({date(2026, 10, 24): Holiday(date(2026, 10, 24), "Làm bù", working=True)})
    assert last_tier_due(Period(2026, 10), swapped) == date(2026, 10, 24)


def test_calendar_windows_are_due_on_the_same_dates_of_the_following_month() -> None:
    october = due_dates(Period(2026, 10), CALENDAR, False, WindowMode.CALENDAR)
    assert (october.team, october.last_tier) == (date(2026, 11, 18), date(2026, 11, 24))
    december = due_dates(Period(2025, 12), CALENDAR, True, WindowMode.CALENDAR)
    assert (december.team, december.commune, december.district) == (
        date(2026, 1, 19),
        date(2026, 1, 21),
        date(2026, 1, 23),
    )


def test_teams_are_never_due_after_the_last_tier() -> None:
    tet = {day: Holiday(day, "Tết") for day in (date(2026, 3, 1) + timedelta(n) for n in range(15, 31))}
    due = due_dates(Period(2026, 3), WorkCalendar(tet), has_district=True)
    assert due.team == due.commune == due.last_tier == date(2026, 3, 13) + timedelta(0)


def test_no_due_date_lies_before_the_window_has_closed() -> None:
    days = [date(2029, 2, day) for day in range(10, 19)]
    tet = WorkCalendar({day: Holiday(day, "Tết") for day in days})
    due = due_dates(Period(2029, 2), tet, has_district=False, offsets=Offsets(last_day=17))
    assert due.team == due.commune == date(2029, 2, 19)


def test_a_due_date_ends_at_one_second_to_midnight_in_vietnam() -> None:
    assert due_moment(date(2026, 11, 18)) == datetime(2026, 11, 18, 23, 59, 59, tzinfo=VN)
    assert due_moment(date(2026, 11, 18)).astimezone(UTC).hour == 16


def test_the_whole_last_second_is_in_time_and_midnight_is_not() -> None:
    due = date(2026, 11, 18)
    assert is_on_time(datetime(2026, 11, 18, 23, 59, 59, 999_000, tzinfo=VN), due)
    assert not is_on_time(datetime(2026, 11, 19, tzinfo=VN), due)
    assert not is_on_time(datetime(2026, 11, 18, 17, 0, tzinfo=UTC), due)


def test_the_offsets_of_the_day_are_used() -> None:
    stricter = Offsets(last_day=22, team_before_last=3, valid_from=date(2026, 6, 1))
    assert offsets_on([stricter], date(2026, 5, 31)) == DEFAULT_OFFSETS
    assert offsets_on([DEFAULT_OFFSETS, stricter], date(2026, 6, 1)) == stricter
    due = due_dates(Period(2026, 10), CALENDAR, False, offsets=stricter)
    assert (due.team, due.last_tier) == (date(2026, 10, 19), date(2026, 10, 22))


@given(period=PERIODS, off=DAYS_OFF, has_district=st.booleans(), mode=MODES)
def test_due_dates_are_ordered_working_days_before_the_25th(
    period: Period, off: set[date], has_district: bool, mode: WindowMode
) -> None:
    calendar = WorkCalendar({day: Holiday(day, "Nghỉ") for day in off})
    due = due_dates(period, calendar, has_district, mode)
    assert due.team <= due.commune <= due.last_tier
    assert all(calendar.is_working(day) for day in (due.team, due.commune, due.last_tier))
    limit = period.due_month(mode)
    assert due.last_tier <= date(limit.year, limit.month, 24)


@given(period=PERIODS, has_district=st.booleans(), mode=MODES)
def test_teams_have_at_least_the_day_after_the_window_closes(
    period: Period, has_district: bool, mode: WindowMode
) -> None:
    due = due_dates(period, CALENDAR, has_district, mode)
    assert due.team >= period.window(mode)[1] + timedelta(days=2)


@given(period=PERIODS, mode=MODES)
def test_teams_are_due_on_the_same_day_in_both_chains(period: Period, mode: WindowMode) -> None:
    assert due_dates(period, CALENDAR, True, mode).team == due_dates(period, CALENDAR, False, mode).team
