"""Working days, Tết, and hours in which nobody is disturbed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    Holiday,
    WorkCalendar,
    default_calendar,
    default_holidays,
    in_vietnam,
    moment,
    read_holidays,
    weekday_and_date,
)
from domain.errors import Malformed
from tests.domain.cast import at

CALENDAR = default_calendar()
MOMENTS = st.builds(moment, st.dates(date(2022, 1, 1), date(2027, 12, 31)), st.times())


def test_weekends_and_holidays_are_not_worked() -> None:
    assert CALENDAR.is_working(date(2026, 11, 23))
    assert not CALENDAR.is_working(date(2026, 11, 22))
    assert not CALENDAR.is_working(date(2026, 9, 2))


def test_a_saturday_worked_instead_is_worked() -> None:
    assert CALENDAR.is_working(date(2026, 8, 22))
    assert not CALENDAR.is_working(date(2026, 8, 31))


def test_the_24th_of_november_is_worked_until_an_import_says_otherwise() -> None:
    assert all(CALENDAR.is_working(date(year, 11, 24)) for year in (2022, 2023, 2025, 2026, 2027))


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 14), date(2026, 2, 22)), (date(2023, 1, 20), date(2023, 1, 26))]
)
def test_the_tet_runs_of_the_plan_are_built_in(first: date, last: date) -> None:
    run = [first + timedelta(n) for n in range((last - first).days + 1)]
    assert all(CALENDAR.is_tet(day) and not CALENDAR.is_working(day) for day in run)
    assert not CALENDAR.is_tet(first - timedelta(1))
    assert not CALENDAR.is_tet(last + timedelta(1))


@pytest.mark.parametrize(
    ("first_of_lunar_year", "hung_kings"),
    [
        (date(2022, 2, 1), date(2022, 4, 10)),
        (date(2023, 1, 22), date(2023, 4, 29)),
        (date(2024, 2, 10), date(2024, 4, 18)),
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
    ],
)
def test_lunar_days_of_every_year_are_days_off(first_of_lunar_year: date, hung_kings: date) -> None:
    assert all(CALENDAR.is_tet(first_of_lunar_year + timedelta(n)) for n in range(-1, 3))
    assert not CALENDAR.is_working(hung_kings)


def test_the_year_2026_has_the_days_off_of_the_notice() -> None:
    off = [holiday for holiday in default_holidays() if holiday.date.year == 2026 and not holiday.working]
    weekdays = [holiday for holiday in off if holiday.date.weekday() < 5]
    assert len(weekdays) == 2 + 5 + 1 + 2 + 3


def test_new_year_of_the_solar_calendar_is_no_tet() -> None:
    assert not CALENDAR.is_tet(date(2026, 1, 1))
    assert not Holiday(date(2026, 2, 16), "Làm bù Tết", working=True).is_tet()


def test_an_import_replaces_the_default_day_by_day() -> None:
    imported = read_holidays("date,name,working\n2026-09-02,Làm bù,1\n")
    assert WorkCalendar.of([*default_holidays(), *imported]).is_working(date(2026, 9, 2))


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    assert CALENDAR.back(date(2026, 2, 24), 2) == date(2026, 2, 13)
    assert CALENDAR.forward(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert CALENDAR.back(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_half_days_land_on_working_days() -> None:
    monday = at(16, 10)
    assert CALENDAR.after_working_days(monday, 1.5) == at(17, 22)
    assert CALENDAR.after_working_days(monday, 3) == at(19, 10)
    assert CALENDAR.after_working_days(at(19, 20), 1.5) == at(23, 8)


def test_what_starts_on_a_day_off_starts_counting_after_it() -> None:
    saturday = at(21, 15)
    assert CALENDAR.after_working_days(saturday, 3) == at(26, 0)


@pytest.mark.parametrize(
    ("asked", "loud"),
    [
        (at(16, 19), at(16, 19)),
        (at(16, 20, 59), at(16, 20, 59)),
        (at(16, 21), at(17, 6, 30)),
        (at(17, 6, 29), at(17, 6, 30)),
        (at(17, 6, 30), at(17, 6, 30)),
        (at(14, 19, month=2), at(23, 6, 30, month=2)),
        (at(13, 22, month=2), at(23, 6, 30, month=2)),
    ],
)
def test_nobody_is_disturbed_at_night_and_at_tet(asked: datetime, loud: datetime) -> None:
    assert CALENDAR.next_loud_moment(asked) == loud


def test_a_moment_in_another_zone_is_judged_in_vietnam() -> None:
    assert CALENDAR.next_loud_moment(datetime(2026, 11, 16, 14, 30, tzinfo=UTC)) == at(17, 6, 30)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Malformed):
        in_vietnam(at(16).replace(tzinfo=None))


def test_dates_are_written_with_their_weekday() -> None:
    assert weekday_and_date(date(2026, 11, 18)) == "thứ Tư, 18/11"
    assert weekday_and_date(date(2026, 11, 22)) == "Chủ nhật, 22/11"


@given(MOMENTS)
def test_the_next_loud_moment_is_loud_not_earlier_and_stays(asked: datetime) -> None:
    loud = CALENDAR.next_loud_moment(asked)
    assert CALENDAR.is_loud(loud)
    assert loud >= asked
    assert CALENDAR.next_loud_moment(loud) == loud


@given(MOMENTS)
def test_nothing_loud_lies_between_a_quiet_moment_and_the_next_loud_one(asked: datetime) -> None:
    loud = CALENDAR.next_loud_moment(asked)
    if loud != asked:
        assert loud.time() == time(6, 30)
        assert not CALENDAR.is_loud(asked)
        evening_before = moment(loud.date() - timedelta(1), time(20, 0))
        assert evening_before <= asked or not CALENDAR.is_loud(evening_before)


@given(st.dates(date(2022, 2, 1), date(2027, 11, 30)), st.integers(0, 12))
def test_back_undoes_forward_on_working_days(day: date, count: int) -> None:
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.back(CALENDAR.forward(start, count), count) == start
