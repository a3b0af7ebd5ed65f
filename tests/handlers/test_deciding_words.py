"""Several requests named by their places in the list, after a leader's verb as well as after a chairman's."""

from __future__ import annotations

import pytest

from handlers.deciding_reading import codes_in


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
