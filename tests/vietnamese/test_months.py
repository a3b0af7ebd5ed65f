"""Figures of several months in one message are told apart from one month's and from comparisons."""

from datetime import date

import pytest

from vietnamese import understand
from vietnamese.dates import month_of

TODAY = "2026-11-17"


@pytest.mark.parametrize(
    "text",
    [
        "bc t10 3b 95 ng, t11 2b 60 ng",
        "báo cáo tháng 10: 3 buổi, 95 người; tháng 11: 2 buổi 60 người",
        "3 buổi tháng 10, 2 buổi tháng 11",
        "báo cáo tháng mười 3 buổi, tháng mười một 2 buổi",
        "t10 3 buổi, tháng ni 2 buổi",
        "bc t10+t11 5 buổi 100 người",
        "tháng 10 và tháng 11 không có hoạt động",
        "sửa tháng 10 3 buổi thành 4, tháng 11 2 buổi",
    ],
)
@pytest.mark.parametrize("asked", ["", "so_buoi"])
def test_of_several_months_no_figure_is_taken(text: str, asked: str) -> None:
    form = "report" if asked else ""
    got = understand({"text": text, "speaker": "leader", "today": TODAY, "asked": asked, "form": form})
    assert not got["sure"]
    assert not any(isinstance(value, int) for value in got["slots"].values())
    if not asked:
        assert got["slots"] == {"periods": ["2026-10", "2026-11"]}


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo tháng 11, tháng 10 nộp rồi: 3 buổi 40 người",
        "tháng 11: 3 buổi 40 người, tháng 10 đã gửi",
        "như tháng 10, tháng 11 3 buổi 40 người",
        "tháng 10 họp ngày 5 tháng 11, 3 buổi 40 người",
        "tháng trước 4 buổi, tháng này 3 buổi 40 người",
    ],
)
def test_one_month_told_beside_another_is_read(text: str) -> None:
    got = understand({"text": text, "speaker": "leader", "today": TODAY})
    assert (got["slots"]["so_buoi"], got["slots"]["luot_tuyen_truyen"]) == (3, 40)


@pytest.mark.parametrize(
    ("said", "month"),
    [("12", "2025-12"), ("mười một", None), ("muoi mot", "2026-11"), ("nay", "2026-11"), ("13", None)],
)
def test_the_month_behind_its_word(said: str, month: str | None) -> None:
    assert month_of(said, date(2026, 11, 17)) == month
