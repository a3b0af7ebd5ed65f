"""Reporting periods: their windows, labels, and which one a report is for."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import moment
from domain.errors import Malformed
from domain.periods import Period, WindowMode
from tests.domain.cast import at

PERIODS = st.builds(Period, st.integers(2022, 2027), st.integers(1, 12))
MODES = st.sampled_from(list(WindowMode))
MOMENTS = st.builds(moment, st.dates(date(2022, 1, 1), date(2027, 12, 31)), st.times())


def test_a_period_is_written_year_and_month() -> None:
    assert str(Period.parse("2026-03")) == "2026-03"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "11/2026", "", "1999-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Period.parse(text)


def test_periods_follow_each_other_over_the_year_end() -> None:
    assert Period(2026, 12).next() == Period(2027, 1)
    assert Period(2026, 1).previous() == Period(2025, 12)
    assert Period(2026, 12) < Period(2027, 1)


def test_the_window_runs_from_the_15th_to_the_14th() -> None:
    assert Period(2026, 11).window() == (date(2026, 10, 15), date(2026, 11, 14))
    assert Period(2026, 1).window("15-14") == (date(2025, 12, 15), date(2026, 1, 14))


def test_calendar_windows_are_whole_months() -> None:
    assert Period(2028, 2).window("calendar") == (date(2028, 2, 1), date(2028, 2, 29))


def test_a_period_opens_on_the_last_evening_of_its_window() -> None:
    assert Period(2026, 11).opens_at() == at(14, 19)
    assert Period(2026, 11).opens_at("calendar") == at(30, 19)


def test_a_period_is_closed_once_its_last_day_is_over() -> None:
    assert not Period(2026, 11).is_closed(at(14, 23, 59))
    assert Period(2026, 11).is_closed(at(15, 0))


def test_the_label_always_says_the_window() -> None:
    assert Period(2026, 11).label() == "tháng 11"
    assert Period(2026, 11).long_label() == "kỳ tháng 11 (15/10–14/11)"
    assert Period(2026, 11).long_label("calendar") == "kỳ tháng 11 (1/11–30/11)"


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (at(5), "2026-11"),
        (at(14, 12), "2026-11"),
        (at(15, 0), "2026-11"),
        (at(24, 23, 59), "2026-11"),
        (at(25, 0), "2026-12"),
        (at(10, month=12), "2026-12"),
        (at(26, month=12), "2027-01"),
    ],
)
def test_a_report_is_for_the_window_being_reported_then_for_the_running_one(
    now: datetime, period: str
) -> None:
    assert str(Period.current(now)) == period


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (at(5), "2026-10"),
        (at(24, 23), "2026-10"),
        (at(25, 0), "2026-11"),
        (at(30, 20), "2026-11"),
        (at(1, month=12), "2026-11"),
    ],
)
def test_calendar_months_are_reported_until_the_24th_of_the_next(now: datetime, period: str) -> None:
    assert str(Period.current(now, "calendar")) == period


def test_a_late_report_and_an_early_one_are_both_possible() -> None:
    assert Period.reportable(at(16)) == (Period(2026, 11), Period(2026, 12))
    assert Period.reportable(at(26)) == (Period(2026, 12), Period(2026, 11))


@given(PERIODS, MODES)
def test_windows_join_without_gap_or_overlap(period: Period, mode: WindowMode) -> None:
    assert (period.next().window(mode)[0] - period.window(mode)[1]).days == 1


@given(MOMENTS, MODES)
def test_the_running_window_contains_the_moment(now: datetime, mode: WindowMode) -> None:
    first, last = Period.running(now, mode).window(mode)
    assert first <= now.date() <= last
    assert Period.closed(now, mode).is_closed(now, mode)


@given(MOMENTS, MODES)
def test_the_current_period_is_the_closed_or_the_running_one(now: datetime, mode: WindowMode) -> None:
    assert set(Period.reportable(now, mode)) == {Period.closed(now, mode), Period.running(now, mode)}
    assert Period.reportable(now, mode)[0] == Period.current(now, mode)


@given(PERIODS)
def test_writing_and_reading_a_period_is_the_same(period: Period) -> None:
    assert Period.parse(str(period)) == period
