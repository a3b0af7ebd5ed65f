"""Within which time people have to be answered who ask about their own data."""

from datetime import date

import pytest

from domain.calendar import default_calendar
from domain.privacy import Right, clocks


@pytest.mark.parametrize(
    ("right", "done_by"),
    [
        (Right.ACCESS, date(2026, 11, 30)),
        (Right.WITHDRAW, date(2026, 12, 5)),
        (Right.ERASE, date(2026, 12, 10)),
    ],
)
def test_each_right_has_its_own_time(right: Right, done_by: date) -> None:
    found = clocks(right, date(2026, 11, 20), default_calendar())
    assert found.done_by == done_by


def test_two_working_days_pass_over_the_weekend() -> None:
    friday = date(2026, 11, 13)
    assert clocks(Right.ERASE, friday, default_calendar()).acknowledged_by == date(2026, 11, 17)
