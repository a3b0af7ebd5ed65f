"""Several requests named by their places in the list, after a leader's verb as well as after a chairman's."""

from __future__ import annotations

import pytest

from handlers.deciding_reading import codes_in
from tests.handlers.cases import XOM_5, introduced, vacates
from tests.town import Town


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("giới thiệu 1-3", ["1", "2", "3"]),
        ("giới thiệu 1 và 2", ["1", "2"]),
        ("gioi thieu 1, 3", ["1", "3"]),
        ("giới thiệu 1-3 trừ 2", ["1", "3"]),
        ("giới thiệu 2", ["2"]),
        ("giới thiệu A7K", ["A7K"]),
        ("giới thiệu 120", []),
    ],
)
def test_the_places_that_a_decision_names(text: str, named: list[str]) -> None:
    assert codes_in(text) == named


async def test_a_new_word_takes_the_place_of_a_read_back(town: Town) -> None:
    await vacates(town, "P053", XOM_5)
    await introduced(town, "lan")
    await introduced(town, "cuc", XOM_5, "trang")
    await town.chairman.says("chờ duyệt")
    assert "đồng ý 1 đơn" in await town.chairman.says("duyệt 1")
    assert "đồng ý 2 đơn" in await town.chairman.says("duyệt 1-2")
