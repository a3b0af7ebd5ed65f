"""No input of any bytes raises, and what is read twice is read the same."""

import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vietnamese import fold, looks_like_name, normalise, read_number, redact, tidy_name, understand
from vietnamese.dates import read_date, read_duration, read_moment, read_period, read_span
from vietnamese.masking import masked
from vietnamese.names import fold_name, match_places, tidy_place

TODAY = date(2026, 11, 17)
_DAYS = (
    "ngày 31/2",
    "thứ 9",
    "mùng 0",
    "tháng 13",
    "25h70",
    "00/00/0000",
    "năm 9999",
    "31/12/9999",
    "từ 99/99 đến mai",
)
_ODD = (
    "٣",
    "²",
    "Ⅻ",
    "\ud800",
    "\x00",
    "\u202e",
    "e\u0301\u0323",
    "ǆ",
    "ﬀ",
    "①",
    "1" * 400,
    "1/" * 50,
    "-" * 60,
    "🙏🏽",
)
_PIECES = st.sampled_from(
    [*_DAYS, *_ODD, "báo cáo", "vneid", "đồng ý", "trừ", "12", "k", "trăm", "thôn", "anh", " ", "\n"]
)
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(), max_size=30),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-16", "replace")),
    st.lists(_PIECES, max_size=8).map("".join),
    st.lists(_PIECES, max_size=8).map(" ".join),
)


@settings(deadline=None)
@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@settings(deadline=None)
@given(ANYTHING)
def test_numbers_survive_anything(text: str) -> None:
    reading = read_number(text)
    assert (reading.value is None) == bool(reading.problem)


@settings(deadline=None)
@given(ANYTHING)
def test_dates_survive_anything(text: str) -> None:
    for reader in (read_date, read_span, read_moment, read_period):
        reader(text, TODAY)
        reader(text, date.max)
        reader(text, date.min)
    read_duration(text)


@settings(deadline=None)
@given(ANYTHING)
def test_names_survive_anything(text: str) -> None:
    looks_like_name(text)
    tidy_name(text)
    tidy_place(text)
    redact(text)
    match_places(text, [("Thôn Đông Trung", "01", ["Xóm 5"]), (text, "02", [text])])


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
def test_understanding_survives_anything(text: str, other: str) -> None:
    for asked, form, pending in ((None, None, 0), ("vneid", "report", 0), (other, other, 2)):
        message = {
            "text": text,
            "speaker": other or "leader",
            "asked": asked,
            "form": form,
            "pending": pending,
        }
        assert set(understand({**message, "today": "2026-11-17"})) == {"intent", "slots", "sure"}
    masked(text)
    normalise(text)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b'{"text": "\\ud800 12"}', b'{"text": [1]}', b"[]", b"1" * 5000]
)
def test_the_command_answers_any_bytes(raw: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vietnamese"], input=raw + b"\n", capture_output=True, check=True
    )
    assert json.loads(done.stdout)["intent"]
