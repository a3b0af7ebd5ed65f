""" "Giống tháng trước nhưng 3 buổi": the whole of the last report, with what is said to differ."""

from __future__ import annotations

import pytest

from tests.handlers.test_report import FIGURES, stored
from tests.town import Town


async def november(town: Town) -> None:
    """A report with three figures beside those every report has, a month ago."""
    await town.hung.says("báo cáo", *FIGURES, "hộ tận nhà 12, chữ ký số 3, phòng lừa đảo 7")
    await town.hung.says("không", "không", "xong", "gửi")
    await town.passes(days=29)


@pytest.mark.parametrize(
    "typed",
    [
        "giống tháng trước nhưng 3 buổi",
        "giong thang truoc nhung 3 buoi",
        "báo cáo như tháng trước, riêng 3 buổi",
    ],
)
async def test_the_whole_last_report_with_the_sessions_changed(town: Town, typed: str) -> None:
    await november(town)
    assert await town.hung.says(typed) == (
        "Trợ lý ghi: 3 buổi · 120 lượt dự · 86 lượt hướng dẫn · 14 VNeID · 9 DVC · 21 thanh toán số · "
        "12 hộ tận nhà · 3 chữ ký số · 7 phòng lừa đảo, đúng không ạ?"
    )
    assert "khó khăn" in await town.hung.taps("Đúng")
    await town.hung.says("không", "không", "xong", "gửi")
    [first, second] = sorted(await stored(town), key=lambda one: str(one["period"]))
    assert second["values"] == first["values"] | {"so_buoi": 3}


async def test_said_at_the_first_question_and_changed_before_the_yes(town: Town) -> None:
    await november(town)
    await town.hung.says("báo cáo")
    assert "3 buổi · 60 lượt dự" in await town.hung.says("như tháng trước nhưng 3 buổi 60 người dự")
    assert "3 buổi · 60 lượt dự · 86 lượt hướng dẫn · 15 VNeID" in await town.hung.says("vneid 15")
    await town.hung.says("đúng", "không", "không", "xong", "gửi")
    values = max(await stored(town), key=lambda one: str(one["period"]))["values"]
    assert (values["so_buoi"], values["luot_tuyen_truyen"], values["vneid"], values["ho_tan_nha"]) == (
        3,
        60,
        15,
        12,
    )


async def test_with_nothing_sent_before_only_what_is_said_is_taken(town: Town) -> None:
    assert "(2/6)" in await town.hung.says("giống tháng trước nhưng 3 buổi")
