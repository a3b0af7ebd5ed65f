"""Dates, periods and lengths of time, relative to Tuesday 17 November 2026."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese.dates import Duration, Span, read_date, read_duration, read_moment, read_period, read_span

TODAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 12/11", date(2026, 11, 12)),
        ("12/11/2025", date(2025, 11, 12)),
        ("ngày 5/1", date(2027, 1, 5)),
        ("ngày 25 tháng 12", date(2026, 12, 25)),
        ("hôm qua", date(2026, 11, 16)),
        ("mai", date(2026, 11, 18)),
        ("sáng mai", date(2026, 11, 18)),
        ("hôm tê", date(2026, 11, 15)),
        ("hôm ni", TODAY),
        ("thứ 6", date(2026, 11, 20)),
        ("thứ sáu tuần sau", date(2026, 11, 27)),
        ("chủ nhật", date(2026, 11, 22)),
        ("2 tuần nữa", date(2026, 12, 1)),
        ("ngày 20", date(2026, 11, 20)),
        ("31/2", None),
        ("bà con đi đồng", None),
    ],
)
def test_a_day_is_read(text: str, expected: date | None) -> None:
    assert read_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thang 10", "2026-10"),
        ("T10", "2026-10"),
        ("tháng 12", "2025-12"),
        ("tháng mười hai", "2025-12"),
        ("tháng 11/2026", "2026-11"),
        ("tháng ni", "2026-11"),
        ("tháng trước", "2026-10"),
        ("kỳ này", None),
        ("ngày 5/10/2026", None),
        ("tháng 13", None),
    ],
)
def test_a_period_is_the_latest_such_month(text: str, expected: str | None) -> None:
    assert read_period(text, TODAY) == expected


def test_spans_lengths_and_moments() -> None:
    assert read_span("từ 20/11 đến 30/11", TODAY) == Span(date(2026, 11, 20), date(2026, 11, 30))
    assert read_span("đến hết ngày 5/12", TODAY) == Span(None, date(2026, 12, 5))
    assert read_span("bao giờ", TODAY) is None
    assert read_duration("2 tuần") == Duration(days=14)
    assert read_duration("ba tháng") == Duration(months=3)
    assert read_duration("nửa tháng") == Duration(days=15)
    assert read_duration("tháng 3") is None
    assert read_moment("trước 17h hôm nay", TODAY) == datetime.fromisoformat("2026-11-17T17:00")
    assert read_moment("5 giờ chiều 20/11", TODAY) == datetime.fromisoformat("2026-11-20T17:00")
    assert read_moment("17:30 mai", TODAY) == datetime.fromisoformat("2026-11-18T17:30")
    assert read_moment("ngày mai", TODAY) is None


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-.h thangyutừđếnỳmqaou", max_size=30), st.dates())
def test_any_text_and_any_day_are_survived(text: str, today: date) -> None:
    read_date(text, today)
    read_period(text, today)
    read_span(text, today)
    read_moment(text, today)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("từ mai đến hết tuần", date(2026, 11, 22)),
        ("tu mai den het tuan sau", date(2026, 11, 29)),
        ("đến hết tháng", date(2026, 11, 30)),
        ("từ 20/11 tới hết tháng sau", date(2026, 12, 31)),
        ("đến hết tháng 12", None),
    ],
)
def test_a_span_may_end_with_a_week_or_a_month(text: str, last: date | None) -> None:
    found = read_span(text, date(2026, 11, 17))
    assert (found.last if found else None) == last
