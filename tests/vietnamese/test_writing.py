"""How numbers, dates and long texts are written for people."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import writing


def test_numbers_are_grouped_with_points() -> None:
    assert [writing.number(n) for n in (0, 999, 1250, 1234567)] == ["0", "999", "1.250", "1.234.567"]


def test_days_carry_their_weekday_and_moments_their_clock() -> None:
    assert writing.day(date(2026, 11, 18)) == "thứ Tư, 18/11"
    assert writing.day(date(2026, 11, 22), year=True) == "Chủ nhật, 22/11/2026"
    assert writing.moment(datetime.fromisoformat("2026-11-17T19:42")) == "19:42 ngày 17/11"
    assert writing.clock(datetime.fromisoformat("2026-11-17T07:05")) == "07:05"


def test_lists_end_with_va() -> None:
    assert [writing.join_vi(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a và b",
        "a, b và c",
    ]


def test_long_texts_are_cut_at_lines_before_sentences_before_words() -> None:
    assert writing.split("một hai.\nba bốn. năm sáu", 16) == ["một hai.", "ba bốn. năm sáu"]
    assert writing.split("một hai. ba bốn năm", 12) == ["một hai.", "ba bốn năm"]
    assert writing.split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert writing.split("  ") == []


@given(st.text(alphabet="aăâbđ .,!\n", max_size=300), st.integers(1, 60))
def test_parts_fit_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = writing.split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        writing.split("a", 0)


def test_a_word_inside_a_sentence_begins_small_unless_it_is_written_in_capitals() -> None:
    assert [writing.inside(text) for text in ("Lượt dự", "Ủy ban", "VNeID", "DVC", "")] == [
        "lượt dự",
        "ủy ban",
        "VNeID",
        "DVC",
        "",
    ]
