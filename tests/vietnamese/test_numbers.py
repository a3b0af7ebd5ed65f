"""Numbers as people write them: the table of the plan, part 4.4, and the round trip through words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import fold, read_number, say_number
from vietnamese.writing import number

VALUES = {
    "1.250": 1250, "1,250": 1250, "1 250": 1250, "05": 5, "05 buổi": 5, "1,2 nghìn": 1200, "1.2k": 1200, "1k2": 1200,
    "nghìn hai": 1200, "ngàn hai": 1200, "hai chục": 20, "2 chục": 20, "chục rưỡi": 15, "chục rưởi": 15,
    "trăm hai": 120,
    "trăm rưỡi": 150, "hai trăm tư": 240, "hai trăm lẻ tư": 204, "hai trăm linh bốn": 204, "bốn lăm": 45,
    "bốn nhăm": 45,
    "bốn mươi lăm": 45, "hăm mốt": 21, "hai mốt": 21, "mười lăm": 15, "mười nhăm": 15, "một tá": 12,
    "ba trăm linh sáu": 306,
    "ko": 0, "k": 0, "hông": 0, "nỏ": 0, "nỏ có": 0, "không có": 0, "0": 0, "chưa": 0, "-": 0, "chưa có ai": 0,
    "14 chứ ko phải 41": 14, "6 bà": 6, "12 người, trong đó 5 cụ trên 70 tuổi": 12, "không có ai cả": 0,
}  # fmt: skip
APPROXIMATE = {
    "khoảng 30": 30,
    "tầm 30": 30,
    "~30": 30,
    "30 chi đó": 30,
    "hơn 30": 30,
    "gần trăm": 100,
    "chừng mươi": 10,
}
PROBLEMS = {
    "2-3": "range", "hai ba buổi": "range", "2 đến 3": "range", "vài chục": "vague", "mấy chục": "vague",
    "cũng nhiều": "vague",
    "đông lắm": "vague", "dăm chục": "vague", "1.5": "ambiguous", "1,5": "ambiguous", "100%": "percent", "đủ": "vague",
    "hết": "vague", "như tháng trước": "same", "y cũ": "same", "5/11": "not_count", "ngày 5 và 12": "not_count",
    "0912345678": "not_count", "042090001234": "not_count", "50 triệu": "not_count", "xóm 5": "not_count",
    "khối 3": "not_count",
    "TDP 7": "not_count", "tháng 11": "not_count", "kỳ 10": "not_count", "mức 2": "not_count", "âm 5": "negative",
    "-5": "negative", "không nhớ": "unknown", "chưa có số liệu": "unknown", "5 người 7 hộ": "ambiguous", "alo": "none",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_one_number_is_read(text: str, value: int) -> None:
    reading = read_number(text)
    assert (reading.value, reading.approximate, reading.problem) == (value, False, "")


@pytest.mark.parametrize(("text", "value"), APPROXIMATE.items())
def test_an_approximate_number_says_so(text: str, value: int) -> None:
    assert (read_number(text).value, read_number(text).approximate) == (value, True)


@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items())
def test_what_is_no_single_count_has_no_value(text: str, problem: str) -> None:
    assert (read_number(text).value, read_number(text).problem) == (None, problem)


def test_x_of_y_keeps_both() -> None:
    assert (read_number("15/20 hộ").value, read_number("15/20 hộ").of) == (15, 20)
    assert (read_number("2-3").low, read_number("2-3").high) == (2, 3)


def test_numbers_are_said_as_they_are_in_the_north() -> None:
    said = {0: "không", 5: "năm", 15: "mười lăm", 21: "hai mươi mốt", 24: "hai mươi tư", 105: "một trăm linh năm",
            1250: "một nghìn hai trăm năm mươi", 1005: "một nghìn không trăm linh năm", -3: "âm ba",
            2_000_000: "hai triệu"}  # fmt: skip
    assert {value: say_number(value) for value in said} == said


@given(st.integers(0, 10**13))
def test_words_round_trip_with_and_without_marks(value: int) -> None:
    words = say_number(value)
    assert read_number(words).value == value
    assert read_number(fold(words)).value == value
    assert read_number(words.upper()).value == value


@given(st.integers(0, 10**8 - 1))
def test_digits_round_trip(value: int) -> None:
    assert read_number(str(value)).value == value
    assert read_number(number(value)).value == value


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    reading = read_number(text)
    assert (reading.value is None) == bool(reading.problem)
    assert reading.value is None or reading.value >= 0
